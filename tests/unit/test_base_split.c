/* The one split: published and derived vectors, then its laws on random input. */
#include "base_support.h"

#include "fundpool/ratio.h"
#include "ledger/base/base.h"

static void expect_split(const char *total, const int64_t *weights, int n, const char *const *expected) {
    struct fpl_money whole, parts[8], want;
    assert_int_equal(fpl_money_parse(fpl_str_of(total), FPL_UNIT_YUAN, 2, &whole, NULL), FPL_OK);
    assert_int_equal(fpl_split(whole, weights, n, parts), FPL_OK);
    for (int i = 0; i < n; i++) {
        assert_int_equal(fpl_money_parse(fpl_str_of(expected[i]), FPL_UNIT_YUAN, 2, &want, NULL), FPL_OK);
        assert_int_equal(fpl_money_minor(parts[i]), fpl_money_minor(want));
    }
}

#define EXPECT(total, ...)                                                                                             \
    expect_split(total, weights, (int)(sizeof weights / sizeof weights[0]), (const char *const[]){__VA_ARGS__})

/* Pool rules, vector T6: 4321. */
static void test_base_split__T6_4321(void **state) {
    (void)state;
    const int64_t weights[] = {4, 3, 2, 1};
    EXPECT("2345678.90", "938271.56", "703703.67", "469135.78", "234567.89");
    EXPECT("1000000.01", "400000.01", "300000.00", "200000.00", "100000.00");
}

/* Pool rules, vector T7. */
static void test_base_split__T7_54_26_16_4(void **state) {
    (void)state;
    const int64_t weights[] = {54, 26, 16, 4};
    EXPECT("777777.77", "420000.00", "202222.22", "124444.44", "31111.11");
}

/* Pool rules, vector T21: a share rounded by itself would lose a fen. */
static void test_base_split__T21_433(void **state) {
    (void)state;
    const int64_t weights[] = {4, 3, 3};
    EXPECT("1234567.89", "493827.15", "370370.37", "370370.37");
}

/* Pool rules, vector T15: claims against a short pool. */
static void test_base_split__T15_shortage(void **state) {
    (void)state;
    const int64_t weights[] = {60000000, 50000000, 40000001};
    EXPECT("1000000.00", "400000.00", "333333.33", "266666.67");
}

/* Fund rules, vector T10. */
static void test_base_split__T10_equal(void **state) {
    (void)state;
    const int64_t weights[] = {1, 1, 1};
    EXPECT("100.00", "33.34", "33.33", "33.33");
}

static void test_base_split__T10_partners(void **state) {
    (void)state;
    const int64_t weights[] = {1200000000, 2760000000, 40000000};
    EXPECT("1000000.01", "300000.00", "690000.01", "10000.00");
}

static void test_base_split__T10_one_fen(void **state) {
    (void)state;
    const int64_t weights[] = {1, 1};
    EXPECT("0.01", "0.01", "0.00");
}

/* Fund rules, vectors T6 (year-end table) and T9 (a capped sum over five projects, one of them 0). */
static void test_base_split__fund_tables(void **state) {
    (void)state;
    {
        const int64_t weights[] = {30, 69, 1};
        EXPECT("35772465.75", "10731739.72", "24683001.37", "357724.66");
        EXPECT("822465.75", "246739.72", "567501.37", "8224.66");
    }
    {
        const int64_t weights[] = {240, 300, 210, 0, 300};
        EXPECT("6000000.00", "1371428.57", "1714285.72", "1200000.00", "0.00", "1714285.71");
    }
}

static void test_base_split__ties_go_to_the_lower_index(void **state) {
    (void)state;
    const int64_t weights[] = {1, 1, 1, 1, 1, 1, 1};
    EXPECT("100.00", "14.29", "14.29", "14.29", "14.29", "14.28", "14.28", "14.28");
}

static void test_base_split__negative_is_mirrored(void **state) {
    (void)state;
    const int64_t weights[] = {4, 3, 2, 1};
    EXPECT("-1000000.01", "-400000.01", "-300000.00", "-200000.00", "-100000.00");
}

static void test_base_split__edges(void **state) {
    (void)state;
    static int64_t weights[FPL_SPLIT_MAX + 1];
    static struct fpl_money parts[FPL_SPLIT_MAX + 1];
    const int64_t huge[] = {INT64_MAX, INT64_MAX, INT64_MAX};
    const int64_t negative[] = {1, -1};
    parts[0] = parts[1] = fpl_money_of(9);
    assert_int_equal(fpl_split(fpl_money_of(1), weights, 3, parts), FPL_E_DIV_ZERO);
    assert_int_equal(fpl_split(fpl_money_of(1), weights, 0, parts), FPL_E_DIV_ZERO);
    assert_int_equal(fpl_split(fpl_money_of(1), negative, 2, parts), FPL_E_NEGATIVE);
    assert_int_equal(fpl_split(fpl_money_of(0), weights, FPL_SPLIT_MAX + 1, parts), FPL_E_LIMIT);
    assert_int_equal(fpl_money_minor(parts[0]), 9);
    assert_int_equal(fpl_money_minor(parts[1]), 9);
    assert_int_equal(fpl_split(fpl_money_of(0), NULL, 0, NULL), FPL_OK);
    assert_int_equal(fpl_split(fpl_money_of(0), weights, 2, parts), FPL_OK);
    assert_int_equal(fpl_money_minor(parts[0]), 0);
    assert_int_equal(fpl_split(fpl_money_of(INT64_MIN), huge, 1, parts), FPL_OK);
    assert_true(fpl_money_minor(parts[0]) == INT64_MIN);
    assert_int_equal(fpl_split(fpl_money_of(INT64_MAX), huge, 3, parts), FPL_OK);
    assert_true(fpl_money_minor(parts[0]) == INT64_MAX / 3 + 1); /* 2^63-1 = 1 mod 3 */
    for (int i = 0; i < FPL_SPLIT_MAX; i++)
        weights[i] = INT64_MAX - i; /* equal quotas, remainders in order of the index */
    assert_int_equal(fpl_split(fpl_money_of(FPL_SPLIT_MAX + 100), weights, FPL_SPLIT_MAX, parts), FPL_OK);
    for (int i = 0; i < FPL_SPLIT_MAX; i++)
        assert_int_equal(fpl_money_minor(parts[i]), i < 100 ? 2 : 1);
}

/* The laws: parts sum to the whole; each lies within one unit of its exact quota; nobody with a smaller remainder, or
 * an equal one and a higher index, got a unit that another did not. */
static void check_laws(int64_t total, const int64_t *weights, int n, const struct fpl_money *parts) {
    fpl__int128 sum = 0, weight_sum = 0;
    fpl__int128 whole = total < 0 ? -(fpl__int128)total : total;
    int last = -1; /* the worst placed that got a unit */
    for (int i = 0; i < n; i++) {
        sum += fpl_money_minor(parts[i]);
        weight_sum += weights[i];
    }
    assert_true(sum == total);
    if (weight_sum == 0) { /* nothing was split among nobody */
        for (int i = 0; i < n; i++)
            assert_true(fpl_money_minor(parts[i]) == 0);
        return;
    }
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < n; i++) {
            fpl__int128 part = fpl_money_minor(parts[i]);
            fpl__int128 floor = whole * weights[i] / weight_sum;
            fpl__int128 rest = whole * weights[i] % weight_sum;
            fpl__int128 extra = (part < 0 ? -part : part) - floor;
            assert_true(part == 0 || (part < 0) == (total < 0));
            assert_true(extra == 0 || extra == 1);
            fpl__int128 last_rest = last < 0 ? 0 : whole * weights[last] % weight_sum;
            if (pass == 0 && extra == 1 && (last < 0 || rest < last_rest || (rest == last_rest && i > last)))
                last = i;
            if (pass == 1 && extra == 0 && last >= 0)
                assert_true(rest < last_rest || (rest == last_rest && i > last));
        }
}

static void test_base_split__laws_on_random_input(void **state) {
    (void)state;
    uint64_t x = random_seed("split");
    for (int round = 0; round < 5000; round++) {
        int64_t weights[40];
        struct fpl_money parts[40];
        int n = 1 + (int)random_below(&x, 40);
        int small = random_next(&x) % 2 == 0; /* many ties */
        int64_t total = random_int(&x);
        for (int i = 0; i < n; i++) {
            int64_t weight = random_int(&x);
            weights[i] = small ? random_below(&x, 4) : (weight < 0 ? -(weight + 1) : weight);
        }
        weights[random_below(&x, n)] += small; /* not all 0 */
        if (fpl_split(fpl_money_of(total), weights, n, parts) == FPL_OK)
            check_laws(total, weights, n, parts);
        else
            assert_false(small);
    }
}

static void negative_count(void) {
    struct fpl_money part;
    const int64_t weight = 1;
    if (fpl_split(fpl_money_of(1), &weight, -1, &part) == FPL_OK)
        _exit(0);
}

static void test_base_split__misuse_stops(void **state) {
    (void)state;
    assert_true(stops(negative_count));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_split__T6_4321),
        cmocka_unit_test(test_base_split__T7_54_26_16_4),
        cmocka_unit_test(test_base_split__T21_433),
        cmocka_unit_test(test_base_split__T15_shortage),
        cmocka_unit_test(test_base_split__T10_equal),
        cmocka_unit_test(test_base_split__T10_partners),
        cmocka_unit_test(test_base_split__T10_one_fen),
        cmocka_unit_test(test_base_split__fund_tables),
        cmocka_unit_test(test_base_split__ties_go_to_the_lower_index),
        cmocka_unit_test(test_base_split__negative_is_mirrored),
        cmocka_unit_test(test_base_split__edges),
        cmocka_unit_test(test_base_split__laws_on_random_input),
        cmocka_unit_test(test_base_split__misuse_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
