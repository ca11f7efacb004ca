/* Lines of the cash-flow statement: which accounts ask for one, which lines fit, what a clerk is told. */
#include "desk_world.h"

#include "fundpool/cash_flow.h"

static enum fpl_status settle(const char *account, char side, const char *flow, enum fpl_book_kind book, int opening,
                              const char *code) {
    struct fpl_posting line = {.account = fpl_str_of(account), .side = side, .flow = fpl_str_of(flow)};
    enum fpl_status status = fpl_cash_flow_settle(&line, book, opening, NULL);
    assert_true(fpl_str_is(line.flow, status ? flow : code));
    return status;
}

static void test_journal_cash_flow__which_line_fits(void **state) {
    (void)state;
    static const struct {
        const char *account;
        char side;
        const char *flow;
        enum fpl_book_kind book;
        int opening;
        enum fpl_status status;
        const char *code;
    } cases[] = {
        {"100201", 'C', "INVEST", FPL_BOOK_FUND, 0, FPL_OK, "INVEST"},
        {"100201", 'C', "invest", FPL_BOOK_FUND, 0, FPL_OK, "INVEST"},
        {"100201", 'C', "投资支付的现金", FPL_BOOK_COMPANY, 0, FPL_OK, "INVEST"},
        {"1001", 'C', "paid for investments", FPL_BOOK_FISCAL, 0, FPL_OK, "INVEST"},
        {"100201", 'D', "INVEST", FPL_BOOK_FUND, 0, FPL_E_CASH_FLOW_IN, ""},
        {"100201", 'C', "SALES", FPL_BOOK_FUND, 0, FPL_E_CASH_FLOW_OUT, ""},
        {"100203", 'C', "INVEST", FPL_BOOK_POOL, 0, FPL_E_CASH_FLOW_POOL_OUT, ""},
        {"100203", 'C', "POOL_FEE", FPL_BOOK_POOL, 0, FPL_OK, "POOL_FEE"},
        {"100201", 'C', "POOL_FEE", FPL_BOOK_FUND, 0, FPL_E_CASH_FLOW_OUT, ""},
        {"101201", 'D', "", FPL_BOOK_FUND, 0, FPL_E_CASH_FLOW_IN, ""},
        {"101201", 'D', "TRANSFER", FPL_BOOK_FUND, 0, FPL_OK, "TRANSFER"},
        {"100203", 'C', "现金科目之间划转", FPL_BOOK_POOL, 0, FPL_OK, "TRANSFER"},
        {"100203", 'C', "其他", FPL_BOOK_POOL, 0, FPL_E_CASH_FLOW_POOL_OUT, ""},
        {"1003", 'D', "", FPL_BOOK_FUND, 0, FPL_OK, ""},
        {"6404", 'D', "GOODS", FPL_BOOK_FUND, 0, FPL_E_CASH_FLOW_NOT, ""},
        {"100201", 'D', "", FPL_BOOK_FUND, 1, FPL_OK, ""},
        {"100201", 'D', "SALES", FPL_BOOK_FUND, 1, FPL_E_CASH_FLOW_NOT, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum fpl_status status =
            settle(cases[i].account, cases[i].side, cases[i].flow, cases[i].book, cases[i].opening, cases[i].code);
        if (status != cases[i].status)
            fail_msg("%zu: %s", i, fpl_status_name(status));
    }
}

/* A clerk can choose from what the refusal says: it lists every line of that side
 * and kind of book, by code and name, and none else. */
static void test_journal_cash_flow__refusals_list_the_lines(void **state) {
    (void)state;
    static const enum fpl_status status[4] = {FPL_E_CASH_FLOW_IN, FPL_E_CASH_FLOW_OUT, FPL_E_CASH_FLOW_POOL_IN,
                                              FPL_E_CASH_FLOW_POOL_OUT};
    int count = 0;
    const struct fpl_cash_flow *all = fpl_cash_flow_all(&count);
    assert_int_equal(count, 32);
    for (int i = 0; i < count; i++) {
        assert_ptr_equal(fpl_cash_flow_find(fpl_str_of(all[i].code)), &all[i]);
        assert_ptr_equal(fpl_cash_flow_find(fpl_str_of(all[i].zh)), &all[i]);
        assert_ptr_equal(fpl_cash_flow_find(fpl_str_of(all[i].en)), &all[i]);
        for (int s = 0; s < 4; s++) {
            char zh[128], en[128];
            snprintf(zh, sizeof zh, "%s %s；", all[i].code, all[i].zh);
            snprintf(en, sizeof en, "%s %s; ", all[i].code, all[i].en);
            int listed = all[i].side == 'B' || (all[i].side == "DC"[s % 2] && all[i].book == "NP"[s / 2]);
            if ((strstr(fpl_status_text(status[s], 1), zh) != NULL) != listed ||
                (strstr(fpl_status_text(status[s], 0), en) != NULL) != listed)
                fail_msg("%s: %s", fpl_status_name(status[s]), all[i].code);
        }
    }
}

#define ENTRY "zhang journal.post f occurred=2026-03-01; memo=费; "
static void test_journal_cash_flow__given_by_a_clerk(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_no(&city, FPL_E_CASH_FLOW_OUT, ENTRY "!lines=D6404:5 C100201:5~");
    assert_string_equal(city.error.field, "cash_flow");
    assert_string_equal(city.error.arg[0], "100201");
    city_no(&city, FPL_E_CASH_FLOW_IN, ENTRY "!lines=D100201:5~GOODS C6404:5");
    city_no(&city, FPL_E_CASH_FLOW_NOT, ENTRY "!lines=D6404:5~GOODS C100201:5~GOODS");
    city_no(&city, FPL_E_CASH_FLOW_NOT,
            "zhang opening.post f memo=启用; occurred=2025-01-01; !lines=D100201:5~SALES C400101:5@G-CZ");
    int64_t seq = city_do(&city, ENTRY "entry=E-1; !lines=D6404:5 C100201:5~购买商品、接受劳务支付的现金");
    /* the same again by its code is the same; another line is another entry */
    city_no(&city, FPL_ALREADY, ENTRY "entry=E-1; !lines=D6404:5 C100201:5~GOODS");
    assert_int_equal(city.answer.seq, seq);
    city_no(&city, FPL_E_KEY_CHANGED, ENTRY "entry=E-1; !lines=D6404:5 C100201:5~STAFF");
    city_verify(&city);
    city_end(&city);
}

/* 第31号 第二条: what moves between cash accounts is no flow, and nothing else is called so. Both directions, in parts,
 * with a fee in the same entry, in another currency. */
static void test_journal_cash_flow__a_transfer_is_one(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "root currency.add - currency=USD; scale=2");
    city_no(&city, FPL_E_CASH_TRANSFER, ENTRY "!lines=D100201:5~TRANSFER C6011:5");
    assert_string_equal(city.error.arg[0], "5.00");
    city_no(&city, FPL_E_CASH_TRANSFER, ENTRY "!lines=D6404:5 C100201:5~TRANSFER");
    assert_string_equal(city.error.arg[0], "-5.00");
    city_no(&city, FPL_E_CASH_TRANSFER, ENTRY "!lines=D101201:9~TRANSFER D6404:1 C100201:10~TRANSFER");
    city_no(&city, FPL_E_CASH_ALONE, ENTRY "!lines=D101201:5~INVEST_BACK C100201:5~INVEST");
    assert_string_equal(city.error.arg[0], "101201");
    city_no(&city, FPL_E_CASH_ALONE,
            ENTRY "!lines=D101201:5~TRANSFER D101201:5~INVEST_BACK C100201:5~INVEST C100201:5~TRANSFER");
    city_do(&city, ENTRY "!lines=D101201:5~TRANSFER C100201:5~TRANSFER");
    city_do(&city, ENTRY "!lines=D101201:4~TRANSFER D101201:2~TRANSFER C100201:6~TRANSFER");
    city_do(&city, ENTRY "!lines=D101201:9~TRANSFER D6404:1 C100201:9~TRANSFER C100201:1~GOODS");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_cash_flow__which_line_fits),
        cmocka_unit_test(test_journal_cash_flow__refusals_list_the_lines),
        cmocka_unit_test(test_journal_cash_flow__given_by_a_clerk),
        cmocka_unit_test(test_journal_cash_flow__a_transfer_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
