/* Opening balances stand as 期初 in the first period's reports, and in none as turnover; a wrong one is taken back in
 * red and posted again, which every report shows, but for one that is asked what was known before. */
#include "desk_world.h"

#include <sqlite3.h>

#include "fundpool/report.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static char *answer(struct city *city, int statement, struct fpl_date from, int64_t known_by) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE, .known_by = known_by};
    struct fpl_report_spec spec = {.book = FPL_STR("f"), .account = FPL_STR("100201"), .from = from};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf out = {0};
    const struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1, .width = 0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal((statement ? fpl_report_statement : fpl_report_balance)(view, &spec, &report, &city->error),
                     FPL_OK);
    fpl_view_close(view);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &out, &city->error), FPL_OK);
    fpl_report_free(report);
    world_uncut(&out);
    char *text = malloc(out.n + 1);
    assert_non_null(text);
    memcpy(text, out.p, out.n);
    text[out.n] = '\0';
    fpl_buf_release(&out);
    return text;
}

static void has(struct city *city, int statement, const char *from, int64_t known_by, const char *want) {
    char *got = answer(city, statement, from ? world_day(from) : FPL_DATE_NONE, known_by);
    if (!strstr(got, want))
        fail_msg("no %s in\n%s", want, got);
    free(got);
}

static void test_reports_opening__no_turnover(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang opening.post f entry=Q-1; occurred=2025-01-01; memo=启用; !lines=D100201:90.00 C4103:90.00");
    city_do(&city, "zhang journal.post f occurred=2025-01-01; memo=费; !lines=D6403:5.00 C100201:5.00");
    int64_t before = city.w.now;
    has(&city, 0, NULL, 0, "100201,银行存款—托管户,借,90.00,0.00,5.00,借,85.00,85.00");
    has(&city, 0, "2025-01-01", 0, ",借,90.00,0.00,5.00,借,85.00,85.00");
    has(&city, 0, "2025-01-02", 0, ",借,85.00,0.00,0.00,借,85.00,85.00");
    has(&city, 1, NULL, 0, "期初余额,,,,CNY,,,借,90.00,90.00");
    has(&city, 1, "2025-01-01", 0,
        "期初余额,,,,CNY,,,借,90.00,90.00,\r\n2025-01-01,2025-01-01,2025-01 记 1,费,,,,CNY,,5.00,借,85.00,85.00");
    /* corrected: 80.00 it was */
    city_day(&city, "2026-11-21");
    city_no(&city, FPL_E_MISSING, "zhang opening.reverse f entry=Q-1; memo=余额有误; !checker=");
    city_no(&city, FPL_E_NOT_FOUND, "zhang opening.reverse f entry=Q-2; memo=余额有误");
    city_do(&city, "zhang opening.reverse f entry=Q-1; memo=余额有误");
    city_no(&city, FPL_E_REVERSED, "zhang opening.reverse f entry=Q-1; memo=再");
    city_do(&city, "zhang opening.post f entry=Q-2; occurred=2025-01-01; memo=更正; !lines=D100201:80.00 C4103:80.00");
    has(&city, 0, "2025-01-01", 0, ",借,80.00,0.00,5.00,借,75.00,75.00");
    has(&city, 1, NULL, 0, "期初余额,,,,CNY,,,借,80.00,80.00");
    has(&city, 0, "2025-01-01", before, ",借,90.00,0.00,5.00,借,85.00,85.00");
    has(&city, 1, NULL, before, "期初余额,,,,CNY,,,借,90.00,90.00");
    /* once the first period is closed its opening stays */
    city_do(&city, "li period.close f period=2025-01");
    city_no(&city, FPL_E_PERIOD_CLOSED, "zhang opening.reverse f entry=Q-2; memo=余额有误");
    city_verify(&city);
    city_end(&city);
}

/* By its lines, if it has no number; under two numbers, though the lines are the same. */
static void test_reports_opening__each_once(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang opening.post f entry=Q-1; occurred=2025-01-01; memo=甲; !lines=D100201:90.00 C4103:90.00");
    city_do(&city, "zhang opening.post f occurred=2025-01-01; memo=乙; !lines=D100201:7.00 C4103:7.00");
    city_do(&city, "zhang opening.reverse f entry=Q-1; memo=号错");
    city_do(&city, "zhang opening.post f entry=Q-2; occurred=2025-01-01; memo=丙; !lines=D100201:90.00 C4103:90.00");
    city_do(&city, "zhang opening.post f entry=Q-3; occurred=2025-01-01; memo=丁; !lines=D100201:90.00 C4103:90.00");
    has(&city, 0, "2025-01-01", 0, ",借,187.00,0.00,0.00,借,187.00,187.00");
    has(&city, 1, NULL, 0, "期初余额,,,,CNY,,,借,187.00,187.00");
    city_verify(&city);
    city_end(&city);
}

/* A balance is added up from totals, however many entries there are: here it would meet one that cannot be read. */
static void test_reports_opening__opens_no_other_entry(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang opening.post f entry=Q-1; occurred=2025-01-01; memo=启用; !lines=D100201:90.00 C4103:90.00");
    city_do(&city, "zhang journal.post f occurred=2025-01-02; memo=费; !lines=D6403:5.00 C100201:5.00");
    sqlite3 *db = world_break_in(&city.w);
    assert_int_equal(sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE opening SET bytes = X'7B7D' WHERE id = (SELECT MAX(id) FROM opening)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    world_break_out(db);
    has(&city, 0, "2025-01-01", 0, ",借,90.00,0.00,5.00,借,85.00,85.00");
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reports_opening__no_turnover),
                                       cmocka_unit_test(test_reports_opening__each_once),
                                       cmocka_unit_test(test_reports_opening__opens_no_other_entry)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
