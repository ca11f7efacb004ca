#ifndef LEDGER_FUND_LOSS_H
#define LEDGER_FUND_LOSS_H
/* Inside ledger/fund: what the files of the loss engine share. */
#include "fundpool/loss.h"

/* ---- one line ---- */
struct fpl_loss__exit { /* what left the line at once: a sale, a buy-back, a write-off, or a claim to money given up */
    int64_t seq;
    enum fpl_loss_kind kind;
    struct fpl_money cost, back;        /* relieved so far, and what came of it: its loss is the one less the other */
    struct fpl_money before;            /* cost less back at the end of the year before */
    struct fpl_money sold, value, owed; /* of a buy-back: cost and value not yet relieved; price still owed */
    struct fpl_money sold_for, sold_cost, sold_at; /* the same when it was signed: price, cost and value */
    int valued;                                    /* `value` is of a valuation, and not the cost */
    enum fpl_loss_duty duty;
    struct fpl_money decided; /* of PARTIAL */
};
struct fpl_loss__line {
    struct fpl_money cost, gone, proceeds, income, conceded; /* C, c, P, d, what was conceded */
    struct fpl_money held, value;                            /* r and V of what no buy-back was signed for */
    struct fpl_money debt;                                   /* of r: convertibles, in V at cost */
    struct fpl_money whole; /* V without them before the exits in a row that scale it, */
    int64_t of, part;       /* from `of` shares, or fen of cost, to `part`; of 0: none */
    int by_shares;
    struct fpl_money sold, sold_value; /* of all signed buy-backs, as above */
    struct fpl_money pursued;          /* written off, not recovered */
    int64_t shares;
    int valued;
    struct fpl_date valued_on;
    struct fpl_loss__exit *exit; /* borrowed: room for one a movement; in the order in which they took effect */
    size_t exits;
};
/* The movement's effect. FPL_E_OVERFLOW, FPL_E_LIMIT, FPL_E_NEGATIVE; *why says what is wrong, both languages. */
FPL_MUST_CHECK enum fpl_status fpl_loss__line_move(struct fpl_loss__line *line, enum fpl_loss_buyback buyback,
                                                   const struct fpl_loss_move *move, const char **why);
/* Its sums; `before` is the line at the end of the year before (ANNUAL) or NULL. FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_loss__line_sums(const struct fpl_loss__line *line,
                                                   const struct fpl_loss__line *before,
                                                   const struct fpl_loss_terms *terms,
                                                   struct fpl_money sum[FPL_LOSS_SUMS]);

/* ---- adding ---- */
static inline enum fpl_status fpl_loss__plus(struct fpl_money *to, struct fpl_money amount) {
    return fpl_money_add(*to, amount, to);
}
static inline enum fpl_status fpl_loss__minus(struct fpl_money *to, struct fpl_money amount) {
    return fpl_money_sub(*to, amount, to);
}
static inline struct fpl_money fpl_loss__floor(struct fpl_money amount) {
    return fpl_money_sign(amount) < 0 ? fpl_money_of(0) : amount;
}
static inline struct fpl_money fpl_loss__less(struct fpl_money a, struct fpl_money b) {
    return fpl_money_cmp(a, b) < 0 ? a : b;
}
/* The reading the rule decides by: BY_LIQUIDATION, or recognition and income. */
static inline enum fpl_loss_reading fpl_loss__reading(const struct fpl_loss_terms *terms) {
    return terms->recognition == FPL_LOSS_LIQUIDATION
               ? FPL_LOSS_BY_LIQUIDATION
               : (enum fpl_loss_reading)((int)terms->recognition * 2 + (terms->income != 0));
}

/* ---- judging ---- */
/* 1 if a word of `words` is one of `in`, or `in` is empty. */
int fpl_loss__covers(struct fpl_str in, struct fpl_str words);
/* The limit of a level for a class; of an unknown class the strictest, *unknown set where that made a choice. */
const struct fpl_loss_limit *fpl_loss__limit(const struct fpl_loss_terms *terms, enum fpl_loss_level level,
                                             struct fpl_str classes, int *unknown);
/* Fills limit, figures, verdict, excess and headroom of a row of whole sums; `na`: no figure is there yet. */
FPL_MUST_CHECK enum fpl_status fpl_loss__judge(const struct fpl_loss_terms *terms, struct fpl_str classes, int na,
                                               struct fpl_loss_row *row);
/* Where the figures of a row stand among its sums, by its level's netting. */
int fpl_loss__at_all_in(const struct fpl_loss_terms *terms);
int fpl_loss__at_tested(const struct fpl_loss_terms *terms);
int fpl_loss__at_denominator(const struct fpl_loss_terms *terms);

/* ---- funds together ---- */
struct fpl_loss__part { /* what one fund gives to its class and to the family */
    struct fpl_money sum[FPL_LOSS_SUMS];
    struct fpl_money own; /* our part of its paid-in capital */
    int look_through, ended, na, flags;
    struct fpl_str classes; /* NUL-ended copy, owned by the walk */
};
/* The row of the parts whose classes are its name, or of all of them (family): its sums, judged. Where parts of funds
 * count, row->exact = exact, each text NUL-ended in texts, which the caller releases. */
FPL_MUST_CHECK enum fpl_status fpl_loss__together(const struct fpl_loss_terms *terms, struct fpl_loss_row *row,
                                                  const struct fpl_loss__part *part, size_t parts,
                                                  struct fpl_buf *texts, struct fpl_str exact[FPL_LOSS_SUMS]);
#endif
