#ifndef LEDGER_POOL_EXACT_H
#define LEDGER_POOL_EXACT_H
/* Exact rationals for one decision, in two gears that give the same numbers. Nearly every claim fits 128-bit numerators
 * and denominators, which are ten times faster than GMP; the first operation that does not fit marks the run
 * FPL_E_OVERFLOW, and the caller runs the whole computation again in the second gear, on fpl_q inside fpl_exact().
 * After a mark every operation is a no-op on harmless values: check once, at the end. */
#include "fundpool/ratio.h"
#include "ledger/base/base.h"

struct fpl_pool__math {
    int big;                /* second gear */
    enum fpl_status status; /* FPL_OK, or the first thing that went wrong */
};

struct fpl_pool__x {
    fpl__int128 num, den; /* first gear; den > 0, not always in lowest terms */
    struct fpl_q q;       /* second gear */
};

void fpl_x__set(struct fpl_pool__math *m, struct fpl_pool__x *out, int64_t num, int64_t den); /* den > 0 */
/* out may be one of the inputs */
void fpl_x__add(struct fpl_pool__math *m, struct fpl_pool__x *out, const struct fpl_pool__x *a,
                const struct fpl_pool__x *b);
void fpl_x__sub(struct fpl_pool__math *m, struct fpl_pool__x *out, const struct fpl_pool__x *a,
                const struct fpl_pool__x *b);
void fpl_x__mul(struct fpl_pool__math *m, struct fpl_pool__x *out, const struct fpl_pool__x *a,
                const struct fpl_pool__x *b);
/* b > 0 asserted */
void fpl_x__div(struct fpl_pool__math *m, struct fpl_pool__x *out, const struct fpl_pool__x *a,
                const struct fpl_pool__x *b);
int fpl_x__cmp(struct fpl_pool__math *m, const struct fpl_pool__x *a, const struct fpl_pool__x *b);
int fpl_x__sign(const struct fpl_pool__math *m, const struct fpl_pool__x *a);
/* a >= 0 by DOWN, HALF_UP or HALF_EVEN; past int64 marks the run. */
int64_t fpl_x__round(struct fpl_pool__math *m, const struct fpl_pool__x *a, enum fpl_rounding mode);
/* "n/d" or "n" in lowest terms; FPL_E_TOO_LONG marks the run. */
void fpl_x__text(struct fpl_pool__math *m, const struct fpl_pool__x *a, char *out, size_t out_size);

#endif
