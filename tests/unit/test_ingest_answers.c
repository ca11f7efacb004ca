/* Answers are written while the import goes on: none before its chunk is committed, all of them at the end, no file
 * where the import has failed. */
#include "src/ingest/answers.h"

#include "desk_world.h"
#include "plan_support.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#define HEADER "拨入编号,出资方,到账日,金额,银行流水号\n"

struct counter { /* rows answered, counted by the thread that answers */
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int64_t answered, last_row;
    int refused;
    int64_t stop_at; /* the row told that sets *stop, while it is told; 0: none */
    atomic_int *stop;
};

struct office {
    struct city city;
    struct sheet sheet;
    struct fpl_import *import;
    struct fpl_command command; /* of the last row given */
    struct ing_answers *answers;
    struct counter counter;
    struct ing_import_result result;
    char path[320];
    atomic_int stop;
};

static void count(void *ctx, const struct ing_row_answer *answer) {
    struct counter *counter = ctx;
    pthread_mutex_lock(&counter->lock);
    counter->answered++;
    counter->refused += answer->status != FPL_OK;
    if (answer->row <= counter->last_row)
        counter->refused = 1000; /* seen by the test: not in order */
    counter->last_row = answer->row;
    if (answer->row == counter->stop_at)
        *counter->stop = 1;
    pthread_cond_broadcast(&counter->moved);
    pthread_mutex_unlock(&counter->lock);
}

/* Waits until so many rows have been answered. The limit is for a test that fails. */
static void wait_answered(struct counter *counter, int64_t rows) {
    struct timespec until;
    int waited = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    pthread_mutex_lock(&counter->lock);
    while (counter->answered < rows && waited == 0)
        waited = pthread_cond_timedwait(&counter->moved, &counter->lock, &until);
    int64_t answered = counter->answered;
    pthread_mutex_unlock(&counter->lock);
    if (answered != rows)
        fail_msg("%lld rows are answered, not %lld", (long long)answered, (long long)rows);
}

static int64_t answered(struct counter *counter) {
    pthread_mutex_lock(&counter->lock);
    int64_t n = counter->answered;
    pthread_mutex_unlock(&counter->lock);
    return n;
}

static void open_import(struct office *o, enum fpl_import_state want) {
    enum fpl_import_state state;
    struct fpl_import_spec spec = {.command = o->sheet.plan.command,
                                   .book = FPL_STR("p"),
                                   .actor = FPL_STR("zhang"),
                                   .checker = FPL_STR("li"),
                                   .file_name = FPL_STR("in.csv"),
                                   .encoding = FPL_STR("UTF-8"),
                                   .delimiter = FPL_STR(",")};
    spec.file_sha256 = spec.submission = fpl_str_of(ing_intake_sha256(o->sheet.intake));
    assert_int_equal(fpl_import_open(o->city.w.session, &spec, &o->import, &state, &o->city.error), FPL_OK);
    assert_int_equal(state, want);
}

static void start_answers(struct office *o) {
    const struct ing_answer_place place = {.path = o->path};
    struct ing_answer_file *file = NULL;
    assert_int_equal(ing_answer_open(&place, o->sheet.intake, o->sheet.delimiter, &file, &o->city.error), FPL_OK);
    const struct ing_answers_job job = {.import = o->import,
                                        .intake = o->sheet.intake,
                                        .plan = &o->sheet.plan,
                                        .delimiter = o->sheet.delimiter,
                                        .file = file,
                                        .stop = &o->stop,
                                        .answered = count,
                                        .ctx = &o->counter};
    memset(&o->result, 0, sizeof o->result);
    o->counter.answered = o->counter.last_row = o->counter.refused = 0;
    assert_int_equal(ing_answers_start(&job, &o->answers, &o->city.error), FPL_OK);
}

/* Six contributions, the fifth by nobody known; a blank row before it. */
static void office_begin(struct office *o) {
    memset(o, 0, sizeof *o);
    city_begin(&o->city);
    snprintf(o->path, sizeof o->path, "%s/answer.csv", o->city.w.dir);
    pthread_mutex_init(&o->counter.lock, NULL);
    pthread_cond_init(&o->counter.moved, NULL);
    sheet_open(&o->sheet, "pool.contribute",
               HEADER "X1,G-CZ,2026-03-01,1.00,B1\nX2,G-CZ,2026-03-01,2.00,B2\nX3,G-CZ,2026-03-01,3.00,B3\n"
                      "X4,G-CZ,2026-03-01,4.00,B4\n\nX5,P-NO,2026-03-01,5.00,B5\nX6,G-CZ,2026-03-01,6.00,B6\n",
               (size_t)-1);
    open_import(o, FPL_IMPORT_FRESH);
    start_answers(o);
}

static void office_end(struct office *o) {
    fpl_import_close(o->import);
    unlink(o->path);
    sheet_close(&o->sheet);
    pthread_cond_destroy(&o->counter.moved);
    pthread_mutex_destroy(&o->counter.lock);
    ing_import_result_release(&o->result);
    city_end(&o->city);
}

/* Gives the file's row to the import, as it stands there. */
static void give_row(struct office *o, int64_t row) {
    static const char *const party[] = {"G-CZ", "G-CZ", "G-CZ", "G-CZ", NULL, "P-NO", "G-CZ"};
    static const int number[] = {1, 2, 3, 4, 0, 5, 6};
    struct fpl_command *command = &o->command;
    char id[8], amount[8], bank[8];
    int n = number[row - 2];
    snprintf(id, sizeof id, "X%d", n);
    snprintf(amount, sizeof amount, "%d.00", n);
    snprintf(bank, sizeof bank, "B%d", n);
    const char *const field[][2] = {{"contribution", id},
                                    {"party", party[row - 2]},
                                    {"occurred", "2026-03-01"},
                                    {"amount", amount},
                                    {"bank_ref", bank}};
    fpl_command_begin(command, o->sheet.plan.command);
    command->actor = FPL_STR("zhang");
    command->checker = FPL_STR("li");
    command->book = FPL_STR("p");
    for (size_t i = 0; i < sizeof field / sizeof field[0]; i++)
        assert_int_equal(fpl_command_set(command, fpl_str_of(field[i][0]), fpl_str_of(field[i][1]), &o->city.error),
                         FPL_OK);
    assert_int_equal(fpl_import_row(o->import, row, row, command, FPL_STR("raw"), NULL, &o->city.error), FPL_OK);
}

static void give_rows(struct office *o, int64_t first, int64_t last) {
    fpl_import_skip(o->import, 1, 1); /* the heading; told once */
    for (int64_t row = first; row <= last; row++)
        if (row == 6) /* blank */
            fpl_import_skip(o->import, row, row);
        else
            give_row(o, row);
}

static void expect_no_file(const struct office *o) {
    char part[330];
    snprintf(part, sizeof part, "%s.part", o->path);
    assert_int_equal(access(o->path, F_OK), -1);
    assert_int_equal(access(part, F_OK), -1);
}

static void test_ingest_answers__rows_follow_their_chunks(void **state) {
    (void)state;
    struct office o;
    office_begin(&o);
    give_rows(&o, 2, 3);
    ing_answers_look(o.answers); /* in vain: nothing is committed yet */
    assert_int_equal(answered(&o.counter), 0);
    assert_int_equal(fpl_import_flush(o.import, &o.city.error), FPL_OK);
    ing_answers_look(o.answers);
    wait_answered(&o.counter, 2); /* while the import is going on */
    give_rows(&o, 4, 7);
    assert_int_equal(fpl_import_hand_over(o.import, &o.city.error), FPL_OK);
    give_rows(&o, 8, 8);
    assert_int_equal(fpl_import_flush(o.import, &o.city.error), FPL_OK);
    ing_answers_look(o.answers); /* one call for two chunks */
    wait_answered(&o.counter, 6);
    assert_int_equal(fpl_import_finish(o.import, &o.city.error), FPL_OK);
    assert_int_equal(ing_answers_end(o.answers, FPL_OK, &o.result, &o.city.error), FPL_OK);
    assert_int_equal(o.counter.answered, 6);
    assert_int_equal(o.counter.refused, 1);
    assert_int_equal(o.result.rows, 6);
    assert_int_equal(o.result.blank, 1);
    char *first = test_file_read(o.path, NULL);
    assert_non_null(strstr(first, "\nX5,P-NO,2026-03-01,5.00,B5,拒绝 refused,E_PARTY,"));
    assert_non_null(strstr(first, "\nX6,G-CZ,2026-03-01,6.00,B6,接受 accepted,"));
    /* the file again: the import is complete, nothing is handed over, and the bytes are the same */
    fpl_import_close(o.import);
    unlink(o.path);
    open_import(&o, FPL_IMPORT_COMPLETE);
    ing_import_result_release(&o.result);
    start_answers(&o);
    assert_int_equal(ing_answers_end(o.answers, FPL_OK, &o.result, &o.city.error), FPL_OK);
    assert_int_equal(o.counter.answered, 6);
    char *again = test_file_read(o.path, NULL);
    assert_string_equal(again, first);
    free(first);
    free(again);
    office_end(&o);
}

/* Nobody calls ing_answers_look: the end alone brings all answers. */
static void test_ingest_answers__the_end_is_enough(void **state) {
    (void)state;
    struct office o;
    office_begin(&o);
    give_rows(&o, 2, 8);
    assert_int_equal(fpl_import_finish(o.import, &o.city.error), FPL_OK);
    assert_int_equal(ing_answers_end(o.answers, FPL_OK, &o.result, &o.city.error), FPL_OK);
    assert_int_equal(o.counter.answered, 6);
    office_end(&o);
}

/* The import fails after its first chunk: what is recorded was answered, but there is no answer file. */
static void test_ingest_answers__no_file_of_a_failed_import(void **state) {
    (void)state;
    struct office o;
    office_begin(&o);
    give_rows(&o, 2, 3);
    assert_int_equal(fpl_import_flush(o.import, &o.city.error), FPL_OK);
    ing_answers_look(o.answers);
    wait_answered(&o.counter, 2);
    give_rows(&o, 4, 5);
    ing_answers_look(o.answers);
    assert_int_equal(ing_answers_end(o.answers, FPL_E_DISK_FULL, &o.result, &o.city.error), FPL_E_DISK_FULL);
    assert_int_equal(o.counter.answered, 2); /* rows 4 and 5 were never committed */
    expect_no_file(&o);
    assert_int_equal(ing_answers_end(NULL, FPL_E_IO, &o.result, &o.city.error), FPL_E_IO);
    office_end(&o);
}

static void test_ingest_answers__stopped(void **state) {
    (void)state;
    struct office o;
    office_begin(&o);
    o.counter.stop = &o.stop;
    o.counter.stop_at = 4; /* nothing is committed yet, so no row has been told */
    give_rows(&o, 2, 8);
    assert_int_equal(fpl_import_finish(o.import, &o.city.error), FPL_OK);
    assert_int_equal(ing_answers_end(o.answers, FPL_OK, &o.result, &o.city.error), FPL_E_INTERRUPTED);
    assert_int_equal(o.counter.answered, 3); /* asked after each row */
    expect_no_file(&o);
    office_end(&o);
}

static void test_ingest_answers__a_file_that_changes(void **state) {
    (void)state;
    struct office o;
    office_begin(&o);
    fpl_import_close(o.import); /* what the answers read a second time is another file by then */
    assert_int_equal(ing_answers_end(o.answers, FPL_E_IO, &o.result, &o.city.error), FPL_E_IO);
    open_import(&o, FPL_IMPORT_RESUMED);
    test_file_replace(&o.sheet.file, HEADER "X1,G-CZ,2026-03-01,9.00,B1\n", (size_t)-1);
    start_answers(&o);
    give_rows(&o, 2, 8);
    assert_int_equal(fpl_import_finish(o.import, &o.city.error), FPL_OK);
    assert_int_equal(ing_answers_end(o.answers, FPL_OK, &o.result, &o.city.error), FPL_E_FILE_CHANGED);
    expect_no_file(&o);
    office_end(&o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_answers__rows_follow_their_chunks),
        cmocka_unit_test(test_ingest_answers__the_end_is_enough),
        cmocka_unit_test(test_ingest_answers__no_file_of_a_failed_import),
        cmocka_unit_test(test_ingest_answers__stopped),
        cmocka_unit_test(test_ingest_answers__a_file_that_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
