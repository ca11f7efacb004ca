/* JSON for programs: {"report":…,"tables":[{"table":…,"captions":{…},"rows":[{…}],"totals":[{…}],"notes":[…]}]}. No
 * language in it but names that people gave, which come in both where the ledger holds both. Amounts and ratios are
 * text, so that no reader turns them into binary fractions. */
#include "reports/table.h"

#include <string.h>

static void add_string(struct fpl_buf *out, const char *p, size_t n) {
    static const char hex[] = "0123456789abcdef";
    fpl_buf_addc(out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c == '"' || c == '\\') {
            fpl_buf_addc(out, '\\');
            fpl_buf_addc(out, p[i]);
        } else if (c < 0x20 || c == 0x7f) {
            char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            fpl_buf_add(out, escape, sizeof escape);
        } else {
            fpl_buf_addc(out, p[i]);
        }
    }
    fpl_buf_addc(out, '"');
}

static void add_stringz(struct fpl_buf *out, const char *text) {
    add_string(out, text, strlen(text));
}

static void add_key(struct fpl_buf *out, const char *key) {
    add_stringz(out, key);
    fpl_buf_addc(out, ':');
}

static void add_pair(struct fpl_buf *out, const char *key, const char *text) {
    add_key(out, key);
    add_stringz(out, text);
}

static void add_percent(struct fpl_buf *out, const struct fpl_report_cell *cell) {
    struct fpl_report_cell ratio = *cell;
    struct fpl_buf text = {0};
    fpl_buf_adds(out, "{\"ratio\":\"");
    ratio.type = FPL_CELL_RATIO;
    fpl_cell_text(&ratio, (struct fpl_cell_style){.data = 1, .exact = 1}, out);
    fpl_buf_adds(out, "\",\"percent\":\"");
    fpl_cell_text(cell, (struct fpl_cell_style){.data = 1}, &text);
    fpl_buf_add(out, text.p, text.n);
    fpl_buf_adds(out, "\"}");
    out->failed |= text.failed;
    fpl_buf_release(&text);
}

static void add_value(struct fpl_buf *out, const struct fpl_report_cell *cell) {
    switch ((enum fpl_cell_type)cell->type) {
    case FPL_CELL_NONE:
        fpl_buf_adds(out, "null");
        break;
    case FPL_CELL_TEXT:
        add_string(out, cell->v.p, cell->n);
        break;
    case FPL_CELL_NAME:
        fpl_buf_addc(out, '{');
        add_pair(out, "zh", fpl_cell_part(cell, 0));
        fpl_buf_addc(out, ',');
        add_pair(out, "en", fpl_cell_part(cell, 1));
        fpl_buf_addc(out, '}');
        break;
    case FPL_CELL_CODE:
        add_stringz(out, fpl_cell_part(cell, 0));
        break;
    case FPL_CELL_INT:
        fpl_buf_addi(out, cell->v.num);
        break;
    case FPL_CELL_PERCENT:
        add_percent(out, cell);
        break;
    case FPL_CELL_MONEY:
    case FPL_CELL_RATIO:
    case FPL_CELL_DATE:
        fpl_buf_addc(out, '"');
        fpl_cell_text(cell, (struct fpl_cell_style){.data = 1, .exact = 1}, out);
        fpl_buf_addc(out, '"');
        break;
    }
}

struct rows {
    const struct fpl_table_shown *table;
    struct fpl_render__to *to;
    size_t tables; /* that stand before */
    int begun;     /* a row stands before */
};

static enum fpl_status add_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct rows *rows = ctx;
    struct fpl_render__to *to = rows->to;
    for (size_t i = 0; i < n && !to->status; i++) {
        size_t column = i % rows->table->columns;
        fpl_buf_adds(&to->buf, column ? "," : rows->begun ? ",\n   {" : "\n   {");
        rows->begun = 1;
        add_key(&to->buf, rows->table->column[column].key);
        add_value(&to->buf, &cell[i]);
        if (column + 1 == rows->table->columns)
            fpl_buf_addc(&to->buf, '}');
        fpl_render__flush(to, FPL_RENDER_PIECE);
    }
    return to->status;
}

static enum fpl_status begin_table(void *ctx, const struct fpl_table_shown *table) {
    struct rows *rows = ctx;
    struct fpl_render__to *to = rows->to;
    rows->table = table;
    rows->begun = 0;
    fpl_buf_adds(&to->buf, rows->tables++ ? ",\n {" : "\n {");
    add_pair(&to->buf, "table", table->key);
    fpl_buf_adds(&to->buf, ",\n  \"captions\":{");
    for (size_t i = 0; i < table->captions; i++) {
        if (i)
            fpl_buf_addc(&to->buf, ',');
        add_key(&to->buf, table->caption[i].key);
        add_value(&to->buf, &table->caption[i].value);
    }
    fpl_buf_adds(&to->buf, "},\n  \"rows\":[");
    return FPL_OK;
}

static enum fpl_status end_table(void *ctx) {
    struct rows *rows = ctx;
    struct fpl_render__to *to = rows->to;
    fpl_buf_adds(&to->buf, "],\n  \"totals\":[");
    rows->begun = 0;
    enum fpl_status status = add_rows(rows, rows->table->total, rows->table->totals);
    fpl_buf_adds(&to->buf, "],\n  \"notes\":[");
    for (size_t i = 0; i < rows->table->notes; i++) {
        if (i)
            fpl_buf_addc(&to->buf, ',');
        add_stringz(&to->buf, rows->table->note[i].code);
    }
    fpl_buf_adds(&to->buf, "]}");
    return status;
}

enum fpl_status fpl_render__json(const struct fpl_report *report, struct fpl_render__to *to) {
    static const struct fpl_visitor visitor = {.begin = begin_table, .rows = add_rows, .end = end_table};
    struct rows rows = {.to = to};
    fpl_buf_addc(&to->buf, '{');
    add_pair(&to->buf, "report", fpl_report_key(report));
    fpl_buf_adds(&to->buf, ",\"tables\":[");
    enum fpl_status status = fpl_report_visit(report, &visitor, &rows, to->error);
    fpl_buf_adds(&to->buf, "]}\n");
    return status;
}
