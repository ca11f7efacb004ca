#ifndef FUNDPOOL_POOL_H
#define FUNDPOOL_POOL_H
// clang-format off
/* Risk-compensation pools: registered loans, repayments, and claims from gates to payout, in the order of
 * computation of the pool rules §4. Pure: facts and pack in, decision out; the same inputs give the same decision
 * on any machine. A decision with an outcome other than FPL_OK or FPL_DEFERRED carries reasons and steps only: no
 * postings, items or tallies.
 *
 * Facts. A fact a rule needs and that is UNKNOWN never counts as passed: a gate then fails (its argument is "?"),
 * a sum or amount gives E_MISSING with the fact's name. Ids are at most 128 bytes, LOAN_KEY 256 (E_TOO_LONG),
 * without control characters (E_ENCODING).
 *
 * Items. An amount of 0 is absent.
 *   "loan", key LOAN_KEY: {"bal":balance in memo 9003,"bank":..,"cmp":compensated,"cmpg":of which to the
 *     guarantor (absent where "to" says it),"disb":..,"exp":balance in memo 9004,
 *     "firm":..,"guar":.. (absent if none),"loss":loss recognised,"lps":lapsed for lack of money,"lpsg":of which the
 *     guarantor's,"rep":repaid,"st":..,"t_col":..,"unc":1 while its pending claim is in no NPL rate}. Comes back as
 *     LOAN_BALANCE, LOAN_BANK, LOAN_PAID, LOAN_DISBURSED, LOAN_MEMO_SHARE, FIRM_ID, LOAN_GUARANTOR, LOAN_LOSS,
 *     LOAN_LAPSED, LOAN_LAPSED_GUARANTOR, LOAN_REPAID, LOAN_STATE, LOAN_UNCOUNTED. The members "t_.." are what its
 *     paid claims told of it (LOAN_TOLD_..): t_col collateral, t_ctr counter-guarantee, t_gov other government money,
 *     t_gua paid by the guarantor, t_ins insurance, t_rec net
 *     recovery, t_rep repaid. They only grow, when a claim is paid.
 *     "to" (LOAN_PAID_TO): whom it compensates, absent while nothing is decided or paid. A pack that is not STACKED
 *     lets nobody else claim (FPL_E_GATE_OTHER_PARTY).
 *   "claim", key CLAIM_KEY: {"amt":decided, deferred or 0,"bank":..,"brn":lapsed by its decision,"claimant":..,
 *     "date":.. (absent if unknown),"firm":..,"loan":key,"part":paid in parts so far,"prov":provisional amount,
 *     "rep":repaid when it was DECIDED,"rest":what waits for money,"st":..}. Once PAID, "amt" is all that
 *     was paid. Comes back as CLAIM_APPROVED, LOAN_BANK, CLAIM_CLAIMANT, CLAIM_DATE, FIRM_ID, LOAN_KEY,
 *     CLAIM_PROVISIONAL,
 *     CLAIM_DECIDED_REPAID, CLAIM_PART, CLAIM_REST, CLAIM_BORNE, CLAIM_STATE.
 *
 * Tallies (name, scopes, when) and the facts made of them. "Year" is the calendar year of the event's occurred day,
 * "period" runs from the start of the agreement, "all" is all time:
 *   registered  bank: firm: ""  +registered amount (or, if not given, the amount disbursed) at registration
 *   lending     bank: firm: ""  +disbursed at registration
 *   repaid      bank: firm: ""  +instalment; also what had been repaid before registration
 *   closed      bank: firm: ""  +balance left when its first claim is paid or taken on as paid
 *   npl         bank:           +balance at submission of the bank's own claim, if the class is 次级, 可疑 or 损失;
 *                               -instalment while claimed; -balance at the first payment, or when the claim ends
 *   paid        bank: firm: ""  +payout at the decision; also one that was taken on, on the day it had been decided.
 *               scheme:         Here bank: is the claimant, bank or guarantor; scheme: is the id of the loan's pack
 *   loss        bank: cohort:   +eligible loss recognised at the decision; also with a payout taken on. Here bank: is
 *                               the claimant; cohort: the loan's bank, if it claims, and the year of registration,
 *                               "BANK|2025"
 * What is taken back leaves its sums on the day it had entered them, so that the year's caps and breakers have it back:
 *   repayment reversed  on the repayment's day     repaid -instalment; npl +instalment if a claim is pending
 *   loan withdrawn      on the registration's day  registered -its amount; lending -disbursed; repaid -all repaid
 *   decision revoked    on the decision's day      paid -payout; loss -loss recognised
 * One figure by day stays odd: if a repayment of a withdrawn loan was not reversed first, its amount shows as balance
 * between the registration and the repayment. Every later day, and every rule, sees none.
 * Facts:
 *   REGISTERED_BANK_YTD  registered bank:<loan's bank>, year   LOSS_BANK_YTD     loss bank:<loan's bank>, year
 *   PAID_BORROWER_YTD    paid firm:, year                      PAID_POOL_YTD     paid "", year
 *   PAID_BANK_YTD        paid bank:<claimant>, year            PAID_BANK_PERIOD  paid bank:<claimant>, period
 *   REGISTERED_COHORT    registered bank:<loan's bank>, the year of the loan's registration
 *   LOSS_COHORT          loss cohort:<loan's>, all
 *   PAID_SCHEME_YTD      paid scheme:<loan's pack>, year
 *   PAID_PERIOD          paid "", period                       NPL_BANK          npl bank:<loan's bank>, all
 *   LENDING_PERIOD       lending "", period
 *   LENDING_BANK_PERIOD  lending bank:<loan's bank>, period
 *   BALANCE_BANK, FIRM_DEBT, BALANCE_POOL: lending - repaid - closed of bank:<loan's bank>, firm:, "", all
 * A sum over no records is 0 and known; one over the period is unknown where no agreement with the claimant is in
 * force. With TAKE_ON a decision has no postings; everything else is the same.
 *
 * The memo accounts carry party = the loan's bank and item = LOAN_KEY; 271105 and 224105 carry party = claimant
 * and item = CLAIM_KEY; 100203 carries neither. A memo is undone by the opposite sides, not by negative amounts; only
 * the reversal of a repayment, which was wrong from the start, is red. */
// clang-format on
#include "fundpool/pack.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Life cycle of a loan: REGISTERED, by repayments to PAID_OFF, or CLAIMED (a claim is pending, or decided and not
 * yet paid) and COMPENSATED; from there CLAIMED again by a further claim, which counts what was paid before; REGISTERED
 * → WITHDRAWN. A repayment taken back leads from PAID_OFF to REGISTERED or CLAIMED. Of a claim: SUBMITTED → DECIDED →
 * PAID; SUBMITTED → DEFERRED → DECIDED; SUBMITTED or DEFERRED → REFUSED; DECIDED → SUBMITTED when the decision is
 * revoked. Where the pool is short: SUBMITTED → QUEUED → DECIDED, and DECIDED → QUEUED when a part is paid; a QUEUED
 * claim ends REFUSED or WITHDRAWN, or PAID if a part of it was paid. An amount of 0 that nothing queues of is CLOSED at
 * once, and its loan released. A payout taken on is a claim that is PAID from the start, and its loan COMPENSATED. A
 * loan that another renews is RENEWED. The transitions are the moves of the events. */

/* P03. Registers a loan under a pack. Needs FIRM_ID, LOAN_KEY, LOAN_BANK, LOAN_DISBURSED, LOAN_CONTRACT_AMOUNT,
 * TODAY, LOAN_REPAID if any, and what the pack's gates read. Gates of registration: white list, firm, window (from
 * LOAN_DISBURSED_ON to TODAY; of a loan taken on, to LOAN_REGISTERED_ON), amount, tenor, rate, type, purpose,
 * exclusive mode, collateral and IP shares, firm's debt, capacity; all failing ones are given. amount = exposure:
 * balance × IP share × truncation × the rate that would apply, at most cap_per_loan, HALF_UP to fen. Posts 9003 D
 * / 9103 C the balance and 9004 D / 9104 C the exposure. Also E_STATE (registered already), E_AMOUNT_SIGN,
 * E_GATE_DISBURSED (more than the contract amount), E_GATE_REPAID, of one that renews another (RENEWED_CONTRACT,
 * RENEWED_IOU; P13) E_GATE_RENEWAL (not what is unpaid on it), E_GATE_LOAN (another firm's), E_GATE_LOAN_STATE;
 * E_GATE_TIER, E_GATE_TIER_AMBIGUOUS, E_MISSING. */
void fpl_pool_decide_loan(const struct fpl_facts *facts, const struct fpl_pack *pack, struct fpl_decision *out);

/* P04. A repayment of principal; CLAIM_REPAID is the instalment's amount. Releases the same part of the exposure
 * (HALF_UP; the last one takes the rest): amount. Recorded while a claim is pending or decided as
 * well. E_GATE_LOAN (not registered), E_GATE_LOAN_STATE (paid off, or compensation paid: money is a recovery from then
 * on), E_AMOUNT_SIGN, E_GATE_REPAID (more than the balance). */
void fpl_pool_decide_repayment(const struct fpl_facts *facts, struct fpl_decision *out);

/* Steps 0 to 8 and 10 for one claim. Needs the loan's facts as at registration, its item's, and the claim's.
 *
 * final = 0, submission: reasons are E_SCOPE (the claimant is no party of the loan that the pack compensates),
 * E_STATE, E_GATE_* and E_MISSING. What the claim itself has to tell for any base, cap or breaker of the pack is
 * E_MISSING here (arg 0 = the fact): without it the claim could never be decided. Caps and breakers only form the
 * provisional amount (0 if it would be deferred); one that reads a sum or measure which nobody has recorded yet is left
 * out and has a step with the value "?" and the fact's name. Posts nothing; the claim becomes SUBMITTED, the loan
 * CLAIMED.
 *
 * final = 1, decision on a SUBMITTED or DEFERRED claim: every sum must be known. FPL_OK: 271105 D / 224105 C, caps
 * are used, the claim becomes DECIDED; amount may be 0 where a cap has no room. FPL_DEFERRED: memo 9008 D / 9108 C
 * only, no cap is used, CLAIM_EXPECTED is not looked at; the memo of a claim deferred before (CLAIM_APPROVED) is
 * undone when it changes. POOL_AVAILABLE is less: what there is becomes the amount, and the rest queues in memo 9008
 * (the default), or lapses under FIFO_BANK_BEARS, so that no later claim on the loan has it. FPL_QUEUED: nothing is
 * there, or under TOP_UP_WAIT not all, and all of it queues; no cap is used, no loss recognised. E_SHORTAGE (it is
 * unknown, or a QUEUED claim would again get nothing; arg 0 = what there is). E_CHANGED (CLAIM_EXPECTED, which is
 * required, differs; arg 0 and out->amount = the amount, arg 1 = what binds).
 *
 * The unpaid principal is disbursed less the largest of LOAN_REPAID, CLAIM_REPAID and LOAN_TOLD_REPAID. Amounts of a
 * claim are cumulative for its loan: what was paid before (LOAN_PAID) is taken off after the one rounding, and of each
 * amount told the larger of the claim's and LOAN_TOLD_.. counts, so that all payouts of a loan together are at most the
 * rate of its loss. At submission an amount that is less than the ledger knows is E_GATE_TOLD_LESS, one that the loan
 * cannot have E_GATE_TOLD_MORE (arg 0 = the fact, arg 1 = the bound): recovered, paid by the guarantor and liability
 * at most the unpaid principal (the liability with the unpaid interest where the base counts it), the rest at most what
 * was disbursed. A guarantor's payment counts up to the unpaid principal of the day of decision. CLAIM_LIABILITY may be
 * unknown only for a bank without a guarantor, and is then the unpaid principal. */
void fpl_pool_decide_claim(const struct fpl_facts *facts, const struct fpl_pack *pack, int final,
                           struct fpl_decision *out);

/* P14. A person refuses a SUBMITTED or DEFERRED claim: its memo 9008 is undone, the loan is released. E_STATE,
 * E_GATE_LOAN_STATE. */
void fpl_pool_decide_refusal(const struct fpl_facts *facts, struct fpl_decision *out);

/* P06. Payment of a DECIDED claim, of CLAIM_APPROVED: 224105 D / 100203 C, memo 9003 and 9004 undone for the whole
 * remaining balance, 9005 D / 9105 C the amount paid. E_STATE, E_GATE_LOAN_STATE, E_MISSING,
 * E_CASH_REASON (more than TRANSFER_HELD, the special account's balance, without CASH_REASON; with it FPL_E_CASH is
 * remarked; both figures),
 * E_STALE (what is repaid on the loan is no longer what it was at the decision, CLAIM_DECIDED_REPAID; arg 0 = then,
 * arg 1 = now): the decision is revoked and made anew, whatever its amount. */
void fpl_pool_decide_payment(const struct fpl_facts *facts, struct fpl_decision *out);

/* A payout made before the ledger (take-on): of a loan that was itself taken on, counted as if decided and paid on its
 * day TODAY, with its historical PAYOUT_AMOUNT and the PAYOUT_LOSS recognised then; no gate, base, rate or cap is
 * computed, no account posted. Needs TAKE_ON, CLAIM_KEY, CLAIM_CLAIMANT, the loan's item and LOAN_TAKE_ON. The claim
 * becomes PAID, the loan COMPENSATED with nothing left in its memo accounts; later claims count it (LOAN_PAID).
 * E_MISSING, E_GATE_LOAN (not registered), E_GATE_TAKE_ON (the loan is the ledger's own), E_GATE_LOAN_STATE (paid off,
 * or a claim is under way), E_SCOPE (claimant neither the loan's bank nor its guarantor), E_STATE, E_AMOUNT_SIGN,
 * E_NEGATIVE, E_GATE_PAYOUT (paid for the loan exceeds the loss recognised on it), E_OVERFLOW. */
void fpl_pool_decide_payout(const struct fpl_facts *facts, struct fpl_decision *out);

/* P12. A REGISTERED loan leaves the register, with LOAN_REGISTERED_AMOUNT if it counted another amount than disbursed:
 * the rest of its memo 9003 and 9004 is undone, its sums are given back, it becomes WITHDRAWN and takes no repayment
 * and no claim any more. amount = exposure undone. E_GATE_LOAN (not registered), E_GATE_LOAN_STATE (any other state).
 */
void fpl_pool_decide_withdrawal(const struct fpl_facts *facts, struct fpl_decision *out);

/* E25 for P04. Takes a repayment back: CLAIM_REPAID is its amount, REPAYMENT_RELEASED the exposure it released, TAKE_ON
 * that of the repayment, LOAN_CLAIM_PENDING whether a claim on a PAID_OFF loan is pending. Posts its red image, gives
 * balance and exposure back. amount = exposure given back. Allowed where a repayment would be, and of a PAID_OFF loan:
 * E_GATE_LOAN, E_GATE_LOAN_STATE, E_AMOUNT_SIGN, E_GATE_REPAID (more than was repaid), E_MISSING. */
void fpl_pool_decide_repayment_reversal(const struct fpl_facts *facts, struct fpl_decision *out);

/* P15. Revokes the decision on a DECIDED claim, of CLAIM_APPROVED with the loss CLAIM_LOSS: 224105 D / 271105 C, the
 * caps have back what it used, the claim is SUBMITTED again. amount = what was decided. E_STATE (not decided, or paid:
 * money paid out is claimed back, which is no matter of this decision), E_GATE_LOAN_STATE, E_MISSING. */
void fpl_pool_decide_revocation(const struct fpl_facts *facts, struct fpl_decision *out);

#ifdef __cplusplus
}
#endif
#endif
