#ifndef FUNDPOOL_TESTS_STORY_H
#define FUNDPOOL_TESTS_STORY_H
/* What the fault tests do to a ledger: single commands under request keys and an import, each step acknowledged or not;
 * afterwards, on a sound disk, everything acknowledged must be there and the same commands must end in the same books.
 */
#include "tests/unit/world.h"

#define STORY_STEPS 12 /* single entries */
#define STORY_ROWS  85 /* rows of the import, in chunks of STORY_CHUNK */
#define STORY_CHUNK 10

struct story {
    int acked[STORY_STEPS]; /* seq of the answer, 0: not acknowledged */
    int acked_rows;         /* rows of the import whose chunk was acknowledged */
    int finished;
};
/* A ledger with a fund book "f" and the users zhang (recorder) and li (approver); the session is closed. */
void story_begin(struct world *world);
/* Runs the steps against a session until one fails; acknowledgements go into *story. Answers the first status that is
 * not FPL_OK. */
enum fpl_status story_run(struct world *world, struct story *story);
/* The session opened anew: the file is sound, holds all that was acknowledged, and the whole story, told again, ends
 * with each entry there once. */
void story_check(struct world *world, const struct story *story);

#endif
