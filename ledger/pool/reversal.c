/* P12, P15 and E25 for P04: what was registered, repaid or decided is taken back. Each gives its sums back on the day
 * they were counted on; the record bears that day. */
#include "ledger/pool/room.h"

static const enum fpl_fact_id ids[] = {FPL_FACT_LOAN_KEY, FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};

/* 1 if there is such a loan, with ids that can be kept and amounts that a loan can have (facts kept in a record may
 * have been tampered with). */
static int load_loan(struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    if (fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE).n == 0) {
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN, fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
        return 0;
    }
    fpl_pool__loan_load(run, loan);
    if (loan->balance < 0 || loan->exposure < 0 || loan->repaid < 0 || loan->compensated < 0 || loan->loss < 0)
        fpl_pool__refuse(run, FPL_E_NEGATIVE, NULL, NULL, FPL_PF_NO_CLAUSE);
    return fpl_pool__ids_fit(run, ids, (int)(sizeof ids / sizeof ids[0])) && run->out->reasons == 0;
}

void fpl_pool_decide_withdrawal(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!load_loan(&run, &loan))
        return;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    int64_t disbursed = fpl_pool__need(&run, FPL_FACT_LOAN_DISBURSED), registered = fpl_pool__registered_amount(&run);
    loan.state = fpl_pool__loan_next(state, FPL_LOAN_WITHDRAW);
    if (!loan.state)
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    else if (disbursed < 0 || registered < 0)
        fpl_pool__refuse(&run, FPL_E_NEGATIVE, NULL, NULL, FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    fpl_pool__step_int(&run, "balance.withdrawn", loan.balance, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(&run, "exposure.released", loan.exposure, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__post_memo(&run, "9103", "9003", loan.balance);
    fpl_pool__post_memo(&run, "9104", "9004", loan.exposure);
    out->amount = fpl_money_of(loan.exposure);
    loan.balance = 0;
    loan.exposure = 0;
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__tally_all(&run, "registered", -registered, -1);
    fpl_pool__tally_all(&run, "lending", -disbursed, -1);
    fpl_pool__tally_all(&run, "repaid", -loan.repaid, -(loan.repaid > 0));
}

/* ---- a repayment ---- */

/* The red image of fpl_pool__post_memo. */
static void post_red(struct fpl_pool__run *run, const char *debit, const char *credit, int64_t amount) {
    struct fpl_str bank = fpl_fact_text(run->facts, FPL_FACT_LOAN_BANK),
                   loan = fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY);
    FPL_ASSERT(amount >= 0);
    if (amount == 0 || fpl_fact_bool(run->facts, FPL_FACT_TAKE_ON, 0))
        return;
    fpl_decision_post(run->out, debit, 'D', fpl_money_of(-amount), bank, loan);
    fpl_decision_post(run->out, credit, 'C', fpl_money_of(-amount), bank, loan);
}

/* Moves the loan as the reversal does; a reason if it may not. */
static void give_back(struct fpl_pool__run *run, struct fpl_pool__loan *loan, int64_t instalment, int64_t release) {
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE);
    int pending = fpl_str_is(state, "PAID_OFF") && fpl_fact_bool(run->facts, FPL_FACT_LOAN_CLAIM_PENDING, 0);
    int claimed = fpl_str_is(state, "CLAIMED"), recovering = loan->compensated > 0 || loan->balance == 0;
    loan->state = fpl_pool__loan_next(state, pending ? FPL_LOAN_UNREPAY_CLAIMED : FPL_LOAN_UNREPAY);
    if (!loan->state || (claimed && recovering)) /* the decision was made on what had been repaid */
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    else if (instalment <= 0 || release < 0)
        fpl_pool__refuse(run, FPL_E_AMOUNT_SIGN, NULL, NULL, FPL_PF_NO_CLAUSE);
    else if (instalment > loan->repaid)
        fpl_pool__refuse(run, FPL_E_GATE_REPAID, NULL, NULL, FPL_PF_NO_CLAUSE);
    else if (__builtin_add_overflow(loan->balance, instalment, &loan->balance) ||
             __builtin_add_overflow(loan->exposure, release, &loan->exposure))
        fpl_pool__refuse(run, FPL_E_OVERFLOW, NULL, NULL, FPL_PF_NO_CLAUSE);
    else
        loan->repaid -= instalment;
}

void fpl_pool_decide_repayment_reversal(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!load_loan(&run, &loan))
        return;
    int64_t instalment = fpl_pool__need(&run, FPL_FACT_CLAIM_REPAID);
    int64_t release = fpl_pool__need(&run, FPL_FACT_REPAYMENT_RELEASED);
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_LOAN_STATE), "PAID_OFF") &&
        !fpl_fact_known(facts, FPL_FACT_LOAN_CLAIM_PENDING)) /* whether it is claimed again only the claims tell */
        fpl_pool__refuse(&run, FPL_E_MISSING, fpl_fact_name(FPL_FACT_LOAN_CLAIM_PENDING), NULL, FPL_PF_NO_CLAUSE);
    if (out->reasons == 0)
        give_back(&run, &loan, instalment, release);
    if (out->reasons > 0)
        return;
    post_red(&run, "9103", "9003", instalment);
    post_red(&run, "9104", "9004", release);
    out->amount = fpl_money_of(release);
    fpl_pool__step_int(&run, "repaid.reversed", instalment, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(&run, "exposure.restored", release, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__tally_all(&run, "repaid", -instalment, -1);
    if (fpl_str_is(fpl_str_of(loan.state), "CLAIMED"))
        fpl_pool__tally(&run, "npl", "bank:", fpl_fact_text(facts, FPL_FACT_LOAN_BANK), instalment, 0);
}

/* ---- a decision ---- */

static void give_caps_back(struct fpl_pool__run *run, int64_t loss) {
    struct fpl_str claimant = fpl_fact_text(run->facts, FPL_FACT_CLAIM_CLAIMANT);
    fpl_pool__tally(run, "paid", "bank:", claimant, -run->amount, -1);
    fpl_pool__tally(run, "paid", "firm:", fpl_fact_text(run->facts, FPL_FACT_FIRM_ID), -run->amount, -1);
    fpl_pool__tally(run, "paid", "", (struct fpl_str){NULL, 0}, -run->amount, -1);
    fpl_pool__tally(run, "loss", "bank:", fpl_fact_text(run->facts, FPL_FACT_LOAN_BANK), -loss, -1);
}

void fpl_pool_decide_revocation(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out, .final = 1};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!fpl_pool__claim_is_open(&run, FPL_CLAIM_REVOKE) || !load_loan(&run, &loan))
        return;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    loan.state = fpl_pool__loan_next(state, FPL_LOAN_REVOKE);
    run.amount = fpl_pool__need(&run, FPL_FACT_CLAIM_APPROVED);
    int64_t loss = fpl_pool__need(&run, FPL_FACT_CLAIM_LOSS);
    if (!loan.state)
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    else if (run.amount < 0 || run.amount > loan.compensated || loss < 0 || loss > loan.loss)
        fpl_pool__refuse(&run, FPL_E_AMOUNT_RANGE, NULL, NULL, FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    fpl_pool__post(&run, "224105", "271105", run.amount, fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT),
                   fpl_fact_text(facts, FPL_FACT_CLAIM_KEY));
    out->amount = fpl_money_of(run.amount);
    loan.compensated -= run.amount;
    loan.loss -= loss;
    fpl_pool__step_int(&run, "amount.revoked", run.amount, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(&run, "loss.revoked", loss, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__claim_write(&run, fpl_pool__claim_next(fpl_fact_text(facts, FPL_FACT_CLAIM_STATE), FPL_CLAIM_REVOKE), 0,
                          fpl_pool__money(&run, FPL_FACT_CLAIM_PROVISIONAL));
    fpl_pool__loan_write(&run, &loan);
    give_caps_back(&run, loss);
}
