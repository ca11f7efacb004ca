/* Rules of loss tolerance as documents: what is refused at adoption, and what the shipped ones decide on cases of the
 * places they are modelled on. Starts in the source directory, as every test does. */
#include "src/ingest/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "loss_support.h"

#define SMALL(level) "{\"classes\":[],\"level\":\"" level "\",\"tested\":false}"
#define FAMILY80     "{\"classes\":[],\"level\":\"family\",\"tau\":\"4/5\",\"tested\":true}"
#define LIMITS       SMALL("project") "," SMALL("category") "," SMALL("fund") "," SMALL("class") "," FAMILY80

static const char good[] =
    "{\"buyback\":\"CASH\",\"duty_gate\":true,\"excess\":{\"bonus_years\":3,\"reserve\":\"1/20\"},\"id\":\"R\","
    "\"limits\":[" LIMITS "],\"pre_concession\":true,\"reading\":true,\"scope\":[\"seed\",\"angel\"],"
    "\"source\":{\"clause\":\"第一条\",\"doc\":\"文〔2025〕1号\"},\"stale_days\":366,"
    "\"switches\":{\"denominator\":\"TOTAL_INVESTED\",\"income\":false,\"netting\":\"NET_FUND\","
    "\"recognition\":\"REALISED\",\"timing\":\"CUMULATIVE\"},\"title\":{\"en\":\"e\",\"zh\":\"中\"},"
    "\"valid\":{\"from\":\"2025-01-01\",\"to\":\"2025-12-31\"},\"version\":7}";

/* `good` with the first `from` replaced by `to`. */
static const char *with(const char *from, const char *to) {
    static char text[4096];
    const char *at = strstr(good, from);
    if (at == NULL)
        fail_msg("not in the rule: %s", from);
    else
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    return text;
}

static void test_fund_loss_rule__says_what_was_written(void **state) {
    struct fpl_loss_rule *rule = NULL;
    (void)state;
    assert_int_equal(fpl_loss_rule_parse(fpl_str_of(good), &rule, NULL), FPL_OK);
    const struct fpl_loss_terms *terms = fpl_loss_rule_terms(rule);
    assert_true(fpl_str_is(fpl_loss_rule_id(rule), "R"));
    assert_int_equal(fpl_loss_rule_version(rule), 7);
    assert_true(fpl_str_is(fpl_loss_rule_title(rule, 1), "中"));
    assert_true(fpl_str_is(fpl_loss_rule_title(rule, 0), "e"));
    assert_true(fpl_str_is(fpl_loss_rule_clause(rule), "文〔2025〕1号 第一条"));
    assert_int_equal(terms->recognition, FPL_LOSS_REALISED);
    assert_int_equal(terms->netting, FPL_LOSS_NET_FUND);
    assert_int_equal(terms->denominator, FPL_LOSS_TOTAL_INVESTED);
    assert_int_equal(terms->timing, FPL_LOSS_CUMULATIVE);
    assert_int_equal(terms->buyback, FPL_LOSS_CASH);
    assert_true(!terms->income && terms->pre_concession && terms->duty_gate && terms->reading);
    assert_int_equal(terms->stale_days, 366);
    assert_int_equal(terms->bonus_years, 3);
    assert_true(terms->reserve.num == 1 && terms->reserve.den == 20);
    assert_int_equal(fpl_date_cmp(terms->from, day("2025-01-01")), 0);
    assert_int_equal(fpl_date_cmp(terms->to, day("2025-12-31")), 0);
    assert_true(fpl_str_is(terms->scope, "seed angel"));
    assert_int_equal(terms->limits, 5);
    assert_true(terms->limit[4].level == FPL_LOSS_FAMILY && terms->limit[4].tested && terms->limit[4].tau.num == 4);
    fpl_loss_rule_free(rule);
    fpl_loss_rule_free(NULL);
}

static void test_fund_loss_rule__refuses(void **state) {
    static const struct {
        const char *from, *to, *place;
    } table[] = {
        {"\"REALISED\"", "\"SOMETIMES\"", "recognition"},
        {"\"NET_FUND\"", "\"NET\"", "netting"},
        {"\"TOTAL_INVESTED\"", "\"ALL\"", "denominator"},
        {"\"CUMULATIVE\"", "\"DAILY\"", "timing"},
        {"\"CASH\"", "\"LATER\"", "buyback"},
        {"\"income\":false", "\"income\":\"no\"", "income"},
        {"\"duty_gate\":true,", "", "duty_gate"},
        {"\"duty_gate\":true", "\"duty_gate\":1", "duty_gate"},
        {"\"stale_days\":366", "\"stale_days\":-1", "stale_days"},
        {"\"bonus_years\":3", "\"bonus_years\":51", "bonus_years"},
        {"\"1/20\"", "\"21/20\"", "reserve"},
        {"\"1/20\"", "\"5/100\"", "reserve"},
        {"\"id\":\"R\"", "\"id\":\"r\"", "id"},
        {"\"version\":7", "\"version\":0", "version"},
        {"\"zh\":\"中\"", "\"zh\":\"\"", "title"},
        {"\"clause\":\"第一条\"", "\"clause\":\"\"", "source"},
        {"\"to\":\"2025-12-31\"", "\"to\":\"2024-12-31\"", "valid"},
        {"\"to\":\"2025-12-31\"", "\"to\":\"2025-12-32\"", "valid"},
        {"\"seed\"", "\"seed fund\"", "scope"},
        /* a word that names no class binds nobody; there is one spelling */
        {"\"seed\"", "\"SEED\"", "scope"},
        {"\"seed\"", "\"nonsense\"", "scope"},
        {"\"seed\"", "\"\"", "scope"},
        {"\"seed\"", "7", "scope"},
        {SMALL("fund"), "{\"classes\":[\"sead\"],\"level\":\"fund\",\"tested\":false}", "classes"},
        {SMALL("class"), "{\"classes\":[\"Seed\"],\"level\":\"class\",\"tested\":false}", "classes"},
        {SMALL("category"), "{\"classes\":[\"future\"],\"level\":\"category\",\"tested\":false}", "classes"},
        {SMALL("project"), "{\"classes\":[\"SEED\"],\"level\":\"project\",\"tested\":false}", "classes"},
        {"\"version\":7", "\"version\":7,\"x\":1", "x"},
        {"\"4/5\"", "\"6/5\"", "tau"},
        {"\"4/5\"", "\"-4/5\"", "tau"},
        {"\"4/5\"", "\"80%\"", "tau"},
        {",\"tau\":\"4/5\"", "", "tau"},
        {"{\"classes\":[],\"level\":\"family\"", "{\"classes\":[\"seed\"],\"level\":\"family\"", "classes"},
        /* gaps, and limits that could never hold */
        {SMALL("fund") ",", "", "limits"},
        {"{\"classes\":[],\"level\":\"fund\"", "{\"classes\":[\"seed\"],\"level\":\"fund\"", "limits"},
        {SMALL("fund"), SMALL("fund") "," SMALL("fund"), "limits"},
        /* figures without a meaning */
        {"\"denominator\":\"TOTAL_INVESTED\",\"income\":false,\"netting\":\"NET_FUND\",\"recognition\":\"REALISED\"",
         "\"denominator\":\"EXITED_COST\",\"income\":false,\"netting\":\"NET_FUND\",\"recognition\":\"TOTAL\"",
         "denominator"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct fpl_loss_rule *rule = NULL;
        struct fpl_error error = {0};
        enum fpl_status status = fpl_loss_rule_parse(fpl_str_of(with(table[i].from, table[i].to)), &rule, &error);
        if (status != FPL_E_PACK_INVALID || strcmp(error.arg[0], table[i].place) != 0)
            fail_msg("%s -> %s: %s at %s", table[i].from, table[i].to, fpl_status_name(status), error.arg[0]);
    }
}

/* A project or a category has no paid-in capital, no size, no liquidation; a fund has. */
static void test_fund_loss_rule__levels_and_denominators(void **state) {
    static const char *const bases[] = {"PRINCIPAL", "FUND_SIZE"};
    static const char *const levels[] = {"project", "category", "fund"};
    char limit[160], text[4096];
    (void)state;
    for (int level = 0; level < 3; level++)
        for (int base = 0; base < 3; base++) { /* the third: by liquidation */
            struct fpl_loss_rule *rule = NULL;
            struct fpl_error error = {0};
            char untested[160];
            snprintf(untested, sizeof untested, "{\"classes\":[],\"level\":\"%s\",\"tested\":false}", levels[level]);
            snprintf(limit, sizeof limit, "{\"classes\":[],\"level\":\"%s\",\"tau\":\"1/2\",\"tested\":true}",
                     levels[level]);
            snprintf(text, sizeof text, "%s", with(untested, limit));
            char *at = strstr(text, base < 2 ? "\"TOTAL_INVESTED\"" : "\"REALISED\"");
            assert_non_null(at);
            char rest[4096];
            snprintf(rest, sizeof rest, "%s", strchr(at + 1, '"') + 1);
            snprintf(at, sizeof text - (size_t)(at - text), "\"%s\"%s", base < 2 ? bases[base] : "LIQUIDATION", rest);
            enum fpl_status status = fpl_loss_rule_parse(fpl_str_of(text), &rule, &error);
            assert_int_equal(status, level < 2 ? FPL_E_PACK_INVALID : FPL_OK);
            if (status != FPL_OK)
                assert_string_equal(error.arg[0], base < 2 ? "denominator" : "recognition");
            fpl_loss_rule_free(rule);
        }
    struct fpl_loss_rule *rule = NULL; /* above the whole, where the document says so */
    const char *above = with("\"4/5\",\"tested\":true", "\"6/5\",\"tested\":true");
    snprintf(text, sizeof text, "%s", above);
    char *at = strstr(text, "{\"classes\":[],\"level\":\"family\"");
    assert_non_null(at);
    char rest[4096];
    snprintf(rest, sizeof rest, "%s", at + 1);
    snprintf(at, sizeof text - (size_t)(at - text), "{\"above_one\":true,%s", rest);
    assert_int_equal(fpl_loss_rule_parse(fpl_str_of(text), &rule, NULL), FPL_OK);
    fpl_loss_rule_free(rule);
}

/* ---- the shipped ones ---- */
static struct fpl_loss_rule *shipped(const char *id) {
    struct ing_document document = {0};
    struct fpl_error error = {0};
    struct fpl_loss_rule *rule = NULL;
    char path[96];
    snprintf(path, sizeof path, "policies/loss/%s.yaml", id);
    if (ing_document_read(path, ING_TOLERANCE, &document, &error) != FPL_OK ||
        fpl_loss_rule_parse(fpl_buf_str(&document.json), &rule, &error) != FPL_OK)
        fail_msg("%s: %s %s: %s", path, fpl_status_name(error.status), error.arg[0], error.arg[1]);
    else
        assert_true(fpl_str_is(fpl_loss_rule_id(rule), id)); /* the file is named after it */
    assert_string_equal(document.id, id);
    ing_document_release(&document);
    return rule;
}

static void test_fund_loss_rule__all_shipped(void **state) {
    static const struct {
        const char *id, *scope;
        int reading;
    } table[] = {{"HB_READING", "", 1},
                 {"GZ_DEV_ZONE", "", 0},
                 {"HUBEI", "", 0},
                 {"SICHUAN", "", 0},
                 {"ZHENGZHOU_ANGEL", "", 0},
                 {"AH_2026", "angel", 1},
                 {"HEWUBENG_TWO", "chuying new_rd", 1},
                 {"HEWUBENG_FOUR", "guidance seed chuying new_rd", 1}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct fpl_loss_rule *rule = shipped(table[i].id);
        assert_int_equal(fpl_loss_rule_terms(rule)->reading, table[i].reading);
        assert_true(fpl_str_is(fpl_loss_rule_terms(rule)->scope, table[i].scope));
        assert_true(fpl_loss_rule_clause(rule).n > 0);
        fpl_loss_rule_free(rule);
    }
}

#define OF(line, cost, proceeds, category)                                                                             \
    {"2022-01-01", line, KIND(PAID), cost, 0, category, NULL, NULL, FPL_DUTY_PENDING}, {                               \
        "2024-01-01", line, KIND(EXIT), proceeds, 0, NULL, NULL, NULL, FPL_DUTY_PENDING                                \
    }

/* T5: seed (500,0)(300,900)(200,0), angel (1000,300)(1500,1500), industry (3000,1800)(2000,2600), in 10,000 yuan. */
static void test_fund_loss_rule__guangzhou_T5(void **state) {
    static const struct move moves[] = {
        OF("A1", "10000000.00", "3000000.00", "angel"),
        OF("A2", "15000000.00", "15000000.00", "angel"),
        OF("I1", "30000000.00", "18000000.00", "industry"),
        OF("I2", "20000000.00", "26000000.00", "industry"),
        OF("S1", "5000000.00", "0.00", "seed"),
        OF("S2", "3000000.00", "9000000.00", "seed"),
        OF("S3", "2000000.00", "0.00", "seed"),
    };
    struct fpl_loss_rule *rule = shipped("GZ_DEV_ZONE");
    struct fpl_loss_terms terms = *fpl_loss_rule_terms(rule);
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "direct", moves, COUNT(moves));
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_CATEGORY, "F", "seed", "7000000.00/10000000.00 70.0000 FAIL -2000000.00");
    assert_row(&rows, FPL_LOSS_CATEGORY, "F", "angel", "7000000.00/25000000.00 28.0000 PASS +3000000.00");
    assert_row(&rows, FPL_LOSS_CATEGORY, "F", "industry", "12000000.00/50000000.00 24.0000 PASS +3000000.00");
    assert_row(&rows, FPL_LOSS_PROJECT, "F", "S1", "5000000.00/5000000.00 100.0000 PASS +0.00");
    assert_row(&rows, FPL_LOSS_PROJECT, "F", "I1", "12000000.00/30000000.00 40.0000 NOT_TESTED");
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "26000000.00/85000000.00 30.5882 NOT_TESTED");
    terms.netting = FPL_LOSS_NET_CATEGORY;
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_CATEGORY, "F", "seed", "1000000.00/10000000.00 10.0000 PASS +4000000.00");
    assert_row(&rows, FPL_LOSS_CATEGORY, "F", "industry", "6000000.00/50000000.00 12.0000 PASS +9000000.00");
    fpl_loss_rule_free(rule);
}

/* N10: a whole project may be lost, the fund to its half, the number included. */
static void test_fund_loss_rule__hubei_N10(void **state) {
    static const struct move on_it[] = {OF("X", "50000000.00", "0.00", "seed"),
                                        OF("Y", "50000000.00", "50000000.00", "seed")};
    static const struct move over[] = {OF("X", "50000000.00", "0.00", "seed"),
                                       OF("Y", "50000000.00", "49999999.99", "seed")};
    struct fpl_loss_rule *rule = shipped("HUBEI");
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "seed", on_it, COUNT(on_it));
    run(fpl_loss_rule_terms(rule), "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_PROJECT, "F", "X", "50000000.00/50000000.00 100.0000 PASS +0.00");
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "50000000.00/100000000.00 50.0000 PASS +0.00");
    assert_true(row_at(&rows, FPL_LOSS_FUND, "F", "")->provisional); /* whole life, and the fund goes on */
    fund_of(&world, "F", "seed", over, COUNT(over));
    run(fpl_loss_rule_terms(rule), "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "50000000.01/100000000.00 50.0000 FAIL -0.01");
    fpl_loss_rule_free(rule);
}

/* N11: by the class of the fund, not the stage of its projects. */
static void test_fund_loss_rule__sichuan_N11(void **state) {
    static const struct move moves[] = {OF("X", "100000000.00", "25000000.00", "growth")};
    struct fpl_loss_rule *rule = shipped("SICHUAN");
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "growth future", moves, COUNT(moves));
    run(fpl_loss_rule_terms(rule), "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "75000000.00/100000000.00 75.0000 PASS +5000000.00");
    fund_of(&world, "F", "growth", moves, COUNT(moves));
    run(fpl_loss_rule_terms(rule), "2024-12-31", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "75000000.00/100000000.00 75.0000 FAIL -15000000.00");
    fpl_loss_rule_free(rule);
}

/* N12: below the family nothing is tested, however bad; funds of other classes are outside. */
static void test_fund_loss_rule__anhui_N12(void **state) {
    static const struct move bad[] = {OF("X", "40000000.00", "4000000.00", "seed")};
    static const struct move fair[] = {OF("Y", "60000000.00", "54000000.00", "seed")};
    struct fpl_loss_rule *rule = shipped("AH_2026");
    struct world a, b, c;
    struct rows rows;
    (void)state;
    fund_of(&a, "A", "angel", bad, COUNT(bad));
    fund_of(&b, "B", "angel", fair, COUNT(fair));
    fund_of(&c, "C", "industry", bad, COUNT(bad));
    struct fpl_loss_holding all[] = {a.holding, b.holding, c.holding};
    run(fpl_loss_rule_terms(rule), "2026-06-30", all, 3, &rows);
    assert_row(&rows, FPL_LOSS_FAMILY, "", "", "42000000.00/100000000.00 42.0000 PASS +38000000.00");
    assert_row(&rows, FPL_LOSS_FUND, "A", "", "36000000.00/40000000.00 90.0000 NOT_TESTED");
    assert_row(&rows, FPL_LOSS_PROJECT, "A", "X", "36000000.00/40000000.00 90.0000 NOT_TESTED");
    assert_row(&rows, FPL_LOSS_FUND, "C", "", "36000000.00/40000000.00 90.0000 NOT_TESTED");
    assert_true(row_at(&rows, FPL_LOSS_FUND, "C", "")->flags & FPL_LOSS_OUT_OF_SCOPE);
    assert_false(row_at(&rows, FPL_LOSS_FUND, "A", "")->flags & FPL_LOSS_OUT_OF_SCOPE);
    fpl_loss_rule_free(rule);
}

/* L15 under the rule after Zhengzhou, to the fund's last day. */
static void test_fund_loss_rule__zhengzhou(void **state) {
    static const struct move moves[] = {
        {"2020-01-01", "", KIND(FUND_PAID_IN), "40000000.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2026-05-01", "", KIND(DISTRIBUTION), "26500000.01", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        {"2026-06-01", "", KIND(ENDED), NULL, 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
        OF("X", "37000000.00", "26500000.01", "seed"),
    };
    struct fpl_loss_rule *rule = shipped("ZHENGZHOU_ANGEL");
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "angel", moves, COUNT(moves));
    run(fpl_loss_rule_terms(rule), "2026-06-01", &world.holding, 1, &rows);
    assert_row(&rows, FPL_LOSS_FUND, "F", "", "13499999.99/40000000.00 33.7499 PASS +2500000.01");
    assert_false(row_at(&rows, FPL_LOSS_FUND, "F", "")->provisional);
    run(fpl_loss_rule_terms(rule), "2026-05-31", &world.holding, 1, &rows);
    assert_int_equal(row_at(&rows, FPL_LOSS_FUND, "F", "")->verdict, FPL_LOSS_NA);
    fpl_loss_rule_free(rule);
}

/* The text behind Huaibei's reading ended with 2025: every figure after it says so, none on its last day. */
static void test_fund_loss_rule__an_expired_text_is_said(void **state) {
    static const struct move moves[] = {OF("X", "100.00", "20.00", "seed")};
    struct fpl_loss_rule *rule = shipped("HB_READING");
    struct world world;
    struct rows rows;
    (void)state;
    fund_of(&world, "F", "guidance", moves, COUNT(moves));
    run(fpl_loss_rule_terms(rule), "2025-12-31", &world.holding, 1, &rows);
    for (int i = 0; i < rows.count; i++)
        assert_false(rows.row[i].flags & FPL_LOSS_TEXT_EXPIRED);
    assert_row(&rows, FPL_LOSS_FAMILY, "", "", "80.00/100.00 80.0000 PASS +0.00");
    run(fpl_loss_rule_terms(rule), "2026-01-01", &world.holding, 1, &rows);
    for (int i = 0; i < rows.count; i++)
        assert_true(rows.row[i].flags & FPL_LOSS_TEXT_EXPIRED);
    fpl_loss_rule_free(rule);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_loss_rule__says_what_was_written),
        cmocka_unit_test(test_fund_loss_rule__refuses),
        cmocka_unit_test(test_fund_loss_rule__levels_and_denominators),
        cmocka_unit_test(test_fund_loss_rule__all_shipped),
        cmocka_unit_test(test_fund_loss_rule__guangzhou_T5),
        cmocka_unit_test(test_fund_loss_rule__hubei_N10),
        cmocka_unit_test(test_fund_loss_rule__sichuan_N11),
        cmocka_unit_test(test_fund_loss_rule__anhui_N12),
        cmocka_unit_test(test_fund_loss_rule__zhengzhou),
        cmocka_unit_test(test_fund_loss_rule__an_expired_text_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
