/* The audit sheet on the fund of fund rules §6, T6: each line found, clean on the day before, and not tested where
 * nothing tells. Figures by hand. */
#include "fund_story.h"
#include "fundpool/report.h"
#include "reports/audit.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static char *sheet(struct city *city, const char *as_of, const char *book) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = {.book = fpl_str_of(book)};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    enum fpl_status status = fpl_report_audit(view, &spec, &report, &city->error);
    if (status)
        fail_msg("%s %s", fpl_status_name(status), city->error.arg[0]);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    world_uncut(&buf);
    fpl_buf_addc(&buf, '\0');
    fpl_report_free(report);
    fpl_view_close(view);
    return buf.p;
}

static void look_of(struct city *city, const char *book, const char *as_of, const char *line, int is) {
    char *got = sheet(city, as_of, book);
    if ((strstr(got, line) != NULL) != is)
        fail_msg("%s %s: %s\nin: %s", as_of, is ? "lacks" : "has", line, got);
    free(got);
}
#define HAS_OF(book, as_of, line) look_of(&city, book, as_of, line, 1)
#define HAS(as_of, line)          look_of(&city, B, as_of, line, 1)
#define HAS_NO(as_of, line)       look_of(&city, B, as_of, line, 0)
#define END                       "2024-12-31"
#define ROW                       "\r\n" B ",CNY,"
#define REC                       "\r\n" B ","

/* Of 19,772,465.75 the last 7,950,000.00 came in 2024; the rest is what is left of 40,000,000.00 paid in on
 * 2023-03-15, the last receipts of that day first. */
static void test_reports_audit__idle(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    year_2024(&city);
    HAS(END, ROW "资金闲置,超过 12 个月,有疑点,2,5,0,11822465.75,40000000.00,29.5561,财预〔2015〕210号 第二十条,\r\n");
    HAS(END, REC "资金闲置,,,2023-03-15,400000.00,,");
    HAS(END, REC "资金闲置,,,2023-03-15,11422465.75,,");
    HAS(END, REC "超过 12 个月至 24 个月,11822465.75,40000000.00,29.5561\r\n");
    HAS(END, REC "6 个月以内,7950000.00,40000000.00,19.8750\r\n");
    HAS("2024-03-15", ROW "资金闲置,超过 12 个月,未发现,0,2,0,0.00,40000000.00,0.0000,"); /* twelve months to the day */
    HAS("2024-03-16", ROW "资金闲置,超过 12 个月,有疑点,2,2,0,16822465.75,40000000.00,42.0561,");
    HAS(END, ROW "拨付后一年以上未投资,超过 12 个月,未发现,0,1,0,");
    HAS("2023-03-01", ROW "资金闲置,超过 12 个月,未检验,0,0,0,0.00,0.00,,财预〔2015〕210号 第二十条,没有资金\r\n");
    /* what was paid in by mistake and taken back is no money that came in */
    city_do(&city,
            "zhang capital.receive " B " receipt=K-X; commitment=C-G; occurred=2024-12-01; amount=777; bank_ref=S");
    HAS(END, REC "6 个月以内,7950777.00,");
    city_do(&city, "zhang capital.reverse " B " receipt=K-X; memo=误");
    HAS(END, REC "6 个月以内,7950000.00,");
    /* cash management is money still */
    city_do(&city,
            "zhang journal.post " B " occurred=2024-12-20; memo=存; !lines=D101201:1000000.00 C100201:1000000.00");
    HAS(END, REC "6 个月以内,7950000.00,");
    /* taken back when its month is closed: the books of the day have it still */
    city_do(&city,
            "zhang capital.receive " B " receipt=K-Y; commitment=C-G; occurred=2024-12-01; amount=888; bank_ref=S");
    for (int month = 0; month < 26; month++)
        city_do(&city, "li period.close " B " period=%d-%02d", 2023 + month / 13, month % 13 + 1);
    city_do(&city, "zhang capital.reverse " B " receipt=K-Y; memo=误");
    HAS(END, REC "6 个月以内,7950888.00,");
    HAS("2025-01-31", REC "6 个月以内,7950000.00,");
    city_end(&city);
}

static void test_reports_audit__no_deal(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    HAS(END, ROW "拨付后一年以上未投资,超过 12 个月,未检验,0,0,0,,,,财预〔2015〕210号 第二十条,没有登记实缴\r\n");
    city_do(&city, PAY_IN("K-G", "C-G", "12000000"));
    HAS("2024-03-15", ROW "拨付后一年以上未投资,超过 12 个月,未发现,0,1,0,");
    HAS("2024-03-16", ROW "拨付后一年以上未投资,超过 12 个月,有疑点,1,1,0,");
    HAS("2024-03-16", REC "拨付后一年以上未投资,K-G,,2023-03-15,,,");
    city_do(&city, DEAL("P1", "F-1", "2024-03-15", "5000000", "")); /* the last day of the year */
    HAS("2024-03-16", ROW "拨付后一年以上未投资,超过 12 个月,未发现,0,1,0,");
    city_do(&city, "zhang deal.reverse " B " deal=P1; memo=误");
    city_do(&city, DEAL("P2", "F-1", "2024-03-16", "5000000", ""));
    HAS(END, ROW "拨付后一年以上未投资,超过 12 个月,有疑点,1,1,0,");
    city_end(&city);
}

/* 20 % of each, then a fen more of the guidance money. */
static void test_reports_audit__state_ahead(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    HAS(END, ROW "财政出资先于其他出资,到位率不高于其他出资,未发现,0,3,0,12000000.00,60000000.00,20.0000,,\r\n");
    city_do(&city, PAY_IN("K-G2", "C-G", "0.01"));
    HAS(END, ROW "财政出资先于其他出资,到位率不高于其他出资,有疑点,1,3,0,12000000.01,60000000.00,20.0000,,\r\n");
    HAS(END, REC "财政出资先于其他出资,,,,28000000.00,");
    city_end(&city);
}

#define FEE(id, day, more) "zhang fee.accrue " B " fee=" id "; kind=MANAGEMENT; occurred=" day "; amount=100" more

/* The term ends on 2024-06-30; 23,000,000.00 were held then, 14,000,000.00 at the end of the year. */
static void test_reports_audit__term(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    year_2024(&city);
    HAS(END, ROW "没有存续期,应写明,有疑点,1,1,0,");
    HAS(END, ROW "存续期已满仍持有投资,届满日后,未检验,0,0,0,,,,,没有登记存续期届满日\r\n");
    HAS(END, ROW "存续期满后计提费用,届满日后,未检验,0,0,0,");
    city_do(&city, "zhang fund.describe " B " description=Q-1; from=2023-03-01; class=SEED; level=CITY; region=340600; "
                   "document=方案; amac=SX1");
    HAS(END, ROW "没有存续期,应写明,有疑点,1,1,0,");
    HAS(END, REC "没有存续期,Q-1,,2023-03-01,,基金情况没有写明存续期届满日,");
    HAS(END, ROW "基金未备案,应有备案编号,未发现,0,1,0,");
    city_do(&city, "zhang fund.describe " B " description=Q-2; from=2023-04-01; class=SEED; level=CITY; region=340600; "
                   "document=方案; term_end=2024-06-30");
    HAS(END, ROW "没有存续期,应写明,未发现,0,1,0,");
    HAS(END, ROW "基金未备案,应有备案编号,有疑点,1,1,0,");
    HAS("2024-06-30", ROW "存续期已满仍持有投资,届满日后,未发现,0,1,0,23000000.00,");
    HAS("2024-07-01", ROW "存续期已满仍持有投资,届满日后,有疑点,1,1,0,23000000.00,");
    HAS(END, ROW "存续期已满仍持有投资,届满日后,有疑点,1,1,0,14000000.00,");
    HAS(END, ROW "存续期满后计提费用,届满日后,未发现,0,1,0,0.00,177534.25,0.0000,");
    city_do(&city, FEE("Y-2", "2024-06-30", "")); /* no days are told: the day it is accrued */
    HAS(END, ROW "存续期满后计提费用,届满日后,未发现,0,2,0,");
    city_do(&city, FEE("Y-3", "2024-07-01", ""));
    HAS(END, ROW "存续期满后计提费用,届满日后,有疑点,1,3,0,100.00,177734.25,");
    HAS(END, ROW "费用没有基数、费率、天数,应写明,有疑点,2,3,0,200.00,177734.25,");
    HAS(END, ROW "同一期间重复计提费用,每日至多一次,部分未检验,0,1,2,");
    city_do(&city, "zhang fee.accrue " B " fee=Y-4; kind=MANAGEMENT; occurred=2023-07-31; amount=1000; base=1825000; "
                   "rate=1/10; from=2023-06-30; to=2023-07-01");
    HAS(END, ROW "同一期间重复计提费用,每日至多一次,有疑点,1,2,2,1000.00,178734.25,"); /* 2023-06-30 twice */
    HAS(END, REC "同一期间重复计提费用,Y-4,,2023-07-31,1000.00,,");
    city_do(&city, "zhang fee.reverse " B " fee=Y-4; memo=误");
    HAS(END, ROW "同一期间重复计提费用,每日至多一次,部分未检验,0,1,2,");
    city_end(&city);
}

#define PLAIN "; fixed_return=N; fixed_buyback=N; guarantees=N; listed=N; ic_date=2023-04-01"

static void test_reports_audit__deals(void **state) {
    struct city city;
    (void)state;
    found(&city);
    HAS(END, ROW "名股实债,不得约定,未检验,0,0,0,");
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "5000000", PLAIN));
    HAS(END, ROW "名股实债,不得约定,未发现,0,1,0,0.00,5000000.00,0.0000,");
    HAS(END, ROW "投资上市股票,不得投资,未发现,0,1,0,");
    HAS(END, ROW "没有投决日,应有投决日,未发现,0,1,0,");
    city_do(&city, DEAL("P2", "F-2", "2023-05-20", "3000000", "")); /* it says nothing: that is not clean */
    HAS(END, ROW "名股实债,不得约定,部分未检验,0,1,1,0.00,8000000.00,0.0000,");
    HAS(END, ROW "投资上市股票,不得投资,部分未检验,0,1,1,");
    HAS(END, ROW "没有投决日,应有投决日,有疑点,1,2,0,3000000.00,8000000.00,37.5000,");
    HAS(END, REC "没有投决日,P2,名F-2,2023-05-20,3000000.00,,");
    city_do(&city, DEAL("P3", "F-3", "2023-06-30", "2000000",
                        "; fixed_return=Y; fixed_buyback=Y; guarantees=N; listed=Y; ic_date=2023-06-01"));
    HAS(END, ROW "名股实债,不得约定,有疑点,2,2,1,2000000.00,10000000.00,20.0000,"); /* one deal, two marks */
    HAS(END, REC "名股实债,P3,名F-3,2023-06-30,2000000.00,约定固定回报或最低收益,");
    HAS(END, REC "名股实债,P3,名F-3,2023-06-30,2000000.00,约定固定价格回购,");
    HAS(END, ROW "投资上市股票,不得投资,有疑点,1,2,1,2000000.00,10000000.00,20.0000,");
    city_do(&city, DEAL("P4", "F-1", "2023-07-01", "1000000", "; fixed_return=N; fixed_buyback=N")); /* two of three */
    HAS(END, ROW "名股实债,不得约定,有疑点,2,2,2,2000000.00,11000000.00,");
    city_end(&city);
}

/* What other reports decide, and what is asked to be reinvested. */
static void test_reports_audit__rules(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    year_2024(&city);
    HAS(END, ROW "早期投资占比不足,本基金规则,未检验,0,0,0,");
    HAS(END, ROW "损失超过容错率,本基金规则,未检验,0,0,0,");
    HAS(END, ROW "没有估值或估值过期,本基金规则的天数,未检验,0,0,0,");
    HAS(END, ROW "超过限额,本基金规则,未检验,0,0,0,");
    HAS(END, ROW "2025 年 1 月以后的返投要求,自 2025-01-01 起,未检验,0,0,0,");
    city_do(&city, "ren early.bind " B " binding=R-1; profile=TRANSFER; version=1; from=2023-01-01; basis=B1; "
                   "followon=REASSESS; threshold=1/2; document=协议");
    HAS(END, ROW "早期投资占比不足,本基金规则,有疑点,1,1,0,0.00,23000000.00,0.0000,,\r\n");
    HAS(END, REC "早期投资占比不足,R-1,,,23000000.00,,"); /* as much again in early money */
    city_yaml(&city, "tolerance.adopt", "policies/loss/GZ_DEV_ZONE.yaml");
    city_do(&city,
            "ren tolerance.bind " B " binding=SY-1; rule=GZ_DEV_ZONE; version=1; from=2023-03-01; document=协议");
    /* seed lost 4,850,000.00 of 5,000,000.00, of which half is tolerated */
    HAS(END, ROW "损失超过容错率,本基金规则,有疑点,1,");
    HAS(END, REC "损失超过容错率,CATEGORY,,,2350000.00,,");
    HAS(END, ROW "没有估值或估值过期,本基金规则的天数,有疑点,1,3,0,");
    HAS(END, REC "没有估值或估值过期,F-3,名F-3,,10000000.00,没有估值,");
    city_do(&city, VALUE("V-3", "F-3", "2024-12-31", "9000000"));
    HAS(END, ROW "没有估值或估值过期,本基金规则的天数,未发现,0,3,0,"); /* F-2 was valued 366 days before */
    HAS("2025-01-01", REC "没有估值或估值过期,F-2,名F-2,,8000000.00,估值过期,");
    HAS("2025-01-01", ROW "没有估值或估值过期,本基金规则的天数,有疑点,1,3,0,");
    city_yaml(&city, "limit.adopt", "policies/limits/GZ_DEV_ZONE.yaml");
    city_do(&city, "ren limit.bind " B " binding=XE-1; limits=GZ_DEV_ZONE; version=1; from=2023-03-01; document=协议");
    HAS(END, ROW "超过限额,本基金规则,有疑点,2,"); /* two firms hold more than 5,000,000.00 */
    city_do(&city, "ren reinvest.bind " B
                   " binding=FT-1; from=2024-12-31; times=1; base=COMMITTED; affiliates=N; document=补充");
    HAS("2025-06-30", ROW "2025 年 1 月以后的返投要求,自 2025-01-01 起,未发现,0,1,0,");
    city_do(&city, "ren reinvest.bind " B
                   " binding=FT-2; from=2025-01-01; times=1; base=COMMITTED; affiliates=N; document=补充");
    HAS("2025-06-30", ROW "2025 年 1 月以后的返投要求,自 2025-01-01 起,有疑点,1,2,0,");
    HAS(END, ROW "2025 年 1 月以后的返投要求,自 2025-01-01 起,未发现,0,1,0,");
    city_verify(&city);
    city_end(&city);
}

/* Of two receipts the bank has one, and a fee that the book has not. */
static void test_reports_audit__bank(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    city_do(&city, "zhang capital.receive " B " receipt=K-1; commitment=C-G; occurred=2023-03-15; amount=12000000; "
                   "bank_ref=R-1");
    HAS(END, ROW "银行对账未达,两边都有,未检验,0,0,0,,,,,没有登记银行流水\r\n");
    city_do(&city, "zhang bankline.record " B " no=L-1; account=100201; date=2023-03-15; in=12000000; ref=R-1");
    HAS(END, ROW "银行对账未达,两边都有,未发现,0,1,0,0.00,,,,\r\n");
    HAS("2023-03-14", ROW "银行对账未达,两边都有,未检验,0,0,0,");
    city_do(&city, "zhang bankline.record " B " no=L-2; account=100201; date=2023-03-20; out=35; ref=R-2");
    city_do(&city, "zhang capital.receive " B " receipt=K-2; commitment=C-G; occurred=2023-04-15; amount=500; "
                   "bank_ref=R-3");
    HAS(END, ROW "银行对账未达,两边都有,有疑点,2,2,0,0.00,,,,\r\n");
    HAS(END, ",2023-03-20,-35.00,银行有，账上没有,");
    HAS(END, ",2023-04-15,500.00,账上有，银行没有,");
    city_do(&city, "zhang bankline.record " B " no=L-3; account=100201; date=2023-05-01; in=1; balance=7; ref=R-9");
    HAS(END, REC "银行对账未达,,,,"); /* the bank's own balance does not fit */
    city_end(&city);
}

/* A pool's special account and its sub-account at a bank: each statement by itself, so that 7.00 too much at one bank
 * and too little at the other are 14.00 at issue. */
static void test_reports_audit__sub_accounts(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
#define LINE "zhang bankline.record p account=100203; "
#define POOL "\r\np,CNY,"
    city_do(&city, "zhang transfer.record p transfer=H-1; way=BANKS; to=BK-1; occurred=2026-04-01; amount=50; "
                   "bank_ref=S8");
    city_do(&city, LINE "no=1; date=2025-01-10; in=30000000; balance=30000000; ref=S1");
    city_do(&city, LINE "no=2; date=2026-04-01; out=50; balance=29999950; ref=S8");
    HAS_OF("p", "2026-06-30", POOL "银行对账未达,两边都有,部分未检验,0,2,1,0.00,,,,有专户或子账户没有登记银行流水\r\n");
    city_do(&city, LINE "no=1; date=2026-04-01; in=50; balance=50; ref=S8; bank=BK-1");
    HAS_OF("p", "2026-06-30", POOL "银行对账未达,两边都有,未发现,0,3,0,0.00,,,,\r\n");
    city_do(&city, LINE "no=3; date=2026-05-01; in=1; balance=29999958; ref=S9");
    city_do(&city, LINE "no=2; date=2026-05-01; in=1; balance=44; ref=S9; bank=BK-1");
    HAS_OF("p", "2026-06-30", POOL "银行对账未达,两边都有,有疑点,4,5,0,14.00,,,,\r\n");
    city_end(&city);
}

/* A line without an event of its own is never clean, of no book; a pool and all books have their lines. */
static void test_reports_audit__not_tested(void **state) {
    struct city city;
    (void)state;
    found(&city);
    char *one = sheet(&city, END, "p"), *all = sheet(&city, END, "");
    int untested = 0;
    for (size_t i = 0; i < fpl_audit__line_count; i++) {
        const struct fpl_audit__line *line = &fpl_audit__lines[i];
        char row[256];
        int pool = line->book != FPL_BOOK_FUND;
        assert_true(line->test || (line->why_zh[0] && line->why_en[0]));
        if (!line->test) {
            snprintf(row, sizeof row, "\r\n%s,CNY,%s,,未检验,0,0,0,,,,%s,%s\r\n", pool ? "p" : B, line->zh,
                     line->clause, line->why_zh);
            if (!strstr(pool ? one : all, row) || !strstr(all, row))
                fail_msg("lacks %s in %s", row, pool ? one : all);
            untested++;
        }
        snprintf(row, sizeof row, "p,CNY,%s,", line->zh);
        assert_true((strstr(one, row) != NULL) == pool);
    }
    assert_true(untested >= 10);
    free(one);
    free(all);
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_report_spec spec = {.book = FPL_STR("c")}; /* a company has no sheet */
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    assert_int_equal(fpl_view_open(city.w.session, &who, &view, &city.error), FPL_OK);
    assert_int_equal(fpl_report_audit(view, &spec, &report, &city.error), FPL_E_BOOK);
    fpl_view_close(view);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_audit__idle),        cmocka_unit_test(test_reports_audit__no_deal),
        cmocka_unit_test(test_reports_audit__state_ahead), cmocka_unit_test(test_reports_audit__term),
        cmocka_unit_test(test_reports_audit__deals),       cmocka_unit_test(test_reports_audit__rules),
        cmocka_unit_test(test_reports_audit__bank),        cmocka_unit_test(test_reports_audit__sub_accounts),
        cmocka_unit_test(test_reports_audit__not_tested)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
