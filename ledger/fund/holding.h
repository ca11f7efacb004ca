#ifndef LEDGER_FUND_HOLDING_H
#define LEDGER_FUND_HOLDING_H
/* The holding: all that a fund has in one firm, whatever the number of tranches. Pure.
 *
 * Item "holding", key = the firm:
 * {"cat","cost","debt","fair","first","last","no","on","paid","pur","put","sh","since","st"}. `cost` and `fair` are the
 * balances of 110101 and 110102 of the firm, `debt` that of 1501 (absent while it is 0), `pur` that of 9006; `put` is
 * all that was paid to it less refunds, and stands there once something has left the holding: until then it is the
 * cost. State HELD, CONVERTIBLE (convertibles that are not converted, and no equity), EXITED (nothing is left) or
 * WRITTEN_OFF. A tranche that comes when nothing was left enters the firm anew: `no` counts the entries, `since` is the
 * first of which something is held; both absent while they are 1. A deal keeps the number of its entry: one before
 * `since` has left, whatever later deals hold. An exit taken back brings its entries back.
 *
 * Tranches add. Every other event of the holding stands on what was there before it: so they come in the order of their
 * days, and are taken back the last one first. Each keeps, in its own item, what it moved and what stood before; its
 * reversal gives exactly that back. A tranche is taken back by subtraction, as long as no other event stands on it. */
#include "ledger/fund/life.h"

/* Why money will not come back: of a holding, of a claim. */
#define FPL_FUND_GROUNDS                                                                                               \
    "BANKRUPTCY=破产清算=bankruptcy|DEREGISTERED=注销或吊销=struck off|"                                      \
    "CEASED=停业失联=ceased and untraceable|ENFORCEMENT_ENDED=法院终结执行=enforcement ended by court"

struct fpl_fund__holding {
    struct fpl_str state, category, last; /* last: "exit|X-1", the last event that is no tranche */
    struct fpl_date first, paid, on;      /* first and last tranche; day of `last` */
    int64_t cost, fair, shares, pursued;  /* minor units, whole shares */
    int64_t debt;                         /* convertibles, at cost */
    int64_t put;                          /* paid so far less refunds: exits do not lower it */
    int64_t no, since;                    /* entries so far, from 1; the first of which something is held */
};
#define FPL_FUND_READS_HOLDING                                                                                         \
    READ_ITEM(HOLDING_STATE, "holding", FIRM_ID, "st", 0), READ_ITEM(HOLDING_CATEGORY, "holding", FIRM_ID, "cat", 0),  \
        READ_ITEM(HOLDING_COST, "holding", FIRM_ID, "cost", FPL_READ_ZERO),                                            \
        READ_ITEM(HOLDING_PUT, "holding", FIRM_ID, "put", 0), READ_ITEM(HOLDING_DEBT, "holding", FIRM_ID, "debt", 0),  \
        READ_ITEM(HOLDING_FAIR, "holding", FIRM_ID, "fair", FPL_READ_ZERO),                                            \
        READ_ITEM(HOLDING_SHARES, "holding", FIRM_ID, "sh", 0), READ_ITEM(HOLDING_NO, "holding", FIRM_ID, "no", 0),    \
        READ_ITEM(HOLDING_SINCE, "holding", FIRM_ID, "since", 0),                                                      \
        READ_ITEM(HOLDING_PURSUED, "holding", FIRM_ID, "pur", FPL_READ_ZERO),                                          \
        READ_ITEM(HOLDING_FIRST, "holding", FIRM_ID, "first", 0),                                                      \
        READ_ITEM(HOLDING_PAID, "holding", FIRM_ID, "paid", 0), READ_ITEM(HOLDING_ON, "holding", FIRM_ID, "on", 0),    \
        READ_ITEM(HOLDING_LAST, "holding", FIRM_ID, "last", 0), FPL_FUND_READ_CLOSED

/* What the books carry as its fair-value change, 110102 of the firm. What leaves a holding leaves both. */
#define FPL_FUND_READS_CARRIED READ_BALANCE_OF(HOLDING_CARRIED, "+110102", FIRM_ID, 0)

void fpl_fund__holding_load(const struct fpl_facts *facts, struct fpl_fund__holding *h);
/* One without a state ends. */
void fpl_fund__holding_write(const struct fpl_facts *facts, const struct fpl_fund__holding *h,
                             struct fpl_decision *out);

/* The holding after a deal, and after one taken back: facts DEAL_*, FIRM_ID, of a reversal also BEFORE_LAST,
 * BEFORE_PAID and MOVED_SHARES as the deal kept them. Refuses FPL_E_HOLDING (it is written off), FPL_E_FROZEN (another
 * category), FPL_E_NEWEST (before the last event that is no tranche); FPL_E_LATER (such an event came after the deal).
 */
void fpl_fund__tranche_add(const struct fpl_facts *facts, struct fpl_fund__holding *after, struct fpl_decision *out);
void fpl_fund__tranche_back(const struct fpl_facts *facts, struct fpl_fund__holding *after, struct fpl_decision *out);

/* One event of a holding that is no tranche, from its start to what it writes. */
struct fpl_fund__change {
    const struct fpl_facts *facts;
    struct fpl_decision *out;
    const char *kind; /* of its own item: "exit" */
    struct fpl_fund__holding before, now;
};
/* Empties the decision and loads the holding. Refuses FPL_E_HOLDING (the firm, its state or "NONE") where that is not
 * `state` (FPL_FUND_ANY_HELD: HELD or CONVERTIBLE), FPL_E_NEWEST (the day, the newest of the holding) for a day before
 * its last tranche or event. 1: go on. */
#define FPL_FUND_ANY_HELD "HELD or CONVERTIBLE"
int fpl_fund__change_begin(struct fpl_fund__change *change, const struct fpl_facts *facts, const char *kind,
                           const char *state, struct fpl_decision *out);
/* Refuses FPL_E_FAIR_OPENING (what the books carry, what the holding knows) where the two fair-value changes differ: an
 * opening balance of it is not taken on, or one taken on stands in no opening balance, and the event would count it
 * twice or not at all. Of what is itself taken on nothing is asked. */
void fpl_fund__check_carried(const struct fpl_fund__change *change);
/* `dc` is what moved of cost and convertibles together, `dd` (absent where it is 0) of convertibles alone.
 * Writes the holding as it is now and the event's own item: {"amt","day","dc","dd","df","dp","ds","firm","last","on",
 * "since","st"} with `amount`, and with the deal if it is one's. */
void fpl_fund__change_end(struct fpl_fund__change *change, int64_t amount, struct fpl_str deal);

/* The reversal of such an event, whose own item is of kind KIND. Refuses FPL_E_LATER with the event that stands on it.
 */
#define FPL_FUND_READS_CHANGE(kind)                                                                                    \
    READ_ITEM(FIRM_ID, kind, EVENT_KEY, "firm", 0), READ_ITEM(EVENT_AMOUNT, kind, EVENT_KEY, "amt", FPL_READ_ZERO),    \
        READ_ITEM(MOVED_COST, kind, EVENT_KEY, "dc", FPL_READ_ZERO), READ_ITEM(MOVED_DEBT, kind, EVENT_KEY, "dd", 0),  \
        READ_ITEM(MOVED_FAIR, kind, EVENT_KEY, "df", FPL_READ_ZERO),                                                   \
        READ_ITEM(MOVED_PURSUED, kind, EVENT_KEY, "dp", FPL_READ_ZERO),                                                \
        READ_ITEM(BEFORE_SINCE, kind, EVENT_KEY, "since", 0), READ_ITEM(MOVED_SHARES, kind, EVENT_KEY, "ds", 0),       \
        READ_ITEM(BEFORE_LAST, kind, EVENT_KEY, "last", 0), READ_ITEM(BEFORE_ON, kind, EVENT_KEY, "on", 0),            \
        READ_ITEM(BEFORE_STATE, kind, EVENT_KEY, "st", 0), FPL_FUND_READS_HOLDING
void fpl_fund__change_back(const struct fpl_facts *facts, const char *kind, struct fpl_decision *out);

/* A part of the holding leaves: `sold` of the shares held, or all of it. What is relieved of cost and of the fair-value
 * change is the same part of both, each HALF_UP to fen (moving weighted average); what leaves last takes the rest.
 * Source: loss rules §3.3, Q16; fund rules §2.2, E13. Answers what is relieved, and takes it off the holding. */
struct fpl_fund__relief {
    int64_t cost, fair; /* fair of either sign */
};
struct fpl_fund__relief fpl_fund__relieve(struct fpl_fund__holding *h, int64_t sold, int all, struct fpl_decision *out);

/* Posts what came in (>= 0) against what is relieved, the result balancing: pairs of a debit (money; the fair-value
 * change where it is negative; the loss) and a credit (cost; the fair-value change where it is positive; the gain). */
struct fpl_fund__rows {
    const struct fpl_recipe *row[3][3]; /* [money, fair, loss][cost, fair, gain]; NULL: cannot be */
};
void fpl_fund__post_relief(const struct fpl_facts *facts, const struct fpl_fund__rows *rows, int64_t money,
                           const struct fpl_fund__relief *relief, struct fpl_decision *out);

#endif
