/* A fund's end: its term and how it is extended, its liquidation in the three books, what bars it, and the loss that is
 * known once it has ended (loss rules, L15: 40,000,000.00 paid in, 26,500,000.01 distributed). */
#include "desk_world.h"
#include "fundpool/report.h"

struct sum {
    const char *account;
    int64_t balance;
};

static enum fpl_status add_total(void *ctx, const struct fpl_total *total) {
    struct sum *sum = ctx;
    size_t n = strlen(sum->account);
    if (total->account.n >= n && memcmp(total->account.p, sum->account, n) == 0)
        sum->balance += fpl_money_minor(total->debit) - fpl_money_minor(total->credit);
    return FPL_OK;
}

/* Debit less credit of all accounts that begin so. */
static void is(struct city *city, const char *book, const char *account, const char *yuan) {
    struct sum sum = {account, 0};
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    char text[FPL_MONEY_TEXT];
    int32_t id = city_book(city, book);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_read_totals(view, id, FPL_DATE_MIN, FPL_DATE_MAX, 0, add_total, &sum, &city->error), FPL_OK);
    fpl_view_close(view);
    fpl_money_format(fpl_money_of(sum.balance), FPL_UNIT_YUAN, 2, text);
    if (strcmp(text, yuan) != 0)
        fail_msg("%s %s: %s, not %s", book, account, text, yuan);
}

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

typedef enum fpl_status (*report_fn)(struct fpl_view *, const struct fpl_report_spec *, struct fpl_report **,
                                     struct fpl_error *);

static void tells(struct city *city, report_fn ask, const char *as_of, const char *line, int has) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = {.book = FPL_STR("f")};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(ask(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    fpl_buf_addc(&buf, '\0');
    if ((strstr(buf.p, line) != NULL) != has)
        fail_msg("%s %s\nin: %s", has ? "lacks" : "has", line, buf.p);
    fpl_buf_release(&buf);
    fpl_report_free(report);
    fpl_view_close(view);
}

/* Refused, and the reason names the account or the day. */
static void no(struct city *city, enum fpl_status status, const char *names, const char *line) {
    city_no(city, status, "%s", line);
    if (!strstr(city->error.arg[0], names) && !strstr(city->error.arg[1], names))
        fail_msg("%s: [%s] [%s]", line, city->error.arg[0], city->error.arg[1]);
}

#define BEGIN(id, day)                                                                                                 \
    "zhang liquidation.begin f liquidation=" id "; occurred=" day "; ground=TERM; liquidator=清算人; document=决议"
#define NONE_BEGAN    FPL_ZH_EN("没有登记清算开始", "no begin is recorded")
#define CLOSE(id, of) "zhang liquidation.settle f closure=" id "; commitment=" of "; occurred=2026-03-01; document=报告"
#define ENDING(id)    "zhang liquidation.end f ending=" id "; occurred=2026-03-02; document=报告"
#define SIGN(id, party, capacity, amount)                                                                              \
    "zhang commitment.sign f commitment=" id "; party=" party "; capacity=" capacity "; level=CITY; "                  \
    "signed_on=2025-03-01; amount=" amount
#define PAY(id, of, amount)                                                                                            \
    "zhang capital.receive f receipt=" id "; commitment=" of "; occurred=2025-03-15; amount=" amount "; bank_ref=S"
#define GIVE(id, of, amount)                                                                                           \
    "zhang distribution.declare f distribution=" id "; commitment=" of "; occurred=2026-02-20; amount=" amount         \
    "; source=RETURN_OF_CAPITAL"
#define SETTLE(id, of, event, day, amount)                                                                             \
    "zhang due.settle f settlement=" id "; of=" of "; event=" event "; occurred=" day "; amount=" amount "; "          \
    "bank_ref=S"
#define DEAL(id, day)                                                                                                  \
    "zhang deal.record f deal=" id "; firm=F-1; firm_name=名; paid_date=" day "; amount=37000000; shares=1000"

static void found(struct city *city) {
    static const char *const party[][2] = {{"LP-C", "soe"}, {"LP-S", "lp"}, {"FUND-F", "lp"}};
    city_begin(city);
    for (int i = 0; i < 3; i++)
        city_do(city, "zhang party.register - party=%s; name=%s名; kind=%s; uscc=%s", party[i][0], party[i][0],
                party[i][1], city_firm(700 + i));
    city_do(city, "ren mirror.set f party=LP-C; kind=company; other=c; fund=FUND-F; stake=LTEI; agreed=2025-01-01");
    city_do(city, "ren mirror.set f party=G-CZ; kind=fiscal; other=s; fund=FUND-F; agreed=2025-01-01");
    city_do(city, SIGN("C-G", "G-CZ", "GUIDANCE", "12000000"));
    city_do(city, SIGN("C-C", "LP-C", "SOE", "20000000"));
    city_do(city, SIGN("C-S", "LP-S", "SOCIAL", "8500000"));
    city_do(city, PAY("K-G", "C-G", "12000000"));
    city_do(city, PAY("K-C", "C-C", "20000000"));
    city_do(city, PAY("K-S", "C-S", "8000000"));
    city_do(city, DEAL("D-1", "2025-04-01"));
    city_do(city, "zhang fee.accrue f fee=Y-1; kind=MANAGEMENT; occurred=2025-06-30; amount=3000000");
    city_do(city, SETTLE("Z-1", "FEE", "Y-1", "2025-07-10", "3000000"));
    city_do(city, "zhang valuation.record f valuation=V-1; firm=F-1; occurred=2025-12-31; fair_value=20000000; "
                  "method=NET_ASSET; level=3");
    city_do(city, "zhang result.attribute f result=R-1; commitment=C-C; occurred=2025-12-31; outcome=LOSS; "
                  "amount=1000000; document=审");
}

/* Everything is sold for 26,500,000.01, distributed by 12 : 20 : 8, and the loss of 13,499,999.99 carried. */
static void wind_up(struct city *city) {
    city_do(city, "zhang exit.record f exit=X-1; firm=F-1; type=LIQUIDATION; occurred=2026-02-10; whole=Y; "
                  "proceeds=26500000.01; paid=RECEIVED");
    city_do(city, GIVE("P-G", "C-G", "7950000.00"));
    city_do(city, GIVE("P-C", "C-C", "13250000.01"));
    city_do(city, GIVE("P-S", "C-S", "5300000.00"));
    no(city, FPL_E_LIQUIDATION_LEFT, "100201", CLOSE("J-G", "C-G"));
    city_do(city, SETTLE("Z-G", "DISTRIBUTION", "P-G", "2026-02-25", "7950000.00"));
    city_do(city, SETTLE("Z-C", "DISTRIBUTION", "P-C", "2026-02-25", "13250000.01"));
    no(city, FPL_E_LIQUIDATION_LEFT, "5300000.00", CLOSE("J-G", "C-G"));
    city_do(city, SETTLE("Z-S", "DISTRIBUTION", "P-S", "2026-02-25", "5300000.00"));
    no(city, FPL_E_LIQUIDATION_LEFT, "4103", CLOSE("J-G", "C-G"));
    city_do(city, "zhang journal.post f occurred=2026-02-26; memo=结转; !lines=C6101:17000000 D611101:6500000.01 "
                  "C6403:3000000 D4103:13499999.99");
    city_do(city, "zhang journal.post f occurred=2026-02-26; memo=结转; !lines=D410415:13499999.99 C4103:13499999.99");
    no(city, FPL_E_LIQUIDATION_LEFT, "9001", CLOSE("J-G", "C-G"));
    city_do(city, "zhang commitment.release f release=H-1; commitment=C-S; occurred=2026-02-26; amount=500000; "
                  "document=决议");
}

static void test_fund_liquidation__bars(void **state) {
    struct city city;
    (void)state;
    found(&city);
    no(&city, FPL_E_NOT_LIQUIDATING, NONE_BEGAN, CLOSE("J-G", "C-G"));
    no(&city, FPL_E_NOT_LIQUIDATING, NONE_BEGAN, ENDING("E-1"));
    city_do(&city, BEGIN("Q-1", "2026-01-31"));
    no(&city, FPL_E_LIQUIDATING, "2026-01-31", DEAL("D-2", "2026-01-31"));
    assert_int_equal(city_dry(&city, DEAL("D-2", "2026-01-30")), FPL_OK); /* one that was made before, told late */
    no(&city, FPL_E_LIQUIDATING, "2026-01-31",
       "zhang commitment.sign f commitment=C-9; party=LP-S; capacity=SOCIAL; signed_on=2026-02-01; amount=1");
    no(&city, FPL_E_LIQUIDATING, "2026-01-31", BEGIN("Q-2", "2026-02-01"));
    no(&city, FPL_E_LIQUIDATION_LEFT, "110101", CLOSE("J-G", "C-G"));
    assert_int_equal(city.answer.reasons > 3,
                     1); /* what is held, its fall, the result, what is unfunded: all at once */
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang liquidation.settle f closure=J; commitment=C-G; occurred=2026-01-30; "
            "document=报告");
    city_no(&city, FPL_E_NOT_FOUND, CLOSE("J-9", "C-9"));
    city_do(&city, "zhang liquidation.reverse f liquidation=Q-1; memo=未生效");
    city_do(&city, "zhang deal.record f deal=D-2; firm=F-2; firm_name=二; paid_date=2026-02-01; amount=1");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_liquidation__three_books(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_yaml(&city, "tolerance.adopt", "policies/loss/ZHENGZHOU_ANGEL.yaml");
    city_do(&city, "ren tolerance.bind f binding=SY-1; rule=ZHENGZHOU_ANGEL; version=1; from=2025-03-01; class=ANGEL; "
                   "document=协议");
    city_do(&city, BEGIN("Q-1", "2026-01-31"));
    wind_up(&city);
    no(&city, FPL_E_LIQUIDATION_LEFT, "4001", ENDING("E-1"));
    city_do(&city, CLOSE("J-G", "C-G"));
    city_no(&city, FPL_E_NOT_FOUND, CLOSE("J-G2", "C-G")); /* nothing is left of it */
    city_do(&city, CLOSE("J-C", "C-C"));
    is(&city, "s", "1071", "0.00");
    is(&city, "s", "308103", "0.00");
    is(&city, "s", "5001", "4050000.00"); /* spent and not returned: 12,000,000.00 less 7,950,000.00 */
    is(&city, "c", "1511", "0.00");
    is(&city, "c", "611101", "5749999.99"); /* 6,749,999.99 of cost less the loss of 1,000,000.00 taken up before */
    is(&city, "c", "611103", "1000000.00");
    no(&city, FPL_E_LIQUIDATION_LEFT, "8000000.00", ENDING("E-1"));
    city_do(&city, CLOSE("J-S", "C-S"));
    city_no(&city, FPL_E_LATER, "zhang liquidation.reverse f liquidation=Q-1; memo=误");
    city_do(&city, ENDING("E-1"));
    static const char *const empty[] = {"1", "2", "40", "410401", "410415", "6", "9001"};
    for (int i = 0; i < 7; i++)
        is(&city, "f", empty[i], "0.00");
    no(&city, FPL_E_NOT_LIQUIDATING, FPL_ZH_EN("清算已终结", "it ended on") " 2026-03-02", ENDING("E-2"));
    city_no(&city, FPL_E_LATER, "zhang closure.reverse f closure=J-S; memo=误");
    tells(&city, fpl_report_tolerance, "2026-03-01", "13499999.99", 0);
    tells(&city, fpl_report_tolerance, "2026-03-02", "13499999.99", 1);
    tells(&city, fpl_report_tolerance, "2026-03-02", "33.7499", 1);
    tells(&city, fpl_report_performance, "2026-03-02", "40000000.00,26500000.01,0.00,0.662500,0.000000,0.662500", 1);
    tells(&city, fpl_report_fund, "2026-03-02", "实缴,40000000.00", 1);
    tells(&city, fpl_report_fund, "2026-03-02", "清算终结,E-1,2026-03-02", 1);
    city_verify(&city);
    city_do(&city, "zhang ending.reverse f ending=E-1; memo=误");
    city_do(&city, "zhang closure.reverse f closure=J-C; memo=误");
    is(&city, "c", "611101", "0.00");
    is(&city, "c", "151101", "6749999.99");
    is(&city, "c", "151102", "-1000000.00");
    is(&city, "f", "400103", "-20000000.00");
    is(&city, "f", "410415", "13499999.99");
    tells(&city, fpl_report_tolerance, "2026-03-02", "13499999.99", 0);
    tells(&city, fpl_report_performance, "2026-03-02", "40000000.00,26500000.01,", 1);
    city_no(&city, FPL_E_KEY_REVERSED, "zhang liquidation.end f ending=E-1; occurred=2026-03-03; document=报告");
    city_do(&city, CLOSE("J-C2", "C-C"));
    city_do(&city, ENDING("E-2"));
    is(&city, "c", "611101", "5749999.99");
    city_verify(&city);
    city_end(&city);
}

/* Once a partner's capital is closed, nothing that was wound up moves, of whatever partner or day; what must be
 * corrected is corrected after the closure is taken back. */
static void test_fund_liquidation__closed_stays_closed(void **state) {
    static const char *const moves[] = {
        "zhang capital.reverse f receipt=K-G; memo=误",
        "zhang capital.receive f receipt=K-9; commitment=C-G; occurred=2026-03-01; amount=1; inside=N; bank_ref=S",
        "zhang release.reverse f release=H-1; memo=误",
        "zhang settlement.reverse f settlement=Z-G; memo=误",
        "zhang exit.reverse f exit=X-1; memo=误",
        "zhang deal.reverse f deal=D-1; memo=误",
        "zhang fee.accrue f fee=Y-2; kind=CUSTODY; occurred=2026-02-20; amount=1",
        "zhang commitment.sign f commitment=C-9; party=LP-S; capacity=SOCIAL; signed_on=2025-02-01; amount=1",
        GIVE("P-9", "C-S", "1"),
        DEAL("D-2", "2026-01-30"),
    };
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, BEGIN("Q-1", "2026-01-31"));
    no(&city, FPL_E_LIQUIDATING, "2026-01-31",
       "zhang tranche.agree f tranche=T-1; firm=F-1; firm_name=名; occurred=2026-02-01; amount=1; document=协议");
    wind_up(&city);
    city_do(&city, CLOSE("J-G", "C-G"));
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++)
        no(&city, FPL_E_LIQUIDATION_CLOSED, "2026-03-01", moves[i]);
    city_do(&city, "zhang closure.reverse f closure=J-G; memo=误");
    city_do(&city, "zhang settlement.reverse f settlement=Z-G; memo=误");
    city_verify(&city);
    city_end(&city);
}

#define EXTEND(id, day, end) "zhang term.extend f extension=" id "; occurred=" day "; term_end=" end "; document=决议"

static void test_fund_liquidation__term(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_no(&city, FPL_E_MISSING, EXTEND("Y-1", "2026-01-05", "2031-12-31"));
    city_do(&city, "zhang fund.describe f description=QK-1; from=2025-01-01; class=ANGEL; level=CITY; region=340600; "
                   "invest_end=2027-12-31; term_end=2030-12-31; document=方案");
    no(&city, FPL_E_TERM, "2030-12-31", EXTEND("Y-1", "2026-01-05", "2030-12-31"));
    city_do(&city, EXTEND("Y-1", "2026-01-05", "2031-12-31"));
    no(&city, FPL_E_TERM, "2031-12-31", EXTEND("Y-2", "2026-01-06", "2031-12-31"));
    city_no(&city, FPL_E_DATE_ORDER, EXTEND("Y-2", "2026-01-04", "2032-12-31"));
    city_do(&city, EXTEND("Y-2", "2026-01-06", "2032-12-31"));
    tells(&city, fpl_report_fund, "2026-03-02", "延期,Y-2,2026-01-06,2032-12-31", 1);
    tells(&city, fpl_report_fund, "2026-01-05", "延期,Y-2", 0);
    city_no(&city, FPL_E_LATER, "zhang extension.reverse f extension=Y-1; memo=误");
    city_do(&city, "zhang extension.reverse f extension=Y-2; memo=误");
    city_do(&city, "zhang extension.reverse f extension=Y-1; memo=误");
    no(&city, FPL_E_TERM, "2030-12-31", EXTEND("Y-3", "2026-01-07", "2029-12-31"));
    city_do(&city, EXTEND("Y-3", "2026-01-07", "2031-06-30"));
    city_do(&city, BEGIN("Q-1", "2026-01-31"));
    no(&city, FPL_E_LIQUIDATING, "2026-01-31", EXTEND("Y-4", "2026-02-01", "2033-12-31"));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_liquidation__bars), cmocka_unit_test(test_fund_liquidation__closed_stays_closed),
        cmocka_unit_test(test_fund_liquidation__three_books), cmocka_unit_test(test_fund_liquidation__term)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
