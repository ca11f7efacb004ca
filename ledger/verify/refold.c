/* Every derived table anew, from records and openings alone: for the state pass into a scratch store, for a rebuild
 * into the ledger's own. */
#include "ledger/verify/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLUSH_RECORDS 20000 /* bounds the write set */

struct folding {
    struct fpl_verify__refold *refold;
    struct fpl_writeset set;
    struct fpl_verify__tiles tiles;
    struct fpl_head head;
    struct fpl_index_builder index;
    struct fpl_json_doc doc;
    struct fpl_verify__record record; /* kind points into kind_text */
    char kind_text[64];
    int32_t book; /* -1: none yet */
    int64_t since_flush;
};

static enum fpl_status put_tile(void *ctx, int level, int64_t idx, const uint8_t hashes[FPL_TILE_BYTES]) {
    struct folding *folding = ctx;
    return fpl_store__put_tile(folding->refold->to, folding->book, level, idx, hashes, folding->refold->run->error);
}

/* Nobody else writes where this goes. */
static int knows(const void *ctx, int32_t book) {
    (void)ctx;
    return book >= 0;
}

static enum fpl_status flush(struct folding *folding) {
    struct fpl_fold fold = {folding->refold->to, &folding->set};
    enum fpl_status status = fpl_fold__flush(&fold, folding->refold->run->error);
    if (status)
        fpl_fold__reset(&fold);
    else
        fpl_fold__carry(&fold, &(struct fpl_carry){knows, NULL});
    folding->since_flush = 0;
    return status;
}

static enum fpl_status end_book(struct folding *folding) {
    struct fpl_verify__refold *refold = folding->refold;
    struct fpl_verify__run *run = refold->run;
    if (folding->book < 0)
        return FPL_OK;
    enum fpl_status status = fpl_index__end(&folding->index, flush(folding), run->error);
    int64_t mark = refold->indexed[folding->book];
    folding->head.indexed = mark < folding->head.size ? mark : folding->head.size;
    fpl_frontier_root(run->session->hasher, &folding->head.frontier, &folding->head.root);
    return status ? status : fpl_store__put_head(refold->to, folding->book, &folding->head, 0, run->error);
}

static enum fpl_status fold_record(struct folding *folding, const struct fpl_record_row *row) {
    struct fpl_verify__refold *refold = folding->refold;
    struct fpl_verify__run *run = refold->run;
    struct fpl_hash hash;
    enum fpl_status status = FPL_OK;
    if (row->book != folding->book) {
        struct fpl_fold fold = {refold->to, &folding->set};
        status = end_book(folding);
        folding->book = row->book;
        folding->head = (struct fpl_head){0};
        fpl_index__begin(&folding->index, refold->to, row->book, 0);
        if (!status) /* there are none: nothing is to be looked up */
            status = fpl_fold__load_lines(&fold, row->book, run->error);
    }
    if (status)
        return status;
    if (row->book < 0 || row->book >= refold->books || row->seq != folding->head.size)
        return fpl_stored__damaged(row->book, folding->head.size, ": record missing", run->error);
    if (row->leaf.n == 0)
        return fpl_stored__damaged(row->book, row->seq, " leaf: not one of a record", run->error);
    folding->head.t = row->of.t;
    folding->record = (struct fpl_verify__record){.seq = row->seq, .t = row->of.t};
    fpl_str_copy(fpl_str_of(row->of.kind), folding->kind_text, sizeof folding->kind_text);
    folding->record.kind = fpl_str_of(folding->kind_text);
    folding->head.size++;
    fpl_leaf_hash(run->session->hasher, row->leaf.p, row->leaf.n, &hash);
    fpl_frontier_push(run->session->hasher, &folding->head.frontier, &hash, fpl_verify__tile_node, &folding->tiles);
    return folding->tiles.status;
}

static enum fpl_status fold_opening(struct folding *folding, const struct fpl_record_row *opening) {
    struct fpl_fold fold = {folding->refold->to, &folding->set};
    struct fpl_verify__run *run = folding->refold->run;
    folding->record.body = NULL;
    enum fpl_status status = fpl_stored__parse(opening->book, opening->seq, opening->bytes, &folding->doc,
                                               &folding->record.body, run->error);
    if (!status)
        fpl_verify__fields(&folding->record);
    if (!status && folding->refold->look)
        status = folding->refold->look(run, &fold, opening->book, &folding->record);
    if (!status) {
        struct fpl_error why = {0};
        status = fpl_fold__record(&fold, opening->book, &folding->head, opening->seq, folding->record.body, &why);
        if (status == FPL_E_JSON) {
            char what[64];
            snprintf(what, sizeof what, " body: %.40s", why.arg[0]);
            status = fpl_stored__damaged(opening->book, opening->seq, what, run->error);
        } else if (status) {
            *run->error = why;
        }
    }
    if (!status && opening->seq < folding->refold->indexed[opening->book])
        status = fpl_index__record(&folding->index, opening->seq, folding->record.body, run->error);
    if (!status)
        folding->head.gross = fpl_gross__body(folding->head.gross, folding->record.body);
    if (!status && ++folding->since_flush == FLUSH_RECORDS)
        status = flush(folding);
    fpl_verify__step(run);
    return status;
}

static enum fpl_status opens(struct fpl_verify__run *run, const struct fpl_record_row *record,
                             const struct fpl_record_row *opening) {
    struct fpl_record_row row = *record;
    row.salt = opening->salt;
    row.bytes = opening->bytes;
    return fpl_stored__opens(run->session->hasher, &row, run->error);
}

/* Records and their bodies side by side. */
static enum fpl_status fold_all(struct folding *folding) {
    struct fpl_verify__run *run = folding->refold->run;
    struct fpl_cursor *records = NULL, *openings = NULL;
    int row = 1, more = 1;
    enum fpl_status status = fpl_store__scan_all_records(run->session->store, &records, run->error);
    if (!status)
        status = fpl_store__scan_all_openings(run->session->store, &openings, run->error);
    while (!status && !(status = fpl_store__next(records, &row, run->error)) && row) {
        struct fpl_record_row record, opening = {.seq = -1};
        fpl_store__record_row(records, &record);
        status = fpl_verify__await(run, record.book, record.seq);
        if (!status)
            status = fold_record(folding, &record);
        while (!status && more && !(opening.seq == record.seq && opening.part == FPL_PART_BODY)) {
            status = fpl_store__next(openings, &more, run->error);
            if (!status && more)
                fpl_store__opening_row(openings, &opening);
        }
        if (!status && (!more || opening.book != record.book || opening.seq != record.seq))
            status = fpl_stored__damaged(record.book, record.seq, " opening body: missing", run->error);
        if (!status && folding->refold->to == run->session->store) /* a rebuild: nobody has looked at it before */
            status = opens(run, &record, &opening);
        if (!status)
            status = fold_opening(folding, &opening);
    }
    fpl_store__end(records);
    fpl_store__end(openings);
    return status ? status : end_book(folding);
}

enum fpl_status fpl_verify__refold(struct fpl_verify__refold *refold) {
    struct folding *folding = calloc(1, sizeof *folding);
    if (!folding)
        return fpl_fail(refold->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    folding->refold = refold;
    folding->book = -1;
    folding->tiles.full = put_tile;
    folding->tiles.ctx = folding;
    fpl_writeset__init(&folding->set);
    folding->set.absent.many = 1;
    enum fpl_status status = fold_all(folding);
    status = fpl_index__end(&folding->index, status, refold->run->error);
    fpl_writeset__release(&folding->set);
    fpl_json_doc_release(&folding->doc);
    free(folding);
    return status;
}
