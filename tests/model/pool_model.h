#ifndef TESTS_MODEL_POOL_MODEL_H
#define TESTS_MODEL_POOL_MODEL_H
/* What a claim on a risk-compensation pool is worth, computed a second time: slow and plain, on GMP rationals from the
 * first step to the last, written from the pool rules and sharing nothing with ledger/. */
#include <stdint.h>

struct model_fraction {
    int64_t num, den; /* den 0: not set */
};

struct model_slice { /* (over, upto] at a rate */
    int64_t over, upto;
    struct model_fraction rate;
};

enum model_rounding { MODEL_HALF_UP, MODEL_FLOOR, MODEL_BANKERS };
enum model_crossing { MODEL_NO_BREAKER, MODEL_DEFER, MODEL_UP_TO_LINE, MODEL_PAY };

struct model_rule {
    struct model_slice slice[4];
    int slices;
    int marginal;
    struct model_fraction addon; /* added to the rate */
    struct model_fraction ceiling;
    struct model_fraction ip_share; /* of the loan, applied to the base */
    int64_t truncate_at;            /* greatest eligible contract; 0: none */
    enum model_rounding rounding;
    int64_t cap_loan, cap_borrower, cap_bank, cap_pool; /* -1: none */
    struct model_fraction cap_bank_rate;                /* × prior_balance */
    struct model_fraction cap_gov;                      /* × liability */
    enum model_crossing crossing;
    struct model_fraction threshold; /* strictly above it is across */
    int reached;                     /* 1: so is what just meets it */
};

struct model_case {
    int64_t contract, base; /* base: unpaid principal or what stands for it, before factors */
    int64_t cover;          /* other cover to deduct */
    int64_t liability, other_gov, prior_balance;
    int64_t paid_loan, paid_borrower, paid_bank, paid_pool;
    int64_t loss_loan, loss_bank, registered_bank; /* of a breaker by NPL: bad without this loan, outstanding */
    int by_npl;
    int64_t adds;               /* by NPL: what this loan adds to what is bad */
    int64_t lapsed, not_lapsed; /* for the loan: what a short pool could not pay and the bank bears */
    int begun;                  /* 1: a part of the claim was paid already */
    int64_t paid_others;        /* for the loan to another party, which only the ceiling of all public money counts */
    int64_t other_pools;        /* decided by other pools, and taken off */
    int64_t room[10];           /* what is left of further caps, in fen */
    int rooms;
};

struct model_answer {
    int refused; /* no base, or no rate applies */
    int deferred;
    int64_t amount, loss;
};

void model_claim(const struct model_rule *rule, const struct model_case *c, struct model_answer *out);

#endif
