/* Ratios small enough for 128-bit arithmetic: parsing, comparing, and scaling once per row or cap. No GMP. */
#include "fundpool/ratio.h"
#include "ledger/base/base.h"

#include <limits.h>
#include <string.h>

#define RATIO_TEXT       48
#define DIGITS_MAX       36 /* 10^36 * 100 < 2^127 */
#define PERCENT_DECIMALS 12 /* 2^63 * 100 * 10^12 < 2^127 */

static fpl__uint128 gcd(fpl__uint128 a, fpl__uint128 b) {
    while (b != 0) {
        fpl__uint128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* num/den, den > 0, in lowest terms. */
static enum fpl_status reduce(fpl__int128 num, fpl__int128 den, struct fpl_ratio *out) {
    fpl__int128 by = (fpl__int128)gcd((fpl__uint128)(num < 0 ? -num : num), (fpl__uint128)den);
    num /= by;
    den /= by;
    if (num > INT64_MAX || num < INT64_MIN || den > INT64_MAX)
        return FPL_E_OVERFLOW;
    *out = (struct fpl_ratio){(int64_t)num, (int64_t)den};
    return FPL_OK;
}

struct decimal {
    fpl__int128 digits; /* without sign and point */
    fpl__int128 unit;   /* 10^decimals */
    size_t n;           /* bytes read */
    int too_many;
};

/* Digits with an optional point between them, from p[n]. 0 if there are none on one of its sides. */
static int read_decimal(const char *p, size_t n, struct decimal *out) {
    size_t whole = 0;
    size_t fraction = 0;
    size_t count = 0; /* significant digits */
    int point = 0;
    *out = (struct decimal){.unit = 1};
    for (; out->n < n; out->n++) {
        char c = p[out->n];
        if (c == '.' && !point) {
            point = 1;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        count += count > 0 || c != '0' || point;
        if (count > DIGITS_MAX) {
            out->too_many = 1;
        } else {
            out->digits = out->digits * 10 + (c - '0');
            out->unit *= point ? 10 : 1;
        }
        if (point)
            fraction++;
        else
            whole++;
    }
    return whole > 0 && (!point || fraction > 0);
}

/* Reads "40%", "0.4" or "5pp" after the sign: *den is 10^decimals, times 100 for a percentage. */
static enum fpl_status read_rate(struct fpl_str text, fpl__int128 *num, fpl__int128 *den) {
    struct decimal rate;
    if (!read_decimal(text.p, text.n, &rate))
        return FPL_E_NUMBER_FORMAT;
    struct fpl_str rest = {text.p + rate.n, text.n - rate.n};
    int percent = fpl_str_is(rest, "%") || fpl_str_is(rest, "pp");
    if (rest.n > 0 && !percent)
        return FPL_E_NUMBER_FORMAT;
    if (rate.too_many)
        return FPL_E_OVERFLOW;
    *num = rate.digits;
    *den = rate.unit * (percent ? 100 : 1);
    return FPL_OK;
}

/* Reads "2/5" after the sign; `slash` is where the stroke stands. */
static enum fpl_status read_fraction(struct fpl_str text, size_t slash, fpl__int128 *num, fpl__int128 *den) {
    struct decimal above, below;
    struct fpl_str under = {text.p + slash + 1, text.n - slash - 1};
    if (!read_decimal(text.p, slash, &above) || above.n != slash || above.unit != 1 ||
        memchr(text.p, '.', slash) != NULL)
        return FPL_E_NUMBER_FORMAT;
    if (!read_decimal(under.p, under.n, &below) || below.n != under.n || memchr(under.p, '.', under.n) != NULL)
        return FPL_E_NUMBER_FORMAT;
    if (!below.too_many && below.digits == 0)
        return FPL_E_DIV_ZERO;
    if (above.too_many || below.too_many)
        return FPL_E_OVERFLOW;
    *num = above.digits;
    *den = below.digits;
    return FPL_OK;
}

enum fpl_status fpl_ratio_parse(struct fpl_str text, struct fpl_ratio *out, struct fpl_error *error) {
    int negative = text.n > 0 && text.p[0] == '-';
    struct fpl_str rest = {negative ? text.p + 1 : text.p, negative ? text.n - 1 : text.n};
    const char *slash = rest.n > 0 ? memchr(rest.p, '/', rest.n) : NULL;
    fpl__int128 num = 0;
    fpl__int128 den = 1;
    enum fpl_status status =
        slash ? read_fraction(rest, (size_t)(slash - rest.p), &num, &den) : read_rate(rest, &num, &den);
    if (status == FPL_OK)
        status = reduce(negative ? -num : num, den, out);
    return status == FPL_OK ? FPL_OK : fpl_fail_text(error, status, text.p, text.n);
}

char *fpl_ratio_format(struct fpl_ratio r, char *out) {
    char text[RATIO_TEXT];
    char *end = text + sizeof(text);
    char *p = end;
    FPL_ASSERT(r.den > 0);
    if (r.den != 1) {
        p = fpl_int__digits((uint64_t)r.den, p);
        *--p = '/';
    }
    p = fpl_int__digits(fpl_int__abs(r.num), p);
    if (r.num < 0)
        *--p = '-';
    return fpl_str_copy((struct fpl_str){p, (size_t)(end - p)}, out, RATIO_TEXT);
}

char *fpl_percent_trunc(int64_t num, int64_t den, int decimals, char *out, size_t out_size) {
    char text[RATIO_TEXT];
    char *end = text + sizeof(text);
    char *p = end;
    FPL_ASSERT(den >= 0);
    FPL_ASSERT(decimals >= 0 && decimals <= PERCENT_DECIMALS);
    if (den == 0)
        return fpl_str_copy(FPL_STR("-"), out, out_size);
    fpl__int128 value = (fpl__int128)fpl_int__abs(num) * 100;
    for (int i = 0; i < decimals; i++)
        value *= 10;
    value /= den;
    int negative = num < 0 && value > 0;
    for (int i = 0; i <= decimals || value > 0; i++) {
        if (i == decimals && decimals > 0)
            *--p = '.';
        *--p = (char)('0' + (int)(value % 10));
        value /= 10;
    }
    if (negative)
        *--p = '-';
    return fpl_str_copy((struct fpl_str){p, (size_t)(end - p)}, out, out_size);
}

int fpl_share_cmp(int64_t num, int64_t den, int64_t p, int64_t q) {
    FPL_ASSERT(den > 0);
    FPL_ASSERT(q > 0);
    fpl__int128 left = (fpl__int128)num * q;
    fpl__int128 right = (fpl__int128)p * den;
    return (left > right) - (left < right);
}

enum fpl_status fpl_money_scale(struct fpl_money a, struct fpl_ratio r, enum fpl_rounding mode, struct fpl_money *out) {
    FPL_ASSERT(r.den > 0);
    fpl__int128 product = (fpl__int128)fpl_money_minor(a) * r.num;
    fpl__int128 quotient = product / r.den; /* toward zero */
    fpl__int128 rest = product % r.den;
    fpl__int128 twice = rest < 0 ? -2 * rest : 2 * rest;
    int away = 0;
    switch (mode) {
    case FPL_EXACT_OR_ERROR:
        if (rest != 0)
            return FPL_E_INEXACT;
        break;
    case FPL_DOWN:
        break;
    case FPL_UP:
        away = rest != 0;
        break;
    case FPL_HALF_UP:
        away = twice >= r.den;
        break;
    case FPL_HALF_EVEN:
        away = twice > r.den || (twice == r.den && quotient % 2 != 0);
        break;
    }
    if (away)
        quotient += product < 0 ? -1 : 1;
    if (quotient > INT64_MAX || quotient < INT64_MIN)
        return FPL_E_OVERFLOW;
    *out = fpl_money_of((int64_t)quotient);
    return FPL_OK;
}
