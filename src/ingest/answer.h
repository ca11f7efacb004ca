#ifndef SRC_INGEST_ANSWER_H
#define SRC_INGEST_ANSWER_H
/* The answer file: the bank's own records, in their encoding, with their delimiter and line ends, and five cells more
 * on each data row. It is a function of the file and of what the ledger holds, so that the same command always writes
 * the same bytes. */
#include "fundpool/session.h"
#include "src/ingest/import.h"
#include "src/ingest/repeats.h"
#include "src/ingest/totals.h"

#define ING_ANSWER_TEXT 65536 /* every reason of a row, whole */
struct ing_answer_cells {     /* what is said of one row */
    char result[64], codes[2048], zh[ING_ANSWER_TEXT], en[ING_ANSWER_TEXT], receipt[40], voucher[40];
};
/* Renders an outcome; arguments "@field" are resolved from the record's own cells through the plan. */
void ing_answer_render(const struct ing_plan *plan, const struct ing_record *record,
                       const struct fpl_row_outcome *outcome, struct ing_answer_cells *out);

/* Adds to the reasons that the row repeats an earlier one of the file. */
void ing_answer_repeat(struct ing_answer_cells *cells, enum ing_repeat repeat, int64_t earlier);
/* Of a row of totals: that it is none of the rows decided, and whether it is their sum. */
void ing_answer_total(struct ing_answer_cells *cells, const struct ing_plan *plan, const struct ing_total *total);
/* Marks the cells as those of a rehearsal 试算, whose receipts and vouchers are nobody's. */
void ing_answer_rehearse(struct ing_answer_cells *cells);

struct ing_answer_place { /* where the answers go, and what they must not take the place of; borrowed */
    const char *path;
    const char *ledger, *mapping; /* files; NULL: none */
    int rehearsal;                /* an unaltered earlier one may be replaced */
};
/* May the file be written, and PATH.part, in which it is made? FPL_E_OUTPUT if either is the input, the mapping, a
 * ledger or a file beside one, by whatever name; FPL_E_NOT_FILE if it is no regular file (a link is none); those of
 * fpl_output_check. */
FPL_MUST_CHECK enum fpl_status ing_answer_check(const struct ing_answer_place *place, const struct ing_intake *intake,
                                                struct fpl_error *error);

struct ing_answer_file;
/* Creates PATH.part beside it, which was not there, and locks it; one that a killed run has left is used again. Errors
 * of ing_answer_check and fpl_fail_errno, FPL_E_LOCKED (another run writes it), FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_answer_open(const struct ing_answer_place *place, const struct ing_intake *intake,
                                               char delimiter, struct ing_answer_file **out, struct fpl_error *error);
/* A record as it stands (preamble, blank). */
void ing_answer_copy(struct ing_answer_file *file, const struct ing_record *record);
/* The header with the five titles; sets the width that data rows are padded to. */
void ing_answer_header(struct ing_answer_file *file, const struct ing_record *record);
void ing_answer_row(struct ing_answer_file *file, const struct ing_record *record,
                    const struct ing_answer_cells *cells);
/* After the last record: writes out what is left and syncs. A failure is kept for ing_answer_close. */
void ing_answer_sync(struct ing_answer_file *file);
/* Names what has been synced (src/ingest/answer_name.h), and puts the name in *name; or, if status is not FPL_OK or
 * anything failed, removes the part file (then name may be NULL). FPL_E_ANSWER, with the cause as hint, if status was
 * FPL_OK: what the answers tell of has happened nevertheless. Frees. */
FPL_MUST_CHECK enum fpl_status ing_answer_close(struct ing_answer_file *file, enum fpl_status status,
                                                struct fpl_buf *name, struct fpl_error *error);
/* One cell of ours appended to *out: quoted where needed, and a text that a spreadsheet would run as a formula (it
 * begins with = + - @ TAB CR) gets an apostrophe in front (CWE-1236). */
void ing_cell_write(struct fpl_buf *out, struct fpl_str text, char delimiter);
/* Names of pack parameters, a blank between, as people call them: what a provisional amount leaves out. */
void ing_left_out(const char *names, int zh, char *out, size_t size);

#endif
