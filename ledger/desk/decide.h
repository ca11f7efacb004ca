#ifndef LEDGER_DESK_DECIDE_H
#define LEDGER_DESK_DECIDE_H
/* Which decider an event kind belongs to: one table for the desk, which decides, and for verification, which decides
 * again on the facts that a record keeps. */
#include "fundpool/fund.h"
#include "fundpool/pool.h"

struct fpl_rules { /* what a decider reads besides facts */
    const struct fpl_pack *pack;
    const struct fpl_profile *const *profile;
    int profiles;
};
/* 1 if records of this kind come from a decider; *needs_pack is set. */
int fpl_decide__has(struct fpl_str kind, int *needs_pack);
/* Runs the decider of `kind`, which must have one (asserted), under today's engine. */
void fpl_decide__run(struct fpl_str kind, const struct fpl_facts *facts, const struct fpl_rules *rules,
                     struct fpl_decision *out);

#endif
