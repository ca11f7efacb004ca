/* Workbooks: which cells are numbers and in what form, what stands as text, and the same bytes again. */
#include "src/documents/documents.h"

#include "tests/support/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

static const struct doc_paper paper = {.foot = "as of 2026-11-20", .t = INT64_C(1795140000000)};
static char path[128];

static int make_folder(void **state) {
    struct test_file file = test_file_of("x", 1);
    (void)state;
    snprintf(path, sizeof path, "%s", file.path);
    return unlink(path);
}

static char *part(const char *name) {
    int code = 0;
    zip_stat_t at;
    zip_t *zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    assert_non_null(zip);
    assert_int_equal(zip_stat(zip, name, 0, &at), 0);
    char *text = calloc(1, (size_t)at.size + 1);
    zip_file_t *file = zip_fopen(zip, name, 0);
    assert_non_null(text);
    assert_int_equal(zip_fread(file, text, at.size), (zip_int64_t)at.size);
    zip_fclose(file);
    zip_discard(zip);
    return text;
}

/* One row of cells, and the sheet that holds it. */
static char *sheet_with(void (*cells)(struct fpl_report *), int columns, enum fpl_column_type type) {
    struct fpl_report *r = fpl_report_new("x");
    assert_non_null(r);
    fpl_report_table(r, "t", "表", "Table");
    for (int i = 0; i < columns; i++)
        fpl_report_column(r, "a", "列", "Column", type, 0);
    cells(r);
    assert_int_equal(doc_xlsx(r, &paper, path, &(struct fpl_error){0}), FPL_OK);
    fpl_report_free(r);
    return part("xl/worksheets/sheet1.xml");
}

static long number_at(const char *p) {
    int64_t number = 0;
    assert_int_equal(fpl_int_parse((struct fpl_str){p, strspn(p, "0123456789")}, &number), FPL_OK);
    return (long)number;
}

/* "… r="A5" s="3"><v>123.45</v>": the form of that cell, from the list of forms. */
static void assert_number(const char *sheet, const char *cell, const char *value, const char *form) {
    char place[32], want[64];
    snprintf(place, sizeof place, "<c r=\"%s\" s=\"", cell);
    const char *at = strstr(sheet, place);
    assert_non_null(at);
    long style = number_at(at + strlen(place));
    snprintf(want, sizeof want, "><v>%s</v></c>", value);
    at = strchr(at, '>');
    assert_memory_equal(at, want, strlen(want));
    char *styles = part("xl/styles.xml"), *xf = strstr(styles, "<cellXfs"), id[32];
    for (long i = -1; i < style; i++)
        xf = strstr(xf + 1, "<xf ");
    assert_non_null(xf);
    long number = number_at(strstr(xf, "numFmtId=\"") + 10);
    snprintf(id, sizeof id, "numFmtId=\"%ld\" formatCode=\"", number);
    const char *code = strstr(styles, id);
    if (code)
        assert_memory_equal(code + strlen(id), form, strlen(form));
    else
        assert_int_equal(number, number_at(form)); /* one that the form itself numbers */
    free(styles);
}

static void money(struct fpl_report *r) {
    fpl_report_money(r, fpl_money_of(-123456), 2);
    fpl_report_money(r, fpl_money_of(INT64_C(999999999999999)), 2);
    fpl_report_money(r, fpl_money_of(INT64_C(1000000000000000)), 2);
    fpl_report_money(r, fpl_money_of(5), 0);
    fpl_report_money(r, fpl_money_of(98322294), 2); /* of a double's sixteen digits: 983222.9399999999 */
    fpl_report_money(r, fpl_money_of(-5), 2);
    fpl_report_money(r, fpl_money_of(0), 2);
    fpl_report_money(r, fpl_money_of(12050), 2);
    fpl_report_money(r, fpl_money_of(-999999999999999), 8);
}

/* Up to fifteen digits a number with its decimals, red below zero; above, text and a note. */
static void test_documents_xlsx__money(void **state) {
    char *sheet = sheet_with(money, 9, FPL_COLUMN_MONEY);
    (void)state;
    assert_number(sheet, "A5", "-1234.56", "#,##0.00;[Red]-#,##0.00");
    assert_number(sheet, "B5", "9999999999999.99", "#,##0.00;[Red]-#,##0.00");
    assert_non_null(strstr(sheet, "<is><t>10000000000000.00</t></is>"));
    assert_number(sheet, "D5", "5", "#,##0;[Red]-#,##0");
    assert_number(sheet, "E5", "983222.94", "#,##0.00;[Red]-#,##0.00");
    assert_number(sheet, "F5", "-0.05", "#,##0.00;[Red]-#,##0.00");
    assert_number(sheet, "G5", "0", "#,##0.00;[Red]-#,##0.00");
    assert_number(sheet, "H5", "120.5", "#,##0.00;[Red]-#,##0.00");
    assert_number(sheet, "I5", "-9999999.99999999", "#,##0.00000000;[Red]-#,##0.00000000");
    assert_non_null(strstr(sheet, "amounts of more than 15 digits stand as text"));
    free(sheet);
    unlink(path);
}

static void quotients(struct fpl_report *r) {
    fpl_report_percent(r, 7999999999, 16000000000);
    fpl_report_percent(r, 2, 3);
    fpl_report_percent(r, 1, 0);
    fpl_report_percent(r, 5314, 1000000);
    fpl_report_percent(r, -5314, 1000000);
    fpl_report_percent(r, 0, 3);
}

/* Cut as everywhere else: 49.99999 % is not 50 in a workbook either. */
static void test_documents_xlsx__percent(void **state) {
    char *sheet = sheet_with(quotients, 6, FPL_COLUMN_PERCENT);
    (void)state;
    assert_number(sheet, "A5", "0.499999", "0.0000%");
    assert_number(sheet, "B5", "0.666666", "0.0000%");
    assert_null(strstr(sheet, "<c r=\"C5\""));
    assert_number(sheet, "D5", "0.005314", "0.0000%"); /* below one percent it is a number too */
    assert_number(sheet, "E5", "-0.005314", "0.0000%");
    assert_number(sheet, "F5", "0", "0.0000%");
    free(sheet);
    unlink(path);
}

static void days(struct fpl_report *r) {
    fpl_report_date(r, (struct fpl_date){20777});  /* 2026-11-20 */
    fpl_report_date(r, (struct fpl_date){-25508}); /* 1900-03-01, from which on a spreadsheet counts rightly */
    fpl_report_date(r, (struct fpl_date){-25509}); /* 1900-02-28 */
    fpl_report_date(r, FPL_DATE_NONE);
}

static void test_documents_xlsx__days(void **state) {
    char *sheet = sheet_with(days, 4, FPL_COLUMN_DATE);
    (void)state;
    assert_number(sheet, "A5", "46346", "yyyy-mm-dd");
    assert_number(sheet, "B5", "61", "yyyy-mm-dd");
    assert_non_null(strstr(sheet, "<is><t>1900-02-28</t></is>"));
    assert_null(strstr(sheet, "<c r=\"D5\""));
    free(sheet);
    unlink(path);
}

static void texts(struct fpl_report *r) {
    fpl_report_text(r, FPL_STR("=HYPERLINK(\"http://x\")"));
    fpl_report_text(r, FPL_STR("a\x1b\nb<&>"));
    fpl_report_text(r, FPL_STR("000123"));
    fpl_report_text(r, FPL_STR("123456789012345678901"));
    fpl_report_text(r, FPL_STR(" a_x0041_x_x00e9_ "));
}

/* No text is a formula, a number or markup. */
static void test_documents_xlsx__texts(void **state) {
    char *sheet = sheet_with(texts, 5, FPL_COLUMN_TEXT);
    (void)state;
    assert_null(strstr(sheet, "<f>"));
    assert_non_null(strstr(sheet, "<t>=HYPERLINK("));
    assert_non_null(strstr(sheet, "<t>a⟨U+001B⟩⟨U+000A⟩b&lt;&amp;&gt;</t>"));
    assert_non_null(strstr(sheet, "<t>000123</t>"));
    assert_non_null(strstr(sheet, "<t>123456789012345678901</t>"));
    assert_non_null(strstr(sheet, "<t xml:space=\"preserve\"> a_x005F_x0041_x_x005F_x00e9_ </t>")); /* no A, no é */
    free(sheet);
    unlink(path);
}

static void long_texts(struct fpl_report *r) {
    struct fpl_buf text = {0};
    for (int i = 0; i < 32766; i++)
        fpl_buf_add(&text, "中", 3);
    fpl_buf_add(&text, "A", 1);
    fpl_report_text(r, fpl_buf_str(&text)); /* as long as a cell may be */
    fpl_buf_add(&text, "B", 1);
    fpl_report_text(r, fpl_buf_str(&text));
    fpl_buf_reset(&text);
    for (int i = 0; i < 16384; i++)
        fpl_buf_add(&text, "𠮷", 4); /* two units each */
    fpl_report_text(r, fpl_buf_str(&text));
    fpl_buf_release(&text);
}

/* A cell holds 32,767 units: a workbook with a longer one is called damaged by the program that opens it. */
static void test_documents_xlsx__long(void **state) {
    char *sheet = sheet_with(long_texts, 3, FPL_COLUMN_TEXT);
    (void)state;
    const char *a = strstr(sheet, "<c r=\"A5\""), *b = strstr(sheet, "<c r=\"B5\""), *c = strstr(sheet, "<c r=\"C5\"");
    assert_true(a && b && c);
    assert_memory_equal(b - strlen("中A</t></is></c>"), "中A</t></is></c>", strlen("中A</t></is></c>"));
    assert_memory_equal(c - strlen("中…</t></is></c>"), "中…</t></is></c>", strlen("中…</t></is></c>"));
    const char *first = strstr(c, "<t>") + 3, *end = strstr(c, "</t>");
    assert_int_equal(end - first, 16383 * 4 + 3);
    assert_memory_equal(end - 3, "…", 3);
    assert_non_null(strstr(end, "texts of more than 32,767 characters are cut"));
    free(sheet);
    unlink(path);
}

static void captions(struct fpl_report *r) {
    static const char text[] = "资产总额（12个月平均）≤ 50,000,000.00元 或 年销售收入 ≤ 50,000,000.00元 且 "
                               "研发费用占比 ≥ 3% 且 从业人数 ≤ 300";
    fpl_report_caption(r, "a", "口径", "Profile");
    fpl_report_text(r, FPL_STR(text));
}

/* A table of captions alone: long ones are folded, for a line of 250 characters shrank the print of the sheet. */
static void test_documents_xlsx__captions(void **state) {
    char *sheet = sheet_with(captions, 0, FPL_COLUMN_TEXT), *styles = part("xl/styles.xml");
    (void)state;
    const char *at = strstr(sheet, "<c r=\"B2\" s=\""), *xf = strstr(styles, "<cellXfs");
    assert_non_null(at);
    for (long i = -1; i < number_at(at + strlen("<c r=\"B2\" s=\"")); i++)
        xf = strstr(xf + 1, "<xf ");
    const char *end = strstr(xf, "</xf>"), *wrap = strstr(xf, "wrapText=\"1\"");
    assert_true(wrap && wrap < end);
    assert_non_null(strstr(sheet, "<col min=\"2\" max=\"2\" width=\"100.7"));
    assert_non_null(strstr(sheet, "<row r=\"2\" ht=\"30\" customHeight=\"1\"><c r=\"A2\""));
    assert_non_null(strstr(sheet, "<row r=\"3\"><c r=\"A3\""));
    free(styles);
    free(sheet);
    unlink(path);
}

static void wide(struct fpl_report *r) {
    for (int i = 0; i < 2 * 704; i++)
        fpl_report_int(r, i);
}

/* Columns after Z and ZZ, and what stands before the rows and behind them whatever their number. */
static void test_documents_xlsx__wide(void **state) {
    char *sheet = sheet_with(wide, 704, FPL_COLUMN_INT);
    (void)state;
    assert_non_null(strstr(sheet, "<dimension ref=\"A1:AAB6\"/>"));
    assert_non_null(strstr(sheet, "<col min=\"704\" max=\"704\""));
    assert_number(sheet, "Z5", "25", "0");
    assert_number(sheet, "AA6", "730", "0");
    assert_number(sheet, "ZZ5", "701", "0");
    assert_number(sheet, "AAB6", "1407", "0");
    const char *end = strstr(sheet, "</row></sheetData>");
    assert_non_null(end);
    assert_non_null(strstr(end, "<autoFilter ref=\"A4:AAB6\"/>"));
    assert_string_equal(sheet + strlen(sheet) - 12, "</worksheet>");
    free(sheet);
    unlink(path);
}

static void nothing(struct fpl_report *r) {
    (void)r;
}

/* No row: the head alone. The same bytes in any zone, with the ledger's moment in them. */
static void test_documents_xlsx__same_bytes(void **state) {
    char *bytes[2];
    size_t n[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(setenv("TZ", i ? "America/New_York" : "Asia/Shanghai", 1), 0);
        char *sheet = sheet_with(nothing, 2, FPL_COLUMN_TEXT);
        assert_non_null(strstr(sheet, "<t>Column</t>"));
        assert_null(strstr(sheet, "<c r=\"A5\""));
        free(sheet);
        bytes[i] = test_file_read(path, &n[i]);
        char *core = part("docProps/core.xml");
        assert_non_null(strstr(core, "2026-11-20T02:00:00Z"));
        free(core);
        unlink(path);
    }
    assert_int_equal(n[0], n[1]);
    assert_memory_equal(bytes[0], bytes[1], n[0]);
    free(bytes[0]);
    free(bytes[1]);
}

static void test_documents_xlsx__no_folder(void **state) {
    struct fpl_report *r = fpl_report_new("x");
    struct fpl_error error = {0};
    (void)state;
    fpl_report_table(r, "t", "表", "Table");
    assert_int_equal(doc_xlsx(r, &paper, "/no/such/folder/x.xlsx", &error), FPL_E_IO);
    assert_int_equal(error.status, FPL_E_IO);
    fpl_report_free(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_xlsx__money),     cmocka_unit_test(test_documents_xlsx__percent),
        cmocka_unit_test(test_documents_xlsx__days),      cmocka_unit_test(test_documents_xlsx__texts),
        cmocka_unit_test(test_documents_xlsx__wide),      cmocka_unit_test(test_documents_xlsx__long),
        cmocka_unit_test(test_documents_xlsx__captions),  cmocka_unit_test(test_documents_xlsx__same_bytes),
        cmocka_unit_test(test_documents_xlsx__no_folder),
    };
    return cmocka_run_group_tests(tests, make_folder, NULL);
}
