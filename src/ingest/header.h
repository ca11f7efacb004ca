#ifndef SRC_INGEST_HEADER_H
#define SRC_INGEST_HEADER_H
/* Finds the header among the first records and with it the delimiter, and binds the plan. */
#include "src/ingest/columns.h"

#define ING_PREAMBLE_MAX 100 /* records looked at */

/* `delimiter` 0 = the one of comma, semicolon and tab that binds most columns; `skip_rows` >= 0 = the header is the
 * record behind that many. FPL_E_HEADER (arg 0 = what the nearest record lacks, row = that record), FPL_E_UNIT,
 * FPL_E_UNIT_CONFLICT, FPL_E_DUPLICATE_FIELD, FPL_E_EMPTY_FILE (no data row follows). Leaves csv at the start. */
FPL_MUST_CHECK enum fpl_status ing_header_find(struct ing_csv *csv, struct ing_plan *plan, char delimiter,
                                               int skip_rows, char *found, struct fpl_error *error);
#endif
