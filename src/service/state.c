#include "src/service/state_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_APPLICATION "1179665492" /* "FPST" */
#define STATE_VERSION     "4"
#define BUSY_MS           5000
#define ATTEMPTS_MOST     "10000" /* names that are remembered: strangers may type any */

#define UPLOAD_DDL                                                                                                     \
    "CREATE TABLE upload(id INTEGER PRIMARY KEY,maker TEXT NOT NULL,own_key TEXT NOT NULL,command TEXT NOT NULL,book " \
    "TEXT NOT NULL,name TEXT NOT NULL,take_on INTEGER NOT NULL,state TEXT NOT NULL,made INTEGER NOT NULL,changed "     \
    "INTEGER NOT NULL,bytes INTEGER NOT NULL,sha256 TEXT NOT NULL,expect TEXT NOT NULL,auth INTEGER NOT NULL,"         \
    "auth_ref BLOB NOT NULL,checker TEXT NOT NULL,checker_auth INTEGER NOT NULL,checker_ref BLOB NOT NULL,note TEXT "  \
    "NOT NULL,checked TEXT NOT NULL,result TEXT NOT NULL,problem TEXT NOT NULL,UNIQUE(maker,own_key))STRICT;"          \
    "CREATE INDEX upload_state ON upload(state,changed);"
/* What an upload's mapping is called, whether it was adopted, its hash and its text: since version 4. */
#define MAPPING_DDL                                                                                                    \
    "ALTER TABLE upload ADD COLUMN mapping TEXT NOT NULL DEFAULT '';"                                                  \
    "ALTER TABLE upload ADD COLUMN mapping_adopted INTEGER NOT NULL DEFAULT 0;"                                        \
    "ALTER TABLE upload ADD COLUMN mapping_sha256 TEXT NOT NULL DEFAULT '';"                                           \
    "ALTER TABLE upload ADD COLUMN mapping_text TEXT NOT NULL DEFAULT '';"

static const char ddl[] =
    "PRAGMA application_id=" STATE_APPLICATION ";PRAGMA user_version=" STATE_VERSION ";"
    "CREATE TABLE account(user TEXT PRIMARY KEY,password TEXT NOT NULL,totp BLOB,totp_step INTEGER NOT NULL,"
    "made INTEGER NOT NULL)STRICT,WITHOUT ROWID;"
    "CREATE TABLE attempt(name TEXT PRIMARY KEY,fails INTEGER NOT NULL,last INTEGER NOT NULL)STRICT,WITHOUT ROWID;"
    "CREATE TABLE session(hash BLOB PRIMARY KEY,user TEXT NOT NULL,made INTEGER NOT NULL,seen INTEGER NOT NULL,"
    "factor INTEGER NOT NULL,agent TEXT NOT NULL)STRICT,WITHOUT ROWID;"
    "CREATE INDEX session_user ON session(user);"
    "CREATE TABLE key(id TEXT PRIMARY KEY,hash BLOB NOT NULL,user TEXT NOT NULL,made INTEGER NOT NULL,"
    "expires INTEGER NOT NULL,last INTEGER NOT NULL,note TEXT NOT NULL)STRICT,WITHOUT ROWID;"
    "CREATE TABLE audit(n INTEGER PRIMARY KEY,t INTEGER NOT NULL,what TEXT NOT NULL,user TEXT NOT NULL,"
    "detail TEXT NOT NULL,hash BLOB NOT NULL)STRICT;"
    "CREATE TABLE proposal(id INTEGER PRIMARY KEY,version INTEGER NOT NULL,command TEXT NOT NULL,book TEXT NOT NULL,"
    "maker TEXT NOT NULL,state TEXT NOT NULL,made INTEGER NOT NULL,changed INTEGER NOT NULL,checker TEXT NOT NULL,"
    "receipt TEXT NOT NULL)STRICT;"
    "CREATE INDEX proposal_state ON proposal(state,id);"
    "CREATE INDEX proposal_maker ON proposal(maker,id);"
    /* A version is never altered; its maker's own key names it once. */
    "CREATE TABLE proposal_version(id INTEGER NOT NULL,version INTEGER NOT NULL,maker TEXT NOT NULL,own_key TEXT NOT "
    "NULL,request TEXT NOT NULL,auth INTEGER NOT NULL,auth_ref BLOB NOT NULL,t INTEGER NOT NULL,body TEXT NOT NULL,"
    "note TEXT NOT NULL,PRIMARY KEY(id,version),UNIQUE(maker,own_key))STRICT,WITHOUT ROWID;"
    "CREATE TABLE proposal_step(id INTEGER NOT NULL,n INTEGER NOT NULL,version INTEGER NOT NULL,t INTEGER NOT NULL,"
    "state TEXT NOT NULL,user TEXT NOT NULL,note TEXT NOT NULL,PRIMARY KEY(id,n))STRICT,WITHOUT ROWID;" UPLOAD_DDL
        MAPPING_DDL;
/* A file of version 2 has all but the uploads. */
static const char ddl_from_2[] =
    "BEGIN IMMEDIATE;" UPLOAD_DDL MAPPING_DDL "PRAGMA user_version=" STATE_VERSION ";COMMIT;";
/* One of version 3 has uploads without mappings. */
static const char ddl_from_3[] = "BEGIN IMMEDIATE;" MAPPING_DDL "PRAGMA user_version=" STATE_VERSION ";COMMIT;";

#define STATEMENTS_KEPT 4

struct state {
    pthread_mutex_t mutex;
    sqlite3 *db;
    sqlite3_stmt *kept[STATEMENTS_KEPT]; /* what every request asks is prepared once */
    const char *kept_sql[STATEMENTS_KEPT];
    struct fpl_hasher *hasher;
    atomic_llong changes; /* of proposals and uploads */
};

/* ---- statements: one at a time, under the mutex, from begin to end ---- */

static enum fpl_status failed(struct state *state, struct fpl_error *error) {
    switch (sqlite3_errcode(state->db) & 0xff) {
    case SQLITE_NOMEM:
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fpl_fail(error, FPL_E_LOCKED, FPL_ZH_EN("服务状态文件", "the state file"), NULL, NULL);
    case SQLITE_FULL:
        return fpl_fail(error, FPL_E_DISK_FULL, FPL_ZH_EN("服务状态文件", "the state file"), NULL, NULL);
    case SQLITE_NOTADB:
        return fpl_fail(error, FPL_E_STATE_FILE, sqlite3_db_filename(state->db, "main"), NULL, NULL);
    case SQLITE_CORRUPT:
        return fpl_fail(error, FPL_E_CORRUPT, FPL_ZH_EN("服务状态文件", "the state file"), NULL, NULL);
    default:
        return fpl_fail(error, FPL_E_IO, sqlite3_errmsg(state->db), NULL, NULL);
    }
}

sqlite3_stmt *state_begin(struct state *state, const char *sql) {
    sqlite3_stmt *statement = NULL;
    pthread_mutex_lock(&state->mutex);
    (void)sqlite3_prepare_v2(state->db, sql, -1, &statement, NULL);
    return statement; /* NULL: sqlite3_errcode says why, at state_end() */
}

/* The same of a constant text that is asked for again and again. */
static sqlite3_stmt *begin_kept(struct state *state, const char *sql) {
    int at = 0;
    pthread_mutex_lock(&state->mutex);
    while (state->kept_sql[at] && state->kept_sql[at] != sql)
        at++;
    FPL_ASSERT(at < STATEMENTS_KEPT - 1); /* behind the last there is none */
    if (!state->kept[at] &&
        sqlite3_prepare_v3(state->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &state->kept[at], NULL) == SQLITE_OK)
        state->kept_sql[at] = sql;
    return state->kept[at];
}

static int is_kept(const struct state *state, const sqlite3_stmt *statement) {
    for (int i = 0; i < STATEMENTS_KEPT; i++)
        if (statement && state->kept[i] == statement)
            return 1;
    return 0;
}

/* Steps to the end; *changes (may be NULL) is how many rows that changed. */
enum fpl_status state_end(struct state *state, sqlite3_stmt *statement, int *changes, struct fpl_error *error) {
    enum fpl_status status = statement ? FPL_OK : failed(state, error);
    int rc = SQLITE_ROW;
    while (!status && rc == SQLITE_ROW)
        rc = sqlite3_step(statement);
    if (!status && rc != SQLITE_DONE)
        status = failed(state, error);
    if (!status && changes)
        *changes = sqlite3_changes(state->db);
    if (is_kept(state, statement)) {
        (void)sqlite3_reset(statement); /* answers once more what the step did */
        (void)sqlite3_clear_bindings(statement);
    } else {
        sqlite3_finalize(statement);
    }
    pthread_mutex_unlock(&state->mutex);
    return status;
}

/* 1: a row stands ready. Anything else is told by state_end(). */
int state_row(sqlite3_stmt *statement) {
    return statement && sqlite3_step(statement) == SQLITE_ROW;
}

void state_bind_text(sqlite3_stmt *statement, int at, const char *text) {
    if (statement)
        sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

void state_bind_int(sqlite3_stmt *statement, int at, int64_t value) {
    if (statement)
        sqlite3_bind_int64(statement, at, value);
}

void state_bind_blob(sqlite3_stmt *statement, int at, const void *bytes, int n) {
    if (statement)
        sqlite3_bind_blob(statement, at, bytes, n, SQLITE_TRANSIENT);
}

struct fpl_str state_column(sqlite3_stmt *statement, int at) {
    struct fpl_str text = {(const char *)sqlite3_column_text(statement, at), 0};
    text.n = (size_t)sqlite3_column_bytes(statement, at);
    return text;
}

void state_column_text(sqlite3_stmt *statement, int at, char *out, size_t size) {
    (void)fpl_str_copy(state_column(statement, at), out, size);
}

int state_column_bytes(sqlite3_stmt *statement, int at, uint8_t *out, int n) {
    const void *bytes = sqlite3_column_blob(statement, at);
    if (!bytes || sqlite3_column_bytes(statement, at) != n)
        return 0;
    memcpy(out, bytes, (size_t)n);
    return 1;
}

int64_t state_column_int(sqlite3_stmt *statement, int at) {
    return sqlite3_column_int64(statement, at);
}

enum fpl_status state_together(struct state *state, enum fpl_status (*act)(void *ctx, struct fpl_error *error),
                               void *ctx, struct fpl_error *error) {
    pthread_mutex_lock(&state->mutex);
    enum fpl_status status = state_end(state, state_begin(state, "BEGIN IMMEDIATE"), NULL, error);
    if (!status) {
        status = act(ctx, error);
        const char *how = status ? "ROLLBACK" : "COMMIT";
        enum fpl_status closed = state_end(state, state_begin(state, how), NULL, status ? NULL : error);
        status = status ? status : closed;
    }
    pthread_mutex_unlock(&state->mutex);
    return status;
}

/* ---- what has changed ---- */

/* Foreign: sqlite3_update_hook */
static void on_row(void *ctx, int what, const char *database, const char *table, sqlite3_int64 row) {
    struct state *state = ctx;
    (void)what;
    (void)database;
    (void)row;
    if (strcmp(table, "proposal") == 0 || strcmp(table, "upload") == 0)
        atomic_fetch_add(&state->changes, 1);
}

int64_t state_changes(struct state *state) {
    return atomic_load(&state->changes);
}

enum fpl_status state_changes_of(struct state *state, const char *user, int64_t *out, struct fpl_error *error) {
    sqlite3_stmt *get =
        state_begin(state, "SELECT(SELECT count(*)+coalesce(sum(changed%1000000007),0)FROM proposal WHERE maker=?1)+"
                           "(SELECT count(*)+coalesce(sum(changed%1000000007),0)FROM upload WHERE maker=?1)");
    int64_t found = 0;
    state_bind_text(get, 1, user);
    if (state_row(get))
        found = state_column_int(get, 0);
    enum fpl_status status = state_end(state, get, NULL, error);
    if (!status)
        *out = found;
    return status;
}

/* ---- opening ---- */

static enum fpl_status check_file(const char *path, int create, struct fpl_error *error) {
    struct stat info;
    if (create && stat(path, &info) != 0 && errno == ENOENT) {
        int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
        if (fd < 0)
            return fpl_fail(error, errno == EACCES ? FPL_E_PERMISSION : FPL_E_IO, path, NULL, NULL);
        close(fd);
    }
    if (stat(path, &info) != 0)
        return fpl_fail(error, errno == ENOENT ? FPL_E_NOT_FOUND : FPL_E_PERMISSION, path, NULL, NULL);
    if (!S_ISREG(info.st_mode))
        return fpl_fail(error, FPL_E_NOT_FILE, path, NULL, NULL);
    if (info.st_mode & 077) {
        fpl_fail(error, FPL_E_PERMISSION, path, NULL, NULL);
        (void)fpl_str_copy(FPL_STR(FPL_ZH_EN("他人可读写：须 chmod 600", "others may read or write it: chmod 600")),
                           error->hint, sizeof error->hint);
        return FPL_E_PERMISSION;
    }
    return FPL_OK;
}

static int64_t pragma(struct state *state, const char *sql) {
    sqlite3_stmt *statement = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(state->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static enum fpl_status check_schema(struct state *state, const char *path, struct fpl_error *error) {
    if (pragma(state, "PRAGMA application_id") == 0 && pragma(state, "SELECT count(*) FROM sqlite_schema") == 0 &&
        sqlite3_exec(state->db, ddl, NULL, NULL, NULL) != SQLITE_OK)
        return failed(state, error);
    int64_t application = 0, version = 0;
    if (fpl_int_parse(FPL_STR(STATE_APPLICATION), &application) || fpl_int_parse(FPL_STR(STATE_VERSION), &version))
        return fpl_fail(error, FPL_E_BUG, "state", NULL, NULL);
    int64_t found = pragma(state, "PRAGMA application_id") == application ? pragma(state, "PRAGMA user_version") : 0;
    const char *renew = found == 2 ? ddl_from_2 : found == 3 ? ddl_from_3 : NULL;
    if (renew && sqlite3_exec(state->db, renew, NULL, NULL, NULL) != SQLITE_OK)
        return failed(state, error);
    if (pragma(state, "PRAGMA application_id") != application || pragma(state, "PRAGMA user_version") != version)
        return fpl_fail(error, FPL_E_STATE_FILE, path, NULL, NULL);
    return FPL_OK;
}

enum fpl_status state_open(const char *path, int create, struct state **out, struct fpl_error *error) {
    enum fpl_status status = check_file(path, create, error);
    if (status)
        return status;
    struct state *state = calloc(1, sizeof *state);
    if (!state || fpl_hasher_new(&state->hasher)) {
        free(state);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE); /* for a transaction of several statements */
    pthread_mutex_init(&state->mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &state->db, flags, NULL) != SQLITE_OK)
        status = state->db ? failed(state, error) : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status) {
        sqlite3_busy_timeout(state->db, BUSY_MS);
        sqlite3_update_hook(state->db, on_row, state);
        status = check_schema(state, path, error);
    }
    if (!status && sqlite3_exec(state->db,
                                "PRAGMA trusted_schema=OFF;PRAGMA cell_size_check=ON;PRAGMA journal_mode=WAL;"
                                "PRAGMA synchronous=FULL;PRAGMA secure_delete=ON",
                                NULL, NULL, NULL) != SQLITE_OK)
        status = failed(state, error);
    if (status) {
        state_close(state);
        return status;
    }
    *out = state;
    return FPL_OK;
}

/* The engine writes into the empty file, so that nobody else could ever open it. */
static enum fpl_status copy_into(struct state *state, const char *path, struct fpl_error *error) {
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(state->db, "VACUUM INTO ?1", -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    sqlite3_finalize(statement);
    return result == SQLITE_DONE ? FPL_OK : failed(state, error);
}

enum fpl_status state_copy(struct state *state, const char *path, struct fpl_error *error) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return errno == EEXIST   ? fpl_fail(error, FPL_E_EXISTS, path, NULL, NULL)
               : errno == ENOENT ? fpl_fail(error, FPL_E_NOT_FOUND, path, NULL, NULL)
                                 : fpl_fail(error, FPL_E_IO, strerror(errno), NULL, NULL);
    pthread_mutex_lock(&state->mutex);
    enum fpl_status status = copy_into(state, path, error);
    pthread_mutex_unlock(&state->mutex);
    if (!status && fsync(fd) != 0)
        status = fpl_fail(error, errno == ENOSPC ? FPL_E_DISK_FULL : FPL_E_IO, strerror(errno), NULL, NULL);
    (void)close(fd);
    if (status)
        (void)unlink(path);
    return status;
}

void state_close(struct state *state) {
    if (!state)
        return;
    for (int i = 0; i < STATEMENTS_KEPT; i++)
        sqlite3_finalize(state->kept[i]);
    sqlite3_close_v2(state->db);
    fpl_hasher_free(state->hasher);
    pthread_mutex_destroy(&state->mutex);
    free(state);
}

/* ---- accounts ---- */

enum fpl_status state_account_put(struct state *state, const struct state_account *account, struct fpl_error *error) {
    int ended = 0;
    enum fpl_status status = state_session_end(state, account->user, NULL, NULL, &ended, error);
    if (status)
        return status;
    sqlite3_stmt *put =
        state_begin(state, "INSERT INTO account(user,password,totp,totp_step,made)VALUES(?1,?2,?3,?4,?5)"
                           "ON CONFLICT(user)DO UPDATE SET password=?2,totp=?3,totp_step=?4,made=?5");
    state_bind_text(put, 1, account->user);
    state_bind_text(put, 2, account->password);
    if (account->has_totp)
        state_bind_blob(put, 3, account->totp, STATE_TOTP_BYTES);
    state_bind_int(put, 4, account->totp_step);
    state_bind_int(put, 5, account->made_ms);
    return state_end(state, put, NULL, error);
}

static void read_account(sqlite3_stmt *get, struct state_account *out) {
    *out = (struct state_account){.totp_step = sqlite3_column_int64(get, 3), .made_ms = sqlite3_column_int64(get, 4)};
    state_column_text(get, 0, out->user, sizeof out->user);
    state_column_text(get, 1, out->password, sizeof out->password);
    out->has_totp = state_column_bytes(get, 2, out->totp, STATE_TOTP_BYTES);
}

enum fpl_status state_account_get(struct state *state, const char *user, struct state_account *out,
                                  struct fpl_error *error) {
    struct state_account account = {.user = ""};
    sqlite3_stmt *get = state_begin(state, "SELECT user,password,totp,totp_step,made FROM account WHERE user=?1");
    state_bind_text(get, 1, user);
    int found = state_row(get);
    if (found)
        read_account(get, &account);
    enum fpl_status status = state_end(state, get, NULL, error);
    if (status)
        return status;
    if (!found)
        return fpl_fail(error, FPL_E_NOT_FOUND, user, NULL, NULL);
    *out = account;
    return FPL_OK;
}

enum fpl_status state_totp_use(struct state *state, const char *user, int64_t step, int *fresh,
                               struct fpl_error *error) {
    sqlite3_stmt *use = state_begin(state, "UPDATE account SET totp_step=?2 WHERE user=?1 AND totp_step<?2");
    state_bind_text(use, 1, user);
    state_bind_int(use, 2, step);
    return state_end(state, use, fresh, error);
}

enum fpl_status state_account_end(struct state *state, const char *user, struct fpl_error *error) {
    static const char *const sql[] = {"DELETE FROM session WHERE user=?1", "DELETE FROM key WHERE user=?1",
                                      "DELETE FROM account WHERE user=?1"};
    enum fpl_status status = FPL_OK;
    int changes = 0, all = 0;
    for (size_t i = 0; !status && i < sizeof sql / sizeof sql[0]; i++) {
        sqlite3_stmt *drop = state_begin(state, sql[i]);
        state_bind_text(drop, 1, user);
        status = state_end(state, drop, &changes, error);
        all += changes;
    }
    return status || all ? status : fpl_fail(error, FPL_E_NOT_FOUND, user, NULL, NULL);
}

enum fpl_status state_accounts(struct state *state, state_account_cb cb, void *ctx, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    sqlite3_stmt *list =
        state_begin(state, "SELECT user,password,totp,totp_step,made,(SELECT count(*)FROM key WHERE "
                           "key.user=a.user)FROM(SELECT*FROM account UNION ALL SELECT DISTINCT user,'',NULL,"
                           "0,0 FROM key WHERE user NOT IN(SELECT user FROM account))a ORDER BY user");
    while (!status && state_row(list)) {
        struct state_account account;
        read_account(list, &account);
        status = cb(ctx, &account, sqlite3_column_int(list, 5));
    }
    enum fpl_status ended = state_end(state, list, NULL, error);
    return status ? status : ended;
}

/* ---- attempts ---- */

enum fpl_status state_attempts_get(struct state *state, const char *name, int *fails, int64_t *last_ms,
                                   struct fpl_error *error) {
    sqlite3_stmt *get = state_begin(state, "SELECT fails,last FROM attempt WHERE name=?1");
    state_bind_text(get, 1, name);
    int found = state_row(get);
    int count = found ? sqlite3_column_int(get, 0) : 0;
    int64_t last = found ? sqlite3_column_int64(get, 1) : 0;
    enum fpl_status status = state_end(state, get, NULL, error);
    if (status)
        return status;
    *fails = count;
    *last_ms = last;
    return FPL_OK;
}

enum fpl_status state_attempts_put(struct state *state, const char *name, int fails, int64_t last_ms,
                                   struct fpl_error *error) {
    sqlite3_stmt *put = state_begin(state, "INSERT INTO attempt(name,fails,last)VALUES(?1,?2,?3)"
                                           "ON CONFLICT(name)DO UPDATE SET fails=?2,last=?3");
    state_bind_text(put, 1, name);
    state_bind_int(put, 2, fails);
    state_bind_int(put, 3, last_ms);
    enum fpl_status status = state_end(state, put, NULL, error);
    if (status)
        return status;
    sqlite3_stmt *forget =
        state_begin(state, "DELETE FROM attempt WHERE last<(SELECT last FROM attempt ORDER BY last DESC "
                           "LIMIT 1 OFFSET " ATTEMPTS_MOST ")");
    return state_end(state, forget, NULL, error);
}

/* ---- sessions ---- */

enum fpl_status state_session_put(struct state *state, const struct state_session *session, struct fpl_error *error) {
    sqlite3_stmt *put =
        state_begin(state, "INSERT INTO session(hash,user,made,seen,factor,agent)VALUES(?1,?2,?3,?4,?5,?6)");
    state_bind_blob(put, 1, session->hash, FPL_HASH_BYTES);
    state_bind_text(put, 2, session->user);
    state_bind_int(put, 3, session->made_ms);
    state_bind_int(put, 4, session->seen_ms);
    state_bind_int(put, 5, session->factor_ms);
    state_bind_text(put, 6, session->agent);
    return state_end(state, put, NULL, error);
}

static void read_session(sqlite3_stmt *get, struct state_session *out) {
    *out = (struct state_session){.made_ms = sqlite3_column_int64(get, 2),
                                  .seen_ms = sqlite3_column_int64(get, 3),
                                  .factor_ms = sqlite3_column_int64(get, 4)};
    (void)state_column_bytes(get, 0, out->hash, FPL_HASH_BYTES);
    state_column_text(get, 1, out->user, sizeof out->user);
    state_column_text(get, 5, out->agent, sizeof out->agent);
}

enum fpl_status state_session_get(struct state *state, const uint8_t hash[FPL_HASH_BYTES], struct state_session *out,
                                  struct fpl_error *error) {
    static const char sql[] = "SELECT hash,user,made,seen,factor,agent FROM session WHERE hash=?1";
    struct state_session session = {.user = ""};
    sqlite3_stmt *get = begin_kept(state, sql);
    state_bind_blob(get, 1, hash, FPL_HASH_BYTES);
    int found = state_row(get);
    if (found)
        read_session(get, &session);
    enum fpl_status status = state_end(state, get, NULL, error);
    if (status)
        return status;
    if (!found)
        return fpl_fail(error, FPL_E_SESSION_OVER, NULL, NULL, NULL);
    *out = session;
    return FPL_OK;
}

enum fpl_status state_session_seen(struct state *state, const uint8_t hash[FPL_HASH_BYTES], int64_t now_ms,
                                   struct fpl_error *error) {
    sqlite3_stmt *put = state_begin(state, "UPDATE session SET seen=?2 WHERE hash=?1");
    state_bind_blob(put, 1, hash, FPL_HASH_BYTES);
    state_bind_int(put, 2, now_ms);
    return state_end(state, put, NULL, error);
}

enum fpl_status state_session_factor(struct state *state, const uint8_t hash[FPL_HASH_BYTES], int64_t now_ms,
                                     struct fpl_error *error) {
    sqlite3_stmt *put = state_begin(state, "UPDATE session SET factor=?2,seen=?2 WHERE hash=?1");
    state_bind_blob(put, 1, hash, FPL_HASH_BYTES);
    state_bind_int(put, 2, now_ms);
    return state_end(state, put, NULL, error);
}

enum fpl_status state_session_end(struct state *state, const char *user, const uint8_t *hash, const uint8_t *kept,
                                  int *ended, struct fpl_error *error) {
    sqlite3_stmt *drop =
        state_begin(state, "DELETE FROM session WHERE user=?1 AND(?2 IS NULL OR hash=?2)AND(?3 IS NULL OR hash<>?3)");
    state_bind_text(drop, 1, user);
    if (hash)
        state_bind_blob(drop, 2, hash, FPL_HASH_BYTES);
    if (kept)
        state_bind_blob(drop, 3, kept, FPL_HASH_BYTES);
    return state_end(state, drop, ended, error);
}

enum fpl_status state_sessions_forget(struct state *state, int64_t made_before, int64_t seen_before,
                                      struct fpl_error *error) {
    sqlite3_stmt *drop = state_begin(state, "DELETE FROM session WHERE made<?1 OR seen<?2");
    state_bind_int(drop, 1, made_before);
    state_bind_int(drop, 2, seen_before);
    return state_end(state, drop, NULL, error);
}

enum fpl_status state_sessions(struct state *state, const char *user, state_session_cb cb, void *ctx,
                               struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    sqlite3_stmt *list =
        state_begin(state, "SELECT hash,user,made,seen,factor,agent FROM session WHERE user=?1 ORDER BY seen DESC");
    state_bind_text(list, 1, user);
    while (!status && state_row(list)) {
        struct state_session session;
        read_session(list, &session);
        status = cb(ctx, &session);
    }
    enum fpl_status ended = state_end(state, list, NULL, error);
    return status ? status : ended;
}

/* ---- keys ---- */

enum fpl_status state_key_put(struct state *state, const struct state_key *key, struct fpl_error *error) {
    sqlite3_stmt *put =
        state_begin(state, "INSERT INTO key(id,hash,user,made,expires,last,note)VALUES(?1,?2,?3,?4,?5,?6,?7)");
    state_bind_text(put, 1, key->id);
    state_bind_blob(put, 2, key->hash, FPL_HASH_BYTES);
    state_bind_text(put, 3, key->user);
    state_bind_int(put, 4, key->made_ms);
    state_bind_int(put, 5, key->expires_ms);
    state_bind_int(put, 6, key->last_ms);
    state_bind_text(put, 7, key->note);
    return state_end(state, put, NULL, error);
}

static void read_key(sqlite3_stmt *get, struct state_key *out) {
    *out = (struct state_key){.made_ms = sqlite3_column_int64(get, 3),
                              .expires_ms = sqlite3_column_int64(get, 4),
                              .last_ms = sqlite3_column_int64(get, 5)};
    state_column_text(get, 0, out->id, sizeof out->id);
    (void)state_column_bytes(get, 1, out->hash, FPL_HASH_BYTES);
    state_column_text(get, 2, out->user, sizeof out->user);
    state_column_text(get, 6, out->note, sizeof out->note);
}

enum fpl_status state_key_get(struct state *state, const char *id, struct state_key *out, struct fpl_error *error) {
    static const char sql[] = "SELECT id,hash,user,made,expires,last,note FROM key WHERE id=?1";
    struct state_key key = {.id = ""};
    sqlite3_stmt *get = begin_kept(state, sql);
    state_bind_text(get, 1, id);
    int found = state_row(get);
    if (found)
        read_key(get, &key);
    enum fpl_status status = state_end(state, get, NULL, error);
    if (status)
        return status;
    if (!found)
        return fpl_fail(error, FPL_E_NOT_FOUND, id, NULL, NULL);
    *out = key;
    return FPL_OK;
}

enum fpl_status state_key_seen(struct state *state, const char *id, int64_t now_ms, struct fpl_error *error) {
    sqlite3_stmt *put = state_begin(state, "UPDATE key SET last=?2 WHERE id=?1");
    state_bind_text(put, 1, id);
    state_bind_int(put, 2, now_ms);
    return state_end(state, put, NULL, error);
}

enum fpl_status state_key_end(struct state *state, const char *id, int *ended, struct fpl_error *error) {
    sqlite3_stmt *drop = state_begin(state, "DELETE FROM key WHERE id=?1");
    state_bind_text(drop, 1, id);
    return state_end(state, drop, ended, error);
}

enum fpl_status state_keys(struct state *state, const char *user, state_key_cb cb, void *ctx, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    sqlite3_stmt *list =
        state_begin(state, "SELECT id,hash,user,made,expires,last,note FROM key WHERE user=?1 ORDER BY made,id");
    state_bind_text(list, 1, user);
    while (!status && state_row(list)) {
        struct state_key key;
        read_key(list, &key);
        status = cb(ctx, &key);
    }
    enum fpl_status ended = state_end(state, list, NULL, error);
    return status ? status : ended;
}

/* ---- audit ---- */

static enum fpl_status append_audit(struct state *state, int64_t now_ms, const char *const line[3],
                                    struct fpl_error *error) {
    struct fpl_buf text = {0};
    struct fpl_hash hash = {{0}};
    sqlite3_stmt *last = state_begin(state, "SELECT hash FROM audit ORDER BY n DESC LIMIT 1");
    if (state_row(last))
        (void)state_column_bytes(last, 0, hash.byte, FPL_HASH_BYTES);
    enum fpl_status status = state_end(state, last, NULL, error);
    fpl_buf_add(&text, hash.byte, FPL_HASH_BYTES);
    fpl_buf_addf(&text, "%lld\n%s\n%s\n%s\n", (long long)now_ms, line[0], line[1], line[2]);
    if (!status)
        status = fpl_buf_ok(&text);
    if (!status) {
        sqlite3_stmt *put = state_begin(state, "INSERT INTO audit(t,what,user,detail,hash)VALUES(?1,?2,?3,?4,?5)");
        fpl_sha256(state->hasher, text.p, text.n, &hash);
        state_bind_int(put, 1, now_ms);
        for (int i = 0; i < 3; i++)
            state_bind_text(put, 2 + i, line[i]);
        state_bind_blob(put, 5, hash.byte, FPL_HASH_BYTES);
        status = state_end(state, put, NULL, error);
    }
    fpl_buf_release(&text);
    return status;
}

struct audit_line {
    struct state *state;
    int64_t now_ms;
    const char *line[3];
};

static enum fpl_status audit_together(void *ctx, struct fpl_error *error) {
    const struct audit_line *audit = ctx;
    return append_audit(audit->state, audit->now_ms, audit->line, error);
}

/* The chain's end and the line after it are one transaction, for two processes may write. */
enum fpl_status state_audit(struct state *state, int64_t now_ms, const char *what, const char *user, const char *detail,
                            struct fpl_error *error) {
    struct audit_line audit = {state, now_ms, {what, user, detail}};
    return state_together(state, audit_together, &audit, error);
}
