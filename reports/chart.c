/* What a chart takes from the rows of its table, and the tools its drawing shares. */
#include "reports/chart.h"

#include <stdio.h>
#include <stdlib.h>

static size_t column_of(const struct fpl_table_shown *table, const char *key) {
    for (size_t i = 0; key && i < table->columns; i++)
        if (strcmp(table->column[i].key, key) == 0)
            return i;
    FPL_ASSERT(key == NULL); /* a chart names columns of its table */
    return SIZE_MAX;
}

void fpl_plot_free(struct fpl_plot *plot) {
    if (!plot)
        return;
    free(plot->row);
    fpl_buf_release(&plot->texts);
    free(plot);
}

enum fpl_status fpl_plot_ok(const struct fpl_plot *plot) {
    return plot && !plot->failed ? fpl_buf_ok(&plot->texts) : FPL_E_NOMEM;
}

/* ---- gathering ---- */

static size_t add_text(struct fpl_plot *plot, const struct fpl_report_cell *row, const size_t *columns, int n) {
    size_t at = plot->texts.n;
    for (int i = 0; i < n; i++) {
        struct fpl_buf text = {0};
        if (columns[i] == SIZE_MAX)
            continue;
        fpl_cell_text(&row[columns[i]], (struct fpl_cell_style){.zh = plot->zh}, &text);
        if (text.n && plot->texts.n > at)
            fpl_buf_addc(&plot->texts, ' ');
        fpl_text_show(fpl_buf_str(&text), &plot->texts);
        plot->failed |= text.failed;
        fpl_buf_release(&text);
    }
    fpl_buf_addc(&plot->texts, '\0');
    return at;
}

static struct fpl_plot__figure figure_of(const struct fpl_report_cell *cell) {
    switch ((enum fpl_cell_type)cell->type) {
    case FPL_CELL_MONEY:
        return (struct fpl_plot__figure){1, cell->v.num, 1, cell->scale};
    case FPL_CELL_INT:
        return (struct fpl_plot__figure){1, cell->v.num, 1, 0};
    case FPL_CELL_PERCENT:
        return (struct fpl_plot__figure){1, cell->v.num, cell->den, -1};
    case FPL_CELL_NONE:
    case FPL_CELL_TEXT:
    case FPL_CELL_NAME:
    case FPL_CELL_CODE:
    case FPL_CELL_RATIO:
    case FPL_CELL_DATE:
        break;
    }
    return (struct fpl_plot__figure){0, 0, 1, 0};
}

static void add_row(struct fpl_plot *plot, const struct fpl_report_cell *cell, int total) {
    if (plot->rows == plot->row_cap) {
        size_t cap = plot->row_cap ? plot->row_cap * 2 : 32;
        struct fpl_plot__row *wider = realloc(plot->row, cap * sizeof *wider);
        if (!wider) {
            plot->failed = 1;
            return;
        }
        plot->row = wider;
        plot->row_cap = cap;
    }
    struct fpl_plot__row *row = &plot->row[plot->rows++];
    *row = (struct fpl_plot__row){.total = total};
    row->label = add_text(plot, cell, plot->label, 2);
    row->series = add_text(plot, cell, &plot->series, 1);
    for (int i = 0; i < 4; i++)
        if (plot->value[i] != SIZE_MAX)
            row->value[i] = figure_of(&cell[plot->value[i]]);
}

void fpl_plot_rows(struct fpl_plot *plot, const struct fpl_report_cell *cell, size_t n) {
    size_t columns = plot->table->columns;
    for (size_t i = 0; i < n && !plot->failed; i += columns)
        add_row(plot, cell + i, 0);
}

struct fpl_plot *fpl_plot_new(const struct fpl_table_shown *table, const struct fpl_chart_spec *chart, int zh) {
    struct fpl_plot *plot = calloc(1, sizeof *plot);
    if (!plot)
        return NULL;
    plot->table = table;
    plot->chart = chart;
    plot->zh = zh;
    for (int i = 0; i < 2; i++)
        plot->label[i] = column_of(table, chart->label[i]);
    plot->series = column_of(table, chart->series);
    for (int i = 0; i < 4; i++)
        plot->value[i] = column_of(table, chart->value[i]);
    for (size_t i = 0; chart->kind == FPL_CHART_WATERFALL && i < table->totals; i += table->columns)
        add_row(plot, table->total + i, 1);
    return plot;
}

/* ---- what all kinds share ---- */

const char *fpl_plot__label(const struct fpl_plot *plot, const struct fpl_plot__row *row) {
    return plot->texts.p + row->label;
}

const char *fpl_plot__series(const struct fpl_plot *plot, const struct fpl_plot__row *row) {
    return plot->texts.p + row->series;
}

char *fpl_plot__say(const struct fpl_plot__figure *figure, char *out, size_t out_size) {
    char text[64];
    if (!figure->known)
        (void)snprintf(out, out_size, "%s", "");
    else if (figure->scale < 0)
        (void)snprintf(out, out_size, "%s%%", fpl_percent_trunc(figure->num, figure->den, 4, text, sizeof text));
    else
        (void)snprintf(out, out_size, "%s", fpl_money_format_grouped(fpl_money_of(figure->num), figure->scale, text));
    return out;
}

char *fpl_plot__what(const struct fpl_plot *plot, const struct fpl_plot__row *row, int value, char *out,
                     size_t out_size) {
    char figure[72];
    const char *series = fpl_plot__series(plot, row);
    size_t column = plot->value[value];
    const char *of = plot->chart->value[1] && column != SIZE_MAX
                         ? plot->zh ? plot->table->column[column].zh : plot->table->column[column].en
                         : "";
    (void)snprintf(out, out_size, "%.400s%s%.100s%s%s: %s", fpl_plot__label(plot, row), series[0] ? " " : "", series,
                   of[0] ? " " : "", of, fpl_plot__say(&row->value[value], figure, sizeof figure));
    return out;
}

int fpl_plot__part(int length, int64_t num, int64_t den) {
    FPL_ASSERT(den > 0);
    return (int)((fpl_plot__wide)length * num / den);
}

char *fpl_plot__fit(const char *text, int columns, char *out, size_t out_size) {
    struct fpl_str all = fpl_str_of(text);
    int whole = fpl_text_width(all) <= columns;
    while (!whole && all.n && fpl_text_width(all) > columns - 1)
        do
            all.n--;
        while (all.n && ((unsigned char)all.p[all.n] & 0xC0) == 0x80);
    (void)snprintf(out, out_size, "%.*s%s", (int)all.n, all.p, whole ? "" : FPL_CUT);
    return out;
}

void fpl_plot__text(const struct fpl_plot__pen *pen, struct fpl_point at, enum fpl_anchor anchor, int paint,
                    const char *text) {
    pen->canvas->text(pen->ctx, at, anchor, paint, fpl_str_of(text));
}

void fpl_plot__box(const struct fpl_plot__pen *pen, struct fpl_point from, struct fpl_point to, int paint,
                   const char *what) {
    if (to.x > from.x && to.y > from.y)
        pen->canvas->box(pen->ctx, from, to, paint, fpl_str_of(what));
}

void fpl_plot__line(const struct fpl_plot__pen *pen, struct fpl_point from, struct fpl_point to, int paint) {
    pen->canvas->line(pen->ctx, from, to, paint);
}

/* The smallest of 1, 2, 5, 10, 20 … that parts the range into at most five. */
static int64_t round_step(uint64_t range) {
    uint64_t step = 1;
    for (int i = 0; range / step >= 5 && step < (uint64_t)INT64_MAX / 10; i++)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return (int64_t)step;
}

void fpl_plot__axis(struct fpl_plot__pen *pen, const struct fpl_point area[2], int scale) {
    FPL_ASSERT(pen->low <= 0 && pen->high >= 0);
    int64_t step = round_step((uint64_t)pen->high - (uint64_t)pen->low + 1);
    int64_t below = (pen->low % step ? pen->low / step - 1 : pen->low / step);
    int64_t above = (pen->high % step ? pen->high / step + 1 : pen->high / step);
    above += above == below;
    pen->low = below * step;
    pen->high = above * step;
    for (int64_t i = below; i <= above; i++) {
        struct fpl_plot__figure figure = {1, i * step, 1, scale};
        int y = fpl_plot__place(pen, area, i * step);
        char text[72];
        fpl_plot__line(pen, (struct fpl_point){area[0].x, y}, (struct fpl_point){area[1].x, y},
                       i ? FPL_PAINT_GRID : FPL_PAINT_MUTED);
        fpl_plot__text(pen, (struct fpl_point){area[0].x - 60, y + 40}, FPL_ANCHOR_END, FPL_PAINT_MUTED,
                       fpl_plot__say(&figure, text, sizeof text));
    }
}

int fpl_plot__place(const struct fpl_plot__pen *pen, const struct fpl_point area[2], int64_t amount) {
    fpl_plot__wide above = (fpl_plot__wide)amount - pen->low, all = (fpl_plot__wide)pen->high - pen->low;
    return area[1].y - (int)((area[1].y - area[0].y) * above / all);
}

/* ---- the whole ---- */

const char *fpl_plot_title(const struct fpl_plot *plot) {
    return plot->zh ? plot->chart->zh : plot->chart->en;
}

int fpl_plot_is_empty(const struct fpl_plot *plot) {
    size_t figures = 0;
    if (plot->chart->kind == FPL_CHART_METER)
        return fpl_plot__meters(plot) == 0;
    for (size_t i = 0; i < plot->rows; i++)
        figures += plot->row[i].value[0].known && !plot->row[i].total;
    return figures == 0;
}

int fpl_plot_height(const struct fpl_plot *plot) {
    if (plot->chart->kind == FPL_CHART_METER)
        return FPL_PLOT__LEGEND + FPL_PLOT__BAR * fpl_plot__meters(plot) + 60;
    if (plot->chart->kind == FPL_CHART_WATERFALL)
        return FPL_PLOT__LEGEND + FPL_PLOT__BAR * (int)plot->rows + 60;
    return FPL_PLOT__PANEL;
}

int fpl_plot_break(const struct fpl_plot *plot, int from, int room) {
    int high = fpl_plot_height(plot), first = from ? from : FPL_PLOT__LEGEND;
    if (plot->chart->kind != FPL_CHART_METER || high - from <= room)
        return high;
    int bars = (from + room - first) / FPL_PLOT__BAR;
    int to = first + (bars < 1 ? 1 : bars) * FPL_PLOT__BAR;
    return to < high - FPL_PLOT__BAR / 2 ? to : high;
}

void fpl_plot_draw(const struct fpl_plot *plot, const struct fpl_canvas *canvas, void *ctx) {
    struct fpl_plot__pen pen = {.plot = plot, .canvas = canvas, .ctx = ctx, .high = 1};
    if (fpl_plot_is_empty(plot) || fpl_plot_ok(plot))
        return;
    switch (plot->chart->kind) {
    case FPL_CHART_LINE:
        fpl_plot__draw_line(&pen);
        break;
    case FPL_CHART_METER:
        fpl_plot__draw_meter(&pen);
        break;
    case FPL_CHART_COLUMNS:
        fpl_plot__draw_columns(&pen);
        break;
    case FPL_CHART_WATERFALL:
        fpl_plot__draw_waterfall(&pen);
        break;
    }
}

/* ---- the plots of a table ---- */

enum fpl_status fpl_plots_begin(struct fpl_plots *plots, const struct fpl_table_shown *table, int zh) {
    fpl_plots_end(plots);
    for (size_t i = 0; i < table->charts && plots->n < FPL_PLOTS_MAX; i++) {
        struct fpl_plot *plot = fpl_plot_new(table, &table->chart[i], zh);
        if (!plot)
            return FPL_E_NOMEM;
        plots->plot[plots->n++] = plot;
    }
    return FPL_OK;
}

void fpl_plots_rows(struct fpl_plots *plots, const struct fpl_report_cell *cell, size_t n) {
    for (size_t i = 0; i < plots->n; i++)
        fpl_plot_rows(plots->plot[i], cell, n);
}

enum fpl_status fpl_plots_ok(const struct fpl_plots *plots) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < plots->n && !status; i++)
        status = fpl_plot_ok(plots->plot[i]);
    return status;
}

void fpl_plots_end(struct fpl_plots *plots) {
    for (size_t i = 0; i < plots->n; i++)
        fpl_plot_free(plots->plot[i]);
    plots->n = 0;
}
