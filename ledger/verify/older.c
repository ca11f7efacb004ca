/* An older copy of a ledger against it: each log of the copy has to be the beginning of the log of the same origin. The
 * leaves are compared byte by byte, so that the first record that differs has a number. */
#include "ledger/verify/verify.h"

#include <stdio.h>
#include <string.h>

struct pair { /* one log, in the copy and here */
    struct fpl_session *older;
    int32_t older_book, book;
    char origin[FPL_ORIGIN_BYTES_MAX + 1];
};

/* Counts the records that both hold alike from the first on. *ours, *theirs: 1 if there is one more on that side. */
static enum fpl_status common(struct fpl_verify__run *run, const struct pair *pair, int64_t *same, int *ours,
                              int *theirs) {
    struct fpl_cursor *mine = NULL, *old = NULL;
    *same = 0;
    enum fpl_status status =
        fpl_store__scan_records(run->session->store, pair->book, 0, FPL_SEQ_MAX, &mine, run->error);
    if (!status)
        status = fpl_store__scan_records(pair->older->store, pair->older_book, 0, FPL_SEQ_MAX, &old, run->error);
    for (int alike = 1; !status && alike;) {
        struct fpl_record_row a, b;
        if ((status = fpl_store__next(old, theirs, run->error)) || (status = fpl_store__next(mine, ours, run->error)))
            break;
        if (!*theirs || !*ours)
            break;
        fpl_store__record_row(mine, &a);
        fpl_store__record_row(old, &b);
        alike = a.seq == *same && b.seq == *same && a.leaf.n == b.leaf.n && memcmp(a.leaf.p, b.leaf.p, a.leaf.n) == 0;
        if (alike) {
            (*same)++;
            fpl_verify__step(run);
        }
    }
    fpl_store__end(mine);
    fpl_store__end(old);
    return status;
}

static enum fpl_status compare(struct fpl_verify__run *run, const struct pair *pair) {
    int64_t same = 0;
    int ours = 0, theirs = 0;
    enum fpl_status status = common(run, pair, &same, &ours, &theirs);
    if (status)
        return status;
    run->report->records += same;
    run->report->books++;
    if (theirs && ours)
        return fpl_verify__differs(run, "book %d seq %lld (%s): another record than in the older copy", (int)pair->book,
                                   (long long)same, pair->origin);
    if (theirs)
        return fpl_verify__differs(run, "book %d seq %lld (%s): the older copy has it, this ledger does not",
                                   (int)pair->book, (long long)same, pair->origin);
    return FPL_OK;
}

static enum fpl_status compare_books(struct fpl_verify__run *run, struct fpl_session *older) {
    struct pair pair = {.older = older};
    int32_t last = -1;
    enum fpl_status status = fpl_store__last_book(older->store, &last, run->error);
    for (int32_t id = 0; id <= last && !status; id++) {
        pair.older_book = id;
        status = fpl_verify__origin(older, id, pair.origin, run->error);
        if (!status)
            status = fpl_verify__find_origin(run->session, pair.origin, &pair.book, run->error);
        if (!status && pair.book < 0 && id == 0)
            status = fpl_verify__lacks(run, pair.origin);
        else if (!status && pair.book < 0)
            status = fpl_verify__differs(run, "book %d (%s): the older copy has it, this ledger does not", (int)id,
                                         pair.origin);
        else if (!status)
            status = compare(run, &pair);
    }
    return status;
}

enum fpl_status fpl_verify_older(struct fpl_session *session, struct fpl_session *older, fpl_progress progress,
                                 void *ctx, struct fpl_verify_report *report, struct fpl_error *error) {
    struct fpl_verify__run run = {
        .session = session, .report = report, .error = error, .progress = progress, .ctx = ctx};
    *report = (struct fpl_verify_report){0};
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (status)
        return status;
    if (!(status = fpl_journal__begin(older, 0, error))) {
        status = compare_books(&run, older);
        fpl_journal__rollback(older);
    }
    fpl_journal__rollback(session);
    return status;
}
