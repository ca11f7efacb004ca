#ifndef FUNDPOOL_FUND_LIMIT_H
#define FUNDPOOL_FUND_LIMIT_H
/* A fund's limits 限额: an adopted document, bound to the fund by a dated record (`limit bind`), and held against each
 * event before it is recorded. docs/LIMITS.md says what each limit counts. Pure. */
#include "fundpool/date.h"
#include "fundpool/error.h"
#include "fundpool/ratio.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fpl_limit_kind {
    FPL_LIMIT_GUIDANCE_SHARE, /* commitments of the guidance fund */
    FPL_LIMIT_GOVERNMENT_SHARE,
    FPL_LIMIT_NOT_LARGEST, /* the guidance fund is not the largest contributor */
    FPL_LIMIT_GP_SHARE,
    FPL_LIMIT_FIRST_CALL, /* the first payment under a commitment / the commitment; the first call / all commitments */
    FPL_LIMIT_DEPLOYED, /* paid to firms less refunds / what the earlier calls asked for: the next call waits for it */
    FPL_LIMIT_PROJECT_SHARE,  /* paid to one firm less refunds */
    FPL_LIMIT_PROJECT_AMOUNT, /* the same, in yuan */
    FPL_LIMIT_DEAL_AMOUNT,
    FPL_LIMIT_DIRECT_SHARE,
    FPL_LIMIT_CASH,
    FPL_LIMIT_PRINCIPAL_GUARANTEE,
    FPL_LIMIT_NAMED_EQUITY,
    FPL_LIMIT_FIRM_GUARANTEE,
    FPL_LIMIT_LISTED_SHARES,
    FPL_LIMIT_EXIT_NOT_ESTABLISHED,
    FPL_LIMIT_EXIT_IDLE,
    FPL_LIMIT_EXIT_OFF_POLICY,
    FPL_LIMIT_EXIT_BREACH,
    FPL_LIMIT_KINDS
};
enum fpl_limit_shape {
    FPL_LIMIT_IS_SHARE,  /* a bound that is a fraction; of a whole, but for FIRST_CALL and DEPLOYED */
    FPL_LIMIT_IS_AMOUNT, /* a bound in fen */
    FPL_LIMIT_IS_BAN,    /* no bound: it is, or it is not */
    FPL_LIMIT_IS_MONTHS  /* a trigger; NOT_LARGEST, EXIT_OFF_POLICY and EXIT_BREACH are bans that only a report looks at
                          */
};
enum fpl_limit_edge { FPL_AT_MOST, FPL_BELOW, FPL_AT_LEAST, FPL_ABOVE };
enum fpl_limit_of { FPL_OF_TARGET, FPL_OF_COMMITTED, FPL_OF_PAID_IN };
enum fpl_limit_breach {
    FPL_BREACH_REFUSE, /* it is not recorded */
    FPL_BREACH_REASON, /* it is recorded with a reason */
    FPL_BREACH_SECOND, /* with a reason and the name of another approver */
    FPL_BREACH_TELL    /* it is recorded, with a remark */
};
enum { /* when it is held against an event */
       FPL_AT_COMMITMENT = 1,
       FPL_AT_CAPITAL = 2,
       FPL_AT_DEAL = 4,
       FPL_AT_PAYMENT = 8,
       FPL_AT_CALL = 16
};

struct fpl_limit_words {               /* of a kind */
    const char *code, *zh, *en, *both; /* both: FPL_ZH_EN of the two */
    enum fpl_limit_shape shape;
    int upper;     /* a share or an amount: 1 is capped, 0 has a floor */
    unsigned when; /* FPL_AT_*; 0: a report alone */
    int has_of;
};
const struct fpl_limit_words *fpl_limit_words(enum fpl_limit_kind kind);

struct fpl_limit {
    enum fpl_limit_kind kind;
    enum fpl_limit_edge edge;
    enum fpl_limit_of of;
    enum fpl_limit_breach breach;
    struct fpl_ratio ratio;
    int64_t amount; /* fen */
    int months;
    struct fpl_date from, to; /* validity of the text; FPL_DATE_NONE: open */
    char clause[FPL_CLAUSE_BYTES];
};
/* The numerator that just passes, in fen: the greatest of a cap, the least of a floor. `whole` >= 0; of an amount it is
 * not read. FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_limit_reach(const struct fpl_limit *limit, int64_t whole, int64_t *out);
/* What still passes on top of `num`, in fen: of a cap the greatest x that may come to it, of a floor the greatest that
 * may leave it; negative: what is over, or short. A share that commitments have in the commitments moves its own whole:
 * x comes to both. *has 0: any amount passes. `whole` > 0 of a share. FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_limit_left(const struct fpl_limit *limit, int64_t num, int64_t whole, int *has,
                                              int64_t *out);
int fpl_limit_expired(const struct fpl_limit *limit, struct fpl_date day);
/* The bound as people write it, "<= 20%", "<= 5,000,000.00" (yuan), "12 months"; "" for a ban. zh: 1 in Chinese, 0 in
 * English, -1 as data and messages have it, "<= 5000000.00". Returns out. */
#define FPL_LIMIT_BOUND 96
char *fpl_limit_bound(const struct fpl_limit *limit, int zh, char out[FPL_LIMIT_BOUND]);

struct fpl_limit_rule; /* parsed, immutable */
#define FPL_LIMITS_MAX 32
/* {"id","limits":[{"at_most"|"below"|"at_least"|"above"|"months","breach","clause","doc"?,"from"?,"limit","of"?,"to"?}
 * …],"source":{"clause","doc"},"title","valid":{"from"?,"to"?},"version"}. FPL_E_JSON; FPL_E_PACK_INVALID (arg 0 =
 * place, arg 1 = what is wrong): a limit without its bound, with a bound on the wrong side, a share without its whole,
 * one said twice; FPL_E_NOMEM. The bytes are copied. */
FPL_MUST_CHECK enum fpl_status fpl_limit_rule_parse(struct fpl_str json, struct fpl_limit_rule **out,
                                                    struct fpl_error *error);
void fpl_limit_rule_free(struct fpl_limit_rule *rule); /* NULL allowed */
const struct fpl_limit *fpl_limit_rule_list(const struct fpl_limit_rule *rule, int *count);
struct fpl_str fpl_limit_rule_id(const struct fpl_limit_rule *rule);
int64_t fpl_limit_rule_version(const struct fpl_limit_rule *rule);
struct fpl_str fpl_limit_rule_title(const struct fpl_limit_rule *rule, int zh);
struct fpl_str fpl_limit_rule_clause(const struct fpl_limit_rule *rule);
struct fpl_date fpl_limit_rule_from(const struct fpl_limit_rule *rule); /* FPL_DATE_NONE: open */
struct fpl_date fpl_limit_rule_to(const struct fpl_limit_rule *rule);

#ifdef __cplusplus
}
#endif
#endif
