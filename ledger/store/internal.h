#ifndef LEDGER_STORE_INTERNAL_H
#define LEDGER_STORE_INTERNAL_H
/* Shared between the files of this room only. */
#include "ledger/store/driver.h"
#include "ledger/store/store.h"
#include "ledger/store/writer.h"

enum fpl_sql {
#define FPL_SQL(id, text) FPL_SQL_##id,
#include "ledger/store/sql.def"
#undef FPL_SQL
    FPL_SQL_COUNT
};

struct fpl_cursor {
    struct fpl_store *store;
    struct fpl_stmt *stmt;
    enum fpl_sql id; /* FPL_SQL_COUNT: a text of its own, not kept */
    struct fpl_cursor *next_idle;
};

struct fpl_store {
    const struct fpl_driver *driver;
    struct fpl_db *db;
    struct fpl_stmt *stmt[FPL_SQL_COUNT];
    struct fpl_cursor *idle;
    char *path;
    const char *vfs, *label;
    int busy_ms, scratch, in_transaction /* 0 none, 1 read, 2 write */, poisoned;
    struct fpl_writer writer;
};

FPL_MUST_CHECK enum fpl_status fpl_store__statement(struct fpl_store *store, enum fpl_sql id, struct fpl_stmt **out,
                                                    struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__run(struct fpl_store *store, struct fpl_stmt *stmt, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__cursor(struct fpl_store *store, enum fpl_sql id, const char *text,
                                                 struct fpl_cursor **out, struct fpl_error *error);

#endif
