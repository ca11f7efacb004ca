/* Mapping files: what they can say, and where a mistake is said to be. */
#include "src/ingest/mapping.h"

#include "src/ingest/header.h"
#include "tests/support/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_error(const char *yaml, int row, int column, const char *word) {
    struct ing_mapping *mapping = NULL;
    struct fpl_error error;
    fpl_error_clear(&error);
    assert_int_equal(ing_mapping_parse(fpl_str_of(yaml), "bank.yaml", &mapping, &error), FPL_E_YAML);
    assert_null(mapping);
    if (error.row != row || error.column != column || !strstr(error.arg[0], word))
        fail_msg("%d:%d %s for:\n%s", (int)error.row, (int)error.column, error.arg[0], yaml);
    assert_string_equal(error.file, "bank.yaml");
}

static void test_ingest_mapping__mistakes_have_positions(void **state) {
    (void)state;
    expect_error("columns: {a: b}\n", 1, 1, "command");
    expect_error("command: no.such\n", 1, 10, "import");
    expect_error("command: claim.approve\n", 1, 10, "import");
    expect_error("command: pool.contribute\n", 1, 1, "columns");
    expect_error("command: pool.contribute\ncolumns:\n  amount: 金额\n  colour: x\n", 4, 11, "no such field");
    expect_error("command: pool.contribute\ncolour: x\n", 2, 9, "unknown key");
    expect_error("command: pool.contribute\ncolumns:\n  amount: {header: a, colour: b}\n", 3, 31, "unknown key");
    expect_error("command: pool.contribute\ncolumns:\n  amount: {unit: wan}\n", 3, 11, "header");
    expect_error("command: pool.contribute\ncolumns:\n  amount: {header: a, unit: dollar}\n", 3, 29, "unit");
    expect_error("command: pool.contribute\ncolumns:\n  party: {header: a, unit: wan}\n", 3, 28, "unit");
    expect_error("command: pool.contribute\ncolumns:\n  amount: {header: a, grouping: ab}\n", 3, 33, "grouping");
    expect_error("command: pool.contribute\ncolumns:\n  party: {header: a, date: YYYYMMDD}\n", 3, 28, "date");
    expect_error("command: pool.contribute\ncolumns:\n  occurred: {header: a, date: YYYY-MM}\n", 3, 31, "lacks");
    expect_error("command: pool.contribute\ncolumns:\n  party: {header: a, default: b}\n", 3, 10, "default");
    expect_error("command: pool.contribute\ncolumns:\n  party: {join: [a, b, c, d, e, f, g]}\n", 3, 17, "six");
    expect_error("command: pool.contribute\ncolumns: {party: a}\nconstants: {party: b}\n", 3, 20, "twice");
    expect_error("command: pool.contribute\ncolumns: {party: a}\nchecks: {x: {header: b}}\n", 3, 13, "type");
    expect_error("command: pool.contribute\ncolumns: {party: a}\nencoding: latin-1\n", 3, 11, "encoding");
    expect_error("command: pool.contribute\ncolumns: {party: a}\ndelimiter: x\n", 3, 12, "delimiter");
    expect_error("command: pool.contribute\ncolumns: {party: a}\nskip_rows: -1\n", 3, 12, "skip_rows");
    expect_error("command: pool.contribute\ncolumns: {account: a}\n", 2, 20,
                 "no such field"); /* a line's, no line command */
}

/* Applies a mapping to one data row and returns the status, with the command's fields rendered as "name=text;". */
static enum fpl_status apply(const char *yaml, const char *text, char *out, size_t out_size, struct fpl_error *error) {
    struct test_file file = test_file_of(text, (size_t)-1);
    struct ing_mapping *mapping = NULL;
    struct ing_intake *intake = NULL;
    struct ing_csv *csv = NULL;
    struct ing_plan plan;
    struct ing_row row = {0};
    struct fpl_command command;
    const struct ing_record *record = NULL;
    char delimiter;
    size_t n = 0;
    fpl_error_clear(error);
    out[0] = 0;
    assert_int_equal(ing_mapping_parse(fpl_str_of(yaml), "m", &mapping, error), FPL_OK);
    assert_int_equal(ing_intake_open(file.path, mapping->encoding, &intake, error), FPL_OK);
    assert_int_equal(ing_csv_new(intake, &csv, error), FPL_OK);
    assert_int_equal(ing_plan_begin(&plan, mapping->command, mapping, NULL, 0, error), FPL_OK);
    enum fpl_status status = ing_header_find(csv, &plan, mapping->delimiter, mapping->skip_rows, &delimiter, error);
    while (status == FPL_OK && (!record || record->row <= plan.header_row))
        status = ing_csv_next(csv, &record, error);
    if (status == FPL_OK) {
        fpl_command_begin(&command, mapping->command);
        status = ing_plan_apply(&plan, record, &command, &row, error);
    }
    for (int i = 0; status == FPL_OK && i < command.value_count && n < out_size; i++)
        n += (size_t)snprintf(out + n, out_size - n, "%s=%.*s;", command.value[i].field->name,
                              (int)command.value[i].text.n, command.value[i].text.p);
    ing_row_release(&row);
    ing_plan_release(&plan);
    ing_csv_free(csv);
    ing_intake_close(intake);
    ing_mapping_free(mapping);
    test_file_remove(&file);
    return status;
}

/* A word that the field does not have is told at its own place, with the nearest that it has. */
static void test_ingest_mapping__words_of_the_field(void **state) {
    static const struct {
        const char *yaml;
        enum fpl_status status;
        int row, column;
        const char *arg, *hint;
    } wrong[] = {
        {"command: deal.record\ncolumns:\n  is_transfer: {header: a, values: {\"√\": Yees}}\n", FPL_E_ENUM, 3, 42,
         "Yees", "“yes”"},
        {"command: deal.record\ncolumns:\n  is_transfer: {header: a, values: {b: Y}, default: 不适用}\n", FPL_E_ENUM, 3,
         53, "不适用", ""},
        {"command: claim.submit\nconstants:\n  five_class: 次级类\ncolumns: {claim_no: a}\n", FPL_E_ENUM, 3, 15,
         "次级类", "“次级”"},
        {"command: loan.register\nconstants:\n  disbursed_on: 2026/1/2\ncolumns: {iou: a}\n", FPL_E_DATE_FORMAT, 3, 17,
         "2026/1/2", ""},
        {"command: deal.record\ncolumns:\n  firm_nam: a\n", FPL_E_YAML, 3, 13, "firm_nam", "“firm_name”"},
        {"command: deal.record\ncolumns:\n  deal: {heeder: a}\n", FPL_E_YAML, 3, 18, "heeder", "“header”"},
        {"command: deal.record\ncolums:\n  deal: a\n", FPL_E_YAML, 3, 3, "colums", "“columns”"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct ing_mapping *mapping = NULL;
        struct fpl_error error;
        char hint[512];
        fpl_error_clear(&error);
        enum fpl_status status = ing_mapping_parse(fpl_str_of(wrong[i].yaml), "bank.yaml", &mapping, &error);
        (void)fpl_error_words(error.hint, 1, hint, sizeof hint);
        if (status != wrong[i].status || error.row != wrong[i].row || error.column != wrong[i].column ||
            !strstr(error.arg[0], wrong[i].arg) || !strstr(hint, wrong[i].hint) || (!wrong[i].hint[0] && hint[0]))
            fail_msg("%s %d:%d %s (%s) for:\n%s", fpl_status_name(status), (int)error.row, (int)error.column,
                     error.arg[0], hint, wrong[i].yaml);
    }
}

static void test_ingest_mapping__conversions(void **state) {
    (void)state;
    static const char yaml[] = "command: deal.record\n"
                               "delimiter: '|'\n"
                               "skip_rows: 1\n"
                               "columns:\n"
                               "  deal: {join: [Link, Round, Day], with: '-', slug: true}\n"
                               "  firm: {header: Link, slug: true, prefix: 'us:'}\n"
                               "  firm_name: Name\n"
                               "  paid_date: {header: Day, date: [YYYYMMDD, D-Mon-YY]}\n"
                               "  amount: {header: Sum, grouping: ',', groups: any}\n"
                               "  round: {header: Round, values: {seed: SEED, Series A: A, none: ''}, default: LATER}\n"
                               "  memo: {header: Note, when_empty: nothing}\n"
                               "  revenue: {header: Sales, optional: true}\n"
                               "constants: {listed: N}\n"
                               "checks:\n"
                               "  due: {header: Due, type: money}\n";
    static const char header[] = "Day|Day|Day\nLink|Name|Day|Sum|Round|Note|Due\n";
    char text[512], out[1024];
    struct fpl_error error;
    snprintf(text, sizeof text, "%s%s", header, "a b|Ab|1-May-07|12,34,567.50|SERIES  a||-1.00\n");
    assert_int_equal(apply(yaml, text, out, sizeof out, &error), FPL_OK);
    assert_string_equal(out,
                        "deal=a-b-SERIES-a-1-May-07;firm=us:a-b;firm_name=Ab;paid_date=2007-05-01;amount=1234567.50;"
                        "round=A;memo=nothing;listed=N;");
    snprintf(text, sizeof text, "%s%s", header, "x|X|20070501|5|other|n|0\n");
    assert_int_equal(apply(yaml, text, out, sizeof out, &error), FPL_OK);
    assert_string_equal(out,
                        "deal=x-other-20070501;firm=us:x;firm_name=X;paid_date=2007-05-01;amount=5;round=LATER;memo=n;"
                        "listed=N;");
    snprintf(text, sizeof text, "%s%s", header, "x|X|20070501|5|none|n|\n"); /* a listed label may mean "not given" */
    assert_int_equal(apply(yaml, text, out, sizeof out, &error), FPL_OK);
    assert_string_equal(out,
                        "deal=x-none-20070501;firm=us:x;firm_name=X;paid_date=2007-05-01;amount=5;memo=n;listed=N;");
}

static void test_ingest_mapping__refused_cells(void **state) {
    (void)state;
    static const char yaml[] = "command: pool.contribute\n"
                               "columns:\n"
                               "  contribution: {header: id, required: true}\n"
                               "  party: {header: who, values: {甲: P1, 乙: P2}}\n"
                               "  occurred: {header: day, date: YYYY/M/D}\n"
                               "  amount: {header: sum, grouping: ','}\n"
                               "  bank_ref: ref\n"
                               "checks:\n"
                               "  due: {header: due, type: money}\n"
                               "  until: {header: until, type: date}\n"
                               "  days: {header: days, type: int}\n";
    static const struct {
        const char *row;
        enum fpl_status status;
        const char *field, *arg;
        int column;
    } rows[] = {{"1,甲,2026/1/2,\"1,000\",r,1,2026-01-01,3", FPL_OK, "", "", 0},
                {",甲,2026/1/2,1,r,1,2026-01-01,3", FPL_E_MISSING, "contribution", "contribution", 1},
                {"1,丙,2026/1/2,1,r,1,2026-01-01,3", FPL_E_ENUM, "party", "丙", 2},
                {"1,甲,2026-1-2,1,r,1,2026-01-01,3", FPL_E_DATE_FORMAT, "occurred", "2026-1-2", 3},
                {"1,甲,2026/2/30,1,r,1,2026-01-01,3", FPL_E_DATE_INVALID, "occurred", "2026/2/30", 3},
                {"1,甲,2026/1/2,\"10,00\",r,1,2026-01-01,3", FPL_E_GROUPING, "amount", "10,00", 4},
                {"1,甲,2026/1/2,1,r,-4.66E-10,2026-01-01,3", FPL_E_EXPONENT, "due", "-4.66E-10", 6},
                {"1,甲,2026/1/2,1,r,0.390000001,2026-01-01,3", FPL_E_AMOUNT_SCALE, "due", "0.390000001", 6},
                {"1,甲,2026/1/2,1,r,1,2026-02-30,3", FPL_E_DATE_INVALID, "until", "2026-02-30", 7},
                {"1,甲,2026/1/2,1,r,1,2026-01-01,3.5", FPL_E_NUMBER_FORMAT, "days", "3.5", 8}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[512], out[512];
        struct fpl_error error;
        snprintf(text, sizeof text, "id,who,day,sum,ref,due,until,days\n%s\n", rows[i].row);
        enum fpl_status status = apply(yaml, text, out, sizeof out, &error);
        if (status != rows[i].status)
            fail_msg("%s: %s", rows[i].row, fpl_status_name(status));
        if (status == FPL_OK)
            continue;
        assert_string_equal(error.field, rows[i].field);
        assert_string_equal(error.arg[0], rows[i].arg);
        assert_int_equal(error.row, 2);
        assert_int_equal(error.column, rows[i].column);
    }
}

static void test_ingest_mapping__missing_columns(void **state) {
    (void)state;
    char out[64];
    struct fpl_error error;
    static const char yaml[] = "command: pool.contribute\ncolumns: {contribution: id, party: who, memo: x}\n";
    struct ing_mapping *mapping = NULL;
    fpl_error_clear(&error);
    assert_int_equal(ing_mapping_parse(fpl_str_of(yaml), "m", &mapping, &error),
                     FPL_E_YAML); /* contribute has no memo */
    assert_int_equal(apply("command: pool.contribute\ncolumns: {contribution: id, party: who}\n", "id,amount\n1,2\n",
                           out, sizeof out, &error),
                     FPL_E_HEADER);
    assert_string_equal(error.arg[0], "who");
    /* a title that stands twice cannot be chosen */
    assert_int_equal(apply("command: pool.contribute\ncolumns: {contribution: id, party: who}\n", "id,who,who\n1,2,3\n",
                           out, sizeof out, &error),
                     FPL_E_DUPLICATE_FIELD);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_mapping__mistakes_have_positions),
        cmocka_unit_test(test_ingest_mapping__words_of_the_field),
        cmocka_unit_test(test_ingest_mapping__conversions),
        cmocka_unit_test(test_ingest_mapping__refused_cells),
        cmocka_unit_test(test_ingest_mapping__missing_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
