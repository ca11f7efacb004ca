/* Gathered writes: what a checkpoint that a reader holds up has written is in the file, for whoever reads next. */
#include "ledger/store/store.h"
#include "world.h"

#include <sqlite3.h>

#define COMMITS 60
#define ROWS    400

static void expect_whole(const char *path, int commit) {
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &stmt, NULL), SQLITE_OK);
    if (sqlite3_step(stmt) != SQLITE_ROW || strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") != 0)
        fail_msg("commit %d: %s", commit, sqlite3_errmsg(db));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* A reader that stays where it is: checkpoints go no farther. */
static void stand(sqlite3 **reader, const char *path) {
    sqlite3_close(*reader);
    assert_int_equal(sqlite3_open(path, reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(*reader, "BEGIN; SELECT count(*) FROM item", NULL, NULL, NULL), SQLITE_OK);
}

/* Scattered fat rows, so that each commit changes many pages. */
static void write_rows(struct world *w, int commit) {
    static char data[3000];
    memset(data, 'x', sizeof data);
    assert_int_equal(fpl_store__begin(w->session->store, 1, &w->error), FPL_OK);
    for (int i = 0; i < ROWS; i++) {
        char key[40];
        snprintf(key, sizeof key, "%06d-%d", (i * 7919 + commit * 31) % 24000, commit);
        struct fpl_item_row row = {
            .book = 0, .kind = FPL_STR("t"), .key = fpl_str_of(key), .data = {data, sizeof data}};
        assert_int_equal(fpl_store__put_item(w->session->store, &row, 0, &w->error), FPL_OK);
    }
    assert_int_equal(fpl_store__commit(w->session->store, &w->error), FPL_OK);
}

static void test_store_gather__a_checkpoint_held_up(void **state) {
    (void)state;
    struct world w;
    sqlite3 *reader = NULL;
    world_begin(&w);
    for (int commit = 0; commit < COMMITS; commit++) {
        if (commit % 3 == 1)
            stand(&reader, w.path);
        write_rows(&w, commit);
        expect_whole(w.path, commit);
    }
    sqlite3_close(reader);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store_gather__a_checkpoint_held_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
