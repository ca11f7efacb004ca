/* Tables for people. Widths are columns on the screen, of which a Chinese character takes two; numbers stand right.
 * Where a width is asked for and the table is wider, texts are folded over several lines; where they would become too
 * narrow to be read, each row stands as a list of its cells instead. No text is cut. */
#include "reports/table.h"

#include <stdlib.h>
#include <string.h>

#define GAP         2  /* columns between columns */
#define TITLE_WHOLE 12 /* a Chinese heading so wide is not folded */
#define TITLE_LINE  8
#define LEAST_TEXT  8 /* a text is not folded below this */
#define MOST_LINES  8 /* nor into more lines than this */
#define INDENT      2

struct extent {
    int width;         /* 0: not shown */
    int natural;       /* the width that nothing need be folded in */
    int least;         /* what it may be made narrower to */
    int scale;         /* of low and high; -1: none measured */
    int64_t low, high; /* amounts measured: those between them are no wider */
};
struct layout {
    const struct fpl_table_shown *table;
    struct fpl_cell_style style;
    struct extent *column;
    struct fpl_str *rest; /* a folded row: what is left of each cell */
    size_t last;          /* the last column shown */
    int all;              /* with gaps */
    int folded, stacked;  /* the table does not fit as it is; nor does it folded */
    int failed;           /* a text found no memory */
    size_t rows;          /* cells put so far */
    size_t tables;        /* begun before */
    struct fpl_render__to *to;
    struct fpl_buf text, row;
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

static int is_number(enum fpl_column_type type) {
    return type != FPL_COLUMN_TEXT && type != FPL_COLUMN_DATE;
}

static int is_words(const struct fpl_report_cell *cell) {
    return cell->type == FPL_CELL_TEXT || cell->type == FPL_CELL_NAME || cell->type == FPL_CELL_CODE;
}

/* The cell's text, and how wide it is; numbers and dates are ASCII without controls. */
static struct fpl_str text_of(struct layout *layout, const struct fpl_report_cell *cell, int *width) {
    fpl_buf_reset(&layout->text);
    if (is_words(cell)) {
        struct fpl_str words = shown(layout, fpl_cell_words(cell, layout->style.zh));
        *width = fpl_text_width(words);
        return words;
    }
    fpl_cell_text(cell, layout->style, &layout->text);
    layout->failed |= fpl_buf_ok(&layout->text) != FPL_OK;
    *width = (int)layout->text.n;
    return fpl_buf_str(&layout->text);
}

/* Amounts get wider away from zero, on either side of it; so only the extremes need be written out. */
static int is_between(struct extent *column, const struct fpl_report_cell *cell) {
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

static enum fpl_status widen(void *ctx, const struct fpl_report_cell *cell, size_t n) {
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
    return FPL_OK;
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

/* A heading is folded between its words. Chinese has no blanks, and its words are mostly of two characters: a heading
 * of up to six stands whole, a longer one in lines of four or more, none of which is left with one. */
static int least_of_title(const char *title) {
    int width = fpl_text_width(fpl_str_of(title)), longest = fpl_text_longest_word(fpl_str_of(title));
    int least = width <= TITLE_WHOLE ? width : TITLE_LINE;
    while (least < width && width % least == 2)
        least += 2;
    return longest > 2 ? longest : least;
}

/* Takes columns off the widest that may become narrower until the table fits. */
static void shrink(struct layout *layout, int limit) {
    const struct fpl_table_shown *table = layout->table;
    for (sum_widths(layout); layout->all > limit; sum_widths(layout)) {
        size_t widest = table->columns;
        for (size_t i = 0; i < table->columns; i++) {
            const struct extent *column = &layout->column[i];
            if (column->width > column->least &&
                (widest == table->columns || column->width > layout->column[widest].width))
                widest = i;
        }
        if (widest == table->columns) {
            layout->stacked = 1;
            return;
        }
        layout->column[widest].width--;
        layout->folded = 1;
    }
    for (size_t i = 0; layout->folded && i < table->columns; i++)
        if (layout->column[i].natural > MOST_LINES * layout->column[i].width)
            layout->stacked = 1;
}

static void settle(struct layout *layout, struct fpl_render__to *to) {
    const struct fpl_table_shown *table = layout->table;
    (void)widen(layout, table->total, table->totals);
    for (size_t i = 0; i < table->columns; i++) {
        struct extent *column = &layout->column[i];
        const char *title = word(to, table->column[i].zh, table->column[i].en);
        int cells = column->width, heading = fpl_text_width(fpl_str_of(title)), least = least_of_title(title);
        if (table->column[i].flags & FPL_COLUMN_DATA)
            continue;
        int foldable = table->column[i].type == FPL_COLUMN_TEXT && !(table->column[i].flags & FPL_COLUMN_KEEP);
        int narrow = foldable && cells > LEAST_TEXT ? LEAST_TEXT : cells;
        column->natural = column->width = cells > heading ? cells : heading;
        column->least = narrow > least ? narrow : least;
    }
    sum_widths(layout);
    if (to->how.width > 0)
        shrink(layout, to->how.width);
}

/* What shows at a glance how a thing stands: a verdict, a negative amount. NULL: nothing. */
static const char *colour_of(const struct layout *layout, const struct fpl_report_cell *cell) {
    static const struct {
        const char *code, *colour;
    } signs[] = {{"PASS", FPL_RENDER_GREEN},  {"OK", FPL_RENDER_GREEN},        {"FAIL", FPL_RENDER_RED},
                 {"DIFFERS", FPL_RENDER_RED}, {"OVER", FPL_RENDER_RED},        {"TRIPPED", FPL_RENDER_RED},
                 {"REFUSED", FPL_RENDER_RED}, {"DEFERRED", FPL_RENDER_YELLOW}, {"UNKNOWN", FPL_RENDER_YELLOW}};
    if (!layout->to->how.colour || !cell)
        return NULL;
    if (cell->type == FPL_CELL_MONEY)
        return cell->v.num < 0 ? FPL_RENDER_RED : NULL;
    for (size_t i = 0; cell->type == FPL_CELL_CODE && i < sizeof signs / sizeof signs[0]; i++)
        if (strcmp(cell->v.p, signs[i].code) == 0)
            return signs[i].colour;
    return NULL;
}

static void put_text(struct layout *layout, const struct fpl_report_cell *cell, struct fpl_str text) {
    struct fpl_buf *out = &layout->to->buf;
    const char *colour = text.n ? colour_of(layout, cell) : NULL;
    if (colour)
        fpl_buf_adds(out, colour);
    fpl_buf_add(out, text.p, text.n);
    if (colour)
        fpl_buf_adds(out, FPL_RENDER_PLAIN);
}

/* One line of a cell; cell NULL for a heading. */
static void put(struct layout *layout, size_t column, const struct fpl_report_cell *cell, struct fpl_str text,
                int width) {
    struct fpl_buf *out = &layout->to->buf;
    int room = layout->column[column].width;
    int right = is_number(layout->table->column[column].type);
    if (right)
        blanks(out, room - width);
    put_text(layout, cell, text);
    if (column != layout->last)
        blanks(out, (right ? 0 : room - width) + GAP);
}

static void end_line(struct fpl_render__to *to) {
    while (to->buf.n > 0 && to->buf.p[to->buf.n - 1] == ' ')
        to->buf.n--;
    fpl_buf_addc(&to->buf, '\n');
    fpl_render__flush(to, FPL_RENDER_PIECE);
}

/* The texts of layout->rest, a line of each at a time. */
static void put_folded(struct layout *layout, const struct fpl_report_cell *cell) {
    size_t columns = layout->table->columns, left = 1;
    while (left) {
        left = 0;
        for (size_t i = 0; i < columns; i++) {
            if (layout->column[i].width == 0)
                continue;
            struct fpl_str line = fpl_text_fold(&layout->rest[i], layout->column[i].width);
            put(layout, i, cell ? &cell[i] : NULL, line, fpl_text_width(line));
            left += layout->rest[i].n;
        }
        end_line(layout->to);
    }
}

/* Texts of a row, which live in one buffer: their places are known when all of them are there. */
static void gather_row(struct layout *layout, const struct fpl_report_cell *cell) {
    size_t columns = layout->table->columns, at = 0;
    fpl_buf_reset(&layout->row);
    for (size_t i = 0; i < columns; i++) {
        int width = 0;
        struct fpl_str text = FPL_STR("");
        if (!(layout->table->column[i].flags & FPL_COLUMN_DATA))
            text = text_of(layout, &cell[i], &width);
        fpl_buf_add(&layout->row, text.p, text.n);
        layout->rest[i] = (struct fpl_str){NULL, text.n};
    }
    layout->failed |= fpl_buf_ok(&layout->row) != FPL_OK;
    for (size_t i = 0; i < columns; i++) {
        layout->rest[i].p = layout->failed ? "" : layout->row.p + at;
        at += layout->rest[i].n;
        layout->rest[i].n = layout->failed ? 0 : layout->rest[i].n;
    }
}

/* "label  text", the text folded behind it; nothing where there is none. */
static void put_labelled(struct layout *layout, const char *label, int labels, const struct fpl_report_cell *cell,
                         struct fpl_str text) {
    struct fpl_render__to *to = layout->to;
    int room = to->how.width > 0 ? to->how.width - labels - GAP - INDENT : 0;
    blanks(&to->buf, INDENT);
    fpl_buf_adds(&to->buf, label);
    blanks(&to->buf, labels - fpl_text_width(fpl_str_of(label)) + GAP);
    for (int first = 1; first || text.n; first = 0) {
        if (!first)
            blanks(&to->buf, INDENT + labels + GAP);
        struct fpl_str line = room >= LEAST_TEXT ? fpl_text_fold(&text, room) : text;
        put_text(layout, cell, line);
        if (room < LEAST_TEXT)
            text.n = 0;
        end_line(to);
    }
}

static int widest_label(const struct layout *layout) {
    int widest = 0;
    for (size_t i = 0; i < layout->table->columns; i++) {
        const struct fpl_column *column = &layout->table->column[i];
        int width = fpl_text_width(fpl_str_of(word(layout->to, column->zh, column->en)));
        if (!(column->flags & FPL_COLUMN_DATA) && width > widest)
            widest = width;
    }
    return widest;
}

/* A row as a list of its cells, under a rule. */
static void put_stacked(struct layout *layout, const struct fpl_report_cell *cell) {
    int labels = widest_label(layout);
    gather_row(layout, cell);
    for (size_t i = 0; i < layout->table->columns; i++)
        if (layout->rest[i].n)
            put_labelled(layout, word(layout->to, layout->table->column[i].zh, layout->table->column[i].en), labels,
                         &cell[i], layout->rest[i]);
    rule(layout->to, layout->all);
}

static enum fpl_status put_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct layout *layout = ctx;
    struct fpl_render__to *to = layout->to;
    size_t columns = layout->table->columns;
    FPL_ASSERT(columns > 0);
    layout->rows += n;
    for (size_t row = 0; row < n && !to->status; row += columns) {
        if (layout->stacked) {
            put_stacked(layout, cell + row);
        } else if (layout->folded) {
            gather_row(layout, cell + row);
            put_folded(layout, cell + row);
        } else {
            for (size_t i = 0; i < columns; i++) {
                int width = 0;
                if (layout->column[i].width == 0)
                    continue;
                struct fpl_str text = text_of(layout, &cell[row + i], &width);
                put(layout, i, &cell[row + i], text, width);
            }
            end_line(to);
        }
    }
    return to->status;
}

static void put_captions(struct layout *layout, struct fpl_render__to *to) {
    const struct fpl_table_shown *table = layout->table;
    int widest = 0;
    for (size_t i = 0; i < table->captions; i++) {
        int width = fpl_text_width(fpl_str_of(word(to, table->caption[i].zh, table->caption[i].en)));
        widest = width > widest ? width : widest;
    }
    for (size_t i = 0; i < table->captions; i++) {
        const char *label = word(to, table->caption[i].zh, table->caption[i].en);
        int width = 0;
        struct fpl_str text = text_of(layout, &table->caption[i].value, &width);
        put_labelled(layout, label, widest, &table->caption[i].value, text);
    }
}

static void put_title(const struct fpl_table_shown *table, struct fpl_render__to *to) {
    fpl_buf_adds(&to->buf, word(to, table->zh, table->en));
    if (to->how.zh && strcmp(table->zh, table->en) != 0) {
        fpl_buf_adds(&to->buf, "  ");
        fpl_buf_adds(&to->buf, table->en);
    }
    fpl_buf_addc(&to->buf, '\n');
}

static void put_headings(struct layout *layout, struct fpl_render__to *to) {
    const struct fpl_table_shown *table = layout->table;
    for (size_t i = 0; i < table->columns; i++)
        layout->rest[i] = fpl_str_of(word(to, table->column[i].zh, table->column[i].en));
    put_folded(layout, NULL);
    rule(to, layout->all);
}

static enum fpl_status put_head(void *ctx) {
    struct layout *layout = ctx;
    struct fpl_render__to *to = layout->to;
    settle(layout, to);
    if (layout->stacked)
        layout->all = to->how.width;
    rule(to, layout->all);
    if (!layout->stacked)
        put_headings(layout, to);
    return to->status;
}

/* Below the last row. */
static void put_foot(struct layout *layout, struct fpl_render__to *to) {
    const struct fpl_table_shown *table = layout->table;
    if (layout->rows == 0) {
        blanks(&to->buf, INDENT);
        fpl_buf_adds(&to->buf, word(to, "（无）\n", "(none)\n"));
    }
    if (table->totals && !layout->stacked)
        rule(to, layout->all);
    (void)put_rows(layout, table->total, table->totals);
    if (!layout->stacked || layout->rows == 0)
        rule(to, layout->all);
}

/* The next line of a note. A word that no line has room for, as a cursor to be copied, stands whole on its own. */
static struct fpl_str note_line(struct fpl_str *text, int room) {
    struct fpl_str line = *text, word = line;
    const char *blank = text->n ? memchr(text->p, ' ', text->n) : NULL;
    word.n = blank ? (size_t)(blank - text->p) : text->n;
    if (room < LEAST_TEXT)
        text->n = 0;
    else if (fpl_text_longest_word(word) <= room)
        return fpl_text_fold(text, room);
    else
        *text = (struct fpl_str){text->p + word.n + (blank != NULL), text->n - word.n - (blank != NULL)};
    return room < LEAST_TEXT ? line : word;
}

static void put_notes(struct layout *layout, struct fpl_render__to *to) {
    const char *label = word(to, "注：", "Note: ");
    for (size_t i = 0; i < layout->table->notes; i++) {
        struct fpl_str text = shown(layout, fpl_str_of(word(to, layout->table->note[i].zh, layout->table->note[i].en)));
        int width = fpl_text_width(fpl_str_of(label)), room = to->how.width - INDENT - width;
        blanks(&to->buf, INDENT);
        fpl_buf_adds(&to->buf, label);
        for (int first = 1; first || text.n; first = 0) {
            struct fpl_str line = note_line(&text, room);
            blanks(&to->buf, first ? 0 : INDENT + width);
            fpl_buf_add(&to->buf, line.p, line.n);
            fpl_buf_addc(&to->buf, '\n');
        }
    }
}

static enum fpl_status begin_table(void *ctx, const struct fpl_table_shown *table) {
    struct layout *layout = ctx;
    struct fpl_render__to *to = layout->to;
    size_t columns = table->columns ? table->columns : 1;
    free(layout->column);
    free(layout->rest);
    *layout = (struct layout){.table = table,
                              .style = layout->style,
                              .to = to,
                              .tables = layout->tables,
                              .text = layout->text,
                              .row = layout->row,
                              .column = calloc(columns, sizeof *layout->column),
                              .rest = calloc(columns, sizeof *layout->rest)};
    if (!layout->column || !layout->rest)
        return FPL_E_NOMEM;
    for (size_t i = 0; i < table->columns; i++)
        layout->column[i].scale = -1;
    if (layout->tables++)
        fpl_buf_addc(&to->buf, '\n');
    put_title(table, to);
    put_captions(layout, to);
    return to->status;
}

static enum fpl_status end_table(void *ctx) {
    struct layout *layout = ctx;
    if (layout->table->columns)
        put_foot(layout, layout->to);
    put_notes(layout, layout->to);
    return layout->to->status ? layout->to->status : layout->failed ? FPL_E_NOMEM : FPL_OK;
}

enum fpl_status fpl_render__table(const struct fpl_report *report, struct fpl_render__to *to) {
    static const struct fpl_visitor visitor = {begin_table, widen, put_head, put_rows, end_table};
    struct layout layout = {.style = {.zh = to->how.zh}, .to = to};
    enum fpl_status status = fpl_report_visit(report, &visitor, &layout, to->error);
    fpl_buf_release(&layout.text);
    fpl_buf_release(&layout.row);
    free(layout.column);
    free(layout.rest);
    return status;
}
