/* A payout made before the ledger, taken on as it was: nothing is computed, nothing is posted. */
#include "ledger/pool/room.h"

/* Whom the loan's risk was shared with: its bank, or its guarantor. */
static int is_of_the_loan(const struct fpl_facts *facts, struct fpl_str claimant) {
    return fpl_str_eq(claimant, fpl_fact_text(facts, FPL_FACT_LOAN_BANK)) ||
           (fpl_fact_known(facts, FPL_FACT_LOAN_GUARANTOR) &&
            fpl_str_eq(claimant, fpl_fact_text(facts, FPL_FACT_LOAN_GUARANTOR)));
}

/* Amounts of a loan's claims are cumulative: what was paid for it stays within the loss recognised on it. */
static void gate_amounts(struct fpl_pool__run *run, const struct fpl_pool__loan *loan) {
    int64_t paid = 0, loss = 0;
    run->amount = fpl_pool__need(run, FPL_FACT_PAYOUT_AMOUNT);
    run->loss = fpl_pool__need(run, FPL_FACT_PAYOUT_LOSS);
    if (run->out->reasons > 0)
        return;
    if (run->amount <= 0)
        fpl_pool__refuse(run, FPL_E_AMOUNT_SIGN, NULL, NULL, FPL_PF_NO_CLAUSE);
    else if (run->loss < 0)
        fpl_pool__refuse(run, FPL_E_NEGATIVE, fpl_fact_name(FPL_FACT_PAYOUT_LOSS), NULL, FPL_PF_NO_CLAUSE);
    else if (__builtin_add_overflow(loan->compensated, run->amount, &paid) ||
             __builtin_add_overflow(loan->loss, run->loss, &loss) || loss > FPL_MINOR_MAX)
        fpl_pool__refuse(run, FPL_E_OVERFLOW, NULL, NULL, FPL_PF_NO_CLAUSE);
    else if (paid > loss)
        fpl_pool__refuse_money(run, FPL_E_GATE_PAYOUT, loss - loan->compensated, FPL_PF_NO_CLAUSE);
}

static void gate(struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    const struct fpl_facts *facts = run->facts;
    struct fpl_str loan_state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE),
                   claim_state = fpl_fact_text(facts, FPL_FACT_CLAIM_STATE),
                   claimant = fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT);
    if (!fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0))
        fpl_pool__refuse(run, FPL_E_MISSING, fpl_fact_name(FPL_FACT_TAKE_ON), NULL, FPL_PF_NO_CLAUSE);
    if (!is_of_the_loan(facts, claimant))
        fpl_pool__refuse_text(run, FPL_E_SCOPE, claimant, FPL_PF_NO_CLAUSE);
    if (!fpl_pool__claim_next(claim_state, FPL_CLAIM_TAKE_ON))
        fpl_pool__refuse_text(run, FPL_E_STATE, claim_state, FPL_PF_NO_CLAUSE);
    if (!fpl_fact_bool(facts, FPL_FACT_LOAN_TAKE_ON, 0))
        fpl_pool__refuse_text(run, FPL_E_GATE_TAKE_ON, fpl_fact_text(facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
    fpl_pool__loan_load(run, loan);
    loan->state = fpl_pool__loan_next(loan_state, FPL_LOAN_TAKE_ON);
    if (!loan->state)
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN_STATE, loan_state, FPL_PF_NO_CLAUSE);
    gate_amounts(run, loan);
}

void fpl_pool_decide_payout(const struct fpl_facts *facts, struct fpl_decision *out) {
    static const enum fpl_fact_id ids[] = {FPL_FACT_CLAIM_KEY, FPL_FACT_CLAIM_CLAIMANT, FPL_FACT_LOAN_KEY,
                                           FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out, .final = 1};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (fpl_fact_text(facts, FPL_FACT_LOAN_STATE).n == 0) {
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN, fpl_fact_text(facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
        return;
    }
    if (!fpl_pool__ids_fit(&run, ids, (int)(sizeof ids / sizeof ids[0])))
        return;
    gate(&run, &loan);
    if (out->reasons > 0)
        return;
    int64_t balance = loan.balance;
    loan.balance = loan.exposure = 0;
    loan.compensated += run.amount;
    loan.loss += run.loss;
    out->amount = fpl_money_of(run.amount);
    fpl_pool__claim_write(&run, fpl_pool__claim_next((struct fpl_str){NULL, 0}, FPL_CLAIM_TAKE_ON), run.amount, 0);
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__tally_paid(&run);
    fpl_pool__tally_all(&run, "closed", balance, balance > 0);
}
