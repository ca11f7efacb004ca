#ifndef LEDGER_POLICY_PREDICATE_H
#define LEDGER_POLICY_PREDICATE_H
/* Inside ledger/: checking a predicate that stands somewhere in a larger document. */
#include "fundpool/fact.h"

/* As fpl_predicate_check, with arg 0 of a failure starting with `place`, the predicate's own path: "tiers[2].when". */
FPL_MUST_CHECK enum fpl_status fpl_predicate__check_at(const struct fpl_json *predicate, const char *place,
                                                       struct fpl_error *error);

#endif
