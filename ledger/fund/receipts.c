/* The other sides of what a partner receives from the fund. Paid to it: in the book of the investment company money
 * against its stake, principal off its cost, the rest as income; in the treasury's, principal takes expenditure and
 * stake down by what was contributed, the rest is budget revenue. Distributed recallably: the memo of what is unfunded
 * rises again. Fund rules §2.2: E12, E18, E22, columns S and G; 财预〔2015〕210号 第二十五条至第二十七条.
 *
 * Under the equity method the fund's profit is in the stake already (E11), so a gain paid out takes it down, 151102
 * (CAS 2 第十二条), and 107103 in the treasury's book (财库〔2015〕192号); at fair value it is income, 611101 of exits,
 * 611102 of dividends and interest. */
#include "ledger/fund/sides.h"

enum { LTEI_COST, LTEI_RESULT, FAIR_COST, FAIR_GAIN, FAIR_INCOME }; /* of both recipes */
#define IN "INVEST_BACK"
static const struct fpl_recipe company_recipe[] = {
    {"E18", "收回投资成本，权益法", "cost returned, equity method", "100202", "151101", NONE, NONE, DIM(MIRROR_FUND),
     NONE, IN},
    {"E12", "收到已确认的收益，权益法", "result received, equity method", "100202", "151102", NONE, NONE,
     DIM(MIRROR_FUND), NONE, "INVEST_INCOME"},
    {"E18", "收回投资成本，公允价值", "cost returned, fair value", "100202", "110101", NONE, NONE, DIM(MIRROR_FUND),
     DIM(COMMITMENT_ID), IN},
    {"E18", "收到退出收益", "gain received", "100202", "611101", NONE, NONE, NONE, NONE, "INVEST_INCOME"},
    {"E12", "收到股利、利息", "dividend or interest received", "100202", "611102", NONE, NONE, NONE, NONE,
     "INVEST_INCOME"},
};
enum { UNSPENT, COST_BACK, REVENUE, RESULT_BACK };
static const struct fpl_recipe treasury_recipe[] = {
    {"E18", "收回本金冲减支出", "principal returned, expenditure down", "1001", "5001", NONE, NONE, NONE, NONE, IN},
    {"E18", "收回股权投资成本", "stake returned, at cost", "308103", "107101", DIM(MIRROR_FUND), NONE, DIM(MIRROR_FUND),
     NONE, ""},
    {"E18", "收益上缴预算收入", "gain, budget revenue", "1001", "4001", NONE, NONE, NONE, NONE, "INVEST_INCOME"},
    {"E12", "收到已确认的投资损益", "share of profit received", "308103", "107103", DIM(MIRROR_FUND), NONE,
     DIM(MIRROR_FUND), NONE, ""},
};
static const struct fpl_recipe recallable_recipe[] = {
    {"E22", "可循环分配额", "recallable amount", "9001", "9101", DIM(MIRROR_FUND), NONE, NONE, NONE, ""},
};

/* In kind: a stake in the firm comes in place of money. */
static const struct fpl_recipe company_kind_recipe[] = {
    {"E32", "实物收回投资成本，权益法", "in kind: cost returned, equity method", "110101", "151101", DIM(FIRM_ID),
     DIM(FIRM_ID), DIM(MIRROR_FUND), NONE, ""},
    {"E32", "实物收到已确认的收益，权益法", "in kind: result received, equity method", "110101", "151102", DIM(FIRM_ID),
     DIM(FIRM_ID), DIM(MIRROR_FUND), NONE, ""},
    {"E32", "实物收回投资成本，公允价值", "in kind: cost returned, fair value", "110101", "110101", DIM(FIRM_ID),
     DIM(FIRM_ID), DIM(MIRROR_FUND), DIM(COMMITMENT_ID), ""},
    {"E32", "实物收到退出收益", "in kind: gain received", "110101", "611101", DIM(FIRM_ID), DIM(FIRM_ID), NONE, NONE,
     ""},
    {"E32", "实物收到股利、利息", "in kind: dividend or interest received", "110101", "611102", DIM(FIRM_ID),
     DIM(FIRM_ID), NONE, NONE, ""},
};
enum { STAKE_IN, STAKE_COST_OUT, STAKE_RESULT_OUT };
static const struct fpl_recipe treasury_kind_recipe[] = {
    {"E32", "实物收到的股权", "stake received in kind", "107101", "308103", DIM(FIRM_ID), NONE, DIM(FIRM_ID), NONE, ""},
    {"E32", "实物收回股权投资成本", "in kind: stake returned, at cost", "308103", "107101", DIM(MIRROR_FUND), NONE,
     DIM(MIRROR_FUND), NONE, ""},
    {"E32", "实物收到已确认的投资损益", "in kind: share of profit received", "308103", "107103", DIM(MIRROR_FUND), NONE,
     DIM(MIRROR_FUND), NONE, ""},
};

static int is_principal(const struct fpl_facts *facts) {
    return fpl_str_is(fpl_fact_text(facts, FPL_FACT_DISTRIBUTION_SOURCE), "RETURN_OF_CAPITAL");
}

/* Principal is what was contributed: more of it than the stake cost is none, or the books lack a contribution. */
static void check_cost(const struct fpl_facts *facts, enum fpl_fact_id cost, struct fpl_decision *out) {
    int64_t held = fpl_money_minor(fpl_fact_money(facts, cost)), amount = fpl_money_minor(out->amount);
    if (is_principal(facts) && amount > held)
        fpl_fund__refuse_money(out, FPL_E_STAKE_COST, held, amount);
}

/* By what the stake is taken down, or which income it is: a row of either recipe of the company. */
static void post_company(const struct fpl_facts *facts, const struct fpl_recipe *rows, struct fpl_decision *out) {
    int fair = fpl_str_is(fpl_fact_text(facts, FPL_FACT_MIRROR_STAKE), "FVTPL"),
        gain = fpl_str_is(fpl_fact_text(facts, FPL_FACT_DISTRIBUTION_SOURCE), "GAIN");
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    check_cost(facts, fair ? FPL_FACT_STAKE_FAIR_COST : FPL_FACT_STAKE_COST, out);
    if (out->reasons > 0)
        return;
    int row = is_principal(facts) ? (fair ? FAIR_COST : LTEI_COST)
              : !fair             ? LTEI_RESULT
              : gain              ? FAIR_GAIN
                                  : FAIR_INCOME;
    fpl_event_post(out, &rows[row], out->amount, facts);
}

static void decide_company(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    post_company(facts, company_recipe, out);
}

static void decide_company_kind(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                struct fpl_decision *out) {
    (void)rules;
    post_company(facts, company_kind_recipe, out);
}

/* The stake in the fund becomes one in the firm. Nothing reaches the state treasury, so expenditure does not fall and
 * no revenue comes in: the budget counts what is received, and this will be when the stake is sold. */
static void decide_treasury_kind(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                 struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    check_cost(facts, FPL_FACT_STAKE_COST, out);
    if (out->reasons > 0)
        return;
    fpl_event_post(out, &treasury_kind_recipe[STAKE_IN], out->amount, facts);
    fpl_event_post(out, &treasury_kind_recipe[is_principal(facts) ? STAKE_COST_OUT : STAKE_RESULT_OUT], out->amount,
                   facts);
}

static void decide_treasury(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    check_cost(facts, FPL_FACT_STAKE_COST, out);
    if (out->reasons > 0)
        return;
    int row = is_principal(facts) ? UNSPENT : REVENUE;
    fpl_event_post(out, &treasury_recipe[row], out->amount, facts);
    fpl_event_post(out, &treasury_recipe[row + 1], out->amount, facts);
}

static void decide_recallable(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &recallable_recipe[0], out->amount, facts);
}

#define READS_PAID READ_PRIMARY(MIRROR_FUND), READ_PRIMARY(DISTRIBUTION_SOURCE)
static const struct fpl_read company_reads[] = {
    READS_PAID,
    READ_PRIMARY(MIRROR_STAKE),
    READ_PRIMARY(COMMITMENT_ID),
    READ_BALANCE_OF(STAKE_COST, "+151101", MIRROR_FUND, 0),
    READ_BALANCE_OF(STAKE_FAIR_COST, "+110101", MIRROR_FUND, 0),
};
static const struct fpl_read treasury_reads[] = {
    READS_PAID,
    READ_BALANCE_OF(STAKE_COST, "+107101", MIRROR_FUND, 0),
};
static const struct fpl_read recallable_reads[] = {READ_PRIMARY(MIRROR_FUND)};

SIDE(company_distributed, "company.distributed", "公司收到分配", "distribution received by the company", due_settled,
     "occurred", "收到基金分配", decide_company, company_reads, company_recipe);
SIDE_BACK(company_distribution_reversed, "company.distribution.reversed", "公司收到分配冲销",
          "distribution of the company reversed", settlement_reversed, company_distributed);
SIDE(company_recallable, "company.recallable", "公司可循环分配", "recallable distribution to the company",
     distribution_declared, "occurred", "可循环分配增加未缴认缴", decide_recallable, recallable_reads,
     recallable_recipe);
SIDE_BACK(company_recallable_reversed, "company.recallable.reversed", "公司可循环分配冲销",
          "recallable distribution to the company reversed", distribution_reversed, company_recallable);
SIDE(treasury_distributed, "treasury.distributed", "财政收到分配", "distribution received by the treasury", due_settled,
     "occurred", "收到基金分配", decide_treasury, treasury_reads, treasury_recipe);
SIDE_BACK(treasury_distribution_reversed, "treasury.distribution.reversed", "财政收到分配冲销",
          "distribution of the treasury reversed", settlement_reversed, treasury_distributed);
SIDE(treasury_recallable, "treasury.recallable", "财政可循环分配", "recallable distribution to the treasury",
     distribution_declared, "occurred", "可循环分配增加未缴认缴", decide_recallable, recallable_reads,
     recallable_recipe);
SIDE_BACK(treasury_recallable_reversed, "treasury.recallable.reversed", "财政可循环分配冲销",
          "recallable distribution to the treasury reversed", distribution_reversed, treasury_recallable);
SIDE(company_delivered, "company.delivered", "公司收到实物分配", "distribution in kind to the company",
     distribution_delivered, "occurred", "收到基金实物分配", decide_company_kind, company_reads, company_kind_recipe);
SIDE_BACK(company_delivery_reversed, "company.delivery.reversed", "公司收到实物分配冲销",
          "distribution in kind to the company reversed", delivery_reversed, company_delivered);
SIDE(treasury_delivered, "treasury.delivered", "财政收到实物分配", "distribution in kind to the treasury",
     distribution_delivered, "occurred", "收到基金实物分配", decide_treasury_kind, treasury_reads,
     treasury_kind_recipe);
SIDE_BACK(treasury_delivery_reversed, "treasury.delivery.reversed", "财政收到实物分配冲销",
          "distribution in kind to the treasury reversed", delivery_reversed, treasury_delivered);
