/* Charts on a page: the plot's own places, so that they are those of the SVG. */
#include "src/documents/canvas.h"

#include <limits.h>

struct canvas {
    struct doc_ink *ink;
    double x, y, unit; /* y: where the plot would begin, were all of it here */
    int from, to;      /* what is drawn of it */
};

static int is_here(const struct canvas *c, int y) {
    return y >= c->from && y < c->to;
}

static struct doc_colour colour_of(int paint) {
    static const struct doc_colour series[FPL_PLOT_SERIES] = {{0.12, 0.37, 0.66}, {0.7, 0.35, 0},     {0.15, 0.45, 0.3},
                                                              {0.42, 0.25, 0.63}, {0.04, 0.45, 0.52}, {0.54, 0.42, 0}};
    static const struct doc_colour used = {0.12, 0.37, 0.66}, pending = {0.88, 0.65, 0.15}, left = {0.79, 0.85, 0.92},
                                   grid = {0.87, 0.89, 0.91};
    if (paint >= FPL_PAINT_SERIES)
        return series[paint - FPL_PAINT_SERIES];
    switch ((enum fpl_paint)paint) {
    case FPL_PAINT_GRID:
        return grid;
    case FPL_PAINT_USED:
        return used;
    case FPL_PAINT_PENDING:
        return pending;
    case FPL_PAINT_LEFT:
        return left;
    case FPL_PAINT_OVER:
    case FPL_PAINT_RULE:
        return doc_red;
    case FPL_PAINT_MUTED:
        return doc_grey;
    case FPL_PAINT_INK:
    case FPL_PAINT_SERIES:
        break;
    }
    return doc_black;
}

static void put_box(void *ctx, struct fpl_point from, struct fpl_point to, int paint, struct fpl_str what) {
    const struct canvas *c = ctx;
    struct doc_colour colour = colour_of(paint);
    (void)what;
    if (!is_here(c, from.y))
        return;
    cairo_set_source_rgb(c->ink->cr, colour.r, colour.g, colour.b);
    cairo_rectangle(c->ink->cr, c->x + from.x * c->unit, c->y + from.y * c->unit, (to.x - from.x) * c->unit,
                    (to.y - from.y) * c->unit);
    cairo_fill(c->ink->cr);
}

static void put_line(void *ctx, struct fpl_point from, struct fpl_point to, int paint) {
    const struct canvas *c = ctx;
    static const double dashes[] = {5, 3.5};
    if (!is_here(c, from.y < to.y ? from.y : to.y))
        return;
    if (paint == FPL_PAINT_RULE)
        cairo_set_dash(c->ink->cr, dashes, 2, 0);
    doc_ink_rule_in(c->ink,
                    (const double[]){c->x + from.x * c->unit, c->y + from.y * c->unit, c->x + to.x * c->unit,
                                     c->y + to.y * c->unit},
                    paint == FPL_PAINT_GRID ? 0.5 : 0.9, colour_of(paint));
    cairo_set_dash(c->ink->cr, NULL, 0, 0);
}

static void put_mark(void *ctx, struct fpl_point at, int paint, int hollow, struct fpl_str what) {
    const struct canvas *c = ctx;
    cairo_t *cr = c->ink->cr;
    struct doc_colour colour = colour_of(paint);
    double x = c->x + at.x * c->unit, y = c->y + at.y * c->unit, r = 50 * c->unit;
    (void)what;
    if (!is_here(c, at.y))
        return;
    cairo_move_to(cr, x, y - r);
    cairo_line_to(cr, x + r, y);
    cairo_line_to(cr, x, y + r);
    cairo_line_to(cr, x - r, y);
    cairo_close_path(cr);
    if (hollow)
        cairo_set_source_rgb(cr, 1, 1, 1);
    else
        cairo_set_source_rgb(cr, colour.r, colour.g, colour.b);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, colour.r, colour.g, colour.b);
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
}

static void put_text(void *ctx, struct fpl_point at, enum fpl_anchor anchor, int paint, struct fpl_str text) {
    const struct canvas *c = ctx;
    double size = 110 * c->unit, width = doc_ink_width(c->ink, text) * size, x = c->x + at.x * c->unit;
    if (!is_here(c, at.y))
        return;
    x -= anchor == FPL_ANCHOR_START ? 0 : anchor == FPL_ANCHOR_END ? width : width / 2;
    doc_ink_text(
        c->ink,
        &(struct doc_text){.text = text, .x = x, .y = c->y + at.y * c->unit, .size = size, .colour = colour_of(paint)});
}

void doc_canvas_plot(struct doc_ink *ink, const struct fpl_plot *plot, const int part[2], const double place[3]) {
    static const struct fpl_canvas canvas = {put_box, put_line, put_mark, put_text};
    int is_first = part[0] == 0, is_last = part[1] == fpl_plot_height(plot);
    struct canvas c = {ink,
                       place[0],
                       place[1] - part[0] * place[2],
                       place[2],
                       is_first ? INT_MIN : part[0],
                       is_last ? INT_MAX : part[1]};
    if (!ink->dry)
        fpl_plot_draw(plot, &canvas, &c);
}
