#ifndef SRC_INGEST_MARKS_H
#define SRC_INGEST_MARKS_H
/* Which row of a file first bore a mark: a hash of 88 bits, so that no two texts meet by chance. The marks of the rows
 * met last are held; older ones go in sorted runs to a file without a name, in TMPDIR or /tmp, and a few bits for each
 * tell whether it is worth to look there. Memory: at most 20 MiB, of a file of any size. */
#include <stddef.h>
#include <stdint.h>

struct ing_mark {
    uint64_t a;
    uint64_t b_row; /* the upper 24 bits are of the hash, the others the row */
};

struct ing_marks;
struct ing_marks *ing_marks_new(size_t held); /* held: marks held at a time, a power of two; NULL: no memory */
void ing_marks_free(struct ing_marks *marks); /* NULL allowed */
/* The row that bore this mark before; 0, and this row is kept, if none did. `row`: 1 to 2^40-1. When memory or the disk
 * runs out, it answers 0 from then on. */
int64_t ing_marks_seen(struct ing_marks *marks, uint64_t a, uint64_t b, int64_t row);
#endif
