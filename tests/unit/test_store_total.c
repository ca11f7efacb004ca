/* Packed totals: what was added comes back summed, the bytes do not depend on the way there, damage is noticed. */
#include "ledger/store/store.h"
#include "world.h"

#define BOOK 5
#define DAYS 4

static const struct fpl_totals_range all = {BOOK, 0, 0, DAYS};

/* Cells of two blocks on four days, kept as plain numbers. */
struct model {
    int64_t debit[DAYS][2 * FPL_BLOCK_LINES], credit[DAYS][2 * FPL_BLOCK_LINES];
    int used[DAYS][2 * FPL_BLOCK_LINES];
};

static uint64_t state_of_random = 1;
static uint64_t any(uint64_t below) {
    state_of_random = state_of_random * 6364136223846793005u + 1442695040888963407u;
    return (state_of_random >> 33) % below;
}

/* From one byte to ten. */
static int64_t any_amount(void) {
    int64_t amount = (int64_t)any(1u << 30) << any(28);
    return any(3) ? amount : -amount;
}

static struct fpl_cell cell_of(int32_t day, int64_t line) {
    return (struct fpl_cell){.book = BOOK, .grain = 0, .day = day, .line = line};
}

/* Some cells of one day and block, as one addition. */
static void add_some(struct world *w, struct model *m, int32_t day, int block) {
    struct fpl_cell cell[FPL_BLOCK_LINES];
    int n = 0, is_new = 1;
    for (int i = 0; i < 2 * FPL_BLOCK_LINES; i++)
        is_new &= !m->used[day][i];
    for (int i = 0; i < FPL_BLOCK_LINES; i++) {
        int line = block * FPL_BLOCK_LINES + i;
        if (any(3))
            continue;
        cell[n] = cell_of(day, line);
        m->debit[day][line] += cell[n].debit = any_amount();
        m->credit[day][line] += cell[n].credit = any_amount();
        m->used[day][line] = 1;
        n++;
    }
    if (n)
        assert_int_equal(fpl_store__add_totals(w->session->store, cell, n, is_new, &w->error), FPL_OK);
}

static void expect(struct world *w, const struct model *m) {
    struct fpl_total_scan scan;
    struct fpl_cell one;
    int more = 0, found = 0;
    assert_int_equal(fpl_store__scan_totals(w->session->store, &all, &scan, &w->error), FPL_OK);
    for (int32_t day = 0; day < DAYS; day++) {
        for (int line = 0; line < 2 * FPL_BLOCK_LINES; line++) {
            one = cell_of(day, line);
            assert_int_equal(fpl_store__get_total(w->session->store, &one, &found, &w->error), FPL_OK);
            assert_int_equal(found, m->used[day][line]);
            assert_int_equal(one.debit, m->debit[day][line]);
            assert_int_equal(one.credit, m->credit[day][line]);
            if (!m->used[day][line])
                continue;
            assert_int_equal(fpl_store__next_total(&scan, &more, &w->error), FPL_OK);
            assert_true(more && scan.cell.day == day && scan.cell.line == line);
            assert_int_equal(scan.cell.debit, m->debit[day][line]);
            assert_int_equal(scan.cell.credit, m->credit[day][line]);
        }
    }
    assert_int_equal(fpl_store__next_total(&scan, &more, &w->error), FPL_OK);
    assert_false(more);
    fpl_store__end_totals(&scan);
}

static void begin(struct world *w) {
    world_begin(w);
    assert_int_equal(fpl_store__begin(w->session->store, 1, &w->error), FPL_OK);
}

static void end(struct world *w) {
    fpl_store__rollback(w->session->store);
    world_end(w);
}

static void sums_come_back(int behind) {
    static struct model m;
    struct world w;
    int32_t last = 0;
    m = (struct model){0};
    world_begin(&w);
    if (behind) {
        fpl_store__start_behind(w.session->store);
        assert_true(fpl_store__is_behind(w.session->store));
    }
    assert_int_equal(fpl_store__begin(w.session->store, 1, &w.error), FPL_OK);
    for (int i = 0; i < 200; i++)
        add_some(&w, &m, (int32_t)any(DAYS), (int)any(2));
    expect(&w, &m);
    assert_int_equal(fpl_store__last_total_day(w.session->store, BOOK, 0, &last, &w.error), FPL_OK);
    assert_int_equal(last, DAYS - 1);
    end(&w);
}

static void test_store_total__sums_come_back(void **state) {
    (void)state;
    sums_come_back(0);
}

static void test_store_total__sums_come_back_from_behind(void **state) {
    (void)state;
    sums_come_back(1);
}

/* One line at a time upwards, downwards, or all together: the same rows. */
static void test_store_total__bytes_follow_from_sums(void **state) {
    (void)state;
    struct fpl_buf table[3] = {{0}};
    for (int way = 0; way < 3; way++) {
        struct world w;
        struct fpl_cell cell[FPL_BLOCK_LINES];
        begin(&w);
        for (int i = 0; i < FPL_BLOCK_LINES; i++) {
            cell[i] = cell_of(7, i);
            cell[i].debit = i == 3 ? INT64_MAX : i == 4 ? INT64_MIN : (int64_t)1 << (i % 63);
            cell[i].credit = i % 2 ? 0 : -i;
        }
        for (int i = 0; i < FPL_BLOCK_LINES && way < 2; i++)
            assert_int_equal(
                fpl_store__add_totals(w.session->store, &cell[way ? FPL_BLOCK_LINES - 1 - i : i], 1, 0, &w.error),
                FPL_OK);
        if (way == 2)
            assert_int_equal(fpl_store__add_totals(w.session->store, cell, FPL_BLOCK_LINES, 1, &w.error), FPL_OK);
        assert_int_equal(fpl_store__commit(w.session->store, &w.error), FPL_OK);
        world_table(&w, "total", &table[way]);
        world_end(&w);
        assert_true(table[way].n > 100);
        assert_true(fpl_str_eq(fpl_buf_str(&table[0]), fpl_buf_str(&table[way])));
    }
    for (int way = 0; way < 3; way++)
        fpl_buf_release(&table[way]);
}

static void test_store_total__sum_past_int64(void **state) {
    (void)state;
    struct world w;
    struct fpl_cell cell = cell_of(1, 2);
    begin(&w);
    cell.debit = INT64_MAX;
    assert_int_equal(fpl_store__add_totals(w.session->store, &cell, 1, 1, &w.error), FPL_OK);
    cell.debit = 1;
    assert_int_equal(fpl_store__add_totals(w.session->store, &cell, 1, 0, &w.error), FPL_E_CORRUPT);
    end(&w);
}

static void test_store_total__damage_is_noticed(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        int passed_by; /* by an addition, which copies cells of other lines as they are */
    } damaged[] = {
        {"00", 0},                         /* no amounts */
        {"0002", 0},                       /* one of them */
        {"000280", 0},                     /* a number that does not end */
        {"00028000", 1},                   /* longer than it must be */
        {"000202000202", 0},               /* a line twice */
        {"050202040202", 0},               /* lines that fall */
        {"400202", 1},                     /* no line of this block */
        {"0002ffffffffffffffffff02", 1},   /* past 64 bits */
        {"0002ffffffffffffffffffff01", 1}, /* eleven bytes */
        {"00020201", 0},                   /* something after the last cell */
        {"3f02ffffffffffffffffff02", 0},   /* the line added to itself */
    };
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        struct world w;
        struct fpl_cell cell = cell_of(1, 63);
        struct fpl_total_scan scan;
        enum fpl_status status = FPL_OK;
        char sql[160];
        int found = 0, more = 1;
        world_begin(&w);
        snprintf(sql, sizeof sql, "INSERT INTO total VALUES ((%d << 38) + (131073 << 18), x'%s')", BOOK,
                 damaged[i].bytes);
        world_sql(&w, sql);
        assert_int_equal(fpl_store__begin(w.session->store, 1, &w.error), FPL_OK);
        assert_int_equal(fpl_store__get_total(w.session->store, &cell, &found, &w.error), FPL_E_CORRUPT);
        assert_int_equal(fpl_store__scan_totals(w.session->store, &all, &scan, &w.error), FPL_OK);
        while (!status && more)
            status = fpl_store__next_total(&scan, &more, &w.error);
        assert_int_equal(status, FPL_E_CORRUPT);
        fpl_store__end_totals(&scan);
        assert_int_equal(fpl_store__add_totals(w.session->store, &cell, 1, 0, &w.error),
                         damaged[i].passed_by ? FPL_OK : FPL_E_CORRUPT);
        end(&w);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store_total__sums_come_back),
        cmocka_unit_test(test_store_total__sums_come_back_from_behind),
        cmocka_unit_test(test_store_total__bytes_follow_from_sums),
        cmocka_unit_test(test_store_total__sum_past_int64),
        cmocka_unit_test(test_store_total__damage_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
