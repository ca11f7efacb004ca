#ifndef REPORTS_WATERFALL_FLOWS_H
#define REPORTS_WATERFALL_FLOWS_H
/* A fund's cash as its waterfall counts it. The tiers return capital and hurdle to the investors, so what is owed to
 * them falls by what they were paid, and by nothing else: carry that is paid before they have both is in no tier until
 * they have. Source: fund rules §3.7, "on outstanding flows". */
#include "fundpool/waterfall.h"

#include "reports/flows.h"

struct fpl_waterfall__cash {
    struct fpl_irr_flow *flow; /* one for each day and direction, in order, paid in first; room for one more */
    size_t n;
    int64_t carried;       /* carried interest paid, less what was clawed back */
    int64_t early;         /* of it, what was paid before its tier: in no flow */
    int64_t undistributed; /* clawed back, and not paid out again: distributions after it take from it first */
    int64_t opening;       /* paid in before the book: in `flow` on the day it was opened, */
    struct fpl_date opened;
};
/* Up to the view's day. What the reads and fpl_waterfall answer. */
FPL_MUST_CHECK enum fpl_status fpl_waterfall__cash(struct fpl_view *view, const struct fpl_book *fund,
                                                   const struct fpl_waterfall_rule *rule,
                                                   struct fpl_waterfall__cash *out, struct fpl_error *error);
void fpl_waterfall__cash_release(struct fpl_waterfall__cash *cash);

/* Something was paid in, and neither capital nor hurdle is owed, to the fen. */
static inline int fpl_waterfall__is_whole(const struct fpl_waterfall *w) {
    return fpl_money_sign(w->paid_in) > 0 && fpl_money_sign(w->capital_open) == 0 &&
           fpl_money_sign(w->hurdle_open) == 0;
}

#endif
