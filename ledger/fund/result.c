/* E11: at the end of a year a partner takes up its share of the fund's profit or loss. The fund's own book has nothing
 * to post; the investment company does under the equity method (151102 against 611103), the treasury always (107103
 * against 308103). A loss takes the company's stake down to nothing and no further: what is beyond it is kept, and
 * later profits make it up first (CAS 2 第十二条). Where the year's result and the share are told the amount must be
 * their product, rounded half up to the fen. And its reversal. Fund rules §2.2, E11; 财预〔2015〕210号 第二十六条. */
#include "ledger/fund/sides.h"

#define OUTCOME "PROFIT=盈利=profit|LOSS=亏损=loss"

static const struct fpl_field_spec fields[] = {
    FS("result", "损益确认编号", "result", "", ID, KEY, EVENT_KEY),
    FS("commitment", "认缴编号", "commitment", "commit_id", ID, REQ, COMMITMENT_ID),
    F("occurred", "确认日", "taken up on", "年末|日期", DATE, REQ),
    ES("outcome", "盈亏", "profit or loss", "", REQ, OUTCOME, RESULT_OUTCOME),
    FS("amount", "应享有（分担）额", "share of it", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("total", "基金本年盈亏", "result of the fund", "净利润", MONEY, 0, RESULT_TOTAL),
    FR("share", "损益分享比例", "share", "比例", RESULT_SHARE, 100),
    F("document", "审计报告", "audit report", "依据", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("result", "损益确认编号", "result", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
enum { PROFIT, LOSS };
static const struct fpl_recipe company_recipe[] = {
    {"E11", "应享有的利润", "share of profit", "151102", "611103", DIM(MIRROR_FUND), NONE, NONE, NONE, ""},
    {"E11", "应分担的亏损", "share of loss", "611103", "151102", NONE, NONE, DIM(MIRROR_FUND), NONE, ""},
};
static const struct fpl_recipe treasury_recipe[] = {
    {"E11", "应享有的利润", "share of profit", "107103", "308103", DIM(MIRROR_FUND), NONE, DIM(MIRROR_FUND), NONE, ""},
    {"E11", "应分担的亏损", "share of loss", "308103", "107103", DIM(MIRROR_FUND), NONE, DIM(MIRROR_FUND), NONE, ""},
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

static int is_loss(const struct fpl_facts *facts) {
    return fpl_str_is(fpl_fact_text(facts, FPL_FACT_RESULT_OUTCOME), "LOSS");
}

/* ---- the fund ---- */

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    struct fpl_fund__data data;
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__commitment_load(facts, &c, out);
    fpl_fund__check_product(facts, FPL_FACT_RESULT_TOTAL, FPL_FACT_RESULT_SHARE, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_text(&data, "cid", fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID));
    fpl_fund__data_text(&data, "out", fpl_fact_text(facts, FPL_FACT_RESULT_OUTCOME));
    fpl_fund__data_item(&data, "result", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
}

/* ---- the company: item "stake", key the fund, {"lost"} is what it has not taken up; "stake.result" what one event
 * moved of it ---- */

static void write_stake(const struct fpl_facts *facts, int64_t lost, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "lost", lost);
    fpl_fund__data_item(&data, "stake", fpl_fact_text(facts, FPL_FACT_MIRROR_FUND), out);
}

static void keep(const struct fpl_facts *facts, int64_t amount, int64_t moved, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "fund", fpl_fact_text(facts, FPL_FACT_MIRROR_FUND));
    fpl_fund__data_num(&data, "lost", moved);
    fpl_fund__data_item(&data, "stake.result", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_company(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT), carried = minor(facts, FPL_FACT_STAKE_CARRIED),
            lost = minor(facts, FPL_FACT_STAKE_LOST), room = is_loss(facts) ? carried : lost;
    (void)rules;
    fpl_decision_begin(out);
    if (room < 0)
        room = 0;
    int64_t within = amount < room ? amount : room, moved = is_loss(facts) ? amount - within : -within;
    out->amount = fpl_money_of(amount);
    fpl_fund__add(out, &lost, moved);
    if (out->reasons > 0)
        return;
    if (is_loss(facts))
        fpl_event_post(out, &company_recipe[LOSS], fpl_money_of(within), facts);
    else
        fpl_event_post(out, &company_recipe[PROFIT], fpl_money_of(amount - within), facts);
    if (moved != 0)
        write_stake(facts, lost, out);
    keep(facts, amount, moved, out);
}

static void decide_company_back(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                struct fpl_decision *out) {
    int64_t lost = minor(facts, FPL_FACT_STAKE_LOST), moved = minor(facts, FPL_FACT_MOVED_LOST);
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__add(out, &lost, -moved);
    if (lost < 0) /* a later profit has made the loss up */
        fpl_fund__refuse_text(out, FPL_E_LATER, fpl_str_of(fpl_event__result_attributed.kind));
    if (out->reasons == 0 && moved != 0)
        write_stake(facts, lost, out);
}

static void decide_treasury(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &treasury_recipe[is_loss(facts) ? LOSS : PROFIT], out->amount, facts);
}

/* A stake at fair value takes up no result: its value says it. */
static int takes_up(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return !fpl_str_is(fpl_fact_text(facts, FPL_FACT_MIRROR_STAKE), "FVTPL");
}

static const struct fpl_read reads[] = {
    FPL_FUND_READS_COMMITMENT,
    FPL_FUND_READS_MIRROR,
    FPL_FUND_READ_WHEN(EVENT_PARTY, "commitment", COMMITMENT_ID, "party", FPL_READ_UNKEPT, takes_up),
};
static const struct fpl_read reverse_reads[] = {READ_ITEM(EVENT_AMOUNT, "result", EVENT_KEY, "amt", 0)};
static const struct fpl_read company_reads[] = {
    READ_PRIMARY(MIRROR_FUND),
    READ_BALANCE_OF(STAKE_CARRIED, "+151101+151102+151103+151104", MIRROR_FUND, 0),
    READ_ITEM(STAKE_LOST, "stake", MIRROR_FUND, "lost", FPL_READ_ZERO),
};
static const struct fpl_read company_back_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "stake.result", EVENT_KEY, "amt", 0),
    READ_ITEM(MIRROR_FUND, "stake.result", EVENT_KEY, "fund", 0),
    READ_ITEM(MOVED_LOST, "stake.result", EVENT_KEY, "lost", FPL_READ_ZERO),
    READ_ITEM(STAKE_LOST, "stake", MIRROR_FUND, "lost", FPL_READ_ZERO),
};
static const struct fpl_read treasury_reads[] = {READ_PRIMARY(MIRROR_FUND)};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(COMMITMENT_ON), FPL_E_DATE_ORDER}};
static const struct fpl_side sides[] = FPL_FUND_SIDES_OF(company_result, treasury_result, EVENT_PARTY);
static const struct fpl_side reverse_sides[] = FPL_FUND_SIDES(company_result_reversed, treasury_result_reversed);

const struct fpl_event fpl_event__result_attributed = {
    .kind = "result.attributed",
    .zh = "损益份额",
    .en = "share of the result",
    .command =
        {"result.attribute", "确认损益份额", "attribute a year's result to a party", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY, fields, COUNT(fields), "results",
         "年末按权益法确认出资人应享有（分担）的损益，在其账套入账；写明本年盈亏与比例的，按乘积四舍五入到分核对",
         "a party's share of the fund's result, by the equity method, posted in its own book; total and share, "
         "where given, must make the amount, rounded half up to the fen",
         "result attribute SY-001 --book guidance --commitment RJ-001 --occurred 2026-10-31 --outcome PROFIT "
         "--amount 246739.73 --total 822465.75 --share 30% --document 审字001 --as zhi.dan --checker fu.he",
         1},
    .rows = "result=示例-SY-001;commitment=示例-RJ-001;occurred=2026-06-30;outcome=盈利;amount=3000.00;"
            "total=10000.00;share=30%;document=示例审计报告|"
            "result=示例-SY-002;commitment=示例-RJ-001;occurred=2026-06-30;outcome=亏损;amount=1.00;"
            "document=示例审计报告",
    .item = "result",
    .key = FACT(EVENT_KEY),
    .flags = FPL_EVENT_CHECKED,
    .occurred = "occurred",
    .memo = "损益份额",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .side = sides,
    .sides = COUNT(sides),
};

const struct fpl_event fpl_event__result_reversed = {
    .kind = "result.reversed",
    .zh = "损益份额冲销",
    .en = "share of the result reversed",
    .command = {"result.reverse", "损益份额冲销", "reverse an attributed result", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "result-reversals",
                "损益份额冲销：各账套整笔红字；未确认的亏损已由其后利润弥补的，须先冲销其后的",
                "take a share of the result back in red in every book; where later profits made the loss up, they are "
                "reversed first",
                "result reverse SY-001 --book guidance --reason 审计调整 --as zhi.dan --checker fu.he", 1},
    .rows = "result=示例-SY-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "result",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__result_attributed,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
};

SIDE(company_result, "company.result", "公司权益法损益", "result taken up by the company", result_attributed,
     "occurred", "权益法确认投资损益", decide_company, company_reads, company_recipe);
SIDE_BACK_DECIDED(company_result_reversed, "company.result.reversed", "公司权益法损益冲销",
                  "result of the company reversed", result_reversed, company_result, decide_company_back,
                  company_back_reads);
SIDE(treasury_result, "treasury.result", "财政股权投资损益", "result taken up by the treasury", result_attributed,
     "occurred", "确认股权投资损益", decide_treasury, treasury_reads, treasury_recipe);
SIDE_BACK(treasury_result_reversed, "treasury.result.reversed", "财政股权投资损益冲销",
          "result of the treasury reversed", result_reversed, treasury_result);
