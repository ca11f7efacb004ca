/* Totals: months and years have sums of the days before the open month alone, however the postings came. */
#include "world.h"

#include <stdlib.h>

static unsigned next(unsigned *seed) {
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 8;
}

static const char *const lines[] = {"D1001:500 C3001:500", "D1001:70 C2001:30@lp C3001:40", "D2001:9@x C1001:9",
                                    "D3001:20 C1001:20"};

/* Mostly rising days from 2024 to 2026, some of them long past. */
static void some_entry(unsigned *seed, int at, int all, char day[16], struct world_entry *entry) {
    int days = 60 + 800 * at / all, back = next(seed) % 5 == 0 ? (int)(next(seed) % 60) : 0;
    fpl_date_format(fpl_date_add_days(world_day("2024-01-01"), days - back), day);
    *entry = (struct world_entry){.lines = lines[next(seed) % 4], .occurred = day};
}

static int64_t balance(struct world *w, int32_t book, const char *account) {
    int64_t sum = 0;
    assert_int_equal(fpl_journal__begin(w->session, 0, &w->error), FPL_OK);
    assert_int_equal(fpl_journal__balance(w->session, book, fpl_str_of(account), NULL, &sum, &w->error), FPL_OK);
    fpl_journal__rollback(w->session);
    return sum;
}

static void totals_of(struct world *w, struct fpl_buf *out) {
    fpl_buf_reset(out);
    world_table(w, "total", out);
    assert_int_equal(fpl_buf_ok(out), FPL_OK);
}

/* One entry a commit, some at a time, all at once, written behind: the same rows, which a fold of everything gives as
 * well. */
static void test_journal_totals__however_they_came(void **state) {
    (void)state;
    static const int batch[] = {1, 7, 400, 23};
    struct fpl_buf first = {0}, rows = {0};
    for (size_t way = 0; way < sizeof batch / sizeof batch[0]; way++) {
        struct world w;
        struct fpl_verify_report report;
        struct fpl_appended out;
        unsigned seed = 3;
        int behind = way == 3;
        world_begin(&w);
        int32_t book[2] = {world_book(&w, "f"), world_book(&w, "g")};
        for (int n = 0; n < 400;) {
            assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
            if (behind)
                fpl_store__start_behind(w.session->store);
            for (int i = 0; i < batch[way] && n < 400; i++, n++) {
                struct world_entry entry;
                char day[16];
                some_entry(&seed, n, 400, day, &entry);
                assert_int_equal(world_append(&w, book[n % 3 == 0], &entry, &out), FPL_OK);
            }
            assert_int_equal(fpl_journal__commit(w.session, &w.error), FPL_OK);
        }
        fpl_store__stop_behind(w.session->store);
        assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
        totals_of(&w, way ? &rows : &first);
        if (way)
            assert_true(fpl_str_eq(fpl_buf_str(&rows), fpl_buf_str(&first)));
        assert_int_equal(balance(&w, book[0], "1001") + balance(&w, book[0], "2001") + balance(&w, book[0], "3001"), 0);
        world_end(&w);
    }
    assert_true(first.n > 1000);
    fpl_buf_release(&first);
    fpl_buf_release(&rows);
}

static void digest(struct world *w, int32_t book, int year, int month, char hex[65]) {
    assert_int_equal(fpl_journal__begin(w->session, 0, &w->error), FPL_OK);
    assert_int_equal(fpl_totals__digest(w->session->store, w->session->hasher, book,
                                        (struct fpl_period){(int16_t)year, (int8_t)month}, hex, &w->error),
                     FPL_OK);
    fpl_journal__rollback(w->session);
}

/* What a close records does not depend on whether its month, or the last one before it that has postings, is still the
 * open one. */
static void test_journal_totals__the_digest_of_a_period(void **state) {
    (void)state;
    struct world w;
    char open[3][65], later[65];
    static const int period[3][2] = {{2024, 12}, {2025, 1}, {2026, 3}};
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    world_post(&w, book, "2024-11-30", lines[0]);
    world_post(&w, book, "2024-12-05", lines[1]);
    world_post(&w, book, "2024-12-31", lines[2]);
    for (int i = 0; i < 3; i++)
        digest(&w, book, period[i][0], period[i][1], open[i]);
    assert_string_not_equal(open[0], open[1]);    /* the year's cells now stand for its months */
    world_post(&w, book, "2026-04-01", lines[0]); /* 2024-12 has sums now */
    for (int i = 0; i < 3; i++) {
        digest(&w, book, period[i][0], period[i][1], later);
        assert_string_equal(later, open[i]);
    }
    digest(&w, book, 2026, 4, later);
    assert_string_not_equal(later, open[2]);
    world_post(&w, book, "2024-12-05", lines[3]); /* a month that is not open any more */
    digest(&w, book, 2024, 12, later);
    assert_string_not_equal(later, open[0]);
    world_end(&w);
}

/* A month's sum is judged before it is stored: an entry for which it has no room is refused. */
static void test_journal_totals__room_in_the_open_month(void **state) {
    (void)state;
    struct world w;
    struct fpl_appended out;
    struct fpl_verify_report report;
    const struct world_entry big = {.lines = "D1001:9007199254740991 C3001:9007199254740991", .occurred = "2026-03-01"},
                             other_day = {.lines = big.lines, .occurred = "2026-03-02"},
                             other_year = {.lines = big.lines, .occurred = "2025-03-02"};
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
    int taken = 0;
    while (world_append(&w, book, &big, &out) == FPL_OK)
        taken++;
    assert_in_range(taken, 1000, 1024); /* 2^63 / 2^53 */
    assert_int_equal(w.error.status, FPL_E_OVERFLOW);
    assert_int_equal(fpl_journal__commit(w.session, &w.error), FPL_OK);
    assert_int_equal(world_try(&w, book, &big, &out), FPL_E_OVERFLOW);
    assert_int_equal(world_try(&w, book, &other_day, &out), FPL_E_OVERFLOW); /* another day's cell, the same month's */
    assert_int_equal(world_try(&w, book, &other_year, &out), FPL_OK);
    world_post(&w, book, "2026-04-01", "D3001:5 C1001:5"); /* now they are stored */
    assert_int_equal(world_verify(&w, FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_totals__however_they_came),
        cmocka_unit_test(test_journal_totals__the_digest_of_a_period),
        cmocka_unit_test(test_journal_totals__room_in_the_open_month),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
