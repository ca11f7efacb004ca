/* Reports of a fund's own rules: the waterfall on the books (fund rules §6, T8), before and after it is paid out, and a
 * clawback; reinvestment (T17) with what is revoked. */
#include "desk_world.h"
#include "fundpool/report.h"

#define B "w8"

static void begin(struct city *city) {
    city_begin(city);
    city_do(city, "root book.open - code=" B "; kind=fund; name=瀑布基金; name_en=W8; chart=fund@1; opened=2019-01-01");
    city_do(city, "zhang party.register - party=LP-G; name=引导; kind=soe; uscc=%s", city_firm(700));
    city_do(city, "zhang party.register - party=GP-1; name=管理人; kind=gp; uscc=%s", city_firm(701));
    city_do(city, "zhang commitment.sign " B " commitment=C; party=LP-G; capacity=GUIDANCE; level=CITY; "
                  "signed_on=2019-12-31; amount=100000000");
}

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

typedef enum fpl_status (*report_fn)(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error);

static void tells(struct city *city, report_fn make, const char *as_of, const char *amount, const char *const *line) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = {.book = FPL_STR(B)};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    if (amount)
        assert_int_equal(fpl_money_parse(fpl_str_of(amount), FPL_UNIT_YUAN, 2, &spec.amount, NULL), FPL_OK);
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(make(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    world_uncut(&buf);
    fpl_buf_addc(&buf, '\0');
    for (; *line; line++)
        if (!strstr(buf.p, *line))
            fail_msg("%s %s: lacks %s\nin: %s", as_of, amount ? amount : "", *line, buf.p);
    fpl_buf_release(&buf);
    fpl_report_free(report);
    fpl_view_close(view);
}

#define TELLS(as_of, amount, ...)                                                                                      \
    tells(&city, fpl_report_waterfall, as_of, amount, (const char *const[]){__VA_ARGS__, NULL})
#define BIND(id, from, growth, catch_up)                                                                               \
    "ren waterfall.bind " B " binding=" id "; from=" from "; hurdle=8/100; growth=" growth "; catch_up=" catch_up      \
    "; carry=1/5; document=协议"
#define SETTLE(id, of, event, day, amount)                                                                             \
    "zhang due.settle " B " settlement=" id "; of=" of "; event=" event "; occurred=" day "; amount=" amount           \
    "; bank_ref=S"

static void test_reports_waterfall__t8(void **state) {
    struct city city;
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day("2023-01-01")};
    struct fpl_report_spec spec = {.book = FPL_STR(B)};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    (void)state;
    begin(&city);
    assert_int_equal(fpl_view_open(city.w.session, &who, &view, &city.error), FPL_OK);
    assert_int_equal(fpl_report_waterfall(view, &spec, &report, &city.error), FPL_E_NOT_FOUND); /* none binds */
    fpl_view_close(view);
    city_do(&city,
            "zhang capital.receive " B " receipt=K; commitment=C; occurred=2020-01-01; amount=100000000; bank_ref=S");
    city_do(&city, BIND("PB-1", "2020-01-01", "COMPOUND", "0"));
    TELLS("2023-01-01", NULL, "未返还本金,100000000.00\r\n", "未付门槛收益,25997764.10\r\n",
          "门槛收益滚算,(100000000 + 0) × (1 + 2/25)^(1096/365) − 100000000 = 25997764.1010…,协议\r\n");
    city_do(&city, BIND("PB-2", "2020-01-01", "SIMPLE", "0"));
    TELLS("2023-01-01", NULL, "未付门槛收益,24021917.81\r\n",
          "门槛收益滚算,0 + 100000000 × 2/25 × 1096/365 = 1753600000/73,协议\r\n");
    TELLS("2023-01-01", "180000000", "第二层：门槛收益,\"min(80000000, 1753600000/73) = 1753600000/73\",协议\r\n",
          "归普通合伙人（业绩报酬）,0 × 0 + 1/5 × 4086400000/73 = 817280000/73,协议\r\n");
    city_do(&city, BIND("PB-3", "2020-01-02", "YEARS", "0"));
    TELLS("2020-01-01", NULL, "PB-2,2020-01-01,");
    TELLS("2023-01-01", "180000000", "PB-3,2020-01-02,", "归出资人,0.00,169194240.00,169194240.00",
          "归普通合伙人（业绩报酬）,0.00,10805760.00,10805760.00");
    city_do(&city, BIND("PB-4", "2020-01-02", "YEARS", "1"));
    TELLS("2023-01-01", "180000000", "归出资人,0.00,164000000.00,164000000.00",
          "第一层：返还本金,0.00,100000000.00,100000000.00", "第二层：门槛收益,0.00,25971200.00,25971200.00",
          "第三层：追补,0.00,6492800.00,6492800.00", "归普通合伙人（业绩报酬）,0.00,16000000.00,16000000.00");
    /* paid out as it says */
    city_do(&city, "zhang distribution.declare " B " distribution=D; commitment=C; occurred=2023-01-01; "
                   "amount=164000000; source=GAIN");
    city_do(&city, SETTLE("Z-1", "DISTRIBUTION", "D", "2023-01-01", "164000000"));
    city_do(&city, "zhang carry.declare " B " carry=Y; kind=CARRY; payee=GP-1; occurred=2023-01-01; amount=17000000; "
                   "document=协议");
    city_do(&city, SETTLE("Z-2", "CARRY", "Y", "2023-01-01", "16000000"));
    /* how it follows: T8 by hand */
    TELLS("2023-01-01", NULL, "2020-01-01,实缴：未返还本金,0 + 100000000 = 100000000,协议\r\n",
          "2023-01-01,门槛收益滚算,Σ × (1 + 2/25)^n − 100000000 = 25971200,协议\r\n",
          "2023-01-01,第一层：返还本金,\"min(180000000, 100000000) = 100000000\",协议\r\n",
          "2023-01-01,第二层：门槛收益,\"min(80000000, 25971200) = 25971200\",协议\r\n",
          "2023-01-01,第三层：追补,\"min(54028800, 1/5 × 25971200 ÷ (1 − 1/5) − 0) = 6492800\",协议\r\n",
          "2023-01-01,第四层：按比例分成,47536000,协议\r\n",
          "2023-01-01,归普通合伙人（业绩报酬）,1 × 6492800 + 1/5 × 47536000 = 16000000,协议\r\n",
          "2023-01-01,归出资人,180000000 − 16000000 = 164000000,协议\r\n",
          "2023-01-01,应回拨的业绩报酬,\"max(0, 16000000 − 1/5 × max(0, 180000000 − 100000000)) = 0\",协议\r\n");
    TELLS("2023-12-31", NULL, "归出资人,164000000.00\r\n", "归普通合伙人（业绩报酬）,16000000.00\r\n",
          "未付门槛收益,0.00\r\n", "应回拨的业绩报酬,0.00\r\n");
    /* a million too much: 17,000,000 of a profit of 81,000,000 is 800,000 above a fifth */
    city_do(&city, SETTLE("Z-3", "CARRY", "Y", "2023-06-30", "1000000"));
    TELLS("2023-12-31", NULL, "分配（含业绩报酬）,181000000.00\r\n", "应回拨的业绩报酬,800000.00\r\n",
          "2023-12-31,应回拨的业绩报酬,\"max(0, 17000000 − 1/5 × max(0, 181000000 − 100000000)) = 800000\",协议\r\n");
    city_do(&city,
            "zhang clawback.claim " B " clawback=H; payer=GP-1; occurred=2023-07-01; amount=1000000; document=算");
    city_do(&city, SETTLE("Z-4", "CLAWBACK", "H", "2023-07-02", "1000000"));
    TELLS("2023-12-31", NULL, "实缴,100000000.00\r\n", "分配（含业绩报酬）,180000000.00\r\n",
          "应回拨的业绩报酬,0.00\r\n");
    TELLS("2023-06-30", NULL, "应回拨的业绩报酬,800000.00\r\n");
    city_verify(&city);
    city_end(&city);
}

static void one_million(struct city *city) {
    begin(city);
    city_do(city, "zhang commitment.sign " B " commitment=S; party=LP-G; capacity=SOCIAL; signed_on=2020-01-01; "
                  "amount=1000000");
    city_do(city,
            "zhang capital.receive " B " receipt=K; commitment=S; occurred=2020-01-02; amount=1000000; bank_ref=S");
}
#define PLAIN(hurdle, catch_up)                                                                                        \
    "ren waterfall.bind " B " binding=PB; from=2020-01-01; hurdle=" hurdle "; growth=SIMPLE; catch_up=" catch_up       \
    "; carry=1/5; document=协议"
#define CARRY(id, kind, payee, day, amount)                                                                            \
    "zhang carry.declare " B " carry=" id "; kind=" kind "; payee=" payee "; occurred=" day "; amount=" amount         \
    "; document=协议"
#define DISTRIBUTE(id, day, amount)                                                                                    \
    "zhang distribution.declare " B " distribution=" id "; commitment=S; occurred=" day "; amount=" amount             \
    "; source=RETURN_OF_CAPITAL"

/* 1,000,000.00 of opening balances and 500,000.00 received are paid in. Of 1,600,000.00 the tiers return 1,500,000.00;
 * 8 % simple is 80,438.36 of 367 days and 40,109.59 of 366, more than what is left: nothing is carry. */
static void test_reports_waterfall__opening_balances(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city,
            "root book.open - code=" B "; kind=fund; name=瀑布基金; name_en=W8; chart=fund@1; opened=2020-01-01");
    city_do(&city, "zhang party.register - party=LP-G; name=引导; kind=soe; uscc=%s", city_firm(700));
    city_do(&city, "zhang opening.post " B " entry=Q-1; occurred=2020-01-01; memo=启用; "
                   "!lines=D100201:1000000 C400103:1000000@LP-G");
    city_do(&city, "zhang commitment.sign " B " commitment=C; party=LP-G; capacity=SOCIAL; signed_on=2020-01-02; "
                   "amount=1000000");
    city_do(&city,
            "zhang capital.receive " B " receipt=K; commitment=C; occurred=2020-01-02; amount=500000; bank_ref=S");
    city_do(&city, PLAIN("8/100", "1"));
    TELLS("2021-01-02", "1600000", "实缴,1500000.00,0.00,1500000.00\r\n",
          "第一层：返还本金,0.00,1500000.00,1500000.00\r\n", "第二层：门槛收益,0.00,100000.00,100000.00\r\n",
          "未付门槛收益,120547.95,-100000.00,20547.95\r\n", "归普通合伙人（业绩报酬）,0.00,0.00,0.00\r\n",
          "应回拨的业绩报酬,0.00,0.00,0.00\r\n");
    city_do(&city, "zhang opening.reverse " B " entry=Q-1; memo=误");
    TELLS("2021-01-02", NULL, "实缴,500000.00\r\n");
    city_verify(&city);
    city_end(&city);
}

/* 200,000.00 of carry is paid before anything went to the investors: they are owed all of it, 10 % on all of it, and
 * the general partner all that it got. Once they have their 1,200,000.00, what was paid early goes through the tiers.
 */
static void test_reports_waterfall__carry_before_its_tier(void **state) {
    struct city city;
    (void)state;
    one_million(&city);
    city_do(&city, PLAIN("10/100", "0"));
    city_do(&city, CARRY("K1", "CARRY", "GP-1", "2020-01-02", "200000"));
    city_do(&city, SETTLE("Y1", "CARRY", "K1", "2020-01-02", "200000"));
    TELLS("2021-01-01", NULL, "分配（含业绩报酬）,200000.00\r\n", "第一层：返还本金,0.00\r\n",
          "先于各层支付的业绩报酬,200000.00\r\n", "归出资人,0.00\r\n", "归普通合伙人（业绩报酬）,0.00\r\n",
          "未返还本金,1000000.00\r\n", "未付门槛收益,100000.00\r\n", "应回拨的业绩报酬,200000.00\r\n");
    /* 1,100,000.00 to make them whole, 200,000.00 that wait and 100,000.00 more are divided 4 to 1 */
    TELLS("2021-01-01", "1200000", "分配（含业绩报酬）,200000.00,1200000.00,1400000.00\r\n",
          "第四层：按比例分成,0.00,300000.00,300000.00\r\n", "先于各层支付的业绩报酬,200000.00,-200000.00,0.00\r\n",
          "归普通合伙人（业绩报酬）,0.00,60000.00,60000.00\r\n", "应回拨的业绩报酬,200000.00,-80000.00,120000.00\r\n");
    city_do(&city, DISTRIBUTE("F1", "2021-01-01", "1000000"));
    city_do(&city, SETTLE("Y2", "DISTRIBUTION", "F1", "2021-01-01", "1000000"));
    TELLS("2021-01-01", NULL, "未返还本金,0.00\r\n", "未付门槛收益,100000.00\r\n",
          "先于各层支付的业绩报酬,200000.00\r\n");
    city_do(&city, DISTRIBUTE("F2", "2021-01-02", "100000"));
    city_do(&city, SETTLE("Y3", "DISTRIBUTION", "F2", "2021-01-02", "100000"));
    TELLS("2021-01-02", NULL, "未付门槛收益,0.00\r\n", "第四层：按比例分成,200000.00\r\n",
          "归普通合伙人（业绩报酬）,40000.00\r\n", "应回拨的业绩报酬,140000.00\r\n");
    city_verify(&city);
    city_end(&city);
}

/* A profit of 200,000.00 and 100,000.00 of carry, of which 60,000.00 are too much. Exactly that is claimed, which the
 * report says, and collected: nothing more is asked for, before it is paid out again and after. What is conceded to an
 * investor was paid to the investors. */
static void test_reports_waterfall__clawed_back(void **state) {
    struct city city;
    (void)state;
    one_million(&city);
    city_do(&city, PLAIN("0", "1"));
    city_do(&city, DISTRIBUTE("F1", "2021-01-02", "1100000"));
    city_do(&city, SETTLE("Y1", "DISTRIBUTION", "F1", "2021-01-02", "1100000"));
    city_do(&city, CARRY("K1", "CARRY", "GP-1", "2021-01-02", "100000"));
    city_do(&city, SETTLE("Y2", "CARRY", "K1", "2021-01-02", "100000"));
    TELLS("2022-01-02", NULL, "应回拨的业绩报酬,60000.00\r\n");
    city_do(&city, "zhang clawback.claim " B " clawback=H; payer=GP-1; occurred=2021-06-01; amount=60000; document=算");
    TELLS("2022-01-02", NULL, "应回拨的业绩报酬,60000.00\r\n其中已确认、尚未收到,60000.00\r\n");
    city_do(&city, SETTLE("Y3", "CLAWBACK", "H", "2021-07-01", "60000"));
    TELLS("2022-01-02", NULL, "分配（含业绩报酬）,1140000.00\r\n", "应回拨的业绩报酬,0.00\r\n");
    TELLS("2021-06-30", NULL, "应回拨的业绩报酬,60000.00\r\n");
    city_do(&city, DISTRIBUTE("F2", "2021-08-01", "10000"));
    city_do(&city, SETTLE("Y4", "DISTRIBUTION", "F2", "2021-08-01", "10000"));
    TELLS("2022-01-02", NULL, "应回拨的业绩报酬,0.00\r\n");
    TELLS("2022-01-02", "50000", "分配（含业绩报酬）,1150000.00,50000.00,1200000.00\r\n",
          "应回拨的业绩报酬,0.00,0.00,0.00\r\n");
    city_do(&city, "zhang journal.post " B " occurred=2021-08-01; memo=息; !lines=D100201:50000 C6011:50000");
    city_do(&city, CARRY("K2", "CONCESSION", "LP-G", "2021-08-02", "50000"));
    city_do(&city, SETTLE("Y5", "CONCESSION", "K2", "2021-08-02", "50000"));
    TELLS("2022-01-02", NULL, "分配（含业绩报酬）,1200000.00\r\n");
    tells(&city, fpl_report_performance, "2022-01-02", NULL,
          (const char *const[]){"引导,1000000.00,1160000.00,", NULL}); /* 1,110,000.00 and the concession */
    city_verify(&city);
    city_end(&city);
}

#define RECOGNISE(id, situation, day, amount, more)                                                                    \
    "zhang reinvest.recognise " B " recognition=" id "; firm=F-1; situation=" situation "; occurred=" day              \
    "; amount=" amount "; document=函" more
#define REVOKE(id, of, day)                                                                                            \
    "zhang reinvest.revoke " B " revocation=" id "; recognition=" of "; occurred=" day "; document=迁出"
#define REINVEST(as_of, ...) tells(&city, fpl_report_reinvest, as_of, NULL, (const char *const[]){__VA_ARGS__, NULL})

/* Guidance money of 20,000,000 at 1.5 is 30,000,000; 18,000,000 local, 9,000,000 moved in and 6,000,000 of affiliates
 * are 110 %; the one who moved in leaves in the third year of five: 80 %. */
static void test_reports_waterfall__t17_reinvestment(void **state) {
    struct city city;
    (void)state;
    begin(&city);
    city_do(&city, "zhang party.register - party=F-1; name=企业; kind=firm; uscc=%s", city_firm(702));
    city_do(&city,
            "zhang capital.receive " B " receipt=K; commitment=C; occurred=2020-01-01; amount=20000000; bank_ref=S");
    city_do(&city, "ren reinvest.bind " B
                   " binding=FT-1; from=2020-01-01; times=1.5; base=PAID_IN; affiliates=Y; document=协议");
    REINVEST("2020-06-01", "20000000.00,引导基金实缴,1.5000,30000000.00,0.00,0.0000,30000000.00,未达标");
    city_do(&city, RECOGNISE("R-1", "REGISTERED", "2021-01-01", "12000000", "; multiplier=1.5"));
    city_do(&city, RECOGNISE("R-2", "MOVED_IN", "2021-02-28", "9000000", "; lock_years=5"));
    city_do(&city, RECOGNISE("R-3", "AFFILIATE", "2021-03-01", "6000000", ""));
    REINVEST("2023-01-01", "30000000.00,33000000.00,110.0000,0.00,达标", "本地注册,18000000.00", "迁入,9000000.00");
    city_no(&city, FPL_E_DATE_ORDER, REVOKE("X-1", "R-2", "2021-02-27"));
    city_no(&city, FPL_E_REINVEST_FREE,
            REVOKE("X-1", "R-2", "2026-03-01")); /* held until 2026-02-28, that day included */
    city_no(&city, FPL_E_NOT_FOUND, REVOKE("X-1", "R-9", "2023-05-01"));
    city_no(&city, FPL_E_REINVEST_YEARS, RECOGNISE("R-4", "LANDED", "2021-03-01", "1", "; lock_years=51"));
    city_do(&city, REVOKE("X-1", "R-2", "2023-05-01"));
    city_no(&city, FPL_E_REVERSED, REVOKE("X-2", "R-2", "2023-05-02"));
    city_no(&city, FPL_E_LATER, "zhang recognition.reverse " B " recognition=R-2; memo=误");
    REINVEST("2023-12-31", "30000000.00,24000000.00,80.0000,6000000.00,未达标", "已撤销（迁出），不计入,9000000.00");
    REINVEST("2023-01-01", "30000000.00,33000000.00,110.0000,0.00,达标"); /* as it stood */
    city_do(&city, "ren reinvest.bind " B
                   " binding=FT-2; from=2024-01-01; times=1; base=COMMITTED; affiliates=N; document=补充");
    REINVEST("2024-01-01", "100000000.00,引导基金认缴,1.0000,100000000.00,18000000.00,18.0000,82000000.00,未达标");
    city_do(&city, "zhang revocation.reverse " B " revocation=X-1; memo=误");
    REINVEST("2023-12-31", "30000000.00,33000000.00,110.0000,0.00,达标");
    city_do(&city, REVOKE("X-3", "R-2", "2026-02-28"));
    city_do(&city, "zhang recognition.reverse " B " recognition=R-1; memo=误");
    REINVEST("2026-02-28", "100000000.00,0.00,0.0000,");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reports_waterfall__t8),
                                       cmocka_unit_test(test_reports_waterfall__opening_balances),
                                       cmocka_unit_test(test_reports_waterfall__carry_before_its_tier),
                                       cmocka_unit_test(test_reports_waterfall__clawed_back),
                                       cmocka_unit_test(test_reports_waterfall__t17_reinvestment)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
