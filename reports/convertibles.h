#ifndef REPORTS_CONVERTIBLES_H
#define REPORTS_CONVERTIBLES_H
/* The convertibles of a fund: what was paid, converted and paid back of each, and what is past its day. */
#include "reports/common.h"

/* Adds the table; nothing where the fund has none. The note MATURED stands where something is due and unpaid on
 * the view's day. A convertible whose firm's holding owes nothing any more (it was written off) has nothing left. */
FPL_MUST_CHECK enum fpl_status fpl_convertibles__table(struct fpl_report *report, struct fpl_view *view,
                                                       const struct fpl_book *book, struct fpl_error *error);

#endif
