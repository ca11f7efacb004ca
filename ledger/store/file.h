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

/* A new ledger is made in the folder PATH.part and moved to PATH once it is whole and synced, so that what stands at
 * PATH is never a part of one, and never takes the place of anything. The folder is locked; one that a killed run left
 * behind is emptied and used. */
struct fpl_new_file {
    char *path, *folder;
    char *file; /* where the engine makes it; not there yet */
    int fd;     /* of the folder, locked */
};
/* `ledger`: the one at work, which is not opened; NULL: none. FPL_E_EXISTS (something stands at PATH, or beside it, or
 * in the folder's place), FPL_E_LOCKED (another run makes it), FPL_E_OUTPUT, those of fpl_file_name_check and
 * fpl_fail_errno, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_new_file__begin(const char *path, const char *ledger, struct fpl_new_file *out,
                                                   struct fpl_error *error);
/* `status`: how the making has ended. If well, and the engine has closed the file: syncs it and gives it its name;
 * FPL_E_EXISTS if that was taken meanwhile. Else removes it. Frees; answers `status`, or what the move failed with. */
FPL_MUST_CHECK enum fpl_status fpl_new_file__end(struct fpl_new_file *file, enum fpl_status status,
                                                 struct fpl_error *error);
#endif
