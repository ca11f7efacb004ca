/* The early-stage share by the fund's own rule: bases of fund rules §6, T3 e, follow-on rounds, what is taken back. */
#include "fund_story.h"
#include "fundpool/report.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static void asked(struct city *city, const char *as_of, const struct fpl_report_spec *asked_for, const char *wanted) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = *asked_for;
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_report_early(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    fpl_report_free(report);
    fpl_view_close(view);
    world_uncut(&buf);
    fpl_buf_addc(&buf, '\0');
    if (!strstr(buf.p, wanted))
        fail_msg("lacks: %s\nin: %s", wanted, buf.p);
    fpl_buf_release(&buf);
}

static void tells_of(struct city *city, const char *book, const char *as_of, const char *wanted) {
    asked(city, as_of, &(struct fpl_report_spec){.deals = -1, .book = fpl_str_of(book)}, wanted);
}

static void tells(struct city *city, const char *as_of, const char *wanted) {
    tells_of(city, "", as_of, wanted);
}

#define BIND(id, basis, follow, from, more)                                                                            \
    "ren early.bind " B " binding=" id "; profile=TRANSFER; version=1; from=" from "; basis=" basis                    \
    "; followon=" follow "; document=协议; threshold=1/2" more
#define YES "; is_transfer=Y; achievement=A"
#define NO  "; is_transfer=N"
#define T   B ",测试基金,CNY,"

/* K = 200 million, C = 40 million, invested 23 million, early 13 million, two of three projects. */
static void test_reports_early_rule__t3_e(void **state) {
    static const char *const rule[][3] = {
        {"B1", "13000000.00,0.00,23000000.00,56.5217,50.0000,达标,0.00,3000000.00,56.5217,协议,\r\n", "按投资额"},
        {"B2", "13000000.00,0.00,200000000.00,6.5000,50.0000,进行中,87000000.00,,6.5000,协议,\r\n", "按基金规模"},
        {"B3", "13000000.00,0.00,40000000.00,32.5000,50.0000,进行中,7000000.00,,32.5000,协议,\r\n", "按实缴"},
        {"B5", "2,0,3,66.6666,50.0000,达标,0,1,66.6666,协议,\r\n", "按项目数"},
    };
    static const char *const from[] = {"2023-01-01", "2023-02-01", "2023-03-01", "2023-04-01"};
    struct city city;
    char text[300];
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "200000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "40000000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "5000000", YES));
    city_do(&city, DEAL("P2", "F-2", "2023-05-20", "8000000", YES));
    city_do(&city, DEAL("P3", "F-3", "2023-06-30", "10000000", NO));
    for (int i = 0; i < 4; i++) {
        snprintf(text, sizeof text, BIND("R-%d", "%s", "REASSESS", "%s", "; investment_end=2028-01-01"), i, from[i],
                 rule[i][0]);
        city_do(&city, "%s", text);
        snprintf(text, sizeof text, T "R-%d,TRANSFER@1,%s,逐笔,累计,%s", i, rule[i][2], rule[i][1]);
        tells(&city, "2023-12-31", text);
    }
    city_do(&city, "root book.open - code=g; kind=fund; name=另一只; name_en=G; chart=fund@1; opened=2023-01-01");
    tells(&city, "2023-12-31", "g,另一只,CNY,未登记,,,,,,,,,,,,,,,\r\n");
    tells(&city, "2023-03-31", T "R-2,TRANSFER@1,按实缴,"); /* the one that has begun */
    tells(&city, "2028-01-02", "66.6666,50.0000,达标,");
    /* after the period what lacks is a failure; where too little is left it cannot be reached */
    city_do(&city, BIND("R-5", "B3", "REASSESS", "2023-06-01", "; investment_end=2023-12-30"));
    tells(&city, "2023-12-31", "13000000.00,0.00,40000000.00,32.5000,50.0000,未达标,7000000.00,,");
    city_do(&city, BIND("R-6", "B3", "REASSESS", "2023-06-01", "; investment_end=2024-12-30"));
    city_do(&city, DEAL("P4", "F-4", "2023-07-30", "11000000", NO));
    tells(&city, "2023-12-31", "13000000.00,0.00,40000000.00,32.5000,50.0000,不可能达标,7000000.00,,");
    city_verify(&city);
    city_end(&city);
}

/* Each quarter by the rule of its last day: of what was invested, then of the size, then of what is held. 500 - 100
 * refunded; what F-2 held of 300 is sold in the last quarter, and was there in the one before. */
static void test_reports_early_rule__by_quarter(void **state) {
    static const char *const rows[] = {
        "2023-06-30," T "R-1,TRANSFER@1,按投资额,逐笔,累计,100.00,0.00,400.00,25.0000,50.0000,未达标,200.00,",
        "2023-09-30," T "R-2,TRANSFER@1,按基金规模,逐笔,累计,600.00,0.00,1000.00,60.0000,50.0000,达标,0.00,",
        "2023-12-31," T "R-3,TRANSFER@1,按投资额,逐笔,仍持有成本,500.00,0.00,800.00,62.5000,50.0000,达标,0.00,",
        "2024-03-31," T "R-3,TRANSFER@1,按投资额,逐笔,仍持有成本,500.00,0.00,500.00,100.0000,50.0000,达标,0.00,",
    };
    const struct fpl_report_spec spec = {.deals = -1, .book = FPL_STR(B), .history = 1};
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "1000"));
    city_do(&city, BIND("R-1", "B1", "REASSESS", "2023-02-01", ""));
    city_do(&city, BIND("R-2", "B2", "REASSESS", "2023-08-01", ""));
    city_do(&city, BIND("R-3", "B1", "REASSESS", "2023-12-01", "; window=OUTSTANDING"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "100", YES));
    city_do(&city, DEAL("P2", "F-2", "2023-05-20", "300", NO));
    city_do(&city, DEAL("P3", "F-3", "2023-09-10", "500", YES));
    city_do(&city, "zhang deal.refund " B " refund=T-1; deal=P3; occurred=2023-11-05; amount=100; bank_ref=S");
    city_do(&city, EXIT("X-1", "F-2", "2024-02-10", "whole=Y", "300", "RECEIVED"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        asked(&city, "2024-03-31", &spec, rows[i]);
    asked(&city, "2023-10-15", &spec, "2023-10-15," T "R-2,"); /* the cut closes the list */
    asked(&city, "2023-03-01", &spec,
          "2023-03-01," T "R-1,TRANSFER@1,按投资额,逐笔,累计,0.00,0.00,0.00,,50.0000,不适用,0.00,,");
    city_do(&city, "zhang deal.reverse " B " deal=P1; memo=误"); /* as if it had never been */
    asked(&city, "2024-03-31", &spec, "2023-06-30," T "R-1,TRANSFER@1,按投资额,逐笔,累计,0.00,0.00,300.00,0.0000,");
    city_verify(&city);
    city_end(&city);
}

/* Paid-in capital is what 4001 holds as of the cut: 1,000 of the opening, 100 outside the commitment and 300 within it
 * make 1,400, of which 50 are 3.5714 %; half of it is 700, so 650 lack. Before the 300 came: 1,100, 550, 500 lack. */
static void test_reports_early_rule__paid_in_as_in_the_books(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, "zhang opening.post " B " entry=Q-1; occurred=2023-01-01; memo=启用; "
                   "!lines=D100201:1000.00 C400101:1000.00@LP-G");
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "1000"));
    city_do(&city, PAY_IN("K-1", "C-G", "100") "; inside=N");
    city_do(&city,
            "zhang capital.receive " B " receipt=K-2; commitment=C-G; occurred=2023-06-01; amount=300; bank_ref=S");
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "50", YES));
    city_do(&city, BIND("R-1", "B3", "REASSESS", "2023-01-01", ""));
    tells(&city, "2023-12-31", "按实缴,逐笔,累计,50.00,0.00,1400.00,3.5714,50.0000,未达标,650.00,");
    tells(&city, "2023-05-31", "按实缴,逐笔,累计,50.00,0.00,1100.00,4.5454,50.0000,未达标,500.00,");
    city_do(&city, "zhang capital.reverse " B " receipt=K-1; memo=误");
    tells(&city, "2023-12-31", "按实缴,逐笔,累计,50.00,0.00,1300.00,3.8461,50.0000,未达标,600.00,");
    /* commitments are of the cut likewise: 1,000, then 700 */
    city_do(&city, "zhang commitment.release " B " release=H-1; commitment=C-G; occurred=2023-07-01; amount=300; "
                   "document=决议");
    city_do(&city, BIND("R-2", "B2", "REASSESS", "2023-02-01", ""));
    tells(&city, "2023-06-30", "按基金规模,逐笔,累计,50.00,0.00,1000.00,5.0000,50.0000,未达标,450.00,");
    tells(&city, "2023-07-01", "按基金规模,逐笔,累计,50.00,0.00,700.00,7.1428,50.0000,未达标,300.00,");
    city_verify(&city);
    city_end(&city);
}

/* A second deal is what the first one is, until the first is taken back or was given back whole. */
static void test_reports_early_rule__follow_on(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "200000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "40000000"));
    city_do(&city, DEAL("Z1", "F-1", "2023-04-10", "100", YES));
    city_do(&city, DEAL("A2", "F-1", "2023-05-10", "300", NO));
    city_do(&city, DEAL("P3", "F-2", "2023-05-10", "200", NO));
    city_do(&city, DEAL("P4", "F-2", "2023-05-11", "400", YES));
    city_do(&city, BIND("R-1", "B1", "INHERIT_FIRST", "2023-01-01", "; until=2023-12-31"));
    tells(&city, "2023-12-31",
          "随首笔,累计,400.00,0.00,1000.00,40.0000,50.0000,未达标,200.00,0.00,50.0000,协议,2023-12-31\r\n");
    city_do(&city, BIND("R-2", "B5", "INHERIT_FIRST", "2023-02-01", ""));
    tells(&city, "2023-12-31", "按项目数,随首笔,累计,1,0,2,50.0000,50.0000,达标,0,0,50.0000,");
    city_do(&city, BIND("R-3", "B1", "REASSESS", "2023-03-01", ""));
    tells(&city, "2023-12-31", "逐笔,累计,500.00,0.00,1000.00,50.0000,50.0000,达标,0.00,0.00,40.0000,");
    city_do(&city, BIND("R-4", "B1", "INHERIT_FIRST", "2023-04-01", ""));
    city_do(&city, "zhang deal.refund " B " refund=T-1; deal=P3; occurred=2023-06-01; amount=200; bank_ref=S");
    tells(&city, "2023-05-31", "随首笔,累计,400.00,0.00,1000.00,");
    tells(&city, "2023-06-01", "随首笔,累计,800.00,0.00,800.00,100.0000,"); /* P4 is the first of F-2 now */
    city_do(&city, "zhang refund.reverse " B " refund=T-1; memo=误");
    city_do(&city, "zhang deal.refund " B " refund=T-2; deal=P3; occurred=2023-06-01; amount=50; bank_ref=S");
    tells(&city, "2023-06-01", "随首笔,累计,400.00,0.00,950.00,");
    city_do(&city, "zhang deal.reverse " B " deal=A2; memo=误");
    tells(&city, "2023-06-01", "随首笔,累计,100.00,0.00,650.00,");
    city_do(&city, "zhang deal.reverse " B " deal=Z1; memo=误");
    tells(&city, "2023-06-01", "随首笔,累计,0.00,0.00,550.00,");
    city_verify(&city);
    city_end(&city);
}

/* Amounts agreed, two floors (fund rules §6, T3 g: three times 30 million against half of 150 million), stages. */
static void test_reports_early_rule__other_bases(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "30000000"));
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "120000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "30000000"));
    city_do(&city, PAY_IN("K-S", "C-S", "100000000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "40000000", YES "; agreed=60000000; round=ANGEL"));
    city_do(&city, DEAL("P2", "F-2", "2023-05-20", "20000000", NO "; round=A_PLUS"));
    city_do(&city, DEAL("P3", "F-3", "2023-06-20", "20000000", YES "; round=D"));
    city_do(&city, DEAL("P4", "F-4", "2023-06-21", "10000000", NO));
    /* 60 + 20 of 60 + 20 + 20 + 10 */
    city_do(&city, BIND("R-1", "B4", "REASSESS", "2023-01-01", ""));
    tells(&city, "2023-12-31",
          "按协议额,逐笔,累计,80000000.00,0.00,110000000.00,72.7272,50.0000,达标,0.00,50000000.00,72.7272,");
    /* 90 million are needed and 60 are there; 150 - 90 = 60 can still be invested */
    city_do(&city, BIND("R-2", "B6", "REASSESS", "2023-02-01", "; times=3; investment_end=2028-01-01"));
    tells(&city, "2023-12-31",
          "双重要求,逐笔,累计,60000000.00,0.00,150000000.00,40.0000,50.0000,进行中,30000000.00,,40.0000,");
    tells_of(&city, B, "2023-12-31", "按引导出资应达到,3 × 30000000 = 90000000,协议");
    tells_of(&city, B, "2023-12-31", "60000000 < 90000000,民法典第一千二百五十九条");
    tells_of(&city, B, "2023-12-31", "150000000 − 90000000 − 0 = 60000000,协议");
    /* half of 150 million is less than three times 30 million, and more than twice */
    city_do(&city, BIND("R-3", "B6", "REASSESS", "2023-03-01", "; times=2"));
    tells(&city, "2023-12-31", "40.0000,50.0000,未达标,15000000.00,,40.0000,");
    city_do(&city, "ren early.bind " B " binding=R-4; profile=TRANSFER; version=1; from=2023-04-01; basis=B7; "
                   "followon=REASSESS; document=协议; buckets=A:40%%|B:20%%|C:20%%");
    tells(&city, "2023-12-31", "按阶段,逐笔,累计,60000000.00,10000000.00,90000000.00,66.6666,,未达标,,,");
    tells_of(&city, B, "2023-12-31", "A轮及以前,40000000.00,90000000.00,44.4444,40.0000,达标,0.00\r\n");
    tells_of(&city, B, "2023-12-31", "A轮以后至B轮,20000000.00,90000000.00,22.2222,20.0000,达标,0.00\r\n");
    tells_of(&city, B, "2023-12-31", "B轮以后至C轮,0.00,90000000.00,0.0000,20.0000,未达标,22500000.00\r\n");
    city_verify(&city);
    city_end(&city);
}

/* Cumulative, in a period, and what is still held: half of F-2 is sold, so of 8 million 4 are held. */
static void test_reports_early_rule__windows(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "200000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "40000000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "5000000", YES));
    city_do(&city, DEAL("P2", "F-2", "2023-05-20", "3000000", YES));
    city_do(&city, DEAL("P2-2", "F-2", "2023-05-21", "5000000", NO));
    city_do(&city, DEAL("P3", "F-3", "2024-06-30", "10000000", NO));
    city_do(&city, EXIT("X-1", "F-2", "2024-10-15", "shares=1000", "7500000", "RECEIVED"));
    city_do(&city, BIND("R-1", "B1", "REASSESS", "2023-01-01", "; window=CUMULATIVE"));
    tells(&city, "2024-12-31", "按投资额,逐笔,累计,8000000.00,0.00,23000000.00,34.7826,");
    city_do(&city, BIND("R-2", "B1", "REASSESS", "2023-02-01",
                        "; window=PERIOD; period_from=2023-05-20; "
                        "period_to=2024-06-29"));
    tells(&city, "2024-12-31", "按投资额,逐笔,期间,3000000.00,0.00,8000000.00,37.5000,");
    city_do(&city, BIND("R-3", "B1", "REASSESS", "2023-03-01", "; window=OUTSTANDING"));
    tells(&city, "2024-10-14", "仍持有成本,8000000.00,0.00,23000000.00,34.7826,"); /* before the sale */
    tells_of(&city, B, "2024-12-31", "占比,6500000 ÷ 19000000 = 13/38,协议");
    tells_of(&city, B, "2024-12-31", "13/38 < 1/2,民法典第一千二百五十九条");
    tells(&city, "2024-12-31", "仍持有成本,6500000.00,0.00,19000000.00,34.2105,");
    city_do(&city, WRITE_OFF("W-1", "F-1", "2024-11-01", "0"));
    tells(&city, "2024-12-31", "仍持有成本,1500000.00,0.00,14000000.00,10.7142,");
    city_do(&city, BIND("R-4", "B5", "INHERIT_FIRST", "2023-04-01", "; window=OUTSTANDING"));
    tells(&city, "2024-12-31", "按项目数,随首笔,仍持有成本,1,0,2,50.0000,50.0000,达标,");
    /* deal by deal a project is what its last deal of the window is: of 2023-05-20 alone F-2 is early, of both it is
     * not; what F-2 got later is not of that period */
    city_do(&city, BIND("R-5", "B5", "REASSESS", "2023-05-01",
                        "; window=PERIOD; period_from=2023-05-20; period_to=2023-05-20"));
    tells(&city, "2024-12-31", "按项目数,逐笔,期间,1,0,1,100.0000,");
    city_do(&city, BIND("R-6", "B5", "REASSESS", "2023-06-01",
                        "; window=PERIOD; period_from=2023-05-20; period_to=2023-05-21"));
    tells(&city, "2024-12-31", "按项目数,逐笔,期间,0,0,1,0.0000,");
    city_verify(&city);
    city_end(&city);
}

/* By projects, deal by deal, a project is what its last deal is (docs/EARLY.md). F-1 got an early deal, then one that
 * is not; an instalment of the first, paid last, makes no deal: of both F-1 is not early, 0 of 1 (the payment's own day
 * made it 1). In a period of the instalment alone its deal is the last one, 1 of 1. */
static void test_reports_early_rule__last_deal(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "200000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "40000000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "100", YES));
    city_do(&city, DEAL("P2", "F-1", "2023-05-10", "100", NO));
    city_do(&city, "zhang instalment.agree " B " instalment=Y-1; deal=P1; occurred=2023-06-01; amount=50; document=约");
    city_do(&city, "zhang due.settle " B " settlement=S-1; of=INSTALMENT; event=Y-1; occurred=2023-06-02; amount=50; "
                   "bank_ref=S");
    city_do(&city, BIND("R-1", "B5", "REASSESS", "2023-01-01", ""));
    tells(&city, "2023-12-31", "按项目数,逐笔,累计,0,0,1,0.0000,");
    city_do(&city, BIND("R-2", "B5", "REASSESS", "2023-02-01",
                        "; window=PERIOD; period_from=2023-06-01; period_to=2023-06-30"));
    tells(&city, "2023-12-31", "按项目数,逐笔,期间,1,0,1,100.0000,");
    city_verify(&city);
    city_end(&city);
}

#define SUBFUND(id, party, class, more)                                                                                \
    "zhang subfund.record " B " subfund=" id "; party=" party                                                          \
    "; occurred=2023-01-01; class=" class "; document=协议" more
#define LOOK(id, sub, day, own, paid)                                                                                  \
    "zhang lookthrough.record " B " report=" id "; subfund=" sub "; occurred=" day "; own_paid_in=" own                \
    "; paid_in=" paid "; document=" HASH
#define UNDER(id, look, day, amount, early)                                                                            \
    "zhang underlying.record " B " underlying=" id "; report=" look "; occurred=" day "; firm=X-1" amount              \
    "; early=" early
#define SCOPE(id, scope, from, more) BIND(id, "B1", "REASSESS", from, "; scope=" scope more)

/* Fund rules §6, T3 f, in millions: own deals 40, early 25; of A 30 of 100 are ours, invested 80, early 60; of B 20 of
 * 50, invested 10, early 2. */
static void test_reports_early_rule__t3_f_look_through(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "200000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "200000000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "25000000", YES));
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "15000000", NO));
    for (int i = 0; i < 3; i++)
        city_do(&city, "zhang party.register - party=SUB-%d; name=子基金%d; kind=other; uscc=%s", i, i,
                city_firm(720 + i));
    city_do(&city, DEAL("P3", "SUB-0", "2023-04-10", "30000000", NO)); /* what went to A is no deal of its own */
    city_do(&city, SUBFUND("A", "SUB-0", "ANGEL", ""));
    city_do(&city, SUBFUND("B", "SUB-1", "OTHER", ""));
    city_do(&city, LOOK("A-1", "A", "2023-12-31", "30000000", "100000000"));
    city_do(&city, LOOK("B-1", "B", "2023-12-31", "20000000", "50000000"));
    city_do(&city, UNDER("A-X", "A-1", "2023-12-31", "; amount=60000000", "Y"));
    city_do(&city, UNDER("A-Y", "A-1", "2023-12-31", "; amount=20000000", "N"));
    city_do(&city, UNDER("B-X", "B-1", "2023-12-31", "; amount=2000000", "Y"));
    city_do(&city, UNDER("B-Y", "B-1", "2023-12-31", "; amount=8000000", "N"));
    city_do(&city, SCOPE("R-1", "L1", "2023-01-01", "; undisclosed=COUNT"));
    tells(&city, "2023-12-31", "累计,43800000.00,0.00,68000000.00,64.4117,50.0000,达标,0.00,19600000.00,");
    city_do(&city, SCOPE("R-2", "L2", "2023-02-01", "; undisclosed=COUNT"));
    tells(&city, "2023-12-31", "累计,43800000.00,0.00,90000000.00,48.6666,50.0000,未达标,2400000.00,0.00,");
    tells_of(&city, B, "2023-12-31", "截止日报表,30000000.00,100000000.00,60000000.00,80000000.00,0,0,3/10,18000000");
    city_do(&city, SCOPE("R-3", "L3", "2023-03-01", ""));
    tells(&city, "2023-12-31", "累计,55000000.00,0.00,90000000.00,61.1111,50.0000,达标,0.00,20000000.00,");
    city_do(&city, SCOPE("R-4", "DIRECT", "2023-04-01", "")); /* and then it is one: 25 of 70 */
    tells(&city, "2023-12-31", "累计,25000000.00,0.00,70000000.00,35.7142,");
    /* a third fund, held through A: 30/100 x 1/3 of its 9 early million */
    city_do(&city, SUBFUND("C", "SUB-2", "COMPREHENSIVE", "; holder=A; early_part=60%%"));
    city_do(&city, LOOK("C-1", "C", "2023-12-31", "10000000", "30000000"));
    city_do(&city, UNDER("C-X", "C-1", "2023-12-31", "; amount=9000000", "Y"));
    city_do(&city, UNDER("C-Y", "C-1", "2023-12-31", "", "Y"));
    city_do(&city, SCOPE("R-5", "L1", "2023-05-01", "; undisclosed=EXCLUDE"));
    tells(&city, "2023-12-31", "累计,44700000.00,0.00,68900000.00,64.8766,50.0000,达标,");
    tells_of(&city, B, "2023-12-31",
             "C,SUB-2,A,2023-12-31,截止日报表,10000000.00,30000000.00,9000000.00,9000000.00,1,1,"
             "1/10,900000");
    city_do(&city, SCOPE("R-6", "L1", "2023-06-01", "; undisclosed=FAIL"));
    tells(&city, "2023-12-31", "累计,44700000.00,0.00,68900000.00,64.8766,50.0000,金额未披露，不作结论,,,");
    /* older than the cut: still used, and shown; before the first report nothing is known of the sub-fund */
    tells_of(&city, B, "2024-03-31", "A,SUB-0,,2023-12-31,早于截止日,");
    tells_of(&city, B, "2023-12-30", "A,SUB-0,,,无报表，不计,");
    /* a report taken back takes its projects with it, a stake what is held through it */
    city_do(&city, "zhang underlying.reverse " B " underlying=C-Y; memo=误");
    tells(&city, "2023-12-31", "64.8766,50.0000,达标,");
    city_do(&city, "zhang lookthrough.reverse " B " report=B-1; memo=误");
    tells(&city, "2023-12-31", "累计,43900000.00,0.00,64900000.00,");
    city_do(&city, "zhang subfund.reverse " B " subfund=A; memo=误"); /* P3 is a deal of its own again */
    tells(&city, "2023-12-31", "累计,25000000.00,0.00,70000000.00,");
    city_verify(&city);
    city_end(&city);
}

/* Three funds: one passes, one fails, one is bound to no rule and not described. */
static void test_reports_early_rule__supervision(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, "root book.open - code=g; kind=fund; name=另一只; name_en=G; chart=fund@1; opened=2023-01-01");
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "60", YES));
    city_do(&city, "zhang deal.record g deal=P1; firm=F-2; firm_name=名F-2; paid_date=2023-04-10; amount=7" NO);
    city_do(&city, BIND("R-1", "B1", "REASSESS", "2023-01-01", ""));
    city_do(&city, "ren early.bind g binding=R-1; profile=TRANSFER; version=1; from=2023-01-01; basis=B1; "
                   "followon=REASSESS; document=协议; threshold=1/2");
    city_do(&city, "zhang fund.describe " B " description=Q-1; from=2023-01-01; class=SEED; level=CITY; region=340600; "
                   "document=方案");
    city_do(&city, "zhang fund.describe " B " description=Q-2; from=2023-06-01; class=ANGEL; level=CITY; "
                   "region=340600; document=方案");
    city_do(&city, "zhang fund.describe g description=Q-1; from=2023-01-01; class=SEED; level=CITY; region=340100; "
                   "document=方案");
    tells(&city, "2023-12-31",
          "全部,,3,1,1,0,0,0,1\r\n类别,未登记,1,0,0,0,0,0,1\r\n类别,天使,1,1,0,0,0,0,0\r\n"
          "类别,种子,1,0,1,0,0,0,0\r\n级次,未登记,1,0,0,0,0,0,1\r\n级次,市,2,1,1,0,0,0,0\r\n");
    tells(&city, "2023-12-31", "地区,340100,1,0,1,0,0,0,0\r\n地区,340600,1,1,0,0,0,0,0\r\n");
    tells(&city, "2023-12-31", "\r\ng,另一只,种子,市,340100,未达标\r\n\r\n");
    tells(&city, "2023-05-31", "类别,种子,2,1,1,0,0,0,0\r\n");
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang fund.describe " B " description=Q-3; from=2023-01-01; class=SEED; level=CITY; region=340600; "
            "document=方案; term_end=2022-12-31");
    city_verify(&city);
    city_end(&city);
}

static void test_reports_early_rule__look_through_refused(void **state) {
    struct city city;
    (void)state;
    found(&city);
    for (int i = 0; i < 2; i++)
        city_do(&city, "zhang party.register - party=SUB-%d; name=子基金%d; kind=other; uscc=%s", i, i,
                city_firm(720 + i));
    city_do(&city, SUBFUND("A", "SUB-0", "ANGEL", ""));
    city_do(&city, SUBFUND("B", "SUB-1", "OTHER", "; holder=A"));
    city_no(&city, FPL_E_SUBFUND_CYCLE, SUBFUND("C", "SUB-0", "ANGEL", "; holder=B"));
    city_no(&city, FPL_E_SUBFUND_CYCLE, SUBFUND("C", "SUB-1", "ANGEL", "; holder=B"));
    city_no(&city, FPL_E_NOT_FOUND, SUBFUND("C", "SUB-1", "ANGEL", "; holder=Z"));
    city_no(&city, FPL_E_MISSING, SUBFUND("C", "SUB-1", "COMPREHENSIVE", ""));
    city_no(&city, FPL_E_EARLY_UNUSED, SUBFUND("C", "SUB-1", "SEED", "; early_part=1/2"));
    city_do(&city, SUBFUND("C", "SUB-1", "OTHER", "")); /* the same fund, held directly too: no cycle */
    city_no(&city, FPL_E_SUBFUND_SHARE, LOOK("A-1", "A", "2023-12-31", "100.01", "100"));
    city_do(&city, LOOK("A-1", "A", "2023-12-31", "100", "100"));
    city_no(&city, FPL_E_DATE_ORDER, UNDER("X", "A-1", "2023-12-30", "; amount=1", "Y"));
    city_do(&city, "zhang lookthrough.reverse " B " report=A-1; memo=误");
    city_no(&city, FPL_E_REVERSED, UNDER("X", "A-1", "2023-12-31", "; amount=1", "Y"));
    city_do(&city, "zhang subfund.reverse " B " subfund=A; memo=误");
    city_no(&city, FPL_E_REVERSED, LOOK("A-2", "A", "2023-12-31", "100", "100"));
    city_no(&city, FPL_E_REVERSED, SUBFUND("D", "SUB-1", "ANGEL", "; holder=A"));
    city_no(&city, FPL_E_EARLY_SCOPE, BIND("R-1", "B2", "REASSESS", "2023-01-01", "; scope=L3"));
    city_no(&city, FPL_E_EARLY_SCOPE, BIND("R-1", "B1", "REASSESS", "2023-01-01", "; scope=L3; window=OUTSTANDING"));
    city_no(&city, FPL_E_MISSING, SCOPE("R-1", "L1", "2023-01-01", ""));
    city_no(&city, FPL_E_EARLY_UNUSED, SCOPE("R-1", "L3", "2023-01-01", "; undisclosed=COUNT"));
    city_verify(&city);
    city_end(&city);
}

/* What a dry run of the command tells. */
static void plans(struct city *city, const char *command, const char *wanted) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day("2023-12-31")};
    struct fpl_report_spec spec = {.book = FPL_STR(B)};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_answer reply;
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    struct fpl_decision *decision = calloc(1, sizeof *decision);
    assert_non_null(decision);
    assert_int_equal(fpl_dry_run(city->w.session, city_parse(city, command), &reply, decision, &city->error), FPL_OK);
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_report_preview(view, &spec, decision, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &buf, &city->error), FPL_OK);
    fpl_report_free(report);
    fpl_view_close(view);
    free(decision);
    world_uncut(&buf);
    fpl_buf_addc(&buf, '\0');
    if (!strstr(buf.p, wanted))
        fail_msg("lacks: %s\nin: %s", wanted, buf.p);
    fpl_buf_release(&buf);
}

/* Before it is recorded: a deal, a refund and a deal taken back, by the fund's own rule. */
static void test_reports_early_rule__planned(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, DEAL("Z1", "F-1", "2023-04-10", "100", YES));
    city_do(&city, DEAL("P3", "F-2", "2023-05-10", "200", NO));
    city_do(&city, BIND("R-1", "B1", "INHERIT_FIRST", "2023-01-01", ""));
    plans(&city, DEAL("P4", "F-1", "2023-06-10", "100", NO), /* a second round of F-1, which was early */
          "随首笔,累计,计入前,100.00,0.00,300.00,33.3333,50.0000,未达标,100.00,0.00,33.3333,协议,\r\n" T
          "R-1,TRANSFER@1,按投资额,随首笔,累计,计入后,200.00,0.00,400.00,50.0000,50.0000,达标,0.00,0.00,25.0000,协议,"
          "\r\n");
    plans(&city, "zhang deal.refund " B " refund=T-1; deal=P3; occurred=2023-06-01; amount=150; bank_ref=S",
          "计入后,100.00,0.00,150.00,66.6666,50.0000,达标,0.00,50.00,");
    plans(&city, "zhang deal.reverse " B " deal=Z1; memo=误", "计入后,0.00,0.00,200.00,0.0000,50.0000,未达标,200.00,");
    city_end(&city);
}

static void refused(struct city *city, const char *text, enum fpl_status status) {
    assert_int_equal(city_try(city, "%s", text), status);
}

static void test_reports_early_rule__bad_input(void **state) {
    struct city city;
    (void)state;
    found(&city);
    refused(&city, BIND("R-1", "B1", "REASSESS", "2023-02-01", "; until=2023-01-31"), FPL_E_DATE_ORDER);
    refused(&city,
            "ren early.bind " B " binding=R-2; profile=NONE; version=1; from=2023-02-01; basis=B1; followon=REASSESS; "
            "document=协议; threshold=50%",
            FPL_E_PROFILE);
    refused(&city,
            "ren early.bind " B " binding=R-3; profile=TRANSFER; version=1; from=2023-02-01; basis=B1; "
            "followon=REASSESS; document=协议; threshold=50",
            FPL_E_RATIO_RANGE);
    refused(&city,
            "ren early.bind " B " binding=R-3; profile=TRANSFER; version=1; from=2023-02-01; basis=B1; "
            "followon=REASSESS; document=协议; threshold=0%",
            FPL_E_THRESHOLD);
    refused(&city, BIND("R-5", "B4", "REASSESS", "2023-02-01", "; window=OUTSTANDING"), FPL_E_EARLY_WINDOW);
    refused(&city, BIND("R-6", "B1", "REASSESS", "2023-02-01", "; times=3"), FPL_E_EARLY_UNUSED);
    refused(&city, BIND("R-6", "B6", "REASSESS", "2023-02-01", ""), FPL_E_MISSING);
    refused(&city, BIND("R-6", "B1", "REASSESS", "2023-02-01", "; period_from=2023-02-01; period_to=2023-03-01"),
            FPL_E_EARLY_UNUSED);
    refused(&city, BIND("R-6", "B1", "REASSESS", "2023-02-01", "; window=PERIOD; period_from=2023-02-01"),
            FPL_E_MISSING);
    refused(&city, BIND("R-6", "B7", "REASSESS", "2023-02-01", "; buckets=A:40%"), FPL_E_EARLY_UNUSED);
    static const char *const stages[] = {"A",           "A:0%",           "X:10%",  "A:40%|A:10%",
                                         "B:40%|A:10%", "A:60%|B:40.01%", "A:forty"};
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "ren early.bind " B " binding=R-7; profile=TRANSFER; version=1; from=2023-02-01; basis=B7; "
                 "followon=REASSESS; document=协议; buckets=%s",
                 stages[i]);
        refused(&city, text, FPL_E_EARLY_BUCKETS);
    }
    city_do(&city, BIND("R-4", "B1", "REASSESS", "2023-02-01", ""));
    tells(&city, "2023-02-01", T "R-4,TRANSFER@1,按投资额,逐笔,累计,0.00,0.00,0.00,,50.0000,不适用,0.00,,,协议,\r\n");
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_early_rule__by_quarter),
        cmocka_unit_test(test_reports_early_rule__t3_e),
        cmocka_unit_test(test_reports_early_rule__paid_in_as_in_the_books),
        cmocka_unit_test(test_reports_early_rule__follow_on),
        cmocka_unit_test(test_reports_early_rule__other_bases),
        cmocka_unit_test(test_reports_early_rule__windows),
        cmocka_unit_test(test_reports_early_rule__last_deal),
        cmocka_unit_test(test_reports_early_rule__t3_f_look_through),
        cmocka_unit_test(test_reports_early_rule__look_through_refused),
        cmocka_unit_test(test_reports_early_rule__supervision),
        cmocka_unit_test(test_reports_early_rule__planned),
        cmocka_unit_test(test_reports_early_rule__bad_input),
    };
    return cmocka_run_group_tests_name("reports_early_rule", tests, NULL, NULL);
}
