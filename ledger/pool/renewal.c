/* P13: a loan that renews another (无还本续贷) is registered like any other, on the facts of its own day, and names its
 * predecessor. What is unpaid on that one moves to it: the balance and the exposure in memo, and so each counts once;
 * what claims told of the debt, the loss recognised on it and what has lapsed stay with the debt. The predecessor
 * becomes RENEWED and takes nothing more. */
#include "ledger/pool/room.h"

int fpl_pool__renews(const struct fpl_facts *facts) {
    return fpl_fact_known(facts, FPL_FACT_RENEWED_CONTRACT) || fpl_fact_known(facts, FPL_FACT_RENEWED_IOU);
}

void fpl_pool__gate_renewal(struct fpl_pool__run *run) {
    static const enum fpl_fact_id names[] = {FPL_FACT_RENEWED_CONTRACT, FPL_FACT_RENEWED_IOU};
    const struct fpl_facts *facts = run->facts;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_RENEWED_STATE);
    int reasons = run->out->reasons;
    if (!fpl_pool__renews(facts))
        return;
    for (int i = 0; i < COUNT(names); i++)
        if (!fpl_fact_known(facts, names[i]))
            fpl_pool__refuse(run, FPL_E_MISSING, fpl_fact_name(names[i]), NULL, FPL_PF_NO_CLAUSE);
    if (run->out->reasons > reasons)
        return;
    if (fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0)) /* one of the two loans would be in the books, the other not */
        fpl_pool__refuse(run, FPL_E_GATE_RENEWED_HERE, NULL, NULL, FPL_PF_NO_CLAUSE);
    if (fpl_fact_bool(facts, FPL_FACT_LOAN_FIRST, 0)) /* the firm has the loan that it renews */
        fpl_pool__refuse(run, FPL_E_GATE_RENEWAL_FIRST, NULL, NULL, FPL_PF_NO_CLAUSE);
    (void)fpl_fact_known(facts, FPL_FACT_RENEWED_ON); /* the record keeps what the rule of its day compared */
    int is_open = fpl_event_next(&fpl_event__loan_registered, "loan", state, "renewed by another") != NULL;
    if (!is_open)
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    if (!fpl_str_eq(fpl_fact_text(facts, FPL_FACT_RENEWED_FIRM), fpl_fact_text(facts, FPL_FACT_FIRM_ID)))
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN, fpl_fact_text(facts, FPL_FACT_RENEWED_LOAN), FPL_PF_NO_CLAUSE);
    if (is_open)
        fpl_pool__gate_renewed_paid(run);
    int64_t repaid = fpl_pool__money(run, FPL_FACT_RENEWED_REPAID),
            told = fpl_pool__money(run, FPL_FACT_RENEWED_TOLD_REPAID),
            amount = fpl_pool__need(run, FPL_FACT_LOAN_DISBURSED), elsewhere = fpl_pool__known_repaid_of_old(run),
            unpaid = fpl_pool__money(run, FPL_FACT_RENEWED_DISBURSED) - (told > repaid ? told : repaid);
    if (is_open && elsewhere > repaid && elsewhere > told) /* what is unpaid here is not what is unpaid */
        fpl_pool__refuse_over(run->out, FPL_E_GATE_RENEWED_REPAID, elsewhere, repaid);
    if (is_open && (amount != unpaid || amount != fpl_pool__money(run, FPL_FACT_RENEWED_BALANCE)))
        fpl_pool__refuse_over(run->out, FPL_E_GATE_RENEWAL, unpaid, amount);
}

void fpl_pool__write_renewed(struct fpl_pool__run *run, const struct fpl_recipe *balance,
                             const struct fpl_recipe *exposure) {
    int64_t moved = fpl_pool__money(run, FPL_FACT_RENEWED_BALANCE);
    if (!fpl_pool__renews(run->facts))
        return;
    fpl_pool__post(run, balance, moved);
    fpl_pool__post(run, exposure, fpl_pool__money(run, FPL_FACT_RENEWED_EXPOSURE));
    fpl_pool__tally_all(run, "closed", moved, 1);
    fpl_pool__old_write(run, &(struct fpl_pool__loan){.paid_on = FPL_DATE_NONE,
                                                      .repaid = fpl_pool__money(run, FPL_FACT_RENEWED_REPAID),
                                                      .state = "RENEWED",
                                                      .next = fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY)});
}

/* ---- taken back ---- */

void fpl_pool__gate_restore(struct fpl_pool__run *run, const struct fpl_pool__loan *loan) {
    int said = fpl_fact_known(run->facts, FPL_FACT_RENEWED_RESTORED);
    if (said != fpl_pool__renews(run->facts))
        fpl_pool__refuse(run, FPL_E_MISSING,
                         fpl_fact_name(said ? FPL_FACT_RENEWED_CONTRACT : FPL_FACT_RENEWED_RESTORED), NULL,
                         FPL_PF_NO_CLAUSE);
    else if (fpl_fact_bool(run->facts, FPL_FACT_RENEWED_RESTORED, 0) &&
             loan->repaid > fpl_pool__money(run, FPL_FACT_LOAN_REPAID_FIRST)) /* by a record of its own */
        fpl_pool__refuse(run, FPL_E_LATER, fpl_event__loan_repaid.kind, NULL, FPL_PF_NO_CLAUSE);
}

/* What claims on the successor have told, and the loss recognised, are of the same debt. */
void fpl_pool__write_restored(struct fpl_pool__run *run, const struct fpl_pool__loan *loan,
                              const struct fpl_recipe *balance, const struct fpl_recipe *exposure) {
    struct fpl_pool__loan old = *loan;
    if (!fpl_fact_bool(run->facts, FPL_FACT_RENEWED_RESTORED, 0))
        return;
    old.balance = fpl_pool__money(run, FPL_FACT_RENEWED_BALANCE);
    old.exposure = fpl_pool__money(run, FPL_FACT_RENEWED_EXPOSURE);
    old.repaid = fpl_pool__money(run, FPL_FACT_RENEWED_REPAID);
    fpl_pool__told_repaid(&old, fpl_pool__money(run, FPL_FACT_RENEWED_TOLD_REPAID));
    old.state = fpl_event_next(&fpl_event__loan_withdrawn, "loan", FPL_STR("RENEWED"), "restored");
    fpl_pool__post(run, balance, old.balance);
    fpl_pool__post(run, exposure, old.exposure);
    fpl_pool__tally_all(run, "closed", -old.balance, -1);
    fpl_pool__old_write(run, &old);
}
