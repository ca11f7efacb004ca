/* Drives an import: pass over the rows, then the answers. */
#include "src/ingest/import.h"

#include "src/ingest/answer.h"
#include "src/ingest/group.h"
#include "src/ingest/header.h"
#include "src/ingest/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRESS_ROWS 512

struct run {
    const struct ing_import_options *o;
    struct ing_import_result *result;
    struct fpl_error *error;
    struct ing_intake *intake;
    struct ing_mapping *mapping;
    struct ing_csv *csv;
    struct ing_plan plan;
    struct fpl_import *import;
    struct ing_row row;
    struct ing_group group;
    struct fpl_command command;
    int lines; /* rows make entries */
};

void ing_import_result_release(struct ing_import_result *result) {
    fpl_buf_release(&result->ignored);
}

/* ---- opening ---- */
static enum fpl_status open_input(struct run *r) {
    const struct ing_import_options *o = r->o;
    enum fpl_status status = FPL_OK;
    if (o->mapping)
        status = ing_mapping_load(o->mapping, &r->mapping, r->error);
    if (status != FPL_OK)
        return status;
    const struct fpl_command_spec *command = o->command ? o->command : r->mapping ? r->mapping->command : NULL;
    if (!command || (r->mapping && r->mapping->command != command))
        return fpl_fail(r->error, FPL_E_USAGE, "映射文件与命令不符 the mapping is for another command", NULL, NULL);
    if (!(command->flags & (FPL_COMMAND_IMPORT | FPL_COMMAND_LINES)))
        return fpl_fail(r->error, FPL_E_USAGE, "此命令不能导入 this command takes no file", NULL, NULL);
    r->result->command = command;
    r->lines = (command->flags & FPL_COMMAND_LINES) != 0;
    status = ing_plan_begin(&r->plan, command, r->mapping, o->constant, o->constants, r->error);
    if (status == FPL_OK)
        status = ing_intake_open(o->file,
                                 o->encoding  ? o->encoding
                                 : r->mapping ? r->mapping->encoding
                                              : (enum ing_encoding)0,
                                 &r->intake, r->error);
    if (status == FPL_OK && o->answer)
        status = ing_answer_check(o->answer, r->intake, r->error);
    if (status == FPL_OK)
        status = ing_csv_new(r->intake, &r->csv, r->error);
    return status;
}

static enum fpl_status find_header(struct run *r) {
    struct ing_import_result *result = r->result;
    char delimiter = r->o->delimiter ? r->o->delimiter : r->mapping ? r->mapping->delimiter : 0;
    if (r->error)
        fpl_str_copy(fpl_str_of(r->o->file), r->error->file, sizeof r->error->file);
    enum fpl_status status = ing_header_find(r->csv, &r->plan, delimiter, r->mapping ? r->mapping->skip_rows : -1,
                                             &result->delimiter, r->error);
    if (status != FPL_OK)
        return status;
    result->header_row = r->plan.header_row;
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
                                   .take_on = o->take_on,
                                   .again = o->again};
    spec.file_sha256 = fpl_str_of(r->result->sha256);
    spec.submission = o->submission.n > 0 ? o->submission : spec.file_sha256;
    spec.file_name = fpl_str_of(ing_intake_name(r->intake));
    spec.encoding = fpl_str_of(ing_encoding_name(r->result->encoding));
    spec.delimiter = (struct fpl_str){&r->result->delimiter, 1};
    if (r->mapping)
        spec.mapping = fpl_str_of(r->mapping->sha256);
    return fpl_import_open(o->session, &spec, &r->import, &r->result->state, r->error);
}

/* ---- rows ---- */
/* The ledger keeps codes, not contents: the first argument of a refused cell, which is what the cell says, becomes
 * "@field". Where it is not (a field's name, a limit), the field goes instead, so that nobody takes the argument for
 * content. */
static void hide_content(struct fpl_error *reason) {
    int says_own = reason->status == FPL_E_MISSING || reason->status == FPL_E_DUPLICATE_FIELD ||
                   reason->status == FPL_E_TOO_LONG || reason->status == FPL_E_COLUMNS;
    if (says_own)
        reason->field[0] = 0;
    else if (reason->field[0] && reason->arg[0][0])
        snprintf(reason->arg[0], sizeof reason->arg[0], "@%s", reason->field);
}

/* Why a record cannot be read; FPL_OK if it can. */
static enum fpl_status record_fault(struct run *r, const struct ing_record *record, struct fpl_error *reason) {
    char found[16], limit[16];
    fpl_error_clear(reason);
    fpl_error_at(reason, NULL, record->row, record->column);
    snprintf(found, sizeof found, "%d", record->cells);
    snprintf(limit, sizeof limit, "%u", (unsigned)FPL_FIELD_BYTES_MAX);
    if (record->status == FPL_E_TOO_LONG)
        return fpl_fail(reason, record->status, limit, NULL, NULL);
    if (record->status == FPL_E_COLUMNS)
        return fpl_fail(reason, record->status, "512", found, NULL);
    if (record->status != FPL_OK) {
        snprintf(found, sizeof found, "第%d列", record->column);
        return fpl_fail(reason, record->status, record->column ? found : "引号未闭合 unclosed quote", NULL, NULL);
    }
    if (ing_plan_is_header(&r->plan, record))
        return fpl_fail(reason, FPL_E_HEADER_ROW, NULL, NULL, NULL);
    return FPL_OK;
}

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

static int is_machine(enum fpl_status status) {
    return status == FPL_E_NOMEM || status == FPL_E_IO || status == FPL_E_DISK_FULL || status == FPL_E_BUG;
}

static enum fpl_status flush_if_full(struct run *r) {
    return fpl_import_is_full(r->import) ? fpl_import_flush(r->import, r->error) : FPL_OK;
}

/* Makes the row's values; *refused with the reason if that fails for the row's own fault. */
static enum fpl_status make_values(struct run *r, const struct ing_record *record, int *refused,
                                   struct fpl_error *reason) {
    begin_command(r);
    enum fpl_status status = record_fault(r, record, reason);
    if (status == FPL_OK)
        status = ing_plan_apply(&r->plan, record, &r->command, &r->row, reason);
    *refused = status != FPL_OK;
    if (is_machine(status)) {
        if (r->error)
            *r->error = *reason;
        return status;
    }
    if (*refused && record->status == FPL_OK)
        hide_content(reason);
    return FPL_OK;
}

static enum fpl_status one_row(struct run *r, const struct ing_record *record) {
    struct fpl_error reason;
    struct fpl_answer answer;
    int refused;
    if (!fpl_import_wants(r->import, record->row))
        return FPL_OK;
    enum fpl_status status = make_values(r, record, &refused, &reason);
    if (status != FPL_OK)
        return status;
    if (refused)
        status = fpl_import_refuse(r->import, record->row, record->row, &reason, record->raw, r->error);
    else
        status = fpl_import_row(r->import, record->row, record->row, &r->command, record->raw, &answer, r->error);
    return status == FPL_OK ? flush_if_full(r) : status;
}

/* Gives the gathered entry to the ledger. */
static enum fpl_status settle_group(struct run *r) {
    struct ing_group *g = &r->group;
    struct fpl_answer answer;
    enum fpl_status status;
    if (!g->open || !fpl_import_wants(r->import, g->first))
        return FPL_OK;
    begin_command(r);
    if (g->refused) {
        status = fpl_import_refuse(r->import, g->first, g->last, &g->reason, fpl_buf_str(&g->raw), r->error);
    } else {
        ing_group_command(g, &r->command);
        status = fpl_import_row(r->import, g->first, g->last, &r->command, fpl_buf_str(&g->raw), &answer, r->error);
    }
    return status == FPL_OK ? flush_if_full(r) : status;
}

static enum fpl_status one_line(struct run *r, const struct ing_record *record) {
    struct fpl_error reason;
    int refused;
    enum fpl_status status = FPL_OK;
    if (ing_group_takes(&r->group, &r->plan, record)) {
        ing_group_pass(&r->group, &r->plan, record);
    } else {
        status = settle_group(r);
        if (status == FPL_OK)
            status = ing_group_start(&r->group, &r->plan, record, r->error);
    }
    if (status == FPL_OK)
        status = make_values(r, record, &refused, &reason);
    if (status == FPL_OK)
        status = ing_group_add(&r->group, record, &r->command, &r->row.line, refused ? &reason : NULL, r->error);
    return status;
}

static int stopped(const struct run *r) {
    return r->o->stop && *r->o->stop;
}

static void tell_progress(const struct run *r, int64_t rows) {
    if (r->o->progress)
        r->o->progress(r->o->ctx, ing_intake_position(r->intake), ing_intake_bytes(r->intake), rows);
}

static enum fpl_status each_row(struct run *r) {
    int64_t rows = 0;
    enum fpl_status status = ing_csv_restart(r->csv, r->result->delimiter, r->error);
    while (status == FPL_OK) {
        const struct ing_record *record;
        status = ing_csv_next(r->csv, &record, r->error);
        if (status != FPL_OK || !record)
            break;
        if (record->row <= r->plan.header_row || record->blank)
            continue;
        if (stopped(r)) { /* what was decided so far is acknowledged; an open entry is left for the next run */
            status = fpl_import_flush(r->import, r->error);
            return status == FPL_OK ? fpl_fail(r->error, FPL_E_INTERRUPTED, NULL, NULL, NULL) : status;
        }
        status = r->lines ? one_line(r, record) : one_row(r, record);
        if (++rows % PROGRESS_ROWS == 0)
            tell_progress(r, rows);
    }
    if (status == FPL_OK && r->lines)
        status = settle_group(r);
    if (status == FPL_OK)
        status = fpl_import_finish(r->import, r->error);
    if (status == FPL_OK)
        tell_progress(r, rows);
    return status;
}

/* ---- answers ---- */
static void tell_answer(const struct run *r, const struct fpl_row_outcome *outcome,
                        const struct ing_answer_cells *cells) {
    const struct ing_rule *rule =
        outcome->reasons > 0 && outcome->field[0][0] ? ing_plan_rule(&r->plan, fpl_str_of(outcome->field[0])) : NULL;
    struct ing_row_answer answer = {.row = outcome->row,
                                    .column = rule && rule->columns > 0 ? rule->column[0] + 1 : 0,
                                    .status = outcome->status,
                                    .result = cells->result,
                                    .codes = cells->codes,
                                    .zh = cells->zh,
                                    .en = cells->en,
                                    .receipt = cells->receipt,
                                    .voucher = cells->voucher};
    if (r->o->answered)
        r->o->answered(r->o->ctx, &answer);
}

/* The outcome of a data row; rows of one entry share that of the first. */
static enum fpl_status outcome_of(struct run *r, const struct ing_record *record, struct fpl_row_outcome *outcome) {
    if (r->lines && ing_group_takes(&r->group, &r->plan, record)) {
        ing_group_pass(&r->group, &r->plan, record);
        return FPL_OK;
    }
    if (r->lines) {
        enum fpl_status status = ing_group_start(&r->group, &r->plan, record, r->error);
        if (status != FPL_OK)
            return status;
    }
    return fpl_import_outcome(r->import, record->row, outcome, r->error);
}

static enum fpl_status answer_rows(struct run *r, struct ing_answer_file *file, struct ing_answer_cells *cells,
                                   struct fpl_row_outcome *outcome) {
    enum fpl_status status = ing_csv_restart(r->csv, r->result->delimiter, r->error);
    r->group.open = 0;
    while (status == FPL_OK) {
        const struct ing_record *record;
        status = ing_csv_next(r->csv, &record, r->error);
        if (status != FPL_OK || !record)
            break;
        if (record->row < r->plan.header_row || record->blank) {
            r->result->blank += record->blank && record->row > r->plan.header_row;
            if (file)
                ing_answer_copy(file, record);
        } else if (record->row == r->plan.header_row) {
            if (file)
                ing_answer_header(file, record);
        } else {
            status = outcome_of(r, record, outcome);
            if (status != FPL_OK)
                break;
            outcome->row = record->row;
            r->result->rows++;
            ing_answer_render(&r->plan, record, outcome, cells);
            tell_answer(r, outcome, cells);
            if (file)
                ing_answer_row(file, record, cells);
        }
    }
    return status;
}

static enum fpl_status write_answers(struct run *r) {
    struct ing_answer_cells *cells = calloc(1, sizeof *cells);
    struct fpl_row_outcome *outcome = calloc(1, sizeof *outcome);
    struct ing_answer_file *file = NULL;
    enum fpl_status status = FPL_OK;
    if (!cells || !outcome)
        status = fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (status == FPL_OK && r->o->answer)
        status = ing_answer_open(r->o->answer, r->intake, r->result->delimiter, &file, r->error);
    if (status == FPL_OK) {
        status = answer_rows(r, file, cells, outcome);
        if (file)
            status = ing_answer_close(file, status, r->error);
    }
    free(cells);
    free(outcome);
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
        status = open_import(r);
    if (status == FPL_OK && recorded)
        *recorded = 1;
    if (status == FPL_OK && result->state != FPL_IMPORT_COMPLETE)
        status = each_row(r);
    if (status == FPL_OK)
        status = write_answers(r);
    if (r->import) {
        fpl_import_count(r->import, &result->counts);
        fpl_import_close(r->import);
    }
    if (status == FPL_OK && error)
        fpl_error_clear(error);
    ing_row_release(&r->row);
    ing_group_release(&r->group);
    ing_plan_release(&r->plan);
    ing_csv_free(r->csv);
    ing_intake_close(r->intake);
    ing_mapping_free(r->mapping);
    free(r);
    return status;
}
