/* E27: an instalment of a recorded deal has become payable, because its day or milestone came: 110101 against 224103.
 * It is paid by due.settle, in one payment or several, 224103 against 100201. What is owed is cost of the holding from
 * the day it is owed; it counts in an early-stage share as the deal was judged, and on the day that it is paid (fund
 * rules §3.2: a_i is what was paid). A tranche that was agreed before is taken off the memo. And its reversal. */
#include "ledger/fund/agreed.h"
#include "ledger/fund/due.h"
#include "ledger/fund/limit.h"
#include "ledger/fund/recorded.h"

static const struct fpl_field_spec fields[] = {
    FS("instalment", "应付编号", "instalment", "", ID, KEY, EVENT_KEY),
    FS("deal", "投资编号", "deal", "项目编号|inv_id", ID, REQ, DEAL_ID),
    F("occurred", "应付日", "payable since", "日期", DATE, REQ),
    FS("amount", "应付投资款", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("shares", "取得股数", "shares", "股数", INT, 0, DEAL_SHARES),
    FPL_FUND_TRANCHE_FIELD,
    F("document", "付款依据", "document", "文件", TEXT, REQ),
    FPL_FUND_LIMIT_FIELDS,
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("instalment", "应付编号", "instalment", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
enum { PAYABLE, TRANCHE };
static const struct fpl_recipe recipe[] = {
    {"E27", "应付投资款", "instalment payable", "110101", "224103", DIM(FIRM_ID), DIM(DEAL_ID), DIM(FIRM_ID),
     DIM(EVENT_KEY), ""},
    FPL_FUND_TRANCHE_ROW("E27", "约定分期转为应付", "tranche become payable"),
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

static int64_t direct_of(const struct fpl_facts *facts, int64_t amount) {
    return fpl_fact_bool(facts, FPL_FACT_DEAL_DIRECT, 0) ? amount : 0;
}

/* Money promised for good is money in the firm; that it is there is asked when it is paid. */
static void hold_against_limits(const struct fpl_facts *facts, const struct fpl_rules *rules, int64_t amount,
                                struct fpl_decision *out) {
    const struct fpl_fund__limit_change change = {.at = FPL_AT_DEAL,
                                                  .what = "instalment",
                                                  .key = FPL_FACT_EVENT_KEY,
                                                  .day = FPL_FACT_TODAY,
                                                  .more = 1,
                                                  .deal = minor(facts, FPL_FACT_DEAL_AMOUNT) +
                                                          minor(facts, FPL_FACT_DEAL_INSTALMENTS) -
                                                          minor(facts, FPL_FACT_DEAL_REFUNDED),
                                                  .invested = amount,
                                                  .direct = direct_of(facts, amount)};
    fpl_fund__limits(facts, rules, &change, out);
}

/* An instalment counts as its deal was judged: so it is of what was agreed then. Of a deal that does not say what was
 * agreed nothing is asked. */
static void check_agreed(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    int64_t left = minor(facts, FPL_FACT_DEAL_AGREED) - minor(facts, FPL_FACT_DEAL_AMOUNT) -
                   minor(facts, FPL_FACT_DEAL_INSTALMENTS); /* each at most 2^53 */
    if (!fpl_fact_known(facts, FPL_FACT_DEAL_AGREED) || amount <= left)
        return;
    fpl_fund__refuse_money(out, FPL_E_AGREED, left > 0 ? left : 0, amount);
    fpl_fund__about(out, FPL_FACT_EVENT_AMOUNT);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__change change;
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT);
    if (!fpl_fund__change_begin(&change, facts, "instalment", "HELD", out))
        return;
    fpl_fund__check_deal(&change);
    if (fpl_fund__is_convertible(facts))
        fpl_fund__refuse_text(out, FPL_E_CONVERTIBLE, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
    check_agreed(facts, amount, out);
    fpl_fund__add(out, &change.now.cost, amount);
    fpl_fund__add(out, &change.now.put, amount);
    fpl_fund__add(out, &change.now.shares, fpl_fact_int(facts, FPL_FACT_DEAL_SHARES, 0));
    if (out->outcome == FPL_OK)
        hold_against_limits(facts, rules, amount, out);
    fpl_fund__agreed_take(facts, FPL_AGREED_PAYABLE, amount, out);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[PAYABLE], out->amount, facts);
    if (fpl_fund__names_tranche(facts))
        fpl_event_post(out, &recipe[TRANCHE], out->amount, facts);
    fpl_fund__count_deal(facts, "instalment", amount, out);
    fpl_fund__count_invested(facts, amount, out);
    fpl_fund__change_end(&change, amount, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
    fpl_fund__due_write(facts, "instalment", fpl_fact_text(facts, FPL_FACT_FIRM_ID),
                        fpl_fact_text(facts, FPL_FACT_TRANCHE_ID), amount, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_fund__change_back(facts, "instalment", out);
    fpl_fund__due_back(facts, "instalment", out);
    if (out->outcome != FPL_OK)
        return;
    int64_t amount = fpl_money_minor(out->amount);
    fpl_fund__agreed_take(facts, FPL_AGREED_PAYABLE, -amount, out);
    fpl_fund__count_deal(facts, "instalment", -amount, out);
    fpl_fund__count_invested(facts, -amount, out);
}

#define READS_DEAL READ_ITEM(DEAL_DIRECT, "deal", DEAL_ID, "dir", 0), READ_ITEM(DEAL_STATE, "deal", DEAL_ID, "st", 0)
static const struct fpl_read reads[] = {
    FPL_FUND_READ(FIRM_ID, "deal", DEAL_ID, "firm", 0, E_NOT_FOUND),
    READ_ITEM(DEAL_AMOUNT, "deal", DEAL_ID, "amt", 0),
    READ_ITEM(DEAL_AGREED, "deal", DEAL_ID, "agr", 0),
    READS_DEAL,
    READ_ITEM(DEAL_ENTRY, "deal", DEAL_ID, "no", 0),
    READ_ITEM(DEAL_INSTRUMENT, "deal", DEAL_ID, "ins", 0),
    READ_SUM(DEAL_REFUNDED, "+refunded", "deal:", FACT(DEAL_ID), 0),
    READ_SUM(DEAL_INSTALMENTS, "+instalment", "deal:", FACT(DEAL_ID), 0),
    FPL_FUND_READS_TRANCHE,
    FPL_FUND_READS_HOLDING,
    FPL_FUND_READS_LIMIT_WHOLE,
    FPL_FUND_LIMIT_SUM(LIMIT_DIRECT, "+direct", "fund"),
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(DEAL_ID, "instalment", EVENT_KEY, "deal", 0),
    READS_DEAL,
    FPL_FUND_READS_CHANGE("instalment"),
    FPL_FUND_READS_DUE("instalment", EVENT_KEY),
    READ_ITEM(TRANCHE_ID, "instalment.due", EVENT_KEY, "kind", 0),
    FPL_FUND_READS_TRANCHE,
    READ_UNDONE(TODAY, "occ"),
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(TRANCHE_ON), FPL_E_DATE_ORDER}};
static const struct fpl_move moves[] = {{"holding", "HELD", "", "HELD"}};

const struct fpl_event fpl_event__instalment_agreed = {
    .kind = "instalment.agreed",
    .zh = "应付投资款",
    .en = "instalment payable",
    .command = {"instalment.agree", "登记应付投资款", "record an instalment that has become payable", FPL_BOOK_FUND,
                RECORDERS, IMPORT | ENTRY | DRY, fields, COUNT(fields), "instalments",
                "应付投资款：条件已成就、尚未支付的一期，自应付日起计入成本；以 due settle --of INSTALMENT "
                "支付，支付日计入早期占比",
                "an instalment whose condition is met and that is not paid: cost of the holding from the day it is "
                "owed; paid by due settle --of INSTALMENT, and counted in early-stage shares on the day it is paid",
                "instalment agree YF-001 --book guidance --deal YD-024 --occurred 2026-10-30 --amount 500000.00 "
                "--document 示例里程碑确认书〔2026〕3号 --as zhi.dan --checker fu.he",
                1},
    .rows = "instalment=示例-YF-001;deal=示例-TZ-001;occurred=2026-02-25;amount=200000.00;shares=100000;"
            "tranche=示例-FQ-002;document=示例里程碑确认书|"
            "instalment=示例-YF-002;deal=示例-TZ-001;occurred=2026-02-25;amount=1.00;document=示例里程碑确认书",
    .item = "instalment",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "应付投资款",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
    .approver = FACT(LIMIT_APPROVER),
};

const struct fpl_event fpl_event__instalment_reversed = {
    .kind = "instalment.reversed",
    .zh = "应付投资款冲销",
    .en = "instalment reversed",
    .command = {"instalment.reverse", "应付投资款冲销", "reverse an instalment", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "instalment-reversals",
                "应付投资款冲销：整笔红字；已支付的、其后另有持仓业务的，须先冲销",
                "take an instalment back in red; what was paid of it, and later events of the holding, are reversed "
                "first",
                "instalment reverse YF-001 --book guidance --reason 条件未成就 --as zhi.dan --checker fu.he", 1},
    .rows = "instalment=示例-YF-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "instalment",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__instalment_agreed,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
