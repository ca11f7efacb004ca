#ifndef SRC_INGEST_GROUP_H
#define SRC_INGEST_GROUP_H
/* Consecutive rows that make one entry (journal.post, opening.post).
 *
 * A row belongs to the entry above it if it has the same document number (单据号), or, where it gives none, no other
 * date and no other memo. What cannot be read may have belonged to either neighbour: an unreadable row joins the entry
 * above it and makes the one below it refused as well, so that no part of an entry is ever taken for the whole. */
#include "src/ingest/columns.h"

#define ING_GROUP_BYTES_MAX (16u << 20) /* raw text of one entry */

struct ing_group_line {
    size_t at[6], n[6]; /* account, side, amount, party, item, currency in text */
    int64_t row;
};
struct ing_group { /* {0} at first */
    int open, taint_next;
    int64_t first, last;
    struct fpl_buf entry, occurred, memo; /* keys, as they stand in the file */
    /* content, gathered by ing_group_add */
    int refused; /* reason says why */
    struct fpl_error reason;
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
/* Adds the record's content: `values` and `line` as ing_plan_apply made them, or the reason why it could not.
 * FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_group_add(struct ing_group *group, const struct ing_record *record,
                                             const struct fpl_command *values, const struct fpl_line *line,
                                             const struct fpl_error *reason, struct fpl_error *error);
/* The group as a command; borrows from the group. */
void ing_group_command(struct ing_group *group, struct fpl_command *command);
#endif
