#ifndef FUNDPOOL_VERIFY_H
#define FUNDPOOL_VERIFY_H
/* Verification: everything stored is made again here. A byte that no pass checks could be changed unnoticed.
 *   EVIDENCE  streams every book: leaf bytes canonical, leaf ↔ commitments ↔ openings, numbering, time order, tree,
 *             tiles, frontier, postings that balance, periods, voucher numbers
 *   STATE     folds every record into a temporary database and compares all derived tables with it, row by row
 *   BODIES    on the way makes the body of every record again from its command and the state before it, and compares it
 *             byte by byte; the people of a record had their roles by then
 * Any of them ends with the schema of the file. The first difference is named. */
#include "fundpool/session.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_verify_report {
    int32_t books;
    int64_t records, openings, postings, decisions, derived_rows;
    char where[200]; /* first difference: "book 3 seq 17 opening body: commitment" … "" if none */
    /* A warning, no difference: records of a later time than the clock of verification, and the first of them. */
    int64_t ahead;
    char ahead_where[48]; /* "book 3 seq 17" */
};
enum {
    FPL_VERIFY_EVIDENCE = 1,
    FPL_VERIFY_STATE = 2,
    FPL_VERIFY_BODIES = 4,
    FPL_VERIFY_ALL = FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE | FPL_VERIFY_BODIES
};
struct fpl_verify_spec {
    unsigned passes; /* FPL_VERIFY_*, at least one */
    int64_t now;     /* the clock of verification, POSIX milliseconds; INT64_MAX: there is none */
};
typedef void (*fpl_progress)(void *ctx, int64_t done, int64_t total);
/* A difference as `where`, or the argument of FPL_E_TAMPERED, names it, in Chinese, appended to *out. What has no
 * Chinese words, and what is quoted of the file, stands as it is. */
void fpl_verify_words(const char *where, struct fpl_buf *out);
/* FPL_OK, FPL_E_TAMPERED (arg 0 = report->where), FPL_E_SCHEMA (everything else agrees), FPL_E_CORRUPT, FPL_E_IO.
 * Needs a session of any mode, FPL_READ_UNSAFE if the schema may have been altered; takes no actor: evidence is public
 * to whoever holds the file. */
FPL_MUST_CHECK enum fpl_status fpl_verify(struct fpl_session *session, const struct fpl_verify_spec *spec,
                                          fpl_progress progress, void *ctx, struct fpl_verify_report *report,
                                          struct fpl_error *error);

/* Is an earlier checkpoint a prefix of this ledger's log of the same origin? FPL_OK; FPL_E_OTHER_LEDGER (arg 0: its
 * origin, arg 1: that of book 0 here); FPL_E_TAMPERED: report->where names the first size that differs ("size 512 of
 * ledger.example/3 …"): larger than the log, or another root; or the book of this ledger that is not there. */
FPL_MUST_CHECK enum fpl_status fpl_verify_against(struct fpl_session *session, const struct fpl_checkpoint *earlier,
                                                  struct fpl_verify_report *report, struct fpl_error *error);

/* Is an older copy, open in `older`, a beginning of this ledger, record by record in every book? FPL_OK, report->books
 * and
 * ->records say how much; FPL_E_OTHER_LEDGER: a copy of another ledger (arguments as above); FPL_E_TAMPERED:
 * report->where names the first record that differs, or what the copy has and this ledger lacks, as it also does if the
 * copy is the newer one. The copy's own evidence is not looked at: fpl_verify does that. Both sessions are left as they
 * were. */
FPL_MUST_CHECK enum fpl_status fpl_verify_older(struct fpl_session *session, struct fpl_session *older,
                                                fpl_progress progress, void *ctx, struct fpl_verify_report *report,
                                                struct fpl_error *error);

/* Takes one book's checkpoint, borrowed for the call; anything but FPL_OK ends fpl_checkpoints, which answers it. */
typedef enum fpl_status (*fpl_checkpoint_cb)(void *ctx, int32_t book, const struct fpl_checkpoint *checkpoint);
/* Gives origin, size and root of every book in order of id, without an actor. What cb answers; FPL_E_CORRUPT, FPL_E_IO.
 */
FPL_MUST_CHECK enum fpl_status fpl_checkpoints(struct fpl_session *session, fpl_checkpoint_cb cb, void *ctx,
                                               struct fpl_error *error);

/* Rebuilds every derived table from records and openings in one transaction; the result is the same bytes a fresh
 * ledger would hold. */
FPL_MUST_CHECK enum fpl_status fpl_rebuild(struct fpl_session *session, fpl_progress progress, void *ctx,
                                           struct fpl_error *error);

#ifdef __cplusplus
}
#endif
#endif
