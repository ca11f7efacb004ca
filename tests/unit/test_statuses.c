/* Every status has a test that produces it: each is named by a test of its own, or stands below with the reason why
 * not. Starts in the source directory, as every test does. */
#include "fundpool/status.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    enum fpl_status status;
    int unused; /* no source of the ledger answers it; once one does, it needs its test */
    const char *why;
} excepted[] = {
    {FPL_E_BUG, 0, "a defect of the program: none is known"},
    {FPL_E_BREAKER, 1, "the breakers that the engine has defer a claim (DEFERRED) or warn; none refuses"},
    {FPL_E_SHARE_FAIL, 1, "a share is reported with its verdict; nothing is refused for it"},
};

#define BYTES_MAX ((size_t)8 << 20)
static char all[BYTES_MAX];
static size_t used;

static int ends_with(const char *name, const char *end) {
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

/* Tests of the status table itself name every status and prove nothing here. */
static int counts(const char *name) {
    return (ends_with(name, ".c") || ends_with(name, ".sh")) && strcmp(name, "test_base_status.c") != 0 &&
           strcmp(name, "test_base_error.c") != 0 && strcmp(name, "test_statuses.c") != 0;
}

static void read_folder(const char *folder) {
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[512];
        if (!counts(entry->d_name))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        used += fread(all + used, 1, BYTES_MAX - used - 1, file);
        assert_true(used < BYTES_MAX - 1);
        fclose(file);
    }
    closedir(dir);
    all[used] = '\0';
}

static int is_word(char c) {
    return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* FPL_E_X in C, E_X in a script's expectations; whole words. */
static int is_named(const char *name) {
    size_t n = strlen(name);
    for (const char *p = all; (p = strstr(p, name)); p += n) {
        const char *begin = p - all >= 4 && memcmp(p - 4, "FPL_", 4) == 0 ? p - 4 : p;
        if (!is_word(p[n]) && (begin == all || !is_word(begin[-1])))
            return 1;
    }
    return 0;
}

static void test_statuses__each_is_produced(void **state) {
    static const char *const folders[] = {"tests/unit", "tests/fault", "tests/cli"};
    int count = 0, missing = 0;
    (void)state;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        read_folder(folders[i]);
    const enum fpl_status *statuses = fpl_status_all(&count);
    assert_true(count > 100);
    for (int i = 0; i < count; i++) {
        const char *name = fpl_status_name(statuses[i]), *why = NULL;
        for (size_t j = 0; j < sizeof excepted / sizeof excepted[0]; j++)
            if (excepted[j].status == statuses[i])
                why = excepted[j].why;
        if (!is_named(name) && !why) {
            print_error("no test produces %s\n", name);
            missing++;
        }
    }
    assert_int_equal(missing, 0);
    assert_false(is_named("E_NO_SUCH_STATUS"));
}

static void test_statuses__what_is_excepted_is_unused(void **state) {
    static const char *const folders[] = {"ledger/journal", "ledger/policy", "ledger/fund", "ledger/pool",
                                          "ledger/desk",    "reports",       "src/ingest"};
    (void)state;
    used = 0;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        read_folder(folders[i]);
    assert_true(is_named("E_GATE_OVERDUE"));
    for (size_t j = 0; j < sizeof excepted / sizeof excepted[0]; j++)
        if (excepted[j].unused && is_named(fpl_status_name(excepted[j].status)))
            fail_msg("%s is answered somewhere and has no test", fpl_status_name(excepted[j].status));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_statuses__each_is_produced),
                                       cmocka_unit_test(test_statuses__what_is_excepted_is_unused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
