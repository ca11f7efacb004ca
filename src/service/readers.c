/* The pool: sessions opened when they are first needed, lent to one request at a time, so that a slow client, which is
 * answered from memory, holds none. */
#include "src/service/service.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#define WAIT_SECONDS 2

struct readers {
    pthread_mutex_t mutex;
    pthread_cond_t given_back;
    const char *ledger;
    const struct fpl_host *host;
    struct fpl_session *session[READERS];
    char lent[READERS];
};

enum fpl_status readers_open(const char *ledger, const struct fpl_host *host, struct readers **out,
                             struct fpl_error *error) {
    struct readers *readers = calloc(1, sizeof *readers);
    if (!readers)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&readers->mutex, NULL);
    pthread_cond_init(&readers->given_back, &attributes);
    pthread_condattr_destroy(&attributes);
    readers->ledger = ledger;
    readers->host = host;
    struct fpl_session *first = NULL;
    enum fpl_status status = readers_borrow(readers, &first, error); /* a ledger that cannot be read is told at once */
    if (status) {
        readers_close(readers);
        return status;
    }
    readers_return(readers, first, FPL_OK);
    *out = readers;
    return FPL_OK;
}

/* An open one before one that has yet to be opened; -1: all are lent. */
static int find_free(const struct readers *readers) {
    int closed = -1;
    for (int i = 0; i < READERS; i++) {
        if (!readers->lent[i] && readers->session[i])
            return i;
        if (!readers->lent[i])
            closed = i;
    }
    return closed;
}

/* What stands at a place from now on, and whether it is lent. */
static void put_back(struct readers *readers, int at, struct fpl_session *session, int is_lent) {
    pthread_mutex_lock(&readers->mutex);
    readers->session[at] = session;
    readers->lent[at] = (char)is_lent;
    if (!is_lent)
        pthread_cond_signal(&readers->given_back);
    pthread_mutex_unlock(&readers->mutex);
}

enum fpl_status readers_borrow(struct readers *readers, struct fpl_session **out, struct fpl_error *error) {
    struct timespec until = {0};
    enum fpl_status status = FPL_OK;
    int at = -1, waited = 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WAIT_SECONDS;
    pthread_mutex_lock(&readers->mutex);
    while ((at = find_free(readers)) < 0 && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&readers->given_back, &readers->mutex, &until);
    if (at >= 0)
        readers->lent[at] = 1;
    struct fpl_session *opened = at >= 0 ? readers->session[at] : NULL;
    pthread_mutex_unlock(&readers->mutex);
    if (at < 0)
        return fpl_fail(error, FPL_E_LOCKED, FPL_ZH_EN("其他查询", "other readers"), NULL, NULL);
    struct fpl_session *session = opened; /* the place is ours alone, and yet others look along all places */
    if (!session)
        status = fpl_session_open(readers->ledger, FPL_READ, readers->host, &session, error);
    if (status || !opened)
        put_back(readers, at, status ? NULL : session, status == FPL_OK);
    if (!status)
        *out = session;
    return status;
}

void readers_return(struct readers *readers, struct fpl_session *session, enum fpl_status last) {
    int is_broken = last < 0 && last > FPL_E_ENCODING && last != FPL_E_NOT_FOUND, at = 0;
    pthread_mutex_lock(&readers->mutex);
    while (at < READERS && readers->session[at] != session)
        at++;
    pthread_mutex_unlock(&readers->mutex);
    FPL_ASSERT(at < READERS);
    if (is_broken)
        fpl_session_close(session);
    put_back(readers, at, is_broken ? NULL : session, 0);
}

void readers_close(struct readers *readers) {
    if (!readers)
        return;
    for (int i = 0; i < READERS; i++)
        fpl_session_close(readers->session[i]);
    pthread_cond_destroy(&readers->given_back);
    pthread_mutex_destroy(&readers->mutex);
    free(readers);
}
