/* The sender's file once more: the same intake, header, mapping and rows as src/ingest/import.c, given to be compared.
 */
#include "src/ingest/recheck.h"

#include "src/ingest/feed.h"
#include "src/ingest/header.h"
#include "src/ingest/mapping.h"

#include <stdlib.h>
#include <string.h>

struct run {
    const struct ing_recheck_options *o;
    struct fpl_error *error;
    struct fpl_recheck *recheck;
    const struct fpl_submitted *round;
    struct ing_intake *intake;
    struct ing_mapping *mapping;
    struct ing_csv *csv;
    struct ing_plan plan;
    struct fpl_command command;
    char delimiter;
};

/* An encoding that was told to the import may be one that is not found out: any that the bytes are gives their hash. */
static enum fpl_status hash_of_file(const struct ing_recheck_options *o, char sha256[65], struct fpl_error *error) {
    static const enum ing_encoding others[] = {ING_GB18030, ING_UTF16LE, ING_UTF16BE};
    struct ing_intake *intake = NULL;
    struct fpl_error ignored = {0};
    enum fpl_status status = ing_intake_open(o->file, (enum ing_encoding)0, &intake, error);
    for (size_t i = 0; status == FPL_E_ENCODING && i < sizeof others / sizeof others[0]; i++)
        if (ing_intake_open(o->file, others[i], &intake, &ignored) == FPL_OK)
            status = FPL_OK;
    if (status == FPL_OK)
        memcpy(sha256, ing_intake_sha256(intake), 65);
    ing_intake_close(intake);
    return status;
}

/* ---- one round ---- */

/* The mapping of the round: among the files given, or as it was adopted. */
static enum fpl_status find_mapping(struct run *r) {
    struct fpl_buf text = {0};
    int found = 0;
    if (!r->round->mapping[0])
        return FPL_OK;
    for (int i = 0; i < r->o->mappings; i++) {
        enum fpl_status status = ing_mapping_load(r->o->mapping[i], &r->mapping, r->error);
        if (status != FPL_OK || strcmp(r->mapping->sha256, r->round->mapping) == 0)
            return status;
        ing_mapping_free(r->mapping);
        r->mapping = NULL;
    }
    enum fpl_status status = fpl_recheck_mapping(r->recheck, r->round->mapping, &text, &found, r->error);
    if (status == FPL_OK && found)
        status = ing_mapping_parse(fpl_buf_str(&text), "mapping", &r->mapping, r->error);
    else if (status == FPL_OK)
        status = fpl_fail(r->error, FPL_E_MISSING, "--mapping",
                          FPL_ZH_EN("（导入时所用的那一份列映射）", " (the mapping that the import was given)"), NULL);
    fpl_buf_release(&text);
    return status;
}

static int is_of_machine(enum fpl_status status) {
    return status == FPL_E_NOMEM || status == FPL_E_IO || status == FPL_E_DISK_FULL || status == FPL_E_BUG ||
           status == FPL_E_FILE_CHANGED;
}

/* As the record says that it was read; the plan is bound to the header. */
static enum fpl_status open_file(struct run *r) {
    if (r->mapping && r->mapping->command != r->round->command)
        return fpl_fail(r->error, FPL_E_USAGE, "mapping", NULL, NULL);
    enum fpl_status status =
        ing_plan_begin(&r->plan, r->round->command, r->mapping, r->o->constant, r->o->constants, r->error);
    if (status == FPL_OK)
        ing_plan_in_book(&r->plan, r->o->session, fpl_str_of(r->round->code));
    if (status == FPL_OK)
        status = ing_intake_open(r->o->file, ing_encoding_of(fpl_str_of(r->round->encoding)), &r->intake, r->error);
    if (status == FPL_OK)
        status = ing_csv_new(r->intake, &r->csv, r->error);
    if (status == FPL_OK)
        status = ing_header_find(r->csv, &r->plan, r->round->delimiter, r->mapping ? r->mapping->skip_rows : -1,
                                 &r->delimiter, r->error);
    return status;
}

static enum fpl_status one_unit(struct run *r, const struct ing_batch *batch, const struct ing_entry *unit) {
    struct fpl_str raw = ing_batch_raw(batch, unit);
    enum fpl_status status = FPL_OK;
    if (unit->none_from)
        status = fpl_recheck_skip(r->recheck, unit->none_from, unit->first - 1, r->error);
    if (status != FPL_OK)
        return status;
    if (unit->reasons > 0) {
        const struct fpl_import_faults faults = {&batch->reason[unit->reason], unit->reasons};
        return fpl_recheck_refuse(r->recheck, unit->first, unit->last, &faults, raw, r->error);
    }
    r->command.value_count = 0;
    ing_batch_command(batch, unit, &r->command);
    return fpl_recheck_row(r->recheck, unit->first, unit->last, &r->command, raw, r->error);
}

static enum fpl_status each_unit(struct run *r) {
    struct ing_feed *feed = NULL;
    const struct ing_batch *batch = NULL;
    fpl_command_begin(&r->command, r->round->command);
    r->command.take_on = r->round->take_on;
    enum fpl_status status = ing_feed_start(r->csv, r->intake, &r->plan, r->delimiter, &feed, r->error);
    while (status == FPL_OK && !(batch && batch->is_last)) {
        batch = ing_feed_next(feed);
        for (int i = 0; i < batch->units && status == FPL_OK; i++)
            status = one_unit(r, batch, &batch->unit[i]);
        if (status == FPL_OK && batch->status != FPL_OK) {
            status = batch->status;
            if (r->error)
                *r->error = batch->error;
        }
    }
    if (status == FPL_OK && batch->none_from)
        status = fpl_recheck_skip(r->recheck, batch->none_from, batch->none_to, r->error);
    ing_feed_stop(feed);
    return status;
}

static void close_file(struct run *r) {
    ing_plan_release(&r->plan);
    ing_csv_free(r->csv);
    ing_intake_close(r->intake);
    ing_mapping_free(r->mapping);
    r->csv = NULL;
    r->intake = NULL;
    r->mapping = NULL;
}

static enum fpl_status one_round(struct run *r, int i) {
    struct fpl_recheck_counts counts = {0};
    r->round = fpl_recheck_round(r->recheck, i);
    enum fpl_status status = fpl_recheck_begin(r->recheck, i, r->o->differs, r->o->ctx, r->error);
    if (status == FPL_OK)
        status = find_mapping(r);
    if (status != FPL_OK)
        return status;
    status = open_file(r);
    if (status != FPL_OK && !is_of_machine(status)) {
        fpl_recheck_unreadable(r->recheck, status);
        status = FPL_OK;
    } else if (status == FPL_OK) {
        status = each_unit(r);
    }
    close_file(r);
    if (status == FPL_OK) {
        status = fpl_recheck_end(r->recheck, &counts, r->error);
        if (status == FPL_OK && r->o->compared)
            r->o->compared(r->o->ctx, r->round, &counts);
    }
    return status;
}

enum fpl_status ing_recheck_run(const struct ing_recheck_options *options, struct fpl_error *error) {
    char sha256[65];
    enum fpl_status status = hash_of_file(options, sha256, error), differs = FPL_OK;
    if (status != FPL_OK)
        return status;
    struct run *r = calloc(1, sizeof *r);
    if (!r)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    struct fpl_error first = {0};
    r->o = options;
    r->error = error;
    status = fpl_recheck_open(options->session, fpl_str_of(sha256), options->submission, &r->recheck, error);
    for (int i = 0; status == FPL_OK && i < fpl_recheck_rounds(r->recheck); i++) {
        status = one_round(r, i);
        if (status != FPL_E_FILE_DIFFERS)
            continue;
        if (differs == FPL_OK && error)
            first = *error;
        differs = status;
        status = FPL_OK;
    }
    if (status == FPL_OK && differs != FPL_OK) {
        status = differs;
        if (error)
            *error = first;
    }
    fpl_recheck_close(r->recheck);
    ing_mapping_free(r->mapping);
    free(r);
    return status;
}
