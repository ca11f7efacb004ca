/* Headers to fields. */
#include "src/ingest/columns.h"

#include "fundpool/session.h"
#include "src/ingest/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TITLE_BYTES (FPL_ERROR_ARG_BYTES + 48) /* a quoted title behind its column's number */

static const struct fpl_field_spec line_fields[ING_LINE_PARTS] = {
    {"account", "科目", "account", "科目编号|科目代码|科目编码|account code", FPL_FIELD_TEXT, FPL_FIELD_REQUIRED, "", 0,
     0},
    {"side", "方向", "side", "借贷|借贷方向|direction|d/c", FPL_FIELD_TEXT, 0, "", 0, 0},
    {"amount", "金额", "amount", "", FPL_FIELD_MONEY, 0, "", 0, 0},
    {"debit", "借方金额", "debit", "借方", FPL_FIELD_MONEY, 0, "", 0, 0},
    {"credit", "贷方金额", "credit", "贷方", FPL_FIELD_MONEY, 0, "", 0, 0},
    {"party", "往来", "party", "往来单位|主体|客商", FPL_FIELD_PARTY, 0, "", 0, 0},
    {"item", "项目", "item", "核算项目|辅助项目", FPL_FIELD_ID, 0, "", 0, 0},
    {"currency", "币种", "currency", "货币", FPL_FIELD_ID, 0, "", 0, 0},
    {"cash_flow", "现金流量项目", "cash-flow line", "现金流量|现金流项目", FPL_FIELD_TEXT, 0, "", 0, 0},
};

const struct fpl_field_spec *ing_line_fields(void) {
    return line_fields;
}

void ing_line_texts(struct fpl_line *line, struct fpl_str *out[ING_LINE_TEXTS]) {
    struct fpl_str *const text[ING_LINE_TEXTS] = {&line->account, &line->side,     &line->amount, &line->party,
                                                  &line->item,    &line->currency, &line->flow};
    memcpy(out, text, sizeof text);
}

const char *const ing_result_title[ING_RESULTS] = {"结果 Result", "原因代码 Code", "原因 Reason", "回执号 Receipt",
                                                   "凭证号 Voucher"};

int ing_result_columns(const struct ing_record *header) {
    int end = header->cells;
    while (end > 0 && header->cell[end - 1].n == 0)
        end--;
    for (int i = 0; i < ING_RESULTS; i++)
        if (end < ING_RESULTS || !fpl_str_is(header->cell[end - ING_RESULTS + i], ing_result_title[i]))
            return -1;
    return end - ING_RESULTS;
}

/* Length of a blank at p: ASCII blanks and control line ends, U+3000, U+00A0, U+FEFF; 0 if it is none. */
static size_t blank_at(const char *p, size_t n) {
    if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
        return 1;
    if (n >= 3 && (memcmp(p, "\xE3\x80\x80", 3) == 0 || memcmp(p, "\xEF\xBB\xBF", 3) == 0))
        return 3;
    return n >= 2 && memcmp(p, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

size_t ing_header_key(struct fpl_str cell, char out[ING_KEY_BYTES]) {
    size_t n = 0;
    for (size_t i = 0; i < cell.n && n < ING_KEY_BYTES - 1;) {
        size_t blank = blank_at(cell.p + i, cell.n - i);
        if (blank > 0) {
            i += blank;
        } else if (cell.n - i >= 3 && memcmp(cell.p + i, "\xEF\xBC\x88", 3) == 0) {
            out[n++] = '(';
            i += 3;
        } else if (cell.n - i >= 3 && memcmp(cell.p + i, "\xEF\xBC\x89", 3) == 0) {
            out[n++] = ')';
            i += 3;
        } else {
            char c = cell.p[i++];
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        }
    }
    out[n] = 0;
    return n;
}

static int name_is(const char *name, size_t n, const char *key) {
    char other[ING_KEY_BYTES];
    ing_header_key((struct fpl_str){name, n}, other);
    return n > 0 && strcmp(other, key) == 0;
}

/* Is the key one of the field's names? */
static int field_named(const struct fpl_field_spec *field, const char *key) {
    if (name_is(field->name, strlen(field->name), key) || name_is(field->zh, strlen(field->zh), key) ||
        name_is(field->en, strlen(field->en), key))
        return 1;
    const char *alias = field->aliases;
    while (*alias) {
        size_t n = strcspn(alias, "|");
        if (name_is(alias, n, key))
            return 1;
        alias += n + (alias[n] == '|');
    }
    return 0;
}

static int unit_fits(enum ing_unit unit, enum fpl_field_type type) {
    if (unit == ING_UNIT_PERCENT)
        return type == FPL_FIELD_RATIO;
    return unit != ING_UNIT_UNKNOWN && (unit == ING_UNIT_NONE || type == FPL_FIELD_MONEY);
}

/* Does a header cell name this field, with or without a unit? */
static int header_names(const struct fpl_field_spec *field, struct fpl_str cell, const char *currency,
                        enum ing_unit *unit) {
    char key[ING_KEY_BYTES];
    size_t name_n = 0, n = ing_header_key(cell, key);
    *unit = ING_UNIT_NONE;
    if (n == 0)
        return 0;
    if (field_named(field, key))
        return 1;
    *unit = ing_unit_in_brackets(key, n, currency, &name_n);
    if (*unit == ING_UNIT_NONE || (field->type != FPL_FIELD_MONEY && field->type != FPL_FIELD_RATIO))
        return 0;
    key[name_n] = 0;
    return field_named(field, key);
}

static void say_header(struct fpl_str cell, int column, char *out, size_t size) {
    char title[FPL_ERROR_ARG_BYTES];
    snprintf(out, size, FPL_ZH_EN("第%d列：", "column %d: ") "%s", column + 1, column + 1,
             fpl_error_quote(cell, title));
}

/* The unit of a bound column: the mapping's word and the header's must not differ; a mapping may name the unit of a
 * header whose brackets hold another currency. */
static enum fpl_status take_unit(const struct ing_plan *plan, struct ing_rule *rule, enum ing_unit unit,
                                 struct fpl_str cell, int column, struct fpl_error *error) {
    char header[TITLE_BYTES], said[64], name[ING_UNIT_BYTES];
    int fits = unit_fits(unit, rule->field->type), is_said = rule->said != ING_UNIT_NONE;
    rule->unit = is_said ? rule->said : unit;
    if (is_said ? unit == ING_UNIT_NONE || unit == ING_UNIT_UNKNOWN || unit == rule->said : fits)
        return FPL_OK;
    say_header(cell, column, header, sizeof header);
    if (error)
        error->column = column + 1;
    if (!is_said)
        return ing_unit_fail(cell, header, plan->currency, error);
    snprintf(said, sizeof said, FPL_ZH_EN("映射：", "mapping: ") "%s", ing_unit_name(rule->said, plan->currency, name));
    return fpl_fail(error, FPL_E_UNIT_CONFLICT, header, said, NULL);
}

static enum fpl_status add_rule(struct ing_plan *plan, const struct ing_rule *rule, struct fpl_error *error) {
    for (int i = 0; i < plan->rules; i++)
        if (plan->rule[i].field == rule->field)
            return fpl_fail(error, FPL_E_DUPLICATE_FIELD, rule->field->name, NULL, NULL);
    if (plan->rules == ING_RULES_MAX)
        return fpl_fail(error, FPL_E_LIMIT, "columns", NULL, NULL);
    plan->rule[plan->rules++] = *rule;
    return FPL_OK;
}

/* A rule without headers for each field that has none yet: it waits for a standard header. */
static enum fpl_status add_standard(struct ing_plan *plan, const struct fpl_field_spec *fields, int count,
                                    enum ing_use use, struct fpl_error *error) {
    for (int i = 0; i < count; i++) {
        struct ing_rule rule = {.field = &fields[i], .use = use};
        int taken = 0;
        for (int r = 0; r < plan->rules; r++)
            taken |= plan->rule[r].field == &fields[i];
        rule.optional = (fields[i].flags & FPL_FIELD_REQUIRED) == 0;
        enum fpl_status status = taken ? FPL_OK : add_rule(plan, &rule, error);
        if (status != FPL_OK)
            return status;
    }
    return FPL_OK;
}

/* By its identifier, or by any of its titles, as a header cell names it. */
static const struct fpl_field_spec *field_called(const struct fpl_command_spec *command, struct fpl_str name) {
    char key[ING_KEY_BYTES];
    const struct fpl_field_spec *own = fpl_field_find(command, name);
    if (own || ing_header_key(name, key) == 0)
        return own;
    for (int i = 0; i < command->field_count; i++)
        if (field_named(&command->fields[i], key))
            return &command->fields[i];
    return NULL;
}

static enum fpl_status add_constants(struct ing_plan *plan, const struct ing_constant *constant, int constants,
                                     struct fpl_error *error) {
    for (int i = 0; i < constants; i++) {
        struct ing_rule rule = {.is_constant = 1, .constant = constant[i].text};
        rule.field = field_called(plan->command, constant[i].field);
        if (!rule.field)
            return fpl_fail_text(error, FPL_E_UNKNOWN_FIELD, constant[i].field.p, constant[i].field.n);
        enum fpl_status status = add_rule(plan, &rule, error);
        if (status != FPL_OK)
            return status;
    }
    return FPL_OK;
}

/* A debit or a credit: one of the two is unused in each row, and accounting formats write a dash there. */
static int is_unused_side(const struct ing_rule *rule) {
    return rule->field == &line_fields[ING_LINE_DEBIT] || rule->field == &line_fields[ING_LINE_CREDIT];
}

enum fpl_status ing_plan_begin(struct ing_plan *plan, const struct fpl_command_spec *command,
                               const struct ing_mapping *mapping, const struct ing_constant *constant, int constants,
                               struct fpl_error *error) {
    enum fpl_status status;
    memset(plan, 0, sizeof *plan);
    plan->command = command;
    ing_plan_in(plan, "CNY", 2);
    plan->standard = !mapping || mapping->standard;
    status = add_constants(plan, constant, constants, error);
    for (int i = 0; mapping && i < mapping->rules && status == FPL_OK; i++)
        status = add_rule(plan, &mapping->rule[i], error);
    for (int i = 0; i < plan->rules; i++)
        plan->rule[i].said = plan->rule[i].unit;
    if (status == FPL_OK && plan->standard)
        status = add_standard(plan, command->fields, command->field_count, ING_USE_FIELD, error);
    if (status == FPL_OK && plan->standard && (command->flags & FPL_COMMAND_LINES))
        status = add_standard(plan, line_fields, ING_LINE_PARTS, ING_USE_LINE, error);
    for (int i = 0; i < plan->rules; i++)
        plan->rule[i].dash_empty |= (mapping && mapping->dash_empty) || is_unused_side(&plan->rule[i]);
    return status;
}

void ing_plan_in(struct ing_plan *plan, const char *currency, int scale) {
    (void)snprintf(plan->currency, sizeof plan->currency, "%s", currency);
    plan->scale = scale;
}

void ing_plan_in_book(struct ing_plan *plan, struct fpl_session *session, struct fpl_str book) {
    struct fpl_error ignored = {0};
    char currency[4];
    int scale;
    if (book.n > 0 && fpl_session_currency(session, book, currency, &scale, &ignored) == FPL_OK)
        ing_plan_in(plan, currency, scale);
}

void ing_plan_release(struct ing_plan *plan) {
    fpl_buf_release(&plan->header);
}

static void note_missing(struct ing_plan *plan, struct fpl_str name) {
    char rest[160];
    const char *what = plan->command->plural ? plan->command->plural : "";
    (void)snprintf(
        rest, sizeof rest,
        FPL_ZH_EN("…（全部列见 fundpool import templates %s）", "… (all columns: fundpool import templates %s)"), what,
        what);
    fpl_error_list(plan->missing, ", ", name, rest);
}

static void note_missing_field(struct ing_plan *plan, const struct fpl_field_spec *field) {
    char both[FPL_ERROR_ARG_BYTES];
    snprintf(both, sizeof both, FPL_ZH_EN("%s", "%s"), field->zh, field->en);
    note_missing(plan, fpl_str_of(both));
}

/* The column that the mapping names: with the very same title, or with one that is the same but for a unit in brackets.
 * -1: none; -2: several. */
static int find_named(struct fpl_str header, const struct ing_record *record, const char *with_unit) {
    char wanted[ING_KEY_BYTES], key[ING_KEY_BYTES];
    int found = -1;
    ing_header_key(header, wanted);
    for (int c = 0; c < record->cells; c++) {
        size_t name_n = 0, n = ing_header_key(record->cell[c], key);
        if (with_unit && ing_unit_in_brackets(key, n, with_unit, &name_n) != ING_UNIT_NONE)
            key[name_n] = 0;
        if (strcmp(wanted, key) != 0)
            continue;
        if (found >= 0)
            return -2;
        found = c;
    }
    return found;
}

static enum fpl_status bind_named(struct ing_plan *plan, struct ing_rule *rule, const struct ing_record *record,
                                  struct fpl_error *error) {
    int is_number = rule->field->type == FPL_FIELD_MONEY || rule->field->type == FPL_FIELD_RATIO;
    for (int h = 0; h < rule->headers; h++) {
        int found = find_named(rule->header[h], record, NULL);
        if (found == -1 && is_number)
            found = find_named(rule->header[h], record, plan->currency);
        if (found == -2)
            return fpl_fail_text(error, FPL_E_DUPLICATE_FIELD, rule->header[h].p, rule->header[h].n);
        if (found < 0) {
            if (!rule->optional)
                note_missing(plan, rule->header[h]);
            rule->columns = 0;
            return FPL_OK;
        }
        rule->column[rule->columns++] = found;
        plan->bound++;
        char key[ING_KEY_BYTES];
        size_t name_n = 0, n = ing_header_key(record->cell[found], key);
        enum fpl_status status = is_number
                                     ? take_unit(plan, rule, ing_unit_in_brackets(key, n, plan->currency, &name_n),
                                                 record->cell[found], found, error)
                                     : FPL_OK;
        if (status != FPL_OK)
            return status;
    }
    return FPL_OK;
}

static enum fpl_status bind_standard(struct ing_plan *plan, struct ing_rule *rule, const struct ing_record *record,
                                     struct fpl_error *error) {
    for (int c = 0; c < record->cells; c++) {
        enum ing_unit unit;
        if (!header_names(rule->field, record->cell[c], plan->currency, &unit))
            continue;
        if (rule->columns == 1)
            return fpl_fail(error, FPL_E_DUPLICATE_FIELD, rule->field->zh, NULL, NULL);
        rule->column[rule->columns++] = c;
        plan->bound++;
        enum fpl_status status = take_unit(plan, rule, unit, record->cell[c], c, error);
        if (status != FPL_OK)
            return status;
    }
    if (rule->columns == 0 && !rule->optional)
        note_missing_field(plan, rule->field);
    return FPL_OK;
}

/* A line needs either side and amount, or debit and credit. */
static void check_line_parts(struct ing_plan *plan) {
    int has[ING_LINE_PARTS] = {0};
    for (int i = 0; i < plan->rules; i++)
        if (plan->rule[i].use == ING_USE_LINE && (plan->rule[i].columns > 0 || plan->rule[i].is_constant))
            has[plan->rule[i].field - line_fields] = 1;
    if (!(has[ING_LINE_DEBIT] && has[ING_LINE_CREDIT]) && !(has[ING_LINE_SIDE] && has[ING_LINE_AMOUNT]))
        note_missing(plan, FPL_STR(FPL_ZH_EN("方向+金额，或借方金额+贷方金额", "side+amount, or debit+credit")));
}

static enum fpl_status keep_header(struct ing_plan *plan, const struct ing_record *record) {
    size_t at = 0;
    fpl_buf_reset(&plan->header);
    for (int c = 0; c < record->cells; c++)
        fpl_buf_add(&plan->header, record->cell[c].p, record->cell[c].n);
    enum fpl_status status = fpl_buf_ok(&plan->header);
    if (status != FPL_OK)
        return status;
    for (int c = 0; c < record->cells; c++) {
        plan->title[c] = (struct fpl_str){plan->header.p + at, record->cell[c].n};
        at += record->cell[c].n;
    }
    plan->header_cells = plan->row_cells = record->cells;
    while (plan->header_cells > 0 && record->cell[plan->header_cells - 1].n == 0)
        plan->header_cells--;
    plan->results = ing_result_columns(record);
    plan->header_row = record->row;
    plan->cells_bound = 0;
    for (int i = 0; i < plan->rules; i++)
        plan->cells_bound += plan->rule[i].columns;
    plan->entry = ing_plan_rule(plan, FPL_STR("entry"));
    plan->occurred = ing_plan_rule(plan, FPL_STR("occurred"));
    plan->memo = ing_plan_rule(plan, FPL_STR("memo"));
    return FPL_OK;
}

enum fpl_status ing_plan_bind(struct ing_plan *plan, const struct ing_record *record, struct fpl_error *error) {
    plan->bound = 0;
    plan->missing[0] = 0;
    for (int i = 0; i < plan->rules; i++) {
        struct ing_rule *rule = &plan->rule[i];
        enum fpl_status status = FPL_OK;
        rule->columns = 0;
        rule->unit = rule->said;
        if (rule->headers > 0)
            status = bind_named(plan, rule, record, error);
        else if (!rule->is_constant)
            status = bind_standard(plan, rule, record, error);
        if (status != FPL_OK)
            return status;
    }
    if (plan->command->flags & FPL_COMMAND_LINES)
        check_line_parts(plan);
    if (plan->missing[0] || plan->bound == 0)
        return fpl_fail(error, FPL_E_HEADER, plan->missing, NULL, NULL);
    return keep_header(plan, record);
}

/* One column and what the lines above the table say. */
static enum fpl_status settle_unit(const struct ing_plan *plan, struct ing_rule *rule, struct fpl_error *error) {
    const struct ing_unit_line *units = &plan->units;
    int is_money = rule->field->type == FPL_FIELD_MONEY;
    enum ing_unit line = is_money ? units->money : units->is_percent ? ING_UNIT_PERCENT : ING_UNIT_NONE;
    int64_t row = is_money ? units->row : units->percent_row;
    char above[96], header[TITLE_BYTES], column[TITLE_BYTES + 32], name[ING_UNIT_BYTES];
    if (line == ING_UNIT_NONE || rule->unit == line || (!is_money && rule->unit != ING_UNIT_NONE))
        return FPL_OK;
    if (is_money && rule->unit == ING_UNIT_NONE) {
        rule->unit = line;
        return FPL_OK;
    }
    say_header(plan->title[rule->column[0]], rule->column[0], header, sizeof header);
    snprintf(above, sizeof above, FPL_ZH_EN("第%lld行：", "row %lld: ") "%s", (long long)row, (long long)row,
             ing_unit_name(line, plan->currency, name));
    snprintf(column, sizeof column, "%s %s", header,
             rule->unit == ING_UNIT_NONE ? FPL_ZH_EN("未注明", "says nothing")
                                         : ing_unit_name(rule->unit, plan->currency, name));
    fpl_error_at_field(error, rule->field->name);
    fpl_error_at(error, error ? error->file : NULL, plan->header_row, rule->column[0] + 1);
    return fpl_fail(error, FPL_E_UNIT_CONFLICT, above, column, NULL);
}

/* A mapping may say yuan; the book then is in CNY. */
static enum fpl_status check_said(const struct ing_plan *plan, struct fpl_error *error) {
    for (int i = 0; i < plan->rules; i++)
        if (plan->rule[i].said == ING_UNIT_YUAN && strcmp(plan->currency, "CNY") != 0) {
            fpl_error_at_field(error, plan->rule[i].field->name);
            return ing_unit_fail(FPL_STR("yuan"), FPL_ZH_EN("映射", "mapping"), plan->currency, error);
        }
    return FPL_OK;
}

/* A unit above the table that no column takes: refused, unless a column that is not used may be the one it is for; that
 * one is told as not used, and so is the unit. */
static enum fpl_status check_idle(struct ing_plan *plan, enum ing_unit unit, int64_t row, enum fpl_field_type type,
                                  int *idle, struct fpl_error *error) {
    char name[ING_UNIT_BYTES], where[64];
    struct fpl_buf unused = {0};
    *idle = unit != ING_UNIT_NONE;
    for (int i = 0; i < plan->rules; i++)
        if (plan->rule[i].columns > 0 && plan->rule[i].field->type == type)
            *idle = 0;
    if (!*idle)
        return FPL_OK;
    ing_plan_ignored(plan, &unused);
    int may_be = unused.n > 0 || unused.failed;
    fpl_buf_release(&unused);
    if (may_be)
        return FPL_OK;
    snprintf(where, sizeof where, FPL_ZH_EN("第%lld行", "row %lld"), (long long)row, (long long)row);
    if (error)
        error->row = row;
    return ing_unit_fail(fpl_str_of(ing_unit_name(unit, plan->currency, name)), where, plan->currency, error);
}

enum fpl_status ing_plan_settle_units(struct ing_plan *plan, struct fpl_error *error) {
    struct ing_unit_line *units = &plan->units;
    enum fpl_status status = check_said(plan, error);
    if (status == FPL_OK)
        status = check_idle(plan, units->money, units->row, FPL_FIELD_MONEY, &units->money_idle, error);
    if (status == FPL_OK)
        status = check_idle(plan, units->is_percent ? ING_UNIT_PERCENT : ING_UNIT_NONE, units->percent_row,
                            FPL_FIELD_RATIO, &units->percent_idle, error);
    for (int i = 0; i < plan->rules && status == FPL_OK; i++) {
        struct ing_rule *rule = &plan->rule[i];
        rule->scale = plan->scale;
        memcpy(rule->currency, plan->currency, sizeof rule->currency);
        if (rule->columns > 0 && (rule->field->type == FPL_FIELD_MONEY || rule->field->type == FPL_FIELD_RATIO))
            status = settle_unit(plan, rule, error);
    }
    return status;
}

struct fpl_str ing_plan_header(const struct ing_plan *plan, int column) {
    return column >= 0 && column < plan->header_cells ? plan->title[column] : (struct fpl_str){NULL, 0};
}

const struct ing_rule *ing_plan_rule_at(const struct ing_plan *plan, int column) {
    for (int i = 0; i < plan->rules; i++)
        for (int k = 0; k < plan->rule[i].columns; k++)
            if (plan->rule[i].column[k] == column)
                return &plan->rule[i];
    return NULL;
}

void ing_plan_ignored(const struct ing_plan *plan, struct fpl_buf *out) {
    int any = 0;
    for (int c = 0; c < plan->header_cells; c++) {
        struct fpl_str name = ing_plan_header(plan, c);
        if (ing_plan_rule_at(plan, c) || name.n == 0 || (plan->results >= 0 && c >= plan->results))
            continue;
        if (any++)
            fpl_buf_adds(out, ", ");
        fpl_buf_add(out, name.p, name.n);
    }
}

/* Do most of the bound cells repeat their own titles? A data cell never reads like its column's title. */
int ing_plan_is_header(const struct ing_plan *plan, const struct ing_record *record) {
    int bound = plan->cells_bound, same = 0, other = 0;
    for (int i = 0; i < plan->rules && other * 2 < bound; i++) {
        for (int k = 0; k < plan->rule[i].columns; k++) {
            int c = plan->rule[i].column[k];
            int is_title = c < record->cells && fpl_str_eq(record->cell[c], ing_plan_header(plan, c));
            same += is_title;
            other += !is_title;
        }
    }
    return same >= 2 ? same * 2 > bound : same == 1 && bound == 1;
}

const struct ing_rule *ing_plan_rule(const struct ing_plan *plan, struct fpl_str field) {
    for (int i = 0; i < plan->rules; i++)
        if ((plan->rule[i].columns > 0 || plan->rule[i].is_constant) && fpl_str_is(field, plan->rule[i].field->name))
            return &plan->rule[i];
    return NULL;
}
