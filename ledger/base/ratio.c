/* Rationals on GMP. A struct fpl_q holds the bits of an mpq_t whose limbs lie in the arena; every operation makes a new
 * value and none is ever changed in place, so values may share limbs and an output may be one of the inputs. */
#include "fundpool/ratio.h"

#include "ledger/base/arena.h"
#include "ledger/base/base.h"

#include <gmp.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(struct fpl_q) >= sizeof(__mpq_struct), "struct fpl_q must hold an mpq_t");
_Static_assert(sizeof(long) == sizeof(int64_t), "GMP's long functions must take an int64");

/* Through memcpy, as the bytes were declared as another type. */
static void load(mpq_t to, const struct fpl_q *from) {
    fpl_exact__assert_inside();
    memcpy(to, from, sizeof(__mpq_struct));
}

static void save(struct fpl_q *to, mpq_t from) {
    memcpy(to, from, sizeof(__mpq_struct));
}

void fpl_q_set(struct fpl_q *out, int64_t num, int64_t den) {
    mpq_t q;
    FPL_ASSERT(den != 0);
    fpl_exact__assert_inside();
    mpq_init(q);
    mpz_set_si(mpq_numref(q), num);
    if (den != 1) {
        mpz_set_si(mpq_denref(q), den);
        mpq_canonicalize(q);
    }
    save(out, q);
}

void fpl_q_set_ratio(struct fpl_q *out, struct fpl_ratio r) {
    FPL_ASSERT(r.den > 0);
    fpl_q_set(out, r.num, r.den);
}

void fpl_q_set_money(struct fpl_q *out, struct fpl_money m) {
    fpl_q_set(out, fpl_money_minor(m), 1);
}

static void apply(void (*op)(mpq_ptr, mpq_srcptr, mpq_srcptr), struct fpl_q *out, const struct fpl_q *a,
                  const struct fpl_q *b) {
    mpq_t x, y, z;
    load(x, a);
    load(y, b);
    mpq_init(z);
    op(z, x, y);
    save(out, z);
}

void fpl_q_add(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b) {
    apply(mpq_add, out, a, b);
}

void fpl_q_sub(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b) {
    apply(mpq_sub, out, a, b);
}

void fpl_q_mul(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b) {
    apply(mpq_mul, out, a, b);
}

enum fpl_status fpl_q_div(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b) {
    if (fpl_q_sign(b) == 0)
        return FPL_E_DIV_ZERO;
    apply(mpq_div, out, a, b);
    return FPL_OK;
}

void fpl_q_min(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b) {
    *out = fpl_q_cmp(b, a) < 0 ? *b : *a;
}

void fpl_q_max(struct fpl_q *out, const struct fpl_q *a, const struct fpl_q *b) {
    *out = fpl_q_cmp(b, a) > 0 ? *b : *a;
}

int fpl_q_cmp(const struct fpl_q *a, const struct fpl_q *b) {
    mpq_t x, y;
    load(x, a);
    load(y, b);
    int order = mpq_cmp(x, y);
    return (order > 0) - (order < 0);
}

int fpl_q_sign(const struct fpl_q *a) {
    mpq_t x;
    load(x, a);
    return mpq_sgn(x);
}

/* 1 if a quotient truncated toward zero with this remainder must move one away from zero. `half` compares twice the
 * remainder with the divisor, both as absolute values. */
static int moves_away(enum fpl_rounding mode, int half, int odd) {
    switch (mode) {
    case FPL_UP:
        return 1;
    case FPL_HALF_UP:
        return half >= 0;
    case FPL_HALF_EVEN:
        return half > 0 || (half == 0 && odd);
    case FPL_DOWN:
    case FPL_EXACT_OR_ERROR:
        break;
    }
    return 0;
}

enum fpl_status fpl_q_round(const struct fpl_q *a, enum fpl_rounding mode, struct fpl_money *out) {
    mpq_t x;
    mpz_t quotient, rest;
    load(x, a);
    mpz_init(quotient);
    mpz_init(rest);
    mpz_tdiv_qr(quotient, rest, mpq_numref(x), mpq_denref(x));
    if (mpz_sgn(rest) != 0) {
        if (mode == FPL_EXACT_OR_ERROR)
            return FPL_E_INEXACT;
        mpz_mul_2exp(rest, rest, 1);
        if (moves_away(mode, mpz_cmpabs(rest, mpq_denref(x)), mpz_odd_p(quotient) != 0)) {
            if (mpq_sgn(x) > 0)
                mpz_add_ui(quotient, quotient, 1);
            else
                mpz_sub_ui(quotient, quotient, 1);
        }
    }
    if (!mpz_fits_slong_p(quotient))
        return FPL_E_OVERFLOW;
    *out = fpl_money_of(mpz_get_si(quotient));
    return FPL_OK;
}

enum fpl_status fpl_q_text(const struct fpl_q *a, char *out, size_t out_size) {
    mpq_t x;
    load(x, a);
    size_t digits = mpz_sizeinbase(mpq_numref(x), 10) + mpz_sizeinbase(mpq_denref(x), 10);
    if (digits - 2 >= out_size) /* each count may be one too many, and a denominator of 1 is not written */
        return FPL_E_TOO_LONG;
    char *text = mpq_get_str(NULL, 10, x);
    if (strlen(text) >= out_size)
        return FPL_E_TOO_LONG;
    memcpy(out, text, strlen(text) + 1);
    return FPL_OK;
}

enum fpl_status fpl_q_of_text(const char *text, struct fpl_q *out) {
    mpq_t q;
    fpl_exact__assert_inside();
    mpq_init(q);
    if (mpq_set_str(q, text, 10) != 0 || mpz_sgn(mpq_denref(q)) == 0)
        return FPL_E_NUMBER_FORMAT;
    mpq_canonicalize(q);
    save(out, q);
    return FPL_OK;
}

enum fpl_status fpl_q_to_ratio(const struct fpl_q *a, struct fpl_ratio *out) {
    mpq_t x;
    load(x, a);
    if (!mpz_fits_slong_p(mpq_numref(x)) || !mpz_fits_slong_p(mpq_denref(x)))
        return FPL_E_OVERFLOW;
    *out = (struct fpl_ratio){mpz_get_si(mpq_numref(x)), mpz_get_si(mpq_denref(x))};
    return FPL_OK;
}

/* Digits and a point: with "%" behind them they are a percentage. */
static int is_plain(struct fpl_str text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '.' && (text.p[i] < '0' || text.p[i] > '9'))
            return 0;
    return text.n > 0;
}

char *fpl_ratio_advice(struct fpl_str text, struct fpl_str most, char out[FPL_RATIO_ADVICE]) {
    char signed_text[64];
    struct fpl_ratio is, limit;
    int n = is_plain(text) ? snprintf(signed_text, sizeof signed_text, "%.*s%%", (int)text.n, text.p) : 0;
    if (n > 0 && (size_t)n < sizeof signed_text && fpl_ratio_parse(fpl_str_of(signed_text), &is, NULL) == FPL_OK &&
        fpl_ratio_parse(most, &limit, NULL) == FPL_OK && fpl_share_cmp(is.num, is.den, limit.num, limit.den) <= 0)
        (void)snprintf(out, FPL_RATIO_ADVICE,
                       FPL_ZH_EN("多半漏写百分号：请写 %s", "the percent sign may be missing: write %s"), signed_text,
                       signed_text);
    else
        (void)snprintf(out, FPL_RATIO_ADVICE, "%s",
                       FPL_ZH_EN("请核对原件，改为实际的比例", "look at the paper again and write what it says"));
    return out;
}
