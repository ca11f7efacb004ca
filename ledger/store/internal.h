#ifndef LEDGER_STORE_INTERNAL_H
#define LEDGER_STORE_INTERNAL_H
/* Shared between the files of this room only. */
#include "ledger/store/behind.h"
#include "ledger/store/driver.h"
#include "ledger/store/file.h"
#include "ledger/store/schema.h"
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
    char leaf[FPL_LEAF_BYTES];       /* of the row it stands on */
    int64_t uid_of;                  /* the book of which `uid` is */
    char uid[2 * FPL_UID_BYTES + 1]; /* of the records walked last */
};

struct fpl_store {
    const struct fpl_driver *driver;
    struct fpl_db *db;
    struct fpl_stmt *stmt[FPL_SQL_COUNT];
    struct fpl_cursor *idle;
    char *path;
    struct fpl_file_state found; /* the file as it was opened */
    const char *vfs, *label;
    int busy_ms, scratch, in_transaction /* 0 none, 1 read, 2 write */, poisoned;
    int unsafe, schema_checked; /* checked: the schema of this version is ours */
    int64_t schema_version;
    uint32_t schema_seen; /* version of the content as it was looked at last, or as our own commits have left it */
    struct fpl_writer writer;
    uint32_t version;             /* as of this connection's last commit */
    int others;                   /* another connection has committed since writes began to be carried out behind */
    struct fpl_behind *behind;    /* NULL: writes are carried out at once */
    char leaf[FPL_LEAF_BYTES];    /* of the record got last */
    struct fpl_kept_totals *kept; /* rows of the totals as they stand, NULL: none; nobody else has written since */
    struct fpl_writes writes;     /* of the write transaction begun last; does not change while the thread has work */
};

/* A statement that changes rows, with its values in order of $1, $2, …: bound at once, or queued. */
struct fpl_put {
    struct fpl_store *store;
    struct fpl_stmt *stmt;
    struct fpl_buf *queue; /* NULL: at once */
    size_t op_at;
    int n;
};
FPL_MUST_CHECK enum fpl_status fpl_store__put(struct fpl_store *store, enum fpl_sql id, struct fpl_put *put,
                                              struct fpl_error *error);
void fpl_put__int(struct fpl_put *put, int64_t number);
void fpl_put__text(struct fpl_put *put, struct fpl_str text);
void fpl_put__blob(struct fpl_put *put, const void *bytes, size_t n);
FPL_MUST_CHECK enum fpl_status fpl_put__run(struct fpl_put *put, struct fpl_error *error);
void fpl_put__queue_int(struct fpl_put *put, int64_t number);
void fpl_put__queue_bytes(struct fpl_put *put, int is_text, const void *bytes, size_t n);

/* Every transaction begins with it. The objects are compared only if the version of the schema is not the one that was
 * compared last; a writer, who has the lock, need not ask for that version while nobody else has committed. An unsafe
 * store is let through. FPL_E_SCHEMA as above. */
FPL_MUST_CHECK enum fpl_status fpl_store__check_schema(struct fpl_store *store, int write, struct fpl_error *error);

/* What the write-behind thread does with the connection it owns meanwhile. */
FPL_MUST_CHECK enum fpl_status fpl_store__statement_now(struct fpl_store *store, enum fpl_sql id, struct fpl_stmt **out,
                                                        struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__begin_now(struct fpl_store *store, const struct fpl_writes *writes,
                                                    struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__commit_now(struct fpl_store *store, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__expect_now(struct fpl_store *store, int32_t book, int64_t size,
                                                     int64_t indexed, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__expect_count_now(struct fpl_store *store, const struct fpl_tally_row *which,
                                                           int64_t count, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__expect_unused_now(struct fpl_store *store, struct fpl_str kind,
                                                            struct fpl_str key, struct fpl_error *error);
/* FPL_E_LOCKED, and by whom the ledger is written to. */
enum fpl_status fpl_store__taken(const struct fpl_store *store, struct fpl_error *error);
/* FPL_E_MEANWHILE: somebody else has written what was taken for known. */
enum fpl_status fpl_store__overtaken(struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__roll_now(struct fpl_store *store, int32_t book, int32_t month, int32_t year,
                                                   struct fpl_error *error);
void fpl_store__forget_totals(struct fpl_store *store); /* what is kept of them */
/* Adds packed cells to those of a block. */
FPL_MUST_CHECK enum fpl_status fpl_store__merge_now(struct fpl_store *store, int64_t block, struct fpl_str added,
                                                    struct fpl_error *error);

FPL_MUST_CHECK enum fpl_status fpl_store__statement(struct fpl_store *store, enum fpl_sql id, struct fpl_stmt **out,
                                                    struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__cursor(struct fpl_store *store, enum fpl_sql id, const char *text,
                                                 struct fpl_cursor **out, struct fpl_error *error);

#endif
