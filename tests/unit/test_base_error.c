/* Failure details: fixed memory, hostile arguments, both languages. */
#include "base_support.h"

#include "fundpool/error.h"

static void test_base_error__fail_keeps_the_place(void **state) {
    (void)state;
    struct fpl_error error;
    fpl_error_clear(&error);
    fpl_error_at(&error, "贷款.csv", 12, 3);
    fpl_error_at_field(&error, "贷款金额");
    assert_int_equal(fpl_fail(&error, FPL_E_COLUMNS, "7", "6", NULL), FPL_E_COLUMNS);
    assert_int_equal(error.status, FPL_E_COLUMNS);
    assert_string_equal(error.arg[0], "7");
    assert_string_equal(error.arg[1], "6");
    assert_string_equal(error.arg[2], "");
    assert_string_equal(error.file, "贷款.csv");
    assert_string_equal(error.field, "贷款金额");
    assert_int_equal(error.row, 12);
    assert_int_equal(error.column, 3);
    fpl_error_clear(&error);
    assert_int_equal(error.status, FPL_OK);
    assert_string_equal(error.arg[0], "");
    assert_string_equal(error.file, "");
    assert_int_equal(error.row, 0);
}

static void test_base_error__null_is_allowed(void **state) {
    (void)state;
    fpl_error_clear(NULL);
    fpl_error_at(NULL, "f", 1, 1);
    fpl_error_at_field(NULL, "f");
    assert_int_equal(fpl_fail(NULL, FPL_E_IO, "x", NULL, NULL), FPL_E_IO);
    assert_int_equal(fpl_fail_text(NULL, FPL_E_IO, "x", 1), FPL_E_IO);
}

static void test_base_error__long_arguments_are_cut_at_a_character(void **state) {
    (void)state;
    struct fpl_error error;
    char text[1000];
    for (size_t i = 0; i < sizeof text; i += 4)
        memcpy(text + i, "\xF0\xA0\xAE\xB7", 4); /* U+20BB7 */
    fpl_error_clear(&error);
    assert_int_equal(fpl_fail_text(&error, FPL_E_DATE_FORMAT, text, sizeof text), FPL_E_DATE_FORMAT);
    size_t kept = (FPL_ERROR_ARG_BYTES - 1 - FPL_CUT_BYTES) / 4 * 4; /* and it says that it was cut */
    assert_memory_equal(error.arg[0], text, kept);
    assert_string_equal(error.arg[0] + kept, FPL_CUT);
    /* what a place quotes first, and what fits to the last byte */
    char quoted[FPL_ERROR_ARG_BYTES];
    assert_memory_equal(fpl_error_quote((struct fpl_str){text, sizeof text}, quoted), error.arg[0], kept + 4);
    for (size_t n = FPL_ERROR_ARG_BYTES - 2; n <= FPL_ERROR_ARG_BYTES; n++) {
        memset(text, 'x', n);
        (void)fpl_error_quote((struct fpl_str){text, n}, quoted);
        (void)fpl_fail(&error, FPL_E_DATE_FORMAT, quoted, NULL, NULL);
        assert_int_equal(strlen(quoted), n < FPL_ERROR_ARG_BYTES ? n : FPL_ERROR_ARG_BYTES - 1);
        assert_int_equal(strstr(quoted, FPL_CUT) == NULL, n < FPL_ERROR_ARG_BYTES);
        assert_string_equal(error.arg[0], quoted);
    }
}

/* Of a long path the end is told. */
static void test_base_error__long_file_names(void **state) {
    (void)state;
    struct fpl_error error;
    char path[400];
    fpl_error_clear(&error);
    memset(path, 'd', sizeof path);
    memcpy(path + sizeof path - 11, "/loans.csv", 11);
    fpl_error_at(&error, path, 3, 1);
    assert_memory_equal(error.file, FPL_CUT, FPL_CUT_BYTES);
    assert_string_equal(error.file + strlen(error.file) - 10, "/loans.csv");
    fpl_error_at(&error, path + 200, 3, 1);
    assert_string_equal(error.file, path + 200);
}

/* A list holds whole words, and then says where the others stand. */
static void test_base_error__lists(void **state) {
    (void)state;
    char list[FPL_ERROR_ARG_BYTES] = "", word[32];
    for (int i = 0; i < 100; i++) {
        snprintf(word, sizeof word, "word%02d", i);
        fpl_error_list(list, ", ", fpl_str_of(word), "… (rest)");
        if (i == 9)
            assert_string_equal(list, "word00, word01, word02, word03, word04, word05, word06, word07, word08, word09");
    }
    size_t n = strlen(list) - strlen("… (rest)");
    assert_string_equal(list + n, "… (rest)");
    assert_int_equal((n + 2) % 8, 0); /* no word in part */
    char few[FPL_ERROR_ARG_BYTES], zh[FPL_ERROR_ARG_BYTES];
    fpl_error_choices("EQUITY=股权=equity|LOAN=借款=loan", few);
    assert_string_equal(fpl_error_words(few, 1, zh, sizeof zh), "股权 借款");
    assert_string_equal(fpl_error_words(few, 0, zh, sizeof zh), "EQUITY LOAN");
    struct fpl_buf many = {0};
    for (int i = 0; i < 100; i++)
        fpl_buf_addf(&many, "%sCODE_%02d=词%02d=word %02d", i ? "|" : "", i, i, i);
    fpl_buf_addc(&many, '\0');
    fpl_error_choices(many.p, few);
    assert_memory_equal(few, "CODE_00 CODE_01 CODE_02 ", 24);
    assert_non_null(strstr(few, FPL_ERROR_CHOICES_REST));
    fpl_buf_release(&many);
}

static void test_base_error__bad_bytes_are_shown_as_such(void **state) {
    (void)state;
    struct fpl_error error;
    fpl_error_clear(&error);
    assert_int_equal(fpl_fail_text(&error, FPL_E_DATE_FORMAT, "a\0b\xFF\x1B[2J\xE4\xB8", 10), FPL_E_DATE_FORMAT);
    assert_string_equal(error.arg[0], "a⟨U+0000⟩b\xEF\xBF\xBD⟨U+001B⟩[2J\xEF\xBF\xBD\xEF\xBF\xBD");
}

/* Of a reason the arguments are what a record holds; the message shows them. */
static void test_base_error__stored_arguments_are_shown(void **state) {
    (void)state;
    struct fpl_error error = {.status = FPL_E_ACTOR, .arg = {"guan\xE2\x80\x8Bli\n"}};
    char out[200], small[40];
    assert_string_equal(fpl_error_message(&error, 0, out, sizeof out),
                        "user not enrolled: guan⟨U+200B⟩li⟨U+000A⟩; user list shows who is, user enrol enrols one");
    assert_string_equal(fpl_error_message(&error, 0, small, sizeof small), "user not enrolled: guan⟨U+200B⟩l…");
}

static void test_base_error__arguments_may_be_its_own(void **state) {
    (void)state;
    struct fpl_error error;
    fpl_error_clear(&error);
    assert_int_equal(fpl_fail(&error, FPL_E_ROLE, "one", "two", NULL), FPL_E_ROLE);
    assert_int_equal(fpl_fail(&error, FPL_E_ROLE, error.arg[1], error.arg[0], NULL), FPL_E_ROLE);
    assert_string_equal(error.arg[0], "two");
    assert_string_equal(error.arg[1], "one");
}

static void test_base_error__message_in_two_languages(void **state) {
    (void)state;
    struct fpl_error error;
    char out[200];
    fpl_error_clear(&error);
    assert_int_equal(fpl_fail(&error, FPL_E_COLUMNS, "7", "6", NULL), FPL_E_COLUMNS);
    assert_string_equal(fpl_error_message(&error, 1, out, sizeof out),
                        "列数不符：应有 7 列，实有 6 列。请查分隔符，内容含分隔符的加引号");
    assert_string_equal(
        fpl_error_message(&error, 0, out, sizeof out),
        "wrong number of columns: expected 7, found 6; look at the delimiter, and quote what holds one");
    assert_string_equal(fpl_error_message(NULL, 0, out, sizeof out), "ok");
}

/* A brace in an argument is text, not a placeholder; any size of out gives a whole prefix, and the mark of a cut. */
static void test_base_error__message_is_cut_at_a_character(void **state) {
    (void)state;
    struct fpl_error error;
    char whole[200];
    char out[200];
    fpl_error_clear(&error);
    assert_int_equal(fpl_fail(&error, FPL_E_DATE_FORMAT, "{0}二〇二六", NULL, NULL), FPL_E_DATE_FORMAT);
    fpl_error_message(&error, 1, whole, sizeof whole);
    assert_string_equal(whole, "日期格式无效：“{0}二〇二六”，应为 YYYY-MM-DD，半角数字，月、日各两位，如 2026-02-03；"
                               "整份文件写法相同的，可在列映射中用 date 写明");
    for (size_t size = 1; size <= strlen(whole) + 1; size++) {
        fpl_error_message(&error, 1, out, size);
        size_t n = strlen(out);
        assert_true(n < size && n + 3 >= size);
        int is_cut = size <= strlen(whole) && size > FPL_CUT_BYTES;
        assert_memory_equal(out, whole, n - (is_cut ? FPL_CUT_BYTES : 0));
        if (is_cut)
            assert_string_equal(out + n - FPL_CUT_BYTES, FPL_CUT);
        assert_int_equal(fpl_text_check(fpl_str_of(out), sizeof out, NULL), FPL_OK);
    }
}

/* An argument may hold words in both languages: one half of each is shown, also within other text, and cut like the
 * rest. Marks that were typed and do not pair are no words. */
static void test_base_error__words_in_two_languages(void **state) {
    (void)state;
    struct fpl_error error;
    char out[200];
    fpl_error_clear(&error);
    assert_int_equal(
        fpl_fail(&error, FPL_E_NOT_FOUND, "a " FPL_ZH_EN("多", "more") " b " FPL_ZH_EN("少", "less"), NULL, NULL),
        FPL_E_NOT_FOUND);
    assert_non_null(strstr(fpl_error_message(&error, 1, out, sizeof out), "a 多 b 少"));
    assert_null(strstr(out, "more"));
    assert_non_null(strstr(fpl_error_message(&error, 0, out, sizeof out), "a more b less"));
    assert_string_equal(fpl_error_words(FPL_ZH_EN("账本", "ledger"), 1, out, 7), "账本");
    assert_string_equal(fpl_error_words(FPL_ZH_EN("账本本", "ledger"), 1, out, 7), "账…");
    assert_string_equal(fpl_error_words(FPL_ZH_EN("账本", "ledger"), 0, out, 6), "le…");
    assert_string_equal(fpl_error_words(FPL_ZH_EN("账本", "ledger") "x", 0, out, 7), "led…");
    (void)fpl_fail(&error, FPL_E_NOT_FOUND, "x\x1fy\x1ez", FPL_ZH_EN("一", "one") "\x1e", NULL);
    assert_string_equal(error.arg[0], "x⟨U+001F⟩y⟨U+001E⟩z");
    assert_string_equal(error.arg[1], "⟨U+001E⟩一⟨U+001F⟩one⟨U+001D⟩⟨U+001E⟩");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_error__fail_keeps_the_place),
        cmocka_unit_test(test_base_error__null_is_allowed),
        cmocka_unit_test(test_base_error__long_arguments_are_cut_at_a_character),
        cmocka_unit_test(test_base_error__long_file_names),
        cmocka_unit_test(test_base_error__lists),
        cmocka_unit_test(test_base_error__bad_bytes_are_shown_as_such),
        cmocka_unit_test(test_base_error__stored_arguments_are_shown),
        cmocka_unit_test(test_base_error__arguments_may_be_its_own),
        cmocka_unit_test(test_base_error__message_in_two_languages),
        cmocka_unit_test(test_base_error__message_is_cut_at_a_character),
        cmocka_unit_test(test_base_error__words_in_two_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
