/* 资金池报表, by institution: business of the year, caps used, breakers. The formulas are those of the decision engine
 * (pool rules §4), applied to the sums as they stand; a claim's own decision looks at them again. */
#include "reports/position.h"
#include "reports/steps.h"
#include "reports/words.h"

#include <stdio.h>
#include <string.h>

static void put_name(struct fpl_position *p, const char *id) {
    char name[256];
    fpl_reports__party_name(p->view, fpl_str_of(id), name, sizeof name);
    fpl_report_text(p->report, fpl_str_of(id));
    fpl_report_text(p->report, fpl_str_of(name));
}

static void put_money(struct fpl_position *p, int64_t amount) {
    fpl_report_money(p->report, fpl_money_of(amount), p->book.scale);
}

static int is_institution(const struct fpl_position__party *party) {
    const int64_t *b = party->balance;
    return party->agreed || b[FPL_POSITION__LOANS] || b[FPL_POSITION__EXPOSURE] || b[FPL_POSITION__PAYABLE] ||
           b[FPL_POSITION__DEFERRED];
}

/* ---- institutions ---- */

struct figures {                    /* of one institution */
    int64_t registered, loss, paid; /* in the year */
    int64_t npl, lending, repaid, closed;
};

static enum fpl_status read_figures(struct fpl_position *p, const char *id, struct figures *f) {
    struct fpl_date year = fpl_position__year_first(p);
    enum fpl_status status = fpl_position__tally(p, "registered", id, year, &f->registered);
    if (!status)
        status = fpl_position__tally(p, "loss", id, year, &f->loss);
    if (!status)
        status = fpl_position__tally(p, "paid", id, year, &f->paid);
    if (!status)
        status = fpl_position__tally(p, "npl", id, FPL_DATE_MIN, &f->npl);
    if (!status)
        status = fpl_position__tally(p, "lending", id, FPL_DATE_MIN, &f->lending);
    if (!status)
        status = fpl_position__tally(p, "repaid", id, FPL_DATE_MIN, &f->repaid);
    return status ? status : fpl_position__tally(p, "closed", id, FPL_DATE_MIN, &f->closed);
}

static enum fpl_status balance_of(struct fpl_position *p, const struct figures *f, int64_t *out) {
    if (__builtin_sub_overflow(f->lending, f->repaid, out) || __builtin_sub_overflow(*out, f->closed, out))
        return fpl_fail(p->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    return FPL_OK;
}

static enum fpl_status put_institution(struct fpl_position *p, const struct fpl_position__party *party) {
    struct figures f;
    int64_t balance = 0;
    enum fpl_status status = read_figures(p, party->id, &f);
    if (!status)
        status = balance_of(p, &f, &balance);
    if (status)
        return status;
    put_name(p, party->id);
    put_money(p, f.registered);
    put_money(p, party->balance[FPL_POSITION__LOANS]);
    put_money(p, party->balance[FPL_POSITION__EXPOSURE]);
    put_money(p, f.npl);
    fpl_report_percent(p->report, f.npl, balance > 0 ? balance : 0);
    put_money(p, f.loss);
    fpl_report_percent(p->report, f.loss, f.registered > 0 ? f.registered : 0);
    put_money(p, f.paid);
    put_money(p, -party->balance[FPL_POSITION__PAYABLE]);
    put_money(p, party->balance[FPL_POSITION__DEFERRED]);
    return FPL_OK;
}

enum fpl_status fpl_position__institutions(struct fpl_position *p) {
    struct fpl_report *r = p->report;
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "institutions", "合作机构", "Institutions");
    fpl_report_caption(r, "year", "年度", "Year");
    fpl_report_int(r, p->year);
    fpl_report_column(r, "institution", "机构编号", "Institution id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "name", "机构", "Institution", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "registered", "本年备案", "Registered", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "balance", "备案余额", "Balance", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "exposure", "或有责任", "Exposure", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "npl", "不良余额", "NPL", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "npl_rate", "不良率", "NPL rate", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "loss", "本年损失", "Loss", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "loss_rate", "损失率", "Loss rate", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "decided", "本年核定", "Decided", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "unpaid", "待拨付", "Unpaid", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "deferred", "暂缓", "Deferred", FPL_COLUMN_MONEY, 0);
    for (size_t i = 0; i < p->parties && !status; i++)
        if (is_institution(&p->party[i]))
            status = put_institution(p, &p->party[i]);
    return status;
}

/* ---- caps ---- */

struct cap {
    const char *name;
    int known; /* the limit could be computed */
    int64_t limit, used;
};

static int ratio_of(const struct fpl_json *cap, struct fpl_ratio *out) {
    struct fpl_str text = fpl_json_get_text(cap, "rate");
    return text.n && fpl_ratio_parse(text, out, NULL) == FPL_OK;
}

/* The measure's value on a day, or the latest one before it. */
static int measure_of(const struct fpl_position *p, const char *kind, const char *party, struct fpl_date on, int exact,
                      int64_t *out) {
    const struct fpl_position__measure *best = NULL;
    for (size_t i = 0; i < p->measures; i++) {
        const struct fpl_position__measure *m = &p->measure[i];
        if (strcmp(m->kind, kind) != 0 || strcmp(m->party, party) != 0 || fpl_date_cmp(m->date, on) > 0 ||
            (exact && fpl_date_cmp(m->date, on) != 0))
            continue;
        if (!best || fpl_date_cmp(m->date, best->date) >= 0)
            best = m;
    }
    if (best)
        *out = best->amount;
    return best != NULL;
}

static enum fpl_status scaled(struct fpl_position *p, struct fpl_ratio rate, int64_t amount, int64_t *out) {
    struct fpl_money part;
    enum fpl_status status = fpl_money_scale(fpl_money_of(amount), rate, FPL_DOWN, &part);
    if (status)
        return fpl_fail(p->error, status, NULL, NULL, NULL);
    *out = fpl_money_minor(part);
    return FPL_OK;
}

static enum fpl_status year_cap(struct fpl_position *p, const char *id, const struct fpl_json *json, struct cap *cap) {
    struct fpl_ratio rate;
    struct fpl_date before = fpl_date_add_days(fpl_position__year_first(p), -1);
    int64_t balance = 0, by_rate = INT64_MAX, amount = fpl_json_get_num(json, "amount", INT64_MAX);
    enum fpl_status status = FPL_OK;
    cap->known = 1;
    if (ratio_of(json, &rate)) {
        cap->known = measure_of(p, "prior_year_balance", id, before, 1, &balance);
        status = scaled(p, rate, balance, &by_rate);
    }
    cap->limit = by_rate < amount ? by_rate : amount;
    return status ? status : fpl_position__tally(p, "paid", id, fpl_position__year_first(p), &cap->used);
}

/* Since the agreement began: by fees collected or by lending, of the institution or of the pool. */
static enum fpl_status period_cap(struct fpl_position *p, const struct fpl_position__under *under,
                                  const struct fpl_json *json, struct cap *cap) {
    struct fpl_ratio rate;
    int64_t whole = 0;
    const char *scope = fpl_str_is(fpl_json_get_text(json, "scope"), "BANK") ? under->party : NULL;
    enum fpl_status status = FPL_OK;
    if (!ratio_of(json, &rate))
        return FPL_OK;
    cap->known = 1;
    if (strcmp(cap->name, "cap_fee_multiple") == 0)
        cap->known = measure_of(p, "guarantee_fees", under->party, fpl_view_as_of(p->view), 0, &whole);
    else
        status = fpl_position__tally(p, "lending", scope, under->from, &whole);
    if (!status)
        status = scaled(p, rate, whole, &cap->limit);
    return status ? status : fpl_position__tally(p, "paid", scope, under->from, &cap->used);
}

static enum fpl_status deposit_cap(struct fpl_position *p, const char *id, const struct fpl_json *json,
                                   struct cap *cap) {
    struct fpl_ratio rate = {1, 1};
    int64_t deposit = 0;
    (void)ratio_of(json, &rate);
    cap->known = measure_of(p, "bank_deposit", id, fpl_view_as_of(p->view), 0, &deposit);
    return scaled(p, rate, deposit, &cap->limit); /* a limit for each payout: nothing is used up */
}

static void put_pack_name(struct fpl_position *p, const struct fpl_pack *pack) {
    char name[160];
    struct fpl_str id = fpl_pack_id(pack);
    (void)snprintf(name, sizeof name, "%.*s@%lld", (int)id.n, id.p, (long long)fpl_pack_version(pack));
    fpl_report_text(p->report, fpl_str_of(name));
}

static void put_cap(struct fpl_position *p, const char *party, const struct cap *cap, const struct fpl_pack *pack) {
    int64_t room = cap->limit > cap->used ? cap->limit - cap->used : 0;
    fpl_steps__binding(p->report, cap->name);
    if (party) {
        put_name(p, party);
    } else {
        fpl_report_none(p->report);
        fpl_report_code(p->report, "pool", "资金池", "the pool");
    }
    if (cap->known && cap->limit != INT64_MAX) {
        put_money(p, cap->limit);
        put_money(p, cap->used);
        put_money(p, room);
    } else {
        fpl_report_code(p->report, "UNKNOWN", "指标未登记", "no measure");
        put_money(p, cap->used);
        fpl_report_none(p->report);
    }
    put_pack_name(p, pack);
    fpl_report_text(p->report, fpl_pack_clause(pack, cap->name));
}

static enum fpl_status put_party_caps(struct fpl_position *p, const struct fpl_position__under *under,
                                      const struct fpl_json *root) {
    static const char *const names[] = {"cap_per_bank_year", "cap_per_bank_deposit", "cap_fee_multiple",
                                        "cap_rate_of_lending"};
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < 4 && !status; i++) {
        const struct fpl_json *json = fpl_json_get(root, names[i]);
        struct cap cap = {.name = names[i]};
        int of_pool = i >= 2 && !fpl_str_is(fpl_json_get_text(json, "scope"), "BANK");
        if (!json || of_pool)
            continue;
        status = i == 0   ? year_cap(p, under->party, json, &cap)
                 : i == 1 ? deposit_cap(p, under->party, json, &cap)
                          : period_cap(p, under, json, &cap);
        if (!status)
            put_cap(p, under->party, &cap, under->pack);
    }
    return status;
}

/* This year, by every version of the scheme. */
static enum fpl_status paid_under(struct fpl_position *p, const struct fpl_pack *pack, int64_t *out) {
    char scope[96];
    struct fpl_str id = fpl_pack_id(pack);
    (void)snprintf(scope, sizeof scope, "scheme:%.*s", (int)id.n, id.p);
    return fpl_position__tally_of(p, "paid", scope, fpl_position__year_first(p), out);
}

static enum fpl_status put_pool_caps(struct fpl_position *p, const struct fpl_position__under *under,
                                     const struct fpl_json *root) {
    static const char *const names[] = {"cap_scheme_year", "cap_pool_year", "cap_pool_balance", "cap_fee_multiple",
                                        "cap_rate_of_lending"};
    int64_t available = p->balance[FPL_POSITION__CASH] + p->balance[FPL_POSITION__PAYABLE];
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < 5 && !status; i++) {
        const struct fpl_json *json = fpl_json_get(root, names[i]);
        struct cap cap = {.name = names[i], .known = 1, .limit = fpl_json_get_num(json, "amount", INT64_MAX)};
        struct fpl_ratio rate;
        if (!json || (i >= 3 && fpl_str_is(fpl_json_get_text(json, "scope"), "BANK")))
            continue;
        if (i == 0)
            status = paid_under(p, under->pack, &cap.used);
        else if (i == 1)
            status = fpl_position__tally(p, "paid", NULL, fpl_position__year_first(p), &cap.used);
        else if (i == 2)
            status = ratio_of(json, &rate) ? scaled(p, rate, available, &cap.limit) : FPL_OK;
        else
            status = period_cap(p, under, json, &cap);
        if (!status)
            put_cap(p, NULL, &cap, under->pack);
    }
    return status;
}

/* The caps of the pool are shown once per pack, from the first institution under it. */
static int is_first_under(const struct fpl_position *p, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (!p->under[i].by_guarantor && p->under[i].pack == p->under[at].pack)
            return 0;
    return 1;
}

enum fpl_status fpl_position__caps(struct fpl_position *p) {
    struct fpl_report *r = p->report;
    struct fpl_json_doc doc = {0};
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "caps", "限额使用", "Caps");
    fpl_report_caption(r, "year", "年度", "Year");
    fpl_report_int(r, p->year);
    fpl_report_column(r, "cap", "上限", "Cap", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "institution", "机构编号", "Institution id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "name", "机构", "Institution", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "limit", "限额", "Limit", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "used", "已用", "Used", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "room", "余量", "Room", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "pack", "规则包", "Pack", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
    fpl_report_chart(r, &(struct fpl_chart_spec){.kind = FPL_CHART_METER,
                                                 .zh = "限额已用与余量",
                                                 .en = "Caps, used and left",
                                                 .label = {"cap", "name"},
                                                 .value = {"used", NULL, "room"}});
    for (int pool = 1; pool >= 0; pool--) {
        for (size_t i = 0; i < p->unders && !status; i++) {
            const struct fpl_position__under *under = &p->under[i];
            if (under->by_guarantor || (pool && !is_first_under(p, i)))
                continue;
            status = fpl_json_parse(&doc, fpl_pack_json(under->pack), p->error);
            if (!status)
                status =
                    pool ? put_pool_caps(p, under, fpl_json_root(&doc)) : put_party_caps(p, under, fpl_json_root(&doc));
        }
    }
    fpl_json_doc_release(&doc);
    return status;
}

/* ---- breakers ---- */

/* Where the pack counts by the year of registration: what was lost, whenever, of the loans registered in the year. */
static enum fpl_status cohort_loss(struct fpl_position *p, const char *bank, int64_t *out) {
    char scope[96];
    (void)snprintf(scope, sizeof scope, "cohort:%s|%d", bank, p->year);
    return fpl_position__tally_of(p, "loss", scope, FPL_DATE_MIN, out);
}

static enum fpl_status put_breaker(struct fpl_position *p, const struct fpl_position__under *under,
                                   const struct fpl_json *breaker) {
    struct figures f;
    int64_t part = 0, whole = 0;
    struct fpl_ratio line;
    int npl = fpl_str_is(fpl_json_get_text(breaker, "metric"), "NPL_RATE");
    enum fpl_status status = fpl_ratio_parse(fpl_json_get_text(breaker, "threshold"), &line, p->error);
    if (!status)
        status = read_figures(p, under->party, &f);
    if (!status && npl)
        status = balance_of(p, &f, &whole);
    if (!status && fpl_str_is(fpl_json_get_text(breaker, "cohort"), "REGISTRATION_YEAR"))
        status = cohort_loss(p, under->party, &f.loss);
    if (status)
        return status;
    part = npl ? f.npl : f.loss;
    whole = npl ? whole : f.registered;
    int order = whole > 0 ? fpl_share_cmp(part, whole, line.num, line.den) : part > 0 ? 1 : -1;
    int inclusive = fpl_str_is(fpl_json_get_text(breaker, "op"), ">=");
    int tripped = inclusive ? order >= 0 : order > 0;
    put_name(p, under->party);
    fpl_steps__binding(p->report, npl ? "NPL_RATE" : "ANNUAL_LOSS_RATE");
    put_money(p, part);
    put_money(p, whole);
    fpl_report_percent(p->report, part, whole > 0 ? whole : 0);
    fpl_report_code(p->report, inclusive ? ">=" : ">", inclusive ? "≥" : "＞", inclusive ? ">=" : ">");
    fpl_report_percent(p->report, line.num, line.den);
    fpl_report_code(p->report, tripped ? "TRIPPED" : "CLEAR", tripped ? "已触发" : "未触发",
                    tripped ? "tripped" : "clear");
    put_pack_name(p, under->pack);
    fpl_report_text(p->report, fpl_pack_clause(under->pack, "breaker"));
    return FPL_OK;
}

/* A breaker has the scope BANK: a guarantor's claim brings the bank no loss and is not stopped by it. */
static int is_bank(const struct fpl_position *p, const char *party) {
    for (size_t i = 0; i < p->parties; i++)
        if (strcmp(p->party[i].id, party) == 0)
            return !p->party[i].is_guarantor;
    return 1;
}

enum fpl_status fpl_position__breakers(struct fpl_position *p) {
    struct fpl_report *r = p->report;
    struct fpl_json_doc doc = {0};
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "breakers", "熔断", "Circuit breakers");
    fpl_report_column(r, "institution", "机构编号", "Institution id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "name", "机构", "Institution", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "metric", "指标", "Metric", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "part", "分子", "Numerator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "whole", "分母", "Denominator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "value", "现值", "Value", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "op", "", "", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "threshold", "触发线", "Threshold", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "state", "状态", "State", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "pack", "规则包", "Pack", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
    for (size_t i = 0; i < p->unders && !status; i++) {
        if (!is_bank(p, p->under[i].party))
            continue;
        status = fpl_json_parse(&doc, fpl_pack_json(p->under[i].pack), p->error);
        const struct fpl_json *list = status ? NULL : fpl_json_get(fpl_json_root(&doc), "breaker");
        for (const struct fpl_json *b = fpl_json_first(list); b && !status; b = fpl_json_next(list, b))
            status = put_breaker(p, &p->under[i], b);
    }
    fpl_json_doc_release(&doc);
    return status;
}
