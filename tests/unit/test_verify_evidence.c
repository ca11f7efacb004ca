/* Whatever is changed in the file with another tool, its guards dropped, is found and named. */
#include "world.h"

#define BOTH (FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE)

static void test_verify_evidence__clean(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    world_populate(&w);
    if (world_verify(&w, BOTH, &report) != FPL_OK)
        fail_msg("%s (%s)", report.where, w.error.arg[0]);
    assert_string_equal(report.where, "");
    assert_int_equal(report.books, 3);
    assert_int_equal(report.records, world_size(&w, 0) + world_size(&w, 1) + world_size(&w, 2));
    assert_int_equal(report.openings, report.records);
    assert_int_equal(report.postings, 2 + 5 + 2 + 2 + 10);
    assert_true(report.derived_rows > 30);
    world_reopen(&w, FPL_READ);
    assert_int_equal(world_verify(&w, BOTH, &report), FPL_OK);
    world_end(&w);
}

/* One change to a fresh ledger, by SQL; `where` must be what verification names. */
struct change {
    const char *sql, *where;
};

static void check_change(const struct change *change, unsigned passes) {
    struct world w;
    struct fpl_verify_report report;
    world_populate(&w);
    world_sql(&w, change->sql);
    enum fpl_status status = world_verify(&w, passes, &report);
    if (status != FPL_E_TAMPERED || !strstr(report.where, change->where))
        fail_msg("%s: status %s, named \"%s\", expected \"%s\"", change->sql, fpl_status_name(status), report.where,
                 change->where);
    assert_string_equal(w.error.arg[0], report.where);
    world_end(&w);
}

#define RECORD(book, seq)  "(" #book " * 68719476736 + " #seq ")"
#define OPENING(book, seq) "((" #book " * 68719476736 + " #seq ") * 256)"
/* A byte of a blob, as SQL. */
#define WITH_BYTE(column, at, hex)                                                                                     \
    "CAST(substr(" column ", 1, " #at " - 1) || x'" hex "' || substr(" column ", " #at " + 1) AS BLOB)"

static void test_verify_evidence__each_column_of_record_and_opening(void **state) {
    (void)state;
    static const struct change changes[] = {
        {"UPDATE record SET uid = " WITH_BYTE("uid", 7, "66") " WHERE id = " RECORD(1, 0),
         "book 1 seq 0 leaf: book uid"},
        {"UPDATE record SET uid = (SELECT uid FROM record WHERE id = " RECORD(1, 0) ") WHERE id = " RECORD(1, 1),
         "book 1 seq 1 leaf: not one of a record"},
        {"UPDATE record SET uid = x'' WHERE id = " RECORD(1, 0), "book 1 seq 0 leaf: not one of a record"},
        {"UPDATE record SET uid = CAST(uid || x'00' AS BLOB) WHERE id = " RECORD(1, 0),
         "book 1 seq 0 leaf: not one of a record"},
        {"UPDATE record SET t = t + 1000000000 WHERE id = " RECORD(1, 1), "book 1 seq 2 leaf: time falls"},
        {"UPDATE record SET t = t - 100000000000 WHERE id = " RECORD(1, 1), "book 1 seq 1 leaf: time falls"},
        {"UPDATE record SET t = -t WHERE id = " RECORD(1, 1), "book 1 seq 1 leaf: not one of a record"},
        {"UPDATE record SET t = 9007199254740992 WHERE id = " RECORD(1, 1), "book 1 seq 1 leaf: not one of a record"},
        {"UPDATE record SET e = 'entry.postee' WHERE id = " RECORD(1, 1), "book 1"},
        {"UPDATE record SET e = '' WHERE id = " RECORD(1, 1), "book 1 seq 1 leaf: not one of a record"},
        {"UPDATE record SET e = 'entry.posted\",\"f\":\"' WHERE id = " RECORD(1, 1),
         "book 1 seq 1 leaf: not one of a record"},
        {"UPDATE record SET e = 'entry' || char(0) || 'posted' WHERE id = " RECORD(1, 1),
         "book 1 seq 1 leaf: not one of a record"},
        {"UPDATE record SET c = " WITH_BYTE("c", 30, "41") " WHERE id = " RECORD(2, 3),
         "book 2 seq 3 opening body: commitment"},
        {"UPDATE record SET c = CAST(c || x'20' AS BLOB) WHERE id = " RECORD(2, 3),
         "book 2 seq 3 leaf: not one of a record"},
        {"UPDATE record SET c = x'' WHERE id = " RECORD(0, 0), "book 0 seq 0 leaf: not one of a record"},
        {"UPDATE record SET id = id + 100000 WHERE id = " RECORD(1, 7), "book 1 seq 7: record missing"},
        {"UPDATE opening SET salt = " WITH_BYTE("salt", 1, "00") " WHERE id = " OPENING(1, 2),
         "book 1 seq 2 opening body: commitment"},
        {"UPDATE opening SET salt = x'00' WHERE id = " OPENING(1, 2), "book 1 seq 2 opening body: salt"},
        {"UPDATE opening SET bytes = CAST(replace(CAST(bytes AS TEXT), ',70,', ',71,') AS BLOB) WHERE id = " OPENING(1,
                                                                                                                     2),
         "book 1 seq 2 opening body: commitment"},
        {"UPDATE opening SET bytes = x'' WHERE id = " OPENING(1, 2), "book 1 seq 2 opening body: commitment"},
        {"UPDATE opening SET id = id + 2 WHERE id = " OPENING(1, 2), "book 1 seq 2 opening body: missing"},
        {"UPDATE opening SET id = id + 1000000 WHERE id = " OPENING(1, 2), "book 1 seq 2 opening body: missing"},
        {"UPDATE opening SET id = -id WHERE id = " OPENING(1, 2), "opening: no such record"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        check_change(&changes[i], FPL_VERIFY_EVIDENCE);
}

static void test_verify_evidence__rows_deleted_inserted_swapped(void **state) {
    (void)state;
    static const struct change changes[] = {
        {"DELETE FROM record WHERE id = " RECORD(1, 5), "book 1 seq 5: record missing"},
        {"DELETE FROM opening WHERE id = " OPENING(1, 5), "book 1 seq 5 opening body: missing"},
        {"DELETE FROM record WHERE id = " RECORD(1, 5) "; DELETE FROM opening WHERE id = " OPENING(1, 5),
         "book 1 seq 5: record missing"},
        /* truncation: the newest record of a book, with its opening */
        {"DELETE FROM record WHERE id = " RECORD(2, 5) "; DELETE FROM opening WHERE id = " OPENING(2, 5),
         "book 2 head: size"},
        {"DELETE FROM record WHERE id >= " RECORD(2, 0) "; DELETE FROM opening WHERE id >= " OPENING(2, 0),
         "book 2 head: no records"},
        {"DELETE FROM record WHERE id >= " RECORD(1, 0) " AND id < " RECORD(
             2, 0) "; DELETE FROM opening WHERE id >= " OPENING(1, 0) " AND id < " OPENING(2, 0),
         "book 2: a book before it is missing"},
        {"DELETE FROM record; DELETE FROM opening", "book 0: no records"},
        {"INSERT INTO record SELECT id + 1, e, t, c, uid FROM record WHERE id = " RECORD(
             2, 5) "; INSERT INTO opening SELECT id + 256, "
                   "salt, bytes FROM opening WHERE id = " OPENING(2, 5),
         "book 2 seq 6 body: voucher number"},
        {"INSERT INTO record SELECT -5, e, t, c, uid FROM record WHERE id = " RECORD(2, 5), "no such book"},
        {"INSERT INTO record SELECT " RECORD(600000, 0) ", e, t, c, uid FROM record WHERE id = " RECORD(2, 5),
         "book 600000"},
        {"INSERT INTO opening SELECT id + 1, salt, bytes FROM opening WHERE id = " OPENING(2, 5),
         "book 2 seq 5 opening pi: not in the leaf"},
        {"INSERT INTO opening SELECT id + 256, salt, bytes FROM opening WHERE id = " OPENING(2, 5),
         "book 2 seq 6 opening: no such record"},
        /* two records of a book change places, openings with them */
        {"UPDATE record SET id = -1 WHERE id = " RECORD(2, 2) "; UPDATE record SET id = id - 1 WHERE id = " RECORD(
             2, 3) "; UPDATE record SET id = " RECORD(2, 3) " WHERE id = -1; UPDATE opening SET id = -1 WHERE id "
                                                            "= " OPENING(
                                                                2, 2) "; UPDATE opening SET id = id - 256 WHERE id "
                                                                      "= " OPENING(2, 3) "; UPDATE opening SET id "
                                                                                         "= " OPENING(2, 3) " WHERE id "
                                                                                                            "= -1",
         "book 2 seq 2 body: voucher number not consecutive"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        check_change(&changes[i], FPL_VERIFY_EVIDENCE);
}

static void test_verify_evidence__head_and_tiles(void **state) {
    (void)state;
    static const struct change changes[] = {
        {"UPDATE head SET t = t + 1 WHERE book = 1", "book 1 head: time"},
        {"UPDATE head SET root = " WITH_BYTE("root", 3, "00") " WHERE book = 1", "book 1 head: root"},
        {"UPDATE head SET frontier = " WITH_BYTE("frontier", 3, "00") " WHERE book = 1", "book 1 head: frontier"},
        {"UPDATE head SET frontier = x'00' WHERE book = 1", "book 1 head: damaged"},
        {"UPDATE head SET size = size + 1 WHERE book = 1", "book 1 head: damaged"},
        {"UPDATE head SET indexed = size + 1 WHERE book = 1", "book 1 head: indexed"},
        {"UPDATE head SET indexed = -1 WHERE book = 1", "book 1 head: damaged"},
        {"UPDATE head SET indexed = -4611686018427387904 WHERE book = 1", "book 1 head: damaged"},
        {"UPDATE head SET size = 9007199254740992 WHERE book = 1", "book 1 head: damaged"},
        {"UPDATE head SET book = 7 WHERE book = 2", "book 2 head: missing"},
        {"INSERT INTO head SELECT 7, size, t, root, frontier, indexed, gross, series, series_from, series_to, "
         "series_no FROM head WHERE book = 2",
         "book 7 head: no records"},
        {"UPDATE tile SET hashes = " WITH_BYTE("hashes", 4000, "00"), "book 1 tile 0/0: hashes"},
        {"UPDATE tile SET hashes = x'00'", "book 1 tile 0/0: missing"},
        {"DELETE FROM tile", "book 1 tile 0/0: missing"},
        {"UPDATE tile SET idx = 1", "book 1 tile 0/0: missing"},
        {"INSERT INTO tile SELECT book, level, 1, hashes FROM tile", "book 1 tile 0/1: not of this log"},
        {"INSERT INTO tile SELECT book, 1, 0, hashes FROM tile", "book 1 tile 1/0: not of this log"},
        {"INSERT INTO tile SELECT book, 40, 0, hashes FROM tile", "book 1 tile 40/0: not of this log"},
        {"INSERT INTO tile SELECT 9, 0, 0, hashes FROM tile", "book 9 tile 0/0: not of this log"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        check_change(&changes[i], FPL_VERIFY_EVIDENCE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_evidence__clean),
        cmocka_unit_test(test_verify_evidence__each_column_of_record_and_opening),
        cmocka_unit_test(test_verify_evidence__rows_deleted_inserted_swapped),
        cmocka_unit_test(test_verify_evidence__head_and_tiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
