/* A deal taken back: the red image of what the deal posted, out of every tally what it put in. */
#include "fundpool/fund.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct fpl_decision d, forward; /* large: not on the stack */

static struct fpl_date day(const char *text) {
    struct fpl_date date;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &date, NULL), FPL_OK);
    return date;
}

static struct fpl_facts facts_of(const char *results) {
    struct fpl_facts facts = {0};
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ID, FPL_STR("D-1"));
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, FPL_STR("F-1"));
    fpl_fact_set_money(&facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(12345));
    fpl_fact_set_date(&facts, FPL_FACT_DEAL_PAID_DATE, day("2025-05-10"));
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_RESULTS, fpl_str_of(results));
    return facts;
}

static void refused(const struct fpl_facts *facts, enum fpl_status status, const char *arg) {
    fpl_fund_decide_deal_reversal(facts, &d);
    assert_int_equal(d.outcome, status);
    assert_string_equal(d.reason[0].arg[0], arg);
    assert_int_equal(d.postings + d.items + d.tallies, 0);
}

static void test_fund_reversal__red_image(void **state) {
    (void)state;
    struct fpl_facts facts = facts_of("ROUND_BASED@2=U TRANSFER@1=F YOUNG@12=T");
    fpl_fund_decide_deal_reversal(&facts, &d);
    assert_int_equal(d.outcome, FPL_OK);
    assert_int_equal(fpl_money_minor(d.amount), 12345);
    assert_int_equal(d.postings, 2);
    assert_true(fpl_str_is(d.posting[0].account, "110101") && d.posting[0].side == 'D');
    assert_true(fpl_str_is(d.posting[0].party, "F-1") && fpl_str_is(d.posting[0].item, "D-1"));
    assert_true(fpl_str_is(d.posting[1].account, "100201") && d.posting[1].side == 'C');
    assert_int_equal(d.posting[1].party.n + d.posting[1].item.n, 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(fpl_money_minor(d.posting[i].amount), -12345);
    static const char *const tallies[][2] = {
        {"early.ROUND_BASED@2", "U"}, {"early.TRANSFER@1", "F"}, {"early.YOUNG@12", "T"}};
    assert_int_equal(d.tallies, 4);
    assert_string_equal(d.tally[3].name, "invested");
    assert_int_equal(fpl_money_minor(d.tally[3].amount), -12345);
    assert_int_equal(d.steps, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(d.tally[i].name, tallies[i][0]);
        assert_true(fpl_str_is(d.tally[i].scope, tallies[i][1]));
        assert_int_equal(fpl_money_minor(d.tally[i].amount), -12345);
        assert_int_equal(d.tally[i].count, -1);
    }
    assert_int_equal(d.items, 2); /* the deal and its holding */
    assert_true(fpl_str_is(d.item[0].key, "D-1"));
    assert_true(fpl_str_is(d.item[0].data, "{\"amt\":12345,\"firm\":\"F-1\",\"paid\":\"2025-05-10\",\"pr\":[[\"ROUND_"
                                           "BASED@2\",\"U\"],[\"TRANSFER@1\",\"F\"],[\"YOUNG@12\",\"T\"]],\"st\":"
                                           "\"REVERSED\"}"));
}

static void test_fund_reversal__taken_on_and_unjudged(void **state) {
    (void)state;
    struct fpl_facts facts = facts_of("");
    fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 1);
    fpl_fund_decide_deal_reversal(&facts, &d);
    assert_int_equal(d.outcome, FPL_OK);
    assert_int_equal(d.postings, 0);
    assert_int_equal(d.tallies, 1); /* what is invested */
    assert_true(fpl_str_is(d.item[0].data,
                           "{\"amt\":12345,\"firm\":\"F-1\",\"paid\":\"2025-05-10\",\"pr\":[],\"st\":\"REVERSED\"}"));
}

static void test_fund_reversal__refusals(void **state) {
    (void)state;
    static const struct {
        enum fpl_fact_id id;
        const char *name;
    } needed[] = {{FPL_FACT_DEAL_ID, "deal.id"},
                  {FPL_FACT_FIRM_ID, "firm.id"},
                  {FPL_FACT_DEAL_AMOUNT, "deal.paid"},
                  {FPL_FACT_DEAL_PAID_DATE, "deal.paid_date"}};
    static const char *const malformed[] = {"=T",     "A@1",          "A@1=",   "A@1=X",       "A@1=T ",
                                            " A@1=T", "A@1=T  B@1=F", "A@1=TT", "A@1=T,B@1=F", "A@1=T B@1"};
    char text[600];
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        struct fpl_facts facts = facts_of("A@1=T");
        fpl_fact_forget(&facts, needed[i].id);
        refused(&facts, FPL_E_MISSING, needed[i].name);
    }
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        struct fpl_facts facts = facts_of(malformed[i]);
        fpl_fund_decide_deal_reversal(&facts, &d);
        if (d.outcome != FPL_E_MISSING)
            fail_msg("\"%s\" taken", malformed[i]);
    }
    text[0] = '\0';
    for (int i = 0; i <= FPL_PROFILES_MAX; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%sP%d@1=T", i ? " " : "", i);
    struct fpl_facts facts = facts_of(text);
    refused(&facts, FPL_E_MISSING, "deal.results");
    memset(text, 'A', 100);
    snprintf(text + 100, sizeof text - 100, "@1=T");
    facts = facts_of(text);
    refused(&facts, FPL_E_MISSING, "deal.results");
    facts = facts_of("A@1=T");
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_STATE, FPL_STR("REVERSED"));
    refused(&facts, FPL_E_REVERSED, "D-1");
    facts = facts_of("A@1=T");
    fpl_fact_set_money(&facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(0));
    refused(&facts, FPL_E_AMOUNT_SIGN, "deal.paid");
    fpl_fact_set_money(&facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(FPL_MINOR_MAX + 1));
    refused(&facts, FPL_E_AMOUNT_RANGE, "deal.paid");
    memset(text, 'x', 129);
    text[129] = '\0';
    facts = facts_of("A@1=T");
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, fpl_str_of(text));
    refused(&facts, FPL_E_TOO_LONG, "128");
}

/* Whatever a deal is under whatever profiles: the two together leave every account and every tally as it was. */
static void test_fund_reversal__undoes_the_deal(void **state) {
    (void)state;
    static const char *const predicates[] = {
        "{\"field\":\"deal.is_transfer\",\"op\":\"=\",\"value\":true}",
        "{\"field\":\"deal.is_transfer\",\"op\":\"=\",\"value\":false}",
        "{\"field\":\"firm.listed\",\"op\":\"=\",\"value\":true}",
    };
    struct fpl_profile *owned[3];
    for (int i = 0; i < 3; i++) {
        char json[400];
        snprintf(json, sizeof json,
                 "{\"as_of\":\"first_payment\",\"id\":\"P%d\",\"predicate\":%s,\"source\":{\"clause\":\"一\",\"doc\":"
                 "\"文\"},\"title\":{\"en\":\"e\",\"zh\":\"中\"},\"version\":1}",
                 i, predicates[i]);
        assert_int_equal(fpl_profile_parse(fpl_str_of(json), &owned[i], NULL), FPL_OK);
    }
    for (int subset = 0; subset < 8 * 2; subset++) {
        const struct fpl_profile *list[3];
        struct fpl_facts facts = facts_of("");
        struct fpl_json_doc doc = {0};
        struct fpl_buf results = {0};
        int n = 0;
        for (int i = 0; i < 3; i++)
            if (subset >> i & 1)
                list[n++] = owned[i];
        fpl_fact_set_date(&facts, FPL_FACT_TODAY, day("2025-05-10"));
        fpl_fact_set_bool(&facts, FPL_FACT_DEAL_TRANSFER, subset % 3 == 0);
        if (subset & 8)
            fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 1);
        fpl_fund_decide_deal(&facts, list, n, &forward);
        assert_int_equal(forward.outcome, FPL_OK);
        assert_int_equal(fpl_json_parse(&doc, forward.item[0].data, NULL), FPL_OK);
        assert_false(fpl_fund_deal_is_reversed(fpl_json_root(&doc)));
        fpl_fund_deal_results(fpl_json_root(&doc), &results);
        fpl_fact_set_text(&facts, FPL_FACT_DEAL_RESULTS, fpl_buf_str(&results));
        fpl_fund_decide_deal_reversal(&facts, &d);
        assert_int_equal(d.outcome, FPL_OK);
        assert_int_equal(d.postings, forward.postings);
        assert_int_equal(d.tallies, forward.tallies);
        for (int i = 0; i < d.postings; i++) {
            assert_true(fpl_str_eq(d.posting[i].account, forward.posting[i].account));
            assert_int_equal(d.posting[i].side, forward.posting[i].side);
            assert_int_equal(fpl_money_minor(d.posting[i].amount), -fpl_money_minor(forward.posting[i].amount));
        }
        for (int i = 0; i < d.tallies; i++) {
            assert_string_equal(d.tally[i].name, forward.tally[i].name);
            assert_true(fpl_str_eq(d.tally[i].scope, forward.tally[i].scope));
            assert_int_equal(fpl_money_minor(d.tally[i].amount), -fpl_money_minor(forward.tally[i].amount));
            assert_int_equal(d.tally[i].count, -forward.tally[i].count);
        }
        assert_int_equal(fpl_json_parse(&doc, d.item[0].data, NULL), FPL_OK);
        assert_true(fpl_fund_deal_is_reversed(fpl_json_root(&doc)));
        fpl_json_doc_release(&doc);
        fpl_buf_release(&results);
    }
    for (int i = 0; i < 3; i++)
        fpl_profile_free(owned[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_reversal__red_image),
        cmocka_unit_test(test_fund_reversal__taken_on_and_unjudged),
        cmocka_unit_test(test_fund_reversal__refusals),
        cmocka_unit_test(test_fund_reversal__undoes_the_deal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
