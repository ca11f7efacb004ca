#ifndef FUNDPOOL_DECISION_H
#define FUNDPOOL_DECISION_H
/* What a decider answers: an outcome, and everything the one append of a record needs (postings, item states, tally
 * deltas), with the steps that led there. Deciders are pure: the same facts and pack give the same decision on any
 * machine, for ever. */
#include "fundpool/error.h"
#include "fundpool/fact.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FPL_ENGINE 1 /* number of today's rule behaviour; changed behaviour is a new number, old ones stay */

struct fpl_posting {
    struct fpl_str account;
    char side;                  /* 'D' or 'C' */
    struct fpl_money amount;    /* negative only in a reversal (red entry) */
    struct fpl_str currency;    /* empty: the book's own */
    struct fpl_str party, item; /* empty: none */
    struct fpl_str flow;        /* code of its line of the cash-flow statement; empty: the account is not cash */
};

struct fpl_item_write { /* the item's whole new state: canonical JSON object; empty: the item ends */
    const char *kind;   /* "deal" "loan" "claim" … */
    struct fpl_str key;
    struct fpl_str data;
};

struct fpl_tally_delta { /* a sum that rules read, kept per (name, scope, day occurred) */
    const char *name;
    struct fpl_str scope;
    struct fpl_money amount;
    int64_t count;
};

#define FPL_DECISION_UNKNOWN 64
#define FPL_RESTS            2 /* facts that a step or an argument may rest on */
struct fpl_reason {            /* one failing gate or refusal */
    enum fpl_status status;
    int16_t rests[2]; /* 1 + the fact whose amount arg[i] tells; 0: none */
    char arg[2][FPL_ERROR_ARG_BYTES];
    char clause[FPL_CLAUSE_BYTES]; /* document number and clause, from the pack */
    /* Not recorded: what a row's reasons name their places by. */
    int about;         /* 1 + the fact it is about; 0: none */
    const char *field; /* static: of a field that says no fact, and of an entry's lines; NULL: none */
    int64_t row;       /* the line of an entry that it is about, as a row of the file; 0: no single one */
};

/* One step of a derivation: what was computed, its exact value ("n/d" in minor units, a rate, or a text), and the
 * clause behind it. */
struct fpl_step {
    const char
        *code; /* "base.unpaid", "rate.tier", … : the closed list in docs/GLOSSARY.md and the program's text table */
    char value[256];
    char arg[64];
    char clause[FPL_CLAUSE_BYTES];
    int16_t rests[FPL_RESTS]; /* 1 + the facts from which the value can be told; 0: none */
};

/* One limit of the fund that the event was held against: figures before it and with it, in fen. Not recorded: they
 * follow from the facts. */
struct fpl_limit;
enum fpl_limit_verdict {
    FPL_LIMIT_KEPT,   /* within it */
    FPL_LIMIT_BEFORE, /* broken before, and no further by this event */
    FPL_LIMIT_TOLD,   /* broken, and only told */
    FPL_LIMIT_PASSED, /* broken, with the reason (and the person) that its rule asks for */
    FPL_LIMIT_REFUSED /* broken, and lacks them, or is never let through */
};
struct fpl_limit_row {
    const struct fpl_limit *limit; /* the rule's own */
    int64_t num[2], whole[2];      /* whole: what a share is of, or the cash there is; 0 where there is none */
    int64_t reach;                 /* with the event: the greatest numerator that passes; of a floor the least */
    int has_reach;                 /* 0: a ban */
    enum fpl_limit_verdict verdict;
};

#define FPL_DECISION_ITEMS 16

/* ---- of an event that decides for each of a list ---- */

/* Rows of a list that one decision may read (FPL_E_LIST_LONG beyond it): as many as fpl_split divides among. */
#define FPL_LIST_MAX   4096
#define FPL_PARTS_TEXT ((size_t)4 << 20) /* every row may leave two items of 500 bytes */
struct fpl_part {                        /* the answer for one row of the list */
    struct fpl_str key, party;           /* the commitment, and whose it is */
    int64_t of;                          /* what its part is measured by, in fen */
    struct fpl_money amount;             /* its part */
};
/* Large, and made once by whoever runs deciders. The order of shares is that of the decision. */
struct fpl_parts {
    int count, items;
    int64_t whole;          /* the sum of `of` */
    struct fpl_money total; /* what was divided: the sum of all amounts */
    struct fpl_part share[FPL_LIST_MAX];
    struct fpl_item_write item[2 * FPL_LIST_MAX + FPL_DECISION_ITEMS + 1]; /* one more: a request key */
    const void *order[FPL_LIST_MAX];                                       /* room for the decider to work in */
    int64_t weight[FPL_LIST_MAX];
    struct fpl_money part[FPL_LIST_MAX];
    size_t text_n;
    char text[FPL_PARTS_TEXT]; /* the memory behind the slices above */
};

#define FPL_DECISION_LIMITS   32
#define FPL_DECISION_POSTINGS 24
#define FPL_DECISION_TALLIES  48
#define FPL_DECISION_REASONS  48
#define FPL_DECISION_STEPS    64
#define FPL_DECISION_TEXT     16384

struct fpl_decision {
    enum fpl_status outcome; /* FPL_OK, FPL_DEFERRED, or the first reason by precedence */
    struct fpl_money
        amount; /* the event's own: of a claim the payout, of a loan what was disbursed, of a repayment it */
    struct fpl_money
        exposure;     /* of a loan: the contingent share that the event opens, releases or gives back; else 0 */
    char binding[40]; /* the cap that bound, "" if none: "cap_per_loan" … */
    struct fpl_posting posting[FPL_DECISION_POSTINGS];
    struct fpl_item_write item[FPL_DECISION_ITEMS];
    struct fpl_tally_delta tally[FPL_DECISION_TALLIES];
    struct fpl_reason reason[FPL_DECISION_REASONS];
    struct fpl_step step[FPL_DECISION_STEPS];
    struct fpl_limit_row limit[FPL_DECISION_LIMITS];
    int postings, items, tallies, reasons, steps, limits;
    struct fpl_parts
        *shares; /* NULL: it decides for no list. Borrowed: of a dry run until the session's next command */
    /* Of a dry run: the facts that were asked for and are not known, in the order of fact.def; the first so many. */
    uint16_t unknown[FPL_DECISION_UNKNOWN];
    int unknowns;
    /* SHA-256, in hex, of what the desk would record or answer: outcome, amount, postings with their day, the new
     * states of items, in every book; of limits and gates which ones speak, and not their figures, so that one deal
     * that is approved does not undo what was shown of the next. The number of the record, and its time, are no part.
     * Given back as fpl_command.expect. "" before it is known. */
    char shown[65];
    char text[FPL_DECISION_TEXT]; /* the memory behind the slices above */
    size_t text_n;
};

/* Names of the caps and breakers that a claim's provisional amount leaves out ("?" steps), a blank between. */
#define FPL_LEFT_OUT 256
void fpl_decision_left_out(const struct fpl_decision *d, char out[FPL_LEFT_OUT]);

/* Empties a decision (cheap: counts only). */
void fpl_decision_begin(struct fpl_decision *d);
/* Builders, used by deciders; the limits above are asserted (a decider's own bug). Texts are copied into d->text. */
/* A copy of text in d->text, valid as long as the decision. */
struct fpl_str fpl_decision_text(struct fpl_decision *d, struct fpl_str text);
/* Adds a posting in the book's currency. An amount that no record could say is a refusal, FPL_E_AMOUNT_RANGE. */
void fpl_decision_post(struct fpl_decision *d, const struct fpl_posting *posting);
/* Adds an item's whole new state, canonical JSON; empty data ends the item. */
void fpl_decision_item(struct fpl_decision *d, const char *kind, struct fpl_str key, struct fpl_str data);
/* Adds amount and count to the sum (name, scope) on the day of the event; the same of its amount. */
void fpl_decision_tally(struct fpl_decision *d, const char *name, struct fpl_str scope, struct fpl_money amount,
                        int64_t count);
/* Of an event that decides for a list, after fpl_decision_begin: its shares are kept in *shares, which is emptied. */
void fpl_parts_begin(struct fpl_decision *d, struct fpl_parts *shares);
/* Adds the answer for one row; texts are copied. */
void fpl_parts_add(struct fpl_decision *d, const struct fpl_part *share);
/* As fpl_decision_item, of an item for one row. */
void fpl_parts_item(struct fpl_decision *d, const char *kind, struct fpl_str key, struct fpl_str data);
/* All items of such a decision in one array: those of the event, then those of its rows. To be asked once, when the
 * decision is whole; there is room for one more behind them. *count: how many. */
struct fpl_item_write *fpl_parts_items(struct fpl_decision *d, int *count);
/* A reason; the outcome becomes the first reason by precedence. NULL arguments are "". */
void fpl_decision_refuse(struct fpl_decision *d, enum fpl_status status, const char *arg0, const char *arg1,
                         const char *clause);
/* A remark on what is accepted: a reason beside the outcome OK, which it leaves. */
void fpl_decision_note(struct fpl_decision *d, enum fpl_status status, const char *arg0, const char *arg1);
/* One step of the derivation; `code` is static, NULL texts are "". */
void fpl_decision_step(struct fpl_decision *d, const char *code, const char *value, const char *arg,
                       const char *clause);

/* Of the last step, or the last reason's argument: what it tells is the amount of this fact, or gives it away. An
 * institution's user is shown it only if the fact is his institution's own (fpl_event_withhold). */
void fpl_decision_step_rests(struct fpl_decision *d, enum fpl_fact_id id);
void fpl_decision_reason_rests(struct fpl_decision *d, int arg, enum fpl_fact_id id); /* see above */

#ifdef __cplusplus
}
#endif
#endif
