#ifndef SRC_INGEST_TOTALS_H
#define SRC_INGEST_TOTALS_H
/* Rows of totals (合计, 小计, total) against the rows above them. A total that is not their sum is the sign of a row
 * that was lost on the way. The file is read once more, and only as far as its totals stand. */
#include "fundpool/money.h"
#include "src/ingest/columns.h"
#include "src/ingest/intake.h"

struct ing_total { /* what a row of totals says of the columns of money that can be added up */
    int columns;   /* how many were compared */
    int wrong;     /* how many of them differ, in the plan's order */
    struct ing_total_wrong {
        int column;                                     /* 1 = first */
        char text[FPL_MONEY_TEXT], sum[FPL_MONEY_TEXT]; /* what the row says, and the rows add up to; in yuan */
    } list[ING_RULES_MAX];
};

struct ing_totals;
/* All is borrowed. Errors of ing_intake_again, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_totals_new(const struct ing_intake *intake, const struct ing_plan *plan,
                                              char delimiter, struct ing_totals **out, struct fpl_error *error);
/* The next row of totals, in the file's order. Each cell of money is to be the sum of the rows back to some row of
 * totals above it (of the last ING_TOTALS_KEPT), or to the table's beginning. A column with a cell that is no amount is
 * not compared. Errors of ing_csv_next. */
#define ING_TOTALS_KEPT 256
FPL_MUST_CHECK enum fpl_status ing_totals_look(struct ing_totals *totals, const struct ing_record *record,
                                               struct ing_total *out, struct fpl_error *error);
void ing_totals_free(struct ing_totals *totals); /* NULL allowed */

#endif
