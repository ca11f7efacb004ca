#ifndef TESTS_UNIT_POOLS_STORY_H
#define TESTS_UNIT_POOLS_STORY_H
/* Two pools of a ledger, p and q, and one loan of 1,200,000.00 in both. */
#include "desk_world.h"

static inline void pack(struct city *city, const char *id, const char *lines) {
    char text[500];
    snprintf(text, sizeof text,
             "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nround_mode: HALF_UP\n"
             "renewal_without_repayment: NEW_LOAN_LINKED\nrate_tiers:\n  - {rate: 50%%}\n%s",
             lines);
    city_pack(city, id, text);
}

/* The packs of p and of q, and 30,000,000.00 in q. */
static inline void agreements(struct city *city, const char *of_p, const char *of_q) {
    const char *const pack_of[] = {of_p, of_q};
    for (int i = 0; i < 2; i++)
        city_do(city,
                "ren agreement.sign %c agreement=POOL-1; party=BK-1; pack=%s; version=1; from=2026-01-01; "
                "signed=2026-01-01",
                "pq"[i], pack_of[i]);
    city_do(city, "zhang pool.contribute q contribution=Z-1; party=G-CZ; occurred=2025-01-10; amount=30000000.00; "
                  "bank_ref=S2");
}

/* The pools p and q with 30,000,000.00 each, under the packs "a" and "b" with these lines. */
static inline void begin(struct city *city, const char *of_p, const char *of_q) {
    city_begin(city);
    pack(city, "a", of_p);
    pack(city, "b", of_q);
    agreements(city, "a", "b");
}

#define LOAN                                                                                                           \
    "iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; contract_amount=1200000.00; disbursed=1200000.00; "              \
    "disbursed_on=2026-01-05; due_on=2026-07-05; "
#define CLAIM "iou=1; claim_no=1; claim_date=2026-10-01; overdue_days=88; five_class=LOSS; "

static inline enum fpl_status has(const struct city *city, enum fpl_status status) {
    for (int i = 0; i < city->answer.reasons; i++)
        if (city->answer.reason[i].status == status)
            return status;
    return FPL_OK;
}

static inline void loan(struct city *city, const char *book, const char *contract, const char *more) {
    city_do(city, "zhang loan.register %s bank=BK-1; contract=%s; " LOAN "registered_on=2026-01-05%s", book, contract,
            more);
}

static inline int64_t claim(struct city *city, const char *book, const char *contract, const char *told) {
    return city_do(city, "zhang claim.submit %s bank=BK-1; contract=%s; " CLAIM "%s", book, contract, told);
}

#endif
