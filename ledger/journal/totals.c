/* From day cells to rows of the totals: in order of the table's key, each grain in turn.
 *
 * Months and years have sums of the days before the open month alone, which is that of the newest posted day: a posting
 * of these days, as nearly all single ones are, changes one row and not three. When a later month begins, what is
 * stored of the open one is added to its month and year. So the rows follow from the postings, in whatever order and in
 * how many transactions they came. */
#include "ledger/journal/journal.h"

#include <stdlib.h>
#include <string.h>

/* book (19 bits), day (18 bits from DAY_ZERO), line (24 bits): one number in the table's order. */
#define DAY_BITS  18
#define LINE_BITS 24
#define DAY_ZERO  (1 << (DAY_BITS - 1))

struct line_sum { /* what falls on a line on a day, or in the month or year that begins with it */
    int32_t book, line, day;
    int64_t debit, credit;
};
struct flushing {
    struct fpl_store *store;
    struct fpl_cells *cells;
    struct line_sum *sum; /* to be put, by day; then what of it goes to months and years */
    size_t n, cap;
    struct fpl_keyed *order;
    struct line_sum *spare;
    struct fpl_cell row[FPL_BLOCK_LINES]; /* of one block, waiting to be written together */
    int rows;
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

static int32_t month_of(int32_t day) {
    return day == INT32_MIN ? day : fpl_totals__grain_day(1, (struct fpl_date){day});
}

static enum fpl_status no_memory(struct flushing *f) {
    return fpl_fail(f->error, FPL_E_NOMEM, NULL, NULL, NULL);
}

static enum fpl_status add_sum(struct flushing *f, const struct line_sum *sum) {
    if (f->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 256;
        struct line_sum *wider = realloc(f->sum, cap * sizeof *wider);
        if (!wider)
            return no_memory(f);
        f->sum = wider;
        f->cap = cap;
    }
    f->sum[f->n++] = *sum;
    return FPL_OK;
}

/* Puts the sums into the grain's key order and merges those that have become one. */
static enum fpl_status merge(struct flushing *f, int grain) {
    int32_t day = INT32_MIN, first = 0;
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        struct line_sum *sum = &f->sum[i];
        if (sum->day != day)
            first = fpl_totals__grain_day(grain, (struct fpl_date){day = sum->day});
        FPL_ASSERT(first >= -DAY_ZERO && first < DAY_ZERO);
        uint64_t of_day = (uint64_t)sum->book << DAY_BITS | (uint64_t)(first + DAY_ZERO);
        sum->day = first;
        f->order[i] = (struct fpl_keyed){of_day << LINE_BITS | (uint32_t)sum->line, i};
    }
    fpl_keyed__sort(f->order, (struct fpl_keyed *)(void *)f->spare, f->n); /* which is no smaller, see reserve */
    for (size_t i = 0; i < f->n; i++) {
        const struct line_sum *sum = &f->sum[f->order[i].at];
        if (i == 0 || f->order[i].key != f->order[i - 1].key) {
            f->spare[n++] = *sum;
        } else if (__builtin_add_overflow(f->spare[n - 1].debit, sum->debit, &f->spare[n - 1].debit) ||
                   __builtin_add_overflow(f->spare[n - 1].credit, sum->credit, &f->spare[n - 1].credit)) {
            return fpl_fail(f->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
        }
    }
    if (n > 0)
        memcpy(f->sum, f->spare, n * sizeof *f->sum);
    f->n = n;
    return FPL_OK;
}

static enum fpl_status put_rows(struct flushing *f) {
    int n = f->rows;
    f->rows = 0;
    return n ? fpl_store__add_totals(f->store, f->row, n, f->row[0].day > f->cells->newest.day[f->row[0].grain],
                                     f->error)
             : FPL_OK;
}

static enum fpl_status put_row(struct flushing *f, const struct fpl_cell *row) {
    const struct fpl_cell *first = &f->row[0];
    enum fpl_status status = FPL_OK;
    if (f->rows > 0 && (row->day != first->day || row->line / FPL_BLOCK_LINES != first->line / FPL_BLOCK_LINES))
        status = put_rows(f);
    f->row[f->rows++] = *row;
    return status;
}

#define FEW_CELLS 16 /* to ask for the newest month and year would cost more than it saves */

/* The newest stored days of the book, asked for once as long as the write set lives. */
static enum fpl_status newest_days(struct flushing *f, int32_t book) {
    int32_t *day = f->cells->newest.day;
    enum fpl_status status = FPL_OK;
    if (f->cells->newest.book != book) {
        day[1] = day[2] = INT32_MAX; /* each row is perhaps there already */
        status = fpl_store__last_total_day(f->store, book, 0, &day[0], f->error);
        f->cells->newest.book = status ? -1 : book;
    }
    for (int grain = 1; grain < 3 && !status && f->cells->n > FEW_CELLS; grain++)
        if (day[grain] == INT32_MAX)
            status = fpl_store__last_total_day(f->store, book, grain, &day[grain], f->error);
    if (status)
        f->cells->newest.book = -1;
    return status;
}

/* Of one book. */
static enum fpl_status put_grain(struct flushing *f, int grain) {
    int32_t last = f->cells->newest.day[grain];
    enum fpl_status status = merge(f, grain);
    for (size_t i = 0; i < f->n && !status; i++) {
        const struct line_sum *sum = &f->sum[i];
        status = put_row(f, &(struct fpl_cell){.book = sum->book,
                                               .grain = grain,
                                               .day = sum->day,
                                               .line = sum->line,
                                               .debit = sum->debit,
                                               .credit = sum->credit});
        last = sum->day > last ? sum->day : last;
    }
    if (!status)
        status = put_rows(f);
    f->cells->newest.day[grain] = last;
    return status;
}

/* Room to sort what there is. */
static enum fpl_status reserve(struct flushing *f) {
    size_t size = sizeof *f->spare > sizeof *f->order ? sizeof *f->spare : sizeof *f->order;
    free(f->order);
    free(f->spare);
    f->order = malloc((f->n + 1) * sizeof *f->order);
    f->spare = malloc((f->n + 1) * size);
    return f->order && f->spare ? FPL_OK : no_memory(f);
}

/* What is stored of the month that was open goes to its sums, before anything is added to it. */
static enum fpl_status roll_up(struct flushing *f, int32_t book, int32_t month) {
    int32_t year = fpl_totals__grain_day(2, (struct fpl_date){month}), *newest = f->cells->newest.day;
    newest[1] = month > newest[1] ? month : newest[1];
    newest[2] = year > newest[2] ? year : newest[2];
    return fpl_store__roll_month(f->store, book, month, year, f->error);
}

static enum fpl_status take_book(struct flushing *f, int32_t book, int32_t *last) {
    enum fpl_status status = FPL_OK;
    f->n = 0;
    for (size_t i = 0; i < f->cells->n && !status; i++) {
        const struct fpl_day_cell *cell = &f->cells->cell[i];
        if (cell->line->book != book)
            continue;
        *last = cell->day > *last ? cell->day : *last;
        status = add_sum(f, &(struct line_sum){book, cell->line->no, cell->day, cell->debit, cell->credit});
    }
    return status;
}

static enum fpl_status flush_book(struct flushing *f, int32_t book) {
    enum fpl_status status = newest_days(f, book);
    int32_t before = status ? INT32_MIN : month_of(f->cells->newest.day[0]), last = INT32_MIN;
    if (!status)
        status = take_book(f, book, &last);
    if (!status)
        status = reserve(f);
    int32_t open = last == INT32_MIN || month_of(last) < before ? before : month_of(last);
    if (!status && before != INT32_MIN && open > before)
        status = roll_up(f, book, before);
    if (!status)
        status = put_grain(f, 0);
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->sum[i].day < open)
            f->sum[n++] = f->sum[i];
    f->n = n;
    for (int grain = 1; grain < 3 && !status && f->n > 0; grain++)
        status = put_grain(f, grain);
    return status;
}

enum fpl_status fpl_totals__flush(struct fpl_store *store, struct fpl_cells *cells, struct fpl_error *error) {
    struct flushing f = {.store = store, .cells = cells, .error = error};
    int32_t book = -1;
    enum fpl_status status = FPL_OK;
    while (!status && cells->n > 0) { /* book by book, in order of their numbers */
        int32_t next = INT32_MAX;
        for (size_t i = 0; i < cells->n; i++)
            if (cells->cell[i].line->book > book && cells->cell[i].line->book < next)
                next = cells->cell[i].line->book;
        if (next == INT32_MAX)
            break;
        status = flush_book(&f, book = next);
    }
    free(f.sum);
    free(f.order);
    free(f.spare);
    if (!status)
        fpl_cells__empty(cells);
    return status;
}
