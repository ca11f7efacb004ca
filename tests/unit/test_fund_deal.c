/* Deals: what one posts and keeps, what it adds to the share, and what is refused. */
#include "fundpool/fund.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct fpl_decision d, other; /* large: not on the stack */

static struct fpl_date day(const char *text) {
    struct fpl_date date;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &date, NULL), FPL_OK);
    return date;
}

static struct fpl_profile *profile(const char *id, int version, const char *as_of, const char *predicate) {
    char json[1024];
    struct fpl_profile *out = NULL;
    int n = snprintf(json, sizeof json,
                     "{\"as_of\":\"%s\",\"id\":\"%s\",\"predicate\":%s,\"source\":{\"clause\":\"第二条\",\"doc\":"
                     "\"文〔2025〕1号\"},\"title\":{\"en\":\"e\",\"zh\":\"中\"},\"version\":%d}",
                     as_of, id, predicate, version);
    assert_true(n > 0 && n < (int)sizeof json);
    assert_int_equal(fpl_profile_parse(fpl_str_of(json), &out, NULL), FPL_OK);
    return out;
}

#define YOUNG       "{\"field\":\"deal.as_of\",\"op\":\"<\",\"value\":{\"field\":\"firm.established\",\"months\":60}}"
#define IS_TRANSFER "{\"field\":\"deal.is_transfer\",\"op\":\"=\",\"value\":true}"
#define ROUND_A     "{\"field\":\"deal.round\",\"op\":\"<=\",\"value\":\"A\"}"

struct set {
    struct fpl_profile *owned[4];
    const struct fpl_profile *list[4];
};

static void set_init(struct set *set) {
    set->owned[0] = profile("YOUNG", 1, "ic_decision", YOUNG);
    set->owned[1] = profile("TRANSFER", 1, "ic_decision", IS_TRANSFER);
    set->owned[2] = profile("ROUND_BASED", 2, "ic_decision", ROUND_A);
    set->owned[3] = profile("ROUND_BASED", 1, "first_payment", YOUNG);
    for (int i = 0; i < 4; i++) {
        set->list[i] = set->owned[i];
    }
}

static void set_release(struct set *set) {
    for (int i = 0; i < 4; i++) {
        fpl_profile_free(set->owned[i]);
    }
}

static struct fpl_facts deal_facts(void) {
    struct fpl_facts facts = {0};
    fpl_fact_set_date(&facts, FPL_FACT_TODAY, day("2025-05-10"));
    fpl_fact_set_date(&facts, FPL_FACT_RECORDED_ON, day("2025-05-10"));
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ID, FPL_STR("HB-KC-2025-001"));
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, FPL_STR("91340600MA2ABCDE1X"));
    fpl_fact_set_money(&facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(500000000));
    fpl_fact_set_date(&facts, FPL_FACT_DEAL_PAID_DATE, day("2025-05-10"));
    fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day("2025-03-30"));
    fpl_fact_set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, day("2020-03-31"));
    fpl_fact_set_bool(&facts, FPL_FACT_DEAL_TRANSFER, 0);
    return facts;
}

static void expect_tally(int i, const char *name, const char *scope) {
    assert_string_equal(d.tally[i].name, name);
    assert_true(fpl_str_is(d.tally[i].scope, scope));
    assert_int_equal(fpl_money_minor(d.tally[i].amount), 500000000);
    assert_int_equal(d.tally[i].count, 1);
}

static const char kept[] =
    "{\"amt\":500000000,\"firm\":\"91340600MA2ABCDE1X\",\"paid\":\"2025-05-10\",\"pr\":[[\"ROUND_"
    "BASED@1\",\"F\"],[\"ROUND_BASED@2\",\"U\"],[\"TRANSFER@1\",\"F\"],[\"YOUNG@1\",\"T\"]]}";

static void test_fund_deal__accepted(void **state) {
    (void)state;
    struct set set;
    set_init(&set);
    struct fpl_facts facts = deal_facts(), before = facts;
    fpl_fund_decide_deal(&facts, set.list, 4, &d);
    assert_memory_equal(&facts, &before, sizeof facts);
    assert_int_equal(d.outcome, FPL_OK);
    assert_int_equal(d.reasons, 0);
    assert_int_equal(fpl_money_minor(d.amount), 500000000);
    assert_int_equal(d.postings, 2);
    assert_true(fpl_str_is(d.posting[0].account, "110101") && d.posting[0].side == 'D');
    assert_true(fpl_str_is(d.posting[0].party, "91340600MA2ABCDE1X"));
    assert_true(fpl_str_is(d.posting[0].item, "HB-KC-2025-001"));
    assert_true(fpl_str_is(d.posting[1].account, "100201") && d.posting[1].side == 'C');
    assert_int_equal(d.posting[1].party.n + d.posting[1].item.n, 0);
    assert_int_equal(fpl_money_minor(d.posting[0].amount), 500000000);
    assert_int_equal(fpl_money_cmp(d.posting[0].amount, d.posting[1].amount), 0);
    assert_int_equal(d.items, 2); /* the deal and its holding */
    assert_string_equal(d.item[0].kind, "deal");
    assert_true(fpl_str_is(d.item[0].key, "HB-KC-2025-001"));
    assert_true(fpl_str_is(d.item[0].data, kept));
    /* by the committee's date 2025-03-30 the firm is under five years; by the payment's 2025-05-10 it is not */
    assert_int_equal(d.tallies, 5);
    assert_string_equal(d.tally[4].name, "invested");
    assert_int_equal(fpl_money_minor(d.tally[4].amount), 500000000);
    expect_tally(0, "early.ROUND_BASED@1", "F");
    expect_tally(1, "early.ROUND_BASED@2", "U");
    expect_tally(2, "early.TRANSFER@1", "F");
    expect_tally(3, "early.YOUNG@1", "T");
    assert_int_equal(d.steps, 4);
    assert_string_equal(d.step[3].code, "deal.profile");
    assert_string_equal(d.step[3].value, "T");
    assert_string_equal(d.step[3].arg, "YOUNG@1");
    assert_string_equal(d.step[3].clause, "文〔2025〕1号 第二条");
    set_release(&set);
}

/* All orders of the four profiles give one and the same decision. */
static void test_fund_deal__order_of_profiles_does_not_matter(void **state) {
    (void)state;
    struct set set;
    set_init(&set);
    struct fpl_facts facts = deal_facts();
    fpl_fund_decide_deal(&facts, set.list, 4, &d);
    for (int code = 0; code < 256; code++) {
        int at[4] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6};
        if ((1 << at[0] | 1 << at[1] | 1 << at[2] | 1 << at[3]) != 15) {
            continue;
        }
        const struct fpl_profile *list[4] = {set.list[at[0]], set.list[at[1]], set.list[at[2]], set.list[at[3]]};
        fpl_fund_decide_deal(&facts, list, 4, &other);
        assert_true(fpl_str_is(other.item[0].data, kept));
        for (int i = 0; i < 4; i++) {
            assert_string_equal(other.tally[i].name, d.tally[i].name);
            assert_true(fpl_str_eq(other.tally[i].scope, d.tally[i].scope));
        }
    }
    set_release(&set);
}

static void test_fund_deal__kept_results_are_read_back(void **state) {
    (void)state;
    struct fpl_json_doc doc = {0};
    assert_int_equal(fpl_json_parse(&doc, fpl_str_of(kept), NULL), FPL_OK);
    const struct fpl_json *deal = fpl_json_root(&doc);
    assert_int_equal(fpl_fund_deal_result(deal, FPL_STR("ROUND_BASED@1")), FPL_FALSE);
    assert_int_equal(fpl_fund_deal_result(deal, FPL_STR("ROUND_BASED@2")), FPL_UNKNOWN);
    assert_int_equal(fpl_fund_deal_result(deal, FPL_STR("YOUNG@1")), FPL_TRUE);
    assert_int_equal(fpl_fund_deal_result(deal, FPL_STR("YOUNG@2")), -1);
    assert_int_equal(fpl_fund_deal_result(NULL, FPL_STR("YOUNG@1")), -1);
    fpl_json_doc_release(&doc);
}

static void test_fund_deal__taken_on_posts_nothing_and_counts(void **state) {
    (void)state;
    struct set set;
    set_init(&set);
    struct fpl_facts facts = deal_facts();
    fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 1);
    fpl_fund_decide_deal(&facts, set.list, 4, &d);
    assert_int_equal(d.outcome, FPL_OK);
    assert_int_equal(d.postings, 0);
    assert_int_equal(d.tallies, 5);
    assert_true(fpl_str_is(d.item[0].data, kept));
    fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 0);
    fpl_fund_decide_deal(&facts, NULL, 0, &d);
    assert_int_equal(d.postings, 2);
    assert_int_equal(d.tallies, 1); /* what is invested */
    set_release(&set);
}

static void expect_refusal(const struct fpl_facts *facts, enum fpl_status status, const char *arg0, const char *arg1) {
    fpl_fund_decide_deal(facts, NULL, 0, &d);
    assert_int_equal(d.outcome, status);
    assert_int_equal(d.postings + d.items + d.tallies, 0);
    assert_int_equal(d.reasons, 1);
    assert_string_equal(d.reason[0].arg[0], arg0);
    assert_string_equal(d.reason[0].arg[1], arg1);
}

static void test_fund_deal__missing_facts_are_all_named(void **state) {
    (void)state;
    static const enum fpl_fact_id needed[] = {FPL_FACT_DEAL_ID, FPL_FACT_FIRM_ID, FPL_FACT_DEAL_AMOUNT,
                                              FPL_FACT_DEAL_PAID_DATE, FPL_FACT_TODAY};
    for (int i = 0; i < 5; i++) {
        struct fpl_facts facts = deal_facts();
        fpl_fact_forget(&facts, needed[i]);
        expect_refusal(&facts, FPL_E_MISSING, fpl_fact_name(needed[i]), "");
    }
    struct fpl_facts nothing = {0};
    fpl_fund_decide_deal(&nothing, NULL, 0, &d);
    assert_int_equal(d.outcome, FPL_E_MISSING);
    assert_int_equal(d.reasons, 5);
}

static void test_fund_deal__amounts(void **state) {
    (void)state;
    struct fpl_facts facts = deal_facts();
    fpl_fact_set_money(&facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(0));
    expect_refusal(&facts, FPL_E_AMOUNT_SIGN, "deal.paid", "");
    fpl_fact_set_money(&facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(-1));
    expect_refusal(&facts, FPL_E_AMOUNT_SIGN, "deal.paid", "");
    fpl_fact_set_money(&facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(FPL_MINOR_MAX + 1));
    expect_refusal(&facts, FPL_E_AMOUNT_RANGE, "deal.paid", "");
    fpl_fact_set_money(&facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(FPL_MINOR_MAX));
    fpl_fund_decide_deal(&facts, NULL, 0, &d);
    assert_int_equal(d.outcome, FPL_OK);
    fpl_fact_set_money(&facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(1));
    fpl_fund_decide_deal(&facts, NULL, 0, &d);
    assert_int_equal(d.outcome, FPL_OK);
}

static void test_fund_deal__future_dates(void **state) {
    (void)state;
    static const enum fpl_fact_id dates[] = {FPL_FACT_DEAL_PAID_DATE, FPL_FACT_DEAL_IC_DATE,
                                             FPL_FACT_DEAL_AGREEMENT_DATE, FPL_FACT_FIRM_ESTABLISHED};
    for (int i = 0; i < 4; i++) {
        struct fpl_facts facts = deal_facts();
        fpl_fact_set_date(&facts, dates[i], day("2025-05-10"));
        fpl_fund_decide_deal(&facts, NULL, 0, &d);
        assert_int_equal(d.outcome, FPL_OK);
        fpl_fact_set_date(&facts, dates[i], day("2025-05-11"));
        expect_refusal(&facts, FPL_E_FUTURE, "2025-05-11", fpl_fact_name(dates[i]));
    }
}

static void test_fund_deal__long_and_odd_ids(void **state) {
    (void)state;
    char id[130];
    memset(id, '"', sizeof id); /* each takes two bytes in JSON */
    struct fpl_facts facts = deal_facts();
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ID, (struct fpl_str){id, 129});
    expect_refusal(&facts, FPL_E_TOO_LONG, "128", "deal.id");
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ID, (struct fpl_str){id, 128});
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, (struct fpl_str){id, 129});
    expect_refusal(&facts, FPL_E_TOO_LONG, "128", "firm.id");
    /* the fullest decision: longest ids of the costliest character, as many profiles as there may be */
    memset(id, '\x01', sizeof id);
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, (struct fpl_str){id, 128});
    const struct fpl_profile *list[FPL_PROFILES_MAX];
    struct fpl_profile *owned[FPL_PROFILES_MAX];
    for (int i = 0; i < FPL_PROFILES_MAX; i++) {
        owned[i] = profile("P2345678901234567890123456789012345678901234567X", 999999 - i, "agreement", YOUNG);
        list[i] = owned[i];
    }
    fpl_fund_decide_deal(&facts, list, FPL_PROFILES_MAX, &d);
    assert_int_equal(d.outcome, FPL_OK);
    assert_int_equal(d.tallies, FPL_PROFILES_MAX + 1); /* and what is invested */
    struct fpl_json_doc doc = {0};
    assert_int_equal(fpl_json_parse(&doc, d.item[0].data, NULL), FPL_OK);
    assert_true(fpl_str_eq(fpl_json_get_text(fpl_json_root(&doc), "firm"), (struct fpl_str){id, 128}));
    assert_int_equal(
        fpl_fund_deal_result(fpl_json_root(&doc), FPL_STR("P2345678901234567890123456789012345678901234567X@999984")),
        FPL_UNKNOWN);
    fpl_json_doc_release(&doc);
    for (int i = 0; i < FPL_PROFILES_MAX; i++) {
        fpl_profile_free(owned[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_deal__accepted),
        cmocka_unit_test(test_fund_deal__order_of_profiles_does_not_matter),
        cmocka_unit_test(test_fund_deal__kept_results_are_read_back),
        cmocka_unit_test(test_fund_deal__taken_on_posts_nothing_and_counts),
        cmocka_unit_test(test_fund_deal__missing_facts_are_all_named),
        cmocka_unit_test(test_fund_deal__amounts),
        cmocka_unit_test(test_fund_deal__future_dates),
        cmocka_unit_test(test_fund_deal__long_and_odd_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
