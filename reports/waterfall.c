/* 分配瀑布: the fund's flows through its waterfall, so far and with one more distribution. Source: fund rules §3.7. */
#include "reports/waterfall.h"

#include "reports/bound.h"
#include "reports/waterfall_flows.h"

#include <stdio.h>

struct fall {
    struct fpl_view *view;
    struct fpl_report *report;
    struct fpl_book book;
    struct fpl_error *error;
    struct fpl_waterfall_rule rule;
    struct fpl_date from; /* of the rule; FPL_DATE_NONE: none binds */
    int64_t seq;
    char binding[65], document[1025];
    struct fpl_waterfall__cash cash;
    int64_t claimed; /* of carry to be clawed back, claimed and not collected */
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

/* A clawback that is claimed and not collected. */
static enum fpl_status take_claimed(void *ctx, const struct fpl_item *item) {
    struct fall *f = ctx;
    return fpl_reports__add(&f->claimed, fpl_json_get_num(item->data, "open", 0), f->error);
}

/* ---- the tables ---- */

static void put_rule(struct fall *f) {
    struct fpl_report *r = f->report;
    fpl_report_table(r, "rule", "分配瀑布", "Waterfall");
    fpl_reports__caption_book(r, &f->book);
    fpl_reports__caption_cut(r, f->view, 1);
    fpl_report_column(r, "binding", "适用编号", "Binding", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "from", "适用起始日", "From", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "hurdle", "门槛收益率", "Hurdle", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "growth", "计算方式", "Growth", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "catch_up", "追补比例", "Catch-up", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "carry", "业绩报酬比例", "Carry", FPL_COLUMN_PERCENT, 0);
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

/* As the fund stands, or with one more distribution. */
struct standing {
    struct fpl_waterfall w;              /* distributed: with `early`, which is in no tier */
    struct fpl_money early, back, given; /* given: what was distributed, and clawed back and not paid out again */
};

static void put_tiers(struct fall *f, const struct standing *now, const struct standing *with) {
    struct fpl_report *r = f->report;
    const struct fpl_waterfall *a = &now->w, *b = with ? &with->w : NULL;
    struct fpl_money claimed = fpl_money_of(f->claimed);
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
    if (fpl_money_sign(now->early) > 0)
        put_line(f, "先于各层支付的业绩报酬", "carry paid before its tier", now->early, with ? &with->early : NULL);
    LINE("归出资人", "to the investors", investors);
    LINE("归普通合伙人（业绩报酬）", "to the general partner, carry", partner);
    LINE("未返还本金", "capital not returned yet", capital_open);
    LINE("未付门槛收益", "hurdle not paid yet", hurdle_open);
#undef LINE
    put_line(f, "应回拨的业绩报酬", "carry to be clawed back", now->back, with ? &with->back : NULL);
    if (f->claimed > 0)
        put_line(f, "其中已确认、尚未收到", "of that, claimed and not collected", claimed, with ? &claimed : NULL);
}

static enum fpl_status fail(const struct fall *f, enum fpl_status status) {
    return status ? fpl_fail(f->error, status, NULL, NULL, NULL) : FPL_OK;
}

/* The profit is what was distributed less what was paid in; what was clawed back and not paid out again is of it. */
static enum fpl_status clawback(const struct fall *f, int64_t undistributed, struct standing *s) {
    struct fpl_waterfall all = s->w;
    enum fpl_status status = fpl_money_add(all.distributed, fpl_money_of(undistributed), &all.distributed);
    s->given = all.distributed;
    return status ? status : fpl_waterfall_clawback(&f->rule, &all, fpl_money_of(f->cash.carried), &s->back);
}

static enum fpl_status stand(const struct fall *f, size_t n, int64_t early, struct standing *s) {
    s->early = fpl_money_of(early);
    enum fpl_status status = fpl_waterfall(&f->rule, f->cash.flow, n, fpl_view_as_of(f->view), &s->w);
    return status ? status : fpl_money_add(s->w.distributed, s->early, &s->w.distributed);
}

/* One more distribution goes through the tiers; if it makes the investors whole, so does the carry that waits. */
static enum fpl_status stand_with(const struct fall *f, int64_t amount, struct standing *s) {
    const struct fpl_waterfall__cash *cash = &f->cash;
    struct fpl_irr_flow *last = &cash->flow[cash->n];
    *last = (struct fpl_irr_flow){fpl_view_as_of(f->view), fpl_money_of(amount)};
    enum fpl_status status = stand(f, cash->n + 1, cash->early, s);
    if (status || cash->early == 0 || !fpl_waterfall__is_whole(&s->w))
        return status;
    status = fpl_money_add(last->amount, fpl_money_of(cash->early), &last->amount);
    return status ? status : stand(f, cash->n + 1, 0, s);
}

static void put_notes(struct fall *f) {
    char amount[FPL_MONEY_TEXT], day[12], zh[256], en[256];
    fpl_report_note(
        f->report, "WHAT_COUNTS",
        "分配（让利在内）按实际支付日计；先于本金和门槛收益支付的业绩报酬不计入各层，不减少未返还的本金",
        "what was paid out counts on its day, concessions included; carry paid before capital and hurdle are "
        "is in no tier, and returns no capital");
    fpl_report_note(
        f->report, "CLAWBACK",
        "应回拨＝已付业绩报酬（减已回拨）超过业绩报酬比例×利润的部分；利润＝分配＋已回拨而未再分配的款－实缴，"
        "不看各层给了多少",
        "to be clawed back: carry paid, less what was clawed back, above its share of the profit. The profit is "
        "what was distributed, and clawed back and not paid out again, less what was paid in, whatever the "
        "tiers give");
    if (f->cash.opening == 0)
        return;
    (void)fpl_money_format(fpl_money_of(f->cash.opening), FPL_UNIT_YUAN, f->book.scale, amount);
    (void)fpl_date_format(f->cash.opened, day);
    (void)snprintf(zh, sizeof zh, "实缴含期初余额 %s，自启用日 %s 起计门槛收益；此前的门槛收益和分配不在内", amount,
                   day);
    (void)snprintf(
        en, sizeof en,
        "%s of what was paid in stands in opening balances: its hurdle runs from %s; hurdle and distributions "
        "of before are not counted",
        amount, day);
    fpl_report_note(f->report, "OPENING", zh, en);
}

static enum fpl_status put(struct fall *f, struct fpl_money amount) {
    struct standing now, with;
    int64_t left = f->cash.undistributed, given = fpl_money_minor(amount);
    enum fpl_status status = stand(f, f->cash.n, f->cash.early, &now);
    if (!status)
        status = clawback(f, left, &now);
    if (!status && given > 0)
        status = stand_with(f, given, &with);
    if (!status && given > 0)
        status = clawback(f, left > given ? left - given : 0, &with);
    if (status)
        return fail(f, status);
    put_rule(f);
    put_tiers(f, &now, given > 0 ? &with : NULL);
    put_notes(f);
    const struct standing *shown = given > 0 ? &with : &now;
    const struct fpl_waterfall_steps steps = {.rule = &f->rule,
                                              .flow = f->cash.flow,
                                              .n = f->cash.n + (given > 0),
                                              .on = fpl_view_as_of(f->view),
                                              .received = fpl_money_of(f->cash.carried),
                                              .given = shown->given,
                                              .clawback = shown->back,
                                              .scale = f->book.scale,
                                              .document = f->document};
    return fail(f, fpl_waterfall__steps(&steps, f->report));
}

static enum fpl_status read_rule(struct fall *f, const struct fpl_bound *planned) {
    return fpl_bound__then(fpl_read_items(f->view, f->book.id, "waterfall", take_rule, f, f->error), planned, take_rule,
                           f);
}

/* ---- what another rule would make of it ---- */

static void when_columns(struct fpl_report *r) {
    fpl_report_column(r, "when", "时点", "When", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "binding", "适用编号", "Rule", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "hurdle", "门槛收益率", "Hurdle", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "catch_up", "追补比例", "Catch-up", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "carry", "业绩报酬比例", "Carry", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "distributed", "分配（含业绩报酬）", "Distributed", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "paid_in", "实缴", "Paid in", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "capital_open", "未返还本金", "Capital open", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "hurdle_open", "未付门槛收益", "Hurdle open", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "partner", "归普通合伙人", "To the general partner", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "carried", "已付业绩报酬", "Carry paid", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "clawback", "应回拨", "Clawback", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
}

static void put_verdict(struct fpl_report *r, const struct standing *s) {
    if (fpl_money_sign(s->back) > 0)
        fpl_report_code(r, "CLAWBACK", "业绩报酬超付，应回拨", "too much carry was paid");
    else if (fpl_money_sign(s->early) > 0)
        fpl_report_code(r, "EARLY", "业绩报酬先于本金和门槛收益支付", "carry was paid before capital and hurdle");
    else
        fpl_report_code(r, "KEPT", "无须回拨", "nothing to claw back");
}

static enum fpl_status put_standing(struct fall *f) {
    struct fpl_report *r = f->report;
    struct standing s;
    enum fpl_status status = stand(f, f->cash.n, f->cash.early, &s);
    if (!status)
        status = clawback(f, f->cash.undistributed, &s);
    if (status)
        return fail(f, status);
    fpl_report_text(r, fpl_str_of(f->binding));
    fpl_report_ratio(r, f->rule.hurdle);
    fpl_report_ratio(r, f->rule.catch_up);
    fpl_report_ratio(r, f->rule.carry);
    const struct fpl_money sums[] = {s.w.distributed, s.w.paid_in, s.w.capital_open,
                                     s.w.hurdle_open, s.w.partner, fpl_money_of(f->cash.carried),
                                     s.back};
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        fpl_report_money(r, sums[i], f->book.scale);
    put_verdict(r, &s);
    return FPL_OK;
}

static enum fpl_status put_when(struct fall *f, const struct fpl_bound *planned) {
    enum fpl_status status = read_rule(f, planned);
    if (status)
        return status;
    fpl_bound__cell_when(f->report, planned != NULL);
    if (fpl_date_is_none(f->from)) {
        fpl_report_code(f->report, "NONE", "未登记", "none");
        for (int i = 0; i < 11; i++)
            fpl_report_none(f->report);
        return FPL_OK;
    }
    status = fpl_waterfall__cash(f->view, &f->book, &f->rule, &f->cash, f->error);
    if (!status)
        status = put_standing(f);
    fpl_waterfall__cash_release(&f->cash);
    return status;
}

enum fpl_status fpl_waterfall__would_bind(struct fpl_report *report, struct fpl_view *view, const struct fpl_book *book,
                                          const struct fpl_decision *decision, struct fpl_error *error) {
    struct fall before = {.view = view, .report = report, .book = *book, .error = error, .from = FPL_DATE_NONE};
    struct fall after = before;
    struct fpl_bound planned;
    enum fpl_status status = fpl_bound__read(decision, "waterfall", &planned, error);
    if (!status && planned.is) {
        fpl_report_table(report, "waterfall", "分配瀑布：现行与适用后", "Waterfall now and under it");
        fpl_reports__caption_planned(report, view);
        when_columns(report);
        status = put_when(&before, NULL);
        if (!status)
            status = put_when(&after, &planned);
        if (!status)
            fpl_bound__note_held(report, &planned, after.binding);
    }
    fpl_bound__release(&planned);
    return status;
}

enum fpl_status fpl_report_waterfall(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error) {
    struct fall f = {.view = view, .error = error, .from = FPL_DATE_NONE};
    if (!(f.report = fpl_reports__begin("waterfall", error)))
        return FPL_E_NOMEM;
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_FUND, &f.book, error);
    if (!status)
        status = read_rule(&f, NULL);
    if (!status && fpl_date_is_none(f.from))
        status = fpl_fail(error, FPL_E_NOT_FOUND, FPL_ZH_EN("本基金的分配瀑布约定", "the waterfall of the fund"), NULL,
                          NULL);
    if (!status)
        status = fpl_waterfall__cash(view, &f.book, &f.rule, &f.cash, error);
    if (!status)
        status = fpl_read_items(view, f.book.id, "clawback.due", take_claimed, &f, error);
    if (!status)
        status = put(&f, spec->amount);
    fpl_waterfall__cash_release(&f.cash);
    return fpl_reports__end(f.report, status, out, error);
}
