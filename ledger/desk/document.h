#ifndef LEDGER_DESK_DOCUMENT_H
#define LEDGER_DESK_DOCUMENT_H
/* What may be adopted: a pure function of the document, for the desk that takes it and for verification. */
#include "fundpool/text.h"

/* Is the canonical JSON a document of this kind ("chart", "pack", "profile", "tolerance", "calendar", "mapping"), and
 * may this text, empty if there is none, be kept as what it was made of? The form of a mapping is for those who read
 * files by it. Answers the refusal. */
FPL_MUST_CHECK enum fpl_status fpl_document__check(const char *kind, struct fpl_str json, struct fpl_str source,
                                                   struct fpl_error *error);

#endif
