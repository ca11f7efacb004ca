#ifndef SRC_INGEST_THREAD_H
#define SRC_INGEST_THREAD_H
#include <pthread.h>

/* Starts a thread that no signal is delivered to: signals are for the one that waits for the ledger. 1, or 0 where
 * there is no thread to be had. */
int ing_thread_start(pthread_t *out, void *(*run)(void *arg), void *arg);
#endif
