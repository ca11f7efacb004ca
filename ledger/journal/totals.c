/* From day cells to rows of the totals: in order of the table's key, each grain in turn. */
#include "ledger/journal/journal.h"

#include <stdlib.h>
#include <string.h>

/* book (19 bits), day (18 bits from DAY_ZERO), line (24 bits): one number in the table's order. */
#define DAY_BITS  18
#define LINE_BITS 24
#define DAY_ZERO  (1 << (DAY_BITS - 1))

struct flushing {
    struct fpl_store *store;
    struct fpl_cells *cells;
    size_t n;
    struct fpl_day_cell *sum; /* the cells of the grain, merged */
    struct fpl_keyed *order, *spare;
    struct fpl_cell row[FPL_BLOCK_LINES]; /* of one block, waiting to be written together */
    int rows;
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

/* Puts the cells into the grain's key order and merges those that have become one. */
static enum fpl_status merge(struct flushing *f, int grain) {
    int32_t day = INT32_MIN, first = 0;
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        struct fpl_day_cell *cell = &f->sum[i];
        if (cell->day != day)
            first = fpl_totals__grain_day(grain, (struct fpl_date){day = cell->day});
        FPL_ASSERT(first >= -DAY_ZERO && first < DAY_ZERO);
        uint64_t of_day = (uint64_t)cell->line->book << DAY_BITS | (uint64_t)(first + DAY_ZERO);
        cell->day = first;
        f->order[i] = (struct fpl_keyed){of_day << LINE_BITS | (uint32_t)cell->line->no, i};
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
    int n = f->rows;
    f->rows = 0;
    return n ? fpl_store__add_totals(f->store, f->row, n, f->row[0].day > f->last_day, f->error) : FPL_OK;
}

static enum fpl_status put_row(struct flushing *f, const struct fpl_cell *row) {
    const struct fpl_cell *first = &f->row[0];
    enum fpl_status status = FPL_OK;
    if (f->rows > 0 && (row->day != first->day || row->line / FPL_BLOCK_LINES != first->line / FPL_BLOCK_LINES))
        status = put_rows(f);
    f->row[f->rows++] = *row;
    return status;
}

#define FEW_CELLS 16 /* to ask for the newest day would cost more than it saves */

/* The newest stored day of the book and grain, asked for once as long as the write set lives. */
static enum fpl_status newest_day(struct flushing *f, int32_t book, int grain) {
    enum fpl_status status = FPL_OK;
    if (f->cells->n <= FEW_CELLS) {
        f->last_day = INT32_MAX; /* each is perhaps there already */
        return FPL_OK;
    }
    if (f->cells->newest.book != book) {
        for (int g = 0; g < 3 && !status; g++)
            status = fpl_store__last_total_day(f->store, book, g, &f->cells->newest.day[g], f->error);
        f->cells->newest.book = status ? -1 : book;
    }
    f->last_day = f->cells->newest.day[grain];
    return status;
}

static enum fpl_status put_grain(struct flushing *f, int grain) {
    int32_t book = -1;
    enum fpl_status status = merge(f, grain);
    for (size_t i = 0; i < f->n && !status; i++) {
        const struct fpl_day_cell *cell = &f->sum[i];
        struct fpl_cell row = {.book = cell->line->book,
                               .grain = grain,
                               .day = cell->day,
                               .line = cell->line->no,
                               .debit = cell->debit,
                               .credit = cell->credit};
        if (row.book != book && !(status = put_rows(f)))
            status = newest_day(f, row.book, grain);
        book = row.book;
        if (!status)
            status = put_row(f, &row);
        if (f->cells->newest.book == book && row.day > f->cells->newest.day[grain])
            f->cells->newest.day[grain] = row.day;
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
    if (!reserve(&f))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (int grain = 0; grain < 3 && !status; grain++)
        status = put_grain(&f, grain);
    free(f.sum);
    free(f.order);
    free(f.spare);
    if (!status)
        fpl_cells__empty(cells);
    return status;
}
