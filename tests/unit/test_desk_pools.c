/* One loan in several pools of a ledger; and what a decision rests on that other events say. */
#include "pools_story.h"

/* 1,200,000.00 lost, two pools of 50 %, neither of which says that it stacks: 600,000.00 in all. The second
 * registration is told; what the first revokes is free again. */
static void test_desk_pools__one_loan_is_paid_once(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    assert_int_equal(has(&city, FPL_OTHER_POOL), FPL_OK);
    loan(&city, "q", "c－1", ""); /* the same contract, in another width and case */
    assert_int_equal(has(&city, FPL_OTHER_POOL), FPL_OTHER_POOL);
    claim(&city, "p", "C-1", "repaid=0");
    claim(&city, "q", "c－1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    city_no(&city, FPL_E_CHANGED, "li claim.approve q claim=1; expect=600000.00");
    city_do(&city, "li claim.revoke p claim=1; reason=误");
    city_do(&city, "li claim.approve q claim=1; expect=600000.00");
    city_do(&city, "qian claim.pay q claim=1; bank_ref=L");
    city_do(&city, "li claim.approve p claim=1; expect=0");
    city_verify(&city);
    city_end(&city);
}

/* Pools that stack pay beside each other, and no more than the loss: 80 % and 80 % of 1,200,000.00, of which 100,000.00
 * were repaid as the other pool knows: 960,000 of 1,200,000, then 140,000 of 1,100,000. */
static void test_desk_pools__stacked_up_to_the_loss(void **state) {
    static const char lines[] = "family: [STACKED]\ncap_total_gov_of_liability: {rate: 100%}\naddon:\n  - {when: "
                                "{field: loan.type, op: \"=\", value: CREDIT}, "
                                "add: 30pp}\n";
    struct city city;
    (void)state;
    begin(&city, lines, lines);
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=100000; other_gov=0");
    claim(&city, "q", "C-1", "repaid=0; other_gov=0");
    city_do(&city, "li claim.approve p claim=1; expect=880000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
    city_do(&city, "li claim.approve q claim=1; expect=220000.00"); /* 1,100,000 less 880,000 */
    city_verify(&city);
    city_end(&city);
}

/* The joint ceiling counts what another pool paid, whatever the claim tells of other public money: 80 % of 1,200,000
 * less 600,000 is 360,000. */
static void test_desk_pools__joint_ceiling(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "cap_total_gov_of_liability: {rate: 80%}\n");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0");
    claim(&city, "q", "C-1", "repaid=0; other_gov=0");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    city_do(&city, "li claim.approve q claim=1; expect=360000.00");
    assert_int_equal(has(&city, FPL_E_GATE_TOLD_LESS), FPL_OK);
    city_verify(&city);
    city_end(&city);
}

/* Schemes that exclude each other, whichever of them says so; and two modes. */
static void test_desk_pools__exclusive(void **state) {
    struct city city;
    (void)state;
    for (int other = 0; other < 2; other++) {
        begin(&city, other ? "" : "exclusive_with: [b]\n", other ? "exclusive_with: [a]\n" : "");
        loan(&city, "p", "C-1", "");
        city_no(&city, FPL_E_GATE_EXCLUSIVE,
                "zhang loan.register q bank=BK-1; contract=C-1; " LOAN "registered_on=2026-01-05");
        loan(&city, "q", "C-2", "");
        city_verify(&city);
        city_end(&city);
    }
}

/* A debt that one pool has renewed is claimed nowhere under its old number; a loan that another pool has compensated is
 * not renewed; and a renewal is no first loan, nor older than what it renews. */
static void test_desk_pools__renewals(void **state) {
#define RENEW                                                                                                          \
    "zhang loan.register %s bank=BK-1; contract=N-1; " LOAN "renews_contract=C-1; renews_iou=1; registered_on=%s"
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "q", "C-1", "repaid=0");
    city_no(&city, FPL_E_DATE_ORDER, RENEW, "p", "2026-01-04");
    city_no(&city, FPL_E_GATE_RENEWAL_FIRST, RENEW "; first_loan=Y", "p", "2026-08-01");
    city_do(&city, RENEW "; repaid=1000", "p", "2026-08-01");
    city_no(&city, FPL_E_GATE_RENEWED_ELSEWHERE, "li claim.approve q claim=1; expect=600000.00");
    city_do(&city, "zhang loan.withdraw p bank=BK-1; contract=N-1; iou=1; reason=误; restores=Y");
    city_do(&city, "li claim.approve q claim=1; expect=600000.00");
    city_no(&city, FPL_E_GATE_PAID_ELSEWHERE,
            "zhang loan.register p bank=BK-1; contract=N-2; " LOAN
            "renews_contract=C-1; renews_iou=1; registered_on=2026-08-01");
    city_verify(&city);
    city_end(&city);
}

/* s = paid / U of the payout: a later claim that is decided at 0 changes no share. 500 of 1000 unpaid, so of 100 come
 * 50.00, also after 400 were told as repaid. */
static void test_desk_pools__share_of_the_payout(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=S1"); /* which paid the pool's first money in */
    assert_int_equal(has(&city, FPL_SAME_BANK_REF), FPL_SAME_BANK_REF);
    city_do(&city, "zhang claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=2; claim_date=2026-10-02; "
                   "overdue_days=89; five_class=LOSS; repaid=400000");
    city_do(&city, "li claim.approve p claim=2; expect=0");
    city_do(&city, "zhang recovery.share p bank=BK-1; contract=C-1; iou=1; share=1; occurred=2026-11-20; gross=100; "
                   "cost=0; amount=50.00; bank_ref=R");
    city_verify(&city);
    city_end(&city);
}

/* What one pool records of repayments every pool knows at once: 100,000.00 repaid of 1,200,000.00 in p, then q decides
 * on 1,100,000.00. A decision that was open is decided anew before it is paid. Taken back, it counts no more; where
 * both have recorded, what the other has stays. */
static void test_desk_pools__repaid_in_another_pool(void **state) {
#define REPAY                                                                                                          \
    "zhang loan.repay %s bank=BK-1; contract=C-1; iou=1; instalment=%d; occurred=2026-08-01; amount=100000", of, n
#define UNREPAY "zhang repayment.reverse %s bank=BK-1; contract=C-1; iou=1; instalment=%d; memo=误", of, n
    struct city city;
    const char *of = "p";
    int n = 1;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "q", "C-1", "repaid=0");
    city_do(&city, "li claim.approve q claim=1; expect=600000.00");
    city_do(&city, REPAY);
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay q claim=1; bank_ref=L");
    assert_string_equal(city.answer.reason[0].arg[0], "0.00");
    assert_string_equal(city.answer.reason[0].arg[1], "100000.00");
    city_do(&city, "li claim.revoke q claim=1; reason=还款");
    city_no(&city, FPL_E_CHANGED, "li claim.approve q claim=1; expect=600000.00");
    city_do(&city, "li claim.approve q claim=1; expect=550000.00");
    city_do(&city, UNREPAY); /* the decision of q rests on it */
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay q claim=1; bank_ref=L");
    city_do(&city, "li claim.revoke q claim=1; reason=冲销");
    n = 2;
    city_do(&city, REPAY);
    of = "q";
    city_do(&city, REPAY); /* the same repayment, as the other pool is sent it */
    of = "p";
    city_do(&city, UNREPAY);
    city_do(&city, "li claim.approve q claim=1; expect=550000.00");
    city_do(&city, "qian claim.pay q claim=1; bank_ref=L");
    city_verify(&city);
    city_end(&city);
}

/* Registered with 200,000.00 repaid in one pool; what is withdrawn there is told no more. */
static void test_desk_pools__repaid_before_registration(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "; repaid=200000");
    loan(&city, "q", "C-1", "");
    claim(&city, "q", "C-1", "repaid=0");
    city_no(&city, FPL_E_CHANGED, "li claim.approve q claim=1; expect=600000.00");
    assert_string_equal(city.answer.reason[0].arg[0], "500000.00");
    city_do(&city, "zhang loan.withdraw p bank=BK-1; contract=C-1; iou=1; reason=误");
    city_do(&city, "li claim.approve q claim=1; expect=600000.00");
    city_verify(&city);
    city_end(&city);
}

/* A withdrawal takes back what the registration told, and no repayment: that is reversed by itself. */
static void test_desk_pools__withdrawn_after_a_repayment(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "; repaid=200000");
    loan(&city, "q", "C-1", "");
    claim(&city, "q", "C-1", "repaid=0");
    city_do(&city, "li claim.approve q claim=1; expect=500000.00");
    city_do(&city,
            "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-08-01; amount=900000");
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay q claim=1; bank_ref=L");
    city_do(&city, "zhang loan.withdraw p bank=BK-1; contract=C-1; iou=1; reason=误");
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay q claim=1; bank_ref=L");
    assert_string_equal(city.answer.reason[0].arg[0], "200000.00");
    assert_string_equal(city.answer.reason[0].arg[1], "900000.00");
    city_do(&city, "li claim.revoke q claim=1; reason=还款");
    city_no(&city, FPL_E_CHANGED, "li claim.approve q claim=1; expect=500000.00");
    city_do(&city, "li claim.approve q claim=1; expect=150000.00");
    city_verify(&city);
    city_end(&city);
}

/* A repayment of as much as is recovered no more: the sum of both is as it was, and the base is another. r has paid and
 * shared, p is told of the repayment, q has decided. */
static void test_desk_pools__repaid_for_recovered(void **state) {
    static const char lines[] = "family: [STACKED]\ncap_total_gov_of_liability: {rate: 100%}\n";
    struct city city;
    (void)state;
    begin(&city, lines, lines);
    city_do(&city, "root book.open - code=r; kind=pool; name=丙; name_en=R; chart=pool@1; opened=2025-01-01");
    city_do(&city, "zhang pool.contribute r contribution=Z-2; party=G-CZ; occurred=2025-01-10; amount=30000000.00; "
                   "bank_ref=S3");
    city_pack(&city, "c",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 10%}\nfamily: [STACKED]\ncap_total_gov_of_liability: {rate: 100%}\n");
    city_do(&city, "ren agreement.sign r agreement=R-1; party=BK-1; pack=c; version=1; from=2026-01-01; "
                   "signed=2026-01-01");
    for (const char *book = "r\0p\0q\0"; *book; book += 2)
        loan(&city, book, "C-1", "");
    claim(&city, "r", "C-1", "repaid=0; recovered=0; other_gov=0");
    city_do(&city, "li claim.approve r claim=1; expect=120000.00");
    city_do(&city, "qian claim.pay r claim=1; bank_ref=L");
    city_do(&city, "zhang recovery.share r bank=BK-1; contract=C-1; iou=1; share=1; occurred=2026-11-20; "
                   "gross=300000; cost=0; amount=30000.00; bank_ref=R");
    claim(&city, "q", "C-1", "repaid=0; recovered=0; other_gov=0");
    city_do(&city, "li claim.approve q claim=1; expect=600000.00");
    city_do(&city,
            "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-11-20; amount=300000");
    city_do(&city, "zhang share.reverse r bank=BK-1; contract=C-1; iou=1; share=1; memo=误");
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay q claim=1; bank_ref=L2");
    assert_string_equal(city.answer.reason[0].arg[0], "0.00");
    assert_string_equal(city.answer.reason[0].arg[1], "300000.00");
    city_do(&city, "li claim.revoke q claim=1; reason=还款");
    city_do(&city, "li claim.approve q claim=1; expect=450000.00");
    city_verify(&city);
    city_end(&city);
}

/* So with recoveries: p has paid 30 % of the actual loss of 1,000,000.00 (1,200,000.00 less 200,000.00 recovered), then
 * 300,000.00 more are recovered and shared there. q, which stacks, decides on the 700,000.00 that are lost. */
static void test_desk_pools__recovered_in_another_pool(void **state) {
    static const char lines[] = "family: [STACKED]\ncap_total_gov_of_liability: {rate: 100%}\n";
    struct city city;
    (void)state;
    begin(&city, lines, lines);
    city_pack(&city, "d",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: ACTUAL_PRINCIPAL_LOSS\nrate_tiers:\n"
              "  - {rate: 30%}\nfamily: [STACKED]\ncap_total_gov_of_liability: {rate: 100%}\n");
    for (int i = 0; i < 2; i++)
        city_do(&city,
                "ren agreement.sign %s agreement=D-%d; party=BK-1; pack=d; version=1; from=2026-01-02; "
                "signed=2026-01-01",
                i ? "q" : "p", i);
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0; recovered=200000; other_gov=0");
    claim(&city, "q", "C-1", "repaid=0; recovered=200000; other_gov=0");
    city_do(&city, "li claim.approve p claim=1; expect=300000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
    city_do(&city, "li claim.approve q claim=1; expect=300000.00");
    city_do(&city, "zhang recovery.share p bank=BK-1; contract=C-1; iou=1; share=1; occurred=2026-11-20; "
                   "gross=300000; cost=0; amount=90000.00; bank_ref=R");
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay q claim=1; bank_ref=L2");
    assert_string_equal(city.answer.reason[0].arg[1], "500000.00");
    city_do(&city, "li claim.revoke q claim=1; reason=追偿");
    city_do(&city, "li claim.approve q claim=1; expect=210000.00");
    city_do(&city, "li claim.revoke q claim=1; reason=误");
    city_do(&city, "zhang share.reverse p bank=BK-1; contract=C-1; iou=1; share=1; memo=误");
    city_do(&city, "li claim.approve q claim=1; expect=300000.00");
    city_verify(&city);
    city_end(&city);
}

/* Nothing is dated before what it rests on. */
static void test_desk_pools__days(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0");
    city_day(&city, "2026-12-10");
    city_do(&city, "zhang transfer.record p transfer=H-1; way=PLACE; to=BK-1; occurred=2026-12-01; "
                   "amount=29900000.00; bank_ref=S");
    city_do(&city, "zhang pool.contribute p contribution=Z-2; party=G-CZ; occurred=2026-12-05; amount=900000.00; "
                   "bank_ref=S3");
    city_no(&city, FPL_E_NOT_YET, "li claim.approve p claim=1; expect=600000.00; occurred=2026-12-04");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00; occurred=2026-12-05");
    city_no(&city, FPL_E_DATE_ORDER, "qian claim.pay p claim=1; bank_ref=L; occurred=2026-12-04");
    city_no(&city, FPL_E_ON_ACCOUNT, "zhang contribution.reverse p contribution=Z-2; memo=误");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L; occurred=2026-12-06");
    city_no(&city, FPL_E_ON_ACCOUNT, "zhang contribution.reverse p contribution=Z-2; memo=误");
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang recovery.share p bank=BK-1; contract=C-1; iou=1; share=1; occurred=2026-12-05; gross=100; cost=0; "
            "amount=50.00; bank_ref=R");
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang payout.reclaim p bank=BK-1; contract=C-1; iou=1; reclaim=1; occurred=2026-12-05; amount=1; "
            "document=文");
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang loss.charge p bank=BK-1; contract=C-1; iou=1; charge=1; party=G-CZ; occurred=2026-12-05; amount=1; "
            "document=文");
    city_do(&city, "zhang cost.accrue p cost=F-1; cost_kind=AUDIT; occurred=2026-12-08; amount=50; document=文");
    city_no(&city, FPL_E_NOT_YET,
            "zhang payable.pay p payment=B-1; of=COST; occurred=2026-12-07; amount=50; "
            "bank_ref=S");
    city_do(&city, "zhang payable.pay p payment=B-1; of=COST; occurred=2026-12-08; amount=50; bank_ref=S");
    city_do(&city, "zhang receivable.record p receivable=Y-1; way=INTEREST_ACCRUED; party=BK-1; occurred=2026-12-08; "
                   "amount=20; bank_ref=S");
    city_no(&city, FPL_E_NOT_YET,
            "zhang receivable.record p receivable=Y-2; way=INTEREST_COLLECTED; party=BK-1; occurred=2026-12-07; "
            "amount=20; bank_ref=S");
    city_verify(&city);
    city_end(&city);
}

/* What claims wait for goes back to nobody. */
static void test_desk_pools__surplus_behind_a_queue(void **state) {
    struct city city;
    (void)state;
    begin(&city, "shortage_mode: TOP_UP_WAIT\n", "");
    loan(&city, "p", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0");
    city_do(&city, "zhang transfer.record p transfer=H-1; way=PLACE; to=BK-1; occurred=2026-11-01; "
                   "amount=29600000.00; bank_ref=S");
    city_no(&city, FPL_QUEUED, "li claim.approve p claim=1; expect=0");
    city_no(&city, FPL_E_SHORTAGE,
            "zhang surplus.declare p surplus=T-1; party=G-CZ; occurred=2026-11-20; amount=1; "
            "document=文");
    city_verify(&city);
    city_end(&city);
}

/* Who belongs to an institution acts in no other role on what concerns it, neither as actor nor as checker. */
static void test_desk_pools__own_institution(void **state) {
    struct city city;
    (void)state;
    begin(&city, "", "");
    city_do(&city, "root user.enrol - user=sun; name=孙; roles=approver; party=BK-1");
    loan(&city, "p", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0");
    city_no(&city, FPL_E_OWN_INSTITUTION, "sun claim.approve p claim=1; expect=600000.00");
    city_no(&city, FPL_E_OWN_INSTITUTION, "sun claim.refuse p claim=1; reason=误");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    city_no(&city, FPL_E_OWN_INSTITUTION, "sun claim.revoke p claim=1; reason=误");
    city_no(&city, FPL_E_OWN_INSTITUTION, "qian claim.pay p claim=1; bank_ref=L; !checker=sun");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
    city_do(&city, "zhang pool.contribute p contribution=Z-5; party=G-CZ; occurred=2026-11-01; amount=1.00; "
                   "bank_ref=S; !checker=sun"); /* it concerns another */
    city_no(&city, FPL_E_OWN_INSTITUTION,
            "zhang transfer.record p transfer=H-9; way=PLACE; to=BK-1; occurred=2026-11-01; amount=1.00; bank_ref=S; "
            "!checker=sun");
    /* nor by hand: lines on the account of his own institution */
    city_do(&city, "root user.enrol - user=lu; name=陆; roles=recorder; party=BK-1");
    city_no(&city, FPL_E_OWN_INSTITUTION,
            "zhang opening.post p entry=Q-1; occurred=2025-01-01; memo=启用; !checker=sun; "
            "!lines=D101201:5.00@BK-1 C271101:5.00@G-CZ");
    city_no(&city, FPL_E_OWN_INSTITUTION,
            "lu opening.post p entry=Q-1; occurred=2025-01-01; memo=启用; !lines=D101201:5.00@BK-1 C271101:5.00@G-CZ");
    city_do(&city, "zhang opening.post p entry=Q-1; occurred=2025-01-01; memo=启用; "
                   "!lines=D101201:5.00@BK-1 C271101:5.00@G-CZ");
    city_no(&city, FPL_E_OWN_INSTITUTION, "lu opening.reverse p entry=Q-1; memo=误");
    city_no(&city, FPL_E_OWN_INSTITUTION, "zhang opening.reverse p entry=Q-1; memo=误; !checker=sun");
    city_do(&city, "zhang opening.reverse p entry=Q-1; memo=误");
    city_verify(&city);
    city_end(&city);
}

/* A claim waits for the rest, which another pool then pays: decided with nothing, it is paid what was paid of it. */
static void test_desk_pools__rest_paid_elsewhere(void **state) {
    struct city city;
    struct fpl_buf body = {0};
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    city_do(&city, "zhang transfer.record p transfer=H-1; way=PLACE; to=BK-1; occurred=2026-11-01; "
                   "amount=29700000.00; bank_ref=S");
    claim(&city, "p", "C-1", "repaid=0");
    claim(&city, "q", "C-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=300000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=L");
    city_do(&city, "li claim.approve q claim=1; expect=300000.00");
    city_do(&city, "qian claim.pay q claim=1; bank_ref=M");
    city_do(&city, "zhang pool.contribute p contribution=Z-7; party=G-CZ; occurred=2026-11-02; amount=1000000.00; "
                   "bank_ref=N");
    city_do(&city, "li claim.approve p claim=1; expect=0");
    world_body(&city.w, city_book(&city, "p"), city.answer.seq, &body);
    assert_non_null(strstr(body.p, "{\"amt\":30000000,"));
    assert_null(strstr(body.p, "\"part\""));
    fpl_buf_release(&body);
    city_verify(&city);
    city_end(&city);
}

/* What was reclaimed is free for others; once another pool has decided on it, the reclaim is not taken back: else one
 * loss is compensated twice. */
static void test_desk_pools__reclaimed_and_used(void **state) {
#define BACK "zhang reclaim.reverse p bank=BK-1; contract=C-1; iou=1; reclaim=1; memo=误"
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    claim(&city, "p", "C-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=600000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=S1");
    city_do(&city, "zhang payout.reclaim p bank=BK-1; contract=C-1; iou=1; reclaim=1; occurred=2026-11-20; "
                   "amount=400000.00; document=d");
    claim(&city, "q", "C-1", "repaid=0");
    city_do(&city, "li claim.approve q claim=1; expect=400000.00");
    city_no(&city, FPL_E_RECLAIM_USED, BACK);
    city_do(&city, "li claim.revoke q claim=1; reason=误");
    city_do(&city, BACK);
    city_do(&city, "li claim.approve q claim=1; expect=0");
    city_verify(&city);
    city_end(&city);
}

/* p renews all of it; q records a repayment and renews, under the same number, what was left. What q knows as repaid
 * counts in p, and what it records later is on top. */
static void test_desk_pools__renewed_later_with_less(void **state) {
#define RENEW_OF(amount)                                                                                               \
    "iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; contract_amount=" amount "; disbursed=" amount                     \
    "; disbursed_on=2026-02-05; due_on=2026-07-05; renews_contract=C-1; renews_iou=1; registered_on=2026-02-05"
    struct city city;
    (void)state;
    begin(&city, "", "");
    loan(&city, "p", "C-1", "");
    loan(&city, "q", "C-1", "");
    city_do(&city, "zhang loan.register p bank=BK-1; contract=N-1; " RENEW_OF("1200000.00"));
    city_do(&city, "zhang loan.repay q bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-02-01; "
                   "amount=200000.00");
    city_do(&city, "zhang loan.register q bank=BK-1; contract=N-1; " RENEW_OF("1000000.00"));
    claim(&city, "p", "N-1", "repaid=0");
    city_do(&city, "li claim.approve p claim=1; expect=500000.00");
    city_do(&city, "zhang loan.repay q bank=BK-1; contract=N-1; iou=1; instalment=1; occurred=2026-03-01; "
                   "amount=100000.00");
    city_no(&city, FPL_E_STALE_ELSEWHERE, "qian claim.pay p claim=1; bank_ref=S1");
    city_do(&city, "li claim.revoke p claim=1; reason=误");
    city_do(&city, "li claim.approve p claim=1; expect=450000.00");
    city_do(&city, "qian claim.pay p claim=1; bank_ref=S1");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_desk_pools__reclaimed_and_used),
                                       cmocka_unit_test(test_desk_pools__renewed_later_with_less),
                                       cmocka_unit_test(test_desk_pools__one_loan_is_paid_once),
                                       cmocka_unit_test(test_desk_pools__stacked_up_to_the_loss),
                                       cmocka_unit_test(test_desk_pools__joint_ceiling),
                                       cmocka_unit_test(test_desk_pools__exclusive),
                                       cmocka_unit_test(test_desk_pools__renewals),
                                       cmocka_unit_test(test_desk_pools__share_of_the_payout),
                                       cmocka_unit_test(test_desk_pools__repaid_in_another_pool),
                                       cmocka_unit_test(test_desk_pools__repaid_before_registration),
                                       cmocka_unit_test(test_desk_pools__withdrawn_after_a_repayment),
                                       cmocka_unit_test(test_desk_pools__repaid_for_recovered),
                                       cmocka_unit_test(test_desk_pools__recovered_in_another_pool),
                                       cmocka_unit_test(test_desk_pools__days),
                                       cmocka_unit_test(test_desk_pools__surplus_behind_a_queue),
                                       cmocka_unit_test(test_desk_pools__own_institution),
                                       cmocka_unit_test(test_desk_pools__rest_paid_elsewhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
