#ifndef LEDGER_DESK_SAME_H
#define LEDGER_DESK_SAME_H
/* Journal entries without a document number that say the same: day, memo and postings. Nothing keeps such an entry from
 * being posted again by another file, so the answer tells it. What was reversed says nothing any more. */
#include "ledger/journal/journal.h"

/* From *before on, the newest record that says the same and that no record before `seq` has taken back; -1: none. The
 * chain stands in the records' items "said". Inside a transaction. Errors of fpl_journal__body. */
FPL_MUST_CHECK enum fpl_status fpl_desk__said_before(struct fpl_session *session, int32_t book, int64_t seq,
                                                     int64_t *before, struct fpl_error *error);
/* The one before it, as its own record says; -1: none, or it has a number. */
int64_t fpl_desk__says_after(const struct fpl_json *body);

#endif
