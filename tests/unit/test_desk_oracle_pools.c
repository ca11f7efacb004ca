/* timeout: 240 */
/* Random worlds of two pools of one ledger, each with packs and agreements of its own, and most loans registered in
 * both: command by command against tests/model/world_model.c, in which each pool knows of the other what the pool rules
 * let it know. FPL_SEED gives the first world, FPL_CLAIMS how many claims at least. A world that differs is printed. */
#include "desk_world.h"

#include "oracle_pack.h"

#define STEPS 160

enum kind { REGISTER, AGAIN, REPAY, UNREPAY, WITHDRAW, SUBMIT, APPROVE, REVOKE, REFUSE, PAY, SHARE, UNSHARE };

static const char *const party[WM_PARTIES] = {"BK-3", "BK-4", "BK-5", "GU-2", "GU-3", "GU-4"};
static const char *const told_name[WM_TOLD] = {"repaid",    "recovered",      "collateral",        "insurance",
                                               "other_gov", "guarantor_paid", "counter_guarantee", "unpaid_interest",
                                               "liability"};
static const char *const book_of[2] = {"p", "q"};

static struct {
    struct wm_world w[2];
    struct city city;
    int n, today;
    char text[STEPS][700];
} t;
static int claims, twice, paid, both_paid, stale, shared, taken_off;

/* ---- the world before the first step ---- */

static void draw_packs(struct wm_world *w) {
    w->packs = 1 + (int)oracle_draw(2);
    for (int i = 0; i < w->packs; i++) {
        w->pack[i] = oracle_pack(i ? (enum wm_whom)(1 + oracle_draw(3)) : WM_BOTH);
        w->pack[i].effective_to = w->pack[i].whitelist = 0;
        w->pack[i].eligible_most = w->pack[i].overdue = w->pack[i].class_min = WM_NONE;
        w->pack[i].litigation = w->pack[i].window = WM_NONE;
        if (oracle_one_in(2)) { /* what one pool knows of the other is seen where nothing else binds */
            w->pack[i].rule.cap_pool = w->pack[i].rule.cap_bank = w->pack[i].rule.cap_borrower = WM_NONE;
            w->pack[i].rule.cap_bank_rate.den = w->pack[i].deposit.den = w->pack[i].fees.den = 0;
            w->pack[i].lending_all.den = w->pack[i].lending_bank.den = w->pack[i].balance.den = 0;
            w->pack[i].cap_scheme = w->pack[i].ramp[0] = w->pack[i].ramp[1] = WM_NONE;
            w->pack[i].rule.crossing = MODEL_NO_BREAKER;
        }
        if (w->pack[i].lending_all.den)
            w->pack[i].lending_bank.den = 0;
    }
}

static void begin_pool(int pool) {
    struct wm_world *w = &t.w[pool];
    struct fpl_buf b = {0};
    draw_packs(w);
    for (int i = 0; i < w->packs; i++) {
        char id[16];
        snprintf(id, sizeof id, "%s%d", book_of[pool], i);
        fpl_buf_reset(&b);
        oracle_pack_text(&b, &w->pack[i]);
        city_pack(&t.city, id, b.p);
    }
    fpl_buf_release(&b);
    for (int i = 0; i < WM_PARTIES; i++) {
        struct wm_agreement *a = &w->agreement[w->agreements++];
        *a = (struct wm_agreement){i, (int)oracle_draw((uint32_t)w->packs), wm_day(2025, 6, 1), 0};
        if (!(w->pack[a->pack].whom & (i < WM_BANKS ? WM_BANK : WM_GUARANTOR)))
            a->pack = 0;
        city_do(&t.city,
                "ren agreement.sign %s agreement=W-%d; party=%s; pack=%s%d; version=1; from=%s; signed=2025-01-02",
                book_of[pool], i, party[i], book_of[pool], a->pack, wm_text(a->from));
    }
    for (int i = 0; i < WM_FIRMS; i++) {
        w->listing[w->listings++] = (struct wm_listing){i, wm_day(2025, 1, 2), 1};
        w->keylist[i] = oracle_one_in(2);
        city_do(&t.city,
                "zhang whitelist.list %s firm=F-%d; firm_name=名%d; listed_on=2025-01-02; keylist=%s; status=IN",
                book_of[pool], i, i, w->keylist[i] ? "Y" : "N");
    }
    w->cash = w->contributed = 3000000000;
}

static void begin_world(uint64_t seed) {
    memset(t.w, 0, sizeof t.w);
    oracle_seed(seed);
    t.n = 0;
    t.today = wm_day(2026, 11, 20);
    t.w[0].other = &t.w[1];
    t.w[1].other = &t.w[0];
    city_begin(&t.city);
    for (int i = 0; i < WM_PARTIES; i++)
        city_do(&t.city, "zhang party.register - party=%s; name=%s名; kind=%s; uscc=%s; region=340600", party[i],
                party[i], i < WM_BANKS ? "bank" : "guarantor", city_firm(950 + i));
    city_do(&t.city, "zhang pool.contribute q contribution=Z-1; party=G-CZ; occurred=2025-01-10; amount=30000000.00; "
                     "bank_ref=S2");
    for (int pool = 0; pool < 2; pool++)
        begin_pool(pool);
}

/* ---- a step: drawn, given, compared ---- */

__attribute__((format(printf, 1, 2))) static enum fpl_status give(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(t.text[t.n], sizeof t.text[t.n], format, args);
    va_end(args);
    return city_try(&t.city, "%s", t.text[t.n]);
}

static int some_loan(int pool, int state) {
    for (int i = 0; i < 60; i++) {
        int n = (int)oracle_draw((uint32_t)t.n + 1);
        if (t.w[pool].loan[n].there && (int)t.w[pool].loan[n].state == state)
            return n;
    }
    return -1;
}

/* One that stands in both, if there is. */
static int some_loan_of_both(int pool, int state) {
    int n = -1;
    for (int i = 0; i < 6 && (n < 0 || !t.w[!pool].loan[n].there); i++)
        n = some_loan(pool, state);
    return n;
}

static int some_claim(int pool, int state) {
    for (int i = 0; i < 60; i++) {
        int n = (int)oracle_draw((uint32_t)t.n + 1);
        if (t.w[pool].claim[n].there && (int)t.w[pool].claim[n].state == state)
            return n;
    }
    return -1;
}

static void draw_loan(struct wm_loan *l) {
    *l =
        (struct wm_loan){.bank = (int)oracle_draw(WM_BANKS), .firm = (int)oracle_draw(WM_FIRMS), .registered = WM_NONE};
    l->guarantor = oracle_one_in(2) ? WM_BANKS + (int)oracle_draw(WM_PARTIES - WM_BANKS) : WM_NONE;
    l->registered_on = t.today - (int)oracle_draw(100);
    l->disbursed_on = l->registered_on - 200 - (int)oracle_draw(60);
    l->due_on = l->disbursed_on + 30 + (int)oracle_draw(100);
    l->contract = l->disbursed = oracle_money(100000000);
    l->first_loan = (enum wm_answer_yes)(int)oracle_draw(2);
    l->tool = (enum wm_answer_yes)(int)oracle_draw(2);
    l->ip_share = (struct model_fraction){20 + oracle_draw(80), 100};
}

static enum fpl_status give_loan(int pool, int n) {
    const struct wm_loan *l = &t.w[pool].loan[n];
    return give("zhang loan.register %s bank=%s; contract=C-%d; iou=1; firm=F-%d; firm_name=名%d; type=CREDIT; "
                "contract_amount=%s; disbursed=%s; disbursed_on=%s; due_on=%s; registered_on=%s; ip_share=%lld%%; "
                "first_loan=%s; monetary_tool=%s%s%s",
                book_of[pool], party[l->bank], n, l->firm, l->firm, oracle_yuan(l->contract), oracle_yuan(l->disbursed),
                wm_text(l->disbursed_on), wm_text(l->due_on), wm_text(l->registered_on), (long long)l->ip_share.num,
                l->first_loan ? "Y" : "N", l->tool ? "Y" : "N",
                l->guarantor == WM_NONE ? "" : "; guarantor=", l->guarantor == WM_NONE ? "" : party[l->guarantor]);
}

static void draw_claim(int pool, int loan, struct wm_claim *c) {
    const struct wm_loan *l = &t.w[pool].loan[loan];
    int64_t unpaid = wm_unpaid(&t.w[pool], loan, NULL);
    *c = (struct wm_claim){.loan = loan, .date = t.today, .five_class = 4, .litigation = 4};
    c->claimant = l->guarantor != WM_NONE && oracle_one_in(2) ? l->guarantor : l->bank;
    c->overdue = c->date - l->due_on;
    for (int what = 0; what < WM_TOLD; what++)
        c->told[what] = oracle_one_in(2) ? 0 : (int64_t)oracle_draw(1000) * unpaid / 5000;
    c->told[WM_REPAID] = l->disbursed - unpaid + c->told[WM_REPAID] / 2;
    for (int i = 0; i < WM_MANY; i++)
        for (int what = 0; what < WM_KEPT; what++)
            if (t.w[pool].claim[i].there && t.w[pool].claim[i].kept && t.w[pool].claim[i].loan == loan &&
                t.w[pool].claim[i].told[what] > c->told[what])
                c->told[what] = t.w[pool].claim[i].told[what];
    if (l->net > 0 && c->told[WM_RECOVERED] < l->back_before + l->net)
        c->told[WM_RECOVERED] = l->back_before + l->net;
    c->told[WM_PAID] = l->disbursed - c->told[WM_REPAID];
    c->told[WM_LIABILITY] = c->told[WM_PAID] / (1 + oracle_draw(2));
}

static enum fpl_status give_claim(int pool, int n) {
    const struct wm_claim *c = &t.w[pool].claim[n];
    char more[400] = "";
    for (int what = 0; what < WM_TOLD; what++)
        snprintf(more + strlen(more), sizeof more - strlen(more), "; %s=%s", told_name[what],
                 oracle_yuan(c->told[what]));
    return give("zhang claim.submit %s claimant=%s; bank=%s; contract=C-%d; iou=1; claim_no=N-%d; claim_date=%s; "
                "overdue_days=%d; five_class=%s; litigation=%s%s",
                book_of[pool], party[c->claimant], party[t.w[pool].loan[c->loan].bank], c->loan, n, wm_text(c->date),
                c->overdue, oracle_class[c->five_class], oracle_stage[c->litigation], more);
}

static const char *codes_text(const struct wm_answer *a, char text[400]) {
    text[0] = '\0';
    for (int i = 0; i < a->codes; i++)
        snprintf(text + strlen(text), 400 - strlen(text), "%s ", a->code[i]);
    return a->codes ? text : "accepted";
}

/* 1: they differ, and it is said how. */
static int compare(enum fpl_status status, const struct wm_answer *want, int with_amount) {
    const struct fpl_answer *answer = &t.city.answer;
    struct wm_answer got = {.codes = 0};
    char text[2][400];
    if (status != FPL_OK)
        wm_say(&got, fpl_status_name(status));
    for (int i = 0; status != FPL_OK && i < answer->reasons; i++)
        wm_say(&got, fpl_status_name(answer->reason[i].status));
    for (int i = 0; wm_has(want, "E_STATE") && i < got.codes; i++)
        if (strcmp(got.code[i], "E_KEY_CHANGED") == 0 || strcmp(got.code[i], "ALREADY") == 0)
            got.code[i] = "E_STATE";
    int same = got.codes == want->codes;
    for (int i = 0; i < got.codes; i++)
        same = same && wm_has(want, got.code[i]);
    int64_t amount = fpl_money_minor(answer->amount);
    if (same && (status != FPL_OK || !with_amount || amount == want->amount))
        return 0;
    print_message("the program: %s %s (%s %s), the model: %s %s\n", codes_text(&got, text[0]), oracle_yuan(amount),
                  answer->reasons ? answer->reason[0].arg[0] : "", answer->reasons ? answer->reason[0].arg[1] : "",
                  codes_text(want, text[1]), oracle_yuan(want->amount));
    return 1;
}

/* ---- each kind; -1: nothing that fits, 0: they agree, 1: they differ ---- */

static int step_loan(int pool, enum kind kind, struct wm_answer *want) {
    struct wm_world *w = &t.w[pool], *other = &t.w[!pool];
    int n = kind == REGISTER ? t.n : some_loan(!pool, WM_REGISTERED);
    if (kind == AGAIN && oracle_one_in(2))
        n = some_loan(!pool, WM_COMPENSATED);
    if (n < 0 || w->loan[n].there)
        return -1;
    if (kind == REGISTER) {
        draw_loan(&w->loan[n]);
    } else {
        const struct wm_loan *as = &other->loan[n];
        w->loan[n] = (struct wm_loan){.bank = as->bank,
                                      .guarantor = as->guarantor,
                                      .firm = as->firm,
                                      .first_loan = as->first_loan,
                                      .tool = as->tool,
                                      .disbursed_on = as->disbursed_on,
                                      .due_on = as->due_on,
                                      .registered_on = as->registered_on,
                                      .contract = as->contract,
                                      .disbursed = as->disbursed,
                                      .registered = WM_NONE,
                                      .ip_share = as->ip_share};
    }
    wm_register(w, n, want);
    enum fpl_status status = give_loan(pool, n);
    twice += kind == AGAIN && status == FPL_OK;
    return compare(status, want, 0);
}

static int step_repay(int pool, struct wm_answer *want) {
    struct wm_world *w = &t.w[pool];
    int n = some_loan_of_both(pool, oracle_one_in(2) ? WM_CLAIMED : WM_REGISTERED);
    if (n < 0)
        return -1;
    int64_t balance = w->loan[n].disbursed - w->loan[n].repaid;
    w->repayment[t.n] = (struct wm_repayment){.loan = n, .day = t.today, .amount = 1 + balance / (2 + oracle_draw(9))};
    wm_repay(w, t.n, want);
    return compare(give("zhang loan.repay %s bank=%s; contract=C-%d; iou=1; instalment=%d; occurred=%s; amount=%s",
                        book_of[pool], party[w->loan[n].bank], n, t.n, wm_text(t.today),
                        oracle_yuan(w->repayment[t.n].amount)),
                   want, 0);
}

static int step_undo(int pool, enum kind kind, struct wm_answer *want) {
    struct wm_world *w = &t.w[pool];
    for (int i = 0; i < 60; i++) {
        int n = (int)oracle_draw((uint32_t)t.n + 1);
        if (kind == UNREPAY && w->repayment[n].there) {
            int loan = w->repayment[n].loan;
            wm_unrepay(w, n, want);
            return compare(give("zhang repayment.reverse %s bank=%s; contract=C-%d; iou=1; instalment=%d; memo=误",
                                book_of[pool], party[w->loan[loan].bank], loan, n),
                           want, 0);
        }
        if (kind == UNSHARE && w->back[n].there) {
            int loan = w->back[n].loan;
            wm_unshare(w, n, want);
            return compare(give("zhang share.reverse %s bank=%s; contract=C-%d; iou=1; share=%d; memo=误",
                                book_of[pool], party[w->loan[loan].bank], loan, n),
                           want, 0);
        }
    }
    return -1;
}

static int step_share(int pool, struct wm_answer *want) {
    struct wm_world *w = &t.w[pool];
    int n = some_loan_of_both(pool, WM_COMPENSATED);
    if (n < 0)
        return -1;
    int64_t gross = 1 + w->loan[n].disbursed / (3 + oracle_draw(20));
    wm_share(w, t.n, n, gross, 0, 0, want);
    enum fpl_status status = give(
        "zhang recovery.share %s bank=%s; contract=C-%d; iou=1; share=%d; occurred=%s; gross=%s; cost=0; amount=%s; "
        "bank_ref=R",
        book_of[pool], party[w->loan[n].bank], n, t.n, wm_text(t.today), oracle_yuan(gross), oracle_yuan(want->amount));
    shared += status == FPL_OK;
    return compare(status, want, 0);
}

static int step_submit(int pool, struct wm_answer *want) {
    struct wm_world *w = &t.w[pool];
    int n = some_loan_of_both(pool, oracle_one_in(3) ? WM_COMPENSATED : WM_REGISTERED);
    if (n < 0)
        return -1;
    draw_claim(pool, n, &w->claim[t.n]);
    wm_submit(w, t.n, want);
    enum fpl_status status = give_claim(pool, t.n);
    claims += status == FPL_OK;
    return compare(status, want, 1);
}

static int step_decide(int pool, enum kind kind, struct wm_answer *want) {
    struct wm_world *w = &t.w[pool];
    int n = some_claim(pool, oracle_one_in(4) ? WM_DEFERRED : WM_SUBMITTED);
    for (int i = 0; i < WM_MANY && !oracle_one_in(4); i++) /* the first, before which none is decided */
        if (w->claim[i].there && w->claim[i].state == WM_SUBMITTED) {
            n = i;
            break;
        }
    if (n < 0)
        return -1;
    if (kind == REFUSE) {
        wm_refuse(w, n, want);
        return compare(give("li claim.refuse %s claim=N-%d; reason=误", book_of[pool], n), want, 0);
    }
    wm_approve(w, n, t.today, 0, want);
    enum fpl_status status =
        give("li claim.approve %s claim=N-%d; expect=%s", book_of[pool], n, oracle_yuan(want->amount));
    taken_off += status == FPL_OK && wm_paid(&t.w[!pool], w->claim[n].loan) > 0;
    return compare(status, want, 1);
}

static int step_decided(int pool, enum kind kind, struct wm_answer *want) {
    struct wm_world *w = &t.w[pool];
    int n = some_claim(pool, WM_DECIDED);
    if (n < 0)
        return -1;
    if (kind == REVOKE) {
        wm_revoke(w, n, want);
        return compare(give("li claim.revoke %s claim=N-%d; reason=误%d", book_of[pool], n, t.n), want, 0);
    }
    wm_pay(w, n, 1, want);
    enum fpl_status status = give("qian claim.pay %s claim=N-%d; bank_ref=L-%d; cash_reason=在途", book_of[pool], n, n);
    stale += status == FPL_E_STALE_ELSEWHERE;
    paid += status == FPL_OK;
    both_paid += status == FPL_OK && wm_paid(&t.w[!pool], w->claim[n].loan) > 0;
    return compare(status, want, 1);
}

static int step_withdraw(int pool, struct wm_answer *want) {
    int n = oracle_one_in(4) ? some_loan(pool, WM_REGISTERED) : -1;
    if (n < 0)
        return -1;
    wm_withdraw_loan(&t.w[pool], n, WM_NONE, want);
    return compare(give("zhang loan.withdraw %s bank=%s; contract=C-%d; iou=1; reason=误", book_of[pool],
                        party[t.w[pool].loan[n].bank], n),
                   want, 0);
}

static int step(void) {
    static const enum kind often[] = {AGAIN,   AGAIN,   AGAIN,   AGAIN,   REGISTER, SUBMIT, SUBMIT,  SUBMIT,  SUBMIT,
                                      APPROVE, APPROVE, APPROVE, APPROVE, APPROVE,  PAY,    PAY,     PAY,     REPAY,
                                      REPAY,   UNREPAY, REVOKE,  REFUSE,  SHARE,    SHARE,  UNSHARE, WITHDRAW};
    struct wm_answer want = {.codes = 0};
    int pool = (int)oracle_draw(2);
    enum kind kind = t.n < 14 ? REGISTER : often[oracle_draw(sizeof often / sizeof often[0])];
    t.today += oracle_one_in(4) ? (int)oracle_draw(6) : 0;
    t.w[0].today = t.w[1].today = t.today;
    city_day(&t.city, wm_text(t.today));
    switch (kind) {
    case REGISTER:
    case AGAIN:
        return step_loan(pool, kind, &want);
    case REPAY:
        return step_repay(pool, &want);
    case UNREPAY:
    case UNSHARE:
        return step_undo(pool, kind, &want);
    case SHARE:
        return step_share(pool, &want);
    case WITHDRAW:
        return step_withdraw(pool, &want);
    case SUBMIT:
        return step_submit(pool, &want);
    case APPROVE:
    case REFUSE:
        return step_decide(pool, kind, &want);
    case REVOKE:
    case PAY:
        break;
    }
    return step_decided(pool, kind, &want);
}

static int counts_interest(int loan) {
    return t.w[0].pack[t.w[0].loan[loan].pack].base == WM_WITH_INTEREST ||
           t.w[1].pack[t.w[1].loan[loan].pack].base == WM_WITH_INTEREST;
}

/* 1: the program and the model agree on all of it; and no loan is paid more than it lost. */
static int world(uint64_t seed) {
    int wrong = 0;
    begin_world(seed);
    while (t.n < STEPS && !wrong) {
        wrong = step();
        t.n += wrong >= 0;
        wrong = wrong > 0;
    }
    if (wrong) {
        struct fpl_buf b = {0};
        print_message("seed %llu, step %d\n", (unsigned long long)seed, t.n);
        for (int i = 0; i < t.n; i++)
            print_message("%s\n", t.text[i]);
        for (int i = 0; i < 4; i++) {
            fpl_buf_reset(&b);
            if (i / 2 < 2 && i % 2 < t.w[i / 2].packs)
                oracle_pack_text(&b, &t.w[i / 2].pack[i % 2]);
            print_message("-- pack %s%d\n%s", book_of[i / 2], i % 2, b.n ? b.p : "");
        }
        fpl_buf_release(&b);
    } else {
        city_verify(&t.city);
    }
    for (int i = 0; i < t.n && !wrong; i++)
        if (t.w[0].loan[i].there && t.w[1].loan[i].there && !counts_interest(i))
            assert_true(wm_paid(&t.w[0], i) + wm_paid(&t.w[1], i) <= t.w[0].loan[i].disbursed);
    city_end(&t.city);
    return !wrong;
}

static int64_t number(const char *name, int64_t otherwise) {
    const char *given = getenv(name);
    if (given)
        assert_int_equal(fpl_int_parse(fpl_str_of(given), &otherwise), FPL_OK);
    return otherwise;
}

static void test_desk_oracle_pools__worlds(void **state) {
    (void)state;
    int64_t seed = number("FPL_SEED", 1), most = number("FPL_CLAIMS", getenv("FPL_WHOLE") ? 1000 : 300), worlds = 0;
    int wrong = 0;
    for (; claims < most && !wrong; worlds++)
        wrong = !world((uint64_t)seed++);
    print_message(
        "%lld worlds, the last of seed %lld: %d loans in both pools, %d claims, %d payments, %d of loans that "
        "both paid, %d decisions beside another pool's, %d not paid for what another pool learned, %d "
        "recoveries shared\n",
        (long long)worlds, (long long)seed - 1, twice, claims, paid, both_paid, taken_off, stale, shared);
    assert_int_equal(wrong, 0);
    assert_true(twice > 0 && taken_off > 0 && both_paid > 0 && shared > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_desk_oracle_pools__worlds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
