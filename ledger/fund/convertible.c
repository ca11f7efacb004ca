/* E28: a convertible that a deal bought (1501) becomes equity of the holding, 110101, at cost and in whole or in part.
 * No money moves: the original payment stays the day of the investment, so the deal counts on in every share as it was
 * judged when it was paid, and is no second investment (fund rules §3.2, numerator guards: conversions keep the
 * original pay date; loss rules, Q30: a conversion carries the cost, and the category is frozen). And its reversal. */
#include "ledger/fund/recorded.h"

static const struct fpl_field_spec fields[] = {
    FS("conversion", "转股编号", "conversion", "", ID, KEY, EVENT_KEY),
    FS("deal", "投资编号", "deal", "项目编号|inv_id", ID, REQ, DEAL_ID),
    F("occurred", "转股日", "converted on", "日期", DATE, REQ),
    FS("amount", "转股本金", "principal converted", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("shares", "取得股数", "shares", "股数", INT, 0, DEAL_SHARES),
    F("document", "转股依据", "document", "文件", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("conversion", "转股编号", "conversion", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_recipe recipe[] = {
    {"E28", "可转债转股", "converted", "110101", "1501", DIM(FIRM_ID), DIM(DEAL_ID), DIM(FIRM_ID), DIM(DEAL_ID), ""},
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

static void check(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    int64_t left = minor(facts, FPL_FACT_DEAL_AMOUNT) - minor(facts, FPL_FACT_DEAL_REFUNDED) -
                   minor(facts, FPL_FACT_DEAL_CONVERTED) - minor(facts, FPL_FACT_DEAL_REDEEMED);
    struct fpl_str deal = fpl_fact_text(facts, FPL_FACT_DEAL_ID);
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_DEAL_STATE), "REVERSED"))
        fpl_fund__refuse_text(out, FPL_E_REVERSED, deal);
    else if (!fpl_fund__is_convertible(facts))
        fpl_fund__refuse_text(out, FPL_E_NOT_CONVERTIBLE, deal);
    else if (amount > left)
        fpl_fund__refuse_money(out, FPL_E_HELD, left, amount);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__change change;
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT);
    (void)rules;
    if (!fpl_fund__change_begin(&change, facts, "conversion", FPL_FUND_ANY_HELD, out))
        return;
    check(facts, amount, out);
    fpl_fund__add(out, &change.now.cost, amount);
    fpl_fund__add(out, &change.now.shares, fpl_fact_int(facts, FPL_FACT_DEAL_SHARES, 0));
    if (out->reasons > 0)
        return;
    change.now.debt -= amount;
    change.now.state = FPL_STR("HELD");
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    fpl_fund__count_deal(facts, "converted", amount, out);
    fpl_fund__change_end(&change, amount, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_fund__change_back(facts, "conversion", out);
    if (out->outcome == FPL_OK)
        fpl_fund__count_deal(facts, "converted", -fpl_money_minor(out->amount), out);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READ(FIRM_ID, "deal", DEAL_ID, "firm", 0, E_NOT_FOUND),
    READ_ITEM(DEAL_AMOUNT, "deal", DEAL_ID, "amt", 0),
    READ_ITEM(DEAL_STATE, "deal", DEAL_ID, "st", 0),
    READ_ITEM(DEAL_INSTRUMENT, "deal", DEAL_ID, "ins", 0),
    READ_SUM(DEAL_REFUNDED, "+refunded", "deal:", FACT(DEAL_ID), 0),
    READ_SUM(DEAL_CONVERTED, "+converted", "deal:", FACT(DEAL_ID), 0),
    READ_SUM(DEAL_REDEEMED, "+redeemed", "deal:", FACT(DEAL_ID), 0),
    FPL_FUND_READS_HOLDING,
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(DEAL_ID, "conversion", EVENT_KEY, "deal", 0),
    FPL_FUND_READS_CHANGE("conversion"),
};
static const struct fpl_move moves[] = {
    {"holding", "CONVERTIBLE", "", "HELD"},
    {"holding", "HELD", "", "HELD"},
};
static const struct fpl_move reverse_moves[] = {
    {"holding", "HELD", "", "HELD"},
    {"holding", "HELD", "only convertibles before", "CONVERTIBLE"},
};

const struct fpl_event fpl_event__convertible_converted = {
    .kind = "convertible.converted",
    .zh = "可转债转股",
    .en = "convertible converted",
    .command =
        {"convertible.convert", "登记可转债转股", "record the conversion of a convertible", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY, fields, COUNT(fields), "conversions",
         "可转债按成本转入股权，保留原付款日：早期占比仍按付款时的认定，不是新的投资",
         "the convertible becomes equity at cost and keeps its original pay date: it counts in early-stage shares "
         "as it was judged when it was paid, and is no new investment",
         "convertible convert ZG-001 --book guidance --deal ZZ-001 --occurred 2026-11-10 --amount 1000000.00 "
         "--shares 200000 --document 示例转股协议〔2026〕1号 --as zhi.dan --checker fu.he",
         1},
    .rows = "conversion=示例-ZG-001;deal=示例-TZ-003;occurred=2026-02-27;amount=300000.00;shares=50000;"
            "document=示例转股协议|"
            "conversion=示例-ZG-002;deal=示例-TZ-003;occurred=2026-02-27;amount=1.00;document=示例转股协议",
    .item = "conversion",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "可转债转股",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
};

const struct fpl_event fpl_event__conversion_reversed = {
    .kind = "conversion.reversed",
    .zh = "转股冲销",
    .en = "conversion reversed",
    .command = {"conversion.reverse", "转股冲销", "reverse a conversion", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "conversion-reversals",
                "转股冲销：整笔红字，恢复可转债；其后另有持仓业务的，须先冲销其后的",
                "take a conversion back in red: it is a convertible again; later events of the holding are reversed "
                "first",
                "conversion reverse ZG-001 --book guidance --reason 转股协议未生效 --as zhi.dan --checker fu.he", 1},
    .rows = "conversion=示例-ZG-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "conversion",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__convertible_converted,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
};
