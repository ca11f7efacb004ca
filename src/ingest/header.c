/* Which record is the header. */
#include "src/ingest/header.h"

#include <string.h>

#define ONE_COLUMN                                                                                                     \
    FPL_ZH_EN("只读出一列：分隔符应为逗号、分号或制表符",                                                              \
              "one column was read: the delimiter is a comma, semicolon or tab")

struct best {         /* the record that came nearest, for the error */
    int bound, cells; /* cells: the most that any record of the preamble has, at any delimiter */
    int64_t row;
    enum fpl_status status;
    struct fpl_error error;
};

/* The first record that binds, within the preamble; *row = 0 if none does. Errors are the stream's. */
static enum fpl_status try_delimiter(struct ing_csv *csv, struct ing_plan *plan, int skip_rows, struct best *best,
                                     int64_t *row, struct fpl_error *error) {
    *row = 0;
    for (;;) {
        const struct ing_record *record;
        struct fpl_error inner;
        enum fpl_status status = ing_csv_next(csv, &record, error);
        if (status != FPL_OK)
            return status;
        if (!record || record->row > (skip_rows >= 0 ? skip_rows + 1 : ING_PREAMBLE_MAX))
            return FPL_OK;
        if (record->status != FPL_OK || record->blank || record->row <= skip_rows)
            continue;
        fpl_error_clear(&inner);
        best->cells = record->cells > best->cells ? record->cells : best->cells;
        status = ing_plan_bind(plan, record, &inner);
        if (status == FPL_E_NOMEM)
            return fpl_fail(error, status, NULL, NULL, NULL);
        if (status == FPL_OK) {
            *row = record->row;
            return FPL_OK;
        }
        if (plan->bound > best->bound || best->row == 0) {
            best->bound = plan->bound;
            best->row = record->row;
            best->status = status;
            best->error = inner;
        }
    }
}

/* Binds again at a known row, with the delimiter that won. */
static enum fpl_status bind_at(struct ing_csv *csv, struct ing_plan *plan, int64_t row, char delimiter,
                               struct fpl_error *error) {
    const struct ing_record *record = NULL;
    enum fpl_status status = ing_csv_restart(csv, delimiter, error);
    plan->units = (struct ing_unit_line){.money = ING_UNIT_NONE};
    memcpy(plan->units.currency, plan->currency, sizeof plan->units.currency);
    while (status == FPL_OK && (!record || record->row < row)) {
        status = ing_csv_next(csv, &record, error);
        if (status == FPL_OK && record->row < row)
            status = ing_unit_note(&plan->units, record, error);
    }
    if (status == FPL_OK && error)
        error->row = row;
    if (status == FPL_OK)
        status = ing_plan_bind(plan, record, error);
    if (status == FPL_OK)
        status = ing_plan_settle_units(plan, error);
    if (status == FPL_OK && error)
        error->row = 0;
    return status;
}

#define LOOK_AHEAD 50

/* There must be data. How wide the rows are is looked at too: a file may end each of its rows with a delimiter, and
 * then its narrowest row does. */
static enum fpl_status look_at_data(struct ing_csv *csv, struct ing_plan *plan, struct fpl_error *error) {
    int least = 0, rows = 0;
    while (rows < LOOK_AHEAD) {
        const struct ing_record *record;
        enum fpl_status status = ing_csv_next(csv, &record, error);
        if (status != FPL_OK)
            return status;
        if (!record && rows == 0)
            return fpl_fail(error, FPL_E_EMPTY_FILE, NULL, NULL, NULL);
        if (!record)
            break;
        if (record->blank)
            continue;
        rows++;
        least = least == 0 || record->cells < least ? record->cells : least;
    }
    if (rows > 1 && plan->row_cells < least) /* one row alone has no habit */
        plan->row_cells = least;
    return FPL_OK;
}

enum fpl_status ing_header_find(struct ing_csv *csv, struct ing_plan *plan, char delimiter, int skip_rows, char *found,
                                struct fpl_error *error) {
    static const char known[] = {',', ';', '\t'};
    struct best best = {.status = FPL_E_HEADER};
    int64_t won_row = 0;
    int won_bound = 0;
    char won = 0;
    for (int i = 0; i < (delimiter ? 1 : 3); i++) {
        int64_t row;
        char one = delimiter ? delimiter : known[i];
        enum fpl_status status = ing_csv_restart(csv, one, error);
        if (status == FPL_OK)
            status = try_delimiter(csv, plan, skip_rows, &best, &row, error);
        if (status != FPL_OK)
            return status;
        if (row > 0 && plan->bound > won_bound) {
            won = one;
            won_row = row;
            won_bound = plan->bound;
        }
    }
    if (!won) {
        if (best.row > 0) {
            fpl_error_at(error, error ? error->file : NULL, best.row, best.error.column);
            if (best.cells == 1 && best.status == FPL_E_HEADER)
                fpl_error_hint(error, ONE_COLUMN);
            return fpl_fail(error, best.status, best.error.arg[0], best.error.arg[1], best.error.arg[2]);
        }
        return ing_plan_bind(plan, &(struct ing_record){0}, error); /* nothing to look at: all of it is missing */
    }
    enum fpl_status status = bind_at(csv, plan, won_row, won, error);
    if (status == FPL_OK)
        status = look_at_data(csv, plan, error);
    if (status == FPL_OK)
        status = ing_csv_restart(csv, won, error);
    if (status == FPL_OK)
        *found = won;
    return status;
}
