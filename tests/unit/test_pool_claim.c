/* The numbers of the pool rules §7 that the engine computes, and the outcomes of a decision. */
#include "tests/unit/pool_support.h"

#define GZ_TIERS                                                                                                       \
    "[{\"over\":0,\"rate\":\"2/5\",\"upto\":500000000},{\"over\":500000000,\"rate\":\"3/10\",\"upto\":1500000000},"    \
    "{\"over\":1500000000,\"rate\":\"1/5\",\"upto\":3000000000}]"
#define GZ_ADDONS                                                                                                      \
    "[{\"add\":\"3/20\",\"group\":\"key\",\"when\":{\"field\":\"firm.keylist\",\"op\":\"=\",\"value\":true}},"         \
    "{\"add\":\"3/20\",\"group\":\"key\",\"when\":{\"field\":\"loan.type\",\"op\":\"=\",\"value\":\"IP_PLEDGE\"}},"    \
    "{\"add\":\"1/20\",\"when\":{\"field\":\"loan.monetary_tool\",\"op\":\"=\",\"value\":true}}]"

static struct fpl_pack *guangzhou(void) {
    return pack_of("base_kind", "\"ACTUAL_PRINCIPAL_LOSS\"", "tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers",
                   GZ_TIERS, "addon", GZ_ADDONS, "rate_ceiling", "\"1/2\"", NULL);
}

/* T1: one rounding, by its mode. */
static void test_pool_claim__T1_rounding(void **state) {
    (void)state;
    struct fpl_facts facts;
    const struct {
        const char *mode;
        int64_t fen;
    } cases[] = {{"\"HALF_UP\"", 133333334}, {"\"FLOOR\"", 133333333}, {"\"BANKERS\"", 133333334}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_pack *pack = pack_of("round_mode", cases[i].mode, NULL);
        claim_facts(&facts, 333333334, -1);
        assert_pays(&facts, pack, cases[i].fen);
        fpl_pack_free(pack);
    }
    /* exactly half a fen: 5 fen at 1/2 is 2.5 */
    const int64_t halves[] = {3, 2, 2};
    for (size_t i = 0; i < 3; i++) {
        struct fpl_pack *pack = pack_of("round_mode", cases[i].mode, "rate_tiers", "[{\"rate\":\"1/2\"}]", NULL);
        claim_facts(&facts, 5, -1);
        assert_pays(&facts, pack, halves[i]);
        fpl_pack_free(pack);
    }
}

static void rate_is(const struct fpl_facts *facts, const struct fpl_pack *pack, const char *rate) {
    struct fpl_decision *d = decision_new();
    struct fpl_facts copy = *facts;
    make_submission(&copy);
    fpl_pool_decide_claim(&copy, pack, 0, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_non_null(step_of(d, "rate"));
    assert_string_equal(step_of(d, "rate")->value, rate);
    free(d);
}

/* T2: add-ons, one per group, then the ceiling. */
static void test_pool_claim__T2_addons(void **state) {
    (void)state;
    struct fpl_pack *pack = guangzhou();
    struct fpl_facts facts;
    claim_facts(&facts, WAN(400), -1);
    set_text(&facts, FPL_FACT_LOAN_TYPE, "IP_PLEDGE");
    fpl_fact_set_bool(&facts, FPL_FACT_LOAN_MONETARY_TOOL, 1);
    rate_is(&facts, pack, "1/2");
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_KEYLIST, 1); /* same group: taken once */
    claim_facts(&facts, WAN(800), -1);
    set_text(&facts, FPL_FACT_LOAN_TYPE, "IP_PLEDGE");
    fpl_fact_set_bool(&facts, FPL_FACT_LOAN_MONETARY_TOOL, 1);
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_KEYLIST, 1);
    rate_is(&facts, pack, "1/2"); /* 30+15+5 exactly */
    claim_facts(&facts, WAN(2000), -1);
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_KEYLIST, 1);
    rate_is(&facts, pack, "7/20");
    set_text(&facts, FPL_FACT_LOAN_TYPE, "IP_PLEDGE");
    rate_is(&facts, pack, "7/20");
    claim_facts(&facts, WAN(2000), -1);
    rate_is(&facts, pack, "1/5"); /* keylist UNKNOWN adds nothing */
    fpl_pack_free(pack);
}

/* T3: (lo, hi], and whole-loan brackets against marginal ones. */
static void test_pool_claim__T3_boundary_and_mode(void **state) {
    (void)state;
    struct fpl_pack *pack = guangzhou();
    struct fpl_facts facts;
    claim_facts(&facts, WAN(500), -1);
    rate_is(&facts, pack, "2/5");
    claim_facts(&facts, WAN(500) + 1, -1);
    rate_is(&facts, pack, "3/10");
    claim_facts(&facts, WAN(1200), -1);
    assert_pays(&facts, pack, WAN(360));
    fpl_pack_free(pack);
    pack = pack_of("tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers", GZ_TIERS, "tier_mode", "\"MARGINAL\"", NULL);
    assert_pays(&facts, pack, WAN(410));
    fpl_pack_free(pack);
    pack = pack_of("tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers", GZ_TIERS, "tier_mode", "\"MARGINAL\"",
                   "rate_ceiling", "\"1/4\"", NULL);
    assert_pays(&facts, pack, WAN(300));
    fpl_pack_free(pack);
}

static struct fpl_pack *breaker_pack(const char *crossing) {
    char json[256];
    (void)snprintf(json, sizeof json,
                   "[{\"crossing_rule\":\"%s\",\"effect\":\"DEFER_PAYMENT\",\"metric\":\"ANNUAL_LOSS_RATE\","
                   "\"op\":\">\",\"scope\":\"BANK\",\"threshold\":\"3/100\"}]",
                   crossing);
    return pack_of("breaker", json, NULL);
}

/* T4: the claim that crosses 3 %. */
static void test_pool_claim__T4_breaker(void **state) {
    (void)state;
    struct fpl_decision *d = decision_new();
    struct fpl_facts facts;
    claim_facts(&facts, YUAN(200000), YUAN(80000));
    set_money(&facts, FPL_FACT_REGISTERED_BANK_YTD, WAN(20000));
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD, WAN(590));
    struct fpl_pack *pack = breaker_pack("DEFER_THIS_ONE");
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_DEFERRED);
    assert_string_equal(step_of(d, "breaker.before")->value, "59/2000");
    assert_string_equal(step_of(d, "breaker.after")->value, "61/2000");
    assert_int_equal(amount_of(d), YUAN(80000));
    assert_int_equal(d->postings, 2);
    assert_int_equal(posted(d, "9008", 'D'), YUAN(80000));
    assert_int_equal(posted(d, "9108", 'C'), YUAN(80000));
    assert_int_equal(d->tallies, 0);
    assert_item(d, "claim", "Q1",
                "{\"amt\":8000000,\"bank\":\"B1\",\"claimant\":\"B1\",\"date\":\"2026-05-31\",\"firm\":\"F1\","
                "\"loan\":\"B1|C1|I1\",\"prov\":0,\"st\":\"DEFERRED\"}");
    /* at exactly 3 % nothing is crossed */
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD, WAN(580));
    assert_pays(&facts, pack, YUAN(80000));
    fpl_pack_free(pack);
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD, WAN(590));
    pack = breaker_pack("PAY_UP_TO_LINE");
    set_money(&facts, FPL_FACT_CLAIM_EXPECTED, YUAN(40000));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_string_equal(step_of(d, "breaker.room")->value, "10000000");
    assert_int_equal(amount_of(d), YUAN(40000));
    assert_string_equal(d->binding, "breaker.ANNUAL_LOSS_RATE");
    assert_int_equal(tallied(d, "loss", "bank:B1"), YUAN(100000));
    fpl_pack_free(pack);
    pack = breaker_pack("PAY_THIS_ONE");
    assert_pays(&facts, pack, YUAN(80000));
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD, WAN(600) + 1);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_DEFERRED);
    fpl_pack_free(pack);
    free(d);
}

/* T9 (b): 40 % and 5 points for each further year begun, and a cap per loan that it meets exactly. */
static void test_pool_claim__T9_bank_year_and_per_year(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack = pack_of(
        "base_kind", "\"ACTUAL_PRINCIPAL_LOSS\"", "tier_measure", "\"BORROWER_REVENUE\"", "rate_tiers",
        "[{\"over\":0,\"rate\":\"3/5\",\"upto\":2000000000},{\"over\":2000000000,\"rate\":\"1/2\",\"upto\":5000000000},"
        "{\"over\":5000000000,\"rate\":\"2/5\",\"upto\":10000000000},{\"over\":10000000000,\"rate\":\"3/10\"}]",
        "cap_per_bank_year", "{\"amount\":1000000000,\"rate\":\"1/50\"}", NULL);
    claim_facts(&facts, WAN(1000), WAN(300));
    set_money(&facts, FPL_FACT_FIRM_REVENUE, WAN(6000));
    set_money(&facts, FPL_FACT_PRIOR_YEAR_BALANCE, WAN(15000));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(amount_of(d), WAN(300));
    assert_string_equal(d->binding, "cap_per_bank_year");
    assert_string_equal(step_of(d, "raw")->value, "400000000");
    set_money(&facts, FPL_FACT_PRIOR_YEAR_BALANCE, WAN(90000));
    set_money(&facts, FPL_FACT_PAID_BANK_YTD, WAN(900));
    assert_pays(&facts, pack, WAN(100)); /* now the 1000万 bind */
    fpl_pack_free(pack);
    pack = pack_of("rate_tiers", "[{\"rate\":\"2/5\"}]", "addon_per_year", "{\"add\":\"1/20\",\"from_year\":1}",
                   "rate_ceiling", "\"3/5\"", "cap_per_loan", "{\"amount\":500000000}", NULL);
    claim_facts(&facts, WAN(1000), WAN(500));
    fpl_fact_set_int(&facts, FPL_FACT_LOAN_TENOR_MONTHS, 36);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_string_equal(step_of(d, "rate")->value, "1/2");
    assert_int_equal(amount_of(d), WAN(500));
    assert_string_equal(d->binding, ""); /* met, not cut */
    fpl_fact_set_int(&facts, FPL_FACT_LOAN_TENOR_MONTHS, 37);
    rate_is(&facts, pack, "11/20");
    fpl_fact_set_int(&facts, FPL_FACT_LOAN_TENOR_MONTHS, 120);
    rate_is(&facts, pack, "3/5");
    fpl_pack_free(pack);
    free(d);
}

/* T11, the city's part: a ramp by scheme year. */
static void test_pool_claim__T11_ramp(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("rate_tiers", "[{\"rate\":\"1/5\"}]", "cap_year_ramp",
                                    "[{\"amount\":100000000,\"year\":1},{\"amount\":150000000,\"year\":2}]", NULL);
    claim_facts(&facts, WAN(400), -1);
    fpl_fact_set_int(&facts, FPL_FACT_SCHEME_YEAR, 1);
    assert_pays(&facts, pack, WAN(80));
    claim_facts(&facts, WAN(600), -1);
    fpl_fact_set_int(&facts, FPL_FACT_SCHEME_YEAR, 1);
    assert_pays(&facts, pack, WAN(100));
    fpl_fact_set_int(&facts, FPL_FACT_SCHEME_YEAR, 2);
    assert_pays(&facts, pack, WAN(120));
    fpl_fact_set_int(&facts, FPL_FACT_SCHEME_YEAR, 7);
    set_money(&facts, FPL_FACT_PAID_BORROWER_YTD, WAN(50));
    assert_pays(&facts, pack, WAN(100));
    fpl_pack_free(pack);
}

/* T12: the IP part of the pledge only; and what truncation does to the base. */
static void test_pool_claim__T12_base_factors(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("ip_share_apply", "true", "ip_share_min", "\"1/2\"", NULL);
    claim_facts(&facts, WAN(500), -1);
    set_ratio(&facts, FPL_FACT_LOAN_IP_SHARE, 3, 5);
    set_money(&facts, FPL_FACT_CLAIM_REPAID, WAN(80));
    assert_pays(&facts, pack, YUAN(1008000));
    fpl_pack_free(pack);
    pack = pack_of("max_eligible_loan", "{\"amount\":300000000,\"over\":\"TRUNCATE\"}", "other_cover_deduct",
                   "[\"INSURANCE\",\"COLLATERAL\"]", NULL);
    claim_facts(&facts, WAN(500), -1);
    set_money(&facts, FPL_FACT_CLAIM_INSURANCE, WAN(60));
    set_money(&facts, FPL_FACT_CLAIM_COLLATERAL, WAN(40));
    assert_pays(&facts, pack, WAN(96)); /* (500-100) × 3/5 × 2/5 */
    fpl_pack_free(pack);
    pack = pack_of("registered_amount_rule", "\"MIN\"", NULL);
    claim_facts(&facts, WAN(500), -1);
    set_money(&facts, FPL_FACT_LOAN_REGISTERED_AMOUNT, WAN(250));
    assert_pays(&facts, pack, WAN(100));
    set_money(&facts, FPL_FACT_LOAN_DISBURSED, WAN(250)); /* half of the line is drawn, all of that registered */
    assert_pays(&facts, pack, WAN(100));
    set_money(&facts, FPL_FACT_LOAN_REGISTERED_AMOUNT, WAN(125));
    assert_pays(&facts, pack, WAN(50));
    claim_facts(&facts, WAN(500), -1);
    fpl_pack_free(pack);
    pack = pack_of("cap_per_loan", "{\"amount\":100000000,\"level\":\"BASE\"}", NULL);
    assert_pays(&facts, pack, WAN(40)); /* the base is capped, not the payout */
    fpl_pack_free(pack);
}

/* The kinds of base; T18 and T19 are among them. */
static void test_pool_claim__base_kinds(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("rate_tiers", "[{\"rate\":\"1/2\"}]", NULL);
    claim_facts(&facts, 154353566, -1);
    assert_pays(&facts, pack, 77176783);
    fpl_pack_free(pack);
    pack = pack_of("rate_tiers", "[{\"rate\":\"1/5\"}]", "base_kind", "\"GUARANTOR_PAID_PRINCIPAL\"", "beneficiary",
                   "\"GUARANTOR\"", NULL);
    claim_facts(&facts, WAN(300), -1);
    set_text(&facts, FPL_FACT_LOAN_GUARANTOR, "G1");
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "G1");
    set_money(&facts, FPL_FACT_CLAIM_GUARANTOR_PAID, WAN(210));
    set_money(&facts, FPL_FACT_CLAIM_COUNTER_GUARANTEE, WAN(10));
    assert_pays(&facts, pack, WAN(40));
    fpl_pack_free(pack);
    claim_facts(&facts, WAN(100), -1);
    set_money(&facts, FPL_FACT_CLAIM_RECOVERED, WAN(25));
    set_money(&facts, FPL_FACT_CLAIM_UNPAID_INTEREST, WAN(5));
    pack = pack_of("base_kind", "\"ACTUAL_PRINCIPAL_LOSS\"", NULL);
    assert_pays(&facts, pack, WAN(30));
    fpl_pack_free(pack);
    pack = pack_of("base_kind", "\"PRINCIPAL_INTEREST\"", "interest_cutoff", "\"CLAIM\"", NULL);
    assert_pays(&facts, pack, WAN(42));
    fpl_pack_free(pack);
    /* the larger of what the ledger and the bank know of repayments */
    pack = pack_of(NULL);
    set_money(&facts, FPL_FACT_LOAN_REPAID, WAN(20));
    set_money(&facts, FPL_FACT_CLAIM_REPAID, WAN(10));
    assert_pays(&facts, pack, WAN(32));
    set_money(&facts, FPL_FACT_CLAIM_REPAID, WAN(50));
    assert_pays(&facts, pack, WAN(20));
    fpl_pack_free(pack);
}

/* T25: claims on one loan are cumulative, so its fractions of a fen do not add up. */
static void test_pool_claim__T25_cumulative(void **state) {
    (void)state;
    const struct {
        const char *tiers;
        int64_t once, first, second;
    } cases[] = {{"[{\"rate\":\"7/20\"}]", 33333333, 11666667, 11666666}, {"[{\"rate\":\"1/2\"}]", 10001, 5001, 5000}};
    for (size_t i = 0; i < 2; i++) {
        struct fpl_facts facts;
        struct fpl_pack *pack = pack_of("rate_tiers", cases[i].tiers, "base_kind", "\"GUARANTOR_PAID_PRINCIPAL\"",
                                        "beneficiary", "\"GUARANTOR\"", NULL);
        claim_facts(&facts, WAN(300), -1);
        set_text(&facts, FPL_FACT_LOAN_GUARANTOR, "G1");
        set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "G1");
        set_money(&facts, FPL_FACT_CLAIM_GUARANTOR_PAID, cases[i].once);
        assert_pays(&facts, pack, cases[i].first);
        set_money(&facts, FPL_FACT_CLAIM_GUARANTOR_PAID, 2 * cases[i].once);
        set_money(&facts, FPL_FACT_LOAN_PAID, cases[i].first);
        assert_pays(&facts, pack, cases[i].second);
        fpl_pack_free(pack);
    }
}

/* Each cap cuts to what it has left and is named; the smallest room wins. */
static void test_pool_claim__each_cap_binds(void **state) {
    (void)state;
    const struct {
        const char *name, *value;
        enum fpl_fact_id used, measure;
        int64_t used_fen, measure_fen, pays;
    } caps[] = {
        {"cap_per_loan", "{\"amount\":3000000}", FPL_FACT_LOAN_PAID, FPL_FACT_COUNT, 1000000, 0, 2000000},
        {"cap_total_gov_of_liability", "{\"rate\":\"1/10\"}", FPL_FACT_CLAIM_OTHER_GOV, FPL_FACT_CLAIM_LIABILITY, 1, 99,
         8},
        {"cap_per_borrower_year", "{\"amount\":3000000}", FPL_FACT_PAID_BORROWER_YTD, FPL_FACT_COUNT, 2999999, 0, 1},
        {"cap_per_bank_year", "{\"amount\":3000000}", FPL_FACT_PAID_BANK_YTD, FPL_FACT_COUNT, 1000000, 0, 2000000},
        {"cap_per_bank_year", "{\"rate\":\"1/3\"}", FPL_FACT_PAID_BANK_YTD, FPL_FACT_PRIOR_YEAR_BALANCE, 1, 100, 32},
        {"cap_rate_of_lending", "{\"rate\":\"1/50\"}", FPL_FACT_PAID_PERIOD, FPL_FACT_LENDING_PERIOD, 1, 149, 1},
        {"cap_rate_of_lending", "{\"rate\":\"1/50\",\"scope\":\"BANK\"}", FPL_FACT_PAID_BANK_PERIOD,
         FPL_FACT_LENDING_BANK_PERIOD, 5, 500, 5},
        {"cap_fee_multiple", "{\"rate\":\"2\"}", FPL_FACT_PAID_PERIOD, FPL_FACT_FEES_PERIOD, 7, 10, 13},
        {"cap_fee_multiple", "{\"rate\":\"2\",\"scope\":\"BANK\"}", FPL_FACT_PAID_BANK_PERIOD, FPL_FACT_FEES_PERIOD, 70,
         10, 0},
        {"cap_per_bank_deposit", "{\"measure\":\"DEPOSIT\"}", FPL_FACT_COUNT, FPL_FACT_BANK_DEPOSIT, 0, 1234, 1234},
        {"cap_scheme_year", "{\"amount\":3000000}", FPL_FACT_PAID_SCHEME_YTD, FPL_FACT_COUNT, 2999990, 0, 10},
        {"cap_pool_year", "{\"amount\":3000000}", FPL_FACT_PAID_POOL_YTD, FPL_FACT_COUNT, 2999990, 0, 10},
        {"cap_pool_balance", "{\"rate\":\"1/4\"}", FPL_FACT_COUNT, FPL_FACT_POOL_AVAILABLE, 0, 403, 100},
    };
    struct fpl_decision *d = decision_new();
    for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
        struct fpl_facts facts;
        struct fpl_pack *pack = pack_of(caps[i].name, caps[i].value, NULL);
        claim_facts(&facts, WAN(100), caps[i].pays);
        if (caps[i].used != FPL_FACT_COUNT)
            set_money(&facts, caps[i].used, caps[i].used_fen);
        if (caps[i].measure != FPL_FACT_COUNT)
            set_money(&facts, caps[i].measure, caps[i].measure_fen);
        fpl_pool_decide_claim(&facts, pack, 1, d);
        assert_int_equal(d->outcome, FPL_OK);
        assert_int_equal(amount_of(d), caps[i].pays);
        assert_string_equal(d->binding, caps[i].name);
        if (caps[i].measure != FPL_FACT_COUNT && caps[i].measure != FPL_FACT_CLAIM_LIABILITY) {
            unset(&facts, caps[i].measure); /* a measure nobody recorded: no decision, and no provisional guess */
            fpl_pool_decide_claim(&facts, pack, 1, d);
            assert_int_equal(d->outcome, FPL_E_MISSING);
            assert_string_equal(reason_of(d, FPL_E_MISSING)->arg[0], fpl_fact_name(caps[i].measure));
            assert_int_equal(d->items, 0);
            make_submission(&facts);
            fpl_pool_decide_claim(&facts, pack, 0, d);
            assert_int_equal(d->outcome, FPL_OK);
            assert_int_equal(amount_of(d), WAN(40));
        }
        fpl_pack_free(pack);
    }
    free(d);
}

/* The NPL rate counts the claimed loan itself, once. */
static void test_pool_claim__npl_breaker(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack =
        pack_of("breaker",
                "[{\"effect\":\"DEFER_PAYMENT\",\"metric\":\"NPL_RATE\",\"op\":\">=\",\"threshold\":\"2/25\"}]", NULL);
    claim_facts(&facts, WAN(100), WAN(40));
    set_money(&facts, FPL_FACT_NPL_BANK, WAN(100)); /* at the decision it is there already */
    set_money(&facts, FPL_FACT_BALANCE_BANK, WAN(1250));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_DEFERRED); /* 8 % is >= 8 % */
    assert_string_equal(step_of(d, "breaker.after")->value, "2/25");
    assert_string_equal(step_of(d, "breaker.before")->value, "0");
    set_money(&facts, FPL_FACT_BALANCE_BANK, WAN(1250) + 1);
    assert_pays(&facts, pack, WAN(40));
    make_submission(&facts);
    set_money(&facts, FPL_FACT_NPL_BANK, 0); /* at submission not yet */
    set_money(&facts, FPL_FACT_BALANCE_BANK, WAN(1250));
    fpl_pool_decide_claim(&facts, pack, 0, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_string_equal(step_of(d, "breaker.after")->value, "2/25");
    assert_int_equal(amount_of(d), 0); /* nothing would be paid as things stand */
    fpl_pack_free(pack);
    pack = pack_of("breaker", "[{\"effect\":\"WARN\",\"metric\":\"NPL_RATE\",\"threshold\":\"1/20\"}]", NULL);
    fpl_pool_decide_claim(&facts, pack, 0, d);
    assert_int_equal(amount_of(d), WAN(40));
    assert_string_equal(step_of(d, "breaker.effect")->value, "WARN");
    fpl_pack_free(pack);
    free(d);
}

/* What a decision writes. */
static void test_pool_claim__writes(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack = pack_of(NULL);
    claim_facts(&facts, WAN(100), WAN(40));
    make_submission(&facts);
    set_money(&facts, FPL_FACT_LOAN_MEMO_SHARE, WAN(40));
    fpl_pool_decide_claim(&facts, pack, 0, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(d->postings, 0);
    assert_int_equal(tallied(d, "npl", "bank:B1"), WAN(100));
    assert_item(d, "claim", "Q1",
                "{\"amt\":0,\"bank\":\"B1\",\"claimant\":\"B1\",\"date\":\"2026-05-31\",\"firm\":\"F1\","
                "\"loan\":\"B1|C1|I1\",\"prov\":40000000,\"st\":\"SUBMITTED\"}");
    assert_item(d, "loan", "B1|C1|I1",
                "{\"bal\":100000000,\"bank\":\"B1\",\"disb\":100000000,\"exp\":40000000,\"firm\":\"F1\","
                "\"st\":\"CLAIMED\"}");
    claim_facts(&facts, WAN(100), WAN(40));
    set_money(&facts, FPL_FACT_CLAIM_PROVISIONAL, WAN(39));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_balanced(d);
    assert_int_equal(posted(d, "271105", 'D'), WAN(40));
    assert_int_equal(posted(d, "224105", 'C'), WAN(40));
    assert_true(fpl_str_is(d->posting[0].party, "B1") && fpl_str_is(d->posting[0].item, "Q1"));
    assert_int_equal(tallied(d, "paid", "bank:B1"), WAN(40));
    assert_int_equal(tallied(d, "paid", "firm:F1"), WAN(40));
    assert_int_equal(tallied(d, "paid", ""), WAN(40));
    assert_int_equal(tallied(d, "loss", "bank:B1"), WAN(100));
    assert_item(d, "claim", "Q1",
                "{\"amt\":40000000,\"bank\":\"B1\",\"claimant\":\"B1\",\"date\":\"2026-05-31\",\"firm\":\"F1\","
                "\"loan\":\"B1|C1|I1\",\"prov\":39000000,\"st\":\"DECIDED\"}");
    /* a claim that was deferred leaves its memo */
    set_text(&facts, FPL_FACT_CLAIM_STATE, "DEFERRED");
    set_money(&facts, FPL_FACT_CLAIM_APPROVED, WAN(38));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_balanced(d);
    assert_int_equal(posted(d, "9108", 'D'), WAN(38));
    assert_int_equal(posted(d, "9008", 'C'), WAN(38));
    /* clauses stand at their steps */
    assert_string_equal(step_of(d, "rate.tier")->clause, "试〔2026〕1号 第八条");
    assert_string_equal(step_of(d, "base.kind")->clause, "试〔2026〕1号 第九条");
    fpl_pack_free(pack);
    free(d);
}

/* What binds is named once: a breaker that leaves exactly what a cap had left does not bind, and a ramp is named by its
 * own clause. */
static void test_pool_claim__what_binds(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack = pack_of("breaker",
                                    "[{\"crossing_rule\":\"PAY_UP_TO_LINE\",\"effect\":\"DEFER_PAYMENT\",\"metric\":"
                                    "\"ANNUAL_LOSS_RATE\",\"op\":\">\","
                                    "\"scope\":\"BANK\",\"threshold\":\"3/100\"}]",
                                    "cap_per_borrower_year", "{\"amount\":4000000}", NULL);
    claim_facts(&facts, YUAN(200000), YUAN(40000));
    set_money(&facts, FPL_FACT_REGISTERED_BANK_YTD, WAN(20000));
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD,
              WAN(590)); /* room 100,000.00 of a loss of 200,000.00: half of 80,000.00 */
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(amount_of(d), YUAN(40000));
    assert_string_equal(d->binding, "cap_per_borrower_year");
    assert_string_equal(step_of(d, "binding")->arg, "cap_per_borrower_year");
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD, WAN(590) + 5); /* room 99,999.95: 39,999.98 */
    set_money(&facts, FPL_FACT_CLAIM_EXPECTED, YUAN(40000) - 2);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_string_equal(d->binding, "breaker.ANNUAL_LOSS_RATE");
    fpl_pack_free(pack);
    pack = pack_of(NULL);
    claim_facts(&facts, WAN(100), WAN(40));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_string_equal(d->binding, "");
    assert_null(step_of(d, "binding"));
    fpl_pack_free(pack);
    pack = pack_of("cap_per_borrower_year", "{\"amount\":5}", "cap_year_ramp", "[{\"amount\":3000000,\"year\":1}]",
                   "clauses",
                   "{\"cap_per_borrower_year\":\"第一条\",\"cap_pool_year\":\"第三条\",\"cap_year_ramp\":\"第二条\"}",
                   "cap_pool_year", "{\"amount\":2000000}", NULL);
    claim_facts(&facts, WAN(100), YUAN(20000));
    fpl_fact_set_int(&facts, FPL_FACT_SCHEME_YEAR, 1);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_string_equal(step_of(d, "room.cap_per_borrower_year")->value, "3000000");
    assert_string_equal(step_of(d, "room.cap_per_borrower_year")->clause, "试〔2026〕1号 第二条");
    assert_string_equal(step_of(d, "room.cap_pool_year")->clause, "试〔2026〕1号 第三条");
    fpl_pack_free(pack);
    free(d);
}

/* A breaker's sum that nobody knows: no decision; at submission it is left out, as a cap's is. */
static void test_pool_claim__breaker_without_its_sum(void **state) {
    (void)state;
    static const enum fpl_fact_id sums[] = {FPL_FACT_LOSS_BANK_YTD, FPL_FACT_REGISTERED_BANK_YTD};
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack = breaker_pack("DEFER_THIS_ONE");
    for (size_t i = 0; i < 2; i++) {
        claim_facts(&facts, WAN(100), WAN(40));
        unset(&facts, sums[i]);
        fpl_pool_decide_claim(&facts, pack, 1, d);
        assert_int_equal(d->outcome, FPL_E_MISSING);
        assert_string_equal(reason_of(d, FPL_E_MISSING)->arg[0], fpl_fact_name(sums[i]));
        make_submission(&facts);
        fpl_pool_decide_claim(&facts, pack, 0, d);
        assert_int_equal(d->outcome, FPL_OK);
        assert_int_equal(d->reasons, 0);
        assert_int_equal(amount_of(d), WAN(40));
        assert_string_equal(step_of(d, "breaker.after")->value, "?");
        assert_string_equal(step_of(d, "breaker.after")->arg, fpl_fact_name(sums[i]));
    }
    fpl_pack_free(pack);
    free(d);
}

/* What is shown as deducted is what was. */
static void test_pool_claim__deducted_as_used(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack =
        pack_of("base_kind", "\"ACTUAL_PRINCIPAL_LOSS\"", "other_cover_deduct", "[\"INSURANCE\"]", NULL);
    claim_facts(&facts, WAN(100), -1);
    set_money(&facts, FPL_FACT_CLAIM_RECOVERED, WAN(70));
    set_money(&facts, FPL_FACT_CLAIM_INSURANCE, WAN(50));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_E_GATE_BASE);
    assert_string_equal(step_of(d, "base.deduct")->value, "30000000");
    set_money(&facts, FPL_FACT_CLAIM_INSURANCE, WAN(10));
    set_money(&facts, FPL_FACT_CLAIM_EXPECTED, WAN(8));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_string_equal(step_of(d, "base.deduct")->value, "10000000");
    fpl_pack_free(pack);
    free(d);
}

/* Less than a fen is left up to the line: the claim is deferred as a whole, and the memo keeps all of it. */
static void test_pool_claim__deferred_as_a_whole(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack = breaker_pack("PAY_UP_TO_LINE");
    claim_facts(&facts, YUAN(200000), -1);
    set_money(&facts, FPL_FACT_REGISTERED_BANK_YTD, WAN(20000));
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD, WAN(600) - 1); /* room: one fen of loss, 0.4 fen of payout */
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_DEFERRED);
    assert_int_equal(amount_of(d), YUAN(80000));
    assert_int_equal(posted(d, "9008", 'D'), YUAN(80000));
    assert_string_equal(d->binding, "");
    fpl_pack_free(pack);
    free(d);
}

/* A cap has left nothing to pay and the line has room: the claim is closed as any other that a cap leaves nothing, and
 * its loss counts as far as the line lets it. */
static void test_pool_claim__crosses_with_nothing_to_pay(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack = pack_of("breaker",
                                    "[{\"crossing_rule\":\"PAY_UP_TO_LINE\",\"effect\":\"DEFER_PAYMENT\",\"metric\":"
                                    "\"ANNUAL_LOSS_RATE\",\"op\":\">\",\"scope\":\"BANK\",\"threshold\":\"3/100\"}]",
                                    "cap_per_bank_year", "{\"amount\":10000}", NULL);
    claim_facts(&facts, YUAN(200000), 0);
    set_money(&facts, FPL_FACT_PAID_BANK_YTD, YUAN(100));
    set_money(&facts, FPL_FACT_REGISTERED_BANK_YTD, WAN(20000));
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD, WAN(590));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(amount_of(d), 0);
    assert_int_equal(tallied(d, "loss", "bank:B1"), YUAN(100000));
    fpl_pack_free(pack);
    free(d);
}

/* The room is a loss, and so whole fen: 3 % of 100.99 less nothing is 3.0297: 302 fen of
 * loss are let through, and 0.80 × 302 = 241.6 is paid as 241; the exact room, 302.97, would have paid 242. */
static void test_pool_claim__up_to_the_line_in_whole_fen(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack = pack_of("breaker",
                                    "[{\"crossing_rule\":\"PAY_UP_TO_LINE\",\"effect\":\"DEFER_PAYMENT\",\"metric\":"
                                    "\"ANNUAL_LOSS_RATE\",\"op\":\">\","
                                    "\"scope\":\"BANK\",\"threshold\":\"3/100\"}]",
                                    "rate_tiers", "[{\"rate\":\"4/5\"}]", NULL);
    claim_facts(&facts, YUAN(50), 241);
    set_money(&facts, FPL_FACT_REGISTERED_BANK_YTD, 10099);
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD, 0);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_string_equal(step_of(d, "breaker.room")->value, "302");
    assert_int_equal(amount_of(d), 241);
    assert_int_equal(tallied(d, "loss", "bank:B1"), 302);
    fpl_pack_free(pack);
    free(d);
}

/* A ceiling that equals the rate changes nothing and is no step. */
static void test_pool_claim__ceiling_at_the_rate(void **state) {
    (void)state;
    static const struct {
        const char *ceiling;
        int64_t pays;
        int step;
    } rows[] = {{"\"2/5\"", 40, 0}, {"\"39/100\"", 39, 1}, {"\"41/100\"", 40, 0}};
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_pack *pack = pack_of("rate_ceiling", rows[i].ceiling, NULL);
        claim_facts(&facts, WAN(100), WAN(rows[i].pays));
        fpl_pool_decide_claim(&facts, pack, 1, d);
        assert_int_equal(d->outcome, FPL_OK);
        assert_int_equal(step_of(d, "rate.ceiling") != NULL, rows[i].step);
        fpl_pack_free(pack);
    }
    free(d);
}

static void test_pool_claim__changed_short_missing(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack = pack_of(NULL);
    claim_facts(&facts, WAN(100), WAN(40) + 1);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_E_CHANGED);
    assert_string_equal(d->reason[0].arg[0], "400000.00");
    assert_int_equal(amount_of(d), WAN(40));
    assert_int_equal(d->items + d->postings + d->tallies, 0);
    claim_facts(&facts, WAN(100), -1);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_E_MISSING);
    claim_facts(&facts, WAN(100), WAN(40));
    set_money(&facts, FPL_FACT_POOL_AVAILABLE, WAN(40)); /* to the last fen */
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_string_equal(step_of(d, "shortage")->arg, "enough");
    set_money(&facts, FPL_FACT_POOL_AVAILABLE, WAN(40) - 1);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_E_CHANGED); /* not the amount that was named: it says why */
    assert_string_equal(step_of(d, "shortage")->arg, "short");
    assert_string_equal(d->reason[0].arg[0], "399999.99");
    assert_non_null(strstr(d->reason[0].arg[1], "shortage_mode"));
    unset(&facts, FPL_FACT_POOL_AVAILABLE);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_E_SHORTAGE);
    fpl_pack_free(pack);
    free(d);
}

/* Numbers that outgrow 128 bits go on in GMP with the same result; the limits of money are a status. */
static void test_pool_claim__huge(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    struct fpl_pack *pack =
        pack_of("ip_share_apply", "true", "max_eligible_loan", "{\"amount\":9007199254740881,\"over\":\"TRUNCATE\"}",
                "rate_tiers", "[{\"rate\":\"1000000006/1000000007\"}]", NULL);
    claim_facts(&facts, INT64_C(9007199254740991), -1);
    set_ratio(&facts, FPL_FACT_LOAN_IP_SHARE, INT64_C(9223372036854775782), INT64_C(9223372036854775783));
    make_submission(&facts);
    fpl_pool_decide_claim(&facts, pack, 0, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(amount_of(d), INT64_C(9007199245733682));
    fpl_pack_free(pack);
    free(d);
}

static int same_decision(const struct fpl_decision *a, const struct fpl_decision *b) {
    if (a->outcome != b->outcome || amount_of(a) != amount_of(b) || strcmp(a->binding, b->binding) != 0 ||
        a->postings != b->postings || a->items != b->items || a->tallies != b->tallies || a->reasons != b->reasons ||
        a->steps != b->steps || a->text_n != b->text_n || memcmp(a->text, b->text, a->text_n) != 0)
        return 0;
    for (int i = 0; i < a->steps; i++) {
        if (strcmp(a->step[i].code, b->step[i].code) != 0 || strcmp(a->step[i].value, b->step[i].value) != 0 ||
            strcmp(a->step[i].arg, b->step[i].arg) != 0 || strcmp(a->step[i].clause, b->step[i].clause) != 0)
            return 0;
    }
    return 1;
}

static void test_pool_claim__deterministic(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_decision *a = decision_new(), *b = decision_new();
    struct fpl_pack *pack = guangzhou();
    memset(b, 0x3C, sizeof *b);
    for (int64_t fen = 1; fen < WAN(3000); fen = fen * 7 + 3) {
        claim_facts(&facts, fen, 1);
        make_submission(&facts);
        fpl_pool_decide_claim(&facts, pack, 0, a);
        fpl_pool_decide_claim(&facts, pack, 0, b);
        assert_true(same_decision(a, b));
    }
    fpl_pack_free(pack);
    free(a);
    free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_claim__T1_rounding),
        cmocka_unit_test(test_pool_claim__T2_addons),
        cmocka_unit_test(test_pool_claim__T3_boundary_and_mode),
        cmocka_unit_test(test_pool_claim__T4_breaker),
        cmocka_unit_test(test_pool_claim__T9_bank_year_and_per_year),
        cmocka_unit_test(test_pool_claim__T11_ramp),
        cmocka_unit_test(test_pool_claim__T12_base_factors),
        cmocka_unit_test(test_pool_claim__base_kinds),
        cmocka_unit_test(test_pool_claim__T25_cumulative),
        cmocka_unit_test(test_pool_claim__each_cap_binds),
        cmocka_unit_test(test_pool_claim__npl_breaker),
        cmocka_unit_test(test_pool_claim__writes),
        cmocka_unit_test(test_pool_claim__what_binds),
        cmocka_unit_test(test_pool_claim__breaker_without_its_sum),
        cmocka_unit_test(test_pool_claim__deducted_as_used),
        cmocka_unit_test(test_pool_claim__deferred_as_a_whole),
        cmocka_unit_test(test_pool_claim__crosses_with_nothing_to_pay),
        cmocka_unit_test(test_pool_claim__up_to_the_line_in_whole_fen),
        cmocka_unit_test(test_pool_claim__ceiling_at_the_rate),
        cmocka_unit_test(test_pool_claim__changed_short_missing),
        cmocka_unit_test(test_pool_claim__huge),
        cmocka_unit_test(test_pool_claim__deterministic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
