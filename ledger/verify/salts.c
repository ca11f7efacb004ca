/* No salt is used twice: who knows one opening could else try what another hides. The first eight bytes of every salt
 * are sorted; where two are the same, the openings are read once more for the whole salts. Of a large ledger only a
 * part of the values is held at a time, and the openings are read once for each part. */
#include "ledger/verify/verify.h"

#include <stdlib.h>
#include <string.h>

#define HELD_MAX  3000000 /* values of eight bytes at a time, 24 MB */
#define PARTS_MAX 64

void fpl_verify__salts_begin(struct fpl_verify__salts *salts, int64_t records) {
    uint64_t parts = 1 + (uint64_t)records / HELD_MAX; /* a head may be forged */
    *salts = (struct fpl_verify__salts){.parts = parts < PARTS_MAX ? parts : PARTS_MAX};
}

void fpl_verify__salts_release(struct fpl_verify__salts *salts) {
    free(salts->value);
}

static uint64_t value_of(const char *salt) {
    uint64_t value;
    memcpy(&value, salt, sizeof value);
    return value;
}

enum fpl_status fpl_verify__salt(struct fpl_verify__run *run, struct fpl_verify__salts *salts, const char *salt) {
    uint64_t value = value_of(salt);
    if (value % salts->parts != salts->part)
        return FPL_OK;
    if (salts->n == salts->cap) {
        size_t cap = salts->cap ? salts->cap + salts->cap / 2 : 4096;
        uint64_t *wider = realloc(salts->value, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
        salts->value = wider;
        salts->cap = cap;
    }
    salts->value[salts->n++] = value;
    return FPL_OK;
}

static int by_value(const void *a, const void *b) {
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

/* The openings whose salts begin with this value: are two of them the same? */
static enum fpl_status look_again(struct fpl_verify__run *run, uint64_t value) {
    struct fpl_cursor *cursor = NULL;
    struct { /* that begin so; eight bytes agree by chance in two of them, hardly in three */
        char salt[FPL_SALT_BYTES];
        int32_t book;
        int64_t seq;
    } met[8];
    int n = 0, row = 1;
    enum fpl_status status = fpl_store__scan_all_openings(run->session->store, &cursor, run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, run->error)) && row) {
        struct fpl_record_row opening;
        fpl_store__opening_row(cursor, &opening);
        if (opening.salt.n != FPL_SALT_BYTES || value_of(opening.salt.p) != value)
            continue;
        for (int i = 0; i < n && !status; i++)
            if (memcmp(met[i].salt, opening.salt.p, FPL_SALT_BYTES) == 0)
                status = fpl_verify__differs(run, "book %d seq %lld opening: salt of book %d seq %lld", opening.book,
                                             (long long)opening.seq, met[i].book, (long long)met[i].seq);
        if (n < (int)(sizeof met / sizeof met[0])) {
            memcpy(met[n].salt, opening.salt.p, FPL_SALT_BYTES);
            met[n].book = opening.book;
            met[n++].seq = opening.seq;
        }
    }
    fpl_store__end(cursor);
    return status;
}

static enum fpl_status compare(struct fpl_verify__run *run, struct fpl_verify__salts *salts) {
    enum fpl_status status = FPL_OK;
    if (salts->n > 1)
        qsort(salts->value, salts->n, sizeof *salts->value, by_value);
    uint64_t told = 0; /* of several alike one is looked at */
    int any = 0;
    for (size_t i = 1; i < salts->n && !status; i++) {
        uint64_t value = salts->value[i];
        if (value != salts->value[i - 1] || (any && value == told))
            continue;
        status = look_again(run, value);
        told = value;
        any = 1;
    }
    salts->n = 0;
    return status;
}

static enum fpl_status read_part(struct fpl_verify__run *run, struct fpl_verify__salts *salts) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status = fpl_store__scan_all_openings(run->session->store, &cursor, run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, run->error)) && row) {
        struct fpl_record_row opening;
        fpl_store__opening_row(cursor, &opening);
        status = fpl_verify__salt(run, salts, opening.salt.p);
    }
    fpl_store__end(cursor);
    return status;
}

enum fpl_status fpl_verify__salts_end(struct fpl_verify__run *run, struct fpl_verify__salts *salts) {
    enum fpl_status status = compare(run, salts);
    while (!status && ++salts->part < salts->parts) {
        status = read_part(run, salts);
        if (!status)
            status = compare(run, salts);
    }
    return status;
}
