/* Registration, repayment, payment and refusal: memo accounts, items, tallies, life cycles. */
#include "ledger/pool/room.h"
#include "tests/unit/pool_support.h"

static struct fpl_decision *d;

static void test_pool_loan__registers(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of("rate_tiers", "[{\"rate\":\"1/3\"}]", NULL);
    loan_facts(&facts, 1000001);
    set_text(&facts, FPL_FACT_LOAN_GUARANTOR, "G1");
    set_text(&facts, FPL_FACT_LOAN_MODE, "GUARANTEED");
    set_money(&facts, FPL_FACT_LOAN_REPAID, 1);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_balanced(d);
    assert_int_equal(d->postings, 4);
    assert_int_equal(posted(d, "9003", 'D'), 1000000);
    assert_int_equal(posted(d, "9103", 'C'), 1000000);
    assert_int_equal(posted(d, "9004", 'D'), 333333);
    assert_int_equal(posted(d, "9104", 'C'), 333333);
    for (int i = 0; i < 4; i++)
        assert_true(fpl_str_is(d->posting[i].party, "B1") && fpl_str_is(d->posting[i].item, "B1|C1|I1"));
    assert_int_equal(exposure_of(d), 333333);
    assert_item(d, "loan", "B1|C1|I1",
                "{\"bal\":1000000,\"bank\":\"B1\",\"disb\":1000001,\"exp\":333333,\"firm\":\"F1\",\"guar\":\"G1\","
                "\"rep\":1,\"st\":\"REGISTERED\"}");
    const char *const scopes[] = {"bank:B1", "firm:F1", ""};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(tallied(d, "registered", scopes[i]), 1000001);
        assert_int_equal(tallied(d, "lending", scopes[i]), 1000001);
        assert_int_equal(tallied(d, "repaid", scopes[i]), 1);
    }
    set_money(&facts, FPL_FACT_LOAN_REGISTERED_AMOUNT, 900000);
    fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 1);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(d->postings, 0);
    assert_int_equal(d->items, 1);
    set_text(&facts, FPL_FACT_LOAN_SPELT, "B1|C1|I1");
    set_text(&facts, FPL_FACT_LOAN_DEBT, "B1|C1|I1");
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->items, 4); /* the loan, what its contract is registered as, and the loan over all pools */
    assert_item(d, FPL_LEDGER_CONTRACT, "B1|C1|1", "{\"as\":\"GUARANTEED \"}");
    assert_item(d, FPL_LEDGER_LOAN, "B1|C1|I1|1", "{\"in\":1}");
    assert_item(d, FPL_LEDGER_DEBT, "B1|C1|I1|1", "{\"reps\":\"0.01\"}");
    assert_int_equal(tallied(d, "registered", "bank:B1"), 900000);
    fpl_pack_free(pack);
    /* half a fen of exposure rounds up; cap_per_loan holds for it too */
    pack = pack_of("rate_tiers", "[{\"rate\":\"1/2\"}]", "cap_per_loan", "{\"amount\":3}", NULL);
    loan_facts(&facts, 5);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(exposure_of(d), 3);
    loan_facts(&facts, 7);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(exposure_of(d), 3);
    fpl_pack_free(pack);
}

/* The exposure is what a claim would be paid: at the rate of the one whom the pack compensates, which of a pack for
 * both is the guarantor where there is one, and of a stacked one both. */
static void test_pool_loan__exposure_by_claimant(void **state) {
    (void)state;
    static const struct {
        const char *beneficiary;
        int guaranteed;
        int64_t exposure;
        const char *family, *cap;
    } rows[] = {
        {"\"BOTH\"", 0, 300, "[\"COMPENSATE_RATE\"]", "{\"amount\":1000}"},
        {"\"BOTH\"", 1, 200, "[\"COMPENSATE_RATE\"]", "{\"amount\":1000}"},
        {"\"BANK\"", 0, 300, "[\"COMPENSATE_RATE\"]", "{\"amount\":1000}"},
        {"\"BANK\"", 1, 300, "[\"COMPENSATE_RATE\"]", "{\"amount\":1000}"},
        {"\"GUARANTOR\"", 1, 200, "[\"COMPENSATE_RATE\"]", "{\"amount\":1000}"},
        {"\"BOTH\"", 0, 300, "[\"STACKED\"]", "{\"amount\":1000}"},
        {"\"BOTH\"", 1, 500, "[\"STACKED\"]", "{\"amount\":1000}"}, /* both may claim */
        {"\"BOTH\"", 1, 400, "[\"STACKED\"]", "{\"amount\":400}"},  /* one cap for the loan */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_facts facts;
        struct fpl_pack *pack = pack_of("beneficiary", rows[i].beneficiary, "family", rows[i].family, "cap_per_loan",
                                        rows[i].cap, "cap_total_gov_of_liability", "{\"rate\":\"1\"}", "rate_tiers",
                                        "[{\"beneficiary\":\"BANK\",\"rate\":\"3/10\"},"
                                        "{\"beneficiary\":\"GUARANTOR\",\"rate\":\"1/5\"}]",
                                        NULL);
        loan_facts(&facts, 1000);
        if (rows[i].guaranteed)
            set_text(&facts, FPL_FACT_LOAN_GUARANTOR, "G1");
        fpl_pool_decide_loan(&facts, pack, d);
        assert_int_equal(d->outcome, FPL_OK);
        assert_int_equal(exposure_of(d), rows[i].exposure);
        fpl_pack_free(pack);
    }
}

/* A loan that was repaid before it was registered has no exposure, and needs no tier. */
static void test_pool_loan__nothing_outstanding(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack =
        pack_of("tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers", "[{\"over\":5000,\"rate\":\"1/2\"}]", NULL);
    loan_facts(&facts, 1000);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_GATE_TIER);
    set_money(&facts, FPL_FACT_LOAN_REPAID, 999);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_GATE_TIER);
    set_money(&facts, FPL_FACT_LOAN_REPAID, 1000);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(exposure_of(d), 0);
    assert_int_equal(d->postings, 0);
    fpl_pack_free(pack);
}

static void test_pool_loan__form(void **state) {
    (void)state;
    struct fpl_facts facts;
    struct fpl_pack *pack = pack_of(NULL);
    loan_facts(&facts, 100);
    set_text(&facts, FPL_FACT_LOAN_STATE, "REGISTERED");
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_STATE);
    loan_facts(&facts, 100);
    set_money(&facts, FPL_FACT_LOAN_DISBURSED, 101);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_GATE_DISBURSED);
    set_money(&facts, FPL_FACT_LOAN_DISBURSED, 0);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_AMOUNT_SIGN);
    set_money(&facts, FPL_FACT_LOAN_DISBURSED, 100);
    set_money(&facts, FPL_FACT_LOAN_REPAID, 101);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_GATE_REPAID);
    set_money(&facts, FPL_FACT_LOAN_REPAID, -1);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_NEGATIVE);
    set_money(&facts, FPL_FACT_LOAN_REPAID, 100);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(d->postings, 0);
    assert_int_equal(exposure_of(d), 0);
    unset(&facts, FPL_FACT_LOAN_CONTRACT_AMOUNT);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_MISSING);
    fpl_pack_free(pack);
}

/* Instalments release the exposure in proportion, and nothing is left in memo at the end. */
static void test_pool_loan__repayments(void **state) {
    (void)state;
    const int64_t instalments[] = {1, 333, 333, 332, 1};
    int64_t balance = 1000, exposure = 401;
    for (size_t i = 0; i < 5; i++) {
        struct fpl_facts facts;
        loan_facts(&facts, 1000);
        set_text(&facts, FPL_FACT_LOAN_STATE, "REGISTERED");
        set_money(&facts, FPL_FACT_LOAN_BALANCE, balance);
        set_money(&facts, FPL_FACT_LOAN_REPAID, 1000 - balance);
        set_money(&facts, FPL_FACT_LOAN_MEMO_SHARE, exposure);
        set_money(&facts, FPL_FACT_CLAIM_REPAID, instalments[i]);
        fpl_pool_decide_repayment(&facts, d);
        assert_int_equal(d->outcome, FPL_OK);
        assert_balanced(d);
        assert_int_equal(posted(d, "9103", 'D'), instalments[i]);
        assert_int_equal(posted(d, "9003", 'C'), instalments[i]);
        int64_t release = i == 4 ? exposure : (2 * exposure * instalments[i] + balance) / (2 * balance);
        assert_int_equal(posted(d, "9104", 'D'), release);
        assert_int_equal(tallied(d, "repaid", "firm:F1"), instalments[i]);
        balance -= instalments[i];
        exposure -= release;
    }
    assert_int_equal(balance, 0);
    assert_int_equal(exposure, 0);
    assert_item(d, "loan", "B1|C1|I1",
                "{\"bank\":\"B1\",\"disb\":1000,\"firm\":\"F1\",\"rep\":1000,"
                "\"st\":\"PAID_OFF\"}");
}

static void test_pool_loan__repayment_refusals(void **state) {
    (void)state;
    struct fpl_facts facts;
    loan_facts(&facts, 1000);
    set_money(&facts, FPL_FACT_CLAIM_REPAID, 10);
    fpl_pool_decide_repayment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_GATE_LOAN);
    const char *const closed[] = {"PAID_OFF", "COMPENSATED"};
    for (size_t i = 0; i < 2; i++) {
        set_text(&facts, FPL_FACT_LOAN_STATE, closed[i]);
        fpl_pool_decide_repayment(&facts, d);
        assert_int_equal(d->outcome, FPL_E_GATE_LOAN_STATE);
    }
    set_text(&facts, FPL_FACT_LOAN_STATE, "CLAIMED");
    fpl_pool_decide_repayment(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(tallied(d, "npl", "bank:B1"), -10);
    set_money(&facts, FPL_FACT_LOAN_PAID, 1); /* decided, not paid yet */
    fpl_pool_decide_repayment(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    set_money(&facts, FPL_FACT_LOAN_BALANCE, 0); /* paid, and claimed again */
    fpl_pool_decide_repayment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_GATE_LOAN_STATE);
    unset(&facts, FPL_FACT_LOAN_BALANCE);
    set_text(&facts, FPL_FACT_LOAN_STATE, "REGISTERED");
    set_money(&facts, FPL_FACT_CLAIM_REPAID, 1001);
    fpl_pool_decide_repayment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_GATE_REPAID);
    set_money(&facts, FPL_FACT_CLAIM_REPAID, 0);
    fpl_pool_decide_repayment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_AMOUNT_SIGN);
    unset(&facts, FPL_FACT_CLAIM_REPAID);
    fpl_pool_decide_repayment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_MISSING);
}

static void decided_facts(struct fpl_facts *facts, int64_t contract, int64_t amount) {
    claim_facts(facts, contract, -1);
    set_text(facts, FPL_FACT_CLAIM_STATE, "DECIDED");
    set_money(facts, FPL_FACT_CLAIM_APPROVED, amount);
    set_money(facts, FPL_FACT_LOAN_PAID, amount);
    set_money(facts, FPL_FACT_LOAN_MEMO_SHARE, amount + 5);
    set_money(facts, FPL_FACT_LOAN_LOSS, contract);
    set_money(facts, FPL_FACT_TRANSFER_HELD, amount);
}

static void test_pool_loan__payment(void **state) {
    (void)state;
    struct fpl_facts facts;
    decided_facts(&facts, 1000, 400);
    set_money(&facts, FPL_FACT_LOAN_REPAID, 100);
    fpl_pool_decide_payment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_STALE); /* decided when nothing was repaid */
    set_money(&facts, FPL_FACT_CLAIM_DECIDED_REPAID, 100);
    fpl_pool_decide_payment(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_balanced(d);
    assert_int_equal(posted(d, "224105", 'D'), 400);
    assert_int_equal(posted(d, "100203", 'C'), 400);
    assert_int_equal(posted(d, "9103", 'D'), 900);
    assert_int_equal(posted(d, "9003", 'C'), 900);
    assert_int_equal(posted(d, "9104", 'D'), 405);
    assert_int_equal(posted(d, "9005", 'D'), 400);
    assert_int_equal(posted(d, "9105", 'C'), 400);
    assert_int_equal(d->posting[1].party.n + d->posting[1].item.n, 0);
    assert_item(d, "loan", "B1|C1|I1",
                "{\"bank\":\"B1\",\"cmp\":400,\"disb\":1000,\"firm\":\"F1\",\"loss\":1000,"
                "\"pon\":\"2026-05-31\",\"rep\":100,\"st\":\"COMPENSATED\"}");
    assert_int_equal(tallied(d, "closed", "bank:B1"), 900);
    assert_int_equal(tallied(d, "closed", ""), 900);
    assert_int_equal(tallied(d, "npl", "bank:B1"), -900);
    /* a further claim on the same loan finds its memo closed */
    set_money(&facts, FPL_FACT_LOAN_BALANCE, 0);
    set_money(&facts, FPL_FACT_LOAN_MEMO_SHARE, 0);
    fpl_pool_decide_payment(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(d->postings, 4);
    set_text(&facts, FPL_FACT_CLAIM_STATE, "SUBMITTED");
    fpl_pool_decide_payment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_STATE);
    decided_facts(&facts, 1000, 400);
    set_text(&facts, FPL_FACT_LOAN_STATE, "REGISTERED");
    fpl_pool_decide_payment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_GATE_LOAN_STATE);
    decided_facts(&facts, 1000, 400);
    unset(&facts, FPL_FACT_CLAIM_APPROVED);
    fpl_pool_decide_payment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_MISSING);
}

static void test_pool_loan__refusal_of_a_claim(void **state) {
    (void)state;
    struct fpl_facts facts;
    claim_facts(&facts, 1000, -1);
    fpl_pool_decide_refusal(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(d->postings, 0);
    assert_int_equal(tallied(d, "npl", "bank:B1"), -1000);
    assert_item(d, "loan", "B1|C1|I1",
                "{\"bal\":1000,\"bank\":\"B1\",\"disb\":1000,\"firm\":\"F1\","
                "\"st\":\"REGISTERED\"}");
    set_text(&facts, FPL_FACT_CLAIM_STATE, "DEFERRED");
    set_money(&facts, FPL_FACT_CLAIM_APPROVED, 77);
    fpl_pool_decide_refusal(&facts, d);
    assert_balanced(d);
    assert_int_equal(posted(d, "9108", 'D'), 77);
    assert_int_equal(posted(d, "9008", 'C'), 77);
    set_text(&facts, FPL_FACT_LOAN_STATE, "PAID_OFF"); /* it was paid off while the claim waited */
    set_money(&facts, FPL_FACT_LOAN_BALANCE, 0);
    fpl_pool_decide_refusal(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    set_text(&facts, FPL_FACT_CLAIM_STATE, "PAID");
    fpl_pool_decide_refusal(&facts, d);
    assert_int_equal(d->outcome, FPL_E_STATE);
    claim_facts(&facts, 1000, -1);
    set_text(&facts, FPL_FACT_LOAN_STATE, "REGISTERED");
    fpl_pool_decide_refusal(&facts, d);
    assert_int_equal(d->outcome, FPL_E_GATE_LOAN_STATE);
}

/* Every item of the pool, its states and each event's moves between them, written down by hand from the pool rules: a
 * move that an event declares and that does not stand here, or the other way round, is a defect. */
static void test_pool_loan__life_cycles(void **state) {
    (void)state;
    static const char *const moves[] = {
        "loan.registered loan /->REGISTERED",
        "loan.registered loan /paid off->PAID_OFF",
        "loan.registered loan REGISTERED/renewed by another->RENEWED",
        "loan.repaid loan REGISTERED/part->REGISTERED",
        "loan.repaid loan REGISTERED/all->PAID_OFF",
        "loan.repaid loan CLAIMED/part->CLAIMED",
        "loan.repaid loan CLAIMED/all->PAID_OFF",
        "loan.withdrawn loan REGISTERED/->WITHDRAWN",
        "loan.withdrawn loan RENEWED/restored->REGISTERED",
        "repayment.reversed loan REGISTERED/->REGISTERED",
        "repayment.reversed loan CLAIMED/->CLAIMED",
        "repayment.reversed loan PAID_OFF/->REGISTERED",
        "repayment.reversed loan PAID_OFF/claim pending->CLAIMED",
        "repayment.reversed loan WITHDRAWN/->WITHDRAWN",
        "claim.submitted claim /->SUBMITTED",
        "claim.submitted loan REGISTERED/->CLAIMED",
        "claim.submitted loan COMPENSATED/->CLAIMED",
        "claim.withdrawn claim SUBMITTED/->WITHDRAWN",
        "claim.withdrawn claim DEFERRED/->WITHDRAWN",
        "claim.withdrawn claim QUEUED/->WITHDRAWN",
        "claim.withdrawn loan CLAIMED/->REGISTERED",
        "claim.withdrawn loan CLAIMED/compensated before->COMPENSATED",
        "claim.withdrawn loan PAID_OFF/->PAID_OFF",
        "claim.decided claim SUBMITTED/->DECIDED",
        "claim.decided claim DEFERRED/->DECIDED",
        "claim.decided claim QUEUED/->DECIDED",
        "claim.decided claim SUBMITTED/nothing to pay->CLOSED",
        "claim.decided claim DEFERRED/nothing to pay->CLOSED",
        "claim.decided claim QUEUED/nothing to pay->CLOSED",
        "claim.decided claim QUEUED/nothing left to pay->PAID",
        "claim.decided claim DEFERRED/nothing left to pay->PAID",
        "claim.decided loan CLAIMED/->CLAIMED",
        "claim.decided loan CLAIMED/nothing to pay->REGISTERED",
        "claim.decided loan CLAIMED/nothing to pay, compensated before->COMPENSATED",
        "claim.deferred claim SUBMITTED/->DEFERRED",
        "claim.deferred claim DEFERRED/->DEFERRED",
        "claim.deferred claim QUEUED/->DEFERRED",
        "claim.queued claim SUBMITTED/->QUEUED",
        "claim.queued claim DEFERRED/->QUEUED",
        "claim.refused claim SUBMITTED/->REFUSED",
        "claim.refused claim DEFERRED/->REFUSED",
        "claim.refused claim QUEUED/->REFUSED",
        "claim.refused claim QUEUED/part paid->PAID",
        "claim.refused claim DEFERRED/part paid->PAID",
        "claim.refused loan CLAIMED/->REGISTERED",
        "claim.refused loan CLAIMED/compensated before->COMPENSATED",
        "claim.refused loan PAID_OFF/->PAID_OFF",
        "claim.revoked claim DECIDED/->SUBMITTED",
        "claim.revoked claim DECIDED/part paid->QUEUED",
        "claim.revoked claim CLOSED/->SUBMITTED",
        "claim.revoked loan CLAIMED/->CLAIMED",
        "claim.revoked loan REGISTERED/closed->CLAIMED",
        "claim.revoked loan COMPENSATED/closed->CLAIMED",
        "claim.revoked loan PAID_OFF/->PAID_OFF",
        "claim.paid claim DECIDED/->PAID",
        "claim.paid claim DECIDED/rest waits->QUEUED",
        "claim.paid loan CLAIMED/->COMPENSATED",
        "claim.paid loan CLAIMED/rest waits->CLAIMED",
        "payout.recorded claim /->PAID",
        "payout.recorded loan REGISTERED/->COMPENSATED",
        "payout.recorded loan COMPENSATED/->COMPENSATED",
        "payout.reversed claim PAID/->REVERSED",
        "payout.reversed loan COMPENSATED/->REGISTERED",
        "payout.reversed loan COMPENSATED/compensated before->COMPENSATED",
    };
    int count = 0, at = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    for (int i = 0; i < count; i++) {
        if (events[i]->command.book != FPL_BOOK_POOL && !events[i]->by)
            continue;
        for (int j = 0; j < events[i]->moves; j++, at++) {
            const struct fpl_move *m = &events[i]->move[j];
            char text[128];
            snprintf(text, sizeof text, "%s %s %s/%s->%s", events[i]->kind, m->item, m->from, m->way, m->to);
            assert_true(at < (int)(sizeof moves / sizeof moves[0]));
            assert_string_equal(text, moves[at]);
            assert_string_equal(fpl_event_next(events[i], m->item, fpl_str_of(m->from), m->way), m->to);
        }
    }
    assert_int_equal(at, sizeof moves / sizeof moves[0]);
    assert_null(fpl_event_next(&fpl_event__claim_paid, "claim", FPL_STR("PAID"), ""));
}

/* ---- payouts taken on ---- */

static void taken_on_facts(struct fpl_facts *facts) {
    loan_facts(facts, 1000);
    set_text(facts, FPL_FACT_LOAN_GUARANTOR, "G1");
    set_text(facts, FPL_FACT_LOAN_STATE, "REGISTERED");
    set_money(facts, FPL_FACT_LOAN_BALANCE, 600);
    set_money(facts, FPL_FACT_LOAN_REPAID, 400);
    set_money(facts, FPL_FACT_LOAN_MEMO_SHARE, 240);
    fpl_fact_set_bool(facts, FPL_FACT_LOAN_TAKE_ON, 1);
    fpl_fact_set_bool(facts, FPL_FACT_TAKE_ON, 1);
    set_text(facts, FPL_FACT_CLAIM_KEY, "B1|C1|I1|Q1");
    set_text(facts, FPL_FACT_CLAIM_CLAIMANT, "G1");
    set_money(facts, FPL_FACT_PAYOUT_AMOUNT, 230);
    set_money(facts, FPL_FACT_PAYOUT_LOSS, 600);
}

static void test_pool_loan__payout_taken_on(void **state) {
    struct fpl_facts facts;
    (void)state;
    taken_on_facts(&facts);
    fpl_pool_decide_payout(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(d->postings, 0);
    assert_int_equal(d->steps, 0);
    assert_int_equal(amount_of(d), 230);
    assert_item(d, "claim", "B1|C1|I1|Q1",
                "{\"amt\":230,\"bank\":\"B1\",\"claimant\":\"G1\",\"firm\":\"F1\",\"loan\":\"B1|C1|I1\",\"prov\":0,"
                "\"st\":\"PAID\"}");
    assert_item(d, "loan", "B1|C1|I1",
                "{\"bank\":\"B1\",\"cmp\":230,\"disb\":1000,\"firm\":\"F1\",\"guar\":\"G1\",\"loss\":600,"
                "\"pon\":\"2026-05-31\",\"rep\":400,\"st\":\"COMPENSATED\",\"to\":\"G1\",\"upd\":600}");
    assert_int_equal(tallied(d, "paid", "bank:G1"), 230);
    assert_int_equal(tallied(d, "paid", "firm:F1"), 230);
    assert_int_equal(tallied(d, "paid", ""), 230);
    assert_int_equal(tallied(d, "loss", "bank:G1"), 600);
    assert_int_equal(tallied(d, "closed", "bank:B1"), 600);
    assert_int_equal(tallied(d, "closed", "firm:F1"), 600);
    assert_int_equal(tallied(d, "closed", ""), 600);
    assert_int_equal(tallied(d, "npl", "bank:B1"), 0);
    /* a second one on the same loan: nothing is closed any more, amounts add up */
    set_text(&facts, FPL_FACT_LOAN_STATE, "COMPENSATED");
    set_money(&facts, FPL_FACT_LOAN_BALANCE, 0);
    set_money(&facts, FPL_FACT_LOAN_MEMO_SHARE, 0);
    set_money(&facts, FPL_FACT_LOAN_PAID, 230);
    set_money(&facts, FPL_FACT_LOAN_LOSS, 600);
    set_money(&facts, FPL_FACT_PAYOUT_AMOUNT, 370);
    set_money(&facts, FPL_FACT_PAYOUT_LOSS, 0);
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "B1");
    fpl_pool_decide_payout(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_item(d, "loan", "B1|C1|I1",
                "{\"bank\":\"B1\",\"cmp\":600,\"disb\":1000,\"firm\":\"F1\",\"guar\":\"G1\",\"loss\":600,"
                "\"pon\":\"2026-05-31\",\"rep\":400,\"st\":\"COMPENSATED\",\"to\":\"B1\",\"upd\":600}");
    for (int i = 0; i < d->tallies; i++)
        assert_string_not_equal(d->tally[i].name, "closed"); /* not even counted: the loan was closed once */
    assert_int_equal(tallied(d, "paid", "bank:B1"), 370);
}

static void payout_is(const struct fpl_facts *facts, enum fpl_status status, const char *arg) {
    fpl_pool_decide_payout(facts, d);
    assert_int_equal(d->outcome, status);
    assert_int_equal(d->items + d->tallies + d->postings, 0);
    assert_string_equal(d->reason[0].arg[0], arg);
}

static void test_pool_loan__payout_refusals(void **state) {
    static const char *const states[] = {"CLAIMED", "PAID_OFF"};
    static const enum fpl_fact_id needed[] = {FPL_FACT_PAYOUT_AMOUNT, FPL_FACT_PAYOUT_LOSS, FPL_FACT_TAKE_ON,
                                              FPL_FACT_CLAIM_KEY};
    struct fpl_facts facts;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        taken_on_facts(&facts);
        unset(&facts, needed[i]);
        payout_is(&facts, FPL_E_MISSING, fpl_fact_name(needed[i]));
    }
    for (size_t i = 0; i < 2; i++) {
        taken_on_facts(&facts);
        set_text(&facts, FPL_FACT_LOAN_STATE, states[i]);
        payout_is(&facts, FPL_E_GATE_LOAN_STATE, states[i]);
    }
    unset(&facts, FPL_FACT_LOAN_STATE);
    payout_is(&facts, FPL_E_GATE_LOAN, "B1|C1|I1");
    taken_on_facts(&facts);
    unset(&facts, FPL_FACT_LOAN_TAKE_ON); /* the ledger's own loan: its memo accounts would keep the balance */
    payout_is(&facts, FPL_E_GATE_TAKE_ON, "B1|C1|I1");
    taken_on_facts(&facts);
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "B2");
    payout_is(&facts, FPL_E_SCOPE, "B2");
    taken_on_facts(&facts);
    set_text(&facts, FPL_FACT_CLAIM_STATE, "PAID");
    payout_is(&facts, FPL_E_STATE, "PAID");
    taken_on_facts(&facts);
    set_money(&facts, FPL_FACT_PAYOUT_AMOUNT, 0);
    payout_is(&facts, FPL_E_AMOUNT_SIGN, "payout.amount");
    taken_on_facts(&facts);
    set_money(&facts, FPL_FACT_PAYOUT_LOSS, -1);
    payout_is(&facts, FPL_E_NEGATIVE, "payout.loss");
    taken_on_facts(&facts);
    set_money(&facts, FPL_FACT_PAYOUT_AMOUNT, 601);
    payout_is(&facts, FPL_E_GATE_PAYOUT, "6.00");
    set_money(&facts, FPL_FACT_LOAN_PAID, 100); /* with what was paid before, and the loss of before */
    set_money(&facts, FPL_FACT_LOAN_LOSS, 250);
    set_money(&facts, FPL_FACT_PAYOUT_AMOUNT, 750);
    fpl_pool_decide_payout(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    set_money(&facts, FPL_FACT_PAYOUT_AMOUNT, 751);
    payout_is(&facts, FPL_E_GATE_PAYOUT, "7.50");
    taken_on_facts(&facts);
    set_money(&facts, FPL_FACT_PAYOUT_LOSS, FPL_MINOR_MAX); /* as much as an amount may be */
    fpl_pool_decide_payout(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(tallied(d, "loss", "bank:G1"), FPL_MINOR_MAX);
    set_money(&facts, FPL_FACT_LOAN_LOSS, 1);
    payout_is(&facts, FPL_E_OVERFLOW, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_loan__registers),
        cmocka_unit_test(test_pool_loan__form),
        cmocka_unit_test(test_pool_loan__repayments),
        cmocka_unit_test(test_pool_loan__repayment_refusals),
        cmocka_unit_test(test_pool_loan__payment),
        cmocka_unit_test(test_pool_loan__refusal_of_a_claim),
        cmocka_unit_test(test_pool_loan__life_cycles),
        cmocka_unit_test(test_pool_loan__payout_taken_on),
        cmocka_unit_test(test_pool_loan__payout_refusals),
        cmocka_unit_test(test_pool_loan__exposure_by_claimant),
        cmocka_unit_test(test_pool_loan__nothing_outstanding),
    };
    d = decision_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(d);
    return failed;
}
