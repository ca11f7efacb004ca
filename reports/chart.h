#ifndef REPORTS_CHART_H
#define REPORTS_CHART_H
/* A chart with its numbers, as the drawing of each kind reads them. */
#include "fundpool/chart.h"

__extension__ typedef __int128 fpl_plot__wide; /* sums and products of amounts */

struct fpl_plot__figure {
    int known;
    int64_t num, den; /* den: of a percentage; 1 for amounts and counts */
    int scale;        /* decimals of an amount; -1: a percentage */
};
struct fpl_plot__row {
    size_t label, series; /* where their texts stand, NUL-ended */
    struct fpl_plot__figure value[4];
    int total; /* WATERFALL: what the steps come to, the first row */
};
struct fpl_plot {
    const struct fpl_table_shown *table;
    const struct fpl_chart_spec *chart;
    int zh;
    size_t label[2], series, value[4]; /* columns; SIZE_MAX: not used */
    struct fpl_plot__row *row;
    size_t rows, row_cap;
    struct fpl_buf texts;
    int failed;
};
struct fpl_plot__pen { /* who draws where */
    const struct fpl_plot *plot;
    const struct fpl_canvas *canvas;
    void *ctx;
    int64_t low, high; /* of the axis, low < high */
};

const char *fpl_plot__label(const struct fpl_plot *plot, const struct fpl_plot__row *row);
const char *fpl_plot__series(const struct fpl_plot *plot, const struct fpl_plot__row *row);
/* The figure as the table shows it: grouped, or with four decimals and a percent sign. */
char *fpl_plot__say(const struct fpl_plot__figure *figure, char *out, size_t out_size);
/* "label: figure" */
char *fpl_plot__what(const struct fpl_plot *plot, const struct fpl_plot__row *row, int value, char *out,
                     size_t out_size);
/* length * num / den, cut, in 128 bits; den > 0. */
int fpl_plot__part(int length, int64_t num, int64_t den);
/* Cut to that many columns with "…". */
char *fpl_plot__fit(const char *text, int columns, char *out, size_t out_size);

void fpl_plot__text(const struct fpl_plot__pen *pen, struct fpl_point at, enum fpl_anchor anchor, int paint,
                    const char *text);
void fpl_plot__box(const struct fpl_plot__pen *pen, struct fpl_point from, struct fpl_point to, int paint,
                   const char *what);
void fpl_plot__line(const struct fpl_plot__pen *pen, struct fpl_point from, struct fpl_point to, int paint);
/* Marks of an axis of amounts at round figures, across the plot; the pen's low and high become round ones. `area`:
 * upper left and lower right corner. */
void fpl_plot__axis(struct fpl_plot__pen *pen, const struct fpl_point area[2], int scale);
/* Where that amount stands. */
int fpl_plot__place(const struct fpl_plot__pen *pen, const struct fpl_point area[2], int64_t amount);

/* The kinds. */
void fpl_plot__draw_line(struct fpl_plot__pen *pen);
void fpl_plot__draw_meter(struct fpl_plot__pen *pen);
void fpl_plot__draw_columns(struct fpl_plot__pen *pen);
void fpl_plot__draw_waterfall(struct fpl_plot__pen *pen);
int fpl_plot__meters(const struct fpl_plot *plot); /* rows that have a bar */

#define FPL_PLOT__PANEL  2900 /* high: a chart with axes */
#define FPL_PLOT__BAR    280  /* of a meter or a waterfall */
#define FPL_PLOT__LEGEND 320

#endif
