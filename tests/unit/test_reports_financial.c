/* 资产负债表, 利润表 and 现金流量表 of a small fund, reckoned by hand.
 *
 *   2025-01-01 opening          cash 1,000 / capital 1,000
 *   2025-03-10 interest            50    2025-06-30 fee accrued 30    2025-09-01 of it paid 20
 *   2025 period 13: audit paid 5; 结转 of 50, 30 and 5 to 4103 (15), and to 410415
 *   Everything up to 2025 is closed; the audit is taken back, which is posted on 2026-01-01.
 *   2026-02-01 interest 8   03-01 capital 200   04-01 distribution 6, paid 04-10   05-01 reserve 3
 *   2026-05-05 interest of 40 dollars   06-30 结转 of 8 and of the audit's 5 to 4103   07-01 fee accrued 12
 *
 * Profit 2025: 50 - 30 - 5 = 15; up to 20 November 50 - 30 = 20. Profit 2026: 8 - 12 + 5 = 1, and 40 dollars.
 * Retained: 15 + 1 - 6 - 3 = 7, which is 4103 13, 410415 15 - 3, 410401 -6, and -12 not carried.
 * Cash: 1,000 + 50 - 20 - 5 = 1,025 at the end of 2025; + 8 + 5 + 200 - 6 = 1,232. Payable 10, then 22.
 * 1,232 = 22 + 1,200 + 3 + 7; 1,025 = 10 + 1,000 + 15. */
#include "desk_world.h"

#include "fundpool/report.h"
#include "reports/financial.h"

typedef enum fpl_status (*report_fn)(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error);
struct asked {
    report_fn make;
    const char *book, *from, *to, *as_of;
    int64_t known_by;
    enum fpl_unit unit;
    char format; /* 'T' table, 'J' JSON; else CSV */
};

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static char *answer(struct world *w, const char *actor, const struct asked *asked) {
    struct fpl_view_spec who = {.actor = fpl_str_of(actor),
                                .as_of = asked->as_of ? world_day(asked->as_of) : FPL_DATE_NONE,
                                .known_by = asked->known_by};
    struct fpl_report_spec spec = {.book = fpl_str_of(asked->book ? asked->book : "f"),
                                   .unit = asked->unit,
                                   .from = asked->from ? world_day(asked->from) : FPL_DATE_NONE,
                                   .to = asked->to ? world_day(asked->to) : FPL_DATE_NONE};
    const struct fpl_render how = {.format = asked->format == 'T'   ? FPL_FORMAT_TABLE
                                             : asked->format == 'J' ? FPL_FORMAT_JSON
                                                                    : FPL_FORMAT_CSV,
                                   .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf out = {0};
    assert_int_equal(fpl_view_open(w->session, &who, &view, &w->error), FPL_OK);
    assert_int_equal(asked->make(view, &spec, &report, &w->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &out, &w->error), FPL_OK);
    fpl_report_free(report);
    fpl_view_close(view);
    world_uncut(&out);
    fpl_buf_addc(&out, '\0');
    assert_int_equal(fpl_buf_ok(&out), FPL_OK);
    return out.p;
}

/* Every row of `want`, each behind a line break, stands there in that order. */
static void rows(struct world *w, const char *actor, const struct asked *asked, const char *const *want) {
    char *got = answer(w, actor, asked), *at = got;
    for (size_t i = 0; want[i]; i++) {
        char row[256];
        snprintf(row, sizeof row, "\n%s\r\n", want[i]);
        char *found = strstr(at, row);
        if (!found)
            fail_msg("no row \"%s\" after the one before it in\n%s", want[i], got);
        at = found + 1;
    }
    free(got);
}
#define ROWS(w, actor, ask, ...) rows((w), (actor), &(const struct asked)ask, (const char *const[]){__VA_ARGS__, NULL})
#define ASK(...)                                                                                                       \
    { __VA_ARGS__ }

static void close_2025(struct city *city) {
    for (int month = 1; month <= 13; month++)
        city_do(city, "li period.close f period=2025-%02d", month);
}

static int64_t begin(struct city *city) {
    city_begin(city);
    city_do(city, "root currency.add - currency=USD; scale=2");
    city_do(
        city,
        "zhang opening.post f entry=Q; occurred=2025-01-01; memo=启用; !lines=D100201:1000.00 C400101:1000.00@G-CZ");
    city_do(city, "zhang journal.post f occurred=2025-03-10; memo=息; !lines=D100201:50.00~OPERATING_IN C6011:50.00");
    city_do(city, "zhang journal.post f occurred=2025-06-30; memo=费; !lines=D6403:30.00 C224101:30.00");
    city_do(city,
            "zhang journal.post f occurred=2025-09-01; memo=付; !lines=D224101:20.00 C100201:20.00~OPERATING_OUT");
    int64_t audit = city_do(city, "zhang journal.post f occurred=2025-12-31; memo=审计; period13=Y; !lines=D6605:5.00 "
                                  "C100201:5.00~OPERATING_OUT");
    city_do(city, "zhang journal.post f occurred=2025-12-31; memo=结转; period13=Y; !lines=D6011:50.00 C6403:30.00 "
                  "C6605:5.00 C4103:15.00");
    city_do(city, "zhang journal.post f occurred=2025-12-31; memo=结转; period13=Y; !lines=D4103:15.00 C410415:15.00");
    close_2025(city);
    int64_t before = city->w.now;
    city_day(city, "2026-11-21");
    city_do(city, "zhang journal.reverse f receipt=%lld; memo=重复", (long long)audit);
    city_do(city, "zhang journal.post f occurred=2026-02-01; memo=息; !lines=D100201:8.00~OPERATING_IN C6011:8.00");
    city_do(city, "zhang commitment.sign f commitment=R; party=G-CZ; capacity=GUIDANCE; level=CITY; "
                  "signed_on=2026-02-20; amount=300.00");
    city_do(city, "zhang capital.receive f receipt=K; commitment=R; occurred=2026-03-01; amount=200.00; bank_ref=S");
    city_do(city, "zhang distribution.declare f distribution=D; commitment=R; occurred=2026-04-01; amount=6.00; "
                  "source=GAIN");
    city_do(city, "zhang due.settle f settlement=Z; of=DISTRIBUTION; event=D; occurred=2026-04-10; amount=6.00; "
                  "bank_ref=S");
    city_do(city, "zhang journal.post f occurred=2026-05-01; memo=备; !lines=D410415:3.00 C410110:3.00");
    city_do(city, "zhang journal.post f occurred=2026-05-05; memo=美元; !lines=D100201:40.00~OPERATING_IN=USD "
                  "C6011:40.00=USD");
    city_do(city, "zhang journal.post f occurred=2026-06-30; memo=结转; !lines=D6011:8.00 D6605:5.00 C4103:13.00");
    city_do(city, "zhang journal.post f occurred=2026-07-01; memo=费; !lines=D6403:12.00 C224101:12.00");
    return before;
}

static void test_reports_financial__balance_sheet(void **state) {
    struct city city;
    (void)state;
    int64_t before = begin(&city);
    ROWS(&city.w, "aud", ASK(.make = fpl_report_balance_sheet), "项目,货币资金,1002 1012,CNY,1232.00,1025.00",
         "合计,资产总计,,CNY,1232.00,1025.00", "项目,其他应付款,2232 2241,CNY,22.00,10.00",
         "合计,负债合计,,CNY,22.00,10.00", "项目,实收资本（实收基金）,4001,CNY,1200.00,1000.00",
         "项目,盈余公积,4101,CNY,3.00,0.00", "其中,其中：风险准备金,410110,CNY,3.00,0.00",
         "项目,未分配利润,4103 4104 损益类,CNY,7.00,15.00", "其中,其中：尚未结转的损益,损益类,CNY,-12.00,0.00",
         "合计,负债和所有者权益总计,,CNY,1232.00,1025.00", "项目,货币资金,1002 1012,USD,40.00,0.00",
         "项目,未分配利润,4103 4104 损益类,USD,40.00,0.00", "资产总计,CNY,1232.00,1025.00",
         "负债和权益总计,CNY,1232.00,1025.00", "差额,CNY,0.00,0.00", "差额,USD,0.00,0.00");
    /* at the end of the year the opening balances stand beside it */
    ROWS(&city.w, "aud", ASK(.make = fpl_report_balance_sheet, .as_of = "2025-12-31"),
         "项目,货币资金,1002 1012,1025.00,1000.00", "项目,未分配利润,4103 4104 损益类,15.00,0.00", "差额,0.00,0.00");
    /* what was known then has nothing of 2026 */
    ROWS(&city.w, "aud", ASK(.make = fpl_report_balance_sheet, .known_by = before),
         "项目,货币资金,1002 1012,1025.00,1025.00", "差额,0.00,0.00");
    ROWS(&city.w, "aud", ASK(.make = fpl_report_balance_sheet, .as_of = "2025-12-31", .unit = FPL_UNIT_WAN),
         "项目,货币资金,1002 1012,0.102500,0.100000");
    city_end(&city);
}

static void test_reports_financial__income(void **state) {
    struct city city;
    (void)state;
    begin(&city);
    ROWS(&city.w, "aud", ASK(.make = fpl_report_income), "项目,利息收入,6011,CNY,8.00,50.00",
         "合计,收入合计,,CNY,8.00,50.00", "项目,管理费（管理人报酬）,6403,CNY,12.00,30.00",
         "项目,其他费用,6605,CNY,-5.00,0.00", "合计,费用合计,,CNY,7.00,30.00", "合计,四、净利润,,CNY,1.00,20.00",
         "合计,四、净利润,,USD,40.00,0.00", "期初未分配利润（含未结转损益）,CNY,15.00,0.00",
         "加：净利润,CNY,1.00,20.00", "加：410401 利润分配—已分配,CNY,-6.00,0.00",
         "加：410415 利润分配—未分配利润,CNY,-3.00,0.00", "期末未分配利润（含未结转损益）,CNY,7.00,20.00",
         "差额,CNY,0.00,0.00", "差额,USD,0.00,0.00");
    /* the whole year, its 结转 and its period 13 within it; before the books there was nothing */
    ROWS(&city.w, "aud", ASK(.make = fpl_report_income, .from = "2025-01-01", .to = "2025-12-31"),
         "项目,利息收入,6011,50.00,0.00", "项目,其他费用,6605,5.00,0.00", "合计,四、净利润,,15.00,0.00",
         "期初未分配利润（含未结转损益）,0.00,0.00", "期末未分配利润（含未结转损益）,15.00,0.00", "差额,0.00,0.00");
    /* a quarter beside that of the year before; in JSON a row is known by its code */
    char *got = answer(
        &city.w, "aud",
        &(const struct asked){.make = fpl_report_income, .from = "2026-04-01", .to = "2026-06-30", .format = 'J'});
    assert_non_null(strstr(got, "\"row\":\"sum\",\"item\":\"profit\",\"accounts\":\"\",\"currency\":\"CNY\","
                                "\"current\":\"0.00\",\"prior\":\"-30.00\""));
    free(got);
    city_end(&city);
}

static void test_reports_financial__cash_flow(void **state) {
    struct city city;
    (void)state;
    int64_t before = begin(&city);
    ROWS(&city.w, "aud", ASK(.make = fpl_report_cash_flow, .known_by = before),
         "项目,收到其他与经营活动有关的现金,0.00,50.00", "项目,支付其他与经营活动有关的现金,0.00,20.00",
         "项目,加：期初现金余额,1025.00,1000.00", "项目,期末现金余额,1025.00,1030.00", "差额,0.00,0.00");
    ROWS(&city.w, "aud", ASK(.make = fpl_report_cash_flow), "项目,收到其他与经营活动有关的现金,CNY,8.00,50.00",
         "项目,支付其他与经营活动有关的现金,CNY,-5.00,20.00", "合计,经营活动产生的现金流量净额,CNY,13.00,30.00",
         "项目,吸收投资收到的现金,CNY,200.00,0.00", "项目,分配股利、利润或偿付利息支付的现金,CNY,6.00,0.00",
         "合计,筹资活动产生的现金流量净额,CNY,194.00,0.00", "合计,现金净增加额,CNY,207.00,30.00",
         "项目,加：期初现金余额,CNY,1025.00,1000.00", "项目,期末现金余额,CNY,1232.00,1030.00",
         "项目,期末现金余额,USD,40.00,0.00", "期初余额 + 净增加额,CNY,1232.00,1030.00", "差额,CNY,0.00,0.00");
    city_verify(&city);
    city_end(&city);
}

/* Opened in the middle of a year with its profit so far, which is no profit of the books; and an entry that carries
 * profit while it does something else is named, its profit counted. */
static void test_reports_financial__opened_and_mixed(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang opening.post f entry=Q; occurred=2025-01-01; memo=启用; !lines=D100201:9.00 C6011:7.00 "
                   "C4103:2.00");
    city_do(&city, "zhang opening.post f entry=Q-2; occurred=2025-01-01; memo=启用; !lines=D6403:3.00 C4103:3.00");
    int64_t mixed = city_do(&city, "zhang journal.post f occurred=2025-02-01; memo=混; !lines=D6011:2.00 C4103:1.00 "
                                   "C224101:1.00");
    for (int i = 0; i < 2; i++) { /* an opening of profit and 4103 alone is no 结转, nor is what takes it back */
        ROWS(&city.w, "aud", ASK(.make = fpl_report_income, .from = "2025-01-01", .to = "2025-12-31"),
             "项目,利息收入,6011,-2.00,0.00", "项目,管理费（管理人报酬）,6403,0.00,0.00",
             "期初未分配利润（含未结转损益）,9.00,0.00", "加：净利润,-2.00,0.00", "加：4103 本年利润,1.00,0.00",
             "期末未分配利润（含未结转损益）,8.00,0.00", "差额,0.00,0.00");
        if (i == 0)
            city_do(&city, "zhang opening.reverse f entry=Q-2; memo=误");
    }
    char want[64],
        *got = answer(
            &city.w, "aud",
            &(const struct asked){.make = fpl_report_income, .from = "2025-01-01", .to = "2025-12-31", .format = 'T'});
    snprintf(want, sizeof want, "凭证 f/%lld 除结转损益外", (long long)mixed);
    assert_non_null(strstr(got, want));
    assert_null(strstr(strstr(got, want) + strlen(want), "除结转损益外")); /* no opening is named */
    assert_non_null(strstr(got, "启用余额中的损益是启用以前的"));
    free(got);
    city_end(&city);
}

/* The end of February stands beside the end of February; the longest beginning of a code wins, and the rest is the
 * rest. */
static void test_reports_financial__days_and_codes(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_day(&city, "2029-03-05");
    city_do(&city, "zhang journal.post f occurred=2028-02-29; memo=息; !lines=D100201:1.00~OPERATING_IN C6011:1.00");
    ROWS(&city.w, "aud", ASK(.make = fpl_report_income, .from = "2029-02-01", .to = "2029-02-28"),
         "项目,利息收入,6011,0.00,1.00");
    city_end(&city);
    assert_int_equal(fpl_financial__match("1 4103 4104 @P", FPL_STR("410401"), 'E'), 4);
    assert_int_equal(fpl_financial__match("4104 41", FPL_STR("410401"), 'E'), 4);
    assert_int_equal(fpl_financial__match("4103 @P", FPL_STR("6011"), 'P'), 0);
    assert_int_equal(fpl_financial__match("4103 @P", FPL_STR("1001"), 'A'), -1);
}

/* The treasury: 10 received, 4 paid into a stake, 结转 of both (6), which is then taken back: it is no profit either
 * way. The company: 100 of capital, fee income 9, costs 2, an allowance of 1: 6 left. Assets 109 - 2 - 1 = 106 = 100
 * + 6. */
static void test_reports_financial__kinds_of_books(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang journal.post s occurred=2026-02-01; memo=收; !lines=D1001:10.00~OPERATING_IN C4001:10.00");
    city_do(&city, "zhang journal.post s occurred=2026-02-02; memo=支; !lines=D5001:4.00 C1001:4.00~INVEST "
                   "D107101:4.00@G-CZ C308103:4.00@G-CZ");
    int64_t carry =
        city_do(&city, "zhang journal.post s occurred=2026-06-30; memo=结转; !lines=D4001:10.00 C5001:4.00 C3001:6.00");
    static const char *const result[] = {"项目,一般公共预算本级收入,4001,10.00,0.00",
                                         "项目,一般公共预算本级支出,5001,4.00,0.00",
                                         "合计,本期收支差额,,6.00,0.00",
                                         "期初未分配利润（含未结转损益）,0.00,0.00",
                                         "期末未分配利润（含未结转损益）,6.00,0.00",
                                         "差额,0.00,0.00",
                                         NULL};
    rows(&city.w, "aud", &(const struct asked){.make = fpl_report_income, .book = "s"}, result);
    city_do(&city, "zhang journal.reverse s receipt=%lld; memo=误", (long long)carry);
    rows(&city.w, "aud", &(const struct asked){.make = fpl_report_income, .book = "s"}, result);
    ROWS(&city.w, "aud", ASK(.make = fpl_report_balance_sheet, .book = "s"), "项目,国库存款,1001,6.00,0.00",
         "项目,股权投资,1071,4.00,0.00", "合计,资产总计,,10.00,0.00", "项目,一般公共预算结转结余,3001 损益类,6.00,0.00",
         "其中,其中：尚未结转的收支,损益类,6.00,0.00", "项目,资产基金,3081,4.00,0.00", "差额,0.00,0.00");
    city_do(&city, "zhang opening.post c entry=Q; occurred=2025-01-01; memo=启用; !lines=D100202:100.00 C4001:100.00");
    city_do(&city, "zhang journal.post c occurred=2026-02-01; memo=费; !lines=D100202:9.00~SALES C6051:9.00");
    city_do(&city, "zhang journal.post c occurred=2026-02-02; memo=支; !lines=D6602:2.00 C100202:2.00~OPERATING_OUT");
    city_do(&city, "zhang journal.post c occurred=2026-02-03; memo=坏账; !lines=D6702:1.00 C1231:1.00");
    ROWS(&city.w, "aud", ASK(.make = fpl_report_income, .book = "c"), "项目,一、营业收入,6051,9.00,0.00",
         "项目,管理费用,6602,2.00,0.00", "项目,信用减值损失（损失以“-”列示）,6702,-1.00,0.00",
         "合计,二、营业利润,,6.00,0.00", "合计,四、净利润,,6.00,0.00", "差额,0.00,0.00");
    ROWS(&city.w, "aud", ASK(.make = fpl_report_balance_sheet, .book = "c"),
         "项目,其他应收款,1131 1132 1221 1231,-1.00,0.00", "合计,资产总计,,106.00,100.00", "差额,0.00,0.00");
    ROWS(&city.w, "aud", ASK(.make = fpl_report_cash_flow, .book = "c"), "项目,销售商品、提供劳务收到的现金,9.00,0.00",
         "合计,现金净增加额,7.00,0.00", "项目,加：期初现金余额,100.00,100.00", "项目,期末现金余额,107.00,100.00");
    city_end(&city);
}

/* A chart of other codes: what no line takes is named, and the difference is a line. */
static void test_reports_financial__unplaced(void **state) {
    struct world w;
    (void)state;
    world_begin(&w);
    int32_t book = world_book(&w, "F1");
    world_post(&w, book, "2026-01-10", "D1001:50000 C3001:50000");
    ROWS(&w, "root", ASK(.make = fpl_report_balance_sheet, .book = "F1"), "项目,货币资金,1001 1002,500.00,0.00",
         "合计,负债和所有者权益总计,,0.00,0.00", "差额,差额：未列入以上各行,,500.00,0.00", "差额,500.00,0.00");
    char *got = answer(&w, "root", &(const struct asked){.make = fpl_report_balance_sheet, .book = "F1"});
    assert_non_null(strstr(got, "\n3001,,-500.00,0.00\r\n"));
    free(got);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reports_financial__balance_sheet),
                                       cmocka_unit_test(test_reports_financial__income),
                                       cmocka_unit_test(test_reports_financial__cash_flow),
                                       cmocka_unit_test(test_reports_financial__opened_and_mixed),
                                       cmocka_unit_test(test_reports_financial__kinds_of_books),
                                       cmocka_unit_test(test_reports_financial__days_and_codes),
                                       cmocka_unit_test(test_reports_financial__unplaced)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
