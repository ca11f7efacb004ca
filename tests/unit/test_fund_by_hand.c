/* What fund rules §2.2 ask of a book that no event posts in: ordinary entries under the shipped charts. The investment
 * company's own deals stand in its book so, and the close of a year and bank interest in every book. The sums behind
 * each entry are by hand. */
#include "fund_tells.h"

struct entry {
    const char *code; /* CODE.BOOK of fund rules §2.2 */
    const char *lines;
    const char *account, *yuan; /* debit less credit of the account, once it is posted */
};

static void post(struct city *city, const char *book, const struct entry *entry) {
    struct fpl_money wanted;
    int64_t seq =
        city_do(city, "zhang journal.post %s occurred=2026-03-01; memo=%s; !lines=%s", book, entry->code, entry->lines);
    assert_true(seq > 0);
    assert_int_equal(fpl_money_parse(fpl_str_of(entry->yuan), FPL_UNIT_YUAN, 2, &wanted, NULL), FPL_OK);
    in(city, book, entry->account, NULL, fpl_money_minor(wanted));
}

/* 1,000.00 for a firm, 100.00 given back, valued 300.00 above its cost of 900.00; a third is sold for 500.00, the rest
 * written off with 50.00 recovered: 600.00 of cost and 200.00 of value less 50.00 are lost. */
static void test_fund_by_hand__company(void **state) {
    static const struct entry table[] = {
        {"E05.company", "D110101:1000@F-1#D1 C100202:1000", "110101", "1000"},
        {"E06.company", "D100202:100 C110101:100@F-1#D1", "110101", "900"},
        {"E10.company", "D110102:300@F-1#D1 C6101:300", "6101", "-300"},
        {"E13.company", "D100202:500 C110101:300@F-1#D1 C110102:100@F-1#D1 C611101:100", "611101", "-100"},
        {"E14.company",
         "D100202:50 D611104:750 C110101:600@F-1#D1 C110102:200@F-1#D1 D9006:550@F-1#D1 C9106:550@F-1#D1", "1101", "0"},
        {"E15.company", "D100202:20 C611105:20 D9106:20@F-1#D1 C9006:20@F-1#D1", "9006", "530"},
        {"E19.company", "D611101:10 C100202:10", "611101", "-90"},
        {"E27.company", "D110101:200@F-2#D2 C224103:200", "224103", "-200"},
        {"E27.company", "D224103:200 C100202:200", "224103", "0"},
        {"E28.company", "D1501:400@F-3#D3 C100202:400", "1501", "400"},
        {"E28.company", "D110101:400@F-3#D3 C1501:400@F-3#D3", "110101", "600"},
        {"E26.company", "D101201:1000 C100202:1000", "101201", "1000"},
        {"E26.company", "D100202:1000 C101201:1000", "101201", "0"},
        {"E26.company", "D100202:7 C6603:7", "6603", "-7"},
        {"E24.company", "D6101:300 D611101:90 D611105:20 D6603:7 D4103:333 C611104:750", "6", "0"},
        {"E24.company", "D410415:333 C4103:333", "410415", "333"},
    };
    struct city city;
    (void)state;
    city_begin(&city);
    for (int i = 1; i <= 3; i++)
        city_do(&city, "zhang party.register - party=F-%d; name=企业%d; kind=investee; uscc=%s", i, i,
                city_firm(710 + i));
    city_do(&city, "zhang journal.post c occurred=2026-01-05; memo=注资; !lines=D100202:10000 C4001:10000");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        post(&city, "c", &table[i]);
    /* 10,000 - 1,000 + 100 + 500 + 50 + 20 - 10 - 200 - 400 + 7 */
    in(&city, "c", "100202", NULL, 906700);
    in(&city, "c", "", NULL, 0);
    city_verify(&city);
    city_end(&city);
}

/* 50.00 of interest; the year is carried to retained profit. */
static void test_fund_by_hand__fund(void **state) {
    static const struct entry table[] = {
        {"E26.fund", "D101201:40 C100201:40", "101201", "40"}, {"E26.fund", "D100201:40 C101201:40", "101201", "0"},
        {"E26.fund", "D100201:50 C6011:50", "6011", "-50"},    {"E24.fund", "D6011:50 C4103:50", "6", "0"},
        {"E24.fund", "D4103:50 C410415:50", "410415", "-50"},
    };
    struct city city;
    (void)state;
    city_begin(&city);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        post(&city, "f", &table[i]);
    in(&city, "f", "4103", NULL, 0);
    city_verify(&city);
    city_end(&city);
}

/* A wrong entry is taken back by its red image, in each book. */
static void test_fund_by_hand__taken_back(void **state) {
    static const struct {
        const char *code, *book, *lines, *account;
    } table[] = {
        {"E25.company", "c", "D100202:5 C4002:5", "100202"},
        {"E25.fiscal", "s", "D1001:5 C3001:5", "1001"},
    };
    struct city city;
    (void)state;
    city_begin(&city);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        int64_t seq = city_do(&city, "zhang journal.post %s occurred=2026-03-01; memo=误; !lines=%s", table[i].book,
                              table[i].lines);
        in(&city, table[i].book, table[i].account, NULL, 500);
        city_do(&city, "zhang journal.reverse %s receipt=%lld; memo=%s", table[i].book, (long long)seq, table[i].code);
        in(&city, table[i].book, table[i].account, NULL, 0);
    }
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_by_hand__company),
        cmocka_unit_test(test_fund_by_hand__fund),
        cmocka_unit_test(test_fund_by_hand__taken_back),
    };
    return cmocka_run_group_tests_name("fund_by_hand", tests, NULL, NULL);
}
