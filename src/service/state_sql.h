#ifndef SRC_SERVICE_STATE_SQL_H
#define SRC_SERVICE_STATE_SQL_H
/* Statements of the state file, for the files that keep something in it. state.c alone knows the engine: it has the
 * tables and the connection. A statement holds the state's mutex from its begin to its end; it may be NULL, which only
 * state_end tells. */
#include "src/service/state.h"

#include <stddef.h>

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

/* ---- state_rows.c ---- */
enum state_kind { STATE_INT /* an int, or an enumeration */, STATE_INT64, STATE_TEXT, STATE_BYTES };
struct state_field { /* where a column goes in a struct */
    enum state_kind kind;
    size_t at, size;
};
#define STATE_FIELD(kind, type, member)                                                                                \
    { kind, offsetof(type, member), sizeof((type *)0)->member }
/* The row that stands ready, its first n columns in the order of `field`, into the struct `out`. Bytes of another
 * length leave the struct's as they are. */
void state_read(struct sqlite3_stmt *row, const struct state_field *field, int n, void *out);
struct state_words { /* the states of a thing, from 1; 0 is none */
    const struct state_word_texts { const char *name, *zh, *en; } * word;
    int n;
};
/* Chinese (zh > 0), English (0), the identifier (< 0). */
const char *state_word(const struct state_words *words, int i, int zh);
int state_word_of(const struct state_words *words, struct fpl_str identifier); /* 0: none */
/* " IN('A','B')" for the bits 1 << state: names of ours, nothing that anybody typed. */
void state_words_in(struct fpl_buf *sql, const struct state_words *words, unsigned bits);
/* That status about the number `id`. */
enum fpl_status state_fail_at(struct fpl_error *error, enum fpl_status status, int64_t id);

/* Runs `act` in one transaction, which is taken back if it does not answer FPL_OK. */
FPL_MUST_CHECK enum fpl_status state_together(struct state *state,
                                              enum fpl_status (*act)(void *ctx, struct fpl_error *error), void *ctx,
                                              struct fpl_error *error);

#endif
