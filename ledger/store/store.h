#ifndef LEDGER_STORE_STORE_H
#define LEDGER_STORE_STORE_H
/* The store: rows of the schema by typed functions, one transaction at a time. Knows keys and bytes, not what they
 * mean. Every function that reads or writes rows needs an open transaction (begin). Slices answered are valid until the
 * next call that uses the same kind of row. */
#include "fundpool/date.h"
#include "fundpool/money.h"
#include "fundpool/proof.h"
#include "fundpool/schema.h"
#include "ledger/store/driver.h"

#include <pthread.h>

struct fpl_store;
struct fpl_file_state; /* ledger/store/file.h */

struct fpl_store_options {
    int write, create; /* create: nothing stands at path */
    int unsafe;        /* read a file whose schema differs; not with write */
    int scratch;       /* an in-memory store with derived tables only, for rebuilding and comparing */
    int busy_ms;
    const char *vfs;
    const char *label; /* for FILE.writer */
};
FPL_MUST_CHECK enum fpl_status fpl_store__open(const char *path, const struct fpl_store_options *options,
                                               struct fpl_store **out, struct fpl_error *error);
void fpl_store__close(struct fpl_store *store);
/* FPL_E_SCHEMA if the schema of the file is not ours. A write transaction takes the engine's write lock and then the
 * advisory FILE.writer; when the wait ends in vain the error names its holder. */
FPL_MUST_CHECK enum fpl_status fpl_store__begin(struct fpl_store *store, int write, struct fpl_error *error);
/* To write to these books; fpl_store__begin for writing names them all. */
FPL_MUST_CHECK enum fpl_status fpl_store__begin_writes(struct fpl_store *store, const struct fpl_writes *writes,
                                                       struct fpl_error *error);
/* On failure the store is poisoned: everything but close answers FPL_E_POISONED. FPL_E_UNKNOWN: what was written may
 * have been committed or not; whoever asks with the same key learns it. */
FPL_MUST_CHECK enum fpl_status fpl_store__commit(struct fpl_store *store, struct fpl_error *error);
void fpl_store__rollback(struct fpl_store *store);
/* In a transaction, nothing queued: 1 if nobody has committed anything since this store last did. */
int fpl_store__is_unchanged(const struct fpl_store *store);
/* Calls cb for every object of the file that differs from what this program makes. Needs a transaction. */
FPL_MUST_CHECK enum fpl_status fpl_store__schema(struct fpl_store *store, fpl_schema_cb cb, void *ctx,
                                                 struct fpl_error *error);
/* FPL_E_SCHEMA names the first object that differs, what, and how many differ. */
FPL_MUST_CHECK enum fpl_status fpl_store__schema_is_ours(struct fpl_store *store, struct fpl_error *error);
const char *fpl_store__path(const struct fpl_store *store);
/* Read as a file that nobody changes, because the engine's files beside it can be neither used nor made: without locks,
 * and as of the last checkpoint if a FILE-wal lies there. */
int fpl_store__is_still(const struct fpl_store *store);
const struct fpl_file_state *fpl_store__file(const struct fpl_store *store); /* as it was opened */
int fpl_store__is_poisoned(const struct fpl_store *store);
/* Write-behind: from start to stop a thread of the store's own carries out what is written, in order, COMMIT and the
 * BEGIN after it included, while the caller goes on. A read waits until everything before it is done. After a failure
 * the store is poisoned, and the next call that returns a status reports it. Nothing is committed until
 * fpl_store__settle returns FPL_OK. If no thread can be started, every write runs at once, as before start_behind. */
void fpl_store__start_behind(struct fpl_store *store);
FPL_MUST_CHECK enum fpl_status fpl_store__settle(struct fpl_store *store, struct fpl_error *error);
void fpl_store__stop_behind(struct fpl_store *store);
/* After FPL_E_MEANWHILE, with write-behind stopped and whatever was known forgotten: what failed was rolled back as a
 * whole, so the store may be written to again. */
void fpl_store__start_anew(struct fpl_store *store);
int fpl_store__is_behind(const struct fpl_store *store);
/* A thread that no signal meets: they are for the caller. 0: it could not be started. */
int fpl_store__start_thread(pthread_t *thread, void *(*task)(void *ctx), void *ctx);
/* Is every row found where its key is looked for? Whoever walks a table in order does not follow the paths by which a
 * key is looked up, nor an index. fault: what is not so, in the engine's words; "" if all is well. Of a schema that is
 * ours, in a transaction. */
#define FPL_FAULT_BYTES 160
FPL_MUST_CHECK enum fpl_status fpl_store__intact(struct fpl_store *store, char fault[FPL_FAULT_BYTES],
                                                 struct fpl_error *error);
/* Outside a transaction, opened to write: FILE-wal is empty, all that it held is in the file. FPL_E_LOCKED: others
 * still read it. */
FPL_MUST_CHECK enum fpl_status fpl_store__write_back(struct fpl_store *store, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__copy(struct fpl_store *store, const char *path, struct fpl_error *error);

/* records and openings */
enum { FPL_PART_BODY = 0, FPL_PART_PI = 1 }; /* to.k: 1 + k */
#define FPL_SEQ_MAX ((INT64_C(1) << 36) - 1)
FPL_MUST_CHECK enum fpl_status fpl_store__add_record(struct fpl_store *store, int32_t book, const struct fpl_leaf *leaf,
                                                     struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__add_opening(struct fpl_store *store, int32_t book, int64_t seq, int part,
                                                      const uint8_t salt[FPL_SALT_BYTES], struct fpl_str bytes,
                                                      struct fpl_error *error);
/* A record, its part and its opening as they stand in the tables. */
struct fpl_record_row {
    int32_t book;
    int64_t seq;
    int part;
    struct fpl_leaf of;  /* what the row says of the leaf */
    struct fpl_str leaf; /* its text; empty: the row is no record's */
    struct fpl_str salt, bytes;
};
/* Leaf alone, which lives until the next one is got. FPL_E_NOT_FOUND, also of numbers that no record can have. */
FPL_MUST_CHECK enum fpl_status fpl_store__get_record(struct fpl_store *store, int32_t book, int64_t seq,
                                                     struct fpl_record_row *out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__get_opening(struct fpl_store *store, int32_t book, int64_t seq, int part,
                                                      struct fpl_str *salt, struct fpl_str *bytes,
                                                      struct fpl_error *error);
/* Cursors of their own, so that records and openings can be walked side by side. next: *row = 0 at the end. */
struct fpl_cursor;
FPL_MUST_CHECK enum fpl_status fpl_store__scan_records(struct fpl_store *store, int32_t book, int64_t from, int64_t to,
                                                       struct fpl_cursor **out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__scan_openings(struct fpl_store *store, int32_t book, int64_t from, int64_t to,
                                                        struct fpl_cursor **out, struct fpl_error *error);
/* All rows in order of key, those included whose key is no book's: for verification. */
FPL_MUST_CHECK enum fpl_status fpl_store__scan_all_records(struct fpl_store *store, struct fpl_cursor **out,
                                                           struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__scan_all_openings(struct fpl_store *store, struct fpl_cursor **out,
                                                            struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__next(struct fpl_cursor *cursor, int *row, struct fpl_error *error);
void fpl_store__end(struct fpl_cursor *cursor); /* NULL allowed */
void fpl_store__record_row(struct fpl_cursor *cursor, struct fpl_record_row *out);
void fpl_store__opening_row(struct fpl_cursor *cursor, struct fpl_record_row *out);
#define FPL_BOOK_MAX ((1 << 19) - 1)
/* Largest book id that has a record or an opening, -1 if the ledger is empty. FPL_E_CORRUPT past FPL_BOOK_MAX. */
FPL_MUST_CHECK enum fpl_status fpl_store__last_book(struct fpl_store *store, int32_t *out, struct fpl_error *error);

/* derived: head and tiles */
struct fpl_series {            /* of voucher numbers: those of an accounting month and word */
    char key[48];              /* "2026-11|记"; "": none */
    int64_t seq0, seq, number; /* the records that took its first number and its last, and that number */
};
struct fpl_head {
    int64_t size, t, indexed;
    int64_t gross; /* all amounts of postings and tallies and counts of tallies, added up without their signs: no total
                      or tally of the book can be larger. INT64_MAX: that or more. */
    struct fpl_hash root;
    struct fpl_frontier frontier;
    struct fpl_series series; /* that the newest numbered record is of; the others are items of the kind "voucher" */
};
FPL_MUST_CHECK enum fpl_status fpl_store__get_head(struct fpl_store *store, int32_t book, struct fpl_head *out,
                                                   struct fpl_error *error); /* FPL_E_NOT_FOUND, FPL_E_CORRUPT */
/* The time of the newest record of all books, in ms; 0 if there is none. */
FPL_MUST_CHECK enum fpl_status fpl_store__last_t(struct fpl_store *store, int64_t *out, struct fpl_error *error);
/* All books in order: head, and record 0, whose body holds the book's identity (empty slices if it is gone). */
struct fpl_book_row {
    int64_t book;
    struct fpl_head head;
    struct fpl_record_row founded;
};
FPL_MUST_CHECK enum fpl_status fpl_store__scan_books(struct fpl_store *store, struct fpl_cursor **out,
                                                     struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__book_row(struct fpl_cursor *cursor, struct fpl_book_row *out,
                                                   struct fpl_error *error); /* FPL_E_CORRUPT */
FPL_MUST_CHECK enum fpl_status fpl_store__put_head(struct fpl_store *store, int32_t book, const struct fpl_head *head,
                                                   int exists, struct fpl_error *error);
/* FPL_E_MEANWHILE if the stored head is of another size or indexed to another place: somebody else has written to the
 * book since. */
FPL_MUST_CHECK enum fpl_status fpl_store__expect_head(struct fpl_store *store, int32_t book,
                                                      const struct fpl_head *head, struct fpl_error *error);
/* FPL_E_MEANWHILE if a stored record of any book is later than t: somebody else has written since. */
FPL_MUST_CHECK enum fpl_status fpl_store__expect_time(struct fpl_store *store, int64_t t, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__put_tile(struct fpl_store *store, int32_t book, int level, int64_t idx,
                                                   const uint8_t hashes[FPL_TILE_BYTES], struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__get_tile(struct fpl_store *store, int32_t book, int level, int64_t idx,
                                                   struct fpl_str *hashes, struct fpl_error *error);

/* Keys of the stored heads and tiles in order, to find what should not be there. */
FPL_MUST_CHECK enum fpl_status fpl_store__scan_head_keys(struct fpl_store *store, struct fpl_cursor **out,
                                                         struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__scan_tile_keys(struct fpl_store *store, struct fpl_cursor **out,
                                                         struct fpl_error *error);
struct fpl_tile_key {
    int64_t book, level, idx;
};
void fpl_store__tile_key(struct fpl_cursor *cursor, struct fpl_tile_key *out);

/* derived: lines, what postings fall on, numbered 0, 1, … within their book in order of first use */
#define FPL_LINES_MAX   (INT64_C(1) << 24)
#define FPL_BLOCK_LINES 64 /* whose totals stand together */
struct fpl_line_row {
    int32_t book;
    struct fpl_str account, party, currency; /* currency empty: the book's own */
    struct fpl_str flow;                     /* line of the cash-flow statement; empty: no cash flows */
    int64_t no;
};
FPL_MUST_CHECK enum fpl_status fpl_store__get_line(struct fpl_store *store, struct fpl_line_row *line, int *found,
                                                   struct fpl_error *error); /* by its texts; fills no */
FPL_MUST_CHECK enum fpl_status fpl_store__add_line(struct fpl_store *store, const struct fpl_line_row *line,
                                                   struct fpl_error *error);
/* The number for the next line of a book. */
FPL_MUST_CHECK enum fpl_status fpl_store__next_line(struct fpl_store *store, int32_t book, int64_t *no,
                                                    struct fpl_error *error);
/* In order of account, party, currency, flow. */
FPL_MUST_CHECK enum fpl_status fpl_store__scan_lines(struct fpl_store *store, int32_t book, struct fpl_cursor **out,
                                                     struct fpl_error *error);
void fpl_store__line_row(struct fpl_cursor *cursor, struct fpl_line_row *out);

/* derived: totals of a line. grain 0 day, 1 month (its first day), 2 year (its first day) */
struct fpl_cell {
    int32_t book;
    int grain;
    int32_t day;
    int64_t line;
    int64_t debit, credit;
};
FPL_MUST_CHECK enum fpl_status fpl_store__get_total(struct fpl_store *store, struct fpl_cell *cell, int *found,
                                                    struct fpl_error *error); /* fills debit, credit */
/* Adds the debit and credit of cells of one book, grain, day and block of lines, in ascending order of line; is_new:
 * none of that day is stored yet. Sums must fit (fpl_fold__room has seen to it; FPL_E_CORRUPT). */
FPL_MUST_CHECK enum fpl_status fpl_store__add_totals(struct fpl_store *store, const struct fpl_cell *cells, int n,
                                                     int is_new, struct fpl_error *error);
/* The newest day of a grain, INT32_MIN if there is none: later cells are new. */
FPL_MUST_CHECK enum fpl_status fpl_store__last_total_day(struct fpl_store *store, int32_t book, int grain, int32_t *day,
                                                         struct fpl_error *error);
struct fpl_packed { /* cells of one block, still packed */
    const unsigned char *at, *end;
    int last;
    int64_t first_line;
};
struct fpl_total_scan {
    struct fpl_cursor *cursor;
    struct fpl_packed packed;
    struct fpl_cell cell; /* the one next_total has come to */
};
struct fpl_totals_range { /* cells of one grain with day in [from, to] */
    int32_t book;
    int grain;
    int32_t from, to;
};
/* The stored day cells of a month, which no later day follows, by number of the line; the caller frees `line`. */
struct fpl_open_sum {
    int64_t debit, credit;
    int met;
};
struct fpl_open_sums {
    struct fpl_open_sum *line;
    size_t lines;
};
/* `month` is its first day. FPL_E_CORRUPT, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_store__open_sums(struct fpl_store *store, int32_t book, int32_t month,
                                                    struct fpl_open_sums *out, struct fpl_error *error);
/* Adds them to the cells of the month and the year that begin on these days. Queued like a row. */
FPL_MUST_CHECK enum fpl_status fpl_store__roll_month(struct fpl_store *store, int32_t book, int32_t month, int32_t year,
                                                     struct fpl_error *error);
/* In order of day and line. */
FPL_MUST_CHECK enum fpl_status fpl_store__scan_totals(struct fpl_store *store, const struct fpl_totals_range *range,
                                                      struct fpl_total_scan *out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__next_total(struct fpl_total_scan *scan, int *more,
                                                     struct fpl_error *error); /* FPL_E_CORRUPT */
void fpl_store__end_totals(struct fpl_total_scan *scan);

/* derived: items */
#define FPL_ROWS_AT_ONCE 16 /* rows of one multi-row INSERT */
struct fpl_item_row {
    int32_t book;
    struct fpl_str kind, key;
    int64_t seq0, seq;
    struct fpl_str data; /* empty: the item is gone */
};
FPL_MUST_CHECK enum fpl_status fpl_store__get_item(struct fpl_store *store, struct fpl_item_row *item, int *found,
                                                   struct fpl_error *error); /* by book, kind, key */
/* FPL_ROWS_AT_ONCE items that are not there yet, with data. */
FPL_MUST_CHECK enum fpl_status fpl_store__add_items(struct fpl_store *store, const struct fpl_item_row *items,
                                                    struct fpl_error *error);
/* The greatest key of a kind that begins with `beginning`, which is empty or ends in '|'; empty if there is none. */
FPL_MUST_CHECK enum fpl_status fpl_store__last_item_key(struct fpl_store *store, int32_t book, struct fpl_str kind,
                                                        struct fpl_str beginning, struct fpl_str *key,
                                                        struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__put_item(struct fpl_store *store, const struct fpl_item_row *item, int exists,
                                                   struct fpl_error *error); /* empty data deletes */
FPL_MUST_CHECK enum fpl_status fpl_store__scan_items(struct fpl_store *store, int32_t book, struct fpl_str kind,
                                                     struct fpl_str from_key, struct fpl_cursor **out,
                                                     struct fpl_error *error);
void fpl_store__item_row(struct fpl_cursor *cursor, struct fpl_item_row *out);

/* derived: keys that act once in the ledger, and the record where each did */
struct fpl_request_row {
    struct fpl_str kind, key;
    int32_t book;
    int64_t seq;
};
FPL_MUST_CHECK enum fpl_status fpl_store__get_request(struct fpl_store *store, struct fpl_request_row *row, int *found,
                                                      struct fpl_error *error); /* by kind and key */
/* Greatest key of the kind that begins so, and all of them from a key on; as of items. */
FPL_MUST_CHECK enum fpl_status fpl_store__last_request_key(struct fpl_store *store, struct fpl_str kind,
                                                           struct fpl_str beginning, struct fpl_str *key,
                                                           struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__scan_requests(struct fpl_store *store, struct fpl_str kind,
                                                        struct fpl_str from_key, struct fpl_cursor **out,
                                                        struct fpl_error *error);
struct fpl_str fpl_store__request_key(struct fpl_cursor *cursor);
/* Up to FPL_ROWS_AT_ONCE that are not there yet. */
FPL_MUST_CHECK enum fpl_status fpl_store__add_requests(struct fpl_store *store, const struct fpl_request_row *row,
                                                       int n, struct fpl_error *error);

/* derived: tallies */
struct fpl_tally_row {
    int32_t book;
    struct fpl_str name, scope;
    int32_t day;
    int64_t amount, count;
};
FPL_MUST_CHECK enum fpl_status fpl_store__get_tally(struct fpl_store *store, struct fpl_tally_row *tally, int *found,
                                                    struct fpl_error *error);
/* Adds the amount and count of up to FPL_ROWS_AT_ONCE tallies of different keys, there already or not. Sums must fit
 * (fpl_fold__tally_room). */
FPL_MUST_CHECK enum fpl_status fpl_store__add_tallies(struct fpl_store *store, const struct fpl_tally_row *tallies,
                                                      int n, struct fpl_error *error);
/* The stored count of one name, scope and day over all books. */
FPL_MUST_CHECK enum fpl_status fpl_store__count_books(struct fpl_store *store, const struct fpl_tally_row *which,
                                                      int64_t *count, struct fpl_error *error);
/* FPL_E_MEANWHILE if the stored count is another one. Queued, when the transaction comes to it. */
FPL_MUST_CHECK enum fpl_status fpl_store__expect_count(struct fpl_store *store, const struct fpl_tally_row *which,
                                                       int64_t count, struct fpl_error *error);
/* FPL_E_MEANWHILE if the key has been used after all, by another connection. Looked up only if another one has
 * committed since the store began to write behind; queued, when the transaction comes to it. Only while it writes
 * behind. */
FPL_MUST_CHECK enum fpl_status fpl_store__expect_unused(struct fpl_store *store, struct fpl_str kind,
                                                        struct fpl_str key, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__scan_tally(struct fpl_store *store, int32_t book, struct fpl_str name,
                                                     struct fpl_str scope, int32_t from, int32_t to,
                                                     struct fpl_cursor **out, struct fpl_error *error);
void fpl_store__tally_row(struct fpl_cursor *cursor, struct fpl_tally_row *out);

/* derived: the posting index; a row is an account's postings in one span of the log, packed (journal/index.c) */
struct fpl_posting_row {
    int32_t book;
    struct fpl_str account;
    int64_t span;
    struct fpl_str bytes;
};
FPL_MUST_CHECK enum fpl_status fpl_store__get_postings(struct fpl_store *store, struct fpl_posting_row *row, int *found,
                                                       struct fpl_error *error); /* by its key; fills bytes */
FPL_MUST_CHECK enum fpl_status fpl_store__put_postings(struct fpl_store *store, const struct fpl_posting_row *row,
                                                       int exists, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_store__scan_postings(struct fpl_store *store, int32_t book, struct fpl_str account,
                                                        struct fpl_cursor **out, struct fpl_error *error);
void fpl_store__posting_row(struct fpl_cursor *cursor, struct fpl_posting_row *out); /* span and bytes */

/* all derived tables, for rebuild and verify */
FPL_MUST_CHECK enum fpl_status fpl_store__clear_derived(struct fpl_store *store, struct fpl_error *error);
extern const char *const fpl_store__derived_tables[]; /* NULL-ended */
/* Walks one derived table in key order; each row rendered as text "a|b|c" with blobs in hex, for comparison and for
 * naming a difference. */
FPL_MUST_CHECK enum fpl_status fpl_store__scan_table(struct fpl_store *store, const char *table,
                                                     struct fpl_cursor **out, struct fpl_error *error);
void fpl_store__table_row(struct fpl_cursor *cursor, struct fpl_buf *out);
/* The same walk over the columns as they are, for rows that are compared and not named: an eighth of the time. */
FPL_MUST_CHECK enum fpl_status fpl_store__scan_columns(struct fpl_store *store, const char *table,
                                                       struct fpl_cursor **out, struct fpl_error *error);
int fpl_store__same_row(const struct fpl_cursor *a, const struct fpl_cursor *b); /* values and their types */

#endif
