/* Rebuild: derived tables cleared and folded again in one transaction; readers see the old ones until it commits. */
#include "ledger/verify/verify.h"

#include <stdlib.h>

static enum fpl_status count_all(struct fpl_verify__run *run, int32_t books) {
    for (int32_t i = 0; i < books; i++) {
        struct fpl_head head;
        enum fpl_status status = fpl_store__get_head(run->session->store, i, &head, run->error);
        if (!status)
            run->total += head.size;
        else if (status != FPL_E_NOT_FOUND && status != FPL_E_CORRUPT)
            return status;
    }
    return FPL_OK;
}

enum fpl_status fpl_rebuild(struct fpl_session *session, fpl_progress progress, void *ctx, struct fpl_error *error) {
    struct fpl_verify_report report = {0};
    struct fpl_verify__run run = {
        .session = session, .report = &report, .progress = progress, .ctx = ctx, .error = error};
    struct fpl_verify__refold refold = {.run = &run, .to = session->store};
    int64_t *mark = NULL;
    enum fpl_status status = fpl_journal__begin(session, 1, error);
    if (status)
        return status;
    status = fpl_verify__marks(&run, &mark, &refold.books);
    refold.indexed = mark;
    if (!status)
        status = count_all(&run, refold.books);
    if (!status)
        status = fpl_store__clear_derived(session->store, error);
    if (!status)
        status = fpl_verify__refold(&refold);
    if (!status)
        status = fpl_journal__commit(session, error);
    else
        fpl_journal__rollback(session);
    free(mark);
    return status;
}
