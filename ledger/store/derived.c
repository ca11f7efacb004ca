/* Rows of the derived tables: totals, items, tallies, the posting index, and the walk over all of them. */
#include "ledger/store/driver.h"
#include "ledger/store/internal.h"

#include <stdio.h>
#include <string.h>

static void bind_cell(struct fpl_store *store, struct fpl_stmt *stmt, int first, const struct fpl_cell *cell) {
    store->driver->bind_int(stmt, first, cell->book);
    store->driver->bind_int(stmt, first + 1, cell->grain);
    store->driver->bind_int(stmt, first + 2, cell->day);
    store->driver->bind_text(stmt, first + 3, cell->account);
    store->driver->bind_text(stmt, first + 4, cell->party);
    store->driver->bind_text(stmt, first + 5, cell->currency);
}

static void bind_turnover(struct fpl_store *store, struct fpl_stmt *stmt, int first, const struct fpl_cell *cell) {
    store->driver->bind_int(stmt, first, cell->debit);
    store->driver->bind_int(stmt, first + 1, cell->credit);
}

enum fpl_status fpl_store__get_total(struct fpl_store *store, struct fpl_cell *cell, int *found,
                                     struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_TOTAL_GET, &stmt, error);
    if (status)
        return status;
    bind_cell(store, stmt, 1, cell);
    if ((status = store->driver->step(stmt, found, error)))
        return status;
    cell->debit = *found ? store->driver->column_int(stmt, 0) : 0;
    cell->credit = *found ? store->driver->column_int(stmt, 1) : 0;
    return FPL_OK;
}

enum fpl_status fpl_store__last_total_day(struct fpl_store *store, int32_t book, int grain, int32_t *day,
                                          struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_TOTAL_LAST, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, book);
    store->driver->bind_int(stmt, 2, grain);
    if ((status = store->driver->step(stmt, &row, error)))
        return status;
    *day = row ? (int32_t)store->driver->column_int(stmt, 0) : INT32_MIN;
    return FPL_OK;
}

static enum fpl_status change_total(struct fpl_store *store, enum fpl_sql id, const struct fpl_cell *cell,
                                    struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement(store, id, &stmt, error);
    if (status)
        return status;
    bind_cell(store, stmt, 1, cell);
    bind_turnover(store, stmt, 7, cell);
    return fpl_store__run(store, stmt, error);
}

enum fpl_status fpl_store__add_totals(struct fpl_store *store, const struct fpl_cell *cells, int n, int all_new,
                                      struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = FPL_OK;
    if (n < FPL_ROWS_AT_ONCE) {
        for (int i = 0; i < n && !status; i++)
            status = change_total(store, all_new ? FPL_SQL_TOTAL_ADD : FPL_SQL_TOTAL_MORE, &cells[i], error);
        return status;
    }
    FPL_ASSERT(n == FPL_ROWS_AT_ONCE);
    status = fpl_store__statement(store, all_new ? FPL_SQL_TOTAL_ADD16 : FPL_SQL_TOTAL_MORE16, &stmt, error);
    if (status)
        return status;
    for (int i = 0; i < n; i++) {
        bind_cell(store, stmt, 8 * i + 1, &cells[i]);
        bind_turnover(store, stmt, 8 * i + 7, &cells[i]);
    }
    return fpl_store__run(store, stmt, error);
}

enum fpl_status fpl_store__scan_totals(struct fpl_store *store, int32_t book, int grain, int32_t from, int32_t to,
                                       struct fpl_cursor **out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status = fpl_store__cursor(store, FPL_SQL_TOTAL_SCAN, NULL, &cursor, error);
    if (status)
        return status;
    store->driver->bind_int(cursor->stmt, 1, book);
    store->driver->bind_int(cursor->stmt, 2, grain);
    store->driver->bind_int(cursor->stmt, 3, from);
    store->driver->bind_int(cursor->stmt, 4, to);
    *out = cursor;
    return FPL_OK;
}

void fpl_store__total_row(struct fpl_cursor *cursor, struct fpl_cell *out) {
    const struct fpl_driver *driver = cursor->store->driver;
    *out = (struct fpl_cell){.day = (int32_t)driver->column_int(cursor->stmt, 0),
                             .account = driver->column_bytes(cursor->stmt, 1),
                             .party = driver->column_bytes(cursor->stmt, 2),
                             .currency = driver->column_bytes(cursor->stmt, 3),
                             .debit = driver->column_int(cursor->stmt, 4),
                             .credit = driver->column_int(cursor->stmt, 5)};
}

static void bind_item(struct fpl_store *store, struct fpl_stmt *stmt, const struct fpl_item_row *item) {
    store->driver->bind_int(stmt, 1, item->book);
    store->driver->bind_text(stmt, 2, item->kind);
    store->driver->bind_text(stmt, 3, item->key);
}

enum fpl_status fpl_store__add_items(struct fpl_store *store, const struct fpl_item_row *items,
                                     struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_ITEM_ADD16, &stmt, error);
    if (status)
        return status;
    for (int i = 0; i < FPL_ROWS_AT_ONCE; i++) {
        const struct fpl_item_row *item = &items[i];
        store->driver->bind_int(stmt, 6 * i + 1, item->book);
        store->driver->bind_text(stmt, 6 * i + 2, item->kind);
        store->driver->bind_text(stmt, 6 * i + 3, item->key);
        store->driver->bind_int(stmt, 6 * i + 4, item->seq0);
        store->driver->bind_int(stmt, 6 * i + 5, item->seq);
        store->driver->bind_text(stmt, 6 * i + 6, item->data);
    }
    return fpl_store__run(store, stmt, error);
}

enum fpl_status fpl_store__get_item(struct fpl_store *store, struct fpl_item_row *item, int *found,
                                    struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_ITEM_GET, &stmt, error);
    if (status)
        return status;
    bind_item(store, stmt, item);
    if ((status = store->driver->step(stmt, found, error)) || !*found)
        return status;
    item->seq0 = store->driver->column_int(stmt, 0);
    item->seq = store->driver->column_int(stmt, 1);
    item->data = store->driver->column_bytes(stmt, 2);
    return FPL_OK;
}

enum fpl_status fpl_store__last_item_key(struct fpl_store *store, int32_t book, struct fpl_str kind,
                                         struct fpl_str *key, struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_ITEM_LAST, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, book);
    store->driver->bind_text(stmt, 2, kind);
    if (!(status = store->driver->step(stmt, &row, error)))
        *key = row ? store->driver->column_bytes(stmt, 0) : (struct fpl_str){"", 0};
    return status;
}

enum fpl_status fpl_store__put_item(struct fpl_store *store, const struct fpl_item_row *item, int exists,
                                    struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    if (item->data.n == 0 && !exists)
        return FPL_OK;
    enum fpl_sql id = item->data.n == 0 ? FPL_SQL_ITEM_END : exists ? FPL_SQL_ITEM_SET : FPL_SQL_ITEM_ADD;
    enum fpl_status status = fpl_store__statement(store, id, &stmt, error);
    if (status)
        return status;
    bind_item(store, stmt, item);
    if (item->data.n) {
        store->driver->bind_int(stmt, 4, item->seq0);
        store->driver->bind_int(stmt, 5, item->seq);
        store->driver->bind_text(stmt, 6, item->data);
    }
    return fpl_store__run(store, stmt, error);
}

enum fpl_status fpl_store__scan_items(struct fpl_store *store, int32_t book, struct fpl_str kind,
                                      struct fpl_str from_key, struct fpl_cursor **out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status = fpl_store__cursor(store, FPL_SQL_ITEM_SCAN, NULL, &cursor, error);
    if (status)
        return status;
    bind_item(store, cursor->stmt, &(struct fpl_item_row){.book = book, .kind = kind, .key = from_key});
    *out = cursor;
    return FPL_OK;
}

void fpl_store__item_row(struct fpl_cursor *cursor, struct fpl_item_row *out) {
    const struct fpl_driver *driver = cursor->store->driver;
    *out = (struct fpl_item_row){.key = driver->column_bytes(cursor->stmt, 0),
                                 .seq0 = driver->column_int(cursor->stmt, 1),
                                 .seq = driver->column_int(cursor->stmt, 2),
                                 .data = driver->column_bytes(cursor->stmt, 3)};
}

static void bind_tally(struct fpl_store *store, struct fpl_stmt *stmt, const struct fpl_tally_row *tally) {
    store->driver->bind_int(stmt, 1, tally->book);
    store->driver->bind_text(stmt, 2, tally->name);
    store->driver->bind_text(stmt, 3, tally->scope);
    store->driver->bind_int(stmt, 4, tally->day);
}

enum fpl_status fpl_store__get_tally(struct fpl_store *store, struct fpl_tally_row *tally, int *found,
                                     struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_TALLY_GET, &stmt, error);
    if (status)
        return status;
    bind_tally(store, stmt, tally);
    if ((status = store->driver->step(stmt, found, error)))
        return status;
    tally->amount = *found ? store->driver->column_int(stmt, 0) : 0;
    tally->count = *found ? store->driver->column_int(stmt, 1) : 0;
    return FPL_OK;
}

enum fpl_status fpl_store__put_tally(struct fpl_store *store, const struct fpl_tally_row *tally, int exists,
                                     struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement(store, exists ? FPL_SQL_TALLY_SET : FPL_SQL_TALLY_ADD, &stmt, error);
    if (status)
        return status;
    bind_tally(store, stmt, tally);
    store->driver->bind_int(stmt, 5, tally->amount);
    store->driver->bind_int(stmt, 6, tally->count);
    return fpl_store__run(store, stmt, error);
}

enum fpl_status fpl_store__scan_tally(struct fpl_store *store, int32_t book, struct fpl_str name, struct fpl_str scope,
                                      int32_t from, int32_t to, struct fpl_cursor **out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status = fpl_store__cursor(store, FPL_SQL_TALLY_SCAN, NULL, &cursor, error);
    if (status)
        return status;
    bind_tally(store, cursor->stmt, &(struct fpl_tally_row){.book = book, .name = name, .scope = scope, .day = from});
    store->driver->bind_int(cursor->stmt, 5, to);
    *out = cursor;
    return FPL_OK;
}

void fpl_store__tally_row(struct fpl_cursor *cursor, struct fpl_tally_row *out) {
    const struct fpl_driver *driver = cursor->store->driver;
    *out = (struct fpl_tally_row){.day = (int32_t)driver->column_int(cursor->stmt, 0),
                                  .amount = driver->column_int(cursor->stmt, 1),
                                  .count = driver->column_int(cursor->stmt, 2)};
}

static void bind_posting(struct fpl_store *store, struct fpl_stmt *stmt, int first, int32_t book,
                         const struct fpl_posting_row *row) {
    store->driver->bind_int(stmt, first, book);
    store->driver->bind_text(stmt, first + 1, row->account);
    store->driver->bind_int(stmt, first + 2, row->day);
    store->driver->bind_int(stmt, first + 3, row->seq);
    store->driver->bind_int(stmt, first + 4, row->line);
}

enum fpl_status fpl_store__add_postings(struct fpl_store *store, int32_t book, const struct fpl_posting_row *rows,
                                        int n, struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int at_once = n == FPL_ROWS_AT_ONCE ? n : 1;
    enum fpl_status status = FPL_OK;
    FPL_ASSERT(n >= 0 && n <= FPL_ROWS_AT_ONCE);
    for (int i = 0; i < n && !status; i += at_once) {
        status = fpl_store__statement(store, at_once > 1 ? FPL_SQL_POSTING_ADD16 : FPL_SQL_POSTING_ADD, &stmt, error);
        for (int j = 0; j < at_once && !status; j++)
            bind_posting(store, stmt, 5 * j + 1, book, &rows[i + j]);
        if (!status)
            status = fpl_store__run(store, stmt, error);
    }
    return status;
}

enum fpl_status fpl_store__scan_postings(struct fpl_store *store, int32_t book, struct fpl_str account, int32_t from,
                                         int32_t to, struct fpl_cursor **out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status = fpl_store__cursor(store, FPL_SQL_POSTING_SCAN, NULL, &cursor, error);
    if (status)
        return status;
    store->driver->bind_int(cursor->stmt, 1, book);
    store->driver->bind_text(cursor->stmt, 2, account);
    store->driver->bind_int(cursor->stmt, 3, from);
    store->driver->bind_int(cursor->stmt, 4, to);
    *out = cursor;
    return FPL_OK;
}

void fpl_store__posting_row(struct fpl_cursor *cursor, struct fpl_posting_row *out) {
    const struct fpl_driver *driver = cursor->store->driver;
    *out = (struct fpl_posting_row){.day = (int32_t)driver->column_int(cursor->stmt, 0),
                                    .seq = driver->column_int(cursor->stmt, 1),
                                    .line = (int)driver->column_int(cursor->stmt, 2)};
}

static const struct {
    const char *name, *columns, *key;
} tables[] = {
    {"head", "'' || book || '|' || size || '|' || t || '|' || hex(root) || '|' || hex(frontier) || '|' || indexed",
     "book"},
    {"tile", "'' || book || '|' || level || '|' || idx || '|' || hex(hashes)", "book, level, idx"},
    {"total",
     "'' || book || '|' || grain || '|' || day || '|' || account || '|' || party || '|' || currency || '|' || debit || "
     "'|' || credit",
     "book, grain, day, account, party, currency"},
    {"item", "'' || book || '|' || kind || '|' || key || '|' || seq0 || '|' || seq || '|' || data", "book, kind, key"},
    {"tally", "'' || book || '|' || name || '|' || scope || '|' || day || '|' || amount || '|' || count",
     "book, name, scope, day"},
    {"posting", "'' || book || '|' || account || '|' || day || '|' || seq || '|' || line",
     "book, account, day, seq, line"},
};
#define TABLES ((int)(sizeof tables / sizeof tables[0]))

const char *const fpl_store__derived_tables[] = {"head", "tile", "total", "item", "tally", "posting", NULL};

enum fpl_status fpl_store__clear_derived(struct fpl_store *store, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < TABLES && !status; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "DELETE FROM %s", tables[i].name);
        status = store->driver->script(store->db, sql, error);
    }
    return status;
}

enum fpl_status fpl_store__scan_table(struct fpl_store *store, const char *table, struct fpl_cursor **out,
                                      struct fpl_error *error) {
    for (int i = 0; i < TABLES; i++) {
        if (strcmp(tables[i].name, table) != 0)
            continue;
        char sql[512];
        snprintf(sql, sizeof sql, "SELECT %s FROM %s ORDER BY %s", tables[i].columns, table, tables[i].key);
        return fpl_store__cursor(store, FPL_SQL_COUNT, sql, out, error);
    }
    return fpl_fail(error, FPL_E_BUG, table, NULL, NULL);
}

void fpl_store__table_row(struct fpl_cursor *cursor, struct fpl_buf *out) {
    struct fpl_str row = cursor->store->driver->column_bytes(cursor->stmt, 0);
    fpl_buf_add(out, row.p, row.n);
}
