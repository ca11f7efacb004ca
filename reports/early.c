/* 早期投资占比: a fund's share on basis B1 by profile, over time, and deal by deal. */
#include "reports/early.h"
#include "reports/words.h"

#include <stdio.h>
#include <stdlib.h>

struct early {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_early__profiles profiles;
    struct fpl_book *fund;
    size_t funds;
    struct fpl_early__sums *sums; /* fund by fund, profile by profile */
    struct fpl_ratio threshold;
    struct fpl_report *report;
    struct fpl_error *error;
};

/* ---- cells shared with the preview ---- */

struct fpl_ratio fpl_early__threshold(const struct fpl_report_spec *spec) {
    return spec->threshold.den > 0 ? spec->threshold : (struct fpl_ratio){1, 2};
}

void fpl_early__caption_basis(struct fpl_report *report, const struct fpl_report_spec *spec) {
    struct fpl_ratio threshold = fpl_early__threshold(spec);
    int by_hand = spec->threshold.den > 0;
    char text[64] = "", zh[256], en[256];
    struct fpl_buf rate = {0};
    fpl_words__rate(threshold, &rate);
    (void)fpl_str_copy(fpl_buf_str(&rate), text, sizeof text);
    fpl_buf_release(&rate);
    fpl_report_caption(report, "basis", "基准", "Basis");
    fpl_report_code(
        report, "B1", "B1 按投资额累计：认定为早期的实付额 ÷ 全部实付额，退出不减；不明只计入分母；每只基金各自计算",
        "B1 by amounts invested, cumulative: early-stage money / all money paid, exits not taken off; unknown "
        "counts in the denominator only; each fund by itself");
    (void)snprintf(zh, sizeof zh, "≥ %s（“以上”含本数，民法典第一千二百五十九条）；%s", text,
                   by_hand ? "本次另给，无依据" : "默认 50%，无依据");
    (void)snprintf(en, sizeof en, ">= %s (the number itself included, Civil Code 1259); %s", text,
                   by_hand ? "given by hand, no clause" : "50% by default, no clause");
    fpl_report_caption(report, "threshold", "达标线", "Threshold");
    fpl_report_code(report, fpl_ratio_format(threshold, text), zh, en);
}

void fpl_early__share_columns(struct fpl_report *report) {
    fpl_report_column(report, "numerator", "早期投资额", "Early", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "unknown", "其中不明", "Unknown", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "denominator", "投资总额", "All", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "share", "占比", "Share", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(report, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(report, "shortfall", "差额", "Shortfall", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "headroom", "余地", "Headroom", FPL_COLUMN_MONEY, 0);
}

enum fpl_status fpl_early__share_cells(struct fpl_report *report, const struct fpl_share_sums *sums,
                                       struct fpl_ratio threshold, int scale, struct fpl_error *error) {
    static const char *const verdicts[][3] = {
        {"PASS", "达标", "pass"}, {"FAIL", "未达标", "fail"}, {"NOT_APPLICABLE", "不适用", "n/a"}};
    struct fpl_share share;
    enum fpl_status status = fpl_fund_share(sums, threshold, &share);
    if (status)
        return fpl_fail(error, status, NULL, NULL, NULL);
    fpl_report_money(report, share.numerator, scale);
    fpl_report_money(report, sums->unknown, scale);
    fpl_report_money(report, share.denominator, scale);
    fpl_report_percent(report, fpl_money_minor(share.numerator), fpl_money_minor(share.denominator));
    fpl_report_code(report, verdicts[share.verdict][0], verdicts[share.verdict][1], verdicts[share.verdict][2]);
    if (share.shortfall_unreachable)
        fpl_report_code(report, "UNREACHABLE", "不可能补足", "unreachable");
    else
        fpl_report_money(report, share.shortfall, scale);
    if (share.headroom_unlimited)
        fpl_report_code(report, "UNLIMITED", "不限", "unlimited");
    else
        fpl_report_money(report, share.headroom, scale);
    return FPL_OK;
}

/* ---- funds and sums ---- */

static enum fpl_status add_fund(void *ctx, const struct fpl_book *book) {
    struct early *e = ctx;
    if (book->kind != FPL_BOOK_FUND)
        return FPL_OK;
    struct fpl_book *wider = realloc(e->fund, (e->funds + 1) * sizeof *wider);
    if (!wider)
        return fpl_fail(e->error, FPL_E_NOMEM, NULL, NULL, NULL);
    e->fund = wider;
    e->fund[e->funds++] = *book;
    return FPL_OK;
}

static enum fpl_status read_funds(struct early *e) {
    struct fpl_book book;
    if (e->spec->book.n == 0)
        return fpl_read_books(e->view, add_fund, e, e->error);
    enum fpl_status status = fpl_reports__book(e->view, e->spec->book, FPL_BOOK_FUND, &book, e->error);
    return status ? status : add_fund(e, &book);
}

static struct fpl_early__sums *sums_of(const struct early *e, size_t fund, size_t profile) {
    return &e->sums[fund * e->profiles.n + profile];
}

static enum fpl_status read_sums(struct early *e) {
    size_t n = e->funds * e->profiles.n;
    enum fpl_status status = FPL_OK;
    if (!(e->sums = calloc(n ? n : 1, sizeof *e->sums)))
        return fpl_fail(e->error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t f = 0; f < e->funds; f++)
        for (size_t p = 0; p < e->profiles.n && !status; p++)
            status = fpl_early__sums(e->view, &e->fund[f], &e->profiles.list[p], sums_of(e, f, p), e->error);
    return status;
}

/* ---- table 1: the shares ---- */

static void note_late(struct early *e) {
    for (size_t f = 0; f < e->funds; f++) {
        for (size_t p = 0; p < e->profiles.n; p++) {
            char zh[512], en[512];
            const char *fund = e->fund[f].code, *profile = e->profiles.list[p].name;
            long long late = (long long)sums_of(e, f, p)->late;
            if (late == 0)
                continue;
            (void)snprintf(zh, sizeof zh, "%s：%lld 笔投资登记时口径 %s 不在用，现按登记时留存的事实认定", fund, late,
                           profile);
            (void)snprintf(en, sizeof en,
                           "%s: %lld deals were recorded while %s was not in force; judged now from the "
                           "facts they kept",
                           fund, late, profile);
            fpl_report_note(e->report, "judged_from_kept_facts", zh, en);
        }
    }
}

static void note_expired(struct early *e) {
    for (size_t p = 0; p < e->profiles.n; p++)
        fpl_reports__note_expired(e->report, fpl_str_of(e->profiles.list[p].name),
                                  fpl_profile_to(e->profiles.list[p].profile), fpl_view_as_of(e->view));
}

static enum fpl_status put_shares(struct early *e) {
    struct fpl_report *r = e->report;
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "share", "早期投资占比", "Early-stage share");
    fpl_reports__caption_cut(r, e->view, 1);
    fpl_early__caption_basis(r, e->spec);
    fpl_report_column(r, "fund", "基金编号", "Fund id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "fund_name", "基金", "Fund", FPL_COLUMN_TEXT, 0);
    fpl_reports__currency_column(r, fpl_reports__several_currencies(e->fund, e->funds));
    fpl_report_column(r, "profile", "口径", "Profile", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_early__share_columns(r);
    fpl_report_column(r, "yes", "是（笔）", "Yes", FPL_COLUMN_INT, FPL_COLUMN_DATA);
    fpl_report_column(r, "no", "否（笔）", "No", FPL_COLUMN_INT, FPL_COLUMN_DATA);
    fpl_report_column(r, "unknown_deals", "不明（笔）", "Unknown deals", FPL_COLUMN_INT, FPL_COLUMN_DATA);
    for (size_t f = 0; f < e->funds; f++) {
        for (size_t p = 0; p < e->profiles.n && !status; p++) {
            struct fpl_share_sums sums;
            status = fpl_early__cumulate(sums_of(e, f, p), fpl_view_as_of(e->view), &sums, e->error);
            if (status)
                break;
            fpl_report_text(r, fpl_str_of(e->fund[f].code));
            fpl_report_name(r, e->fund[f].name, e->fund[f].name_en);
            fpl_report_text(r, fpl_str_of(e->fund[f].currency));
            fpl_report_text(r, fpl_str_of(e->profiles.list[p].name));
            status = fpl_early__share_cells(r, &sums, e->threshold, e->fund[f].scale, e->error);
            fpl_report_int(r, sums.yes_count);
            fpl_report_int(r, sums.no_count);
            fpl_report_int(r, sums.unknown_count);
        }
    }
    note_late(e);
    note_expired(e);
    return status;
}

/* ---- table 2: the definitions ---- */

/* A profile's amounts are read in the currency of the funds that it judges; of several, as plain numbers. */
static struct fpl_words__unit unit_of_funds(const struct early *e) {
    struct fpl_words__unit unit = {e->funds ? e->fund[0].currency : "CNY", 2}; /* as a document writes them */
    for (size_t i = 1; i < e->funds; i++)
        if (strcmp(e->fund[i].currency, e->fund[0].currency) != 0)
            unit.currency = "";
    return unit;
}

static void put_profiles(struct early *e) {
    const struct fpl_words__unit unit = unit_of_funds(e);
    struct fpl_report *r = e->report;
    struct fpl_buf zh = {0}, en = {0};
    fpl_report_table(r, "profiles", "口径", "Definitions");
    for (size_t p = 0; p < e->profiles.n; p++) {
        const struct fpl_early__profile *profile = &e->profiles.list[p];
        struct fpl_str clause = fpl_profile_clause(profile->profile), title = fpl_profile_title(profile->profile, 1);
        fpl_buf_reset(&zh);
        fpl_buf_reset(&en);
        fpl_buf_addf(&zh, "%.*s（%.*s）：", (int)title.n, title.p, (int)clause.n, clause.p);
        fpl_words__predicate(profile->predicate, &unit, 1, &zh);
        title = fpl_profile_title(profile->profile, 0);
        fpl_buf_addf(&en, "%.*s (%.*s): ", (int)title.n, title.p, (int)clause.n, clause.p);
        fpl_words__predicate(profile->predicate, &unit, 0, &en);
        fpl_buf_addc(&zh, '\0');
        fpl_buf_addc(&en, '\0');
        fpl_report_caption(r, profile->name, profile->name, profile->name);
        if (fpl_buf_ok(&zh) || fpl_buf_ok(&en))
            fpl_report_none(r);
        else
            fpl_report_name(r, zh.p, en.p);
    }
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

/* ---- table 3: over time ---- */

static struct fpl_date quarter_end(struct fpl_date date) {
    int year, month, day;
    struct fpl_date last = date;
    fpl_date_split(date, &year, &month, &day);
    if (fpl_date_of(year, (month + 2) / 3 * 3, 1, &last))
        return date;
    return fpl_date_month_end(last);
}

static int32_t first_day(const struct early *e) {
    int32_t first = INT32_MAX;
    for (size_t p = 0; p < e->profiles.n; p++)
        if (sums_of(e, 0, p)->n && sums_of(e, 0, p)->day[0].day < first)
            first = sums_of(e, 0, p)->day[0].day;
    return first;
}

static enum fpl_status put_quarter(struct early *e, struct fpl_date end, size_t p) {
    struct fpl_share_sums sums;
    enum fpl_status status = fpl_early__cumulate(sums_of(e, 0, p), end, &sums, e->error);
    if (status)
        return status;
    fpl_report_date(e->report, end);
    fpl_report_text(e->report, fpl_str_of(e->profiles.list[p].name));
    return fpl_early__share_cells(e->report, &sums, e->threshold, e->fund[0].scale, e->error);
}

static enum fpl_status put_quarters(struct early *e) {
    struct fpl_date as_of = fpl_view_as_of(e->view), end;
    int32_t first = first_day(e);
    enum fpl_status status = FPL_OK;
    fpl_report_table(e->report, "over_time", "逐季变化", "Over time");
    fpl_reports__caption_book(e->report, &e->fund[0]);
    fpl_report_column(e->report, "date", "截止日", "As of", FPL_COLUMN_DATE, 0);
    fpl_report_column(e->report, "profile", "口径", "Profile", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_early__share_columns(e->report);
    fpl_report_chart(e->report, &(struct fpl_chart_spec){.kind = FPL_CHART_LINE,
                                                         .zh = "早期投资占比，逐季，与达标线",
                                                         .en = "Early-stage share by quarter, and the threshold",
                                                         .label = {"date"},
                                                         .series = "profile",
                                                         .value = {"share"},
                                                         .line = e->threshold});
    note_expired(e);
    if (first == INT32_MAX)
        return FPL_OK;
    for (size_t p = 0; p < e->profiles.n; p++) {
        end = quarter_end((struct fpl_date){first});
        while (fpl_date_cmp(end, as_of) < 0 && !status) {
            status = put_quarter(e, end, p);
            end = quarter_end(fpl_date_add_days(end, 1));
        }
        if (!status)
            status = put_quarter(e, as_of, p);
    }
    return status;
}

/* ---- table 4: deal by deal ---- */

struct deal {
    struct early *e;
    const struct fpl_item *item;
    struct fpl_facts kept;
    struct fpl_fact_keys keys; /* its texts are the record's: valid within its callback only */
    struct fpl_buf zh, en;
};

static void add_why(struct deal *deal, const struct fpl_early__profile *profile, int result) {
    enum fpl_fact_id as_of = fpl_profile_as_of(profile->profile);
    const char *zh = result == FPL_UNKNOWN ? "缺" : "不符", *en = result == FPL_UNKNOWN ? "lacks" : "fails";
    if (deal->zh.n)
        fpl_buf_adds(&deal->zh, "；");
    if (deal->en.n)
        fpl_buf_adds(&deal->en, "; ");
    if (deal->e->profiles.n > 1) {
        fpl_buf_addf(&deal->zh, "%s ", profile->name);
        fpl_buf_addf(&deal->en, "%s ", profile->name);
    }
    fpl_buf_addf(&deal->zh, "%s：", zh);
    fpl_words__why(profile->predicate, &deal->kept, as_of, 1, &deal->zh);
    fpl_buf_addf(&deal->en, "%s: ", en);
    fpl_words__why(profile->predicate, &deal->kept, as_of, 0, &deal->en);
}

static void put_result(struct deal *deal, const struct fpl_early__profile *profile) {
    int result = fpl_fund_deal_result(deal->item->data, fpl_str_of(profile->name));
    if (result < 0)
        result = (int)fpl_profile_eval(profile->profile, &deal->kept);
    fpl_reports__result(deal->e->report, result);
    if (result != FPL_TRUE)
        add_why(deal, profile, result);
}

/* What was paid back of the deal, or paid under it later, up to the cut-off. */
static enum fpl_status moved_of(const struct early *e, const char *tally, struct fpl_str key, struct fpl_money *out) {
    char scope[160];
    int64_t count = 0;
    *out = fpl_money_of(0);
    (void)snprintf(scope, sizeof scope, "deal:%.*s", (int)key.n, key.p);
    return fpl_read_tally(e->view, e->fund[0].id, tally, fpl_str_of(scope), FPL_DATE_MIN, fpl_view_as_of(e->view), out,
                          &count, e->error);
}

static enum fpl_status put_paid(const struct early *e, const struct fpl_item *item) {
    struct fpl_money later;
    int64_t amount = fpl_json_get_num(item->data, "amt", 0);
    enum fpl_status status = moved_of(e, "instalment.paid", item->key, &later);
    if (!status)
        status = fpl_reports__add(&amount, fpl_money_minor(later), e->error);
    if (!status)
        fpl_report_money(e->report, fpl_money_of(amount), e->fund[0].scale);
    return status;
}

/* It counts against the deal on the day of the refund. */
static enum fpl_status put_refunded(const struct early *e, struct fpl_str key) {
    struct fpl_money amount;
    enum fpl_status status = moved_of(e, "refunded", key, &amount);
    if (status)
        return status;
    if (fpl_money_sign(amount) == 0)
        fpl_report_none(e->report);
    else
        fpl_report_money(e->report, amount, e->fund[0].scale);
    return FPL_OK;
}

static enum fpl_status put_deal(void *ctx, const struct fpl_record *record) {
    struct deal *deal = ctx;
    struct early *e = deal->e;
    struct fpl_str firm = fpl_json_get_text(deal->item->data, "firm");
    struct fpl_date paid = FPL_DATE_NONE;
    char name[256];
    struct fpl_decided decided = {record->kind, record->body, fpl_view_day_of(e->view, record->t), NULL};
    enum fpl_status status = fpl_facts_of_record(&decided, &deal->keys, &deal->kept, e->error);
    if (!status)
        status = fpl_date_parse(fpl_json_get_text(deal->item->data, "paid"), &paid, e->error);
    if (status)
        return status;
    fpl_reports__party_name(e->view, firm, name, sizeof name);
    fpl_report_text(e->report, deal->item->key);
    fpl_report_text(e->report, firm);
    fpl_report_text(e->report, fpl_str_of(name));
    fpl_report_date(e->report, paid);
    if ((status = put_paid(e, deal->item)) || (status = put_refunded(e, deal->item->key)))
        return status;
    fpl_buf_reset(&deal->zh);
    fpl_buf_reset(&deal->en);
    int reversed = fpl_fund_deal_is_reversed(deal->item->data);
    if (reversed) {
        fpl_buf_adds(&deal->zh, "已冲销，不计入");
        fpl_buf_adds(&deal->en, "reversed, counts nowhere");
    }
    for (size_t p = 0; p < e->profiles.n; p++) {
        if (reversed) /* where else its result stands: it is no early deal, and no other one */
            fpl_report_code(e->report, "REVERSED", "已冲销", "reversed");
        else
            put_result(deal, &e->profiles.list[p]);
    }
    fpl_buf_addc(&deal->zh, '\0');
    fpl_buf_addc(&deal->en, '\0');
    if (fpl_buf_ok(&deal->zh) || fpl_buf_ok(&deal->en))
        return fpl_fail(e->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_report_name(e->report, deal->zh.p, deal->en.p);
    return FPL_OK;
}

static enum fpl_status take_deal(void *ctx, const struct fpl_item *item) {
    struct deal *deal = ctx;
    deal->item = item;
    return fpl_read_record(deal->e->view, deal->e->fund[0].id, item->seq0, put_deal, deal, deal->e->error);
}

/* The deals are read as they are shown: of a large fund no list of them is ever held. */
static enum fpl_status give_deals(void *ctx, struct fpl_report *report, struct fpl_error *error) {
    struct early *e = ctx;
    struct deal *deal = calloc(1, sizeof *deal);
    if (!deal)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    deal->e = e;
    e->report = report;
    e->error = error;
    enum fpl_status status = fpl_read_items(e->view, e->fund[0].id, "deal", take_deal, deal, error);
    fpl_buf_release(&deal->zh);
    fpl_buf_release(&deal->en);
    free(deal);
    return status;
}

static void release_early(void *ctx) {
    struct early *e = ctx;
    for (size_t i = 0; e->sums && i < e->funds * e->profiles.n; i++)
        fpl_early__sums_release(&e->sums[i]);
    free(e->sums);
    free(e->fund);
    fpl_early__profiles_release(&e->profiles);
    free(e);
}

/* e is the report's from now on. */
static void put_deals(struct early *e) {
    fpl_report_table(e->report, "deals", "逐笔认定", "Deal by deal");
    fpl_reports__caption_book(e->report, &e->fund[0]);
    fpl_report_column(e->report, "deal", "投资编号", "Deal", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(e->report, "firm", "企业代码", "Firm id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(e->report, "firm_name", "企业", "Firm", FPL_COLUMN_TEXT, 0);
    fpl_report_column(e->report, "paid", "付款日", "Paid on", FPL_COLUMN_DATE, 0);
    fpl_report_column(e->report, "amount", "实付额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(e->report, "refunded", "退回额", "Refunded", FPL_COLUMN_MONEY, 0);
    for (size_t p = 0; p < e->profiles.n; p++)
        fpl_report_column(e->report, e->profiles.list[p].name, e->profiles.list[p].name, e->profiles.list[p].name,
                          FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(e->report, "why", "说明", "Why", FPL_COLUMN_TEXT, 0);
    note_expired(e);
    fpl_report_rows(e->report, give_deals, e, release_early);
}

static enum fpl_status put_report(struct early *e) {
    enum fpl_status status = read_funds(e);
    if (!status)
        status = fpl_early__profiles(e->view, e->spec->profile, &e->profiles, e->error);
    if (!status && e->spec->profile.n == 0 && e->spec->threshold.den == 0)
        status = fpl_early__by_rule(e->view, e->fund, e->funds, NULL, e->report, e->error);
    if (!status)
        status = read_sums(e);
    if (!status)
        status = put_shares(e);
    if (!status)
        put_profiles(e);
    if (!status && e->spec->book.n)
        status = put_quarters(e);
    int history = e->spec->history && e->spec->book.n && e->spec->profile.n == 0 && e->spec->threshold.den == 0;
    return !status && history ? fpl_early__history(e->view, e->fund, e->report, e->error) : status;
}

enum fpl_status fpl_report_early(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                 struct fpl_error *error) {
    struct fpl_ratio threshold = fpl_early__threshold(spec);
    if (threshold.num < 0 || threshold.num > threshold.den)
        return fpl_fail(error, FPL_E_NUMBER_FORMAT, "threshold", NULL, NULL);
    struct early *e = calloc(1, sizeof *e);
    if (!e)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    *e = (struct early){.view = view, .spec = spec, .threshold = threshold, .error = error};
    struct fpl_report *report = e->report = fpl_reports__begin("early", error);
    enum fpl_status status = report ? put_report(e) : FPL_E_NOMEM;
    if (!status && spec->book.n && spec->deals >= 0)
        put_deals(e);
    else
        release_early(e);
    return report ? fpl_reports__end(report, status, out, error) : status;
}
