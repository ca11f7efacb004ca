/* The evidence pass on a thread of its own, ahead of the fold. It reads through a session of its own the same commit of
 * the file; the fold waits for it record by record, so that it meets only bytes that have been found true, and the
 * answer is the one that the passes would give one after the other. */
#include "ledger/verify/verify.h"

#include <stdlib.h>
#include <string.h>

#define TELL_RECORDS 256 /* between two words to the fold */

struct fpl_verify__ahead {
    struct fpl_verify__run run; /* with the session, report and error below */
    struct fpl_verify_report report;
    struct fpl_error error;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t news;
    int64_t checked;                /* keys below it are found true; INT64_MAX: all there are */
    enum fpl_status status, intact; /* of the records; of the ways to them, which are looked at afterwards */
    int over;
    unsigned passes; /* of the whole run */
    /* of the evidence thread alone */
    int64_t untold;
    /* of the fold alone */
    int64_t known;
};

static int64_t key_of(int32_t book, int64_t seq) {
    return (int64_t)book * (FPL_SEQ_MAX + 1) + seq;
}

static void tell(struct fpl_verify__ahead *ahead, int64_t checked) {
    pthread_mutex_lock(&ahead->lock);
    ahead->checked = checked;
    pthread_cond_signal(&ahead->news);
    pthread_mutex_unlock(&ahead->lock);
}

void fpl_verify__checked(struct fpl_verify__run *run, int32_t book, int64_t seq) {
    if (run->tells && ++run->tells->untold % TELL_RECORDS == 0)
        tell(run->tells, key_of(book, seq) + 1);
}

enum fpl_status fpl_verify__await(struct fpl_verify__run *run, int32_t book, int64_t seq) {
    struct fpl_verify__ahead *ahead = run->ahead;
    int64_t key = key_of(book, seq);
    if (!ahead || key < ahead->known)
        return FPL_OK;
    pthread_mutex_lock(&ahead->lock);
    while (ahead->checked <= key && !ahead->over)
        pthread_cond_wait(&ahead->news, &ahead->lock);
    ahead->known = ahead->checked;
    pthread_mutex_unlock(&ahead->lock);
    return key < ahead->known ? FPL_OK : fpl_fail(run->error, FPL_E_TAMPERED, "evidence", NULL, NULL);
}

static void *walk(void *ctx) {
    struct fpl_verify__ahead *ahead = ctx;
    enum fpl_status status = fpl_verify__evidence(&ahead->run);
    pthread_mutex_lock(&ahead->lock);
    ahead->status = status;
    ahead->over = 1;
    if (!status)
        ahead->checked = INT64_MAX;
    pthread_cond_signal(&ahead->news);
    pthread_mutex_unlock(&ahead->lock);
    if (!status && (ahead->passes & FPL_VERIFY_STATE)) /* the fold goes on meanwhile */
        ahead->intact = fpl_verify__intact(&ahead->run);
    return NULL;
}

/* Do both look at the same commit? The head of each book says. */
static int is_same_commit(struct fpl_store *one, struct fpl_store *other) {
    int32_t last = -1, last_other = -1;
    if (fpl_store__last_book(one, &last, NULL) || fpl_store__last_book(other, &last_other, NULL) || last != last_other)
        return 0;
    for (int32_t i = 0; i <= last; i++) {
        struct fpl_head a = {0}, b = {0};
        enum fpl_status found = fpl_store__get_head(one, i, &a, NULL);
        if (found != fpl_store__get_head(other, i, &b, NULL))
            return 0;
        if (!found && (a.size != b.size || a.indexed != b.indexed || !fpl_hash_eq(&a.root, &b.root)))
            return 0;
    }
    return 1;
}

static int start(struct fpl_verify__ahead *ahead) {
    if (pthread_mutex_init(&ahead->lock, NULL) != 0)
        return 0;
    if (pthread_cond_init(&ahead->news, NULL) != 0) {
        pthread_mutex_destroy(&ahead->lock);
        return 0;
    }
    int started = fpl_store__start_thread(&ahead->thread, walk, ahead);
    if (!started) {
        pthread_cond_destroy(&ahead->news);
        pthread_mutex_destroy(&ahead->lock);
    }
    return started;
}

static void drop(struct fpl_verify__ahead *ahead) {
    if (ahead->run.session && ahead->run.session->depth)
        fpl_journal__rollback(ahead->run.session);
    fpl_session_close(ahead->run.session);
    free(ahead);
}

struct fpl_verify__ahead *fpl_verify__start_ahead(const struct fpl_verify__run *run) {
    struct fpl_verify__ahead *ahead = calloc(1, sizeof *ahead);
    struct fpl_session *session = run->session;
    if (!ahead)
        return NULL;
    ahead->run = (struct fpl_verify__run){.report = &ahead->report,
                                          .error = &ahead->error,
                                          .passes = FPL_VERIFY_EVIDENCE,
                                          .salts_held = run->salts_held,
                                          .now = run->now,
                                          .tells = ahead};
    ahead->passes = run->passes;
    if (fpl_session_open(fpl_store__path(session->store), FPL_READ_UNSAFE, &session->host, &ahead->run.session,
                         &ahead->error) ||
        fpl_journal__begin(ahead->run.session, 0, &ahead->error) ||
        !is_same_commit(session->store, ahead->run.session->store) || !start(ahead)) {
        drop(ahead);
        return NULL;
    }
    return ahead;
}

enum fpl_status fpl_verify__end_ahead(struct fpl_verify__run *run, enum fpl_status folded) {
    struct fpl_verify__ahead *ahead = run->ahead;
    pthread_join(ahead->thread, NULL);
    pthread_cond_destroy(&ahead->news);
    pthread_mutex_destroy(&ahead->lock);
    enum fpl_status status = ahead->status;
    struct fpl_verify_report *report = run->report;
    report->books = ahead->report.books;
    report->records = ahead->report.records;
    report->openings = ahead->report.openings;
    report->postings = ahead->report.postings;
    report->ahead = ahead->report.ahead;
    memcpy(report->ahead_where, ahead->report.ahead_where, sizeof report->ahead_where);
    if (!status && folded != FPL_E_TAMPERED)
        status = ahead->intact;
    if (status) { /* evidence comes first; the ways to the records come last, but before what only could not be read */
        memcpy(report->where, ahead->report.where, sizeof report->where);
        *run->error = ahead->error;
    }
    run->ahead = NULL;
    drop(ahead);
    return status ? status : folded;
}
