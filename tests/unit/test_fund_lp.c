/* E30: a share of the fund goes from one partner to another: capital, commitment and what is unfunded. */
#include "fund_tells.h"

#define TRANSFER(id, of, to, party, capacity, amount, more)                                                            \
    "zhang lp.transfer " B " transfer=" id "; commitment=" of "; to=" to "; party=" party "; capacity=" capacity       \
    "; level=CITY; occurred=2023-06-30; amount=" amount "; document=协议" more
#define END "2024-12-31"

static void partners(struct city *city) {
    found(city);
    city_do(city, SIGN("C-G", "LP-G", "GUIDANCE", "1000"));
    city_do(city, SIGN("C-S", "LP-S", "SOCIAL", "3000"));
    city_do(city, PAY_IN("K-G", "C-G", "400"));
    city_do(city, PAY_IN("K-S", "C-S", "1200"));
}

/* A third of 3,000, of which 1,200 are paid in: 400 of capital and 600 unfunded go; then all the rest. */
static void test_fund_lp__in_part_and_whole(void **state) {
    struct city city;
    (void)state;
    partners(&city);
    city_do(&city, TRANSFER("T-1", "C-S", "C-9", "LP-G", "GUIDANCE", "1000", "; price=450"));
    is(&city, "400103", "LP-S", END, "-800.00");
    is(&city, "400101", "LP-G", END, "-800.00");
    is(&city, "9001", "LP-S", END, "1200.00");
    is(&city, "9001", "LP-G", END, "1200.00");
    is(&city, "9101", NULL, END, "-2400.00");
    is(&city, "100201", NULL, END, "1600.00");
    tells(&city, fpl_report_performance, END, "净（出资人）,1600.00,0.00,1600.00,");
    tells(&city, fpl_report_performance, END, "LP-S,LP-S名,800.00,0.00,800.00,");
    tells(&city, fpl_report_performance, END, "LP-G,LP-G名,800.00,0.00,800.00,");
    tells(&city, fpl_report_performance, "2023-06-29", "LP-S,LP-S名,1200.00,0.00,1200.00,");
    /* the buyer pays under it, and may be called for no more than it took over */
    city_do(&city,
            "zhang capital.receive " B " receipt=K-9; commitment=C-9; occurred=2023-07-15; amount=600; bank_ref=S");
    no(&city, FPL_E_UNFUNDED, "0.00", "0.01",
       "zhang capital.receive " B " receipt=K-8; commitment=C-9; occurred=2023-07-15; amount=0.01; bank_ref=S");
    city_do(&city, TRANSFER("T-2", "C-S", "C-8", "GP-1", "GP", "2000", ""));
    is(&city, "400103", NULL, END, "0.00");
    is(&city, "400102", "GP-1", END, "-800.00");
    is(&city, "9001", "LP-S", END, "0.00");
    is(&city, "9001", "GP-1", END, "1200.00");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_lp__taken_back(void **state) {
    struct city city;
    (void)state;
    partners(&city);
    city_do(&city, TRANSFER("T-1", "C-S", "C-9", "LP-G", "GUIDANCE", "1000", ""));
    city_do(&city, SIGN("C-N", "LP-S", "SOCIAL", "10"));
    city_do(&city, TRANSFER("T-N", "C-N", "C-M", "LP-G", "GUIDANCE", "4", ""));
    no(&city, FPL_E_LATER, "lp.transferred", NULL, "zhang commitment.reverse " B " commitment=C-N; memo=误");
    city_do(&city, "zhang lp.reverse " B " transfer=T-N; memo=误");
    city_do(&city, "zhang commitment.reverse " B " commitment=C-N; memo=误");
    no(&city, FPL_E_LATER, "lp.transferred", NULL, "zhang capital.reverse " B " receipt=K-S; memo=误");
    no(&city, FPL_E_LATER, "lp.transferred", NULL, /* it was never signed */
       "zhang commitment.reverse " B " commitment=C-9; memo=误");
    city_do(&city, DISTRIBUTE("D-1", "C-9", "5", ""));
    no(&city, FPL_E_LATER, "distribution.declared", NULL, "zhang lp.reverse " B " transfer=T-1; memo=误");
    city_do(&city, "zhang distribution.reverse " B " distribution=D-1; memo=误");
    city_do(&city, TRANSFER("T-2", "C-9", "C-7", "GP-1", "GP", "500", ""));
    no(&city, FPL_E_LATER, "lp.transferred", NULL, "zhang lp.reverse " B " transfer=T-1; memo=误");
    city_do(&city, "zhang lp.reverse " B " transfer=T-2; memo=误");
    city_do(&city, "zhang lp.reverse " B " transfer=T-1; memo=误");
    is(&city, "400103", "LP-S", END, "-1200.00");
    is(&city, "400101", "LP-G", END, "-400.00");
    is(&city, "9001", "LP-S", END, "1800.00");
    no(&city, FPL_E_REVERSED, "C-9", NULL,
       "zhang capital.receive " B " receipt=K-9; commitment=C-9; occurred=2023-07-15; amount=1; bank_ref=S");
    no(&city, FPL_E_LP_TAKEN, "C-9", NULL, TRANSFER("T-3", "C-S", "C-9", "LP-G", "GUIDANCE", "1", ""));
    city_do(&city, "zhang capital.reverse " B " receipt=K-S; memo=误");
    city_verify(&city);
    city_end(&city);
}

/* Two treasuries: the stake at cost moves from the book of the one to that of the other. */
static void test_fund_lp__treasuries(void **state) {
    struct city city;
    (void)state;
    partners(&city);
    city_do(&city, "zhang party.register - party=FUND-F; name=本基金; kind=lp; uscc=%s", city_firm(710));
    city_do(&city, "zhang party.register - party=G-2; name=县财政; kind=fiscal; uscc=%s", city_firm(711));
    city_do(&city, "root book.open - code=s2; kind=fiscal; name=县; name_en=S2; chart=fiscal@1; opened=2023-01-01");
    city_do(&city, "ren mirror.set " B " party=G-CZ; kind=fiscal; other=s; fund=FUND-F; agreed=2023-01-01");
    city_do(&city, "ren mirror.set " B " party=G-2; kind=fiscal; other=s2; fund=FUND-F; agreed=2023-01-01");
    city_do(&city, SIGN("C-F", "G-CZ", "GUIDANCE", "900"));
    city_do(&city, PAY_IN("K-F", "C-F", "300"));
    city_do(&city, TRANSFER("T-1", "C-F", "C-9", "G-2", "GUIDANCE", "300", ""));
    assert_int_equal(city.answer.sides, 2);
    in(&city, "s", "107101", "FUND-F", 20000);
    in(&city, "s", "308103", "FUND-F", -20000);
    in(&city, "s", "9001", "FUND-F", 40000);
    in(&city, "s2", "107101", "FUND-F", 10000);
    in(&city, "s2", "308103", "FUND-F", -10000);
    in(&city, "s2", "9001", "FUND-F", 20000);
    city_do(&city, TRANSFER("T-2", "C-F", "C-8", "LP-S", "SOCIAL", "600", "")); /* who has no book here */
    assert_int_equal(city.answer.sides, 1);
    in(&city, "s", "107101", "FUND-F", 0);
    city_do(&city, TRANSFER("T-3", "C-S", "C-7", "G-CZ", "GUIDANCE", "3000", ""));
    assert_int_equal(city.answer.sides, 1);
    in(&city, "s", "107101", "FUND-F", 120000);
    for (int i = 3; i >= 1; i--)
        city_do(&city, "zhang lp.reverse " B " transfer=T-%d; memo=误", i);
    in(&city, "s", "107101", "FUND-F", 30000);
    in(&city, "s2", "107101", "FUND-F", 0);
    in(&city, "s2", "9001", "FUND-F", 0);
    city_verify(&city);
    city_end(&city);
}

static void test_fund_lp__refusals(void **state) {
    struct city city;
    (void)state;
    partners(&city);
    no(&city, FPL_E_NOT_FOUND, "C-0", NULL, TRANSFER("T-1", "C-0", "C-9", "LP-G", "GUIDANCE", "1", ""));
    no(&city, FPL_E_LP_SELF, "LP-S", NULL, TRANSFER("T-1", "C-S", "C-9", "LP-S", "SOCIAL", "1", ""));
    no(&city, FPL_E_LP_TAKEN, "C-G", NULL, TRANSFER("T-1", "C-S", "C-G", "LP-G", "GUIDANCE", "1", ""));
    no(&city, FPL_E_RELEASE, "3000.00", "3000.01", TRANSFER("T-1", "C-S", "C-9", "LP-G", "GUIDANCE", "3000.01", ""));
    no(&city, FPL_E_LP_PAID, "1200.00", "1200.01",
       TRANSFER("T-1", "C-S", "C-9", "LP-G", "GUIDANCE", "2000", "; paid_in=1200.01"));
    no(&city, FPL_E_LP_PAID, "1200.00", "900.00",
       TRANSFER("T-1", "C-S", "C-9", "LP-G", "GUIDANCE", "800", "; paid_in=900"));
    no(&city, FPL_E_UNFUNDED, "1800.00", "2000.00",
       TRANSFER("T-1", "C-S", "C-9", "LP-G", "GUIDANCE", "2000", "; paid_in=0"));
    no(&city, FPL_E_FISCAL_CAPACITY, "G-CZ", NULL, TRANSFER("T-1", "C-S", "C-9", "G-CZ", "SOCIAL", "1", ""));
    city_do(&city, TRANSFER("T-1", "C-S", "C-9", "LP-G", "GUIDANCE", "1800", "; paid_in=0")); /* what is unpaid alone */
    is(&city, "400103", "LP-S", END, "-1200.00");
    is(&city, "9001", "LP-S", END, "0.00");
    is(&city, "9001", "LP-G", END, "2400.00");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_lp__in_part_and_whole),
        cmocka_unit_test(test_fund_lp__taken_back),
        cmocka_unit_test(test_fund_lp__treasuries),
        cmocka_unit_test(test_fund_lp__refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
