/* E28: what is paid back on a convertible, in parts, with interest, beside equity, late, and taken back. By hand. */
#include "fund_tells.h"

#define NOTE(id, firm, day, amount, more)                                                                              \
    "zhang deal.record " B " deal=" id "; firm=" firm "; firm_name=名" firm "; paid_date=" day "; amount=" amount      \
    "; instrument=CONVERTIBLE" more
#define REDEEM(id, of, day, amount, more)                                                                              \
    "zhang convertible.redeem " B " redemption=" id "; deal=" of "; occurred=" day "; amount=" amount                  \
    "; bank_ref=" id more
#define EARLY "; is_transfer=Y; achievement=A"
#define BIND(basis, more)                                                                                              \
    "ren early.bind " B " binding=R; profile=TRANSFER; version=1; from=2023-01-01; basis=" basis                       \
    "; followon=REASSESS; document=协议; threshold=1/2" more
#define END "2024-12-31"
#define ROW "P1,F-1,名F-1,2023-04-10,2024-04-10,"

/* 900 of an early firm's note, 300 of another deal: 75 %, whatever is paid back. */
static void test_fund_redemption__in_parts(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, BIND("B1", ""));
    city_do(&city, NOTE("P1", "F-1", "2023-04-10", "900", EARLY "; matures=2024-04-10"));
    city_do(&city, DEAL("P2", "F-2", "2023-04-11", "300", "; is_transfer=N"));
    city_do(&city, REDEEM("H-1", "P1", "2023-10-10", "0", "; interest=22.50")); /* a coupon */
    tells(&city, fpl_report_fund, "2024-04-10", ROW "900.00,0.00,0.00,0.00,22.50,900.00,0,未到期");
    tells(&city, fpl_report_fund, "2024-04-13", ROW "900.00,0.00,0.00,0.00,22.50,900.00,3,到期未还");
    no(&city, FPL_E_HELD, "900.00", "900.01", REDEEM("H-2", "P1", "2024-04-20", "900.01", ""));
    city_do(&city, REDEEM("H-2", "P1", "2024-04-20", "600", "; interest=10.00"));
    is(&city, "1501", "F-1", END, "300.00");
    is(&city, "6011", NULL, END, "-32.50");
    is(&city, "100201", NULL, END, "-567.50"); /* 1200 out; 600 and 32.50 in */
    tells(&city, fpl_report_fund, END, "F-1,名F-1,,仅可转债,300.00,300.00,");
    city_do(&city, REDEEM("H-3", "P1", "2024-05-01", "300", "; interest=2.50"));
    is(&city, "1501", "F-1", END, "0.00");
    tells(&city, fpl_report_fund, END, "F-1,名F-1,,已退出,0.00,0.00,");
    tells(&city, fpl_report_fund, END, ROW "900.00,0.00,0.00,900.00,35.00,0.00,0,已结清");
    tells(&city, fpl_report_fund, END, "可转债收回本金,900.00");
    tells(&city, fpl_report_fund, END, "股利与可转债利息,35.00");
    tells(&city, fpl_report_fund, END, "投资（减退款）,1200.00");
    tells(&city, fpl_report_early, END, ",累计,900.00,0.00,1200.00,75.0000,");
    tells(&city, fpl_report_performance, END, "毛（项目）,1200.00,935.00,300.00,");
    no(&city, FPL_E_HOLDING, "F-1", "EXITED", REDEEM("H-4", "P1", "2024-05-02", "0", "; interest=1"));
    /* the last one first; what was due is due again, and told again */
    no(&city, FPL_E_LATER, "redemption|H-3", NULL, "zhang redemption.reverse " B " redemption=H-2; memo=误");
    city_do(&city, "zhang redemption.reverse " B " redemption=H-3; memo=误");
    city_do(&city, "zhang redemption.reverse " B " redemption=H-2; memo=误");
    is(&city, "1501", "F-1", END, "900.00");
    is(&city, "6011", NULL, END, "-22.50");
    tells(&city, fpl_report_fund, "2024-04-22", ROW "900.00,0.00,0.00,0.00,22.50,900.00,12,到期未还");
    city_do(&city, REDEEM("H-5", "P1", "2024-04-25", "900", ""));
    city_verify(&city);
    city_end(&city);
}

/* What is held counts in the outstanding window: 300 of the early note and 300 of the other, 50 %. */
static void test_fund_redemption__outstanding_share(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, BIND("B1", "; window=OUTSTANDING"));
    city_do(&city, NOTE("P1", "F-1", "2023-04-10", "900", EARLY));
    city_do(&city, DEAL("P2", "F-2", "2023-04-11", "300", "; is_transfer=N"));
    tells(&city, fpl_report_early, END, "900.00,0.00,1200.00,75.0000,");
    city_do(&city, REDEEM("H-1", "P1", "2023-10-10", "600", ""));
    tells(&city, fpl_report_early, END, "300.00,0.00,600.00,50.0000,");
    tells(&city, fpl_report_fund, END, "P1,F-1,名F-1,2023-04-10,,900.00,0.00,0.00,600.00,0.00,300.00,0,未写到期日");
    city_verify(&city);
    city_end(&city);
}

/* Beside equity of 1,000 the note of 400 is paid back: 1,200 is what the equity is worth, and stays so. A part
 * converted and refunded first: 400 less 100 less 50. */
static void test_fund_redemption__beside_equity(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "1000", ""));
    city_do(&city, NOTE("P2", "F-1", "2023-05-10", "400", ""));
    city_do(&city, "zhang convertible.convert " B " conversion=Z-1; deal=P2; occurred=2023-06-01; amount=100; "
                   "shares=10; document=协议");
    city_do(&city, "zhang deal.refund " B " refund=T-1; deal=P2; occurred=2023-06-02; amount=50; bank_ref=S");
    city_do(&city, VALUE("V-1", "F-1", "2023-06-30", "1200"));
    no(&city, FPL_E_HELD, "250.00", "250.01", REDEEM("H-1", "P2", "2023-09-01", "250.01", ""));
    no(&city, FPL_E_NOT_CONVERTIBLE, "P1", NULL, REDEEM("H-1", "P1", "2023-09-01", "1", ""));
    no(&city, FPL_E_NOT_FOUND, "P9", NULL, REDEEM("H-1", "P9", "2023-09-01", "1", ""));
    city_no(&city, FPL_E_AMOUNT_SIGN, "%s", REDEEM("H-1", "P2", "2023-09-01", "0", ""));
    city_do(&city, REDEEM("H-1", "P2", "2023-09-01", "250", "; interest=5"));
    is(&city, "1501", "F-1", END, "0.00");
    is(&city, "110101", "F-1", END, "1100.00");
    is(&city, "110102", "F-1", END, "100.00");
    no(&city, FPL_E_HELD, "0.00", "1.00",
       "zhang convertible.convert " B " conversion=Z-2; deal=P2; occurred=2023-09-02; amount=1; document=协议");
    no(&city, FPL_E_HELD, "0.00", "1.00",
       "zhang deal.refund " B " refund=T-2; deal=P2; occurred=2023-09-02; amount=1; bank_ref=S");
    tells(&city, fpl_report_fund, END, "P2,F-1,名F-1,2023-05-10,,400.00,50.00,100.00,250.00,5.00,0.00,0,已结清");
    tells(&city, fpl_report_fund, END, "F-1,名F-1,,在持,1100.00,1200.00,");
    city_verify(&city);
    city_end(&city);
}

/* A part is paid back, the rest is lost: 500 paid, 200 and 10 of interest back, 300 lost. */
static void test_fund_redemption__then_lost(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, NOTE("P1", "F-1", "2023-04-10", "500", "; matures=2023-09-01"));
    city_do(&city, REDEEM("H-1", "P1", "2023-09-01", "200", "; interest=10"));
    city_do(&city, WRITE_OFF("W-1", "F-1", "2024-09-30", "0"));
    is(&city, "611104", NULL, END, "300.00");
    is(&city, "9006", "F-1", END, "300.00");
    tells(&city, fpl_report_fund, END,
          "P1,F-1,名F-1,2023-04-10,2023-09-01,500.00,0.00,0.00,200.00,10.00,0.00,0,已结清");
    tells(&city, fpl_report_fund, END, "核销成本,300.00");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_redemption__matures(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_no(&city, FPL_E_MATURITY, "%s", DEAL("P1", "F-1", "2023-04-10", "100", "; matures=2024-04-10"));
    assert_string_equal(city.error.field, "matures");
    city_no(&city, FPL_E_DATE_ORDER, "%s", NOTE("P1", "F-1", "2023-04-10", "100", "; matures=2023-04-09"));
    city_do(&city, NOTE("P1", "F-1", "2023-04-10", "100", "; matures=2099-04-10")); /* it lies ahead */
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_redemption__in_parts),
        cmocka_unit_test(test_fund_redemption__outstanding_share),
        cmocka_unit_test(test_fund_redemption__beside_equity),
        cmocka_unit_test(test_fund_redemption__then_lost),
        cmocka_unit_test(test_fund_redemption__matures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
