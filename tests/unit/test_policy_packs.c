/* The packs that policies/ ships: what their YAML says, byte by byte in canonical JSON, and the published numbers they
 * must give (pool rules §7: T1-T5, T19). A change of a shipped pack changes this file too, on purpose. */
#include "src/ingest/document.h"
#include "tests/unit/pool_support.h"

static const char anhui[] =
    "{\"addon\":[{\"add\":\"1/20\",\"when\":{\"all\":[{\"field\":\"loan.mode\",\"op\":\"=\","
    "\"value\":\"DIRECT\"},{\"any\":[{\"field\":\"loan.first_loan\",\"op\":\"=\",\"value\":true},"
    "{\"field\":\"loan.type\",\"op\":\"in\",\"value\":[\"CREDIT\",\"IP_PLEDGE\",\"RECEIVABLE\","
    "\"INVENTORY\"]}]}]}}],\"base_kind\":\"OUTSTANDING_PRINCIPAL\",\"beneficiary\":\"BOTH\","
    "\"cap_total_gov_of_liability\":{\"rate\":\"4/5\"},\"clauses\":{\"addon\":\"补偿标准（二）\","
    "\"base_kind\":\"补偿标准（一）\",\"beneficiary\":\"第十条\","
    "\"cap_total_gov_of_liability\":\"补偿标准（一）\",\"rate_tiers\":\"补偿标准（一）\","
    "\"whitelist_id\":\"补偿条件\"},"
    "\"doc_no\":\"安徽省科技企业贷款风险补偿资金池管理暂行办法（2022年）\","
    "\"effective_from\":\"2022-04-18\",\"family\":[\"STACKED\"],\"multi_match\":\"MAX\","
    "\"not_tested\":[\"担保机构须为政府性（补偿标准一） a government-backed guarantor\"],"
    "\"note\":{\"en\":\"The article on commencement was not seen,"
    " the day of issue 2022-04-18 is taken; taking the higher of several tiers is this pack's choice.\","
    "\"zh\":\"生效条款未见，取印发日2022年4月18日；多档适用取高为本包的选择。\"},"
    "\"rate_tiers\":[{\"beneficiary\":\"BANK\",\"rate\":\"3/10\",\"when\":{\"field\":\"loan.mode\","
    "\"op\":\"=\",\"value\":\"DIRECT\"}},{\"beneficiary\":\"GUARANTOR\",\"rate\":\"1/5\","
    "\"when\":{\"field\":\"loan.mode\",\"op\":\"=\",\"value\":\"GUARANTEED\"}}],"
    "\"scheme_id\":\"anhui-2022\","
    "\"title\":{\"en\":\"Anhui risk-compensation pool for loans to sci-tech firms (after the interim measure of "
    "2022)\","
    "\"zh\":\"安徽省科技企业贷款风险补偿资金池（2022年暂行办法，仿）\"},"
    "\"version\":1,\"whitelist_id\":\"科技企业库\"}";

static const char guangzhou_bank[] =
    "{\"addon\":[{\"add\":\"3/20\",\"group\":\"重点\",\"when\":{\"field\":\"firm.keylist\","
    "\"op\":\"=\",\"value\":true}},{\"add\":\"3/20\",\"group\":\"重点\","
    "\"when\":{\"field\":\"loan.type\",\"op\":\"=\",\"value\":\"IP_PLEDGE\"}},{\"add\":\"1/20\","
    "\"when\":{\"field\":\"loan.monetary_tool\",\"op\":\"=\",\"value\":true}}],"
    "\"base_kind\":\"ACTUAL_PRINCIPAL_LOSS\",\"beneficiary\":\"BANK\","
    "\"breaker\":[{\"crossing_rule\":\"DEFER_THIS_ONE\",\"effect\":\"DEFER_PAYMENT\","
    "\"metric\":\"ANNUAL_LOSS_RATE\",\"op\":\">\",\"scope\":\"BANK\",\"threshold\":\"3/100\"}],"
    "\"cap_pool_year\":{\"amount\":150000000000},\"clauses\":{\"addon\":\"政银模式补偿标准\","
    "\"base_kind\":\"第二条\",\"beneficiary\":\"第二条\",\"breaker\":\"政银模式暂缓补偿\","
    "\"cap_pool_year\":\"年度补偿总额\",\"exclusive_with\":\"同一笔贷款不得重复\","
    "\"loan_type\":\"政银模式业务类型\",\"max_eligible_loan\":\"政银模式补偿标准\","
    "\"rate_ceiling\":\"政银模式补偿标准\",\"rate_tiers\":\"政银模式补偿标准\"},"
    "\"doc_no\":\"穗金管规字〔2025〕1号\",\"effective_from\":\"2025-10-01\","
    "\"effective_to\":\"2028-09-30\",\"exclusive_with\":[\"guangzhou-2025-guarantor\"],"
    "\"family\":[\"COMPENSATE_RATE\"],\"loan_type\":[\"CREDIT\",\"IP_PLEDGE\",\"RECEIVABLE\","
    "\"ENVIRONMENT\",\"INSURANCE\"],\"max_eligible_loan\":{\"amount\":3000000000,\"over\":\"REJECT\"},"
    "\"not_tested\":[\"借款人类别：小微及其主、个体户，高企等至中型 borrower class\","
    "\"借款人在广州市注册或经营 region of the borrower\","
    "\"年度损失率按自然年或备案年，未定 calendar year or cohort, not settled\"],"
    "\"rate_ceiling\":\"1/2\",\"rate_tiers\":[{\"over\":0,\"rate\":\"2/5\",\"upto\":500000000},"
    "{\"over\":500000000,\"rate\":\"3/10\",\"upto\":1500000000},{\"over\":1500000000,\"rate\":\"1/5\","
    "\"upto\":3000000000}],\"scheme_id\":\"guangzhou-2025-bank\",\"tier_measure\":\"CONTRACT_AMOUNT\","
    "\"tier_mode\":\"WHOLE\",\"title\":{\"en\":\"Guangzhou credit risk compensation mechanism,"
    " bank mode (after the measure of 2025)\","
    "\"zh\":\"广州市信贷风险补偿机制（政银模式，仿）\"},\"version\":1}";

static const char guangzhou_guarantor[] =
    "{\"base_kind\":\"GUARANTOR_PAID_PRINCIPAL\",\"beneficiary\":\"GUARANTOR\","
    "\"cap_pool_year\":{\"amount\":150000000000},\"cap_scheme_year\":{\"amount\":5000000000},"
    "\"clauses\":{\"base_kind\":\"第二条\","
    "\"beneficiary\":\"第二条\",\"cap_pool_year\":\"年度补偿总额\","
    "\"cap_scheme_year\":\"年度补偿总额（政担模式）\","
    "\"exclusive_with\":\"同一笔贷款不得重复\",\"rate_tiers\":\"政担模式补偿标准\"},"
    "\"doc_no\":\"穗金管规字〔2025〕1号\",\"effective_from\":\"2025-10-01\","
    "\"effective_to\":\"2028-09-30\",\"exclusive_with\":[\"guangzhou-2025-bank\"],"
    "\"family\":[\"COMPENSATE_RATE\"],"
    "\"not_tested\":[\"借款人类别：小微企业、个体工商户和创新型企业 borrower class\","
    "\"借款人在广州市注册或经营 region of the borrower\","
    "\"担保机构年度代偿率是否超过3% yearly rate of payments made for debtors\"],"
    "\"note\":{\"en\":\"The deferral above a yearly 3 % rate of payments made for debtors is not in this pack; watch "
    "it by hand.\","
    "\"zh\":\"年度担保代偿率超过3%暂缓补偿一项未写入，须人工核对。\"},"
    "\"rate_tiers\":[{\"rate\":\"1/5\"}],\"scheme_id\":\"guangzhou-2025-guarantor\","
    "\"title\":{\"en\":\"Guangzhou credit risk compensation mechanism,"
    " guarantor mode (after the measure of 2025, without its breaker)\","
    "\"zh\":\"广州市信贷风险补偿机制（政担模式，仿，不含代偿率熔断）\"},"
    "\"version\":1}";

static void yaml_is(const char *path, const char *json) {
    struct ing_document document = {0};
    struct fpl_error error = {0};
    if (ing_document_read(path, ING_PACK, &document, &error) != FPL_OK)
        fail_msg("%s: %s %s %s", path, fpl_status_name(error.status), error.arg[0], error.arg[1]);
    struct fpl_str text = fpl_buf_str(&document.json);
    assert_int_equal(text.n, strlen(json));
    assert_memory_equal(text.p, json, text.n);
    ing_document_release(&document);
}

static void test_policy_packs__yaml_says_this(void **state) {
    (void)state;
    yaml_is("policies/packs/anhui-2022.yaml", anhui);
    yaml_is("policies/packs/guangzhou-2025-bank.yaml", guangzhou_bank);
    yaml_is("policies/packs/guangzhou-2025-guarantor.yaml", guangzhou_guarantor);
}

/* T5 */
static void test_policy_packs__anhui_2022(void **state) {
    (void)state;
    struct fpl_pack *pack = pack_of_json(anhui);
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    claim_facts(&facts, YUAN(1000000), -1);
    set_text(&facts, FPL_FACT_LOAN_TYPE, "EQUITY"); /* none of the types that add five points */
    assert_pays(&facts, pack, YUAN(300000));
    fpl_fact_set_bool(&facts, FPL_FACT_LOAN_FIRST, 1);
    assert_pays(&facts, pack, YUAN(350000));
    set_text(&facts, FPL_FACT_LOAN_TYPE, "IP_PLEDGE"); /* and once only */
    assert_pays(&facts, pack, YUAN(350000));
    set_text(&facts, FPL_FACT_LOAN_MODE, "GUARANTEED");
    set_text(&facts, FPL_FACT_LOAN_GUARANTOR, "G1");
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "G1");
    set_money(&facts, FPL_FACT_CLAIM_LIABILITY, YUAN(1000000));
    assert_pays(&facts, pack, YUAN(200000));
    set_money(&facts, FPL_FACT_CLAIM_LIABILITY, YUAN(400000));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_non_null(step_of(d, "gate.not_tested"));
    assert_non_null(strstr(step_of(d, "gate.not_tested")->value, "政府性"));
    set_money(&facts, FPL_FACT_CLAIM_OTHER_GOV, YUAN(150000));
    set_money(&facts, FPL_FACT_CLAIM_EXPECTED, YUAN(170000));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_OK);
    assert_int_equal(amount_of(d), YUAN(170000));
    assert_string_equal(d->binding, "cap_total_gov_of_liability");
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "B1"); /* a guaranteed loan has no tier for the bank */
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_E_GATE_TIER);
    loan_facts(&facts, YUAN(1000000));
    fpl_pool_decide_loan(&facts, pack, d);
    assert_int_equal(d->outcome, FPL_E_GATE_WHITELIST);
    fpl_pack_free(pack);
    free(d);
}

static void guangzhou_claim(struct fpl_facts *facts, int64_t contract) {
    claim_facts(facts, contract, -1);
    set_money(facts, FPL_FACT_REGISTERED_BANK_YTD, WAN(200000));
}

static void test_policy_packs__guangzhou_2025_bank(void **state) {
    (void)state;
    struct fpl_pack *pack = pack_of_json(guangzhou_bank);
    struct fpl_facts facts;
    struct fpl_decision *d = decision_new();
    guangzhou_claim(&facts, WAN(400));
    set_money(&facts, FPL_FACT_CLAIM_RECOVERED, WAN(400) - 333333334);
    assert_pays(&facts, pack, 133333334); /* T1 */
    guangzhou_claim(&facts, WAN(400));
    set_text(&facts, FPL_FACT_LOAN_TYPE, "IP_PLEDGE");
    fpl_fact_set_bool(&facts, FPL_FACT_LOAN_MONETARY_TOOL, 1);
    assert_pays(&facts, pack, WAN(200)); /* T2: 60 % becomes 50 % */
    guangzhou_claim(&facts, WAN(800));
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_KEYLIST, 1);
    fpl_fact_set_bool(&facts, FPL_FACT_LOAN_MONETARY_TOOL, 1);
    assert_pays(&facts, pack, WAN(400));
    guangzhou_claim(&facts, WAN(2000));
    assert_pays(&facts, pack, WAN(400));
    fpl_fact_set_bool(&facts, FPL_FACT_FIRM_KEYLIST, 1);
    assert_pays(&facts, pack, WAN(700));
    guangzhou_claim(&facts, WAN(500)); /* T3 */
    assert_pays(&facts, pack, WAN(200));
    guangzhou_claim(&facts, WAN(500) + 1);
    assert_pays(&facts, pack, WAN(150)); /* 150 0000.003 */
    guangzhou_claim(&facts, WAN(1200));
    assert_pays(&facts, pack, WAN(360));
    guangzhou_claim(&facts, WAN(3000) + 1);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_E_GATE_AMOUNT);
    guangzhou_claim(&facts, WAN(500)); /* the measure ends on 2028-09-30 */
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_null(step_of(d, "pack.expired"));
    set_date(&facts, FPL_FACT_TODAY, 2028, 9, 30);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_null(step_of(d, "pack.expired"));
    set_date(&facts, FPL_FACT_TODAY, 2028, 10, 1);
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_string_equal(step_of(d, "pack.expired")->value, "2028-09-30");
    guangzhou_claim(&facts, YUAN(200000)); /* T4 */
    set_money(&facts, FPL_FACT_REGISTERED_BANK_YTD, WAN(20000));
    set_money(&facts, FPL_FACT_LOSS_BANK_YTD, WAN(590));
    set_money(&facts, FPL_FACT_CLAIM_EXPECTED, YUAN(80000));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_DEFERRED);
    guangzhou_claim(&facts, WAN(100));
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_CONTRACT_AS, FPL_STR("ELSEWHERE"));
    fpl_pool_decide_claim(&facts, pack, 1, d);
    assert_int_equal(d->outcome, FPL_E_GATE_EXCLUSIVE);
    fpl_pack_free(pack);
    free(d);
}

/* T19 */
static void test_policy_packs__guangzhou_2025_guarantor(void **state) {
    (void)state;
    struct fpl_pack *pack = pack_of_json(guangzhou_guarantor);
    struct fpl_facts facts;
    guangzhou_claim(&facts, WAN(200));
    set_text(&facts, FPL_FACT_LOAN_GUARANTOR, "G1");
    set_text(&facts, FPL_FACT_CLAIM_CLAIMANT, "G1");
    set_money(&facts, FPL_FACT_CLAIM_GUARANTOR_PAID, WAN(200));
    assert_pays(&facts, pack, WAN(40));
    set_money(&facts, FPL_FACT_PAID_POOL_YTD, WAN(6000)); /* all of it to banks: the sub-limit is untouched */
    assert_pays(&facts, pack, WAN(40));
    set_money(&facts, FPL_FACT_PAID_SCHEME_YTD, WAN(4990));
    set_money(&facts, FPL_FACT_PAID_POOL_YTD, WAN(10990));
    assert_pays(&facts, pack, WAN(10));
    set_money(&facts, FPL_FACT_PAID_SCHEME_YTD, WAN(1000));
    set_money(&facts, FPL_FACT_PAID_POOL_YTD, WAN(149995)); /* the whole binds as well */
    assert_pays(&facts, pack, WAN(5));
    fpl_pack_free(pack);
}

/* The demo city's pack uses every cap, a breaker that defers, and cites a clause for each. */
static void test_policy_packs__demo_city(void **state) {
    (void)state;
    static const char *const used[] = {"cap_per_loan",        "cap_per_borrower_year",
                                       "cap_per_bank_year",   "cap_per_bank_deposit",
                                       "cap_pool_year",       "cap_pool_balance",
                                       "cap_fee_multiple",    "cap_total_gov_of_liability",
                                       "cap_rate_of_lending", "breaker"};
    struct ing_document document = {0};
    struct fpl_error error = {0};
    struct fpl_pack *pack = NULL;
    assert_int_equal(ing_document_read("examples/huaibei/pack-hb-demo.yaml", ING_PACK, &document, &error), FPL_OK);
    enum fpl_status status = fpl_pack_parse(fpl_buf_str(&document.json), &pack, &error);
    if (status != FPL_OK)
        fail_msg("%s %s %s", fpl_status_name(status), error.arg[0], error.arg[1]);
    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++)
        assert_true(fpl_pack_clause(pack, used[i]).n > 0);
    assert_int_equal(fpl_pack_shared_caps(pack),
                     FPL_SHARES_BORROWER | FPL_SHARES_CLAIMANT | FPL_SHARES_BANK | FPL_SHARES_POOL);
    fpl_pack_free(pack);
    ing_document_release(&document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_packs__yaml_says_this),
        cmocka_unit_test(test_policy_packs__anhui_2022),
        cmocka_unit_test(test_policy_packs__guangzhou_2025_bank),
        cmocka_unit_test(test_policy_packs__guangzhou_2025_guarantor),
        cmocka_unit_test(test_policy_packs__demo_city),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
