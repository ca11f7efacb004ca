/* Loss tolerance on the vectors L1 to L16 of the rules of loss, each to the last digit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "loss_support.h"

static const struct fpl_loss_limit all_whole[] = {WHOLE(PROJECT), WHOLE(CATEGORY), WHOLE(FUND), WHOLE(CLASS),
                                                  WHOLE(FAMILY)};

/* ---- L1 five switches ---- */
static const struct move l1_fund[] = {
    {"2022-01-01", "", KIND(COMMITMENT), "100000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2022-01-01", "", KIND(FUND_PAID_IN), "60000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2022-03-01", "A", KIND(PAID), "8000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2024-05-10", "A", KIND(WRITE_OFF), "120000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2022-06-01", "B", KIND(PAID), "5000000.00", 1000000, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2024-06-20", "B", KIND(EXIT), "3333333.33", 400000, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2024-09-01", "B", KIND(DIVIDEND), "50000.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2024-12-31", "B", KIND(VALUATION), "2000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2022-09-01", "C", KIND(PAID), "12000000.00", 0, "angel", NULL, NULL, FPL_DUTY_PENDING},
    {"2024-12-31", "C", KIND(VALUATION), "7500000.50", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2022-01-10", "D", KIND(PAID), "10000000.00", 0, "angel", NULL, NULL, FPL_DUTY_PENDING},
    {"2023-08-15", "D", KIND(EXIT), "11500000.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
};

static const struct {
    enum fpl_loss_recognition recognition;
    enum fpl_loss_netting netting;
    int income;
    const char *loss, *rate[4]; /* over TOTAL_INVESTED, PRINCIPAL, EXITED_COST, FUND_SIZE */
} l1_table[] = {
    {KIND(REALISED), KIND(GROSS), 0, "7880000.00", {"22.5142", "13.1333", "39.4000", "7.8800"}},
    {KIND(REALISED), KIND(GROSS), 1, "7880000.00", {"22.5142", "13.1333", "39.4000", "7.8800"}},
    {KIND(REALISED), KIND(NET_CATEGORY), 0, "6546666.67", {"18.7047", "10.9111", "32.7333", "6.5466"}},
    {KIND(REALISED), KIND(NET_CATEGORY), 1, "6496666.66", {"18.5619", "10.8277", "32.4833", "6.4966"}},
    {KIND(REALISED), KIND(NET_FUND), 0, "5046666.66", {"14.4190", "8.4111", "25.2333", "5.0466"}},
    {KIND(REALISED), KIND(NET_FUND), 1, "4996666.65", {"14.2761", "8.3277", "24.9833", "4.9966"}},
    {KIND(TOTAL), KIND(GROSS), 0, "12379999.50", {"35.3714", "20.6333", NULL, "12.3799"}},
    {KIND(TOTAL), KIND(GROSS), 1, "12379999.50", {"35.3714", "20.6333", NULL, "12.3799"}},
    {KIND(TOTAL), KIND(NET_CATEGORY), 0, "10546666.16", {"30.1333", "17.5777", NULL, "10.5466"}},
    {KIND(TOTAL), KIND(NET_FUND), 0, "10546666.16", {"30.1333", "17.5777", NULL, "10.5466"}},
    {KIND(TOTAL), KIND(NET_CATEGORY), 1, "10496666.15", {"29.9904", "17.4944", NULL, "10.4966"}},
    {KIND(TOTAL), KIND(NET_FUND), 1, "10496666.15", {"29.9904", "17.4944", NULL, "10.4966"}},
};

static void test_fund_loss__L1_switches(void **state) {
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[FPL_MONEY_TEXT], percent[48];
    (void)state;
    fund_of(&world, "F1", "", l1_fund, COUNT(l1_fund));
    for (size_t i = 0; i < COUNT(l1_table); i++)
        for (int over = 0; over < 4; over++) {
            terms.recognition = l1_table[i].recognition;
            terms.netting = l1_table[i].netting;
            terms.income = l1_table[i].income;
            terms.denominator = (enum fpl_loss_denominator)over;
            run(&terms, "2024-12-31", &world.holding, 1, &rows);
            const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_FUND, "F1", "");
            assert_string_equal(fpl_money_format(row->tested, FPL_UNIT_YUAN, 2, text), l1_table[i].loss);
            /* what another setting decides by stands beside it in every row */
            int reading = (int)l1_table[i].recognition * 2 + l1_table[i].income;
            assert_int_equal(fpl_money_minor(row->sum[FPL_LOSS_AT(reading, l1_table[i].netting)]),
                             fpl_money_minor(row->tested));
            fpl_percent_trunc(fpl_money_minor(row->tested), fpl_money_minor(row->denominator), 4, percent,
                              sizeof percent);
            if (l1_table[i].rate[over] != NULL)
                assert_string_equal(percent, l1_table[i].rate[over]);
        }
    const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_FUND, "F1", "");
    assert_string_equal(fpl_money_format(row->sum[FPL_LOSS_SUM_INVESTED], FPL_UNIT_YUAN, 2, text), "35000000.00");
    assert_string_equal(fpl_money_format(row->sum[FPL_LOSS_SUM_EXITED], FPL_UNIT_YUAN, 2, text), "20000000.00");
}

static void test_fund_loss__L1_annual_and_liquidation(void **state) {
    static const struct {
        const char *cut_off, *invested, *exited;
        enum fpl_loss_denominator denominator;
        const char *raw;
    } table[] = {
        {"2022-12-31", "0.00/35000000.00 0.0000 PASS +35000000.00", "0.00/0.00 - NA", KIND(TOTAL_INVESTED), "0.00"},
        {"2023-12-31", "0.00/35000000.00 0.0000 PASS +35000000.00", "0.00/10000000.00 0.0000 PASS +10000000.00",
         KIND(TOTAL_INVESTED), "-1500000.01"},
        {"2024-12-31", "6546666.67/35000000.00 18.7047 PASS +28453333.33",
         "6546666.67/10000000.00 65.4666 PASS +3453333.33", KIND(TOTAL_INVESTED), "6546666.67"},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[FPL_MONEY_TEXT];
    (void)state;
    fund_of(&world, "F1", "", l1_fund, COUNT(l1_fund));
    terms.timing = FPL_LOSS_ANNUAL;
    terms.netting = FPL_LOSS_NET_FUND;
    for (size_t i = 0; i < COUNT(table); i++) {
        terms.denominator = FPL_LOSS_TOTAL_INVESTED;
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        assert_row(&rows, FPL_LOSS_FUND, "F1", "", table[i].invested);
        const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_FUND, "F1", "");
        assert_string_equal(fpl_money_format(row->sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_REALISED], FPL_UNIT_YUAN, 2, text),
                            table[i].raw);
        terms.denominator = FPL_LOSS_EXITED_COST;
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        assert_row(&rows, FPL_LOSS_FUND, "F1", "", table[i].exited);
    }
    terms = terms_of(all_whole, COUNT(all_whole));
    terms.recognition = FPL_LOSS_LIQUIDATION;
    terms.denominator = FPL_LOSS_PRINCIPAL;
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_int_equal(row_at(&rows, FPL_LOSS_FUND, "F1", "")->verdict, FPL_LOSS_NA);
}

/* ---- L2 several levels at once ---- */
static void test_fund_loss__L2_levels(void **state) {
    static const struct move second[] = {
        {"2022-05-01", "E", KIND(PAID), "15000000.00", 0, "growth", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-05-01", "E", KIND(EXIT), "6000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct fpl_loss_limit limits[] = {WHOLE(PROJECT), LIMIT(CATEGORY, "seed", 1, 2),
                                                   LIMIT(CATEGORY, "angel", 2, 5), LIMIT(FUND, "", 3, 10),
                                                   LIMIT(FAMILY, "", 4, 5)};
    static const struct {
        enum fpl_loss_level level;
        const char *fund, *name, *want;
    } table[] = {
        {KIND(PROJECT), "F1", "A", "7880000.00/8000000.00 98.5000 PASS +120000.00"},
        {KIND(PROJECT), "F1", "B", "0.00/5000000.00 0.0000 PASS +5000000.00"},
        {KIND(PROJECT), "F1", "C", "0.00/12000000.00 0.0000 PASS +12000000.00"},
        {KIND(PROJECT), "F1", "D", "0.00/10000000.00 0.0000 PASS +10000000.00"},
        {KIND(PROJECT), "F2", "E", "9000000.00/15000000.00 60.0000 PASS +6000000.00"},
        {KIND(CATEGORY), "F1", "seed", "7880000.00/13000000.00 60.6153 FAIL -1380000.00"},
        {KIND(CATEGORY), "F1", "angel", "0.00/22000000.00 0.0000 PASS +8800000.00"},
        {KIND(CATEGORY), "F2", "growth", "9000000.00/15000000.00 60.0000 NOT_TESTED"},
        {KIND(FUND), "F1", "", "7880000.00/35000000.00 22.5142 PASS +2620000.00"},
        {KIND(FUND), "F2", "", "9000000.00/15000000.00 60.0000 FAIL -4500000.00"},
        {KIND(FAMILY), "", "", "16880000.00/50000000.00 33.7600 PASS +23120000.00"},
    };
    struct fpl_loss_terms terms = terms_of(limits, COUNT(limits));
    struct world one, two;
    struct rows rows;
    (void)state;
    fund_of(&one, "F1", "", l1_fund, COUNT(l1_fund));
    fund_of(&two, "F2", "", second, COUNT(second));
    struct fpl_loss_holding both[] = {one.holding, two.holding};
    run(&terms, "2024-12-31", both, 2, &rows);
    for (size_t i = 0; i < COUNT(table); i++)
        assert_row(&rows, table[i].level, table[i].fund, table[i].name, table[i].want);
    terms.netting = FPL_LOSS_NET_CATEGORY;
    run(&terms, "2024-12-31", both, 2, &rows);
    assert_row(&rows, FPL_LOSS_CATEGORY, "F1", "seed", "6546666.67/13000000.00 50.3589 FAIL -46666.67");
}

/* ---- L3 partial exits, weighted average, follow-on ---- */
static void test_fund_loss__L3_relief(void **state) {
    static const struct move moves[] = {
        {"2022-01-01", "X", KIND(PAID), "3000000.00", 1000000, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2023-01-01", "X", KIND(PAID), "4000000.01", 500000, "growth", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "X", KIND(EXIT), "2500000.00", 600000, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2025-01-01", "X", KIND(EXIT), "2200000.00", 450000, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2026-01-01", "X", KIND(EXIT), "1500000.00", 450000, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct {
        const char *cut_off, *gone, *loss;
    } table[] = {{"2024-01-01", "2800000.00", "300000.00"},
                 {"2025-01-01", "4900000.01", "200000.01"},
                 {"2026-01-01", "7000000.01", "800000.01"}};
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[FPL_MONEY_TEXT];
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    for (size_t i = 0; i < COUNT(table); i++) {
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_PROJECT, "F", "X");
        assert_string_equal(fpl_money_format(row->sum[FPL_LOSS_SUM_EXITED], FPL_UNIT_YUAN, 2, text), table[i].gone);
        assert_string_equal(fpl_money_format(row->tested, FPL_UNIT_YUAN, 2, text), table[i].loss);
        assert_true(fpl_str_is(row->category, "seed")); /* of the first paid tranche, after the later round too */
    }
    struct fpl_money relief; /* the raw figures: …000.004 goes down, …000.005 goes up */
    assert_int_equal(fpl_loss_relief(yuan("7000000.01"), 600000, 1500000, &relief), FPL_OK);
    assert_string_equal(fpl_money_format(relief, FPL_UNIT_YUAN, 2, text), "2800000.00");
    assert_int_equal(fpl_loss_relief(yuan("4200000.01"), 450000, 900000, &relief), FPL_OK);
    assert_string_equal(fpl_money_format(relief, FPL_UNIT_YUAN, 2, text), "2100000.01");
    /* SPECIFIC_LOT, oldest first: the movement says the cost */
    for (int i = 0; i < 5; i++)
        if (world.move[i].kind == FPL_LOSS_EXIT && fpl_date_cmp(world.move[i].day, day("2024-01-01")) == 0) {
            world.move[i].has_cost = 1;
            world.move[i].cost = yuan("1800000.00");
        }
    run(&terms, "2024-01-01", &world.holding, 1, &rows);
    const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_PROJECT, "F", "X");
    assert_string_equal(fpl_money_format(row->sum[FPL_LOSS_SUM_RAW], FPL_UNIT_YUAN, 2, text), "-700000.00");
    assert_string_equal(fpl_money_format(row->tested, FPL_UNIT_YUAN, 2, text), "0.00");
}

/* ---- Q3 several events in one day ---- */

/* 1,000 shares for 1,000, valued 800 and half of them sold for 400, all but the payment on one day.
 * Valued first: 500 shares left stand at 800 × 500/1,000 = 400; TOTAL 1,000 − 400 − 400 = 200.
 * Sold first: the value is of the 500 left; 1,000 − 400 − 800 = −200, a gain.
 * Paid 100 more after the valuation: it is in the value; 1,100 − 0 − 900 = 200. */
static void test_fund_loss__Q3_one_day(void **state) {
#define ON_THE_DAY(kind, amount, shares)                                                                               \
    { "2023-06-30", "X", KIND(kind), amount, shares, NULL, NULL, NULL, FPL_DUTY_PENDING }
    static const struct {
        struct move move[2];
        const char *raw;
    } table[] = {
        {{ON_THE_DAY(VALUATION, "800.00", 0), ON_THE_DAY(EXIT, "400.00", 500)}, "200.00"},
        {{ON_THE_DAY(EXIT, "400.00", 500), ON_THE_DAY(VALUATION, "800.00", 0)}, "-200.00"},
        {{ON_THE_DAY(VALUATION, "800.00", 0), ON_THE_DAY(PAID, "100.00", 0)}, "200.00"},
        {{ON_THE_DAY(PAID, "100.00", 0), ON_THE_DAY(VALUATION, "800.00", 0)}, "300.00"},
        {{ON_THE_DAY(VALUATION, "800.00", 0), ON_THE_DAY(REFUND, "100.00", 0)}, "200.00"},
        {{ON_THE_DAY(VALUATION, "800.00", 0), ON_THE_DAY(VALUATION, "700.00", 0)}, "300.00"},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[FPL_MONEY_TEXT];
    (void)state;
    terms.recognition = FPL_LOSS_TOTAL;
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct move moves[] = {
            {"2023-01-01", "X", KIND(PAID), "1000.00", 1000, "seed", NULL, NULL, FPL_DUTY_PENDING},
            table[i].move[0],
            table[i].move[1]};
        fund_of(&world, "F", "", moves, COUNT(moves));
        run(&terms, "2023-06-30", &world.holding, 1, &rows);
        const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_PROJECT, "F", "X");
        assert_string_equal(fpl_money_format(row->sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_TOTAL], FPL_UNIT_YUAN, 2, text),
                            table[i].raw);
    }
#undef ON_THE_DAY
}

/* ---- L4 recovery in a later period; breach history ---- */
struct breaches {
    struct fpl_loss_breach list[8];
    int count;
};

static enum fpl_status take_breach(void *ctx, const struct fpl_loss_breach *breach) {
    struct breaches *all = ctx;
    assert_true(all->count < 8);
    all->list[all->count++] = *breach;
    return FPL_OK;
}

static const struct move l4_moves[] = {
    {"2024-01-01", "X", KIND(PAID), "5200000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2024-01-01", "Y", KIND(PAID), "4800000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2024-11-30", "X", KIND(WRITE_OFF), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2026-02-15", "X", KIND(RECOVERY), "350000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
};
static const struct fpl_loss_limit l4_limits[] = {LIMIT(CATEGORY, "seed", 1, 2)};

static void test_fund_loss__L4_recovery_and_history(void **state) {
    static const struct {
        const char *cut_off, *want, *pursued;
    } table[] = {
        {"2024-11-29", "0.00/10000000.00 0.0000 PASS +5000000.00", "0.00"},
        {"2024-12-31", "5200000.00/10000000.00 52.0000 FAIL -200000.00", "5200000.00"},
        {"2026-02-14", "5200000.00/10000000.00 52.0000 FAIL -200000.00", "5200000.00"},
        {"2026-02-15", "4850000.00/10000000.00 48.5000 PASS +150000.00", "4850000.00"},
    };
    struct fpl_loss_terms terms = terms_of(l4_limits, COUNT(l4_limits));
    struct world world;
    struct rows rows;
    char text[FPL_MONEY_TEXT];
    (void)state;
    fund_of(&world, "F", "", l4_moves, COUNT(l4_moves));
    for (size_t i = 0; i < COUNT(table); i++) {
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        assert_row(&rows, FPL_LOSS_CATEGORY, "F", "seed", table[i].want);
        struct fpl_money pursued = row_at(&rows, FPL_LOSS_PROJECT, "F", "X")->sum[FPL_LOSS_SUM_PURSUED];
        assert_string_equal(fpl_money_format(pursued, FPL_UNIT_YUAN, 2, text), table[i].pursued);
    }
    const struct fpl_loss_place place = {FPL_LOSS_CATEGORY, FPL_STR("F"), FPL_STR("seed")};
    struct fpl_loss_world past = {&world.holding, 1, day("2026-12-31")};
    struct breaches breaches = {.count = 0};
    assert_int_equal(fpl_loss_history(&terms, &past, &place, take_breach, &breaches, NULL), FPL_OK);
    assert_int_equal(breaches.count, 1);
    assert_int_equal(fpl_date_cmp(breaches.list[0].from, day("2024-11-30")), 0);
    assert_int_equal(fpl_date_cmp(breaches.list[0].to, day("2026-02-15")), 0);
    assert_int_equal(fpl_money_minor(breaches.list[0].tested), 520000000);
    assert_int_equal(fpl_money_minor(breaches.list[0].denominator), 1000000000);
    past.cut_off = day("2026-02-14"); /* still open then */
    breaches.count = 0;
    assert_int_equal(fpl_loss_history(&terms, &past, &place, take_breach, &breaches, NULL), FPL_OK);
    assert_int_equal(breaches.count, 1);
    assert_true(fpl_date_is_none(breaches.list[0].to));
    terms.timing = FPL_LOSS_ANNUAL;
    run(&terms, "2026-12-31", &world.holding, 1, &rows);
    const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_CATEGORY, "F", "seed");
    assert_int_equal(fpl_money_minor(row->sum[FPL_LOSS_SUM_RAW]), -35000000);
    assert_int_equal(fpl_money_minor(row->tested), 0);
}

/* ---- L5 fair value to zero without write-off ---- */
static void test_fund_loss__L5_value_to_zero(void **state) {
    static const struct move moves[] = {
        {"2023-01-01", "X", KIND(PAID), "6000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2023-01-01", "Y", KIND(PAID), "14000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-12-31", "X", KIND(VALUATION), "0.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2025-05-01", "X", KIND(WRITE_OFF), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct fpl_loss_limit limits[] = {LIMIT(FUND, "", 1, 4)};
    static const struct {
        const char *cut_off;
        enum fpl_loss_recognition recognition;
        const char *want;
    } table[] = {
        {"2024-12-31", KIND(REALISED), "0.00/20000000.00 0.0000 PASS +5000000.00"},
        {"2024-12-31", KIND(TOTAL), "6000000.00/20000000.00 30.0000 FAIL -1000000.00"},
        {"2025-06-30", KIND(REALISED), "6000000.00/20000000.00 30.0000 FAIL -1000000.00"},
        {"2025-06-30", KIND(TOTAL), "6000000.00/20000000.00 30.0000 FAIL -1000000.00"},
    };
    struct fpl_loss_terms terms = terms_of(limits, COUNT(limits));
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    for (size_t i = 0; i < COUNT(table); i++) {
        terms.recognition = table[i].recognition;
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        assert_row(&rows, FPL_LOSS_FUND, "F", "", table[i].want);
        assert_int_equal(row_at(&rows, FPL_LOSS_PROJECT, "F", "Y")->flags, FPL_LOSS_UNVALUED);
        assert_int_equal(row_at(&rows, FPL_LOSS_PROJECT, "F", "X")->flags, 0);
        assert_int_equal(row_at(&rows, FPL_LOSS_FUND, "F", "")->flags, FPL_LOSS_UNVALUED);
    }
}

/* ---- L6 duty cases ---- */
static const struct move l6_moves[] = {
    {"2022-01-01", "V", KIND(PAID), "24999999.99", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2022-01-01", "W1", KIND(PAID), "12000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2022-01-01", "W2", KIND(PAID), "8000000.01", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2022-01-01", "W3", KIND(PAID), "5000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2024-01-01", "W1", KIND(WRITE_OFF), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2024-01-01", "W2", KIND(WRITE_OFF), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2024-01-01", "W3", KIND(WRITE_OFF), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    {"2024-02-01", "W1", KIND(DUTY), NULL, 0, NULL, NULL, NULL, FPL_DUTY_EXEMPT},
    {"2024-02-01", "W3", KIND(DUTY), NULL, 0, NULL, NULL, NULL, FPL_DUTY_ACCOUNTABLE},
    {"2024-02-01", "W2", KIND(DUTY), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
};
static const struct fpl_loss_limit forty[] = {LIMIT(FUND, "", 2, 5)};

static void assert_apart(const struct fpl_loss_row *row, const char *exempt, const char *pending,
                         const char *accountable) {
    assert_int_equal(fpl_money_minor(row->sum[FPL_LOSS_SUM_EXEMPT]), fpl_money_minor(yuan(exempt)));
    assert_int_equal(fpl_money_minor(row->sum[FPL_LOSS_SUM_PENDING]), fpl_money_minor(yuan(pending)));
    assert_int_equal(fpl_money_minor(row->sum[FPL_LOSS_SUM_ACCOUNTABLE]), fpl_money_minor(yuan(accountable)));
}

static const struct fpl_loss_row *l6_with(const char *line, enum fpl_loss_duty duty, const char *amount,
                                          struct world *world, struct rows *rows, const struct fpl_loss_terms *terms) {
    fund_of(world, "F", "", l6_moves, COUNT(l6_moves));
    for (size_t i = 0; i < world->holding.moves; i++)
        if (line != NULL && world->move[i].kind == FPL_LOSS_DUTY && fpl_str_is(world->move[i].line, line)) {
            world->move[i].duty = duty;
            world->move[i].amount = yuan(amount);
        }
    run(terms, "2024-12-31", &world->holding, 1, rows);
    return row_at(rows, FPL_LOSS_FUND, "F", "");
}

static void test_fund_loss__L6_duty(void **state) {
    struct fpl_loss_terms terms = terms_of(forty, 1);
    struct world world;
    struct rows rows;
    (void)state;
    const struct fpl_loss_row *row = l6_with(NULL, FPL_DUTY_PENDING, NULL, &world, &rows, &terms);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "20000000.01/50000000.00 40.0000 FAIL -0.01");
    assert_int_equal(fpl_money_minor(row->all_in), fpl_money_minor(yuan("25000000.01")));
    assert_apart(row, "12000000.00", "8000000.01", "5000000.00");
    row = l6_with("W2", FPL_DUTY_ACCOUNTABLE, NULL, &world, &rows, &terms);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "12000000.00/50000000.00 24.0000 PASS_ACCOUNTABLE +8000000.00");
    assert_apart(row, "12000000.00", "0.00", "13000000.01");
    row = l6_with("W3", FPL_DUTY_PARTIAL, "2000000.00", &world, &rows, &terms);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "23000000.01/50000000.00 46.0000 FAIL -3000000.01");
    assert_apart(row, "15000000.00", "8000000.01", "2000000.00");
    row = l6_with("W3", FPL_DUTY_PARTIAL, "6000000.00", &world, &rows, &terms); /* at most what was lost */
    assert_apart(row, "12000000.00", "8000000.01", "5000000.00");
    /* W2 without any case is pending; without the gate the all-in figure decides */
    fund_of(&world, "F", "", l6_moves, COUNT(l6_moves) - 1);
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "20000000.01/50000000.00 40.0000 FAIL -0.01");
    terms.duty_gate = 0;
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "25000000.01/50000000.00 50.0000 FAIL -5000000.01");
}

/* ---- L7 duty and netting ---- */
static void test_fund_loss__L7_duty_and_netting(void **state) {
    static const struct move moves[] = {
        {"2022-01-01", "X", KIND(PAID), "10000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2022-01-01", "Y", KIND(PAID), "6000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2022-01-01", "Z", KIND(PAID), "24000000.00", 0, "angel", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "X", KIND(WRITE_OFF), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "Y", KIND(WRITE_OFF), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "Z", KIND(EXIT), "31000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-02-01", "X", KIND(DUTY), NULL, 0, NULL, NULL, NULL, FPL_DUTY_ACCOUNTABLE},
        {"2024-02-01", "Y", KIND(DUTY), NULL, 0, NULL, NULL, NULL, FPL_DUTY_EXEMPT},
    };
    static const struct fpl_loss_limit limits[] = {LIMIT(FUND, "", 1, 5)};
    struct fpl_loss_terms terms = terms_of(limits, COUNT(limits));
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    terms.netting = FPL_LOSS_NET_FUND;
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_FUND, "F", "");
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "0.00/40000000.00 0.0000 PASS_ACCOUNTABLE +8000000.00");
    assert_int_equal(fpl_money_minor(row->all_in), fpl_money_minor(yuan("9000000.00")));
    assert_int_equal(fpl_money_minor(row->sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_TEST]),
                     fpl_money_minor(yuan("-1000000.00")));
    assert_int_equal(fpl_money_minor(row->sum[FPL_LOSS_SUM_ACCOUNTABLE]), fpl_money_minor(yuan("10000000.00")));
    terms.netting = FPL_LOSS_GROSS;
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "6000000.00/40000000.00 15.0000 PASS_ACCOUNTABLE +2000000.00");
}

/* ---- L8 family only, own shares ---- */
static const struct move l8_a[] = {
    {"2022-01-01", "", KIND(FUND_PAID_IN), "100000000.00", 0, NULL, NULL, "30000000.00", FPL_DUTY_PENDING},
    {"2022-02-01", "P", KIND(PAID), "80000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2024-02-01", "P", KIND(EXIT), "20000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
};
static const struct move l8_b[] = {
    {"2022-01-01", "", KIND(FUND_PAID_IN), "50000000.00", 0, NULL, NULL, "20000000.00", FPL_DUTY_PENDING},
    {"2022-02-01", "Q", KIND(PAID), "40000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2024-02-01", "Q", KIND(EXIT), "52000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
};
static const struct move l8_direct[] = {
    {"2022-02-01", "R", KIND(PAID), "25000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
    {"2024-02-01", "R", KIND(EXIT), "20000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
};
static const struct fpl_loss_limit family_only[] = {FREE(PROJECT), FREE(CATEGORY), FREE(FUND), FREE(CLASS),
                                                    LIMIT(FAMILY, "", 4, 5)};

static void l8_funds(struct world world[3], struct fpl_loss_holding holding[3]) {
    fund_of(&world[0], "A", "angel", l8_a, COUNT(l8_a));
    fund_of(&world[1], "B", "angel", l8_b, COUNT(l8_b));
    fund_of(&world[2], "M", "mother", l8_direct, COUNT(l8_direct));
    world[0].holding.fund.look_through = world[1].holding.fund.look_through = 1;
    for (int i = 0; i < 3; i++)
        holding[i] = world[i].holding;
}

static void test_fund_loss__L8_family(void **state) {
    struct fpl_loss_terms terms = terms_of(family_only, COUNT(family_only));
    struct fpl_loss_holding holding[3];
    struct world world[3];
    struct rows rows;
    (void)state;
    l8_funds(world, holding);
    terms.netting = FPL_LOSS_NET_FAMILY;
    run(&terms, "2024-12-31", holding, 3, &rows);
    assert_row(&rows, FPL_LOSS_FAMILY, "", "", "18200000.00/65000000.00 28.0000 PASS +33800000.00");
    assert_row(&rows, FPL_LOSS_FUND, "A", "", "60000000.00/80000000.00 75.0000 NOT_TESTED");
    const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_FAMILY, "", "");
    char percent[48];
    struct fpl_money by_fund = row->sum[FPL_LOSS_AT(FPL_LOSS_BY_REALISED, FPL_LOSS_NET_FUND)];
    assert_int_equal(fpl_money_minor(by_fund), 2300000000);
    assert_string_equal(
        fpl_percent_trunc(fpl_money_minor(by_fund), fpl_money_minor(row->denominator), 4, percent, sizeof percent),
        "35.3846");
    struct fpl_money cash = row->sum[FPL_LOSS_SUM_CASH_OUT];
    assert_int_equal(fpl_money_minor(cash), 7500000000);
    assert_string_equal(
        fpl_percent_trunc(fpl_money_minor(row->tested), fpl_money_minor(cash), 4, percent, sizeof percent), "24.2666");
    /* a class for itself: A and B */
    assert_row(&rows, FPL_LOSS_CLASS, "", "angel", "13200000.00/40000000.00 33.0000 NOT_TESTED");
}

/* Shares that no fen can hold: 1/3 of a loss of 1.00 and of 2.00 invested. */
static void test_fund_loss__family_fractions(void **state) {
    static const struct move third[] = {
        {"2022-01-01", "", KIND(FUND_PAID_IN), "3.00", 0, NULL, NULL, "1.00", FPL_DUTY_PENDING},
        {"2022-02-01", "P", KIND(PAID), "2.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-02-01", "P", KIND(EXIT), "1.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct {
        struct fpl_ratio tau;
        const char *want;
    } table[] = {
        {{1, 2}, "0.33/0.66 50.0000 PASS +0.00"}, /* 1/3 of 2/3 is exactly a half */
        {{499999, 1000000}, "0.33/0.66 50.0000 FAIL -0.01"},
        {{1, 1}, "0.33/0.66 50.0000 PASS +0.32"}, /* ⌊66.66…⌋ − 33.33… fen, fractions down */
    };
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "A", "", third, COUNT(third));
    world.holding.fund.look_through = 1;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct fpl_loss_limit limit[] = {LIMIT(FAMILY, "", 1, 1)};
        limit[0].tau = table[i].tau;
        struct fpl_loss_terms terms = terms_of(limit, 1);
        run(&terms, "2024-12-31", &world.holding, 1, &rows);
        assert_row(&rows, FPL_LOSS_FAMILY, "", "", table[i].want);
        assert_string_equal(rows.text[rows.count - 1].exact_tested, "100/3"); /* fen */
        assert_string_equal(rows.text[rows.count - 1].exact_denominator, "200/3");
        assert_string_equal(rows.text[rows.count - 1].exact_cash, "100");
    }
    struct fpl_loss_terms terms = terms_of(family_only, COUNT(family_only));
    world.holding.move++; /* nothing is paid in: what our part is cannot be said */
    world.holding.moves--;
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_FAMILY, "", "");
    assert_int_equal(row->verdict, FPL_LOSS_NA);
    assert_true(row->flags & FPL_LOSS_NO_SHARE);
}

/* ---- L9 tolerance by class ---- */
static void test_fund_loss__L9_class(void **state) {
    static const struct move moves[] = {
        {"2022-01-01", "X", KIND(PAID), "30000000.00", 0, "growth", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "X", KIND(EXIT), "7500000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct fpl_loss_limit limits[] = {LIMIT(FUND, "seed future", 4, 5), LIMIT(FUND, "", 3, 5),
                                                   WHOLE(PROJECT)};
    static const struct {
        const char *classes, *want;
        int unknown;
    } table[] = {
        {"growth future", "22500000.00/30000000.00 75.0000 PASS +1500000.00", 0},
        {"seed", "22500000.00/30000000.00 75.0000 PASS +1500000.00", 0},
        {"growth", "22500000.00/30000000.00 75.0000 FAIL -4500000.00", 0},
        {"futures", "22500000.00/30000000.00 75.0000 FAIL -4500000.00", 0},
        {"", "22500000.00/30000000.00 75.0000 FAIL -4500000.00", 1},
    };
    struct fpl_loss_terms terms = terms_of(limits, COUNT(limits));
    struct world world;
    struct rows rows;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        fund_of(&world, "F", table[i].classes, moves, COUNT(moves));
        run(&terms, "2024-12-31", &world.holding, 1, &rows);
        assert_row(&rows, FPL_LOSS_FUND, "F", "", table[i].want);
        assert_int_equal(row_at(&rows, FPL_LOSS_FUND, "F", "")->flags, table[i].unknown ? FPL_LOSS_CLASS_UNKNOWN : 0);
    }
}

/* ---- L10 boundary, L11 zero denominator ---- */
static void one_line(struct world *world, const char *cost, const char *loss) {
    const struct move moves[] = {
        {"2022-01-01", "X", KIND(PAID), cost, 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "X", KIND(WRITE_OFF), NULL, 0, NULL, loss, NULL, FPL_DUTY_PENDING},
    };
    fund_of(world, "F", "", moves, COUNT(moves));
}

static void test_fund_loss__L10_boundary(void **state) {
    static const struct {
        struct fpl_ratio tau;
        const char *den, *loss, *want;
    } table[] = {
        {{57, 200}, "33333333.33", "9499999.99", "9499999.99/33333333.33 28.4999 PASS +0.00"},
        {{57, 200}, "33333333.33", "9500000.00", "9500000.00/33333333.33 28.5000 FAIL -0.01"},
        {{333333, 1000000}, "100000000.00", "33333333.33", "33333333.33/100000000.00 33.3333 FAIL -33.33"},
        {{1, 3}, "100000000.00", "33333333.33", "33333333.33/100000000.00 33.3333 PASS +0.00"},
        {{1, 2}, "100000000.00", "50000000.00", "50000000.00/100000000.00 50.0000 PASS +0.00"},
        {{1, 2}, "100000000.00", "50000000.01", "50000000.01/100000000.00 50.0000 FAIL -0.01"},
        {{0, 1}, "5000000.00", "0.00", "0.00/5000000.00 0.0000 PASS +0.00"},
        {{0, 1}, "5000000.00", "0.01", "0.01/5000000.00 0.0000 FAIL -0.01"},
    };
    struct world world;
    struct rows rows;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct fpl_loss_limit limit[] = {LIMIT(FUND, "", 1, 1)};
        limit[0].tau = table[i].tau;
        struct fpl_loss_terms terms = terms_of(limit, 1);
        one_line(&world, table[i].den, table[i].loss);
        run(&terms, "2024-12-31", &world.holding, 1, &rows);
        assert_row(&rows, FPL_LOSS_FUND, "F", "", table[i].want);
    }
}

static void test_fund_loss__L11_nothing_to_divide_by(void **state) {
    static const struct move held[] = {
        {"2022-01-01", "X", KIND(PAID), "5000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING}};
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "seed", held, 0);
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    enum fpl_loss_verdict together = FPL_LOSS_NOT_TESTED;
    assert_int_equal(rows.count, 3); /* fund, class, family */
    for (int i = 0; i < rows.count; i++) {
        assert_int_equal(rows.row[i].verdict, FPL_LOSS_NA);
        together = fpl_loss_together(together, rows.row[i].verdict);
    }
    assert_int_equal(together, FPL_LOSS_NA);
    fund_of(&world, "F", "seed", held, 1);
    terms.denominator = FPL_LOSS_EXITED_COST; /* cost is held, none has gone */
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    for (int i = 0; i < rows.count; i++)
        assert_int_equal(rows.row[i].verdict, FPL_LOSS_NA);
    terms.denominator = FPL_LOSS_PRINCIPAL; /* nothing paid in */
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_int_equal(row_at(&rows, FPL_LOSS_FUND, "F", "")->verdict, FPL_LOSS_NA);
    assert_int_equal(fpl_loss_together(FPL_LOSS_NA, FPL_LOSS_PASS), FPL_LOSS_PASS);
    assert_int_equal(fpl_loss_together(FPL_LOSS_PASS, FPL_LOSS_PASS_ACCOUNTABLE), FPL_LOSS_PASS_ACCOUNTABLE);
    assert_int_equal(fpl_loss_together(FPL_LOSS_PASS_ACCOUNTABLE, FPL_LOSS_FAIL), FPL_LOSS_FAIL);
    assert_int_equal(fpl_loss_together(FPL_LOSS_NOT_TESTED, FPL_LOSS_NOT_TESTED), FPL_LOSS_NOT_TESTED);
}

/* ---- L12 unpaid buy-back ---- */
static void test_fund_loss__L12_buyback(void **state) {
    static const struct move moves[] = {
        {"2023-01-01", "X", KIND(PAID), "4000000.00", 100, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2025-11-20", "X", KIND(BUYBACK), "3000000.00", 100, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2025-12-28", "X", KIND(INSTALMENT), "1200000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2026-06-30", "X", KIND(INSTALMENT), "1800000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct move lost[] = {
        {"2023-01-01", "X", KIND(PAID), "4000000.00", 100, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2025-11-20", "X", KIND(BUYBACK), "3000000.00", 100, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2025-12-28", "X", KIND(INSTALMENT), "1200000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2027-03-01", "X", KIND(UNPAID), "1800000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct {
        int lost;
        const char *cut_off;
        enum fpl_loss_buyback buyback;
        const char *gone, *loss;
    } table[] = {
        {0, "2025-12-31", KIND(SIGNING), "4000000.00", "1000000.00"},
        {0, "2025-12-31", KIND(CASH), "1600000.00", "400000.00"},
        {0, "2026-06-30", KIND(SIGNING), "4000000.00", "1000000.00"},
        {0, "2026-06-30", KIND(CASH), "4000000.00", "1000000.00"},
        {1, "2027-02-28", KIND(CASH), "1600000.00", "400000.00"},
        {1, "2027-03-01", KIND(CASH), "4000000.00", "2800000.00"},
        {1, "2027-03-01", KIND(SIGNING), "4000000.00", "2800000.00"},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    char text[FPL_MONEY_TEXT];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        fund_of(&world, "F", "", table[i].lost ? lost : moves, COUNT(moves));
        terms.buyback = table[i].buyback;
        run(&terms, table[i].cut_off, &world.holding, 1, &rows);
        const struct fpl_loss_row *row = row_at(&rows, FPL_LOSS_PROJECT, "F", "X");
        assert_string_equal(fpl_money_format(row->sum[FPL_LOSS_SUM_EXITED], FPL_UNIT_YUAN, 2, text), table[i].gone);
        assert_string_equal(fpl_money_format(row->tested, FPL_UNIT_YUAN, 2, text), table[i].loss);
    }
}

/* ---- L13 concession, buy-back at cost, refund ---- */
static void test_fund_loss__L13_concession_and_refund(void **state) {
    static const struct move moves[] = {
        {"2022-01-01", "W", KIND(PAID), "3000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "W", KIND(EXIT), "3000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2022-01-01", "X", KIND(PAID), "5000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "X", KIND(EXIT), "7000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "X", KIND(CONCESSION), "600000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2022-01-01", "Y", KIND(PAID), "2500000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "Y", KIND(EXIT), "400000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2022-01-01", "Z", KIND(PAID), "5000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2023-01-01", "Z", KIND(REFUND), "1000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    static const struct {
        enum fpl_loss_netting netting;
        int before;
        const char *want;
    } table[] = {
        {KIND(GROSS), 1, "2100000.00/14500000.00 14.4827 PASS +12400000.00"},
        {KIND(NET_FUND), 1, "100000.00/14500000.00 0.6896 PASS +14400000.00"},
        {KIND(NET_FUND), 0, "700000.00/14500000.00 4.8275 PASS +13800000.00"},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    for (size_t i = 0; i < COUNT(table); i++) {
        terms.netting = table[i].netting;
        terms.pre_concession = table[i].before;
        run(&terms, "2024-12-31", &world.holding, 1, &rows);
        assert_row(&rows, FPL_LOSS_FUND, "F", "", table[i].want);
        assert_row(&rows, FPL_LOSS_PROJECT, "F", "Z", "0.00/4000000.00 0.0000 PASS +4000000.00");
        assert_row(&rows, FPL_LOSS_PROJECT, "F", "W", "0.00/3000000.00 0.0000 PASS +3000000.00");
        assert_int_equal(fpl_money_minor(row_at(&rows, FPL_LOSS_PROJECT, "F", "Z")->sum[FPL_LOSS_SUM_RAW]), 0);
    }
}

/* ---- L15 liquidation, fees ---- */
static void test_fund_loss__L15_liquidation(void **state) {
    static const struct move moves[] = {
        {"2020-01-01", "", KIND(FUND_PAID_IN), "40000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2026-05-01", "", KIND(DISTRIBUTION), "26500000.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2026-06-01", "", KIND(ENDED), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2020-02-01", "X", KIND(PAID), "37000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2026-04-01", "X", KIND(EXIT), "26500000.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    struct fpl_loss_terms terms = terms_of(forty, 1);
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    terms.recognition = FPL_LOSS_LIQUIDATION;
    terms.denominator = FPL_LOSS_PRINCIPAL;
    run(&terms, "2026-06-01", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "13499999.99/40000000.00 33.7499 PASS +2500000.01");
    run(&terms, "2026-05-31", &world.holding, 1, &rows);
    assert_int_equal(row_at(&rows, FPL_LOSS_FUND, "F", "")->verdict, FPL_LOSS_NA);
    terms.recognition = FPL_LOSS_REALISED; /* the project's own loss, fees outside: another figure */
    terms.denominator = FPL_LOSS_TOTAL_INVESTED;
    run(&terms, "2026-06-01", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "10499999.99/37000000.00 28.3783 PASS +4300000.01");
    /* LIFECYCLE: provisional while the fund goes on */
    terms.timing = FPL_LOSS_LIFECYCLE;
    run(&terms, "2026-05-31", &world.holding, 1, &rows);
    assert_true(row_at(&rows, FPL_LOSS_FUND, "F", "")->provisional);
    assert_true(row_at(&rows, FPL_LOSS_FAMILY, "", "")->provisional);
    run(&terms, "2026-06-01", &world.holding, 1, &rows);
    assert_false(row_at(&rows, FPL_LOSS_FUND, "F", "")->provisional);
    assert_false(row_at(&rows, FPL_LOSS_FAMILY, "", "")->provisional);
}

/* ---- L16 recovery above cost ---- */
static void test_fund_loss__L16_recovery_above_cost(void **state) {
    static const struct move moves[] = {
        {"2022-01-01", "X", KIND(PAID), "1000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2023-01-01", "X", KIND(WRITE_OFF), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "X", KIND(RECOVERY), "1300000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2022-01-01", "Y", KIND(PAID), "2000000.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2023-01-01", "Y", KIND(EXIT), "1500000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    struct fpl_loss_terms terms = terms_of(all_whole, COUNT(all_whole));
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "", moves, COUNT(moves));
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "500000.00/3000000.00 16.6666 PASS +2500000.00");
    assert_int_equal(fpl_money_minor(row_at(&rows, FPL_LOSS_PROJECT, "F", "X")->sum[FPL_LOSS_SUM_PURSUED]), 0);
    terms.netting = FPL_LOSS_NET_FUND;
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "200000.00/3000000.00 6.6666 PASS +2800000.00");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_loss__L1_switches),
        cmocka_unit_test(test_fund_loss__L1_annual_and_liquidation),
        cmocka_unit_test(test_fund_loss__L2_levels),
        cmocka_unit_test(test_fund_loss__L3_relief),
        cmocka_unit_test(test_fund_loss__Q3_one_day),
        cmocka_unit_test(test_fund_loss__L4_recovery_and_history),
        cmocka_unit_test(test_fund_loss__L5_value_to_zero),
        cmocka_unit_test(test_fund_loss__L6_duty),
        cmocka_unit_test(test_fund_loss__L7_duty_and_netting),
        cmocka_unit_test(test_fund_loss__L8_family),
        cmocka_unit_test(test_fund_loss__family_fractions),
        cmocka_unit_test(test_fund_loss__L9_class),
        cmocka_unit_test(test_fund_loss__L10_boundary),
        cmocka_unit_test(test_fund_loss__L11_nothing_to_divide_by),
        cmocka_unit_test(test_fund_loss__L12_buyback),
        cmocka_unit_test(test_fund_loss__L13_concession_and_refund),
        cmocka_unit_test(test_fund_loss__L15_liquidation),
        cmocka_unit_test(test_fund_loss__L16_recovery_above_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
