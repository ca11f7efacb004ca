#ifndef FUNDPOOL_RECHECK_H
#define FUNDPOOL_RECHECK_H
/* A sender's own file against what an import recorded of it. An import keeps of a refused row a commitment and its
 * reasons, and of one recorded before a number: no rule gives these, the file does. Whoever has the file reads it as it
 * was read then and gives its rows here once more, as to fundpool/session.h; nothing is recorded.
 *
 * Held against the file: for each row whether it was accepted, recorded before, refused or without a command; of the
 * first two the command, of the third its content, and its reasons where the row is ill-formed. What a decider refused
 * on the state of that moment keeps its reasons as they are told. */
#include "fundpool/session.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_submitted { /* one round of a submission: who had it read, and how */
    int32_t book;
    char code[65]; /* of the book */
    int64_t seq;   /* of its import.began */
    int64_t round;
    int is_done;                             /* 0: it was left half-way; rows behind its last chunk have no answer */
    char submission[65], sha256[65];         /* of the file */
    char mapping[65];                        /* SHA-256 of the mapping file; "": none */
    char encoding[24], delimiter, name[256]; /* "", 0: not told */
    int take_on;
    const struct fpl_command_spec *command;
};
struct fpl_recheck_counts { /* rows of the round; an entry counts once */
    int64_t accepted, already, refused, open;
};
struct fpl_file_difference {
    int64_t row; /* of the file; 0: the file as a whole */
    int32_t book;
    int64_t seq;         /* the record that says something else: the row's own, or the import.chunk or import.began */
    const char *zh, *en; /* what differs */
    const char *detail;  /* a field or a code; "": none */
};
typedef void (*fpl_difference_cb)(void *ctx, const struct fpl_file_difference *difference);

struct fpl_recheck;
/* Finds every round of every submission of a file, by its SHA-256 in hex, or of the submission of that key if one is
 * given. FPL_E_NO_SUBMISSION if the ledger has none. *out is the caller's; until it is closed, no other call of the
 * session. */
FPL_MUST_CHECK enum fpl_status fpl_recheck_open(struct fpl_session *session, struct fpl_str sha256,
                                                struct fpl_str submission, struct fpl_recheck **out,
                                                struct fpl_error *error);
void fpl_recheck_close(struct fpl_recheck *recheck); /* NULL allowed */
int fpl_recheck_rounds(const struct fpl_recheck *recheck);
const struct fpl_submitted *fpl_recheck_round(const struct fpl_recheck *recheck, int i);
/* The text of the mapping of that SHA-256, if it was adopted (mapping.adopted); *found = 0 if not. */
FPL_MUST_CHECK enum fpl_status fpl_recheck_mapping(struct fpl_recheck *recheck, const char *sha256,
                                                   struct fpl_buf *text, int *found, struct fpl_error *error);
/* Begins the i-th round. Each difference is given to cb as it is met. */
FPL_MUST_CHECK enum fpl_status fpl_recheck_begin(struct fpl_recheck *recheck, int i, fpl_difference_cb cb, void *ctx,
                                                 struct fpl_error *error);
/* The file's rows in ascending order, each once: without a command, with one, ill-formed. FPL_OK whatever differs. */
FPL_MUST_CHECK enum fpl_status fpl_recheck_skip(struct fpl_recheck *recheck, int64_t row, int64_t row_last,
                                                struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_recheck_row(struct fpl_recheck *recheck, int64_t row, int64_t row_last,
                                               const struct fpl_command *command, struct fpl_str raw,
                                               struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_recheck_refuse(struct fpl_recheck *recheck, int64_t row, int64_t row_last,
                                                  const struct fpl_import_faults *faults, struct fpl_str raw,
                                                  struct fpl_error *error);
/* The file cannot be read as the record says it was; `why` is the status that says so. */
void fpl_recheck_unreadable(struct fpl_recheck *recheck, enum fpl_status why);
/* After the last row. FPL_E_FILE_DIFFERS (arg 0: the first difference) if anything did. */
FPL_MUST_CHECK enum fpl_status fpl_recheck_end(struct fpl_recheck *recheck, struct fpl_recheck_counts *counts,
                                               struct fpl_error *error);

#ifdef __cplusplus
}
#endif
#endif
