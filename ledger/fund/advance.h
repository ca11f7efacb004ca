#ifndef LEDGER_FUND_ADVANCE_H
#define LEDGER_FUND_ADVANCE_H
/* Fees paid out of principal in advance. Pure. */
#include "ledger/fund/due.h"

/* Debit less credit: fees and costs paid beyond all income realised. Unrealised changes of fair value and fees not yet
 * paid are taken out of what was earned. */
#define FPL_FUND_BEYOND_INCOME FPL_FUND_EARNED "+110102+224101+224102"
/* Which rule binds on the event's day, and what an advance needs where there is one. */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_FUND_READS_ADVANCE(when_)                                                                                  \
    {.fact = FACT(FEE_SOURCE),                                                                                         \
     .from = FPL_FROM_DATED,                                                                                           \
     .name = "fee.rule|fee.since",                                                                                     \
     .key = FPL_NO_FACT,                                                                                               \
     .member = "src",                                                                                                  \
     .before = FPL_NO_FACT,                                                                                            \
     .when = when_},                                                                                                   \
        {.fact = FACT(FEE_SHORT),                                                                                      \
         .from = FPL_FROM_BALANCE,                                                                                     \
         .name = FPL_FUND_BEYOND_INCOME,                                                                               \
         .key = FPL_NO_FACT,                                                                                           \
         .before = FPL_NO_FACT,                                                                                        \
         .when = fpl_fund__is_advanced},                                                                               \
    {                                                                                                                  \
        .fact = FACT(ADVANCE_HELD), .from = FPL_FROM_BALANCE, .name = "+9007", .key = FPL_NO_FACT,                     \
        .before = FPL_NO_FACT, .when = fpl_fund__is_advanced                                                           \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
int fpl_fund__is_advanced(const struct fpl_facts *facts, const struct fpl_pack *pack);
/* How much of a fee paid now, in fen, is advanced from principal: what is then beyond income and stands in no advance
 * yet, at most the payment. 0 where no rule asks. */
int64_t fpl_fund__advance(const struct fpl_facts *facts, int64_t amount);

#endif
