#ifndef SRC_INGEST_GROUP_H
#define SRC_INGEST_GROUP_H
/* Consecutive rows that make one entry (journal.post, opening.post).
 *
 * A row belongs to the entry above it if it has the same document number (单据号), or, where it gives none, no other
 * date and no other memo. A row that cannot be read is told by its number where that can be read; a stray one, whose
 * number cannot be, may have belonged to either neighbour: it is refused by itself, and the entries above and below it
 * are held back (FPL_E_NEIGHBOUR names it), so that no part of an entry is ever taken for the whole. Repeated headers
 * and totals belong to no entry. */
#include "src/ingest/columns.h"

#define ING_GROUP_BYTES_MAX (16u << 20) /* raw text of one entry */
#define ING_GROUP_REASONS   64          /* told of one entry; further bad rows are held back like good ones */

struct ing_group_line {
    size_t at[ING_LINE_TEXTS], n[ING_LINE_TEXTS]; /* of ing_line_texts, in text */
    int64_t row;
};
struct ing_group { /* {0} at first */
    int open;
    int alone; /* nothing joins it: a stray row, a repeated header, a total */
    int stray; /* and it may have belonged to a neighbour */
    int64_t first, last;
    struct fpl_buf entry, occurred, memo; /* keys, as they stand in the file */
    /* content, gathered by ing_group_add */
    int reasons;              /* > 0: it is refused; reason[0] is about all of its rows */
    struct fpl_error *reason; /* ING_GROUP_REASONS + 1 of them */
    struct fpl_buf text, raw;
    const struct fpl_field_spec *field[FPL_COMMAND_VALUES];
    size_t value_at[FPL_COMMAND_VALUES], value_n[FPL_COMMAND_VALUES];
    int values;
    struct ing_group_line *line;
    struct fpl_line *made;
    int lines;
};
void ing_group_release(struct ing_group *group);
/* Does the record go on with the open group? Otherwise the caller settles that one and calls ing_group_start. */
int ing_group_takes(const struct ing_group *group, const struct ing_plan *plan, const struct ing_record *record);
FPL_MUST_CHECK enum fpl_status ing_group_start(struct ing_group *group, const struct ing_plan *plan,
                                               const struct ing_record *record, struct fpl_error *error);
/* Notes that the record is part of the group without keeping its content. */
void ing_group_pass(struct ing_group *group, const struct ing_plan *plan, const struct ing_record *record);
/* A stray row follows: holds the open entry back. */
FPL_MUST_CHECK enum fpl_status ing_group_hold(struct ing_group *group, const struct ing_plan *plan,
                                              const struct ing_record *record, struct fpl_error *error);
/* Adds the record's content: `values` and `line` as ing_plan_apply made them, or the faults why it could not.
 * FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_group_add(struct ing_group *group, const struct ing_record *record,
                                             const struct fpl_command *values, const struct ing_row *row,
                                             struct fpl_error *error);
/* The group as a command; borrows from the group. */
void ing_group_command(struct ing_group *group, struct fpl_command *command);
#endif
