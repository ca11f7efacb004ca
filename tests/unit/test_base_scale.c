/* Rates as text, shares by cross-multiplication, and the 128-bit product: boundary vectors of the pool and fund rules.
 */
#include "base_support.h"

#include "fundpool/ratio.h"
#include "ledger/base/base.h"

#define S(literal) FPL_STR(literal)

static int64_t scaled(int64_t fen, int64_t num, int64_t den, enum fpl_rounding mode) {
    struct fpl_money out;
    assert_int_equal(fpl_money_scale(fpl_money_of(fen), (struct fpl_ratio){num, den}, mode, &out), FPL_OK);
    return fpl_money_minor(out);
}

/* Pool rules, vector T1. */
static void test_base_scale__T1_rounding_modes(void **state) {
    (void)state;
    struct fpl_money out = fpl_money_of(-1);
    assert_int_equal(scaled(333333334, 2, 5, FPL_HALF_UP), 133333334);
    assert_int_equal(scaled(333333334, 2, 5, FPL_DOWN), 133333333);
    assert_int_equal(fpl_money_scale(fpl_money_of(333333334), (struct fpl_ratio){2, 5}, FPL_EXACT_OR_ERROR, &out),
                     FPL_E_INEXACT);
    assert_int_equal(fpl_money_minor(out), -1);
    assert_int_equal(scaled(333333335, 2, 5, FPL_EXACT_OR_ERROR), 133333334);
}

/* Guangzhou 穗金管规字〔2025〕1号: up to 5 million 40 %, up to 15 million 30 %, up to 30 million 20 %; intervals (lo,
 * hi]. */
struct tier {
    int64_t lo, hi; /* fen */
    struct fpl_ratio rate;
};
static const struct tier tiers[] = {
    {0, 500000000, {2, 5}}, {500000000, 1500000000, {3, 10}}, {1500000000, 3000000000, {1, 5}}};

static int tier_of(int64_t fen) {
    struct fpl_money m = fpl_money_of(fen);
    for (int i = 0; i < 3; i++)
        if (fpl_money_cmp(m, fpl_money_of(tiers[i].lo)) > 0 && fpl_money_cmp(m, fpl_money_of(tiers[i].hi)) <= 0)
            return i;
    return -1;
}

/* Pool rules, vector T3. */
static void test_base_scale__T3_tier_boundaries(void **state) {
    (void)state;
    assert_int_equal(tier_of(500000000), 0);
    assert_int_equal(tier_of(500000001), 1);
    assert_int_equal(tier_of(1500000000), 1);
    assert_int_equal(tier_of(1500000001), 2);
    assert_int_equal(tier_of(3000000001), -1);
    assert_int_equal(tier_of(0), -1);
    int64_t loss = 1200000000; /* 12 million, lost whole */
    int at = tier_of(loss);
    assert_int_equal(scaled(loss, tiers[at].rate.num, tiers[at].rate.den, FPL_HALF_UP), 360000000); /* WHOLE */
    int64_t marginal = 0;
    for (int i = 0; i <= at; i++) {
        int64_t top = loss < tiers[i].hi ? loss : tiers[i].hi;
        marginal += scaled(top - tiers[i].lo, tiers[i].rate.num, tiers[i].rate.den, FPL_EXACT_OR_ERROR);
    }
    assert_int_equal(marginal, 410000000); /* MARGINAL */
}

/* Band edge (3 %, 5 %] of a share: 3 % itself is outside, 5 % inside, one fen decides. */
static void test_base_scale__T3_share_boundaries(void **state) {
    (void)state;
    assert_true(fpl_share_cmp(1500000000, 50000000000, 3, 100) == 0);
    assert_true(fpl_share_cmp(1500000001, 50000000000, 3, 100) > 0);
    assert_true(fpl_share_cmp(2500000000, 50000000000, 5, 100) <= 0);
    assert_true(fpl_share_cmp(2500000001, 50000000000, 5, 100) > 0);
    assert_true(fpl_share_cmp(INT64_MAX, INT64_MAX - 1, INT64_MAX - 1, INT64_MAX - 2) < 0); /* no float sees this */
    assert_true(fpl_share_cmp(INT64_MIN, INT64_MAX, -1, 1) < 0);
}

/* Pool rules, vector T25: of several claims on one loan the cumulative sum is rounded, not each. */
static void test_base_scale__T25_cumulative_rounding(void **state) {
    (void)state;
    int64_t first = scaled(33333333, 35, 100, FPL_HALF_UP);
    int64_t both = scaled(2 * INT64_C(33333333), 35, 100, FPL_HALF_UP);
    assert_int_equal(first * 2, 23333334);
    assert_int_equal(both, 23333333);
    assert_int_equal(first, 11666667);
    assert_int_equal(both - first, 11666666);
    first = scaled(10001, 1, 2, FPL_HALF_UP);
    both = scaled(20002, 1, 2, FPL_HALF_UP);
    assert_int_equal(first * 2, 10002);
    assert_int_equal(both, 10001);
    assert_int_equal(first, 5001);
    assert_int_equal(both - first, 5000);
}

/* Pool rules, vectors T18, T19, T22 and T23: plain products. */
static void test_base_scale__published_products(void **state) {
    (void)state;
    assert_int_equal(scaled(154353566, 1, 2, FPL_HALF_UP), 77176783);
    assert_int_equal(scaled(200000000, 1, 5, FPL_EXACT_OR_ERROR), 40000000);
    assert_int_equal(scaled(298765431, 1, 5, FPL_HALF_UP), 59753086);
}

/* Fund rules, vector T3 a, b, d: the verdict comes from whole numbers, the printed share is cut off. */
static void test_base_scale__fund_T3_early_share(void **state) {
    (void)state;
    char shown[32];
    assert_true(fpl_share_cmp(50000, 100000, 1, 2) >= 0);     /* a */
    assert_true(fpl_share_cmp(49999, 100000, 1, 2) < 0);      /* b */
    assert_true(fpl_share_cmp(33333333, 66666667, 1, 2) < 0); /* d */
    assert_true(fpl_share_cmp(33333334, 66666667, 1, 2) >= 0);
    assert_string_equal(fpl_percent_trunc(33333333, 66666667, 4, shown, sizeof shown), "49.9999");
    assert_string_equal(fpl_percent_trunc(33333334, 66666667, 4, shown, sizeof shown), "50.0000");
    /* HALF_UP to two decimals would show 50.00 for both and hide the failure */
    assert_int_equal(scaled(33333333, 10000, 66666667, FPL_HALF_UP), 5000);
    assert_int_equal(scaled(33333334, 10000, 66666667, FPL_HALF_UP), 5000);
    assert_string_equal(fpl_percent_trunc(0, 0, 4, shown, sizeof shown), "-"); /* c: not applicable */
}

struct shortfall {
    int64_t early, total, p, q, expected; /* fen; share p/q */
};

/* Smallest x with (E + x) / (T + x) >= p/q is (p T - q E) / (q - p), rounded up. */
static void test_base_scale__fund_T3_shortfall_and_headroom(void **state) {
    (void)state;
    static const struct shortfall rows[] = {
        {40000, 100000, 1, 2, 20000}, {40000, 100000, 3, 5, 50000}, {33333, 100000, 7, 10, 122224}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct shortfall *r = &rows[i];
        int64_t lack = r->p * r->total - r->q * r->early;
        int64_t x = scaled(lack, 1, r->q - r->p, FPL_UP);
        assert_int_equal(x, r->expected);
        assert_true(fpl_share_cmp(r->early + x, r->total + x, r->p, r->q) >= 0);
        assert_true(fpl_share_cmp(r->early + x - 1, r->total + x - 1, r->p, r->q) < 0);
    }
    int64_t headroom = scaled(60000, 2, 1, FPL_DOWN) - 100000; /* E q / p - T */
    assert_int_equal(headroom, 20000);
    assert_true(fpl_share_cmp(60000, 100000 + headroom, 1, 2) >= 0);
    assert_true(fpl_share_cmp(60000, 100000 + headroom + 1, 1, 2) < 0);
}

/* Fund rules, vector T6: shares shown as published there, to four decimals. */
static void test_base_scale__percent(void **state) {
    (void)state;
    char shown[64];
    assert_string_equal(fpl_percent_trunc(1300, 2300, 4, shown, sizeof shown), "56.5217");
    assert_string_equal(fpl_percent_trunc(2, 3, 0, shown, sizeof shown), "66");
    assert_string_equal(fpl_percent_trunc(1, 1000000, 4, shown, sizeof shown), "0.0001");
    assert_string_equal(fpl_percent_trunc(-1, 3, 2, shown, sizeof shown), "-33.33");
    assert_string_equal(fpl_percent_trunc(-1, 10000000, 4, shown, sizeof shown), "0.0000");
    assert_string_equal(fpl_percent_trunc(INT64_MIN, 1, 12, shown, sizeof shown),
                        "-922337203685477580800.000000000000");
    assert_string_equal(fpl_percent_trunc(1, 2, 1, shown, 3), "50");
}

struct rate {
    struct fpl_str text;
    int64_t num, den;
};

static void test_base_scale__rate_texts(void **state) {
    (void)state;
    const struct rate rates[] = {
        {S("40%"), 2, 5},
        {S("0.4"), 2, 5},
        {S("2/5"), 2, 5},
        {S("5pp"), 1, 20},
        {S("0"), 0, 1},
        {S("9223372036854775807"), INT64_MAX, 1}, /* the ends of what a ratio holds */
        {S("-9223372036854775808"), INT64_MIN, 1},
        {S("1/9223372036854775807"), 1, INT64_MAX},
        {S("0.500000000000000000000000000000000000"), 1, 2}, /* as many decimals as 128 bits have room for: 36 */
        {S("3.85%"), 77, 2000},
        {S("100%"), 1, 1},
        {S("1.50"), 3, 2},
        {S("-1/4"), -1, 4},
        {S("-0.5%"), -1, 200},
        {S("4/6"), 2, 3},
        {S("0.000001"), 1, 1000000},
        {S("0/9"), 0, 1},
        {S("12.5pp"), 1, 8},
        {S("-0"), 0, 1},
        {S("9223372036854775807/1"), INT64_MAX, 1},
        {S("0.100000000000000000000000000000"), 1, 10},
    };
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        struct fpl_ratio r = {9, 9};
        assert_int_equal(fpl_ratio_parse(rates[i].text, &r, NULL), FPL_OK);
        assert_int_equal(r.num, rates[i].num);
        assert_int_equal(r.den, rates[i].den);
    }
}

static enum fpl_status rate_refusal(struct fpl_str text) {
    struct fpl_ratio r = {9, 8};
    struct fpl_error error;
    fpl_error_clear(&error);
    enum fpl_status status = fpl_ratio_parse(text, &r, &error);
    assert_int_equal(error.status, status);
    assert_true(r.num == 9 && r.den == 8);
    return status;
}

static void test_base_scale__rate_refusals(void **state) {
    (void)state;
    const struct fpl_str form[] = {S(""),   S("%"),    S("40 %"), S("40％"), S(".4"),    S("4."),    S("4.%"),
                                   S("1/"), S("/2"),   S("1//2"), S("1/2%"), S("1/2/3"), S("1.5/2"), S("1/2.5"),
                                   S("+1"), S("1e-3"), S("5p"),   S("5ppp"), S("1x/2"),  S("1/2x"),  S("x/2"),
                                   S("/"),  S("1./2"), S("1/-2"), S("--1"),  S("四成"),  S("40%%"),  S("0x1")};
    for (size_t i = 0; i < sizeof form / sizeof form[0]; i++)
        assert_int_equal(rate_refusal(form[i]), FPL_E_NUMBER_FORMAT);
    assert_int_equal(rate_refusal(S("1/0")), FPL_E_DIV_ZERO);
    assert_int_equal(rate_refusal(S("0/0")), FPL_E_DIV_ZERO);
    assert_int_equal(rate_refusal(S("9223372036854775808")), FPL_E_OVERFLOW);
    assert_int_equal(rate_refusal(S("1/9223372036854775808")), FPL_E_OVERFLOW);
    assert_int_equal(rate_refusal(S("0.1234567890123456789012345678901234567890")), FPL_E_OVERFLOW);
    assert_int_equal(rate_refusal(S("0.5000000000000000000000000000000000000")), FPL_E_OVERFLOW); /* 37 decimals */
    /* 10^36 over 10^35 is 10, but 37 digits are not read; cut to 36 they would make 1 */
    assert_int_equal(rate_refusal(S("1000000000000000000000000000000000000/100000000000000000000000000000000000")),
                     FPL_E_OVERFLOW);
    assert_int_equal(rate_refusal(S("100000000000000000000000000000000000/1000000000000000000000000000000000000")),
                     FPL_E_OVERFLOW);
    assert_int_equal(rate_refusal(S("1/99999999999999999999999999999999999999999999")), FPL_E_OVERFLOW);
    assert_int_equal(rate_refusal(S("99999999999999999999999999999999999999999999/3")), FPL_E_OVERFLOW);
    assert_int_equal(rate_refusal(S("99999999999999999999999999999999999999999999.5/3")), FPL_E_NUMBER_FORMAT);
    assert_int_equal(rate_refusal(S("99999999999999999999999999999999999999999999%")), FPL_E_OVERFLOW);
}

static void test_base_scale__ratio_round_trip(void **state) {
    (void)state;
    uint64_t x = random_seed("ratio round trip");
    char text[48];
    for (int i = 0; i < 20000; i++) {
        struct fpl_ratio r, back;
        int64_t num = random_int(&x), den = random_int(&x);
        snprintf(text, sizeof text, "%lld/%lld", (long long)num, (long long)(den > 0 ? den : 1));
        assert_int_equal(fpl_ratio_parse(fpl_str_of(text), &r, NULL), FPL_OK);
        assert_true((fpl__int128)r.num * (den > 0 ? den : 1) == (fpl__int128)num * r.den);
        fpl_ratio_format(r, text);
        assert_int_equal(strchr(text, '/') == NULL, r.den == 1);
        assert_int_equal(fpl_ratio_parse(fpl_str_of(text), &back, NULL), FPL_OK);
        assert_true(back.num == r.num && back.den == r.den);
    }
}

/* Every mode by its definition: the distance to the exact product, in units of 1/den. */
static void test_base_scale__modes_by_definition(void **state) {
    (void)state;
    uint64_t x = random_seed("scale");
    for (int i = 0; i < 50000; i++) {
        int64_t a = random_int(&x), num = random_int(&x);
        int64_t den = random_below(&x, random_next(&x) % 2 ? 20 : INT64_MAX) + 1;
        fpl__int128 product = (fpl__int128)a * num;
        for (int mode = FPL_DOWN; mode <= FPL_HALF_EVEN; mode++) {
            struct fpl_money out;
            struct fpl_ratio r = {num, den};
            if (fpl_money_scale(fpl_money_of(a), r, (enum fpl_rounding)mode, &out) != FPL_OK)
                continue; /* too large; the limits are tested apart */
            int64_t got = fpl_money_minor(out);
            fpl__int128 off = (fpl__int128)got * den - product; /* > 0: rounded upwards */
            fpl__int128 away = product < 0 ? -off : off;
            assert_true(off > -(fpl__int128)den && off < den);
            assert_true(mode != FPL_DOWN || away <= 0);
            assert_true(mode != FPL_UP || away >= 0);
            if (mode == FPL_HALF_UP || mode == FPL_HALF_EVEN)
                assert_true(2 * away <= den && 2 * away >= -(fpl__int128)den);
            assert_true(mode != FPL_HALF_UP || 2 * away != -(fpl__int128)den);
            if (mode == FPL_HALF_EVEN && (2 * off == den || -2 * off == den))
                assert_int_equal(got % 2, 0);
        }
    }
}

static void test_base_scale__overflow(void **state) {
    (void)state;
    struct fpl_money out = fpl_money_of(-1);
    assert_int_equal(fpl_money_scale(fpl_money_of(INT64_MAX), (struct fpl_ratio){2, 1}, FPL_DOWN, &out),
                     FPL_E_OVERFLOW);
    assert_int_equal(fpl_money_scale(fpl_money_of(INT64_MIN), (struct fpl_ratio){-1, 1}, FPL_DOWN, &out),
                     FPL_E_OVERFLOW);
    assert_int_equal(fpl_money_minor(out), -1);
    assert_true(scaled(INT64_MIN, INT64_MAX, INT64_MAX, FPL_EXACT_OR_ERROR) == INT64_MIN);
    assert_true(scaled(INT64_MAX, 1, 1, FPL_EXACT_OR_ERROR) == INT64_MAX);
    assert_true(scaled(INT64_MAX, -1, 1, FPL_EXACT_OR_ERROR) == -INT64_MAX);
}

static void share_of_nothing(void) {
    fpl_share_cmp(1, 0, 1, 2);
}

static void test_base_scale__misuse_stops(void **state) {
    (void)state;
    assert_true(stops(share_of_nothing));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_scale__T1_rounding_modes),
        cmocka_unit_test(test_base_scale__T3_tier_boundaries),
        cmocka_unit_test(test_base_scale__T3_share_boundaries),
        cmocka_unit_test(test_base_scale__T25_cumulative_rounding),
        cmocka_unit_test(test_base_scale__published_products),
        cmocka_unit_test(test_base_scale__fund_T3_early_share),
        cmocka_unit_test(test_base_scale__fund_T3_shortfall_and_headroom),
        cmocka_unit_test(test_base_scale__percent),
        cmocka_unit_test(test_base_scale__rate_texts),
        cmocka_unit_test(test_base_scale__rate_refusals),
        cmocka_unit_test(test_base_scale__ratio_round_trip),
        cmocka_unit_test(test_base_scale__modes_by_definition),
        cmocka_unit_test(test_base_scale__overflow),
        cmocka_unit_test(test_base_scale__misuse_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
