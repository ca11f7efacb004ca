/* A report on paper. It is visited three times: widths are measured, pages counted, pages drawn; the last two are the
 * same code, so a page is where it was counted. */
#include "src/documents/canvas.h"
#include "src/documents/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN     38.0
#define FOOT       40.0 /* kept free below the text */
#define READABLE   8.0  /* upright only if all tables fit in a type of that size */
#define TITLE      15.0
#define SUBTITLE   12.0
#define CAPTION    8.5
#define FOOT_SIZE  6.5
#define NOTE       8.0
#define SIGN_ROOM  42.0 /* for the names of those who sign */
#define ROW_GAP    4.0  /* above and below the lines of a row, together */
#define LABEL_ROOM 110.0
#define PLOT_UNIT  0.072 /* points a unit of a chart: FPL_PLOT_WIDTH of them are as wide as an upright page */
#define PLOT_LEAST 2000  /* units: a chart does not begin with less of it on a page */
#define PLOT_PAGES 4
#define PLOT_TITLE 20.0

struct pdf {
    struct doc_ink ink;
    const struct doc_paper *paper;
    const char *title;            /* of the report; NULL: its first table's */
    struct doc_sheet **sheet;     /* each stays where it is: its plots read its columns */
    size_t sheets, sheet_cap, at; /* at: the next one to be drawn */
    double width, height, y;
    int page, pages;
    struct doc_sheet *now; /* the table that is being drawn; NULL: none */
    size_t rows;           /* of it that were drawn */
    double tail_high;      /* what its totals and notes take */
    struct fpl_buf text, row, running;
    int is_book_named; /* in the running head */
    struct line {
        struct fpl_str *text; /* of each column */
        int *lines;
    } cells, heads;
};

static const char *word(const struct pdf *pdf, const char *zh, const char *en) {
    return pdf->paper->zh ? zh : en;
}

static double bottom(const struct pdf *pdf) {
    return pdf->height - MARGIN - FOOT;
}

static double room(const struct pdf *pdf) {
    return pdf->width - 2 * MARGIN;
}

/* ---- pages ---- */

static void put_foot(struct pdf *pdf) {
    char text[64];
    double y = pdf->height - MARGIN - FOOT + 18, right = 90;
    if (pdf->paper->zh)
        (void)snprintf(text, sizeof text, "第 %d 页 共 %d 页", pdf->page, pdf->pages);
    else
        (void)snprintf(text, sizeof text, "page %d of %d", pdf->page, pdf->pages);
    doc_ink_rule_in(&pdf->ink, (const double[]){MARGIN, y, pdf->width - MARGIN, y}, 0.5, doc_hair);
    doc_ink_text(&pdf->ink, &(struct doc_text){.text = fpl_str_of(pdf->paper->foot),
                                               .x = MARGIN,
                                               .y = y + 12,
                                               .width = room(pdf) - right,
                                               .size = FOOT_SIZE,
                                               .colour = doc_grey});
    doc_ink_text(&pdf->ink, &(struct doc_text){.text = fpl_str_of(text),
                                               .x = pdf->width - MARGIN - right,
                                               .y = y + 12,
                                               .width = right,
                                               .size = FOOT_SIZE + 1,
                                               .align = DOC_RIGHT,
                                               .colour = doc_grey});
}

static void end_page(struct pdf *pdf) {
    put_foot(pdf);
    doc_ink_page_end(&pdf->ink);
}

/* Above the text of every page but the first: which paper a loose page belongs to. */
static void put_running_head(struct pdf *pdf) {
    doc_ink_text(&pdf->ink, &(struct doc_text){.text = fpl_buf_str(&pdf->running),
                                               .x = MARGIN,
                                               .y = MARGIN - 12,
                                               .width = room(pdf),
                                               .size = FOOT_SIZE + 0.5,
                                               .n = 1,
                                               .colour = doc_grey});
}

static void begin_page(struct pdf *pdf) {
    pdf->page++;
    pdf->y = MARGIN;
    doc_ink_page_size(&pdf->ink, pdf->width, pdf->height);
    if (pdf->page > 1)
        put_running_head(pdf);
}

static void put_headings(struct pdf *pdf);

/* Room for so much below, else a new page; of a table that goes on there, with its head. */
static void need(struct pdf *pdf, double height, int heads) {
    if (pdf->y + height <= bottom(pdf))
        return;
    end_page(pdf);
    begin_page(pdf);
    if (heads && pdf->now && !pdf->now->stacked)
        put_headings(pdf);
}

/* A text in that column, over as many lines and pages as it takes; moves y below it. */
static void put_paragraph(struct pdf *pdf, struct doc_text text) {
    double leading = text.size * DOC_LEADING;
    int lines = doc_ink_lines(&pdf->ink, text.text, text.size, text.width);
    for (text.from = 0; text.from < lines; text.from += text.n) {
        need(pdf, leading, 0);
        int fit = (int)((bottom(pdf) - pdf->y) / leading);
        text.n = fit < lines - text.from ? fit : lines - text.from;
        text.n = text.n < 1 ? 1 : text.n;
        text.y = pdf->y + text.size;
        doc_ink_text(&pdf->ink, &text);
        pdf->y += text.n * leading;
    }
}

/* "label  text", the text folded behind it. */
static void put_labelled(struct pdf *pdf, const char *label, struct fpl_str text, double size,
                         struct doc_colour colour) {
    double named = doc_ink_width(&pdf->ink, fpl_str_of(label)) * size, indent = LABEL_ROOM;
    if (named + 8 > indent)
        indent = named + 8 < room(pdf) / 2 ? named + 8 : room(pdf) / 2;
    need(pdf, size * DOC_LEADING, 0);
    doc_ink_text(&pdf->ink, &(struct doc_text){.text = fpl_str_of(label),
                                               .x = MARGIN,
                                               .y = pdf->y + size,
                                               .width = indent - 8,
                                               .size = size,
                                               .n = 1,
                                               .colour = doc_grey});
    put_paragraph(pdf,
                  (struct doc_text){
                      .text = text, .x = MARGIN + indent, .width = room(pdf) - indent, .size = size, .colour = colour});
}

/* ---- rows ---- */

/* Into line->lines, and the most of them. */
static int count_lines(struct pdf *pdf, const struct line *line) {
    const struct doc_sheet *sheet = pdf->now;
    int lines = 1;
    for (size_t i = 0; i < sheet->shown.columns; i++) {
        line->lines[i] = sheet->column[i].shown
                             ? doc_ink_lines(&pdf->ink, line->text[i], sheet->size, sheet->column[i].width + 0.01)
                             : 0;
        lines = line->lines[i] > lines ? line->lines[i] : lines;
    }
    return lines;
}

/* Draws a row, part by part where it is higher than what is left of the page. cell NULL: it is the head. `with`: what
 * must follow on the same page. */
static void put_cells(struct pdf *pdf, const struct line *line, const struct fpl_report_cell *cell, double with) {
    const struct doc_sheet *sheet = pdf->now;
    double leading = sheet->size * DOC_LEADING, whole = bottom(pdf) - MARGIN - 6 * leading;
    int lines = count_lines(pdf, line);
    double high = lines * leading + ROW_GAP;
    if (high + with > whole) /* more than a page holds */
        high = high <= whole ? high : leading + ROW_GAP;
    else
        high += with;
    need(pdf, high, cell != NULL);
    for (int from = 0, n = 0; from < lines; from += n) {
        int fit = (int)((bottom(pdf) - pdf->y - ROW_GAP) / leading);
        double x = MARGIN;
        n = fit < lines - from ? fit : lines - from;
        n = n < 1 ? 1 : n;
        for (size_t i = 0; i < sheet->shown.columns; i++) {
            if (!sheet->column[i].shown)
                continue;
            if (from < line->lines[i])
                doc_ink_text(&pdf->ink, &(struct doc_text){.text = line->text[i],
                                                           .x = x,
                                                           .y = pdf->y + ROW_GAP / 2 + sheet->size,
                                                           .width = sheet->column[i].width + 0.01,
                                                           .size = sheet->size,
                                                           .align = sheet->column[i].number ? DOC_RIGHT : DOC_LEFT,
                                                           .colour = cell ? doc_cell_colour(&cell[i]) : doc_grey,
                                                           .from = from,
                                                           .n = n});
            x += sheet->column[i].width + DOC_CELL_GAP;
        }
        pdf->y += n * leading + ROW_GAP;
        if (from + n < lines)
            need(pdf, bottom(pdf), cell != NULL);
    }
}

static void put_rule(struct pdf *pdf, double thick, struct doc_colour colour) {
    doc_ink_rule_in(&pdf->ink, (const double[]){MARGIN, pdf->y, MARGIN + pdf->now->all, pdf->y}, thick, colour);
}

static void put_headings(struct pdf *pdf) {
    const struct fpl_table_shown *table = &pdf->now->shown;
    for (size_t i = 0; i < table->columns; i++)
        pdf->heads.text[i] = fpl_str_of(word(pdf, table->column[i].zh, table->column[i].en));
    put_cells(pdf, &pdf->heads, NULL, 0);
    put_rule(pdf, 0.8, doc_black);
    pdf->y += 1;
}

/* The texts of a row, which live in one buffer: their places are known when all of them are there. */
static void gather(struct pdf *pdf, const struct fpl_report_cell *cell) {
    size_t columns = pdf->now->shown.columns, at = 0;
    fpl_buf_reset(&pdf->row);
    for (size_t i = 0; i < columns; i++) {
        struct fpl_str text = {"", 0};
        if (pdf->now->column[i].shown)
            text = doc_cell_shown(&cell[i], pdf->paper->zh, &pdf->text);
        fpl_buf_add(&pdf->row, text.p, text.n);
        pdf->cells.text[i].n = text.n;
    }
    if (pdf->row.failed || pdf->text.failed) {
        pdf->ink.status = FPL_E_NOMEM;
        fpl_buf_reset(&pdf->row);
    }
    for (size_t i = 0; i < columns; i++) {
        pdf->cells.text[i].n = pdf->ink.status ? 0 : pdf->cells.text[i].n;
        pdf->cells.text[i].p = pdf->cells.text[i].n ? pdf->row.p + at : "";
        at += pdf->cells.text[i].n;
    }
}

static void put_stacked(struct pdf *pdf, const struct fpl_report_cell *cell) {
    const struct fpl_table_shown *table = &pdf->now->shown;
    need(pdf, 3 * CAPTION * DOC_LEADING, 0);
    for (size_t i = 0; i < table->columns; i++)
        if (pdf->cells.text[i].n)
            put_labelled(pdf, word(pdf, table->column[i].zh, table->column[i].en), pdf->cells.text[i], CAPTION,
                         doc_cell_colour(&cell[i]));
    pdf->y += 2;
    put_rule(pdf, 0.4, doc_hair);
    pdf->y += 3;
}

static void put_row(struct pdf *pdf, const struct fpl_report_cell *cell, double with) {
    gather(pdf, cell);
    if (pdf->now->stacked) {
        put_stacked(pdf, cell);
        return;
    }
    put_cells(pdf, &pdf->cells, cell, with);
    put_rule(pdf, 0.3, doc_hair);
}

/* A note as it is shown, in `out`, which is emptied first. */
static struct fpl_str note_shown(struct pdf *pdf, struct fpl_str text, struct fpl_buf *out) {
    fpl_buf_reset(out);
    fpl_buf_adds(out, word(pdf, "注：", "Note: "));
    fpl_text_show(text, out);
    if (out->failed)
        pdf->ink.status = FPL_E_NOMEM;
    return fpl_buf_str(out);
}

/* Totals, notes, and behind the last table the names of those who sign. */
static void measure_tail(struct pdf *pdf) {
    const struct doc_sheet *sheet = pdf->now;
    const struct fpl_table_shown *table = &sheet->shown;
    pdf->tail_high = (table->totals ? 1 : 0) + 4 + (pdf->at == pdf->sheets ? SIGN_ROOM : 0);
    for (size_t i = 0; i < table->totals && !sheet->stacked && !pdf->ink.status; i += table->columns) {
        gather(pdf, table->total + i);
        pdf->tail_high += count_lines(pdf, &pdf->cells) * sheet->size * DOC_LEADING + ROW_GAP;
    }
    for (size_t i = 0; i < table->notes; i++) {
        struct fpl_str text = note_shown(pdf, fpl_str_of(word(pdf, table->note[i].zh, table->note[i].en)), &pdf->text);
        pdf->tail_high += doc_ink_lines(&pdf->ink, text, NOTE, room(pdf)) * NOTE * DOC_LEADING;
    }
}

/* A page does not begin with totals, nor with a last row or a signature alone: what must stay with the row that is
 * drawn as the n-th. */
static double kept_with(const struct pdf *pdf) {
    const struct doc_sheet *sheet = pdf->now;
    size_t left = sheet->rows - pdf->rows;
    double row = sheet->size * DOC_LEADING + ROW_GAP;
    return left == 0 ? pdf->tail_high : left == 1 ? row + pdf->tail_high : 0;
}

/* ---- visits ---- */

static enum fpl_status measure_begin(void *ctx, const struct fpl_table_shown *table) {
    struct pdf *pdf = ctx;
    if (pdf->sheets == pdf->sheet_cap) {
        size_t cap = pdf->sheet_cap ? 2 * pdf->sheet_cap : 8;
        struct doc_sheet **wider =
            realloc(pdf->sheet, cap * sizeof(struct doc_sheet *)); /* NOLINT(bugprone-sizeof-expression): pointers */
        if (!wider)
            return FPL_E_NOMEM;
        pdf->sheet = wider;
        pdf->sheet_cap = cap;
    }
    struct doc_sheet *sheet = calloc(1, sizeof *sheet);
    if (!sheet)
        return FPL_E_NOMEM;
    pdf->sheet[pdf->sheets++] = sheet;
    if (pdf->sheets == 1)
        doc_ink_title(&pdf->ink, pdf->title ? pdf->title : word(pdf, table->zh, table->en));
    return doc_sheet_begin(sheet, table, pdf->paper->zh, &pdf->ink);
}

static enum fpl_status measure_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct pdf *pdf = ctx;
    struct doc_sheet *sheet = pdf->sheet[pdf->sheets - 1];
    doc_sheet_measure(sheet, cell, n, pdf->paper->zh, &pdf->ink);
    fpl_plots_rows(&sheet->plots, cell, n);
    return pdf->ink.status;
}

/* Of a chart that is not parted and higher than a page: none so far, but its rows follow from the table. */
static double plot_unit(const struct pdf *pdf, const struct fpl_plot *plot) {
    int high = fpl_plot_height(plot);
    double page = bottom(pdf) - MARGIN - 2 * PLOT_TITLE;
    int whole = fpl_plot_break(plot, 0, 0) == high;
    return whole && high * PLOT_UNIT > page ? page / high : PLOT_UNIT;
}

/* Where the part that begins at `from` ends on this page; a new page if little of it would stand here. */
static int end_of_part(struct pdf *pdf, const struct fpl_plot *plot, int from, double unit) {
    int high = fpl_plot_height(plot), to = from;
    for (int fresh = 0; fresh < 2; fresh++) {
        double left = bottom(pdf) - pdf->y - (from ? 0 : PLOT_TITLE);
        to = fpl_plot_break(plot, from, (int)(left / unit));
        if ((to - from) * unit <= left + 0.5 && (to == high || to - from >= PLOT_LEAST))
            break;
        if (!fresh)
            need(pdf, bottom(pdf), 0);
    }
    return to;
}

/* One chart, over as many pages as its bars take: at a smaller scale nobody could read it. */
static void put_plot(struct pdf *pdf, const struct fpl_plot *plot) {
    int high = fpl_plot_height(plot);
    double unit = plot_unit(pdf, plot);
    for (int from = 0, to = 0; from < high; from = to) {
        to = end_of_part(pdf, plot, from, unit);
        if (from == 0) {
            doc_ink_text(&pdf->ink, &(struct doc_text){.text = fpl_str_of(fpl_plot_title(plot)),
                                                       .x = MARGIN,
                                                       .y = pdf->y + 12,
                                                       .size = CAPTION + 1,
                                                       .colour = doc_black});
            pdf->y += PLOT_TITLE;
        }
        doc_canvas_plot(&pdf->ink, plot, (const int[]){from, to}, (const double[]){MARGIN, pdf->y, unit});
        pdf->y += (to - from) * unit;
    }
    pdf->y += 8;
}

/* One of more bars than some pages hold is left out: the table has them all. */
static int is_plotted(const struct pdf *pdf, const struct fpl_plot *plot) {
    return !fpl_plot_is_empty(plot) && fpl_plot_height(plot) * PLOT_UNIT < PLOT_PAGES * (bottom(pdf) - MARGIN);
}

static void put_plots(struct pdf *pdf) {
    for (size_t i = 0; i < pdf->now->plots.n; i++)
        if (is_plotted(pdf, pdf->now->plots.plot[i]))
            put_plot(pdf, pdf->now->plots.plot[i]);
}

/* Of the first chart, what must stand on the page of the title. */
static double plots_high(const struct pdf *pdf, const struct doc_sheet *sheet) {
    double page = bottom(pdf) - MARGIN - 110;
    if (sheet->plots.n == 0 || !is_plotted(pdf, sheet->plots.plot[0]))
        return 0;
    double high = fpl_plot_height(sheet->plots.plot[0]) * PLOT_UNIT;
    return high > page ? PLOT_LEAST * PLOT_UNIT : high;
}

/* "Cash-flow statement  HB-YD Guidance fund (CNY)": the report's title, and the book once one is named. */
static void keep_running_head(struct pdf *pdf, const struct fpl_table_shown *table) {
    if (pdf->at == 0) {
        fpl_buf_reset(&pdf->running);
        fpl_buf_adds(&pdf->running, pdf->title ? pdf->title : word(pdf, table->zh, table->en));
        pdf->is_book_named = 0;
    }
    for (size_t i = 0; i < table->captions && !pdf->is_book_named; i++) {
        if (strcmp(table->caption[i].key, "book") != 0)
            continue;
        struct fpl_str book = doc_cell_shown(&table->caption[i].value, pdf->paper->zh, &pdf->text);
        fpl_buf_adds(&pdf->running, word(pdf, "　", "  "));
        fpl_buf_add(&pdf->running, book.p, book.n);
        pdf->is_book_named = 1;
    }
    if (pdf->running.failed)
        pdf->ink.status = FPL_E_NOMEM;
}

static void put_title(struct pdf *pdf, const char *words, double size) {
    put_paragraph(pdf,
                  (struct doc_text){
                      .text = fpl_str_of(words), .x = MARGIN, .width = room(pdf), .size = size, .colour = doc_black});
}

static enum fpl_status draw_begin(void *ctx, const struct fpl_table_shown *table) {
    struct pdf *pdf = ctx;
    const char *own = word(pdf, table->zh, table->en);
    int is_titled = pdf->at == 0 && pdf->title && strcmp(pdf->title, own) != 0;
    keep_running_head(pdf, table);
    double size = pdf->at || is_titled ? SUBTITLE : TITLE;
    pdf->now = NULL;
    pdf->y += pdf->at ? 14 : 0;
    if (is_titled) {
        put_title(pdf, pdf->title, TITLE);
        pdf->y += 4;
    }
    need(pdf, pdf->at ? 110 + plots_high(pdf, pdf->sheet[pdf->at]) : 0, 0); /* a title is not alone at the foot */
    put_title(pdf, own, size);
    pdf->y += 4;
    for (size_t i = 0; i < table->captions; i++) {
        struct fpl_str text = doc_cell_shown(&table->caption[i].value, pdf->paper->zh, &pdf->text);
        put_labelled(pdf, word(pdf, table->caption[i].zh, table->caption[i].en), text, CAPTION, doc_black);
    }
    pdf->now = pdf->sheet[pdf->at++];
    pdf->rows = 0;
    put_plots(pdf);
    return pdf->ink.status;
}

static enum fpl_status draw_head(void *ctx) {
    struct pdf *pdf = ctx;
    pdf->y += 4;
    measure_tail(pdf);
    if (pdf->now->stacked) {
        put_rule(pdf, 0.8, doc_black);
        pdf->y += 3;
    } else {
        need(pdf, 3 * pdf->now->size * DOC_LEADING + 2 * ROW_GAP, 0);
        put_headings(pdf);
    }
    return pdf->ink.status;
}

static enum fpl_status draw_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct pdf *pdf = ctx;
    for (size_t i = 0; i < n && !pdf->ink.status; i += pdf->now->shown.columns) {
        pdf->rows++;
        put_row(pdf, cell + i, kept_with(pdf));
    }
    return pdf->ink.status;
}

static void put_note(struct pdf *pdf, struct fpl_str text) {
    struct fpl_buf shown = {0};
    put_paragraph(
        pdf,
        (struct doc_text){
            .text = note_shown(pdf, text, &shown), .x = MARGIN, .width = room(pdf), .size = NOTE, .colour = doc_grey});
    fpl_buf_release(&shown);
}

static enum fpl_status draw_end(void *ctx) {
    struct pdf *pdf = ctx;
    struct doc_sheet *sheet = pdf->now;
    const struct fpl_table_shown *table = &sheet->shown;
    if (table->columns && sheet->rows == 0)
        put_paragraph(pdf, (struct doc_text){.text = fpl_str_of(word(pdf, "（无）", "(none)")),
                                             .x = MARGIN,
                                             .width = room(pdf),
                                             .size = sheet->size,
                                             .colour = doc_black});
    if (table->totals && !sheet->stacked) {
        put_rule(pdf, 0.8, doc_black);
        pdf->y += 1;
    }
    for (size_t i = 0; i < table->totals && !pdf->ink.status; i += table->columns)
        put_row(pdf, table->total + i, 0);
    pdf->now = NULL;
    pdf->y += 4;
    for (size_t i = 0; i < table->notes; i++)
        put_note(pdf, fpl_str_of(word(pdf, table->note[i].zh, table->note[i].en)));
    return pdf->ink.status;
}

/* What is missing from the fonts, and the names of those who answer for the paper. */
static void put_close(struct pdf *pdf) {
    if (pdf->ink.missings) {
        struct fpl_buf text = {0};
        fpl_buf_adds(&text, word(pdf, "字体缺少字形，以方框代替：", "no glyph in the fonts, a box stands for: "));
        doc_ink_say_missing(&pdf->ink, &text);
        put_note(pdf, fpl_buf_str(&text));
        fpl_buf_release(&text);
    }
    pdf->y += SIGN_ROOM - 20;
    need(pdf, 20, 0);
    doc_ink_text(&pdf->ink,
                 &(struct doc_text){
                     .text = fpl_str_of(word(
                         pdf, "制表：＿＿＿＿＿＿　　复核：＿＿＿＿＿＿　　负责人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
                         "Made by ____________   Checked by ____________   "
                         "Approved by ____________   Date ____________")),
                     .x = MARGIN,
                     .y = pdf->y + 10,
                     .size = CAPTION,
                     .colour = doc_black});
    pdf->y += 20;
}

static enum fpl_status draw(struct pdf *pdf, const struct fpl_report *report, int dry, struct fpl_error *error) {
    static const struct fpl_visitor visitor = {
        .begin = draw_begin, .head = draw_head, .rows = draw_rows, .end = draw_end};
    pdf->ink.dry = dry;
    pdf->ink.page = 1;
    pdf->page = 0;
    pdf->at = 0;
    begin_page(pdf);
    enum fpl_status status = fpl_report_visit(report, &visitor, pdf, error);
    if (!status) {
        put_close(pdf);
        end_page(pdf);
        FPL_ASSERT(dry || pdf->page == pdf->pages);
        pdf->pages = pdf->page;
    }
    return status;
}

/* Upright if every table can be read so. */
static void choose_page(struct pdf *pdf) {
    int fits = 1;
    for (size_t i = 0; i < pdf->sheets; i++)
        fits &= doc_sheet_fit(pdf->sheet[i], DOC_A4_SHORT - 2 * MARGIN, READABLE);
    pdf->width = fits ? DOC_A4_SHORT : DOC_A4_LONG;
    pdf->height = fits ? DOC_A4_LONG : DOC_A4_SHORT;
    for (size_t i = 0; i < pdf->sheets && !fits; i++)
        (void)doc_sheet_fit(pdf->sheet[i], room(pdf), READABLE);
}

static int begin_line(struct line *line, size_t columns) {
    line->text = calloc(columns, sizeof *line->text);
    line->lines = calloc(columns, sizeof *line->lines);
    return line->text && line->lines;
}

static void release_line(struct line *line) {
    free(line->text);
    free(line->lines);
}

static enum fpl_status prepare(struct pdf *pdf) {
    size_t columns = 1;
    for (size_t i = 0; i < pdf->sheets; i++)
        columns = pdf->sheet[i]->shown.columns > columns ? pdf->sheet[i]->shown.columns : columns;
    choose_page(pdf);
    return begin_line(&pdf->cells, columns) && begin_line(&pdf->heads, columns) ? FPL_OK : FPL_E_NOMEM;
}

enum fpl_status doc_pdf(const struct fpl_report *report, const struct doc_paper *paper, fpl_write_fn write, void *ctx,
                        struct fpl_error *error) {
    static const struct fpl_visitor measure = {.begin = measure_begin, .measure = measure_rows};
    struct pdf pdf = {.paper = paper, .title = doc_report_title(report, paper->zh)};
    enum fpl_status status = doc_ink_begin(&pdf.ink, paper, (const char *const[]){paper->font, doc_sans}, write, ctx);
    if (!status)
        status = fpl_report_visit(report, &measure, &pdf, error);
    if (!status)
        status = prepare(&pdf);
    if (!status)
        status = draw(&pdf, report, 1, error);
    if (!status)
        status = draw(&pdf, report, 0, error);
    if (status && !pdf.ink.status)
        pdf.ink.status = status;
    status = doc_ink_end(&pdf.ink, error);
    for (size_t i = 0; i < pdf.sheets; i++)
        doc_sheet_release(pdf.sheet[i]);
    free(pdf.sheet);
    release_line(&pdf.cells);
    release_line(&pdf.heads);
    fpl_buf_release(&pdf.text);
    fpl_buf_release(&pdf.row);
    fpl_buf_release(&pdf.running);
    return status;
}
