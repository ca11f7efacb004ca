/* Checkpoints, and an earlier one against today's log. */
#include "world.h"

struct kept {
    struct fpl_checkpoint checkpoint[8];
    int count;
};

static enum fpl_status keep(void *ctx, int32_t book, const struct fpl_checkpoint *checkpoint) {
    struct kept *kept = ctx;
    assert_int_equal(book, kept->count);
    kept->checkpoint[kept->count++] = *checkpoint;
    return FPL_OK;
}

static struct kept checkpoints(struct world *w) {
    struct kept kept = {.count = 0};
    assert_int_equal(fpl_checkpoints(w->session, keep, &kept, &w->error), FPL_OK);
    return kept;
}

static void test_verify_against__every_size_is_a_prefix(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    struct fpl_checkpoint at[40];
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    for (int i = 0; i < 40; i++) {
        struct kept kept = checkpoints(&w);
        assert_int_equal(kept.count, 2);
        at[i] = kept.checkpoint[1];
        assert_int_equal(at[i].size, 1 + i * 7);
        assert_string_equal(at[i].origin, "test.example/1");
        world_fill(&w, book, 7);
    }
    for (int i = 0; i < 40; i++)
        assert_int_equal(fpl_verify_against(w.session, &at[i], &report, &w.error), FPL_OK);
    struct fpl_checkpoint registry = checkpoints(&w).checkpoint[0];
    assert_string_equal(registry.origin, "test.example/0");
    assert_int_equal(fpl_verify_against(w.session, &registry, &report, &w.error), FPL_OK);
    world_end(&w);
}

static void expect_tampered(struct world *w, const struct fpl_checkpoint *earlier, const char *where) {
    struct fpl_verify_report report;
    assert_int_equal(fpl_verify_against(w->session, earlier, &report, &w->error), FPL_E_TAMPERED);
    assert_string_equal(report.where, where);
    assert_string_equal(w->error.arg[0], where);
}

static void test_verify_against__differences_are_named(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    world_fill(&w, book, 20);
    struct fpl_checkpoint good = checkpoints(&w).checkpoint[1], other = good;
    other.root.byte[5] ^= 1;
    expect_tampered(&w, &other, "size 21 of test.example/1: another root");
    other = good;
    other.size = 22;
    expect_tampered(&w, &other, "size 22 of test.example/1: the log holds 21 records");
    other.size = UINT64_MAX;
    expect_tampered(&w, &other, "size 18446744073709551615 of test.example/1: the log holds 21 records");
    other = good;
    /* a book of this ledger that is gone, and another ledger */
    snprintf(other.origin, sizeof other.origin, "test.example/2");
    expect_tampered(&w, &other, "test.example/2: this ledger has no such book");
    snprintf(other.origin, sizeof other.origin, "test.example.org/1");
    assert_int_equal(fpl_verify_against(w.session, &other, &report, &w.error), FPL_E_OTHER_LEDGER);
    assert_string_equal(w.error.arg[0], "test.example.org/1");
    assert_string_equal(w.error.arg[1], "test.example/0");
    /* size 0 is a prefix of everything, if its root is the empty tree's */
    other = good;
    other.size = 0;
    expect_tampered(&w, &other, "size 0 of test.example/1: another root");
    fpl_empty_root(w.session->hasher, &other.root);
    assert_int_equal(fpl_verify_against(w.session, &other, &report, &w.error), FPL_OK);
    /* an old row rewritten: the stored head and root are not asked */
    world_sql(&w, "UPDATE record SET t = t + 1 WHERE id = 68719476736 + 3");
    expect_tampered(&w, &good, "size 21 of test.example/1: another root");
    world_sql(&w, "DELETE FROM record WHERE id = 68719476736 + 3");
    expect_tampered(&w, &good, "size 21 of test.example/1: the log holds 3 records");
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_against__every_size_is_a_prefix),
        cmocka_unit_test(test_verify_against__differences_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
