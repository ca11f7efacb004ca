/* CSV for spreadsheets and programs: RFC 4180 with a BOM, without which Excel takes Chinese for GBK. */
#include "reports/table.h"

#include <string.h>

static void add_field(struct fpl_buf *out, struct fpl_str text, int guard) {
    int quoted = 0;
    for (size_t i = 0; i < text.n && !quoted; i++)
        quoted = memchr("\",\r\n", text.p[i], 4) != NULL;
    guard = guard && fpl_text_is_formula(text);
    if (!quoted) {
        if (guard)
            fpl_buf_addc(out, '\'');
        fpl_buf_add(out, text.p, text.n);
        return;
    }
    fpl_buf_addc(out, '"');
    if (guard)
        fpl_buf_addc(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            fpl_buf_addc(out, '"');
        fpl_buf_addc(out, text.p[i]);
    }
    fpl_buf_addc(out, '"');
}

static void add_header(const struct fpl_table_shown *table, struct fpl_render__to *to) {
    for (size_t i = 0; i < table->columns; i++) {
        const struct fpl_column *column = &table->column[i];
        if (i)
            fpl_buf_addc(&to->buf, ',');
        add_field(&to->buf, fpl_str_of(to->how.zh ? column->zh : column->en), 1);
        if (column->type == FPL_COLUMN_PERCENT)
            fpl_buf_adds(&to->buf, "(%)");
    }
}

struct rows {
    const struct fpl_caption *cut; /* of the report: in the last column; NULL: it has none */
    const struct fpl_table_shown *table;
    struct fpl_render__to *to;
    struct fpl_buf text;
    int begun; /* a table stands before */
};

static enum fpl_status begin_table(void *ctx, const struct fpl_table_shown *table) {
    struct rows *rows = ctx;
    rows->table = table;
    if (table->columns == 0) /* captions alone */
        return FPL_OK;
    if (rows->begun++)
        fpl_buf_adds(&rows->to->buf, "\r\n");
    add_header(table, rows->to);
    if (rows->cut) {
        fpl_buf_addc(&rows->to->buf, ',');
        add_field(&rows->to->buf, fpl_str_of(rows->to->how.zh ? rows->cut->zh : rows->cut->en), 1);
    }
    fpl_buf_adds(&rows->to->buf, "\r\n");
    return FPL_OK;
}

/* The end of a row. A report as of another day, put under this one, stays apart by its last column. */
static void end_row(struct rows *rows) {
    struct fpl_cell_style style = {.zh = rows->to->how.zh, .data = 1};
    if (rows->cut) {
        fpl_buf_reset(&rows->text);
        fpl_cell_text(&rows->cut->value, style, &rows->text);
        fpl_buf_addc(&rows->to->buf, ',');
        add_field(&rows->to->buf, fpl_buf_str(&rows->text), 0);
    }
    fpl_buf_adds(&rows->to->buf, "\r\n");
}

static enum fpl_status add_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct rows *rows = ctx;
    struct fpl_render__to *to = rows->to;
    struct fpl_cell_style style = {.zh = to->how.zh, .data = 1};
    for (size_t i = 0; i < n && !to->status; i++) {
        int is_text = cell[i].type == FPL_CELL_TEXT || cell[i].type == FPL_CELL_NAME || cell[i].type == FPL_CELL_CODE;
        fpl_buf_reset(&rows->text);
        fpl_cell_text(&cell[i], style, &rows->text);
        add_field(&to->buf, fpl_buf_str(&rows->text), is_text);
        if ((i + 1) % rows->table->columns)
            fpl_buf_addc(&to->buf, ',');
        else
            end_row(rows);
        fpl_render__flush(to, FPL_RENDER_PIECE);
    }
    return to->status;
}

enum fpl_status fpl_render__csv(const struct fpl_report *report, struct fpl_render__to *to) {
    static const struct fpl_visitor visitor = {.begin = begin_table, .rows = add_rows};
    struct rows rows = {.cut = report->cut.key ? &report->cut : NULL, .to = to};
    fpl_buf_adds(&to->buf, "\xEF\xBB\xBF");
    enum fpl_status status = fpl_report_visit(report, &visitor, &rows, to->error);
    if (!status)
        status = fpl_buf_ok(&rows.text);
    fpl_buf_release(&rows.text);
    return status;
}
