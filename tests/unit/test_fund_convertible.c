/* E28: a convertible is an investment from the day it is paid, and keeps that day when it becomes equity. */
#include "fund_tells.h"

#define NOTE(id, firm, day, amount, more)                                                                              \
    "zhang deal.record " B " deal=" id "; firm=" firm "; firm_name=名" firm "; paid_date=" day "; amount=" amount      \
    "; instrument=CONVERTIBLE" more
#define CONVERT(id, of, day, amount, more)                                                                             \
    "zhang convertible.convert " B " conversion=" id "; deal=" of "; occurred=" day "; amount=" amount                 \
    "; document=转股协议" more
#define EARLY "; is_transfer=Y; achievement=A"
#define BIND                                                                                                           \
    "ren early.bind " B " binding=R; profile=TRANSFER; version=1; from=2023-01-01; basis=B1; followon=REASSESS"        \
    "; document=协议; threshold=1/2"
#define RULE B ",测试基金,CNY,R,TRANSFER@1,按投资额,逐笔,累计,"
#define END  "2024-12-31"

/* 900 for the note of an early firm, 300 of another: 75 % before and after the conversions. */
static void test_fund_convertible__keeps_its_day(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, BIND);
    city_do(&city, NOTE("P1", "F-1", "2023-04-10", "900", EARLY));
    city_do(&city, DEAL("P2", "F-2", "2023-04-11", "300", "; is_transfer=N"));
    is(&city, "1501", "F-1", END, "900.00");
    is(&city, "1101", "F-1", END, "0.00");
    is(&city, "100201", NULL, END, "-1200.00");
    tells(&city, fpl_report_early, "2023-04-30", RULE "900.00,0.00,1200.00,75.0000,");
    tells(&city, fpl_report_performance, "2023-04-30", "毛（项目）,1200.00,0.00,1200.00,");
    tells(&city, fpl_report_fund, "2023-04-30", "债权投资（可转债，按成本）,900.00");
    tells(&city, fpl_report_fund, "2023-04-30", "F-1,名F-1,,仅可转债,900.00,900.00,");
    city_do(&city, CONVERT("Z-1", "P1", "2023-09-01", "600", "; shares=200"));
    is(&city, "1501", "F-1", END, "300.00");
    is(&city, "110101", "F-1", END, "600.00");
    city_do(&city, CONVERT("Z-2", "P1", "2023-10-01", "300", "; shares=100"));
    is(&city, "1501", "F-1", END, "0.00");
    is(&city, "110101", "F-1", END, "900.00");
    tells(&city, fpl_report_early, END, RULE "900.00,0.00,1200.00,75.0000,");
    tells(&city, fpl_report_early, END, "P1,F-1,名F-1,2023-04-10,900.00,"); /* the day it was paid */
    tells(&city, fpl_report_performance, END, "毛（项目）,1200.00,0.00,1200.00,");
    /* 300 shares: a third leaves with 300 of the cost */
    city_do(&city, EXIT("X-1", "F-1", "2023-11-01", "shares=100", "500", "RECEIVED"));
    is(&city, "110101", "F-1", END, "600.00");
    is(&city, "611101", NULL, END, "-200.00");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_convertible__beside_equity(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "1000", ""));
    city_do(&city, NOTE("P2", "F-1", "2023-05-10", "400", ""));
    city_do(&city, VALUE("V-1", "F-1", "2023-06-30", "1200")); /* of the equity */
    is(&city, "110102", "F-1", END, "200.00");
    city_do(&city, EXIT("X-1", "F-1", "2023-07-01", "whole=Y", "1300", "RECEIVED"));
    is(&city, "611101", NULL, END, "-100.00");
    is(&city, "1501", "F-1", END, "400.00"); /* stays, and may be converted */
    no(&city, FPL_E_HOLDING, "F-1", "CONVERTIBLE", EXIT("X-2", "F-1", "2023-07-02", "whole=Y", "1", "RECEIVED"));
    no(&city, FPL_E_HOLDING, "F-1", "CONVERTIBLE", VALUE("V-2", "F-1", "2023-07-02", "1"));
    city_do(&city, CONVERT("Z-1", "P2", "2023-08-01", "400", "; shares=7"));
    city_do(&city, EXIT("X-2", "F-1", "2023-08-02", "shares=7", "400", "RECEIVED"));
    is(&city, "1", "F-1", END, "0.00");
    is(&city, "611101", NULL, END, "-100.00");
    /* all of it taken back, the last one first */
    city_do(&city, "zhang exit.reverse " B " exit=X-2; memo=误");
    no(&city, FPL_E_LATER, "conversion|Z-1", NULL, "zhang exit.reverse " B " exit=X-1; memo=误");
    city_do(&city, "zhang conversion.reverse " B " conversion=Z-1; memo=误");
    is(&city, "1501", "F-1", END, "400.00");
    city_do(&city, "zhang exit.reverse " B " exit=X-1; memo=误");
    city_do(&city, "zhang valuation.reverse " B " valuation=V-1; memo=误");
    city_do(&city, "zhang deal.reverse " B " deal=P2; memo=误");
    city_do(&city, "zhang deal.reverse " B " deal=P1; memo=误");
    is(&city, "1", NULL, END, "0.00");
    city_verify(&city);
    city_end(&city);
}

/* A firm that only owed a note is lost with it: 500 paid, 120 recovered, 380 lost and pursued. */
static void test_fund_convertible__written_off(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, NOTE("P1", "F-1", "2023-04-10", "500", ""));
    no(&city, FPL_E_WRITE_OFF_GAIN, "500.00", "500.01", WRITE_OFF("W-1", "F-1", "2023-09-30", "500.01"));
    city_do(&city, WRITE_OFF("W-1", "F-1", "2023-09-30", "120"));
    is(&city, "1501", "F-1", END, "0.00");
    is(&city, "611104", NULL, END, "380.00");
    is(&city, "9006", "F-1", END, "380.00");
    tells(&city, fpl_report_fund, END, "核销成本,500.00");
    no(&city, FPL_E_HOLDING, "F-1", "WRITTEN_OFF", CONVERT("Z-1", "P1", "2023-10-01", "1", ""));
    city_do(&city, "zhang writeoff.reverse " B " writeoff=W-1; memo=误");
    is(&city, "1501", "F-1", END, "500.00");
    is(&city, "611104", NULL, END, "0.00");
    /* beside equity of 100: what comes in takes the equity first */
    city_do(&city, DEAL("P2", "F-1", "2023-10-10", "100", ""));
    city_do(&city, WRITE_OFF("W-2", "F-1", "2023-11-30", "150"));
    is(&city, "1501", "F-1", END, "0.00");
    is(&city, "110101", "F-1", END, "0.00");
    is(&city, "611104", NULL, END, "450.00");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_convertible__refused_and_refunded(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, BIND);
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "100", EARLY));
    no(&city, FPL_E_CONVERTIBLE, "P2", NULL, NOTE("P2", "F-2", "2023-04-10", "500", "; shares=1"));
    city_do(&city, NOTE("P2", "F-2", "2023-04-10", "500", EARLY));
    no(&city, FPL_E_NOT_CONVERTIBLE, "P1", NULL, CONVERT("Z-1", "P1", "2023-05-01", "1", ""));
    no(&city, FPL_E_NOT_FOUND, "P9", NULL, CONVERT("Z-1", "P9", "2023-05-01", "1", ""));
    no(&city, FPL_E_HELD, "500.00", "500.01", CONVERT("Z-1", "P2", "2023-05-01", "500.01", ""));
    no(&city, FPL_E_NEWEST, "2023-04-09", "2023-04-10", CONVERT("Z-1", "P2", "2023-04-09", "1", ""));
    no(&city, FPL_E_HOLDING, "F-2", "CONVERTIBLE",
       "zhang instalment.agree " B " instalment=I-1; deal=P2; occurred=2023-05-01; amount=1; document=d");
    city_do(&city, "zhang deal.refund " B " refund=T-1; deal=P2; occurred=2023-05-01; amount=200; bank_ref=S");
    is(&city, "1501", "F-2", END, "300.00");
    tells(&city, fpl_report_early, END, RULE "400.00,0.00,400.00,100.0000,");
    city_do(&city, CONVERT("Z-1", "P2", "2023-05-02", "250", "; shares=9"));
    no(&city, FPL_E_HELD, "50.00", "50.01", CONVERT("Z-2", "P2", "2023-05-02", "50.01", ""));
    no(&city, FPL_E_HELD, "50.00", "50.01",
       "zhang deal.refund " B " refund=T-2; deal=P2; occurred=2023-05-03; amount=50.01; bank_ref=S");
    no(&city, FPL_E_CONVERTIBLE, "P2", NULL,
       "zhang instalment.agree " B " instalment=I-1; deal=P2; occurred=2023-05-03; amount=1; document=d");
    city_do(&city, "zhang deal.refund " B " refund=T-2; deal=P2; occurred=2023-05-03; amount=50; bank_ref=S");
    is(&city, "1501", "F-2", END, "0.00");
    is(&city, "110101", "F-2", END, "250.00");
    city_do(&city, "zhang refund.reverse " B " refund=T-2; memo=误");
    city_do(&city, "zhang conversion.reverse " B " conversion=Z-1; memo=误");
    city_do(&city, "zhang deal.refund " B " refund=T-3; deal=P2; occurred=2023-05-03; amount=300; bank_ref=S");
    is(&city, "1", "F-2", END, "0.00");
    no(&city, FPL_E_HOLDING, "F-2", "EXITED", CONVERT("Z-2", "P2", "2023-05-04", "1", ""));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_convertible__keeps_its_day),
        cmocka_unit_test(test_fund_convertible__beside_equity),
        cmocka_unit_test(test_fund_convertible__written_off),
        cmocka_unit_test(test_fund_convertible__refused_and_refunded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
