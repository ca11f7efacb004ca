/* Charts of bars that lie: how much of each allowance is used, and how sources and uses come to what is there. */
#include "reports/chart.h"

#include <stdio.h>

#define LABEL_COLUMNS 34
#define BAR_FROM      2150
#define BAR_TO        4750
#define FIGURE_AT     4850
#define BAR_HIGH      170

/* ---- meters ---- */

enum { USED, PENDING, LEFT, OVER };
static const int paints[] = {FPL_PAINT_USED, FPL_PAINT_PENDING, FPL_PAINT_LEFT, FPL_PAINT_OVER};

static int64_t part_of(const struct fpl_plot__row *row, int part) {
    return row->value[part].known && row->value[part].num > 0 ? row->value[part].num : 0;
}

int fpl_plot__meters(const struct fpl_plot *plot) {
    int n = 0;
    for (size_t i = 0; i < plot->rows; i++)
        n += plot->row[i].value[LEFT].known;
    return n;
}

static void put_legend(const struct fpl_plot__pen *pen) {
    const struct fpl_plot *plot = pen->plot;
    int x = BAR_FROM, is_over = 0;
    for (size_t i = 0; i < plot->rows; i++)
        is_over |= part_of(&plot->row[i], OVER) > 0;
    for (int part = USED; part <= OVER; part++) {
        if (plot->value[part] == SIZE_MAX || (part == OVER && !is_over))
            continue;
        const struct fpl_column *column = &plot->table->column[plot->value[part]];
        const char *title = plot->zh ? column->zh : column->en;
        fpl_plot__box(pen, (struct fpl_point){x, 60}, (struct fpl_point){x + 130, 190}, paints[part], "");
        fpl_plot__text(pen, (struct fpl_point){x + 180, 170}, FPL_ANCHOR_START, FPL_PAINT_MUTED, title);
        x += 300 + 65 * fpl_text_width(fpl_str_of(title));
    }
}

/* "used / whole": used holds what is pending; whole is the allowance, so what is over is used and no part of it. */
static void put_meter(const struct fpl_plot__pen *pen, const struct fpl_plot__row *row, int y) {
    int64_t used = part_of(row, USED), pending = part_of(row, PENDING), over = part_of(row, OVER);
    fpl_plot__wide taken = (fpl_plot__wide)used + pending, sum = taken + part_of(row, LEFT), at[4];
    char fitted[256], what[640];
    at[0] = 0;
    at[1] = over > pending ? taken - over : used; /* what is over comes last, first out of what is pending */
    at[1] = at[1] < 0 ? 0 : at[1];
    at[2] = taken - (over < taken ? over : taken);
    at[2] = at[2] < at[1] ? at[1] : at[2];
    at[3] = taken;
    fpl_plot__text(pen, (struct fpl_point){0, y + 130}, FPL_ANCHOR_START, FPL_PAINT_INK,
                   fpl_plot__fit(fpl_plot__label(pen->plot, row), LABEL_COLUMNS, fitted, sizeof fitted));
    if (sum > 0) {
        static const int order[] = {USED, PENDING, OVER};
        int from = BAR_FROM;
        for (int i = 0; i < 3; i++) {
            int to = BAR_FROM + (int)((BAR_TO - BAR_FROM) * at[i + 1] / sum);
            fpl_plot__box(pen, (struct fpl_point){from, y}, (struct fpl_point){to, y + BAR_HIGH}, paints[order[i]],
                          fpl_plot__what(pen->plot, row, order[i], what, sizeof what));
            from = to;
        }
        fpl_plot__box(pen, (struct fpl_point){from, y}, (struct fpl_point){BAR_TO, y + BAR_HIGH}, FPL_PAINT_LEFT,
                      fpl_plot__what(pen->plot, row, LEFT, what, sizeof what));
    } else { /* an allowance of nothing */
        fpl_plot__box(pen, (struct fpl_point){BAR_FROM, y}, (struct fpl_point){BAR_TO, y + BAR_HIGH}, FPL_PAINT_GRID,
                      fpl_plot__what(pen->plot, row, LEFT, what, sizeof what));
    }
}

static void put_parts(const struct fpl_plot__pen *pen, const struct fpl_plot__row *row, int y) {
    char text[320] = "", figure[72];
    size_t n = 0;
    for (int part = USED; part <= OVER; part++) {
        if (!row->value[part].known || (part != LEFT && part != USED && row->value[part].num == 0))
            continue;
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? " | " : "",
                              fpl_plot__say(&row->value[part], figure, sizeof figure));
    }
    fpl_plot__text(pen, (struct fpl_point){FIGURE_AT, y + 130}, FPL_ANCHOR_START, FPL_PAINT_INK, text);
}

void fpl_plot__draw_meter(struct fpl_plot__pen *pen) {
    int y = FPL_PLOT__LEGEND;
    put_legend(pen);
    for (size_t i = 0; i < pen->plot->rows; i++) {
        if (!pen->plot->row[i].value[LEFT].known)
            continue;
        put_meter(pen, &pen->plot->row[i], y);
        put_parts(pen, &pen->plot->row[i], y);
        y += FPL_PLOT__BAR;
    }
}

/* ---- a waterfall ---- */

#define STEPS_FROM 1500
#define STEPS_TO   4300
#define ZOOM_FROM  4420
#define ZOOM_TO    5620
#define SMALL      50 /* a step below the largest by this factor is looked for in vain */

struct scale {
    fpl_plot__wide low, high; /* of the running sum */
    int64_t largest;          /* step, without its sign */
    int64_t small;            /* the largest of the small ones; 0: none */
};

static int64_t size_of(const struct fpl_plot__figure *figure) {
    return !figure->known ? 0 : figure->num < 0 ? -figure->num : figure->num;
}

static struct scale scale_of(const struct fpl_plot *plot) {
    struct scale s = {0, 0, 0, 0};
    fpl_plot__wide sum = 0;
    for (size_t i = 0; i < plot->rows; i++) {
        const struct fpl_plot__row *row = &plot->row[i];
        sum += row->total ? 0 : row->value[0].num;
        fpl_plot__wide at = row->total ? row->value[0].num : sum;
        s.low = at < s.low ? at : s.low;
        s.high = at > s.high ? at : s.high;
        s.largest = size_of(&row->value[0]) > s.largest ? size_of(&row->value[0]) : s.largest;
    }
    for (size_t i = 0; i < plot->rows; i++) {
        int64_t size = size_of(&plot->row[i].value[0]);
        if (size < s.largest / SMALL && size > s.small)
            s.small = size;
    }
    return s;
}

static int step_x(const struct scale *s, fpl_plot__wide at) {
    return s->high == s->low ? STEPS_FROM
                             : STEPS_FROM + (int)((STEPS_TO - STEPS_FROM) * (at - s->low) / (s->high - s->low));
}

static void put_zoomed(const struct fpl_plot__pen *pen, const struct scale *s, const struct fpl_plot__row *row, int y) {
    int64_t num = row->value[0].num, size = size_of(&row->value[0]);
    int middle = (ZOOM_FROM + ZOOM_TO) / 2;
    char what[640];
    if (size == 0 || size > s->small)
        return;
    int length = fpl_plot__part((ZOOM_TO - ZOOM_FROM) / 2, size, s->small);
    fpl_plot__box(pen, (struct fpl_point){num < 0 ? middle - length : middle, y},
                  (struct fpl_point){num < 0 ? middle : middle + length, y + BAR_HIGH},
                  num < 0 ? FPL_PAINT_OVER : FPL_PAINT_USED, fpl_plot__what(pen->plot, row, 0, what, sizeof what));
}

static void put_step(const struct fpl_plot__pen *pen, const struct scale *s, const struct fpl_plot__row *row,
                     fpl_plot__wide before, int y) {
    int64_t num = row->value[0].num;
    int from = step_x(s, row->total ? 0 : before), to = step_x(s, row->total ? num : before + num);
    char fitted[256], what[640], figure[72];
    fpl_plot__text(pen, (struct fpl_point){0, y + 130}, FPL_ANCHOR_START, FPL_PAINT_INK,
                   fpl_plot__fit(fpl_plot__label(pen->plot, row), 24, fitted, sizeof fitted));
    fpl_plot__box(pen, (struct fpl_point){from < to ? from : to, y},
                  (struct fpl_point){from < to ? to : from, y + BAR_HIGH},
                  row->total ? FPL_PAINT_LEFT
                  : num < 0  ? FPL_PAINT_OVER
                             : FPL_PAINT_USED,
                  fpl_plot__what(pen->plot, row, 0, what, sizeof what));
    if (!row->total)
        fpl_plot__line(pen, (struct fpl_point){to, y + BAR_HIGH}, (struct fpl_point){to, y + FPL_PLOT__BAR},
                       FPL_PAINT_MUTED);
    fpl_plot__text(pen, (struct fpl_point){FPL_PLOT_WIDTH, y + 130}, FPL_ANCHOR_END,
                   num < 0 ? FPL_PAINT_OVER : FPL_PAINT_INK, fpl_plot__say(&row->value[0], figure, sizeof figure));
    put_zoomed(pen, s, row, y);
}

void fpl_plot__draw_waterfall(struct fpl_plot__pen *pen) {
    const struct fpl_plot *plot = pen->plot;
    struct scale s = scale_of(plot);
    int y = FPL_PLOT__LEGEND, foot = FPL_PLOT__LEGEND + FPL_PLOT__BAR * (int)plot->rows;
    fpl_plot__wide sum = 0;
    fpl_plot__line(pen, (struct fpl_point){step_x(&s, 0), y - 60}, (struct fpl_point){step_x(&s, 0), foot},
                   FPL_PAINT_GRID);
    if (s.small) {
        fpl_plot__line(pen, (struct fpl_point){(ZOOM_FROM + ZOOM_TO) / 2, y - 60},
                       (struct fpl_point){(ZOOM_FROM + ZOOM_TO) / 2, foot}, FPL_PAINT_GRID);
        fpl_plot__text(pen, (struct fpl_point){(ZOOM_FROM + ZOOM_TO) / 2, 170}, FPL_ANCHOR_MIDDLE, FPL_PAINT_MUTED,
                       plot->zh ? "小额，放大" : "small ones, enlarged");
    }
    for (int total = 0; total <= 1; total++) {
        for (size_t i = 0; i < plot->rows; i++) {
            if (plot->row[i].total != total)
                continue;
            put_step(pen, &s, &plot->row[i], sum, y);
            sum += total ? 0 : plot->row[i].value[0].num;
            y += FPL_PLOT__BAR;
        }
    }
}
