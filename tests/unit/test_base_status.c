/* The table of outcomes as a whole: names, numbers and both texts. */
#include "base_support.h"

#include "fundpool/error.h"

/* Bit i for each {i} in a template; bit 8 for anything else in braces. */
static unsigned placeholders(const char *text) {
    unsigned seen = 0;
    for (const char *p = text; (p = strchr(p, '{')) != NULL; p++) {
        int known = p[1] >= '0' && p[1] < '0' + FPL_ERROR_ARGS && p[2] == '}';
        seen |= known ? 1u << (p[1] - '0') : 1u << 8;
    }
    return seen;
}

static void test_base_status__names_and_numbers_are_unique(void **state) {
    (void)state;
    int count = 0;
    const enum fpl_status *all = fpl_status_all(&count);
    assert_true(count > 90);
    assert_int_equal(all[0], FPL_OK);
    for (int i = 0; i < count; i++) {
        assert_true(i == 0 || all[i] < 0);
        for (int k = i + 1; k < count; k++) {
            assert_int_not_equal(all[i], all[k]);
            assert_string_not_equal(fpl_status_name(all[i]), fpl_status_name(all[k]));
        }
    }
}

static void test_base_status__precedence_is_table_order(void **state) {
    (void)state;
    int count = 0;
    const enum fpl_status *all = fpl_status_all(&count);
    for (int i = 1; i < count; i++)
        assert_true(all[i] < all[i - 1]);
}

static void test_base_status__name_and_back(void **state) {
    (void)state;
    int count = 0;
    const enum fpl_status *all = fpl_status_all(&count);
    for (int i = 0; i < count; i++) {
        const char *name = fpl_status_name(all[i]);
        assert_true(strncmp(name, "FPL_", 4) != 0);
        assert_int_equal(fpl_status_of_name(name), all[i]);
    }
    assert_string_equal(fpl_status_name(FPL_E_AMOUNT_FORMAT), "E_AMOUNT_FORMAT");
    assert_string_equal(fpl_status_name((enum fpl_status) - 9999), "E_BUG");
    assert_int_equal(fpl_status_of_name("E_NO_SUCH_CODE"), FPL_E_BUG);
    assert_int_equal(fpl_status_of_name(NULL), FPL_E_BUG);
}

static void test_base_status__both_texts_take_the_same_arguments(void **state) {
    (void)state;
    int count = 0;
    const enum fpl_status *all = fpl_status_all(&count);
    for (int i = 0; i < count; i++) {
        const char *zh = fpl_status_text(all[i], 1);
        const char *en = fpl_status_text(all[i], 0);
        assert_true(zh[0] != '\0' && en[0] != '\0');
        assert_string_not_equal(zh, en);
        assert_int_equal(placeholders(zh), placeholders(en));
        assert_int_equal(placeholders(zh) & 1u << 8, 0);
        /* those that list the lines of the cash-flow statement to choose from are the only long ones */
        size_t most = strncmp(fpl_status_name(all[i]), "E_CASH_FLOW_", 12) == 0 ? 1024 : 512;
        assert_int_equal(fpl_text_check(fpl_str_of(zh), most, NULL), FPL_OK);
        assert_int_equal(fpl_text_check(fpl_str_of(en), most, NULL), FPL_OK);
    }
}

static void test_base_status__retryable_is_the_machine_only(void **state) {
    (void)state;
    int count = 0;
    int retryable = 0;
    const enum fpl_status *all = fpl_status_all(&count);
    for (int i = 0; i < count; i++) {
        retryable += fpl_status_is_retryable(all[i]);
        assert_true(!fpl_status_is_retryable(all[i]) || all[i] > FPL_E_ENCODING);
    }
    assert_true(retryable > 0);
    assert_true(fpl_status_is_retryable(FPL_E_LOCKED));
    assert_false(fpl_status_is_retryable(FPL_E_USCC));
}

static void ask_without_count(void) {
    fpl_status_all(NULL);
}

static void test_base_status__misuse_stops(void **state) {
    (void)state;
    assert_true(stops(ask_without_count));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_status__names_and_numbers_are_unique),
        cmocka_unit_test(test_base_status__precedence_is_table_order),
        cmocka_unit_test(test_base_status__name_and_back),
        cmocka_unit_test(test_base_status__both_texts_take_the_same_arguments),
        cmocka_unit_test(test_base_status__retryable_is_the_machine_only),
        cmocka_unit_test(test_base_status__misuse_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
