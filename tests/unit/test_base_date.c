/* Dates, periods, work days. */
#include "base_support.h"

#include "fundpool/date.h"

#define S(literal) FPL_STR(literal)

static struct fpl_date day(const char *text) {
    struct fpl_date d = FPL_DATE_NONE;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &d, NULL), FPL_OK);
    return d;
}

static void expect_date(struct fpl_date d, const char *text) {
    char out[12];
    assert_string_equal(fpl_date_format(d, out), text);
}

/* Counts every day from 1900 to 2199 by the calendar's own rules. */
static void test_base_date__every_day(void **state) {
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t number = FPL_DATE_MIN.day;
    for (int year = 1900; year <= 2199; year++) {
        int leap = (year % 4 == 0 && year % 100 != 0) || year == 2000;
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && leap);
            for (int of_month = 1; of_month <= length; of_month++, number++) {
                struct fpl_date d;
                int y, m, n;
                assert_int_equal(fpl_date_of(year, month, of_month, &d), FPL_OK);
                assert_int_equal(d.day, number);
                fpl_date_split(d, &y, &m, &n);
                assert_true(y == year && m == month && n == of_month);
            }
            struct fpl_date none = FPL_DATE_NONE;
            assert_int_equal(fpl_date_of(year, month, length + 1, &none), FPL_E_DATE_INVALID);
            assert_true(fpl_date_is_none(none));
        }
    }
    assert_int_equal(number - 1, FPL_DATE_MAX.day);
    assert_int_equal(day("1970-01-01").day, 0);
    assert_int_equal(day("2000-03-01").day, 11017);
}

static void test_base_date__text(void **state) {
    (void)state;
    struct fpl_date d = FPL_DATE_NONE;
    struct fpl_error error;
    const struct fpl_str form[] = {
        S(""),           S("2026-3-31"),  S("2026/03/31"), S("20260331"),     S("2026-03-31 "), S("2026-03-3x"),
        S("-026-03-31"), S("2026-+3-31"), S("26-03-31"),   S("2026年3月1日"), S("２０２６"),    S("2026-03-31T00")};
    const struct fpl_str wrong[] = {S("2026-02-29"), S("2100-02-29"), S("2026-00-10"), S("2026-13-01"),
                                    S("2026-04-31"), S("2026-01-00"), S("1899-12-31"), S("2200-01-01"),
                                    S("0000-01-01"), S("9999-12-31")};
    for (size_t i = 0; i < sizeof form / sizeof form[0]; i++)
        assert_int_equal(fpl_date_parse(form[i], &d, NULL), FPL_E_DATE_FORMAT);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(fpl_date_parse(wrong[i], &d, NULL), FPL_E_DATE_INVALID);
    assert_true(fpl_date_is_none(d));
    fpl_error_clear(&error);
    assert_int_equal(fpl_date_parse(S("2026-02-30"), &d, &error), FPL_E_DATE_INVALID);
    assert_string_equal(error.arg[0], "2026-02-30");
    expect_date(day("2000-02-29"), "2000-02-29");
    expect_date(FPL_DATE_MIN, "1900-01-01");
    expect_date(FPL_DATE_MAX, "2199-12-31");
    expect_date(FPL_DATE_NONE, "");
}

/* Pool rules, vector T26: due 2026-03-31; "超过90天" is first true on day 91, "超过60天" on day 61. */
static void test_base_date__T26_days_overdue(void **state) {
    (void)state;
    struct fpl_date due = day("2026-03-31");
    assert_int_equal(fpl_days_overdue(due, day("2026-03-30")), 0);
    assert_int_equal(fpl_days_overdue(due, due), 0);
    assert_int_equal(fpl_days_overdue(due, day("2026-04-01")), 1);
    assert_int_equal(fpl_days_overdue(due, day("2026-06-29")), 90);
    assert_int_equal(fpl_days_overdue(due, day("2026-06-30")), 91);
    assert_int_equal(fpl_days_overdue(due, day("2026-05-30")), 60);
    assert_int_equal(fpl_days_overdue(due, day("2026-05-31")), 61);
}

/* Fund rules, vector T4: the day five years after the founding. */
static void test_base_date__fund_T4_same_day_of_the_month(void **state) {
    (void)state;
    expect_date(fpl_date_add_months(day("2020-03-31"), 60), "2025-03-31");
    expect_date(fpl_date_add_months(day("2020-02-29"), 60), "2025-02-28");
    expect_date(fpl_date_add_months(day("2020-08-31"), 60), "2025-08-31");
    expect_date(fpl_date_add_months(day("2020-02-29"), 48), "2024-02-29");
    expect_date(fpl_date_add_months(day("2026-01-31"), 1), "2026-02-28");
    expect_date(fpl_date_add_months(day("2026-03-31"), -1), "2026-02-28");
    expect_date(fpl_date_add_months(day("2026-01-15"), -13), "2024-12-15");
    expect_date(fpl_date_add_months(day("2026-12-31"), 2), "2027-02-28");
    expect_date(fpl_date_add_months(day("2026-06-30"), 0), "2026-06-30");
}

/* Fund rules, vectors T6 (fee days), T8 and T11 (holding days). */
static void test_base_date__day_counts(void **state) {
    (void)state;
    assert_int_equal(fpl_days_between(day("2023-03-15"), day("2023-07-01")), 108);
    assert_int_equal(fpl_days_between(day("2020-01-01"), day("2023-01-01")), 1096);
    assert_int_equal(fpl_days_between(day("2021-03-01"), day("2024-09-01")), 1280);
    assert_int_equal(fpl_days_between(day("2024-09-01"), day("2021-03-01")), -1280);
}

static void test_base_date__ends_of_time(void **state) {
    (void)state;
    expect_date(fpl_date_add_days(day("2026-12-31"), 1), "2027-01-01");
    expect_date(fpl_date_add_days(FPL_DATE_MAX, 1), "2199-12-31");
    expect_date(fpl_date_add_days(FPL_DATE_MIN, INT32_MIN), "1900-01-01");
    expect_date(fpl_date_add_days(FPL_DATE_MIN, INT32_MAX), "2199-12-31");
    expect_date(fpl_date_add_months(FPL_DATE_MAX, 1), "2199-12-31");
    expect_date(fpl_date_add_months(FPL_DATE_MIN, -1), "1900-01-01");
    expect_date(fpl_date_add_months(FPL_DATE_MIN, INT32_MAX), "2199-12-31");
    expect_date(fpl_date_add_months(FPL_DATE_MAX, INT32_MIN), "1900-01-01");
    expect_date(fpl_date_month_end(day("2028-02-01")), "2028-02-29");
    expect_date(fpl_date_month_end(FPL_DATE_MAX), "2199-12-31");
}

static void test_base_date__instants(void **state) {
    (void)state;
    expect_date(fpl_date_of_instant(0, 0), "1970-01-01");
    expect_date(fpl_date_of_instant(-1, 0), "1969-12-31");
    expect_date(fpl_date_of_instant(INT64_C(1798732799999), 480), "2026-12-31"); /* 23:59:59.999 at +08:00 */
    expect_date(fpl_date_of_instant(INT64_C(1798732800000), 480), "2027-01-01");
    expect_date(fpl_date_of_instant(INT64_C(1798732800000), 0), "2026-12-31");
    expect_date(fpl_date_of_instant(INT64_MAX, 480), "2199-12-31");
    expect_date(fpl_date_of_instant(INT64_MIN, -480), "1900-01-01");
}

static void test_base_period__thirteen_months(void **state) {
    (void)state;
    char out[12];
    struct fpl_period p, q = {0, 0};
    assert_int_equal(fpl_period_parse(S("2026-11"), &p, NULL), FPL_OK);
    p = fpl_period_next(p);
    assert_string_equal(fpl_period_format(p, out), "2026-12");
    p = fpl_period_next(p);
    assert_string_equal(fpl_period_format(p, out), "2026-13");
    expect_date(fpl_period_first(p), "2026-12-31");
    expect_date(fpl_period_last(p), "2026-12-31");
    p = fpl_period_next(p);
    assert_string_equal(fpl_period_format(p, out), "2027-01");
    expect_date(fpl_period_first(p), "2027-01-01");
    expect_date(fpl_period_last(p), "2027-01-31");
    assert_int_equal(fpl_period_cmp(p, fpl_period_of(day("2027-01-20"))), 0);
    assert_true(fpl_period_cmp(fpl_period_of(day("2026-12-31")), p) < 0);
    assert_int_equal(fpl_period_of(day("2026-12-31")).month, 12); /* 13 is chosen, never implied by a day */
    const struct fpl_str form[] = {S("2026-1"), S("2026-011"), S("202601"), S("2026/01"), S("2026-xx"), S("")};
    const struct fpl_str wrong[] = {S("2026-00"), S("2026-14"), S("1899-12"), S("2200-01")};
    for (size_t i = 0; i < sizeof form / sizeof form[0]; i++)
        assert_int_equal(fpl_period_parse(form[i], &q, NULL), FPL_E_PERIOD_FORMAT);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(fpl_period_parse(wrong[i], &q, NULL), FPL_E_PERIOD_FORMAT);
    assert_int_equal(q.year, 0);
}

/* 国办发明电〔2025〕7号, the days around National Day 2026: off October 1 to 7; worked Sunday September 20 and Saturday
 * October 10. */
static const struct fpl_date rest[] = {{20727}, {20728}, {20729}, {20730}, {20731}, {20732}, {20733}};
static const struct fpl_date work[] = {{20716}, {20736}};
static const struct fpl_calendar calendar = {rest, work, 7, 2};

static void test_base_calendar__workdays(void **state) {
    (void)state;
    assert_int_equal(day("2026-10-01").day, rest[0].day);
    assert_int_equal(day("2026-09-20").day, work[0].day);
    assert_false(fpl_is_workday(&calendar, day("2026-10-01"))); /* Thursday off */
    assert_false(fpl_is_workday(&calendar, day("2026-10-04"))); /* Sunday off */
    assert_true(fpl_is_workday(&calendar, day("2026-10-08")));
    assert_true(fpl_is_workday(&calendar, day("2026-09-20"))); /* Sunday worked */
    assert_true(fpl_is_workday(&calendar, day("2026-10-10"))); /* Saturday worked */
    assert_false(fpl_is_workday(&calendar, day("2026-10-11")));
    assert_true(fpl_is_workday(NULL, day("2026-10-01")));
    assert_false(fpl_is_workday(NULL, day("2026-10-10")));
    assert_false(fpl_is_workday(NULL, day("1969-12-28"))); /* a Sunday before day 0 */
    assert_true(fpl_is_workday(NULL, day("1969-12-29")));
}

static void test_base_calendar__adding(void **state) {
    (void)state;
    expect_date(fpl_workday_add(&calendar, day("2026-09-30"), 0), "2026-09-30");
    expect_date(fpl_workday_add(&calendar, day("2026-09-30"), 1), "2026-10-08");
    expect_date(fpl_workday_add(&calendar, day("2026-09-30"), 3), "2026-10-10");
    expect_date(fpl_workday_add(&calendar, day("2026-09-30"), 4), "2026-10-12");
    expect_date(fpl_workday_add(&calendar, day("2026-10-03"), 0), "2026-10-03");
    expect_date(fpl_workday_add(NULL, day("2026-10-02"), 5), "2026-10-09");
    expect_date(fpl_workday_add(NULL, day("2199-12-30"), 1000), "2199-12-31");
}

static void test_base_calendar__between_is_the_inverse_of_adding(void **state) {
    (void)state;
    struct fpl_date from = day("2026-09-10");
    assert_int_equal(fpl_workdays_between(&calendar, from, from), 0);
    assert_int_equal(fpl_workdays_between(&calendar, day("2026-09-30"), day("2026-10-10")), 3);
    assert_int_equal(fpl_workdays_between(&calendar, day("2026-10-10"), day("2026-09-30")), -3);
    for (int n = 0; n < 60; n++) {
        struct fpl_date to = fpl_workday_add(&calendar, from, n);
        assert_int_equal(fpl_workdays_between(&calendar, from, to), n);
        assert_true(n == 0 || fpl_is_workday(&calendar, to));
    }
}

static void split_none(void) {
    int y, m, d;
    fpl_date_split(FPL_DATE_NONE, &y, &m, &d);
}

static void count_from_none(void) {
    fpl_days_overdue(FPL_DATE_NONE, FPL_DATE_MIN);
}

static void test_base_date__misuse_stops(void **state) {
    (void)state;
    assert_true(stops(split_none));
    assert_true(stops(count_from_none));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_date__every_day),
        cmocka_unit_test(test_base_date__text),
        cmocka_unit_test(test_base_date__T26_days_overdue),
        cmocka_unit_test(test_base_date__fund_T4_same_day_of_the_month),
        cmocka_unit_test(test_base_date__day_counts),
        cmocka_unit_test(test_base_date__ends_of_time),
        cmocka_unit_test(test_base_date__instants),
        cmocka_unit_test(test_base_period__thirteen_months),
        cmocka_unit_test(test_base_calendar__workdays),
        cmocka_unit_test(test_base_calendar__adding),
        cmocka_unit_test(test_base_calendar__between_is_the_inverse_of_adding),
        cmocka_unit_test(test_base_date__misuse_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
