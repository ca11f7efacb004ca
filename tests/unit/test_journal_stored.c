/* Records are compared when they are read: once in a transaction, and again in the next. */
#include "world.h"

/* All records of the registry in one scan, then the second of them again by itself. */
static enum fpl_status scan_and_read(struct world *w, int64_t *seen) {
    struct fpl_record_scan scan = {.seq = 0};
    struct fpl_record_row row;
    struct fpl_open_book *book = NULL;
    int more = 1;
    *seen = 0;
    assert_int_equal(fpl_journal__book(w->session, 0, &book, &w->error), FPL_OK);
    enum fpl_status status = fpl_record_scan__begin(w->session, 0, 0, book->head.size, &scan, &w->error);
    while (!status && !(status = fpl_record_scan__next(&scan, &row, &more, &w->error)) && more)
        ++*seen;
    fpl_record_scan__end(&scan);
    if (!status && !(status = fpl_stored__record(w->session, 0, 1, &row, &w->error)))
        assert_true(row.seq == 1 && row.leaf.n > 0 && row.bytes.n > 0 && row.salt.n == FPL_SALT_BYTES);
    return status;
}

static void test_journal_stored__each_transaction_asks_again(void **state) {
    struct world w;
    struct fpl_record_row row;
    int64_t seen = 0;
    (void)state;
    world_begin(&w);
    world_book(&w, "f");
    world_book(&w, "g");
    assert_int_equal(fpl_journal__begin(w.session, 0, &w.error), FPL_OK);
    assert_int_equal(scan_and_read(&w, &seen), FPL_OK);
    assert_true(seen > 2);
    world_sql(&w, "UPDATE opening SET bytes = CAST(CAST(bytes AS TEXT) || ' ' AS BLOB) WHERE id = 1 << 8");
    assert_int_equal(fpl_stored__record(w.session, 0, 1, &row, &w.error), FPL_OK); /* what this transaction sees */
    fpl_journal__rollback(w.session);
    assert_int_equal(fpl_journal__begin(w.session, 0, &w.error), FPL_OK);
    assert_int_equal(fpl_stored__record(w.session, 0, 1, &row, &w.error), FPL_E_TAMPERED);
    assert_string_equal(w.error.arg[0], "book 0 seq 1 opening body: commitment");
    assert_int_equal(scan_and_read(&w, &seen), FPL_E_TAMPERED);
    assert_int_equal(seen, 1);
    fpl_journal__rollback(w.session);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_stored__each_transaction_asks_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
