/* E23: what a partner pays for a call that it paid late is income of the fund, 100201 against 630101. It is no capital:
 * neither what is paid in nor what is unfunded moves. Where base, rate and days are given the amount must be
 * base x rate a day x days, HALF_UP to fen; the day it was due does not count, the last one does (民法典 第二百零一条).
 * Where the call was issued, the day it was due, what was overdue of the party's share and, once all is paid, the day
 * of the last payment are known: they need not be told, and what is told must not contradict them. And its reversal.
 * Fund rules §1, capital_call; §2.2, E23. */
#include "ledger/fund/allot.h"
#include "ledger/fund/limit.h"

static const struct fpl_field_spec fields[] = {
    FS("penalty", "违约金编号", "penalty", "", ID, KEY, EVENT_KEY),
    FS("commitment", "认缴编号", "commitment", "commit_id", ID, REQ, COMMITMENT_ID),
    F("call", "缴款期次", "capital call", "期次", TEXT, 0),
    F("occurred", "到账日", "received on", "日期", DATE, REQ),
    FS("amount", "违约金", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("base", "逾期未缴额", "amount overdue", "", MONEY, 0, PENALTY_BASE),
    FR("rate", "日费率", "rate a day", "日利率", PENALTY_RATE, 1),
    FS("due", "缴款到期日", "due on", "到期日", DATE, 0, PENALTY_DUE),
    FS("until", "计算止日", "until", "实缴日", DATE, 0, PENALTY_UNTIL),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("penalty", "违约金编号", "penalty", "", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};
static const struct fpl_recipe recipe[] = {
    {"E23", "逾期违约金", "penalty on an overdue call", "100201", "630101", NONE, NONE, NONE, NONE, "OPERATING_IN"},
};

/* What a penalty is reckoned from: as told, or as the call has it. */
struct basis {
    struct fpl_money base;
    struct fpl_date due, until;
};

/* base x rate x days; a status where the exact product does not fit. */
static enum fpl_status computed(const struct fpl_facts *facts, const struct basis *basis, struct fpl_money *out) {
    struct fpl_ratio rate = fpl_fact_ratio(facts, FPL_FACT_PENALTY_RATE);
    int64_t days = (int64_t)basis->until.day - basis->due.day;
    if (__builtin_mul_overflow(rate.num, days, &rate.num))
        return FPL_E_OVERFLOW;
    return fpl_money_scale(basis->base, rate, FPL_HALF_UP, out);
}

static void check(const struct fpl_facts *facts, const struct basis *basis, struct fpl_decision *out) {
    struct fpl_money penalty = fpl_money_of(0);
    fpl_fund__check_computed(facts, computed(facts, basis, &penalty), penalty, out);
}

/* ---- of a call that was issued ---- */

static void contradicts(enum fpl_fact_id id, const char *is, struct fpl_decision *out) {
    fpl_decision_refuse(out, FPL_E_CALL_TOLD, is, fpl_fact_name(id), NULL);
    fpl_fund__about(out, id);
}

/* A told day is that of the call; a told base is no more than was overdue, for late payments in parts may each have a
 * penalty of their own; no day counts after the last payment once nothing is left. */
static void compare(const struct fpl_facts *facts, const struct basis *call, struct fpl_decision *out) {
    struct fpl_date due = fpl_fact_date(facts, FPL_FACT_PENALTY_DUE),
                    until = fpl_fact_date(facts, FPL_FACT_PENALTY_UNTIL);
    char text[FPL_MONEY_TEXT], date[12];
    if (!fpl_date_is_none(due) && fpl_date_cmp(due, call->due) != 0)
        contradicts(FPL_FACT_PENALTY_DUE, fpl_date_format(call->due, date), out);
    if (fpl_money_cmp(fpl_fact_money(facts, FPL_FACT_PENALTY_BASE), call->base) > 0)
        contradicts(FPL_FACT_PENALTY_BASE, fpl_money_format(call->base, FPL_UNIT_YUAN, 2, text), out);
    if (!fpl_date_is_none(until) && !fpl_date_is_none(call->until) && fpl_date_cmp(until, call->until) > 0)
        contradicts(FPL_FACT_PENALTY_UNTIL, fpl_date_format(call->until, date), out);
    if (!fpl_date_is_none(until) && fpl_date_cmp(until, call->due) < 0)
        contradicts(FPL_FACT_PENALTY_UNTIL, fpl_date_format(call->due, date), out);
}

static void check_call(const struct fpl_facts *facts, struct fpl_decision *out) {
    int64_t called = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_CALL_CALLED)),
            paid = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_CALL_PAID)),
            late = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_CALL_LATE));
    struct basis call = {fpl_money_of(called - (paid - late)), fpl_fact_date(facts, FPL_FACT_CALL_DUE),
                         paid == called ? fpl_fact_date(facts, FPL_FACT_CALL_LAST) : FPL_DATE_NONE};
    char date[12];
    if (fpl_money_sign(call.base) == 0 ||
        fpl_date_cmp(fpl_fact_date(facts, FPL_FACT_TODAY), call.due) <= 0) { /* of the day it is received */
        fpl_decision_refuse(out, FPL_E_CALL_ON_TIME, fpl_date_format(call.due, date), NULL, NULL);
        return;
    }
    compare(facts, &call, out);
    if (!fpl_fact_known(facts, FPL_FACT_PENALTY_RATE))
        return;
    if (fpl_fact_known(facts, FPL_FACT_PENALTY_BASE))
        call.base = fpl_fact_money(facts, FPL_FACT_PENALTY_BASE);
    if (fpl_fact_known(facts, FPL_FACT_PENALTY_UNTIL))
        call.until = fpl_fact_date(facts, FPL_FACT_PENALTY_UNTIL);
    if (fpl_date_is_none(call.until))
        fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(FPL_FACT_PENALTY_UNTIL), NULL, NULL);
    else if (out->reasons == 0)
        check(facts, &call, out);
}

static void check_basis(const struct fpl_facts *facts, struct fpl_decision *out) {
    static const enum fpl_fact_id basis[] = {FPL_FACT_PENALTY_BASE, FPL_FACT_PENALTY_RATE, FPL_FACT_PENALTY_DUE,
                                             FPL_FACT_PENALTY_UNTIL};
    const struct basis told = {fpl_fact_money(facts, FPL_FACT_PENALTY_BASE), fpl_fact_date(facts, FPL_FACT_PENALTY_DUE),
                               fpl_fact_date(facts, FPL_FACT_PENALTY_UNTIL)};
    if (fpl_fund__told_whole(facts, basis, COUNT(basis), out))
        check(facts, &told, out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    struct fpl_fund__data data;
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__commitment_load(facts, &c, out);
    if (fpl_fund__call_counts(facts, out))
        check_call(facts, out);
    else
        check_basis(facts, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_text(&data, "cid", fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID));
    fpl_fund__data_item(&data, "penalty", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__limits_cash_back(facts, rules, &fpl_event__penalty_reversed, fpl_money_minor(out->amount), out);
}

static const struct fpl_read reads[] = {FPL_READS_REF, FPL_FUND_READS_COMMITMENT, FPL_FUND_READS_SHARE};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "penalty", EVENT_KEY, "amt", 0),
    FPL_FUND_READS_BACK,
};
static const struct fpl_day_rule days[] = {
    {"occurred", FACT(TODAY), FACT(COMMITMENT_ON), FPL_E_DATE_ORDER},
    {"due", FACT(PENALTY_DUE), FACT(COMMITMENT_ON), FPL_E_DATE_ORDER},
    {"until", FACT(PENALTY_UNTIL), FACT(PENALTY_DUE), FPL_E_DATE_ORDER},
    {"until", FACT(PENALTY_UNTIL), FPL_NO_FACT, FPL_E_FUTURE},
};

const struct fpl_event fpl_event__penalty_received = {
    .kind = "penalty.received",
    .zh = "逾期违约金",
    .en = "penalty on an overdue call",
    .command = {"penalty.receive", "登记逾期违约金", "record a penalty on an overdue call", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "penalties",
                "逾期违约金：出资人逾期缴款支付的违约金计入收益，不计入实缴；写明基数、日费率与起止日的，"
                "按基数×费率×天数核对金额，到期日不计、止日计",
                "what a partner pays for a late payment is income and no capital; base, rate and days, where given, "
                "must make the amount: base x rate a day x days, the day due not counting, the last one counting",
                "penalty receive WY-001 --book guidance --commitment RJ-001 --call 第一期 --occurred 2026-03-25 "
                "--amount 60000.00 --base 12000000.00 --rate 0.05% --due 2026-03-05 --until 2026-03-15 "
                "--bank-ref SL202603250001 --as zhi.dan --checker fu.he",
                1},
    .rows = "penalty=示例-WY-001;commitment=示例-RJ-001;call=第一期;occurred=2026-02-20;amount=60000.00;"
            "base=12000000.00;rate=0.05%;due=2026-01-31;until=2026-02-10;bank_ref=示例流水0131|"
            "penalty=示例-WY-002;commitment=示例-RJ-001;occurred=2026-02-21;amount=100.00;bank_ref=示例流水0132",
    .item = "penalty",
    .key = FACT(EVENT_KEY),
    .keys = {FPL_FUND_SHARE_KEY},
    .occurred = "occurred",
    .memo = "收到逾期缴款违约金",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__penalty_reversed = {
    .kind = "penalty.reversed",
    .zh = "违约金冲销",
    .en = "penalty reversed",
    .command = {"penalty.reverse", "违约金冲销", "reverse a penalty", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "penalty-reversals",
                "违约金冲销：整笔红字；原编号不再使用，更正用新编号", "take a penalty back in red; its id stays used",
                "penalty reverse WY-001 --book guidance --reason 金额录错 --as zhi.dan --checker fu.he", 1},
    .rows = "penalty=示例-WY-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "penalty",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__penalty_received,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .approver = FACT(LIMIT_APPROVER),
};
