/* Reports, vouchers on paper: how many pages, that the same report and cut give the same bytes, and what the file says
 * of the moment it was made. Figures on pages are compared by tests/cli/papers.sh. */
#include "src/documents/documents.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static enum fpl_status no_room(void *ctx, const char *bytes, size_t n) {
    size_t *left = ctx;
    (void)bytes;
    if (n > *left)
        return FPL_E_DISK_FULL;
    *left -= n;
    return FPL_OK;
}

static const struct doc_paper paper = {.zh = 1, .foot = "截止日 2026-11-20　HB-PL", .local = INT64_C(1795168800000)};

static struct fpl_report *rows_of(int rows, int totals) {
    struct fpl_report *r = fpl_report_new("rows");
    assert_non_null(r);
    fpl_report_table(r, "t", "台账", "Register");
    fpl_report_column(r, "no", "编号", "No.", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    for (int i = 0; i < rows; i++) {
        char text[16];
        snprintf(text, sizeof text, "D-%05d", i);
        fpl_report_text(r, fpl_str_of(text));
        fpl_report_money(r, fpl_money_of(i), 2);
    }
    if (totals) {
        fpl_report_total(r);
        fpl_report_code(r, "total", "合计", "Total");
        fpl_report_money(r, fpl_money_of(1), 2);
    }
    assert_int_equal(fpl_report_ok(r), FPL_OK);
    return r;
}

static int count(const struct fpl_buf *buf, const char *what) {
    size_t n = strlen(what);
    int found = 0;
    for (size_t i = 0; i + n <= buf->n; i++)
        found += memcmp(buf->p + i, what, n) == 0;
    return found;
}

static int pages_of(const struct fpl_buf *pdf) {
    return count(pdf, "/Type /Page\n") + count(pdf, "/Type /Page ");
}

static struct fpl_buf drawn(struct fpl_report *report, const struct doc_paper *of) {
    struct fpl_buf out = {0};
    assert_int_equal(doc_pdf(report, of, to_buf, &out, NULL), FPL_OK);
    fpl_report_free(report);
    return out;
}

static int pages_with(int rows, int totals) {
    struct fpl_buf pdf = drawn(rows_of(rows, totals), &paper);
    int pages = pages_of(&pdf);
    fpl_buf_release(&pdf);
    return pages;
}

/* With each row, pages grow by one or not at all; and where a page is full, totals take the last rows with them. */
static void test_documents_pdf__page_breaks(void **state) {
    int before = pages_with(0, 0), first = 0, second = 0;
    (void)state;
    assert_int_equal(before, 1);
    for (int rows = 1; rows <= 120; rows++) {
        int pages = pages_with(rows, 0);
        assert_in_range(pages, before, before + 1);
        if (pages == 2 && !first)
            first = rows;
        if (pages == 3 && !second)
            second = rows;
        before = pages;
    }
    /* the first page has the title; the next ones the head of the table alone */
    assert_in_range(first, 35, 50);
    assert_in_range(second - first, 35, 50);
    assert_int_equal(pages_with(first - 1, 0), 1);
    assert_int_equal(pages_with(first - 1, 1), 2);
}

static void test_documents_pdf__same_bytes(void **state) {
    struct fpl_buf a = drawn(rows_of(100, 1), &paper), b = drawn(rows_of(100, 1), &paper);
    struct doc_paper later = paper;
    (void)state;
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
    assert_int_equal(count(&a, "/CreationDate (20261120100000"), 1); /* the ledger's time, in no machine's zone */
    assert_int_equal(count(&a, "/ModDate"), 0);
    later.local += 1000;
    fpl_buf_release(&b);
    b = drawn(rows_of(100, 1), &later);
    assert_int_equal(count(&b, "/CreationDate (20261120100001"), 1);
    fpl_buf_release(&a);
    fpl_buf_release(&b);
}

/* A text higher than a page goes on; a title, captions and no rows are a page. */
static void test_documents_pdf__strange(void **state) {
    struct fpl_report *r = fpl_report_new("strange");
    struct fpl_buf text = {0}, pdf;
    (void)state;
    for (int i = 0; i < 6000; i++)
        fpl_buf_adds(&text, "长");
    fpl_report_table(r, "t", "表", "Table");
    fpl_report_caption(r, "book", "账套", "Book");
    fpl_report_text(r, FPL_STR("HB\x1b[31m"));
    fpl_report_column(r, "a", "名称", "Name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "b", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_text(r, fpl_buf_str(&text));
    fpl_report_money(r, fpl_money_of(INT64_C(9007199254740991)), 2);
    pdf = drawn(r, &paper);
    assert_in_range(pages_of(&pdf), 2, 6);
    fpl_buf_release(&pdf);
    fpl_buf_release(&text);
    r = fpl_report_new("none");
    fpl_report_table(r, "t", "表", "Table");
    pdf = drawn(r, &paper);
    assert_int_equal(pages_of(&pdf), 1);
    fpl_buf_release(&pdf);
}

/* What the writer answers is what is answered, wherever it comes. */
static void test_documents_pdf__write_fails(void **state) {
    (void)state;
    for (size_t room = 0; room < 20000; room += 2500) {
        struct fpl_report *r = rows_of(100, 1);
        struct fpl_error error = {0};
        size_t left = room;
        assert_int_equal(doc_pdf(r, &paper, no_room, &left, &error), FPL_E_DISK_FULL);
        assert_int_equal(error.status, FPL_E_DISK_FULL);
        fpl_report_free(r);
    }
}

/* A chart of 60 allowances is read on pages, not shrunk onto one: it has as many pages more as its bars take. */
static void test_documents_pdf__long_chart(void **state) {
    int pages[2] = {0, 0};
    (void)state;
    for (int charted = 0; charted < 2; charted++) {
        struct fpl_report *r = fpl_report_new("meter");
        fpl_report_table(r, "t", "限额", "Limits");
        fpl_report_column(r, "label", "名称", "Name", FPL_COLUMN_TEXT, 0);
        fpl_report_column(r, "used", "已用", "Used", FPL_COLUMN_MONEY, 0);
        fpl_report_column(r, "left", "余额", "Left", FPL_COLUMN_MONEY, 0);
        if (charted)
            fpl_report_chart(r, &(struct fpl_chart_spec){.kind = FPL_CHART_METER,
                                                         .zh = "限额",
                                                         .en = "Limits",
                                                         .label = {"label"},
                                                         .value = {"used", NULL, "left", NULL}});
        for (int i = 0; i < 60; i++) {
            fpl_report_text(r, FPL_STR("示例银行"));
            fpl_report_money(r, fpl_money_of(i), 2);
            fpl_report_money(r, fpl_money_of(100), 2);
        }
        struct fpl_buf pdf = drawn(r, &paper);
        pages[charted] = pages_of(&pdf);
        fpl_buf_release(&pdf);
    }
    assert_in_range(pages[1] - pages[0], 1, 3);
}

/* Vouchers: one on A5, two on A4; an odd one has a page of its own. */
static void test_documents_pdf__vouchers(void **state) {
    static const char *const keys[] = {"memo", "account",  "account_name", "party",
                                       "item", "currency", "debit",        "credit"};
    (void)state;
    for (int two = 0; two < 2; two++) {
        struct fpl_report *r = fpl_report_new("voucher");
        struct fpl_buf pdf = {0};
        for (int v = 0; v < 3; v++) {
            fpl_report_table(r, "voucher", "记账凭证", "Voucher");
            for (int i = 0; i < 8; i++)
                fpl_report_column(r, keys[i], keys[i], keys[i], i < 6 ? FPL_COLUMN_TEXT : FPL_COLUMN_MONEY, 0);
            for (int total = 0; total < 2; total++) {
                if (total)
                    fpl_report_total(r);
                for (int i = 0; i < 6; i++)
                    fpl_report_text(r, FPL_STR("x"));
                fpl_report_money(r, fpl_money_of(100), 2);
                fpl_report_money(r, fpl_money_of(100), 2);
            }
        }
        assert_int_equal(doc_voucher(r, &paper, two, to_buf, &pdf, NULL), FPL_OK);
        assert_int_equal(pages_of(&pdf), two ? 2 : 3);
        fpl_buf_release(&pdf);
        fpl_report_free(r);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_pdf__page_breaks), cmocka_unit_test(test_documents_pdf__same_bytes),
        cmocka_unit_test(test_documents_pdf__strange),     cmocka_unit_test(test_documents_pdf__write_fails),
        cmocka_unit_test(test_documents_pdf__long_chart),  cmocka_unit_test(test_documents_pdf__vouchers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
