/* Profiles: the shipped early-stage definitions and some of other places, on the vectors of the fund rules (T4), the
 * date each is applied at, and the refusal of malformed ones. The JSON here is what the YAML files of policies/profiles
 * become. */
#include "fundpool/pack.h"
#include "ledger/policy/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define LEAF(field, op, value) "{\"field\":\"" field "\",\"op\":\"" op "\",\"value\":" value "}"
#define AGE(op)                LEAF("deal.as_of", op, "{\"field\":\"firm.established\",\"months\":60}")
#define WAN_5000               "5000000000" /* 5000万元 in fen */
#define WAN_2000               "2000000000"
#define PROFILE(as_of, id, predicate)                                                                                  \
    "{\"as_of\":\"" as_of "\",\"id\":\"" id "\",\"predicate\":" predicate                                              \
    ",\"source\":{\"clause\":\"第一条\",\"doc\":\"文〔2025〕1号\"},\"title\":{\"en\":\"e\",\"zh\":\"中\"},"    \
    "\"version\":1}"

#define TRANSFER "{\"all\":[" LEAF("deal.is_transfer", "=", "true") "," LEAF("deal.achievement", "!=", "\"无\"") "]}"
#define AH                                                                                                             \
    "{\"all\":[" AGE("<") "," LEAF("firm.employees", "<=", "300") "," LEAF(                                            \
        "firm.bachelor_share",                                                                                         \
        ">=", "\"3/10\"") "," LEAF("firm.rnd_share",                                                                   \
                                   ">=", "\"3/100\"") ",{\"any\":[" LEAF("firm.assets", "<=",                          \
                                                                         WAN_5000) "," LEAF("firm.revenue",            \
                                                                                            "<=", WAN_5000) "]}]}"
/* 财税〔2018〕55号 with the widened sizes: assets and revenue, R&D a fifth, unlisted, age not over five years */
#define TAX                                                                                                            \
    "{\"all\":[" AGE("<=") "," LEAF("firm.employees", "<=", "300") "," LEAF(                                           \
        "firm.bachelor_share",                                                                                         \
        ">=", "\"3/10\"") "," LEAF("firm.rnd_share",                                                                   \
                                   ">=", "\"1/5\"") "," LEAF("firm.assets", "<=",                                      \
                                                             WAN_5000) "," LEAF("firm.revenue", "<=",                  \
                                                                                WAN_5000) "," LEAF("firm.listed", "=", \
                                                                                                   "false") "]}"
/* Suzhou's 522 */
#define SZ_522                                                                                                         \
    "{\"all\":[{\"any\":[" AGE("<=") "," LEAF("deal.external_round", "<=", "2") "]}," LEAF(                            \
        "firm.employees", "<=", "200") ",{\"any\":[" LEAF("firm.net_assets", "<=",                                     \
                                                          WAN_2000) "," LEAF("firm.revenue", "<=", WAN_2000) "]}]}"

static struct fpl_profile *parse(const char *json) {
    struct fpl_profile *profile = NULL;
    struct fpl_error error = {0};
    if (fpl_profile_parse(fpl_str_of(json), &profile, &error) != FPL_OK) {
        fail_msg("%s %s: %s: %s", fpl_status_name(error.status), error.arg[0], error.arg[1], json);
    }
    return profile;
}

static enum fpl_tri eval(const char *json, const struct fpl_facts *facts) {
    struct fpl_profile *profile = parse(json);
    enum fpl_tri result = fpl_profile_eval(profile, facts);
    fpl_profile_free(profile);
    return result;
}

static struct fpl_date day(const char *text) {
    struct fpl_date date;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &date, NULL), FPL_OK);
    return date;
}

static struct fpl_money wan(int64_t n) {
    return fpl_money_of(n * 1000000);
}

/* A firm inside every limit of both AH and TAX. */
static struct fpl_facts small_firm(void) {
    struct fpl_facts facts = {0};
    fpl_fact_set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, day("2023-05-01"));
    fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day("2025-06-30"));
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES, (struct fpl_ratio){85, 4}); /* T4: 21.25 */
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_BACHELOR, (struct fpl_ratio){3, 10});
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_RND_SHARE, (struct fpl_ratio){1, 5});
    fpl_fact_set_money(&facts, FPL_FACT_FIRM_ASSETS, wan(4000));
    fpl_fact_set_money(&facts, FPL_FACT_FIRM_REVENUE, wan(5000));
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_LISTED, 0);
    return facts;
}

static const char ah[] = PROFILE("ic_decision", "AH_ANGEL_2025", AH);
static const char tax[] = PROFILE("ic_decision", "TAX_STARTUP_2018", TAX);
static const char sz[] = PROFILE("ic_decision", "SZ_522", SZ_522);

static void test_policy_profile__members(void **state) {
    (void)state;
    struct fpl_profile *profile = parse(ah);
    assert_true(fpl_str_is(fpl_profile_id(profile), "AH_ANGEL_2025"));
    assert_int_equal(fpl_profile_version(profile), 1);
    assert_true(fpl_str_is(fpl_profile_title(profile, 1), "中"));
    assert_true(fpl_str_is(fpl_profile_title(profile, 0), "e"));
    assert_true(fpl_str_is(fpl_profile_clause(profile), "文〔2025〕1号 第一条"));
    assert_true(fpl_str_is(fpl_profile_json(profile), ah));
    assert_true(fpl_profile_json(profile).p != ah); /* the bytes are its own */
    assert_int_equal(fpl_profile_as_of(profile), FPL_FACT_DEAL_IC_DATE);
    fpl_profile_free(profile);
    fpl_profile_free(NULL);
}

static void test_policy_profile__t4_age(void **state) {
    (void)state;
    static const char *const rows[3][2] = {
        {"2020-03-31", "2025-03-31"}, {"2020-02-29", "2025-02-28"}, {"2020-08-31", "2025-08-31"}};
    for (int i = 0; i < 3; i++) {
        struct fpl_facts facts = small_firm();
        fpl_fact_set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, day(rows[i][0]));
        struct fpl_date limit = day(rows[i][1]);
        fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, limit);
        assert_int_equal(eval(ah, &facts), FPL_FALSE); /* 不满 fails on the day */
        assert_int_equal(eval(tax, &facts), FPL_TRUE); /* 不超过 passes */
        fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, fpl_date_add_days(limit, -1));
        assert_int_equal(eval(ah, &facts), FPL_TRUE);
        fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, fpl_date_add_days(limit, 1));
        assert_int_equal(eval(tax, &facts), FPL_FALSE);
    }
}

static void test_policy_profile__t4_head_count_and_research(void **state) {
    (void)state;
    struct fpl_facts facts = small_firm();
    assert_int_equal(eval(ah, &facts), FPL_TRUE);
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES, (struct fpl_ratio){300, 1});
    assert_int_equal(eval(ah, &facts), FPL_TRUE);
    /* months (299,301) eleven times and (300,301) once: 300 + 1/24, over the limit by a twenty-fourth of a person */
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES, (struct fpl_ratio){7201, 24});
    assert_int_equal(eval(ah, &facts), FPL_FALSE);
    assert_int_equal(eval(tax, &facts), FPL_FALSE);
    facts = small_firm(); /* (110+150)/(600+700) = 1/5 exactly */
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_RND_SHARE, (struct fpl_ratio){260 / 260, 1300 / 260});
    assert_int_equal(eval(tax, &facts), FPL_TRUE);
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_RND_SHARE, (struct fpl_ratio){1, 20}); /* 5 % */
    assert_int_equal(eval(ah, &facts), FPL_TRUE);
    assert_int_equal(eval(tax, &facts), FPL_FALSE);
}

static void test_policy_profile__t4_assets_or_revenue(void **state) {
    (void)state;
    struct fpl_facts facts = small_firm();
    fpl_fact_set_money(&facts, FPL_FACT_FIRM_REVENUE, wan(6000));
    assert_int_equal(eval(ah, &facts), FPL_TRUE);
    assert_int_equal(eval(tax, &facts), FPL_FALSE);
    fpl_fact_forget(&facts, FPL_FACT_FIRM_REVENUE);
    assert_int_equal(eval(ah, &facts), FPL_TRUE); /* one limb of "or" settles it */
    assert_int_equal(eval(tax, &facts), FPL_UNKNOWN);
    fpl_fact_set_money(&facts, FPL_FACT_FIRM_ASSETS, wan(6000));
    assert_int_equal(eval(ah, &facts), FPL_UNKNOWN);
    assert_int_equal(eval(tax, &facts), FPL_FALSE);
    fpl_fact_set_money(&facts, FPL_FACT_FIRM_REVENUE, fpl_money_of(5000000001)); /* one fen over */
    assert_int_equal(eval(ah, &facts), FPL_FALSE);
}

static void test_policy_profile__t4_suzhou_522(void **state) {
    (void)state;
    struct fpl_facts facts = {0};
    fpl_fact_set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, day("2019-06-30"));
    fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day("2025-06-30")); /* six years */
    fpl_fact_set_int(&facts, FPL_FACT_DEAL_EXT_ROUND, 2);
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES, (struct fpl_ratio){150, 1});
    fpl_fact_set_money(&facts, FPL_FACT_FIRM_REVENUE, wan(1800));
    fpl_fact_set_money(&facts, FPL_FACT_FIRM_NET_ASSETS, wan(5000));
    assert_int_equal(eval(sz, &facts), FPL_TRUE);
    fpl_fact_set_int(&facts, FPL_FACT_DEAL_EXT_ROUND, 3);
    assert_int_equal(eval(sz, &facts), FPL_FALSE);
}

/* T4: results are of the limb; with the rest missing the profile is UNKNOWN, or FALSE where a limb fails. */
static void test_policy_profile__one_limb_does_not_make_a_profile(void **state) {
    (void)state;
    struct fpl_facts facts = {0};
    assert_int_equal(eval(ah, &facts), FPL_UNKNOWN);
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES, (struct fpl_ratio){85, 4});
    assert_int_equal(eval(ah, &facts), FPL_UNKNOWN);
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES, (struct fpl_ratio){301, 1});
    assert_int_equal(eval(ah, &facts), FPL_FALSE);
}

static void test_policy_profile__huaibei_reading(void **state) {
    (void)state;
    static const char hb[] = PROFILE("ic_decision", "HB_EARLY", "{\"all\":[" TRANSFER "," AH "]}");
    struct fpl_facts facts = small_firm();
    assert_int_equal(eval(hb, &facts), FPL_UNKNOWN);
    fpl_fact_set_bool(&facts, FPL_FACT_DEAL_TRANSFER, 1);
    assert_int_equal(eval(hb, &facts), FPL_UNKNOWN);
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ACHIEVEMENT, FPL_STR("9342025Y0001"));
    assert_int_equal(eval(hb, &facts), FPL_TRUE);
    fpl_fact_set_bool(&facts, FPL_FACT_DEAL_TRANSFER, 0);
    assert_int_equal(eval(hb, &facts), FPL_FALSE);
    assert_int_equal(eval(PROFILE("ic_decision", "TRANSFER", TRANSFER), &facts), FPL_FALSE);
    fpl_fact_set_bool(&facts, FPL_FACT_DEAL_TRANSFER, 1);
    fpl_fact_forget(&facts, FPL_FACT_DEAL_ACHIEVEMENT);
    assert_int_equal(eval(PROFILE("ic_decision", "TRANSFER", TRANSFER), &facts), FPL_UNKNOWN);
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ACHIEVEMENT, FPL_STR("9342025Y0001"));
    assert_int_equal(eval(PROFILE("ic_decision", "TRANSFER", TRANSFER), &facts), FPL_TRUE);
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ACHIEVEMENT,
                      FPL_STR("无")); /* said to be none, which is not the same as unsaid */
    assert_int_equal(eval(PROFILE("ic_decision", "TRANSFER", TRANSFER), &facts), FPL_FALSE);
}

/* The same predicate on three dates: only the one the profile names counts. */
static void test_policy_profile__as_of_selects_the_date(void **state) {
    (void)state;
    static const struct {
        const char *json;
        enum fpl_fact_id fact;
    } rows[] = {{PROFILE("ic_decision", "P", AGE("<=")), FPL_FACT_DEAL_IC_DATE},
                {PROFILE("agreement", "P", AGE("<=")), FPL_FACT_DEAL_AGREEMENT_DATE},
                {PROFILE("first_payment", "P", AGE("<=")), FPL_FACT_DEAL_PAID_DATE}};
    for (int i = 0; i < 3; i++) {
        struct fpl_facts facts = {0};
        fpl_fact_set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, day("2020-03-31"));
        /* a value left in the facts is not read */
        fpl_fact_set_date(&facts, FPL_FACT_DEAL_AS_OF, day("2020-04-01"));
        assert_int_equal(eval(rows[i].json, &facts), FPL_UNKNOWN);
        for (int k = 0; k < 3; k++) {
            fpl_fact_set_date(&facts, rows[k].fact, day(k == i ? "2025-03-31" : "2025-04-01"));
        }
        assert_int_equal(eval(rows[i].json, &facts), FPL_TRUE);
        for (int k = 0; k < 3; k++) {
            fpl_fact_set_date(&facts, rows[k].fact, day(k == i ? "2025-04-01" : "2025-03-31"));
        }
        assert_int_equal(eval(rows[i].json, &facts), FPL_FALSE);
        assert_int_equal(fpl_date_cmp(fpl_fact_date(&facts, FPL_FACT_DEAL_AS_OF), day("2020-04-01")), 0);
    }
}

static void test_policy_profile__age_in_full_months(void **state) {
    (void)state;
    static const struct {
        const char *established, *on;
        int months;
    } rows[] = {{"2020-03-31", "2020-03-31", 0},  {"2020-03-31", "2020-04-29", 0},  {"2020-03-31", "2020-04-30", 1},
                {"2020-02-29", "2025-02-27", 59}, {"2020-02-29", "2025-02-28", 60}, {"2020-08-31", "2025-08-30", 59},
                {"2020-08-31", "2025-08-31", 60}, {"2020-12-15", "2021-01-14", 0},  {"2020-12-15", "2021-01-15", 1},
                {"2020-12-15", "2020-12-14", -1}};
    static const char p60[] = PROFILE("ic_decision", "P", LEAF("firm.age_months", "<", "60"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(fpl_profile__age_months(day(rows[i].established), day(rows[i].on)), rows[i].months);
        struct fpl_facts facts = {0};
        fpl_fact_set_int(&facts, FPL_FACT_FIRM_AGE_MONTHS, 0); /* whatever stands there is replaced */
        fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day(rows[i].on));
        assert_int_equal(eval(p60, &facts), FPL_UNKNOWN);
        fpl_fact_set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, day(rows[i].established));
        assert_int_equal(eval(p60, &facts), rows[i].months < 0 ? FPL_UNKNOWN : rows[i].months < 60);
    }
}

static void test_policy_profile__rounds(void **state) {
    (void)state;
    static const char json[] = PROFILE("ic_decision", "ROUND_BASED", LEAF("deal.round", "<=", "\"A\""));
    struct fpl_facts facts = {0};
    assert_int_equal(eval(json, &facts), FPL_UNKNOWN);
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ROUND, FPL_STR("A"));
    assert_int_equal(eval(json, &facts), FPL_TRUE);
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ROUND, FPL_STR("A_PLUS"));
    assert_int_equal(eval(json, &facts), FPL_FALSE);
}

#define GOOD_AS_OF  "\"as_of\":\"agreement\","
#define GOOD_ID     "\"id\":\"P\","
#define GOOD_PRED   "\"predicate\":" LEAF("firm.listed", "=", "true") ","
#define GOOD_SOURCE "\"source\":{\"clause\":\"\",\"doc\":\"文\"},"
#define GOOD_TITLE  "\"title\":{\"en\":\"e\",\"zh\":\"中\"},"
#define GOOD_VER    "\"version\":1"

static void test_policy_profile__malformed_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *json;
        enum fpl_status status;
        const char *place;
    } rows[] = {
        {"", FPL_E_JSON, NULL},
        {"{\"id\": \"P\"}", FPL_E_JSON, NULL},
        {"[]", FPL_E_PACK_INVALID, "profile"},
        {"{}", FPL_E_PACK_INVALID, "as_of"},
        {"{" GOOD_AS_OF GOOD_ID GOOD_SOURCE GOOD_TITLE GOOD_VER "}", FPL_E_PACK_INVALID, "predicate"},
        {"{" GOOD_AS_OF GOOD_ID GOOD_PRED GOOD_SOURCE "\"title\":{\"en\":\"e\",\"zh\":\"中\"}}", FPL_E_PACK_INVALID,
         "version"},
        {"{" GOOD_AS_OF GOOD_ID "\"note\":\"x\"," GOOD_PRED GOOD_SOURCE GOOD_TITLE GOOD_VER "}", FPL_E_PACK_INVALID,
         "note"},
        {"{" GOOD_AS_OF GOOD_ID GOOD_PRED GOOD_SOURCE GOOD_TITLE GOOD_VER ",\"zz\":1}", FPL_E_PACK_INVALID, "zz"},
        {"{\"as_of\":\"today\"," GOOD_ID GOOD_PRED GOOD_SOURCE GOOD_TITLE GOOD_VER "}", FPL_E_PACK_INVALID, "as_of"},
        {"{" GOOD_AS_OF "\"id\":\"p@1\"," GOOD_PRED GOOD_SOURCE GOOD_TITLE GOOD_VER "}", FPL_E_PACK_INVALID, "id"},
        {"{" GOOD_AS_OF "\"id\":5," GOOD_PRED GOOD_SOURCE GOOD_TITLE GOOD_VER "}", FPL_E_PACK_INVALID, "id"},
        {"{" GOOD_AS_OF GOOD_ID GOOD_PRED "\"source\":{\"doc\":\"文\"}," GOOD_TITLE GOOD_VER "}", FPL_E_PACK_INVALID,
         "source.doc"},
        {"{" GOOD_AS_OF GOOD_ID GOOD_PRED "\"source\":{\"clause\":1,\"doc\":\"文\"}," GOOD_TITLE GOOD_VER "}",
         FPL_E_PACK_INVALID, "source.clause"},
        {"{" GOOD_AS_OF GOOD_ID GOOD_PRED GOOD_SOURCE "\"title\":{\"zh\":\"中\"}," GOOD_VER "}", FPL_E_PACK_INVALID,
         "title"},
        {"{" GOOD_AS_OF GOOD_ID GOOD_PRED GOOD_SOURCE GOOD_TITLE "\"version\":0}", FPL_E_PACK_INVALID, "version"},
        {"{" GOOD_AS_OF GOOD_ID
         "\"predicate\":{\"all\":[{\"field\":\"firm.size\",\"op\":\"=\",\"value\":1}]}," GOOD_SOURCE GOOD_TITLE GOOD_VER
         "}",
         FPL_E_PACK_INVALID, "predicate.all[0].field"},
    };
    struct fpl_profile *const marker = (struct fpl_profile *)(uintptr_t)&rows;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_error error = {0};
        struct fpl_profile *profile = marker;
        assert_int_equal(fpl_profile_parse(fpl_str_of(rows[i].json), &profile, &error), rows[i].status);
        assert_ptr_equal(profile, marker); /* untouched */
        if (rows[i].place != NULL) {
            assert_string_equal(error.arg[0], rows[i].place);
        }
    }
    struct fpl_profile *profile = parse("{" GOOD_AS_OF GOOD_ID GOOD_PRED GOOD_SOURCE GOOD_TITLE GOOD_VER "}");
    assert_true(fpl_str_is(fpl_profile_clause(profile), "文")); /* a source without a clause is cited by its number */
    fpl_profile_free(profile);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_profile__members),
        cmocka_unit_test(test_policy_profile__t4_age),
        cmocka_unit_test(test_policy_profile__t4_head_count_and_research),
        cmocka_unit_test(test_policy_profile__t4_assets_or_revenue),
        cmocka_unit_test(test_policy_profile__t4_suzhou_522),
        cmocka_unit_test(test_policy_profile__one_limb_does_not_make_a_profile),
        cmocka_unit_test(test_policy_profile__huaibei_reading),
        cmocka_unit_test(test_policy_profile__as_of_selects_the_date),
        cmocka_unit_test(test_policy_profile__age_in_full_months),
        cmocka_unit_test(test_policy_profile__rounds),
        cmocka_unit_test(test_policy_profile__malformed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
