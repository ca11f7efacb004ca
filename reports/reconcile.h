#ifndef REPORTS_RECONCILE_H
#define REPORTS_RECONCILE_H
/* A bank's statement held against the postings of its account: which line is which posting. Pure; it reads no ledger.
 *
 * In this order: (1) a posting in red and the posting that it takes back are nothing to the bank; (2) one reference on
 * both sides: all that bears it, if the sums agree, else those of equal amount; (3) equal amounts at most
 * FPL_RECONCILE_DAYS days apart, earliest with earliest, which is an inference and is shown as one. */
#include "reports/common.h"

#define FPL_RECONCILE_DAYS 10

enum fpl_reconciled {
    FPL_RECONCILED_NOT,  /* in transit, missing, or wrong */
    FPL_RECONCILED_SUMS, /* not, although the reference stands on both sides: the amounts differ */
    FPL_RECONCILED_RED,  /* taken back, or takes back */
    FPL_RECONCILED_REF,
    FPL_RECONCILED_AMOUNT
};
struct fpl_reconcile__row {
    int64_t seq; /* of the posting's record; of the record that began the line */
    int line;    /* of the posting */
    struct fpl_date day;
    int64_t amount;       /* what came in, minor units; less than 0: what went out */
    int64_t balance;      /* of a line, where has_balance */
    uint64_t dims;        /* of a posting: party and item, so that red finds its own */
    size_t ref_at, ref_n; /* of the reference in the side's text, folded; ref_n 0: none */
    int has_balance, is_red;
    enum fpl_reconciled as;
    size_t with; /* RED, AMOUNT: place of the other row */
};
struct fpl_reconcile__side { /* in order of day, then of record and line */
    struct fpl_reconcile__row *row;
    size_t n, cap;
    struct fpl_buf text; /* references, one behind the other */
};
/* Settles row[].as and .with of both sides, which are in order. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_reconcile__match(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book);

/* What the bank's own balances say of its lines. Within a day the lines are taken in the order in which one balance
 * leads to the next, for who corrects a line enters it last. */
struct fpl_reconcile__balances {
    int stated;                 /* 0: no line states a balance, and the others say nothing */
    int64_t opening;            /* before the first line */
    int64_t closing;            /* after the last */
    int64_t broken;             /* what lines that are not there must sum to */
    size_t breaks, first_break; /* how many, and the line before which the first is */
};
/* FPL_E_OVERFLOW, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_reconcile__balances(const struct fpl_reconcile__side *bank,
                                                       struct fpl_reconcile__balances *out);
#endif
