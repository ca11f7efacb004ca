/* Predicates: Kleene's tables, each comparison against plain arithmetic in a small world, dates with months, and the
 * refusal of everything malformed with its place. */
#include "fundpool/fact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct fpl_json_doc doc; /* reused by every case */

static enum fpl_tri eval(const char *json, const struct fpl_facts *facts) {
    struct fpl_error error = {0};
    if (fpl_json_parse(&doc, fpl_str_of(json), &error) != FPL_OK) {
        fail_msg("not canonical at %s: %s", error.arg[0], json);
    }
    if (fpl_predicate_check(fpl_json_root(&doc), &error) != FPL_OK) {
        fail_msg("%s: %s: %s", error.arg[0], error.arg[1], json);
    }
    return fpl_predicate_eval(fpl_json_root(&doc), facts);
}

/* One leaf about a fact, the value given as JSON. */
static enum fpl_tri leaf(const char *field, const char *op, const char *value, const struct fpl_facts *facts) {
    char json[256];
    int n = snprintf(json, sizeof json, "{\"field\":\"%s\",\"op\":\"%s\",\"value\":%s}", field, op, value);
    assert_true(n > 0 && n < (int)sizeof json);
    return eval(json, facts);
}

static struct fpl_date day(const char *text) {
    struct fpl_date date;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &date, NULL), FPL_OK);
    return date;
}

/* ---- Kleene ---- */

#define IS(name) "{\"field\":\"" name "\",\"op\":\"=\",\"value\":true}"
#define A        IS("firm.listed")
#define B        IS("deal.is_transfer")
#define C        IS("firm.whitelisted")

static void set_tri(struct fpl_facts *facts, enum fpl_fact_id id, int tri) {
    fpl_fact_forget(facts, id);
    if (tri != FPL_UNKNOWN) {
        fpl_fact_set_bool(facts, id, tri == FPL_TRUE);
    }
}

/* The definition, in another form: order FALSE < UNKNOWN < TRUE; and = least, or = greatest, not = mirror. */
static const int up[3] = {[FPL_FALSE] = 0, [FPL_UNKNOWN] = 1, [FPL_TRUE] = 2};
static const enum fpl_tri down[3] = {FPL_FALSE, FPL_UNKNOWN, FPL_TRUE};

static int min(int a, int b) {
    return a < b ? a : b;
}

static int max(int a, int b) {
    return a > b ? a : b;
}

static void test_policy_predicate__kleene_tables(void **state) {
    (void)state;
    for (int i = 0; i < 27; i++) {
        struct fpl_facts facts = {0};
        int a = i % 3, b = i / 3 % 3, c = i / 9;
        set_tri(&facts, FPL_FACT_FIRM_LISTED, a);
        set_tri(&facts, FPL_FACT_DEAL_TRANSFER, b);
        set_tri(&facts, FPL_FACT_FIRM_WHITELISTED, c);
        int x = up[a], y = up[b], z = up[c];
        assert_int_equal(eval(A, &facts), a);
        assert_int_equal(eval("{\"not\":" A "}", &facts), down[2 - x]);
        assert_int_equal(eval("{\"not\":{\"not\":" A "}}", &facts), a);
        assert_int_equal(eval("{\"all\":[" A "]}", &facts), a);
        assert_int_equal(eval("{\"any\":[" A "]}", &facts), a);
        assert_int_equal(eval("{\"all\":[" A "," B "]}", &facts), down[min(x, y)]);
        assert_int_equal(eval("{\"any\":[" A "," B "]}", &facts), down[max(x, y)]);
        assert_int_equal(eval("{\"all\":[" A "," B "," C "]}", &facts), down[min(min(x, y), z)]);
        assert_int_equal(eval("{\"any\":[" A "," B "," C "]}", &facts), down[max(max(x, y), z)]);
        assert_int_equal(eval("{\"all\":[{\"any\":[" A "," B "]}," C "]}", &facts), down[min(max(x, y), z)]);
        assert_int_equal(eval("{\"any\":[{\"all\":[" A "," B "]},{\"not\":" C "}]}", &facts),
                         down[max(min(x, y), 2 - z)]);
        /* De Morgan holds in three values as well */
        assert_int_equal(eval("{\"not\":{\"all\":[" A "," B "]}}", &facts),
                         eval("{\"any\":[{\"not\":" A "},{\"not\":" B "}]}", &facts));
        /* a or not a is not always true: what is missing stays missing */
        assert_int_equal(eval("{\"any\":[" A ",{\"not\":" A "}]}", &facts), a == FPL_UNKNOWN ? FPL_UNKNOWN : FPL_TRUE);
    }
}

static void test_policy_predicate__missing_is_unknown_under_every_op(void **state) {
    (void)state;
    static const char *const ops[] = {"=", "!=", "<", "<=", ">", ">="};
    struct fpl_facts facts = {0};
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        assert_int_equal(leaf("firm.assets", ops[i], "0", &facts), FPL_UNKNOWN);
        assert_int_equal(leaf("firm.employees", ops[i], "\"1/2\"", &facts), FPL_UNKNOWN);
        assert_int_equal(leaf("firm.established", ops[i], "\"2020-01-01\"", &facts), FPL_UNKNOWN);
        assert_int_equal(leaf("deal.round", ops[i], "\"A\"", &facts), FPL_UNKNOWN);
    }
    assert_int_equal(leaf("firm.class", "in", "[\"X\"]", &facts), FPL_UNKNOWN);
    assert_int_equal(leaf("firm.assets", "between", "[0,\"inf\"]", &facts), FPL_UNKNOWN);
    assert_int_equal(leaf("firm.listed", "!=", "true", &facts), FPL_UNKNOWN);
}

/* ---- comparisons against plain arithmetic ---- */

static void expect_all_ops(const char *field, const char *value, const struct fpl_facts *facts, int sign) {
    assert_int_equal(leaf(field, "=", value, facts), sign == 0);
    assert_int_equal(leaf(field, "!=", value, facts), sign != 0);
    assert_int_equal(leaf(field, "<", value, facts), sign < 0);
    assert_int_equal(leaf(field, "<=", value, facts), sign <= 0);
    assert_int_equal(leaf(field, ">", value, facts), sign > 0);
    assert_int_equal(leaf(field, ">=", value, facts), sign >= 0);
}

static void test_policy_predicate__whole_numbers_in_a_small_world(void **state) {
    (void)state;
    char value[64];
    for (int x = -3; x <= 3; x++) {
        struct fpl_facts facts = {0};
        fpl_fact_set_money(&facts, FPL_FACT_FIRM_ASSETS, fpl_money_of(x));
        fpl_fact_set_int(&facts, FPL_FACT_LOAN_TENOR_MONTHS, x);
        for (int c = -3; c <= 3; c++) {
            (void)snprintf(value, sizeof value, "%d", c);
            expect_all_ops("firm.assets", value, &facts, x - c);
            expect_all_ops("loan.tenor_months", value, &facts, x - c);
            (void)snprintf(value, sizeof value, "[%d,\"inf\"]", c);
            assert_int_equal(leaf("firm.assets", "between", value, &facts), x > c);
            for (int hi = -3; hi <= 3; hi++) { /* (lo,hi], and empty where hi <= lo */
                (void)snprintf(value, sizeof value, "[%d,%d]", c, hi);
                assert_int_equal(leaf("firm.assets", "between", value, &facts), c < x && x <= hi);
                assert_int_equal(leaf("loan.tenor_months", "in", value, &facts), x == c || x == hi);
            }
        }
    }
}

static void test_policy_predicate__ratios_by_cross_multiplication(void **state) {
    (void)state;
    char value[32];
    for (int n = -4; n <= 4; n++) {
        for (int d = 1; d <= 5; d++) {
            struct fpl_facts facts = {0};
            fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_EMPLOYEES, (struct fpl_ratio){n, d});
            for (int p = -4; p <= 4; p++) {
                (void)snprintf(value, sizeof value, "%d", p); /* a whole number may stand as one */
                expect_all_ops("firm.employees", value, &facts, n - p * d);
                (void)snprintf(value, sizeof value, "\"%d/7\"", p == 0 ? 1 : p);
                expect_all_ops("firm.employees", value, &facts, 7 * n - (p == 0 ? 1 : p) * d);
            }
        }
    }
    struct fpl_facts facts = {0}; /* one part in 10^18 decides, where a percentage would not show it */
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_RND_SHARE, (struct fpl_ratio){499999999999999999, 1000000000000000000});
    assert_int_equal(leaf("firm.rnd_share", ">=", "\"1/2\"", &facts), FPL_FALSE);
    fpl_fact_set_ratio(&facts, FPL_FACT_FIRM_RND_SHARE, (struct fpl_ratio){1, 2});
    assert_int_equal(leaf("firm.rnd_share", ">=", "\"1/2\"", &facts), FPL_TRUE);
    assert_int_equal(leaf("firm.rnd_share", "between", "[\"1/2\",1]", &facts), FPL_FALSE);
    assert_int_equal(leaf("firm.rnd_share", "between", "[\"1/3\",\"1/2\"]", &facts), FPL_TRUE);
    assert_int_equal(leaf("firm.rnd_share", "in", "[\"1/3\",\"1/2\"]", &facts), FPL_TRUE);
    assert_int_equal(leaf("firm.rnd_share", "in", "[\"1/3\",\"2/3\"]", &facts), FPL_FALSE);
}

static void test_policy_predicate__texts_and_flags(void **state) {
    (void)state;
    struct fpl_facts facts = {0};
    fpl_fact_set_text(&facts, FPL_FACT_FIRM_CLASS, FPL_STR("高新技术企业"));
    assert_int_equal(leaf("firm.class", "=", "\"高新技术企业\"", &facts), FPL_TRUE);
    assert_int_equal(leaf("firm.class", "!=", "\"高新技术企业\"", &facts), FPL_FALSE);
    assert_int_equal(leaf("firm.class", "=", "\"高新技术\"", &facts), FPL_FALSE);
    assert_int_equal(leaf("firm.class", "in", "[\"a\",\"高新技术企业\",\"b\"]", &facts), FPL_TRUE);
    assert_int_equal(leaf("firm.class", "in", "[\"a\",\"b\"]", &facts), FPL_FALSE);
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_LISTED, 0);
    assert_int_equal(leaf("firm.listed", "=", "false", &facts), FPL_TRUE);
    assert_int_equal(leaf("firm.listed", "!=", "false", &facts), FPL_FALSE);
    assert_int_equal(leaf("firm.listed", "=", "true", &facts), FPL_FALSE);
}

static void test_policy_predicate__rounds_by_their_order(void **state) {
    (void)state;
    static const char *const order[] = {"SEED", "ANGEL", "PRE_A", "A", "A_PLUS", "B", "C", "D", "LATER"};
    struct fpl_facts facts = {0};
    char value[32];
    for (int i = 0; i < 9; i++) {
        fpl_fact_set_text(&facts, FPL_FACT_DEAL_ROUND, fpl_str_of(order[i]));
        for (int k = 0; k < 9; k++) {
            (void)snprintf(value, sizeof value, "\"%s\"", order[k]);
            expect_all_ops("deal.round", value, &facts, i - k);
        }
        assert_int_equal(leaf("deal.round", "between", "[\"ANGEL\",\"B\"]", &facts), i > 1 && i <= 5);
        assert_int_equal(leaf("deal.round", "in", "[\"A\",\"SEED\"]", &facts), i == 3 || i == 0);
    }
    fpl_fact_set_text(&facts, FPL_FACT_DEAL_ROUND,
                      FPL_STR("战略投资")); /* a round that is none of ours has no place in the order */
    assert_int_equal(leaf("deal.round", "<=", "\"A\"", &facts), FPL_UNKNOWN);
    assert_int_equal(leaf("deal.round", ">", "\"A\"", &facts), FPL_UNKNOWN);
    assert_int_equal(leaf("deal.round", "in", "[\"A\",\"B\"]", &facts), FPL_UNKNOWN);
}

/* ---- dates and ages ---- */

static int days_in(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (leap && month == 2);
}

static void test_policy_predicate__dates(void **state) {
    (void)state;
    struct fpl_facts facts = {0};
    fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day("2025-06-30"));
    expect_all_ops("deal.ic_date", "\"2025-06-29\"", &facts, 1);
    expect_all_ops("deal.ic_date", "\"2025-06-30\"", &facts, 0);
    expect_all_ops("deal.ic_date", "\"2025-07-01\"", &facts, -1);
    assert_int_equal(leaf("deal.ic_date", "between", "[\"2025-06-30\",\"2025-12-31\"]", &facts), FPL_FALSE);
    assert_int_equal(leaf("deal.ic_date", "between", "[\"2025-06-29\",\"2025-06-30\"]", &facts), FPL_TRUE);
    assert_int_equal(leaf("deal.ic_date", "in", "[\"2025-06-29\",\"2025-06-30\"]", &facts), FPL_TRUE);
}

#define AGE(op)                                                                                                        \
    "{\"field\":\"deal.ic_date\",\"op\":\"" op "\",\"value\":{\"field\":\"firm.established\",\"months\":60}}"

/* Vector T4: the limit date of a five-year age, 不超过 inclusive and 不满 strict. */
static void test_policy_predicate__age_of_five_years(void **state) {
    (void)state;
    static const struct {
        const char *established, *before, *limit, *after;
    } rows[] = {{"2020-03-31", "2025-03-30", "2025-03-31", "2025-04-01"},
                {"2020-02-29", "2025-02-27", "2025-02-28", "2025-03-01"},
                {"2020-08-31", "2025-08-30", "2025-08-31", "2025-09-01"}};
    for (size_t i = 0; i < 3; i++) {
        struct fpl_facts facts = {0};
        fpl_fact_set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, day(rows[i].established));
        assert_int_equal(eval(AGE("<="), &facts), FPL_UNKNOWN);
        fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day(rows[i].before));
        assert_int_equal(eval(AGE("<"), &facts), FPL_TRUE);
        assert_int_equal(eval(AGE("<="), &facts), FPL_TRUE);
        fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day(rows[i].limit));
        assert_int_equal(eval(AGE("<"), &facts), FPL_FALSE);
        assert_int_equal(eval(AGE("<="), &facts), FPL_TRUE);
        fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day(rows[i].after));
        assert_int_equal(eval(AGE("<"), &facts), FPL_FALSE);
        assert_int_equal(eval(AGE("<="), &facts), FPL_FALSE);
        fpl_fact_forget(&facts, FPL_FACT_FIRM_ESTABLISHED); /* the other side missing */
        assert_int_equal(eval(AGE("<"), &facts), FPL_UNKNOWN);
    }
}

/* Every day of four years plus any number of months, clamped to the month's end, computed here by counting months. */
static void test_policy_predicate__months_are_clamped(void **state) {
    (void)state;
    struct fpl_facts facts = {0};
    char json[160], limit_text[16];
    for (int month = 1; month <= 48; month++) {
        int year = 2019 + (month - 1) / 12, m = (month - 1) % 12 + 1;
        for (int d = 26; d <= days_in(year, m); d++) {
            struct fpl_date established, limit;
            assert_int_equal(fpl_date_of(year, m, d, &established), FPL_OK);
            fpl_fact_set_date(&facts, FPL_FACT_FIRM_ESTABLISHED, established);
            for (int months = -13; months <= 37; months += 5) {
                int y2 = year, m2 = m;
                for (int k = 0; k < months; k++) {
                    m2 = m2 % 12 + 1;
                    y2 += m2 == 1;
                }
                for (int k = 0; k > months; k--) {
                    y2 -= m2 == 1;
                    m2 = m2 == 1 ? 12 : m2 - 1;
                }
                int d2 = d < days_in(y2, m2) ? d : days_in(y2, m2);
                (void)snprintf(limit_text, sizeof limit_text, "%04d-%02d-%02d", y2, m2, d2);
                limit = day(limit_text);
                (void)snprintf(json, sizeof json, "{\"field\":\"firm.established\",\"months\":%d}", months);
                for (int off = -1; off <= 1; off++) {
                    fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, fpl_date_add_days(limit, off));
                    assert_int_equal(leaf("deal.ic_date", "<=", json, &facts), off <= 0);
                    assert_int_equal(leaf("deal.ic_date", "=", json, &facts), off == 0);
                }
            }
        }
    }
}

/* A bound that hangs on a missing date leaves only what the other bound settles. */
static void test_policy_predicate__half_known_interval(void **state) {
    (void)state;
    struct fpl_facts facts = {0};
    const char *value = "[\"2025-01-01\",{\"field\":\"firm.established\",\"months\":12}]";
    fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day("2025-01-01"));
    assert_int_equal(leaf("deal.ic_date", "between", value, &facts), FPL_FALSE);
    fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day("2025-01-02"));
    assert_int_equal(leaf("deal.ic_date", "between", value, &facts), FPL_UNKNOWN);
    assert_int_equal(leaf("deal.ic_date", "in", value, &facts), FPL_UNKNOWN);
    fpl_fact_set_date(&facts, FPL_FACT_DEAL_IC_DATE, day("2025-01-01"));
    assert_int_equal(leaf("deal.ic_date", "in", value, &facts), FPL_TRUE);
}

/* ---- what is refused ---- */

static void test_policy_predicate__malformed_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *json, *place;
    } rows[] = {
        {"[]", "predicate"},
        {"true", "predicate"},
        {"{}", "predicate"},
        {"{\"all\":[]}", "predicate.all"},
        {"{\"any\":{}}", "predicate.any"},
        {"{\"not\":[]}", "predicate.not"},
        {"{\"none\":[" A "]}", "predicate"},
        {"{\"all\":[" A "],\"any\":[" B "]}", "predicate"},
        {"{\"field\":\"firm.listed\",\"op\":\"=\"}", "predicate"},
        {"{\"field\":\"firm.listed\",\"op\":\"=\",\"value\":true,\"x\":1}", "predicate"},
        {"{\"field\":\"firm.listed\",\"op\":\"=\",\"x\":1}", "predicate"}, /* three members, each one missing once */
        {"{\"field\":\"firm.listed\",\"value\":true,\"x\":1}", "predicate"},
        {"{\"op\":\"=\",\"value\":true,\"x\":1}", "predicate"},
        {"{\"all\":[" A ",{\"any\":[" B ",{\"not\":{\"field\":\"firm.size\",\"op\":\"=\",\"value\":1}}]}]}",
         "predicate.all[1].any[1].not.field"},
        {"{\"field\":7,\"op\":\"=\",\"value\":true}", "predicate.field"},
        {"{\"field\":\"firm.listed\",\"op\":\"==\",\"value\":true}", "predicate.op"},
        {"{\"field\":\"firm.listed\",\"op\":1,\"value\":true}", "predicate.op"},
        {"{\"field\":\"firm.listed\",\"op\":\"<\",\"value\":true}", "predicate.op"},
        {"{\"field\":\"firm.listed\",\"op\":\"in\",\"value\":[true]}", "predicate.op"},
        {"{\"field\":\"firm.class\",\"op\":\">=\",\"value\":\"x\"}", "predicate.op"},
        {"{\"field\":\"firm.class\",\"op\":\"between\",\"value\":[\"a\",\"b\"]}", "predicate.op"},
        {"{\"field\":\"firm.listed\",\"op\":\"=\",\"value\":1}", "predicate.value"},
        {"{\"field\":\"firm.class\",\"op\":\"=\",\"value\":\"\"}", "predicate.value"},
        {"{\"field\":\"firm.class\",\"op\":\"=\",\"value\":3}", "predicate.value"},
        {"{\"field\":\"firm.assets\",\"op\":\"<=\",\"value\":\"5000万元\"}", "predicate.value"},
        {"{\"field\":\"firm.assets\",\"op\":\"<=\",\"value\":[1]}", "predicate.value"},
        {"{\"field\":\"loan.tenor_months\",\"op\":\"<=\",\"value\":\"12\"}", "predicate.value"},
        {"{\"field\":\"firm.rnd_share\",\"op\":\">=\",\"value\":\"30%\"}", "predicate.value"},
        {"{\"field\":\"firm.rnd_share\",\"op\":\">=\",\"value\":\"6/20\"}", "predicate.value"},
        {"{\"field\":\"firm.rnd_share\",\"op\":\">=\",\"value\":\"1/0\"}", "predicate.value"},
        {"{\"field\":\"firm.rnd_share\",\"op\":\">=\",\"value\":\"1/-3\"}", "predicate.value"},
        {"{\"field\":\"firm.rnd_share\",\"op\":\">=\",\"value\":\"3/1\"}", "predicate.value"},
        {"{\"field\":\"firm.rnd_share\",\"op\":\">=\",\"value\":\"\"}", "predicate.value"},
        {"{\"field\":\"firm.rnd_share\",\"op\":\">=\",\"value\":\"1/\"}", "predicate.value"},
        {"{\"field\":\"firm.rnd_share\",\"op\":\">=\",\"value\":true}", "predicate.value"},
        {"{\"field\":\"deal.round\",\"op\":\"<=\",\"value\":\"A轮\"}", "predicate.value"},
        {"{\"field\":\"deal.round\",\"op\":\"in\",\"value\":[\"A\",\"E\"]}", "predicate.value[1]"},
        {"{\"field\":\"firm.assets\",\"op\":\"in\",\"value\":[]}", "predicate.value"},
        {"{\"field\":\"firm.assets\",\"op\":\"in\",\"value\":5}", "predicate.value"},
        {"{\"field\":\"firm.assets\",\"op\":\"in\",\"value\":[1,\"inf\"]}", "predicate.value[1]"},
        {"{\"field\":\"firm.assets\",\"op\":\"between\",\"value\":[1]}", "predicate.value"},
        {"{\"field\":\"firm.assets\",\"op\":\"between\",\"value\":[1,2,3]}", "predicate.value"},
        {"{\"field\":\"firm.assets\",\"op\":\"between\",\"value\":[\"inf\",2]}", "predicate.value[0]"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":\"2025-02-29\"}", "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":20250228}", "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"field\":\"firm.established\"}}", "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"field\":\"firm.established\",\"x\":1}}",
         "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"months\":1,\"x\":1}}", "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"field\":\"firm.established\",\"months\":1,\"x\":1}}",
         "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"field\":\"firm.established\",\"months\":-2401}}",
         "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"field\":\"firm.assets\",\"months\":1}}",
         "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"field\":\"no.such\",\"months\":1}}", "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"field\":\"firm.established\",\"months\":\"1\"}}",
         "predicate.value"},
        {"{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"field\":\"firm.established\",\"months\":2401}}",
         "predicate.value"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_error error = {0};
        assert_int_equal(fpl_json_parse(&doc, fpl_str_of(rows[i].json), &error), FPL_OK);
        if (fpl_predicate_check(fpl_json_root(&doc), &error) != FPL_E_PACK_INVALID) {
            fail_msg("accepted: %s", rows[i].json);
        }
        assert_string_equal(error.arg[0], rows[i].place);
        assert_true(strlen(error.arg[1]) > 0);
        assert_int_equal(fpl_predicate_check(fpl_json_root(&doc), NULL), FPL_E_PACK_INVALID);
    }
    assert_int_equal(fpl_predicate_check(NULL, NULL), FPL_E_PACK_INVALID);
}

/* Months may be counted from any date, two hundred years either way. */
static void test_policy_predicate__months_at_their_limits(void **state) {
    (void)state;
    static const char *const fields[] = {"event.occurred", "firm.established", "deal.agreement_date"};
    static const int months[] = {-2400, -1, 0, 2400};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        for (size_t k = 0; k < sizeof months / sizeof months[0]; k++) {
            char json[200];
            struct fpl_error error = {0};
            (void)snprintf(json, sizeof json,
                           "{\"field\":\"deal.ic_date\",\"op\":\"<\",\"value\":{\"field\":\"%s\",\"months\":%d}}",
                           fields[i], months[k]);
            assert_int_equal(fpl_json_parse(&doc, fpl_str_of(json), &error), FPL_OK);
            if (fpl_predicate_check(fpl_json_root(&doc), &error) != FPL_OK)
                fail_msg("refused: %s: %s", json, error.arg[1]);
        }
}

static void nest(struct fpl_buf *buf, int depth) {
    fpl_buf_reset(buf);
    for (int i = 0; i < depth; i++) {
        fpl_buf_adds(buf, "{\"not\":");
    }
    fpl_buf_adds(buf, A);
    for (int i = 0; i < depth; i++) {
        fpl_buf_addc(buf, '}');
    }
}

/* Whatever the parser lets in is either checked or refused; nothing recurses without a bound. */
static void test_policy_predicate__depth_is_bounded(void **state) {
    (void)state;
    struct fpl_buf buf = {0};
    struct fpl_facts facts = {0};
    set_tri(&facts, FPL_FACT_FIRM_LISTED, FPL_TRUE);
    for (int depth = 0; depth < 40; depth++) {
        nest(&buf, depth);
        if (fpl_json_parse(&doc, fpl_buf_str(&buf), NULL) != FPL_OK) {
            assert_true(depth >= 12);
            continue;
        }
        enum fpl_status status = fpl_predicate_check(fpl_json_root(&doc), NULL);
        assert_true(depth < 8 ? status == FPL_OK : status == FPL_E_PACK_INVALID);
        if (status == FPL_OK) {
            assert_int_equal(fpl_predicate_eval(fpl_json_root(&doc), &facts), depth % 2 == 0);
        }
    }
    fpl_buf_release(&buf);
}

static int release(void **state) {
    (void)state;
    fpl_json_doc_release(&doc);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_predicate__kleene_tables),
        cmocka_unit_test(test_policy_predicate__missing_is_unknown_under_every_op),
        cmocka_unit_test(test_policy_predicate__whole_numbers_in_a_small_world),
        cmocka_unit_test(test_policy_predicate__ratios_by_cross_multiplication),
        cmocka_unit_test(test_policy_predicate__texts_and_flags),
        cmocka_unit_test(test_policy_predicate__rounds_by_their_order),
        cmocka_unit_test(test_policy_predicate__dates),
        cmocka_unit_test(test_policy_predicate__age_of_five_years),
        cmocka_unit_test(test_policy_predicate__months_are_clamped),
        cmocka_unit_test(test_policy_predicate__half_known_interval),
        cmocka_unit_test(test_policy_predicate__malformed_is_refused_with_its_place),
        cmocka_unit_test(test_policy_predicate__months_at_their_limits),
        cmocka_unit_test(test_policy_predicate__depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
