/* Business events taken back: what becomes of balances, sums and states, at which cuts, who may, and what is refused.
 */
#include "desk_world.h"

/* ---- figures ---- */

struct cut {
    const char *as_of;
    int64_t known_by;
};
#define NOW                                                                                                            \
    (struct cut) {                                                                                                     \
        NULL, 0                                                                                                        \
    }

static struct fpl_view *view_at(struct city *city, struct cut cut) {
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE, .known_by = cut.known_by};
    struct fpl_view *view = NULL;
    if (cut.as_of)
        spec.as_of = world_day(cut.as_of);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    return view;
}

static int64_t tally_in(struct city *city, struct cut cut, const char *book, const char *name, const char *scope,
                        int year) {
    struct fpl_view *view = NULL;
    struct fpl_money amount;
    int64_t count = 0;
    int32_t id = city_book(city, book);
    struct fpl_date from = FPL_DATE_MIN, to = FPL_DATE_MAX;
    if (year) {
        from = fpl_period_first((struct fpl_period){(int16_t)year, 1});
        to = fpl_period_last((struct fpl_period){(int16_t)year, 12});
    }
    view = view_at(city, cut);
    assert_int_equal(fpl_read_tally(view, id, name, fpl_str_of(scope), from, to, &amount, &count, &city->error),
                     FPL_OK);
    fpl_view_close(view);
    return fpl_money_minor(amount);
}

static int64_t tally(struct city *city, struct cut cut, const char *book, const char *name, const char *scope) {
    return tally_in(city, cut, book, name, scope, 0);
}

struct sum {
    const char *account;
    int64_t balance;
};

static enum fpl_status add_total(void *ctx, const struct fpl_total *total) {
    struct sum *sum = ctx;
    if (fpl_str_is(total->account, sum->account))
        sum->balance += fpl_money_minor(total->debit) - fpl_money_minor(total->credit);
    return FPL_OK;
}

static int64_t balance(struct city *city, struct cut cut, const char *book, const char *account) {
    struct sum sum = {account, 0};
    int32_t id = city_book(city, book);
    struct fpl_view *view = view_at(city, cut);
    assert_int_equal(fpl_read_totals(view, id, FPL_DATE_MIN, FPL_DATE_MAX, 0, add_total, &sum, &city->error), FPL_OK);
    fpl_view_close(view);
    return sum.balance;
}

static enum fpl_status take_state(void *ctx, const struct fpl_item *item) {
    fpl_str_copy(fpl_json_get_text(item->data, "st"), ctx, 32);
    return FPL_OK;
}

static const char *state_of(struct city *city, struct cut cut, const char *book, const char *kind, const char *key) {
    static char state[32];
    int32_t id = city_book(city, book);
    struct fpl_view *view = view_at(city, cut);
    enum fpl_status status = fpl_read_item(view, id, kind, fpl_str_of(key), take_state, state, &city->error);
    fpl_view_close(view);
    return status == FPL_E_NOT_FOUND ? "none" : state;
}

struct dates {
    char occ[12], post[12];
};

static enum fpl_status take_dates(void *ctx, const struct fpl_record *record) {
    struct dates *dates = ctx;
    fpl_str_copy(fpl_json_get_text(record->body, "occ"), dates->occ, sizeof dates->occ);
    fpl_str_copy(fpl_body_posted(record->body), dates->post, sizeof dates->post);
    return FPL_OK;
}

static struct dates dates_of(struct city *city, const char *book, int64_t seq) {
    struct dates dates = {"", ""};
    int32_t id = city_book(city, book);
    struct fpl_view *view = view_at(city, NOW);
    assert_int_equal(fpl_read_record(view, id, seq, take_dates, &dates, &city->error), FPL_OK);
    fpl_view_close(view);
    return dates;
}

/* ---- deals ---- */

#define DEAL(id, date, amount)                                                                                         \
    "zhang deal.record f deal=" id "; firm=F-1; firm_name=甲; paid_date=" date "; amount=" amount "; is_transfer=Y; "  \
    "achievement=AH1"
#define EARLY(city, cut) tally(city, cut, "f", "early.TRANSFER@1", "T")

static void test_desk_reversals__deal_at_every_cut(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, DEAL("D-1", "2026-03-10", "100.00"));
    city_do(&city, DEAL("D-2", "2026-05-10", "7.00"));
    int64_t before = city.w.now;
    city_day(&city, "2026-12-01");
    int64_t seq = city_do(&city, "zhang deal.reverse f deal=D-1; memo=金额录错");
    assert_int_equal(fpl_money_minor(city.answer.amount), 10000);
    assert_non_null(strstr(city.answer.voucher, "2026-03 记 "));
    assert_string_equal(dates_of(&city, "f", seq).occ, "2026-03-10");
    assert_string_equal(dates_of(&city, "f", seq).post, "2026-03-10");
    static const char *const days[] = {"2026-03-09", "2026-03-10", "2026-04-30", "2026-05-10", "2026-11-30", NULL};
    static const int64_t after[] = {0, 0, 0, 700, 700, 700}, then[] = {0, 10000, 10000, 10700, 10700, 10700};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct cut now = {days[i], 0}, known = {days[i], before};
        assert_int_equal(EARLY(&city, now), after[i]);
        assert_int_equal(EARLY(&city, known), then[i]);
        assert_int_equal(balance(&city, now, "f", "110101"), after[i]);
        assert_int_equal(balance(&city, now, "f", "100201"), -after[i]);
        assert_int_equal(balance(&city, known, "f", "110101"), then[i]);
        assert_string_equal(state_of(&city, now, "f", "deal", "D-1"), i == 0 ? "none" : "REVERSED");
        assert_string_equal(state_of(&city, known, "f", "deal", "D-1"), i == 0 ? "none" : "");
    }
    city_verify(&city);
    city_end(&city);
}

/* The key stays consumed; a reversal is none of a reversal; a raw reversal takes back no deal. */
static void test_desk_reversals__deal_once(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t deal = city_do(&city, DEAL("D-1", "2026-03-10", "100.00"));
    assert_int_equal(city.answer.reason[0].status, FPL_E_CASH); /* the fund has no money: remarked, not refused */
    assert_string_equal(city.answer.reason[0].arg[0], "0.00");
    assert_string_equal(city.answer.reason[0].arg[1], "100.00");
    int64_t size = city_size(&city, "f");
    city_no(&city, FPL_E_NOT_FOUND, "zhang deal.reverse f deal=D-2; memo=x");
    assert_string_equal(city.error.arg[0], "D-2");
    city_no(&city, FPL_E_MISSING, "zhang deal.reverse f deal=D-1");
    city_no(&city, FPL_E_SAME_PERSON, "zhang deal.reverse f deal=D-1; memo=x; !checker=zhang");
    city_no(&city, FPL_E_USAGE, "zhang deal.reverse f deal=D-1; memo=x; !take_on=1");
    assert_string_equal(city.error.field, "take_on");
    city_no(&city, FPL_E_NOT_FOUND, "zhang journal.reverse f receipt=99; memo=x");
    assert_int_equal(city_size(&city, "f"), size);
    city_no(&city, FPL_E_REVERSED, "zhang journal.reverse f receipt=%d; memo=x", (int)deal);
    size = city_size(&city, "f");
    assert_int_equal(city_dry(&city, "zhang deal.reverse f deal=D-1; memo=x"), FPL_OK);
    assert_int_equal(city_size(&city, "f"), size);
    int64_t red = city_do(&city, "zhang deal.reverse f deal=D-1; memo=x; !request=R-1");
    for (int again = 0; again < 2; again++) {
        city_no(&city, FPL_ALREADY,
                again ? "wu deal.reverse f deal=D-1; memo=x" : "zhang deal.reverse f deal=D-1; memo=x; !request=R-1");
        assert_int_equal(city.answer.seq, red);
    }
    city_no(&city, FPL_E_REQUEST_CHANGED, "zhang deal.reverse f deal=D-1; memo=y; !request=R-1");
    city_no(&city, FPL_E_REVERSED, "zhang deal.reverse f deal=D-1; memo=y; !request=R-2");
    char receipt[24];
    snprintf(receipt, sizeof receipt, "1/%d", (int)red);
    assert_string_equal(city.answer.reason[0].arg[0], receipt);
    assert_string_equal(city.error.field, "memo");
    city_no(&city, FPL_E_REVERSED, "zhang deal.reverse f deal=D-1; memo=y; !request=R-2"); /* the same answer again */
    city_no(&city, FPL_E_REVERSED, "zhang journal.reverse f receipt=%d; memo=x", (int)red);
    char first[24];
    snprintf(first, sizeof first, "1/%d", (int)deal);
    for (int other = 0; other < 2; other++) { /* its number stays used, for nothing: the same again and another */
        if (other)
            city_no(&city, FPL_E_KEY_REVERSED, DEAL("D-1", "2026-03-10", "10.00"));
        else
            city_no(&city, FPL_E_KEY_REVERSED, DEAL("D-1", "2026-03-10", "100.00"));
        assert_string_equal(city.answer.reason[0].arg[0], first);
        assert_string_equal(city.answer.reason[0].arg[1], receipt);
        assert_string_equal(city.error.field, "deal");
    }
    assert_int_equal(EARLY(&city, NOW), 0);
    city_do(&city, DEAL("D-1-2", "2026-03-10", "10.00"));
    assert_int_equal(EARLY(&city, NOW), 1000);
    city_verify(&city);
    city_end(&city);
}

/* In a closed month it is posted on the first open day; rules take it back on its own day. Taken on, it posts nothing.
 * A profile adopted since had judged neither the deal nor its reversal. */
static void test_desk_reversals__deal_closed_taken_on_judged_late(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, DEAL("D-1", "2025-01-10", "100.00"));
    city_do(&city, DEAL("D-OLD", "2024-06-10", "50.00; !take_on=1"));
    city_do(&city, "li period.close f period=2025-01");
    city_yaml(&city, "profile.adopt", "policies/profiles/ROUND_BASED.yaml");
    int64_t seq = city_do(&city, "zhang deal.reverse f deal=D-1; memo=x");
    assert_string_equal(dates_of(&city, "f", seq).occ, "2025-01-10");
    assert_string_equal(dates_of(&city, "f", seq).post, "2025-02-01");
    struct cut january = {"2025-01-31", 0}, february = {"2025-02-01", 0};
    assert_int_equal(balance(&city, january, "f", "110101"), 10000); /* closed is closed */
    assert_int_equal(balance(&city, february, "f", "110101"), 0);
    assert_int_equal(EARLY(&city, january), 5000);
    int64_t old = city_do(&city, "zhang deal.reverse f deal=D-OLD; memo=x");
    assert_string_equal(city.answer.voucher, "");
    assert_string_equal(dates_of(&city, "f", old).occ, "2024-06-10");
    assert_string_equal(dates_of(&city, "f", old).post, "");
    assert_int_equal(EARLY(&city, NOW), 0);
    assert_int_equal(tally(&city, NOW, "f", "early.ROUND_BASED@1", "U"), 0);
    city_verify(&city);
    city_end(&city);
}

/* ---- money paid in ---- */

static void test_desk_reversals__contribution(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t before = city.w.now;
    city_day(&city, "2026-11-25");
    city_do(&city, "zhang pool.contribute p contribution=Z-2; party=BK-1; occurred=2026-01-10; amount=500.00; "
                   "bank_ref=S2");
    assert_int_equal(balance(&city, NOW, "p", "271104"), -50000);
    int64_t between = city.w.now;
    city_day(&city, "2026-11-26");
    assert_int_equal(city_dry(&city, "zhang contribution.reverse p contribution=Z-2; memo=x"), FPL_OK);
    assert_int_equal(fpl_money_minor(city.answer.amount), 50000);
    int64_t seq = city_do(&city, "zhang contribution.reverse p contribution=Z-2; memo=x");
    assert_string_equal(dates_of(&city, "p", seq).occ, "2026-01-10");
    assert_int_equal(balance(&city, NOW, "p", "271104"), 0);
    assert_int_equal(balance(&city, NOW, "p", "100203"), 3000000000);
    assert_int_equal(balance(&city, (struct cut){NULL, between}, "p", "271104"), -50000);
    assert_int_equal(balance(&city, (struct cut){NULL, before}, "p", "271104"), 0);
    city_no(&city, FPL_E_NOT_FOUND, "zhang contribution.reverse p contribution=Z-9; memo=x");
    city_no(&city, FPL_E_NOT_FOUND, "zhang contribution.reverse q contribution=Z-2; memo=x");
    city_no(&city, FPL_E_REVERSED, "zhang contribution.reverse p contribution=Z-2; memo=y");
    city_no(&city, FPL_E_KEY_REVERSED,
            "zhang pool.contribute p contribution=Z-2; party=BK-1; occurred=2026-01-10; "
            "amount=500.00; bank_ref=S2");
    city_verify(&city);
    city_end(&city);
}

/* ---- loans ---- */

#define LOAN(n) "bank=BK-1; contract=C-" n "; iou=1"

static void register_loan(struct city *city, int n, const char *more) {
    if (city_try(city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-02") != FPL_ALREADY)
        assert_int_equal(city->answer.status, FPL_OK);
    city_do(city,
            "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
            "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
            "registered_on=2026-01-06%s",
            n, more);
}

static int64_t submit_told(struct city *city, int n, const char *number, int repaid) {
    return city_do(city,
                   "bank1 claim.submit p bank=BK-1; contract=C-%d; iou=1; claim_no=%s; claim_date=2026-10-01; "
                   "overdue_days=88; five_class=LOSS; repaid=%d",
                   n, number, repaid);
}

static int64_t submit(struct city *city, int n, const char *number) {
    return submit_told(city, n, number, 0);
}

static void test_desk_reversals__loan_withdrawn(void **state) {
    static const char *const sums[] = {"registered", "lending", "repaid"},
                             *const scopes[] = {"bank:BK-1", "firm:F-甲", ""},
                             *const memo[] = {"9003", "9103", "9004", "9104"};
    struct city city;
    (void)state;
    city_begin(&city);
    register_loan(&city, 1, "; repaid=100.00");
    int64_t before = city.w.now;
    assert_int_equal(balance(&city, NOW, "p", "9003"), 90000);
    assert_int_equal(balance(&city, NOW, "p", "9004"), 36000);
    city_day(&city, "2026-12-31");
    city_no(&city, FPL_E_MISSING, "zhang loan.withdraw p " LOAN("1"));
    city_no(&city, FPL_E_GATE_LOAN, "zhang loan.withdraw p " LOAN("9") "; reason=x");
    city_no(&city, FPL_E_ROLE, "bank1 loan.withdraw p " LOAN("1") "; reason=x");
    assert_int_equal(city_dry(&city, "zhang loan.withdraw p " LOAN("1") "; reason=x"), FPL_OK);
    int64_t seq = city_do(&city, "zhang loan.withdraw p " LOAN("1") "; reason=年末未取得入库编号");
    assert_int_equal(fpl_money_minor(city.answer.amount), 90000);
    assert_int_equal(fpl_money_minor(city.answer.exposure), 36000);
    assert_string_equal(dates_of(&city, "p", seq).occ, "2026-01-06"); /* the year in which it had been registered */
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(tally_in(&city, NOW, "p", sums[i], scopes[k], 2026), 0);
            assert_int_equal(tally(&city, (struct cut){"2026-01-06", 0}, "p", sums[i], scopes[k]), 0);
            assert_true(tally(&city, (struct cut){NULL, before}, "p", sums[i], scopes[k]) >= 10000);
        }
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(balance(&city, NOW, "p", memo[i]), 0);
    assert_string_equal(state_of(&city, NOW, "p", "loan", "BK-1|C-1|1"), "WITHDRAWN");
    assert_string_equal(state_of(&city, (struct cut){NULL, before}, "p", "loan", "BK-1|C-1|1"), "REGISTERED");
    city_no(&city, FPL_ALREADY, "zhang loan.withdraw p " LOAN("1") "; reason=年末未取得入库编号");
    assert_int_equal(city.answer.seq, seq);
    city_no(&city, FPL_E_KEY_CHANGED, "zhang loan.withdraw p " LOAN("1") "; reason=x");
    city_no(&city, FPL_E_GATE_LOAN_STATE,
            "zhang loan.repay p " LOAN("1") "; instalment=1; occurred=2026-11-01; amount=1");
    city_no(&city, FPL_E_GATE_LOAN_STATE,
            "bank1 claim.submit p " LOAN("1") "; claim_date=2026-10-01; overdue_days=88; five_class=LOSS; repaid=0");
    city_no(&city, FPL_E_REVERSED, "zhang journal.reverse p receipt=%d; memo=x", (int)seq);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_reversals__loan_states(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    register_loan(&city, 1, "");
    int64_t claim = submit(&city, 1, "1");
    city_no(&city, FPL_E_GATE_LOAN_STATE, "zhang loan.withdraw p " LOAN("1") "; reason=x");
    assert_string_equal(city.answer.reason[0].arg[0], "CLAIMED");
    city_do(&city, "li claim.refuse p claim=4/%d; reason=x", (int)claim);
    city_do(&city, "zhang loan.withdraw p " LOAN("1") "; reason=x"); /* it had been claimed, and is no more */
    assert_int_equal(tally(&city, NOW, "p", "npl", "bank:BK-1"), 0);
    register_loan(&city, 2, "");
    city_do(&city, "zhang loan.repay p " LOAN("2") "; instalment=1; occurred=2026-02-01; amount=400");
    city_do(&city, "zhang loan.withdraw p " LOAN("2") "; reason=x"); /* what is left of it */
    assert_int_equal(balance(&city, NOW, "p", "9003"), 0);
    assert_int_equal(balance(&city, NOW, "p", "9004"), 0);
    assert_int_equal(tally(&city, NOW, "p", "lending", ""), 0);
    assert_int_equal(tally(&city, NOW, "p", "repaid", ""), 0);
    register_loan(&city, 3, "");
    city_do(&city, "zhang loan.repay p " LOAN("3") "; instalment=1; occurred=2026-02-01; amount=1000");
    city_no(&city, FPL_E_GATE_LOAN_STATE, "zhang loan.withdraw p " LOAN("3") "; reason=x");
    assert_string_equal(city.answer.reason[0].arg[0], "PAID_OFF");
    register_loan(&city, 4, "");
    claim = submit(&city, 4, "1");
    city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)claim);
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=x", (int)claim);
    city_no(&city, FPL_E_GATE_LOAN_STATE, "zhang loan.withdraw p " LOAN("4") "; reason=x");
    assert_string_equal(city.answer.reason[0].arg[0], "COMPENSATED");
    register_loan(&city, 5, "; !take_on=1"); /* its memo stands in the opening balance, and leaves it */
    city_do(&city, "zhang loan.withdraw p " LOAN("5") "; reason=x");
    assert_int_equal(balance(&city, NOW, "p", "9003"), -100000);
    assert_int_equal(tally_in(&city, NOW, "p", "registered", "bank:BK-1", 2026), 200000); /* 3 and 4 */
    city_verify(&city);
    city_end(&city);
}

/* The yearly loss rate that a claim is judged by does not count a withdrawn loan any more. */
static void test_desk_reversals__breaker_without_the_loan(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\nbreaker:\n  - {metric: ANNUAL_LOSS_RATE, scope: BANK, op: \">\", threshold: 40%, "
              "effect: DEFER_PAYMENT, crossing_rule: DEFER_THIS_ONE, release_rule: WHEN_BELOW}\n");
    city_do(&city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    for (int n = 1; n <= 3; n++)
        register_loan(&city, n, "");
    int64_t claim = submit(&city, 1, "1");
    assert_int_equal(city_dry(&city, "li claim.approve p claim=4/%d; expect=400", (int)claim), FPL_OK); /* 1/3 */
    city_do(&city, "zhang loan.withdraw p " LOAN("3") "; reason=x");
    city_no(&city, FPL_DEFERRED, "li claim.approve p claim=4/%d; expect=400", (int)claim); /* 1/2 */
    assert_int_equal(balance(&city, NOW, "p", "9008"), 40000);
    register_loan(&city, 4, "");
    city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)claim);
    assert_int_equal(balance(&city, NOW, "p", "9008"), 0);
    /* revoked, it waits as submitted, not as deferred, and its loss counts no more */
    city_do(&city, "wang claim.revoke p claim=4/%d; reason=x", (int)claim);
    assert_int_equal(balance(&city, NOW, "p", "9008"), 0);
    assert_int_equal(tally(&city, NOW, "p", "loss", "bank:BK-1"), 0);
    assert_string_equal(state_of(&city, NOW, "p", "claim", "BK-1|C-1|1|1"), "SUBMITTED");
    city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)claim);
    city_verify(&city);
    city_end(&city);
}

/* ---- repayments ---- */

static void repay(struct city *city, int n, int instalment, const char *day, const char *amount) {
    city_do(city, "zhang loan.repay p bank=BK-1; contract=C-%d; iou=1; instalment=%d; occurred=%s; amount=%s", n,
            instalment, day, amount);
}

#define UNREPAY "zhang repayment.reverse p bank=BK-1; contract=C-%d; iou=1; instalment=%d; memo=x"

static void test_desk_reversals__repayment(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    register_loan(&city, 1, "");
    repay(&city, 1, 1, "2026-02-01", "333.33");
    repay(&city, 1, 2, "2026-03-01", "100.00");
    int64_t before = city.w.now;
    city_day(&city, "2026-11-25");
    city_no(&city, FPL_E_NOT_FOUND, UNREPAY, 1, 3);
    assert_string_equal(city.error.arg[0], "BK-1|C-1|1|3");
    city_no(&city, FPL_E_NOT_FOUND, UNREPAY, 9, 1);
    city_no(&city, FPL_E_ROLE, "bank1 repayment.reverse p " LOAN("1") "; instalment=1; memo=x");
    assert_int_equal(city_dry(&city, UNREPAY, 1, 1), FPL_OK);
    int64_t seq = city_do(&city, UNREPAY, 1, 1);
    assert_int_equal(fpl_money_minor(city.answer.amount), 33333);
    assert_int_equal(fpl_money_minor(city.answer.exposure), 13333);
    assert_string_equal(dates_of(&city, "p", seq).occ, "2026-02-01");
    assert_int_equal(balance(&city, NOW, "p", "9003"), 90000);
    assert_int_equal(balance(&city, NOW, "p", "9004"), 36000);
    assert_int_equal(balance(&city, (struct cut){"2026-02-15", 0}, "p", "9003"), 100000);
    assert_int_equal(balance(&city, (struct cut){"2026-02-15", before}, "p", "9003"), 66667);
    assert_int_equal(tally(&city, (struct cut){"2026-02-15", 0}, "p", "repaid", ""), 0);
    assert_int_equal(tally(&city, (struct cut){"2026-02-15", before}, "p", "repaid", ""), 33333);
    city_no(&city, FPL_ALREADY, UNREPAY, 1, 1);
    city_no(&city, FPL_E_REVERSED, "zhang repayment.reverse p " LOAN("1") "; instalment=1; memo=y");
    city_no(&city, FPL_E_KEY_REVERSED,
            "zhang loan.repay p " LOAN("1") "; instalment=1; occurred=2026-02-01; amount=333.33");
    city_no(&city, FPL_E_KEY_REVERSED,
            "zhang loan.repay p " LOAN("1") "; instalment=1; occurred=2026-02-01; amount=33.33");
    repay(&city, 1, 3, "2026-02-01", "900.00"); /* paid off */
    city_do(&city, UNREPAY, 1, 2);
    assert_string_equal(state_of(&city, NOW, "p", "loan", "BK-1|C-1|1"), "REGISTERED");
    assert_int_equal(balance(&city, NOW, "p", "9003"), 10000);
    city_verify(&city);
    city_end(&city);
}

/* While a claim is pending what is given back is non-performing; from the decision on it stays. */
static void test_desk_reversals__repayment_and_claims(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    register_loan(&city, 1, "");
    repay(&city, 1, 1, "2026-02-01", "200.00");
    int64_t claim = submit_told(&city, 1, "1", 200); /* what the claim tells stays */
    repay(&city, 1, 2, "2026-11-01", "300.00");
    assert_int_equal(tally(&city, NOW, "p", "npl", "bank:BK-1"), 50000);
    city_do(&city, UNREPAY, 1, 1); /* older than the claim */
    assert_int_equal(tally(&city, NOW, "p", "npl", "bank:BK-1"), 70000);
    repay(&city, 1, 3, "2026-11-02", "700.00");
    assert_string_equal(state_of(&city, NOW, "p", "loan", "BK-1|C-1|1"), "PAID_OFF");
    city_do(&city, UNREPAY, 1, 3); /* paid off with a claim pending: claimed again */
    assert_string_equal(state_of(&city, NOW, "p", "loan", "BK-1|C-1|1"), "CLAIMED");
    assert_int_equal(tally(&city, NOW, "p", "npl", "bank:BK-1"), 70000);
    city_do(&city, "li claim.approve p claim=4/%d; expect=280", (int)claim);
    city_do(&city, UNREPAY, 1, 2);
    city_no(&city, FPL_E_STALE, "qian claim.pay p claim=4/%d; bank_ref=x", (int)claim);
    city_do(&city, "li claim.revoke p claim=4/%d; reason=x", (int)claim);
    city_do(&city, "li claim.approve p claim=4/%d; expect=320", (int)claim);
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=x", (int)claim);
    register_loan(&city, 2, "");
    repay(&city, 2, 1, "2026-02-01", "100.00");
    claim = submit_told(&city, 2, "1", 100);
    repay(&city, 2, 2, "2026-11-01", "900.00"); /* paid off, then the claim refused */
    city_do(&city, "li claim.refuse p claim=4/%d; reason=x", (int)claim);
    city_do(&city, UNREPAY, 2, 2);
    assert_string_equal(state_of(&city, NOW, "p", "loan", "BK-1|C-2|1"), "REGISTERED");
    assert_int_equal(tally(&city, NOW, "p", "npl", "bank:BK-1"), 0);
    city_do(&city, "zhang loan.withdraw p " LOAN("2") "; reason=x");
    city_do(&city, UNREPAY, 2, 1); /* the loan stays withdrawn */
    assert_string_equal(state_of(&city, NOW, "p", "loan", "BK-1|C-2|1"), "WITHDRAWN");
    /* taken on: neither posts */
    register_loan(&city, 3, "; !take_on=1");
    city_do(&city, "zhang loan.repay p " LOAN("3") "; instalment=1; occurred=2026-02-01; amount=1; !take_on=1");
    city_do(&city, UNREPAY, 3, 1);
    assert_string_equal(city.answer.voucher, "");
    city_verify(&city);
    city_end(&city);
}

/* ---- decisions ---- */

static void test_desk_reversals__decision_revoked(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "root user.enrol - user=all; name=某; roles=recorder approver");
    register_loan(&city, 1, "");
    int64_t claim = city_do(&city, "all claim.submit p " LOAN("1") "; claim_no=1; claim_date=2026-10-01; "
                                                                   "overdue_days=88; five_class=LOSS; repaid=0");
    city_no(&city, FPL_E_STATE, "li claim.revoke p claim=4/%d; reason=x", (int)claim);
    city_no(&city, FPL_E_NOT_FOUND, "li claim.revoke p claim=4/%d; reason=x", (int)claim + 500);
    city_do(&city, "li claim.approve p claim=4/%d; expect=400; occurred=2026-11-20", (int)claim);
    int64_t before = city.w.now;
    city_day(&city, "2027-01-15"); /* the next year: the caps of the decision's own year have it back */
    city_no(&city, FPL_E_SAME_PERSON, "all claim.revoke p claim=4/%d; reason=x", (int)claim);
    city_no(&city, FPL_E_ROLE, "zhang claim.revoke p claim=4/%d; reason=x", (int)claim);
    assert_int_equal(city_dry(&city, "li claim.revoke p claim=4/%d; reason=x", (int)claim), FPL_OK);
    int64_t seq = city_do(&city, "li claim.revoke p claim=4/%d; reason=x; !request=R-1", (int)claim);
    assert_int_equal(fpl_money_minor(city.answer.amount), 40000);
    assert_string_equal(dates_of(&city, "p", seq).occ, "2026-11-20");
    static const char *const scopes[] = {"bank:BK-1", "firm:F-甲", ""};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(tally_in(&city, NOW, "p", "paid", scopes[i], 2026), 0);
        assert_int_equal(tally_in(&city, NOW, "p", "paid", scopes[i], 2027), 0);
        assert_int_equal(tally_in(&city, (struct cut){"2026-11-30", 0}, "p", "paid", scopes[i], 2026), 0);
        assert_int_equal(tally_in(&city, (struct cut){NULL, before}, "p", "paid", scopes[i], 2026), 40000);
    }
    assert_int_equal(tally(&city, NOW, "p", "loss", "bank:BK-1"), 0);
    assert_int_equal(tally(&city, NOW, "p", "npl", "bank:BK-1"), 100000); /* the claim is still there */
    assert_int_equal(balance(&city, NOW, "p", "224105"), 0);
    assert_int_equal(balance(&city, NOW, "p", "271105"), 0);
    assert_int_equal(balance(&city, (struct cut){NULL, before}, "p", "224105"), -40000);
    assert_string_equal(state_of(&city, NOW, "p", "claim", "BK-1|C-1|1|1"), "SUBMITTED");
    assert_string_equal(state_of(&city, (struct cut){NULL, before}, "p", "claim", "BK-1|C-1|1|1"), "DECIDED");
    city_no(&city, FPL_ALREADY, "li claim.revoke p claim=4/%d; reason=x; !request=R-1", (int)claim);
    city_no(&city, FPL_ALREADY, "li claim.revoke p claim=4/%d; reason=x", (int)claim);
    city_no(&city, FPL_E_KEY_CHANGED, "li claim.revoke p claim=4/%d; reason=y", (int)claim);
    city_no(&city, FPL_E_STATE, "qian claim.pay p claim=4/%d; bank_ref=x", (int)claim);
    /* by the receipt of the revocation too, and once more after another decision */
    city_do(&city, "wang claim.approve p claim=4/%d; expect=400", (int)seq);
    int64_t again = city_do(&city, "li claim.revoke p claim=4/%d; reason=x", (int)claim);
    assert_true(again > seq);
    city_do(&city, "wang claim.approve p claim=4/%d; expect=400", (int)claim);
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=x", (int)claim);
    city_no(&city, FPL_E_STATE, "li claim.revoke p claim=4/%d; reason=x",
            (int)claim); /* money paid out is claimed back */
    assert_string_equal(city.answer.reason[0].arg[0], "PAID");
    city_verify(&city);
    city_end(&city);
}

/* The claim stands in its old place: those that came after it and share the cap wait for it again, and the cap has what
 * it had used. */
static void test_desk_reversals__order_and_caps_after_a_revocation(void **state) {
    struct city city;
    int64_t seq[3];
    (void)state;
    city_begin(&city);
    city_pack(&city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\ncap_pool_year: {amount: 500元}\n");
    city_do(&city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    for (int n = 0; n < 3; n++) {
        register_loan(&city, n, "");
        seq[n] = submit(&city, n, "1");
    }
    city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)seq[0]);
    city_do(&city, "li claim.approve p claim=4/%d; expect=100", (int)seq[1]);
    city_do(&city, "li claim.revoke p claim=4/%d; reason=x", (int)seq[0]);
    char first[24];
    snprintf(first, sizeof first, "4/%d", (int)seq[0]);
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=4/%d; expect=400", (int)seq[2]);
    assert_string_equal(city.error.arg[0], first); /* by the receipt of its submission */
    city_do(&city, "li claim.revoke p claim=4/%d; reason=x", (int)seq[1]);
    city_no(&city, FPL_E_ORDER, "li claim.approve p claim=4/%d; expect=400", (int)seq[1]);
    assert_string_equal(city.error.arg[0], first);
    city_do(&city, "li claim.refuse p claim=4/%d; reason=x", (int)seq[0]);
    city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)seq[1]); /* it gets what the first had used */
    city_do(&city, "li claim.approve p claim=4/%d; expect=100", (int)seq[2]);
    city_verify(&city);
    city_end(&city);
}

/* ---- in files ---- */

static void test_desk_reversals__import(void **state) {
    static const char *const deals[] = {"deal=D-1; memo=x", "deal=D-9; memo=x", "deal=D-2; memo=x",
                                        "deal=D-1; memo=x", "deal=D-2; memo=y", NULL};
    static const enum fpl_status expected[] = {FPL_OK, FPL_E_NOT_FOUND, FPL_OK, FPL_ALREADY, FPL_E_REVERSED};
    static const char *const repayments[] = {LOAN("1") "; instalment=1; memo=x", LOAN("1") "; instalment=2; memo=x",
                                             NULL};
    static const char *const loans[] = {LOAN("1") "; reason=x", NULL};
    static const char *const money[] = {"contribution=Z-1; memo=x", NULL};
    const struct city_import files[] = {
        {.actor = "zhang", .checker = "li", .book = "f", .command = "deal.reverse", .submission = "s1"},
        {.actor = "zhang", .checker = "li", .book = "p", .command = "repayment.reverse", .submission = "s2"},
        {.actor = "zhang", .checker = "li", .book = "p", .command = "loan.withdraw", .submission = "s3"},
        {.actor = "zhang", .checker = "li", .book = "p", .command = "contribution.reverse", .submission = "s4"}};
    const char *const *const rows[] = {deals, repayments, loans, money};
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, DEAL("D-1", "2026-03-10", "100.00"));
    city_do(&city, DEAL("D-2", "2026-03-10", "100.00"));
    register_loan(&city, 1, "");
    repay(&city, 1, 1, "2026-02-01", "400.00");
    repay(&city, 1, 2, "2026-02-02", "600.00");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct fpl_import *import = NULL;
        enum fpl_import_state at;
        assert_int_equal(city_open(&city, &files[i], &import, &at), FPL_OK);
        assert_true(city_rows(&city, import, &files[i], rows[i], 0) > 0);
        assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
        for (int64_t row = 1; i == 0 && row <= 5; row++) {
            struct fpl_row_outcome outcome;
            assert_int_equal(fpl_import_outcome(import, row, &outcome, &city.error), FPL_OK);
            assert_int_equal(outcome.status, expected[row - 1]);
        }
        fpl_import_close(import);
    }
    assert_int_equal(EARLY(&city, NOW), 0);
    assert_int_equal(balance(&city, NOW, "p", "9003"), 0);
    assert_int_equal(balance(&city, NOW, "p", "100203"), 0);
    assert_string_equal(state_of(&city, NOW, "p", "loan", "BK-1|C-1|1"), "WITHDRAWN");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_reversals__deal_at_every_cut),
        cmocka_unit_test(test_desk_reversals__deal_once),
        cmocka_unit_test(test_desk_reversals__deal_closed_taken_on_judged_late),
        cmocka_unit_test(test_desk_reversals__contribution),
        cmocka_unit_test(test_desk_reversals__loan_withdrawn),
        cmocka_unit_test(test_desk_reversals__loan_states),
        cmocka_unit_test(test_desk_reversals__breaker_without_the_loan),
        cmocka_unit_test(test_desk_reversals__repayment),
        cmocka_unit_test(test_desk_reversals__repayment_and_claims),
        cmocka_unit_test(test_desk_reversals__decision_revoked),
        cmocka_unit_test(test_desk_reversals__order_and_caps_after_a_revocation),
        cmocka_unit_test(test_desk_reversals__import),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
