/* Salts that are used twice, found whatever part of the values is held at a time: everything in memory, or in sorted
 * lists that are merged. */
#include "forger.h"
#include "ledger/verify/verify.h"

static const int64_t held[] = {FPL_VERIFY_SALTS_HELD, 1, 2, 3, 7, 64};
#define HELD (sizeof held / sizeof held[0])

static void same_with_any(struct city *city, unsigned passes, enum fpl_status wanted) {
    struct fpl_verify_report first, report;
    for (size_t i = 0; i < HELD; i++) {
        city->w.session->limits.salts = held[i];
        assert_int_equal(world_verify(&city->w, passes, i == 0 ? &first : &report), wanted);
        if (i > 0)
            assert_string_equal(report.where, first.where);
    }
    assert_true(wanted == FPL_OK || strstr(first.where, " opening: salt of book "));
    city->w.session->limits.salts = 0;
}

static void test_verify_salts__of_a_ledger(void **state) {
    struct city city;
    struct forger forger;
    (void)state;
    city_begin(&city);
    forger_begin(&forger, &city);
    assert_true(forger.records > 20);
    assert_int_equal(city.w.session->limits.salts, 0);
    same_with_any(&city, FPL_VERIFY_ALL, FPL_OK);
    /* neighbours, and the first and the last record of the ledger */
    forger_salt(&forger, 5, 4);
    same_with_any(&city, FPL_VERIFY_EVIDENCE, FPL_E_TAMPERED);
    forger_salt(&forger, forger.records - 1, 0);
    same_with_any(&city, FPL_VERIFY_ALL, FPL_E_TAMPERED);
    forger_end(&forger);
    city_end(&city);
}

/* ---- many ---- */

struct many {
    struct city city;
    struct fpl_verify_report report;
    struct fpl_verify__run run;
    struct fpl_verify__salts salts;
    uint64_t seed;
};

static void draw_salt(struct many *m, char salt[FPL_SALT_BYTES]) {
    for (int i = 0; i < FPL_SALT_BYTES; i++) { /* splitmix64 */
        uint64_t z = (m->seed += UINT64_C(0x9e3779b97f4a7c15));
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        salt[i] = (char)(z ^ (z >> 31));
    }
}

static void give(struct many *m, const char *salt) {
    assert_int_equal(fpl_verify__salt(&m->run, &m->salts, salt), FPL_OK);
    assert_true(m->salts.cap <= m->salts.most);
}

/* n salts that no record has, with two of the ledger's own before two of them. */
static enum fpl_status among(struct many *m, int64_t most, int n, const struct forger_record *own[2],
                             const int place[2]) {
    char salt[FPL_SALT_BYTES];
    m->seed = UINT64_C(0x5a17);
    m->report = (struct fpl_verify_report){0};
    fpl_verify__salts_begin(&m->salts, most);
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < 2; k++)
            if (own[k] && place[k] == i)
                give(m, (const char *)own[k]->salt);
        draw_salt(m, salt);
        give(m, salt);
    }
    int lists = (int)m->salts.count;
    assert_int_equal(lists, most < n ? (n + (own[0] != NULL) + (own[1] != NULL) - 1) / most : 0);
    enum fpl_status status = fpl_verify__salts_end(&m->run, &m->salts);
    fpl_verify__salts_release(&m->salts);
    return status;
}

static void test_verify_salts__merged(void **state) {
    static struct many m;
    struct forger forger;
    const struct forger_record *none[2] = {NULL, NULL};
    (void)state;
    city_begin(&m.city);
    forger_begin(&forger, &m.city);
    forger_salt(&forger, 9, 3); /* in the ledger, the record has it; here it is given as often as it stands there */
    m.run = (struct fpl_verify__run){.session = m.city.w.session, .report = &m.report, .error = &m.city.error};
    assert_int_equal(fpl_journal__begin(m.city.w.session, 0, &m.city.error), FPL_OK);
    static const struct {
        int64_t most;
        int n;
    } sizes[] = {{5000, 4000}, {1000, 40000}, {1024, 20480}, {3000, 10001}, {1, 90}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const int n = sizes[i].n, places[][2] = {{0, n - 1}, {1, 2}, {n / 2, n / 2}, {n - 2, n - 1}};
        const int nowhere[2] = {0, 0};
        assert_int_equal(among(&m, sizes[i].most, n, none, nowhere), FPL_OK);
        for (size_t k = 0; k < sizeof places / sizeof places[0]; k++) {
            const struct forger_record *twice[2] = {&forger.record[3], &forger.record[3]};
            const struct forger_record *once[2] = {&forger.record[3], NULL};
            const struct forger_record *two[2] = {&forger.record[3], &forger.record[4]};
            assert_int_equal(among(&m, sizes[i].most, n, twice, places[k]), FPL_E_TAMPERED);
            assert_non_null(strstr(m.report.where, " opening: salt of book "));
            assert_int_equal(among(&m, sizes[i].most, n, once, places[k]), FPL_OK);
            assert_int_equal(among(&m, sizes[i].most, n, two, places[k]), FPL_OK);
        }
    }
    fpl_journal__rollback(m.city.w.session);
    forger_end(&forger);
    city_end(&m.city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_salts__of_a_ledger),
        cmocka_unit_test(test_verify_salts__merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
