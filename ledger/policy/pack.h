#ifndef LEDGER_POLICY_PACK_H
#define LEDGER_POLICY_PACK_H
/* A parsed pack as the deciders read it: every parameter in its own type, so that deciding a claim parses nothing.
 * Predicates and lists of texts stay JSON nodes over the pack's own bytes. Made by fpl_pack_parse, never changed
 * afterwards. */
#include "fundpool/pack.h"

enum fpl_policy__field {
#define PACK_FIELD(id, name, type, engine, sub, values, lacking, zh, en) FPL_PF_##id,
#include "ledger/policy/pack_fields.def"
#undef PACK_FIELD
    FPL_PF_COUNT
};

enum fpl_policy__role { FPL_ROLE_ANY = 0, FPL_ROLE_IS_BANK, FPL_ROLE_IS_GUARANTOR, FPL_ROLE_BOTH };
enum fpl_policy__base {
    FPL_BASE_OUTSTANDING,
    FPL_BASE_ACTUAL_LOSS,
    FPL_BASE_PRINCIPAL_INTEREST,
    FPL_BASE_GUARANTOR_PAID
};
enum fpl_policy__measure {
    FPL_MEASURE_NONE = 0,
    FPL_MEASURE_CONTRACT,
    FPL_MEASURE_CREDIT_LINE,
    FPL_MEASURE_REVENUE,
    FPL_MEASURE_CLASS,
    FPL_MEASURE_LOAN_TYPE,
    FPL_MEASURE_YEARS
};
enum fpl_policy__match { FPL_MATCH_MAX, FPL_MATCH_FIRST, FPL_MATCH_MIN, FPL_MATCH_ERROR };
enum fpl_policy__cap_id {
    FPL_CAP_PER_LOAN,
    FPL_CAP_TOTAL_GOV,
    FPL_CAP_BORROWER_YEAR,
    FPL_CAP_BANK_YEAR,
    FPL_CAP_RATE_OF_LENDING,
    FPL_CAP_FEE_MULTIPLE,
    FPL_CAP_BANK_DEPOSIT,
    FPL_CAP_SCHEME_YEAR,
    FPL_CAP_POOL_YEAR,
    FPL_CAP_POOL_BALANCE,
    FPL_CAP_COUNT
};
enum fpl_policy__crossing { FPL_CROSSING_DEFER, FPL_CROSSING_UP_TO_LINE, FPL_CROSSING_PAY };
enum fpl_policy__rate_limit { FPL_RATE_UNLIMITED = 0, FPL_RATE_FIXED, FPL_RATE_LPR_TIMES, FPL_RATE_LPR_PLUS };
enum fpl_policy__capacity { FPL_CAPACITY_NONE = 0, FPL_CAPACITY_WARN, FPL_CAPACITY_BLOCK };

enum { FPL_DEDUCT_INSURANCE = 1, FPL_DEDUCT_OTHER_GOV = 2, FPL_DEDUCT_COLLATERAL = 4 };

#define FPL_PACK_TIERS      32
#define FPL_PACK_ADDONS     16
#define FPL_PACK_BREAKERS   4
#define FPL_PACK_RAMP       16
#define FPL_PACK_NOT_TESTED 8
#define FPL_PACK_DOCS       8 /* so that every missing one is a reason of its own */

struct fpl_policy__tier {
    const struct fpl_json *when;   /* NULL: none */
    const struct fpl_json *values; /* FIRM_CLASS, LOAN_TYPE: the texts that match; NULL: none */
    int64_t over, upto;            /* (over, upto] of the measure; upto INT64_MAX: no end */
    int bounded;                   /* an interval was given */
    enum fpl_policy__role to;      /* only if this one claims */
    struct fpl_ratio rate;
};
struct fpl_policy__addon {
    const struct fpl_json *when;
    struct fpl_ratio add;
    int group; /* index of the first add-on of the same group: of those that apply the greatest is taken; -1: none */
};
struct fpl_policy__cap {
    int set, has_amount, has_rate;
    int64_t amount;
    struct fpl_ratio rate;
    int level_base; /* cap_per_loan only */
    int scope_bank; /* cap_rate_of_lending, cap_fee_multiple: the institution's sums instead of the pool's */
};
struct fpl_policy__breaker {
    int npl;       /* NPL_RATE; otherwise ANNUAL_LOSS_RATE */
    int inclusive; /* op ">=" */
    int cohort;    /* counted over the loans registered in the year of this one; otherwise over the calendar year */
    int warn;      /* effect WARN; otherwise DEFER_PAYMENT */
    struct fpl_ratio threshold;
    enum fpl_policy__crossing crossing;
};
struct fpl_policy__ramp {
    int64_t year, amount;
};

/* INT64_MIN in an integer parameter: not set. */
#define FPL_PACK_UNSET INT64_MIN

struct fpl_pack {
    struct fpl_buf bytes;
    struct fpl_json_doc doc;
    const struct fpl_json *field[FPL_PF_COUNT];  /* NULL: not set */
    char clause[FPL_PF_COUNT][FPL_CLAUSE_BYTES]; /* "文号 条款", "" if none */
    int64_t version;
    struct fpl_date from, to;
    int by_registration;
    enum fpl_policy__role beneficiary;
    int stacked; /* family STACKED: what one party got bars no other */
    /* rate */
    struct fpl_policy__tier tier[FPL_PACK_TIERS];
    int tiers;
    int marginal;
    enum fpl_policy__measure measure;
    enum fpl_policy__match match;
    struct fpl_policy__addon addon[FPL_PACK_ADDONS];
    int addons;
    int has_per_year, has_ceiling;
    struct fpl_ratio per_year, ceiling;
    int64_t per_year_from;
    /* base */
    enum fpl_policy__base base;
    int has_ip_min, ip_apply;
    struct fpl_ratio ip_min;
    int64_t max_loan; /* FPL_PACK_UNSET: none */
    int max_loan_truncates, registered_min;
    unsigned deduct; /* FPL_DEDUCT_* */
    /* caps, breakers */
    struct fpl_policy__cap cap[FPL_CAP_COUNT];
    struct fpl_policy__ramp ramp[FPL_PACK_RAMP];
    int ramps;
    struct fpl_policy__breaker breaker[FPL_PACK_BREAKERS];
    int breakers;
    int bank_bears; /* shortage_mode FIFO_BANK_BEARS; otherwise what the pool cannot pay queues */
    int waits;      /* TOP_UP_WAIT: a claim queues whole until all of it can be paid */
    enum fpl_rounding rounding;
    /* gates */
    int has_leverage, has_collateral_max;
    struct fpl_ratio leverage_max, collateral_max, rate_max;
    enum fpl_policy__capacity capacity;
    enum fpl_policy__rate_limit rate_limit;
    int64_t revenue_max, staff_max, age_max, no_breach_years, tenor_min, tenor_max, firm_debt_max;
    int64_t registration_window, claim_window, overdue_min;
    int listed_ok;             /* 0: listed firms are refused */
    int class_min, litigation; /* rank in the schema's list of values; -1: not set */
};

/* Position of text in a blank-separated list of codes; -1 if it is not there. */
int fpl_policy__rank(const char *codes, struct fpl_str text);
/* Fills the typed members from pack->field; every node has its schema type by then. */
void fpl_policy__resolve(struct fpl_pack *pack);
/* What the schema cannot say: parameters that need or exclude each other. */
FPL_MUST_CHECK enum fpl_status fpl_policy__cross_check(const struct fpl_pack *pack, struct fpl_error *error);
/* Walks the document against the schema and fills pack->field. */
FPL_MUST_CHECK enum fpl_status fpl_policy__check_schema(struct fpl_pack *pack, struct fpl_error *error);

#endif
