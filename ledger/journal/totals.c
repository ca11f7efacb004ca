/* From day cells to rows of the totals: sorted by the table's key, each grain in turn. */
#include "ledger/journal/journal.h"

#include <stdlib.h>
#include <string.h>

/* book (19 bits), day (18 bits from DAY_ZERO), rank of the line (27 bits): one number in the table's order. */
#define DAY_BITS  18
#define RANK_BITS 27
#define DAY_ZERO  (1 << (DAY_BITS - 1))

struct flushing {
    struct fpl_store *store;
    struct fpl_cells *cells;
    struct fpl_map_entry **line; /* by rank */
    struct fpl_cell *blank;      /* the key texts of each line, by rank */
    size_t lines, n;
    struct fpl_day_cell *sum; /* the cells of the grain, merged */
    struct fpl_keyed *order, *spare;
    struct fpl_cell row[FPL_ROWS_AT_ONCE]; /* waiting to be written together */
    int rows, all_new;
    int32_t last_day; /* newest stored day of the book and grain: later cells are new */
    struct fpl_error *error;
};

int32_t fpl_totals__grain_day(int grain, struct fpl_date day) {
    int year, month, d;
    struct fpl_date first = day;
    if (grain == 0)
        return day.day;
    fpl_date_split(day, &year, &month, &d);
    enum fpl_status status = fpl_date_of(year, grain == 1 ? month : 1, 1, &first);
    FPL_ASSERT(status == FPL_OK);
    return first.day;
}

static int32_t book_of(const struct fpl_map_entry *line) {
    const unsigned char *p = (const unsigned char *)line->key.p;
    return (int32_t)(((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]) ^ 0x80000000u);
}

static int rank_lines(struct flushing *f) {
    if (fpl_map__sorted(&f->cells->line, &f->line, &f->lines))
        return 0;
    FPL_ASSERT(f->lines < (size_t)1 << RANK_BITS);
    if (!(f->blank = calloc(f->lines, sizeof *f->blank)))
        return 0;
    for (size_t i = 0; i < f->lines; i++) {
        struct fpl_cell *blank = &f->blank[i];
        ((struct fpl_cell_line *)f->line[i]->value)->rank = (uint32_t)i;
        blank->book = book_of(f->line[i]);
        blank->account = fpl_str_of(f->line[i]->key.p + 4);
        blank->party = fpl_str_of(blank->account.p + blank->account.n + 1);
        blank->currency = fpl_str_of(blank->party.p + blank->party.n + 1);
    }
    return 1;
}

/* Puts the cells into the grain's key order and merges those that have become one. */
static enum fpl_status merge(struct flushing *f, int grain) {
    int32_t day = INT32_MIN, first = 0;
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        struct fpl_day_cell *cell = &f->sum[i];
        if (cell->day != day)
            first = fpl_totals__grain_day(grain, (struct fpl_date){day = cell->day});
        FPL_ASSERT(first >= -DAY_ZERO && first < DAY_ZERO);
        uint64_t book = (uint64_t)f->blank[cell->line->rank].book;
        cell->day = first;
        f->order[i] =
            (struct fpl_keyed){(book << DAY_BITS | (uint64_t)(first + DAY_ZERO)) << RANK_BITS | cell->line->rank, i};
    }
    fpl_keyed__sort(f->order, f->spare, f->n);
    struct fpl_day_cell *sorted = (struct fpl_day_cell *)(void *)f->spare; /* no smaller than order, see reserve */
    for (size_t i = 0; i < f->n; i++) {
        const struct fpl_day_cell *cell = &f->sum[f->order[i].at];
        if (i == 0 || f->order[i].key != f->order[i - 1].key) {
            sorted[n++] = *cell;
        } else if (__builtin_add_overflow(sorted[n - 1].debit, cell->debit, &sorted[n - 1].debit) ||
                   __builtin_add_overflow(sorted[n - 1].credit, cell->credit, &sorted[n - 1].credit)) {
            return fpl_fail(f->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
        }
    }
    memcpy(f->sum, sorted, n * sizeof *sorted);
    f->n = n;
    return FPL_OK;
}

static enum fpl_status put_rows(struct flushing *f) {
    enum fpl_status status = fpl_store__add_totals(f->store, f->row, f->rows, f->all_new, f->error);
    f->rows = 0;
    return status;
}

static enum fpl_status put_row(struct flushing *f, const struct fpl_cell *row) {
    int is_new = row->day > f->last_day;
    if (f->rows == FPL_ROWS_AT_ONCE || (f->rows > 0 && is_new != f->all_new)) {
        enum fpl_status status = put_rows(f);
        if (status)
            return status;
    }
    f->all_new = is_new;
    f->row[f->rows++] = *row;
    return FPL_OK;
}

static enum fpl_status put_grain(struct flushing *f, int grain) {
    int32_t book = -1;
    enum fpl_status status = merge(f, grain);
    for (size_t i = 0; i < f->n && !status; i++) {
        const struct fpl_day_cell *cell = &f->sum[i];
        struct fpl_cell row = f->blank[cell->line->rank];
        row.grain = grain;
        row.day = cell->day;
        row.debit = cell->debit;
        row.credit = cell->credit;
        if (row.book != book && !(status = put_rows(f)))
            status = fpl_store__last_total_day(f->store, row.book, grain, &f->last_day, f->error);
        book = row.book;
        if (!status)
            status = put_row(f, &row);
    }
    return status ? status : put_rows(f);
}

static int reserve(struct flushing *f) {
    size_t cell = sizeof *f->sum, keyed = sizeof *f->order, larger = cell > keyed ? cell : keyed;
    f->sum = malloc(f->n * cell);
    f->order = malloc(f->n * keyed);
    f->spare = malloc(f->n * larger);
    if (!f->sum || !f->order || !f->spare)
        return 0;
    memcpy(f->sum, f->cells->cell, f->n * cell);
    return 1;
}

enum fpl_status fpl_totals__flush(struct fpl_store *store, struct fpl_cells *cells, struct fpl_error *error) {
    struct flushing f = {.store = store, .cells = cells, .n = cells->n, .error = error};
    enum fpl_status status = FPL_OK;
    if (cells->n == 0)
        return FPL_OK;
    if (!rank_lines(&f) || !reserve(&f))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (int grain = 0; grain < 3 && !status; grain++)
        status = put_grain(&f, grain);
    free(f.line);
    free(f.blank);
    free(f.sum);
    free(f.order);
    free(f.spare);
    if (!status)
        fpl_cells__reset(cells);
    return status;
}
