/* Drives an import: the pass over the rows, answers written beside it. */
#include "src/ingest/import.h"

#include "src/ingest/answer.h"
#include "src/ingest/answers.h"
#include "src/ingest/feed.h"
#include "src/ingest/header.h"
#include "src/ingest/mapping.h"

#include <stdlib.h>
#include <string.h>

#define PROGRESS_ROWS 512
#define PLACE(o)      ((const struct ing_answer_place){(o)->answer, (o)->ledger, (o)->mapping, (o)->rehearsal})

struct run {
    const struct ing_import_options *o;
    struct ing_import_result *result;
    struct fpl_error *error;
    struct ing_intake *intake;
    struct ing_mapping *mapping;
    struct ing_csv *csv;
    struct ing_plan plan;
    struct fpl_import *import;
    struct ing_answer_file *file; /* until the answers have it */
    struct ing_answers *answers;
    struct fpl_command command;
    struct fpl_answer outcome;
};

void ing_import_result_release(struct ing_import_result *result) {
    fpl_buf_release(&result->ignored);
    fpl_buf_release(&result->answer);
}

/* ---- opening ---- */
static enum fpl_status open_input(struct run *r) {
    const struct ing_import_options *o = r->o;
    enum fpl_status status = FPL_OK;
    if (o->mapping)
        status = ing_mapping_load(o->mapping, &r->mapping, r->error);
    else if (o->mapping_text.n)
        status = ing_mapping_parse(o->mapping_text, o->mapping_name, &r->mapping, r->error);
    if (status == FPL_OK && r->mapping && o->command)
        status = ing_mapping_is_for(r->mapping, o->mapping ? o->mapping : o->mapping_name, o->command, r->error);
    if (status != FPL_OK)
        return status;
    const struct fpl_command_spec *command = o->command ? o->command : r->mapping ? r->mapping->command : NULL;
    if (!command)
        return fpl_fail(r->error, FPL_E_USAGE, FPL_ZH_EN("缺少命令", "no command"), NULL, NULL);
    if (!(command->flags & (FPL_COMMAND_IMPORT | FPL_COMMAND_LINES)))
        return fpl_fail(r->error, FPL_E_USAGE, FPL_ZH_EN("此命令不能导入", "this command takes no file"), NULL, NULL);
    r->result->command = command;
    status = ing_plan_begin(&r->plan, command, r->mapping, o->constant, o->constants, r->error);
    if (status == FPL_OK)
        ing_plan_in_book(&r->plan, o->session, o->book);
    if (status == FPL_OK)
        status = ing_intake_open(o->file,
                                 o->encoding  ? o->encoding
                                 : r->mapping ? r->mapping->encoding
                                              : (enum ing_encoding)0,
                                 &r->intake, r->error);
    if (status == FPL_OK && o->answer)
        status = ing_answer_check(&PLACE(o), r->intake, r->error);
    if (status == FPL_OK)
        status = ing_csv_new(r->intake, &r->csv, r->error);
    return status;
}

static enum fpl_status find_header(struct run *r) {
    struct ing_import_result *result = r->result;
    char delimiter = r->o->delimiter ? r->o->delimiter : r->mapping ? r->mapping->delimiter : 0;
    if (r->error)
        fpl_str_copy(fpl_str_of(r->o->name ? r->o->name : r->o->file), r->error->file, sizeof r->error->file);
    enum fpl_status status = ing_header_find(r->csv, &r->plan, delimiter, r->mapping ? r->mapping->skip_rows : -1,
                                             &result->delimiter, r->error);
    if (status != FPL_OK)
        return status;
    result->header_row = r->plan.header_row;
    result->units = r->plan.units;
    result->encoding = ing_intake_encoding(r->intake);
    memcpy(result->sha256, ing_intake_sha256(r->intake), sizeof result->sha256);
    ing_plan_ignored(&r->plan, &result->ignored);
    return fpl_buf_ok(&result->ignored);
}

static enum fpl_status open_import(struct run *r) {
    const struct ing_import_options *o = r->o;
    struct fpl_import_spec spec = {.command = r->result->command,
                                   .book = o->book,
                                   .actor = o->actor,
                                   .checker = o->checker,
                                   .auth = o->auth,
                                   .checker_auth = o->checker_auth,
                                   .chunk_rows = o->chunk_rows,
                                   .take_on = o->take_on,
                                   .again = o->again};
    spec.file_sha256 = fpl_str_of(r->result->sha256);
    spec.submission = o->submission.n > 0 ? o->submission : spec.file_sha256;
    spec.file_name = fpl_str_of(r->o->name ? r->o->name : ing_intake_name(r->intake));
    spec.encoding = fpl_str_of(ing_encoding_name(r->result->encoding));
    spec.delimiter = (struct fpl_str){&r->result->delimiter, 1};
    if (r->mapping)
        spec.mapping = fpl_str_of(r->mapping->sha256);
    return fpl_import_open(o->session, &spec, &r->import, &r->result->state, r->error);
}

/* ---- rows ---- */
static void begin_command(struct run *r) {
    struct fpl_command *c = &r->command;
    c->spec = r->result->command;
    c->actor = r->o->actor;
    c->checker = r->o->checker;
    c->book = r->o->book;
    c->take_on = r->o->take_on;
    c->value_count = 0;
    c->line = NULL;
    c->line_count = 0;
}

static enum fpl_status flush_if_full(struct run *r) {
    if (!fpl_import_is_full(r->import))
        return FPL_OK;
    if (!r->o->between)
        return fpl_import_hand_over(r->import, r->error);
    enum fpl_status status = fpl_import_flush(r->import, r->error);
    if (!status)
        r->o->between(r->o->ctx);
    return status;
}

/* In a later round, by another mapping, rows may make other entries than before: one that holds a row that is recorded
 * already is not made. */
static int is_wanted(const struct run *r, const struct ing_entry *unit) {
    for (int64_t row = unit->first; row <= unit->last; row++)
        if (!fpl_import_wants(r->import, row))
            return 0;
    return 1;
}

static enum fpl_status give_row(struct run *r, const struct ing_entry *unit, struct fpl_str raw) {
    struct fpl_answer *answer = r->o->given ? &r->outcome : NULL;
    enum fpl_status status = fpl_import_row(r->import, unit->first, unit->last, &r->command, raw, answer, r->error);
    if (!status && answer)
        r->o->given(r->o->ctx, &r->command, answer->status);
    return status;
}

static enum fpl_status one_unit(struct run *r, const struct ing_batch *batch, const struct ing_entry *unit) {
    struct fpl_str raw = ing_batch_raw(batch, unit);
    enum fpl_status status;
    if (unit->none_from)
        fpl_import_skip(r->import, unit->none_from, unit->first - 1);
    if (!is_wanted(r, unit)) {
        fpl_import_skip(r->import, unit->first, unit->last);
        return FPL_OK;
    }
    if (unit->reasons > 0) {
        const struct fpl_import_faults faults = {&batch->reason[unit->reason], unit->reasons};
        status = fpl_import_refuse(r->import, unit->first, unit->last, &faults, raw, r->error);
    } else {
        begin_command(r);
        ing_batch_command(batch, unit, &r->command);
        status = give_row(r, unit, raw);
    }
    return status == FPL_OK ? flush_if_full(r) : status;
}

static int stopped(const struct run *r) {
    return r->o->stop && *r->o->stop;
}

static void tell_progress(const struct run *r, int64_t bytes, int64_t rows) {
    if (r->o->progress)
        r->o->progress(r->o->ctx, bytes, ing_intake_bytes(r->intake), rows);
}

/* Stopped, what was decided so far is acknowledged; the rest is left for the next run. */
static enum fpl_status each_unit(struct run *r, const struct ing_batch *batch, int64_t *told) {
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < batch->units && status == FPL_OK; i++) {
        const struct ing_entry *unit = &batch->unit[i];
        if (stopped(r)) {
            status = fpl_import_flush(r->import, r->error);
            return status == FPL_OK ? fpl_fail(r->error, FPL_E_INTERRUPTED, NULL, NULL, NULL) : status;
        }
        status = one_unit(r, batch, unit);
        if (unit->rows - *told >= PROGRESS_ROWS) {
            *told = unit->rows;
            tell_progress(r, batch->position, unit->rows);
            /* The store commits a chunk while the next one is decided; no call of the import says when. */
            ing_answers_look(r->answers);
        }
    }
    return status;
}

static enum fpl_status give_rows(struct run *r) {
    struct ing_feed *feed = NULL;
    const struct ing_batch *batch = NULL;
    int64_t told = 0;
    enum fpl_status status = ing_feed_start(r->csv, r->intake, &r->plan, r->result->delimiter, &feed, r->error);
    while (status == FPL_OK && !(batch && batch->is_last)) {
        batch = ing_feed_next(feed);
        status = each_unit(r, batch, &told);
        if (status == FPL_OK && batch->status != FPL_OK) {
            status = batch->status;
            if (r->error)
                *r->error = batch->error;
        }
    }
    if (status == FPL_OK && batch->none_from)
        fpl_import_skip(r->import, batch->none_from, batch->none_to);
    if (status == FPL_OK)
        status = fpl_import_finish(r->import, r->error);
    if (status == FPL_OK)
        tell_progress(r, batch->position, batch->rows);
    ing_feed_stop(feed);
    return status;
}

/* Whoever writes beside an import may write what its rows rest on: the rows of that chunk are decided again on what is
 * there now, the first of them while nobody else writes, so that each time some are done. */
static enum fpl_status each_row(struct run *r) {
    enum fpl_status status = give_rows(r);
    while (status == FPL_E_MEANWHILE && !r->o->given) {
        status = fpl_import_again(r->import, r->error);
        if (status == FPL_OK)
            status = give_rows(r);
    }
    return status;
}

/* ---- answers ---- */

/* Before anything is recorded: a file that cannot be made is known then, and costs nothing. */
static enum fpl_status open_answer(struct run *r) {
    if (r->o->ready)
        r->o->ready(r->o->ctx);
    if (!r->o->answer)
        return FPL_OK;
    enum fpl_status status = ing_answer_open(&PLACE(r->o), r->intake, r->result->delimiter, &r->file, r->error);
    if (status != FPL_OK && r->error) /* it is not about the input */
        r->error->file[0] = '\0';
    return status;
}

static enum fpl_status start_answers(struct run *r) {
    const struct ing_answers_job job = {.import = r->import,
                                        .intake = r->intake,
                                        .plan = &r->plan,
                                        .delimiter = r->result->delimiter,
                                        .file = r->file,
                                        .rehearsal = r->o->rehearsal,
                                        .stop = r->o->stop,
                                        .answered = r->o->answered,
                                        .ctx = r->o->ctx};
    enum fpl_status status = ing_answers_start(&job, &r->answers, r->error);
    if (status == FPL_OK)
        r->file = NULL; /* theirs now */
    return status;
}

enum fpl_status ing_import_run(const struct ing_import_options *options, struct ing_import_result *result,
                               int *recorded, struct fpl_error *error) {
    struct run *r = calloc(1, sizeof *r);
    if (!r)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    r->o = options;
    r->result = result;
    r->error = error;
    enum fpl_status status = open_input(r);
    if (status == FPL_OK)
        status = find_header(r);
    if (status == FPL_OK)
        status = open_answer(r);
    if (status == FPL_OK)
        status = open_import(r);
    if (status == FPL_OK && recorded)
        *recorded = 1;
    if (status == FPL_OK)
        status = start_answers(r);
    if (status == FPL_OK && result->state != FPL_IMPORT_COMPLETE)
        status = each_row(r);
    status = ing_answers_end(r->answers, status, result, error);
    if (r->file)
        status = ing_answer_close(r->file, status, &result->answer, error);
    if (status == FPL_E_ANSWER && error) /* it is not about the input */
        error->file[0] = '\0';
    if (r->import) {
        fpl_import_count(r->import, &result->counts);
        fpl_import_close(r->import);
    }
    if (status == FPL_OK && error)
        fpl_error_clear(error);
    ing_plan_release(&r->plan);
    ing_csv_free(r->csv);
    ing_intake_close(r->intake);
    ing_mapping_free(r->mapping);
    free(r);
    return status;
}
