/* Day cells of a write set, and the sort behind totals and the posting index. */
#include "ledger/journal/cells.h"

#include "tests/unit/world.h"

#include <stdlib.h>

struct seen {
    int64_t debit;
    int days;
};

static struct fpl_str key_of(int line, char out[16]) {
    int n = snprintf(out, 16, "account-%03d", line);
    return (struct fpl_str){out, (size_t)n};
}

/* 60 lines over 400 days, each touched several times: one cell a pair, sums and chains complete. */
static void test_journal_cells__one_cell_for_a_line_and_a_day(void **state) {
    (void)state;
    struct fpl_cells cells;
    char text[16];
    fpl_cells__init(&cells);
    for (int round = 0; round < 3; round++) {
        for (int touch = 0; touch < 3; touch++)
            for (int line = 0; line < 60; line++)
                for (int day = -200; day < 200; day++) {
                    int made = 0;
                    struct fpl_cell_line *of = fpl_cells__line(&cells, key_of(line, text), &made);
                    assert_non_null(of);
                    assert_int_equal(made, touch == 0 && day == -200);
                    of->book = 1;
                    of->no = line;
                    struct fpl_day_cell *cell = fpl_cells__at(&cells, of, (struct fpl_date){day});
                    assert_non_null(cell);
                    assert_int_equal(cell->day, day);
                    cell->debit += 1 + line;
                }
        assert_int_equal(cells.n, 60 * 400);
        assert_int_equal(cells.line.count, 60);
        for (int line = 0; line < 60; line++) {
            const struct fpl_cell_line *one = fpl_map__find(&cells.line, key_of(line, text));
            struct seen seen = {0, 0};
            for (uint32_t at = one->newest; at; at = cells.cell[at - 1].older) {
                assert_ptr_equal(cells.cell[at - 1].line, one);
                seen.debit += cells.cell[at - 1].debit;
                seen.days++;
            }
            assert_int_equal(seen.days, 400);
            assert_int_equal(seen.debit, 3 * 400 * (1 + line));
        }
        fpl_cells__empty(&cells);
        assert_int_equal(cells.n, 0);
        assert_int_equal(cells.line.count, 60); /* lines stay */
        fpl_cells__reset(&cells);
        assert_null(fpl_map__find(&cells.line, key_of(0, text)));
    }
    fpl_cells__release(&cells);
}

static void check_sorted(size_t n, uint64_t mask) {
    struct fpl_keyed *list = calloc(n + 1, sizeof *list), *spare = calloc(n + 1, sizeof *spare);
    char *found = calloc(n + 1, 1);
    uint64_t x = 88172645463325252u;
    assert_true(list && spare && found);
    for (size_t i = 0; i < n; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        list[i] = (struct fpl_keyed){x & mask, i};
    }
    fpl_keyed__sort(list, spare, n);
    for (size_t i = 0; i < n; i++) {
        assert_false(found[list[i].at]);
        found[list[i].at] = 1;
        if (i == 0)
            continue;
        assert_true(list[i - 1].key <= list[i].key);
        assert_true(list[i - 1].key < list[i].key || list[i - 1].at < list[i].at); /* equal keys keep their order */
    }
    free(list);
    free(spare);
    free(found);
}

static void test_journal_cells__sort_is_stable(void **state) {
    (void)state;
    static const uint64_t masks[] = {0, 7, UINT64_C(0xFF00), UINT64_C(0x3FF00000000F00), UINT64_MAX};
    static const size_t sizes[] = {0, 1, 2, 31, 32, 33, 257, 5000};
    for (size_t m = 0; m < sizeof masks / sizeof masks[0]; m++)
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
            check_sorted(sizes[s], masks[m]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_cells__one_cell_for_a_line_and_a_day),
        cmocka_unit_test(test_journal_cells__sort_is_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
