#ifndef FUNDPOOL_LIMITS_H
#define FUNDPOOL_LIMITS_H
/* How much one person or file may ask of the ledger, so that nobody fills its log with what is refused. All are far
 * above a bank's busiest day. Sizes of a single field, entry or document stand with what they bound:
 * FPL_FIELD_BYTES_MAX, FPL_COMMAND_LINES_MAX, FPL_JSON_BYTES_MAX.
 *
 * What is counted is state of the ledger: tallies "refused", "refused.rows" and "imports", scope "user:<id>", of the
 * day of recording, written by the very records that they count (command.refused, import.chunk, import.began), in each
 * book; a limit is on the sum over all books. The same log gives the same answer on every machine. */

/* Rows of one file, blank and heading rows included. E_LIMIT; the rows before stay recorded. Split the file. */
#define FPL_IMPORT_ROWS_MAX 10000000
/* Imports that an actor may begin on a day, further rounds (`again`) included. E_LIMIT before anything is recorded. */
#define FPL_IMPORTS_A_DAY_MAX 2000
/* Rows of imports refused to an actor on a day. Looked at before each chunk: E_LIMIT, and the import goes on another
 * day with the same command. */
#define FPL_REFUSED_ROWS_A_DAY_MAX 1000000
/* Single commands refused to an actor on a day and recorded. Further refusals get the same answer but leave no record
 * and do not consume the request key. */
#define FPL_REFUSALS_A_DAY_MAX 10000

#endif
