#ifndef REPORTS_BOUND_H
#define REPORTS_BOUND_H
/* Rules that bind a fund, as items of a kind in its book, of which the one that begins last holds; and of a dry run the
 * one that its decision would bind. */
#include "reports/common.h"

struct fpl_bound { /* what a decision would bind */
    int is;        /* 0: it binds nothing of that kind */
    struct fpl_item item;
    struct fpl_json_doc doc; /* of its data */
};
/* FPL_E_JSON: a defect of the decider. The caller releases it in any case. */
FPL_MUST_CHECK enum fpl_status fpl_bound__read(const struct fpl_decision *decision, const char *kind,
                                               struct fpl_bound *out, struct fpl_error *error);
void fpl_bound__release(struct fpl_bound *bound);
/* After the items that the view has were given to `cb`, with that status: the planned one (NULL: none is planned). */
FPL_MUST_CHECK enum fpl_status fpl_bound__then(enum fpl_status status, const struct fpl_bound *planned, fpl_item_cb cb,
                                               void *ctx);
/* "before" or "after" as a cell. */
void fpl_bound__cell_when(struct fpl_report *report, int after);
/* A note under a comparison where another one goes on to hold; `held`: the one in force with the planned one. */
void fpl_bound__note_held(struct fpl_report *report, const struct fpl_bound *planned, const char *held);

/* Of a dry run that binds such a rule, a table: what it says of the fund now and would say. Nothing where it binds
 * none. What the reads answer. */
FPL_MUST_CHECK enum fpl_status fpl_early__would_bind(struct fpl_report *report, struct fpl_view *view,
                                                     const struct fpl_book *book, const struct fpl_decision *decision,
                                                     struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_tolerance__would_bind(struct fpl_report *report, struct fpl_view *view,
                                                         const struct fpl_book *book,
                                                         const struct fpl_decision *decision, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_waterfall__would_bind(struct fpl_report *report, struct fpl_view *view,
                                                         const struct fpl_book *book,
                                                         const struct fpl_decision *decision, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_reinvest__would_bind(struct fpl_report *report, struct fpl_view *view,
                                                        const struct fpl_book *book,
                                                        const struct fpl_decision *decision, struct fpl_error *error);

#endif
