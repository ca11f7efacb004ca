/* Records: where they end, how they are numbered, what is said of bad ones, and that none of them stops the file. */
#include "src/ingest/csv.h"

#include "tests/support/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(literal) literal, sizeof(literal) - 1

struct reading {
    struct test_file file;
    struct ing_intake *intake;
    struct ing_csv *csv;
};

static struct reading start(const void *bytes, size_t n, char delimiter) {
    struct reading r = {test_file_of(bytes, n), NULL, NULL};
    assert_int_equal(ing_intake_open(r.file.path, ING_UTF8, &r.intake, NULL), FPL_OK);
    assert_int_equal(ing_csv_new(r.intake, &r.csv, NULL), FPL_OK);
    assert_int_equal(ing_csv_restart(r.csv, delimiter, NULL), FPL_OK);
    return r;
}

static void stop(struct reading *r) {
    ing_csv_free(r->csv);
    ing_intake_close(r->intake);
    test_file_remove(&r->file);
}

/* Renders all records as "row:cell|cell" lines, with "!CODE@column" for bad ones and "~" for blank ones. */
static char *all(struct reading *r) {
    struct fpl_buf out = {0};
    const struct ing_record *record;
    for (;;) {
        assert_int_equal(ing_csv_next(r->csv, &record, NULL), FPL_OK);
        if (!record)
            break;
        fpl_buf_addf(&out, "%lld:", (long long)record->row);
        if (record->status != FPL_OK)
            fpl_buf_addf(&out, "!%s@%d", fpl_status_name(record->status), record->column);
        else if (record->blank)
            fpl_buf_addc(&out, '~');
        for (int i = 0; record->status == FPL_OK && !record->blank && i < record->cells; i++) {
            if (i > 0)
                fpl_buf_addc(&out, '|');
            fpl_buf_add(&out, record->cell[i].p, record->cell[i].n);
        }
        fpl_buf_addc(&out, '\n');
    }
    fpl_buf_addc(&out, 0);
    return out.p;
}

static void expect(const void *bytes, size_t n, char delimiter, const char *want) {
    struct reading r = start(bytes, n, delimiter);
    char *got = all(&r);
    assert_string_equal(got, want);
    free(got);
    stop(&r);
}

static void test_ingest_csv__line_ends_and_delimiters(void **state) {
    (void)state;
    const char want[] = "1:a|b\n2:1|2\n";
    expect(BYTES("a,b\n1,2\n"), ',', want);
    expect(BYTES("a,b\r\n1,2\r\n"), ',', want);
    expect(BYTES("a,b\r1,2\r"), ',', want);
    expect(BYTES("a,b\r\n1,2"), ',', want);
    expect(BYTES("a;b\n1;2\n"), ';', want);
    expect(BYTES("a\tb\n1\t2\n"), '\t', want);
    expect(BYTES("a,b\n1,2\r\n3,4\r5,6"), ',', "1:a|b\n2:1|2\n3:3|4\n4:5|6\n");
}

static void test_ingest_csv__rows_as_a_spreadsheet_counts(void **state) {
    (void)state;
    expect(BYTES("a\n\n\nb\n"), ',', "1:a\n2:~\n3:~\n4:b\n");
    expect(BYTES("a\r\n\r\nb"), ',', "1:a\n2:~\n3:b\n");
    expect(BYTES("a\r\rb"), ',', "1:a\n2:~\n3:b\n");
    expect(BYTES("\"x\ny\"\nb\n"), ',', "1:x\ny\n2:b\n"); /* a line end in quotes is no new row */
    expect(BYTES(",,\n , \n\"\",\n"), ',', "1:~\n2:~\n3:~\n");
    expect(BYTES("\n"), ',', "1:~\n");
}

static void test_ingest_csv__cells(void **state) {
    (void)state;
    expect(BYTES("\"a,b\",\"c\"\"d\",\n"), ',', "1:a,b|c\"d|\n");
    expect(BYTES(" a , \"b\" \t,\xE3\x80\x80\xC2\xA0"
                 "c\xE3\x80\x80\n"),
           ',', "1:a|b|c\n");
    expect(BYTES("a\t\tb\t\n"), '\t', "1:a||b|\n");
    expect(BYTES("\" a\t\",b\n"), ',', "1:a|b\n");                            /* trimmed inside quotes as well */
    expect(BYTES("'007,+1,=1+1\n"), ',', "1:'007|+1|=1+1\n");                 /* nothing is repaired */
    expect(BYTES("say \"hi\",\"x\"\n5\"\n"), ',', "1:say \"hi\"|x\n2:5\"\n"); /* no field begins with these quotes */
    expect(BYTES("1,2,3\n4\n5,6\n"), ',', "1:1|2|3\n2:4\n3:5|6\n");
}

static void test_ingest_csv__raw_and_line_end_are_kept(void **state) {
    (void)state;
    struct reading r = start(BYTES("a, \"b\"\"\",\r\n\"x\ny\"\rlast"), ',');
    const struct ing_record *record;
    const char *const raw[] = {"a, \"b\"\"\",", "\"x\ny\"", "last"}, *const end[] = {"\r\n", "\r", ""};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ing_csv_next(r.csv, &record, NULL), FPL_OK);
        assert_int_equal(record->raw.n, strlen(raw[i]));
        assert_memory_equal(record->raw.p, raw[i], record->raw.n);
        assert_int_equal(record->end.n, strlen(end[i]));
        assert_memory_equal(record->end.p, end[i], record->end.n);
    }
    stop(&r);
}

static void test_ingest_csv__bad_rows_do_not_stop_the_file(void **state) {
    (void)state;
    expect(BYTES("a,b\n\"c\"d,e\nf,g\n"), ',', "1:a|b\n2:!E_CSV@1\n3:f|g\n");
    expect(BYTES("a,b\nx,\"c\" \"d\"\nf,g\n"), ',', "1:a|b\n2:!E_CSV@2\n3:f|g\n");
    expect(BYTES("a,b\nx,\"c\"d\nf,g\n"), ',', "1:a|b\n2:!E_CSV@2\n3:f|g\n");
    expect(BYTES("a,b\nx,c\0d\nf,g\n"), ',', "1:a|b\n2:!E_NUL@2\n3:f|g\n");
    /* quote never closed: its line is lost, nothing more */
    expect(BYTES("a,b\nx,\"c\nf,g\nh,i"), ',', "1:a|b\n2:!E_CSV@2\n3:f|g\n4:h|i\n");
    expect(BYTES("a,\"b"), ',', "1:!E_CSV@2\n");
    expect(BYTES("\""), ',', "1:!E_CSV@1\n");
}

static void fill(struct fpl_buf *buf, char c, size_t n) {
    for (size_t i = 0; i < n; i++)
        fpl_buf_addc(buf, c);
}

static void test_ingest_csv__huge_fields(void **state) {
    (void)state;
    struct fpl_buf text = {0};
    fpl_buf_adds(&text, "a,");
    fill(&text, 'x', FPL_FIELD_BYTES_MAX);
    fpl_buf_adds(&text, "\nb,");
    fill(&text, 'x', FPL_FIELD_BYTES_MAX + 1);
    fpl_buf_adds(&text, "\nc,d\n");
    struct reading r = start(text.p, text.n, ',');
    char *got = all(&r);
    assert_non_null(strstr(got, "\n2:!E_TOO_LONG@2\n3:c|d\n"));
    free(got);
    stop(&r);
    /* far larger than the window, unquoted and without end */
    fpl_buf_reset(&text);
    fpl_buf_adds(&text, "a,b\n");
    fill(&text, 'y', 3u << 20);
    fpl_buf_adds(&text, "\r\nc,d\n");
    expect(text.p, text.n, ',', "1:a|b\n2:!E_TOO_LONG@0\n3:c|d\n");
    fill(&text, 'z', 1u << 20);
    expect(text.p, text.n, ',', "1:a|b\n2:!E_TOO_LONG@0\n3:c|d\n4:!E_TOO_LONG@0\n");
    fpl_buf_release(&text);
}

static void test_ingest_csv__unclosed_quote_before_megabytes(void **state) {
    (void)state;
    struct fpl_buf text = {0};
    fpl_buf_adds(&text, "a,b\nx,\"open\n");
    for (int i = 0; i < 200000; i++)
        fpl_buf_adds(&text, "1,2\n");
    struct reading r = start(text.p, text.n, ',');
    const struct ing_record *record;
    int64_t rows = 0, good = 0, bad_row = 0;
    for (;;) {
        assert_int_equal(ing_csv_next(r.csv, &record, NULL), FPL_OK);
        if (!record)
            break;
        rows++;
        good += record->status == FPL_OK && record->cells == 2;
        if (record->status != FPL_OK)
            bad_row = record->row;
    }
    assert_int_equal(rows, 200002);
    assert_int_equal(good, 200001);
    assert_int_equal(bad_row, 2);
    stop(&r);
    /* and without a single line end behind it */
    fpl_buf_reset(&text);
    fpl_buf_adds(&text, "a,b\nx,\"");
    fill(&text, 'q', 2u << 20);
    fpl_buf_adds(&text, "\nc,d");
    expect(text.p, text.n, ',', "1:a|b\n2:!E_CSV@2\n3:c|d\n");
    fpl_buf_release(&text);
}

/* Records of every length around the window's borders come back whole. */
static void test_ingest_csv__window_borders(void **state) {
    (void)state;
    struct fpl_buf text = {0};
    for (int i = 0; i < 30000; i++)
        fpl_buf_addf(&text, "%d,\"%0*d\"\r\n", i, 1 + i % 97, i);
    struct reading r = start(text.p, text.n, ',');
    const struct ing_record *record;
    char want[128];
    for (int i = 0; i < 30000; i++) {
        assert_int_equal(ing_csv_next(r.csv, &record, NULL), FPL_OK);
        assert_non_null(record);
        assert_int_equal(record->row, i + 1);
        assert_int_equal(record->status, FPL_OK);
        assert_int_equal(record->cells, 2);
        assert_int_equal(record->end.n, 2);
        snprintf(want, sizeof want, "%0*d", 1 + i % 97, i);
        assert_true(fpl_str_is(record->cell[1], want));
    }
    stop(&r);
    fpl_buf_release(&text);
}

static void test_ingest_csv__too_many_cells(void **state) {
    (void)state;
    struct fpl_buf text = {0};
    fill(&text, ',', ING_CELLS_MAX - 1);
    fpl_buf_adds(&text, "x\n");
    fill(&text, ',', ING_CELLS_MAX);
    fpl_buf_adds(&text, "x\nz\n");
    struct reading r = start(text.p, text.n, ',');
    char *got = all(&r);
    assert_non_null(strstr(got, "|x\n2:!E_COLUMNS@0\n3:z\n"));
    free(got);
    stop(&r);
    fpl_buf_release(&text);
}

static void test_ingest_csv__change_is_found(void **state) {
    (void)state;
    struct reading r = start(BYTES("a,b\n1,2\n"), ',');
    const struct ing_record *record;
    test_file_replace(&r.file, BYTES("a,b\n1,9\n"));
    enum fpl_status status;
    do {
        status = ing_csv_next(r.csv, &record, NULL);
    } while (status == FPL_OK && record);
    assert_int_equal(status, FPL_E_FILE_CHANGED);
    stop(&r);
}

/* A record without quotes is split by hand, one with quotes by libcsv: the same cells must come out either way. */
static void test_ingest_csv__both_ways_give_the_same_cells(void **state) {
    (void)state;
    static const char *const pieces[] = {"a",   " ", "\t", ",", ",", "\xE3\x80\x80", "\xC2\xA0", "\xE6\x8B\xA8",
                                         "0.5", "'"};
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    uint32_t x = 12345;
    for (int i = 0; i < 4000; i++) {
        struct fpl_buf plain = {0}, quoted = {0};
        fpl_buf_adds(&plain, "k,");
        for (int n = i % 12; n > 0; n--) {
            x = x * 1664525u + 1013904223u;
            fpl_buf_adds(&plain, pieces[(x >> 16) % (sizeof pieces / sizeof pieces[0])]);
        }
        fpl_buf_add(&quoted, plain.p, plain.n);
        fpl_buf_adds(&quoted, ",\"q\"");
        fpl_buf_adds(&plain, ",q");
        fpl_buf_adds(&plain, ends[i % 3]);
        fpl_buf_adds(&quoted, ends[i % 3]);
        struct reading r = start(quoted.p, quoted.n, ',');
        char *want = all(&r);
        stop(&r);
        expect(plain.p, plain.n, ',', want);
        free(want);
        fpl_buf_release(&plain);
        fpl_buf_release(&quoted);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_csv__line_ends_and_delimiters),
        cmocka_unit_test(test_ingest_csv__rows_as_a_spreadsheet_counts),
        cmocka_unit_test(test_ingest_csv__both_ways_give_the_same_cells),
        cmocka_unit_test(test_ingest_csv__cells),
        cmocka_unit_test(test_ingest_csv__raw_and_line_end_are_kept),
        cmocka_unit_test(test_ingest_csv__bad_rows_do_not_stop_the_file),
        cmocka_unit_test(test_ingest_csv__huge_fields),
        cmocka_unit_test(test_ingest_csv__unclosed_quote_before_megabytes),
        cmocka_unit_test(test_ingest_csv__window_borders),
        cmocka_unit_test(test_ingest_csv__too_many_cells),
        cmocka_unit_test(test_ingest_csv__change_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
