#ifndef FUNDPOOL_TESTS_FUND_STORY_H
#define FUNDPOOL_TESTS_FUND_STORY_H
/* The fund of fund rules §6, T6: three parties, three firms, two years; and its events as short words. */
#include "desk_world.h"

#define B "t6"

static inline void found(struct city *city) {
    city_begin(city);
    city_do(city, "root book.open - code=" B "; kind=fund; name=测试基金; name_en=T6; chart=fund@1; opened=2023-01-01");
    static const char *const party[][2] = {{"LP-G", "soe"}, {"LP-S", "lp"}, {"GP-1", "gp"}};
    for (int i = 0; i < 3; i++)
        city_do(city, "zhang party.register - party=%s; name=%s名; kind=%s; uscc=%s", party[i][0], party[i][0],
                party[i][1], city_firm(700 + i));
}

#define SIGN(id, party, capacity, amount)                                                                              \
    "zhang commitment.sign " B " commitment=" id "; party=" party "; capacity=" capacity "; level=CITY; "              \
    "signed_on=2023-03-01; amount=" amount
#define PAY_IN(id, of, amount)                                                                                         \
    "zhang capital.receive " B " receipt=" id "; commitment=" of "; occurred=2023-03-15; amount=" amount "; "          \
    "bank_ref=S"
#define DEAL(id, firm, day, amount, more)                                                                              \
    "zhang deal.record " B " deal=" id "; firm=" firm "; firm_name=名" firm "; paid_date=" day "; amount=" amount      \
    "; shares=1000" more
#define VALUE(id, firm, day, amount)                                                                                   \
    "zhang valuation.record " B " valuation=" id "; firm=" firm "; occurred=" day "; fair_value=" amount               \
    "; method=NET_ASSET; level=3"
#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define WRITE_OFF(id, firm, day, amount)                                                                               \
    "zhang writeoff.record " B " writeoff=" id "; firm=" firm "; occurred=" day                                        \
    "; ground=BANKRUPTCY; recovered=" amount "; approval=批; evidence=" HASH
#define EXIT(id, firm, day, what, amount, paid)                                                                        \
    "zhang exit.record " B " exit=" id "; firm=" firm "; type=TRANSFER; occurred=" day "; " what "; proceeds=" amount  \
    "; paid=" paid
#define DISTRIBUTE(id, of, amount, more)                                                                               \
    "zhang distribution.declare " B " distribution=" id "; commitment=" of "; occurred=2024-10-31; amount=" amount     \
    "; source=RETURN_OF_CAPITAL" more
#define SETTLE(id, of, event, day, amount)                                                                             \
    "zhang due.settle " B " settlement=" id "; of=" of "; event=" event "; occurred=" day "; amount=" amount           \
    "; bank_ref=S"

static inline void year_2023(struct city *city) {
    city_do(city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    city_do(city, SIGN("C-S", "LP-S", "SOCIAL", "138000000"));
    city_do(city, SIGN("C-P", "GP-1", "GP", "2000000"));
    city_do(city, PAY_IN("K-G", "C-G", "12000000"));
    city_do(city, PAY_IN("K-S", "C-S", "27600000"));
    city_do(city, PAY_IN("K-P", "C-P", "400000"));
    city_do(city, DEAL("P1", "F-1", "2023-04-10", "5000000", "; category=SEED"));
    city_do(city, DEAL("P2", "F-2", "2023-05-20", "8000000", "; category=ANGEL"));
    city_do(city, DEAL("P3", "F-3", "2023-06-30", "10000000", "; category=GROWTH"));
    city_do(city, "zhang fee.accrue " B " fee=Y-1; kind=MANAGEMENT; occurred=2023-06-30; amount=177534.25; "
                  "base_kind=PAID_IN; base=40000000; rate=3/200; from=2023-03-15; to=2023-06-30");
    city_do(city, SETTLE("ZF-1", "FEE", "Y-1", "2023-07-10", "177534.25"));
    city_do(city, VALUE("V-1", "F-1", "2023-12-31", "2000000"));
    city_do(city, VALUE("V-2", "F-2", "2023-12-31", "12000000"));
}

static inline void year_2024(struct city *city) {
    city_do(city, WRITE_OFF("W-1", "F-1", "2024-09-30", "150000"));
    city_do(city, EXIT("X-1", "F-2", "2024-10-15", "shares=500", "7500000", "RECEIVED"));
    city_do(city,
            "zhang dividend.record " B " dividend=G-1; firm=F-3; occurred=2024-10-20; amount=300000; paid=DECLARED");
    city_do(city, SETTLE("SK-1", "DIVIDEND", "G-1", "2024-10-25", "300000"));
    city_do(city, DISTRIBUTE("D-G", "C-G", "1500000", ""));
    city_do(city, DISTRIBUTE("D-S", "C-S", "3450000", ""));
    city_do(city, DISTRIBUTE("D-P", "C-P", "50000", ""));
    city_do(city, SETTLE("ZF-2", "DISTRIBUTION", "D-G", "2024-10-31", "1500000"));
    city_do(city, SETTLE("ZF-3", "DISTRIBUTION", "D-S", "2024-10-31", "3450000"));
    city_do(city, SETTLE("ZF-4", "DISTRIBUTION", "D-P", "2024-10-31", "50000"));
}

#endif
