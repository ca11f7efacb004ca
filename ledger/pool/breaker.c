/* Step 7: circuit breakers. A metric is a pair of integers, compared with its threshold by cross-multiplication. */
#include "ledger/pool/room.h"

#include <stdio.h>
#include <string.h>

struct metric {
    int64_t before, after, whole; /* numerators without and with this claim; the denominator */
    enum fpl_fact_id part_of, whole_of;
};

/* The last step shows the metric. */
static void step_rests(struct fpl_pool__run *run, const struct metric *metric) {
    if (run->bare)
        return;
    fpl_decision_step_rests(run->out, metric->part_of);
    fpl_decision_step_rests(run->out, metric->whole_of);
}

/* On nothing registered, any loss at all is past the line. */
static int crosses(const struct fpl_policy__breaker *breaker, int64_t part, int64_t whole) {
    if (whole <= 0)
        return part > 0;
    int order = fpl_share_cmp(part, whole, breaker->threshold.num, breaker->threshold.den);
    return breaker->inclusive ? order >= 0 : order > 0;
}

static int64_t plus(struct fpl_pool__run *run, int64_t a, int64_t b) {
    int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum))
        run->math.status = FPL_E_OVERFLOW;
    return sum;
}

static void measure(struct fpl_pool__run *run, const struct fpl_policy__breaker *breaker, struct metric *metric) {
    if (!breaker->npl) {
        metric->part_of = breaker->cohort ? FPL_FACT_LOSS_COHORT : FPL_FACT_LOSS_BANK_YTD;
        metric->whole_of = breaker->cohort ? FPL_FACT_REGISTERED_COHORT : FPL_FACT_REGISTERED_BANK_YTD;
        metric->before = fpl_pool__need(run, metric->part_of);
        metric->after = plus(run, metric->before, run->loss);
        metric->whole = fpl_pool__need(run, metric->whole_of);
        return;
    }
    metric->part_of = FPL_FACT_NPL_BANK;
    metric->whole_of = FPL_FACT_BALANCE_BANK;
    /* A non-performing loan counts from the submission of its claim on, so a decision finds it there already. */
    int64_t npl = fpl_pool__need(run, FPL_FACT_NPL_BANK), own = fpl_pool__npl(run);
    metric->before = run->final ? npl - own : npl;
    metric->before = metric->before > 0 ? metric->before : 0;
    metric->after = run->final ? npl : plus(run, npl, own);
    metric->whole = fpl_pool__need(run, FPL_FACT_BALANCE_BANK);
}

static void step_metric(struct fpl_pool__run *run, const char *code, const char *name, const struct metric *metric,
                        int64_t part) {
    int64_t whole = metric->whole;
    struct fpl_pool__x x;
    if (whole > 0) {
        fpl_x__set(&run->math, &x, part, whole);
        fpl_pool__step_x(run, code, &x, name, FPL_PF_BREAKER);
    } else {
        fpl_pool__step(run, code, "-", name, FPL_PF_BREAKER);
    }
    step_rests(run, metric);
}

/* The loss still allowed up to the line, turned into payout at this claim's own rate: Y = min(Y, floor(room × X0 /
 * B1)). A loss is recognised in whole fen, so the room is the whole fen below the exact line (pool rules §4, step 7:
 * in the metric's own unit): what is paid is never compensation of a loss that the line does not let through. What the
 * line would let be paid. */
static int64_t pay_up_to_line(struct fpl_pool__run *run, const struct fpl_policy__breaker *breaker,
                              const struct metric *metric, const char *name) {
    struct fpl_pool__math *m = &run->math;
    struct fpl_pool__x room, part, most;
    fpl_x__set(m, &room, metric->whole > 0 ? metric->whole : 0, 1);
    fpl_x__set(m, &part, breaker->threshold.num, breaker->threshold.den);
    fpl_x__mul(m, &room, &room, &part);
    fpl_x__set(m, &part, metric->before, 1);
    fpl_x__sub(m, &room, &room, &part);
    if (fpl_x__sign(m, &room) <= 0 || fpl_x__sign(m, &run->base) <= 0)
        fpl_x__set(m, &room, 0, 1);
    int64_t loss = fpl_x__round(m, &room, FPL_DOWN);
    fpl_x__set(m, &room, loss, 1);
    fpl_pool__step_x(run, "breaker.room", &room, name, FPL_PF_BREAKER);
    step_rests(run, metric);
    run->loss = loss < run->loss ? loss : run->loss;
    if (fpl_x__sign(m, &room) > 0) {
        fpl_x__mul(m, &most, &room, &run->raw);
        fpl_x__div(m, &most, &most, &run->base);
    } else {
        most = room;
    }
    int64_t payout = fpl_x__round(m, &most, FPL_DOWN);
    if (payout < run->amount) {
        run->amount = payout;
        (void)snprintf(run->out->binding, sizeof run->out->binding, "breaker.%s", name);
        fpl_pool__step_int(run, "binding", payout, run->out->binding, FPL_PF_BREAKER);
    }
    return payout;
}

static void defer(struct fpl_pool__run *run, const char *name) {
    run->deferred = 1;
    run->breaker = name;
}

static void apply(struct fpl_pool__run *run, const struct fpl_policy__breaker *breaker, const struct metric *metric,
                  const char *name) {
    int was = crosses(breaker, metric->before, metric->whole), is = crosses(breaker, metric->after, metric->whole);
    const char *effect = breaker->warn ? "WARN" : "DEFER_PAYMENT";
    if (!is)
        return;
    if (breaker->warn) {
        fpl_pool__step(run, "breaker.effect", effect, name, FPL_PF_BREAKER);
        return;
    }
    switch (breaker->crossing) {
    case FPL_CROSSING_DEFER:
        defer(run, name);
        break;
    case FPL_CROSSING_PAY:
        if (was && fpl_pool__money(run, FPL_FACT_CLAIM_PART) == 0) /* the rest of a claim is paid as its part was */
            defer(run, name);
        break;
    case FPL_CROSSING_UP_TO_LINE:
        if (was || pay_up_to_line(run, breaker, metric, name) == 0) /* less than a fen of room is none */
            defer(run, name);
        break;
    }
    if (run->deferred)
        fpl_pool__step(run, "breaker.effect", effect, name, FPL_PF_BREAKER);
}

void fpl_pool__breakers(struct fpl_pool__run *run) {
    const int64_t amount = run->amount, loss = run->loss;
    char binding[sizeof run->out->binding];
    if (run->role == FPL_ROLE_IS_GUARANTOR)
        return; /* scope BANK: the loss and the loans of a bank, which a guarantor's claim is no part of */
    (void)fpl_str_copy(fpl_str_of(run->out->binding), binding, sizeof binding);
    for (int i = 0; i < run->pack->breakers && !run->deferred; i++) {
        const struct fpl_policy__breaker *breaker = &run->pack->breaker[i];
        const char *name = breaker->npl ? "NPL_RATE" : "ANNUAL_LOSS_RATE";
        struct metric metric = {.whole = 0};
        int reasons = run->out->reasons;
        enum fpl_status outcome = run->out->outcome;
        measure(run, breaker, &metric);
        if (run->out->reasons > reasons) { /* as for caps: it matters when the claim is decided */
            if (!run->final)
                fpl_pool__leave_out(run, reasons, outcome, "breaker.after", FPL_PF_BREAKER);
            continue;
        }
        step_metric(run, "breaker.before", name, &metric, metric.before);
        step_metric(run, "breaker.after", name, &metric, metric.after);
        apply(run, breaker, &metric, name);
    }
    if (!run->deferred)
        return;
    run->amount = amount; /* the memo keeps the whole claim, not what the line had left of it */
    run->loss = loss;
    (void)fpl_str_copy(fpl_str_of(binding), run->out->binding, sizeof run->out->binding);
}
