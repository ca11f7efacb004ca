#ifndef FUNDPOOL_TESTS_CUT_VFS_H
#define FUNDPOOL_TESTS_CUT_VFS_H
/* A VFS between SQLite and the disk that fails the n-th operation which changes a file, or cuts the power there: from
 * then on nothing reaches the disk, and of what was written since each file's last sync a random half of the 512-byte
 * sectors is taken back. */
#include <stdint.h>

#define CUT_VFS_NAME "cut"
enum cut_kind { CUT_NONE, CUT_POWER, CUT_IO_ERROR, CUT_DISK_FULL };
/* Registers the VFS once; arms it for the next run. at = 1 is the first operation; `sticky`: every later one fails too.
 */
void cut_arm(enum cut_kind kind, int at, int sticky, uint64_t seed);
/* Was the moment reached? Operations seen so far. */
int cut_happened(void);
int cut_operations(void);
/* After all connections are closed: the files lose what a power cut takes. Disarms. */
void cut_settle(void);

#endif
