#ifndef SRC_INGEST_IMPORT_H
#define SRC_INGEST_IMPORT_H
/* One file into the ledger: intake, header, rows to commands, chunks, answer file. */
#include "fundpool/session.h"
#include "src/ingest/columns.h"
#include "src/ingest/intake.h"

#include <stdatomic.h>

/* One answered row, as told to `answered`. Texts are valid during the call. */
struct ing_row_answer {
    int64_t row;
    int is_first; /* 0: a further row of the entry that the last one belongs to, of which nothing of its own is said */
    int column;   /* of the first reason's field, 1 = first; 0: none */
    enum fpl_status status;  /* FPL_OK, FPL_ALREADY, FPL_DEFERRED, FPL_E_TOTAL_ROW, or the refusal */
    const char *result;      /* "接受 accepted" … */
    const char *codes;       /* "E_GATE_RATE;E_GATE_TENOR"; "" if accepted */
    const char *zh, *en;     /* the reasons with field and column, or the provisional amount of a claim */
    struct fpl_money amount; /* the provisional amount of a claim */
    const char *receipt;     /* "2/15", "" if none */
    const char *voucher;
};

struct ing_import_options {
    struct fpl_session *session;
    const struct fpl_command_spec *command; /* NULL: the mapping says */
    struct fpl_str book, actor, checker;
    struct fpl_auth auth, checker_auth; /* how they are known */
    struct fpl_str submission;          /* empty: the file's SHA-256 */
    const char *file;                   /* "-": standard input */
    const char *name;    /* what the sender calls it, for the record and for errors; NULL: the base name of `file` */
    const char *mapping; /* mapping file; NULL: standard headers, unless mapping_text holds one */
    struct fpl_str mapping_text;         /* a mapping that is no file, in place of `mapping` */
    const char *mapping_name;            /* what errors call that one */
    const char *answer;                  /* answer file, where there is none yet; NULL: none */
    const char *ledger;                  /* of the session: no answer takes its place; NULL: not looked at */
    enum ing_encoding encoding;          /* 0: the mapping's, or find out */
    char delimiter;                      /* 0: the mapping's, or find out */
    const struct ing_constant *constant; /* fields that are the same for every row */
    int constants;
    int take_on, again;
    int rehearsal;          /* the session is that of a copy: answers say so and give no receipts */
    const atomic_int *stop; /* set by a signal handler; NULL: never */
    /* Once the inputs have been read a first time, before anything is made or recorded; NULL: nobody asks. Whoever
     * catches signals does so from then on: to read a pipe may take for ever. */
    void (*ready)(void *ctx);
    /* Now and then during the rows; NULL: nobody asks. */
    void (*progress)(void *ctx, int64_t bytes, int64_t bytes_all, int64_t rows);
    /* After each chunk, which is on the disk by then: the session is free for a batch of other commands
     * (fpl_batch_begin), ended before this returns. chunk_rows as in fpl_import_spec. NULL: chunks are written while
     * the next is decided.
     */
    void (*between)(void *ctx);
    int64_t chunk_rows;
    /* Each entry that this run decides, with what the desk says of it, not yet on the disk; NULL: nobody asks. */
    void (*given)(void *ctx, const struct fpl_command *command, enum fpl_status outcome);
    /* For each data row, in order, as its outcome is known; in a thread of the import's own, which has ended when
     * ing_import_run answers. NULL: nobody asks. */
    void (*answered)(void *ctx, const struct ing_row_answer *answer);
    void *ctx;
};

struct ing_import_result {       /* {0} at first; ing_import_result_release frees */
    enum fpl_import_state state; /* FPL_IMPORT_COMPLETE: the file was known, nothing changed */
    struct fpl_import_counts counts;
    const struct fpl_command_spec *command;
    char sha256[65];
    enum ing_encoding encoding;
    char delimiter;
    int64_t header_row, rows, blank; /* data rows, blank ones apart */
    int64_t totals;                  /* rows of totals, which the ledger counts as refused */
    int64_t remarked;                /* rows accepted with a remark of the desk */
    int64_t repeated;                /* rows that likely repeat an earlier one of the file */
    struct ing_unit_line units;      /* what the lines above the header say */
    struct fpl_buf ignored;          /* columns nobody reads, "a, b" */
    struct fpl_buf answer;           /* where the answers stand, with a NUL: as asked for, or beside what was there */
};
void ing_import_result_release(struct ing_import_result *result);

/* Runs (or goes on with) an import and writes the answer file. Before anything is recorded: the errors of
 * ing_intake_open, ing_mapping_load, FPL_E_HEADER, FPL_E_DUPLICATE_FIELD, FPL_E_UNKNOWN_FIELD, FPL_E_EMPTY_FILE (no
 * data rows), FPL_E_USAGE, and those of fpl_import_open. Later: FPL_E_INTERRUPTED (every acknowledged row is recorded;
 * the same command goes on), FPL_E_FILE_CHANGED, FPL_E_IO, FPL_E_DISK_FULL, FPL_E_ANSWER (all is
 * recorded, the answer file was not written), those of fpl_import_row and
 * fpl_import_flush. Refused rows are no error: see result->counts. *recorded (may be NULL) is set to 1 once the ledger
 * may hold something of this import. */
FPL_MUST_CHECK enum fpl_status ing_import_run(const struct ing_import_options *options,
                                              struct ing_import_result *result, int *recorded, struct fpl_error *error);
#endif
