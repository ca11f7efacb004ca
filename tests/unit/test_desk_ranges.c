/* Shares and rates above what their fields can take: a percent sign left out would buy a place on a list or a gate. */
#include "desk_world.h"

#define LOAN                                                                                                           \
    "zhang loan.register p bank=BK-1; contract=C-1; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "                 \
    "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "                         \
    "registered_on=2026-01-05; "

#define LOOK          FPL_ZH_EN("请核对原件，改为实际的比例", "look at the paper again and write what it says")
#define MISSING(text) FPL_ZH_EN("多半漏写百分号：请写 " text, "the percent sign may be missing: write " text)

static void test_desk_ranges__loan(void **state) {
    static const struct {
        const char *field, *value, *most, *write;
    } bad[] = {
        {"lpr", "3.10", "20%", MISSING("3.10%")},
        {"lpr", "310%", "20%", LOOK},
        {"lpr", "20.01%", "20%", LOOK},
        {"rate", "3.7", "36%", MISSING("3.7%")},
        {"rate", "36.01%", "36%", LOOK},
        {"rate", "36.5%", "36%", LOOK},
        {"rate", "36.05", "36%", LOOK},              /* with the sign it is above as well */
        {"rate", "3.655", "36%", MISSING("3.655%")}, /* all its digits */
        {"ip_share", "60", "100%", MISSING("60%")},
        {"collateral_share", "30", "100%", MISSING("30%")},
    };
    static const char *const good[] = {"lpr=20%; rate=36%",
                                       "lpr=0.0310; rate=0.0365; ip_share=1; collateral_share=100%"};
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        city_no(&city, FPL_E_RATIO_RANGE, LOAN "%s=%s", bad[i].field, bad[i].value);
        assert_string_equal(city.error.field, bad[i].field);
        assert_string_equal(city.error.arg[0], bad[i].value);
        assert_string_equal(city.error.arg[1], bad[i].most);
        assert_string_equal(city.error.arg[2], bad[i].write);
    }
    city_no(&city, FPL_E_NUMBER_FORMAT, LOAN "employees=60%%"); /* heads */
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(city_dry(&city, LOAN "%s", good[i]), FPL_OK);
    city_do(&city, LOAN "%s; employees=60.5", good[1]);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_ranges__deal(void **state) {
    static const char *const bad[] = {"bachelor=20", "bachelor=100.01%", "rnd_share=2"};
    struct city city;
    (void)state;
    city_begin(&city);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        city_no(&city, FPL_E_RATIO_RANGE,
                "zhang deal.record f deal=D-1; firm=%s; firm_name=某; amount=1; round=ANGEL; paid_date=2026-01-05; "
                "ic_date=2026-01-05; %s",
                city_firm(1), bad[i]);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_ranges__loan),
        cmocka_unit_test(test_desk_ranges__deal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
