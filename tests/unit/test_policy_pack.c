/* Packs: what is read, what is invalid, and what is known but lacking: every field and value of the schema is tried. */
#include "tests/unit/pool_support.h"

#define FIRST_LOAN "{\"field\":\"loan.first_loan\",\"op\":\"=\",\"value\":true}"

static void refused(const char *name, const char *value, enum fpl_status status, const char *path) {
    struct member members[MEMBERS_MAX];
    struct fpl_pack *pack = NULL;
    struct fpl_error error = {0};
    int count = 0;
    usual_members(members, &count);
    member_set(members, &count, name, value);
    enum fpl_status got = members_parse(members, count, &pack, &error);
    if (got != status || strcmp(error.arg[0], path) != 0)
        fail_msg("%s=%s: %s %s (%s), not %s %s", name, value ? value : "-", fpl_status_name(got), error.arg[0],
                 error.arg[1], fpl_status_name(status), path);
    assert_null(pack);
}

static void refused_pair(const char *name, const char *value, const char *name2, const char *value2, const char *path) {
    struct member members[MEMBERS_MAX];
    struct fpl_pack *pack = NULL;
    struct fpl_error error = {0};
    int count = 0;
    usual_members(members, &count);
    member_set(members, &count, name, value);
    member_set(members, &count, name2, value2);
    enum fpl_status got = members_parse(members, count, &pack, &error);
    if (got != FPL_E_PACK_INVALID || strcmp(error.arg[0], path) != 0)
        fail_msg("%s %s: %s %s (%s), not invalid %s", name, name2, fpl_status_name(got), error.arg[0], error.arg[1],
                 path);
    assert_null(pack);
}

static void test_policy_pack__reads(void **state) {
    (void)state;
    char text[64], day[12];
    struct fpl_pack *pack =
        pack_of("effective_to", "\"2028-09-30\"", "rule_binding", "\"BY_REGISTRATION\"", "version", "3", NULL);
    assert_true(fpl_str_is(fpl_pack_id(pack), "test"));
    assert_int_equal(fpl_pack_version(pack), 3);
    assert_string_equal(fpl_date_format(fpl_pack_from(pack), day), "2025-01-01");
    assert_string_equal(fpl_date_format(fpl_pack_to(pack), day), "2028-09-30");
    assert_true(fpl_str_is(fpl_pack_title(pack, 1), "试验"));
    assert_true(fpl_str_is(fpl_pack_title(pack, 0), "Test"));
    assert_true(fpl_pack_binds_by_registration(pack));
    assert_string_equal(fpl_str_copy(fpl_pack_clause(pack, "rate_tiers"), text, sizeof text), "试〔2026〕1号 第八条");
    assert_true(fpl_str_is(fpl_pack_clause(pack, "rate_tiers.0.rate"), "试〔2026〕1号 第八条"));
    assert_int_equal(fpl_pack_clause(pack, "addon").n, 0);
    assert_int_equal(fpl_pack_clause(pack, "no_such").n, 0);
    assert_int_equal(fpl_pack_json(pack).p[0], '{');
    fpl_pack_free(pack);
    pack = pack_of(NULL);
    assert_true(fpl_date_is_none(fpl_pack_to(pack)));
    assert_false(fpl_pack_binds_by_registration(pack));
    fpl_pack_free(pack);
    fpl_pack_free(NULL);
}

static void test_policy_pack__json(void **state) {
    (void)state;
    const char *const bad[] = {"", "{", "[]", "{ }", "{\"version\":1.5}", "{\"b\":1,\"a\":2}"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fpl_pack *pack = NULL;
        struct fpl_error error = {0};
        enum fpl_status status = fpl_pack_parse(fpl_str_of(bad[i]), &pack, &error);
        assert_true(status == FPL_E_JSON || (strcmp(bad[i], "[]") == 0 && status == FPL_E_PACK_INVALID));
        assert_null(pack);
    }
}

static void test_policy_pack__shared_caps(void **state) {
    (void)state;
    const struct {
        const char *name, *value;
        unsigned shares;
    } cases[] = {
        {"cap_per_loan", "{\"amount\":1}", 0},
        {"cap_per_borrower_year", "{\"amount\":1}", FPL_SHARES_BORROWER},
        {"cap_year_ramp", "[{\"amount\":1,\"year\":1}]", FPL_SHARES_BORROWER},
        {"cap_per_bank_year", "{\"amount\":1}", FPL_SHARES_CLAIMANT},
        {"cap_per_bank_deposit", "{\"rate\":\"1\"}", FPL_SHARES_CLAIMANT},
        {"breaker", "[{\"effect\":\"WARN\",\"metric\":\"NPL_RATE\",\"threshold\":\"1/20\"}]", 0},
        {"breaker", "[{\"effect\":\"DEFER_PAYMENT\",\"metric\":\"NPL_RATE\",\"threshold\":\"1/20\"}]", FPL_SHARES_BANK},
        {"cap_scheme_year", "{\"amount\":1}", FPL_SHARES_SCHEME},
        {"cap_pool_year", "{\"amount\":1}", FPL_SHARES_POOL},
        {"cap_pool_balance", "{\"rate\":\"1\"}", FPL_SHARES_POOL},
        {"cap_fee_multiple", "{\"rate\":\"2\"}", FPL_SHARES_POOL},
        {"cap_fee_multiple", "{\"rate\":\"2\",\"scope\":\"BANK\"}", FPL_SHARES_CLAIMANT},
        {"cap_rate_of_lending", "{\"rate\":\"1/40\"}", FPL_SHARES_POOL},
        {"cap_rate_of_lending", "{\"rate\":\"1/50\",\"scope\":\"BANK\"}", FPL_SHARES_CLAIMANT}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_pack *pack = pack_of(cases[i].name, cases[i].value, NULL);
        assert_int_equal(fpl_pack_shared_caps(pack), cases[i].shares);
        fpl_pack_free(pack);
    }
}

static void test_policy_pack__schema_paths(void **state) {
    (void)state;
    assert_int_equal(fpl_pack_field_type("rate_tiers"), FPL_PACK_OBJECTS);
    assert_int_equal(fpl_pack_field_type("rate_tiers.rate"), FPL_PACK_RATIO);
    assert_int_equal(fpl_pack_field_type("rate_tiers.12.over"), FPL_PACK_MONEY);
    assert_int_equal(fpl_pack_field_type("rate_tiers.0.when"), FPL_PACK_PREDICATE);
    assert_int_equal(fpl_pack_field_type("cap_per_loan.amount"), FPL_PACK_MONEY);
    assert_int_equal(fpl_pack_field_type("effective_from"), FPL_PACK_DATE);
    assert_int_equal(fpl_pack_field_type("clauses"), FPL_PACK_CLAUSES);
    assert_int_equal(fpl_pack_field_type("nothing"), FPL_PACK_NONE);
    assert_int_equal(fpl_pack_field_type("rate_tiers.nothing"), FPL_PACK_NONE);
    assert_int_equal(fpl_pack_field_type("version.x"), FPL_PACK_NONE);
    assert_int_equal(fpl_pack_field_type(""), FPL_PACK_NONE);
    for (const struct fpl_pack_field *field = fpl_pack_fields(); field->name; field++) {
        assert_true(field->zh[0] != '\0' && field->en[0] != '\0');
        assert_ptr_equal(fpl_pack_field(field->name), field);
        assert_true((field->type == FPL_PACK_OBJECT || field->type == FPL_PACK_OBJECTS) == (field->fields != NULL));
        assert_true((field->type == FPL_PACK_ENUM || field->type == FPL_PACK_ENUMS) == (field->values[0] != '\0'));
    }
}

/* A value of the right form for a field the engine lacks, or with the value it lacks. */
static void sample(const struct fpl_pack_field *field, const char *code, char *out, size_t size) {
    switch (field->type) {
    case FPL_PACK_MONEY:
    case FPL_PACK_INT:
        (void)snprintf(out, size, "1");
        break;
    case FPL_PACK_RATIO:
        (void)snprintf(out, size, "\"1/2\"");
        break;
    case FPL_PACK_BOOL:
        (void)snprintf(out, size, "%s", code[0] != '\0' ? code : "true");
        break;
    case FPL_PACK_ENUM:
        (void)snprintf(out, size, "\"%s\"", code);
        break;
    case FPL_PACK_ENUMS:
        (void)snprintf(out, size, "[\"%s\"]", code);
        break;
    case FPL_PACK_TEXTS:
        (void)snprintf(out, size, "[\"x\"]");
        break;
    case FPL_PACK_TEXT:
        (void)snprintf(out, size, "\"x\"");
        break;
    case FPL_PACK_OBJECT:
        (void)snprintf(out, size, "{\"hi\":\"1/20\",\"lo\":\"3/100\"}"); /* band, the only one */
        break;
    case FPL_PACK_OBJECTS:
        (void)snprintf(out, size, "%s",
                       strcmp(field->name, "steps") == 0 ? "[{\"actor\":\"a\",\"max_workdays\":5,\"name\":\"n\"}]"
                       : strcmp(field->name, "funding_split") == 0 ? "[{\"share\":\"1\",\"tier\":\"CITY\"}]"
                                                                   : "[{\"role\":\"BANK\",\"share\":\"1\"}]");
        break;
    case FPL_PACK_DATE:
    case FPL_PACK_PREDICATE:
    case FPL_PACK_CLAUSES:
    case FPL_PACK_NONE:
        fail_msg("%s: no field of this type is lacking", field->name);
    }
}

static void first_code(const char *codes, char *out, size_t size) {
    size_t n = strcspn(codes, " ");
    assert_true(n < size);
    memcpy(out, codes, n);
    out[n] = '\0';
}

/* Every top-level field and every value that engine 1 lacks is refused by name. */
static void test_policy_pack__every_lacking_field(void **state) {
    (void)state;
    int lacking = 0;
    for (const struct fpl_pack_field *field = fpl_pack_fields(); field->name; field++) {
        char code[64], value[128], path[160];
        first_code(field->values, code, sizeof code);
        if (field->engine == 0) {
            sample(field, code, value, sizeof value);
            refused(field->name, value, FPL_E_PACK_FIELD, field->name);
            lacking++;
        }
        for (const char *rest = field->lacking; *rest != '\0';) {
            first_code(rest, code, sizeof code);
            sample(field, code, value, sizeof value);
            int list = field->type == FPL_PACK_ENUMS;
            (void)snprintf(path, sizeof path, "%s%s=%s", field->name, list ? ".0" : "", code);
            refused(field->name, value, FPL_E_PACK_FIELD, path);
            lacking++;
            rest += strlen(code);
            rest += *rest == ' ';
        }
    }
    assert_true(lacking > 40);
}

/* A pack says what applies to every amount between its tiers. */
static void test_policy_pack__gaps(void **state) {
    (void)state;
    refused_pair("tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers",
                 "[{\"over\":0,\"rate\":\"2/5\",\"upto\":100},{\"over\":101,\"rate\":\"1/5\",\"upto\":200}]",
                 "rate_tiers.1");
    refused_pair("tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers",
                 "[{\"over\":200,\"rate\":\"1/5\"},{\"over\":0,\"rate\":\"2/5\",\"upto\":100}]", "rate_tiers.0");
    fpl_pack_free(pack_of("tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers",
                          "[{\"over\":100,\"rate\":\"1/5\"},{\"over\":50,\"rate\":\"2/5\",\"upto\":100}]", NULL));
    fpl_pack_free(pack_of(
        "multi_match", "\"MAX\"", "tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers",
        "[{\"over\":0,\"rate\":\"2/5\",\"upto\":100},{\"over\":200,\"rate\":\"1/5\"},{\"rate\":\"1/10\"}]", NULL));
}

static void test_policy_pack__lacking_members(void **state) {
    (void)state;
    refused("breaker", "[{\"effect\":\"DEFER_PAYMENT\",\"metric\":\"DAICHANG_RATE\",\"threshold\":\"3/100\"}]",
            FPL_E_PACK_FIELD, "breaker.0.metric=DAICHANG_RATE");
    refused("breaker", "[{\"effect\":\"STOP_POOL\",\"metric\":\"NPL_RATE\",\"threshold\":\"3/100\"}]", FPL_E_PACK_FIELD,
            "breaker.0.effect=STOP_POOL");
    refused("breaker", "[{\"effect\":\"WARN\",\"metric\":\"NPL_RATE\",\"scope\":\"POOL\",\"threshold\":\"3/100\"}]",
            FPL_E_PACK_FIELD, "breaker.0.scope=POOL");
    refused("rate_tiers", "[{\"rate\":\"2/5\",\"tier\":1}]", FPL_E_PACK_FIELD, "rate_tiers.0.tier");
    refused("cap_per_loan", "{\"amount\":1,\"joint\":[\"BANK\"]}", FPL_E_PACK_FIELD, "cap_per_loan.joint");
    refused("cap_pool_year", "{\"amount\":1,\"period\":\"BUSINESS_YEAR\"}", FPL_E_PACK_FIELD,
            "cap_pool_year.period=BUSINESS_YEAR");
    refused("cap_pool_year", "{\"measure\":\"LAST_YEAR_END_POOL_BALANCE\"}", FPL_E_PACK_FIELD,
            "cap_pool_year.measure=LAST_YEAR_END_POOL_BALANCE");
    refused("cap_rate_of_lending", "{\"period\":\"YEAR\",\"rate\":\"1/50\"}", FPL_E_PACK_FIELD,
            "cap_rate_of_lending.period=YEAR");
    refused("cap_per_borrower_year", "{\"amount\":1,\"level\":\"BASE\"}", FPL_E_PACK_FIELD,
            "cap_per_borrower_year.level=BASE");
    refused("cap_per_loan", "{\"amount\":1,\"scope\":\"BANK\"}", FPL_E_PACK_FIELD, "cap_per_loan.scope=BANK");
}

static void test_policy_pack__invalid_form(void **state) {
    (void)state;
    const struct {
        const char *name, *value, *path;
    } cases[] = {
        {"colour", "1", "colour"},
        {"addon", "[{\"add\":\"1/20\",\"colour\":1}]", "addon.0.colour"},
        {"version", "\"1\"", "version"},
        {"version", "0", "version"},
        {"scheme_id", "\"\"", "scheme_id"},
        {"scheme_id", "\"a b\"", "scheme_id"},
        {"scheme_id", NULL, "scheme_id"},
        {"title", "{\"zh\":\"试\"}", "title"},
        {"title", NULL, "title"},
        {"doc_no", NULL, "doc_no"},
        {"family", NULL, "family"},
        {"family", "[]", "family"},
        {"family", "[\"LOTTERY\"]", "family.0"},
        {"base_kind", NULL, "base_kind"},
        {"rate_tiers", NULL, "rate_tiers"},
        {"effective_from", "\"2025-02-30\"", "effective_from"},
        {"effective_from", NULL, "effective_from"},
        {"effective_to", "\"2024-12-31\"", "effective_to"},
        {"rate_tiers", "[{\"rate\":\"40%\"}]", "rate_tiers.0.rate"},
        {"rate_tiers", "[{\"rate\":\"2/4\"}]", "rate_tiers.0.rate"},
        {"rate_tiers", "[{\"rate\":\"-1/2\"}]", "rate_tiers.0.rate"},
        {"rate_tiers", "[{\"rate\":\"3/2\"}]", "rate_tiers.0"},
        {"rate_tiers", "[{\"over\":5}]", "rate_tiers.0"},
        {"rate_tiers", "[{\"over\":-5,\"rate\":\"1/2\"}]", "rate_tiers.0.over"},
        {"rate_tiers", "[{\"over\":5,\"rate\":\"1/2\",\"upto\":9}]", "rate_tiers.0"}, /* no tier_measure */
        {"rate_tiers", "[{\"rate\":\"1/2\",\"when\":{\"field\":\"x\",\"op\":\"=\",\"value\":1}}]",
         "rate_tiers.0.when.field"},
        {"rate_ceiling", "\"3/2\"", "rate_ceiling"},
        {"revenue_max", "\"5\"", "revenue_max"},
        {"listed_ok", "1", "listed_ok"},
        {"tier_mode", "\"HALF\"", "tier_mode"},
        {"docs_required", "[1]", "docs_required.0"},
        {"docs_required", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]", "docs_required"},
        {"clauses", "{\"colour\":\"第一条\"}", "clauses.colour"},
        {"clauses", "[]", "clauses"},
        {"share", "[{\"role\":\"BANK\",\"share\":\"1/2\"}]", "share"},
        {"funding_split", "[{\"share\":\"2/5\",\"tier\":\"CITY\"},{\"share\":\"2/5\",\"tier\":\"COUNTY\"}]",
         "funding_split"},
        {"cap_per_loan", "{}", "cap_per_loan"},
        {"cap_per_loan", "{\"amount\":1,\"rate\":\"1/2\"}", "cap_per_loan"},
        {"cap_per_bank_year", "{}", "cap_per_bank_year"},
        {"cap_per_borrower_year", "{}", "cap_per_borrower_year"},
        {"cap_total_gov_of_liability", "{\"rate\":\"5/4\"}", "cap_total_gov_of_liability"},
        {"cap_fee_multiple", "{\"amount\":1,\"rate\":\"2\"}", "cap_fee_multiple"},
        {"cap_year_ramp", "[{\"amount\":1,\"year\":2}]", "cap_year_ramp"},
        {"cap_year_ramp", "[{\"amount\":1,\"year\":1},{\"amount\":1,\"year\":1}]", "cap_year_ramp"},
        {"addon", "[{\"add\":\"1/20\"}]", "addon"},
        {"addon_per_year", "{\"add\":\"1/20\"}", "addon_per_year"}, /* no ceiling */
        {"max_eligible_loan", "{\"amount\":1}", "max_eligible_loan"},
        {"breaker", "[{\"metric\":\"NPL_RATE\"}]", "breaker"},
        {"breaker", "[{\"effect\":\"DEFER_PAYMENT\",\"metric\":\"NPL_RATE\",\"threshold\":\"3/2\"}]", "breaker"},
        {"rate_max", "{\"kind\":\"FIXED\"}", "rate_max"},
        {"capacity_check", "\"BLOCK\"", "capacity_check"},
        {"interest_cutoff", "\"CLAIM\"", "interest_cutoff"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        refused(cases[i].name, cases[i].value, FPL_E_PACK_INVALID, cases[i].path);
}

static void test_policy_pack__cross_checks(void **state) {
    (void)state;
    refused_pair("registered_amount_rule", "\"MIN\"", "max_eligible_loan", "{\"amount\":1,\"over\":\"TRUNCATE\"}",
                 "registered_amount_rule");
    refused_pair("other_cover_deduct", "[\"OTHER_GOV\"]", "cap_total_gov_of_liability", "{\"rate\":\"4/5\"}",
                 "other_cover_deduct");
    refused_pair("other_cover_deduct", "[\"COLLATERAL\"]", "base_kind", "\"ACTUAL_PRINCIPAL_LOSS\"",
                 "other_cover_deduct");
    refused_pair("tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers",
                 "[{\"over\":0,\"rate\":\"1/2\",\"upto\":10},{\"over\":9,\"rate\":\"1/4\"}]", "rate_tiers");
    refused_pair("tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers", "[{\"over\":9,\"rate\":\"1/2\",\"upto\":9}]",
                 "rate_tiers.0");
    refused_pair("tier_measure", "\"FIRM_CLASS\"", "rate_tiers",
                 "[{\"rate\":\"1/2\",\"values\":[\"a\",\"b\"]},{\"rate\":\"1/4\",\"values\":[\"b\"]}]", "rate_tiers");
    refused_pair("tier_measure", "\"TENOR_YEARS\"", "rate_tiers", "[{\"over\":9,\"rate\":\"1/2\"}]", "rate_tiers.0");
    refused_pair("tier_mode", "\"MARGINAL\"", "tier_measure", "\"BORROWER_REVENUE\"", "rate_tiers.0");
    refused_pair("base_kind", "\"GUARANTOR_PAID_PRINCIPAL\"", "beneficiary", "\"BANK\"", "base_kind");
    refused_pair("family", "[\"STACKED\"]", "beneficiary", "\"BANK\"", "family");
    refused_pair("base_kind", "\"PRINCIPAL_INTEREST\"", "beneficiary", "\"BANK\"", "interest_cutoff");
    refused_pair("breaker", "[{\"effect\":\"DEFER_PAYMENT\",\"metric\":\"NPL_RATE\",\"threshold\":\"1/20\"}]",
                 "crossing_rule", "\"PAY_UP_TO_LINE\"", "breaker");
    refused_pair("tenor_min", "13", "tenor_max", "12", "tenor_max");
    refused_pair("rate_tiers", "[{\"rate\":\"4/5\"}]", "addon",
                 "[{\"add\":\"1/4\",\"when\":{\"field\":\"loan.first_loan\",\"op\":\"=\",\"value\":true}}]",
                 "rate_ceiling");
    /* intervals that touch do not overlap, and multi_match says which applies if they do */
    fpl_pack_free(pack_of("tier_measure", "\"CONTRACT_AMOUNT\"", "rate_tiers",
                          "[{\"over\":0,\"rate\":\"1/2\",\"upto\":9},{\"over\":9,\"rate\":\"1/4\"}]", NULL));
    fpl_pack_free(pack_of("tier_measure", "\"CONTRACT_AMOUNT\"", "multi_match", "\"MAX\"", "rate_tiers",
                          "[{\"over\":0,\"rate\":\"1/2\",\"upto\":10},{\"over\":9,\"rate\":\"1/4\"}]", NULL));
    fpl_pack_free(pack_of(
        "rate_tiers", "[{\"beneficiary\":\"BANK\",\"rate\":\"1/2\"},{\"beneficiary\":\"GUARANTOR\",\"rate\":\"1/4\"}]",
        "beneficiary", "\"BOTH\"", NULL));
    fpl_pack_free(pack_of("penalty_interest", "false", "family", "[\"STACKED\",\"COMPENSATE_RATE\"]",
                          "cap_total_gov_of_liability", "{\"rate\":\"4/5\"}", NULL));
}

/* A word that the field it is compared with can never say is refused, with its place, itself and the nearest: of lists,
 * tiers, conditions of tiers and add-ons, and of the pack's own choices. Chinese names are known, and told by the code.
 */
static void test_policy_pack__words_that_are_none(void **state) {
    static const struct {
        const char *name, *value, *name2, *value2, *place, *word, *nearest;
    } rows[] = {
        {"loan_type", "[\"CREDIT\",\"IP_PLEGDE\"]", "tenor_max", "12", "loan_type.1", "IP_PLEGDE", "IP_PLEDGE"},
        {"loan_type", "[\"信用\"]", "tenor_max", "12", "loan_type.0", "信用", "CREDIT（信用）"},
        {"loan_type", "[\"credit\"]", "tenor_max", "12", "loan_type.0", "credit", "CREDIT"},
        {"tier_measure", "\"LOAN_TYPE\"", "rate_tiers", "[{\"rate\":\"1/2\",\"values\":[\"RECEIVABLES\"]}]",
         "rate_tiers.0.values.0", "RECEIVABLES", "RECEIVABLE"},
        {"rate_tiers", "[{\"rate\":\"1/2\",\"when\":{\"field\":\"loan.mode\",\"op\":\"=\",\"value\":\"DIRCT\"}}]",
         "tenor_max", "12", "rate_tiers.0.when.value", "DIRCT", "DIRECT"},
        {"addon",
         "[{\"add\":\"1/"
         "20\",\"when\":{\"not\":{\"field\":\"loan.type\",\"op\":\"in\",\"value\":[\"OTHER\",\"保险\"]}}}]",
         "tenor_max", "12", "addon.0.when.not.value[1]", "保险", "INSURANCE（保证保险）"},
        {"beneficiary", "\"BANKS\"", "tenor_max", "12", "beneficiary", "", "BANK"},
        {"class_min", "\"SUBSTANDART\"", "tenor_max", "12", "class_min", "", "SUBSTANDARD"},
        {"exclusive_with", "[\"gz 2025\"]", "tenor_max", "12", "exclusive_with", "", "scheme id"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct member members[MEMBERS_MAX];
        struct fpl_pack *pack = NULL;
        struct fpl_error error = {0};
        int count = 0;
        usual_members(members, &count);
        member_set(members, &count, rows[i].name, rows[i].value);
        member_set(members, &count, rows[i].name2, rows[i].value2);
        assert_int_equal(members_parse(members, count, &pack, &error), FPL_E_PACK_INVALID);
        assert_string_equal(error.arg[0], rows[i].place);
        if (!strstr(error.arg[1], rows[i].word) || !strstr(error.arg[1], rows[i].nearest))
            fail_msg("%s: %s", rows[i].place, error.arg[1]);
    }
    fpl_pack_free(pack_of("loan_type", "[\"CREDIT\",\"IP_PLEDGE\"]", "firm_class", "[\"某类\"]", "purpose_exclude",
                          "[\"购房\"]", NULL)); /* classes and purposes are free texts of the white list and the loan */
}

static void accepted(const char *name, const char *value, const char *name2, const char *value2) {
    struct member members[MEMBERS_MAX];
    struct fpl_pack *pack = NULL;
    struct fpl_error error = {0};
    int count = 0;
    usual_members(members, &count);
    member_set(members, &count, name, value);
    if (name2)
        member_set(members, &count, name2, value2);
    enum fpl_status status = members_parse(members, count, &pack, &error);
    if (status != FPL_OK)
        fail_msg("%s=%s: %s %s: %s", name, value, fpl_status_name(status), error.arg[0], error.arg[1]);
    fpl_pack_free(pack);
}

/* What is still allowed, and the first that is not. */
static void test_policy_pack__at_the_limits(void **state) {
    (void)state;
    static const struct {
        const char *name, *fits, *beyond, *path, *name2, *value2;
    } cases[] = {
        {"scheme_id", "\"azAZ09-._\"", "\"az`\"", "scheme_id", NULL, NULL},
        {"scheme_id", "\"a\"", "\"{\"", "scheme_id", NULL, NULL},
        {"scheme_id", "\"Z\"", "\"@\"", "scheme_id", NULL, NULL},
        {"scheme_id", "\"A\"", "\"[\"", "scheme_id", NULL, NULL},
        {"scheme_id", "\"9\"", "\":\"", "scheme_id", NULL, NULL},
        {"scheme_id", "\"0\"", "\"/\"", "scheme_id", NULL, NULL},
        {"scheme_id", "\"1234567890123456789012345678901234567890123456789012345678901234\"",
         "\"12345678901234567890123456789012345678901234567890123456789012345\"", "scheme_id", NULL, NULL},
        {"effective_to", "\"2025-01-01\"", "\"2024-12-31\"", "effective_to", NULL, NULL},
        {"rate_tiers", "[{\"rate\":\"1\"}]", "[{\"rate\":\"101/100\"}]", "rate_tiers.0", NULL, NULL},
        {"rate_ceiling", "\"1\"", "\"101/100\"", "rate_ceiling", NULL, NULL},
        {"ip_share_min", "\"1\"", "\"101/100\"", "ip_share_min", NULL, NULL},
        {"cap_total_gov_of_liability", "{\"rate\":\"1\"}", "{\"rate\":\"101/100\"}", "cap_total_gov_of_liability", NULL,
         NULL},
        {"collateral_ratio_max", "\"1\"", "\"101/100\"", "collateral_ratio_max", NULL, NULL},
        {"tenor_max", "12", "11", "tenor_max", "tenor_min", "12"},
        {"age_max", "200", "201", "age_max", NULL, NULL},
        {"docs_required", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\"]",
         "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]", "docs_required", NULL, NULL},
        /* the rates together: 4/5 + 1/5 is whole, a hundredth more needs a ceiling */
        {"addon", "[{\"add\":\"1/5\",\"when\":" FIRST_LOAN "}]", "[{\"add\":\"21/100\",\"when\":" FIRST_LOAN "}]",
         "rate_ceiling", "rate_tiers", "[{\"rate\":\"4/5\"}]"},
        {"addon_per_year", "{\"add\":\"1/20\",\"from_year\":1}", "{\"add\":\"1/20\",\"from_year\":0}", "addon_per_year",
         "rate_ceiling", "\"4/5\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        accepted(cases[i].name, cases[i].fits, cases[i].name2, cases[i].value2);
        if (cases[i].name2)
            refused_pair(cases[i].name, cases[i].beyond, cases[i].name2, cases[i].value2, cases[i].path);
        else
            refused(cases[i].name, cases[i].beyond, FPL_E_PACK_INVALID, cases[i].path);
    }
}

/* A list of n elements "{…}", with `%d` in them counting from 1. */
static void list_of(int n, const char *before, const char *behind, int counted, struct fpl_buf *out) {
    fpl_buf_reset(out);
    for (int i = 1; i <= n; i++) {
        fpl_buf_adds(out, i == 1 ? "[" : ",");
        fpl_buf_adds(out, before);
        if (counted)
            fpl_buf_addi(out, i);
        fpl_buf_adds(out, behind);
    }
    fpl_buf_adds(out, "]");
    fpl_buf_addc(out, '\0');
    assert_int_equal(fpl_buf_ok(out), FPL_OK);
}

static void test_policy_pack__longest_lists(void **state) {
    (void)state;
    static const struct {
        const char *name, *before, *behind;
        int counted, most;
        const char *name2, *value2;
    } lists[] = {
        {"rate_tiers", "{\"rate\":\"1/2\"}", "", 0, 32, "multi_match", "\"MAX\""},
        {"addon", "{\"add\":\"1/100\",\"when\":" FIRST_LOAN "}", "", 0, 16, "doc_no", "\"试\""},
        {"breaker", "{\"effect\":\"DEFER_PAYMENT\",\"metric\":\"NPL_RATE\",\"threshold\":\"1\"}", "", 0, 4, "doc_no",
         "\"试\""},
        {"cap_year_ramp", "{\"amount\":1,\"year\":", "}", 1, 16, "doc_no", "\"试\""},
    };
    struct fpl_buf list = {0};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        list_of(lists[i].most, lists[i].before, lists[i].behind, lists[i].counted, &list);
        accepted(lists[i].name, list.p, lists[i].name2, lists[i].value2);
        list_of(lists[i].most + 1, lists[i].before, lists[i].behind, lists[i].counted, &list);
        refused_pair(lists[i].name, list.p, lists[i].name2, lists[i].value2, lists[i].name);
    }
    fpl_buf_release(&list);
}

/* Members that need each other, each left out once. */
static void test_policy_pack__incomplete_members(void **state) {
    (void)state;
    refused("breaker", "[{\"effect\":\"DEFER_PAYMENT\",\"metric\":\"NPL_RATE\"}]", FPL_E_PACK_INVALID, "breaker");
    refused("breaker", "[{\"effect\":\"DEFER_PAYMENT\",\"threshold\":\"1/20\"}]", FPL_E_PACK_INVALID, "breaker");
    refused("breaker", "[{\"metric\":\"NPL_RATE\",\"threshold\":\"1/20\"}]", FPL_E_PACK_INVALID, "breaker");
    refused("addon", "[{\"when\":" FIRST_LOAN "}]", FPL_E_PACK_INVALID, "addon");
    refused("max_eligible_loan", "{\"over\":\"TRUNCATE\"}", FPL_E_PACK_INVALID, "max_eligible_loan");
    refused("max_eligible_loan", "{\"amount\":0,\"over\":\"TRUNCATE\"}", FPL_E_PACK_INVALID, "max_eligible_loan");
    /* a ramp stands for the amount of its own cap, and of no other */
    accepted("cap_per_borrower_year", "{}", "cap_year_ramp", "[{\"amount\":1,\"year\":1}]");
    refused_pair("cap_per_loan", "{}", "cap_year_ramp", "[{\"amount\":1,\"year\":1}]", "cap_per_loan");
    refused_pair("cap_pool_year", "{}", "cap_year_ramp", "[{\"amount\":1,\"year\":1}]", "cap_pool_year");
}

/* Two tiers for the same loan are refused unless multi_match says which one applies. */
static void test_policy_pack__tiers_that_overlap(void **state) {
    (void)state;
    static const struct {
        const char *measure, *tiers;
        int overlap;
    } cases[] = {
        {"TENOR_YEARS", "[{\"rate\":\"1/2\",\"years_upto\":1},{\"rate\":\"1/4\",\"years_over\":1}]", 0},
        {"TENOR_YEARS", "[{\"rate\":\"1/2\",\"years_upto\":2},{\"rate\":\"1/4\",\"years_over\":1}]", 1},
        {"CONTRACT_AMOUNT", "[{\"beneficiary\":\"BANK\",\"rate\":\"1/2\"},{\"beneficiary\":\"BANK\",\"rate\":\"1/4\"}]",
         1},
        {"CONTRACT_AMOUNT", "[{\"beneficiary\":\"BANK\",\"rate\":\"1/2\"},{\"rate\":\"1/4\"}]",
         1}, /* ANY is the bank too */
        {"CONTRACT_AMOUNT", "[{\"rate\":\"1/2\"},{\"beneficiary\":\"GUARANTOR\",\"rate\":\"1/4\"}]", 1},
        {"CONTRACT_AMOUNT",
         "[{\"beneficiary\":\"BANK\",\"rate\":\"1/2\"},{\"beneficiary\":\"GUARANTOR\",\"rate\":\"1/4\"}]", 0},
        {"CONTRACT_AMOUNT", "[{\"rate\":\"1/2\",\"when\":" FIRST_LOAN "},{\"rate\":\"1/4\"}]",
         0}, /* no check can see */
        {"CONTRACT_AMOUNT", "[{\"rate\":\"1/2\"},{\"rate\":\"1/4\",\"when\":" FIRST_LOAN "}]", 0},
        {"FIRM_CLASS", "[{\"rate\":\"1/2\",\"values\":[\"a\"]},{\"rate\":\"1/4\",\"values\":[\"b\"]}]", 0},
        {"FIRM_CLASS", "[{\"rate\":\"1/2\",\"values\":[\"a\"]},{\"rate\":\"1/4\"}]", 1}, /* one for every class */
        {"FIRM_CLASS", "[{\"rate\":\"1/2\"},{\"rate\":\"1/4\",\"values\":[\"a\"]}]", 1},
    };
    char measure[32];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        (void)snprintf(measure, sizeof measure, "\"%s\"", cases[i].measure);
        if (cases[i].overlap)
            refused_pair("rate_tiers", cases[i].tiers, "tier_measure", measure, "rate_tiers");
        else
            accepted("rate_tiers", cases[i].tiers, "tier_measure", measure);
    }
    refused_pair("rate_tiers", "[{\"rate\":\"1/2\",\"years_over\":1}]", "tier_measure", "\"CONTRACT_AMOUNT\"",
                 "rate_tiers.0");
    refused_pair("rate_tiers", "[{\"rate\":\"1/2\",\"values\":[\"a\"]}]", "tier_measure", "\"CONTRACT_AMOUNT\"",
                 "rate_tiers.0");
    refused_pair("rate_tiers", "[{\"over\":1,\"rate\":\"1/2\"}]", "tier_measure", "\"FIRM_CLASS\"", "rate_tiers.0");
}

/* All members that engine 1 has, at once. */
static void test_policy_pack__whole_engine(void **state) {
    (void)state;
    int have = 0;
    for (const struct fpl_pack_field *field = fpl_pack_fields(); field->name; field++)
        have += field->engine != 0;
    assert_true(have > 60);
    struct fpl_pack *pack =
        pack_of("currency_unit_io", "\"YUAN\"", "day_count", "\"ACTUAL\"", "year_basis", "\"CALENDAR\"", "round_level",
                "\"PAYOUT\"", "split_residual", "\"LARGEST_REMAINDER\"", "shortage_mode", "\"FIFO_BANK_BEARS\"", "note",
                "{\"en\":\"n\",\"zh\":\"注\"}", "capacity_check", "\"NONE\"", "leverage_max", "\"10\"", NULL);
    fpl_pack_free(pack);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_pack__reads),
        cmocka_unit_test(test_policy_pack__json),
        cmocka_unit_test(test_policy_pack__shared_caps),
        cmocka_unit_test(test_policy_pack__schema_paths),
        cmocka_unit_test(test_policy_pack__every_lacking_field),
        cmocka_unit_test(test_policy_pack__lacking_members),
        cmocka_unit_test(test_policy_pack__gaps),
        cmocka_unit_test(test_policy_pack__invalid_form),
        cmocka_unit_test(test_policy_pack__cross_checks),
        cmocka_unit_test(test_policy_pack__words_that_are_none),
        cmocka_unit_test(test_policy_pack__at_the_limits),
        cmocka_unit_test(test_policy_pack__longest_lists),
        cmocka_unit_test(test_policy_pack__incomplete_members),
        cmocka_unit_test(test_policy_pack__tiers_that_overlap),
        cmocka_unit_test(test_policy_pack__whole_engine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
