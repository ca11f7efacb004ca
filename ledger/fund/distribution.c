/* E18: a distribution to one party is declared, 410401 against 2232, with its source, and paid by due.settle. E22: a
 * recallable one raises what is unfunded, 9001 against 9101, in the party's own book too. And its reversal. */
#include "ledger/fund/due.h"

static const struct fpl_field_spec fields[] = {
    FS("distribution", "分配编号", "distribution", "dist_id", ID, KEY, EVENT_KEY),
    FS("commitment", "认缴编号", "commitment", "commit_id", ID, REQ, COMMITMENT_ID),
    F("round", "分配期次", "round", "期次", TEXT, 0),
    F("occurred", "分配日", "declared on", "日期", DATE, REQ),
    FS("amount", "分配额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    ES("source", "分配来源", "source", "性质", REQ,
       "RETURN_OF_CAPITAL=本金=return of capital|GAIN=收益=gain|DIVIDEND=股利=dividend|INTEREST=利息=interest",
       DISTRIBUTION_SOURCE),
    ES("recallable", "可循环", "recallable", "", 0, "Y=是=yes|N=否=no", DISTRIBUTION_RECALLABLE),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("distribution", "分配编号", "distribution", "dist_id", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
enum { DECLARED, RECALLABLE };
static const struct fpl_recipe recipe[] = {
    {"E18", "分配额", "amount distributed", "410401", "2232", DIM(COMMITMENT_PARTY), DIM(EVENT_KEY),
     DIM(COMMITMENT_PARTY), DIM(EVENT_KEY), ""},
    {"E22", "可循环分配额", "recallable amount", "9001", "9101", DIM(COMMITMENT_PARTY), NONE, NONE, NONE, ""},
};

static void keep(const struct fpl_facts *facts, int64_t amount, int recallable, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "cid", fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID));
    fpl_fund__data_num(&data, "rec", recallable);
    fpl_fund__data_text(&data, "src", fpl_fact_text(facts, FPL_FACT_DISTRIBUTION_SOURCE));
    fpl_fund__data_item(&data, "distribution", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    int recallable = fpl_fact_bool(facts, FPL_FACT_DISTRIBUTION_RECALLABLE, 0);
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__commitment_load(facts, &c, out);
    if (recallable)
        fpl_fund__add(out, &c.recallable, amount);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[DECLARED], out->amount, facts);
    if (recallable) {
        fpl_event_post(out, &recipe[RECALLABLE], out->amount, facts);
        fpl_fund__commitment_write(facts, &c, "SIGNED", out);
    }
    keep(facts, amount, recallable, out);
    fpl_fund__due_write(facts, "distribution", fpl_fact_text(facts, FPL_FACT_COMMITMENT_PARTY),
                        fpl_fact_text(facts, FPL_FACT_DISTRIBUTION_SOURCE), amount, out);
}

/* What was called again on the strength of it, paid or not, must not be left without a commitment. */
static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT)),
            open = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_CALL_OPEN));
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_money_of(amount);
    fpl_fund__due_back(facts, "distribution", out);
    if (!fpl_fact_bool(facts, FPL_FACT_DISTRIBUTION_RECALLABLE, 0)) {
        fpl_fund__not_closed(facts, out);
        return;
    }
    fpl_fund__commitment_load(facts, &c, out);
    fpl_fund__commitment_covers(&c, amount, out);
    if (open > 0 && amount > fpl_fund__unfunded(&c) - open)
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__call_issued.kind, NULL, NULL);
    fpl_fund__add(out, &c.recallable, -amount);
    if (out->reasons == 0)
        fpl_fund__commitment_write(facts, &c, "SIGNED", out);
}

static int is_recallable(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return fpl_fact_bool(facts, FPL_FACT_DISTRIBUTION_RECALLABLE, 0);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READS_COMMITMENT,
    FPL_FUND_READ_WHEN(EVENT_PARTY, "commitment", COMMITMENT_ID, "party", FPL_READ_UNKEPT, is_recallable),
    FPL_FUND_READS_MIRROR_OF(COMMITMENT_PARTY, is_recallable),
};
static const struct fpl_side sides[] = FPL_FUND_SIDES_OF(company_recallable, treasury_recallable, EVENT_PARTY);
static const struct fpl_side reverse_sides[] =
    FPL_FUND_SIDES(company_recallable_reversed, treasury_recallable_reversed);
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(COMMITMENT_ID, "distribution", EVENT_KEY, "cid", 0),
    READ_ITEM(EVENT_AMOUNT, "distribution", EVENT_KEY, "amt", 0),
    READ_ITEM(DISTRIBUTION_RECALLABLE, "distribution", EVENT_KEY, "rec", 0),
    FPL_FUND_READS_COMMITMENT,
    FPL_FUND_READ_CALL_OPEN,
    FPL_FUND_READS_DUE("distribution", EVENT_KEY),
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(COMMITMENT_ON), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__distribution_declared = {
    .kind = "distribution.declared",
    .zh = "分配",
    .en = "distribution",
    .command = {"distribution.declare", "登记分配", "declare a distribution", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "distributions",
                "分配：宣告后用“收付款”支付；启用前宣告、尚未支付的，承接（--take-on），不入账",
                "paid by due settle; one declared before the ledger and not paid is taken on (--take-on), which posts "
                "nothing",
                "distribution declare FP-001 --book guidance --commitment RJ-001 --occurred 2026-10-31 "
                "--amount 1500000.00 --source RETURN_OF_CAPITAL --as zhi.dan --checker fu.he",
                1},
    .rows = "distribution=示例-FP-001;commitment=示例-RJ-001;round=第一次;occurred=2026-08-31;"
            "amount=300000.00;source=本金;recallable=是|"
            "distribution=示例-FP-002;commitment=示例-RJ-001;occurred=2026-08-31;amount=1.00;"
            "source=收益|"
            "distribution=示例-FP-003;commitment=示例-RJ-003;occurred=2026-08-31;amount=10000.00;"
            "source=收益",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "distribution",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "向出资人分配",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .side = sides,
    .sides = COUNT(sides),
    .each_of = &fpl_event__distribution_allocated,
};

const struct fpl_event fpl_event__distribution_reversed = {
    .kind = "distribution.reversed",
    .zh = "分配冲销",
    .en = "distribution reversed",
    .command = {"distribution.reverse", "分配冲销", "reverse a distribution", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "distribution-reversals",
                "分配冲销：整笔红字；已支付或代扣的，须先冲销；可循环部分已再次缴款的，须先冲销实缴",
                "take a distribution back in red; what was paid or withheld of it, or called again, is reversed first",
                "distribution reverse FP-001 --book guidance --reason 金额录错 --as zhi.dan --checker fu.he", 1},
    .rows = "distribution=示例-FP-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "distribution",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__distribution_declared,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
};
