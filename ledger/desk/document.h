#ifndef LEDGER_DESK_DOCUMENT_H
#define LEDGER_DESK_DOCUMENT_H
/* What may be adopted: a pure function of the document, for the desk that takes it and for verification. */
#include "fundpool/json.h"
#include "fundpool/session.h"

/* Is the canonical JSON a document of this kind ("chart", "pack", "profile", "tolerance", "calendar", "mapping"), and
 * may this text, empty if there is none, be kept as what it was made of? Answers the refusal. */
FPL_MUST_CHECK enum fpl_status fpl_document__check(const char *kind, struct fpl_str json, struct fpl_str source,
                                                   struct fpl_error *error);

/* The last day on which the document's text is in force; FPL_DATE_NONE: it says none. */
struct fpl_date fpl_document__until(const struct fpl_json *document);

/* Does the host make this document of this text? *agrees = 0 if it makes another. A host that reads no such texts
 * leaves it (*agrees = 1). For one that does, a mapping has a text (FPL_E_MISSING): files are read by that alone, so
 * its form is looked at there. Answers the host's refusal of the text. */
FPL_MUST_CHECK enum fpl_status fpl_document__translated(const struct fpl_host *host, const char *kind,
                                                        struct fpl_str json, struct fpl_str source, int *agrees,
                                                        struct fpl_error *error);

#endif
