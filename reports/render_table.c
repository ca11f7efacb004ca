/* Tables for a terminal. Widths are columns on the screen, of which a Chinese character takes two; numbers stand right,
 * long texts are cut with … when the table would not fit. */
#include "reports/table.h"

#include <stdlib.h>
#include <string.h>

#define GAP       2 /* columns between columns */
#define LEAST_CUT 8 /* a text is never cut below this */
#define INDENT    2

struct extent {
    int width;         /* 0: not shown */
    int scale;         /* of low and high; -1: none measured */
    int64_t low, high; /* amounts measured: those between them are no wider */
};
struct layout {
    const struct fpl_table *table;
    struct fpl_cell_style style;
    struct extent *column;
    size_t last; /* the last column shown */
    int all;     /* with gaps */
    int failed;  /* a text found no memory */
    size_t rows; /* cells put so far */
    struct fpl_render__to *to;
    struct fpl_buf text;
};

static const char *word(const struct fpl_render__to *to, const char *zh, const char *en) {
    return to->how.zh ? zh : en;
}

static void blanks(struct fpl_buf *out, int n) {
    static const char some[] = "                                ";
    for (; n > 0; n -= (int)sizeof some - 1)
        fpl_buf_add(out, some, n < (int)sizeof some - 1 ? (size_t)n : sizeof some - 1);
}

static void rule(struct fpl_render__to *to, int n) {
    while (n-- > 0)
        fpl_buf_adds(&to->buf, "─");
    fpl_buf_addc(&to->buf, '\n');
}

/* As it is shown; the layout's memory holds it if that is another text. */
static struct fpl_str shown(struct layout *layout, struct fpl_str text) {
    if (fpl_text_is_plain(text))
        return text;
    fpl_buf_reset(&layout->text);
    fpl_text_show(text, &layout->text);
    if (fpl_buf_ok(&layout->text)) {
        layout->failed = 1;
        return FPL_STR("");
    }
    return fpl_buf_str(&layout->text);
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

static int is_words(const struct fpl_cell *cell) {
    return cell->type == FPL_CELL_TEXT || cell->type == FPL_CELL_NAME || cell->type == FPL_CELL_CODE;
}

/* The cell's text, and how wide it is; numbers and dates are ASCII without controls. */
static struct fpl_str text_of(struct layout *layout, const struct fpl_cell *cell, int *width) {
    fpl_buf_reset(&layout->text);
    if (is_words(cell)) {
        struct fpl_str words = shown(layout, fpl_cell__words(cell, layout->style.zh));
        *width = fpl_text_width(words);
        return words;
    }
    fpl_cell__text(cell, layout->style, &layout->text);
    layout->failed |= fpl_buf_ok(&layout->text) != FPL_OK;
    *width = (int)layout->text.n;
    return fpl_buf_str(&layout->text);
}

/* Amounts get wider away from zero, on either side of it; so only the extremes need be written out. */
static int is_between(struct extent *column, const struct fpl_cell *cell) {
    if (cell->type != FPL_CELL_MONEY)
        return 0;
    if (column->scale == cell->scale && cell->v.num >= column->low && cell->v.num <= column->high)
        return 1;
    if (column->scale != cell->scale)
        column->low = column->high = cell->v.num;
    column->scale = cell->scale;
    column->low = cell->v.num < column->low ? cell->v.num : column->low;
    column->high = cell->v.num > column->high ? cell->v.num : column->high;
    return 0;
}

static void widen(void *ctx, const struct fpl_cell *cell, size_t n) {
    struct layout *layout = ctx;
    size_t columns = layout->table->columns;
    FPL_ASSERT(columns > 0);
    for (size_t i = 0, place = 0; i < n; i++, place = place + 1 == columns ? 0 : place + 1) {
        struct extent *column = &layout->column[place];
        int width = 0;
        if ((layout->table->column[place].flags & FPL_COLUMN_DATA) || is_between(column, &cell[i]))
            continue;
        (void)text_of(layout, &cell[i], &width);
        if (width > column->width)
            column->width = width;
    }
}

static void sum_widths(struct layout *layout) {
    layout->all = -GAP;
    for (size_t i = 0; i < layout->table->columns; i++) {
        if (layout->column[i].width > 0) {
            layout->all += layout->column[i].width + GAP;
            layout->last = i;
        }
    }
}

/* Takes columns off the widest text until the table fits. */
static void shrink(struct layout *layout, int limit) {
    const struct fpl_table *table = layout->table;
    for (sum_widths(layout); layout->all > limit; sum_widths(layout)) {
        size_t widest = table->columns;
        for (size_t i = 0; i < table->columns; i++) {
            const struct fpl_column *column = &table->column[i];
            if (column->type == FPL_COLUMN_TEXT && !(column->flags & FPL_COLUMN_KEEP) &&
                layout->column[i].width > LEAST_CUT &&
                (widest == table->columns || layout->column[i].width > layout->column[widest].width))
                widest = i;
        }
        if (widest == table->columns)
            return;
        layout->column[widest].width--;
    }
}

static void measure(struct layout *layout, struct fpl_render__to *to) {
    const struct fpl_table *table = layout->table;
    for (size_t i = 0; i < table->columns; i++) {
        layout->column[i].scale = -1;
        if (table->column[i].flags & FPL_COLUMN_DATA)
            continue;
        layout->column[i].width = fpl_text_width(fpl_str_of(word(to, table->column[i].zh, table->column[i].en)));
    }
    fpl_render__rows(table, to, widen, layout);
    widen(layout, table->total, table->totals);
    sum_widths(layout);
    if (to->how.width > 0)
        shrink(layout, to->how.width);
}

static void put(struct layout *layout, size_t column, struct fpl_str text, int width, struct fpl_render__to *to) {
    int room = layout->column[column].width, cut = width > room;
    int right = is_number(layout->table->column[column].type);
    if (cut) {
        text.n = fitting(text, room - 1);
        width = fpl_text_width(text) + 1;
    } else if (right) {
        blanks(&to->buf, room - width);
    }
    fpl_buf_add(&to->buf, text.p, text.n);
    if (cut)
        fpl_buf_adds(&to->buf, "…");
    if (column != layout->last)
        blanks(&to->buf, (right ? 0 : room - width) + GAP);
}

static void end_line(struct fpl_render__to *to) {
    while (to->buf.n > 0 && to->buf.p[to->buf.n - 1] == ' ')
        to->buf.n--;
    fpl_buf_addc(&to->buf, '\n');
    fpl_render__flush(to, FPL_RENDER_PIECE);
}

static void put_rows(void *ctx, const struct fpl_cell *cell, size_t n) {
    struct layout *layout = ctx;
    struct fpl_render__to *to = layout->to;
    size_t columns = layout->table->columns;
    FPL_ASSERT(columns > 0);
    layout->rows += n;
    for (size_t i = 0, column = 0; i < n && !to->status; i++) {
        int width = 0;
        if (layout->column[column].width > 0) {
            struct fpl_str text = text_of(layout, &cell[i], &width);
            put(layout, column, text, width, to);
        }
        if (++column == columns) {
            end_line(to);
            column = 0;
        }
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
        int width = 0;
        struct fpl_str text = text_of(layout, &table->caption[i].value, &width);
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
        if (layout->column[i].width > 0) {
            struct fpl_str title = fpl_str_of(word(to, table->column[i].zh, table->column[i].en));
            put(layout, i, title, fpl_text_width(title), to);
        }
    end_line(to);
    rule(to, layout->all);
    fpl_render__rows(table, to, put_rows, layout);
    if (layout->rows == 0) {
        blanks(&to->buf, INDENT);
        fpl_buf_adds(&to->buf, word(to, "（无）\n", "(none)\n"));
    }
    if (table->totals)
        rule(to, layout->all);
    put_rows(layout, table->total, table->totals);
    rule(to, layout->all);
}

static void put_table(const struct fpl_table *table, struct fpl_render__to *to) {
    struct layout layout = {.table = table, .style = {.zh = to->how.zh}, .to = to};
    layout.column = calloc(table->columns ? table->columns : 1, sizeof *layout.column);
    if (!layout.column) {
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
        fpl_text_show(fpl_str_of(word(to, table->note[i].zh, table->note[i].en)), &to->buf);
        fpl_buf_addc(&to->buf, '\n');
    }
    if (!to->status && layout.failed)
        to->status = FPL_E_NOMEM;
    fpl_buf_release(&layout.text);
    free(layout.column);
}

void fpl_render__table(const struct fpl_report *report, struct fpl_render__to *to) {
    for (size_t t = 0; t < report->tables && !to->status; t++) {
        if (t)
            fpl_buf_addc(&to->buf, '\n');
        put_table(&report->table[t], to);
    }
}
