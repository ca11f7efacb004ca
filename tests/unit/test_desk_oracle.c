/* timeout: 240 */
/* Random worlds of a pool, command by command, against the model of tests/model/world_model.c: what is accepted, with
 * which codes it is refused, every amount, and at the end every balance. FPL_SEED gives the first world, FPL_CLAIMS how
 * many claims at least. A world that differs is made smaller, command by command, and printed as the list of commands
 * that is left. */
#include "desk_world.h"

#include "fundpool/report.h"
#include "oracle_pack.h"

#define STEPS 250

/* ---- a step ---- */

enum kind {
    REGISTER,
    REPAY,
    UNREPAY,
    WITHDRAW_LOAN,
    SUBMIT,
    APPROVE,
    REFUSE,
    REVOKE,
    PAY,
    WITHDRAW_CLAIM,
    SHARE,
    UNSHARE,
    RECLAIM,
    CHARGE,
    MEASURE,
    CONTRIBUTE,
    PLACE,
    REDEEM,
    LIST,
    KINDS
};

struct step {
    enum kind kind;
    int on, n, day, firm, yes;        /* the day it is; of what; decided on */
    int64_t amount, gross, cost, off; /* off: from the amount expected */
    struct wm_loan loan;
    struct wm_claim claim;
    struct wm_repayment repayment;
    struct wm_figure figure;
    int left_out;
    char text[600];
};

static const char *const party[WM_PARTIES] = {"BK-3", "BK-4", "BK-5", "GU-2", "GU-3", "GU-4"};
static const char *const told_name[WM_TOLD] = {"repaid",    "recovered",      "collateral",        "insurance",
                                               "other_gov", "guarantor_paid", "counter_guarantee", "unpaid_interest",
                                               "liability"};

static struct {
    struct wm_world w, first; /* the world now; as it was before the first step */
    struct city city;
    struct step step[STEPS + 60];
    int steps;
    int tight; /* the pool is kept short */
    char why[4000];
} t;

/* ---- the world before the first step ---- */

static void some_agreements(struct wm_world *w) {
    for (int i = 0; i < WM_PARTIES; i++) {
        int from = wm_day(2025, 6, 1) + (int)oracle_draw(300), more = 1 + (int)oracle_draw(2);
        for (int n = 0; n < more; n++) {
            struct wm_agreement *a = &w->agreement[w->agreements++];
            *a = (struct wm_agreement){i, (int)oracle_draw((uint32_t)w->packs), from, 0};
            if (!(w->pack[a->pack].whom & (i < WM_BANKS ? WM_BANK : WM_GUARANTOR)))
                a->pack = 0; /* which compensates both */
            if (oracle_one_in(2))
                a->to = (from > wm_day(2026, 10, 1) ? from : wm_day(2026, 10, 1)) + (int)oracle_draw(500);
            from += 200 + (int)oracle_draw(400);
        }
    }
}

static void draw_world(uint64_t seed) {
    struct wm_world *w = &t.first;
    memset(w, 0, sizeof *w);
    oracle_seed(seed);
    w->packs = 1 + (int)oracle_draw(WM_PACKS);
    for (int i = 0; i < w->packs; i++) {
        w->pack[i] = oracle_pack(i ? (enum wm_whom)(1 + oracle_draw(3)) : WM_BOTH);
        if (w->pack[i].lending_all.den)
            w->pack[i].lending_bank.den = 0;
    }
    some_agreements(w);
    w->cash = w->contributed = 3000000000;
    t.tight = oracle_one_in(2);
    w->today = wm_day(2026, 11, 20);
    for (int i = 0; i < WM_FIRMS; i++) {
        w->listing[w->listings++] = (struct wm_listing){i, wm_day(2025, 1, 2), 1};
        w->keylist[i] = oracle_one_in(2);
    }
}

static void pack_yaml(struct city *city, int i) {
    struct fpl_buf b = {0};
    char id[16];
    snprintf(id, sizeof id, "w%d", i);
    oracle_pack_text(&b, &t.first.pack[i]);
    city_pack(city, id, b.p);
    fpl_buf_release(&b);
}

static void list_firm(struct city *city, int i, int in, int key, int day) {
    city_do(city, "zhang whitelist.list p firm=F-%d; firm_name=名%d; listed_on=%s; keylist=%s; status=%s", i, i,
            wm_text(day), key ? "Y" : "N", in ? "IN" : "OUT");
}

static void begin_world(struct city *city) {
    city_begin(city);
    for (int i = 0; i < WM_PARTIES; i++)
        city_do(city, "zhang party.register - party=%s; name=%s名; kind=%s; uscc=%s; region=340600", party[i], party[i],
                i < WM_BANKS ? "bank" : "guarantor", city_firm(950 + i));
    for (int i = 0; i < t.first.packs; i++)
        pack_yaml(city, i);
    for (int i = 0; i < t.first.agreements; i++) {
        const struct wm_agreement *a = &t.first.agreement[i];
        city_do(city,
                "ren agreement.sign p agreement=W-%d; party=%s; pack=w%d; version=1; from=%s; signed=2025-01-02%s%s", i,
                party[a->party], a->pack, wm_text(a->from), a->to ? "; to=" : "", a->to ? wm_text(a->to) : "");
    }
    for (int i = 0; i < WM_FIRMS; i++)
        list_firm(city, i, 1, t.first.keylist[i], wm_day(2025, 1, 2));
}

/* ---- a step in the program ---- */

__attribute__((format(printf, 2, 3))) static enum fpl_status give(struct step *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(s->text, sizeof s->text, format, args);
    va_end(args);
    return city_try(&t.city, "%s", s->text);
}

#define OF_LOAN(l, n) party[(l)->bank], (n)

static enum fpl_status give_loan(struct step *s) {
    const struct wm_loan *l = &s->loan;
    char more[200] = "";
    size_t n = 0;
    if (l->guarantor != WM_NONE)
        n += (size_t)snprintf(more + n, sizeof more - n, "; guarantor=%s", party[l->guarantor]);
    if (l->ip_share.den)
        n += (size_t)snprintf(more + n, sizeof more - n, "; ip_share=%lld%%", (long long)l->ip_share.num);
    if (l->first_loan != WM_UNKNOWN)
        n += (size_t)snprintf(more + n, sizeof more - n, "; first_loan=%s", l->first_loan ? "Y" : "N");
    if (l->tool != WM_UNKNOWN)
        n += (size_t)snprintf(more + n, sizeof more - n, "; monetary_tool=%s", l->tool ? "Y" : "N");
    if (l->renews)
        n += (size_t)snprintf(more + n, sizeof more - n, "; renews_contract=C-%d; renews_iou=1", l->renews - 1);
    return give(s,
                "zhang loan.register p bank=%s; contract=C-%d; iou=1; firm=F-%d; firm_name=名%d; type=CREDIT; "
                "contract_amount=%s; disbursed=%s; disbursed_on=%s; due_on=%s; registered_on=%s%s",
                OF_LOAN(l, s->n), l->firm, l->firm, oracle_yuan(l->contract), oracle_yuan(l->disbursed),
                wm_text(l->disbursed_on), wm_text(l->due_on), wm_text(l->registered_on), more);
}

static enum fpl_status give_claim(struct step *s) {
    const struct wm_claim *c = &s->claim;
    char more[400] = "";
    size_t n = 0;
    for (int what = 0; what < WM_TOLD; what++)
        if (c->told[what] != WM_NONE)
            n += (size_t)snprintf(more + n, sizeof more - n, "; %s=%s", told_name[what], oracle_yuan(c->told[what]));
    if (c->interest_since)
        n += (size_t)snprintf(more + n, sizeof more - n, "; interest_since=%s", wm_text(c->interest_since));
    return give(s,
                "zhang claim.submit p claimant=%s; bank=%s; contract=C-%d; iou=1; claim_no=N-%d; claim_date=%s; "
                "overdue_days=%d; five_class=%s; litigation=%s%s",
                party[c->claimant], OF_LOAN(&t.w.loan[c->loan], c->loan), s->n, wm_text(c->date), c->overdue,
                oracle_class[c->five_class], oracle_stage[c->litigation], more);
}

static enum fpl_status give_approval(struct step *s, const struct wm_answer *want) {
    return give(s, "li claim.approve p claim=N-%d; expect=%s; occurred=%s", s->n, oracle_yuan(want->amount + s->off),
                wm_text(s->day));
}

static enum fpl_status give_step(struct step *s, const struct wm_answer *want) {
    static const char *const measure[] = {"prior_year_balance", "bank_deposit", "guarantee_fees"};
    const struct wm_loan *l =
        s->kind == REPAY || s->kind == UNREPAY ? &t.w.loan[t.w.repayment[s->n].loan] : &t.w.loan[s->n];
    switch (s->kind) {
    case REGISTER:
        return give_loan(s);
    case REPAY:
        return give(s, "zhang loan.repay p bank=%s; contract=C-%d; iou=1; instalment=%d; occurred=%s; amount=%s",
                    OF_LOAN(l, s->repayment.loan), s->n, wm_text(s->repayment.day), oracle_yuan(s->repayment.amount));
    case UNREPAY:
        return give(s, "zhang repayment.reverse p bank=%s; contract=C-%d; iou=1; instalment=%d; memo=误",
                    OF_LOAN(l, t.w.repayment[s->n].loan), s->n);
    case WITHDRAW_LOAN:
        return give(s, "zhang loan.withdraw p bank=%s; contract=C-%d; iou=1; reason=误%s", OF_LOAN(l, s->n),
                    s->yes == WM_NONE ? ""
                    : s->yes          ? "; restores=Y"
                                      : "; restores=N");
    case SUBMIT:
        return give_claim(s);
    case APPROVE:
        return give_approval(s, want);
    case REFUSE:
        return give(s, "li claim.refuse p claim=N-%d; reason=误", s->n);
    case REVOKE:
        return give(s, "li claim.revoke p claim=N-%d; reason=误%d", s->n, s->on);
    case PAY:
        return give(s, "qian claim.pay p claim=N-%d; bank_ref=L-%d%s", s->n, s->n, s->yes ? "; cash_reason=在途" : "");
    case WITHDRAW_CLAIM:
        return give(s, "zhang claim.withdraw p claim=N-%d; reason=误", s->n);
    case SHARE:
        return give(s,
                    "zhang recovery.share p bank=%s; contract=C-%d; iou=1; share=%d; occurred=%s; gross=%s; cost=%s; "
                    "amount=%s; bank_ref=R",
                    OF_LOAN(l, s->n), (int)(s - t.step), wm_text(s->on), oracle_yuan(s->gross), oracle_yuan(s->cost),
                    oracle_yuan(want->amount + s->off));
    case UNSHARE:
        return give(s, "zhang share.reverse p bank=%s; contract=C-%d; iou=1; share=%d; memo=误",
                    OF_LOAN(&t.w.loan[t.w.back[s->n].loan], t.w.back[s->n].loan), s->n);
    case CHARGE:
        return give(
            s, "zhang loss.charge p bank=%s; contract=C-%d; iou=1; charge=%d; %soccurred=%s; amount=%s; document=某",
            OF_LOAN(l, s->n), (int)(s - t.step), s->yes ? "party=G-CZ; " : "", wm_text(s->on), oracle_yuan(s->amount));
    case RECLAIM:
        return give(
            s, "zhang payout.reclaim p bank=%s; contract=C-%d; iou=1; reclaim=%d; occurred=%s; amount=%s; document=某",
            OF_LOAN(l, s->n), (int)(s - t.step), wm_text(s->on), oracle_yuan(s->amount));
    case MEASURE:
        return give(s, "zhang measure.record p measure=%s; party=%s; date=%s; amount=%s", measure[s->figure.measure],
                    party[s->figure.party], wm_text(s->figure.date), oracle_yuan(s->figure.amount));
    case CONTRIBUTE:
        return give(s, "zhang pool.contribute p contribution=Z-%d; party=G-CZ; occurred=%s; amount=%s; bank_ref=S",
                    100 + (int)(s - t.step), wm_text(s->on), oracle_yuan(s->amount));
    case PLACE:
    case REDEEM:
        return give(s, "zhang transfer.record p transfer=H-%d; way=%s; %s=BK-3; occurred=%s; amount=%s; bank_ref=H",
                    (int)(s - t.step), s->kind == PLACE ? "PLACE" : "REDEEM", s->kind == PLACE ? "to" : "from",
                    wm_text(s->on), oracle_yuan(s->amount));
    case LIST:
        return give(s, "zhang whitelist.list p firm=F-%d; firm_name=名%d; listed_on=%s; keylist=%s; status=%s", s->firm,
                    s->firm, wm_text(s->on), t.w.keylist[s->firm] ? "Y" : "N", s->yes ? "IN" : "OUT");
    case KINDS:
        break;
    }
    return FPL_OK;
}

/* ---- and in the model ---- */

static void model_step(struct step *s, struct wm_answer *out) {
    struct wm_world *w = &t.w;
    *out = (struct wm_answer){.codes = 0};
    switch (s->kind) {
    case REGISTER:
        w->loan[s->n] = s->loan;
        wm_register(w, s->n, out);
        break;
    case REPAY:
        w->repayment[s->n] = s->repayment;
        wm_repay(w, s->n, out);
        break;
    case UNREPAY:
        wm_unrepay(w, s->n, out);
        break;
    case WITHDRAW_LOAN:
        wm_withdraw_loan(w, s->n, s->yes, out);
        break;
    case SUBMIT:
        w->claim[s->n] = s->claim;
        wm_submit(w, s->n, out);
        break;
    case APPROVE:
        wm_approve(w, s->n, s->day, s->off != 0, out);
        break;
    case REFUSE:
        wm_refuse(w, s->n, out);
        break;
    case REVOKE:
        wm_revoke(w, s->n, out);
        break;
    case PAY:
        wm_pay(w, s->n, s->yes, out);
        break;
    case WITHDRAW_CLAIM:
        wm_withdraw_claim(w, s->n, out);
        break;
    case SHARE:
        wm_share(w, (int)(s - t.step), s->n, s->gross, s->cost, s->off != 0, out);
        break;
    case UNSHARE:
        wm_unshare(w, s->n, out);
        break;
    case CHARGE:
        wm_charge(w, s->n, s->yes, s->amount, out);
        break;
    case RECLAIM:
        wm_reclaim(w, s->n, s->amount, out);
        break;
    case MEASURE:
        w->figure[s->n] = s->figure;
        break;
    case CONTRIBUTE:
        w->contributed += s->amount;
        wm_came(w, s->on, s->amount);
        break;
    case PLACE:
    case REDEEM:
        w->cash -= s->kind == PLACE ? s->amount : 0;
        wm_came(w, s->on, s->kind == REDEEM ? s->amount : 0);
        w->placed += s->kind == PLACE ? s->amount : -s->amount;
        break;
    case LIST:
        w->listing[w->listings++] = (struct wm_listing){s->firm, s->on, s->yes};
        break;
    case KINDS:
        break;
    }
}

/* ---- what differs ---- */

__attribute__((format(printf, 1, 2))) static int differs(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(t.why, sizeof t.why, format, args);
    va_end(args);
    return 1;
}

static const char *codes_text(const struct wm_answer *a) {
    static char text[2][400];
    static int turn;
    turn = !turn;
    snprintf(text[turn], sizeof text[turn], "%s", a->codes ? "" : "accepted");
    for (int i = 0; i < a->codes; i++)
        snprintf(text[turn] + strlen(text[turn]), sizeof text[turn] - strlen(text[turn]), "%s ", a->code[i]);
    return text[turn];
}

static int compare(const struct step *s, enum fpl_status status, const struct wm_answer *want) {
    const struct fpl_answer *answer = &t.city.answer;
    struct wm_answer got = {.codes = 0};
    if (status != FPL_OK)
        wm_say(&got, fpl_status_name(status));
    for (int i = 0; status != FPL_OK && i < answer->reasons; i++)
        wm_say(&got, fpl_status_name(answer->reason[i].status));
    if (wm_has(want, "E_STATE")) /* said before: how a repeated command is answered is told by test_desk_keys */
        for (int i = 0; i < got.codes; i++)
            if (strcmp(got.code[i], "E_KEY_CHANGED") == 0 || strcmp(got.code[i], "ALREADY") == 0)
                got.code[i] = "E_STATE";
    int same = got.codes == want->codes;
    for (int i = 0; i < got.codes; i++)
        same = same && wm_has(want, got.code[i]);
    if (!same)
        return differs("%s: the program: %s(%s %s %s), the model: %s", s->text, codes_text(&got), t.city.error.field,
                       t.city.error.arg[0], t.city.error.arg[1], codes_text(want));
    int64_t amount = fpl_money_minor(s->kind == REGISTER || s->kind == REPAY ? answer->exposure : answer->amount);
    int told = s->kind == REGISTER || s->kind == REPAY || s->kind == SUBMIT || s->kind == APPROVE || s->kind == PAY;
    if (status == FPL_OK && told && amount != want->amount)
        return differs("%s: the program: %s, the model: %s", s->text, oracle_yuan(amount), oracle_yuan(want->amount));
    return 0;
}

struct stands {
    char account[16];
    int64_t amount;
};

static struct {
    struct stands of[80];
    int n;
} book;

static enum fpl_status take(void *ctx, const struct fpl_total *total) {
    struct stands *s = &book.of[book.n++];
    (void)ctx;
    assert_true(book.n < 80);
    fpl_str_copy(total->account, s->account, sizeof s->account);
    s->amount = fpl_money_minor(total->debit) - fpl_money_minor(total->credit);
    return FPL_OK;
}

static int balances(void) {
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    const struct wm_world *w = &t.w;
    const struct stands want[] = {
        {"100203", w->cash},          {"224105", -w->payable},      {"271105", w->compensated},
        {"271103", -w->returned},     {"101201", w->placed},        {"122103", w->reclaimable},
        {"271101", -w->contributed},  {"9003", wm_memo(w, "9003")}, {"9004", wm_memo(w, "9004")},
        {"9005", wm_memo(w, "9005")}, {"9008", wm_memo(w, "9008")}};
    int32_t id = city_book(&t.city, "p");
    book.n = 0;
    assert_int_equal(fpl_view_open(t.city.w.session, &spec, &view, &t.city.error), FPL_OK);
    assert_int_equal(fpl_read_totals(view, id, FPL_DATE_MIN, FPL_DATE_MAX, 0, take, NULL, &t.city.error), FPL_OK);
    fpl_view_close(view);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        int64_t amount = 0;
        for (int k = 0; k < book.n; k++)
            if (strcmp(book.of[k].account, want[i].account) == 0)
                amount += book.of[k].amount;
        if (amount != want[i].amount)
            return differs("account %s: the program: %lld, the model: %lld fen", want[i].account, (long long)amount,
                           (long long)want[i].amount);
    }
    return 0;
}

/* ---- drawing a step ---- */

static int some_of(int is_claim, int state_wanted, uint32_t tries) {
    int found = -1;
    for (uint32_t i = 0; i < tries; i++) {
        int n = (int)oracle_draw(WM_MANY);
        n = n % (t.steps + 1);
        int there = is_claim ? t.w.claim[n].there : t.w.loan[n].there;
        int st = is_claim ? (int)t.w.claim[n].state : (int)t.w.loan[n].state;
        if (there && (state_wanted < 0 || st == state_wanted))
            return n;
        if (there)
            found = n;
    }
    return found;
}

static void draw_loan(struct step *s) {
    struct wm_loan *l = &s->loan;
    l->bank = (int)oracle_draw(WM_BANKS);
    l->guarantor = oracle_one_in(2) ? WM_BANKS + (int)oracle_draw(WM_PARTIES - WM_BANKS) : WM_NONE;
    l->firm = (int)oracle_draw(WM_FIRMS);
    l->registered_on = s->on - (oracle_one_in(2) ? 0 : (int)oracle_draw(200));
    l->disbursed_on = l->registered_on - (int)oracle_draw(60);
    l->due_on = l->disbursed_on + 30 + (int)oracle_draw(300);
    l->contract = oracle_money(300000000);
    l->disbursed = oracle_one_in(4) ? l->contract - l->contract / 3 : l->contract;
    l->first_loan = (enum wm_answer_yes)((int)oracle_draw(3) - 1);
    l->tool = (enum wm_answer_yes)((int)oracle_draw(3) - 1);
    if (!oracle_one_in(4))
        l->ip_share = (struct model_fraction){20 + oracle_draw(80), 100};
}

/* Instead: of one that is there, most often open, for what is unpaid of it. */
static void draw_renewal(struct step *s) {
    struct wm_loan *l = &s->loan;
    int old = some_of(0, WM_REGISTERED, 60);
    if (old < 0)
        return;
    l->renews = old + 1;
    l->bank = t.w.loan[old].bank;
    l->firm = oracle_one_in(30) ? l->firm : t.w.loan[old].firm;
    l->contract = l->disbursed = wm_unpaid(&t.w, old, NULL) + oracle_one_in(20);
    if (l->disbursed == 0)
        l->contract = l->disbursed = 1;
    if (oracle_one_in(2))
        l->guarantor = t.w.loan[old].guarantor;
    l->registered_on = s->on;
    l->disbursed_on = s->on - (int)oracle_draw(20);
    l->due_on = l->disbursed_on + (int)oracle_draw(200);
}

static int64_t some_part(int64_t whole) {
    return oracle_one_in(3) ? 0 : oracle_one_in(4) ? whole : (int64_t)oracle_draw(1000000) * whole / 1000000;
}

static void draw_claim(struct step *s, int loan) {
    const struct wm_loan *l = &t.w.loan[loan];
    struct wm_claim *c = &s->claim;
    int64_t unpaid = wm_unpaid(&t.w, loan, NULL);
    c->loan = loan;
    c->claimant = l->guarantor != WM_NONE && oracle_one_in(2) ? l->guarantor : l->bank;
    if (oracle_one_in(40))
        c->claimant = (int)oracle_draw(WM_PARTIES);
    c->date = s->on - (oracle_one_in(2) ? 0 : (int)oracle_draw(40));
    if (c->date <= l->due_on && !oracle_one_in(10))
        c->date = s->on;
    c->overdue = c->date - l->due_on > 0 ? c->date - l->due_on - (oracle_one_in(4) ? (int)oracle_draw(20) : 0)
                                         : (int)oracle_draw(3);
    if (c->overdue < 0 || oracle_one_in(30))
        c->overdue = (int)oracle_draw(400);
    if (oracle_one_in(20))
        c->interest_since = l->due_on - (int)oracle_draw(60) + 10;
    c->five_class = oracle_one_in(12) ? 1 : 2 + (int)oracle_draw(3);
    c->litigation = oracle_one_in(6) ? 0 : 1 + (int)oracle_draw(4);
    for (int what = 0; what < WM_TOLD; what++) {
        int64_t known = 0;
        for (int i = 0; i < WM_MANY; i++)
            if (t.w.claim[i].there && t.w.claim[i].loan == loan && t.w.claim[i].kept && t.w.claim[i].told[what] > known)
                known = t.w.claim[i].told[what];
        c->told[what] = oracle_one_in(40)  ? WM_NONE
                        : oracle_one_in(3) ? known
                                           : known + some_part((unpaid - known) / 2);
        if (c->told[what] < 0 && c->told[what] != WM_NONE)
            c->told[what] = 0;
        if (oracle_one_in(60))
            c->told[what] = unpaid + 1 + oracle_draw(100);
    }
    c->told[WM_REPAID] = l->disbursed - unpaid + (oracle_one_in(3) ? some_part(unpaid) / 2 : 0);
    if (oracle_one_in(40) && c->told[WM_REPAID] > 0)
        c->told[WM_REPAID]--;
    if (c->told[WM_RECOVERED] < l->back_before + l->net && l->net > 0 && !oracle_one_in(10))
        c->told[WM_RECOVERED] = l->back_before + l->net;
    c->told[WM_LIABILITY] = oracle_one_in(6) ? WM_NONE : (l->disbursed - c->told[WM_REPAID]) / (1 + oracle_draw(3));
    c->told[WM_PAID] = oracle_one_in(20) ? WM_NONE : l->disbursed - c->told[WM_REPAID];
}

static void draw_repayment(struct step *s, int loan) {
    const struct wm_loan *l = &t.w.loan[loan];
    int64_t balance = l->disbursed - l->repaid;
    s->repayment = (struct wm_repayment){.loan = loan, .day = s->on - (int)oracle_draw(20)};
    s->repayment.amount = balance > 0 && oracle_one_in(5) ? balance : 1 + some_part(balance) / 2;
    if (oracle_one_in(30))
        s->repayment.amount = balance + 1;
}

/* Draws what is done next; 0: nothing that fits. */
static int draw_step(struct step *s) {
    static const enum kind often[] = {
        REGISTER, REGISTER,      REGISTER,       SUBMIT,  SUBMIT, SUBMIT, SUBMIT,  SUBMIT,  APPROVE, APPROVE,
        APPROVE,  APPROVE,       APPROVE,        APPROVE, PAY,    PAY,    PAY,     REPAY,   UNREPAY, REFUSE,
        REVOKE,   WITHDRAW_LOAN, WITHDRAW_CLAIM, SHARE,   SHARE,  SHARE,  UNSHARE, RECLAIM, CHARGE,  CHARGE,
        MEASURE,  MEASURE,       CONTRIBUTE,     PLACE,   PLACE,  PLACE,  PLACE,   REDEEM,  REDEEM,  LIST};
    memset(s, 0, sizeof *s);
    s->on = t.w.today + (oracle_one_in(3) ? (int)oracle_draw(12) : 0);
    s->n = t.steps;
    s->kind = t.steps < 25 ? REGISTER : often[oracle_draw(sizeof often / sizeof often[0])];
    switch (s->kind) {
    case REGISTER:
        draw_loan(s);
        if (t.steps > 10 && oracle_one_in(5))
            draw_renewal(s);
        return 1;
    case SUBMIT: {
        int loan = -1;
        for (int i = 0; i < 8 && (loan < 0 || t.w.loan[loan].due_on >= s->on); i++)
            loan = some_of(0, oracle_one_in(3) ? WM_COMPENSATED : WM_REGISTERED, 60);
        if (loan >= 0)
            draw_claim(s, loan);
        return loan >= 0;
    }
    case REPAY: {
        int loan = some_of(0, oracle_one_in(2) ? WM_CLAIMED : WM_REGISTERED, 30);
        if (loan >= 0)
            draw_repayment(s, loan);
        return loan >= 0;
    }
    case UNREPAY:
    case UNSHARE:
        for (int i = 0; i < 60; i++) {
            s->n = (int)oracle_draw((uint32_t)t.steps + 1);
            if (s->kind == UNREPAY ? t.w.repayment[s->n].there : t.w.back[s->n].there)
                return 1;
        }
        return 0;
    case APPROVE:
        s->n = some_of(1, oracle_one_in(4) ? WM_DEFERRED : oracle_one_in(3) ? WM_QUEUED : WM_SUBMITTED, 60);
        for (int i = 0; i < WM_MANY && oracle_one_in(2); i++) /* the first that waits, before which none is decided */
            if (t.w.claim[i].there && (t.w.claim[i].state == WM_QUEUED || t.w.claim[i].state == WM_SUBMITTED)) {
                s->n = i;
                break;
            }
        s->day = s->on - (oracle_one_in(4) ? (int)oracle_draw(30) : 0);
        s->off = oracle_one_in(15) ? 1 + oracle_draw(50) : 0;
        return s->n >= 0;
    case REFUSE:
    case WITHDRAW_CLAIM:
        s->n = some_of(1, oracle_one_in(3) ? WM_DEFERRED : oracle_one_in(3) ? WM_QUEUED : WM_SUBMITTED, 20);
        return s->n >= 0;
    case REVOKE:
    case PAY:
        s->n = some_of(1, s->kind == REVOKE && oracle_one_in(4) ? WM_CLOSED : WM_DECIDED, 60);
        s->yes = oracle_one_in(4);
        return s->n >= 0;
    case WITHDRAW_LOAN:
        s->n = some_of(0, WM_REGISTERED, 10);
        s->yes = s->n >= 0 && t.w.loan[s->n].renews && !oracle_one_in(10) ? (int)oracle_draw(2) : WM_NONE;
        return s->n >= 0 && oracle_one_in(2);
    case SHARE:
    case RECLAIM:
        s->n = some_of(0, WM_COMPENSATED, 60);
        s->gross = s->n >= 0 ? some_part(t.w.loan[s->n].disbursed) / 2 + 1 : 0;
        s->cost = oracle_one_in(2) ? 0 : (int64_t)oracle_draw((uint32_t)(s->gross / 4 + 1));
        s->off = oracle_one_in(20);
        s->amount = s->n >= 0 ? wm_paid(&t.w, s->n) / (1 + oracle_draw(4)) + (int64_t)oracle_draw(3) : 0;
        return s->n >= 0 && s->amount > 0;
    case CHARGE:
        s->n = some_of(0, WM_COMPENSATED, 60);
        if (s->n < 0)
            return 0;
        s->yes = oracle_one_in(2);
        s->amount = s->yes ? wm_paid(&t.w, s->n) - t.w.loan[s->n].reclaimed - t.w.loan[s->n].returned
                           : t.w.loan[s->n].returned - t.w.loan[s->n].set_off;
        s->amount = s->amount / (1 + oracle_draw(3)) + (oracle_one_in(6) ? oracle_draw(3) : 0);
        return s->amount > 0;
    case MEASURE: {
        struct wm_figure *f = &s->figure;
        *f = (struct wm_figure){1, (int)oracle_draw(WM_PARTIES), s->on, (enum wm_measure)oracle_draw(WM_MEASURES),
                                oracle_money(2000000000)};
        if (f->measure == WM_YEAR_END)
            f->date = wm_day(wm_year(s->on), 1, 1) - 1;
        if (f->measure == WM_FEES)
            f->amount /= 4;
        for (int i = 0; i < WM_MANY; i++)
            if (t.w.figure[i].there && t.w.figure[i].party == f->party && t.w.figure[i].measure == f->measure &&
                t.w.figure[i].date == f->date)
                return 0;
        return 1;
    }
    case CONTRIBUTE:
        s->amount = oracle_money(t.tight ? 100000000 : 500000000);
        return 1;
    case PLACE: /* leaves little of what is there: a pool that is short */
        s->amount = t.w.cash - t.w.payable - wm_memo(&t.w, "9008") - (oracle_one_in(4) ? 0 : oracle_money(15000000));
        return t.tight && s->amount > 0;
    case REDEEM:
        s->amount = t.w.placed < 2 ? 0 : oracle_one_in(8) ? t.w.placed : 1 + some_part(t.w.placed - 1) / 20;
        return s->amount > 0;
    case LIST:
    case KINDS:
        break;
    }
    s->firm = (int)oracle_draw(WM_FIRMS);
    for (int i = 0; i < t.w.listings; i++) {
        if (t.w.listing[i].firm == s->firm && t.w.listing[i].day == s->on)
            return 0;
        if (t.w.listing[i].firm == s->firm)
            s->yes = !t.w.listing[i].in;
    }
    return s->yes || oracle_one_in(2);
}

/* ---- a world ---- */

/* Does the step name what is there? One that was left out may have made it. */
static int can(const struct step *s) {
    switch (s->kind) {
    case REGISTER:
        return !s->loan.renews || t.w.loan[s->loan.renews - 1].there;
    case SUBMIT:
        return t.w.loan[s->claim.loan].there;
    case REPAY:
        return t.w.loan[s->repayment.loan].there;
    case UNREPAY:
        return t.w.repayment[s->n].there;
    case UNSHARE:
        return t.w.back[s->n].there;
    case WITHDRAW_LOAN:
    case SHARE:
    case RECLAIM:
    case CHARGE:
        return t.w.loan[s->n].there;
    case APPROVE:
    case REFUSE:
    case REVOKE:
    case PAY:
    case WITHDRAW_CLAIM:
        return t.w.claim[s->n].there;
    case MEASURE:
    case CONTRIBUTE:
    case PLACE:
    case REDEEM:
    case LIST:
    case KINDS:
        break;
    }
    return 1;
}

static int claims, renewed, paid, waited, lapsed, closed, deferred, shared, unshared, charged;

static int do_step(struct step *s, int look) {
    struct wm_answer want;
    t.w.today = s->on;
    city_day(&t.city, wm_text(s->on));
    model_step(s, &want);
    enum fpl_status status = give_step(s, &want);
    claims += s->kind == SUBMIT && status == FPL_OK;
    renewed += s->kind == REGISTER && status == FPL_OK && s->loan.renews;
    paid += s->kind == PAY && status == FPL_OK;
    shared += s->kind == SHARE && status == FPL_OK;
    unshared += s->kind == UNSHARE && status == FPL_OK;
    charged += s->kind == CHARGE && status == FPL_OK;
    deferred += s->kind == APPROVE && status == FPL_DEFERRED;
    if (s->kind == APPROVE && (status == FPL_OK || status == FPL_QUEUED)) {
        const struct wm_claim *c = &t.w.claim[s->n];
        waited += c->state != WM_DEFERRED && c->memo > 0;
        lapsed += c->parts > 0 && c->part[c->parts - 1].lapsed > 0;
        closed += c->state == WM_CLOSED;
    }
    return compare(s, status, &want) || (look && balances());
}

/* Gives the steps again without those left out; 1: the last one still differs, and no other. */
static int again(void) {
    int wrong = 0, at = -1;
    t.w = t.first;
    begin_world(&t.city);
    for (int i = 0; i < t.steps && !wrong; i++)
        if (!t.step[i].left_out && can(&t.step[i])) {
            wrong = do_step(&t.step[i], 1);
            at = i;
        }
    city_end(&t.city);
    return wrong && at == t.steps - 1;
}

static void make_smaller(void) {
    for (int size = t.steps / 2; size > 0; size /= 2)
        for (int from = 0; from < t.steps; from += size) {
            int before[STEPS + 60];
            int left = 0;
            for (int i = 0; i < t.steps; i++)
                before[i] = t.step[i].left_out;
            for (int i = from; i < t.steps && i < from + size; i++) {
                left += !t.step[i].left_out;
                t.step[i].left_out = 1;
            }
            if (left && !again())
                for (int i = 0; i < t.steps; i++)
                    t.step[i].left_out = before[i];
        }
    (void)again();
}

static void tell(uint64_t seed) {
    struct fpl_buf b = {0};
    make_smaller();
    print_message("seed %llu: %s\n", (unsigned long long)seed, t.why);
    for (int i = 0; i < t.first.packs; i++) {
        int used = 0;
        for (int k = 0; k < t.steps; k++)
            used |= !t.step[k].left_out && t.step[k].kind == REGISTER && t.w.loan[k].pack == i;
        if (!used)
            continue;
        oracle_pack_text(&b, &t.first.pack[i]);
        print_message("-- pack w%d\n%s", i, b.p);
    }
    for (int i = 0; i < t.first.agreements; i++) {
        const struct wm_agreement *a = &t.first.agreement[i];
        print_message("-- %s under w%d from %s to %s\n", party[a->party], a->pack, wm_text(a->from),
                      a->to ? wm_text(a->to) : "-");
    }
    for (int i = 0; i < t.steps; i++)
        if (!t.step[i].left_out)
            print_message("%s %s\n", wm_text(t.step[i].on), t.step[i].text);
    fpl_buf_release(&b);
}

/* 1: the program and the model agree on all of it. */
static int world(uint64_t seed) {
    int wrong = 0;
    draw_world(seed);
    t.w = t.first;
    t.steps = 0;
    begin_world(&t.city);
    while (t.steps < STEPS && !wrong) {
        if (!draw_step(&t.step[t.steps]))
            continue;
        t.steps++;
        wrong = do_step(&t.step[t.steps - 1], t.steps % 10 == 0 || t.steps == STEPS);
    }
    if (!wrong)
        city_verify(&t.city);
    city_end(&t.city);
    if (wrong)
        tell(seed);
    return !wrong;
}

static int64_t number(const char *name, int64_t otherwise) {
    const char *given = getenv(name);
    if (given)
        assert_int_equal(fpl_int_parse(fpl_str_of(given), &otherwise), FPL_OK);
    return otherwise;
}

static void test_desk_oracle__worlds(void **state_of) {
    (void)state_of;
    int64_t seed = number("FPL_SEED", 1), most = number("FPL_CLAIMS", getenv("FPL_WHOLE") ? 3000 : 150), worlds = 0;
    int wrong = 0, most_wrong = (int)number("FPL_WRONG", 1);
    while (claims < most && wrong < most_wrong) {
        wrong += !world((uint64_t)seed++);
        worlds++;
    }
    print_message("%lld worlds, the last of seed %lld: %d loans renewed, %d claims, %d payments, %d decisions with a "
                  "rest that waits, %d that "
                  "lapses, %d of nothing, %d deferred, %d recoveries shared, %d taken back, %d losses charged\n",
                  (long long)worlds, (long long)seed - 1, renewed, claims, paid, waited, lapsed, closed, deferred,
                  shared, unshared, charged);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_desk_oracle__worlds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
