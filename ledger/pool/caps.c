/* Steps 5 and 6: the cap of the loan on the exact amount, the one rounding, and the rooms that other payouts have left.
 */
#include "ledger/pool/room.h"

#include <string.h>

static int64_t clamp(int64_t room) {
    return room > 0 ? room : 0;
}

/* a - b of sums that may be anything the ledger has added up. */
static int64_t less(struct fpl_pool__run *run, int64_t a, int64_t b) {
    int64_t difference = 0;
    if (__builtin_sub_overflow(a, b, &difference))
        run->math.status = FPL_E_OVERFLOW;
    return difference;
}

/* floor(rate × fact) */
static int64_t share_of(struct fpl_pool__run *run, struct fpl_ratio rate, enum fpl_fact_id fact) {
    struct fpl_money part = fpl_money_of(0);
    (void)fpl_pool__need(run, fact);
    enum fpl_status status = fpl_money_scale(fpl_fact_money(run->facts, fact), rate, FPL_DOWN, &part);
    if (status != FPL_OK && run->math.status == FPL_OK)
        run->math.status = status;
    return fpl_money_minor(part);
}

/* What the claimant itself must bear. A bank that lent without a guarantor bears all that is unpaid; anyone else has to
 * say. */
static int64_t liability(struct fpl_pool__run *run) {
    if (!fpl_fact_known(run->facts, FPL_FACT_CLAIM_LIABILITY) && run->role == FPL_ROLE_IS_BANK &&
        !fpl_fact_known(run->facts, FPL_FACT_LOAN_GUARANTOR))
        return fpl_pool__unpaid(run);
    int64_t told = fpl_pool__need(run, FPL_FACT_CLAIM_LIABILITY), most = fpl_pool__liability_most(run);
    return told < most ? told : most;
}

static int64_t room_total_gov(struct fpl_pool__run *run, const struct fpl_policy__cap *cap) {
    struct fpl_money most = fpl_money_of(0);
    enum fpl_status status = fpl_money_scale(fpl_money_of(liability(run)), cap->rate, FPL_DOWN, &most);
    if (status != FPL_OK && run->math.status == FPL_OK)
        run->math.status = status;
    (void)fpl_pool__need(run, FPL_FACT_CLAIM_OTHER_GOV);
    int64_t room = less(run, fpl_money_minor(most), fpl_pool__told(run, FPL_FACT_CLAIM_OTHER_GOV));
    return less(run, room, fpl_pool__money(run, FPL_FACT_LOAN_PAID));
}

static int64_t room_borrower(struct fpl_pool__run *run, const struct fpl_policy__cap *cap) {
    const struct fpl_pack *pack = run->pack;
    int64_t most = cap->amount;
    if (pack->ramps > 0) {
        int64_t year = fpl_fact_int(run->facts, FPL_FACT_SCHEME_YEAR, 0);
        if (year < 1)
            fpl_pool__refuse(run, FPL_E_MISSING, fpl_fact_name(FPL_FACT_SCHEME_YEAR), NULL, FPL_PF_CAP_YEAR_RAMP);
        most = pack->ramp[0].amount;
        for (int i = 1; i < pack->ramps && pack->ramp[i].year <= year; i++)
            most = pack->ramp[i].amount;
    }
    return less(run, most, fpl_pool__need(run, FPL_FACT_PAID_BORROWER_YTD));
}

static int64_t room_bank_year(struct fpl_pool__run *run, const struct fpl_policy__cap *cap) {
    int64_t most = INT64_MAX;
    if (cap->has_rate)
        most = share_of(run, cap->rate, FPL_FACT_PRIOR_YEAR_BALANCE);
    if (cap->has_amount && cap->amount < most)
        most = cap->amount;
    return less(run, most, fpl_pool__need(run, FPL_FACT_PAID_BANK_YTD));
}

static enum fpl_fact_id paid_of(const struct fpl_pool__run *run, enum fpl_policy__cap_id id) {
    return run->pack->cap[id].scope_bank ? FPL_FACT_PAID_BANK_PERIOD : FPL_FACT_PAID_PERIOD;
}

static enum fpl_fact_id lending_of(const struct fpl_pool__run *run, enum fpl_policy__cap_id id) {
    return run->pack->cap[id].scope_bank ? FPL_FACT_LENDING_BANK_PERIOD : FPL_FACT_LENDING_PERIOD;
}

/* The facts from which a room tells what was paid, or what there is. */
static void step_rests(struct fpl_pool__run *run, enum fpl_policy__cap_id id) {
    static const enum fpl_fact_id none = FPL_FACT_COUNT;
    const struct {
        enum fpl_fact_id fact[FPL_RESTS];
    } of[FPL_CAP_COUNT] = {
        [FPL_CAP_PER_LOAN] = {{none, none}},
        [FPL_CAP_TOTAL_GOV] = {{fpl_pool__paid_elsewhere(run) > 0 ? FPL_FACT_LOAN_POOLS_PAID : none, none}},
        [FPL_CAP_BORROWER_YEAR] = {{FPL_FACT_PAID_BORROWER_YTD, none}},
        [FPL_CAP_BANK_YEAR] = {{FPL_FACT_PAID_BANK_YTD, FPL_FACT_PRIOR_YEAR_BALANCE}},
        [FPL_CAP_RATE_OF_LENDING] = {{paid_of(run, id), lending_of(run, id)}},
        [FPL_CAP_FEE_MULTIPLE] = {{paid_of(run, id), FPL_FACT_FEES_PERIOD}},
        [FPL_CAP_BANK_DEPOSIT] = {{FPL_FACT_BANK_DEPOSIT, none}},
        [FPL_CAP_SCHEME_YEAR] = {{FPL_FACT_PAID_SCHEME_YTD, none}},
        [FPL_CAP_POOL_YEAR] = {{FPL_FACT_PAID_POOL_YTD, none}},
        [FPL_CAP_POOL_BALANCE] = {{FPL_FACT_POOL_AVAILABLE, none}},
    };
    for (int i = 0; i < FPL_RESTS && !run->bare; i++)
        if (of[id].fact[i] != none)
            fpl_decision_step_rests(run->out, of[id].fact[i]);
}

static int64_t room_of(struct fpl_pool__run *run, enum fpl_policy__cap_id id) {
    const struct fpl_policy__cap *cap = &run->pack->cap[id];
    enum fpl_fact_id paid = paid_of(run, id);
    int64_t most = 0; /* before what was paid: reasons stand in one order */
    switch (id) {
    case FPL_CAP_TOTAL_GOV:
        return room_total_gov(run, cap);
    case FPL_CAP_BORROWER_YEAR:
        return room_borrower(run, cap);
    case FPL_CAP_BANK_YEAR:
        return room_bank_year(run, cap);
    case FPL_CAP_RATE_OF_LENDING:
        most = share_of(run, cap->rate, lending_of(run, id));
        return less(run, most, fpl_pool__need(run, paid));
    case FPL_CAP_FEE_MULTIPLE:
        most = share_of(run, cap->rate, FPL_FACT_FEES_PERIOD);
        return less(run, most, fpl_pool__need(run, paid));
    case FPL_CAP_BANK_DEPOSIT:
        return share_of(run, cap->rate, FPL_FACT_BANK_DEPOSIT);
    case FPL_CAP_SCHEME_YEAR:
        return less(run, cap->amount, fpl_pool__need(run, FPL_FACT_PAID_SCHEME_YTD));
    case FPL_CAP_POOL_YEAR:
        return less(run, cap->amount, fpl_pool__need(run, FPL_FACT_PAID_POOL_YTD));
    case FPL_CAP_POOL_BALANCE:
        return share_of(run, cap->rate, FPL_FACT_POOL_AVAILABLE);
    case FPL_CAP_PER_LOAN:
    case FPL_CAP_COUNT:
        break;
    }
    fpl_assert_failed("a cap that has no room", __FILE__, __LINE__);
    return 0;
}

/* In the order in which the rooms stand in the pool rules, so that of equal ones the first is named as binding. */
static const struct {
    enum fpl_policy__cap_id id;
    enum fpl_policy__field field;
    const char *step, *name;
} rooms[] = {
    {FPL_CAP_TOTAL_GOV, FPL_PF_CAP_TOTAL_GOV, "room.cap_total_gov_of_liability", "cap_total_gov_of_liability"},
    {FPL_CAP_BORROWER_YEAR, FPL_PF_CAP_PER_BORROWER_YEAR, "room.cap_per_borrower_year", "cap_per_borrower_year"},
    {FPL_CAP_BANK_YEAR, FPL_PF_CAP_PER_BANK_YEAR, "room.cap_per_bank_year", "cap_per_bank_year"},
    {FPL_CAP_RATE_OF_LENDING, FPL_PF_CAP_RATE_OF_LENDING, "room.cap_rate_of_lending", "cap_rate_of_lending"},
    {FPL_CAP_FEE_MULTIPLE, FPL_PF_CAP_FEE_MULTIPLE, "room.cap_fee_multiple", "cap_fee_multiple"},
    {FPL_CAP_BANK_DEPOSIT, FPL_PF_CAP_PER_BANK_DEPOSIT, "room.cap_per_bank_deposit", "cap_per_bank_deposit"},
    {FPL_CAP_SCHEME_YEAR, FPL_PF_CAP_SCHEME_YEAR, "room.cap_scheme_year", "cap_scheme_year"},
    {FPL_CAP_POOL_YEAR, FPL_PF_CAP_POOL_YEAR, "room.cap_pool_year", "cap_pool_year"},
    {FPL_CAP_POOL_BALANCE, FPL_PF_CAP_POOL_BALANCE, "room.cap_pool_balance", "cap_pool_balance"},
};

/* A cap that cannot be computed yet is left out of a claim's provisional amount, which says so; in a decision it is a
 * reason (fpl_pool__need). */
static void cap_rooms(struct fpl_pool__run *run, const char **binding) {
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        if (!run->pack->cap[rooms[i].id].set)
            continue;
        int reasons = run->out->reasons;
        enum fpl_status outcome = run->out->outcome;
        int64_t room = clamp(room_of(run, rooms[i].id));
        enum fpl_policy__field field = rooms[i].field;
        if (field == FPL_PF_CAP_PER_BORROWER_YEAR && run->pack->ramps > 0)
            field = FPL_PF_CAP_YEAR_RAMP;
        if (run->out->reasons > reasons) {
            if (!run->final)
                fpl_pool__leave_out(run, reasons, outcome, rooms[i].step, field);
            continue;
        }
        fpl_pool__step_int(run, rooms[i].step, room, NULL, field);
        step_rests(run, rooms[i].id);
        if (room < run->amount) {
            run->amount = room;
            *binding = rooms[i].name;
        }
    }
}

/* Each party of a stacked loan has its own rate of the loss: what the other has been paid counts in the ceiling of all
 * public money and not here (pool rules §4, STACKED), and what has lapsed is borne by the party whose it was. */
static int64_t of_claimant(const struct fpl_pool__run *run, int64_t all, int64_t guarantor) {
    if (!run->pack->stacked)
        return all;
    return run->role == FPL_ROLE_IS_GUARANTOR ? guarantor : all - guarantor;
}

/* What has lapsed, of an amount that is left before it: of a decision revoked, what had not lapsed is no lapse also
 * where the loss has shrunk since. */
static int64_t lapsed_now(struct fpl_pool__run *run, int64_t left) {
    int64_t lapsed = of_claimant(run, fpl_pool__money(run, FPL_FACT_LOAN_LAPSED),
                                 fpl_pool__money(run, FPL_FACT_LOAN_LAPSED_GUARANTOR)),
            kept = of_claimant(run, fpl_pool__money(run, FPL_FACT_LOAN_LAPSE_KEPT),
                               fpl_pool__money(run, FPL_FACT_LOAN_LAPSE_KEPT_GUARANTOR)),
            over = clamp(less(run, left, kept));
    return lapsed < over ? lapsed : over;
}

/* The parameter whose clause stands behind the cap; none behind what other pools have paid. */
static enum fpl_policy__field field_of(const char *binding) {
    const struct fpl_pack_field *field = fpl_pack_field(binding);
    return field ? (enum fpl_policy__field)(field - fpl_pack_fields()) : FPL_PF_NO_CLAUSE;
}

void fpl_pool__caps(struct fpl_pool__run *run) {
    const struct fpl_policy__cap *per_loan = &run->pack->cap[FPL_CAP_PER_LOAN];
    struct fpl_pool__math *m = &run->math;
    struct fpl_pool__x capped = run->raw;
    const char *binding = "";
    if (per_loan->set && !per_loan->level_base) {
        struct fpl_pool__x most;
        fpl_x__set(m, &most, per_loan->amount, 1);
        if (fpl_x__cmp(m, &most, &capped) < 0) {
            capped = most;
            binding = "cap_per_loan";
        }
        fpl_pool__step_x(run, "cap.cap_per_loan", &capped, NULL, FPL_PF_CAP_PER_LOAN);
    }
    int64_t rounded = fpl_x__round(m, &capped, run->pack->rounding);
    int64_t paid = of_claimant(run, fpl_pool__money(run, FPL_FACT_LOAN_PAID), fpl_pool__paid_guarantor(run));
    fpl_pool__step_int(run, "round", rounded, NULL, FPL_PF_ROUND_MODE);
    fpl_pool__step_int(run, "already_paid", paid, NULL, FPL_PF_NO_CLAUSE);
    int64_t lapsed = lapsed_now(run, less(run, rounded, paid));
    run->lapsed = lapsed;
    if (lapsed > 0)
        fpl_pool__step_int(run, "already_lapsed", lapsed, NULL, FPL_PF_SHORTAGE_MODE);
    run->amount = clamp(less(run, less(run, rounded, paid), lapsed));
    if (run->pack->stacked && per_loan->set && !per_loan->level_base) { /* its parties share the cap of the loan */
        int64_t room = clamp(less(run, per_loan->amount, fpl_pool__money(run, FPL_FACT_LOAN_PAID)));
        if (room < run->amount) {
            run->amount = room;
            binding = "cap_per_loan";
        }
    }
    fpl_pool__beside_others(run, &binding);
    cap_rooms(run, &binding);
    (void)fpl_str_copy(fpl_str_of(binding), run->out->binding, sizeof run->out->binding);
    if (binding[0] != '\0')
        fpl_pool__step_int(run, "binding", run->amount, binding, field_of(binding));
}
