#ifndef SRC_SERVICE_UPLOAD_TALLY_H
#define SRC_SERVICE_UPLOAD_TALLY_H
/* What a file came to, gathered while it is imported or rehearsed: counts, reason codes, sums of the accepted amounts,
 * the first refused rows, and a hash of the outcome of every row, by which two runs are compared. */
#include "src/ingest/import.h"
#include "src/service/state_uploads.h"

struct upload_tally; /* large; used by the import's own threads as its callbacks' context */
/* The book's decimals. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status upload_tally_new(const struct state_upload *upload, int scale,
                                                struct upload_tally **out);
void upload_tally_free(struct upload_tally *tally);
void upload_tally_row(struct upload_tally *tally, const struct ing_row_answer *answer);
void upload_tally_given(struct upload_tally *tally, const struct fpl_command *command, enum fpl_status outcome);
/* The hash of what every row came to; the tally is at its end then. Receipts are no part of it: others record in
 * between. */
void upload_tally_hash(struct upload_tally *tally, char out[UPLOAD_HEX_BYTES]);
/* {"rows":…,"accepted":…,"codes":[{"code":…,"count":…}],"sums":[{"field":…,"amount":…}],"refused_rows":[…]} */
void upload_tally_json(const struct upload_tally *tally, const struct ing_import_result *result, struct fpl_buf *out);
/* {"code":…,"text":…,"text_en":…,"field":…,"row":…,"column":…} */
void upload_problem_json(const struct fpl_error *error, struct fpl_buf *out);

#endif
