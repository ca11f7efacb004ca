/* E21, how it ends. Once everything is realised, paid, collected and carried to retained profit, each partner's paid-in
 * capital is closed against what was distributed to it, 4001xx to 410401; then the reserves and retained profit,
 * 410415, either way. 410401 ends at nothing: what was distributed is what was paid in and earned. Refused while
 * anything is held, due or reserved, and told account by account (合伙企业法 第八十九条: debts first, then the
 * partners). And the reversals of both.
 *
 * A partner with a book of its own loses its stake with it: the investment company's carrying amount goes to 611101
 * alone, like an exit for nothing (E13; cost was brought down by the principal returned, E18); the treasury's goes
 * against the asset fund, by what was contributed and not returned (财预〔2015〕210号 第二十七条). Fund rules §2.2,
 * E21. */
#include "ledger/fund/liquidation.h"
#include "ledger/fund/sides.h"

static const struct fpl_field_spec fields[] = {
    FS("closure", "结清编号", "closure", "", ID, KEY, EVENT_KEY),
    FS("commitment", "认缴编号", "commitment", "commit_id", ID, REQ, COMMITMENT_ID),
    F("occurred", "结清日", "closed on", "日期", DATE, REQ),
    F("document", "清算报告", "liquidation report", "文件", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("closure", "结清编号", "closure", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec end_fields[] = {
    FS("ending", "终结编号", "ending", "", ID, KEY, EVENT_KEY),
    F("occurred", "清算终结日", "ended on", "日期", DATE, REQ),
    F("document", "清算报告", "liquidation report", "文件", TEXT, REQ),
};
static const struct fpl_field_spec end_reverse_fields[] = {
    FS("ending", "终结编号", "ending", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

#define CAPITAL(zh, en, account)                                                                                       \
    { "E21", zh, en, account, "410401", DIM(COMMITMENT_PARTY), NONE, DIM(COMMITMENT_PARTY), NONE, "" }
static const struct fpl_recipe recipe[] = {
    CAPITAL("结清引导基金实收资本", "paid-in capital closed, guidance fund", "400101"),
    CAPITAL("结清普通合伙人实收资本", "paid-in capital closed, general partner", "400102"),
    CAPITAL("结清社会资本实收资本", "paid-in capital closed, social capital", "400103"),
};
static const enum fpl_fact_id capital[] = {FPL_FACT_CLOSING_GUIDANCE, FPL_FACT_CLOSING_GP, FPL_FACT_CLOSING_SOCIAL};

/* What an account holds is closed by the first row of a pair where it stands in debit, by the second in credit. */
#define CLOSE(zh, en, account, to)                                                                                     \
    {"E21", zh, en, to, account, NONE, NONE, NONE, NONE, ""}, {                                                        \
        "E21", zh, en, account, to, NONE, NONE, NONE, NONE, ""                                                         \
    }
static const struct fpl_recipe end_recipe[] = {
    CLOSE("结清资本公积", "capital reserve closed", "4002", "410401"),
    CLOSE("结清法定盈余公积", "statutory reserve closed", "410101", "410401"),
    CLOSE("结清未分配利润", "retained profit closed", "410415", "410401"),
};
static const enum fpl_fact_id equity[] = {FPL_FACT_CLOSING_SURPLUS, FPL_FACT_CLOSING_STATUTORY,
                                          FPL_FACT_CLOSING_RETAINED};

#define STAKE(zh, en, account, to, item)                                                                               \
    {"E21", zh, en, to, account, NONE, NONE, DIM(MIRROR_FUND), item, ""}, {                                            \
        "E21", zh, en, account, to, DIM(MIRROR_FUND), item, NONE, NONE, ""                                             \
    }
static const struct fpl_recipe company_recipe[] = {
    STAKE("转销投资成本，权益法", "cost of the stake, equity method", "151101", "611101", NONE),
    STAKE("转销损益调整，权益法", "share of results, equity method", "151102", "611101", NONE),
    STAKE("转销其他综合收益，权益法", "other comprehensive income, equity method", "151103", "611101", NONE),
    STAKE("转销其他权益变动，权益法", "other changes in equity, equity method", "151104", "611101", NONE),
    STAKE("转销投资成本，公允价值", "cost of the stake, fair value", "110101", "611101", DIM(COMMITMENT_ID)),
    STAKE("转销公允价值变动", "fair-value change of the stake", "110102", "611101", DIM(COMMITMENT_ID)),
};
static const enum fpl_fact_id company_stake[] = {FPL_FACT_STAKE_COST,   FPL_FACT_STAKE_RESULT,    FPL_FACT_STAKE_OCI,
                                                 FPL_FACT_STAKE_EQUITY, FPL_FACT_STAKE_FAIR_COST, FPL_FACT_STAKE_FAIR};
#define FISCAL(zh, en, account)                                                                                        \
    {"E21", zh, en, "308103", account, DIM(MIRROR_FUND), NONE, DIM(MIRROR_FUND), NONE, ""}, {                          \
        "E21", zh, en, account, "308103", DIM(MIRROR_FUND), NONE, DIM(MIRROR_FUND), NONE, ""                           \
    }
static const struct fpl_recipe treasury_recipe[] = {
    FISCAL("冲销股权投资成本", "stake written off, cost", "107101"),
    FISCAL("冲销收益转增投资", "stake written off, income reinvested", "107102"),
    FISCAL("冲销损益调整", "stake written off, share of results", "107103"),
    FISCAL("冲销其他权益变动", "stake written off, other changes in equity", "107104"),
};
static const enum fpl_fact_id treasury_stake[] = {FPL_FACT_STAKE_COST, FPL_FACT_STAKE_REINVESTED, FPL_FACT_STAKE_RESULT,
                                                  FPL_FACT_STAKE_EQUITY};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

/* Closes what stands in debit (above 0) or in credit on each of the accounts, by its pair of rows. */
static void post_pairs(const struct fpl_facts *facts, const struct fpl_recipe *rows, const enum fpl_fact_id *ids,
                       int count, struct fpl_decision *out) {
    for (int i = 0; i < count; i++) {
        int64_t is = minor(facts, ids[i]);
        fpl_event_post(out, &rows[(ptrdiff_t)2 * i + (is < 0)], fpl_money_of(is < 0 ? -is : is), facts);
    }
}

/* ---- a partner's capital ---- */

/* Is the fund in liquidation, and is everything wound up? */
static void check_open(const struct fpl_facts *facts, const struct fpl_fund__liquidation *l, struct fpl_decision *out) {
    char day[12], ended[64];
    (void)snprintf(ended, sizeof ended, FPL_ZH_EN("清算已终结", "it ended on") " %s", fpl_date_format(l->end, day));
    if (l->id.n == 0 || !fpl_date_is_none(l->end))
        fpl_decision_refuse(out, FPL_E_NOT_LIQUIDATING,
                            l->id.n ? ended : FPL_ZH_EN("没有登记清算开始", "no begin is recorded"), NULL, NULL);
    else
        fpl_fund__check_left(facts, out);
}

static int64_t capital_of(const struct fpl_facts *facts) {
    int64_t sum = 0;
    for (int i = 0; i < COUNT(capital); i++)
        sum += minor(facts, capital[i]); /* each at most 2^53 */
    return sum;
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__liquidation l;
    struct fpl_fund__data data;
    int64_t sum = capital_of(facts);
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__liquidation_load(facts, &l);
    check_open(facts, &l, out);
    if (sum <= 0)
        fpl_decision_refuse(out, FPL_E_NOT_FOUND,
                            FPL_ZH_EN("该出资人未结清的实收资本", "capital of the partner that is not closed"), NULL,
                            NULL);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(sum);
    for (int i = 0; i < COUNT(capital); i++)
        fpl_event_post(out, &recipe[i], fpl_fact_money(facts, capital[i]), facts);
    l.closed++;
    l.last = fpl_fact_date(facts, FPL_FACT_TODAY);
    fpl_fund__liquidation_write(&l, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", sum);
    fpl_fund__data_text(&data, "cid", fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID));
    fpl_fund__data_text(&data, "party", fpl_fact_text(facts, FPL_FACT_COMMITMENT_PARTY));
    fpl_fund__data_item(&data, "closure", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__liquidation l;
    struct fpl_fund__data data;
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__liquidation_load(facts, &l);
    if (!fpl_date_is_none(l.end)) {
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__liquidation_ended.kind, NULL, NULL);
        return;
    }
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    l.closed--;
    fpl_fund__liquidation_write(&l, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, "closure", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

/* In the partner's own book, item "stake.closed", key the closure: {"amt"}, the capital that it closed. */
static void keep_closed(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_item(&data, "stake.closed", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_company(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_money_of(capital_of(facts));
    post_pairs(facts, company_recipe, company_stake, COUNT(company_stake), out);
    keep_closed(facts, out);
}

static void decide_treasury(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_money_of(capital_of(facts));
    post_pairs(facts, treasury_recipe, treasury_stake, COUNT(treasury_stake), out);
    keep_closed(facts, out);
}

static void decide_stake_back(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
}

/* ---- the end ---- */

static void refuse_left(struct fpl_decision *out, const char *what, int64_t is) {
    char text[FPL_MONEY_TEXT];
    fpl_decision_refuse(out, FPL_E_LIQUIDATION_LEFT, what, fpl_money_format(fpl_money_of(is), FPL_UNIT_YUAN, 2, text),
                        NULL);
}

/* All capital is closed; and what was distributed is what the accounts of equity hold, or something stands on an
 * account that nobody thinks of. */
static void check_equity(const struct fpl_facts *facts, struct fpl_decision *out) {
    int64_t left = minor(facts, FPL_FACT_CLOSING_CAPITAL), distributed = minor(facts, FPL_FACT_CLOSING_DISTRIBUTED);
    for (int i = 0; i < COUNT(equity); i++)
        distributed += minor(facts, equity[i]); /* each at most 2^53 */
    if (left != 0)
        refuse_left(out,
                    FPL_ZH_EN("出资人实收资本（4001，先用 liquidation settle 结清）",
                              "partners' capital (4001; close it first with liquidation settle)"),
                    left);
    else if (distributed != 0 && out->reasons == 0)
        refuse_left(out,
                    FPL_ZH_EN("其他科目余额（权益与已分配相抵之差）",
                              "balance of other accounts (equity against what was distributed)"),
                    distributed);
}

static void decide_end(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__liquidation l;
    struct fpl_fund__data data;
    int64_t retained = minor(facts, FPL_FACT_CLOSING_RETAINED);
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__liquidation_load(facts, &l);
    check_open(facts, &l, out);
    check_equity(facts, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(retained < 0 ? -retained : retained);
    post_pairs(facts, end_recipe, equity, COUNT(equity), out);
    l.end = fpl_fact_date(facts, FPL_FACT_TODAY);
    fpl_fund__liquidation_write(&l, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_date(&data, "on", l.end);
    fpl_fund__data_item(&data, "ending", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_end_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                struct fpl_decision *out) {
    struct fpl_fund__liquidation l;
    struct fpl_fund__data data;
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__liquidation_load(facts, &l);
    l.end = FPL_DATE_NONE;
    fpl_fund__liquidation_write(&l, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, "ending", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READS_COMMITMENT,
    FPL_FUND_READS_MIRROR,
    FPL_FUND_READS_LIQUIDATION,
    FPL_FUND_READS_LEFT,
    READ_BALANCE_OF(CLOSING_GUIDANCE, "+400101", COMMITMENT_PARTY, FPL_READ_NEGATE),
    READ_BALANCE_OF(CLOSING_GP, "+400102", COMMITMENT_PARTY, FPL_READ_NEGATE),
    READ_BALANCE_OF(CLOSING_SOCIAL, "+400103", COMMITMENT_PARTY, FPL_READ_NEGATE),
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "closure", EVENT_KEY, "amt", 0),
    FPL_FUND_READS_LIQUIDATION,
};
static const struct fpl_read end_reads[] = {
    FPL_FUND_READS_LIQUIDATION,
    FPL_FUND_READS_LEFT,
    READ_BALANCE(CLOSING_CAPITAL, "+400101+400102+400103", FPL_READ_NEGATE),
    READ_BALANCE(CLOSING_SURPLUS, "+4002", 0),
    READ_BALANCE(CLOSING_STATUTORY, "+410101", 0),
    READ_BALANCE(CLOSING_RETAINED, "+410415", 0),
    READ_BALANCE(CLOSING_DISTRIBUTED, "+410401", 0),
};
static const struct fpl_read end_reverse_reads[] = {FPL_FUND_READS_LIQUIDATION};
#define READS_CLOSED READ_PRIMARY(CLOSING_GUIDANCE), READ_PRIMARY(CLOSING_GP), READ_PRIMARY(CLOSING_SOCIAL)
static const struct fpl_read company_reads[] = {
    READ_PRIMARY(MIRROR_FUND),
    READ_PRIMARY(COMMITMENT_ID),
    READS_CLOSED,
    READ_BALANCE_OF(STAKE_COST, "+151101", MIRROR_FUND, 0),
    READ_BALANCE_OF(STAKE_RESULT, "+151102", MIRROR_FUND, 0),
    READ_BALANCE_OF(STAKE_OCI, "+151103", MIRROR_FUND, 0),
    READ_BALANCE_OF(STAKE_EQUITY, "+151104", MIRROR_FUND, 0),
    READ_BALANCE_OF(STAKE_FAIR_COST, "+110101", MIRROR_FUND, 0),
    READ_BALANCE_OF(STAKE_FAIR, "+110102", MIRROR_FUND, 0),
};
static const struct fpl_read treasury_reads[] = {
    READ_PRIMARY(MIRROR_FUND),
    READS_CLOSED,
    READ_BALANCE_OF(STAKE_COST, "+107101", MIRROR_FUND, 0),
    READ_BALANCE_OF(STAKE_REINVESTED, "+107102", MIRROR_FUND, 0),
    READ_BALANCE_OF(STAKE_RESULT, "+107103", MIRROR_FUND, 0),
    READ_BALANCE_OF(STAKE_EQUITY, "+107104", MIRROR_FUND, 0),
};
static const struct fpl_read stake_back_reads[] = {READ_ITEM(EVENT_AMOUNT, "stake.closed", EVENT_KEY, "amt", 0)};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(LIQUIDATION_LAST), FPL_E_DATE_ORDER}};
static const struct fpl_side sides[] = FPL_FUND_SIDES(company_liquidated, treasury_liquidated);
static const struct fpl_side reverse_sides[] =
    FPL_FUND_SIDES(company_liquidation_reversed, treasury_liquidation_reversed);

const struct fpl_event fpl_event__liquidation_settled = {
    .kind = "liquidation.settled",
    .zh = "结清出资人权益",
    .en = "partner's capital closed",
    .command =
        {"liquidation.settle", "结清出资人权益", "close a partner's capital at the end of a liquidation", FPL_BOOK_FUND,
         RECORDERS, IMPORT | ENTRY | DRY, fields, COUNT(fields), "closures",
         "结清出资人权益：该出资人的全部实收资本转入已分配；尚有在持投资、应收应付、准备金、未结转损益或未缴认缴的，"
         "不能结清；出资人有对应账套的，其股权同时转销",
         "all paid-in capital of the partner goes against what was distributed; refused while anything is held, "
         "due, reserved, not carried or unfunded; a partner with a book of its own loses its stake at once",
         "liquidation settle JQ-001 --book seed --commitment RJ-001 --occurred 2026-11-20 --document "
         "清算报告 --as zhi.dan --checker fu.he",
         1},
    .rows = "closure=示例-JQ-001;commitment=示例-RJ-001;occurred=2026-09-20;document=示例清算报告|"
            "closure=示例-JQ-002;commitment=示例-RJ-003;occurred=2026-09-20;document=示例清算报告",
    .item = "closure",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "清算结清出资人权益",
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

const struct fpl_event fpl_event__closure_reversed = {
    .kind = "closure.reversed",
    .zh = "结清出资人权益冲销",
    .en = "closure reversed",
    .command = {"closure.reverse", "结清出资人权益冲销", "reverse a closure of capital", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "closure-reversals",
                "结清冲销：各账套整笔红字，恢复实收资本；清算已终结的，须先冲销终结",
                "take a closure back in red in every book; where the liquidation has ended, that is reversed first",
                "closure reverse JQ-001 --book seed --reason 误记 --as zhi.dan --checker fu.he", 1},
    .rows = "closure=示例-JQ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "closure",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__liquidation_settled,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
};

const struct fpl_event fpl_event__liquidation_ended = {
    .kind = "liquidation.ended",
    .zh = "清算终结",
    .en = "liquidation ended",
    .command = {"liquidation.end", "登记清算终结", "end the liquidation of the fund", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, end_fields, COUNT(end_fields), "endings",
                "清算终结：未分配利润与公积转入已分配，各科目归零；逐科目列明尚未了结的；“清算口径”的容错率自此有数",
                "retained profit and reserves go against what was distributed, and every account is empty; what is "
                "left is told account by account; loss tolerance by liquidation has its figure from then on",
                "liquidation end ZJ-001 --book seed --occurred 2026-11-20 --document 清算报告 --dry-run --as "
                "zhi.dan --checker fu.he",
                1},
    .rows = "ending=示例-ZJ-001;occurred=2026-09-25;document=示例清算报告",
    .flags = FPL_EVENT_CHECKED,
    .item = "ending",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "清算终结",
    .decide = decide_end,
    .read = end_reads,
    .reads = COUNT(end_reads),
    .day = days,
    .days = COUNT(days),
    .recipe = end_recipe,
    .recipes = COUNT(end_recipe),
};

const struct fpl_event fpl_event__ending_reversed = {
    .kind = "ending.reversed",
    .zh = "清算终结冲销",
    .en = "ending reversed",
    .command = {"ending.reverse", "清算终结冲销", "reverse the end of a liquidation", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, end_reverse_fields, COUNT(end_reverse_fields), "ending-reversals",
                "清算终结冲销：整笔红字，清算继续", "take the end back in red: the liquidation goes on",
                "ending reverse ZJ-001 --book seed --reason 误记 --as zhi.dan --checker fu.he", 1},
    .rows = "ending=示例-ZJ-001;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "ending",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__liquidation_ended,
    .memo_field = "memo",
    .decide = decide_end_reversal,
    .read = end_reverse_reads,
    .reads = COUNT(end_reverse_reads),
};

SIDE(company_liquidated, "company.liquidated", "公司转销基金股权", "stake of the company written off",
     liquidation_settled, "occurred", "基金清算转销股权", decide_company, company_reads, company_recipe);
SIDE_BACK_DECIDED(company_liquidation_reversed, "company.liquidation.reversed", "公司转销基金股权冲销",
                  "stake of the company written off, reversed", closure_reversed, company_liquidated, decide_stake_back,
                  stake_back_reads);
SIDE(treasury_liquidated, "treasury.liquidated", "财政转销基金股权", "stake of the treasury written off",
     liquidation_settled, "occurred", "基金清算冲销股权投资", decide_treasury, treasury_reads, treasury_recipe);
SIDE_BACK_DECIDED(treasury_liquidation_reversed, "treasury.liquidation.reversed", "财政转销基金股权冲销",
                  "stake of the treasury written off, reversed", closure_reversed, treasury_liquidated,
                  decide_stake_back, stake_back_reads);
