/* 联席会议季报 (R11): the funds on one page. Indicators with numerator, denominator, limit, verdict, definition and
 * clause; then warnings, what happened in the quarter, what is to be settled among departments. Shares and rates are
 * those of their own reports; here stand what was paid in, and what was invested, sold and written off in the quarter.
 * Source: fund rules §5 R11. */
#include "reports/joint.h"
#include "reports/borrow.h"
#include "reports/tolerance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE "NONE", "未登记", "none"

static const struct fpl_joint__indicator indicators[] = {
    [FPL_JOINT_PAID_IN] = {"PAID_IN", "资金到位", "paid in", "实缴（科目 4001）÷（认缴 − 核减）",
                           "paid-in capital (4001) / (committed - released)"},
    [FPL_JOINT_GUIDANCE] = {"GUIDANCE_PAID_IN", "引导出资到位", "guidance money paid in",
                            "引导基金实缴 ÷（引导基金认缴 − 核减）", "paid in by it / (committed by it - released)"},
    [FPL_JOINT_INVESTED] = {"INVESTED", "本季新增投资", "invested in the quarter",
                            "本季付款的投资 ÷ 成立以来的投资，均不减退回",
                            "deals paid in the quarter / all deals, refunds not taken off"},
    [FPL_JOINT_EARLY] = {"EARLY", "早期投资占比", "early-stage share", "", ""},
    [FPL_JOINT_LOSS] = {"LOSS", "损失率", "rate of loss", "", ""},
    [FPL_JOINT_REINVESTED] = {"REINVESTED", "返投完成率", "reinvested", "已认定 ÷ 应返投", "recognised / required"},
    [FPL_JOINT_EXITED] = {"EXITED", "本季退出成本", "cost sold in the quarter", "本季退出结转的成本 ÷ 成立以来的投资",
                          "cost relieved by sales in the quarter / all deals"},
    [FPL_JOINT_WRITTEN_OFF] = {"WRITTEN_OFF", "本季核销成本", "cost written off in the quarter",
                               "本季核销的成本 ÷ 成立以来的投资", "cost written off in the quarter / all deals"},
};

/* ---- rows ---- */

static void put_head(const struct fpl_joint *j, const struct fpl_book *fund, enum fpl_joint__which which) {
    const struct fpl_joint__indicator *of = &indicators[which];
    fpl_report_code(j->report, of->code, of->zh, of->en);
    fpl_report_text(j->report, fpl_str_of(fund->code));
    fpl_report_name(j->report, fund->name, fund->name_en);
    fpl_report_text(j->report, fpl_str_of(fund->currency));
}

static void put_definition(const struct fpl_joint *j, enum fpl_joint__which which) {
    const struct fpl_joint__indicator *of = &indicators[which];
    if (of->zh_definition[0])
        fpl_report_name(j->report, of->zh_definition, of->en_definition);
    else
        fpl_report_none(j->report);
}

/* A row of our own figures; count < 0: none. */
static void put_own(const struct fpl_joint *j, const struct fpl_book *fund, enum fpl_joint__which which,
                    const struct fpl_joint__figures *f) {
    struct fpl_report *r = j->report;
    put_head(j, fund, which);
    if (f->count >= 0)
        fpl_report_int(r, f->count);
    else
        fpl_report_none(r);
    fpl_report_money(r, fpl_money_of(f->num), fund->scale);
    fpl_report_money(r, fpl_money_of(f->den), fund->scale);
    fpl_report_percent(r, f->num, f->den > 0 ? f->den : 0);
    fpl_report_none(r);
    fpl_report_none(r);
    put_definition(j, which);
    fpl_report_none(r);
}

/* What no rule asks of the fund. */
static void put_unbound(const struct fpl_joint *j, const struct fpl_book *fund, enum fpl_joint__which which) {
    put_head(j, fund, which);
    for (int i = 0; i < 5; i++)
        fpl_report_none(j->report);
    fpl_report_code(j->report, NONE);
    put_definition(j, which);
    fpl_report_none(j->report);
}

/* ---- paid in, invested, sold ---- */

struct sums {
    const struct fpl_joint *j;
    struct fpl_joint__figures of[FPL_JOINT_INDICATORS];
};

static enum fpl_status take_commitment(void *ctx, const struct fpl_item *item) {
    struct sums *s = ctx;
    int64_t due = fpl_json_get_num(item->data, "amt", 0) - fpl_json_get_num(item->data, "rel", 0);
    if (fpl_str_is(fpl_json_get_text(item->data, "st"), "REVERSED"))
        return FPL_OK;
    enum fpl_status status = fpl_reports__add(&s->of[FPL_JOINT_PAID_IN].den, due, s->j->error);
    if (status || !fpl_str_is(fpl_json_get_text(item->data, "cap"), "GUIDANCE"))
        return status;
    status = fpl_reports__add(&s->of[FPL_JOINT_GUIDANCE].den, due, s->j->error);
    return status
               ? status
               : fpl_reports__add(&s->of[FPL_JOINT_GUIDANCE].num, fpl_json_get_num(item->data, "paid", 0), s->j->error);
}

static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    struct sums *s = ctx;
    if (!fpl_reports__is_capital(total->account))
        return FPL_OK;
    return fpl_reports__add(&s->of[FPL_JOINT_PAID_IN].num,
                            fpl_money_minor(total->credit) - fpl_money_minor(total->debit), s->j->error);
}

/* Is the day in the quarter? 0 where it is behind the cut, whose own records stand in no view of it. */
static enum fpl_status in_quarter(const struct fpl_joint *j, const struct fpl_item *item, const char *member,
                                  int *out) {
    struct fpl_date day;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, member), &day, j->error);
    *out = !status && fpl_date_cmp(day, j->from) >= 0 && fpl_date_cmp(day, fpl_view_as_of(j->view)) <= 0;
    return status;
}

static enum fpl_status add_up(struct sums *s, enum fpl_joint__which which, int64_t amount, int counts) {
    s->of[which].count += counts;
    return counts ? fpl_reports__add(&s->of[which].num, amount, s->j->error) : FPL_OK;
}

static enum fpl_status take_deal(void *ctx, const struct fpl_item *item) {
    struct sums *s = ctx;
    int64_t amount = fpl_json_get_num(item->data, "amt", 0);
    int within = 0;
    if (fpl_fund_deal_is_reversed(item->data))
        return FPL_OK;
    enum fpl_status status = in_quarter(s->j, item, "paid", &within);
    if (!status)
        status = fpl_reports__add(&s->of[FPL_JOINT_INVESTED].den, amount, s->j->error);
    return status ? status : add_up(s, FPL_JOINT_INVESTED, amount, within);
}

/* An instalment, on the day that it was paid; what was taken back names no day. */
static enum fpl_status take_instalment(void *ctx, const struct fpl_item *item) {
    struct sums *s = ctx;
    int64_t amount = fpl_json_get_num(item->data, "amt", 0);
    int within = 0;
    if (fpl_json_get_num(item->data, "rev", 0))
        return FPL_OK;
    enum fpl_status status = in_quarter(s->j, item, "day", &within);
    if (!status)
        status = fpl_reports__add(&s->of[FPL_JOINT_INVESTED].den, amount, s->j->error);
    return !status && within ? fpl_reports__add(&s->of[FPL_JOINT_INVESTED].num, amount, s->j->error) : status;
}

/* What was taken back names no day. */
static enum fpl_status take_gone(struct sums *s, const struct fpl_item *item, enum fpl_joint__which which) {
    int within = 0;
    if (fpl_json_get_num(item->data, "rev", 0))
        return FPL_OK;
    enum fpl_status status = in_quarter(s->j, item, "day", &within);
    return status ? status : add_up(s, which, -fpl_json_get_num(item->data, "dc", 0), within);
}

static enum fpl_status take_exit(void *ctx, const struct fpl_item *item) {
    return take_gone(ctx, item, FPL_JOINT_EXITED);
}

/* Interest alone leaves nothing. */
static enum fpl_status take_redemption(void *ctx, const struct fpl_item *item) {
    return fpl_json_get_num(item->data, "dc", 0) ? take_gone(ctx, item, FPL_JOINT_EXITED) : FPL_OK;
}

static enum fpl_status take_write_off(void *ctx, const struct fpl_item *item) {
    return take_gone(ctx, item, FPL_JOINT_WRITTEN_OFF);
}

static enum fpl_status read_sums(const struct fpl_joint *j, const struct fpl_book *fund, struct sums *s) {
    static const struct {
        const char *kind;
        fpl_item_cb take;
    } items[] = {{"commitment", take_commitment},
                 {"deal", take_deal},
                 {"instalment.paid", take_instalment},
                 {"exit", take_exit},
                 {"delivery", take_exit},
                 {"redemption", take_redemption},
                 {"writeoff", take_write_off}};
    struct fpl_reports__own totals = {.book = fund, .take = take_total, .ctx = s};
    *s = (struct sums){.j = j};
    enum fpl_status status = fpl_reports__own_totals(j->view, &totals, j->error);
    for (size_t i = 0; i < sizeof items / sizeof items[0] && !status; i++)
        status = fpl_read_items(j->view, fund->id, items[i].kind, items[i].take, s, j->error);
    s->of[FPL_JOINT_PAID_IN].count = s->of[FPL_JOINT_GUIDANCE].count = -1;
    s->of[FPL_JOINT_EXITED].den = s->of[FPL_JOINT_WRITTEN_OFF].den = s->of[FPL_JOINT_INVESTED].den;
    return status;
}

static enum fpl_status put_sums(const struct fpl_joint *j, const struct sums *sums, enum fpl_joint__which which) {
    for (size_t i = 0; i < j->n; i++)
        put_own(j, &j->fund[i], which, &sums[i].of[which]);
    return FPL_OK;
}

/* ---- figures of other reports ---- */

static void add_words(const struct fpl_borrow__row *row, const char *column, const char *zh, const char *en,
                      struct fpl_buf out[2]) {
    const struct fpl_report_cell *cell = fpl_borrow__at(row, column);
    if (!cell)
        return;
    struct fpl_str words[2] = {fpl_cell_words(cell, 1), fpl_cell_words(cell, 0)};
    fpl_buf_addf(&out[0], "%s%.*s", zh, (int)words[0].n, words[0].p);
    fpl_buf_addf(&out[1], "%s%.*s", en, (int)words[1].n, words[1].p);
}

static void put_words(const struct fpl_joint *j, struct fpl_buf words[2]) {
    fpl_buf_addc(&words[0], '\0');
    fpl_buf_addc(&words[1], '\0');
    if (fpl_buf_ok(&words[0]) || fpl_buf_ok(&words[1]))
        fpl_report_none(j->report);
    else
        fpl_report_name(j->report, words[0].p, words[1].p);
    fpl_buf_release(&words[0]);
    fpl_buf_release(&words[1]);
}

static const struct fpl_book *fund_of(const struct fpl_joint *j, const struct fpl_borrow__row *row,
                                      const char *column) {
    for (size_t i = 0; i < j->n; i++)
        if (fpl_borrow__is(row, column, j->fund[i].code))
            return &j->fund[i];
    return NULL;
}

static enum fpl_status take_early(void *ctx, const struct fpl_borrow__row *row) {
    static const char *const figures[] = {"numerator", "denominator", "share", "threshold", "verdict"};
    struct fpl_joint *j = ctx;
    const struct fpl_book *fund = fund_of(j, row, "fund");
    struct fpl_buf words[2] = {{0}, {0}};
    if (!fund || fpl_borrow__is(row, "binding", "NONE"))
        return FPL_OK; /* told by put_missing */
    j->seen[fund - j->fund] = 1;
    put_head(j, fund, FPL_JOINT_EARLY);
    fpl_report_none(j->report);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        fpl_borrow__copy(row, figures[i], j->report);
    fpl_buf_adds(&words[0], "早期 ÷ 分母");
    fpl_buf_adds(&words[1], "early / denominator");
    add_words(row, "profile", "，口径 ", ", profile ", words);
    add_words(row, "basis", "，", ", ", words);
    add_words(row, "window", "，", ", ", words);
    add_words(row, "followon", "，后续轮次", ", follow-on ", words);
    put_words(j, words);
    fpl_borrow__copy(row, "document", j->report);
    return FPL_OK;
}

/* Rows of funds, and those of class and family where all funds are asked for. */
static enum fpl_status take_loss(void *ctx, const struct fpl_borrow__row *row) {
    static const char *const figures[] = {"loss", "denominator", "rate", "limit", "verdict"};
    struct fpl_joint *j = ctx;
    const struct fpl_book *fund = fpl_borrow__is(row, "level", "FUND") ? fund_of(j, row, "of") : NULL;
    struct fpl_buf words[2] = {{0}, {0}};
    char name[80];
    if (!fund && (j->one || fpl_borrow__is(row, "verdict", "NOT_TESTED")))
        return FPL_OK;
    if (fund) {
        j->seen[fund - j->fund] = 1;
        put_head(j, fund, FPL_JOINT_LOSS);
    } else {
        fpl_report_code(j->report, "LOSS", indicators[FPL_JOINT_LOSS].zh, indicators[FPL_JOINT_LOSS].en);
        fpl_borrow__copy(row, "level", j->report);
        fpl_borrow__copy(row, "of", j->report);
        fpl_borrow__copy(row, "currency", j->report);
    }
    fpl_report_none(j->report);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        fpl_borrow__copy(row, figures[i], j->report);
    fpl_buf_adds(&words[0], "考核损失 ÷ 分母");
    fpl_buf_adds(&words[1], "loss tested / denominator");
    add_words(row, "rule", "，规则 ", ", rule ", words);
    put_words(j, words);
    fpl_borrow__text(row, "rule", name, sizeof name);
    const struct fpl_tolerance__rule *rule = fpl_tolerance__rule(&j->rules, fpl_str_of(name));
    fpl_report_text(j->report, rule ? fpl_loss_rule_clause(rule->rule) : (struct fpl_str){"", 0});
    return FPL_OK;
}

static enum fpl_status take_reinvest(void *ctx, const struct fpl_borrow__row *row) {
    struct fpl_joint *j = ctx;
    j->seen[j->at] = 1;
    put_head(j, &j->fund[j->at], FPL_JOINT_REINVESTED);
    fpl_report_none(j->report);
    fpl_borrow__copy(row, "recognised", j->report);
    fpl_borrow__copy(row, "required", j->report);
    fpl_borrow__copy(row, "rate", j->report);
    fpl_report_percent(j->report, 1, 1);
    fpl_borrow__copy(row, "verdict", j->report);
    put_definition(j, FPL_JOINT_REINVESTED);
    fpl_borrow__copy(row, "document", j->report);
    return FPL_OK;
}

static enum fpl_status borrow(struct fpl_joint *j, fpl_borrow__make make, const char *table, fpl_borrow__take take,
                              struct fpl_str book) {
    const struct fpl_report_spec spec = {.book = book, .deals = -1};
    const struct fpl_borrow__source source = {make, &spec, table};
    return fpl_borrow__read(j->view, &source, take, j, j->error);
}

/* A fund that no rule binds has a row of its own. */
static void put_missing(const struct fpl_joint *j, enum fpl_joint__which which) {
    for (size_t i = 0; i < j->n; i++)
        if (!j->seen[i])
            put_unbound(j, &j->fund[i], which);
}

static void none_seen(struct fpl_joint *j) {
    memset(j->seen, 0, j->n);
}

static enum fpl_status put_reinvested(struct fpl_joint *j) {
    enum fpl_status status = FPL_OK;
    none_seen(j);
    for (j->at = 0; j->at < j->n && !status; j->at++) {
        status = borrow(j, fpl_report_reinvest, "reinvest", take_reinvest, fpl_str_of(j->fund[j->at].code));
        if (status == FPL_E_NOT_FOUND) { /* no rule binds it */
            fpl_error_clear(j->error);
            status = FPL_OK;
        }
    }
    if (!status)
        put_missing(j, FPL_JOINT_REINVESTED);
    return status;
}

static enum fpl_status put_bound(struct fpl_joint *j, enum fpl_joint__which which, fpl_borrow__make make,
                                 const char *table, fpl_borrow__take take) {
    none_seen(j);
    enum fpl_status status = borrow(j, make, table, take, j->one ? fpl_str_of(j->fund[0].code) : FPL_STR(""));
    if (!status)
        put_missing(j, which);
    return status;
}

static void put_columns(struct fpl_joint *j) {
    struct fpl_report *r = j->report;
    char text[32], a[12], b[12];
    (void)snprintf(text, sizeof text, "%s/%s", fpl_date_format(j->from, a),
                   fpl_date_format(fpl_view_as_of(j->view), b));
    fpl_report_table(r, "joint", "联席会议季报", "For the joint conference");
    if (j->one)
        fpl_reports__caption_book(r, &j->fund[0]);
    fpl_reports__caption_cut(r, j->view, 1);
    fpl_reports__caption_text(r, "quarter", "本季", "Quarter", fpl_str_of(text));
    fpl_report_column(r, "indicator", "指标", "Indicator", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "fund", "基金编号", "Fund id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "fund_name", "基金", "Fund", FPL_COLUMN_TEXT, 0);
    fpl_reports__currency_column(r, fpl_reports__several_currencies(j->fund, j->n));
    fpl_report_column(r, "count", "笔数", "Number", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "numerator", "分子", "Numerator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "denominator", "分母", "Denominator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "ratio", "比率", "Ratio", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "limit", "界限", "Limit", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "definition", "口径", "Definition", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
}

static enum fpl_status put_indicators(struct fpl_joint *j) {
    struct sums *sums = calloc(j->n ? j->n : 1, sizeof *sums);
    enum fpl_status status = sums ? FPL_OK : fpl_fail(j->error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < j->n && !status; i++)
        status = read_sums(j, &j->fund[i], &sums[i]);
    put_columns(j);
    for (int which = FPL_JOINT_PAID_IN; which <= FPL_JOINT_INVESTED && !status; which++)
        status = put_sums(j, sums, (enum fpl_joint__which)which);
    if (!status)
        status = put_bound(j, FPL_JOINT_EARLY, fpl_report_early, "rule", take_early);
    if (!status)
        status = put_bound(j, FPL_JOINT_LOSS, fpl_report_tolerance, "tolerance", take_loss);
    if (!status)
        status = put_reinvested(j);
    for (int which = FPL_JOINT_EXITED; which <= FPL_JOINT_WRITTEN_OFF && !status; which++)
        status = put_sums(j, sums, (enum fpl_joint__which)which);
    free(sums);
    return status;
}

/* ---- the funds ---- */

static enum fpl_status add_fund(void *ctx, const struct fpl_book *book) {
    struct fpl_joint *j = ctx;
    if (book->kind != FPL_BOOK_FUND)
        return FPL_OK;
    struct fpl_book *wider = realloc(j->fund, (j->n + 1) * sizeof *wider);
    if (!wider)
        return fpl_fail(j->error, FPL_E_NOMEM, NULL, NULL, NULL);
    j->fund = wider;
    j->fund[j->n++] = *book;
    return FPL_OK;
}

static enum fpl_status read_funds(struct fpl_joint *j, struct fpl_str code) {
    struct fpl_book book;
    enum fpl_status status = FPL_OK;
    if (code.n == 0)
        status = fpl_read_books(j->view, add_fund, j, j->error);
    else if (!(status = fpl_reports__book(j->view, code, FPL_BOOK_FUND, &book, j->error)))
        status = add_fund(j, &book);
    if (!status && !(j->seen = calloc(j->n + 1, 1)))
        status = fpl_fail(j->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return status ? status : fpl_tolerance__rules(j->view, &j->rules, j->error);
}

enum fpl_status fpl_report_joint(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                 struct fpl_error *error) {
    struct fpl_joint j = {.view = view, .one = spec->book.n > 0, .error = error};
    int year = 0, month = 0, day = 0;
    fpl_date_split(fpl_view_as_of(view), &year, &month, &day);
    enum fpl_status status = fpl_date_of(year, (month - 1) / 3 * 3 + 1, 1, &j.from);
    if (status)
        return fpl_fail(error, status, NULL, NULL, NULL);
    if (!(j.report = fpl_reports__begin("joint", error)))
        return FPL_E_NOMEM;
    status = read_funds(&j, spec->book);
    if (!status)
        status = put_indicators(&j);
    if (!status)
        status = fpl_joint__warnings(&j);
    if (!status)
        status = fpl_joint__events(&j);
    free(j.fund);
    free(j.seen);
    fpl_tolerance__rules_release(&j.rules);
    return fpl_reports__end(j.report, status, out, error);
}
