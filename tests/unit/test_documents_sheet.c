/* Widths of a table's columns on paper: figures are never folded, texts are; what fits in no type is a list. */
#include "src/documents/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum fpl_status to_nowhere(void *ctx, const char *bytes, size_t n) {
    (void)ctx, (void)bytes, (void)n;
    return FPL_OK;
}

struct fitted {
    struct doc_ink ink;
    struct doc_sheet *sheet;
};

static enum fpl_status begin(void *ctx, const struct fpl_table_shown *table) {
    struct fitted *f = ctx;
    f->sheet = calloc(1, sizeof *f->sheet);
    assert_non_null(f->sheet);
    return doc_sheet_begin(f->sheet, table, 1, &f->ink);
}

static enum fpl_status rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct fitted *f = ctx;
    doc_sheet_measure(f->sheet, cell, n, 1, &f->ink);
    return FPL_OK;
}

static void measured(struct fpl_report *report, struct fitted *f) {
    static const struct doc_paper paper = {.zh = 1, .foot = ""};
    static const struct fpl_visitor visitor = {.begin = begin, .measure = rows};
    assert_int_equal(doc_ink_begin(&f->ink, &paper, (const char *const[]){NULL, doc_sans}, to_nowhere, NULL), FPL_OK);
    assert_int_equal(fpl_report_visit(report, &visitor, f, NULL), FPL_OK);
}

static void release(struct fpl_report *report, struct fitted *f) {
    doc_sheet_release(f->sheet);
    assert_int_equal(doc_ink_end(&f->ink, NULL), FPL_OK);
    fpl_report_free(report);
}

/* A name of 250 characters gives way; the figure beside it does not. */
static void test_documents_sheet__texts_are_folded(void **state) {
    struct fpl_report *r = fpl_report_new("t");
    struct fpl_buf name = {0};
    struct fitted f = {.sheet = NULL};
    (void)state;
    for (int i = 0; i < 250; i++)
        fpl_buf_adds(&name, "名");
    fpl_report_table(r, "t", "表", "Table");
    fpl_report_column(r, "a", "名称", "Name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "b", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_text(r, fpl_buf_str(&name));
    fpl_report_money(r, fpl_money_of(-INT64_C(9007199254740991)), 2);
    measured(r, &f);
    assert_true(f.sheet->column[0].natural > 249 && f.sheet->column[0].natural < 251);
    assert_int_equal(doc_sheet_fit(f.sheet, 500, 8), 1);
    assert_false(f.sheet->stacked);
    assert_true(f.sheet->column[1].width >= f.sheet->column[1].natural * f.sheet->size - 0.001);
    assert_true(f.sheet->all <= 500.5 && f.sheet->all > 490);
    assert_int_equal(f.sheet->rows, 1);
    release(r, &f);
    fpl_buf_release(&name);
}

static void columns(struct fpl_report *r, int n) {
    fpl_report_table(r, "t", "表", "Table");
    for (int i = 0; i < n; i++)
        fpl_report_column(r, "a", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    for (int i = 0; i < n; i++)
        fpl_report_money(r, fpl_money_of(123456789012), 2);
}

/* Smaller type for more columns, down to what can be read; sixty of them are a list. */
static void test_documents_sheet__type(void **state) {
    double before = 100;
    int is_stacked = 0;
    (void)state;
    for (int n = 1; n <= 60; n++) {
        struct fpl_report *r = fpl_report_new("t");
        struct fitted f = {.sheet = NULL};
        columns(r, n);
        measured(r, &f);
        (void)doc_sheet_fit(f.sheet, 500, 8);
        if (!f.sheet->stacked) {
            assert_false(is_stacked); /* never again once it was */
            assert_true(f.sheet->size <= before && f.sheet->size >= 5.5);
            assert_true(f.sheet->all <= 500.5);
            before = f.sheet->size;
        }
        is_stacked |= f.sheet->stacked;
        release(r, &f);
    }
    assert_true(is_stacked);
    assert_true(before < 9);
}

/* A control character is a mark; nothing of it is left. */
static void test_documents_sheet__cell_shown(void **state) {
    struct fpl_report_cell cell = {.type = FPL_CELL_TEXT, .n = 6, .v.p = "a\n\x1b[3m"};
    struct fpl_buf out = {0};
    (void)state;
    struct fpl_str shown = doc_cell_shown(&cell, 1, &out);
    assert_true(fpl_str_is(shown, "a⟨U+000A⟩⟨U+001B⟩[3m"));
    cell = (struct fpl_report_cell){.type = FPL_CELL_MONEY, .scale = 2, .v.num = -100};
    assert_true(fpl_str_is(doc_cell_shown(&cell, 1, &out), "-1.00"));
    struct doc_colour colour = doc_cell_colour(&cell);
    assert_memory_equal(&colour, &doc_red, sizeof colour);
    fpl_buf_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_sheet__texts_are_folded),
        cmocka_unit_test(test_documents_sheet__type),
        cmocka_unit_test(test_documents_sheet__cell_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
