#ifndef FUNDPOOL_TESTS_WORLD_H
#define FUNDPOOL_TESTS_WORLD_H
/* A small ledger in a temporary file for the tests of store, journal and verify: a clock and random bytes that repeat,
 * a registry with one chart, and books opened straight through the journal, without the desk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "fundpool/verify.h"
#include "ledger/journal/journal.h"

#define WORLD_DAY_MS INT64_C(86400000)

struct world {
    char dir[256], path[300];
    struct fpl_host host;
    int64_t now; /* what the clock says */
    uint64_t random;
    struct fpl_session *session;
    struct fpl_error error;
};

struct fpl_date world_day(const char *text);
/* Creates the ledger (origin "test.example", admin "root") and opens it for writing. The clock stands at 2026-11-20
 * 12:00 +08:00. */
void world_begin(struct world *world);
void world_end(struct world *world); /* closes and removes everything */
void world_reopen(struct world *world, enum fpl_mode mode);
/* The chart fund@1 of the tests: 1001 open, 1101 control fund with party and item, 2001 needs party, 3001, 9001. */
void world_adopt_chart(struct world *world);
/* A document of the registry: {"doc":json}. */
void world_adopt(struct world *world, const char *kind, const char *key, const char *json);
void world_party(struct world *world, const char *id); /* registered, of kind other */
void world_currency(struct world *world, const char *code);
/* A fund book with that chart, opened on 2024-01-01. The chart is adopted if it is not. */
int32_t world_book(struct world *world, const char *code);

/* One entry: "D1001:500 C3001:500@party#item=USD" (account:fen[@party][#item][=currency]) in a transaction of its own.
 */
struct world_entry {
    const char *lines, *occurred, *memo, *word;
    int period13;
    unsigned flags;
    int64_t reverses;                             /* 0: none */
    const char *item_kind, *item_key, *item_data; /* NULL: none */
    const char *tally, *scope;                    /* NULL: none */
    int64_t tally_amount;
    const char *kind; /* NULL: "entry.posted" */
};
enum fpl_status world_try(struct world *world, int32_t book, const struct world_entry *entry, struct fpl_appended *out);
/* The same within the transaction that is open. */
enum fpl_status world_append(struct world *world, int32_t book, const struct world_entry *entry,
                             struct fpl_appended *out);
int64_t world_post(struct world *world, int32_t book, const char *occurred, const char *lines); /* must succeed: seq */
void world_close_period(struct world *world, int32_t book, const char *period);
/* n records without postings, in one transaction. */
void world_fill(struct world *world, int32_t book, int n);
int64_t world_size(struct world *world, int32_t book);

/* world_begin, then two books, entries over several months, a closed period, a red reversal, an item, a tally, and more
 * records in one book than a tile holds. */
void world_populate(struct world *world);
/* Appends a record with the given body, bypassing every check: right leaf, commitment and opening, and the derived
 * tables rebuilt. */
void world_forge(struct world *world, int32_t book, const char *kind, const char *body);
/* The same, and what is derived stays as it was. */
void world_put(struct world *world, int32_t book, const char *kind, const char *body);
/* The body of a record, NUL-ended in a buffer. */
void world_body(struct world *world, int32_t book, int64_t seq, struct fpl_buf *out);
/* Takes the last column, the day of the cut, off every row of a report's CSV, and asserts that all of them had the same
 * one; any other text stays as it is. What a test says of rows so stays about figures. */
void world_uncut(struct fpl_buf *csv);
/* Every row of a derived table as text, one a line. */
void world_table(struct world *world, const char *table, struct fpl_buf *out);

/* Another connection to the file with all guards dropped; break_out puts them back and closes it, so that the schema is
 * what it was. */
struct sqlite3 *world_break_in(struct world *world);
void world_break_out(struct sqlite3 *db);
/* Runs SQL on the file from outside. */
void world_sql(struct world *world, const char *sql);
enum fpl_status world_verify(struct world *world, unsigned passes, struct fpl_verify_report *report);

/* Makes all that is derived from the records as they now are. A sound head keeps a rebuild from making other records
 * the evidence: whoever forges spoils it first. */
void world_rebuild(struct world *world);
#endif
