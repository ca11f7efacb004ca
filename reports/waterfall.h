#ifndef REPORTS_WATERFALL_H
#define REPORTS_WATERFALL_H
/* How the figures of a waterfall follow, as a table. */
#include "fundpool/report.h"
#include "fundpool/waterfall.h"

struct fpl_waterfall_steps {
    const struct fpl_waterfall_rule *rule;
    const struct fpl_irr_flow *flow; /* in order, as fpl_waterfall has them */
    size_t n;
    struct fpl_date on;
    struct fpl_money received, clawback; /* carry that was paid; what of it is to be clawed back */
    struct fpl_money given;              /* what the profit is reckoned from: carry before its tier included */
    int scale;
    const char *document; /* the clause of every step */
};
/* A table "steps". What fpl_waterfall answers, FPL_E_TOO_LONG. */
FPL_MUST_CHECK enum fpl_status fpl_waterfall__steps(const struct fpl_waterfall_steps *of, struct fpl_report *report);

#endif
