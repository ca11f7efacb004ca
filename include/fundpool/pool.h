#ifndef FUNDPOOL_POOL_H
#define FUNDPOOL_POOL_H
/* Risk-compensation pools: registered loans, repayments, and claims from gates to payout, in the order of computation of the pool
 * rules §4. Pure: facts and pack in, decision out. Nothing here allocates beyond the exact-arithmetic arena. */
#include "fundpool/pack.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Life cycle of a loan: REGISTERED → REGISTERED (repayments) → PAID_OFF, or → CLAIMED → COMPENSATED; the transitions are a table in the room. */
/* Life cycle of a claim: SUBMITTED → DECIDED → PAID; SUBMITTED → DEFERRED → DECIDED; SUBMITTED → REFUSED. */

/* P03. Registers a loan under a pack: gates of registration (white list, type, tenor, rate, amount, firm, window, capacity, exclusive mode); posts memo
 * 9003/9103 (balance) and 9004/9104 (balance × pool share, HALF_UP to fen; share = the rate that would apply, capped) with party = bank and
 * item = loan key; item "loan"; tallies "registered" by bank ("bank:<id>"), by borrower ("firm:<id>") and "" for the pool. TAKE_ON: the same without postings. */
void fpl_pool_decide_loan(const struct fpl_facts *facts, const struct fpl_pack *pack, struct fpl_decision *out);

/* P04. A repayment of principal of CLAIM_REPAID (the instalment's amount): memo reversed pro rata, the last one takes the rest. Refuses E_GATE_LOAN, E_GATE_LOAN_STATE,
 * E_GATE_REPAID (more than disbursed). */
void fpl_pool_decide_repayment(const struct fpl_facts *facts, struct fpl_decision *out);

/* The computation of one claim, steps 0 to 8: used for the provisional amount at submission (final = 0: the reasons are all gates, nothing is posted, item "claim" is SUBMITTED)
 * and for the decision (final = 1: consumes caps, posts P05 271105 D / 224105 C, party = claimant, item = claim key; tallies "paid" by "firm:", "bank:" and "" and "loss" by
 * "bank:"; FPL_DEFERRED posts memo 9008/9108 only and uses no cap; FPL_E_CHANGED when CLAIM_EXPECTED is not the amount). */
void fpl_pool_decide_claim(const struct fpl_facts *facts, const struct fpl_pack *pack, int final,
                           struct fpl_decision *out);

/* P06. Payment of a decided claim: 224105 D / 100203 C, memo 9003, 9004 reversed for the whole remaining balance, 9005/9105 the amount paid. */
void fpl_pool_decide_payment(const struct fpl_facts *facts, struct fpl_decision *out);

#ifdef __cplusplus
}
#endif
#endif
