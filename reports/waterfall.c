/* 分配瀑布: the fund's flows through its waterfall, so far and with one more distribution. Source: fund rules §3.7. */
#include "reports/waterfall.h"

#include "reports/flows.h"

#include <stdlib.h>
#include <string.h>

struct fall {
    struct fpl_view *view;
    struct fpl_report *report;
    struct fpl_book book;
    struct fpl_error *error;
    struct fpl_waterfall_rule rule;
    struct fpl_date from; /* of the rule; FPL_DATE_NONE: none binds */
    int64_t seq;
    char binding[65], document[1025];
    struct fpl_flows flows;
    struct fpl_irr_flow *flow; /* of the whole fund, in order */
    size_t n;
    int64_t carried; /* carried interest paid, less what was clawed back */
};

static const struct {
    const char *code, *zh, *en;
} growths[] = {[FPL_GROWTH_COMPOUND] = {"COMPOUND", "复利，按天数÷365", "compound, days / 365"},
               [FPL_GROWTH_SIMPLE] = {"SIMPLE", "单利，按天数÷365", "simple, days / 365"},
               [FPL_GROWTH_YEARS] = {"YEARS", "复利，按整年", "compound, full years"}};

static struct fpl_ratio ratio_of(const struct fpl_json *data, const char *p, const char *q) {
    return (struct fpl_ratio){fpl_json_get_num(data, p, 0), fpl_json_get_num(data, q, 1)};
}

static enum fpl_status take_rule(void *ctx, const struct fpl_item *item) {
    struct fall *f = ctx;
    struct fpl_date from;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "from"), &from, f->error);
    if (status || fpl_date_cmp(from, fpl_view_as_of(f->view)) > 0)
        return status;
    int order = fpl_date_is_none(f->from) ? 1 : fpl_date_cmp(from, f->from);
    if (order < 0 || (order == 0 && item->seq0 < f->seq))
        return FPL_OK;
    f->from = from;
    f->seq = item->seq0;
    f->rule = (struct fpl_waterfall_rule){ratio_of(item->data, "hp", "hq"), ratio_of(item->data, "cp", "cq"),
                                          ratio_of(item->data, "kp", "kq"), FPL_GROWTH_COMPOUND};
    for (size_t i = 0; i < sizeof growths / sizeof growths[0]; i++)
        if (fpl_str_is(fpl_json_get_text(item->data, "growth"), growths[i].code))
            f->rule.growth = (enum fpl_waterfall_growth)i;
    (void)fpl_str_copy(item->key, f->binding, sizeof f->binding);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "doc"), f->document, sizeof f->document);
    return FPL_OK;
}

/* By day; of one day what is paid in comes first. */
static int by_day(const void *a, const void *b) {
    const struct fpl_irr_flow *x = a, *y = b;
    int order = fpl_date_cmp(x->day, y->day);
    return order ? order : fpl_money_sign(x->amount) - fpl_money_sign(y->amount);
}

/* What is paid in of a day in one flow, and what is paid out. */
static void merge(struct fall *f) {
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        struct fpl_money sum;
        if (n > 0 && by_day(&f->flow[n - 1], &f->flow[i]) == 0 &&
            fpl_money_add(f->flow[n - 1].amount, f->flow[i].amount, &sum) == FPL_OK)
            f->flow[n - 1].amount = sum;
        else
            f->flow[n++] = f->flow[i];
    }
    f->n = n;
}

/* What is clawed back was never due: it comes off what the same payee was paid before, the last first. */
static void take_off(struct fall *f, size_t since, int64_t amount) {
    for (size_t i = f->n; i > since && amount > 0; i--) {
        int64_t paid = fpl_money_minor(f->flow[i - 1].amount), part = paid < amount ? paid : amount;
        f->flow[i - 1].amount = fpl_money_of(paid - part);
        amount -= part;
    }
}

/* Flows of parties and of carry, which are in order of their payees. */
static enum fpl_status read_flows(struct fall *f) {
    enum fpl_status status = fpl_flows__read(f->view, &f->book, &f->flows, f->error);
    if (status)
        return status;
    f->flow = calloc(f->flows.n + 1, sizeof *f->flow); /* and one more distribution */
    if (!f->flow)
        return fpl_fail(f->error, FPL_E_NOMEM, NULL, NULL, NULL);
    size_t since = 0; /* the first carry of this payee */
    for (size_t i = 0; i < f->flows.n && !status; i++) {
        const struct fpl_flows__flow *flow = &f->flows.list[i];
        if (flow->of == FPL_FLOWS_PROJECT)
            continue;
        if (flow->of == FPL_FLOWS_CARRY && (i == 0 || flow[-1].of != flow->of || strcmp(flow[-1].id, flow->id) != 0))
            since = f->n;
        if (flow->of == FPL_FLOWS_CARRY)
            status = fpl_reports__add(&f->carried, flow->amount, f->error);
        if (flow->of == FPL_FLOWS_CARRY && flow->amount < 0) {
            take_off(f, since, -flow->amount);
            continue;
        }
        f->flow[f->n++] = (struct fpl_irr_flow){flow->day, fpl_money_of(flow->amount)};
    }
    if (f->n > 0)
        qsort(f->flow, f->n, sizeof *f->flow, by_day);
    merge(f);
    return status;
}

/* ---- the tables ---- */

static void put_rule(struct fall *f) {
    struct fpl_report *r = f->report;
    fpl_report_table(r, "rule", "分配瀑布", "Waterfall");
    fpl_reports__caption_book(r, &f->book);
    fpl_reports__caption_cut(r, f->view, 1);
    fpl_report_column(r, "binding", "适用编号", "Binding", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "from", "适用起始日", "From", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "hurdle", "门槛收益率", "Hurdle", FPL_COLUMN_RATIO, 0);
    fpl_report_column(r, "growth", "计算方式", "Growth", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "catch_up", "追补比例", "Catch-up", FPL_COLUMN_RATIO, 0);
    fpl_report_column(r, "carry", "业绩报酬比例", "Carry", FPL_COLUMN_RATIO, 0);
    fpl_report_column(r, "document", "依据", "Document", FPL_COLUMN_TEXT, 0);
    fpl_report_text(r, fpl_str_of(f->binding));
    fpl_report_date(r, f->from);
    fpl_report_ratio(r, f->rule.hurdle);
    fpl_report_code(r, growths[f->rule.growth].code, growths[f->rule.growth].zh, growths[f->rule.growth].en);
    fpl_report_ratio(r, f->rule.catch_up);
    fpl_report_ratio(r, f->rule.carry);
    fpl_report_text(r, fpl_str_of(f->document));
}

static void put_line(struct fall *f, const char *zh, const char *en, struct fpl_money so_far,
                     const struct fpl_money *with) {
    struct fpl_money more = fpl_money_of(0);
    fpl_report_name(f->report, zh, en);
    fpl_report_money(f->report, so_far, f->book.scale);
    if (!with)
        return;
    enum fpl_status status = fpl_money_sub(*with, so_far, &more);
    FPL_ASSERT(status == FPL_OK); /* both within int64's half */
    fpl_report_money(f->report, more, f->book.scale);
    fpl_report_money(f->report, *with, f->book.scale);
}

static void put_tiers(struct fall *f, const struct fpl_waterfall *a, const struct fpl_waterfall *b,
                      const struct fpl_money back[2]) {
    struct fpl_report *r = f->report;
    fpl_report_table(r, "tiers", "各层", "Tiers");
    fpl_report_column(r, "what", "项目", "What", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "so_far", "截至当日", "So far", FPL_COLUMN_MONEY, 0);
    if (b) {
        fpl_report_column(r, "this", "本次", "This one", FPL_COLUMN_MONEY, 0);
        fpl_report_column(r, "with", "计入后", "With it", FPL_COLUMN_MONEY, 0);
    }
#define LINE(zh, en, member) put_line(f, zh, en, a->member, b ? &b->member : NULL)
    LINE("实缴", "paid in", paid_in);
    LINE("分配（含业绩报酬）", "distributed, carry included", distributed);
    LINE("第一层：返还本金", "tier 1: capital", capital);
    LINE("第二层：门槛收益", "tier 2: hurdle", hurdle);
    LINE("第三层：追补", "tier 3: catch-up", catch_up);
    LINE("第四层：按比例分成", "tier 4: the rest", rest);
    LINE("归出资人", "to the investors", investors);
    LINE("归普通合伙人（业绩报酬）", "to the general partner, carry", partner);
    LINE("未返还本金", "capital not returned yet", capital_open);
    LINE("未付门槛收益", "hurdle not paid yet", hurdle_open);
#undef LINE
    put_line(f, "应回拨的业绩报酬", "carry to be clawed back", back[0], b ? &back[1] : NULL);
}

static enum fpl_status fail(const struct fall *f, enum fpl_status status) {
    return status ? fpl_fail(f->error, status, NULL, NULL, NULL) : FPL_OK;
}

static enum fpl_status put(struct fall *f, struct fpl_money amount) {
    struct fpl_waterfall now, with;
    struct fpl_money back[2] = {fpl_money_of(0), fpl_money_of(0)}, paid = fpl_money_of(f->carried);
    struct fpl_date day = fpl_view_as_of(f->view);
    int more = fpl_money_sign(amount) > 0;
    enum fpl_status status = fpl_waterfall(&f->rule, f->flow, f->n, day, &now);
    if (!status)
        status = fpl_waterfall_clawback(&f->rule, &now, paid, &back[0]);
    if (!status && more) {
        f->flow[f->n] = (struct fpl_irr_flow){day, amount};
        status = fpl_waterfall(&f->rule, f->flow, f->n + 1, day, &with);
    }
    if (!status && more)
        status = fpl_waterfall_clawback(&f->rule, &with, paid, &back[1]);
    if (status)
        return fail(f, status);
    put_rule(f);
    put_tiers(f, &now, more ? &with : NULL, back);
    fpl_report_note(
        f->report, "WHAT_COUNTS", "分配按实际支付日计；业绩报酬取自各层之外另付的金额与此比对，差额见“应回拨”",
        "what was paid out counts on its day; carry paid is compared with what the tiers give, see the last "
        "line");
    const struct fpl_waterfall_steps steps = {.rule = &f->rule,
                                              .flow = f->flow,
                                              .n = f->n + (size_t)more,
                                              .on = day,
                                              .received = paid,
                                              .clawback = back[more],
                                              .scale = f->book.scale,
                                              .document = f->document};
    return fail(f, fpl_waterfall__steps(&steps, f->report));
}

enum fpl_status fpl_report_waterfall(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error) {
    struct fall f = {.view = view, .error = error, .from = FPL_DATE_NONE};
    if (!(f.report = fpl_reports__begin("waterfall", error)))
        return FPL_E_NOMEM;
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_FUND, &f.book, error);
    if (!status)
        status = fpl_read_items(view, f.book.id, "waterfall", take_rule, &f, error);
    if (!status && fpl_date_is_none(f.from))
        status = fpl_fail(error, FPL_E_NOT_FOUND, FPL_ZH_EN("本基金的分配瀑布约定", "the waterfall of the fund"), NULL,
                          NULL);
    if (!status)
        status = read_flows(&f);
    if (!status)
        status = put(&f, spec->amount);
    fpl_flows__release(&f.flows);
    free(f.flow);
    return fpl_reports__end(f.report, status, out, error);
}
