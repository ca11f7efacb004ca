/* 大写金额 after 正确填写票据和结算凭证的基本规定 (支付结算办法 附件一), items 1 to 5. Where the rules leave a choice
 * (零 when only the 万 or 元 place is 0, 整 after 角) one way is taken always: every run of zeros between two written
 * digits becomes one 零, and 整 follows 元 and 角 but never 分. */
#include "fundpool/money.h"

#include "ledger/base/base.h"

#include <string.h>

#define TEXT_BYTES   256
#define PLACE_COUNT  17 /* digits of yuan in an int64 of fen */
#define FEN_PER_YUAN 100

struct capitals {
    char text[TEXT_BYTES];
    size_t n;
    int digit_written;
    int zero_waits; /* zeros since the last written digit */
};

static void put(struct capitals *c, const char *s) {
    size_t n = strlen(s);
    FPL_ASSERT(c->n + n < sizeof(c->text));
    memcpy(c->text + c->n, s, n);
    c->n += n;
}

static void put_digit(struct capitals *c, int digit, const char *unit) {
    static const char *const names[10] = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
    if (digit == 0) {
        c->zero_waits = 1;
        return;
    }
    if (c->zero_waits && c->digit_written)
        put(c, names[0]);
    c->zero_waits = 0;
    c->digit_written = 1;
    put(c, names[digit]);
    put(c, unit);
}

static void put_yuan(struct capitals *c, uint64_t yuan) {
    static const char *const units[4] = {"", "拾", "佰", "仟"};
    int digit[PLACE_COUNT];
    int group_written = 0; /* a digit of the current four places */
    for (int i = 0; i < PLACE_COUNT; i++) {
        digit[i] = (int)(yuan % 10);
        yuan /= 10;
    }
    for (int i = PLACE_COUNT - 1; i >= 0; i--) {
        put_digit(c, digit[i], units[i % 4]);
        group_written |= digit[i] != 0;
        if (i % 8 == 4 && group_written)
            put(c, "万");
        if (i % 8 == 0 && i > 0 && c->digit_written)
            put(c, "亿"); /* 万亿 and 亿亿 keep their 亿 however many zeros follow */
        if (i % 4 == 0)
            group_written = 0;
    }
}

char *fpl_money_capitals(struct fpl_money m, char *out, size_t out_size) {
    FPL_ASSERT(out_size >= TEXT_BYTES);
    struct capitals c = {.n = 0};
    uint64_t fen = fpl_int__abs(fpl_money_minor(m));
    if (fpl_money_sign(m) < 0)
        put(&c, "负");
    if (fen == 0)
        put(&c, "零元");
    put_yuan(&c, fen / FEN_PER_YUAN);
    if (c.digit_written)
        put(&c, "元");
    put_digit(&c, (int)(fen / 10 % 10), "角");
    put_digit(&c, (int)(fen % 10), "分");
    if (fen % 10 == 0)
        put(&c, "整");
    return fpl_str_copy((struct fpl_str){c.text, c.n}, out, out_size);
}
