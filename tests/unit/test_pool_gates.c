/* Every gate refuses what it should, passes what it should, and never takes UNKNOWN for passed; all failing ones are
 * given. */
#include "fundpool/report.h"
#include "tests/unit/pool_support.h"

static struct fpl_decision *d;

/* The loan's outcome, and that the gate (and only it) is the reason. */
static void loan_is(const struct fpl_facts *facts, const struct fpl_pack *pack, enum fpl_status status,
                    const char *arg) {
    fpl_pool_decide_loan(facts, pack, d);
    if (d->outcome != status)
        fail_msg("%s, not %s", fpl_status_name(d->outcome), fpl_status_name(status));
    if (status == FPL_OK) {
        assert_int_equal(d->reasons, 0);
        return;
    }
    assert_int_equal(d->reasons, 1);
    assert_int_equal(d->postings + d->items + d->tallies, 0);
    if (arg)
        assert_string_equal(d->reason[0].arg[0], arg);
}

/* The message of the reason that was given last. */
static void reads(const char *zh, const char *en) {
    char text[FPL_MESSAGE_BYTES];
    struct fpl_error error = {0};
    fpl_fail(&error, d->reason[0].status, d->reason[0].arg[0], d->reason[0].arg[1], NULL);
    fpl_report_error_words(NULL, 0, &error);
    assert_string_equal(fpl_error_message(&error, 1, text, sizeof text), zh);
    assert_string_equal(fpl_error_message(&error, 0, text, sizeof text), en);
}

/* That the firm is refused, what it is and what the pack asks, as a reader of each language sees it. */
static void firm_is(const struct fpl_facts *facts, const struct fpl_pack *pack, const char *zh, const char *en) {
    char text[FPL_MESSAGE_BYTES], want[FPL_MESSAGE_BYTES];
    struct fpl_error error = {0};
    loan_is(facts, pack, FPL_E_GATE_FIRM, NULL);
    fpl_fail(&error, FPL_E_GATE_FIRM, d->reason[0].arg[0], d->reason[0].arg[1], NULL);
    snprintf(want, sizeof want, "企业不符合准入条件%s", zh);
    assert_string_equal(fpl_error_message(&error, 1, text, sizeof text), want);
    snprintf(want, sizeof want, "the firm is not eligible by %s", en);
    assert_string_equal(fpl_error_message(&error, 0, text, sizeof text), want);
}

static void claim_is(const struct fpl_facts *facts, const struct fpl_pack *pack, enum fpl_status status,
                     const char *arg) {
    fpl_pool_decide_claim(facts, pack, 0, d);
    if (d->outcome != status)
        fail_msg("%s, not %s", fpl_status_name(d->outcome), fpl_status_name(status));
    if (status == FPL_OK)
        return;
    assert_non_null(reason_of(d, status));
    assert_int_equal(d->postings + d->items + d->tallies, 0);
    if (arg)
        assert_string_equal(reason_of(d, status)->arg[0], arg);
}

static void submission(struct fpl_facts *facts, int64_t contract) {
    claim_facts(facts, contract, -1);
    make_submission(facts);
}

static void test_pool_gates__firm(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("whitelist_id", "\"hb\"", "clauses", "{\"whitelist_id\":\"第五条\"}", NULL);
    loan_facts(&facts, WAN(100));
    loan_is(&facts, pack, FPL_E_GATE_WHITELIST, "F1");
    assert_string_equal(d->reason[0].clause, "试〔2026〕1号 第五条");
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_WHITELISTED, 0);
    loan_is(&facts, pack, FPL_E_GATE_WHITELIST, "F1");
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_WHITELISTED, 1);
    loan_is(&facts, pack, FPL_OK, NULL);
    fpl_pack_free(pack);

    pack = pack_of("firm_class", "[\"高新技术企业\",\"专精特新\"]", NULL);
    firm_is(&facts, pack, "“企业类别：高新技术企业 专精特新”，该企业：（未填）",
            "\"firm classes: 高新技术企业 专精特新\"; this firm: (not given)");
    set_text(&facts, FPL_FACT_FIRM_CLASS, "其他、专精特新");
    loan_is(&facts, pack, FPL_OK, NULL);
    set_text(&facts, FPL_FACT_FIRM_CLASS, "专精特新小巨人");
    firm_is(&facts, pack, "“企业类别：高新技术企业 专精特新”，该企业：不在其列",
            "\"firm classes: 高新技术企业 专精特新\"; this firm: none of them");
    fpl_pack_free(pack);

    pack = pack_of("revenue_max", "50000000000", NULL);
    firm_is(&facts, pack, "“营业收入上限：500000000.00”，该企业：（未填）",
            "\"greatest revenue: 500000000.00\"; this firm: (not given)");
    set_money(&facts, FPL_FACT_FIRM_REVENUE, INT64_C(50000000000));
    loan_is(&facts, pack, FPL_OK, NULL);
    set_money(&facts, FPL_FACT_FIRM_REVENUE, INT64_C(50000000001));
    firm_is(&facts, pack, "“营业收入上限：500000000.00”，该企业：500000000.01",
            "\"greatest revenue: 500000000.00\"; this firm: 500000000.01");
    fpl_pack_free(pack);

    pack = pack_of("staff_max", "500", NULL);
    firm_is(&facts, pack, "“从业人数上限：500”，该企业：（未填）", "\"most employees: 500\"; this firm: (not given)");
    set_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES, 500, 1);
    loan_is(&facts, pack, FPL_OK, NULL);
    set_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES, 6001, 12);
    firm_is(&facts, pack, "“从业人数上限：500”，该企业：6001/12", "\"most employees: 500\"; this firm: 6001/12");
    fpl_pack_free(pack);

    pack = pack_of("listed_ok", "false", NULL);
    firm_is(&facts, pack, "“可为上市公司：否”，该企业：（未填）",
            "\"listed firms allowed: no\"; this firm: (not given)");
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_LISTED, 0);
    loan_is(&facts, pack, FPL_OK, NULL);
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_LISTED, 1);
    firm_is(&facts, pack, "“可为上市公司：否”，该企业：是", "\"listed firms allowed: no\"; this firm: yes");
    fpl_pack_free(pack);
}

static void test_pool_gates__firm_age_place_record(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("age_max", "5", NULL);
    loan_facts(&facts, WAN(100)); /* on 2026-05-31 */
    firm_is(&facts, pack, "“成立年限上限（年）：5 （以月数计）”，该企业：（未填）",
            "\"greatest age (years): 5 (as months)\"; this firm: (not given)");
    set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, 2021, 5, 31);
    loan_is(&facts, pack, FPL_OK, NULL);
    set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, 2021, 5, 30);
    firm_is(&facts, pack, "“成立年限上限（年）：5 （自设立日起算）”，该企业：2021-05-30",
            "\"greatest age (years): 5 (from the day it was established)\"; this firm: 2021-05-30");
    unset(&facts, FPL_FACT_FIRM_ESTABLISHED);
    fpl_fact_set_int(&facts, FPL_FACT_FIRM_AGE_MONTHS, 60);
    loan_is(&facts, pack, FPL_OK, NULL);
    fpl_fact_set_int(&facts, FPL_FACT_FIRM_AGE_MONTHS, 61);
    firm_is(&facts, pack, "“成立年限上限（年）：5 （以月数计）”，该企业：61",
            "\"greatest age (years): 5 (as months)\"; this firm: 61");
    fpl_pack_free(pack);

    pack = pack_of("region", "[\"3406\"]", NULL);
    firm_is(&facts, pack, "“区域：3406”，该企业：（未填）", "\"regions: 3406\"; this firm: (not given)");
    set_text(&facts, FPL_FACT_FIRM_REGION, "340603");
    loan_is(&facts, pack, FPL_OK, NULL);
    set_text(&facts, FPL_FACT_FIRM_REGION, "340");
    firm_is(&facts, pack, "“区域：3406”，该企业：不在其列", "\"regions: 3406\"; this firm: none of them");
    fpl_pack_free(pack);

    pack = pack_of("industry_exclude", "[\"K70\",\"J\"]", NULL);
    firm_is(&facts, pack, "“排除行业：K70 J”，该企业：（未填）",
            "\"industries excluded: K70 J\"; this firm: (not given)");
    set_text(&facts, FPL_FACT_FIRM_INDUSTRY, "C39");
    loan_is(&facts, pack, FPL_OK, NULL);
    set_text(&facts, FPL_FACT_FIRM_INDUSTRY, "J66");
    firm_is(&facts, pack, "“排除行业：K70 J”，该企业：J66", "\"industries excluded: K70 J\"; this firm: J66");
    fpl_pack_free(pack);

    char industries[60 * 8] = "[\"J66\"";
    for (int i = 0; i < 50; i++) { /* more than a message tells: it says so */
        size_t n = strlen(industries);
        snprintf(industries + n, sizeof industries - n, ",\"K%d\"%s", 10 + i, i == 49 ? "]" : "");
    }
    pack = pack_of("industry_exclude", industries, NULL);
    loan_is(&facts, pack, FPL_E_GATE_FIRM, "J66");
    assert_non_null(strstr(d->reason[0].arg[1], " K10 K11 K12 "));
    assert_non_null(strstr(d->reason[0].arg[1], " … (all of them: the pack)"));
    set_text(&facts, FPL_FACT_FIRM_INDUSTRY, "C39");
    fpl_pack_free(pack);

    pack = pack_of("no_breach_years", "3", NULL);
    firm_is(&facts, pack, "“无违规年限：3”，该企业：（未填）", "\"years without a breach: 3\"; this firm: (not given)");
    fpl_fact_set_int(&facts, FPL_FACT_FIRM_BREACH_FREE_YEARS, 3);
    loan_is(&facts, pack, FPL_OK, NULL);
    fpl_fact_set_int(&facts, FPL_FACT_FIRM_BREACH_FREE_YEARS, 2);
    firm_is(&facts, pack, "“无违规年限：3”，该企业：2", "\"years without a breach: 3\"; this firm: 2");
    fpl_pack_free(pack);
}

static void test_pool_gates__loan_terms(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("loan_type", "[\"CREDIT\",\"IP_PLEDGE\"]", NULL);
    loan_facts(&facts, WAN(100));
    loan_is(&facts, pack, FPL_OK, NULL);
    set_text(&facts, FPL_FACT_LOAN_TYPE, "COLLATERAL");
    loan_is(&facts, pack, FPL_E_GATE_TYPE, "COLLATERAL");
    reads("贷款类型须为 信用、知识产权质押；所报：实物抵押",
          "the loan type must be one of: CREDIT,IP_PLEDGE; told: COLLATERAL");
    unset(&facts, FPL_FACT_LOAN_TYPE);
    loan_is(&facts, pack, FPL_E_GATE_TYPE, "?");
    fpl_pack_free(pack);

    pack = pack_of("purpose_exclude", "[\"购房\"]", NULL);
    loan_is(&facts, pack, FPL_E_GATE_PURPOSE, "?");
    set_text(&facts, FPL_FACT_LOAN_PURPOSE, "购房");
    loan_is(&facts, pack, FPL_E_GATE_PURPOSE, "购房");
    set_text(&facts, FPL_FACT_LOAN_PURPOSE, "研发");
    loan_is(&facts, pack, FPL_OK, NULL);
    fpl_pack_free(pack);

    pack = pack_of("tenor_min", "6", "tenor_max", "36", NULL);
    const struct {
        int64_t months;
        enum fpl_status status;
    } tenors[] = {{5, FPL_E_GATE_TENOR}, {6, FPL_OK}, {36, FPL_OK}, {37, FPL_E_GATE_TENOR}};
    for (size_t i = 0; i < 4; i++) {
        fpl_fact_set_int(&facts, FPL_FACT_LOAN_TENOR_MONTHS, tenors[i].months);
        loan_is(&facts, pack, tenors[i].status, NULL);
    }
    unset(&facts, FPL_FACT_LOAN_TENOR_MONTHS);
    loan_is(&facts, pack, FPL_E_GATE_TENOR, "?");
    fpl_pack_free(pack);

    pack = pack_of("collateral_ratio_max", "\"3/10\"", NULL);
    loan_is(&facts, pack, FPL_E_GATE_COLLATERAL, "?");
    reads("抵押物占比须不超过 30.0000%；所报：（未填）",
          "the collateral share may be 30.0000% at most; told: (not given)");
    set_ratio(&facts, FPL_FACT_LOAN_COLLATERAL_SHARE, 3, 10);
    loan_is(&facts, pack, FPL_OK, NULL);
    set_ratio(&facts, FPL_FACT_LOAN_COLLATERAL_SHARE, 1, 3);
    loan_is(&facts, pack, FPL_E_GATE_COLLATERAL, "33.3333%");
    fpl_pack_free(pack);

    pack = pack_of("ip_share_min", "\"1/2\"", NULL);
    loan_is(&facts, pack, FPL_E_GATE_IP_SHARE, "?");
    set_ratio(&facts, FPL_FACT_LOAN_IP_SHARE, 1, 2);
    loan_is(&facts, pack, FPL_OK, NULL);
    set_ratio(&facts, FPL_FACT_LOAN_IP_SHARE, 4999, 10000);
    loan_is(&facts, pack, FPL_E_GATE_IP_SHARE, "49.9900%");
    fpl_pack_free(pack);

    pack = pack_of("ip_share_apply", "true", NULL);
    unset(&facts, FPL_FACT_LOAN_IP_SHARE);
    loan_is(&facts, pack, FPL_E_GATE_IP_SHARE, "?");
    set_ratio(&facts, FPL_FACT_LOAN_IP_SHARE, 11, 10);
    loan_is(&facts, pack, FPL_E_GATE_IP_SHARE, "110.0000%");
    fpl_pack_free(pack);
}

static void test_pool_gates__rate(void **state) {
    (void)state;
    struct fpl_facts facts;
    const struct {
        const char *limit;
        int64_t num, den;
        enum fpl_status status;
    } cases[] = {{"{\"kind\":\"FIXED\",\"value\":\"3/50\"}", 3, 50, FPL_OK},
                 {"{\"kind\":\"FIXED\",\"value\":\"3/50\"}", 61, 1000, FPL_E_GATE_RATE},
                 {"{\"kind\":\"LPR_TIMES\",\"value\":\"13/10\"}", 39, 1000, FPL_OK}, /* LPR 3.00 % */
                 {"{\"kind\":\"LPR_TIMES\",\"value\":\"13/10\"}", 39001, 1000000, FPL_E_GATE_RATE},
                 {"{\"kind\":\"LPR_PLUS\",\"value\":\"3/1000\"}", 33, 1000, FPL_OK},
                 {"{\"kind\":\"LPR_PLUS\",\"value\":\"3/1000\"}", 331, 10000, FPL_E_GATE_RATE},
                 {"{\"kind\":\"LPR_PLUS\",\"value\":\"-1/1000\"}", 29, 1000, FPL_OK}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_pack *pack = pack_of("rate_max", cases[i].limit, NULL);
        loan_facts(&facts, WAN(100));
        loan_is(&facts, pack, FPL_E_GATE_RATE, "?");
        set_ratio(&facts, FPL_FACT_LOAN_RATE, cases[i].num, cases[i].den);
        if (i >= 2)
            loan_is(&facts, pack, FPL_E_GATE_RATE, NULL); /* LPR unknown */
        if (i == 2)
            reads("贷款利率须不超过 LPR×13/10（LPR 未填）；所报：3.9000%",
                  "the loan rate may be LPR×13/10 (the LPR is not given) at most; told: 3.9000%");
        set_ratio(&facts, FPL_FACT_LOAN_LPR, 3, 100);
        loan_is(&facts, pack, cases[i].status, NULL);
        fpl_pack_free(pack);
    }
    assert_int_equal(d->outcome, FPL_OK);
}

/* A reason says what is and what is allowed, and which fact it is about. */
static void test_pool_gates__figures(void **state) {
    static const struct {
        const char *field, *value;
        enum fpl_fact_id fact;
        enum fpl_status status;
        const char *is, *allowed;
    } rows[] = {
        {"rate_max", "{\"kind\":\"FIXED\",\"value\":\"3/100\"}", FPL_FACT_LOAN_RATE, FPL_E_GATE_RATE, "9.0000%",
         "3.0000%"},
        {"rate_max", "{\"kind\":\"LPR_TIMES\",\"value\":\"3/2\"}", FPL_FACT_LOAN_RATE, FPL_E_GATE_RATE, "9.0000%",
         "LPR×3/2"},
        {"rate_max", "{\"kind\":\"LPR_PLUS\",\"value\":\"1/100\"}", FPL_FACT_LOAN_RATE, FPL_E_GATE_RATE, "9.0000%",
         "LPR+1.0000%"},
        {"tenor_max", "36", FPL_FACT_LOAN_DUE_ON, FPL_E_GATE_TENOR, "65", "≤ 36"},
        {"tenor_min", "66", FPL_FACT_LOAN_DUE_ON, FPL_E_GATE_TENOR, "65", "≥ 66"},
        {"collateral_ratio_max", "\"3/10\"", FPL_FACT_LOAN_COLLATERAL_SHARE, FPL_E_GATE_COLLATERAL, "40.0000%",
         "30.0000%"},
        {"max_eligible_loan", "{\"amount\":100,\"over\":\"REJECT\"}", FPL_FACT_LOAN_CONTRACT_AMOUNT, FPL_E_GATE_AMOUNT,
         "1.00", "1000000.00"},
    };
    struct fpl_facts facts;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_pack *pack = pack_of(rows[i].field, rows[i].value, NULL);
        loan_facts(&facts, WAN(100));
        set_ratio(&facts, FPL_FACT_LOAN_RATE, 9, 100);
        set_ratio(&facts, FPL_FACT_LOAN_LPR, 3, 100);
        set_ratio(&facts, FPL_FACT_LOAN_COLLATERAL_SHARE, 2, 5);
        fpl_fact_set_int(&facts, FPL_FACT_LOAN_TENOR_MONTHS, 65);
        loan_is(&facts, pack, rows[i].status, rows[i].is);
        assert_string_equal(d->reason[0].arg[1], rows[i].allowed);
        assert_int_equal(d->reason[0].about, 1 + (int)rows[i].fact);
        fpl_pack_free(pack);
    }
}

static void test_pool_gates__sums_and_windows(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("firm_debt_max", "5000000000", NULL);
    loan_facts(&facts, WAN(1000));
    loan_is(&facts, pack, FPL_E_GATE_FIRM_DEBT, "50000000.00");
    set_money(&facts, FPL_FACT_FIRM_DEBT, WAN(4000));
    loan_is(&facts, pack, FPL_OK, NULL);
    set_money(&facts, FPL_FACT_FIRM_DEBT, WAN(4000) + 1);
    loan_is(&facts, pack, FPL_E_GATE_FIRM_DEBT, NULL);
    fpl_pack_free(pack);

    pack = pack_of("leverage_max", "\"10\"", NULL);
    loan_is(&facts, pack, FPL_E_GATE_CAPACITY, "0.00");
    set_money(&facts, FPL_FACT_POOL_PAID_IN, WAN(6250));
    set_money(&facts, FPL_FACT_BALANCE_POOL, WAN(61500));
    loan_is(&facts, pack, FPL_OK, NULL);
    set_money(&facts, FPL_FACT_BALANCE_POOL, WAN(61500) + 1);
    loan_is(&facts, pack, FPL_E_GATE_CAPACITY, "625000000.00");
    fpl_pack_free(pack);
    pack = pack_of("leverage_max", "\"10\"", "capacity_check", "\"WARN\"", NULL);
    loan_is(&facts, pack, FPL_OK, NULL);
    assert_string_equal(step_of(d, "gate.capacity")->arg, "beyond");
    fpl_pack_free(pack);

    pack = pack_of("max_eligible_loan", "{\"amount\":1000000000,\"over\":\"REJECT\"}", NULL);
    loan_is(&facts, pack, FPL_OK, NULL);
    loan_facts(&facts, WAN(1000) + 1);
    loan_is(&facts, pack, FPL_E_GATE_AMOUNT, "10000000.00");
    submission(&facts, WAN(1000) + 1);
    claim_is(&facts, pack, FPL_E_GATE_AMOUNT, "10000000.00");
    fpl_pack_free(pack);

    pack = pack_of("registration_window_days", "90", NULL);
    loan_facts(&facts, WAN(100));
    set_date(&facts, FPL_FACT_LOAN_DISBURSED_ON, 2026, 3, 2); /* 90 days before 2026-05-31 */
    loan_is(&facts, pack, FPL_OK, NULL);
    set_date(&facts, FPL_FACT_LOAN_DISBURSED_ON, 2026, 3, 1);
    loan_is(&facts, pack, FPL_E_GATE_WINDOW, "91");
    fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 1); /* a loan taken on is measured by its own day like any other */
    loan_is(&facts, pack, FPL_E_GATE_WINDOW, "91");
    set_date(&facts, FPL_FACT_TODAY, 2026, 5, 30);
    loan_is(&facts, pack, FPL_OK, NULL);
    assert_int_equal(d->postings, 0);
    unset(&facts, FPL_FACT_LOAN_DISBURSED_ON);
    loan_is(&facts, pack, FPL_E_GATE_WINDOW, "?");
    fpl_pack_free(pack);

    pack = pack_of("exclusive_with", "[\"other\"]", NULL);
    loan_facts(&facts, WAN(100));
    loan_is(&facts, pack, FPL_OK, NULL); /* the first loan under its contract */
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_CONTRACT_AS, fpl_fact_text(&facts, FPL_FACT_LOAN_MODE));
    loan_is(&facts, pack, FPL_OK, NULL);
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_CONTRACT_AS, FPL_STR("GUARANTEED"));
    loan_is(&facts, pack, FPL_E_GATE_EXCLUSIVE, FPL_ZH_EN("担保贷款", "guaranteed")); /* what it is registered in */
    fpl_pack_free(pack);
}

/* T26: more than 60 days is day 61; the other gates of a claim. */
static void test_pool_gates__claim(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("overdue_days_min", "60", NULL);
    submission(&facts, WAN(100));
    claim_is(&facts, pack, FPL_OK, NULL);
    fpl_fact_set_int(&facts, FPL_FACT_CLAIM_OVERDUE_DAYS, 60);
    claim_is(&facts, pack, FPL_E_GATE_OVERDUE, "60");
    assert_string_equal(d->reason[0].arg[1], "60");
    fpl_fact_set_int(&facts, FPL_FACT_CLAIM_OVERDUE_DAYS, 0); /* not yet overdue, which is known */
    claim_is(&facts, pack, FPL_E_GATE_OVERDUE, "0");
    unset(&facts, FPL_FACT_CLAIM_OVERDUE_DAYS); /* due 2026-03-31, claimed 2026-05-31 */
    claim_is(&facts, pack, FPL_OK, NULL);
    set_date(&facts, FPL_FACT_CLAIM_DATE, 2026, 5, 30);
    claim_is(&facts, pack, FPL_E_GATE_OVERDUE, "60");
    unset(&facts, FPL_FACT_LOAN_DUE_ON);
    claim_is(&facts, pack, FPL_E_GATE_OVERDUE, "?");
    fpl_pack_free(pack);

    pack = pack_of("class_min", "\"SUBSTANDARD\"", NULL);
    const char *const classes[] = {"PASS", "SPECIAL", "关注", "SUBSTANDARD", "DOUBTFUL", "LOSS", "次级", "损失"};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        set_text(&facts, FPL_FACT_CLAIM_CLASS, classes[i]);
        claim_is(&facts, pack, i < 3 ? FPL_E_GATE_CLASS : FPL_OK, NULL);
    }
    set_text(&facts, FPL_FACT_CLAIM_CLASS, "SPECIAL");
    claim_is(&facts, pack, FPL_E_GATE_CLASS, "关注");
    assert_string_equal(d->reason[0].arg[1], "次级");
    set_text(&facts, FPL_FACT_CLAIM_CLASS, "坏");
    claim_is(&facts, pack, FPL_E_GATE_CLASS, "坏");
    unset(&facts, FPL_FACT_CLAIM_CLASS);
    claim_is(&facts, pack, FPL_E_GATE_CLASS, "?");
    fpl_pack_free(pack);

    pack = pack_of("litigation", "\"ACCEPTED\"", NULL);
    claim_is(&facts, pack, FPL_OK, NULL);
    set_text(&facts, FPL_FACT_CLAIM_LITIGATION, "FILED");
    claim_is(&facts, pack, FPL_E_GATE_LITIGATION, "已起诉");
    set_text(&facts, FPL_FACT_CLAIM_LITIGATION, "终结执行");
    claim_is(&facts, pack, FPL_OK, NULL);
    unset(&facts, FPL_FACT_CLAIM_LITIGATION);
    claim_is(&facts, pack, FPL_E_GATE_LITIGATION, "?");
    fpl_pack_free(pack);

    pack = pack_of("claim_window_days", "60", NULL);
    set_date(&facts, FPL_FACT_LOAN_DUE_ON, 2026, 3, 31);
    claim_is(&facts, pack, FPL_OK, NULL); /* claimed on 2026-05-30 */
    set_date(&facts, FPL_FACT_CLAIM_DATE, 2026, 5, 31);
    claim_is(&facts, pack, FPL_E_GATE_WINDOW, "61");
    unset(&facts, FPL_FACT_CLAIM_DATE);
    claim_is(&facts, pack, FPL_E_GATE_WINDOW, "?");
    fpl_pack_free(pack);
}

static void test_pool_gates__docs_base_tier(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("docs_required", "[\"申请表\",\"起诉状\",\"受理通知书\"]", NULL);
    submission(&facts, WAN(100));
    claim_is(&facts, pack, FPL_E_GATE_DOCS, "申请表");
    assert_int_equal(d->reasons, 3);
    set_text(&facts, FPL_FACT_CLAIM_DOCS, "受理通知书、申请表; 其他");
    claim_is(&facts, pack, FPL_E_GATE_DOCS, "起诉状");
    assert_int_equal(d->reasons, 1);
    set_text(&facts, FPL_FACT_CLAIM_DOCS, "受理通知书，申请表；起诉状");
    claim_is(&facts, pack, FPL_OK, NULL);
    fpl_pack_free(pack);

    pack = pack_of("base_kind", "\"ACTUAL_PRINCIPAL_LOSS\"", NULL);
    set_money(&facts, FPL_FACT_CLAIM_RECOVERED, WAN(100));
    claim_is(&facts, pack, FPL_E_GATE_BASE, NULL);
    unset(&facts, FPL_FACT_CLAIM_RECOVERED);
    claim_is(&facts, pack, FPL_E_MISSING, "claim.recovered");
    assert_null(reason_of(d, FPL_E_GATE_BASE));
    fpl_pack_free(pack);

    static const struct { /* the first tier's predicate is unknown; could it change the result? */
        const char *match, *first, *second, *ceiling;
        enum fpl_status status;
        const char *add;
    } could[] = {{"\"MIN\"", "\"1/5\"", "\"1/4\"", NULL, FPL_E_GATE_TIER_AMBIGUOUS, NULL},
                 {"\"MIN\"", "\"1/4\"", "\"1/4\"", NULL, FPL_OK, NULL},
                 {"\"FIRST\"", "\"1/4\"", "\"1/4\"", NULL, FPL_OK, NULL},
                 {"\"FIRST\"", "\"1/2\"", "\"1/3\"", "\"1/4\"", FPL_OK, NULL}, /* the ceiling makes them one */
                 {"\"FIRST\"", "\"1/2\"", "\"1/3\"", "\"2/5\"", FPL_E_GATE_TIER_AMBIGUOUS, NULL},
                 {"\"ERROR\"", "\"1/4\"", "\"1/4\"", NULL, FPL_E_GATE_TIER_AMBIGUOUS, NULL},
                 {"\"MIN\"", "\"1/8\"", "\"1/6\"", "\"1/4\"", FPL_OK, "\"1/8\""}, /* with what is added it does */
                 {"\"MIN\"", "\"1/9\"", "\"1/6\"", "\"1/4\"", FPL_E_GATE_TIER_AMBIGUOUS, "\"1/8\""}};
    for (size_t i = 0; i < sizeof could / sizeof could[0]; i++) {
        char tiers[200], addon[120];
        (void)snprintf(
            tiers, sizeof tiers,
            "[{\"rate\":%s,\"when\":{\"field\":\"loan.first_loan\",\"op\":\"=\",\"value\":true}},{\"rate\":%s}]",
            could[i].first, could[i].second);
        (void)snprintf(addon, sizeof addon,
                       "[{\"add\":%s,\"when\":{\"field\":\"loan.mode\",\"op\":\"=\",\"value\":\"DIRECT\"}}]",
                       could[i].add ? could[i].add : "");
        pack = pack_of("rate_tiers", tiers, "multi_match", could[i].match, could[i].add ? "addon" : "rate_ceiling",
                       could[i].add ? addon : could[i].ceiling, "rate_ceiling", could[i].ceiling, NULL);
        claim_facts(&facts, WAN(100), -1);
        if (could[i].status == FPL_OK)
            assert_pays(&facts, pack, WAN(25));
        make_submission(&facts);
        if (could[i].status != FPL_OK)
            claim_is(&facts, pack, could[i].status, "");
        fpl_pack_free(pack);
    }

    const char *const two = "[{\"rate\":\"1/2\",\"when\":{\"field\":\"loan.first_loan\",\"op\":\"=\",\"value\":true}},"
                            "{\"rate\":\"1/4\",\"when\":{\"field\":\"loan.mode\",\"op\":\"=\",\"value\":\"DIRECT\"}}]";
    const struct {
        const char *match;
        int first_loan; /* 2: unknown */
        enum fpl_status status;
        int64_t pays;
    } cases[] = {{"\"MAX\"", 1, FPL_OK, WAN(50)},
                 {"\"MAX\"", 0, FPL_OK, WAN(25)},
                 {"\"MAX\"", 2, FPL_OK, WAN(25)},
                 {"\"MIN\"", 1, FPL_OK, WAN(25)},
                 {"\"MIN\"", 2, FPL_OK, WAN(25)}, /* one half would not be the least, if it applied */
                 {"\"FIRST\"", 1, FPL_OK, WAN(50)},
                 {"\"FIRST\"", 2, FPL_E_GATE_TIER_AMBIGUOUS, 0},
                 {"\"ERROR\"", 1, FPL_E_GATE_TIER_AMBIGUOUS, 0},
                 {"\"ERROR\"", 0, FPL_OK, WAN(25)}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        submission(&facts, WAN(100));
        if (cases[i].first_loan < 2)
            fpl_fact_set_bool(&facts, FPL_FACT_LOAN_FIRST, cases[i].first_loan);
        pack = pack_of("rate_tiers", two, "multi_match", cases[i].match, NULL);
        claim_is(&facts, pack, cases[i].status, NULL);
        assert_int_equal(amount_of(d), cases[i].pays);
        fpl_pack_free(pack);
    }
    submission(&facts, WAN(100));
    set_text(&facts, FPL_FACT_LOAN_MODE, "GUARANTEED");
    pack = pack_of("rate_tiers", two, NULL);
    claim_is(&facts, pack, FPL_E_GATE_TIER, NULL);
    fpl_pack_free(pack);
}

/* Who may claim on what, and in which state. */
static void test_pool_gates__states_and_claimant(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("beneficiary", "\"BOTH\"", NULL);
    submission(&facts, WAN(100));
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "B2");
    claim_is(&facts, pack, FPL_E_SCOPE, "B2");
    set_text(&facts, FPL_FACT_LOAN_GUARANTOR, "G1");
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "G1");
    claim_is(&facts, pack, FPL_OK, NULL);
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "B1");
    claim_is(&facts, pack, FPL_OK, NULL);
    fpl_pack_free(pack);
    pack = pack_of("beneficiary", "\"GUARANTOR\"", NULL);
    claim_is(&facts, pack, FPL_E_SCOPE, "B1");
    fpl_pack_free(pack);
    pack = pack_of("beneficiary", "\"BANK\"", NULL);
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "G1");
    claim_is(&facts, pack, FPL_E_SCOPE, "G1");

    unset(&facts, FPL_FACT_CLAIM_CLAIMANT); /* nobody is nobody's bank */
    unset(&facts, FPL_FACT_LOAN_BANK);
    claim_is(&facts, pack, FPL_E_MISSING, fpl_fact_name(FPL_FACT_CLAIM_CLAIMANT));

    submission(&facts, WAN(100));
    unset(&facts, FPL_FACT_LOAN_STATE);
    claim_is(&facts, pack, FPL_E_GATE_LOAN, "B1|C1|I1");
    const char *const closed[] = {"PAID_OFF", "CLAIMED", "NONSENSE"};
    for (size_t i = 0; i < 3; i++) {
        set_text(&facts, FPL_FACT_LOAN_STATE, closed[i]);
        claim_is(&facts, pack, FPL_E_GATE_LOAN_STATE, closed[i]);
    }
    set_text(&facts, FPL_FACT_LOAN_STATE, "COMPENSATED"); /* a further claim */
    claim_is(&facts, pack, FPL_OK, NULL);
    set_text(&facts, FPL_FACT_CLAIM_STATE, "SUBMITTED");
    claim_is(&facts, pack, FPL_E_STATE, "SUBMITTED");
    const char *const decided[] = {"", "DECIDED", "PAID", "REFUSED"};
    for (size_t i = 0; i < 4; i++) {
        claim_facts(&facts, WAN(100), WAN(40));
        set_text(&facts, FPL_FACT_CLAIM_STATE, decided[i]);
        fpl_pool_decide_claim(&facts, pack, 1, d);
        assert_int_equal(d->outcome, FPL_E_STATE);
    }
    fpl_pack_free(pack);
}

/* All failing gates at once, the outcome being the first by precedence. */
static void test_pool_gates__all_reasons(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack =
        pack_of("overdue_days_min", "90", "class_min", "\"LOSS\"", "litigation", "\"JUDGED\"", "docs_required",
                "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"]", "claim_window_days", "1", "max_eligible_loan",
                "{\"amount\":1,\"over\":\"REJECT\"}", "purpose_exclude", "[\"x\"]", "exclusive_with", "[\"y\"]",
                "collateral_ratio_max", "\"0\"", "ip_share_min", "\"1\"", "rate_tiers",
                "[{\"rate\":\"1/2\",\"when\":{\"field\":\"loan.first_loan\",\"op\":\"=\",\"value\":true}}]",
                "base_kind", "\"ACTUAL_PRINCIPAL_LOSS\"", NULL);
    submission(&facts, WAN(100));
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "nobody");
    set_money(&facts, FPL_FACT_CLAIM_RECOVERED, WAN(100));
    set_text(&facts, FPL_FACT_LOAN_CONTRACT_AS, "ELSEWHERE");
    fpl_pool_decide_claim(&facts, pack, 0, d);
    assert_int_equal(d->outcome, FPL_E_SCOPE);
    static const enum fpl_status all[] = {
        FPL_E_SCOPE,         FPL_E_GATE_AMOUNT,  FPL_E_GATE_PURPOSE, FPL_E_GATE_EXCLUSIVE,  FPL_E_GATE_COLLATERAL,
        FPL_E_GATE_IP_SHARE, FPL_E_GATE_OVERDUE, FPL_E_GATE_CLASS,   FPL_E_GATE_LITIGATION, FPL_E_GATE_WINDOW,
        FPL_E_GATE_DOCS,     FPL_E_GATE_BASE,    FPL_E_GATE_TIER};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (!reason_of(d, all[i]))
            fail_msg("%s is not given", fpl_status_name(all[i]));
    }
    assert_int_equal(d->reasons, 12 + 8);
    fpl_pack_free(pack);
}

/* Ids that could not be kept are refused, not cut. */
static void test_pool_gates__ids(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of(NULL);
    char longer[300];
    memset(longer, 'x', sizeof longer);
    longer[299] = '\0';
    loan_facts(&facts, WAN(100));
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, (struct fpl_str){longer, 128});
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_BANK, (struct fpl_str){longer, 128});
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_GUARANTOR, (struct fpl_str){longer, 128});
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_KEY, (struct fpl_str){longer, 256});
    loan_is(&facts, pack, FPL_OK, NULL);
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_KEY, (struct fpl_str){longer, 257});
    loan_is(&facts, pack, FPL_E_TOO_LONG, "256");
    loan_facts(&facts, WAN(100));
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, (struct fpl_str){longer, 129});
    loan_is(&facts, pack, FPL_E_TOO_LONG, "128");
    set_text(&facts, FPL_FACT_FIRM_ID, "a\nb");
    loan_is(&facts, pack, FPL_E_ENCODING, "firm.id");
    unset(&facts, FPL_FACT_FIRM_ID);
    loan_is(&facts, pack, FPL_E_MISSING, "firm.id");
    /* the longest ids of a claim fit a decision */
    claim_facts(&facts, WAN(100), WAN(40));
    memset(longer, '"', sizeof longer - 1);
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, (struct fpl_str){longer, 128});
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_BANK, (struct fpl_str){longer, 127});
    fpl_fact_set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, (struct fpl_str){longer, 127});
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_GUARANTOR, (struct fpl_str){longer, 128});
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_KEY, (struct fpl_str){longer, 256});
    fpl_fact_set_text(&facts, FPL_FACT_CLAIM_KEY, (struct fpl_str){longer, 128});
    set_text(&facts, FPL_FACT_CLAIM_STATE, "DEFERRED");
    set_money(&facts, FPL_FACT_CLAIM_APPROVED, 5);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    set_text(&facts, FPL_FACT_CLAIM_STATE, "DECIDED");
    set_money(&facts, FPL_FACT_LOAN_MEMO_SHARE, 5);
    set_money(&facts, FPL_FACT_TRANSFER_HELD, 5);
    fpl_pool_decide_payment(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    fpl_pack_free(pack);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_gates__firm),
        cmocka_unit_test(test_pool_gates__firm_age_place_record),
        cmocka_unit_test(test_pool_gates__loan_terms),
        cmocka_unit_test(test_pool_gates__rate),
        cmocka_unit_test(test_pool_gates__figures),
        cmocka_unit_test(test_pool_gates__sums_and_windows),
        cmocka_unit_test(test_pool_gates__claim),
        cmocka_unit_test(test_pool_gates__docs_base_tier),
        cmocka_unit_test(test_pool_gates__states_and_claimant),
        cmocka_unit_test(test_pool_gates__all_reasons),
        cmocka_unit_test(test_pool_gates__ids),
    };
    d = decision_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(d);
    return failed;
}
