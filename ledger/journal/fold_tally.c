/* Tallies: what rules count, by name, scope and day. A write set holds what its transaction adds to a day; sums asked
 * for are kept and kept true. */
#include "ledger/journal/journal.h"
#include "ledger/journal/key.h"

#include <stdlib.h>

static void prefix_key(struct fpl_buf *key, const struct fpl_tally_row *which) {
    fpl_key__begin(key);
    fpl_key__int(key, which->book);
    fpl_key__text(key, which->name);
    fpl_key__text(key, which->scope);
}

static void day_key(struct fpl_buf *key, const struct fpl_tally_row *which) {
    prefix_key(key, which);
    fpl_key__int(key, which->day);
}

static struct fpl_tally_row row_of(int32_t book, struct fpl_date day, const struct fpl_tally_delta *delta) {
    return (struct fpl_tally_row){.book = book, .name = fpl_str_of(delta->name), .scope = delta->scope, .day = day.day};
}

static int add(struct fpl_tally_value *value, int64_t amount, int64_t count) {
    return !__builtin_add_overflow(value->amount, amount, &value->amount) &&
           !__builtin_add_overflow(value->count, count, &value->count);
}

/* ---- sums ---- */

static enum fpl_status sum_writeset(struct fpl_fold *fold, const struct fpl_tally_row *which, struct fpl_date to,
                                    struct fpl_tally_value *sum, struct fpl_error *error) {
    const struct fpl_map *map = &fold->set->tally;
    struct fpl_buf *prefix = &fold->set->key;
    prefix_key(prefix, which);
    for (size_t i = 0; i < map->count; i++) {
        const struct fpl_map_entry *entry = &map->entry[i];
        if (entry->key.n != prefix->n + 4 || memcmp(entry->key.p, prefix->p, prefix->n) != 0)
            continue;
        struct fpl_str rest = {entry->key.p + prefix->n, 4};
        int32_t day = fpl_key__read_int(&rest);
        const struct fpl_tally_value *value = entry->value;
        if (day >= which->day && day <= to.day && !add(sum, value->amount, value->count))
            return fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    }
    return FPL_OK;
}

static enum fpl_status sum_store(struct fpl_fold *fold, const struct fpl_tally_row *which, struct fpl_date to,
                                 struct fpl_tally_value *sum, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status =
        fpl_store__scan_tally(fold->store, which->book, which->name, which->scope, which->day, to.day, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_tally_row tally;
        fpl_store__tally_row(cursor, &tally);
        if (!add(sum, tally.amount, tally.count))
            status = fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    }
    fpl_store__end(cursor);
    return status;
}

enum fpl_status fpl_fold__sum_tally(struct fpl_fold *fold, const struct fpl_tally_row *which, struct fpl_date to,
                                    int64_t *amount, int64_t *count, struct fpl_error *error) {
    int made = 0;
    struct fpl_tally_value sum = {0, 0};
    prefix_key(&fold->set->key, which);
    struct fpl_sum_value *known = fpl_map__add(&fold->set->sum, fpl_buf_str(&fold->set->key), &made);
    if (!known || fpl_buf_ok(&fold->set->key))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (int i = 0; i < known->n; i++) {
        if (known->range[i].from.day == which->day && known->range[i].to.day == to.day) {
            *amount = known->range[i].sum.amount;
            *count = known->range[i].sum.count;
            return FPL_OK;
        }
    }
    enum fpl_status status = sum_writeset(fold, which, to, &sum, error);
    if (!status)
        status = sum_store(fold, which, to, &sum, error);
    if (status)
        return status;
    if (known->n < FPL_SUM_RANGES) {
        known->range[known->n].from.day = which->day;
        known->range[known->n].to = to;
        known->range[known->n++].sum = sum;
    }
    *amount = sum.amount;
    *count = sum.count;
    return FPL_OK;
}

static struct fpl_tally_row stored_row(const struct fpl_map_entry *entry);

static int is_known(const struct fpl_known_count *known, const struct fpl_tally_row *which) {
    return known->known && known->day == which->day && fpl_str_is(which->name, known->name) &&
           fpl_str_is(which->scope, known->scope);
}

/* Asked for again while an import is being written: what this session knows is taken, and the store will see, once the
 * transaction has come to it, that nobody else has counted meanwhile. */
static enum fpl_status count_stored(struct fpl_fold *fold, const struct fpl_tally_row *which, int64_t *count,
                                    struct fpl_error *error) {
    struct fpl_known_count *known = &fold->set->count;
    if (fpl_store__is_behind(fold->store) && is_known(known, which)) {
        *count = known->stored;
        return fpl_store__expect_count(fold->store, which, known->stored, error);
    }
    known->known = 0;
    enum fpl_status status = fpl_store__count_books(fold->store, which, count, error);
    if (status || which->name.n >= sizeof known->name || which->scope.n >= sizeof known->scope)
        return status;
    *known = (struct fpl_known_count){.known = 1, .day = which->day, .stored = *count};
    fpl_str_copy(which->name, known->name, sizeof known->name);
    fpl_str_copy(which->scope, known->scope, sizeof known->scope);
    return FPL_OK;
}

enum fpl_status fpl_fold__count_books(struct fpl_fold *fold, const struct fpl_tally_row *which, int64_t *count,
                                      struct fpl_error *error) {
    int64_t sum = 0;
    enum fpl_status status = count_stored(fold, which, &sum, error);
    for (size_t i = 0; i < fold->set->tally.count && !status; i++) {
        struct fpl_tally_row row = stored_row(&fold->set->tally.entry[i]);
        if (row.day == which->day && fpl_str_eq(row.name, which->name) && fpl_str_eq(row.scope, which->scope) &&
            __builtin_add_overflow(sum, row.count, &sum))
            status = fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    }
    if (!status)
        *count = sum;
    return status;
}

/* Keeps the sums asked for earlier true; one that has left int64 is forgotten, and whoever asks for it again is told
 * so. */
static void add_to_sums(struct fpl_fold *fold, const struct fpl_tally_row *row, const struct fpl_tally_delta *delta) {
    if (fold->set->sum.count == 0)
        return;
    prefix_key(&fold->set->key, row);
    struct fpl_sum_value *known = fpl_map__find(&fold->set->sum, fpl_buf_str(&fold->set->key));
    for (int i = 0; known && i < known->n; i++)
        if (row->day >= known->range[i].from.day && row->day <= known->range[i].to.day &&
            !add(&known->range[i].sum, fpl_money_minor(delta->amount), delta->count))
            known->n = 0;
}

/* ---- folding ---- */

enum fpl_status fpl_fold__tally_room(struct fpl_fold *fold, int32_t book, struct fpl_date day,
                                     const struct fpl_tally_delta *delta, struct fpl_error *error) {
    struct fpl_tally_row row = row_of(book, day, delta);
    int found = 0;
    enum fpl_status status = fpl_store__get_tally(fold->store, &row, &found, error);
    if (status)
        return status;
    day_key(&fold->set->key, &row);
    const struct fpl_tally_value *added = fpl_map__find(&fold->set->tally, fpl_buf_str(&fold->set->key));
    struct fpl_tally_value sum = {row.amount, row.count};
    if ((added && !add(&sum, added->amount, added->count)) || !add(&sum, fpl_money_minor(delta->amount), delta->count))
        return fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    return FPL_OK;
}

enum fpl_status fpl_fold__tally(struct fpl_fold *fold, int32_t book, struct fpl_date day,
                                const struct fpl_tally_delta *delta, struct fpl_error *error) {
    struct fpl_tally_row row = row_of(book, day, delta);
    struct fpl_buf *key = &fold->set->key;
    int made = 0;
    day_key(key, &row);
    struct fpl_tally_value *value = key->failed ? NULL : fpl_map__add(&fold->set->tally, fpl_buf_str(key), &made);
    if (!value)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (made)
        *value = (struct fpl_tally_value){0, 0};
    if (!add(value, fpl_money_minor(delta->amount), delta->count))
        return fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    add_to_sums(fold, &row, delta);
    return FPL_OK;
}

/* ---- flushing ---- */

static struct fpl_tally_row stored_row(const struct fpl_map_entry *entry) {
    const struct fpl_tally_value *value = entry->value;
    struct fpl_str key = entry->key;
    struct fpl_tally_row row = {.book = fpl_key__read_int(&key)};
    row.name = fpl_key__read_text(&key);
    row.scope = fpl_key__read_text(&key);
    row.day = fpl_key__read_int(&key);
    row.amount = value->amount;
    row.count = value->count;
    return row;
}

enum fpl_status fpl_fold__flush_tallies(struct fpl_fold *fold, struct fpl_error *error) {
    struct fpl_map_entry **list = NULL;
    size_t n = 0;
    enum fpl_status status = FPL_OK;
    if (fold->set->tally.count == 0)
        return FPL_OK;
    if (fpl_map__sorted(&fold->set->tally, NULL, &list, &n))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t at = 0; at < n && !status; at += FPL_ROWS_AT_ONCE) {
        struct fpl_tally_row row[FPL_ROWS_AT_ONCE];
        int rows = 0;
        while (rows < FPL_ROWS_AT_ONCE && at + (size_t)rows < n) {
            row[rows] = stored_row(list[at + (size_t)rows]);
            if (is_known(&fold->set->count, &row[rows]) &&
                __builtin_add_overflow(fold->set->count.stored, row[rows].count, &fold->set->count.stored))
                fold->set->count.known = 0;
            rows++;
        }
        status = fpl_store__add_tallies(fold->store, row, rows, error);
    }
    free(list);
    fpl_map__reset(&fold->set->tally);
    return status;
}
