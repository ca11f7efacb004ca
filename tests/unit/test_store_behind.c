/* Write-behind: order, reads that wait, failures that poison and are told, another writer between two transactions. */
#include "ledger/store/internal.h"
#include "world.h"

#include <sqlite3.h>

#define MANY 3000 /* more than the blocks that may wait */

static void begin(struct world *w) {
    world_begin(w);
    fpl_store__start_behind(w->session->store);
    assert_true(fpl_store__is_behind(w->session->store));
}

/* A fat item, so that blocks fill; its key in *buf. */
static struct fpl_item_row item_of(int n, char buf[2000]) {
    memset(buf, 's', 2000);
    snprintf(buf, 12, "%011d", n);
    buf[11] = 's';
    return (struct fpl_item_row){.book = 0, .kind = FPL_STR("t"), .key = {buf, 2000}};
}

/* An item of its own for each number: an insertion, or with exists = 1 a change. */
static enum fpl_status put(struct world *w, int n, int64_t amount, int exists) {
    char key[2000];
    struct fpl_item_row row = item_of(n, key);
    row.seq = amount;
    row.data = FPL_STR("{}");
    return fpl_store__put_item(w->session->store, &row, exists, &w->error);
}

static int64_t stored(struct world *w, int n) {
    char key[2000];
    struct fpl_item_row row = item_of(n, key);
    int found = 0;
    assert_int_equal(fpl_store__get_item(w->session->store, &row, &found, &w->error), FPL_OK);
    return found ? row.seq : -1;
}

static void commit(struct world *w) {
    assert_int_equal(fpl_store__commit(w->session->store, &w->error), FPL_OK);
}

static void must_begin(struct world *w) {
    assert_int_equal(fpl_store__begin(w->session->store, 1, &w->error), FPL_OK);
}

/* A read sees everything queued before it, in order, in this transaction and after its commit. */
static void test_store_behind__reads_wait(void **state) {
    (void)state;
    struct world w;
    begin(&w);
    must_begin(&w);
    for (int n = 0; n < MANY; n++)
        assert_int_equal(put(&w, n, n, 0), FPL_OK);
    for (int n = 0; n < MANY; n++)
        assert_int_equal(put(&w, n, n + 1, 1), FPL_OK);
    assert_int_equal(stored(&w, MANY - 1), MANY);
    assert_int_equal(stored(&w, 0), 1);
    commit(&w);
    must_begin(&w); /* queued behind the commit */
    assert_int_equal(put(&w, 7, 70, 1), FPL_OK);
    assert_int_equal(stored(&w, 7), 70);
    fpl_store__rollback(w.session->store);
    must_begin(&w);
    assert_int_equal(stored(&w, 7), 8);
    fpl_store__rollback(w.session->store);
    fpl_store__stop_behind(w.session->store);
    assert_false(fpl_store__is_behind(w.session->store));
    world_end(&w);
}

/* Rolling back takes back the open transaction, not what was handed over for commit before it. */
static void test_store_behind__rollback_keeps_what_was_handed_over(void **state) {
    (void)state;
    struct world w;
    begin(&w);
    must_begin(&w);
    for (int n = 0; n < MANY; n++)
        assert_int_equal(put(&w, n, 1, 0), FPL_OK);
    commit(&w);
    must_begin(&w);
    for (int n = 0; n < MANY; n++)
        assert_int_equal(put(&w, n, 2, 1), FPL_OK);
    fpl_store__rollback(w.session->store);
    assert_false(fpl_store__is_poisoned(w.session->store));
    world_reopen(&w, FPL_READ);
    assert_int_equal(fpl_store__begin(w.session->store, 0, &w.error), FPL_OK);
    for (int n = 0; n < MANY; n += 100)
        assert_int_equal(stored(&w, n), 1);
    fpl_store__rollback(w.session->store);
    world_end(&w);
}

/* A statement that fails is told later; nothing after it is carried out, and the store is no more to be used. */
static void test_store_behind__a_failure_poisons(void **state) {
    (void)state;
    struct world w;
    begin(&w);
    must_begin(&w);
    assert_int_equal(put(&w, 1, 1, 0), FPL_OK);
    commit(&w);
    must_begin(&w);
    assert_int_equal(put(&w, 2, 2, 0), FPL_OK);
    assert_int_equal(put(&w, 2, 3, 0), FPL_OK); /* the same key: the engine refuses */
    assert_int_equal(put(&w, 4, 4, 0), FPL_OK);
    enum fpl_status status = fpl_store__commit(w.session->store, &w.error);
    assert_true(status == FPL_OK || status == FPL_E_CORRUPT); /* told now or by the next call */
    assert_int_equal(fpl_store__settle(w.session->store, &w.error), FPL_E_CORRUPT);
    assert_string_equal(w.error.arg[0], FPL_ZH_EN("表的约束", "a table's constraint"));
    assert_non_null(strstr(w.error.hint, "UNIQUE")); /* the engine's words, told by the thread that met them */
    assert_true(fpl_store__is_poisoned(w.session->store));
    assert_int_equal(fpl_store__begin(w.session->store, 1, &w.error), FPL_E_POISONED);
    assert_int_equal(fpl_store__begin(w.session->store, 0, &w.error), FPL_E_POISONED);
    world_reopen(&w, FPL_READ);
    assert_int_equal(fpl_store__begin(w.session->store, 0, &w.error), FPL_OK);
    assert_int_equal(stored(&w, 1), 1); /* committed before */
    assert_int_equal(stored(&w, 2), -1);
    assert_int_equal(stored(&w, 4), -1);
    fpl_store__rollback(w.session->store);
    world_end(&w);
}

/* A head of another size than the session knows, or indexed to another place: somebody else came between. */
static void another_writer_is_noticed(int indexed) {
    struct world w;
    struct fpl_head head;
    begin(&w);
    assert_int_equal(fpl_store__begin(w.session->store, 0, &w.error), FPL_OK);
    assert_int_equal(fpl_store__get_head(w.session->store, 0, &head, &w.error), FPL_OK);
    fpl_store__rollback(w.session->store);
    must_begin(&w);
    assert_int_equal(put(&w, 1, 1, 0), FPL_OK);
    commit(&w);
    must_begin(&w);
    assert_int_equal(fpl_store__expect_head(w.session->store, 0, &head, &w.error), FPL_OK); /* as it is */
    assert_int_equal(put(&w, 1, 2, 1), FPL_OK);
    commit(&w);
    assert_int_equal(fpl_store__settle(w.session->store, &w.error), FPL_OK);
    must_begin(&w);
    commit(&w);
    must_begin(&w);
    head.size += !indexed;
    head.indexed += indexed;
    enum fpl_status status = fpl_store__expect_head(w.session->store, 0, &head, &w.error);
    if (!status)
        status = put(&w, 1, 3, 1);
    assert_true(status == FPL_OK || status == FPL_E_MEANWHILE); /* told now or by the next call */
    assert_int_equal(fpl_store__settle(w.session->store, &w.error), FPL_E_MEANWHILE);
    fpl_store__rollback(w.session->store);
    world_reopen(&w, FPL_READ);
    assert_int_equal(fpl_store__begin(w.session->store, 0, &w.error), FPL_OK);
    assert_int_equal(stored(&w, 1), 2);
    fpl_store__rollback(w.session->store);
    world_end(&w);
}

static void test_store_behind__another_writer_is_noticed(void **state) {
    (void)state;
    another_writer_is_noticed(0);
    another_writer_is_noticed(1);
}

/* A count that is not the one the session went on from: somebody else has counted. */
static void test_store_behind__another_count_is_noticed(void **state) {
    (void)state;
    struct world w;
    const struct fpl_tally_row which = {.name = FPL_STR("refused.rows"), .scope = FPL_STR("user:a"), .day = 20000};
    struct fpl_tally_row row = which;
    row.count = 3;
    begin(&w);
    must_begin(&w);
    assert_int_equal(fpl_store__expect_count(w.session->store, &which, 0, &w.error), FPL_OK);
    assert_int_equal(fpl_store__add_tallies(w.session->store, &row, 1, &w.error), FPL_OK);
    assert_int_equal(fpl_store__expect_count(w.session->store, &which, 3, &w.error), FPL_OK);
    commit(&w);
    assert_int_equal(fpl_store__settle(w.session->store, &w.error), FPL_OK);
    must_begin(&w);
    enum fpl_status status = fpl_store__expect_count(w.session->store, &which, 2, &w.error);
    assert_true(status == FPL_OK || status == FPL_E_MEANWHILE);
    assert_int_equal(fpl_store__settle(w.session->store, &w.error), FPL_E_MEANWHILE);
    fpl_store__rollback(w.session->store);
    world_end(&w);
}

static void hold(struct world *w, int hold) {
    static sqlite3 *db;
    if (hold) {
        assert_int_equal(sqlite3_open(w->path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    } else {
        assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
    }
}

/* The BEGIN after a commit waits for the lock like any other, and in vain like any other. */
static void test_store_behind__a_lock_that_is_not_to_be_had(void **state) {
    (void)state;
    struct world w;
    world_begin(&w);
    w.host.busy_ms = 50;
    world_reopen(&w, FPL_WRITE);
    fpl_store__start_behind(w.session->store);
    must_begin(&w);
    assert_int_equal(put(&w, 1, 1, 0), FPL_OK);
    commit(&w);
    assert_int_equal(fpl_store__settle(w.session->store, &w.error), FPL_OK);
    hold(&w, 1);
    assert_int_equal(fpl_store__begin(w.session->store, 1, &w.error), FPL_E_LOCKED);
    assert_false(fpl_store__is_poisoned(w.session->store)); /* nothing was waiting */
    hold(&w, 0);
    must_begin(&w);
    assert_int_equal(stored(&w, 1), 1);
    fpl_store__rollback(w.session->store);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store_behind__reads_wait),
        cmocka_unit_test(test_store_behind__rollback_keeps_what_was_handed_over),
        cmocka_unit_test(test_store_behind__a_failure_poisons),
        cmocka_unit_test(test_store_behind__another_writer_is_noticed),
        cmocka_unit_test(test_store_behind__another_count_is_noticed),
        cmocka_unit_test(test_store_behind__a_lock_that_is_not_to_be_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
