/* What an institution's user sees of a decision: what rests on the institution's own loans, claims and sums; not the
 * pool's balance, what others were paid, nor what the pool lent and paid in all. */
#include "desk_world.h"

#include "fundpool/event.h"
#include "fundpool/report.h"

/* BK-1's C-1, BK-2's C-2 to the same firm; both ask, BK-2 is decided. */
static void two_banks(struct city *city) {
    city_begin(city);
    city_pack(city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nwhitelist_id: t\nbase_kind: OUTSTANDING_PRINCIPAL\n"
              "rate_tiers:\n  - {rate: 40%}\ncap_pool_year: {amount: 700.00元}\n"
              "cap_per_borrower_year: {amount: 600.00元}\ncap_per_bank_year: {amount: 500.00元}\n"
              "overdue_days_min: 60\nclass_min: SUBSTANDARD\nround_mode: HALF_UP\n");
    city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-02");
    for (int i = 1; i <= 2; i++) {
        city_do(city,
                "ren agreement.sign p agreement=O-%d; party=BK-%d; pack=o; version=1; from=2026-01-01; "
                "signed=2026-01-01",
                i, i);
        city_do(city,
                "zhang loan.register p bank=BK-%d; contract=C-%d; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
                "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
                "registered_on=2026-01-05",
                i, i);
    }
}

#define CLAIM                                                                                                          \
    " claim.submit p bank=BK-1; contract=C-1; iou=1; claim_date=2026-10-02; overdue_days=88; "                         \
    "five_class=LOSS; repaid=0"

static const char *value_of(const struct fpl_decision *decision, const char *code) {
    for (int i = 0; i < decision->steps; i++)
        if (strcmp(decision->step[i].code, code) == 0)
            return decision->step[i].value;
    return "none";
}

static void dry(struct city *city, const char *text, struct fpl_decision *out) {
    assert_int_equal(fpl_dry_run(city->w.session, city_parse(city, text), &city->answer, out, &city->error), FPL_OK);
    assert_int_equal(out->outcome, FPL_OK);
}

static enum fpl_status nothing(void *ctx, const struct fpl_record *record) {
    (void)ctx;
    (void)record;
    return FPL_OK;
}

static enum fpl_status open_as(struct city *city, const char *user, int32_t book, int64_t seq) {
    struct fpl_view_spec who = {.actor = fpl_str_of(user), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    enum fpl_status status = fpl_read_record(view, book, seq, nothing, NULL, &city->error);
    fpl_view_close(view);
    return status;
}

/* A bank and its guarantor both see the loan; each its own claim and what became of it, and not the other's. */
static void test_desk_withheld__claims_of_one_loan(void **state) {
    struct city city;
    (void)state;
    two_banks(&city);
    city_do(&city, "ren agreement.sign p agreement=O-G; party=GU-1; pack=o; version=1; from=2026-01-01; "
                   "signed=2026-01-01");
    int64_t loan = city_do(&city, "zhang loan.register p bank=BK-1; contract=C-9; iou=1; firm=F-甲; firm_name=甲; "
                                  "type=CREDIT; contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; "
                                  "due_on=2026-07-05; registered_on=2026-01-05; guarantor=GU-1");
    int64_t of_bank = city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-9; iou=1; claim_date=2026-10-01; "
                                     "overdue_days=88; five_class=LOSS; repaid=0; guarantor_paid=0; liability=500; "
                                     "other_gov=0");
    int64_t decided = city_do(&city, "li claim.approve p claim=4/%d; expect=400.00", (int)of_bank);
    int32_t book = city_book(&city, "p");
    assert_int_equal(open_as(&city, "gua1", book, loan), FPL_OK);
    assert_int_equal(open_as(&city, "bank1", book, of_bank), FPL_OK);
    assert_int_equal(open_as(&city, "bank1", book, decided), FPL_OK);
    assert_int_equal(open_as(&city, "gua1", book, of_bank), FPL_E_NOT_FOUND);
    assert_int_equal(open_as(&city, "gua1", book, decided), FPL_E_NOT_FOUND);
    city_end(&city);
}

/* Whether a firm is known is told; what others call it is not. */
static void test_desk_withheld__names(void **state) {
    static struct fpl_decision seen;
    struct city city;
    (void)state;
    two_banks(&city);
    dry(&city,
        "zhang loan.register p bank=BK-1; contract=C-8; iou=1; firm=F-甲; firm_name=乙; type=CREDIT; "
        "contract_amount=10.00; disbursed=10.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
        "registered_on=2026-11-20",
        &seen);
    assert_string_equal(city.answer.reason[0].arg[0], "甲");
    dry(&city,
        "bank1 loan.register p bank=BK-1; contract=C-8; iou=1; firm=F-甲; firm_name=乙; type=CREDIT; "
        "contract_amount=10.00; disbursed=10.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
        "registered_on=2026-11-20",
        &seen);
    assert_int_equal(city.answer.reason[0].status, FPL_E_PARTY_NAME);
    assert_null(strstr(city.answer.reason[0].arg[0], "甲"));
    city_end(&city);
}

static void test_desk_withheld__dry_run(void **state) {
    static struct fpl_decision seen;
    struct city city;
    (void)state;
    two_banks(&city);
    int64_t other = city_do(&city, "bank2 claim.submit p bank=BK-2; contract=C-2; iou=1; claim_date=2026-10-01; "
                                   "overdue_days=88; five_class=LOSS; repaid=0");
    city_do(&city, "li claim.approve p claim=4/%d; expect=400.00; occurred=2026-11-20", (int)other);
    dry(&city, "bank1" CLAIM, &seen);
    assert_string_equal(value_of(&seen, "room.cap_per_bank_year"), "50000");
    assert_string_equal(value_of(&seen, "room.cap_per_borrower_year"), FPL_WITHHELD);
    assert_string_equal(value_of(&seen, "room.cap_pool_year"), FPL_WITHHELD);
    assert_string_equal(seen.binding, "cap_per_borrower_year"); /* which one bound stays, and the result */
    assert_int_equal(fpl_money_minor(seen.amount), 20000);
    assert_string_equal(value_of(&seen, "base.unpaid"), "100000");
    dry(&city, "zhang" CLAIM, &seen); /* of the pool's own people */
    assert_string_equal(value_of(&seen, "room.cap_per_borrower_year"), "20000");
    assert_string_equal(value_of(&seen, "room.cap_pool_year"), "30000");
    city_end(&city);
}

/* To look at a decision for what is withheld is not to decide on it: the record is the one that the pool's own people
 * would have made. */
static void test_desk_withheld__the_record_is_whole(void **state) {
    struct city city;
    (void)state;
    two_banks(&city);
    city_do(&city, "bank1" CLAIM);
    city_verify(&city);
    city_end(&city);
}

struct seen {
    struct fpl_view *view;
    char text[16384];
    struct fpl_error error;
};

static enum fpl_status take(void *ctx, const struct fpl_record *record) {
    struct seen *seen = ctx;
    struct fpl_buf body = {0};
    assert_int_equal(fpl_report_shown_body(seen->view, record, &body, &seen->error), FPL_OK);
    (void)fpl_str_copy(fpl_buf_str(&body), seen->text, sizeof seen->text);
    fpl_buf_release(&body);
    return FPL_OK;
}

static enum fpl_status add(void *ctx, const char *bytes, size_t n) {
    struct seen *seen = ctx;
    size_t at = strlen(seen->text);
    assert_true(at + n < sizeof seen->text);
    memcpy(seen->text + at, bytes, n);
    seen->text[at + n] = '\0';
    return FPL_OK;
}

static void look(struct city *city, const char *actor, int64_t seq, int explain, struct seen *seen) {
    struct fpl_view_spec spec = {.actor = fpl_str_of(actor), .as_of = FPL_DATE_NONE};
    char key[48];
    seen->text[0] = '\0';
    assert_int_equal(fpl_view_open(city->w.session, &spec, &seen->view, &city->error), FPL_OK);
    if (explain) {
        struct fpl_report *report = NULL;
        snprintf(key, sizeof key, "4/%lld", (long long)seq);
        assert_int_equal(
            fpl_report_explain(seen->view, &(struct fpl_report_spec){.key = fpl_str_of(key)}, &report, &city->error),
            FPL_OK);
        assert_int_equal(
            fpl_report_render(report, &(struct fpl_render){.format = FPL_FORMAT_CSV}, add, seen, &city->error), FPL_OK);
        fpl_report_free(report);
    } else {
        assert_int_equal(fpl_read_record(seen->view, 4, seq, take, seen, &city->error), FPL_OK);
    }
    fpl_view_close(seen->view);
}

/* Of its own claim's decision, which somebody else has made. */
static void test_desk_withheld__records_and_explanations(void **state) {
    static struct seen seen;
    struct city city;
    (void)state;
    two_banks(&city);
    int64_t claim = city_do(&city, "bank1" CLAIM);
    int64_t decided = city_do(&city, "li claim.approve p claim=4/%d; expect=400.00", (int)claim);
    look(&city, "bank1", decided, 0, &seen);
    assert_non_null(strstr(seen.text, "\"pool.available\":[\"withheld\",4,"));
    assert_non_null(strstr(seen.text, "\"paid.borrower_year\":[\"withheld\",4,"));
    assert_non_null(strstr(seen.text, "\"paid.bank_year\":[0,4,"));
    assert_non_null(strstr(seen.text, "\"loan.disbursed\":[100000,4,"));
    assert_null(strstr(seen.text, "3000000000"));
    look(&city, "bank1", decided, 1, &seen);
    assert_non_null(strstr(seen.text, "withheld"));
    assert_null(strstr(seen.text, "30,000,000.00"));
    assert_null(strstr(seen.text, "3000000000"));
    look(&city, "reg", decided, 0, &seen);
    assert_non_null(strstr(seen.text, "\"pool.available\":[3000000000,4,"));
    assert_null(strstr(seen.text, "withheld"));
    city_end(&city);
}

/* The argument of a refusal, in the answer and in the record of it. */
static void test_desk_withheld__reasons(void **state) {
    struct city city;
    (void)state;
    two_banks(&city);
    city_pack(&city, "k",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nwhitelist_id: t\nbase_kind: OUTSTANDING_PRINCIPAL\n"
              "rate_tiers:\n  - {rate: 40%}\noverdue_days_min: 60\nclass_min: SUBSTANDARD\nround_mode: HALF_UP\n"
              "capacity_check: BLOCK\nleverage_max: 0.00001\n");
    city_do(&city,
            "ren agreement.sign p agreement=K; party=BK-1; pack=k; version=1; from=2026-02-01; signed=2026-01-01");
    for (int own = 0; own <= 1; own++) {
        city_no(&city, FPL_E_GATE_CAPACITY,
                "%s loan.register p bank=BK-1; contract=C-9; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
                "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-02-05; due_on=2026-07-05",
                own ? "zhang" : "bank1");
        assert_string_equal(city.answer.reason[0].arg[0], own ? "300.00" : FPL_ZH_EN("（不向机构显示）", "(withheld)"));
    }
    city_end(&city);
}

/* A bank's user registers on the day of recording, whatever else he says; the pool's recorder enters what is older, and
 * the answer tells by how much. */
static void test_desk_withheld__own_day(void **state) {
    struct city city;
    (void)state;
    two_banks(&city);
    static const char rest[] = "bank=BK-1; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=1000.00; "
                               "disbursed=1000.00; disbursed_on=2026-02-05; due_on=2026-07-05";
    city_no(&city, FPL_E_OWN_DAY, "bank1 loan.register p contract=D-1; %s; registered_on=2026-11-19", rest);
    assert_string_equal(city.error.field, "registered_on");
    assert_string_equal(city.error.arg[0], "2026-11-20");
    assert_string_equal(city.error.arg[1], "2026-11-19");
    city_no(&city, FPL_E_ROLE, "bank1 loan.register p contract=D-1; %s; registered_on=2026-11-19; !take_on=1", rest);
    city_no(&city, FPL_E_ROLE, "bank1" CLAIM "; !take_on=1");
    city_no(&city, FPL_E_OWN_DAY, "bank1 loan.register p contract=D-1; %s; registered_on=2026-11-21", rest);
    city_do(&city, "bank1 loan.register p contract=D-1; %s; registered_on=2026-11-20", rest);
    city_do(&city, "bank1 loan.register p contract=D-2; %s", rest);
    city_do(&city, "zhang loan.register p contract=D-3; %s; registered_on=2026-11-18", rest);
    int told = 0;
    for (int i = 0; i < city.answer.reasons; i++)
        if (city.answer.reason[i].status == FPL_LATE) {
            assert_string_equal(city.answer.reason[i].arg[0], "2");
            told++;
        }
    assert_int_equal(told, 1);
    city_day(&city, "2026-11-22"); /* given again on a later day, it is answered as it was */
    assert_int_equal(city_try(&city, "bank1 loan.register p contract=D-1; %s; registered_on=2026-11-20", rest),
                     FPL_ALREADY);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_withheld__claims_of_one_loan),
        cmocka_unit_test(test_desk_withheld__names),

        cmocka_unit_test(test_desk_withheld__dry_run),
        cmocka_unit_test(test_desk_withheld__own_day),
        cmocka_unit_test(test_desk_withheld__the_record_is_whole),
        cmocka_unit_test(test_desk_withheld__records_and_explanations),
        cmocka_unit_test(test_desk_withheld__reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
