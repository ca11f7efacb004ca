/* Charts with two axes: a share over days with the line it must reach, an amount over months. A label never sits on the
 * line: what is below it has its label below. */
#include "reports/chart.h"

#include <stdio.h>
#include <stdlib.h>

#define LABEL_COLUMNS 28  /* of a series behind its last point */
#define LABEL_GAP     150 /* between base lines of such labels */
#define TICK_ROOM     680 /* a day or month below the axis */
#define MANY_POINTS   8   /* more have no label each */

static const struct fpl_point line_area[2] = {{820, 260}, {5450, 2480}};
static const struct fpl_point column_area[2] = {{1150, 260}, {7100, 2480}};

/* ---- days and months below the axis, each once, as they come first ---- */

struct ticks {
    size_t *row; /* the first row of each */
    size_t n;
};

static size_t tick_of(const struct fpl_plot *plot, struct ticks *ticks, size_t row) {
    const char *label = fpl_plot__label(plot, &plot->row[row]);
    for (size_t i = 0; i < ticks->n; i++)
        if (strcmp(fpl_plot__label(plot, &plot->row[ticks->row[i]]), label) == 0)
            return i;
    ticks->row[ticks->n] = row;
    return ticks->n++;
}

/* The middle of the n-th of so many slots. */
static int slot_x(const struct fpl_point area[2], size_t at, size_t of) {
    return area[0].x + (int)((int64_t)(area[1].x - area[0].x) * (int64_t)(2 * at + 1) / (int64_t)(2 * of));
}

static void put_ticks(const struct fpl_plot__pen *pen, const struct ticks *ticks, const struct fpl_point area[2]) {
    size_t each = 1 + ticks->n * TICK_ROOM / (size_t)(area[1].x - area[0].x);
    for (size_t i = 0; i < ticks->n; i++)
        if ((ticks->n - 1 - i) % each == 0) /* the last one always */
            fpl_plot__text(pen, (struct fpl_point){slot_x(area, i, ticks->n), area[1].y + 180}, FPL_ANCHOR_MIDDLE,
                           FPL_PAINT_MUTED, fpl_plot__label(pen->plot, &pen->plot->row[ticks->row[i]]));
}

/* ---- a share over days ---- */

static int share_y(int64_t num, int64_t den) {
    int64_t part = num < 0 ? 0 : num > den ? den : num;
    return line_area[1].y - fpl_plot__part(line_area[1].y - line_area[0].y, part, den);
}

static int is_below(const struct fpl_plot *plot, const struct fpl_plot__figure *figure) {
    struct fpl_ratio line = plot->chart->line;
    return line.den && fpl_share_cmp(figure->num, figure->den, line.num, line.den) < 0;
}

static void put_share_axis(const struct fpl_plot__pen *pen) {
    struct fpl_ratio line = pen->plot->chart->line;
    int at = line.den ? share_y(line.num, line.den) : -LABEL_GAP;
    char text[72];
    for (int quarter = 0; quarter <= 4; quarter++) {
        int y = share_y(quarter, 4);
        (void)snprintf(text, sizeof text, "%d%%", quarter * 25);
        fpl_plot__line(pen, (struct fpl_point){line_area[0].x, y}, (struct fpl_point){line_area[1].x, y},
                       quarter ? FPL_PAINT_GRID : FPL_PAINT_MUTED);
        if (abs(y - at) >= LABEL_GAP)
            fpl_plot__text(pen, (struct fpl_point){line_area[0].x - 60, y + 40}, FPL_ANCHOR_END, FPL_PAINT_MUTED, text);
    }
    if (!line.den)
        return;
    fpl_plot__line(pen, (struct fpl_point){line_area[0].x, at}, (struct fpl_point){line_area[1].x, at}, FPL_PAINT_RULE);
    struct fpl_plot__figure figure = {1, line.num, line.den, -1};
    fpl_plot__text(pen, (struct fpl_point){line_area[0].x - 60, at + 40}, FPL_ANCHOR_END, FPL_PAINT_RULE,
                   fpl_plot__say(&figure, text, sizeof text));
}

struct last { /* the label of a series, behind its last point */
    size_t row;
    int y, paint;
};

static int by_place(const void *a, const void *b) {
    const struct last *x = a, *y = b;
    return x->y != y->y ? (x->y > y->y) - (x->y < y->y) : (x->row > y->row) - (x->row < y->row);
}

static void put_last(const struct fpl_plot__pen *pen, struct last *last, size_t n) {
    int lowest = 0;
    if (n == 0)
        return;
    qsort(last, n, sizeof *last, by_place);
    for (size_t i = 1; i < n; i++)
        if (last[i].y < last[i - 1].y + LABEL_GAP)
            last[i].y = last[i - 1].y + LABEL_GAP;
    lowest = last[n - 1].y - line_area[1].y; /* pushed out below: all go up */
    for (size_t i = 0; i < n; i++) {
        char figure[72], text[320], fitted[128];
        const struct fpl_plot__row *row = &pen->plot->row[last[i].row];
        const char *series = fpl_plot__series(pen->plot, row);
        (void)snprintf(text, sizeof text, "%s%s%.160s", fpl_plot__say(&row->value[0], figure, sizeof figure),
                       series[0] ? " " : "", series);
        fpl_plot__text(pen, (struct fpl_point){line_area[1].x + 60, last[i].y + 40 - (lowest > 0 ? lowest : 0)},
                       FPL_ANCHOR_START, last[i].paint, fpl_plot__fit(text, LABEL_COLUMNS, fitted, sizeof fitted));
    }
}

static void put_point(const struct fpl_plot__pen *pen, const struct fpl_plot__row *row, struct fpl_point at, int paint,
                      int labelled) {
    char what[640], figure[72];
    int below = is_below(pen->plot, &row->value[0]);
    pen->canvas->mark(pen->ctx, at, paint, below, fpl_str_of(fpl_plot__what(pen->plot, row, 0, what, sizeof what)));
    if (labelled)
        fpl_plot__text(pen, (struct fpl_point){at.x, at.y + (below ? 190 : -90)}, FPL_ANCHOR_MIDDLE, FPL_PAINT_INK,
                       fpl_plot__say(&row->value[0], figure, sizeof figure));
}

static void put_lines(const struct fpl_plot__pen *pen, struct ticks *ticks, const size_t *tick, struct last *last) {
    const struct fpl_plot *plot = pen->plot;
    size_t lasts = 0;
    struct fpl_point before = {0, 0};
    for (size_t i = 0; i < plot->rows; i++) {
        const struct fpl_plot__row *row = &plot->row[i];
        const char *series = fpl_plot__series(plot, row);
        int goes_on = lasts && strcmp(fpl_plot__series(plot, &plot->row[last[lasts - 1].row]), series) == 0;
        if (!row->value[0].known)
            continue;
        struct fpl_point at = {slot_x(line_area, tick[i], ticks->n), share_y(row->value[0].num, row->value[0].den)};
        if (!goes_on)
            last[lasts] = (struct last){i, 0, FPL_PAINT_SERIES + (int)(lasts % FPL_PLOT_SERIES)};
        else
            fpl_plot__line(pen, before, at, last[lasts - 1].paint);
        lasts += !goes_on;
        last[lasts - 1].row = i;
        last[lasts - 1].y = at.y;
        before = at;
    }
    for (size_t i = 0, s = 0; i < plot->rows; i++) { /* above all lines */
        const struct fpl_plot__row *row = &plot->row[i];
        while (s < lasts && i > last[s].row)
            s++;
        if (row->value[0].known)
            put_point(
                pen, row,
                (struct fpl_point){slot_x(line_area, tick[i], ticks->n), share_y(row->value[0].num, row->value[0].den)},
                last[s].paint, lasts == 1 && ticks->n <= MANY_POINTS);
    }
    put_last(pen, last, lasts);
}

void fpl_plot__draw_line(struct fpl_plot__pen *pen) {
    const struct fpl_plot *plot = pen->plot;
    struct ticks ticks = {.row = calloc(plot->rows, sizeof *ticks.row)};
    size_t *tick = calloc(plot->rows, sizeof *tick);
    struct last *last = calloc(plot->rows, sizeof *last);
    if (ticks.row && tick && last) {
        for (size_t i = 0; i < plot->rows; i++)
            tick[i] = tick_of(plot, &ticks, i);
        put_share_axis(pen);
        put_ticks(pen, &ticks, line_area);
        put_lines(pen, &ticks, tick, last);
    } else {
        fpl_plot__text(pen, line_area[0], FPL_ANCHOR_START, FPL_PAINT_OVER, "E_NOMEM"); /* never a part of a picture */
    }
    free(ticks.row);
    free(tick);
    free(last);
}

/* ---- an amount over months ---- */

static void find_bounds(struct fpl_plot__pen *pen, int *scale) {
    pen->low = pen->high = 0;
    for (size_t i = 0; i < pen->plot->rows; i++) {
        const struct fpl_plot__figure *figure = &pen->plot->row[i].value[0];
        if (!figure->known)
            continue;
        *scale = figure->scale;
        pen->low = figure->num < pen->low ? figure->num : pen->low;
        pen->high = figure->num > pen->high ? figure->num : pen->high;
    }
}

void fpl_plot__draw_columns(struct fpl_plot__pen *pen) {
    const struct fpl_plot *plot = pen->plot;
    struct ticks ticks = {.row = calloc(plot->rows, sizeof *ticks.row), .n = plot->rows};
    int scale = 2, half = (column_area[1].x - column_area[0].x) / (int)plot->rows * 3 / 10;
    if (!ticks.row) {
        fpl_plot__text(pen, column_area[0], FPL_ANCHOR_START, FPL_PAINT_OVER, "E_NOMEM");
        return;
    }
    find_bounds(pen, &scale);
    fpl_plot__axis(pen, column_area, scale);
    half = half < 10 ? 10 : half > 250 ? 250 : half;
    for (size_t i = 0; i < plot->rows; i++) {
        const struct fpl_plot__figure *figure = &plot->row[i].value[0];
        int x = slot_x(column_area, i, plot->rows), zero = fpl_plot__place(pen, column_area, 0);
        int y = fpl_plot__place(pen, column_area, figure->num);
        char what[640], text[72];
        ticks.row[i] = i;
        fpl_plot__box(pen, (struct fpl_point){x - half, y < zero ? y : zero},
                      (struct fpl_point){x + half, y < zero ? zero : y},
                      figure->num < 0 ? FPL_PAINT_OVER : FPL_PAINT_USED,
                      fpl_plot__what(plot, &plot->row[i], 0, what, sizeof what));
        if (figure->known && figure->num && plot->rows <= MANY_POINTS)
            fpl_plot__text(pen, (struct fpl_point){x, figure->num < 0 ? y + 150 : y - 50}, FPL_ANCHOR_MIDDLE,
                           FPL_PAINT_INK, fpl_plot__say(figure, text, sizeof text));
    }
    put_ticks(pen, &ticks, column_area);
    free(ticks.row);
}
