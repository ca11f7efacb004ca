/* What a fund held before the ledger, taken on with its fair-value change: what is valued and sold afterwards moves the
 * books from there. And what opening balances may not hold, because no event could ever settle it. */
#include "fund_sums.h"
#include "fundpool/event.h"
#include "fundpool/report.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static void tells(struct city *city, enum fpl_format format, const char *line) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_report_spec spec = {.book = FPL_STR(B)};
    struct fpl_render how = {.format = format, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_report_takeon(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    fpl_buf_addc(&buf, '\0');
    if (!strstr(buf.p, line))
        fail_msg("lacks %s\nin: %s", line, buf.p);
    fpl_buf_release(&buf);
    fpl_report_free(report);
    fpl_view_close(view);
}

#define OPENING(lines) "zhang opening.post " B " occurred=2023-01-01; memo=启用; !lines=" lines
#define TAKEN_ON       "; !take_on=1"

/* Cost 1,000,000.00, carried at 1,200,000.00 when the book was opened. Half of it is sold: 500,000.00 and 100,000.00
 * leave. The rest is valued at 550,000.00, 50,000.00 above its cost, and sold whole: nothing is left on either. */
static void test_fund_takeon__fair_value(void **state) {
    static const char *const end = "2024-12-31";
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, "zhang party.register - party=F-1; name=名; kind=investee; uscc=%s", city_firm(3));
    city_do(&city, OPENING("D100201:500000 D110101:1000000@F-1#T1 D110102:200000@F-1#T1 C400103:1700000@LP-S"));
    city_do(&city, DEAL("T1", "F-1", "2022-03-01", "1000000", TAKEN_ON));
    tells(&city, FPL_FORMAT_TABLE, "承接与期初余额逐行相符");
    tells(&city, FPL_FORMAT_CSV, "F-1,F-1,名,0.00,200000.00,-200000.00");
    tells(&city, FPL_FORMAT_TABLE, "承接与期初余额不符，差额见上");
    tells(&city, FPL_FORMAT_JSON, "TAKE_ON_VALUATION");
    city_no(&city, FPL_E_TAKE_ON_DAY, VALUE("V-0", "F-1", "2023-01-01", "1200000") TAKEN_ON);
    city_no(&city, FPL_E_DATE_ORDER, VALUE("V-0", "F-1", "2022-12-31", "1200000"));
    city_do(&city, VALUE("V-0", "F-1", "2022-12-31", "1200000") TAKEN_ON);
    tells(&city, FPL_FORMAT_CSV, "F-1,F-1,名,200000.00,200000.00,0.00");
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
    tells(&city, FPL_FORMAT_CSV, "F-1,F-1,名,0.00,200000.00,-200000.00");
    city_do(&city, VALUE("V-2", "F-1", "2022-12-31", "1200000") TAKEN_ON);
    city_do(&city, VALUE("V-3", "F-1", "2023-12-31", "1000000"));
    is(&city, "110102", "F-1", end, "0.00");
    is(&city, "6101", NULL, end, "200000.00");
    city_verify(&city);
    city_end(&city);
}

/* By account: what a fund or a pool is paid, or pays, item by item. Everything else that is controlled stands open. */
static enum fpl_status count_brought(void *ctx, const struct fpl_account *account) {
    static const char *const settled[] = {"1131", "122101", "2232", "224105"};
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

static void no_opening(struct city *city, const char *code, const char *command, const char *lines) {
    city_no(city, FPL_E_OPENING_ITEM, OPENING("%s"), lines);
    assert_string_equal(city->error.arg[0], code);
    assert_string_equal(city->error.arg[1], command);
    assert_string_equal(city->error.field, "account");
}

static void test_fund_takeon__settled_by_item(void **state) {
    enum fpl_book_kind fund = FPL_BOOK_FUND, pool = FPL_BOOK_POOL;
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    struct city city;
    (void)state;
    found(&city);
    no_opening(&city, "122101", "exit record", "D122101:300000@LP-S#X0 C400103:300000@LP-S");
    no_opening(&city, "1131", "dividend record", "D1131:20000 C400103:20000@LP-S");
    no_opening(&city, "2232", "distribution declare", "D100201:100000 C2232:100000@LP-S");
    city_no(&city, FPL_E_OPENING_ITEM,
            "zhang opening.post p occurred=2025-01-01; memo=启用; !lines=D100203:5 C224105:5@BK-1#L1");
    assert_string_equal(city.error.arg[1], "claim approve");
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fund_takeon__fair_value),
                                       cmocka_unit_test(test_fund_takeon__settled_by_item)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
