#ifndef FUNDPOOL_RATIO_H
#define FUNDPOOL_RATIO_H
/* Exact rationals (GMP inside): rates, shares, caps, splits and every product or quotient. GMP cannot report failure,
 * so all of this runs inside fpl_exact(), which lends it a bounded arena and turns exhaustion into a status. Values
 * (struct fpl_q) live on the stack of the function run; they are never freed one by one and must not leave it: take
 * numbers out as text or int64. */
#include "fundpool/money.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A plain rational as packs and decisions keep it: lowest terms, den > 0. */
struct fpl_ratio {
    int64_t num, den;
};

struct fpl_q {
    uint64_t opaque[4]; /* an mpq_t; only ledger/base reads it */
};

enum fpl_rounding { FPL_EXACT_OR_ERROR, FPL_DOWN, FPL_UP, FPL_HALF_UP, FPL_HALF_EVEN };
/* DOWN/UP are toward/away from zero; HALF_UP: halves away from zero. */

/* Runs fn(ctx) with an arena of up to bytes_max; answers fn's status, or FPL_E_LIMIT if the arena ran out, FPL_E_NOMEM
 * if the system did (fn is abandoned by a longjmp: it must own nothing that needs releasing). May nest; the outer arena
 * is then used. Not thread-safe across threads sharing GMP values; each thread has its own arena. */
typedef enum fpl_status (*fpl_exact_fn)(void *ctx);
/* See fpl_exact_fn. */
FPL_MUST_CHECK enum fpl_status fpl_exact(fpl_exact_fn fn, void *ctx, size_t bytes_max);
#define FPL_EXACT_BYTES (1u << 20)

void fpl_q_set(struct fpl_q *out, int64_t num, int64_t den); /* initialises; den != 0 asserted */
void fpl_q_set_ratio(struct fpl_q *out, struct fpl_ratio r); /* initialises; r.den > 0 asserted */
void fpl_q_set_money(struct fpl_q *out, struct fpl_money m); /* minor units */
/* All initialise *out; out may be one of the inputs only if it is already initialised. */
void fpl_q_add(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b);
void fpl_q_sub(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b); /* a - b */
void fpl_q_mul(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b); /* a * b */
FPL_MUST_CHECK enum fpl_status fpl_q_div(struct fpl_q *out, const struct fpl_q *a,
                                         const struct fpl_q *b);                 /* FPL_E_DIV_ZERO */
void fpl_q_min(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b); /* the smaller one */
void fpl_q_max(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b); /* the larger one */
int fpl_q_cmp(const struct fpl_q *a, const struct fpl_q *b);                     /* < 0, 0, > 0 */
int fpl_q_sign(const struct fpl_q *a);                                           /* -1, 0, 1 */

/* Rounds to a whole number of minor units by a named mode. FPL_E_INEXACT (EXACT_OR_ERROR only), FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_q_round(const struct fpl_q *a, enum fpl_rounding mode, struct fpl_money *out);
/* "num/den" or "num" when whole, in lowest terms. FPL_E_TOO_LONG if out_size is short. */
FPL_MUST_CHECK enum fpl_status fpl_q_text(const struct fpl_q *a, char *out, size_t out_size);
/* Back again, initialises *out. FPL_E_NUMBER_FORMAT. */
FPL_MUST_CHECK enum fpl_status fpl_q_of_text(const char *text, struct fpl_q *out);
FPL_MUST_CHECK enum fpl_status fpl_q_to_ratio(const struct fpl_q *a, struct fpl_ratio *out); /* FPL_E_OVERFLOW */

/* "40%", "0.4", "2/5", "5pp" (percentage points, = 0.05) to lowest terms, exactly. FPL_E_NUMBER_FORMAT, FPL_E_DIV_ZERO,
 * FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_ratio_parse(struct fpl_str text, struct fpl_ratio *out, struct fpl_error *error);
/* What to do about a text above `most` ("36%"), words to end its message with: that a sign is missing and how it is
 * written with it ("3.10" as "3.10%"), if the text has none and with it would be within; else that it is to be looked
 * at: "36.5%" has its sign, "36.05" is above 36% with it as well. Returns out. */
#define FPL_RATIO_ADVICE 400
char *fpl_ratio_advice(struct fpl_str text, struct fpl_str most, char out[FPL_RATIO_ADVICE]);
/* "2/5" or "3". Returns out[48]. */
char *fpl_ratio_format(struct fpl_ratio r, char *out);
/* num/den as a percentage truncated (never rounded) to `decimals` places, "49.9999"; den 0 gives "-". Returns out. */
char *fpl_percent_trunc(int64_t num, int64_t den, int decimals, char *out, size_t out_size);

/* num/den compared with p/q by cross-multiplication in 128 bits: <0, 0, >0. den and q > 0 asserted. */
int fpl_share_cmp(int64_t num, int64_t den, int64_t p, int64_t q);
/* a * r rounded as fpl_q_round does, in 128 bits, without an arena: the fast path of a cap. FPL_E_INEXACT
 * (EXACT_OR_ERROR only), FPL_E_OVERFLOW; r.den > 0 asserted. */
FPL_MUST_CHECK enum fpl_status fpl_money_scale(struct fpl_money a, struct fpl_ratio r, enum fpl_rounding mode,
                                               struct fpl_money *out);

/* The one split: parts proportional to weights (non-negative int64, not all 0 unless total is 0), whole minor units,
 * largest remainder, ties to the lower index; the parts sum to total (asserted). A negative total is split as its
 * absolute value and negated. FPL_E_DIV_ZERO (all weights 0, total not), FPL_E_NEGATIVE, FPL_E_LIMIT (n >
 * FPL_SPLIT_MAX). Source: pool rules §4 step 9, vectors T6, T7, T21; fund rules §3.5, vector T10. */
#define FPL_SPLIT_MAX 4096
/* parts[n], written only on FPL_OK. */
FPL_MUST_CHECK enum fpl_status fpl_split(struct fpl_money total, const int64_t *weights, int n,
                                         struct fpl_money *parts);

#ifdef __cplusplus
}
#endif
#endif
