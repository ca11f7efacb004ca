/* What leaves a line, each by itself: several buy-backs, a valuation beside one that is not paid, several duty cases.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "loss_support.h"

static const struct fpl_loss_limit all_whole[] = {WHOLE(PROJECT), WHOLE(CATEGORY), WHOLE(FUND), WHOLE(CLASS),
                                                  WHOLE(FAMILY)};

/* Of several buy-backs of one firm each has its own cost, price and ratio (answer 17): 2,000 shares for 20,000,000;
 * half of them for 5,000,000, all of it paid, the other half for 20,000,000 of which nothing came: cost 10,000,000 less
 * 5,000,000. In one pot it was 4,000,000 of cost, and no loss. */
static void test_fund_loss_exits__buybacks_apart(void **state) {
    static const struct move moves[] = {
        {"2022-03-01", "X", KIND(PAID), "20000000.00", 2000, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2022-06-01", "X", KIND(BUYBACK), "5000000.00", 1000, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2022-06-02", "X", KIND(BUYBACK), "20000000.00", 1000, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2022-07-01", "X", KIND(INSTALMENT), "5000000.00", 0, "2022-06-01", NULL, NULL, FPL_DUTY_PENDING},
        {"2022-08-01", "X", KIND(INSTALMENT), "2000000.00", 0, "2022-06-02", NULL, NULL, FPL_DUTY_PENDING},
        {"2022-09-01", "X", KIND(UNPAID), "18000000.00", 0, "2022-06-02", NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct {
        const char *cut_off;
        enum fpl_loss_buyback buyback;
        const char *gone, *loss;
    } table[] = {
        {"2022-06-30", KIND(CASH), "0.00", "0.00"},
        {"2022-07-01", KIND(CASH), "10000000.00", "5000000.00"},
        {"2022-08-01", KIND(CASH), "11000000.00", "4000000.00"}, /* a tenth of the other: gain of 1,000,000 */
        {"2022-09-01", KIND(CASH), "20000000.00", "13000000.00"},
        {"2022-06-30", KIND(SIGNING), "20000000.00", "0.00"},
        {"2022-09-01", KIND(SIGNING), "20000000.00", "13000000.00"},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[FPL_MONEY_TEXT];
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    for (size_t i = 0; i < COUNT(table); i++) {
        terms.buyback = table[i].buyback;
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_PROJECT, "F", "X");
        assert_string_equal(fpl_money_format(row->sum[FPL_LOSS_SUM_EXITED], FPL_UNIT_YUAN, 2, text), table[i].gone);
        assert_string_equal(fpl_money_format(row->tested, FPL_UNIT_YUAN, 2, text), table[i].loss);
    }
}

/* A valuation is of what is held: 1,000 shares for 10,000,000, 900 of them bought back for 9,000,000 and not yet paid.
 * The 100 left are worth their 1,000,000. Nothing is lost, before the payment or after it. */
static void test_fund_loss_exits__valued_beside_an_unpaid_buyback(void **state) {
    static const struct move moves[] = {
        {"2022-03-01", "X", KIND(PAID), "10000000.00", 1000, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2022-06-01", "X", KIND(BUYBACK), "9000000.00", 900, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2022-12-31", "X", KIND(VALUATION), "1000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2023-03-01", "X", KIND(INSTALMENT), "9000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const char *const cut_offs[] = {"2022-06-01", "2022-12-31", "2023-02-28", "2023-03-01", "2024-01-01"};
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    (void)state;
    terms.recognition = FPL_LOSS_TOTAL;
    fund_of(&world, "F", "", moves, COUNT(moves));
    for (int signing = 0; signing < 2; signing++)
        for (size_t i = 0; i < COUNT(cut_offs); i++) {
            terms.buyback = signing ? FPL_LOSS_SIGNING : FPL_LOSS_CASH;
            run(&terms, cut_offs[i], &world.holding, 1, &rows);
            const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_PROJECT, "F", "X");
            assert_int_equal(fpl_money_minor(row->sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_TOTAL]), 0);
            assert_int_equal(row->flags, i == 0 || (i < 3 && !signing) ? FPL_LOSS_UNVALUED : 0);
        }
}

static const char *gone_and_loss(const struct fpl_loss_row *row, enum fpl_loss_sum gone, char *text) {
    size_t n = strlen(fpl_money_format(row->sum[gone], FPL_UNIT_YUAN, 2, text));
    text[n++] = ' ';
    (void)fpl_money_format(row->sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_TOTAL], FPL_UNIT_YUAN, 2, text + n);
    return text;
}

/* V after three sales is 306,598.51 x 753 / 4,685,387 = 49.2739…, rounded once; sale by sale it came to 49.28. Another
 * round joins what is left, and the next sale starts from there: (49.27 + 100.00) x 1 / 2 = 74.635. */
static void test_fund_loss_exits__value_rounded_once(void **state) {
    static const struct move moves[] = {
        {"2021-08-23", "X", KIND(PAID), "306598.51", 4685387, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2022-08-13", "X", KIND(VALUATION), "306598.51", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2023-01-01", "X", KIND(EXIT), "0.00", 4272005, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2023-02-01", "X", KIND(EXIT), "0.00", 410854, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2023-03-01", "X", KIND(EXIT), "0.00", 1775, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2023-04-01", "X", KIND(PAID), "100.00", 753, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2023-05-01", "X", KIND(EXIT), "0.00", 753, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[2 * FPL_MONEY_TEXT];
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    run(&terms, "2023-03-31", &world.holding, 1, &rows);
    assert_string_equal(gone_and_loss(row_at(&rows, FPL_LOSS_PROJECT, "F", "X"), FPL_LOSS_SUM_INVESTED, text),
                        "306598.51 306549.24");
    run(&terms, "2023-12-31", &world.holding, 1, &rows);
    assert_string_equal(gone_and_loss(row_at(&rows, FPL_LOSS_PROJECT, "F", "X"), FPL_LOSS_SUM_INVESTED, text),
                        "306698.51 306623.87");
}

/* A sale takes no convertible (docs/LOSS.md: a valuation is of the equity, convertibles stand at cost beside it).
 * C 1,000.00 for 100 shares and a convertible of 500.00; the shares are worth 800.00.
 * 50 of 100 shares for 500.00: V = 800 / 2 + 500 = 900, C − P − V = 1,500 − 500 − 900 = 100.00 (scaled as a whole
 * V was 650 and the loss 350). 200.00 converted into 50 shares: V = 600 + 300. 50 of 100 shares for nothing: V = 300 +
 * 300, 400.00. 100.00 of the convertible refunded: C 1,400, V = 300 + 200, 400.00. The other shares for 300.00: V =
 * 200, 1,400 − 800 − 200 = 400.00 (V was 0, the loss 600). Written off: 600.00. */
static void test_fund_loss_exits__convertibles_stay(void **state) {
    static const struct move moves[] = {
        {"2021-03-01", "X", KIND(PAID), "1000.00", 100, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2021-03-05", "X", KIND(PAID), "500.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2021-05-01", "X", KIND(VALUATION), "800.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2021-06-01", "X", KIND(EXIT), "500.00", 50, NULL, "500.00", NULL, FPL_DUTY_PENDING},
        {"2021-07-01", "X", KIND(PAID), NULL, 50, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2021-08-01", "X", KIND(EXIT), "0.00", 50, NULL, "350.00", NULL, FPL_DUTY_PENDING},
        {"2021-09-01", "X", KIND(REFUND), "100.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2021-10-01", "X", KIND(EXIT), "300.00", 50, NULL, "350.00", NULL, FPL_DUTY_PENDING},
        {"2021-11-01", "X", KIND(WRITE_OFF), "0.00", 0, NULL, "200.00", NULL, FPL_DUTY_PENDING},
    };
    static const struct {
        size_t at;
        const char *debt;
    } debts[] = {{1, "500.00"}, {4, "-200.00"}, {6, "-100.00"}, {8, "-200.00"}};
    static const struct {
        const char *cut_off, *invested_and_loss;
    } table[] = {{"2021-05-31", "1500.00 200.00"}, {"2021-06-30", "1500.00 100.00"}, {"2021-07-31", "1500.00 100.00"},
                 {"2021-08-31", "1500.00 400.00"}, {"2021-09-30", "1400.00 400.00"}, {"2021-10-31", "1400.00 400.00"},
                 {"2021-11-30", "1400.00 600.00"}};
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[2 * FPL_MONEY_TEXT];
    (void)state;
    terms.recognition = FPL_LOSS_TOTAL;
    fund_of(&world, "F", "", moves, COUNT(moves));
    for (size_t i = 0; i < COUNT(debts); i++)
        world.move[debts[i].at].debt = yuan(debts[i].debt);
    for (size_t i = 0; i < COUNT(table); i++) {
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        assert_string_equal(gone_and_loss(row_at(&rows, FPL_LOSS_PROJECT, "F", "X"), FPL_LOSS_SUM_INVESTED, text),
                            table[i].invested_and_loss);
    }
}

/* A buy-back for 0.07 of a cost of 1,000,000.00, paid fen by fen: cost x cash / price, rounded once each time. */
static void test_fund_loss_exits__cost_of_cash_rounded_once(void **state) {
    static const char *const gone[] = {"142857.14 142857.13", "285714.29 285714.27", "428571.43 428571.40",
                                       "571428.57 571428.53", "714285.71 714285.66", "857142.86 857142.80",
                                       "1000000.00 999999.93"};
    static const struct move moves[] = {
        {"2024-01-10", "X", KIND(PAID), "1000000.00", 10, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-06-01", "X", KIND(BUYBACK), "0.07", 10, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-07-01", "X", KIND(INSTALMENT), "0.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-07-02", "X", KIND(INSTALMENT), "0.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-07-03", "X", KIND(INSTALMENT), "0.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-07-04", "X", KIND(INSTALMENT), "0.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-07-05", "X", KIND(INSTALMENT), "0.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-07-06", "X", KIND(INSTALMENT), "0.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-07-07", "X", KIND(INSTALMENT), "0.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[2 * FPL_MONEY_TEXT], cut_off[] = "2024-07-01";
    (void)state;
    terms.buyback = FPL_LOSS_CASH;
    fund_of(&world, "F", "", moves, COUNT(moves));
    for (size_t i = 0; i < COUNT(gone); i++, cut_off[9]++) {
        run(&terms, cut_off, &world.holding, 1, &rows);
        assert_string_equal(gone_and_loss(row_at(&rows, FPL_LOSS_PROJECT, "F", "X"), FPL_LOSS_SUM_EXITED, text),
                            gone[i]);
    }
}

/* Costs above the proceeds: 10,000.00 less 12,000.00 of 1,000,000.00 is more than all of it (Q29), 100.2 %. */
static void test_fund_loss_exits__beyond_the_whole(void **state) {
    static const struct move moves[] = {
        {"2024-01-10", "X", KIND(PAID), "1000000.00", 1000, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-06-01", "X", KIND(EXIT), "-2000.00", 1000, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[2 * FPL_MONEY_TEXT];
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_PROJECT, "F", "X");
    assert_string_equal(gone_and_loss(row, FPL_LOSS_SUM_EXITED, text), "1000000.00 1002000.00");
    assert_int_equal(row->verdict, FPL_LOSS_FAIL);
    assert_int_equal(fpl_money_minor(row->excess), 200000);
}

/* ---- several losses of one line, each with its own case ---- */
static void test_fund_loss_exits__cases_of_one_line(void **state) {
#define HALF_SOLD                                                                                                      \
    {"2022-01-01", "X", KIND(PAID), "10000000.00", 1000, "seed", NULL, NULL, FPL_DUTY_PENDING},                        \
        {"2022-02-01", "X", KIND(EXIT), NULL, 500, NULL, NULL, NULL, FPL_DUTY_PENDING}, {                              \
        "2022-06-01", "X", KIND(WRITE_OFF), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING                                \
    }
    static const struct move judged[] = {
        HALF_SOLD,
        {"2022-07-01", "X", KIND(DUTY), NULL, 0, "2022-06-01", NULL, NULL, FPL_DUTY_ACCOUNTABLE},
        {"2022-08-01", "X", KIND(RECOVERY), "4000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2022-09-01", "X", KIND(DUTY), NULL, 0, "2022-02-01", NULL, NULL, FPL_DUTY_EXEMPT},
        {"2022-10-01", "X", KIND(DUTY), "4000000.00", 0, "2022-02-01", NULL, NULL, FPL_DUTY_PARTIAL},
        {"2022-11-01", "X", KIND(RECOVERY), "2000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct {
        const char *cut_off, *said, *exempt, *pending, *accountable;
    } table[] = {
        {"2022-06-30", "10000000.00/10000000.00 100.0000 PASS +0.00", "0.00", "10000000.00", "0.00"},
        {"2022-07-02", "5000000.00/10000000.00 50.0000 PASS_ACCOUNTABLE +5000000.00", "0.00", "5000000.00",
         "5000000.00"},
        {"2022-08-02", "5000000.00/10000000.00 50.0000 PASS_ACCOUNTABLE +5000000.00", "0.00", "5000000.00",
         "1000000.00"},
        {"2022-09-02", "5000000.00/10000000.00 50.0000 PASS_ACCOUNTABLE +5000000.00", "5000000.00", "0.00",
         "1000000.00"},
        {"2022-10-02", "1000000.00/10000000.00 10.0000 PASS_ACCOUNTABLE +9000000.00", "1000000.00", "0.00",
         "5000000.00"},
        /* 1,000,000 more than the write-off lost: a gain of the line, off what is exempt */
        {"2022-11-02", "0.00/10000000.00 0.0000 PASS_ACCOUNTABLE +10000000.00", "0.00", "0.00", "4000000.00"},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[3][FPL_MONEY_TEXT];
    (void)state;
    fund_of(&world, "F", "", judged, COUNT(judged));
    for (size_t i = 0; i < COUNT(table); i++) {
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_FUND, "F", "");
        for (int k = 0; k < 3; k++)
            fpl_money_format(row->sum[FPL_LOSS_SUM_EXEMPT + k], FPL_UNIT_YUAN, 2, text[k]);
        assert_row(&rows, FPL_LOSS_FUND, "F", "", table[i].said);
        assert_string_equal(text[0], table[i].exempt);
        assert_string_equal(text[1], table[i].pending);
        assert_string_equal(text[2], table[i].accountable);
    }
}

/* Equity of 1,000 valued 1,200 and a note of 400, paid back with 20 of interest: what is held is then worth 1,200, not
 * 1,600 × 1,000 / 1,400. Half of the equity sold for 350: c 900, P 750, V 600, C 1,400. */
static void test_fund_loss_exits__redeemed(void **state) {
    static const struct move moves[] = {
        {"2023-01-01", "X", KIND(PAID), "1000.00", 1000, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2023-02-01", "X", KIND(PAID), "400.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2023-06-30", "X", KIND(VALUATION), "1200.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2023-09-01", "X", KIND(REDEEMED), "400.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2023-09-01", "X", KIND(DIVIDEND), "20.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2023-10-01", "X", KIND(EXIT), "350.00", 500, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct fpl_loss_limit limits[] = {LIMIT(FUND, "", 1, 4)};
    static const struct {
        const char *cut_off;
        enum fpl_loss_recognition recognition;
        enum fpl_loss_denominator over;
        int income;
        const char *want;
    } table[] = {
        {"2023-09-30", KIND(TOTAL), KIND(TOTAL_INVESTED), 0, "0.00/1400.00 0.0000 PASS +350.00"},
        {"2023-12-31", KIND(TOTAL), KIND(TOTAL_INVESTED), 0, "50.00/1400.00 3.5714 PASS +300.00"},
        {"2023-12-31", KIND(REALISED), KIND(TOTAL_INVESTED), 0, "150.00/1400.00 10.7142 PASS +200.00"},
        {"2023-12-31", KIND(REALISED), KIND(EXITED_COST), 0, "150.00/900.00 16.6666 PASS +75.00"},
        {"2023-12-31", KIND(REALISED), KIND(TOTAL_INVESTED), 1, "130.00/1400.00 9.2857 PASS +220.00"},
    };
    struct fpl_loss_terms terms = terms_of(limits, COUNT(limits));
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    world.move[1].debt = yuan("400.00");
    for (size_t i = 0; i < COUNT(table); i++) {
        terms.recognition = table[i].recognition;
        terms.denominator = table[i].over;
        terms.income = table[i].income;
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        assert_row(&rows, FPL_LOSS_FUND, "F", "", table[i].want);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_loss_exits__buybacks_apart),
        cmocka_unit_test(test_fund_loss_exits__valued_beside_an_unpaid_buyback),
        cmocka_unit_test(test_fund_loss_exits__value_rounded_once),
        cmocka_unit_test(test_fund_loss_exits__convertibles_stay),
        cmocka_unit_test(test_fund_loss_exits__cost_of_cash_rounded_once),
        cmocka_unit_test(test_fund_loss_exits__beyond_the_whole),
        cmocka_unit_test(test_fund_loss_exits__cases_of_one_line),
        cmocka_unit_test(test_fund_loss_exits__redeemed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
