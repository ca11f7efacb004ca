/* Fees paid beyond income and interest are an advance of principal (E08), refilled as income comes (E09). */
#include "fund_sums.h"
#include "fundpool/report.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static void tells(struct city *city, const char *line, int has) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_report_spec spec = {.book = FPL_STR(B)};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_report_fund(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    fpl_buf_addc(&buf, '\0');
    if ((strstr(buf.p, line) != NULL) != has)
        fail_msg("%s %s\nin: %s", has ? "lacks" : "has", line, buf.p);
    fpl_buf_release(&buf);
    fpl_report_free(report);
    fpl_view_close(view);
}

#define FEE(id, kind, day, amount) "zhang fee.accrue " B " fee=" id "; kind=" kind "; occurred=" day "; amount=" amount
#define RULE(id, from, source)     "ren fee.bind " B " binding=" id "; from=" from "; source=" source "; document=协议"
#define REFILL(id, day, amount)    "zhang advance.refill " B " refill=" id "; occurred=" day "; amount=" amount
#define END                        "2026-12-31"

static void begin(struct city *city) {
    found(city);
    city_do(city, SIGN("C-S", "LP-S", "SOCIAL", "1000"));
    city_do(city, PAY_IN("K-S", "C-S", "1000"));
    city_do(city, DEAL("P1", "F-1", "2023-04-10", "100", ""));
}

static void test_fund_advance__and_refilled(void **state) {
    struct city city;
    (void)state;
    begin(&city);
    city_do(&city, RULE("FG-1", "2023-01-01", "INCOME"));
    city_do(&city, FEE("Y-1", "MANAGEMENT", "2023-06-30", "30"));
    city_do(&city, SETTLE("ZF-1", "FEE", "Y-1", "2023-07-10", "30")); /* no income yet */
    is(&city, "9007", NULL, END, "30.00");
    is(&city, "9107", NULL, END, "-30.00");
    no(&city, FPL_E_ADVANCE, "0.00", "0.01", REFILL("BH-1", "2023-08-01", "0.01"));
    city_do(&city, "zhang dividend.record " B " dividend=G-1; firm=F-1; occurred=2023-08-01; amount=20; paid=RECEIVED");
    no(&city, FPL_E_ADVANCE, "20.00", "20.01", REFILL("BH-1", "2023-08-01", "20.01"));
    city_do(&city, REFILL("BH-1", "2023-08-01", "20"));
    is(&city, "9007", NULL, END, "10.00");
    city_do(&city, VALUE("V-1", "F-1", "2023-09-01", "150")); /* is no income until it is realised */
    no(&city, FPL_E_ADVANCE, "0.00", "1.00", REFILL("BH-2", "2023-09-01", "1"));
    city_do(&city, FEE("Y-2", "CUSTODY", "2023-09-30", "8"));
    city_do(&city, SETTLE("ZF-2", "FEE", "Y-2", "2023-10-10", "5"));
    is(&city, "9007", NULL, END, "15.00");
    city_do(&city, EXIT("X-1", "F-1", "2023-10-15", "whole=Y", "112", "RECEIVED")); /* 12.00 above cost */
    city_do(&city, SETTLE("ZF-3", "FEE", "Y-2", "2023-10-20", "3"));                /* out of that */
    is(&city, "9007", NULL, END, "15.00");
    tells(&city, "预支,ZF-1,2023-07-10,30.00,0.00", 1);
    tells(&city, "补回,BH-1,2023-08-01,0.00,20.00", 1);
    tells(&city, "15.00,9.00", 1);
    city_do(&city, REFILL("BH-2", "2023-10-21", "9"));
    is(&city, "9007", NULL, END, "6.00");
    city_do(&city, "zhang journal.post " B " occurred=2023-12-31; memo=结转; !lines=D611102:20 D6101:50 C611101:38 "
                   "C6403:30 C6404:8 D4103:6");
    no(&city, FPL_E_ADVANCE, "0.00", "0.01",
       REFILL("BH-3", "2023-12-31", "0.01")); /* carried, and nothing has changed */
    no(&city, FPL_E_LATER, "advance.refilled", NULL, "zhang settlement.reverse " B " settlement=ZF-1; memo=误");
    city_do(&city, "zhang refill.reverse " B " refill=BH-2; memo=误");
    city_do(&city, "zhang refill.reverse " B " refill=BH-1; memo=误");
    is(&city, "9007", NULL, END, "35.00");
    city_do(&city, "zhang settlement.reverse " B " settlement=ZF-1; memo=误");
    is(&city, "9007", NULL, END, "5.00");
    tells(&city, "预支,ZF-1", 0);
    city_verify(&city);
    city_end(&city);
}

/* Only where a rule asks, and on the days that it binds; a payment advances no more than itself. */
static void test_fund_advance__where_a_rule_asks(void **state) {
    struct city city;
    (void)state;
    begin(&city);
    city_do(&city, FEE("Y-1", "MANAGEMENT", "2023-06-30", "30"));
    city_do(&city, SETTLE("ZF-1", "FEE", "Y-1", "2023-07-10", "10"));
    is(&city, "9007", NULL, END, "0.00");
    tells(&city, "待补回", 0);
    city_do(&city, RULE("FG-2", "2024-01-01", "ANY"));
    city_do(&city, RULE("FG-1", "2023-08-01", "INCOME"));
    city_do(&city, SETTLE("ZF-2", "FEE", "Y-1", "2023-12-31",
                          "5")); /* 15.00 beyond income by now, 10.00 of it before the rule */
    is(&city, "9007", NULL, END, "5.00");
    city_do(&city, SETTLE("ZF-3", "FEE", "Y-1", "2024-01-01", "5"));
    is(&city, "9007", NULL, END, "5.00");
    city_do(&city, RULE("FG-3", "2025-01-01", "INCOME"));
    city_do(&city, "zhang dividend.record " B " dividend=G-1; firm=F-1; occurred=2025-01-05; amount=18; paid=RECEIVED");
    city_do(&city, SETTLE("ZF-4", "FEE", "Y-1", "2025-01-10", "5")); /* 7.00 beyond income, 5.00 stand: 2.00 more */
    is(&city, "9007", NULL, END, "7.00");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fund_advance__and_refilled),
                                       cmocka_unit_test(test_fund_advance__where_a_rule_asks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
