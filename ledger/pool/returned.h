#ifndef LEDGER_POOL_RETURNED_H
#define LEDGER_POOL_RETURNED_H
/* What comes back of compensation paid for a loan, under one item "loan.returned": recoveries shared back (P07) and
 * compensation reclaimed (P08); and how its final loss is closed (P09). */
#include "ledger/pool/room.h"

struct fpl_pool__returned {
    int64_t net;       /* recovered, less cost */
    int64_t back;      /* the pool's share of it */
    int64_t reclaimed; /* compensation that was not due, without interest */
    int64_t late;      /* of `back`, what came when memo 9005 held no more of the loan */
    int64_t known;     /* what all pools of the ledger were told to have been recovered */
};
#define FPL_POOL_READS_RETURNED                                                                                        \
    READ_ITEM(RETURN_NET, "loan.returned", LOAN_KEY, "net", FPL_READ_ZERO),                                            \
        READ_ITEM(RETURN_BACK, "loan.returned", LOAN_KEY, "back", FPL_READ_ZERO),                                      \
        READ_ITEM(RETURN_RECLAIMED, "loan.returned", LOAN_KEY, "recl", FPL_READ_ZERO),                                 \
        READ_ITEM(RETURN_LATE, "loan.returned", LOAN_KEY, "late", 0),                                                  \
        READ_ITEM(RETURN_KNOWN, "loan.returned", LOAN_KEY, "known", 0)

/* Of the loss on it, what contributors were charged with and what was set against recoveries (P09). */
#define FPL_POOL_READS_CHARGED                                                                                         \
    READ_ITEM(CHARGED_OWN, "loan.charged", LOAN_KEY, "own", 0),                                                        \
        READ_ITEM(CHARGED_RECOVERED, "loan.charged", LOAN_KEY, "rec", 0)
/* What memo 9005 holds of the loan: compensation paid that has not come back and that nobody bears yet. */
int64_t fpl_pool__pursued(const struct fpl_pool__run *run, const struct fpl_pool__loan *loan,
                          const struct fpl_pool__returned *returned);

void fpl_pool__returned_load(const struct fpl_pool__run *run, struct fpl_pool__returned *returned);
void fpl_pool__returned_write(struct fpl_pool__run *run, const struct fpl_pool__returned *returned);
struct fpl_pool__amount {
    const char *name;
    int64_t value;
    int sparse; /* 1: a 0 is left out */
};
/* Writes an item of amounts, in byte order of their names. */
void fpl_pool__amounts_write(struct fpl_pool__run *run, const char *kind, enum fpl_fact_id key,
                             const struct fpl_pool__amount *list, int count);
/* Loads the loan, which must be compensated with no claim on it pending; 0 with the reasons. */
int fpl_pool__is_compensated(struct fpl_pool__run *run, struct fpl_pool__loan *loan);

#endif
