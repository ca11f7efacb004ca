/* Intake: which encoding, which bytes, and whether they stayed the same. */
#include "src/ingest/intake.h"

#include "fundpool/proof.h"
#include "tests/support/bytes.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define BYTES(literal) literal, sizeof(literal) - 1
#define ANY            ((enum ing_encoding)0)

/* Reads the whole stream in steps of `step` bytes; aborts the test on an error. */
static char *drain(struct ing_intake *in, size_t step) {
    struct fpl_buf all = {0};
    char *block = malloc(step);
    size_t got = 1;
    while (got > 0) {
        assert_int_equal(ing_intake_read(in, block, step, &got, NULL), FPL_OK);
        fpl_buf_add(&all, block, got);
    }
    free(block);
    fpl_buf_addc(&all, 0);
    assert_int_equal(fpl_buf_ok(&all), FPL_OK);
    return all.p;
}

static void expect_text(const void *bytes, size_t n, enum ing_encoding told, enum ing_encoding encoding,
                        const char *text) {
    struct test_file file = test_file_of(bytes, n);
    struct ing_intake *in = NULL;
    struct fpl_error error;
    fpl_error_clear(&error);
    assert_int_equal(ing_intake_open(file.path, told, &in, &error), FPL_OK);
    assert_int_equal(ing_intake_encoding(in), encoding);
    assert_int_equal(ing_intake_bytes(in), n);
    for (size_t step = 16; step < 200; step += 61) { /* steps that cut characters anywhere */
        assert_int_equal(ing_intake_rewind(in, NULL), FPL_OK);
        char *got = drain(in, step);
        assert_string_equal(got, text);
        free(got);
    }
    ing_intake_close(in);
    test_file_remove(&file);
}

static void expect_encoding(const struct fpl_buf *text, enum ing_encoding encoding) {
    struct test_file file = test_file_of(text->p, text->n);
    struct ing_intake *in = NULL;
    assert_int_equal(ing_intake_open(file.path, (enum ing_encoding)0, &in, NULL), FPL_OK);
    assert_int_equal(ing_intake_encoding(in), encoding);
    char *got = drain(in, 65536);
    assert_non_null(strstr(got, "银行\n"));
    free(got);
    ing_intake_close(in);
    test_file_remove(&file);
}

static void expect_refused(const void *bytes, size_t n, enum ing_encoding told, enum fpl_status status,
                           const char *arg) {
    struct test_file file = test_file_of(bytes, n);
    struct ing_intake *in = NULL;
    struct fpl_error error;
    fpl_error_clear(&error);
    assert_int_equal(ing_intake_open(file.path, told, &in, &error), status);
    assert_null(in);
    if (arg)
        assert_string_equal(error.arg[0], arg);
    assert_string_equal(error.file, file.path);
    test_file_remove(&file);
}

static void test_ingest_intake__encodings(void **state) {
    (void)state;
    expect_text(BYTES("a,b\n1,2\n"), ANY, ING_UTF8, "a,b\n1,2\n");
    expect_text(BYTES("\xEF\xBB\xBF银行,金额\n"), ANY, ING_UTF8, "银行,金额\n");
    expect_text(BYTES("银行,金额 \xF0\xA0\xAE\xB7\n"), ANY, ING_UTF8, "银行,金额 𠮷\n");
    expect_text(BYTES("\xD2\xF8\xD0\xD0,\xBD\xF0\xB6\xEE\n"), ANY, ING_GB18030, "银行,金额\n");
    expect_text(BYTES("\xD2\xF8\xD0\xD0,\x95\x32\x82\x36\n"), ANY, ING_GB18030, "银行,\xF0\xA0\x80\x80\n");
    expect_text(BYTES("\xFF\xFE\xF6\x94\x4C\x88,\0"
                      "1\0\n\0"),
                ANY, ING_UTF16LE, "银行,1\n");
    expect_text(BYTES("\xFE\xFF\x94\xF6\x88\x4C\0,\0"
                      "1\0\n"),
                ANY, ING_UTF16BE, "银行,1\n");
    expect_text(BYTES("\xF6\x94\x4C\x88,\0"
                      "1\0\n\0"),
                ANY, ING_UTF16LE, "银行,1\n");
    expect_text(BYTES("\x94\xF6\x88\x4C\0,\0"
                      "1\0\n"),
                ANY, ING_UTF16BE, "银行,1\n");
    expect_text(BYTES("\xFF\xFE\x42\xD8\xB7\xDF\n\0"), ANY, ING_UTF16LE, "𠮷\n");
    /* told is told, even where another encoding would fit */
    expect_text(BYTES("abc\n"), ING_GB18030, ING_GB18030, "abc\n");
}

static void test_ingest_intake__stray_nul_is_no_utf16(void **state) {
    (void)state;
    static const char *const texts[] = {"a,b\n1,\0"
                                        "2\n",
                                        "a,b\n1,\0\n",
                                        "a,b\n\0"
                                        "1,2\n3,\0"
                                        "4\n5,6\n7,8\n"};
    static const size_t sizes[] = {9, 8, 19};
    for (size_t i = 0; i < 3; i++) {
        struct test_file file = test_file_of(texts[i], sizes[i]);
        struct ing_intake *in = NULL;
        assert_int_equal(ing_intake_open(file.path, ANY, &in, NULL), FPL_OK);
        assert_int_equal(ing_intake_encoding(in), ING_UTF8);
        ing_intake_close(in);
        test_file_remove(&file);
    }
}

static void test_ingest_intake__bad_encoding_names_the_byte(void **state) {
    (void)state;
    expect_refused(BYTES("ab\n\xFF\xFF\n"), ANY, FPL_E_ENCODING, "GB18030, byte 3");
    /* it got further as UTF-8 than as GB18030 would: 0x80 alone */
    expect_refused(BYTES("\xEF\xBB\xBF"
                         "ab\xC0\xAF"),
                   ANY, FPL_E_ENCODING, "UTF-8, byte 5");
    expect_refused(BYTES("ab\xE9\x93"), ING_UTF8, FPL_E_ENCODING, "UTF-8, byte 2");       /* cut at the end */
    expect_refused(BYTES("\xED\xA0\x80\n"), ING_UTF8, FPL_E_ENCODING, "UTF-8, byte 0");   /* surrogate */
    expect_refused(BYTES("\xF4\x90\x80\x80"), ING_UTF8, FPL_E_ENCODING, "UTF-8, byte 0"); /* above U+10FFFF */
    expect_refused(BYTES("\xFF\xFE"
                         "a\0b"),
                   ANY, FPL_E_ENCODING, "UTF-16LE, byte 4"); /* odd length */
    expect_refused(BYTES("\xFF\xFE\x42\xD8"
                         "a\0"),
                   ANY, FPL_E_ENCODING, "UTF-16LE, byte 2"); /* lone surrogate */
}

static void test_ingest_intake__bad_byte_in_line(void **state) {
    (void)state;
    struct test_file file = test_file_of(BYTES("a\r\nb\rc\n\xC3(\n"));
    struct ing_intake *in = NULL;
    struct fpl_error error;
    fpl_error_clear(&error);
    assert_int_equal(ing_intake_open(file.path, ING_UTF8, &in, &error), FPL_E_ENCODING);
    assert_int_equal(error.row, 4);
    test_file_remove(&file);
}

static void test_ingest_intake__block_borders(void **state) {
    (void)state;
    /* characters of three bytes around every multiple of the block size, in both 8-bit encodings */
    for (int shift = 0; shift < 4; shift++) {
        struct fpl_buf utf8 = {0}, gbk = {0};
        for (int i = 0; i < shift; i++) {
            fpl_buf_addc(&utf8, 'x');
            fpl_buf_addc(&gbk, 'x');
        }
        for (int i = 0; i < 50000; i++) {
            fpl_buf_adds(&utf8, "银");
            fpl_buf_adds(&gbk, "\xD2\xF8");
        }
        fpl_buf_addc(&utf8, 0);
        expect_text(utf8.p, utf8.n - 1, ANY, ING_UTF8, utf8.p);
        expect_text(gbk.p, gbk.n, ANY, ING_GB18030, utf8.p);
        fpl_buf_release(&utf8);
        fpl_buf_release(&gbk);
    }
}

static void test_ingest_intake__refuses_what_is_no_file(void **state) {
    (void)state;
    struct ing_intake *in = NULL;
    struct fpl_error error;
    fpl_error_clear(&error);
    assert_int_equal(ing_intake_open("/tmp/no/such/file.csv", ANY, &in, &error), FPL_E_NOT_FOUND);
    assert_int_equal(ing_intake_open("/tmp", ANY, &in, &error), FPL_E_NOT_FILE);
    assert_int_equal(ing_intake_open("/dev/null", ANY, &in, &error), FPL_E_NOT_FILE);
    expect_refused("", 0, ANY, FPL_E_EMPTY_FILE, NULL);
    expect_refused(BYTES("\xEF\xBB\xBF"), ANY, FPL_E_EMPTY_FILE, NULL);
    assert_null(in);
}

static void test_ingest_intake__other_kinds_of_files(void **state) {
    (void)state;
    expect_refused("PK\x03\x04\x14\0\0\0", 8, (enum ing_encoding)0, FPL_E_NOT_CSV,
                   FPL_ZH_EN("Excel 工作簿或压缩包", "an Excel workbook or an archive"));
    expect_refused("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, ING_GB18030, FPL_E_NOT_CSV,
                   FPL_ZH_EN("旧版 Excel 工作簿", "an old Excel workbook"));
    expect_refused("%PDF-1.7\n", 9, (enum ing_encoding)0, FPL_E_NOT_CSV, FPL_ZH_EN("PDF 文件", "a PDF file"));
    expect_refused("<html><table>", 13, (enum ing_encoding)0, FPL_E_NOT_CSV, FPL_ZH_EN("网页", "a web page"));
    expect_refused("Rar!\x1A\x07\x01\0", 8, (enum ing_encoding)0, FPL_E_NOT_CSV,
                   FPL_ZH_EN("RAR 压缩文件", "a RAR archive"));
    expect_refused("7z\xBC\xAF\x27\x1C", 6, (enum ing_encoding)0, FPL_E_NOT_CSV,
                   FPL_ZH_EN("7z 压缩文件", "a 7z archive"));
    expect_text("PKa,b\n", 6, (enum ing_encoding)0, ING_UTF8, "PKa,b\n"); /* a column may be called so */
}

/* 一 is U+4E00: its low byte is a NUL on the other side. */
static void test_ingest_intake__utf16_with_han_that_ends_in_nul(void **state) {
    (void)state;
    expect_text("a\0,\0\0\x4E\n\0", 8, (enum ing_encoding)0, ING_UTF16LE, "a,一\n");
    expect_text("\0a\0,\x4E\0\0\n", 8, (enum ing_encoding)0, ING_UTF16BE, "a,一\n");
}

/* The only bytes that tell the encoding stand behind megabytes of ASCII. */
static void test_ingest_intake__encoding_told_by_the_last_line(void **state) {
    (void)state;
    struct fpl_buf gbk = {0}, utf8 = {0};
    for (int i = 0; i < 200000; i++)
        fpl_buf_adds(&gbk, "a,b,2026-01-01\n");
    fpl_buf_add(&utf8, gbk.p, gbk.n);
    fpl_buf_adds(&gbk, "\xD2\xF8\xD0\xD0\n"); /* 银行 */
    fpl_buf_adds(&utf8, "银行\n");
    expect_encoding(&gbk, ING_GB18030);
    expect_encoding(&utf8, ING_UTF8);
    fpl_buf_release(&gbk);
    fpl_buf_release(&utf8);
}

static void test_ingest_intake__hash_is_of_the_raw_bytes(void **state) {
    (void)state;
    struct test_file file = test_file_of("abc", 3);
    struct ing_intake *in = NULL;
    assert_int_equal(ing_intake_open(file.path, ANY, &in, NULL), FPL_OK);
    /* FIPS 180-2, appendix B.1 */
    assert_string_equal(ing_intake_sha256(in), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(ing_intake_name(in), "in.csv");
    ing_intake_close(in);
    test_file_remove(&file);
}

static void test_ingest_intake__change_between_passes(void **state) {
    (void)state;
    static const char *const others[] = {"a,b\n1,3\n", "a,b\n1,2\n1,2\n", "a,b\n"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct test_file file = test_file_of(BYTES("a,b\n1,2\n"));
        struct ing_intake *in = NULL;
        struct fpl_error error;
        char block[64];
        size_t got = 1;
        enum fpl_status status = FPL_OK;
        fpl_error_clear(&error);
        assert_int_equal(ing_intake_open(file.path, ANY, &in, &error), FPL_OK);
        test_file_replace(&file, others[i], (size_t)-1);
        while (status == FPL_OK && got > 0)
            status = ing_intake_read(in, block, sizeof block, &got, &error);
        assert_int_equal(status, FPL_E_FILE_CHANGED);
        assert_string_equal(error.arg[0], "in.csv");
        ing_intake_close(in);
        test_file_remove(&file);
    }
}

static void test_ingest_intake__fifo_is_spooled(void **state) {
    (void)state;
    struct test_file file = test_file_of("", 0);
    char pipe_path[160];
    struct ing_intake *in = NULL;
    snprintf(pipe_path, sizeof pipe_path, "%s/pipe", file.folder);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    int reader = open(pipe_path, O_RDONLY | O_NONBLOCK), writer = open(pipe_path, O_WRONLY);
    assert_true(reader >= 0 && writer >= 0);
    assert_int_equal(write(writer, "a,b\n1,2\n", 8), 8);
    /* the reader's end under /dev/fd is a FIFO that ends when the writer is gone */
    close(writer);
    char fd_path[32];
    snprintf(fd_path, sizeof fd_path, "/dev/fd/%d", reader);
    (void)fcntl(reader, F_SETFL, 0);
    int second = open(pipe_path, O_RDWR); /* keeps open() of the reading end from waiting for a writer */
    assert_int_equal(write(second, "3,4\n", 4), 4);
    int saved = dup(STDIN_FILENO);
    assert_int_equal(dup2(reader, STDIN_FILENO), STDIN_FILENO);
    close(second);
    assert_int_equal(ing_intake_open("-", ANY, &in, NULL), FPL_OK);
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(reader);
    char *text = drain(in, 64);
    assert_string_equal(text, "a,b\n1,2\n3,4\n");
    free(text);
    assert_int_equal(ing_intake_rewind(in, NULL), FPL_OK); /* a pipe can be read twice now */
    text = drain(in, 64);
    assert_string_equal(text, "a,b\n1,2\n3,4\n");
    free(text);
    ing_intake_close(in);
    unlink(pipe_path);
    test_file_remove(&file);
}

static void test_ingest_intake__documents(void **state) {
    (void)state;
    struct fpl_buf text = {0};
    char sha256[65];
    struct test_file file = test_file_of(BYTES("\xEF\xBB\xBF"
                                               "id: a\n"));
    assert_int_equal(ing_document_load(file.path, 100, &text, sha256, NULL), FPL_OK);
    assert_int_equal(text.n, 6);
    assert_memory_equal(text.p, "id: a\n", 6);
    fpl_buf_reset(&text);
    assert_int_equal(ing_document_load(file.path, 4, &text, sha256, NULL), FPL_E_TOO_LONG);
    test_file_replace(&file, BYTES("\xD2\xF8\xD0\xD0"));
    assert_int_equal(ing_document_load(file.path, 100, &text, sha256, NULL), FPL_E_ENCODING);
    fpl_buf_release(&text);
    test_file_remove(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_intake__encodings),
        cmocka_unit_test(test_ingest_intake__stray_nul_is_no_utf16),
        cmocka_unit_test(test_ingest_intake__bad_encoding_names_the_byte),
        cmocka_unit_test(test_ingest_intake__bad_byte_in_line),
        cmocka_unit_test(test_ingest_intake__block_borders),
        cmocka_unit_test(test_ingest_intake__refuses_what_is_no_file),
        cmocka_unit_test(test_ingest_intake__other_kinds_of_files),
        cmocka_unit_test(test_ingest_intake__utf16_with_han_that_ends_in_nul),
        cmocka_unit_test(test_ingest_intake__encoding_told_by_the_last_line),
        cmocka_unit_test(test_ingest_intake__hash_is_of_the_raw_bytes),
        cmocka_unit_test(test_ingest_intake__change_between_passes),
        cmocka_unit_test(test_ingest_intake__fifo_is_spooled),
        cmocka_unit_test(test_ingest_intake__documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
