/* E04 and E29: what is agreed with a firm and not paid stands in memo until a deal pays it or it is cancelled. */
#include "fund_sums.h"

#define AGREE(id, firm, day, amount)                                                                                   \
    "zhang tranche.agree " B " tranche=" id "; firm=" firm "; firm_name=名" firm "; occurred=" day "; amount=" amount  \
    "; milestone=中试; document=投资协议"
#define CANCEL(id, of, day, amount)                                                                                    \
    "zhang tranche.cancel " B " cancellation=" id "; tranche=" of "; occurred=" day "; amount=" amount                 \
    "; document=补充协议"
#define END "2024-12-31"

/* 3,000,000 agreed in two tranches; the first is paid in two deals, of the second 400,000 are cancelled. */
static void test_fund_agreed__until_it_is_paid(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, AGREE("T-1", "F-1", "2023-03-01", "1000000"));
    city_do(&city, AGREE("T-2", "F-1", "2023-03-01", "2000000"));
    is(&city, "9002", "F-1", END, "3000000.00");
    is(&city, "9102", NULL, END, "-3000000.00");
    is(&city, "1", NULL, END, "0.00"); /* no asset, no cost, no share */
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "600000", "; tranche=T-1"));
    is(&city, "9002", "F-1", END, "2400000.00");
    is(&city, "110101", "F-1", END, "600000.00");
    no(&city, FPL_E_TRANCHE, "400000.00", "400000.01", DEAL("P2", "F-1", "2023-05-10", "400000.01", "; tranche=T-1"));
    city_do(&city, DEAL("P2", "F-1", "2023-05-10", "400000", "; tranche=T-1"));
    is(&city, "9002", "F-1", END, "2000000.00");
    no(&city, FPL_E_TRANCHE, "0.00", "0.01", DEAL("P3", "F-1", "2023-05-11", "0.01", "; tranche=T-1"));
    city_do(&city, CANCEL("Q-1", "T-2", "2023-06-01", "400000"));
    is(&city, "9002", "F-1", END, "1600000.00");
    is(&city, "9", NULL, END, "0.00");
    no(&city, FPL_E_TRANCHE, "1600000.00", "1600000.01", CANCEL("Q-2", "T-2", "2023-06-01", "1600000.01"));
    city_do(&city, DEAL("P4", "F-1", "2023-07-01", "50", "")); /* names none */
    is(&city, "9002", "F-1", END, "1600000.00");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_agreed__taken_back(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, AGREE("T-1", "F-1", "2023-03-01", "1000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "600", "; tranche=T-1"));
    city_do(&city, CANCEL("Q-1", "T-1", "2023-04-11", "300"));
    no(&city, FPL_E_LATER, "deal.recorded", NULL, "zhang tranche.reverse " B " tranche=T-1; memo=误");
    city_do(&city, "zhang deal.reverse " B " deal=P1; memo=误");
    is(&city, "9002", "F-1", END, "700.00");
    is(&city, "110101", "F-1", END, "0.00");
    no(&city, FPL_E_LATER, "tranche.cancelled", NULL, "zhang tranche.reverse " B " tranche=T-1; memo=误");
    city_do(&city, "zhang cancellation.reverse " B " cancellation=Q-1; memo=误");
    is(&city, "9002", "F-1", END, "1000.00");
    city_do(&city, "zhang tranche.reverse " B " tranche=T-1; memo=误");
    is(&city, "9002", "F-1", END, "0.00");
    is(&city, "9102", NULL, END, "0.00");
    no(&city, FPL_E_REVERSED, "T-1", NULL, DEAL("P2", "F-1", "2023-05-10", "1", "; tranche=T-1"));
    no(&city, FPL_E_REVERSED, "T-1", NULL, CANCEL("Q-2", "T-1", "2023-05-10", "1"));
    city_verify(&city);
    city_end(&city);
}

static void test_fund_agreed__refusals(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, AGREE("T-1", "F-1", "2023-03-01", "1000"));
    no(&city, FPL_E_NOT_FOUND, "T-9", NULL, DEAL("P1", "F-1", "2023-05-10", "1", "; tranche=T-9"));
    no(&city, FPL_E_NOT_FOUND, "T-9", NULL, CANCEL("Q-1", "T-9", "2023-05-10", "1"));
    no(&city, FPL_E_TRANCHE_FIRM, "F-1", "T-1", DEAL("P1", "F-2", "2023-05-10", "1", "; tranche=T-1"));
    city_no(&city, FPL_E_DATE_ORDER, DEAL("P1", "F-1", "2023-02-28", "1", "; tranche=T-1"));
    city_no(&city, FPL_E_DATE_ORDER, CANCEL("Q-1", "T-1", "2023-02-28", "1"));
    city_no(&city, FPL_E_FIRM_KIND,
            "zhang tranche.agree " B " tranche=T-2; firm=G-CZ; firm_name=财政; occurred=2023-03-01; amount=1; "
            "document=d");
    city_no(&city, FPL_E_KEY_CHANGED, AGREE("T-1", "F-1", "2023-03-01", "1001"));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_agreed__until_it_is_paid),
        cmocka_unit_test(test_fund_agreed__taken_back),
        cmocka_unit_test(test_fund_agreed__refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
