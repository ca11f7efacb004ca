/* SQLite behind the driver table. Nothing but this file and gather.c includes sqlite3.h.
 *
 * SQLite numbers a bare $2 by first appearance, so texts are rewritten from $n to ?n before they are prepared. Guards:
 * STRICT tables and triggers in the schema, and after seal() an authorizer that denies UPDATE and DELETE on records and
 * openings (except the erasure of a pi opening, which the trigger lets through), every DROP or ALTER, and PRAGMAs that
 * could weaken the file. */
#include "ledger/store/driver.h"
#include "ledger/store/gather.h"
#include "ledger/store/schema.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEGIN_READ, BEGIN_WRITE, COMMIT, ROLLBACK, SCHEMA_VERSION, CONTROLS };
struct fpl_db {
    sqlite3 *sqlite;
    sqlite3_stmt *control[CONTROLS]; /* prepared on opening: ending a transaction must not need memory */
    int still;                       /* read without locks, as a file that nobody changes */
    int sealed, inside;              /* inside: a transaction was begun and not ended by us */
    int unsafe;
};
struct fpl_stmt {
    sqlite3_stmt *sqlite;
    struct fpl_db *db;
};

static enum fpl_status status_of(int rc) {
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return FPL_OK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return FPL_E_LOCKED;
    case SQLITE_FULL:
        return FPL_E_DISK_FULL;
    case SQLITE_NOMEM:
        return FPL_E_NOMEM;
    case SQLITE_READONLY:
        return FPL_E_READONLY;
    case SQLITE_CORRUPT:
        return FPL_E_CORRUPT;
    case SQLITE_NOTADB:
        return FPL_E_NOT_LEDGER;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_IOERR:
    case SQLITE_PROTOCOL:
        return FPL_E_IO;
    case SQLITE_CONSTRAINT:
    case SQLITE_AUTH:
    case SQLITE_MISMATCH:
        return FPL_E_CORRUPT;
    default:
        return FPL_E_BUG;
    }
}

/* Arguments of an error are kept in records and answer files, which are the same whatever the engine: they are ours. */
static const char *words_of(int rc) {
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return FPL_ZH_EN("另一进程", "another process");
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return FPL_ZH_EN("表的约束", "a table's constraint");
    case SQLITE_AUTH:
        return FPL_ZH_EN("只增不改", "append-only");
    case SQLITE_CORRUPT:
        return FPL_ZH_EN("文件内容", "the file's own order");
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_IOERR:
    case SQLITE_PROTOCOL:
        return FPL_ZH_EN("账本文件", "the ledger file");
    default:
        return FPL_ZH_EN("存储", "store");
    }
}

/* The engine's own text is the hint, for whoever looks into it. */
static enum fpl_status failed(struct fpl_db *db, int rc, struct fpl_error *error) {
    const char *text = db && db->sqlite ? sqlite3_errmsg(db->sqlite) : sqlite3_errstr(rc);
    enum fpl_status status = status_of(rc);
    if (error && (status == FPL_E_IO || status == FPL_E_CORRUPT || status == FPL_E_BUG))
        fpl_error_hint(error, text);
    return fpl_fail(error, status, words_of(rc), NULL, NULL);
}

static int authorize(void *ctx, int action, const char *a, const char *b, const char *c, const char *trigger) {
    (void)ctx;
    (void)c;
    (void)trigger;
    switch (action) {
    case SQLITE_UPDATE:
        return strcmp(a, "record") == 0 || strcmp(a, "opening") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_DELETE:
        return strcmp(a, "record") == 0 || strncmp(a, "sqlite_", 7) == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_VIEW:
    case SQLITE_ALTER_TABLE:
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_CREATE_INDEX:
    case SQLITE_CREATE_VIEW:
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return SQLITE_DENY;
    case SQLITE_PRAGMA:
        return b ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_OK;
    }
}

static enum fpl_status sqlite_script(struct fpl_db *db, const char *sql, struct fpl_error *error) {
    int rc = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? FPL_OK : failed(db, rc, error);
}

static enum fpl_status select_int(struct fpl_db *db, const char *sql, int64_t *out, struct fpl_error *error) {
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        *out = sqlite3_column_int64(stmt, 0);
        rc = SQLITE_OK;
    }
    enum fpl_status status = rc == SQLITE_OK ? FPL_OK : failed(db, rc, error);
    sqlite3_finalize(stmt);
    return status;
}

/* An altered identity is told with the rest of the schema; but what has no records at all was never a ledger. */
static enum fpl_status check_unsafe(struct fpl_db *db, const char *path, struct fpl_error *error) {
    int64_t n = 0;
    enum fpl_status status = select_int(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'record'", &n, error);
    return status || n > 0 ? status : fpl_fail(error, FPL_E_NOT_LEDGER, path, NULL, NULL);
}

static enum fpl_status check_identity(struct fpl_db *db, const char *path, int unsafe, struct fpl_error *error) {
    int64_t id = 0, version = 0;
    enum fpl_status status = select_int(db, "PRAGMA application_id", &id, error);
    if (status)
        return status == FPL_E_NOT_LEDGER ? fpl_fail(error, status, path, NULL, NULL) : status;
    if (unsafe)
        return check_unsafe(db, path, error);
    if (id != FPL_APPLICATION_ID)
        return fpl_fail(error, FPL_E_NOT_LEDGER, path, NULL, NULL);
    if ((status = select_int(db, "PRAGMA user_version", &version, error)))
        return status;
    if (version > FPL_FORMAT_VERSION || version < 1) {
        char text[24];
        snprintf(text, sizeof text, "%lld", (long long)version);
        return fpl_fail(error, FPL_E_VERSION, text, NULL, NULL);
    }
    return FPL_OK;
}

static const char open_pragmas[] = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
                                   "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY;";
/* A reader passes over most pages once and the system has them anyway: a small cache reuses its own memory, where a
 * large one would take new memory, page after page, for what is not asked for again. A writer finds its
 * pages again; more than these 8 MiB serve a single command no better and an import less than the same memory does that
 * holds what is decided while a chunk reaches the disk (behind.c). */
static const char read_pragmas[] = "PRAGMA cache_size=-512;";
static const char write_pragmas[] = "PRAGMA cache_size=-8192; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=2000;"
                                    "PRAGMA journal_size_limit=16777216; PRAGMA journal_mode=WAL;";
#define STRING(x)  #x
#define STRING2(x) STRING(x)
static const char create_pragmas[] =
    "PRAGMA page_size=4096; PRAGMA encoding='UTF-8'; PRAGMA auto_vacuum=NONE;"
    "PRAGMA application_id=" STRING2(FPL_APPLICATION_ID) ";"
                                                         "PRAGMA user_version=" STRING2(
                                                             FPL_FORMAT_VERSION) ";"
                                                                                 "PRAGMA journal_mode=WAL;";

static const char objects[] = "SELECT type || ' ' || name AS object, tbl_name || char(10) || coalesce(sql, '') FROM "
                              "sqlite_schema ORDER BY object";
/* Columns that do not fit their text are damage to the engine itself, before anything is read. */
static const char texts[] = "SELECT coalesce(sql, '') FROM sqlite_schema ORDER BY rowid";
static const char *const settings[] = {"PRAGMA application_id", "PRAGMA user_version", "PRAGMA page_size",
                                       "PRAGMA encoding",       "PRAGMA auto_vacuum",  NULL};

static enum fpl_status configure(struct fpl_db *db, const char *path, const struct fpl_db_options *options,
                                 struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    if (options->model)
        return sqlite_script(db, create_pragmas, error);
    sqlite3_busy_timeout(db->sqlite, options->busy_ms);
    sqlite3_extended_result_codes(db->sqlite, 1);
    if (sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK)
        return fpl_fail(error, FPL_E_BUG, "defensive mode", NULL, NULL);
    if ((status = sqlite_script(db, open_pragmas, error)))
        return status;
    if (options->create)
        status = sqlite_script(db, create_pragmas, error);
    else
        status = check_identity(db, path, options->unsafe, error);
    if (!status)
        status = sqlite_script(db, options->write ? write_pragmas : read_pragmas, error);
    return status;
}

/* Memory statistics cost a mutex an allocation; nobody reads them. Too late if the host program has SQLite running
 * already. */
static void configure_engine(void) {
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum fpl_status prepare_controls(struct fpl_db *db, struct fpl_error *error) {
    static const char *const text[CONTROLS] = {"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK",
                                               "PRAGMA schema_version"};
    int rc = SQLITE_OK;
    for (int i = 0; i < CONTROLS && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(db->sqlite, text[i], -1, SQLITE_PREPARE_PERSISTENT, &db->control[i], NULL);
    return rc == SQLITE_OK ? FPL_OK : failed(db, rc, error);
}

static void sqlite_close(struct fpl_db *db) {
    if (!db)
        return;
    for (int i = 0; i < CONTROLS; i++)
        sqlite3_finalize(db->control[i]);
    sqlite3_close_v2(db->sqlite);
    free(db);
}

/* The engine was built to read a name that begins with "file:" as an URI: that is for us to say, so every plain name
 * gets a folder in front. "" is a store in memory. */
static enum fpl_status name_for_engine(const char *path, int still, struct fpl_buf *out) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
    if (still)
        fpl_buf_adds(out, path[0] == '/' ? "file://" : "file:./");
    else if (path[0] && path[0] != '/')
        fpl_buf_adds(out, "./");
    for (const char *p = path; *p; p++) {
        if (still && !strchr(plain, *p))
            fpl_buf_addf(out, "%%%02X", (unsigned)(unsigned char)*p);
        else
            fpl_buf_addc(out, *p);
    }
    if (still)
        fpl_buf_adds(out, "?immutable=1");
    fpl_buf_addc(out, '\0');
    return fpl_buf_ok(out);
}

/* Read-only, and the engine could not map FILE-shm nor make it: a read-only medium, or a reader who may not write there
 * and no writer at work. */
static int needs_still(const struct fpl_db *db, const struct fpl_db_options *options) {
    int rc = db->sqlite ? sqlite3_errcode(db->sqlite) & 0xff : SQLITE_OK;
    return !db->still && !options->write && !options->create && (rc == SQLITE_CANTOPEN || rc == SQLITE_READONLY);
}

static enum fpl_status open_as(const char *path, const struct fpl_db_options *options, int still, struct fpl_db **out,
                               struct fpl_error *error) {
    struct fpl_buf url = {0};
    struct fpl_db *db = name_for_engine(path, still, &url) ? NULL : calloc(1, sizeof *db);
    if (!db) {
        fpl_buf_release(&url);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    db->still = still;
    db->unsafe = options->unsafe;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (still ? SQLITE_OPEN_URI : 0);
    flags |= options->create || options->model ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
             : options->write                  ? SQLITE_OPEN_READWRITE
                                               : SQLITE_OPEN_READONLY;
    const char *vfs = options->write && path[0] ? fpl_gather__over(options->vfs) : options->vfs;
    int rc = sqlite3_open_v2(url.p, &db->sqlite, flags, vfs);
    fpl_buf_release(&url);
    enum fpl_status status = rc == SQLITE_OK ? configure(db, path, options, error) : FPL_OK;
    if (rc != SQLITE_OK)
        status =
            (rc & 0xff) == SQLITE_CANTOPEN ? fpl_fail(error, FPL_E_NOT_FOUND, path, NULL, NULL) : failed(db, rc, error);
    else if (status && needs_still(db, options)) {
        sqlite_close(db);
        return open_as(path, options, 1, out, error);
    }
    if (!status && !options->model)
        status = prepare_controls(db, error);
    if (status) {
        sqlite_close(db);
        return status;
    }
    *out = db;
    return FPL_OK;
}

static enum fpl_status sqlite_open(const char *path, const struct fpl_db_options *options, struct fpl_db **out,
                                   struct fpl_error *error) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure_engine);
    return open_as(path, options, 0, out, error);
}

static int sqlite_is_still(const struct fpl_db *db) {
    return db->still;
}

static enum fpl_status sqlite_seal(struct fpl_db *db, struct fpl_error *error) {
    int rc = sqlite3_set_authorizer(db->sqlite, authorize, NULL);
    db->sealed = 1;
    return rc == SQLITE_OK ? FPL_OK : failed(db, rc, error);
}

static enum fpl_status control(struct fpl_db *db, int which, struct fpl_error *error) {
    int rc = sqlite3_step(db->control[which]);
    enum fpl_status status = rc == SQLITE_DONE ? FPL_OK : failed(db, rc, error);
    sqlite3_reset(db->control[which]);
    return status;
}

static void sqlite_rollback(struct fpl_db *db) {
    db->inside = 0;
    if (!sqlite3_get_autocommit(db->sqlite))
        (void)control(db, ROLLBACK, NULL);
}

/* One lock is the whole ledger's: which books are written to is all the same. */
static enum fpl_status sqlite_begin(struct fpl_db *db, const struct fpl_writes *writes, struct fpl_error *error) {
    sqlite_rollback(db); /* one that failed is tried again */
    enum fpl_status status = control(db, writes ? BEGIN_WRITE : BEGIN_READ, error);
    if (status)
        sqlite_rollback(db);
    else
        db->inside = 1;
    return status;
}

/* Out of memory or disk, the engine may roll back by itself; what came after would then be committed row by row. */
static int is_lost(const struct fpl_db *db) {
    return db->inside && sqlite3_get_autocommit(db->sqlite);
}

static enum fpl_status sqlite_commit(struct fpl_db *db, struct fpl_error *error) {
    if (is_lost(db))
        return fpl_fail(error, FPL_E_IO, FPL_ZH_EN("事务已被回滚", "transaction rolled back"), NULL, NULL);
    enum fpl_status status = control(db, COMMIT, error);
    if (!status)
        db->inside = 0;
    return status;
}

static uint32_t sqlite_version(struct fpl_db *db) {
    unsigned version = 0;
    (void)sqlite3_file_control(db->sqlite, "main", SQLITE_FCNTL_DATA_VERSION, &version);
    return version;
}

/* -1: it cannot be read, and so differs from every number there is. */
static int64_t sqlite_schema_version(struct fpl_db *db) {
    sqlite3_stmt *stmt = db->control[SCHEMA_VERSION];
    int64_t version = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : -1;
    sqlite3_reset(stmt);
    return version;
}

static enum fpl_status sqlite_prepare(struct fpl_db *db, const char *sql, struct fpl_stmt **out,
                                      struct fpl_error *error) {
    char text[4096];
    size_t n = strlen(sql);
    FPL_ASSERT(n < sizeof text);
    for (size_t i = 0; i <= n; i++)
        text[i] = sql[i] == '$' ? '?' : sql[i];
    struct fpl_stmt *stmt = calloc(1, sizeof *stmt);
    if (!stmt)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    stmt->db = db;
    int rc = sqlite3_prepare_v3(db->sqlite, text, -1, SQLITE_PREPARE_PERSISTENT, &stmt->sqlite, NULL);
    if (rc != SQLITE_OK) {
        free(stmt);
        enum fpl_status status = failed(db, rc, error);
        if (status == FPL_E_BUG && db->unsafe) /* what the text names is not there, or is something else */
            status = fpl_fail(error, FPL_E_CORRUPT, error ? error->arg[0] : NULL, NULL, NULL);
        return status;
    }
    *out = stmt;
    return FPL_OK;
}

static void sqlite_finalize(struct fpl_stmt *stmt) {
    if (!stmt)
        return;
    sqlite3_finalize(stmt->sqlite);
    free(stmt);
}

static void sqlite_bind_int(struct fpl_stmt *stmt, int n, int64_t value) {
    int rc = sqlite3_bind_int64(stmt->sqlite, n, value);
    FPL_ASSERT(rc == SQLITE_OK);
}

static void sqlite_bind_text(struct fpl_stmt *stmt, int n, struct fpl_str text) {
    int rc = sqlite3_bind_text64(stmt->sqlite, n, text.p ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8);
    FPL_ASSERT(rc == SQLITE_OK || rc == SQLITE_NOMEM || rc == SQLITE_TOOBIG);
}

static void sqlite_bind_blob(struct fpl_stmt *stmt, int n, const void *bytes, size_t size) {
    int rc = sqlite3_bind_blob64(stmt->sqlite, n, bytes ? bytes : "", size, SQLITE_STATIC);
    FPL_ASSERT(rc == SQLITE_OK || rc == SQLITE_NOMEM || rc == SQLITE_TOOBIG);
}

static enum fpl_status sqlite_step(struct fpl_stmt *stmt, int *row, struct fpl_error *error) {
    if (is_lost(stmt->db))
        return fpl_fail(error, FPL_E_IO, FPL_ZH_EN("事务已被回滚", "transaction rolled back"), NULL, NULL);
    int rc = sqlite3_step(stmt->sqlite);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return failed(stmt->db, rc, error);
    *row = rc == SQLITE_ROW;
    return FPL_OK;
}

static void sqlite_reset(struct fpl_stmt *stmt) {
    sqlite3_reset(stmt->sqlite);
}

static int64_t sqlite_column_int(struct fpl_stmt *stmt, int n) {
    return sqlite3_column_int64(stmt->sqlite, n);
}

/* The length first: texts are stored as UTF-8, so that asking for it converts nothing; an empty one has no bytes to ask
 * for. */
static struct fpl_str sqlite_column_bytes(struct fpl_stmt *stmt, int n) {
    int size = sqlite3_column_bytes(stmt->sqlite, n);
    return (struct fpl_str){size > 0 ? sqlite3_column_blob(stmt->sqlite, n) : NULL, (size_t)size};
}

/* Values by themselves, for each question to a row takes the engine's locks again; no other thread uses the two. */
static int same_value(sqlite3_value *a, sqlite3_value *b) {
    int type = sqlite3_value_type(a);
    if (type != sqlite3_value_type(b))
        return 0;
    if (type == SQLITE_INTEGER)
        return sqlite3_value_int64(a) == sqlite3_value_int64(b);
    int size = sqlite3_value_bytes(a); /* a fraction, which no column of ours may hold, as its text */
    return size == sqlite3_value_bytes(b) &&
           (size == 0 || memcmp(sqlite3_value_blob(a), sqlite3_value_blob(b), (size_t)size) == 0);
}

static int sqlite_same_row(struct fpl_stmt *a, struct fpl_stmt *b) {
    int columns = sqlite3_column_count(a->sqlite);
    int same = columns == sqlite3_column_count(b->sqlite);
    for (int i = 0; same && i < columns; i++)
        same = same_value(sqlite3_column_value(a->sqlite, i), sqlite3_column_value(b->sqlite, i));
    return same;
}

/* The engine tells in words of a page that it could not get; a lack of memory and a disk that fails are no fault of the
 * file. */
static int failure_in(const char *text) {
    const char *code = strstr(text, "error code=");
    int rc = SQLITE_OK;
    for (code = code ? code + strlen("error code=") : ""; *code >= '0' && *code <= '9' && rc < 10000; code++)
        rc = rc * 10 + (*code - '0');
    int kind = rc & 0xFF;
    return kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB ? SQLITE_OK : rc;
}

/* The first fault alone; the line before it names the database. */
static enum fpl_status sqlite_intact(struct fpl_db *db, char *fault, size_t size, struct fpl_error *error) {
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db->sqlite, "PRAGMA integrity_check", -1, &stmt, NULL);
    fault[0] = '\0';
    if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0), *line = text ? strchr(text, '\n') : NULL;
        text = text && line && strncmp(text, "***", 3) == 0 ? line + 1 : text;
        if (text && strcmp(text, "ok") != 0)
            fpl_str_copy((struct fpl_str){text, strcspn(text, "\n")}, fault, size);
        rc = text ? failure_in(fault) : SQLITE_NOMEM;
    }
    sqlite3_finalize(stmt);
    return rc == SQLITE_OK ? FPL_OK : failed(db, rc, error);
}

static enum fpl_status sqlite_write_back(struct fpl_db *db, struct fpl_error *error) {
    int rc = sqlite3_wal_checkpoint_v2(db->sqlite, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return rc == SQLITE_OK ? FPL_OK : failed(db, rc, error);
}

/* The backup API reads one consistent snapshot while writers go on; the copy is a plain file in rollback mode, so that
 * it can be opened from read-only media. */
static enum fpl_status sqlite_copy(struct fpl_db *db, const char *path, const char *vfs, struct fpl_error *error) {
    struct fpl_db target = {0};
    struct fpl_buf name = {0};
    int rc = name_for_engine(path, 0, &name) ? SQLITE_NOMEM : SQLITE_OK;
    if (rc == SQLITE_OK)
        rc = sqlite3_open_v2(name.p, &target.sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                             vfs);
    fpl_buf_release(&name);
    sqlite3_backup *backup = rc == SQLITE_OK ? sqlite3_backup_init(target.sqlite, "main", db->sqlite, "main") : NULL;
    enum fpl_status status = FPL_OK;
    if (!backup) {
        status = failed(&target, rc == SQLITE_OK ? sqlite3_errcode(target.sqlite) : rc, error);
    } else {
        do
            rc = sqlite3_backup_step(backup, -1);
        while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
        int finish = sqlite3_backup_finish(backup);
        if (rc != SQLITE_DONE || finish != SQLITE_OK)
            status = failed(&target, rc != SQLITE_DONE ? rc : finish, error);
        else
            status = sqlite_script(&target, "PRAGMA journal_mode=DELETE", error);
    }
    sqlite3_close_v2(target.sqlite);
    return status;
}

const struct fpl_driver fpl_driver_sqlite = {
    .name = "sqlite",
    .ddl = FPL_DDL_TRUTH FPL_DDL_DERIVED,
    .ddl_derived = FPL_DDL_DERIVED,
    .objects = objects,
    .texts = texts,
    .settings = settings,
    .open = sqlite_open,
    .close = sqlite_close,
    .is_still = sqlite_is_still,
    .script = sqlite_script,
    .seal = sqlite_seal,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .version = sqlite_version,
    .schema_version = sqlite_schema_version,
    .prepare = sqlite_prepare,
    .finalize = sqlite_finalize,
    .bind_int = sqlite_bind_int,
    .bind_text = sqlite_bind_text,
    .bind_blob = sqlite_bind_blob,
    .step = sqlite_step,
    .reset = sqlite_reset,
    .column_int = sqlite_column_int,
    .column_bytes = sqlite_column_bytes,
    .same_row = sqlite_same_row,
    .intact = sqlite_intact,
    .write_back = sqlite_write_back,
    .copy = sqlite_copy,
};
