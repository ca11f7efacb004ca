/* Passwords, codes and secrets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/service/password.h"

static int begin(void **state) {
    struct fpl_error error = {0};
    (void)state;
    return password_begin(&error) != FPL_OK;
}

/* RFC 6238, appendix B, the SHA-1 rows: eight digits. */
static void test_service_password__totp_vectors(void **state) {
    static const struct {
        int64_t seconds;
        const char *code;
    } vectors[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                   {1234567890, "89005924"}, {2000000000, "69279037"}, {INT64_C(20000000000), "65353130"}};
    char code[12];
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        totp_code((const uint8_t *)"12345678901234567890", 20, vectors[i].seconds / TOTP_STEP_SECONDS, 8, code);
        assert_string_equal(code, vectors[i].code);
    }
}

static void test_service_password__totp_takes_one_step_beside(void **state) {
    const uint8_t secret[STATE_TOTP_BYTES] = "abcdefghijklmnopqrs";
    int64_t step = 59866719, ms = step * 30000 + 12345;
    char code[12];
    (void)state;
    for (int64_t off = -2; off <= 2; off++) {
        totp_code(secret, sizeof secret, step + off, TOTP_DIGITS, code);
        assert_int_equal(totp_find(secret, fpl_str_of(code), ms), off >= -1 && off <= 1 ? step + off : -1);
    }
    assert_int_equal(totp_find(secret, FPL_STR(""), ms), -1);
    assert_int_equal(totp_find(secret, FPL_STR("12345"), ms), -1);
    assert_int_equal(totp_find(secret, FPL_STR("1234567"), ms), -1);
}

/* RFC 4648, section 10. */
static void test_service_password__base32(void **state) {
    char out[32];
    (void)state;
    totp_base32((const uint8_t *)"foobar", 6, out);
    assert_string_equal(out, "MZXW6YTBOI");
    totp_base32((const uint8_t *)"fooba", 5, out);
    assert_string_equal(out, "MZXW6YTB");
    totp_base32((const uint8_t *)"", 0, out);
    assert_string_equal(out, "");
}

static void test_service_password__weak_ones_are_refused(void **state) {
    static const char *const weak[] = {"",
                                       "short-9",
                                       "elevenchars",
                                       "password1234",
                                       "Password!2026",
                                       "aaaaaaaaaaaaaaaa",
                                       "abababababab",
                                       "123412341234",
                                       "123456789012",
                                       "098765432109",
                                       "abcdefghijklm",
                                       "1qaz2wsx!!!!!",
                                       "zhang.san2026",
                                       "administrator",
                                       "123qweasdzxc"};
    static const char *const good[] = {"correct horse battery", "tiandi-xuanhuang-7", "春江潮水连海平海上明月",
                                       "k3v-Tr0mp-qua7"};
    (void)state;
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        struct fpl_error error = {0};
        assert_int_equal(password_check(fpl_str_of(weak[i]), "zhang.san", &error), FPL_E_PASSWORD);
        assert_true(error.arg[0][0] != '\0');
    }
    struct fpl_error error = {0};
    assert_int_equal(password_check(fpl_str_of(good[2]), "zhang.san", &error), FPL_E_PASSWORD); /* eleven characters */
    assert_int_equal(password_check(FPL_STR("春江潮水连海平海上明月共"), "zhang.san", &error), FPL_OK);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (i != 2)
            assert_int_equal(password_check(fpl_str_of(good[i]), "zhang.san", &error), FPL_OK);
    char longer[130];
    memset(longer, 'x', sizeof longer);
    assert_int_equal(password_check((struct fpl_str){longer, sizeof longer}, "", &error), FPL_E_PASSWORD);
}

static void test_service_password__hashes(void **state) {
    char hash[STATE_PASSWORD_BYTES] = "", again[STATE_PASSWORD_BYTES] = "";
    struct fpl_error error = {0};
    (void)state;
    assert_int_equal(password_hash(FPL_STR("tiandi-xuanhuang-7"), hash, &error), FPL_OK);
    assert_int_equal(password_hash(FPL_STR("tiandi-xuanhuang-7"), again, &error), FPL_OK);
    assert_true(strncmp(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31) == 0);
    assert_string_not_equal(hash, again); /* a salt each */
    assert_true(password_is(FPL_STR("tiandi-xuanhuang-7"), hash));
    assert_false(password_is(FPL_STR("tiandi-xuanhuang-8"), hash));
    assert_false(password_is(FPL_STR(""), ""));
    assert_false(password_is(FPL_STR("anything"), ""));
}

/* ---- the state file ---- */

static char path[256];

static int begin_state(void **state) {
    snprintf(path, sizeof path, "%s/state.%ld", getenv("TEST_TMP") ? getenv("TEST_TMP") : "/tmp", (long)getpid());
    return begin(state);
}

static int end_state(void **state) {
    char beside[300];
    (void)state;
    unlink(path);
    snprintf(beside, sizeof beside, "%s-wal", path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", path);
    unlink(beside);
    return 0;
}

static void test_service_password__a_step_is_used_once(void **cmocka) {
    struct state *state = NULL;
    struct fpl_error error = {0};
    struct state_account account = {.user = "zhang", .password = "x", .has_totp = 1, .totp_step = -1}, back;
    int fresh = 0;
    (void)cmocka;
    assert_int_equal(state_open(path, 0, &state, &error), FPL_E_NOT_FOUND);
    assert_int_equal(state_open(path, 1, &state, &error), FPL_OK);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(state_account_put(state, &account, &error), FPL_OK);
    assert_int_equal(state_totp_use(state, "zhang", 100, &fresh, &error), FPL_OK);
    assert_true(fresh);
    assert_int_equal(state_totp_use(state, "zhang", 100, &fresh, &error), FPL_OK);
    assert_false(fresh);
    assert_int_equal(state_totp_use(state, "zhang", 99, &fresh, &error), FPL_OK);
    assert_false(fresh);
    assert_int_equal(state_totp_use(state, "zhang", 101, &fresh, &error), FPL_OK);
    assert_true(fresh);
    assert_int_equal(state_account_get(state, "zhang", &back, &error), FPL_OK);
    assert_int_equal(back.totp_step, 101);
    assert_int_equal(state_account_get(state, "li", &back, &error), FPL_E_NOT_FOUND);
    state_close(state);
}

static void test_service_password__another_file_is_no_state(void **cmocka) {
    struct state *state = NULL;
    struct fpl_error error = {0};
    (void)cmocka;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs("this is a letter, and long enough to be one\n", file);
    fclose(file);
    chmod(path, 0600);
    assert_int_equal(state_open(path, 1, &state, &error), FPL_E_STATE_FILE);
    unlink(path);
    assert_int_equal(state_open(path, 1, &state, &error), FPL_OK);
    state_close(state);
    chmod(path, 0640);
    assert_int_equal(state_open(path, 1, &state, &error), FPL_E_PERMISSION);
    chmod(path, 0600);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_service_password__totp_vectors, begin),
        cmocka_unit_test(test_service_password__totp_takes_one_step_beside),
        cmocka_unit_test(test_service_password__base32),
        cmocka_unit_test(test_service_password__weak_ones_are_refused),
        cmocka_unit_test_setup(test_service_password__hashes, begin),
        cmocka_unit_test_setup_teardown(test_service_password__a_step_is_used_once, begin_state, end_state),
        cmocka_unit_test_setup_teardown(test_service_password__another_file_is_no_state, begin_state, end_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
