#ifndef FUNDPOOL_MONEY_H
#define FUNDPOOL_MONEY_H
/* Exact money. An amount is a whole number of minor units (fen for CNY) in a one-member struct, so that it can neither
 * be mixed with a count nor multiplied by accident; products and quotients go through fundpool/ratio.h with a named
 * rounding. */
#include "fundpool/text.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_money {
    int64_t minor; /* touched only in ledger/base/money.c; elsewhere fpl_money_minor() */
};

#define FPL_MINOR_MAX                                                                                                  \
    INT64_C(9007199254740991) /* 2^53-1: the largest |minor| of one posting, exact in canonical JSON */

enum fpl_unit { FPL_UNIT_YUAN = 0, FPL_UNIT_WAN = 1 }; /* 元; 万元 (10,000 yuan) */

/* The amount of so many minor units. */
struct fpl_money fpl_money_of(int64_t minor);
int64_t fpl_money_minor(struct fpl_money m); /* for storage, JSON and arithmetic in __int128/GMP only */

/* a + b. *out is written only on FPL_OK. FPL_E_OVERFLOW past int64, here and below. */
FPL_MUST_CHECK enum fpl_status fpl_money_add(struct fpl_money a, struct fpl_money b, struct fpl_money *out);
FPL_MUST_CHECK enum fpl_status fpl_money_sub(struct fpl_money a, struct fpl_money b, struct fpl_money *out); /* a - b */
FPL_MUST_CHECK enum fpl_status fpl_money_neg(struct fpl_money a, struct fpl_money *out);                     /* -a */
int fpl_money_cmp(struct fpl_money a, struct fpl_money b); /* <0, 0, >0 */
int fpl_money_sign(struct fpl_money m);                    /* -1, 0, 1 */

/* Decimal text to minor units: digits with an optional '-' and one '.', at least one digit on each side of it; `scale`
 * is the currency's decimals (2 for CNY), WAN adds four. No sign '+', blanks, exponent, currency sign, grouping, NaN or
 * full-width digits. Trailing zeros beyond the scale are still too many decimals. FPL_E_AMOUNT_FORMAT,
 * FPL_E_AMOUNT_SCALE, FPL_E_AMOUNT_RANGE
 * (|minor| > FPL_MINOR_MAX); error->arg[0] = the text. Source: pool rules, vector T20 (万元 with six decimals is
 * lossless). */
FPL_MUST_CHECK enum fpl_status fpl_money_parse(struct fpl_str text, enum fpl_unit unit, int scale,
                                               struct fpl_money *out, struct fpl_error *error);

#define FPL_MONEY_TEXT 40
/* Plain decimal "1234.50"; WAN prints four more decimals, all of them ("0.123450"). Returns out[FPL_MONEY_TEXT]. */
char *fpl_money_format(struct fpl_money m, enum fpl_unit unit, int scale, char *out);
/* With thousands separators, "1,234.50", for people only. */
char *fpl_money_format_grouped(struct fpl_money m, int scale, char *out);
/* 大写金额 of a CNY amount as on bank documents (壹拾万零伍佰元零叁角整 …, 负 in front of a negative one), UTF-8 into
 * out[out_size >= 256]. Source: 支付结算办法 附件一 正确填写票据和结算凭证的基本规定. */
char *fpl_money_capitals(struct fpl_money m, char *out, size_t out_size);

#ifdef __cplusplus
}
#endif
#endif
