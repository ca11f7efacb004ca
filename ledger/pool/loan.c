/* P03 and P04: a loan enters the pool's register, and leaves it by repayment. */
#include "ledger/pool/room.h"

static const enum fpl_fact_id ids[] = {FPL_FACT_LOAN_KEY, FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};

/* Whom a claim on this loan would compensate. */
static enum fpl_policy__role expected_claimant(const struct fpl_pool__run *run) {
    if (run->pack->beneficiary != FPL_ROLE_BOTH)
        return run->pack->beneficiary;
    return fpl_fact_known(run->facts, FPL_FACT_LOAN_GUARANTOR) ? FPL_ROLE_IS_GUARANTOR : FPL_ROLE_IS_BANK;
}

static void gate_form(struct fpl_pool__run *run) {
    int64_t disbursed = fpl_pool__need(run, FPL_FACT_LOAN_DISBURSED),
            repaid = fpl_pool__money(run, FPL_FACT_LOAN_REPAID);
    int64_t contract = fpl_pool__need(run, FPL_FACT_LOAN_CONTRACT_AMOUNT);
    if (disbursed <= 0 || contract <= 0)
        fpl_pool__refuse(run, FPL_E_AMOUNT_SIGN, NULL, NULL, FPL_PF_NO_CLAUSE);
    if (disbursed > contract) /* the contract amount picks the tier: a smaller one would buy a higher rate */
        fpl_pool__refuse_money(run, FPL_E_GATE_DISBURSED, contract, FPL_PF_NO_CLAUSE);
    if (repaid < 0)
        fpl_pool__refuse(run, FPL_E_NEGATIVE, "loan.repaid", NULL, FPL_PF_NO_CLAUSE);
    if (repaid > disbursed)
        fpl_pool__refuse(run, FPL_E_GATE_REPAID, NULL, NULL, FPL_PF_NO_CLAUSE);
    if (run->pack->base == FPL_BASE_GUARANTOR_PAID && !fpl_fact_known(run->facts, FPL_FACT_LOAN_GUARANTOR))
        fpl_pool__refuse(run, FPL_E_MISSING, fpl_fact_name(FPL_FACT_LOAN_GUARANTOR), NULL, FPL_PF_BASE_KIND);
}

/* The pool's contingent share: what it would pay if the whole balance were lost today, before sums that other claims
 * use up. */
static void exposure(struct fpl_pool__run *run) {
    const struct fpl_policy__cap *cap = &run->pack->cap[FPL_CAP_PER_LOAN];
    struct fpl_pool__math *m = &run->math;
    struct fpl_pool__x most;
    fpl_pool__factors(run);
    fpl_x__set(m, &run->base, fpl_pool__balance(run), 1);
    fpl_x__mul(m, &run->base, &run->base, &run->factor);
    fpl_x__set(m, &most, cap->amount, 1);
    if (cap->set && cap->level_base && fpl_x__cmp(m, &most, &run->base) < 0)
        run->base = most;
    fpl_pool__step_x(run, "base.eligible", &run->base, NULL, FPL_PF_NO_CLAUSE);
    if (fpl_x__sign(m, &run->base) <= 0 && m->status == FPL_OK)
        return; /* nothing outstanding: no exposure, and no tier to look for */
    fpl_pool__rate(run);
    if (cap->set && !cap->level_base && fpl_x__cmp(m, &most, &run->raw) < 0) {
        run->raw = most;
        fpl_pool__step_x(run, "cap.cap_per_loan", &most, NULL, FPL_PF_CAP_PER_LOAN);
    }
    run->amount = fpl_x__round(m, &run->raw, FPL_HALF_UP);
}

int64_t fpl_pool__registered_amount(const struct fpl_pool__run *run) {
    return fpl_pool__money(run, fpl_fact_known(run->facts, FPL_FACT_LOAN_REGISTERED_AMOUNT)
                                    ? FPL_FACT_LOAN_REGISTERED_AMOUNT
                                    : FPL_FACT_LOAN_DISBURSED);
}

static void write_registered(struct fpl_pool__run *run) {
    struct fpl_pool__loan loan;
    fpl_pool__loan_load(run, &loan);
    loan.exposure = run->amount;
    loan.state = loan.balance > 0 ? "REGISTERED" : "PAID_OFF";
    fpl_pool__post_memo(run, "9003", "9103", loan.balance);
    fpl_pool__post_memo(run, "9004", "9104", loan.exposure);
    fpl_pool__loan_write(run, &loan);
    fpl_pool__tally_all(run, "registered", fpl_pool__registered_amount(run), 1);
    fpl_pool__tally_all(run, "lending", fpl_pool__money(run, FPL_FACT_LOAN_DISBURSED), 1);
    fpl_pool__tally_all(run, "repaid", loan.repaid, loan.repaid > 0);
}

void fpl_pool_decide_loan(const struct fpl_facts *facts, const struct fpl_pack *pack, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && pack != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .pack = pack, .out = out};
    fpl_decision_begin(out);
    if (!fpl_pool__ids_fit(&run, ids, (int)(sizeof ids / sizeof ids[0])))
        return;
    run.role = expected_claimant(&run);
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    if (!fpl_pool__loan_next(state, FPL_LOAN_REGISTER))
        fpl_pool__refuse_text(&run, FPL_E_STATE, state, FPL_PF_NO_CLAUSE);
    gate_form(&run);
    if (out->reasons > 0)
        return;
    fpl_pool__gate_firm(&run);
    fpl_pool__gate_loan(&run);
    fpl_pool__compute(&run, exposure, 0);
    fpl_pool__step_int(&run, "amount", run.amount, NULL, FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(run.amount);
    write_registered(&run);
}

/* A part of the exposure as the instalment is of the balance, HALF_UP; never more than there is. */
static int64_t released(struct fpl_pool__run *run, int64_t exposure_now, int64_t instalment, int64_t balance) {
    struct fpl_money part = fpl_money_of(0);
    enum fpl_status status =
        fpl_money_scale(fpl_money_of(exposure_now), (struct fpl_ratio){instalment, balance}, FPL_HALF_UP, &part);
    if (status != FPL_OK)
        fpl_pool__refuse(run, status, NULL, NULL, FPL_PF_NO_CLAUSE);
    return fpl_money_minor(part);
}

void fpl_pool_decide_repayment(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__loan loan;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    fpl_decision_begin(out);
    if (state.n == 0) {
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN, fpl_fact_text(facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
        return;
    }
    if (!fpl_pool__ids_fit(&run, ids, (int)(sizeof ids / sizeof ids[0])))
        return;
    int64_t instalment = fpl_pool__need(&run, FPL_FACT_CLAIM_REPAID);
    fpl_pool__loan_load(&run, &loan);
    int all = instalment == loan.balance;
    loan.state = fpl_pool__loan_next(state, all ? FPL_LOAN_REPAY_ALL : FPL_LOAN_REPAY);
    int claimed = fpl_str_is(state, "CLAIMED");
    if (!loan.state || (claimed && (loan.compensated > 0 || loan.balance == 0))) /* from then on it is a recovery */
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    else if (instalment <= 0)
        fpl_pool__refuse(&run, FPL_E_AMOUNT_SIGN, NULL, NULL, FPL_PF_NO_CLAUSE);
    else if (instalment > loan.balance)
        fpl_pool__refuse(&run, FPL_E_GATE_REPAID, NULL, NULL, FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    int64_t release = all ? loan.exposure : released(&run, loan.exposure, instalment, loan.balance);
    if (out->reasons > 0)
        return;
    fpl_pool__post_memo(&run, "9103", "9003", instalment);
    fpl_pool__post_memo(&run, "9104", "9004", release);
    loan.balance -= instalment;
    loan.repaid += instalment;
    loan.exposure -= release;
    out->amount = fpl_money_of(release);
    fpl_pool__step_int(&run, "repaid", instalment, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(&run, "exposure.released", release, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__tally_all(&run, "repaid", instalment, 1);
    if (claimed)
        fpl_pool__tally(&run, "npl", "bank:", fpl_fact_text(facts, FPL_FACT_LOAN_BANK), -instalment, 0);
}
