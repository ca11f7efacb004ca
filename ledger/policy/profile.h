#ifndef LEDGER_POLICY_PROFILE_H
#define LEDGER_POLICY_PROFILE_H
/* Inside ledger/: evaluating several profiles on one set of facts without copying it each time. */
#include "fundpool/pack.h"

/* Full months from the day a firm was established to the day `on`, the end of a month counting as in
 * fpl_date_add_months(); -1 if `on` is earlier. */
int fpl_profile__age_months(struct fpl_date established, struct fpl_date on);

/* As fpl_profile_eval(), but sets deal.as_of and firm.age_months in the caller's facts, which are a scratch copy. */
enum fpl_tri fpl_profile__eval_in(const struct fpl_profile *profile, struct fpl_facts *scratch);

#endif
