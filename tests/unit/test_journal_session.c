/* Sessions: tiles across reopening, several at once, locks, rollback, damage found on opening. */
#include "world.h"

#include <sys/wait.h>

static struct fpl_hash root_of(struct world *w, int32_t id, int64_t *size) {
    struct fpl_open_book *book = NULL;
    assert_int_equal(fpl_journal__begin(w->session, 0, &w->error), FPL_OK);
    assert_int_equal(fpl_journal__book(w->session, id, &book, &w->error), FPL_OK);
    struct fpl_hash root = book->head.root;
    *size = book->head.size;
    fpl_journal__rollback(w->session);
    return root;
}

static void expect_sound(struct world *w) {
    struct fpl_verify_report report;
    if (world_verify(w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report))
        fail_msg("%s", report.where);
}

static int tiles_of(struct world *w) {
    struct fpl_buf rows = {0};
    int n = 0;
    world_table(w, "tile", &rows);
    for (size_t i = 0; i < rows.n; i++)
        n += rows.p[i] == '\n';
    fpl_buf_release(&rows);
    return n;
}

static void test_journal_session__tiles_around_their_borders(void **state) {
    (void)state;
    static const struct {
        int fill, tiles;
    } steps[] = {{253, 0}, {1, 0}, {1, 1}, {1, 1}, {254, 1}, {1, 2}, {300, 3}, {1, 3}};
    struct world w;
    world_begin(&w);
    int32_t book = world_book(&w, "f"); /* record 0 is the founding */
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        world_fill(&w, book, steps[i].fill);
        assert_int_equal(tiles_of(&w), steps[i].tiles);
        expect_sound(&w);
        if (i % 2)
            world_reopen(&w, FPL_WRITE); /* in the middle of a tile: its earlier leaves are read back */
    }
    world_end(&w);
}

static void test_journal_session__upper_tiles(void **state) {
    (void)state;
    struct world w;
    int64_t size = 0;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    world_fill(&w, book, 65534);
    assert_int_equal(tiles_of(&w), 255);
    world_reopen(&w, FPL_WRITE);
    world_fill(&w, book, 1);
    assert_int_equal(tiles_of(&w), 257); /* the 256th of level 0, and with it the first of level 1 */
    world_fill(&w, book, 300);
    (void)root_of(&w, book, &size);
    assert_int_equal(size, 65836);
    expect_sound(&w);
    world_end(&w);
}

/* A checkpoint of every older size is what the log's root was then. */
static void test_journal_session__checkpoints_of_older_sizes(void **state) {
    (void)state;
    struct world w;
    struct fpl_hash root[600];
    int64_t size = 0;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    for (int i = 0; i < 600; i++) {
        w.now += 10;
        world_fill(&w, book, 1);
        root[i] = root_of(&w, book, &size);
        assert_int_equal(size, i + 2);
    }
    for (int i = 0; i < 600; i += 7) {
        struct fpl_view *view = NULL;
        struct fpl_checkpoint checkpoint;
        struct fpl_view_spec spec = {
            .actor = FPL_STR("root"), .as_of = FPL_DATE_NONE, .known_by = w.now - (599 - i) * 10};
        assert_int_equal(fpl_view_open(w.session, &spec, &view, &w.error), FPL_OK);
        assert_int_equal(fpl_read_checkpoint(view, book, &checkpoint, &w.error), FPL_OK);
        fpl_view_close(view);
        assert_int_equal(checkpoint.size, i + 2);
        assert_true(fpl_hash_eq(&checkpoint.root, &root[i]));
        assert_string_equal(checkpoint.origin, "test.example/1");
    }
    world_end(&w);
}

static void test_journal_session__two_sessions_take_turns(void **state) {
    (void)state;
    struct world w, other;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    other = w;
    other.session = NULL;
    other.host.ctx = &other;
    other.random = 99;
    assert_int_equal(fpl_session_open(w.path, FPL_WRITE, &other.host, &other.session, &other.error), FPL_OK);
    for (int i = 0; i < 200; i++) {
        world_fill(&w, book, 3);
        world_fill(&other, book, 2);
        world_post(i % 2 ? &w : &other, book, "2026-01-01", "D1001:1 C3001:1");
    }
    assert_int_equal(world_size(&w, book), 1 + 200 * 6);
    expect_sound(&w);
    expect_sound(&other);
    fpl_session_close(other.session);
    world_end(&w);
}

static void test_journal_session__second_writer_is_told_who(void **state) {
    (void)state;
    struct world w, other;
    world_begin(&w);
    other = w;
    other.session = NULL;
    other.host.label = "pid 2, li, close";
    assert_int_equal(fpl_session_open(w.path, FPL_WRITE, &other.host, &other.session, &other.error), FPL_OK);
    assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
    assert_int_equal(fpl_journal__begin(other.session, 1, &other.error), FPL_E_LOCKED);
    assert_string_equal(other.error.arg[0], "pid 1, tester, test");
    assert_true(fpl_status_is_retryable(FPL_E_LOCKED));
    assert_int_equal(fpl_journal__begin(other.session, 0, &other.error), FPL_OK); /* reading goes on */
    fpl_journal__rollback(other.session);
    fpl_journal__rollback(w.session);
    assert_int_equal(fpl_journal__begin(other.session, 1, &other.error), FPL_OK);
    fpl_journal__rollback(other.session);
    fpl_session_close(other.session);
    world_end(&w);
}

/* Two processes, each appending in small transactions; nothing is lost and the log is one. */
static void test_journal_session__two_processes(void **state) {
    (void)state;
    struct world w;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    fpl_session_close(w.session);
    w.session = NULL;
    for (int child = 0; child < 2; child++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            struct fpl_appended out;
            struct world_entry entry = {.lines = "D1001:1 C3001:1", .occurred = "2026-01-01"};
            int bad = 0;
            w.random = 1000 + (uint64_t)child;
            w.host.busy_ms = 20000;
            bad = fpl_session_open(w.path, FPL_WRITE, &w.host, &w.session, &w.error) != FPL_OK;
            for (int i = 0; i < 150 && !bad; i++)
                bad = world_try(&w, book, &entry, &out) != FPL_OK;
            fpl_session_close(w.session);
            _exit(bad);
        }
    }
    for (int child = 0; child < 2; child++) {
        int status = 0;
        assert_true(wait(&status) > 0);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    world_reopen(&w, FPL_WRITE);
    assert_int_equal(world_size(&w, book), 301);
    expect_sound(&w);
    world_end(&w);
}

static void test_journal_session__rollback_leaves_nothing(void **state) {
    (void)state;
    struct world w;
    struct fpl_buf before = {0}, after = {0};
    struct fpl_appended out;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    world_fill(&w, book, 250);
    for (int i = 0; fpl_store__derived_tables[i]; i++)
        world_table(&w, fpl_store__derived_tables[i], &before);
    struct world_entry entry = {.lines = "D1001:5 C3001:5",
                                .occurred = "2026-01-01",
                                .item_kind = "thing",
                                .item_key = "k",
                                .item_data = "{}",
                                .tally = "sum",
                                .scope = "",
                                .tally_amount = 5};
    assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
    for (int i = 0; i < 20; i++) /* over a tile's border, so that a tile is written and taken back */
        assert_int_equal(world_append(&w, book, &entry, &out), FPL_OK);
    fpl_journal__rollback(w.session);
    for (int i = 0; fpl_store__derived_tables[i]; i++)
        world_table(&w, fpl_store__derived_tables[i], &after);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    world_fill(&w, book, 20); /* and the same places are filled with other leaves */
    assert_int_equal(world_size(&w, book), 271);
    expect_sound(&w);
    fpl_buf_release(&before);
    fpl_buf_release(&after);
    world_end(&w);
}

static void test_journal_session__read_only_refuses_writes(void **state) {
    (void)state;
    struct world w;
    struct world_entry note = {.kind = "note"};
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    world_reopen(&w, FPL_READ);
    assert_int_equal(world_try(&w, book, &note, NULL), FPL_E_READONLY);
    assert_int_equal(world_size(&w, book), 1);
    world_end(&w);
}

/* A rollback right after a founding leaves no trace of the book, and the id can be used. */
static void test_journal_session__rolled_back_founding(void **state) {
    (void)state;
    struct world w;
    struct fpl_founding founding = {.info = {.id = 1, .kind = FPL_BOOK_FUND, .currency = "CNY", .code = "x"},
                                    .opened = world_day("2026-01-01"),
                                    .chart = "fund@1",
                                    .actor = FPL_STR("root")};
    world_begin(&w);
    world_adopt_chart(&w);
    snprintf(founding.info.uid, sizeof founding.info.uid, "%032x", 5u);
    assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
    assert_int_equal(fpl_journal__found(w.session, &founding, NULL, &w.error), FPL_OK);
    fpl_journal__rollback(w.session);
    assert_int_equal(world_book(&w, "y"), 1);
    expect_sound(&w);
    world_end(&w);
}

static void expect_open(struct world *w, enum fpl_status expected) {
    struct fpl_session *session = NULL;
    enum fpl_status status = fpl_session_open(w->path, FPL_READ, &w->host, &session, &w->error);
    if (status != expected)
        fail_msg("%s, expected %s", fpl_status_name(status), fpl_status_name(expected));
    fpl_session_close(session);
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void test_journal_session__what_is_no_ledger(void **state) {
    (void)state;
    struct world w;
    char path[sizeof w.path];
    world_begin(&w);
    snprintf(path, sizeof path, "%s", w.path);
    assert_true(snprintf(w.path, sizeof w.path, "%.280s.other", path) < (int)sizeof w.path);
    expect_open(&w, FPL_E_NOT_FOUND);
    write_file(w.path, "");
    expect_open(&w, FPL_E_NOT_LEDGER);
    write_file(w.path, "日期,金额\n2026-01-01,5\n");
    expect_open(&w, FPL_E_NOT_LEDGER);
    unlink(w.path);
    world_sql(&w, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    expect_open(&w, FPL_E_NOT_LEDGER);
    unlink(w.path);
    snprintf(w.path, sizeof w.path, "%s", path);
    /* an existing file is never overwritten */
    struct fpl_init init = {.origin = FPL_STR("o"),
                            .admin = FPL_STR("a"),
                            .admin_name = FPL_STR("a"),
                            .lang = FPL_STR("zh"),
                            .offset_minutes = 480};
    assert_int_equal(fpl_ledger_init(w.path, &init, &w.host, &w.error), FPL_E_EXISTS);
    expect_open(&w, FPL_OK);
    world_sql(&w, "PRAGMA user_version = 2; UPDATE head SET t = t");
    expect_open(&w, FPL_E_VERSION);
    world_sql(&w, "PRAGMA user_version = 1; UPDATE head SET root = zeroblob(32)");
    expect_open(&w, FPL_E_TAMPERED);
    world_sql(&w, "DELETE FROM head");
    expect_open(&w, FPL_E_CORRUPT);
    world_sql(&w, "DELETE FROM opening");
    expect_open(&w, FPL_E_TAMPERED);
    world_end(&w);
}

static void test_journal_session__copy_is_a_ledger(void **state) {
    (void)state;
    struct world w, copy;
    char path[sizeof w.path];
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    world_post(&w, book, "2026-01-01", "D1001:1 C3001:1");
    assert_true(snprintf(path, sizeof path, "%.280s.copy", w.path) < (int)sizeof path);
    assert_int_equal(fpl_ledger_copy(w.session, path, &w.error), FPL_OK);
    assert_int_equal(fpl_ledger_copy(w.session, path, &w.error), FPL_E_EXISTS);
    world_post(&w, book, "2026-01-01", "D1001:1 C3001:1");
    copy = w;
    copy.session = NULL;
    snprintf(copy.path, sizeof copy.path, "%s", path);
    assert_int_equal(chmod(path, 0444), 0);
    world_reopen(&copy, FPL_READ);
    assert_int_equal(world_size(&copy, book), 2);
    assert_int_equal(world_size(&w, book), 3);
    expect_sound(&copy);
    fpl_session_close(copy.session);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_session__tiles_around_their_borders),
        cmocka_unit_test(test_journal_session__upper_tiles),
        cmocka_unit_test(test_journal_session__checkpoints_of_older_sizes),
        cmocka_unit_test(test_journal_session__two_sessions_take_turns),
        cmocka_unit_test(test_journal_session__second_writer_is_told_who),
        cmocka_unit_test(test_journal_session__two_processes),
        cmocka_unit_test(test_journal_session__rollback_leaves_nothing),
        cmocka_unit_test(test_journal_session__read_only_refuses_writes),
        cmocka_unit_test(test_journal_session__rolled_back_founding),
        cmocka_unit_test(test_journal_session__what_is_no_ledger),
        cmocka_unit_test(test_journal_session__copy_is_a_ledger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
