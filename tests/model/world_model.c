/* See world_model.h. Loans, and what a claim is worth on a day. The numbers of the steps are those of the pool rules,
 * section 4. */
#include "tests/model/world_inner.h"

#include <gmp.h>
#include <stdio.h>
#include <string.h>

/* ---- days ---- */

int wm_day(int year, int month, int day) {
    int n = day - 1;
    for (int y = 1970; y < year; y++)
        n += y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 366 : 365;
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int m = 1; m < month; m++)
        n += length[m - 1] + (m == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    return n;
}

int wm_year(int day) {
    int year = 1970;
    while (wm_day(year + 1, 1, 1) <= day)
        year++;
    return year;
}

static int month_of(int day) {
    int year = wm_year(day), month = 1;
    while (month < 12 && wm_day(year, month + 1, 1) <= day)
        month++;
    return month;
}

const char *wm_text(int day) {
    static char text[8][40];
    static int turn;
    turn = (turn + 1) % 8;
    int year = wm_year(day), month = month_of(day);
    (void)snprintf(text[turn], sizeof text[turn], "%04d-%02d-%02d", year, month, day - wm_day(year, month, 1) + 1);
    return text[turn];
}

/* Years of `from` to `day` that are full, and the one that runs: 1 in the first year. */
static int year_no(int from, int day) {
    int year = wm_year(from), month = month_of(from), date = from - wm_day(year, month, 1) + 1, n = 1;
    while (wm_day(year + n, month, date) <= day)
        n++;
    return n;
}

/* ---- small things ---- */

int64_t wm__most(int64_t a, int64_t b) {
    return a > b ? a : b;
}

int64_t wm__least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

int wm_has(const struct wm_answer *out, const char *code) {
    for (int i = 0; i < out->codes; i++)
        if (strcmp(out->code[i], code) == 0)
            return 1;
    return 0;
}

void wm_say(struct wm_answer *out, const char *code) {
    if (!wm_has(out, code) && out->codes < WM_CODES)
        out->code[out->codes++] = code;
}

/* floor(a × b / c), or to the nearest with half up. */
int64_t wm__times_over(int64_t a, int64_t b, int64_t c, int half_up) {
    mpz_t n, d;
    mpz_init_set_si(n, a);
    mpz_init_set_si(d, c);
    mpz_mul_si(n, n, b);
    if (half_up) {
        mpz_mul_ui(n, n, 2);
        mpz_add(n, n, d);
        mpz_mul_ui(d, d, 2);
    }
    mpz_fdiv_q(n, n, d);
    int64_t whole = mpz_get_si(n);
    mpz_clears(n, d, NULL);
    return whole;
}

int wm__is_set(struct model_fraction f) {
    return f.den > 0;
}

/* ---- agreements ---- */

/* The one of the party that is in force on the day; of several the one that began last. */
static const struct wm_agreement *in_force(const struct wm_world *w, int party, int day) {
    const struct wm_agreement *found = NULL;
    for (int i = 0; i < w->agreements; i++) {
        const struct wm_agreement *a = &w->agreement[i];
        if (a->party == party && a->from <= day && (a->to == 0 || day <= a->to) && (!found || a->from > found->from))
            found = a;
    }
    return found;
}

/* ---- sums, each added up anew ---- */

enum whose { OF_ALL, OF_PACK, OF_CLAIMANT, OF_FIRM, OF_BANK, OF_COHORT };

int64_t wm__amount_of(const struct wm_claim *c) {
    int64_t sum = 0;
    for (int i = 0; i < c->parts; i++)
        sum += c->part[i].amount;
    return sum;
}

static int is_of(const struct wm_world *w, const struct wm_claim *c, enum whose whose, const struct wm_claim *of) {
    const struct wm_loan *a = &w->loan[c->loan], *b = &w->loan[of->loan];
    return whose == OF_ALL || (whose == OF_PACK && a->pack == b->pack) ||
           (whose == OF_CLAIMANT && c->claimant == of->claimant) || (whose == OF_FIRM && a->firm == b->firm) ||
           (whose == OF_BANK && c->claimant == b->bank) ||
           (whose == OF_COHORT && c->claimant == b->bank && a->bank == b->bank &&
            wm_year(a->registered_on) == wm_year(b->registered_on));
}

/* Payouts, or losses, decided on from..to. */
static int64_t decided(const struct wm_world *w, enum whose whose, const struct wm_claim *of, int from, int to,
                       int loss) {
    int64_t sum = 0;
    for (int i = 0; i < WM_MANY; i++) {
        const struct wm_claim *c = &w->claim[i];
        for (int k = 0; k < c->parts; k++)
            if (is_of(w, c, whose, of) && c->part[k].day >= from && c->part[k].day <= to)
                sum += loss ? c->part[k].loss : c->part[k].amount;
    }
    return sum;
}

/* Lent, or registered, on from..to; bank WM_NONE: by all. */
static int64_t lent(const struct wm_world *w, int bank, int from, int to) {
    int64_t sum = 0;
    for (int i = 0; i < WM_MANY; i++) {
        const struct wm_loan *l = &w->loan[i];
        if (l->there && l->state != WM_WITHDRAWN && (bank == WM_NONE || l->bank == bank) && l->registered_on >= from &&
            l->registered_on <= to)
            sum += l->disbursed;
    }
    return sum;
}

static const struct wm_figure *figure(const struct wm_world *w, enum wm_measure measure, int party, int day) {
    const struct wm_figure *found = NULL;
    for (int i = 0; i < WM_MANY; i++) {
        const struct wm_figure *f = &w->figure[i];
        if (!f->there || f->measure != measure || f->party != party || f->date > day)
            continue;
        if (measure == WM_YEAR_END && f->date != wm_day(wm_year(day), 1, 1) - 1)
            continue;
        if (!found || f->date > found->date)
            found = f;
    }
    return found;
}

int64_t wm_paid(const struct wm_world *w, int loan) {
    int64_t sum = 0;
    for (int i = 0; i < WM_MANY; i++)
        if (w->claim[i].there && w->claim[i].loan == loan)
            sum += wm__amount_of(&w->claim[i]);
    return sum;
}

/* ---- what is known of a loan ---- */

int wm__same_debt(const struct wm_world *w, int loan, int of) {
    for (; loan != of && w->loan[of].renews; of = w->loan[of].renews - 1)
        for (int back = w->loan[of].debt_of; back; back = w->loan[back - 1].debt_of)
            if (back - 1 == loan)
                return 1;
    for (int back = w->loan[of].debt_of; back; back = w->loan[back - 1].debt_of)
        if (back - 1 == loan)
            return 1;
    return loan == of;
}

/* What claims that were paid, or closed with nothing to pay, told of it: it never shrinks. */
int64_t wm__told_before(const struct wm_world *w, int loan, int what) {
    int64_t told = 0;
    if (w->loan[loan].state == WM_RENEWED || w->loan[loan].state == WM_WITHDRAWN) /* it has left the register */
        return w->loan[loan].told_then[what];
    for (int i = 0; i < WM_MANY; i++) {
        const struct wm_claim *c = &w->claim[i];
        if (c->there && c->kept && (what == WM_REPAID ? c->loan == loan : wm__same_debt(w, c->loan, loan)))
            told = wm__most(told, c->told[what]);
    }
    if (what == WM_RECOVERED && w->loan[loan].net > 0) /* on top of what was taken off before the payout */
        told = wm__most(told, w->loan[loan].back_before + w->loan[loan].net);
    return told;
}

int64_t wm_unpaid(const struct wm_world *w, int loan, const struct wm_claim *claim) {
    int64_t repaid = wm__most(w->loan[loan].repaid, wm__told_before(w, loan, WM_REPAID));
    if (claim)
        repaid = wm__most(repaid, wm__told(w, claim, WM_REPAID));
    return w->loan[loan].disbursed - repaid;
}

/* 1: the base before factors. */
static int64_t base_of(const struct wm_world *w, const struct wm_claim *c) {
    const struct wm_pack *pack = &w->pack[w->loan[c->loan].pack];
    int64_t unpaid = wm_unpaid(w, c->loan, c);
    switch (pack->base) {
    case WM_ACTUAL_LOSS:
        return wm__most(0, unpaid - wm__told(w, c, WM_RECOVERED));
    case WM_WITH_INTEREST:
        return unpaid + wm__most(0, c->told[WM_INTEREST]);
    case WM_GUARANTOR_PAID:
        return wm__most(0, wm__least(wm__told(w, c, WM_PAID), unpaid) - wm__told(w, c, WM_COUNTER));
    case WM_OUTSTANDING:
        break;
    }
    return unpaid;
}

/* 2: other cover. Proceeds of collateral are in the actual loss already. */
static int64_t cover_of(const struct wm_world *w, const struct wm_claim *c) {
    const struct wm_pack *pack = &w->pack[w->loan[c->loan].pack];
    int64_t sum = 0;
    for (int what = 0; what < WM_KEPT; what++)
        if ((unsigned)pack->deducts >> what & 1U && !(what == WM_COLLATERAL && pack->base == WM_ACTUAL_LOSS))
            sum += wm__most(0, wm__told(w, c, what));
    return sum;
}

/* ---- 3: the rate ---- */

static int less_fraction(struct model_fraction a, struct model_fraction b) {
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    mpq_set_si(x, a.num, (unsigned long)a.den);
    mpq_set_si(y, b.num, (unsigned long)b.den);
    mpq_canonicalize(x);
    mpq_canonicalize(y);
    int less = mpq_cmp(x, y) < 0;
    mpq_clears(x, y, NULL);
    return less;
}

/* Of the brackets that apply to the whole loan the highest, the lowest or the first; den 0: none. */
static struct model_fraction bracket(const struct wm_pack *pack, const struct wm_loan *loan, enum wm_whom whom,
                                     int first) {
    struct model_fraction best = {0, 0};
    for (int i = 0; i < pack->tiers; i++) {
        const struct wm_tier *t = &pack->tier[i];
        if (loan->contract > t->slice.over && loan->contract <= t->slice.upto && (t->whom == 0 || t->whom == whom) &&
            (!t->first_loan || first) &&
            (best.den == 0 || (pack->match == WM_MAX && less_fraction(best, t->slice.rate)) ||
             (pack->match == WM_MIN && less_fraction(t->slice.rate, best))))
            best = t->slice.rate;
    }
    return best;
}

/* Sum of the add-ons; what the record does not prove is not added. */
static struct model_fraction addons(const struct wm_pack *pack, const struct wm_loan *loan) {
    mpq_t sum, one;
    mpq_inits(sum, one, NULL);
    if (wm__is_set(pack->keylist) && loan->keylist) {
        mpq_set_si(one, pack->keylist.num, (unsigned long)pack->keylist.den);
        mpq_canonicalize(one);
        mpq_add(sum, sum, one);
    }
    if (wm__is_set(pack->tool) && loan->tool == WM_YES) {
        mpq_set_si(one, pack->tool.num, (unsigned long)pack->tool.den);
        mpq_canonicalize(one);
        mpq_add(sum, sum, one);
    }
    struct model_fraction f = {mpz_get_si(mpq_numref(sum)), mpz_get_si(mpq_denref(sum))};
    mpq_clears(sum, one, NULL);
    return f;
}

/* The rule with the rate that applies, under one answer to what is not known. */
static int rule_under(const struct wm_pack *pack, const struct wm_loan *loan, enum wm_whom whom, int first,
                      struct model_rule *rule) {
    *rule = pack->rule;
    if (rule->marginal) {
        rule->slices = pack->tiers;
        for (int i = 0; i < pack->tiers; i++)
            rule->slice[i] = pack->tier[i].slice;
    } else {
        struct model_fraction rate = bracket(pack, loan, whom, first);
        if (!wm__is_set(rate))
            return 0;
        rule->slices = 1;
        rule->slice[0] = (struct model_slice){0, INT64_MAX, rate};
        rule->addon = addons(pack, loan);
    }
    if (wm__is_set(rule->ip_share)) /* the pack's only says that the loan's share applies */
        rule->ip_share = loan->ip_share;
    return 1;
}

static int same_rate(const struct model_rule *a, const struct model_rule *b) {
    struct model_rule x = *a, y = *b;
    struct model_answer p, q;
    const int64_t large = INT64_C(4000000000000); /* a base that makes any two rates differ */
    struct model_case c = {.contract = large, .base = large};
    x.cap_loan = x.cap_borrower = x.cap_bank = x.cap_pool = y.cap_loan = y.cap_borrower = y.cap_bank = y.cap_pool = -1;
    x.cap_bank_rate.den = x.cap_gov.den = y.cap_bank_rate.den = y.cap_gov.den = 0;
    x.ip_share.den = y.ip_share.den = 0;
    x.truncate_at = y.truncate_at = 0;
    x.crossing = y.crossing = MODEL_NO_BREAKER;
    model_claim(&x, &c, &p);
    model_claim(&y, &c, &q);
    return p.amount == q.amount;
}

/* The highest bracket must be proven. With another rule of choice a condition that is unknown refuses, but only where
 * its answer could change the rate. Returns the code, or NULL. */
const char *wm__rule_for(const struct wm_pack *pack, const struct wm_loan *loan, enum wm_whom whom,
                         struct model_rule *out) {
    int seen = 0, first_found = 0;
    for (int first = 0; first < 2; first++) {
        struct model_rule rule;
        if (pack->match == WM_MAX ? first != (loan->first_loan == WM_YES)
                                  : loan->first_loan != WM_UNKNOWN && loan->first_loan != first)
            continue;
        int found = rule_under(pack, loan, whom, first, &rule);
        if (seen++ == 0) {
            *out = rule;
            first_found = found;
        } else if (found != first_found || (found && !same_rate(&rule, out))) {
            return "E_GATE_TIER_AMBIGUOUS";
        }
    }
    return first_found ? NULL : "E_GATE_TIER";
}

/* ---- loans ---- */

/* Outstanding of a loan: nothing once it is compensated or withdrawn. */
static int64_t outstanding(const struct wm_world *w, int loan) {
    const struct wm_loan *l = &w->loan[loan];
    return l->there && l->state != WM_WITHDRAWN && l->state != WM_RENEWED && !wm__was_paid(w, loan)
               ? l->disbursed - l->repaid
               : 0;
}

/* Whoever is neither may not claim; the rest of the answer judges it as the bank's claim. */
int wm__whom_of(const struct wm_loan *loan, int claimant) {
    return claimant == loan->guarantor ? WM_GUARANTOR : WM_BANK;
}

/* 9004 of a stacked loan with two parties: what both together would be paid. */
static const char *exposure_stacked(const struct wm_pack *pack, const struct wm_loan *loan, int64_t balance,
                                    int64_t *out) {
    struct model_case c = {.contract = loan->contract, .base = balance};
    struct model_rule rule, sum = {.slices = 0};
    struct model_answer answer;
    const char *code = NULL;
    *out = 0;
    for (enum wm_whom whom = WM_BANK; whom <= WM_GUARANTOR; whom++) {
        code = wm__rule_for(pack, loan, whom, &rule);
        if (code && strcmp(code, "E_GATE_TIER") != 0)
            return code;
        if (code)
            continue;
        /* the parties' rates are added up: each within the ceiling of the rate */
        mpq_t rate, more;
        mpq_inits(rate, more, NULL);
        mpq_set_si(rate, rule.slice[0].rate.num, (unsigned long)rule.slice[0].rate.den);
        mpq_canonicalize(rate);
        if (wm__is_set(rule.addon)) {
            mpq_set_si(more, rule.addon.num, (unsigned long)rule.addon.den);
            mpq_canonicalize(more);
            mpq_add(rate, rate, more);
        }
        if (wm__is_set(rule.ceiling)) {
            mpq_set_si(more, rule.ceiling.num, (unsigned long)rule.ceiling.den);
            mpq_canonicalize(more);
            if (mpq_cmp(more, rate) < 0)
                mpq_set(rate, more);
        }
        if (sum.slices) {
            mpq_set_si(more, sum.slice[0].rate.num, (unsigned long)sum.slice[0].rate.den);
            mpq_add(rate, rate, more);
        }
        sum = rule;
        sum.slices = 1;
        sum.addon.den = sum.ceiling.den = 0;
        sum.slice[0].rate = (struct model_fraction){mpz_get_si(mpq_numref(rate)), mpz_get_si(mpq_denref(rate))};
        mpq_clears(rate, more, NULL);
    }
    if (!sum.slices)
        return "E_GATE_TIER";
    sum.rounding = MODEL_HALF_UP;
    sum.cap_borrower = sum.cap_bank = sum.cap_pool = -1;
    sum.cap_bank_rate.den = sum.cap_gov.den = 0;
    sum.crossing = MODEL_NO_BREAKER;
    model_claim(&sum, &c, &answer);
    *out = answer.amount;
    return NULL;
}

/* 9004: the balance at the rate that would apply, at most the loan's cap. Of a guaranteed loan it is the guarantor's,
 * if the pack compensates guarantors. */
static const char *exposure(const struct wm_pack *pack, const struct wm_loan *loan, int64_t balance, int64_t *out) {
    if (pack->stacked && loan->guarantor != WM_NONE)
        return exposure_stacked(pack, loan, balance, out);
    struct model_rule rule;
    struct model_answer answer;
    struct model_case c = {.contract = loan->contract, .base = balance};
    enum wm_whom whom = loan->guarantor != WM_NONE && ((unsigned)pack->whom & WM_GUARANTOR) ? WM_GUARANTOR : WM_BANK;
    *out = 0;
    const char *code = wm__rule_for(pack, loan, whom, &rule);
    if (code)
        return code;
    rule.rounding = MODEL_HALF_UP;
    rule.cap_borrower = rule.cap_bank = rule.cap_pool = -1;
    rule.cap_bank_rate.den = rule.cap_gov.den = 0;
    rule.crossing = MODEL_NO_BREAKER;
    model_claim(&rule, &c, &answer);
    *out = answer.amount;
    return answer.refused ? "E_GATE_TIER" : NULL;
}

/* The agreement of the guarantor, where the loan has one, else that of the bank; by the day that the pack of the day of
 * registration says. */
static const struct wm_agreement *binding(const struct wm_world *w, const struct wm_loan *loan, int *day) {
    int party = loan->guarantor != WM_NONE ? loan->guarantor : loan->bank;
    const struct wm_agreement *a = in_force(w, party, loan->registered_on);
    *day = loan->registered_on;
    if (a && w->pack[a->pack].by_disbursement) {
        *day = loan->disbursed_on;
        a = in_force(w, party, loan->disbursed_on);
    }
    return a;
}

static int listed_on(const struct wm_world *w, int firm, int day) {
    const struct wm_listing *last = NULL;
    for (int i = 0; i < w->listings; i++) {
        const struct wm_listing *l = &w->listing[i];
        if (l->firm == firm && l->day <= day && (!last || l->day >= last->day))
            last = l;
    }
    return last && last->in;
}

/* A renewal is of what is unpaid on an open loan of the firm, by all that is known; of one that is not open nothing is
 * told of amounts. */
static void can_renew(const struct wm_world *w, const struct wm_loan *loan, struct wm_answer *out) {
    int n = loan->renews - 1;
    const struct wm_loan *old = &w->loan[n];
    if (old->state != WM_REGISTERED)
        wm_say(out, "E_GATE_LOAN_STATE");
    if (loan->first_loan == WM_YES)
        wm_say(out, "E_GATE_RENEWAL_FIRST");
    if (old->firm != loan->firm)
        wm_say(out, "E_GATE_LOAN");
    if (old->state == WM_REGISTERED &&
        (loan->disbursed != wm_unpaid(w, n, NULL) || loan->disbursed != outstanding(w, n)))
        wm_say(out, "E_GATE_RENEWAL");
}

void wm_register(struct wm_world *w, int n, struct wm_answer *out) {
    struct wm_loan *loan = &w->loan[n];
    int day;
    *out = (struct wm_answer){.codes = 0};
    const struct wm_agreement *a = binding(w, loan, &day);
    if (!a) {
        wm_say(out, "E_AGREEMENT");
        return;
    }
    const struct wm_pack *pack = &w->pack[a->pack];
    if (pack->effective_to && day > pack->effective_to) {
        wm_say(out, "E_PACK_DAY");
        return;
    }
    loan->pack = a->pack;
    loan->listed = listed_on(w, loan->firm, loan->registered_on);
    loan->keylist = loan->listed && w->keylist[loan->firm];            /* who has left the list is on no part of it */
    if (pack->base == WM_GUARANTOR_PAID && loan->guarantor == WM_NONE) /* nobody could ever claim: its form is wrong */
        wm_say(out, "E_MISSING");
    if (loan->renews)
        can_renew(w, loan, out);
    int is_formed = !out->codes; /* the gates are told beside a wrong form; only what is computed waits for it */
    if (pack->whitelist && !loan->listed)
        wm_say(out, "E_GATE_WHITELIST");
    if (pack->eligible_most != WM_NONE && loan->contract > pack->eligible_most)
        wm_say(out, "E_GATE_AMOUNT");
    if (wm__is_set(pack->rule.ip_share) && !wm__is_set(loan->ip_share))
        wm_say(out, "E_GATE_IP_SHARE");
    const char *code = is_formed ? exposure(pack, loan, loan->disbursed - loan->repaid, &loan->exposure) : NULL;
    if (code)
        wm_say(out, code);
    if (out->codes)
        return;
    loan->there = 1;
    loan->state = WM_REGISTERED;
    if (loan->renews) {
        w->loan[loan->renews - 1].state = WM_RENEWED;
        w->loan[loan->renews - 1].moved = w->loan[loan->renews - 1].exposure;
        w->loan[loan->renews - 1].exposure = 0;
    }
    out->amount = loan->exposure;
}

static int pending(const struct wm_world *w, int loan) {
    for (int i = 0; i < WM_MANY; i++) {
        const struct wm_claim *c = &w->claim[i];
        if (c->there && c->loan == loan && c->state <= WM_DECIDED)
            return 1;
    }
    return 0;
}

int wm__was_paid(const struct wm_world *w, int loan) {
    for (int i = 0; i < WM_MANY; i++)
        if (w->claim[i].there && w->claim[i].loan == loan && w->claim[i].paid > 0)
            return 1;
    return 0;
}

void wm_repay(struct wm_world *w, int n, struct wm_answer *out) {
    struct wm_repayment *r = &w->repayment[n];
    struct wm_loan *loan = &w->loan[r->loan];
    int64_t balance = loan->disbursed - loan->repaid;
    *out = (struct wm_answer){.codes = 0};
    if (r->day < loan->registered_on && r->day < loan->disbursed_on)
        wm_say(out, "E_DATE_ORDER");
    else if (loan->state == WM_PAID_OFF || loan->state == WM_WITHDRAWN || loan->state == WM_RENEWED ||
             wm__was_paid(w, r->loan))
        wm_say(out, "E_GATE_LOAN_STATE");
    else if (r->amount > balance)
        wm_say(out, "E_GATE_REPAID");
    if (out->codes)
        return;
    r->there = 1;
    r->released = r->amount == balance ? loan->exposure : wm__times_over(loan->exposure, r->amount, balance, 1);
    loan->exposure -= r->released;
    loan->repaid += r->amount;
    if (loan->repaid == loan->disbursed)
        loan->state = WM_PAID_OFF;
    out->amount = r->released;
}

void wm_unrepay(struct wm_world *w, int n, struct wm_answer *out) {
    struct wm_repayment *r = &w->repayment[n];
    struct wm_loan *loan = &w->loan[r->loan];
    *out = (struct wm_answer){.codes = 0};
    if (r->reversed)
        wm_say(out, "ALREADY");
    else if (loan->state == WM_RENEWED || wm__was_paid(w, r->loan))
        wm_say(out, "E_GATE_LOAN_STATE");
    if (out->codes)
        return;
    r->reversed = 1;
    loan->repaid -= r->amount;
    if (loan->state == WM_WITHDRAWN) /* it has left the register: other pools alone learn of it */
        return;
    loan->exposure += r->released;
    if (loan->state == WM_PAID_OFF)
        loan->state = pending(w, r->loan) ? WM_CLAIMED : WM_REGISTERED;
}

void wm_withdraw_loan(struct wm_world *w, int n, int restores, struct wm_answer *out) {
    struct wm_loan *loan = &w->loan[n];
    *out = (struct wm_answer){.codes = 0};
    if (loan->state != WM_REGISTERED) {
        wm_say(out, loan->state != WM_WITHDRAWN      ? "E_GATE_LOAN_STATE"
                    : loan->withdrawn_as == restores ? "ALREADY"
                                                     : "E_KEY_CHANGED");
        return;
    }
    if ((restores == WM_NONE) != !loan->renews)
        wm_say(out, "E_MISSING");
    else if (restores == 1 && loan->repaid > 0)
        wm_say(out, "E_LATER");
    if (out->codes)
        return;
    if (restores == 1) {
        struct wm_loan *old = &w->loan[loan->renews - 1];
        old->state = WM_REGISTERED;
        old->exposure = old->moved;
        old->debt_of = n + 1;
    }
    for (int what = 0; what < WM_KEPT; what++)
        loan->told_then[what] = wm__told_before(w, n, what);
    loan->state = WM_WITHDRAWN;
    loan->withdrawn_as = restores;
    out->amount = loan->exposure;
    loan->exposure = 0;
}

/* ---- 5, 6, 7: a claim's caps and breaker on a day ---- */

static int has_cap_of_bank(const struct wm_pack *p) {
    return p->rule.cap_bank >= 0 || wm__is_set(p->rule.cap_bank_rate) || wm__is_set(p->lending_bank) ||
           wm__is_set(p->deposit) || wm__is_set(p->fees);
}

/* An earlier claim holds a later one up where it would count in a sum that a cap or breaker of the later one reads. */
int wm__shares(const struct wm_world *w, const struct wm_claim *a, const struct wm_claim *b) {
    const struct wm_loan *k = &w->loan[a->loan], *l = &w->loan[b->loan];
    const struct wm_pack *q = &w->pack[l->pack];
    return q->rule.cap_pool >= 0 || wm__is_set(q->balance) || wm__is_set(q->lending_all) ||
           (k->pack == l->pack && q->cap_scheme >= 0) || (a->claimant == b->claimant && has_cap_of_bank(q)) ||
           (k->firm == l->firm && (q->rule.cap_borrower >= 0 || q->ramp[0] >= 0)) ||
           (a->claimant == l->bank && b->claimant == l->bank && q->rule.crossing != MODEL_NO_BREAKER && !q->warns);
}

static void room(struct model_case *c, int64_t cap, int64_t used) {
    c->room[c->rooms++] = wm__most(0, cap - used);
}

static int64_t part_of(struct model_fraction f, int64_t n) {
    return wm__times_over(n, f.num, f.den, 0);
}

/* The sums that caps read on the day. Returns the number of those that are not known. */
static int caps_on(const struct wm_world *w, const struct wm_claim *claim, int day, struct model_rule *rule,
                   struct model_case *c) {
    const struct wm_loan *loan = &w->loan[claim->loan];
    const struct wm_pack *pack = &w->pack[loan->pack];
    const struct wm_agreement *a = in_force(w, claim->claimant, day);
    int from = wm_day(wm_year(day), 1, 1), to = wm_day(wm_year(day) + 1, 1, 1) - 1, unknown = 0;
    const int never = wm_day(2100, 1, 1);
    c->paid_borrower = decided(w, OF_FIRM, claim, from, to, 0);
    c->paid_bank = decided(w, OF_CLAIMANT, claim, from, to, 0);
    c->paid_pool = decided(w, OF_ALL, claim, from, to, 0);
    if (pack->cap_scheme >= 0)
        room(c, pack->cap_scheme, decided(w, OF_PACK, claim, from, to, 0));
    if (wm__is_set(rule->cap_bank_rate)) {
        const struct wm_figure *f = figure(w, WM_YEAR_END, claim->claimant, day);
        c->prior_balance = f ? f->amount : 0;
        unknown += !f;
        if (!f)
            rule->cap_bank_rate.den = rule->cap_bank = 0, rule->cap_bank = -1;
    }
    if (wm__is_set(pack->deposit)) {
        const struct wm_figure *f = figure(w, WM_DEPOSIT, claim->claimant, day);
        unknown += !f;
        if (f)
            room(c, part_of(pack->deposit, f->amount), 0);
    }
    if (wm__is_set(pack->balance))
        room(c, part_of(pack->balance, wm__most(0, w->cash - w->payable)), 0);
    if (wm__is_set(pack->fees)) {
        const struct wm_figure *f = figure(w, WM_FEES, claim->claimant, day);
        unknown += !f || !a;
        if (f && a)
            room(c, part_of(pack->fees, f->amount), decided(w, OF_CLAIMANT, claim, a->from, never, 0));
    }
    if (wm__is_set(pack->lending_all)) {
        unknown += !a;
        if (a)
            room(c, part_of(pack->lending_all, lent(w, WM_NONE, a->from, never)),
                 decided(w, OF_ALL, claim, a->from, never, 0));
    }
    if (wm__is_set(pack->lending_bank)) {
        unknown += !a;
        if (a)
            room(c, part_of(pack->lending_bank, lent(w, loan->bank, a->from, never)),
                 decided(w, OF_CLAIMANT, claim, a->from, never, 0));
    }
    if (pack->ramp[0] >= 0) { /* it stands for the borrower's cap of every year */
        rule->cap_borrower = -1;
        unknown += !a;
        if (a)
            room(c, pack->ramp[year_no(a->from, day) > 1], c->paid_borrower);
    }
    return unknown;
}

static int is_bad(const struct wm_world *w, const struct wm_claim *c, int bank) {
    return w->loan[c->loan].bank == bank && c->claimant == bank && c->five_class >= 2;
}

/* A loan is bad from its bank's claim on, as that one classes it, until the claim has ended. */
static void npl_on(const struct wm_world *w, const struct wm_claim *claim, struct model_case *c) {
    int bank = w->loan[claim->loan].bank;
    c->by_npl = 1;
    c->loss_bank = c->registered_bank = 0;
    for (int i = 0; i < WM_MANY; i++) {
        const struct wm_claim *other = &w->claim[i];
        if (w->loan[i].there && w->loan[i].bank == bank)
            c->registered_bank += outstanding(w, i);
        if (other->there && other->state <= WM_DECIDED && other->loan != claim->loan && is_bad(w, other, bank))
            c->loss_bank += outstanding(w, other->loan);
    }
    c->adds = is_bad(w, claim, bank) ? outstanding(w, claim->loan) : 0;
}

static void breaker_on(const struct wm_world *w, const struct wm_claim *claim, int day, struct model_case *c) {
    const struct wm_loan *loan = &w->loan[claim->loan];
    const struct wm_pack *pack = &w->pack[loan->pack];
    if (pack->npl) {
        npl_on(w, claim, c);
        return;
    }
    int year = pack->cohort ? wm_year(loan->registered_on) : wm_year(day);
    int from = wm_day(year, 1, 1), to = wm_day(year + 1, 1, 1) - 1;
    c->registered_bank = lent(w, loan->bank, from, to);
    c->loss_bank =
        pack->cohort ? decided(w, OF_COHORT, claim, 0, wm_day(2100, 1, 1), 1) : decided(w, OF_BANK, claim, from, to, 1);
}

/* What another pool decided to pay is taken off, but where the pack counts it or pays beside it; and all together pay
 * no more than the loss: what a claimant can have to bear less what has come back in any way. */
static void beside_others(const struct wm_world *w, const struct wm_claim *claim, int64_t liability,
                          struct model_case *c) {
    static const int came[] = {WM_RECOVERED, WM_COLLATERAL, WM_INSURANCE, WM_COUNTER};
    int64_t back = 0;
    const struct wm_pack *pack = &w->pack[w->loan[claim->loan].pack];
    int64_t others = wm__paid_elsewhere(w, claim->loan);
    int says = pack->stacked || ((unsigned)pack->deducts >> WM_OTHER_GOV & 1U) || wm__is_set(pack->rule.cap_gov);
    if (others == 0)
        return;
    c->other_pools = says ? 0 : others;
    for (int i = 0; i < 4; i++)
        back += wm__told(w, claim, came[i]);
    room(c, wm__most(liability - back, 0), wm_paid(w, claim->loan) + others);
}

/* What the claim is worth on the day. Returns the number of sums that are not known. */
int wm__worth(const struct wm_world *w, const struct wm_claim *claim, int day, struct model_answer *out,
              struct wm_answer *codes) {
    const struct wm_loan *loan = &w->loan[claim->loan];
    const struct wm_pack *pack = &w->pack[loan->pack];
    struct model_rule rule;
    *out = (struct model_answer){0, 0, 0, 0};
    const char *code = wm__rule_for(pack, loan, (enum wm_whom)wm__whom_of(loan, claim->claimant), &rule);
    int64_t unpaid = wm_unpaid(w, claim->loan, claim);
    if (wm__most(0, base_of(w, claim)) <= cover_of(w, claim))
        wm_say(codes, "E_GATE_BASE");
    if (code) {
        wm_say(codes, code);
        return 0;
    }
    struct model_case c = {.contract = loan->contract, .base = base_of(w, claim), .cover = cover_of(w, claim)};
    c.liability = claim->told[WM_LIABILITY] == WM_NONE ? unpaid : claim->told[WM_LIABILITY];
    int64_t interest = pack->base == WM_WITH_INTEREST ? wm__most(0, claim->told[WM_INTEREST]) : 0;
    c.liability = wm__least(c.liability, unpaid + interest); /* it shrinks with the unpaid principal */
    c.other_gov = wm__most(0, wm__told(w, claim, WM_OTHER_GOV));
    for (int i = 0; i < WM_MANY; i++) {
        const struct wm_claim *other = &w->claim[i];
        if (!other->there || !wm__same_debt(w, other->loan, claim->loan))
            continue;
        int own =
            !pack->stacked || wm__whom_of(&w->loan[other->loan], other->claimant) == wm__whom_of(loan, claim->claimant);
        for (int k = 0; k < other->parts; k++) {
            *(own ? &c.paid_loan : &c.paid_others) += other->part[k].amount;
            c.lapsed += own ? other->part[k].lapsed : 0;
            c.loss_loan += other->part[k].loss;
        }
        c.lapsed += own ? other->lapsed : 0;
        c.not_lapsed += own ? other->not_lapsed : 0;
    }
    int unknown = caps_on(w, claim, day, &rule, &c);
    if (pack->stacked && rule.cap_loan >= 0) /* one cap for all that is paid on the loan */
        room(&c, rule.cap_loan, c.paid_loan + c.paid_others);
    beside_others(w, claim, unpaid + wm__least(interest, loan->disbursed), &c);
    c.begun = claim->paid > 0;
    if (pack->warns ||
        wm__whom_of(loan, claim->claimant) == WM_GUARANTOR) /* a breaker is the bank's: its scope is BANK */
        rule.crossing = MODEL_NO_BREAKER;
    if (rule.crossing != MODEL_NO_BREAKER)
        breaker_on(w, claim, day, &c);
    model_claim(&rule, &c, out);
    if (out->refused && !wm_has(codes, "E_GATE_BASE"))
        wm_say(codes, "E_GATE_TIER");
    return unknown;
}
