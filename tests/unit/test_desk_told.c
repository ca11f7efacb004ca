/* What a claim tells of its loan: bounded by the loan, kept once the claim is paid, never less in a later claim. */
#include "desk_world.h"

/* The loan C-1 of BK-1 over `amount` yuan, guaranteed by GU-1 if `more` says so. */
static void loan(struct city *city, const char *amount, const char *more) {
    city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
    city_do(city,
            "zhang loan.register p bank=BK-1; contract=C-1; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=%s; disbursed=%s; disbursed_on=2026-01-05; due_on=2026-07-05; "
            "registered_on=2026-01-05%s",
            amount, amount, more);
}

static enum fpl_status submit(struct city *city, int n, const char *told) {
    return city_try(city,
                    "zhang claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=%d; claim_date=2026-10-01; "
                    "overdue_days=88; five_class=LOSS; %s",
                    n, told);
}

static void refused(struct city *city, int n, const char *told, enum fpl_status status, const char *field,
                    const char *bound) {
    if (submit(city, n, told) == FPL_OK)
        fail_msg("%s: accepted", told);
    for (int i = 0; i < city->answer.reasons; i++) { /* beside it stands what follows: nothing is left to be paid on */
        const struct fpl_reason *reason = &city->answer.reason[i];
        if (reason->status == status && strcmp(reason->arg[0], field) == 0 && strcmp(reason->arg[1], bound) == 0)
            return;
    }
    fail_msg("%s: no reason %s %s %s", told, fpl_status_name(status), field, bound);
}

/* Submits, approves and pays: the amount in fen, -1 where the submission is refused. */
static int64_t pay(struct city *city, int n, const char *told) {
    if (submit(city, n, told) != FPL_OK)
        return -1;
    int64_t seq = city->answer.seq, due = fpl_money_minor(city->answer.amount);
    city_do(city, "li claim.approve p claim=4/%d; expect=%lld.%02d", (int)seq, (long long)(due / 100),
            (int)(due % 100));
    if (due == 0)
        city_no(city, FPL_E_STATE, "qian claim.pay p claim=4/%d; bank_ref=L-%d", (int)seq,
                n); /* no money, no payment */
    else
        city_do(city, "qian claim.pay p claim=4/%d; bank_ref=L-%d", (int)seq, n);
    return due;
}

static void pack(struct city *city, const char *lines) {
    char text[400];
    snprintf(
        text, sizeof text,
        "rule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nround_mode: HALF_UP\nrate_tiers:\n  - {rate: 35%%}\n%s\n",
        lines);
    city_pack(city, "o", text);
    city_do(city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    city_do(city,
            "ren agreement.sign p agreement=O-2; party=GU-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
}

/* 90,000 of 100,000 repaid: 3,500 is paid once, and nothing more for a claim that has forgotten the repayment. */
static void test_desk_told__never_shrinks(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack(&city, "base_kind: OUTSTANDING_PRINCIPAL");
    loan(&city, "100000.00", "");
    assert_int_equal(pay(&city, 1, "repaid=90000"), 350000);
    refused(&city, 2, "repaid=0", FPL_E_GATE_TOLD_LESS, "repaid", "90000.00");
    refused(&city, 2, "repaid=89999.99", FPL_E_GATE_TOLD_LESS, "repaid", "90000.00");
    assert_int_equal(pay(&city, 2, "repaid=90000"), 0);
    assert_int_equal(pay(&city, 3, "repaid=95000"), 0);
    refused(&city, 4, "repaid=90000", FPL_E_GATE_TOLD_LESS, "repaid", "95000.00");
    city_verify(&city);
    city_end(&city);
}

/* Each amount that is kept; a claim that was given up has not told for good, for it may have been mistaken. */
static void test_desk_told__each_amount(void **state) {
    static const struct {
        const char *field, *fact;
    } each[] = {{"recovered", "loan.told_recovered"},           {"collateral", "loan.told_collateral"},
                {"insurance", "loan.told_insurance"},           {"other_gov", "loan.told_other_gov"},
                {"guarantor_paid", "loan.told_guarantor_paid"}, {"counter_guarantee", "loan.told_counter_guarantee"}};
    (void)state;
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        struct city city;
        char told[100];
        int32_t book;
        struct fpl_buf body = {0};
        city_begin(&city);
        book = city_book(&city, "p");
        pack(&city, "base_kind: OUTSTANDING_PRINCIPAL");
        loan(&city, "1000.00", "");
        snprintf(told, sizeof told, "repaid=0; %s=700", each[i].field);
        assert_int_equal(submit(&city, 1, told), FPL_OK);
        city_do(&city, "zhang claim.withdraw p claim=4/%d; reason=填错", (int)city.answer.seq);
        snprintf(told, sizeof told, "repaid=0; %s=300", each[i].field);
        assert_int_equal(pay(&city, 2, told), 35000);
        snprintf(told, sizeof told, "repaid=0; %s=299.99", each[i].field);
        refused(&city, 3, told, FPL_E_GATE_TOLD_LESS, each[i].field, "300.00");
        snprintf(told, sizeof told, "repaid=0; %s=300.01", each[i].field);
        assert_int_equal(submit(&city, 3, told), FPL_OK);
        world_body(&city.w, book, city.answer.seq, &body);
        assert_non_null(strstr(body.p, each[i].fact)); /* the record keeps what it was compared with */
        city_verify(&city);
        fpl_buf_release(&body);
        city_end(&city);
    }
}

/* What the ledger itself was told of repayments counts like a claim's word. */
static void test_desk_told__less_than_the_ledger(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack(&city, "base_kind: OUTSTANDING_PRINCIPAL");
    loan(&city, "1000.00", "");
    city_do(&city, "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-03-01; amount=400");
    refused(&city, 1, "repaid=399.99", FPL_E_GATE_TOLD_LESS, "repaid", "400.00");
    assert_int_equal(pay(&city, 1, "repaid=400"), 21000);
    city_verify(&city);
    city_end(&city);
}

/* Nor has it forgotten what the bank has shared: 35 % of 1000 was cut to 100 by the year's cap; 400 came back, and the
 * rest of the loss is 600. */
static void test_desk_told__less_than_was_shared(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack(&city, "base_kind: ACTUAL_PRINCIPAL_LOSS\ncap_pool_year: {amount: 100元}");
    loan(&city, "1000.00", "");
    assert_int_equal(pay(&city, 1, "repaid=0; recovered=0"), 10000);
    city_do(&city, "zhang recovery.share p bank=BK-1; contract=C-1; iou=1; share=1; occurred=2026-11-20; gross=400; "
                   "cost=0; amount=40.00; bank_ref=R");
    city_day(&city, "2027-01-15");
    refused(&city, 2, "repaid=0; recovered=399.99", FPL_E_GATE_TOLD_LESS, "recovered", "400.00");
    assert_int_equal(submit(&city, 2, "repaid=0; recovered=400"), FPL_OK);
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=4/%d; expect=0", (int)city.answer.seq);
    assert_string_equal(city.answer.reason[0].arg[0], "100.00"); /* 35 % of 600 less 100 paid is 110; the cap */
    city_verify(&city);
    city_end(&city);
}

/* What was shared between two payouts is among the recoveries. Collateral is told apart and stays off the loss: of
 * 1000 less 100, 100 and 100 were paid, so 300 recovered bring 300 x 200 / 900. */
static void test_desk_told__shared_between_two_payouts(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack(&city, "base_kind: OUTSTANDING_PRINCIPAL\nother_cover_deduct: [COLLATERAL]\ncap_pool_year: {amount: 100元}");
    loan(&city, "1000.00", "");
    assert_int_equal(pay(&city, 1, "repaid=0; recovered=0; collateral=100"), 10000);
    city_do(&city, "zhang recovery.share p bank=BK-1; contract=C-1; iou=1; share=1; occurred=2026-11-20; gross=200; "
                   "cost=0; amount=22.22; bank_ref=R");
    city_day(&city, "2027-01-15");
    assert_int_equal(submit(&city, 2, "repaid=0; recovered=200; collateral=100"), FPL_OK);
    int seq = (int)city.answer.seq;
    city_do(&city, "li claim.approve p claim=4/%d; expect=100", seq);
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=L-2", seq);
    city_no(&city, FPL_E_RETURN_SHARE,
            "zhang recovery.share p bank=BK-1; contract=C-1; iou=1; share=2; occurred=2027-01-15; gross=100; cost=0; "
            "amount=37.78; bank_ref=R2");
    assert_string_equal(city.answer.reason[0].arg[0], "44.45");
    city_verify(&city);
    city_end(&city);
}

/* No amount is more than the loan allows; a guarantor cannot have paid more principal than the borrower owes. */
static void test_desk_told__bounded_by_the_loan(void **state) {
    static const struct {
        const char *told, *field, *bound;
    } bad[] = {
        {"repaid=1000.01", "repaid", "1000.00"},
        {"repaid=400; recovered=600.01", "recovered", "600.00"},
        {"repaid=0; collateral=1000.01", "collateral", "1000.00"},
        {"repaid=0; insurance=1000.01", "insurance", "1000.00"},
        {"repaid=0; other_gov=1000.01", "other_gov", "1000.00"},
        {"repaid=0; guarantor_paid=2500", "guarantor_paid", "1000.00"},
        {"repaid=400; guarantor_paid=600.01", "guarantor_paid", "600.00"},
        {"repaid=0; counter_guarantee=1000.01", "counter_guarantee", "1000.00"},
        {"repaid=0; unpaid_interest=1000.01", "unpaid_interest", "1000.00"},
        {"repaid=400; liability=600.01", "liability", "600.00"},
    };
    struct city city;
    (void)state;
    city_begin(&city);
    pack(&city, "base_kind: GUARANTOR_PAID_PRINCIPAL");
    loan(&city, "1000.00", "; guarantor=GU-1");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char told[160];
        int paid = strstr(bad[i].told, "guarantor_paid") != NULL, back = strstr(bad[i].told, "counter") != NULL;
        snprintf(told, sizeof told, "claimant=GU-1; %s%s%s", bad[i].told, paid ? "" : "; guarantor_paid=0",
                 back ? "" : "; counter_guarantee=0");
        refused(&city, 1, told, FPL_E_GATE_TOLD_MORE, bad[i].field, bad[i].bound);
    }
    assert_int_equal(pay(&city, 1, "claimant=GU-1; repaid=400; guarantor_paid=600; counter_guarantee=0"), 21000);
    city_verify(&city);
    city_end(&city);
}

/* Whatever claims tell and however many there are, what was paid in all is at most the rate of the loss as told. */
static void test_desk_told__sum_of_payouts(void **state) {
    static const int told[][5] = {{900, 0, 900, 950, 0}, {500, 400, 600, 0, 1000}, {0, 100, 0, 300, 200}};
    (void)state;
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        struct city city;
        int64_t sum = 0, most = 0;
        city_begin(&city);
        pack(&city, "base_kind: OUTSTANDING_PRINCIPAL");
        loan(&city, "1000.00", "");
        for (int n = 0; n < 5; n++) {
            char text[40];
            snprintf(text, sizeof text, "repaid=%d", told[i][n]);
            int64_t paid = pay(&city, n, text);
            assert_int_equal(paid < 0, told[i][n] < most || told[i][n] == 1000);
            if (paid < 0)
                continue;
            sum += paid;
            most = told[i][n];
            assert_true(paid == 0 || sum <= (100000 - most * 100) * 35 / 100);
        }
        city_verify(&city);
        city_end(&city);
    }
}

static void repay(struct city *city, int n, const char *amount) {
    city_do(city, "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=%d; occurred=2026-11-0%d; amount=%s",
            n, n, amount);
}

/* A repayment is recorded whatever was decided; what was decided on another sum is not paid, not even if it is nothing.
 */
static void test_desk_told__repaid_after_the_decision(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack(&city, "base_kind: OUTSTANDING_PRINCIPAL\ncap_pool_year: {amount: 315元}");
    loan(&city, "1000.00", "");
    assert_int_equal(submit(&city, 1, "repaid=0"), FPL_OK);
    int seq = (int)city.answer.seq;
    city_do(&city, "li claim.approve p claim=4/%d; expect=315", seq);
    repay(&city, 1, "100");
    city_no(&city, FPL_E_STALE, "qian claim.pay p claim=4/%d; bank_ref=L", seq);
    assert_string_equal(city.error.arg[0], "0.00");
    assert_string_equal(city.error.arg[1], "100.00");
    city_do(&city, "zhang repayment.reverse p bank=BK-1; contract=C-1; iou=1; instalment=1; memo=误记");
    assert_int_equal(city_dry(&city, "qian claim.pay p claim=4/%d; bank_ref=L", seq), FPL_OK); /* as it was decided */
    repay(&city, 2, "100");
    city_do(&city, "li claim.revoke p claim=4/%d; reason=还款", seq);
    city_do(&city, "li claim.approve p claim=4/%d; expect=315", seq); /* the same amount, decided anew */
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=L", seq);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_told__paid_off_after_a_decision_of_nothing(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack(&city, "base_kind: OUTSTANDING_PRINCIPAL\ncap_pool_year: {amount: 0元}");
    loan(&city, "1000.00", "");
    assert_int_equal(submit(&city, 1, "repaid=0"), FPL_OK);
    int seq = (int)city.answer.seq;
    city_do(&city, "li claim.approve p claim=4/%d; expect=0", seq); /* closed: the loan goes on as before */
    city_no(&city, FPL_E_STATE, "qian claim.pay p claim=4/%d; bank_ref=L", seq);
    repay(&city, 1, "1");
    assert_int_equal(submit(&city, 2, "repaid=1"), FPL_OK);
    int again = (int)city.answer.seq;
    city_no(&city, FPL_E_GATE_LOAN_STATE, "li claim.revoke p claim=4/%d; reason=误", seq); /* it is claimed on again */
    city_do(&city, "li claim.refuse p claim=4/%d; reason=结清", again);
    city_do(&city, "li claim.revoke p claim=4/%d; reason=误", seq);
    repay(&city, 2, "999");
    city_no(&city, FPL_E_GATE_LOAN_STATE, "li claim.approve p claim=4/%d; expect=0", seq);
    city_do(&city, "li claim.refuse p claim=4/%d; reason=结清", seq);
    city_verify(&city);
    city_end(&city);
}

/* What a decision will need of the claim is asked at once: accepted, the claim could never be approved, and would keep
 * those behind it waiting. */
static void test_desk_told__lacks_what_the_decision_needs(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack(&city, "base_kind: OUTSTANDING_PRINCIPAL\ncap_total_gov_of_liability: {rate: 80%, measure: LIABILITY}");
    loan(&city, "1000.00", "; guarantor=GU-1");
    assert_int_equal(submit(&city, 1, "claimant=GU-1; repaid=0"), FPL_E_MISSING);
    assert_string_equal(city.error.field, "liability");
    assert_int_equal(submit(&city, 1, "claimant=GU-1; repaid=0; liability=400"), FPL_E_MISSING);
    assert_string_equal(city.error.field, "other_gov");
    assert_int_equal(pay(&city, 1, "claimant=GU-1; repaid=0; liability=400; other_gov=0"), 32000);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_told__never_shrinks),
        cmocka_unit_test(test_desk_told__each_amount),
        cmocka_unit_test(test_desk_told__less_than_the_ledger),
        cmocka_unit_test(test_desk_told__less_than_was_shared),
        cmocka_unit_test(test_desk_told__shared_between_two_payouts),
        cmocka_unit_test(test_desk_told__bounded_by_the_loan),
        cmocka_unit_test(test_desk_told__sum_of_payouts),
        cmocka_unit_test(test_desk_told__lacks_what_the_decision_needs),
        cmocka_unit_test(test_desk_told__repaid_after_the_decision),
        cmocka_unit_test(test_desk_told__paid_off_after_a_decision_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
