#ifndef LEDGER_DESK_IMPORT_H
#define LEDGER_DESK_IMPORT_H
/* An import in progress, and the reading back of its outcomes. */
#include "ledger/desk/desk.h"
#include "ledger/desk/same.h"

struct import_chunk {
    int64_t lo, hi, s0;
    int64_t rows, accepted, already, refused;
    size_t bytes;
    int64_t run_row, run_span, run_count;
    char run_series[40]; /* of its vouchers, "2026-11 记"; "": no entries */
    int64_t run_number;  /* of its first voucher */
    uint8_t salt[FPL_SALT_BYTES];
};

struct chunk_place { /* one recorded chunk */
    int64_t round, lo, hi, seq;
};

#define ROUNDS_PARSED 16 /* of which a chunk is kept parsed; more rounds share */
struct round_reader {    /* a round's chunk last read, parsed */
    int64_t round;       /* 0: of none */
    int current;         /* its index, -1: none */
    int64_t asked;       /* the row last asked for */
    int at;              /* index of the chunk that may cover it */
    int64_t run_seq;
    struct fpl_buf bytes;
    struct fpl_json_doc doc;
    const struct fpl_json *runs, *old, *no, *told;         /* its lists */
    const struct fpl_json *run, *old_at, *no_at, *told_at; /* and the places reached in them */
    const struct fpl_json *told_number;                    /* of told_at, for told_row; NULL: of none */
    int64_t told_row;
};
struct round_span { /* chunks [first, end) */
    int first, end;
};
struct outcome_reader {
    struct chunk_place *chunk; /* by round and first row */
    int chunks, loaded;        /* loaded: 1 when the list of chunks is there */
    int64_t list_for;          /* flushes of the import that the list was made after */
    struct round_span *span;   /* of each round */
    int64_t rounds;
    struct round_reader *parsed; /* ROUNDS_PARSED of them; NULL: none yet */
};

void fpl_import__release_reader(struct outcome_reader *read);

struct row_reader { /* a follower's: records of rows follow each other in the book */
    struct fpl_record_scan scan;
    int going;
    int64_t seq;                 /* of the bytes read last; -1: none in this transaction */
    const struct fpl_json *body; /* NULL: they have not been parsed */
    struct fpl_buf bytes;
    struct fpl_json_doc doc;
};

void fpl_import__release_rows(struct row_reader *reader);

struct fpl_import {
    struct fpl_session *session;
    struct desk *desk;
    struct fpl_command command; /* who and where, for chunks */
    struct desk_call call;
    struct fpl_answer answer;
    struct fpl_decision made; /* items and tallies of its own records */
    struct fpl_str checker;   /* of those that make entries; borrowed from the command */
    struct fpl_error error;
    char submission[65], file[65], mapping[65];
    int32_t book_id;
    int64_t began; /* seq of the round's import.began */
    int64_t round, last_row, flushes;
    int64_t chunk_rows; /* of a full chunk */
    int64_t skipped;    /* rows after last_row up to this one hold no command; told with the next row */
    /* has any record of the book that to tell with its answer? -1: not asked in this transaction */
    int any_told[FPL_EVENT_TELLS];
    int any_closed;          /* has any month of the book been closed? -1: not asked in this transaction */
    int any_said, any_named; /* likewise: entries without a number; firms named otherwise than in the registry */
    int complete, open;
    struct fpl_session *own; /* a follower's, which is its session too; NULL: this is the import itself */
    int any_alike;           /* are there keys that differ in case or width? -1: not asked in this transaction */
    int64_t covered;         /* last row that the round's chunks a follower sees have decided */
    enum fpl_status failed;  /* of the machine, within a chunk: nothing goes on until it is opened again */
    struct import_chunk chunk;
    struct fpl_import_counts counts, settled; /* settled: as of what is known to be committed */
    struct fpl_buf text, refused, runs, already, skip;
    struct fpl_told told;
    struct fpl_json_doc doc;
    struct outcome_reader read;
    struct row_reader row;
};

/* ---- refused rows (refusal.c) ---- */
#define IMPORT_COMMITMENT_BYTES 48
struct import_refusals { /* where the reasons of a chunk's rows go: JSON arrays with commas between them */
    struct fpl_buf *text;
    struct fpl_hasher *hasher;
    const uint8_t *salt; /* of the chunk */
};
struct refused_row {
    int64_t row, last;
    const struct fpl_command *command; /* NULL: it never became one */
    struct fpl_str raw;
    int64_t about; /* the row of an entry that the reason is about; 0: all of them */
};
/* The commitment to the content of a refused row, in base64. */
void fpl_import__commitment(struct fpl_hasher *hasher, const uint8_t salt[FPL_SALT_BYTES], int64_t row,
                            struct fpl_str raw, char out[IMPORT_COMMITMENT_BYTES]);
/* Appends one reason. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_import__refusal(const struct import_refusals *list, const struct refused_row *row,
                                                   const struct fpl_reason *reason, const char *field);
/* Appends the reasons of rows that never became a command; row->about is not looked at. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_import__faults(const struct import_refusals *list, const struct refused_row *row,
                                                  const struct fpl_import_faults *faults);

/* The rounds and chunks recorded so far, into import->read: by round, then by row. */
FPL_MUST_CHECK enum fpl_status fpl_import__list_chunks(struct fpl_import *import, struct fpl_error *error);
/* The outcome of a row in rounds before `round` (the newest that decided it). FPL_E_NOT_FOUND. */
FPL_MUST_CHECK enum fpl_status fpl_import__outcome_before(struct fpl_import *import, int64_t row, int64_t round,
                                                          struct fpl_row_outcome *out);

#endif
