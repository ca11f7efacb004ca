/* What a session keeps from one transaction to the next must give way to what another one has written since. */
#include "world.h"

struct pair {
    struct world a, b; /* two sessions on one file; a owns it */
    int32_t book, other;
};

static void pair_begin(struct pair *p) {
    world_begin(&p->a);
    p->book = world_book(&p->a, "f");
    p->other = world_book(&p->a, "g");
    p->b = p->a;
    p->b.session = NULL;
    world_reopen(&p->b, FPL_WRITE);
}

static void pair_end(struct pair *p) {
    struct fpl_verify_report report;
    fpl_session_close(p->b.session);
    assert_int_equal(world_verify(&p->a, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&p->a);
}

static const char *post(struct world *w, int32_t book, const char *day, const char *lines) {
    static struct fpl_appended appended;
    assert_int_equal(world_try(w, book, &(struct world_entry){.lines = lines, .occurred = day}, &appended), FPL_OK);
    return appended.voucher;
}

/* Voucher numbers, totals and lines: each session goes on from where the other one stopped. */
static void test_journal_carry__numbers_and_totals(void **state) {
    (void)state;
    struct pair p;
    int64_t sum = 0;
    pair_begin(&p);
    assert_string_equal(post(&p.a, p.book, "2026-03-01", "D1001:100 C3001:100"), "2026-03 记 1");
    assert_string_equal(post(&p.a, p.book, "2026-03-02", "D1001:100 C3001:100"), "2026-03 记 2");
    assert_string_equal(post(&p.b, p.book, "2026-03-02", "D1001:100 C3001:100"), "2026-03 记 3");
    assert_string_equal(post(&p.a, p.book, "2026-03-02", "D1001:100 C3001:100"), "2026-03 记 4");
    for (int i = 0; i < 40; i++) {
        char lines[64];
        snprintf(lines, sizeof lines, "D2001:7@p%d C2001:7@q%d", i, i); /* lines that neither has met */
        (void)post(i % 3 ? &p.a : &p.b, p.book, "2026-03-03", lines);
        (void)post(i % 2 ? &p.a : &p.b, p.other, "2026-03-03", "D1001:5 C3001:5");
    }
    assert_string_equal(post(&p.b, p.book, "2026-03-31", "D1001:100 C3001:100"), "2026-03 记 45");
    assert_int_equal(fpl_journal__begin(p.a.session, 0, &p.a.error), FPL_OK);
    assert_int_equal(fpl_journal__balance(p.a.session, p.book, FPL_STR("1001"), NULL, &sum, &p.a.error), FPL_OK);
    assert_int_equal(sum, 500);
    fpl_journal__rollback(p.a.session);
    pair_end(&p);
}

/* The newest series of vouchers stands in the head and is no item; any other is one. */
static void assert_series(struct world *w, const char *newest, const char *others) {
    struct fpl_buf rows = {0}, found = {0};
    char head[80];
    world_table(w, "head", &rows);
    fpl_buf_addc(&rows, '\0');
    snprintf(head, sizeof head, "|%s\n", newest);
    assert_non_null(strstr(rows.p, head));
    fpl_buf_reset(&rows);
    world_table(w, "item", &rows);
    for (size_t at = 0, end; at < rows.n; at = end + 1) {
        for (end = at; end < rows.n && rows.p[end] != '\n'; end++)
            ;
        if (end - at > 10 && memcmp(rows.p + at, "1|voucher|", 10) == 0)
            fpl_buf_add(&found, rows.p + at + 10, end - at - 9);
    }
    fpl_buf_addc(&found, '\0');
    assert_string_equal(found.p, others);
    fpl_buf_release(&rows);
    fpl_buf_release(&found);
}

/* Series of vouchers that take turns, in one session and in two. */
static void test_journal_carry__series_take_turns(void **state) {
    static const char *const lines = "D1001:100 C3001:100";
    struct pair p;
    (void)state;
    pair_begin(&p);
    assert_string_equal(post(&p.a, p.book, "2026-03-01", lines), "2026-03 记 1");
    assert_series(&p.a, "2026-03|记|1|1|1", "");
    assert_string_equal(post(&p.a, p.book, "2026-03-01", lines), "2026-03 记 2");
    assert_string_equal(post(&p.b, p.book, "2026-04-01", lines), "2026-04 记 1");
    assert_series(&p.a, "2026-04|记|3|3|1", "2026-03|记|1|2|{\"n\":2}\n");
    assert_string_equal(post(&p.a, p.book, "2026-03-02", lines), "2026-03 记 3");
    assert_series(&p.b, "2026-03|记|1|4|3", "2026-04|记|3|3|{\"n\":1}\n");
    assert_string_equal(post(&p.b, p.book, "2026-04-02", lines), "2026-04 记 2");
    assert_string_equal(post(&p.b, p.book, "2026-05-01", lines), "2026-05 记 1");
    assert_string_equal(post(&p.a, p.book, "2026-04-02", lines), "2026-04 记 3");
    assert_series(&p.a, "2026-04|记|3|7|3", "2026-03|记|1|4|{\"n\":3}\n2026-05|记|6|6|{\"n\":1}\n");
    world_rebuild(&p.a);
    assert_series(&p.a, "2026-04|记|3|7|3", "2026-03|记|1|4|{\"n\":3}\n2026-05|记|6|6|{\"n\":1}\n");
    assert_string_equal(post(&p.b, p.book, "2026-05-01", lines), "2026-05 记 2");
    pair_end(&p);
}

static int has_item(struct world *w, int32_t book, const char *key) {
    struct fpl_item_state item;
    int found = 0;
    assert_int_equal(fpl_journal__item(w->session, book, "thing", fpl_str_of(key), &item, &found, &w->error), FPL_OK);
    return found;
}

/* That an item was not there is known only as long as its book is watched. */
static void test_journal_carry__what_was_not_there(void **state) {
    (void)state;
    struct pair p;
    struct fpl_appended appended;
    struct world_entry thing = {.item_kind = "thing", .item_key = "k", .item_data = "{}", .kind = "thing.noted"};
    pair_begin(&p);
    world_reopen(&p.a, FPL_WRITE);
    assert_int_equal(fpl_journal__begin(p.a.session, 1, &p.a.error), FPL_OK);
    assert_false(has_item(&p.a, p.other, "k")); /* a book whose head a does not read */
    assert_false(has_item(&p.a, p.book, "k"));
    assert_int_equal(world_append(&p.a, p.book, &(struct world_entry){.kind = "thing.noted"}, &appended), FPL_OK);
    assert_int_equal(fpl_journal__commit(p.a.session, &p.a.error), FPL_OK);
    assert_int_equal(world_try(&p.b, p.other, &thing, &appended), FPL_OK);
    assert_int_equal(fpl_journal__begin(p.a.session, 1, &p.a.error), FPL_OK);
    assert_true(has_item(&p.a, p.other, "k"));
    assert_false(has_item(&p.a, p.book, "k"));
    fpl_journal__rollback(p.a.session);
    (void)post(&p.a, p.book, "2026-03-01", "D1001:1 C3001:1");
    assert_int_equal(world_try(&p.b, p.book, &thing, &appended), FPL_OK);
    assert_int_equal(fpl_journal__begin(p.a.session, 1, &p.a.error), FPL_OK);
    assert_true(has_item(&p.a, p.book, "k"));
    fpl_journal__rollback(p.a.session);
    pair_end(&p);
}

/* Reading a whole kind ahead brings what is stored, and leaves what the transaction itself has written since. */
static void test_journal_carry__a_kind_read_ahead(void **state) {
    (void)state;
    struct world w;
    struct fpl_appended appended;
    struct fpl_item_state item;
    int found = 0;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    static const char *const keys[] = {"a", "b"};
    struct world_entry thing = {.item_kind = "thing", .item_data = "{\"n\":1}", .kind = "thing.noted"};
    for (int i = 0; i < 2; i++) {
        thing.item_key = keys[i];
        assert_int_equal(world_try(&w, book, &thing, &appended), FPL_OK);
    }
    world_reopen(&w, FPL_WRITE);
    assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
    thing.item_key = "a";
    thing.item_data = "{\"n\":2}";
    assert_int_equal(world_append(&w, book, &thing, &appended), FPL_OK);
    struct fpl_fold fold = {w.session->store, &w.session->set};
    assert_int_equal(fpl_fold__load_kind(&fold, book, "thing", &w.error), FPL_OK);
    static const char *const data[] = {"{\"n\":2}", "{\"n\":1}"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(fpl_journal__item(w.session, book, "thing", fpl_str_of(keys[i]), &item, &found, &w.error),
                         FPL_OK);
        assert_true(found);
        assert_true(fpl_str_is(item.data, data[i]));
    }
    assert_int_equal(fpl_journal__item(w.session, book, "thing", FPL_STR("c"), &item, &found, &w.error), FPL_OK);
    assert_false(found);
    assert_int_equal(fpl_journal__commit(w.session, &w.error), FPL_OK);
    struct fpl_verify_report report;
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&w);
}

/* A period that another session closed is closed. */
static void test_journal_carry__a_closed_period(void **state) {
    (void)state;
    struct pair p;
    struct fpl_appended appended;
    struct world_entry late = {.lines = "D1001:1 C3001:1", .occurred = "2024-01-20"};
    pair_begin(&p);
    (void)post(&p.a, p.book, "2024-01-15", "D1001:100 C3001:100");
    world_close_period(&p.b, p.book, "2024-01");
    assert_int_equal(world_try(&p.a, p.book, &late, &appended), FPL_OK);
    assert_int_equal(appended.posted.day, world_day("2024-02-01").day);
    world_close_period(&p.a, p.book, "2024-02"); /* and one of its own as well */
    assert_int_equal(world_try(&p.a, p.book, &late, &appended), FPL_OK);
    assert_int_equal(appended.posted.day, world_day("2024-03-01").day);
    pair_end(&p);
}

/* A write set that outgrows its bounds is read again, not relied on. */
static void test_journal_carry__bounds(void **state) {
    (void)state;
    struct pair p;
    struct fpl_appended appended;
    char data[900], key[24];
    pair_begin(&p);
    memset(data, 'x', sizeof data);
    memcpy(data, "{\"a\":\"", 6);
    memcpy(data + sizeof data - 3, "\"}", 3);
    for (int i = 0; i < 3000; i++) { /* a few MiB of items */
        struct world_entry thing = {.item_kind = "thing", .item_key = key, .item_data = data, .kind = "thing.noted"};
        snprintf(key, sizeof key, "k%d", i);
        assert_int_equal(world_try(&p.a, p.book, &thing, &appended), FPL_OK);
    }
    assert_true(p.a.session->set.item.arena.bytes < (size_t)4 << 20);
    assert_int_equal(fpl_journal__begin(p.a.session, 1, &p.a.error), FPL_OK);
    for (int i = 0; i < 3000; i++) {
        snprintf(key, sizeof key, "k%d", i);
        assert_true(has_item(&p.a, p.book, key));
    }
    assert_false(has_item(&p.a, p.book, "k3000"));
    fpl_journal__rollback(p.a.session);
    pair_end(&p);
}

/* Keys that were asked for and are not there: when they are too many, half of what is kept at most goes on, so that
 * the next copy is made after as many again, not at each commit. */
static void test_journal_carry__what_was_only_read(void **state) {
    (void)state;
    const size_t most = (size_t)1 << 20, block = (size_t)64 << 10;
    struct pair p;
    struct fpl_appended appended;
    char key[40];
    size_t before = 0;
    int copies = 0;
    pair_begin(&p);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(fpl_journal__begin(p.a.session, 1, &p.a.error), FPL_OK);
        for (int j = 0; j < 100; j++) {
            snprintf(key, sizeof key, "absent-%d-%d", i, j);
            assert_false(has_item(&p.a, p.book, key));
        }
        assert_int_equal(world_append(&p.a, p.book, &(struct world_entry){.kind = "thing.noted"}, &appended), FPL_OK);
        assert_int_equal(fpl_journal__commit(p.a.session, &p.a.error), FPL_OK);
        size_t bytes = p.a.session->set.item.arena.bytes;
        assert_true(bytes <= most);
        if (bytes < before) {
            assert_true(bytes <= most / 2 + block);
            copies++;
        }
        before = bytes;
    }
    assert_in_range(copies, 1, 30);
    pair_end(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_carry__numbers_and_totals),
        cmocka_unit_test(test_journal_carry__series_take_turns),
        cmocka_unit_test(test_journal_carry__what_was_not_there),
        cmocka_unit_test(test_journal_carry__a_kind_read_ahead),
        cmocka_unit_test(test_journal_carry__a_closed_period),
        cmocka_unit_test(test_journal_carry__bounds),
        cmocka_unit_test(test_journal_carry__what_was_only_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
