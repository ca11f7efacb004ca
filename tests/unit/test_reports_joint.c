/* The page for the joint conference on the fund of fund rules §6, T6: figures by hand, quarter by quarter. */
#include "fund_story.h"
#include "fundpool/report.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static void look(struct city *city, const char *as_of, const char *book, const char *line, int is) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = {.book = fpl_str_of(book)};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    enum fpl_status status = fpl_report_joint(view, &spec, &report, &city->error);
    if (status)
        fail_msg("%s %s", fpl_status_name(status), city->error.arg[0]);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    world_uncut(&buf);
    fpl_buf_addc(&buf, '\0');
    if ((strstr(buf.p, line) != NULL) != is)
        fail_msg("%s %s: %s\nin: %s", as_of, is ? "lacks" : "has", line, buf.p);
    fpl_buf_release(&buf);
    fpl_report_free(report);
    fpl_view_close(view);
}
#define HAS(as_of, line)    look(&city, as_of, B, line, 1)
#define HAS_NO(as_of, line) look(&city, as_of, B, line, 0)
#define OF                  "," B ",测试基金,CNY,"
#define END                 "2024-12-31"

static void test_reports_joint__t6(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    year_2024(&city);
    HAS(END, "资金到位" OF ",40000000.00,200000000.00,20.0000,,,");
    HAS(END, "引导出资到位" OF ",12000000.00,60000000.00,20.0000,,,");
    HAS("2023-06-30", "本季新增投资" OF "3,23000000.00,23000000.00,100.0000,,,");
    HAS("2023-05-20", "本季新增投资" OF "2,13000000.00,13000000.00,100.0000,,,"); /* the quarter so far */
    HAS("2023-07-01", "本季新增投资" OF "0,0.00,23000000.00,0.0000,,,");
    HAS("2024-09-30", "本季核销成本" OF "1,5000000.00,23000000.00,21.7391,,,");
    HAS("2024-09-30", "\r\n" B ",2024-09-30,核销,W-1,名F-1,150000.00,");
    HAS("2024-10-01", "本季核销成本" OF "0,0.00,23000000.00,0.0000,,,");
    HAS(END, "本季退出成本" OF "1,4000000.00,23000000.00,17.3913,,,");
    HAS(END, "\r\n" B ",2024-10-15,退出,X-1,名F-2,7500000.00,");
    HAS("2024-10-14", "本季退出成本" OF "0,0.00,23000000.00,0.0000,,,");
    HAS(END, "账本不登记，由报送单位填写");
    city_do(&city, "zhang exit.reverse " B " exit=X-1; memo=误"); /* it never was */
    HAS(END, "本季退出成本" OF "0,0.00,23000000.00,0.0000,,,");
    HAS_NO(END, "退出,X-1");
    city_end(&city);
}

/* By the fund's own rules; without one it says so. */
static void test_reports_joint__rules(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    year_2024(&city);
    HAS(END, "早期投资占比" OF ",,,,,未登记,");
    HAS(END, "损失率" OF ",,,,,未登记,");
    HAS(END, "返投完成率" OF ",,,,,未登记,");
    city_do(&city, "ren early.bind " B " binding=R-1; profile=TRANSFER; version=1; from=2023-01-01; basis=B1; "
                   "followon=REASSESS; threshold=1/2; document=协议");
    HAS(END, "早期投资占比" OF ",0.00,23000000.00,0.0000,50.0000,未达标,早期 ÷ 分母，口径 TRANSFER@1，按投资额，累计，"
             "后续轮次逐笔,协议\r\n");
    city_yaml(&city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    city_do(&city, "ren tolerance.bind " B " binding=SY-1; rule=HUBEI; version=1; from=2023-03-01; document=协议");
    HAS(END, "损失率" OF ",1350000.00,23000000.00,5.8695,50.0000,未超,考核损失 ÷ 分母，规则 HUBEI@1,"
             "湖北（文号未见） 2025 年公开报道\r\n");
    city_do(&city, "ren reinvest.bind " B
                   " binding=FT-1; from=2024-12-31; times=1; base=COMMITTED; affiliates=N; document=补充");
    HAS(END, "返投完成率" OF ",0.00,60000000.00,0.0000,100.0000,未达标,已认定 ÷ 应返投,补充\r\n");
    HAS("2024-12-30", "返投完成率" OF ",,,,,未登记,");
    HAS(END, "\r\n" B ",早期投资占比不足,1,0.00,23000000.00,0.0000,");
    look(&city, END, "", "早期投资占比,f,", 1); /* all funds, each with its row */
    look(&city, END, "", "损失率" OF ",1350000.00,23000000.00,5.8695,50.0000,未超,", 1);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reports_joint__t6),
                                       cmocka_unit_test(test_reports_joint__rules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
