/* What claims tell of their loan. A claim's amounts are totals since the loan was paid out; those that a claim was paid
 * on stay with the loan, and no later claim on it may tell less. Every amount is bounded by the loan. */
#include "ledger/pool/room.h"

/* How much of it there can be. A bank's recovery, a guarantor's payment and a claimant's liability are parts of the
 * principal that the borrower has not repaid; the rest is at most the loan. */
enum bound { WITHIN_LOAN, WITHIN_UNPAID, WITHIN_LIABILITY };

/* Those that are kept come first, in byte order of their members. */
static const struct {
    enum fpl_fact_id claim;
    int loan; /* fpl_fact_id of what the loan keeps; FPL_NO_FACT: it is not kept */
    const char *member;
    enum bound bound;
} row[] = {
    {FPL_FACT_CLAIM_COLLATERAL, FPL_FACT_LOAN_TOLD_COLLATERAL, "t_col", WITHIN_LOAN},
    {FPL_FACT_CLAIM_COUNTER_GUARANTEE, FPL_FACT_LOAN_TOLD_COUNTER_GUARANTEE, "t_ctr", WITHIN_LOAN},
    {FPL_FACT_CLAIM_OTHER_GOV, FPL_FACT_LOAN_TOLD_OTHER_GOV, "t_gov", WITHIN_LOAN},
    {FPL_FACT_CLAIM_GUARANTOR_PAID, FPL_FACT_LOAN_TOLD_GUARANTOR_PAID, "t_gua", WITHIN_UNPAID},
    {FPL_FACT_CLAIM_INSURANCE, FPL_FACT_LOAN_TOLD_INSURANCE, "t_ins", WITHIN_LOAN},
    {FPL_FACT_CLAIM_RECOVERED, FPL_FACT_LOAN_TOLD_RECOVERED, "t_rec", WITHIN_UNPAID},
    {FPL_FACT_CLAIM_REPAID, FPL_FACT_LOAN_TOLD_REPAID, "t_rep", WITHIN_LOAN},
    {FPL_FACT_CLAIM_UNPAID_INTEREST, FPL_NO_FACT, NULL, WITHIN_LOAN},
    {FPL_FACT_CLAIM_LIABILITY, FPL_NO_FACT, NULL, WITHIN_LIABILITY},
};

static int64_t greater(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t lesser(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t kept_of(const struct fpl_pool__run *run, int i) {
    return row[i].loan == FPL_NO_FACT ? 0 : fpl_pool__money(run, (enum fpl_fact_id)row[i].loan);
}

/* What the ledger knows already of what a claim tells, of its paid claims or, of recoveries, from the bank's shares:
 * those come on top of what was taken off before the payout. */
static int64_t known_of(const struct fpl_pool__run *run, int i) {
    int64_t kept = kept_of(run, i);
    if (row[i].claim != FPL_FACT_CLAIM_RECOVERED)
        return kept;
    int64_t shared = fpl_pool__money(run, FPL_FACT_RETURN_NET);
    return shared > 0 ? greater(kept, fpl_pool__money(run, FPL_FACT_LOAN_RECOVERED_BEFORE) + shared) : kept;
}

/* What other pools of this ledger paid is public money, and what they were told counts, whether this claim tells it or
 * not. It is no contradiction if it does not: the claimant need not be the institution that was paid. */
int64_t fpl_pool__told(const struct fpl_pool__run *run, enum fpl_fact_id id) {
    int64_t told = fpl_pool__money(run, id);
    for (int i = 0; i < COUNT(row); i++)
        if (row[i].claim == id)
            told = greater(told, known_of(run, i));
    return greater(told, fpl_pool__told_elsewhere(run, id));
}

/* The bank may know of repayments that the ledger has not been told, and the other way round: the larger never
 * overpays. */
int64_t fpl_pool__unpaid(const struct fpl_pool__run *run) {
    int64_t repaid = greater(fpl_pool__money(run, FPL_FACT_LOAN_REPAID), fpl_pool__told(run, FPL_FACT_CLAIM_REPAID));
    return greater(fpl_pool__money(run, FPL_FACT_LOAN_DISBURSED) - repaid, 0);
}

/* What a claimant can have to bear: the unpaid principal, and the interest where the base counts it. */
int64_t fpl_pool__liability_most(const struct fpl_pool__run *run) {
    int64_t most = fpl_pool__unpaid(run);
    if (run->pack->base == FPL_BASE_PRINCIPAL_INTEREST)
        most +=
            lesser(fpl_pool__money(run, FPL_FACT_CLAIM_UNPAID_INTEREST), fpl_pool__money(run, FPL_FACT_LOAN_DISBURSED));
    return most;
}

int64_t fpl_pool__guarantor_paid(struct fpl_pool__run *run) {
    (void)fpl_pool__need(run, FPL_FACT_CLAIM_GUARANTOR_PAID);
    return lesser(fpl_pool__told(run, FPL_FACT_CLAIM_GUARANTOR_PAID), fpl_pool__unpaid(run));
}

static int64_t most_of(const struct fpl_pool__run *run, enum bound bound) {
    switch (bound) {
    case WITHIN_UNPAID:
        return fpl_pool__unpaid(run);
    case WITHIN_LIABILITY:
        return fpl_pool__liability_most(run);
    case WITHIN_LOAN:
        break;
    }
    return fpl_pool__money(run, FPL_FACT_LOAN_DISBURSED);
}

static void refuse(struct fpl_pool__run *run, enum fpl_status status, int i, int64_t bound) {
    char text[FPL_MONEY_TEXT];
    fpl_pool__refuse(run, status, fpl_fact_name(row[i].claim),
                     fpl_money_format(fpl_money_of(bound), FPL_UNIT_YUAN, 2, text), FPL_PF_NO_CLAUSE);
}

int fpl_pool__gate_told(struct fpl_pool__run *run) {
    int before = run->out->reasons;
    for (int i = 0; i < COUNT(row); i++) {
        if (!fpl_fact_known(run->facts, row[i].claim))
            continue;
        int64_t told = fpl_pool__money(run, row[i].claim), known = known_of(run, i), most = most_of(run, row[i].bound);
        if (row[i].claim == FPL_FACT_CLAIM_REPAID) /* of repayments the ledger has a record of its own */
            known = greater(known, fpl_pool__money(run, FPL_FACT_LOAN_REPAID));
        if (told < known)
            refuse(run, FPL_E_GATE_TOLD_LESS, i, known);
        else if (told > most)
            refuse(run, FPL_E_GATE_TOLD_MORE, i, most);
    }
    return run->out->reasons == before;
}

/* As told, and not what was shared: a share can be taken back. */
void fpl_pool__keep_told(const struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    for (int i = 0; i < FPL_POOL_TOLD; i++)
        loan->told[i] = greater(fpl_pool__money(run, row[i].claim), kept_of(run, i));
}

int64_t fpl_pool__kept_told(const struct fpl_pool__loan *loan, enum fpl_fact_id id) {
    for (int i = 0; i < FPL_POOL_TOLD; i++)
        if (row[i].claim == id)
            return loan->told[i];
    return 0;
}

void fpl_pool__told_load(const struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    for (int i = 0; i < FPL_POOL_TOLD; i++)
        loan->told[i] = kept_of(run, i);
}

void fpl_pool__told_repaid(struct fpl_pool__loan *loan, int64_t amount) {
    for (int i = 0; i < FPL_POOL_TOLD; i++)
        if (row[i].claim == FPL_FACT_CLAIM_REPAID)
            loan->told[i] = amount;
}

const char *fpl_pool__told_member(int i) {
    FPL_ASSERT(i >= 0 && i < FPL_POOL_TOLD && row[i].member);
    return row[i].member;
}
