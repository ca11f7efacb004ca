/* Charts: what is drawn where follows from the exact figures of the table. */
#include "fundpool/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static char *drawn(struct fpl_report *report, int zh) {
    struct fpl_render how = {.format = FPL_FORMAT_SVG, .zh = zh};
    struct fpl_buf out = {0};
    assert_int_equal(fpl_report_ok(report), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &out, NULL), FPL_OK);
    fpl_buf_addc(&out, '\0');
    fpl_report_free(report);
    return out.p;
}

static void begin(struct fpl_report *r, const char *label, enum fpl_column_type type) {
    assert_non_null(r);
    fpl_report_table(r, "t", "表", "Table");
    fpl_report_column(r, "label", "名称", label, FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "a", "已用", "Used", type, 0);
}

/* A hair below one half is hollow, has its label below the line, and four decimals: 49.9999 % does not read as 50. */
static void test_reports_chart__line(void **state) {
    struct fpl_report *r = fpl_report_new("line");
    (void)state;
    begin(r, "Day", FPL_COLUMN_PERCENT);
    fpl_report_chart(
        r, &(struct fpl_chart_spec){
               .kind = FPL_CHART_LINE, .zh = "图", .en = "Chart", .label = {"label"}, .value = {"a"}, .line = {1, 2}});
    fpl_report_text(r, FPL_STR("2026-03-31"));
    fpl_report_percent(r, 3, 4);
    fpl_report_text(r, FPL_STR("2026-06-30"));
    fpl_report_percent(r, 7999999999, 16000000000);
    char *svg = drawn(r, 0);
    assert_non_null(strstr(svg, "<line class=\"rule\" x1=\"820\" y1=\"1370\" x2=\"5450\" y2=\"1370\"/>"));
    assert_non_null(strstr(svg, "<path class=\"s0\" d=\"M1977 765"));         /* 75 %: filled */
    assert_non_null(strstr(svg, "<path class=\"s0 hollow\" d=\"M4292 1321")); /* half a diamond above 1371 */
    assert_non_null(strstr(svg, "y=\"1561\" text-anchor=\"middle\">49.9999%</text>"));
    assert_non_null(strstr(svg, "y=\"725\" text-anchor=\"middle\">75.0000%</text>"));
    assert_non_null(strstr(svg, "<title>2026-06-30: 49.9999%</title>"));
    free(svg);
}

/* A bar is parted exactly; what is over the allowance is no part of it; a row without an allowance has no bar. */
static void test_reports_chart__meter(void **state) {
    struct fpl_report *r = fpl_report_new("meter");
    static const int64_t rows[][4] = {{100, 50, 850, 0}, {900, 200, 0, 100}, {0, 0, 0, 0}};
    (void)state;
    begin(r, "Name", FPL_COLUMN_MONEY);
    fpl_report_column(r, "b", "待批", "Pending", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "c", "余", "Left", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "d", "超", "Over", FPL_COLUMN_MONEY, 0);
    fpl_report_chart(
        r, &(struct fpl_chart_spec){
               .kind = FPL_CHART_METER, .zh = "图", .en = "Chart", .label = {"label"}, .value = {"a", "b", "c", "d"}});
    for (int i = 0; i < 3; i++) {
        fpl_report_text(r, FPL_STR("x<y"));
        for (int k = 0; k < 4; k++)
            fpl_report_money(r, fpl_money_of(rows[i][k]), 2);
    }
    fpl_report_text(r, FPL_STR("none"));
    for (int k = 0; k < 4; k++)
        fpl_report_none(r);
    char *svg = drawn(r, 0);
    assert_non_null(strstr(svg, "<rect class=\"used\" x=\"2150\" y=\"320\" width=\"260\""));
    assert_non_null(strstr(svg, "<rect class=\"pending\" x=\"2410\" y=\"320\" width=\"130\""));
    assert_non_null(strstr(svg, "<rect class=\"left\" x=\"2540\" y=\"320\" width=\"2210\""));
    assert_non_null(strstr(svg, "<rect class=\"used\" x=\"2150\" y=\"600\" width=\"2127\"")); /* 900/1100 of 2600 */
    assert_non_null(strstr(svg, "<rect class=\"over\" x=\"4513\" y=\"600\" width=\"237\""));
    assert_non_null(strstr(svg, "<rect class=\"grid\" x=\"2150\" y=\"880\" width=\"2600\""));
    assert_non_null(strstr(svg, "<title>x&lt;y Used: 1.00</title>"));
    assert_null(strstr(svg, "none"));
    free(svg);
}

/* Steps run on from each other to the total; what is small beside the largest is drawn a second time, enlarged. */
static void test_reports_chart__waterfall(void **state) {
    struct fpl_report *r = fpl_report_new("waterfall");
    static const int64_t steps[] = {1000000, -250000, -1000};
    (void)state;
    begin(r, "Name", FPL_COLUMN_MONEY);
    fpl_report_chart(r,
                     &(struct fpl_chart_spec){
                         .kind = FPL_CHART_WATERFALL, .zh = "图", .en = "Chart", .label = {"label"}, .value = {"a"}});
    for (int i = 0; i < 3; i++) {
        fpl_report_text(r, FPL_STR("step"));
        fpl_report_money(r, fpl_money_of(steps[i]), 2);
    }
    fpl_report_total(r);
    fpl_report_text(r, FPL_STR("sum"));
    fpl_report_money(r, fpl_money_of(749000), 2);
    char *svg = drawn(r, 1);
    assert_non_null(strstr(svg, "<rect class=\"used\" x=\"1500\" y=\"320\" width=\"2800\""));
    assert_non_null(strstr(svg, "<rect class=\"over\" x=\"3600\" y=\"600\" width=\"700\""));
    assert_non_null(strstr(svg, "<rect class=\"over\" x=\"4420\" y=\"880\" width=\"600\"")); /* enlarged */
    assert_non_null(strstr(svg, "<rect class=\"left\" x=\"1500\" y=\"1160\" width=\"2097\""));
    assert_non_null(strstr(svg, "小额，放大"));
    assert_non_null(strstr(svg, ">-10.00</text>"));
    free(svg);
}

/* The axis ends in round figures on both sides of zero; the largest amounts fit. */
static void test_reports_chart__columns(void **state) {
    struct fpl_report *r = fpl_report_new("columns");
    (void)state;
    begin(r, "Month", FPL_COLUMN_MONEY);
    fpl_report_chart(r, &(struct fpl_chart_spec){
                            .kind = FPL_CHART_COLUMNS, .zh = "图", .en = "C", .label = {"label"}, .value = {"a"}});
    fpl_report_text(r, FPL_STR("2026-01"));
    fpl_report_money(r, fpl_money_of(INT64_C(9007199254740991)), 2);
    fpl_report_text(r, FPL_STR("2026-02"));
    fpl_report_money(r, fpl_money_of(-INT64_C(9007199254740991)), 2);
    char *svg = drawn(r, 1);
    assert_non_null(strstr(svg, ">100,000,000,000,000.00</text>"));
    assert_non_null(strstr(svg, ">-100,000,000,000,000.00</text>"));
    assert_non_null(strstr(svg, "<rect class=\"used\" x=\"2387\" y=\"371\" width=\"500\" height=\"999\""));
    assert_non_null(strstr(svg, "<rect class=\"over\" x=\"5362\" y=\"1370\" width=\"500\" height=\"1000\""));
    free(svg);
}

static void test_reports_chart__none(void **state) {
    struct fpl_report *r = fpl_report_new("plain");
    struct fpl_render how = {.format = FPL_FORMAT_SVG};
    struct fpl_buf out = {0};
    struct fpl_error error = {0};
    (void)state;
    begin(r, "Name", FPL_COLUMN_MONEY);
    assert_int_equal(fpl_report_render(r, &how, to_buf, &out, &error), FPL_E_NO_CHART);
    assert_string_equal(error.arg[0], "plain");
    assert_int_equal(out.n, 0);
    fpl_report_free(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_chart__line),      cmocka_unit_test(test_reports_chart__meter),
        cmocka_unit_test(test_reports_chart__waterfall), cmocka_unit_test(test_reports_chart__columns),
        cmocka_unit_test(test_reports_chart__none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
