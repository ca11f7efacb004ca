#ifndef SRC_INGEST_ANSWER_NAME_H
#define SRC_INGEST_ANSWER_NAME_H
/* The name of an answer file. A file that holds something else is left as it is: a clerk may have corrected an earlier
 * answer file in place. Then the answers stand beside it, with a number before the ending. */
#include "fundpool/text.h"

/* Names the finished file `part`: PATH, or the first of PATH.2, PATH.3 … that is free or holds the same bytes (then
 * `part` is removed). *name gets the name and a NUL. 0; -1 with errno, and `part` is there still. */
FPL_MUST_CHECK int ing_answer_name(const char *part, const char *path, struct fpl_buf *name);

#endif
