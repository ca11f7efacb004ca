/* The early-stage share by the fund's own rule: from its deals, one by one, so that a follow-on round can stand as its
 * first deal does, whatever is taken back later. Source: fund rules §3.1 (follow-on), §3.2 (bases). */
#include "fundpool/event.h"
#include "reports/early_bound.h"
#include "reports/early_lines.h"
#include "reports/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct own {
    struct fpl_view *view;
    const struct fpl_book *fund;
    struct fpl_error *error;
    struct fpl_early__profiles profiles; /* the rule's own, one */
    char loaded[FPL_EARLY__NAME];        /* its name: most funds have the rule of the fund before */
    struct fpl_early__rule rule;
    struct fpl_early__lines deals;
    struct fpl_early__through through;
    char verdict[24];                         /* of the row just put */
    int64_t committed, guided, paid_in, fees; /* guided: committed by the guidance money */
};

/* What the deals add up to, of whole fen or of projects. */
struct sums {
    int64_t early, unknown, all;
    int64_t invested; /* since the beginning, whatever the window: what can no longer be invested */
    int64_t stage[FPL_FUND_BUCKETS];
};

/* ---- the window ---- */

/* A deal that was given back whole was no investment: it is no firm's first, and no project. */
static int stands(const struct fpl_early__line *line) {
    return line->amount > line->refunded && !line->aside;
}

static int of_firm(const void *key, const void *line) {
    return strcmp(key, ((const struct fpl_early__line *)line)->firm);
}

/* The cost still held of a firm, on the deals of the entries that hold it, in proportion to what each put in, to the
 * fen by largest remainders: a sale relieves the firm's cost, and names no deal. */
static enum fpl_status spread(struct own *own, struct fpl_str firm, int64_t cost, int64_t since) {
    char key[sizeof own->deals.line->firm];
    int64_t weight[FPL_SPLIT_MAX];
    struct fpl_money part[FPL_SPLIT_MAX];
    (void)fpl_str_copy(firm, key, sizeof key);
    struct fpl_early__line *line =
        own->deals.n ? bsearch(key, own->deals.line, own->deals.n, sizeof *line, of_firm) : NULL;
    if (!line)
        return FPL_OK;
    while (line > own->deals.line && strcmp(line[-1].firm, key) == 0)
        line--;
    int n = 0, held = 0;
    for (; line + n < own->deals.line + own->deals.n && strcmp(line[n].firm, key) == 0; n++) {
        if (n == FPL_SPLIT_MAX)
            return fpl_fail(own->error, FPL_E_LIMIT, NULL, NULL, NULL);
        weight[n] = stands(&line[n]) && line[n].entry >= since ? line[n].amount - line[n].refunded : 0;
        held |= weight[n] > 0;
    }
    enum fpl_status status = held ? fpl_split(fpl_money_of(cost), weight, n, part) : FPL_OK;
    if (status)
        return fpl_fail(own->error, status, NULL, NULL, NULL);
    for (int i = 0; i < n; i++)
        line[i].counts = held ? fpl_money_minor(part[i]) : 0;
    return FPL_OK;
}

static enum fpl_status take_holding(void *ctx, const struct fpl_item *item) {
    struct own *own = ctx;
    return spread(own, item->key, fpl_json_get_num(item->data, "cost", 0) + fpl_json_get_num(item->data, "debt", 0),
                  fpl_json_get_num(item->data, "since", 1));
}

static int in_window(const struct own *own, const struct fpl_early__line *line) {
    return own->rule.window != FPL_EARLY_PERIOD ||
           (fpl_date_cmp(line->paid, own->rule.first) >= 0 && fpl_date_cmp(line->paid, own->rule.last) <= 0);
}

/* What each deal counts. Source: fund rules §3.2, windows. */
static enum fpl_status measure(struct own *own) {
    for (size_t i = 0; i < own->deals.n; i++) {
        struct fpl_early__line *line = &own->deals.line[i];
        int64_t net = line->amount - line->refunded;
        line->aside = own->rule.scope != FPL_EARLY_DIRECT && fpl_early__holds(&own->through, line->firm);
        line->counts = !stands(line) || !in_window(own, line)   ? 0
                       : own->rule.basis == FPL_EARLY_BY_AGREED ? line->agreed
                                                                : net;
    }
    return own->rule.window == FPL_EARLY_OUTSTANDING
               ? fpl_read_items(own->view, own->fund->id, "holding", take_holding, own, own->error)
               : FPL_OK;
}

/* ---- what a dry run would add or take back ---- */

static enum fpl_status plan(struct own *own, const struct fpl_decision *decision) {
    struct fpl_json_doc doc = {0};
    enum fpl_status status = fpl_early__lines_plan(&own->deals, decision);
    if (!status)
        status = measure(own);
    for (int i = 0; i < decision->items && !status && own->rule.window == FPL_EARLY_OUTSTANDING; i++) {
        const struct fpl_item_write *write = &decision->item[i];
        if (strcmp(write->kind, "holding") != 0 || (status = fpl_json_parse(&doc, write->data, own->error)))
            continue;
        struct fpl_item item = {.key = write->key, .seq0 = INT64_MAX, .data = fpl_json_root(&doc)};
        status = take_holding(own, &item);
    }
    fpl_json_doc_release(&doc);
    return status;
}

/* ---- the sums ---- */

/* A project is what its first deal is, or the last one that counts; it counts if one of its deals does. */
static void add_project(const struct own *own, int is, int counts, struct sums *out) {
    if (own->rule.basis != FPL_EARLY_BY_COUNT || !counts)
        return;
    out->all++;
    out->early += is == FPL_TRUE;
    out->unknown += is == FPL_UNKNOWN;
}

static enum fpl_status add_line(const struct own *own, const struct fpl_early__line *line, int is, struct sums *out) {
    int stage = fpl_fund_bucket_of(&own->rule.stages, line->round);
    enum fpl_status status = fpl_reports__add(&out->invested, line->amount - line->refunded, own->error);
    if (status || own->rule.basis == FPL_EARLY_BY_COUNT)
        return status;
    if ((status = fpl_reports__add(&out->all, line->counts, own->error)))
        return status;
    if (own->rule.basis != FPL_EARLY_BY_STAGES)
        return is == FPL_FALSE
                   ? FPL_OK
                   : fpl_reports__add(is == FPL_TRUE ? &out->early : &out->unknown, line->counts, own->error);
    if (line->round < 0)
        return fpl_reports__add(&out->unknown, line->counts, own->error);
    if (stage < 0)
        return FPL_OK;
    status = fpl_reports__add(&out->stage[stage], line->counts, own->error);
    return status ? status : fpl_reports__add(&out->early, line->counts, own->error);
}

/* The later deal of the two: an instalment of an older one, paid since, judges nothing anew. */
static const struct fpl_early__line *later_deal(const struct fpl_early__line *a, const struct fpl_early__line *b) {
    int order = a ? fpl_date_cmp(a->since, b->since) : -1;
    return order > 0 || (order == 0 && a->since_seq > b->since_seq) ? a : b;
}

/* By the first deal of each firm, or deal by deal. */
static enum fpl_status add_up(const struct own *own, int inherit, struct sums *out) {
    const char *firm = NULL;
    const struct fpl_early__line *last = NULL; /* of the deals that count in the window */
    int first = FPL_UNKNOWN;
    enum fpl_status status = FPL_OK;
    *out = (struct sums){0};
    for (size_t i = 0; i < own->deals.n && !status; i++) {
        const struct fpl_early__line *line = &own->deals.line[i];
        if (!stands(line))
            continue;
        if (!firm || strcmp(firm, line->firm) != 0) {
            add_project(own, inherit ? first : last ? last->result : FPL_UNKNOWN, last != NULL, out);
            first = line->result;
            last = NULL;
        }
        firm = line->firm;
        if (line->counts > 0)
            last = later_deal(last, line);
        status = add_line(own, line, inherit ? first : line->result, out);
    }
    add_project(own, inherit ? first : last ? last->result : FPL_UNKNOWN, last != NULL, out);
    return status;
}

static enum fpl_status take_commitment(void *ctx, const struct fpl_item *item) {
    struct own *own = ctx;
    if (fpl_str_is(fpl_json_get_text(item->data, "st"), "REVERSED"))
        return FPL_OK;
    int64_t amount = fpl_json_get_num(item->data, "amt", 0) - fpl_json_get_num(item->data, "rel", 0);
    enum fpl_status status = fpl_reports__add(&own->committed, amount, own->error);
    if (!status && fpl_str_is(fpl_json_get_text(item->data, "cap"), "GUIDANCE"))
        status = fpl_reports__add(&own->guided, amount, own->error);
    return status;
}

/* Capital as the books have it: also what was paid outside a commitment, and what opening balances hold. Management and
 * custody fees and other costs, as they accrued. */
static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    struct own *own = ctx;
    if (fpl_reports__is_capital(total->account))
        return fpl_reports__add(&own->paid_in, fpl_money_minor(total->credit) - fpl_money_minor(total->debit),
                                own->error);
    int fee =
        total->account.n >= 4 && (memcmp(total->account.p, "6403", 4) == 0 ||
                                  memcmp(total->account.p, "6404", 4) == 0 || memcmp(total->account.p, "6605", 4) == 0);
    return fee ? fpl_reports__add(&own->fees, fpl_money_minor(total->debit), own->error) : FPL_OK;
}

/* The larger of the two floors: a multiple of the guidance money, a share of the fund's size; each up to the fen.
 * 财教〔2021〕176号. */
static enum fpl_status floor_of(const struct own *own, int64_t *out) {
    struct fpl_money guided, sized;
    enum fpl_status status = fpl_money_scale(fpl_money_of(own->guided), own->rule.times, FPL_UP, &guided);
    if (!status)
        status = fpl_money_scale(fpl_money_of(own->committed), own->rule.threshold, FPL_UP, &sized);
    if (status)
        return fpl_fail(own->error, status, NULL, NULL, NULL);
    *out = fpl_money_minor(fpl_money_cmp(guided, sized) > 0 ? guided : sized);
    return FPL_OK;
}

/* The denominator; FPL_EARLY_BY_FLOORS has one in the size of the fund. */
static int64_t whole_of(const struct own *own, const struct sums *sums) {
    return own->rule.basis == FPL_EARLY_BY_SIZE || own->rule.basis == FPL_EARLY_BY_FLOORS ? own->committed
           : own->rule.basis == FPL_EARLY_BY_PAID_IN                                      ? own->paid_in
                                                                                          : sums->all;
}

static int of_a_fixed_whole(const struct own *own) {
    return own->rule.basis == FPL_EARLY_BY_SIZE || own->rule.basis == FPL_EARLY_BY_PAID_IN ||
           own->rule.basis == FPL_EARLY_BY_FLOORS;
}

/* ---- the verdict ---- */

struct verdict {
    const char *code, *zh, *en;
    int64_t shortfall, headroom;
    int has_headroom;
};

/* Of a share of what was invested, or of the projects: more early money raises both sides. */
static enum fpl_status judge_one(const struct own *own, const struct sums *sums, struct fpl_ratio threshold,
                                 struct verdict *out) {
    static const struct verdict words[] = {[FPL_PASS] = {"PASS", "达标", "pass", 0, 0, 1},
                                           [FPL_FAIL] = {"FAIL", "未达标", "fail", 0, 0, 1},
                                           [FPL_NOT_APPLICABLE] = {"NOT_APPLICABLE", "不适用", "n/a", 0, 0, 0}};
    struct fpl_share_sums given = {.yes = fpl_money_of(sums->early),
                                   .unknown = fpl_money_of(sums->unknown),
                                   .no = fpl_money_of(sums->all - sums->early - sums->unknown)};
    struct fpl_share share;
    enum fpl_status status = fpl_fund_share(&given, threshold, &share);
    if (status)
        return fpl_fail(own->error, status, NULL, NULL, NULL);
    *out = words[share.verdict];
    if (share.verdict == FPL_FAIL && share.shortfall_unreachable)
        *out = (struct verdict){"UNREACHABLE", "不可能补足", "unreachable", 0, 0, 0};
    out->shortfall = fpl_money_minor(share.shortfall);
    out->headroom = fpl_money_minor(share.headroom);
    out->has_headroom = out->has_headroom && !share.headroom_unlimited;
    return FPL_OK;
}

/* One stage of the portfolio: everything else stands beside it. */
static enum fpl_status judge_stage(const struct own *own, const struct sums *sums, int stage, struct verdict *out) {
    struct sums one = {.early = sums->stage[stage], .all = sums->all};
    return judge_one(own, &one, own->rule.stages.bucket[stage].least, out);
}

/* Passed if every stage has its least share. What is lacking and what is left is each stage's own. */
static enum fpl_status judge_stages(const struct own *own, const struct sums *sums, struct verdict *out) {
    struct verdict all = {.code = ""}, one;
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < own->rule.stages.n && !status; i++) {
        status = judge_stage(own, sums, i, &one);
        if (!status && (i == 0 || strcmp(all.code, "PASS") == 0))
            all = one;
    }
    all.shortfall = all.headroom = all.has_headroom = 0;
    if (!status)
        *out = all;
    return status;
}

/* Of a fixed whole: within the investment period a share that is still too small is on its way, if what is left to
 * invest is enough. */
static enum fpl_status judge_part(const struct own *own, const struct sums *sums, struct verdict *out) {
    struct fpl_money scaled = fpl_money_of(0);
    int64_t whole = whole_of(own, sums), needed = 0;
    int under_way = !fpl_date_is_none(own->rule.end) && fpl_date_cmp(fpl_view_as_of(own->view), own->rule.end) <= 0;
    if (whole <= 0) {
        *out = (struct verdict){"NOT_APPLICABLE", "不适用", "n/a", 0, 0, 0};
        return FPL_OK;
    }
    enum fpl_status status = own->rule.basis == FPL_EARLY_BY_FLOORS ? floor_of(own, &needed) : FPL_OK;
    if (!status && own->rule.basis != FPL_EARLY_BY_FLOORS) {
        if ((status = fpl_money_scale(fpl_money_of(whole), own->rule.threshold, FPL_UP, &scaled)))
            status = fpl_fail(own->error, status, NULL, NULL, NULL);
        needed = fpl_money_minor(scaled);
    }
    if (status)
        return status;
    int64_t lacks = needed - sums->early, left = whole - sums->invested - own->fees;
    *out = lacks <= 0                   ? (struct verdict){"PASS", "达标", "pass", 0, 0, 0}
           : !under_way                 ? (struct verdict){"FAIL", "未达标", "fail", lacks, 0, 0}
           : left >= 0 && left >= lacks ? (struct verdict){"ON_TRACK", "进行中", "on track", lacks, 0, 0}
                                        : (struct verdict){"UNREACHABLE", "不可能达标", "unreachable", lacks, 0, 0};
    return FPL_OK;
}

static enum fpl_status judge_all(const struct own *own, const struct sums *sums, struct verdict *out) {
    if (of_a_fixed_whole(own))
        return judge_part(own, sums, out);
    return own->rule.basis == FPL_EARLY_BY_STAGES ? judge_stages(own, sums, out)
                                                  : judge_one(own, sums, own->rule.threshold, out);
}

/* ---- the table ---- */

static void put_number(const struct own *own, struct fpl_report *report, int64_t value) {
    if (own->rule.basis == FPL_EARLY_BY_COUNT)
        fpl_report_int(report, value);
    else
        fpl_report_money(report, fpl_money_of(value), own->fund->scale);
}

static void put_rule(const struct own *own, struct fpl_report *r) {
    static const char *const bases[][3] = {{"B1", "按投资额", "by amounts invested"},
                                           {"B2", "按基金规模", "by fund size"},
                                           {"B3", "按实缴", "by paid-in capital"},
                                           {"B4", "按协议额", "by amounts agreed"},
                                           {"B5", "按项目数", "by projects"},
                                           {"B6", "双重要求", "by two floors"},
                                           {"B7", "按阶段", "by stages"}};
    static const char *const windows[][3] = {{"CUMULATIVE", "累计", "cumulative"},
                                             {"PERIOD", "期间", "one period"},
                                             {"OUTSTANDING", "仍持有成本", "cost still held"}};
    fpl_report_text(r, fpl_str_of(own->rule.binding));
    fpl_report_text(r, fpl_str_of(own->rule.profile));
    fpl_report_code(r, bases[own->rule.basis][0], bases[own->rule.basis][1], bases[own->rule.basis][2]);
    if (own->rule.inherit)
        fpl_report_code(r, "INHERIT_FIRST", "随首笔", "as the first");
    else
        fpl_report_code(r, "REASSESS", "逐笔", "each by itself");
    fpl_report_code(r, windows[own->rule.window][0], windows[own->rule.window][1], windows[own->rule.window][2]);
}

static void put_threshold(const struct own *own, struct fpl_report *r) {
    if (own->rule.basis == FPL_EARLY_BY_STAGES)
        fpl_report_none(r);
    else
        fpl_report_percent(r, own->rule.threshold.num, own->rule.threshold.den);
}

/* The fund's own money and its part of its sub-funds', by one reading of follow-on rounds. */
static enum fpl_status look(const struct own *own, const struct sums *sums, struct fpl_early__result *out) {
    const int64_t direct[3] = {sums->early, sums->unknown, sums->all};
    return fpl_early__look(&own->through, direct, own->rule.threshold, fpl_view_as_of(own->view), out, own->error);
}

static void put_looked(const struct own *own, const struct fpl_early__result *mine,
                       const struct fpl_early__result *other, struct fpl_report *r) {
    static const char *const verdicts[][3] = {[FPL_PASS] = {"PASS", "达标", "pass"},
                                              [FPL_FAIL] = {"FAIL", "未达标", "fail"},
                                              [FPL_NOT_APPLICABLE] = {"NOT_APPLICABLE", "不适用", "n/a"}};
    static const char *const open[] = {"UNDISCLOSED", "金额未披露，不作结论", "no verdict, amounts undisclosed"};
    const char *const *verdict = mine->open ? open : verdicts[mine->verdict];
    int judged = !mine->open && mine->verdict != FPL_NOT_APPLICABLE;
    put_number(own, r, mine->early);
    put_number(own, r, mine->unknown);
    put_number(own, r, mine->whole);
    fpl_report_percent(r, mine->ppm, mine->whole > 0 ? 1000000 : 0);
    put_threshold(own, r);
    fpl_report_code(r, verdict[0], verdict[1], verdict[2]);
    if (judged && !mine->unreachable)
        put_number(own, r, mine->shortfall);
    else
        fpl_report_none(r);
    if (judged && !mine->unlimited)
        put_number(own, r, mine->headroom);
    else
        fpl_report_none(r);
    fpl_report_percent(r, other->ppm, other->whole > 0 ? 1000000 : 0);
    fpl_report_text(r, fpl_str_of(own->rule.document));
    fpl_report_date(r, own->rule.until);
}

static enum fpl_status put_through(struct own *own, const struct sums *sums, const struct sums *other,
                                   struct fpl_report *r) {
    struct fpl_early__result mine, beside;
    enum fpl_status status = look(own, sums, &mine);
    if (!status)
        status = look(own, other, &beside);
    if (status)
        return status;
    put_looked(own, &mine, &beside, r);
    (void)snprintf(own->verdict, sizeof own->verdict, "%s",
                   mine.open                  ? "UNDISCLOSED"
                   : mine.verdict == FPL_PASS ? "PASS"
                   : mine.verdict == FPL_FAIL ? "FAIL"
                                              : "NOT_APPLICABLE");
    fpl_early__note_stakes(&own->through, own->rule.binding, &mine, r);
    return FPL_OK;
}

static enum fpl_status put_figures(struct own *own, struct fpl_report *r) {
    struct sums sums, other;
    struct verdict verdict = {.code = ""};
    enum fpl_status status = add_up(own, own->rule.inherit, &sums);
    if (!status)
        status = add_up(own, !own->rule.inherit, &other);
    if (!status && own->rule.scope != FPL_EARLY_DIRECT)
        return put_through(own, &sums, &other, r);
    if (!status)
        status = judge_all(own, &sums, &verdict);
    if (status)
        return status;
    (void)snprintf(own->verdict, sizeof own->verdict, "%s", verdict.code);
    put_number(own, r, sums.early);
    put_number(own, r, sums.unknown);
    put_number(own, r, whole_of(own, &sums));
    fpl_report_percent(r, sums.early, whole_of(own, &sums));
    put_threshold(own, r);
    fpl_report_code(r, verdict.code, verdict.zh, verdict.en);
    if (own->rule.basis == FPL_EARLY_BY_STAGES)
        fpl_report_none(r);
    else
        put_number(own, r, verdict.shortfall);
    if (verdict.has_headroom)
        put_number(own, r, verdict.headroom);
    else
        fpl_report_none(r);
    fpl_report_percent(r, other.early, whole_of(own, &other));
    fpl_report_text(r, fpl_str_of(own->rule.document));
    fpl_report_date(r, own->rule.until);
    return FPL_OK;
}

static enum fpl_status read_rule(struct own *own, const struct fpl_bound *planned) {
    return fpl_early__rule(own->view, own->fund->id, planned, &own->rule, own->error);
}

static enum fpl_status read_fund(struct own *own) {
    own->deals = (struct fpl_early__lines){
        .view = own->view, .book = own->fund->id, .profile = own->profiles.list, .error = own->error};
    enum fpl_status status = fpl_early__lines_read(&own->deals);
    if (!status)
        status = fpl_read_items(own->view, own->fund->id, "commitment", take_commitment, own, own->error);
    struct fpl_reports__own totals = {.book = own->fund, .take = take_total, .ctx = own};
    if (!status)
        status = fpl_reports__own_totals(own->view, &totals, own->error);
    own->through.scope = own->rule.scope;
    own->through.undisclosed = own->rule.undisclosed;
    if (!status && own->rule.scope != FPL_EARLY_DIRECT)
        status = fpl_early__stakes(own->view, own->fund->id, &own->through, own->error);
    return status ? status : measure(own);
}

static enum fpl_status put_row(struct own *own, struct fpl_report *report, const char *const *when) {
    fpl_report_text(report, fpl_str_of(own->fund->code));
    fpl_report_name(report, own->fund->name, own->fund->name_en);
    fpl_report_text(report, fpl_str_of(own->fund->currency));
    put_rule(own, report);
    if (when)
        fpl_report_code(report, when[0], when[1], when[2]);
    return put_figures(own, report);
}

static const char *const when_words[][3] = {{"before", "计入前", "before"}, {"after", "计入后", "after"}};

static enum fpl_status load(struct own *own) {
    enum fpl_status status = FPL_OK;
    if (own->profiles.n == 0 || strcmp(own->loaded, own->rule.profile) != 0) {
        fpl_early__profiles_release(&own->profiles);
        status = fpl_early__profiles(own->view, fpl_str_of(own->rule.profile), &own->profiles, own->error);
        memcpy(own->loaded, own->rule.profile, sizeof own->loaded);
    }
    return status ? status : read_fund(own);
}

/* One row, or two where a decision is planned: without it and with it. */
static enum fpl_status put_fund(struct own *own, const struct fpl_decision *planned, struct fpl_report *report) {
    enum fpl_status status = load(own);
    if (!status)
        status = put_row(own, report, planned ? when_words[0] : NULL);
    if (!status && planned && !(status = plan(own, planned)))
        status = put_row(own, report, when_words[1]);
    return status;
}

/* ---- how the one fund's verdict follows ---- */

static enum fpl_status put_stages(const struct own *own, const struct sums *sums, struct fpl_report *r) {
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "stages", "各阶段占比", "Shares of the stages");
    fpl_report_column(r, "stage", "阶段", "Stage", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "numerator", "投资额", "Invested", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "denominator", "分母", "Of", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "share", "占比", "Share", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "least", "下限", "Least", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "shortfall", "差额", "Shortfall", FPL_COLUMN_MONEY, 0);
    for (int i = 0; i < own->rule.stages.n && !status; i++) {
        struct verdict verdict;
        if ((status = judge_stage(own, sums, i, &verdict)))
            break;
        fpl_early__name_stage(&own->rule.stages, i, r);
        put_number(own, r, sums->stage[i]);
        put_number(own, r, sums->all);
        fpl_report_percent(r, sums->stage[i], sums->all);
        fpl_report_percent(r, own->rule.stages.bucket[i].least.num, own->rule.stages.bucket[i].least.den);
        fpl_report_code(r, verdict.code, verdict.zh, verdict.en);
        put_number(own, r, verdict.shortfall);
    }
    return status;
}

static enum fpl_status put_details(const struct own *own, struct fpl_report *r) {
    struct sums sums;
    enum fpl_status status = add_up(own, own->rule.inherit, &sums);
    if (status)
        return status;
    if (own->rule.basis == FPL_EARLY_BY_STAGES)
        return put_stages(own, &sums, r);
    if (own->rule.scope != FPL_EARLY_DIRECT)
        return fpl_early__put_stakes(&own->through, fpl_view_as_of(own->view), own->fund->scale, r, own->error);
    struct fpl_early__derived derived = {.early = sums.early,
                                         .whole = whole_of(own, &sums),
                                         .invested = sums.invested,
                                         .fees = own->fees,
                                         .guided = own->guided,
                                         .scale = own->rule.basis == FPL_EARLY_BY_COUNT ? 0 : own->fund->scale,
                                         .threshold = own->rule.threshold,
                                         .times = own->rule.times,
                                         .fixed = of_a_fixed_whole(own),
                                         .floors = own->rule.basis == FPL_EARLY_BY_FLOORS,
                                         .under_way = of_a_fixed_whole(own) && !fpl_date_is_none(own->rule.end) &&
                                                      fpl_date_cmp(fpl_view_as_of(own->view), own->rule.end) <= 0,
                                         .document = own->rule.document};
    return fpl_early__steps(&derived, r, own->error);
}

static void put_unbound(const struct own *own, struct fpl_report *report, const char *const *when) {
    fpl_report_text(report, fpl_str_of(own->fund->code));
    fpl_report_name(report, own->fund->name, own->fund->name_en);
    fpl_report_text(report, fpl_str_of(own->fund->currency));
    fpl_report_code(report, "NONE", "未登记", "none");
    for (int i = 0; i < 15; i++) {
        if (i == 4 && when)
            fpl_report_code(report, when[0], when[1], when[2]);
        fpl_report_none(report);
    }
}

/* The rule's own last day, and that of its profile's text. */
static void note_expired(const struct own *own, struct fpl_report *report) {
    for (size_t p = 0; p < own->profiles.n; p++)
        fpl_reports__note_expired(report, fpl_str_of(own->profiles.list[p].name),
                                  fpl_profile_to(own->profiles.list[p].profile), fpl_view_as_of(own->view));
    fpl_reports__note_expired(report, fpl_str_of(own->rule.binding), own->rule.until, fpl_view_as_of(own->view));
}

static void put_columns(struct fpl_report *report, int planned, int several) {
    fpl_report_column(report, "fund", "基金编号", "Fund id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "fund_name", "基金", "Fund", FPL_COLUMN_TEXT, 0);
    fpl_reports__currency_column(report, several);
    fpl_report_column(report, "binding", "适用编号", "Rule", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "profile", "口径", "Profile", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "basis", "基准", "Basis", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "followon", "后续轮次", "Follow-on", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "window", "窗口", "Window", FPL_COLUMN_TEXT, 0);
    if (planned)
        fpl_report_column(report, "when", "时点", "When", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "numerator", "早期", "Early", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "unknown", "其中不明", "Unknown", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "denominator", "分母", "Of", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "share", "占比", "Share", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(report, "threshold", "达标线", "Threshold", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(report, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(report, "shortfall", "差额", "Shortfall", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "headroom", "余地", "Headroom", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "other_follow_on", "另一读法占比", "The other reading", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(report, "document", "依据", "Document", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "until", "有效至", "In force until", FPL_COLUMN_DATE, 0);
}

/* Is a fund bound at all? Without any the table is left out. */
static enum fpl_status any_rule(const struct own *like, const struct fpl_book *fund, size_t n, int *out) {
    enum fpl_status status = FPL_OK;
    *out = 0;
    for (size_t i = 0; i < n && !status && !*out; i++) {
        struct own own = *like;
        own.fund = &fund[i];
        status = read_rule(&own, NULL);
        *out = own.rule.seq != 0;
    }
    return status;
}

enum fpl_status fpl_early__by_rule(struct fpl_view *view, const struct fpl_book *fund, size_t n,
                                   const struct fpl_decision *planned, struct fpl_report *report,
                                   struct fpl_error *error) {
    struct own like = {.view = view, .error = error};
    int any = 0;
    enum fpl_status status = any_rule(&like, fund, n, &any);
    if (status || !any)
        return status;
    fpl_report_table(report, "rule", "按本基金规则", "By the fund's own rule");
    if (planned)
        fpl_reports__caption_planned(report, view);
    else
        fpl_reports__caption_cut(report, view, 1);
    put_columns(report, planned != NULL, fpl_reports__several_currencies(fund, n));
    struct fpl_early__group *group = calloc(n, sizeof *group);
    if (!group)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < n && !status; i++) {
        struct own own = like;
        own.fund = &fund[i];
        if ((status = read_rule(&own, NULL)))
            break;
        if (own.rule.seq == 0)
            put_unbound(&own, report, NULL);
        else if (!(status = put_fund(&own, planned, report)))
            note_expired(&own, report);
        if (!status && n == 1 && !planned && own.rule.seq != 0)
            status = put_details(&own, report);
        if (!status)
            status = fpl_early__describe(view, &fund[i], own.rule.seq ? own.verdict : "NONE", &group[i], error);
        fpl_early__stakes_release(&own.through);
        fpl_early__lines_release(&own.deals);
        like.profiles = own.profiles;
        memcpy(like.loaded, own.loaded, sizeof like.loaded);
    }
    fpl_early__profiles_release(&like.profiles);
    if (!status && n > 1)
        fpl_early__put_groups(group, n, report);
    free(group);
    return status;
}

/* ---- quarter by quarter ---- */

struct first {
    const struct own *own;
    struct fpl_date rule, deal; /* FPL_DATE_NONE: none */
};

static enum fpl_status earlier(const struct first *first, const struct fpl_item *item, const char *member,
                               struct fpl_date *out) {
    struct fpl_date day;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, member), &day, first->own->error);
    if (!status && (fpl_date_is_none(*out) || fpl_date_cmp(day, *out) < 0))
        *out = day;
    return status;
}

static enum fpl_status take_rule_day(void *ctx, const struct fpl_item *item) {
    struct first *first = ctx;
    return earlier(first, item, "from", &first->rule);
}

static enum fpl_status take_deal_day(void *ctx, const struct fpl_item *item) {
    struct first *first = ctx;
    return fpl_fund_deal_is_reversed(item->data) ? FPL_OK : earlier(first, item, "paid", &first->deal);
}

/* By the rule that bound on that day, from what had occurred by then. */
static enum fpl_status put_day(const struct own *like, struct fpl_date day, struct fpl_report *report) {
    struct own own = {.fund = like->fund, .error = like->error};
    enum fpl_status status = fpl_view_on_day(like->view, day, &own.view, like->error);
    if (!status)
        status = read_rule(&own, NULL);
    if (!status)
        fpl_report_date(report, day);
    if (!status && own.rule.seq == 0)
        put_unbound(&own, report, NULL);
    else if (!status && !(status = load(&own)))
        status = put_row(&own, report, NULL);
    fpl_early__profiles_release(&own.profiles);
    fpl_early__stakes_release(&own.through);
    fpl_early__lines_release(&own.deals);
    fpl_view_close(own.view);
    return status;
}

static struct fpl_date quarter_end(struct fpl_date date) {
    int year, month, day;
    struct fpl_date last = date;
    fpl_date_split(date, &year, &month, &day);
    return fpl_date_of(year, (month + 2) / 3 * 3, 1, &last) ? date : fpl_date_month_end(last);
}

enum fpl_status fpl_early__history(struct fpl_view *view, const struct fpl_book *fund, struct fpl_report *report,
                                   struct fpl_error *error) {
    const struct own own = {.view = view, .fund = fund, .error = error};
    struct first first = {&own, FPL_DATE_NONE, FPL_DATE_NONE};
    struct fpl_date as_of = fpl_view_as_of(view);
    enum fpl_status status = fpl_read_items(view, fund->id, "early.rule", take_rule_day, &first, error);
    if (!status)
        status = fpl_read_items(view, fund->id, "deal", take_deal_day, &first, error);
    if (status || fpl_date_is_none(first.rule))
        return status;
    fpl_report_table(report, "by_quarter", "逐季按本基金规则", "By the fund's own rule, quarter by quarter");
    fpl_reports__caption_cut(report, view, 1);
    fpl_report_column(report, "date", "截止日", "As of", FPL_COLUMN_DATE, FPL_COLUMN_KEEP);
    put_columns(report, 0, 0);
    struct fpl_date day = fpl_date_is_none(first.deal)               ? as_of
                          : fpl_date_cmp(first.deal, first.rule) > 0 ? quarter_end(first.deal)
                                                                     : quarter_end(first.rule);
    for (; !status && fpl_date_cmp(day, as_of) < 0; day = quarter_end(fpl_date_add_days(day, 1)))
        status = put_day(&own, day, report);
    if (!status)
        status = put_day(&own, as_of, report);
    fpl_report_note(
        report, "RULE_OF_THEN",
        "各截止日按当日适用的规则、当日以前发生的业务计算；以后登记的当日以前的业务也计入，要看当时所知，用 --known-by",
        "each day is judged by the rule that bound on it, from what had occurred by then; what was recorded later of a "
        "day before counts too: --known-by shows what was known at a moment");
    return status;
}

/* ---- what another rule would make of it ---- */

static const char *const rule_words[][3] = {{"before", "现行", "now"}, {"after", "适用后", "under it"}};

/* The row of the rule in force, or of the one that is planned, which says how its verdict follows as well. */
static enum fpl_status put_under(struct own *own, const struct fpl_bound *planned, struct fpl_report *report) {
    const char *const *when = rule_words[planned != NULL];
    enum fpl_status status = read_rule(own, planned);
    if (!status && own->rule.seq == 0) {
        put_unbound(own, report, when);
        return FPL_OK;
    }
    if (!status)
        status = load(own);
    if (!status)
        status = put_row(own, report, when);
    if (!status && planned) {
        note_expired(own, report);
        fpl_bound__note_held(report, planned, own->rule.binding);
        status = put_details(own, report);
    }
    fpl_early__profiles_release(&own->profiles);
    fpl_early__stakes_release(&own->through);
    fpl_early__lines_release(&own->deals);
    return status;
}

enum fpl_status fpl_early__would_bind(struct fpl_report *report, struct fpl_view *view, const struct fpl_book *book,
                                      const struct fpl_decision *decision, struct fpl_error *error) {
    struct own before = {.view = view, .fund = book, .error = error}, after = before;
    struct fpl_bound planned;
    enum fpl_status status = fpl_bound__read(decision, "early.rule", &planned, error);
    if (!status && planned.is) {
        fpl_report_table(report, "rule", "按本基金规则：现行与适用后", "By the fund's own rule, now and under it");
        fpl_reports__caption_planned(report, view);
        put_columns(report, 1, 0);
        status = put_under(&before, NULL, report);
        if (!status)
            status = put_under(&after, &planned, report);
    }
    fpl_bound__release(&planned);
    return status;
}
