/* See pool_model.h. The numbers of the steps are those of the pool rules. */
#include "tests/model/pool_model.h"

#include <gmp.h>
#include <stdlib.h>

static void set(mpq_t q, int64_t num, int64_t den) {
    mpq_set_si(q, num, 1);
    mpq_t d;
    mpq_init(d);
    mpq_set_si(d, den, 1);
    mpq_div(q, q, d);
    mpq_clear(d);
}

static int64_t floor_of(const mpq_t q) {
    mpz_t z;
    mpz_init(z);
    mpz_fdiv_q(z, mpq_numref(q), mpq_denref(q));
    int64_t whole = mpz_get_si(z);
    mpz_clear(z);
    return whole;
}

/* 6: compare what is beyond the floor with a half. */
static int64_t rounded(const mpq_t q, enum model_rounding mode) {
    int64_t whole = floor_of(q);
    mpq_t rest, half;
    mpq_inits(rest, half, NULL);
    set(rest, whole, 1);
    mpq_sub(rest, q, rest);
    set(half, 1, 2);
    int order = mpq_cmp(rest, half);
    mpq_clears(rest, half, NULL);
    if (mode == MODEL_FLOOR || order < 0)
        return whole;
    if (order > 0 || mode == MODEL_HALF_UP)
        return whole + 1;
    return whole % 2 == 0 ? whole : whole + 1;
}

static void take_min(mpq_t q, int64_t num, int64_t den) {
    mpq_t other;
    mpq_init(other);
    set(other, num, den);
    if (mpq_cmp(other, q) < 0)
        mpq_set(q, other);
    mpq_clear(other);
}

/* 2: base × IP share × min(1, limit / contract), other cover under the same factors. */
static void eligible(const struct model_rule *rule, const struct model_case *c, mpq_t base) {
    mpq_t factor, cover;
    mpq_inits(factor, cover, NULL);
    set(factor, 1, 1);
    if (rule->truncate_at > 0)
        take_min(factor, rule->truncate_at, c->contract);
    if (rule->ip_share.den > 0) {
        mpq_t share;
        mpq_init(share);
        set(share, rule->ip_share.num, rule->ip_share.den);
        mpq_mul(factor, factor, share);
        mpq_clear(share);
    }
    set(base, c->base, 1);
    mpq_mul(base, base, factor);
    set(cover, c->cover, 1);
    mpq_mul(cover, cover, factor);
    mpq_sub(base, base, cover);
    if (mpq_sgn(base) < 0)
        set(base, 0, 1);
    mpq_clears(factor, cover, NULL);
}

/* 3 and 4, WHOLE. 1 if a bracket holds the contract. */
static int raw_whole(const struct model_rule *rule, const struct model_case *c, const mpq_t base, mpq_t raw) {
    mpq_t rate, add;
    int found = 0;
    mpq_inits(rate, add, NULL);
    for (int i = 0; i < rule->slices; i++) {
        if (c->contract > rule->slice[i].over && c->contract <= rule->slice[i].upto) {
            set(rate, rule->slice[i].rate.num, rule->slice[i].rate.den);
            found = 1;
        }
    }
    if (rule->addon.den > 0) {
        set(add, rule->addon.num, rule->addon.den);
        mpq_add(rate, rate, add);
    }
    if (rule->ceiling.den > 0)
        take_min(rate, rule->ceiling.num, rule->ceiling.den);
    mpq_mul(raw, base, rate);
    mpq_clears(rate, add, NULL);
    return found;
}

/* 3 and 4, MARGINAL. 1 if any of the base lies in a slice. */
static int raw_marginal(const struct model_rule *rule, const mpq_t base, mpq_t raw) {
    mpq_t lo, hi, part, most;
    int found = 0;
    mpq_inits(lo, hi, part, most, NULL);
    set(raw, 0, 1);
    for (int i = 0; i < rule->slices; i++) {
        set(lo, rule->slice[i].over, 1);
        mpq_set(hi, base);
        take_min(hi, rule->slice[i].upto, 1);
        mpq_sub(hi, hi, lo);
        if (mpq_sgn(hi) <= 0)
            continue;
        found = 1;
        set(part, rule->slice[i].rate.num, rule->slice[i].rate.den);
        mpq_mul(part, part, hi);
        mpq_add(raw, raw, part);
    }
    if (rule->ceiling.den > 0) {
        set(most, rule->ceiling.num, rule->ceiling.den);
        mpq_mul(most, most, base);
        if (mpq_cmp(most, raw) < 0)
            mpq_set(raw, most);
    }
    mpq_clears(lo, hi, part, most, NULL);
    return found;
}

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t floor_product(struct model_fraction f, int64_t n) {
    mpq_t q, m;
    mpq_inits(q, m, NULL);
    set(q, f.num, f.den);
    set(m, n, 1);
    mpq_mul(q, q, m);
    int64_t whole = floor_of(q);
    mpq_clears(q, m, NULL);
    return whole;
}

/* 6: rooms that other payouts have left. */
static int64_t within_rooms(const struct model_rule *rule, const struct model_case *c, int64_t y) {
    if (rule->cap_gov.den > 0)
        y = least(y, floor_product(rule->cap_gov, c->liability) - c->other_gov - c->paid_loan - c->paid_others);
    if (rule->cap_borrower >= 0)
        y = least(y, rule->cap_borrower - c->paid_borrower);
    if (rule->cap_bank_rate.den > 0)
        y = least(y, floor_product(rule->cap_bank_rate, c->prior_balance) - c->paid_bank);
    if (rule->cap_bank >= 0)
        y = least(y, rule->cap_bank - c->paid_bank);
    if (rule->cap_pool >= 0)
        y = least(y, rule->cap_pool - c->paid_pool);
    for (int i = 0; i < c->rooms; i++)
        y = least(y, c->room[i]);
    return y > 0 ? y : 0;
}

/* 1 if so much loss is across the line. */
static int across(const struct model_rule *rule, const struct model_case *c, int64_t loss) {
    mpq_t part, line;
    if (c->registered_bank <= 0) /* no rate: any loss is across, and none is not */
        return loss > 0;
    mpq_inits(part, line, NULL);
    set(part, loss, 1);
    set(line, rule->threshold.num, rule->threshold.den);
    mpq_t whole;
    mpq_init(whole);
    set(whole, c->registered_bank, 1);
    mpq_mul(line, line, whole); /* loss / registered > t is loss > t × registered */
    int order = mpq_cmp(part, line), is = order > 0 || (order == 0 && rule->reached);
    mpq_clears(part, line, whole, NULL);
    return is;
}

/* 7 */
static void breaker(const struct model_rule *rule, const struct model_case *c, const mpq_t base, const mpq_t raw,
                    struct model_answer *out) {
    const struct model_answer whole_claim = *out;
    int before = across(rule, c, c->loss_bank),
        after = across(rule, c, c->loss_bank + (c->by_npl ? c->adds : out->loss));
    if (!after)
        return;
    if (rule->crossing == MODEL_PAY && c->begun) /* let through with its first part */
        return;
    if (rule->crossing == MODEL_DEFER || before) {
        out->deferred = 1;
        return;
    }
    if (rule->crossing == MODEL_PAY)
        return;
    mpq_t room, whole, y;
    mpq_inits(room, whole, y, NULL);
    set(room, rule->threshold.num, rule->threshold.den);
    set(whole, c->registered_bank, 1);
    mpq_mul(room, room, whole);
    set(whole, c->loss_bank, 1);
    mpq_sub(room, room, whole);
    int64_t loss = floor_of(room); /* recognised in whole fen */
    set(room, loss, 1);
    mpq_mul(y, room, raw);
    mpq_div(y, y, base);
    int64_t most = floor_of(y);
    out->amount = least(out->amount, most);
    out->loss = least(out->loss, loss);
    mpq_clears(room, whole, y, NULL);
    if (most == 0) { /* deferred as a whole: that is what the memo keeps */
        *out = whole_claim;
        out->deferred = 1;
    }
}

void model_claim(const struct model_rule *rule, const struct model_case *c, struct model_answer *out) {
    mpq_t base, raw, capped;
    *out = (struct model_answer){0, 0, 0, 0};
    mpq_inits(base, raw, capped, NULL);
    eligible(rule, c, base);
    int found = rule->marginal ? raw_marginal(rule, base, raw) : raw_whole(rule, c, base, raw);
    if (mpq_sgn(base) == 0 || !found) {
        out->refused = 1;
    } else {
        mpq_set(capped, raw);
        if (rule->cap_loan >= 0)
            take_min(capped, rule->cap_loan, 1);
        int64_t y = rounded(capped, rule->rounding) - c->paid_loan;
        int64_t over = y - c->not_lapsed; /* of a decision revoked: that much had not lapsed */
        y -= over <= 0 ? 0 : over < c->lapsed ? over : c->lapsed;
        out->amount = within_rooms(rule, c, (y > 0 ? y : 0) - c->other_pools);
        int64_t loss = rounded(base, MODEL_HALF_UP) - c->loss_loan;
        out->loss = loss > 0 ? loss : 0;
        if (rule->crossing != MODEL_NO_BREAKER)
            breaker(rule, c, base, raw, out);
    }
    mpq_clears(base, raw, capped, NULL);
}
