/* Internal rates of return: the published vectors, and sums that were made of rates known beforehand. */
#include "fundpool/irr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Cuts the first word off. */
static struct fpl_str word(const char **text) {
    *text += strspn(*text, " ");
    struct fpl_str word = {*text, strcspn(*text, " ")};
    *text += word.n;
    return word;
}

/* "2008-01-01 -10000 2008-03-01 2750 …", whole yuan or with fen. */
static struct fpl_irr irr_of(const char *text) {
    struct fpl_irr_flow flow[32];
    struct fpl_irr irr;
    size_t n = 0;
    for (struct fpl_str day = word(&text); day.n > 0; day = word(&text), n++) {
        assert_int_equal(fpl_date_parse(day, &flow[n].day, NULL), FPL_OK);
        assert_int_equal(fpl_money_parse(word(&text), FPL_UNIT_YUAN, 2, &flow[n].amount, NULL), FPL_OK);
    }
    assert_int_equal(fpl_irr(flow, n, &irr), FPL_OK);
    return irr;
}

/* The rates, one blank between. */
static void expect(const char *flows, const char *rates) {
    char text[256] = "", one[32];
    struct fpl_irr irr = irr_of(flows);
    for (size_t i = 0; i < irr.rates; i++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, "%s%s", i ? " " : "", fpl_irr_format(irr.rate[i], one));
    }
    assert_string_equal(text, rates);
    assert_int_equal(irr.answer, irr.rates == 0 ? FPL_IRR_NONE : irr.rates == 1 ? FPL_IRR_ONE : FPL_IRR_MULTIPLE);
}

static void test_base_irr__t1_and_t2(void **state) {
    (void)state;
    expect("2008-01-01 -10000 2008-03-01 2750 2008-10-30 4250 2009-02-15 3250 2009-04-01 2750", "0.373362533519");
    expect("2012-01-01 -4000 2012-06-23 200 2013-05-12 250 2014-02-09 300", "-0.644085534212");
    expect("2018-01-01 -40000 2018-04-01 10000 2018-08-01 15000 2018-12-01 20000", "0.199062424304");
    expect("2019-02-02 100 2019-03-02 -120", "9.769216309877"); /* 1.2^(365/28) - 1 = 9.7692163098773788 */
    struct fpl_irr irr = irr_of("2022-09-10 -1000 2022-10-10 2000 2023-11-10 2400 2023-12-10 2880");
    assert_int_equal(irr.answer, FPL_IRR_ONE);
    assert_int_equal(irr.rate[0] / 1000000, 4607999239);
    expect("2020-01-01 -100 2021-01-01 110", "0.099713585934");
    expect("2021-01-01 -100 2022-01-01 110", "0.100000000000");
    expect("2021-01-01 -100 2022-01-01 230 2023-01-01 -132", "0.100000000000 0.200000000000");
}

static void test_base_irr__no_rate_where_there_is_none(void **state) {
    (void)state;
    expect("", "");
    expect("2020-01-01 -100", "");
    expect("2020-01-01 -100 2021-01-01 -5", "");
    expect("2020-01-01 -100 2020-01-01 100", "");
    expect("2020-01-01 -100 2020-01-01 50 2021-01-01 55", "0.099713585934"); /* -50, then 55: one day is one sum */
    expect("2021-01-01 -100 2022-01-01 200 2023-01-01 -101", "");            /* both roots are complex */
}

/* The order of the lines says nothing; a first day after others neither. */
static void test_base_irr__any_order(void **state) {
    (void)state;
    expect("2009-04-01 2750 2008-03-01 2750 2008-01-01 -10000 2009-02-15 3250 2008-10-30 4250", "0.373362533519");
}

static void test_base_irr__t6_of_the_guidance_partner(void **state) {
    (void)state;
    expect("2023-03-15 -12000000 2024-10-31 1500000 2024-12-31 10731739.73", "0.010806870825");
    expect("2023-03-15 -12000000 2024-10-31 1500000 2024-12-31 10731739.72", "0.010806870361");
}

static void test_base_irr__far_rates(void **state) {
    (void)state;
    expect("2021-01-01 -0.01 2022-01-01 100000.00", ">9000000");
    expect("2021-01-01 -10000000.00 2022-01-01 0.01", "-0.999999999000");
    expect("2021-01-01 -0.01 2021-01-02 90000000000000.00", ">9000000");
    expect("2021-01-01 -90000000000000.00 2021-01-02 0.01", "-0.999999999999"); /* -1 is no rate */
}

/* ---- sums made of known rates ---- */

#define YEARS 7

/* Multiplies by (q (1 + r) - p): power i of 1 + r stands in factor[i]. */
static void times(int64_t *factor, int *degree, int64_t p, int64_t q) {
    for (int i = ++*degree; i >= 0; i--)
        factor[i] = (i > 0 ? q * factor[i - 1] : 0) - p * (i < *degree ? factor[i] : 0);
}

static int rising(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void check_made(const int64_t *factor, int degree, int64_t *rate, size_t rates) {
    struct fpl_irr_flow flow[YEARS + 1];
    struct fpl_irr irr;
    size_t different = 0;
    for (int i = 0; i <= degree; i++) /* the highest power is the earliest day */
        flow[i] = (struct fpl_irr_flow){{20000 + (degree - i) * 365}, fpl_money_of(factor[i])};
    assert_int_equal(fpl_irr(flow, (size_t)degree + 1, &irr), FPL_OK);
    if (rates > 0)
        qsort(rate, rates, sizeof *rate, rising);
    for (size_t i = 0; i < rates; i++)
        if (i == 0 || rate[i] != rate[i - 1])
            rate[different++] = rate[i];
    assert_int_equal(irr.rates, different);
    for (size_t i = 0; i < different; i++)
        assert_true(irr.rate[i] == rate[i]);
}

/* Rates of one to six roots of 1 + r = p / 20, simple and multiple, among factors without any. */
static void test_base_irr__all_rates_and_none_besides(void **state) {
    uint32_t seed = 20260701;
    (void)state;
    for (int world = 0; world < 150; world++) {
        int64_t factor[YEARS + 2] = {1}, rate[YEARS];
        size_t rates = 0;
        int degree = 0;
        while (degree < YEARS - 1) {
            seed = seed * 1664525 + 1013904223;
            uint32_t dice = seed >> 16;
            if (dice % 8 == 0) /* -1 - r: below -100 % */
                times(factor, &degree, -(int64_t)(dice / 8 % 40) - 1, 20);
            else if (dice % 8 == 1)
                break;
            else {
                int64_t p = dice / 8 % 50 + 1;
                times(factor, &degree, p, 20);
                rate[rates++] = (p - 20) * (FPL_IRR_UNIT / 20);
                if (dice % 8 == 2 && degree < YEARS - 1) /* twice the same */
                    times(factor, &degree, p, 20);
            }
        }
        if (degree > 0)
            check_made(factor, degree, rate, rates);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_irr__t1_and_t2), cmocka_unit_test(test_base_irr__no_rate_where_there_is_none),
        cmocka_unit_test(test_base_irr__any_order), cmocka_unit_test(test_base_irr__t6_of_the_guidance_partner),
        cmocka_unit_test(test_base_irr__far_rates), cmocka_unit_test(test_base_irr__all_rates_and_none_besides),
    };
    return cmocka_run_group_tests_name("base_irr", tests, NULL, NULL);
}
