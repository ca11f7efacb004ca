/* A file into a real ledger and its answer file out again: every row answered, the same bytes each time, in the bank's
 * own encoding. */
#include "src/ingest/import.h"

#include "src/ingest/answer.h"
#include "src/ingest/document.h"
#include "tests/support/bytes.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct town {
    struct test_file dir; /* its folder holds everything */
    char ledger[128], answer[128], answered[128];
    struct fpl_session *session;
    struct fpl_error error;
    uint64_t random;
    struct ing_import_options options;
    struct ing_import_result result;
    int recorded;
};

static int64_t now_ms(void *ctx) {
    (void)ctx;
    return INT64_C(1795147200000); /* 2026-11-20T04:00:00Z */
}

static enum fpl_status entropy(void *ctx, uint8_t *out, size_t n) {
    struct town *town = ctx;
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)((town->random = town->random * UINT64_C(6364136223846793005) + 1442695040888963407u) >> 33);
    return FPL_OK;
}

/* Gives a command: name/text pairs ended by NULL; it must be accepted. */
static void give(struct town *town, const char *name, const char *actor, struct fpl_str blob, ...) {
    struct fpl_command command;
    struct fpl_answer answer;
    const char *field;
    va_list args;
    fpl_command_begin(&command, fpl_command_find(name));
    command.actor = fpl_str_of(actor);
    command.blob = command.blob_source = blob;
    va_start(args, blob);
    while ((field = va_arg(args, const char *)))
        assert_int_equal(
            fpl_command_set(&command, fpl_str_of(field), fpl_str_of(va_arg(args, const char *)), &town->error), FPL_OK);
    va_end(args);
    enum fpl_status status = fpl_submit(town->session, &command, &answer, &town->error);
    if (status != FPL_OK || answer.status != FPL_OK)
        fail_msg("%s: %s %s %s", name, fpl_status_name(status), fpl_status_name(answer.status), town->error.arg[0]);
}

static void begin(struct town *town) {
    static const struct fpl_str none = {NULL, 0};
    struct fpl_init init = {FPL_STR("test.example"), FPL_STR("root"), FPL_STR("管理员"), FPL_STR("zh"), 480, 0};
    struct ing_document chart = {0};
    memset(town, 0, sizeof *town);
    town->dir = test_file_of("", 0);
    snprintf(town->ledger, sizeof town->ledger, "%s/l.fpl", town->dir.folder);
    snprintf(town->answer, sizeof town->answer, "%s/out.csv", town->dir.folder);
    struct fpl_host host = {.ctx = town, .now_ms = now_ms, .entropy = entropy, .label = "test", .busy_ms = 100};
    assert_int_equal(fpl_ledger_init(town->ledger, &init, &host, &town->error), FPL_OK);
    assert_int_equal(fpl_session_open(town->ledger, FPL_WRITE, &host, &town->session, &town->error), FPL_OK);
    give(town, "user.enrol", "root", none, "user", "li", "name", "李", "roles", "recorder", NULL);
    give(town, "user.enrol", "root", none, "user", "wang", "name", "王", "roles", "approver", NULL);
    give(town, "user.enrol", "root", none, "user", "gui", "name", "桂", "roles", "rules", NULL);
    assert_int_equal(ing_document_read("policies/charts/pool.yaml", ING_CHART, &chart, &town->error), FPL_OK);
    give(town, "chart.adopt", "gui", fpl_buf_str(&chart.json), "id", chart.id, "version", chart.version, NULL);
    ing_document_release(&chart);
    give(town, "book.open", "root", none, "code", "POOL", "kind", "pool", "name", "池", "name_en", "Pool", "chart",
         "pool@1", "opened", "2026-01-01", NULL);
    give(town, "party.register", "gui", none, "party", "G-FIN", "name", "财政局", "kind", "fiscal", NULL);
    town->options = (struct ing_import_options){.session = town->session,
                                                .book = FPL_STR("POOL"),
                                                .actor = FPL_STR("li"),
                                                .checker = FPL_STR("wang"),
                                                .file = town->dir.path,
                                                .answer = town->answer};
}

static void end(struct town *town) {
    static const char *const suffix[] = {"", "-wal", "-shm", ".writer"};
    char path[160];
    fpl_session_close(town->session);
    for (size_t i = 0; i < sizeof suffix / sizeof suffix[0]; i++) {
        snprintf(path, sizeof path, "%s%s", town->ledger, suffix[i]);
        unlink(path);
    }
    unlink(town->answer);
    for (int i = 2; i < 20; i++) { /* beside it */
        snprintf(path, sizeof path, "%s/out.%d.csv", town->dir.folder, i);
        unlink(path);
    }
    test_file_remove(&town->dir);
}

static enum fpl_status run(struct town *town, const char *command) {
    ing_import_result_release(&town->result);
    memset(&town->result, 0, sizeof town->result);
    town->recorded = 0;
    fpl_error_clear(&town->error);
    town->options.command = fpl_command_find(command);
    enum fpl_status status = ing_import_run(&town->options, &town->result, &town->recorded, &town->error);
    snprintf(town->answered, sizeof town->answered, "%s", town->result.answer.n ? town->result.answer.p : "");
    ing_import_result_release(&town->result);
    return status;
}

static void import(struct town *town, const char *command, const void *bytes, size_t n) {
    test_file_replace(&town->dir, bytes, n);
    enum fpl_status status = run(town, command);
    if (status != FPL_OK)
        fail_msg("%s %s", fpl_status_name(status), town->error.arg[0]);
}

static void expect_answer(struct town *town, const char *want) {
    char *got = test_file_read(town->answered, NULL);
    if (strcmp(got, want) != 0)
        fail_msg("answer file is\n%s\nnot\n%s", got, want);
    free(got);
}

#define TITLES ",结果 Result,原因代码 Code,原因 Reason,回执号 Receipt,凭证号 Voucher"

static void test_ingest_import__answers_every_row(void **state) {
    (void)state;
    struct town town;
    begin(&town);
    import(&town, "pool.contribute",
           "淮北市,导出\r\n"
           "拨入编号,出资方,到账日,金额（万元）,银行流水号,备注\r\n"
           "K1,G-FIN,2026-03-01,500,B1,\"x, \"\"y\"\"\"\r\n"
           "K2,G-FIN,2026-03-01,5e2,B2,\r\n"
           "\r\n"
           "K3,G-FIN,2026-02-30,1,B3\r\n"
           "K4,P-NO,2026-03-01,1,B4,=1+1\r\n"
           "K5,G-FIN,2026-03-01,1,B5,a,b\r\n"
           "\"K6\"x,G-FIN\r\n"
           "K7,G-FIN,2026-03-02,0.000001,B7,",
           (size_t)-1);
    assert_int_equal(town.result.state, FPL_IMPORT_FRESH);
    assert_int_equal(town.result.header_row, 2);
    assert_int_equal(town.result.rows, 7);
    assert_int_equal(town.result.blank, 1);
    assert_int_equal(town.result.counts.accepted, 2);
    assert_int_equal(town.result.counts.refused, 5);
    expect_answer(
        &town, "淮北市,导出\r\n"
               "拨入编号,出资方,到账日,金额（万元）,银行流水号,备注" TITLES "\r\n"
               "K1,G-FIN,2026-03-01,500,B1,\"x, \"\"y\"\"\",接受 accepted,,,1/2,2026-03 记 1\r\n"
               "K2,G-FIN,2026-03-01,5e2,B2,,拒绝 refused,E_EXPONENT,\"第4列“金额（万元）”即"
               "金额：“5e2”是科学计数，原来的数字已丢失：请在 Excel "
               "中把该列设为文本或数值后重新另存 / column 4 \"\"金额（万元）\"\", amount: \"\"5e2\"\" is in scientific "
               "notation and has lost "
               "digits: format the column as text or number in Excel and save again\",,\r\n"
               "\r\n"
               "K3,G-FIN,2026-02-30,1,B3,,拒绝 refused,E_DATE_INVALID,第3列 到账日：日期不存在：2026-02-30，请核对原件 "
               "/ column "
               "3 received on: no such "
               "date: 2026-02-30; look at the paper again,,\r\n"
               "K4,P-NO,2026-03-01,1,B4,=1+1,拒绝 refused,E_PARTY,\"第2列 出资方：主体不存在或类型不符：P-NO。"
               "请核对编号或名称，未登记的先登记 / column 2 contributor: no such party, or of another kind: P-NO; "
               "check its id or name, and register it first if it is new\",,\r\n"
               "K5,G-FIN,2026-03-01,1,B5,a,b,拒绝 refused,E_COLUMNS,\"列数不符：应有 6 列，实有 7 列。"
               "请查分隔符，内容含分隔符的加引号 / wrong number of columns: "
               "expected 6, found 7; look at the delimiter, and quote what holds one\",,\r\n"
               "\"\"\"K6\"\"x,G-FIN\",,,,,,拒绝 refused,E_CSV,\"CSV 结构错误：第 1 "
               "列的引号位置不对。引号须包住整个单元格，其中的引号写两遍 / malformed CSV: a quote stands out of place "
               "in column 1; quotes enclose a whole cell, and one within it is written twice\",,\r\n"
               "K7,G-FIN,2026-03-02,0.000001,B7,,接受 accepted,,,1/3,2026-03 记 2");
    end(&town);
}

static void test_ingest_import__again_changes_nothing(void **state) {
    (void)state;
    struct town town;
    static const char file[] =
        "拨入编号,出资方,到账日,金额,银行流水号\nK1,G-FIN,2026-03-01,5,B1\nK2,G-FIN,2026-03-01,x,B2\n"
        "K1,G-FIN,2026-03-01,5,B1\nK1,G-FIN,2026-03-01,6,B1\n";
    begin(&town);
    import(&town, "pool.contribute", file, (size_t)-1);
    char *first = test_file_read(town.answered, NULL);
    assert_non_null(strstr(first, "K1,G-FIN,2026-03-01,5,B1,已登记 already,ALREADY,"));
    assert_non_null(strstr(first, "E_KEY_CHANGED"));
    assert_int_equal(town.result.counts.already, 1);
    unlink(town.answer);
    import(&town, "pool.contribute", file, (size_t)-1);
    assert_int_equal(town.result.state, FPL_IMPORT_COMPLETE);
    assert_int_equal(town.result.counts.accepted, 1);
    expect_answer(&town, first);
    /* refused rows are decided again when asked to; what was wrong in the file stays wrong */
    town.options.again = 1;
    import(&town, "pool.contribute", file, (size_t)-1);
    assert_int_equal(town.result.counts.refused, 2);
    expect_answer(&town, first);
    free(first);
    /* the same submission with other content */
    town.options.again = 0;
    town.options.submission = FPL_STR("S1");
    import(&town, "pool.contribute", file, (size_t)-1);
    test_file_replace(&town.dir, "拨入编号,出资方,到账日,金额,银行流水号\nK9,G-FIN,2026-03-01,5,B1\n", (size_t)-1);
    assert_int_equal(run(&town, "pool.contribute"), FPL_E_SUBMISSION_CHANGED);
    assert_int_equal(town.recorded, 0);
    end(&town);
}

/* Text through iconv; the caller frees. */
static char *encoded(const char *text, const char *to, size_t *n) {
    iconv_t cd = iconv_open(to, "UTF-8");
    size_t left = strlen(text), room = left * 4 + 8;
    char *out = malloc(room), *at = out, *from = (char *)(uintptr_t)text;
    assert_true(cd != (iconv_t)-1);
    assert_true(iconv(cd, &from, &left, &at, &room) != (size_t)-1);
    iconv_close(cd);
    *n = (size_t)(at - out);
    return out;
}

static void test_ingest_import__answer_in_the_banks_encoding(void **state) {
    (void)state;
    static const struct {
        const char *encoding, *bom, *text;
    } rows[] = {
        {"GB18030", "", "拨入编号;出资方;到账日;金额;银行流水号\r\nE1;G-FIN;2026-03-01;5;龘𠮷1\r\n"},
        {"UTF-16LE", "\xEF\xBB\xBF", "拨入编号\t出资方\t到账日\t金额\t银行流水号\nE2\tG-FIN\t2026-03-01\t5\t龘2\n"},
        {"UTF-16BE", "", "拨入编号,出资方,到账日,金额,银行流水号\rE3,G-FIN,2026-03-01,5,龘3\r"},
        {"UTF-8", "\xEF\xBB\xBF", "拨入编号,出资方,到账日,金额,银行流水号\nE4,G-FIN,2026-03-01,5,龘4\n"}};
    struct town town;
    begin(&town);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[512], want[1024];
        size_t n, want_n, got_n;
        char d = i == 0 ? ';' : i == 1 ? '\t' : ',';
        const char *end_of = i == 0   ? "\r\n"
                             : i == 2 ? "\r"
                                      : "\n",
                   *row = strpbrk(rows[i].text, "\r\n") + strlen(end_of);
        snprintf(text, sizeof text, "%s%s", rows[i].bom, rows[i].text);
        char *bytes = encoded(text, rows[i].encoding, &n);
        import(&town, "pool.contribute", bytes, n);
        assert_int_equal(town.result.delimiter, d);
        assert_string_equal(ing_encoding_name(town.result.encoding), rows[i].encoding);
        snprintf(want, sizeof want,
                 "%s%.*s%c结果 Result%c原因代码 Code%c原因 Reason%c回执号 Receipt%c凭证号 Voucher%s%.*s%c接受 "
                 "accepted%c%c%c1/%d%c2026-03 记 %d%s",
                 rows[i].bom, (int)strcspn(rows[i].text, "\r\n"), rows[i].text, d, d, d, d, d, end_of,
                 (int)strcspn(row, "\r\n"), row, d, d, d, d, (int)(2 + 3 * i), d, (int)i + 1, end_of);
        char *want_bytes = encoded(want, rows[i].encoding, &want_n);
        char *got = test_file_read(town.answered, &got_n);
        assert_int_equal(got_n, want_n);
        assert_memory_equal(got, want_bytes, want_n);
        free(got);
        free(want_bytes);
        free(bytes);
    }
    end(&town);
}

static void test_ingest_import__entries(void **state) {
    (void)state;
    struct town town;
    begin(&town);
    import(&town, "journal.post",
           "单据号,日期,摘要,科目,借方金额,贷方金额,往来\n"
           "V1,2026-03-01,利息,2221,10.00,,\n"
           "V1,,,2801,0.00,10.00,\n"
           "V2,2026-03-02,不平,2221,10.00,,\n"
           "\n"
           "V2,2026-03-02,不平,2801,,9.00,\n"
           "V3,2026-03-03,坏行,2221,1,,\n"
           "V3,2026-03-03,坏行,2801,,x\"\n"
           "V4,2026-03-04,两边,2221,1,1,\n"
           "V4,2026-03-04,两边,2801,,1,\n"
           "V5,2026-03-05,往来,2221,2,,\n"
           "V5,2026-03-05,往来,4103,,2,G-FIN\n",
           (size_t)-1);
    assert_int_equal(town.result.rows, 10);
    assert_int_equal(town.result.counts.accepted, 2);
    char *got = test_file_read(town.answered, NULL);
    static const char *const lines[] = {
        "\nV1,2026-03-01,利息,2221,10.00,,,接受 accepted,,,1/2,2026-03 记 1\n",
        "\nV1,,,2801,0.00,10.00,,接受 accepted,,,1/2,2026-03 记 1\n",
        "\nV2,2026-03-02,不平,2221,10.00,,,拒绝 refused,E_UNBALANCED,",
        "\nV2,2026-03-02,不平,2801,,9.00,,拒绝 refused,E_UNBALANCED,",
        "\nV3,2026-03-03,坏行,2221,1,,,拒绝 refused,E_NEIGHBOUR,", /* one bad cell refuses its whole entry */
        "\nV3,2026-03-03,坏行,2801,,x\",,拒绝 refused,E_AMOUNT_FORMAT,",
        "\nV4,2026-03-04,两边,2221,1,1,,拒绝 refused,E_DUPLICATE_FIELD,",
        "\nV4,2026-03-04,两边,2801,,1,,拒绝 refused,E_NEIGHBOUR,",
        "\nV5,2026-03-05,往来,4103,,2,G-FIN,接受 accepted,,,1/3,2026-03 记 2\n"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (!strstr(got, lines[i]))
            fail_msg("no line %sin\n%s", lines[i], got);
    free(got);
    end(&town);
}

static void test_ingest_import__unreadable_line_spoils_both_neighbours(void **state) {
    (void)state;
    struct town town;
    begin(&town);
    import(&town, "journal.post",
           "单据号,日期,摘要,科目,方向,金额\n"
           "V1,2026-03-01,a,2221,借,1\n"
           "V1,2026-03-01,a,2801,贷,1\n"
           "\"V?\"?,2026-03-01,a,2801,贷,1\n"
           "V2,2026-03-01,b,2221,D,2\n"
           "V2,2026-03-01,b,2801,C,2\n"
           "V3,2026-03-01,c,2221,Dr,3\n"
           "V3,2026-03-01,c,2801,credit,3\n",
           (size_t)-1);
    assert_int_equal(town.result.counts.accepted, 1);
    assert_int_equal(town.result.counts.refused, 3); /* the stray row is an answer of its own */
    char *got = test_file_read(town.answered, NULL);
    assert_non_null(strstr(got, "V1,2026-03-01,a,2221,借,1,拒绝 refused,E_NEIGHBOUR,"));
    assert_non_null(strstr(got, "V2,2026-03-01,b,2801,C,2,拒绝 refused,E_NEIGHBOUR,"));
    assert_non_null(strstr(got, "\n\"\"\"V?\"\"?,2026-03-01,a,2801,贷,1\",,,,,,拒绝 refused,E_CSV,"));
    assert_non_null(strstr(got, "row 4 is wrong"));
    assert_non_null(strstr(got, "V3,2026-03-01,c,2801,credit,3,接受 accepted,"));
    free(got);
    end(&town);
}

/* A bad row whose number can be read concerns its own entry alone; totals and repeated headers concern none. */
static void test_ingest_import__bad_rows_of_known_entries(void **state) {
    (void)state;
    struct town town;
    static const char file[] = "单据号,日期,摘要,科目,方向,金额\n"
                               "V1,2026-03-01,a,2221,借,1\n"
                               "V1,2026-03-01,a,2801,贷,1\n"
                               "V2,2026-03-01,\0,2221,借,1\n"
                               "V2,2026-03-01,b,2801,贷,1\n"
                               "V3,2026-03-01,c,2221,借,1\n"
                               "V3,2026-03-01,c,2801,贷,1\n"
                               ",,合计,,,3\n"
                               ",2026-03-01,d,2221,借,1\n"
                               ",2026-03-01,d,2801,贷,1\n";
    static const char *const lines[] = {"\nV1,2026-03-01,a,2801,贷,1,接受 accepted,",
                                        "\nV2,2026-03-01,\xEF\xBF\xBD,2221,借,1,拒绝 refused,E_NUL,第3列 摘要",
                                        "\nV2,2026-03-01,b,2801,贷,1,拒绝 refused,E_NEIGHBOUR,",
                                        "\nV3,2026-03-01,c,2221,借,1,接受 accepted,",
                                        "\n,,合计,,,3,合计 total,E_TOTAL_ROW,",
                                        "\n,2026-03-01,d,2801,贷,1,接受 accepted,"};
    begin(&town);
    import(&town, "journal.post", file, sizeof file - 1);
    char *got = test_file_read(town.answered, NULL);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (!strstr(got, lines[i]))
            fail_msg("no line %s in\n%s", lines[i], got);
    assert_int_equal(town.result.counts.accepted, 3);
    assert_int_equal(town.result.counts.refused, 2);
    free(got);
    end(&town);
}

/* A stray quote in one entry swallows half of the next: what is left of that balances, and is held back all the same.
 */
static void test_ingest_import__swallowed_lines_of_an_entry(void **state) {
    (void)state;
    struct town town;
    begin(&town);
    import(&town, "journal.post",
           "单据号,日期,科目,方向,金额,摘要\n"
           "V1,2026-03-01,2221,借,1,a\n"
           "V1,2026-03-01,2801,贷,1,\"a\n"
           "V2,2026-03-01,2221,借,5,b\n"
           "V2,2026-03-01,2801,贷,5,b\"\n"
           "V2,2026-03-01,2221,借,2,b\n"
           "V2,2026-03-01,2801,贷,2,b\n"
           "V3,2026-03-01,2221,借,3,c\n"
           "V3,2026-03-01,2801,贷,3,c\n",
           (size_t)-1);
    assert_int_equal(town.result.counts.accepted, 1);
    char *got = test_file_read(town.answered, NULL);
    assert_non_null(strstr(got, "V1,2026-03-01,2221,借,1,a,拒绝 refused,E_NEIGHBOUR,"));
    assert_non_null(strstr(got, "b\",拒绝 refused,E_QUOTE,"));
    assert_non_null(strstr(got, "V2,2026-03-01,2801,贷,2,b,拒绝 refused,E_NEIGHBOUR,"));
    assert_non_null(strstr(got, "V3,2026-03-01,2801,贷,3,c,接受 accepted,"));
    free(got);
    end(&town);
}

/* All bad cells of a row at once, each with its column; and a cell that has swallowed rows says from where to where. */
static void test_ingest_import__all_cells_are_told(void **state) {
    (void)state;
    struct town town;
    begin(&town);
    import(&town, "pool.contribute",
           "拨入编号,出资方,到账日,金额,银行流水号,备注\n"
           "K 1,G-FIN,2026-02-30,x,,\n"
           "6.22848E+18,G-FIN,2026-02-01,1,B2\n"
           "K3,G-FIN,2026-02-01,1,\"B3\nK4,G-FIN,2026-02-01,1,B4\nK5,G-FIN,2026-02-01,1,B5\",\n"
           "K6,G-FIN,2026-02-01,1,B6,\"备注\nK7,G-FIN,2026-02-01,1,B7,\"\n"
           "K8,G-FIN,2026-02-01,1,B8,\"两\n行\"\n"
           "合计（元）,,,5,,\n",
           (size_t)-1);
    char *got = test_file_read(town.answered, NULL);
    static const char *const parts[] = {"E_ID;E_DATE_INVALID;E_AMOUNT_FORMAT;E_MISSING,",
                                        "第1列 拨入编号：",
                                        "；第3列 到账日：",
                                        "；第4列 金额：",
                                        "；第5列 银行流水号：",
                                        "6.22848E+18,G-FIN,2026-02-01,1,B2,,拒绝 refused,E_EXPONENT,",
                                        "B5\",,拒绝 refused,E_QUOTE,",
                                        "第 5 列的引号在文件第 4 行打开",
                                        "the quote opened in column 6, line 7",
                                        "行\",接受 accepted,",
                                        "合计（元）,,,5,,,合计 total,E_TOTAL_ROW,"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!strstr(got, parts[i]))
            fail_msg("no %s in\n%s", parts[i], strstr(got, "\n6.2"));
    assert_int_equal(town.result.counts.accepted, 1);
    free(got);
    end(&town);
}

/* A mapping put right: the same file begins a new round of what was refused, by itself; what was accepted stays. */
static void test_ingest_import__another_mapping_is_another_round(void **state) {
    (void)state;
    struct town town;
    static const char wrong[] = "command: pool.contribute\ncolumns:\n  contribution: id\n  party: who\n"
                                "  occurred: day\n  amount: sum\n  bank_ref: ref\n",
                      right[] = "command: pool.contribute\ncolumns:\n  contribution: id\n  party: who\n"
                                "  occurred: {header: day, date: [YYYY-MM-DD, YYYY/M/D]}\n  amount: sum\n"
                                "  bank_ref: ref\n";
    static const char file[] = "id,who,day,sum,ref\nK1,G-FIN,2026-03-01,5,B1\nK2,G-FIN,2026/3/2,6,B2\n";
    struct test_file yaml = test_file_of(wrong, (size_t)-1);
    begin(&town);
    town.options.mapping = yaml.path;
    import(&town, "pool.contribute", file, (size_t)-1);
    assert_int_equal(town.result.counts.accepted, 1);
    assert_int_equal(town.result.counts.refused, 1);
    test_file_replace(&yaml, right, (size_t)-1);
    import(&town, "pool.contribute", file, (size_t)-1);
    assert_int_equal(town.result.state, FPL_IMPORT_FRESH);
    assert_int_equal(town.result.counts.accepted, 2);
    assert_int_equal(town.result.counts.refused, 0);
    char *first = test_file_read(town.answered, NULL);
    assert_non_null(strstr(first, "K1,G-FIN,2026-03-01,5,B1,接受 accepted,,,1/2,"));
    assert_non_null(strstr(first, "K2,G-FIN,2026/3/2,6,B2,接受 accepted,"));
    import(&town, "pool.contribute", file, (size_t)-1); /* and now it is complete under this mapping */
    assert_int_equal(town.result.state, FPL_IMPORT_COMPLETE);
    expect_answer(&town, first);
    free(first);
    test_file_remove(&yaml);
    end(&town);
}

/* Answers never take the place of another file: a clerk may have corrected an earlier answer file where it stands. */
static void test_ingest_import__an_edited_answer_stays(void **state) {
    static const char file[] =
        "拨入编号,出资方,到账日,金额,银行流水号\nK1,G-FIN,2026-03-01,5,B1\nK2,G-FIN,2026-03-02,x,B2\n";
    struct town town;
    (void)state;
    begin(&town);
    import(&town, "pool.contribute", file, (size_t)-1);
    assert_string_equal(town.answered, town.answer);
    char *first = test_file_read(town.answer, NULL);
    import(&town, "pool.contribute", file, (size_t)-1); /* the same bytes need no second file */
    assert_string_equal(town.answered, town.answer);
    struct test_file edited = town.dir;
    snprintf(edited.path, sizeof edited.path, "%s", town.answer);
    test_file_replace(&edited, "of the clerk\n", (size_t)-1);
    for (int i = 0; i < 2; i++) {
        import(&town, "pool.contribute", file, (size_t)-1);
        assert_non_null(strstr(town.answered, "/out.2.csv"));
        expect_answer(&town, first);
    }
    char *kept = test_file_read(town.answer, NULL);
    assert_string_equal(kept, "of the clerk\n");
    snprintf(edited.path, sizeof edited.path, "%s", town.answered);
    test_file_replace(&edited, first, strlen(first) - 1); /* cut short: another file, too */
    import(&town, "pool.contribute", file, (size_t)-1);
    assert_non_null(strstr(town.answered, "/out.3.csv"));
    free(kept);
    free(first);
    end(&town);
}

/* A row of totals is told against the rows above it: since the row of totals before, or all. */
static void test_ingest_import__totals(void **state) {
    static const char *const parts[] = {
        "\n小计,,,12.5,,合计 total,E_TOTAL_ROW,\"此行是合计行（“小计”），不导入；与以上各行之和相符 / ",
        "; it is the sum of the rows above\",,\n",
        "\n小计,,,\"1,000.00\",,合计 total,E_TOTAL_ROW,\"此行是合计行（“小计”），不导入 / ",
        "\n合计,,,19.50,,合计 total,E_TOTAL_ROW,\"此行是合计行（“合计”），不导入；与以上各行之和相符 / ",
        "\n总计,,,20,,合计 total,E_TOTAL_ROW;E_TOTAL_DIFFERS,",
        "第4列 金额：合计 20.00 与以上各行之和 19.50 不符",
        "column 4 amount: the total 20.00 is not the sum 19.50 of the rows above",
        "\n累计,,,20.5,,合计 total,E_TOTAL_ROW,",
        "\n本页合计,,,1,,合计 total,E_TOTAL_ROW,\"此行是合计行（“本页合计”），不导入；与以上各行之和相符 / ",
    };
    struct town town;
    (void)state;
    begin(&town);
    import(&town, "pool.contribute",
           "拨入编号,出资方,到账日,金额,银行流水号\n"
           "K1,G-FIN,2026-03-01,5,B1\nK2,P-NO,2026-03-02,7.5,B2\n小计,,,12.5,\n" /* of the sender's rows, refused too */
           "K3,G-FIN,2026-03-03,7,B3\n小计,,,\"1,000.00\",\n合计,,,19.50,\n总计,,,20,\n"
           "K4,G-FIN,2026-03-04,1,B4\n累计,,,20.5,\n本页合计,,,1,\n",
           (size_t)-1);
    char *got = test_file_read(town.answered, NULL);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!strstr(got, parts[i]))
            fail_msg("no %s in\n%s", parts[i], got);
    assert_int_equal(town.result.counts.refused, 7); /* as the ledger counts */
    assert_int_equal(town.result.totals, 5);         /* one differs: that is no mere row of totals */
    free(got);
    import(&town, "pool.contribute", /* what cannot be read has no sum */
           "拨入编号,出资方,到账日,金额,银行流水号\nK5,G-FIN,2026-03-01,5x,B5\n合计,,,5,\nK6,G-FIN,2026-03-06,2,"
           "B6\n小计,,,3,\n",
           (size_t)-1);
    got = test_file_read(town.answered, NULL);
    assert_null(strstr(got, "E_TOTAL_DIFFERS"));
    assert_null(strstr(got, "与以上"));
    assert_int_equal(town.result.totals, 2);
    free(got);
    end(&town);
}

/* An answer file that is corrected and sent again is answered in the same columns, not in five more. */
static void test_ingest_import__answer_file_comes_back(void **state) {
    (void)state;
    struct town town;
    begin(&town);
    import(&town, "pool.contribute",
           "拨入编号,出资方,到账日,金额,银行流水号,备注\nK1,G-FIN,2026-03-01,5,B1,\"a,b\"\nK2,G-FIN,2026-03-02,x,B2\n",
           (size_t)-1);
    char *first = test_file_read(town.answered, NULL), *bad = strstr(first, ",x,B2");
    assert_non_null(bad);
    bad[1] = '6';
    import(&town, "pool.contribute", first, (size_t)-1);
    expect_answer(&town, "拨入编号,出资方,到账日,金额,银行流水号,备注" TITLES "\n"
                         "K1,G-FIN,2026-03-01,5,B1,\"a,b\",已登记 already,ALREADY,\"已登记，无变化 / already "
                         "recorded, nothing changed\",1/2,2026-03 记 1\n"
                         "K2,G-FIN,2026-03-02,6,B2,,接受 accepted,,,1/5,2026-03 记 2\n");
    free(first);
    end(&town);
}

/* The same thing twice in one file is told of the later row, whatever became of it. */
static void test_ingest_import__repeats_within_the_file(void **state) {
    (void)state;
    struct town town;
    begin(&town);
    import(&town, "pool.contribute",
           "拨入编号,出资方,到账日,金额,银行流水号\n"
           "01,G-FIN,2026-03-01,5,B1\n"
           "1,G-FIN,2026-03-02,6,B2\n"
           "2,G-FIN,2026-03-03,7,B1\n"
           "3,G-FIN,2026-03-03,7,B4\n"
           "01,G-FIN,2026-03-01,5,B1\n"
           "4,G-FIN,2026-03-03,8,B5\n"
           "5,G-FIN,2026-03-32,8,B5\n",
           (size_t)-1);
    assert_int_equal(town.result.repeated, 4);
    char *got = test_file_read(town.answered, NULL);
    static const char *const parts[] = {"1,G-FIN,2026-03-02,6,B2,接受 accepted,,注意：编号与本文件第 2 "
                                        "行相同（或仅差前导零、大小写、全半角） / note: the key is that of row 2",
                                        "2,G-FIN,2026-03-03,7,B1,接受 accepted,SAME_BANK_REF,\"提示："
                                        "该银行流水号已用于业务 01（回执号 1/2）",
                                        "；注意：银行流水号与本文件第 2 行相同 / note: ",
                                        "; note: the bank reference is that of row 2\"",
                                        "3,G-FIN,2026-03-03,7,B4,接受 accepted,,注意：内容与本文件第 4 "
                                        "行相同，仅编号不同 / note: the content is that of row 4",
                                        "已登记，无变化；注意：编号与本文件第 2 行相同",
                                        "4,G-FIN,2026-03-03,8,B5,接受 accepted,,,"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!strstr(got, parts[i]))
            fail_msg("no %s in\n%s", parts[i], got);
    free(got);
    end(&town);
}

struct stopper {
    atomic_int flag;
    int64_t bytes;
};

static void stop_now(void *ctx, int64_t bytes, int64_t bytes_all, int64_t rows) {
    struct stopper *stopper = ctx;
    assert_true(bytes <= bytes_all && rows > 0);
    stopper->flag = 1;
}

static void test_ingest_import__stopped_and_gone_on_with(void **state) {
    (void)state;
    struct town town;
    struct stopper stopper = {0, 0};
    struct fpl_buf file = {0};
    begin(&town);
    fpl_buf_adds(&file, "拨入编号,出资方,到账日,金额,银行流水号\n");
    for (int i = 0; i < 1500; i++)
        fpl_buf_addf(&file, "S%d,G-FIN,2026-03-01,%d.00,B%d\n", i, i + 1, i);
    town.options.stop = &stopper.flag;
    town.options.progress = stop_now;
    town.options.ctx = &stopper;
    test_file_replace(&town.dir, file.p, file.n);
    assert_int_equal(run(&town, "pool.contribute"), FPL_E_INTERRUPTED);
    assert_int_equal(town.recorded, 1);
    assert_true(town.result.counts.accepted >= 512 && town.result.counts.accepted < 1500);
    assert_int_not_equal(access(town.answer, F_OK), 0); /* no half answer */
    int64_t before = town.result.counts.accepted;
    stopper.flag = 0;
    town.options.progress = NULL;
    assert_int_equal(run(&town, "pool.contribute"), FPL_OK);
    assert_int_equal(town.result.state, FPL_IMPORT_RESUMED);
    assert_int_equal(town.result.counts.accepted, 1500);
    assert_true(before < 1500);
    char *got = test_file_read(town.answered, NULL);
    assert_non_null(strstr(got, "\nS1499,G-FIN,2026-03-01,1500.00,B1499,接受 accepted,,,"));
    free(got);
    fpl_buf_release(&file);
    end(&town);
}

static void count_rows(void *ctx, const struct ing_row_answer *answer) {
    int64_t *last = ctx;
    assert_true(answer->row > *last);
    assert_true(answer->result[0] != 0);
    *last = answer->row;
}

static void test_ingest_import__refused_as_a_whole(void **state) {
    (void)state;
    struct town town;
    int64_t last = 0;
    begin(&town);
    static const struct {
        const char *text;
        enum fpl_status status;
    } rows[] = {{"", FPL_E_EMPTY_FILE},
                {"拨入编号,出资方,到账日,金额,银行流水号\n", FPL_E_EMPTY_FILE},
                {"a,b\n1,2\n", FPL_E_HEADER},
                {"拨入编号,出资方,到账日,金额,银行流水号\n\xFF\xFF\n", FPL_E_ENCODING}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_file_replace(&town.dir, rows[i].text, (size_t)-1);
        assert_int_equal(run(&town, "pool.contribute"), rows[i].status);
        assert_int_equal(town.recorded, 0);
        assert_string_equal(town.error.file, town.dir.path);
    }
    town.options.actor = FPL_STR("nobody");
    test_file_replace(&town.dir, "拨入编号,出资方,到账日,金额,银行流水号\nK1,G-FIN,2026-03-01,5,B1\n", (size_t)-1);
    assert_int_equal(run(&town, "pool.contribute"), FPL_E_ACTOR);
    town.options.actor = FPL_STR("li");
    town.options.answer = town.dir.path; /* the input itself */
    assert_int_equal(run(&town, "pool.contribute"), FPL_E_OUTPUT);
    assert_int_equal(town.recorded, 0);
    town.options.answer = NULL;
    town.options.answered = count_rows;
    town.options.ctx = &last;
    assert_int_equal(run(&town, "pool.contribute"), FPL_OK);
    assert_int_equal(last, 2);
    end(&town);
}

static void expect_cell(const char *text, const char *want) {
    struct fpl_buf out = {0};
    ing_cell_write(&out, fpl_str_of(text), ',');
    assert_true(fpl_str_is(fpl_buf_str(&out), want));
    fpl_buf_release(&out);
}

static void test_ingest_import__cells_are_guarded(void **state) {
    (void)state;
    expect_cell("plain", "plain");
    expect_cell("", "");
    expect_cell("a,b", "\"a,b\"");
    expect_cell("say \"x\"", "\"say \"\"x\"\"\"");
    expect_cell("=1+1", "'=1+1");
    expect_cell("-1", "'-1");
    expect_cell("+1", "'+1");
    expect_cell("@x,y", "\"'@x,y\"");
    expect_cell("\tx", "'\tx");
    expect_cell("\rx", "\"'\rx\"");
}

struct beside { /* a batch after each chunk of a file */
    struct town *town;
    int chunks;
    int64_t seq[8];
};

static void post_between(void *ctx) {
    struct beside *beside = ctx;
    struct town *town = beside->town;
    struct fpl_batch *batch = NULL;
    struct fpl_command command;
    struct fpl_answer answer;
    struct fpl_error error = {0};
    char number[16];
    static const char *const field[][2] = {
        {"party", "G-FIN"}, {"occurred", "2026-03-01"}, {"amount", "1"}, {"bank_ref", "B"}};
    assert_true(beside->chunks < 8);
    fpl_command_begin(&command, fpl_command_find("pool.contribute"));
    command.actor = FPL_STR("li");
    command.checker = FPL_STR("wang");
    command.book = FPL_STR("POOL");
    snprintf(number, sizeof number, "S%d", beside->chunks);
    assert_int_equal(fpl_command_set(&command, FPL_STR("contribution"), fpl_str_of(number), &error), FPL_OK);
    for (size_t i = 0; i < sizeof field / sizeof field[0]; i++)
        assert_int_equal(fpl_command_set(&command, fpl_str_of(field[i][0]), fpl_str_of(field[i][1]), &error), FPL_OK);
    assert_int_equal(fpl_batch_begin(town->session, &batch, &error), FPL_OK);
    assert_int_equal(fpl_batch_give(batch, &command, &answer, &error), FPL_OK);
    assert_int_equal(answer.status, FPL_OK);
    assert_int_equal(fpl_batch_commit(batch, &error), FPL_OK);
    beside->seq[beside->chunks++] = answer.seq;
}

static void test_ingest_import__single_posts_beside_it(void **state) {
    (void)state;
    struct town town;
    struct beside beside = {.town = &town};
    begin(&town);
    town.options.between = post_between;
    town.options.ctx = &beside;
    town.options.chunk_rows = 2;
    town.options.auth.kind = FPL_AUTH_KEY;
    import(&town, "pool.contribute",
           "拨入编号,出资方,到账日,金额,银行流水号\nK1,G-FIN,2026-03-01,5,B1\nK2,G-FIN,2026-03-01,x,B2\n"
           "K3,G-FIN,2026-03-01,5,B3\nK4,G-FIN,2026-03-01,5,B4\nK5,G-FIN,2026-03-01,9,B5\n",
           (size_t)-1);
    assert_int_equal(beside.chunks, 2);
    assert_int_equal(beside.seq[0], 4); /* leaf 0, the beginning, a row, its chunk */
    assert_int_equal(beside.seq[1], 8);
    assert_int_equal(town.result.counts.accepted, 4);
    char *answer = test_file_read(town.answered, NULL);
    assert_non_null(strstr(answer, "K5,G-FIN,2026-03-01,9,B5,接受 accepted,,,1/9,2026-03 记 6"));
    free(answer);
    end(&town);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_import__single_posts_beside_it),
        cmocka_unit_test(test_ingest_import__answers_every_row),
        cmocka_unit_test(test_ingest_import__again_changes_nothing),
        cmocka_unit_test(test_ingest_import__answer_in_the_banks_encoding),
        cmocka_unit_test(test_ingest_import__entries),
        cmocka_unit_test(test_ingest_import__unreadable_line_spoils_both_neighbours),
        cmocka_unit_test(test_ingest_import__another_mapping_is_another_round),
        cmocka_unit_test(test_ingest_import__an_edited_answer_stays),
        cmocka_unit_test(test_ingest_import__totals),
        cmocka_unit_test(test_ingest_import__answer_file_comes_back),
        cmocka_unit_test(test_ingest_import__repeats_within_the_file),
        cmocka_unit_test(test_ingest_import__swallowed_lines_of_an_entry),
        cmocka_unit_test(test_ingest_import__bad_rows_of_known_entries),
        cmocka_unit_test(test_ingest_import__all_cells_are_told),
        cmocka_unit_test(test_ingest_import__stopped_and_gone_on_with),
        cmocka_unit_test(test_ingest_import__refused_as_a_whole),
        cmocka_unit_test(test_ingest_import__cells_are_guarded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
