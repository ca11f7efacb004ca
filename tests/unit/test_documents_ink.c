/* Text on pages: where lines are broken, what is told of characters that no font has, which fonts are taken. */
#include "src/documents/ink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static const struct doc_paper paper = {.zh = 1, .foot = "脚", .local = INT64_C(1795140000000)};

static void begin(struct doc_ink *ink, const char *own, struct fpl_buf *out) {
    assert_int_equal(doc_ink_begin(ink, &paper, (const char *const[]){own, doc_sans}, to_buf, out), FPL_OK);
}

/* As a page has it: ten characters of 10 points take 100 points. */
static void test_documents_ink__width(void **state) {
    struct doc_ink ink;
    struct fpl_buf out = {0};
    (void)state;
    begin(&ink, NULL, &out);
    assert_true(doc_ink_width(&ink, FPL_STR("一二三四五六七八九十")) * 10 > 99.9);
    assert_true(doc_ink_width(&ink, FPL_STR("一二三四五六七八九十")) * 10 < 100.1);
    assert_true(doc_ink_width(&ink, FPL_STR("")) < 0.001);
    /* what is summed up from single characters is what is laid out as a whole */
    double apart = doc_ink_width(&ink, FPL_STR("金额12,345.67")), accented = doc_ink_width(&ink, FPL_STR("é12,345.67"));
    assert_true(apart > 2 && apart < 10 && accented > 1 && accented < 10);
    assert_int_equal(doc_ink_end(&ink, NULL), FPL_OK);
    fpl_buf_release(&out);
}

static void test_documents_ink__lines(void **state) {
    struct doc_ink ink;
    struct fpl_buf out = {0};
    (void)state;
    begin(&ink, NULL, &out);
    assert_int_equal(doc_ink_lines(&ink, FPL_STR(""), 10, 50), 1);
    assert_int_equal(doc_ink_lines(&ink, FPL_STR("一二三四五六七八九十"), 10, 100.1), 1);
    assert_int_equal(doc_ink_lines(&ink, FPL_STR("一二三四五六七八九十"), 10, 50.1), 2);
    assert_int_equal(doc_ink_lines(&ink, FPL_STR("一二三四五六七八九十"), 10, 30.1), 4);
    /* between words where there are any, within one that is longer than a line */
    assert_int_equal(doc_ink_lines(&ink, FPL_STR("alpha beta"), 10, 35), 2);
    assert_true(doc_ink_lines(&ink, FPL_STR("BK-XC|XC-RCD-2025-002|XC2025000201"), 10, 40) > 3);
    assert_int_equal(doc_ink_end(&ink, NULL), FPL_OK);
    fpl_buf_release(&out);
}

/* The character, its page and the text around it; once, and on the page where it is met first. */
static void test_documents_ink__missing(void **state) {
    struct doc_ink ink;
    struct fpl_buf out = {0}, said = {0};
    struct fpl_error error = {0};
    (void)state;
    begin(&ink, NULL, &out);
    struct fpl_str text = FPL_STR("甲\xF0\xA0\x80\x80乙"); /* U+20000 */
    (void)doc_ink_width(&ink, text);
    (void)doc_ink_width(&ink, text);
    doc_ink_page_end(&ink);
    doc_ink_text(&ink, &(struct doc_text){.text = text, .x = 10, .y = 10, .size = 10});
    doc_ink_page_end(&ink);
    doc_ink_text(&ink, &(struct doc_text){.text = text, .x = 10, .y = 10, .size = 10});
    assert_int_equal(ink.missings, 1);
    doc_ink_say_missing(&ink, &said);
    fpl_buf_addc(&said, '\0');
    assert_string_equal(said.p, "U+20000 “\xF0\xA0\x80\x80”（第 2 页：“甲\xF0\xA0\x80\x80乙”）");
    assert_int_equal(doc_ink_end(&ink, &error), FPL_E_GLYPH);
    assert_non_null(strstr(error.arg[0], "第 2 页"));
    fpl_buf_release(&said);
    fpl_buf_release(&out);
}

/* Of a long text, what stands around the character, in whole characters. */
static void test_documents_ink__missing_in_long_text(void **state) {
    struct doc_ink ink;
    struct fpl_buf out = {0}, text = {0};
    (void)state;
    begin(&ink, NULL, &out);
    for (int i = 0; i < 250; i++)
        fpl_buf_adds(&text, i == 125 ? "\xF0\xA0\x80\x80" : "名");
    (void)doc_ink_width(&ink, fpl_buf_str(&text));
    assert_int_equal(ink.missings, 1);
    assert_non_null(strstr(ink.missing[0].text, "名\xF0\xA0\x80\x80名"));
    assert_true(strlen(ink.missing[0].text) < sizeof ink.missing[0].text);
    assert_int_equal(fpl_text_check(fpl_str_of(ink.missing[0].text), 100, NULL), FPL_OK);
    assert_int_equal(doc_ink_end(&ink, NULL), FPL_E_GLYPH);
    fpl_buf_release(&text);
    fpl_buf_release(&out);
}

/* The first that is installed is taken, by any of its names; if none is, nothing is drawn and all of them are named. */
static void test_documents_ink__fonts(void **state) {
    struct doc_ink ink;
    struct fpl_buf out = {0};
    struct fpl_error error = {0};
    (void)state;
    begin(&ink, "No Such Font, 文泉驿微米黑", &out);
    assert_int_equal(doc_ink_end(&ink, &error), FPL_OK);
    fpl_buf_reset(&out);
    assert_int_equal(
        doc_ink_begin(&ink, &paper, (const char *const[]){"No Such Font, 无此字体", doc_sans}, to_buf, &out),
        FPL_E_FONT_NAME);
    assert_int_equal(doc_ink_end(&ink, &error), FPL_E_FONT_NAME);
    assert_string_equal(error.arg[0], "No Such Font, 无此字体");
    fpl_buf_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_ink__width),   cmocka_unit_test(test_documents_ink__lines),
        cmocka_unit_test(test_documents_ink__missing), cmocka_unit_test(test_documents_ink__missing_in_long_text),
        cmocka_unit_test(test_documents_ink__fonts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
