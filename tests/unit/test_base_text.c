/* Slices, buffers, UTF-8 and NFC. */
#include "base_support.h"

#include "fundpool/text.h"

#define S(literal) FPL_STR(literal)

static void test_base_text__slices(void **state) {
    (void)state;
    char out[5];
    assert_true(fpl_str_eq(fpl_str_of(NULL), S("")));
    assert_true(fpl_str_is(S("abc"), "abc"));
    assert_false(fpl_str_is(S("abc"), "abcd"));
    assert_true(fpl_str_cmp(S("ab"), S("abc")) < 0);
    assert_true(fpl_str_cmp(S("\x80"), S("a")) > 0);
    assert_int_equal(fpl_str_cmp(S("a\0b"), S("a\0b")), 0);
    assert_string_equal(fpl_str_copy(S("中文"), out, sizeof out), "中");
    assert_string_equal(fpl_str_copy(S("中"), out, 4), "中");
    assert_string_equal(fpl_str_copy(S("中"), out, 3), "");
    assert_string_equal(fpl_str_copy(S("abcdef"), out, 1), "");
}

static void test_base_text__trim(void **state) {
    (void)state;
    assert_true(fpl_str_is(fpl_str_trim(S("\xEF\xBB\xBF \t\xE3\x80\x80 a b\xC2\xA0\r\n")), "a b"));
    assert_true(fpl_str_is(fpl_str_trim(S(" \xE3\x80\x80")), ""));
    assert_true(fpl_str_is(fpl_str_trim(S("")), ""));
    assert_true(fpl_str_is(fpl_str_trim(S("\xE3\x80\x81")), "\xE3\x80\x81")); /* 、 is no blank */
}

static void test_base_text__buffer(void **state) {
    (void)state;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_buf_ok(&buf), FPL_OK);
    for (int i = 0; i < 1000; i++) {
        fpl_buf_addi(&buf, i);
        fpl_buf_addc(&buf, ',');
    }
    assert_int_equal(buf.n, 10 * 2 + 90 * 3 + 900 * 4);
    assert_memory_equal(buf.p, "0,1,2,3,", 8);
    assert_memory_equal(buf.p + buf.n - 8, "998,999,", 8);
    char *memory = buf.p;
    fpl_buf_reset(&buf);
    fpl_buf_adds(&buf, "x");
    fpl_buf_adds(&buf, NULL);
    fpl_buf_addf(&buf, "[%d %s]", 42, "年");
    fpl_buf_addi(&buf, INT64_MIN);
    fpl_buf_addi(&buf, INT64_MAX);
    assert_true(fpl_str_is(fpl_buf_str(&buf), "x[42 年]-92233720368547758089223372036854775807"));
    assert_ptr_equal(buf.p, memory);
    fpl_buf_release(&buf);
    assert_null(buf.p);
    fpl_buf_release(NULL);
}

/* A failed append marks the buffer; what comes after does nothing until it is reset. */
static void test_base_text__buffer_failure_is_sticky(void **state) {
    (void)state;
    struct fpl_buf buf = {0};
    fpl_buf_adds(&buf, "kept");
    fpl_buf_append(&buf, "x", SIZE_MAX / 2);
    assert_int_equal(fpl_buf_ok(&buf), FPL_E_NOMEM);
    fpl_buf_adds(&buf, "lost");
    assert_int_equal(fpl_buf_ok(&buf), FPL_E_NOMEM);
    assert_true(fpl_str_is(fpl_buf_str(&buf), "kept"));
    fpl_buf_reset(&buf);
    assert_int_equal(fpl_buf_ok(&buf), FPL_OK);
    fpl_buf_release(&buf);
}

struct bad {
    struct fpl_str text;
    const char *at;
};

static void test_base_text__invalid_utf8(void **state) {
    (void)state;
    const struct bad bad[] = {
        {FPL_STR("\x80"), "0"},
        {FPL_STR("ab\xC0\x80"), "2"},                /* overlong NUL */
        {FPL_STR("\xC1\xBF"), "0"},                  /* overlong */
        {FPL_STR("\xE0\x9F\xBF"), "0"},              /* overlong */
        {FPL_STR("\xED\xA0\x80"), "0"},              /* surrogate */
        {FPL_STR("\xED\xBF\xBF"), "0"},              /* surrogate */
        {FPL_STR("\xF0\x8F\xBF\xBF"), "0"},          /* overlong */
        {FPL_STR("\xF4\x90\x80\x80"), "0"},          /* past U+10FFFF */
        {FPL_STR("\xF5\x80\x80\x80"), "0"},          /* no such lead */
        {FPL_STR("中\xE4\xB8"), "3"},                /* cut short */
        {FPL_STR("中文\xE4\xB8(("), "6"},            /* cut by ASCII */
        {FPL_STR("abcdefgh12345678\xC2"), "16"},     /* after two whole words */
        {FPL_STR("e\xCC\x81\xD6\xD0\xB9\xFA"), "3"}, /* NFD, then GBK: the encoding goes before NFC */
        {FPL_STR("\xFE"), "0"},
        {FPL_STR("\xF0\xA0\xAE"), "0"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fpl_error error;
        fpl_error_clear(&error);
        assert_int_equal(fpl_text_check(bad[i].text, 100, &error), FPL_E_ENCODING);
        assert_string_equal(error.arg[0], bad[i].at);
    }
}

static void test_base_text__check(void **state) {
    (void)state;
    struct fpl_error error;
    fpl_error_clear(&error);
    assert_int_equal(fpl_text_check(S(""), 0, &error), FPL_OK);
    assert_int_equal(fpl_text_check(S("淮北市产业投资有限公司（试点）“种子”—1,234.56￥ é 𠮷"), 200, &error), FPL_OK);
    assert_int_equal(fpl_text_check(S("a\0b"), 3, &error), FPL_E_NUL);
    assert_int_equal(fpl_text_check(S("caf\x65\xCC\x81"), 10, &error), FPL_E_NOT_NFC);
    assert_int_equal(fpl_text_check(S("\xEF\xA4\x80"), 10, &error), FPL_E_NOT_NFC);      /* U+F900 豈 */
    assert_int_equal(fpl_text_check(S("\xE2\x84\xAB"), 10, &error), FPL_E_NOT_NFC);      /* U+212B Å */
    assert_int_equal(fpl_text_check(S("か\xE3\x82\x99"), 10, &error), FPL_E_NOT_NFC);    /* = が */
    assert_int_equal(fpl_text_check(S("가\xE1\x86\xA8"), 10, &error), FPL_E_NOT_NFC);    /* Hangul LV + T */
    assert_int_equal(fpl_text_check(S("q\xCC\x87\xCC\xA3"), 10, &error), FPL_E_NOT_NFC); /* marks out of order */
    assert_int_equal(fpl_text_check(S("q\xCC\xA3\xCC\x87"), 10, &error), FPL_OK);        /* in order */
    assert_int_equal(fpl_text_check(S("中文"), 5, &error), FPL_E_TOO_LONG);
    assert_string_equal(error.arg[0], "5");
    assert_int_equal(fpl_text_check(S("中文"), 6, &error), FPL_OK);
}

static size_t encode(uint32_t cp, char *out) {
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 63));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 63));
        out[2] = (char)(0x80 | (cp & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 63));
    out[2] = (char)(0x80 | (cp >> 6 & 63));
    out[3] = (char)(0x80 | (cp & 63));
    return 4;
}

/* Every code point, alone and behind characters that like to join: the check takes exactly what normalisation leaves
 * alone, and what normalisation gives. */
static void test_base_text__check_agrees_with_nfc_everywhere(void **state) {
    (void)state;
    static const char *const before[] = {"", "A", "か", "가", "中", "é"};
    struct fpl_buf nfc = {0};
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp += cp < 0x20000 ? 1 : 61) {
        if (cp >= 0xD800 && cp < 0xE000)
            continue;
        for (size_t k = 0; k < (cp < 0x3400 || cp > 0xA000 ? 6 : 2); k++) {
            char text[32];
            size_t n = strlen(before[k]);
            memcpy(text, before[k], n);
            n += encode(cp, text + n);
            enum fpl_status status = fpl_text_check((struct fpl_str){text, n}, sizeof text, NULL);
            fpl_buf_reset(&nfc);
            assert_int_equal(fpl_text_nfc((struct fpl_str){text, n}, &nfc), FPL_OK);
            int same = fpl_str_eq(fpl_buf_str(&nfc), (struct fpl_str){text, n});
            assert_int_equal(status, same ? FPL_OK : FPL_E_NOT_NFC);
            if (!same)
                assert_int_equal(fpl_text_check(fpl_buf_str(&nfc), 64, NULL), FPL_OK);
        }
    }
    fpl_buf_release(&nfc);
}

/* The characters that are taken to be in NFC without a table are so by the table as well. A mark behind each sends it
 * there. */
static void test_base_text__fast_path_is_nfc(void **state) {
    (void)state;
    static const uint32_t ranges[][2] = {{0xA0, 0xFF},     {0x2010, 0x2027}, {0x2460, 0x24FF}, {0x3000, 0x3029},
                                         {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xFF01, 0xFF5E}, {0xFFE0, 0xFFE6}};
    static const char *const before[] = {"\xE1\x84\x80", "か", "o\xCC\xA3", "\xCC\x81"};
    struct fpl_buf nfc = {0};
    for (size_t r = 0; r < sizeof ranges / sizeof ranges[0]; r++)
        for (uint32_t cp = ranges[r][0]; cp <= ranges[r][1]; cp++)
            for (size_t k = 0; k < sizeof before / sizeof before[0]; k++) {
                char text[16];
                char joined[24];
                size_t n = encode(cp, text);
                text[n] = '\0';
                int bytes = snprintf(joined, sizeof joined, "%s%s\xCC\xB8", before[k], text);
                fpl_buf_reset(&nfc);
                assert_int_equal(fpl_text_nfc((struct fpl_str){joined, (size_t)bytes}, &nfc), FPL_OK);
                fpl_buf_addc(&nfc, '\0');
                assert_non_null(strstr(nfc.p, text));
            }
    fpl_buf_release(&nfc);
}

static void test_base_text__nfc(void **state) {
    (void)state;
    struct fpl_buf out = {0};
    fpl_buf_adds(&out, "<");
    assert_int_equal(fpl_text_nfc(S("有限公司caf\x65\xCC\x81 か\xE3\x82\x99 \xEF\xA4\x80。"), &out), FPL_OK);
    assert_true(fpl_str_is(fpl_buf_str(&out), "<有限公司café が \xE8\xB1\x88。"));
    assert_int_equal(fpl_text_nfc(S("x\xCC\x81y\xFF"), &out), FPL_E_ENCODING);
    assert_true(fpl_str_is(fpl_buf_str(&out), "<有限公司café が \xE8\xB1\x88。"));
    assert_int_equal(fpl_text_nfc(S(""), &out), FPL_OK);
    fpl_buf_release(&out);
}

/* Marks in an order that sorts slowly: refused by the check in linear time, refused by the normalisation for their
 * number. */
static void test_base_text__rows_of_marks(void **state) {
    (void)state;
    static char text[1 << 20];
    struct fpl_buf out = {0};
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, i / 2 % 2 ? "\xCC\xA3" : "\xCC\x87", 2);
    struct fpl_str all = {text, sizeof text};
    assert_int_equal(fpl_text_check(all, sizeof text, NULL), FPL_E_NOT_NFC);
    assert_int_equal(fpl_text_nfc(all, &out), FPL_E_ENCODING);
    assert_int_equal(fpl_text_nfc((struct fpl_str){text, 512}, &out), FPL_OK);
    assert_int_equal(fpl_text_check(fpl_buf_str(&out), 600, NULL), FPL_OK);
    fpl_buf_release(&out);
}

static void test_base_text__width(void **state) {
    (void)state;
    assert_int_equal(fpl_text_width(S("")), 0);
    assert_int_equal(fpl_text_width(S("abc 12")), 6);
    assert_int_equal(fpl_text_width(S("淮北市")), 6);
    assert_int_equal(fpl_text_width(S("（ａ）")), 6);
    assert_int_equal(fpl_text_width(S("𠮷")), 2);
    assert_int_equal(fpl_text_width(S("e\xCC\x81")), 1);
    assert_int_equal(fpl_text_width(S("“”")), 2); /* ambiguous: 1 each */
    assert_int_equal(fpl_text_width(S("\xFF\xFE")), 2);
    /* eight bytes at a time: each byte value on each place among letters */
    for (int c = 0; c < 256; c++) {
        for (size_t at = 0; at < 20; at++) {
            char text[20];
            memset(text, 'x', sizeof text);
            text[at] = (char)c;
            assert_int_equal(fpl_text_width((struct fpl_str){text, sizeof text}), c < 0x20 || c == 0x7F ? 19 : 20);
        }
    }
    assert_int_equal(fpl_text_width(S("12345678淮北市12345678")), 22);
}

/* One byte of every value at every place of texts of every length up to three words: control characters have no width,
 * and what is no character one column. */
static void test_base_text__width_byte_by_byte(void **state) {
    char text[24];
    (void)state;
    for (size_t n = 1; n <= sizeof text; n++) {
        for (size_t at = 0; at < n; at++) {
            for (int byte = 0; byte < 256; byte++) {
                memset(text, 'a', n);
                text[at] = (char)byte;
                int width = fpl_text_width((struct fpl_str){text, n}), control = byte < 0x20 || byte == 0x7F;
                if (width != (int)n - control)
                    fail_msg("byte %d at %zu of %zu: %d columns", byte, at, n, width);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_text__slices),
        cmocka_unit_test(test_base_text__trim),
        cmocka_unit_test(test_base_text__buffer),
        cmocka_unit_test(test_base_text__buffer_failure_is_sticky),
        cmocka_unit_test(test_base_text__invalid_utf8),
        cmocka_unit_test(test_base_text__check),
        cmocka_unit_test(test_base_text__check_agrees_with_nfc_everywhere),
        cmocka_unit_test(test_base_text__fast_path_is_nfc),
        cmocka_unit_test(test_base_text__nfc),
        cmocka_unit_test(test_base_text__rows_of_marks),
        cmocka_unit_test(test_base_text__width),
        cmocka_unit_test(test_base_text__width_byte_by_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
