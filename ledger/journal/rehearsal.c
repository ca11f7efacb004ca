/* A rehearsal: a session of its own on a copy that is dropped. So it sees the earlier rows of the same file, says what
 * the ledger would say, and holds up nobody. */
#include "ledger/journal/journal.h"
#include "ledger/store/file.h"

#include <stdlib.h>
#include <string.h>

struct fpl_rehearsal {
    struct fpl_session *session;
    char path[]; /* of the copy */
};

enum fpl_status fpl_rehearsal_begin(struct fpl_session *session, const char *path, struct fpl_rehearsal **out,
                                    struct fpl_error *error) {
    size_t n = strlen(path) + 1;
    struct fpl_rehearsal *rehearsal = malloc(sizeof *rehearsal + n);
    if (!rehearsal)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    memcpy(rehearsal->path, path, n);
    rehearsal->session = NULL;
    enum fpl_status status = fpl_ledger_copy(session, path, error);
    if (status) { /* whatever stands there is not ours */
        free(rehearsal);
        return status;
    }
    if ((status = fpl_session_open(path, FPL_WRITE, &session->host, &rehearsal->session, error))) {
        fpl_rehearsal_end(rehearsal);
        return status;
    }
    rehearsal->session->rehearses = 1;
    *out = rehearsal;
    return FPL_OK;
}

struct fpl_session *fpl_rehearsal_session(const struct fpl_rehearsal *rehearsal) {
    return rehearsal->session;
}

void fpl_rehearsal_end(struct fpl_rehearsal *rehearsal) {
    if (!rehearsal)
        return;
    fpl_session_close(rehearsal->session);
    fpl_file__remove(rehearsal->path);
    free(rehearsal);
}
