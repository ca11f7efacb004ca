#ifndef LEDGER_STORE_DRIVER_H
#define LEDGER_STORE_DRIVER_H
/* What the store may ask of an SQL engine. One set of SQL texts with $1, $2 … serves every engine; the DDL is the
 * engine's own. SQLite is the embedded engine; another engine is another table of functions. Values bound are borrowed
 * until the next step or reset. */
#include "fundpool/text.h"

struct fpl_db;
struct fpl_stmt;

#define FPL_WRITES_MAX 16         /* books of one transaction */
struct fpl_writes {               /* what a transaction may append to */
    int32_t book[FPL_WRITES_MAX]; /* ascending ids, none twice */
    int n;                        /* FPL_WRITES_ALL: any, as when a ledger is made or rebuilt */
};
#define FPL_WRITES_ALL (-1)

struct fpl_db_options {
    int write;  /* 0: open read-only */
    int unsafe; /* open a ledger whose identity does not fit as well */
    int model;  /* nothing but settings and DDL, in memory, to compare a ledger's with */
    int create; /* make a new file, which is not there */
    int busy_ms;
    const char *vfs;
};

struct fpl_driver {
    const char *name;
    const char *ddl;         /* tables, guards; run once in a new store */
    const char *ddl_derived; /* the derived tables alone, for scratch stores */
    /* What a schema is compared by. objects: name with kind ("trigger record_…") and definition, in order of the name.
     * texts: what made them, as the DDL says it, in the order of their making; empty where nothing did.
     * settings: of the file, those that change what it means, each its own question; NULL-ended. */
    const char *objects, *texts;
    const char *const *settings;
    enum fpl_status (*open)(const char *url, const struct fpl_db_options *options, struct fpl_db **out,
                            struct fpl_error *error);
    void (*close)(struct fpl_db *db);
    /* Opened as a file that nobody changes, without locks and without what stands beside it? Only for reading, where
     * the engine can neither use nor make its files beside it. NULL: never. */
    int (*is_still)(const struct fpl_db *db);
    enum fpl_status (*script)(struct fpl_db *db, const char *sql,
                              struct fpl_error *error); /* several statements, no results */
    enum fpl_status (*seal)(struct fpl_db *db,
                            struct fpl_error *error); /* from here on the authorizer guards records */
    /* writes NULL: to read. An engine with a lock a book takes those that are named, in order; one with a lock for the
     * ledger takes that. FPL_E_LOCKED after busy_ms. */
    enum fpl_status (*begin)(struct fpl_db *db, const struct fpl_writes *writes, struct fpl_error *error);
    /* FPL_E_UNKNOWN: it may have happened or not, as when a connection is lost after COMMIT was sent. Any other failure
     * says that nothing was committed. */
    enum fpl_status (*commit)(struct fpl_db *db, struct fpl_error *error);
    void (*rollback)(struct fpl_db *db);
    /* Read in a transaction or after a commit: moves with every commit that this connection makes or gets to see. NULL:
     * the engine does not tell. */
    uint32_t (*version)(struct fpl_db *db);
    int64_t (*schema_version)(struct fpl_db *db); /* in a transaction: another number once an object has changed */
    enum fpl_status (*prepare)(struct fpl_db *db, const char *sql, struct fpl_stmt **out, struct fpl_error *error);
    void (*finalize)(struct fpl_stmt *stmt);
    void (*bind_int)(struct fpl_stmt *stmt, int n, int64_t value);
    void (*bind_text)(struct fpl_stmt *stmt, int n, struct fpl_str text);
    void (*bind_blob)(struct fpl_stmt *stmt, int n, const void *bytes, size_t size);
    enum fpl_status (*step)(struct fpl_stmt *stmt, int *row,
                            struct fpl_error *error); /* *row = 1: a row is there; 0: done */
    void (*reset)(struct fpl_stmt *stmt);
    int64_t (*column_int)(struct fpl_stmt *stmt, int n);          /* columns count from 0 */
    struct fpl_str (*column_bytes)(struct fpl_stmt *stmt, int n); /* text or blob, valid until the next step or reset */
    /* Do two rows hold the same values, of the same types, column by column? */
    int (*same_row)(struct fpl_stmt *a, struct fpl_stmt *b);
    /* Does the file agree with itself: every row is found under its key, in its table and in each index, and no page is
     * lost or used twice? In a transaction, of a schema that is ours. fault: the engine's own words, "" if all is well.
     * NULL: the engine cannot tell. */
    enum fpl_status (*intact)(struct fpl_db *db, char *fault, size_t size, struct fpl_error *error);
    /* Outside a transaction, of a store to write: whatever is committed stands in the file itself. FPL_E_LOCKED: others
     * still read what stands beside it. NULL: nothing stands beside it. */
    enum fpl_status (*write_back)(struct fpl_db *db, struct fpl_error *error);
    enum fpl_status (*copy)(struct fpl_db *db, const char *path, const char *vfs,
                            struct fpl_error *error); /* consistent copy into a new file */
};

extern const struct fpl_driver fpl_driver_sqlite;

#endif
