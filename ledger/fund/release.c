/* E29: a part of a commitment that is not paid is released 核减, and the memo falls by it; and its reversal. No more is
 * released than was signed: what a recallable distribution makes payable again is unfunded, and no commitment. What was
 * called and is not paid stays covered. */
#include "ledger/fund/limit.h"

static const struct fpl_field_spec fields[] = {
    FS("release", "核减编号", "release", "", ID, KEY, EVENT_KEY),
    FS("commitment", "认缴编号", "commitment", "commit_id", ID, REQ, COMMITMENT_ID),
    F("occurred", "核减日", "released on", "日期", DATE, REQ),
    FS("amount", "核减额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    F("document", "核减依据", "document", "文件", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("release", "核减编号", "release", "", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};
static const struct fpl_recipe recipe[] = {
    {"E29", "核减额", "amount released", "9101", "9001", NONE, NONE, DIM(COMMITMENT_PARTY), NONE, ""},
};

static void keep(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "cid", fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID));
    fpl_fund__data_item(&data, "release", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__commitment_load(facts, &c, out);
    fpl_fund__commitment_covers(&c, amount, out);
    fpl_fund__commitment_keeps_called(facts, &c, amount, out);
    if (amount > c.amount - c.released)
        fpl_fund__refuse_money(out, FPL_E_RELEASE, c.amount - c.released, amount);
    fpl_fund__add(out, &c.released, amount);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    fpl_fund__count_committed(facts, -amount, out);
    fpl_fund__commitment_write(facts, &c, "SIGNED", out);
    keep(facts, amount, out);
}

/* `c` as it stood before the reversal: the commitment is as great as it was. */
static void hold_against_limits(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                const struct fpl_fund__commitment *c, struct fpl_decision *out) {
    struct fpl_fund__limit_change change = fpl_fund__limit_back(&fpl_event__release_reversed, 0);
    fpl_fund__limit_committed(facts, fpl_money_minor(out->amount), &change);
    change.first_of = c->amount - c->released;
    fpl_fund__limits(facts, rules, &change, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    fpl_decision_begin(out);
    fpl_fund__commitment_load(facts, &c, out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    hold_against_limits(facts, rules, &c, out);
    fpl_fund__add(out, &c.released, -fpl_money_minor(out->amount));
    if (out->outcome != FPL_OK)
        return;
    fpl_fund__count_committed(facts, fpl_money_minor(out->amount), out);
    fpl_fund__commitment_write(facts, &c, "SIGNED", out);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READS_COMMITMENT,
    FPL_FUND_READ_CALL_OPEN,
    FPL_FUND_READS_MIRROR,
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(COMMITMENT_ID, "release", EVENT_KEY, "cid", 0),
    READ_ITEM(EVENT_AMOUNT, "release", EVENT_KEY, "amt", 0),
    FPL_FUND_READS_COMMITMENT,
    FPL_FUND_READS_BACK_PARTNERS,
    FPL_FUND_READS_BACK_FIRST,
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(COMMITMENT_ON), FPL_E_DATE_ORDER}};

static const struct fpl_side sides[] = FPL_FUND_SIDES(company_released, treasury_released);
static const struct fpl_side reverse_sides[] = FPL_FUND_SIDES(company_release_reversed, treasury_release_reversed);

const struct fpl_event fpl_event__commitment_released = {
    .kind = "commitment.released",
    .zh = "认缴核减",
    .en = "commitment released",
    .command = {"commitment.release", "核减认缴", "release a part of a commitment", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "releases", NULL, NULL,
                "commitment release HJ-001 --book guidance --commitment RJ-001 --occurred 2026-09-30 "
                "--amount 5000000.00 --document 合伙人会议决议〔2026〕3号 --as zhi.dan --checker fu.he",
                1},
    .rows = "release=示例-HJ-001;commitment=示例-RJ-001;occurred=2026-02-01;amount=5000000.00;document=示例决议一|"
            "release=示例-HJ-002;commitment=示例-RJ-001;occurred=2026-02-02;amount=1000.00;document=示例决议二",
    .item = "release",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "核减认缴出资",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .side = sides,
    .sides = COUNT(sides),
};

const struct fpl_event fpl_event__release_reversed = {
    .kind = "release.reversed",
    .zh = "核减冲销",
    .en = "release reversed",
    .command = {"release.reverse", "核减冲销", "reverse a release", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "release-reversals",
                "核减冲销：整笔红字，未缴认缴恢复；原编号不再使用，更正用新编号",
                "take a release back in red: the amount is unfunded again; its id stays used",
                "release reverse HJ-001 --book guidance --reason 决议未生效 --as zhi.dan --checker fu.he", 1},
    .rows = "release=示例-HJ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "release",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__commitment_released,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
    .approver = FACT(LIMIT_APPROVER),
};
