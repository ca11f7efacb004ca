/* 科目余额表 and 科目明细账 on a small ledger: periods, backdated entries, as-of, known-by, parties, currencies, memo
 * accounts, reversals. */
#include "fundpool/report.h"
#include "world.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

struct asked {
    const char *as_of; /* NULL: today */
    int64_t known_by;
    struct fpl_report_spec spec;
};

static char *answer(struct world *w, const struct asked *asked, int statement, enum fpl_format format) {
    struct fpl_view_spec spec = {.actor = FPL_STR("root"), .as_of = FPL_DATE_NONE, .known_by = asked->known_by};
    struct fpl_render how = {.format = format, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf out = {0};
    if (asked->as_of)
        spec.as_of = world_day(asked->as_of);
    assert_int_equal(fpl_view_open(w->session, &spec, &view, &w->error), FPL_OK);
    assert_int_equal(statement ? fpl_report_statement(view, &asked->spec, &report, &w->error)
                               : fpl_report_balance(view, &asked->spec, &report, &w->error),
                     FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &out, &w->error), FPL_OK);
    fpl_report_free(report);
    fpl_view_close(view);
    world_uncut(&out);
    fpl_buf_addc(&out, '\0');
    assert_int_equal(fpl_buf_ok(&out), FPL_OK);
    return out.p;
}

#define BOM    "\xEF\xBB\xBF"
#define HEADER "科目,科目名称,方向,期初余额,借方发生额,贷方发生额,方向,期末余额,期末借减贷\r\n"
#define TIE    "\r\n范围,币种,项目,借方合计,贷方合计,差额\r\n"

static void expect(struct world *w, const struct asked *asked, const char *wanted) {
    char *got = answer(w, asked, 0, FPL_FORMAT_CSV);
    assert_string_equal(got, wanted);
    free(got);
}

/* January 500 in; February 120 out to party lp-a; told later: 30 of January; memo 7. */
static int64_t begin(struct world *w, int32_t *book) {
    world_begin(w);
    *book = world_book(w, "F1");
    world_post(w, *book, "2026-01-10", "D1001:50000 C3001:50000");
    world_post(w, *book, "2026-02-05", "D2001:12000@lp-a C1001:12000");
    world_post(w, *book, "2026-02-06", "D9001:700 C9001:700");
    int64_t before = w->now;
    w->now += WORLD_DAY_MS;
    world_post(w, *book, "2026-01-20", "D1001:3000 C3001:3000");
    return before;
}

static void test_reports_balance__period(void **state) {
    struct world w;
    int32_t book = 0;
    (void)state;
    begin(&w, &book);
    struct asked asked = {
        .spec = {.book = FPL_STR("F1"), .from = world_day("2026-02-01"), .to = world_day("2026-02-28")}};
    expect(&w, &asked,
           BOM HEADER "1001,现金,借,530.00,0.00,120.00,借,410.00,410.00\r\n"
                      "2001,,平,0.00,120.00,0.00,借,120.00,120.00\r\n"
                      "3001,,贷,530.00,0.00,0.00,贷,530.00,-530.00\r\n"
                      "9001,,平,0.00,7.00,7.00,平,0.00,0.00\r\n" TIE "表内,CNY,期初余额,530.00,530.00,0.00\r\n"
                      "表内,CNY,本期发生额,120.00,120.00,0.00\r\n"
                      "表内,CNY,期末余额,530.00,530.00,0.00\r\n"
                      "表外,CNY,期初余额,0.00,0.00,0.00\r\n"
                      "表外,CNY,本期发生额,7.00,7.00,0.00\r\n"
                      "表外,CNY,期末余额,0.00,0.00,0.00\r\n");
    world_end(&w);
}

/* The entry told in February of January counts in January's balance, but not for who asks what was known before it. */
static void test_reports_balance__as_of_and_known_by(void **state) {
    struct world w;
    int32_t book = 0;
    (void)state;
    int64_t before = begin(&w, &book);
    struct asked asked = {.as_of = "2026-01-31", .spec = {.book = FPL_STR("F1")}};
    expect(&w, &asked,
           BOM HEADER "1001,现金,平,0.00,530.00,0.00,借,530.00,530.00\r\n"
                      "3001,,平,0.00,0.00,530.00,贷,530.00,-530.00\r\n" TIE "表内,CNY,期初余额,0.00,0.00,0.00\r\n"
                      "表内,CNY,本期发生额,530.00,530.00,0.00\r\n"
                      "表内,CNY,期末余额,530.00,530.00,0.00\r\n");
    asked.known_by = before;
    expect(&w, &asked,
           BOM HEADER "1001,现金,平,0.00,500.00,0.00,借,500.00,500.00\r\n"
                      "3001,,平,0.00,0.00,500.00,贷,500.00,-500.00\r\n" TIE "表内,CNY,期初余额,0.00,0.00,0.00\r\n"
                      "表内,CNY,本期发生额,500.00,500.00,0.00\r\n"
                      "表内,CNY,期末余额,500.00,500.00,0.00\r\n");
    world_end(&w);
}

/* `to` past as_of is cut at it. */
static void test_reports_balance__to_is_cut(void **state) {
    struct world w;
    int32_t book = 0;
    (void)state;
    begin(&w, &book);
    struct asked early = {.as_of = "2026-01-31", .spec = {.book = FPL_STR("F1")}};
    struct asked late = early;
    late.spec.to = world_day("2026-12-31");
    char *a = answer(&w, &early, 0, FPL_FORMAT_CSV), *b = answer(&w, &late, 0, FPL_FORMAT_CSV);
    assert_string_equal(a, b);
    free(a);
    free(b);
    world_end(&w);
}

static void test_reports_balance__by_party(void **state) {
    struct world w;
    int32_t book = 0;
    (void)state;
    begin(&w, &book);
    world_post(&w, book, "2026-03-01", "D2001:100@lp-b C2001:100@lp-a");
    struct asked asked = {.spec = {.book = FPL_STR("F1"), .by_party = 1}};
    char *got = answer(&w, &asked, 0, FPL_FORMAT_CSV);
    assert_non_null(strstr(got, "2001,,lp-a,lp-a,平,0.00,120.00,1.00,借,119.00,119.00\r\n"
                                "2001,,lp-b,lp-b,平,0.00,1.00,0.00,借,1.00,1.00\r\n"));
    free(got);
    world_end(&w);
}

static void test_reports_balance__currencies_apart(void **state) {
    struct world w;
    int32_t book = 0;
    (void)state;
    begin(&w, &book);
    world_currency(&w, "USD");
    world_post(&w, book, "2026-03-01", "D1001:900=USD C3001:900=USD");
    struct asked asked = {.spec = {.book = FPL_STR("F1")}};
    char *got = answer(&w, &asked, 0, FPL_FORMAT_CSV);
    assert_non_null(strstr(got, "1001,现金,CNY,平,0.00,530.00,120.00,借,410.00,410.00\r\n"
                                "1001,现金,USD,平,0.00,9.00,0.00,借,9.00,9.00\r\n"));
    assert_non_null(strstr(got, "表内,USD,期末余额,9.00,9.00,0.00\r\n"));
    free(got);
    world_end(&w);
}

/* A red entry takes turnover back on its own side. */
static void test_reports_balance__reversal(void **state) {
    struct world w;
    struct fpl_appended out;
    int32_t book = 0;
    (void)state;
    begin(&w, &book);
    struct world_entry red = {.lines = "D1001:-50000 C3001:-50000",
                              .occurred = "2026-03-02",
                              .memo = "冲销",
                              .flags = FPL_DRAFT_RED,
                              .reverses = 1};
    assert_int_equal(world_try(&w, book, &red, &out), FPL_OK);
    struct asked asked = {.spec = {.book = FPL_STR("F1"), .from = world_day("2026-03-01")}};
    char *got = answer(&w, &asked, 0, FPL_FORMAT_CSV);
    assert_non_null(strstr(got, "1001,现金,借,410.00,-500.00,0.00,贷,90.00,-90.00\r\n"));
    free(got);
    world_end(&w);
}

static void test_reports_balance__refusals(void **state) {
    struct world w;
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    int32_t book = 0;
    (void)state;
    begin(&w, &book);
    struct fpl_view_spec who = {.actor = FPL_STR("root"), .as_of = FPL_DATE_NONE};
    assert_int_equal(fpl_view_open(w.session, &who, &view, &w.error), FPL_OK);
    struct fpl_report_spec spec = {.book = FPL_STR("F9")};
    assert_int_equal(fpl_report_balance(view, &spec, &report, &w.error), FPL_E_BOOK);
    spec.book = FPL_STR("registry");
    assert_int_equal(fpl_report_balance(view, &spec, &report, &w.error), FPL_E_BOOK);
    spec.book = FPL_STR("F1");
    spec.account = FPL_STR("7777");
    assert_int_equal(fpl_report_statement(view, &spec, &report, &w.error), FPL_E_ACCOUNT);
    assert_int_equal(fpl_report_pool(view, &spec, &report, &w.error), FPL_E_BOOK);
    assert_null(report);
    fpl_view_close(view);
    world_end(&w);
}

/* ---- statement ---- */

static void test_reports_statement__running(void **state) {
    struct world w;
    int32_t book = 0;
    (void)state;
    begin(&w, &book);
    struct asked asked = {.spec = {.book = FPL_STR("F1"), .account = FPL_STR("1001"), .from = world_day("2026-01-15")}};
    char *got = answer(&w, &asked, 1, FPL_FORMAT_JSON);
    assert_non_null(strstr(got, "\"memo\":\"opening\""));
    const char *first = strstr(got, "\"balance\":\"500.00\""), *second = strstr(got, "\"balance\":\"530.00\""),
               *third = strstr(got, "\"balance\":\"410.00\"");
    assert_true(first && second && third && first < second && second < third);
    assert_non_null(strstr(got, "\"posted\":\"2026-01-20\",\"occurred\":\"2026-01-20\",\"voucher\":\"2026-01 记 2\""));
    assert_non_null(strstr(got, "\"debit\":\"30.00\",\"credit\":\"120.00\",\"side\":\"D\",\"amount\":\"410.00\""));
    free(got);
    world_end(&w);
}

static void test_reports_statement__party(void **state) {
    struct world w;
    int32_t book = 0;
    (void)state;
    begin(&w, &book);
    world_party(&w, "lp-a");
    world_post(&w, book, "2026-03-01", "D2001:100@lp-b C2001:100@lp-a");
    struct asked asked = {.spec = {.book = FPL_STR("F1"),
                                   .account = FPL_STR("2001"),
                                   .party = FPL_STR("lp-a"),
                                   .from = world_day("2026-02-28")}};
    char *got = answer(&w, &asked, 1, FPL_FORMAT_CSV);
    assert_non_null(strstr(got, "2026-02-28,,,期初余额,,,,CNY,,,借,120.00,120.00,\r\n"));
    assert_non_null(strstr(got, ",1.00,借,119.00,119.00,"));
    assert_null(strstr(got, "lp-b"));
    free(got);
    world_end(&w);
}

/* A currency that sorts before the book's own: opening and turnover are still on one line. */
static void test_reports_balance__currency_before_the_own(void **state) {
    struct world w;
    int32_t book = 0;
    (void)state;
    begin(&w, &book);
    world_currency(&w, "AUD");
    world_post(&w, book, "2026-02-01", "D1001:900=AUD C3001:900=AUD");
    world_post(&w, book, "2026-03-01", "D1001:50=AUD C3001:50=AUD");
    struct asked asked = {.spec = {.book = FPL_STR("F1"), .from = world_day("2026-03-01")}};
    char *got = answer(&w, &asked, 0, FPL_FORMAT_CSV);
    char *line = strstr(got, "\r\n1001,");
    assert_non_null(line);
    assert_memory_equal(line + 2, "1001,现金,AUD,借,9.00,0.50,0.00,借,9.50,9.50\r\n1001,现金,CNY,", 64);
    assert_null(strstr(strstr(line + 2, "CNY"), "1001,现金,"));
    free(got);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_balance__period),
        cmocka_unit_test(test_reports_balance__as_of_and_known_by),
        cmocka_unit_test(test_reports_balance__to_is_cut),
        cmocka_unit_test(test_reports_balance__by_party),
        cmocka_unit_test(test_reports_balance__currencies_apart),
        cmocka_unit_test(test_reports_balance__reversal),
        cmocka_unit_test(test_reports_balance__refusals),
        cmocka_unit_test(test_reports_statement__running),
        cmocka_unit_test(test_reports_statement__party),
        cmocka_unit_test(test_reports_balance__currency_before_the_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
