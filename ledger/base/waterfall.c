/* One pass over the flows. What the investors are owed is the capital that is out and the hurdle on it: compounding it
 * is one number that grows, simple it is the capital and what has accrued, by full years each flow grows by itself.
 * Once it is paid whole, nothing of the past counts any more. */
#include "fundpool/waterfall.h"

#include "ledger/base/base.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

enum { CUT = 320, YEAR = 365 };
#define ARENA_BYTES ((size_t)64 << 20)

struct pass {
    const struct fpl_waterfall_rule *rule;
    const struct fpl_irr_flow *flow;
    size_t n, since; /* by full years: the first flow that still counts */
    struct fpl_date on, day;
    mpq_t one_and_h, capital, hurdle;          /* what is owed: capital, and the hurdle on it */
    mpq_t paid, given, tier[4], part, t, u, k; /* sums so far; scratch */
    mpq_t *returned;                           /* by full years: what each flow gave to tiers 1 and 2 */
    mpz_t z, power;
    struct fpl_waterfall *out;
    const struct fpl_waterfall_watch *watch; /* NULL: nobody is told */
    mpq_t was[6], grown; /* tiers, capital and hurdle before the flow; the hurdle before its tiers */
};

static void ratio(mpq_ptr q, struct fpl_ratio r) {
    mpq_set_si(q, (long)r.num, (unsigned long)r.den);
    mpq_canonicalize(q);
}

static void amount(mpq_ptr q, int64_t minor) {
    mpq_set_si(q, (long)minor, 1);
}

static void raise_to(struct pass *p, mpq_ptr q, unsigned long n) {
    mpz_pow_ui(mpq_numref(q), mpq_numref(p->one_and_h), n);
    mpz_pow_ui(mpq_denref(q), mpq_denref(p->one_and_h), n);
}

/* (1 + h)^(days / 365): whole years exactly, the rest as the greatest multiple of 2^-320 below it. */
static void factor(struct pass *p, mpq_ptr q, long days) {
    unsigned long years = (unsigned long)(days / YEAR), rest = (unsigned long)(days % YEAR);
    raise_to(p, q, years);
    if (rest == 0)
        return;
    mpz_pow_ui(p->z, mpq_numref(p->one_and_h), rest);
    mpz_mul_2exp(p->z, p->z, (mp_bitcnt_t)CUT * YEAR);
    mpz_pow_ui(p->power, mpq_denref(p->one_and_h), rest);
    mpz_fdiv_q(p->z, p->z, p->power);
    mpz_root(p->z, p->z, YEAR);
    mpq_set_z(p->u, p->z);
    mpq_div_2exp(p->u, p->u, CUT);
    mpq_mul(q, q, p->u);
}

/* ---- growth ---- */

static unsigned long full_years(struct fpl_date from, struct fpl_date to) {
    int first, last, month, day;
    fpl_date_split(from, &first, &month, &day);
    fpl_date_split(to, &last, &month, &day);
    int years = last - first;
    return (unsigned long)(years - (fpl_date_cmp(fpl_date_add_months(from, 12 * years), to) > 0));
}

/* By full years: what every flow since the last full payment is worth on the day. */
static void by_years(struct pass *p, size_t upto) {
    mpq_set_si(p->hurdle, 0, 1);
    for (size_t i = p->since; i < upto; i++) {
        int64_t minor = fpl_money_minor(p->flow[i].amount);
        raise_to(p, p->t, full_years(p->flow[i].day, p->day));
        if (minor < 0)
            amount(p->u, -minor);
        else
            mpq_neg(p->u, p->returned[i]);
        mpq_mul(p->t, p->t, p->u);
        mpq_add(p->hurdle, p->hurdle, p->t);
    }
    mpq_sub(p->hurdle, p->hurdle, p->capital);
    if (mpq_sgn(p->hurdle) < 0) /* a return has grown by more years than what it returned */
        mpq_set_si(p->hurdle, 0, 1);
}

static void grow(struct pass *p, struct fpl_date to, size_t upto) {
    long days = (long)to.day - (long)p->day.day;
    p->day = to;
    if (p->rule->growth == FPL_GROWTH_YEARS) {
        by_years(p, upto);
    } else if (p->rule->growth == FPL_GROWTH_SIMPLE) {
        ratio(p->t, p->rule->hurdle);
        mpq_set_si(p->u, days, YEAR);
        mpq_canonicalize(p->u);
        mpq_mul(p->t, p->t, p->u);
        mpq_mul(p->t, p->t, p->capital);
        mpq_add(p->hurdle, p->hurdle, p->t);
    } else if (days > 0) {
        factor(p, p->t, days);
        mpq_add(p->hurdle, p->hurdle, p->capital);
        mpq_mul(p->hurdle, p->hurdle, p->t);
        mpq_sub(p->hurdle, p->hurdle, p->capital);
        mpz_mul_2exp(p->z, mpq_numref(p->hurdle), CUT); /* so that it does not lengthen with every flow */
        mpz_fdiv_q(p->z, p->z, mpq_denref(p->hurdle));
        mpq_set_z(p->hurdle, p->z);
        mpq_div_2exp(p->hurdle, p->hurdle, CUT);
    }
}

/* ---- tiers ---- */

/* Takes the smaller of p->part and `most` into the tier and off `owed`, if there is one. */
static void take(struct pass *p, int tier, mpq_srcptr most, mpq_ptr owed) {
    mpq_set(p->u, mpq_cmp(p->part, most) < 0 ? p->part : most);
    if (mpq_sgn(p->u) <= 0)
        return;
    mpq_add(p->tier[tier], p->tier[tier], p->u);
    mpq_sub(p->part, p->part, p->u);
    if (owed)
        mpq_sub(owed, owed, p->u);
}

/* What tier 3 may take in all: k x tier 2 / (u - k), if u > k. */
static void most_of_catch_up(struct pass *p, mpq_ptr q) {
    ratio(p->k, p->rule->carry);
    ratio(q, p->rule->catch_up);
    mpq_sub(q, q, p->k);
    if (mpq_sgn(q) <= 0) {
        mpq_set_si(q, 0, 1);
        return;
    }
    mpq_div(q, p->k, q);
    mpq_mul(q, q, p->tier[1]);
    mpq_sub(q, q, p->tier[2]);
}

static void distribute(struct pass *p, size_t i) {
    amount(p->part, fpl_money_minor(p->flow[i].amount));
    mpq_add(p->given, p->given, p->part);
    mpq_set(p->returned[i], p->part);
    mpq_set(p->t, p->capital);
    take(p, 0, p->t, p->capital);
    mpq_set(p->t, p->hurdle);
    take(p, 1, p->t, p->hurdle);
    mpq_sub(p->returned[i], p->returned[i], p->part);
    if (mpq_sgn(p->capital) == 0 && mpq_sgn(p->hurdle) == 0)
        p->since = i + 1;
    most_of_catch_up(p, p->t);
    take(p, 2, p->t, NULL);
    mpq_add(p->tier[3], p->tier[3], p->part);
}

/* ---- the answer ---- */

static enum fpl_status to_fen(struct pass *p, mpq_srcptr q, struct fpl_money *out) {
    mpz_mul_ui(p->z, mpq_numref(q), 2); /* floor(q + 1/2); no amount is negative */
    mpz_add(p->z, p->z, mpq_denref(q));
    mpz_mul_ui(p->power, mpq_denref(q), 2);
    mpz_fdiv_q(p->z, p->z, p->power);
    if (!mpz_fits_slong_p(p->z) || mpz_get_si(p->z) > FPL_MINOR_MAX)
        return FPL_E_OVERFLOW;
    *out = fpl_money_of(mpz_get_si(p->z));
    return FPL_OK;
}

/* To the fen so that the tiers add up: each is what it and those before it come to, less those before. */
static enum fpl_status tiers_to_fen(struct pass *p, struct fpl_waterfall *w) {
    struct fpl_money *out[] = {&w->capital, &w->hurdle, &w->catch_up, &w->rest}, before = fpl_money_of(0), sum;
    enum fpl_status status = FPL_OK;
    mpq_set_si(p->t, 0, 1);
    for (int i = 0; i < 4 && !status; i++) {
        mpq_add(p->t, p->t, p->tier[i]);
        status = to_fen(p, p->t, &sum);
        if (!status)
            status = fpl_money_sub(sum, before, out[i]);
        before = sum;
    }
    return status;
}

static enum fpl_status answer(struct pass *p) {
    struct fpl_waterfall w;
    mpq_srcptr sums[] = {p->paid, p->given, p->capital, p->hurdle};
    struct fpl_money *out[] = {&w.paid_in, &w.distributed, &w.capital_open, &w.hurdle_open};
    enum fpl_status status = tiers_to_fen(p, &w);
    for (size_t i = 0; i < sizeof sums / sizeof sums[0] && !status; i++)
        status = to_fen(p, sums[i], out[i]);
    ratio(p->t, p->rule->catch_up); /* the partner's: u of tier 3, k of tier 4; the investors have the rest */
    ratio(p->k, p->rule->carry);
    mpq_mul(p->t, p->t, p->tier[2]);
    mpq_mul(p->k, p->k, p->tier[3]);
    mpq_add(p->t, p->t, p->k);
    mpq_sub(p->t, p->given, p->t);
    if (!status)
        status = to_fen(p, p->t, &w.investors);
    if (!status)
        status = fpl_money_sub(w.distributed, w.investors, &w.partner);
    if (!status)
        *p->out = w;
    return status;
}

static void init(struct pass *p) {
    mpq_ptr all[] = {p->one_and_h, p->capital, p->hurdle,  p->paid,    p->given,   p->part,   p->t,
                     p->u,         p->k,       p->tier[0], p->tier[1], p->tier[2], p->tier[3]};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        mpq_init(all[i]);
    for (size_t i = 0; i < sizeof p->was / sizeof p->was[0]; i++)
        mpq_init(p->was[i]);
    mpq_init(p->grown);
    for (size_t i = 0; i < p->n; i++)
        mpq_init(p->returned[i]);
    mpz_init(p->z);
    mpz_init(p->power);
    ratio(p->one_and_h, p->rule->hurdle);
    amount(p->u, 1);
    mpq_add(p->one_and_h, p->one_and_h, p->u);
}

/* ---- telling ---- */

_Static_assert(sizeof(struct fpl_q) >= sizeof(__mpq_struct), "struct fpl_q must hold an mpq_t");

/* Shares its limbs, which stay until the pass goes on. */
static struct fpl_q lent(mpq_srcptr q) {
    struct fpl_q out = {{0}};
    memcpy(&out, q, sizeof(__mpq_struct));
    return out;
}

static void remember(struct pass *p) {
    for (int i = 0; i < 4; i++)
        mpq_set(p->was[i], p->tier[i]);
    mpq_set(p->was[4], p->capital);
    mpq_set(p->was[5], p->hurdle);
}

static enum fpl_status tell(struct pass *p, struct fpl_waterfall_step *step) {
    step->capital = lent(p->was[4]);
    step->hurdle = lent(p->was[5]);
    step->grown = lent(p->grown);
    step->capital_open = lent(p->capital);
    step->hurdle_open = lent(p->hurdle);
    for (int i = 0; i < 4; i++) {
        mpq_sub(p->was[i], p->tier[i], p->was[i]);
        step->took[i] = lent(p->was[i]);
        step->tier[i] = lent(p->tier[i]);
    }
    return p->watch->take(p->watch->ctx, step);
}

/* ---- the pass ---- */

static void flow_in(struct pass *p, size_t i) {
    int64_t minor = fpl_money_minor(p->flow[i].amount);
    if (minor < 0) {
        amount(p->u, -minor);
        mpq_add(p->paid, p->paid, p->u);
        mpq_add(p->capital, p->capital, p->u);
    } else {
        distribute(p, i);
    }
}

/* The flow i, or for i = n the days behind the last one. */
static enum fpl_status one(struct pass *p, size_t i) {
    struct fpl_waterfall_step step = {.day = i < p->n ? p->flow[i].day : p->on, .amount = fpl_money_of(0)};
    step.days = (long)step.day.day - (long)p->day.day;
    if (p->watch)
        remember(p);
    grow(p, step.day, i);
    if (p->watch)
        mpq_set(p->grown, p->hurdle);
    if (i < p->n) {
        step.amount = p->flow[i].amount;
        flow_in(p, i);
    }
    return p->watch ? tell(p, &step) : FPL_OK;
}

static enum fpl_status run(void *ctx) {
    struct pass *p = ctx;
    enum fpl_status status = FPL_OK;
    init(p);
    for (size_t i = 0; i <= p->n && !status; i++)
        status = one(p, i);
    return status ? status : answer(p);
}

enum fpl_status fpl_waterfall(const struct fpl_waterfall_rule *rule, const struct fpl_irr_flow *flow, size_t n,
                              struct fpl_date on, struct fpl_waterfall *out) {
    return fpl_waterfall_watched(rule, flow, n, on, NULL, out);
}

enum fpl_status fpl_waterfall_watched(const struct fpl_waterfall_rule *rule, const struct fpl_irr_flow *flow, size_t n,
                                      struct fpl_date on, const struct fpl_waterfall_watch *watch,
                                      struct fpl_waterfall *out) {
    FPL_ASSERT(rule && out && rule->hurdle.den > 0 && rule->catch_up.den > 0 && rule->carry.den > 0);
    struct pass p = {
        .rule = rule, .flow = flow, .n = n, .on = on, .day = n ? flow[0].day : on, .out = out, .watch = watch};
    for (size_t i = 0; i < n; i++)
        FPL_ASSERT(fpl_date_cmp(flow[i].day, i + 1 < n ? flow[i + 1].day : on) <= 0);
    p.returned = calloc(n + 1, sizeof *p.returned);
    if (!p.returned)
        return FPL_E_NOMEM;
    enum fpl_status status = fpl_exact(run, &p, ARENA_BYTES);
    free(p.returned);
    return status;
}

enum fpl_status fpl_waterfall_clawback(const struct fpl_waterfall_rule *rule, const struct fpl_waterfall *so_far,
                                       struct fpl_money received, struct fpl_money *out) {
    struct fpl_money profit, share = fpl_money_of(0), over = fpl_money_of(0);
    enum fpl_status status = fpl_money_sub(so_far->distributed, so_far->paid_in, &profit);
    if (!status && fpl_money_sign(profit) > 0)
        status = fpl_money_scale(profit, rule->carry, FPL_HALF_UP, &share);
    if (!status)
        status = fpl_money_sub(received, share, &over);
    if (!status)
        *out = fpl_money_sign(over) > 0 ? over : fpl_money_of(0);
    return status;
}
