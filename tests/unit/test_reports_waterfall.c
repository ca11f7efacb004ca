/* The waterfall on the books: fund rules §6, T8, before and after it is paid out, and a clawback. */
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

static void tells(struct city *city, const char *as_of, const char *amount, const char *const *line) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = {.book = FPL_STR(B)};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    if (amount)
        assert_int_equal(fpl_money_parse(fpl_str_of(amount), FPL_UNIT_YUAN, 2, &spec.amount, NULL), FPL_OK);
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_report_waterfall(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    fpl_buf_addc(&buf, '\0');
    for (; *line; line++)
        if (!strstr(buf.p, *line))
            fail_msg("%s %s: lacks %s\nin: %s", as_of, amount ? amount : "", *line, buf.p);
    fpl_buf_release(&buf);
    fpl_report_free(report);
    fpl_view_close(view);
}

#define TELLS(as_of, amount, ...) tells(&city, as_of, amount, (const char *const[]){__VA_ARGS__, NULL})
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
    TELLS("2023-01-01", NULL, "未返还本金,100000000.00\r\n", "未付门槛收益,25997764.10\r\n");
    city_do(&city, BIND("PB-2", "2020-01-01", "SIMPLE", "0"));
    TELLS("2023-01-01", NULL, "未付门槛收益,24021917.81\r\n");
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
    TELLS("2023-12-31", NULL, "归出资人,164000000.00\r\n", "归普通合伙人（业绩报酬）,16000000.00\r\n",
          "未付门槛收益,0.00\r\n", "应回拨的业绩报酬,0.00\r\n");
    /* a million too much: 17,000,000 of a profit of 81,000,000 is 800,000 above a fifth */
    city_do(&city, SETTLE("Z-3", "CARRY", "Y", "2023-06-30", "1000000"));
    TELLS("2023-12-31", NULL, "分配（含业绩报酬）,181000000.00\r\n", "应回拨的业绩报酬,800000.00\r\n");
    city_do(&city,
            "zhang clawback.claim " B " clawback=H; payer=GP-1; occurred=2023-07-01; amount=1000000; document=算");
    city_do(&city, SETTLE("Z-4", "CLAWBACK", "H", "2023-07-02", "1000000"));
    TELLS("2023-12-31", NULL, "实缴,100000000.00\r\n", "分配（含业绩报酬）,180000000.00\r\n",
          "应回拨的业绩报酬,0.00\r\n");
    TELLS("2023-06-30", NULL, "应回拨的业绩报酬,800000.00\r\n");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reports_waterfall__t8)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
