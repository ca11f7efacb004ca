/* The arithmetic of a decision: both gears give the same, and after a failure nothing more is computed. */
#include "ledger/pool/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct question {
    int64_t num, den, other_num, other_den;
    const char *sum, *difference, *product, *quotient; /* quotient NULL: the divisor is not positive */
    int order;
};
static const struct question questions[] = {
    {1, 2, 1, 3, "5/6", "1/6", "1/6", "3/2", 1},
    {1, 3, 1, 2, "5/6", "-1/6", "1/6", "2/3", -1},
    {-1, 2, 1, 4, "-1/4", "-3/4", "-1/8", "-2", -1},
    {2, 4, 1, 2, "1", "0", "1/4", "1", 0},
    {0, 1, -3, 7, "-3/7", "3/7", "0", NULL, 1},
    {INT64_MAX, 1, 1, 1, "9223372036854775808", "9223372036854775806", "9223372036854775807", "9223372036854775807", 1},
    {INT64_MIN, 1, 1, 1, "-9223372036854775807", "-9223372036854775809", "-9223372036854775808", "-9223372036854775808",
     -1},
    {1, INT64_MAX, 1, 1, "9223372036854775808/9223372036854775807", "-9223372036854775806/9223372036854775807",
     "1/9223372036854775807", "1/9223372036854775807", -1},
};

static void expect(struct fpl_pool__math *m, const struct fpl_pool__x *x, const char *want) {
    char text[96];
    fpl_x__text(m, x, text, sizeof text);
    assert_int_equal(m->status, FPL_OK);
    assert_string_equal(text, want);
}

static enum fpl_status ask_all(void *ctx) {
    struct fpl_pool__math m = {.big = *(const int *)ctx};
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        const struct question *q = &questions[i];
        struct fpl_pool__x a, b, out;
        fpl_x__set(&m, &a, q->num, q->den);
        fpl_x__set(&m, &b, q->other_num, q->other_den);
        fpl_x__set(&m, &out, 0, 1);
        assert_int_equal(fpl_x__cmp(&m, &a, &b), q->order);
        assert_int_equal(fpl_x__cmp(&m, &b, &a), -q->order);
        assert_int_equal(fpl_x__sign(&m, &a), (q->num > 0) - (q->num < 0));
        fpl_x__add(&m, &out, &a, &b);
        expect(&m, &out, q->sum);
        fpl_x__sub(&m, &out, &a, &b);
        expect(&m, &out, q->difference);
        fpl_x__mul(&m, &out, &a, &b);
        expect(&m, &out, q->product);
        if (q->quotient) {
            fpl_x__div(&m, &out, &a, &b);
            expect(&m, &out, q->quotient);
        }
    }
    return m.status;
}

static void test_pool_exact__both_gears(void **state) {
    (void)state;
    for (int big = 0; big <= 1; big++)
        assert_int_equal(fpl_exact(ask_all, &big, FPL_EXACT_BYTES), FPL_OK);
}

static enum fpl_status round_all(void *ctx) {
    static const struct {
        int64_t num, den, down, half_up, half_even;
    } rows[] = {{0, 1, 0, 0, 0},
                {1, 2, 0, 1, 0},
                {3, 2, 1, 2, 2},
                {5, 2, 2, 3, 2},
                {1, 3, 0, 0, 0},
                {2, 3, 0, 1, 1},
                {7, 1, 7, 7, 7},
                {INT64_MAX, 1, INT64_MAX, INT64_MAX, INT64_MAX},
                {INT64_MAX, 2, INT64_MAX / 2, INT64_MAX / 2 + 1, INT64_MAX / 2 + 1}};
    struct fpl_pool__math m = {.big = *(const int *)ctx};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_pool__x x;
        fpl_x__set(&m, &x, rows[i].num, rows[i].den);
        assert_true(fpl_x__round(&m, &x, FPL_DOWN) == rows[i].down);
        assert_true(fpl_x__round(&m, &x, FPL_HALF_UP) == rows[i].half_up);
        assert_true(fpl_x__round(&m, &x, FPL_HALF_EVEN) == rows[i].half_even);
    }
    struct fpl_pool__x most, half;
    fpl_x__set(&m, &most, INT64_MAX, 1);
    fpl_x__set(&m, &half, 1, 2);
    fpl_x__add(&m, &most, &most, &half);
    assert_true(fpl_x__round(&m, &most, FPL_DOWN) == INT64_MAX);
    assert_int_equal(m.status, FPL_OK);
    assert_true(fpl_x__round(&m, &most, FPL_HALF_UP) == 0); /* past int64 */
    return m.status;
}

static void test_pool_exact__rounding(void **state) {
    (void)state;
    for (int big = 0; big <= 1; big++)
        assert_int_equal(fpl_exact(round_all, &big, FPL_EXACT_BYTES), FPL_E_OVERFLOW);
}

/* Whatever has gone wrong: harmless answers, and the first status stays. */
static void test_pool_exact__after_a_failure(void **state) {
    (void)state;
    for (int big = 0; big <= 1; big++) {
        struct fpl_pool__math m = {0};
        struct fpl_pool__x a, b;
        char text[8];
        fpl_x__set(&m, &a, 7, 2);
        fpl_x__set(&m, &b, 1, 2);
        m.big = big;
        m.status = FPL_E_LIMIT;
        fpl_x__add(&m, &a, &a, &b);
        fpl_x__sub(&m, &a, &a, &b);
        fpl_x__mul(&m, &a, &a, &b);
        fpl_x__div(&m, &a, &a, &b);
        assert_int_equal(fpl_x__cmp(&m, &a, &b), 0);
        assert_int_equal(fpl_x__sign(&m, &a), 0);
        assert_int_equal(fpl_x__round(&m, &a, FPL_HALF_UP), 0);
        fpl_x__text(&m, &a, text, sizeof text);
        assert_string_equal(text, "");
        assert_int_equal(m.status, FPL_E_LIMIT);
    }
}

/* The first gear notices what it cannot hold. */
static void test_pool_exact__first_gear_overflows(void **state) {
    (void)state;
    struct fpl_pool__math m = {0};
    struct fpl_pool__x a, b;
    char text[4];
    fpl_x__set(&m, &a, INT64_MAX, INT64_MAX - 1);
    fpl_x__mul(&m, &b, &a, &a);
    assert_int_equal(m.status, FPL_OK);
    fpl_x__mul(&m, &b, &b, &a);
    assert_int_equal(m.status, FPL_E_OVERFLOW);
    m.status = FPL_OK;
    fpl_x__set(&m, &a, 1234, 1);
    fpl_x__text(&m, &a, text, sizeof text);
    assert_int_equal(m.status, FPL_E_TOO_LONG);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_exact__both_gears),
        cmocka_unit_test(test_pool_exact__rounding),
        cmocka_unit_test(test_pool_exact__after_a_failure),
        cmocka_unit_test(test_pool_exact__first_gear_overflows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
