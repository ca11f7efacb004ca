/* See world_model.h: claims from submission to payment, and money that comes back. */
#include "tests/model/world_inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- claims ---- */

static void must_tell(const struct wm_claim *c, int what, struct wm_answer *out) {
    if (c->told[what] == WM_NONE)
        wm_say(out, "E_MISSING");
}

/* What the base needs of the claim itself; then what the caps do. */
static void base_lacks(const struct wm_world *w, const struct wm_claim *c, struct wm_answer *out) {
    const struct wm_pack *pack = &w->pack[w->loan[c->loan].pack];
    if (pack->base == WM_ACTUAL_LOSS)
        must_tell(c, WM_RECOVERED, out);
    if (pack->base == WM_WITH_INTEREST)
        must_tell(c, WM_INTEREST, out);
    if (pack->base == WM_GUARANTOR_PAID) {
        must_tell(c, WM_PAID, out);
        must_tell(c, WM_COUNTER, out);
    }
    for (int what = 0; what < WM_KEPT; what++)
        if ((unsigned)pack->deducts >> what & 1U && !(what == WM_COLLATERAL && pack->base == WM_ACTUAL_LOSS))
            must_tell(c, what, out);
}

static void caps_lack(const struct wm_world *w, const struct wm_claim *c, struct wm_answer *out) {
    const struct wm_loan *loan = &w->loan[c->loan];
    if (wm__is_set(w->pack[loan->pack].rule.cap_gov)) {
        must_tell(c, WM_OTHER_GOV, out);
        if (loan->guarantor != WM_NONE)
            must_tell(c, WM_LIABILITY, out);
    }
}

static void bounded(const struct wm_world *w, const struct wm_claim *c, struct wm_answer *out) {
    const struct wm_loan *loan = &w->loan[c->loan];
    int interest = w->pack[loan->pack].base == WM_WITH_INTEREST;
    int64_t unpaid = wm__most(0, wm_unpaid(w, c->loan, c));
    for (int what = 0; what < WM_TOLD; what++) {
        int64_t bound = loan->disbursed;
        if (what == WM_RECOVERED || what == WM_PAID || what == WM_LIABILITY)
            bound = unpaid;
        if (what == WM_LIABILITY && interest)
            bound += wm__most(0, c->told[WM_INTEREST]);
        int64_t known = what < WM_KEPT ? wm__told_before(w, c->loan, what) : 0;
        if (what == WM_REPAID)
            known = wm__most(known, loan->repaid);
        if (c->told[what] == WM_NONE)
            continue;
        if (c->told[what] < known)
            wm_say(out, "E_GATE_TOLD_LESS");
        else if (c->told[what] > bound)
            wm_say(out, "E_GATE_TOLD_MORE");
    }
}

/* 0: what a claim must satisfy by itself. */
static void gates(const struct wm_world *w, const struct wm_claim *c, struct wm_answer *out) {
    const struct wm_loan *loan = &w->loan[c->loan];
    const struct wm_pack *pack = &w->pack[loan->pack];
    if (pack->overdue != WM_NONE && c->overdue <= pack->overdue)
        wm_say(out, "E_GATE_OVERDUE");
    if (pack->class_min != WM_NONE && c->five_class < pack->class_min)
        wm_say(out, "E_GATE_CLASS");
    if (pack->litigation != WM_NONE && c->litigation < pack->litigation)
        wm_say(out, "E_GATE_LITIGATION");
    if (pack->window != WM_NONE && c->date - loan->due_on > pack->window)
        wm_say(out, "E_GATE_WINDOW");
}

/* Days out of order are refused for that alone: between them nothing else can be judged. Each is told, and too many
 * days overdue too, which otherwise are one reason beside the others. 1: the days are in order. */
static int days_of(const struct wm_loan *loan, const struct wm_claim *c, struct wm_answer *out) {
    int since = loan->due_on, early = c->date < loan->disbursed_on,
        before = c->interest_since && c->interest_since < loan->disbursed_on;
    if (early)
        wm_say(out, "E_DATE_ORDER");
    if (before)
        wm_say(out, "E_DATE_ORDER");
    if (c->interest_since && c->interest_since < since)
        since = c->interest_since;
    if (c->overdue > 0 && c->date - c->overdue < since)
        wm_say(out, "E_GATE_OVERDUE_SINCE");
    return !early && !before;
}

/* Whom the loan compensates; WM_NONE: nobody yet. A decision of nothing compensates nobody. */
static int paid_to(const struct wm_world *w, int loan) {
    for (int i = 0; i < WM_MANY; i++)
        if (w->claim[i].there && w->claim[i].loan == loan && wm__amount_of(&w->claim[i]) > 0)
            return w->claim[i].claimant;
    return WM_NONE;
}

/* One loan compensates one party, unless the pack stacks. */
static int is_anothers(const struct wm_world *w, const struct wm_claim *c) {
    int other = paid_to(w, c->loan);
    return !w->pack[w->loan[c->loan].pack].stacked && other != WM_NONE && other != c->claimant;
}

void wm_submit(struct wm_world *w, int n, struct wm_answer *out) {
    struct wm_claim *c = &w->claim[n];
    struct wm_loan *loan = &w->loan[c->loan];
    const struct wm_pack *pack = &w->pack[loan->pack];
    struct model_answer value = {0, 0, 0, 0};
    const char *code = NULL;
    *out = (struct wm_answer){.codes = 0};
    c->paid_before = wm__paid_out_elsewhere(w, c->loan);
    if (!days_of(loan, c, out))
        return;
    if ((c->claimant != loan->bank && c->claimant != loan->guarantor) ||
        !((unsigned)pack->whom & (unsigned)wm__whom_of(loan, c->claimant)))
        wm_say(out, "E_SCOPE");
    if (loan->state != WM_REGISTERED && loan->state != WM_COMPENSATED)
        wm_say(out, "E_GATE_LOAN_STATE");
    if (is_anothers(w, c))
        wm_say(out, "E_GATE_OTHER_PARTY");
    gates(w, c, out);
    bounded(w, c, out);
    struct wm_answer lacks = {.codes = 0};
    base_lacks(w, c, &lacks);
    if (lacks.codes) /* the base is not known, but whether a rate applies is */
        code =
            wm__rule_for(pack, loan, (enum wm_whom)wm__whom_of(loan, c->claimant), &(struct model_rule){.slices = 0});
    else
        (void)wm__worth(w, c, c->date, &value, out);
    if (lacks.codes && code)
        wm_say(out, code);
    if (lacks.codes)
        wm_say(out, "E_MISSING");
    caps_lack(w, c, out);
    if (out->codes)
        return;
    out->amount = value.deferred ? 0 : value.amount;
    c->there = 1;
    c->recorded = w->today;
    c->state = WM_SUBMITTED;
    loan->state = WM_CLAIMED;
}

static void leave(struct wm_world *w, struct wm_claim *c, enum wm_claim_state state) {
    struct wm_loan *loan = &w->loan[c->loan];
    c->state = state;
    c->memo = 0;
    if (loan->state == WM_CLAIMED)
        loan->state = wm__was_paid(w, c->loan) ? WM_COMPENSATED : WM_REGISTERED;
}

/* Does claim a hold claim c, behind it, up? One that waits for money holds up all; one that is still to be looked at,
 * those that share with it, unless they were looked at themselves. */
static int holds_up(const struct wm_world *w, const struct wm_claim *a, const struct wm_claim *c) {
    if (a->state == WM_QUEUED || (a->state == WM_DECIDED && a->memo > 0))
        return 1;
    return a->state == WM_SUBMITTED && c->state != WM_DEFERRED && wm__shares(w, a, c);
}

static int is_undecided(const struct wm_claim *c) {
    return c->state == WM_SUBMITTED || c->state == WM_DEFERRED || c->state == WM_QUEUED;
}

/* 8: what is paid of the worth; the rest lapses or waits. 1: nothing is there, and the claim waits already. */
static int short_of_money(const struct wm_world *w, const struct wm_claim *c, struct wm_part *part, int64_t *rest) {
    enum wm_shortage mode = w->pack[w->loan[c->loan].pack].shortage;
    int64_t there = w->cash - w->payable, pays = mode == WM_WAITS ? 0 : wm__least(part->amount, wm__most(0, there));
    if (part->amount <= there || (pays == 0 && part->amount == 0))
        return 0;
    if (pays == 0 && c->state == WM_QUEUED && mode != WM_BEARS)
        return 1;
    *(mode == WM_BEARS ? &part->lapsed : rest) = part->amount - pays;
    part->amount = pays;
    return 0;
}

void wm_came(struct wm_world *w, int day, int64_t amount) {
    w->cash += amount;
    w->came[w->comes].day = day;
    w->came[w->comes++].amount = amount;
}

/* Would the decision pay of money that came after its day? */
static int pays_later_money(const struct wm_world *w, const struct wm_claim *c, int day, int64_t amount) {
    int64_t there = w->cash - w->payable, then = there, now = wm__least(amount, there);
    for (int i = 0; i < w->comes; i++)
        then -= w->came[i].day > day ? w->came[i].amount : 0;
    if (amount > there && w->pack[w->loan[c->loan].pack].shortage == WM_WAITS)
        return 0;
    return now > 0 && now > then;
}

/* A decision of nothing ends the claim and frees the loan. */
static void close_claim(struct wm_world *w, struct wm_claim *c) {
    struct wm_loan *loan = &w->loan[c->loan];
    c->state = c->paid > 0 ? WM_PAID_OUT : WM_CLOSED;
    c->kept = 1;
    wm__tell_all(w, c);
    loan->state = wm__was_paid(w, c->loan) ? WM_COMPENSATED : WM_REGISTERED;
}

/* Recovered before the payout, as the base takes it off: what was shared by then is in the share's own sum. */
static int64_t recovered_before(const struct wm_world *w, const struct wm_claim *c) {
    const struct wm_loan *loan = &w->loan[c->loan];
    return w->pack[loan->pack].base == WM_ACTUAL_LOSS ? wm__most(0, wm__told(w, c, WM_RECOVERED) - loan->net) : 0;
}

/* The loss that a payout is a part of: what the debtor owes less what had come back of it and was taken off. */
static int64_t loss_of(const struct wm_world *w, const struct wm_claim *c) {
    const struct wm_loan *loan = &w->loan[c->loan];
    const struct wm_pack *pack = &w->pack[loan->pack];
    int64_t of = wm_unpaid(w, c->loan, c), back = recovered_before(w, c);
    if (pack->base == WM_WITH_INTEREST)
        of += wm__most(0, c->told[WM_INTEREST]);
    if ((unsigned)pack->deducts >> WM_COLLATERAL & 1U)
        back += wm__told(w, c, WM_COLLATERAL);
    if (pack->base == WM_GUARANTOR_PAID)
        back += wm__told(w, c, WM_COUNTER);
    return wm__most(0, of - back);
}

static void decide_part(struct wm_world *w, struct wm_claim *c, const struct wm_part *part, int64_t rest) {
    c->memo = rest;
    if (rest > 0 && part->amount == 0) {
        c->state = WM_QUEUED;
        c->looked_on = part->day;
        return;
    }
    if (c->parts == WM_PARTS)
        abort();
    c->part[c->parts] = *part;
    struct wm_loan *loan = &w->loan[c->loan];
    c->part[c->parts].of_before = loan->paid_of;
    c->part[c->parts++].back_before = loan->back_before;
    if (part->amount > 0) {
        loan->paid_of = loss_of(w, c);
        loan->back_before = recovered_before(w, c);
    }
    c->state = WM_DECIDED;
    c->decided_repaid = w->loan[c->loan].repaid;
    for (int what = 0; what < WM_KEPT; what++)
        c->known[what] = wm__known(w, c->loan, what);
    c->known_outside = wm__known_outside(w, c->loan);
    w->payable += part->amount;
    w->compensated += part->amount;
    if (part->amount == 0)
        close_claim(w, c);
}

void wm_approve(struct wm_world *w, int n, int day, int wrong, struct wm_answer *out) {
    struct wm_claim *c = &w->claim[n];
    struct model_answer value;
    *out = (struct wm_answer){.codes = 0};
    if (day > w->today)
        wm_say(out, "E_FUTURE");
    else if (day < c->recorded)
        wm_say(out, "E_CLAIM_RECORDED");
    else if ((c->state == WM_DEFERRED || c->state == WM_QUEUED) && day < c->looked_on)
        wm_say(out, "E_DATE_ORDER");
    else if (!is_undecided(c))
        wm_say(out, "E_STATE");
    for (int i = 0; i < n && !out->codes; i++)
        if (w->claim[i].there && holds_up(w, &w->claim[i], c))
            wm_say(out, "E_ORDER");
    if (out->codes)
        return;
    if (w->loan[c->loan].state != WM_CLAIMED)
        wm_say(out, "E_GATE_LOAN_STATE");
    if (is_anothers(w, c))
        wm_say(out, "E_GATE_OTHER_PARTY");
    int unknown = wm__worth(w, c, day, &value, out);
    if (out->codes)
        return;
    out->amount = value.amount;
    if (unknown)
        wm_say(out, "E_MISSING");
    else if (value.deferred)
        wm_say(out, "DEFERRED");
    if (value.deferred && !unknown) {
        c->state = WM_DEFERRED;
        c->looked_on = day;
        c->memo = value.amount;
    }
    if (out->codes)
        return;
    struct wm_part part = {.day = day, .amount = value.amount, .loss = value.loss};
    int64_t rest = 0;
    if (pays_later_money(w, c, day, part.amount))
        wm_say(out, "E_NOT_YET");
    else if (short_of_money(w, c, &part, &rest))
        wm_say(out, "E_SHORTAGE");
    out->amount = part.amount;
    if (wrong && !out->codes)
        wm_say(out, "E_CHANGED");
    if (out->codes)
        return;
    decide_part(w, c, &part, rest);
    if (c->state == WM_QUEUED)
        wm_say(out, "QUEUED");
}

void wm_refuse(struct wm_world *w, int n, struct wm_answer *out) {
    struct wm_claim *c = &w->claim[n];
    *out = (struct wm_answer){.codes = 0};
    if (!is_undecided(c))
        wm_say(out, "E_STATE");
    else
        leave(w, c, c->paid > 0 ? WM_PAID_OUT : WM_REFUSED); /* what was paid stays paid */
}

void wm_withdraw_claim(struct wm_world *w, int n, struct wm_answer *out) {
    struct wm_claim *c = &w->claim[n];
    *out = (struct wm_answer){.codes = 0};
    if (!is_undecided(c) || c->paid > 0)
        wm_say(out, "E_STATE");
    else
        leave(w, c, WM_CLAIM_WITHDRAWN);
}

void wm_revoke(struct wm_world *w, int n, struct wm_answer *out) {
    struct wm_claim *c = &w->claim[n];
    struct wm_loan *loan = &w->loan[c->loan];
    *out = (struct wm_answer){.codes = 0};
    if (c->state != WM_DECIDED && c->state != WM_CLOSED)
        wm_say(out, "E_STATE");
    else if (c->state == WM_CLOSED && loan->state != WM_REGISTERED && loan->state != WM_COMPENSATED)
        wm_say(out, "E_GATE_LOAN_STATE"); /* claimed anew, paid off or withdrawn since */
    if (out->codes)
        return;
    out->amount = c->part[--c->parts].amount;
    loan->paid_of = c->part[c->parts].of_before;
    loan->back_before = c->part[c->parts].back_before;
    if (c->part[c->parts].lapsed > 0 || c->lapsed > 0) { /* the lapse outlives the decision */
        c->lapsed += c->part[c->parts].lapsed;
        c->not_lapsed = out->amount;
    }
    c->looked_on = c->part[c->parts].day;
    w->payable -= out->amount;
    w->compensated -= out->amount;
    if (c->state == WM_CLOSED)
        loan->state = WM_CLAIMED;
    c->state = c->paid > 0 ? WM_QUEUED : WM_SUBMITTED;
    c->memo = c->paid > 0 ? c->memo + out->amount : 0;
}

void wm__tell_all(struct wm_world *w, const struct wm_claim *c) {
    struct wm_loan *loan = &w->loan[c->loan];
    for (int what = 0; what < WM_KEPT; what++)
        for (int i = 0; i < WM_MANY; i++)
            if (w->claim[i].there && w->claim[i].kept && w->claim[i].loan == c->loan)
                loan->paid_told[what] = wm__most(loan->paid_told[what], w->claim[i].told[what]);
    loan->outside = wm__most(loan->outside, wm__outside(c));
}

/* Has another pool learned of something that the decision rests on? Of what it was told only what is more than the
 * claim itself tells. */
static int others_moved(const struct wm_world *w, const struct wm_claim *c) {
    for (int what = 0; what < WM_KEPT; what++) {
        int64_t then = c->known[what], now = wm__known(w, c->loan, what),
                own = what == WM_REPAID || what == WM_RECOVERED ? -1 : wm__most(0, c->told[what]);
        if (what == WM_OTHER_GOV) {
            then = c->known_outside;
            now = wm__known_outside(w, c->loan);
            own = wm__outside(c);
        }
        if (then != now && wm__most(then, now) > own)
            return 1;
    }
    return 0;
}

void wm_pay(struct wm_world *w, int n, int reasoned, struct wm_answer *out) {
    struct wm_claim *c = &w->claim[n];
    struct wm_loan *loan = &w->loan[c->loan];
    *out = (struct wm_answer){.codes = 0};
    if (c->state != WM_DECIDED)
        wm_say(out, "E_STATE");
    else if (c->decided_repaid != loan->repaid)
        wm_say(out, "E_STALE");
    else if (others_moved(w, c))
        wm_say(out, "E_STALE_ELSEWHERE");
    else if (c->part[c->parts - 1].amount > w->cash && !reasoned)
        wm_say(out, "E_CASH_REASON");
    if (out->codes)
        return;
    out->amount = c->part[c->parts - 1].amount;
    c->state = c->memo > 0 ? WM_QUEUED : WM_PAID_OUT;
    c->looked_on = w->today;
    c->not_lapsed = 0;
    c->kept = 1;
    wm__tell_all(w, c);
    c->paid += out->amount;
    if (c->state == WM_PAID_OUT)
        loan->state = WM_COMPENSATED;
    loan->exposure = 0;
    loan->pursued += out->amount;
    w->cash -= out->amount;
    w->payable -= out->amount;
}

/* ---- money that comes back ---- */

void wm_share(struct wm_world *w, int back, int n, int64_t gross, int64_t cost, int wrong, struct wm_answer *out) {
    struct wm_loan *loan = &w->loan[n];
    *out = (struct wm_answer){.codes = 0};
    if (loan->state != WM_COMPENSATED) {
        wm_say(out, "E_GATE_LOAN_STATE");
        return;
    }
    /* what was claimed back bears no loss any more: the effective share is that of the rest */
    int64_t paid = wm_paid(w, n) - loan->reclaimed, whole = loan->paid_of, net = loan->net + wm__most(0, gross - cost);
    int64_t due = whole ? wm__times_over(net, paid, whole, 1) : 0;
    due = wm__most(0, wm__least(due, paid) - loan->returned);
    out->amount = due;
    if (wrong) {
        wm_say(out, "E_RETURN_SHARE");
        return;
    }
    w->back[back] = (struct wm_back){1, n, 0, w->today, net - loan->net, due, wm__least(due, loan->pursued)};
    loan->net = net;
    loan->shares_tell = net > 0 ? loan->back_before + net : 0;
    loan->returned += due;
    loan->pursued -= w->back[back].pursued;
    wm_came(w, w->today, due);
    w->returned += due;
}

void wm_reclaim(struct wm_world *w, int n, int64_t amount, struct wm_answer *out) {
    struct wm_loan *loan = &w->loan[n];
    *out = (struct wm_answer){.codes = 0};
    if (loan->state != WM_COMPENSATED)
        wm_say(out, "E_GATE_LOAN_STATE");
    else if (amount > loan->pursued)
        wm_say(out, "E_DUE");
    if (out->codes)
        return;
    loan->reclaimed += amount;
    loan->pursued -= amount;
    w->reclaimable += amount;
    w->compensated -= amount;
    out->amount = amount;
}

void wm_unshare(struct wm_world *w, int n, struct wm_answer *out) {
    struct wm_back *b = &w->back[n];
    struct wm_loan *loan = &w->loan[b->loan];
    *out = (struct wm_answer){.codes = 0};
    if (b->reversed)
        wm_say(out, "ALREADY");
    else if (loan->returned - b->amount < loan->set_off) /* it stands against the loss already */
        wm_say(out, "E_LATER");
    if (out->codes)
        return;
    b->reversed = 1;
    loan->net -= b->net;
    loan->shares_tell = loan->net > 0 ? loan->back_before + loan->net : 0;
    loan->returned -= b->amount;
    loan->pursued += b->pursued;
    wm_came(w, b->day, -b->amount);
    w->returned -= b->amount;
}

void wm_charge(struct wm_world *w, int n, int own, int64_t amount, struct wm_answer *out) {
    struct wm_loan *loan = &w->loan[n];
    *out = (struct wm_answer){.codes = 0};
    if (loan->state != WM_COMPENSATED) {
        wm_say(out, "E_GATE_LOAN_STATE");
        return;
    }
    int64_t paid = wm_paid(w, n) - loan->reclaimed, open = paid - loan->charged - loan->set_off;
    int64_t most = own ? loan->pursued : loan->returned - loan->set_off;
    if (amount > wm__least(most, open))
        wm_say(out, "E_DUE");
    if (own && amount > w->contributed)
        wm_say(out, "E_ON_ACCOUNT");
    if (out->codes)
        return;
    *(own ? &loan->charged : &loan->set_off) += amount;
    *(own ? &w->contributed : &w->returned) -= amount;
    loan->pursued -= own ? amount : 0;
    w->compensated -= amount;
}

int64_t wm_memo(const struct wm_world *w, const char *account) {
    int64_t sum = 0;
    for (int i = 0; i < WM_MANY; i++) {
        const struct wm_loan *l = &w->loan[i];
        if (w->claim[i].there && strcmp(account, "9008") == 0)
            sum += w->claim[i].memo;
        if (!l->there)
            continue;
        if (strcmp(account, "9003") == 0 && l->state != WM_WITHDRAWN && l->state != WM_RENEWED && !wm__was_paid(w, i))
            sum += l->disbursed - l->repaid;
        if (strcmp(account, "9004") == 0)
            sum += l->exposure;
        if (strcmp(account, "9005") == 0)
            sum += l->pursued;
    }
    return sum;
}
