#ifndef FUNDPOOL_WATERFALL_H
#define FUNDPOOL_WATERFALL_H
/* The European waterfall of a whole fund: who is paid what of the distributions so far. Tier 1 returns what was paid
 * in, tier 2 the hurdle on it, tier 3 catches the general partner up, tier 4 divides the rest. Exact rationals; the
 * only number that is cut is a compounding factor over part of a year, at 2^-320. Source: fund rules §3.7, T8. */
#include "fundpool/irr.h"
#include "fundpool/ratio.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fpl_waterfall_growth {
    FPL_GROWTH_COMPOUND, /* (1 + h)^(days / 365) on what is outstanding, hurdle included */
    FPL_GROWTH_SIMPLE,   /* h x days / 365 on the capital outstanding */
    FPL_GROWTH_YEARS     /* (1 + h)^(full years) of each flow */
};
struct fpl_waterfall_rule {
    struct fpl_ratio hurdle;   /* h, a year */
    struct fpl_ratio catch_up; /* u, the general partner's share in tier 3; 0: there is none */
    struct fpl_ratio carry;    /* k, its share of the profit; at most 1 */
    enum fpl_waterfall_growth growth;
};
struct fpl_waterfall { /* sums so far, HALF_UP to fen each, but for the tiers: */
    struct fpl_money paid_in, distributed;
    struct fpl_money capital, hurdle, catch_up, rest; /* what tiers 1 to 4 took: together what was distributed; each is
                                                         the sum up to it, HALF_UP to fen, less that before it */
    struct fpl_money investors, partner;              /* of all tiers: together what was distributed */
    struct fpl_money capital_open, hurdle_open;       /* still to be returned, and the hurdle on it, on the last day */
};

/* The flows in order of their days: below 0 paid in, above 0 distributed to all, carry included; of one day what is
 * paid in comes first. `on`: the day up to which the hurdle runs, none before the last flow. FPL_E_OVERFLOW,
 * FPL_E_LIMIT, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_waterfall(const struct fpl_waterfall_rule *rule, const struct fpl_irr_flow *flow,
                                             size_t n, struct fpl_date on, struct fpl_waterfall *out);

/* One flow on its way through the tiers; the last one is the day `on`, with an amount of 0. Minor units; valid for the
 * call, inside fpl_exact. */
struct fpl_waterfall_step {
    struct fpl_date day;
    long days; /* since the flow before */
    struct fpl_money amount;
    struct fpl_q capital, hurdle;           /* owed before those days ran */
    struct fpl_q grown;                     /* the hurdle owed after them; by days compounding cut at 2^-320 */
    struct fpl_q took[4];                   /* of this flow */
    struct fpl_q tier[4];                   /* with it, in all */
    struct fpl_q capital_open, hurdle_open; /* owed after it */
};
typedef enum fpl_status (*fpl_waterfall_take)(void *ctx, const struct fpl_waterfall_step *step);
/* The same pass, told flow by flow. What fpl_waterfall and take() answer. */
struct fpl_waterfall_watch {
    fpl_waterfall_take take;
    void *ctx;
};
FPL_MUST_CHECK enum fpl_status fpl_waterfall_watched(const struct fpl_waterfall_rule *rule,
                                                     const struct fpl_irr_flow *flow, size_t n, struct fpl_date on,
                                                     const struct fpl_waterfall_watch *watch,
                                                     struct fpl_waterfall *out);

/* What the general partner has received beyond its share of the profit so far, at least 0: k x (distributed - paid in),
 * HALF_UP to fen. FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_waterfall_clawback(const struct fpl_waterfall_rule *rule,
                                                      const struct fpl_waterfall *so_far, struct fpl_money received,
                                                      struct fpl_money *out);

#ifdef __cplusplus
}
#endif
#endif
