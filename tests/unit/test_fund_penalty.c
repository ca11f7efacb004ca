/* E23, the penalty of a late payment: income that follows from what was overdue, and a commitment that anything names
 * stays. */
#include "fund_sums.h"

#define LATE(id, amount, more)                                                                                         \
    "zhang penalty.receive " B " penalty=" id "; commitment=C-G; occurred=2023-04-01; amount=" amount                  \
    "; bank_ref=S" more
#define BASIS "; base=12000000; rate=0.05%; due=2023-03-05; until=2023-03-15"

/* 12,000,000 at 0.05 % a day, due on the 5th and paid on the 15th: ten days, 60,000. */
static void test_fund_penalty__is_income(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    city_do(&city, "%s", LATE("W-1", "60000", BASIS));
    is(&city, "630101", NULL, "2023-12-31", "-60000.00");
    is(&city, "100201", NULL, "2023-12-31", "16882465.75");
    is(&city, "400101", NULL, "2023-12-31", "-12000000.00"); /* no capital */
    is(&city, "9001", "LP-G", "2023-12-31", "48000000.00");
    city_do(&city, "%s", LATE("W-2", "7.77", "")); /* without a basis as told */
    city_do(&city, "zhang penalty.reverse " B " penalty=W-1; memo=误");
    is(&city, "630101", NULL, "2023-12-31", "-7.77");
    is(&city, "100201", NULL, "2023-12-31", "16822473.52");
    city_verify(&city);
    city_end(&city);
}

/* Out of order: both days are told, behind their names. */
static void days(struct city *city, const char *day, const char *before, const char *line) {
    city_no(city, FPL_E_DATE_ORDER, "%s", line);
    assert_non_null(strstr(city->error.arg[0], day));
    assert_non_null(strstr(city->error.arg[1], before));
}

/* HALF_UP to fen: 100 x 0.015 % x 9 = 0.135. */
static void test_fund_penalty__follows_from_its_basis(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    no(&city, FPL_E_CHANGED, "60000.00", NULL, LATE("W-1", "60000.01", BASIS));
    no(&city, FPL_E_CHANGED, "0.14", NULL,
       LATE("W-1", "0.13", "; base=100; rate=0.015%; due=2023-03-06; until=2023-03-15"));
    city_do(&city, "%s", LATE("W-1", "0.14", "; base=100; rate=0.015%; due=2023-03-06; until=2023-03-15"));
    no(&city, FPL_E_CHANGED, "0.00", NULL, /* paid on the day it was due */
       LATE("W-2", "0.01", "; base=100; rate=1%; due=2023-03-15; until=2023-03-15"));
    no(&city, FPL_E_MISSING, "rate", NULL, LATE("W-2", "1", "; base=1; due=2023-03-05; until=2023-03-15"));
    city_no(&city, FPL_E_RATIO_RANGE, "%s", LATE("W-2", "1", "; base=1; rate=2%; due=2023-03-05; until=2023-03-15"));
    days(&city, "2023-03-14", "2023-03-15", LATE("W-2", "1", "; base=1; rate=1%; due=2023-03-15; until=2023-03-14"));
    days(&city, "2023-02-28", "2023-03-01", LATE("W-2", "1", "; base=1; rate=1%; due=2023-02-28; until=2023-03-14"));
    city_no(&city, FPL_E_FUTURE, "%s", LATE("W-2", "1", "; base=1; rate=1%; due=2023-03-05; until=2030-03-15"));
    no(&city, FPL_E_NOT_FOUND, "C-0", NULL,
       "zhang penalty.receive " B " penalty=W-2; commitment=C-0; occurred=2023-04-01; amount=1; bank_ref=S");
    city_verify(&city);
    city_end(&city);
}

/* Each of them moves no sum of the commitment, and what it says would hang on nothing. */
static void test_fund_penalty__a_named_commitment_stays(void **state) {
    struct city city;
    static const char *const under[][4] = {
        {"capital.received", "capital.receive",
         "receipt=N-1; commitment=C-G; occurred=2023-04-01; amount=5; inside=N; bank_ref=S",
         "capital.reverse " B " receipt=N-1"},
        {"distribution.declared", "distribution.declare",
         "distribution=N-1; commitment=C-G; occurred=2023-04-01; amount=5; source=GAIN",
         "distribution.reverse " B " distribution=N-1"},
        {"result.attributed", "result.attribute",
         "result=N-1; commitment=C-G; occurred=2023-12-31; outcome=PROFIT; amount=5; document=审",
         "result.reverse " B " result=N-1"},
        {"penalty.received", "penalty.receive",
         "penalty=N-1; commitment=C-G; occurred=2023-04-01; amount=5; bank_ref=S", "penalty.reverse " B " penalty=N-1"},
    };
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "60000000"));
    for (size_t i = 0; i < sizeof under / sizeof under[0]; i++) {
        city_do(&city, "zhang %s " B " %s", under[i][1], under[i][2]);
        no(&city, FPL_E_LATER, under[i][0], NULL, "zhang commitment.reverse " B " commitment=C-G; memo=误");
        char told[64]; /* which one it is, and how it is taken back */
        snprintf(told, sizeof told, "%.*s reverse N-1", (int)strcspn(under[i][3], "."), under[i][3]);
        if (!strstr(city.error.arg[1], told) || !strstr(city.error.arg[1], "receipt "))
            fail_msg("%s: %s", told, city.error.arg[1]);
        city_do(&city, "zhang %s; memo=误", under[i][3]);
    }
    city_do(&city, "zhang penalty.receive " B " penalty=N-2; commitment=C-S; occurred=2023-04-01; amount=5; "
                   "bank_ref=S"); /* of another commitment */
    city_do(&city, "zhang commitment.reverse " B " commitment=C-G; memo=误");
    no(&city, FPL_E_REVERSED, "C-G", NULL, LATE("W-9", "5", ""));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_penalty__is_income),
        cmocka_unit_test(test_fund_penalty__follows_from_its_basis),
        cmocka_unit_test(test_fund_penalty__a_named_commitment_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
