/* A pack in words: no code of the schema is without them. */
#include "fundpool/pack.h"
#include "fundpool/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct fpl_pack_word *word_of(const char *code, size_t n) {
    for (const struct fpl_pack_word *word = fpl_pack_words(); word->code; word++)
        if (strlen(word->code) == n && memcmp(word->code, code, n) == 0)
            return word;
    return NULL;
}

static int codes_of(const struct fpl_pack_field *fields) {
    int count = 0;
    for (; fields->name; fields++) {
        int is_code = fields->type == FPL_PACK_ENUM || fields->type == FPL_PACK_ENUMS;
        for (const char *p = is_code ? fields->values : ""; *p; p += *p == ' ', count++) {
            size_t n = strcspn(p, " ");
            const struct fpl_pack_word *word = word_of(p, n);
            if (!word)
                fail_msg("no words for %.*s of %s", (int)n, p, fields->name);
            assert_true((unsigned char)word->zh[0] >= 0x80 || strncmp(word->zh, "LPR", 3) == 0);
            p += n;
        }
        if (fields->fields)
            count += codes_of(fields->fields);
    }
    return count;
}

static void test_reports_pack__every_code_has_words(void **state) {
    (void)state;
    assert_true(codes_of(fpl_pack_fields()) > 100);
}

static void test_reports_pack__words_are_one_each(void **state) {
    (void)state;
    for (const struct fpl_pack_word *word = fpl_pack_words(); word->code; word++) {
        assert_ptr_equal(word_of(word->code, strlen(word->code)), word);
        assert_true(word->en[0] != '\0');
    }
}

static void test_reports_pack__bad_json_is_refused(void **state) {
    struct fpl_report *report = NULL;
    struct fpl_error error = {0};
    (void)state;
    const struct fpl_rule_text text = {"pack", FPL_STR("{}"), "CNY"};
    assert_int_not_equal(fpl_report_rule_text(&text, (struct fpl_date){20000}, &report, &error), FPL_OK);
    assert_null(report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_pack__every_code_has_words),
        cmocka_unit_test(test_reports_pack__words_are_one_each),
        cmocka_unit_test(test_reports_pack__bad_json_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
