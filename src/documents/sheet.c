/* Widths of columns: numbers, dates and names that must stay whole have theirs; what is left is shared by texts, the
 * widest of which are folded first. */
#include "src/documents/sheet.h"

#include <stdlib.h>
#include <string.h>

#define LARGEST    9.0
#define SMALLEST   5.5
#define STEP       0.5
#define LEAST_TEXT 7.0 /* a text column is not folded below that many Chinese characters */

static const char *word(int zh, const char *a, const char *b) {
    return zh ? a : b;
}

struct fpl_str doc_cell_shown(const struct fpl_report_cell *cell, int zh, struct fpl_buf *out) {
    struct fpl_buf text = {0};
    fpl_buf_reset(out);
    fpl_cell_text(cell, (struct fpl_cell_style){.zh = zh}, out);
    if (fpl_text_is_plain(fpl_buf_str(out)))
        return fpl_buf_str(out);
    fpl_text_show(fpl_buf_str(out), &text);
    fpl_buf_reset(out);
    fpl_buf_add(out, text.p, text.n);
    out->failed |= text.failed;
    fpl_buf_release(&text);
    return fpl_buf_str(out);
}

struct doc_colour doc_cell_colour(const struct fpl_report_cell *cell) {
    static const char *const bad[] = {"FAIL", "DIFFERS", "OVER", "TRIPPED", "REFUSED"};
    if (cell->type == FPL_CELL_MONEY && cell->v.num < 0)
        return doc_red;
    if (cell->type != FPL_CELL_CODE)
        return doc_black;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (strcmp(cell->v.p, bad[i]) == 0)
            return doc_red;
    if (strcmp(cell->v.p, "PASS") == 0 || strcmp(cell->v.p, "OK") == 0)
        return doc_green;
    return strcmp(cell->v.p, "UNKNOWN") == 0 || strcmp(cell->v.p, "DEFERRED") == 0 ? doc_amber : doc_black;
}

const char *doc_report_title(const struct fpl_report *report, int zh) {
    const struct fpl_report_kind *kind = fpl_report_kind_find(fpl_str_of(fpl_report_key(report)));
    return kind ? word(zh, kind->zh, kind->en) : NULL;
}

enum fpl_status doc_sheet_begin(struct doc_sheet *sheet, const struct fpl_table_shown *table, int zh,
                                struct doc_ink *ink) {
    sheet->shown = *table;
    sheet->column = calloc(table->columns ? table->columns : 1, sizeof *sheet->column);
    if (!sheet->column)
        return FPL_E_NOMEM;
    for (size_t i = 0; i < table->columns; i++) {
        struct doc_column *column = &sheet->column[i];
        struct fpl_str title = fpl_str_of(word(zh, table->column[i].zh, table->column[i].en));
        column->shown = !(table->column[i].flags & FPL_COLUMN_DATA);
        column->number = table->column[i].type != FPL_COLUMN_TEXT && table->column[i].type != FPL_COLUMN_DATE;
        sheet->last = column->shown ? i : sheet->last;
        if (column->shown)
            column->natural = doc_ink_width(ink, title);
        column->least = column->natural < 4 ? column->natural : 4;
    }
    doc_sheet_measure(sheet, table->total, table->totals, zh, ink);
    sheet->rows = 0;
    return fpl_plots_begin(&sheet->plots, &sheet->shown, zh);
}

void doc_sheet_measure(struct doc_sheet *sheet, const struct fpl_report_cell *cell, size_t n, int zh,
                       struct doc_ink *ink) {
    const struct fpl_table_shown *table = &sheet->shown;
    struct fpl_buf text = {0};
    for (size_t i = 0, at = 0; i < n; i++, at = at + 1 == table->columns ? 0 : at + 1) {
        struct doc_column *column = &sheet->column[at];
        if (!column->shown)
            continue;
        double width = doc_ink_width(ink, doc_cell_shown(&cell[i], zh, &text));
        int whole = table->column[at].type != FPL_COLUMN_TEXT || (table->column[at].flags & FPL_COLUMN_KEEP);
        double least = whole || width < LEAST_TEXT ? width : LEAST_TEXT;
        column->natural = width > column->natural ? width : column->natural;
        column->least = least > column->least ? least : column->least;
    }
    if (table->columns)
        sheet->rows += n / table->columns;
    if (text.failed)
        ink->status = FPL_E_NOMEM;
    fpl_buf_release(&text);
}

/* Takes from the widest text columns until the table fits. */
static void share(struct doc_sheet *sheet, double room) {
    size_t n = sheet->shown.columns;
    for (size_t i = 0; i < n; i++)
        sheet->column[i].width = sheet->column[i].natural;
    for (;;) {
        size_t widest = n;
        double sum = 0, next = 0;
        for (size_t i = 0; i < n; i++) {
            struct doc_column *c = &sheet->column[i];
            sum += c->width;
            if (c->width > c->least && (widest == n || c->width > sheet->column[widest].width))
                widest = i;
        }
        if (sum <= room || widest == n)
            return;
        for (size_t i = 0; i < n; i++) /* down to the next one, or as far as is needed */
            if (i != widest && sheet->column[i].width < sheet->column[widest].width && sheet->column[i].width > next)
                next = sheet->column[i].width;
        struct doc_column *c = &sheet->column[widest];
        double wanted = c->width - (sum - room);
        next = next > wanted ? next : wanted;
        c->width = next > c->least ? next : c->least;
        if (c->width == next) /* alike with another: both go on a little below */
            c->width = c->width - 0.25 > c->least ? c->width - 0.25 : c->least;
    }
}

int doc_sheet_fit(struct doc_sheet *sheet, double width, double least) {
    size_t n = sheet->shown.columns, shown = 0;
    double bare = 0;
    for (size_t i = 0; i < n; i++) {
        shown += sheet->column[i].shown != 0;
        bare += sheet->column[i].least;
    }
    double gaps = shown > 1 ? (double)(shown - 1) * DOC_CELL_GAP : 0;
    sheet->stacked = 0;
    sheet->size = LARGEST;
    while (sheet->size >= SMALLEST && bare * sheet->size + gaps > width)
        sheet->size -= STEP;
    int fits = sheet->size >= least;
    if (sheet->size < SMALLEST) {
        sheet->size = LARGEST;
        sheet->stacked = 1;
        sheet->all = width;
        return n == 0;
    }
    share(sheet, (width - gaps) / sheet->size);
    sheet->all = gaps;
    for (size_t i = 0; i < n; i++) {
        sheet->column[i].width *= sheet->size;
        sheet->all += sheet->column[i].width;
    }
    return fits;
}

void doc_sheet_release(struct doc_sheet *sheet) {
    fpl_plots_end(&sheet->plots);
    free(sheet->column);
    free(sheet);
}
