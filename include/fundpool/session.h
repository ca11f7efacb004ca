#ifndef FUNDPOOL_SESSION_H
#define FUNDPOOL_SESSION_H
/* The ledger as a program sees it: open a file, give commands, import files row by row. All writes go through here (the
 * desk); reads are in fundpool/reader.h. Argument order everywhere: the object, what goes in, what comes out, the
 * error. Every function returning a status leaves its outputs untouched on failure. A session belongs to one thread. */
#include "fundpool/command.h"
#include "fundpool/proof.h"
#include "fundpool/schema.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_session;

/* What the library needs from outside, as callbacks. Copied on open; ctx and label are borrowed and must outlive the
 * session. */
struct fpl_host {
    void *ctx;
    int64_t (*now_ms)(void *ctx);                                  /* POSIX time in ms */
    enum fpl_status (*entropy)(void *ctx, uint8_t *out, size_t n); /* n secret random bytes; FPL_E_ENTROPY */
    const char *label; /* who writes, for FILE.writer: "pid 123, zhang, import" */
    int busy_ms;       /* how long a second writer waits, e.g. 5000 */
    const char *vfs;   /* SQLite VFS name for fault tests; NULL = default */
    /* Makes a document's canonical JSON from the text that it was written as. Whoever adopts it, and `verify`, compare
     * the two. `kind` is "chart", "pack", "profile", "tolerance", "limit", "calendar" or "mapping". Any status but
     * FPL_OK and FPL_E_NOMEM: that text is no such document. NULL: text and JSON are not compared, and the form of
     * mappings, which are read by their text, is not looked at. */
    enum fpl_status (*translate)(void *ctx, const char *kind, struct fpl_str source, struct fpl_buf *json,
                                 struct fpl_error *error);
};

struct fpl_init {
    struct fpl_str origin; /* "ledger.huaibei.example": schema-less URL, no blanks, no '+' */
    struct fpl_str admin;  /* user id of the first user, the one administrator there is: an id; others he enrols */
    struct fpl_str admin_name;
    struct fpl_str lang;    /* "zh" or "en" */
    int32_t offset_minutes; /* fixed UTC offset of "today": 480 */
    int trial;              /* a ledger to try things on: its outputs say so, for ever */
};
/* Creates the file with book 0, under another name until it is whole. FPL_E_EXISTS if anything stands at the path, or
 * an old FILE-wal, -shm or -journal beside it (nothing is overwritten), FPL_E_LOCKED, FPL_E_ENTROPY and the errors of
 * fpl_output_check in fundpool/file.h; nothing is left on failure. */
FPL_MUST_CHECK enum fpl_status fpl_ledger_init(const char *path, const struct fpl_init *init,
                                               const struct fpl_host *host, struct fpl_error *error);

enum fpl_mode {
    FPL_READ,
    FPL_WRITE,
    FPL_READ_UNSAFE /* reads a ledger whose schema was altered all the same: show what fpl_session_schema says of it */
};
/* FPL_E_NOT_FOUND, FPL_E_NOT_LEDGER, FPL_E_VERSION, FPL_E_SCHEMA (the schema of the file is not what this program
 * makes: arguments 0 to 2 are the first object that differs, what, and how many differ), FPL_E_CORRUPT, FPL_E_TAMPERED
 * (frontier does not fold to the stored root), FPL_E_IO; FPL_E_FILE_NAME, FPL_E_PERMISSION, FPL_E_NOT_FILE; with
 * FPL_WRITE also FPL_E_READONLY and FPL_E_LINKS (the file has several names). The schema is looked at again when a
 * transaction begins: any later call may answer FPL_E_SCHEMA if it was altered meanwhile. */
FPL_MUST_CHECK enum fpl_status fpl_session_open(const char *path, enum fpl_mode mode, const struct fpl_host *host,
                                                struct fpl_session **out, struct fpl_error *error);
void fpl_session_close(struct fpl_session *session); /* NULL allowed */
/* Of a session opened with FPL_WRITE: brings all that is recorded from FILE-wal into the file itself, so that whoever
 * then moves or copies the file has everything. FPL_E_LOCKED: somebody still reads FILE-wal, and both belong together.
 */
FPL_MUST_CHECK enum fpl_status fpl_session_write_back(struct fpl_session *session, struct fpl_error *error);
/* Calls cb for each object of the file that differs, in order of its name; for none if all are ours. */
FPL_MUST_CHECK enum fpl_status fpl_session_schema(struct fpl_session *session, fpl_schema_cb cb, void *ctx,
                                                  struct fpl_error *error);
/* The ledger's language, "zh" or "en", as fpl_ledger_init fixed it; borrowed from the session. */
struct fpl_str fpl_session_lang(const struct fpl_session *session);
/* Minutes that the ledger's days are ahead of UTC: 480. */
int32_t fpl_session_offset(const struct fpl_session *session);
int fpl_session_is_trial(const struct fpl_session *session); /* made with `trial` */
/* By how much the newest record of the ledger, as it was opened, lies after the clock; 0 if it does not. Time never
 * falls within a book: what is recorded now gets the time of that record, or FPL_E_CLOCK if that is a later day. */
int64_t fpl_session_ahead_ms(const struct fpl_session *session);
int64_t fpl_session_last_ms(const struct fpl_session *session); /* the time of that record */
struct fpl_session_file {                                       /* how the ledger's file is read */
    int64_t links;  /* names that the file has; with more than one it can be read only */
    int is_still;   /* read without locks and without FILE-wal, as a file that nobody changes: the engine's files
                       beside it can be neither used nor made (read-only medium, no permission) */
    int is_changed; /* written to since it was opened; what a `still` session has read since may be inconsistent */
    int64_t wal_bytes, wal_changed_ms; /* FILE-wal as the session was opened: if `still`, newer records not read */
};
void fpl_session_file(const struct fpl_session *session, struct fpl_session_file *out);
/* The day of the host's clock at that offset. */
struct fpl_date fpl_session_today(const struct fpl_session *session);

/* What the amounts of a book are in, for whoever reads a file before it is known who may give it: the ISO code, and the
 * decimals. FPL_E_BOOK, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status fpl_session_currency(struct fpl_session *session, struct fpl_str book, char currency[4],
                                                    int *scale, struct fpl_error *error);

/* Has this user one of the roles on the day of the clock? For what concerns the whole file (`what`, for the message)
 * and so is no command of the desk. It is asked of the registry's records themselves, each under its commitment, and of
 * no derived table: those may be what is to be made anew. FPL_E_ACTOR, FPL_E_DISABLED, FPL_E_ROLE (arguments: the user,
 * `what`), FPL_E_TAMPERED. */
FPL_MUST_CHECK enum fpl_status fpl_session_permit(struct fpl_session *session, struct fpl_str actor, unsigned roles,
                                                  const char *what, struct fpl_error *error);

/* The answer to one command. */
struct fpl_answer {
    enum fpl_status status; /* FPL_OK, FPL_ALREADY, FPL_DEFERRED or the refusal */
    int32_t book;
    int64_t seq; /* receipt number 回执号 is book/seq; of the original record if ALREADY; -1 if nothing was recorded */
    char voucher[40];          /* 凭证号 "2026-11 记 12"; "" if the record is no entry */
    struct fpl_money amount;   /* the event's own: provisional or decided of a claim, … 0 if none */
    struct fpl_money exposure; /* of a loan: the contingent share opened, released or given back; 0 if none */
    struct {
        int32_t book;
        int64_t seq;
    } side[2]; /* records of the same event in other books, made in the same commit */
    int sides;
    char field[64];              /* the field a refusal is about, "" if none */
    char left_out[FPL_LEFT_OUT]; /* parameters of the pack, a blank between: caps and breakers that a provisional
                                    amount leaves out, because a sum or measure is not known yet; "" if none */
    int reasons;
    struct fpl_reason reason[FPL_DECISION_REASONS]; /* every failing gate; those from `reasons` on are not written: all
                                                       of them together are 60 KiB */
};

/* Several commands in one commit. Each has its own answer, sees what those before it left, and keeps its own request
 * key; a refused one leaves nothing but its refusal. So n callers wait for the disk once. No import chunk may be open
 * on the session (between two fpl_import_flush a batch may be given), and nothing else until the batch has ended. */
struct fpl_batch;
/* FPL_E_LOCKED, FPL_E_READONLY, FPL_E_POISONED and the other errors of a transaction's beginning. *out ends with
 * fpl_batch_commit or fpl_batch_drop. */
FPL_MUST_CHECK enum fpl_status fpl_batch_begin(struct fpl_session *session, struct fpl_batch **out,
                                               struct fpl_error *error);
/* Status and answer as of fpl_submit, but the answer may be told to nobody before fpl_batch_commit has answered FPL_OK.
 * A status of form or permission is this command's own, and the batch goes on. The machine's failure ends the batch:
 * every later call answers it again, and so does the commit. */
FPL_MUST_CHECK enum fpl_status fpl_batch_give(struct fpl_batch *batch, const struct fpl_command *command,
                                              struct fpl_answer *answer, struct fpl_error *error);
/* FPL_OK: all records of the batch are on the disk (or there is none to keep). Otherwise none of them can be relied on:
 * with FPL_E_UNKNOWN the commit may have happened or not, with every other status nothing was recorded. The keys of all
 * commands are still good: the same command with the same key acts once and answers what became of it. After a failed
 * or unknown commit FPL_E_POISONED until reopened. Frees the batch whatever it answers. */
FPL_MUST_CHECK enum fpl_status fpl_batch_commit(struct fpl_batch *batch, struct fpl_error *error);
void fpl_batch_drop(struct fpl_batch *batch); /* records nothing of it and frees it; NULL allowed */

/* One command, a batch of its own: loads facts, decides, appends, commits, then answers. FPL_OK with answer->status
 * FPL_OK, FPL_ALREADY, FPL_DEFERRED or a refusal (which, given by an enrolled actor with the role and well formed, is a
 * record of its own); another status means nothing was recorded: form, permission, lock, disk, or a refusal past the
 * actor's limit of the day (details in error; where a decider gave it, answer->reasons are all that it found, and
 * otherwise the answer is left as it was). FPL_E_UNKNOWN: the commit may have
 * happened or not; the same command with the same request key answers what became of it. After a failed or unknown
 * commit FPL_E_POISONED until reopened. */
FPL_MUST_CHECK enum fpl_status fpl_submit(struct fpl_session *session, const struct fpl_command *command,
                                          struct fpl_answer *answer, struct fpl_error *error);

/* The same without recording: *decision (may be NULL) shows postings, tallies and steps. Also for a read-only session.
 * The checker may be left empty: whoever prepares an entry asks before anybody checks it. No view may be open on the
 * session. */
FPL_MUST_CHECK enum fpl_status fpl_dry_run(struct fpl_session *session, const struct fpl_command *command,
                                           struct fpl_answer *answer, struct fpl_decision *decision,
                                           struct fpl_error *error);

/* ---- imports: one file, many rows, chunks committed one by one ---- */
struct fpl_import;
struct fpl_import_spec {
    const struct fpl_command_spec *command; /* with FPL_COMMAND_IMPORT or FPL_COMMAND_LINES */
    struct fpl_str book, actor, checker;
    struct fpl_auth auth, checker_auth; /* how they are known, for every row; those of the commands are not looked at */
    struct fpl_str submission;          /* request key of the file: its SHA-256 in hex unless the user gave another */
    struct fpl_str file_sha256;         /* hex */
    struct fpl_str file_name;           /* base name, for people */
    struct fpl_str encoding, delimiter, mapping; /* how it was read; mapping: SHA-256 of the mapping file, or empty */
    int take_on;
    int again;          /* decide only the rows refused before, as a new round */
    int64_t chunk_rows; /* rows after which fpl_import_is_full says so; 0: as many as are decided fastest, which is also
                           the most */
};
enum fpl_import_state { FPL_IMPORT_FRESH, FPL_IMPORT_RESUMED, FPL_IMPORT_COMPLETE };
/* Finds or begins the submission (role checked here). A complete one given with another mapping begins a new round of
 * its refused rows, as `again` does; nothing of the earlier rounds changes. FPL_E_REQUEST_CHANGED when the same
 * submission key holds another file or command, or another mapping of an import that was stopped half way (field
 * "mapping": finish it first), or was begun in another book of the ledger (field "book"; the argument names it and the
 * record); FPL_E_LIMIT when the actor has begun as many imports today as fundpool/limits.h allows: nothing is recorded
 * then. */
FPL_MUST_CHECK enum fpl_status fpl_import_open(struct fpl_session *session, const struct fpl_import_spec *spec,
                                               struct fpl_import **out, enum fpl_import_state *state,
                                               struct fpl_error *error);
/* Frees; rows that were not flushed are not recorded. NULL allowed. */
void fpl_import_close(struct fpl_import *import);
/* Is this row (group) still to be decided? 0: it has its outcome already (an earlier run, or not among the refused with
 * `again`). */
int fpl_import_wants(const struct fpl_import *import, int64_t row);
/* These rows hold no command: titles, the heading, blank rows; in a later round also those that it does not want. Each
 * row of the file, from 1 to its last, is given once, in ascending order, here or to one of the next two; those that an
 * earlier run of a stopped import has told of may be given again here. It is told with the next row, or at the end. */
void fpl_import_skip(struct fpl_import *import, int64_t row, int64_t row_last);
/* Decides one row within the open chunk. row_last > row for an entry of several rows.
 * `raw` is the row's decoded content, for the commitment should it be refused. Not acknowledged before the next flush.
 * Returns FPL_OK whatever the row's answer; other statuses are the machine's, or FPL_E_LIMIT (fundpool/limits.h): the
 * rows of the open chunk are not recorded, those before are. */
FPL_MUST_CHECK enum fpl_status fpl_import_row(struct fpl_import *import, int64_t row, int64_t row_last,
                                              const struct fpl_command *command, struct fpl_str raw,
                                              struct fpl_answer *answer, struct fpl_error *error);
/* Rows that could not even become a command: each reason carries status, field and arguments, and the row that it is
 * about (0: all of them). At least one; and one of them is about all rows or about `row`. */
struct fpl_import_faults {
    const struct fpl_error *reason;
    int reasons;
};
FPL_MUST_CHECK enum fpl_status fpl_import_refuse(struct fpl_import *import, int64_t row, int64_t row_last,
                                                 const struct fpl_import_faults *faults, struct fpl_str raw,
                                                 struct fpl_error *error);
/* 1 when the open chunk has as many rows or bytes as a chunk may have: time to flush or to hand over. A service that
 * posts single commands beside a file takes small chunks and gives a batch after each fpl_import_flush. */
int fpl_import_is_full(const struct fpl_import *import);
/* Commits what was given so far: once it has answered FPL_OK, that is acknowledged. */
FPL_MUST_CHECK enum fpl_status fpl_import_flush(struct fpl_import *import, struct fpl_error *error);
/* The same without waiting for the disk: rows given from now on are decided meanwhile. A later call reports a failure,
 * and no row is acknowledged until fpl_import_flush or fpl_import_finish returns FPL_OK. If another writer came between
 * two chunks with what a row rests on, that failure is FPL_E_MEANWHILE, also of any later call. */
FPL_MUST_CHECK enum fpl_status fpl_import_hand_over(struct fpl_import *import, struct fpl_error *error);
/* After FPL_E_MEANWHILE: forgets what was not committed. Rows are given again, from the first one that fpl_import_wants
 * says, on what the ledger holds now; at least the next chunk is decided while nobody else writes. */
FPL_MUST_CHECK enum fpl_status fpl_import_again(struct fpl_import *import, struct fpl_error *error);
/* Flushes and marks the file complete. Errors as fpl_import_flush; on a complete import it does nothing. */
FPL_MUST_CHECK enum fpl_status fpl_import_finish(struct fpl_import *import, struct fpl_error *error);

/* The outcome of each row, in row order, read back from the ledger (so that a repeated command builds the identical
 * answer file). */
struct fpl_row_outcome {
    int64_t row;
    enum fpl_status status;
    int32_t book;
    int64_t seq; /* -1 if refused */
    char voucher[40];
    int64_t told;                /* accepted: a number that is among the reasons too; 0: none */
    struct fpl_money amount;     /* claims: provisional amount */
    char left_out[FPL_LEFT_OUT]; /* claims: as in struct fpl_answer */
    struct fpl_reason
        reason[FPL_DECISION_REASONS]; /* arguments written "@field" stand for the row's own content of that field */
    char field[FPL_DECISION_REASONS][64];
    int reasons;
    int own; /* how many of them are about this row of an entry and not about the entry */
};
/* Rows must be asked in ascending order. FPL_E_NOT_FOUND: no outcome (a row of an incomplete import). */
FPL_MUST_CHECK enum fpl_status fpl_import_outcome(struct fpl_import *import, int64_t row, struct fpl_row_outcome *out,
                                                  struct fpl_error *error);
/* A reader of the outcomes of an import that goes on, with a session of its own, for another thread: fpl_import_outcome
 * answers FPL_E_NOT_FOUND for a row until the chunk that decides it is committed and fpl_import_refresh has been called
 * since. Errors of fpl_session_open. *out is the caller's, to close. */
FPL_MUST_CHECK enum fpl_status fpl_import_follow(const struct fpl_import *import, struct fpl_import **out,
                                                 struct fpl_error *error);
/* Forgets what was read and ends the read transaction; the next fpl_import_outcome starts a new one. */
void fpl_import_refresh(struct fpl_import *follower);
struct fpl_import_counts {
    int64_t accepted, already, refused, deferred;
};
/* Of all rounds so far; rows count once they are acknowledged, and after a failure as the ledger has them. */
void fpl_import_count(struct fpl_import *import, struct fpl_import_counts *out);

/* 试算: a session for writing on a private copy of the ledger, as it is now. Whatever is given there, a whole file or a
 * document, is answered as the ledger would answer it, and nothing of it is recorded. An entry needs no checker here,
 * as in a dry run: who prepares it asks before anybody checks. Others go on writing to the ledger.
 */
struct fpl_rehearsal;
/* Makes the copy at `path`, where nothing stands, in a folder that others cannot read. The session's host is used
 * again. Errors of fpl_ledger_copy and fpl_session_open; nothing is left at the path then. */
FPL_MUST_CHECK enum fpl_status fpl_rehearsal_begin(struct fpl_session *session, const char *path,
                                                   struct fpl_rehearsal **out, struct fpl_error *error);
struct fpl_session *fpl_rehearsal_session(const struct fpl_rehearsal *rehearsal); /* closed by fpl_rehearsal_end */
/* Closes the session and removes the copy with what stands beside it. NULL allowed. */
void fpl_rehearsal_end(struct fpl_rehearsal *rehearsal);

/* Consistent copy of the ledger for an auditor; works while others write. Errors as of
 * fpl_ledger_init. */
FPL_MUST_CHECK enum fpl_status fpl_ledger_copy(struct fpl_session *session, const char *path, struct fpl_error *error);

#ifdef __cplusplus
}
#endif
#endif
