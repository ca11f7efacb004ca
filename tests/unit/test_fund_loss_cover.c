/* What makes an excess good, on vector L14 and on the Guangzhou case of vector T5, year by year. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "loss_support.h"

struct year {
    int year;
    const char *loss, *den, *gains, *bonus;                                       /* given */
    const char *excess, *used, *withheld, *paid, *open, *lapsed, *over, *reserve; /* expected */
};

static void assert_cover(struct fpl_ratio tau, const struct year *table, int years) {
    struct fpl_loss_terms terms = terms_of(NULL, 0);
    struct fpl_loss_year in[8] = {{0}};
    struct fpl_loss_cover out[8];
    terms.reserve = (struct fpl_ratio){1, 20};
    terms.bonus_years = 3;
    for (int i = 0; i < years; i++)
        in[i] = (struct fpl_loss_year){table[i].year, yuan(table[i].loss), yuan(table[i].den), yuan(table[i].gains),
                                       yuan(table[i].bonus)};
    assert_int_equal(fpl_loss_cover(&terms, tau, in, years, out), FPL_OK);
    for (int i = 0; i < years; i++) {
        const struct {
            struct fpl_money is;
            const char *want;
        } each[] = {{out[i].excess, table[i].excess},     {out[i].reserve_used, table[i].used},
                    {out[i].withheld, table[i].withheld}, {out[i].paid, table[i].paid},
                    {out[i].open, table[i].open},         {out[i].lapsed, table[i].lapsed},
                    {out[i].over, table[i].over},         {out[i].reserve, table[i].reserve}};
        for (size_t k = 0; k < COUNT(each); k++)
            if (fpl_money_cmp(each[k].is, yuan(each[k].want)) != 0)
                fail_msg("%d figure %d: %lld fen, not %s", table[i].year, (int)k,
                         (long long)fpl_money_minor(each[k].is), each[k].want);
    }
}

static void test_fund_loss_cover__L14(void **state) {
    static const struct year table[] = {
        {2025, "5600000.00", "10000000.00", "2000000.00", "150000.00", "600000.00", "100000.00", "150000.00", "0.00",
         "350000.00", "0.00", "0.00", "0.00"},
        {2026, "6500000.00", "12000000.00", "1000000.00", "80000.00", "500000.00", "50000.00", "80000.00", "0.00",
         "120000.00", "0.00", "0.00", "0.00"},
        {2027, "6500000.00", "12000000.00", "0.00", "300000.00", "500000.00", "0.00", "120000.00", "180000.00", "0.00",
         "0.00", "0.00", "0.00"},
    };
    const struct year recovered[] = {
        table[0],
        table[1],
        {2027, "6100000.00", "12000000.00", "0.00", "300000.00", "100000.00", "0.00", "0.00", "300000.00", "0.00",
         "0.00", "280000.00", "0.00"},
    };
    static const struct year t5[] = {
        /* vector T5 of the fund rules, in units of 10,000 yuan there: A 200, reserve 30, bonuses 40, 50, 20 */
        {2025, "7000000.00", "10000000.00", "6000000.00", "400000.00", "2000000.00", "300000.00", "400000.00", "0.00",
         "1300000.00", "0.00", "0.00", "0.00"},
        {2026, "7000000.00", "10000000.00", "-1.00", "500000.00", "2000000.00", "0.00", "500000.00", "0.00",
         "800000.00", "0.00", "0.00", "0.00"},
        {2027, "7000000.00", "10000000.00", "0.00", "200000.00", "2000000.00", "0.00", "200000.00", "0.00", "600000.00",
         "600000.00", "0.00", "0.00"},
        /* past the last bonus year only the reserve covers, and what it does not need stays in it */
        {2028, "7000000.00", "10000000.00", "12200000.00", "900000.00", "2000000.00", "600000.00", "0.00", "900000.00",
         "0.00", "0.00", "0.00", "10000.00"},
    };
    (void)state;
    assert_cover((struct fpl_ratio){1, 2}, table, COUNT(table));
    assert_cover((struct fpl_ratio){1, 2}, recovered, COUNT(recovered));
    assert_cover((struct fpl_ratio){1, 2}, t5, COUNT(t5));
}

static void test_fund_loss_cover__refuses(void **state) {
    struct fpl_loss_terms terms = terms_of(NULL, 0);
    static struct fpl_loss_year years[FPL_LOSS_YEARS_MAX + 1];
    static struct fpl_loss_cover cover[FPL_LOSS_YEARS_MAX + 1];
    (void)state;
    for (int i = 0; i <= FPL_LOSS_YEARS_MAX; i++)
        years[i].year = 1950 + i;
    assert_int_equal(fpl_loss_cover(&terms, (struct fpl_ratio){1, 2}, years, FPL_LOSS_YEARS_MAX + 1, cover),
                     FPL_E_LIMIT);
    assert_int_equal(fpl_loss_cover(&terms, (struct fpl_ratio){1, 2}, years, FPL_LOSS_YEARS_MAX, cover), FPL_OK);
    years[0].bonus = fpl_money_of(-1);
    assert_int_equal(fpl_loss_cover(&terms, (struct fpl_ratio){1, 2}, years, 1, cover), FPL_E_NEGATIVE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_loss_cover__L14),
        cmocka_unit_test(test_fund_loss_cover__refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
