/* Rebuild: derived tables cleared and folded again in one transaction; readers see the old ones until it commits. What
 * was altered in the records must not become the new evidence, so a body is compared with its commitment, and the root
 * with that of a sound head. */
#include "ledger/verify/verify.h"

#include <stdlib.h>

static enum fpl_status count_all(struct fpl_verify__run *run, int32_t books) {
    for (int32_t i = 0; i < books; i++) {
        struct fpl_head head;
        enum fpl_status status = fpl_store__get_head(run->session->store, i, &head, run->error);
        if (!status)
            run->total += head.size;
        else if (status != FPL_E_NOT_FOUND && status != FPL_E_CORRUPT)
            return status;
    }
    return FPL_OK;
}

/* The heads as they are, before they are made anew; size -1: none, or one that is damaged itself. */
static enum fpl_status keep_heads(struct fpl_verify__run *run, struct fpl_head *kept, int32_t books) {
    for (int32_t i = 0; i < books; i++) {
        struct fpl_hash root;
        enum fpl_status status = fpl_store__get_head(run->session->store, i, &kept[i], NULL);
        if (status && status != FPL_E_NOT_FOUND && status != FPL_E_CORRUPT)
            return fpl_fail(run->error, status, "head", NULL, NULL);
        if (!status)
            fpl_frontier_root(run->session->hasher, &kept[i].frontier, &root);
        if (status || !fpl_hash_eq(&root, &kept[i].root) || kept[i].frontier.size != (uint64_t)kept[i].size)
            kept[i].size = -1;
    }
    return FPL_OK;
}

/* A sound head of the same size is evidence: where the records now give another root, they are what was altered. *book
 * is the first such book, -1 if there is none. */
static enum fpl_status compare_heads(struct fpl_verify__run *run, const struct fpl_head *kept, int32_t books,
                                     int32_t *book) {
    *book = -1;
    for (int32_t i = 0; i < books && *book < 0; i++) {
        struct fpl_head head;
        enum fpl_status status = fpl_store__get_head(run->session->store, i, &head, run->error);
        if (status)
            return status;
        if (kept[i].size >= 0 &&
            (head.size < kept[i].size || (head.size == kept[i].size && !fpl_hash_eq(&head.root, &kept[i].root))))
            *book = i;
    }
    return FPL_OK;
}

/* After a rollback: which record of the book is not what the tree has. */
static enum fpl_status name_altered(struct fpl_verify__run *run, int32_t book, int64_t size) {
    struct fpl_record_scan scan;
    struct fpl_record_row record;
    int row = 1;
    enum fpl_status status = fpl_journal__begin(run->session, 0, run->error);
    if (status)
        return status;
    status = fpl_record_scan__begin(run->session, book, 0, size, &scan, run->error);
    while (!status && row)
        status = fpl_record_scan__next(&scan, &record, &row, run->error);
    fpl_record_scan__end(&scan);
    fpl_journal__rollback(run->session);
    return status ? status : fpl_verify__differs(run, "book %d: root", book);
}

static enum fpl_status make_anew(struct fpl_verify__run *run, struct fpl_verify__refold *refold,
                                 const struct fpl_head *kept) {
    int32_t altered = -1;
    enum fpl_status status = count_all(run, refold->books);
    if (!status)
        status = fpl_store__clear_derived(run->session->store, run->error);
    if (!status)
        status = fpl_verify__refold(refold);
    if (!status)
        status = compare_heads(run, kept, refold->books, &altered);
    if (!status && altered < 0)
        return fpl_journal__commit(run->session, run->error);
    fpl_journal__rollback(run->session);
    return status ? status : name_altered(run, altered, kept[altered].size);
}

enum fpl_status fpl_rebuild(struct fpl_session *session, fpl_progress progress, void *ctx, struct fpl_error *error) {
    struct fpl_verify_report report = {0};
    struct fpl_verify__run run = {
        .session = session, .report = &report, .progress = progress, .ctx = ctx, .error = error};
    struct fpl_verify__refold refold = {.run = &run, .to = session->store};
    struct fpl_head *kept = NULL;
    int64_t *mark = NULL;
    enum fpl_status status = fpl_journal__begin(session, 1, error);
    if (status)
        return status;
    status = fpl_verify__marks(&run, &mark, &refold.books);
    refold.indexed = mark;
    if (!status && !(kept = calloc((size_t)refold.books + 1, sizeof *kept)))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = keep_heads(&run, kept, refold.books);
    if (!status)
        status = make_anew(&run, &refold, kept);
    if (session->depth)
        fpl_journal__rollback(session);
    free(kept);
    free(mark);
    return status;
}
