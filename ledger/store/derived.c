/* Rows of the derived tables: lines, items, requests, tallies, the posting index, and the walk over all of them. */
#include "ledger/store/driver.h"
#include "ledger/store/internal.h"

#include <stdio.h>
#include <string.h>

/* ---- lines ---- */

enum fpl_status fpl_store__get_line(struct fpl_store *store, struct fpl_line_row *line, int *found,
                                    struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_LINE_GET, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, line->book);
    store->driver->bind_text(stmt, 2, line->account);
    store->driver->bind_text(stmt, 3, line->party);
    store->driver->bind_text(stmt, 4, line->currency);
    store->driver->bind_text(stmt, 5, line->flow);
    if (!(status = store->driver->step(stmt, found, error)) && *found)
        line->no = store->driver->column_int(stmt, 0);
    return status;
}

enum fpl_status fpl_store__add_line(struct fpl_store *store, const struct fpl_line_row *line, struct fpl_error *error) {
    struct fpl_put put;
    enum fpl_status status = fpl_store__put(store, FPL_SQL_LINE_ADD, &put, error);
    if (status)
        return status;
    fpl_put__int(&put, line->book);
    fpl_put__text(&put, line->account);
    fpl_put__text(&put, line->party);
    fpl_put__text(&put, line->currency);
    fpl_put__text(&put, line->flow);
    fpl_put__int(&put, line->no);
    return fpl_put__run(&put, error);
}

enum fpl_status fpl_store__next_line(struct fpl_store *store, int32_t book, int64_t *no, struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_LINE_LAST, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, book);
    if (!(status = store->driver->step(stmt, &row, error)))
        *no = row ? store->driver->column_int(stmt, 0) + 1 : 0;
    return status;
}

enum fpl_status fpl_store__scan_lines(struct fpl_store *store, int32_t book, struct fpl_cursor **out,
                                      struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status = fpl_store__cursor(store, FPL_SQL_LINE_SCAN, NULL, &cursor, error);
    if (status)
        return status;
    store->driver->bind_int(cursor->stmt, 1, book);
    *out = cursor;
    return FPL_OK;
}

void fpl_store__line_row(struct fpl_cursor *cursor, struct fpl_line_row *out) {
    const struct fpl_driver *driver = cursor->store->driver;
    *out = (struct fpl_line_row){.account = driver->column_bytes(cursor->stmt, 0),
                                 .party = driver->column_bytes(cursor->stmt, 1),
                                 .currency = driver->column_bytes(cursor->stmt, 2),
                                 .flow = driver->column_bytes(cursor->stmt, 3),
                                 .no = driver->column_int(cursor->stmt, 4)};
}

/* ---- items ---- */

static void bind_item(struct fpl_store *store, struct fpl_stmt *stmt, const struct fpl_item_row *item) {
    store->driver->bind_int(stmt, 1, item->book);
    store->driver->bind_text(stmt, 2, item->kind);
    store->driver->bind_text(stmt, 3, item->key);
}

static void put_item(struct fpl_put *put, const struct fpl_item_row *item) {
    fpl_put__int(put, item->book);
    fpl_put__text(put, item->kind);
    fpl_put__text(put, item->key);
    if (item->data.n == 0) /* it ends */
        return;
    fpl_put__int(put, item->seq0);
    fpl_put__int(put, item->seq);
    fpl_put__text(put, item->data);
}

enum fpl_status fpl_store__add_items(struct fpl_store *store, const struct fpl_item_row *items,
                                     struct fpl_error *error) {
    struct fpl_put put;
    enum fpl_status status = fpl_store__put(store, FPL_SQL_ITEM_ADD16, &put, error);
    if (status)
        return status;
    for (int i = 0; i < FPL_ROWS_AT_ONCE; i++)
        put_item(&put, &items[i]);
    return fpl_put__run(&put, error);
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

static const char last_key[] = "\xf4\x8f\xbf\xbf"; /* U+10FFFF: no key is greater */

/* The greatest key that begins so; the bounds of it follow `first` values that are bound. */
static enum fpl_status greatest(struct fpl_store *store, struct fpl_stmt *stmt, int first, struct fpl_str beginning,
                                struct fpl_str *key, struct fpl_error *error) {
    char beyond[256];
    int row = 0;
    fpl_str_copy(beginning, beyond, sizeof beyond);
    if (beginning.n)
        beyond[beginning.n - 1] = '|' + 1;
    store->driver->bind_text(stmt, first + 1, beginning);
    store->driver->bind_text(stmt, first + 2, fpl_str_of(beginning.n ? beyond : last_key));
    enum fpl_status status = store->driver->step(stmt, &row, error);
    if (!status)
        *key = row ? store->driver->column_bytes(stmt, 0) : (struct fpl_str){"", 0};
    return status;
}

/* Such a beginning is so long that all keys are taken for greater. */
static int is_too_long(struct fpl_str beginning, struct fpl_str *key) {
    FPL_ASSERT(beginning.n == 0 || beginning.p[beginning.n - 1] == '|');
    *key = fpl_str_of(last_key);
    return beginning.n >= 256;
}

enum fpl_status fpl_store__last_item_key(struct fpl_store *store, int32_t book, struct fpl_str kind,
                                         struct fpl_str beginning, struct fpl_str *key, struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    if (is_too_long(beginning, key))
        return FPL_OK;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_ITEM_LAST, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, book);
    store->driver->bind_text(stmt, 2, kind);
    return greatest(store, stmt, 2, beginning, key, error);
}

enum fpl_status fpl_store__put_item(struct fpl_store *store, const struct fpl_item_row *item, int exists,
                                    struct fpl_error *error) {
    struct fpl_put put;
    if (item->data.n == 0 && !exists)
        return FPL_OK;
    enum fpl_sql id = item->data.n == 0 ? FPL_SQL_ITEM_END : exists ? FPL_SQL_ITEM_SET : FPL_SQL_ITEM_ADD;
    enum fpl_status status = fpl_store__put(store, id, &put, error);
    if (status)
        return status;
    put_item(&put, item);
    return fpl_put__run(&put, error);
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

/* ---- requests ---- */

enum fpl_status fpl_store__get_request(struct fpl_store *store, struct fpl_request_row *row, int *found,
                                       struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_REQUEST_GET, &stmt, error);
    if (status)
        return status;
    store->driver->bind_text(stmt, 1, row->kind);
    store->driver->bind_text(stmt, 2, row->key);
    if ((status = store->driver->step(stmt, found, error)) || !*found)
        return status;
    int64_t book = store->driver->column_int(stmt, 0);
    if (book < 0 || book > FPL_BOOK_MAX)
        return fpl_fail(error, FPL_E_CORRUPT, "request", NULL, NULL);
    row->book = (int32_t)book;
    row->seq = store->driver->column_int(stmt, 1);
    return FPL_OK;
}

enum fpl_status fpl_store__last_request_key(struct fpl_store *store, struct fpl_str kind, struct fpl_str beginning,
                                            struct fpl_str *key, struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    if (is_too_long(beginning, key))
        return FPL_OK;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_REQUEST_LAST, &stmt, error);
    if (status)
        return status;
    store->driver->bind_text(stmt, 1, kind);
    return greatest(store, stmt, 1, beginning, key, error);
}

enum fpl_status fpl_store__scan_requests(struct fpl_store *store, struct fpl_str kind, struct fpl_str from_key,
                                         struct fpl_cursor **out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status = fpl_store__cursor(store, FPL_SQL_REQUEST_SCAN, NULL, &cursor, error);
    if (status)
        return status;
    store->driver->bind_text(cursor->stmt, 1, kind);
    store->driver->bind_text(cursor->stmt, 2, from_key);
    *out = cursor;
    return FPL_OK;
}

struct fpl_str fpl_store__request_key(struct fpl_cursor *cursor) {
    return cursor->store->driver->column_bytes(cursor->stmt, 0);
}

enum fpl_status fpl_store__expect_unused_now(struct fpl_store *store, struct fpl_str kind, struct fpl_str key,
                                             struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int found = 0;
    if (!store->others)
        return FPL_OK;
    enum fpl_status status = fpl_store__statement_now(store, FPL_SQL_REQUEST_GET, &stmt, error);
    if (status)
        return status;
    store->driver->bind_text(stmt, 1, kind);
    store->driver->bind_text(stmt, 2, key);
    status = store->driver->step(stmt, &found, error);
    store->driver->reset(stmt); /* the texts go with the block */
    return status || !found ? status : fpl_store__overtaken(error);
}

enum fpl_status fpl_store__expect_unused(struct fpl_store *store, struct fpl_str kind, struct fpl_str key,
                                         struct fpl_error *error) {
    FPL_ASSERT(store->behind);
    return fpl_behind__expect_unused(store->behind, kind, key, error);
}

enum fpl_status fpl_store__add_requests(struct fpl_store *store, const struct fpl_request_row *row, int n,
                                        struct fpl_error *error) {
    int at_once = n == FPL_ROWS_AT_ONCE ? n : 1;
    enum fpl_status status = FPL_OK;
    FPL_ASSERT(n >= 0 && n <= FPL_ROWS_AT_ONCE);
    for (int i = 0; i < n && !status; i += at_once) {
        struct fpl_put put;
        if ((status = fpl_store__put(store, at_once > 1 ? FPL_SQL_REQUEST_ADD16 : FPL_SQL_REQUEST_ADD, &put, error)))
            break;
        for (int j = i; j < i + at_once; j++) {
            fpl_put__text(&put, row[j].kind);
            fpl_put__text(&put, row[j].key);
            fpl_put__int(&put, row[j].book);
            fpl_put__int(&put, row[j].seq);
        }
        status = fpl_put__run(&put, error);
    }
    return status;
}

/* ---- tallies ---- */

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

static void put_tally(struct fpl_put *put, const struct fpl_tally_row *tally) {
    fpl_put__int(put, tally->book);
    fpl_put__text(put, tally->name);
    fpl_put__text(put, tally->scope);
    fpl_put__int(put, tally->day);
    fpl_put__int(put, tally->amount);
    fpl_put__int(put, tally->count);
}

enum fpl_status fpl_store__add_tallies(struct fpl_store *store, const struct fpl_tally_row *tallies, int n,
                                       struct fpl_error *error) {
    int at_once = n == FPL_ROWS_AT_ONCE ? n : 1;
    enum fpl_status status = FPL_OK;
    FPL_ASSERT(n >= 0 && n <= FPL_ROWS_AT_ONCE);
    for (int i = 0; i < n && !status; i += at_once) {
        struct fpl_put put;
        if ((status = fpl_store__put(store, at_once > 1 ? FPL_SQL_TALLY_MORE16 : FPL_SQL_TALLY_MORE, &put, error)))
            break;
        for (int j = 0; j < at_once; j++)
            put_tally(&put, &tallies[i + j]);
        status = fpl_put__run(&put, error);
    }
    return status;
}

static enum fpl_status count_now(struct fpl_store *store, const struct fpl_tally_row *which, int64_t *count,
                                 struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int64_t sum = 0;
    int row = 1;
    enum fpl_status status = fpl_store__statement_now(store, FPL_SQL_TALLY_BOOKS, &stmt, error);
    if (status)
        return status;
    store->driver->bind_text(stmt, 1, which->name);
    store->driver->bind_text(stmt, 2, which->scope);
    store->driver->bind_int(stmt, 3, which->day);
    while (!(status = store->driver->step(stmt, &row, error)) && row)
        if (__builtin_add_overflow(sum, store->driver->column_int(stmt, 0), &sum))
            return fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    store->driver->reset(stmt);
    if (!status)
        *count = sum;
    return status;
}

enum fpl_status fpl_store__count_books(struct fpl_store *store, const struct fpl_tally_row *which, int64_t *count,
                                       struct fpl_error *error) {
    FPL_ASSERT(store->in_transaction);
    enum fpl_status status = fpl_store__settle(store, error);
    return status ? status : count_now(store, which, count, error);
}

enum fpl_status fpl_store__expect_count_now(struct fpl_store *store, const struct fpl_tally_row *which, int64_t count,
                                            struct fpl_error *error) {
    int64_t stored = 0;
    enum fpl_status status = count_now(store, which, &stored, error);
    return status || stored == count ? status : fpl_store__overtaken(error);
}

enum fpl_status fpl_store__expect_count(struct fpl_store *store, const struct fpl_tally_row *which, int64_t count,
                                        struct fpl_error *error) {
    return store->behind ? fpl_behind__expect_count(store->behind, which, count, error)
                         : fpl_store__expect_count_now(store, which, count, error);
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

/* ---- the posting index ---- */

enum fpl_status fpl_store__get_postings(struct fpl_store *store, struct fpl_posting_row *row, int *found,
                                        struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_POSTING_GET, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, row->book);
    store->driver->bind_text(stmt, 2, row->account);
    store->driver->bind_int(stmt, 3, row->span);
    if (!(status = store->driver->step(stmt, found, error)) && *found)
        row->bytes = store->driver->column_bytes(stmt, 0);
    return status;
}

enum fpl_status fpl_store__put_postings(struct fpl_store *store, const struct fpl_posting_row *row, int exists,
                                        struct fpl_error *error) {
    struct fpl_put put;
    enum fpl_status status = fpl_store__put(store, exists ? FPL_SQL_POSTING_SET : FPL_SQL_POSTING_ADD, &put, error);
    if (status)
        return status;
    fpl_put__int(&put, row->book);
    fpl_put__text(&put, row->account);
    fpl_put__int(&put, row->span);
    fpl_put__blob(&put, row->bytes.p, row->bytes.n);
    return fpl_put__run(&put, error);
}

enum fpl_status fpl_store__scan_postings(struct fpl_store *store, int32_t book, struct fpl_str account,
                                         struct fpl_cursor **out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status = fpl_store__cursor(store, FPL_SQL_POSTING_SCAN, NULL, &cursor, error);
    if (status)
        return status;
    store->driver->bind_int(cursor->stmt, 1, book);
    store->driver->bind_text(cursor->stmt, 2, account);
    *out = cursor;
    return FPL_OK;
}

void fpl_store__posting_row(struct fpl_cursor *cursor, struct fpl_posting_row *out) {
    *out = (struct fpl_posting_row){.span = cursor->store->driver->column_int(cursor->stmt, 0),
                                    .bytes = cursor->store->driver->column_bytes(cursor->stmt, 1)};
}

/* ---- all of them ---- */

static const struct {
    const char *name, *columns, *from, *key;
} tables[] = {
    {"head",
     "'' || book || '|' || size || '|' || t || '|' || hex(root) || '|' || hex(frontier) || '|' || indexed || '|' "
     "|| gross || '|' || series || '|' || series_from || '|' || series_to || '|' || series_no",
     "head", "book"},
    {"tile", "'' || book || '|' || level || '|' || idx || '|' || hex(hashes)", "tile", "book, level, idx"},
    {"line", "'' || book || '|' || account || '|' || party || '|' || currency || '|' || flow || '|' || no", "line",
     "book, account, party, currency, flow"},
    {"total",
     "'' || (id >> 38) || '|' || ((id >> 36) & 3) || '|' || (((id >> 18) & 262143) - 131072) || '|' || (id & 262143) "
     "|| '|' || hex(sums)",
     "total", "id"},
    {"item", "'' || book || '|' || kind || '|' || key || '|' || seq0 || '|' || seq || '|' || data", "item",
     "book, kind, key"},
    {"request", "'' || kind || '|' || key || '|' || book || '|' || seq", "request", "kind, key"},
    {"tally", "'' || book || '|' || name || '|' || scope || '|' || day || '|' || amount || '|' || count", "tally",
     "book, name, scope, day"},
    {"posting", "'' || book || '|' || account || '|' || span || '|' || hex(places)", "posting", "book, account, span"},
};
#define TABLES ((int)(sizeof tables / sizeof tables[0]))

const char *const fpl_store__derived_tables[] = {"head",    "tile",  "line",    "total", "item",
                                                 "request", "tally", "posting", NULL};

enum fpl_status fpl_store__clear_derived(struct fpl_store *store, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    fpl_store__forget_totals(store);
    for (int i = 0; i < TABLES && !status; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "DELETE FROM %s", tables[i].name);
        status = store->driver->script(store->db, sql, error);
    }
    return status;
}

static enum fpl_status scan(struct fpl_store *store, const char *table, int as_text, struct fpl_cursor **out,
                            struct fpl_error *error) {
    for (int i = 0; i < TABLES; i++) {
        if (strcmp(tables[i].name, table) != 0)
            continue;
        char sql[640];
        snprintf(sql, sizeof sql, "SELECT %s FROM %s ORDER BY %s", as_text ? tables[i].columns : "*", tables[i].from,
                 tables[i].key);
        return fpl_store__cursor(store, FPL_SQL_COUNT, sql, out, error);
    }
    return fpl_fail(error, FPL_E_BUG, table, NULL, NULL);
}

enum fpl_status fpl_store__scan_table(struct fpl_store *store, const char *table, struct fpl_cursor **out,
                                      struct fpl_error *error) {
    return scan(store, table, 1, out, error);
}

enum fpl_status fpl_store__scan_columns(struct fpl_store *store, const char *table, struct fpl_cursor **out,
                                        struct fpl_error *error) {
    return scan(store, table, 0, out, error);
}

int fpl_store__same_row(const struct fpl_cursor *a, const struct fpl_cursor *b) {
    return a->store->driver->same_row(a->stmt, b->stmt);
}

void fpl_store__table_row(struct fpl_cursor *cursor, struct fpl_buf *out) {
    struct fpl_str row = cursor->store->driver->column_bytes(cursor->stmt, 0);
    fpl_buf_add(out, row.p, row.n);
}
