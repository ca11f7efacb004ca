/* One debt in several pools: renewed, restored, joined; what was paid on it, and what is known of it, under any number.
 */
#include "fund_tells.h"
#include "pools_story.h"

#define RENEWED                                                                                                        \
    "zhang loan.register %s bank=BK-1; contract=%s; " LOAN "renews_contract=C-1; renews_iou=1; "                       \
    "registered_on=2026-08-01"
#define WITHDRAW(book, contract, restores)                                                                             \
    "zhang loan.withdraw " book " bank=BK-1; contract=" contract "; iou=1; reason=误; restores=" restores

/* One debt is paid once, whatever numbers it is renewed under, and whoever renews it: 600,000.00 of 1,200,000.00. */
static void test_desk_debts__renewed_under_two_numbers(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    city_do(&city, RENEWED, "p", "N-1");
    city_do(&city, RENEWED, "q", "N-2");
    claim(&city, "p", "N-1", "repaid=0");
    claim(&city, "q", "N-2", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    city_do(&city, "li claim.approve q claim=1; expect=0");
    city_verify(&city);
    city_end(&city);
}

/* The new loan stands in the other pool as one of its own, which pays: the old one, open again, is not paid as well.
 * Before or after the renewal is told. */
static void test_desk_debts__restored_after_a_payout_elsewhere(void **state) {
    for (int before = 0; before < 2; before++) {
        struct city city;
        (void)state;
        begin(&city, "", "");
        loan(&city, "p", "C-1", "");
        if (before)
            loan(&city, "q", "N-1", "");
        city_do(&city, RENEWED, "p", "N-1");
        if (!before)
            loan(&city, "q", "N-1", "");
        claim(&city, "q", "N-1", "repaid=0");
        city_do(&city, "li claim.approve q claim=1; expect=600000.00");
        city_do(&city, "qian claim.pay q claim=1; bank_ref=L");
        city_do(&city, WITHDRAW("p", "N-1", "Y"));
        claim(&city, "p", "C-1", "repaid=0");
        city_do(&city, "li claim.approve p claim=1; expect=0");
        city_verify(&city);
        city_end(&city);
    }
}

/* As above, and the new loan had been paid before anybody knew that it renews the old one. */
static void test_desk_debts__joined_after_a_payout(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "q", "N-1", "");
    claim(&city, "q", "N-1", "repaid=0");
    city_do(&city, "li claim.approve q claim=1; expect=600000.00");
    city_do(&city, "qian claim.pay q claim=1; bank_ref=L");
    loan(&city, "p", "C-1", "");
    city_do(&city, RENEWED, "p", "N-1");
    claim(&city, "p", "N-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=0");
    city_verify(&city);
    city_end(&city);
}

/* A historical payout on the old loan, taken on after another pool has renewed it. */
static void test_desk_debts__taken_on_after_a_renewal(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    city_do(&city, "zhang loan.register q bank=BK-1; contract=C-1; " LOAN "registered_on=2026-01-05; !take_on=1");
    city_do(&city, RENEWED, "p", "N-1");
    city_do(&city, "zhang payout.record q bank=BK-1; contract=C-1; iou=1; claim_no=A; decided_on=2026-08-01; "
                   "amount=400000; loss=1200000; bank_ref=A; !take_on=1");
    claim(&city, "p", "N-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=200000.00");
    city_verify(&city);
    city_end(&city);
}

/* A repayment of the old loan that the other pool records after the renewal is of the same debt; what was repaid before
 * it is not counted twice: of 1,200,000.00 were 200,000.00 repaid, the new loan is of 1,000,000.00, and then q records
 * 500,000.00 on the old one. */
static void test_desk_debts__repaid_on_the_old_loan(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    for (const char *book = "p\0q\0"; *book; book += 2)
        city_do(&city,
                "zhang loan.repay %s bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-02-01; amount=200000",
                book);
    city_do(&city, "zhang loan.register p bank=BK-1; contract=N-1; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                   "contract_amount=1000000.00; disbursed=1000000.00; disbursed_on=2026-02-05; due_on=2026-07-05; "
                   "renews_contract=C-1; renews_iou=1; registered_on=2026-02-05");
    claim(&city, "p", "N-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=500000.00");
    city_do(&city, "li claim.revoke p claim=1; reason=误");
    city_do(&city, "zhang loan.repay q bank=BK-1; contract=C-1; iou=1; instalment=2; occurred=2026-02-02; "
                   "amount=500000");
    city_do(&city, "li claim.approve p claim=1; expect=250000.00");
    city_verify(&city);
    city_end(&city);
}

/* What a claim of nothing told is known of the debt, renewed or restored, in every pool. */
static void test_desk_debts__told_survives_a_renewal(void **state) {
    static const char lines[] = "other_cover_deduct: [COLLATERAL]\ncap_per_loan: {amount: 0.00元}\n",
                      open[] = "other_cover_deduct: [COLLATERAL]\n";
    for (int restored = 0; restored < 2; restored++) {
        struct city city;
        (void)state;
        begin(&city, lines, open);
        loan(&city, "p", "C-1", "");
        claim(&city, "p", "C-1", "repaid=0; collateral=280000");
        city_do(&city, "li claim.approve p claim=1; expect=0");
        loan(&city, "q", "C-1", "");
        city_do(&city, RENEWED, "q", "N-1");
        if (restored)
            city_do(&city, WITHDRAW("q", "N-1", "Y"));
        claim(&city, "q", restored ? "C-1" : "N-1", "repaid=0; collateral=0");
        city_do(&city, "li claim.approve q claim=1; expect=460000.00");
        city_verify(&city);
        city_end(&city);
    }
}

/* Each of the two loans stands in a debt with others already: which of them is one debt, a program cannot know. */
static void test_desk_debts__joined_otherwise(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "q", "C-1", "");
    loan(&city, "q", "N-1", "");
    loan(&city, "p", "C-1", "");
    city_do(&city, RENEWED, "q", "X-1");
    city_do(&city, "zhang loan.register q bank=BK-1; contract=M-1; " LOAN
                   "renews_contract=N-1; renews_iou=1; registered_on=2026-08-01");
    city_no(&city, FPL_E_GATE_RENEWED_TO, RENEWED, "p", "N-1");
    city_do(&city, RENEWED, "p", "X-1");
    city_verify(&city);
    city_end(&city);
}

/* A wrong number is withdrawn and another taken, whatever the other pool has; nobody is locked out. */
static void test_desk_debts__no_dead_end(void **state) {
    struct city city;
    (void)state;
    for (const char *restores = "Y\0N\0"; *restores; restores += 2) {
        begin(&city, "", "");
        loan(&city, "p", "C-1", "");
        loan(&city, "q", "C-1", "");
        city_do(&city, RENEWED, "p", "N-1");
        city_do(&city, RENEWED, "q", "N-1");
        city_do(&city, "zhang loan.withdraw p bank=BK-1; contract=N-1; iou=1; reason=误; restores=%s", restores);
        if (*restores == 'Y') {
            city_do(&city, RENEWED, "p", "N-2");
            claim(&city, "p", "N-2", "repaid=0");
            city_do(&city, "li claim.approve p claim=1; expect=600000.00");
        }
        claim(&city, "q", "N-1", "repaid=0");
        city_do(&city, "li claim.approve q claim=1; expect=%s", *restores == 'Y' ? "0" : "600000.00");
        city_verify(&city);
        city_end(&city);
    }
}

/* What was reclaimed others may pay. */
static void test_desk_debts__reclaimed_is_free_again(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0");
    claim(&city, "q", "C-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
    city_do(&city, "zhang payout.reclaim p bank=BK-1; contract=C-1; iou=1; reclaim=1; occurred=2026-11-20; "
                   "amount=400000; document=文");
    city_do(&city, "li claim.approve q claim=1; expect=400000.00");
    city_do(&city, "li claim.revoke q claim=1; reason=误");
    city_do(&city, "zhang reclaim.reverse p bank=BK-1; contract=C-1; iou=1; reclaim=1; memo=误");
    city_do(&city, "li claim.approve q claim=1; expect=0");
    city_verify(&city);
    city_end(&city);
}

/* A claim tells what was paid: of 600,000.00 that another pool has only decided nothing is in it. 1,200,000 less the
 * decision and 500,000 of outside is 100,000. */
static void test_desk_debts__decided_is_not_told(void **state) {
    static const char lines[] = "family: [STACKED]\ncap_total_gov_of_liability: {rate: 100%}\n";
    struct city city;
    (void)state;
    begin(&city, lines, lines);
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0; other_gov=0");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    claim(&city, "q", "C-1", "repaid=0; other_gov=500000");
    city_do(&city, "li claim.approve q claim=1; expect=100000.00");
    city_verify(&city);
    city_end(&city);
}

/* What another pool has recorded as repaid is not unpaid here: it is recorded here as well before the loan is renewed.
 */
static void test_desk_debts__renewed_after_a_repayment_elsewhere(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    city_do(&city, "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-07-01; "
                   "amount=200000");
    city_no(&city, FPL_E_GATE_RENEWED_REPAID, RENEWED, "q", "N-1");
    assert_string_equal(city.answer.reason[0].arg[0], "200000.00");
    assert_string_equal(city.answer.reason[0].arg[1], "0.00");
    city_do(&city, "zhang loan.repay q bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-07-01; "
                   "amount=200000");
    city_no(&city, FPL_E_GATE_RENEWAL, RENEWED, "q", "N-1"); /* 1,200,000.00 of 1,000,000.00 */
    city_verify(&city);
    city_end(&city);
}

/* What a paid claim of one pool told of other covers, another pool takes off, whatever it is told: 50 % of 1,200,000
 * less 300,000 and 100,000 is 400,000. The first was decided before anything was known, so the other has what is left
 * of the loss of 800,000. */
static void test_desk_debts__covers_told_in_another_pool(void **state) {
    static const char lines[] = "family: [STACKED]\nother_cover_deduct: [COLLATERAL, INSURANCE]\n"
                                "cap_total_gov_of_liability: {rate: 100%}\n";
    struct city city;
    (void)state;
    begin(&city, lines, lines);
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0; other_gov=0; collateral=300000; insurance=100000");
    claim(&city, "q", "C-1", "repaid=0; other_gov=0; collateral=0; insurance=0");
    city_do(&city, "li claim.approve q claim=1; expect=600000.00"); /* nothing is known yet */
    city_do(&city, "li claim.approve p claim=1; expect=200000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay q claim=1; bank_ref=M");
    assert_string_equal(city.answer.reason[0].arg[1], "300000.00");
    city_do(&city, "li claim.revoke q claim=1; reason=他池所知");
    city_do(&city, "li claim.approve q claim=1; expect=400000.00");
    city_do(&city, "qian claim.pay q claim=1; bank_ref=M");
    city_verify(&city);
    city_end(&city);
}

/* Of the public money that a claim tells, what no pool of the ledger paid is known in all: 500,000.00 of elsewhere and
 * the joint ceiling of 80 %. p: 960,000 less 500,000; q: less 460,000 beside. */
static void test_desk_debts__public_money_of_outside(void **state) {
    static const char lines[] = "cap_total_gov_of_liability: {rate: 80%}\n";
    struct city city;
    (void)state;
    begin(&city, lines, lines);
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0; other_gov=500000");
    city_do(&city, "li claim.approve p claim=1; expect=460000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
    claim(&city, "q", "C-1", "repaid=0; other_gov=0");
    city_do(&city, "li claim.approve q claim=1; expect=0");
    city_verify(&city);
    city_end(&city);
    /* a claim that tells a total with the other pool's payout in it tells no more than that */
    begin(&city, "", lines);
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
    claim(&city, "q", "C-1", "repaid=0; other_gov=600000");
    city_do(&city, "li claim.approve q claim=1; expect=360000.00");
    city_verify(&city);
    city_end(&city);
}

/* A payout of before the ledger that another pool takes on makes an open decision stale: it did not count it. */
static void test_desk_debts__payout_taken_on_elsewhere(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    city_do(&city, "zhang loan.register p bank=BK-1; contract=C-1; " LOAN "registered_on=2026-01-05; !take_on=1");
    loan(&city, "q", "C-1", "");
    claim(&city, "q", "C-1", "repaid=0");
    city_do(&city, "li claim.approve q claim=1; expect=600000.00");
    city_do(&city, "zhang payout.record p bank=BK-1; contract=C-1; iou=1; claim_no=A; decided_on=2026-08-01; "
                   "amount=400000; loss=1200000; bank_ref=A; !take_on=1");
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay q claim=1; bank_ref=L");
    city_do(&city, "li claim.revoke q claim=1; reason=历史补偿");
    city_do(&city, "li claim.approve q claim=1; expect=200000.00");
    city_do(&city, "qian claim.pay q claim=1; bank_ref=L");
    city_verify(&city);
    city_end(&city);
}

/* A withdrawal takes no repayment back; a wrong one is reversed after it too, and moves no money: the loan has left the
 * register. What was repaid at the registration went with it. */
static void test_desk_debts__repayment_reversed_after_a_withdrawal(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "; repaid=100000");
    city_do(&city, "zhang loan.repay q bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-02-01; "
                   "amount=300000");
    city_do(&city, "zhang loan.repay q bank=BK-1; contract=C-1; iou=1; instalment=2; occurred=2026-02-01; "
                   "amount=200000");
    city_do(&city, "zhang loan.withdraw q bank=BK-1; contract=C-1; iou=1; reason=误");
    claim(&city, "p", "C-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=350000.00");
    city_do(&city, "zhang repayment.reverse q bank=BK-1; contract=C-1; iou=1; instalment=1; memo=误");
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay p claim=1; bank_ref=L");
    city_do(&city, "li claim.revoke p claim=1; reason=他池更正");
    city_do(&city, "li claim.approve p claim=1; expect=500000.00");
    city_do(&city, "li claim.revoke p claim=1; reason=他池更正");
    city_do(&city, "zhang repayment.reverse q bank=BK-1; contract=C-1; iou=1; instalment=2; memo=误");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    in(&city, "q", "9003", NULL, 0);
    city_verify(&city);
    city_end(&city);
}

/* What was recovered of a debt stays known where all that was paid is reclaimed and it is then renewed under another
 * number: 50 % of 1,200,000 less the 200,000 that came back is 500,000. */
static void test_desk_debts__recovered_before_a_renewal(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack(&city, "a", "");
    city_pack(&city, "c",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: ACTUAL_PRINCIPAL_LOSS\n"
              "round_mode: HALF_UP\nrenewal_without_repayment: NEW_LOAN_LINKED\n"
              "rate_tiers:\n  - {rate: 50%}\n");
    agreements(&city, "a", "c");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
    city_do(&city, "zhang payout.reclaim p bank=BK-1; contract=C-1; iou=1; reclaim=1; occurred=2026-11-20; "
                   "amount=600000; document=文");
    city_do(&city, "zhang recovery.share p bank=BK-1; contract=C-1; iou=1; share=1; occurred=2026-11-20; gross=200000; "
                   "cost=0; amount=0; bank_ref=S");
    city_do(&city, RENEWED, "q", "N-1");
    claim(&city, "q", "N-1", "repaid=0; recovered=0");
    city_do(&city, "li claim.approve q claim=1; expect=500000.00");
    city_verify(&city);
    city_end(&city);
}

/* What has come back is no loss, whatever it came from, and however the packs reckon: of 1,200,000 are 700,000 lost, of
 * which another pool has paid 600,000. */
static void test_desk_debts__no_more_than_the_loss(void **state) {
    static const char *const came[] = {"collateral=500000", "counter_guarantee=500000", "insurance=500000",
                                       "collateral=200000; counter_guarantee=200000; insurance=100000"};
    static const char stacked[] = "family: [STACKED]\ncap_total_gov_of_liability: {rate: 100%}\n";
    struct city city;
    (void)state;
    for (int i = 0; i < 4; i++) {
        begin(&city, stacked, stacked);
        loan(&city, "p", "C-1", "");
        loan(&city, "q", "C-1", "");
        city_do(&city, "zhang claim.submit p bank=BK-1; contract=C-1; " CLAIM "repaid=0; other_gov=0; %s", came[i]);
        city_do(&city, "li claim.approve p claim=1; expect=600000.00");
        city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
        claim(&city, "q", "C-1", "repaid=0; other_gov=600000");
        city_do(&city, "li claim.approve q claim=1; expect=100000.00");
        city_verify(&city);
        city_end(&city);
    }
}

#define TAKEN_ON(no, amount, loss, day)                                                                                \
    "zhang payout.record q bank=BK-1; contract=C-1; iou=1; claim_no=" no "; decided_on=" day "; amount=" amount        \
    "; loss=" loss "; bank_ref=" no "; !take_on=1"
#define BACK(no) "zhang payout.reverse q bank=BK-1; contract=C-1; iou=1; claim_no=" no "; memo=误"

/* A payout taken on by mistake is taken back while it is the last thing on the loan, which then stands as before. */
static void test_desk_debts__payout_taken_on_reversed(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    city_do(&city, "zhang loan.register q bank=BK-1; contract=C-1; " LOAN "registered_on=2026-01-05; !take_on=1");
    in(&city, "q", "9003", NULL, 0); /* taken on: its opening balance posts it */
    claim(&city, "p", "C-1", "repaid=0");
    city_do(&city, TAKEN_ON("A", "400000", "500000", "2026-05-01"));
    city_do(&city, "li claim.approve p claim=1; expect=200000.00");
    city_do(&city, TAKEN_ON("B", "100000", "100000", "2026-06-01"));
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay p claim=1; bank_ref=L");
    city_do(&city, "li claim.revoke p claim=1; reason=历史补偿");
    city_do(&city, "li claim.approve p claim=1; expect=100000.00");
    city_do(&city, "li claim.revoke p claim=1; reason=历史补偿");
    city_no(&city, FPL_E_LATER, BACK("A")); /* B rests on it */
    city_do(&city, "zhang recovery.share q bank=BK-1; contract=C-1; iou=1; share=1; occurred=2026-11-20; gross=12000; "
                   "cost=0; amount=5000; bank_ref=S"); /* 12,000 x 500,000 / 1,200,000 */
    city_no(&city, FPL_E_LATER, BACK("B"));
    assert_string_equal(city.answer.reason[0].arg[0], "recovery.shared");
    city_do(&city, "zhang share.reverse q bank=BK-1; contract=C-1; iou=1; share=1; memo=误");
    city_do(&city, BACK("B"));
    assert_int_equal(city_try(&city, BACK("B")), FPL_ALREADY);
    city_no(&city, FPL_E_KEY_REVERSED, TAKEN_ON("B", "90000", "100000", "2026-06-01")); /* the number stays used */
    city_do(&city, "li claim.approve p claim=1; expect=200000.00");
    city_do(&city, BACK("A"));
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay p claim=1; bank_ref=L");
    city_do(&city, "li claim.revoke p claim=1; reason=历史补偿");
    claim(&city, "q", "C-1", "repaid=0"); /* open again, with its balance */
    city_do(&city, "li claim.approve q claim=1; expect=600000.00");
    city_do(&city, "li claim.approve p claim=1; expect=0");
    city_verify(&city);
    city_end(&city);
}

/* Does whoever would approve the claim see it? */
static int is_seen(struct city *city, const char *book, int64_t claim, const char *expect, const char *code,
                   const char *value) {
    static struct fpl_decision seen;
    char text[128];
    snprintf(text, sizeof text, "li claim.approve %s claim=%d/%lld; expect=%s", book, (int)city_book(city, book),
             (long long)claim, expect);
    assert_int_equal(fpl_dry_run(city->w.session, city_parse(city, text), &city->answer, &seen, &city->error), FPL_OK);
    for (int i = 0; i < seen.steps; i++)
        if (strcmp(seen.step[i].code, code) == 0)
            return strcmp(seen.step[i].value, value) == 0;
    return 0;
}

/* Another amount, firm or day of the same loan is told at the second registration, and to whoever approves a claim in
 * either pool; another number of the same terms is told across pools too. */
static void test_desk_debts__contradictions_are_told(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    city_do(&city, "zhang loan.register q bank=BK-1; contract=C-1; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                   "contract_amount=2400000.00; disbursed=2400000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
                   "registered_on=2026-01-05");
    assert_int_equal(has(&city, FPL_OTHER_TERMS), FPL_OTHER_TERMS);
    assert_int_equal(has(&city, FPL_SAME_TERMS), FPL_OK);
    int64_t of_p = claim(&city, "p", "C-1", "repaid=0"), of_q = claim(&city, "q", "C-1", "repaid=0");
    assert_true(is_seen(&city, "p", of_p, "600000.00", "loan.other_terms", "BK-1|C-1|1"));
    assert_true(is_seen(&city, "q", of_q, "1200000.00", "loan.other_terms", "BK-1|C-1|1"));
    loan(&city, "q", "C-l", ""); /* the letter */
    assert_int_equal(has(&city, FPL_SAME_TERMS), FPL_SAME_TERMS);
    assert_string_equal(city.answer.reason[0].arg[0], "BK-1|C-1|1");
    assert_int_equal(has(&city, FPL_OTHER_TERMS), FPL_OK);
    of_q = claim(&city, "q", "C-l", "repaid=0");
    assert_true(is_seen(&city, "q", of_q, "600000.00", "loan.twin", "BK-1|C-1|1"));
    assert_true(is_seen(&city, "p", of_p, "600000.00", "loan.twin", "BK-1|C-l|1"));
    loan(&city, "p", "C-l", ""); /* as it stands in q: nothing contradicts */
    assert_int_equal(has(&city, FPL_OTHER_TERMS), FPL_OK);
    assert_int_equal(has(&city, FPL_OTHER_POOL), FPL_OTHER_POOL);
    city_verify(&city);
    city_end(&city);
}

/* Many loans of the same terms: the older ones are left out of what is kept, and none is said to contradict itself. */
static void test_desk_debts__many_of_the_same_terms(void **state) {
    struct city city;
    char contract[64];
    (void)state;
    begin(&city, "", "");
    for (int i = 0; i < 40; i++) {
        snprintf(contract, sizeof contract, "合同-%040d", i);
        loan(&city, "p", contract, "");
    }
    snprintf(contract, sizeof contract, "合同-%040d", 0);
    loan(&city, "q", contract, "");
    assert_int_equal(has(&city, FPL_OTHER_TERMS), FPL_OK);
    assert_int_equal(has(&city, FPL_OTHER_POOL), FPL_OTHER_POOL);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_desk_debts__renewed_under_two_numbers),
                                       cmocka_unit_test(test_desk_debts__restored_after_a_payout_elsewhere),
                                       cmocka_unit_test(test_desk_debts__joined_after_a_payout),
                                       cmocka_unit_test(test_desk_debts__taken_on_after_a_renewal),
                                       cmocka_unit_test(test_desk_debts__repaid_on_the_old_loan),
                                       cmocka_unit_test(test_desk_debts__told_survives_a_renewal),
                                       cmocka_unit_test(test_desk_debts__no_dead_end),
                                       cmocka_unit_test(test_desk_debts__joined_otherwise),
                                       cmocka_unit_test(test_desk_debts__reclaimed_is_free_again),
                                       cmocka_unit_test(test_desk_debts__decided_is_not_told),
                                       cmocka_unit_test(test_desk_debts__renewed_after_a_repayment_elsewhere),
                                       cmocka_unit_test(test_desk_debts__covers_told_in_another_pool),
                                       cmocka_unit_test(test_desk_debts__public_money_of_outside),
                                       cmocka_unit_test(test_desk_debts__payout_taken_on_elsewhere),
                                       cmocka_unit_test(test_desk_debts__repayment_reversed_after_a_withdrawal),
                                       cmocka_unit_test(test_desk_debts__recovered_before_a_renewal),
                                       cmocka_unit_test(test_desk_debts__payout_taken_on_reversed),
                                       cmocka_unit_test(test_desk_debts__no_more_than_the_loss),
                                       cmocka_unit_test(test_desk_debts__contradictions_are_told),
                                       cmocka_unit_test(test_desk_debts__many_of_the_same_terms)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
