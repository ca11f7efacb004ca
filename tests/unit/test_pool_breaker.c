/* Whose breaker it is, and which loans are non-performing (pool rules §2.5, §2.8): a guarantor's claim has no part in a
 * bank's breaker, nor has a loan of the classes 正常 and 关注 in its NPL rate. And what a claim is told at once. */
#include "desk_world.h"

static void begin(struct city *city, const char *lines) {
    char text[400];
    city_begin(city);
    snprintf(text, sizeof text,
             "rule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
             "  - {rate: 40%%}\n%s\n",
             lines);
    city_pack(city, "o", text);
    city_do(city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    city_do(city,
            "ren agreement.sign p agreement=O-2; party=GU-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
}

static void loan(struct city *city, int n, const char *more) {
    city_do(city,
            "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
            "registered_on=2026-01-05%s",
            n, more);
}

static enum fpl_status claim(struct city *city, const char *who, int n, const char *class) {
    return city_try(city,
                    "%s claim.submit p bank=BK-1; contract=C-%d; iou=1; claim_no=%d; claim_date=2026-10-01; "
                    "overdue_days=88; five_class=%s; repaid=0",
                    who, n, n, class);
}

/* 1000 of 4000 is 25 %: the loan of the class decides, and it leaves the rate with its claim. */
static void test_pool_breaker__npl_classes(void **state) {
    static const struct {
        const char *class;
        enum fpl_status status;
    } each[] = {{"PASS", FPL_OK},
                {"SPECIAL", FPL_OK},
                {"SUBSTANDARD", FPL_DEFERRED},
                {"DOUBTFUL", FPL_DEFERRED},
                {"LOSS", FPL_DEFERRED}};
    (void)state;
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        struct city city;
        begin(&city, "breaker: [{metric: NPL_RATE, threshold: 25%, op: \">=\", effect: DEFER_PAYMENT}]");
        for (int n = 1; n <= 4; n++)
            loan(&city, n, "");
        assert_int_equal(claim(&city, "bank1", 1, each[i].class), FPL_OK);
        assert_int_equal(city_try(&city, "li claim.approve p claim=1; expect=400"), each[i].status);
        if (each[i].status == FPL_OK)
            city_do(&city, "li claim.revoke p claim=1; reason=误");
        city_do(&city,
                "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-10-05; amount=1");
        city_do(&city, "zhang repayment.reverse p bank=BK-1; contract=C-1; iou=1; instalment=1; memo=误");
        city_do(&city, "li claim.refuse p claim=1; reason=误");
        assert_int_equal(claim(&city, "bank1", 2, "SPECIAL"), FPL_OK); /* nothing of the first is left in the rate */
        city_do(&city, "li claim.approve p claim=2; expect=400");
        city_do(&city, "qian claim.pay p claim=2; bank_ref=S");
        city_verify(&city);
        city_end(&city);
    }
}

static void test_pool_breaker__guarantor(void **state) {
    static const char *const lines[] = {
        "breaker: [{metric: ANNUAL_LOSS_RATE, threshold: 50%, effect: DEFER_PAYMENT}]",
        "breaker: [{metric: NPL_RATE, threshold: 50%, effect: DEFER_PAYMENT}]",
        "breaker: [{metric: ANNUAL_LOSS_RATE, cohort: REGISTRATION_YEAR, threshold: 50%, effect: DEFER_PAYMENT}]"};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct city city;
        begin(&city, lines[i]);
        for (int n = 1; n <= 4; n++)
            loan(&city, n, n < 4 ? "; guarantor=GU-1" : "");
        for (int n = 1; n <= 3; n++) { /* 75 % of what the bank registered, and none of its own claims */
            assert_int_equal(claim(&city, "gua1", n, "LOSS"), FPL_OK);
            city_do(&city, "li claim.approve p claim=%d; expect=400", n);
        }
        assert_int_equal(claim(&city, "bank1", 4, "LOSS"), FPL_OK);
        city_do(&city, "li claim.approve p claim=4; expect=400"); /* 25 % */
        city_verify(&city);
        city_end(&city);
    }
}

static int has(const struct city *city, enum fpl_status status, const char *arg) {
    for (int i = 0; i < city->answer.reasons; i++)
        if (city->answer.reason[i].status == status && (!arg || strcmp(city->answer.reason[i].arg[0], arg) == 0))
            return 1;
    return 0;
}

/* One answer names everything: what cannot be, what follows from it, and what the decision would lack. */
static void test_pool_breaker__every_reason(void **state) {
    struct city city;
    char clause[600], pack[1200];
    (void)state;
    begin(&city, "");
    memset(clause, 0, sizeof clause);
    for (int i = 0; i < 60; i++)
        snprintf(clause + 3 * i, sizeof clause - 3 * (size_t)i, "条");
    snprintf(pack, sizeof pack,
             "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
             "  - {when: {field: loan.first_loan, op: \"=\", value: true}, rate: 40%%}\nclass_min: LOSS\n"
             "cap_total_gov_of_liability: {rate: 80%%, measure: LIABILITY}\nclauses: {class_min: %s}\n",
             clause);
    city_pack(&city, "m", pack);
    city_do(&city,
            "ren agreement.sign p agreement=M; party=BK-2; pack=m; version=1; from=2026-01-01; signed=2026-01-01");
    city_do(&city, "zhang loan.register p bank=BK-2; contract=C; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                   "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
                   "registered_on=2026-01-05; first_loan=Y");
    assert_int_equal(city_try(&city, "bank2 claim.submit p bank=BK-2; contract=C; iou=1; claim_date=2026-10-01; "
                                     "overdue_days=88; five_class=PASS; repaid=1000.01") == FPL_OK,
                     0);
    assert_true(has(&city, FPL_E_GATE_TOLD_MORE, "repaid"));
    assert_true(has(&city, FPL_E_GATE_BASE, NULL));
    assert_true(has(&city, FPL_E_MISSING, "other_gov"));
    assert_true(has(&city, FPL_E_GATE_CLASS, NULL));
    for (int i = 0; i < city.answer.reasons; i++) /* the clause stands whole */
        if (city.answer.reason[i].status == FPL_E_GATE_CLASS)
            assert_non_null(strstr(city.answer.reason[i].clause, clause));
    city_verify(&city);
    city_end(&city);
}

/* A registration without its day is of the day of recording, and says so. */
static void test_pool_breaker__day_assumed(void **state) {
    struct city city;
    (void)state;
    begin(&city, "");
    loan(&city, 1, "");
    assert_false(has(&city, FPL_DAY_ASSUMED, NULL));
    city_do(&city, "zhang loan.register p bank=BK-1; contract=C-2; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                   "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-06; due_on=2026-07-05");
    assert_true(has(&city, FPL_DAY_ASSUMED, NULL));
    city_verify(&city);
    city_end(&city);
}

/* The yearly loss rate counts principal lost, and no payout (pool rules §4, metrics): a decision of nothing recognises
 * its loss, and gives it back when it is revoked. Of 4,000 registered two are lost, 50 %; a third is past the line. */
static void test_pool_breaker__loss_without_payout(void **state) {
    struct city city;
    (void)state;
    begin(&city, "cap_per_borrower_year: {amount: 400元}\n"
                 "breaker: [{metric: ANNUAL_LOSS_RATE, threshold: 50%, op: \">\", effect: DEFER_PAYMENT}]");
    for (int n = 1; n <= 4; n++)
        loan(&city, n, "");
    for (int n = 1; n <= 3; n++)
        assert_int_equal(claim(&city, "bank1", n, "LOSS"), FPL_OK);
    city_do(&city, "li claim.approve p claim=1; expect=400");
    city_do(&city, "li claim.approve p claim=2; expect=0"); /* the firm has had its year's 400 */
    city_no(&city, FPL_DEFERRED, "li claim.approve p claim=3; expect=0");
    city_do(&city, "li claim.revoke p claim=2; reason=误");
    city_do(&city, "li claim.refuse p claim=2; reason=误");
    city_do(&city, "li claim.approve p claim=3; expect=0");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_breaker__npl_classes),         cmocka_unit_test(test_pool_breaker__guarantor),
        cmocka_unit_test(test_pool_breaker__every_reason),        cmocka_unit_test(test_pool_breaker__day_assumed),
        cmocka_unit_test(test_pool_breaker__loss_without_payout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
