#ifndef SRC_INGEST_ANSWERS_H
#define SRC_INGEST_ANSWERS_H
/* The answers of an import, row by row, written while it goes on: a thread follows the chunks as they are committed,
 * reads the file a second time and says what became of each row. It reads what the ledger holds and nothing else, so
 * that an import that goes on after a kill, or one that is asked again, is answered with the same bytes. */
#include "src/ingest/import.h"

struct ing_answers_job { /* all borrowed until ing_answers_end */
    const struct fpl_import *import;
    const struct ing_intake *intake;
    const struct ing_plan *plan;
    char delimiter;
    int rehearsal;
    const char *path;                                                 /* of the answer file; NULL: none */
    const volatile sig_atomic_t *stop;                                /* NULL: never */
    void (*answered)(void *ctx, const struct ing_row_answer *answer); /* NULL: nobody asks */
    void *ctx;
};
struct ing_answers;
/* Errors of fpl_import_follow, ing_intake_again and ing_answer_open, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_answers_start(const struct ing_answers_job *job, struct ing_answers **out,
                                                 struct fpl_error *error);
/* `status`: how the import has ended. If well, waits for the last row's answer and the file's rename; otherwise there
 * will be no answer file; nor is there one when *stop is set on the way (FPL_E_INTERRUPTED). Fills rows and blank of
 * *result and frees; answers `status`, or what the answers failed with. answers may be NULL. */
FPL_MUST_CHECK enum fpl_status ing_answers_end(struct ing_answers *answers, enum fpl_status status,
                                               struct ing_import_result *result, struct fpl_error *error);
#endif
