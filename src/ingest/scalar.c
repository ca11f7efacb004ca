/* Money, ratios, dates and numbers of documents. */
#include "src/ingest/scalar.h"

#include "fundpool/date.h"
#include "fundpool/money.h"
#include "fundpool/ratio.h"

#include <string.h>

/* Cuts a suffix off; 1 if it was there with something before it. */
static int cut_end(struct fpl_str *s, const char *suffix) {
    size_t n = strlen(suffix);
    if (s->n <= n || memcmp(s->p + s->n - n, suffix, n) != 0)
        return 0;
    *s = fpl_str_trim((struct fpl_str){s->p, s->n - n});
    return 1;
}

static int cut_front(struct fpl_str *s, const char *prefix) {
    size_t n = strlen(prefix);
    if (s->n <= n || memcmp(s->p, prefix, n) != 0)
        return 0;
    *s = fpl_str_trim((struct fpl_str){s->p + n, s->n - n});
    return 1;
}

static enum fpl_status read_money(struct fpl_str s, int64_t *number) {
    struct fpl_money money;
    int64_t times = 1;
    enum fpl_unit unit = FPL_UNIT_YUAN;
    if (fpl_str_is(s, "0")) {
        *number = 0;
        return FPL_OK;
    }
    if (cut_end(&s, "亿元") || cut_end(&s, "亿")) {
        unit = FPL_UNIT_WAN;
        times = 10000;
    } else if (cut_end(&s, "万元") || cut_end(&s, "万")) {
        unit = FPL_UNIT_WAN;
    } else if (!cut_end(&s, "元")) {
        return FPL_E_AMOUNT_FORMAT; /* a bare number could be either unit */
    }
    enum fpl_status status = fpl_money_parse(s, unit, 2, &money, NULL);
    if (status != FPL_OK)
        return status;
    int64_t minor = fpl_money_minor(money);
    if (minor > FPL_MINOR_MAX / times || minor < -FPL_MINOR_MAX / times)
        return FPL_E_AMOUNT_RANGE;
    *number = minor * times;
    return FPL_OK;
}

static enum fpl_status read_ratio(struct fpl_str s, char text[64]) {
    struct fpl_ratio ratio;
    char fraction[64];
    if (cut_end(&s, "bp")) { /* basis points: whole ones only */
        int64_t points;
        if (fpl_int_parse(s, &points) != FPL_OK || s.n > 12)
            return FPL_E_NUMBER_FORMAT;
        fpl_str_copy(s, fraction, sizeof fraction);
        size_t n = strlen(fraction);
        memcpy(fraction + n, "/10000", 7);
        s = fpl_str_of(fraction);
    } else {
        (void)cut_end(&s, "倍");
    }
    enum fpl_status status = fpl_ratio_parse(s, &ratio, NULL);
    if (status == FPL_OK)
        fpl_ratio_format(ratio, text);
    return status;
}

enum fpl_status ing_scalar_read(struct fpl_str scalar, enum ing_scalar type, int64_t *number, char text[64]) {
    struct fpl_date date;
    enum fpl_status status = FPL_E_BUG;
    switch (type) {
    case ING_SCALAR_MONEY:
        return read_money(scalar, number);
    case ING_SCALAR_RATIO:
        return read_ratio(scalar, text);
    case ING_SCALAR_DATE:
        status = fpl_date_parse(scalar, &date, NULL);
        if (status == FPL_OK)
            fpl_date_format(date, text);
        return status;
    case ING_SCALAR_INT:
        status = fpl_int_parse(scalar, number);
        if (status == FPL_OK && (*number > FPL_MINOR_MAX || *number < -FPL_MINOR_MAX))
            status = FPL_E_OVERFLOW;
        return status;
    }
    return status;
}

const char *ing_scalar_want(enum ing_scalar type) {
    switch (type) {
    case ING_SCALAR_MONEY:
        return FPL_ZH_EN("应为金额，如 500万元、1000.00元", "expected an amount with its unit");
    case ING_SCALAR_RATIO:
        return FPL_ZH_EN("应为比例，如 40%、2/5、15pp、30bp", "expected a ratio such as 40%, 2/5, 15pp, 30bp");
    case ING_SCALAR_DATE:
        return FPL_ZH_EN("应为日期，如 2026-03-31", "expected a date such as 2026-03-31");
    case ING_SCALAR_INT:
        return FPL_ZH_EN("应为整数", "expected a whole number");
    }
    return "";
}

enum fpl_status ing_rate_limit_read(struct fpl_str scalar, const char **kind, char text[64]) {
    struct fpl_str s = scalar;
    if (cut_front(&s, "LPR+")) {
        *kind = "LPR_PLUS";
        return read_ratio(s, text);
    }
    if (cut_front(&s, "LPR×") || cut_front(&s, "LPR*") || cut_end(&s, "×LPR") || cut_end(&s, "*LPR")) {
        *kind = "LPR_TIMES";
        return read_ratio(s, text);
    }
    *kind = "FIXED";
    return read_ratio(s, text);
}
