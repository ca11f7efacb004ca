/* SVG by hand: a few shapes and texts, places in integers, looks by class so that a page can change them. */
#include "reports/svg.h"

static const char *const classes[FPL_PAINT_SERIES + FPL_PLOT_SERIES] = {
    "ink", "muted", "grid", "rule", "used", "pending", "left", "over", "s0", "s1", "s2", "s3", "s4", "s5"};

void fpl_svg__style(struct fpl_buf *out) {
    static const char *const colours[FPL_PLOT_SERIES] = {"1f5fa8", "b35900", "26734d", "6b3fa0", "0b7285", "8a6d00"};
    fpl_buf_adds(out, ".chart{font:110px system-ui,\"Noto Sans CJK SC\",\"WenQuanYi Micro Hei\",\"Microsoft "
                      "YaHei\",sans-serif;stroke-width:12;stroke-linecap:round}"
                      ".chart text{fill:#1d2733}.chart text.muted{fill:#55606b}.chart text.rule,.chart text.over{fill:"
                      "#a3230f}.chart line.grid{stroke:#dfe3e8}.chart line.muted{stroke:#8a949e}"
                      ".chart line.rule{stroke:#a3230f;stroke-width:16;stroke-dasharray:70 50}"
                      ".chart rect.grid{fill:#eef1f4}.chart rect.used{fill:#1f5fa8}.chart rect.pending{fill:#e0a526}"
                      ".chart rect.left{fill:#c9d8ea}.chart rect.over{fill:#c0392b}");
    for (int i = 0; i < FPL_PLOT_SERIES; i++)
        fpl_buf_addf(out, ".chart line.s%d,.chart path.s%d{stroke:#%s}.chart path.s%d,.chart text.s%d{fill:#%s}", i, i,
                     colours[i], i, i, colours[i]);
    fpl_buf_adds(out, ".chart path.hollow{fill:#fff;stroke-width:22}");
}

void fpl_markup__text(struct fpl_buf *out, struct fpl_str text) {
    struct fpl_buf shown = {0};
    if (!fpl_text_is_plain(text)) {
        fpl_text_show(text, &shown);
        text = fpl_buf_str(&shown);
    }
    for (size_t i = 0; i < text.n; i++) {
        switch (text.p[i]) {
        case '&':
            fpl_buf_adds(out, "&amp;");
            break;
        case '<':
            fpl_buf_adds(out, "&lt;");
            break;
        case '>':
            fpl_buf_adds(out, "&gt;");
            break;
        case '"':
            fpl_buf_adds(out, "&quot;");
            break;
        default:
            fpl_buf_addc(out, text.p[i]);
        }
    }
    out->failed |= shown.failed;
    fpl_buf_release(&shown);
}

static void end_shape(struct fpl_buf *out, const char *shape, struct fpl_str what) {
    if (what.n == 0) {
        fpl_buf_adds(out, "/>\n");
        return;
    }
    fpl_buf_adds(out, "><title>");
    fpl_markup__text(out, what);
    fpl_buf_addf(out, "</title></%s>\n", shape);
}

static void put_box(void *ctx, struct fpl_point from, struct fpl_point to, int paint, struct fpl_str what) {
    struct fpl_buf *out = ctx;
    fpl_buf_addf(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", classes[paint], from.x, from.y,
                 to.x - from.x, to.y - from.y);
    end_shape(out, "rect", what);
}

static void put_line(void *ctx, struct fpl_point from, struct fpl_point to, int paint) {
    fpl_buf_addf(ctx, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", classes[paint], from.x, from.y,
                 to.x, to.y);
}

static void put_mark(void *ctx, struct fpl_point at, int paint, int hollow, struct fpl_str what) {
    struct fpl_buf *out = ctx;
    int r = 50;
    fpl_buf_addf(out, "<path class=\"%s%s\" d=\"M%d %dL%d %dL%d %dL%d %dZ\"", classes[paint], hollow ? " hollow" : "",
                 at.x, at.y - r, at.x + r, at.y, at.x, at.y + r, at.x - r, at.y);
    end_shape(out, "path", what);
}

static void put_text(void *ctx, struct fpl_point at, enum fpl_anchor anchor, int paint, struct fpl_str text) {
    static const char *const anchors[] = {"start", "middle", "end"};
    struct fpl_buf *out = ctx;
    fpl_buf_addf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">", classes[paint], at.x, at.y,
                 anchors[anchor]);
    fpl_markup__text(out, text);
    fpl_buf_adds(out, "</text>\n");
}

static const struct fpl_canvas canvas = {put_box, put_line, put_mark, put_text};

void fpl_svg__plot(struct fpl_buf *out, const struct fpl_plot *plot) {
    fpl_buf_addf(out, "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\">",
                 FPL_PLOT_WIDTH, fpl_plot_height(plot));
    fpl_buf_adds(out, "<title>");
    fpl_markup__text(out, fpl_str_of(fpl_plot_title(plot)));
    fpl_buf_adds(out, "</title>\n");
    fpl_plot_draw(plot, &canvas, out);
    fpl_buf_adds(out, "</svg>\n");
}

/* ---- the charts of a report, one below the other ---- */

#define TITLE_HIGH 320

struct drawing {
    struct fpl_render__to *to;
    struct fpl_plots plots;
    struct fpl_buf body;
    int height;
};

static enum fpl_status begin_table(void *ctx, const struct fpl_table_shown *table) {
    struct drawing *d = ctx;
    return fpl_plots_begin(&d->plots, table, d->to->how.zh);
}

static enum fpl_status take_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct drawing *d = ctx;
    fpl_plots_rows(&d->plots, cell, n);
    return FPL_OK;
}

static enum fpl_status end_table(void *ctx) {
    struct drawing *d = ctx;
    enum fpl_status status = fpl_plots_ok(&d->plots);
    for (size_t i = 0; i < d->plots.n && !status; i++) {
        const struct fpl_plot *plot = d->plots.plot[i];
        if (fpl_plot_is_empty(plot))
            continue;
        fpl_buf_addf(&d->body, "<g transform=\"translate(0 %d)\"><text class=\"ink title\" x=\"0\" y=\"180\">",
                     d->height);
        fpl_markup__text(&d->body, fpl_str_of(fpl_plot_title(plot)));
        fpl_buf_addf(&d->body, "</text>\n<g transform=\"translate(0 %d)\">\n", TITLE_HIGH);
        fpl_plot_draw(plot, &canvas, &d->body);
        fpl_buf_adds(&d->body, "</g></g>\n");
        d->height += TITLE_HIGH + fpl_plot_height(plot) + TITLE_HIGH / 2;
    }
    return status;
}

enum fpl_status fpl_render__svg(const struct fpl_report *report, struct fpl_render__to *to) {
    static const struct fpl_visitor visitor = {.begin = begin_table, .rows = take_rows, .end = end_table};
    struct drawing d = {.to = to};
    enum fpl_status status = fpl_report_visit(report, &visitor, &d, to->error);
    if (!status && d.height == 0)
        status = fpl_fail(to->error, FPL_E_NO_CHART, fpl_report_key(report), NULL, NULL);
    if (!status)
        status = fpl_buf_ok(&d.body);
    if (!status) {
        fpl_buf_addf(&to->buf,
                     "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                     "viewBox=\"-150 -100 %d %d\"><style>",
                     (FPL_PLOT_WIDTH + 300) / 10, (d.height + 100) / 10, FPL_PLOT_WIDTH + 300, d.height + 100);
        fpl_svg__style(&to->buf);
        fpl_buf_adds(&to->buf, ".chart .title{font-size:150px;font-weight:600}</style>"
                               "<rect x=\"-150\" y=\"-100\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        fpl_buf_add(&to->buf, d.body.p, d.body.n);
        fpl_buf_adds(&to->buf, "</svg>\n");
    }
    fpl_plots_end(&d.plots);
    fpl_buf_release(&d.body);
    return status;
}
