/* Claims from submission to payment: people, order of claims that share a cap, breaker, institutions, binding rules. */
#include "desk_world.h"
/* The loan C-n of a bank to a firm, registered on the day it was paid out. */
static void loan(struct city *city, int n, const char *bank, const char *firm, const char *more) {
    if (city_try(city, "zhang whitelist.list p firm=%s; firm_name=%s; listed_on=2025-01-02", firm, firm) != FPL_ALREADY)
        assert_int_equal(city->answer.status, FPL_OK);
    city_do(city,
            "zhang loan.register p bank=%s; contract=C-%d; firm=%s; firm_name=%s; type=CREDIT; disbursed=1000; "
            "iou=1; contract_amount=1000; disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-01-05%s",
            bank, n, firm, firm, more);
}

static int64_t claim(struct city *city, const char *who, int n, const char *bank) {
    return city_do(city,
                   "%s claim.submit p bank=%s; contract=C-%d; iou=1; claim_date=2026-10-01; overdue_days=88; "
                   "five_class=LOSS; repaid=0",
                   who, bank, n);
}

struct seen {
    char text[4096];
};

static enum fpl_status see(void *ctx, const struct fpl_item *item) {
    struct seen *seen = ctx;
    size_t n = strlen(seen->text);
    char state[32];
    snprintf(seen->text + n, sizeof seen->text - n, "%.*s:%s ", (int)item->key.n, item->key.p,
             fpl_str_copy(fpl_json_get_text(item->data, "st"), state, sizeof state));
    return FPL_OK;
}

static const char *items(struct city *city, const char *actor, const char *kind, enum fpl_status expected) {
    static struct seen seen;
    struct fpl_view_spec spec = {.actor = fpl_str_of(actor), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    int32_t book = city_book(city, "p");
    memset(&seen, 0, sizeof seen);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_read_items(view, book, kind, see, &seen, &city->error), expected);
    fpl_view_close(view);
    return seen.text;
}

static void test_desk_claims__life(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    loan(&city, 1, "BK-1", "F-甲", "");
    int64_t a = claim(&city, "bank1", 1, "BK-1");
    assert_int_equal(fpl_money_minor(city.answer.amount), 40000); /* provisional */
    assert_string_equal(city.answer.voucher, "");                 /* keeps facts, posts nothing */
    city_no(&city, FPL_E_GATE_LOAN_STATE,
            "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=2; claim_date=2026-10-02; overdue_days=88; "
            "five_class=LOSS; repaid=0");
    city_no(&city, FPL_E_STATE, "qian claim.pay p claim=4/%d; bank_ref=x", (int)a);
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=4/%d; expect=399.99", (int)a);
    assert_string_equal(city.answer.reason[0].arg[0], "400.00");
    city_no(&city, FPL_E_NOT_FOUND, "li claim.approve p claim=4/%d; expect=400", (int)a + 500);
    city_no(&city, FPL_E_NOT_FOUND, "li claim.approve p claim=4/1; expect=400");
    city_no(&city, FPL_E_NOT_FOUND, "li claim.approve p claim=5/%d; expect=400", (int)a);
    city_no(&city, FPL_E_NOT_FOUND, "li claim.approve p claim=x; expect=400");
    city_no(&city, FPL_E_NOT_FOUND, "li claim.approve q claim=4/%d; expect=400", (int)a);
    city_do(&city, "li claim.approve p claim=4/%d; expect=400; occurred=2026-11-20", (int)a);
    assert_non_null(strstr(city.answer.voucher, "2026-11 记 "));
    assert_int_equal(fpl_money_minor(city.answer.amount), 40000);
    city_no(&city, FPL_E_STATE, "wang claim.refuse p claim=4/%d; reason=x", (int)a);
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=L-1", (int)a);
    city_no(&city, FPL_E_STATE, "wang claim.approve p claim=4/%d; expect=400", (int)a);
    city_no(&city, FPL_E_GATE_LOAN_STATE,
            "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-11-01; amount=1");
    assert_string_equal(items(&city, "reg", "claim", FPL_OK), "BK-1|C-1|1|2026-10-01:PAID ");
    /* refused: the loan is open again, and may be claimed again */
    loan(&city, 2, "BK-1", "F-甲", "");
    int64_t b = claim(&city, "bank1", 2, "BK-1");
    city_do(&city, "li claim.refuse p claim=4/%d; reason=材料不齐", (int)b);
    city_no(&city, FPL_E_STATE, "li claim.approve p claim=4/%d; expect=400", (int)b);
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-2; iou=1; claim_no=2; claim_date=2026-10-02; "
                   "overdue_days=88; five_class=LOSS; repaid=0");
    city_verify(&city);
    city_end(&city);
}

/* Three people: who submits does not decide, who decides does not pay, and no one pays a claim of their own. */
static void test_desk_claims__different_people(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "root user.enrol - user=all; name=某; roles=recorder approver cashier");
    city_do(&city, "root user.enrol - user=two; name=某二; roles=approver cashier");
    loan(&city, 1, "BK-1", "F-甲", "");
    int64_t a = claim(&city, "all", 1, "BK-1");
    city_no(&city, FPL_E_SAME_PERSON, "all claim.approve p claim=4/%d; expect=400", (int)a);
    city_no(&city, FPL_E_SAME_PERSON, "all claim.refuse p claim=4/%d; reason=x", (int)a);
    city_do(&city, "two claim.approve p claim=4/%d; expect=400", (int)a);
    city_no(&city, FPL_E_SAME_PERSON, "all claim.pay p claim=4/%d; bank_ref=x", (int)a);
    city_no(&city, FPL_E_SAME_PERSON, "two claim.pay p claim=4/%d; bank_ref=x", (int)a);
    assert_string_equal(city.error.arg[2], "qian"); /* neither who submitted nor who approved, cashiers both */
    city_no(&city, FPL_E_SAME_PERSON, "qian claim.pay p claim=4/%d; bank_ref=x; !checker=qian", (int)a);
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=x", (int)a);
    city_end(&city);
}

/* E_ORDER by what the pack's caps share: pool, institution, borrower, nothing. */
static void test_desk_claims__order(void **state) {
    static const struct {
        const char *cap;
        enum fpl_status same_bank, same_firm, neither;
    } shared[] = {
        {"cap_pool_year: {amount: 100万元}", FPL_E_ORDER, FPL_E_ORDER, FPL_E_ORDER},
        {"cap_pool_balance: {rate: 50%, measure: POOL_BALANCE}", FPL_E_ORDER, FPL_E_ORDER, FPL_E_ORDER},
        {"cap_rate_of_lending: {rate: 100%, measure: LENDING, scope: POOL}", FPL_E_ORDER, FPL_E_ORDER, FPL_E_ORDER},
        {"cap_rate_of_lending: {rate: 100%, measure: LENDING, scope: BANK}", FPL_E_ORDER, FPL_OK, FPL_OK},
        {"cap_per_bank_deposit: {measure: DEPOSIT}", FPL_E_ORDER, FPL_OK, FPL_OK},
        {"cap_fee_multiple: {rate: 2倍, measure: FEES, scope: BANK}", FPL_E_ORDER, FPL_OK, FPL_OK},
        {"cap_per_bank_year: {amount: 100万元}", FPL_E_ORDER, FPL_OK, FPL_OK},
        {"cap_per_borrower_year: {amount: 100万元}", FPL_OK, FPL_E_ORDER, FPL_OK},
        {"cap_per_loan: {amount: 100万元, level: PAYOUT}", FPL_OK, FPL_OK, FPL_OK},
    };
    (void)state;
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        static const struct {
            const char *bank, *firm, *user;
        } of[4] = {
            {"BK-1", "F-甲", "bank1"}, {"BK-1", "F-乙", "bank1"}, {"BK-2", "F-甲", "bank2"}, {"BK-3", "F-丙", "zhang"}};
        struct city city;
        char lines[400];
        int64_t seq[4];
        city_begin(&city);
        snprintf(lines, sizeof lines,
                 "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
                 "  - {rate: 40%%}\n%s\n",
                 shared[i].cap);
        city_pack(&city, "o", lines);
        city_do(&city, "zhang party.register - party=BK-3; name=某; kind=bank; uscc=%s", city_firm(950));
        for (int b = 1; b <= 3; b++)
            city_do(&city,
                    "ren agreement.sign p agreement=O-%d; party=BK-%d; pack=o; version=1; from=2026-01-01; "
                    "signed=2026-01-01",
                    b, b);
        for (int b = 1; b <= 3; b++)
            for (int m = 0; m < 2; m++)
                city_do(&city, "zhang measure.record p measure=%s; party=BK-%d; date=2026-06-30; amount=100000",
                        m ? "bank_deposit" : "guarantee_fees", b);
        for (int n = 0; n < 4; n++) {
            loan(&city, n, of[n].bank, of[n].firm, "");
            seq[n] = claim(&city, of[n].user, n, of[n].bank);
        }
        const enum fpl_status expected[4] = {FPL_OK, shared[i].same_bank, shared[i].same_firm, shared[i].neither};
        for (int n = 1; n < 4; n++) {
            enum fpl_status status = city_dry(&city, "li claim.approve p claim=4/%d; expect=400", (int)seq[n]);
            if (status != expected[n])
                fail_msg("%s, claim %d: %s instead of %s", shared[i].cap, n, fpl_status_name(status),
                         fpl_status_name(expected[n]));
            char first[24];
            snprintf(first, sizeof first, "4/%d", (int)seq[0]);
            if (status == FPL_E_ORDER) { /* names the one that comes first */
                city_no(&city, FPL_E_ORDER, "li claim.approve p claim=4/%d; expect=400", (int)seq[n]);
                assert_string_equal(city.error.arg[0], first);
            }
        }
        city_do(&city, "li claim.refuse p claim=4/%d; reason=x", (int)seq[0]); /* out of the way */
        city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)seq[1]);
        city_verify(&city);
        city_end(&city);
    }
}

/* A breaker is of the bank's own claims: a guarantor's, which brings the bank no loss, has no part in it; one that only
 * warns is nobody's. A guarantor's yearly cap is
 * its own, whatever the banks. */
static void test_desk_claims__order_of_two_claimants(void **state) {
    static const struct {
        const char *lines;
        enum fpl_status bank_after_guarantor, guarantor_again;
    } shared[] = {
        {"breaker: [{metric: ANNUAL_LOSS_RATE, threshold: 90%, effect: DEFER_PAYMENT}]", FPL_OK, FPL_OK},
        {"breaker: [{metric: NPL_RATE, threshold: 5%, effect: WARN}]", FPL_OK, FPL_OK},
        {"cap_per_bank_year: {amount: 100万元}", FPL_OK, FPL_E_ORDER},
    };
    (void)state;
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        struct city city;
        char lines[300];
        int seq[3];
        city_begin(&city);
        snprintf(lines, sizeof lines,
                 "rule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
                 "  - {rate: 40%%}\n%s\n",
                 shared[i].lines);
        city_pack(&city, "o", lines);
        for (int p = 0; p < 3; p++)
            city_do(&city,
                    "ren agreement.sign p agreement=O-%d; party=%s; pack=o; version=1; from=2026-01-01; "
                    "signed=2026-01-01",
                    p,
                    p == 0   ? "GU-1"
                    : p == 1 ? "BK-1"
                             : "BK-2");
        loan(&city, 0, "BK-1", "F-甲", "; guarantor=GU-1");
        loan(&city, 1, "BK-1", "F-乙", "");
        loan(&city, 2, "BK-2", "F-丙", "; guarantor=GU-1");
        loan(&city, 3, "BK-2", "F-丁", ""); /* the other half of what its bank has registered */
        seq[0] = (int)claim(&city, "gua1", 0, "BK-1");
        seq[1] = (int)claim(&city, "bank1", 1, "BK-1");
        seq[2] = (int)claim(&city, "gua1", 2, "BK-2");
        assert_int_equal(city_dry(&city, "li claim.approve p claim=4/%d; expect=400", seq[1]),
                         shared[i].bank_after_guarantor);
        assert_int_equal(city_dry(&city, "li claim.approve p claim=4/%d; expect=400", seq[2]),
                         shared[i].guarantor_again);
        city_do(&city, "li claim.approve p claim=4/%d; expect=400", seq[0]);
        city_verify(&city);
        city_end(&city);
    }
}

/* A cap used up by an earlier decision makes the later one smaller: provisional then, decided now. */
static void test_desk_claims__provisional_and_decided(void **state) {
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
        loan(&city, n, "BK-1", "F-甲", "");
        seq[n] = claim(&city, "bank1", n, "BK-1");
        assert_int_equal(fpl_money_minor(city.answer.amount), 40000);
    }
    city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)seq[0]);
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=4/%d; expect=400", (int)seq[1]);
    assert_string_equal(city.answer.reason[0].arg[0], "100.00");
    city_do(&city, "li claim.approve p claim=4/%d; expect=100", (int)seq[1]);
    assert_int_equal(city.answer.reasons, 0);
    loan(&city, 3, "BK-1", "F-甲", ""); /* one that comes now is worth nothing, and is told so */
    assert_true(claim(&city, "bank1", 3, "BK-1") > 0 && city.answer.reasons == 1 &&
                city.answer.reason[0].status == FPL_ZERO_PROVISIONAL);
    assert_non_null(strstr(city.answer.reason[0].arg[0], "cap_pool_year"));
    city_do(&city, "li claim.approve p claim=4/%d; expect=0", (int)seq[2]); /* accepted, with the cap that bound */
    assert_int_equal(city.answer.reasons, 1);
    assert_int_equal(city.answer.reason[0].status, FPL_ZERO_PAYOUT);
    assert_non_null(strstr(city.answer.reason[0].arg[0], "cap_pool_year"));
    assert_non_null(strstr(city.answer.reason[0].arg[1], "revoke the decision and decide again"));
    city_no(&city, FPL_E_STATE, "qian claim.pay p claim=4/%d; bank_ref=S", (int)seq[2]); /* 0.00 is no payment */
    assert_string_equal(city.answer.reason[0].arg[0], "CLOSED");
    assert_non_null(strstr(items(&city, "reg", "loan", FPL_OK), "BK-1|C-2|1:REGISTERED"));
    city_do(&city, "li claim.revoke p claim=4/%d; reason=等额度", (int)seq[2]);
    city_verify(&city);
    city_end(&city);
}

/* A limit of one mode inside that of the whole pool: the banks' payouts use the whole and not the part. */
static void test_desk_claims__nested_caps(void **state) {
    struct city city;
    int64_t seq[4];
    (void)state;
    city_begin(&city);
    city_pack(&city, "gb",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\n"
              "rate_tiers:\n  - {rate: 60%}\ncap_pool_year: {amount: 15000元}\n");
    city_pack(&city, "gg",
              "rule_binding: BY_REGISTRATION\nbeneficiary: GUARANTOR\n"
              "base_kind: GUARANTOR_PAID_PRINCIPAL\nrate_tiers:\n  - {rate: 20%}\n"
              "cap_scheme_year: {amount: 500元}\ncap_pool_year: {amount: 15000元}\n");
    city_do(&city,
            "ren agreement.sign p agreement=B; party=BK-1; pack=gb; version=1; from=2026-01-01; signed=2026-01-01");
    city_do(&city,
            "ren agreement.sign p agreement=G; party=GU-1; pack=gg; version=1; from=2026-01-01; signed=2026-01-01");
    loan(&city, 0, "BK-1", "F-甲", "");
    int64_t bank = claim(&city, "bank1", 0, "BK-1");
    city_do(&city, "li claim.approve p claim=4/%d; expect=600", (int)bank);
    for (int n = 1; n <= 3; n++) {
        loan(&city, n, "BK-1", "F-甲", "; guarantor=GU-1");
        seq[n] = city_do(&city,
                         "gua1 claim.submit p bank=BK-1; contract=C-%d; iou=1; claim_date=2026-10-01; overdue_days=88; "
                         "five_class=LOSS; repaid=0; guarantor_paid=1000; counter_guarantee=0",
                         n);
        assert_int_equal(fpl_money_minor(city.answer.amount), 20000); /* 600 paid to the bank */
    }
    city_do(&city, "li claim.approve p claim=4/%d; expect=200", (int)seq[1]);
    city_do(&city, "li claim.approve p claim=4/%d; expect=200", (int)seq[2]);
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=4/%d; expect=200", (int)seq[3]);
    assert_string_equal(city.answer.reason[0].arg[0], "100.00");
    city_do(&city, "li claim.approve p claim=4/%d; expect=100", (int)seq[3]);
    city_do(&city, "li claim.revoke p claim=4/%d; reason=误", (int)seq[1]); /* its part of the limit is free again */
    city_do(&city, "li claim.revoke p claim=4/%d; reason=误", (int)seq[3]);
    city_do(&city, "li claim.approve p claim=4/%d; expect=200", (int)seq[1]);
    city_do(&city, "li claim.approve p claim=4/%d; expect=100", (int)seq[3]);
    city_verify(&city);
    city_end(&city);
}

/* The breaker defers; the memo stays until the claim is decided after all. */
static void test_desk_claims__deferred(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\nbreaker:\n  - {metric: ANNUAL_LOSS_RATE, scope: BANK, op: \">\", threshold: 40%, "
              "effect: DEFER_PAYMENT, crossing_rule: DEFER_THIS_ONE, release_rule: WHEN_BELOW}\n");
    city_do(&city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2026-01-01; signed=2026-01-01");
    loan(&city, 1, "BK-1", "F-甲", "");
    loan(&city, 2, "BK-1", "F-甲", "");
    int64_t a = claim(&city, "bank1", 1, "BK-1");
    for (int i = 0; i < 2; i++) { /* 1000 of 2000 lost; the request key gives the same answer */
        city_no(&city, FPL_DEFERRED, "li claim.approve p claim=4/%d; expect=400; !request=R-1", (int)a);
        assert_true(city.answer.seq > a);
    }
    int64_t size = city_size(&city, "p");
    city_no(&city, FPL_DEFERRED, "li claim.approve p claim=4/%d; expect=400", (int)a); /* asked anew: deferred again */
    assert_int_equal(city_size(&city, "p"), size + 1);
    assert_string_equal(items(&city, "reg", "claim", FPL_OK), "BK-1|C-1|1|2026-10-01:DEFERRED ");
    city_no(&city, FPL_E_STATE, "qian claim.pay p claim=4/%d; bank_ref=x", (int)a);
    loan(&city, 3, "BK-1", "F-甲", "");
    city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)a); /* 1000 of 3000 */
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=x", (int)a);
    city_verify(&city);
    city_end(&city);
}

/* ---- scopes ---- */

static enum fpl_status no_total(void *ctx, const struct fpl_total *total) {
    (void)ctx, (void)total;
    return FPL_E_BUG;
}

static enum fpl_status no_record(void *ctx, const struct fpl_record *record) {
    (void)ctx, (void)record;
    return FPL_OK;
}

static enum fpl_status no_posted(void *ctx, const struct fpl_posted *posting) {
    (void)ctx, (void)posting;
    return FPL_E_BUG;
}

static void sees_only_its_own(struct city *city, const char *actor, int64_t foreign, const char *whitelisted) {
    struct fpl_view_spec spec = {.actor = fpl_str_of(actor), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    struct fpl_money amount;
    struct seen seen = {{0}};
    int64_t count = 0;
    int32_t book = city_book(city, "p");
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    struct fpl_date from = FPL_DATE_MIN, to = FPL_DATE_MAX;
    assert_int_equal(fpl_read_totals(view, book, from, to, 0, no_total, NULL, &city->error), FPL_E_SCOPE);
    assert_int_equal(fpl_read_tally(view, book, "paid", FPL_STR(""), from, to, &amount, &count, &city->error),
                     FPL_E_SCOPE);
    assert_int_equal(fpl_read_postings(view, book, FPL_STR("100203"), from, to, no_posted, NULL, &city->error),
                     FPL_E_SCOPE);
    assert_int_equal(fpl_read_entries(view, book, from, to, no_record, NULL, &city->error), FPL_E_SCOPE);
    assert_int_equal(fpl_read_record(view, book, foreign, no_record, NULL, &city->error), FPL_E_NOT_FOUND);
    assert_int_equal(fpl_read_record(view, 0, 1, no_record, NULL, &city->error), FPL_E_NOT_FOUND);
    static const char *const kinds[] = {"whitelist", "agreement", "measure", "claim.open", "user", "request"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        assert_int_equal(fpl_read_items(view, book, kinds[i], see, &seen, &city->error), FPL_E_SCOPE);
        assert_int_equal(fpl_read_item(view, book, kinds[i], fpl_str_of(whitelisted), see, &seen, &city->error),
                         FPL_E_SCOPE);
    }
    assert_string_equal(seen.text, "");
    fpl_view_close(view);
}

static void test_desk_claims__institutions(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    loan(&city, 1, "BK-1", "F-甲", "");
    loan(&city, 2, "BK-2", "F-乙", "");
    loan(&city, 3, "BK-2", "F-乙", "; guarantor=GU-1");
    city_no(&city, FPL_E_PARTY,
            "bank2 loan.register p bank=BK-1; contract=C-9; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
            "contract_amount=1; "
            "disbursed=1; disbursed_on=2026-01-05; due_on=2026-07-05");
    assert_string_equal(city.error.field, "bank");
    city_no(&city, FPL_E_PARTY,
            "bank2 loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-02-01; amount=1");
    /* for whom one claims: another claimant, another's loan, a loan it does not guarantee */
    static const char *const rest = "iou=1; claim_date=2026-10-01; overdue_days=88; five_class=LOSS; repaid=0";
    city_no(&city, FPL_E_PARTY, "bank2 claim.submit p claimant=BK-1; bank=BK-1; contract=C-1; %s", rest);
    city_no(&city, FPL_E_GATE_LOAN, "bank2 claim.submit p bank=BK-1; contract=C-1; %s", rest);
    city_no(&city, FPL_E_GATE_LOAN, "gua1 claim.submit p bank=BK-2; contract=C-2; %s", rest);
    city_no(&city, FPL_E_SCOPE, "zhang claim.submit p claimant=GU-1; bank=BK-1; contract=C-1; %s", rest);
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; %s", rest);
    city_do(&city, "gua1 claim.submit p bank=BK-2; contract=C-3; guarantor_paid=1000; liability=1000; other_gov=0; %s",
            rest);
    int64_t foreign =
        city_do(&city, "zhang measure.record p measure=bank_deposit; party=G-CZ; date=2026-06-30; amount=0");
    assert_string_equal(items(&city, "bank1", "loan", FPL_OK), "BK-1|C-1|1:CLAIMED ");
    assert_string_equal(items(&city, "bank2", "loan", FPL_OK), "BK-2|C-2|1:REGISTERED BK-2|C-3|1:CLAIMED ");
    assert_string_equal(items(&city, "gua1", "loan", FPL_OK), "BK-2|C-3|1:CLAIMED ");
    assert_string_equal(items(&city, "bank1", "claim", FPL_OK), "BK-1|C-1|1|2026-10-01:SUBMITTED ");
    assert_string_equal(items(&city, "gua1", "claim", FPL_OK), "BK-2|C-3|1|2026-10-01:SUBMITTED ");
    assert_string_equal(items(&city, "aud", "loan", FPL_OK),
                        "BK-1|C-1|1:CLAIMED BK-2|C-2|1:REGISTERED BK-2|C-3|1:CLAIMED ");
    sees_only_its_own(&city, "bank1", foreign, "F-甲");
    sees_only_its_own(&city, "gua1", foreign, "F-乙");
    city_verify(&city);
    city_end(&city);
}

/* ---- which rules ---- */

static void loan_for_rules(struct city *city, int n, const char *disbursed, const char *registered, int64_t amount) {
    city_do(city,
            "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1000.00; "
            "disbursed=1000.00; disbursed_on=%s; due_on=2026-11-05; registered_on=%s",
            n, disbursed, registered);
    assert_int_equal(fpl_money_minor(city->answer.amount), 100000);
    assert_int_equal(fpl_money_minor(city->answer.exposure), amount);
}

/* Agreements follow one another; the pack says whether the day of payment or of registration binds. */
static void test_desk_claims__agreements_over_time(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "d",
              "rule_binding: BY_DISBURSEMENT\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n  - "
              "{rate: 10%}\n");
    city_pack(&city, "e",
              "rule_binding: BY_DISBURSEMENT\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n  - "
              "{rate: 20%}\n");
    city_pack(&city, "g",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n  - "
              "{rate: 30%}\n");
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
    city_do(&city, "ren agreement.sign p agreement=1; party=BK-1; pack=d; version=1; from=2026-01-01; to=2026-02-28; "
                   "signed=2026-01-01");
    city_do(&city, "ren agreement.sign p agreement=2; party=BK-1; pack=e; version=1; from=2026-03-01; to=2026-04-30; "
                   "signed=2026-01-01");
    city_do(&city, "ren agreement.sign p agreement=3; party=BK-1; pack=g; version=1; from=2026-05-01; to=2026-06-30; "
                   "signed=2026-01-01");
    loan_for_rules(&city, 1, "2026-01-10", "2026-02-10", 10000);
    loan_for_rules(&city, 2, "2026-02-10", "2026-03-10", 10000); /* e binds by the day of payment, which was d's */
    loan_for_rules(&city, 3, "2026-03-10", "2026-04-10", 20000);
    loan_for_rules(&city, 4, "2026-02-10", "2026-05-10", 30000); /* g binds by registration */
    loan_for_rules(&city, 5, "2026-02-28", "2026-02-28", 10000); /* the last day counts */
    loan_for_rules(&city, 6, "2026-06-30", "2026-07-01", 40000); /* t again, of 2025: it has no end */
    city_no(&city, FPL_E_AGREEMENT,
            "zhang loan.register p bank=GU-1; contract=C-7; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1; "
            "disbursed=1; disbursed_on=2024-12-31; due_on=2026-11-05; registered_on=2024-12-31");
    city_no(&city, FPL_E_PARTY,
            "ren agreement.sign p agreement=4; party=G-CZ; pack=g; version=1; from=2026-05-01; signed=2026-01-01");
    city_no(&city, FPL_E_DATE_ORDER,
            "ren agreement.sign p agreement=4; party=BK-1; pack=g; version=1; from=2026-05-01; to=2026-04-30; "
            "signed=2026-01-01");
    assert_string_equal(city.error.arg[0], FPL_ZH_EN("到期日", "to") " 2026-04-30");
    assert_non_null(strstr(city.error.arg[1], " 2026-05-01"));
    assert_string_equal(city.error.field, "to");
    city_no(&city, FPL_E_PACK,
            "ren agreement.sign p agreement=4; party=BK-1; pack=g; version=2; from=2026-05-01; signed=2026-01-01");
    city_no(&city, FPL_E_FUTURE,
            "ren agreement.sign p agreement=4; party=BK-1; pack=g; version=1; from=2026-05-02; signed=2027-01-01");
    city_verify(&city);
    city_end(&city);
}

/* A version binds no loan outside its days, whatever was signed; by name. */
static void test_desk_claims__version_in_force(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "v",
              "effective_to: 2026-02-28\nrule_binding: BY_DISBURSEMENT\nbeneficiary: BANK\n"
              "base_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n  - {rate: 10%}\n");
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
    city_do(&city,
            "ren agreement.sign p agreement=1; party=BK-1; pack=v; version=1; from=2026-01-01; signed=2026-01-01");
    loan_for_rules(&city, 1, "2026-02-28", "2026-03-10", 10000); /* bound by the day of payment, its last */
    city_no(&city, FPL_E_PACK_DAY,
            "zhang loan.register p bank=BK-1; contract=C-2; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
            "contract_amount=1; disbursed=1; disbursed_on=2026-03-01; due_on=2026-11-05; registered_on=2026-03-01");
    assert_string_equal(city.error.arg[0], "v@1");
    assert_string_equal(city.error.arg[1], "2026-03-01");
    city_verify(&city);
    city_end(&city);
}

/* Nothing registered this year, 1 % lost on what was registered last year: by calendar any loss is past the line, by
 * the loans' own year it is not. */
static void test_desk_claims__breaker_by_cohort(void **state) {
    static const struct {
        const char *cohort;
        enum fpl_status expected;
    } reading[] = {{"CALENDAR", FPL_DEFERRED}, {"REGISTRATION_YEAR", FPL_OK}};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct city city;
        char lines[400];
        city_begin(&city);
        snprintf(lines, sizeof lines,
                 "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
                 "  - {rate: 40%%}\nbreaker:\n  - {metric: ANNUAL_LOSS_RATE, cohort: %s, threshold: 1%%, "
                 "effect: DEFER_PAYMENT}\n",
                 reading[i].cohort);
        city_pack(&city, "o", lines);
        city_do(&city,
                "ren agreement.sign p agreement=O; party=BK-1; pack=o; version=1; from=2025-06-01; signed=2025-06-01");
        city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
        for (int n = 1; n <= 2; n++)
            city_do(&city,
                    "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                    "contract_amount=%d.00; disbursed=%d.00; disbursed_on=2025-07-01; due_on=2026-07-05; "
                    "registered_on=2025-07-01",
                    n, n == 1 ? 1000 : 99000, n == 1 ? 1000 : 99000);
        int64_t a = claim(&city, "bank1", 1, "BK-1");
        assert_int_equal(city_try(&city, "li claim.approve p claim=4/%d; expect=400", (int)a), reading[i].expected);
        if (reading[i].expected == FPL_OK) { /* 1 % is lost by now: any more is past the line; revoked, it is not */
            int64_t b = claim(&city, "bank1", 2, "BK-1");
            city_no(&city, FPL_DEFERRED, "li claim.approve p claim=4/%d; expect=39600", (int)b);
            city_do(&city, "li claim.revoke p claim=4/%d; reason=误", (int)a);
            city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)a);
        }
        city_verify(&city);
        city_end(&city);
    }
}

/* A loan compensates one party: whoever was paid first, unless the pack stacks them. Two guarantors of one bank have
 * their own loans. */
static void test_desk_claims__one_party(void **state) {
    static const char *const family[] = {"", "family: [STACKED]\ncap_total_gov_of_liability: {rate: 100%}\n"};
    (void)state;
    for (int stacked = 0; stacked < 2; stacked++) {
        struct city city;
        char lines[400];
        const char *told = "iou=1; claim_date=2026-10-01; overdue_days=88; five_class=LOSS; repaid=0; liability=1000; "
                           "other_gov=0";
        city_begin(&city);
        city_do(&city, "zhang party.register - party=GU-2; name=GU-2名; kind=guarantor; uscc=%s; region=340600",
                city_firm(904));
        snprintf(lines, sizeof lines,
                 "rule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
                 "  - {beneficiary: BANK, rate: 50%%}\n  - {beneficiary: GUARANTOR, rate: 40%%}\n%s",
                 family[stacked]);
        city_pack(&city, "o", lines);
        for (int i = 1; i <= 2; i++)
            city_do(&city,
                    "ren agreement.sign p agreement=G-%d; party=GU-%d; pack=o; version=1; from=2026-01-01; "
                    "signed=2026-01-01",
                    i, i);
        loan(&city, 1, "BK-1", "F-甲", "; guarantor=GU-1");
        loan(&city, 2, "BK-1", "F-甲", "; guarantor=GU-2");
        for (int n = 1; n <= 2; n++) {
            city_no(&city, FPL_E_SCOPE, "zhang claim.submit p claimant=GU-%d; bank=BK-1; contract=C-%d; claim_no=0; %s",
                    3 - n, n, told);
            int a = (int)city_do(&city, "zhang claim.submit p claimant=GU-%d; bank=BK-1; contract=C-%d; claim_no=1; %s",
                                 n, n, told);
            city_do(&city, "li claim.approve p claim=4/%d; expect=400", a);
            city_do(&city, "li claim.revoke p claim=4/%d; reason=误", a); /* nobody is compensated any more */
            city_do(&city, "li claim.approve p claim=4/%d; expect=400", a);
            city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=L-%d", a, n);
            enum fpl_status status =
                city_try(&city, "bank1 claim.submit p bank=BK-1; contract=C-%d; claim_no=2; %s", n, told);
            assert_int_equal(status, stacked ? FPL_OK : FPL_E_GATE_OTHER_PARTY);
            if (!stacked)
                assert_string_equal(city.answer.reason[0].arg[0], n == 1 ? "GU-1" : "GU-2");
            if (!stacked)
                continue;
            /* the bank's own half of the loss; what the guarantor had counts in the ceiling of 1000 only */
            int b = (int)city.answer.seq;
            assert_int_equal(fpl_money_minor(city.answer.amount), 50000);
            city_do(&city, "li claim.approve p claim=4/%d; expect=500", b);
            city_do(&city, "li claim.revoke p claim=4/%d; reason=误", b);
            city_do(&city, "li claim.approve p claim=4/%d; expect=500", b);
            city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=B-%d", b, n);
            city_do(&city, "zhang claim.submit p claimant=GU-%d; bank=BK-1; contract=C-%d; claim_no=3; %s", n, n, told);
            assert_int_equal(fpl_money_minor(city.answer.amount), 0); /* both have theirs */
        }
        city_verify(&city);
        city_end(&city);
    }
}

/* What follows from something does not come before it: a decision dated into another year would escape its caps. */
static void test_desk_claims__dates_in_order(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    loan(&city, 1, "BK-1", "F-甲", "");
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-01-04; amount=1");
    assert_string_equal(city.error.field, "occurred");
    assert_non_null(strstr(city.answer.reason[0].arg[1], FPL_ZH_EN("放款日", "disbursed on") " 2026-01-05"));
    city_no(&city, FPL_E_DATE_ORDER,
            "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_date=2026-01-04; overdue_days=88; "
            "five_class=LOSS; repaid=0");
    int64_t a = claim(&city, "bank1", 1, "BK-1");
    city_no(&city, FPL_E_CLAIM_RECORDED, "li claim.approve p claim=4/%d; expect=400; occurred=2025-12-31", (int)a);
    city_no(&city, FPL_E_CLAIM_RECORDED, "li claim.refuse p claim=4/%d; reason=x; occurred=2026-11-19", (int)a);
    city_no(&city, FPL_E_FUTURE, "li claim.approve p claim=4/%d; expect=400; occurred=2026-11-21", (int)a);
    city_day(&city, "2026-11-25"); /* a decision of an earlier day may be entered late, but not from before the claim */
    city_no(&city, FPL_E_CLAIM_RECORDED, "li claim.approve p claim=4/%d; expect=400; occurred=2026-11-19", (int)a);
    assert_string_equal(city.error.field, "occurred");
    assert_string_equal(city.error.arg[1], "2026-11-20");
    city_do(&city, "li claim.approve p claim=4/%d; expect=400; occurred=2026-11-20", (int)a);
    city_no(&city, FPL_E_CLAIM_RECORDED, "qian claim.pay p claim=4/%d; bank_ref=x; occurred=2026-11-19", (int)a);
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=x; occurred=2026-11-20", (int)a);
    city_verify(&city);
    city_end(&city);
}

/* A claim told of the year before, recorded in this one: its decision uses this year's cap, whatever is said. */
static void test_desk_claims__the_year_is_the_ledgers(void **state) {
    static const char rest[] = "iou=1; claim_date=2026-12-30; overdue_days=88; five_class=LOSS; repaid=0";
    struct city city;
    (void)state;
    for (int taken_on = 0; taken_on <= 1; taken_on++) {
        city_begin(&city);
        loan(&city, 1, "BK-1", "F-甲", taken_on ? "; !take_on=1" : "");
        city_day(&city, "2027-01-15");
        if (!taken_on) /* as of before the ledger it would have used the cap of the year before */
            city_no(&city, FPL_E_GATE_TAKE_ON, "zhang claim.submit p bank=BK-1; contract=C-1; %s; !take_on=1", rest);
        city_do(&city, "%s claim.submit p bank=BK-1; contract=C-1; %s%s", taken_on ? "zhang" : "bank1", rest,
                taken_on ? "; !take_on=1" : "");
        int a = (int)city.answer.seq;
        city_no(&city, taken_on ? FPL_E_DATE_ORDER : FPL_E_CLAIM_RECORDED,
                "li claim.approve p claim=4/%d; expect=400; occurred=%s", a, taken_on ? "2026-12-29" : "2027-01-14");
        city_do(&city, "li claim.approve p claim=4/%d; expect=400; occurred=%s", a,
                taken_on ? "2026-12-31" : "2027-01-15");
        city_verify(&city);
        city_end(&city);
    }
}

/* Under packs that exclude each other, the loans of one contract stand in one mode. */
static void test_desk_claims__two_modes(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "x",
              "rule_binding: BY_REGISTRATION\nbeneficiary: GUARANTOR\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\nexclusive_with: [t]\n");
    city_do(&city,
            "ren agreement.sign p agreement=X-1; party=GU-1; pack=x; version=1; from=2026-01-01; signed=2026-01-01");
    loan(&city, 1, "BK-1", "F-甲", "");
    static const char *const rest =
        "bank=BK-1; contract=C-1; firm=F-甲; firm_name=F-甲; type=CREDIT; contract_amount=1; disbursed=1; "
        "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-01-05";
    city_no(&city, FPL_E_GATE_EXCLUSIVE, "zhang loan.register p iou=2; guarantor=GU-1; %s", rest);
    city_do(&city, "zhang loan.register p iou=2; %s", rest);
    city_verify(&city);
    city_end(&city);
}

/* Taken on: counted by rules and caps, no posting of its own. */
static void test_desk_claims__take_on(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\ncap_rate_of_lending: {rate: 25%, measure: LENDING, scope: POOL}\n");
    city_do(&city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2025-01-02; signed=2025-01-01");
    loan(&city, 1, "BK-1", "F-甲", "");
    int64_t a = claim(&city, "bank1", 1, "BK-1");
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=4/%d; expect=400", (int)a);
    assert_string_equal(city.answer.reason[0].arg[0], "250.00"); /* a quarter of what was lent */
    loan(&city, 2, "BK-1", "F-乙", "; !take_on=1");
    assert_string_equal(city.answer.voucher, "");
    city_do(&city, "li claim.approve p claim=4/%d; expect=400", (int)a);
    city_verify(&city);
    city_end(&city);
}

static int64_t amount_now(struct city *city, int n, const char *date) {
    city_do(city,
            "bank1 claim.submit p bank=BK-1; contract=C-%d; iou=1; claim_no=N-%d; claim_date=%s; overdue_days=88; "
            "five_class=LOSS; repaid=0",
            n, n, date);
    return fpl_money_minor(city->answer.amount);
}

/* A payout of before the ledger: counted by the caps of its year and by later claims on its loan, posted nowhere. */
static void test_desk_claims__payouts_taken_on(void **state) {
    static const char *const payout = "zhang payout.record p bank=BK-1; iou=1; amount=250.00; loss=1000.00; "
                                      "bank_ref=L-1; claim_no=";
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "y",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\ncap_pool_year: {amount: 600元}\n");
    city_do(&city,
            "ren agreement.sign p agreement=Y-1; party=BK-1; pack=y; version=1; from=2025-01-02; signed=2025-01-01");
    for (int i = 1; i <= 4; i++)
        loan(&city, i, "BK-1", "F-甲", i == 4 ? "" : "; !take_on=1");
    city_no(&city, FPL_E_MISSING, "%s1; contract=C-1; decided_on=2026-02-01", payout); /* a claim is to be submitted */
    city_no(&city, FPL_E_GATE_TAKE_ON, "%s1; contract=C-4; decided_on=2026-02-01; !take_on=1", payout);
    city_no(&city, FPL_E_GATE_LOAN, "%s1; contract=C-5; decided_on=2026-02-01; !take_on=1", payout);
    city_no(&city, FPL_E_GATE_PAYOUT, "%s1; contract=C-1; decided_on=2026-02-01; loss=249.99; !take_on=1", payout);
    assert_string_equal(city.answer.reason[0].arg[0], "249.99");
    city_no(&city, FPL_E_SCOPE, "%s1; contract=C-1; decided_on=2026-02-01; claimant=BK-2; !take_on=1", payout);
    city_no(&city, FPL_E_DATE_ORDER, "%s1; contract=C-1; decided_on=2026-01-04; !take_on=1", payout);
    assert_string_equal(city.error.field, "decided_on");
    city_no(&city, FPL_E_DATE_ORDER, "%s1; contract=C-1; decided_on=2026-02-01; paid_on=2026-01-31; !take_on=1",
            payout);
    assert_string_equal(city.error.field, "paid_on");
    city_no(&city, FPL_E_FUTURE, "%s1; contract=C-1; decided_on=2026-02-01; paid_on=2026-11-21; !take_on=1", payout);
    city_no(&city, FPL_E_FUTURE, "%s1; contract=C-1; decided_on=2026-11-21; !take_on=1", payout);
    int64_t old = city_do(&city, "%s1; contract=C-1; decided_on=2026-02-01; paid_on=2026-02-09; !take_on=1", payout);
    assert_string_equal(city.answer.voucher, "");
    assert_string_equal(items(&city, "aud", "claim", FPL_OK), "BK-1|C-1|1|1:PAID ");
    assert_non_null(strstr(items(&city, "aud", "loan", FPL_OK), "BK-1|C-1|1:COMPENSATED"));
    assert_string_equal(items(&city, "bank2", "claim", FPL_OK), "");
    /* it is nobody's to decide again, and its number is taken */
    city_no(&city, FPL_E_STATE, "li claim.approve p claim=4/%d; expect=250", (int)old);
    city_no(&city, FPL_E_STATE, "li claim.refuse p claim=1; reason=x");
    city_no(&city, FPL_E_STATE, "qian claim.pay p claim=1; bank_ref=x");
    city_no(&city, FPL_E_KEY_CHANGED,
            "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=1; claim_date=2026-10-01; overdue_days=88; "
            "five_class=LOSS; repaid=0");
    city_no(&city, FPL_E_GATE_LOAN_STATE,
            "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-03-01; amount=1");
    assert_int_equal(amount_now(&city, 4, "2026-10-01"), 35000); /* 40 %, but 600 a year less 250 taken on */
    assert_int_equal(amount_now(&city, 1, "2026-10-02"), 15000); /* the same loan: 400 less 250 */
    city_do(&city, "li claim.approve p claim=N-4; expect=350.00");
    city_no(&city, FPL_E_CHANGED, "li claim.approve p claim=N-1; expect=150.00"); /* the year is used up */
    assert_string_equal(city.answer.reason[0].arg[0], "0.00");
    city_do(&city, "zhang loan.register p bank=BK-1; contract=C-6; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                   "contract_amount=1000; disbursed=1000; disbursed_on=2025-01-05; due_on=2025-07-05; "
                   "registered_on=2025-01-05; !take_on=1");
    city_do(&city, "%s1; contract=C-6; decided_on=2025-12-31; !take_on=1", payout); /* of another year's caps */
    city_do(&city, "%s2; contract=C-6; decided_on=2025-12-31; loss=0; !take_on=1", payout);
    city_no(&city, FPL_E_GATE_LOAN_STATE, "%s2; contract=C-1; decided_on=2026-02-01; !take_on=1", payout); /* claimed */
    city_verify(&city);
    city_end(&city);
}

/* ---- midnight ---- */

/* A clock that is a second further at every look. */
static int64_t hasty(void *ctx) {
    struct city *city = ctx;
    return city->w.now += 1000;
}

/* The day a command is decided on is the day of its record, however late in the evening. */
static void test_desk_claims__midnight_does_not_fall_within_a_command(void **state) {
    struct city city;
    struct fpl_buf body = {0};
    int before = 0; /* decided on the day that was ending */
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
    city.w.session->host.now_ms = hasty;
    city.w.session->host.ctx = &city;
    for (int i = 0; i < 8; i++) { /* the days' ends, each a look later */
        int64_t midnight = (int64_t)(world_day("2026-11-22").day + i) * WORLD_DAY_MS - INT64_C(8) * 3600 * 1000;
        city.w.now = midnight - 1 - 1000 * (int64_t)i;
        int64_t seq =
            city_do(&city,
                    "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                    "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-11-20; due_on=2027-07-05",
                    i);
        world_body(&city.w, city_book(&city, "p"), seq, &body);
        char last[32], date[12];
        snprintf(last, sizeof last, "\"occ\":\"%s\"",
                 fpl_date_format((struct fpl_date){world_day("2026-11-21").day + i}, date));
        before += strstr(body.p, last) != NULL;
        city_verify(&city); /* finds occ to be the day of t */
    }
    assert_true(before > 0 && before < 8);
    fpl_buf_release(&body);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_claims__life),
        cmocka_unit_test(test_desk_claims__different_people),
        cmocka_unit_test(test_desk_claims__order),
        cmocka_unit_test(test_desk_claims__version_in_force),
        cmocka_unit_test(test_desk_claims__breaker_by_cohort),
        cmocka_unit_test(test_desk_claims__one_party),
        cmocka_unit_test(test_desk_claims__nested_caps),
        cmocka_unit_test(test_desk_claims__order_of_two_claimants),
        cmocka_unit_test(test_desk_claims__provisional_and_decided),
        cmocka_unit_test(test_desk_claims__deferred),
        cmocka_unit_test(test_desk_claims__institutions),
        cmocka_unit_test(test_desk_claims__agreements_over_time),
        cmocka_unit_test(test_desk_claims__dates_in_order),
        cmocka_unit_test(test_desk_claims__the_year_is_the_ledgers),
        cmocka_unit_test(test_desk_claims__two_modes),
        cmocka_unit_test(test_desk_claims__take_on),
        cmocka_unit_test(test_desk_claims__payouts_taken_on),
        cmocka_unit_test(test_desk_claims__midnight_does_not_fall_within_a_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
