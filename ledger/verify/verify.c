/* The entry of verification, and what its passes share. */
#include "ledger/verify/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP_RECORDS 4096 /* between two calls of the progress callback */

enum fpl_status fpl_verify__differs(struct fpl_verify__run *run, const char *format, ...) {
    char text[4096], words[sizeof text];
    va_list args;
    if (run->report->where[0])
        return FPL_E_TAMPERED;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fpl_str_copy(fpl_str_of(fpl_error_words(text, 0, words, sizeof words)), run->report->where,
                 sizeof run->report->where);
    return fpl_fail(run->error, FPL_E_TAMPERED, run->report->where, NULL, NULL);
}

void fpl_verify__step(struct fpl_verify__run *run) {
    run->done++;
    if (run->progress && (run->done % STEP_RECORDS == 0 || run->done == run->total))
        run->progress(run->ctx, run->done, run->total);
}

void fpl_verify__tile_node(void *ctx, int level, uint64_t index, const struct fpl_hash *hash) {
    struct fpl_verify__tiles *tiles = ctx;
    int tile_level = level / 8, slot = (int)(index % FPL_TILE_HASHES);
    if (level % 8 != 0 || tile_level >= FPL_VERIFY_TILE_LEVELS || tiles->status)
        return;
    memcpy(tiles->open[tile_level] + (size_t)slot * FPL_HASH_BYTES, hash->byte, FPL_HASH_BYTES);
    if (slot == FPL_TILE_HASHES - 1)
        tiles->status =
            tiles->full(tiles->ctx, tile_level, (int64_t)(index / FPL_TILE_HASHES), tiles->open[tile_level]);
}

/* Records to walk, for the progress callback only: heads are not believed, merely counted. */
static enum fpl_status count_records(struct fpl_verify__run *run, int64_t *out) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    int64_t sum = 0;
    enum fpl_status status = fpl_store__scan_head_keys(run->session->store, &cursor, run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, run->error)) && row) {
        struct fpl_tile_key key;
        struct fpl_head head;
        fpl_store__tile_key(cursor, &key);
        if (key.book < 0 || key.book > FPL_BOOK_MAX)
            continue;
        status = fpl_store__get_head(run->session->store, (int32_t)key.book, &head, run->error);
        sum += status ? 0 : head.size;
        if (status == FPL_E_CORRUPT)
            status = FPL_OK;
    }
    fpl_store__end(cursor);
    if (!status)
        *out = sum;
    return status;
}

enum fpl_status fpl_verify__marks(struct fpl_verify__run *run, int64_t **out, int32_t *books) {
    int32_t last = -1;
    enum fpl_status status = fpl_store__last_book(run->session->store, &last, run->error);
    if (status)
        return status;
    int64_t *mark = calloc((size_t)last + 1, sizeof *mark);
    if (!mark)
        return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (int32_t i = 0; i <= last && !status; i++) {
        struct fpl_head head;
        mark[i] = i == 0 ? 0 : FPL_SEQ_MAX;
        status = fpl_store__get_head(run->session->store, i, &head, NULL);
        if (!status && head.indexed >= 0 && head.indexed <= head.size)
            mark[i] = head.indexed;
        if (status == FPL_E_NOT_FOUND || status == FPL_E_CORRUPT)
            status = FPL_OK; /* told by the evidence pass, mended by a rebuild */
    }
    if (status) {
        free(mark);
        return fpl_fail(run->error, status, "head", NULL, NULL);
    }
    *out = mark;
    *books = last + 1;
    return FPL_OK;
}

/* The passes walk the tables in order; everybody else looks keys up, by ways of which a walk sees nothing. A schema
 * that is not ours is told by itself. */
enum fpl_status fpl_verify__intact(struct fpl_verify__run *run) {
    char fault[FPL_FAULT_BYTES];
    enum fpl_status status = fpl_store__schema_is_ours(run->session->store, NULL);
    if (status)
        return status == FPL_E_SCHEMA ? FPL_OK : fpl_fail(run->error, status, "schema", NULL, NULL);
    status = fpl_store__intact(run->session->store, fault, run->error);
    return !status && fault[0] ? fpl_verify__differs(run, "search order: %s", fault) : status;
}

/* Last: a row that differs says what was done with the file, an altered schema only what could have been. */
static enum fpl_status verify_schema(struct fpl_verify__run *run) {
    struct fpl_error why = {0};
    enum fpl_status status = fpl_store__schema_is_ours(run->session->store, &why);
    if (status == FPL_E_SCHEMA)
        (void)fpl_verify__differs(run, "schema: %s: %s", why.arg[0], why.arg[1]);
    return status ? fpl_fail(run->error, status, why.arg[0], why.arg[1], why.arg[2]) : FPL_OK;
}

enum fpl_status fpl_verify(struct fpl_session *session, const struct fpl_verify_spec *spec, fpl_progress progress,
                           void *ctx, struct fpl_verify_report *report, struct fpl_error *error) {
    int64_t records = 0;
    unsigned passes = spec->passes;
    struct fpl_verify__run run = {
        .session = session, .report = report, .progress = progress, .ctx = ctx, .error = error};
    FPL_ASSERT(passes && !(passes & ~(unsigned)FPL_VERIFY_ALL));
    run.passes = passes;
    fpl_verify__find_scanned(&run);
    run.now = spec->now;
    run.salts_held = session->limits.salts ? session->limits.salts : FPL_VERIFY_SALTS_HELD;
    *report = (struct fpl_verify_report){0};
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (!status)
        status = count_records(&run, &records);
    if (!status && (passes & FPL_VERIFY_EVIDENCE) && (passes & ~(unsigned)FPL_VERIFY_EVIDENCE))
        run.ahead = fpl_verify__start_ahead(&run);
    int walks_evidence = (passes & FPL_VERIFY_EVIDENCE) && !run.ahead;
    int folds = (passes & (FPL_VERIFY_STATE | FPL_VERIFY_BODIES)) != 0;
    run.total = records * (walks_evidence + folds);
    if (!status && walks_evidence)
        status = fpl_verify__evidence(&run);
    if (!status && folds)
        status = fpl_verify__state(&run);
    if (run.ahead)
        status = fpl_verify__end_ahead(&run, status);
    else if (!status && (passes & FPL_VERIFY_STATE))
        status = fpl_verify__intact(&run);
    if (!status)
        status = verify_schema(&run);
    if (session->depth)
        fpl_journal__rollback(session);
    return status;
}
