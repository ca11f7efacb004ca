/* See exact.h. The first gear checks every product and sum; only its text form is brought to lowest terms, as that is
 * the one place where it matters. */
#include "ledger/pool/exact.h"

#include <string.h>

static int live(const struct fpl_pool__math *m) {
    return m->status == FPL_OK;
}

/* A value that no later operation can trip over. */
static void spoil(struct fpl_pool__math *m, struct fpl_pool__x *out) {
    if (m->status == FPL_OK)
        m->status = FPL_E_OVERFLOW;
    out->num = 0;
    out->den = 1;
}

static void settle(struct fpl_pool__math *m, struct fpl_pool__x *out, int overflow, fpl__int128 num, fpl__int128 den) {
    if (overflow) {
        spoil(m, out);
        return;
    }
    out->num = num;
    out->den = den;
}

void fpl_x__set(struct fpl_pool__math *m, struct fpl_pool__x *out, int64_t num, int64_t den) {
    FPL_ASSERT(den > 0);
    out->num = num;
    out->den = den;
    if (m->big && live(m))
        fpl_q_set(&out->q, num, den);
}

void fpl_x__add(struct fpl_pool__math *m, struct fpl_pool__x *out, const struct fpl_pool__x *a,
                const struct fpl_pool__x *b) {
    if (!live(m))
        return;
    if (m->big) {
        fpl_q_add(&out->q, &a->q, &b->q);
        return;
    }
    fpl__int128 left = 0, right = 0, num = 0, den = 1;
    if (a->den == b->den) {
        int overflow = __builtin_add_overflow(a->num, b->num, &num);
        settle(m, out, overflow, num, a->den);
        return;
    }
    int overflow = __builtin_mul_overflow(a->num, b->den, &left) || __builtin_mul_overflow(b->num, a->den, &right) ||
                   __builtin_mul_overflow(a->den, b->den, &den) || __builtin_add_overflow(left, right, &num);
    settle(m, out, overflow, num, den);
}

void fpl_x__sub(struct fpl_pool__math *m, struct fpl_pool__x *out, const struct fpl_pool__x *a,
                const struct fpl_pool__x *b) {
    if (!live(m))
        return;
    if (m->big) {
        fpl_q_sub(&out->q, &a->q, &b->q);
        return;
    }
    struct fpl_pool__x minus = *b;
    if (__builtin_sub_overflow((fpl__int128)0, b->num, &minus.num))
        spoil(m, out);
    else
        fpl_x__add(m, out, a, &minus);
}

void fpl_x__mul(struct fpl_pool__math *m, struct fpl_pool__x *out, const struct fpl_pool__x *a,
                const struct fpl_pool__x *b) {
    if (!live(m))
        return;
    if (m->big) {
        fpl_q_mul(&out->q, &a->q, &b->q);
        return;
    }
    fpl__int128 num = 0, den = 1;
    int overflow = __builtin_mul_overflow(a->num, b->num, &num) || __builtin_mul_overflow(a->den, b->den, &den);
    settle(m, out, overflow, num, den);
}

void fpl_x__div(struct fpl_pool__math *m, struct fpl_pool__x *out, const struct fpl_pool__x *a,
                const struct fpl_pool__x *b) {
    if (!live(m))
        return;
    FPL_ASSERT(fpl_x__sign(m, b) > 0);
    if (m->big) {
        enum fpl_status status = fpl_q_div(&out->q, &a->q, &b->q);
        FPL_ASSERT(status == FPL_OK);
        return;
    }
    fpl__int128 num = 0, den = 1;
    int overflow = __builtin_mul_overflow(a->num, b->den, &num) || __builtin_mul_overflow(a->den, b->num, &den);
    settle(m, out, overflow, num, den);
}

int fpl_x__cmp(struct fpl_pool__math *m, const struct fpl_pool__x *a, const struct fpl_pool__x *b) {
    if (!live(m))
        return 0;
    if (m->big)
        return fpl_q_cmp(&a->q, &b->q);
    fpl__int128 left = 0, right = 0;
    if (__builtin_mul_overflow(a->num, b->den, &left) || __builtin_mul_overflow(b->num, a->den, &right)) {
        m->status = FPL_E_OVERFLOW;
        return 0;
    }
    return (left > right) - (left < right);
}

int fpl_x__sign(const struct fpl_pool__math *m, const struct fpl_pool__x *a) {
    if (!live(m))
        return 0;
    return m->big ? fpl_q_sign(&a->q) : (a->num > 0) - (a->num < 0);
}

int64_t fpl_x__round(struct fpl_pool__math *m, const struct fpl_pool__x *a, enum fpl_rounding mode) {
    if (!live(m))
        return 0;
    FPL_ASSERT(fpl_x__sign(m, a) >= 0);
    if (m->big) {
        struct fpl_money money = fpl_money_of(0);
        enum fpl_status status = fpl_q_round(&a->q, mode, &money);
        if (status != FPL_OK)
            m->status = status;
        return fpl_money_minor(money);
    }
    fpl__int128 quotient = a->num / a->den, rest = a->num % a->den;
    fpl__int128 other = a->den - rest; /* what is missing to the next whole: no doubling, so no overflow */
    int away = mode == FPL_HALF_UP ? rest >= other
                                   : mode == FPL_HALF_EVEN && (rest > other || (rest == other && (quotient & 1) != 0));
    quotient += rest != 0 && away;
    if (quotient > INT64_MAX) {
        m->status = FPL_E_OVERFLOW;
        return 0;
    }
    return (int64_t)quotient;
}

static fpl__uint128 gcd(fpl__uint128 a, fpl__uint128 b) {
    while ((a >> 64) != 0 || (b >> 64) != 0) {
        if (b == 0)
            return a;
        fpl__uint128 rest = a % b;
        a = b;
        b = rest;
    }
    uint64_t x = (uint64_t)a, y = (uint64_t)b;
    while (y != 0) {
        uint64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x;
}

#define DIGITS_64 UINT64_C(10000000000000000000) /* 10^19 */

/* Digits of value, ending right before end. */
static char *digits(fpl__uint128 value, char *end) {
    while ((value >> 64) != 0) {
        char *p = fpl_int__digits((uint64_t)(value % DIGITS_64), end);
        value /= DIGITS_64;
        while (p > end - 19)
            *--p = '0';
        end = p;
    }
    return fpl_int__digits((uint64_t)value, end);
}

void fpl_x__text(struct fpl_pool__math *m, const struct fpl_pool__x *a, char *out, size_t out_size) {
    out[0] = '\0';
    if (!live(m))
        return;
    if (m->big) {
        enum fpl_status status = fpl_q_text(&a->q, out, out_size);
        if (status != FPL_OK)
            m->status = status;
        return;
    }
    fpl__uint128 num = a->num < 0 ? 0 - (fpl__uint128)a->num : (fpl__uint128)a->num, den = (fpl__uint128)a->den;
    fpl__uint128 common = den == 1 ? 1 : gcd(den, num % den);
    char text[96], *end = text + sizeof text, *p = end;
    if (common != 1) {
        num /= common;
        den /= common;
    }
    if (den != 1) {
        p = digits(den, p);
        *--p = '/';
    }
    p = digits(num, p);
    if (a->num < 0)
        *--p = '-';
    size_t n = (size_t)(end - p);
    if (n >= out_size) {
        m->status = FPL_E_TOO_LONG;
        return;
    }
    memcpy(out, p, n);
    out[n] = '\0';
}
