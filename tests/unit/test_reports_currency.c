/* Whatever a rule, a report or a decision sums is of the book's own currency, and rows over several books are of one
 * currency each: the ledger has no rates (fund rules §11: per book and currency). */
#include "fund_story.h"
#include "fundpool/report.h"
#include "ledger/journal/journal.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

typedef enum fpl_status (*report_fn)(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error);

static void tells(struct city *city, report_fn make, const char *book, const char *wanted) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day("2024-12-31")};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_report_spec spec = {.book = fpl_str_of(book)};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(make(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    fpl_report_free(report);
    fpl_view_close(view);
    world_uncut(&buf);
    fpl_buf_addc(&buf, '\0');
    if (!strstr(buf.p, wanted))
        fail_msg("lacks: %s\nin: %s", wanted, buf.p);
    fpl_buf_release(&buf);
}

static void currencies(struct city *city) {
    found(city);
    city_do(city, "root currency.add - currency=USD; scale=2");
    city_do(city, "root currency.add - currency=EUR; scale=2");
}

#define OPENING                                                                                                        \
    "zhang opening.post " B " occurred=2023-01-01; memo=启用; entry=Q-1; !lines="                                    \
    "D100201:1000.00 D100201:70.00=USD C400103:1000.00@LP-S C400103:70.00@LP-S=USD"

/* ---- balances ---- */

/* Over all parties, and of one; as first asked for, and as kept true from then on. */
static void test_reports_currency__balance(void **state) {
    struct city city;
    const struct fpl_str party = FPL_STR("LP-S");
    int64_t cash = 0, capital = 0;
    (void)state;
    currencies(&city);
    city_do(&city, OPENING);
    int32_t book = city_book(&city, B);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(fpl_journal__begin(city.w.session, book, &city.error), FPL_OK);
        assert_int_equal(fpl_journal__balance(city.w.session, book, FPL_STR("100201"), NULL, &cash, &city.error),
                         FPL_OK);
        assert_int_equal(fpl_journal__balance(city.w.session, book, FPL_STR("400103"), &party, &capital, &city.error),
                         FPL_OK);
        assert_int_equal(cash, 100000);
        assert_int_equal(capital, -100000);
        fpl_journal__rollback(city.w.session);
        city_do(&city, "zhang journal.post " B " occurred=2023-02-01; memo=美元; !lines=D100201:9.00~OPERATING_IN=USD "
                       "C6011:9.00=USD");
    }
    city_end(&city);
}

/* A limit on cash and one on a share of the capital paid in: dollars lift neither. */
static void test_reports_currency__limits(void **state) {
    struct city city;
    (void)state;
    currencies(&city);
    city_do(&city, OPENING);
    city_yaml(&city, "limit.adopt",
              "id: R\nversion: 1\ntitle: {zh: 限, en: R}\nsource: {doc: 文, clause: 条}\nvalid: {from: 2023-01-01}\n"
              "limits:\n  - {limit: project_share, of: PAID_IN, at_most: 20%, breach: REFUSE, clause: 一}\n"
              "  - {limit: cash, breach: REFUSE, clause: 二}\n");
    city_do(&city, "ren limit.bind " B " binding=L-1; limits=R; version=1; from=2023-01-01; document=协议");
    city_no(&city, FPL_E_LIMIT_REFUSED, "%s", DEAL("P1", "F-1", "2023-04-10", "200.01", "; category=SEED"));
    assert_non_null(strstr(city.error.arg[1], "200.01 / 1000.00"));
    city_do(&city, "%s", DEAL("P1", "F-1", "2023-04-10", "200.00", "; category=SEED"));
    city_do(&city, "%s", DEAL("P2", "F-2", "2023-04-10", "200.00", "; category=SEED"));
    city_do(&city, "%s", DEAL("P3", "F-3", "2023-04-10", "200.00", "; category=SEED"));
    city_do(&city, "%s", DEAL("P4", "F-4", "2023-04-10", "200.00", "; category=SEED"));
    city_do(&city, "%s", DEAL("P5", "F-5", "2023-04-10", "199.00", "; category=SEED"));
    city_no(&city, FPL_E_LIMIT_REFUSED, "%s", DEAL("P6", "F-6", "2023-04-10", "1.01", "; category=SEED"));
    assert_non_null(strstr(city.error.arg[1], "1.01 > 1.00"));
    tells(&city, fpl_report_limits, B, "付款不超过账上货币资金,,,,1.00,,,1.00,未超,");
    city_verify(&city);
    city_end(&city);
}

/* ---- figures of one book ---- */

static void test_reports_currency__figures(void **state) {
    struct city city;
    (void)state;
    currencies(&city);
    city_do(&city, OPENING);
    city_do(&city, "zhang journal.post " B " occurred=2023-02-01; memo=欧元; !lines=D100201:9.00~OPERATING_IN=EUR "
                   "C6011:9.00=EUR");
    tells(&city, fpl_report_fund, B, "\r\n实缴,1000.00\r\n");
    tells(&city, fpl_report_fund, B, "\r\n货币资金,1000.00\r\n");
    tells(&city, fpl_report_fund, B, "\r\n净资产,1000.00\r\n");
    tells(&city, fpl_report_fund, B, "1000.00,1000.00,1,1.000000\r\n");
    tells(&city, fpl_report_performance, B, ",1000.00,"); /* what is left of the fund */
    city_end(&city);
}

/* ---- rows over several books ---- */

static void one_fund(struct city *city, const char *book, const char *currency, const char *lost) {
    city_do(city,
            "root book.open - code=%s; kind=fund; name=%s; name_en=%s; chart=fund@1; opened=2023-01-01; currency=%s",
            book, book, book, currency);
    city_do(city, "ren tolerance.bind %s binding=T; rule=HUBEI; version=1; from=2023-01-01; class=SEED; document=文",
            book);
    city_do(city,
            "zhang commitment.sign %s commitment=C; party=LP-S; capacity=SOCIAL; signed_on=2023-02-01; amount=1000",
            book);
    city_do(city, "zhang capital.receive %s receipt=K; commitment=C; occurred=2023-02-02; amount=1000; bank_ref=S",
            book);
    city_do(city,
            "zhang deal.record %s deal=P; firm=F-1; firm_name=名F-1; paid_date=2023-03-01; amount=500; category=SEED",
            book);
    city_do(city,
            "zhang writeoff.record %s writeoff=W; firm=F-1; occurred=2024-03-01; ground=BANKRUPTCY; recovered=%s; "
            "approval=批; evidence=" HASH,
            book, lost);
}

static void test_reports_currency__several_books(void **state) {
    struct city city;
    (void)state;
    currencies(&city);
    city_yaml(&city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    one_fund(&city, "u1", "CNY", "100");
    one_fund(&city, "u2", "USD", "200");
    one_fund(&city, "u3", "CNY", "0");
    tells(&city, fpl_report_tolerance, "", "HUBEI@1,基金群,全部,CNY,900.00,900.00,1000.00,90.0000,");
    tells(&city, fpl_report_tolerance, "", "HUBEI@1,基金群,全部,USD,300.00,300.00,500.00,60.0000,");
    tells(&city, fpl_report_tolerance, "", "HUBEI@1,基金类别,种子,CNY,900.00,900.00,1000.00,90.0000,");
    tells(&city, fpl_report_tolerance, "", "HUBEI@1,基金类别,种子,USD,300.00,300.00,500.00,60.0000,");
    tells(&city, fpl_report_performance, "", "2023,CNY,2,2000.00,0.00,1100.00,");
    tells(&city, fpl_report_performance, "", "2023,USD,1,1000.00,0.00,700.00,");
    tells(&city, fpl_report_performance, "", "u2,USD,2023,净（出资人）,1000.00,0.00,700.00,");
    tells(&city, fpl_report_limits, "", "u2,u2,USD,");
    tells(&city, fpl_report_early, "", "u2,u2,USD,");
    city_end(&city);
}

/* ---- books that are posted at once ---- */

static void test_reports_currency__mirror(void **state) {
    struct city city;
    (void)state;
    currencies(&city);
    city_do(&city,
            "root book.open - code=d; kind=fund; name=d; name_en=d; chart=fund@1; opened=2023-01-01; currency=USD");
    static const char *const companies[][2] = {{"y", "CNY"}, {"z", "USD"}};
    for (int i = 0; i < 2; i++)
        city_do(&city,
                "root book.open - code=%s; kind=company; name=%s; name_en=%s; chart=company@1; opened=2023-01-01; "
                "currency=%s",
                companies[i][0], companies[i][0], companies[i][0], companies[i][1]);
#define MIRROR(book, other)                                                                                            \
    "ren mirror.set " book " party=LP-S; kind=company; other=" other "; fund=GP-1; stake=LTEI; agreed=2023-01-01"
    city_no(&city, FPL_E_MIRROR_CURRENCY, MIRROR("d", "y"));
    assert_string_equal(city.error.arg[0], "USD");
    assert_string_equal(city.error.arg[1], "CNY");
    city_no(&city, FPL_E_MIRROR_CURRENCY, MIRROR(B, "z"));
    city_do(&city, MIRROR("d", "z"));
    city_do(&city, MIRROR(B, "y"));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_currency__balance), cmocka_unit_test(test_reports_currency__limits),
        cmocka_unit_test(test_reports_currency__figures), cmocka_unit_test(test_reports_currency__several_books),
        cmocka_unit_test(test_reports_currency__mirror),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
