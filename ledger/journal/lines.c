/* The lines of a book, and what is read off its totals by line. */
#include "ledger/journal/journal.h"

#include <stdlib.h>
#include <string.h>

void fpl_lines__release(struct fpl_lines *lines) {
    free(lines->line);
    free(lines->order);
    fpl_arena__release(&lines->text);
    *lines = (struct fpl_lines){0};
}

static int grow(struct fpl_lines *lines) {
    size_t cap = lines->cap ? lines->cap * 2 : 256;
    struct fpl_line_text *line = realloc(lines->line, cap * sizeof *line);
    if (!line)
        return 0;
    memset(line + lines->cap, 0, (cap - lines->cap) * sizeof *line);
    lines->line = line;
    int32_t *order = realloc(lines->order, cap * sizeof *order);
    if (!order)
        return 0;
    lines->order = order;
    lines->cap = cap;
    return 1;
}

static int keep(struct fpl_lines *lines, const struct fpl_line_row *row) {
    int failed = 0;
    while (lines->cap <= (size_t)row->no || lines->cap <= lines->count)
        if (!grow(lines))
            return 0;
    lines->line[row->no] = (struct fpl_line_text){
        fpl_arena__copy(&lines->text, row->account, &failed), fpl_arena__copy(&lines->text, row->party, &failed),
        fpl_arena__copy(&lines->text, row->currency, &failed), fpl_arena__copy(&lines->text, row->flow, &failed)};
    lines->order[lines->count++] = (int32_t)row->no;
    return !failed;
}

enum fpl_status fpl_lines__load(struct fpl_store *store, int32_t book, struct fpl_lines *out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_lines lines = {0};
    int row = 1;
    enum fpl_status status = fpl_store__scan_lines(store, book, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_line_row line;
        fpl_store__line_row(cursor, &line);
        if (line.no < 0 || line.no >= FPL_LINES_MAX)
            status = fpl_fail(error, FPL_E_CORRUPT, "line", NULL, NULL);
        else if (!keep(&lines, &line))
            status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    fpl_store__end(cursor);
    for (size_t i = 0; i < lines.count && !status; i++) /* numbered without a gap */
        if ((size_t)lines.order[i] >= lines.count)
            status = fpl_fail(error, FPL_E_CORRUPT, "line", NULL, NULL);
    if (status)
        fpl_lines__release(&lines);
    else
        *out = lines;
    return status;
}

enum fpl_status fpl_totals__each(struct fpl_store *store, const struct fpl_totals_range *range,
                                 const struct fpl_lines *lines, fpl_cell_cb cb, void *ctx, struct fpl_error *error) {
    struct fpl_total_scan scan;
    int more = 1;
    if (range->from > range->to)
        return FPL_OK;
    enum fpl_status status = fpl_store__scan_totals(store, range, &scan, error);
    while (!status && !(status = fpl_store__next_total(&scan, &more, error)) && more)
        status = (size_t)scan.cell.line < lines->count ? cb(ctx, &scan.cell)
                                                       : fpl_fail(error, FPL_E_CORRUPT, "total", NULL, NULL);
    fpl_store__end_totals(&scan);
    return status;
}

/* ---- the open month ---- */

enum fpl_status fpl_totals__open_month(struct fpl_store *store, int32_t book, int32_t *month, struct fpl_error *error) {
    int32_t last = INT32_MIN;
    enum fpl_status status = fpl_store__last_total_day(store, book, 0, &last, error);
    if (!status)
        *month = last == INT32_MIN ? INT32_MAX : fpl_totals__grain_day(1, (struct fpl_date){last});
    return status;
}

/* ---- balance of an account over everything stored ---- */

struct balance {
    const struct fpl_lines *lines;
    struct fpl_str account;
    const struct fpl_str *party; /* NULL: every one */
    int64_t sum;
    struct fpl_error *error;
};

static enum fpl_status add_balance(void *ctx, const struct fpl_cell *cell) {
    struct balance *b = ctx;
    const struct fpl_line_text *line = &b->lines->line[cell->line];
    if (line->currency.n == 0 && fpl_str_eq(line->account, b->account) &&
        (!b->party || fpl_str_eq(line->party, *b->party)) &&
        (__builtin_add_overflow(b->sum, cell->debit, &b->sum) || __builtin_sub_overflow(b->sum, cell->credit, &b->sum)))
        return fpl_fail(b->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    return FPL_OK;
}

enum fpl_status fpl_totals__balance(struct fpl_store *store, int32_t book, struct fpl_str account,
                                    const struct fpl_str *party, int64_t *out, struct fpl_error *error) {
    const struct fpl_totals_range all = {book, 2, INT32_MIN, INT32_MAX};
    struct fpl_totals_range open = {book, 0, INT32_MAX, INT32_MAX};
    struct fpl_lines lines = {0};
    struct balance b = {.lines = &lines, .account = account, .party = party, .error = error};
    enum fpl_status status = fpl_lines__load(store, book, &lines, error);
    if (!status)
        status = fpl_totals__each(store, &all, &lines, add_balance, &b, error);
    if (!status)
        status = fpl_totals__open_month(store, book, &open.from, error);
    if (!status && open.from != INT32_MAX)
        status = fpl_totals__each(store, &open, &lines, add_balance, &b, error);
    fpl_lines__release(&lines);
    if (!status)
        *out = b.sum;
    return status;
}

/* ---- digest of everything posted up to the end of a period ---- */

struct digest {
    const struct fpl_lines *lines;
    int32_t *rank; /* of each line, in order of its texts */
    struct fpl_cell *cell;
    size_t n, cap; /* cells of one day */
    struct fpl_hasher *hasher;
    struct fpl_buf row;
    struct fpl_error *error;
};

static void hash_cell(struct digest *d, const struct fpl_cell *cell) {
    const struct fpl_line_text *line = &d->lines->line[d->lines->order[cell->line]];
    fpl_buf_reset(&d->row);
    fpl_buf_addf(&d->row, "%d|%d|%.*s|%.*s|%.*s|%.*s|%lld|%lld\n", cell->grain, (int)cell->day, (int)line->account.n,
                 line->account.p, (int)line->party.n, line->party.p, (int)line->currency.n, line->currency.p,
                 (int)line->flow.n, line->flow.p, (long long)cell->debit, (long long)cell->credit);
    fpl_sha256_add(d->hasher, d->row.p, d->row.n);
}

static int by_rank(const void *a, const void *b) {
    const struct fpl_cell *x = a, *y = b;
    return (x->line > y->line) - (x->line < y->line);
}

static enum fpl_status hash_day(struct digest *d) {
    if (d->n)
        qsort(d->cell, d->n, sizeof *d->cell, by_rank);
    for (size_t i = 0; i < d->n; i++) {
        struct fpl_cell sum = d->cell[i];
        for (; i + 1 < d->n && d->cell[i + 1].line == sum.line; i++) /* of the open month, in its year */
            if (__builtin_add_overflow(sum.debit, d->cell[i + 1].debit, &sum.debit) ||
                __builtin_add_overflow(sum.credit, d->cell[i + 1].credit, &sum.credit))
                return fpl_fail(d->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
        hash_cell(d, &sum);
    }
    d->n = 0;
    return fpl_buf_ok(&d->row) ? fpl_fail(d->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

/* Cells come by day and number of the line; the digest is over texts. */
static enum fpl_status gather_cell(void *ctx, const struct fpl_cell *cell) {
    struct digest *d = ctx;
    enum fpl_status status = d->n && d->cell[0].day != cell->day ? hash_day(d) : FPL_OK;
    if (!status && d->n == d->cap) {
        size_t cap = d->cap ? d->cap * 2 : 256;
        struct fpl_cell *wider = realloc(d->cell, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(d->error, FPL_E_NOMEM, NULL, NULL, NULL);
        d->cell = wider;
        d->cap = cap;
    }
    if (!status) {
        d->cell[d->n] = *cell;
        d->cell[d->n++].line = d->rank[cell->line];
    }
    return status;
}

static enum fpl_status rank_lines(struct digest *d) {
    if (!(d->rank = calloc(d->lines->count + 1, sizeof *d->rank)))
        return fpl_fail(d->error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < d->lines->count; i++)
        d->rank[d->lines->order[i]] = (int32_t)i;
    return FPL_OK;
}

/* The open month as a cell of its month or year, which comes after all that is stored of the grain, or has a part
 * stored. */
static enum fpl_status hash_open(struct digest *d, const struct fpl_open_sums *open, int32_t book, int grain,
                                 int32_t day) {
    enum fpl_status status = d->n && d->cell[0].day != day ? hash_day(d) : FPL_OK;
    for (size_t line = 0; line < open->lines && !status; line++) {
        const struct fpl_open_sum *sum = &open->line[line];
        const struct fpl_cell cell = {book, grain, day, (int32_t)line, sum->debit, sum->credit};
        if (sum->met)
            status =
                line < d->lines->count ? gather_cell(d, &cell) : fpl_fail(d->error, FPL_E_CORRUPT, "total", NULL, NULL);
    }
    return status;
}

enum fpl_status fpl_totals__digest(struct fpl_store *store, struct fpl_hasher *hasher, int32_t book,
                                   struct fpl_period period, char hex[2 * FPL_HASH_BYTES + 1],
                                   struct fpl_error *error) {
    int32_t year_first = fpl_period_first((struct fpl_period){period.year, 1}).day;
    const struct fpl_totals_range part[2] = {{book, 2, INT32_MIN, year_first - 1},
                                             {book, 1, year_first, fpl_period_last(period).day}};
    struct fpl_lines lines = {0};
    struct fpl_open_sums open = {0};
    int32_t month = INT32_MAX;
    struct digest d = {.lines = &lines, .hasher = hasher, .error = error};
    struct fpl_hash hash;
    enum fpl_status status = fpl_lines__load(store, book, &lines, error);
    if (!status)
        status = rank_lines(&d);
    if (!status)
        status = fpl_totals__open_month(store, book, &month, error);
    if (!status && month <= part[1].to)
        status = fpl_store__open_sums(store, book, month, &open, error);
    fpl_sha256_begin(hasher);
    for (int i = 0; i < 2 && !status; i++) {
        status = fpl_totals__each(store, &part[i], &lines, gather_cell, &d, error);
        if (!status && month >= part[i].from && month <= part[i].to)
            status = hash_open(&d, &open, book, part[i].grain,
                               fpl_totals__grain_day(part[i].grain, (struct fpl_date){month}));
        if (!status)
            status = hash_day(&d);
    }
    free(open.line);
    fpl_sha256_end(hasher, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, hex);
    free(d.rank);
    free(d.cell);
    fpl_buf_release(&d.row);
    fpl_lines__release(&lines);
    return status;
}
