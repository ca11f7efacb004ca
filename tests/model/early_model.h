#ifndef FUNDPOOL_TESTS_MODEL_EARLY_MODEL_H
#define FUNDPOOL_TESTS_MODEL_EARLY_MODEL_H
/* The early-stage share of one fund, reckoned anew from what happened, from the specification alone (fund rules §3.1
 * follow-on, §3.2 bases and windows; choices: docs/EARLY.md). It knows nothing of the ledger. Amounts are fen, days are
 * numbers that only compare; what happened stands in the order of its days. */
#include <stdint.h>

enum early_kind { EARLY_DEAL, EARLY_REFUND, EARLY_EXIT, EARLY_SIGNED, EARLY_RELEASED, EARLY_PAID_IN };
enum early_stage { EARLY_NO, EARLY_YES, EARLY_UNKNOWN };
enum early_basis { EARLY_B1 = 1, EARLY_B2, EARLY_B3, EARLY_B4, EARLY_B5, EARLY_B6 };
enum early_verdict { EARLY_NA, EARLY_PASS, EARLY_FAIL, EARLY_ON_TRACK, EARLY_UNREACHABLE };

#define EARLY_SHARES 1000 /* of every deal */

struct early_event {
    enum early_kind kind;
    int day;
    int firm;
    int deal;       /* EARLY_REFUND: the place of the deal among the events */
    int64_t amount; /* none of EARLY_EXIT */
    int64_t shares; /* EARLY_EXIT: sold; EARLY_REFUND: given back */
    int64_t agreed; /* EARLY_DEAL; 0: not said */
    enum early_stage stage;
    int guides; /* EARLY_SIGNED: guidance money */
};

struct early_rule {
    enum early_basis basis;
    int inherits;      /* follow-on rounds stand as the first deal does */
    int outstanding;   /* cost still held */
    int first, last;   /* a period, if last > 0 */
    int64_t p, q;      /* the threshold p/q, 0 < p < q */
    int64_t times;     /* EARLY_B6 */
    int investing_end; /* the last day of the investment period; 0: not said */
};

struct early_answer {
    int64_t early, unknown, all;
    int64_t other; /* what is early where follow-on rounds are read the other way */
    enum early_verdict verdict;
    int64_t shortfall, headroom;
};

/* As of a day, which counts. At most 64 events. */
struct early_answer early_model(const struct early_event *event, int events, const struct early_rule *rule, int as_of);
/* The shares of a firm still held. */
int64_t early_shares_held(const struct early_event *event, int events, int firm);
#endif
