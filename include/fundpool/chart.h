#ifndef FUNDPOOL_CHART_H
#define FUNDPOOL_CHART_H
/* Charts. A chart is a declaration over columns of one table (fpl_report_chart), so it shows the numbers of the table
 * and no others. A plot is such a chart with its numbers; it is drawn on a canvas: an SVG, a page. All places are
 * integers, tenths of a pixel or point, made of the exact amounts by 128-bit division; (0,0) is the upper left corner.
 */
#include "fundpool/report.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FPL_PLOT_WIDTH 7200 /* of every plot */

enum fpl_paint { /* what a thing is; the canvas chooses how that looks, and never by colour alone */
                 FPL_PAINT_INK,
                 FPL_PAINT_MUTED, /* marks of the axis, names */
                 FPL_PAINT_GRID,
                 FPL_PAINT_RULE, /* the threshold; dashed */
                 FPL_PAINT_USED,
                 FPL_PAINT_PENDING,
                 FPL_PAINT_LEFT,
                 FPL_PAINT_OVER,
                 FPL_PAINT_SERIES /* and behind it those of FPL_PLOT_SERIES series */
};
#define FPL_PLOT_SERIES 6
enum fpl_anchor { FPL_ANCHOR_START, FPL_ANCHOR_MIDDLE, FPL_ANCHOR_END };
struct fpl_point {
    int x, y;
};
struct fpl_canvas {
    /* `to` is the lower right corner; `what` says the figure behind it, "" none. */
    void (*box)(void *ctx, struct fpl_point from, struct fpl_point to, int paint, struct fpl_str what);
    void (*line)(void *ctx, struct fpl_point from, struct fpl_point to, int paint);
    /* A diamond; hollow: it is below the threshold. */
    void (*mark)(void *ctx, struct fpl_point at, int paint, int hollow, struct fpl_str what);
    /* One line of text 110 high on that base line. */
    void (*text)(void *ctx, struct fpl_point at, enum fpl_anchor anchor, int paint, struct fpl_str text);
};

struct fpl_plot;
/* The chart takes its numbers from rows of the table as they are visited. NULL: no memory. */
struct fpl_plot *fpl_plot_new(const struct fpl_table_shown *table, const struct fpl_chart_spec *chart, int zh);
void fpl_plot_free(struct fpl_plot *plot);                                               /* NULL allowed */
void fpl_plot_rows(struct fpl_plot *plot, const struct fpl_report_cell *cell, size_t n); /* whole rows */
FPL_MUST_CHECK enum fpl_status fpl_plot_ok(const struct fpl_plot *plot);                 /* or FPL_E_NOMEM */
int fpl_plot_is_empty(const struct fpl_plot *plot);                                      /* no row has a figure */
int fpl_plot_height(const struct fpl_plot *plot);                                        /* behind the last row */
/* Where a plot that goes on over pages may be parted: at most `room` behind `from`, between two bars, at its height if
 * that is as near. A chart with axes is not parted, nor is a single bar: these are told though there is no room. */
int fpl_plot_break(const struct fpl_plot *plot, int from, int room);
const char *fpl_plot_title(const struct fpl_plot *plot);
void fpl_plot_draw(const struct fpl_plot *plot, const struct fpl_canvas *canvas, void *ctx);

/* The plots of the table that is being visited; {0} before the first. */
#define FPL_PLOTS_MAX 4
struct fpl_plots {
    struct fpl_plot *plot[FPL_PLOTS_MAX];
    size_t n;
};
/* Frees those of the table before. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_plots_begin(struct fpl_plots *plots, const struct fpl_table_shown *table, int zh);
void fpl_plots_rows(struct fpl_plots *plots, const struct fpl_report_cell *cell, size_t n);
FPL_MUST_CHECK enum fpl_status fpl_plots_ok(const struct fpl_plots *plots);
void fpl_plots_end(struct fpl_plots *plots);

#ifdef __cplusplus
}
#endif
#endif
