/* How a rate of loss follows: the figures of fund rules §6, T6, by hand, under each value of the five switches; a
 * breach; what is held to account; a limit that is no whole number of fen. */
#include "fund_story.h"
#include "fundpool/report.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

/* The report as CSV with this line in it, or without. */
static void look(struct city *city, const char *as_of, const char *rule, const char *line, int is) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = {.book = FPL_STR(B), .rule = fpl_str_of(rule)};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    enum fpl_status status = fpl_report_tolerance(view, &spec, &report, &city->error);
    if (status)
        fail_msg("%s: %s %s", rule, fpl_status_name(status), city->error.arg[0]);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    world_uncut(&buf);
    fpl_buf_addc(&buf, '\0');
    if ((strstr(buf.p, line) != NULL) != is)
        fail_msg("%s %s: %s\nin: %s", rule, is ? "lacks" : "has", line, buf.p);
    fpl_buf_release(&buf);
    fpl_report_free(report);
    fpl_view_close(view);
}
#define HAS(as_of, rule, line)    look(&city, as_of, rule, line, 1)
#define HAS_NO(as_of, rule, line) look(&city, as_of, rule, line, 0)
#define END                       "2024-12-31"
#define HUBEI                     ",湖北（文号未见） 2025 年公开报道"
#define CIVIL                     ",民法典第一千二百五十九条"

#define BIND(id, rule, from)                                                                                           \
    "ren tolerance.bind " B " binding=" id "; rule=" rule "; version=1; from=" from "; document=协议; class=GUIDANCE"
#define JUDGE(id, event, day, result)                                                                                  \
    "zhang duty.judge " B " case=" id "; of=EXIT; event=" event "; occurred=" day "; result=" result                   \
    "; evaluator=所; authority=办; document=" HASH

static void begin(struct city *city) {
    found(city);
    city_yaml(city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    year_2023(city);
}

/* 4,850,000 lost on F-1, 3,500,000 gained on F-2: 1,350,000 of 23,000,000 is 27/460. */
static void test_reports_tolerance_steps__t6(void **state) {
    struct city city;
    (void)state;
    begin(&city);
    year_2024(&city);
    city_do(&city, BIND("SY-1", "HUBEI", "2023-03-01"));
    HAS(END, "", "项目,名F-1,已退出成本 − 收回,5000000 − 150000 = 4850000" HUBEI "\r\n");
    HAS(END, "", "项目,名F-1,损失（盈利不计为负）,\"max(0, 4850000) = 4850000\"" HUBEI "\r\n");
    HAS(END, "", "项目,名F-1,损失 ÷ 分母,4850000 ÷ 5000000 = 97/100" HUBEI "\r\n");
    HAS(END, "", "项目,名F-1,比较（不超过含本数）,97/100 ≤ 1" CIVIL "\r\n");
    HAS(END, "", "项目,名F-2,已退出成本 − 收回,4000000 − 7500000 = −3500000" HUBEI "\r\n");
    HAS(END, "", "项目,名F-2,损失（盈利不计为负）,\"max(0, −3500000) = 0\"" HUBEI "\r\n");
    HAS(END, "", "类别,种子,相加,4850000 = 4850000" HUBEI "\r\n");
    HAS(END, "",
        "类别,种子,本层级不考核,,"
        "湖北（文号未见） 2025 年公开报道\r\n");
    HAS(END, "", "基金," B ",相加,4850000 − 3500000 = 1350000" HUBEI "\r\n");
    HAS(END, "", "基金," B ",损失（盈利不计为负）,\"max(0, 1350000) = 1350000\"" HUBEI "\r\n");
    HAS(END, "", "基金," B ",损失 ÷ 分母,1350000 ÷ 23000000 = 27/460" HUBEI "\r\n");
    HAS(END, "", "基金," B ",比较（不超过含本数）,27/460 ≤ 1/2" CIVIL "\r\n");
    HAS(END, "", "基金," B ",容许的损失（分以下舍去）,⌊1/2 × 23000000⌋ = ⌊11500000⌋ = 11500000" HUBEI "\r\n");
    HAS(END, "", "基金," B ",余额,11500000 − 1350000 = 10150000" HUBEI "\r\n");
    HAS("2023-12-31", "", "基金," B ",相加,0" HUBEI "\r\n");               /* what comes later is not looked at */
    HAS(END, "HUBEI", "基金," B ",相加,4850000 − 3500000 = 1350000,\r\n"); /* named by hand: no clause */
    city_end(&city);
}

/* Half of F-3 goes for 1,500,000 in two sales, 400,000 of the first loss is held to account. */
static void test_reports_tolerance_steps__accountable(void **state) {
    struct city city;
    (void)state;
    begin(&city);
    city_do(&city, BIND("SY-1", "HUBEI", "2023-03-01"));
    city_do(&city, EXIT("X-1", "F-3", "2024-01-10", "shares=200", "500000", "RECEIVED"));
    city_do(&city, EXIT("X-2", "F-3", "2024-02-10", "shares=300", "1000000", "RECEIVED"));
    HAS_NO(END, "", "减追责部分");
    city_do(&city, JUDGE("M-1", "X-1", "2024-03-03", "PARTIAL; accountable=400000"));
    HAS(END, "", "项目,名F-3,减追责部分,3500000 − 400000 = 3100000" HUBEI "\r\n");
    HAS(END, "", "基金," B ",相加,3100000 = 3100000" HUBEI "\r\n");
    HAS(END, "", "基金," B ",损失 ÷ 分母,3100000 ÷ 23000000 = 31/230" HUBEI "\r\n");
    city_end(&city);
}

/* ---- the switches ---- */

#define RULE                                                                                                           \
    "id: %s\nversion: 1\ntitle: {zh: 试, en: try}\nsource: {doc: 文, clause: 条}\nvalid: {}\nreading: false\n"      \
    "scope: []\nswitches: {recognition: %s, netting: %s, %s, denominator: %s, timing: %s}\n"                           \
    "pre_concession: true\nduty_gate: true\nbuyback: CASH\nstale_days: 366\nexcess: {reserve: 0%%, bonus_years: 0}\n"  \
    "limits:\n  - {level: project, classes: [], tested: false}\n  - {level: category, classes: [], tested: false}\n"   \
    "  - {level: fund, classes: [], tau: %s, tested: true}\n  - {level: class, classes: [], tested: false}\n"          \
    "  - {level: family, classes: [], tested: false}\n"

static const struct {
    const char *recognition, *netting, *income, *denominator, *timing, *tau, *line[3];
} switched[] = {
    {"REALISED",
     "GROSS",
     "income: false",
     "TOTAL_INVESTED",
     "CUMULATIVE",
     "1/5",
     {"相加,4850000 = 4850000,", "4850000 ÷ 23000000 = 97/460,", "超额,4850000 − 4600000 = 250000,"}},
    {"REALISED",
     "NET_CATEGORY",
     "income: false",
     "EXITED_COST",
     "CUMULATIVE",
     "1/2",
     {"相加,4850000 = 4850000,", "4850000 ÷ 9000000 = 97/180,", "97/180 > 1/2,"}},
    {"REALISED",
     "NET_FUND",
     "income: true",
     "PRINCIPAL",
     "LIFECYCLE",
     "1/3", /* a limit that is no whole number of fen */
     {"相加,4850000 − 3500000 − 300000 = 1050000,", "1050000 ÷ 40000000 = 21/800,",
      "⌊1/3 × 40000000⌋ = ⌊40000000/3⌋ = 13333333.33,"}},
    {"REALISED",
     "NET_FAMILY",
     "income: false",
     "FUND_SIZE",
     "CUMULATIVE",
     "1/2",
     {"相加,4850000 − 3500000 = 1350000,", "1350000 ÷ 200000000 = 27/4000,", "余额,100000000 − 1350000 = 98650000,"}},
    {"TOTAL",
     "GROSS",
     "income: false",
     "TOTAL_INVESTED",
     "CUMULATIVE",
     "1/2",
     {"名F-2,已付成本 − 收回 − 剩余公允价值,8000000 − 7500000 − 6000000 = −5500000,", "相加,4850000 = 4850000,",
      "4850000 ÷ 23000000 = 97/460,"}},
    {"TOTAL",
     "NET_FUND",
     "income: true",
     "TOTAL_INVESTED",
     "CUMULATIVE",
     "1/2",
     {"名F-3,减股利利息,0 − 300000 = −300000,", "相加,4850000 − 5500000 − 300000 = −950000,",
      "\"max(0, −950000) = 0\","}},
    {"TOTAL",
     "NET_FUND",
     "income: false",
     "TOTAL_INVESTED",
     "ANNUAL",
     "1/2", /* 2023: 3,000,000 and -4,000,000 */
     {"名F-1,本年变动,1850000,", "相加,1850000 − 1500000 = 350000,", "350000 ÷ 23000000 = 7/460,"}},
    {"TOTAL",
     "GROSS",
     "income: true",
     "PRINCIPAL",
     "ANNUAL",
     "1/2",
     {"名F-3,减股利利息,0 − 300000 = −300000,", "相加,1850000 = 1850000,", "1850000 ÷ 40000000 = 37/800,"}},
    {"LIQUIDATION",
     "NET_FUND",
     "income: true",
     "PRINCIPAL",
     "LIFECYCLE",
     "2/5",
     {"基金," B ",不适用：分母为零，或尚未清算,", NULL, NULL}},
};

static void test_reports_tolerance_steps__switches(void **state) {
    struct city city;
    (void)state;
    begin(&city);
    year_2024(&city);
    for (size_t i = 0; i < sizeof switched / sizeof switched[0]; i++) {
        char id[16], text[1024], bind[256];
        snprintf(id, sizeof id, "TRY_%c", (char)('A' + i));
        snprintf(text, sizeof text, RULE, id, switched[i].recognition, switched[i].netting, switched[i].income,
                 switched[i].denominator, switched[i].timing, switched[i].tau);
        city_yaml(&city, "tolerance.adopt", text);
        snprintf(bind, sizeof bind,
                 "ren tolerance.bind " B " binding=SY-%zu; rule=%s; version=1; from=2023-03-01; document=协议", i, id);
        city_do(&city, "%s", bind);
        for (int k = 0; k < 3 && switched[i].line[k]; k++)
            HAS(END, "", switched[i].line[k]);
    }
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reports_tolerance_steps__t6),
                                       cmocka_unit_test(test_reports_tolerance_steps__accountable),
                                       cmocka_unit_test(test_reports_tolerance_steps__switches)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
