/* Random worlds of a pool, command by command, against the model of tests/model/world_model.c: what is accepted, with
 * which codes it is refused, every amount, and at the end every balance. FPL_SEED gives the first world, FPL_CLAIMS how
 * many claims at least. A world that differs is made smaller, command by command, and printed as the list of commands
 * that is left. */
#include "desk_world.h"

#include "fundpool/report.h"
#include "tests/model/world_model.h"

#define STEPS 250

static uint64_t state;

static uint32_t draw(uint32_t below) {
    uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) >> 33) % below;
}

static int one_in(uint32_t n) {
    return draw(n) == 0;
}

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
    RECLAIM,
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
static const char *const classes[] = {"PASS", "SPECIAL", "SUBSTANDARD", "DOUBTFUL", "LOSS"};
static const char *const stages[] = {"NONE", "FILED", "ACCEPTED", "JUDGED", "ENFORCEMENT_ENDED"};
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

static const char *yuan(int64_t fen) {
    static char text[16][32];
    static int turn;
    turn = (turn + 1) % 16;
    snprintf(text[turn], sizeof text[turn], "%lld.%02lld", (long long)(fen / 100), (long long)(fen % 100));
    return text[turn];
}

/* ---- packs ---- */

static struct model_fraction share(int most) {
    struct model_fraction f = {1 + draw((uint32_t)most), 100};
    if (one_in(3))
        f = (struct model_fraction){1 + draw(20), 61};
    return f;
}

static int64_t money(int64_t about) {
    int64_t fen = about / 2 + (int64_t)draw(1000000) * about / 1000000;
    return one_in(3) ? fen : fen / 1000000 * 1000000 + 1000000;
}

static void some_tiers(struct wm_pack *p) {
    int64_t at = 0;
    int rungs = 1 + (int)draw(3), rule = p->rule.marginal;
    for (int i = 0; i < rungs; i++) {
        int64_t upto = i == rungs - 1 ? INT64_MAX : at + money(200000000);
        int both = p->whom == WM_BOTH && !rule && one_in(2);
        for (int whom = both ? 1 : 0; whom <= (both ? 2 : 0); whom++)
            p->tier[p->tiers++] = (struct wm_tier){{at, upto, share(60)}, (enum wm_whom)whom, 0};
        at = upto;
        if (p->tiers > 3)
            break;
    }
    p->tier[p->tiers - 1].slice.upto = INT64_MAX;
    if (p->tiers > 1 && p->tier[p->tiers - 1].whom)
        p->tier[p->tiers - 2].slice.upto = INT64_MAX;
    if (!rule && p->tiers < 5 && one_in(3)) {
        int last = p->tiers++;
        p->tier[last] = (struct wm_tier){{0, INT64_MAX, share(60)}, (enum wm_whom)0, 1};
        if (one_in(2)) {
            struct wm_tier first = p->tier[last];
            memmove(&p->tier[1], &p->tier[0], (size_t)last * sizeof p->tier[0]);
            p->tier[0] = first;
        }
    }
}

static void some_caps(struct wm_pack *p) {
    struct model_rule *r = &p->rule;
    r->cap_loan = one_in(4) ? money(100000000) : WM_NONE;
    r->cap_borrower = one_in(4) ? money(150000000) : WM_NONE;
    r->cap_bank = one_in(4) ? money(300000000) : WM_NONE;
    if (one_in(5))
        r->cap_bank_rate = (struct model_fraction){1 + draw(5), 100};
    r->cap_pool = one_in(3) ? money(600000000) : WM_NONE;
    p->cap_scheme = one_in(4) ? money(300000000) : WM_NONE;
    if (p->stacked || one_in(4))
        r->cap_gov = (struct model_fraction){50 + draw(50), 100};
    if (one_in(6))
        p->lending_all = (struct model_fraction){1 + draw(30), 100};
    if (one_in(6))
        p->lending_bank = (struct model_fraction){1 + draw(30), 100};
    if (one_in(8))
        p->deposit = (struct model_fraction){1, 1};
    if (one_in(8))
        p->fees = (struct model_fraction){2, 1};
    p->ramp[0] = p->ramp[1] = WM_NONE;
    if (one_in(6))
        for (int i = 0; i < 2; i++)
            p->ramp[i] = money(100000000 * (i + 1));
}

static struct wm_pack some_pack(enum wm_whom whom) {
    struct wm_pack p = {.whom = whom, .by_disbursement = one_in(2)};
    if (one_in(6))
        p.effective_to = wm_day(2027, 3, 31);
    p.base = (enum wm_base)draw(4);
    if (p.base == WM_GUARANTOR_PAID && p.whom == WM_BANK)
        p.base = WM_OUTSTANDING;
    p.stacked = p.whom == WM_BOTH && one_in(2);
    p.rule.marginal = !p.stacked && one_in(4);
    p.rule.rounding = (enum model_rounding)draw(3);
    p.match = p.rule.marginal ? WM_MAX : (enum wm_match)draw(3);
    some_tiers(&p);
    if (!p.rule.marginal) {
        if (one_in(3))
            p.keylist = share(15);
        if (one_in(3))
            p.tool = share(5);
    }
    if (one_in(3) || (p.keylist.den && one_in(2)))
        p.rule.ceiling = share(70);
    if (one_in(5))
        p.rule.ip_share = (struct model_fraction){1, 1};
    p.eligible_most = WM_NONE;
    if (one_in(4))
        p.rule.truncate_at = money(300000000);
    else if (one_in(6))
        p.eligible_most = money(600000000);
    else if (one_in(4))
        p.registered_min = 1;
    some_caps(&p);
    for (int what = WM_COLLATERAL; what <= WM_OTHER_GOV; what++)
        if (one_in(6) && !(what == WM_OTHER_GOV && p.rule.cap_gov.den) &&
            !(what == WM_COLLATERAL && p.base == WM_ACTUAL_LOSS))
            p.deducts |= 1 << what;
    if (p.whom == WM_BANK && one_in(3)) {
        p.rule.crossing = (enum model_crossing)(1 + draw(3));
        p.rule.threshold = (struct model_fraction){1 + draw(30), 100};
        p.rule.reached = p.rule.crossing != MODEL_UP_TO_LINE && one_in(4);
        p.cohort = one_in(2);
    }
    p.overdue = one_in(2) ? (int)draw(90) : WM_NONE;
    p.class_min = one_in(2) ? 2 : WM_NONE;
    p.litigation = one_in(5) ? 1 : WM_NONE;
    p.window = one_in(5) ? 200 + (int)draw(400) : WM_NONE;
    p.whitelist = one_in(3);
    p.bank_bears = one_in(3);
    return p;
}

static void rate_text(struct fpl_buf *b, const char *name, struct model_fraction f) {
    if (f.den)
        fpl_buf_addf(b, "%s: %lld/%lld\n", name, (long long)f.num, (long long)f.den);
}

static void cap_text(struct fpl_buf *b, const char *name, int64_t cap) {
    if (cap >= 0)
        fpl_buf_addf(b, "%s: {amount: %s元}\n", name, yuan(cap));
}

static void part_text(struct fpl_buf *b, const char *name, struct model_fraction f, const char *of) {
    if (f.den)
        fpl_buf_addf(b, "%s: {rate: %lld/%lld, measure: %s}\n", name, (long long)f.num, (long long)f.den, of);
}

static void tiers_text(struct fpl_buf *b, const struct wm_pack *p) {
    fpl_buf_addf(b, "tier_mode: %s\ntier_measure: CONTRACT_AMOUNT\n", p->rule.marginal ? "MARGINAL" : "WHOLE");
    if (p->match)
        fpl_buf_addf(b, "multi_match: %s\n", p->match == WM_MIN ? "MIN" : "FIRST");
    fpl_buf_addf(b, "rate_tiers:\n");
    for (int i = 0; i < p->tiers; i++) {
        const struct wm_tier *tier = &p->tier[i];
        fpl_buf_addf(b, "  - {rate: %lld/%lld", (long long)tier->slice.rate.num, (long long)tier->slice.rate.den);
        if (tier->slice.over > 0)
            fpl_buf_addf(b, ", over: %s元", yuan(tier->slice.over));
        if (tier->slice.upto < INT64_MAX)
            fpl_buf_addf(b, ", upto: %s元", yuan(tier->slice.upto));
        if (tier->whom)
            fpl_buf_addf(b, ", beneficiary: %s", tier->whom == WM_BANK ? "BANK" : "GUARANTOR");
        if (tier->first_loan)
            fpl_buf_addf(b, ", when: {field: loan.first_loan, op: \"=\", value: true}");
        fpl_buf_addf(b, "}\n");
    }
}

static void addons_text(struct fpl_buf *b, const struct wm_pack *p) {
    static const char *const field[] = {"firm.keylist", "loan.monetary_tool"};
    if (p->keylist.den || p->tool.den)
        fpl_buf_addf(b, "addon:\n");
    for (int i = 0; i < 2; i++) {
        struct model_fraction f = i ? p->tool : p->keylist;
        if (f.den)
            fpl_buf_addf(b, "  - {when: {field: %s, op: \"=\", value: true}, add: %lld/%lld}\n", field[i],
                         (long long)f.num, (long long)f.den);
    }
}

static void gates_text(struct fpl_buf *b, const struct wm_pack *p) {
    static const char *const crossing[] = {"", "DEFER_THIS_ONE", "PAY_UP_TO_LINE", "PAY_THIS_ONE"};
    if (p->rule.crossing)
        fpl_buf_addf(b,
                     "breaker:\n  - {metric: ANNUAL_LOSS_RATE, scope: BANK, op: \"%s\", threshold: %lld/%lld, effect: "
                     "DEFER_PAYMENT, crossing_rule: %s, cohort: %s, release_rule: WHEN_BELOW}\n",
                     p->rule.reached ? ">=" : ">", (long long)p->rule.threshold.num, (long long)p->rule.threshold.den,
                     crossing[p->rule.crossing], p->cohort ? "REGISTRATION_YEAR" : "CALENDAR");
    if (p->overdue != WM_NONE)
        fpl_buf_addf(b, "overdue_days_min: %d\n", p->overdue);
    if (p->class_min != WM_NONE)
        fpl_buf_addf(b, "class_min: %s\n", classes[p->class_min]);
    if (p->litigation != WM_NONE)
        fpl_buf_addf(b, "litigation: %s\n", stages[p->litigation]);
    if (p->window != WM_NONE)
        fpl_buf_addf(b, "claim_window_days: %d\n", p->window);
    if (p->whitelist)
        fpl_buf_addf(b, "whitelist_id: o\n");
    if (p->bank_bears)
        fpl_buf_addf(b, "shortage_mode: FIFO_BANK_BEARS\n");
}

static void pack_text(struct fpl_buf *b, const struct wm_pack *p) {
    static const char *const whom[] = {"", "BANK", "GUARANTOR", "BOTH"},
                             *const rounding[] = {"HALF_UP", "FLOOR", "BANKERS"},
                             *const base[] = {"OUTSTANDING_PRINCIPAL", "ACTUAL_PRINCIPAL_LOSS", "PRINCIPAL_INTEREST",
                                              "GUARANTOR_PAID_PRINCIPAL"};
    fpl_buf_reset(b);
    if (p->effective_to)
        fpl_buf_addf(b, "effective_to: %s\n", wm_text(p->effective_to));
    fpl_buf_addf(b, "family: [%s]\nrule_binding: %s\nbeneficiary: %s\nbase_kind: %s\nround_mode: %s\n",
                 p->stacked ? "STACKED" : "COMPENSATE_RATE", p->by_disbursement ? "BY_DISBURSEMENT" : "BY_REGISTRATION",
                 whom[p->whom], base[p->base], rounding[p->rule.rounding]);
    if (p->base == WM_WITH_INTEREST)
        fpl_buf_addf(b, "interest_cutoff: CLAIM\n");
    tiers_text(b, p);
    addons_text(b, p);
    rate_text(b, "rate_ceiling", p->rule.ceiling);
    if (p->rule.ip_share.den)
        fpl_buf_addf(b, "ip_share_apply: true\n");
    if (p->rule.truncate_at)
        fpl_buf_addf(b, "max_eligible_loan: {amount: %s元, over: TRUNCATE}\n", yuan(p->rule.truncate_at));
    if (p->eligible_most >= 0)
        fpl_buf_addf(b, "max_eligible_loan: {amount: %s元, over: REJECT}\n", yuan(p->eligible_most));
    if (p->registered_min)
        fpl_buf_addf(b, "registered_amount_rule: MIN\n");
    if (p->deducts)
        fpl_buf_addf(b, "other_cover_deduct: [%s%s%s]\n",
                     (unsigned)p->deducts >> WM_COLLATERAL & 1U ? "COLLATERAL," : "",
                     (unsigned)p->deducts >> WM_INSURANCE & 1U ? "INSURANCE," : "",
                     (unsigned)p->deducts >> WM_OTHER_GOV & 1U ? "OTHER_GOV" : "");
    cap_text(b, "cap_per_loan", p->rule.cap_loan);
    cap_text(b, "cap_per_borrower_year", p->rule.cap_borrower);
    if (p->rule.cap_bank_rate.den && p->rule.cap_bank >= 0)
        fpl_buf_addf(b, "cap_per_bank_year: {amount: %s元, rate: %lld/%lld, measure: PRIOR_YEAR_BALANCE}\n",
                     yuan(p->rule.cap_bank), (long long)p->rule.cap_bank_rate.num,
                     (long long)p->rule.cap_bank_rate.den);
    else if (p->rule.cap_bank_rate.den)
        part_text(b, "cap_per_bank_year", p->rule.cap_bank_rate, "PRIOR_YEAR_BALANCE");
    else
        cap_text(b, "cap_per_bank_year", p->rule.cap_bank);
    cap_text(b, "cap_pool_year", p->rule.cap_pool);
    cap_text(b, "cap_scheme_year", p->cap_scheme);
    part_text(b, "cap_total_gov_of_liability", p->rule.cap_gov, "LIABILITY");
    if (p->lending_all.den)
        part_text(b, "cap_rate_of_lending", p->lending_all, "LENDING, scope: POOL");
    else
        part_text(b, "cap_rate_of_lending", p->lending_bank, "LENDING, scope: BANK");
    if (p->deposit.den)
        fpl_buf_addf(b, "cap_per_bank_deposit: {measure: DEPOSIT}\n");
    part_text(b, "cap_fee_multiple", p->fees, "FEES, scope: BANK");
    if (p->ramp[0] >= 0)
        fpl_buf_addf(b, "cap_year_ramp:\n  - {year: 1, amount: %s元}\n  - {year: 2, amount: %s元}\n", yuan(p->ramp[0]),
                     yuan(p->ramp[1]));
    gates_text(b, p);
}

/* ---- the world before the first step ---- */

static void some_agreements(struct wm_world *w) {
    for (int i = 0; i < WM_PARTIES; i++) {
        int from = wm_day(2025, 6, 1) + (int)draw(300), more = 1 + (int)draw(2);
        for (int n = 0; n < more; n++) {
            struct wm_agreement *a = &w->agreement[w->agreements++];
            *a = (struct wm_agreement){i, (int)draw((uint32_t)w->packs), from, 0};
            if (!(w->pack[a->pack].whom & (i < WM_BANKS ? WM_BANK : WM_GUARANTOR)))
                a->pack = 0; /* which compensates both */
            if (one_in(2))
                a->to = (from > wm_day(2026, 10, 1) ? from : wm_day(2026, 10, 1)) + (int)draw(500);
            from += 200 + (int)draw(400);
        }
    }
}

static void draw_world(uint64_t seed) {
    struct wm_world *w = &t.first;
    memset(w, 0, sizeof *w);
    state = seed * UINT64_C(1000003);
    w->packs = 1 + (int)draw(WM_PACKS);
    for (int i = 0; i < w->packs; i++) {
        w->pack[i] = some_pack(i ? (enum wm_whom)(1 + draw(3)) : WM_BOTH);
        if (w->pack[i].lending_all.den)
            w->pack[i].lending_bank.den = 0;
    }
    some_agreements(w);
    w->cash = 3000000000;
    t.tight = one_in(2);
    w->today = wm_day(2026, 11, 20);
    for (int i = 0; i < WM_FIRMS; i++) {
        w->listing[w->listings++] = (struct wm_listing){i, wm_day(2025, 1, 2), 1};
        w->keylist[i] = one_in(2);
    }
}

static void pack_yaml(struct city *city, int i) {
    struct fpl_buf b = {0};
    char id[16];
    snprintf(id, sizeof id, "w%d", i);
    pack_text(&b, &t.first.pack[i]);
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
    return give(s,
                "zhang loan.register p bank=%s; contract=C-%d; iou=1; firm=F-%d; firm_name=名%d; type=CREDIT; "
                "contract_amount=%s; disbursed=%s; disbursed_on=%s; due_on=%s; registered_on=%s%s",
                OF_LOAN(l, s->n), l->firm, l->firm, yuan(l->contract), yuan(l->disbursed), wm_text(l->disbursed_on),
                wm_text(l->due_on), wm_text(l->registered_on), more);
}

static enum fpl_status give_claim(struct step *s) {
    const struct wm_claim *c = &s->claim;
    char more[400] = "";
    size_t n = 0;
    for (int what = 0; what < WM_TOLD; what++)
        if (c->told[what] != WM_NONE)
            n += (size_t)snprintf(more + n, sizeof more - n, "; %s=%s", told_name[what], yuan(c->told[what]));
    if (c->interest_since)
        n += (size_t)snprintf(more + n, sizeof more - n, "; interest_since=%s", wm_text(c->interest_since));
    return give(s,
                "zhang claim.submit p claimant=%s; bank=%s; contract=C-%d; iou=1; claim_no=N-%d; claim_date=%s; "
                "overdue_days=%d; five_class=%s; litigation=%s%s",
                party[c->claimant], OF_LOAN(&t.w.loan[c->loan], c->loan), s->n, wm_text(c->date), c->overdue,
                classes[c->five_class], stages[c->litigation], more);
}

static enum fpl_status give_approval(struct step *s, const struct wm_answer *want) {
    return give(s, "li claim.approve p claim=N-%d; expect=%s; occurred=%s", s->n, yuan(want->amount + s->off),
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
                    OF_LOAN(l, s->repayment.loan), s->n, wm_text(s->repayment.day), yuan(s->repayment.amount));
    case UNREPAY:
        return give(s, "zhang repayment.reverse p bank=%s; contract=C-%d; iou=1; instalment=%d; memo=误",
                    OF_LOAN(l, t.w.repayment[s->n].loan), s->n);
    case WITHDRAW_LOAN:
        return give(s, "zhang loan.withdraw p bank=%s; contract=C-%d; iou=1; reason=误", OF_LOAN(l, s->n));
    case SUBMIT:
        return give_claim(s);
    case APPROVE:
        return give_approval(s, want);
    case REFUSE:
        return give(s, "li claim.refuse p claim=N-%d; reason=误", s->n);
    case REVOKE:
        return give(s, "li claim.revoke p claim=N-%d; reason=误%d", s->n, s->on);
    case PAY:
        return give(s, "qian claim.pay p claim=N-%d; bank_ref=L-%d", s->n, s->n);
    case WITHDRAW_CLAIM:
        return give(s, "zhang claim.withdraw p claim=N-%d; reason=误", s->n);
    case SHARE:
        return give(s,
                    "zhang recovery.share p bank=%s; contract=C-%d; iou=1; share=%d; occurred=%s; gross=%s; cost=%s; "
                    "amount=%s; bank_ref=R",
                    OF_LOAN(l, s->n), (int)(s - t.step), wm_text(s->on), yuan(s->gross), yuan(s->cost),
                    yuan(want->amount + s->off));
    case RECLAIM:
        return give(
            s, "zhang payout.reclaim p bank=%s; contract=C-%d; iou=1; reclaim=%d; occurred=%s; amount=%s; document=某",
            OF_LOAN(l, s->n), (int)(s - t.step), wm_text(s->on), yuan(s->amount));
    case MEASURE:
        return give(s, "zhang measure.record p measure=%s; party=%s; date=%s; amount=%s", measure[s->figure.measure],
                    party[s->figure.party], wm_text(s->figure.date), yuan(s->figure.amount));
    case CONTRIBUTE:
        return give(s, "zhang pool.contribute p contribution=Z-%d; party=G-CZ; occurred=%s; amount=%s; bank_ref=S",
                    100 + (int)(s - t.step), wm_text(s->on), yuan(s->amount));
    case PLACE:
    case REDEEM:
        return give(s, "zhang transfer.record p transfer=H-%d; way=%s; %s=BK-3; occurred=%s; amount=%s; bank_ref=H",
                    (int)(s - t.step), s->kind == PLACE ? "PLACE" : "REDEEM", s->kind == PLACE ? "to" : "from",
                    wm_text(s->on), yuan(s->amount));
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
        wm_withdraw_loan(w, s->n, out);
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
        wm_pay(w, s->n, out);
        break;
    case WITHDRAW_CLAIM:
        wm_withdraw_claim(w, s->n, out);
        break;
    case SHARE:
        wm_share(w, s->n, s->gross, s->cost, s->off != 0, out);
        break;
    case RECLAIM:
        wm_reclaim(w, s->n, s->amount, out);
        break;
    case MEASURE:
        w->figure[s->n] = s->figure;
        break;
    case CONTRIBUTE:
        w->cash += s->amount;
        break;
    case PLACE:
    case REDEEM:
        w->cash += s->kind == REDEEM ? s->amount : -s->amount;
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

static int has(const struct wm_answer *a, const char *code) {
    for (int i = 0; i < a->codes; i++)
        if (strcmp(a->code[i], code) == 0)
            return 1;
    return 0;
}

static void add(struct wm_answer *a, enum fpl_status status) {
    if (status != FPL_OK && a->codes < WM_CODES && !has(a, fpl_status_name(status)))
        a->code[a->codes++] = fpl_status_name(status);
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
    add(&got, status);
    for (int i = 0; status != FPL_OK && i < answer->reasons; i++)
        add(&got, answer->reason[i].status);
    if (has(want, "E_STATE")) /* said before: how a repeated command is answered is told by test_desk_keys */
        for (int i = 0; i < got.codes; i++)
            if (strcmp(got.code[i], "E_KEY_CHANGED") == 0 || strcmp(got.code[i], "ALREADY") == 0)
                got.code[i] = "E_STATE";
    /* An answer on form or scope stands alone: what is not the claimant's to ask, or lacks a field, is not judged. */
    int alone = (status == FPL_E_MISSING || status == FPL_E_SCOPE) && answer->reasons == 0;
    int same = alone || got.codes == want->codes;
    for (int i = 0; i < got.codes; i++)
        same = same && has(want, got.code[i]);
    if (!same)
        return differs("%s: the program: %s(%s %s %s), the model: %s", s->text, codes_text(&got), t.city.error.field,
                       t.city.error.arg[0], t.city.error.arg[1], codes_text(want));
    int64_t amount = fpl_money_minor(s->kind == REGISTER || s->kind == REPAY ? answer->exposure : answer->amount);
    int told = s->kind == REGISTER || s->kind == REPAY || s->kind == SUBMIT || s->kind == APPROVE || s->kind == PAY;
    if (status == FPL_OK && told && amount != want->amount)
        return differs("%s: the program: %s, the model: %s", s->text, yuan(amount), yuan(want->amount));
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
    const struct stands want[] = {{"100203", w->cash},          {"224105", -w->payable},
                                  {"271105", w->compensated},   {"271103", -w->returned},
                                  {"101201", w->placed},        {"122103", w->reclaimable},
                                  {"9003", wm_memo(w, "9003")}, {"9004", wm_memo(w, "9004")},
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
        int n = (int)draw(WM_MANY);
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
    l->bank = (int)draw(WM_BANKS);
    l->guarantor = one_in(2) ? WM_BANKS + (int)draw(WM_PARTIES - WM_BANKS) : WM_NONE;
    l->firm = (int)draw(WM_FIRMS);
    l->registered_on = s->on - (one_in(2) ? 0 : (int)draw(200));
    l->disbursed_on = l->registered_on - (int)draw(60);
    l->due_on = l->disbursed_on + 30 + (int)draw(300);
    l->contract = money(300000000);
    l->disbursed = one_in(4) ? l->contract - l->contract / 3 : l->contract;
    l->first_loan = (enum wm_answer_yes)((int)draw(3) - 1);
    l->tool = (enum wm_answer_yes)((int)draw(3) - 1);
    if (!one_in(4))
        l->ip_share = (struct model_fraction){20 + draw(80), 100};
}

static int64_t some_part(int64_t whole) {
    return one_in(3) ? 0 : one_in(4) ? whole : (int64_t)draw(1000000) * whole / 1000000;
}

static void draw_claim(struct step *s, int loan) {
    const struct wm_loan *l = &t.w.loan[loan];
    struct wm_claim *c = &s->claim;
    int64_t unpaid = wm_unpaid(&t.w, loan, NULL);
    c->loan = loan;
    c->claimant = l->guarantor != WM_NONE && one_in(2) ? l->guarantor : l->bank;
    if (one_in(40))
        c->claimant = (int)draw(WM_PARTIES);
    c->date = s->on - (one_in(2) ? 0 : (int)draw(40));
    if (c->date <= l->due_on && !one_in(10))
        c->date = s->on;
    c->overdue = c->date - l->due_on > 0 ? c->date - l->due_on - (one_in(4) ? (int)draw(20) : 0) : (int)draw(3);
    if (c->overdue < 0 || one_in(30))
        c->overdue = (int)draw(400);
    if (one_in(20))
        c->interest_since = l->due_on - (int)draw(60) + 10;
    c->five_class = one_in(12) ? 1 : 2 + (int)draw(3);
    c->litigation = one_in(6) ? 0 : 1 + (int)draw(4);
    for (int what = 0; what < WM_TOLD; what++) {
        int64_t known = 0;
        for (int i = 0; i < WM_MANY; i++)
            if (t.w.claim[i].there && t.w.claim[i].loan == loan && t.w.claim[i].kept && t.w.claim[i].told[what] > known)
                known = t.w.claim[i].told[what];
        c->told[what] = one_in(40) ? WM_NONE : one_in(3) ? known : known + some_part((unpaid - known) / 2);
        if (c->told[what] < 0 && c->told[what] != WM_NONE)
            c->told[what] = 0;
        if (one_in(60))
            c->told[what] = unpaid + 1 + draw(100);
    }
    c->told[WM_REPAID] = l->disbursed - unpaid + (one_in(3) ? some_part(unpaid) / 2 : 0);
    if (one_in(40) && c->told[WM_REPAID] > 0)
        c->told[WM_REPAID]--;
    if (c->told[WM_RECOVERED] < l->net && !one_in(10))
        c->told[WM_RECOVERED] = l->net;
    c->told[WM_LIABILITY] = one_in(6) ? WM_NONE : (l->disbursed - c->told[WM_REPAID]) / (1 + draw(3));
    c->told[WM_PAID] = one_in(20) ? WM_NONE : l->disbursed - c->told[WM_REPAID];
}

static void draw_repayment(struct step *s, int loan) {
    const struct wm_loan *l = &t.w.loan[loan];
    int64_t balance = l->disbursed - l->repaid;
    s->repayment = (struct wm_repayment){.loan = loan, .day = s->on - (int)draw(20)};
    s->repayment.amount = balance > 0 && one_in(5) ? balance : 1 + some_part(balance) / 2;
    if (one_in(30))
        s->repayment.amount = balance + 1;
}

/* Draws what is done next; 0: nothing that fits. */
static int draw_step(struct step *s) {
    static const enum kind often[] = {
        REGISTER, REGISTER,   REGISTER, SUBMIT,        SUBMIT,         SUBMIT, SUBMIT, SUBMIT,  APPROVE,
        APPROVE,  APPROVE,    APPROVE,  APPROVE,       APPROVE,        PAY,    PAY,    PAY,     REPAY,
        UNREPAY,  REFUSE,     REVOKE,   WITHDRAW_LOAN, WITHDRAW_CLAIM, SHARE,  SHARE,  RECLAIM, MEASURE,
        MEASURE,  CONTRIBUTE, PLACE,    PLACE,         REDEEM,         LIST};
    memset(s, 0, sizeof *s);
    s->on = t.w.today + (one_in(3) ? (int)draw(12) : 0);
    s->n = t.steps;
    s->kind = t.steps < 25 ? REGISTER : often[draw(sizeof often / sizeof often[0])];
    switch (s->kind) {
    case REGISTER:
        draw_loan(s);
        return 1;
    case SUBMIT: {
        int loan = -1;
        for (int i = 0; i < 8 && (loan < 0 || t.w.loan[loan].due_on >= s->on); i++)
            loan = some_of(0, one_in(3) ? WM_COMPENSATED : WM_REGISTERED, 60);
        if (loan >= 0)
            draw_claim(s, loan);
        return loan >= 0;
    }
    case REPAY: {
        int loan = some_of(0, one_in(2) ? WM_CLAIMED : WM_REGISTERED, 30);
        if (loan >= 0)
            draw_repayment(s, loan);
        return loan >= 0;
    }
    case UNREPAY:
        for (int i = 0; i < 60; i++) {
            s->n = (int)draw((uint32_t)t.steps + 1);
            if (t.w.repayment[s->n].there)
                return 1;
        }
        return 0;
    case APPROVE:
        s->n = some_of(1, one_in(4) ? WM_DEFERRED : one_in(3) ? WM_QUEUED : WM_SUBMITTED, 60);
        for (int i = 0; i < WM_MANY && one_in(2); i++) /* the first that waits, before which none is decided */
            if (t.w.claim[i].there && (t.w.claim[i].state == WM_QUEUED || t.w.claim[i].state == WM_SUBMITTED)) {
                s->n = i;
                break;
            }
        s->day = s->on - (one_in(4) ? (int)draw(30) : 0);
        s->off = one_in(15) ? 1 + draw(50) : 0;
        return s->n >= 0;
    case REFUSE:
    case WITHDRAW_CLAIM:
        s->n = some_of(1, one_in(3) ? WM_DEFERRED : one_in(3) ? WM_QUEUED : WM_SUBMITTED, 20);
        return s->n >= 0;
    case REVOKE:
    case PAY:
        s->n = some_of(1, s->kind == REVOKE && one_in(4) ? WM_CLOSED : WM_DECIDED, 60);
        return s->n >= 0;
    case WITHDRAW_LOAN:
        s->n = some_of(0, WM_REGISTERED, 10);
        return s->n >= 0 && one_in(2);
    case SHARE:
    case RECLAIM:
        s->n = some_of(0, WM_COMPENSATED, 60);
        s->gross = s->n >= 0 ? some_part(t.w.loan[s->n].disbursed) / 2 + 1 : 0;
        s->cost = one_in(2) ? 0 : (int64_t)draw((uint32_t)(s->gross / 4 + 1));
        s->off = one_in(20);
        s->amount = s->n >= 0 ? wm_paid(&t.w, s->n) / (1 + draw(4)) + (int64_t)draw(3) : 0;
        return s->n >= 0 && s->amount > 0;
    case MEASURE: {
        struct wm_figure *f = &s->figure;
        *f = (struct wm_figure){1, (int)draw(WM_PARTIES), s->on, (enum wm_measure)draw(WM_MEASURES), money(2000000000)};
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
        s->amount = money(t.tight ? 100000000 : 500000000);
        return 1;
    case PLACE: /* leaves little of what is there: a pool that is short */
        s->amount = t.w.cash - t.w.payable - money(60000000);
        return t.tight && s->amount > 0;
    case REDEEM:
        s->amount = t.w.placed < 2 ? 0 : one_in(8) ? t.w.placed : 1 + some_part(t.w.placed - 1) / 20;
        return s->amount > 0;
    case LIST:
    case KINDS:
        break;
    }
    s->firm = (int)draw(WM_FIRMS);
    for (int i = 0; i < t.w.listings; i++) {
        if (t.w.listing[i].firm == s->firm && t.w.listing[i].day == s->on)
            return 0;
        if (t.w.listing[i].firm == s->firm)
            s->yes = !t.w.listing[i].in;
    }
    return s->yes || one_in(2);
}

/* ---- a world ---- */

/* Does the step name what is there? One that was left out may have made it. */
static int can(const struct step *s) {
    switch (s->kind) {
    case SUBMIT:
        return t.w.loan[s->claim.loan].there;
    case REPAY:
        return t.w.loan[s->repayment.loan].there;
    case UNREPAY:
        return t.w.repayment[s->n].there;
    case WITHDRAW_LOAN:
    case SHARE:
    case RECLAIM:
        return t.w.loan[s->n].there;
    case APPROVE:
    case REFUSE:
    case REVOKE:
    case PAY:
    case WITHDRAW_CLAIM:
        return t.w.claim[s->n].there;
    case REGISTER:
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

static int claims, paid;

static int do_step(struct step *s, int look) {
    struct wm_answer want;
    t.w.today = s->on;
    city_day(&t.city, wm_text(s->on));
    model_step(s, &want);
    enum fpl_status status = give_step(s, &want);
    claims += s->kind == SUBMIT && status == FPL_OK;
    paid += s->kind == PAY && status == FPL_OK;
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
        pack_text(&b, &t.first.pack[i]);
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
    print_message("%lld worlds, the last of seed %lld: %d claims, %d paid\n", (long long)worlds, (long long)seed - 1,
                  claims, paid);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_desk_oracle__worlds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
