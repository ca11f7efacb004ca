#ifndef LEDGER_DESK_SAME_H
#define LEDGER_DESK_SAME_H
/* Journal entries without a document number that say the same: day, memo and postings. Nothing keeps such an entry from
 * being posted again by another file, so the answer tells it. What was reversed says nothing any more. */
#include "ledger/journal/journal.h"

struct fpl_same;
/* Of one book; the session is borrowed. NULL: no memory. */
struct fpl_same *fpl_same__new(struct fpl_session *session, int32_t book);
void fpl_same__free(struct fpl_same *same); /* NULL allowed */
/* The first such entry that says what this record says and stands before it; *earlier = -1: none, or it has a number.
 * Reads the records up to this one, each once; records are asked for in rising order but for later rounds of a file.
 * Inside a transaction. Errors of fpl_journal__body, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_same__look(struct fpl_same *same, int64_t seq, int64_t *earlier,
                                              struct fpl_error *error);

#endif
