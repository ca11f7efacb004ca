/* E32: a distribution paid in kind, at the fair value of the day, in the fund's book and in the party's. */
#include "fund_tells.h"

static void company_and_treasury(struct city *city) {
    found(city);
    city_do(city, "zhang party.register - party=FUND-F; name=本基金; kind=lp; uscc=%s", city_firm(710));
    city_do(city, "ren mirror.set " B " party=LP-G; kind=company; other=c; fund=FUND-F; stake=LTEI; agreed=2023-01-01");
    city_do(city, "ren mirror.set " B " party=G-CZ; kind=fiscal; other=s; fund=FUND-F; agreed=2023-01-01");
    city_do(city, SIGN("C-G", "LP-G", "GUIDANCE", "10000"));
    city_do(city, SIGN("C-F", "G-CZ", "GUIDANCE", "10000"));
    city_do(city, SIGN("C-S", "LP-S", "SOCIAL", "10000"));
    city_do(city, PAY_IN("K-G", "C-G", "2000"));
    city_do(city, PAY_IN("K-F", "C-F", "2000"));
    city_do(city, PAY_IN("K-S", "C-S", "2000"));
    city_do(city, DEAL("P1", "F-1", "2023-04-10", "1000", "")); /* 1,000 shares */
    city_do(city, VALUE("V-1", "F-1", "2023-12-31", "1500"));
}

#define OWE(id, of, amount, source)                                                                                    \
    "zhang distribution.declare " B " distribution=" id "; commitment=" of "; occurred=2024-01-31; amount=" amount     \
    "; source=" source
#define DELIVER(id, of, day, what, amount)                                                                             \
    "zhang distribution.deliver " B " delivery=" id "; distribution=" of "; firm=F-1; occurred=" day "; " what         \
    "; amount=" amount "; document=评估"
#define END "2024-12-31"

/* 500 of 1,000 shares, carried at 500 and 250, are worth 800 when they are given away: 50 are a rise of that day. */
static void test_fund_delivery__at_its_value(void **state) {
    struct city city;
    (void)state;
    company_and_treasury(&city);
    city_do(&city, OWE("D-1", "C-S", "1000", "GAIN"));
    no(&city, FPL_E_DUE, "1000.00", "1000.01", DELIVER("S-1", "D-1", "2024-02-10", "shares=500", "1000.01"));
    city_do(&city, DELIVER("S-1", "D-1", "2024-02-10", "shares=500", "800"));
    is(&city, "2232", "LP-S", END, "-200.00");
    is(&city, "110101", "F-1", END, "500.00");
    is(&city, "110102", "F-1", END, "250.00");
    is(&city, "6101", NULL, END, "-550.00"); /* 500 by the valuation, 50 on the day */
    is(&city, "6111", NULL, END, "0.00");
    is(&city, "100201", NULL, END, "5000.00"); /* no money moves */
    tells(&city, fpl_report_performance, END, "毛（项目）,1000.00,800.00,750.00,");
    tells(&city, fpl_report_performance, END, "LP-S,LP-S名,2000.00,800.00,");
    tells(&city, fpl_report_fund, END, "退出收入（净）,800.00");
    tells(&city, fpl_report_fund, END, "退出结转成本,500.00");
    city_do(&city, SETTLE("Z-1", "DISTRIBUTION", "D-1", "2024-02-11", "200")); /* the rest in money */
    no(&city, FPL_E_DUE, "0.00", "0.01", DELIVER("S-2", "D-1", "2024-02-12", "shares=1", "0.01"));
    no(&city, FPL_E_LATER, "distribution.delivered", NULL,
       "zhang distribution.reverse " B " distribution=D-1; memo=误");
    /* below what it is carried at: 300 for 500 and 250, and all of it */
    city_do(&city, OWE("D-2", "C-S", "300", "GAIN"));
    city_do(&city, DELIVER("S-2", "D-2", "2024-02-12", "whole=Y", "300"));
    is(&city, "1101", "F-1", END, "0.00");
    is(&city, "6101", NULL, END, "-100.00"); /* 550 less 450 */
    no(&city, FPL_E_HOLDING, "F-1", "EXITED", DELIVER("S-3", "D-2", "2024-02-13", "whole=Y", "1"));
    city_do(&city, "zhang delivery.reverse " B " delivery=S-2; memo=误");
    is(&city, "110101", "F-1", END, "500.00");
    is(&city, "110102", "F-1", END, "250.00");
    is(&city, "2232", "LP-S", END, "-300.00");
    city_do(&city, "zhang distribution.reverse " B " distribution=D-2; memo=误");
    city_verify(&city);
    city_end(&city);
}

/* The company's stake of 2,000 is taken down by principal of 400 and by a result of 100; the treasury's likewise, and
 * nothing reaches the state treasury. */
static void test_fund_delivery__sides(void **state) {
    struct city city;
    (void)state;
    company_and_treasury(&city);
    city_do(&city, OWE("D-1", "C-G", "400", "RETURN_OF_CAPITAL"));
    city_do(&city, OWE("D-2", "C-G", "100", "GAIN"));
    city_do(&city, OWE("D-3", "C-F", "400", "RETURN_OF_CAPITAL"));
    city_do(&city, OWE("D-4", "C-F", "100", "GAIN"));
    city_do(&city, DELIVER("S-1", "D-1", "2024-02-10", "shares=200", "400"));
    assert_int_equal(city.answer.sides, 1);
    city_do(&city, DELIVER("S-2", "D-2", "2024-02-10", "shares=50", "100"));
    city_do(&city, DELIVER("S-3", "D-3", "2024-02-10", "shares=200", "400"));
    city_do(&city, DELIVER("S-4", "D-4", "2024-02-10", "shares=50", "100"));
    in(&city, "c", "151101", "FUND-F", 160000);
    in(&city, "c", "151102", "FUND-F", -10000);
    in(&city, "c", "110101", "F-1", 50000);
    in(&city, "c", "100202", NULL, -200000); /* what was paid in */
    in(&city, "s", "107101", "FUND-F", 160000);
    in(&city, "s", "107103", "FUND-F", -10000);
    in(&city, "s", "107101", "F-1", 50000);
    in(&city, "s", "308103", NULL, -200000);
    in(&city, "s", "1001", NULL, -200000);
    in(&city, "s", "5001", NULL, 200000);
    in(&city, "s", "4001", NULL, 0);
    city_do(&city, OWE("D-5", "C-G", "1601", "RETURN_OF_CAPITAL"));
    city_no(&city, FPL_E_STAKE_COST, DELIVER("S-5", "D-5", "2024-02-11", "shares=1", "1600.01"));
    for (int i = 4; i >= 1; i--)
        city_do(&city, "zhang delivery.reverse " B " delivery=S-%d; memo=误", i);
    in(&city, "c", "151101", "FUND-F", 200000);
    in(&city, "c", "1101", "F-1", 0);
    in(&city, "s", "107101", "FUND-F", 200000);
    in(&city, "s", "107101", "F-1", 0);
    is(&city, "110101", "F-1", END, "1000.00");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_delivery__refusals(void **state) {
    struct city city;
    (void)state;
    company_and_treasury(&city);
    city_do(&city, OWE("D-1", "C-S", "1000", "GAIN"));
    no(&city, FPL_E_NOT_FOUND, "D-9", NULL, DELIVER("S-1", "D-9", "2024-02-10", "shares=500", "800"));
    city_no(&city, FPL_E_SHARES_OR_WHOLE, DELIVER("S-1", "D-1", "2024-02-10", "shares=1; whole=Y", "800"));
    no(&city, FPL_E_HELD, "1000", "1001", DELIVER("S-1", "D-1", "2024-02-10", "shares=1001", "800"));
    city_no(&city, FPL_E_DATE_ORDER, DELIVER("S-1", "D-1", "2024-01-30", "shares=1", "1"));
    no(&city, FPL_E_NEWEST, "2024-02-01", "2024-02-02",
       (city_do(&city, VALUE("V-2", "F-1", "2024-02-02", "1500")),
        DELIVER("S-1", "D-1", "2024-02-01", "shares=1", "1")));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_delivery__at_its_value),
        cmocka_unit_test(test_fund_delivery__sides),
        cmocka_unit_test(test_fund_delivery__refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
