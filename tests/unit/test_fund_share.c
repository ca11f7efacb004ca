/* The early-stage share: the published vectors, and every small world against the definition. */
#include "fundpool/fund.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct fpl_share share_of(int64_t early, int64_t total, int64_t p, int64_t q) {
    struct fpl_share_sums sums = {.yes = fpl_money_of(early), .no = fpl_money_of(total - early)};
    struct fpl_share share;
    assert_int_equal(fpl_fund_share(&sums, (struct fpl_ratio){p, q}, &share), FPL_OK);
    assert_true(fpl_money_minor(share.numerator) == early);
    assert_true(fpl_money_minor(share.denominator) == total);
    return share;
}

static int64_t shortfall(int64_t early, int64_t total, int64_t p, int64_t q) {
    return fpl_money_minor(share_of(early, total, p, q).shortfall);
}

static void test_fund_share__t3_a_to_c(void **state) {
    (void)state;
    assert_int_equal(share_of(50000, 100000, 1, 2).verdict, FPL_PASS);
    assert_int_equal(share_of(49999, 100000, 1, 2).verdict, FPL_FAIL);
    assert_int_equal(shortfall(40000, 100000, 1, 2), 20000);
    assert_int_equal(shortfall(40000, 100000, 3, 5), 50000);
    assert_int_equal(shortfall(33333, 100000, 7, 10), 122224);
    struct fpl_share share = share_of(60000, 100000, 1, 2);
    assert_int_equal(fpl_money_minor(share.headroom), 20000);
    assert_int_equal(fpl_money_minor(share.shortfall), 0);
    share = share_of(0, 0, 1, 2);
    assert_int_equal(share.verdict, FPL_NOT_APPLICABLE);
    assert_int_equal(fpl_money_minor(share.shortfall), 0);
    assert_int_equal(fpl_money_minor(share.headroom), 0);
}

static void expect_percent(int64_t num, int64_t den, int decimals, const char *text) {
    char out[48];
    assert_string_equal(fpl_percent_trunc(num, den, decimals, out, sizeof out), text);
}

/* d) both would print 50.00 % when rounded; whole numbers tell them apart. */
static void test_fund_share__t3_d_no_rounding(void **state) {
    (void)state;
    assert_int_equal(share_of(33333333, 66666667, 1, 2).verdict, FPL_FAIL);
    assert_int_equal(share_of(33333334, 66666667, 1, 2).verdict, FPL_PASS);
    expect_percent(33333333, 66666667, 4, "49.9999");
    expect_percent(33333334, 66666667, 4, "50.0000");
}

/* e) one fund on four bases, here by the two sums each basis gives; f) look-through, as far as the sums go. */
static void test_fund_share__t3_e_and_f_bases(void **state) {
    (void)state;
    const int64_t wan = 1000000;
    assert_int_equal(share_of(1300 * wan, 2300 * wan, 1, 2).verdict, FPL_PASS);
    expect_percent(1300 * wan, 2300 * wan, 4, "56.5217");
    assert_int_equal(share_of(1300 * wan, 20000 * wan, 1, 2).verdict, FPL_FAIL);
    expect_percent(1300 * wan, 20000 * wan, 1, "6.5");
    assert_int_equal(share_of(1300 * wan, 4000 * wan, 1, 2).verdict, FPL_FAIL);
    expect_percent(1300 * wan, 4000 * wan, 1, "32.5");
    assert_int_equal(share_of(2, 3, 1, 2).verdict, FPL_PASS);
    expect_percent(2, 3, 2, "66.66");
    assert_int_equal(share_of(4380 * wan, 6800 * wan, 1, 2).verdict, FPL_PASS);
    expect_percent(4380 * wan, 6800 * wan, 4, "64.4117");
    assert_int_equal(share_of(4380 * wan, 9000 * wan, 1, 2).verdict, FPL_FAIL);
    expect_percent(4380 * wan, 9000 * wan, 4, "48.6666");
}

static void test_fund_share__unknown_stands_in_the_denominator_only(void **state) {
    (void)state;
    struct fpl_share_sums sums = {.yes = fpl_money_of(50), .no = fpl_money_of(20), .unknown = fpl_money_of(30)};
    struct fpl_share share;
    assert_int_equal(fpl_fund_share(&sums, (struct fpl_ratio){1, 2}, &share), FPL_OK);
    assert_int_equal(fpl_money_minor(share.numerator), 50);
    assert_int_equal(fpl_money_minor(share.denominator), 100);
    assert_int_equal(share.verdict, FPL_PASS);
    sums.unknown = fpl_money_of(31);
    assert_int_equal(fpl_fund_share(&sums, (struct fpl_ratio){1, 2}, &share), FPL_OK);
    assert_int_equal(share.verdict, FPL_FAIL);
}

/* (num)/(den) >= p/q, or nothing there to fail. */
static int passes(int64_t num, int64_t den, int64_t p, int64_t q) {
    return den == 0 || num * q >= p * den;
}

/* Amounts 0..12, thresholds p/q with 0 <= p <= q <= 6: the shortfall is the least x, the headroom the greatest y, found
 * by trying. The bounds of the search are beyond any answer: x <= p*T/(q-p) <= 72, y <= q*E/p <= 72. */
static void test_fund_share__tiny_world_against_the_definition(void **state) {
    (void)state;
    int worlds = 0;
    for (int64_t q = 1; q <= 6; q++) {
        for (int64_t p = 0; p <= q; p++) {
            for (int64_t t = 0; t <= 12; t++) {
                for (int64_t e = 0; e <= t; e++, worlds++) {
                    struct fpl_share share = share_of(e, t, p, q);
                    enum fpl_verdict verdict = t == 0 ? FPL_NOT_APPLICABLE : e * q >= p * t ? FPL_PASS : FPL_FAIL;
                    assert_int_equal(share.verdict, verdict);
                    int64_t x = 0, y = -1;
                    while (x <= 100 && !passes(e + x, t + x, p, q)) {
                        x++;
                    }
                    for (int64_t try = 0; try <= 100 && passes(e, t + try, p, q); try++) {
                        y = try;
                    }
                    assert_int_equal(share.shortfall_unreachable, x > 100);
                    assert_int_equal(fpl_money_minor(share.shortfall), x > 100 ? 0 : x);
                    assert_int_equal(share.headroom_unlimited, p == 0);
                    assert_int_equal(fpl_money_minor(share.headroom), p == 0 || y < 0 ? 0 : y);
                }
            }
        }
    }
    assert_int_equal(worlds, 91 * 27);
}

/* p/q and its multiples are one threshold; the share only gains by early money. */
static void test_fund_share__does_not_hang_on_the_spelling(void **state) {
    (void)state;
    for (int64_t e = 0; e <= 12; e++) {
        struct fpl_share a = share_of(e, 12, 3, 5), b = share_of(e, 12, 300, 500);
        assert_int_equal(a.verdict, b.verdict);
        assert_int_equal(fpl_money_minor(a.shortfall), fpl_money_minor(b.shortfall));
        assert_int_equal(fpl_money_minor(a.headroom), fpl_money_minor(b.headroom));
        struct fpl_share more = share_of(e + 1, 13, 3, 5);
        assert_true(more.verdict == FPL_PASS || a.verdict == FPL_FAIL);
    }
}

static void test_fund_share__the_ends_of_int64(void **state) {
    (void)state;
    const int64_t max = INT64_MAX;
    struct fpl_share share = share_of(max, max, max - 1, max);
    assert_int_equal(share.verdict, FPL_PASS);
    assert_int_equal(fpl_money_minor(share.headroom), 1);
    share = share_of(max, max, 1, 2); /* all of it early: as much again may be anything else */
    assert_true(fpl_money_minor(share.headroom) == max);
    share = share_of(0, max, 1, 2); /* nothing early: as much again must be */
    assert_true(fpl_money_minor(share.shortfall) == max);
    share = share_of(max / 2, max, 1, 2); /* half of an odd number, rounded down: one fen short */
    assert_int_equal(share.verdict, FPL_FAIL);
    assert_int_equal(fpl_money_minor(share.shortfall), 1);
    struct fpl_share before = share;
    struct fpl_share_sums sums = {.yes = fpl_money_of(max), .no = fpl_money_of(1)};
    assert_int_equal(fpl_fund_share(&sums, (struct fpl_ratio){1, 2}, &share), FPL_E_OVERFLOW);
    sums = (struct fpl_share_sums){.yes = fpl_money_of(1), .unknown = fpl_money_of(max)};
    assert_int_equal(fpl_fund_share(&sums, (struct fpl_ratio){1, 2}, &share), FPL_E_OVERFLOW);
    sums = (struct fpl_share_sums){.no = fpl_money_of(max)};
    assert_int_equal(fpl_fund_share(&sums, (struct fpl_ratio){2, 3}, &share), FPL_E_OVERFLOW); /* shortfall 2*max */
    sums = (struct fpl_share_sums){.yes = fpl_money_of(max)};
    assert_int_equal(fpl_fund_share(&sums, (struct fpl_ratio){1, 3}, &share), FPL_E_OVERFLOW); /* headroom 2*max */
    sums = (struct fpl_share_sums){.yes = fpl_money_of(5), .no = fpl_money_of(-1)};
    assert_int_equal(fpl_fund_share(&sums, (struct fpl_ratio){1, 2}, &share), FPL_E_NEGATIVE);
    assert_memory_equal(&share, &before, sizeof share); /* untouched by the failures */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_share__t3_a_to_c),
        cmocka_unit_test(test_fund_share__t3_d_no_rounding),
        cmocka_unit_test(test_fund_share__t3_e_and_f_bases),
        cmocka_unit_test(test_fund_share__unknown_stands_in_the_denominator_only),
        cmocka_unit_test(test_fund_share__tiny_world_against_the_definition),
        cmocka_unit_test(test_fund_share__does_not_hang_on_the_spelling),
        cmocka_unit_test(test_fund_share__the_ends_of_int64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
