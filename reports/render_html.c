/* One page for a browser and for paper: nothing is fetched from anywhere, charts stand in it, the head of a table is
 * repeated on each sheet. */
#include "reports/svg.h"

#include <string.h>

struct page {
    struct fpl_render__to *to;
    const struct fpl_table_shown *table;
    struct fpl_plots plots;
    struct fpl_buf body; /* of the current table: charts stand above it, and are known when its rows are */
    struct fpl_buf text;
    size_t tables, rows;
};

static const char *word(const struct page *page, const char *zh, const char *en) {
    return page->to->how.zh ? zh : en;
}

static void put_style(struct fpl_buf *out) {
    fpl_buf_adds(
        out, "<style>:root{color-scheme:light}body{font:15px/1.5 system-ui,\"Noto Sans CJK SC\",\"WenQuanYi Micro "
             "Hei\",\"Microsoft YaHei\",sans-serif;color:#1d2733;margin:0;padding:24px;max-width:100%;"
             "box-sizing:border-box}h1,h2{font-size:20px;margin:28px 0 8px}h1{font-size:24px;margin-top:0}"
             "dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0 0 12px}dt{color:#55606b}"
             "dd{margin:0;overflow-wrap:anywhere}.scroll{overflow-x:auto}"
             "table{border-collapse:collapse;margin:0 0 8px;font-variant-numeric:tabular-nums}"
             "th,td{padding:4px 10px;text-align:left;vertical-align:top;border-bottom:1px solid #dfe3e8;"
             "overflow-wrap:anywhere;min-width:5em}"
             "thead th{border-bottom:2px solid #1d2733;background:#fff;position:sticky;top:0}"
             "th{font-weight:400}thead th,tfoot td,tfoot th{font-weight:600}"
             ".n{text-align:right;white-space:nowrap}.k{white-space:nowrap}"
             "tfoot td,tfoot th{border-top:2px solid #1d2733}.bad{color:#a3230f}.ok{color:#1c6b3a}.wait{color:#8a5a00}"
             ".notes{color:#55606b;margin:4px 0;padding-left:1.2em}footer{color:#55606b;border-top:1px solid #dfe3e8;"
             "margin-top:28px;padding-top:8px;font-size:13px;overflow-wrap:anywhere}"
             "figure{margin:8px 0 16px}figcaption{font-weight:600;margin-bottom:4px}svg.chart{width:100%;max-width:"
             "760px;height:auto;display:block}");
    fpl_svg__style(out);
    fpl_buf_adds(out, "@media print{@page{size:A4 landscape;margin:14mm}body{padding:0;font-size:11px}.scroll{overflow:"
                      "visible}thead{display:table-header-group}tfoot{display:table-row-group}thead th{position:static}"
                      "tr,figure{break-inside:avoid}th,td{padding:2px 6px}}</style>");
}

static void put_head(struct page *page, const struct fpl_table_shown *table) {
    struct fpl_buf *out = &page->to->buf;
    fpl_buf_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">", word(page, "zh-CN", "en"));
    fpl_buf_adds(out, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    fpl_markup__text(out, fpl_str_of(word(page, table->zh, table->en)));
    fpl_buf_adds(out, "</title>");
    put_style(out);
    fpl_buf_adds(out, "</head>\n<body><main>\n");
}

/* How a thing stands, as a class and never by it alone: the word and the minus stay. */
static const char *class_of(const struct fpl_report_cell *cell) {
    static const char *const signs[][2] = {{"PASS", "ok"},     {"OK", "ok"},        {"FAIL", "bad"},
                                           {"DIFFERS", "bad"}, {"OVER", "bad"},     {"TRIPPED", "bad"},
                                           {"REFUSED", "bad"}, {"UNKNOWN", "wait"}, {"DEFERRED", "wait"}};
    if (cell->type == FPL_CELL_MONEY)
        return cell->v.num < 0 ? " bad" : "";
    for (size_t i = 0; cell->type == FPL_CELL_CODE && i < sizeof signs / sizeof signs[0]; i++)
        if (strcmp(cell->v.p, signs[i][0]) == 0)
            return signs[i][1];
    return "";
}

static int is_number(const struct fpl_column *column) {
    return column->type != FPL_COLUMN_TEXT && column->type != FPL_COLUMN_DATE;
}

static void put_value(struct page *page, const struct fpl_report_cell *cell, struct fpl_buf *out) {
    fpl_buf_reset(&page->text);
    fpl_cell_text(cell, (struct fpl_cell_style){.zh = page->to->how.zh}, &page->text);
    fpl_markup__text(out, fpl_buf_str(&page->text));
}

/* ---- a table ---- */

static void put_captions(struct page *page, const struct fpl_table_shown *table) {
    struct fpl_buf *out = &page->to->buf;
    if (table->captions == 0)
        return;
    fpl_buf_adds(out, "<dl>");
    for (size_t i = 0; i < table->captions; i++) {
        fpl_buf_adds(out, "<dt>");
        fpl_markup__text(out, fpl_str_of(word(page, table->caption[i].zh, table->caption[i].en)));
        fpl_buf_adds(out, "</dt><dd>");
        put_value(page, &table->caption[i].value, out);
        fpl_buf_adds(out, "</dd>\n");
    }
    fpl_buf_adds(out, "</dl>\n");
}

static enum fpl_status begin_table(void *ctx, const struct fpl_table_shown *table) {
    struct page *page = ctx;
    struct fpl_buf *out = &page->to->buf;
    const char *level = page->tables ? "h2" : "h1";
    if (page->tables++ == 0)
        put_head(page, table);
    page->table = table;
    page->rows = 0;
    fpl_buf_reset(&page->body);
    fpl_buf_addf(out, "<section><%s>", level);
    fpl_markup__text(out, fpl_str_of(word(page, table->zh, table->en)));
    fpl_buf_addf(out, "</%s>\n", level);
    put_captions(page, table);
    return fpl_plots_begin(&page->plots, table, page->to->how.zh);
}

static enum fpl_status put_columns(void *ctx) {
    struct page *page = ctx;
    const struct fpl_table_shown *table = page->table;
    struct fpl_buf *out = table->charts ? &page->body : &page->to->buf;
    fpl_buf_adds(out, "<div class=\"scroll\" tabindex=\"0\"><table aria-label=\"");
    fpl_markup__text(out, fpl_str_of(word(page, table->zh, table->en)));
    fpl_buf_adds(out, "\"><thead><tr>");
    for (size_t i = 0; i < table->columns; i++) {
        if (table->column[i].flags & FPL_COLUMN_DATA)
            continue;
        fpl_buf_addf(out, "<th scope=\"col\"%s>", is_number(&table->column[i]) ? " class=\"n\"" : "");
        fpl_markup__text(out, fpl_str_of(word(page, table->column[i].zh, table->column[i].en)));
        fpl_buf_adds(out, "</th>");
    }
    fpl_buf_adds(out, "</tr></thead>\n<tbody>\n");
    return page->to->status;
}

/* The first cell that is shown heads its row. */
static void put_row(struct page *page, const struct fpl_report_cell *cell, struct fpl_buf *out) {
    const struct fpl_table_shown *table = page->table;
    const char *tag = "th scope=\"row\"", *end = "th";
    fpl_buf_adds(out, "<tr>");
    for (size_t i = 0; i < table->columns; i++) {
        const char *type = is_number(&table->column[i])               ? "n"
                           : table->column[i].flags & FPL_COLUMN_KEEP ? "k"
                           : table->column[i].type == FPL_COLUMN_DATE ? "k"
                                                                      : "";
        const char *how = class_of(&cell[i]);
        if (table->column[i].flags & FPL_COLUMN_DATA)
            continue;
        fpl_buf_addf(out, "<%s", tag);
        if (type[0] || how[0])
            fpl_buf_addf(out, " class=\"%s%s%s\"", type, type[0] && how[0] && how[0] != ' ' ? " " : "", how);
        fpl_buf_addc(out, '>');
        put_value(page, &cell[i], out);
        fpl_buf_addf(out, "</%s>", end);
        tag = end = "td";
    }
    fpl_buf_adds(out, "</tr>\n");
}

static enum fpl_status put_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct page *page = ctx;
    struct fpl_render__to *to = page->to;
    struct fpl_buf *out = page->table->charts ? &page->body : &to->buf;
    fpl_plots_rows(&page->plots, cell, n);
    page->rows += n;
    for (size_t i = 0; i < n && !to->status; i += page->table->columns) {
        put_row(page, cell + i, out);
        fpl_render__flush(to, FPL_RENDER_PIECE);
    }
    return to->status;
}

static void put_plots(struct page *page) {
    struct fpl_buf *out = &page->to->buf;
    for (size_t i = 0; i < page->plots.n; i++) {
        if (fpl_plot_is_empty(page->plots.plot[i]))
            continue;
        fpl_buf_adds(out, "<figure><figcaption>");
        fpl_markup__text(out, fpl_str_of(fpl_plot_title(page->plots.plot[i])));
        fpl_buf_adds(out, "</figcaption>");
        fpl_svg__plot(out, page->plots.plot[i]);
        fpl_buf_adds(out, "</figure>\n");
    }
}

static void put_grid_end(struct page *page) {
    const struct fpl_table_shown *table = page->table;
    struct fpl_buf *out = &page->to->buf;
    size_t shown = 0;
    for (size_t i = 0; i < table->columns; i++)
        shown += !(table->column[i].flags & FPL_COLUMN_DATA);
    if (table->charts) {
        put_plots(page);
        fpl_buf_add(out, page->body.p, page->body.n);
    }
    if (page->rows == 0)
        fpl_buf_addf(out, "<tr><td colspan=\"%zu\">%s</td></tr>\n", shown, word(page, "（无）", "(none)"));
    fpl_buf_adds(out, "</tbody>\n");
    if (table->totals) {
        fpl_buf_adds(out, "<tfoot>\n");
        for (size_t i = 0; i < table->totals; i += table->columns)
            put_row(page, table->total + i, out);
        fpl_buf_adds(out, "</tfoot>\n");
    }
    fpl_buf_adds(out, "</table></div>\n");
}

static enum fpl_status end_table(void *ctx) {
    struct page *page = ctx;
    const struct fpl_table_shown *table = page->table;
    struct fpl_buf *out = &page->to->buf;
    enum fpl_status status = fpl_plots_ok(&page->plots);
    if (!status)
        status = fpl_buf_ok(&page->body);
    if (status)
        return status;
    if (table->columns)
        put_grid_end(page);
    if (table->notes) {
        fpl_buf_adds(out, "<ul class=\"notes\">");
        for (size_t i = 0; i < table->notes; i++) {
            fpl_buf_adds(out, "<li>");
            fpl_markup__text(out, fpl_str_of(word(page, table->note[i].zh, table->note[i].en)));
            fpl_buf_adds(out, "</li>\n");
        }
        fpl_buf_adds(out, "</ul>\n");
    }
    fpl_buf_adds(out, "</section>\n");
    fpl_render__flush(page->to, FPL_RENDER_PIECE);
    return page->to->status;
}

enum fpl_status fpl_render__html(const struct fpl_report *report, struct fpl_render__to *to) {
    static const struct fpl_visitor visitor = {
        .begin = begin_table, .head = put_columns, .rows = put_rows, .end = end_table};
    struct page page = {.to = to};
    enum fpl_status status = fpl_report_visit(report, &visitor, &page, to->error);
    if (!status)
        status = fpl_buf_ok(&page.text);
    fpl_buf_adds(&to->buf, "</main>");
    if (to->how.foot) {
        fpl_buf_adds(&to->buf, "<footer>");
        fpl_markup__text(&to->buf, fpl_str_of(to->how.foot));
        fpl_buf_adds(&to->buf, "</footer>");
    }
    fpl_buf_adds(&to->buf, "</body></html>\n");
    fpl_plots_end(&page.plots);
    fpl_buf_release(&page.body);
    fpl_buf_release(&page.text);
    return status;
}
