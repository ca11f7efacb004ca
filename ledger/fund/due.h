#ifndef LEDGER_FUND_DUE_H
#define LEDGER_FUND_DUE_H
/* What an event of a fund leaves to be collected or paid: proceeds of an exit, a declared dividend, a declared
 * distribution, an accrued fee, carried interest, a clawback or tax withheld. Settled in one payment or several. Pure.
 *
 * Item KIND.due, key = the event's own: {"amt","held","kind","kin","on","open","party"}; `held` is what was withheld of
 * it, `kin` what was paid in kind; both absent where nothing was.
 */
#include "ledger/fund/life.h"

#define FPL_FUND_READS_DUE(kind, key)                                                                                  \
    READ_ITEM(DUE_AMOUNT, kind ".due", key, "amt", FPL_READ_ZERO),                                                     \
        READ_ITEM(DUE_OPEN, kind ".due", key, "open", FPL_READ_ZERO),                                                  \
        READ_ITEM(DUE_HELD, kind ".due", key, "held", 0), READ_ITEM(DUE_DELIVERED, kind ".due", key, "kin", 0)

#define FPL_FUND_READS_DUE_WHOLE(kind, key)                                                                            \
    FPL_FUND_READ(DUE_PARTY, kind ".due", key, "party", 0, E_NOT_FOUND),                                               \
        READ_ITEM(DUE_KIND, kind ".due", key, "kind", 0), READ_ITEM(DUE_ON, kind ".due", key, "on", 0),                \
        FPL_FUND_READS_DUE(kind, key)
/* The balances that are a fund's profits: of the year, retained, and what is not carried to equity yet. */
#define FPL_FUND_EARNED "+4103+410415+410110+410101+6011+6101+611101+611102+611103+611104+611105+630101+6403+6404+6605"

/* Writes it, wholly open, due since the event's day. */
void fpl_fund__due_write(const struct fpl_facts *facts, const char *kind, struct fpl_str party, struct fpl_str what,
                         int64_t amount, struct fpl_decision *out);
/* Withholds a part of it, or (negative) gives that back; facts DUE_*. Refuses FPL_E_NOT_FOUND, FPL_E_DUE. */
void fpl_fund__due_withhold(const struct fpl_facts *facts, const char *kind, int64_t amount, struct fpl_decision *out);
/* A part of it is paid in kind, or (negative) that is taken back; facts DUE_*. At most what is open. */
void fpl_fund__due_deliver(const struct fpl_facts *facts, const char *kind, int64_t amount, struct fpl_decision *out);
/* What is still open of it changes by `amount`, beside any payment; facts DUE_*. */
void fpl_fund__due_open(const struct fpl_facts *facts, const char *kind, int64_t amount, struct fpl_decision *out);
/* The event is taken back: what was due ends. Refuses FPL_E_LATER where a part of it is settled or withheld. No effect
 * where nothing was due. */
void fpl_fund__due_back(const struct fpl_facts *facts, const char *kind, struct fpl_decision *out);

#endif
