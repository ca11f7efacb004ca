#ifndef SRC_INGEST_FEED_H
#define SRC_INGEST_FEED_H
/* The rows of a file as commands, made in a thread of their own and handed over in batches, in the file's order. The
 * ledger, which belongs to one thread, decides them while the next ones are read. Batches are few and bounded. */
#include "src/ingest/columns.h"

struct ing_entry { /* the rows of one command */
    int64_t first, last;
    int64_t
        none_from; /* from here to the row before `first` there is no command: title, heading, blank; 0: no such row */
    int64_t rows;  /* data rows up to its last, counted from the file's first */
    size_t raw_at, raw_n; /* its content, in the batch's text */
    int value, values;    /* its part of the batch's lists */
    int line, lines;
    int reason, reasons; /* why it is refused, places in reason[]; 0 reasons: it is not */
};
struct ing_place { /* a slice of the batch's text */
    size_t at, n;
};
struct ing_batch {
    struct fpl_buf text;
    struct ing_entry *unit;
    const struct fpl_field_spec **field; /* of each value */
    struct ing_place *value;
    struct ing_place (*line)[ING_LINE_TEXTS];
    int64_t *line_row;
    struct fpl_line *made; /* the lines of the unit last asked for */
    struct fpl_error *reason;
    int units, values, lines, reasons;
    int unit_cap, value_cap, line_cap, reason_cap;
    int64_t rows, position;     /* data rows so far, bytes of the file read so far */
    int64_t none_from, none_to; /* of the last batch: rows without a command after its last unit; 0: none */
    int is_last;
    enum fpl_status status; /* of the last batch: how reading ended */
    struct fpl_error error;
};

struct ing_feed;
/* Begins at the file's first record; csv and plan are the feed's alone until ing_feed_stop. error: its file name is
 * kept for errors met on the way. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_feed_start(struct ing_csv *csv, struct ing_intake *intake,
                                              const struct ing_plan *plan, char delimiter, struct ing_feed **out,
                                              struct fpl_error *error);
/* The next batch, valid until the next call. After one with is_last there is none. */
const struct ing_batch *ing_feed_next(struct ing_feed *feed);
/* The unit as a command; spec, actor, checker, book and take_on are the caller's. Borrows from the batch. */
void ing_batch_command(const struct ing_batch *batch, const struct ing_entry *unit, struct fpl_command *command);
struct fpl_str ing_batch_raw(const struct ing_batch *batch, const struct ing_entry *unit);
/* Ends the thread, wherever it is; NULL allowed. */
void ing_feed_stop(struct ing_feed *feed);
#endif
