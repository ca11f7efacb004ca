/* The money of a pool that no claim moves: what is returned to a contributor, costs and their payment, interest
 * accrued, transfers, recoveries shared back, compensation reclaimed. After each of them the balance identity holds,
 * `verify` makes every record again, and a raw journal posts none of its accounts. */
#include "desk_world.h"

#include "ledger/journal/journal.h"

static int64_t balance_of(struct city *city, const char *account, const char *party) {
    int64_t sum = 0;
    struct fpl_str of = fpl_str_of(party ? party : "");
    int32_t book = city_book(city, "p");
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(
        fpl_journal__balance(city->w.session, book, fpl_str_of(account), party ? &of : NULL, &sum, &city->error),
        FPL_OK);
    fpl_journal__rollback(city->w.session);
    return sum;
}

static int64_t balance(struct city *city, const char *account) {
    return balance_of(city, account, NULL);
}

/* The balance identity of the pool rules: what is there equals where it came from. */
static void identity(struct city *city) {
    static const char *const accounts[] = {"100203", "101201", "1132",   "122103", "224105", "224107", "224108",
                                           "271101", "271102", "271103", "271104", "271105", "271106"};
    int64_t sum = 0;
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++)
        sum += balance(city, accounts[i]);
    assert_int_equal(sum, 0);
}

static void is(struct city *city, const char *account, int64_t want) {
    if (balance(city, account) != want)
        fail_msg("%s: %lld, not %lld", account, (long long)balance(city, account), (long long)want);
    identity(city);
}

static void test_pool_money__surplus(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang pool.contribute p contribution=Z-2; party=BK-1; occurred=2026-01-10; amount=500.00; "
                   "bank_ref=S2");
    city_no(&city, FPL_E_ON_ACCOUNT,
            "zhang surplus.declare p surplus=T-1; party=BK-1; occurred=2026-05-01; amount=500.01; document=文");
    assert_non_null(strstr(city.answer.reason[0].arg[0], "500.00"));
    city_no(&city, FPL_E_ON_ACCOUNT,
            "zhang surplus.declare p surplus=T-1; party=BK-2; occurred=2026-05-01; amount=0.01; document=文");
    city_do(&city, "zhang surplus.declare p surplus=T-1; party=BK-1; occurred=2026-05-01; amount=500.00; document=文");
    city_do(&city, "zhang surplus.declare p surplus=T-2; party=G-CZ; occurred=2026-05-01; amount=200.00; document=文");
    is(&city, "271104", 0);
    is(&city, "271101", -2999980000);
    is(&city, "224107", -70000);
    city_no(&city, FPL_ALREADY,
            "zhang surplus.declare p surplus=T-1; party=BK-1; occurred=2026-05-01; amount=500.00; document=文");
    city_no(&city, FPL_E_MISSING,
            "zhang surplus.declare p surplus=T-3; party=G-CZ; occurred=2026-05-01; amount=1; document=文; !checker=");
    /* what is owed to one is not paid to another, nor twice */
    city_no(&city, FPL_E_DUE,
            "zhang payable.pay p payment=F-1; of=SURPLUS; party=G-CZ; occurred=2026-05-02; amount=200.01; bank_ref=S");
    city_no(&city, FPL_E_DUE,
            "zhang payable.pay p payment=F-1; of=SURPLUS; occurred=2026-05-02; amount=0.01; bank_ref=S");
    city_no(&city, FPL_E_DUE,
            "zhang payable.pay p payment=F-1; of=COST; party=G-CZ; occurred=2026-05-02; amount=0.01; bank_ref=S");
    city_do(&city,
            "zhang payable.pay p payment=F-1; of=SURPLUS; party=BK-1; occurred=2026-05-02; amount=500.00; bank_ref=S");
    city_do(&city,
            "zhang payable.pay p payment=F-2; of=SURPLUS; party=G-CZ; occurred=2026-05-02; amount=50.00; bank_ref=S");
    is(&city, "100203", 2999995000);
    city_no(&city, FPL_E_LATER, "zhang surplus.reverse p surplus=T-1; memo=错");
    city_no(&city, FPL_E_LATER, "zhang surplus.reverse p surplus=T-2; memo=错");
    city_do(&city, "zhang payment.reverse p payment=F-2; memo=错");
    city_do(&city, "zhang surplus.reverse p surplus=T-2; memo=错");
    city_no(&city, FPL_E_REVERSED, "zhang surplus.reverse p surplus=T-2; memo=再");
    is(&city, "271101", -3000000000);
    is(&city, "224107", 0);
    is(&city, "100203", 3000000000);
    city_verify(&city);
    city_end(&city);
}

/* Money that the pool owes already is not returned: a decided claim, a cost, an earlier surplus. */
static void test_pool_money__surplus_of_what_is_left(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city,
            "zhang cost.accrue p cost=Y-1; cost_kind=AUDIT; occurred=2026-05-01; amount=1000000.00; document=约");
    city_do(&city,
            "zhang surplus.declare p surplus=T-1; party=G-CZ; occurred=2026-05-01; amount=20000000.00; document=文");
    city_no(&city, FPL_E_SHORTAGE,
            "zhang surplus.declare p surplus=T-2; party=G-CZ; occurred=2026-05-01; amount=9000000.01; document=文");
    assert_string_equal(city.answer.reason[0].arg[0], "9000000.00");
    city_do(&city,
            "zhang surplus.declare p surplus=T-2; party=G-CZ; occurred=2026-05-01; amount=9000000.00; document=文");
    is(&city, "224107", -2900000000);
    city_verify(&city);
    city_end(&city);
}

static void test_pool_money__cost(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang cost.accrue p cost=Y-1; cost_kind=AUDIT; occurred=2026-05-01; amount=48.00; document=约");
    city_do(&city,
            "zhang cost.accrue p cost=Y-2; cost_kind=BANK; party=BK-1; occurred=2026-05-01; amount=2; document=单");
    is(&city, "271106", 5000);
    assert_int_equal(balance_of(&city, "224108", "BK-1"), -200);
    assert_int_equal(balance_of(&city, "224108", ""), -4800);
    city_no(&city, FPL_E_PARTY,
            "zhang cost.accrue p cost=Y-3; cost_kind=BANK; party=谁; occurred=2026-05-01; amount=2; document=单");
    city_do(&city, "zhang payable.pay p payment=F-1; of=COST; occurred=2026-05-03; amount=40.00; bank_ref=S");
    is(&city, "224108", -1000);
    city_no(&city, FPL_E_LATER, "zhang cost.reverse p cost=Y-1; memo=错");
    city_do(&city, "zhang cost.reverse p cost=Y-2; memo=错");
    is(&city, "271106", 4800);
    city_do(&city, "zhang payment.reverse p payment=F-1; memo=退");
    city_do(&city, "zhang cost.reverse p cost=Y-1; memo=错");
    is(&city, "271106", 0);
    is(&city, "100203", 3000000000);
    city_verify(&city);
    city_end(&city);
}

/* P16: 100203.a to 100203.b; and cash management. */
static void test_pool_money__transfer(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_no(&city, FPL_E_ON_ACCOUNT,
            "zhang transfer.record p transfer=H-1; way=BANKS; to=BK-1; occurred=2026-03-01; amount=30000000.01; "
            "bank_ref=S");
    city_no(&city, FPL_E_MISSING,
            "zhang transfer.record p transfer=H-1; way=BANKS; occurred=2026-03-01; amount=1; bank_ref=S");
    city_do(&city,
            "zhang transfer.record p transfer=H-1; way=BANKS; to=BK-1; occurred=2026-03-01; amount=100; bank_ref=S");
    city_do(&city, "zhang transfer.record p transfer=H-2; way=BANKS; from=BK-1; to=BK-2; occurred=2026-03-02; "
                   "amount=60.00; bank_ref=S");
    city_no(
        &city, FPL_E_ON_ACCOUNT,
        "zhang transfer.record p transfer=H-3; way=BANKS; from=BK-1; occurred=2026-03-02; amount=40.01; bank_ref=S");
    assert_int_equal(balance_of(&city, "100203", "BK-1"), 4000);
    assert_int_equal(balance_of(&city, "100203", "BK-2"), 6000);
    assert_int_equal(balance_of(&city, "100203", ""), 2999990000);
    is(&city, "100203", 3000000000);
    city_do(&city, "zhang transfer.record p transfer=H-3; way=PLACE; from=BK-1; to=BK-1; occurred=2026-03-03; "
                   "amount=40.00; bank_ref=S");
    is(&city, "101201", 4000);
    city_no(&city, FPL_E_ON_ACCOUNT,
            "zhang transfer.record p transfer=H-4; way=REDEEM; from=BK-2; occurred=2026-03-03; amount=1; bank_ref=S");
    city_do(&city,
            "zhang transfer.record p transfer=H-4; way=REDEEM; from=BK-1; occurred=2026-03-03; amount=15; bank_ref=S");
    is(&city, "101201", 2500);
    is(&city, "100203", 2999997500);
    for (int n = 4; n >= 1; n--)
        city_do(&city, "zhang transfer.reverse p transfer=H-%d; memo=错", n);
    assert_int_equal(balance_of(&city, "100203", ""), 3000000000);
    is(&city, "101201", 0);
    city_verify(&city);
    city_end(&city);
}

#define RECEIVE "zhang receivable.record p receivable="
static void test_pool_money__receivable(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, RECEIVE "S-1; way=INTEREST_ACCRUED; party=BK-1; occurred=2026-06-30; amount=35.00; bank_ref=单");
    is(&city, "1132", 3500);
    is(&city, "271102", -3500);
    city_no(&city, FPL_E_DUE,
            RECEIVE "S-2; way=INTEREST_COLLECTED; party=BK-1; occurred=2026-07-01; amount=35.01; "
                    "bank_ref=S");
    city_no(&city, FPL_E_DUE, RECEIVE "S-2; way=INTEREST_COLLECTED; occurred=2026-07-01; amount=1; bank_ref=S");
    city_no(&city, FPL_E_MISSING, RECEIVE "S-2; way=RETURN_COLLECTED; occurred=2026-07-01; amount=1; bank_ref=S");
    city_no(&city, FPL_E_DUE,
            RECEIVE "S-2; way=RETURN_COLLECTED; party=BK-1; occurred=2026-07-01; amount=1; bank_ref=S");
    city_do(&city, RECEIVE "S-2; way=INTEREST_COLLECTED; party=BK-1; occurred=2026-07-01; amount=30.00; bank_ref=S");
    is(&city, "1132", 500);
    is(&city, "100203", 3000003000);
    city_no(&city, FPL_E_LATER, "zhang receivable.reverse p receivable=S-1; memo=错");
    city_do(&city, "zhang receivable.reverse p receivable=S-2; memo=错");
    city_do(&city, "zhang receivable.reverse p receivable=S-1; memo=错");
    is(&city, "1132", 0);
    is(&city, "271102", 0);
    city_verify(&city);
    city_end(&city);
}

/* A loan of `disbursed` yuan, claimed when `repaid` was repaid, approved for `payout` and paid. */
static void compensated(struct city *city, int n, const char *disbursed, const char *repaid, const char *payout) {
    if (n == 1)
        city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-02");
    city_do(city,
            "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
            "contract_amount=%s; disbursed=%s; disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-01-06",
            n, disbursed, disbursed);
    int64_t seq = city_do(city,
                          "bank1 claim.submit p bank=BK-1; contract=C-%d; iou=1; claim_no=K-%d; claim_date=2026-10-01; "
                          "overdue_days=88; five_class=LOSS; repaid=%s",
                          n, n, repaid);
    city_do(city, "li claim.approve p claim=4/%d; expect=%s", (int)seq, payout);
    city_no(city, FPL_E_GATE_LOAN_STATE,
            "zhang recovery.share p bank=BK-1; contract=C-%d; iou=1; share=01; occurred=2026-11-20; gross=1; cost=0; "
            "amount=1; bank_ref=S",
            n);
    city_do(city, "qian claim.pay p claim=4/%d; bank_ref=SL", (int)seq);
    city_day(city, "2026-12-31"); /* what comes back comes after the payment, which is of the day of the decision */
}

static void pack_of_base(struct city *city, const char *base, const char *rest) {
    char lines[512];
    snprintf(lines, sizeof lines, "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: %s\n%s", base, rest);
    city_pack(city, "o", lines);
    city_do(city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
}

static void pack_of(struct city *city, const char *rest) {
    pack_of_base(city, "OUTSTANDING_PRINCIPAL", rest);
}

#define SHARE "zhang recovery.share p bank=BK-1; contract=C-1; iou=1; share="

/* Vectors T13 and T24 of the pool rules: 80 % of 2,000,000, recovery 500,000 less 30,000: 376,000.00 to the pool; then
 * no more than was paid in all. */
static void test_pool_money__recovery_shared(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack_of(&city, "rate_tiers:\n  - {rate: 80%}\n");
    compensated(&city, 1, "2000000.00", "0", "1600000.00");
    is(&city, "9005", 160000000);
    city_no(&city, FPL_E_RETURN_SHARE,
            SHARE "01; occurred=2026-12-20; gross=500000; cost=30000; amount=376000.01; "
                  "bank_ref=S");
    assert_string_equal(city.answer.reason[0].arg[0], "376000.00");
    city_no(&city, FPL_E_GATE_LOAN,
            "zhang recovery.share p bank=BK-1; contract=C-9; iou=1; share=01; occurred=2026-12-20; gross=1; cost=0; "
            "amount=1; bank_ref=S");
    city_do(&city, SHARE "01; occurred=2026-12-20; gross=500000; cost=30000; amount=376000.00; bank_ref=S");
    is(&city, "271103", -37600000);
    is(&city, "9005", 122400000);
    /* cost above the recovery: nothing is shared, and it counts as nothing */
    city_do(&city, SHARE "02; occurred=2026-12-21; gross=10; cost=30; amount=0; bank_ref=S");
    city_no(&city, FPL_E_MISSING, SHARE "03; occurred=2026-12-21; gross=10; cost=30; amount=0; bank_ref=S; !checker=");
    /* T24: the rest of the principal and 50,000 more: the pool gets what it paid */
    city_do(&city, SHARE "03; occurred=2026-12-22; gross=1580000; cost=0; amount=1224000.00; bank_ref=S");
    is(&city, "271103", -160000000);
    is(&city, "9005", 0);
    city_do(&city, SHARE "04; occurred=2026-12-23; gross=10; cost=0; amount=0; bank_ref=S");
    city_no(&city, FPL_E_AMOUNT_RANGE, /* all that came back would be more than any record can say */
            SHARE "06; occurred=2026-12-23; gross=90071992547409.91; cost=0; amount=0; bank_ref=S");
    city_do(&city, "zhang share.reverse p bank=BK-1; contract=C-1; iou=1; share=03; memo=退");
    is(&city, "271103", -37600000);
    city_do(&city, SHARE "05; occurred=2026-12-24; gross=100; cost=0; amount=88.00; bank_ref=S"); /* of 110 */
    city_verify(&city);
    city_end(&city);
}

/* No fen is lost between instalments: 40 % of 1,000,000.01; of 0.01, 0.01, 0.01 come 0.00, 0.01, 0.00. And T9: where a
 * cap cut the payout to 3,000,000 of 10,000,000, the pool shares 30 %, not its 40 %. */
static void test_pool_money__recovery_effective(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack_of(&city, "rate_tiers:\n  - {rate: 40%}\ncap_per_loan: {amount: 300万元}\n");
    compensated(&city, 1, "12000000.00", "2000000.00", "3000000.00");
    city_do(&city, SHARE "01; occurred=2026-12-20; gross=1000000; cost=0; amount=300000.00; bank_ref=S");
    compensated(&city, 2, "1000000.01", "0", "400000.00");
    static const char *const part[] = {"0", "0.01", "0"};
    for (int n = 0; n < 3; n++)
        city_do(&city,
                "zhang recovery.share p bank=BK-1; contract=C-2; iou=1; share=%d; occurred=2026-12-31; gross=0.01; "
                "cost=0; amount=%s; bank_ref=S",
                n, part[n]);
    is(&city, "271103", -30000001);
    city_verify(&city);
    city_end(&city);
}

/* The same where the base is the actual loss. 12,000,000 unpaid, 2,000,000 of it recovered before the claim: the loss
 * is 10,000,000, of which a year's cap lets through 3,000,000. Of a recovery of 1,000,000 come 300,000.00 (T9), and not
 * 250,000.00. The next year 600,000 more are paid, 40 % of the 9,000,000 that are lost by then less the 3,000,000: 3.6
 * of the 10 million, for the recovery that was shared counts on both sides. All that is recovered, 2,000,000, brings
 * 720,000.00. With the collateral taken off by the pack, or interest in the base, the loss is what was compensated. */
static void test_pool_money__recovery_of_the_actual_loss(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack_of_base(&city, "ACTUAL_PRINCIPAL_LOSS",
                 "rate_tiers:\n  - {rate: 40%}\ncap_per_borrower_year: {amount: 300万元}\n");
    compensated(&city, 1, "12000000.00", "0; recovered=2000000", "3000000.00");
    city_do(&city, SHARE "01; occurred=2026-12-20; gross=1000000; cost=0; amount=300000.00; bank_ref=S");
    city_day(&city, "2027-01-20");
    city_no(&city, FPL_E_GATE_TOLD_LESS,
            "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=K-2; claim_date=2027-01-10; "
            "overdue_days=188; five_class=LOSS; repaid=0; recovered=2999999.99");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=K-2; claim_date=2027-01-10; "
                   "overdue_days=188; five_class=LOSS; repaid=0; recovered=3000000");
    city_do(&city, "li claim.approve p claim=K-2; expect=600000.00; occurred=2027-01-20");
    city_do(&city, "qian claim.pay p claim=K-2; bank_ref=SL; occurred=2027-01-20");
    city_do(&city, SHARE "02; occurred=2027-01-20; gross=1000000; cost=0; amount=420000.00; bank_ref=S");
    city_verify(&city);
    city_end(&city);

    city_begin(&city);
    pack_of(&city, "rate_tiers:\n  - {rate: 40%}\nother_cover_deduct: [COLLATERAL]\n");
    compensated(&city, 1, "1000.00", "0; collateral=200", "320.00");
    city_do(&city, SHARE "01; occurred=2026-12-20; gross=100; cost=0; amount=40.00; bank_ref=S");
    city_verify(&city);
    city_end(&city);

    city_begin(&city);
    pack_of_base(&city, "PRINCIPAL_INTEREST\ninterest_cutoff: CLAIM", "rate_tiers:\n  - {rate: 40%}\n");
    compensated(&city, 1, "1000.00", "0; unpaid_interest=100", "440.00");
    city_do(&city, SHARE "01; occurred=2026-12-20; gross=100; cost=0; amount=40.00; bank_ref=S");
    city_verify(&city);
    city_end(&city);
}

#define RECLAIM "zhang payout.reclaim p bank=BK-1; contract=C-1; iou=1; reclaim="
/* P09: the loss is closed, and no more than it: what came back against the recoveries, the rest against contributors.
 */
#define CHARGE "zhang loss.charge p bank=BK-1; contract=C-1; iou=1; charge="
static void test_pool_money__loss_charged(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack_of(&city, "rate_tiers:\n  - {rate: 40%}\n");
    city_do(&city, "zhang pool.contribute p contribution=Z-9; party=BK-1; occurred=2026-01-10; amount=100.00; "
                   "bank_ref=S9");
    compensated(&city, 1, "1000.00", "0", "400.00");
    city_do(&city, SHARE "01; occurred=2026-12-20; gross=100; cost=0; amount=40.00; bank_ref=S");
    city_no(&city, FPL_E_DUE, CHARGE "1; party=G-CZ; occurred=2026-12-25; amount=360.01; document=文");
    city_no(&city, FPL_E_ON_ACCOUNT, CHARGE "1; party=BK-1; occurred=2026-12-25; amount=100.01; document=文");
    city_no(&city, FPL_E_DUE, CHARGE "1; occurred=2026-12-25; amount=40.01; document=文");
    city_do(&city, CHARGE "1; party=BK-1; occurred=2026-12-25; amount=100.00; document=文");
    city_do(&city, CHARGE "2; party=G-CZ; occurred=2026-12-25; amount=260.00; document=文");
    is(&city, "271104", 0);
    is(&city, "9005", 0);
    is(&city, "271105", 4000);
    city_do(&city, CHARGE "3; occurred=2026-12-25; amount=40.00; document=文");
    is(&city, "271105", 0);
    is(&city, "271103", 0);
    city_no(&city, FPL_E_DUE, CHARGE "4; party=G-CZ; occurred=2026-12-26; amount=0.01; document=文");
    city_no(&city, FPL_E_DUE, RECLAIM "9; occurred=2026-12-26; amount=0.01; document=文");
    city_no(&city, FPL_E_LATER, "zhang share.reverse p bank=BK-1; contract=C-1; iou=1; share=01; memo=错");
    /* money that comes after it is a recovery, and touches no memo */
    city_do(&city, SHARE "02; occurred=2026-12-27; gross=50; cost=0; amount=20.00; bank_ref=S");
    is(&city, "271103", -2000);
    is(&city, "9005", 0);
    city_no(&city, FPL_E_LATER, "zhang charge.reverse p bank=BK-1; contract=C-1; iou=1; charge=2; memo=错");
    city_do(&city, "zhang share.reverse p bank=BK-1; contract=C-1; iou=1; share=02; memo=错");
    city_do(&city, "zhang charge.reverse p bank=BK-1; contract=C-1; iou=1; charge=2; memo=错");
    is(&city, "9005", 26000);
    is(&city, "271105", 26000);
    city_do(&city, "zhang charge.reverse p bank=BK-1; contract=C-1; iou=1; charge=3; memo=错");
    is(&city, "271103", -4000);
    city_do(&city, "zhang share.reverse p bank=BK-1; contract=C-1; iou=1; share=01; memo=错");
    is(&city, "9005", 30000);
    city_verify(&city);
    city_end(&city);
}

/* A recovery after the loss was charged moves no memo; compensation paid after that is pursued to the fen all the same.
 * 400 of 1,000: 250 in 2025, for the firm's year has no more room, and 150 in 2026. */
static void test_pool_money__paid_after_a_loss_was_charged(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack_of(&city, "rate_tiers:\n  - {rate: 40%}\ncap_per_borrower_year: {amount: 250元}\n");
    compensated(&city, 1, "1000.00", "0", "250.00");
    city_do(&city, CHARGE "1; party=G-CZ; occurred=2026-12-15; amount=250.00; document=文");
    city_do(&city, SHARE "01; occurred=2026-12-15; gross=400; cost=0; amount=100.00; bank_ref=S"); /* 250 of 1,000 */
    is(&city, "9005", 0);
    city_day(&city, "2027-01-20");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=K-2; claim_date=2027-01-10; "
                   "overdue_days=188; five_class=LOSS; repaid=0; recovered=400");
    city_do(&city, "li claim.approve p claim=K-2; expect=150.00; occurred=2027-01-20");
    city_do(&city, "qian claim.pay p claim=K-2; bank_ref=SL; occurred=2027-01-20");
    is(&city, "9005", 15000);
    city_no(&city, FPL_E_DUE, RECLAIM "1; occurred=2027-01-20; amount=150.01; document=文");
    city_no(&city, FPL_E_DUE, CHARGE "2; party=G-CZ; occurred=2027-01-20; amount=150.01; document=文");
    city_no(&city, FPL_E_LATER, "zhang charge.reverse p bank=BK-1; contract=C-1; iou=1; charge=1; memo=错");
    city_do(&city,
            SHARE "02; occurred=2027-01-20; gross=100; cost=0; amount=100.00; bank_ref=S"); /* of 500, 400/1000 */
    is(&city, "9005", 5000);
    city_do(&city, "zhang share.reverse p bank=BK-1; contract=C-1; iou=1; share=02; memo=错");
    is(&city, "9005", 15000);
    city_do(&city, "zhang share.reverse p bank=BK-1; contract=C-1; iou=1; share=01; memo=错");
    city_do(&city, "zhang charge.reverse p bank=BK-1; contract=C-1; iou=1; charge=1; memo=错");
    is(&city, "9005", 40000);
    city_verify(&city);
    city_end(&city);
}

/* What was shared is known of the loan as long as it stands, and no longer: a claim that was decided meanwhile has told
 * its own figure, and not that one. */
static void test_pool_money__share_taken_back_is_not_told(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack_of(&city, "rate_tiers:\n  - {rate: 40%}\ncap_per_borrower_year: {amount: 250元}\n");
    compensated(&city, 1, "1000.00", "0", "250.00");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=K-2; claim_date=2026-10-20; "
                   "overdue_days=100; five_class=LOSS; repaid=0; recovered=100");
    city_do(&city, "li claim.refuse p claim=K-2; reason=误");
    city_do(&city, SHARE "01; occurred=2026-12-21; gross=400; cost=0; amount=100.00; bank_ref=S");
    city_no(&city, FPL_E_GATE_TOLD_LESS,
            "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=K-3; claim_date=2026-10-22; "
            "overdue_days=100; five_class=LOSS; repaid=0; recovered=100");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=K-3; claim_date=2026-10-22; "
                   "overdue_days=100; five_class=LOSS; repaid=0"); /* tells nothing of it */
    city_do(&city, "li claim.approve p claim=K-3; expect=0");
    city_do(&city, "zhang share.reverse p bank=BK-1; contract=C-1; iou=1; share=01; memo=错");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=K-4; claim_date=2026-10-23; "
                   "overdue_days=100; five_class=LOSS; repaid=0; recovered=0");
    city_verify(&city);
    city_end(&city);
}

static void test_pool_money__reclaimed(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    pack_of(&city, "rate_tiers:\n  - {rate: 40%}\n");
    compensated(&city, 1, "1000.00", "0", "400.00");
    city_do(&city, SHARE "01; occurred=2026-12-20; gross=100; cost=0; amount=40.00; bank_ref=S");
    city_no(&city, FPL_E_DUE, RECLAIM "1; occurred=2026-12-25; amount=360.01; document=文");
    city_no(&city, FPL_E_AMOUNT_RANGE,
            RECLAIM "1; occurred=2026-12-25; amount=160.00; interest=90071992547409.91; document=文");
    city_do(&city, RECLAIM "1; occurred=2026-12-25; amount=160.00; interest=1.20; document=文");
    is(&city, "122103", 16120);
    is(&city, "271105", 24000);
    is(&city, "271102", -120);
    is(&city, "9005", 20000);
    /* what is left of the payout is 240 of 1,000: of 300 recovered the pool has 72, and had 40 */
    city_do(&city, SHARE "02; occurred=2026-12-26; gross=200; cost=0; amount=32.00; bank_ref=S");
    city_no(&city, FPL_E_DUE,
            RECEIVE "S-1; way=RETURN_COLLECTED; party=BK-1; occurred=2026-12-27; amount=161.21; "
                    "bank_ref=S");
    city_do(&city, RECEIVE "S-1; way=RETURN_COLLECTED; party=BK-1; occurred=2026-12-27; amount=161.20; bank_ref=S");
    is(&city, "122103", 0);
    city_no(&city, FPL_E_LATER, "zhang reclaim.reverse p bank=BK-1; contract=C-1; iou=1; reclaim=1; memo=错");
    city_do(&city, "zhang receivable.reverse p receivable=S-1; memo=错");
    city_do(&city, "zhang reclaim.reverse p bank=BK-1; contract=C-1; iou=1; reclaim=1; memo=错");
    is(&city, "122103", 0);
    is(&city, "271105", 40000);
    is(&city, "271102", 0);
    city_verify(&city);
    city_end(&city);
}

/* No raw journal moves what the identity rests on; an opening balance may, and events go on from it. */
static void test_pool_money__control(void **state) {
    static const char *const accounts[] = {"100203", "101201", "1132",   "122103", "224105", "224107", "224108",
                                           "271101", "271102", "271103", "271104", "271105", "271106"};
    struct city city;
    (void)state;
    city_begin(&city);
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++)
        city_no(&city, FPL_E_CONTROL, "zhang journal.post p memo=某; occurred=2025-01-01; !lines=D%s:3@G-CZ#x C2221:3",
                accounts[i]);
    city_do(&city, "zhang journal.post p memo=某; occurred=2025-01-01; !lines=D4103:3 C2221:3");
    city_do(&city, "zhang opening.post p occurred=2025-01-01; memo=启用; entry=Q-1; "
                   "!lines=D100203:9.00 D101201:1.00@BK-1 D1132:2.00@BK-1 C224107:3.00@BK-2 C224108:4.00 "
                   "C271104:5.00@BK-2");
    identity(&city);
    city_do(&city,
            "zhang payable.pay p payment=F-1; of=SURPLUS; party=BK-2; occurred=2026-05-02; amount=3.00; bank_ref=S");
    city_do(&city, "zhang payable.pay p payment=F-2; of=COST; occurred=2026-05-02; amount=4.00; bank_ref=S");
    city_do(&city, RECEIVE "S-2; way=INTEREST_COLLECTED; party=BK-1; occurred=2026-07-01; amount=2.00; bank_ref=S");
    city_do(&city, "zhang surplus.declare p surplus=T-1; party=BK-2; occurred=2026-05-01; amount=5.00; document=文");
    city_do(&city,
            "zhang transfer.record p transfer=H-4; way=REDEEM; from=BK-1; occurred=2026-03-03; amount=1; bank_ref=S");
    is(&city, "100203", 3000000500);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_money__surplus),
        cmocka_unit_test(test_pool_money__surplus_of_what_is_left),
        cmocka_unit_test(test_pool_money__cost),
        cmocka_unit_test(test_pool_money__transfer),
        cmocka_unit_test(test_pool_money__receivable),
        cmocka_unit_test(test_pool_money__recovery_shared),
        cmocka_unit_test(test_pool_money__recovery_effective),
        cmocka_unit_test(test_pool_money__recovery_of_the_actual_loss),
        cmocka_unit_test(test_pool_money__reclaimed),
        cmocka_unit_test(test_pool_money__loss_charged),
        cmocka_unit_test(test_pool_money__paid_after_a_loss_was_charged),
        cmocka_unit_test(test_pool_money__share_taken_back_is_not_told),
        cmocka_unit_test(test_pool_money__control),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
