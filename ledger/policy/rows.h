#ifndef LEDGER_POLICY_ROWS_H
#define LEDGER_POLICY_ROWS_H
/* A list that a decision reads, under way: its rows, and the bytes that its hash is of. The desk and verification each
 * fill one from their own side. */
#include "fundpool/event.h"
#include "fundpool/proof.h"

struct fpl_rows {
    struct fpl_list_row *row;
    int n, cap;
    struct fpl_buf lines; /* ["KEY",DATA] and a line feed, a row */
};
void fpl_rows__begin(struct fpl_rows *rows);
void fpl_rows__release(struct fpl_rows *rows);
/* Adds an item: its data as it stands, and parsed. FPL_E_LIST_LONG past FPL_LIST_MAX (arg 0 = the kind, arg 1 = the
 * bound), FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_rows__add(struct fpl_rows *rows, const struct fpl_read *read, struct fpl_str key,
                                             struct fpl_str data, const struct fpl_json *parsed,
                                             struct fpl_error *error);
/* What the record keeps of it: "N:HASH". */
#define FPL_ROWS_TEXT (24 + 2 * FPL_HASH_BYTES)
const char *fpl_rows__text(const struct fpl_rows *rows, struct fpl_hasher *hasher, char out[FPL_ROWS_TEXT]);

#endif
