#ifndef SRC_SERVICE_STATE_SQL_H
#define SRC_SERVICE_STATE_SQL_H
/* Statements of the state file, for the files that keep something in it. state.c alone knows the engine: it has the
 * tables and the connection. A statement holds the state's mutex from its begin to its end; it may be NULL, which only
 * state_end tells. */
#include "src/service/state.h"

struct sqlite3_stmt;

struct sqlite3_stmt *state_begin(struct state *state, const char *sql);
/* Steps to the end; *changes (may be NULL) is how many rows that changed. */
FPL_MUST_CHECK enum fpl_status state_end(struct state *state, struct sqlite3_stmt *statement, int *changes,
                                         struct fpl_error *error);
/* 1: a row stands ready. Anything else is told by state_end(). */
int state_row(struct sqlite3_stmt *statement);
void state_bind_text(struct sqlite3_stmt *statement, int at, const char *text);
void state_bind_int(struct sqlite3_stmt *statement, int at, int64_t value);
void state_bind_blob(struct sqlite3_stmt *statement, int at, const void *bytes, int n);
/* Of the row that stands ready, columns from 0. The slice lives until the next row. */
struct fpl_str state_column(struct sqlite3_stmt *statement, int at);
void state_column_text(struct sqlite3_stmt *statement, int at, char *out, size_t size);
int state_column_bytes(struct sqlite3_stmt *statement, int at, uint8_t *out, int n); /* 0: it has not n bytes */
int64_t state_column_int(struct sqlite3_stmt *statement, int at);
/* Runs `act` in one transaction, which is taken back if it does not answer FPL_OK. */
FPL_MUST_CHECK enum fpl_status state_together(struct state *state,
                                              enum fpl_status (*act)(void *ctx, struct fpl_error *error), void *ctx,
                                              struct fpl_error *error);

#endif
