#ifndef SRC_INGEST_RECHECK_H
#define SRC_INGEST_RECHECK_H
/* Reads a sender's file as an import of it did, for each round that the ledger holds, and gives its rows to
 * fundpool/recheck.h. */
#include "fundpool/recheck.h"
#include "src/ingest/columns.h"

struct ing_recheck_options {
    struct fpl_session *session;
    const char *file;           /* a path */
    const char *const *mapping; /* mapping files; the one with the SHA-256 that a round names is taken */
    int mappings;
    const struct ing_constant *constant; /* as they were given to the import */
    int constants;
    struct fpl_str submission; /* empty: by the file's SHA-256 */
    fpl_difference_cb differs;
    /* Each round, once it is compared. */
    void (*compared)(void *ctx, const struct fpl_submitted *round, const struct fpl_recheck_counts *counts);
    void *ctx;
};
/* FPL_E_FILE_DIFFERS if any round differs, each difference having been told; FPL_E_NO_SUBMISSION; FPL_E_MISSING (a
 * round's mapping was neither given nor adopted); errors of ing_intake_open and ing_mapping_load, FPL_E_FILE_CHANGED.
 */
FPL_MUST_CHECK enum fpl_status ing_recheck_run(const struct ing_recheck_options *options, struct fpl_error *error);
#endif
