#ifndef LEDGER_FUND_LIMIT_H
#define LEDGER_FUND_LIMIT_H
/* An event of a fund held against the fund's limits before it is recorded. Pure. */
#include "ledger/fund/life.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_FUND_LIMIT_FIELDS                                                                                          \
    FS("limit_reason", "超限理由", "reason of a breach", "", TEXT, 0, LIMIT_REASON),                                   \
        FS("limit_approver", "超限批准人", "breach approved by", "", ID, 0, LIMIT_APPROVER)

/* Which limits bind on the event's day; then what they need, which is read of a fund that has some. */
#define FPL_FUND_LIMIT_DATED(id, member_, when_)                                                                       \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_DATED, .name = "limit.rule|limit.since", .key = FPL_NO_FACT,                \
        .member = member_, .before = FPL_NO_FACT, .when = when_                                                        \
    }
#define FPL_FUND_LIMIT_SUM(id, tallies, scope)                                                                         \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_SUM, .name = tallies, .key = FPL_NO_FACT, .member = scope,                  \
        .before = FPL_NO_FACT, .when = fpl_fund__is_limited                                                            \
    }
#define FPL_FUND_LIMIT_BALANCE(id, accounts, flags_)                                                                   \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_BALANCE, .name = accounts, .key = FPL_NO_FACT, .flags = flags_,             \
        .before = FPL_NO_FACT, .when = fpl_fund__is_limited                                                            \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
#define FPL_FUND_READS_LIMIT      FPL_FUND_LIMIT_DATED(LIMIT_RULE, "rule", NULL)
#define FPL_FUND_READS_LIMIT_CASH FPL_FUND_READS_LIMIT, FPL_FUND_LIMIT_BALANCE(LIMIT_CASH, "+100201", 0)
#define FPL_FUND_READS_LIMIT_WHOLE                                                                                     \
    FPL_FUND_READS_LIMIT, FPL_FUND_LIMIT_DATED(LIMIT_TARGET, "target", fpl_fund__is_limited),                          \
        FPL_FUND_LIMIT_SUM(LIMIT_COMMITTED, "+committed", "all"),                                                      \
        FPL_FUND_LIMIT_BALANCE(LIMIT_PAID_IN, "+400101+400102+400103", FPL_READ_NEGATE)
int fpl_fund__is_limited(const struct fpl_facts *facts, const struct fpl_pack *pack);

/* What an event changes, in fen. */
struct fpl_fund__limit_change {
    unsigned at;                                 /* one FPL_AT_* */
    const char *what;                            /* the item that the event begins; key: the fact that is its key */
    enum fpl_fact_id key, day;                   /* day: the fact that is the day of the event */
    int64_t committed, guidance, government, gp; /* added to the commitments */
    int64_t paid_in;                             /* added to capital */
    int64_t first, first_of; /* a first payment within a commitment, and the commitment; first 0: it is not the first */
    int64_t invested, pays;
};

/* Fills out->limit, in the order of the rule, and refuses, remarks or writes down (item "limit.passed") as the rule
 * says of each breach. A fact that a limit needs and nobody said is FPL_E_MISSING. No effect for a fund without limits,
 * and for what was taken on: that has happened. */
void fpl_fund__limits(const struct fpl_facts *facts, const struct fpl_rules *rules,
                      const struct fpl_fund__limit_change *change, struct fpl_decision *out);

/* Counts a commitment, or what is released of it (negative), by capacity. */
void fpl_fund__count_committed(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out);
/* Counts a direct investment, or what is refunded of it (negative). Nothing for a deal that is none or does not say. */
void fpl_fund__count_direct(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out);
/* Is it money of a budget? It says its level. */
int fpl_fund__is_government(const struct fpl_facts *facts);

#endif
