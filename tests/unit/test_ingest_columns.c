/* Headers to fields, cells to texts: units, grouping, dates, values, slugs, and what is refused rather than repaired.
 */
#include "src/ingest/columns.h"

#include "src/ingest/header.h"
#include "src/ingest/mapping.h"
#include "tests/support/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct desk { /* a file with a bound plan */
    struct test_file file;
    struct ing_intake *intake;
    struct ing_csv *csv;
    struct ing_mapping *mapping;
    struct ing_plan plan;
    struct ing_row row;
    struct fpl_command command;
    struct fpl_error error;
    char delimiter;
    const struct ing_record *record;
};

static enum fpl_status open_plan(struct desk *d, const char *command, const char *yaml, const char *text) {
    memset(d, 0, sizeof *d);
    d->file = test_file_of(text, (size_t)-1);
    if (yaml)
        assert_int_equal(ing_mapping_parse(fpl_str_of(yaml), "m.yaml", &d->mapping, &d->error), FPL_OK);
    assert_int_equal(ing_intake_open(d->file.path, (enum ing_encoding)0, &d->intake, &d->error), FPL_OK);
    assert_int_equal(ing_csv_new(d->intake, &d->csv, &d->error), FPL_OK);
    assert_int_equal(ing_plan_begin(&d->plan, fpl_command_find(command), d->mapping, NULL, 0, &d->error), FPL_OK);
    return ing_header_find(d->csv, &d->plan, d->mapping ? d->mapping->delimiter : 0,
                           d->mapping ? d->mapping->skip_rows : -1, &d->delimiter, &d->error);
}

static void close_plan(struct desk *d) {
    ing_row_release(&d->row);
    ing_plan_release(&d->plan);
    ing_csv_free(d->csv);
    ing_intake_close(d->intake);
    ing_mapping_free(d->mapping);
    test_file_remove(&d->file);
}

/* Applies the next data row. */
static enum fpl_status next_row(struct desk *d) {
    do {
        assert_int_equal(ing_csv_next(d->csv, &d->record, &d->error), FPL_OK);
        assert_non_null(d->record);
    } while (d->record->row <= d->plan.header_row || d->record->blank);
    fpl_error_clear(&d->error);
    fpl_command_begin(&d->command, d->plan.command);
    return ing_plan_apply(&d->plan, d->record, &d->command, &d->row, &d->error);
}

static void expect_field(const struct desk *d, const char *field, const char *text) {
    struct fpl_str got = fpl_command_get(&d->command, field);
    if (!fpl_str_is(got, text))
        fail_msg("%s is \"%.*s\", not \"%s\"", field, (int)got.n, got.p ? got.p : "", text);
}

#define CONTRIBUTE "拨入编号,出资方,到账日,金额,银行流水号\n"

static void test_ingest_columns__standard_headers(void **state) {
    (void)state;
    static const char *const headers[] = {"拨入编号,出资方,到账日,金额,银行流水号",
                                          "contribution,party,occurred,amount,bank_ref",
                                          "Contribution , CONTRIBUTOR,Received On,  Amount,bankreference",
                                          "拨入 编号,出 资 方,日期,金额（元）,银行\xE3\x80\x80流水号",
                                          "\xEF\xBB\xBF拨入编号;出资方;到账日;金额;银行流水号",
                                          "拨入编号\t出资方\t到账日\t金额(yuan)\t银行流水号"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        struct desk d;
        char text[512], delimiter = strchr(headers[i], ';') ? ';' : strchr(headers[i], '\t') ? '\t' : ',';
        snprintf(text, sizeof text, "%s\nK1%cP1%c2026-01-02%c10.00%cB9\n", headers[i], delimiter, delimiter, delimiter,
                 delimiter);
        assert_int_equal(open_plan(&d, "pool.contribute", NULL, text), FPL_OK);
        assert_int_equal(d.delimiter, delimiter);
        assert_int_equal(next_row(&d), FPL_OK);
        expect_field(&d, "contribution", "K1");
        expect_field(&d, "party", "P1");
        expect_field(&d, "occurred", "2026-01-02");
        expect_field(&d, "amount", "10.00");
        expect_field(&d, "bank_ref", "B9");
        assert_int_equal(d.command.value_count, 5);
        close_plan(&d);
    }
}

static void test_ingest_columns__preamble_and_ignored(void **state) {
    (void)state;
    struct desk d;
    assert_int_equal(open_plan(&d, "pool.contribute", NULL,
                               "某某银行,导出\n\n金额单位：元\n备注," CONTRIBUTE "x,K1,P1,2026-01-02,10.00,B9,\n"),
                     FPL_OK);
    struct fpl_buf ignored = {0};
    assert_int_equal(d.plan.header_row, 4);
    ing_plan_ignored(&d.plan, &ignored);
    assert_true(fpl_str_is(fpl_buf_str(&ignored), "备注"));
    fpl_buf_release(&ignored);
    assert_int_equal(next_row(&d), FPL_OK); /* an empty cell behind the last column is tolerated */
    expect_field(&d, "contribution", "K1");
    close_plan(&d);
}

static void test_ingest_columns__header_errors(void **state) {
    (void)state;
    struct desk d;
    assert_int_equal(open_plan(&d, "pool.contribute", NULL, "x,y\n拨入编号,出资方,金额\n1,2,3\n"), FPL_E_HEADER);
    assert_string_equal(d.error.arg[0],
                        FPL_ZH_EN("到账日", "received on") ", " FPL_ZH_EN("银行流水号", "bank reference"));
    assert_int_equal(d.error.row, 2);
    close_plan(&d);
    assert_int_equal(
        open_plan(&d, "pool.contribute", NULL, "拨入编号,出资方,到账日,金额,amount,银行流水号\n1,2,3,4,5,6\n"),
        FPL_E_DUPLICATE_FIELD);
    assert_string_equal(d.error.arg[0], "金额");
    close_plan(&d);
    assert_int_equal(open_plan(&d, "pool.contribute", NULL, CONTRIBUTE "\n,,,,\n"), FPL_E_EMPTY_FILE);
    close_plan(&d);
    assert_int_equal(open_plan(&d, "pool.contribute", NULL, "\n\n"), FPL_E_HEADER);
    close_plan(&d);
}

static void test_ingest_columns__units(void **state) {
    (void)state;
    static const struct {
        const char *header, *cell, *yuan;
        enum fpl_status status;
    } rows[] = {{"金额（万元）", "500", "5000000.00", FPL_OK},         {"金额(万元)", "0.000001", "0.01", FPL_OK},
                {"amount (wan)", "123.456789", "1234567.89", FPL_OK},  {"金额（元）", "1.5", "1.5", FPL_OK},
                {"金额(万元)", "0.0000001", "", FPL_E_AMOUNT_SCALE},   {"金额(万元)", "1e3", "", FPL_E_EXPONENT},
                {"金额(万元)", "1,000", "", FPL_E_AMOUNT_UNIT},        {"金额(万元)", "９", "", FPL_E_AMOUNT_UNIT},
                {"金额(万元)", "'9", "", FPL_E_AMOUNT_UNIT},           {"金额(万元)", "￥9", "", FPL_E_AMOUNT_UNIT},
                {"金额(万元)", "900719925475", "", FPL_E_AMOUNT_RANGE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct desk d;
        char text[512];
        snprintf(text, sizeof text, "拨入编号,出资方,到账日,%s,银行流水号\nK,P,2026-01-02,\"%s\",B\n", rows[i].header,
                 rows[i].cell);
        assert_int_equal(open_plan(&d, "pool.contribute", NULL, text), FPL_OK);
        assert_int_equal(next_row(&d), rows[i].status);
        if (rows[i].status == FPL_OK) {
            expect_field(&d, "amount", rows[i].yuan);
        } else {
            assert_int_equal(d.error.row, 2);
            assert_int_equal(d.error.column, 4);
            assert_string_equal(d.error.field, "amount");
            if (rows[i].status == FPL_E_AMOUNT_UNIT) { /* nobody is told to write yuan into a column of 万元 */
                char text_en[FPL_MESSAGE_BYTES], text_zh[FPL_MESSAGE_BYTES];
                assert_non_null(strstr(fpl_error_message(&d.error, 0, text_en, sizeof text_en), "is in 万元: "));
                assert_non_null(strstr(fpl_error_message(&d.error, 1, text_zh, sizeof text_zh), "此列以万元计"));
                assert_non_null(strstr(text_en, "grouping"));
                assert_null(strstr(text_zh, "40000000"));
            }
        }
        close_plan(&d);
    }
}

static void test_ingest_columns__percent_column(void **state) {
    (void)state;
    struct desk d;
    assert_int_equal(
        open_plan(&d, "loan.register",
                  "command: loan.register\nstandard_headers: true\nconstants: {bank: B1, contract: C, iou: '1', "
                  "firm: F, firm_name: N, type: CREDIT, contract_amount: '1', disbursed: '1', disbursed_on: "
                  "'2026-01-01', due_on: '2026-02-01'}\ncolumns: {purpose: x}\n",
                  "利率（%）,x\n4.35,a\n4.35%,b\n,c\n"),
        FPL_OK);
    assert_int_equal(next_row(&d), FPL_OK);
    expect_field(&d, "rate", "4.35%");
    expect_field(&d, "bank", "B1");
    assert_int_equal(next_row(&d), FPL_OK);
    expect_field(&d, "rate", "4.35%");
    assert_int_equal(next_row(&d), FPL_OK);
    expect_field(&d, "rate", "");
    close_plan(&d);
}

static void test_ingest_columns__ragged_rows(void **state) {
    (void)state;
    struct desk d;
    assert_int_equal(open_plan(&d, "pool.contribute", NULL,
                               CONTRIBUTE "K,P,2026-01-02,1,B,,\nK,P,2026-01-02,1,B,extra\nK,P,2026-01-02\n"
                                          "K,P,2026-01-02,1"),
                     FPL_OK);
    assert_int_equal(next_row(&d), FPL_OK);
    assert_int_equal(next_row(&d), FPL_E_COLUMNS);
    assert_string_equal(d.error.arg[0], "5");
    assert_string_equal(d.error.arg[1], "6");
    assert_int_equal(d.error.row, 3);
    /* what is missing at a row's end is empty; here two fields need a content, and both are told */
    assert_int_equal(next_row(&d), FPL_E_MISSING);
    assert_int_equal(d.row.faults, 2);
    assert_string_equal(d.row.fault[0].field, "amount");
    assert_int_equal(d.row.fault[1].column, 5);
    /* a file that ends within a row has lost the rest */
    assert_int_equal(next_row(&d), FPL_E_COLUMNS);
    assert_string_equal(d.error.arg[1], "4");
    close_plan(&d);
}

static void test_ingest_columns__texts_are_nfc(void **state) {
    (void)state;
    struct desk d;
    assert_int_equal(
        open_plan(&d, "pool.contribute", NULL, CONTRIBUTE "K,P,2026-01-02,1,e\xCC\x81 \xE1\x84\x80\xE1\x85\xA1银行\n"),
        FPL_OK);
    assert_int_equal(next_row(&d), FPL_OK);
    expect_field(&d, "bank_ref", "é 가银行");
    close_plan(&d);
}

static void test_ingest_columns__repeated_header(void **state) {
    (void)state;
    struct desk d;
    assert_int_equal(open_plan(&d, "pool.contribute", NULL, CONTRIBUTE "K,P,2026-01-02,1,B\n" CONTRIBUTE), FPL_OK);
    assert_int_equal(next_row(&d), FPL_OK);
    assert_false(ing_plan_is_header(&d.plan, d.record));
    (void)next_row(&d);
    assert_true(ing_plan_is_header(&d.plan, d.record));
    close_plan(&d);
}

static void test_ingest_columns__grouping(void **state) {
    (void)state;
    static const struct {
        const char *cell;
        enum ing_groups groups;
        const char *out; /* NULL: refused */
    } rows[] = {{"1,234,567.89", ING_GROUPS_WESTERN, "1234567.89"},
                {"-1,234", ING_GROUPS_WESTERN, "-1234"},
                {"1234567", ING_GROUPS_WESTERN, "1234567"},
                {"123", ING_GROUPS_WESTERN, "123"},
                {"12,34,567", ING_GROUPS_WESTERN, NULL},
                {"7,000,0000", ING_GROUPS_WESTERN, NULL},
                {"1,23", ING_GROUPS_WESTERN, NULL},
                {",123", ING_GROUPS_WESTERN, NULL},
                {"1,,234", ING_GROUPS_WESTERN, NULL},
                {"1234,567", ING_GROUPS_WESTERN, NULL},
                {"1.234,567", ING_GROUPS_WESTERN, NULL},
                {"1,234,", ING_GROUPS_WESTERN, NULL},
                {"12,34,567.5", ING_GROUPS_INDIAN, "1234567.5"},
                {"1,00,000", ING_GROUPS_INDIAN, "100000"},
                {"12,345", ING_GROUPS_INDIAN, "12345"},
                {"123,456", ING_GROUPS_INDIAN, NULL},
                {"1,234,567", ING_GROUPS_INDIAN, NULL},
                {"1,234,567", ING_GROUPS_ANY, "1234567"},
                {"12,34,567", ING_GROUPS_ANY, "1234567"},
                {"12,34,56,789", ING_GROUPS_ANY, "123456789"},
                {"1,2345", ING_GROUPS_ANY, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_buf out = {0};
        enum fpl_status status = ing_ungroup(fpl_str_of(rows[i].cell), ',', rows[i].groups, &out, NULL);
        assert_int_equal(status, rows[i].out ? FPL_OK : FPL_E_GROUPING);
        if (rows[i].out && !fpl_str_is(fpl_buf_str(&out), rows[i].out))
            fail_msg("%s gives %.*s", rows[i].cell, (int)out.n, out.p);
        fpl_buf_release(&out);
    }
}

static void test_ingest_columns__dates(void **state) {
    (void)state;
    static const struct {
        const char *cell, *pattern, *out;
        enum fpl_status status;
    } rows[] = {{"1-May-07", "D-Mon-YY", "2007-05-01", FPL_OK},
                {"31-dec-69", "d-Mon-yy", "1969-12-31", FPL_OK},
                {"1-Jan-68", "d-Mon-yy", "2068-01-01", FPL_OK},
                {"2/1/2017", "D/M/YYYY", "2017-01-02", FPL_OK},
                {"02/01/2017", "DD/MM/YYYY", "2017-01-02", FPL_OK},
                {"2/01/2017", "DD/MM/YYYY", "", FPL_E_DATE_FORMAT},
                {"20260102", "YYYYMMDD", "2026-01-02", FPL_OK},
                {"2026/1/2", "YYYY/M/D", "2026-01-02", FPL_OK},
                {"2026年11月2日", "YYYY年M月D日", "2026-11-02", FPL_OK},
                {"1947-05-09T00:00:00.000", "YYYY-MM-DDT00:00:00.000", "1947-05-09", FPL_OK},
                {"2026-01-02 13:45:09", "YYYY-MM-DD hh:mm:ss", "2026-01-02", FPL_OK},
                {"2026-01-02 13:45", "YYYY-MM-DD hh:mm:ss", "", FPL_E_DATE_FORMAT},
                {"30/02/2017", "DD/MM/YYYY", "", FPL_E_DATE_INVALID},
                {"01/13/2017", "DD/MM/YYYY", "", FPL_E_DATE_INVALID},
                {"12/05.2015", "D/M/YYYY", "", FPL_E_DATE_FORMAT},
                {"22/01//2015", "D/M/YYYY", "", FPL_E_DATE_FORMAT},
                {"1/1/2017x", "D/M/YYYY", "", FPL_E_DATE_FORMAT},
                {"1/1/217", "D/M/YYYY", "", FPL_E_DATE_FORMAT},
                {"1-Foo-07", "D-Mon-YY", "", FPL_E_DATE_FORMAT}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[12] = "";
        enum fpl_status status = ing_date_read(fpl_str_of(rows[i].cell), fpl_str_of(rows[i].pattern), out, NULL);
        if (status != rows[i].status || strcmp(out, rows[i].out) != 0)
            fail_msg("%s by %s: %s %s", rows[i].cell, rows[i].pattern, fpl_status_name(status), out);
    }
}

static void expect_slug(const char *text, const char *want) {
    struct fpl_buf out = {0};
    assert_int_equal(ing_slug(fpl_str_of(text), &out), FPL_OK);
    if (!fpl_str_is(fpl_buf_str(&out), want))
        fail_msg("%s gives %.*s", text, (int)out.n, out.p);
    fpl_buf_release(&out);
}

static void test_ingest_columns__slugs(void **state) {
    (void)state;
    expect_slug("lifelock", "lifelock");
    expect_slug(" Ministry of  Finance (MoF) ", "Ministry-of-Finance-MoF");
    expect_slug("Byju’s / A&B", "Byju-s-/-A-B");
    expect_slug("北京 某某", "北京-某某");
    expect_slug("!!!", "");
    /* too long: cut, and told apart by the text's hash */
    expect_slug("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    struct fpl_buf a = {0}, b = {0};
    assert_int_equal(ing_slug(fpl_str_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"), &a), FPL_OK);
    assert_int_equal(ing_slug(fpl_str_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2"), &b), FPL_OK);
    assert_int_equal(a.n, 48);
    assert_int_equal(b.n, 48);
    assert_memory_equal(a.p, b.p, 35);
    assert_memory_not_equal(a.p, b.p, 48);
    fpl_buf_release(&a);
    fpl_buf_release(&b);
}

/* No header may mean two fields of one command; the first would silently win. */
static void test_ingest_columns__names_are_unambiguous(void **state) {
    (void)state;
    int count;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    for (int i = 0; i < count; i++) {
        for (int f = 0; f < all[i].field_count; f++) {
            const struct fpl_field_spec *field = &all[i].fields[f];
            char names[1024];
            snprintf(names, sizeof names, "%s|%s|%s|%s", field->name, field->zh, field->en, field->aliases);
            for (char *name = names; *name;) {
                size_t n = strcspn(name, "|");
                struct fpl_str cell[1] = {{name, n}};
                struct ing_record record = {.row = 1, .cell = cell, .cells = 1};
                struct ing_plan plan;
                assert_int_equal(ing_plan_begin(&plan, &all[i], NULL, NULL, 0, NULL), FPL_OK);
                enum fpl_status status = ing_plan_bind(&plan, &record, NULL);
                assert_true(status == FPL_OK || status == FPL_E_HEADER);
                if (n > 0 && !(all[i].flags & FPL_COMMAND_LINES) && plan.bound != 1)
                    fail_msg("%s: \"%.*s\" binds %d fields", all[i].name, (int)n, name, plan.bound);
                ing_plan_release(&plan);
                name += n + (name[n] == '|');
            }
        }
    }
}

/* A file whose text above the header is `above`, with this title over the amounts; the amount of its row in yuan. */
static void expect_amount(const char *above, const char *title, const char *cell, const char *yuan) {
    struct fpl_buf text = {0};
    struct desk d;
    fpl_buf_addf(&text, "%s拨入编号,出资方,到账日,%s,银行流水号\nc-1,F-乙,2026-01-05,%s,R1\n", above, title, cell);
    fpl_buf_addc(&text, 0);
    enum fpl_status status = open_plan(&d, "pool.contribute", NULL, text.p);
    if (status != FPL_OK)
        fail_msg("%s%s: %s %s", above, title, fpl_status_name(status), d.error.arg[0]);
    if ((status = next_row(&d)) != FPL_OK && status != FPL_E_NEGATIVE)
        fail_msg("%s%s: %s", above, title, fpl_status_name(status));
    expect_field(&d, "amount", yuan);
    close_plan(&d);
    fpl_buf_release(&text);
}

static void test_ingest_columns__units_are_applied(void **state) {
    (void)state;
    expect_amount("", "金额", "500.00", "500.00");
    expect_amount("", "金额（万元）", "500.00", "5000000.00");
    expect_amount("", "金额(百万元)", "-0.5", "-500000.00");
    expect_amount("", "金额（亿元）", "1.23456789", "123456789.00");
    expect_amount("", "金额（千元）", "0.00001", "0.01");
    expect_amount("", "金额（单位：万元）", "1", "10000.00");
    expect_amount("单位：万元\n", "金额", "500.00", "5000000.00");
    expect_amount("拨入表\n单位: 人民币万元,,,,\n", "金额", "0.000001", "0.01");
    expect_amount("编制单位：示例银行     2026年11月    金额单位：人民币万元\n", "金额", "2", "20000.00");
    expect_amount("统计区间：2026-01-01 至 2026-06-30,,,单位：万元\n", "金额", "2", "20000.00");
    expect_amount("\"单位：\",亿元\n", "金额", "2", "200000000.00");
    expect_amount("单位：户、万元\n", "金额", "2", "20000.00");
    expect_amount("拨入明细表（万元）\n", "金额", "2", "20000.00");
    expect_amount("金额单位为万元\n", "金额", "2", "20000.00");
    expect_amount("编制单位：示例银行 单位负责人：张元\n", "金额", "2.50", "2.50");
    expect_amount("单位：元\n", "金额（元）", "2.50", "2.50");
    expect_amount("单位：示例美元化学公司\n", "金额", "2.50", "2.50");
    expect_amount("填报单位：示例银行 2026年 共100万元\n", "金额", "2.50", "2.50");
}

/* The file is refused for a unit: status, and what the two arguments must name. */
static void expect_unit(enum fpl_status want, const char *yaml, const char *text, const char *first,
                        const char *second) {
    struct desk d;
    char one[FPL_ERROR_ARG_BYTES], two[FPL_ERROR_ARG_BYTES];
    enum fpl_status status = open_plan(&d, yaml ? "claim.submit" : "pool.contribute", yaml, text);
    fpl_error_words(d.error.arg[0], 0, one, sizeof one);
    fpl_error_words(d.error.arg[1], 0, two, sizeof two);
    if (status != want || !strstr(one, first) || !strstr(two, second) || d.error.row < 1)
        fail_msg("%s %s: %s \"%s\" \"%s\" row %d", yaml ? yaml : "", text, fpl_status_name(status), one, two,
                 (int)d.error.row);
    close_plan(&d);
}

static void test_ingest_columns__units_that_cannot_be_applied(void **state) {
    (void)state;
    const char *head = "拨入编号,出资方,到账日,金额（元）,银行流水号\nc-1,F-乙,2026-01-05,1,R1\n";
    char text[512];
    snprintf(text, sizeof text, "单位：万元\n%s", head);
    expect_unit(FPL_E_UNIT_CONFLICT, NULL, text, "row 1: 万元", "column 4: 金额（元） 元");
    snprintf(text, sizeof text, "单位：元\n金额单位：万元\n%s", head);
    expect_unit(FPL_E_UNIT_CONFLICT, NULL, text, "row 1: 元", "row 2: 万元");
    snprintf(text, sizeof text, "单位：美元\n%s", head);
    expect_unit(FPL_E_UNIT, NULL, text, "美元", "row 1");
    snprintf(text, sizeof text, ",,,收入（万元）,合计\n%s", head);
    expect_unit(FPL_E_UNIT, NULL, text, "收入（万元）", "row 1");
    expect_unit(FPL_E_UNIT, NULL, "拨入编号,出资方,到账日,金额（港币）,银行流水号\nc,F-乙,2026-01-05,1,R1\n",
                "金额（港币）", "column 4");
    /* a mapping names the column; its own word, the header's and the line's must agree */
    expect_unit(FPL_E_UNIT_CONFLICT, "command: claim.submit\ncolumns:\n  repaid: {header: 已还, unit: yuan}\n",
                "已还（万元）\n1\n", "column 1: 已还（万元）", "mapping: 元");
    expect_unit(FPL_E_UNIT_CONFLICT, "command: claim.submit\ncolumns:\n  repaid: {header: 已还, unit: yuan}\n",
                "单位：万元\n已还\n1\n", "row 1: 万元", "column 1: 已还 元");
    expect_unit(FPL_E_UNIT, "command: claim.submit\ncolumns:\n  repaid: 已还（美元）\n", "已还（美元）\n1\n",
                "已还（美元）", "column 1");
}

static void test_ingest_columns__units_of_mapped_headers(void **state) {
    (void)state;
    struct desk d;
    assert_int_equal(
        open_plan(&d, "claim.submit",
                  "command: claim.submit\ncolumns:\n  repaid: 已还（万元）\n  recovered: 追回\n"
                  "  insurance: {header: 赔付（美元）, unit: yuan}\n  collateral: {header: 抵押, unit: yi}\n",
                  "已还(万元),追回（百万元）,赔付（美元）,抵押\n1.5,2,3,0.1\n"),
        FPL_OK);
    assert_int_equal(next_row(&d), FPL_OK);
    expect_field(&d, "repaid", "15000.00");
    expect_field(&d, "recovered", "2000000.00");
    expect_field(&d, "insurance", "3");
    expect_field(&d, "collateral", "10000000.00");
    close_plan(&d);
}

static void test_ingest_columns__partial_dates_by_the_mappings_word(void **state) {
    (void)state;
    static const struct {
        const char *cell;
        enum ing_partial partial;
        const char *date; /* NULL: not touched */
    } cases[] = {{"2015-06", ING_PARTIAL_FIRST, "2015-06-01"},
                 {"2015-06", ING_PARTIAL_LAST, "2015-06-30"},
                 {"2016年2月", ING_PARTIAL_LAST, "2016-02-29"},
                 {"2015/2", ING_PARTIAL_LAST, "2015-02-28"},
                 {"2015", ING_PARTIAL_FIRST, "2015-01-01"},
                 {"2015年", ING_PARTIAL_LAST, "2015-12-31"},
                 {"2015.6", ING_PARTIAL_FIRST, "2015-06-01"},
                 {"2015-06", ING_PARTIAL_REFUSE, NULL},
                 {"2015-13", ING_PARTIAL_LAST, NULL},
                 {"2015-06-03", ING_PARTIAL_LAST, NULL},
                 {"201506", ING_PARTIAL_LAST, NULL},
                 {"215", ING_PARTIAL_LAST, NULL},
                 {"2015-", ING_PARTIAL_LAST, NULL},
                 {"", ING_PARTIAL_LAST, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[12] = "";
        int done = ing_date_complete(fpl_str_of(cases[i].cell), cases[i].partial, out);
        if (done != (cases[i].date != NULL) || (done && strcmp(out, cases[i].date) != 0))
            fail_msg("%s: %d %s", cases[i].cell, done, out);
    }
    struct desk d;
    assert_int_equal(open_plan(&d, "claim.submit",
                               "command: claim.submit\ndash_empty: true\ncolumns:\n"
                               "  claim_date: {header: day, partial: last, date: [YYYY/M/D]}\n  repaid: paid\n",
                               "day,paid\n2015-06,-\n2015/6/3,—\n2015-06-03,1\n2015-13,1\n--,－\n"),
                     FPL_OK);
    assert_int_equal(next_row(&d), FPL_E_MISSING); /* a dash is nothing, and repaid is required */
    assert_int_equal(d.row.faults, 1);
    expect_field(&d, "claim_date", "2015-06-30");
    assert_int_equal(next_row(&d), FPL_E_MISSING);
    expect_field(&d, "claim_date", "2015-06-03");
    assert_int_equal(next_row(&d), FPL_E_DATE_FORMAT); /* not the mapping's pattern */
    assert_int_equal(next_row(&d), FPL_E_DATE_FORMAT);
    assert_int_equal(next_row(&d), FPL_E_MISSING);
    assert_int_equal(d.row.faults, 2);
    close_plan(&d);
}

/* A line 单位：% cannot tell a rate from a number of people: each ratio's column says it for itself. */
static void test_ingest_columns__percent_above_the_table(void **state) {
    (void)state;
#define LOANS                                                                                                                                                        \
    "贷款备案表,,\n单位：万元、%,,\n合作银行,贷款合同号,借据号,统一社会信用代码,企业名称,担保方式,合同金额,放款金额," \
    "放款日,到期日,"
#define LOAN "\nB,c,i,F-1,n,信用,50,40,2026-01-01,2026-12-31,4.35\n"
    struct desk d;
    assert_int_equal(open_plan(&d, "loan.register", NULL, LOANS "利率" LOAN), FPL_E_UNIT_CONFLICT);
    assert_non_null(strstr(d.error.arg[1], "利率"));
    close_plan(&d);
    assert_int_equal(open_plan(&d, "loan.register", NULL, LOANS "利率（%）" LOAN), FPL_OK);
    assert_int_equal(next_row(&d), FPL_OK);
    expect_field(&d, "rate", "4.35%");
    expect_field(&d, "contract_amount", "500000.00");
    close_plan(&d);
}

static void test_ingest_columns__amounts_in_units_are_exact(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum ing_unit unit;
        const char *yuan;
        enum fpl_status status;
    } cases[] = {{"900719925474.0991", ING_UNIT_WAN, "9007199254740991.00", FPL_E_AMOUNT_RANGE},
                 {"9007199254.740991", ING_UNIT_WAN, "90071992547409.91", FPL_OK},
                 {"0", ING_UNIT_YI, "0.00", FPL_OK},
                 {"1.0000000000", ING_UNIT_YI, "100000000.00", FPL_OK},
                 {"1.00000000000", ING_UNIT_YI, "", FPL_E_AMOUNT_SCALE},
                 {"1.000001", ING_UNIT_THOUSAND, "", FPL_E_AMOUNT_SCALE},
                 {"1.", ING_UNIT_WAN, "", FPL_E_AMOUNT_FORMAT},
                 {".1", ING_UNIT_WAN, "", FPL_E_AMOUNT_FORMAT},
                 {"1.2.3", ING_UNIT_WAN, "", FPL_E_AMOUNT_FORMAT},
                 {"-", ING_UNIT_WAN, "", FPL_E_AMOUNT_FORMAT},
                 {"", ING_UNIT_WAN, "", FPL_E_AMOUNT_FORMAT},
                 {"1,5", ING_UNIT_WAN, "", FPL_E_AMOUNT_FORMAT}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_buf out = {0};
        struct fpl_error error;
        fpl_error_clear(&error);
        enum fpl_status status = ing_unit_to_one(fpl_str_of(cases[i].text), cases[i].unit, 2, &out, &error);
        if (status != cases[i].status || (!status && !fpl_str_is(fpl_buf_str(&out), cases[i].yuan)))
            fail_msg("%s: %s %.*s", cases[i].text, fpl_status_name(status), (int)out.n, out.p ? out.p : "");
        fpl_buf_release(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_columns__units_are_applied),
        cmocka_unit_test(test_ingest_columns__partial_dates_by_the_mappings_word),
        cmocka_unit_test(test_ingest_columns__units_that_cannot_be_applied),
        cmocka_unit_test(test_ingest_columns__units_of_mapped_headers),
        cmocka_unit_test(test_ingest_columns__percent_above_the_table),
        cmocka_unit_test(test_ingest_columns__amounts_in_units_are_exact),
        cmocka_unit_test(test_ingest_columns__standard_headers),
        cmocka_unit_test(test_ingest_columns__preamble_and_ignored),
        cmocka_unit_test(test_ingest_columns__header_errors),
        cmocka_unit_test(test_ingest_columns__units),
        cmocka_unit_test(test_ingest_columns__percent_column),
        cmocka_unit_test(test_ingest_columns__ragged_rows),
        cmocka_unit_test(test_ingest_columns__texts_are_nfc),
        cmocka_unit_test(test_ingest_columns__repeated_header),
        cmocka_unit_test(test_ingest_columns__grouping),
        cmocka_unit_test(test_ingest_columns__dates),
        cmocka_unit_test(test_ingest_columns__slugs),
        cmocka_unit_test(test_ingest_columns__names_are_unambiguous),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
