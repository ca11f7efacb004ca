/* What a fund held before the ledger, taken on with its fair-value change: what is valued and sold afterwards moves the
 * books from there. And what opening balances may not hold, because no event could ever settle it. */
#include "fund_sums.h"
#include "fundpool/event.h"
#include "fundpool/report.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

typedef enum fpl_status (*report_fn)(struct fpl_view *, const struct fpl_report_spec *, struct fpl_report **,
                                     struct fpl_error *);

static void report_tells(struct city *city, report_fn ask, enum fpl_format format, const char *line) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_report_spec spec = {.book = FPL_STR(B)};
    struct fpl_render how = {.format = format, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(ask(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    fpl_buf_addc(&buf, '\0');
    if (!strstr(buf.p, line))
        fail_msg("lacks %s\nin: %s", line, buf.p);
    fpl_buf_release(&buf);
    fpl_report_free(report);
    fpl_view_close(view);
}

static void tells(struct city *city, enum fpl_format format, const char *line) {
    report_tells(city, fpl_report_takeon, format, line);
}

#define OPENING(lines) "zhang opening.post " B " occurred=2023-01-01; memo=启用; !lines=" lines
#define TAKEN_ON       "; !take_on=1"

static void register_firm(struct city *city) {
    city_do(city, "zhang party.register - party=F-1; name=名F-1; kind=investee; uscc=%s", city_firm(3));
}

/* Cost 1,000,000.00, carried at 1,200,000.00 when the book was opened. Half of it is sold: 500,000.00 and 100,000.00
 * leave. The rest is valued at 550,000.00, 50,000.00 above its cost, and sold whole: nothing is left on either. */
static void test_fund_takeon__fair_value(void **state) {
    static const char *const end = "2024-12-31";
    struct city city;
    (void)state;
    found(&city);
    register_firm(&city);
    city_do(&city, OPENING("D100201:500000 D110101:1000000@F-1#T1 D110102:200000@F-1#T1 C400103:1700000@LP-S"));
    city_do(&city, DEAL("T1", "F-1", "2022-03-01", "1000000", TAKEN_ON));
    tells(&city, FPL_FORMAT_TABLE, "承接与期初余额逐行相符");
    tells(&city, FPL_FORMAT_CSV, "F-1,F-1,名F-1,0.00,200000.00,-200000.00");
    tells(&city, FPL_FORMAT_TABLE, "承接与期初余额不符，差额见上");
    tells(&city, FPL_FORMAT_JSON, "TAKE_ON_VALUATION");
    city_no(&city, FPL_E_TAKE_ON_DAY, VALUE("V-0", "F-1", "2023-01-01", "1200000") TAKEN_ON);
    city_no(&city, FPL_E_DATE_ORDER, VALUE("V-0", "F-1", "2022-12-31", "1200000"));
    city_no(&city, FPL_E_FAIR_OPENING, VALUE("V-0", "F-1", "2023-12-31", "1200000"));
    assert_string_equal(city.error.arg[0], "200000.00");
    assert_string_equal(city.error.arg[1], "0.00");
    city_no(&city, FPL_E_FAIR_OPENING, EXIT("X-1", "F-1", "2024-06-01", "shares=500", "300000", "RECEIVED"));
    city_no(&city, FPL_E_FAIR_OPENING, WRITE_OFF("W-1", "F-1", "2024-06-01", "0"));
    city_do(&city, VALUE("V-0", "F-1", "2022-12-31", "1200000") TAKEN_ON);
    tells(&city, FPL_FORMAT_CSV, "F-1,F-1,名F-1,200000.00,200000.00,0.00");
    is(&city, "110102", "F-1", end, "200000.00");
    is(&city, "6101", NULL, end, "0.00");
    city_do(&city, EXIT("X-1", "F-1", "2024-06-01", "shares=500", "300000", "RECEIVED"));
    is(&city, "110101", "F-1", end, "500000.00");
    is(&city, "110102", "F-1", end, "100000.00");
    city_do(&city, VALUE("V-1", "F-1", "2024-06-30", "550000"));
    is(&city, "1101", "F-1", end, "550000.00");
    city_do(&city, EXIT("X-2", "F-1", "2024-07-01", "whole=Y", "700000", "RECEIVED"));
    is(&city, "1101", "F-1", end, "0.00");
    is(&city, "110102", "F-1", end, "0.00");
    is(&city, "611101", NULL, end, "150000.00"); /* -300,000.00 on the first half, 150,000.00 on the other */
    city_do(&city, "zhang exit.reverse " B " exit=X-2; memo=误");
    city_do(&city, "zhang valuation.reverse " B " valuation=V-1; memo=误");
    city_no(&city, FPL_E_LATER, "zhang valuation.reverse " B " valuation=V-0; memo=误");
    city_do(&city, "zhang exit.reverse " B " exit=X-1; memo=误");
    city_do(&city, "zhang valuation.reverse " B " valuation=V-0; memo=误");
    is(&city, "110102", "F-1", end, "200000.00");
    is(&city, "6101", NULL, end, "0.00");
    tells(&city, FPL_FORMAT_CSV, "F-1,F-1,名F-1,0.00,200000.00,-200000.00");
    city_do(&city, VALUE("V-2", "F-1", "2022-12-31", "1200000") TAKEN_ON);
    city_do(&city, VALUE("V-3", "F-1", "2023-12-31", "1000000"));
    is(&city, "110102", "F-1", end, "0.00");
    is(&city, "6101", NULL, end, "200000.00");
    city_verify(&city);
    city_end(&city);
}

/* The other way round: taken on, and in no opening balance. */
static void test_fund_takeon__fair_value_without_opening(void **state) {
    struct city city;
    (void)state;
    found(&city);
    register_firm(&city);
    city_do(&city, OPENING("D110101:1000000@F-1#T1 C400103:1000000@LP-S"));
    city_do(&city, DEAL("T1", "F-1", "2022-03-01", "1000000", TAKEN_ON));
    city_do(&city, VALUE("V-0", "F-1", "2022-12-31", "900000") TAKEN_ON);
    no(&city, FPL_E_FAIR_OPENING, "0.00", "-100000.00", VALUE("V-1", "F-1", "2023-06-30", "800000"));
    city_do(&city, OPENING("C110102:100000@F-1#T1 D410415:100000"));
    city_do(&city, VALUE("V-1", "F-1", "2023-06-30", "800000"));
    is(&city, "1101", "F-1", "2023-12-31", "800000.00");
    city_verify(&city);
    city_end(&city);
}

/* A note of 900,000.00, of which 300,000.00 came back with interest before the book was opened, and another that no
 * opening balance has. What is left is paid back, and no more. */
#define NOTE(id, day, amount)                                                                                          \
    "zhang deal.record " B " deal=" id "; firm=F-1; firm_name=名F-1; paid_date=" day "; amount=" amount                \
    "; instrument=CONVERTIBLE" TAKEN_ON
#define REDEEM(id, day, amount, more)                                                                                  \
    "zhang convertible.redeem " B " redemption=" id "; deal=N1; occurred=" day "; amount=" amount "; bank_ref=S" more
static void test_fund_takeon__convertible(void **state) {
    struct city city;
    (void)state;
    found(&city);
    register_firm(&city);
    city_do(&city, OPENING("D1501:600000@F-1#N1 C400103:600000@LP-S"));
    city_do(&city, NOTE("N1", "2022-03-01", "900000"));
    tells(&city, FPL_FORMAT_CSV, "N1,F-1,名F-1,900000.00,600000.00,300000.00");
    city_do(&city, REDEEM("H-0", "2022-09-01", "300000", "; interest=9000" TAKEN_ON));
    tells(&city, FPL_FORMAT_CSV, "N1,F-1,名F-1,600000.00,600000.00,0.00");
    is(&city, "6011", NULL, "2024-12-31", "0.00");
    is(&city, "100201", NULL, "2024-12-31", "0.00");
    report_tells(&city, fpl_report_fund, FPL_FORMAT_CSV,
                 "N1,F-1,名F-1,2022-03-01,,900000.00,0.00,0.00,300000.00,9000.00,600000.00,");
    report_tells(&city, fpl_report_performance, FPL_FORMAT_CSV, "F-1,名F-1,900000.00,309000.00,");
    city_do(&city, NOTE("N2", "2022-09-02", "5"));
    tells(&city, FPL_FORMAT_CSV, "N2,F-1,名F-1,5.00,0.00,5.00");
    city_do(&city, "zhang deal.reverse " B " deal=N2; memo=误");
    city_do(&city, "zhang redemption.reverse " B " redemption=H-0; memo=误");
    tells(&city, FPL_FORMAT_CSV, "N1,F-1,名F-1,900000.00,600000.00,300000.00");
    city_do(&city, REDEEM("H-1", "2022-09-01", "300000", TAKEN_ON));
    no(&city, FPL_E_HELD, "600000.00", "600000.01", REDEEM("H-2", "2023-09-01", "600000.01", ""));
    city_do(&city, REDEEM("H-2", "2023-09-01", "600000", ""));
    is(&city, "1501", "F-1", "2024-12-31", "0.00");
    city_verify(&city);
    city_end(&city);
}

/* Before the book was opened: 2,000,000.00 committed and 1,200,000.00 paid in; 1,000,000.00 put into a firm, half of it
 * sold for 400,000.00, of which 100,000.00 came in; a dividend of 20,000.00 declared; 50,000.00 distributed, a fee of
 * 7,000.00 and carried interest of 3,000.00 not paid. */
static void take_dues_on(struct city *city) {
    register_firm(city);
    city_do(city, OPENING("D100201:500000 D110101:500000@F-1#T1 D122101:300000@F-1#X-0 D1131:20000@F-1#G-0 "
                          "C2232:50000@LP-S#P-0 C224101:7000#Y-0 C224106:3000@GP-1#J-0 C400103:1200000@LP-S "
                          "C410415:60000 D9001:800000@LP-S C9101:800000"));
    city_do(city, "zhang commitment.sign " B " commitment=C-S; party=LP-S; capacity=SOCIAL; signed_on=2022-01-05; "
                  "amount=2000000" TAKEN_ON);
    city_do(city, "zhang capital.receive " B " receipt=K-S; commitment=C-S; occurred=2022-02-01; amount=1200000; "
                  "bank_ref=S" TAKEN_ON);
    city_do(city, DEAL("T1", "F-1", "2022-03-01", "1000000", TAKEN_ON));
    city_do(city, EXIT("X-0", "F-1", "2022-06-01", "shares=500", "400000", "DUE") TAKEN_ON);
    city_do(city, SETTLE("S-0", "EXIT", "X-0", "2022-07-01", "100000") TAKEN_ON);
    city_do(city, "zhang dividend.record " B " dividend=G-0; firm=F-1; occurred=2022-12-01; amount=20000; "
                  "paid=DECLARED" TAKEN_ON);
    city_do(city, "zhang distribution.declare " B " distribution=P-0; commitment=C-S; occurred=2022-12-20; "
                  "amount=50000; source=GAIN" TAKEN_ON);
    city_do(city, "zhang fee.accrue " B " fee=Y-0; kind=MANAGEMENT; occurred=2022-12-31; amount=7000" TAKEN_ON);
    city_do(city, "zhang carry.declare " B " carry=J-0; kind=CARRY; payee=GP-1; occurred=2022-12-31; amount=3000; "
                  "document=协议" TAKEN_ON);
}

static void test_fund_takeon__dues(void **state) {
    static const char *const end = "2023-12-31";
    static const char *const due[][4] = {{"EXIT", "X-0", "300000", "122101"},
                                         {"DIVIDEND", "G-0", "20000", "1131"},
                                         {"DISTRIBUTION", "P-0", "50000", "2232"},
                                         {"FEE", "Y-0", "7000", "224101"},
                                         {"CARRY", "J-0", "3000", "224106"}};
    struct city city;
    (void)state;
    found(&city);
    take_dues_on(&city);
    tells(&city, FPL_FORMAT_CSV, "F-1,F-1,名F-1,500000.00,500000.00,0.00"); /* the tranche less what was sold of it */
    tells(&city, FPL_FORMAT_CSV, "122101,X-0,F-1,名F-1,300000.00,300000.00,0.00");
    tells(&city, FPL_FORMAT_CSV, "1131,G-0,F-1,名F-1,20000.00,20000.00,0.00");
    tells(&city, FPL_FORMAT_CSV, "2232,P-0,LP-S,LP-S名,50000.00,50000.00,0.00");
    tells(&city, FPL_FORMAT_CSV, "224101,Y-0,,,7000.00,7000.00,0.00");
    tells(&city, FPL_FORMAT_CSV, "224106,J-0,GP-1,GP-1名,3000.00,3000.00,0.00");
    tells(&city, FPL_FORMAT_CSV, "LP-S,LP-S,LP-S名,800000.00,800000.00,0.00,1200000.00,1200000.00,0.00");
    is(&city, "1221", NULL, end, "300000.00");
    is(&city, "9001", "LP-S", end, "800000.00");
    city_no(&city, FPL_E_TAKE_ON_DAY, SETTLE("S-1", "EXIT", "X-0", "2023-01-01", "1") TAKEN_ON);
    no(&city, FPL_E_DUE, "300000.00", "300000.01", SETTLE("S-1", "EXIT", "X-0", "2023-02-01", "300000.01"));
    for (int i = 0; i < 5; i++) {
        city_do(&city,
                "zhang due.settle " B " settlement=Z-%d; of=%s; event=%s; occurred=2023-02-01; amount=%s; bank_ref=S",
                i, due[i][0], due[i][1], due[i][2]);
        is(&city, due[i][3], NULL, end, "0.00");
    }
    is(&city, "100201", NULL, end, "760000.00");
    /* each flow on its own day: nothing of the opening 1,200,000.00 counts twice */
    report_tells(&city, fpl_report_performance, FPL_FORMAT_CSV,
                 "t6,CNY,2022,净（出资人）,1200000.00,50000.00,1260000.00,0.041666,1.050000,1.091666,1.9030,");
    report_tells(&city, fpl_report_performance, FPL_FORMAT_CSV,
                 "F-1,名F-1,1000000.00,420000.00,500000.00,0.420000,0.500000,0.920000,");
    city_do(&city, "ren waterfall.bind " B " binding=PB; from=2023-01-01; hurdle=8%%; growth=SIMPLE; catch_up=100%%; "
                   "carry=20%%; document=协议");
    report_tells(&city, fpl_report_waterfall, FPL_FORMAT_CSV, "\n实缴,1200000.00,");
    city_do(&city, PAY_IN("K-2", "C-S", "800000"));
    city_no(&city, FPL_E_UNFUNDED, PAY_IN("K-3", "C-S", "0.01"));
    city_no(&city, FPL_E_LATER, "zhang exit.reverse " B " exit=X-0; memo=误");
    city_do(&city, "zhang settlement.reverse " B " settlement=Z-1; memo=误");
    city_do(&city, "zhang dividend.reverse " B " dividend=G-0; memo=误");
    tells(&city, FPL_FORMAT_CSV, "1131,G-0,F-1,名F-1,0.00,20000.00,-20000.00");
    city_do(&city, "zhang settlement.reverse " B " settlement=Z-0; memo=误");
    city_do(&city, "zhang settlement.reverse " B " settlement=S-0; memo=误");
    tells(&city, FPL_FORMAT_CSV, "122101,X-0,F-1,名F-1,400000.00,300000.00,100000.00");
    city_do(&city, "zhang exit.reverse " B " exit=X-0; memo=误");
    tells(&city, FPL_FORMAT_CSV, "122101,X-0,F-1,名F-1,0.00,300000.00,-300000.00");
    tells(&city, FPL_FORMAT_CSV, "F-1,F-1,名F-1,1000000.00,500000.00,500000.00");
    city_verify(&city);
    city_end(&city);
}

/* By account: what a pool has decided to pay. Everything else that is controlled stands open, for its items are taken
 * on. */
static enum fpl_status count_brought(void *ctx, const struct fpl_account *account) {
    static const char *const settled[] = {"224105"};
    const struct fpl_event *brings = NULL;
    int is = 0;
    if (account->control)
        brings = fpl_event_brings(*(enum fpl_book_kind *)ctx, fpl_str_of(account->code), account->side);
    for (size_t i = 0; i < sizeof settled / sizeof settled[0]; i++)
        is = is || strcmp(account->code, settled[i]) == 0;
    if (is != (brings != NULL))
        fail_msg("%s: %s", account->code, brings ? brings->kind : "no event");
    return FPL_OK;
}

static void test_fund_takeon__settled_by_item(void **state) {
    enum fpl_book_kind fund = FPL_BOOK_FUND, pool = FPL_BOOK_POOL;
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    struct city city;
    (void)state;
    found(&city);
    city_no(&city, FPL_E_OPENING_ITEM,
            "zhang opening.post p occurred=2025-01-01; memo=启用; !lines=D100203:5 C224105:5@BK-1#L1");
    assert_string_equal(city.error.arg[0], "224105");
    assert_string_equal(city.error.arg[1], "claim approve");
    assert_string_equal(city.error.field, "account");
    city_do(&city, OPENING("D100201:5 C400103:5@LP-S")); /* and D 9001, of which any event of the party takes off */
    city_do(&city, OPENING("D9001:9@LP-S C9101:9"));
    const int32_t of[] = {city_book(&city, B), city_book(&city, "p")};
    assert_int_equal(fpl_view_open(city.w.session, &who, &view, &city.error), FPL_OK);
    assert_int_equal(fpl_read_accounts(view, of[0], count_brought, &fund, &city.error), FPL_OK);
    assert_int_equal(fpl_read_accounts(view, of[1], count_brought, &pool, &city.error), FPL_OK);
    fpl_view_close(view);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_takeon__convertible), cmocka_unit_test(test_fund_takeon__fair_value),
        cmocka_unit_test(test_fund_takeon__fair_value_without_opening), cmocka_unit_test(test_fund_takeon__dues),
        cmocka_unit_test(test_fund_takeon__settled_by_item)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
