/* E06: an investment is paid back because the deal fell through, 100201 against 110101: at cost, without a result. It
 * counts against the deal in every early-stage share, as a negative amount paid on the day of the refund. And its
 * reversal. */
#include "ledger/fund/limit.h"
#include "ledger/fund/recorded.h"

static const struct fpl_field_spec fields[] = {
    FS("refund", "退款编号", "refund", "", ID, KEY, EVENT_KEY),
    FS("deal", "投资编号", "deal", "项目编号|inv_id", ID, REQ, DEAL_ID),
    F("occurred", "退款日", "refunded on", "到账日|日期", DATE, REQ),
    FS("amount", "退回额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("shares", "退回股数", "shares returned", "", INT, 0, DEAL_SHARES),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("refund", "退款编号", "refund", "", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};
enum { EQUITY, CONVERTIBLE };
static const struct fpl_recipe recipe[] = {
    {"E06", "退回投资款", "amount refunded", "100201", "110101", NONE, NONE, DIM(FIRM_ID), DIM(DEAL_ID), "INVEST_BACK"},
    {"E06", "退回可转债投资款", "convertible refunded", "100201", "1501", NONE, NONE, DIM(FIRM_ID), DIM(DEAL_ID),
     "INVEST_BACK"},
};

static void tally(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    fpl_fund__count_deal(facts, "refunded", amount, out);
    fpl_fund__count_results(facts, -amount, out);
    fpl_fund__count_invested(facts, -amount, out);
}

/* What was converted is equity of the holding: it leaves by an exit. */
static void check_convertible(const struct fpl_fund__change *change, int64_t amount) {
    const struct fpl_facts *facts = change->facts;
    int64_t left = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT)) -
                   fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_REFUNDED)) -
                   fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_CONVERTED)) -
                   fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_REDEEMED));
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_DEAL_STATE), "REVERSED"))
        fpl_fund__refuse_text(change->out, FPL_E_REVERSED, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
    if (fpl_fact_int(facts, FPL_FACT_DEAL_SHARES, 0) > 0)
        fpl_fund__refuse_text(change->out, FPL_E_CONVERTIBLE, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
    if (amount > left || amount > change->before.debt)
        fpl_fund__refuse_money(change->out, FPL_E_HELD, left < change->before.debt ? left : change->before.debt,
                               amount);
}

static void check(const struct fpl_fund__change *change, int64_t amount) {
    const struct fpl_facts *facts = change->facts;
    int64_t left = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT)) -
                   fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_REFUNDED));
    int64_t shares = fpl_fact_int(facts, FPL_FACT_DEAL_SHARES, 0), cost = change->before.cost;
    fpl_fund__check_deal(change);
    if (amount > left) /* then what was paid under it later is asked for */
        left += fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_PAID_LATER));
    if (amount > left || amount > cost)
        fpl_fund__refuse_money(change->out, FPL_E_HELD, left < cost ? left : cost, amount);
    else if (change->before.fair != 0 && (amount == cost || cost - amount + change->before.fair < 0))
        /* a change of value without a cost is none, and a holding is worth nothing at least */
        fpl_fund__refuse_money(change->out, FPL_E_FAIR_LEFT, change->before.fair, amount);
    if (shares > change->before.shares)
        fpl_fund__refuse_count(change->out, FPL_E_HELD, change->before.shares, shares);
}

static void take_off(const struct fpl_facts *facts, struct fpl_fund__holding *h, int64_t amount) {
    int convertible = fpl_fund__is_convertible(facts), had_equity = fpl_str_is(h->state, "HELD");
    *(convertible ? &h->debt : &h->cost) -= amount;
    h->put -= amount;
    h->shares -= fpl_fact_int(facts, FPL_FACT_DEAL_SHARES, 0);
    if (convertible && had_equity)
        return;
    if (h->cost == 0) {
        h->state = h->debt > 0 ? FPL_STR("CONVERTIBLE") : FPL_STR("EXITED");
        h->shares = 0;
    }
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__change change;
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    (void)rules;
    int convertible = fpl_fund__is_convertible(facts);
    if (!fpl_fund__change_begin(&change, facts, "refund", convertible ? FPL_FUND_ANY_HELD : "HELD", out))
        return;
    if (convertible)
        check_convertible(&change, amount);
    else
        check(&change, amount);
    if (out->reasons > 0)
        return;
    take_off(facts, &change.now, amount);
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[convertible ? CONVERTIBLE : EQUITY], out->amount, facts);
    tally(facts, amount, out);
    fpl_fund__change_end(&change, amount, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

/* The money is out again, and in the firm. */
static void hold_against_limits(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                struct fpl_decision *out) {
    int64_t amount = fpl_money_minor(out->amount);
    struct fpl_fund__limit_change change = fpl_fund__limit_back(&fpl_event__refund_reversed, amount);
    change.invested = amount;
    change.direct = fpl_fact_bool(facts, FPL_FACT_DEAL_DIRECT, 0) ? amount : 0;
    fpl_fund__limits(facts, rules, &change, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    fpl_fund__change_back(facts, "refund", out);
    if (out->outcome == FPL_OK)
        hold_against_limits(facts, rules, out);
    if (out->outcome == FPL_OK)
        tally(facts, -fpl_money_minor(out->amount), out);
}

#define READS_DEAL                                                                                                     \
    READ_ITEM(DEAL_DIRECT, "deal", DEAL_ID, "dir", 0), READ_ITEM(DEAL_STATE, "deal", DEAL_ID, "st", 0),                \
        FPL_FUND_READ_RESULTS(NULL)
static const struct fpl_read reads[] = {
    FPL_READS_REF,
    FPL_FUND_READ(FIRM_ID, "deal", DEAL_ID, "firm", 0, E_NOT_FOUND),
    READ_ITEM(DEAL_AMOUNT, "deal", DEAL_ID, "amt", 0),
    READS_DEAL,
    READ_ITEM(DEAL_ENTRY, "deal", DEAL_ID, "no", 0),
    READ_ITEM(DEAL_INSTRUMENT, "deal", DEAL_ID, "ins", 0),
    READ_SUM(DEAL_CONVERTED, "+converted", "deal:", FACT(DEAL_ID), 0),
    READ_SUM(DEAL_REDEEMED, "+redeemed", "deal:", FACT(DEAL_ID), 0),
    READ_SUM(DEAL_REFUNDED, "+refunded", "deal:", FACT(DEAL_ID), 0),
    READ_SUM(DEAL_PAID_LATER, "+instalment.paid", "deal:", FACT(DEAL_ID), 0),
    FPL_FUND_READS_HOLDING,
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(DEAL_ID, "refund", EVENT_KEY, "deal", 0),
    READS_DEAL,
    FPL_FUND_READS_CHANGE("refund"),
    FPL_FUND_READS_BACK_WHOLE,
};
static const struct fpl_move moves[] = {
    {"holding", "HELD", "part", "HELD"},
    {"holding", "HELD", "all", "EXITED"},
    {"holding", "HELD", "convertibles left", "CONVERTIBLE"},
    {"holding", "CONVERTIBLE", "part", "CONVERTIBLE"},
    {"holding", "CONVERTIBLE", "all", "EXITED"},
};

const struct fpl_event fpl_event__deal_refunded = {
    .kind = "deal.refunded",
    .zh = "退回投资款",
    .en = "investment refunded",
    .command = {"deal.refund", "登记退回投资款", "record a refund of an investment", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "refunds", NULL, NULL,
                "deal refund TK-001 --book guidance --deal YD-024 --occurred 2026-10-30 --amount 500000.00 "
                "--bank-ref SL202610300001 --as zhi.dan --checker fu.he",
                1},
    .rows = "refund=示例-TK-001;deal=示例-TZ-001;occurred=2026-03-02;amount=100000.00;shares=0;"
            "bank_ref=示例流水0103|"
            "refund=示例-TK-002;deal=示例-TZ-001;occurred=2026-03-02;amount=1.00;bank_ref=示例流水0104",
    .item = "refund",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "退回投资款",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
};

const struct fpl_event fpl_event__refund_reversed = {
    .kind = "refund.reversed",
    .zh = "退款冲销",
    .en = "refund reversed",
    .command = {"refund.reverse", "退款冲销", "reverse a refund", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "refund-reversals",
                "退款冲销：整笔红字，恢复成本；其后另有持仓业务的，须先冲销其后的",
                "take a refund back in red: the cost returns; later events of the holding are reversed first",
                "refund reverse TK-001 --book guidance --reason 误记他户 --as zhi.dan --checker fu.he", 1},
    .rows = "refund=示例-TK-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "refund",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__deal_refunded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .approver = FACT(LIMIT_APPROVER),
};
