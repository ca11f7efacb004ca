#ifndef LEDGER_VERIFY_GENERAL_H
#define LEDGER_VERIFY_GENERAL_H
/* The general kinds, shared between general.c and import.c. */
#include "ledger/verify/remake.h"

FPL_MUST_CHECK enum fpl_status fpl_remake__import_began(struct fpl_remake *remake, struct fpl_draft *draft);
FPL_MUST_CHECK enum fpl_status fpl_remake__import_chunk(struct fpl_remake *remake, struct fpl_draft *draft);
/* Is it the name of a refusal, which a record may tell? */
int fpl_remake__is_refusal(const char *name);
/* Writes the draft, dated today, with maker->decision's items and tallies, and compares it with the record. */
FPL_MUST_CHECK enum fpl_status fpl_remake__finish(struct fpl_remake *remake, struct fpl_draft *draft);

#endif
