#ifndef REPORTS_PARTS_H
#define REPORTS_PARTS_H
/* The answer of a decision for a list: a row a party, with the exact share behind it. */
#include "fundpool/event.h"
#include "reports/common.h"

/* 各方份额 of a dry run; nothing of a decision for no list. */
void fpl_parts__planned(struct fpl_report *report, struct fpl_view *view, const struct fpl_decision *decision,
                        int scale);
/* The same of a record, from its items; nothing of an event for no list, and of one that took such a list back. */
FPL_MUST_CHECK enum fpl_status fpl_parts__of_record(struct fpl_report *report, struct fpl_view *view,
                                                    const struct fpl_record *record, int scale,
                                                    struct fpl_error *error);

#endif
