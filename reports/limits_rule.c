/* A fund's limits as a table: the adopted rule, and what a planned event would make of each limit. */
#include "reports/limits.h"
#include "reports/rule_text.h"

#include <stdio.h>

void fpl_limits__kind(struct fpl_report *report, const struct fpl_limit *limit) {
    const struct fpl_limit_words *words = fpl_limit_words(limit->kind);
    fpl_report_code(report, words->code, words->zh, words->en);
}

void fpl_limits__bound(struct fpl_report *report, const struct fpl_limit *limit) {
    char zh[FPL_LIMIT_BOUND], en[FPL_LIMIT_BOUND], code[FPL_LIMIT_BOUND];
    fpl_report_code(report, fpl_limit_bound(limit, -1, code), fpl_limit_bound(limit, 1, zh),
                    fpl_limit_bound(limit, 0, en));
}

static void put_of(struct fpl_report *r, const struct fpl_limit *limit) {
    static const char *const of[][3] = {
        [FPL_OF_TARGET] = {"TARGET", "目标规模", "target size"},
        [FPL_OF_COMMITTED] = {"COMMITTED", "认缴（减核减）", "commitments less releases"},
        [FPL_OF_PAID_IN] = {"PAID_IN", "实收资本", "paid-in capital"}};
    if (fpl_limit_words(limit->kind)->has_of)
        fpl_report_code(r, of[limit->of][0], of[limit->of][1], of[limit->of][2]);
    else
        fpl_report_none(r);
}

static void put_breach(struct fpl_report *r, const struct fpl_limit *limit) {
    static const char *const breach[][3] = {
        [FPL_BREACH_REFUSE] = {"REFUSE", "不予登记", "refused"},
        [FPL_BREACH_REASON] = {"REASON", "须写理由", "needs a reason"},
        [FPL_BREACH_SECOND] = {"SECOND", "须写理由并由第二人批准", "needs a reason and another approver"},
        [FPL_BREACH_TELL] = {"TELL", "提示", "told"}};
    if (fpl_limit_words(limit->kind)->when)
        fpl_report_code(r, breach[limit->breach][0], breach[limit->breach][1], breach[limit->breach][2]);
    else
        fpl_report_code(r, "REPORT", "只在报表列示", "shown by the report");
}

/* ---- the rule ---- */

static void put_rule(struct fpl_report *r, const struct fpl_limit_rule *rule, struct fpl_date day) {
    char zh[256], en[256], name[160];
    struct fpl_str id = fpl_limit_rule_id(rule);
    int count = 0;
    const struct fpl_limit *list = fpl_limit_rule_list(rule, &count);
    (void)snprintf(name, sizeof name, "%.*s@%lld", (int)id.n, id.p, (long long)fpl_limit_rule_version(rule));
    fpl_report_table(r, "limit", "限额规则", "Limits of a fund");
    fpl_report_caption(r, "rule", "规则", "Rule");
    fpl_report_text(r, fpl_str_of(name));
    fpl_report_caption(r, "title", "名称", "Title");
    fpl_report_name(r, fpl_str_copy(fpl_limit_rule_title(rule, 1), zh, sizeof zh),
                    fpl_str_copy(fpl_limit_rule_title(rule, 0), en, sizeof en));
    fpl_report_caption(r, "clause", "依据", "Source");
    fpl_report_text(r, fpl_limit_rule_clause(rule));
    fpl_report_column(r, "limit", "限额", "Limit", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "bound", "界限", "Bound", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "of", "分母", "Of", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "breach", "超限时", "A breach is", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "clause", "条款", "Clause", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "from", "生效日", "From", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "to", "失效日", "To", FPL_COLUMN_DATE, 0);
    for (int i = 0; i < count; i++) {
        fpl_limits__kind(r, &list[i]);
        fpl_limits__bound(r, &list[i]);
        put_of(r, &list[i]);
        put_breach(r, &list[i]);
        fpl_report_text(r, fpl_str_of(list[i].clause));
        fpl_report_date(r, list[i].from);
        fpl_report_date(r, list[i].to);
    }
    fpl_reports__note_expired(r, fpl_str_of(name), fpl_limit_rule_to(rule), day);
}

enum fpl_status fpl_limits__rule_table(struct fpl_report *report, struct fpl_str json, struct fpl_date day,
                                       struct fpl_error *error) {
    struct fpl_limit_rule *rule = NULL;
    enum fpl_status status = fpl_limit_rule_parse(json, &rule, error);
    if (!status)
        put_rule(report, rule, day);
    fpl_limit_rule_free(rule);
    return status;
}

/* ---- before and with a planned event ---- */

static void put_verdict(struct fpl_report *r, const struct fpl_limit_row *row) {
    static const char *const words[][3] = {
        [FPL_LIMIT_KEPT] = {"KEPT", "未超", "within"},
        [FPL_LIMIT_BEFORE] = {"BROKEN_BEFORE", "此前已超，本次未加重", "broken before, no further"},
        [FPL_LIMIT_TOLD] = {"TOLD", "超限，提示", "broken, told"},
        [FPL_LIMIT_PASSED] = {"PASSED", "超限，已放行", "broken, let through"},
        [FPL_LIMIT_REFUSED] = {"REFUSED", "超限，不予登记", "broken, refused"}};
    fpl_report_code(r, words[row->verdict][0], words[row->verdict][1], words[row->verdict][2]);
}

static void put_figures(struct fpl_report *r, const struct fpl_limit_row *row, int at, int scale) {
    const struct fpl_limit_words *kind = fpl_limit_words(row->limit->kind);
    int counts = kind->shape != FPL_LIMIT_IS_BAN || row->has_reach, has_whole = row->whole[at] != 0;
    int64_t left = row->reach - row->num[at]; /* of the cash there is */
    int has_left = row->has_reach;
    if (kind->shape == FPL_LIMIT_IS_SHARE && row->whole[at] <= 0)
        has_left = 0;
    else if (has_left && kind->shape != FPL_LIMIT_IS_BAN &&
             fpl_limit_left(row->limit, row->num[at], row->whole[at], &has_left, &left) != FPL_OK)
        has_left = 0;
    if (counts)
        fpl_report_money(r, fpl_money_of(row->num[at]), scale);
    else
        fpl_report_none(r);
    if (has_whole)
        fpl_report_money(r, fpl_money_of(row->whole[at]), scale);
    else
        fpl_report_none(r);
    if (has_whole && kind->shape == FPL_LIMIT_IS_SHARE && row->whole[at] > 0)
        fpl_report_percent(r, row->num[at], row->whole[at]);
    else
        fpl_report_none(r);
    fpl_limits__bound(r, row->limit);
    if (has_left)
        fpl_report_money(r, fpl_money_of(left), scale);
    else
        fpl_report_none(r);
}

void fpl_limits__planned(struct fpl_report *r, const struct fpl_decision *decision, int scale) {
    if (decision->limits == 0)
        return;
    fpl_report_table(r, "limits", "限额：计入前后", "Limits before and after");
    fpl_report_column(r, "limit", "限额", "Limit", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "when", "时点", "When", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "numerator", "分子", "Numerator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "denominator", "分母", "Denominator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "used", "已用", "Used", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "bound", "界限", "Bound", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "left", "余额", "Left", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "status", "结论", "Status", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "clause", "条款", "Clause", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < decision->limits; i++)
        for (int at = 0; at <= 1; at++) {
            const struct fpl_limit_row *row = &decision->limit[i];
            fpl_limits__kind(r, row->limit);
            fpl_report_code(r, at ? "after" : "before", at ? "计入后" : "计入前", at ? "after" : "before");
            put_figures(r, row, at, scale);
            if (at)
                put_verdict(r, row);
            else
                fpl_report_none(r);
            fpl_report_text(r, fpl_str_of(row->limit->clause));
        }
}
