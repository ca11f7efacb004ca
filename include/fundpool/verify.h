#ifndef FUNDPOOL_VERIFY_H
#define FUNDPOOL_VERIFY_H
/* Verification: whatever is not re-derived here is an unwatched way in. The evidence pass streams every book (leaf
 * bytes canonical, leaf ↔ commitments ↔ openings, numbering, time order, tree, tiles, frontier, sums zero, every
 * decision run again on its record's facts); the state pass rebuilds all derived tables into a temporary database and
 * compares them row by row; either ends with the schema of the file. The first difference is named. */
#include "fundpool/session.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_verify_report {
    int32_t books;
    int64_t records, openings, postings, decisions, derived_rows;
    char where[200]; /* first difference: "book 3 seq 17 opening body: commitment" … "" if none */
};
enum { FPL_VERIFY_EVIDENCE = 1, FPL_VERIFY_STATE = 2 };
typedef void (*fpl_progress)(void *ctx, int64_t done, int64_t total);
/* FPL_OK, FPL_E_TAMPERED (arg 0 = report->where), FPL_E_SCHEMA (everything else agrees), FPL_E_CORRUPT, FPL_E_IO. Needs
 * a session of any mode, FPL_READ_UNSAFE if the schema may have been altered; takes no actor: evidence is public to
 * whoever holds the file. */
FPL_MUST_CHECK enum fpl_status fpl_verify(struct fpl_session *session, unsigned passes, fpl_progress progress,
                                          void *ctx, struct fpl_verify_report *report, struct fpl_error *error);

/* Is an earlier checkpoint a prefix of this ledger's log of the same origin? FPL_OK; FPL_E_NOT_FOUND (no such origin
 * here); FPL_E_TAMPERED: report->where names the first size that differs ("size 512 of ledger.example/3 …"): larger
 * than the log, or another root. */
FPL_MUST_CHECK enum fpl_status fpl_verify_against(struct fpl_session *session, const struct fpl_checkpoint *earlier,
                                                  struct fpl_verify_report *report, struct fpl_error *error);

/* Origin, size and root of every book (or of one), without an actor. */
typedef enum fpl_status (*fpl_checkpoint_cb)(void *ctx, int32_t book, const struct fpl_checkpoint *checkpoint);
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
