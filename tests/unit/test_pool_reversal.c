/* Loans withdrawn, repayments taken back, decisions revoked: each transition allowed and refused, and that an event and
 * its reversal together leave every account and every sum as it was. */
#include "ledger/pool/room.h"
#include "tests/unit/pool_support.h"

static struct fpl_decision *d, *forward;

/* The loan's facts as its item says after a decision. */
static void take_loan(struct fpl_facts *facts, const struct fpl_decision *from) {
    static const struct {
        enum fpl_fact_id id;
        const char *key;
    } amounts[] = {{FPL_FACT_LOAN_BALANCE, "bal"},    {FPL_FACT_LOAN_PAID, "cmp"},  {FPL_FACT_LOAN_DISBURSED, "disb"},
                   {FPL_FACT_LOAN_MEMO_SHARE, "exp"}, {FPL_FACT_LOAN_LOSS, "loss"}, {FPL_FACT_LOAN_REPAID, "rep"}};
    static const char *const states[] = {"REGISTERED", "PAID_OFF", "CLAIMED", "COMPENSATED", "WITHDRAWN"};
    struct fpl_json_doc doc = {0};
    for (int i = 0; i < from->items; i++) {
        if (strcmp(from->item[i].kind, "loan") != 0)
            continue;
        assert_int_equal(fpl_json_parse(&doc, from->item[i].data, NULL), FPL_OK);
        const struct fpl_json *loan = fpl_json_root(&doc);
        for (size_t k = 0; k < sizeof amounts / sizeof amounts[0]; k++)
            set_money(facts, amounts[k].id, fpl_json_get_num(loan, amounts[k].key, 0));
        for (size_t k = 0; k < sizeof states / sizeof states[0]; k++)
            if (fpl_str_is(fpl_json_get_text(loan, "st"), states[k]))
                set_text(facts, FPL_FACT_LOAN_STATE, states[k]);
    }
    fpl_json_doc_release(&doc);
}

/* A loan of `contract` with `repaid` repaid before, registered at 40 %. */
static void registered(struct fpl_facts *facts, struct fpl_pack *pack, int64_t contract, int64_t repaid) {
    loan_facts(facts, contract);
    set_money(facts, FPL_FACT_LOAN_REPAID, repaid);
    fpl_pool_decide_loan(facts, pack, forward);
    assert_int_equal(forward->outcome, FPL_OK);
    take_loan(facts, forward);
}

static int64_t balance_of(const struct fpl_decision *x, const char *account) {
    return posted(x, account, 'D') - posted(x, account, 'C');
}

static void same_but_opposite(const char *account) {
    if (balance_of(forward, account) + balance_of(d, account) != 0)
        fail_msg("%s: %lld and %lld", account, (long long)balance_of(forward, account),
                 (long long)balance_of(d, account));
}

/* Every tally of the one is in the other with the sign turned, counts too. */
static void tallies_cancel(void) {
    for (int i = 0; i < forward->tallies; i++) {
        const struct fpl_tally_delta *t = &forward->tally[i];
        int64_t amount = 0, count = 0;
        for (int k = 0; k < d->tallies; k++)
            if (strcmp(d->tally[k].name, t->name) == 0 && fpl_str_eq(d->tally[k].scope, t->scope)) {
                amount += fpl_money_minor(d->tally[k].amount);
                count += d->tally[k].count;
            }
        if (amount != -fpl_money_minor(t->amount) || count != -t->count)
            fail_msg("%s %.*s: %lld (%lld)", t->name, (int)t->scope.n, t->scope.p, (long long)amount, (long long)count);
    }
    assert_int_equal(d->tallies, forward->tallies);
}

static void test_pool_reversal__withdrawal(void **state) {
    (void)state;
    static const char *const accounts[] = {"9003", "9103", "9004", "9104"};
    struct fpl_pack *pack = pack_of(NULL);
    struct fpl_facts facts;
    for (int64_t repaid = 0; repaid < 5; repaid++) {
        registered(&facts, pack, 5, repaid);
        if (repaid == 3)
            set_money(&facts, FPL_FACT_LOAN_REGISTERED_AMOUNT, 4);
        if (repaid == 3) { /* counted with less than disbursed */
            struct fpl_facts again = facts;
            unset(&again, FPL_FACT_LOAN_STATE);
            fpl_pool_decide_loan(&again, pack, forward);
        }
        fpl_pool_decide_withdrawal(&facts, d);
        assert_int_equal(d->outcome, FPL_OK);
        assert_balanced(d);
        assert_int_equal(amount_of(d), 5 - repaid);
        assert_int_equal(exposure_of(d), exposure_of(forward));
        for (size_t i = 0; i < 4; i++)
            same_but_opposite(accounts[i]);
        tallies_cancel();
    }
    assert_item(d, "loan", "B1|C1|I1",
                "{\"bank\":\"B1\",\"disb\":5,\"firm\":\"F1\",\"rep\":4,\"st\":"
                "\"WITHDRAWN\"}");
    /* after a repayment what is left is undone, and all that was repaid leaves the sums */
    registered(&facts, pack, 1000, 100);
    set_money(&facts, FPL_FACT_CLAIM_REPAID, 300);
    fpl_pool_decide_repayment(&facts, forward);
    take_loan(&facts, forward);
    fpl_pool_decide_withdrawal(&facts, d);
    assert_int_equal(posted(d, "9003", 'C'), 600);
    assert_int_equal(posted(d, "9103", 'D'), 600);
    assert_int_equal(posted(d, "9004", 'C'), 240);
    assert_int_equal(tallied(d, "lending", "bank:B1"), -1000);
    assert_int_equal(tallied(d, "registered", ""), -1000);
    assert_int_equal(tallied(d, "repaid", "firm:F1"), -400);
    fpl_pack_free(pack);
}

static void test_pool_reversal__withdrawal_refused(void **state) {
    (void)state;
    static const char *const states[] = {"PAID_OFF", "CLAIMED", "COMPENSATED", "WITHDRAWN"};
    struct fpl_pack *pack = pack_of(NULL);
    struct fpl_facts facts;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        registered(&facts, pack, 1000, 0);
        set_text(&facts, FPL_FACT_LOAN_STATE, states[i]);
        fpl_pool_decide_withdrawal(&facts, d);
        assert_int_equal(d->outcome, FPL_E_GATE_LOAN_STATE);
        assert_string_equal(d->reason[0].arg[0], states[i]);
        assert_int_equal(d->postings + d->items + d->tallies, 0);
    }
    /* amounts that no loan has: nothing else is looked at */
    static const enum fpl_fact_id amounts[] = {FPL_FACT_LOAN_BALANCE, FPL_FACT_LOAN_MEMO_SHARE, FPL_FACT_LOAN_REPAID,
                                               FPL_FACT_LOAN_PAID, FPL_FACT_LOAN_LOSS};
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        registered(&facts, pack, 1000, 0);
        set_text(&facts, FPL_FACT_LOAN_STATE, "PAID_OFF");
        set_money(&facts, amounts[i], -1);
        fpl_pool_decide_withdrawal(&facts, d);
        assert_int_equal(d->outcome, FPL_E_NEGATIVE);
        assert_int_equal(d->reasons, 1);
    }
    unset(&facts, FPL_FACT_LOAN_STATE);
    fpl_pool_decide_withdrawal(&facts, d);
    assert_int_equal(d->outcome, FPL_E_GATE_LOAN);
    registered(&facts, pack, 1000, 0);
    unset(&facts, FPL_FACT_LOAN_DISBURSED);
    fpl_pool_decide_withdrawal(&facts, d);
    assert_int_equal(d->outcome, FPL_E_MISSING);
    registered(&facts, pack, 1000, 0);
    set_money(&facts, FPL_FACT_LOAN_BALANCE, -1); /* only a forged record says so */
    fpl_pool_decide_withdrawal(&facts, d);
    assert_int_equal(d->outcome, FPL_E_NEGATIVE);
    registered(&facts, pack, 1000, 0);
    set_money(&facts, FPL_FACT_LOAN_REGISTERED_AMOUNT, INT64_MIN);
    fpl_pool_decide_withdrawal(&facts, d);
    assert_int_equal(d->outcome, FPL_E_NEGATIVE);
    /* nor does a withdrawn loan take a repayment or a claim */
    registered(&facts, pack, 1000, 0);
    set_text(&facts, FPL_FACT_LOAN_STATE, "WITHDRAWN");
    set_money(&facts, FPL_FACT_CLAIM_REPAID, 1);
    fpl_pool_decide_repayment(&facts, d);
    assert_int_equal(d->outcome, FPL_E_GATE_LOAN_STATE);
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_STATE);
    claim_facts(&facts, 1000, -1);
    make_submission(&facts);
    set_text(&facts, FPL_FACT_LOAN_STATE, "WITHDRAWN");
    fpl_pool_decide_claim(&facts, pack, 0, d);
    assert_int_equal(d->outcome, FPL_E_GATE_LOAN_STATE);
    fpl_pack_free(pack);
}

/* ---- repayments ---- */

/* What the desk reads of the repayment just decided. */
static void read_repayment(struct fpl_facts *facts, const struct fpl_facts *before, int64_t instalment) {
    int64_t exposure = fpl_money_minor(fpl_fact_money(before, FPL_FACT_LOAN_MEMO_SHARE));
    take_loan(facts, forward);
    set_money(facts, FPL_FACT_CLAIM_REPAID, instalment);
    set_money(facts, FPL_FACT_REPAYMENT_RELEASED,
              exposure - fpl_money_minor(fpl_fact_money(facts, FPL_FACT_LOAN_MEMO_SHARE)));
}

static void is_red_image(void) {
    assert_int_equal(d->postings, forward->postings);
    for (int i = 0; i < d->postings; i++) {
        assert_true(fpl_str_eq(d->posting[i].account, forward->posting[i].account));
        assert_true(fpl_str_eq(d->posting[i].party, forward->posting[i].party));
        assert_true(fpl_str_eq(d->posting[i].item, forward->posting[i].item));
        assert_int_equal(d->posting[i].side, forward->posting[i].side);
        assert_int_equal(fpl_money_minor(d->posting[i].amount), -fpl_money_minor(forward->posting[i].amount));
    }
}

/* Every instalment of every tiny loan, registered or claimed: the item is back to the letter, too. */
static void test_pool_reversal__repayment(void **state) {
    (void)state;
    struct fpl_pack *pack = pack_of("rate_tiers", "[{\"rate\":\"4/5\"}]", NULL);
    for (int code = 0; code < 8 * 8 * 4; code++) {
        int64_t balance = 1 + code % 8, instalment = 1 + code / 8 % 8;
        int claimed = code / 64 % 2, take_on = code / 128;
        struct fpl_facts facts, before;
        char was[512];
        if (instalment > balance)
            continue;
        registered(&facts, pack, balance + 3, 3);
        if (claimed)
            set_text(&facts, FPL_FACT_LOAN_STATE, "CLAIMED");
        before = facts;
        set_money(&facts, FPL_FACT_CLAIM_REPAID, instalment);
        if (take_on)
            fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 1);
        fpl_pool_decide_repayment(&facts, forward);
        assert_int_equal(forward->outcome, FPL_OK);
        read_repayment(&facts, &before, instalment);
        fpl_fact_set_bool(&facts, FPL_FACT_LOAN_CLAIM_PENDING, claimed);
        fpl_pool_decide_repayment_reversal(&facts, d);
        assert_int_equal(d->outcome, FPL_OK);
        assert_int_equal(amount_of(d), amount_of(forward));
        assert_int_equal(d->postings == 0, take_on);
        is_red_image();
        tallies_cancel();
        snprintf(was, sizeof was,
                 "{\"bal\":%lld,\"bank\":\"B1\",\"disb\":%lld,\"exp\":%lld,\"firm\":\"F1\","
                 "\"rep\":3,\"st\":\"%s\"}",
                 (long long)balance, (long long)balance + 3,
                 (long long)fpl_money_minor(fpl_fact_money(&before, FPL_FACT_LOAN_MEMO_SHARE)),
                 claimed ? "CLAIMED" : "REGISTERED");
        assert_item(d, "loan", "B1|C1|I1", was);
    }
    fpl_pack_free(pack);
}

static void reversible(struct fpl_facts *facts, struct fpl_pack *pack, const char *loan) {
    registered(facts, pack, 1000, 400);
    set_text(facts, FPL_FACT_LOAN_STATE, loan);
    set_money(facts, FPL_FACT_CLAIM_REPAID, 300);
    set_money(facts, FPL_FACT_REPAYMENT_RELEASED, 120);
}

static void repayment_stays(const struct fpl_facts *facts, enum fpl_status status) {
    fpl_pool_decide_repayment_reversal(facts, d);
    assert_int_equal(d->outcome, status);
    assert_int_equal(d->postings + d->items + d->tallies, 0);
}

static void test_pool_reversal__repayment_refused(void **state) {
    (void)state;
    struct fpl_pack *pack = pack_of(NULL);
    struct fpl_facts facts;
    reversible(&facts, pack, "COMPENSATED");
    repayment_stays(&facts, FPL_E_GATE_LOAN_STATE);
    reversible(&facts, pack, "RENEWED");
    repayment_stays(&facts, FPL_E_GATE_LOAN_STATE);
    reversible(&facts, pack, "WITHDRAWN"); /* what returns leaves again with the loan, and no sum moves */
    fpl_pool_decide_repayment_reversal(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(d->postings, 8);
    assert_int_equal(d->tallies, 0);
    reversible(&facts, pack, "CLAIMED"); /* decided: it is a fact all the same, and the decision is stale */
    set_money(&facts, FPL_FACT_LOAN_PAID, 1);
    fpl_pool_decide_repayment_reversal(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    reversible(&facts, pack, "CLAIMED"); /* a further claim on a compensated loan */
    set_money(&facts, FPL_FACT_LOAN_BALANCE, 0);
    repayment_stays(&facts, FPL_E_GATE_LOAN_STATE);
    reversible(&facts, pack, "REGISTERED");
    set_money(&facts, FPL_FACT_CLAIM_REPAID, 401);
    repayment_stays(&facts, FPL_E_GATE_REPAID);
    set_money(&facts, FPL_FACT_CLAIM_REPAID, 0);
    repayment_stays(&facts, FPL_E_AMOUNT_SIGN);
    set_money(&facts, FPL_FACT_CLAIM_REPAID, INT64_MIN);
    repayment_stays(&facts, FPL_E_AMOUNT_SIGN);
    reversible(&facts, pack, "REGISTERED");
    set_money(&facts, FPL_FACT_REPAYMENT_RELEASED, -1);
    repayment_stays(&facts, FPL_E_AMOUNT_SIGN);
    reversible(&facts, pack, "REGISTERED");
    set_money(&facts, FPL_FACT_LOAN_BALANCE, INT64_MAX);
    repayment_stays(&facts, FPL_E_OVERFLOW);
    unset(&facts, FPL_FACT_LOAN_STATE);
    repayment_stays(&facts, FPL_E_GATE_LOAN);
    static const enum fpl_fact_id needed[] = {FPL_FACT_CLAIM_REPAID, FPL_FACT_REPAYMENT_RELEASED,
                                              FPL_FACT_LOAN_CLAIM_PENDING};
    for (size_t i = 0; i < 3; i++) {
        reversible(&facts, pack, "PAID_OFF");
        fpl_fact_set_bool(&facts, FPL_FACT_LOAN_CLAIM_PENDING, 0);
        unset(&facts, needed[i]);
        repayment_stays(&facts, FPL_E_MISSING);
        assert_string_equal(d->reason[0].arg[0], fpl_fact_name(needed[i]));
    }
    fpl_pack_free(pack);
}

/* Paid off and taken back: registered again, or claimed while a claim is pending, and then non-performing again. */
static void test_pool_reversal__of_a_loan_paid_off(void **state) {
    (void)state;
    struct fpl_pack *pack = pack_of(NULL);
    for (int pending = 0; pending < 2; pending++) {
        struct fpl_facts facts;
        reversible(&facts, pack, "PAID_OFF");
        set_money(&facts, FPL_FACT_LOAN_BALANCE, 0);
        set_money(&facts, FPL_FACT_LOAN_MEMO_SHARE, 0);
        set_money(&facts, FPL_FACT_LOAN_REPAID, 1000);
        fpl_fact_set_bool(&facts, FPL_FACT_LOAN_CLAIM_PENDING, pending);
        fpl_pool_decide_repayment_reversal(&facts, d);
        assert_int_equal(d->outcome, FPL_OK);
        assert_item(d, "loan", "B1|C1|I1",
                    pending ? "{\"bal\":300,\"bank\":\"B1\",\"disb\":1000,\"exp\":120,\"firm\":\"F1\","
                              "\"rep\":700,\"st\":\"CLAIMED\"}"
                            : "{\"bal\":300,\"bank\":\"B1\",\"disb\":1000,\"exp\":120,\"firm\":\"F1\","
                              "\"rep\":700,\"st\":\"REGISTERED\"}");
        assert_int_equal(tallied(d, "npl", "bank:B1"), pending ? 300 : 0);
        assert_int_equal(tallied(d, "repaid", ""), -300);
    }
    fpl_pack_free(pack);
}

/* ---- decisions ---- */

static void test_pool_reversal__revocation(void **state) {
    (void)state;
    struct fpl_pack *pack = pack_of(NULL);
    for (int64_t contract = 1; contract < 40; contract++) {
        struct fpl_facts facts;
        int64_t loss = contract, paid_before = contract % 3, cumulative = (contract * 4 + 5) / 10;
        int64_t amount = cumulative > paid_before ? cumulative - paid_before : 0;
        claim_facts(&facts, contract, amount);
        set_money(&facts, FPL_FACT_LOAN_PAID, paid_before); /* by an earlier claim */
        fpl_pool_decide_claim(&facts, pack, 1, forward);
        assert_int_equal(forward->outcome, FPL_OK);
        take_loan(&facts, forward);
        set_text(&facts, FPL_FACT_CLAIM_STATE, amount > 0 ? "DECIDED" : "CLOSED");
        set_money(&facts, FPL_FACT_CLAIM_APPROVED, amount);
        set_money(&facts, FPL_FACT_CLAIM_LOSS, loss);
        fpl_pool_decide_revocation(&facts, d);
        assert_int_equal(d->outcome, FPL_OK);
        assert_int_equal(amount_of(d), amount);
        assert_int_equal(posted(d, "224105", 'D'), amount);
        assert_int_equal(posted(d, "271105", 'C'), amount);
        same_but_opposite("224105");
        same_but_opposite("271105");
        tallies_cancel();
        take_loan(&facts, d);
        assert_int_equal(fpl_money_minor(fpl_fact_money(&facts, FPL_FACT_LOAN_PAID)), paid_before);
        assert_int_equal(fpl_money_minor(fpl_fact_money(&facts, FPL_FACT_LOAN_LOSS)), 0);
        assert_true(fpl_str_is(fpl_fact_text(&facts, FPL_FACT_LOAN_STATE), "CLAIMED"));
        assert_item(d, "claim", "Q1",
                    "{\"amt\":0,\"bank\":\"B1\",\"claimant\":\"B1\",\"date\":\"2026-05-31\",\"firm\":\"F1\",\"loan\":"
                    "\"B1|C1|I1\",\"prov\":0,\"st\":\"SUBMITTED\"}");
    }
    fpl_pack_free(pack);
}

static void decided(struct fpl_facts *facts, const char *claim) {
    claim_facts(facts, 1000, -1);
    set_text(facts, FPL_FACT_CLAIM_STATE, claim);
    set_money(facts, FPL_FACT_CLAIM_APPROVED, 400);
    set_money(facts, FPL_FACT_CLAIM_LOSS, 1000);
    set_money(facts, FPL_FACT_LOAN_PAID, 400);
    set_money(facts, FPL_FACT_LOAN_LOSS, 1000);
}

static void decision_stays(const struct fpl_facts *facts, enum fpl_status status) {
    fpl_pool_decide_revocation(facts, d);
    assert_int_equal(d->outcome, status);
    assert_int_equal(d->postings + d->items + d->tallies, 0);
}

static void test_pool_reversal__revocation_refused(void **state) {
    (void)state;
    static const char *const claims[] = {"", "SUBMITTED", "DEFERRED", "REFUSED", "PAID"}, *const loans[] = {
                                                                                              "REGISTERED",
                                                                                              "COMPENSATED",
                                                                                              "WITHDRAWN"};
    struct fpl_facts facts;
    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++) {
        decided(&facts, claims[i]);
        decision_stays(&facts, FPL_E_STATE);
    }
    for (size_t i = 0; i < sizeof loans / sizeof loans[0]; i++) {
        decided(&facts, "DECIDED");
        set_text(&facts, FPL_FACT_LOAN_STATE, loans[i]);
        decision_stays(&facts, FPL_E_GATE_LOAN_STATE);
    }
    decided(&facts, "DECIDED");
    set_text(&facts, FPL_FACT_LOAN_STATE, "PAID_OFF"); /* decided at nothing, paid off since: it stays paid off */
    set_money(&facts, FPL_FACT_CLAIM_APPROVED, 0);
    fpl_pool_decide_revocation(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(d->postings, 0);
    take_loan(&facts, d);
    assert_true(fpl_str_is(fpl_fact_text(&facts, FPL_FACT_LOAN_STATE), "PAID_OFF"));
    static const enum fpl_fact_id needed[] = {FPL_FACT_CLAIM_APPROVED, FPL_FACT_CLAIM_LOSS};
    for (size_t i = 0; i < 2; i++) {
        decided(&facts, "DECIDED");
        unset(&facts, needed[i]);
        decision_stays(&facts, FPL_E_MISSING);
        decided(&facts, "DECIDED");
        set_money(&facts, needed[i], i == 0 ? 401 : 1001); /* more than the loan has */
        decision_stays(&facts, FPL_E_AMOUNT_RANGE);
    }
    decided(&facts, "DECIDED"); /* taken on: it had posted nothing */
    fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 1);
    fpl_pool_decide_revocation(&facts, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(d->postings, 0);
    assert_int_equal(tallied(d, "paid", ""), -400);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_reversal__withdrawal),
        cmocka_unit_test(test_pool_reversal__withdrawal_refused),
        cmocka_unit_test(test_pool_reversal__repayment),
        cmocka_unit_test(test_pool_reversal__repayment_refused),
        cmocka_unit_test(test_pool_reversal__of_a_loan_paid_off),
        cmocka_unit_test(test_pool_reversal__revocation),
        cmocka_unit_test(test_pool_reversal__revocation_refused),
    };
    d = decision_new();
    forward = decision_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(d);
    free(forward);
    return failed;
}
