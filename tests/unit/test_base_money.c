/* Amounts: arithmetic, decimal text in yuan and 万元, and the 大写金额 of documents. */
#include "base_support.h"

#include "fundpool/money.h"

#define S(literal) FPL_STR(literal)

static int64_t minor(const char *text, enum fpl_unit unit) {
    struct fpl_money m = fpl_money_of(-1);
    assert_int_equal(fpl_money_parse(fpl_str_of(text), unit, 2, &m, NULL), FPL_OK);
    return fpl_money_minor(m);
}

static enum fpl_status refusal(struct fpl_str text, enum fpl_unit unit) {
    struct fpl_money m = fpl_money_of(77);
    struct fpl_error error;
    fpl_error_clear(&error);
    enum fpl_status status = fpl_money_parse(text, unit, 2, &m, &error);
    assert_int_equal(fpl_money_minor(m), 77);
    assert_int_equal(error.status, status);
    return status;
}

static void test_base_money__arithmetic(void **state) {
    (void)state;
    struct fpl_money max = fpl_money_of(INT64_MAX);
    struct fpl_money min = fpl_money_of(INT64_MIN);
    struct fpl_money one = fpl_money_of(1);
    struct fpl_money out = fpl_money_of(42);
    assert_int_equal(fpl_money_add(max, one, &out), FPL_E_OVERFLOW);
    assert_int_equal(fpl_money_sub(min, one, &out), FPL_E_OVERFLOW);
    assert_int_equal(fpl_money_neg(min, &out), FPL_E_OVERFLOW);
    assert_int_equal(fpl_money_minor(out), 42);
    assert_int_equal(fpl_money_add(max, min, &out), FPL_OK);
    assert_int_equal(fpl_money_minor(out), -1);
    assert_int_equal(fpl_money_sub(out, max, &out), FPL_OK);
    assert_true(fpl_money_cmp(out, min) == 0);
    assert_int_equal(fpl_money_neg(max, &out), FPL_OK);
    assert_true(fpl_money_minor(out) == -INT64_MAX);
    assert_true(fpl_money_cmp(min, max) < 0 && fpl_money_cmp(max, min) > 0);
    assert_int_equal(fpl_money_sign(min), -1);
    assert_int_equal(fpl_money_sign(fpl_money_of(0)), 0);
    assert_int_equal(fpl_money_sign(one), 1);
}

/* Pool rules, vector T20: 万元 with six decimals is lossless; the figures were published. */
static void test_base_money__T20_wan_with_six_decimals(void **state) {
    (void)state;
    char text[FPL_MONEY_TEXT];
    struct fpl_money difference;
    int64_t registered = minor("322027.591847", FPL_UNIT_WAN);
    int64_t recorded = minor("320277.591847", FPL_UNIT_WAN);
    assert_int_equal(registered, minor("3220275918.47", FPL_UNIT_YUAN));
    assert_int_equal(fpl_money_sub(fpl_money_of(registered), fpl_money_of(recorded), &difference), FPL_OK);
    assert_string_equal(fpl_money_format(difference, FPL_UNIT_WAN, 2, text), "1750.000000");
    assert_string_equal(fpl_money_format_grouped(fpl_money_of(registered), 2, text), "3,220,275,918.47");
    assert_int_equal(minor("177563.25445", FPL_UNIT_WAN) - minor("176363.25445", FPL_UNIT_WAN),
                     minor("1200", FPL_UNIT_WAN));
    assert_int_equal(minor("652378.973174", FPL_UNIT_WAN), INT64_C(652378973174));
}

static void test_base_money__parse(void **state) {
    (void)state;
    struct fpl_money m;
    assert_int_equal(minor("0", FPL_UNIT_YUAN), 0);
    assert_int_equal(minor("-0.00", FPL_UNIT_YUAN), 0);
    assert_int_equal(minor("1", FPL_UNIT_YUAN), 100);
    assert_int_equal(minor("1.5", FPL_UNIT_YUAN), 150);
    assert_int_equal(minor("-12.34", FPL_UNIT_YUAN), -1234);
    assert_int_equal(minor("0007.50", FPL_UNIT_YUAN), 750);
    assert_int_equal(minor("0.000001", FPL_UNIT_WAN), 1);
    assert_true(minor("90071992547409.91", FPL_UNIT_YUAN) == FPL_MINOR_MAX);
    assert_true(minor("-90071992547409.91", FPL_UNIT_YUAN) == -FPL_MINOR_MAX);
    assert_int_equal(fpl_money_parse(S("12"), FPL_UNIT_YUAN, 0, &m, NULL), FPL_OK);
    assert_int_equal(fpl_money_minor(m), 12);
    assert_int_equal(fpl_money_parse(S("12.3"), FPL_UNIT_YUAN, 0, &m, NULL), FPL_E_AMOUNT_SCALE);
}

static void test_base_money__parse_refuses(void **state) {
    (void)state;
    const struct fpl_str form[] = {S(""),      S("-"),    S("."),   S("1."),   S(".5"),    S("+1"),
                                   S("1e3"),   S("1E3"),  S(" 1"),  S("1 "),   S("1,000"), S("￥1"),
                                   S("1元"),   S("NaN"),  S("inf"), S("１２"), S("1.2.3"), S("--1"),
                                   S("1-"),    S("0x10"), S("1\0"), S("1..2"), S("-.5"),   S("1\xE3\x80\x80"),
                                   S("1.0e-2")};
    for (size_t i = 0; i < sizeof form / sizeof form[0]; i++)
        assert_int_equal(refusal(form[i], FPL_UNIT_YUAN), FPL_E_AMOUNT_FORMAT);
    assert_int_equal(refusal((struct fpl_str){NULL, 0}, FPL_UNIT_YUAN), FPL_E_AMOUNT_FORMAT); /* no byte is looked at */
    assert_int_equal(refusal(S("1.234"), FPL_UNIT_YUAN), FPL_E_AMOUNT_SCALE);
    assert_int_equal(refusal(S("1.000"), FPL_UNIT_YUAN), FPL_E_AMOUNT_SCALE);
    assert_int_equal(refusal(S("0.1234567"), FPL_UNIT_WAN), FPL_E_AMOUNT_SCALE);
    assert_int_equal(refusal(S("90071992547409.92"), FPL_UNIT_YUAN), FPL_E_AMOUNT_RANGE);
    assert_int_equal(refusal(S("-90071992547409.92"), FPL_UNIT_YUAN), FPL_E_AMOUNT_RANGE);
    assert_int_equal(refusal(S("9007199254.740992"), FPL_UNIT_WAN), FPL_E_AMOUNT_RANGE);
    assert_int_equal(refusal(S("1844674407370955161600"), FPL_UNIT_YUAN), FPL_E_AMOUNT_RANGE); /* 100 * 2^64 */
    assert_int_equal(refusal(S("99999999999999999999999999.999"), FPL_UNIT_YUAN), FPL_E_AMOUNT_SCALE);
    assert_int_equal(refusal(S("99999999999999999999999999.9x"), FPL_UNIT_YUAN), FPL_E_AMOUNT_FORMAT);
}

static void test_base_money__refusal_quotes_the_text(void **state) {
    (void)state;
    struct fpl_money m;
    struct fpl_error error;
    fpl_error_clear(&error);
    assert_int_equal(fpl_money_parse(S("12万"), FPL_UNIT_YUAN, 2, &m, &error), FPL_E_AMOUNT_FORMAT);
    assert_string_equal(error.arg[0], "12万");
}

static void test_base_money__format(void **state) {
    (void)state;
    char text[FPL_MONEY_TEXT];
    assert_string_equal(fpl_money_format(fpl_money_of(0), FPL_UNIT_YUAN, 2, text), "0.00");
    assert_string_equal(fpl_money_format(fpl_money_of(-5), FPL_UNIT_YUAN, 2, text), "-0.05");
    assert_string_equal(fpl_money_format(fpl_money_of(123450), FPL_UNIT_YUAN, 2, text), "1234.50");
    assert_string_equal(fpl_money_format(fpl_money_of(123450), FPL_UNIT_WAN, 2, text), "0.123450");
    assert_string_equal(fpl_money_format(fpl_money_of(1234), FPL_UNIT_YUAN, 0, text), "1234");
    assert_string_equal(fpl_money_format(fpl_money_of(INT64_MIN), FPL_UNIT_YUAN, 2, text), "-92233720368547758.08");
    assert_string_equal(fpl_money_format_grouped(fpl_money_of(123450), 2, text), "1,234.50");
    assert_string_equal(fpl_money_format_grouped(fpl_money_of(99999), 2, text), "999.99");
    assert_string_equal(fpl_money_format_grouped(fpl_money_of(-100000000), 2, text), "-1,000,000.00");
    assert_string_equal(fpl_money_format_grouped(fpl_money_of(1234567), 0, text), "1,234,567");
    assert_string_equal(fpl_money_format_grouped(fpl_money_of(INT64_MIN), 0, text), "-9,223,372,036,854,775,808");
    assert_string_equal(fpl_money_format_grouped(fpl_money_of(100000), 2, text), "1,000.00");
    assert_string_equal(fpl_money_format_grouped(fpl_money_of(100100000), 2, text), "1,001,000.00");
    assert_string_equal(fpl_money_format_grouped(fpl_money_of(7), 8, text), "0.00000007");
}

static void test_base_money__format_parse_round_trip(void **state) {
    (void)state;
    uint64_t x = random_seed("money round trip");
    for (int i = 0; i < 20000; i++) {
        int64_t value = random_int(&x) % (FPL_MINOR_MAX + 1);
        enum fpl_unit unit = random_next(&x) % 2 ? FPL_UNIT_WAN : FPL_UNIT_YUAN;
        int scale = (int)random_below(&x, 5);
        char text[FPL_MONEY_TEXT];
        struct fpl_money back;
        fpl_money_format(fpl_money_of(value), unit, scale, text);
        assert_int_equal(fpl_money_parse(fpl_str_of(text), unit, scale, &back, NULL), FPL_OK);
        assert_true(fpl_money_minor(back) == value);
    }
}

struct capitals {
    const char *yuan, *text;
};

/* The examples of 正确填写票据和结算凭证的基本规定, with the choices this library makes where two ways are allowed. */
static void test_base_money__capitals_of_the_rules(void **state) {
    (void)state;
    static const struct capitals cases[] = {
        {"1409.50", "壹仟肆佰零玖元伍角整"},      {"6007.14", "陆仟零柒元壹角肆分"},
        {"1680.32", "壹仟陆佰捌拾元零叁角贰分"},  {"107000.53", "壹拾万零柒仟元零伍角叁分"},
        {"16409.02", "壹万陆仟肆佰零玖元零贰分"}, {"325.04", "叁佰贰拾伍元零肆分"},
    };
    char out[256];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_money m = fpl_money_of(minor(cases[i].yuan, FPL_UNIT_YUAN));
        assert_string_equal(fpl_money_capitals(m, out, sizeof out), cases[i].text);
    }
}

static void test_base_money__capitals_edges(void **state) {
    (void)state;
    static const struct capitals cases[] = {
        {"0", "零元整"},
        {"0.05", "伍分"},
        {"0.50", "伍角整"},
        {"0.55", "伍角伍分"},
        {"1", "壹元整"},
        {"-1.01", "负壹元零壹分"},
        {"10", "壹拾元整"},
        {"10000.05", "壹万元零伍分"},
        {"100000000", "壹亿元整"},
        {"100000001", "壹亿零壹元整"},
        {"100010000", "壹亿零壹万元整"},
        {"1000500000", "壹拾亿零伍拾万元整"},
        {"20000000", "贰仟万元整"},
        {"122800000", "壹亿贰仟贰佰捌拾万元整"},
        {"1000000000000", "壹万亿元整"},
        {"1000000010000", "壹万亿零壹万元整"},
        {"90000000000000", "玖拾万亿元整"},
        {"90071992547409.91", "玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分"},
    };
    char out[256];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_money m = fpl_money_of(minor(cases[i].yuan, FPL_UNIT_YUAN));
        assert_string_equal(fpl_money_capitals(m, out, sizeof out), cases[i].text);
    }
    assert_string_equal(fpl_money_capitals(fpl_money_of(INT64_MIN), out, sizeof out),
                        "负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零捌分");
}

/* Reads a 大写金额 back: what is written must be worth the amount, and no two 零 may meet. */
static int64_t worth(const char *text) {
    static const char *const digits[] = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
    int64_t whole = 0, group = 0, digit = 0, fen = 0;
    for (const char *p = text; *p; p += 3) {
        for (int d = 0; d < 10; d++)
            if (memcmp(p, digits[d], 3) == 0)
                digit = d;
        int64_t unit = memcmp(p, "拾", 3) == 0   ? 10
                       : memcmp(p, "佰", 3) == 0 ? 100
                       : memcmp(p, "仟", 3) == 0 ? 1000
                                                 : 0;
        if (unit) {
            group += digit * unit;
            digit = 0;
        } else if (memcmp(p, "万", 3) == 0) {
            whole += (group + digit) * 10000;
            group = digit = 0;
        } else if (memcmp(p, "亿", 3) == 0) {
            whole = (whole + group + digit) * 100000000;
            group = digit = 0;
        } else if (memcmp(p, "元", 3) == 0) {
            fen += (whole + group + digit) * 100;
            digit = 0;
        } else if (memcmp(p, "角", 3) == 0) {
            fen += digit * 10;
            digit = 0;
        } else if (memcmp(p, "分", 3) == 0) {
            fen += digit;
        }
    }
    return fen;
}

/* 亿 multiplies all before it, so a value is compared below 1 万亿, where 万 before 亿 does not occur. */
static void test_base_money__capitals_can_be_read_back(void **state) {
    (void)state;
    uint64_t x = random_seed("capitals");
    for (int i = 0; i < 20000; i++) {
        int64_t value = random_below(&x, INT64_C(100000000000000));
        char out[256];
        for (int k = 0; k < 6; k++) { /* zeros are where it goes wrong */
            int64_t place = 1;
            for (int64_t n = random_below(&x, 14); n > 0; n--)
                place *= 10;
            value -= value / place % 10 * place;
        }
        fpl_money_capitals(fpl_money_of(value), out, sizeof out);
        assert_true(worth(out) == value);
        assert_null(strstr(out, "零零"));
    }
}

static void capitals_into_little(void) {
    char out[100];
    fpl_money_capitals(fpl_money_of(1), out, sizeof out);
}

static void parse_with_wild_scale(void) {
    struct fpl_money m;
    if (fpl_money_parse(FPL_STR("1"), FPL_UNIT_YUAN, 40, &m, NULL) == FPL_OK)
        _exit(0);
}

static void test_base_money__misuse_stops(void **state) {
    (void)state;
    assert_true(stops(capitals_into_little));
    assert_true(stops(parse_with_wild_scale));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_money__arithmetic),
        cmocka_unit_test(test_base_money__T20_wan_with_six_decimals),
        cmocka_unit_test(test_base_money__parse),
        cmocka_unit_test(test_base_money__parse_refuses),
        cmocka_unit_test(test_base_money__refusal_quotes_the_text),
        cmocka_unit_test(test_base_money__format),
        cmocka_unit_test(test_base_money__format_parse_round_trip),
        cmocka_unit_test(test_base_money__capitals_of_the_rules),
        cmocka_unit_test(test_base_money__capitals_edges),
        cmocka_unit_test(test_base_money__capitals_can_be_read_back),
        cmocka_unit_test(test_base_money__misuse_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
