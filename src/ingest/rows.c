/* A record to the values of a command, and to a posting line. */
#include "src/ingest/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Row memory never moves while a row is made, because earlier texts point into it: each rule adds at most three times a
 * field for NFC and one field with its prefix for each of four conversions. */
#define ROW_BYTES ((size_t)ING_RULES_MAX * (3 + 4 + 1) * FPL_FIELD_BYTES_MAX)

void ing_row_release(struct ing_row *row) {
    fpl_buf_release(&row->text);
    fpl_buf_release(&row->scratch);
}

static void set_line(struct fpl_line *line, const struct fpl_field_spec *field, struct fpl_str text) {
    switch ((enum ing_line_part)(field - ing_line_fields())) {
    case ING_LINE_ACCOUNT:
        line->account = text;
        return;
    case ING_LINE_SIDE:
        line->side = text;
        return;
    case ING_LINE_AMOUNT:
        line->amount = text;
        return;
    case ING_LINE_PARTY:
        line->party = text;
        return;
    case ING_LINE_ITEM:
        line->item = text;
        return;
    case ING_LINE_CURRENCY:
        line->currency = text;
        return;
    case ING_LINE_FLOW:
        line->flow = text;
        return;
    case ING_LINE_DEBIT:
    case ING_LINE_CREDIT:
    case ING_LINE_PARTS:
        return;
    }
}

static int is_digits(struct fpl_str text, size_t least, size_t most) {
    size_t n = 0;
    while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
        n++;
    return n == text.n && n >= least && n <= most;
}

/* 1,234.56 or 1,00 without quotes: an amount, and behind it what its comma has cut off. Only in a row that is wider
 * than the others are: two columns of numbers may stand side by side. */
static int is_cut_apart(const struct ing_plan *plan, const struct ing_record *record) {
    if (record->delimiter != ',' || record->cells <= plan->row_cells)
        return 0;
    for (int c = 0; c < plan->header_cells && c + 1 < record->cells; c++) {
        const struct ing_rule *rule = ing_plan_rule_at(plan, c);
        struct fpl_str rest = record->cell[c + 1];
        const char *point = rest.n ? memchr(rest.p, '.', rest.n) : NULL;
        if (point)
            rest.n = (size_t)(point - rest.p);
        if (rule && rule->field->type == FPL_FIELD_MONEY && is_digits(record->cell[c], 1, 18) &&
            is_digits(rest, point ? 3 : 2, 3))
            return 1;
    }
    return 0;
}

/* A row may hold fewer cells than the header: the rest is empty. Empty ones beyond it mean nothing, unless an amount
 * was cut apart by a comma of its own. Not so the last one of a file that ends without a line end: what is missing may
 * have been cut off with it. */
static enum fpl_status check_width(const struct ing_plan *plan, const struct ing_record *record,
                                   struct fpl_error *error) {
    int wide = record->cells;
    char expected[16], found[16];
    while (wide > plan->header_cells && record->cell[wide - 1].n == 0)
        wide--;
    int own = plan->results >= 0 ? plan->results : plan->header_cells;
    int is_cut = record->end.n == 0 && record->cells < own;
    if (wide <= plan->header_cells && is_cut_apart(plan, record))
        wide = record->cells;
    else if (wide <= plan->header_cells && !is_cut)
        return FPL_OK;
    snprintf(expected, sizeof expected, "%d", plan->header_cells);
    snprintf(found, sizeof found, "%d", wide);
    return fpl_fail(error, FPL_E_COLUMNS, expected, found, NULL);
}

/* Nothing but zeros and a point: an unused debit or credit cell. */
static int is_nought(struct fpl_str text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '0' && text.p[i] != '.')
            return 0;
    return 1;
}

/* 借 D Dr debit → "D", 贷 C Cr credit → "C". */
static enum fpl_status line_side(struct fpl_line *line, struct fpl_error *error) {
    static const char *const names[2][6] = {{"d", "借", "dr", "debit", "dr.", "借方"},
                                            {"c", "贷", "cr", "credit", "cr.", "贷方"}};
    char key[ING_KEY_BYTES];
    ing_header_key(line->side, key);
    for (int s = 0; s < 2; s++) {
        for (int i = 0; i < 6; i++) {
            if (strcmp(key, names[s][i]) == 0) {
                line->side = s == 0 ? FPL_STR("D") : FPL_STR("C");
                return FPL_OK;
            }
        }
    }
    char text[FPL_ERROR_ARG_BYTES];
    fpl_error_at_field(error, "side");
    return fpl_fail(error, FPL_E_ENUM, fpl_error_quote(line->side, text), "借 D|贷 C", NULL);
}

/* Makes side and amount of debit and credit columns; exactly one of them holds an amount. */
static enum fpl_status settle_line(struct fpl_line *line, struct fpl_str debit, struct fpl_str credit,
                                   struct fpl_error *error) {
    int has_debit = !is_nought(debit), has_credit = !is_nought(credit);
    if (has_debit && has_credit) {
        fpl_error_at_field(error, "credit");
        return fpl_fail(error, FPL_E_DUPLICATE_FIELD, FPL_ZH_EN("借方金额、贷方金额", "debit, credit"), NULL, NULL);
    }
    if (has_debit || has_credit) {
        fpl_error_at_field(error, "amount");
        if (line->amount.n > 0)
            return fpl_fail(error, FPL_E_DUPLICATE_FIELD, FPL_ZH_EN("金额", "amount"), NULL, NULL);
        line->amount = has_debit ? debit : credit;
        line->side = has_debit ? FPL_STR("D") : FPL_STR("C");
        return FPL_OK;
    }
    if (line->amount.n == 0 || line->side.n == 0) {
        fpl_error_at_field(error, line->amount.n == 0 ? "amount" : "side");
        return fpl_fail(error, FPL_E_MISSING, line->amount.n == 0 ? "amount" : "side", NULL, NULL);
    }
    return line_side(line, error);
}

/* ---- faults ---- */

static void place(struct fpl_error *error, const struct ing_record *record, const struct ing_rule *rule) {
    fpl_error_at_field(error, rule->field->name);
    error->row = record->row;
    error->column = rule->columns > 0 ? rule->column[0] + 1 : 0;
}

/* Room for the next fault; the last place is used again when there are too many. */
static struct fpl_error *next_fault(struct ing_row *row, const struct ing_record *record) {
    if (row->faults < ING_FAULTS_MAX)
        row->faults++;
    struct fpl_error *fault = &row->fault[row->faults - 1];
    fpl_error_clear(fault);
    fault->row = record->row;
    return fault;
}

static int spans_lines(struct fpl_str cell) {
    return cell.n > 0 && (memchr(cell.p, '\n', cell.n) || memchr(cell.p, '\r', cell.n));
}

int ing_has_swallowed(const struct ing_record *record) {
    for (int c = 0; record->lines > 1 && c < record->cells; c++)
        if (spans_lines(record->cell[c]) && memchr(record->cell[c].p, record->delimiter, record->cell[c].n))
            return 1;
    return 0;
}

enum fpl_status ing_quote_fail(struct fpl_error *error, int column, int64_t line) {
    char at[2][24];
    snprintf(at[0], sizeof at[0], "%d", column);
    snprintf(at[1], sizeof at[1], "%lld", (long long)line);
    return fpl_fail(error, FPL_E_QUOTE, at[0], at[1], NULL);
}

/* A cell that spans lines: in a column that is used, every field is of one line; in another, one that holds delimiters
 * has swallowed rows by a stray quote. */
static void check_spans(const struct ing_plan *plan, const struct ing_record *record, struct ing_row *row) {
    for (int c = 0; c < record->cells; c++) {
        struct fpl_str cell = record->cell[c];
        if (!spans_lines(cell))
            continue;
        if (!ing_plan_rule_at(plan, c) && !memchr(cell.p, record->delimiter, cell.n))
            continue;
        struct fpl_error *fault = next_fault(row, record);
        fault->column = c + 1;
        (void)ing_quote_fail(fault, c + 1, record->line);
    }
}

static int is_machine(enum fpl_status status) {
    return status == FPL_E_NOMEM || status == FPL_E_IO;
}

/* The rule's text and its form. A fault is added to the row's; *sure counts those that the desk would find as well.
 * Answers the machine's failures alone. */
static enum fpl_status make_text(const struct ing_plan *plan, const struct ing_rule *rule,
                                 const struct ing_record *record, struct ing_row *row, struct fpl_str *text,
                                 int *sure) {
    struct fpl_error why;
    int is_sure = 1, by_row = (plan->command->flags & FPL_COMMAND_LINES) == 0;
    fpl_error_clear(&why);
    *text = (struct fpl_str){NULL, 0};
    enum fpl_status status = ing_rule_text(rule, record, row, text, &why);
    if (status == FPL_OK && text->n > 0)
        status = ing_form_check(rule, *text, &is_sure, &why);
    else if (status == FPL_OK && by_row && rule->use == ING_USE_FIELD && (rule->field->flags & FPL_FIELD_REQUIRED))
        status = fpl_fail(&why, FPL_E_MISSING, rule->field->name, NULL, NULL);
    if (status == FPL_OK || is_machine(status))
        return status;
    place(&why, record, rule);
    *next_fault(row, record) = why;
    *sure += is_sure;
    return FPL_OK;
}

static enum fpl_status begin_row(struct ing_row *row, struct fpl_error *error) {
    struct fpl_buf *both[2] = {&row->text, &row->scratch};
    for (int i = 0; i < 2; i++) {
        if (!both[i]->p) {
            both[i]->p = malloc(ROW_BYTES);
            both[i]->cap = both[i]->p ? ROW_BYTES : 0;
        }
        if (!both[i]->p)
            return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        fpl_buf_reset(both[i]);
    }
    return FPL_OK;
}

enum fpl_status ing_row_text(const struct ing_rule *rule, const struct ing_record *record, struct ing_row *row,
                             struct fpl_str *out, struct fpl_error *error) {
    enum fpl_status status = begin_row(row, error);
    return status == FPL_OK ? ing_rule_text(rule, record, row, out, error) : status;
}

static enum fpl_status make_texts(const struct ing_plan *plan, const struct ing_record *record,
                                  struct fpl_command *command, struct ing_row *row, int *sure) {
    struct fpl_str debit = {NULL, 0}, credit = {NULL, 0};
    for (int i = 0; i < plan->rules; i++) {
        const struct ing_rule *rule = &plan->rule[i];
        struct fpl_str text;
        if (rule->columns == 0 && !rule->is_constant)
            continue;
        enum fpl_status status = make_text(plan, rule, record, row, &text, sure);
        if (status != FPL_OK)
            return status;
        if (rule->use == ING_USE_LINE) {
            if (rule->field == &ing_line_fields()[ING_LINE_DEBIT])
                debit = text;
            else if (rule->field == &ing_line_fields()[ING_LINE_CREDIT])
                credit = text;
            set_line(&row->line, rule->field, text);
        } else if (rule->use == ING_USE_FIELD && text.n > 0) {
            FPL_ASSERT(command->value_count < FPL_COMMAND_VALUES);
            command->value[command->value_count++] = (struct fpl_value){rule->field, text};
        }
    }
    struct fpl_error why;
    fpl_error_clear(&why);
    why.row = record->row;
    if (row->faults > 0 || !(plan->command->flags & FPL_COMMAND_LINES) ||
        settle_line(&row->line, debit, credit, &why) == FPL_OK)
        return FPL_OK;
    const struct ing_rule *rule = ing_plan_rule(plan, fpl_str_of(why.field));
    if (rule)
        place(&why, record, rule);
    *next_fault(row, record) = why;
    (*sure)++;
    return FPL_OK;
}

enum fpl_status ing_plan_apply(const struct ing_plan *plan, const struct ing_record *record,
                               struct fpl_command *command, struct ing_row *row, struct fpl_error *error) {
    int sure = 0;
    memset(&row->line, 0, sizeof row->line);
    row->line.row = record->row;
    row->faults = 0;
    enum fpl_status status = begin_row(row, error);
    if (status != FPL_OK)
        return status;
    struct fpl_error width;
    fpl_error_clear(&width);
    width.row = record->row;
    if (check_width(plan, record, &width) != FPL_OK)
        *next_fault(row, record) = width;
    if (record->lines > 1)
        check_spans(plan, record, row);
    if (row->faults == 0)
        status = make_texts(plan, record, command, row, &sure);
    else
        sure = 1;
    FPL_ASSERT(row->text.cap == ROW_BYTES && row->scratch.cap == ROW_BYTES);
    if (status != FPL_OK)
        return fpl_fail(error, status, NULL, NULL, NULL);
    if (sure == 0) /* what is left is the desk's to say */
        row->faults = 0;
    if (row->faults > 0 && error)
        *error = row->fault[0];
    return row->faults > 0 ? row->fault[0].status : FPL_OK;
}
