/* Checkpoints: today's, and an earlier one against today's leaves. The leaves are hashed again; neither stored tiles
 * nor heads are believed. */
#include "ledger/verify/verify.h"

#include <stdio.h>
#include <string.h>

struct telling {
    struct fpl_hasher *hasher;
    fpl_checkpoint_cb cb;
    void *ctx;
    struct fpl_error *error;
};

static enum fpl_status tell_head(void *ctx, const struct fpl_book *book, const struct fpl_head *head) {
    struct telling *telling = ctx;
    struct fpl_checkpoint checkpoint = {.size = (uint64_t)head->size, .root = head->root};
    struct fpl_hash root;
    fpl_frontier_root(telling->hasher, &head->frontier, &root);
    if (!fpl_hash_eq(&root, &checkpoint.root))
        return fpl_fail(telling->error, FPL_E_TAMPERED, "head", NULL, NULL);
    fpl_str_copy(fpl_str_of(book->origin), checkpoint.origin, sizeof checkpoint.origin);
    return telling->cb(telling->ctx, book->id, &checkpoint);
}

enum fpl_status fpl_checkpoints(struct fpl_session *session, fpl_checkpoint_cb cb, void *ctx, struct fpl_error *error) {
    struct telling telling = {session->hasher, cb, ctx, error};
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (status)
        return status;
    status = fpl_journal__books(session, tell_head, &telling, error);
    fpl_journal__rollback(session);
    return status;
}

enum fpl_status fpl_verify__origin(struct fpl_session *session, int32_t book, char out[FPL_ORIGIN_BYTES_MAX + 1],
                                   struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    struct fpl_record_row row; /* the tree is what is compared: its stored head and tiles are not asked */
    enum fpl_status status = fpl_stored__identity(session, book, &row, error);
    if (!status)
        status = fpl_stored__parse(book, 0, row.bytes, &session->doc2, &body, error);
    if (!status)
        fpl_str_copy(fpl_json_get_text(fpl_json_get(body, "x"), "origin"), out, FPL_ORIGIN_BYTES_MAX + 1);
    return status;
}

enum fpl_status fpl_verify__find_origin(struct fpl_session *session, const char *origin, int32_t *out,
                                        struct fpl_error *error) {
    char own[FPL_ORIGIN_BYTES_MAX + 1];
    int32_t last = -1;
    enum fpl_status status = fpl_store__last_book(session->store, &last, error);
    *out = -1;
    for (int32_t id = 0; id <= last && !status && *out < 0; id++)
        if (!(status = fpl_verify__origin(session, id, own, error)) && strcmp(own, origin) == 0)
            *out = id;
    return status;
}

enum fpl_status fpl_verify__lacks(struct fpl_verify__run *run, const char *origin) {
    char own[FPL_ORIGIN_BYTES_MAX + 1];
    enum fpl_status status = fpl_verify__origin(run->session, 0, own, run->error);
    if (status)
        return status;
    return fpl_origin_is_akin(origin, own) ? fpl_verify__differs(run, "%s: this ledger has no such book", origin)
                                           : fpl_fail(run->error, FPL_E_OTHER_LEDGER, origin, own, NULL);
}

/* Hashes the first `size` leaves; *found is how many there are without a gap. */
static enum fpl_status root_of_leaves(struct fpl_session *session, int32_t book, uint64_t size, struct fpl_hash *root,
                                      uint64_t *found, struct fpl_error *error) {
    struct fpl_frontier frontier = {0};
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status = FPL_OK;
    if (size > 0)
        status = fpl_store__scan_records(
            session->store, book, 0, size > (uint64_t)FPL_SEQ_MAX ? FPL_SEQ_MAX : (int64_t)size - 1, &cursor, error);
    while (cursor && !status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_record_row record;
        struct fpl_hash leaf;
        fpl_store__record_row(cursor, &record);
        if ((uint64_t)record.seq != frontier.size)
            break;
        fpl_leaf_hash(session->hasher, record.leaf.p, record.leaf.n, &leaf);
        fpl_frontier_push(session->hasher, &frontier, &leaf, NULL, NULL);
    }
    fpl_store__end(cursor);
    *found = frontier.size;
    fpl_frontier_root(session->hasher, &frontier, root);
    return status;
}

static enum fpl_status compare(struct fpl_verify__run *run, int32_t book, const struct fpl_checkpoint *earlier) {
    unsigned long long size = (unsigned long long)earlier->size;
    uint64_t found = 0;
    struct fpl_hash root;
    enum fpl_status status = root_of_leaves(run->session, book, earlier->size, &root, &found, run->error);
    if (status)
        return status;
    if (found < earlier->size)
        return fpl_verify__differs(run, "size %llu of %s: the log holds %llu records", size, earlier->origin,
                                   (unsigned long long)found);
    if (!fpl_hash_eq(&root, &earlier->root))
        return fpl_verify__differs(run, "size %llu of %s: another root", size, earlier->origin);
    run->report->records = (int64_t)found;
    return FPL_OK;
}

enum fpl_status fpl_verify_against(struct fpl_session *session, const struct fpl_checkpoint *earlier,
                                   struct fpl_verify_report *report, struct fpl_error *error) {
    struct fpl_verify__run run = {.session = session, .report = report, .error = error};
    int32_t book = -1;
    *report = (struct fpl_verify_report){0};
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (status)
        return status;
    status = fpl_verify__find_origin(session, earlier->origin, &book, error);
    if (!status && book < 0)
        status = fpl_verify__lacks(&run, earlier->origin);
    else if (!status)
        status = compare(&run, book, earlier);
    fpl_journal__rollback(session);
    return status;
}
