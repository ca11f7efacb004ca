#ifndef REPORTS_RECONCILE_H
#define REPORTS_RECONCILE_H
/* A bank's statement held against the postings of its account: which line is which posting. Pure; it reads no ledger.
 *
 * In this order:
 * (1) A posting in red and the posting that it takes back are nothing to the bank. Which one that is stands in the
 *     record of the reversal: nothing is guessed.
 * (2) One reference on both sides, in number and amount: line for posting; or line for record, whose postings are one
 *     movement; or what is left, if it is one line for several records or one record for several lines, all of it in
 *     one direction and of one sum. The rest of a reference that does not agree is left open and marked. A line without
 *     a reference has none: its number in the statement is no reference.
 * (3) Equal amounts at most FPL_RECONCILE_DAYS days apart, earliest with earliest, which is an inference and is shown
 *     as one. */
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
    int64_t undone;       /* seq of the record that the posting's takes back; 0: none, for record 0 founds the book */
    size_t ref_at, ref_n; /* of the reference in the side's text, folded; ref_n 0: none */
    int has_balance;
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

/* What the bank's own balances say of its lines. A line leads from the balance before it to the one it states; the
 * lines of a day are in order if one path through balances takes each once (Euler). So the order in which they were
 * entered says nothing: a bank gives the newest first, and who corrects a line enters it last. Only where no such path
 * goes on from the day before is there a break, and then as few as there can be. Where several ends or openings are
 * possible, that one is taken which the days after it go on from the furthest; of these, the one of the order as
 * entered.
 *
 * A line that states no balance fits anywhere. Of a day with such lines orders are tried, the one as entered first: up
 * to FPL_RECONCILE_FREE lines, FPL_RECONCILE_TRIES steps a day and FPL_RECONCILE_TRIES_ALL in all. Beyond that it is
 * read as entered, and a break may be none. If the statement begins with such a day, the opening is looked for before
 * each of its balances, with each choice of FPL_RECONCILE_BEFORE lines without one standing before it. */
#define FPL_RECONCILE_FREE      64
#define FPL_RECONCILE_BEFORE    8
#define FPL_RECONCILE_TRIES     200000
#define FPL_RECONCILE_TRIES_ALL 5000000
struct fpl_reconcile__balances {
    int stated;                  /* 0: no line states a balance, and the others say nothing */
    int several;                 /* the lines fit another opening as well */
    int64_t opening;             /* before the first line */
    int64_t closing;             /* after the last */
    int64_t broken;              /* what lines that are not there must sum to */
    size_t breaks;               /* how many */
    struct fpl_date first_break; /* the day on which, or before which, the first is; FPL_DATE_NONE */
};
/* FPL_E_OVERFLOW, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_reconcile__balances(const struct fpl_reconcile__side *bank,
                                                       struct fpl_reconcile__balances *out);
#endif
