/* The builders of a decision: precedence of reasons, and texts that outlive what they were built from. */
#include "fundpool/decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct fpl_decision d; /* large: not on the stack */

static void test_policy_decision__begin_empties(void **state) {
    (void)state;
    memset(&d, 0x77, sizeof d);
    fpl_decision_begin(&d);
    assert_int_equal(d.outcome, FPL_OK);
    assert_int_equal(fpl_money_minor(d.amount), 0);
    assert_string_equal(d.binding, "");
    assert_int_equal(d.postings + d.items + d.tallies + d.reasons + d.steps, 0);
    assert_int_equal(d.text_n, 0);
}

/* For each pair of statuses, whichever order they come in: the one first in status.def is the outcome, and both are
 * kept. */
static void test_policy_decision__first_reason_by_precedence(void **state) {
    (void)state;
    int count = 0;
    const enum fpl_status *all = fpl_status_all(&count);
    for (int i = 1; i < count; i++) {
        for (int k = 1; k < count; k++) {
            fpl_decision_begin(&d);
            fpl_decision_refuse(&d, all[i], "a", "b", "c");
            fpl_decision_refuse(&d, all[k], NULL, NULL, NULL);
            assert_int_equal(d.outcome, all[i < k ? i : k]);
            assert_int_equal(d.reasons, 2);
            assert_int_equal(d.reason[0].status, all[i]);
            assert_string_equal(d.reason[0].arg[0], "a");
            assert_string_equal(d.reason[0].arg[1], "b");
            assert_string_equal(d.reason[0].clause, "c");
            assert_string_equal(d.reason[1].arg[0], "");
        }
    }
}

static void test_policy_decision__texts_are_copied(void **state) {
    (void)state;
    char account[] = "110101", party[] = "firm", item[] = "deal-1", kind[] = "deal", data[] = "{}",
         name[] = "early.P@1";
    char scope[] = "T";
    fpl_decision_begin(&d);
    struct fpl_posting line = {fpl_str_of(account), 'D',      fpl_money_of(5), {NULL, 0}, fpl_str_of(party),
                               fpl_str_of(item),    {NULL, 0}};
    fpl_decision_post(&d, &line);
    line.side = 'C';
    line.item.n = 0;
    fpl_decision_post(&d, &line);
    fpl_decision_item(&d, kind, fpl_str_of(item), fpl_str_of(data));
    fpl_decision_tally(&d, name, fpl_str_of(scope), fpl_money_of(5), 1);
    fpl_decision_tally(&d, name, FPL_STR(""), fpl_money_of(-5), -1);
    memset(account, 'x', 6);
    memset(party, 'x', 4);
    memset(item, 'x', 6);
    memset(kind, 'x', 4);
    memset(data, 'x', 2);
    memset(name, 'x', 9);
    scope[0] = 'x';
    assert_true(fpl_str_is(d.posting[0].account, "110101"));
    assert_true(fpl_str_is(d.posting[0].party, "firm"));
    assert_true(fpl_str_is(d.posting[0].item, "deal-1"));
    assert_int_equal(d.posting[0].side, 'D');
    assert_int_equal(d.posting[0].currency.n, 0);
    assert_true(fpl_str_is(d.posting[1].party, "firm"));
    assert_int_equal(d.posting[1].item.n, 0);
    assert_string_equal(d.item[0].kind, "deal");
    assert_true(fpl_str_is(d.item[0].key, "deal-1"));
    assert_true(fpl_str_is(d.item[0].data, "{}"));
    assert_string_equal(d.tally[0].name, "early.P@1");
    assert_true(fpl_str_is(d.tally[0].scope, "T"));
    assert_int_equal(d.tally[1].scope.n, 0);
    assert_int_equal(fpl_money_minor(d.tally[1].amount), -5);
}

/* The fullest decision a pool can make, with the longest keys: it has to fit, because one party and item run through
 * it. */
static void test_policy_decision__repeated_texts_are_kept_once(void **state) {
    (void)state;
    char party[96], item[256], name[32];
    memset(party, 'p', sizeof party);
    memset(item, 'i', sizeof item);
    fpl_decision_begin(&d);
    for (int i = 0; i < FPL_DECISION_POSTINGS; i++) {
        struct fpl_posting line = {.account = FPL_STR("110101"),
                                   .side = i % 2 ? 'C' : 'D',
                                   .amount = fpl_money_of(i),
                                   .party = {party, sizeof party},
                                   .item = {item, sizeof item}};
        fpl_decision_post(&d, &line);
        assert_true(fpl_str_eq(d.posting[i].item, (struct fpl_str){item, sizeof item}));
    }
    size_t before = d.text_n;
    struct fpl_str inside = d.posting[3].party;
    for (int i = 0; i < FPL_DECISION_TALLIES; i++) {
        (void)snprintf(name, sizeof name, "tally.%d", i);
        fpl_decision_tally(&d, name, inside, fpl_money_of(i), 1);
        assert_string_equal(d.tally[i].name, name);
        assert_ptr_equal(d.tally[i].scope.p, inside.p);
    }
    assert_true(before < 24 * 7 + 96 + 256 + 10);
    assert_true(d.text_n <= FPL_DECISION_TEXT);
}

static void test_policy_decision__long_arguments_are_cut_at_a_character(void **state) {
    (void)state;
    char text[1201] = "";
    for (int i = 0; i < 400; i++) {
        memcpy(text + 3 * i, "淮", 3);
    }
    text[1200] = '\0';
    fpl_decision_begin(&d);
    fpl_decision_step(&d, "rate.tier", text, text, text);
    fpl_decision_refuse(&d, FPL_E_GATE_FIRM, text, "", text);
    assert_string_equal(d.step[0].code, "rate.tier");
    assert_int_equal(strlen(d.step[0].value), 255);
    assert_int_equal(strlen(d.step[0].arg), 63);
    assert_int_equal(strlen(d.reason[0].arg[0]), 399);
    assert_int_equal(strlen(d.reason[0].clause), 510);
    assert_memory_equal(d.step[0].arg, text, 63);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_decision__begin_empties),
        cmocka_unit_test(test_policy_decision__first_reason_by_precedence),
        cmocka_unit_test(test_policy_decision__texts_are_copied),
        cmocka_unit_test(test_policy_decision__repeated_texts_are_kept_once),
        cmocka_unit_test(test_policy_decision__long_arguments_are_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
