/* The store's own guards: append-only three times over, the file's settings, and rows that come back as written. */
#include "ledger/store/internal.h"
#include "world.h"

#include <sqlite3.h>

/* Runs SQL on the store's own, sealed connection. */
static enum fpl_status own_sql(struct world *w, const char *sql) {
    struct fpl_store *store = w->session->store;
    assert_int_equal(fpl_store__begin(store, 1, &w->error), FPL_OK);
    enum fpl_status status = store->driver->script(store->db, sql, &w->error);
    fpl_store__rollback(store);
    return status;
}

static void test_store_guards__own_connection_is_denied(void **state) {
    (void)state;
    static const char *const denied[] = {
        "UPDATE record SET c = x'00'",
        "DELETE FROM record",
        "DELETE FROM record WHERE id = 0",
        "UPDATE opening SET salt = x'00'",
        "UPDATE opening SET bytes = x'00' WHERE id = 1",
        "INSERT OR REPLACE INTO record VALUES (0, x'00')",
        "REPLACE INTO opening VALUES (0, x'00', x'00')",
        "DROP TABLE record",
        "DROP TABLE total",
        "DROP TRIGGER record_is_append_only_u",
        "ALTER TABLE record ADD COLUMN x",
        "CREATE TABLE t (a)",
        "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM total; END",
        "CREATE VIEW v AS SELECT 1",
        "ATTACH ':memory:' AS other",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA synchronous = OFF",
        "PRAGMA user_version = 9",
        "DELETE FROM sqlite_schema",
    };
    struct world w;
    struct fpl_verify_report report;
    world_begin(&w);
    for (size_t i = 0; i < sizeof denied / sizeof denied[0]; i++)
        if (own_sql(&w, denied[i]) == FPL_OK)
            fail_msg("%s: done", denied[i]);
    assert_int_not_equal(own_sql(&w, "DELETE FROM opening"), FPL_OK); /* the trigger: bodies are never erased */
    assert_int_equal(own_sql(&w, "INSERT INTO opening VALUES (1, x'00', x'00'); DELETE FROM opening WHERE id = 1"),
                     FPL_OK); /* a pi opening may be */
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&w);
}

/* Arguments of errors stand in records and answer files: they are our words, whatever the engine says; its text is the
 * hint. */
static void test_store_guards__no_word_of_the_engine(void **state) {
    static const char *const failing[] = {"INSERT INTO record SELECT id, e, t, c, uid FROM record",
                                          "UPDATE record SET c = x'00'",
                                          "DELETE FROM opening",
                                          "INSERT INTO head (book) VALUES ('x')",
                                          "SELECT nothing FROM nowhere",
                                          "CREATE TABLE t (a)",
                                          "INSERT INTO line VALUES (1, x'00', '', '', '', 1)"};
    static const char *const words[] = {
        "UNIQUE",     "constraint failed", "NOT NULL", "sqlite", "SQL",       "no such", "denied",
        "authorized", "datatype",          "syntax",   "RAISE",  "malformed", "STRICT",  "rowid",
        "column",     "trigger",           "database"};
    struct world w;
    (void)state;
    world_begin(&w);
    for (size_t i = 0; i < sizeof failing / sizeof failing[0]; i++) {
        fpl_error_clear(&w.error);
        assert_int_not_equal(own_sql(&w, failing[i]), FPL_OK);
        assert_true(w.error.arg[0][0] && w.error.hint[0]);
        for (size_t j = 0; j < sizeof words / sizeof words[0]; j++)
            for (int arg = 0; arg < FPL_ERROR_ARGS; arg++)
                if (strstr(w.error.arg[arg], words[j]))
                    fail_msg("%s: %s", failing[i], w.error.arg[arg]);
    }
    world_end(&w);
}

/* The triggers hold against any other program too. */
static void test_store_guards__triggers_hold_elsewhere(void **state) {
    (void)state;
    static const char *const denied[] = {"UPDATE record SET c = x'00'", "DELETE FROM record",
                                         "UPDATE opening SET bytes = x'00'", "DELETE FROM opening",
                                         "UPDATE record SET id = id + 1"};
    struct world w;
    sqlite3 *db = NULL;
    world_begin(&w);
    assert_int_equal(sqlite3_open(w.path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof denied / sizeof denied[0]; i++)
        assert_int_equal(sqlite3_exec(db, denied[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_exec(db, "INSERT INTO record VALUES ('x', 'e', 1, x'', x'')", NULL, NULL, NULL),
                     SQLITE_MISMATCH);
    assert_int_not_equal(sqlite3_exec(db, "INSERT INTO record VALUES (99, 'e', 1, 'text', x'')", NULL, NULL, NULL),
                         SQLITE_OK);
    sqlite3_close(db);
    world_end(&w);
}

static int64_t pragma(sqlite3 *db, const char *name) {
    char sql[64];
    sqlite3_stmt *stmt = NULL;
    snprintf(sql, sizeof sql, "PRAGMA %s", name);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    if (strcmp(name, "journal_mode") == 0)
        value = strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0;
    sqlite3_finalize(stmt);
    return value;
}

static void test_store_guards__settings_of_the_file(void **state) {
    (void)state;
    struct world w;
    sqlite3 *db = NULL;
    world_begin(&w);
    assert_int_equal(sqlite3_open(w.path, &db), SQLITE_OK);
    assert_int_equal(pragma(db, "page_size"), 4096);
    assert_int_equal(pragma(db, "application_id"), 0x46504c31);
    assert_int_equal(pragma(db, "user_version"), 1);
    assert_int_equal(pragma(db, "auto_vacuum"), 0);
    assert_int_equal(pragma(db, "journal_mode"), 1);
    sqlite3_close(db);
    assert_int_equal(fpl_store__begin(w.session->store, 1, &w.error), FPL_OK);
    world_reopen(&w, FPL_WRITE);
    world_end(&w);
}

static void test_store_guards__rows_come_back(void **state) {
    (void)state;
    struct world w;
    struct fpl_str salt, bytes;
    struct fpl_leaf leaf = {.uid = "00112233445566778899aabbccddeeff", .kind = "a.b", .seq = FPL_SEQ_MAX, .t = 7};
    uint8_t salt_bytes[FPL_SALT_BYTES] = {1, 2, 0, 3};
    struct fpl_cursor *cursor = NULL;
    struct fpl_record_row row;
    int more = 0;
    int32_t last = 0;
    world_begin(&w);
    struct fpl_store *store = w.session->store;
    assert_int_equal(fpl_store__begin(store, 1, &w.error), FPL_OK);
    assert_int_equal(fpl_store__add_record(store, 3, &leaf, &w.error), FPL_OK);
    leaf.seq = 0;
    assert_int_equal(fpl_store__add_record(store, 3, &leaf, &w.error), FPL_OK);
    assert_int_equal(fpl_store__add_record(store, 4, &leaf, &w.error), FPL_OK);
    assert_int_equal(fpl_store__add_opening(store, FPL_BOOK_MAX, 7, 255, salt_bytes, FPL_STR("x\0"), &w.error), FPL_OK);
    assert_int_equal(fpl_store__add_opening(store, 3, 7, 0, salt_bytes, FPL_STR("y"), &w.error), FPL_OK);
    assert_int_not_equal(fpl_store__add_record(store, 4, &leaf, &w.error), FPL_OK);
    assert_int_equal(fpl_store__get_record(store, 3, FPL_SEQ_MAX, &row, &w.error), FPL_OK);
    assert_true(row.book == 3 && row.seq == FPL_SEQ_MAX && row.of.seq == row.seq && row.of.t == 7);
    leaf.seq = FPL_SEQ_MAX;
    char text[FPL_LEAF_BYTES];
    assert_int_equal(row.leaf.n, fpl_leaf_text(&leaf, text));
    assert_memory_equal(row.leaf.p, text, row.leaf.n);
    assert_int_equal(fpl_store__get_record(store, 3, 1, &row, &w.error), FPL_E_NOT_FOUND);
    assert_int_equal(fpl_store__get_opening(store, FPL_BOOK_MAX, 7, 255, &salt, &bytes, &w.error), FPL_OK);
    assert_int_equal(salt.n, FPL_SALT_BYTES);
    assert_memory_equal(salt.p, salt_bytes, FPL_SALT_BYTES);
    assert_int_equal(bytes.n, 2);
    assert_int_equal(fpl_store__last_book(store, &last, &w.error), FPL_OK);
    assert_int_equal(last, FPL_BOOK_MAX);
    /* a book's rows end where the next book's begin */
    assert_int_equal(fpl_store__scan_records(store, 3, 0, FPL_SEQ_MAX, &cursor, &w.error), FPL_OK);
    const int64_t seqs[] = {0, FPL_SEQ_MAX};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(fpl_store__next(cursor, &more, &w.error), FPL_OK);
        assert_true(more);
        fpl_store__record_row(cursor, &row);
        assert_int_equal(row.book, 3);
        assert_int_equal(row.seq, seqs[i]);
        assert_string_equal(row.of.uid, leaf.uid);
    }
    assert_int_equal(fpl_store__next(cursor, &more, &w.error), FPL_OK);
    assert_false(more);
    fpl_store__end(cursor);
    fpl_store__end(NULL);
    fpl_store__rollback(store);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store_guards__own_connection_is_denied),
        cmocka_unit_test(test_store_guards__no_word_of_the_engine),
        cmocka_unit_test(test_store_guards__triggers_hold_elsewhere),
        cmocka_unit_test(test_store_guards__settings_of_the_file),
        cmocka_unit_test(test_store_guards__rows_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
