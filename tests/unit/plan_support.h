#ifndef FUNDPOOL_TESTS_PLAN_SUPPORT_H
#define FUNDPOOL_TESTS_PLAN_SUPPORT_H
/* A file on disk, opened and with its header found, as an import has it before the first row. */
#include "src/ingest/header.h"
#include "tests/support/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct sheet {
    struct test_file file;
    struct ing_intake *intake;
    struct ing_csv *csv;
    struct ing_plan plan;
    struct fpl_error error;
    char delimiter;
};

static inline void sheet_open(struct sheet *s, const char *command, const void *bytes, size_t n) {
    memset(s, 0, sizeof *s);
    s->file = test_file_of(bytes, n);
    assert_int_equal(ing_intake_open(s->file.path, (enum ing_encoding)0, &s->intake, &s->error), FPL_OK);
    assert_int_equal(ing_csv_new(s->intake, &s->csv, &s->error), FPL_OK);
    assert_int_equal(ing_plan_begin(&s->plan, fpl_command_find(command), NULL, NULL, 0, &s->error), FPL_OK);
    assert_int_equal(ing_header_find(s->csv, &s->plan, 0, -1, &s->delimiter, &s->error), FPL_OK);
    fpl_str_copy(fpl_str_of(s->file.path), s->error.file, sizeof s->error.file);
}

static inline void sheet_close(struct sheet *s) {
    ing_plan_release(&s->plan);
    ing_csv_free(s->csv);
    ing_intake_close(s->intake);
    test_file_remove(&s->file);
}
#endif
