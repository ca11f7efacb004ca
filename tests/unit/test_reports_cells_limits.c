/* Each column of the report of a fund's limits, every limit that only the report shows, and what the shipped texts set
 * (fund rules §3.5, §4). */
#include "fund_story.h"
#include "report_cells.h"
#include "src/ingest/document.h"

#define END "2024-12-31"

static const struct fpl_report_spec of_fund = {.book = {B, sizeof B - 1}};

static const char own[] =
    "id: OWN\nversion: 1\ntitle: {zh: 限额, en: limits}\nsource: {doc: 文, clause: 条}\nvalid: {to: 2030-12-31}\n"
    "limits:\n"
    "  - {limit: project_amount, at_most: 500万元, breach: SECOND, clause: 第一条}\n"
    "  - {limit: project_share, of: PAID_IN, at_most: 25%, breach: TELL, clause: 第二条}\n"
    "  - {limit: listed_shares, breach: SECOND, clause: 第三条}\n"
    "  - {limit: not_largest, clause: 第四条}\n"
    "  - {limit: exit_not_established, months: 12, clause: 第五条}\n"
    "  - {limit: exit_idle, months: 12, clause: 第六条}\n"
    "  - {limit: exit_off_policy, clause: 第七条}\n"
    "  - {limit: exit_breach, clause: 第八条}\n";

static void begin(struct city *city, const char *more) {
    found(city);
    city_yaml(city, "limit.adopt", own);
    city_do(city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    city_do(city, SIGN("C-S", "LP-S", "SOCIAL", "59000000"));
    city_do(city,
            "ren limit.bind " B " binding=XE-1; limits=OWN; version=1; from=2023-03-01; document=协议; "
            "approved_on=2023-01-31%s",
            more);
    city_do(city, "zhang commitment.release " B " release=H-1; commitment=C-S; occurred=2023-03-02; amount=9000000; "
                  "document=决议");
    city_do(city, PAY_IN("K-G", "C-G", "20000000"));
}

/* 4 of 5 million, then 6: let through by li with a reason. A fifth of 20 million paid in, then 30 %. */
static void test_reports_cells_limits__figures(void **state) {
#define MORE DEAL("P2", "F-1", "2023-05-10", "2000000", "; listed=N; limit_reason=领投; limit_approver=wang")
    struct city city;
    (void)state;
    begin(&city, "");
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "4000000", "; listed=N"));
    SHOWN("limits", &of_fund, END,
          {"limits.limits",
           "fund=" B "; fund_name=测试基金; rule=OWN@1; limit=project_share; subject=F-1; subject_name=名F-1; "
           "numerator=4000000.00; denominator=20000000.00; used=20.0000; bound=<= 25%; left=1000000.00; "
           "status=KEPT; clause=文 第二条; until=2030-12-31"},
          {"limits.limits",
           "limit=project_amount; numerator=4000000.00; used=80.0000; bound=<= 5000000.00; left=1000000.00"});
    BEFORE(B, MORE, END,
           {"limits.limits",
            "limit=project_share; when=before; numerator=4000000.00; denominator=20000000.00; used=20.0000; "
            "bound=<= 25%; left=1000000.00; clause=文 第二条"},
           {"limits.limits",
            "limit=project_share; when=after; numerator=6000000.00; used=30.0000; left=-1000000.00; status=TOLD"});
    city_do(&city, MORE);
    city_do(&city, "zhang deal.refund " B " refund=TK-1; deal=P1; occurred=2023-06-01; amount=1500000; bank_ref=S");
    SHOWN("limits", &of_fund, "2023-05-31", {"limits.limits", "limit=project_amount; left=-1000000.00; status=PASSED"});
    SHOWN("limits", &of_fund, END,
          {"limits.limits", "limit=project_amount; numerator=4500000.00; left=500000.00; status=KEPT"},
          {"limits.records",
           "receipt=6/6; kind=deal; id=P1; party=F-1; party_name=名F-1; day=2023-04-10; amount=4000000.00; "
           "less=1500000.00"},
          {"limits.records", "kind=commitment; id=C-S; party=LP-S; amount=59000000.00; less=9000000.00"},
          {"limits.passed",
           "receipt=6/7; event=P2; limits=project_amount; reason=领投; approver=wang; day=2023-05-10; state=STANDS"});
    city_end(&city);
}

/* 财预〔2015〕210号 第二十条: more than twelve months without being established, or without a deal; what was let
 * through. Guidance money is 60 million, the next 50. */
static void test_reports_cells_limits__early_exit(void **state) {
    struct city city;
    (void)state;
    begin(&city, "");
    SHOWN("limits", &of_fund, "2024-01-31",
          {"limits.limits", "limit=exit_not_established; bound=12 months; status=KEPT"});
    SHOWN("limits", &of_fund, "2024-02-01", {"limits.limits", "limit=exit_not_established; status=TRIGGERED"},
          {"limits.limits",
           "limit=not_largest; numerator=60000000.00; denominator=50000000.00; left=-10000000.01; status=BROKEN"});
    SHOWN("limits", &of_fund, "2024-03-15", {"limits.limits", "limit=exit_idle; bound=12 months; status=KEPT"});
    SHOWN("limits", &of_fund, "2024-03-16", {"limits.limits", "limit=exit_idle; status=TRIGGERED"},
          {"limits.limits", "limit=exit_off_policy; status=KEPT"}, {"limits.limits", "limit=exit_breach; status=KEPT"});
    city_do(&city, DEAL("P1", "F-1", "2024-03-16", "5000001", "; listed=N; limit_reason=领投; limit_approver=wang"));
    SHOWN("limits", &of_fund, "2024-03-16", {"limits.limits", "limit=exit_idle; status=KEPT"},
          {"limits.limits", "limit=exit_off_policy; status=KEPT"},
          {"limits.limits", "limit=exit_breach; status=TRIGGERED"});
    city_do(&city, DEAL("P2", "F-2", "2024-03-17", "1", "; listed=Y; limit_reason=领投; limit_approver=wang"));
    SHOWN("limits", &of_fund, "2024-03-17", {"limits.limits", "limit=exit_off_policy; status=TRIGGERED"});
    city_end(&city);
}

/* What the sources say, row by row (fund rules §4); the breach is a choice of the text. */
static void test_reports_cells_limits__shipped(void **state) {
    static const struct {
        const char *path;
        struct cells cells;
    } table[] = {
        {"limits/AH_2025.yaml",
         {"limits.limit", "limit=guidance_share; bound=<= 70%; of=TARGET; breach=REFUSE; clause=皖科资秘〔2025〕255号 "
                          "出资比例（条号未见）"}},
        {"limits/AH_2025.yaml", {"limits.limit", "limit=project_share; bound=<= 20%; of=PAID_IN; breach=SECOND"}},
        {"limits/CQ_SEED_2024.yaml",
         {"limits.limit", "limit=project_amount; bound=<= 2000000.00; of=; breach=TELL; from=2024-10-27; to="}},
        {"limits/GZ_DEV_ZONE.yaml", {"limits.limit", "limit=direct_share; bound=<= 30%; of=PAID_IN; breach=SECOND"}},
        {"limits/GZ_DEV_ZONE.yaml", {"limits.limit", "limit=project_amount; bound=<= 5000000.00"}},
        {"limits/HEFEI_ANGEL.yaml", {"limits.limit", "limit=guidance_share; bound=<= 50%; of=TARGET"}},
        {"limits/HEFEI_SEED.yaml", {"limits.limit", "limit=guidance_share; bound=<= 40%; of=TARGET"}},
        {"limits/HEFEI_GROWTH.yaml", {"limits.limit", "limit=guidance_share; bound=<= 20%; of=TARGET"}},
        {"limits/JIANGBEI_2025.yaml", {"limits.limit", "limit=gp_share; bound=>= 1%; of=COMMITTED"}},
        {"limits/LONGHUA.yaml", {"limits.limit", "limit=direct_share; bound=<= 10%; of=TARGET"}},
        {"limits/MOF_128.yaml",
         {"limits.limit", "limit=guidance_share; bound=<= 25%; clause=财企〔2007〕128号 出资比例（条号未见）"}},
        {"limits/MOF_128.yaml", {"limits.limit", "limit=not_largest; bound=; breach=REPORT"}},
        {"limits/MOF_176.yaml",
         {"limits.limit", "limit=guidance_share; bound=<= 30%; clause=财教〔2021〕176号 出资比例（条号未见）"}},
        {"limits/MOF_176.yaml", {"limits.limit", "limit=not_largest"}},
        {"limits/MOF_210.yaml",
         {"limits.limit", "limit=principal_guarantee; bound=; breach=REFUSE; clause=财预〔2015〕210号 第十三条"}},
        {"limits/MOF_210.yaml",
         {"limits.limit",
          "limit=exit_not_established; bound=12 months; breach=REPORT; clause=财预〔2015〕210号 第二十条"}},
        {"limits/MOF_210.yaml", {"limits.limit", "limit=exit_idle; bound=12 months; breach=REPORT"}},
        {"limits/MOF_210.yaml", {"limits.limit", "limit=exit_off_policy; breach=REPORT"}},
        {"limits/MOF_210.yaml", {"limits.limit", "limit=exit_breach; breach=REPORT"}},
        {"limits/NATIONAL_VC.yaml", {"limits.limit", "limit=deal_amount; bound=<= 50000000.00"}},
        {"limits/QUANZHOU_ANGEL.yaml", {"limits.limit", "limit=guidance_share; bound=<= 30%"}},
        {"limits/QUANZHOU_ANGEL.yaml", {"limits.limit", "limit=first_call; bound=>= 20%"}},
        {"limits/SUZHOU_ANGEL.yaml", {"limits.limit", "limit=guidance_share; bound=<= 40%; of=TARGET"}},
        {"limits/SUZHOU_ANGEL.yaml", {"limits.limit", "limit=government_share; bound=<= 50%; of=TARGET"}},
        {"limits/SUZHOU_ANGEL.yaml", {"limits.limit", "limit=deal_amount; bound=<= 20000000.00"}},
        {"limits/ZHENGZHOU_ANGEL.yaml", {"limits.limit", "limit=guidance_share; bound=<= 60%; of=TARGET"}},
        {"limits/ZHENGZHOU_ANGEL.yaml", {"limits.limit", "limit=project_share; bound=<= 20%; of=COMMITTED"}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct city city = {0};
        struct ing_document document = {0};
        struct fpl_report *made = NULL;
        char path[80];
        snprintf(path, sizeof path, "policies/%s", table[i].path);
        assert_int_equal(ing_document_read(path, ing_document_kind_of("limit.adopt"), &document, &city.error), FPL_OK);
        const struct fpl_rule_text text = {"limit", fpl_buf_str(&document.json), "CNY"};
        assert_int_equal(fpl_report_rule_text(&text, world_day(END), &made, &city.error), FPL_OK);
        cells_stand(cells_in(&city, made), &table[i].cells, 1);
        ing_document_release(&document);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_cells_limits__figures),
        cmocka_unit_test(test_reports_cells_limits__early_exit),
        cmocka_unit_test(test_reports_cells_limits__shipped),
    };
    return cmocka_run_group_tests_name("reports_cells_limits", tests, NULL, NULL);
}
