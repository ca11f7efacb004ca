/* Codes and numbers as text: USCC, hex, base64, decimal integers. */
#include "base_support.h"

#include "fundpool/text.h"

#define S(literal) FPL_STR(literal)

/* Published codes: the standard's own example, and firms from the national publicity system. */
static const char *const known[] = {"91350100M000100Y43", "91110000802100433B", "9144030071526726XG",
                                    "914403001922038216", "91330100799655058B", "91100000100003962T"};

static void test_base_uscc__known_codes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_int_equal(fpl_uscc_check(fpl_str_of(known[i])), FPL_OK);
}

/* One wrong character is always found, in every place and with every other character of the alphabet: 31 is prime and
 * no weight is a multiple of it. */
static void test_base_uscc__every_single_mistake(void **state) {
    (void)state;
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    for (size_t i = 0; i < 18; i++)
        for (const char *c = alphabet; *c; c++) {
            char code[19];
            memcpy(code, known[0], sizeof code);
            code[i] = *c;
            int same = *c == known[0][i];
            assert_int_equal(fpl_uscc_check(fpl_str_of(code)), same ? FPL_OK : FPL_E_USCC);
        }
}

static void test_base_uscc__form(void **state) {
    (void)state;
    assert_int_equal(fpl_uscc_check(S("")), FPL_E_USCC);
    assert_int_equal(fpl_uscc_check(S("91350100M000100Y4")), FPL_E_USCC);
    assert_int_equal(fpl_uscc_check(S("91350100M000100Y433")), FPL_E_USCC);
    assert_int_equal(fpl_uscc_check(S("91350100m000100y43")), FPL_E_USCC);
    assert_int_equal(fpl_uscc_check(S("9135010\0M000100Y43")), FPL_E_USCC);
    for (const char *c = "IOSVZ -\xE4"; *c; c++) {
        char code[] = "91350100M000100Y43";
        code[8] = *c;
        assert_int_equal(fpl_uscc_check(fpl_str_of(code)), FPL_E_USCC);
    }
}

static void test_base_hex__both_ways(void **state) {
    (void)state;
    const uint8_t bytes[] = {0x00, 0x9F, 0xA0, 0xFF};
    uint8_t back[4] = {7, 7, 7, 7};
    char text[9];
    fpl_hex(bytes, 4, text);
    assert_string_equal(text, "009fa0ff");
    assert_int_equal(fpl_unhex(S("009fa0ff"), back, 4), FPL_OK);
    assert_memory_equal(back, bytes, 4);
    assert_int_equal(fpl_unhex(S(""), back, 0), FPL_OK);
    const struct fpl_str bad[] = {S("009fa0f"), S("009fa0ff00"), S("009FA0FF"), S("009fa0fg"), S("0x9fa0ff"), S("")};
    memset(back, 7, sizeof back);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(fpl_unhex(bad[i], back, 4), FPL_E_NUMBER_FORMAT);
        assert_true(back[0] == 7 && back[3] == 7);
    }
}

/* RFC 4648 section 10. */
static void test_base_base64__rfc4648_vectors(void **state) {
    (void)state;
    static const char *const text[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (size_t n = 0; n <= 6; n++) {
        char out[9];
        uint8_t back[6];
        assert_int_equal(fpl_base64((const uint8_t *)"foobar", n, out), strlen(text[n]));
        assert_string_equal(out, text[n]);
        assert_int_equal(fpl_unbase64(fpl_str_of(text[n]), back, n), FPL_OK);
        assert_memory_equal(back, "foobar", n);
    }
}

static void test_base_base64__strict(void **state) {
    (void)state;
    uint8_t out[3] = {7, 7, 7};
    const struct fpl_str bad_one[] = {S("Zh=="), S("Zg=A"), S("Zg"), S("Zg="), S("Z=g="), S("===="), S("Zg==Zg==")};
    for (size_t i = 0; i < sizeof bad_one / sizeof bad_one[0]; i++)
        assert_int_equal(fpl_unbase64(bad_one[i], out, 1), FPL_E_NUMBER_FORMAT);
    const struct fpl_str bad_two[] = {S("Zm9="), S("Zm8"), S("Zm8A"), S("Zg==")};
    for (size_t i = 0; i < sizeof bad_two / sizeof bad_two[0]; i++)
        assert_int_equal(fpl_unbase64(bad_two[i], out, 2), FPL_E_NUMBER_FORMAT);
    const struct fpl_str bad_three[] = {S("Zm9="), S("Zm-v"), S("Zm_v"), S("Zm v"), S("Zm9vYmFy")};
    for (size_t i = 0; i < sizeof bad_three / sizeof bad_three[0]; i++)
        assert_int_equal(fpl_unbase64(bad_three[i], out, 3), FPL_E_NUMBER_FORMAT);
    assert_true(out[0] == 7 && out[1] == 7 && out[2] == 7);
}

static void test_base_base64__round_trip(void **state) {
    (void)state;
    uint64_t x = random_seed("base64");
    for (int i = 0; i < 5000; i++) {
        uint8_t bytes[40], back[40];
        char text[60];
        size_t n = (size_t)random_below(&x, 41);
        for (size_t k = 0; k < n; k++)
            bytes[k] = (uint8_t)random_next(&x);
        struct fpl_str encoded = {text, fpl_base64(bytes, n, text)};
        assert_int_equal(encoded.n, 4 * ((n + 2) / 3));
        assert_int_equal(fpl_unbase64(encoded, back, n), FPL_OK);
        assert_memory_equal(back, bytes, n);
        if (n > 0) { /* another text is another value, or refused */
            text[random_below(&x, (int64_t)encoded.n)] ^= 1;
            if (fpl_unbase64(encoded, back, n) == FPL_OK)
                assert_memory_not_equal(back, bytes, n);
        }
    }
}

static void test_base_int__parse(void **state) {
    (void)state;
    int64_t out = 5;
    assert_int_equal(fpl_int_parse(S("0"), &out), FPL_OK);
    assert_int_equal(out, 0);
    assert_int_equal(fpl_int_parse(S("-9223372036854775808"), &out), FPL_OK);
    assert_true(out == INT64_MIN);
    assert_int_equal(fpl_int_parse(S("9223372036854775807"), &out), FPL_OK);
    assert_true(out == INT64_MAX);
    assert_int_equal(fpl_int_parse(S("9223372036854775808"), &out), FPL_E_OVERFLOW);
    assert_int_equal(fpl_int_parse(S("-9223372036854775809"), &out), FPL_E_OVERFLOW);
    assert_int_equal(fpl_int_parse(S("99999999999999999999999999"), &out), FPL_E_OVERFLOW);
    assert_int_equal(fpl_int_parse(S("99999999999999999999999999x"), &out), FPL_E_NUMBER_FORMAT);
    const struct fpl_str bad[] = {S(""),   S("-"),  S("+1"),  S("01"),  S("-0"), S("-01"),
                                  S(" 1"), S("1 "), S("1.0"), S("1e3"), S("１")};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(fpl_int_parse(bad[i], &out), FPL_E_NUMBER_FORMAT);
    assert_true(out == INT64_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_uscc__known_codes),
        cmocka_unit_test(test_base_uscc__every_single_mistake),
        cmocka_unit_test(test_base_uscc__form),
        cmocka_unit_test(test_base_hex__both_ways),
        cmocka_unit_test(test_base_base64__rfc4648_vectors),
        cmocka_unit_test(test_base_base64__strict),
        cmocka_unit_test(test_base_base64__round_trip),
        cmocka_unit_test(test_base_int__parse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
