/* One event over several books: what a partner of a fund commits and pays stands in the fund's book and in its own, in
 * one commit; a side that is missing, doubled, alone or unlike is named. */
#include "forger.h"

static void found(struct city *city) {
    static const char *const party[][2] = {{"LP-G", "soe"}, {"LP-S", "lp"}, {"FUND-F", "lp"}};
    city_begin(city);
    for (int i = 0; i < 3; i++)
        city_do(city, "zhang party.register - party=%s; name=%s名; kind=%s; uscc=%s", party[i][0], party[i][0],
                party[i][1], city_firm(700 + i));
    city_do(city, "ren mirror.set f party=LP-G; kind=company; other=c; fund=FUND-F; stake=LTEI; agreed=2025-01-01");
    city_do(city, "ren mirror.set f party=G-CZ; kind=fiscal; other=s; fund=FUND-F; agreed=2025-01-01");
}

struct sum {
    const char *account;
    int64_t balance;
};

static enum fpl_status add_total(void *ctx, const struct fpl_total *total) {
    struct sum *sum = ctx;
    if (fpl_str_is(total->account, sum->account))
        sum->balance += fpl_money_minor(total->debit) - fpl_money_minor(total->credit);
    return FPL_OK;
}

static void is(struct city *city, const char *book, const char *account, int64_t fen) {
    struct sum sum = {account, 0};
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    int32_t id = city_book(city, book);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_read_totals(view, id, FPL_DATE_MIN, world_day("2026-11-20"), 0, add_total, &sum, &city->error),
                     FPL_OK);
    fpl_view_close(view);
    if (sum.balance != fen)
        fail_msg("%s %s: %lld, not %lld", book, account, (long long)sum.balance, (long long)fen);
}

#define SIGN(id, party, capacity)                                                                                      \
    "zhang commitment.sign f commitment=" id "; party=" party "; capacity=" capacity "; level=CITY; "                  \
    "signed_on=2025-03-01; amount=1000.00"
#define ROW(id, of, amount) "receipt=" id "; commitment=" of "; occurred=2025-03-15; amount=" amount "; bank_ref=S"
#define PAY(id, of, amount)                                                                                            \
    "zhang capital.receive f receipt=" id "; commitment=" of "; occurred=2025-03-15; amount=" amount "; bank_ref=S"

static void sizes(struct city *city, int64_t out[3]) {
    static const char *const book[] = {"f", "c", "s"};
    for (int i = 0; i < 3; i++)
        out[i] = city_size(city, book[i]);
}

static void grew(struct city *city, int64_t before[3], int f, int c, int s) {
    int64_t now[3];
    sizes(city, now);
    assert_int_equal(now[0] - before[0], f);
    assert_int_equal(now[1] - before[1], c);
    assert_int_equal(now[2] - before[2], s);
    memcpy(before, now, sizeof now);
}

static void test_fund_sides__in_one_commit(void **state) {
    struct city city;
    int64_t n[3];
    (void)state;
    found(&city);
    sizes(&city, n);
    city_do(&city, SIGN("C-1", "LP-G", "GUIDANCE"));
    grew(&city, n, 1, 1, 0);
    city_do(&city, SIGN("C-2", "G-CZ", "GUIDANCE"));
    grew(&city, n, 1, 0, 1);
    city_do(&city, SIGN("C-3", "LP-S", "SOCIAL")); /* has no book here */
    grew(&city, n, 1, 0, 0);
    city_do(&city, PAY("R-1", "C-1", "300.00"));
    assert_int_equal(city.answer.sides, 1);
    assert_int_equal(city.answer.side[0].book, city_book(&city, "c"));
    assert_int_equal(city.answer.side[0].seq, city_size(&city, "c") - 1);
    city_do(&city, PAY("R-2", "C-2", "400.00"));
    city_do(&city, PAY("R-3", "C-3", "500.00"));
    grew(&city, n, 3, 1, 1);
    is(&city, "c", "151101", 30000);
    is(&city, "c", "100202", -30000);
    is(&city, "c", "9001", 70000);
    is(&city, "s", "107101", 40000);
    is(&city, "s", "308103", -40000);
    is(&city, "s", "5001", 40000);
    is(&city, "s", "1001", -40000);
    is(&city, "s", "9001", 60000);
    is(&city, "f", "100201", 120000);
    city_no(&city, FPL_E_UNFUNDED, PAY("R-4", "C-1", "700.01")); /* a refusal has no side */
    grew(&city, n, 1, 0, 0);
    assert_int_equal(city_try(&city, PAY("R-1", "C-1", "300.00")), FPL_ALREADY);
    assert_int_equal(city_dry(&city, PAY("R-5", "C-1", "1.00")), FPL_OK);
    grew(&city, n, 0, 0, 0);
    city_do(&city, "zhang commitment.release f release=N-1; commitment=C-2; occurred=2025-04-01; amount=100.00; "
                   "document=决议");
    is(&city, "s", "9001", 50000);
    city_verify(&city);
    city_do(&city, "zhang release.reverse f release=N-1; memo=错");
    city_do(&city, "zhang capital.reverse f receipt=R-1; memo=错");
    city_do(&city, "zhang capital.reverse f receipt=R-2; memo=错");
    grew(&city, n, 4, 1, 3);
    assert_int_equal(city_try(&city, "zhang capital.reverse f receipt=R-2; memo=错"), FPL_ALREADY);
    city_do(&city, "zhang commitment.reverse f commitment=C-1; memo=错");
    is(&city, "c", "151101", 0);
    is(&city, "c", "100202", 0);
    is(&city, "c", "9001", 0);
    is(&city, "s", "107101", 0);
    is(&city, "s", "1001", 0);
    is(&city, "s", "9001", 100000);
    city_verify(&city);
    city_end(&city);
}

/* The other book's month is closed: its side goes to the first open day; its chart lacks the account: nothing happens
 * in any book. */
static void test_fund_sides__what_the_other_book_says(void **state) {
    struct city city;
    int64_t n[3];
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-1", "LP-G", "GUIDANCE"));
    for (int month = 1; month <= 3; month++)
        city_do(&city, "li period.close c period=2025-%02d", month);
    city_do(&city, PAY("R-1", "C-1", "300.00"));
    is(&city, "c", "151101", 30000);
    city_yaml(&city, "chart.adopt",
              "id: bare\nversion: 1\nkind: company\ntitle: {zh: 空, en: bare}\naccounts:\n"
              "  - {code: \"100202\", zh: 银行存款, en: Bank, nature: A, side: D}\n");
    city_do(&city, "root book.open - code=c2; kind=company; name=二; name_en=two; chart=bare@1; opened=2025-01-01");
    city_do(&city, "ren mirror.set f party=LP-S; kind=company; other=c2; fund=FUND-F; stake=FVTPL; agreed=2025-01-01");
    sizes(&city, n);
    int64_t two = city_size(&city, "c2");
    assert_int_not_equal(city_try(&city, SIGN("C-3", "LP-S", "SOCIAL")), FPL_OK);
    assert_int_equal(city_size(&city, "c2"), two);
    grew(&city, n, 1, 0, 0); /* the refusal */
    city_no(&city, FPL_E_BOOK, "ren mirror.set f party=FUND-F; kind=fiscal; other=c2; fund=FUND-F; agreed=2025-01-01");
    city_no(&city, FPL_E_MISSING,
            "ren mirror.set f party=FUND-F; kind=company; other=c; fund=FUND-F; agreed=2025-01-01");
    city_verify(&city);
    city_end(&city);
}

/* An import's rows have their sides too, and a second run changes nothing. */
static void test_fund_sides__of_an_import(void **state) {
    static const char *const row[] = {ROW("R-1", "C-1", "1.00"), ROW("R-2", "C-9", "1.00"), ROW("R-3", "C-1", "2.00"),
                                      NULL};
    struct city_import spec = {
        .actor = "zhang", .checker = "li", .book = "f", .command = "capital.receive", .submission = "sub-1"};
    struct city city;
    int64_t n[3];
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-1", "LP-G", "GUIDANCE"));
    sizes(&city, n);
    for (int again = 0; again < 2; again++) {
        struct fpl_import *import = NULL;
        enum fpl_import_state found_state;
        assert_int_equal(city_open(&city, &spec, &import, &found_state), FPL_OK);
        assert_int_equal(found_state, again ? FPL_IMPORT_COMPLETE : FPL_IMPORT_FRESH);
        (void)city_rows(&city, import, &spec, row, 0);
        assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
        fpl_import_close(import);
    }
    is(&city, "c", "151101", 300);
    grew(&city, n, 4, 2, 0);
    city_verify(&city);
    city_end(&city);
}

/* More partners with books of their own than a transaction names one by one, and many with the same book. */
static void test_fund_sides__of_many_partners(void **state) {
    struct city city;
    (void)state;
    found(&city);
    for (int i = 0; i < 20; i++) {
        city_do(&city, "zhang party.register - party=P-%02d; name=合伙人%d; kind=soe; uscc=%s", i, i,
                city_firm(720 + i));
        if (i % 2 == 0)
            city_do(&city,
                    "root book.open - code=m%d; kind=company; name=账%d; name_en=m; chart=company@1; "
                    "opened=2025-01-01",
                    i, i);
        city_do(&city,
                "ren mirror.set f party=P-%02d; kind=company; other=m%d; fund=FUND-F; stake=LTEI; "
                "agreed=2025-01-01",
                i, i - i % 2);
    }
    for (int i = 0; i < 20; i++) {
        int64_t before = city_size(&city, i % 2 ? "f" : "c");
        city_do(&city,
                "zhang commitment.sign f commitment=M-%d; party=P-%02d; capacity=SOE; signed_on=2025-03-01; "
                "amount=5.00",
                i, i);
        assert_int_equal(city.answer.sides, 1);
        assert_int_equal(city_size(&city, i % 2 ? "f" : "c") - before, i % 2);
    }
    is(&city, "m18", "9001", 1000);
    city_verify(&city);
    city_end(&city);
}

#define GIVE(id, of, amount, source, more)                                                                             \
    "zhang distribution.declare f distribution=" id "; commitment=" of "; occurred=2025-05-01; amount=" amount         \
    "; source=" source more
#define HAND(id, of, amount)                                                                                           \
    "zhang due.settle f settlement=" id "; of=DISTRIBUTION; event=" of "; occurred=2025-05-02; amount=" amount         \
    "; bank_ref=S"

/* E12, E18, E22: what is paid to a partner stands in its book by the source: principal off the cost and off the
 * treasury's expenditure; what is declared stands there when it is paid, but for what can be called again. */
static void test_fund_sides__of_a_distribution(void **state) {
    struct city city;
    int64_t n[3];
    (void)state;
    found(&city);
    city_do(&city, "ren mirror.set f party=LP-S; kind=company; other=c; fund=FUND-F; stake=FVTPL; agreed=2025-01-01");
    city_do(&city, SIGN("C-1", "LP-G", "GUIDANCE"));
    city_do(&city, SIGN("C-2", "G-CZ", "GUIDANCE"));
    city_do(&city, SIGN("C-3", "LP-S", "SOCIAL"));
    city_do(&city, PAY("R-1", "C-1", "300.00"));
    city_do(&city, PAY("R-2", "C-2", "400.00"));
    city_do(&city, PAY("R-3", "C-3", "500.00"));
    sizes(&city, n);
    city_do(&city, GIVE("D-1", "C-1", "100.00", "RETURN_OF_CAPITAL", ""));
    city_do(&city, GIVE("D-2", "C-2", "150.00", "RETURN_OF_CAPITAL", "; recallable=Y"));
    city_do(&city, GIVE("D-3", "C-3", "500.01", "RETURN_OF_CAPITAL", ""));
    grew(&city, n, 3, 0, 1);
    is(&city, "s", "9001", 75000);
    city_do(&city, HAND("Z-1", "D-1", "60.00"));
    city_do(&city, HAND("Z-2", "D-1", "40.00"));
    city_do(&city, HAND("Z-3", "D-2", "150.00"));
    grew(&city, n, 3, 2, 1);
    is(&city, "c", "151101", 20000);
    is(&city, "c", "100202", 10000 - 80000);
    is(&city, "s", "107101", 25000);
    is(&city, "s", "308103", -25000);
    is(&city, "s", "5001", 25000);
    is(&city, "s", "1001", -25000);
    city_no(&city, FPL_E_STAKE_COST, HAND("Z-4", "D-3", "500.01")); /* more principal than was paid in */
    assert_string_equal(city.error.arg[0], "500.00");
    city_do(&city, HAND("Z-4", "D-3", "500.00"));
    city_no(&city, FPL_E_STAKE_COST, HAND("Z-5", "D-3", "0.01"));
    is(&city, "c", "110101", 0);
    for (int i = 0; i < 3; i++) {
        static const char *const source[] = {"GAIN", "DIVIDEND", "INTEREST"};
        for (int of = 1; of <= 3; of++) {
            city_do(&city, GIVE("G-%d%d", "C-%d", "%d.00", "%s", ""), of, i, of, i + 1, source[i]);
            city_do(&city, HAND("Y-%d%d", "G-%d%d", "%d.00"), of, i, of, i, i + 1);
        }
    }
    is(&city, "c", "151102", -600); /* equity method: the fund's profit is taken up apart */
    is(&city, "c", "611101", -100); /* fair value */
    is(&city, "c", "611102", -500);
    is(&city, "s", "4001", -600);
    is(&city, "s", "107103", -600);
    is(&city, "s", "308103", -25000 + 600);
    city_verify(&city);
    sizes(&city, n);
    city_do(&city, "zhang settlement.reverse f settlement=Z-3; memo=错");
    city_do(&city, "zhang distribution.reverse f distribution=D-2; memo=错");
    city_do(&city, "zhang settlement.reverse f settlement=Z-4; memo=错");
    grew(&city, n, 3, 1, 2);
    is(&city, "s", "107101", 40000);
    is(&city, "s", "5001", 40000);
    is(&city, "s", "9001", 60000);
    is(&city, "c", "110101", 50000);
    city_verify(&city);
    city_end(&city);
}

#define WITHHOLD(id, of, amount, more)                                                                                 \
    "zhang tax.withhold f tax=" id "; distribution=" of "; occurred=2025-05-01; amount=" amount "; document=表" more

/* E31: the fund owes the tax in the partner's stead, and the partner has received it: 100 of 500 to the tax office, 400
 * paid, 500 off what it had to come. */
static void test_fund_sides__of_a_tax(void **state) {
    struct city city;
    int64_t n[3];
    (void)state;
    found(&city);
    city_do(&city, "ren mirror.set f party=LP-S; kind=company; other=c; fund=FUND-F; stake=FVTPL; agreed=2025-01-01");
    city_do(&city, "ren mirror.set f party=GU-1; kind=fiscal; other=s; fund=FUND-F; agreed=2025-01-01");
    city_do(&city, SIGN("C-1", "LP-G", "GUIDANCE"));
    city_do(&city, SIGN("C-2", "G-CZ", "GUIDANCE"));
    city_do(&city, SIGN("C-3", "LP-S", "SOCIAL"));
    city_do(&city, SIGN("C-4", "GU-1", "SOCIAL"));
    city_do(&city, GIVE("D-1", "C-1", "500.00", "GAIN", ""));
    city_do(&city, GIVE("D-2", "C-2", "500.00", "GAIN", ""));
    city_do(&city, GIVE("D-3", "C-3", "500.00", "GAIN", ""));
    city_do(&city, GIVE("D-4", "C-3", "500.00", "DIVIDEND", ""));
    city_do(&city, GIVE("D-5", "C-3", "500.00", "RETURN_OF_CAPITAL", ""));
    city_do(&city, GIVE("D-6", "C-4", "500.00", "GAIN", ""));
    sizes(&city, n);
    for (int i = 2; i <= 6; i += i == 2 ? 3 : 1) { /* a treasury, principal, a party whose book is a treasury's */
        city_no(&city, FPL_E_NO_TAX, WITHHOLD("T-%d", "D-%d", "1", ""), i, i);
        assert_int_equal(city.error.arg[0][2], '0' + i);
    }
    city_no(&city, FPL_E_CHANGED, WITHHOLD("T-1", "D-1", "99.99", "; base=500; rate=20%%"));
    city_no(&city, FPL_E_DUE, WITHHOLD("T-1", "D-1", "500.01", ""));
    city_no(&city, FPL_E_NOT_FOUND, WITHHOLD("T-1", "D-0", "1", ""));
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang tax.withhold f tax=T-1; distribution=D-1; occurred=2025-04-30; amount=1; document=表");
    sizes(&city, n);
    city_do(&city, WITHHOLD("T-1", "D-1", "100.00", "; base=500; rate=20%%"));
    city_do(&city, WITHHOLD("T-3", "D-3", "60.00", ""));
    city_do(&city, WITHHOLD("T-4", "D-4", "50.00", ""));
    grew(&city, n, 3, 3, 0);
    is(&city, "f", "2221", -21000);
    is(&city, "f", "2232", -300000 + 21000);
    is(&city, "c", "2221", 21000);
    is(&city, "c", "151102", -10000); /* equity method */
    is(&city, "c", "611101", -6000);  /* fair value */
    is(&city, "c", "611102", -5000);
    city_no(&city, FPL_E_DUE, HAND("Z-1", "D-1", "400.01"));
    city_do(&city, HAND("Z-1", "D-1", "400.00"));
    is(&city, "c", "100202", 40000);
    is(&city, "c", "151102", -50000);
    city_do(&city, "zhang due.settle f settlement=Z-2; of=TAX; event=T-1; occurred=2025-06-15; amount=70; bank_ref=S");
    city_no(&city, FPL_E_DUE,
            "zhang due.settle f settlement=Z-3; of=TAX; event=T-1; occurred=2025-06-15; amount=30.01; bank_ref=S");
    is(&city, "f", "2221", -14000);
    is(&city, "f", "100201", -47000);
    city_no(&city, FPL_E_LATER, "zhang tax.reverse f tax=T-1; memo=错");
    assert_string_equal(city.error.arg[0], "due.settled");
    city_no(&city, FPL_E_LATER, "zhang distribution.reverse f distribution=D-3; memo=错");
    assert_string_equal(city.error.arg[0], "tax.withheld");
    city_verify(&city);
    sizes(&city, n);
    city_do(&city, "zhang settlement.reverse f settlement=Z-2; memo=错");
    city_do(&city, "zhang tax.reverse f tax=T-1; memo=错");
    city_do(&city, "zhang tax.reverse f tax=T-3; memo=错");
    grew(&city, n, 3, 2, 0);
    is(&city, "f", "2221", -5000);
    is(&city, "c", "2221", 5000);
    is(&city, "c", "151102", -40000);
    city_do(&city, HAND("Z-5", "D-1", "100.00")); /* due again */
    city_do(&city, "zhang distribution.reverse f distribution=D-3; memo=错");
    city_verify(&city);
    city_end(&city);
}

#define SHARE(id, of, day, outcome, amount, more)                                                                      \
    "zhang result.attribute f result=" id "; commitment=" of "; occurred=" day "; outcome=" outcome "; amount=" amount \
    "; document=审" more

/* E11, with the figures of fund rules §6, T6: 30 % of 822,465.75 and of -50,000.00. A loss stops at nothing, and is
 * made up before a profit counts. */
static void test_fund_sides__of_a_result(void **state) {
    struct city city;
    int64_t n[3];
    (void)state;
    found(&city);
    city_do(&city, "ren mirror.set f party=LP-S; kind=company; other=c; fund=FUND-F; stake=FVTPL; agreed=2025-01-01");
    city_do(&city, SIGN("C-1", "LP-G", "GUIDANCE"));
    city_do(&city, SIGN("C-2", "G-CZ", "GUIDANCE"));
    city_do(&city, SIGN("C-3", "LP-S", "SOCIAL"));
    city_do(&city, PAY("R-1", "C-1", "300.00"));
    city_do(&city, PAY("R-2", "C-2", "400.00"));
    sizes(&city, n);
    city_no(&city, FPL_E_CHANGED,
            SHARE("Y-1", "C-1", "2025-12-31", "PROFIT", "246739.72", "; total=822465.75; share=30%%"));
    city_no(&city, FPL_E_MISSING, SHARE("Y-1", "C-1", "2025-12-31", "PROFIT", "1", "; share=30%%"));
    city_no(&city, FPL_E_MISSING, SHARE("Y-1", "C-1", "2025-12-31", "PROFIT", "1", "; total=1"));
    city_no(&city, FPL_E_DATE_ORDER, SHARE("Y-1", "C-1", "2024-12-31", "PROFIT", "1", ""));
    grew(&city, n, 2, 0, 0); /* amounts and dates that do not fit are refusals on record, a missing field is none */
    city_do(&city, SHARE("Y-1", "C-1", "2025-12-31", "PROFIT", "246739.73", "; total=822465.75; share=30%%"));
    city_do(&city, SHARE("Y-2", "C-2", "2025-12-31", "PROFIT", "246739.73", "; total=822465.75; share=3/10"));
    city_do(&city, SHARE("Y-3", "C-3", "2025-12-31", "PROFIT", "5", "")); /* at fair value: nothing to take up */
    grew(&city, n, 3, 1, 1);
    is(&city, "c", "151102", 24673973);
    is(&city, "c", "611103", -24673973);
    is(&city, "s", "107103", 24673973);
    is(&city, "s", "308103", -24673973 - 40000);
    city_do(&city, SHARE("Y-4", "C-1", "2026-06-30", "LOSS", "15000.00", "; total=50000; share=30%%"));
    city_do(&city, SHARE("Y-5", "C-2", "2026-06-30", "LOSS", "15000.00", "; total=50000; share=30%%"));
    is(&city, "c", "151102", 24673973 - 1500000);
    is(&city, "s", "107103", 24673973 - 1500000);
    city_do(&city, SHARE("Y-6", "C-1", "2026-07-01", "LOSS", "232040.00", "")); /* 0.27 more than the stake carries */
    is(&city, "c", "151102", -30000);
    city_do(&city, SHARE("Y-7", "C-1", "2026-07-02", "PROFIT", "0.10", ""));
    is(&city, "c", "151102", -30000);
    city_do(&city, SHARE("Y-8", "C-1", "2026-07-03", "PROFIT", "0.50", ""));
    is(&city, "c", "151102", -30000 + 33);
    city_no(&city, FPL_E_LATER, "zhang result.reverse f result=Y-6; memo=错");
    city_verify(&city);
    for (int i = 8; i > 0; i--)
        city_do(&city, "zhang result.reverse f result=Y-%d; memo=错", i);
    is(&city, "c", "151102", 0);
    is(&city, "c", "611103", 0);
    is(&city, "s", "107103", 0);
    city_do(&city, SHARE("Y-9", "C-1", "2026-07-02", "PROFIT", "0.10", ""));
    is(&city, "c", "151102", 10);
    city_verify(&city);
    city_end(&city);
}

/* ---- forged ---- */

static void test_fund_sides__forged(void **state) {
    struct city city;
    struct forger forger;
    struct fpl_verify_report report;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-1", "LP-G", "GUIDANCE"));
    city_do(&city, PAY("R-1", "C-1", "300.00"));
    city_do(&city, PAY("R-2", "C-1", "300.00"));
    city_do(&city, "zhang capital.reverse f receipt=R-2; memo=错");
    city_do(&city, GIVE("D-1", "C-1", "100.00", "RETURN_OF_CAPITAL", "; recallable=Y"));
    city_do(&city, HAND("Z-1", "D-1", "100.00"));
    forger_begin(&forger, &city);
    forger_replace(&forger, "capital.received", "\"sides\":[[", "\"sides\":[[2,1],[");
    forger_replace(&forger, "capital.received", ",\"x\":{\"sides\":[[2,2]]}", "");
    forger_replace(&forger, "company.paid", "30000", "30001");
    forger_replace(&forger, "company.paid", "\"bank_ref\":\"S\"", "\"bank_ref\":\"T\"");
    forger_replace(&forger, "company.paid", "\"by\":\"zhang\"", "\"by\":\"wu\"");
    forger_replace(&forger, "company.paid", "FUND-F", "LP-S");
    forger_replace(&forger, "company.payment.reversed", "\"rev\":3", "\"rev\":2");
    forger_replace(&forger, "company.distributed", "10000", "10001");
    forger_replace(&forger, "company.distributed", "RETURN_OF_CAPITAL", "DIVIDEND");
    forger_replace(&forger, "due.settled", "RETURN_OF_CAPITAL", "GAIN");
    forger_replace(&forger, "due.settled", "\"sides\":[[2,6]]", "\"sides\":[]");
    forger_replace(&forger, "company.recallable", "10000", "10001");
    forger_restore(&forger);
    for (int i = 0; i < 2; i++) { /* a side that no event has, and one more of an event */
        static const char *const kind[][2] = {{"company.paid", "its event does not name it"},
                                              {"company.payment.reversed", "recorded before in"}};
        assert_int_equal(forger_append(&forger, forger_record_of(&forger, kind[i][0]), &report), FPL_E_TAMPERED);
        if (!strstr(report.where, kind[i][1]))
            fail_msg("%s: %s", kind[i][0], report.where);
        forger_cut(&forger, forger_record_of(&forger, kind[i][0]));
    }
    forger_end(&forger);
    city_verify(&city);
    city_end(&city);
}

/* A limit is the fund's: what is refused there is recorded in no book, what is let through in both. */
static void test_fund_sides__a_reversal_let_through(void **state) {
    struct city city;
    int64_t before[3];
    (void)state;
    found(&city);
    city_yaml(&city, "limit.adopt",
              "id: FC\nversion: 1\ntitle: {zh: 首期, en: calls}\nsource: {doc: 文, clause: 条}\nvalid: {}\nlimits:\n"
              "  - {limit: first_call, at_least: 20%, breach: REFUSE, clause: 第一条}\n");
    city_do(&city, "ren limit.bind f binding=XE-1; limits=FC; version=1; from=2025-01-01; document=协议");
    city_do(&city, SIGN("C-1", "LP-G", "GUIDANCE"));
    city_do(&city, PAY("K-1", "C-1", "200.00"));
    city_do(&city, PAY("K-2", "C-1", "1.00"));
    sizes(&city, before);
    city_no(&city, FPL_E_LIMIT_BACK, "zhang capital.reverse f receipt=K-1; memo=误");
    grew(&city, before, 1, 0, 0); /* the refusal */
    city_do(&city, "zhang capital.reverse f receipt=K-1; memo=误; limit_approver=wang");
    grew(&city, before, 1, 1, 0);
    is(&city, "f", "100201", 100);
    city_verify(&city);
    city_end(&city);
}

/* E20: gains and entrusted money are handed in, and are revenue of the treasury at once. */
#define REMIT(id, source, amount)                                                                                      \
    "zhang remittance.declare c remittance=" id "; source=" source "; party=G-CZ; occurred=2025-06-01; amount=" amount \
    "; document=通知"
#define REMIT_PAY(id, of, amount)                                                                                      \
    "zhang remittance.pay c payment=" id "; remittance=" of "; occurred=2025-06-10; amount=" amount "; bank_ref=S"

static void test_fund_sides__remitted(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city,
            "zhang opening.post c occurred=2025-01-01; memo=启用; !lines=D100202:150 C410415:100 C224104:50@G-CZ");
    city_no(&city, FPL_E_REMIT, REMIT("R-1", "GAIN", "100.01"));
    assert_string_equal(city.error.arg[0], "100.00");
    city_no(&city, FPL_E_REMIT, REMIT("R-1", "ENTRUSTED", "50.01"));
    city_do(&city, REMIT("R-1", "GAIN", "60"));
    city_no(&city, FPL_E_REMIT, REMIT("R-2", "GAIN", "40.01"));
    city_do(&city, REMIT("R-2", "ENTRUSTED", "50"));
    is(&city, "c", "410415", -4000);
    is(&city, "c", "224104", 0);
    is(&city, "c", "224107", -11000);
    city_do(&city, REMIT_PAY("J-0", "R-1", "10")); /* the treasury has no book here yet */
    assert_int_equal(city.answer.sides, 0);
    city_do(&city, "ren mirror.set c party=G-CZ; kind=fiscal; other=s; fund=LP-G; agreed=2025-01-01");
    city_no(&city, FPL_E_DUE, REMIT_PAY("J-1", "R-1", "50.01"));
    city_no(&city, FPL_E_NOT_FOUND, REMIT_PAY("J-1", "R-9", "1"));
    city_do(&city, REMIT_PAY("J-1", "R-1", "50"));
    city_do(&city, REMIT_PAY("J-2", "R-2", "50"));
    is(&city, "c", "224107", 0);
    is(&city, "c", "100202", 4000);
    is(&city, "s", "1001", 10000);
    is(&city, "s", "4001", -10000);
    city_no(&city, FPL_E_LATER, "zhang remittance.reverse c remittance=R-2; memo=误");
    city_do(&city, "zhang remitted.reverse c payment=J-2; memo=误");
    city_do(&city, "zhang remittance.reverse c remittance=R-2; memo=误");
    is(&city, "s", "1001", 5000);
    is(&city, "c", "224104", -5000);
    city_no(&city, FPL_E_NOT_FOUND, REMIT_PAY("J-3", "R-2", "1"));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_sides__remitted),
        cmocka_unit_test(test_fund_sides__in_one_commit),
        cmocka_unit_test(test_fund_sides__what_the_other_book_says),
        cmocka_unit_test(test_fund_sides__of_an_import),
        cmocka_unit_test(test_fund_sides__of_many_partners),
        cmocka_unit_test(test_fund_sides__of_a_distribution),
        cmocka_unit_test(test_fund_sides__of_a_tax),
        cmocka_unit_test(test_fund_sides__of_a_result),
        cmocka_unit_test(test_fund_sides__forged),
        cmocka_unit_test(test_fund_sides__a_reversal_let_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
