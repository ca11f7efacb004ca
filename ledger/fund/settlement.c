/* What is due is collected or paid: 100201 against the receivable or the payable that the event left, in one payment or
 * several (a buy-back signed and paid in instalments; a distribution declared, then paid). What a party is paid of a
 * distribution has its side in the party's own book. And its reversal. */
#include "ledger/fund/advance.h"
#include "ledger/fund/limit.h"
#include "ledger/fund/recorded.h"

#include <string.h>

#define OF                                                                                                             \
    "EXIT=退出款=exit proceeds|DIVIDEND=股利=dividend|DISTRIBUTION=分配款=distribution|FEE=费用=fee|"        \
    "CARRY=业绩报酬=carried interest|CONCESSION=让利=concession of gains|CLAWBACK=业绩回拨=clawback|"        \
    "TAX=代扣税款=tax withheld|INSTALMENT=应付投资款=instalment of an investment"

static const struct fpl_field_spec fields[] = {
    FS("settlement", "收付编号", "settlement", "", ID, KEY, EVENT_KEY),
    ES("of", "收付款类别", "what is settled", "类别", REQ, OF, DUE_OF),
    FS("event", "原业务编号", "event", "", ID, REQ, DUE_ID),
    F("occurred", "收付日", "settled on", "到账日|付款日|日期", DATE, REQ),
    FS("amount", "金额", "amount", "", MONEY, REQ, EVENT_AMOUNT),
    FPL_BANK_REF(REQ),
    FPL_FUND_LIMIT_FIELDS,
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("settlement", "收付编号", "settlement", "", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};

enum { EXIT, DIVIDEND, DISTRIBUTION, MANAGEMENT, CUSTODY, CARRY, CONCESSION, CLAWBACK, TAX, INSTALMENT, ADVANCE };
static const struct fpl_recipe recipe[] = {
    {"E13", "收到退出款", "proceeds collected", "100201", "122101", NONE, NONE, DIM(DUE_PARTY), DIM(DUE_ID),
     "INVEST_BACK"},
    {"E12", "收到股利", "dividend collected", "100201", "1131", NONE, NONE, DIM(DUE_PARTY), DIM(DUE_ID),
     "INVEST_INCOME"},
    {"E18", "支付分配款", "distribution paid", "2232", "100201", DIM(DUE_PARTY), DIM(DUE_ID), NONE, NONE, "DIVIDENDS"},
    {"E08", "支付管理费", "management fee paid", "224101", "100201", NONE, DIM(DUE_ID), NONE, NONE, "OPERATING_OUT"},
    {"E08", "支付托管费", "custody fee paid", "224102", "100201", NONE, DIM(DUE_ID), NONE, NONE, "OPERATING_OUT"},
    {"E19", "支付业绩报酬", "carried interest paid", "224106", "100201", DIM(DUE_PARTY), DIM(DUE_ID), NONE, NONE,
     "DIVIDENDS"},
    {"E19", "支付让利", "concession paid", "224106", "100201", DIM(DUE_PARTY), DIM(DUE_ID), NONE, NONE, "DIVIDENDS"},
    {"E19", "收到业绩回拨", "clawback collected", "100201", "122102", NONE, NONE, DIM(DUE_PARTY), DIM(DUE_ID),
     "FINANCING_IN"},
    {"E31", "缴纳代扣税款", "tax withheld, handed in", "2221", "100201", DIM(DUE_PARTY), DIM(DUE_ID), NONE, NONE,
     "TAX"},
    {"E27", "支付应付投资款", "instalment paid", "224103", "100201", DIM(DUE_PARTY), DIM(DUE_ID), NONE, NONE, "INVEST"},
    {"E08", "本金预支", "advanced from principal", "9007", "9107", NONE, DIM(EVENT_KEY), NONE, NONE, ""},
};

static int is(const struct fpl_facts *facts, enum fpl_fact_id id, const char *text) {
    return fpl_str_is(fpl_fact_text(facts, id), text);
}

static int row_of(const struct fpl_facts *facts) {
    return is(facts, FPL_FACT_DUE_OF, "EXIT")           ? EXIT
           : is(facts, FPL_FACT_DUE_OF, "DIVIDEND")     ? DIVIDEND
           : is(facts, FPL_FACT_DUE_OF, "DISTRIBUTION") ? DISTRIBUTION
           : is(facts, FPL_FACT_DUE_OF, "CARRY")        ? CARRY
           : is(facts, FPL_FACT_DUE_OF, "CONCESSION")   ? CONCESSION
           : is(facts, FPL_FACT_DUE_OF, "CLAWBACK")     ? CLAWBACK
           : is(facts, FPL_FACT_DUE_OF, "TAX")          ? TAX
           : is(facts, FPL_FACT_DUE_OF, "INSTALMENT")   ? INSTALMENT
           : is(facts, FPL_FACT_DUE_KIND, "CUSTODY")    ? CUSTODY
                                                        : MANAGEMENT;
}

/* ---- what is due ---- */

static const char *item_of(const char *kind) {
    static const char *const items[] = {"exit.due",     "dividend.due", "distribution.due",
                                        "fee.due",      "carry.due",    "concession.due",
                                        "clawback.due", "tax.due",      "instalment.due"};
    for (int i = 0; i < COUNT(items); i++)
        if (fpl_str_eq((struct fpl_str){items[i], strlen(items[i]) - 4}, fpl_str_of(kind)))
            return items[i];
    fpl_assert_failed(kind, __FILE__, __LINE__);
}

struct due {
    struct fpl_str party, what;
    struct fpl_date on;
    int64_t amount, open, held, delivered;
};

static void write(const struct due *due, const char *kind, struct fpl_str key, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", due->amount);
    if (due->held > 0)
        fpl_fund__data_num(&data, "held", due->held);
    if (due->delivered > 0)
        fpl_fund__data_num(&data, "kin", due->delivered);
    fpl_fund__data_text(&data, "kind", due->what);
    fpl_fund__data_date(&data, "on", due->on);
    fpl_fund__data_num(&data, "open", due->open);
    fpl_fund__data_text(&data, "party", due->party);
    fpl_fund__data_item(&data, item_of(kind), key, out);
}

void fpl_fund__due_write(const struct fpl_facts *facts, const char *kind, struct fpl_str party, struct fpl_str what,
                         int64_t amount, struct fpl_decision *out) {
    struct due due = {party, what, fpl_fact_date(facts, FPL_FACT_TODAY), amount, amount, 0, 0};
    write(&due, kind, fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

/* The kind of an event that took something off what was due. */
static const char *settled_by(const struct fpl_facts *facts, const char *kind) {
    return fpl_fact_known(facts, FPL_FACT_DUE_DELIVERED)  ? fpl_event__distribution_delivered.kind
           : !fpl_fact_known(facts, FPL_FACT_DUE_HELD)    ? fpl_event__due_settled.kind
           : fpl_str_is(fpl_str_of(kind), "distribution") ? fpl_event__tax_withheld.kind
                                                          : fpl_event__carry_withheld.kind;
}

void fpl_fund__due_back(const struct fpl_facts *facts, const char *kind, struct fpl_decision *out) {
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUE_AMOUNT)),
            open = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUE_OPEN));
    if (!fpl_fact_known(facts, FPL_FACT_DUE_AMOUNT))
        return;
    if (open != amount)
        fpl_decision_refuse(out, FPL_E_LATER, settled_by(facts, kind), NULL, NULL);
    else
        fpl_decision_item(out, item_of(kind), fpl_fact_text(facts, FPL_FACT_EVENT_KEY), (struct fpl_str){"", 0});
}

/* ---- the settlement ---- */

static const char *kind_of(const struct fpl_facts *facts) {
    static const char *const kinds[] = {"exit",  "dividend",   "distribution", "fee", "fee",
                                        "carry", "concession", "clawback",     "tax", "instalment"};
    return kinds[row_of(facts)];
}

static void load(const struct fpl_facts *facts, struct due *due) {
    *due = (struct due){fpl_fact_text(facts, FPL_FACT_DUE_PARTY),
                        fpl_fact_text(facts, FPL_FACT_DUE_KIND),
                        fpl_fact_date(facts, FPL_FACT_DUE_ON),
                        fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUE_AMOUNT)),
                        fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUE_OPEN)),
                        fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUE_HELD)),
                        fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUE_DELIVERED))};
}

void fpl_fund__due_withhold(const struct fpl_facts *facts, const char *kind, int64_t amount, struct fpl_decision *out) {
    struct due due;
    load(facts, &due);
    if (!fpl_fact_known(facts, FPL_FACT_DUE_AMOUNT))
        fpl_fund__refuse_text(out, FPL_E_NOT_FOUND, fpl_fact_text(facts, FPL_FACT_DUE_ID));
    else if (amount > due.open)
        fpl_fund__refuse_money(out, FPL_E_DUE, due.open, amount);
    if (out->reasons > 0)
        return;
    due.open -= amount;
    due.held += amount;
    write(&due, kind, fpl_fact_text(facts, FPL_FACT_DUE_ID), out);
}

void fpl_fund__due_deliver(const struct fpl_facts *facts, const char *kind, int64_t amount, struct fpl_decision *out) {
    struct due due;
    load(facts, &due);
    due.open -= amount;
    due.delivered += amount;
    write(&due, kind, fpl_fact_text(facts, FPL_FACT_DUE_ID), out);
}

/* Money that comes in: it breaks no limit, and its reversal takes it out again. */
static int is_collected(const struct fpl_facts *facts) {
    int row = row_of(facts);
    return row == EXIT || row == DIVIDEND || row == CLAWBACK;
}

void fpl_fund__due_open(const struct fpl_facts *facts, const char *kind, int64_t amount, struct fpl_decision *out) {
    struct due due;
    load(facts, &due);
    due.open += amount; /* at most what was due */
    write(&due, kind, fpl_fact_text(facts, FPL_FACT_DUE_ID), out);
}

static void keep(const struct fpl_facts *facts, int64_t amount, int64_t advance, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    if (advance > 0)
        fpl_fund__data_num(&data, "adv", advance);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "id", fpl_fact_text(facts, FPL_FACT_DUE_ID));
    fpl_fund__data_text(&data, "of", fpl_fact_text(facts, FPL_FACT_DUE_OF));
    if (advance > 0)
        fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_item(&data, "settlement", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

/* Money that reaches the firm counts as the deal was judged, on the day that it does (fund rules §3.2). Item
 * "instalment.paid", key the settlement: {"amt","day","deal"}; taken back {"amt","rev"}. */
static void count_instalment(const struct fpl_facts *facts, int64_t amount, int back, struct fpl_decision *out) {
    struct fpl_fund__data data;
    if (row_of(facts) != INSTALMENT)
        return;
    fpl_fund__count_results(facts, back ? -amount : amount, out);
    fpl_fund__count_deal(facts, "instalment.paid", back ? -amount : amount, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    if (!back) {
        fpl_fund__data_date(&data, "day", fpl_fact_date(facts, FPL_FACT_TODAY));
        fpl_fund__data_text(&data, "deal", fpl_fact_text(facts, FPL_FACT_DEAL_ID));
    } else {
        fpl_fund__data_num(&data, "rev", 1);
    }
    fpl_fund__data_item(&data, "instalment.paid", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

/* What is collected breaks no limit. */
static void hold_against_limits(const struct fpl_facts *facts, const struct fpl_rules *rules, int64_t amount,
                                struct fpl_decision *out) {
    const struct fpl_fund__limit_change change = {
        .at = FPL_AT_PAYMENT, .what = "settlement", .key = FPL_FACT_EVENT_KEY, .day = FPL_FACT_TODAY, .pays = amount};
    if (!is_collected(facts))
        fpl_fund__limits(facts, rules, &change, out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct due due;
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    fpl_decision_begin(out);
    load(facts, &due);
    fpl_fund__not_closed(facts, out);
    if (!fpl_fact_known(facts, FPL_FACT_DUE_AMOUNT))
        fpl_fund__refuse_text(out, FPL_E_NOT_FOUND, fpl_fact_text(facts, FPL_FACT_DUE_ID));
    else if (amount > due.open)
        fpl_fund__refuse_money(out, FPL_E_DUE, due.open, amount);
    else
        hold_against_limits(facts, rules, amount, out);
    if (out->outcome != FPL_OK)
        return;
    int64_t advance = is(facts, FPL_FACT_DUE_OF, "FEE") ? fpl_fund__advance(facts, amount) : 0;
    due.open -= amount;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[row_of(facts)], out->amount, facts);
    fpl_event_post(out, &recipe[ADVANCE], fpl_money_of(advance), facts);
    write(&due, kind_of(facts), fpl_fact_text(facts, FPL_FACT_DUE_ID), out);
    keep(facts, amount, advance, out);
    count_instalment(facts, amount, 0, out);
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

/* An advance that was refilled since stands no more. */
static void check_refilled(const struct fpl_facts *facts, struct fpl_decision *out) {
    if (fpl_fact_known(facts, FPL_FACT_ADVANCE_MADE) &&
        fpl_money_cmp(fpl_fact_money(facts, FPL_FACT_ADVANCE_MADE), fpl_fact_money(facts, FPL_FACT_ADVANCE_HELD)) > 0)
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__advance_refilled.kind, NULL, NULL);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct due due;
    fpl_decision_begin(out);
    load(facts, &due);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    if (is_collected(facts)) /* a payment taken back comes in, and breaks no limit */
        fpl_fund__limits_cash_back(facts, rules, &fpl_event__settlement_reversed, fpl_money_minor(out->amount), out);
    check_refilled(facts, out);
    fpl_fund__not_closed(facts, out);
    if (out->outcome != FPL_OK)
        return;
    due.open += fpl_money_minor(out->amount); /* at most what was due */
    write(&due, kind_of(facts), fpl_fact_text(facts, FPL_FACT_DUE_ID), out);
    if (fpl_fact_known(facts, FPL_FACT_ADVANCE_MADE)) /* it stands no more */
        keep(facts, fpl_money_minor(out->amount), 0, out);
    count_instalment(facts, fpl_money_minor(out->amount), 1, out);
}

#define WHEN(name, of)                                                                                                 \
    static int name(const struct fpl_facts *facts, const struct fpl_pack *pack) {                                      \
        (void)pack;                                                                                                    \
        return is(facts, FPL_FACT_DUE_OF, of);                                                                         \
    }
WHEN(of_exit, "EXIT")
WHEN(of_dividend, "DIVIDEND")
WHEN(of_distribution, "DISTRIBUTION")
WHEN(of_fee, "FEE")
WHEN(of_carry, "CARRY")
WHEN(of_concession, "CONCESSION")
WHEN(of_clawback, "CLAWBACK")
WHEN(of_tax, "TAX")
WHEN(of_instalment, "INSTALMENT")

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define MEMBER(id, kind, member_, flags_, when_)                                                                       \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_ITEM, .name = kind, .key = FACT(DUE_ID), .member = member_,                 \
        .flags = flags_, .before = FPL_NO_FACT, .when = when_                                                          \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
#define READS(kind, when)                                                                                              \
    MEMBER(DUE_AMOUNT, kind, "amt", FPL_READ_ZERO, when), MEMBER(DUE_OPEN, kind, "open", FPL_READ_ZERO, when),         \
        MEMBER(DUE_PARTY, kind, "party", 0, when), MEMBER(DUE_KIND, kind, "kind", 0, when),                            \
        MEMBER(DUE_ON, kind, "on", 0, when), MEMBER(DUE_HELD, kind, "held", 0, when),                                  \
        MEMBER(DUE_DELIVERED, kind, "kin", 0, when)
#define READS_ALL                                                                                                      \
    READS("exit.due", of_exit), READS("dividend.due", of_dividend), READS("distribution.due", of_distribution),        \
        READS("fee.due", of_fee), READS("carry.due", of_carry), READS("concession.due", of_concession),                \
        READS("clawback.due", of_clawback), READS("tax.due", of_tax), READS("instalment.due", of_instalment),          \
        MEMBER(DEAL_ID, "instalment", "deal", 0, of_instalment), FPL_FUND_READ_RESULTS(of_instalment)
/* What the sides of a distribution read of it. */
#define READS_PARTNER                                                                                                  \
    FPL_FUND_READ_WHEN(EVENT_PARTY, "distribution.due", DUE_ID, "party", FPL_READ_UNKEPT, of_distribution),            \
        FPL_FUND_READS_MIRROR_OF(DUE_PARTY, of_distribution),                                                          \
        FPL_FUND_READ_WHEN(COMMITMENT_ID, "distribution", DUE_ID, "cid", FPL_READ_FROZEN, fpl_fund__is_mirrored),      \
        FPL_FUND_READ_WHEN(DISTRIBUTION_SOURCE, "distribution", DUE_ID, "src", FPL_READ_FROZEN, fpl_fund__is_mirrored)
static const struct fpl_side sides[] = FPL_FUND_SIDES_OF(company_distributed, treasury_distributed, EVENT_PARTY);
static const struct fpl_side reverse_sides[] =
    FPL_FUND_SIDES(company_distribution_reversed, treasury_distribution_reversed);
static const struct fpl_read reads[] = {
    FPL_READS_REF,       READS_ALL, READS_PARTNER, FPL_FUND_READS_ADVANCE(of_fee), FPL_FUND_READS_LIMIT_CASH,
    FPL_FUND_READ_CLOSED};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(DUE_OF, "settlement", EVENT_KEY, "of", 0),
    READ_ITEM(DUE_ID, "settlement", EVENT_KEY, "id", 0),
    READ_ITEM(EVENT_AMOUNT, "settlement", EVENT_KEY, "amt", 0),
    READ_ITEM(ADVANCE_MADE, "settlement", EVENT_KEY, "adv", 0),
    READ_BALANCE(ADVANCE_HELD, "+9007", 0),
    READS_ALL,
    READ_UNDONE(TAKE_ON, "take_on"),
    FPL_FUND_READS_BACK,
    FPL_FUND_READ_CLOSED,
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(DUE_ON), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__due_settled = {
    .kind = "due.settled",
    .zh = "收付款",
    .en = "collected or paid",
    .command =
        {"due.settle", "登记收付款", "record what is collected or paid", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "settlements",
         "收付款：收取已签约的退出款、已宣告的股利，支付已宣告的分配、已计提的费用，缴纳代扣的税款；可分次；启用前已收"
         "付的部分，承接（--take-on），不入账",
         "collect the proceeds of an exit or a declared dividend, pay a declared distribution or an accrued "
         "fee, hand in tax withheld; in one payment or several; what was settled of it before the ledger is taken on "
         "(--take-on), which posts nothing",
         "due settle SF-001 --book guidance --of EXIT --event TC-002 --occurred 2026-11-15 --amount 1000000.00 "
         "--bank-ref SL202611150001 --as zhi.dan --checker fu.he",
         1},
    .rows = "settlement=示例-SF-001;of=退出款;event=示例-TC-001;occurred=2026-09-01;amount=300000.00;"
            "bank_ref=示例流水0110|"
            "settlement=示例-SF-002;of=费用;event=示例-FY-001;occurred=2026-09-02;amount=69534.25;"
            "bank_ref=示例流水0111",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "settlement",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "收付款",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .side = sides,
    .sides = COUNT(sides),
    .approver = FACT(LIMIT_APPROVER),
};

const struct fpl_event fpl_event__settlement_reversed = {
    .kind = "settlement.reversed",
    .zh = "收付款冲销",
    .en = "settlement reversed",
    .command = {"settlement.reverse", "收付款冲销", "reverse what was collected or paid", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "settlement-reversals",
                "收付款冲销：整笔红字，恢复未收（未付）金额；原编号不再使用，更正用新编号",
                "take a settlement back in red: the amount is due again; its id stays used",
                "settlement reverse SF-001 --book guidance --reason 银行退回 --as zhi.dan --checker fu.he", 1},
    .rows = "settlement=示例-SF-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "settlement",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__due_settled,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
    .approver = FACT(LIMIT_APPROVER),
};
