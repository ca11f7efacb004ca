#ifndef LEDGER_POOL_ROOM_H
#define LEDGER_POOL_ROOM_H
/* What the files of ledger/pool share. One struct run carries a decision through its steps; every step appends what it
 * computed to the decision, every failing gate its reason. */
#include "fundpool/pool.h"
#include "ledger/policy/command.h"
#include "ledger/policy/declare.h"
#include "ledger/policy/pack.h"
#include "ledger/pool/exact.h"

/* ---- one decision under way ---- */
struct fpl_pool__run {
    const struct fpl_facts *facts;
    const struct fpl_pack *pack; /* NULL in deciders that need none */
    struct fpl_decision *out;
    struct fpl_pool__math math;
    int final, bare;            /* bare: no steps are wanted */
    enum fpl_policy__role role; /* of the claimant: FPL_ROLE_IS_BANK or _GUARANTOR */
    struct fpl_pool__x factor;  /* IP share times truncation */
    struct fpl_pool__x base;    /* B1 */
    struct fpl_pool__x rate;    /* r, WHOLE */
    struct fpl_pool__x raw;     /* X0 */
    int64_t loss;               /* principal loss recognised by this claim */
    int64_t amount;             /* Y */
    int64_t part, rest;         /* of the claim: paid in parts before; waits for money */
    int64_t lapsed;             /* has lapsed before of what would be paid */
    int64_t borne;              /* lapses, for the pool is short and the pack says so */
    int deferred;               /* a breaker defers it */
    const char *breaker;        /* its metric */
};

/* Facts as plain numbers. */
int64_t fpl_pool__money(const struct fpl_pool__run *run, enum fpl_fact_id id); /* 0 if unknown */
/* As above, and E_MISSING naming the fact if it is unknown. */
int64_t fpl_pool__need(struct fpl_pool__run *run, enum fpl_fact_id id);
int64_t fpl_pool__balance(const struct fpl_pool__run *run); /* of the loan in memo 9003 */
/* Of it, what its claim brings into its bank's NPL: all, or nothing where the class is none of 次级, 可疑 and 损失, or
 * a guarantor claims. */
int64_t fpl_pool__npl(const struct fpl_pool__run *run);
int fpl_pool__counts_npl(const struct fpl_pool__run *run); /* does the claim in hand enter it? */
void fpl_pool__tally_npl(struct fpl_pool__run *run, int64_t amount, int64_t count); /* of the loan's bank; no 0 */
/* At submission: gives the reasons from the `reasons`th on back if they are only facts of the books, which may be known
 * by the decision, and says the first in a step instead. What the claim itself must tell stays a reason: it could never
 * be decided. `outcome` is that of before. */
void fpl_pool__leave_out(struct fpl_pool__run *run, int reasons, enum fpl_status outcome, const char *step,
                         enum fpl_policy__field clause);

/* Reasons and steps; the clause is that of the pack's parameter. */
#define FPL_PF_NO_CLAUSE FPL_PF_COUNT
void fpl_pool__refuse(struct fpl_pool__run *run, enum fpl_status status, const char *arg0, const char *arg1,
                      enum fpl_policy__field clause);
void fpl_pool__refuse_money(struct fpl_pool__run *run, enum fpl_status status, int64_t amount,
                            enum fpl_policy__field clause);
/* Names the limit and what is above it; is < 0: unknown. */
void fpl_pool__refuse_limit(struct fpl_pool__run *run, enum fpl_status status, int64_t most, int64_t is,
                            enum fpl_policy__field clause);
/* What bound the amount, in words of both languages (FPL_ZH_EN). */
char *fpl_pool__bound_by(const struct fpl_pool__run *run, char out[FPL_ERROR_ARG_BYTES]);
/* Remarks FPL_QUEUED with what waits. */
void fpl_pool__note_rest(struct fpl_pool__run *run);
/* Remarks FPL_ZERO_PAYOUT, naming the cap that bound. */
void fpl_pool__note_zero(struct fpl_pool__run *run);
void fpl_pool__refuse_text(struct fpl_pool__run *run, enum fpl_status status, struct fpl_str text,
                           enum fpl_policy__field clause);
void fpl_pool__step(struct fpl_pool__run *run, const char *code, const char *value, const char *arg,
                    enum fpl_policy__field clause);
/* What is there and what was given, E_DUE and its like. */
void fpl_pool__refuse_over(struct fpl_decision *out, enum fpl_status status, int64_t there, int64_t given);
void fpl_pool__step_x(struct fpl_pool__run *run, const char *code, const struct fpl_pool__x *x, const char *arg,
                      enum fpl_policy__field clause);
void fpl_pool__step_int(struct fpl_pool__run *run, const char *code, int64_t value, const char *arg,
                        enum fpl_policy__field clause);

/* ---- money of the pool that no claim moves ---- */
/* Keeps amount, party (if any) and `way` (if any) of the event under its key, for its reversal. */
void fpl_pool__keep_amount(struct fpl_pool__run *run, const char *item, struct fpl_str way);
/* Payments leave the special account, which is the lines of 100203 that name no bank. What the books do not have there
 * is paid only with a stated reason, which stays in the record, and is then remarked with both figures. */
#define FPL_POOL_CASH_REASON                                                                                           \
    FS("cash_reason", "资金不足说明", "why more is paid than the books have", "", TEXT, 0, CASH_REASON)
#define FPL_POOL_READS_CASH       READ_BALANCE_OF(TRANSFER_HELD, "+100203", TRANSFER_FROM, 0)
#define FPL_POOL_READS_HELD_LATER READ_SUM(HELD_LATER, "+came", FPL_POOL_CAME_CASH, FACT(TRANSFER_FROM), FPL_READ_AFTER)
void fpl_pool__gate_cash(struct fpl_pool__run *run, int64_t amount);
/* What came into an account of the pool, by the day it came on: an event uses nothing that came after its own day.
 * Accounts: the pool's money as a whole, its special account and those at banks (by bank), cash management, what stands
 * under a contributor's name, what is owed to a party and by it. */
#define FPL_POOL_CAME_ALL      "pool"
#define FPL_POOL_CAME_CASH     "100203:"
#define FPL_POOL_CAME_PLACED   "101201:"
#define FPL_POOL_CAME_PAID_IN  "2711:"
#define FPL_POOL_CAME_SURPLUS  "224107:"
#define FPL_POOL_CAME_COST     "224108:"
#define FPL_POOL_CAME_INTEREST "1132:"
#define FPL_POOL_CAME_RECLAIM  "122103:"
#define FPL_POOL_READS_LATER   READ_SUM(POOL_LATER, "+came", FPL_POOL_CAME_ALL, FPL_NO_FACT, FPL_READ_AFTER)
#define FPL_POOL_READS_OWN_LATER                                                                                       \
    READ_SUM(CONTRIBUTOR_LATER, "+came", FPL_POOL_CAME_PAID_IN, FACT(EVENT_PARTY), FPL_READ_AFTER)
/* amount < 0: a reversal takes it back. */
void fpl_pool__came(struct fpl_pool__run *run, const char *account, struct fpl_str party, int64_t amount);
void fpl_pool__came_cash(struct fpl_pool__run *run,
                         int64_t amount); /* into the special account, and so into the pool */
/* E_NOT_YET where `there` holds the amount, and what was there on the event's day does not. */
void fpl_pool__gate_later(struct fpl_pool__run *run, int64_t there, enum fpl_fact_id later, int64_t amount);
/* Of a reversal: what was accrued cannot be taken back once it is paid: of what is open must be left what is taken. */
void fpl_pool__back_unpaid(const struct fpl_facts *facts, struct fpl_decision *out);

/* Life cycles stand with the events, as moves; what each state means: include/fundpool/pool.h. */

/* What most events read of a loan: the facts of its registration, and where it stands. */
#define FPL_POOL_READS_LOAN                                                                                            \
    {.fact = FPL_NO_FACT,                                                                                              \
     .from = FPL_FROM_ORIGIN,                                                                                          \
     .name = "loan",                                                                                                   \
     .key = FACT(LOAN_KEY),                                                                                            \
     .origin = &fpl_event__loan_registered,                                                                            \
     .groups = FPL_GROUP_FIRM | FPL_GROUP_LOAN,                                                                        \
     .before = FPL_NO_FACT,                                                                                            \
     .absent = FPL_E_GATE_LOAN},                                                                                       \
        READ_ITEM(LOAN_BALANCE, "loan", LOAN_KEY, "bal", FPL_READ_ZERO),                                               \
        READ_ITEM(LOAN_PAID, "loan", LOAN_KEY, "cmp", FPL_READ_ZERO),                                                  \
        READ_ITEM(LOAN_PAID_GUARANTOR, "loan", LOAN_KEY, "cmpg", 0),                                                   \
        READ_ITEM(LOAN_DISBURSED, "loan", LOAN_KEY, "disb", FPL_READ_ZERO),                                            \
        READ_ITEM(LOAN_MEMO_SHARE, "loan", LOAN_KEY, "exp", FPL_READ_ZERO),                                            \
        READ_ITEM(LOAN_LOSS, "loan", LOAN_KEY, "loss", FPL_READ_ZERO),                                                 \
        READ_ITEM(LOAN_PAID_TO, "loan", LOAN_KEY, "to", 0), READ_ITEM(LOAN_LAPSED, "loan", LOAN_KEY, "lps", 0),        \
        READ_ITEM(LOAN_LAPSED_GUARANTOR, "loan", LOAN_KEY, "lpsg", 0),                                                 \
        READ_ITEM(LOAN_LAPSE_KEPT, "loan", LOAN_KEY, "lpk", 0),                                                        \
        READ_ITEM(LOAN_LAPSE_KEPT_GUARANTOR, "loan", LOAN_KEY, "lpkg", 0),                                             \
        READ_ITEM(LOAN_PAID_UNPAID, "loan", LOAN_KEY, "upd", FPL_READ_ZERO),                                           \
        READ_ITEM(LOAN_RECOVERED_BEFORE, "loan", LOAN_KEY, "rbf", 0),                                                  \
        READ_ITEM(LOAN_PAID_ON, "loan", LOAN_KEY, "pon", 0), READ_ITEM(LOAN_UNCOUNTED, "loan", LOAN_KEY, "unc", 0),    \
        READ_ITEM(LOAN_REPAID, "loan", LOAN_KEY, "rep", FPL_READ_ZERO),                                                \
        READ_ITEM(LOAN_STATE, "loan", LOAN_KEY, "st", 0), FPL_POOL_READS_TOLD
/* What its paid claims have told of it; 0, which is left out, is as good as unknown. */
#define FPL_POOL_READS_TOLD                                                                                            \
    READ_ITEM(LOAN_TOLD_REPAID, "loan", LOAN_KEY, "t_rep", 0),                                                         \
        READ_ITEM(LOAN_TOLD_RECOVERED, "loan", LOAN_KEY, "t_rec", 0),                                                  \
        READ_ITEM(LOAN_TOLD_COLLATERAL, "loan", LOAN_KEY, "t_col", 0),                                                 \
        READ_ITEM(LOAN_TOLD_INSURANCE, "loan", LOAN_KEY, "t_ins", 0),                                                  \
        READ_ITEM(LOAN_TOLD_OTHER_GOV, "loan", LOAN_KEY, "t_gov", 0),                                                  \
        READ_ITEM(LOAN_TOLD_GUARANTOR_PAID, "loan", LOAN_KEY, "t_gua", 0),                                             \
        READ_ITEM(LOAN_TOLD_COUNTER_GUARANTEE, "loan", LOAN_KEY, "t_ctr", 0)
/* What was recovered since it was compensated and has been shared: a later claim on it cannot know of less. */
#define FPL_POOL_READS_SHARED                                                                                          \
    READ_ITEM(RETURN_NET, "loan.returned", LOAN_KEY, "net", 0),                                                        \
        READ_ITEM(RETURN_RECLAIMED, "loan.returned", LOAN_KEY, "recl", 0)
/* Of a claim in hand: what was told at its submission, where it stands, and its loan. */
#define FPL_POOL_READS_CLAIM                                                                                           \
    {.fact = FPL_NO_FACT,                                                                                              \
     .from = FPL_FROM_ORIGIN,                                                                                          \
     .name = "claim",                                                                                                  \
     .key = FACT(CLAIM_KEY),                                                                                           \
     .groups = FPL_GROUP_CLAIM,                                                                                        \
     .before = FPL_NO_FACT,                                                                                            \
     .absent = FPL_E_NOT_FOUND},                                                                                       \
        READ_ITEM(CLAIM_STATE, "claim", CLAIM_KEY, "st", 0),                                                           \
        READ_ITEM(CLAIM_APPROVED, "claim", CLAIM_KEY, "amt", FPL_READ_ZERO),                                           \
        READ_ITEM(CLAIM_PROVISIONAL, "claim", CLAIM_KEY, "prov", FPL_READ_ZERO),                                       \
        READ_ITEM(CLAIM_CLAIMANT, "claim", CLAIM_KEY, "claimant", 0),                                                  \
        READ_ITEM(CLAIM_PLACE, "claim", CLAIM_KEY, "@first", FPL_READ_UNKEPT),                                         \
        READ_ITEM(CLAIM_PART, "claim", CLAIM_KEY, "part", 0),                                                          \
        READ_ITEM(CLAIM_PAID_BEFORE, "claim", CLAIM_KEY, "pes", 0),                                                    \
        READ_ITEM(CLAIM_REST, "claim", CLAIM_KEY, "rest", 0), READ_ITEM(LOAN_KEY, "claim", CLAIM_KEY, "loan", 0),      \
        FPL_POOL_READS_LOAN
/* Nothing is done about a claim on a day before the ledger knew of it: whoever dated it back would choose the year
 * whose caps it uses. Of a claim taken on that day is unknown, and its own day bounds. */
#define FPL_POOL_DAYS_OF_CLAIM                                                                                         \
    {"occurred", FACT(TODAY), FACT(CLAIM_RECORDED_ON), FPL_E_CLAIM_RECORDED}, {                                        \
        "occurred", FACT(TODAY), FACT(CLAIM_DATE), FPL_E_DATE_ORDER                                                    \
    }
void fpl_pool__step_recorded(struct fpl_pool__run *run); /* the record keeps what that rule compared */
/* Every sum and measure that caps and breakers read, on the event's day. */
#define FPL_POOL_READS_SUMS                                                                                            \
    {.fact = FACT(AGREEMENT_FROM),                                                                                     \
     .from = FPL_FROM_AGREEMENT,                                                                                       \
     .name = "",                                                                                                       \
     .key = FACT(CLAIM_CLAIMANT),                                                                                      \
     .member = "from",                                                                                                 \
     .before = FPL_NO_FACT},                                                                                           \
        {.fact = FACT(SCHEME_YEAR),                                                                                    \
         .from = FPL_FROM_AGREEMENT,                                                                                   \
         .name = "",                                                                                                   \
         .key = FACT(CLAIM_CLAIMANT),                                                                                  \
         .before = FPL_NO_FACT,                                                                                        \
         .value = fpl_pool__scheme_year},                                                                              \
        READ_SUM(REGISTERED_BANK_YTD, "+registered", "bank:", FACT(LOAN_BANK), FPL_READ_YEAR),                         \
        READ_SUM(LOSS_BANK_YTD, "+loss", "bank:", FACT(LOAN_BANK), FPL_READ_YEAR),                                     \
        {.fact = FACT(LOAN_COHORT),                                                                                    \
         .from = FPL_FROM_ITEM,                                                                                        \
         .name = "loan",                                                                                               \
         .key = FACT(LOAN_KEY),                                                                                        \
         .before = FPL_NO_FACT,                                                                                        \
         .when = fpl_pool__by_cohort,                                                                                  \
         .value = fpl_pool__cohort},                                                                                   \
        {.fact = FACT(LOSS_COHORT),                                                                                    \
         .from = FPL_FROM_SUM,                                                                                         \
         .name = "+loss",                                                                                              \
         .key = FACT(LOAN_COHORT),                                                                                     \
         .member = "cohort:",                                                                                          \
         .before = FPL_NO_FACT,                                                                                        \
         .when = fpl_pool__by_cohort},                                                                                 \
        {.fact = FACT(REGISTERED_COHORT),                                                                              \
         .from = FPL_FROM_SUM,                                                                                         \
         .name = "+registered",                                                                                        \
         .key = FACT(LOAN_BANK),                                                                                       \
         .member = "bank:",                                                                                            \
         .flags = FPL_READ_COHORT,                                                                                     \
         .before = FPL_NO_FACT,                                                                                        \
         .when = fpl_pool__by_cohort},                                                                                 \
        READ_SUM(PAID_BORROWER_YTD, "+paid", "firm:", FACT(FIRM_ID), FPL_READ_YEAR),                                   \
        READ_SUM(PAID_SCHEME_YTD, "+paid", "scheme:", FACT(LOAN_SCHEME), FPL_READ_YEAR),                               \
        READ_SUM(PAID_POOL_YTD, "+paid", "", FPL_NO_FACT, FPL_READ_YEAR),                                              \
        READ_SUM(PAID_BANK_YTD, "+paid", "bank:", FACT(CLAIM_CLAIMANT), FPL_READ_YEAR),                                \
        READ_SUM(PAID_BANK_PERIOD, "+paid", "bank:", FACT(CLAIM_CLAIMANT), FPL_READ_PERIOD),                           \
        READ_SUM(PAID_PERIOD, "+paid", "", FPL_NO_FACT, FPL_READ_PERIOD),                                              \
        READ_SUM(LENDING_PERIOD, "+lending", "", FPL_NO_FACT, FPL_READ_PERIOD),                                        \
        READ_SUM(LENDING_BANK_PERIOD, "+lending", "bank:", FACT(LOAN_BANK), FPL_READ_PERIOD),                          \
        READ_SUM(NPL_BANK, "+npl", "bank:", FACT(LOAN_BANK), 0),                                                       \
        READ_SUM(BALANCE_BANK, "+lending-repaid-closed", "bank:", FACT(LOAN_BANK), 0),                                 \
        READ_SUM(FIRM_DEBT, "+lending-repaid-closed", "firm:", FACT(FIRM_ID), 0),                                      \
        READ_SUM(BALANCE_POOL, "+lending-repaid-closed", "", FPL_NO_FACT, 0),                                          \
        FPL_POOL_READS_MEASURE(PRIOR_YEAR_BALANCE, "prior_year_balance", FPL_READ_YEAR_END),                           \
        FPL_POOL_READS_MEASURE(BANK_DEPOSIT, "bank_deposit", 0),                                                       \
        FPL_POOL_READS_MEASURE(FEES_PERIOD, "guarantee_fees", 0), FPL_POOL_READS_MONEY
#define FPL_POOL_READS_MEASURE(id, measure, flags_)                                                                    \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_LATEST, .name = "measure|" measure, .key = FACT(CLAIM_CLAIMANT),            \
        .member = "amt", .flags = (flags_), .before = FPL_NO_FACT                                                      \
    }
#define FPL_POOL_READS_MONEY                                                                                           \
    READ_BALANCE(POOL_AVAILABLE, "+100203+224105", 0), READ_BALANCE(POOL_PAID_IN, "+271101+271104", FPL_READ_NEGATE)
/* Number of the scheme's year that the event's day falls in, of an agreement's data. */
void fpl_pool__scheme_year(const struct fpl_json *agreement, const struct fpl_facts *facts, struct fpl_buf *text,
                           struct fpl_fact *out);
/* "BANK|2025": the loan's bank and the year in which it was registered; read where a breaker counts by cohort. */
void fpl_pool__cohort(const struct fpl_json *loan, const struct fpl_facts *facts, struct fpl_buf *text,
                      struct fpl_fact *out);
int fpl_pool__by_cohort(const struct fpl_facts *facts, const struct fpl_pack *pack);
/* The memo accounts carry party = the loan's bank and item = the loan. */
#define FPL_POOL_MEMO(code, zh, en, debit, credit)                                                                     \
    { code, zh, en, debit, credit, DIM(LOAN_BANK), DIM(LOAN_KEY), DIM(LOAN_BANK), DIM(LOAN_KEY), "" }

/* ---- steps ---- */
void fpl_pool__gate_firm(struct fpl_pool__run *run);  /* of registration */
void fpl_pool__gate_loan(struct fpl_pool__run *run);  /* of registration */
void fpl_pool__gate_claim(struct fpl_pool__run *run); /* step 0 */
/* Of a decision that stands: its answer says which conditions nobody has tested, and that the rules' text has expired.
 */
void fpl_pool__note_caveats(struct fpl_pool__run *run);
void fpl_pool__factors(struct fpl_pool__run *run); /* step 2: IP share and truncation into run->factor */
void fpl_pool__base(struct fpl_pool__run *run);    /* steps 1, 2 */
/* The loss that the claim's payout compensates a part of, in fen: the unpaid principal (and the interest where the base
 * counts it) less what had come back and was taken off the base. Before the factors and the cover of others, for a
 * recovery is of the whole loan, and all who bear the loss share it. */
int64_t fpl_pool__compensated_of(const struct fpl_pool__run *run);
/* Recoveries that the base takes off and that were not shared by then. */
int64_t fpl_pool__recovered_before(const struct fpl_pool__run *run);
void fpl_pool__rate(struct fpl_pool__run *run);     /* steps 3, 4 */
void fpl_pool__caps(struct fpl_pool__run *run);     /* steps 5, 6 */
void fpl_pool__breakers(struct fpl_pool__run *run); /* step 7 */
/* Runs compute in the first gear and, if numbers outgrow it, again in the second; a failure becomes a reason. */
void fpl_pool__compute(struct fpl_pool__run *run, void (*compute)(struct fpl_pool__run *), int big);

/* ---- what is written ---- */
/* The amount a loan counts with in "registered". */
int64_t fpl_pool__registered_amount(const struct fpl_pool__run *run);
enum { FPL_POOL_KEY_MAX = 256, FPL_POOL_ID_MAX = 128 }; /* bytes of a loan's key; of every other id */
/* Refuses ids that are missing or too long to be kept; 1 if all are well. */
int fpl_pool__ids_fit(struct fpl_pool__run *run, const enum fpl_fact_id *ids, int count);
void fpl_pool__post(struct fpl_pool__run *run, const struct fpl_recipe *row, int64_t amount); /* amount >= 0 */
void fpl_pool__tally(struct fpl_pool__run *run, const char *name, const char *kind, struct fpl_str id, int64_t amount,
                     int64_t count);
/* sign 1: run->amount was paid and run->loss recognised; -1: it is taken back. */
void fpl_pool__tally_paid(struct fpl_pool__run *run, int sign);
void fpl_pool__tally_all(struct fpl_pool__run *run, const char *name, int64_t amount, int64_t count);

/* 1 if the claim may take the event now; otherwise the reason is given. */
int fpl_pool__claim_is_open(struct fpl_pool__run *run, const struct fpl_event *event);
/* Writes the item under the event's own key, which is thereby consumed. */
void fpl_pool__key_consume(struct fpl_pool__run *run, const char *kind);
/* Takes out of memo 9008 what stands there of the claim, deferred or queued: row is the recipe's 9108 D / 9008 C. */
void fpl_pool__leave_memo(struct fpl_pool__run *run, const struct fpl_recipe *row);
/* The claim's place among those that wait for a decision: open, or given up. */
#define FPL_POOL_PLACES "claim.open"
void fpl_pool__place_open(struct fpl_pool__run *run);  /* with a rest: it waits for money, and bars all behind it */
void fpl_pool__place_leave(struct fpl_pool__run *run); /* nothing if it waits no more */

#define FPL_POOL_TOLD 7 /* amounts that a loan keeps of what its claims tell */
struct fpl_pool__loan { /* the loan's new state */
    int64_t balance, compensated, exposure, lapsed, loss, repaid;
    int64_t to_guarantor, lapsed_guarantor; /* of what is compensated, of what has lapsed */
    int64_t kept, kept_guarantor;           /* of a decision revoked after a part of it lapsed, what had not */
    int64_t paid_of;                        /* the loss that the last payout compensated a part of */
    int64_t recovered_before;               /* of what was taken off to get there, recoveries that were not shared */
    struct fpl_date paid_on;                /* the day of the last payout; FPL_DATE_NONE: none yet */
    int uncounted;                          /* its pending claim is in no NPL rate */
    int64_t told[FPL_POOL_TOLD];
    const char *state;
    struct fpl_str to;   /* whom it compensates; none yet: "" */
    struct fpl_str next; /* the loan that renews it; none: "" */
};
int64_t fpl_pool__paid_guarantor(const struct fpl_pool__run *run); /* of what is compensated, to the guarantor */
void fpl_pool__loan_load(const struct fpl_pool__run *run, struct fpl_pool__loan *loan);
/* The claim leaves its bank's NPL, if it is in it: amount of the loan, and the claim itself if it ends (-1: it comes
 * back). */
void fpl_pool__tally_leaves(struct fpl_pool__run *run, const struct fpl_pool__loan *loan, int64_t amount, int ends);
/* Loads the loan; 0 with the reason if it is not registered, or its ids or amounts are none that a loan can have. */
int fpl_pool__loan_is_whole(struct fpl_pool__run *run, struct fpl_pool__loan *loan);
void fpl_pool__loan_write(struct fpl_pool__run *run, const struct fpl_pool__loan *loan);
void fpl_pool__old_write(struct fpl_pool__run *run, const struct fpl_pool__loan *loan); /* of the loan renewed */
void fpl_pool__claim_write(struct fpl_pool__run *run, const char *state, int64_t amount, int64_t provisional);

/* ---- numbers that differ in spelling only (alike.c) ---- */
/* The item under the shared spelling, then the thing whose own number that is. */
#define FPL_POOL_READS_ALIKE(THING, thing)                                                                             \
    READ_ITEM(THING##_ALIKE, #thing ".alike", THING##_SPELT, "key", 0), {                                              \
        .fact = FACT(THING##_ALIKE), .from = FPL_FROM_ITEM, .name = #thing, .key = FACT(THING##_SPELT),                \
        .before = FPL_NO_FACT, .when = fpl_pool__##thing##_respelt, .value = fpl_pool__##thing##_so_spelt              \
    }
int fpl_pool__loan_respelt(const struct fpl_facts *facts, const struct fpl_pack *pack);
int fpl_pool__claim_respelt(const struct fpl_facts *facts, const struct fpl_pack *pack);
void fpl_pool__loan_so_spelt(const struct fpl_json *loan, const struct fpl_facts *facts, struct fpl_buf *text,
                             struct fpl_fact *out);
void fpl_pool__claim_so_spelt(const struct fpl_json *claim, const struct fpl_facts *facts, struct fpl_buf *text,
                              struct fpl_fact *out);
/* Another loan of the bank to the firm, of the same day and amount, as registered in any pool of the ledger. */
#define FPL_POOL_READS_TWIN                                                                                            \
    FPL_POOL_READS_LEDGER(LOAN_TERMS_N, FPL_LEDGER_TERMS, LOAN_TERMS, 0, "@n"),                                        \
        FPL_POOL_READS_LEDGER(LOAN_TERMS_AS, FPL_LEDGER_TERMS, LOAN_TERMS, 0, "loans"), {                              \
        .fact = FACT(LOAN_TWIN), .from = FPL_FROM_LEDGER, .name = FPL_LEDGER_TERMS, .key = FACT(LOAN_TERMS),           \
        .member = "loans", .before = FPL_NO_FACT, .value = fpl_pool__twin                                              \
    }
/* Was the loan taken on? */
#define FPL_POOL_READ_TAKEN_ON                                                                                         \
    {                                                                                                                  \
        .fact = FACT(LOAN_TAKE_ON), .from = FPL_FROM_ORIGIN, .name = "loan", .key = FACT(LOAN_KEY),                    \
        .origin = &fpl_event__loan_registered, .before = FPL_NO_FACT                                                   \
    }
void fpl_pool__twin(const struct fpl_json *terms, const struct fpl_facts *facts, struct fpl_buf *text,
                    struct fpl_fact *out);
void fpl_pool__keep_terms(struct fpl_pool__run *run);
/* The approver of a claim sees it, and that pools contradict each other. */
void fpl_pool__step_twin(struct fpl_pool__run *run);
/* Known where another pool has the loan, and not with these terms. */
void fpl_pool__other_terms(const struct fpl_json *state, const struct fpl_facts *facts, struct fpl_buf *text,
                           struct fpl_fact *out);
void fpl_pool__step_late(struct fpl_pool__run *run); /* he sees this as well */
/* 0 with the reason if another is recorded under a look-alike number. */
int fpl_pool__gate_loan_alike(struct fpl_pool__run *run);
int fpl_pool__gate_claim_alike(struct fpl_pool__run *run);
void fpl_pool__keep_loan_spelling(struct fpl_pool__run *run);
void fpl_pool__keep_claim_spelling(struct fpl_pool__run *run);

/* ---- renewal (renewal.c) ---- */
int fpl_pool__renews(const struct fpl_facts *facts); /* does the loan renew another? */
/* Refuses a renewal of what cannot be renewed, or of another amount than is unpaid. */
void fpl_pool__gate_renewal(struct fpl_pool__run *run);
/* The memo of the loan renewed: party = bank, item = it. */
#define FPL_POOL_OLD_MEMO(code, zh, en, debit, credit)                                                                 \
    { code, zh, en, debit, credit, DIM(LOAN_BANK), DIM(RENEWED_LOAN), DIM(LOAN_BANK), DIM(RENEWED_LOAN), "" }
/* P13: the predecessor's memo and its balance in sums move; it becomes RENEWED. Nothing where none is renewed. */
void fpl_pool__write_renewed(struct fpl_pool__run *run, const struct fpl_recipe *balance,
                             const struct fpl_recipe *exposure);
/* Of a withdrawal: whether the loan renewed is open again must be said. */
void fpl_pool__gate_restore(struct fpl_pool__run *run, const struct fpl_pool__loan *loan);
/* And its memo, sums and state, if so. */
void fpl_pool__write_restored(struct fpl_pool__run *run, const struct fpl_pool__loan *loan,
                              const struct fpl_recipe *balance, const struct fpl_recipe *exposure);

/* ---- one loan in several pools (pools.c) ---- */
/* What all pools of the ledger know together of a loan; LOAN_SPELT is known by then. */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_POOL_READS_LEDGER(id, kind_, key_, parts_, member_)                                                        \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_LEDGER, .name = kind_, .key = FACT(key_), .parts = parts_,                  \
        .member = member_, .before = FPL_NO_FACT                                                                       \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
/* A state's number comes first, then what is read of it. */
#define FPL_POOL_READS_DEBT_OF(id, spelt_)                                                                             \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_LEDGER, .name = FPL_LEDGER_LOAN, .key = FACT(spelt_), .member = "debt",     \
        .flags = FPL_READ_UNKEPT, .before = FPL_NO_FACT, .value = fpl_pool__debt_of_##spelt_                           \
    }
#define FPL_POOL_READS_STATE                                                                                           \
    FPL_POOL_READS_LEDGER(LOAN_POOLS_N, FPL_LEDGER_LOAN, LOAN_SPELT, 0, "@n"),                                         \
        FPL_POOL_READS_LEDGER(LOAN_POOLS, FPL_LEDGER_LOAN, LOAN_SPELT, 0, "in"),                                       \
        FPL_POOL_READS_LEDGER(LOAN_BASE, FPL_LEDGER_LOAN, LOAN_SPELT, 0, "base"),                                      \
        FPL_POOL_READS_LEDGER(LOAN_BASE_OF, FPL_LEDGER_LOAN, LOAN_SPELT, 0, "of"),                                     \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_RENEWED, FPL_LEDGER_LOAN, LOAN_SPELT, 0, "ren"),                              \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_ODD, FPL_LEDGER_LOAN, LOAN_SPELT, 0, "odd"),                                  \
        FPL_POOL_READS_DEBT_OF(LOAN_DEBT, LOAN_SPELT)
#define FPL_POOL_READS_DEBT                                                                                            \
    FPL_POOL_READS_LEDGER(LOAN_DEBT_N, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "@n"),                                           \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_PAID, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "paid"),                                 \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_OUT, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "out"),                                   \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_RECOVERED, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "rec"),                             \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_REPAID, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "rep"),                                \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_REPAID_EACH, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "reps"),                          \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_RETURNED_EACH, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "recs"),                        \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_COLLATERAL, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "col"),                            \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_INSURANCE, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "ins"),                             \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_COUNTER, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "ctr"),                               \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_OUTSIDE, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "gov"),                               \
        FPL_POOL_READS_LEDGER(LOAN_POOLS_TAKEN_ON, FPL_LEDGER_DEBT, LOAN_DEBT, 0, "tkn")
#define FPL_POOL_READS_POOLS FPL_POOL_READS_STATE, FPL_POOL_READS_DEBT
#define FPL_POOL_READS_OLD_POOLS                                                                                       \
    FPL_POOL_READS_LEDGER(RENEWED_POOLS_N, FPL_LEDGER_LOAN, RENEWED_SPELT, 0, "@n"),                                   \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS, FPL_LEDGER_LOAN, RENEWED_SPELT, 0, "in"),                                 \
        FPL_POOL_READS_LEDGER(RENEWED_BASE, FPL_LEDGER_LOAN, RENEWED_SPELT, 0, "base"),                                \
        FPL_POOL_READS_LEDGER(RENEWED_BASE_OF, FPL_LEDGER_LOAN, RENEWED_SPELT, 0, "of"),                               \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_RENEWED, FPL_LEDGER_LOAN, RENEWED_SPELT, 0, "ren"),                        \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_ODD, FPL_LEDGER_LOAN, RENEWED_SPELT, 0, "odd"),                            \
        FPL_POOL_READS_DEBT_OF(RENEWED_DEBT, RENEWED_SPELT),                                                           \
        FPL_POOL_READS_LEDGER(RENEWED_DEBT_N, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "@n"),                                 \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_PAID, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "paid"),                           \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_RECOVERED, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "rec"),                       \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_REPAID, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "rep"),                          \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_REPAID_EACH, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "reps"),                    \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_COLLATERAL, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "col"),                      \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_INSURANCE, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "ins"),                       \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_COUNTER, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "ctr"),                         \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_OUTSIDE, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "gov"),                         \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_RETURNED_EACH, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "recs"),                  \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_TAKEN_ON, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "tkn"),                        \
        FPL_POOL_READS_LEDGER(RENEWED_POOLS_OUT, FPL_LEDGER_DEBT, RENEWED_DEBT, 0, "out")
/* The debt of the loan's state, or the loan itself. */
void fpl_pool__debt_of_LOAN_SPELT(const struct fpl_json *state, const struct fpl_facts *facts, struct fpl_buf *text,
                                  struct fpl_fact *out);
void fpl_pool__debt_of_RENEWED_SPELT(const struct fpl_json *state, const struct fpl_facts *facts, struct fpl_buf *text,
                                     struct fpl_fact *out);
#define FPL_POOL_BY_OTHERS "other_pools" /* what bound an amount: not a cap of the pack */
void fpl_pool__other_pool(const struct fpl_json *state, const struct fpl_facts *facts, struct fpl_buf *text,
                          struct fpl_fact *out);
void fpl_pool__gate_exclusive(struct fpl_pool__run *run); /* a contract in two modes, or under schemes that exclude */
void fpl_pool__gate_renewed_elsewhere(struct fpl_pool__run *run); /* of a claim: the debt has gone to another loan */
/* Of a renewal: another pool has paid for the debt, or both loans are of debts that cannot be joined. */
void fpl_pool__gate_renewed_paid(struct fpl_pool__run *run);
int64_t fpl_pool__paid_here(const struct fpl_pool__run *run);      /* of the loan, less what was reclaimed */
int64_t fpl_pool__paid_elsewhere(const struct fpl_pool__run *run); /* by the other pools */
/* Bounds the amount by what other pools paid. */
void fpl_pool__beside_others(struct fpl_pool__run *run, const char **binding);
/* What the ledger knows of it from other pools, whatever the claim tells. */
int64_t fpl_pool__told_elsewhere(const struct fpl_pool__run *run, enum fpl_fact_id id);
/* Principal repaid of the loan that is renewed, as all pools know. */
int64_t fpl_pool__known_repaid_of_old(const struct fpl_pool__run *run);
/* What all pools know at a decision, into a claim's item, when it is decided. */
void fpl_pool__known_write(const struct fpl_pool__run *run, struct fpl_json_out *json);
/* 1 if what all pools know has changed since the decision, so that its amount may be another; then and now. */
int fpl_pool__known_moved(const struct fpl_pool__run *run, int64_t *then, int64_t *now);
/* What other pools had paid out at the claim's submission, less what all had taken on; from then on it stands with the
 * claim. Negative where the own pool has taken on more than others have paid. */
int64_t fpl_pool__paid_before(const struct fpl_pool__run *run);
/* The next states: registered, withdrawn; an amount decided (negative: revoked) with what a claim of nothing told
 * (NULL: it was more than nothing); an amount paid out on what was told; a payout of before the ledger; an amount
 * reclaimed (negative: taken back); what the own pool has in its ledger of repayments, or of recoveries, in place of
 * what it had. A withdrawal returns what is left repaid of the loan. */
void fpl_pool__contract_write(struct fpl_pool__run *run);
void fpl_pool__pools_registered(struct fpl_pool__run *run);
int64_t fpl_pool__pools_withdrawn(struct fpl_pool__run *run);
void fpl_pool__pools_decided(struct fpl_pool__run *run, int64_t amount, const struct fpl_pool__loan *told);
void fpl_pool__pools_paid(struct fpl_pool__run *run, int64_t amount, const struct fpl_pool__loan *told);
void fpl_pool__pools_taken_on(struct fpl_pool__run *run, int64_t amount);
void fpl_pool__pools_reclaimed(struct fpl_pool__run *run, int64_t amount);
/* The next state of what several books share, under its key and number. */
void fpl_pool__write_state(struct fpl_pool__run *run, const char *kind, struct fpl_str thing, int64_t n,
                           const struct fpl_buf *data);
void fpl_pool__pools_repaid(struct fpl_pool__run *run, int64_t before, int64_t now);
void fpl_pool__pools_returned(struct fpl_pool__run *run, int64_t before, int64_t now);

/* ---- what claims tell of a loan (told.c) ---- */
/* Of submission: every amount within the loan, and no less than is known. 0 with the reasons. */
int fpl_pool__gate_told(struct fpl_pool__run *run);
/* The claim's amount, or what an earlier claim was paid on if that is more; 0 if neither is known. */
int64_t fpl_pool__told(const struct fpl_pool__run *run, enum fpl_fact_id id);
int64_t fpl_pool__unpaid(const struct fpl_pool__run *run);         /* U: what the borrower has not repaid */
int64_t fpl_pool__liability_most(const struct fpl_pool__run *run); /* what a claimant can have to bear */
int64_t fpl_pool__guarantor_paid(struct fpl_pool__run *run);       /* needed; at most U */
void fpl_pool__keep_told(const struct fpl_pool__run *run, struct fpl_pool__loan *loan); /* a claim was paid on it */
int64_t fpl_pool__kept_told(const struct fpl_pool__loan *loan, enum fpl_fact_id id);
void fpl_pool__told_load(const struct fpl_pool__run *run, struct fpl_pool__loan *loan);
void fpl_pool__told_repaid(struct fpl_pool__loan *loan, int64_t amount); /* what was told of repayments */
const char *fpl_pool__told_member(int i);                                /* its name in the loan's item, in order */

/* For tests: as fpl_pool_decide_claim, in the second gear from the start if big. */
void fpl_pool__decide_claim(const struct fpl_facts *facts, const struct fpl_pack *pack, int final, int big,
                            struct fpl_decision *out);

#endif
