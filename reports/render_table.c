/* Tables for a terminal. Widths are columns on the screen, of which a Chinese character takes two; numbers stand right,
 * long texts are cut with … when the table would not fit. */
#include "reports/table.h"

#include <stdlib.h>
#include <string.h>

#define GAP       2 /* columns between columns */
#define LEAST_CUT 8 /* a text is never cut below this */
#define INDENT    2

struct layout {
    const struct fpl_table *table;
    struct fpl_cell_style style;
    int *width; /* per column; 0: not shown */
    int all;    /* with gaps */
    struct fpl_buf text;
};

static const char *word(const struct fpl_render__to *to, const char *zh, const char *en) {
    return to->how.zh ? zh : en;
}

static void blanks(struct fpl_buf *out, int n) {
    while (n-- > 0)
        fpl_buf_addc(out, ' ');
}

static void rule(struct fpl_render__to *to, int n) {
    while (n-- > 0)
        fpl_buf_adds(&to->buf, "─");
    fpl_buf_addc(&to->buf, '\n');
}

/* Line breaks and other controls would tear the table, and could talk to the terminal. */
static void tame(struct fpl_buf *text) {
    for (size_t i = 0; i < text->n; i++)
        if ((unsigned char)text->p[i] < 0x20 || text->p[i] == 0x7f)
            text->p[i] = ' ';
}

/* The bytes of the longest start of text that is at most `width` columns wide. */
static size_t fitting(struct fpl_str text, int width) {
    size_t fits = 0, at = 0;
    while (at < text.n) {
        size_t next = at + 1;
        while (next < text.n && ((unsigned char)text.p[next] & 0xC0) == 0x80)
            next++;
        if (fpl_text_width((struct fpl_str){text.p, next}) > width)
            break;
        fits = at = next;
    }
    return fits;
}

static int is_number(enum fpl_column_type type) {
    return type != FPL_COLUMN_TEXT && type != FPL_COLUMN_DATE;
}

static struct fpl_str text_of(struct layout *layout, const struct fpl_cell *cell) {
    fpl_buf_reset(&layout->text);
    fpl_cell__text(cell, layout->style, &layout->text);
    tame(&layout->text);
    return fpl_buf_str(&layout->text);
}

static void widen(struct layout *layout, const struct fpl_cell *cell, size_t n) {
    FPL_ASSERT(layout->table->columns > 0);
    for (size_t i = 0; i < n; i++) {
        size_t column = i % layout->table->columns;
        if (layout->table->column[column].flags & FPL_COLUMN_DATA)
            continue;
        int width = fpl_text_width(text_of(layout, &cell[i]));
        if (width > layout->width[column])
            layout->width[column] = width;
    }
}

static void sum_widths(struct layout *layout) {
    layout->all = -GAP;
    for (size_t i = 0; i < layout->table->columns; i++)
        if (layout->width[i] > 0)
            layout->all += layout->width[i] + GAP;
}

/* Takes columns off the widest text until the table fits. */
static void shrink(struct layout *layout, int limit) {
    const struct fpl_table *table = layout->table;
    for (sum_widths(layout); layout->all > limit; sum_widths(layout)) {
        size_t widest = table->columns;
        for (size_t i = 0; i < table->columns; i++) {
            const struct fpl_column *column = &table->column[i];
            if (column->type == FPL_COLUMN_TEXT && !(column->flags & FPL_COLUMN_KEEP) && layout->width[i] > LEAST_CUT &&
                (widest == table->columns || layout->width[i] > layout->width[widest]))
                widest = i;
        }
        if (widest == table->columns)
            return;
        layout->width[widest]--;
    }
}

static void measure(struct layout *layout, const struct fpl_render__to *to) {
    const struct fpl_table *table = layout->table;
    for (size_t i = 0; i < table->columns; i++)
        if (!(table->column[i].flags & FPL_COLUMN_DATA))
            layout->width[i] = fpl_text_width(fpl_str_of(word(to, table->column[i].zh, table->column[i].en)));
    widen(layout, table->cell, table->cells);
    widen(layout, table->total, table->totals);
    sum_widths(layout);
    if (to->how.width > 0)
        shrink(layout, to->how.width);
}

static int is_last(const struct layout *layout, size_t column) {
    for (size_t i = column + 1; i < layout->table->columns; i++)
        if (layout->width[i] > 0)
            return 0;
    return 1;
}

static void put(struct layout *layout, size_t column, struct fpl_str text, struct fpl_render__to *to) {
    int room = layout->width[column], width = fpl_text_width(text);
    int right = is_number(layout->table->column[column].type);
    if (width > room) {
        text.n = fitting(text, room - 1);
        width = fpl_text_width(text) + 1;
    } else if (right) {
        blanks(&to->buf, room - width);
    }
    fpl_buf_add(&to->buf, text.p, text.n);
    if (width > fpl_text_width(text))
        fpl_buf_adds(&to->buf, "…");
    if (is_last(layout, column))
        return;
    blanks(&to->buf, (right ? 0 : room - width) + GAP);
}

static void end_line(struct fpl_render__to *to) {
    while (to->buf.n > 0 && to->buf.p[to->buf.n - 1] == ' ')
        to->buf.n--;
    fpl_buf_addc(&to->buf, '\n');
    fpl_render__flush(to, FPL_RENDER_PIECE);
}

static void put_rows(struct layout *layout, const struct fpl_cell *cell, size_t n, struct fpl_render__to *to) {
    FPL_ASSERT(layout->table->columns > 0);
    for (size_t i = 0; i < n && !to->status; i++) {
        size_t column = i % layout->table->columns;
        if (layout->width[column] > 0)
            put(layout, column, text_of(layout, &cell[i]), to);
        if (column + 1 == layout->table->columns)
            end_line(to);
    }
}

static void put_captions(struct layout *layout, struct fpl_render__to *to) {
    const struct fpl_table *table = layout->table;
    int widest = 0;
    for (size_t i = 0; i < table->captions; i++) {
        int width = fpl_text_width(fpl_str_of(word(to, table->caption[i].zh, table->caption[i].en)));
        widest = width > widest ? width : widest;
    }
    for (size_t i = 0; i < table->captions; i++) {
        const char *label = word(to, table->caption[i].zh, table->caption[i].en);
        struct fpl_str text = text_of(layout, &table->caption[i].value);
        blanks(&to->buf, INDENT);
        fpl_buf_adds(&to->buf, label);
        blanks(&to->buf, widest - fpl_text_width(fpl_str_of(label)) + GAP);
        fpl_buf_add(&to->buf, text.p, text.n);
        end_line(to);
    }
}

static void put_title(const struct fpl_table *table, struct fpl_render__to *to) {
    fpl_buf_adds(&to->buf, word(to, table->zh, table->en));
    if (to->how.zh && strcmp(table->zh, table->en) != 0) {
        fpl_buf_adds(&to->buf, "  ");
        fpl_buf_adds(&to->buf, table->en);
    }
    fpl_buf_addc(&to->buf, '\n');
}

static void put_grid(struct layout *layout, struct fpl_render__to *to) {
    const struct fpl_table *table = layout->table;
    rule(to, layout->all);
    for (size_t i = 0; i < table->columns; i++)
        if (layout->width[i] > 0)
            put(layout, i, fpl_str_of(word(to, table->column[i].zh, table->column[i].en)), to);
    end_line(to);
    rule(to, layout->all);
    put_rows(layout, table->cell, table->cells, to);
    if (table->cells == 0) {
        blanks(&to->buf, INDENT);
        fpl_buf_adds(&to->buf, word(to, "（无）\n", "(none)\n"));
    }
    if (table->totals)
        rule(to, layout->all);
    put_rows(layout, table->total, table->totals, to);
    rule(to, layout->all);
}

static void put_table(const struct fpl_table *table, struct fpl_render__to *to) {
    struct layout layout = {.table = table, .style = {.zh = to->how.zh}};
    layout.width = calloc(table->columns ? table->columns : 1, sizeof *layout.width);
    if (!layout.width) {
        to->status = FPL_E_NOMEM;
        return;
    }
    put_title(table, to);
    put_captions(&layout, to);
    if (table->columns) {
        measure(&layout, to);
        put_grid(&layout, to);
    }
    for (size_t i = 0; i < table->notes; i++) {
        blanks(&to->buf, INDENT);
        fpl_buf_adds(&to->buf, word(to, "注：", "Note: "));
        fpl_buf_adds(&to->buf, word(to, table->note[i].zh, table->note[i].en));
        fpl_buf_addc(&to->buf, '\n');
    }
    if (!to->status)
        to->status = fpl_buf_ok(&layout.text);
    fpl_buf_release(&layout.text);
    free(layout.width);
}

void fpl_render__table(const struct fpl_report *report, struct fpl_render__to *to) {
    for (size_t t = 0; t < report->tables && !to->status; t++) {
        if (t)
            fpl_buf_addc(&to->buf, '\n');
        put_table(&report->table[t], to);
    }
}
