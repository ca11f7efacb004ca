/* Each column of a fund's reports on the fund of fund rules §6, T6, by hand; where T6 leaves a column empty, on as
 * small a story as fills it. */
#include "fund_story.h"
#include "report_cells.h"

#define END "2024-12-31"
#define DOC "document=协议"
#define DESCRIBE(id, from, more)                                                                                       \
    "zhang fund.describe " B " description=" id "; from=" from "; class=SEED; level=CITY; region=340600; " DOC more

static const struct fpl_report_spec of_fund = {.book = {B, sizeof B - 1}}, of_all = {0};

static void story(struct city *city) {
    found(city);
    year_2023(city);
    year_2024(city);
}

static void test_reports_cells__fund(void **state) {
    struct city city;
    (void)state;
    story(&city);
    SHOWN("fund", &of_fund, END, {"fund.fund", "item=COMMITTED; amount=200000000.00"},
          {"fund.fund", "item=PROCEEDS; amount=7500000.00"}, {"fund.fund", "item=CASH; amount=19772465.75"},
          {"fund.fund", "item=NAV; amount=35772465.75"},
          /* 35,772,465.75 / 40,000,000.00, both divided by 0.25 fen */
          {"fund.performance", "measure=RVPI; numerator=35772465.75; denominator=40000000.00; "
                               "exact=143089863/160000000; value=0.894311"},
          {"fund.performance", "measure=DPI; numerator=5000000.00; denominator=40000000.00; exact=1/8; value=0.125000"},
          {"fund.commitments", "commitment=C-S; party=LP-S; party_name=LP-S名; capacity=SOCIAL; level=CITY; "
                               "amount=138000000.00; paid=27600000.00; released=0.00; unfunded=110400000.00"},
          {"fund.holdings", "firm=F-1; firm_name=名F-1; category=SEED; state=WRITTEN_OFF; cost=0.00; value=0.00; "
                            "pursued=4850000.00; shares=0; first=2023-04-10; last=2024-09-30"},
          {"fund.holdings", "firm=F-2; category=ANGEL; state=HELD; cost=4000000.00; value=6000000.00; pursued=0.00; "
                            "shares=500; first=2023-05-20; last=2024-10-15"});
    SHOWN("deals", &of_fund, END,
          {"deals.deals", "deal=P2; firm=F-2; firm_name=名F-2; paid=2023-05-20; amount=8000000.00; "
                          "results=TRANSFER@1 不明; receipt=6/8"});
    city_end(&city);
}

/* 5,000.00 are committed, 2,000.00 paid in; 300.00 are released, 100.00 given back to be called again: 2,800.00 are
 * left to call. */
static void test_reports_cells__commitments(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "5000"));
    city_do(&city, PAY_IN("K-S", "C-S", "2000"));
    city_do(&city, "zhang commitment.release " B " release=H-1; commitment=C-S; occurred=2023-07-01; amount=300; " DOC);
    city_do(&city, DISTRIBUTE("D-S", "C-S", "100", "; recallable=Y"));
    SHOWN("fund", &of_fund, END,
          {"fund.commitments", "commitment=C-S; amount=5000.00; paid=2000.00; released=300.00; recallable=100.00; "
                               "unfunded=2800.00"});
    city_end(&city);
}

/* Of a loss of 4,850,000.00 someone answers for 850,000.00. */
static void test_reports_cells__duty(void **state) {
    struct city city;
    (void)state;
    story(&city);
    city_yaml(&city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    city_do(&city, "ren tolerance.bind " B " binding=SY-1; rule=HUBEI; version=1; from=2023-03-01; " DOC);
    SHOWN("tolerance", &of_fund, END,
          {"tolerance.duty", "level=FUND; of=" B "; exempt=0.00; pending=4850000.00; accountable=0.00; "
                             "pursued=4850000.00"});
    city_do(&city, "zhang duty.judge " B " case=Z-1; of=WRITEOFF; event=W-1; occurred=2024-11-05; result=PARTIAL; "
                   "accountable=850000; evaluator=所; authority=办; document=" HASH);
    SHOWN("tolerance", &of_fund, END,
          {"tolerance.duty", "level=FUND; of=" B "; exempt=4000000.00; pending=0.00; accountable=850000.00; "
                             "pursued=4850000.00"},
          /* 4,000,000.00 less the gain of 3,500,000.00; with all of it 1,350,000.00 */
          {"tolerance.tolerance", "level=FUND; loss=500000.00; all_in=1350000.00; verdict=PASS_ACCOUNTABLE"});
    SHOWN("duties", &of_fund, END,
          {"duties.duty", "of=WRITEOFF; event=W-1; case=Z-1; result=PARTIAL; accountable=850000.00; on=2024-11-05; "
                          "state=IN_FORCE"});
    city_end(&city);
}

/* Fees of 30.00 are paid before any income, 20.00 of it are refilled, 5.00 more advanced; a gain of 12.00 less a fee of
 * 3.00 lets 9.00 be refilled. */
static void test_reports_cells__advances_and_life(void **state) {
#define FEE(id, day, amount) "zhang fee.accrue " B " fee=" id "; kind=MANAGEMENT; occurred=" day "; amount=" amount
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "1000"));
    city_do(&city, PAY_IN("K-S", "C-S", "1000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "100", ""));
    city_do(&city, "ren fee.bind " B " binding=FG-1; from=2023-01-01; source=INCOME; " DOC);
    city_do(&city, FEE("Y-1", "2023-06-30", "38"));
    city_do(&city, SETTLE("ZF-1", "FEE", "Y-1", "2023-07-10", "30"));
    city_do(&city, "zhang dividend.record " B " dividend=G-1; firm=F-1; occurred=2023-08-01; amount=20; paid=RECEIVED");
    city_do(&city, "zhang advance.refill " B " refill=BH-1; occurred=2023-08-01; amount=20");
    city_do(&city, SETTLE("ZF-2", "FEE", "Y-1", "2023-10-10", "5"));
    city_do(&city, EXIT("X-1", "F-1", "2023-10-15", "whole=Y", "112", "RECEIVED"));
    city_do(&city, SETTLE("ZF-3", "FEE", "Y-1", "2023-10-20", "3"));
    city_do(&city, DESCRIBE("Q-1", "2023-03-01", "; term_end=2025-06-30"));
    city_do(&city, "zhang term.extend " B " extension=YQ-1; occurred=2024-06-01; term_end=2026-06-30; " DOC);
    SHOWN("fund", &of_fund, END,
          {"fund.advances", "what=ADVANCED; id=ZF-1; on=2023-07-10; advanced=30.00; refilled=0.00"},
          {"fund.advances", "what=REFILLED; id=BH-1; on=2023-08-01; advanced=0.00; refilled=20.00"},
          {"fund.advance", "held=15.00; can=9.00"},
          {"fund.life", "what=fund.description; id=Q-1; on=2023-03-01; until=2025-06-30"},
          {"fund.life", "what=extension; id=YQ-1; on=2024-06-01; until=2026-06-30"});
    city_end(&city);
}

/* Rates of return: of the partners as in T6; of what was paid for firms as by their day-exact flows. */
static void test_reports_cells__performance(void **state) {
    struct city city;
    (void)state;
    story(&city);
    SHOWN("performance", &of_all, END,
          {"performance.performance", "fund=" B "; vintage=2023; basis=NET; in=40000000.00; out=5000000.00; "
                                      "rest=35772465.75; dpi=0.125000; rvpi=0.894311; tvpi=1.019311; irr=1.0806; "
                                      "irr_is=ONE"},
          /* 7,950,000.00 and 16,000,000.00 of 23,000,000.00 */
          {"performance.performance", "fund=" B "; basis=GROSS; in=23000000.00; out=7950000.00; rest=16000000.00; "
                                      "dpi=0.345652; rvpi=0.695652; tvpi=1.041304; irr=2.6910"},
          {"performance.vintages",
           "vintage=2023; funds=1; in=40000000.00; out=5000000.00; rest=35772465.75; irr=1.0806"});
    SHOWN("performance", &of_fund, END,
          {"performance.parties", "party=LP-G; party_name=LP-G名; in=12000000.00; out=1500000.00; rest=10731739.72; "
                                  "dpi=0.125000; rvpi=0.894311; tvpi=1.019311; irr=1.0806"},
          /* 539 days: (3/100)^(365/539) - 1 */
          {"performance.projects", "firm=F-1; firm_name=名F-1; in=5000000.00; out=150000.00; rest=0.00; dpi=0.030000; "
                                   "rvpi=0.000000; tvpi=0.030000; irr=-90.6945; irr_is=ONE"});
    city_end(&city);
}

static void test_reports_cells__tolerance(void **state) {
    static const struct fpl_str whole[] = {{"F-2", 3}};
    const struct fpl_report_spec with = {.book = {B, sizeof B - 1}, .with = whole, .withs = 1};
    struct city city;
    (void)state;
    story(&city);
    city_yaml(&city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    city_yaml(&city, "tolerance.adopt", "policies/loss/SICHUAN.yaml");
    city_do(&city, "ren tolerance.bind " B " binding=SY-1; rule=HUBEI; version=1; from=2023-03-01; class=SEED; " DOC);
    SHOWN("tolerance", &of_fund, END,
          {"tolerance.tolerance", "level=FUND; of=" B "; rule=HUBEI@1; loss=1350000.00; all_in=1350000.00; "
                                  "denominator=23000000.00; rate=5.8695; limit=50.0000; verdict=PASS; excess=0.00; "
                                  "headroom=10150000.00; flags=UNVALUED PROVISIONAL"},
          {"tolerance.readings", "reading=REALISED; netting=GROSS; loss=4850000.00; gain=0.00; of_invested=21.0869; "
                                 "of_exited=53.8888; of_paid_in=12.1250; of_size=2.4250"},
          {"tolerance.readings", "reading=REALISED; netting=NET_FUND; loss=1350000.00; of_invested=5.8695; "
                                 "of_exited=15.0000; of_paid_in=3.3750; of_size=0.6750"},
          {"tolerance.readings", "reading=REALISED_INCOME; netting=NET_FUND; loss=1050000.00; of_invested=4.5652"},
          {"tolerance.readings", "reading=TOTAL; netting=NET_FUND; loss=0.00; gain=650000.00; of_exited="},
          {"tolerance.readings", "reading=TOTAL_INCOME; netting=NET_FUND; loss=0.00; gain=950000.00"},
          {"tolerance.lines", "firm=F-1; firm_name=名F-1; category=seed; invested=5000000.00; exited=5000000.00; "
                              "realised=4850000.00; total=4850000.00; rate=97.0000; verdict=PASS; flags="},
          {"tolerance.lines", "firm=F-2; category=angel; invested=8000000.00; exited=4000000.00; realised=-3500000.00; "
                              "total=-5500000.00; rate=0.0000"},
          {"tolerance.lines", "firm=F-3; flags=UNVALUED"},
          {"tolerance.steps", "level=PROJECT; of=名F-1; step=rate; figures=4850000 ÷ 5000000 = 97/100"},
          {"tolerance.steps", "level=FUND; of=" B "; step=headroom; figures=11500000 − 1350000 = 10150000"});
    CELLS(cells_explained(&city, "SY-1", END),
          {"explain.steps", "level=FUND; of=" B "; step=rate; figures=1350000 ÷ 23000000 = 27/460; "
                            "clause=湖北（文号未见） 2025 年公开报道"});
    SHOWN("tolerance", &with, END, /* 8,000,000.00 for 7,500,000.00, and nothing more */
          {"tolerance.with", "level=PROJECT; of=名F-2; loss=500000.00; recorded=0.00; pending=500000.00"},
          {"tolerance.with", "level=FUND; loss=5350000.00; rate=23.2608; headroom=6150000.00; recorded=1350000.00; "
                             "pending=4000000.00"});
    BEFORE(B, "ren tolerance.bind " B " binding=SY-2; rule=SICHUAN; version=1; from=2023-04-01; class=GUIDANCE; " DOC,
           END, {"tolerance.tolerance", "when=before; rule=HUBEI@1; level=FUND; limit=50.0000; headroom=10150000.00"},
           {"tolerance.tolerance", "when=after; rule=SICHUAN@1; level=FUND; limit=60.0000"});
    city_end(&city);
}

/* 1,000.00 invested, 600.00 of it lost and then 800.00 under a limit of 50 %: 300.00 beyond it. The reserve of 100.00
 * makes 60.00 good, carried interest 40.00. What 320.00 recovered later leave lost, 480.00, is within the limit. */
static void test_reports_cells__cover_and_history(void **state) {
    const struct fpl_report_spec spec = {.book = {B, sizeof B - 1}, .history = 1};
    struct city city;
    (void)state;
    found(&city);
    city_yaml(&city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "5000"));
    city_do(&city, PAY_IN("K-S", "C-S", "5000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "600", "; category=SEED"));
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "400", "; category=SEED"));
    city_do(&city, "ren tolerance.bind " B " binding=SY-1; rule=HUBEI; version=1; from=2023-03-01; " DOC);
    city_do(&city, WRITE_OFF("W-1", "F-1", "2024-09-15", "0"));
    city_do(&city, WRITE_OFF("W-2", "F-2", "2024-09-30", "200"));
    city_do(&city, "zhang reserve.appropriate " B " reserve=ZB; occurred=2024-12-30; amount=100; " DOC);
    city_do(&city, "zhang reserve.use " B " cover=MB; occurred=2024-12-31; year=2024; approval=批; amount=60");
    city_do(&city, "zhang carry.declare " B " carry=YJ; kind=CARRY; payee=GP-1; occurred=2024-12-31; amount=50; " DOC);
    city_do(&city, "zhang carry.withhold " B " withholding=KJ; carry=YJ; occurred=2024-12-31; year=2024; approval=批; "
                   "amount=40");
    city_do(&city, "zhang writeoff.recover " B " recovery=R-1; firm=F-1; occurred=2025-02-01; amount=320; bank_ref=S");
    SHOWN("tolerance", &spec, END,
          {"tolerance.tolerance", "level=FUND; loss=800.00; denominator=1000.00; rate=80.0000; limit=50.0000; "
                                  "verdict=FAIL; excess=300.00"},
          {"tolerance.cover", "year=2024; reserve=60.00; carry=40.00; covered=100.00"},
          {"tolerance.uncovered", "excess=300.00; covered=100.00; open=200.00; over=0.00; reserve=40.00"});
    SHOWN("tolerance", &spec, "2025-02-01",
          {"tolerance.uncovered", "excess=0.00; covered=100.00; open=0.00; over=100.00"},
          {"tolerance.history",
           "rule=HUBEI@1; level=FUND; of=" B "; from=2024-09-15; to=2025-01-31; "
           "highest_on=2024-09-30; loss=800.00; denominator=1000.00; rate=80.0000; limit=50.0000"});
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_cells__fund),
        cmocka_unit_test(test_reports_cells__commitments),
        cmocka_unit_test(test_reports_cells__duty),
        cmocka_unit_test(test_reports_cells__advances_and_life),
        cmocka_unit_test(test_reports_cells__performance),
        cmocka_unit_test(test_reports_cells__tolerance),
        cmocka_unit_test(test_reports_cells__cover_and_history),
    };
    return cmocka_run_group_tests_name("reports_cells", tests, NULL, NULL);
}
