/* What a claim tells of its loan, held against what the ledger knows: days overdue; and what its provisional amount
 * leaves out, said in the answer and in the record. */
#include "desk_world.h"

static void loan(struct city *city, int n, const char *due) {
    if (n == 1)
        city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-02");
    city_do(city,
            "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
            "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=%s; registered_on=2026-01-06",
            n, due);
}

#define CLAIM "bank1 claim.submit p bank=BK-1; iou=1; five_class=LOSS; repaid=0; contract="

/* Vector T26: due 2026-03-31, day 91 is 2026-06-30; and no day more. */
static void test_pool_told__days_overdue(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    loan(&city, 1, "2026-03-31");
    city_no(&city, FPL_E_GATE_OVERDUE_SINCE, CLAIM "C-1; claim_date=2026-06-30; overdue_days=92");
    assert_string_equal(city.answer.field, "overdue_days");
    assert_string_equal(city.error.arg[0], "2026-03-30");
    assert_string_equal(city.error.arg[1], "2026-03-31");
    city_no(&city, FPL_E_GATE_OVERDUE_SINCE, CLAIM "C-1; claim_date=2026-06-30; overdue_days=9000000000000000");
    /* what else is wrong with the claim is told with it */
    city_no(&city, FPL_E_GATE_CLASS,
            "bank1 claim.submit p bank=BK-1; iou=1; five_class=PASS; repaid=0; contract=C-1; "
            "claim_date=2026-06-30; overdue_days=92");
    assert_int_equal(city.answer.reasons, 2);
    assert_int_equal(city.answer.reason[1].status, FPL_E_GATE_OVERDUE_SINCE);
    city_do(&city, CLAIM "C-1; claim_date=2026-06-30; overdue_days=91");
    /* 90 days on a loan due 10 days ago: only where interest was overdue before */
    loan(&city, 2, "2026-09-20");
    city_no(&city, FPL_E_GATE_OVERDUE_SINCE, CLAIM "C-2; claim_date=2026-09-30; overdue_days=90");
    city_no(&city, FPL_E_GATE_OVERDUE_SINCE,
            CLAIM "C-2; claim_date=2026-09-30; overdue_days=90; interest_since=2026-07-03");
    city_no(&city, FPL_E_DATE_ORDER, CLAIM "C-2; claim_date=2026-09-30; overdue_days=90; interest_since=2026-01-04");
    assert_string_equal(city.answer.field, "interest_since");
    city_do(&city, CLAIM "C-2; claim_date=2026-09-30; overdue_days=90; interest_since=2026-07-02");
    /* interest that was overdue later than the principal takes no day away */
    loan(&city, 4, "2026-03-31");
    city_no(&city, FPL_E_GATE_OVERDUE_SINCE,
            CLAIM "C-4; claim_date=2026-06-30; overdue_days=92; interest_since=2026-04-20");
    city_do(&city, CLAIM "C-4; claim_date=2026-06-30; overdue_days=91; interest_since=2026-04-20");
    /* fewer than since the due date: an extension is not in the ledger */
    loan(&city, 3, "2026-03-31");
    city_do(&city, CLAIM "C-3; claim_date=2026-09-30; overdue_days=88");
    city_verify(&city);
    city_end(&city);
}

/* A cap whose measure is not recorded yet is left out of the provisional amount, by name; once it is recorded, it is
 * not. The record says so too, for the answer of an import. */
static void test_pool_told__left_out(void **state) {
    struct city city;
    struct fpl_buf body = {0};
    (void)state;
    city_begin(&city);
    city_pack(&city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\ncap_per_bank_year: {rate: 2%, measure: PRIOR_YEAR_BALANCE}\n"
              "cap_per_bank_deposit: {rate: 100%, measure: DEPOSIT}\n");
    city_do(&city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    loan(&city, 1, "2026-03-31");
    loan(&city, 2, "2026-03-31");
    int64_t seq = city_do(&city, CLAIM "C-1; claim_date=2026-06-30; overdue_days=91");
    assert_string_equal(city.answer.left_out, "cap_per_bank_year cap_per_bank_deposit");
    world_body(&city.w, 4, seq, &body);
    assert_non_null(strstr(body.p, "\"left\":\"cap_per_bank_year cap_per_bank_deposit\""));
    city_do(&city, "zhang measure.record p measure=prior_year_balance; party=BK-1; date=2025-12-31; amount=5000.00");
    city_do(&city, "zhang measure.record p measure=bank_deposit; party=BK-1; date=2026-05-31; amount=50000.00");
    seq = city_do(&city, CLAIM "C-2; claim_date=2026-06-30; overdue_days=91");
    assert_string_equal(city.answer.left_out, "");
    assert_int_equal(fpl_money_minor(city.answer.amount), 10000); /* 2 % of 5,000 */
    fpl_buf_reset(&body);
    world_body(&city.w, 4, seq, &body);
    assert_null(strstr(body.p, "\"left\""));
    fpl_buf_release(&body);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_told__days_overdue),
        cmocka_unit_test(test_pool_told__left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
