#ifndef LEDGER_POOL_ROOM_H
#define LEDGER_POOL_ROOM_H
/* What the files of ledger/pool share. One struct run carries a decision through its steps; every step appends what it
 * computed to the decision, every failing gate its reason. */
#include "fundpool/pool.h"
#include "ledger/policy/pack.h"
#include "ledger/pool/exact.h"

/* ---- life cycles (cycle.c) ---- */
enum fpl_pool__loan_event {
    FPL_LOAN_REGISTER,
    FPL_LOAN_REPAY,     /* part of the balance */
    FPL_LOAN_REPAY_ALL, /* the rest of it */
    FPL_LOAN_CLAIM,
    FPL_LOAN_RELEASE,     /* its claim was refused, nothing was paid before */
    FPL_LOAN_RELEASE_OLD, /* its claim was refused, an earlier one was paid */
    FPL_LOAN_COMPENSATE,
    FPL_LOAN_TAKE_ON, /* a payout made before the ledger */
    FPL_LOAN_WITHDRAW,
    FPL_LOAN_UNREPAY,         /* a repayment taken back */
    FPL_LOAN_UNREPAY_CLAIMED, /* the same, of a loan with a claim pending */
    FPL_LOAN_REVOKE           /* the decision on its claim */
};
enum fpl_pool__claim_event {
    FPL_CLAIM_SUBMIT,
    FPL_CLAIM_DECIDE,
    FPL_CLAIM_DEFER,
    FPL_CLAIM_REFUSE,
    FPL_CLAIM_PAY,
    FPL_CLAIM_TAKE_ON, /* paid before the ledger */
    FPL_CLAIM_REVOKE
};
/* The state after the event, NULL if the event is not allowed in that state ("" is before the first). */
const char *fpl_pool__loan_next(struct fpl_str state, enum fpl_pool__loan_event event);
const char *fpl_pool__claim_next(struct fpl_str state, enum fpl_pool__claim_event event);

/* ---- one decision under way ---- */
struct fpl_pool__run {
    const struct fpl_facts *facts;
    const struct fpl_pack *pack; /* NULL in deciders that need none */
    struct fpl_decision *out;
    struct fpl_pool__math math;
    int final;
    enum fpl_policy__role role; /* of the claimant: FPL_ROLE_IS_BANK or _GUARANTOR */
    struct fpl_pool__x factor;  /* IP share times truncation */
    struct fpl_pool__x base;    /* B1 */
    struct fpl_pool__x rate;    /* r, WHOLE */
    struct fpl_pool__x raw;     /* X0 */
    int64_t loss;               /* principal loss recognised by this claim */
    int64_t amount;             /* Y */
    int deferred;               /* a breaker defers it */
    const char *breaker;        /* its metric */
};

/* Facts as plain numbers. */
int64_t fpl_pool__money(const struct fpl_pool__run *run, enum fpl_fact_id id); /* 0 if unknown */
/* As above, and E_MISSING naming the fact if it is unknown. */
int64_t fpl_pool__need(struct fpl_pool__run *run, enum fpl_fact_id id);
int64_t fpl_pool__balance(const struct fpl_pool__run *run); /* of the loan in memo 9003 */

/* Reasons and steps; the clause is that of the pack's parameter. */
#define FPL_PF_NO_CLAUSE FPL_PF_COUNT
void fpl_pool__refuse(struct fpl_pool__run *run, enum fpl_status status, const char *arg0, const char *arg1,
                      enum fpl_policy__field clause);
void fpl_pool__refuse_money(struct fpl_pool__run *run, enum fpl_status status, int64_t amount,
                            enum fpl_policy__field clause);
void fpl_pool__refuse_text(struct fpl_pool__run *run, enum fpl_status status, struct fpl_str text,
                           enum fpl_policy__field clause);
void fpl_pool__step_x(struct fpl_pool__run *run, const char *code, const struct fpl_pool__x *x, const char *arg,
                      enum fpl_policy__field clause);
void fpl_pool__step_int(struct fpl_pool__run *run, const char *code, int64_t value, const char *arg,
                        enum fpl_policy__field clause);

/* ---- steps ---- */
void fpl_pool__gate_firm(struct fpl_pool__run *run);  /* of registration */
void fpl_pool__gate_loan(struct fpl_pool__run *run);  /* of registration */
void fpl_pool__gate_claim(struct fpl_pool__run *run); /* step 0 */
void fpl_pool__factors(struct fpl_pool__run *run);    /* step 2: IP share and truncation into run->factor */
void fpl_pool__base(struct fpl_pool__run *run);       /* steps 1, 2 */
void fpl_pool__rate(struct fpl_pool__run *run);       /* steps 3, 4 */
void fpl_pool__caps(struct fpl_pool__run *run);       /* steps 5, 6 */
void fpl_pool__breakers(struct fpl_pool__run *run);   /* step 7 */
/* Runs compute in the first gear and, if numbers outgrow it, again in the second; a failure becomes a reason. */
void fpl_pool__compute(struct fpl_pool__run *run, void (*compute)(struct fpl_pool__run *), int big);

/* ---- what is written ---- */
/* The amount a loan counts with in "registered". */
int64_t fpl_pool__registered_amount(const struct fpl_pool__run *run);
enum { FPL_POOL_KEY_MAX = 256, FPL_POOL_ID_MAX = 128 }; /* bytes of a loan's key; of every other id */
/* Refuses ids that are missing or too long to be kept; 1 if all are well. */
int fpl_pool__ids_fit(struct fpl_pool__run *run, const enum fpl_fact_id *ids, int count);
void fpl_pool__post(struct fpl_pool__run *run, const char *debit, const char *credit, int64_t amount,
                    struct fpl_str party, struct fpl_str item);
void fpl_pool__post_memo(struct fpl_pool__run *run, const char *debit, const char *credit, int64_t amount);
void fpl_pool__tally(struct fpl_pool__run *run, const char *name, const char *kind, struct fpl_str id, int64_t amount,
                     int64_t count);
void fpl_pool__tally_paid(struct fpl_pool__run *run); /* run->amount was paid, run->loss recognised */
void fpl_pool__tally_all(struct fpl_pool__run *run, const char *name, int64_t amount, int64_t count);

/* 1 if the claim may take the event now; otherwise the reason is given. */
int fpl_pool__claim_is_open(struct fpl_pool__run *run, enum fpl_pool__claim_event event);

struct fpl_pool__loan { /* the loan's new state */
    int64_t balance, compensated, exposure, loss, repaid;
    const char *state;
};
void fpl_pool__loan_load(const struct fpl_pool__run *run, struct fpl_pool__loan *loan);
void fpl_pool__loan_write(struct fpl_pool__run *run, const struct fpl_pool__loan *loan);
void fpl_pool__claim_write(struct fpl_pool__run *run, const char *state, int64_t amount, int64_t provisional);

/* For tests: as fpl_pool_decide_claim, in the second gear from the start if big. */
void fpl_pool__decide_claim(const struct fpl_facts *facts, const struct fpl_pack *pack, int final, int big,
                            struct fpl_decision *out);

#endif
