/* No salt is used twice: who knows one opening could else try what another hides. The first eight bytes of every salt
 * are sorted; where two are the same, the openings are read once more for the whole salts. A bounded number of values
 * is held (B9: 96 MiB for a verification of any size). What is more becomes sorted lists in a scratch store, in blocks
 * of a tile's size, whose pages the engine moves to a file without a name; they are merged at the end, a block of each.
 */
#include "ledger/verify/verify.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_VALUES (FPL_TILE_BYTES / (int)sizeof(uint64_t))

void fpl_verify__salts_begin(struct fpl_verify__salts *salts, int64_t most) {
    FPL_ASSERT(most > 0);
    *salts = (struct fpl_verify__salts){.most = (size_t)most};
}

void fpl_verify__salts_release(struct fpl_verify__salts *salts) {
    free(salts->value);
    free(salts->list);
    fpl_store__close(salts->lists);
}

static uint64_t value_of(const char *salt) {
    uint64_t value;
    memcpy(&value, salt, sizeof value);
    return value;
}

static int by_value(const void *a, const void *b) {
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static void sort(struct fpl_verify__salts *salts) {
    if (salts->n > 1)
        qsort(salts->value, salts->n, sizeof *salts->value, by_value);
}

/* ---- lists that are not held ---- */

static enum fpl_status open_lists(struct fpl_verify__run *run, struct fpl_verify__salts *salts) {
    struct fpl_store_options options = {.write = 1, .scratch = 1};
    if (salts->lists)
        return FPL_OK;
    enum fpl_status status = fpl_store__open("", &options, &salts->lists, run->error);
    return status ? status : fpl_store__begin(salts->lists, 1, run->error);
}

/* What is held becomes one more sorted list. */
static enum fpl_status put_away(struct fpl_verify__run *run, struct fpl_verify__salts *salts) {
    uint64_t block[BLOCK_VALUES];
    enum fpl_status status = open_lists(run, salts);
    int64_t *wider = status ? NULL : realloc(salts->list, ((size_t)salts->count + 1) * sizeof *wider);
    if (!wider)
        return status ? status : fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    salts->list = wider;
    salts->list[salts->count] = (int64_t)salts->n;
    sort(salts);
    for (size_t at = 0; at < salts->n && !status; at += BLOCK_VALUES) {
        size_t n = salts->n - at < BLOCK_VALUES ? salts->n - at : BLOCK_VALUES;
        memset(block, 0, sizeof block);
        memcpy(block, salts->value + at, n * sizeof *block);
        status = fpl_store__put_tile(salts->lists, salts->count, 0, (int64_t)(at / BLOCK_VALUES),
                                     (const uint8_t *)block, run->error);
    }
    salts->count++;
    salts->n = 0;
    return status;
}

enum fpl_status fpl_verify__salt(struct fpl_verify__run *run, struct fpl_verify__salts *salts, const char *salt) {
    if (salts->n == salts->most) {
        enum fpl_status status = put_away(run, salts);
        if (status)
            return status;
    }
    if (salts->n == salts->cap) {
        size_t cap = salts->cap ? salts->cap * 2 : 4096;
        cap = cap < salts->most ? cap : salts->most;
        uint64_t *wider = realloc(salts->value, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
        salts->value = wider;
        salts->cap = cap;
    }
    salts->value[salts->n++] = value_of(salt);
    return FPL_OK;
}

/* ---- two that begin alike ---- */

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

/* Values in ascending order: of several alike one is looked at. */
struct ascending {
    uint64_t last, told;
    int any, any_told;
};

static enum fpl_status take(struct fpl_verify__run *run, struct ascending *a, uint64_t value) {
    int again = a->any && value == a->last && !(a->any_told && value == a->told);
    a->last = value;
    a->any = 1;
    if (!again)
        return FPL_OK;
    a->told = value;
    a->any_told = 1;
    return look_again(run, value);
}

/* ---- all lists together ---- */

struct list { /* one that is read */
    uint64_t *block;
    int64_t at, n;
    int32_t no;
};

static uint64_t current(const struct list *list) {
    FPL_ASSERT(list->block);
    return list->block[list->at % BLOCK_VALUES];
}

/* Reads the block that `at` has come to. */
static enum fpl_status load(struct fpl_verify__run *run, const struct fpl_verify__salts *salts, struct list *list) {
    struct fpl_str bytes;
    if (list->at == list->n || list->at % BLOCK_VALUES != 0)
        return FPL_OK;
    enum fpl_status status =
        fpl_store__get_tile(salts->lists, list->no, 0, list->at / BLOCK_VALUES, &bytes, run->error);
    if (!status)
        memcpy(list->block, bytes.p, FPL_TILE_BYTES);
    return status;
}

/* heap[0] is the least; what stands at i has moved away from its place. */
static void sink(struct list *heap, size_t n, size_t i) {
    for (size_t least = i;; i = least) {
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < n; child++)
            if (current(&heap[child]) < current(&heap[least]))
                least = child;
        if (least == i)
            return;
        struct list moved = heap[i];
        heap[i] = heap[least];
        heap[least] = moved;
    }
}

static enum fpl_status merge(struct fpl_verify__run *run, const struct fpl_verify__salts *salts, struct list *heap) {
    struct ascending ascending = {0};
    size_t n = (size_t)salts->count;
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < n && !status; i++) {
        heap[i].n = salts->list[i];
        heap[i].no = (int32_t)i;
        status = load(run, salts, &heap[i]);
    }
    for (size_t i = n / 2; i > 0 && !status; i--)
        sink(heap, n, i - 1);
    while (n > 0 && !status) {
        if ((status = take(run, &ascending, current(&heap[0]))))
            break;
        heap[0].at++;
        status = load(run, salts, &heap[0]);
        if (heap[0].at == heap[0].n)
            heap[0] = heap[--n];
        if (!status)
            sink(heap, n, 0);
    }
    return status;
}

static enum fpl_status merge_lists(struct fpl_verify__run *run, struct fpl_verify__salts *salts) {
    enum fpl_status status = salts->n > 0 ? put_away(run, salts) : FPL_OK;
    if (status)
        return status;
    size_t n = (size_t)salts->count;
    free(salts->value);
    salts->value = NULL;
    salts->cap = 0;
    struct list *heap = calloc(n, sizeof *heap);
    uint64_t *blocks = calloc(n, FPL_TILE_BYTES);
    if (!heap || !blocks)
        status = fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < n && !status; i++)
        heap[i].block = blocks + i * BLOCK_VALUES;
    if (!status)
        status = merge(run, salts, heap);
    free(blocks);
    free(heap);
    return status;
}

enum fpl_status fpl_verify__salts_end(struct fpl_verify__run *run, struct fpl_verify__salts *salts) {
    struct ascending ascending = {0};
    enum fpl_status status = FPL_OK;
    if (salts->count > 0)
        return merge_lists(run, salts);
    sort(salts);
    for (size_t i = 0; i < salts->n && !status; i++)
        status = take(run, &ascending, salts->value[i]);
    return status;
}
