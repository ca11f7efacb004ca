/* Marks of rows: of however many, the first row that bore one is found, whether it is held or in the file. */
#include "src/ingest/marks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

static uint64_t spread(uint64_t n) { /* one to one */
    n = (n ^ (n >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    n = (n ^ (n >> 27)) * UINT64_C(0x94d049bb133111eb);
    return n ^ (n >> 31);
}

static int64_t seen(struct ing_marks *marks, uint64_t n, int64_t row) {
    return ing_marks_seen(marks, spread(n + 1), spread(n + 1000000), row);
}

static void test_ingest_marks__each_is_found(void **state) {
    static const struct {
        size_t held;
        uint64_t marks;
    } given[] = {{16, 2000}, {256, 20000}, {4096, 60000}, {65536, 60000}};
    (void)state;
    for (size_t h = 0; h < sizeof given / sizeof given[0]; h++) {
        struct ing_marks *marks = ing_marks_new(given[h].held);
        assert_non_null(marks);
        int64_t row = 0;
        for (uint64_t n = 0; n < given[h].marks; n++) {
            uint64_t before = spread(n) % (n + 1); /* one met before, or this one */
            assert_int_equal(seen(marks, n, ++row), 0);
            row++;
            assert_int_equal(seen(marks, before, row), (int64_t)(2 * before + 1));
        }
        for (uint64_t n = 0; n < given[h].marks; n += 7)
            assert_int_equal(seen(marks, n, ++row), (int64_t)(2 * n + 1));
        ing_marks_free(marks);
    }
}

/* Half of a mark is none. */
static void test_ingest_marks__both_halves_count(void **state) {
    (void)state;
    struct ing_marks *marks = ing_marks_new(16);
    assert_non_null(marks);
    for (int64_t n = 1; n <= 1000; n++)
        assert_int_equal(ing_marks_seen(marks, 5, (uint64_t)n, n), 0);
    ing_marks_free(marks);
}

static void test_ingest_marks__without_a_disk_nothing_is_told(void **state) {
    (void)state;
    assert_int_equal(setenv("TMPDIR", "/no/such/folder", 1), 0);
    struct ing_marks *marks = ing_marks_new(16);
    assert_non_null(marks);
    for (uint64_t n = 0; n < 16; n++)
        assert_int_equal(seen(marks, n, (int64_t)n + 1), 0);
    assert_int_equal(seen(marks, 3, 17), 4);
    assert_int_equal(seen(marks, 16, 18), 0); /* there is no room for it, nor for those that were held */
    assert_int_equal(seen(marks, 3, 19), 0);
    ing_marks_free(marks);
    assert_int_equal(unsetenv("TMPDIR"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_marks__each_is_found),
        cmocka_unit_test(test_ingest_marks__both_halves_count),
        cmocka_unit_test(test_ingest_marks__without_a_disk_nothing_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
