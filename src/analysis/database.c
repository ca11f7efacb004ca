/* The engine as an analysis database needs it: written once from beginning to end, without a journal, since a file that
 * was not finished is removed. */
#include "src/analysis/database.h"

#include "fundpool/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STRING(x)  #x
#define STRING2(x) STRING(x)
/* secure_delete: pages hold zeros where nothing stands, and so the same bytes. */
static const char create_pragmas[] =
    "PRAGMA page_size=4096; PRAGMA encoding='UTF-8'; PRAGMA auto_vacuum=NONE; PRAGMA secure_delete=ON;"
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=FILE;"
    "PRAGMA cache_size=-16384; PRAGMA trusted_schema=OFF;"
    "PRAGMA application_id=" STRING2(ANA_APPLICATION_ID) "; PRAGMA user_version=" STRING2(ANA_FORMAT) ";";
static const char read_pragmas[] = "PRAGMA temp_store=FILE; PRAGMA cache_size=-16384; PRAGMA trusted_schema=OFF;"
                                   "PRAGMA cell_size_check=ON;";

enum fpl_status ana_failed(struct ana_db *db, int rc, struct fpl_error *error) {
    enum fpl_status status = FPL_E_IO;
    const char *what = FPL_ZH_EN("分析库", "the analysis database");
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return FPL_OK;
    case SQLITE_FULL:
        status = FPL_E_DISK_FULL;
        break;
    case SQLITE_NOMEM:
        status = FPL_E_NOMEM;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        status = FPL_E_LOCKED;
        break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        status = FPL_E_NOT_ANALYSIS;
        break;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        break;
    default:
        status = FPL_E_BUG;
    }
    if (error)
        fpl_error_hint(error, db && db->engine ? sqlite3_errmsg(db->engine) : sqlite3_errstr(rc));
    return fpl_fail(error, status, what, NULL, NULL);
}

enum fpl_status ana_run(struct ana_db *db, const char *sql, struct fpl_error *error) {
    int rc = sqlite3_exec(db->engine, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? FPL_OK : ana_failed(db, rc, error);
}

/* A name of the engine's own begins with "file:" or ':'; a folder in front makes a plain one of it. */
static enum fpl_status open_engine(const char *path, int flags, struct ana_db **out, struct fpl_error *error) {
    struct fpl_buf name = {0};
    struct ana_db *db = calloc(1, sizeof *db);
    if (path[0] && path[0] != '/')
        fpl_buf_adds(&name, "./");
    fpl_buf_adds(&name, path);
    fpl_buf_addc(&name, '\0');
    if (!db || fpl_buf_ok(&name)) {
        free(db);
        fpl_buf_release(&name);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    int rc = sqlite3_open_v2(name.p, &db->engine, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    fpl_buf_release(&name);
    enum fpl_status status = ana_failed(db, rc, error);
    if (!status && sqlite3_db_config(db->engine, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK)
        status = fpl_fail(error, FPL_E_BUG, "defensive mode", NULL, NULL);
    if (status) {
        ana_close(db);
        return status;
    }
    *out = db;
    return FPL_OK;
}

enum fpl_status ana_create(const char *path, struct ana_db **out, struct fpl_error *error) {
    struct ana_db *db = NULL;
    enum fpl_status status = open_engine(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db, error);
    if (!status)
        status = ana_run(db, create_pragmas, error);
    if (status) {
        ana_close(db);
        return status;
    }
    *out = db;
    return FPL_OK;
}

/* By its first bytes, before the engine looks at it: a ledger, which it would lock, is not opened. */
static int is_ours(int fd) {
    static const unsigned char id[4] = {ANA_APPLICATION_ID >> 24, (ANA_APPLICATION_ID >> 16) & 0xff,
                                        (ANA_APPLICATION_ID >> 8) & 0xff, ANA_APPLICATION_ID & 0xff};
    unsigned char header[72];
    return pread(fd, header, sizeof header, 0) == (ssize_t)sizeof header &&
           memcmp(header, "SQLite format 3", 16) == 0 && memcmp(header + 68, id, sizeof id) == 0;
}

static enum fpl_status check_file(const char *path, struct fpl_error *error) {
    struct stat info;
    enum fpl_status status = fpl_file_name_check(path, error);
    if (status)
        return status;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return fpl_fail_errno(error, errno, path);
    if (fstat(fd, &info) != 0)
        status = fpl_fail_errno(error, errno, path);
    else if (!S_ISREG(info.st_mode))
        status = fpl_fail(error, FPL_E_NOT_FILE, path, NULL, NULL);
    else if (!is_ours(fd))
        status = fpl_fail(error, FPL_E_NOT_ANALYSIS, path, NULL, NULL);
    close(fd);
    return status;
}

enum fpl_status ana_open(const char *path, struct ana_db **out, struct fpl_error *error) {
    struct ana_db *db = NULL;
    enum fpl_status status = check_file(path, error);
    if (!status)
        status = open_engine(path, SQLITE_OPEN_READONLY, &db, error);
    if (!status)
        status = ana_run(db, read_pragmas, error);
    if (status) {
        ana_close(db);
        return status == FPL_E_NOT_ANALYSIS ? fpl_fail(error, status, path, NULL, NULL) : status;
    }
    *out = db;
    return FPL_OK;
}

void ana_close(struct ana_db *db) {
    if (!db)
        return;
    sqlite3_close_v2(db->engine);
    free(db);
}

/* ---- rows ---- */

enum fpl_status ana_rows_begin(struct ana_db *db, const char *table, int columns, struct ana_rows *out,
                               struct fpl_error *error) {
    struct fpl_buf sql = {0};
    *out = (struct ana_rows){.db = db};
    fpl_buf_addf(&sql, "INSERT INTO %s VALUES (", table);
    for (int i = 0; i < columns; i++)
        fpl_buf_adds(&sql, i ? ",?" : "?");
    fpl_buf_addc(&sql, ')');
    fpl_buf_addc(&sql, '\0');
    enum fpl_status status = fpl_buf_ok(&sql) ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
    if (!status)
        status = ana_failed(db, sqlite3_prepare_v3(db->engine, sql.p, -1, SQLITE_PREPARE_PERSISTENT, &out->stmt, NULL),
                            error);
    fpl_buf_release(&sql);
    return status;
}

void ana_rows_end(struct ana_rows *rows) {
    sqlite3_finalize(rows->stmt);
    rows->stmt = NULL;
}

/* SQLITE_STATIC copies nothing, so that binding needs no memory. */
void ana_put(struct ana_rows *rows, struct fpl_str text) {
    int rc = text.n ? sqlite3_bind_text64(rows->stmt, ++rows->at, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8)
                    : sqlite3_bind_null(rows->stmt, ++rows->at);
    FPL_ASSERT(rc == SQLITE_OK);
}

void ana_putz(struct ana_rows *rows, const char *text) {
    ana_put(rows, fpl_str_of(text));
}

void ana_put_int(struct ana_rows *rows, int64_t value) {
    int rc = sqlite3_bind_int64(rows->stmt, ++rows->at, value);
    FPL_ASSERT(rc == SQLITE_OK);
}

enum fpl_status ana_row(struct ana_rows *rows, struct fpl_error *error) {
    FPL_ASSERT(rows->at == sqlite3_bind_parameter_count(rows->stmt));
    int rc = sqlite3_step(rows->stmt);
    rows->at = 0;
    enum fpl_status status = rc == SQLITE_DONE ? FPL_OK : ana_failed(rows->db, rc, error);
    (void)sqlite3_reset(rows->stmt);
    return status;
}
