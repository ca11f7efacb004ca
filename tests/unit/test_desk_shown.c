/* What was looked at is what is recorded: a command that comes out otherwise than a dry run showed leaves nothing. */
#include "desk_world.h"
#include "forger.h"

static char shown[65];

static enum fpl_status look(struct city *city, const char *text) {
    static struct fpl_decision decision;
    memset(&decision, 0, sizeof decision);
    memset(&city->answer, 0, sizeof city->answer);
    enum fpl_status status =
        fpl_dry_run(city->w.session, city_parse(city, text), &city->answer, &decision, &city->error);
    memcpy(shown, decision.shown, sizeof shown);
    return status ? status : city->answer.status;
}

static enum fpl_status give_as(struct city *city, const char *text, const char *hash) {
    struct fpl_command *command = (struct fpl_command *)(uintptr_t)city_parse(city, text);
    memset(&city->answer, 0, sizeof city->answer);
    memset(&city->error, 0, sizeof city->error);
    command->expect = fpl_str_of(hash);
    enum fpl_status status = fpl_submit(city->w.session, command, &city->answer, &city->error);
    return status ? status : city->answer.status;
}

/* Every kind of command, tried and then given: what it does is what was shown, though the book has grown. */
static void test_desk_shown__is_what_is_recorded(void **state) {
    struct city city;
    (void)state;
    city_look_first(1);
    forger_story(&city);
    city_look_first(0);
    city_verify(&city);
    city_end(&city);
}

#define CLAIM(n)                                                                                                       \
    "zhang loan.register p bank=BK-1; contract=C-" n "; iou=1; firm=X-" n "; firm_name=X-" n "; type=CREDIT; "         \
    "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "                         \
    "registered_on=2026-01-05"

static void test_desk_shown__a_claim_that_changed(void **state) {
    struct city city;
    char text[200], before[65];
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=X-1; firm_name=X-1; listed_on=2025-01-02; keylist=Y");
    city_do(&city, CLAIM("1"));
    int64_t claim = city_do(&city, "zhang claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=C-1; "
                                   "claim_date=2026-10-01; overdue_days=88; five_class=LOSS; repaid=0");
    char amount[FPL_MONEY_TEXT];
    fpl_money_format(city.answer.amount, FPL_UNIT_YUAN, 2, amount);
    snprintf(text, sizeof text, "li claim.approve p claim=4/%lld; expect=%s", (long long)claim, amount);
    assert_int_equal(look(&city, text), FPL_OK);
    memcpy(before, shown, sizeof before);
    city_do(&city,
            "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=1; occurred=2026-11-01; amount=100.00");
    int64_t size = city_size(&city, "p");
    assert_int_equal(give_as(&city, text, before), FPL_E_NOT_AS_SHOWN);
    assert_string_not_equal(city.error.arg[0], before);
    assert_int_equal(city_size(&city, "p"), size); /* not even the refusal it would be */
    assert_int_equal(look(&city, text), FPL_E_CHANGED);
    assert_int_equal(city.answer.status, FPL_E_CHANGED);
    assert_int_equal(give_as(&city, text, shown), FPL_E_CHANGED); /* the no that was shown is recorded */
    assert_int_equal(city_size(&city, "p"), size + 1);
    city_verify(&city);
    city_end(&city);
}

#define DEAL(id, firm, amount)                                                                                         \
    "zhang deal.record f deal=" id "; firm=" firm "; firm_name=" firm "; paid_date=2026-03-10; amount=" amount         \
    "; category=SEED"

/* Of limits the verdict counts and not their figures: one deal approved does not undo the next, unless it breaks one.
 */
static void test_desk_shown__one_deal_does_not_undo_the_next(void **state) {
    struct city city;
    char first[65], second[65], third[65];
    (void)state;
    city_begin(&city);
    city_yaml(&city, "limit.adopt",
              "id: R\nversion: 1\ntitle: {zh: 限额, en: limits}\nsource: {doc: 文, clause: 条}\nvalid: {}\nlimits:\n"
              "  - {limit: direct_share, of: TARGET, at_most: 25%, breach: TELL, clause: 第二条}\n");
    city_do(&city, "ren limit.bind f binding=XE-1; limits=R; version=1; from=2026-03-01; target=100.00; "
                   "approved_on=2024-01-01; established_on=2024-06-01; document=协议");
    assert_int_equal(look(&city, DEAL("D-1", "X-1", "10.00") "; direct=Y"), FPL_OK);
    memcpy(first, shown, sizeof first);
    assert_int_equal(look(&city, DEAL("D-2", "X-2", "10.00") "; direct=Y"), FPL_OK);
    memcpy(second, shown, sizeof second);
    assert_int_equal(look(&city, DEAL("D-3", "X-3", "10.00") "; direct=Y"), FPL_OK);
    memcpy(third, shown, sizeof third);
    assert_int_equal(give_as(&city, DEAL("D-1", "X-1", "10.00") "; direct=Y", first), FPL_OK);
    assert_int_equal(give_as(&city, DEAL("D-2", "X-2", "10.00") "; direct=Y", second), FPL_OK);
    assert_int_equal(give_as(&city, DEAL("D-3", "X-3", "10.00") "; direct=Y", third), FPL_E_NOT_AS_SHOWN);
    assert_int_equal(look(&city, DEAL("D-3", "X-3", "10.00") "; direct=Y"), FPL_OK); /* and told of the limit */
    assert_int_equal(give_as(&city, DEAL("D-3", "X-3", "10.00") "; direct=Y", shown), FPL_OK);
    city_verify(&city);
    city_end(&city);
}

/* Another amount, another month to post in, other content: all of it is seen; a wrong form is no hash. */
static void test_desk_shown__sees(void **state) {
    struct city city;
    char before[65];
    (void)state;
    city_begin(&city);
    assert_int_equal(look(&city, DEAL("D-1", "X-1", "10.00")), FPL_OK);
    memcpy(before, shown, sizeof before);
    assert_int_equal(look(&city, DEAL("D-1", "X-1", "10.00")), FPL_OK);
    assert_string_equal(shown, before);
    assert_int_equal(give_as(&city, DEAL("D-1", "X-1", "10.01"), before), FPL_E_NOT_AS_SHOWN);
    assert_int_equal(give_as(&city, DEAL("D-1", "X-2", "10.00"), before), FPL_E_NOT_AS_SHOWN);
    city_day(&city, "2026-11-25");
    assert_int_equal(look(&city, DEAL("D-1", "X-1", "10.00")), FPL_OK);
    assert_string_equal(shown, before);
    for (int year = 2025, month = 1; year == 2025 || month <= 3; month++) {
        city_do(&city, "li period.close f period=%d-%02d", year, month);
        if (month == 13) {
            year++;
            month = 0;
        }
    }
    assert_int_equal(give_as(&city, DEAL("D-1", "X-1", "10.00"), before), FPL_E_NOT_AS_SHOWN); /* now in April */
    assert_int_equal(give_as(&city, DEAL("D-1", "X-1", "10.00"), "abc"), FPL_E_USAGE);
    assert_string_equal(city.error.field, "expect");
    assert_int_equal(look(&city, DEAL("D-1", "X-1", "10.00")), FPL_OK);
    assert_int_equal(give_as(&city, DEAL("D-1", "X-1", "10.00") "; !request=R-1", shown), FPL_OK);
    /* recorded: whatever was looked at */
    assert_int_equal(give_as(&city, DEAL("D-1", "X-1", "10.00"), before), FPL_ALREADY);
    assert_int_equal(give_as(&city, DEAL("D-1", "X-1", "10.00") "; !request=R-1", before), FPL_ALREADY);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_shown__is_what_is_recorded),
        cmocka_unit_test(test_desk_shown__a_claim_that_changed),
        cmocka_unit_test(test_desk_shown__one_deal_does_not_undo_the_next),
        cmocka_unit_test(test_desk_shown__sees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
