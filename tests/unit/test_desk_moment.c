/* A decision reads what holds at its own moment: what was read at the submission and holds no more is unknown. And what
 * a registration freezes stays as it was. */
#include "desk_world.h"

static int claim(struct city *city, const char *bank, int n) {
    city_do(city, "zhang whitelist.list p firm=F-%d; firm_name=F-%d; listed_on=2025-01-02; keylist=Y", n, n);
    city_do(city,
            "zhang loan.register p bank=%s; contract=C-%d; iou=1; firm=F-%d; firm_name=F-%d; type=CREDIT; "
            "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
            "registered_on=2026-01-05",
            bank, n, n, n);
    return (int)city_do(city,
                        "zhang claim.submit p bank=%s; contract=C-%d; iou=1; claim_no=C-%d; claim_date=2026-10-01; "
                        "overdue_days=88; five_class=LOSS; repaid=0",
                        bank, n, n);
}

static void begin(struct city *city, const char *lines, const char *to) {
    char text[400];
    snprintf(text, sizeof text,
             "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
             "  - {rate: 40%%}\n%s\n",
             lines);
    city_begin(city);
    city_pack(city, "o", text);
    city_do(city, "zhang party.register - party=BK-3; name=某; kind=bank; uscc=%s", city_firm(950));
    city_do(city,
            "ren agreement.sign p agreement=O-1; party=BK-3; pack=o; version=1; from=2026-01-01; signed=2026-01-01%s",
            to);
}

static void lacks(struct city *city, int seq, const char *fact) {
    city_no(city, FPL_E_MISSING, "li claim.approve p claim=4/%d; expect=400", seq);
    assert_string_equal(city->error.arg[0], fact);
}

/* 2 % of the balance at the end of the last year: in the new year that is another balance, which nobody has told yet.
 */
static void test_desk_moment__year_end(void **state) {
    struct city city;
    (void)state;
    begin(&city, "cap_per_bank_year: {rate: 2%, measure: PRIOR_YEAR_BALANCE}", "");
    city_do(&city, "zhang measure.record p measure=prior_year_balance; party=BK-3; date=2025-12-31; amount=100000000");
    int a = claim(&city, "BK-3", 1);
    assert_int_equal(fpl_money_minor(city.answer.amount), 40000);
    assert_int_equal(city_dry(&city, "li claim.approve p claim=4/%d; expect=400", a), FPL_OK);
    city_day(&city, "2027-01-15");
    lacks(&city, a, "measure.prior_year_balance");
    city_do(&city, "zhang measure.record p measure=prior_year_balance; party=BK-3; date=2026-12-31; amount=10000");
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=4/%d; expect=400", a);
    city_do(&city, "li claim.approve p claim=4/%d; expect=200", a);
    city_verify(&city);
    city_end(&city);
}

/* The scheme's year, and every sum over the cooperation, are those of the agreement in force on the day of decision. */
static void test_desk_moment__ended_agreement(void **state) {
    static const struct {
        const char *lines, *fact;
    } each[] = {
        {"cap_year_ramp: [{year: 1, amount: 100万元}]", "agreement.year_no"},
        {"cap_rate_of_lending: {rate: 100%, measure: LENDING, scope: POOL}", "lending.period"},
        {"cap_rate_of_lending: {rate: 100%, measure: LENDING, scope: BANK}", "lending.bank_period"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        struct city city;
        begin(&city, each[i].lines, "; to=2026-11-30");
        int a = claim(&city, "BK-3", 1);
        assert_int_equal(city_dry(&city, "li claim.approve p claim=4/%d; expect=400", a), FPL_OK);
        city_day(&city, "2026-12-01");
        lacks(&city, a, each[i].fact);
        city_do(&city, "li claim.approve p claim=4/%d; expect=400; occurred=2026-11-30", a);
        city_verify(&city);
        city_end(&city);
    }
}

/* Registration freezes what proves that the firm qualifies: it leaves the list later, and its add-on stays. */
static void test_desk_moment__frozen_at_registration(void **state) {
    struct city city;
    (void)state;
    begin(&city, "addon:\n  - {when: {field: firm.keylist, op: \"=\", value: true}, add: 15%}", "");
    int a = claim(&city, "BK-3", 1);
    city_do(&city, "zhang whitelist.list p firm=F-1; firm_name=F-1; listed_on=2026-10-02; status=OUT");
    city_do(&city, "li claim.approve p claim=4/%d; expect=550", a);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_moment__year_end),
        cmocka_unit_test(test_desk_moment__ended_agreement),
        cmocka_unit_test(test_desk_moment__frozen_at_registration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
