#ifndef SRC_INGEST_ANSWER_NAME_H
#define SRC_INGEST_ANSWER_NAME_H
/* The name of an answer file. A file that holds something else is left as it is: a clerk may have corrected an earlier
 * answer file in place. Then the answers stand beside it, with a number before the ending. Of a rehearsal, which is
 * repeated until its file is right, the newest takes the place of one that nobody has altered (src/ingest/mark.h). */
#include "src/ingest/intake.h"

/* Names the finished file `part`: PATH, or the first of PATH.2, PATH.3 … that is free or holds the same bytes (then
 * `part` is removed), or, with `rehearsed`, an unaltered rehearsal's, which it replaces; `rehearsed` is what was read
 * and is never replaced, NULL: this is no rehearsal. *name gets the name and a NUL. 0; -1 with errno, and `part` is
 * there still. */
FPL_MUST_CHECK int ing_answer_name(const char *part, const char *path, const struct ing_intake *rehearsed,
                                   struct fpl_buf *name);

#endif
