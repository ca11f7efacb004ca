/* P13: a loan that renews another (pool rules §4, ambiguity 16): a record of its own, linked to the old contract; the
 * balance and the exposure count once, and what was told of the debt stays with it. */
#include "desk_world.h"

#include "ledger/journal/journal.h"

static void is(struct city *city, const char *account, int64_t want) {
    int64_t minor = 0;
    int32_t book = city_book(city, "p");
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_journal__balance(city->w.session, book, fpl_str_of(account), NULL, &minor, &city->error),
                     FPL_OK);
    fpl_journal__rollback(city->w.session);
    if (minor != want)
        fail_msg("%s: %lld, not %lld", account, (long long)minor, (long long)want);
}

static enum fpl_status take(void *ctx, const struct fpl_item *item) {
    fpl_str_copy(item->data->raw, ctx, 400);
    return FPL_OK;
}

static void loan_is(struct city *city, const char *no, const char *expected) {
    struct fpl_view_spec spec = {FPL_STR("reg"), FPL_DATE_NONE, 0};
    struct fpl_view *view = NULL;
    int32_t book = city_book(city, "p");
    char key[64], text[400] = "";
    snprintf(key, sizeof key, "BK-1|%s|1", no);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_read_item(view, book, "loan", fpl_str_of(key), take, text, &city->error), FPL_OK);
    fpl_view_close(view);
    assert_string_equal(text, expected);
}

static void begin(struct city *city, const char *rest) {
    char lines[512];
    city_begin(city);
    snprintf(lines, sizeof lines,
             "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
             "  - {rate: 40%%}\n%s",
             rest);
    city_pack(city, "o", lines);
    city_do(city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
    city_do(city, "zhang whitelist.list p firm=F-乙; firm_name=F-乙; listed_on=2025-01-02");
    city_do(city, "zhang loan.register p bank=BK-1; contract=A; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                  "contract_amount=1000; disbursed=1000; disbursed_on=2026-01-05; due_on=2026-07-05; "
                  "registered_on=2026-01-05");
}

#define RENEW(no, amount, day, due, old)                                                                               \
    "zhang loan.register p bank=BK-1; contract=" no "; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "              \
    "contract_amount=" amount "; disbursed=" amount "; disbursed_on=" day "; due_on=" due "; registered_on=" day "; "  \
    "renews_contract=" old "; renews_iou=1"

/* What is unpaid moves to the new loan, whole; the old one takes nothing more. */
static void test_pool_renewal__moves(void **state) {
    struct city city;
    (void)state;
    begin(&city, "");
    is(&city, "9003", 100000);
    is(&city, "9004", 40000);
    city_no(&city, FPL_E_GATE_RENEWAL, RENEW("B", "700", "2026-07-01", "2027-07-01", "A"));
    assert_string_equal(city.answer.reason[0].arg[0], "1000.00");
    assert_string_equal(city.answer.reason[0].arg[1], "700.00");
    city_do(&city, "zhang loan.repay p bank=BK-1; contract=A; iou=1; instalment=1; occurred=2026-06-30; amount=300");
    city_do(&city, RENEW("B", "700", "2026-07-01", "2027-07-01", "A"));
    is(&city, "9003", 70000);
    is(&city, "9004", 28000);
    loan_is(
        &city, "A",
        "{\"bank\":\"BK-1\",\"disb\":100000,\"firm\":\"F-甲\",\"next\":\"BK-1|B|1\",\"rep\":30000,\"st\":\"RENEWED\"}");
    loan_is(&city, "B",
            "{\"bal\":70000,\"bank\":\"BK-1\",\"disb\":70000,\"exp\":28000,\"firm\":\"F-甲\",\"st\":\"REGISTERED\"}");
    city_no(&city, FPL_E_GATE_LOAN_STATE,
            "zhang loan.repay p bank=BK-1; contract=A; iou=1; instalment=2; occurred=2026-07-02; amount=1");
    city_no(&city, FPL_E_GATE_LOAN_STATE, "zhang loan.withdraw p bank=BK-1; contract=A; iou=1; reason=误");
    city_no(&city, FPL_E_GATE_LOAN_STATE, RENEW("C", "700", "2026-07-02", "2027-07-01", "A"));
    city_no(&city, FPL_E_GATE_LOAN_STATE,
            "bank1 claim.submit p bank=BK-1; contract=A; iou=1; claim_no=1; claim_date=2026-10-01; overdue_days=88; "
            "five_class=LOSS; repaid=300");
    city_no(&city, FPL_ALREADY, RENEW("B", "700", "2026-07-01", "2027-07-01", "A"));
    city_do(&city, RENEW("C", "700", "2026-10-01", "2026-11-01", "B")); /* and again */
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C; iou=1; claim_no=1; claim_date=2026-11-19; "
                   "overdue_days=18; five_class=LOSS; repaid=0");
    assert_int_equal(fpl_money_minor(city.answer.amount), 28000);
    city_verify(&city);
    city_end(&city);
}

static void test_pool_renewal__refused(void **state) {
    struct city city;
    (void)state;
    begin(&city, "");
    city_no(&city, FPL_E_GATE_LOAN, RENEW("B", "1000", "2026-07-01", "2027-07-01", "X"));
    assert_string_equal(city.error.arg[0], "BK-1|X|1");
    city_no(&city, FPL_E_MISSING,
            "zhang loan.register p bank=BK-1; contract=B; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1000; disbursed=1000; disbursed_on=2026-07-01; due_on=2027-07-05; "
            "registered_on=2026-07-01; renews_iou=1");
    city_no(&city, FPL_E_GATE_LOAN, /* another bank's loan is an unknown one */
            "zhang loan.register p bank=BK-2; contract=B; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1000; disbursed=1000; disbursed_on=2026-07-01; due_on=2027-07-05; "
            "registered_on=2026-07-01; renews_contract=A; renews_iou=1");
    city_no(&city, FPL_E_GATE_LOAN,
            "zhang loan.register p bank=BK-1; contract=B; iou=1; firm=F-乙; firm_name=F-乙; type=CREDIT; "
            "contract_amount=1000; disbursed=1000; disbursed_on=2026-07-01; due_on=2027-07-05; "
            "registered_on=2026-07-01; renews_contract=A; renews_iou=1");
    city_no(&city, FPL_E_GATE_RENEWED_HERE, RENEW("B", "1000", "2026-07-01", "2027-07-01", "A") "; !take_on=1");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=A; iou=1; claim_no=1; claim_date=2026-10-01; "
                   "overdue_days=88; five_class=LOSS; repaid=0");
    city_no(&city, FPL_E_GATE_LOAN_STATE, RENEW("B", "1000", "2026-10-01", "2027-07-01", "A"));
    city_verify(&city);
    city_end(&city);
}

/* Neither the firm's debt nor the pool's capacity counts the loan twice: both are full. */
static void test_pool_renewal__counts_once(void **state) {
    struct city city;
    (void)state;
    begin(&city, "firm_debt_max: 1000元\n");
    city_no(&city, FPL_E_GATE_FIRM_DEBT,
            "zhang loan.register p bank=BK-1; contract=B; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1; disbursed=1; disbursed_on=2026-07-01; due_on=2027-07-05; registered_on=2026-07-01");
    city_do(&city, RENEW("B", "1000", "2026-07-01", "2027-07-01", "A"));
    city_no(&city, FPL_E_GATE_FIRM_DEBT,
            "zhang loan.register p bank=BK-1; contract=C; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1; disbursed=1; disbursed_on=2026-07-01; due_on=2027-07-05; registered_on=2026-07-01");
    city_verify(&city);
    city_end(&city);
}

/* A claim closed with nothing to pay had told what is recovered, and its loss is recognised: both stay with the debt.
 */
static void test_pool_renewal__told_and_loss_stay(void **state) {
    struct city city;
    (void)state;
    begin(&city, "cap_per_borrower_year: {amount: 0.01元}\nbreaker:\n"
                 "  - {metric: ANNUAL_LOSS_RATE, scope: BANK, op: \">\", threshold: 85%, effect: DEFER_PAYMENT}\n");
    city_do(&city, "zhang loan.register p bank=BK-1; contract=Z; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                   "contract_amount=1; disbursed=1; disbursed_on=2026-01-05; due_on=2026-07-05; "
                   "registered_on=2026-01-05");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=Z; iou=1; claim_no=Z; claim_date=2026-10-01; "
                   "overdue_days=88; five_class=LOSS; repaid=0");
    city_do(&city, "li claim.approve p claim=Z; expect=0.01");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=A; iou=1; claim_no=A; claim_date=2026-10-01; "
                   "overdue_days=88; five_class=LOSS; repaid=200; insurance=50");
    city_do(&city, "li claim.approve p claim=A; expect=0");
    city_no(&city, FPL_E_GATE_RENEWAL, RENEW("B", "1000", "2026-10-02", "2026-10-12", "A")); /* 200 repaid, as told */
    assert_string_equal(city.answer.reason[0].arg[0], "800.00");
    city_do(&city, "zhang loan.repay p bank=BK-1; contract=A; iou=1; instalment=1; occurred=2026-09-30; amount=200");
    city_do(&city, RENEW("B", "800", "2026-10-02", "2026-10-12", "A"));
    city_no(&city, FPL_E_GATE_TOLD_LESS,
            "bank1 claim.submit p bank=BK-1; contract=B; iou=1; claim_no=B; claim_date=2026-11-01; overdue_days=20; "
            "five_class=LOSS; repaid=0; insurance=49");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=B; iou=1; claim_no=B; claim_date=2026-11-01; "
                   "overdue_days=20; five_class=LOSS; repaid=0; insurance=50");
    /* the 800 are recognised already: of 1,801 registered in the year 801 are lost, and not 1,601 */
    city_do(&city, "li claim.approve p claim=B; expect=0");
    assert_int_equal(city.answer.status, FPL_OK);
    city_verify(&city);
    city_end(&city);
}

/* One contract stands in one mode, also when it is renewed. */
static void test_pool_renewal__one_mode(void **state) {
    struct city city;
    (void)state;
    begin(&city, "exclusive_with: [guarantor-mode]\n");
    city_do(&city, "ren agreement.sign p agreement=G-1; party=GU-1; pack=o; version=1; from=2026-01-01; "
                   "signed=2026-01-01");
    city_no(&city, FPL_E_GATE_EXCLUSIVE, RENEW("B", "1000", "2026-07-01", "2027-07-01", "A") "; guarantor=GU-1");
    city_do(&city, RENEW("B", "1000", "2026-07-01", "2027-07-01", "A"));
    city_verify(&city);
    city_end(&city);
}

/* A renewal recorded by mistake is withdrawn with its predecessor restored; one that leaves the register is not. */
static void test_pool_renewal__withdrawn(void **state) {
    struct city city;
    (void)state;
    begin(&city, "firm_debt_max: 1000元\n");
    city_no(&city, FPL_E_MISSING, "zhang loan.withdraw p bank=BK-1; contract=A; iou=1; reason=误; restores=Y");
    city_do(&city, RENEW("B", "1000", "2026-07-01", "2027-07-01", "A"));
    city_no(&city, FPL_E_MISSING, "zhang loan.withdraw p bank=BK-1; contract=B; iou=1; reason=误");
    assert_string_equal(city.answer.reason[0].arg[0], "restores");
    city_do(&city, "zhang loan.repay p bank=BK-1; contract=B; iou=1; instalment=1; occurred=2026-07-02; amount=1");
    city_no(&city, FPL_E_LATER, "zhang loan.withdraw p bank=BK-1; contract=B; iou=1; reason=误; restores=Y");
    city_do(&city, "zhang repayment.reverse p bank=BK-1; contract=B; iou=1; instalment=1; memo=误");
    city_do(&city, "zhang loan.withdraw p bank=BK-1; contract=B; iou=1; reason=误; restores=Y");
    is(&city, "9003", 100000);
    is(&city, "9004", 40000);
    loan_is(&city, "A",
            "{\"bal\":100000,\"bank\":\"BK-1\",\"disb\":100000,\"exp\":40000,\"firm\":\"F-甲\",\"st\":\"REGISTERED\"}");
    city_no(&city, FPL_E_GATE_FIRM_DEBT, /* and counts as before */
            "zhang loan.register p bank=BK-1; contract=D; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1; disbursed=1; disbursed_on=2026-07-01; due_on=2027-07-05; registered_on=2026-07-01");
    city_no(&city, FPL_ALREADY, /* its last record is another loan's withdrawal */
            "zhang loan.register p bank=BK-1; contract=A; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1000; disbursed=1000; disbursed_on=2026-01-05; due_on=2026-07-05; "
            "registered_on=2026-01-05");
    assert_int_equal(city_dry(&city, "zhang loan.withdraw p bank=BK-1; contract=A; iou=1; reason=误"), FPL_OK);
    city_no(&city, FPL_ALREADY, "zhang loan.withdraw p bank=BK-1; contract=B; iou=1; reason=误; restores=Y");
    city_do(&city, RENEW("C", "1000", "2026-07-03", "2027-07-01", "A"));
    city_do(&city, "zhang loan.withdraw p bank=BK-1; contract=C; iou=1; reason=未取得编号; restores=N");
    is(&city, "9003", 0);
    is(&city, "9004", 0);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_renewal__moves),       cmocka_unit_test(test_pool_renewal__refused),
        cmocka_unit_test(test_pool_renewal__counts_once), cmocka_unit_test(test_pool_renewal__told_and_loss_stay),
        cmocka_unit_test(test_pool_renewal__one_mode),    cmocka_unit_test(test_pool_renewal__withdrawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
