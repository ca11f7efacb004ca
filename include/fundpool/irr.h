#ifndef FUNDPOOL_IRR_H
#define FUNDPOOL_IRR_H
/* Internal rate of return of dated amounts (XIRR): every r > -100 % with Σ amount / (1 + r)^(days / 365) = 0. Fixed
 * arithmetic on GMP, no floating point of the machine: the same digits everywhere. Source: fund rules §3.7, vectors T1,
 * T2, T6. */
#include "fundpool/date.h"
#include "fundpool/money.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_irr_flow {
    struct fpl_date day;
    struct fpl_money amount; /* out of the pocket below 0, into it above 0 */
};

enum fpl_irr_answer {
    FPL_IRR_NONE,     /* no rate: amounts of one sign alone, or sums that meet nowhere */
    FPL_IRR_ONE,      /* exactly one rate */
    FPL_IRR_MULTIPLE, /* several; all are given, and none of them is "the" rate */
    FPL_IRR_UNDECIDED /* so many changes of sign that there may be more rates than are given */
};

#define FPL_IRR_RATES_MAX 8
#define FPL_IRR_UNIT      1000000000000 /* a rate of 1 = 100 % */
struct fpl_irr {
    enum fpl_irr_answer answer;
    size_t rates;                    /* how many there are; the first FPL_IRR_RATES_MAX are given, in order */
    int64_t rate[FPL_IRR_RATES_MAX]; /* in 1/FPL_IRR_UNIT, half away from zero, -1 never; INT64_MAX: above 9,000,000 (9
                                        亿 %) */
};

/* The flows in any order; those of one day are summed. n = 0 has no rate. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_irr(const struct fpl_irr_flow *flow, size_t n, struct fpl_irr *out);

/* "0.373362533519", twelve decimals; INT64_MAX gives ">9000000". Returns out[32]. */
char *fpl_irr_format(int64_t rate, char *out);

#ifdef __cplusplus
}
#endif
#endif
