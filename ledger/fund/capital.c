/* E03: capital paid in under a commitment, 100201 against 4001xx by the party's class; the memo of what is unfunded
 * falls by it. A payment outside the commitment (a fee or a compensation on top of it) raises the capital alone. One
 * that names a call that was issued counts against the party's share of it; any other text of the field `call` is told
 * and no more. And its reversal.
 *
 * A state-owned enterprise that pays its own money is booked with social capital, 400103: the chart has three classes.
 * Its capacity stays with the commitment. */
#include "ledger/fund/allot.h"
#include "ledger/fund/limit.h"

static const struct fpl_field_spec fields[] = {
    FS("receipt", "实缴编号", "receipt", "call_id", ID, KEY, EVENT_KEY),
    FS("commitment", "认缴编号", "commitment", "commit_id", ID, REQ, COMMITMENT_ID),
    F("call", "缴款期次", "capital call", "期次", TEXT, 0),
    F("occurred", "到账日", "received on", "日期", DATE, REQ),
    FS("amount", "实缴额", "amount", "实缴金额|金额", MONEY, REQ, EVENT_AMOUNT),
    ES("inside", "计入认缴", "within the commitment", "", 0, "Y=是=yes|N=否=no", CAPITAL_INSIDE),
    FPL_BANK_REF(REQ),
    FPL_FUND_LIMIT_FIELDS,
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("receipt", "实缴编号", "receipt", "call_id", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};

enum { GUIDANCE, GP, SOCIAL, FUNDED };
#define CAPITAL(zh, en, account)                                                                                       \
    { "E03", zh, en, "100201", account, NONE, NONE, DIM(COMMITMENT_PARTY), NONE, "CAPITAL" }
static const struct fpl_recipe recipe[] = {
    CAPITAL("引导基金实缴", "paid in, guidance fund", "400101"),
    CAPITAL("普通合伙人实缴", "paid in, general partner", "400102"),
    CAPITAL("社会资本实缴", "paid in, social capital", "400103"),
    {"E03", "认缴内实缴", "paid in within the commitment", "9101", "9001", NONE, NONE, DIM(COMMITMENT_PARTY), NONE, ""},
};

static int class_of(const struct fpl_facts *facts) {
    struct fpl_str capacity = fpl_fact_text(facts, FPL_FACT_COMMITMENT_CAPACITY);
    return fpl_str_is(capacity, "GUIDANCE") ? GUIDANCE : fpl_str_is(capacity, "GP") ? GP : SOCIAL;
}

/* `counts`: under the share of a call, which the reversal finds by it. */
static void keep(const struct fpl_facts *facts, int64_t amount, int inside, int counts, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "cid", fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID));
    fpl_fund__data_num(&data, "in", inside);
    if (counts)
        fpl_fund__data_text(&data, "share", fpl_fact_text(facts, FPL_FACT_CALL_SHARE));
    fpl_fund__data_item(&data, "capital", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

/* `c` as it stood before the payment. */
static void hold_against_limits(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                const struct fpl_fund__commitment *c, int64_t amount, int inside,
                                struct fpl_decision *out) {
    const struct fpl_fund__limit_change change = {.at = FPL_AT_CAPITAL,
                                                  .what = "capital",
                                                  .key = FPL_FACT_EVENT_KEY,
                                                  .day = FPL_FACT_TODAY,
                                                  .paid_in = amount,
                                                  .prior = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_CALL_PRIOR)),
                                                  .unnamed = inside && c->paid > 0 && !fpl_fund__is_called(facts, NULL),
                                                  .first = inside && c->paid == 0 ? amount : 0,
                                                  .first_of = c->amount - c->released};
    fpl_fund__limits(facts, rules, &change, out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    int inside = fpl_fact_bool(facts, FPL_FACT_CAPITAL_INSIDE, 1);
    fpl_decision_begin(out);
    fpl_fund__commitment_load(facts, &c, out);
    hold_against_limits(facts, rules, &c, amount, inside, out);
    int counts = fpl_fund__call_counts(facts, out);
    if (counts && !inside) {
        fpl_decision_refuse(out, FPL_E_CALL_OUTSIDE, NULL, NULL, NULL);
        fpl_fund__about(out, FPL_FACT_CAPITAL_INSIDE);
    }
    if (inside) {
        fpl_fund__commitment_covers(&c, amount, out);
        if (!counts) /* beside a call, it leaves what was called */
            fpl_fund__commitment_keeps_called(facts, &c, amount, out);
        fpl_fund__add(out, &c.paid, amount);
    }
    if (counts)
        fpl_fund__call_pay(facts, amount, out);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[class_of(facts)], out->amount, facts);
    if (inside)
        fpl_event_post(out, &recipe[FUNDED], out->amount, facts);
    if (inside || fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0)) /* which names the party where no posting does */
        fpl_fund__commitment_write(facts, &c, "SIGNED", out);
    keep(facts, amount, inside, counts, out);
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

/* `first_of`: the commitment that the payment was within; 0: it was within none. */
static void hold_back(const struct fpl_facts *facts, const struct fpl_rules *rules, int64_t first_of,
                      struct fpl_decision *out) {
    int64_t amount = fpl_money_minor(out->amount);
    struct fpl_fund__limit_change change = fpl_fund__limit_back(&fpl_event__capital_reversed, amount);
    change.paid_in = -amount;
    change.first_of = first_of;
    fpl_fund__limits(facts, rules, &change, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c = {0};
    int inside = fpl_fact_bool(facts, FPL_FACT_CAPITAL_INSIDE, 1);
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    if (inside)
        fpl_fund__commitment_load(facts, &c, out);
    else
        fpl_fund__not_closed(facts, out);
    if (inside && c.paid < fpl_money_minor(out->amount)) /* it has gone to another with a share */
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__lp_transferred.kind, NULL, NULL);
    hold_back(facts, rules, inside ? c.amount - c.released : 0, out);
    if (!inside)
        return;
    fpl_fund__add(out, &c.paid, -fpl_money_minor(out->amount));
    if (fpl_fund__is_called(facts, NULL))
        fpl_fund__call_pay(facts, -fpl_money_minor(out->amount), out);
    if (out->outcome == FPL_OK)
        fpl_fund__commitment_write(facts, &c, "SIGNED", out);
}

static const struct fpl_read reads[] = {
    FPL_READS_REF,
    FPL_FUND_READS_COMMITMENT,
    FPL_FUND_READ_CALL_OPEN,
    FPL_FUND_READS_SHARE_WHOLE,
    FPL_FUND_READS_MIRROR,
    FPL_FUND_READS_LIMIT_WHOLE,
    FPL_FUND_LIMIT_SUM(LIMIT_GP, "+committed", "gp"),
    FPL_FUND_READ_CALL(CALL_PRIOR, "prior"),
    FPL_FUND_READS_DEPLOYED,
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(COMMITMENT_ID, "capital", EVENT_KEY, "cid", 0),
    READ_ITEM(EVENT_AMOUNT, "capital", EVENT_KEY, "amt", 0),
    READ_ITEM(CAPITAL_INSIDE, "capital", EVENT_KEY, "in", 0),
    READ_ITEM(CALL_SHARE, "capital", EVENT_KEY, "share", 0),
    FPL_FUND_READS_COMMITMENT,
    FPL_FUND_READS_SHARE_WHOLE,
    READ_UNDONE(TAKE_ON, "take_on"),
    FPL_FUND_READS_BACK_PARTNERS,
    FPL_FUND_READS_BACK_FIRST,
    FPL_FUND_READS_BACK_LEFT,
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(COMMITMENT_ON), FPL_E_DATE_ORDER}};

static const struct fpl_side sides[] = FPL_FUND_SIDES(company_paid, treasury_paid);
static const struct fpl_side reverse_sides[] = FPL_FUND_SIDES(company_payment_reversed, treasury_payment_reversed);

const struct fpl_event fpl_event__capital_received = {
    .kind = "capital.received",
    .zh = "实缴出资",
    .en = "capital paid in",
    .command = {"capital.receive", "登记实缴", "record capital paid in", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "capital",
                "实缴：启用前到账的，承接（--take-on），不入账，期初余额列实收资本",
                "what was paid in before the ledger is taken on (--take-on), which posts nothing: the opening balances "
                "hold the capital",
                "capital receive SJ-001 --book guidance --commitment RJ-001 --occurred 2026-03-15 "
                "--amount 12000000.00 --bank-ref SL202603150001 --as zhi.dan --checker fu.he",
                1},
    .rows = "receipt=示例-SJ-001;commitment=示例-RJ-001;call=第一期;occurred=2026-02-10;amount=12000000.00;"
            "bank_ref=示例流水0101|"
            "receipt=示例-SJ-002;commitment=示例-RJ-001;call=第二期;occurred=2026-02-11;amount=1.00;"
            "bank_ref=示例流水0102",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "capital",
    .key = FACT(EVENT_KEY),
    .keys = {FPL_FUND_SHARE_KEY},
    .occurred = "occurred",
    .memo = "收到实缴出资",
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

const struct fpl_event fpl_event__capital_reversed = {
    .kind = "capital.reversed",
    .zh = "实缴冲销",
    .en = "capital reversed",
    .command = {"capital.reverse", "实缴冲销", "reverse capital paid in", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "capital-reversals",
                "实缴冲销：整笔红字，未缴认缴恢复；原编号不再使用，更正用新编号",
                "take capital back in red: the amount is unfunded again; its id stays used",
                "capital reverse SJ-001 --book guidance --reason 重复登记 --as zhi.dan --checker fu.he", 1},
    .rows = "receipt=示例-SJ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "capital",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__capital_received,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
    .approver = FACT(LIMIT_APPROVER),
};
