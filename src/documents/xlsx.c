/* A report as a workbook. The library makes it without cells: forms, widths, filters, charts. Cells go to a file of
 * each sheet as they come, so a register of 200,000 loans needs no more memory than a short one, and are put in at the
 * end. */
#include "src/documents/documents.h"
#include "src/documents/package.h"
#include "src/documents/sheet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

#define ROWS_MAX   1000000 /* of a sheet; the next one goes on. The form allows 1,048,576 */
#define DIGITS_MAX INT64_C(999999999999999)
#define WIDEST     60
#define LINE_TEXT  88  /* what a line of it holds in any font */
#define PAGE_TEXT  100 /* beside the labels of a page of text, on A4 landscape */
#define NAME_CHARS 31
#define UNITS_MAX  32767 /* of UTF-16, in a cell */
#define SCALES     10
#define SERIES_MAX 16

struct book {
    const struct doc_paper *paper;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *title, *label, *head, *number_head, *text, *percent, *whole, *ratio, *day, *money[SCALES], *note,
        *wrapped;
    const struct fpl_table_shown *table;
    lxw_row_t row, first;  /* first: of the data */
    int *width;            /* of each column that is shown, in characters */
    int parts, large, cut; /* sheets of this table; amounts that stand as text; texts that are cut */
    struct run {           /* rows of one series of a chart, which stand together */
        lxw_row_t from, to;
    } run[SERIES_MAX];
    size_t runs;
    struct doc_cells *cells;   /* of the sheet */
    struct doc_cells **sheets; /* of all sheets, in their order */
    size_t sheets_n, sheets_cap;
    const char *folder;
    struct fpl_buf value, part, series;
    enum fpl_status status;
};

static const char *word(const struct book *b, const char *zh, const char *en) {
    return b->paper->zh ? zh : en;
}

static void check(struct book *b, lxw_error error) {
    if (b->status || error == LXW_NO_ERROR)
        return;
    b->status = error == LXW_ERROR_MEMORY_MALLOC_FAILED ? FPL_E_NOMEM : errno == ENOSPC ? FPL_E_DISK_FULL : FPL_E_IO;
}

/* ---- formats ---- */

static lxw_format *format_of(struct book *b, const char *number) {
    lxw_format *format = workbook_add_format(b->workbook);
    if (!format)
        b->status = FPL_E_NOMEM;
    else if (number)
        format_set_num_format(format, number);
    return format;
}

static void make_formats(struct book *b) {
    char number[64];
    b->title = format_of(b, NULL);
    b->label = format_of(b, NULL);
    b->head = format_of(b, NULL);
    b->text = format_of(b, "@");
    b->percent = format_of(b, "0.0000%");
    b->whole = format_of(b, "0");
    b->ratio = format_of(b, "0.0000");
    b->number_head = format_of(b, NULL);
    b->day = format_of(b, "yyyy-mm-dd");
    b->note = format_of(b, NULL);
    b->wrapped = format_of(b, "@");
    for (int scale = 0; scale < SCALES; scale++) {
        (void)snprintf(number, sizeof number, "#,##0%s%.*s;[Red]-#,##0%s%.*s", scale ? "." : "", scale, "000000000",
                       scale ? "." : "", scale, "000000000");
        b->money[scale] = format_of(b, number);
    }
    if (b->status)
        return;
    format_set_font_size(b->title, 14);
    format_set_font_color(b->label, 0x55606B);
    format_set_align(b->label, LXW_ALIGN_VERTICAL_TOP); /* beside the first line of what is folded */
    format_set_font_color(b->note, 0x55606B);
    format_set_bottom(b->head, LXW_BORDER_MEDIUM);
    format_set_bg_color(b->head, 0xEEF1F4);
    format_set_indent(b->head, 1);
    format_set_indent(b->text, 1);
    format_set_indent(b->wrapped, 1);
    format_set_text_wrap(b->wrapped);
    format_set_align(b->wrapped, LXW_ALIGN_VERTICAL_TOP);
    format_set_bottom(b->number_head, LXW_BORDER_MEDIUM);
    format_set_bg_color(b->number_head, 0xEEF1F4);
    format_set_align(b->number_head, LXW_ALIGN_RIGHT);
}

/* ---- cells ---- */

static struct fpl_str shown(struct book *b, struct fpl_str text) {
    fpl_buf_reset(&b->value);
    fpl_text_show(text, &b->value);
    fpl_buf_addc(&b->value, '\0');
    if (b->value.failed) {
        b->status = FPL_E_NOMEM;
        return FPL_STR("");
    }
    return (struct fpl_str){b->value.p, b->value.n - 1};
}

/* Where the library shall believe that cells stand: the extent of a sheet, and that it has rows at all. */
static void note_extent(struct book *b, lxw_col_t column) {
    lxw_worksheet *sheet = b->sheet;
    sheet->dim_rowmin = sheet->dim_rowmin < b->row ? sheet->dim_rowmin : b->row;
    sheet->dim_rowmax = b->row; /* rows are put in their order */
    sheet->dim_colmin = sheet->dim_colmin < column ? sheet->dim_colmin : column;
    sheet->dim_colmax = sheet->dim_colmax > column ? sheet->dim_colmax : column;
}

static int style_of(lxw_format *format) {
    return format ? lxw_format_get_xf_index(format) : 0;
}

/* What fits into a cell, which holds 32,767 units of UTF-16: a character of four bytes is two of them. What does not
 * ends in a mark. */
static struct fpl_str fitted(struct book *b, struct fpl_str text) {
    size_t units = 0, kept = 0, at = 0;
    if (text.n <= UNITS_MAX)
        return text;
    while (at < text.n && units <= UNITS_MAX) {
        unsigned char lead = (unsigned char)text.p[at];
        kept = units < UNITS_MAX ? at : kept; /* what may stand before the mark */
        units += lead < 0xF0 ? 1 : 2;
        at += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }
    if (units <= UNITS_MAX)
        return text;
    b->cut++;
    fpl_buf_reset(&b->part);
    fpl_buf_add(&b->part, text.p, kept);
    fpl_buf_add(&b->part, FPL_CUT, FPL_CUT_BYTES);
    if (!fpl_buf_ok(&b->part))
        return fpl_buf_str(&b->part);
    b->status = FPL_E_NOMEM;
    return FPL_STR("");
}

static void put_text(struct book *b, lxw_col_t column, struct fpl_str text, lxw_format *format) {
    struct fpl_str plain = fitted(b, fpl_text_is_plain(text) ? text : shown(b, text));
    if (plain.n == 0)
        return;
    note_extent(b, column);
    doc_cells_text(b->cells, b->row, column, plain, style_of(format));
}

static void put_number(struct book *b, lxw_col_t column, int64_t number, int scale, lxw_format *format) {
    note_extent(b, column);
    doc_cells_number(b->cells, (const uint32_t[]){b->row, column}, number, scale, style_of(format));
}

/* What a spreadsheet would round stands as text: it keeps fifteen digits. */
static void put_amount(struct book *b, lxw_col_t column, int64_t number, int scale, lxw_format *format) {
    char text[64];
    if (number <= DIGITS_MAX && number >= -DIGITS_MAX) {
        put_number(b, column, number, scale, format);
        return;
    }
    b->large++;
    put_text(b, column, fpl_str_of(fpl_money_format(fpl_money_of(number), FPL_UNIT_YUAN, scale, text)), b->text);
}

/* "33.3333" as an integer of its last decimal: the number that the other renderers show, cut and not rounded. */
static void put_quotient(struct book *b, lxw_col_t column, const struct fpl_report_cell *cell, int scale,
                         lxw_format *format) {
    struct fpl_buf text = {0};
    char digits[40] = "";
    int64_t number = 0;
    size_t n = 0;
    fpl_cell_text(cell, (struct fpl_cell_style){.data = 1}, &text);
    for (size_t i = 0; i < text.n && n < sizeof digits; i++) {
        int leads = n == 0 || (n == 1 && digits[0] == '-');
        if (text.p[i] != '.' && !(leads && text.p[i] == '0'))
            digits[n++] = text.p[i];
    }
    if (n == 0 && text.n > 0) /* 0.0000 */
        digits[n++] = '0';
    if (n < 16 && !memchr(digits, '/', n) && fpl_int_parse((struct fpl_str){digits, n}, &number) == FPL_OK)
        put_number(b, column, number, scale, format);
    else
        put_text(b, column, fpl_buf_str(&text), b->text);
    if (text.failed)
        b->status = FPL_E_NOMEM;
    fpl_buf_release(&text);
}

static void put_cell(struct book *b, lxw_col_t column, const struct fpl_report_cell *cell) {
    switch ((enum fpl_cell_type)cell->type) {
    case FPL_CELL_NONE:
        break;
    case FPL_CELL_TEXT:
    case FPL_CELL_NAME:
    case FPL_CELL_CODE:
        put_text(b, column, fpl_cell_words(cell, b->paper->zh), b->text);
        break;
    case FPL_CELL_MONEY:
        put_amount(b, column, cell->v.num, cell->scale, b->money[cell->scale]);
        break;
    case FPL_CELL_INT:
        put_amount(b, column, cell->v.num, 0, b->whole);
        break;
    case FPL_CELL_PERCENT:
        put_quotient(b, column, cell, 6, b->percent);
        break;
    case FPL_CELL_RATIO:
        put_quotient(b, column, cell, 4, b->ratio);
        break;
    case FPL_CELL_DATE: /* day 25569 of the form's own count is 1970-01-01; before March 1900 it counts wrongly */
        if (cell->v.num + 25569 > 60)
            put_number(b, column, cell->v.num + 25569, 0, b->day);
        else {
            char text[12];
            put_text(b, column, fpl_str_of(fpl_date_format((struct fpl_date){(int32_t)cell->v.num}, text)), b->text);
        }
        break;
    }
}

/* Columns that it takes, near enough. */
static int width_of(const struct book *b, const struct fpl_report_cell *cell) {
    char text[64];
    switch ((enum fpl_cell_type)cell->type) {
    case FPL_CELL_TEXT:
    case FPL_CELL_NAME:
    case FPL_CELL_CODE:
        return fpl_text_width(fpl_cell_words(cell, b->paper->zh));
    case FPL_CELL_MONEY:
        return (int)strlen(fpl_money_format_grouped(fpl_money_of(cell->v.num), cell->scale, text));
    case FPL_CELL_NONE:
    case FPL_CELL_INT:
    case FPL_CELL_RATIO:
    case FPL_CELL_PERCENT:
    case FPL_CELL_DATE:
        break;
    }
    return 11;
}

/* ---- sheets ---- */

/* Of at most 31 characters, none of []:*?/\, no apostrophe at an end, not used yet. */
static void name_sheet(struct book *b, char out[160]) {
    const char *title = word(b, b->table->zh, b->table->en);
    char stem[160] = "";
    size_t n = 0, characters = 0;
    for (const char *p = title; *p && n < sizeof stem - 8; p++) {
        int begins = ((unsigned char)*p & 0xC0) != 0x80;
        if (begins && characters == NAME_CHARS - 4) /* room for a number */
            break;
        characters += (size_t)begins;
        stem[n++] = strchr("[]:*?/\\'", *p) ? '-' : *p;
    }
    stem[n] = '\0';
    (void)snprintf(out, 160, "%s", n ? stem : "-");
    for (int i = 2; workbook_get_worksheet_by_name(b->workbook, out) && i < 1000; i++)
        (void)snprintf(out, 160, "%.140s %d", stem, i);
}

/* A table without columns is a page of text, which is folded: a line beyond the page would shrink the print of all. */
static void put_captions(struct book *b) {
    const struct fpl_table_shown *table = b->table;
    lxw_format *text = b->text;
    put_text(b, 0, fpl_str_of(word(b, table->zh, table->en)), b->title);
    b->row++;
    b->text = table->columns ? text : b->wrapped;
    for (size_t i = 0; i < table->captions; i++) {
        if (!table->columns)
            doc_cells_lines(b->cells, 1 + width_of(b, &table->caption[i].value) / LINE_TEXT);
        put_text(b, 0, fpl_str_of(word(b, table->caption[i].zh, table->caption[i].en)), b->label);
        put_cell(b, 1, &table->caption[i].value);
        b->row++;
    }
    if (!table->columns)
        doc_cells_lines(b->cells, 1 + fpl_text_width(fpl_str_of(b->paper->foot)) / LINE_TEXT);
    put_text(b, 0, fpl_str_of(word(b, "编制依据（账本）", "Made of (ledger)")), b->label);
    put_text(b, 1, fpl_str_of(b->paper->foot), table->columns ? NULL : b->wrapped);
    b->text = text;
    b->row += 2;
}

static void put_head(struct book *b) {
    const struct fpl_table_shown *table = b->table;
    lxw_col_t at = 0;
    for (size_t i = 0; i < table->columns; i++) {
        const char *title = word(b, table->column[i].zh, table->column[i].en);
        struct fpl_str plain = fpl_str_of(title);
        int is_text = table->column[i].type == FPL_COLUMN_TEXT;
        put_text(b, at, plain.n ? plain : FPL_STR(" "), is_text ? b->head : b->number_head);
        int width = fpl_text_width(fpl_str_of(title));
        b->width[at] = b->parts > 1 && b->width[at] > width ? b->width[at] : width;
        at++;
    }
    b->row++;
    b->first = b->row;
    worksheet_freeze_panes(b->sheet, b->row, 1);
}

static void begin_cells(struct book *b) {
    b->cells = NULL;
    if (b->sheets_n == b->sheets_cap) {
        size_t cap = b->sheets_cap ? 2 * b->sheets_cap : 16;
        struct doc_cells **wider =
            realloc(b->sheets, cap * sizeof(struct doc_cells *)); /* NOLINT(bugprone-sizeof-expression): pointers */
        if (!wider) {
            b->status = FPL_E_NOMEM;
            return;
        }
        b->sheets = wider;
        b->sheets_cap = cap;
    }
    b->status = doc_cells_begin(b->folder, b->table->columns, &b->cells);
    if (!b->status)
        b->sheets[b->sheets_n++] = b->cells;
}

static void begin_sheet(struct book *b) {
    char name[160];
    name_sheet(b, name);
    b->sheet = workbook_add_worksheet(b->workbook, name);
    if (!b->sheet) {
        b->status = FPL_E_NOMEM;
        return;
    }
    begin_cells(b);
    if (b->status)
        return;
    b->parts++;
    b->row = 0;
    worksheet_set_landscape(b->sheet);
    worksheet_set_paper(b->sheet, 9); /* A4 */
    worksheet_fit_to_pages(b->sheet, 1, 0);
    check(b, worksheet_set_footer(b->sheet, word(b, "&L&A&R第 &P 页 共 &N 页", "&L&A&Rpage &P of &N")));
    put_captions(b);
    if (b->table->columns)
        put_head(b);
}

/* When its last row is there. */
static void put_filter(struct book *b) {
    size_t columns = b->table->columns;
    if (b->row > b->first)
        check(b, worksheet_autofilter(b->sheet, b->first - 1, 0, b->row - 1, (lxw_col_t)(columns - 1)));
    worksheet_repeat_rows(b->sheet, b->first - 1, b->first - 1);
}

/* Of what stood there, totals included. A table without columns has its captions in the first two. */
static void set_widths(struct book *b) {
    size_t columns = b->table->columns;
    for (size_t i = 0; i < columns; i++) {
        int width = b->width[i] < 8 ? 8 : b->width[i] > WIDEST ? WIDEST : b->width[i];
        check(b, worksheet_set_column(b->sheet, (lxw_col_t)i, (lxw_col_t)i, width + 3, NULL));
    }
    if (columns == 0) {
        check(b, worksheet_set_column(b->sheet, 0, 0, 24, NULL));
        check(b, worksheet_set_column(b->sheet, 1, 1, PAGE_TEXT, NULL));
    }
}

static void put_row(struct book *b, const struct fpl_report_cell *cell) {
    for (size_t i = 0; i < b->table->columns; i++) {
        put_cell(b, (lxw_col_t)i, &cell[i]);
        int width = width_of(b, &cell[i]);
        b->width[i] = width > b->width[i] ? width : b->width[i];
    }
    b->row++;
}

/* ---- charts: native ones, over the cells of the table ---- */

static int place_of(const struct book *b, const char *key) {
    for (size_t i = 0; key && i < b->table->columns; i++)
        if (strcmp(b->table->column[i].key, key) == 0)
            return (int)i;
    return -1;
}

static void add_series(struct book *b, lxw_chart *chart, const struct fpl_chart_spec *spec, int value,
                       const lxw_row_t rows[2]) {
    int label = place_of(b, spec->label[0]), second = place_of(b, spec->label[1]), at = place_of(b, spec->value[value]);
    const char *sheet = b->sheet->name;
    if (label < 0 || at < 0)
        return;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series) {
        b->status = FPL_E_NOMEM;
        return;
    }
    chart_series_set_categories(series, sheet, rows[0], (lxw_col_t)label, rows[1],
                                (lxw_col_t)(second == label + 1 ? second : label));
    chart_series_set_values(series, sheet, rows[0], (lxw_col_t)at, rows[1], (lxw_col_t)at);
    if (spec->series)
        chart_series_set_name_range(series, sheet, rows[0], (lxw_col_t)place_of(b, spec->series));
    else
        chart_series_set_name_range(series, sheet, b->first - 1, (lxw_col_t)at);
}

static void put_chart(struct book *b, const struct fpl_chart_spec *spec, lxw_row_t *at) {
    uint8_t type = spec->kind == FPL_CHART_LINE    ? LXW_CHART_LINE
                   : spec->kind == FPL_CHART_METER ? LXW_CHART_BAR_STACKED
                                                   : LXW_CHART_COLUMN;
    lxw_chart *chart = workbook_add_chart(b->workbook, type);
    lxw_chart_options options = {.x_scale = 1.6, .y_scale = 1.4};
    if (!chart) {
        b->status = FPL_E_NOMEM;
        return;
    }
    for (size_t i = 0; i < b->runs; i++)
        for (int value = 0; value < (spec->kind == FPL_CHART_METER ? 4 : 1); value++)
            add_series(b, chart, spec, value, (const lxw_row_t[]){b->run[i].from, b->run[i].to});
    if (spec->kind == FPL_CHART_LINE) {
        chart_axis_set_num_format(chart->x_axis, "yyyy-mm-dd");
        chart_axis_set_num_format(chart->y_axis, "0%");
        chart_axis_set_min(chart->y_axis, 0);
        chart_axis_set_max(chart->y_axis, 1);
    }
    chart_title_set_name(chart, word(b, spec->zh, spec->en));
    if (spec->kind == FPL_CHART_METER)
        chart_axis_set_reverse(chart->y_axis);
    if (spec->kind == FPL_CHART_METER)
        chart_set_series_overlap(chart, 100); /* one on the other, in programs that do not take it from the type */
    if (spec->kind == FPL_CHART_METER && b->row > b->first + 12)
        options.y_scale = (b->row - b->first) / 11.0;
    check(b, worksheet_insert_chart_opt(b->sheet, *at, (lxw_col_t)(b->table->columns + 1), chart, &options));
    *at += 24;
}

/* Where one series ends and the next begins; a table without series is one. */
static void note_run(struct book *b, const struct fpl_report_cell *cell) {
    const struct fpl_table_shown *table = b->table;
    int at = table->charts ? place_of(b, table->chart[0].series) : -1;
    struct fpl_str series = at >= 0 ? fpl_cell_words(&cell[at], 1) : FPL_STR("");
    if (table->charts == 0)
        return;
    if (b->runs && fpl_str_eq(fpl_buf_str(&b->series), series)) {
        b->run[b->runs - 1].to = b->row;
    } else if (b->runs < SERIES_MAX) {
        b->run[b->runs++] = (struct run){b->row, b->row};
        fpl_buf_reset(&b->series);
        fpl_buf_add(&b->series, series.p, series.n);
    }
}

/* ---- the visit ---- */

static enum fpl_status begin_table(void *ctx, const struct fpl_table_shown *table) {
    struct book *b = ctx;
    size_t columns = table->columns ? table->columns : 1;
    free(b->width);
    b->width = calloc(columns, sizeof *b->width);
    if (!b->width)
        return FPL_E_NOMEM;
    b->table = table;
    b->parts = 0;
    b->large = 0;
    b->cut = 0;
    b->runs = 0;
    begin_sheet(b);
    return b->status;
}

static enum fpl_status put_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct book *b = ctx;
    for (size_t i = 0; i < n && !b->status; i += b->table->columns) {
        if (b->row - b->first >= ROWS_MAX) {
            put_filter(b);
            set_widths(b);
            begin_sheet(b);
            b->runs = 0;
        }
        note_run(b, cell + i);
        if (!b->status)
            put_row(b, cell + i);
    }
    return b->status;
}

static void put_note(struct book *b, const char *text) {
    put_text(b, 0, fpl_str_of(text), b->note);
    b->row++;
}

static void put_notes(struct book *b) {
    const struct fpl_table_shown *table = b->table;
    for (size_t i = 0; i < table->notes; i++)
        put_note(b, word(b, table->note[i].zh, table->note[i].en));
    if (b->large)
        put_note(b, word(b, "超过 15 位的数额以文本存放，电子表格不能精确表示",
                         "amounts of more than 15 digits stand as text: a spreadsheet would round them"));
    if (b->cut)
        put_note(b,
                 word(b, "超过 32767 字的文本只列其前段，以“…”结尾；全文见 --format json",
                      "texts of more than 32,767 characters are cut and end in \"…\": --format json has all of them"));
}

static enum fpl_status end_table(void *ctx) {
    struct book *b = ctx;
    const struct fpl_table_shown *table = b->table;
    lxw_row_t at = b->first;
    if (table->columns)
        put_filter(b);
    for (size_t i = 0; i < table->totals && !b->status; i += table->columns)
        put_row(b, table->total + i);
    set_widths(b);
    b->row++;
    put_notes(b);
    for (size_t i = 0; i < table->charts && b->runs && !b->status; i++)
        put_chart(b, &table->chart[i], &at);
    return b->status;
}

/* The moment of the newest record, whatever the machine's zone: the library writes what these fields say. */
static void set_properties(struct book *b, const char *title) {
    struct fpl_str plain = shown(b, fpl_str_of(title));
    lxw_doc_properties properties = {.title = plain.n ? (char *)(uintptr_t)plain.p : NULL,
                                     .created = (time_t)(b->paper->t > 1000 ? b->paper->t / 1000 : 1)};
    check(b, workbook_set_properties(b->workbook, &properties));
}

/* Ends the file, and puts the cells in if all went well so far. */
static enum fpl_status close_book(struct book *b, const char *path, struct fpl_error *error) {
    for (size_t i = 0; i < b->sheets_n && !b->status; i++)
        b->status = doc_cells_end(b->sheets[i]);
    errno = 0;
    lxw_error closed = workbook_close(b->workbook);
    check(b, closed);
    if (!b->status)
        b->status = doc_package_fill(path, b->sheets, b->sheets_n, error);
    if (b->status && error->status != b->status)
        (void)fpl_fail(error, b->status, closed ? lxw_strerror(closed) : path, NULL, NULL);
    for (size_t i = 0; i < b->sheets_n; i++)
        doc_cells_free(b->sheets[i]);
    free(b->sheets);
    return b->status;
}

/* Temporary files of rows stand where the workbook will: one disk has to have room, the one that was chosen. */
static char *folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, (size_t)(slash - path) + (slash == path)) : strdup(".");
}

enum fpl_status doc_xlsx(const struct fpl_report *report, const struct doc_paper *paper, const char *path,
                         struct fpl_error *error) {
    static const struct fpl_visitor visitor = {.begin = begin_table, .rows = put_rows, .end = end_table};
    const char *title = doc_report_title(report, paper->zh);
    char *folder = folder_of(path);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = folder};
    struct book b = {.paper = paper, .folder = folder};
    b.workbook = folder ? workbook_new_opt(path, &options) : NULL;
    if (!b.workbook) {
        free(folder);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    make_formats(&b);
    if (!b.status)
        set_properties(&b, title ? title : fpl_report_key(report));
    if (!b.status) {
        enum fpl_status status = fpl_report_visit(report, &visitor, &b, error);
        b.status = b.status ? b.status : status;
    }
    enum fpl_status status = close_book(&b, path, error);
    free(folder);
    free(b.width);
    fpl_buf_release(&b.value);
    fpl_buf_release(&b.part);
    fpl_buf_release(&b.series);
    return status;
}
