/* Keys that act once in the ledger: one that acted twice is named, in whatever books; the table they stand in is made
 * anew and compared like every derived one; and looking a key up costs the same however many books there are. */
#include "ledger/store/internal.h"
#include "world.h"

#define BODY(kind, key) "{\"i\":[[\"" kind "\",\"" key "\",{}]],\"occ\":\"2026-02-01\",\"reg\":2}"

static void assert_where(struct world *w, const char *where) {
    struct fpl_verify_report report;
    enum fpl_status status = world_verify(w, FPL_VERIFY_STATE, &report);
    assert_int_equal(status, where[0] ? FPL_E_TAMPERED : FPL_OK);
    assert_string_equal(report.where, where);
}

static void test_verify_keys__each_acts_once(void **state) {
    (void)state;
    static const struct {
        int32_t book;
        const char *body, *where; /* "": the ledger is sound with it */
    } cases[] = {
        {1, BODY("request", "a"), ""},
        {2, BODY("request", "b"), ""},
        {2, BODY("import", "a"), ""}, /* a submission is no request */
        {2, BODY("import", "a"), ""}, /* what a later record says of the same submission */
        {1, BODY("entry", "b"), ""},  /* a book's own keys */
        {1, BODY("request", "b"), "book 2 seq 1 body: request b recorded before in book 1 seq 3"},
    };
    struct world w;
    world_begin(&w);
    assert_int_equal(world_book(&w, "f"), 1);
    assert_int_equal(world_book(&w, "g"), 2);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world_forge(&w, cases[i].book, "note", cases[i].body);
        assert_where(&w, cases[i].where);
    }
    world_end(&w);
    world_begin(&w);
    assert_int_equal(world_book(&w, "f"), 1);
    assert_int_equal(world_book(&w, "g"), 2);
    world_forge(&w, 1, "note", BODY("import", "s"));
    world_forge(&w, 2, "note", BODY("import", "s"));
    assert_where(&w, "book 2 seq 1 body: import s recorded before in book 1 seq 1");
    world_end(&w);
}

static void test_verify_keys__the_table_is_compared(void **state) {
    (void)state;
    static const struct {
        const char *sql, *where;
    } cases[] = {
        {"UPDATE request SET seq = 3 WHERE key = 'k'", "table request: row request|k|1|3, rebuilt request|k|1|1"},
        {"DELETE FROM request WHERE kind = 'import'", "table request: row missing: import|s|1|2"},
        {"INSERT INTO request VALUES ('request', 'z', 1, 1)", "table request: row request|z|1|1: not from any record"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world w;
        struct world_entry request = {.kind = "note", .item_kind = "request", .item_key = "k", .item_data = "{}"},
                           import = {.kind = "note", .item_kind = "import", .item_key = "s", .item_data = "{}"};
        world_begin(&w);
        int32_t book = world_book(&w, "f");
        assert_int_equal(world_try(&w, book, &request, NULL), FPL_OK);
        for (int again = 0; again < 2; again++) /* one row, that of the first */
            assert_int_equal(world_try(&w, book, &import, NULL), FPL_OK);
        assert_where(&w, "");
        world_sql(&w, cases[i].sql);
        assert_where(&w, cases[i].where);
        assert_int_equal(fpl_rebuild(w.session, NULL, NULL, &w.error), FPL_OK);
        assert_where(&w, "");
        world_end(&w);
    }
}

static const struct fpl_driver *real;
static int steps;

static enum fpl_status counted_step(struct fpl_stmt *stmt, int *row, struct fpl_error *error) {
    steps++;
    return real->step(stmt, row, error);
}

/* Questions to the engine for one key that nobody has used. */
static int steps_of_look_up(struct world *w, const char *key) {
    struct fpl_driver counting;
    struct fpl_request_row acted = {.book = 7};
    assert_int_equal(fpl_journal__begin(w->session, 0, &w->error), FPL_OK);
    real = w->session->store->driver;
    counting = *real;
    counting.step = counted_step;
    steps = 0;
    w->session->store->driver = &counting;
    assert_int_equal(fpl_journal__request(w->session, "request", fpl_str_of(key), &acted, &w->error), FPL_OK);
    w->session->store->driver = real;
    assert_int_equal(acted.book, -1);
    fpl_journal__rollback(w->session);
    return steps;
}

static void test_verify_keys__one_look_up_for_all_books(void **state) {
    struct world w;
    (void)state;
    world_begin(&w);
    world_book(&w, "f");
    assert_int_equal(steps_of_look_up(&w, "k"), 1);
    for (int i = 0; i < 20; i++) {
        char code[16];
        snprintf(code, sizeof code, "g%d", i);
        world_book(&w, code);
    }
    assert_int_equal(steps_of_look_up(&w, "k"), 1);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_keys__each_acts_once),
        cmocka_unit_test(test_verify_keys__the_table_is_compared),
        cmocka_unit_test(test_verify_keys__one_look_up_for_all_books),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
