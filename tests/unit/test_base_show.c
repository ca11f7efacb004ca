/* Texts as people are shown them: whatever cannot be seen is written out, and nothing else is. */
#include "base_support.h"

#include "ledger/base/base.h"

#include <stdlib.h>
#include <utf8proc.h>

static void check(const char *text, const char *want) {
    struct fpl_buf out = {0}, again = {0};
    char fixed[512];
    fpl_text_show(fpl_str_of(text), &out);
    fpl_buf_addc(&out, '\0');
    assert_string_equal(out.p, want);
    assert_string_equal(fpl_str_show(fpl_str_of(text), fixed, sizeof fixed), want);
    assert_int_equal(fpl_text_is_plain(fpl_str_of(text)), strcmp(text, want) == 0);
    fpl_text_show(fpl_str_of(want), &again); /* shown twice, it stays the same */
    assert_true(fpl_str_is(fpl_buf_str(&again), want));
    fpl_buf_release(&out);
    fpl_buf_release(&again);
}

static void test_base_show__what_cannot_be_seen(void **state) {
    (void)state;
    check("a\xE2\x80\x8Bz", "a⟨U+200B⟩z");                   /* zero width space */
    check("\xE2\x80\xAEtxt.exe", "⟨U+202E⟩txt.exe");         /* right-to-left override */
    check("\xE2\x81\xA6x\xE2\x81\xA9", "⟨U+2066⟩x⟨U+2069⟩"); /* isolates */
    check("a\xC2\x85z\xC2\x9B", "a⟨U+0085⟩z⟨U+009B⟩");       /* C1 controls */
    check("so\xC2\xAD"
          "ft",
          "so⟨U+00AD⟩ft");                      /* soft hyphen */
    check("\xF3\xA0\x81\x81", "⟨U+E0041⟩");     /* tag */
    check("葛\xF3\xA0\x84\x80", "葛⟨U+E0100⟩"); /* variation selectors */
    check("☺\xEF\xB8\x8F", "☺⟨U+FE0F⟩");
    check("\x1B[31mred\x1B[0m\x7F", "⟨U+001B⟩[31mred⟨U+001B⟩[0m⟨U+007F⟩"); /* escapes of a terminal */
    check("a\tb\r\nc", "a⟨U+0009⟩b⟨U+000D⟩⟨U+000A⟩c");
    check("a\xC2\xA0z\xE2\x80\x83", "a⟨U+00A0⟩z⟨U+2003⟩"); /* blanks that are none */
    check("a\xE2\x80\xA8z", "a⟨U+2028⟩z");
    check("\xEF\xBB\xBFid", "⟨U+FEFF⟩id");
    check("\xE3\x85\xA4\xE2\xA0\x80", "⟨U+3164⟩⟨U+2800⟩"); /* a filler, the empty Braille pattern */
    check("\xCD\x8F", "⟨U+034F⟩");
    check("\xEE\x80\x80\xEF\xBF\xBF", "⟨U+E000⟩⟨U+FFFF⟩");                             /* private, no character */
    check("a\xFF\xC0z\xE4\xB8", "a\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD"); /* no UTF-8 */
}

static void test_base_show__marks_need_something_below(void **state) {
    (void)state;
    check("e\xCC\x82\xCC\xA3", "e\xCC\x82\xCC\xA3");
    check("\xCC\x81"
          "a",
          "⟨U+0301⟩a");
    check("a \xCC\x81", "a ⟨U+0301⟩");
    check("\xE3\x80\x80\xCC\x81", "\xE3\x80\x80⟨U+0301⟩");
    check("a\n\xCC\x81", "a⟨U+000A⟩⟨U+0301⟩");
    check("a\xE2\x80\x8B\xCC\x81\xCC\x81", "a⟨U+200B⟩⟨U+0301⟩⟨U+0301⟩");
}

static void test_base_show__the_rest_as_it_is(void **state) {
    (void)state;
    check("", "");
    check("市财政局（2026）示0603民初1039号 No. 7 – “甲”", "市财政局（2026）示0603民初1039号 No. 7 – “甲”");
    check("𠮷\xF0\xAE\xAF\xB0、Ελλάδα हिन्दी 한국어 ①",
          "𠮷\xF0\xAE\xAF\xB0、Ελλάδα हिन्दी 한국어 ①"); /* with Han of 2023 */
    struct fpl_buf out = {0};
    fpl_text_show_lines(FPL_STR("a\nb\r\n"), &out);
    assert_true(fpl_str_is(fpl_buf_str(&out), "a\nb⟨U+000D⟩\n"));
    fpl_buf_release(&out);
}

static void test_base_show__cut_at_a_character(void **state) {
    (void)state;
    char out[32];
    for (size_t size = 1; size <= sizeof out; size++) {
        memset(out, 'x', sizeof out);
        assert_ptr_equal(fpl_str_show(FPL_STR("a\xE2\x80\x8B甲\xFF"), out, size), out);
        size_t n = strlen(out);
        int is_cut = n >= FPL_CUT_BYTES && strcmp(out + n - FPL_CUT_BYTES, FPL_CUT) == 0;
        size_t kept = n - (is_cut ? FPL_CUT_BYTES : 0);
        assert_true(n < size);
        assert_true(kept == 0 || kept == 1 || kept == 13 || kept == 16 || kept == 19);
        assert_true(is_cut == (size > FPL_CUT_BYTES && size < 20)); /* nobody takes a part for the whole */
        assert_true(size < 20 || n == 19);
    }
}

/* Every character there is: what an id may not hold for being unseen is written out, and so is all that has no width.
 */
static void test_base_show__all_of_unicode(void **state) {
    (void)state;
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
        utf8proc_uint8_t bytes[4];
        char shown[64], tag[32];
        if (cp >= 0xD800 && cp < 0xE000)
            continue;
        size_t n = (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, bytes);
        struct fpl_str text = {(const char *)bytes, n};
        (void)fpl_str_show(text, shown, sizeof shown);
        if (fpl_str_is(text, shown)) {
            utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
            int han = cp >= 0x20000 && cp <= 0x3FFFD;
            if (category >= UTF8PROC_CATEGORY_ZL || (category == UTF8PROC_CATEGORY_CN && !han) ||
                (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME))
                fail_msg("U+%04X is shown as it is", (unsigned)cp);
            continue;
        }
        (void)snprintf(tag, sizeof tag, "⟨U+%04X⟩", (unsigned)cp);
        assert_string_equal(shown, tag);
        if (fpl_id_check(text, NULL) == FPL_OK)
            fail_msg("U+%04X may stand in an id", (unsigned)cp);
    }
}

/* An exact fraction is none; what only looks like one is. */
static void test_base_show__formula(void **state) {
    static const char *const run[] = {"=1",     "+a",   "@x",  "\tx", "-1+2", "-1|cmd", "--1", "-A1",
                                      "-1/3/5", "-1/x", "-/3", "-1/", "+1/3", "-5",     "+86"},
                             *const plain[] = {"", "-", "-1/3", "-120/7", "1=1", "淮"};
    (void)state;
    for (size_t i = 0; i < sizeof run / sizeof run[0]; i++)
        assert_true(fpl_text_is_formula(fpl_str_of(run[i])));
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        assert_false(fpl_text_is_formula(fpl_str_of(plain[i])));
}

/* Eight bytes at a time or one: what is shown does not depend on where in the text it stands, nor where it is cut. */
static void test_base_show__wherever_it_stands(void **state) {
    (void)state;
    static const char *const piece[] = {"plain", " ",  "0123456789 ", "企业", "\x7F",
                                        "\t",    "\n", "\xCC\x81",    "\xFF", "~"};
    unsigned seed = 5;
    for (int round = 0; round < 3000; round++) {
        char text[160], moved[176], shown[1024], want[1024], cut[1024];
        size_t used = 0;
        for (int i = 0; i < 9; i++) {
            seed = seed * 1103515245u + 12345u;
            used += (size_t)snprintf(text + used, sizeof text - used, "%s",
                                     piece[(seed >> 16) % (sizeof piece / sizeof piece[0])]);
        }
        fpl_str_show(fpl_str_of(text), want, sizeof want);
        int begins_with_mark = text[0] == '\xCC';
        for (int by = 1; by < 9 && !begins_with_mark; by++) {
            snprintf(moved, sizeof moved, "%.*s%s", by, "........", text);
            fpl_str_show(fpl_str_of(moved), shown, sizeof shown);
            assert_string_equal(shown + by, want);
            assert_int_equal(fpl_text_is_plain(fpl_str_of(moved)), strcmp(text, want) == 0);
        }
        size_t size = 5 + (seed >> 8) % 60;
        fpl_str_show(fpl_str_of(text), cut, size);
        size_t n = strlen(cut);
        assert_true(n < size);
        if (strcmp(cut, want) != 0) { /* what is left of it, and the mark */
            assert_true(n >= FPL_CUT_BYTES && memcmp(cut + n - FPL_CUT_BYTES, FPL_CUT, FPL_CUT_BYTES) == 0);
            assert_memory_equal(cut, want, n - FPL_CUT_BYTES);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_show__formula),
        cmocka_unit_test(test_base_show__what_cannot_be_seen),
        cmocka_unit_test(test_base_show__marks_need_something_below),
        cmocka_unit_test(test_base_show__the_rest_as_it_is),
        cmocka_unit_test(test_base_show__cut_at_a_character),
        cmocka_unit_test(test_base_show__all_of_unicode),
        cmocka_unit_test(test_base_show__wherever_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
