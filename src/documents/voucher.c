/* 记账凭证 on A5, or two on A4, bound at the left: 会计基础工作规范 第五十一条 names what a voucher must have: day,
 * number, 摘要, accounts, amounts, how many papers belong to it, and the names of those who made, checked and posted
 * it. One that is longer than a page goes on as 1/2, 2/2; its sum stands on the last one. A reversal is red and has its
 * minus as well.
 */
#include "src/documents/form.h"
#include "src/documents/sheet.h"

#include <stdio.h>
#include <string.h>

#define WIDTH     (210 * DOC_MM) /* A5 landscape, and A4 upright */
#define HEIGHT    (148 * DOC_MM)
#define HALF      (148.5 * DOC_MM) /* of A4: where the second one begins */
#define LEFT      (25 * DOC_MM)    /* the edge that is bound */
#define RIGHT     (WIDTH - 10 * DOC_MM)
#define TOP       88.0
#define BODY      196.0 /* high: lines of a page */
#define SIZE      8.5
#define LINE_HIGH 24.0 /* of a line at least */
#define LINES_MAX 12   /* of one cell; what is longer says where the whole of it stands */

enum { MEMO, ACCOUNT, DEBIT, CREDIT, COLUMNS };
static const double edges[COLUMNS + 1] = {LEFT, LEFT + 150, LEFT + 330, LEFT + 413, RIGHT};

struct vouchers {
    struct doc_ink ink;
    const struct doc_paper *paper;
    struct fpl_table_shown table;
    const struct fpl_report_cell *cell;
    size_t cells;
    int two;   /* on a page */
    int lower; /* the upper half of the page is drawn, the lower one not */
    struct fpl_buf text, other;
};

static const char *word(const struct vouchers *v, const char *zh, const char *en) {
    return v->paper->zh ? zh : en;
}

static void put(struct vouchers *v, struct fpl_str text, double x, double y, double width, double size) {
    doc_ink_text(&v->ink,
                 &(struct doc_text){.text = text, .x = x, .y = y, .width = width, .size = size, .colour = doc_black});
}

static void put_at(struct vouchers *v, struct fpl_str text, const double box[3], double size, int align) {
    struct doc_text t = {.text = text, .x = box[0], .y = box[1], .width = box[2], .size = size, .colour = doc_black};
    double wide = doc_ink_width(&v->ink, text) * size;
    t.align = align == DOC_RIGHT ? DOC_RIGHT : align == DOC_CENTRE ? DOC_CENTRE : DOC_LEFT;
    if (wide > t.width) /* one line in any case */
        t.size *= t.width / wide;
    doc_ink_text(&v->ink, &t);
}

/* ---- a line ---- */

static void add_cell(struct vouchers *v, const struct fpl_report_cell *row, const char *key, const char *before,
                     struct fpl_buf *out) {
    struct fpl_str text = doc_cell_shown(&row[doc_form_column(&v->table, key)], v->paper->zh, &v->text);
    if (text.n && out->n)
        fpl_buf_adds(out, before);
    fpl_buf_add(out, text.p, text.n);
}

/* "224105 其他应付款 / 示例银行 / HJ-01", in v->other. */
static struct fpl_str account_of(struct vouchers *v, const struct fpl_report_cell *row) {
    fpl_buf_reset(&v->other);
    add_cell(v, row, "account", "", &v->other);
    add_cell(v, row, "account_name", " ", &v->other);
    add_cell(v, row, "party", " / ", &v->other);
    add_cell(v, row, "item", " / ", &v->other);
    if (v->other.failed)
        v->ink.status = FPL_E_NOMEM;
    return fpl_buf_str(&v->other);
}

static double width_of(int column) {
    return edges[column + 1] - edges[column] - 8;
}

static int lines_of(struct vouchers *v, struct fpl_str text, int column) {
    int lines = doc_ink_lines(&v->ink, text, SIZE, width_of(column));
    return lines < LINES_MAX ? lines : LINES_MAX;
}

static double height_of(struct vouchers *v, const struct fpl_report_cell *row) {
    int account = lines_of(v, account_of(v, row), ACCOUNT);
    int memo = lines_of(v, doc_cell_shown(&row[doc_form_column(&v->table, "memo")], v->paper->zh, &v->text), MEMO);
    double high = (account > memo ? account : memo) * SIZE * DOC_LEADING + 8;
    return high > LINE_HIGH ? high : LINE_HIGH;
}

/* A text that is longer than a cell holds ends in where the whole of it stands. */
static void put_folded(struct vouchers *v, struct fpl_str text, int column, double y) {
    int lines = doc_ink_lines(&v->ink, text, SIZE, width_of(column)), cut = lines > LINES_MAX;
    doc_ink_text(&v->ink, &(struct doc_text){.text = text,
                                             .x = edges[column] + 4,
                                             .y = y + SIZE + 4,
                                             .width = width_of(column),
                                             .size = SIZE,
                                             .n = cut ? LINES_MAX - 1 : lines,
                                             .colour = doc_black});
    if (cut)
        put(v, fpl_str_of(word(v, "……（全文见 explain）", "… (whole: explain)")), edges[column] + 4,
            y + SIZE + 4 + (LINES_MAX - 1) * SIZE * DOC_LEADING, width_of(column), SIZE);
}

static void put_amount(struct vouchers *v, const struct fpl_report_cell *cell, int column, double y) {
    struct fpl_str text = doc_cell_shown(cell, v->paper->zh, &v->text);
    double size = SIZE, wide = doc_ink_width(&v->ink, text) * size;
    size = wide > width_of(column) ? size * width_of(column) / wide : size;
    doc_ink_text(&v->ink, &(struct doc_text){.text = text,
                                             .x = edges[column] + 4,
                                             .y = y + SIZE + 4,
                                             .width = width_of(column) + 0.01,
                                             .size = size,
                                             .align = DOC_RIGHT,
                                             .colour = doc_cell_colour(cell)});
}

static void put_line(struct vouchers *v, const struct fpl_report_cell *row, double y, double high) {
    put_folded(v, account_of(v, row), ACCOUNT, y);
    put_folded(v, doc_cell_shown(&row[doc_form_column(&v->table, "memo")], v->paper->zh, &v->text), MEMO, y);
    put_amount(v, &row[doc_form_column(&v->table, "debit")], DEBIT, y);
    put_amount(v, &row[doc_form_column(&v->table, "credit")], CREDIT, y);
    doc_ink_rule(&v->ink, LEFT, y + high, RIGHT, y + high, 0.4);
}

/* ---- a page ---- */

static struct fpl_str caption(struct vouchers *v, const char *key) {
    return doc_form_caption(&v->table, key, v->paper->zh, &v->text);
}

static void put_head(struct vouchers *v, int page, int pages) {
    char text[400], number[200], day[40];
    double middle = (LEFT + RIGHT) / 2;
    int is_red = caption(v, "reversal").n > 0;
    put_at(v, fpl_str_of(word(v, "记  账  凭  证", "Voucher")), (const double[]){LEFT, 42, RIGHT - LEFT}, 17,
           DOC_CENTRE);
    doc_ink_rule(&v->ink, middle - 62, 48, middle + 62, 48, 0.8);
    doc_ink_rule(&v->ink, middle - 62, 50, middle + 62, 50, 0.4);
    (void)fpl_str_copy(caption(v, "voucher"), number, sizeof number);
    if (pages > 1)
        (void)snprintf(text, sizeof text, "%s%s　%d/%d", word(v, "凭证号 ", "No. "), number, page, pages);
    else
        (void)snprintf(text, sizeof text, "%s%s", word(v, "凭证号 ", "No. "), number);
    put_at(v, fpl_str_of(text), (const double[]){RIGHT - 170, 66, 170}, 9.5, DOC_RIGHT);
    (void)doc_form_day(caption(v, "posted"), v->paper->zh, day);
    put_at(v, fpl_str_of(day), (const double[]){middle - 62, 66, 124}, 9.5, DOC_CENTRE);
    put_at(v, caption(v, "book"), (const double[]){LEFT, 66, middle - 66 - LEFT}, 9.5, DOC_LEFT);
    if (is_red)
        doc_ink_text(&v->ink, &(struct doc_text){.text = fpl_str_of(word(v, "红字冲销", "reversal")),
                                                 .x = RIGHT - 80,
                                                 .y = 42,
                                                 .width = 80,
                                                 .size = 11,
                                                 .align = DOC_RIGHT,
                                                 .colour = doc_red});
}

static void put_grid(struct vouchers *v, double from, double to) {
    static const char *const zh[] = {"摘要", "科目 / 主体 / 项目", "借方金额", "贷方金额"},
                             *const en[] = {"Memo", "Account / party / item", "Debit", "Credit"};
    doc_ink_rule(&v->ink, LEFT, from - 16, RIGHT, from - 16, 0.8);
    doc_ink_rule(&v->ink, LEFT, from, RIGHT, from, 0.8);
    for (int i = 0; i <= COLUMNS; i++)
        doc_ink_rule(&v->ink, edges[i], from - 16, edges[i], to, i == 0 || i == COLUMNS ? 0.8 : 0.4);
    for (int i = 0; i < COLUMNS; i++)
        put_at(v, fpl_str_of(word(v, zh[i], en[i])), (const double[]){edges[i] + 4, from - 4.5, width_of(i)}, 9,
               DOC_CENTRE);
}

static void put_sum(struct vouchers *v, int last, double y) {
    char text[400] = "", capitals[300];
    const char *more = word(v, "转下页", "carried over");
    if (last) {
        (void)fpl_str_copy(caption(v, "in_capitals"), capitals, sizeof capitals);
        (void)snprintf(text, sizeof text, "%s%s", word(v, "合计：", "Total: "), capitals);
    }
    put_at(v, fpl_str_of(last ? text : more), (const double[]){LEFT + 4, y + 15, edges[DEBIT] - LEFT - 8}, 9.5,
           DOC_LEFT);
    if (last) {
        put_amount(v, &v->table.total[doc_form_column(&v->table, "debit")], DEBIT, y + 2);
        put_amount(v, &v->table.total[doc_form_column(&v->table, "credit")], CREDIT, y + 2);
    }
    doc_ink_rule(&v->ink, edges[DEBIT], y, edges[DEBIT], y + 23, 0.4);
    doc_ink_rule(&v->ink, edges[CREDIT], y, edges[CREDIT], y + 23, 0.4);
    doc_ink_rule(&v->ink, LEFT, y, LEFT, y + 23, 0.8);
    doc_ink_rule(&v->ink, RIGHT, y, RIGHT, y + 23, 0.8);
    doc_ink_rule(&v->ink, LEFT, y, RIGHT, y, 0.8);
    doc_ink_rule(&v->ink, LEFT, y + 23, RIGHT, y + 23, 0.8);
}

static void put_foot(struct vouchers *v, double y) {
    char text[900], made[260], checked[260], receipt[80], leaf[80], papers[40];
    (void)fpl_str_copy(caption(v, "made_by"), made, sizeof made);
    (void)fpl_str_copy(caption(v, "checked_by"), checked, sizeof checked);
    (void)fpl_str_copy(caption(v, "attachments"), papers, sizeof papers);
    (void)fpl_str_copy(caption(v, "receipt"), receipt, sizeof receipt);
    (void)fpl_str_copy(caption(v, "leaf"), leaf, sizeof leaf);
    if (v->paper->zh)
        (void)snprintf(text, sizeof text, "附件%s张　　记账　　　　　　出纳　　　　　　复核 %s　　制单 %s",
                       papers[0] ? papers : "　　　", checked, made);
    else
        (void)snprintf(text, sizeof text,
                       "Papers attached %s   Posted ________   Cashier ________   Checked %s   Made by %s",
                       papers[0] ? papers : "____", checked, made);
    put_at(v, fpl_str_of(text), (const double[]){LEFT, y, RIGHT - LEFT}, 9, DOC_LEFT);
    (void)snprintf(text, sizeof text, "%s %s　%s %s", word(v, "回执号", "receipt"), receipt, word(v, "叶散列", "leaf"),
                   leaf);
    put_at(v, fpl_str_of(text), (const double[]){LEFT, y + 14, RIGHT - LEFT}, 6.5, DOC_LEFT);
    put_at(v, fpl_str_of(v->paper->foot), (const double[]){LEFT, y + 24, RIGHT - LEFT}, 6.5, DOC_LEFT);
}

static void end_half(struct vouchers *v) {
    v->lower = v->two && !v->lower;
    if (!v->lower)
        doc_ink_page_end(&v->ink);
}

static void begin_half(struct vouchers *v) {
    if (v->lower) {
        doc_ink_shift(&v->ink, HALF);
        return;
    }
    doc_ink_page_size(&v->ink, WIDTH, v->two ? 2 * HALF : HEIGHT);
    for (int x = 0; v->two && x < (int)WIDTH; x += 8) /* where it is cut */
        doc_ink_rule_in(&v->ink, (const double[]){x, HALF, x + 4, HALF}, 0.4, doc_hair);
}

static void put_page(struct vouchers *v, size_t from, size_t to, int page, int pages) {
    double y = TOP, bottom = TOP + BODY;
    begin_half(v);
    put_head(v, page, pages);
    for (size_t i = from; i < to; i += v->table.columns) {
        double high = height_of(v, v->cell + i);
        put_line(v, v->cell + i, y, high);
        y += high;
    }
    while (y + LINE_HIGH <= bottom) { /* empty lines, so that all vouchers look alike */
        y += LINE_HIGH;
        doc_ink_rule(&v->ink, LEFT, y, RIGHT, y, 0.4);
    }
    bottom = y;
    put_grid(v, TOP, bottom);
    put_sum(v, to == v->cells, bottom);
    put_foot(v, bottom + 38);
    end_half(v);
}

/* The cell behind the last line that the page which begins with `from` holds. */
static size_t page_end(struct vouchers *v, size_t from) {
    double y = 0;
    size_t at = from;
    while (at < v->cells) {
        double high = height_of(v, v->cell + at);
        if (at > from && y + high > BODY)
            break;
        y += high;
        at += v->table.columns;
    }
    return at;
}

/* ---- the visit ---- */

static enum fpl_status begin_voucher(void *ctx, const struct fpl_table_shown *table) {
    struct vouchers *v = ctx;
    v->table = *table;
    v->cells = 0;
    return v->ink.status;
}

static enum fpl_status take_lines(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct vouchers *v = ctx;
    FPL_ASSERT(v->cells == 0); /* they are gathered: all at once, and they stay */
    v->cell = cell;
    v->cells = n;
    return v->ink.status;
}

static enum fpl_status end_voucher(void *ctx) {
    struct vouchers *v = ctx;
    int pages = 0, page = 0;
    for (size_t at = 0; pages == 0 || at < v->cells; at = page_end(v, at))
        pages++;
    for (size_t at = 0, end = 0; page == 0 || at < v->cells; at = end) {
        end = page_end(v, at);
        put_page(v, at, end, ++page, pages);
    }
    return v->text.failed ? FPL_E_NOMEM : v->ink.status;
}

enum fpl_status doc_voucher(const struct fpl_report *report, const struct doc_paper *paper, int two_on_a4,
                            fpl_write_fn write, void *ctx, struct fpl_error *error) {
    static const struct fpl_visitor visitor = {.begin = begin_voucher, .rows = take_lines, .end = end_voucher};
    struct vouchers v = {.paper = paper, .two = two_on_a4};
    enum fpl_status status = doc_ink_begin(&v.ink, paper, (const char *const[]){paper->font, doc_sans}, write, ctx);
    if (!status) {
        doc_ink_title(&v.ink, paper->zh ? "记账凭证" : "Vouchers");
        status = fpl_report_visit(report, &visitor, &v, error);
        if (v.lower)
            doc_ink_page_end(&v.ink);
    }
    if (status && !v.ink.status)
        v.ink.status = status;
    status = doc_ink_end(&v.ink, error);
    fpl_buf_release(&v.text);
    fpl_buf_release(&v.other);
    return status;
}
