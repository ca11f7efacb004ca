#include "src/ingest/totals.h"

#include "src/ingest/csv.h"

#include <stdlib.h>
#include <string.h>

struct sum { /* of one column, from the table's beginning */
    struct fpl_money money;
    int64_t unknown; /* cells that are no amounts */
};

struct ing_totals {
    const struct ing_plan *plan;
    struct ing_intake *intake;
    struct ing_csv *csv;
    struct ing_row row;
    int rule[ING_RULES_MAX]; /* those of columns of money */
    int columns;
    struct sum sum[ING_RULES_MAX];
    struct sum (*kept)[ING_RULES_MAX]; /* as they stood at rows of totals, in a ring; [0] at first: nothing */
    size_t totals;
};

static int is_money(const struct ing_rule *rule) {
    return rule->columns == 1 && rule->field->type == FPL_FIELD_MONEY;
}

enum fpl_status ing_totals_new(const struct ing_intake *intake, const struct ing_plan *plan, char delimiter,
                               struct ing_totals **out, struct fpl_error *error) {
    struct ing_totals *t = calloc(1, sizeof *t);
    if (!t)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    t->plan = plan;
    t->kept = calloc(ING_TOTALS_KEPT, sizeof *t->kept);
    for (int i = 0; i < plan->rules; i++)
        if (is_money(&plan->rule[i]))
            t->rule[t->columns++] = i;
    enum fpl_status status = t->kept ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (status == FPL_OK)
        status = ing_intake_again(intake, &t->intake, error);
    if (status == FPL_OK)
        status = ing_csv_new(t->intake, &t->csv, error);
    if (status == FPL_OK)
        status = ing_csv_restart(t->csv, delimiter, error);
    if (status != FPL_OK) {
        ing_totals_free(t);
        return status;
    }
    t->totals = 1; /* the table's beginning */
    *out = t;
    return FPL_OK;
}

void ing_totals_free(struct ing_totals *t) {
    if (!t)
        return;
    ing_csv_free(t->csv);
    ing_intake_close(t->intake);
    ing_row_release(&t->row);
    free(t->kept);
    free(t);
}

/* The cell as an amount; *given = 0 if it holds nothing. Not FPL_OK: it is none. */
static enum fpl_status read_amount(struct ing_totals *t, int column, const struct ing_record *record,
                                   struct fpl_money *out, int *given) {
    struct fpl_str text = {NULL, 0};
    enum fpl_status status = ing_row_text(&t->plan->rule[t->rule[column]], record, &t->row, &text, NULL);
    *given = text.n > 0;
    *out = fpl_money_of(0);
    return status == FPL_OK && *given ? fpl_money_parse(text, FPL_UNIT_YUAN, t->plan->scale, out, NULL) : status;
}

static enum fpl_status add_row(struct ing_totals *t, const struct ing_record *record) {
    for (int c = 0; c < t->columns; c++) {
        struct sum *sum = &t->sum[c];
        struct fpl_money amount;
        int given;
        enum fpl_status status = record->status == FPL_OK ? read_amount(t, c, record, &amount, &given) : record->status;
        if (status == FPL_OK)
            status = fpl_money_add(sum->money, amount, &sum->money);
        if (status == FPL_E_NOMEM)
            return status;
        sum->unknown += status != FPL_OK;
    }
    return FPL_OK;
}

/* What stands above the row of totals and has not been added yet. */
static enum fpl_status add_rows(struct ing_totals *t, int64_t until, struct fpl_error *error) {
    const struct ing_record *record = NULL;
    const char *label;
    enum fpl_status status = FPL_OK;
    while (status == FPL_OK && !(status = ing_csv_next(t->csv, &record, error)) && record && record->row < until) {
        if (record->row > t->plan->header_row && !record->blank && !ing_plan_is_header(t->plan, record) &&
            !ing_is_total_row(record, &label))
            status = add_row(t, record);
    }
    return status;
}

/* Is the amount the sum of the rows behind one of the rows of totals above? *known: every one of these sums is. */
static int is_sum(const struct ing_totals *t, int column, struct fpl_money amount, int *known) {
    const struct sum *now = &t->sum[column];
    size_t kept = t->totals < ING_TOTALS_KEPT ? t->totals : ING_TOTALS_KEPT;
    *known = now->unknown == 0 && t->totals <= ING_TOTALS_KEPT;
    for (size_t i = 0; i < kept; i++) {
        const struct sum *then = &t->kept[i][column];
        struct fpl_money part;
        if (now->unknown == then->unknown && fpl_money_sub(now->money, then->money, &part) == FPL_OK &&
            fpl_money_cmp(part, amount) == 0)
            return 1;
    }
    return 0;
}

static const struct sum *last_kept(const struct ing_totals *t, int column) {
    return &t->kept[(t->totals - 1) % ING_TOTALS_KEPT][column];
}

/* The nearer of the two sums that are usually meant: of the rows behind the last row of totals, or of all. */
static void tell(const struct ing_totals *t, int column, struct fpl_money amount, struct ing_total_wrong *out) {
    struct fpl_money part = t->sum[column].money, since;
    if (fpl_money_sub(part, last_kept(t, column)->money, &since) == FPL_OK && fpl_money_sign(since) != 0)
        part = since;
    out->column = t->plan->rule[t->rule[column]].column[0] + 1;
    fpl_money_format(amount, FPL_UNIT_YUAN, t->plan->scale, out->text);
    fpl_money_format(part, FPL_UNIT_YUAN, t->plan->scale, out->sum);
}

enum fpl_status ing_totals_look(struct ing_totals *t, const struct ing_record *record, struct ing_total *out,
                                struct fpl_error *error) {
    memset(out, 0, sizeof *out);
    enum fpl_status status = add_rows(t, record->row, error);
    if (status != FPL_OK)
        return status;
    for (int c = 0; c < t->columns; c++) {
        struct fpl_money amount;
        int given, known;
        status = read_amount(t, c, record, &amount, &given);
        if (status == FPL_E_NOMEM)
            return fpl_fail(error, status, NULL, NULL, NULL);
        if (status != FPL_OK || !given)
            continue;
        int agrees = is_sum(t, c, amount, &known);
        out->columns += agrees || known;
        if (!agrees && known)
            tell(t, c, amount, &out->list[out->wrong++]);
    }
    memcpy(t->kept[t->totals % ING_TOTALS_KEPT], t->sum, sizeof t->sum);
    t->totals++;
    return FPL_OK;
}
