/* The bank's own balances: in whatever order the lines of a day were entered, right and complete lines have no break,
 * and others no more breaks than the best order has, tried out over all of them. */
#include "base_support.h"
#include "fundpool/text.h"
#include "reports/reconcile.h"

#define MOST 24
#define DAY  6

struct lines {
    struct fpl_reconcile__row row[MOST];
    size_t n;
};

static struct fpl_date day_at(int at) {
    return (struct fpl_date){20000 + at};
}

static void line(struct lines *l, int day, int64_t amount, int64_t balance) {
    assert_true(l->n < MOST);
    l->row[l->n] = (struct fpl_reconcile__row){
        .seq = (int64_t)l->n + 1, .day = day_at(day), .amount = amount, .balance = balance, .has_balance = 1};
    l->n++;
}

static void no_balance(struct lines *l) {
    l->row[l->n - 1].has_balance = 0;
}

static struct fpl_reconcile__balances of(struct lines *l) {
    struct fpl_reconcile__balances out;
    struct fpl_reconcile__side bank = {.row = l->row, .n = l->n};
    assert_int_equal(fpl_reconcile__balances(&bank, &out), FPL_OK);
    return out;
}

static void swap(struct fpl_reconcile__row *a, struct fpl_reconcile__row *b) {
    struct fpl_reconcile__row kept = *a;
    *a = *b;
    *b = kept;
}

/* Entered in another order, each day by itself: the numbers of the records stay where they are. */
static void shuffle(struct lines *l, uint64_t *seed) {
    for (size_t i = 0; i < l->n; i++) {
        size_t end = i + 1;
        while (end < l->n && l->row[end].day.day == l->row[i].day.day)
            end++;
        size_t with = i + (size_t)random_below(seed, (int64_t)(end - i));
        swap(&l->row[i], &l->row[with]);
        int64_t seq = l->row[i].seq;
        l->row[i].seq = l->row[with].seq;
        l->row[with].seq = seq;
    }
}

/* A statement of days of lines with small amounts, so that equal ones, reversals and circles come often. */
static int64_t make(struct lines *l, uint64_t *seed, int days, int64_t opening) {
    static const int64_t amounts[] = {1, -1, 2, -2, 3, 5};
    int64_t balance = opening;
    *l = (struct lines){.n = 0};
    for (int d = 0; d < days; d++)
        for (int64_t k = 1 + random_below(seed, DAY); k > 0; k--) {
            int64_t amount = amounts[random_below(seed, 6)];
            balance += amount;
            line(l, d, amount, balance);
        }
    return balance;
}

/* ---- what is so of one day, tried out ---- */

/* The fewest breaks of any order of the lines that are left, from a balance on; ends[]: what such orders end with. */
static size_t fewest(const struct fpl_reconcile__row *row, size_t n, unsigned left, int64_t balance) {
    size_t best = SIZE_MAX;
    if (left == 0)
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (!(left >> i & 1))
            continue;
        int64_t after = row[i].has_balance ? row[i].balance : balance + row[i].amount;
        size_t breaks = (after != balance + row[i].amount) + fewest(row, n, left & ~(1U << i), after);
        best = breaks < best ? breaks : best;
    }
    return best;
}

/* ---- the tests ---- */

static void test_reports_reconcile_balances__newest_first(void **state) {
    struct lines l = {.n = 0};
    (void)state;
    line(&l, 0, 100, 100);
    line(&l, 1, 20, 120);
    line(&l, 1, -10, 100);
    line(&l, 1, 10, 110);
    l.row[0].seq = 9;
    struct fpl_reconcile__balances out = of(&l);
    assert_int_equal(out.breaks, 0);
    assert_int_equal(out.broken, 0);
    assert_int_equal(out.opening, 0);
    assert_int_equal(out.closing, 120);
    assert_true(fpl_date_is_none(out.first_break));
}

static void test_reports_reconcile_balances__correction_last(void **state) {
    struct lines l = {.n = 0};
    (void)state;
    line(&l, 0, 100, 100);
    line(&l, 1, -10, 100);
    line(&l, 1, 20, 120);
    line(&l, 1, 10, 110);
    struct fpl_reconcile__balances out = of(&l);
    assert_int_equal(out.breaks, 0);
    assert_int_equal(out.closing, 120);
}

/* Every order of every day of up to five lines of three amounts, after a day that says where it begins. */
static void test_reports_reconcile_balances__all_orders(void **state) {
    static const int64_t amounts[] = {1, -1, 2};
    size_t orders = 0;
    (void)state;
    for (int n = 1; n <= 5; n++) {
        int kinds = 1, arrangements = 1;
        for (int i = 1; i <= n; i++) {
            kinds *= 3;
            arrangements *= i;
        }
        for (int kind = 0; kind < kinds; kind++)
            for (int order = 0; order < arrangements; order++) {
                struct lines l = {.n = 0};
                int64_t balance = 10;
                line(&l, 0, 10, 10);
                for (int i = 0, k = kind; i < n; i++, k /= 3) {
                    balance += amounts[k % 3];
                    line(&l, 1, amounts[k % 3], balance);
                }
                for (int i = n, k = order; i > 1; k /= i, i--)
                    swap(&l.row[i], &l.row[1 + k % i]);
                struct fpl_reconcile__balances out = of(&l);
                assert_int_equal(out.breaks, 0);
                assert_int_equal(out.opening, 0);
                assert_int_equal(out.closing, balance);
                orders++;
            }
    }
    assert_int_equal(orders, 3 + 9 * 2 + 27 * 6 + 81 * 24 + 243 * 120);
}

/* Right and complete, of several days, the first one too in any order: no break; the opening is the true one unless it
 * is said that another fits. */
static void test_reports_reconcile_balances__right_and_complete(void **state) {
    uint64_t seed = random_seed("test_reports_reconcile_balances");
    int several = 0;
    (void)state;
    for (int run = 0; run < 20000; run++) {
        struct lines l;
        int64_t opening = 50 + random_below(&seed, 5), closing = make(&l, &seed, 1 + run % 4, opening);
        shuffle(&l, &seed);
        struct fpl_reconcile__balances out = of(&l);
        assert_int_equal(out.stated, 1);
        assert_int_equal(out.breaks, 0);
        assert_int_equal(out.broken, 0);
        assert_int_equal(out.closing - out.opening, closing - opening);
        if (!out.several)
            assert_int_equal(out.opening, opening);
        several += out.several;
    }
    assert_true(several > 0 && several < 4000);
}

/* A line is missing or a balance is wrong: as few breaks as the best order has, and what they sum to is what the ends
 * and the lines say. */
static void test_reports_reconcile_balances__fewest_breaks(void **state) {
    uint64_t seed = random_seed("test_reports_reconcile_balances fewest");
    int broken = 0;
    (void)state;
    for (int run = 0; run < 20000; run++) {
        struct lines l = {.n = 0};
        int64_t balance = 10, sum = 0;
        line(&l, 0, 10, 10);
        for (int64_t k = 2 + random_below(&seed, 5); k > 0; k--) {
            int64_t amount = random_below(&seed, 2) ? 1 + random_below(&seed, 3) : -1;
            balance += amount;
            if (random_below(&seed, 4) == 0)
                balance += random_below(&seed, 4);
            line(&l, 1, amount, balance);
        }
        shuffle(&l, &seed);
        struct fpl_reconcile__balances out = of(&l);
        size_t best = fewest(l.row + 1, l.n - 1, (1U << (l.n - 1)) - 1, 10);
        for (size_t i = 0; i < l.n; i++)
            sum += l.row[i].amount;
        assert_int_equal(out.breaks, best);
        assert_int_equal(out.opening, 0);
        assert_int_equal(out.closing - out.broken, sum);
        assert_int_equal(fpl_date_is_none(out.first_break), best == 0);
        broken += best > 0;
    }
    assert_true(broken > 1000);
}

/* Some lines state no balance: still no break where all are there. */
static void test_reports_reconcile_balances__some_state_none(void **state) {
    uint64_t seed = random_seed("test_reports_reconcile_balances some");
    int unstated = 0;
    (void)state;
    for (int run = 0; run < 20000; run++) {
        struct lines l;
        int64_t opening = 50, closing = make(&l, &seed, 1 + run % 4, opening);
        for (size_t i = 0; i < l.n; i++)
            if (random_below(&seed, 4) == 0)
                l.row[i].has_balance = 0;
        shuffle(&l, &seed);
        struct fpl_reconcile__balances out = of(&l);
        unstated += !out.stated;
        if (!out.stated)
            continue;
        if (out.breaks)
            fail_msg("run %d: %zu breaks, opening %lld", run, out.breaks, (long long)out.opening);
        assert_int_equal(out.closing - out.opening, closing - opening);
    }
    assert_true(unstated > 0 && unstated < 5000);
}

static void test_reports_reconcile_balances__ends(void **state) {
    struct lines l = {.n = 0};
    (void)state;
    struct fpl_reconcile__balances out = of(&l);
    assert_int_equal(out.stated, 0);
    line(&l, 0, 5, 0);
    no_balance(&l);
    out = of(&l);
    assert_int_equal(out.stated, 0);
    assert_int_equal(out.closing, 5);
    l.n = 0; /* in and out on the only day: either may have come first, as entered the one that is first */
    line(&l, 0, -10, 100);
    line(&l, 0, 10, 110);
    out = of(&l);
    assert_int_equal(out.several, 1);
    assert_int_equal(out.opening, 110);
    line(&l, 1, 7, 107); /* the next day says which */
    out = of(&l);
    assert_int_equal(out.several, 0);
    assert_int_equal(out.opening, 100);
    assert_int_equal(out.breaks, 0);
    l.n = 0; /* no int64 before it */
    line(&l, 0, INT64_MAX, -5);
    struct fpl_reconcile__side bank = {.row = l.row, .n = l.n};
    assert_int_equal(fpl_reconcile__balances(&bank, &out), FPL_E_OVERFLOW);
}

/* A day of more lines than orders are tried of, none with a balance but the last: read as entered. */
static void test_reports_reconcile_balances__many(void **state) {
    struct fpl_reconcile__row row[3 * FPL_RECONCILE_FREE];
    struct fpl_reconcile__side bank = {.row = row, .n = sizeof row / sizeof row[0]};
    struct fpl_reconcile__balances out;
    (void)state;
    for (size_t i = 0; i < bank.n; i++)
        row[i] = (struct fpl_reconcile__row){.seq = (int64_t)i + 1, .day = day_at(0), .amount = 1};
    row[bank.n - 1].has_balance = 1;
    row[bank.n - 1].balance = 1000;
    assert_int_equal(fpl_reconcile__balances(&bank, &out), FPL_OK);
    assert_int_equal(out.breaks, 0);
    assert_int_equal(out.closing, 1000);
    assert_int_equal(out.opening, 1000 - (int64_t)bank.n);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_reconcile_balances__newest_first),
        cmocka_unit_test(test_reports_reconcile_balances__correction_last),
        cmocka_unit_test(test_reports_reconcile_balances__all_orders),
        cmocka_unit_test(test_reports_reconcile_balances__right_and_complete),
        cmocka_unit_test(test_reports_reconcile_balances__fewest_breaks),
        cmocka_unit_test(test_reports_reconcile_balances__some_state_none),
        cmocka_unit_test(test_reports_reconcile_balances__ends),
        cmocka_unit_test(test_reports_reconcile_balances__many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
