/* 返投完成情况 (R6): required = multiple x guidance money; rate = recognised / required, compared in whole numbers.
 * Source: fund rules §3.4, §5 R6, vector T17. */
#include "reports/bound.h"

#include <stdio.h>

static const struct {
    const char *code, *zh, *en;
} situations[] = {{"REGISTERED", "本地注册", "registered here"},
                  {"MOVED_IN", "迁入", "moved in"},
                  {"ACQUIRED", "被本地企业控股收购", "acquired by a local firm"},
                  {"LANDED", "总部、生产或研发落地", "headquarters, production or r&d landed"},
                  {"SUBSIDIARY", "子公司实缴落地", "subsidiary paid in here"},
                  {"AFFILIATE", "关联基金投资", "invested by an affiliated fund"},
                  {"ATTRACTED", "招引项目", "project attracted"}};
enum { SITUATIONS = sizeof situations / sizeof situations[0], AFFILIATE = 5 };

struct reinvest {
    struct fpl_view *view;
    struct fpl_report *report;
    struct fpl_book book;
    struct fpl_error *error;
    struct fpl_date from; /* of the rule; FPL_DATE_NONE: none binds */
    int64_t seq;
    char binding[65];
    struct fpl_ratio times;
    int affiliates, committed;
    char document[1025];
    int64_t base, counts[SITUATIONS], recognised[SITUATIONS], revoked;
};

static enum fpl_status take_rule(void *ctx, const struct fpl_item *item) {
    struct reinvest *r = ctx;
    struct fpl_date from;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "from"), &from, r->error);
    if (status || fpl_date_cmp(from, fpl_view_as_of(r->view)) > 0)
        return status;
    int order = fpl_date_is_none(r->from) ? 1 : fpl_date_cmp(from, r->from);
    if (order < 0 || (order == 0 && item->seq0 < r->seq))
        return FPL_OK;
    r->from = from;
    r->seq = item->seq0;
    (void)fpl_str_copy(item->key, r->binding, sizeof r->binding);
    r->times = (struct fpl_ratio){fpl_json_get_num(item->data, "p", 0), fpl_json_get_num(item->data, "q", 1)};
    r->affiliates = fpl_json_get_num(item->data, "aff", 0) != 0;
    r->committed = fpl_str_is(fpl_json_get_text(item->data, "base"), "COMMITTED");
    (void)fpl_str_copy(fpl_json_get_text(item->data, "doc"), r->document, sizeof r->document);
    return FPL_OK;
}

static enum fpl_status take_commitment(void *ctx, const struct fpl_item *item) {
    struct reinvest *r = ctx;
    if (!fpl_str_is(fpl_json_get_text(item->data, "cap"), "GUIDANCE") ||
        fpl_str_is(fpl_json_get_text(item->data, "st"), "REVERSED"))
        return FPL_OK;
    return fpl_reports__add(&r->base,
                            r->committed
                                ? fpl_json_get_num(item->data, "amt", 0) - fpl_json_get_num(item->data, "rel", 0)
                                : fpl_json_get_num(item->data, "paid", 0),
                            r->error);
}

static enum fpl_status take_recognition(void *ctx, const struct fpl_item *item) {
    struct reinvest *r = ctx;
    struct fpl_str state = fpl_json_get_text(item->data, "st"), situation = fpl_json_get_text(item->data, "sit");
    int64_t counted = fpl_json_get_num(item->data, "cnt", 0);
    if (fpl_str_is(state, "REVOKED"))
        return fpl_reports__add(&r->revoked, counted, r->error);
    for (size_t i = 0; i < SITUATIONS && fpl_str_is(state, "RECOGNISED"); i++)
        if (fpl_str_is(situation, situations[i].code)) {
            r->counts[i]++;
            return fpl_reports__add(&r->recognised[i], counted, r->error);
        }
    return FPL_OK;
}

static void put_money(const struct reinvest *r, int64_t amount) {
    fpl_report_money(r->report, fpl_money_of(amount), r->book.scale);
}

static void put_line(const struct reinvest *r, const char *zh, const char *en, int64_t amount) {
    fpl_report_name(r->report, zh, en);
    put_money(r, amount);
}

struct measured {
    int64_t required, sum, short_of;
};

/* Required HALF_UP to fen; the rate and the verdict by the exact product. */
static enum fpl_status measure(struct reinvest *r, struct measured *out) {
    struct fpl_money required = fpl_money_of(0);
    int64_t sum = 0;
    enum fpl_status status = fpl_money_scale(fpl_money_of(r->base), r->times, FPL_HALF_UP, &required);
    if (status)
        return fpl_fail(r->error, status, NULL, NULL, NULL);
    for (size_t i = 0; i < SITUATIONS && !status; i++)
        if (i != AFFILIATE || r->affiliates)
            status = fpl_reports__add(&sum, r->recognised[i], r->error);
    int64_t need = fpl_money_minor(required);
    *out = (struct measured){need, sum, need > sum ? need - sum : 0};
    return status;
}

static void put_columns(struct fpl_report *report, int planned) {
    if (planned) {
        fpl_report_column(report, "when", "时点", "When", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
        fpl_report_column(report, "binding", "适用编号", "Rule", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    }
    fpl_report_column(report, "from", "适用起始日", "From", FPL_COLUMN_DATE, 0);
    fpl_report_column(report, "base", "引导基金出资", "Guidance money", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "base_is", "基数", "Base", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "times", "倍数", "Times", FPL_COLUMN_RATIO, 0);
    fpl_report_column(report, "required", "应返投", "Required", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "recognised", "已认定", "Recognised", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "rate", "完成率", "Rate", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(report, "short", "缺口", "Short", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(report, "document", "依据", "Document", FPL_COLUMN_TEXT, 0);
}

static enum fpl_status put_row(struct reinvest *r) {
    struct fpl_report *report = r->report;
    struct measured m = {0, 0, 0};
    enum fpl_status status = measure(r, &m);
    if (status)
        return status;
    fpl_report_date(report, r->from);
    put_money(r, r->base);
    if (r->committed)
        fpl_report_code(report, "COMMITTED", "引导基金认缴", "committed");
    else
        fpl_report_code(report, "PAID_IN", "引导基金实缴", "paid in");
    fpl_report_ratio(report, r->times);
    put_money(r, m.required);
    put_money(r, m.sum);
    if (m.required > 0)
        fpl_report_percent(report, m.sum, m.required);
    else
        fpl_report_none(report);
    put_money(r, m.short_of);
    if (m.required == 0)
        fpl_report_code(report, "NA", "不适用", "n/a");
    else if (m.short_of == 0)
        fpl_report_code(report, "PASS", "达标", "reached");
    else
        fpl_report_code(report, "FAIL", "未达标", "not reached");
    fpl_report_text(report, fpl_str_of(r->document));
    return FPL_OK;
}

static enum fpl_status put(struct reinvest *r) {
    fpl_report_table(r->report, "reinvest", "返投完成情况", "Reinvestment");
    fpl_reports__caption_book(r->report, &r->book);
    fpl_reports__caption_cut(r->report, r->view, 1);
    put_columns(r->report, 0);
    return put_row(r);
}

static void put_situations(struct reinvest *r) {
    fpl_report_table(r->report, "situations", "按情形", "By situation");
    fpl_report_column(r->report, "situation", "情形", "Situation", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r->report, "amount", "计入金额", "Counted", FPL_COLUMN_MONEY, 0);
    for (size_t i = 0; i < SITUATIONS; i++)
        if (r->counts[i] > 0)
            put_line(r, situations[i].zh, situations[i].en, r->recognised[i]);
    put_line(r, "已撤销（迁出），不计入", "revoked, moved out: not counted", r->revoked);
    if (!r->affiliates && r->recognised[AFFILIATE] > 0)
        fpl_report_note(r->report, "NO_AFFILIATES", "本基金的要求不计入关联基金投资",
                        "the fund's rule does not count what affiliated funds invest");
}

/* The rule in force, with the one that is planned (NULL: none), and the fund's figures by it. */
static enum fpl_status read_fund(struct reinvest *r, const struct fpl_bound *planned) {
    enum fpl_status status = fpl_bound__then(
        fpl_read_items(r->view, r->book.id, "reinvest.rule", take_rule, r, r->error), planned, take_rule, r);
    if (!status)
        status = fpl_read_items(r->view, r->book.id, "commitment", take_commitment, r, r->error);
    return status ? status : fpl_read_items(r->view, r->book.id, "reinvest", take_recognition, r, r->error);
}

static enum fpl_status put_when(struct reinvest *r, const struct fpl_bound *planned) {
    enum fpl_status status = read_fund(r, planned);
    if (status)
        return status;
    fpl_bound__cell_when(r->report, planned != NULL);
    if (!fpl_date_is_none(r->from)) {
        fpl_report_text(r->report, fpl_str_of(r->binding));
        return put_row(r);
    }
    fpl_report_code(r->report, "NONE", "未登记", "none");
    for (int i = 0; i < 10; i++)
        fpl_report_none(r->report);
    return FPL_OK;
}

enum fpl_status fpl_reinvest__would_bind(struct fpl_report *report, struct fpl_view *view, const struct fpl_book *book,
                                         const struct fpl_decision *decision, struct fpl_error *error) {
    struct reinvest before = {.view = view, .report = report, .book = *book, .error = error, .from = FPL_DATE_NONE};
    struct reinvest after = before;
    struct fpl_bound planned;
    enum fpl_status status = fpl_bound__read(decision, "reinvest.rule", &planned, error);
    if (!status && planned.is) {
        fpl_report_table(report, "reinvest", "返投完成情况：现行与适用后", "Reinvestment now and under it");
        fpl_reports__caption_planned(report, view);
        put_columns(report, 1);
        status = put_when(&before, NULL);
        if (!status)
            status = put_when(&after, &planned);
        if (!status)
            fpl_bound__note_held(report, &planned, after.binding);
    }
    fpl_bound__release(&planned);
    return status;
}

enum fpl_status fpl_report_reinvest(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                    struct fpl_error *error) {
    struct reinvest r = {.view = view, .error = error, .from = FPL_DATE_NONE};
    if (!(r.report = fpl_reports__begin("reinvest", error)))
        return FPL_E_NOMEM;
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_FUND, &r.book, error);
    if (!status)
        status = read_fund(&r, NULL);
    if (!status && fpl_date_is_none(r.from))
        status =
            fpl_fail(error, FPL_E_NOT_FOUND, FPL_ZH_EN("本基金的返投要求", "what the fund is to reinvest"), NULL, NULL);
    if (!status)
        status = put(&r);
    if (!status)
        put_situations(&r);
    return fpl_reports__end(r.report, status, out, error);
}
