/* What may be an identifier: nothing that is not seen, and no letters of scripts that are taken for each other. */
#include "base_support.h"

#include <utf8proc.h>

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
        {"\u13BB\u13A2", "U+13BB"},       /* Cherokee, drawn as HT */
        {"\u2C8F", "U+2C8F"},             /* Coptic */
        {"\U000102AE", "U+102AE"},        /* Carian */
        {"\u0661", "U+0661"},             /* Arabic one */
        {"\u09EA", "U+09EA"},             /* Bengali four, drawn as 8 */
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

typedef enum fpl_status spell(struct fpl_str text, struct fpl_buf *out);

/* It is also its own. */
static void spells(spell *by, const char *text, const char *want) {
    struct fpl_buf out = {0}, again = {0};
    assert_int_equal(by(fpl_str_of(text), &out), FPL_OK);
    fpl_buf_addc(&out, '\0');
    assert_string_equal(out.p, want);
    assert_int_equal(by(fpl_str_of(want), &again), FPL_OK);
    if (!fpl_str_is(fpl_buf_str(&again), want))
        fail_msg("%s, spelt again: %.*s", want, (int)again.n, again.p);
    fpl_buf_release(&out);
    fpl_buf_release(&again);
}

static void folds(const char *text, const char *want) {
    spells(fpl_id_fold, text, want);
    assert_int_equal(fpl_id_is_folded(fpl_str_of(text)), strcmp(text, want) == 0);
}

static void nears(const char *text, const char *want) {
    spells(fpl_id_near, text, want);
    assert_int_equal(fpl_id_is_near(fpl_str_of(text)), strcmp(text, want) == 0);
}

static void test_base_id__shared_spelling(void **state) {
    (void)state;
    folds("BK-XC|XC-1|01", "BK-XC|XC-1|01");
    folds("bk-Xc", "BK-XC");
    folds("a`b\"c", "A'B'C");
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

/* A part all of whose letters another script draws alike is spelt in that script, and no part of one. */
static void test_base_id__scripts_alike(void **state) {
    static const char *const latin[] = {
        "\u041D\u0422-0001", "\u043D\u0442-0001", "\u0397\u03A4-0001", "\u03B7\u03C4-0001",
        "\uA4E7\uA4D4-0001", "\u029C\u1D1B-0001", "\u04BA\u0422-0001", "\uFF28\uFF34-\uFF10\uFF10\uFF10\uFF11"};
    (void)state;
    for (size_t i = 0; i < sizeof latin / sizeof latin[0]; i++)
        folds(latin[i], "HT-0001");
    folds("\u0410\u0412\u0415\u041A\u041C\u041D\u041E\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405",
          "ABEKMHOPCTYXIJS");
    folds("\u0430\u0432\u0435\u043A\u043C\u043D\u043E\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455",
          "ABEKMHOPCTYXIJS");
    folds("\u0391\u0392\u0395\u0396\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7", "ABEZHIKMNOPTYX");
    folds("\u0421\u0411-\u0422\u041E", "\u0441\u0431-TO"); /* СБ stays, for Б has no likeness; ТО does not */
    folds("\u041D\u0422/\u0410|\u0411", "HT/A|\u0431");
    folds("示例\u041D\u0422-1", "示例HT-1");
    folds("\u041Da\u0422", "HAT"); /* of a name: scripts mixed */
    folds("エ行-1", "工行-1");
    folds("ハロ力", "八口力");
    folds("トヨタ", "トヨタ");
    folds("カー", "カー");
    folds("ひら", "ひら");
}

/* Dashes of every kind; what is a letter or a dot elsewhere, between ASCII alone. */
static void test_base_id__dashes(void **state) {
    static const char *const dashes[] = {"HT-1", "HTー1", "HTｰ1", "HT一1", "HT⼀1", "HT・1", "HT･1",  "HT·1", "HT•1",
                                         "HT‧1", "HT∙1",  "HT─1", "HT━1",  "HT–1",  "HT—1",  "HT―1",  "HT−1", "HT‐1",
                                         "HT‑1", "HT⁃1",  "HT˗1", "HT㇐1", "HTㄧ1", "HT〜1", "HT﹣1", "HT➖1"};
    (void)state;
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++)
        folds(dashes[i], "HT-1");
    folds("\u041D\u0422一0001", "HT-0001");
    folds("HTー-一1", "HT---1");
    folds("一二一", "一二一");
    folds("第一1号", "第一1号");
    folds("A一号", "A一号");
    folds("カード1", "カード1");
    folds("阿•买提", "阿·买提");
    folds("阿・买提", "阿·买提");
    folds("示例─1", "示例-1");
}

/* Letters that are taken for digits make two numbers near and not one. */
static void test_base_id__near(void **state) {
    (void)state;
    nears("HT-1", "HT-1");
    nears("HT-OOO1", "HT-0001");
    nears("HT-l", "HT-1");
    nears("HT-I|2O26", "HT-1|2026");
    nears("HT-2O26L", "HT-20261");
    nears("LOAN-OIL-1", "LOAN-011-1");
    nears("\u041D\u0422\u0417-\u041E1", "HT3-01");
    nears("HT-2〇26", "HT-2026");
    nears("示例一001", "示例-001");
    nears("zhangl", "ZHANGL"); /* no number */
    folds("HT-OOO1", "HT-OOO1");
    folds("HT-l", "HT-L");
    folds("\u0417-1", "\u0437-1");
}

static void test_base_id__names(void **state) {
    static const char *const same[] = {"张伟",        "张 伟",      "张　伟",    "张\u200B伟", "\uFEFF张伟\u2060",
                                       "张\u00AD伟 ", "张\u202E伟", "张\u3164伟"};
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        spells(fpl_name_fold, same[i], "张伟");
    spells(fpl_name_fold, "示例 （A）\u200B公司", "示例(A)公司");
    spells(fpl_name_fold, "Anna \u041A\u043E\u0442", "ANNAKOT");
    spells(fpl_name_fold, "\u041D\u200B\u0422", "HT"); /* one part when nothing stands between */
    spells(fpl_name_fold, "a\u00A8", "\u00E4");        /* a blank of the normal form's own, and the mark that it bore */
    spells(fpl_name_fold, " \u200B", "");
    spells(fpl_name_fold, "\u0410\u043D\u043D\u0430 \u0416", "\u0430\u043D\u043D\u0430\u0436");
}

static void is_fixed(spell *by, const char *text, size_t n) {
    struct fpl_buf once = {0}, twice = {0};
    assert_int_equal(by((struct fpl_str){text, n}, &once), FPL_OK);
    assert_int_equal(by(fpl_buf_str(&once), &twice), FPL_OK);
    if (!fpl_str_eq(fpl_buf_str(&once), fpl_buf_str(&twice)))
        fail_msg("%.*s: %.*s, %.*s", (int)n, text, (int)once.n, once.p, (int)twice.n, twice.p);
    fpl_buf_release(&once);
    fpl_buf_release(&twice);
}

/* Of every character: alone, between letters, in a number; and of what a generator puts together. */
static void test_base_id__spelt_twice(void **state) {
    static spell *const ways[] = {fpl_id_fold, fpl_id_near, fpl_name_fold};
    static const char *const around[][2] = {{"", ""}, {"A", "1"}, {"\u041D", "\u0422"}, {"エ", "工"}, {"0", " \u0301"}};
    static const char *const parts[] = {"\u041D", "\u0411", "a",  "1",      "一",     "ー",     "・", "-",
                                        "エ",     "工",     "ド", "\u0301", " ",      "\u200B", "O",  "l",
                                        "〇",     "\u0417", "|",  "\u00A8", "\u0345", "\u1E9E"};
    char text[64];
    (void)state;
    for (uint32_t cp = 1; cp < 0x20000; cp++) {
        char one[5];
        size_t n = (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)one);
        if (cp >= 0xD800 && cp < 0xE000)
            continue;
        for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
            int all = snprintf(text, sizeof text, "%s%.*s%s", around[i][0], (int)n, one, around[i][1]);
            for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++)
                is_fixed(ways[w], text, (size_t)all);
        }
    }
    uint32_t random = 1;
    for (int round = 0; round < 20000; round++) {
        size_t all = 0;
        for (int i = 0; i < 6; i++) {
            random = random * 1664525u + 1013904223u;
            all += (size_t)snprintf(text + all, sizeof text - all, "%s",
                                    parts[(random >> 8) % (sizeof parts / sizeof parts[0])]);
        }
        for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++)
            is_fixed(ways[w], text, all);
    }
}

/* Every two small letters of the Russian alphabet stay two, as does every pair of words of them that a draw gives. */
static void test_base_id__honest_words(void **state) {
    static const char *const words[] = {"Сбербанк", "Северсталь", "Восток", "Запад", "Новатор", "Нева",   "Нива",
                                        "Кама",     "Каса",       "Тора",   "Рота",  "Хорс",    "ТОР-1",  "ТОР-2",
                                        "中国一重", "中国二重",   "一汽",   "三一",  "工行",    "力工",   "口子窖",
                                        "八方",     "人方",       "夕阳",   "卜蜂",  "土力",    "士力",   "千里",
                                        "干里",     "日晶",       "曰晶",   "甲一",  "甲-",     "A一号B", "A二号B"};
    struct fpl_buf a = {0}, b = {0};
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (size_t j = 0; j < i; j++) {
            fpl_buf_reset(&a);
            fpl_buf_reset(&b);
            assert_int_equal(fpl_name_fold(fpl_str_of(words[i]), &a), FPL_OK);
            assert_int_equal(fpl_name_fold(fpl_str_of(words[j]), &b), FPL_OK);
            if (fpl_str_eq(fpl_buf_str(&a), fpl_buf_str(&b)))
                fail_msg("%s and %s are one", words[i], words[j]);
        }
    fpl_buf_release(&a);
    fpl_buf_release(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_id__taken),         cmocka_unit_test(test_base_id__refused),
        cmocka_unit_test(test_base_id__ascii),         cmocka_unit_test(test_base_id__shared_spelling),
        cmocka_unit_test(test_base_id__scripts_alike), cmocka_unit_test(test_base_id__dashes),
        cmocka_unit_test(test_base_id__near),          cmocka_unit_test(test_base_id__names),
        cmocka_unit_test(test_base_id__spelt_twice),   cmocka_unit_test(test_base_id__honest_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
