/* E01: a party commits capital to the fund. What is not yet paid stands in memo, 9001 by party against 9101. Taken back
 * in red as long as nothing that names it stands. */
#include "ledger/fund/limit.h"

static const struct fpl_field_spec fields[] = {
    FS("commitment", "认缴编号", "commitment", "commit_id", ID, KEY, COMMITMENT_ID),
    FS("party", "出资人", "party", "出资方|合伙人", PARTY, REQ, COMMITMENT_PARTY),
    ES("capacity", "出资人身份", "capacity", "身份|出资人类别", REQ,
       "GP=普通合伙人=general partner|GUIDANCE=引导基金=guidance fund|SOE=国有企业=state-owned enterprise|"
       "SOCIAL=社会资本=social capital",
       COMMITMENT_CAPACITY),
    ES("level", "财政级次", "budget level", "级次", 0,
       "NATION=国家=national|PROVINCE=省=provincial|CITY=市=municipal|COUNTY=县区=county", COMMITMENT_LEVEL),
    FS("signed_on", "认缴日", "signed on", "签署日|日期", DATE, REQ, COMMITMENT_ON),
    FS("amount", "认缴额", "amount", "认缴金额|金额", MONEY, REQ, COMMITMENT_AMOUNT),
    F("document", "合伙协议", "partnership agreement", "文件", TEXT, 0),
    ES("guaranteed", "承诺保本或最低收益", "principal or return guaranteed", "", 0, "Y=是=yes|N=否=no",
       COMMITMENT_GUARANTEED),
    FPL_FUND_LIMIT_FIELDS,
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("commitment", "认缴编号", "commitment", "commit_id", ID, KEY, COMMITMENT_ID),
    FPL_FUND_BACK_FIELDS,
};
static const struct fpl_recipe recipe[] = {
    {"E01", "认缴额", "amount committed", "9001", "9101", DIM(COMMITMENT_PARTY), NONE, NONE, NONE, ""},
};

static void hold_against_limits(const struct fpl_facts *facts, const struct fpl_rules *rules, int64_t amount,
                                struct fpl_decision *out) {
    struct fpl_fund__limit_change change = {
        .at = FPL_AT_COMMITMENT, .what = "commitment", .key = FPL_FACT_COMMITMENT_ID, .day = FPL_FACT_COMMITMENT_ON};
    fpl_fund__limit_committed(facts, amount, &change);
    fpl_fund__limits(facts, rules, &change, out);
}

/* Money of a budget has a level, and a treasury's is no other capital than the guidance fund's: the classes are GP,
 * 引导, state-owned and social (fund rules §1, commitment; 合伙企业法 第三条: no public body is a general partner). */
static void check_budget(const struct fpl_facts *facts, struct fpl_decision *out) {
    int guidance = fpl_str_is(fpl_fact_text(facts, FPL_FACT_COMMITMENT_CAPACITY), "GUIDANCE"),
        fiscal = fpl_str_is(fpl_fact_text(facts, FPL_FACT_COMMITMENT_PARTY_KIND), "fiscal");
    if ((guidance || fiscal) && !fpl_fact_known(facts, FPL_FACT_COMMITMENT_LEVEL))
        fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(FPL_FACT_COMMITMENT_LEVEL), NULL, NULL);
    if (fiscal && !guidance)
        fpl_fund__refuse_text(out, FPL_E_FISCAL_CAPACITY, fpl_fact_text(facts, FPL_FACT_COMMITMENT_PARTY));
}

/* A firm that the fund has money in becomes its partner. */
static void tell_holding(const struct fpl_facts *facts, struct fpl_decision *out) {
    char party[FPL_ERROR_ARG_BYTES];
    if (fpl_fact_known(facts, FPL_FACT_HOLDING_STATE))
        fpl_decision_note(out, FPL_E_FIRM_TOLD, fpl_error_quote(fpl_fact_text(facts, FPL_FACT_COMMITMENT_PARTY), party),
                          FPL_ZH_EN("是本基金投过的企业", "the fund has invested in it"));
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c = {.amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_COMMITMENT_AMOUNT))};
    fpl_decision_begin(out);
    check_budget(facts, out);
    fpl_fund__not_liquidating(facts, FPL_ZH_EN("再接受认缴", "commitment"), out);
    fpl_fund__not_closed(facts, out);
    tell_holding(facts, out);
    hold_against_limits(facts, rules, c.amount, out);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(c.amount);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    fpl_fund__count_committed(facts, c.amount, out);
    fpl_fund__commitment_write(facts, &c, "SIGNED", out);
}

/* The commitment is gone: others are a greater share of what is left. */
static void hold_back(const struct fpl_facts *facts, const struct fpl_rules *rules, int64_t amount,
                      struct fpl_decision *out) {
    struct fpl_fund__limit_change change = fpl_fund__limit_back(&fpl_event__commitment_reversed, 0);
    fpl_fund__limit_committed(facts, -amount, &change);
    fpl_fund__limits(facts, rules, &change, out);
}

/* The kind of an event under the commitment that stands: a payment outside it, a distribution that is not recallable, a
 * share of results and a penalty move none of its sums and name it all the same. NULL: there is none. */
static const char *standing(const struct fpl_facts *facts, const struct fpl_fund__commitment *c) {
    const struct {
        enum fpl_fact_id any;
        const struct fpl_event *event;
    } under[] = {
        {FPL_FACT_CALL_ALL, &fpl_event__call_issued},
        {FPL_FACT_COMMITMENT_ANY_CAPITAL, &fpl_event__capital_received},
        {FPL_FACT_COMMITMENT_ANY_DISTRIBUTION, &fpl_event__distribution_declared},
        {FPL_FACT_COMMITMENT_ANY_RESULT, &fpl_event__result_attributed},
        {FPL_FACT_COMMITMENT_ANY_PENALTY, &fpl_event__penalty_received},
        {FPL_FACT_COMMITMENT_ANY_LP, &fpl_event__lp_transferred},
    };
    if (c->released != 0)
        return fpl_event__commitment_released.kind;
    for (int i = 0; i < COUNT(under); i++)
        if (fpl_money_minor(fpl_fact_money(facts, under[i].any)) != 0)
            return under[i].event->kind;
    return NULL;
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    fpl_decision_begin(out);
    fpl_fund__commitment_load(facts, &c, out);
    const char *later = standing(facts, &c);
    if (later)
        fpl_decision_refuse(out, FPL_E_LATER, later, NULL, NULL);
    else
        hold_back(facts, rules, c.amount, out);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(c.amount);
    fpl_fund__count_committed(facts, -c.amount, out);
    fpl_fund__commitment_write(facts, &c, "REVERSED", out);
}

static const struct fpl_read reads[] = {
    READ_ITEM(COMMITMENT_PARTY_KIND, "party", COMMITMENT_PARTY, "kind", FPL_READ_REGISTRY),
    READ_ITEM(HOLDING_STATE, "holding", COMMITMENT_PARTY, "st", 0),
    FPL_FUND_READS_MIRROR,
    FPL_FUND_READ_LIQUIDATION,
    FPL_FUND_READ_CLOSED,
    FPL_FUND_READS_LIMIT_WHOLE,
    FPL_FUND_LIMIT_SUM(LIMIT_GUIDANCE, "+committed", "guidance"),
    FPL_FUND_LIMIT_SUM(LIMIT_GOVERNMENT, "+committed", "government"),
};

/* Of what an event of the commitment leaves, its amount; of a transfer of a share also where the commitment came by it:
 * what nobody signed is taken back with the transfer. */
static void amount_under(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                         struct fpl_fact *out) {
    (void)text;
    struct fpl_str id = fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID);
    if (fpl_str_eq(fpl_json_get_text(data, "cid"), id) || fpl_str_eq(fpl_json_get_text(data, "to"), id))
        *out = (struct fpl_fact){.known = 1, .v.num = fpl_json_get_num(data, "amt", 0)};
}
/* clang-format off */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define READ_UNDER(id, kind) \
    { .fact = FACT(id), .from = FPL_FROM_EACH, .name = kind, .key = FPL_NO_FACT, .flags = FPL_READ_BEGUN, \
      .before = FPL_NO_FACT, .value = amount_under }
/* NOLINTEND(bugprone-macro-parentheses) */
/* clang-format on */
static const struct fpl_read reverse_reads[] = {
    FPL_FUND_READS_COMMITMENT,
    READ_UNDONE(TAKE_ON, "take_on"),
    FPL_FUND_READS_BACK_PARTNERS,
    READ_ITEM(CALL_ALL, "call.open", COMMITMENT_ID, "called", 0),
    READ_UNDER(COMMITMENT_ANY_CAPITAL, "capital"),
    READ_UNDER(COMMITMENT_ANY_DISTRIBUTION, "distribution"),
    READ_UNDER(COMMITMENT_ANY_RESULT, "result"),
    READ_UNDER(COMMITMENT_ANY_PENALTY, "penalty"),
    READ_UNDER(COMMITMENT_ANY_LP, "lp"),
};
static const struct fpl_move moves[] = {{"commitment", "", "", "SIGNED"}};
static const struct fpl_move reverse_moves[] = {{"commitment", "SIGNED", "", "REVERSED"}};

static const struct fpl_side sides[] = FPL_FUND_SIDES(company_committed, treasury_committed);
static const struct fpl_side reverse_sides[] =
    FPL_FUND_SIDES(company_commitment_reversed, treasury_commitment_reversed);

const struct fpl_event fpl_event__commitment_signed = {
    .kind = "commitment.signed",
    .zh = "认缴",
    .en = "commitment",
    .command = {"commitment.sign", "登记认缴", "record a commitment", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "commitments",
                "认缴：启用前签署的，承接（--take-on），不入账，期初余额列其未缴部分（9001）",
                "one signed before the ledger is taken on (--take-on), which posts nothing: the opening balances hold "
                "what is unfunded of it (9001)",
                "commitment sign RJ-001 --book guidance --party F-SHI --capacity GUIDANCE --level CITY "
                "--signed-on 2026-03-01 --amount 60000000.00 --as zhi.dan --checker fu.he",
                1},
    .rows = "commitment=示例-RJ-001;party=F-SL;capacity=引导基金;level=市;signed_on=2026-01-20;amount=60000000.00;"
            "document=示例合伙协议|"
            "commitment=示例-RJ-002;party=BK-SL;capacity=社会资本;signed_on=2026-01-20;amount=1000000.00|"
            "commitment=示例-RJ-003;party=BK-SL;capacity=社会资本;signed_on=2026-01-21;amount=1000000.00",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "commitment",
    .key = FACT(COMMITMENT_ID),
    .occurred = "signed_on",
    .memo = "认缴出资",
    .decide = decide,
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
    .read = reads,
    .reads = COUNT(reads),
    .side = sides,
    .sides = COUNT(sides),
    .approver = FACT(LIMIT_APPROVER),
};

const struct fpl_event fpl_event__commitment_reversed = {
    .kind = "commitment.reversed",
    .zh = "认缴冲销",
    .en = "commitment reversed",
    .command =
        {"commitment.reverse", "认缴冲销", "reverse a commitment", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
         reverse_fields, COUNT(reverse_fields), "commitment-reversals",
         "认缴冲销：整笔红字；其下已有实缴、核减、分配、损益份额或违约金的，须先冲销；原编号不再使用，更正用新编号",
         "take a commitment back in red; what was paid, released, distributed or attributed under it, and "
         "penalties, are reversed first",
         "commitment reverse RJ-001 --book guidance --reason 金额录错 --as zhi.dan --checker fu.he", 1},
    .rows = "commitment=示例-RJ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "commitment",
    .key = FACT(COMMITMENT_ID),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__commitment_signed,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
    .approver = FACT(LIMIT_APPROVER),
};
