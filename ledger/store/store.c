/* The store over a driver: statements by number, prepared once and reset, cursors from a free list. */
#include "ledger/store/store.h"
#include "ledger/store/driver.h"
#include "ledger/store/internal.h"
#include "ledger/store/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const sql_text[FPL_SQL_COUNT] = {
#define FPL_SQL(id, text) [FPL_SQL_##id] = (text),
#include "ledger/store/sql.def"
#undef FPL_SQL
};

static struct fpl_store *new_store(const char *path, const struct fpl_store_options *options) {
    struct fpl_store *store = calloc(1, sizeof *store);
    if (!store)
        return NULL;
    store->driver = &fpl_driver_sqlite;
    store->path = strdup(path);
    store->vfs = options->vfs;
    store->label = options->label;
    store->busy_ms = options->busy_ms;
    store->scratch = options->scratch;
    store->unsafe = options->unsafe;
    if (!store->path) {
        free(store);
        return NULL;
    }
    return store;
}

static const struct fpl_writes all_books = {.n = FPL_WRITES_ALL};

static enum fpl_status create_schema(struct fpl_store *store, struct fpl_error *error) {
    enum fpl_status status = store->driver->begin(store->db, &all_books, error);
    if (!status)
        status =
            store->driver->script(store->db, store->scratch ? store->driver->ddl_derived : store->driver->ddl, error);
    if (!status)
        status = store->driver->commit(store->db, error);
    if (status)
        store->driver->rollback(store->db);
    return status;
}

enum fpl_status fpl_store__open(const char *path, const struct fpl_store_options *options, struct fpl_store **out,
                                struct fpl_error *error) {
    FPL_ASSERT(!options->unsafe || !options->write);
    enum fpl_status status =
        options->create || options->scratch ? FPL_OK : fpl_file__check(path, options->write, error);
    if (status)
        return status;
    struct fpl_store *store = new_store(path, options);
    if (!store)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!options->scratch)
        fpl_file__state(path, &store->found);
    struct fpl_db_options db_options = {.write = options->write,
                                        .create = options->create || options->scratch,
                                        .unsafe = options->unsafe,
                                        .busy_ms = options->busy_ms,
                                        .vfs = options->vfs};
    status = store->driver->open(options->scratch ? "" : path, &db_options, &store->db, error);
    if (!status && (options->create || options->scratch))
        status = create_schema(store, error);
    if (!status)
        status = store->driver->seal(store->db, error);
    if (status) {
        fpl_store__close(store);
        return status;
    }
    *out = store;
    return FPL_OK;
}

static void free_cursors(struct fpl_store *store) {
    while (store->idle) {
        struct fpl_cursor *next = store->idle->next_idle;
        store->driver->finalize(store->idle->stmt);
        free(store->idle);
        store->idle = next;
    }
}

void fpl_store__close(struct fpl_store *store) {
    if (!store)
        return;
    if (store->in_transaction)
        fpl_store__rollback(store);
    fpl_store__stop_behind(store);
    free_cursors(store);
    for (int i = 0; i < FPL_SQL_COUNT; i++)
        store->driver->finalize(store->stmt[i]);
    store->driver->close(store->db);
    fpl_writer__drop(store->path, &store->writer);
    free(store->kept);
    free(store->path);
    free(store);
}

enum fpl_status fpl_store__taken(const struct fpl_store *store, struct fpl_error *error) {
    char holder[FPL_ERROR_ARG_BYTES];
    fpl_writer__read(store->path, holder, sizeof holder);
    return fpl_fail(error, FPL_E_LOCKED, holder, NULL, NULL);
}

enum fpl_status fpl_store__overtaken(struct fpl_error *error) {
    return fpl_fail(error, FPL_E_MEANWHILE, NULL, NULL, NULL);
}

/* Has nobody else committed since this connection did? */
static int is_unwritten(const struct fpl_store *store) {
    return store->driver->version && store->driver->version(store->db) == store->version;
}

enum fpl_status fpl_store__begin_now(struct fpl_store *store, const struct fpl_writes *writes,
                                     struct fpl_error *error) {
    enum fpl_status status = store->driver->begin(store->db, writes, error);
    if (status == FPL_E_LOCKED)
        return fpl_store__taken(store, error);
    if (!status && store->behind && !is_unwritten(store))
        store->others = 1;
    if (writes && !(store->driver->version && store->driver->version(store->db) == store->version))
        fpl_store__forget_totals(store);
    if (!status && (status = fpl_store__check_schema(store, writes != NULL, error)))
        store->driver->rollback(store->db);
    if (!status && writes && !store->scratch)
        fpl_writer__claim(store->path, store->label, &store->writer);
    return status;
}

enum fpl_status fpl_store__begin(struct fpl_store *store, int write, struct fpl_error *error) {
    return fpl_store__begin_writes(store, write ? &all_books : NULL, error);
}

static int same_books(const struct fpl_writes *a, const struct fpl_writes *b) {
    return a->n == b->n && (a->n <= 0 || memcmp(a->book, b->book, (size_t)a->n * sizeof a->book[0]) == 0);
}

enum fpl_status fpl_store__begin_writes(struct fpl_store *store, const struct fpl_writes *writes,
                                        struct fpl_error *error) {
    FPL_ASSERT(!store->in_transaction);
    enum fpl_status status = FPL_OK;
    int queued = writes && store->behind && fpl_behind__is_pending(store->behind);
    FPL_ASSERT(!queued || same_books(writes, &store->writes)); /* what is queued begins for the books before it */
    if (writes && !queued && !same_books(writes, &store->writes))
        store->writes = *writes;
    if (store->poisoned)
        return fpl_fail(error, FPL_E_POISONED, NULL, NULL, NULL);
    if (queued)
        status = fpl_behind__control(store->behind, FPL_BEHIND_BEGIN, NULL, error);
    else if (!(status = fpl_store__settle(store, error)))
        status = fpl_store__begin_now(store, writes, error);
    if (!status)
        store->in_transaction = writes ? 2 : 1;
    return status;
}

static void reset_all(struct fpl_store *store) {
    for (int i = 0; i < FPL_SQL_COUNT; i++)
        if (store->stmt[i])
            store->driver->reset(store->stmt[i]);
}

enum fpl_status fpl_store__commit_now(struct fpl_store *store, struct fpl_error *error) {
    reset_all(store);
    enum fpl_status status = store->driver->commit(store->db, error);
    if (status) {
        fpl_store__forget_totals(store);
        store->driver->rollback(store->db);
    } else if (store->driver->version)
        store->version = store->schema_seen = store->driver->version(store->db);
    return status;
}

int fpl_store__is_unchanged(const struct fpl_store *store) {
    FPL_ASSERT(store->in_transaction && !store->behind);
    return is_unwritten(store);
}

enum fpl_status fpl_store__commit(struct fpl_store *store, struct fpl_error *error) {
    FPL_ASSERT(store->in_transaction);
    int write = store->in_transaction == 2;
    store->in_transaction = 0;
    if (write && store->behind)
        return fpl_behind__control(store->behind, FPL_BEHIND_COMMIT, NULL, error);
    enum fpl_status status = fpl_store__commit_now(store, error);
    if (status)
        store->poisoned = write;
    return status;
}

/* What was handed over for commit before is done first; a failure of it shows at the next call. */
void fpl_store__rollback(struct fpl_store *store) {
    if (!store->in_transaction)
        return;
    store->in_transaction = 0;
    if (fpl_store__settle(store, NULL))
        store->poisoned = 1;
    reset_all(store);
    fpl_store__forget_totals(store);
    store->driver->rollback(store->db);
}

void fpl_store__start_behind(struct fpl_store *store) {
    fpl_store__forget_totals(store);
    if (store->behind)
        return;
    store->others = 0;
    store->behind = fpl_behind__start(store);
}

enum fpl_status fpl_store__settle(struct fpl_store *store, struct fpl_error *error) {
    return store->behind ? fpl_behind__settle(store->behind, error) : FPL_OK;
}

void fpl_store__stop_behind(struct fpl_store *store) {
    if (fpl_store__settle(store, NULL))
        store->poisoned = 1;
    fpl_behind__stop(store->behind);
    store->behind = NULL;
}

void fpl_store__start_anew(struct fpl_store *store) {
    FPL_ASSERT(!store->in_transaction && !store->behind);
    store->poisoned = 0;
}

int fpl_store__is_behind(const struct fpl_store *store) {
    return store->behind != NULL;
}

const char *fpl_store__path(const struct fpl_store *store) {
    return store->path;
}

int fpl_store__is_still(const struct fpl_store *store) {
    return store->driver->is_still && store->driver->is_still(store->db);
}

const struct fpl_file_state *fpl_store__file(const struct fpl_store *store) {
    return &store->found;
}

int fpl_store__is_poisoned(const struct fpl_store *store) {
    return store->poisoned;
}

enum fpl_status fpl_store__intact(struct fpl_store *store, char fault[FPL_FAULT_BYTES], struct fpl_error *error) {
    FPL_ASSERT(store->in_transaction);
    enum fpl_status status = fpl_store__settle(store, error);
    fault[0] = '\0';
    if (status || !store->driver->intact)
        return status;
    return store->driver->intact(store->db, fault, FPL_FAULT_BYTES, error);
}

enum fpl_status fpl_store__copy(struct fpl_store *store, const char *path, struct fpl_error *error) {
    struct fpl_new_file file;
    enum fpl_status status = fpl_new_file_begin(path, store->path, &file, error);
    if (status)
        return status;
    if (!(status = fpl_store__settle(store, error)))
        status = store->driver->copy(store->db, file.file, store->vfs, error);
    return fpl_new_file_end(&file, status, error);
}

enum fpl_status fpl_store__write_back(struct fpl_store *store, struct fpl_error *error) {
    FPL_ASSERT(!store->in_transaction && !store->behind);
    return store->driver->write_back ? store->driver->write_back(store->db, error) : FPL_OK;
}

/* ---- statements ---- */

enum fpl_status fpl_store__statement_now(struct fpl_store *store, enum fpl_sql id, struct fpl_stmt **out,
                                         struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    if (!store->stmt[id])
        status = store->driver->prepare(store->db, sql_text[id], &store->stmt[id], error);
    else
        store->driver->reset(store->stmt[id]);
    if (!status)
        *out = store->stmt[id];
    return status;
}

enum fpl_status fpl_store__statement(struct fpl_store *store, enum fpl_sql id, struct fpl_stmt **out,
                                     struct fpl_error *error) {
    FPL_ASSERT(store->in_transaction);
    enum fpl_status status = fpl_store__settle(store, error);
    return status ? status : fpl_store__statement_now(store, id, out, error);
}

enum fpl_status fpl_store__put(struct fpl_store *store, enum fpl_sql id, struct fpl_put *put, struct fpl_error *error) {
    FPL_ASSERT(store->in_transaction == 2);
    *put = (struct fpl_put){.store = store};
    return store->behind ? fpl_behind__put(store->behind, (int)id, put, error)
                         : fpl_store__statement_now(store, id, &put->stmt, error);
}

void fpl_put__int(struct fpl_put *put, int64_t number) {
    put->n++;
    if (put->queue)
        fpl_put__queue_int(put, number);
    else
        put->store->driver->bind_int(put->stmt, put->n, number);
}

void fpl_put__text(struct fpl_put *put, struct fpl_str text) {
    put->n++;
    if (put->queue)
        fpl_put__queue_bytes(put, 1, text.p, text.n);
    else
        put->store->driver->bind_text(put->stmt, put->n, text);
}

void fpl_put__blob(struct fpl_put *put, const void *bytes, size_t n) {
    put->n++;
    if (put->queue)
        fpl_put__queue_bytes(put, 0, bytes, n);
    else
        put->store->driver->bind_blob(put->stmt, put->n, bytes, n);
}

enum fpl_status fpl_put__run(struct fpl_put *put, struct fpl_error *error) {
    int row = 0;
    if (put->queue)
        return fpl_behind__run(put->store->behind, put, error);
    enum fpl_status status = put->store->driver->step(put->stmt, &row, error);
    put->store->driver->reset(put->stmt);
    return status;
}

enum fpl_status fpl_store__cursor(struct fpl_store *store, enum fpl_sql id, const char *text, struct fpl_cursor **out,
                                  struct fpl_error *error) {
    FPL_ASSERT(store->in_transaction && (id < FPL_SQL_COUNT || text));
    enum fpl_status status = fpl_store__settle(store, error);
    if (status)
        return status;
    for (struct fpl_cursor **at = &store->idle; id != FPL_SQL_COUNT && *at; at = &(*at)->next_idle) {
        if ((*at)->id == id) {
            *out = *at;
            *at = (*at)->next_idle;
            return FPL_OK;
        }
    }
    struct fpl_cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    cursor->store = store;
    cursor->id = id;
    status = store->driver->prepare(store->db, text ? text : sql_text[id], &cursor->stmt, error);
    if (status) {
        free(cursor);
        return status;
    }
    *out = cursor;
    return FPL_OK;
}

enum fpl_status fpl_store__next(struct fpl_cursor *cursor, int *row, struct fpl_error *error) {
    enum fpl_status status = fpl_store__settle(cursor->store, error);
    return status ? status : cursor->store->driver->step(cursor->stmt, row, error);
}

void fpl_store__end(struct fpl_cursor *cursor) {
    if (!cursor)
        return;
    struct fpl_store *store = cursor->store;
    if (fpl_store__settle(store, NULL)) /* a failure shows at the next call */
        store->poisoned = 1;
    if (cursor->id == FPL_SQL_COUNT) {
        store->driver->finalize(cursor->stmt);
        free(cursor);
        return;
    }
    store->driver->reset(cursor->stmt);
    cursor->next_idle = store->idle;
    store->idle = cursor;
}
