/* Facts: names and types, the three states of a value, and the canonical form a record keeps. */
#include "fundpool/fact.h"
#include "ledger/policy/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct fpl_date day(const char *text) {
    struct fpl_date date;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &date, NULL), FPL_OK);
    return date;
}

static void write_facts(const struct fpl_facts *facts, struct fpl_buf *buf) {
    struct fpl_json_out out;
    fpl_buf_reset(buf);
    fpl_json_begin(&out, buf);
    fpl_facts_write(facts, &out);
    assert_int_equal(fpl_buf_ok(buf), FPL_OK);
}

static enum fpl_status read_facts(const char *json, struct fpl_json_doc *doc, struct fpl_facts *facts,
                                  struct fpl_error *error) {
    assert_int_equal(fpl_json_parse(doc, fpl_str_of(json), NULL), FPL_OK);
    return fpl_facts_read(fpl_json_root(doc), facts, error);
}

static void test_policy_facts__names_are_found_and_ordered(void **state) {
    (void)state;
    const uint16_t *order = fpl_facts__order();
    int seen[FPL_FACT_COUNT] = {0};
    for (int i = 0; i < FPL_FACT_COUNT; i++) {
        assert_true(order[i] < FPL_FACT_COUNT);
        seen[order[i]]++;
        if (i > 0) {
            assert_true(strcmp(fpl_fact_name(order[i - 1]), fpl_fact_name(order[i])) < 0);
        }
    }
    for (int id = 0; id < FPL_FACT_COUNT; id++) {
        const char *name = fpl_fact_name((enum fpl_fact_id)id);
        assert_int_equal(seen[id], 1);
        assert_int_equal(fpl_fact_find(fpl_str_of(name)), id);
        assert_int_not_equal(fpl_fact_type((enum fpl_fact_id)id), FPL_FACT_NONE);
        assert_true(strlen(fpl_fact_title((enum fpl_fact_id)id, 1)) > 0);
        assert_true(strlen(fpl_fact_title((enum fpl_fact_id)id, 0)) > 0);
        struct fpl_str shorter = {name, strlen(name) - 1};
        int other = fpl_fact_find(shorter); /* a prefix is another name or none */
        assert_int_not_equal(other, id);
    }
    assert_int_equal(fpl_fact_find(FPL_STR("")), -1);
    assert_int_equal(fpl_fact_find(FPL_STR("firm.employee")), -1);
    assert_int_equal(fpl_fact_find(FPL_STR("FIRM.EMPLOYEES")), -1);
    assert_int_equal(fpl_fact_find(FPL_STR("a.name.that.is.longer.than.any.fact.there.is")), -1);
    assert_string_equal(fpl_fact_title(FPL_FACT_FIRM_LISTED, 1), "是否上市");
    assert_string_equal(fpl_fact_title(FPL_FACT_FIRM_LISTED, 0), "listed");
}

static void test_policy_facts__missing_is_unknown_never_zero(void **state) {
    (void)state;
    struct fpl_facts facts = {0};
    for (int id = 0; id < FPL_FACT_COUNT; id++) {
        assert_int_equal(fpl_fact_known(&facts, (enum fpl_fact_id)id), 0);
    }
    assert_int_equal(fpl_money_minor(fpl_fact_money(&facts, FPL_FACT_FIRM_ASSETS)), 0);
    assert_int_equal(fpl_fact_int(&facts, FPL_FACT_LOAN_TENOR_MONTHS, -7), -7);
    assert_true(fpl_date_is_none(fpl_fact_date(&facts, FPL_FACT_TODAY)));
    assert_int_equal(fpl_fact_text(&facts, FPL_FACT_FIRM_ID).n, 0);
    assert_int_equal(fpl_fact_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES).num, 0);
    assert_int_equal(fpl_fact_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES).den, 1);
    assert_int_equal(fpl_fact_bool(&facts, FPL_FACT_FIRM_LISTED, 1), 1);
    assert_int_equal(fpl_fact_bool(&facts, FPL_FACT_FIRM_LISTED, 0), 0);
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_LISTED, 0);
    assert_int_equal(fpl_fact_bool(&facts, FPL_FACT_FIRM_LISTED, 1), 0);
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, FPL_STR("x"));
    assert_int_equal(fpl_fact_known(&facts, FPL_FACT_FIRM_ID), 1);
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_ID, FPL_STR(""));
    assert_int_equal(fpl_fact_known(&facts, FPL_FACT_FIRM_ID), 0);
    fpl_fact_set_date(&facts, FPL_FACT_TODAY, FPL_DATE_NONE);
    assert_int_equal(fpl_fact_known(&facts, FPL_FACT_TODAY), 0);
}

static void source_all(struct fpl_facts *facts) {
    for (int id = 0; id < FPL_FACT_COUNT; id++) {
        const struct fpl_fact *fact = fpl_fact_of(facts, (enum fpl_fact_id)id);
        if (fact->known && fact->book == FPL_SOURCE_NONE) {
            fpl_fact_source(facts, (enum fpl_fact_id)id, 1, 7);
        }
    }
}

static void fill_one_of_each(struct fpl_facts *facts) {
    fpl_fact_set_money(facts, FPL_FACT_FIRM_ASSETS, fpl_money_of(400000000000));
    fpl_fact_source(facts, FPL_FACT_FIRM_ASSETS, 3, 42);
    fpl_fact_set_money(facts, FPL_FACT_PAID_POOL_YTD, fpl_money_of(0));
    fpl_fact_source(facts, FPL_FACT_PAID_POOL_YTD, 0, 0);
    fpl_fact_set_int(facts, FPL_FACT_LOAN_TENOR_MONTHS, -1);
    fpl_fact_set_date(facts, FPL_FACT_TODAY, day("2026-02-28"));
    fpl_fact_set_text(facts, FPL_FACT_FIRM_ID, FPL_STR("91340600\"MA\\企业"));
    fpl_fact_set_ratio(facts, FPL_FACT_FIRM_EMPLOYEES, (struct fpl_ratio){85, 4});
    fpl_fact_set_ratio(facts, FPL_FACT_FIRM_RND_SHARE, (struct fpl_ratio){1, 1});
    fpl_fact_set_bool(facts, FPL_FACT_FIRM_LISTED, 0);
    fpl_fact_set_bool(facts, FPL_FACT_DEAL_TRANSFER, 1);
    fpl_fact_source(facts, FPL_FACT_DEAL_TRANSFER, INT32_MAX, INT64_C(9007199254740991));
    source_all(facts);
}

static const char one_of_each[] =
    "{\"deal.is_transfer\":[true,2147483647,9007199254740991],\"event.occurred\":[\"2026-02-28\",1,7],"
    "\"firm.assets\":[400000000000,3,42],\"firm.employees\":[\"85/"
    "4\",1,7],\"firm.id\":[\"91340600\\\"MA\\\\企业\",1,7],"
    "\"firm.listed\":[false,1,7],\"firm.rnd_share\":[\"1\",1,7],\"loan.tenor_months\":[-1,1,7],\"paid.pool_year\":[0,0,"
    "0]}";

static void test_policy_facts__written_form(void **state) {
    (void)state;
    struct fpl_facts facts = {0};
    struct fpl_buf buf = {0};
    write_facts(&facts, &buf);
    fpl_buf_addc(&buf, '\0');
    assert_string_equal(buf.p, "{}");
    fill_one_of_each(&facts);
    write_facts(&facts, &buf);
    fpl_buf_addc(&buf, '\0');
    assert_string_equal(buf.p, one_of_each);
    fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 1); /* what the command says stands in the command */
    fpl_fact_source(&facts, FPL_FACT_TAKE_ON, FPL_SOURCE_COMMAND, 0);
    write_facts(&facts, &buf);
    fpl_buf_addc(&buf, '\0');
    assert_string_equal(buf.p, one_of_each);
    fpl_buf_release(&buf);
}

static void test_policy_facts__round_trip_keeps_values_and_sources(void **state) {
    (void)state;
    struct fpl_json_doc doc = {0};
    struct fpl_facts facts, expected = {0};
    struct fpl_buf buf = {0};
    memset(&facts, 0xff, sizeof facts);
    assert_int_equal(read_facts(one_of_each, &doc, &facts, NULL), FPL_OK);
    fill_one_of_each(&expected);
    for (int i = 0; i < FPL_FACT_COUNT; i++) {
        enum fpl_fact_id id = (enum fpl_fact_id)i;
        const struct fpl_fact *got = fpl_fact_of(&facts, id), *want = fpl_fact_of(&expected, id);
        assert_int_equal(got->known, want->known);
        if (!want->known) {
            continue;
        }
        assert_int_equal(got->book, want->book);
        assert_int_equal(got->seq, want->seq);
        if (fpl_fact_type(id) == FPL_FACT_TEXT) {
            assert_true(fpl_str_eq(fpl_fact_text(&facts, id), fpl_fact_text(&expected, id)));
        } else if (fpl_fact_type(id) == FPL_FACT_RATIO) {
            assert_int_equal(got->v.ratio.num, want->v.ratio.num);
            assert_int_equal(got->v.ratio.den, want->v.ratio.den);
        } else {
            assert_int_equal(got->v.num, want->v.num);
        }
    }
    write_facts(&facts, &buf);
    fpl_buf_addc(&buf, '\0');
    assert_string_equal(buf.p, one_of_each);
    fpl_buf_release(&buf);
    fpl_json_doc_release(&doc);
}

/* Every fact there is comes back as it went. */
/* There are more facts than one decision knows: half of them at a time. */
static void test_policy_facts__round_trip_of_all(void **state) {
    (void)state;
    struct fpl_buf first = {0}, second = {0};
    for (int turn = 0; turn < 4; turn++) {
        struct fpl_facts facts = {0}, back;
        int book = turn / 2, from = turn % 2 ? FPL_FACT_COUNT / 2 : 0,
            to = turn % 2 ? FPL_FACT_COUNT : FPL_FACT_COUNT / 2;
        for (int i = from; i < to; i++) {
            enum fpl_fact_id id = (enum fpl_fact_id)i;
            switch (fpl_fact_type(id)) {
            case FPL_FACT_MONEY:
                fpl_fact_set_money(&facts, id, fpl_money_of(INT64_C(1) << (i % 63)));
                break;
            case FPL_FACT_INT:
                fpl_fact_set_int(&facts, id, i);
                break;
            case FPL_FACT_DATE:
                fpl_fact_set_date(&facts, id, (struct fpl_date){i * 100});
                break;
            case FPL_FACT_TEXT:
                fpl_fact_set_text(&facts, id, fpl_str_of(fpl_fact_title(id, 1)));
                break;
            case FPL_FACT_RATIO:
                fpl_fact_set_ratio(&facts, id, (struct fpl_ratio){i, 1009});
                break;
            case FPL_FACT_BOOL:
                fpl_fact_set_bool(&facts, id, i & 1);
                break;
            case FPL_FACT_NONE:
                fail();
            }
            fpl_fact_source(&facts, id, book * i, i * 7);
        }
        write_facts(&facts, &first);
        struct fpl_json_doc doc = {0};
        assert_int_equal(fpl_json_parse(&doc, fpl_buf_str(&first), NULL), FPL_OK);
        assert_int_equal(fpl_json_count(fpl_json_root(&doc)), to - from);
        assert_int_equal(fpl_facts_read(fpl_json_root(&doc), &back, NULL), FPL_OK);
        write_facts(&back, &second);
        assert_true(fpl_str_eq(fpl_buf_str(&first), fpl_buf_str(&second)));
        fpl_json_doc_release(&doc);
    }
    fpl_buf_release(&first);
    fpl_buf_release(&second);
}

/* A sum past 2^53-1 cannot be a number of canonical JSON; it is text then, and only then. */
static void test_policy_facts__sums_past_the_json_range(void **state) {
    (void)state;
    struct fpl_facts facts = {0};
    struct fpl_buf buf = {0};
    struct fpl_json_doc doc = {0};
    fpl_fact_set_money(&facts, FPL_FACT_PAID_PERIOD, fpl_money_of(INT64_C(9007199254740992)));
    fpl_fact_set_money(&facts, FPL_FACT_BALANCE_POOL, fpl_money_of(INT64_MIN));
    source_all(&facts);
    write_facts(&facts, &buf);
    fpl_buf_addc(&buf, '\0');
    assert_string_equal(buf.p,
                        "{\"balance.pool\":[\"-9223372036854775808\",1,7],\"paid.period\":[\"9007199254740992\",1,7]}");
    assert_int_equal(read_facts(buf.p, &doc, &facts, NULL), FPL_OK);
    assert_true(fpl_money_minor(fpl_fact_money(&facts, FPL_FACT_PAID_PERIOD)) == INT64_C(9007199254740992));
    assert_true(fpl_money_minor(fpl_fact_money(&facts, FPL_FACT_BALANCE_POOL)) == INT64_MIN);
    assert_int_equal(read_facts("{\"paid.period\":[\"9007199254740991\",1,7]}", &doc, &facts, NULL), FPL_E_JSON);
    assert_int_equal(read_facts("{\"paid.period\":[\"9223372036854775808\",1,7]}", &doc, &facts, NULL), FPL_E_JSON);
    fpl_json_doc_release(&doc);
    fpl_buf_release(&buf);
}

static void test_policy_facts__malformed_is_refused_by_name(void **state) {
    (void)state;
    static const struct {
        const char *json, *name;
    } rows[] = {
        {"[]", "facts"},
        {"{\"no.such\":[1,2,3]}", "no.such"},
        {"{\"firm.assets\":1}", "firm.assets"}, /* a value without its source */
        {"{\"firm.id\":\"x\"}", "firm.id"},
        {"{\"firm.listed\":true}", "firm.listed"},
        {"{\"firm.assets\":[\"1\",2,3]}", "firm.assets"},
        {"{\"firm.assets\":[true,2,3]}", "firm.assets"},
        {"{\"firm.assets\":[1,2]}", "firm.assets"},
        {"{\"firm.assets\":[1,2,3,4]}", "firm.assets"},
        {"{\"firm.assets\":[1,-1,0]}", "firm.assets"},
        {"{\"firm.assets\":[1,-2,0]}", "firm.assets"},
        {"{\"firm.assets\":[1,2147483648,0]}", "firm.assets"},
        {"{\"firm.assets\":[1,2,-3]}", "firm.assets"},
        {"{\"firm.assets\":[1,\"2\",3]}", "firm.assets"},
        {"{\"firm.assets\":[[1],2,3]}", "firm.assets"},
        {"{\"firm.assets\":[]}", "firm.assets"},
        {"{\"firm.assets\":{}}", "firm.assets"},
        {"{\"firm.employees\":[21,2,3]}", "firm.employees"},
        {"{\"firm.employees\":[\"42/2\",2,3]}", "firm.employees"},
        {"{\"firm.employees\":[\"21.25\",2,3]}", "firm.employees"},
        {"{\"firm.employees\":[\"1/0\",2,3]}", "firm.employees"},
        {"{\"firm.established\":[\"2026-02-29\",2,3]}", "firm.established"},
        {"{\"firm.established\":[20000,2,3]}", "firm.established"},
        {"{\"firm.id\":[\"\",2,3]}", "firm.id"},
        {"{\"firm.id\":[7,2,3]}", "firm.id"},
        {"{\"firm.listed\":[1,2,3]}", "firm.listed"},
        {"{\"firm.assets\":[1,2,3],\"loan.tenor_months\":[\"12\",2,3]}", "loan.tenor_months"},
    };
    struct fpl_json_doc doc = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_error error = {0};
        struct fpl_facts facts, before;
        memset(&facts, 0x5a, sizeof facts);
        before = facts;
        assert_int_equal(read_facts(rows[i].json, &doc, &facts, &error), FPL_E_JSON);
        assert_string_equal(error.arg[0], rows[i].name);
        assert_memory_equal(&facts, &before, sizeof facts); /* outputs untouched on failure */
    }
    fpl_json_doc_release(&doc);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_facts__names_are_found_and_ordered),
        cmocka_unit_test(test_policy_facts__missing_is_unknown_never_zero),
        cmocka_unit_test(test_policy_facts__written_form),
        cmocka_unit_test(test_policy_facts__round_trip_keeps_values_and_sources),
        cmocka_unit_test(test_policy_facts__round_trip_of_all),
        cmocka_unit_test(test_policy_facts__sums_past_the_json_range),
        cmocka_unit_test(test_policy_facts__malformed_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
