#include "src/ingest/thread.h"

#include <signal.h>
#include <stddef.h>

int ing_thread_start(pthread_t *out, void *(*run)(void *arg), void *arg) {
    sigset_t all, before;
    sigfillset(&all);
    if (pthread_sigmask(SIG_BLOCK, &all, &before) != 0)
        return 0;
    int started = pthread_create(out, NULL, run, arg) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}
