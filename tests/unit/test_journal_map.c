/* The map of a write set: what was put in is found, and comes out in order of its keys. */
#include "ledger/journal/map.h"
#include "tests/unit/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS 3000

static uint64_t seed = 1;
static unsigned any(unsigned below) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % below;
}

static void random_bytes(int i, char *out, size_t *n) {
    (void)i;
    *n = any(12);
    for (size_t j = 0; j < *n; j++)
        out[j] = (char)(any(3) ? 'a' + any(3) : any(256));
}

/* As an import brings them: kinds in turn, each bank its own rising numbers. */
static void as_loans(int i, char *out, size_t *n) {
    *n = (size_t)snprintf(out, 64, "book%s|BK-%d|HT-%08d", i % 2 ? "loan" : "contract", i % 7, i);
}

static void one_out_of_order(int i, char *out, size_t *n) {
    *n = (size_t)snprintf(out, 64, i % 500 == 3 ? "voucher|%08d" : "entry|%08d", i);
}

static void falling(int i, char *out, size_t *n) {
    *n = (size_t)snprintf(out, 64, "entry|%08d", KEYS - i);
}

/* Each key begins with the one before. */
static void growing(int i, char *out, size_t *n) {
    *n = (size_t)(i % 60);
    memset(out, 'x', *n);
}

static int wants_even(const void *value) {
    return *(const int *)value % 2 == 0;
}

static int by_key(const void *a, const void *b) {
    return fpl_str_cmp(*(const struct fpl_str *)a, *(const struct fpl_str *)b);
}

static void in_order(void (*make)(int i, char *out, size_t *n), int all) {
    struct fpl_map map = {.value_size = sizeof(int)};
    struct fpl_str *key = malloc(KEYS * sizeof *key);
    struct fpl_map_entry **list = NULL;
    size_t n = 0, listed = 0;
    assert_non_null(key);
    for (int i = 0; i < KEYS; i++) {
        char text[64];
        int made = 0;
        struct fpl_str one = {text, 0};
        make(i, text, &one.n);
        int *value = fpl_map__add(&map, one, &made);
        assert_non_null(value);
        if (!made)
            continue;
        assert_int_equal(*value, 0);
        *value = i;
        if (all || i % 2 == 0)
            key[n++] = map.entry[map.count - 1].key;
        assert_ptr_equal(fpl_map__find(&map, one), value);
    }
    qsort(key, n, sizeof *key, by_key);
    assert_int_equal(fpl_map__sorted(&map, all ? NULL : wants_even, &list, &listed), FPL_OK);
    assert_int_equal(listed, n);
    for (size_t i = 0; i < n; i++)
        assert_true(fpl_str_eq(list[i]->key, key[i]));
    assert_null(fpl_map__find(&map, FPL_STR("there is no such key")));
    free(list);
    free(key);
    fpl_map__reset(&map);
    assert_int_equal(map.count, 0);
    fpl_map__release(&map);
}

static void test_journal_map__keys_come_out_in_order(void **state) {
    (void)state;
    void (*const makes[])(int i, char *out, size_t *n) = {random_bytes, as_loans, one_out_of_order, falling, growing};
    for (size_t i = 0; i < sizeof makes / sizeof makes[0]; i++)
        for (int all = 0; all < 2; all++)
            in_order(makes[i], all);
}

static void test_journal_map__nothing(void **state) {
    (void)state;
    struct fpl_map map = {.value_size = 8};
    struct fpl_map_entry **list = NULL;
    size_t n = 1;
    assert_null(fpl_map__find(&map, FPL_STR("x")));
    assert_int_equal(fpl_map__sorted(&map, NULL, &list, &n), FPL_OK);
    assert_int_equal(n, 0);
    free(list);
    fpl_map__reset(&map);
    fpl_map__release(&map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_map__keys_come_out_in_order),
        cmocka_unit_test(test_journal_map__nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
