#ifndef LEDGER_FUND_DUE_H
#define LEDGER_FUND_DUE_H
/* What an event of a fund leaves to be collected or paid: proceeds of an exit, a declared dividend, a declared
 * distribution, an accrued fee. Settled in one payment or several. Pure.
 *
 * Item KIND.due, key = the event's own: {"amt","kind","on","open","party"}. */
#include "ledger/fund/life.h"

#define FPL_FUND_READS_DUE(kind, key)                                                                                  \
    READ_ITEM(DUE_AMOUNT, kind ".due", key, "amt", FPL_READ_ZERO),                                                     \
        READ_ITEM(DUE_OPEN, kind ".due", key, "open", FPL_READ_ZERO)

/* Writes it, wholly open, due since the event's day. */
void fpl_fund__due_write(const struct fpl_facts *facts, const char *kind, struct fpl_str party, struct fpl_str what,
                         int64_t amount, struct fpl_decision *out);
/* The event is taken back: what was due ends. Refuses FPL_E_LATER where a part of it is settled. No effect where
 * nothing was due. */
void fpl_fund__due_back(const struct fpl_facts *facts, const char *kind, struct fpl_decision *out);

#endif
