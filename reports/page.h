#ifndef REPORTS_PAGE_H
#define REPORTS_PAGE_H
/* Lists a page at a time: which row comes first, when a page is full, and the cursor that it ends in. */
#include "reports/common.h"

#define FPL_PAGE_KEY  700
#define FPL_PAGE_FULL FPL_ALREADY /* what a callback answers so that no more is read */
struct fpl_reports__page {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    const char *list;
    char first[FPL_PAGE_KEY]; /* the last row of the page before; "": this is the first page */
    char last[FPL_PAGE_KEY];  /* the last row so far */
    int rows, more;           /* more: the page is full, and another row was met */
};
/* FPL_E_CURSOR; FPL_E_USAGE: a negative limit. */
FPL_MUST_CHECK enum fpl_status fpl_reports__page_begin(struct fpl_reports__page *page, struct fpl_error *error);
int fpl_reports__is_paged(const struct fpl_reports__page *page); /* not the whole list in one */
/* 1: the row of this key belongs on the page, and is counted. 0: it is passed over (the page before ended with it), or
 * the page is full: page->more. */
int fpl_reports__page_takes(struct fpl_reports__page *page, struct fpl_str key);
/* Notes the cursor in the report if there is more. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_reports__page_end(const struct fpl_reports__page *page, struct fpl_report *report,
                                                     struct fpl_error *error);
#endif
