/* The only file that looks into struct fpl_money. */
#include "fundpool/money.h"

#include "ledger/base/base.h"

#include <stdio.h>
#include <string.h>

#define SCALE_MAX 8
#define WAN_SCALE 4 /* 1 万元 = 10^4 元 */

struct fpl_money fpl_money_of(int64_t minor) {
    return (struct fpl_money){minor};
}

int64_t fpl_money_minor(struct fpl_money m) {
    return m.minor;
}

enum fpl_status fpl_money_add(struct fpl_money a, struct fpl_money b, struct fpl_money *out) {
    int64_t sum;
    if (__builtin_add_overflow(a.minor, b.minor, &sum))
        return FPL_E_OVERFLOW;
    out->minor = sum;
    return FPL_OK;
}

enum fpl_status fpl_money_sub(struct fpl_money a, struct fpl_money b, struct fpl_money *out) {
    int64_t difference;
    if (__builtin_sub_overflow(a.minor, b.minor, &difference))
        return FPL_E_OVERFLOW;
    out->minor = difference;
    return FPL_OK;
}

enum fpl_status fpl_money_neg(struct fpl_money a, struct fpl_money *out) {
    return fpl_money_sub((struct fpl_money){0}, a, out);
}

int fpl_money_cmp(struct fpl_money a, struct fpl_money b) {
    return (a.minor > b.minor) - (a.minor < b.minor);
}

int fpl_money_sign(struct fpl_money m) {
    return (m.minor > 0) - (m.minor < 0);
}

static int decimals_of(enum fpl_unit unit, int scale) {
    FPL_ASSERT(scale >= 0 && scale <= SCALE_MAX);
    FPL_ASSERT(unit == FPL_UNIT_YUAN || unit == FPL_UNIT_WAN);
    return unit == FPL_UNIT_WAN ? scale + WAN_SCALE : scale;
}

/* *value = *value * 10 + digit; a value past the limit stays as it is, so it can neither wrap nor come back. */
static void push_digit(uint64_t *value, int digit) {
    if (*value <= (uint64_t)FPL_MINOR_MAX)
        *value = *value * 10 + (uint64_t)digit;
}

static enum fpl_status fail_scale(struct fpl_str text, int decimals, struct fpl_error *error) {
    char given[FPL_ERROR_ARG_BYTES], most[16];
    (void)snprintf(most, sizeof most, "%d", decimals);
    return fpl_fail(error, FPL_E_AMOUNT_SCALE, fpl_error_quote(text, given), most, NULL);
}

enum fpl_status fpl_money_parse(struct fpl_str text, enum fpl_unit unit, int scale, struct fpl_money *out,
                                struct fpl_error *error) {
    int decimals = decimals_of(unit, scale);
    int negative = text.n > 0 && text.p[0] == '-';
    size_t whole = 0;
    size_t fraction = 0;
    int point = 0;
    uint64_t value = 0;
    for (size_t i = negative ? 1 : 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '.' && !point) {
            point = 1;
            continue;
        }
        if (c < '0' || c > '9')
            return fpl_fail_text(error, FPL_E_AMOUNT_FORMAT, text.p, text.n);
        if (point)
            fraction++;
        else
            whole++;
        push_digit(&value, c - '0');
    }
    if (whole == 0 || (point && fraction == 0))
        return fpl_fail_text(error, FPL_E_AMOUNT_FORMAT, text.p, text.n);
    if (fraction > (size_t)decimals)
        return fail_scale(text, decimals, error);
    for (int i = (int)fraction; i < decimals; i++)
        push_digit(&value, 0);
    if (value > (uint64_t)FPL_MINOR_MAX)
        return fpl_fail_text(error, FPL_E_AMOUNT_RANGE, text.p, text.n);
    out->minor = negative ? -(int64_t)value : (int64_t)value;
    return FPL_OK;
}

/* Digits with a point before the last `decimals` of them and, if `grouped`, a comma between thousands; written
 * backwards from the end of text[FPL_MONEY_TEXT]. */
static char *format(struct fpl_money m, int decimals, int grouped, char *out) {
    char text[FPL_MONEY_TEXT];
    char *end = text + sizeof(text);
    char *p = end;
    uint64_t value = fpl_int__abs(m.minor);
    for (int i = 0; i < decimals; i++, value /= 10)
        *--p = (char)('0' + value % 10);
    if (decimals > 0)
        *--p = '.';
    for (; grouped && value >= 1000; value /= 1000) {
        uint64_t three = value % 1000;
        *--p = (char)('0' + three % 10);
        *--p = (char)('0' + three / 10 % 10);
        *--p = (char)('0' + three / 100);
        *--p = ',';
    }
    p = fpl_int__digits(value, p);
    if (m.minor < 0)
        *--p = '-';
    return fpl_str_copy((struct fpl_str){p, (size_t)(end - p)}, out, FPL_MONEY_TEXT);
}

char *fpl_money_format(struct fpl_money m, enum fpl_unit unit, int scale, char *out) {
    return format(m, decimals_of(unit, scale), 0, out);
}

char *fpl_money_format_grouped(struct fpl_money m, int scale, char *out) {
    return format(m, decimals_of(FPL_UNIT_YUAN, scale), 1, out);
}
