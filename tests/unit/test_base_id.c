/* What may be an identifier: nothing that is not seen, and no letters of scripts that are taken for each other. */
#include "base_support.h"

static void good(const char *text) {
    struct fpl_error error = {0};
    if (fpl_id_check(fpl_str_of(text), &error) != FPL_OK)
        fail_msg("%s: %s", text, error.arg[1]);
}

static void bad(const char *text, const char *what) {
    struct fpl_error error = {0};
    if (fpl_id_check(fpl_str_of(text), &error) != FPL_E_ID)
        fail_msg("%s is taken", text);
    if (!strstr(error.arg[1], what))
        fail_msg("%s: %s", text, error.arg[1]);
}

static void test_base_id__taken(void **state) {
    (void)state;
    static const char *const ids[] = {"",      "BK-XC",       "示例-HT-001", "F-甲",   "（2026）示0603民初1039号",
                                      "№1",    "①",           "Ｂ１",        "ㄅ1-中", "Иванов-7",
                                      "Αθήνα", "ひらカナ漢A", "한국A中",     "々中",   "ー・カ",
                                      "é1",    "Ⅳ-A",         "a/b.c:d@e#f"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        good(ids[i]);
}

static void test_base_id__refused(void **state) {
    (void)state;
    static const struct {
        const char *text, *what;
    } ids[] = {
        {"BK\u200B-1", "U+200B"}, /* zero width space */
        {"BK\u200D1", "U+200D"},
        {"BK\u2060", "U+2060"},
        {"\uFEFF"
         "BK",
         "U+FEFF"},
        {"BK\u202E1", "U+202E"},
        {"BK\u2066x", "U+2066"},
        {"BK\u00AD", "U+00AD"}, /* bidi, soft hyphen */
        {"BK\xC2\x85", "U+0085"},
        {"BK\xC2\x9B", "U+009B"}, /* C1 */
        {"BK\x1B", "U+001B"},
        {"BK\x7F", "U+007F"},
        {"a b", "U+0020"},
        {"a\u00A0b", "U+00A0"},
        {"a\u3000b", "U+3000"},
        {"a\u2028", "U+2028"},
        {"a|b", "U+007C"},
        {"a\"b", "U+0022"},
        {"a\\b", "U+005C"},
        {"q\u0323", "U+0323"},
        {"中\uFE00", "U+FE00"},
        {"1\u20DD", "U+20DD"}, /* marks */
        {"\u3164", "U+3164"},
        {"a\uFFA0", "U+FFA0"},
        {"\u2800", "U+2800"}, /* drawn as nothing */
        {"B\u041A-1", "U+041A"},
        {"\u0412K-1", "U+004B"},
        {"BK\u039F", "U+039F"}, /* К В Ο */
        {"中\u0430", "U+0430"},
        {"\u0410\u0391", "U+0391"},
        {"カ\u3105", "U+3105"},
        {"한\u3042", "U+3042"},
        {"A\u0531", "U+0531"},
        {"a\uE000", "U+E000"},
        {"a\xF3\xA0\x80\xA1", "U+E0021"}, /* tag */
    };
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        bad(ids[i].text, ids[i].what);
    struct fpl_error error = {0};
    assert_int_equal(fpl_id_check((struct fpl_str){"a\0b", 3}, &error), FPL_E_ID);
    assert_int_equal(fpl_id_check((struct fpl_str){"a\xFF", 2}, &error), FPL_E_ID);
}

/* Each ASCII character beside a Latin letter: the short way and the long one agree with the list. */
static void test_base_id__ascii(void **state) {
    (void)state;
    for (int c = 1; c < 128; c++) {
        char text[3] = {'a', (char)c, '\0'};
        int want = c > ' ' && c < 0x7F && !strchr("|\"\\", c);
        assert_int_equal(fpl_id_check(fpl_str_of(text), NULL) == FPL_OK, want);
    }
}

static void folds(const char *text, const char *want) {
    struct fpl_buf out = {0}, again = {0};
    assert_int_equal(fpl_id_fold(fpl_str_of(text), &out), FPL_OK);
    fpl_buf_addc(&out, '\0');
    assert_string_equal(out.p, want);
    assert_int_equal(fpl_id_fold(fpl_str_of(want), &again), FPL_OK);
    assert_true(fpl_str_is(fpl_buf_str(&again), want)); /* it is its own */
    assert_int_equal(fpl_id_is_folded(fpl_str_of(text)), strcmp(text, want) == 0);
    fpl_buf_release(&out);
    fpl_buf_release(&again);
}

static void test_base_id__shared_spelling(void **state) {
    (void)state;
    folds("BK-XC|XC-1|01", "BK-XC|XC-1|01");
    folds("bk-Xc", "BK-XC");
    folds("ＨＴ－１ａ", "HT-1A");
    folds("（2026）示0603民初1039号", "(2026)示0603民初1039号");
    folds("①Ⅳ", "1IV");
    folds("ｶﾞ", "ガ");
    folds("Иванов", "иванов");
    folds("Straße", "STRASSE");
    struct fpl_buf out = {0};
    assert_int_equal(fpl_id_fold(FPL_STR("a\xFF"), &out), FPL_E_ENCODING);
    assert_int_equal(out.n, 0);
    assert_true(fpl_id_is_folded(FPL_STR("a\xFF")));
    fpl_buf_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_id__taken),
        cmocka_unit_test(test_base_id__refused),
        cmocka_unit_test(test_base_id__ascii),
        cmocka_unit_test(test_base_id__shared_spelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
