#ifndef SRC_INGEST_REPEATS_H
#define SRC_INGEST_REPEATS_H
/* Rows of one file that are likely the same thing twice: under a number that differs in its leading zeros, case or
 * width, with the same bank reference but for those, or with all content but the last part of its key. They are told,
 * not refused: two instalments of one amount on one day may be right. */
#include "src/ingest/columns.h"

struct ing_repeats;                                               /* memory: bounded (marks.h) */
struct ing_repeats *ing_repeats_new(const struct ing_plan *plan); /* NULL: no memory */
void ing_repeats_free(struct ing_repeats *repeats);               /* NULL allowed */

enum ing_repeat { ING_REPEAT_NONE, ING_REPEAT_KEY, ING_REPEAT_REFERENCE, ING_REPEAT_CONTENT };
/* What a row that was not refused repeats, and of which earlier one; the first of the list above that applies. Rows in
 * ascending order. When memory or the disk runs out, later rows are not compared. */
enum ing_repeat ing_repeats_look(struct ing_repeats *repeats, const struct ing_record *record, int64_t *earlier);
#endif
