#ifndef LEDGER_FUND_LIMIT_H
#define LEDGER_FUND_LIMIT_H
/* An event of a fund held against the fund's limits before it is recorded. Pure. */
#include "ledger/fund/life.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_FUND_LIMIT_FIELDS                                                                                          \
    FS("limit_reason", "超限理由", "reason of a breach", "", TEXT, 0, LIMIT_REASON),                                   \
        FS("limit_approver", "超限批准人", "breach approved by", "", ID, 0, LIMIT_APPROVER)

/* Of a reversal: its own reason is the reason of a breach. */
#define FPL_FUND_BACK_FIELDS                                                                                           \
    FS("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ, LIMIT_BACK_REASON),                                       \
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
#define FPL_FUND_LIMIT_NEWEST(id, member_, when_)                                                                      \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_ITEM, .name = "limit.rule", .key = FPL_NO_FACT, .member = member_,          \
        .before = FPL_NO_FACT, .when = when_                                                                           \
    }
#define FPL_FUND_LIMIT_EACH(id, kind, value_, flags_)                                                                  \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_EACH, .name = kind, .key = FPL_NO_FACT, .flags = flags_,                    \
        .before = FPL_NO_FACT, .when = fpl_fund__is_limited, .value = value_                                           \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
#define FPL_FUND_READS_LIMIT      FPL_FUND_LIMIT_DATED(LIMIT_RULE, "rule", NULL)
#define FPL_FUND_READS_LIMIT_CASH FPL_FUND_READS_LIMIT, FPL_FUND_LIMIT_BALANCE(LIMIT_CASH, "+100201", 0)
#define FPL_FUND_READS_LIMIT_WHOLE                                                                                     \
    FPL_FUND_READS_LIMIT, FPL_FUND_LIMIT_DATED(LIMIT_TARGET, "target", fpl_fund__is_limited),                          \
        FPL_FUND_LIMIT_SUM(LIMIT_COMMITTED, "+committed", "all"),                                                      \
        FPL_FUND_LIMIT_BALANCE(LIMIT_PAID_IN, "+400101+400102+400103", FPL_READ_NEGATE)
/* What the calls before have been used for. */
#define FPL_FUND_READS_DEPLOYED                                                                                        \
    FPL_FUND_LIMIT_SUM(LIMIT_INVESTED, "+invested", "fund"),                                                           \
        FPL_FUND_LIMIT_BALANCE(LIMIT_UNPAID, "+224103", FPL_READ_NEGATE)
/* A reversal leaves the state of now: it is held against the newest limits, whatever day it bears. */
#define FPL_FUND_READS_BACK                                                                                            \
    FPL_FUND_LIMIT_NEWEST(LIMIT_RULE, "rule", NULL), READ_UNDONE(TODAY, "occ"),                                        \
        FPL_FUND_LIMIT_BALANCE(LIMIT_CASH, "+100201", 0)
#define FPL_FUND_READS_BACK_WHOLE                                                                                      \
    FPL_FUND_READS_BACK, FPL_FUND_LIMIT_NEWEST(LIMIT_TARGET, "target", fpl_fund__is_limited),                          \
        FPL_FUND_LIMIT_SUM(LIMIT_COMMITTED, "+committed", "all"),                                                      \
        FPL_FUND_LIMIT_BALANCE(LIMIT_PAID_IN, "+400101+400102+400103", FPL_READ_NEGATE),                               \
        FPL_FUND_LIMIT_SUM(LIMIT_DIRECT, "+direct", "fund")
#define FPL_FUND_READS_BACK_PARTNERS                                                                                   \
    FPL_FUND_READS_BACK_WHOLE, FPL_FUND_LIMIT_SUM(LIMIT_GUIDANCE, "+committed", "guidance"),                           \
        FPL_FUND_LIMIT_SUM(LIMIT_GOVERNMENT, "+committed", "government"),                                              \
        FPL_FUND_LIMIT_SUM(LIMIT_GP, "+committed", "gp"),                                                              \
        FPL_FUND_LIMIT_EACH(LIMIT_PROJECT, "holding", fpl_fund__put_of, 0)
#define FPL_FUND_READS_BACK_FIRST FPL_FUND_LIMIT_EACH(LIMIT_FIRST, "capital", fpl_fund__paid_of, FPL_READ_BEGUN)
#define FPL_FUND_READS_BACK_LEFT                                                                                       \
    FPL_FUND_LIMIT_EACH(LIMIT_FIRST_LEFT, "capital", fpl_fund__paid_of, FPL_READ_BEGUN | FPL_READ_OTHERS)
/* Of a holding, what was put into the firm; of a payment within the commitment COMMITMENT_ID, its amount. */
void fpl_fund__put_of(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                      struct fpl_fact *out);
void fpl_fund__paid_of(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                       struct fpl_fact *out);
int fpl_fund__is_limited(const struct fpl_facts *facts, const struct fpl_pack *pack);

/* What an event changes, in fen. */
struct fpl_fund__limit_change {
    unsigned at;                                 /* one FPL_AT_* */
    const char *what;                            /* the item that the event begins; key: the fact that is its key */
    enum fpl_fact_id key, day;                   /* day: the fact that is the day of the event */
    int64_t committed, guidance, government, gp; /* added to the commitments */
    int64_t paid_in;                             /* added to capital */
    int64_t prior; /* what the calls before this one asked for; 0: it is the first, or was judged when it was issued */
    int unnamed;   /* 1: a later payment under a commitment that names no call, so nobody knows which were before */
    int64_t first, first_of; /* a first payment within a commitment, and the commitment; first 0: it is not the first */
    int64_t invested, pays;
    int more; /* 1: it adds to a recorded deal, of which bans were asked and `deal` was invested before */
    int64_t deal;
    int back;       /* 1: an event is taken back, and these are the changes by its reversal; nobody says bans again */
    int64_t direct; /* of a reversal, or of `more`: added to direct investment */
};

/* Fills out->limit, in the order of the rule, and refuses, remarks or writes down (item "limit.passed") as the rule
 * says of each breach. A fact that a limit needs and nobody said is FPL_E_MISSING. No effect for a fund without limits,
 * and for what was taken on: that has happened.
 * A reversal is held against the limits that it moves, and a breach is one that it made or made greater;
 * FPL_E_LIMIT_BACK until another approver lets it through, whatever the rule asks of an event, but for what is only
 * told. */
void fpl_fund__limits(const struct fpl_facts *facts, const struct fpl_rules *rules,
                      const struct fpl_fund__limit_change *change, struct fpl_decision *out);

/* The change by the reversal of an event of that kind with the key EVENT_KEY, which takes `pays` out of the account. */
struct fpl_fund__limit_change fpl_fund__limit_back(const struct fpl_event *reversal, int64_t pays);

/* A reversal that takes `pays` out of the account and moves nothing else that a limit looks at. */
void fpl_fund__limits_cash_back(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                const struct fpl_event *reversal, int64_t pays, struct fpl_decision *out);
/* What a commitment of the capacity and level in the facts adds to the sums of the change; negative: less. */
void fpl_fund__limit_committed(const struct fpl_facts *facts, int64_t amount, struct fpl_fund__limit_change *change);

/* Counts a commitment, or what is released of it (negative), by capacity. */
void fpl_fund__count_committed(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out);
/* Counts an investment, or what is refunded of it (negative); of one that says it is direct, that too. */
void fpl_fund__count_invested(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out);
/* Is it money of a budget? It says its level. */
int fpl_fund__is_government(const struct fpl_facts *facts);

#endif
