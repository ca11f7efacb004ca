/* Risk reserve, carried interest, concession and clawback of a fund: what they post, what bounds them, and back. */
#include "fund_story.h"

#include "fund_sums.h"

#define APPROPRIATE(id, amount, more)                                                                                  \
    "zhang reserve.appropriate " B " reserve=" id "; occurred=2024-12-31; amount=" amount "; document=办法" more
#define COVER(id, amount)                                                                                              \
    "zhang reserve.use " B " cover=" id "; occurred=2024-12-31; year=2024; approval=批; amount=" amount
#define CARRY(id, kind, payee, day, amount)                                                                            \
    "zhang carry.declare " B " carry=" id "; kind=" kind "; payee=" payee "; occurred=" day                            \
    "; document=协议; amount=" amount
#define WITHHOLD(id, of, amount)                                                                                       \
    "zhang carry.withhold " B " withholding=" id "; carry=" of                                                         \
    "; occurred=2024-12-31; year=2024; approval=批; amount=" amount
#define END "2026-12-31"

/* Fund rules §6, T5: 200 beyond what is tolerated; the reserve, 5 % of 600, covers 30; the manager's bonuses of three
 * years, 40, 50 and 20, are withheld; 60 stay uncovered. */
static void test_fund_carry__t5_excess_cover(void **state) {
    struct city city;
    (void)state;
    found(&city);
    no(&city, FPL_E_CHANGED, "30.00", NULL, APPROPRIATE("ZB", "30.01", "; base=600; rate=5%"));
    city_no(&city, FPL_E_MISSING, APPROPRIATE("ZB", "30", "; base=600"));
    city_do(&city, APPROPRIATE("ZB", "30", "; base=600; rate=5%%"));
    is(&city, "410110", NULL, END, "-30.00");
    is(&city, "410415", NULL, END, "30.00");
    no(&city, FPL_E_RESERVE, "30.00", "30.01", COVER("MB", "30.01"));
    no(&city, FPL_E_LOSS_YEAR, "2025", "2024",
       "zhang reserve.use " B " cover=MB; occurred=2024-12-31; year=2025; approval=批; amount=30");
    city_do(&city, COVER("MB", "30"));
    no(&city, FPL_E_RESERVE, "0.00", "30.00", "zhang reserve.reverse " B " reserve=ZB; memo=误");
    is(&city, "4104", NULL, END, "0.00");
    city_do(&city, CARRY("YJ-0", "CARRY", "GP-1", "2024-12-31", "40"));
    city_do(&city, CARRY("YJ-1", "CARRY", "GP-1", "2024-12-31", "50"));
    city_do(&city, CARRY("YJ-2", "CARRY", "GP-1", "2024-12-31", "20"));
    no(&city, FPL_E_DUE, "40.00", "40.01", WITHHOLD("KJ-0", "YJ-0", "40.01"));
    no(&city, FPL_E_LOSS_YEAR, "2025", "2024", /* carry of 2024 makes no loss of 2025 good */
       "zhang carry.withhold " B
       " withholding=KJ-0; carry=YJ-0; occurred=2025-03-01; year=2025; approval=批; amount=1");
    city_do(&city, WITHHOLD("KJ-0", "YJ-0", "40"));
    city_do(&city, WITHHOLD("KJ-1", "YJ-1", "50"));
    city_do(&city, WITHHOLD("KJ-2", "YJ-2", "20"));
    no(&city, FPL_E_DUE, "0.00", "0.01", WITHHOLD("KJ-3", "YJ-2", "0.01"));
    is(&city, "224106", NULL, END, "0.00");
    is(&city, "410401", NULL, END, "0.00");
    no(&city, FPL_E_LATER, "carry.withheld", NULL, "zhang carry.reverse " B " carry=YJ-2; memo=误");
    city_do(&city, "zhang withholding.reverse " B " withholding=KJ-2; memo=误");
    city_do(&city, "zhang carry.reverse " B " carry=YJ-2; memo=误");
    city_do(&city, "zhang cover.reverse " B " cover=MB; memo=误");
    city_do(&city, "zhang reserve.reverse " B " reserve=ZB; memo=误");
    is(&city, "410110", NULL, END, "0.00");
    city_no(&city, FPL_E_NOT_FOUND, WITHHOLD("KJ-4", "YJ-9", "1"));
    city_verify(&city);
    city_end(&city);
}

/* Fund rules §6, T13: 60 % of 40 % of a gain of 15,000,000 is 3,600,000. */
static void test_fund_carry__t13_concession(void **state) {
    struct city city;
#define CONCEDE(amount, more) CARRY("RL", "CONCESSION", "LP-S", "2024-12-31", amount) more
    (void)state;
    found(&city);
    year_2023(&city);
    city_do(&city, EXIT("X", "F-3", "2024-12-31", "whole=Y", "60000000", "RECEIVED"));
    no(&city, FPL_E_CHANGED, "3600000.00", NULL,
       CONCEDE("3600000.01", "; gain=15000000; qualifying=60%; conceded=40%"));
    no(&city, FPL_E_CHANGED, "0.00", NULL,
       CONCEDE("1", "; gain=15000000; hurdle_gain=15000001; qualifying=60%; conceded=40%"));
    no(&city, FPL_E_MISSING, "qualifying", NULL, CONCEDE("1", "; gain=15000000; conceded=40%"));
    no(&city, FPL_E_MISSING, "gain", NULL, CONCEDE("1", "; hurdle_gain=1; qualifying=60%; conceded=40%"));
    city_no(&city, FPL_E_USAGE, CARRY("YJ", "CARRY", "GP-1", "2024-12-31", "1") "; gain=1; qualifying=1; conceded=1");
    city_do(&city, "%s", CONCEDE("3600000", "; gain=15000000; qualifying=60%; conceded=40%"));
    city_do(&city, SETTLE("ZF-8", "CONCESSION", "RL", "2025-01-05", "3600000"));
    city_no(&city, FPL_E_NOT_FOUND, WITHHOLD("KJ", "RL", "1")); /* no bonus of the manager */
    is(&city, "224106", NULL, END, "0.00");
    city_verify(&city);
    city_end(&city);
}

/* A concession is at most what was earned: 822,465.75 of 2023. Paid in part, then no longer taken back. */
static void test_fund_carry__paid_and_clawed_back(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    no(&city, FPL_E_CONCESSION, "822465.75", "822465.76", CARRY("RL", "CONCESSION", "LP-S", "2023-12-31", "822465.76"));
    city_do(&city, CARRY("RL", "CONCESSION", "LP-S", "2023-12-31", "822465.75"));
    city_do(&city, CARRY("YJ", "CARRY", "GP-1", "2023-12-31", "1000"));
    city_no(&city, FPL_E_DATE_ORDER, SETTLE("ZF-8", "CARRY", "YJ", "2023-12-30", "1"));
    city_do(&city, SETTLE("ZF-8", "CARRY", "YJ", "2024-01-05", "600"));
    no(&city, FPL_E_DUE, "400.00", "400.01", SETTLE("ZF-9", "CARRY", "YJ", "2024-01-06", "400.01"));
    no(&city, FPL_E_LATER, "due.settled", NULL, "zhang carry.reverse " B " carry=YJ; memo=误");
    is(&city, "224106", "GP-1", END, "-400.00");
    is(&city, "410401", NULL, END, "823465.75");
    city_do(&city,
            "zhang clawback.claim " B " clawback=HB; payer=GP-1; occurred=2024-06-30; amount=600; document=清算");
    is(&city, "122102", "GP-1", END, "600.00");
    city_do(&city, SETTLE("SK-8", "CLAWBACK", "HB", "2024-07-01", "250"));
    no(&city, FPL_E_LATER, "due.settled", NULL, "zhang clawback.reverse " B " clawback=HB; memo=误");
    is(&city, "122102", "GP-1", END, "350.00");
    is(&city, "410401", NULL, END, "822865.75");
    is(&city, "100201", NULL, END, "16822115.75"); /* less 600, and 250 back */
    is(&city, "", NULL, END, "0.00");
    city_verify(&city);
    city_do(&city, "zhang settlement.reverse " B " settlement=SK-8; memo=误");
    city_do(&city, "zhang clawback.reverse " B " clawback=HB; memo=误");
    city_do(&city, "zhang settlement.reverse " B " settlement=ZF-8; memo=误");
    city_do(&city, "zhang carry.reverse " B " carry=YJ; memo=误");
    city_do(&city, "zhang carry.reverse " B " carry=RL; memo=误");
    is(&city, "100201", NULL, END, "16822465.75");
    is(&city, "410401", NULL, END, "0.00");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_carry__t5_excess_cover),
        cmocka_unit_test(test_fund_carry__t13_concession),
        cmocka_unit_test(test_fund_carry__paid_and_clawed_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
