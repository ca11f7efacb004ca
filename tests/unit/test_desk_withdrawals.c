/* Claims that their institution takes back before the decision, and the interest of the pool's account. */
#include "desk_world.h"

static void loan(struct city *city, int n) {
    (void)city_try(city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
    city_do(city,
            "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
            "registered_on=2026-01-05",
            n);
}

#define SUBMIT                                                                                                         \
    "bank1 claim.submit p bank=BK-1; contract=C-%d; iou=1; claim_no=%s; claim_date=2026-10-01; repaid=0; "             \
    "five_class=LOSS; overdue_days="
static int64_t claim(struct city *city, int n, const char *number) {
    return city_do(city, SUBMIT "88", n, number);
}

static int64_t tally(struct city *city, const char *name, const char *scope, int64_t *count) {
    int64_t amount = 0;
    int32_t book = city_book(city, "p");
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_journal__tally(city->w.session, book, name, fpl_str_of(scope), FPL_DATE_MIN, FPL_DATE_MAX,
                                        &amount, count, &city->error),
                     FPL_OK);
    fpl_journal__rollback(city->w.session);
    return amount;
}

static int64_t balance(struct city *city, const char *account) {
    int64_t amount = 0;
    int32_t book = city_book(city, "p");
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_journal__balance(city->w.session, book, fpl_str_of(account), NULL, &amount, &city->error),
                     FPL_OK);
    fpl_journal__rollback(city->w.session);
    return amount;
}

static void assert_npl(struct city *city, int64_t amount, int64_t count) {
    int64_t n = -1;
    assert_int_equal(tally(city, "npl", "bank:BK-1", &n), amount);
    assert_int_equal(n, count);
}

/* Every withdrawal that is refused leaves the book as it was. */
static void refused(struct city *city, const char *who, int64_t seq, enum fpl_status status) {
    int64_t size = city_size(city, "p");
    city_no(city, status, "%s claim.withdraw p claim=4/%d; reason=错", who, (int)seq);
    if (status == FPL_E_NOT_FOUND || status == FPL_ALREADY)
        assert_int_equal(city_size(city, "p"), size);
}

static void test_desk_withdrawals__before_the_decision(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    loan(&city, 1);
    loan(&city, 2);
    assert_npl(&city, 0, 0);
    int64_t a = claim(&city, 1, "K-1"), b = claim(&city, 2, "K-2");
    assert_npl(&city, 200000, 2);
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=4/%d; expect=400", (int)b); /* they share a cap */
    refused(&city, "bank2", a, FPL_E_NOT_FOUND);
    refused(&city, "gua1", a, FPL_E_NOT_FOUND);
    city_no(&city, FPL_E_ROLE, "li claim.withdraw p claim=4/%d; reason=错", (int)a);
    city_no(&city, FPL_E_CLAIM_RECORDED, "bank1 claim.withdraw p claim=4/%d; reason=错; occurred=2026-11-19", (int)a);
    assert_int_equal(city_dry(&city, "bank1 claim.withdraw p claim=4/%d; reason=错", (int)a), FPL_OK);
    city_do(&city, "bank1 claim.withdraw p claim=4/%d; reason=错", (int)a);
    assert_string_equal(city.answer.voucher, ""); /* it was not deferred: there is nothing to take back */
    refused(&city, "bank1", a, FPL_ALREADY);
    city_no(&city, FPL_E_KEY_CHANGED, "bank1 claim.withdraw p claim=4/%d; reason=别的", (int)a);
    assert_npl(&city, 100000, 1);
    city_no(&city, FPL_E_STATE, "li claim.approve p claim=4/%d; expect=400", (int)a);
    city_no(&city, FPL_E_STATE, "li claim.refuse p claim=4/%d; reason=x", (int)a);
    city_no(&city, FPL_E_KEY_REVERSED, SUBMIT "88", 1, "K-1"); /* its number stays used, for nothing */
    city_no(&city, FPL_E_KEY_REVERSED, SUBMIT "89", 1, "K-1");
    city_do(&city, "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-11-01; amount=100");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=K-3; claim_date=2026-11-02; "
                   "five_class=LOSS; overdue_days=99; repaid=100");
    int64_t c = city.answer.seq;
    assert_npl(&city, 190000, 2);
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=4/%d; expect=360", (int)c); /* its place was lost */
    city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)b);
    city_do(&city, "li claim.approve p claim=4/%d; expect=360", (int)c);
    refused(&city, "bank1", b, FPL_E_STATE); /* decided */
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=L", (int)b);
    refused(&city, "bank1", b, FPL_E_STATE); /* and paid */
    city_verify(&city);
    city_end(&city);
}

static void test_desk_withdrawals__deferred(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\nbreaker:\n  - {metric: ANNUAL_LOSS_RATE, scope: BANK, op: \">\", threshold: 40%, "
              "effect: DEFER_PAYMENT, crossing_rule: DEFER_THIS_ONE, release_rule: WHEN_BELOW}\n");
    city_do(&city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    loan(&city, 1);
    loan(&city, 2);
    int64_t a = claim(&city, 1, "K-1");
    city_no(&city, FPL_DEFERRED, "li claim.approve p claim=4/%d; expect=400", (int)a);
    assert_int_equal(balance(&city, "9008"), 40000);
    refused(&city, "bank2", a, FPL_E_NOT_FOUND);
    city_do(&city, "bank1 claim.withdraw p claim=4/%d; reason=错", (int)a);
    assert_int_equal(balance(&city, "9008"), 0); /* nothing waits any more */
    assert_npl(&city, 0, 0);
    refused(&city, "bank1", a, FPL_ALREADY);
    city_no(&city, FPL_E_STATE, "li claim.approve p claim=4/%d; expect=400", (int)a);
    claim(&city, 1, "K-2");
    city_verify(&city);
    city_end(&city);
}

/* A withdrawal that names another claim of the same institution is not the one that was made. */
static void test_desk_withdrawals__of_another_claim(void **state) {
    static const char *const other[] = {"BK-1|C-2|1|K-2", "BK-1|C-1|1|K-9"};
    struct city city;
    struct fpl_verify_report report;
    struct fpl_buf body = {0};
    (void)state;
    city_begin(&city);
    loan(&city, 1);
    loan(&city, 2);
    int64_t a = claim(&city, 1, "K-1");
    claim(&city, 2, "K-2");
    int64_t seq = city_do(&city, "bank1 claim.withdraw p claim=4/%d; reason=错", (int)a);
    world_body(&city.w, 4, seq, &body);
    char *at = strstr(body.p, "\"cmd\":{\"claim\":\"BK-1|C-1|1|K-1\""), sql[160], where[64];
    assert_non_null(at);
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        memcpy(strstr(at, "BK-1|"), other[i], strlen(other[i]));
        long long id = (INT64_C(4) << 36) | seq;
        snprintf(sql, sizeof sql, "DELETE FROM record WHERE id = %lld; DELETE FROM opening WHERE id / 256 = %lld", id,
                 id);
        world_sql(&city.w, sql);
        world_forge(&city.w, 4, "claim.withdrawn", body.p);
        assert_int_equal(world_verify(&city.w, FPL_VERIFY_ALL, &report), FPL_E_TAMPERED);
        snprintf(where, sizeof where, "book 4 seq %lld ", (long long)seq);
        assert_int_equal(strncmp(report.where, where, strlen(where)), 0);
    }
    fpl_buf_release(&body);
    city_end(&city);
}

static void test_desk_withdrawals__interest(void **state) {
    struct city city;
    struct fpl_buf body = {0};
    (void)state;
    city_begin(&city);
    int64_t before = balance(&city, "100203");
    int64_t seq =
        city_do(&city, "zhang interest.record p interest=LX-1; occurred=2026-09-21; amount=123.45; bank_ref=S");
    world_body(&city.w, 4, seq, &body);
    assert_non_null(
        strstr(body.p, "\"p\":[[\"100203\",\"D\",12345,\"\",\"\",\"\",\"POOL_INTEREST\"],[\"271102\",\"C\",12345]]"));
    assert_int_equal(balance(&city, "100203") - before, 12345);
    assert_int_equal(balance(&city, "271102"), -12345);
    city_no(&city, FPL_E_KEY_CHANGED,
            "zhang interest.record p interest=LX-1; occurred=2026-09-21; amount=123.46; bank_ref=S");
    city_no(&city, FPL_E_MISSING,
            "zhang interest.record p interest=LX-2; occurred=2026-09-21; amount=1; bank_ref=S; !checker=");
    seq = city_do(&city, "zhang interest.reverse p interest=LX-1; memo=录错");
    world_body(&city.w, 4, seq, &body);
    assert_non_null(strstr(body.p, "\"occ\":\"2026-09-21\",\"p\":[[\"100203\",\"D\",-12345,\"\",\"\",\"\",\"POOL_"
                                   "INTEREST\"],[\"271102\",\"C\",-12345]]"));
    assert_int_equal(balance(&city, "100203"), before);
    assert_int_equal(balance(&city, "271102"), 0);
    city_no(&city, FPL_E_REVERSED, "zhang interest.reverse p interest=LX-1; memo=再冲");
    city_no(&city, FPL_E_KEY_REVERSED,
            "zhang interest.record p interest=LX-1; occurred=2026-09-21; amount=123.45; bank_ref=S");
    fpl_buf_release(&body);
    city_verify(&city);
    city_end(&city);
}

/* The pool's available money holds the interest: a capacity that it just reaches. */
static void test_desk_withdrawals__interest_is_available(void **state) {
    struct city city;
    struct fpl_buf body = {0};
    (void)state;
    city_begin(&city);
    city_pack(&city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\ncap_pool_balance: {rate: 50%, measure: POOL_BALANCE}\n");
    city_do(&city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    city_do(&city, "zhang interest.record p interest=LX-1; occurred=2026-09-21; amount=123.45; bank_ref=S");
    loan(&city, 1);
    int64_t seq = claim(&city, 1, "K-1");
    world_body(&city.w, 4, seq, &body);
    assert_non_null(strstr(body.p, "\"pool.available\":[3000012345,4,")); /* beside the 30 million paid in */
    fpl_buf_release(&body);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_withdrawals__before_the_decision),
        cmocka_unit_test(test_desk_withdrawals__deferred),
        cmocka_unit_test(test_desk_withdrawals__of_another_claim),
        cmocka_unit_test(test_desk_withdrawals__interest),
        cmocka_unit_test(test_desk_withdrawals__interest_is_available),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
