/* Each column of the reports that judge a fund by a rule that binds it: early-stage share, limits, waterfall,
 * reinvestment, audit sheet, page for the joint conference. Values by hand, from fund rules §3.2, §3.4, §3.5, §3.7 and
 * §6. */
#include "fund_story.h"
#include "report_cells.h"

#define END "2024-12-31"
#define DOC "document=协议"
#define YES "; is_transfer=Y; achievement=A"
#define NO  "; is_transfer=N"
#define EARLY(id, from, more)                                                                                          \
    "ren early.bind " B " binding=" id "; profile=TRANSFER; version=1; from=" from "; followon=REASSESS; " DOC more
#define HALF "; threshold=1/2"
#define DESCRIBE(book, id, class, more)                                                                                \
    "zhang fund.describe " book " description=" id                                                                     \
    "; from=2023-01-01; class=" class "; level=CITY; region=340600; " DOC more

static const struct fpl_report_spec of_fund = {.book = {B, sizeof B - 1}}, of_all = {.book = {"", 0}};

/* 13 million of 22 are early, 1 million is unknown, 2 million of 10 were given back. */
static void test_reports_cells_rules__early(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "5000000", YES));
    city_do(&city, DEAL("P2", "F-2", "2023-05-20", "8000000", YES));
    city_do(&city, DEAL("P3", "F-3", "2023-06-30", "10000000", NO));
    city_do(&city, DEAL("P4", "F-4", "2023-07-10", "1000000", ""));
    city_do(&city, "zhang deal.refund " B " refund=T-1; deal=P3; occurred=2023-08-01; amount=2000000; bank_ref=S");
    city_do(&city, EARLY("R-1", "2023-01-01", HALF "; basis=B1; until=2030-12-31"));
    SHOWN("early", &of_fund, "2023-12-31",
          {"early.share",
           "fund=" B "; fund_name=测试基金; profile=TRANSFER@1; numerator=13000000.00; unknown=1000000.00; "
           "denominator=22000000.00; share=59.0909; verdict=PASS; shortfall=0.00; headroom=4000000.00; "
           "yes=2; no=1; unknown_deals=1"},
          {"early.over_time", "date=2023-06-30; profile=TRANSFER@1; numerator=13000000.00; unknown=0.00; "
                              "denominator=23000000.00; share=56.5217; verdict=PASS; headroom=3000000.00"},
          {"early.deals", "deal=P3; firm=F-3; firm_name=名F-3; paid=2023-06-30; amount=10000000.00; "
                          "refunded=2000000.00; why=不符：科技成果转化项目"},
          {"early.rule",
           "fund=" B "; fund_name=测试基金; binding=R-1; profile=TRANSFER@1; basis=B1; followon=REASSESS; "
           "window=CUMULATIVE; numerator=13000000.00; unknown=1000000.00; denominator=22000000.00; "
           "share=59.0909; threshold=50.0000; verdict=PASS; shortfall=0.00; headroom=4000000.00; "
           "other_follow_on=59.0909; document=协议; until=2030-12-31"});
    /* two million more of the same firm, early this time: 13 + 2 of 24 as each deal is, 13 of 24 as the firm's first */
    city_do(&city, DEAL("P5", "F-3", "2023-09-01", "2000000", YES));
    SHOWN("early", &of_fund, "2023-12-31",
          {"early.rule", "numerator=15000000.00; denominator=24000000.00; share=62.5000; other_follow_on=54.1666"});
    /* under 70 %: x = (7 * 24 - 10 * 15) / 3 = 6 million */
    BEFORE(B, EARLY("R-2", "2023-02-01", "; threshold=7/10; basis=B1"), "2023-12-31",
           {"early.rule", "when=before; binding=R-1; threshold=50.0000; verdict=PASS"},
           {"early.rule", "when=after; binding=R-2; threshold=70.0000; verdict=FAIL; shortfall=6000000.00"});
    /* the binding is explained by how the share follows under the rule in force */
    CELLS(cells_explained(&city, "R-1", "2023-12-31"),
          {"explain.steps", "step=share; figures=15000000 ÷ 24000000 = 5/8; clause=协议"},
          {"explain.steps", "step=test; figures=5/8 ≥ 1/2; clause=民法典第一千二百五十九条"});
    city_end(&city);
}

/* Every basis in every window, of a fund of 200 million, 40 million paid in, 40 of guidance money. In the period are 3
 * million early of 8, agreed 6 of 12; half of F-2 is sold, so 5 + 1.5 early of 9 + 10 are held. */
static void test_reports_cells_rules__windows(void **state) {
#define PERIOD "; window=PERIOD; period_from=2023-05-20; period_to=2024-06-29"
#define HELD   "; window=OUTSTANDING"
#define STAGES "; buckets=A:40%|B:20%"
    static const struct {
        const char *more;
        struct cells rule, stage;
    } table[] = {
        {HALF "; basis=B2" PERIOD,
         {"early.rule", "basis=B2; window=PERIOD; numerator=3000000.00; denominator=200000000.00; share=1.5000"},
         {NULL, NULL}},
        {HALF "; basis=B2" HELD,
         {"early.rule", "basis=B2; window=OUTSTANDING; numerator=6500000.00; denominator=200000000.00; share=3.2500"},
         {NULL, NULL}},
        {HALF "; basis=B3" PERIOD,
         {"early.rule", "basis=B3; window=PERIOD; numerator=3000000.00; denominator=40000000.00; share=7.5000"},
         {NULL, NULL}},
        {HALF "; basis=B3" HELD,
         {"early.rule", "basis=B3; window=OUTSTANDING; numerator=6500000.00; denominator=40000000.00; share=16.2500"},
         {NULL, NULL}},
        {HALF "; basis=B4" PERIOD,
         {"early.rule",
          "basis=B4; window=PERIOD; numerator=6000000.00; denominator=12000000.00; share=50.0000; verdict=PASS"},
         {NULL, NULL}},
        /* the larger of 3 x 40 and half of 200 million: 120 million lack 117, and 113.5 */
        {HALF "; basis=B6; times=3" PERIOD,
         {"early.rule", "basis=B6; window=PERIOD; numerator=3000000.00; denominator=200000000.00; share=1.5000; "
                        "shortfall=117000000.00"},
         {NULL, NULL}},
        {HALF "; basis=B6; times=3" HELD,
         {"early.rule", "basis=B6; window=OUTSTANDING; numerator=6500000.00; share=3.2500; shortfall=113500000.00"},
         {NULL, NULL}},
        /* of the period 3 million are of rounds up to A, 5 up to B; held 5 + 1.5 and 2.5, and 10 without a round */
        {STAGES "; basis=B7" PERIOD,
         {"early.rule", "basis=B7; window=PERIOD; denominator=8000000.00; verdict=FAIL"},
         {"early.stages",
          "stage=A; numerator=3000000.00; denominator=8000000.00; share=37.5000; least=40.0000; verdict=FAIL; "
          "shortfall=333333.34"}},
        {STAGES "; basis=B7" HELD,
         {"early.rule", "basis=B7; window=OUTSTANDING; denominator=19000000.00; unknown=10000000.00; verdict=FAIL"},
         {"early.stages",
          "stage=B; numerator=2500000.00; denominator=19000000.00; share=13.1578; least=20.0000; verdict=FAIL; "
          "shortfall=1625000.00"}},
    };
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "40000000"));
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "160000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "40000000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "5000000", YES "; round=ANGEL"));
    city_do(&city, DEAL("P2", "F-2", "2023-05-20", "3000000", YES "; round=A; agreed=6000000"));
    city_do(&city, DEAL("P2-2", "F-2", "2023-05-21", "5000000", NO "; round=B; agreed=6000000"));
    city_do(&city, DEAL("P3", "F-3", "2024-06-30", "10000000", NO));
    city_do(&city, EXIT("X-1", "F-2", "2024-10-15", "shares=1000", "7500000", "RECEIVED"));
    for (int i = 0; i < (int)(sizeof table / sizeof table[0]); i++) {
        city_do(&city, EARLY("R-%d", "2023-01-%02d", "%s"), i, i + 1, table[i].more);
        cells_stand(cells_of(&city, "early", &of_fund, END), &table[i].rule, 1);
        cells_stand(cells_of(&city, "early", &of_fund, END), &table[i].stage, table[i].stage.of != NULL);
    }
    city_end(&city);
}

/* Looking through is for what was invested, cumulated: fund rules §3.2 give no other denominator. */
static void test_reports_cells_rules__scopes_refused(void **state) {
    static const char *const basis[] = {"B1", "B2", "B3", "B4", "B5", "B6; times=3", "B7"};
    static const char *const scope[] = {"L1; undisclosed=COUNT", "L2; undisclosed=COUNT", "L3"};
    static const char *const window[] = {"CUMULATIVE", "PERIOD; period_from=2023-01-01; period_to=2023-12-31",
                                         "OUTSTANDING"};
    struct city city;
    int refused = 0;
    (void)state;
    found(&city);
    for (int b = 0; b < 7; b++)
        for (int s = 0; s < 3; s++)
            for (int w = 0; w < 3; w++) {
                enum fpl_status wanted = b == 0 && w == 0   ? FPL_OK
                                         : b == 3 && w == 2 ? FPL_E_EARLY_WINDOW
                                                            : FPL_E_EARLY_SCOPE;
                enum fpl_status status =
                    city_try(&city, EARLY("R-%d%d%d", "2023-01-01", "; basis=%s; scope=%s; window=%s%s"), b, s, w,
                             basis[b], scope[s], window[w], b < 6 ? HALF : "; buckets=A:40%|B:20%");
                if (status != wanted)
                    fail_msg("%s %s %s: %s", basis[b], scope[s], window[w], fpl_status_name(status));
                refused += status != FPL_OK;
            }
    assert_int_equal(refused, 60);
    city_verify(&city);
    city_end(&city);
}

/* Fund rules §6, T3 f, with a third fund of 9 million, held through A: 30/100 x 10/30. One of its two projects has no
 * amount. */
static void test_reports_cells_rules__look_through(void **state) {
#define SUBFUND(id, party, class, more)                                                                                \
    "zhang subfund.record " B " subfund=" id "; party=" party "; occurred=2023-01-01; class=" class "; " DOC more
#define LOOK(id, sub, own, paid)                                                                                       \
    "zhang lookthrough.record " B " report=" id "; subfund=" sub "; occurred=2023-12-31; own_paid_in=" own             \
    "; paid_in=" paid "; document=" HASH
#define UNDER(id, look, amount, early)                                                                                 \
    "zhang underlying.record " B " underlying=" id "; report=" look "; occurred=2023-12-31; firm=X-1" amount           \
    "; early=" early
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "25000000", YES));
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "15000000", NO));
    for (int i = 0; i < 2; i++)
        city_do(&city, "zhang party.register - party=SUB-%d; name=子基金%d; kind=other; uscc=%s", i, i,
                city_firm(720 + i));
    city_do(&city, SUBFUND("A", "SUB-0", "ANGEL", ""));
    city_do(&city, SUBFUND("C", "SUB-1", "COMPREHENSIVE", "; holder=A; early_part=60%%"));
    city_do(&city, LOOK("A-1", "A", "30000000", "100000000"));
    city_do(&city, LOOK("C-1", "C", "10000000", "30000000"));
    city_do(&city, UNDER("A-X", "A-1", "; amount=60000000", "Y"));
    city_do(&city, UNDER("A-Y", "A-1", "; amount=20000000", "N"));
    city_do(&city, UNDER("C-X", "C-1", "; amount=9000000", "Y"));
    city_do(&city, UNDER("C-Y", "C-1", "", "Y"));
    city_do(&city, EARLY("R-1", "2023-01-01", HALF "; basis=B1; scope=L1; undisclosed=COUNT"));
    SHOWN("early", &of_fund, "2024-03-31",
          {"early.look_through", "subfund=A; party=SUB-0; holder=; day=2023-12-31; age=STALE; own=30000000.00; "
                                 "paid_in=100000000.00; early=60000000.00; invested=80000000.00; undisclosed=0; "
                                 "undisclosed_early=0; weight=3/10; early_part=18000000"},
          {"early.look_through",
           "subfund=C; party=SUB-1; holder=A; early=9000000.00; invested=9000000.00; undisclosed=1; "
           "undisclosed_early=1; weight=1/10; early_part=900000"},
          /* 25 + 18 + 0.9 of 40 + 24 + 0.9 million */
          {"early.rule", "numerator=43900000.00; unknown=0.00; denominator=64900000.00; share=67.6425; verdict=PASS"});
    SHOWN("early", &of_fund, "2023-12-31", {"early.look_through", "subfund=A; day=2023-12-31; age=CURRENT"});
    city_end(&city);
}

/* One fund passes, one fails, one can still reach its share, one no longer, one has nothing to judge; a sixth is bound
 * to no rule. */
static void test_reports_cells_rules__groups(void **state) {
#define OPEN(book)                                                                                                     \
    "root book.open - code=" book "; kind=fund; name=基金" book "; name_en=G; chart=fund@1; opened=2023-01-01"
#define FIRST(book, amount, more)                                                                                      \
    "zhang deal.record " book " deal=P1; firm=F-1; firm_name=名; paid_date=2023-04-10; amount=" amount more
#define RULE(book, more)                                                                                               \
    "ren early.bind " book                                                                                             \
    " binding=R-1; profile=TRANSFER; version=1; from=2023-01-01; followon=REASSESS; threshold=1/2; " DOC more
    struct city city;
    (void)state;
    found(&city);
    for (const char *book = "ghjk"; *book; book++)
        city_do(&city, OPEN("%c"), *book, *book);
    city_do(&city, FIRST(B, "60", YES));
    city_do(&city, FIRST("g", "7", NO));
    city_do(&city, FIRST("h", "40", YES));
    city_do(&city, FIRST("j", "60", NO));
    city_do(&city,
            "zhang commitment.sign h commitment=C; party=LP-S; capacity=SOCIAL; signed_on=2023-03-01; amount=100");
    city_do(&city,
            "zhang commitment.sign j commitment=C; party=LP-S; capacity=SOCIAL; signed_on=2023-03-01; amount=100");
    city_do(&city, RULE(B, "; basis=B1"));
    city_do(&city, RULE("g", "; basis=B1"));
    city_do(&city,
            RULE("h", "; basis=B2; investment_end=2028-01-01")); /* 40 early, 60 can still be invested, 50 are asked */
    city_do(&city, RULE("j", "; basis=B2; investment_end=2028-01-01")); /* 60 of 100 are not early */
    city_do(&city, RULE("k", "; basis=B1"));
    city_do(&city, DESCRIBE(B, "Q-1", "SEED", ""));
    city_do(&city, DESCRIBE("g", "Q-1", "ANGEL", ""));
    SHOWN(
        "early", &of_all, "2023-12-31",
        {"early.groups", "by=ALL; value=; funds=6; pass=1; fail=1; on_track=1; unreachable=1; not_judged=1; unbound=1"},
        {"early.groups",
         "by=CLASS; value=ANGEL; funds=1; pass=0; fail=1; on_track=0; unreachable=0; not_judged=0; unbound=0"},
        {"early.groups", "by=REGION; value=340600; funds=2; pass=1; fail=1"},
        {"early.failing", "fund=g; fund_name=基金g; class=ANGEL; level=CITY; region=340600; verdict=FAIL"});
    city_end(&city);
}

#define WATERFALL(id, from, growth, catch_up)                                                                          \
    "ren waterfall.bind " B " binding=" id "; from=" from "; hurdle=8/100; growth=" growth "; catch_up=" catch_up      \
    "; carry=1/5; " DOC

/* Fund rules §6, T8: 100 million of 2020-01-01, 180 million of 2023-01-01, 8 % by whole years: 25,971,200.00, and a
 * quarter of it to catch up. The rule is bound and what it says planned first. */
static void test_reports_cells_rules__waterfall(void **state) {
    const struct fpl_report_spec paid = {.book = {B, sizeof B - 1}, .amount = fpl_money_of(18000000000)};
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "root book.open - code=" B "; kind=fund; name=瀑布; name_en=W; chart=fund@1; opened=2019-01-01");
    city_do(&city, "zhang party.register - party=LP-G; name=引导; kind=soe; uscc=%s", city_firm(700));
    city_do(&city, "zhang party.register - party=GP-1; name=管理人; kind=gp; uscc=%s", city_firm(701));
    city_do(&city, "zhang commitment.sign " B " commitment=C; party=LP-G; capacity=GUIDANCE; level=CITY; "
                   "signed_on=2019-12-31; amount=100000000");
    city_do(&city,
            "zhang capital.receive " B " receipt=K; commitment=C; occurred=2020-01-01; amount=100000000; bank_ref=S");
    city_do(&city, WATERFALL("PB-1", "2020-01-01", "YEARS", "0"));
    SHOWN("waterfall", &paid, "2023-01-01",
          {"waterfall.rule",
           "binding=PB-1; from=2020-01-01; hurdle=2/25; growth=YEARS; catch_up=0; carry=1/5; document=协议"},
          {"waterfall.tiers", "what=第一层：返还本金; so_far=0.00; this=100000000.00; with=100000000.00"},
          {"waterfall.tiers", "what=未返还本金; so_far=100000000.00; this=-100000000.00; with=0.00"},
          {"waterfall.tiers", "what=归普通合伙人（业绩报酬）; so_far=0.00; this=10805760.00; with=10805760.00"},
          {"waterfall.tiers", "what=归出资人; this=169194240.00"},
          {"waterfall.steps", "day=2023-01-01; step=partner; figures=0 × 0 + 1/5 × 54028800 = 10805760"});
    CELLS(cells_explained(&city, "PB-1", "2023-01-01"), {"explain.tiers", "what=未付门槛收益; so_far=25971200.00"},
          {"explain.steps", "day=2020-01-01; step=paid_in; figures=0 + 100000000 = 100000000; clause=协议"});
    city_do(&city, "zhang distribution.declare " B
                   " distribution=D; commitment=C; occurred=2023-01-01; amount=150000000; source=GAIN");
    city_do(&city, SETTLE("Z-1", "DISTRIBUTION", "D", "2023-01-01", "150000000"));
    city_do(&city,
            "zhang carry.declare " B " carry=Y; kind=CARRY; payee=GP-1; occurred=2023-01-01; amount=30000000; " DOC);
    city_do(&city, SETTLE("Z-2", "CARRY", "Y", "2023-01-01", "30000000"));
    /* of a profit of 80 million a fifth is 16: 14 of the 30 paid come back; by the tiers 10,805,760.00 of it is carry,
     * and with the catch-up all 16 million */
    BEFORE(B, WATERFALL("PB-2", "2020-01-02", "YEARS", "1"), "2023-01-01",
           {"waterfall.waterfall",
            "when=before; binding=PB-1; hurdle=2/25; catch_up=0; carry=1/5; distributed=180000000.00; "
            "paid_in=100000000.00; capital_open=0.00; hurdle_open=0.00; partner=10805760.00; "
            "carried=30000000.00; clawback=14000000.00; verdict=CLAWBACK"},
           {"waterfall.waterfall", "when=after; binding=PB-2; catch_up=1; partner=16000000.00; clawback=14000000.00"});
    city_end(&city);
}

/* Fund rules §6, T17, without the firm that moved in: 24 of 30 million. */
static void test_reports_cells_rules__reinvest(void **state) {
#define RECOGNISE(id, situation, amount, more)                                                                         \
    "zhang reinvest.recognise " B " recognition=" id "; firm=F-1; situation=" situation                                \
    "; occurred=2023-06-01; amount=" amount "; " DOC more
#define REINVEST(id, from, times)                                                                                      \
    "ren reinvest.bind " B " binding=" id "; from=" from "; times=" times "; base=PAID_IN; affiliates=Y; " DOC
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, "zhang party.register - party=F-1; name=企业; kind=firm; uscc=%s", city_firm(710));
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "20000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "20000000"));
    city_do(&city, REINVEST("FT-1", "2023-01-01", "1.5"));
    city_do(&city, RECOGNISE("R-1", "REGISTERED", "12000000", "; multiplier=1.5"));
    city_do(&city, RECOGNISE("R-3", "AFFILIATE", "6000000", ""));
    SHOWN("reinvest", &of_fund, END,
          {"reinvest.reinvest", "from=2023-01-01; base=20000000.00; base_is=PAID_IN; times=3/2; required=30000000.00; "
                                "recognised=24000000.00; rate=80.0000; short=6000000.00; verdict=FAIL; document=协议"},
          {"reinvest.situations", "situation=本地注册; amount=18000000.00"},
          {"reinvest.situations", "situation=关联基金投资; amount=6000000.00"});
    CELLS(cells_explained(&city, "FT-1", END), {"explain.reinvest", "required=30000000.00; rate=80.0000"});
    BEFORE(B, REINVEST("FT-2", "2023-02-01", "1"), END,
           {"reinvest.reinvest", "when=before; binding=FT-1; required=30000000.00; verdict=FAIL"},
           {"reinvest.reinvest",
            "when=after; binding=FT-2; required=20000000.00; rate=120.0000; short=0.00; verdict=PASS"});
    city_end(&city);
}

/* Of 19,772,465.75 in the bank the last 7,950,000.00 came in 2024, the rest on 2023-03-15; no deal says whether it
 * bears a fixed return, and none when it was decided. */
static void test_reports_cells_rules__audit(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    year_2024(&city);
    city_yaml(&city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    city_do(&city, "ren tolerance.bind " B " binding=SY-1; rule=HUBEI; version=1; from=2023-03-01; " DOC);
    SHOWN(
        "audit", &of_fund, END,
        {"audit.audit",
         "book=" B "; line=IDLE; threshold=超过 12 个月; verdict=FOUND; found=2; tested=5; untested=0; "
         "amount=11822465.75; denominator=40000000.00; share=29.5561; clause=财预〔2015〕210号 第二十条; why="},
        {"audit.audit", "line=DEBT_AS_EQUITY; verdict=NOT_TESTED; tested=0; untested=3; "
                        "why=有的投资没有写明固定回报、固定价格回购、担保"},
        {"audit.records", "book=" B "; line=IDLE; key=; day=2023-03-15; amount=400000.00; receipt=6/6"},
        {"audit.records", "line=NO_DECISION; key=P2; firm_name=名F-2; day=2023-05-20; amount=8000000.00; receipt=6/8"},
        {"audit.records", "line=VALUATION_OLD; key=F-3; remark=没有估值"},
        {"audit.idle", "book=" B "; age=12; amount=11822465.75; paid_in=40000000.00; share=29.5561"},
        {"audit.idle", "age=0; amount=7950000.00; share=19.8750"});
    SHOWN("joint", &of_fund, END,
          {"joint.joint", "indicator=PAID_IN; fund=" B "; fund_name=测试基金; numerator=40000000.00; "
                          "denominator=200000000.00; ratio=20.0000; definition=实缴（科目 4001）÷（认缴 − 核减）"},
          {"joint.joint", "indicator=EXITED; count=1; numerator=4000000.00; denominator=23000000.00; ratio=17.3913"},
          {"joint.joint", "indicator=LOSS; numerator=1350000.00; ratio=5.8695; limit=50.0000; verdict=PASS; "
                          "clause=湖北（文号未见） 2025 年公开报道"},
          {"joint.warnings",
           "fund=" B "; line=IDLE; found=2; amount=11822465.75; denominator=40000000.00; share=29.5561; "
           "clause=财预〔2015〕210号 第二十条"},
          {"joint.events",
           "fund=" B "; day=2024-10-15; event=EXIT; key=X-1; firm_name=名F-2; amount=7500000.00; receipt=6/15"},
          {"joint.to_settle", "matter=NOT_RECORDED"});
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_cells_rules__early),
        cmocka_unit_test(test_reports_cells_rules__windows),
        cmocka_unit_test(test_reports_cells_rules__scopes_refused),
        cmocka_unit_test(test_reports_cells_rules__look_through),
        cmocka_unit_test(test_reports_cells_rules__groups),
        cmocka_unit_test(test_reports_cells_rules__waterfall),
        cmocka_unit_test(test_reports_cells_rules__reinvest),
        cmocka_unit_test(test_reports_cells_rules__audit),
    };
    return cmocka_run_group_tests_name("reports_cells_rules", tests, NULL, NULL);
}
