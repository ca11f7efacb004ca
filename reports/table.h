#ifndef REPORTS_TABLE_H
#define REPORTS_TABLE_H
/* What a report is made of: tables of typed cells over one bump memory, so that a report of many rows is dropped at
 * once. The reports fill it through fundpool/report.h; the renderers read it. */
#include "fundpool/report.h"

struct fpl_table {
    const char *key, *zh, *en;
    struct fpl_caption *caption;
    struct fpl_column *column;
    struct fpl_report_cell *cell, *total; /* row by row */
    struct fpl_note *note;
    struct fpl_chart_spec *chart;
    size_t captions, columns, cells, totals, notes, charts;
    size_t caption_cap, column_cap, cell_cap, total_cap, note_cap, chart_cap;
    fpl_rows_fn rows; /* gives the rows instead of cell; NULL: they are gathered */
    void *rows_ctx;
    void (*rows_release)(void *ctx);
};
struct fpl_report_block;
/* Takes whole rows: `rows` and `measure` of a visitor. */
typedef enum fpl_status (*fpl_take_fn)(void *ctx, const struct fpl_report_cell *cell, size_t n);
struct fpl_report {
    const char *name;
    struct fpl_table *table;
    size_t tables, table_cap;
    struct fpl_report_block *block;
    struct fpl_caption cut; /* the day that all of it is as of; key NULL: it has none */
    char *next;             /* cursor of the next page; NULL: none */
    int failed;             /* out of memory: every builder is a no-op from then on */
    int to_caption;         /* the next cell is the last caption's value */
    int to_total;           /* the cells up to the end of the row are a total */
    /* Of a table that is given row by row: takes some whole rows, after which they are dropped. NULL: none are. */
    fpl_take_fn take;
    void *take_ctx;
    enum fpl_status status; /* of the first taking that failed: nothing is handed over after it */
};
/* A column of the current table that was for data alone is for people too: the rows have shown that it says something.
 */
void fpl_report__show(struct fpl_report *report, const char *key);

/* The last caption is the cut-off day of the whole report: CSV, which has no captions, says it in every row. */
void fpl_report__cut(struct fpl_report *report);

/* A CODE cell of constant words, packed as above with its last NUL; they are not copied. */
void fpl_report__words(struct fpl_report *report, const char *packed);

/* The renderers: each writes into `out`, which is handed on and emptied by fpl_render__flush when it has grown. */
#define FPL_RENDER_PIECE (64u << 10) /* bytes handed on at a time */
struct fpl_render__to {
    struct fpl_buf buf;
    fpl_write_fn write;
    void *ctx;
    struct fpl_render how;
    enum fpl_status status;  /* of the first write that failed; nothing is written after it */
    struct fpl_error *error; /* of a table whose rows are read meanwhile */
};
void fpl_render__flush(struct fpl_render__to *to, size_t above); /* hands on what is more than `above` bytes */
/* Each visits the report; what fpl_report_visit answers, which is to->status after a failed write. */
FPL_MUST_CHECK enum fpl_status fpl_render__table(const struct fpl_report *report, struct fpl_render__to *to);
FPL_MUST_CHECK enum fpl_status fpl_render__csv(const struct fpl_report *report, struct fpl_render__to *to);
FPL_MUST_CHECK enum fpl_status fpl_render__json(const struct fpl_report *report, struct fpl_render__to *to);
FPL_MUST_CHECK enum fpl_status fpl_render__html(const struct fpl_report *report, struct fpl_render__to *to);
FPL_MUST_CHECK enum fpl_status fpl_render__svg(const struct fpl_report *report, struct fpl_render__to *to);

#endif
