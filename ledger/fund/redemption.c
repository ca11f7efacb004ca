/* E28: what a firm pays on a convertible that is not converted: principal, in whole or in part, 100201 against 1501 at
 * cost, and interest, 100201 against 6011 when it comes. One of before the ledger is taken on. And its reversal.
 *
 * It is no refund (E06): the investment was made and stays one. So it lowers no early-stage share over all time, as no
 * exit does, and the outstanding one by what is no longer held (fund rules §3.2, windows); of a loss the principal is
 * cost relieved and as much in proceeds, the interest income (§3.3, c, P and d). What is not paid stays in 1501 until
 * it is paid, converted or written off; `report fund` tells what is past its day. Interest is not accrued: no text
 * seen asks it of a note that is an investment, and unpaid it would be a gain that nobody has. */
#include "ledger/fund/limit.h"
#include "ledger/fund/recorded.h"

static const struct fpl_field_spec fields[] = {
    FS("redemption", "偿还编号", "redemption", "", ID, KEY, EVENT_KEY),
    FS("deal", "投资编号", "deal", "项目编号|inv_id", ID, REQ, DEAL_ID),
    F("occurred", "到账日", "received on", "日期", DATE, REQ),
    FS("amount", "收回本金", "principal paid back", "本金|金额", MONEY, REQ | ZERO, EVENT_AMOUNT),
    FS("interest", "收到利息", "interest received", "利息", MONEY, ZERO, REDEMPTION_INTEREST),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("redemption", "偿还编号", "redemption", "", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};
enum { PRINCIPAL, INTEREST };
static const struct fpl_recipe recipe[] = {
    {"E28", "收回可转债本金", "principal of a convertible", "100201", "1501", NONE, NONE, DIM(FIRM_ID), DIM(DEAL_ID),
     "INVEST_BACK"},
    {"E28", "可转债利息", "interest on a convertible", "100201", "6011", NONE, NONE, NONE, NONE, "INVEST_INCOME"},
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

static void check(const struct fpl_fund__change *change, int64_t principal, int64_t interest) {
    const struct fpl_facts *facts = change->facts;
    struct fpl_decision *out = change->out;
    int64_t left = minor(facts, FPL_FACT_DEAL_AMOUNT) - minor(facts, FPL_FACT_DEAL_REFUNDED) -
                   minor(facts, FPL_FACT_DEAL_CONVERTED) - minor(facts, FPL_FACT_DEAL_REDEEMED);
    struct fpl_str deal = fpl_fact_text(facts, FPL_FACT_DEAL_ID);
    left = left < change->before.debt ? left : change->before.debt;
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_DEAL_STATE), "REVERSED"))
        fpl_fund__refuse_text(out, FPL_E_REVERSED, deal);
    else if (!fpl_fund__is_convertible(facts))
        fpl_fund__refuse_text(out, FPL_E_NOT_CONVERTIBLE, deal);
    else if (principal > left)
        fpl_fund__refuse_money(out, FPL_E_HELD, left, principal);
    if (principal == 0 && interest == 0)
        fpl_decision_refuse(out, FPL_E_AMOUNT_SIGN, fpl_fact_name(FPL_FACT_EVENT_AMOUNT), NULL, NULL);
}

/* `amt` of its item is all that came in, `dd` the principal, negative. */
static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__change change;
    int64_t principal = minor(facts, FPL_FACT_EVENT_AMOUNT), interest = minor(facts, FPL_FACT_REDEMPTION_INTEREST),
            all = principal;
    (void)rules;
    if (!fpl_fund__change_begin(&change, facts, "redemption", FPL_FUND_ANY_HELD, out))
        return;
    check(&change, principal, interest);
    fpl_fund__add(out, &all, interest);
    if (out->reasons > 0)
        return;
    change.now.debt -= principal;
    if (change.now.debt == 0 && fpl_str_is(change.now.state, "CONVERTIBLE"))
        change.now.state = FPL_STR("EXITED");
    out->amount = fpl_money_of(all);
    fpl_event_post(out, &recipe[PRINCIPAL], fpl_money_of(principal), facts);
    fpl_event_post(out, &recipe[INTEREST], fpl_money_of(interest), facts);
    if (principal > 0)
        fpl_fund__count_deal(facts, "redeemed", principal, out);
    fpl_fund__change_end(&change, all, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    fpl_fund__change_back(facts, "redemption", out);
    fpl_fund__limits_cash_back(facts, rules, &fpl_event__redemption_reversed, fpl_money_minor(out->amount), out);
    if (out->outcome == FPL_OK && minor(facts, FPL_FACT_MOVED_DEBT) != 0)
        fpl_fund__count_deal(facts, "redeemed", minor(facts, FPL_FACT_MOVED_DEBT), out);
}

static const struct fpl_read reads[] = {
    FPL_READS_REF,
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
    READ_ITEM(DEAL_ID, "redemption", EVENT_KEY, "deal", 0),
    FPL_FUND_READS_CHANGE("redemption"),
    READ_UNDONE(TAKE_ON, "take_on"),
    FPL_FUND_READS_BACK,
};
static const struct fpl_move moves[] = {
    {"holding", "CONVERTIBLE", "part", "CONVERTIBLE"},
    {"holding", "CONVERTIBLE", "all", "EXITED"},
    {"holding", "HELD", "", "HELD"},
};
static const struct fpl_move reverse_moves[] = {
    {"holding", "CONVERTIBLE", "", "CONVERTIBLE"},
    {"holding", "EXITED", "", "CONVERTIBLE"},
    {"holding", "HELD", "", "HELD"},
};

const struct fpl_event fpl_event__convertible_redeemed = {
    .kind = "convertible.redeemed",
    .zh = "可转债还本付息",
    .en = "convertible redeemed",
    .command = {"convertible.redeem", "登记可转债还本付息", "record what is paid back on a convertible", FPL_BOOK_FUND,
                RECORDERS, IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "redemptions",
                "可转债还本付息：本金按成本冲减债权投资，可分次；只付利息的本金写 0；不是退回投资款，累计早期占比不变；"
                "启用前的承接（--take-on），不入账",
                "principal comes off the debt investment at cost, in parts if need be; interest alone has a principal "
                "of 0; it is no refund, and no early-stage share over all time falls; one of before the ledger is "
                "taken on (--take-on), which posts nothing",
                "convertible redeem HB-001 --book guidance --deal ZZ-001 --occurred 2026-11-20 --amount 1000000.00 "
                "--interest 45000.00 --bank-ref SL202611200001 --as zhi.dan --checker fu.he",
                1},
    .rows = "redemption=示例-HB-001;deal=示例-TZ-003;occurred=2026-02-28;amount=50000.00;interest=1500.00;"
            "bank_ref=示例流水0130|"
            "redemption=示例-HB-002;deal=示例-TZ-003;occurred=2026-02-28;amount=0;interest=1.00;"
            "bank_ref=示例流水0131",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "redemption",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "可转债还本付息",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
};

const struct fpl_event fpl_event__redemption_reversed = {
    .kind = "redemption.reversed",
    .zh = "可转债还本付息冲销",
    .en = "redemption reversed",
    .command = {"redemption.reverse", "可转债还本付息冲销", "reverse a redemption", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "redemption-reversals",
                "可转债还本付息冲销：整笔红字，恢复债权投资；其后另有持仓业务的，须先冲销其后的",
                "take it back in red: the principal is owed again; later events of the holding are reversed first",
                "redemption reverse HB-001 --book guidance --reason 误记他户 --as zhi.dan --checker fu.he", 1},
    .rows = "redemption=示例-HB-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "redemption",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__convertible_redeemed,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
    .approver = FACT(LIMIT_APPROVER),
};
