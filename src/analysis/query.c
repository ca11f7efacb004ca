/* One question to an analysis database. The authorizer lets through what reads tables and calls functions and nothing
 * else, so that no list of what writes has to be complete; the engine's limits and a clock bound what an answer costs,
 * and what it sorts beyond its cache goes to a temporary file. */
#include "src/analysis/database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_BYTES_MAX 4000000 /* of one text, made or read */
#define STEPS_A_LOOK   20000   /* of the engine, between two looks at the clock */

struct question {
    struct ana_db *db;
    sqlite3_stmt *stmt;
    int columns;
};

static int authorize(void *ctx, int action, const char *a, const char *b, const char *c, const char *trigger) {
    static const char *const denied[] = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"};
    (void)ctx;
    (void)a;
    (void)c;
    (void)trigger;
    if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE)
        return SQLITE_OK;
    if (action != SQLITE_FUNCTION)
        return SQLITE_DENY;
    for (size_t i = 0; i < sizeof denied / sizeof denied[0]; i++)
        if (b && sqlite3_stricmp(b, denied[i]) == 0)
            return SQLITE_DENY;
    return SQLITE_OK;
}

static int is_late(void *ctx) {
    struct ana_db *db = ctx;
    db->is_late = db->bounds.now_ms() > db->deadline;
    return db->is_late;
}

static void bound(struct ana_db *db, const struct ana_bounds *bounds) {
    static const struct {
        int limit, most;
    } limits[] = {{SQLITE_LIMIT_LENGTH, CELL_BYTES_MAX},
                  {SQLITE_LIMIT_SQL_LENGTH, 100000},
                  {SQLITE_LIMIT_COLUMN, 200},
                  {SQLITE_LIMIT_EXPR_DEPTH, 200},
                  {SQLITE_LIMIT_COMPOUND_SELECT, 50},
                  {SQLITE_LIMIT_VDBE_OP, 250000},
                  {SQLITE_LIMIT_FUNCTION_ARG, 100},
                  {SQLITE_LIMIT_ATTACHED, 0},
                  {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
                  {SQLITE_LIMIT_TRIGGER_DEPTH, 0},
                  {SQLITE_LIMIT_WORKER_THREADS, 0},
                  {SQLITE_LIMIT_VARIABLE_NUMBER, 0}};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        (void)sqlite3_limit(db->engine, limits[i].limit, limits[i].most);
    db->bounds = *bounds;
    db->deadline = bounds->now_ms() + bounds->most_ms;
    sqlite3_progress_handler(db->engine, STEPS_A_LOOK, is_late, db);
}

/* What the engine says most often, in both languages; of anything else its own words. */
static void add_words(const char *said, struct fpl_buf *out) {
    static const struct {
        const char *begins, *zh, *en;
    } words[] = {{"no such column: ", "没有此列：", "no such column: "},
                 {"no such table: ", "没有此表：", "no such table: "},
                 {"no such function: ", "没有此函数：", "no such function: "},
                 {"ambiguous column name: ", "列名不明确，须在前面写表名：",
                  "several tables have this column, write the table before it: "},
                 {"misuse of aggregate", "聚合函数位置不对", "misuse of aggregate"},
                 {"incomplete input", "语句不完整", "incomplete input"}};
    const char *syntax = strstr(said, ": syntax error");
    if (strncmp(said, "near ", 5) == 0 && syntax) {
        fpl_buf_addf(out,
                     "\x1e%.*s 处语法有误\x1f"
                     "syntax error near %.*s\x1d",
                     (int)(syntax - said - 5), said + 5, (int)(syntax - said - 5), said + 5);
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i].begins);
        if (strncmp(said, words[i].begins, n) == 0) {
            fpl_buf_addf(out, "\x1e%s\x1f%s\x1d%s", words[i].zh, words[i].en, said + n);
            return;
        }
    }
    fpl_buf_adds(out, said);
}

static enum fpl_status wrong_sql(const char *said, struct fpl_error *error) {
    struct fpl_buf text = {0};
    add_words(said, &text);
    fpl_buf_addc(&text, '\0');
    enum fpl_status status = fpl_buf_ok(&text) ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL)
                                               : fpl_fail(error, FPL_E_SQL, text.p, NULL, NULL);
    fpl_buf_release(&text);
    return status;
}

static enum fpl_status only_asks(struct fpl_error *error) {
    return fpl_fail(error, FPL_E_SQL_WRITE, NULL, NULL, NULL);
}

static enum fpl_status refused(struct ana_db *db, int rc, struct fpl_error *error) {
    const char *said = sqlite3_errmsg(db->engine);
    char text[96];
    switch (rc & 0xff) {
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        return only_asks(error);
    case SQLITE_INTERRUPT:
        (void)snprintf(text, sizeof text, FPL_ZH_EN("%lld 秒", "%lld seconds"), (long long)(db->bounds.most_ms / 1000),
                       (long long)(db->bounds.most_ms / 1000));
        return fpl_fail(error, FPL_E_LIMIT, text, NULL, NULL);
    case SQLITE_TOOBIG:
        return fpl_fail(error, FPL_E_LIMIT, FPL_ZH_EN("一个值 4 MB", "4 MB for one value"), NULL, NULL);
    case SQLITE_ERROR:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
        return strncmp(said, "not authorized", 14) == 0 ? only_asks(error) : wrong_sql(said, error);
    default:
        return ana_failed(db, rc, error);
    }
}

/* ---- cells ---- */

/* Valid UTF-8 as it stands; what a cast of other bytes makes is shown. */
static void put_text(sqlite3_stmt *stmt, int i, struct fpl_report *report) {
    struct fpl_str text = {(const char *)sqlite3_column_text(stmt, i), (size_t)sqlite3_column_bytes(stmt, i)};
    struct fpl_buf shown = {0};
    if (fpl_text_check(text, CELL_BYTES_MAX, NULL) != FPL_OK) {
        fpl_text_show(text, &shown);
        text = fpl_buf_str(&shown);
    }
    fpl_report_text(report, text);
    fpl_buf_release(&shown);
}

static void put_bytes(sqlite3_stmt *stmt, int i, struct fpl_report *report) {
    static const char hex[] = "0123456789abcdef";
    const unsigned char *bytes = sqlite3_column_blob(stmt, i);
    int n = sqlite3_column_bytes(stmt, i);
    struct fpl_buf text = {0};
    for (int at = 0; at < n; at++) {
        fpl_buf_addc(&text, hex[bytes[at] >> 4]);
        fpl_buf_addc(&text, hex[bytes[at] & 15]);
    }
    fpl_report_text(report, fpl_buf_str(&text));
    fpl_buf_release(&text);
}

static void put_cell(sqlite3_stmt *stmt, int i, struct fpl_report *report) {
    switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_NULL:
        fpl_report_none(report);
        break;
    case SQLITE_INTEGER:
        fpl_report_int(report, sqlite3_column_int64(stmt, i));
        break;
    case SQLITE_BLOB:
        put_bytes(stmt, i, report);
        break;
    default:
        put_text(stmt, i, report);
    }
}

static enum fpl_status give_rows(void *ctx, struct fpl_report *report, struct fpl_error *error) {
    struct question *question = ctx;
    int rc = SQLITE_DONE;
    enum fpl_status status = FPL_OK;
    (void)sqlite3_reset(question->stmt);
    while (!status && (rc = sqlite3_step(question->stmt)) == SQLITE_ROW) {
        for (int i = 0; i < question->columns; i++)
            put_cell(question->stmt, i, report);
        status = fpl_report_ok(report);
    }
    if (!status && rc != SQLITE_DONE)
        status = refused(question->db, rc, error);
    (void)sqlite3_reset(question->stmt);
    return status;
}

static void release(void *ctx) {
    struct question *question = ctx;
    sqlite3_finalize(question->stmt);
    free(question);
}

/* ---- columns ---- */

#define NAME_BYTES 256

static int is_taken(char (*names)[NAME_BYTES], int n, const char *name) {
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return 1;
    return 0;
}

/* A query may give two columns one name; in JSON each has its own. */
static void name_column(char (*names)[NAME_BYTES], int n, const char *given) {
    char *name = names[n];
    (void)fpl_str_show(fpl_str_of(given), name, NAME_BYTES - 12);
    size_t end = strlen(name);
    for (int again = 2; is_taken(names, n, name); again++)
        (void)snprintf(name + end, NAME_BYTES - end, "_%d", again);
}

/* Numbers stand to the right where the first row has one. */
static enum fpl_status put_columns(struct question *question, struct fpl_report *report, struct fpl_error *error) {
    int rc = sqlite3_step(question->stmt);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return refused(question->db, rc, error);
    char(*names)[NAME_BYTES] = calloc((size_t)question->columns, sizeof *names);
    if (!names)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (int i = 0; i < question->columns; i++) {
        int is_int = rc == SQLITE_ROW && sqlite3_column_type(question->stmt, i) == SQLITE_INTEGER;
        name_column(names, i, sqlite3_column_name(question->stmt, i));
        fpl_report_column(report, names[i], names[i], names[i], is_int ? FPL_COLUMN_INT : FPL_COLUMN_TEXT, 0);
    }
    free(names);
    return FPL_OK;
}

/* ---- the question ---- */

/* Blanks, semicolons and remarks, of which the engine makes no statement. */
static int is_blank(struct ana_db *db, const char *sql) {
    for (const char *rest = sql; *sql; sql = rest) {
        sqlite3_stmt *stmt = NULL;
        int rc = sqlite3_prepare_v2(db->engine, sql, -1, &stmt, &rest);
        sqlite3_finalize(stmt);
        if (rc != SQLITE_OK || stmt)
            return 0;
    }
    return 1;
}

static enum fpl_status prepare(struct ana_db *db, const char *sql, sqlite3_stmt **out, struct fpl_error *error) {
    const char *rest = NULL;
    int rc = sqlite3_prepare_v2(db->engine, sql, -1, out, &rest);
    if (rc != SQLITE_OK)
        return refused(db, rc, error);
    if (!*out)
        return fpl_fail(error, FPL_E_MISSING, FPL_ZH_EN("查询语句", "the query"), NULL, NULL);
    if (!is_blank(db, rest) || !sqlite3_stmt_readonly(*out) || sqlite3_column_count(*out) == 0)
        return only_asks(error);
    return FPL_OK;
}

int ana_is_trial(struct ana_db *db) {
    static const char sql[] = "SELECT 1 FROM readme WHERE object = 'cut' AND name = 'trial' AND value IS NOT NULL";
    sqlite3_stmt *stmt = NULL;
    int found = sqlite3_prepare_v2(db->engine, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW;
    sqlite3_finalize(stmt);
    return found;
}

static enum fpl_status begin(struct ana_db *db, const char *sql, const struct ana_bounds *bounds, struct question **out,
                             struct fpl_error *error) {
    sqlite3_stmt *stmt = NULL;
    bound(db, bounds);
    enum fpl_status status = ana_run(db, "PRAGMA query_only=ON", error);
    if (!status)
        status = ana_failed(db, sqlite3_set_authorizer(db->engine, authorize, NULL), error);
    if (!status)
        status = prepare(db, sql, &stmt, error);
    struct question *question = status ? NULL : malloc(sizeof *question);
    if (!question) {
        sqlite3_finalize(stmt);
        return status ? status : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    *question = (struct question){db, stmt, sqlite3_column_count(stmt)};
    *out = question;
    return FPL_OK;
}

enum fpl_status ana_ask(struct ana_db *db, const char *sql, const struct ana_bounds *bounds, struct fpl_report **out,
                        struct fpl_error *error) {
    struct question *question = NULL;
    enum fpl_status status = begin(db, sql, bounds, &question, error);
    if (status)
        return status;
    struct fpl_report *report = fpl_report_new("sql");
    if (!report)
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status) {
        fpl_report_table(report, "sql", "查询结果", "Result");
        status = put_columns(question, report, error);
    }
    if (status) {
        fpl_report_free(report);
        release(question);
        return status;
    }
    fpl_report_rows(report, give_rows, question, release);
    *out = report;
    return FPL_OK;
}
