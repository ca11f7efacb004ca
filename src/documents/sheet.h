#ifndef SRC_DOCUMENTS_SHEET_H
#define SRC_DOCUMENTS_SHEET_H
/* A table as it will stand on paper: how wide its columns are, in what size of type. */
#include "fundpool/chart.h"
#include "src/documents/ink.h"

#define DOC_CELL_GAP 9.0 /* between columns */

struct doc_column {
    double natural; /* widest cell or heading, in a type of size 1 */
    double least;   /* what it may be folded to */
    double width;   /* on the page */
    int shown, number;
};
struct doc_sheet {
    struct fpl_table_shown shown;
    struct doc_column *column;
    struct fpl_plots plots;
    size_t rows, last; /* last: the last column that is shown */
    double size;       /* of the type */
    double all;        /* width of the table */
    int stacked;       /* too wide in any type: a row is a list of its cells */
};

/* What the report is called, which its first table may not be; NULL: it is no report of the list. */
const char *doc_report_title(const struct fpl_report *report, int zh);

/* A copy of the table's head into a sheet of zeros; its rows are not there yet. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status doc_sheet_begin(struct doc_sheet *sheet, const struct fpl_table_shown *table, int zh,
                                               struct doc_ink *ink);
void doc_sheet_measure(struct doc_sheet *sheet, const struct fpl_report_cell *cell, size_t n, int zh,
                       struct doc_ink *ink);
/* The largest type in which the table fits into that width; 1 if it does in a type of at least `least`. */
int doc_sheet_fit(struct doc_sheet *sheet, double width, double least);
void doc_sheet_release(struct doc_sheet *sheet); /* and frees it */

/* The cell as it is shown, in `out`, which is emptied first. */
struct fpl_str doc_cell_shown(const struct fpl_report_cell *cell, int zh, struct fpl_buf *out);
struct doc_colour doc_cell_colour(const struct fpl_report_cell *cell);

#endif
