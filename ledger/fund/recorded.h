#ifndef LEDGER_FUND_RECORDED_H
#define LEDGER_FUND_RECORDED_H
/* What later events of a recorded deal share: how it was judged, and whether it stands. Pure. */
#include "ledger/fund/holding.h"

/* Fact DEAL_RESULTS: what the deal counts as under each profile that judged it, "ID@1=T ID@2=F". */
void fpl_fund__deal_results(const struct fpl_json *deal, const struct fpl_facts *facts, struct fpl_buf *text,
                            struct fpl_fact *out);
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_FUND_READ_RESULTS(when_)                                                                                   \
    {                                                                                                                  \
        .fact = FACT(DEAL_RESULTS), .from = FPL_FROM_ITEM, .name = "deal", .key = FACT(DEAL_ID),                       \
        .before = FPL_NO_FACT, .when = when_, .value = fpl_fund__deal_results                                          \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

/* Has the deal bought a convertible? Fact DEAL_INSTRUMENT, as the deal keeps it. */
int fpl_fund__is_convertible(const struct fpl_facts *facts);

/* Adds to the shares as the deal was judged, on the event's day: money paid under it later, refunded (negative). No
 * deal more. */
void fpl_fund__count_results(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out);
/* A tally of the deal, scope "deal:ID". */
void fpl_fund__count_deal(const struct fpl_facts *facts, const char *tally, int64_t amount, struct fpl_decision *out);

/* Refuses FPL_E_REVERSED for a deal taken back, FPL_E_HOLDING (the firm, "EXITED") for one that has left the holding:
 * what is held now is of later deals. Facts DEAL_STATE, DEAL_ENTRY. */
void fpl_fund__check_deal(const struct fpl_fund__change *change);

#endif
