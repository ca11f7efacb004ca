/* Totals. A row holds the cells of one book, grain and day for 64 consecutive lines, packed: an import then writes a
 * tenth of the rows, and a trial balance reads as many fewer.
 *
 * For each line that has been posted to, in ascending order: its place in the block (1 byte), debit, credit; each a
 * signed 64-bit integer in zigzag form, 7 bits a byte, the lowest first, in as few bytes as will do. Sums that have
 * come to 0 stay, so that the bytes follow from the postings alone. */
#include "ledger/store/driver.h"
#include "ledger/store/internal.h"

#include <stdlib.h>
#include <string.h>

#define CELL_BYTES  (1 + 10 + 10)
#define BLOCK_BYTES (FPL_BLOCK_LINES * CELL_BYTES)

/* ---- where a cell is ---- */

static int64_t block_id(int32_t book, int grain, int32_t day, int64_t block) {
    FPL_ASSERT(book >= 0 && book <= FPL_BOOK_MAX && grain >= 0 && grain < 3);
    FPL_ASSERT(day >= -FPL_DAY_ZERO && day < FPL_DAY_ZERO && block >= 0 && block < 1 << FPL_BLOCK_BITS);
    int64_t of_day = ((int64_t)book * 4 + grain) << FPL_DAY_BITS | (day + FPL_DAY_ZERO);
    return of_day << FPL_BLOCK_BITS | block;
}

static int64_t id_of(const struct fpl_cell *cell) {
    FPL_ASSERT(cell->line >= 0 && cell->line < FPL_LINES_MAX);
    return block_id(cell->book, cell->grain, cell->day, cell->line / FPL_BLOCK_LINES);
}

static int32_t within(int32_t day) {
    return day < -FPL_DAY_ZERO ? -FPL_DAY_ZERO : day >= FPL_DAY_ZERO ? FPL_DAY_ZERO - 1 : day;
}

static int32_t day_of(int64_t id) {
    return (int32_t)(id >> FPL_BLOCK_BITS & ((1 << FPL_DAY_BITS) - 1)) - FPL_DAY_ZERO;
}

static void bind_range(struct fpl_store *store, struct fpl_stmt *stmt, const struct fpl_totals_range *range) {
    store->driver->bind_int(stmt, 1, block_id(range->book, range->grain, within(range->from), 0));
    store->driver->bind_int(stmt, 2, block_id(range->book, range->grain, within(range->to), (1 << FPL_BLOCK_BITS) - 1));
}

/* ---- packing ---- */

static unsigned char *put_number(unsigned char *to, int64_t number) {
    uint64_t z = (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);
    for (; z > 127; z >>= 7)
        *to++ = (unsigned char)(z | 128);
    *to++ = (unsigned char)z;
    return to;
}

static unsigned char *put_cell(unsigned char *to, const struct fpl_cell *cell) {
    *to++ = (unsigned char)(cell->line % FPL_BLOCK_LINES);
    return put_number(put_number(to, cell->debit), cell->credit);
}

/* NULL: not a number in its shortest form. */
static const unsigned char *get_number(const unsigned char *at, const unsigned char *end, int64_t *out) {
    uint64_t z = 0;
    for (int shift = 0; shift < 64 && at < end; shift += 7) {
        unsigned byte = *at++;
        if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0))
            return NULL;
        z |= (uint64_t)(byte & 127) << shift;
        if (byte > 127)
            continue;
        *out = (int64_t)(z >> 1 ^ (z & 1 ? UINT64_MAX : 0));
        return at;
    }
    return NULL;
}

/* The next cell of a block into *cell, whose line is that of the cell before it. 0: there is none; -1: damaged. */
static int get_cell(struct fpl_packed *packed, struct fpl_cell *cell) {
    if (packed->at == packed->end)
        return 0;
    int place = *packed->at++;
    if (place <= packed->last || place >= FPL_BLOCK_LINES)
        return -1;
    packed->last = place;
    cell->line = packed->first_line + place;
    packed->at = get_number(packed->at, packed->end, &cell->debit);
    packed->at = packed->at ? get_number(packed->at, packed->end, &cell->credit) : NULL;
    return packed->at ? 1 : -1;
}

static struct fpl_packed packed_of(const void *bytes, size_t n, int64_t first_line) {
    const unsigned char *at = bytes ? bytes : (const unsigned char *)"";
    return (struct fpl_packed){.at = at, .end = at + n, .last = -1, .first_line = first_line};
}

static enum fpl_status damaged(struct fpl_error *error) {
    return fpl_fail(error, FPL_E_CORRUPT, "total", NULL, NULL);
}

/* ---- adding ---- */

/* The end of the cell that begins at `at`; NULL: there is none. */
static const unsigned char *skip_cell(const unsigned char *at, const unsigned char *end) {
    at++;
    for (int number = 0; number < 2; number++) {
        while (at < end && (*at & 128))
            at++;
        if (at++ >= end)
            return NULL;
    }
    return at;
}

/* The stored cells of lines before `place`, copied as they are. NULL: damaged. */
static unsigned char *copy_before(struct fpl_packed *stored, int place, unsigned char *to) {
    const unsigned char *from = stored->at;
    while (stored->at < stored->end && *stored->at < place) {
        if (*stored->at <= stored->last)
            return NULL;
        stored->last = *stored->at;
        if (!(stored->at = skip_cell(stored->at, stored->end)))
            return NULL;
    }
    memcpy(to, from, (size_t)(stored->at - from));
    return to + (stored->at - from);
}

/* Both lists in one, cells of the same line added up. NULL: damaged, or a sum past int64. */
static unsigned char *merge(struct fpl_packed stored, struct fpl_packed added, unsigned char *to) {
    struct fpl_cell cell, old;
    int more = 0;
    while (to && (more = get_cell(&added, &cell)) > 0) {
        to = copy_before(&stored, (int)cell.line, to);
        if (to && stored.at < stored.end && *stored.at == cell.line) {
            if (get_cell(&stored, &old) < 0 || __builtin_add_overflow(cell.debit, old.debit, &cell.debit) ||
                __builtin_add_overflow(cell.credit, old.credit, &cell.credit))
                return NULL;
        }
        to = to ? put_cell(to, &cell) : NULL;
    }
    if (!to || more < 0)
        return NULL;
    memcpy(to, stored.at, (size_t)(stored.end - stored.at));
    return to + (stored.end - stored.at);
}

/* ---- rows as they stand, kept from one commit to the next ---- */

#define KEPT_ROWS 128 /* of a day of some 8,000 lines */

struct kept_row {
    int64_t id; /* -1: the place is free */
    size_t n;
    unsigned char bytes[BLOCK_BYTES];
};
struct fpl_kept_totals {
    struct kept_row row[KEPT_ROWS];
};

static struct kept_row *place_of(struct fpl_store *store, int64_t id) {
    return &store->kept->row[(uint64_t)id % KEPT_ROWS];
}

void fpl_store__forget_totals(struct fpl_store *store) {
    for (int i = 0; store->kept && i < KEPT_ROWS; i++)
        store->kept->row[i].id = -1;
}

/* Without memory nothing is kept; what the other thread writes is not known here. */
static void keep(struct fpl_store *store, int64_t id, const void *bytes, size_t n) {
    if (store->behind || n > BLOCK_BYTES)
        return;
    if (!store->kept && (store->kept = malloc(sizeof *store->kept)))
        fpl_store__forget_totals(store);
    if (!store->kept)
        return;
    struct kept_row *row = place_of(store, id);
    row->id = id;
    row->n = n;
    memcpy(row->bytes, bytes, n);
}

static enum fpl_status run_now(struct fpl_store *store, enum fpl_sql id, int64_t block, struct fpl_str bytes,
                               struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    enum fpl_status status = fpl_store__statement_now(store, id, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, block);
    store->driver->bind_blob(stmt, 2, bytes.p, bytes.n);
    status = store->driver->step(stmt, &row, error);
    store->driver->reset(stmt);
    return status;
}

static unsigned char *merge_packed(struct fpl_str stored, struct fpl_str added, unsigned char to[2 * BLOCK_BYTES]) {
    return stored.n <= BLOCK_BYTES && added.n <= BLOCK_BYTES
               ? merge(packed_of(stored.p, stored.n, 0), packed_of(added.p, added.n, 0), to)
               : NULL;
}

struct merged {                                 /* the cells added, with those that stand there */
    unsigned char bytes[2 * BLOCK_BYTES], *end; /* NULL: there is no such row, or it is damaged */
    int found;
};

static enum fpl_status merge_stored(struct fpl_store *store, int64_t block, struct fpl_str added, struct merged *out,
                                    struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement_now(store, FPL_SQL_TOTAL_GET, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, block);
    status = store->driver->step(stmt, &out->found, error);
    if (!status && out->found)
        out->end = merge_packed(store->driver->column_bytes(stmt, 0), added, out->bytes);
    store->driver->reset(stmt);
    return status;
}

enum fpl_status fpl_store__merge_now(struct fpl_store *store, int64_t block, struct fpl_str added,
                                     struct fpl_error *error) {
    struct merged merged;
    const struct kept_row *kept = store->kept && !store->behind ? place_of(store, block) : NULL;
    enum fpl_status status = FPL_OK;
    merged.end = NULL;
    merged.found = kept && kept->id == block;
    if (merged.found)
        merged.end = merge_packed((struct fpl_str){(const char *)kept->bytes, kept->n}, added, merged.bytes);
    else
        status = merge_stored(store, block, added, &merged, error);
    if (!status && merged.found && !merged.end)
        status = fpl_fail(error, FPL_E_CORRUPT, "total", NULL, NULL);
    if (status)
        return status;
    struct fpl_str row = added;
    if (merged.found)
        row = (struct fpl_str){(const char *)merged.bytes, (size_t)(merged.end - merged.bytes)};
    status = run_now(store, merged.found ? FPL_SQL_TOTAL_SET : FPL_SQL_TOTAL_ADD, block, row, error);
    if (!status)
        keep(store, block, row.p, row.n);
    return status;
}

enum fpl_status fpl_store__add_totals(struct fpl_store *store, const struct fpl_cell *cells, int n, int is_new,
                                      struct fpl_error *error) {
    unsigned char bytes[BLOCK_BYTES], *end = bytes;
    struct fpl_put put;
    FPL_ASSERT(n > 0 && n <= FPL_BLOCK_LINES);
    int64_t id = id_of(&cells[0]);
    for (int i = 0; i < n; i++) {
        FPL_ASSERT(id_of(&cells[i]) == id && (i == 0 || cells[i].line > cells[i - 1].line));
        end = put_cell(end, &cells[i]);
    }
    struct fpl_str packed = {(const char *)bytes, (size_t)(end - bytes)};
    if (!is_new)
        return store->behind ? fpl_behind__merge(store->behind, id, packed, error)
                             : fpl_store__merge_now(store, id, packed, error);
    enum fpl_status status = fpl_store__put(store, FPL_SQL_TOTAL_ADD, &put, error);
    if (status)
        return status;
    fpl_put__int(&put, id);
    fpl_put__blob(&put, packed.p, packed.n);
    return fpl_put__run(&put, error);
}

/* ---- reading ---- */

enum fpl_status fpl_store__get_total(struct fpl_store *store, struct fpl_cell *cell, int *found,
                                     struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    struct fpl_cell stored = *cell;
    int row = 0, more = 0;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_TOTAL_GET, &stmt, error);
    *found = 0;
    cell->debit = cell->credit = 0;
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, id_of(cell));
    if ((status = store->driver->step(stmt, &row, error)) || !row)
        return status;
    struct fpl_str bytes = store->driver->column_bytes(stmt, 0);
    struct fpl_packed packed = packed_of(bytes.p, bytes.n, cell->line - cell->line % FPL_BLOCK_LINES);
    while ((more = get_cell(&packed, &stored)) > 0) {
        if (stored.line == cell->line) {
            *cell = stored;
            *found = 1;
        }
    }
    return more < 0 ? damaged(error) : FPL_OK;
}

/* ---- the open month ---- */

#define MONTH_DAYS 31

static enum fpl_status add_open(struct fpl_open_sums *open, const struct fpl_cell *cell, struct fpl_error *error) {
    size_t line = (size_t)cell->line;
    if (cell->line >= FPL_LINES_MAX)
        return damaged(error);
    if (line >= open->lines) {
        size_t lines = line < FPL_BLOCK_LINES ? FPL_BLOCK_LINES : 2 * line;
        struct fpl_open_sum *wider = realloc(open->line, lines * sizeof *wider);
        if (!wider)
            return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        memset(wider + open->lines, 0, (lines - open->lines) * sizeof *wider);
        open->line = wider;
        open->lines = lines;
    }
    struct fpl_open_sum *sum = &open->line[line];
    sum->met = 1;
    return __builtin_add_overflow(sum->debit, cell->debit, &sum->debit) ||
                   __builtin_add_overflow(sum->credit, cell->credit, &sum->credit)
               ? damaged(error)
               : FPL_OK;
}

static enum fpl_status add_open_row(struct fpl_store *store, struct fpl_stmt *stmt, struct fpl_open_sums *open,
                                    struct fpl_error *error) {
    int64_t block = store->driver->column_int(stmt, 0) & ((1 << FPL_BLOCK_BITS) - 1);
    struct fpl_str bytes = store->driver->column_bytes(stmt, 1);
    struct fpl_packed packed = packed_of(bytes.p, bytes.n, block * FPL_BLOCK_LINES);
    struct fpl_cell cell = {.grain = 0};
    enum fpl_status status = FPL_OK;
    int more = 0;
    while (!status && (more = get_cell(&packed, &cell)) > 0)
        status = add_open(open, &cell, error);
    return more < 0 ? damaged(error) : status;
}

static enum fpl_status open_sums_now(struct fpl_store *store, int32_t book, int32_t month, struct fpl_open_sums *out,
                                     struct fpl_error *error) {
    struct fpl_open_sums open = {0};
    struct fpl_stmt *stmt = NULL;
    int row = 1;
    enum fpl_status status = fpl_store__statement_now(store, FPL_SQL_TOTAL_SCAN, &stmt, error);
    if (status)
        return status;
    bind_range(store, stmt, &(struct fpl_totals_range){book, 0, month, month + MONTH_DAYS - 1});
    while (!status && !(status = store->driver->step(stmt, &row, error)) && row)
        status = add_open_row(store, stmt, &open, error);
    store->driver->reset(stmt);
    if (status)
        free(open.line);
    else
        *out = open;
    return status;
}

enum fpl_status fpl_store__open_sums(struct fpl_store *store, int32_t book, int32_t month, struct fpl_open_sums *out,
                                     struct fpl_error *error) {
    FPL_ASSERT(store->in_transaction);
    enum fpl_status status = fpl_store__settle(store, error);
    return status ? status : open_sums_now(store, book, month, out, error);
}

/* The cells of a block, packed; 0 bytes: it has none. */
static size_t pack_block(const struct fpl_open_sums *open, size_t first, unsigned char bytes[BLOCK_BYTES]) {
    unsigned char *end = bytes;
    for (size_t line = first; line < first + FPL_BLOCK_LINES && line < open->lines; line++) {
        const struct fpl_open_sum *sum = &open->line[line];
        if (sum->met)
            end = put_cell(end, &(struct fpl_cell){.line = (int64_t)line, .debit = sum->debit, .credit = sum->credit});
    }
    return (size_t)(end - bytes);
}

enum fpl_status fpl_store__roll_now(struct fpl_store *store, int32_t book, int32_t month, int32_t year,
                                    struct fpl_error *error) {
    struct fpl_open_sums open = {0};
    unsigned char bytes[BLOCK_BYTES];
    enum fpl_status status = open_sums_now(store, book, month, &open, error);
    for (size_t line = 0; line < open.lines && !status; line += FPL_BLOCK_LINES) {
        size_t n = pack_block(&open, line, bytes);
        struct fpl_str packed = {(const char *)bytes, n};
        int64_t block = (int64_t)(line / FPL_BLOCK_LINES);
        if (packed.n > 0)
            status = fpl_store__merge_now(store, block_id(book, 1, month, block), packed, error);
        if (!status && packed.n > 0)
            status = fpl_store__merge_now(store, block_id(book, 2, year, block), packed, error);
    }
    free(open.line);
    return status;
}

enum fpl_status fpl_store__roll_month(struct fpl_store *store, int32_t book, int32_t month, int32_t year,
                                      struct fpl_error *error) {
    const int64_t values[FPL_CONTROL_VALUES] = {book, month, year};
    return store->behind ? fpl_behind__control(store->behind, FPL_BEHIND_ROLL, values, error)
                         : fpl_store__roll_now(store, book, month, year, error);
}

enum fpl_status fpl_store__last_total_day(struct fpl_store *store, int32_t book, int grain, int32_t *day,
                                          struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_TOTAL_LAST, &stmt, error);
    if (status)
        return status;
    bind_range(store, stmt, &(struct fpl_totals_range){book, grain, INT32_MIN, INT32_MAX});
    if ((status = store->driver->step(stmt, &row, error)))
        return status;
    *day = row ? day_of(store->driver->column_int(stmt, 0)) : INT32_MIN;
    return FPL_OK;
}

enum fpl_status fpl_store__scan_totals(struct fpl_store *store, const struct fpl_totals_range *range,
                                       struct fpl_total_scan *out, struct fpl_error *error) {
    *out =
        (struct fpl_total_scan){.cell = {.book = range->book, .grain = range->grain}, .packed = packed_of(NULL, 0, 0)};
    enum fpl_status status = fpl_store__cursor(store, FPL_SQL_TOTAL_SCAN, NULL, &out->cursor, error);
    if (!status)
        bind_range(store, out->cursor->stmt, range);
    return status;
}

enum fpl_status fpl_store__next_total(struct fpl_total_scan *scan, int *more, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    int row = 1;
    while (!(*more = get_cell(&scan->packed, &scan->cell))) {
        if ((status = fpl_store__next(scan->cursor, &row, error)) || !row)
            return status;
        const struct fpl_driver *driver = scan->cursor->store->driver;
        int64_t id = driver->column_int(scan->cursor->stmt, 0), block = id & ((1 << FPL_BLOCK_BITS) - 1);
        struct fpl_str bytes = driver->column_bytes(scan->cursor->stmt, 1);
        scan->cell.day = day_of(id);
        scan->packed = packed_of(bytes.p, bytes.n, block * FPL_BLOCK_LINES);
    }
    return *more < 0 ? damaged(error) : FPL_OK;
}

void fpl_store__end_totals(struct fpl_total_scan *scan) {
    fpl_store__end(scan->cursor);
    scan->cursor = NULL;
}
