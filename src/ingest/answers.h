#ifndef SRC_INGEST_ANSWERS_H
#define SRC_INGEST_ANSWERS_H
/* The answers of an import, row by row, written while it goes on: a thread follows the chunks as they are committed,
 * reads the file a second time and says what became of each row. It reads what the ledger holds and nothing else, so
 * that an import that goes on after a kill, or one that is asked again, is answered with the same bytes. */
#include "src/ingest/answer.h"
#include "src/ingest/import.h"

struct ing_answers_job { /* all borrowed until ing_answers_end */
    const struct fpl_import *import;
    const struct ing_intake *intake;
    const struct ing_plan *plan;
    char delimiter;
    struct ing_answer_file *file; /* opened; ing_answers_end closes it, if start has answered FPL_OK; NULL: none */
    const atomic_int *stop;       /* NULL: never */
    int rehearsal;
    void (*answered)(void *ctx, const struct ing_row_answer *answer); /* NULL: nobody asks */
    void *ctx;
};
struct ing_answers;
/* Errors of fpl_import_follow and ing_intake_again, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_answers_start(const struct ing_answers_job *job, struct ing_answers **out,
                                                 struct fpl_error *error);
/* The import's thread has gone on, and a further chunk may be committed: its rows are answered now. Without any call
 * they are answered at the end. */
void ing_answers_look(struct ing_answers *answers);
/* `status`: how the import has ended. If FPL_OK, waits for the last row's answer and renames the file. If not
 * FPL_OK, or if *stop was set meanwhile (FPL_E_INTERRUPTED), no answer file is left. Fills rows, blank,
 * repeated and answer of *result, frees, and returns `status`, or what the answers failed with (FPL_E_ANSWER: the file
 * alone). answers may be NULL. */
FPL_MUST_CHECK enum fpl_status ing_answers_end(struct ing_answers *answers, enum fpl_status status,
                                               struct ing_import_result *result, struct fpl_error *error);
#endif
