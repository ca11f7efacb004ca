/* What is asked of all books at once: their heads and identities, and counts of a day. */
#include "world.h"

struct seen {
    int n;
    struct fpl_book book[4];
    int64_t size[4];
    enum fpl_status answer;
};

static enum fpl_status see(void *ctx, const struct fpl_book *book, const struct fpl_head *head) {
    struct seen *seen = ctx;
    assert_true(seen->n < 4);
    seen->book[seen->n] = *book;
    seen->size[seen->n++] = head->size;
    return seen->answer;
}

static enum fpl_status see_all(struct world *w, struct seen *seen) {
    assert_int_equal(fpl_journal__begin(w->session, 0, &w->error), FPL_OK);
    enum fpl_status status = fpl_journal__books(w->session, see, seen, &w->error);
    fpl_journal__rollback(w->session);
    return status;
}

static void test_journal_books__each_as_when_opened(void **state) {
    struct world w;
    struct seen seen = {.answer = FPL_OK}, first = {.answer = FPL_E_LIMIT};
    (void)state;
    world_begin(&w);
    world_book(&w, "f");
    world_post(&w, world_book(&w, "g"), "2026-01-01", "D1001:5 C3001:5");
    assert_int_equal(see_all(&w, &seen), FPL_OK);
    assert_int_equal(seen.n, 3);
    for (int32_t id = 0; id < 3; id++) {
        struct fpl_open_book *book = NULL;
        assert_int_equal(fpl_journal__begin(w.session, 0, &w.error), FPL_OK);
        assert_int_equal(fpl_journal__book(w.session, id, &book, &w.error), FPL_OK);
        fpl_journal__rollback(w.session);
        assert_int_equal(seen.book[id].id, id);
        assert_int_equal(seen.book[id].kind, book->info.kind);
        assert_string_equal(seen.book[id].code, book->info.code);
        assert_string_equal(seen.book[id].uid, book->info.uid);
        assert_string_equal(seen.book[id].origin, book->info.origin);
        assert_string_equal(seen.book[id].currency, book->info.currency);
        assert_int_equal(seen.book[id].scale, book->scale);
        assert_int_equal(seen.book[id].size, book->head.size);
        assert_int_equal(seen.size[id], book->head.size);
        assert_int_equal(seen.book[id].t_last, book->head.t);
    }
    assert_int_equal(see_all(&w, &first), FPL_E_LIMIT); /* whatever the caller answers ends it */
    assert_int_equal(first.n, 1);
    world_end(&w);
}

/* No book is passed over in silence. */
static void test_journal_books__a_missing_one_is_damage(void **state) {
    static const char *const sql[] = {"DELETE FROM head WHERE book = 1",
                                      "DELETE FROM head WHERE book = 2",
                                      "DELETE FROM opening WHERE id = 1 << 44",
                                      "UPDATE head SET root = x'00' WHERE book = 2",
                                      "UPDATE head SET series_no = -1 WHERE book = 2",
                                      "UPDATE head SET series = hex(zeroblob(24)) WHERE book = 2",
                                      ("INSERT INTO head SELECT 3, size, t, root, frontier, indexed, gross, series, "
                                       "series_from, series_to, series_no "
                                       "FROM head WHERE book = 2")};
    (void)state;
    for (size_t i = 0; i < sizeof sql / sizeof sql[0]; i++) {
        struct world w;
        struct seen seen = {.answer = FPL_OK};
        world_begin(&w);
        world_book(&w, "f");
        world_book(&w, "g");
        world_sql(&w, sql[i]);
        enum fpl_status found = see_all(&w, &seen), expected = i == 2 || i == 6 ? FPL_E_TAMPERED : FPL_E_CORRUPT;
        if (found != expected) /* a record that is damaged has a place */
            fail_msg("%s: %s %s", sql[i], fpl_status_name(found), w.error.arg[0]);
        world_end(&w);
    }
}

static int64_t count(struct world *w, const char *scope, const char *day) {
    int64_t n = -1;
    assert_int_equal(fpl_journal__count_books(w->session, "refused", fpl_str_of(scope), world_day(day), &n, &w->error),
                     FPL_OK);
    return n;
}

/* Of one name, scope and day over all books; what is stored and what this transaction adds. */
static void test_journal_books__counts_of_a_day(void **state) {
    struct world w;
    struct world_entry a = {
        .kind = "note", .occurred = "2026-01-01", .tally = "refused", .scope = "user:a", .tally_amount = 7};
    struct world_entry b = a, late = a, other = a;
    struct fpl_appended out;
    (void)state;
    b.scope = "user:b";
    late.occurred = "2026-01-02";
    other.tally = "imports";
    const struct world_entry *const noise[] = {&b, &late, &other};
    world_begin(&w);
    int32_t book[2] = {world_book(&w, "f"), world_book(&w, "g")};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(world_try(&w, book[i], &a, NULL), FPL_OK);
        for (int j = 0; j < 3; j++)
            assert_int_equal(world_try(&w, book[i], noise[j], NULL), FPL_OK);
    }
    assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
    assert_int_equal(count(&w, "user:a", "2026-01-01"), 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(world_append(&w, book[i], &a, &out), FPL_OK);
    assert_int_equal(world_append(&w, 0, &a, &out), FPL_OK);
    assert_int_equal(count(&w, "user:a", "2026-01-01"), 5);
    assert_int_equal(count(&w, "user:b", "2026-01-01"), 2);
    assert_int_equal(count(&w, "user:a", "2026-01-03"), 0);
    fpl_journal__rollback(w.session);
    world_end(&w);
}

/* While what was decided is being written, the count goes on without a question, and is the one that is stored. */
static void test_journal_books__counts_written_behind(void **state) {
    struct world w;
    struct world_entry a = {
        .kind = "note", .occurred = "2026-01-01", .tally = "refused", .scope = "user:a", .tally_amount = 7};
    struct fpl_appended out;
    (void)state;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    fpl_store__start_behind(w.session->store);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
        assert_int_equal(count(&w, "user:a", "2026-01-01"), 2 * i);
        for (int j = 0; j < 2; j++)
            assert_int_equal(world_append(&w, book, &a, &out), FPL_OK);
        assert_int_equal(count(&w, "user:a", "2026-01-01"), 2 * i + 2);
        assert_int_equal(count(&w, "user:b", "2026-01-01"), 0);
        assert_int_equal(count(&w, "user:a", "2026-01-01"), 2 * i + 2);
        assert_int_equal(fpl_journal__commit(w.session, &w.error), FPL_OK);
    }
    assert_int_equal(fpl_store__settle(w.session->store, &w.error), FPL_OK);
    fpl_store__stop_behind(w.session->store);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_books__each_as_when_opened),
        cmocka_unit_test(test_journal_books__a_missing_one_is_damage),
        cmocka_unit_test(test_journal_books__counts_of_a_day),
        cmocka_unit_test(test_journal_books__counts_written_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
