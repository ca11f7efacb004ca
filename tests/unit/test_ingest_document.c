/* Documents: YAML to canonical JSON by kind. */
#include "src/ingest/document.h"

#include "fundpool/json.h"
#include "src/ingest/scalar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_json(enum ing_document_kind kind, const char *yaml, const char *json) {
    struct ing_document document = {0};
    struct fpl_error error;
    struct fpl_json_doc parsed = {0};
    fpl_error_clear(&error);
    enum fpl_status status = ing_document_convert(fpl_str_of(yaml), "d.yaml", kind, &document, &error);
    if (status != FPL_OK)
        fail_msg("%s %d:%d %s for:\n%s", fpl_status_name(status), (int)error.row, (int)error.column, error.arg[0],
                 yaml);
    if (!fpl_str_is(fpl_buf_str(&document.json), json))
        fail_msg("%.*s\nis not\n%s", (int)document.json.n, document.json.p, json);
    assert_int_equal(fpl_json_parse(&parsed, fpl_buf_str(&document.json), &error),
                     FPL_OK); /* it is its own canonical form */
    assert_true(fpl_str_is(fpl_buf_str(&document.source), yaml));
    fpl_json_doc_release(&parsed);
    ing_document_release(&document);
}

static void expect_error(enum ing_document_kind kind, const char *yaml, enum fpl_status want, int row, int column) {
    struct ing_document document = {0};
    struct fpl_error error;
    fpl_error_clear(&error);
    enum fpl_status status = ing_document_convert(fpl_str_of(yaml), "d.yaml", kind, &document, &error);
    if (status != want || error.row != row || error.column != column)
        fail_msg("%s %d:%d %s for:\n%s", fpl_status_name(status), (int)error.row, (int)error.column, error.arg[0],
                 yaml);
    assert_null(document.json.p);
}

static void test_ingest_document__plain(void **state) {
    (void)state;
    expect_json(
        ING_CHART,
        "version: 2\nid: c\nz: true\na: 'true'\nn: -5\nf: 1.50\nq: '7'\ncode: 1002\nbig: 99999999999999999999\n"
        "accounts:\n  - {code: \"1002\", zh: 银行存款, posting: false, dims: [party, item]}\n",
        "{\"a\":\"true\",\"accounts\":[{\"code\":\"1002\",\"dims\":[\"party\",\"item\"],\"posting\":false,\"zh\":"
        "\"银行存款\"}],\"big\":\"99999999999999999999\",\"code\":\"1002\",\"f\":\"1.50\",\"id\":\"c\",\"n\":-5,"
        "\"q\":\"7\",\"version\":2,\"z\":true}");
    expect_json(ING_CALENDAR, "id: y\nversion: 1\nrest:\n  - 2026-01-01\n  - 2026-01-02\n",
                "{\"id\":\"y\",\"rest\":[\"2026-01-01\",\"2026-01-02\"],\"version\":1}");
    /* labels are no identifiers: pairs, in the order written */
    expect_json(ING_CALENDAR, "id: m\nversion: 1\nvalues: {Series B: B, Series A: 1}\n",
                "{\"id\":\"m\",\"values\":[[\"Series B\",\"B\"],[\"Series A\",1]],\"version\":1}");
    expect_json(ING_MAPPING,
                "id: m\nversion: 1\ncommand: deal.record\n"
                "columns: {amount: {header: 金额, values: {Series B: 2, Series A: 1}}}\n",
                "{\"columns\":{\"amount\":{\"header\":\"金额\",\"values\":[[\"Series B\",2],[\"Series A\",1]]}},"
                "\"command\":\"deal.record\",\"id\":\"m\",\"version\":1}");
    expect_error(ING_MAPPING, "id: m\nversion: 1\ncommand: deal.record\ncolumns:\n  nobody: 金额\n", FPL_E_YAML, 5, 11);
}

static void test_ingest_document__predicates(void **state) {
    (void)state;
    expect_json(
        ING_PROFILE,
        "id: p\nversion: 1\npredicate:\n  any:\n"
        "    - {field: firm.assets, op: \"<=\", value: 5000万元}\n"
        "    - {field: firm.bachelor_share, op: \">=\", value: 30%}\n"
        "    - {field: deal.as_of, op: \"<\", value: {field: firm.established, months: 60}}\n"
        "    - {field: deal.external_round, op: \"=\", value: 1}\n"
        "    - {field: deal.is_transfer, op: \"=\", value: true}\n"
        "    - {field: deal.round, op: in, value: [A, B]}\n"
        "    - not: {field: firm.revenue, op: between, value: [100元, inf]}\n",
        "{\"id\":\"p\",\"predicate\":{\"any\":[{\"field\":\"firm.assets\",\"op\":\"<=\",\"value\":5000000000},"
        "{\"field\":\"firm.bachelor_share\",\"op\":\">=\",\"value\":\"3/10\"},{\"field\":\"deal.as_of\",\"op\":\"<\","
        "\"value\":{\"field\":\"firm.established\",\"months\":60}},{\"field\":\"deal.external_round\",\"op\":\"=\","
        "\"value\":1},{\"field\":\"deal.is_transfer\",\"op\":\"=\",\"value\":true},{\"field\":\"deal.round\","
        "\"op\":\"in\",\"value\":[\"A\",\"B\"]},{\"not\":{\"field\":\"firm.revenue\",\"op\":\"between\",\"value\":"
        "[10000,\"inf\"]}}]},\"version\":1}");
    expect_error(ING_PROFILE, "id: p\nversion: 1\npredicate: {field: no.such, op: '=', value: 1}\n", FPL_E_YAML, 3, 20);
    expect_error(ING_PROFILE, "id: p\nversion: 1\npredicate: {field: firm.assets, op: '<=', value: 5000}\n", FPL_E_YAML,
                 3, 50); /* yuan or 万元? */
    expect_error(ING_PROFILE, "id: p\nversion: 1\npredicate: {field: firm.assets, op: '<=', value: 0.001元}\n",
                 FPL_E_YAML, 3, 50);
    expect_error(ING_PROFILE, "id: p\nversion: 1\npredicate: {field: deal.is_transfer, op: '=', value: yes}\n",
                 FPL_E_YAML, 3, 54);
}

static void test_ingest_document__tolerance(void **state) {
    (void)state;
    expect_json(
        ING_TOLERANCE,
        "id: T\nversion: 1\nexcess: {reserve: 5%, bonus_years: 3}\nvalid: {to: 2025-12-31}\n"
        "limits:\n  - {level: fund, classes: [seed], tau: 28.5%, tested: true}\n"
        "  - {level: fund, classes: [], tau: 1/3, tested: true}\n",
        "{\"excess\":{\"bonus_years\":3,\"reserve\":\"1/20\"},\"id\":\"T\",\"limits\":[{\"classes\":[\"seed\"],"
        "\"level\":\"fund\",\"tau\":\"57/200\",\"tested\":true},{\"classes\":[],\"level\":\"fund\",\"tau\":\"1/3\","
        "\"tested\":true}],\"valid\":{\"to\":\"2025-12-31\"},\"version\":1}");
    expect_error(ING_TOLERANCE, "id: T\nversion: 1\nlimits:\n  - {level: fund, tau: fifty}\n", FPL_E_YAML, 4, 24);
    /* tau is a ratio in rules of tolerance alone */
    expect_json(ING_CALENDAR, "id: m\nversion: 1\ntau: 5%\n", "{\"id\":\"m\",\"tau\":\"5%\",\"version\":1}");
}

static void test_ingest_document__packs(void **state) {
    (void)state;
    expect_json(
        ING_PACK,
        "scheme_id: hb\nversion: 3\neffective_from: 2026-01-01\nrate_tiers:\n"
        "  - {upto: 500万元, rate: 40%}\n  - {over: 500万元, rate: 2/5}\n"
        "cap_per_loan: {amount: 200.5万元}\nrate_max: LPR+150bp\noverdue_days_min: 60\nlisted_ok: false\n"
        "clauses: {rate_tiers: 第八条}\nloan_type: [CREDIT, IP_PLEDGE]\nleverage_max: 10倍\n",
        "{\"cap_per_loan\":{\"amount\":200500000},\"clauses\":{\"rate_tiers\":\"第八条\"},\"effective_from\":"
        "\"2026-01-01\",\"leverage_max\":\"10\",\"listed_ok\":false,\"loan_type\":[\"CREDIT\",\"IP_PLEDGE\"],"
        "\"overdue_days_min\":60,\"rate_max\":{\"kind\":\"LPR_PLUS\",\"value\":\"3/200\"},\"rate_tiers\":[{\"rate\":"
        "\"2/5\",\"upto\":500000000},{\"over\":500000000,\"rate\":\"2/5\"}],\"scheme_id\":\"hb\",\"version\":3}");
    expect_error(ING_PACK, "scheme_id: hb\nversion: 1\nno_such: 1\n", FPL_E_PACK_INVALID, 3, 10);
    expect_error(ING_PACK, "scheme_id: hb\nversion: 1\nrate_tiers:\n  - {rates: 40%}\n", FPL_E_PACK_INVALID, 4, 13);
    expect_error(ING_PACK, "scheme_id: hb\nversion: 1\nrate_ceiling: forty\n", FPL_E_YAML, 3, 15);
    expect_error(ING_PACK, "scheme_id: hb\nversion: 1\nrevenue_max: 5000\n", FPL_E_YAML, 3, 14);
    expect_error(ING_PACK, "scheme_id: hb\nversion: 1\neffective_from: 2026-02-30\n", FPL_E_YAML, 3, 17);
    expect_error(ING_PACK, "scheme_id: hb\nversion: 1\nrate_tiers: 40%\n", FPL_E_YAML, 3, 13);
    expect_error(ING_PACK, "scheme_id: hb\nversion: 1\noverdue_days_min: 60.0\n", FPL_E_YAML, 3, 19);
    expect_error(ING_PACK, "scheme_id: hb\nversion: 0\n", FPL_E_YAML, 2, 10);
    expect_error(ING_PACK, "id: hb\nversion: 1\n", FPL_E_YAML, 1, 1);
}

static void test_ingest_document__depth(void **state) {
    (void)state;
    /* pairs take two levels of JSON each: a deep document is refused, never written wrong */
    expect_error(ING_CALENDAR, "id: m\nversion: 1\nv: {W: {X: {Y: {Z: {A: {B: {C: {D: 1}}}}}}}}\n", FPL_E_YAML, 3, 32);
}

static void expect_scalar(const char *text, enum ing_scalar type, int ok, int64_t number, const char *want) {
    int64_t got = 0;
    char out[64] = "";
    enum fpl_status status = ing_scalar_read(fpl_str_of(text), type, &got, out);
    if ((status == FPL_OK) != ok || got != number || strcmp(out, want) != 0)
        fail_msg("%s: %s %lld \"%s\"", text, fpl_status_name(status), (long long)got, out);
}

static void test_ingest_document__scalars(void **state) {
    (void)state;
    expect_scalar("500万元", ING_SCALAR_MONEY, 1, 500000000, "");
    expect_scalar("500 万元", ING_SCALAR_MONEY, 1, 500000000, "");
    expect_scalar("0.5亿元", ING_SCALAR_MONEY, 1, INT64_C(5000000000), "");
    expect_scalar("1000.00元", ING_SCALAR_MONEY, 1, 100000, "");
    expect_scalar("0", ING_SCALAR_MONEY, 1, 0, "");
    expect_scalar("1000", ING_SCALAR_MONEY, 0, 0, "");
    expect_scalar("1,000元", ING_SCALAR_MONEY, 0, 0, "");
    expect_scalar("0.0000001万元", ING_SCALAR_MONEY, 0, 0, "");
    expect_scalar("900719925475亿元", ING_SCALAR_MONEY, 0, 0, "");
    expect_scalar("万元", ING_SCALAR_MONEY, 0, 0, "");
    expect_scalar("40%", ING_SCALAR_RATIO, 1, 0, "2/5");
    expect_scalar("15pp", ING_SCALAR_RATIO, 1, 0, "3/20");
    expect_scalar("30bp", ING_SCALAR_RATIO, 1, 0, "3/1000");
    expect_scalar("3.5bp", ING_SCALAR_RATIO, 0, 0, "");
    expect_scalar("10倍", ING_SCALAR_RATIO, 1, 0, "10");
    expect_scalar("2/5", ING_SCALAR_RATIO, 1, 0, "2/5");
    expect_scalar("1/0", ING_SCALAR_RATIO, 0, 0, "");
    expect_scalar("四成", ING_SCALAR_RATIO, 0, 0, "");
    expect_scalar("2026-01-31", ING_SCALAR_DATE, 1, 0, "2026-01-31");
    expect_scalar("2026-1-31", ING_SCALAR_DATE, 0, 0, "");
    expect_scalar("9007199254740991", ING_SCALAR_INT, 1, INT64_C(9007199254740991), "");
}

static void test_ingest_document__rate_limits(void **state) {
    (void)state;
    static const struct {
        const char *text, *kind, *value;
    } rows[] = {{"4.35%", "FIXED", "87/2000"},      {"1.5×LPR", "LPR_TIMES", "3/2"},
                {"LPR×150%", "LPR_TIMES", "3/2"},   {"LPR*1.5", "LPR_TIMES", "3/2"},
                {"LPR+300bp", "LPR_PLUS", "3/100"}, {"LPR+1.5pp", "LPR_PLUS", "3/200"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *kind = "";
        char value[64];
        assert_int_equal(ing_rate_limit_read(fpl_str_of(rows[i].text), &kind, value), FPL_OK);
        assert_string_equal(kind, rows[i].kind);
        assert_string_equal(value, rows[i].value);
    }
    const char *kind;
    char value[64];
    assert_int_not_equal(ing_rate_limit_read(FPL_STR("LPR"), &kind, value), FPL_OK);
    assert_int_not_equal(ing_rate_limit_read(FPL_STR("prime+1"), &kind, value), FPL_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_document__plain),       cmocka_unit_test(test_ingest_document__predicates),
        cmocka_unit_test(test_ingest_document__tolerance),   cmocka_unit_test(test_ingest_document__packs),
        cmocka_unit_test(test_ingest_document__depth),       cmocka_unit_test(test_ingest_document__scalars),
        cmocka_unit_test(test_ingest_document__rate_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
