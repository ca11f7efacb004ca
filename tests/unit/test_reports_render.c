/* The table model and its three renderers, without a ledger. */
#include "reports/table.h"

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

static char *rendered(const struct fpl_report *report, enum fpl_format format, int zh, int width) {
    struct fpl_render how = {.format = format, .zh = zh, .width = width};
    struct fpl_buf out = {0};
    assert_int_equal(fpl_report_render(report, &how, to_buf, &out, NULL), FPL_OK);
    fpl_buf_addc(&out, '\0');
    assert_int_equal(fpl_buf_ok(&out), FPL_OK);
    return out.p;
}

static void expect(const struct fpl_report *report, enum fpl_format format, int zh, int width, const char *wanted) {
    char *got = rendered(report, format, zh, width);
    assert_string_equal(got, wanted);
    free(got);
}

static struct fpl_report *sample(void) {
    struct fpl_report *r = fpl_report_new("sample");
    assert_non_null(r);
    fpl_report_table(r, "rows", "示例表", "Sample");
    fpl_report_caption(r, "as_of", "截止日", "As of");
    fpl_report_date(r, (struct fpl_date){20000});
    fpl_report_column(r, "name", "名称", "Name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "raw", "原数", "Raw", FPL_COLUMN_INT, FPL_COLUMN_DATA);
    fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "share", "占比", "Share", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "state", "状态", "State", FPL_COLUMN_TEXT, 0);
    fpl_report_text(r, FPL_STR("淮北市科技成果转化引导基金"));
    fpl_report_int(r, 7);
    fpl_report_money(r, fpl_money_of(INT64_C(12280000050)), 2);
    fpl_report_percent(r, 1, 3);
    fpl_report_code(r, "PASS", "达标", "pass");
    fpl_report_text(r, FPL_STR("Angel"));
    fpl_report_int(r, -1);
    fpl_report_money(r, fpl_money_of(-5), 2);
    fpl_report_percent(r, 1, -3); /* of less than nothing no share is told */
    fpl_report_code(r, "FAIL", "未达标", "fail");
    fpl_report_total(r);
    fpl_report_code(r, "total", "合计", "Total");
    fpl_report_int(r, 6);
    fpl_report_money(r, fpl_money_of(INT64_C(12280000045)), 2);
    fpl_report_none(r);
    fpl_report_none(r);
    fpl_report_note(r, "unknown", "不明只计入分母", "unknown counts in the denominator only");
    assert_int_equal(fpl_report_ok(r), FPL_OK);
    return r;
}

static void test_reports_render__terminal_zh(void **state) {
    struct fpl_report *r = sample();
    (void)state;
    expect(r, FPL_FORMAT_TABLE, 1, 0,
           "示例表  Sample\n"
           "  截止日  2024-10-04\n"
           "────────────────────────────────────────────────────────────\n"
           "名称                                  金额      占比  状态\n"
           "────────────────────────────────────────────────────────────\n"
           "淮北市科技成果转化引导基金  122,800,000.50  33.3333%  达标\n"
           "Angel                                -0.05            未达标\n"
           "────────────────────────────────────────────────────────────\n"
           "合计                        122,800,000.45\n"
           "────────────────────────────────────────────────────────────\n"
           "  注：不明只计入分母\n");
    fpl_report_free(r);
}

static void test_reports_render__terminal_en(void **state) {
    struct fpl_report *r = sample();
    (void)state;
    char *text = rendered(r, FPL_FORMAT_TABLE, 0, 0);
    assert_non_null(strstr(text, "Sample\n  As of  2024-10-04\n"));
    assert_non_null(strstr(text, "pass\n"));
    assert_non_null(strstr(text, "Note: unknown counts in the denominator only\n"));
    assert_null(strstr(text, "金额"));
    free(text);
    fpl_report_free(r);
}

/* Every line is at most as wide as asked, and nothing is cut: the pieces of the folded name are the name. */
static void test_reports_render__folded_to_width(void **state) {
    struct fpl_report *r = sample();
    (void)state;
    for (int width = 40; width <= 62; width++) {
        static const char name[] = "淮北市科技成果转化引导基金";
        char *text = rendered(r, FPL_FORMAT_TABLE, 1, width), *line = text;
        size_t found = 0; /* bytes of the name met, in order */
        while (*line) {
            size_t n = strcspn(line, "\n"), more = 0;
            assert_true(fpl_text_width((struct fpl_str){line, n}) <= width);
            if (found < sizeof name - 1 && line[0] == name[found])
                while (more < n && name[found + more] && line[more] == name[found + more])
                    more++;
            found += more;
            line += n + (line[n] == '\n');
        }
        if (found < sizeof name - 1) /* in a list of cells it stands behind its heading */
            found = strstr(text, name) ? sizeof name - 1 : found;
        assert_int_equal(found, sizeof name - 1);
        assert_null(strstr(text, "…"));
        assert_non_null(strstr(text, "122,800,000.50")); /* an amount is never folded */
        assert_non_null(strstr(text, "33.3333%"));
        free(text);
    }
    fpl_report_free(r);
}

/* Where folding would leave columns too narrow, a row is a list of its cells. */
static void test_reports_render__stacked(void **state) {
    struct fpl_report *r = fpl_report_new("wide");
    (void)state;
    fpl_report_table(r, "rows", "表", "Table");
    fpl_report_column(r, "a", "甲", "First", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "b", "乙", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "c", "丙", "Third", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "d", "丁", "Fourth", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < 2; i++) {
        fpl_report_text(r, FPL_STR("a text of some thirty columns."));
        fpl_report_money(r, fpl_money_of(-123), 2);
        fpl_report_text(r, FPL_STR("12345678901234567890123456789012345678901234567890"));
        fpl_report_none(r);
    }
    expect(r, FPL_FORMAT_TABLE, 0, 40,
           "Table\n"
           "────────────────────────────────────────\n"
           "  First   a text of some thirty columns.\n"
           "  Amount  -1.23\n"
           "  Third   123456789012345678901234567890\n"
           "          12345678901234567890\n"
           "────────────────────────────────────────\n"
           "  First   a text of some thirty columns.\n"
           "  Amount  -1.23\n"
           "  Third   123456789012345678901234567890\n"
           "          12345678901234567890\n"
           "────────────────────────────────────────\n");
    fpl_report_free(r);
}

/* Verdicts and negative amounts alone bear a colour, and only where it is asked for. */
static void test_reports_render__colour(void **state) {
    struct fpl_report *r = sample();
    struct fpl_render how = {.format = FPL_FORMAT_TABLE, .zh = 0, .width = 80, .colour = 1};
    struct fpl_buf out = {0};
    int marks = 0;
    (void)state;
    assert_int_equal(fpl_report_render(r, &how, to_buf, &out, NULL), FPL_OK);
    fpl_buf_addc(&out, '\0');
    assert_non_null(strstr(out.p, FPL_RENDER_GREEN "pass" FPL_RENDER_PLAIN));
    assert_non_null(strstr(out.p, FPL_RENDER_RED "fail" FPL_RENDER_PLAIN));
    assert_non_null(strstr(out.p, FPL_RENDER_RED "-0.05" FPL_RENDER_PLAIN));
    for (const char *p = out.p; (p = strchr(p, '\033')) != NULL; p++)
        marks++;
    assert_int_equal(marks, 6);
    fpl_buf_release(&out);
    char *plain = rendered(r, FPL_FORMAT_TABLE, 0, 80);
    assert_null(strchr(plain, '\033'));
    free(plain);
    fpl_report_free(r);
}

static void fold_is(const char *text, int width, const char *wanted) {
    struct fpl_str rest = fpl_str_of(text);
    struct fpl_buf out = {0};
    while (rest.n) {
        struct fpl_str line = fpl_text_fold(&rest, width);
        assert_true(line.n > 0 || rest.n > 0);
        fpl_buf_add(&out, line.p, line.n);
        fpl_buf_addc(&out, '|');
    }
    fpl_buf_addc(&out, '\0');
    assert_string_equal(out.p, wanted);
    fpl_buf_release(&out);
}

static void test_reports_render__fold(void **state) {
    (void)state;
    fold_is("one two three", 7, "one two|three|");
    fold_is("one  two", 4, "one|two|");
    fold_is("12345678", 3, "123|456|78|");
    fold_is("共50,000,000.00元", 14, "共|50,000,000.00|元|");
    fold_is("甲乙（丙）", 6, "甲乙|（丙）|"); /* an opening sign stays with what follows, */
    fold_is("甲乙丙。", 6, "甲乙|丙。|");     /* a closing one with what it closes */
    fold_is("汉", 1, "汉|");                  /* at least one character */
    assert_int_equal(fpl_text_longest_word(FPL_STR("the longest word")), 7);
}

/* The widest amount may stand anywhere, on either side of zero, in any scale. */
static void test_reports_render__amounts_fit(void **state) {
    static const struct {
        int64_t amount;
        int scale;
    } rows[] = {{5, 2}, {-12345, 2}, {99, 2}, {7, 8}, {-1, 0}, {1234567, 2}, {-99999, 2}, {1234567, 0}};
    (void)state;
    for (size_t first = 0; first < sizeof rows / sizeof rows[0]; first++) {
        struct fpl_report *r = fpl_report_new("amounts");
        size_t widest = strlen("Amount");
        fpl_report_table(r, "rows", "表", "Table");
        fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
        for (size_t i = first; i < sizeof rows / sizeof rows[0]; i++) {
            char text[FPL_MONEY_TEXT];
            fpl_report_money(r, fpl_money_of(rows[i].amount), rows[i].scale);
            fpl_money_format_grouped(fpl_money_of(rows[i].amount), rows[i].scale, text);
            widest = strlen(text) > widest ? strlen(text) : widest;
        }
        char *text = rendered(r, FPL_FORMAT_TABLE, 0, 0), *line = text;
        for (size_t i = 0; *line; i++) { /* under the title all lines end in one column, that of the widest */
            size_t n = strcspn(line, "\n");
            if (i > 0)
                assert_int_equal(fpl_text_width((struct fpl_str){line, n}), widest);
            line += n + 1;
        }
        free(text);
        fpl_report_free(r);
    }
}

static void test_reports_render__csv(void **state) {
    struct fpl_report *r = sample();
    (void)state;
    expect(r, FPL_FORMAT_CSV, 1, 0,
           "\xEF\xBB\xBF名称,原数,金额,占比(%),状态\r\n"
           "淮北市科技成果转化引导基金,7,122800000.50,33.3333,达标\r\n"
           "Angel,-1,-0.05,,未达标\r\n");
    fpl_report_free(r);
}

static void test_reports_render__csv_guard(void **state) {
    static const char *const texts[][2] = {{"=1+1", "'=1+1"},
                                           {"+86", "'+86"},
                                           {"-5", "'-5"},
                                           {"@SUM(A1)", "'@SUM(A1)"},
                                           {"\tx", "'\tx"},
                                           {"\rx", "\"'\rx\""},
                                           {"a=1", "a=1"},
                                           {"=\"a\",b", "\"'=\"\"a\"\",b\""},
                                           {"a,b", "\"a,b\""},
                                           {"say \"x\"", "\"say \"\"x\"\"\""},
                                           {"two\nlines", "\"two\nlines\""}};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct fpl_report *r = fpl_report_new("guard");
        char wanted[128];
        fpl_report_table(r, "t", "表", "Table");
        fpl_report_column(r, "a", "A", "A", FPL_COLUMN_TEXT, 0);
        fpl_report_column(r, "b", "B", "B", FPL_COLUMN_MONEY, 0);
        fpl_report_text(r, fpl_str_of(texts[i][0]));
        fpl_report_money(r, fpl_money_of(-100), 2); /* a number keeps its sign */
        (void)snprintf(wanted, sizeof wanted,
                       "\xEF\xBB\xBF"
                       "A,B\r\n%s,-1.00\r\n",
                       texts[i][1]);
        expect(r, FPL_FORMAT_CSV, 1, 0, wanted);
        fpl_report_free(r);
    }
}

static void test_reports_render__json(void **state) {
    struct fpl_report *r = sample();
    (void)state;
    char *zh = rendered(r, FPL_FORMAT_JSON, 1, 0), *en = rendered(r, FPL_FORMAT_JSON, 0, 0);
    assert_string_equal(zh, en); /* no language in it */
    assert_string_equal(
        zh, "{\"report\":\"sample\",\"tables\":[\n"
            " {\"table\":\"rows\",\n"
            "  \"captions\":{\"as_of\":\"2024-10-04\"},\n"
            "  \"rows\":[\n"
            "   {\"name\":\"淮北市科技成果转化引导基金\",\"raw\":7,\"amount\":\"122800000.50\","
            "\"share\":{\"ratio\":\"1/3\",\"percent\":\"33.3333\"},\"state\":\"PASS\"},\n"
            "   {\"name\":\"Angel\",\"raw\":-1,\"amount\":\"-0.05\",\"share\":null,\"state\":\"FAIL\"}],\n"
            "  \"totals\":[\n"
            "   {\"name\":\"total\",\"raw\":6,\"amount\":\"122800000.45\",\"share\":null,\"state\":null}],\n"
            "  \"notes\":[\"unknown\"]}]}\n");
    free(zh);
    free(en);
    fpl_report_free(r);
}

static void test_reports_render__json_escapes(void **state) {
    struct fpl_report *r = fpl_report_new("escapes");
    (void)state;
    fpl_report_table(r, "t", "表", "Table");
    fpl_report_column(r, "a", "A", "A", FPL_COLUMN_TEXT, 0);
    fpl_report_text(r, FPL_STR("\"\\\n\x1b[31m\x7f"));
    char *text = rendered(r, FPL_FORMAT_JSON, 1, 0);
    assert_non_null(strstr(text, "{\"a\":\"\\\"\\\\\\u000a\\u001b[31m\\u007f\"}"));
    free(text);
    fpl_report_free(r);
}

/* A party's name must not be able to talk to the terminal, or to break the table. */
static void test_reports_render__controls_tamed(void **state) {
    struct fpl_report *r = fpl_report_new("controls");
    (void)state;
    fpl_report_table(r, "t", "表", "Table");
    fpl_report_column(r, "a", "A", "A", FPL_COLUMN_TEXT, 0);
    fpl_report_text(r, FPL_STR("x\x1b[31m\ny"));
    char *text = rendered(r, FPL_FORMAT_TABLE, 1, 0);
    assert_null(strchr(text, 0x1b));
    assert_non_null(strstr(text, "x⟨U+001B⟩[31m⟨U+000A⟩y\n"));
    free(text);
    fpl_report_free(r);
}

static enum fpl_status fails(void *ctx, const char *bytes, size_t n) {
    (void)bytes;
    (void)n;
    ++*(int *)ctx;
    return FPL_E_DISK_FULL;
}

static void test_reports_render__write_fails(void **state) {
    struct fpl_report *r = sample();
    struct fpl_error error = {.status = FPL_OK};
    (void)state;
    for (int format = FPL_FORMAT_TABLE; format <= FPL_FORMAT_HTML; format++) {
        struct fpl_render how = {.format = (enum fpl_format)format, .zh = 1};
        int calls = 0;
        assert_int_equal(fpl_report_render(r, &how, fails, &calls, &error), FPL_E_DISK_FULL);
        assert_int_equal(error.status, FPL_E_DISK_FULL);
        assert_int_equal(calls, 1);
    }
    fpl_report_free(r);
}

static void test_reports_render__empty(void **state) {
    struct fpl_report *r = fpl_report_new("empty");
    (void)state;
    fpl_report_table(r, "t", "空表", "Empty");
    fpl_report_column(r, "a", "名称", "Name", FPL_COLUMN_TEXT, 0);
    expect(r, FPL_FORMAT_TABLE, 1, 0, "空表  Empty\n────\n名称\n────\n  （无）\n────\n");
    expect(r, FPL_FORMAT_CSV, 1, 0, "\xEF\xBB\xBF名称\r\n");
    fpl_report_free(r);
}

/* ---- rows that are not gathered ---- */

struct giving {
    int rows, given, released;
    size_t cells; /* the most that were held at a time */
    enum fpl_status fails;
};

static void give_row(struct fpl_report *r, int i) {
    char text[32];
    (void)snprintf(text, sizeof text, "D-%d", i);
    fpl_report_text(r, fpl_str_of(text));
    fpl_report_money(r, fpl_money_of((int64_t)i * 977), 2);
    fpl_report_name(r, i % 3 ? "否" : "不明", i % 3 ? "no" : "unknown, for long");
}

static enum fpl_status give_rows(void *ctx, struct fpl_report *r, struct fpl_error *error) {
    struct giving *giving = ctx;
    for (int i = 0; i < giving->rows; i++) {
        give_row(r, i);
        giving->cells = r->table->cell_cap > giving->cells ? r->table->cell_cap : giving->cells;
    }
    giving->given++;
    return giving->fails ? fpl_fail(error, giving->fails, "deal", NULL, NULL) : FPL_OK;
}

static void released(void *ctx) {
    ((struct giving *)ctx)->released++;
}

static struct fpl_report *three_columns(void) {
    struct fpl_report *r = fpl_report_new("deals");
    fpl_report_table(r, "deals", "逐笔", "Deals");
    fpl_report_column(r, "deal", "编号", "Deal", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "early", "早期", "Early", FPL_COLUMN_TEXT, 0);
    return r;
}

static void test_reports_render__rows_given(void **state) {
    static const int sizes[] = {0, 1, 63, 64, 65, 128, 1000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct giving giving = {.rows = sizes[i]};
        struct fpl_report *gathered = three_columns(), *given = three_columns();
        for (int k = 0; k < sizes[i]; k++)
            give_row(gathered, k);
        fpl_report_rows(given, give_rows, &giving, released);
        fpl_report_note(given, "n", "注", "note"); /* what comes after the rows stays there */
        fpl_report_note(gathered, "n", "注", "note");
        for (int format = FPL_FORMAT_TABLE; format <= FPL_FORMAT_HTML; format++) {
            char *wanted = rendered(gathered, (enum fpl_format)format, 1, 40);
            giving.given = 0;
            expect(given, (enum fpl_format)format, 1, 40, wanted);
            assert_int_equal(giving.given, format == FPL_FORMAT_TABLE ? 2 : 1);
            free(wanted);
        }
        fpl_report_free(gathered);
        fpl_report_free(given);
        assert_int_equal(giving.released, 1);
    }
}

static enum fpl_status to_nowhere(void *ctx, const char *bytes, size_t n) {
    (void)bytes;
    *(int64_t *)ctx += (int64_t)n;
    return FPL_OK;
}

/* As many as a large fund has deals: what is held does not grow with them. */
static void test_reports_render__rows_not_held(void **state) {
    (void)state;
    for (int format = FPL_FORMAT_TABLE; format <= FPL_FORMAT_HTML; format++) {
        struct giving giving = {.rows = 200000};
        struct fpl_report *r = three_columns();
        struct fpl_error error = {0};
        int64_t bytes = 0;
        fpl_report_rows(r, give_rows, &giving, released);
        assert_int_equal(
            fpl_report_render(r, &(struct fpl_render){.format = (enum fpl_format)format}, to_nowhere, &bytes, &error),
            FPL_OK);
        assert_true(bytes > 200000 * 12);
        assert_true(giving.cells <= 256);
        giving.fails = FPL_E_TAMPERED; /* of a record met on the way: told as it was said */
        assert_int_equal(
            fpl_report_render(r, &(struct fpl_render){.format = (enum fpl_format)format}, to_nowhere, &bytes, &error),
            FPL_E_TAMPERED);
        assert_string_equal(error.arg[0], "deal");
        fpl_report_free(r);
    }
}

/* ---- visitors of others ---- */

struct seen {
    struct fpl_buf order; /* t m h r e, as they came; a digit: cells */
    const struct fpl_table_shown *table;
    int64_t fen, num, den;
    enum fpl_status fails;
};

static enum fpl_status see_table(void *ctx, const struct fpl_table_shown *table) {
    struct seen *seen = ctx;
    seen->table = table;
    fpl_buf_addf(&seen->order, "t%zu%zu%zu%zu", table->captions, table->columns, table->totals, table->notes);
    return FPL_OK;
}

static enum fpl_status see_measure(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    (void)cell;
    fpl_buf_addf(&((struct seen *)ctx)->order, "m%zu", n);
    return FPL_OK;
}

static enum fpl_status see_head(void *ctx) {
    fpl_buf_addc(&((struct seen *)ctx)->order, 'h');
    return FPL_OK;
}

static enum fpl_status see_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct seen *seen = ctx;
    fpl_buf_addf(&seen->order, "r%zu", n);
    for (size_t i = 0; i < n; i++) {
        if (cell[i].type == FPL_CELL_MONEY)
            seen->fen += cell[i].v.num;
        if (cell[i].type == FPL_CELL_PERCENT) {
            seen->num = cell[i].v.num;
            seen->den = cell[i].den;
        }
    }
    return seen->fails;
}

static enum fpl_status see_end(void *ctx) {
    fpl_buf_adds(&((struct seen *)ctx)->order, "e.");
    return FPL_OK;
}

static void expect_visit(const struct fpl_report *report, struct seen *seen, enum fpl_status status,
                         const char *order) {
    static const struct fpl_visitor visitor = {see_table, see_measure, see_head, see_rows, see_end};
    struct fpl_error error = {0};
    assert_int_equal(fpl_report_visit(report, &visitor, seen, &error), status);
    fpl_buf_addc(&seen->order, '\0');
    assert_string_equal(seen->order.p, order);
    fpl_buf_release(&seen->order);
}

/* Typed cells come out as they went in; a table of captions alone has no rows to measure. */
static void test_reports_render__visit(void **state) {
    struct fpl_report *r = sample();
    struct seen seen = {.fails = FPL_OK};
    (void)state;
    fpl_report_table(r, "rule", "说明", "Rule");
    fpl_report_caption(r, "clause", "条款", "Clause");
    fpl_report_text(r, FPL_STR("第一条"));
    expect_visit(r, &seen, FPL_OK, "t1551m10hr10e.t1000e.");
    assert_int_equal(seen.fen, INT64_C(12280000045));
    assert_int_equal(seen.num, 1);
    assert_int_equal(seen.den, 3);
    assert_string_equal(fpl_report_key(r), "sample");
    seen.fails = FPL_E_DISK_FULL;
    expect_visit(r, &seen, FPL_E_DISK_FULL, "t1551m10hr10");
    fpl_report_free(r);
}

/* Rows that are read meanwhile come some at a time, and no more of them after a failure. */
static void test_reports_render__visit_given(void **state) {
    struct giving giving = {.rows = 150};
    struct fpl_report *r = three_columns();
    struct seen seen = {.fails = FPL_OK};
    (void)state;
    fpl_report_rows(r, give_rows, &giving, released);
    expect_visit(r, &seen, FPL_OK, "t0300m192m192m66hr192r192r66e.");
    seen.fails = FPL_E_IO;
    expect_visit(r, &seen, FPL_E_IO, "t0300m192m192m66hr192");
    fpl_report_free(r);
}

/* A page holds every figure of the table, its notes and totals, and lets no text be markup. */
static void test_reports_render__html(void **state) {
    struct fpl_report *r = sample();
    (void)state;
    char *text = rendered(r, FPL_FORMAT_HTML, 1, 0);
    assert_non_null(strstr(text, "<html lang=\"zh-CN\">"));
    assert_non_null(strstr(text, "<th scope=\"row\">淮北市科技成果转化引导基金</th>"
                                 "<td class=\"n\">122,800,000.50</td><td class=\"n\">33.3333%</td>"
                                 "<td class=\"ok\">达标</td></tr>"));
    assert_non_null(strstr(text, "<td class=\"n bad\">-0.05</td><td class=\"n\"></td><td class=\"bad\">未达标</td>"));
    assert_non_null(strstr(text, "<tfoot>\n<tr><th scope=\"row\">合计</th><td class=\"n\">122,800,000.45</td>"));
    assert_non_null(strstr(text, "<li>不明只计入分母</li>"));
    assert_null(strstr(text, "原数")); /* for data alone */
    free(text);
    fpl_report_free(r);
    r = fpl_report_new("markup");
    fpl_report_table(r, "t", "<表>", "<t>");
    fpl_report_column(r, "a", "名称", "Name", FPL_COLUMN_TEXT, 0);
    fpl_report_text(r, FPL_STR("<script>alert(\"1\")</script>&amp;\x1b[31m"));
    text = rendered(r, FPL_FORMAT_HTML, 0, 0);
    assert_null(strstr(text, "<script"));
    assert_null(strchr(text, '\x1b'));
    assert_non_null(strstr(text, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;⟨U+001B⟩[31m"));
    assert_non_null(strstr(text, "<h1>&lt;t&gt;</h1>"));
    free(text);
    fpl_report_free(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_render__rows_given),
        cmocka_unit_test(test_reports_render__rows_not_held),
        cmocka_unit_test(test_reports_render__terminal_zh),
        cmocka_unit_test(test_reports_render__terminal_en),
        cmocka_unit_test(test_reports_render__folded_to_width),
        cmocka_unit_test(test_reports_render__stacked),
        cmocka_unit_test(test_reports_render__colour),
        cmocka_unit_test(test_reports_render__fold),
        cmocka_unit_test(test_reports_render__amounts_fit),
        cmocka_unit_test(test_reports_render__csv),
        cmocka_unit_test(test_reports_render__csv_guard),
        cmocka_unit_test(test_reports_render__json),
        cmocka_unit_test(test_reports_render__json_escapes),
        cmocka_unit_test(test_reports_render__controls_tamed),
        cmocka_unit_test(test_reports_render__html),
        cmocka_unit_test(test_reports_render__visit),
        cmocka_unit_test(test_reports_render__visit_given),
        cmocka_unit_test(test_reports_render__write_fails),
        cmocka_unit_test(test_reports_render__empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
