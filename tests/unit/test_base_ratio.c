/* Exact rationals in their arena: roundings, laws against 128-bit arithmetic, and what happens when memory runs out. */
#include "base_support.h"

#include <pthread.h>

#include "fundpool/ratio.h"
#include "ledger/base/base.h"

static const enum fpl_rounding modes[] = {FPL_EXACT_OR_ERROR, FPL_DOWN, FPL_UP, FPL_HALF_UP, FPL_HALF_EVEN};

/* Runs a test's own part inside fpl_exact(). */
#define EXACTLY(fn) assert_int_equal(fpl_exact((fn), NULL, FPL_EXACT_BYTES), FPL_OK)

static int64_t rounded(const struct fpl_q *q, enum fpl_rounding mode) {
    struct fpl_money out;
    assert_int_equal(fpl_q_round(q, mode, &out), FPL_OK);
    return fpl_money_minor(out);
}

/* Pool rules, vector T1: 40 % of 3,333,333.34. */
static enum fpl_status t1(void *ctx) {
    (void)ctx;
    struct fpl_q loss, rate, payout;
    struct fpl_money out = fpl_money_of(-1);
    char text[64];
    fpl_q_set_money(&loss, fpl_money_of(333333334));
    fpl_q_set_ratio(&rate, (struct fpl_ratio){2, 5});
    fpl_q_mul(&payout, &loss, &rate);
    assert_int_equal(fpl_q_text(&payout, text, sizeof text), FPL_OK);
    assert_string_equal(text, "666666668/5"); /* 1,333,333.336 */
    assert_int_equal(rounded(&payout, FPL_HALF_UP), 133333334);
    assert_int_equal(rounded(&payout, FPL_DOWN), 133333333);
    assert_int_equal(rounded(&payout, FPL_UP), 133333334);
    assert_int_equal(rounded(&payout, FPL_HALF_EVEN), 133333334);
    assert_int_equal(fpl_q_round(&payout, FPL_EXACT_OR_ERROR, &out), FPL_E_INEXACT);
    assert_int_equal(fpl_money_minor(out), -1);
    return FPL_OK;
}

static void test_base_ratio__T1_rounding_modes(void **state) {
    (void)state;
    EXACTLY(t1);
}

struct rounding_row {
    int64_t num, den;
    int64_t down, up, half_up, half_even;
};

static enum fpl_status rounding_table(void *ctx) {
    (void)ctx;
    static const struct rounding_row rows[] = {
        {5, 2, 2, 3, 3, 2},     {7, 2, 3, 4, 4, 4},    {-5, 2, -2, -3, -3, -2}, {-7, 2, -3, -4, -4, -4},
        {1, 2, 0, 1, 1, 0},     {-1, 2, 0, -1, -1, 0}, {1, 3, 0, 1, 0, 0},      {2, 3, 0, 1, 1, 1},
        {-2, 3, 0, -1, -1, -1}, {-1, 3, 0, -1, 0, 0},  {4, -2, -2, -2, -2, -2}, {0, -7, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_q q;
        fpl_q_set(&q, rows[i].num, rows[i].den);
        assert_int_equal(rounded(&q, FPL_DOWN), rows[i].down);
        assert_int_equal(rounded(&q, FPL_UP), rows[i].up);
        assert_int_equal(rounded(&q, FPL_HALF_UP), rows[i].half_up);
        assert_int_equal(rounded(&q, FPL_HALF_EVEN), rows[i].half_even);
    }
    return FPL_OK;
}

static void test_base_ratio__rounding_table(void **state) {
    (void)state;
    EXACTLY(rounding_table);
}

static enum fpl_status limits(void *ctx) {
    (void)ctx;
    struct fpl_q max, one, half, sum, min;
    struct fpl_money out = fpl_money_of(-1);
    struct fpl_ratio ratio = {7, 7};
    char text[48] = "untouched";
    fpl_q_set(&max, INT64_MAX, 1);
    fpl_q_set(&min, INT64_MIN, 1);
    fpl_q_set(&one, 1, 1);
    fpl_q_set(&half, 1, 2);
    assert_true(rounded(&max, FPL_EXACT_OR_ERROR) == INT64_MAX);
    assert_true(rounded(&min, FPL_EXACT_OR_ERROR) == INT64_MIN);
    fpl_q_add(&sum, &max, &half);
    assert_true(rounded(&sum, FPL_DOWN) == INT64_MAX);
    assert_int_equal(fpl_q_round(&sum, FPL_HALF_UP, &out), FPL_E_OVERFLOW);
    assert_int_equal(fpl_q_to_ratio(&sum, &ratio), FPL_E_OVERFLOW);
    fpl_q_sub(&sum, &min, &one);
    assert_int_equal(fpl_q_round(&sum, FPL_DOWN, &out), FPL_E_OVERFLOW);
    assert_int_equal(fpl_money_minor(out), -1);
    assert_int_equal(ratio.num, 7);
    assert_int_equal(fpl_q_text(&sum, text, 20), FPL_E_TOO_LONG);
    assert_string_equal(text, "untouched");
    assert_int_equal(fpl_q_text(&sum, text, 21), FPL_OK);
    assert_string_equal(text, "-9223372036854775809");
    fpl_q_set(&sum, 0, 1);
    assert_int_equal(fpl_q_div(&sum, &one, &sum), FPL_E_DIV_ZERO);
    assert_int_equal(fpl_q_sign(&sum), 0);
    fpl_q_set(&sum, INT64_MIN, INT64_MIN);
    assert_int_equal(fpl_q_cmp(&sum, &one), 0);
    return FPL_OK;
}

static void test_base_ratio__limits(void **state) {
    (void)state;
    EXACTLY(limits);
}

static enum fpl_status texts(void *ctx) {
    (void)ctx;
    struct fpl_q q;
    struct fpl_ratio ratio;
    char text[16];
    fpl_q_set(&q, -40, 100);
    assert_int_equal(fpl_q_text(&q, text, 5), FPL_OK);
    assert_string_equal(text, "-2/5");
    assert_int_equal(fpl_q_text(&q, text, 4), FPL_E_TOO_LONG);
    assert_int_equal(fpl_q_to_ratio(&q, &ratio), FPL_OK);
    assert_true(ratio.num == -2 && ratio.den == 5);
    fpl_q_set(&q, 6, -2);
    assert_int_equal(fpl_q_text(&q, text, 3), FPL_OK);
    assert_string_equal(text, "-3");
    return FPL_OK;
}

static void test_base_ratio__text(void **state) {
    (void)state;
    EXACTLY(texts);
}

/* a/b op c/d in 128 bits, for operands of 31 bits. */
static void check_q(const struct fpl_q *q, fpl__int128 num, fpl__int128 den) {
    struct fpl_q want;
    assert_true(den != 0);
    fpl_q_set(&want, (int64_t)num, (int64_t)den);
    assert_int_equal(fpl_q_cmp(q, &want), 0);
    for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
        struct fpl_money a = fpl_money_of(0), b = fpl_money_of(0);
        struct fpl_ratio ratio;
        assert_int_equal(fpl_q_to_ratio(q, &ratio), FPL_OK);
        enum fpl_status status = fpl_money_scale(fpl_money_of(1), ratio, modes[m], &b);
        assert_int_equal(fpl_q_round(q, modes[m], &a), status);
        assert_int_equal(fpl_money_minor(a), fpl_money_minor(b));
    }
}

static enum fpl_status against_int128(void *ctx) {
    uint64_t *x = ctx;
    int64_t a = random_int(x) % INT32_MAX, c = random_int(x) % INT32_MAX;
    int64_t b = random_below(x, INT32_MAX - 1) + 1, d = random_below(x, INT32_MAX - 1) + 1;
    struct fpl_q p, q, r;
    fpl_q_set(&p, a, b);
    fpl_q_set(&q, c, d);
    fpl_q_add(&r, &p, &q);
    check_q(&r, (fpl__int128)a * d + (fpl__int128)c * b, (fpl__int128)b * d);
    fpl_q_sub(&r, &p, &q);
    check_q(&r, (fpl__int128)a * d - (fpl__int128)c * b, (fpl__int128)b * d);
    fpl_q_mul(&r, &p, &q);
    check_q(&r, (fpl__int128)a * c, (fpl__int128)b * d);
    if (fpl_q_div(&r, &p, &q) == FPL_OK)
        check_q(&r, (fpl__int128)a * d, (fpl__int128)b * c);
    else
        assert_int_equal(c, 0);
    int order = fpl_share_cmp(a, b, c, d);
    assert_int_equal(fpl_q_cmp(&p, &q), order);
    fpl_q_min(&r, &p, &q);
    assert_int_equal(fpl_q_cmp(&r, order < 0 ? &p : &q), 0);
    fpl_q_max(&r, &p, &q);
    assert_int_equal(fpl_q_cmp(&r, order > 0 ? &p : &q), 0);
    return FPL_OK;
}

static void test_base_ratio__agrees_with_128_bits(void **state) {
    (void)state;
    uint64_t x = random_seed("ratio");
    for (int i = 0; i < 20000; i++)
        assert_int_equal(fpl_exact(against_int128, &x, FPL_EXACT_BYTES), FPL_OK);
}

/* An output may be an input; sharing limbs with it must not change other values. */
static enum fpl_status aliases(void *ctx) {
    (void)ctx;
    struct fpl_q a, b, kept, product;
    fpl_q_set(&a, INT64_MAX, 3);
    fpl_q_set(&b, INT64_MAX, 7);
    fpl_q_min(&kept, &a, &b); /* shares its limbs with b */
    fpl_q_mul(&product, &b, &b);
    fpl_q_mul(&b, &b, &b);
    assert_int_equal(fpl_q_cmp(&b, &product), 0);
    fpl_q_set(&product, INT64_MAX, 7);
    assert_int_equal(fpl_q_cmp(&kept, &product), 0);
    fpl_q_sub(&a, &a, &a);
    assert_int_equal(fpl_q_sign(&a), 0);
    return FPL_OK;
}

static void test_base_ratio__aliases(void **state) {
    (void)state;
    EXACTLY(aliases);
}

/* Doubles its digits until the arena is full. */
static enum fpl_status grow(void *ctx) {
    struct fpl_q q;
    int *rounds = ctx;
    fpl_q_set(&q, INT64_MAX, 3);
    while (fpl_q_sign(&q) > 0) { /* for ever */
        fpl_q_mul(&q, &q, &q);
        ++*rounds;
    }
    return FPL_OK;
}

static enum fpl_status nested_grow(void *ctx) {
    enum fpl_status status = fpl_exact(grow, ctx, FPL_EXACT_BYTES);
    *(int *)ctx = -1; /* not reached: the outer arena unwinds as a whole */
    return status;
}

static void test_base_ratio__exhaustion_is_a_status(void **state) {
    (void)state;
    int before = 0;
    for (size_t bytes = 0; bytes <= 4u << 20; bytes = bytes ? bytes * 4 : 64) {
        int rounds = 0;
        assert_int_equal(fpl_exact(grow, &rounds, bytes), FPL_E_LIMIT);
        assert_true(rounds >= before);
        before = rounds;
        EXACTLY(t1); /* the next one starts afresh */
    }
    assert_true(before > 10);
}

static void test_base_ratio__nesting_uses_the_outer_arena(void **state) {
    (void)state;
    int rounds = 0;
    assert_int_equal(fpl_exact(nested_grow, &rounds, 1 << 16), FPL_E_LIMIT);
    assert_true(rounds > 0);
    EXACTLY(t1);
}

static enum fpl_status refuse(void *ctx) {
    (void)ctx;
    return FPL_E_SHORTAGE;
}

static enum fpl_status nested_refuse(void *ctx) {
    struct fpl_q q;
    fpl_q_set(&q, 1, 3);
    assert_int_equal(fpl_exact(refuse, ctx, FPL_EXACT_BYTES), FPL_E_SHORTAGE);
    assert_int_equal(fpl_q_sign(&q), 1); /* still inside */
    return FPL_OK;
}

static void test_base_ratio__status_comes_through(void **state) {
    (void)state;
    assert_int_equal(fpl_exact(refuse, NULL, FPL_EXACT_BYTES), FPL_E_SHORTAGE);
    EXACTLY(nested_refuse);
}

/* 1 + 1/2 + … + 1/400: more limbs than the first block holds, as nothing is given back in between. */
static enum fpl_status harmonic(void *ctx) {
    struct fpl_q sum, term;
    struct fpl_money thousandths;
    fpl_q_set(&sum, 0, 1);
    for (int i = 1; i <= 400; i++) {
        fpl_q_set(&term, 1000, i);
        fpl_q_add(&sum, &sum, &term);
    }
    enum fpl_status status = fpl_q_round(&sum, FPL_DOWN, &thousandths);
    if (status == FPL_OK)
        *(int64_t *)ctx = fpl_money_minor(thousandths);
    return status;
}

static void *in_thread(void *ctx) {
    for (int i = 0; i < 20; i++)
        if (fpl_exact(harmonic, ctx, FPL_EXACT_BYTES) != FPL_OK)
            *(int64_t *)ctx = -1;
    return NULL;
}

static void test_base_ratio__threads_have_their_own_arena(void **state) {
    (void)state;
    pthread_t thread[3];
    int64_t answer[4] = {0};
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, in_thread, &answer[i]), 0);
    in_thread(&answer[3]);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(answer[i], 6569); /* ln 400 + 0.57721… + 1/800 = 6.56993 */
}

static void outside_the_arena(void) {
    struct fpl_q q;
    fpl_q_set(&q, 1, 2);
}

static enum fpl_status divide_by_nothing(void *ctx) {
    (void)ctx;
    struct fpl_q q;
    fpl_q_set(&q, 1, 0);
    return FPL_OK;
}

static void zero_denominator(void) {
    if (fpl_exact(divide_by_nothing, NULL, FPL_EXACT_BYTES) == FPL_OK)
        _exit(0);
}

static enum fpl_status there_and_back(void *ctx) {
    static const char *const same[] = {"0", "-7", "1/3", "-12345678901234567890123/1000000000000000000007"};
    char text[96];
    (void)ctx;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct fpl_q q;
        assert_int_equal(fpl_q_of_text(same[i], &q), FPL_OK);
        assert_int_equal(fpl_q_text(&q, text, sizeof text), FPL_OK);
        assert_string_equal(text, same[i]);
    }
    struct fpl_q q;
    assert_int_equal(fpl_q_of_text("6/4", &q), FPL_OK); /* to lowest terms */
    assert_int_equal(fpl_q_text(&q, text, sizeof text), FPL_OK);
    assert_string_equal(text, "3/2");
    assert_int_equal(fpl_q_of_text("1/0", &q), FPL_E_NUMBER_FORMAT);
    assert_int_equal(fpl_q_of_text("x", &q), FPL_E_NUMBER_FORMAT);
    assert_int_equal(fpl_q_of_text("", &q), FPL_E_NUMBER_FORMAT);
    return FPL_OK;
}

static void test_base_ratio__text_and_back(void **state) {
    (void)state;
    assert_int_equal(fpl_exact(there_and_back, NULL, FPL_EXACT_BYTES), FPL_OK);
}

static void test_base_ratio__misuse_stops(void **state) {
    (void)state;
    assert_true(stops(outside_the_arena));
    assert_true(stops(zero_denominator));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_ratio__T1_rounding_modes),
        cmocka_unit_test(test_base_ratio__rounding_table),
        cmocka_unit_test(test_base_ratio__limits),
        cmocka_unit_test(test_base_ratio__text),
        cmocka_unit_test(test_base_ratio__agrees_with_128_bits),
        cmocka_unit_test(test_base_ratio__aliases),
        cmocka_unit_test(test_base_ratio__exhaustion_is_a_status),
        cmocka_unit_test(test_base_ratio__nesting_uses_the_outer_arena),
        cmocka_unit_test(test_base_ratio__status_comes_through),
        cmocka_unit_test(test_base_ratio__threads_have_their_own_arena),
        cmocka_unit_test(test_base_ratio__text_and_back),
        cmocka_unit_test(test_base_ratio__misuse_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
