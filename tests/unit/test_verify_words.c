/* What verification finds has Chinese words: every phrase that its sources name a difference by is in the table. Starts
 * in the source directory, as every test does. */
#include "fundpool/text.h"
#include "fundpool/verify.h"

#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *in_chinese(const char *where) {
    static char text[1024];
    struct fpl_buf out = {0};
    fpl_verify_words(where, &out);
    assert_int_equal(fpl_buf_ok(&out), FPL_OK);
    (void)fpl_str_copy(fpl_buf_str(&out), text, sizeof text);
    fpl_buf_release(&out);
    return text;
}

static void test_verify_words__places_and_phrases(void **state) {
    static const struct {
        const char *en, *zh;
    } cases[] = {
        {"book 3 seq 17 body: time falls", "账套 3 记录 17 正文：时间倒退"},
        {"book 3 seq 17 decision: fact firm.assets", "账套 3 记录 17 决定：事实 firm.assets"},
        {"book 1 seq 2 opening body: commitment", "账套 1 记录 2 原文 正文：承诺值不符"},
        {"book 1 seq 2 body: claim BK|1 recorded before in seq 9",
         "账套 1 记录 2 正文：claim BK|1 此前已在记录 9 登记"},
        {"book 1 tile 0/3: hashes", "账套 1 树块 0/3：散列不符"},
        {"table item: row 1|x, rebuilt 1|y: z", "表 item：行 1|x，重建为 1|y: z"},
        {"size 5 of l.example/1: the log holds 4 records", "l.example/1 的规模 5：日志只有 4 条记录"},
        {"book 1 seq 2 body: side of book 4 seq 5: is not there",
         "账套 1 记录 2 正文：对应记录，账套 4 记录 5：不存在"},
        /* what a file says is quoted, not read: neither as a phrase nor as the marks between languages */
        {"table item: row root: not from any record", "表 item：行 root：不出自任何记录"},
        {"table item: row missing: a\x1e"
         "b\x1d",
         "表 item：缺少一行：a?b?"},
        {"nothing that anybody says", "nothing that anybody says"},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(in_chinese(cases[i].en), cases[i].zh);
}

/* Three letters of English in a row, but for the names that a sample quotes. */
static int speaks_english(const char *text) {
    int run = 0;
    for (const char *p = text; *p; p++) {
        run = islower((unsigned char)*p) ? run + 1 : 0;
        if (run == 3 && strncmp(p - 2, "pay", 3) != 0)
            return 1;
    }
    return 0;
}

/* "book %d seq %lld" as it is printed: numbers, and X for what is quoted. */
static void sample(const char *literal, size_t n, char *out) {
    for (size_t i = 0; i < n; i++) {
        if (literal[i] != '%') {
            *out++ = literal[i];
            continue;
        }
        i++;
        while (!isalpha((unsigned char)literal[i]))
            i++;
        while (literal[i] == 'l')
            i++;
        *out++ = literal[i] == 's' ? 'X' : '7';
    }
    *out = '\0';
}

/* A literal may be all of a difference, or what stands behind its place. */
static int is_translated(const char *phrase) {
    static const char *const before[] = {"", "book 1 seq 2 ", "book 1 seq 2", "book 1 seq 2 body: ", "book 1"};
    char where[512];
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        snprintf(where, sizeof where, "%s%s", before[i], phrase);
        if (!speaks_english(in_chinese(where)))
            return 1;
    }
    return 0;
}

/* A line that names a difference, or answers one by its phrase. */
static int names_one(const char *line, const char *literal) {
    static const char *const calls[] = {"fpl_verify__differs(", "AT(walk", "BODY(run",     "differs(m, ",
                                        "fpl_remake__refuse(",  "FAULT(",  "side_differs("};
    char head[512];
    size_t n = (size_t)(literal - line);
    snprintf(head, sizeof head, "%.*s", (int)(n < sizeof head - 1 ? n : sizeof head - 1), line);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (strstr(head, calls[i]))
            return 1;
    size_t m = strlen(head);
    return m >= 7 && strcmp(head + m - 7, "return ") == 0;
}

/* Lower case, with a blank in it: no key, no name of a table, no SQL. */
static int is_phrase(const char *literal, size_t n) {
    return n > 3 && islower((unsigned char)literal[0]) && memchr(literal, ' ', n) && !memchr(literal, '\\', n) &&
           !memchr(literal, '/', n);
}

static int found, missing;

static void read_line(const char *name, const char *line) {
    if (strstr(line, "#include") || strstr(line, "json_get") || strstr(line, "/* "))
        return;
    for (const char *p = line; (p = strchr(p, '"'));) {
        const char *end = p + 1;
        char text[512];
        while (*end && *end != '"')
            end += *end == '\\' ? 2 : 1;
        size_t n = (size_t)(end - p - 1);
        if (n > 0 && n < 256 && (is_phrase(p + 1, n) || (names_one(line, p) && islower((unsigned char)p[1])))) {
            sample(p + 1, n, text);
            found++;
            if (!is_translated(text)) {
                print_error("%s: no Chinese for \"%s\"\n", name, text);
                missing++;
            }
        }
        p = *end ? end + 1 : end;
    }
}

static void test_verify_words__every_phrase_has_one(void **state) {
    DIR *dir = opendir("ledger/verify");
    (void)state;
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        size_t n = strlen(entry->d_name);
        char path[512], line[1024];
        if (n < 3 || strcmp(entry->d_name + n - 2, ".c") != 0 || strcmp(entry->d_name, "words.c") == 0)
            continue;
        snprintf(path, sizeof path, "ledger/verify/%s", entry->d_name);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        while (fgets(line, sizeof line, file))
            read_line(entry->d_name, line);
        fclose(file);
    }
    closedir(dir);
    assert_true(found > 150);
    assert_int_equal(missing, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_verify_words__places_and_phrases),
                                       cmocka_unit_test(test_verify_words__every_phrase_has_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
