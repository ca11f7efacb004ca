#ifndef SRC_SERVICE_API_H
#define SRC_SERVICE_API_H
/* Handlers of /api/v1: each answers JSON, or with format=csv the same report as CSV. */
#include "src/service/service.h"

enum fpl_status api_health(struct call *call);
enum fpl_status api_ready(struct call *call);
enum fpl_status api_metrics(struct call *call);
enum fpl_status api_books(struct call *call);
enum fpl_status api_book(struct call *call);
enum fpl_status api_report_list(struct call *call);
enum fpl_status api_report(struct call *call);
enum fpl_status api_record(struct call *call);
enum fpl_status api_explain(struct call *call);
enum fpl_status api_proof(struct call *call);
enum fpl_status api_items(struct call *call);
enum fpl_status api_item(struct call *call);
enum fpl_status api_parties(struct call *call);
enum fpl_status api_amounts(struct call *call);
enum fpl_status api_checkpoints(struct call *call);
enum fpl_status api_compare(struct call *call);
enum fpl_status api_command(struct call *call);
enum fpl_status api_openapi(struct call *call);
enum fpl_status api_proposals(struct call *call);
enum fpl_status api_proposal(struct call *call);
enum fpl_status api_approve(struct call *call);
enum fpl_status api_return(struct call *call);
enum fpl_status api_withdraw(struct call *call);
enum fpl_status api_resubmit(struct call *call);
enum fpl_status api_uploads(struct call *call);
enum fpl_status api_upload(struct call *call);
enum fpl_status api_upload_events(struct call *call);
enum fpl_status api_upload_make(struct call *call);
enum fpl_status api_upload_append(struct call *call);
enum fpl_status api_upload_map(struct call *call);
enum fpl_status api_upload_finish(struct call *call);
enum fpl_status api_upload_submit(struct call *call);
enum fpl_status api_upload_check(struct call *call);
enum fpl_status api_upload_approve(struct call *call);
enum fpl_status api_upload_return(struct call *call);
enum fpl_status api_upload_withdraw(struct call *call);
enum fpl_status api_upload_answer(struct call *call);
enum fpl_status api_upload_precheck(struct call *call);

/* ---- ask.c: questions that pages and API share ---- */
/* The specification that the request's parameters make of a report; a parameter that the report does not read is
 * refused. `own` (may be NULL): further names that the handler itself reads, with a blank between. Slices of the
 * call. FPL_E_UNKNOWN_FIELD, FPL_E_MISSING, FPL_E_DATE_FORMAT, FPL_E_NUMBER_FORMAT, FPL_E_ENUM. */
FPL_MUST_CHECK enum fpl_status ask_spec(struct call *call, const struct fpl_report_kind *kind, const char *own,
                                        struct fpl_report_spec *out);
/* Only these names, with a blank between, and the cut's own stand in the request; else FPL_E_UNKNOWN_FIELD. */
FPL_MUST_CHECK enum fpl_status ask_only(struct call *call, const char *names);
/* A whole number of the request, if it is there: FPL_E_NUMBER_FORMAT at that field. */
FPL_MUST_CHECK enum fpl_status ask_number(struct call *call, const char *name, int64_t least, int64_t most,
                                          int64_t *out);
/* Shows the report as the request's format says: {"cut":…,"report":…} or CSV; frees it. */
FPL_MUST_CHECK enum fpl_status ask_answer(struct call *call, struct fpl_report *report);
/* The same with further members, "\"status\":\"OK\",", before the cut. */
FPL_MUST_CHECK enum fpl_status ask_answer_with(struct call *call, struct fpl_str members, struct fpl_report *report);
/* The book that a variable of the path names, by its code or its number. FPL_E_BOOK. */
FPL_MUST_CHECK enum fpl_status ask_book(struct call *call, struct fpl_str text, struct fpl_book *out);
/* The books as a report. */
FPL_MUST_CHECK enum fpl_status ask_books(struct call *call, const char *code, struct fpl_report **out);

/* compare.c */
struct compared {
    struct fpl_checkpoint earlier, now; /* of the log of the same origin; now at its present size */
    int is_found;                       /* it is of this ledger; its book may be gone all the same: now.size is 0 */
    int agrees;                         /* the earlier one is its beginning */
};
/* Each checkpoint of a text, with or without a blank line between them. The first that cannot be read ends it:
 * FPL_E_NUMBER_FORMAT (field: origin, size or root; row), FPL_E_EMPTY_FILE. */
typedef enum fpl_status (*compare_fn)(void *ctx, const struct compared *compared);
FPL_MUST_CHECK enum fpl_status compare_each(struct call *call, struct fpl_str text, compare_fn take, void *ctx);

#endif
