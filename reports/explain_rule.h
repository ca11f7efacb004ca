#ifndef REPORTS_EXPLAIN_RULE_H
#define REPORTS_EXPLAIN_RULE_H
/* explain of a record that says by which rule a fund is judged: what the rule in force makes of the fund on the view's
 * day, step by step, as the fund's own report has it. */
#include "fundpool/event.h"
#include "fundpool/report.h"

/* Is it such an event? NULL: no. */
int fpl_explain__is_rule(const struct fpl_event *event);
/* Appends the tables of steps of that report, with the rule that is in force. Nothing for other events, and where none
 * is in force yet. What making the report answers. */
FPL_MUST_CHECK enum fpl_status fpl_explain__rule(struct fpl_report *report, struct fpl_view *view,
                                                 const struct fpl_event *event, const char *book,
                                                 struct fpl_error *error);

#endif
