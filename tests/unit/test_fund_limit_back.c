/* What is taken back is held against the limits of the state that it leaves: each limit with each reversal that can
 * break it, refused until a second person lets it through, and verified. */
#include "fund_story.h"

#define LIMITS(lines)                                                                                                            \
    "id: R\nversion: 1\ntitle: {zh: 测试限额, en: limits}\nsource: {doc: 文〔2023〕1号, clause: 第一条}\nvalid: {}\n" \
    "limits:\n" lines
#define BACK(command, key) "zhang " command ".reverse " B " " key "; memo=误记"
#define RELEASE(id, of, amount)                                                                                        \
    "zhang commitment.release " B " release=" id "; commitment=" of "; occurred=2023-03-10; amount=" amount            \
    "; document=决议"
#define REFUND(id, deal, amount)                                                                                       \
    "zhang deal.refund " B " refund=" id "; deal=" deal "; occurred=2023-04-21; amount=" amount "; bank_ref=S"

static void bound(struct city *city, const char *yaml, const char *from) {
    found(city);
    city_yaml(city, "limit.adopt", yaml);
    city_do(city, "ren limit.bind " B " binding=XE-1; limits=R; version=1; from=%s; target=1000; document=协议", from);
}

struct told {
    int64_t record; /* in: whose item; out: -1 once it was found */
    const char *limits;
};

static enum fpl_status see(void *ctx, const struct fpl_item *item) {
    struct told *told = ctx;
    if (item->seq0 != told->record)
        return FPL_OK;
    assert_true(fpl_str_is(fpl_json_get_text(item->data, "by"), "wang"));
    assert_true(fpl_str_is(fpl_json_get_text(item->data, "why"), "误记"));
    assert_true(fpl_str_is(fpl_json_get_text(item->data, "limits"), told->limits));
    told->record = -1;
    return FPL_OK;
}

/* The newest record says what was let through, by whom and why. */
static void tells(struct city *city, int64_t record, const char *limits) {
    struct fpl_view *view = NULL;
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = world_day("2026-12-31")};
    struct told told = {record, limits};
    int32_t book = city_book(city, B);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_read_items(view, book, "limit.passed", see, &told, &city->error), FPL_OK);
    assert_int_equal(told.record, -1);
    fpl_view_close(view);
}

/* Refused with these figures, and by people who may not; let through by one who may, and told as such. */
static void second(struct city *city, const char *figures, const char *line, const char *limits) {
    static const char *const wrong[] = {"zhang", "li", "wu", "nobody"}; /* actor, checker, no approver, no user */
    city_no(city, FPL_E_LIMIT_BACK, "%s", line);
    if (!strstr(city->error.arg[1], figures))
        fail_msg("%s: [%s] [%s]", line, city->error.arg[0], city->error.arg[1]);
    for (int i = 0; i < 4; i++)
        city_no(city, FPL_E_LIMIT_APPROVER, "%s; limit_approver=%s", line, wrong[i]);
    int64_t record = city_do(city, "%s; limit_approver=wang", line);
    tells(city, record, limits);
    city_verify(city);
}

/* The room that a refund made was used again. */
static void test_fund_limit_back__refund(void **state) {
    struct city city;
    (void)state;
    bound(&city,
          LIMITS("  - {limit: project_amount, at_most: 100.00元, breach: REASON, clause: 第二条}\n"
                 "  - {limit: project_share, of: PAID_IN, at_most: 50%, breach: SECOND, clause: 第三条}\n"
                 "  - {limit: direct_share, of: PAID_IN, at_most: 60%, breach: REFUSE, clause: 第四条}\n"
                 "  - {limit: deal_amount, at_most: 100.00元, breach: REFUSE, clause: 第五条}\n"
                 "  - {limit: cash, breach: REFUSE, clause: 第六条}\n"),
          "2023-01-01");
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "1000"));
    city_do(&city, PAY_IN("K-G", "C-G", "200"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "100", "; direct=Y"));
    city_do(&city, REFUND("T-1", "P1", "100"));
    city_do(&city, BACK("refund", "refund=T-1")); /* nothing used the room: 100 of 100 */
    city_do(&city, REFUND("T-2", "P1", "100"));
    city_do(&city, DEAL("P2", "F-1", "2023-04-21", "0.01", "; direct=N"));
    second(&city, "100.01", BACK("refund", "refund=T-2"), "project_amount project_share");
    city_do(&city, DEAL("P3", "F-2", "2023-04-21", "20", "; direct=Y")); /* direct 120 of 200 */
    city_do(&city, REFUND("T-3", "P3", "20"));
    city_do(&city, DEAL("P4", "F-3", "2023-04-21", "20", "; direct=Y"));
    second(&city, "140.00 / 200.00", BACK("refund", "refund=T-3"), "direct_share");
    city_end(&city);
}

/* Told only: recorded without anybody. */
static void test_fund_limit_back__told(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: project_amount, at_most: 100.00元, breach: TELL, clause: 第二条}\n"),
          "2023-01-01");
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "100", ""));
    city_do(&city, REFUND("T-1", "P1", "100"));
    city_do(&city, DEAL("P2", "F-1", "2023-04-21", "1", ""));
    city_do(&city, BACK("refund", "refund=T-1"));
    assert_int_equal(city.answer.reason[0].status, FPL_E_LIMIT_TOLD);
    city_verify(&city);
    city_end(&city);
}

static void test_fund_limit_back__release(void **state) {
    struct city city;
    (void)state;
    bound(&city,
          LIMITS("  - {limit: guidance_share, of: TARGET, at_most: 50%, breach: REFUSE, clause: 第二条}\n"
                 "  - {limit: government_share, of: TARGET, at_most: 60%, breach: REFUSE, clause: 第三条}\n"
                 "  - {limit: first_call, at_least: 20%, breach: REFUSE, clause: 第四条}\n"
                 "  - {limit: gp_share, of: COMMITTED, at_least: 10%, breach: REFUSE, clause: 第五条}\n"),
          "2023-01-01");
    city_do(&city, SIGN("C-P", "GP-1", "GP", "60"));
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "500"));
    city_do(&city, RELEASE("H-1", "C-G", "400"));
    city_do(&city, BACK("release", "release=H-1")); /* 500 of 1000 */
    city_do(&city, RELEASE("H-2", "C-G", "400"));
    city_do(&city, SIGN("C-2", "LP-G", "GUIDANCE", "400"));
    city_do(&city, PAY_IN("K-1", "C-G", "20"));
    second(&city, "900.00 / 1000.00", BACK("release", "release=H-2"),
           "guidance_share government_share first_call gp_share");
    city_end(&city);
}

/* The first payment that is left is too small; who was not first leaves things as they are. */
static void test_fund_limit_back__first_call(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: first_call, at_least: 20%, breach: REFUSE, clause: 第二条}\n"), "2023-01-01");
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "100"));
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "100"));
    city_do(&city, PAY_IN("K-1", "C-G", "20"));
    city_do(&city, BACK("capital", "receipt=K-1")); /* there is no first payment: none is too small */
    city_do(&city, PAY_IN("K-2", "C-G", "20"));
    city_do(&city, PAY_IN("K-0", "C-S", "30"));
    city_do(&city, PAY_IN("K-3", "C-G", "1"));
    city_do(&city, PAY_IN("A-4", "C-G", "50")); /* its key comes first, it does not */
    city_do(&city, PAY_IN("K-5", "C-G", "2") "; inside=N");
    city_do(&city, BACK("capital", "receipt=A-4"));
    city_do(&city, BACK("capital", "receipt=K-5"));
    second(&city, "1.00 / 100.00", BACK("capital", "receipt=K-2"), "first_call");
    city_do(&city, BACK("capital", "receipt=K-3")); /* what was short is gone */
    city_verify(&city);
    city_end(&city);
}

/* Shares of capital: of every firm, of direct investment; and money that payments rest on. The day of what is taken
 * back may lie before the limits: the state that is left does not. */
static void test_fund_limit_back__capital(void **state) {
    struct city city;
    (void)state;
    bound(&city,
          LIMITS("  - {limit: project_share, of: PAID_IN, at_most: 40%, breach: REFUSE, clause: 第二条}\n"
                 "  - {limit: direct_share, of: PAID_IN, at_most: 50%, breach: REASON, clause: 第三条}\n"
                 "  - {limit: guidance_share, of: PAID_IN, at_most: 900%, breach: REFUSE, clause: 第四条}\n"
                 "  - {limit: cash, breach: REASON, clause: 第五条}\n"),
          "2023-04-01");
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "900"));
    city_do(&city, PAY_IN("K-1", "C-G", "100"));
    city_do(&city, PAY_IN("K-2", "C-G", "100"));
    city_do(&city, PAY_IN("K-3", "C-G", "300"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "80", "; direct=Y"));
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "5", "; direct=Y"));
    city_do(&city, BACK("capital", "receipt=K-3")); /* 80 of 200 */
    second(&city, "80.00 / 100.00", BACK("capital", "receipt=K-2"), "project_share direct_share");
    second(&city, "80.00 / 0.00", BACK("capital", "receipt=K-1"), "project_share direct_share guidance_share cash");
    city_end(&city);
}

static void test_fund_limit_back__commitment(void **state) {
    struct city city;
    (void)state;
    bound(&city,
          LIMITS("  - {limit: guidance_share, of: COMMITTED, at_most: 100%, breach: REFUSE, clause: 第二条}\n"
                 "  - {limit: government_share, of: TARGET, at_most: 100%, breach: REFUSE, clause: 第三条}\n"
                 "  - {limit: gp_share, of: COMMITTED, at_least: 1%, breach: REFUSE, clause: 第四条}\n"
                 "  - {limit: project_share, of: COMMITTED, at_most: 20%, breach: SECOND, clause: 第五条}\n"
                 "  - {limit: direct_share, of: COMMITTED, at_most: 25%, breach: SECOND, clause: 第六条}\n"),
          "2023-01-01");
    city_do(&city, SIGN("C-P", "GP-1", "GP", "10"));
    city_do(&city, BACK("commitment", "commitment=C-P")); /* nothing is paid in: nobody asks for the floor */
    city_do(&city, SIGN("C-P2", "GP-1", "GP", "10"));
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "90"));
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "100"));
    city_do(&city, SIGN("C-S2", "LP-S", "SOCIAL", "50"));
    city_do(&city, PAY_IN("K-G", "C-G", "90"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "35", "; direct=Y"));
    city_do(&city, BACK("commitment", "commitment=C-S2"));
    second(&city, "35.00 / 100.00", BACK("commitment", "commitment=C-S"), "project_share direct_share");
    second(&city, "0.00 / 90.00", BACK("commitment", "commitment=C-P2"), "gp_share project_share direct_share");
    city_end(&city);
}

/* The guidance fund's share of what is left. */
static void test_fund_limit_back__share_of_the_rest(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "40"));
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "60"));
    city_do(&city, SIGN("C-S2", "LP-S", "SOCIAL", "20"));
    city_yaml(&city, "limit.adopt",
              LIMITS("  - {limit: guidance_share, of: COMMITTED, at_most: 40%, breach: REFUSE, clause: 第二条}\n"));
    city_do(&city, "ren limit.bind " B " binding=XE-1; limits=R; version=1; from=2023-06-01; document=协议");
    city_do(&city, BACK("commitment", "commitment=C-S2")); /* 40 % */
    second(&city, "40.00 / 40.00", BACK("commitment", "commitment=C-S"), "guidance_share");
    city_end(&city);
}

/* What had come in and was paid out again: each kind of money. */
static void test_fund_limit_back__cash(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: cash, breach: SECOND, clause: 第二条}\n"), "2023-01-01");
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "1000"));
    city_do(&city, PAY_IN("K-G", "C-G", "100"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "60", ""));
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "40", ""));
    city_do(&city, "zhang dividend.record " B " dividend=G-1; firm=F-1; occurred=2023-05-01; amount=7; paid=RECEIVED");
    city_do(&city, "zhang dividend.record " B " dividend=G-2; firm=F-1; occurred=2023-05-01; amount=5; paid=DECLARED");
    city_do(&city, SETTLE("S-1", "DIVIDEND", "G-2", "2023-05-02", "5"));
    city_do(&city, EXIT("X-1", "F-1", "2023-05-03", "shares=500", "30", "RECEIVED"));
    city_do(&city, WRITE_OFF("W-1", "F-2", "2023-05-03", "3"));
    city_do(&city, "zhang writeoff.recover " B " recovery=R-1; firm=F-2; occurred=2023-05-04; amount=2; bank_ref=S");
    city_do(&city, DISTRIBUTE("D-1", "C-G", "47", ""));
    city_do(&city, SETTLE("S-2", "DISTRIBUTION", "D-1", "2024-11-01", "47"));
    second(&city, "7.00 > 0.00", BACK("dividend", "dividend=G-1"), "cash");
    second(&city, "5.00 > -7.00", BACK("settlement", "settlement=S-1"), "cash");
    city_do(&city, BACK("dividend", "dividend=G-2")); /* it was only declared */
    second(&city, "30.00 > -12.00", BACK("exit", "exit=X-1"), "cash");
    second(&city, "2.00 > -42.00", BACK("recovery", "recovery=R-1"), "cash");
    second(&city, "3.00 > -44.00", BACK("writeoff", "writeoff=W-1"), "cash");
    city_do(&city, REFUND("T-1", "P2", "40"));
    second(&city, "40.00 > -7.00", BACK("refund", "refund=T-1"), "cash");
    city_do(&city, BACK("settlement", "settlement=S-2")); /* a payment comes back in */
    city_do(&city, BACK("deal", "deal=P2"));
    city_verify(&city);
    city_end(&city);
}

/* 400 of the guidance money's 500 went to social capital, and 350 more were committed since: taken back, it would be
 * 850 of a target of 1,000, more than half. */
static void test_fund_limit_back__a_share_transferred(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: guidance_share, of: TARGET, at_most: 50%, breach: REFUSE, clause: 第二条}\n"),
          "2023-01-01");
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "500"));
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "500"));
    city_no(&city, FPL_E_LIMIT_REFUSED,
            "zhang lp.transfer " B " transfer=T-0; commitment=C-S; to=C-0; party=GP-1; capacity=GUIDANCE; level=CITY; "
            "occurred=2023-04-01; amount=1; document=协议");
    city_do(&city, "zhang lp.transfer " B " transfer=T-1; commitment=C-G; to=C-1; party=LP-S; capacity=SOCIAL; "
                   "occurred=2023-04-01; amount=400; document=协议");
    city_do(&city, SIGN("C-2", "LP-G", "GUIDANCE", "350"));
    second(&city, "850.00 / 1000.00", BACK("lp", "transfer=T-1"), "guidance_share");
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_limit_back__refund),
        cmocka_unit_test(test_fund_limit_back__told),
        cmocka_unit_test(test_fund_limit_back__release),
        cmocka_unit_test(test_fund_limit_back__first_call),
        cmocka_unit_test(test_fund_limit_back__capital),
        cmocka_unit_test(test_fund_limit_back__commitment),
        cmocka_unit_test(test_fund_limit_back__share_of_the_rest),
        cmocka_unit_test(test_fund_limit_back__cash),
        cmocka_unit_test(test_fund_limit_back__a_share_transferred),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
