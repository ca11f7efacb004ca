/* Whom a fund takes money from and whom it puts money into: one firm is one party, and a treasury is the guidance
 * fund's side. */
#include "fund_story.h"

static void party(struct city *city, const char *id, const char *kind, int uscc) {
    city_do(city, "zhang party.register - party=%s; name=%s名; kind=%s; uscc=%s", id, id, kind, city_firm(uscc));
}

#define LIMITS(lines)                                                                                                     \
    "id: XE\nversion: 1\ntitle: {zh: 限额, en: limits}\nsource: {doc: 基金合同, clause: 第一条}\nvalid: {from: " \
    "2023-01-01}\nlimits:\n" lines
#define BIND(book)                                                                                                     \
    "ren limit.bind " book " binding=XE-1; limits=XE; version=1; from=2023-01-01; target=200000000; document=合同"

static void told(const struct city *city, enum fpl_status status, const char *word) {
    for (int i = 0; i < city->answer.reasons; i++)
        if (city->answer.reason[i].status == status && strstr(city->answer.reason[i].arg[1], word))
            return;
    fail_msg("%s is not told: %s", fpl_status_name(status), word);
}

/* FIRM-C has the name of the firm that got all it may: written in full width, with a blank, under a code of its own. */
static void test_fund_investee__a_second_identity(void **state) {
    static const char *const spelt[] = {"示例Ａ公司", "示例 A公司", "示例a公司"};
    struct city city;
    (void)state;
    found(&city);
    city_yaml(&city, "limit.adopt",
              LIMITS("  - {limit: project_amount, at_most: 500万元, breach: REFUSE, clause: 第二条}\n"));
    city_do(&city, BIND(B));
#define PUT(id, firm, name, amount, more)                                                                              \
    "zhang deal.record " B " deal=" id "; firm=" firm "; firm_name=%s; paid_date=2023-04-10; amount=" amount more, name
    city_do(&city, PUT("D-1", "F-1", "示例A公司", "5000000", ""));
    city_no(&city, FPL_E_LIMIT_REFUSED, PUT("D-2", "F-1", "示例A公司", "0.01", ""));
    for (size_t i = 0; i < sizeof spelt / sizeof spelt[0]; i++) {
        city_no(&city, FPL_E_FIRM_REASON, PUT("D-2", "F-2", spelt[i], "5000000", ""));
        assert_string_equal(city.error.arg[0], "F-2");
        assert_non_null(strstr(city.error.arg[1], "F-1"));
    }
    city_do(&city, PUT("D-2", "F-2", "示例A公司", "5000000", "; firm_reason=两地同名，统一社会信用代码不同"));
    told(&city, FPL_E_FIRM_TOLD, "F-1");
    city_do(&city, PUT("D-3", "F-3", "示例B公司", "1", "")); /* another name */
    city_do(&city, PUT("D-4", "F-3", "示例B公司", "1", "")); /* the same firm again */
    /* a name whose firm the fund has no money in any more is free */
    city_do(&city, "zhang deal.reverse " B " deal=D-4; memo=误");
    city_do(&city, "zhang deal.reverse " B " deal=D-3; memo=信用代码录错");
    city_do(&city, PUT("D-5", "F-5", "示例B公司", "1", ""));
    city_no(&city, FPL_E_FIRM_REASON, PUT("D-6", "F-3", "示例B公司", "1", ""));
    city_verify(&city);
    city_end(&city);
}

static void test_fund_investee__kinds(void **state) {
    static const struct {
        const char *id, *kind;
        enum fpl_status status;
    } cases[] = {{"X-FISC", "fiscal", FPL_E_FIRM_KIND},
                 {"X-REG", "regulator", FPL_E_FIRM_KIND},
                 {"X-PERS", "person", FPL_E_FIRM_KIND},
                 {"X-GP", "gp", FPL_E_FIRM_REASON},
                 {"X-LP", "lp", FPL_E_FIRM_REASON},
                 {"X-MAN", "manager", FPL_E_FIRM_REASON},
                 {"X-BANK", "bank", FPL_E_FIRM_REASON},
                 {"X-GUA", "guarantor", FPL_E_FIRM_REASON},
                 {"X-CUS", "custodian", FPL_E_FIRM_REASON},
                 {"X-INV", "investee", FPL_OK},
                 {"X-SOE", "soe", FPL_OK},
                 {"X-FOR", "foreign", FPL_OK},
                 {"X-OTH", "other", FPL_OK}};
    struct city city;
    (void)state;
    found(&city);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        party(&city, cases[i].id, cases[i].kind, 800 + (int)i);
#define KIND "zhang deal.record " B " deal=D-%s; firm=%s; firm_name=%s名; paid_date=2023-04-10; amount=5"
        if (cases[i].status)
            city_no(&city, cases[i].status, KIND, cases[i].id, cases[i].id, cases[i].id);
        else
            city_do(&city, KIND, cases[i].id, cases[i].id, cases[i].id);
        if (cases[i].status == FPL_E_FIRM_REASON) {
            city_do(&city, KIND "; firm_reason=投资决策文件列明", cases[i].id, cases[i].id, cases[i].id);
            told(&city, FPL_E_FIRM_TOLD, "不是企业");
        } else if (cases[i].status) {
            city_no(&city, cases[i].status, KIND "; firm_reason=某", cases[i].id, cases[i].id, cases[i].id);
        }
    }
    city_no(&city, FPL_E_FIRM_KIND, KIND, "N", "N-340600199001010011",
            "某人"); /* a person whom the deal would register */
    city_verify(&city);
    city_end(&city);
}

/* A partner of this fund, by commitment or by opening balance; and a firm that becomes a partner. */
static void test_fund_investee__partners(void **state) {
    struct city city;
    (void)state;
    found(&city);
    party(&city, "S-1", "soe", 801);
    party(&city, "S-2", "soe", 802);
    party(&city, "S-3", "investee", 803);
#define INTO(id, firm, more)                                                                                           \
    "zhang deal.record " B " deal=" id "; firm=" firm "; firm_name=" firm "名; paid_date=2023-04-10; amount=5" more
    city_do(&city, "zhang opening.post " B " occurred=2023-01-01; memo=启用; !lines=D100201:9 C400103:9@S-2");
    city_do(&city, SIGN("C-1", "S-1", "SOE", "100"));
    for (int paid = 0; paid < 2; paid++) {
        city_no(&city, FPL_E_FIRM_REASON, INTO("D-1", "S-1", ""));
        assert_non_null(strstr(city.error.arg[1], "出资人"));
        if (!paid)
            city_do(&city, PAY_IN("K-1", "C-1", "100"));
    }
    city_no(&city, FPL_E_FIRM_REASON, INTO("D-2", "S-2", ""));
    city_do(&city, INTO("D-1", "S-1", "; firm_reason=联合会议同意"));
    told(&city, FPL_E_FIRM_TOLD, "出资人");
    city_do(&city, INTO("D-3", "S-3", ""));
    city_do(&city, SIGN("C-3", "S-3", "SOCIAL", "100"));
    told(&city, FPL_E_FIRM_TOLD, "投过");
    city_verify(&city);
    city_end(&city);
}

/* The cap on public money is not passed by calling the treasury something else. */
static void test_fund_investee__a_treasury_has_a_level(void **state) {
    static const char *const others[] = {"SOCIAL", "SOE", "GP"};
    struct city city;
    (void)state;
    found(&city);
    city_yaml(&city, "limit.adopt",
              LIMITS("  - {limit: government_share, of: TARGET, at_most: 30%, breach: REFUSE, clause: 第二条}\n"));
    city_do(&city, BIND(B));
#define TREASURY                                                                                                       \
    "zhang commitment.sign " B " commitment=C-%d; party=G-CZ; capacity=%s%s; signed_on=2023-03-01; amount=%s"
    city_no(&city, FPL_E_MISSING, TREASURY, 1, "GUIDANCE", "", "60000000");
    for (int i = 0; i < 3; i++) {
        city_no(&city, FPL_E_MISSING, TREASURY, 1, others[i], "", "60000000");
        assert_string_equal(city.error.arg[0], "level");
        city_no(&city, FPL_E_FISCAL_CAPACITY, TREASURY, 1, others[i], "; level=CITY", "60000000");
    }
    city_no(&city, FPL_E_LIMIT_REFUSED, TREASURY, 1, "GUIDANCE", "; level=CITY", "60000000.01");
    city_do(&city, TREASURY, 1, "GUIDANCE", "; level=CITY", "60000000");
    city_verify(&city);
    city_end(&city);
}

/* 500万元 is no 5,000,000 dollars. Shares bind a fund in dollars, and its target size is in dollars. */
static void test_fund_investee__amounts_are_yuan(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, "root currency.add - currency=USD; scale=2");
    city_do(&city, "root book.open - code=usd; kind=fund; name=美元基金; name_en=Dollars; currency=USD; chart=fund@1; "
                   "opened=2023-01-01");
    city_do(&city, "root book.open - code=cny; kind=fund; name=人民币基金; name_en=Yuan; currency=CNY; chart=fund@1; "
                   "opened=2023-01-01");
    city_yaml(&city, "limit.adopt",
              LIMITS("  - {limit: project_share, of: TARGET, at_most: 20%, breach: REFUSE, clause: 第二条}\n"
                     "  - {limit: deal_amount, at_most: 500万元, breach: REFUSE, clause: 第三条}\n"));
    city_no(&city, FPL_E_LIMIT_CURRENCY, BIND("usd"));
    assert_string_equal(city.error.arg[1], "USD");
    city_do(&city, BIND("cny"));
    assert_int_equal(city.answer.reasons, 0);
    city_do(&city, "ren limit.bind cny binding=XE-2; limits=XE; version=1; from=2023-06-01; target=100; document=合同");
    assert_int_equal(city.answer.reason[0].status, FPL_LIMIT_REPLACED);
    assert_string_equal(city.answer.reason[0].arg[0], "2023-06-01");
    assert_string_equal(city.answer.reason[0].arg[1], "XE-1");
    city_yaml(&city, "limit.adopt",
              "id: XF\nversion: 1\ntitle: {zh: 限额, en: limits}\nsource: {doc: 合同, clause: 第一条}\nvalid: {from: "
              "2023-01-01}\nlimits:\n"
              "  - {limit: project_share, of: TARGET, at_most: 20%, breach: REFUSE, clause: 第二条}\n");
    city_do(&city, "ren limit.bind usd binding=XE-1; limits=XF; version=1; from=2023-01-01; target=100; document=合同");
    city_no(&city, FPL_E_LIMIT_REFUSED,
            "zhang deal.record usd deal=D; firm=F-1; firm_name=甲; paid_date=2023-04-10; amount=20.01");
    city_do(&city, "zhang deal.record usd deal=D; firm=F-1; firm_name=甲; paid_date=2023-04-10; amount=20");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_investee__a_second_identity),
        cmocka_unit_test(test_fund_investee__kinds),
        cmocka_unit_test(test_fund_investee__partners),
        cmocka_unit_test(test_fund_investee__a_treasury_has_a_level),
        cmocka_unit_test(test_fund_investee__amounts_are_yuan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
