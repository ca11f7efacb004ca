/* The schema is evidence: whatever is missing, changed or added in the file is named, nothing is written to such a
 * file, and it is read only by who asks for that. */
#include "world.h"

#include <sqlite3.h>

static void from_outside(const struct world *w, const char *sql) {
    sqlite3 *db = NULL;
    char *text = NULL;
    assert_int_equal(sqlite3_open(w->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &text) != SQLITE_OK)
        fail_msg("%s: %s", sql, text);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void list_difference(void *ctx, const char *object, enum fpl_schema_difference difference) {
    struct fpl_buf *list = ctx;
    fpl_buf_addf(list, "%s%s: %s", list->n ? ", " : "", object, fpl_schema_difference_text(difference, 0));
}

static void assert_listed(struct world *w, const char *expected) {
    struct fpl_buf list = {0};
    assert_int_equal(fpl_session_schema(w->session, list_difference, &list, &w->error), FPL_OK);
    fpl_buf_addc(&list, '\0');
    assert_int_equal(fpl_buf_ok(&list), FPL_OK);
    assert_string_equal(list.p, expected);
    fpl_buf_release(&list);
}

static enum fpl_status try_open(struct world *w, enum fpl_mode mode) {
    struct fpl_session *session = NULL;
    fpl_error_clear(&w->error);
    enum fpl_status status = fpl_session_open(w->path, mode, &w->host, &session, &w->error);
    fpl_session_close(session);
    return status;
}

static const struct alteration {
    const char *sql, *listed, *first, *what, *count;
    enum fpl_status refused; /* by a session that is not told to read it all the same */
} alterations[] = {
    {"DROP TRIGGER record_is_append_only_d", "trigger record_is_append_only_d: missing",
     "trigger record_is_append_only_d", FPL_ZH_EN("缺少", "missing"), "1", FPL_E_SCHEMA},
    {"DROP TRIGGER opening_is_append_only_u; CREATE TRIGGER opening_is_append_only_u BEFORE UPDATE ON opening"
     "  BEGIN SELECT 1; END",
     "trigger opening_is_append_only_u: changed", "trigger opening_is_append_only_u", FPL_ZH_EN("已改动", "changed"),
     "1", FPL_E_SCHEMA},
    {"CREATE TRIGGER aside AFTER INSERT ON record BEGIN DELETE FROM tally; END", "trigger aside: not ours",
     "trigger aside", FPL_ZH_EN("非本程序所建", "not ours"), "1", FPL_E_SCHEMA},
    {"CREATE VIEW aside AS SELECT 1", "view aside: not ours", "view aside", FPL_ZH_EN("非本程序所建", "not ours"), "1",
     FPL_E_SCHEMA},
    {"CREATE TABLE aside (a)", "table aside: not ours", "table aside", FPL_ZH_EN("非本程序所建", "not ours"), "1",
     FPL_E_SCHEMA},
    {"CREATE INDEX aside ON item (seq)", "index aside: not ours", "index aside", FPL_ZH_EN("非本程序所建", "not ours"),
     "1", FPL_E_SCHEMA},
    {"DROP INDEX line_by_no", "index line_by_no: missing", "index line_by_no", FPL_ZH_EN("缺少", "missing"), "1",
     FPL_E_SCHEMA},
    {"DROP VIEW record_by_book; CREATE VIEW record_by_book AS SELECT id >> 36 AS book, 7 AS seq, e, t, c, uid FROM "
     "record",
     "view record_by_book: changed", "view record_by_book", FPL_ZH_EN("已改动", "changed"), "1", FPL_E_SCHEMA},
    {"ALTER TABLE tally ADD COLUMN twice INTEGER AS (amount * 2) VIRTUAL", "table tally: changed", "table tally",
     FPL_ZH_EN("已改动", "changed"), "1", FPL_E_SCHEMA},
    {"ALTER TABLE head RENAME TO heads; CREATE VIEW head AS SELECT * FROM heads",
     "table head: missing, table heads: not ours, view head: not ours", "table head", FPL_ZH_EN("缺少", "missing"), "3",
     FPL_E_SCHEMA},
    {"ANALYZE", "table sqlite_stat1: not ours", "table sqlite_stat1", FPL_ZH_EN("非本程序所建", "not ours"), "1",
     FPL_E_SCHEMA},
    {"CREATE TABLE \"a\x01z\" (a)", "table a⟨U+0001⟩z: not ours", "table a⟨U+0001⟩z",
     FPL_ZH_EN("非本程序所建", "not ours"), "1", FPL_E_SCHEMA},
    {"PRAGMA user_version = 2", "PRAGMA user_version: changed", "2", "", "", FPL_E_VERSION},
    {"PRAGMA application_id = 7", "PRAGMA application_id: changed", NULL, "", "", FPL_E_NOT_LEDGER},
    {"PRAGMA journal_mode = DELETE; PRAGMA page_size = 8192; VACUUM", "PRAGMA page_size: changed", "PRAGMA page_size",
     FPL_ZH_EN("已改动", "changed"), "1", FPL_E_SCHEMA},
    {"PRAGMA auto_vacuum = FULL; VACUUM", "PRAGMA auto_vacuum: changed", "PRAGMA auto_vacuum",
     FPL_ZH_EN("已改动", "changed"), "1", FPL_E_SCHEMA},
};

static void check_refused(struct world *w, const struct alteration *a) {
    for (int write = 0; write < 2; write++) {
        if (try_open(w, write ? FPL_WRITE : FPL_READ) != a->refused)
            fail_msg("%s: %s %s", a->sql, fpl_status_name(w->error.status), w->error.arg[0]);
        assert_string_equal(w->error.arg[0], a->first ? a->first : w->path);
        assert_string_equal(w->error.arg[1], a->what);
        assert_string_equal(w->error.arg[2], a->count);
    }
}

/* Named by verify as well, and everything can still be read. */
static void check_unsafe(struct world *w, const struct alteration *a) {
    struct fpl_verify_report report;
    char where[FPL_ERROR_ARG_BYTES + 16];
    fpl_session_close(w->session);
    w->session = NULL;
    world_reopen(w, FPL_READ_UNSAFE);
    assert_listed(w, a->listed);
    assert_int_equal(world_size(w, 1), 2);
    fpl_error_clear(&w->error);
    assert_int_equal(world_verify(w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_E_SCHEMA);
    snprintf(where, sizeof where, "schema: %s", w->error.arg[0]);
    assert_memory_equal(report.where, where, strlen(where));
    assert_int_equal(fpl_journal__begin(w->session, 1, &w->error), FPL_E_READONLY);
}

static void test_store_schema__each_alteration_is_named(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof alterations / sizeof alterations[0]; i++) {
        struct world w;
        world_begin(&w);
        int32_t book = world_book(&w, "f");
        world_post(&w, book, "2026-01-01", "D1001:5 C3001:5");
        assert_int_equal(book, 1);
        fpl_session_close(w.session); /* so that the WAL is in the file */
        w.session = NULL;
        from_outside(&w, alterations[i].sql);
        check_refused(&w, &alterations[i]);
        check_unsafe(&w, &alterations[i]);
        world_end(&w);
    }
}

/* What does not change the schema changes nothing: a compacted file, one in another journal mode, a rebuilt index. */
static void test_store_schema__maintenance_is_no_alteration(void **state) {
    static const char *const harmless[] = {"VACUUM", "REINDEX", "PRAGMA journal_mode = DELETE", "PRAGMA optimize",
                                           "DROP TRIGGER record_is_append_only_u; CREATE TRIGGER "
                                           "record_is_append_only_u BEFORE UPDATE ON record"
                                           "  BEGIN SELECT RAISE(ABORT, 'record is append-only'); END"};
    struct world w;
    struct fpl_verify_report report;
    (void)state;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++) {
        fpl_session_close(w.session);
        w.session = NULL;
        from_outside(&w, harmless[i]);
        world_reopen(&w, FPL_WRITE);
        assert_listed(&w, "");
        world_post(&w, book, "2026-01-01", "D1001:5 C3001:5");
    }
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&w);
}

/* A session that is open already does not go on writing, nor reading; once the schema is right again it does. */
static void test_store_schema__an_open_session_notices(void **state) {
    struct world w;
    (void)state;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    for (int i = 0; i < 2; i++) {
        from_outside(&w, "CREATE TRIGGER aside AFTER INSERT ON record BEGIN DELETE FROM tally; END");
        for (int turn = 0; turn < 2; turn++) { /* the writer first, and the reader first */
            fpl_error_clear(&w.error);
            assert_int_equal(fpl_journal__begin(w.session, turn == i, &w.error), FPL_E_SCHEMA);
            assert_string_equal(w.error.arg[0], "trigger aside");
        }
        from_outside(&w, "DROP TRIGGER aside");
        world_post(&w, book, "2026-01-01", "D1001:5 C3001:5");
    }
    assert_int_equal(world_size(&w, book), 3);
    world_end(&w);
}

/* Reading in spite of everything is for ledgers: another database is none, and a table that is gone is damage. */
static void test_store_schema__unsafe_has_its_bounds(void **state) {
    struct world w;
    sqlite3 *db = NULL;
    (void)state;
    world_begin(&w);
    fpl_session_close(w.session);
    w.session = NULL;
    from_outside(&w, "DROP TABLE head");
    assert_int_equal(try_open(&w, FPL_READ_UNSAFE), FPL_E_CORRUPT);
    from_outside(&w, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = 'aside' WHERE name = 'item'");
    assert_int_equal(try_open(&w, FPL_WRITE),
                     FPL_E_CORRUPT); /* the engine sees that the name is not that of the text */
    assert_int_equal(try_open(&w, FPL_READ_UNSAFE), FPL_E_CORRUPT);
    assert_int_equal(unlink(w.path), 0);
    assert_int_equal(sqlite3_open(w.path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE other (a)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(try_open(&w, FPL_READ_UNSAFE), FPL_E_NOT_LEDGER);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store_schema__each_alteration_is_named),
        cmocka_unit_test(test_store_schema__maintenance_is_no_alteration),
        cmocka_unit_test(test_store_schema__an_open_session_notices),
        cmocka_unit_test(test_store_schema__unsafe_has_its_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
