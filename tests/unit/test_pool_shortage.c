/* A pool that cannot pay all (pool rules §2.6, vector T15): what is paid in part, what queues and comes later, what the
 * bank is left with, and what taking back gives back. */
#include "desk_world.h"

#include "ledger/journal/journal.h"

static void is(struct city *city, const char *account, int64_t expected) {
    int64_t minor = 0;
    int32_t book = city_book(city, "p");
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_journal__balance(city->w.session, book, fpl_str_of(account), NULL, &minor, &city->error),
                     FPL_OK);
    fpl_journal__rollback(city->w.session);
    if (minor != expected)
        fail_msg("%s: %lld, not %lld", account, (long long)minor, (long long)expected);
}

struct state {
    char text[256];
};

static enum fpl_status take(void *ctx, const struct fpl_item *item) {
    struct state *state = ctx;
    char word[24];
    snprintf(state->text, sizeof state->text, "%s %lld %lld %lld",
             fpl_str_copy(fpl_json_get_text(item->data, "st"), word, sizeof word),
             (long long)fpl_json_get_num(item->data, "amt", 0), (long long)fpl_json_get_num(item->data, "part", 0),
             (long long)fpl_json_get_num(item->data, "rest", 0));
    return FPL_OK;
}

/* State, amount, paid in parts, what waits. */
static void claim_is(struct city *city, const char *no, const char *expected) {
    struct fpl_view_spec spec = {FPL_STR("reg"), FPL_DATE_NONE, 0};
    struct fpl_view *view = NULL;
    struct state state = {""};
    char key[64];
    int32_t book = city_book(city, "p");
    snprintf(key, sizeof key, "BK-1|%s|1|%s", no, no);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_read_item(view, book, "claim", fpl_str_of(key), take, &state, &city->error), FPL_OK);
    fpl_view_close(view);
    assert_string_equal(state.text, expected);
}

static void claim(struct city *city, const char *no, const char *amount) {
    city_do(city,
            "zhang loan.register p bank=BK-1; contract=%s; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=%s; disbursed=%s; disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-01-05",
            no, amount, amount);
    city_do(city,
            "bank1 claim.submit p bank=BK-1; contract=%s; iou=1; claim_no=%s; claim_date=2026-10-01; overdue_days=88; "
            "five_class=LOSS; repaid=0",
            no, no);
}

/* T15: 1,000,000.00 in the pool, three claims. */
static void begin(struct city *city, const char *mode) {
    char lines[256];
    city_begin(city);
    snprintf(lines, sizeof lines,
             "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
             "  - {rate: 100%%}\n%s",
             mode);
    city_pack(city, "o", lines);
    city_do(city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
    city_do(city, "zhang surplus.declare p surplus=T-1; party=G-CZ; occurred=2026-05-01; amount=29000000; document=文");
    city_do(
        city,
        "zhang payable.pay p payment=F-1; of=SURPLUS; party=G-CZ; occurred=2026-05-01; amount=29000000; bank_ref=S");
    is(city, "100203", 100000000);
    claim(city, "A", "600000.00");
    claim(city, "B", "500000.00");
    claim(city, "C", "400000.01");
    city_do(city, "li claim.approve p claim=A; expect=600000");
}

static void top_up(struct city *city, const char *no, const char *amount) {
    city_do(city, "zhang pool.contribute p contribution=%s; party=G-CZ; occurred=2026-11-01; amount=%s; bank_ref=%s",
            no, amount, no);
}

static void test_pool_shortage__T15_queue(void **state) {
    struct city city;
    (void)state;
    begin(&city, ""); /* unsaid: FIFO_QUEUE */
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=B; expect=500000");
    assert_string_equal(city.answer.reason[0].arg[0], "400000.00");
    assert_non_null(strstr(city.answer.reason[0].arg[1], "shortage_mode"));
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    assert_int_equal(fpl_money_minor(city.answer.amount), 40000000);
    assert_int_equal(city.answer.reason[0].status, FPL_QUEUED);
    assert_string_equal(city.answer.reason[0].arg[0], "100000.00");
    claim_is(&city, "B", "DECIDED 40000000 0 10000000");
    is(&city, "224105", -100000000);
    is(&city, "9008", 10000000);
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=C; expect=0"); /* 0.00 for the third: it waits behind */
    city_verify(&city);
    city_do(&city, "qian claim.pay p claim=B; bank_ref=S-1");
    claim_is(&city, "B", "QUEUED 0 40000000 10000000");
    is(&city, "9005", 40000000);
    is(&city, "9003", 60000000 + 40000001 + 0); /* A and C; the balance of B is closed by its first payment */
    city_do(&city, "qian claim.pay p claim=A; bank_ref=S-2");
    city_no(&city, FPL_E_SHORTAGE, "li claim.approve p claim=B; expect=100000");
    city_no(&city, FPL_E_STATE, "bank1 claim.withdraw p claim=B; reason=误"); /* money was paid on it */
    top_up(&city, "ZZ-1", "30000.00");
    city_do(&city, "li claim.approve p claim=B; expect=30000");
    claim_is(&city, "B", "DECIDED 3000000 40000000 7000000");
    is(&city, "9008", 7000000);
    city_do(&city, "li claim.revoke p claim=B; reason=误");
    claim_is(&city, "B", "QUEUED 0 40000000 10000000");
    is(&city, "9008", 10000000);
    top_up(&city, "ZZ-2", "470000.01");
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=C; expect=400000.01");
    city_do(&city, "li claim.approve p claim=B; expect=100000");
    assert_int_equal(city.answer.reasons, 0);
    claim_is(&city, "B", "DECIDED 10000000 40000000 0");
    city_do(&city, "li claim.approve p claim=C; expect=400000.01");
    city_do(&city, "qian claim.pay p claim=B; bank_ref=S-3");
    city_do(&city, "qian claim.pay p claim=C; bank_ref=S-4");
    claim_is(&city, "B", "PAID 50000000 0 0");
    claim_is(&city, "C", "PAID 40000001 0 0");
    is(&city, "9008", 0);
    is(&city, "9003", 0);
    is(&city, "100203", 0);
    is(&city, "271105", 150000001);
    city_verify(&city);
    city_end(&city);
}

/* Nothing at all is there: the whole claim waits, uses no cap, and can be given up or withdrawn. */
static void test_pool_shortage__empty_pool(void **state) {
    struct city city;
    (void)state;
    begin(&city, "shortage_mode: FIFO_QUEUE\n");
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    city_do(&city, "li claim.revoke p claim=B; reason=误");
    claim_is(&city, "B", "SUBMITTED 0 0 0");
    is(&city, "9008", 0);
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    city_do(&city, "qian claim.pay p claim=B; bank_ref=S-1");
    city_do(&city, "li claim.refuse p claim=B; reason=不再等待"); /* the rest is given up: what was paid stays paid */
    claim_is(&city, "B", "PAID 40000000 0 0");
    is(&city, "9008", 0);
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=C; expect=400000.01"); /* nothing of it is paid now */
    assert_string_equal(city.answer.reason[0].arg[0], "0.00");
    assert_non_null(strstr(city.answer.reason[0].arg[1], "shortage_mode"));
    assert_int_equal(city_try(&city, "li claim.approve p claim=C; expect=0"), FPL_QUEUED);
    assert_int_equal(city.answer.status, FPL_QUEUED);
    assert_string_equal(city.answer.reason[0].arg[0], "400000.01");
    claim_is(&city, "C", "QUEUED 0 0 40000001");
    is(&city, "9008", 40000001);
    city_do(&city, "bank1 claim.withdraw p claim=C; reason=误");
    claim_is(&city, "C", "WITHDRAWN 0 0 0");
    is(&city, "9008", 0);
    city_verify(&city);
    city_end(&city);
}

/* What the pool does not have is the bank's own: it lapses, and no later claim on the loan brings it back. */
static void test_pool_shortage__T15_bank_bears(void **state) {
    struct city city;
    (void)state;
    begin(&city, "shortage_mode: FIFO_BANK_BEARS\n");
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    claim_is(&city, "B", "DECIDED 40000000 0 0");
    is(&city, "9008", 0);
    city_do(&city, "li claim.approve p claim=C; expect=0");
    assert_int_equal(city.answer.reason[0].status, FPL_ZERO_PAYOUT);
    assert_non_null(strstr(city.answer.reason[0].arg[0], "shortage_mode"));
    assert_non_null(strstr(city.answer.reason[0].arg[1], "no later decision or claim pays it"));
    claim_is(&city, "C", "CLOSED 0 0 0");
    city_no(&city, FPL_E_STATE, "qian claim.pay p claim=C; bank_ref=S");
    city_do(&city, "qian claim.pay p claim=B; bank_ref=S-1");
    top_up(&city, "ZZ-1", "900000.00");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=B; iou=1; claim_no=B2; claim_date=2026-11-02; "
                   "overdue_days=88; five_class=LOSS; repaid=0; recovered=0");
    assert_int_equal(fpl_money_minor(city.answer.amount), 0); /* the 100,000.00 of B have lapsed */
    city_do(&city, "li claim.revoke p claim=C; reason=误");   /* nor is it paid by a decision made anew */
    city_do(&city, "li claim.approve p claim=C; expect=0");
    assert_non_null(strstr(city.answer.reason[0].arg[0], "it lapsed before"));
    city_verify(&city);
    city_end(&city);
    /* what had not lapsed is still to be paid, also where the loss has shrunk since: 400,000 of 500,000, then of
     * 450,000
     */
    begin(&city, "shortage_mode: FIFO_BANK_BEARS\n");
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    top_up(&city, "ZZ-1", "900000.00");
    city_do(&city, "li claim.revoke p claim=B; reason=误");
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    city_do(&city, "qian claim.pay p claim=B; bank_ref=S-1");
    city_verify(&city);
    city_end(&city);
}

/* A claim that has ended waits for none: its answer is its state, whoever waits before it. */
static void test_pool_shortage__ended_behind_a_queue(void **state) {
    struct city city;
    (void)state;
    begin(&city, "");
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=C; expect=0");
    city_do(&city, "li claim.refuse p claim=C; reason=误");
    city_no(&city, FPL_E_STATE, "li claim.approve p claim=C; expect=0");
    city_end(&city);
}

static void stacked_claim(struct city *city, const char *claimant, const char *no) {
    city_do(city,
            "zhang claim.submit p claimant=%s; bank=BK-1; contract=S; iou=1; claim_no=%s; claim_date=2026-10-01; "
            "overdue_days=88; five_class=LOSS; repaid=0; liability=1500000; other_gov=0",
            claimant, no);
}

/* Each party of a stacked loan bears what has lapsed of its own payout, and not the other's (pool rules §4, STACKED):
 * of 1,500,000.00 with 60% to the bank and 40% to the guarantor the pool, with 400,000.00 left, pays the bank so much.
 * 500,000.00 of the bank's have lapsed, and the guarantor's 600,000.00 are whole when money comes. */
static void test_pool_shortage__stacked_bears_its_own(void **state) {
    struct city city;
    (void)state;
    begin(&city, "");
    city_pack(&city, "s",
              "family: [STACKED]\nrule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nbase_kind: OUTSTANDING_PRINCIPAL\n"
              "shortage_mode: FIFO_BANK_BEARS\ncap_total_gov_of_liability: {rate: 100%}\nrate_tiers:\n"
              "  - {beneficiary: BANK, rate: 60%}\n  - {beneficiary: GUARANTOR, rate: 40%}\n");
    city_do(&city, "ren agreement.sign p agreement=S-1; party=GU-1; pack=s; version=1; from=2026-01-01; "
                   "signed=2026-01-01");
    city_do(&city, "zhang loan.register p bank=BK-1; contract=S; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                   "contract_amount=1500000; disbursed=1500000; disbursed_on=2026-01-05; due_on=2026-07-05; "
                   "registered_on=2026-01-05; guarantor=GU-1");
    stacked_claim(&city, "BK-1", "S1");
    city_do(&city, "li claim.approve p claim=S1; expect=400000");
    city_do(&city, "qian claim.pay p claim=S1; bank_ref=S-1");
    top_up(&city, "ZZ-1", "900000.00");
    stacked_claim(&city, "GU-1", "S2");
    assert_int_equal(fpl_money_minor(city.answer.amount), 60000000);
    city_do(&city, "li claim.approve p claim=S2; expect=600000");
    city_do(&city, "li claim.revoke p claim=S2; reason=误");
    city_do(&city, "li claim.approve p claim=S2; expect=600000");
    city_do(&city, "qian claim.pay p claim=S2; bank_ref=S-2");
    stacked_claim(&city, "BK-1", "S3");
    assert_int_equal(fpl_money_minor(city.answer.amount), 0); /* the bank's own lapse stays its own */
    city_verify(&city);
    city_end(&city);
}

/* A closed claim is pending no more: a loan that was paid off, and is not after all, is open to a new claim. */
static void test_pool_shortage__repaid_after_closing(void **state) {
    struct city city;
    (void)state;
    begin(&city, "shortage_mode: FIFO_BANK_BEARS\n");
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    city_do(&city, "li claim.approve p claim=C; expect=0");
    claim_is(&city, "C", "CLOSED 0 0 0");
    city_do(&city,
            "zhang loan.repay p bank=BK-1; contract=C; iou=1; instalment=1; occurred=2026-10-05; amount=400000.01");
    city_no(&city, FPL_E_GATE_LOAN_STATE, "li claim.revoke p claim=C; reason=误"); /* there is nothing to claim */
    city_do(&city, "zhang repayment.reverse p bank=BK-1; contract=C; iou=1; instalment=1; memo=误");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C; iou=1; claim_no=C2; claim_date=2026-11-02; "
                   "overdue_days=88; five_class=LOSS; repaid=0");
    city_verify(&city);
    city_end(&city);
}

/* TOP_UP_WAIT: nothing is paid of a claim that the pool cannot pay whole; it waits, and does not lapse (law §2, N17).
 */
static void test_pool_shortage__top_up_wait(void **state) {
    struct city city;
    (void)state;
    begin(&city, "shortage_mode: TOP_UP_WAIT\n");
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=B; expect=400000");
    assert_int_equal(city_try(&city, "li claim.approve p claim=B; expect=0"), FPL_QUEUED);
    claim_is(&city, "B", "QUEUED 0 0 50000000");
    is(&city, "224105", -60000000); /* A alone */
    is(&city, "9008", 50000000);
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=C; expect=400000.01");
    city_no(&city, FPL_E_SHORTAGE, "li claim.approve p claim=B; expect=0");
    top_up(&city, "ZZ-1", "99999.99");
    city_no(&city, FPL_E_SHORTAGE, "li claim.approve p claim=B; expect=500000"); /* a fen is missing */
    top_up(&city, "ZZ-2", "0.01");
    city_do(&city, "li claim.approve p claim=B; expect=500000");
    claim_is(&city, "B", "DECIDED 50000000 0 0");
    is(&city, "9008", 0);
    city_verify(&city);
    city_end(&city);
}

/* A pack without a cap that claims share gives them no order (pool rules §4, ambiguity 2 speaks of claims that share
 * one): C is decided before B. From the first claim that waits on, the money is what they share: it holds up those
 * behind it, and not those before it. */
static void test_pool_shortage__order(void **state) {
    struct city city;
    (void)state;
    begin(&city, "");
    claim(&city, "D", "1.00");
    city_do(&city, "li claim.approve p claim=C; expect=400000"); /* a fen of it waits */
    claim_is(&city, "C", "DECIDED 40000000 0 1");
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=D; expect=0");
    top_up(&city, "ZZ-1", "500000.00");
    city_do(&city, "li claim.approve p claim=B; expect=500000");
    city_do(&city, "qian claim.pay p claim=C; bank_ref=S-1");
    top_up(&city, "ZZ-2", "1.01");
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=D; expect=1");
    city_do(&city, "li claim.approve p claim=C; expect=0.01");
    city_do(&city, "li claim.approve p claim=D; expect=1");
    city_verify(&city);
    city_end(&city);
}

/* What a claim told was what its decision rested on: it stays with the loan when that one is revoked, and the claim
 * withdrawn. Otherwise it could be told again with less repaid. */
static void test_pool_shortage__told_stays_after_revocation(void **state) {
    struct city city;
    (void)state;
    begin(&city, "shortage_mode: FIFO_BANK_BEARS\n");
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    city_do(&city, "bank1 claim.withdraw p claim=C; reason=误");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C; iou=1; claim_no=C2; claim_date=2026-10-02; "
                   "overdue_days=89; five_class=LOSS; repaid=100000");
    city_do(&city, "li claim.approve p claim=C2; expect=0");
    city_do(&city, "li claim.revoke p claim=C2; reason=误");
    city_do(&city, "bank1 claim.withdraw p claim=C2; reason=误");
    city_no(&city, FPL_E_GATE_TOLD_LESS,
            "bank1 claim.submit p bank=BK-1; contract=C; iou=1; claim_no=C3; claim_date=2026-10-03; overdue_days=90; "
            "five_class=LOSS; repaid=99999.99");
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C; iou=1; claim_no=C3; claim_date=2026-10-03; "
                   "overdue_days=90; five_class=LOSS; repaid=100000");
    city_verify(&city);
    city_end(&city);
}

/* What the pool owes is not placed away from it; what its special account does not have is paid only with a reason,
 * which stays in the record. */
static void test_pool_shortage__cash(void **state) {
    struct city city;
    struct fpl_buf body = {0};
    (void)state;
    begin(&city, "");
    city_no(
        &city, FPL_E_SHORTAGE,
        "zhang transfer.record p transfer=H-1; way=PLACE; to=BK-1; occurred=2026-10-20; amount=400000.01; bank_ref=H");
    assert_string_equal(city.answer.reason[0].arg[0], "400000.00"); /* 600,000 are payable */
    city_do(&city,
            "zhang transfer.record p transfer=H-1; way=PLACE; to=BK-1; occurred=2026-10-20; amount=400000; bank_ref=H");
    city_do(&city,
            "zhang transfer.record p transfer=H-2; way=BANKS; to=BK-1; occurred=2026-10-20; amount=0.01; bank_ref=H");
    city_no(&city, FPL_E_CASH_REASON, "qian claim.pay p claim=A; bank_ref=S-1");
    assert_string_equal(city.answer.reason[0].arg[0], "599999.99");
    assert_string_equal(city.answer.reason[0].arg[1], "600000.00");
    int64_t seq = city_do(&city, "qian claim.pay p claim=A; bank_ref=S-1; cash_reason=划回在途");
    assert_int_equal(city.answer.reason[0].status, FPL_E_CASH);
    world_body(&city.w, city_book(&city, "p"), seq, &body);
    assert_non_null(strstr(body.p, "划回在途"));
    fpl_buf_release(&body);
    is(&city, "100203", 0);
    city_verify(&city);
    city_end(&city);
}

/* Dollars on the special account pay no claim in yuan: the ledger has no rates. */
static void test_pool_shortage__another_currency(void **state) {
    struct city city;
    (void)state;
    begin(&city, "");
    city_do(&city, "root currency.add - currency=USD; scale=2");
    city_do(&city, "zhang opening.post p occurred=2025-01-01; memo=启用; entry=Q-1; "
                   "!lines=D100203:1000000.00=USD C271101:1000000.00@G-CZ=USD");
    is(&city, "100203", 100000000);
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=B; expect=500000");
    assert_string_equal(city.answer.reason[0].arg[0], "400000.00");
    city_no(
        &city, FPL_E_SHORTAGE,
        "zhang transfer.record p transfer=H-1; way=PLACE; to=BK-1; occurred=2026-10-20; amount=400000.01; bank_ref=H");
    city_do(&city, "li claim.approve p claim=B; expect=400000");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_shortage__T15_queue),
        cmocka_unit_test(test_pool_shortage__empty_pool),
        cmocka_unit_test(test_pool_shortage__ended_behind_a_queue),
        cmocka_unit_test(test_pool_shortage__T15_bank_bears),
        cmocka_unit_test(test_pool_shortage__stacked_bears_its_own),
        cmocka_unit_test(test_pool_shortage__repaid_after_closing),
        cmocka_unit_test(test_pool_shortage__top_up_wait),
        cmocka_unit_test(test_pool_shortage__order),
        cmocka_unit_test(test_pool_shortage__told_stays_after_revocation),
        cmocka_unit_test(test_pool_shortage__another_currency),
        cmocka_unit_test(test_pool_shortage__cash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
