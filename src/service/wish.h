#ifndef SRC_SERVICE_WISH_H
#define SRC_SERVICE_WISH_H
/* A command as it comes from outside, as JSON, with the memory that it stands on:
 *   {"book":"HB-PL","fields":{"amount":"1900000.00",…},"lines":[{"account":…,"side":"D","amount":…,…}],
 *    "take_on":true,"document":"YAML","expect":"64 hex digits"}
 * Values are strings in the ledger's own grammar. A whole number may stand as one where the field is one (INT), and
 * true or false where it is BOOL. Unknown and duplicate members, null, and numbers with a point are refused. */
#include "fundpool/session.h"
#include "src/ingest/document.h"

struct wish_text;
struct wish {
    struct fpl_command command; /* actor, checker, auth and request are the caller's to fill */
    struct fpl_line *line;
    struct wish_text *texts;
    struct ing_document document;
    struct fpl_buf canonical; /* the same JSON with its keys in order, no blanks and no "expect": what a proposal keeps
                                 and compares */
};
/* FPL_E_REQUEST (no JSON; another type than is asked for), FPL_E_UNKNOWN_FIELD, FPL_E_DUPLICATE_FIELD,
 * FPL_E_NUMBER_FORMAT (a number with a point, or where a text is asked for), FPL_E_TOO_LONG, FPL_E_ENCODING,
 * FPL_E_LIMIT (too many lines), FPL_E_HASH, FPL_E_MISSING (no document), and of the document those of
 * ing_document_convert. The field is named. *out is released by wish_release whatever it answers; {0} at first. */
FPL_MUST_CHECK enum fpl_status wish_read(const struct fpl_command_spec *spec, struct fpl_str json, struct wish *out,
                                         struct fpl_error *error);
void wish_release(struct wish *wish);

/* The parts of a line, in the order of struct fpl_line: "account" "side" "amount" "party" "item" "currency" "flow". */
#define WISH_LINE_PARTS 7
extern const char *const wish_line_part[WISH_LINE_PARTS];

#endif
