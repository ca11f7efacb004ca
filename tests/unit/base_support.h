#ifndef FUNDPOOL_TESTS_BASE_SUPPORT_H
#define FUNDPOOL_TESTS_BASE_SUPPORT_H
/* For the tests of ledger/base and others: a random sequence whose seed is printed (FPL_TEST_SEED=n repeats a run),
 * whether a sweep is to be whole, and a way to see that a broken contract stops the process. First, because cmocka.h
 * needs what stands before it. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "fundpool/text.h"

static inline uint64_t random_next(uint64_t *x) { /* splitmix64 */
    uint64_t z = *x += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static inline uint64_t random_seed(const char *test) {
    const char *given = getenv("FPL_TEST_SEED");
    int64_t seed = 0;
    struct timespec now;
    if (!given || fpl_int_parse(fpl_str_of(given), &seed) != FPL_OK) {
        clock_gettime(CLOCK_REALTIME, &now);
        seed = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    }
    printf("%s: FPL_TEST_SEED=%lld\n", test, (long long)seed);
    return (uint64_t)seed;
}

/* FPL_WHOLE=1, as .ci/run has it: each case of a long sweep. Else a sample of them, another one each time. */
static inline int sweep_is_whole(void) {
    const char *whole = getenv("FPL_WHOLE");
    return whole && strcmp(whole, "1") == 0;
}

/* An int64 of a random number of bits, either sign: small ones and the extremes are as likely as large ones. */
static inline int64_t random_int(uint64_t *x) {
    uint64_t value = random_next(x) >> random_next(x) % 64;
    if (random_next(x) % 64 == 0)
        value = UINT64_C(1) << 63;
    return (int64_t)value;
}

static inline int64_t random_below(uint64_t *x, int64_t n) {
    return (int64_t)(random_next(x) % (uint64_t)n);
}

static inline int stops(void (*call)(void)) {
    int how = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        call();
        _exit(0);
    }
    return child > 0 && waitpid(child, &how, 0) == child && WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT;
}

#endif
