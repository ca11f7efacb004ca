/* E27: an instalment is owed from one day and paid on another: cost from the first, invested from the second. */
#include "fund_tells.h"

#define OWE(id, of, day, amount, more)                                                                                 \
    "zhang instalment.agree " B " instalment=" id "; deal=" of "; occurred=" day "; amount=" amount                    \
    "; document=确认书" more
#define EARLY "; is_transfer=Y; achievement=A"
#define BIND                                                                                                           \
    "ren early.bind " B " binding=R; profile=TRANSFER; version=1; from=2023-01-01; basis=B1; followon=REASSESS"        \
    "; document=协议; threshold=1/2"
#define RULE B ",测试基金,CNY,R,TRANSFER@1,按投资额,逐笔,累计,"
#define END  "2024-12-31"

/* 600 are paid for an early firm and 1,000 for another; 400 more are owed to the early one from June, of which 150 are
 * paid in July and 250 in August: 600, 750 and 1,000 of 1,600, 1,750 and 2,000. */
static void test_fund_instalment__owed_and_paid(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, BIND);
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "600", EARLY));
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "1000", "; is_transfer=N"));
    city_do(&city, OWE("I-1", "P1", "2023-06-01", "400", "; shares=500"));
    is(&city, "110101", "F-1", END, "1000.00");
    is(&city, "224103", "F-1", END, "-400.00");
    is(&city, "100201", NULL, END, "-1600.00");
    tells(&city, fpl_report_early, "2023-06-30", RULE "600.00,0.00,1600.00,37.5000,");
    tells(&city, fpl_report_early, "2023-06-30", "37.5000"); /* the tallies too */
    city_do(&city, SETTLE("S-1", "INSTALMENT", "I-1", "2023-07-01", "150"));
    no(&city, FPL_E_DUE, "250.00", "250.01", SETTLE("S-2", "INSTALMENT", "I-1", "2023-08-01", "250.01"));
    city_do(&city, SETTLE("S-2", "INSTALMENT", "I-1", "2023-08-01", "250"));
    is(&city, "224103", "F-1", END, "0.00");
    is(&city, "100201", NULL, END, "-2000.00");
    tells(&city, fpl_report_early, "2023-06-30", RULE "600.00,0.00,1600.00,37.5000,");
    tells(&city, fpl_report_early, "2023-07-31", RULE "750.00,0.00,1750.00,42.8571,");
    tells(&city, fpl_report_early, END, RULE "1000.00,0.00,2000.00,50.0000,");
    tells(&city, fpl_report_early, END, "P1,F-1,名F-1,2023-04-10,1000.00,");
    /* of projects: 2,000 are put in, and what is held is worth as much; before the payment 400 of it were owed */
    tells(&city, fpl_report_performance, END, "毛（项目）,2000.00,0.00,2000.00,");
    tells(&city, fpl_report_performance, "2023-06-30", "毛（项目）,1600.00,0.00,1600.00,");
    /* 1,500 shares: a third leaves with a third of the cost */
    city_do(&city, EXIT("X-1", "F-1", "2023-09-01", "shares=500", "500", "RECEIVED"));
    is(&city, "110101", "F-1", END, "666.67");
    city_verify(&city);
    city_end(&city);
}

/* An instalment counts as its deal was judged: so it is of what was agreed then, and a later promise is another deal.
 */
static void test_fund_instalment__within_what_was_agreed(void **state) {
    struct city city;
    (void)state;
    found(&city);
    no(&city, FPL_E_AGREED, "599.99", "600.00", DEAL("P0", "F-1", "2023-04-10", "600", "; agreed=599.99"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "600", EARLY "; agreed=1000"));
    no(&city, FPL_E_AGREED, "400.00", "400.01", OWE("I-1", "P1", "2023-06-01", "400.01", ""));
    city_do(&city, OWE("I-1", "P1", "2023-06-01", "150", ""));
    no(&city, FPL_E_AGREED, "250.00", "250.01", OWE("I-2", "P1", "2023-06-02", "250.01", ""));
    city_do(&city, "zhang instalment.reverse " B " instalment=I-1; memo=误");
    city_do(&city, OWE("I-2", "P1", "2023-06-02", "400", ""));
    no(&city, FPL_E_AGREED, "0.00", "0.01", OWE("I-3", "P1", "2023-06-03", "0.01", ""));
    city_verify(&city);
    city_end(&city);
}

/* A profile adopted later judges the deal with all that was paid under it and given back of it. */
static void test_fund_instalment__judged_late(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "600", "; round=ANGEL"));
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "1000", "; round=C"));
    city_do(&city, OWE("I-1", "P1", "2023-06-01", "400", ""));
    city_do(&city, SETTLE("S-1", "INSTALMENT", "I-1", "2023-07-01", "400"));
    city_do(&city, "zhang deal.refund " B " refund=T-1; deal=P2; occurred=2023-07-02; amount=250; bank_ref=S");
    city_yaml(&city, "profile.adopt", "policies/profiles/ROUND_BASED.yaml");
    tells(&city, fpl_report_early, "2023-06-30", "ROUND_BASED@1,600.00,0.00,1600.00,37.5000,");
    tells(&city, fpl_report_early, END, "ROUND_BASED@1,1000.00,0.00,1750.00,57.1428,");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_instalment__of_a_tranche(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, "zhang tranche.agree " B " tranche=T-1; firm=F-1; firm_name=名F-1; occurred=2023-03-01; amount=500; "
                   "document=协议");
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "600", ""));
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "1000", ""));
    no(&city, FPL_E_TRANCHE, "500.00", "500.01", OWE("I-1", "P1", "2023-06-01", "500.01", "; tranche=T-1"));
    no(&city, FPL_E_TRANCHE_FIRM, "F-1", "T-1", OWE("I-1", "P2", "2023-06-01", "500", "; tranche=T-1"));
    city_do(&city, OWE("I-1", "P1", "2023-06-01", "300", "; tranche=T-1"));
    is(&city, "9002", "F-1", END, "200.00");
    no(&city, FPL_E_LATER, "instalment.agreed", NULL, "zhang tranche.reverse " B " tranche=T-1; memo=误");
    city_do(&city, "zhang instalment.reverse " B " instalment=I-1; memo=误");
    is(&city, "9002", "F-1", END, "500.00");
    is(&city, "110101", "F-1", END, "600.00");
    is(&city, "224103", "F-1", END, "0.00");
    city_do(&city, "zhang tranche.reverse " B " tranche=T-1; memo=误");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_instalment__taken_back(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, BIND);
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "600", EARLY));
    city_do(&city, OWE("I-1", "P1", "2023-06-01", "400", ""));
    city_do(&city, SETTLE("S-1", "INSTALMENT", "I-1", "2023-07-01", "150"));
    no(&city, FPL_E_LATER, "due.settled", NULL, "zhang instalment.reverse " B " instalment=I-1; memo=误");
    city_do(&city, OWE("I-2", "P1", "2023-06-02", "1", ""));
    city_do(&city, "zhang instalment.reverse " B " instalment=I-2; memo=误"); /* the one before it is named */
    no(&city, FPL_E_LATER, "instalment|I-1", NULL, "zhang deal.reverse " B " deal=P1; memo=误");
    assert_non_null(strstr(city.error.arg[1], "instalment reverse I-1"));
    /* 750 were paid: no more can come back */
    no(&city, FPL_E_HELD, "750.00", "750.01",
       "zhang deal.refund " B " refund=T-1; deal=P1; occurred=2023-08-01; amount=750.01; bank_ref=S");
    city_do(&city, "zhang deal.refund " B " refund=T-1; deal=P1; occurred=2023-08-01; amount=700; bank_ref=S");
    tells(&city, fpl_report_early, END, RULE "50.00,0.00,50.00,100.0000,");
    city_do(&city, "zhang refund.reverse " B " refund=T-1; memo=误");
    city_do(&city, "zhang settlement.reverse " B " settlement=S-1; memo=误");
    tells(&city, fpl_report_early, END, RULE "600.00,0.00,600.00,100.0000,");
    is(&city, "224103", "F-1", END, "-400.00");
    city_do(&city, "zhang instalment.reverse " B " instalment=I-1; memo=误");
    city_do(&city, "zhang deal.reverse " B " deal=P1; memo=误");
    is(&city, "1", NULL, END, "0.00");
    is(&city, "2", NULL, END, "0.00");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_instalment__refusals(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "600", ""));
    no(&city, FPL_E_NOT_FOUND, "P9", NULL, OWE("I-1", "P9", "2023-06-01", "1", ""));
    no(&city, FPL_E_NEWEST, "2023-04-09", "2023-04-10", OWE("I-1", "P1", "2023-04-09", "1", ""));
    no(&city, FPL_E_NOT_FOUND, "I-1", NULL, SETTLE("S-1", "INSTALMENT", "I-1", "2023-07-01", "1"));
    city_do(&city, EXIT("X-1", "F-1", "2023-05-01", "whole=Y", "700", "RECEIVED"));
    no(&city, FPL_E_HOLDING, "F-1", "EXITED", OWE("I-1", "P1", "2023-06-01", "1", ""));
    city_do(&city, DEAL("P2", "F-1", "2023-05-02", "5", ""));
    no(&city, FPL_E_HOLDING, "F-1", "EXITED", OWE("I-1", "P1", "2023-06-01", "1", "")); /* what is held is of P2 */
    city_do(&city, OWE("I-1", "P2", "2023-06-01", "1", ""));
    city_do(&city, DEAL("P3", "F-3", "2023-05-02", "5", ""));
    city_do(&city, "zhang deal.reverse " B " deal=P3; memo=误");
    city_no(&city, FPL_E_HOLDING, OWE("I-2", "P3", "2023-06-01", "1", ""));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_instalment__owed_and_paid),
        cmocka_unit_test(test_fund_instalment__within_what_was_agreed),
        cmocka_unit_test(test_fund_instalment__judged_late),
        cmocka_unit_test(test_fund_instalment__of_a_tranche),
        cmocka_unit_test(test_fund_instalment__taken_back),
        cmocka_unit_test(test_fund_instalment__refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
