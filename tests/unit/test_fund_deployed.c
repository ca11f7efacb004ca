/* The limit `deployed`: a next call, and what is paid under it, waits until the earlier ones are in firms. Figures by
 * hand: fund rules §3.5, §1 (capital_call, 前期投资进度≥x%). */
#include "fund_story.h"

#define LIMITS(lines)                                                                                                            \
    "id: R\nversion: 1\ntitle: {zh: 测试限额, en: limits}\nsource: {doc: 文〔2023〕1号, clause: 第一条}\nvalid: {}\n" \
    "limits:\n" lines
#define CALL(id, number, day, amount, more)                                                                            \
    "zhang call.issue " B " call=" id "; number=" number "; notice_date=" day "; due=2023-12-20; "                     \
    "purpose=INVESTMENT; amount=" amount "; document=通知" more
#define PAY(id, of, call, amount, more)                                                                                \
    "zhang capital.receive " B " receipt=" id "; commitment=" of "; call=" call                                        \
    "; occurred=2023-09-15; amount=" amount "; bank_ref=" id more
#define REFUND(id, deal, amount)                                                                                       \
    "zhang deal.refund " B " refund=" id "; deal=" deal "; occurred=2023-09-10; amount=" amount "; bank_ref=" id

static void bound(struct city *city, const char *yaml) {
    found(city);
    city_yaml(city, "limit.adopt", yaml);
    city_do(city, "ren limit.bind " B " binding=XE-1; limits=R; version=1; from=2023-01-01; document=协议");
    city_do(city, SIGN("C-G", "LP-G", "GUIDANCE", "12000000"));
    city_do(city, SIGN("C-S", "LP-S", "SOCIAL", "27600000"));
    city_do(city, SIGN("C-P", "GP-1", "GP", "400000"));
}

static void no(struct city *city, enum fpl_status status, const char *figures, const char *line) {
    city_no(city, status, "%s", line);
    if (!strstr(city->error.arg[1], figures))
        fail_msg("%s: [%s] [%s]", line, city->error.arg[0], city->error.arg[1]);
}

/* Of the first call of 10,000,000.00 a part of 100,000.00 is not paid: it was called all the same. 70 % is
 * 7,000,000.00. */
static void test_fund_deployed__next_call(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: deployed, at_least: 70%, breach: REFUSE, clause: 第八条}\n"));
    city_do(&city, CALL("H-1", "1", "2023-03-10", "10000000", "")); /* the first waits for nothing */
    city_do(&city, PAY("K-1", "C-G", "H-1", "3000000", ""));
    city_do(&city, PAY("K-2", "C-S", "H-1", "6900000", ""));
    no(&city, FPL_E_LIMIT_REFUSED, "0.00 / 10000000.00", CALL("H-2", "2", "2023-08-10", "8000000", ""));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "6999999.99", ""));
    no(&city, FPL_E_LIMIT_REFUSED,
       "6999999.99 / 10000000.00" FPL_ZH_EN("，界限 ", ", bound ") ">= 70%" FPL_ZH_EN("，少 ", ", short by ") "0.01",
       CALL("H-2", "2", "2023-08-10", "8000000", ""));
    assert_non_null(strstr(city.answer.reason[0].clause, "文〔2023〕1号 第八条"));
    city_do(&city, DEAL("P2", "F-2", "2023-04-11", "0.01", ""));
    city_do(&city, CALL("H-2", "2", "2023-08-10", "8000000", ""));
    city_do(&city, PAY("K-3", "C-P", "H-1", "100000", "")); /* late money of the first call */
    city_do(&city, PAY("K-4", "C-G", "H-2", "2400000", ""));
    city_verify(&city);
    city_end(&city);
}

/* A payment is judged by what stood before its call, not by what its call has brought in: 10,000,000.00, of which
 * 7,000,000.00 are needed. What is owed to a firm and not paid is not in it yet. */
static void test_fund_deployed__payments(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: deployed, at_least: 70%, breach: REFUSE, clause: 第八条}\n"));
    city_do(&city, CALL("H-1", "1", "2023-03-10", "10000000", ""));
    city_do(&city, PAY("K-1", "C-G", "H-1", "3000000", ""));
    city_do(&city, PAY("K-2", "C-S", "H-1", "6900000", ""));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "7000000", ""));
    city_do(&city, CALL("H-2", "2", "2023-08-10", "8000000", ""));
    city_do(&city, PAY("K-3", "C-G", "H-2", "2400000", ""));
    city_do(&city, REFUND("T-1", "P1", "0.01"));
    no(&city, FPL_E_LIMIT_REFUSED, "6999999.99 / 10000000.00", PAY("K-4", "C-S", "H-2", "5520000", ""));
    city_do(&city,
            "zhang instalment.agree " B " instalment=Y-1; deal=P1; occurred=2023-09-11; amount=0.02; document=协议");
    no(&city, FPL_E_LIMIT_REFUSED, "6999999.99 / 10000000.00", PAY("K-4", "C-S", "H-2", "5520000", ""));
    city_do(&city, SETTLE("Z-1", "INSTALMENT", "Y-1", "2023-09-12", "0.01"));
    city_do(&city, PAY("K-4", "C-S", "H-2", "5520000", ""));
    city_do(&city, "zhang deal.record " B " deal=P3; firm=F-3; firm_name=名; paid_date=2023-09-13; amount=600000");
    /* before it: 17,820,000.00 paid in and 180,000.00 open of two calls; 70 % of 18,000,000.00 are 12,600,000.00 */
    no(&city, FPL_E_LIMIT_REFUSED, "7600000.00 / 18000000.00", CALL("H-3", "3", "2023-10-10", "1000000", ""));
    city_verify(&city);
    city_end(&city);
}

/* Who pays a second time under a commitment and names no call is asked which one it is. */
static void test_fund_deployed__names_its_call(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: deployed, at_least: 70%, breach: REFUSE, clause: 第八条}\n"));
    city_do(&city, PAY_IN("K-1", "C-G", "3000000"));
    city_do(&city, PAY_IN("K-2", "C-S", "6900000")); /* its own first */
    city_no(&city, FPL_E_CALL_NEEDED, "%s", PAY("K-3", "C-G", "第二期", "1", ""));
    assert_string_equal(city.error.field, "call");
    city_do(&city, PAY("K-3", "C-G", "费用", "1", "; inside=N")); /* on top of the commitment: no call */
    no(&city, FPL_E_LIMIT_REFUSED, "0.00 / 9900001.00", CALL("H-1", "1", "2023-09-16", "10", ""));
    city_verify(&city);
    city_end(&city);
}

/* A call that another approver lets through is let through with its payments. */
static void test_fund_deployed__let_through(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: deployed, above: 70%, breach: REASON, clause: 第八条}\n"));
    city_do(&city, CALL("H-1", "1", "2023-03-10", "10000000", ""));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "7000000", "")); /* the number itself does not pass */
    no(&city, FPL_E_LIMIT_REASON, "7000000.00 / 10000000.00", CALL("H-2", "2", "2023-08-10", "8000000", ""));
    city_do(&city, CALL("H-2", "2", "2023-08-10", "8000000", "; limit_reason=项目已签约"));
    city_do(&city, PAY("K-1", "C-G", "H-2", "2400000", ""));
    city_do(&city, "zhang deal.reverse " B " deal=P1; memo=误");
    no(&city, FPL_E_LIMIT_REASON, "0.00 / 18000000.00", CALL("H-3", "3", "2023-10-10", "1000000", ""));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_deployed__next_call),
        cmocka_unit_test(test_fund_deployed__payments),
        cmocka_unit_test(test_fund_deployed__names_its_call),
        cmocka_unit_test(test_fund_deployed__let_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
