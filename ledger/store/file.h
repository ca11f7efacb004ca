#ifndef LEDGER_STORE_FILE_H
#define LEDGER_STORE_FILE_H
/* The ledger as a file among files: what is looked at before the engine opens it, and how a new one comes to be. */
#include "fundpool/file.h"
#include "fundpool/text.h"

/* Before a ledger that is there is opened. FPL_E_FILE_NAME, FPL_E_TOO_LONG, FPL_E_NOT_FOUND, FPL_E_NOT_FILE,
 * FPL_E_PERMISSION; and, to write to it, FPL_E_LINKS (it has several names, and the engine's files would stand beside
 * one of them only), FPL_E_READONLY. */
FPL_MUST_CHECK enum fpl_status fpl_file__check(const char *path, int write, struct fpl_error *error);

/* FPL_E_OUTPUT if `path` is the name of a file that stands, or would stand, beside a ledger: `ledger` (the one at work,
 * NULL: none) or another. */
FPL_MUST_CHECK enum fpl_status fpl_file__check_beside(const char *ledger, const char *path, struct fpl_error *error);

/* Removes a ledger that is nobody's any more, with what the engine has left beside it. */
void fpl_file__remove(const char *path);

/* How a file stood when it was looked at; equal if nobody has written to it or to its WAL since. */
struct fpl_file_state {
    uint64_t device, inode;
    int64_t size, seconds, nanoseconds; /* of the file and its last change */
    int64_t links;
    int64_t wal_size, wal_seconds; /* of FILE-wal; 0 if there is none */
};
/* All 0 if the file cannot be seen. */
void fpl_file__state(const char *path, struct fpl_file_state *out);
int fpl_file__is_same(const struct fpl_file_state *a, const struct fpl_file_state *b);
#endif
