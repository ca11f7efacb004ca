/* Batches: every row once, in the file's order, whatever the pace of the two threads; and every way to end early. */
#include "src/ingest/feed.h"

#include "plan_support.h"

#include <time.h>

#define HEADER "拨入编号,出资方,到账日,金额,银行流水号\n"

struct feeding {
    struct sheet sheet;
    struct ing_feed *feed;
    struct fpl_buf text;
};

static void start(struct feeding *f, const char *command) {
    sheet_open(&f->sheet, command, f->text.p, f->text.n);
    assert_int_equal(
        ing_feed_start(f->sheet.csv, f->sheet.intake, &f->sheet.plan, f->sheet.delimiter, &f->feed, &f->sheet.error),
        FPL_OK);
}

static void stop(struct feeding *f) {
    ing_feed_stop(f->feed);
    sheet_close(&f->sheet);
    fpl_buf_release(&f->text);
}

static void many_rows(struct feeding *f, int rows) {
    memset(f, 0, sizeof *f);
    fpl_buf_adds(&f->text, HEADER);
    for (int i = 0; i < rows; i++)
        fpl_buf_addf(&f->text, "K%d,G-FIN,2026-03-01,%d.00,B%d\n", i, i + 1, i);
    assert_int_equal(fpl_buf_ok(&f->text), FPL_OK);
}

static void rest_ms(long ms) {
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

static void check_unit(const struct ing_batch *batch, const struct ing_entry *unit, int64_t i) {
    struct fpl_command command;
    char want[80];
    assert_int_equal(unit->first, i + 2); /* behind the header */
    assert_int_equal(unit->last, i + 2);
    assert_int_equal(unit->rows, i + 1);
    assert_int_equal(unit->reasons, 0);
    fpl_command_begin(&command, fpl_command_find("pool.contribute"));
    ing_batch_command(batch, unit, &command);
    snprintf(want, sizeof want, "K%lld", (long long)i);
    assert_true(fpl_str_is(fpl_command_get(&command, "contribution"), want));
    snprintf(want, sizeof want, "%lld.00", (long long)i + 1);
    assert_true(fpl_str_is(fpl_command_get(&command, "amount"), want));
    snprintf(want, sizeof want, "K%lld,G-FIN,2026-03-01,%lld.00,B%lld", (long long)i, (long long)i + 1, (long long)i);
    assert_true(fpl_str_is(ing_batch_raw(batch, unit), want));
}

/* A ring of four batches of 256 rows goes round several times; the reader is faster than the thread, or slower. */
static void test_ingest_feed__every_row_once_in_order(void **state) {
    (void)state;
    enum { ROWS = 3001 };
    for (int pause = 0; pause <= 3; pause += 3) {
        struct feeding f;
        int64_t seen = 0, position = 0;
        int batches = 0;
        many_rows(&f, ROWS);
        start(&f, "pool.contribute");
        const struct ing_batch *batch;
        do {
            batch = ing_feed_next(f.feed);
            assert_int_equal(batch->status, FPL_OK);
            for (int i = 0; i < batch->units; i++)
                check_unit(batch, &batch->unit[i], seen++);
            assert_int_equal(batch->rows, seen);
            assert_true(batch->position >= position && batch->position <= (int64_t)f.text.n);
            position = batch->position;
            batches++;
            if (pause)
                rest_ms(pause); /* the batch in use must not be filled meanwhile */
            for (int i = 0; i < batch->units; i++)
                check_unit(batch, &batch->unit[i], seen - batch->units + i);
        } while (!batch->is_last);
        assert_int_equal(seen, ROWS);
        assert_true(batches > 8);
        assert_int_equal(position, f.text.n);
        stop(&f);
    }
}

/* A batch is bounded by its bytes as well: rows of 4 KiB make batches of 64 rows. */
static void test_ingest_feed__bounded_by_bytes(void **state) {
    (void)state;
    struct feeding f = {0};
    const struct ing_batch *batch;
    int64_t seen = 0;
    fpl_buf_adds(&f.text, HEADER);
    for (int i = 0; i < 300; i++)
        fpl_buf_addf(&f.text, "K%d,G-FIN,2026-03-01,1.00,%02000d\n", i, i);
    start(&f, "pool.contribute");
    do {
        batch = ing_feed_next(f.feed);
        assert_true(batch->units <= 256);
        assert_true(batch->text.n < (256u << 10) + 8192);
        seen += batch->units;
    } while (!batch->is_last);
    assert_int_equal(seen, 300);
    stop(&f);
}

static void test_ingest_feed__stopped_wherever_it_is(void **state) {
    (void)state;
    for (int taken = 0; taken < 8; taken++) {
        struct feeding f;
        many_rows(&f, 3000);
        start(&f, "pool.contribute");
        for (int i = 0; i < taken; i++)
            assert_false(ing_feed_next(f.feed)->is_last);
        if (taken % 2)
            rest_ms(2); /* the thread waits for room */
        stop(&f);
    }
    ing_feed_stop(NULL);
}

static void test_ingest_feed__why_a_row_is_no_command(void **state) {
    (void)state;
    struct feeding f = {0};
    static const struct {
        const char *row;
        enum fpl_status status;
        const char *field, *arg;
    } rows[] = {
        {"K1,G-FIN,2026-03-01,5x2,B1", FPL_E_AMOUNT_UNIT, "amount", "5x2"},
        {"K2,G-FIN,2026-03-01,5e2,B1", FPL_E_EXPONENT, "amount", "5e2"},
        {"K3,G-FIN,2026-03-01,1,B1,more", FPL_E_COLUMNS, "", "5"},
        {"\"K4\"x,G-FIN", FPL_E_CSV, "", "1"},
        {"拨入编号,出资方,到账日,金额（万元）,银行流水号", FPL_E_HEADER_ROW, "", ""},
    };
    fpl_buf_adds(&f.text, "拨入编号,出资方,到账日,金额（万元）,银行流水号\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        fpl_buf_addf(&f.text, "%s\n", rows[i].row);
    start(&f, "pool.contribute");
    const struct ing_batch *batch = ing_feed_next(f.feed);
    assert_int_equal(batch->is_last, 1);
    assert_int_equal(batch->units, sizeof rows / sizeof rows[0]);
    for (int i = 0; i < batch->units; i++) {
        const struct ing_entry *unit = &batch->unit[i];
        assert_int_equal(unit->reasons, 1);
        const struct fpl_error *reason = &batch->reason[unit->reason];
        assert_int_equal(reason->status, rows[i].status);
        assert_string_equal(reason->field, rows[i].field);
        assert_string_equal(reason->arg[0], rows[i].arg);
        assert_true(fpl_str_is(ing_batch_raw(batch, unit), rows[i].row));
    }
    stop(&f);
}

/* The file is no longer the one whose hash was taken: the last batch says so, and names the file. */
static void test_ingest_feed__a_file_that_changes(void **state) {
    (void)state;
    struct feeding f;
    many_rows(&f, 10);
    sheet_open(&f.sheet, "pool.contribute", f.text.p, f.text.n);
    f.text.p[f.text.n - 2] = 'x';
    test_file_replace(&f.sheet.file, f.text.p, f.text.n);
    assert_int_equal(
        ing_feed_start(f.sheet.csv, f.sheet.intake, &f.sheet.plan, f.sheet.delimiter, &f.feed, &f.sheet.error), FPL_OK);
    const struct ing_batch *batch;
    do
        batch = ing_feed_next(f.feed);
    while (!batch->is_last);
    assert_int_equal(batch->status, FPL_E_FILE_CHANGED);
    assert_int_equal(batch->error.status, FPL_E_FILE_CHANGED);
    assert_string_equal(batch->error.file, f.sheet.file.path);
    stop(&f);
}

/* Rows of an entry stay together, over the end of a batch as well; the last entry is not lost. */
static void test_ingest_feed__entries(void **state) {
    (void)state;
    struct feeding f = {0};
    const struct ing_batch *batch;
    int64_t entries = 0, row = 2;
    fpl_buf_adds(&f.text, "单据号,日期,摘要,科目,方向,金额\n");
    for (int i = 0; i < 300; i++)
        fpl_buf_addf(&f.text, "V%d,2026-03-01,a,100203,D,2\nV%d,,,271102,C,1\nV%d,,,271103,C,1\n", i, i, i);
    start(&f, "journal.post");
    do {
        batch = ing_feed_next(f.feed);
        assert_int_equal(batch->status, FPL_OK);
        for (int i = 0; i < batch->units; i++, entries++, row += 3) {
            struct fpl_command command;
            assert_int_equal(batch->unit[i].first, row);
            assert_int_equal(batch->unit[i].last, row + 2);
            fpl_command_begin(&command, fpl_command_find("journal.post"));
            ing_batch_command(batch, &batch->unit[i], &command);
            assert_int_equal(command.line_count, 3);
            assert_true(fpl_str_is(command.line[2].account, "271103"));
            assert_int_equal(command.line[2].row, row + 2);
        }
    } while (!batch->is_last);
    assert_int_equal(entries, 300);
    assert_int_equal(batch->rows, 900);
    stop(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_feed__every_row_once_in_order),
        cmocka_unit_test(test_ingest_feed__bounded_by_bytes),
        cmocka_unit_test(test_ingest_feed__stopped_wherever_it_is),
        cmocka_unit_test(test_ingest_feed__why_a_row_is_no_command),
        cmocka_unit_test(test_ingest_feed__a_file_that_changes),
        cmocka_unit_test(test_ingest_feed__entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
