/* E04: a tranche of an investment is agreed and not paid, memo 9002 by firm and tranche against 9102. The deal that
 * pays it (E05) and the instalment that becomes payable (E27) take it off again; E29, second half: what is left of it
 * is cancelled, because the milestone was missed or the agreement ended. And the reversals.
 *
 * A promise is no investment: no share, limit or loss counts it (fund rules §3.2, a_i is what was paid). */
#include "ledger/fund/agreed.h"
#include "ledger/fund/investee.h"

static const struct fpl_field_spec fields[] = {
    FS("tranche", "分期编号", "tranche", "tranche_no", ID, KEY, TRANCHE_ID),
    FS("firm", "统一社会信用代码", "uscc", "信用代码", PARTY, NEWP, FIRM_ID),
    FS("firm_name", "企业名称", "firm name", "项目名称|company", TEXT, NAME, FIRM_NAME),
    F("occurred", "约定日", "agreed on", "协议日|日期", DATE, REQ),
    FS("amount", "约定金额", "amount agreed", "金额|协议额", MONEY, REQ, EVENT_AMOUNT),
    F("milestone", "付款条件", "milestone", "里程碑", TEXT, 0),
    F("expected", "预计付款日", "expected on", "", DATE, 0),
    F("document", "投资协议", "agreement", "文件", TEXT, REQ),
    FPL_FUND_FIRM_FIELD,
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("tranche", "分期编号", "tranche", "tranche_no", ID, KEY, TRANCHE_ID),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec cancel_fields[] = {
    FS("cancellation", "取消编号", "cancellation", "", ID, KEY, EVENT_KEY),
    FS("tranche", "分期编号", "tranche", "tranche_no", ID, REQ, TRANCHE_ID),
    F("occurred", "取消日", "cancelled on", "日期", DATE, REQ),
    FS("amount", "取消金额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    F("document", "取消依据", "document", "文件", TEXT, REQ),
};
static const struct fpl_field_spec cancel_reverse_fields[] = {
    FS("cancellation", "取消编号", "cancellation", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_recipe recipe[] = {
    {"E04", "约定未付分期", "tranche agreed, unpaid", "9002", "9102", DIM(FIRM_ID), DIM(TRANCHE_ID), NONE, NONE, ""},
};
static const struct fpl_recipe cancel_recipe[] = {FPL_FUND_TRANCHE_ROW("E29", "取消分期", "tranche cancelled")};

#define REVERSED "REVERSED"

struct agreed {
    struct fpl_str firm;
    struct fpl_date on;
    int64_t amount, taken[3]; /* by enum fpl_fund__agreed_by */
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

static struct agreed load(const struct fpl_facts *facts) {
    return (struct agreed){.firm = fpl_fact_text(facts, FPL_FACT_TRANCHE_FIRM),
                           .on = fpl_fact_date(facts, FPL_FACT_TRANCHE_ON),
                           .amount = minor(facts, FPL_FACT_TRANCHE_AMOUNT),
                           .taken = {[FPL_AGREED_PAID] = minor(facts, FPL_FACT_TRANCHE_PAID),
                                     [FPL_AGREED_PAYABLE] = minor(facts, FPL_FACT_TRANCHE_PAYABLE),
                                     [FPL_AGREED_CANCELLED] = minor(facts, FPL_FACT_TRANCHE_CANCELLED)}};
}

static void write(const struct fpl_facts *facts, const struct agreed *a, const char *state, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", a->amount);
    if (a->taken[FPL_AGREED_CANCELLED] != 0)
        fpl_fund__data_num(&data, "can", a->taken[FPL_AGREED_CANCELLED]);
    fpl_fund__data_text(&data, "firm", a->firm);
    if (a->taken[FPL_AGREED_PAYABLE] != 0)
        fpl_fund__data_num(&data, "inst", a->taken[FPL_AGREED_PAYABLE]);
    fpl_fund__data_date(&data, "on", a->on);
    if (a->taken[FPL_AGREED_PAID] != 0)
        fpl_fund__data_num(&data, "paid", a->taken[FPL_AGREED_PAID]);
    fpl_fund__data_text(&data, "st", fpl_str_of(state));
    fpl_fund__data_item(&data, "tranche", fpl_fact_text(facts, FPL_FACT_TRANCHE_ID), out);
}

int fpl_fund__names_tranche(const struct fpl_facts *facts) {
    return fpl_fact_known(facts, FPL_FACT_TRANCHE_ID);
}

static int64_t left(const struct agreed *a) {
    return a->amount - a->taken[0] - a->taken[1] - a->taken[2]; /* each of them at most the amount */
}

/* Is it there, as it was agreed? */
static int stands(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_str id = fpl_fact_text(facts, FPL_FACT_TRANCHE_ID);
    if (!fpl_fact_known(facts, FPL_FACT_TRANCHE_AMOUNT))
        fpl_fund__refuse_text(out, FPL_E_NOT_FOUND, id);
    else if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_TRANCHE_STATE), REVERSED))
        fpl_fund__refuse_text(out, FPL_E_REVERSED, id);
    else
        return 1;
    return 0;
}

static void take(const struct fpl_facts *facts, enum fpl_fund__agreed_by by, int64_t amount, struct fpl_decision *out) {
    struct agreed a = load(facts);
    if (amount > left(&a))
        fpl_fund__refuse_money(out, FPL_E_TRANCHE, left(&a), amount);
    if (out->reasons > 0)
        return;
    a.taken[by] += amount;
    write(facts, &a, "", out);
}

void fpl_fund__agreed_take(const struct fpl_facts *facts, enum fpl_fund__agreed_by by, int64_t amount,
                           struct fpl_decision *out) {
    struct fpl_str with = fpl_fact_text(facts, FPL_FACT_TRANCHE_FIRM), id = fpl_fact_text(facts, FPL_FACT_TRANCHE_ID);
    char firm[FPL_ERROR_ARG_BYTES], text[FPL_ERROR_ARG_BYTES];
    if (!fpl_fund__names_tranche(facts) || !stands(facts, out))
        return;
    if (!fpl_str_eq(with, fpl_fact_text(facts, FPL_FACT_FIRM_ID)))
        fpl_decision_refuse(out, FPL_E_TRANCHE_FIRM, fpl_error_quote(with, firm), fpl_error_quote(id, text), NULL);
    take(facts, by, amount, out);
}

/* ---- agreed ---- */

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct agreed a = {.firm = fpl_fact_text(facts, FPL_FACT_FIRM_ID),
                       .on = fpl_fact_date(facts, FPL_FACT_TODAY),
                       .amount = minor(facts, FPL_FACT_EVENT_AMOUNT)};
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__not_liquidating(facts, FPL_ZH_EN("再约定投资", "promise of an investment"), out);
    fpl_fund__investee(facts, out);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(a.amount);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    write(facts, &a, "", out);
}

/* What took a part of it off: the reversal waits for that one's. */
static const char *standing(const struct agreed *a) {
    static const struct fpl_event *const by[] = {[FPL_AGREED_PAID] = &fpl_event__deal_recorded,
                                                 [FPL_AGREED_PAYABLE] = &fpl_event__instalment_agreed,
                                                 [FPL_AGREED_CANCELLED] = &fpl_event__tranche_cancelled};
    for (int i = 0; i < COUNT(by); i++)
        if (a->taken[i] != 0)
            return by[i]->kind;
    return NULL;
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct agreed a = load(facts);
    const char *later = standing(&a);
    (void)rules;
    fpl_decision_begin(out);
    if (later)
        fpl_decision_refuse(out, FPL_E_LATER, later, NULL, NULL);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(a.amount);
    write(facts, &a, REVERSED, out);
}

/* ---- cancelled ---- */

static void decide_cancelled(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT);
    (void)rules;
    fpl_decision_begin(out);
    if (!stands(facts, out))
        return;
    take(facts, FPL_AGREED_CANCELLED, amount, out);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &cancel_recipe[0], out->amount, facts);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "firm", fpl_fact_text(facts, FPL_FACT_TRANCHE_FIRM));
    fpl_fund__data_text(&data, "tr", fpl_fact_text(facts, FPL_FACT_TRANCHE_ID));
    fpl_fund__data_item(&data, "cancellation", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_cancellation_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                         struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    take(facts, FPL_AGREED_CANCELLED, -fpl_money_minor(out->amount), out);
}

/* ---- the events ---- */

static const struct fpl_read reads[] = {FPL_FUND_READS_INVESTEE, FPL_FUND_READ_LIQUIDATION};
static const struct fpl_read reverse_reads[] = {FPL_FUND_READS_TRANCHE};
static const struct fpl_read cancel_reads[] = {FPL_FUND_READS_TRANCHE};
static const struct fpl_read cancel_reverse_reads[] = {
    READ_ITEM(TRANCHE_ID, "cancellation", EVENT_KEY, "tr", 0),
    READ_ITEM(EVENT_AMOUNT, "cancellation", EVENT_KEY, "amt", 0),
    FPL_FUND_READS_TRANCHE,
};
static const struct fpl_day_rule cancel_days[] = {{"occurred", FACT(TODAY), FACT(TRANCHE_ON), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__tranche_agreed = {
    .kind = "tranche.agreed",
    .zh = "约定分期",
    .en = "tranche agreed",
    .command = {"tranche.agree", "登记约定分期", "record a tranche that is agreed and not paid", FPL_BOOK_FUND,
                RECORDERS, IMPORT | ENTRY | DRY, fields, COUNT(fields), "tranches",
                "约定未付的分期只记表外备查，不计入投资；付款时在投资登记中写明分期编号，备查随之减少",
                "what is agreed and not paid stands in memo and is no investment; the deal that pays it names the "
                "tranche and takes the memo off",
                "tranche agree FQ-001 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 "
                "--occurred 2026-10-20 --amount 2000000.00 --milestone 中试完成 --document 示例投资协议〔2026〕7号 "
                "--as zhi.dan --checker fu.he",
                1},
    .rows = "tranche=示例-FQ-001;firm=91340604XY00010150;firm_name=示例汀兰新能源有限公司;occurred=2026-02-01;"
            "amount=1500000.00;milestone=示例里程碑一;expected=2026-02-18;document=示例投资协议|"
            "tranche=示例-FQ-002;firm=91340604XY00010150;firm_name=示例汀兰新能源有限公司;occurred=2026-02-01;"
            "amount=500000.00;milestone=示例里程碑二;document=示例投资协议|"
            "tranche=示例-FQ-003;firm=91340604XY00010150;firm_name=示例汀兰新能源有限公司;occurred=2026-02-01;"
            "amount=1.00;document=示例投资协议",
    .flags = FPL_EVENT_NAMES_FIRM,
    .item = "tranche",
    .key = FACT(TRANCHE_ID),
    .occurred = "occurred",
    .memo = "约定未付分期",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__tranche_reversed = {
    .kind = "tranche.reversed",
    .zh = "约定分期冲销",
    .en = "tranche reversed",
    .command = {"tranche.reverse", "约定分期冲销", "reverse a tranche agreed", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "tranche-reversals",
                "约定分期冲销：整笔红字；已付款、已转应付或已取消的，须先冲销",
                "take a tranche back in red; what was paid of it, became payable or was cancelled is reversed first",
                "tranche reverse FQ-001 --book guidance --reason 金额录错 --as zhi.dan --checker fu.he", 1},
    .rows = "tranche=示例-FQ-003;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "tranche",
    .key = FACT(TRANCHE_ID),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__tranche_agreed,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};

const struct fpl_event fpl_event__tranche_cancelled = {
    .kind = "tranche.cancelled",
    .zh = "取消分期",
    .en = "tranche cancelled",
    .command = {"tranche.cancel", "取消分期", "cancel what is left of a tranche", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, cancel_fields, COUNT(cancel_fields), "cancellations", NULL, NULL,
                "tranche cancel QX-001 --book guidance --tranche FQ-001 --occurred 2026-11-01 --amount 2000000.00 "
                "--document 示例补充协议〔2026〕2号 --as zhi.dan --checker fu.he",
                1},
    .rows = "cancellation=示例-QX-001;tranche=示例-FQ-002;occurred=2026-02-20;amount=100000.00;document=示例补充协议|"
            "cancellation=示例-QX-002;tranche=示例-FQ-002;occurred=2026-02-20;amount=1.00;document=示例补充协议",
    .item = "cancellation",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "取消未付分期",
    .decide = decide_cancelled,
    .read = cancel_reads,
    .reads = COUNT(cancel_reads),
    .day = cancel_days,
    .days = COUNT(cancel_days),
    .recipe = cancel_recipe,
    .recipes = COUNT(cancel_recipe),
};

const struct fpl_event fpl_event__cancellation_reversed = {
    .kind = "cancellation.reversed",
    .zh = "取消分期冲销",
    .en = "cancellation reversed",
    .command = {"cancellation.reverse", "取消分期冲销", "reverse the cancellation of a tranche", FPL_BOOK_FUND,
                RECORDERS, IMPORT | ENTRY | DRY, cancel_reverse_fields, COUNT(cancel_reverse_fields),
                "cancellation-reversals", "取消分期冲销：整笔红字，约定未付的金额恢复",
                "take a cancellation back in red: the amount is agreed and unpaid again",
                "cancellation reverse QX-001 --book guidance --reason 补充协议未生效 --as zhi.dan --checker fu.he", 1},
    .rows = "cancellation=示例-QX-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "cancellation",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__tranche_cancelled,
    .memo_field = "memo",
    .decide = decide_cancellation_reversal,
    .read = cancel_reverse_reads,
    .reads = COUNT(cancel_reverse_reads),
};
