#ifndef REPORTS_TABLE_H
#define REPORTS_TABLE_H
/* What a report is made of: tables of typed cells over one bump memory, so that a report of many rows is dropped at
 * once. The reports fill it through fundpool/report.h; the renderers read it. */
#include "fundpool/report.h"

enum fpl_cell_type {
    FPL_CELL_NONE,
    FPL_CELL_TEXT, /* as written by someone */
    FPL_CELL_NAME, /* in both languages: "zh NUL en NUL" */
    FPL_CELL_CODE, /* a word of ours: "code NUL zh NUL en NUL" */
    FPL_CELL_MONEY,
    FPL_CELL_INT,
    FPL_CELL_RATIO,
    FPL_CELL_PERCENT,
    FPL_CELL_DATE
};
struct fpl_cell {
    uint8_t type;
    uint8_t scale; /* MONEY */
    uint32_t n;    /* bytes of TEXT */
    union {
        const char *p;
        int64_t num; /* MONEY, INT, DATE; numerator */
    } v;
    int64_t den;
};
struct fpl_column {
    const char *key, *zh, *en;
    enum fpl_column_type type;
    unsigned flags;
};
struct fpl_caption {
    const char *key, *zh, *en;
    struct fpl_cell value;
};
struct fpl_note {
    const char *code, *zh, *en;
};
struct fpl_table {
    const char *key, *zh, *en;
    struct fpl_caption *caption;
    struct fpl_column *column;
    struct fpl_cell *cell, *total; /* row by row */
    struct fpl_note *note;
    size_t captions, columns, cells, totals, notes;
    size_t caption_cap, column_cap, cell_cap, total_cap, note_cap;
    fpl_rows_fn rows; /* gives the rows instead of cell; NULL: they are gathered */
    void *rows_ctx;
    void (*rows_release)(void *ctx);
};
struct fpl_report_block;
struct fpl_report {
    const char *name;
    struct fpl_table *table;
    size_t tables, table_cap;
    struct fpl_report_block *block;
    int failed;     /* out of memory: every builder is a no-op from then on */
    int to_caption; /* the next cell is the last caption's value */
    int to_total;   /* the cells up to the end of the row are a total */
    /* Of a table that is given row by row: takes some whole rows, after which they are dropped. NULL: none are. */
    void (*take)(void *ctx, const struct fpl_cell *cell, size_t n);
    void *take_ctx;
};
/* Hands over the table's rows, some whole ones at a time, gathered or not. What `rows` answers, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_table__each(const struct fpl_table *table,
                                               void (*to)(void *ctx, const struct fpl_cell *cell, size_t n), void *ctx,
                                               struct fpl_error *error);

/* A column of the current table that was for data alone is for people too: the rows have shown that it says something.
 */
void fpl_report__show(struct fpl_report *report, const char *key);

/* A CODE cell of constant words, packed as above with its last NUL; they are not copied. */
void fpl_report__words(struct fpl_report *report, const char *packed);

/* The cell in words for people or programs, appended to out: `data` gives plain decimals and codes as in CSV. */
struct fpl_cell_style {
    int zh;
    int data;  /* no thousands separators, no percent sign */
    int exact; /* ratios as "n/d", not as truncated decimals */
};
void fpl_cell__text(const struct fpl_cell *cell, struct fpl_cell_style style, struct fpl_buf *out);
/* The second and third of the texts packed in NAME and CODE. */
const char *fpl_cell__part(const struct fpl_cell *cell, int index);
/* The same as fpl_cell__text for a TEXT, NAME or CODE, where it stands. */
struct fpl_str fpl_cell__words(const struct fpl_cell *cell, int zh);
static inline size_t fpl_table__rows(const struct fpl_table *table) {
    return table->columns ? table->cells / table->columns : 0;
}

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
/* The table's rows to `take`; a failure goes to to->status. */
void fpl_render__rows(const struct fpl_table *table, struct fpl_render__to *to,
                      void (*take)(void *ctx, const struct fpl_cell *cell, size_t n), void *ctx);
void fpl_render__table(const struct fpl_report *report, struct fpl_render__to *to);
void fpl_render__csv(const struct fpl_report *report, struct fpl_render__to *to);
void fpl_render__json(const struct fpl_report *report, struct fpl_render__to *to);

#endif
