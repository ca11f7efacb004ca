#ifndef FUNDPOOL_FILE_H
#define FUNDPOOL_FILE_H
/* Which files a program may write beside a ledger. A ledger is the file named and what stands beside it (FILE-wal,
 * FILE-shm, FILE-journal, FILE.writer, FILE.verified): to write into any of them by mistake destroys the books. Files
 * are told apart by device and inode, because one file may have many names. */
#include "fundpool/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The failure of a system call on a file, by its errno: FPL_E_NOT_FOUND, FPL_E_PERMISSION, FPL_E_READONLY (the medium),
 * FPL_E_DISK_FULL, FPL_E_TOO_LONG (the name), FPL_E_NOT_FILE (symbolic links in a circle, a directory, a device), else
 * FPL_E_IO. The path is the argument, the system's text the hint. */
enum fpl_status fpl_fail_errno(struct fpl_error *error, int number, const char *path);

/* A name for a file of ours. FPL_E_FILE_NAME: empty, "-", or one that the storage engine reads as something else
 * ("file:…", ":…"; "./file:…" is a name). FPL_E_TOO_LONG. */
FPL_MUST_CHECK enum fpl_status fpl_file_name_check(const char *path, struct fpl_error *error);

/* Is the file (device, inode) the ledger, or one of those beside it? The ledger itself is not opened. */
int fpl_ledger_owns(const char *ledger, uint64_t device, uint64_t inode);

/* May `path` be written or replaced by an output? `ledger` is the one at work, NULL: none. FPL_E_OUTPUT: it is a
 * ledger, this one or another, or stands or would stand beside one. FPL_E_NOT_FILE: it is a symbolic link, a directory,
 * a device or a pipe. Those of fpl_file_name_check and fpl_fail_errno. A name that is free, or a plain file, is FPL_OK.
 */
FPL_MUST_CHECK enum fpl_status fpl_output_check(const char *ledger, const char *path, struct fpl_error *error);

/* Gives a finished file its name, where nothing stands. 0; -1 with errno, EEXIST: something does, and is left alone. */
FPL_MUST_CHECK int fpl_file_settle(const char *from, const char *to);

/* A new file of the engine's is made in the folder PATH.part and moved to PATH once it is whole and synced, so that
 * what stands at PATH is never a part of one, and never takes the place of anything. The folder is locked; one that a
 * killed run left behind is emptied and used. What is made of a ledger is as closed as that is: it gets its
 * permissions, and its owner may write. */
struct fpl_new_file {
    char *path, *folder;
    char *file;    /* where the engine makes it; not there yet */
    int fd;        /* of the folder, locked */
    unsigned mode; /* what it gets: who may read the ledger at work, may read it; 0: as the process makes files */
    const char *const *name; /* of a folder: its files, NULL-ended; of a file NULL */
};
/* `ledger`: the one at work, which is not opened; NULL: none. FPL_E_EXISTS (something stands at PATH, or beside it, or
 * in the folder's place), FPL_E_LOCKED (another run makes it), FPL_E_OUTPUT, those of fpl_file_name_check and
 * fpl_fail_errno, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_new_file_begin(const char *path, const char *ledger, struct fpl_new_file *out,
                                                  struct fpl_error *error);
/* `status`: how the making has ended. If well, and the engine has closed the file: syncs it and gives it its name;
 * FPL_E_EXISTS if that was taken meanwhile. Else removes it. Frees; answers `status`, or what the move failed with. */
FPL_MUST_CHECK enum fpl_status fpl_new_file_end(struct fpl_new_file *file, enum fpl_status status,
                                                struct fpl_error *error);
/* The same for a new folder of several files: they are made in `folder` under the names given, and PATH stands when all
 * are whole. `name`, NULL-ended, is borrowed until the end; `file` is NULL. Errors as fpl_new_file_begin; ended by
 * fpl_new_file_end. */
FPL_MUST_CHECK enum fpl_status fpl_new_folder_begin(const char *path, const char *ledger, const char *const *name,
                                                    struct fpl_new_file *out, struct fpl_error *error);

#ifdef __cplusplus
}
#endif
#endif
