/* The other sides of what a partner of the fund does: in the book of the investment company its stake in the fund, in
 * the treasury's the fiscal stake, in both the memo of what is still to be paid. Fund rules §2.2: E01, E03, E29,
 * columns S and G; the treasury books expenditure and stake side by side (财预〔2015〕210号 第二十五条).
 *
 * Each is decided on what the primary record says and has read, and nothing of the fund's book. */
#include "ledger/fund/sides.h"

static const struct fpl_recipe unfunded_recipe[] = {
    {"E01", "认缴额", "amount committed", "9001", "9101", DIM(MIRROR_FUND), NONE, NONE, NONE, ""},
};
static const struct fpl_recipe released_recipe[] = {
    {"E29", "核减额", "amount released", "9101", "9001", NONE, NONE, DIM(MIRROR_FUND), NONE, ""},
};
enum { LTEI, FVTPL, COMPANY_FUNDED };
static const struct fpl_recipe company_recipe[] = {
    {"E03", "长期股权投资成本", "stake at cost, equity method", "151101", "100202", DIM(MIRROR_FUND), NONE, NONE, NONE,
     "INVEST"},
    {"E03", "交易性金融资产成本", "stake at cost, fair value", "110101", "100202", DIM(MIRROR_FUND), DIM(COMMITMENT_ID),
     NONE, NONE, "INVEST"},
    {"E03", "认缴内实缴", "paid in within the commitment", "9101", "9001", NONE, NONE, DIM(MIRROR_FUND), NONE, ""},
};
enum { SPENT, HELD, TREASURY_FUNDED };
static const struct fpl_recipe treasury_recipe[] = {
    {"E03", "财政出资支出", "expenditure", "5001", "1001", NONE, NONE, NONE, NONE, "INVEST"},
    {"E03", "股权投资成本", "stake at cost", "107101", "308103", DIM(MIRROR_FUND), NONE, DIM(MIRROR_FUND), NONE, ""},
    {"E03", "认缴内实缴", "paid in within the commitment", "9101", "9001", NONE, NONE, DIM(MIRROR_FUND), NONE, ""},
};

static const struct fpl_read signed_reads[] = {READ_PRIMARY(MIRROR_FUND)};
static const struct fpl_read paid_reads[] = {READ_PRIMARY(MIRROR_FUND), READ_PRIMARY(MIRROR_STAKE)};

static void decide_unfunded(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_COMMITMENT_AMOUNT);
    fpl_event_post(out, &unfunded_recipe[0], out->amount, facts);
}

static void decide_released(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &released_recipe[0], out->amount, facts);
}

static void decide_company(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    int fair = fpl_str_is(fpl_fact_text(facts, FPL_FACT_MIRROR_STAKE), "FVTPL");
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &company_recipe[fair ? FVTPL : LTEI], out->amount, facts);
    if (fpl_fact_bool(facts, FPL_FACT_CAPITAL_INSIDE, 1))
        fpl_event_post(out, &company_recipe[COMPANY_FUNDED], out->amount, facts);
}

static void decide_treasury(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &treasury_recipe[SPENT], out->amount, facts);
    fpl_event_post(out, &treasury_recipe[HELD], out->amount, facts);
    if (fpl_fact_bool(facts, FPL_FACT_CAPITAL_INSIDE, 1))
        fpl_event_post(out, &treasury_recipe[TREASURY_FUNDED], out->amount, facts);
}

SIDE(company_committed, "company.committed", "公司认缴", "commitment of the company", commitment_signed, "signed_on",
     "认缴基金出资", decide_unfunded, signed_reads, unfunded_recipe);
SIDE_BACK(company_commitment_reversed, "company.commitment.reversed", "公司认缴冲销",
          "commitment of the company reversed", commitment_reversed, company_committed);
SIDE(company_released, "company.released", "公司认缴核减", "commitment of the company released", commitment_released,
     "occurred", "核减认缴出资", decide_released, signed_reads, released_recipe);
SIDE_BACK(company_release_reversed, "company.release.reversed", "公司认缴核减冲销", "release of the company reversed",
          release_reversed, company_released);
SIDE(company_paid, "company.paid", "公司实缴", "capital paid by the company", capital_received, "occurred",
     "实缴基金出资", decide_company, paid_reads, company_recipe);
SIDE_BACK(company_payment_reversed, "company.payment.reversed", "公司实缴冲销", "capital of the company reversed",
          capital_reversed, company_paid);
SIDE(treasury_committed, "treasury.committed", "财政认缴", "commitment of the treasury", commitment_signed, "signed_on",
     "认缴基金出资", decide_unfunded, signed_reads, unfunded_recipe);
SIDE_BACK(treasury_commitment_reversed, "treasury.commitment.reversed", "财政认缴冲销",
          "commitment of the treasury reversed", commitment_reversed, treasury_committed);
SIDE(treasury_released, "treasury.released", "财政认缴核减", "commitment of the treasury released", commitment_released,
     "occurred", "核减认缴出资", decide_released, signed_reads, released_recipe);
SIDE_BACK(treasury_release_reversed, "treasury.release.reversed", "财政认缴核减冲销",
          "release of the treasury reversed", release_reversed, treasury_released);
SIDE(treasury_paid, "treasury.paid", "财政实缴", "capital paid by the treasury", capital_received, "occurred",
     "实缴基金出资", decide_treasury, paid_reads, treasury_recipe);
SIDE_BACK(treasury_payment_reversed, "treasury.payment.reversed", "财政实缴冲销", "capital of the treasury reversed",
          capital_reversed, treasury_paid);
