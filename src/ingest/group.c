/* Rows to entries. */
#include "src/ingest/group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ing_group_release(struct ing_group *g) {
    fpl_buf_release(&g->entry);
    fpl_buf_release(&g->occurred);
    fpl_buf_release(&g->memo);
    fpl_buf_release(&g->text);
    fpl_buf_release(&g->raw);
    free(g->line);
    free(g->made);
    free(g->reason);
}

/* What the row itself says for a key; a single cell or a constant (joined cells are no key). */
static struct fpl_str key_of(const struct ing_rule *rule, const struct ing_record *record) {
    if (!rule || rule->columns > 1)
        return (struct fpl_str){NULL, 0};
    return ing_rule_source(rule, record, NULL);
}

static int fits(const struct fpl_buf *key, struct fpl_str text) {
    return text.n == 0 || key->n == 0 || fpl_str_eq(fpl_buf_str(key), text);
}

/* Whose document number cannot be read, or which has swallowed rows: nothing tells which entries it belongs to. */
static int is_stray(const struct ing_plan *plan, const struct ing_record *record) {
    const struct ing_rule *entry = plan->entry;
    int is_split = record->status == FPL_E_NUL || record->status == FPL_E_TOO_LONG;
    if (record->status == FPL_OK)
        return ing_has_swallowed(record);
    return !(is_split && entry && key_of(entry, record).n > 0 &&
             (entry->columns == 0 || entry->column[0] + 1 != record->column));
}

static int stands_alone(const struct ing_plan *plan, const struct ing_record *record) {
    const char *label;
    return is_stray(plan, record) || ing_plan_is_header(plan, record) || ing_is_total_row(record, &label);
}

int ing_group_takes(const struct ing_group *g, const struct ing_plan *plan, const struct ing_record *record) {
    if (!g->open || g->alone || stands_alone(plan, record))
        return 0;
    struct fpl_str entry = key_of(plan->entry, record);
    if (entry.n > 0)
        return fpl_str_eq(fpl_buf_str(&g->entry), entry);
    return fits(&g->occurred, key_of(plan->occurred, record)) && fits(&g->memo, key_of(plan->memo, record));
}

static void set_key(struct fpl_buf *key, struct fpl_str text) {
    if (key->n == 0)
        fpl_buf_add(key, text.p, text.n);
}

void ing_group_pass(struct ing_group *g, const struct ing_plan *plan, const struct ing_record *record) {
    g->last = record->row;
    if (g->stray)
        return;
    set_key(&g->entry, key_of(plan->entry, record));
    set_key(&g->occurred, key_of(plan->occurred, record));
    set_key(&g->memo, key_of(plan->memo, record));
}

/* Refuses the entry. The first reason is about all of its rows: row `row` is at fault. Answers where the fault itself
 * is to be written; NULL: no memory, or all places are taken (the entry is refused anyway). */
static struct fpl_error *refuse(struct ing_group *g, int64_t row) {
    char number[24];
    if (!g->reason)
        g->reason = calloc(ING_GROUP_REASONS + 1, sizeof *g->reason);
    if (!g->reason)
        return NULL;
    if (g->reasons == 0) {
        struct fpl_error *all = &g->reason[g->reasons++];
        fpl_error_clear(all);
        snprintf(number, sizeof number, "%lld", (long long)row);
        (void)fpl_fail(all, FPL_E_NEIGHBOUR, number, NULL, NULL);
    }
    return g->reasons <= ING_GROUP_REASONS ? &g->reason[g->reasons++] : NULL;
}

enum fpl_status ing_group_hold(struct ing_group *g, const struct ing_plan *plan, const struct ing_record *record,
                               struct fpl_error *error) {
    if (!g->open || g->alone || !is_stray(plan, record))
        return FPL_OK;
    if (refuse(g, record->row))
        g->reasons--; /* that row tells its fault itself */
    return g->reason ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
}

enum fpl_status ing_group_start(struct ing_group *g, const struct ing_plan *plan, const struct ing_record *record,
                                struct fpl_error *error) {
    struct fpl_buf *all[] = {&g->entry, &g->occurred, &g->memo, &g->text, &g->raw};
    int64_t stray_above = g->open && g->stray ? g->last : 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        fpl_buf_reset(all[i]);
    g->values = g->lines = g->reasons = 0;
    g->first = record->row;
    g->open = 1;
    g->stray = is_stray(plan, record);
    g->alone = stands_alone(plan, record);
    if (stray_above && !g->alone && refuse(g, stray_above))
        g->reasons--;
    ing_group_pass(g, plan, record);
    if (g->entry.failed || g->occurred.failed || g->memo.failed || (stray_above && !g->alone && !g->reason))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    return FPL_OK;
}

static void refuse_with(struct ing_group *g, enum fpl_status status, const char *arg, int64_t row) {
    struct fpl_error *reason = refuse(g, row);
    if (!reason)
        return;
    fpl_error_clear(reason);
    (void)fpl_fail(reason, status, arg, NULL, NULL);
    reason->row = row;
}

static size_t keep(struct ing_group *g, struct fpl_str text) {
    size_t at = g->text.n;
    fpl_buf_add(&g->text, text.p, text.n);
    return at;
}

/* A later row may repeat the entry's fields or leave them out. Another memo is that line's own remark; anything else
 * that differs means that two documents share a number. */
static void add_values(struct ing_group *g, const struct ing_record *record, const struct fpl_command *values) {
    for (int i = 0; i < values->value_count; i++) {
        struct fpl_value value = values->value[i];
        int at = 0;
        while (at < g->values && g->field[at] != value.field)
            at++;
        if (at == g->values) {
            g->field[at] = value.field;
            g->value_at[at] = keep(g, value.text);
            g->value_n[at] = value.text.n;
            g->values++;
        } else if (!fpl_str_eq((struct fpl_str){g->text.p + g->value_at[at], g->value_n[at]}, value.text) &&
                   strcmp(value.field->name, "memo") != 0) {
            refuse_with(g, FPL_E_DUPLICATE_FIELD, value.field->name, record->row);
        }
    }
}

static void add_line(struct ing_group *g, const struct fpl_line *line) {
    struct ing_group_line *to = &g->line[g->lines++];
    struct fpl_line from = *line;
    struct fpl_str *text[ING_LINE_TEXTS];
    ing_line_texts(&from, text);
    for (int i = 0; i < ING_LINE_TEXTS; i++) {
        to->at[i] = keep(g, *text[i]);
        to->n[i] = text[i]->n;
    }
    to->row = line->row;
}

enum fpl_status ing_group_add(struct ing_group *g, const struct ing_record *record, const struct fpl_command *values,
                              const struct ing_row *row, struct fpl_error *error) {
    if (!g->line)
        g->line = malloc(FPL_COMMAND_LINES_MAX * sizeof *g->line);
    if (!g->made)
        g->made = malloc(FPL_COMMAND_LINES_MAX * sizeof *g->made);
    if (!g->line || !g->made)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (int i = 0; i < row->faults; i++) {
        struct fpl_error *reason = refuse(g, record->row);
        if (reason)
            *reason = row->fault[i];
    }
    if (g->raw.n + record->raw.n > ING_GROUP_BYTES_MAX || g->lines == FPL_COMMAND_LINES_MAX) {
        refuse_with(g, FPL_E_LIMIT, FPL_ZH_EN("单笔凭证的行数", "lines of one entry"), record->row);
        return FPL_OK;
    }
    if (g->raw.n > 0)
        fpl_buf_addc(&g->raw, '\n');
    fpl_buf_add(&g->raw, record->raw.p, record->raw.n);
    if (g->reasons == 0) {
        add_values(g, record, values);
        add_line(g, &row->line);
    }
    int failed = g->text.failed || g->raw.failed || (row->faults > 0 && !g->reason);
    return failed ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

void ing_group_command(struct ing_group *g, struct fpl_command *command) {
    const char *text = g->text.p ? g->text.p : "";
    command->value_count = g->values;
    for (int i = 0; i < g->values; i++)
        command->value[i] = (struct fpl_value){g->field[i], (struct fpl_str){text + g->value_at[i], g->value_n[i]}};
    for (int i = 0; i < g->lines; i++) {
        const struct ing_group_line *from = &g->line[i];
        struct fpl_line *to = &g->made[i];
        struct fpl_str *part[ING_LINE_TEXTS];
        ing_line_texts(to, part);
        for (int k = 0; k < ING_LINE_TEXTS; k++)
            *part[k] = (struct fpl_str){text + from->at[k], from->n[k]};
        to->row = from->row;
    }
    command->line = g->made;
    command->line_count = g->lines;
}
