#include "src/ingest/answers.h"

#include "src/ingest/csv.h"
#include "src/ingest/group.h"
#include "src/ingest/thread.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum ending { GOING_ON, ENDED_WELL, GIVEN_UP };

struct ing_answers {
    struct ing_answers_job job;
    struct fpl_import *follower;
    struct ing_intake *intake;
    struct ing_csv *csv;
    struct ing_answer_file *file;
    struct ing_group group;
    struct ing_answer_cells cells;
    struct fpl_row_outcome outcome;
    struct ing_repeats *repeats; /* NULL: entries of several rows, or no memory */
    struct ing_totals *totals;   /* NULL: no row of totals yet */
    int64_t rows, blank, repeated, remarked, total_rows;
    int is_first;                /* the row begins an entry, or is one by itself */
    enum fpl_status status_told; /* of the row */
    enum fpl_status status;
    struct fpl_error error;
    pthread_t thread;
    int threaded;
    pthread_mutex_t lock; /* guards news and ending; ending is read without it where a late answer does no harm */
    pthread_cond_t moved; /* news or ending */
    atomic_int ending;
    int64_t news, seen; /* how often the import has called ing_answers_look; how many of these calls are dealt with */
};

static int given_up(struct ing_answers *a) {
    return atomic_load_explicit(&a->ending, memory_order_relaxed) == GIVEN_UP;
}

static int stopped(const struct ing_answers *a) {
    return a->job.stop && *a->job.stop;
}

/* ---- one row ---- */

static void tell(const struct ing_answers *a) {
    const struct fpl_row_outcome *outcome = &a->outcome;
    int first = 0; /* the reason of an entry as a whole names no field */
    while (first + 1 < outcome->reasons && outcome->reason[first].status == FPL_E_NEIGHBOUR)
        first++;
    const struct ing_rule *rule = outcome->reasons > 0 && outcome->field[first][0]
                                      ? ing_plan_rule(a->job.plan, fpl_str_of(outcome->field[first]))
                                      : NULL;
    struct ing_row_answer answer = {.row = outcome->row,
                                    .is_first = a->is_first || outcome->own > 0,
                                    .column = rule && rule->columns > 0 ? rule->column[0] + 1 : 0,
                                    .status = a->status_told,
                                    .result = a->cells.result,
                                    .codes = a->cells.codes,
                                    .zh = a->cells.zh,
                                    .en = a->cells.en,
                                    .receipt = a->cells.receipt,
                                    .voucher = a->cells.voucher,
                                    .amount = outcome->amount};
    if (a->job.answered)
        a->job.answered(a->job.ctx, &answer);
}

/* Waits until the import has gone on or has ended; answers how it stands. */
static int wait_for_more(struct ing_answers *a) {
    pthread_mutex_lock(&a->lock);
    while (a->ending == GOING_ON && a->seen == a->news)
        pthread_cond_wait(&a->moved, &a->lock);
    a->seen = a->news; /* before the next look: what comes during it is news again */
    int ending = a->ending;
    pthread_mutex_unlock(&a->lock);
    return ending;
}

static enum fpl_status outcome_of_row(struct ing_answers *a, int64_t row) {
    enum fpl_status status = fpl_import_outcome(a->follower, row, &a->outcome, &a->error);
    int ending = GOING_ON;
    while (status == FPL_E_NOT_FOUND && ending == GOING_ON) {
        fpl_import_refresh(a->follower);
        ending = wait_for_more(a);
        status = fpl_import_outcome(a->follower, row, &a->outcome, &a->error);
    }
    return status;
}

/* The outcome of a data row. Rows of one entry share that of the first, unless it is refused: then each is told what is
 * wrong with it. */
static enum fpl_status find_outcome(struct ing_answers *a, const struct ing_record *record) {
    int lines = (a->job.plan->command->flags & FPL_COMMAND_LINES) != 0;
    a->is_first = !(lines && ing_group_takes(&a->group, a->job.plan, record));
    if (!a->is_first) {
        ing_group_pass(&a->group, a->job.plan, record);
        return a->outcome.reasons > 0 ? outcome_of_row(a, record->row) : FPL_OK;
    }
    enum fpl_status status = lines ? ing_group_start(&a->group, a->job.plan, record, &a->error) : FPL_OK;
    return status == FPL_OK ? outcome_of_row(a, record->row) : status;
}

/* Not refused; what was deferred has reasons, and is no repeat. */
static int was_taken(const struct fpl_row_outcome *outcome) {
    return outcome->reasons == 0 || outcome->status == FPL_OK || outcome->status == FPL_ALREADY;
}

static int is_total(const struct fpl_row_outcome *outcome) {
    return outcome->reasons > 0 && outcome->reason[0].status == FPL_E_TOTAL_ROW;
}

/* A row of totals is no row that was decided, unless it is not the sum of those above it. */
static enum fpl_status total_row(struct ing_answers *a, const struct ing_record *record) {
    struct ing_total total;
    enum fpl_status status = FPL_OK;
    if (!a->totals)
        status = ing_totals_new(a->intake, a->job.plan, a->job.delimiter, &a->totals, &a->error);
    if (status == FPL_OK)
        status = ing_totals_look(a->totals, record, &total, &a->error);
    if (status != FPL_OK)
        return status;
    ing_answer_total(&a->cells, a->job.plan, &total);
    a->status_told = total.wrong > 0 ? FPL_E_TOTAL_DIFFERS : FPL_E_TOTAL_ROW;
    a->total_rows += total.wrong == 0;
    return FPL_OK;
}

static enum fpl_status data_row(struct ing_answers *a, const struct ing_record *record) {
    enum fpl_status status = find_outcome(a, record);
    if (status != FPL_OK)
        return status;
    a->outcome.row = record->row;
    a->rows++;
    ing_answer_render(a->job.plan, record, &a->outcome, &a->cells);
    a->status_told = a->outcome.status;
    if (is_total(&a->outcome) && (status = total_row(a, record)) != FPL_OK)
        return status;
    a->remarked += a->is_first && a->outcome.status == FPL_OK && a->outcome.reasons > 0;
    int64_t earlier;
    enum ing_repeat repeat = a->repeats && was_taken(&a->outcome) && record->status == FPL_OK
                                 ? ing_repeats_look(a->repeats, record, &earlier)
                                 : ING_REPEAT_NONE;
    if (repeat != ING_REPEAT_NONE) {
        ing_answer_repeat(&a->cells, repeat, earlier);
        a->repeated++;
    }
    if (a->job.rehearsal)
        ing_answer_rehearse(&a->cells);
    tell(a);
    if (a->file)
        ing_answer_row(a->file, record, &a->cells);
    return FPL_OK;
}

static enum fpl_status each_record(struct ing_answers *a) {
    int64_t header = a->job.plan->header_row;
    const struct ing_record *record = NULL;
    enum fpl_status status = ing_csv_restart(a->csv, a->job.delimiter, &a->error);
    while (status == FPL_OK && !given_up(a) && !(status = ing_csv_next(a->csv, &record, &a->error)) && record) {
        if (record->row < header || record->blank) {
            a->blank += record->blank && record->row > header;
            if (a->file)
                ing_answer_copy(a->file, record);
        } else if (record->row > header) {
            status = data_row(a, record);
        } else if (a->file) {
            ing_answer_header(a->file, record);
        }
        if (status == FPL_OK && stopped(a))
            status = fpl_fail(&a->error, FPL_E_INTERRUPTED, NULL, NULL, NULL);
    }
    return status;
}

static void *run(void *arg) {
    struct ing_answers *a = arg;
    a->status = each_record(a);
    if (a->status == FPL_OK && a->file && !given_up(a))
        ing_answer_sync(a->file);
    return NULL;
}

/* ---- start and end ---- */

static void release(struct ing_answers *a) {
    fpl_import_close(a->follower);
    ing_csv_free(a->csv);
    ing_intake_close(a->intake);
    ing_group_release(&a->group);
    ing_repeats_free(a->repeats);
    ing_totals_free(a->totals);
    pthread_cond_destroy(&a->moved);
    pthread_mutex_destroy(&a->lock);
    free(a);
}

static enum fpl_status open_all(struct ing_answers *a, struct fpl_error *error) {
    enum fpl_status status = fpl_import_follow(a->job.import, &a->follower, error);
    if (status == FPL_OK)
        status = ing_intake_again(a->job.intake, &a->intake, error);
    if (status == FPL_OK)
        status = ing_csv_new(a->intake, &a->csv, error);
    return status;
}

enum fpl_status ing_answers_start(const struct ing_answers_job *job, struct ing_answers **out,
                                  struct fpl_error *error) {
    struct ing_answers *a = calloc(1, sizeof *a);
    int locked = a && pthread_mutex_init(&a->lock, NULL) == 0;
    if (!locked || pthread_cond_init(&a->moved, NULL) != 0) {
        if (locked)
            pthread_mutex_destroy(&a->lock);
        free(a);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    a->job = *job;
    if (!(job->plan->command->flags & FPL_COMMAND_LINES))
        a->repeats = ing_repeats_new(job->plan);
    if (error)
        memcpy(a->error.file, error->file, sizeof a->error.file);
    enum fpl_status status = open_all(a, error);
    if (status != FPL_OK) {
        release(a);
        return status;
    }
    a->file = job->file;
    a->threaded = ing_thread_start(&a->thread, run, a); /* without a thread, rows are answered at the end */
    *out = a;
    return FPL_OK;
}

static void say(struct ing_answers *a, enum ending ending) {
    pthread_mutex_lock(&a->lock);
    a->ending = ending;
    pthread_cond_broadcast(&a->moved);
    pthread_mutex_unlock(&a->lock);
}

void ing_answers_look(struct ing_answers *answers) {
    pthread_mutex_lock(&answers->lock);
    answers->news++;
    pthread_cond_broadcast(&answers->moved);
    pthread_mutex_unlock(&answers->lock);
}

enum fpl_status ing_answers_end(struct ing_answers *a, enum fpl_status status, struct ing_import_result *result,
                                struct fpl_error *error) {
    if (!a)
        return status;
    say(a, status == FPL_OK ? ENDED_WELL : GIVEN_UP);
    if (a->threaded)
        pthread_join(a->thread, NULL);
    else if (status == FPL_OK)
        run(a);
    if (status == FPL_OK && a->status != FPL_OK) {
        status = a->status;
        if (error)
            *error = a->error;
    }
    if (a->file)
        status = ing_answer_close(a->file, status, &result->answer, error);
    result->rows = a->rows;
    result->blank = a->blank;
    result->repeated = a->repeated;
    result->remarked = a->remarked;
    result->totals = a->total_rows;
    release(a);
    return status;
}
