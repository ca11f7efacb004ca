#ifndef REPORTS_BORROW_H
#define REPORTS_BORROW_H
/* Rows of a report, read cell by cell by another one: what two reports show is computed once. */
#include "fundpool/report.h"

struct fpl_borrow__row { /* valid for the call */
    const struct fpl_table_shown *table;
    const struct fpl_report_cell *cell;
};
/* The row's cell in that column; NULL: the table has none such. */
const struct fpl_report_cell *fpl_borrow__at(const struct fpl_borrow__row *row, const char *column);
/* Has it that code (CODE) or text (TEXT)? */
int fpl_borrow__is(const struct fpl_borrow__row *row, const char *column, const char *code);
/* The code of a CODE, the text of a TEXT, in out, cut to its size; "" for anything else. */
void fpl_borrow__text(const struct fpl_borrow__row *row, const char *column, char *out, size_t size);
/* The number of a MONEY or INT; 0 for anything else. */
int64_t fpl_borrow__number(const struct fpl_borrow__row *row, const char *column);
/* The same cell in the report; none where there is no such column. */
void fpl_borrow__copy(const struct fpl_borrow__row *row, const char *column, struct fpl_report *report);

typedef enum fpl_status (*fpl_borrow__take)(void *ctx, const struct fpl_borrow__row *row);
typedef enum fpl_status (*fpl_borrow__make)(struct fpl_view *view, const struct fpl_report_spec *spec,
                                            struct fpl_report **out, struct fpl_error *error);
struct fpl_borrow__source {
    fpl_borrow__make make;
    const struct fpl_report_spec *spec;
    const char *table;
};
/* Every row of that table of the report, totals left out. What making it, and take(), answer. */
FPL_MUST_CHECK enum fpl_status fpl_borrow__read(struct fpl_view *view, const struct fpl_borrow__source *source,
                                                fpl_borrow__take take, void *ctx, struct fpl_error *error);

#endif
