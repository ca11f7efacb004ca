#ifndef SRC_INGEST_THREAD_H
#define SRC_INGEST_THREAD_H
#include <pthread.h>

/* Starts a thread with all signals blocked; the main thread handles them. 1, or 0 if no thread could be started. */
int ing_thread_start(pthread_t *out, void *(*run)(void *arg), void *arg);
#endif
