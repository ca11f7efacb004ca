/* Typed rows of the schema. */
#include "ledger/store/internal.h"

/* A number may come from a person or from a body that nobody has checked: no record has it. */
static int is_key(int32_t book, int64_t seq) {
    return book >= 0 && book <= FPL_BOOK_MAX && seq >= 0 && seq <= FPL_SEQ_MAX;
}

static int64_t record_id(int32_t book, int64_t seq) {
    FPL_ASSERT(is_key(book, seq));
    return ((int64_t)book << FPL_SEQ_BITS) | seq;
}

static int64_t opening_id(int32_t book, int64_t seq, int part) {
    FPL_ASSERT(part >= 0 && part < 256);
    return (record_id(book, seq) << FPL_PART_BITS) | part;
}

/* The uid of a book stands with its record 0, and with no other. */
enum fpl_status fpl_store__add_record(struct fpl_store *store, int32_t book, const struct fpl_leaf *leaf,
                                      struct fpl_error *error) {
    struct fpl_put put;
    uint8_t uid[FPL_UID_BYTES];
    if (fpl_unhex(fpl_str_of(leaf->uid), uid, sizeof uid))
        return fpl_fail(error, FPL_E_CORRUPT, "uid", NULL, NULL);
    enum fpl_status status = fpl_store__put(store, FPL_SQL_RECORD_ADD, &put, error);
    if (status)
        return status;
    fpl_put__int(&put, record_id(book, leaf->seq));
    fpl_put__text(&put, fpl_str_of(leaf->kind));
    fpl_put__int(&put, leaf->t);
    fpl_put__blob(&put, leaf->body.byte, FPL_HASH_BYTES);
    fpl_put__blob(&put, uid, leaf->seq == 0 ? sizeof uid : 0);
    return fpl_put__run(&put, error);
}

enum fpl_status fpl_store__add_opening(struct fpl_store *store, int32_t book, int64_t seq, int part,
                                       const uint8_t salt[FPL_SALT_BYTES], struct fpl_str bytes,
                                       struct fpl_error *error) {
    struct fpl_put put;
    enum fpl_status status = fpl_store__put(store, FPL_SQL_OPENING_ADD, &put, error);
    if (status)
        return status;
    fpl_put__int(&put, opening_id(book, seq, part));
    fpl_put__blob(&put, salt, FPL_SALT_BYTES);
    fpl_put__blob(&put, bytes.p, bytes.n);
    return fpl_put__run(&put, error);
}

/* Binds one key, steps once; FPL_E_NOT_FOUND without a row. The statement stays on the row. */
static enum fpl_status find(struct fpl_store *store, enum fpl_sql id, int64_t key, struct fpl_stmt **out,
                            struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    enum fpl_status status = fpl_store__statement(store, id, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, key);
    if ((status = store->driver->step(stmt, &row, error)))
        return status;
    if (!row)
        return fpl_fail(error, FPL_E_NOT_FOUND, NULL, NULL, NULL);
    *out = stmt;
    return FPL_OK;
}

/* Columns from `at`: id, e, t, c, and the uid as text. What is no record's leaves the leaf empty. */
static void read_record(const struct fpl_driver *driver, struct fpl_stmt *stmt, int at, const char *uid,
                        struct fpl_record_row *out, char text[FPL_LEAF_BYTES]) {
    int64_t id = driver->column_int(stmt, at);
    struct fpl_str kind = driver->column_bytes(stmt, at + 1), body = driver->column_bytes(stmt, at + 3);
    *out = (struct fpl_record_row){.book = (int32_t)(id >> FPL_SEQ_BITS), .seq = id & FPL_SEQ_MAX};
    out->of.seq = out->seq;
    out->of.t = driver->column_int(stmt, at + 2);
    if (kind.n == 0 || kind.n >= sizeof out->of.kind || body.n != FPL_HASH_BYTES || memchr(kind.p, 0, kind.n))
        return;
    memcpy(out->of.kind, kind.p, kind.n);
    memcpy(out->of.uid, uid, sizeof out->of.uid);
    memcpy(out->of.body.byte, body.p, FPL_HASH_BYTES);
    out->leaf = (struct fpl_str){text, fpl_leaf_text(&out->of, text)};
}

/* Column `at` as text; "" if it is no uid. */
static void read_uid(const struct fpl_driver *driver, struct fpl_stmt *stmt, int at, char out[2 * FPL_UID_BYTES + 1]) {
    struct fpl_str uid = driver->column_bytes(stmt, at);
    out[0] = '\0';
    if (uid.n == FPL_UID_BYTES)
        fpl_hex((const uint8_t *)uid.p, uid.n, out);
}

enum fpl_status fpl_store__get_record(struct fpl_store *store, int32_t book, int64_t seq, struct fpl_record_row *out,
                                      struct fpl_error *error) {
    char uid[2 * FPL_UID_BYTES + 1] = "";
    struct fpl_stmt *stmt = NULL;
    if (!is_key(book, seq))
        return fpl_fail(error, FPL_E_NOT_FOUND, NULL, NULL, NULL);
    enum fpl_status status = find(store, FPL_SQL_RECORD_GET, record_id(book, seq), &stmt, error);
    if (status)
        return status;
    read_uid(store->driver, stmt, 4, uid);
    read_record(store->driver, stmt, 0, uid, out, store->leaf);
    return FPL_OK;
}

enum fpl_status fpl_store__get_opening(struct fpl_store *store, int32_t book, int64_t seq, int part,
                                       struct fpl_str *salt, struct fpl_str *bytes, struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    if (!is_key(book, seq))
        return fpl_fail(error, FPL_E_NOT_FOUND, NULL, NULL, NULL);
    enum fpl_status status = find(store, FPL_SQL_OPENING_GET, opening_id(book, seq, part), &stmt, error);
    if (status)
        return status;
    *salt = store->driver->column_bytes(stmt, 1);
    *bytes = store->driver->column_bytes(stmt, 2);
    return FPL_OK;
}

static enum fpl_status scan_ids(struct fpl_store *store, enum fpl_sql id, int64_t from, int64_t to,
                                struct fpl_cursor **out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status = fpl_store__cursor(store, id, NULL, &cursor, error);
    if (status)
        return status;
    store->driver->bind_int(cursor->stmt, 1, from);
    store->driver->bind_int(cursor->stmt, 2, to);
    *out = cursor;
    return FPL_OK;
}

enum fpl_status fpl_store__scan_records(struct fpl_store *store, int32_t book, int64_t from, int64_t to,
                                        struct fpl_cursor **out, struct fpl_error *error) {
    return scan_ids(store, FPL_SQL_RECORD_SCAN, record_id(book, from), record_id(book, to), out, error);
}

enum fpl_status fpl_store__scan_openings(struct fpl_store *store, int32_t book, int64_t from, int64_t to,
                                         struct fpl_cursor **out, struct fpl_error *error) {
    return scan_ids(store, FPL_SQL_OPENING_SCAN, opening_id(book, from, 0), opening_id(book, to, 255), out, error);
}

enum fpl_status fpl_store__scan_all_records(struct fpl_store *store, struct fpl_cursor **out, struct fpl_error *error) {
    enum fpl_status status = fpl_store__cursor(store, FPL_SQL_RECORD_ALL, NULL, out, error);
    if (!status)
        (*out)->uid_of = -1; /* none has been met */
    return status;
}

enum fpl_status fpl_store__scan_all_openings(struct fpl_store *store, struct fpl_cursor **out,
                                             struct fpl_error *error) {
    return fpl_store__cursor(store, FPL_SQL_OPENING_ALL, NULL, out, error);
}

enum fpl_status fpl_store__scan_head_keys(struct fpl_store *store, struct fpl_cursor **out, struct fpl_error *error) {
    return fpl_store__cursor(store, FPL_SQL_HEAD_KEYS, NULL, out, error);
}

enum fpl_status fpl_store__scan_tile_keys(struct fpl_store *store, struct fpl_cursor **out, struct fpl_error *error) {
    return fpl_store__cursor(store, FPL_SQL_TILE_KEYS, NULL, out, error);
}

void fpl_store__tile_key(struct fpl_cursor *cursor, struct fpl_tile_key *out) {
    *out = (struct fpl_tile_key){.book = cursor->store->driver->column_int(cursor->stmt, 0),
                                 .level = cursor->store->driver->column_int(cursor->stmt, 1),
                                 .idx = cursor->store->driver->column_int(cursor->stmt, 2)};
}

void fpl_store__record_row(struct fpl_cursor *cursor, struct fpl_record_row *out) {
    const struct fpl_driver *driver = cursor->store->driver;
    int64_t id = driver->column_int(cursor->stmt, 0), book = id >> FPL_SEQ_BITS;
    if (cursor->id != FPL_SQL_RECORD_ALL) {
        read_uid(driver, cursor->stmt, 4, cursor->uid);
    } else if (book != cursor->uid_of || driver->column_bytes(cursor->stmt, 4).n > 0) {
        read_uid(driver, cursor->stmt, 4, cursor->uid);
        if ((id & FPL_SEQ_MAX) != 0) /* a uid of its own, or a book without a record 0 */
            cursor->uid[0] = '\0';
    }
    cursor->uid_of = book;
    read_record(driver, cursor->stmt, 0, cursor->uid, out, cursor->leaf);
}

void fpl_store__opening_row(struct fpl_cursor *cursor, struct fpl_record_row *out) {
    int64_t id = cursor->store->driver->column_int(cursor->stmt, 0);
    *out = (struct fpl_record_row){.book = (int32_t)(id >> (FPL_SEQ_BITS + FPL_PART_BITS)),
                                   .seq = (id >> FPL_PART_BITS) & FPL_SEQ_MAX,
                                   .part = (int)(id & 255),
                                   .salt = cursor->store->driver->column_bytes(cursor->stmt, 1),
                                   .bytes = cursor->store->driver->column_bytes(cursor->stmt, 2)};
}

enum fpl_status fpl_store__last_book(struct fpl_store *store, int32_t *out, struct fpl_error *error) {
    int64_t last = -1;
    for (int i = 0; i < 2; i++) {
        struct fpl_stmt *stmt = NULL;
        int row = 0;
        enum fpl_status status =
            fpl_store__statement(store, i ? FPL_SQL_OPENING_LAST : FPL_SQL_RECORD_LAST, &stmt, error);
        if (!status)
            status = store->driver->step(stmt, &row, error);
        if (status)
            return status;
        int64_t id = row ? store->driver->column_int(stmt, 0) >> (i ? FPL_SEQ_BITS + FPL_PART_BITS : FPL_SEQ_BITS) : -1;
        last = id > last ? id : last;
    }
    if (last > FPL_BOOK_MAX)
        return fpl_fail(error, FPL_E_CORRUPT, "record", NULL, NULL);
    *out = (int32_t)last;
    return FPL_OK;
}

enum fpl_status fpl_store__last_t(struct fpl_store *store, int64_t *out, struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_HEAD_LAST_T, &stmt, error);
    if (!status)
        status = store->driver->step(stmt, &row, error);
    if (!status)
        *out = row ? store->driver->column_int(stmt, 0) : 0;
    return status;
}

/* The first ten columns of HEAD_GET and HEAD_BOOKS. */
static enum fpl_status read_head(const struct fpl_driver *driver, struct fpl_stmt *stmt, struct fpl_head *out,
                                 struct fpl_error *error) {
    struct fpl_head head = {.size = driver->column_int(stmt, 0),
                            .t = driver->column_int(stmt, 1),
                            .indexed = driver->column_int(stmt, 4),
                            .gross = driver->column_int(stmt, 5)};
    struct fpl_str root = driver->column_bytes(stmt, 2), frontier = driver->column_bytes(stmt, 3);
    struct fpl_str series = driver->column_bytes(stmt, 6);
    if (series.n >= sizeof head.series.key || root.n != FPL_HASH_BYTES || head.size < 0 || head.size > FPL_SEQ_MAX ||
        head.indexed < 0 || head.indexed > FPL_SEQ_MAX || head.gross < 0 ||
        fpl_frontier_unpack((uint64_t)head.size, frontier.p, frontier.n, &head.frontier))
        return fpl_fail(error, FPL_E_CORRUPT, "head", NULL, NULL);
    for (int i = 0; i < FPL_HASH_BYTES; i++)
        head.root.byte[i] = (uint8_t)root.p[i];
    fpl_str_copy(series, head.series.key, sizeof head.series.key);
    head.series.seq0 = driver->column_int(stmt, 7);
    head.series.seq = driver->column_int(stmt, 8);
    head.series.number = driver->column_int(stmt, 9);
    if (head.series.number < 0 || head.series.number > FPL_SEQ_MAX)
        return fpl_fail(error, FPL_E_CORRUPT, "head", NULL, NULL);
    *out = head;
    return FPL_OK;
}

enum fpl_status fpl_store__get_head(struct fpl_store *store, int32_t book, struct fpl_head *out,
                                    struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    enum fpl_status status = find(store, FPL_SQL_HEAD_GET, book, &stmt, error);
    if (status)
        return status;
    return read_head(store->driver, stmt, out, error);
}

enum fpl_status fpl_store__scan_books(struct fpl_store *store, struct fpl_cursor **out, struct fpl_error *error) {
    return fpl_store__cursor(store, FPL_SQL_HEAD_BOOKS, NULL, out, error);
}

enum fpl_status fpl_store__book_row(struct fpl_cursor *cursor, struct fpl_book_row *out, struct fpl_error *error) {
    struct fpl_head head;
    enum fpl_status status = read_head(cursor->store->driver, cursor->stmt, &head, error);
    if (status)
        return status;
    const struct fpl_driver *driver = cursor->store->driver;
    *out = (struct fpl_book_row){.book = driver->column_int(cursor->stmt, 10), .head = head};
    read_uid(driver, cursor->stmt, 17, cursor->uid);
    read_record(driver, cursor->stmt, 13, cursor->uid, &out->founded, cursor->leaf);
    out->founded.book = (int32_t)out->book;
    out->founded.bytes = driver->column_bytes(cursor->stmt, 11);
    out->founded.salt = driver->column_bytes(cursor->stmt, 12);
    return FPL_OK;
}

/* book -1: is no record of any book later than `size`? */
static enum fpl_status is_as_expected(struct fpl_store *store, int32_t book, int64_t size, int64_t indexed, int *same,
                                      struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    enum fpl_status status =
        fpl_store__statement_now(store, book < 0 ? FPL_SQL_HEAD_LAST_T : FPL_SQL_HEAD_GET, &stmt, error);
    if (status)
        return status;
    if (book >= 0)
        store->driver->bind_int(stmt, 1, book);
    if (!(status = store->driver->step(stmt, &row, error))) {
        int64_t first = row ? store->driver->column_int(stmt, 0) : -1;
        *same = book < 0 ? first <= size : row && first == size && store->driver->column_int(stmt, 4) == indexed;
    }
    store->driver->reset(stmt);
    return status;
}

enum fpl_status fpl_store__expect_now(struct fpl_store *store, int32_t book, int64_t size, int64_t indexed,
                                      struct fpl_error *error) {
    int same = 0;
    enum fpl_status status = is_as_expected(store, book, size, indexed, &same, error);
    return status || same ? status : fpl_store__overtaken(error);
}

enum fpl_status fpl_store__expect_head(struct fpl_store *store, int32_t book, const struct fpl_head *head,
                                       struct fpl_error *error) {
    const int64_t values[FPL_CONTROL_VALUES] = {book, head->size, head->indexed};
    return store->behind ? fpl_behind__control(store->behind, FPL_BEHIND_EXPECT, values, error)
                         : fpl_store__expect_now(store, book, head->size, head->indexed, error);
}

enum fpl_status fpl_store__expect_time(struct fpl_store *store, int64_t t, struct fpl_error *error) {
    const int64_t values[FPL_CONTROL_VALUES] = {-1, t, 0};
    return store->behind ? fpl_behind__control(store->behind, FPL_BEHIND_EXPECT, values, error)
                         : fpl_store__expect_now(store, -1, t, 0, error);
}

enum fpl_status fpl_store__put_head(struct fpl_store *store, int32_t book, const struct fpl_head *head, int exists,
                                    struct fpl_error *error) {
    struct fpl_put put;
    uint8_t frontier[64 * FPL_HASH_BYTES];
    size_t n = fpl_frontier_pack(&head->frontier, frontier);
    enum fpl_status status = fpl_store__put(store, exists ? FPL_SQL_HEAD_SET : FPL_SQL_HEAD_ADD, &put, error);
    if (status)
        return status;
    fpl_put__int(&put, book);
    fpl_put__int(&put, head->size);
    fpl_put__int(&put, head->t);
    fpl_put__blob(&put, head->root.byte, FPL_HASH_BYTES);
    fpl_put__blob(&put, frontier, n);
    fpl_put__int(&put, head->indexed);
    fpl_put__int(&put, head->gross);
    fpl_put__text(&put, fpl_str_of(head->series.key));
    fpl_put__int(&put, head->series.seq0);
    fpl_put__int(&put, head->series.seq);
    fpl_put__int(&put, head->series.number);
    return fpl_put__run(&put, error);
}

enum fpl_status fpl_store__put_tile(struct fpl_store *store, int32_t book, int level, int64_t idx,
                                    const uint8_t hashes[FPL_TILE_BYTES], struct fpl_error *error) {
    struct fpl_put put;
    enum fpl_status status = fpl_store__put(store, FPL_SQL_TILE_ADD, &put, error);
    if (status)
        return status;
    fpl_put__int(&put, book);
    fpl_put__int(&put, level);
    fpl_put__int(&put, idx);
    fpl_put__blob(&put, hashes, FPL_TILE_BYTES);
    return fpl_put__run(&put, error);
}

enum fpl_status fpl_store__get_tile(struct fpl_store *store, int32_t book, int level, int64_t idx,
                                    struct fpl_str *hashes, struct fpl_error *error) {
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    enum fpl_status status = fpl_store__statement(store, FPL_SQL_TILE_GET, &stmt, error);
    if (status)
        return status;
    store->driver->bind_int(stmt, 1, book);
    store->driver->bind_int(stmt, 2, level);
    store->driver->bind_int(stmt, 3, idx);
    if ((status = store->driver->step(stmt, &row, error)))
        return status;
    if (!row)
        return fpl_fail(error, FPL_E_NOT_FOUND, "tile", NULL, NULL);
    *hashes = store->driver->column_bytes(stmt, 0);
    return hashes->n == FPL_TILE_BYTES ? FPL_OK : fpl_fail(error, FPL_E_CORRUPT, "tile", NULL, NULL);
}
