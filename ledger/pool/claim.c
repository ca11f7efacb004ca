/* The computation of one claim, steps 0 to 8, and what it writes, step 10. */
#include "ledger/pool/room.h"

#include <string.h>

/* Whole fen of the eligible base, less what earlier claims on the same loan have recognised. */
static void recognise_loss(struct fpl_pool__run *run) {
    int64_t total = fpl_x__round(&run->math, &run->base, FPL_HALF_UP);
    int64_t before = fpl_pool__money(run, FPL_FACT_LOAN_LOSS);
    run->loss = total > before ? total - before : 0;
}

static void compute(struct fpl_pool__run *run) {
    fpl_pool__base(run);
    fpl_pool__rate(run);
    if (run->out->reasons > 0 || run->math.status != FPL_OK)
        return;
    recognise_loss(run);
    fpl_pool__caps(run);
    if (run->math.status == FPL_OK)
        fpl_pool__breakers(run);
}

/* Step 8, and the amount the decision-maker named. */
static void settle(struct fpl_pool__run *run) {
    char text[FPL_MONEY_TEXT];
    int64_t available = fpl_pool__money(run, FPL_FACT_POOL_AVAILABLE);
    fpl_pool__step_int(run, "shortage", available, run->amount > available ? "short" : "enough", FPL_PF_SHORTAGE_MODE);
    if (run->amount > available)
        fpl_pool__refuse_money(run, FPL_E_SHORTAGE, available, FPL_PF_SHORTAGE_MODE);
    int64_t expected = fpl_pool__need(run, FPL_FACT_CLAIM_EXPECTED);
    if (fpl_fact_known(run->facts, FPL_FACT_CLAIM_EXPECTED) && expected != run->amount) {
        (void)fpl_money_format(fpl_money_of(run->amount), FPL_UNIT_YUAN, 2, text);
        fpl_pool__refuse(run, FPL_E_CHANGED, text, NULL, FPL_PF_NO_CLAUSE);
    }
}

/* Queued and deferred claims stand in memo 9008 until they are decided or refused. */
static void leave_memo(struct fpl_pool__run *run, int64_t amount) {
    if (fpl_str_is(fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE), "DEFERRED"))
        fpl_pool__post_memo(run, "9108", "9008", amount);
}

static void write_submitted(struct fpl_pool__run *run) {
    struct fpl_pool__loan loan;
    fpl_pool__loan_load(run, &loan);
    loan.state = fpl_pool__loan_next(fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE), FPL_LOAN_CLAIM);
    FPL_ASSERT(loan.state != NULL);
    fpl_pool__claim_write(run, fpl_pool__claim_next((struct fpl_str){NULL, 0}, FPL_CLAIM_SUBMIT), 0, run->amount);
    fpl_pool__loan_write(run, &loan);
    fpl_pool__tally(run, "npl", "bank:", fpl_fact_text(run->facts, FPL_FACT_LOAN_BANK), loan.balance, 1);
}

static void write_deferred(struct fpl_pool__run *run) {
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE);
    int64_t before = fpl_pool__money(run, FPL_FACT_CLAIM_APPROVED);
    int again = fpl_str_is(state, "DEFERRED");
    fpl_pool__refuse(run, FPL_DEFERRED, run->breaker, NULL, FPL_PF_BREAKER);
    if (!again || before != run->amount) {
        leave_memo(run, before);
        fpl_pool__post_memo(run, "9008", "9108", run->amount);
    }
    fpl_pool__claim_write(run, fpl_pool__claim_next(state, FPL_CLAIM_DEFER), run->amount,
                          fpl_pool__money(run, FPL_FACT_CLAIM_PROVISIONAL));
}

static void write_decided(struct fpl_pool__run *run) {
    const struct fpl_facts *facts = run->facts;
    struct fpl_str claimant = fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT);
    struct fpl_pool__loan loan;
    fpl_pool__loan_load(run, &loan);
    fpl_pool__post(run, "271105", "224105", run->amount, claimant, fpl_fact_text(facts, FPL_FACT_CLAIM_KEY));
    leave_memo(run, fpl_pool__money(run, FPL_FACT_CLAIM_APPROVED));
    loan.compensated += run->amount;
    loan.loss += run->loss;
    loan.state = "CLAIMED";
    fpl_pool__claim_write(run, fpl_pool__claim_next(fpl_fact_text(facts, FPL_FACT_CLAIM_STATE), FPL_CLAIM_DECIDE),
                          run->amount, fpl_pool__money(run, FPL_FACT_CLAIM_PROVISIONAL));
    fpl_pool__loan_write(run, &loan);
    fpl_pool__tally_paid(run);
}

static void decide(struct fpl_pool__run *run, int big) {
    static const enum fpl_fact_id ids[] = {FPL_FACT_CLAIM_KEY, FPL_FACT_CLAIM_CLAIMANT, FPL_FACT_LOAN_KEY,
                                           FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};
    struct fpl_decision *out = run->out;
    fpl_pool__gate_claim(run);
    if (fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE).n == 0)
        return;
    if (!fpl_pool__ids_fit(run, ids, (int)(sizeof ids / sizeof ids[0])))
        return;
    fpl_pool__compute(run, compute, big);
    if (out->reasons > 0)
        return;
    if (run->deferred && !run->final)
        run->amount = 0; /* nothing would be paid as things stand */
    if (run->final && !run->deferred)
        settle(run);
    fpl_pool__step_int(run, "amount", run->amount, run->deferred ? "deferred" : NULL, FPL_PF_NO_CLAUSE);
    out->amount = fpl_money_of(run->amount);
    if (out->reasons > 0)
        return;
    if (!run->final)
        write_submitted(run);
    else if (run->deferred)
        write_deferred(run);
    else
        write_decided(run);
}

void fpl_pool__decide_claim(const struct fpl_facts *facts, const struct fpl_pack *pack, int final, int big,
                            struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && pack != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .pack = pack, .out = out, .final = final != 0};
    fpl_decision_begin(out);
    decide(&run, big);
    FPL_ASSERT(out->outcome == FPL_OK || out->reasons > 0);
    FPL_ASSERT(out->outcome == FPL_OK || out->outcome == FPL_DEFERRED || (out->postings == 0 && out->items == 0));
}

void fpl_pool_decide_claim(const struct fpl_facts *facts, const struct fpl_pack *pack, int final,
                           struct fpl_decision *out) {
    fpl_pool__decide_claim(facts, pack, final, 0, out);
}

int fpl_pool__claim_is_open(struct fpl_pool__run *run, enum fpl_pool__claim_event event) {
    static const enum fpl_fact_id ids[] = {FPL_FACT_CLAIM_KEY, FPL_FACT_CLAIM_CLAIMANT, FPL_FACT_LOAN_KEY,
                                           FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE);
    if (!fpl_pool__claim_next(state, event))
        fpl_pool__refuse_text(run, FPL_E_STATE, state, FPL_PF_NO_CLAUSE);
    return fpl_pool__ids_fit(run, ids, (int)(sizeof ids / sizeof ids[0])) && run->out->reasons == 0;
}

/* The loan's balance leaves the registered and the non-performing ones. */
static void tally_leaves(struct fpl_pool__run *run, int64_t balance) {
    fpl_pool__tally(run, "npl", "bank:", fpl_fact_text(run->facts, FPL_FACT_LOAN_BANK), -balance, -1);
}

void fpl_pool_decide_payment(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out, .final = 1};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!fpl_pool__claim_is_open(&run, FPL_CLAIM_PAY))
        return;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    fpl_pool__loan_load(&run, &loan);
    loan.state = fpl_pool__loan_next(state, FPL_LOAN_COMPENSATE);
    run.amount = fpl_pool__need(&run, FPL_FACT_CLAIM_APPROVED);
    if (!loan.state)
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    int64_t balance = loan.balance;
    fpl_pool__post(&run, "224105", "100203", run.amount, fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT),
                   fpl_fact_text(facts, FPL_FACT_CLAIM_KEY));
    fpl_pool__post_memo(&run, "9103", "9003", balance);
    fpl_pool__post_memo(&run, "9104", "9004", loan.exposure);
    fpl_pool__post_memo(&run, "9005", "9105", run.amount);
    loan.balance = 0;
    loan.exposure = 0;
    out->amount = fpl_money_of(run.amount);
    fpl_pool__claim_write(&run, fpl_pool__claim_next(fpl_fact_text(facts, FPL_FACT_CLAIM_STATE), FPL_CLAIM_PAY),
                          run.amount, fpl_pool__money(&run, FPL_FACT_CLAIM_PROVISIONAL));
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__tally_all(&run, "closed", balance, balance > 0);
    tally_leaves(&run, balance);
}

void fpl_pool_decide_refusal(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out, .final = 1};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!fpl_pool__claim_is_open(&run, FPL_CLAIM_REFUSE))
        return;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    fpl_pool__loan_load(&run, &loan);
    int old = loan.balance == 0 && !fpl_str_is(state, "PAID_OFF");
    loan.state = fpl_pool__loan_next(state, old ? FPL_LOAN_RELEASE_OLD : FPL_LOAN_RELEASE);
    if (!loan.state) {
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
        return;
    }
    leave_memo(&run, fpl_pool__money(&run, FPL_FACT_CLAIM_APPROVED));
    fpl_pool__claim_write(&run, fpl_pool__claim_next(fpl_fact_text(facts, FPL_FACT_CLAIM_STATE), FPL_CLAIM_REFUSE), 0,
                          fpl_pool__money(&run, FPL_FACT_CLAIM_PROVISIONAL));
    fpl_pool__loan_write(&run, &loan);
    tally_leaves(&run, loan.balance);
}
