#ifndef LEDGER_STORE_WRITER_H
#define LEDGER_STORE_WRITER_H
/* FILE.writer: one line naming who writes (pid, actor, command). Advisory, for people: the engine's lock decides who
 * may write. It is written under the lock and stays until the session ends or another writer names itself, because to
 * make and remove a file costs as much as a quarter of a small commit. */
#include "fundpool/text.h"

struct fpl_writer { /* {0} at first: the file is not ours */
    int mine;
    int fd; /* of the file that we wrote, open as long as it is ours: whether it still has its name is then known
               without a look at the folder */
    uint64_t inode;
    int64_t seconds, nanoseconds; /* of its last change */
};
/* Names us, unless the file is still the one we wrote. label NULL: nobody is named. */
void fpl_writer__claim(const char *path, const char *label, struct fpl_writer *writer);
/* Removes the file if it is ours. */
void fpl_writer__drop(const char *path, struct fpl_writer *writer);
/* Reads the line into out; another process, in both languages, if there is none. */
void fpl_writer__read(const char *path, char *out, size_t out_size);

#endif
