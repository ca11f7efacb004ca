/* The life of a fund through the desk: the two-year ledger of fund rules §6, T6, to the fen, and what is refused. */
#include "fund_story.h"

#include "fund_sums.h"

static void test_fund_life__t6(void **state) {
    struct city city;
    static const char *const end_2023 = "2023-12-31", *const end_2024 = "2024-12-31";
    (void)state;
    found(&city);
    year_2023(&city);
    year_2024(&city);
    is(&city, "400101", NULL, end_2023, "-12000000.00");
    is(&city, "400102", NULL, end_2023, "-400000.00");
    is(&city, "400103", NULL, end_2023, "-27600000.00");
    is(&city, "100201", NULL, end_2023, "16822465.75");
    is(&city, "6", NULL, end_2023, "-822465.75"); /* the profit of 2023: 4,000,000 - 3,000,000 - the fee */
    is(&city, "224101", NULL, end_2023, "0.00");
    is(&city, "100201", NULL, end_2024, "19772465.75");
    is(&city, "110101", "F-1", end_2024, "0.00");
    is(&city, "110102", "F-1", end_2024, "0.00");
    is(&city, "110101", "F-2", end_2024, "4000000.00");
    is(&city, "110102", "F-2", end_2024, "2000000.00");
    is(&city, "110101", "F-3", end_2024, "10000000.00");
    is(&city, "611104", NULL, end_2024, "1850000.00");
    is(&city, "611101", NULL, end_2024, "-1500000.00");
    is(&city, "611102", NULL, end_2024, "-300000.00");
    is(&city, "6", NULL, end_2024, "-772465.75");  /* less 50,000.00 in 2024 */
    is(&city, "1", NULL, end_2024, "35772465.75"); /* assets = net asset value: nothing is owed */
    is(&city, "2", NULL, end_2024, "0.00");
    is(&city, "410401", NULL, end_2024, "5000000.00");
    is(&city, "9001", NULL, end_2024, "160000000.00");
    is(&city, "9006", "F-1", end_2024, "4850000.00");
    is(&city, "9", NULL, end_2024, "0.00");
    is(&city, "", NULL, end_2024, "0.00"); /* the trial balance */
    city_verify(&city);
    city_end(&city);
}

static const struct fpl_reason *told(const struct city *city) {
    for (int i = 0; i < city->answer.reasons; i++)
        if (city->answer.reason[i].status == FPL_SAME_BANK_REF)
            return &city->answer.reason[i];
    return NULL;
}

/* What bears a reference of the bank that was given before says for which business, whatever kind it is of. */
static void test_fund_life__bank_reference(void **state) {
#define REF(kind, id, more) "zhang " kind " " B " " id "; firm=F-1; occurred=2023-08-01; amount=100; bank_ref=" more
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    city_do(&city, PAY_IN("K-1", "C-G", "12000000"));
    assert_null(told(&city));
    city_do(&city, PAY_IN("K-2", "C-G", "12000000"));
    assert_non_null(told(&city));
    assert_string_equal(told(&city)->arg[0], "K-1");
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "5000000", ""));
    city_do(&city, REF("dividend.record", "dividend=G-1", "T; paid=RECEIVED"));
    assert_null(told(&city));
    city_do(&city, REF("dividend.record", "dividend=G-2", "S; paid=RECEIVED"));
    assert_string_equal(told(&city)->arg[0], "K-2"); /* the one before it */
    city_do(&city,
            "zhang dividend.record " B " dividend=G-3; firm=F-1; occurred=2023-08-01; amount=100; paid=DECLARED");
    assert_null(told(&city)); /* none was given */
    city_do(&city, SETTLE("Z-1", "DIVIDEND", "G-3", "2023-08-02", "100"));
    assert_string_equal(told(&city)->arg[0], "G-2");
    city_do(&city, "zhang deal.refund " B " refund=TK-1; deal=P1; occurred=2023-08-03; amount=1; bank_ref=S");
    assert_string_equal(told(&city)->arg[0], "Z-1");
    city_do(&city, EXIT("TC-1", "F-1", "2023-08-04", "shares=1", "5000", "RECEIVED; bank_ref=S"));
    assert_string_equal(told(&city)->arg[0], "TK-1");
    city_do(&city, WRITE_OFF("HX-1", "F-1", "2023-08-05", "100; bank_ref=S"));
    assert_string_equal(told(&city)->arg[0], "TC-1");
    city_do(&city, "zhang writeoff.recover " B " recovery=SH-1; firm=F-1; occurred=2023-08-06; amount=1; bank_ref=S");
    assert_string_equal(told(&city)->arg[0], "HX-1");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_life__unfunded(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    no(&city, FPL_E_UNFUNDED, "48000000.00", "48000000.01", PAY_IN("K-2", "C-G", "48000000.01"));
    no(&city, FPL_E_NOT_FOUND, "C-0", NULL, PAY_IN("K-2", "C-0", "1"));
    no(&city, FPL_E_LATER, "capital.received", NULL, "zhang commitment.reverse " B " commitment=C-G; memo=误");
    city_do(&city, "zhang commitment.release " B
                   " release=H-1; commitment=C-G; occurred=2024-01-01; amount=8000000; document=决议");
    no(&city, FPL_E_UNFUNDED, "40000000.00", "40000000.01", PAY_IN("K-2", "C-G", "40000000.01"));
    city_do(&city, "zhang capital.receive " B
                   " receipt=K-3; commitment=C-G; occurred=2024-01-02; amount=500; inside=N; bank_ref=S");
    is(&city, "9001", "LP-G", "2024-12-31", "40000000.00");
    is(&city, "400101", NULL, "2024-12-31", "-12000500.00");
    city_do(&city, DISTRIBUTE("D-1", "C-G", "1000000", "; recallable=Y"));
    is(&city, "9001", "LP-G", "2024-12-31", "41000000.00");
    city_do(&city, "zhang capital.receive " B
                   " receipt=K-4; commitment=C-G; occurred=2024-11-02; amount=41000000; bank_ref=S");
    no(&city, FPL_E_UNFUNDED, "0.00", "1000000.00", "zhang distribution.reverse " B " distribution=D-1; memo=误");
    city_do(&city, "zhang capital.reverse " B " receipt=K-4; memo=误");
    city_do(&city, "zhang distribution.reverse " B " distribution=D-1; memo=误");
    city_do(&city, "zhang release.reverse " B " release=H-1; memo=误");
    city_do(&city, "zhang capital.reverse " B " receipt=K-3; memo=误");
    is(&city, "9001", "LP-G", "2024-12-31", "48000000.00");
    is(&city, "400101", NULL, "2024-12-31", "-12000000.00");
    city_do(&city, "zhang capital.reverse " B " receipt=K-G; memo=误");
    city_do(&city, "zhang commitment.reverse " B " commitment=C-G; memo=误");
    is(&city, "9001", "LP-G", "2024-12-31", "0.00");
    no(&city, FPL_E_REVERSED, "C-G", NULL, PAY_IN("K-5", "C-G", "1"));
    city_no(&city, FPL_E_MISSING,
            "zhang commitment.sign " B
            " commitment=C-9; party=LP-G; capacity=GUIDANCE; signed_on=2023-03-01; amount=1");
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang capital.receive " B " receipt=K-9; commitment=C-S; occurred=2023-02-28; amount=1; bank_ref=S");
    city_verify(&city);
    city_end(&city);
}

/* Of 900 signed and 500 paid back recallably 1,400 are unfunded, and 900 is all that can be released: 1,000 would leave
 * a commitment of -100. After 300 of it 600 are left, and 1,100 stay unfunded; after all of it the 500 do. */
static void test_fund_life__release_within_the_commitment(void **state) {
#define RELEASE(id, amount)                                                                                            \
    "zhang commitment.release " B " release=" id "; commitment=C-1; occurred=2024-11-01; amount=" amount "; "          \
    "document=d"
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-1", "LP-G", "GUIDANCE", "900"));
    city_do(&city, DISTRIBUTE("D-1", "C-1", "500", "; recallable=Y"));
    no(&city, FPL_E_RELEASE, "900.00", "1000.00", RELEASE("H-1", "1000"));
    no(&city, FPL_E_RELEASE, "900.00", "900.01", RELEASE("H-1", "900.01"));
    no(&city, FPL_E_UNFUNDED, "1400.00", "1400.01", RELEASE("H-1", "1400.01"));
    city_do(&city, RELEASE("H-2", "300"));
    is(&city, "9001", "LP-G", "2024-12-31", "1100.00");
    no(&city, FPL_E_RELEASE, "600.00", "600.01", RELEASE("H-3", "600.01"));
    city_do(&city, RELEASE("H-4", "600"));
    is(&city, "9001", "LP-G", "2024-12-31", "500.00");
    no(&city, FPL_E_RELEASE, "0.00", "0.01", RELEASE("H-5", "0.01"));
    city_do(&city, "zhang release.reverse " B " release=H-2; memo=误");
    city_do(&city, RELEASE("H-6", "300"));
    city_verify(&city);
    city_end(&city);
#undef RELEASE
}

/* 10,000.00 for a holding that cost 10,000,000.00, and 12,000.00 of taxes and costs: 2,000.00 are paid out, and lost
 * too (loss rules, Q29). */
static void test_fund_life__costs_above_the_proceeds(void **state) {
    static const char *const end = "2024-12-31";
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    city_no(&city, FPL_E_NEGATIVE, EXIT("X-9", "F-3", "2024-10-15", "whole=Y; costs=12000", "10000", "DUE"));
    city_do(&city, EXIT("X-9", "F-3", "2024-10-15", "whole=Y; costs=12000", "10000", "RECEIVED"));
    is(&city, "1101", "F-3", end, "0.00");
    is(&city, "611101", NULL, end, "10002000.00");
    is(&city, "100201", NULL, end, "16820465.75");
    city_do(&city, "zhang exit.reverse " B " exit=X-9; memo=误");
    is(&city, "1101", "F-3", end, "10000000.00");
    is(&city, "611101", NULL, end, "0.00");
    is(&city, "100201", NULL, end, "16822465.75");
    city_do(&city, EXIT("X-8", "F-2", "2024-10-15", "shares=500; costs=1", "0", "RECEIVED")); /* carried above cost */
    is(&city, "611101", NULL, end, "6000001.00");
    is(&city, "100201", NULL, end, "16822464.75");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_life__holding_refusals(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city);
    no(&city, FPL_E_HELD, "1000", "1001", EXIT("X-9", "F-2", "2024-10-15", "shares=1001", "1", "RECEIVED"));
    city_no(&city, FPL_E_SHARES_OR_WHOLE, EXIT("X-9", "F-2", "2024-10-15", "shares=1; whole=Y", "1", "RECEIVED"));
    city_no(&city, FPL_E_SHARES_OR_WHOLE, EXIT("X-9", "F-2", "2024-10-15", "whole=N", "1", "RECEIVED"));
    city_no(&city, FPL_E_NEGATIVE, EXIT("X-9", "F-2", "2024-10-15", "whole=Y; costs=2", "1", "DUE"));
    no(&city, FPL_E_NEWEST, "2023-12-30", "2023-12-31", VALUE("V-9", "F-2", "2023-12-30", "1"));
    no(&city, FPL_E_NEWEST, "2023-12-30", "2023-12-31", DEAL("P9", "F-2", "2023-12-30", "1", ""));
    no(&city, FPL_E_FROZEN, "ANGEL", "SEED", DEAL("P9", "F-2", "2024-01-30", "1", "; category=SEED"));
    no(&city, FPL_E_LATER, "valuation|V-2", NULL, "zhang deal.reverse " B " deal=P2; memo=误");
    no(&city, FPL_E_WRITE_OFF_GAIN, "2000000.00", "2000000.01", WRITE_OFF("W-9", "F-1", "2024-09-30", "2000000.01"));
    city_no(&city, FPL_E_HASH,
            "zhang writeoff.record " B
            " writeoff=W-9; firm=F-1; occurred=2024-09-30; ground=CEASED; recovered=0; approval=批; "
            "evidence=9F86");
    year_2024(&city);
    no(&city, FPL_E_HOLDING, "F-1", "WRITTEN_OFF", VALUE("V-9", "F-1", "2024-12-31", "1"));
    no(&city, FPL_E_HOLDING, "F-1", "WRITTEN_OFF", DEAL("P9", "F-1", "2024-12-30", "1", ""));
    no(&city, FPL_E_LATER, "exit|X-1", NULL, "zhang valuation.reverse " B " valuation=V-2; memo=误");
    city_do(&city, EXIT("X-2", "F-3", "2024-12-01", "whole=Y", "11000000", "DUE"));
    no(&city, FPL_E_HOLDING, "F-3", "EXITED", VALUE("V-9", "F-3", "2024-12-31", "1"));
    no(&city, FPL_E_DUE, "11000000.00", "11000000.01", SETTLE("SK-9", "EXIT", "X-2", "2024-12-02", "11000000.01"));
    city_no(&city, FPL_E_NOT_FOUND, SETTLE("SK-9", "EXIT", "X-1", "2024-12-02", "1")); /* received at once */
    city_no(&city, FPL_E_DATE_ORDER, SETTLE("SK-9", "EXIT", "X-2", "2024-11-30", "1"));
    city_do(&city, SETTLE("SK-2", "EXIT", "X-2", "2024-12-02", "4000000"));
    city_do(&city, SETTLE("SK-3", "EXIT", "X-2", "2024-12-03", "7000000"));
    is(&city, "122101", NULL, "2024-12-31", "0.00");
    is(&city, "611101", NULL, "2024-12-31", "-2500000.00");
    no(&city, FPL_E_LATER, "due.settled", NULL, "zhang exit.reverse " B " exit=X-2; memo=误");
    city_do(&city, "zhang settlement.reverse " B " settlement=SK-3; memo=误");
    city_do(&city, "zhang settlement.reverse " B " settlement=SK-2; memo=误");
    city_do(&city, "zhang exit.reverse " B " exit=X-2; memo=误");
    is(&city, "110101", "F-3", "2024-12-31", "10000000.00");
    is(&city, "122101", NULL, "2024-12-31", "0.00");
    city_verify(&city);
    city_end(&city);
}

/* The whole of 2024 taken back, the last one first: every balance is that of the end of 2023. */
static void test_fund_life__taken_back(void **state) {
    struct city city;
    static const char *const back[] = {"settlement.reverse settlement=ZF-4",
                                       "settlement.reverse settlement=ZF-3",
                                       "settlement.reverse settlement=ZF-2",
                                       "distribution.reverse distribution=D-P",
                                       "distribution.reverse distribution=D-S",
                                       "distribution.reverse distribution=D-G",
                                       "settlement.reverse settlement=SK-1",
                                       "dividend.reverse dividend=G-1",
                                       "exit.reverse exit=X-1",
                                       "recovery.reverse recovery=R-2",
                                       "recovery.reverse recovery=R-1",
                                       "writeoff.reverse writeoff=W-1",
                                       "valuation.reverse valuation=V-2",
                                       "valuation.reverse valuation=V-1",
                                       "settlement.reverse settlement=ZF-1",
                                       "fee.reverse fee=Y-1",
                                       "deal.reverse deal=P3",
                                       "deal.reverse deal=P2",
                                       "deal.reverse deal=P1"};
    (void)state;
    found(&city);
    year_2023(&city);
    year_2024(&city);
    city_do(&city,
            "zhang writeoff.recover " B " recovery=R-1; firm=F-1; occurred=2024-11-01; amount=4800000; bank_ref=S");
    is(&city, "9006", "F-1", "2024-12-31", "50000.00");
    city_do(&city,
            "zhang writeoff.recover " B " recovery=R-2; firm=F-1; occurred=2024-11-01; amount=60000; bank_ref=S");
    is(&city, "9006", "F-1", "2024-12-31", "0.00"); /* it stops at 0 */
    is(&city, "611105", NULL, "2024-12-31", "-4860000.00");
    no(&city, FPL_E_LATER, "recovery|R-2", NULL, "zhang writeoff.reverse " B " writeoff=W-1; memo=误");
    for (size_t i = 0; i < sizeof back / sizeof back[0]; i++) {
        const char *blank = strchr(back[i], ' ');
        city_do(&city, "zhang %.*s " B "%s; memo=误", (int)(blank - back[i]), back[i], blank);
    }
    is(&city, "100201", NULL, "2024-12-31", "40000000.00");
    is(&city, "1101", NULL, "2024-12-31", "0.00");
    is(&city, "6", NULL, "2024-12-31", "0.00");
    is(&city, "9006", NULL, "2024-12-31", "0.00");
    city_do(&city, DEAL("P9", "F-2", "2023-05-20", "1", "; category=SEED")); /* as if there had been no holding */
    city_verify(&city);
    city_end(&city);
}

/* Three thirds of 100.00 and of a change of -0.05: HALF_UP, and the last takes the rest. */
static void test_fund_life__moving_average(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, "zhang deal.record " B " deal=A; firm=F-4; firm_name=四; paid_date=2024-01-01; amount=60; shares=2");
    city_do(&city, "zhang deal.record " B " deal=B; firm=F-4; firm_name=四; paid_date=2024-01-02; amount=40; shares=1");
    city_do(&city, VALUE("V-1", "F-4", "2024-02-01", "99.95"));
    city_do(&city, EXIT("X-1", "F-4", "2024-03-01", "shares=1", "10", "RECEIVED"));
    is(&city, "110101", "F-4", "2024-12-31", "66.67");
    is(&city, "110102", "F-4", "2024-12-31", "-0.03"); /* -0.0166… relieved as -0.02 */
    is(&city, "611101", NULL, "2024-12-31", "23.31");
    city_do(&city, EXIT("X-2", "F-4", "2024-03-02", "shares=1", "50", "RECEIVED"));
    is(&city, "110101", "F-4", "2024-12-31", "33.33"); /* 33.335 relieved as 33.34 */
    is(&city, "110102", "F-4", "2024-12-31", "-0.01"); /* -0.015 as -0.02 */
    city_do(&city, EXIT("X-3", "F-4", "2024-03-03", "shares=1", "50", "RECEIVED"));
    is(&city, "1101", "F-4", "2024-12-31", "0.00");
    is(&city, "611101", NULL, "2024-12-31", "-10.05"); /* 110.00 came in for 99.95 */
    city_verify(&city);
    city_end(&city);
}

static int64_t early(struct city *city) {
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    struct fpl_money amount;
    int64_t count = 0;
    int32_t id = city_book(city, B);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_read_tally(view, id, "early.TRANSFER@1", FPL_STR("T"), FPL_DATE_MIN, FPL_DATE_MAX, &amount,
                                    &count, &city->error),
                     FPL_OK);
    fpl_view_close(view);
    return fpl_money_minor(amount);
}

static void test_fund_life__refund(void **state) {
    struct city city;
#define REFUND(id, amount, more)                                                                                       \
    "zhang deal.refund " B " refund=" id "; deal=P; occurred=2024-02-01; amount=" amount "; bank_ref=S" more
    (void)state;
    found(&city);
    city_do(&city, DEAL("P", "F-1", "2024-01-01", "100", "; is_transfer=Y; achievement=A"));
    assert_int_equal(early(&city), 10000);
    no(&city, FPL_E_HELD, "100.00", "100.01", REFUND("R-1", "100.01", ""));
    no(&city, FPL_E_HELD, "1000", "1001", REFUND("R-1", "1", "; shares=1001"));
    city_do(&city, REFUND("R-1", "30", "; shares=300"));
    assert_int_equal(early(&city), 7000);
    no(&city, FPL_E_HELD, "70.00", "70.01", REFUND("R-2", "70.01", ""));
    no(&city, FPL_E_LATER, "refund|R-1", NULL, "zhang deal.reverse " B " deal=P; memo=误");
    city_do(&city, VALUE("V-1", "F-1", "2024-02-01", "71"));
    no(&city, FPL_E_FAIR_LEFT, "1.00", "70.00", REFUND("R-2", "70", ""));
    city_do(&city, VALUE("V-9", "F-1", "2024-02-01",
                         "10")); /* cost 70: 60 may go back, one fen more leaves less than nothing */
    no(&city, FPL_E_FAIR_LEFT, "-60.00", "10.01", REFUND("R-2", "10.01", ""));
    city_do(&city, VALUE("V-2", "F-1", "2024-02-01", "70"));
    city_do(&city, REFUND("R-2", "70", ""));
    is(&city, "1101", "F-1", "2024-12-31", "0.00");
    assert_int_equal(early(&city), 0);
    city_do(&city, "zhang refund.reverse " B " refund=R-2; memo=误");
    is(&city, "110101", "F-1", "2024-12-31", "70.00");
    assert_int_equal(early(&city), 7000);
    city_do(&city, REFUND("R-3", "70", "")); /* what was taken back no longer counts as refunded */
    city_verify(&city);
    city_end(&city);
}

/* A firm that was left and invested in anew is held anew: a refund, and a reversal, of what was left before empties
 * nothing of it. 100 sold whole, then 60: a refund of the 100 took the 60. */
static void test_fund_life__a_holding_begun_anew(void **state) {
    struct city city;
#define BACK(id, of, amount)                                                                                           \
    "zhang deal.refund " B " refund=" id "; deal=" of "; occurred=2024-05-01; amount=" amount "; bank_ref=S"
    (void)state;
    found(&city);
    city_do(&city, DEAL("P", "F-1", "2024-01-01", "100", ""));
    city_do(&city, EXIT("X", "F-1", "2024-02-01", "whole=Y", "130", "RECEIVED"));
    no(&city, FPL_E_HOLDING, "F-1", "EXITED", BACK("R-1", "P", "60"));
    city_do(&city, DEAL("Q", "F-1", "2024-03-01", "60", ""));
    city_do(&city, DEAL("Q-2", "F-1", "2024-03-02", "5", ""));
    no(&city, FPL_E_HOLDING, "F-1", "EXITED", BACK("R-1", "P", "60"));
    city_do(&city, BACK("R-5", "Q-2", "5")); /* of what is held */
    city_do(&city, "zhang refund.reverse " B " refund=R-5; memo=误");
    is(&city, "110101", "F-1", "2024-12-31", "65.00");
    city_verify(&city);
    city_do(&city, "zhang exit.reverse " B " exit=X; memo=误"); /* both are held: 100, 60 and 5 */
    is(&city, "110101", "F-1", "2024-12-31", "165.00");
    city_do(&city, BACK("R-6", "P", "1"));
    city_do(&city, BACK("R-7", "Q", "1"));
    city_do(&city, EXIT("X-2", "F-1", "2024-05-01", "whole=Y", "170", "RECEIVED"));
    city_do(&city, DEAL("S", "F-1", "2024-06-01", "7", ""));
#undef BACK
#define BACK(id, of, amount)                                                                                           \
    "zhang deal.refund " B " refund=" id "; deal=" of "; occurred=2024-06-01; amount=" amount "; bank_ref=S"
    no(&city, FPL_E_HOLDING, "F-1", "EXITED", BACK("R-8", "P", "1"));
    no(&city, FPL_E_HOLDING, "F-1", "EXITED",
       BACK("R-8", "Q", "1")); /* came after the first exit, left with the second */
    city_do(&city, "zhang deal.reverse " B " deal=S; memo=误");
    city_do(&city, DEAL("S-2", "F-1", "2024-06-01", "7", ""));
    city_do(&city, BACK("R-9", "S-2", "7"));
    is(&city, "1101", "F-1", "2024-12-31", "0.00");
    city_verify(&city);
    city_end(&city);
#undef BACK
}

/* What rounding left with a share and without a cost stays held when a later tranche is taken back. */
static void test_fund_life__a_share_without_a_cost(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, DEAL("P", "F-1", "2024-01-01", "0.01", ""));
    city_do(&city, EXIT("X", "F-1", "2024-02-01", "shares=999", "1", "RECEIVED")); /* HALF_UP: the whole fen */
    city_do(&city, DEAL("Q", "F-1", "2024-03-01", "60", ""));
    city_do(&city, "zhang deal.reverse " B " deal=Q; memo=误");
    city_do(&city, EXIT("X-2", "F-1", "2024-04-01", "shares=1", "1", "RECEIVED"));
    city_verify(&city);
    city_end(&city);
}

static void test_fund_life__duty(void **state) {
    struct city city;
#define JUDGE(id, of, event, day, more)                                                                                \
    "zhang duty.judge " B " case=" id "; of=" of "; event=" event "; occurred=" day                                    \
    "; evaluator=评; authority=办; document=" HASH "; result=" more
    (void)state;
    found(&city);
    year_2023(&city);
    year_2024(&city);
    no(&city, FPL_E_NO_LOSS, "4000000.00", "7500000.00", JUDGE("J-1", "EXIT", "X-1", "2024-11-01", "EXEMPT"));
    no(&city, FPL_E_NOT_FOUND, "W-9", NULL, JUDGE("J-1", "WRITEOFF", "W-9", "2024-11-01", "EXEMPT"));
    no(&city, FPL_E_ACCOUNTABLE, "4850000.00", "4850000.01",
       JUDGE("J-1", "WRITEOFF", "W-1", "2024-11-01", "PARTIAL; accountable=4850000.01"));
    no(&city, FPL_E_ACCOUNTABLE, "4850000.00", "0.00", JUDGE("J-1", "WRITEOFF", "W-1", "2024-11-01", "PARTIAL"));
    city_no(&city, FPL_E_ACCOUNTABLE, JUDGE("J-1", "WRITEOFF", "W-1", "2024-11-01", "EXEMPT; accountable=1"));
    city_no(&city, FPL_E_DATE_ORDER, JUDGE("J-1", "WRITEOFF", "W-1", "2024-09-29", "EXEMPT"));
    city_do(&city, JUDGE("J-1", "WRITEOFF", "W-1", "2024-11-01", "PENDING"));
    city_do(&city, JUDGE("J-2", "WRITEOFF", "W-1", "2024-12-01", "PARTIAL; accountable=4850000"));
    no(&city, FPL_E_NEWEST, "2024-11-30", "2024-12-01", JUDGE("J-3", "WRITEOFF", "W-1", "2024-11-30", "EXEMPT"));
    city_do(&city, "zhang writeoff.reverse " B " writeoff=W-1; memo=误");
    no(&city, FPL_E_REVERSED, "W-1", NULL, JUDGE("J-3", "WRITEOFF", "W-1", "2024-12-02", "EXEMPT"));
    city_do(&city, EXIT("X-3", "F-1", "2024-12-03", "whole=Y", "1", "RECEIVED"));
    city_do(&city, JUDGE("J-3", "EXIT", "X-3", "2024-12-03", "EXEMPT"));
    city_verify(&city);
    city_end(&city);
}

/* A fee of days that were accrued before, on a base that the books do not have, or dated before its days are over is
 * recorded with a remark. */
static void test_fund_life__fees_are_remarked_on(void **state) {
    struct city city;
    (void)state;
    found(&city);
    year_2023(&city); /* management: 2023-03-15 to 2023-06-30 */
#define AGAIN(id, kind, day, rest)                                                                                     \
    "zhang fee.accrue " B " fee=" id "; kind=" kind "; occurred=" day "; rate=1.5%%; " rest
    city_do(&city, AGAIN("Y-2", "MANAGEMENT", "2024-06-30",
                         "base_kind=PAID_IN; base=40000000; from=2023-03-15; to=2023-06-30; amount=177534.25"));
    assert_int_equal(city.answer.reasons, 1);
    assert_int_equal(city.answer.reason[0].status, FPL_FEE_TWICE);
    assert_string_equal(city.answer.reason[0].arg[0], "2023-03-15/2023-06-30");
    city_do(&city, "zhang fee.reverse " B " fee=Y-2; memo=重复");
    city_do(&city, AGAIN("Y-3", "MANAGEMENT", "2024-06-30",
                         "base_kind=PAID_IN; base=40000000; from=2023-07-01; to=2023-09-30; amount=151232.88"));
    assert_int_equal(city.answer.reasons, 0);
    city_do(&city, AGAIN("Y-4", "MANAGEMENT", "2024-06-30",
                         "base_kind=PAID_IN; base=40000000; from=2023-09-30; to=2023-09-30; amount=1643.84"));
    assert_int_equal(city.answer.reason[0].status, FPL_FEE_TWICE);
    assert_string_equal(city.answer.reason[0].arg[1], "2023-03-15/2023-09-30");
    city_do(&city, AGAIN("Y-5", "CUSTODY", "2023-06-30", /* another kind of fee; in advance; on ten times the capital */
                         "base_kind=PAID_IN; base=400000000; from=2023-07-01; to=2023-07-01; amount=16438.36"));
    assert_int_equal(city.answer.reasons, 2);
    assert_int_equal(city.answer.reason[0].status, FPL_FEE_EARLY);
    assert_int_equal(city.answer.reason[1].status, FPL_FEE_BASE);
    assert_string_equal(city.answer.reason[1].arg[1], "40000000.00");
    city_do(&city, AGAIN("Y-6", "CUSTODY", "2023-07-02",
                         "base_kind=COMMITTED; base=200000000; from=2023-07-02; to=2023-07-02; amount=8219.18"));
    assert_int_equal(city.answer.reasons, 0);
    city_verify(&city);
    city_end(&city);
}

static void test_fund_life__fees(void **state) {
    struct city city;
#define FEE(amount, more) "zhang fee.accrue " B " fee=Y-1; kind=CUSTODY; occurred=2024-06-30; amount=" amount more
    (void)state;
    found(&city);
    no(&city, FPL_E_CHANGED, "297534.25", NULL,
       FEE("297534.24", "; base=40000000; rate=1.5%; from=2025-01-01; to=2025-06-30")); /* T12 */
    no(&city, FPL_E_CHANGED, "136109.59", NULL,
       FEE("136109.60", "; base_kind=UNEXITED_COST; base=18000000; rate=1.5%; from=2025-07-01; to=2025-12-31"));
    no(&city, FPL_E_MISSING, "rate", NULL, FEE("1", "; base=1; from=2025-01-01; to=2025-06-30"));
    city_no(&city, FPL_E_DATE_ORDER, "%s", FEE("1", "; base=1; rate=1%; from=2025-01-02; to=2025-01-01"));
    city_no(&city, FPL_E_RATIO_RANGE, "%s", FEE("1", "; base=1; rate=2; from=2025-01-01; to=2025-06-30"));
    assert_string_equal(city.error.arg[1], "10%");
    assert_non_null(strstr(city.error.arg[2], "write 2%"));
    city_do(&city, FEE("5", ""));
    city_do(&city, SETTLE("Z-1", "FEE", "Y-1", "2024-07-01", "2"));
    is(&city, "224102", NULL, "2024-12-31", "-3.00");
    no(&city, FPL_E_LATER, "due.settled", NULL, "zhang fee.reverse " B " fee=Y-1; memo=误");
    city_verify(&city);
    city_end(&city);
}

/* The book was opened on 2023-01-01: what came before is in the opening balances, or is taken on. */
static void test_fund_life__before_the_opening(void **state) {
    struct city city;
    static const char *const line[] = {
        "zhang commitment.sign " B " commitment=C-9; party=LP-S; capacity=SOCIAL; signed_on=2022-12-31; amount=1",
        DEAL("P9", "F-9", "2022-12-31", "1", ""),
        "zhang fee.accrue " B " fee=Y-9; kind=MANAGEMENT; occurred=2022-12-31; amount=1; base_kind=PAID_IN; base=100; "
        "rate=1%; from=2022-01-01; to=2022-12-31",
    };
    (void)state;
    found(&city);
    city_yaml(&city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    for (size_t i = 0; i < sizeof line / sizeof line[0]; i++) {
        city_no(&city, FPL_E_DATE_ORDER, "%s", line[i]);
        assert_non_null(strstr(city.error.arg[0], " 2022-12-31"));
        assert_non_null(
            strstr(city.error.arg[1], FPL_ZH_EN("账套启用日", "the day the book was opened,") " 2023-01-01"));
        assert_non_null(strstr(city.error.arg[1], "--take-on")); /* and what to do with it */
    }
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang tranche.agree " B " tranche=T-9; firm=F-9; firm_name=某; occurred=2022-12-31; "
            "amount=1; document=d");
    assert_non_null(strstr(city.error.arg[1], "opening post")); /* of what is not taken on */
    city_do(&city, DEAL("P9", "F-9", "2022-12-31", "1", "; !take_on=1"));
    is(&city, "110101", NULL, "2024-12-31", "0.00"); /* the opening balances hold it */
    city_do(&city, DEAL("P8", "F-9", "2023-01-01", "1", ""));
    city_do(&city, "zhang deal.reverse " B " deal=P8; memo=误");
    city_do(&city, "zhang deal.reverse " B " deal=P9; memo=误"); /* bears a day before the opening, and posts nothing */
    city_do(&city, "ren tolerance.bind " B " binding=SY-1; rule=HUBEI; version=1; from=2022-01-01; document=协议");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_life__t6),
        cmocka_unit_test(test_fund_life__bank_reference),
        cmocka_unit_test(test_fund_life__unfunded),
        cmocka_unit_test(test_fund_life__release_within_the_commitment),
        cmocka_unit_test(test_fund_life__costs_above_the_proceeds),
        cmocka_unit_test(test_fund_life__holding_refusals),
        cmocka_unit_test(test_fund_life__taken_back),
        cmocka_unit_test(test_fund_life__moving_average),
        cmocka_unit_test(test_fund_life__refund),
        cmocka_unit_test(test_fund_life__a_holding_begun_anew),
        cmocka_unit_test(test_fund_life__a_share_without_a_cost),
        cmocka_unit_test(test_fund_life__duty),
        cmocka_unit_test(test_fund_life__fees),
        cmocka_unit_test(test_fund_life__fees_are_remarked_on),
        cmocka_unit_test(test_fund_life__before_the_opening),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
