#ifndef REPORTS_EARLY_BOUND_H
#define REPORTS_EARLY_BOUND_H
/* By which rule a fund's early-stage share is judged (`early bind`). Source: fund rules §3.1, §3.2. */
#include "fundpool/fund.h"
#include "reports/bound.h"
#include "reports/early.h"

enum fpl_early__basis {
    FPL_EARLY_BY_INVESTED,
    FPL_EARLY_BY_SIZE,
    FPL_EARLY_BY_PAID_IN,
    FPL_EARLY_BY_AGREED,
    FPL_EARLY_BY_COUNT,
    FPL_EARLY_BY_FLOORS,
    FPL_EARLY_BY_STAGES
};
enum fpl_early__window { FPL_EARLY_CUMULATIVE, FPL_EARLY_PERIOD, FPL_EARLY_OUTSTANDING };

struct fpl_early__rule { /* the newest that has begun on the day */
    char binding[65], profile[FPL_EARLY__NAME], document[1100];
    struct fpl_date from, until, end;
    struct fpl_ratio threshold;
    enum fpl_early__scope scope;
    enum fpl_early__undisclosed undisclosed;
    struct fpl_date first, last;    /* of the window FPL_EARLY_PERIOD */
    struct fpl_ratio times;         /* FPL_EARLY_BY_FLOORS: of the guidance money */
    struct fpl_fund_buckets stages; /* FPL_EARLY_BY_STAGES */
    enum fpl_early__basis basis;
    enum fpl_early__window window;
    int inherit; /* a follow-on round stands as the first deal */
    int64_t seq; /* of its record; 0: no rule binds the fund */
};
/* The one in force on the view's day, with the one that a dry run would bind (NULL: none is planned). What the reads
 * answer. */
FPL_MUST_CHECK enum fpl_status fpl_early__rule(struct fpl_view *view, int32_t fund, const struct fpl_bound *planned,
                                               struct fpl_early__rule *out, struct fpl_error *error);
/* A member that is a day; FPL_DATE_NONE where there is none. FPL_E_DATE_FORMAT. */
FPL_MUST_CHECK enum fpl_status fpl_early__day_of(const struct fpl_json *data, const char *member, struct fpl_date *out,
                                                 struct fpl_error *error);

#endif
