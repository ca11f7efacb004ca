/* 限额: each limit of each fund with its bound, numerator, denominator, what is left, the verdict and the clause; of
 * one fund also the records behind it and the breaches that were let through. */
#include "reports/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const struct fpl_limit *limit;
    const char *who;
    int64_t num, whole, left; /* whole 0: there is none */
    int has_num, has_whole, has_left;
    const char *code, *zh, *en; /* the verdict */
};

struct limits {
    struct fpl_view *view;
    struct fpl_limits__fund *fund;
    const struct fpl_limit_rule *rule;
    struct fpl_report *report;
    int every;   /* a row for every firm and commitment; else the tightest alone */
    int when;    /* of rules that are compared: 'b' the row is before, 'a' after; 0: there is one rule */
    int *broken; /* rows of what is broken, counted; NULL: nobody asks */
    struct row tightest;
    int has_tightest, shown;
    struct fpl_error *error;
};

/* ---- verdicts ---- */

#define KEPT    "KEPT", "未超", "within"
#define BROKEN  "BROKEN", "超限", "broken"
#define PASSED  "PASSED", "超限，已放行", "broken, let through"
#define NA      "NOT_APPLICABLE", "不适用", "n/a"
#define MISSING "MISSING", "缺事实", "fact missing"
#define WAITS   "NEXT_CALL_WAITS", "未到，不能缴付下期", "no next call yet"
#define OPEN    "TRIGGERED", "已触发", "triggered"
static void verdict(struct row *row, const char *code, const char *zh, const char *en) {
    row->code = code;
    row->zh = zh;
    row->en = en;
}

int fpl_limits__names(const char *list, const char *word) {
    size_t n = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return 1;
    return 0;
}

/* Breaches of that limit that stand, of one deal ("deal|KC-101") or of any. */
static int passed(const struct limits *l, enum fpl_limit_kind kind, const char *key) {
    int n = 0;
    for (size_t i = 0; i < l->fund->passes; i++) {
        const struct fpl_limits__passed *one = &l->fund->passed[i];
        n += !one->reversed && fpl_limits__names(one->limits, fpl_limit_words(kind)->code) &&
             (!key || strcmp(key, one->key) == 0);
    }
    return n;
}

/* ---- one row ---- */

static void put_used(struct fpl_report *r, const struct row *row) {
    if (row->limit->kind == FPL_LIMIT_CASH || row->limit->kind == FPL_LIMIT_NOT_LARGEST)
        fpl_report_none(r);
    else if (row->has_whole && row->whole > 0)
        fpl_report_percent(r, row->num, row->whole);
    else if (!row->has_whole && row->has_num && row->limit->amount > 0)
        fpl_report_percent(r, row->num, row->limit->amount);
    else
        fpl_report_none(r);
}

static void put_amount(const struct limits *l, int has, int64_t amount) {
    if (has)
        fpl_report_money(l->report, fpl_money_of(amount), l->fund->book->scale);
    else
        fpl_report_none(l->report);
}

static void put_head(const struct limits *l) {
    struct fpl_report *r = l->report;
    if (l->when == 'a')
        fpl_report_code(r, "after", "适用后", "after");
    else if (l->when)
        fpl_report_code(r, "before", "现行", "before");
    fpl_report_text(r, fpl_str_of(l->fund->book->code));
    fpl_report_name(r, l->fund->book->name, l->fund->book->name_en);
    fpl_report_text(r, fpl_str_of(l->fund->book->currency));
}

static void put_who(const struct limits *l, const char *who) {
    char name[256];
    if (!who) {
        fpl_report_none(l->report);
        fpl_report_none(l->report);
        return;
    }
    fpl_reports__party_name(l->view, fpl_str_of(who), name, sizeof name);
    fpl_report_text(l->report, fpl_str_of(who));
    fpl_report_text(l->report, fpl_str_of(name));
}

static void put_row(const struct limits *l, const struct row *row) {
    struct fpl_report *r = l->report;
    put_head(l);
    fpl_report_text(r, fpl_str_of(l->fund->binding.rule));
    fpl_limits__kind(r, row->limit);
    put_who(l, row->who);
    put_amount(l, row->has_num, row->num);
    put_amount(l, row->has_whole, row->whole);
    put_used(r, row);
    fpl_limits__bound(r, row->limit);
    if (row->limit->kind == FPL_LIMIT_CASH)
        put_amount(l, 1, row->whole);
    else
        put_amount(l, row->has_left, row->left);
    fpl_report_code(r, row->code, row->zh, row->en);
    if (l->broken && l->when == 'a')
        *l->broken += strcmp(row->code, "BROKEN") == 0;
    fpl_report_text(r, fpl_str_of(row->limit->clause));
    fpl_report_date(r, row->limit->to);
}

/* Of many rows of one limit an overview shows the one with the least left; a share of nothing comes first. Where rules
 * are compared, each that is broken is shown, and the one with the least left only if none is. */
static void give(struct limits *l, const struct row *row) {
    int shown = l->when && strcmp(row->code, "BROKEN") == 0;
    l->shown |= shown;
    if (l->every || shown) {
        put_row(l, row);
        return;
    }
    if (!l->has_tightest || !row->has_left || (l->tightest.has_left && row->left < l->tightest.left))
        l->tightest = *row;
    l->has_tightest = 1;
}

static void end_rows(struct limits *l) {
    if (l->has_tightest && !l->shown)
        put_row(l, &l->tightest);
    l->has_tightest = l->shown = 0;
}

/* ---- shares and amounts ---- */

static int whole_of(const struct limits *l, const struct fpl_limit *limit, int64_t *out) {
    *out = limit->of == FPL_OF_TARGET      ? l->fund->binding.target
           : limit->of == FPL_OF_COMMITTED ? l->fund->committed
                                           : l->fund->paid_in;
    return limit->of != FPL_OF_TARGET || *out > 0;
}

static enum fpl_status judge(struct limits *l, struct row *row, int let_through) {
    const struct fpl_limit_words *kind = fpl_limit_words(row->limit->kind);
    row->has_num = 1;
    row->has_whole = kind->shape == FPL_LIMIT_IS_SHARE;
    if (row->has_whole && row->whole <= 0) {
        verdict(row, NA);
        give(l, row);
        return FPL_OK;
    }
    enum fpl_status status = fpl_limit_left(row->limit, row->num, row->whole, &row->has_left, &row->left);
    if (status)
        return fpl_fail(l->error, status, NULL, NULL, NULL);
    if (!row->has_left || row->left >= 0)
        verdict(row, KEPT);
    else if (let_through)
        verdict(row, PASSED);
    else
        verdict(row, BROKEN);
    give(l, row);
    return FPL_OK;
}

/* One numerator of the whole fund. */
static enum fpl_status put_share(struct limits *l, const struct fpl_limit *limit) {
    struct row row = {.limit = limit, .has_num = 1};
    row.num = limit->kind == FPL_LIMIT_GUIDANCE_SHARE     ? l->fund->guidance
              : limit->kind == FPL_LIMIT_GOVERNMENT_SHARE ? l->fund->government
              : limit->kind == FPL_LIMIT_GP_SHARE         ? l->fund->gp
                                                          : l->fund->direct;
    if (!whole_of(l, limit, &row.whole)) {
        verdict(&row, MISSING);
        give(l, &row);
        return FPL_OK;
    }
    return judge(l, &row, passed(l, limit->kind, NULL));
}

/* Short of the bound nothing is broken: the next call waits. */
static enum fpl_status put_deployed(struct limits *l, const struct fpl_limit *limit) {
    const struct fpl_limits__fund *f = l->fund;
    struct row row = {.limit = limit, .has_num = 1, .num = f->invested - f->unpaid, .whole = f->paid_in + f->open};
    row.has_whole = 1;
    if (row.whole <= 0) {
        verdict(&row, NA);
    } else {
        enum fpl_status status = fpl_limit_left(limit, row.num, row.whole, &row.has_left, &row.left);
        if (status)
            return fpl_fail(l->error, status, NULL, NULL, NULL);
        if (row.left >= 0)
            verdict(&row, KEPT);
        else if (passed(l, limit->kind, NULL))
            verdict(&row, PASSED);
        else
            verdict(&row, WAITS);
    }
    give(l, &row);
    return FPL_OK;
}

static enum fpl_status put_first_calls(struct limits *l, const struct fpl_limit *limit) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < l->fund->commitments.n && !status; i++) {
        const struct fpl_limits__line *line = &l->fund->commitments.line[i];
        struct row row = {.limit = limit, .who = line->who, .num = line->first, .whole = line->amount - line->less};
        if (line->first > 0)
            status = judge(l, &row, passed(l, limit->kind, NULL));
    }
    return status;
}

/* By a reversal: of a refund of that firm, or of what all firms' shares are of. */
static int back_passed(const struct limits *l, enum fpl_limit_kind kind, const char *firm) {
    int n = 0;
    for (size_t i = 0; i < l->fund->passes; i++) {
        const struct fpl_limits__passed *one = &l->fund->passed[i];
        n += !one->reversed && strncmp(one->key, "deal|", 5) != 0 && (!one->firm[0] || strcmp(one->firm, firm) == 0) &&
             fpl_limits__names(one->limits, fpl_limit_words(kind)->code);
    }
    return n;
}

static int deal_passed(const struct limits *l, enum fpl_limit_kind kind, const struct fpl_limits__line *line) {
    char key[192];
    (void)snprintf(key, sizeof key, "deal|%s", line->key);
    return passed(l, kind, key);
}

/* One row a firm: all that was paid to it less refunds, whatever was sold since. */
static enum fpl_status put_projects(struct limits *l, const struct fpl_limit *limit) {
    const struct fpl_limits__list *deals = &l->fund->deals;
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < deals->n && !status;) {
        struct row row = {.limit = limit, .who = deals->line[i].who, .has_num = 1};
        int let_through = back_passed(l, limit->kind, row.who);
        for (; i < deals->n && !status && strcmp(deals->line[i].who, row.who) == 0; i++) {
            status = fpl_reports__add(&row.num, deals->line[i].amount - deals->line[i].less, l->error);
            let_through |= deal_passed(l, limit->kind, &deals->line[i]);
        }
        if (status)
            break;
        if (limit->kind == FPL_LIMIT_PROJECT_SHARE && !whole_of(l, limit, &row.whole)) {
            verdict(&row, MISSING);
            give(l, &row);
        } else {
            status = judge(l, &row, let_through);
        }
    }
    return status;
}

static enum fpl_status put_deals(struct limits *l, const struct fpl_limit *limit) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < l->fund->deals.n && !status; i++) {
        const struct fpl_limits__line *line = &l->fund->deals.line[i];
        struct row row = {.limit = limit, .who = line->who, .num = line->amount};
        status = judge(l, &row, deal_passed(l, limit->kind, line));
    }
    return status;
}

/* ---- bans and triggers ---- */

/* A ban is kept but where somebody let a breach of it through. */
static void put_ban(struct limits *l, const struct fpl_limit *limit) {
    struct row row = {.limit = limit};
    if (limit->kind == FPL_LIMIT_CASH) {
        row.whole = l->fund->cash;
        row.has_whole = 1;
    }
    if (passed(l, limit->kind, NULL))
        verdict(&row, PASSED);
    else if (limit->kind == FPL_LIMIT_CASH && l->fund->cash < 0)
        verdict(&row, BROKEN);
    else
        verdict(&row, KEPT);
    put_row(l, &row);
}

/* On the view's day: more than so many months since `from`, and it has not happened by then. 财预〔2015〕210号
 * 第二十条. */
static int is_late(const struct limits *l, const struct fpl_limit *limit, struct fpl_date from, struct fpl_date done) {
    struct fpl_date as_of = fpl_view_as_of(l->view);
    return fpl_date_cmp(as_of, fpl_date_add_months(from, limit->months)) > 0 &&
           (fpl_date_is_none(done) || fpl_date_cmp(done, as_of) > 0);
}

static int any_passed(const struct limits *l, int bans_only) {
    static const enum fpl_limit_kind bans[] = {FPL_LIMIT_NAMED_EQUITY, FPL_LIMIT_FIRM_GUARANTEE,
                                               FPL_LIMIT_LISTED_SHARES};
    int n = 0;
    for (size_t i = 0; i < l->fund->passes && !bans_only; i++)
        n += !l->fund->passed[i].reversed;
    for (size_t i = 0; i < sizeof bans / sizeof bans[0]; i++)
        n += passed(l, bans[i], NULL);
    return n;
}

static void put_trigger(struct limits *l, const struct fpl_limit *limit) {
    struct row row = {.limit = limit};
    const struct fpl_limits__fund *f = l->fund;
    int is = 0;
    struct fpl_date from = limit->kind == FPL_LIMIT_EXIT_NOT_ESTABLISHED ? f->binding.approved : f->first_paid;
    if (limit->months && fpl_date_is_none(from)) {
        if (limit->kind == FPL_LIMIT_EXIT_NOT_ESTABLISHED)
            verdict(&row, MISSING);
        else
            verdict(&row, NA);
        put_row(l, &row);
        return;
    }
    if (limit->months)
        is = is_late(l, limit, from,
                     limit->kind == FPL_LIMIT_EXIT_NOT_ESTABLISHED ? f->binding.established : f->first_deal);
    else
        is = any_passed(l, limit->kind == FPL_LIMIT_EXIT_OFF_POLICY);
    if (is)
        verdict(&row, OPEN);
    else
        verdict(&row, KEPT);
    put_row(l, &row);
}

/* By party: what the guidance fund's commits against the largest of the others; an equal one is the largest too.
 * Source: 财企〔2007〕128号, 财教〔2021〕176号. */
static enum fpl_status put_largest(struct limits *l, const struct fpl_limit *limit) {
    const struct fpl_limits__list *list = &l->fund->commitments;
    struct row row = {.limit = limit, .num = l->fund->guidance, .has_num = 1, .has_whole = 1};
    for (size_t i = 0; i < list->n; i++) {
        int64_t sum = 0;
        int guides = 0;
        for (size_t k = 0; k < list->n; k++) {
            if (strcmp(list->line[k].who, list->line[i].who) != 0)
                continue;
            guides |= list->line[k].capacity == 'G';
            enum fpl_status status = fpl_reports__add(&sum, list->line[k].amount - list->line[k].less, l->error);
            if (status)
                return status;
        }
        row.whole = !guides && sum > row.whole ? sum : row.whole;
    }
    row.left = row.whole - 1 - row.num;
    row.has_left = row.num > 0;
    if (row.num == 0)
        verdict(&row, NA);
    else if (row.left >= 0)
        verdict(&row, KEPT);
    else
        verdict(&row, BROKEN);
    put_row(l, &row);
    return FPL_OK;
}

static enum fpl_status put_limit(struct limits *l, const struct fpl_limit *limit) {
    const struct fpl_limit_words *kind = fpl_limit_words(limit->kind);
    enum fpl_status status = FPL_OK;
    if (limit->kind == FPL_LIMIT_NOT_LARGEST)
        status = put_largest(l, limit);
    else if (kind->when == 0)
        put_trigger(l, limit);
    else if (kind->shape == FPL_LIMIT_IS_BAN)
        put_ban(l, limit);
    else if (limit->kind == FPL_LIMIT_FIRST_CALL)
        status = put_first_calls(l, limit);
    else if (limit->kind == FPL_LIMIT_DEPLOYED)
        status = put_deployed(l, limit);
    else if (limit->kind == FPL_LIMIT_PROJECT_SHARE || limit->kind == FPL_LIMIT_PROJECT_AMOUNT)
        status = put_projects(l, limit);
    else if (limit->kind == FPL_LIMIT_DEAL_AMOUNT)
        status = put_deals(l, limit);
    else
        status = put_share(l, limit);
    end_rows(l);
    return status;
}

/* ---- one fund ---- */

/* What every fund is held to, whatever binds it: nothing is paid in beyond a commitment. */
static void put_unfunded(const struct limits *l) {
    struct fpl_report *r = l->report;
    put_head(l);
    fpl_report_none(r);
    fpl_report_code(r, "unfunded", "未缴认缴不为负", "unfunded commitments are not negative");
    put_who(l, NULL);
    put_amount(l, 1, l->fund->committed - l->fund->unfunded);
    put_amount(l, 1, l->fund->committed);
    if (l->fund->committed > 0)
        fpl_report_percent(r, l->fund->committed - l->fund->unfunded, l->fund->committed);
    else
        fpl_report_none(r);
    fpl_report_text(r, FPL_STR("<= 100%"));
    put_amount(l, 1, l->fund->unfunded);
    if (l->fund->unfunded >= 0)
        fpl_report_code(r, KEPT);
    else
        fpl_report_code(r, BROKEN);
    fpl_report_none(r);
    fpl_report_none(r);
}

static void put_unbound(const struct limits *l) {
    put_head(l);
    fpl_report_code(l->report, "NONE", "未登记", "none");
    for (int i = 0; i < 11; i++)
        fpl_report_none(l->report);
}

static enum fpl_status put_fund(struct limits *l, const struct fpl_limits__rules *rules) {
    int count = 0;
    enum fpl_status status = FPL_OK;
    put_unfunded(l);
    l->rule = l->fund->binding.seq ? fpl_limits__rule(rules, l->fund->binding.rule) : NULL;
    if (!l->rule) {
        put_unbound(l);
        return FPL_OK;
    }
    const struct fpl_limit *list = fpl_limit_rule_list(l->rule, &count);
    for (int i = 0; i < count && !status; i++)
        status = put_limit(l, &list[i]);
    fpl_reports__note_expired(l->report, fpl_str_of(l->fund->binding.rule), fpl_limit_rule_to(l->rule),
                              fpl_view_as_of(l->view));
    return status;
}

static void put_columns(struct fpl_report *r, int several) {
    fpl_report_column(r, "fund", "基金编号", "Fund id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "fund_name", "基金", "Fund", FPL_COLUMN_TEXT, 0);
    fpl_reports__currency_column(r, several);
    fpl_report_column(r, "rule", "规则", "Rule", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "limit", "限额", "Limit", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "subject", "对象代码", "Subject id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "subject_name", "对象", "Subject", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "numerator", "分子", "Numerator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "denominator", "分母", "Denominator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "used", "已用", "Used", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "bound", "界限", "Bound", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "left", "余额", "Left", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "status", "结论", "Status", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "clause", "条款", "Clause", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "until", "有效至", "In force until", FPL_COLUMN_DATE, 0);
}

/* ---- what another rule would make of it ---- */

struct other {                         /* a rule, and what the fund says of itself under it */
    const struct fpl_limit_rule *rule; /* NULL: none */
    struct fpl_limits__binding binding;
};

static const struct fpl_limit *same_kind(const struct fpl_limit_rule *rule, enum fpl_limit_kind kind) {
    int count = 0;
    const struct fpl_limit *list = rule ? fpl_limit_rule_list(rule, &count) : NULL;
    for (int i = 0; i < count; i++)
        if (list[i].kind == kind)
            return &list[i];
    return NULL;
}

static enum fpl_status put_under(struct limits *l, int when, const struct other *other, const struct fpl_limit *limit) {
    l->when = when;
    l->rule = other->rule;
    l->fund->binding = other->binding;
    return limit ? put_limit(l, limit) : FPL_OK;
}

/* Each limit, as it stands and as it would: what is not in the other rule stands alone. */
static enum fpl_status put_both(struct limits *l, const struct other *before, const struct other *after) {
    int count = 0;
    const struct fpl_limit *list = fpl_limit_rule_list(after->rule, &count);
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < count && !status; i++) {
        status = put_under(l, 'b', before, same_kind(before->rule, list[i].kind));
        if (!status)
            status = put_under(l, 'a', after, &list[i]);
    }
    list = before->rule ? fpl_limit_rule_list(before->rule, &count) : NULL;
    for (int i = 0; list && i < count && !status; i++)
        if (!same_kind(after->rule, list[i].kind))
            status = put_under(l, 'b', before, &list[i]);
    return status;
}

static void begin_comparison(struct fpl_report *r, struct fpl_view *view) {
    fpl_report_table(r, "limits", "限额：现行与适用后", "Limits now and under it");
    fpl_reports__caption_planned(r, view);
    fpl_report_column(r, "when", "时点", "When", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    put_columns(r, 0);
}

static void end_comparison(struct fpl_report *r, int broken) {
    char zh[160], en[160];
    if (broken == 0)
        return;
    (void)snprintf(zh, sizeof zh, "适用后，基金此刻已超限 %d 项，见上表", broken);
    (void)snprintf(en, sizeof en, "under it, %d of the limits are broken as things stand: see the table", broken);
    fpl_report_note(r, "BROKEN_UNDER", zh, en);
}

static enum fpl_status compare(struct limits *like, const struct fpl_book *book, const struct other *after,
                               const struct fpl_limits__rules *rules) {
    struct fpl_limits__fund fund = {.view = like->view, .book = book, .error = like->error};
    struct limits l = *like;
    struct other before = {NULL, {.seq = 0}}, next = *after;
    l.fund = &fund;
    enum fpl_status status = fpl_limits__binding(&fund);
    if (!status)
        status = fpl_limits__read(&fund);
    before.binding = fund.binding;
    before.rule = fund.binding.seq ? fpl_limits__rule(rules, fund.binding.rule) : NULL;
    if (next.binding.seq == 0) { /* the same fund under another version */
        char name[160];
        (void)fpl_str_copy(fpl_str_of(next.binding.rule), name, sizeof name);
        next.binding = fund.binding;
        (void)fpl_str_copy(fpl_str_of(name), next.binding.rule, sizeof next.binding.rule);
    }
    if (!status)
        status = put_both(&l, &before, &next);
    fpl_limits__release(&fund);
    return status;
}

/* What binding such limits, as the decision says, would make of what the fund already is. */
enum fpl_status fpl_limits__would_bind(struct fpl_report *report, struct fpl_view *view, const struct fpl_book *book,
                                       const struct fpl_decision *decision, struct fpl_error *error) {
    int broken = 0;
    struct limits l = {.view = view, .report = report, .broken = &broken, .error = error};
    struct fpl_limits__rules rules = {.n = 0};
    struct fpl_json_doc doc = {0};
    struct other after = {NULL, {.seq = 0}};
    const struct fpl_item_write *item = NULL;
    for (int i = 0; i < decision->items && !item; i++)
        item = strcmp(decision->item[i].kind, "limit.since") == 0 ? &decision->item[i] : NULL;
    if (!item)
        return FPL_OK;
    enum fpl_status status = fpl_json_parse(&doc, item->data, error);
    if (!status)
        status = fpl_limits__read_binding(fpl_json_root(&doc), &after.binding, error);
    if (!status)
        status = fpl_limits__rules(view, &rules, error);
    after.binding.seq = INT64_MAX;
    after.rule = status ? NULL : fpl_limits__rule(&rules, after.binding.rule);
    if (!status && after.rule) {
        begin_comparison(report, view);
        status = compare(&l, book, &after, &rules);
        end_comparison(report, broken);
    }
    fpl_json_doc_release(&doc);
    fpl_limits__rules_release(&rules);
    return status;
}

/* ---- the report ---- */

struct funds {
    struct fpl_book *list;
    size_t n, cap;
    struct fpl_error *error;
};

static enum fpl_status take_book(void *ctx, const struct fpl_book *book) {
    struct funds *funds = ctx;
    if (book->kind != FPL_BOOK_FUND)
        return FPL_OK;
    if (funds->n == funds->cap) {
        size_t cap = funds->cap ? funds->cap * 2 : 16;
        struct fpl_book *wider = realloc(funds->list, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(funds->error, FPL_E_NOMEM, NULL, NULL, NULL);
        funds->list = wider;
        funds->cap = cap;
    }
    funds->list[funds->n++] = *book;
    return FPL_OK;
}

static enum fpl_status read_funds(struct limits *l, struct fpl_str code, struct funds *funds) {
    struct fpl_book book;
    if (code.n == 0)
        return fpl_read_books(l->view, take_book, funds, l->error);
    enum fpl_status status = fpl_reports__book(l->view, code, FPL_BOOK_FUND, &book, l->error);
    return status ? status : take_book(funds, &book);
}

/* With everything of it that the figures come from. */
static enum fpl_status put_one(const struct limits *like, const struct fpl_book *book,
                               const struct fpl_limits__rules *rules) {
    struct fpl_limits__fund fund = {.view = like->view, .book = book, .error = like->error};
    struct limits l = *like;
    l.fund = &fund;
    enum fpl_status status = fpl_limits__binding(&fund);
    if (!status)
        status = fpl_limits__read(&fund);
    if (!status)
        status = put_fund(&l, rules);
    fpl_reports__note_foreign(l.report, book, fund.foreign);
    if (!status && l.every) {
        fpl_limits__records(l.report, &fund);
        fpl_limits__let_through(l.report, &fund);
    }
    fpl_limits__release(&fund);
    return status;
}

static enum fpl_status put_all(const struct limits *l, const struct funds *funds,
                               const struct fpl_limits__rules *rules) {
    enum fpl_status status = FPL_OK;
    fpl_report_table(l->report, "limits", "限额", "Limits");
    fpl_reports__caption_cut(l->report, l->view, 1);
    put_columns(l->report, fpl_reports__several_currencies(funds->list, funds->n));
    for (size_t i = 0; i < funds->n && !status; i++)
        status = put_one(l, &funds->list[i], rules);
    return status;
}

enum fpl_status fpl_report_limits(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                  struct fpl_error *error) {
    struct limits l = {.view = view, .every = spec->book.n > 0, .error = error};
    struct funds funds = {.error = error};
    struct fpl_limits__rules rules = {.n = 0};
    if (!(l.report = fpl_reports__begin("limits", error)))
        return FPL_E_NOMEM;
    enum fpl_status status = read_funds(&l, spec->book, &funds);
    if (!status)
        status = fpl_limits__rules(view, &rules, error);
    if (!status)
        status = put_all(&l, &funds, &rules);
    free(funds.list);
    fpl_limits__rules_release(&rules);
    return fpl_reports__end(l.report, status, out, error);
}

/* ---- before limits are adopted ---- */

static int bears_id(const char *name, struct fpl_str id) {
    return strncmp(name, id.p, id.n) == 0 && name[id.n] == '@';
}

/* Each fund that an earlier version of them binds: adopting does not bind, but this is what it would mean. */
enum fpl_status fpl_limits__adopted(struct fpl_report *report, struct fpl_view *view, struct fpl_str json,
                                    struct fpl_error *error) {
    int broken = 0, begun = 0;
    struct limits l = {.view = view, .report = report, .broken = &broken, .error = error};
    struct funds funds = {.error = error};
    struct fpl_limits__rules rules = {.n = 0};
    struct fpl_limit_rule *rule = NULL;
    enum fpl_status status = fpl_limit_rule_parse(json, &rule, error);
    if (!status)
        status = fpl_limits__rules(view, &rules, error);
    if (!status)
        status = read_funds(&l, FPL_STR(""), &funds);
    for (size_t i = 0; i < funds.n && !status; i++) {
        struct fpl_limits__fund fund = {.view = view, .book = &funds.list[i], .error = error};
        struct other after = {rule, {.seq = 0}};
        struct fpl_str id = fpl_limit_rule_id(rule);
        status = fpl_limits__binding(&fund);
        if (status || !fund.binding.seq || !bears_id(fund.binding.rule, id))
            continue;
        (void)snprintf(after.binding.rule, sizeof after.binding.rule, "%.*s@%lld", (int)id.n, id.p,
                       (long long)fpl_limit_rule_version(rule));
        if (!begun++)
            begin_comparison(report, view);
        status = compare(&l, fund.book, &after, &rules);
    }
    end_comparison(report, broken);
    free(funds.list);
    fpl_limits__rules_release(&rules);
    fpl_limit_rule_free(rule);
    return status;
}
