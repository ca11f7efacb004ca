/* Steps 1 and 2: from the loan's unpaid principal to the base that the rate applies to. */
#include "ledger/pool/room.h"

static int64_t need_told(struct fpl_pool__run *run, enum fpl_fact_id id) {
    (void)fpl_pool__need(run, id);
    return fpl_pool__told(run, id);
}

/* Interest is never in the base unless the pack says so; penalty interest never is. */
static int64_t base_of_kind(struct fpl_pool__run *run, int64_t unpaid) {
    int64_t base = unpaid;
    switch (run->pack->base) {
    case FPL_BASE_OUTSTANDING:
        break;
    case FPL_BASE_ACTUAL_LOSS:
        base = unpaid - need_told(run, FPL_FACT_CLAIM_RECOVERED);
        break;
    case FPL_BASE_PRINCIPAL_INTEREST:
        base = unpaid + fpl_pool__need(run, FPL_FACT_CLAIM_UNPAID_INTEREST);
        break;
    case FPL_BASE_GUARANTOR_PAID:
        base = fpl_pool__guarantor_paid(run);
        base -= need_told(run, FPL_FACT_CLAIM_COUNTER_GUARANTEE);
        break;
    }
    return base > 0 ? base : 0;
}

static int64_t deducted_cover(struct fpl_pool__run *run) {
    int64_t total = 0;
    if (run->pack->deduct & FPL_DEDUCT_INSURANCE)
        total += need_told(run, FPL_FACT_CLAIM_INSURANCE);
    if (run->pack->deduct & FPL_DEDUCT_OTHER_GOV)
        total += need_told(run, FPL_FACT_CLAIM_OTHER_GOV);
    if (run->pack->deduct & FPL_DEDUCT_COLLATERAL)
        total += need_told(run, FPL_FACT_CLAIM_COLLATERAL);
    return total;
}

/* What was shared is among the recoveries told, and in the share's own sum. */
int64_t fpl_pool__recovered_before(const struct fpl_pool__run *run) {
    int64_t back = fpl_pool__told(run, FPL_FACT_CLAIM_RECOVERED), shared = fpl_pool__money(run, FPL_FACT_RETURN_NET);
    return run->pack->base == FPL_BASE_ACTUAL_LOSS && back > shared ? back - shared : 0;
}

/* What came back of the debt before the payout and was taken off its base. Counter-guarantee and collateral are told
 * apart from recoveries, so nothing of them has been shared. */
static int64_t taken_off(const struct fpl_pool__run *run) {
    int64_t back = fpl_pool__recovered_before(run);
    if (run->pack->base == FPL_BASE_GUARANTOR_PAID)
        back += fpl_pool__told(run, FPL_FACT_CLAIM_COUNTER_GUARANTEE);
    if (run->pack->deduct & FPL_DEDUCT_COLLATERAL)
        back += fpl_pool__told(run, FPL_FACT_CLAIM_COLLATERAL);
    return back;
}

int64_t fpl_pool__compensated_of(const struct fpl_pool__run *run) {
    int64_t debt = fpl_pool__unpaid(run);
    if (run->pack->base == FPL_BASE_PRINCIPAL_INTEREST)
        debt += fpl_pool__money(run, FPL_FACT_CLAIM_UNPAID_INTEREST);
    int64_t of = debt - taken_off(run);
    return of > 0 ? of : 0;
}

static int64_t gcd(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* min(1, most / contract), in lowest terms, times what run->factor holds. */
static void truncate(struct fpl_pool__run *run, int64_t most, int64_t contract, enum fpl_policy__field clause) {
    struct fpl_pool__x part;
    if (contract <= 0 || most >= contract)
        return;
    int64_t common = gcd(contract, most > 0 ? most : 0);
    fpl_x__set(&run->math, &part, (most > 0 ? most : 0) / common, contract / common);
    fpl_x__mul(&run->math, &run->factor, &run->factor, &part);
    fpl_pool__step_x(run, "base.truncate", &part, NULL, clause);
}

/* The registered part of what was paid out: a line that is not drawn in full loses nothing (计入备案金额). */
static void register_part(struct fpl_pool__run *run) {
    int64_t registered = fpl_pool__need(run, FPL_FACT_LOAN_REGISTERED_AMOUNT),
            disbursed = fpl_pool__need(run, FPL_FACT_LOAN_DISBURSED);
    truncate(run, registered, disbursed, FPL_PF_REGISTERED_AMOUNT_RULE);
}

void fpl_pool__factors(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    fpl_x__set(&run->math, &run->factor, 1, 1);
    struct fpl_ratio share = fpl_fact_ratio(run->facts, FPL_FACT_LOAN_IP_SHARE);
    if (pack->ip_apply && fpl_fact_known(run->facts, FPL_FACT_LOAN_IP_SHARE) && share.num >= 0) { /* else: its gate */
        fpl_x__set(&run->math, &run->factor, share.num, share.den);
        fpl_pool__step_x(run, "base.ip_share", &run->factor, NULL, FPL_PF_IP_SHARE_APPLY);
    }
    if (pack->max_loan_truncates)
        truncate(run, pack->max_loan, fpl_pool__need(run, FPL_FACT_LOAN_CONTRACT_AMOUNT), FPL_PF_MAX_ELIGIBLE_LOAN);
    if (pack->registered_min)
        register_part(run);
}

void fpl_pool__base(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    struct fpl_pool__math *m = &run->math;
    int64_t unpaid = fpl_pool__unpaid(run);
    int reasons = run->out->reasons;
    fpl_pool__step_int(run, "base.unpaid", unpaid, NULL, FPL_PF_NO_CLAUSE);
    int64_t kind = base_of_kind(run, unpaid);
    fpl_pool__step_int(run, "base.kind", kind, NULL, FPL_PF_BASE_KIND);
    fpl_pool__factors(run);
    int64_t cover = deducted_cover(run);
    cover = cover < kind ? cover : kind; /* as used: no more than there is */
    if (pack->deduct)
        fpl_pool__step_int(run, "base.deduct", cover, NULL, FPL_PF_OTHER_COVER_DEDUCT);
    /* Other cover takes the same factors as the base, so they multiply the difference. */
    fpl_x__set(m, &run->base, kind - cover, 1);
    fpl_x__mul(m, &run->base, &run->base, &run->factor);
    const struct fpl_policy__cap *cap = &pack->cap[FPL_CAP_PER_LOAN];
    if (cap->set && cap->level_base) {
        struct fpl_pool__x most;
        fpl_x__set(m, &most, cap->amount, 1);
        if (fpl_x__cmp(m, &most, &run->base) < 0)
            run->base = most;
        fpl_pool__step_x(run, "base.cap", &run->base, "cap_per_loan", FPL_PF_CAP_PER_LOAN);
    }
    fpl_pool__step_x(run, "base.eligible", &run->base, NULL, FPL_PF_BASE_KIND);
    if (fpl_x__sign(m, &run->base) <= 0 && m->status == FPL_OK && run->out->reasons == reasons)
        fpl_pool__refuse(run, FPL_E_GATE_BASE, NULL, NULL, FPL_PF_BASE_KIND);
}
