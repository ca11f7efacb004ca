#ifndef SRC_HOST_HOST_H
#define SRC_HOST_HOST_H
/* What the library may not touch itself, for every program of ours: clock, randomness, environment. */
#include "fundpool/session.h"

/* The test clock: FUNDPOOL_CLOCK=MS stands still at that instant, MS+ runs on from it. A wrong clock could back-date a
 * decision, so it needs FUNDPOOL_TEST=1 and acts on no ledger but one that `init --trial` made, which says so in all
 * that it puts out. */
enum host_clock {
    HOST_CLOCK_GOOD,        /* the machine's, or a test clock that is set right */
    HOST_CLOCK_NOT_ALLOWED, /* FUNDPOOL_CLOCK without FUNDPOOL_TEST=1 */
    HOST_CLOCK_FORMAT       /* FUNDPOOL_CLOCK is no number of milliseconds */
};
/* Reads FUNDPOOL_CLOCK. To be called once, before another thread begins. */
enum host_clock host_clock_begin(void);
int host_clock_is_test(void);
/* For struct fpl_host; ctx is not looked at. POSIX milliseconds; n bytes from the system, or FPL_E_ENTROPY. */
int64_t host_now_ms(void *ctx);
enum fpl_status host_entropy(void *ctx, uint8_t *out, size_t n);
int64_t host_real_ms(void);  /* POSIX milliseconds of the machine, whatever the test clock says */
int64_t host_ticks_ms(void); /* a clock for durations */
void host_pause_ms(int milliseconds);
/* The variable's text; NULL if unset or empty. */
const char *host_environment(const char *name);

#endif
