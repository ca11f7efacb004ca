/* The state pass names the derived table and row that no record explains; a rebuild mends it to the same rows. */
#include "world.h"

struct change {
    const char *table, *sql, *where;
};

/* One for every column of every derived table, and a row too many and too few. The index is brought up first, so that
 * the posting table has rows. */
static const struct change changes[] = {
    {"head", "UPDATE head SET size = size WHERE book = 2; UPDATE head SET t = t - 1 WHERE book = 2",
     "table head: row 2|"},
    {"head", "UPDATE head SET indexed = 1 WHERE book = 2", "table posting: row 2|"},
    {"head",
     "INSERT INTO head SELECT 5, size, t, root, frontier, indexed, gross, series, series_from, series_to, series_no "
     "FROM head WHERE book = 2",
     "table head: row 5|"},
    {"head", "UPDATE head SET gross = gross - 1 WHERE book = 2", "table head: row 2|"},
    {"head", "UPDATE head SET series = '2026-09|记' WHERE book = 2", "table head: row 2|"},
    {"head", "UPDATE head SET series_from = series_from + 1 WHERE book = 2", "table head: row 2|"},
    {"head", "UPDATE head SET series_to = series_to - 1 WHERE book = 2", "table head: row 2|"},
    {"head", "UPDATE head SET series_no = series_no + 1 WHERE book = 2", "table head: row 2|"},
    {"head", "DELETE FROM head WHERE book = 2", "table head: row missing: 2|"},
    {"head", "UPDATE head SET root = zeroblob(32) WHERE book = 1", "table head: row 1|"},
    {"head", "UPDATE head SET frontier = CAST(frontier || frontier AS BLOB) WHERE book = 1", "table head: row 1|"},
    {"tile", "UPDATE tile SET hashes = zeroblob(8192)", "table tile: row 1|0|0|"},
    {"tile", "UPDATE tile SET level = 1", "table tile: row 1|1|0|"},
    {"tile", "UPDATE tile SET idx = 2", "table tile: row 1|0|2|"},
    {"tile", "UPDATE tile SET book = 2", "table tile: row 2|0|0|"},
    {"tile", "DELETE FROM tile", "table tile: row missing: 1|0|0|"},
    {"line", "UPDATE line SET party = 'x' WHERE account = '2001'", "table line: row 1|2001|x|"},
    {"line", "UPDATE line SET currency = 'EUR' WHERE currency = 'USD' AND account = '9001'", "table line: row 1|9001|"},
    {"line",
     "UPDATE line SET flow = 'TAX' WHERE account = '9001' AND no = (SELECT min(no) FROM line WHERE account = '9001' "
     "AND book = 1) AND book = 1",
     "table line: row 1|9001|"},
    {"line", "UPDATE line SET account = '9009' WHERE account = '9001'", "table line: row 1|9009|"},
    {"line", "UPDATE line SET no = 1000 WHERE account = '9001' AND book = 1", "table line: row 1|9001|"},
    {"line", "UPDATE line SET book = 9 WHERE book = 2 AND account = '1001'", "table line: row missing: 2|1001|"},
    {"line", "INSERT INTO line VALUES (2, '1009', '', '', '', 1000)",
     "table line: row 2|1009||||1000: not from any record"},
    {"line", "DELETE FROM line WHERE book = 2 AND account = '1001'", "table line: row missing: 2|1001|"},
    {"total", "UPDATE total SET sums = CAST(sums || x'01' AS BLOB) WHERE id >> 36 = 2 * 4 + 1",
     "table total: row 2|1|"},
    {"total",
     "UPDATE total SET sums = CAST(substr(sums, 1, 1) || x'7d' || substr(sums, 3) AS BLOB) WHERE id >> 36 = 2 * 4",
     "table total: row 2|0|"},
    {"total", "UPDATE total SET id = id + 1 WHERE id >> 36 = 1 * 4 + 2", "table total: row 1|2|20454|1|"}, /* block */
    {"total", "UPDATE total SET id = id + (1 << 18) WHERE id >> 36 = 2 * 4 + 2",
     "table total: row 2|2|20455|"}, /* day */
    {"total", "UPDATE total SET id = id | (3 << 36) WHERE id >> 36 = 1 * 4", "table total: row 1|1|"},
    {"total", "UPDATE total SET id = id + (7 << 38) WHERE id >> 38 = 2", "table total: row 9|"},
    {"total", "INSERT INTO total VALUES ((2 << 38) + (131073 << 18), x'000202')", "table total: row 2|0|1|"},
    {"total", "DELETE FROM total WHERE id >> 36 = 2 * 4 + 2", "table total: row missing: 2|2|"},
    {"item", "UPDATE item SET data = '{\"amt\":701}' WHERE kind = 'thing'", "table item: row 1|thing|d1|"},
    {"item", "UPDATE item SET seq = seq + 1 WHERE kind = 'thing'", "table item: row 1|thing|d1|"},
    {"item", "UPDATE item SET seq0 = 0 WHERE kind = 'thing'", "table item: row 1|thing|d1|"},
    {"item", "UPDATE item SET key = 'd2' WHERE kind = 'thing'", "table item: row 1|thing|d2|"},
    {"item", "UPDATE item SET kind = 'thong' WHERE kind = 'thing'", "table item: row 1|thong|d1|"},
    {"item", "UPDATE item SET book = 2 WHERE kind = 'thing'", "table item: row missing: 1|thing|d1|"},
    {"item", "DELETE FROM item WHERE kind = 'user'", "table item: row missing: 0|user|root|"},
    {"item", "INSERT INTO item VALUES (0, 'user', 'mallory', 1, 1, '{\"roles\":15}')",
     "table item: row 0|user|mallory|1|1|{\"roles\":15}: not from"},
    {"tally", "UPDATE tally SET amount = 1", "table tally: row 1|sum|all|"},
    {"tally", "UPDATE tally SET count = 2", "table tally: row 1|sum|all|"},
    {"tally", "UPDATE tally SET day = day + 1", "table tally: row 1|sum|all|"},
    {"tally", "UPDATE tally SET name = 'x'", "table tally: row 1|x|all|"},
    {"tally", "UPDATE tally SET scope = 'x'", "table tally: row 1|sum|x|"},
    {"tally", "UPDATE tally SET book = 2", "table tally: row 2|sum|all|"},
    {"tally", "DELETE FROM tally", "table tally: row missing: 1|sum|all|"},
    {"posting", "UPDATE posting SET account = '1002' WHERE book = 2 AND account = '1001'",
     "table posting: row 2|1002|0|"},
    {"posting", "UPDATE posting SET span = 1 WHERE book = 2 AND account = '1001'", "table posting: row 2|1001|1|"},
    {"posting", "UPDATE posting SET book = 3 WHERE book = 2 AND account = '1001'",
     "table posting: row missing: 2|1001|0|"},
    {"posting", "UPDATE posting SET places = x'010203' WHERE book = 2 AND account = '1001'",
     "table posting: row 2|1001|0|010203, rebuilt 2|1001|0|"},
    {"posting", "DELETE FROM posting WHERE book = 2 AND account = '3001'", "table posting: row missing: 2|3001|"},
};

/* Two months, so that the sums of one are stored; the other is still open. */
static void populate(struct world *w) {
    world_populate(w);
    for (int32_t id = 1; id <= 2; id++)
        world_post(w, id, "2026-05-20", "D1001:1 C3001:1");
}

static void index_all(struct world *w) {
    assert_int_equal(fpl_journal__begin(w->session, 1, &w->error), FPL_OK);
    for (int32_t id = 1; id <= 2; id++) {
        struct fpl_open_book *book = NULL;
        assert_int_equal(fpl_journal__book(w->session, id, &book, &w->error), FPL_OK);
        assert_int_equal(fpl_journal__index(w->session, book, 0, &w->error), FPL_OK);
        assert_int_equal(book->head.indexed, book->head.size);
    }
    assert_int_equal(fpl_journal__commit(w->session, &w->error), FPL_OK);
}

static void dump(struct world *w, struct fpl_buf *out) {
    fpl_buf_reset(out);
    for (int i = 0; fpl_store__derived_tables[i]; i++) {
        fpl_buf_adds(out, fpl_store__derived_tables[i]);
        fpl_buf_addc(out, '\n');
        world_table(w, fpl_store__derived_tables[i], out);
    }
    assert_int_equal(fpl_buf_ok(out), FPL_OK);
}

static void test_verify_state__names_table_and_row(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct world w;
        struct fpl_verify_report report;
        populate(&w);
        index_all(&w);
        assert_int_equal(world_verify(&w, FPL_VERIFY_STATE, &report), FPL_OK);
        world_sql(&w, changes[i].sql);
        enum fpl_status status = world_verify(&w, FPL_VERIFY_STATE, &report);
        if (status != FPL_E_TAMPERED || !strstr(report.where, changes[i].where))
            fail_msg("%s: status %s, named \"%s\", expected \"%s\"", changes[i].sql, fpl_status_name(status),
                     report.where, changes[i].where);
        world_end(&w);
    }
}

static void test_verify_state__rebuild_gives_the_same_rows(void **state) {
    (void)state;
    struct fpl_buf before = {0}, after = {0};
    struct world w;
    struct fpl_verify_report report;
    populate(&w);
    index_all(&w);
    dump(&w, &before);
    assert_int_equal(fpl_rebuild(w.session, NULL, NULL, &w.error), FPL_OK);
    dump(&w, &after);
    assert_true(before.n > 1000);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if (strcmp(changes[i].table, "head") == 0) /* another mark or head is another ledger: below */
            continue;
        world_sql(&w, changes[i].sql);
        if (fpl_rebuild(w.session, NULL, NULL, &w.error) != FPL_OK)
            fail_msg("%s: %s", changes[i].sql, w.error.arg[0]);
        dump(&w, &after);
        if (before.n != after.n || memcmp(before.p, after.p, before.n) != 0)
            fail_msg("%s: rebuilt to other rows", changes[i].sql);
    }
    world_sql(&w, "DELETE FROM head; DELETE FROM posting");
    assert_int_equal(fpl_rebuild(w.session, NULL, NULL, &w.error), FPL_OK);
    dump(&w, &after);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_post(&w, 2, "2026-06-01", "D1001:1 C3001:1"); /* and life goes on */
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    fpl_buf_release(&before);
    fpl_buf_release(&after);
    world_end(&w);
}

static void test_verify_state__rebuild_leaves_all_or_nothing(void **state) {
    (void)state;
    struct fpl_buf before = {0}, after = {0};
    struct world w;
    world_populate(&w);
    world_sql(&w, "UPDATE opening SET bytes = x'7b' WHERE id = (1 * 68719476736 + 9) * 256");
    dump(&w, &before);
    assert_int_not_equal(fpl_rebuild(w.session, NULL, NULL, &w.error), FPL_OK);
    dump(&w, &after);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    world_reopen(&w, FPL_READ);
    assert_int_equal(fpl_rebuild(w.session, NULL, NULL, &w.error), FPL_E_READONLY);
    fpl_buf_release(&before);
    fpl_buf_release(&after);
    world_end(&w);
}

struct seen {
    int calls;
    int64_t done, total;
};

static void see(void *ctx, int64_t done, int64_t total) {
    struct seen *seen = ctx;
    assert_true(done > seen->done && done <= total);
    *seen = (struct seen){seen->calls + 1, done, total};
}

static void test_verify_state__progress_reaches_the_end(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    struct seen seen = {0};
    world_populate(&w);
    world_fill(&w, 1, 9000);
    assert_int_equal(fpl_verify(w.session, &(struct fpl_verify_spec){FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, INT64_MAX},
                                see, &seen, &report, &w.error),
                     FPL_OK);
    assert_true(seen.calls >= 2);
    assert_int_equal(seen.done, report.records); /* the evidence pass goes ahead of the fold: one walk is told */
    assert_int_equal(seen.total, report.records);
    world_end(&w);
}

/* The passes run beside each other; what is told is what one after the other would tell. */
static void test_verify_state__evidence_is_told_first(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    world_populate(&w);
    world_fill(&w, 1, 3000);
    world_sql(&w, "UPDATE item SET data = '{\"amt\":701}' WHERE kind = 'thing'");
    assert_int_equal(fpl_verify(w.session, &(struct fpl_verify_spec){FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, INT64_MAX},
                                NULL, NULL, &report, &w.error),
                     FPL_E_TAMPERED);
    assert_ptr_equal(strstr(report.where, "table item"), report.where);
    world_sql(&w, "UPDATE opening SET salt = zeroblob(32) WHERE id = (SELECT max(id) FROM opening)");
    for (int i = 0; i < 20; i++) {
        assert_int_equal(fpl_verify(w.session,
                                    &(struct fpl_verify_spec){FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, INT64_MAX}, NULL,
                                    NULL, &report, &w.error),
                         FPL_E_TAMPERED);
        assert_ptr_equal(strstr(report.where, "book 2 seq "), report.where);
        assert_non_null(strstr(report.where, "opening body: commitment"));
        assert_string_equal(w.error.arg[0], report.where);
    }
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_state__names_table_and_row),
        cmocka_unit_test(test_verify_state__rebuild_gives_the_same_rows),
        cmocka_unit_test(test_verify_state__rebuild_leaves_all_or_nothing),
        cmocka_unit_test(test_verify_state__progress_reaches_the_end),
        cmocka_unit_test(test_verify_state__evidence_is_told_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
