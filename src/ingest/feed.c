/* Records to batches of commands; a ring of batches between the thread that fills them and the one that reads them. */
#include "src/ingest/feed.h"

#include "src/ingest/group.h"
#include "src/ingest/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RING        4
#define BATCH_UNITS 256
#define BATCH_BYTES (256u << 10)
#define KEEP_BYTES  (1u << 20) /* a batch that has grown beyond is given back */

struct ing_feed {
    struct ing_csv *csv;
    struct ing_intake *intake;
    const struct ing_plan *plan;
    char delimiter;
    int lines, begun, ended;
    int64_t rows;
    int64_t none_from, none_to; /* rows without a command since the last record; 0: none */
    int64_t group_none_from;    /* those before the open group begin here */
    struct ing_row row;
    struct ing_group group;
    struct fpl_command command;
    struct ing_batch batch[RING];
    int64_t filled, taken; /* batches so far; a batch is in use from its filling until the next one is taken */
    int threaded, cancelled;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t moved;
};

/* ---- one batch ---- */

static void empty_batch(struct ing_batch *b) {
    if (b->text.cap > KEEP_BYTES)
        fpl_buf_release(&b->text);
    fpl_buf_reset(&b->text);
    b->units = b->values = b->lines = b->reasons = 0;
    b->status = FPL_OK;
}

static void release_batch(struct ing_batch *b) {
    fpl_buf_release(&b->text);
    free(b->unit);
    free(b->field);
    free(b->value);
    free(b->line);
    free(b->line_row);
    free(b->made);
    free(b->reason);
}

/* Room for n elements in a list that holds `cap`; 0: out of memory. */
static int widen(void *list_at, int cap, size_t size) {
    void *list, *wider;
    memcpy(&list, list_at, sizeof list);
    if (!(wider = realloc(list, (size_t)cap * size)))
        return 0;
    memcpy(list_at, &wider, sizeof wider);
    return 1;
}

static int wider(int cap, int n) {
    cap = cap ? cap : 64;
    while (cap < n)
        cap *= 2;
    return cap;
}

static int reserve(struct ing_batch *b, int values, int lines) {
    int cap = wider(b->unit_cap, b->units + 1);
    if (cap > b->unit_cap && !widen(&b->unit, cap, sizeof *b->unit))
        return 0;
    b->unit_cap = cap;
    cap = wider(b->value_cap, b->values + values);
    if (cap > b->value_cap &&
        (!widen(&b->value, cap, sizeof *b->value) || !widen(&b->field, cap, sizeof(struct fpl_field_spec *))))
        return 0;
    b->value_cap = cap;
    cap = wider(b->line_cap, b->lines + lines);
    if (cap > b->line_cap && (!widen(&b->line, cap, sizeof *b->line) ||
                              !widen(&b->line_row, cap, sizeof *b->line_row) || !widen(&b->made, cap, sizeof *b->made)))
        return 0;
    b->line_cap = cap;
    return 1;
}

static struct ing_place keep(struct ing_batch *b, struct fpl_str text) {
    struct ing_place place = {b->text.n, text.n};
    fpl_buf_add(&b->text, text.p, text.n);
    return place;
}

static void keep_command(struct ing_batch *b, struct ing_entry *unit, const struct fpl_command *command) {
    unit->value = b->values;
    unit->values = command->value_count;
    for (int i = 0; i < command->value_count; i++) {
        b->field[b->values] = command->value[i].field;
        b->value[b->values++] = keep(b, command->value[i].text);
    }
    unit->line = b->lines;
    unit->lines = command->line_count;
    for (int i = 0; i < command->line_count; i++) {
        struct fpl_line line = command->line[i];
        struct fpl_str *part[ING_LINE_TEXTS];
        ing_line_texts(&line, part);
        for (int k = 0; k < ING_LINE_TEXTS; k++)
            b->line[b->lines][k] = keep(b, *part[k]);
        b->line_row[b->lines++] = line.row;
    }
}

static int keep_reasons(struct ing_batch *b, struct ing_entry *unit, const struct fpl_error *reason, int reasons) {
    int cap = wider(b->reason_cap, b->reasons + reasons);
    if (cap > b->reason_cap && !widen(&b->reason, cap, sizeof *b->reason))
        return 0;
    b->reason_cap = cap;
    if (reason && reasons > 0)
        memcpy(b->reason + b->reasons, reason, (size_t)reasons * sizeof *reason);
    unit->reason = b->reasons;
    unit->reasons = reasons;
    b->reasons += reasons;
    return 1;
}

/* Adds a command, or the reasons why there is none, for rows first to last. */
static enum fpl_status add_unit(struct ing_feed *feed, struct ing_batch *b, const struct ing_entry *rows,
                                struct fpl_str raw, const struct fpl_error *reason, int reasons) {
    const struct fpl_command *command = &feed->command;
    if (!reserve(b, command->value_count, command->line_count))
        return FPL_E_NOMEM;
    struct ing_entry *unit = &b->unit[b->units++];
    *unit = *rows;
    struct ing_place place = keep(b, raw);
    unit->raw_at = place.at;
    unit->raw_n = place.n;
    unit->value = unit->values = unit->line = unit->lines = unit->reasons = 0;
    if (reasons == 0)
        keep_command(b, unit, command);
    else if (!keep_reasons(b, unit, reason, reasons))
        return FPL_E_NOMEM;
    return fpl_buf_ok(&b->text);
}

void ing_batch_command(const struct ing_batch *b, const struct ing_entry *unit, struct fpl_command *command) {
    const char *text = b->text.p ? b->text.p : "";
    command->value_count = unit->values;
    for (int i = 0; i < unit->values; i++) {
        const struct ing_place *place = &b->value[unit->value + i];
        command->value[i] = (struct fpl_value){b->field[unit->value + i], {text + place->at, place->n}};
    }
    for (int i = 0; i < unit->lines; i++) {
        const struct ing_place *from = b->line[unit->line + i];
        struct fpl_line *to = &b->made[i];
        struct fpl_str *part[ING_LINE_TEXTS];
        ing_line_texts(to, part);
        for (int k = 0; k < ING_LINE_TEXTS; k++)
            *part[k] = (struct fpl_str){text + from[k].at, from[k].n};
        to->row = b->line_row[unit->line + i];
    }
    command->line = unit->lines ? b->made : NULL;
    command->line_count = unit->lines;
}

struct fpl_str ing_batch_raw(const struct ing_batch *b, const struct ing_entry *unit) {
    return (struct fpl_str){b->text.p ? b->text.p + unit->raw_at : "", unit->raw_n};
}

/* ---- rows ---- */

/* Why a record cannot be read; FPL_OK if it can. */
static enum fpl_status record_fault(const struct ing_plan *plan, const struct ing_record *record,
                                    struct fpl_error *reason) {
    char found[24];
    const char *label;
    int column = record->column;
    fpl_error_clear(reason);
    reason->row = record->row;
    reason->column = column;
    if (record->status == FPL_E_TOO_LONG || record->status == FPL_E_NUL) {
        const struct ing_rule *rule = column > 0 ? ing_plan_rule_at(plan, column - 1) : NULL;
        snprintf(found, sizeof found, "%u", (unsigned)FPL_FIELD_BYTES_MAX);
        fpl_error_at_field(reason, rule ? rule->field->name : "");
        return fpl_fail(reason, record->status, record->status == FPL_E_TOO_LONG ? found : NULL, NULL, NULL);
    }
    if (record->status == FPL_E_COLUMNS) {
        snprintf(found, sizeof found, "%d", record->cells);
        return fpl_fail(reason, record->status, "512", found, NULL);
    }
    if (record->status != FPL_OK) {
        snprintf(found, sizeof found, "%d", column);
        return record->unclosed ? ing_quote_fail(reason, column, record->line)
                                : fpl_fail(reason, record->status, found, NULL, NULL);
    }
    if (ing_plan_is_header(plan, record))
        return fpl_fail(reason, FPL_E_HEADER_ROW, NULL, NULL, NULL);
    return ing_is_total_row(record, &label) ? fpl_fail(reason, FPL_E_TOTAL_ROW, label, NULL, NULL) : FPL_OK;
}

static int is_machine(enum fpl_status status) {
    return status == FPL_E_NOMEM || status == FPL_E_IO || status == FPL_E_DISK_FULL || status == FPL_E_BUG;
}

static void begin_command(struct ing_feed *feed) {
    feed->command.value_count = 0;
    feed->command.line = NULL;
    feed->command.line_count = 0;
}

/* One cell alone in a row that lacks everything else: who made the table, a note below it, a row struck out. One
 * sentence says so, instead of one for each column. */
static void tell_note(const struct ing_record *record, struct ing_row *row) {
    char column[16];
    int filled = 0, at = 0;
    for (int i = 0; i < record->cells; i++)
        if (record->cell[i].n > 0) {
            filled++;
            at = i + 1;
        }
    for (int i = 0; i < row->faults; i++)
        if (row->fault[i].status != FPL_E_MISSING)
            return;
    if (filled != 1 || row->faults < 2)
        return;
    struct fpl_error *fault = &row->fault[0];
    fpl_error_clear(fault);
    fault->row = record->row;
    fault->column = at;
    (void)snprintf(column, sizeof column, "%d", at);
    (void)fpl_fail(fault, FPL_E_NOTE_ROW, column, NULL, NULL);
    row->faults = 1;
}

/* Makes the row's values, or its faults. Answers the machine's failures alone. */
static enum fpl_status make_values(struct ing_feed *feed, const struct ing_record *record, struct fpl_error *error) {
    struct ing_row *row = &feed->row;
    begin_command(feed);
    row->faults = 0;
    if (record_fault(feed->plan, record, &row->fault[0]) != FPL_OK) {
        row->faults = 1;
        return FPL_OK;
    }
    enum fpl_status status = ing_plan_apply(feed->plan, record, &feed->command, row, NULL);
    tell_note(record, row);
    return is_machine(status) ? fpl_fail(error, status, NULL, NULL, NULL) : FPL_OK;
}

static enum fpl_status one_row(struct ing_feed *feed, struct ing_batch *b, const struct ing_record *record) {
    struct ing_entry rows = {.first = record->row, .last = record->row, .rows = feed->rows + 1};
    rows.none_from = feed->none_from;
    feed->none_from = 0;
    enum fpl_status status = make_values(feed, record, &b->error);
    if (status == FPL_OK && add_unit(feed, b, &rows, record->raw, feed->row.fault, feed->row.faults))
        status = fpl_fail(&b->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return status;
}

/* The gathered entry is whole. Of one of a single row, its own faults are all there is to say. */
static enum fpl_status settle_group(struct ing_feed *feed, struct ing_batch *b) {
    struct ing_group *g = &feed->group;
    struct ing_entry rows = {.first = g->first, .last = g->last, .rows = feed->rows};
    rows.none_from = feed->group_none_from;
    if (!g->open)
        return FPL_OK;
    begin_command(feed);
    if (g->reasons == 0)
        ing_group_command(g, &feed->command);
    int from = g->first == g->last && g->reasons > 1;
    if (add_unit(feed, b, &rows, fpl_buf_str(&g->raw), g->reason ? g->reason + from : NULL, g->reasons - from))
        return fpl_fail(&b->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return FPL_OK;
}

static enum fpl_status one_line(struct ing_feed *feed, struct ing_batch *b, const struct ing_record *record) {
    enum fpl_status status = FPL_OK;
    if (ing_group_takes(&feed->group, feed->plan, record)) {
        ing_group_pass(&feed->group, feed->plan, record);
        feed->none_from = 0; /* a blank row within an entry is a row of it */
    } else {
        status = ing_group_hold(&feed->group, feed->plan, record, &b->error);
        if (status == FPL_OK)
            status = settle_group(feed, b);
        if (status == FPL_OK)
            status = ing_group_start(&feed->group, feed->plan, record, &b->error);
        feed->group_none_from = feed->none_from;
        feed->none_from = 0;
    }
    if (status == FPL_OK)
        status = make_values(feed, record, &b->error);
    if (status == FPL_OK)
        status = ing_group_add(&feed->group, record, &feed->command, &feed->row, &b->error);
    return status;
}

static void fill(struct ing_feed *feed, struct ing_batch *b) {
    empty_batch(b);
    if (!feed->begun)
        b->status = ing_csv_restart(feed->csv, feed->delimiter, &b->error);
    feed->begun = 1;
    while (b->status == FPL_OK && !feed->ended && b->units < BATCH_UNITS && b->text.n < BATCH_BYTES) {
        const struct ing_record *record;
        b->status = ing_csv_next(feed->csv, &record, &b->error);
        if (b->status == FPL_OK && !record) {
            feed->ended = 1;
            b->status = feed->lines ? settle_group(feed, b) : FPL_OK;
        } else if (b->status == FPL_OK && record->row > feed->plan->header_row && !record->blank) {
            b->status = feed->lines ? one_line(feed, b, record) : one_row(feed, b, record);
            feed->rows++;
        } else if (b->status == FPL_OK) {
            feed->none_from = feed->none_from ? feed->none_from : record->row;
            feed->none_to = record->row;
        }
    }
    feed->ended |= b->status != FPL_OK;
    b->is_last = feed->ended;
    b->none_from = feed->none_from;
    b->none_to = feed->none_to;
    b->rows = feed->rows;
    b->position = ing_intake_position(feed->intake);
}

/* ---- the ring ---- */

static void *run(void *arg) {
    struct ing_feed *feed = arg;
    int go = 1;
    while (go) {
        struct ing_batch *b = &feed->batch[feed->filled % RING];
        fill(feed, b);
        go = !b->is_last;
        pthread_mutex_lock(&feed->lock);
        feed->filled++;
        pthread_cond_broadcast(&feed->moved);
        while (go && !feed->cancelled && feed->filled - feed->taken >= RING - 1)
            pthread_cond_wait(&feed->moved, &feed->lock);
        go = go && !feed->cancelled;
        pthread_mutex_unlock(&feed->lock);
    }
    return NULL;
}

enum fpl_status ing_feed_start(struct ing_csv *csv, struct ing_intake *intake, const struct ing_plan *plan,
                               char delimiter, struct ing_feed **out, struct fpl_error *error) {
    struct ing_feed *feed = calloc(1, sizeof *feed);
    if (!feed)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    feed->csv = csv;
    feed->intake = intake;
    feed->plan = plan;
    feed->delimiter = delimiter;
    feed->lines = (plan->command->flags & FPL_COMMAND_LINES) != 0;
    for (int i = 0; error && i < RING; i++)
        memcpy(feed->batch[i].error.file, error->file, sizeof error->file);
    if (pthread_mutex_init(&feed->lock, NULL) != 0) {
        free(feed);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    if (pthread_cond_init(&feed->moved, NULL) != 0) {
        pthread_mutex_destroy(&feed->lock);
        free(feed);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    feed->threaded = ing_thread_start(&feed->thread, run, feed); /* without a thread, ing_feed_next fills batches */
    *out = feed;
    return FPL_OK;
}

const struct ing_batch *ing_feed_next(struct ing_feed *feed) {
    const struct ing_batch *b = &feed->batch[feed->taken % RING];
    if (!feed->threaded) {
        fill(feed, &feed->batch[feed->taken % RING]);
        feed->taken++;
        return b;
    }
    pthread_mutex_lock(&feed->lock);
    while (feed->filled == feed->taken)
        pthread_cond_wait(&feed->moved, &feed->lock);
    feed->taken++;
    pthread_cond_broadcast(&feed->moved);
    pthread_mutex_unlock(&feed->lock);
    return b;
}

void ing_feed_stop(struct ing_feed *feed) {
    if (!feed)
        return;
    if (feed->threaded) {
        pthread_mutex_lock(&feed->lock);
        feed->cancelled = 1;
        pthread_cond_broadcast(&feed->moved);
        pthread_mutex_unlock(&feed->lock);
        pthread_join(feed->thread, NULL);
    }
    pthread_cond_destroy(&feed->moved);
    pthread_mutex_destroy(&feed->lock);
    for (int i = 0; i < RING; i++)
        release_batch(&feed->batch[i]);
    ing_row_release(&feed->row);
    ing_group_release(&feed->group);
    free(feed);
}
