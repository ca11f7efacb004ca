/* The waterfall: the published vector, those of fund rules §6, T8, and what must hold for any rule and any flows. */
#include "fundpool/waterfall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fpl_money yuan(const char *text) {
    struct fpl_money money;
    assert_int_equal(fpl_money_parse(fpl_str_of(text), FPL_UNIT_YUAN, 2, &money, NULL), FPL_OK);
    return money;
}

static struct fpl_date day_of(const char *text) {
    struct fpl_date day;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &day, NULL), FPL_OK);
    return day;
}

static struct fpl_waterfall_rule rule_of(const char *hurdle, const char *catch_up, const char *carry,
                                         enum fpl_waterfall_growth growth) {
    struct fpl_waterfall_rule rule = {.growth = growth};
    assert_int_equal(fpl_ratio_parse(fpl_str_of(hurdle), &rule.hurdle, NULL), FPL_OK);
    assert_int_equal(fpl_ratio_parse(fpl_str_of(catch_up), &rule.catch_up, NULL), FPL_OK);
    assert_int_equal(fpl_ratio_parse(fpl_str_of(carry), &rule.carry, NULL), FPL_OK);
    return rule;
}

struct row {
    const char *day, *amount; /* amount NULL: the end */
};

static struct fpl_waterfall run(const struct fpl_waterfall_rule *rule, const struct row *row, const char *on) {
    struct fpl_irr_flow flow[16];
    struct fpl_waterfall w;
    size_t n = 0;
    for (; row[n].amount; n++) {
        flow[n].day = day_of(row[n].day);
        assert_int_equal(fpl_money_parse(fpl_str_of(row[n].amount), FPL_UNIT_YUAN, 2, &flow[n].amount, NULL), FPL_OK);
    }
    assert_int_equal(fpl_waterfall(rule, flow, n, day_of(on), &w), FPL_OK);
    return w;
}

static void same(struct fpl_money found, const char *expected) {
    char text[FPL_MONEY_TEXT];
    assert_string_equal(fpl_money_format(found, FPL_UNIT_YUAN, 2, text), expected);
}

/* 100 in, 200 out after a year at 8 %: published. */
static void test_base_waterfall__published(void **state) {
    static const struct row rows[] = {{"2021-01-01", "-100"}, {"2022-01-01", "200"}, {NULL, NULL}};
    (void)state;
    for (int growth = 0; growth < 3; growth++) {
        struct fpl_waterfall_rule none = rule_of("8%", "0", "20%", (enum fpl_waterfall_growth)growth),
                                  full = rule_of("8%", "100%", "20%", (enum fpl_waterfall_growth)growth);
        struct fpl_waterfall w = run(&none, rows, "2022-01-01");
        same(w.investors, "181.60");
        same(w.partner, "18.40");
        w = run(&full, rows, "2022-01-01");
        same(w.investors, "180.00");
        same(w.partner, "20.00");
    }
}

#define IN                                                                                                             \
    { "2020-01-01", "-100000000" }
static void test_base_waterfall__t8(void **state) {
    static const struct row in[] = {IN, {NULL, NULL}};
    static const struct row rows[] = {IN, {"2023-01-01", "180000000"}, {NULL, NULL}};
    static const char *const open[] = {"25997764.10", "24021917.81", "25971200.00"};
    (void)state;
    for (int growth = 0; growth < 3; growth++) {
        struct fpl_waterfall_rule rule = rule_of("8%", "100%", "20%", (enum fpl_waterfall_growth)growth);
        struct fpl_waterfall w = run(&rule, in, "2023-01-01");
        same(w.capital_open, "100000000.00");
        same(w.hurdle_open, open[growth]);
    }
    struct fpl_waterfall_rule none = rule_of("8%", "0", "20%", FPL_GROWTH_YEARS);
    struct fpl_waterfall w = run(&none, rows, "2023-01-01");
    same(w.investors, "169194240.00");
    same(w.partner, "10805760.00");
    static const char *const catch_up[] = {"50%", "80%", "100%"};
    for (int i = 0; i < 3; i++) {
        struct fpl_waterfall_rule rule = rule_of("8%", catch_up[i], "20%", FPL_GROWTH_YEARS);
        w = run(&rule, rows, "2023-01-01");
        same(w.investors, "164000000.00");
        same(w.partner, "16000000.00");
        same(w.capital, "100000000.00");
        same(w.hurdle, "25971200.00");
    }
    static const char *const given[][2] = {
        {"80000000", "0.00"}, {"110000000", "0.00"}, {"126000000", "28800.00"}, {"130000000", "4028800.00"}};
    struct fpl_waterfall_rule full = rule_of("8%", "100%", "20%", FPL_GROWTH_YEARS);
    for (int i = 0; i < 4; i++) {
        const struct row some[] = {IN, {"2023-01-01", given[i][0]}, {NULL, NULL}};
        same(run(&full, some, "2023-01-01").partner, given[i][1]);
    }
}

/* 100 in; 60 after a year, 60 after two, 60 after three, 10 % simple, no catch-up, 20 %: the hurdle runs on 100, then
 * on 40, then on nothing. 10.00 + 4.00 = 14.00 is owed; of the second 60, 40 is capital and 14 hurdle, 6 are divided.
 */
static void test_base_waterfall__in_steps(void **state) {
    static const struct row rows[] = {
        {"2021-01-01", "-100"}, {"2022-01-01", "60"}, {"2023-01-01", "60"}, {"2024-01-01", "60"}, {NULL, NULL}};
    (void)state;
    struct fpl_waterfall_rule rule = rule_of("10%", "0", "20%", FPL_GROWTH_SIMPLE);
    struct fpl_waterfall w = run(&rule, rows, "2024-12-31");
    same(w.capital, "100.00");
    same(w.hurdle, "14.00");
    same(w.rest, "66.00");
    same(w.partner, "13.20");
    same(w.hurdle_open, "0.00");
    rule = rule_of("10%", "0", "20%", FPL_GROWTH_COMPOUND); /* 110 - 60 = 50, 55: of the second 60 five are divided */
    w = run(&rule, rows, "2024-12-31");
    same(w.hurdle, "15.00");
    same(w.partner, "13.00");
    rule = rule_of("10%", "0", "20%", FPL_GROWTH_YEARS);
    w = run(&rule, rows, "2024-12-31");
    same(w.hurdle, "15.00");
    for (int growth = 0; growth < 3; growth++) {
        static const struct row sorted[] = /* called again: a hurdle of its own */
            {{"2021-01-01", "-100"}, {"2022-01-01", "120"}, {"2022-01-02", "-50"}, {"2023-01-02", "60"}, {NULL, NULL}};
        rule = rule_of("10%", "0", "20%", (enum fpl_waterfall_growth)growth);
        same(run(&rule, sorted, "2023-01-02").hurdle, "15.00");
    }
}

/* 1,000.00 in, 1,300.00 out after 711 days at 8 % simple: 155.8356… and 38.9589… of hurdle and catch-up, 105.2055…
 * left. Rounded one by one they came to 1,300.01; the sum up to each tier is rounded, and the last takes the rest. */
static void test_base_waterfall__tiers_add_up(void **state) {
    static const struct row rows[] = {{"2020-01-02", "-1000"}, {"2021-12-13", "1300"}, {NULL, NULL}};
    (void)state;
    struct fpl_waterfall_rule rule = rule_of("8%", "100%", "20%", FPL_GROWTH_SIMPLE);
    struct fpl_waterfall w = run(&rule, rows, "2021-12-13");
    same(w.capital, "1000.00");
    same(w.hurdle, "155.84");
    same(w.catch_up, "38.95");
    same(w.rest, "105.21");
}

/* Both payees have all; more money gives neither less; a catch-up above the carry ends at the carry's share of the
 * profit whatever it is; nothing is clawed back of what the waterfall gives then. */
static void test_base_waterfall__holds(void **state) {
    static const char *const catch_up[] = {"0", "15%", "20%", "33%", "50%", "1/3", "100%"};
    (void)state;
    for (int growth = 0; growth < 3; growth++)
        for (size_t u = 0; u < sizeof catch_up / sizeof catch_up[0]; u++) {
            struct fpl_waterfall_rule rule = rule_of("7.3%", catch_up[u], "20%", (enum fpl_waterfall_growth)growth);
            int64_t partner = 0, investors = 0;
            for (int64_t out = 1; out < 4000000; out = out * 7 / 4 + 1) {
                struct fpl_irr_flow flow[] = {{day_of("2020-02-29"), fpl_money_of(-333333)},
                                              {day_of("2021-07-01"), fpl_money_of(-200001)},
                                              {day_of("2023-03-05"), fpl_money_of(out)}};
                struct fpl_waterfall w;
                struct fpl_money back;
                assert_int_equal(fpl_waterfall(&rule, flow, 3, day_of("2023-03-05"), &w), FPL_OK);
                int64_t gp = fpl_money_minor(w.partner), lp = fpl_money_minor(w.investors);
                assert_int_equal(gp + lp, out);
                assert_int_equal(fpl_money_minor(w.capital) + fpl_money_minor(w.hurdle) + fpl_money_minor(w.catch_up) +
                                     fpl_money_minor(w.rest),
                                 out);
                assert_true(gp >= partner && lp + 1 >= investors);
                partner = gp;
                investors = lp;
                if (out > 3000000 && (u == 3 || u >= 4))
                    assert_in_range(gp * 5 - (out - 533334) + 5, 0, 10);
                assert_int_equal(fpl_waterfall_clawback(&rule, &w, w.partner, &back), FPL_OK);
                assert_in_range(fpl_money_minor(back), 0, 1);
                assert_int_equal(fpl_waterfall_clawback(&rule, &w, fpl_money_of(gp + 1000), &back), FPL_OK);
                int64_t profit = out > 533334 ? out - 533334 : 0, share = (2 * profit + 5) / 10;
                assert_int_equal(fpl_money_minor(back), gp + 1000 > share ? gp + 1000 - share : 0);
            }
        }
}

static void test_base_waterfall__bounds(void **state) {
    (void)state;
    struct fpl_waterfall_rule rule = rule_of("8%", "100%", "20%", FPL_GROWTH_COMPOUND);
    struct fpl_waterfall w = {.partner = yuan("7")};
    struct fpl_irr_flow flow[] = {{day_of("1900-01-01"), fpl_money_of(-FPL_MINOR_MAX)}};
    assert_int_equal(fpl_waterfall(&rule, flow, 1, day_of("2199-12-31"), &w), FPL_E_OVERFLOW);
    same(w.partner, "7.00"); /* untouched */
    assert_int_equal(fpl_waterfall(&rule, flow, 0, day_of("2199-12-31"), &w), FPL_OK);
    same(w.partner, "0.00");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_waterfall__published),    cmocka_unit_test(test_base_waterfall__t8),
        cmocka_unit_test(test_base_waterfall__in_steps),     cmocka_unit_test(test_base_waterfall__holds),
        cmocka_unit_test(test_base_waterfall__tiers_add_up), cmocka_unit_test(test_base_waterfall__bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
