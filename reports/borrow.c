/* A visitor that hands on the rows of one table. */
#include "reports/borrow.h"

#include <string.h>

const struct fpl_report_cell *fpl_borrow__at(const struct fpl_borrow__row *row, const char *column) {
    for (size_t i = 0; i < row->table->columns; i++)
        if (strcmp(row->table->column[i].key, column) == 0)
            return &row->cell[i];
    return NULL;
}

static struct fpl_str code_of(const struct fpl_report_cell *cell) {
    if (cell && cell->type == FPL_CELL_CODE)
        return fpl_str_of(fpl_cell_part(cell, 0));
    return cell && cell->type == FPL_CELL_TEXT ? (struct fpl_str){cell->v.p, cell->n} : (struct fpl_str){"", 0};
}

int fpl_borrow__is(const struct fpl_borrow__row *row, const char *column, const char *code) {
    return fpl_str_is(code_of(fpl_borrow__at(row, column)), code);
}

void fpl_borrow__text(const struct fpl_borrow__row *row, const char *column, char *out, size_t size) {
    (void)fpl_str_copy(code_of(fpl_borrow__at(row, column)), out, size);
}

int64_t fpl_borrow__number(const struct fpl_borrow__row *row, const char *column) {
    const struct fpl_report_cell *cell = fpl_borrow__at(row, column);
    return cell && (cell->type == FPL_CELL_MONEY || cell->type == FPL_CELL_INT) ? cell->v.num : 0;
}

void fpl_borrow__copy(const struct fpl_borrow__row *row, const char *column, struct fpl_report *report) {
    const struct fpl_report_cell *cell = fpl_borrow__at(row, column);
    switch (cell ? (enum fpl_cell_type)cell->type : FPL_CELL_NONE) {
    case FPL_CELL_NONE:
        fpl_report_none(report);
        return;
    case FPL_CELL_TEXT:
        fpl_report_text(report, (struct fpl_str){cell->v.p, cell->n});
        return;
    case FPL_CELL_NAME:
        fpl_report_name(report, fpl_cell_part(cell, 0), fpl_cell_part(cell, 1));
        return;
    case FPL_CELL_CODE:
        fpl_report_code(report, fpl_cell_part(cell, 0), fpl_cell_part(cell, 1), fpl_cell_part(cell, 2));
        return;
    case FPL_CELL_MONEY:
        fpl_report_money(report, fpl_money_of(cell->v.num), cell->scale);
        return;
    case FPL_CELL_INT:
        fpl_report_int(report, cell->v.num);
        return;
    case FPL_CELL_RATIO:
        fpl_report_ratio(report, (struct fpl_ratio){cell->v.num, cell->den});
        return;
    case FPL_CELL_PERCENT:
        fpl_report_percent(report, cell->v.num, cell->den);
        return;
    case FPL_CELL_DATE:
        fpl_report_date(report, (struct fpl_date){(int32_t)cell->v.num});
        return;
    }
}

struct reading {
    const struct fpl_borrow__source *source;
    struct fpl_borrow__row row;
    fpl_borrow__take take;
    void *ctx;
};

static enum fpl_status begin(void *ctx, const struct fpl_table_shown *table) {
    struct reading *r = ctx;
    r->row.table = strcmp(table->key, r->source->table) == 0 ? table : NULL;
    return FPL_OK;
}

static enum fpl_status rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct reading *r = ctx;
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; r->row.table && i < n && !status; i += r->row.table->columns) {
        r->row.cell = cell + i;
        status = r->take(r->ctx, &r->row);
    }
    return status;
}

enum fpl_status fpl_borrow__read(struct fpl_view *view, const struct fpl_borrow__source *source, fpl_borrow__take take,
                                 void *ctx, struct fpl_error *error) {
    static const struct fpl_visitor visitor = {.begin = begin, .rows = rows};
    struct reading reading = {.source = source, .take = take, .ctx = ctx};
    struct fpl_report *report = NULL;
    enum fpl_status status = source->make(view, source->spec, &report, error);
    if (!status)
        status = fpl_report_visit(report, &visitor, &reading, error);
    fpl_report_free(report);
    return status;
}
