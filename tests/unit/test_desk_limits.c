/* What one actor may have refused, or begin, on a day, and how long a file may be. The session's limits are set small
 * here; the product's stand in fundpool/limits.h. */
#include "desk_world.h"
#include "fundpool/limits.h"

#define REFUSED "whitelist.list %s firm=F-甲; firm_name=甲; listed_on=2027-01-01"

static int64_t all_records(struct city *city) {
    static const char *const books[] = {"registry", "f", "c", "s", "p", "q"};
    int64_t sum = 0;
    for (size_t i = 0; i < sizeof books / sizeof books[0]; i++)
        sum += city_size(city, books[i]);
    return sum;
}

/* The answer is the same, recorded or not. */
static void refused(struct city *city, const char *actor, const char *book, const char *more, int recorded) {
    int64_t before = all_records(city);
    city_no(city, FPL_E_FUTURE, "%s " REFUSED "%s", actor, book, more);
    assert_string_equal(city->answer.reasons ? city->answer.reason[0].arg[0] : city->error.arg[0], "2027-01-01");
    assert_int_equal(all_records(city), before + (recorded ? 1 : 0));
}

static void test_desk_limits__refusals(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    assert_int_equal(city.w.session->limits.refusals, FPL_REFUSALS_A_DAY_MAX);
    city.w.session->limits.refusals = 3;
    refused(&city, "zhang", "p", "", 1);
    refused(&city, "zhang", "q", "", 1); /* all books together */
    refused(&city, "zhang", "p", "; !request=R-1", 1);
    refused(&city, "zhang", "p", "; !request=R-2", 0);
    refused(&city, "zhang", "q", "", 0);
    refused(&city, "zhang", "p", "; !request=R-1", 0); /* the recorded answer again, from its record */
    refused(&city, "wu", "p", "", 1);                  /* another person has a day of his own */
    city_do(&city, "zhang whitelist.list p firm=F-丙; firm_name=丙; listed_on=2026-01-01"); /* what is right goes on */
    city_do(&city,
            "zhang whitelist.list p firm=F-乙; firm_name=乙; listed_on=2026-01-01; !request=R-2"); /* not used up */
    city_day(&city, "2026-11-21");
    refused(&city, "zhang", "p", "", 1);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_limits__imports_begun(void **state) {
    struct city_import file = {.actor = "zhang", .checker = "", .book = "p", .command = "whitelist.list"};
    static const char *const names[] = {"s-1", "s-2", "s-3"};
    struct city city;
    struct fpl_import *import = NULL;
    enum fpl_import_state found;
    (void)state;
    city_begin(&city);
    assert_int_equal(city.w.session->limits.imports, FPL_IMPORTS_A_DAY_MAX);
    city.w.session->limits.imports = 2;
    for (int i = 0; i < 3; i++) {
        file.submission = names[i];
        file.book = i == 1 ? "q" : "p";
        int64_t before = all_records(&city);
        enum fpl_status status = city_open(&city, &file, &import, &found);
        assert_int_equal(status, i < 2 ? FPL_OK : FPL_E_LIMIT);
        assert_int_equal(all_records(&city), before + (i < 2));
        if (!status)
            fpl_import_close(import);
    }
    file.submission = "s-1"; /* one that has begun goes on */
    file.book = "p";
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    assert_int_equal(found, FPL_IMPORT_RESUMED);
    fpl_import_close(import);
    city_day(&city, "2026-11-21");
    file.submission = "s-3";
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

static enum fpl_status bad_row(struct city *city, struct fpl_import *import, int64_t row) {
    struct fpl_error reason = {0};
    (void)fpl_fail(&reason, FPL_E_AMOUNT_FORMAT, "12x", NULL, NULL);
    return fpl_import_refuse(import, row, row, &(struct fpl_import_faults){&reason, 1}, FPL_STR("12x"), &city->error);
}

static void test_desk_limits__rows_refused(void **state) {
    const struct city_import file = {
        .actor = "zhang", .checker = "", .book = "p", .command = "whitelist.list", .submission = "s"};
    struct city city;
    struct fpl_import *import = NULL;
    struct fpl_import_counts counts;
    enum fpl_import_state found;
    (void)state;
    city_begin(&city);
    assert_int_equal(city.w.session->limits.refused_rows, FPL_REFUSED_ROWS_A_DAY_MAX);
    city.w.session->limits.refused_rows = 3;
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    for (int64_t row = 1; row <= 4; row++) /* a chunk is begun within the limit, and ends as it may */
        assert_int_equal(bad_row(&city, import, row), FPL_OK);
    assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
    int64_t before = all_records(&city);
    assert_int_equal(bad_row(&city, import, 5), FPL_E_LIMIT);
    assert_int_not_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    assert_int_equal(all_records(&city), before);
    city_day(&city, "2026-11-21"); /* the same command goes on where it stopped */
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    assert_int_equal(found, FPL_IMPORT_RESUMED);
    assert_int_equal(fpl_import_wants(import, 4), 0);
    assert_int_equal(bad_row(&city, import, 5), FPL_OK);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_count(import, &counts);
    assert_int_equal(counts.refused, 5);
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_limits__rows_of_a_file(void **state) {
    const struct city_import file = {
        .actor = "zhang", .checker = "", .book = "p", .command = "whitelist.list", .submission = "s"};
    struct city city;
    struct fpl_import *import = NULL;
    enum fpl_import_state found;
    (void)state;
    city_begin(&city);
    assert_int_equal(city.w.session->limits.import_rows, FPL_IMPORT_ROWS_MAX);
    city.w.session->limits.import_rows = 2;
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    assert_int_equal(bad_row(&city, import, 1), FPL_OK);
    assert_int_equal(bad_row(&city, import, 2), FPL_OK);
    assert_int_equal(bad_row(&city, import, 3), FPL_E_LIMIT);
    assert_int_equal(bad_row(&city, import, 4), FPL_E_LIMIT); /* nothing follows it */
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_limits__refusals),
        cmocka_unit_test(test_desk_limits__imports_begun),
        cmocka_unit_test(test_desk_limits__rows_refused),
        cmocka_unit_test(test_desk_limits__rows_of_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
