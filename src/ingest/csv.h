#ifndef SRC_INGEST_CSV_H
#define SRC_INGEST_CSV_H
/* Records of a delimited file. A record that cannot be read is a record with a status; it never stops the file.
 *
 * Where a record ends and whether its quotes are in order is decided here (LF, CRLF, bare CR; text behind a closing
 * quote is FPL_E_CSV, a quote inside an unquoted cell is an ordinary character). What the cells of a record with quotes
 * hold is decided by libcsv; one without is split where its delimiters are, which gives the same cells. A quote
 * that is not closed within ING_RECORD_BYTES_MAX bytes, or before the end of the file, costs the line it opens on: that
 * line is answered FPL_E_CSV and reading goes on with the next one, so that one stray quote cannot swallow the rest of
 * the file, nor memory. */
#include "src/ingest/intake.h"

#define ING_RECORD_BYTES_MAX (256u << 10)
#define ING_CELLS_MAX        512

struct ing_record {
    int64_t row; /* as a spreadsheet numbers it: the first record is 1, blank ones count, line ends in quotes do not */
    struct fpl_str
        raw; /* the record as it stands in the file, decoded, without its line end; its front only if too long */
    struct fpl_str end;         /* its line end; empty on a last line without one */
    const struct fpl_str *cell; /* unquoted, blanks around them removed */
    int cells;
    int blank;           /* no cell holds anything */
    int64_t line, lines; /* where it begins among the file's lines, from 1, and how many of them it takes */
    char delimiter;
    int unclosed;           /* FPL_E_CSV: the quote that opens cell `column` is never closed */
    enum fpl_status status; /* FPL_OK, FPL_E_CSV, FPL_E_NUL, FPL_E_TOO_LONG, FPL_E_COLUMNS (more than ING_CELLS_MAX) */
    int column;             /* where the fault is, from 1; 0 = unknown */
};

struct ing_csv;
/* Borrows the intake. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_csv_new(struct ing_intake *intake, struct ing_csv **out, struct fpl_error *error);
void ing_csv_free(struct ing_csv *csv); /* NULL allowed */
/* Back to the first byte, cells split at `delimiter` (one ASCII character). */
FPL_MUST_CHECK enum fpl_status ing_csv_restart(struct ing_csv *csv, char delimiter, struct fpl_error *error);
/* The next record, valid until the next call; NULL at the end of the file. Errors of ing_intake_read, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_csv_next(struct ing_csv *csv, const struct ing_record **out,
                                            struct fpl_error *error);
#endif
