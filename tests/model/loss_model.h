#ifndef TESTS_MODEL_LOSS_MODEL_H
#define TESTS_MODEL_LOSS_MODEL_H
/* Loss tolerance computed a second time, plainly: every figure from the list of all events each time it is wanted, on
 * GMP rationals, written from the rules of loss and sharing nothing with ledger/. Holdings without shares; exits say
 * their cost. */
#include <stdint.h>

enum model_loss_kind {
    MODEL_PAID,
    MODEL_REFUND,
    MODEL_EXIT, /* cost, amount received */
    MODEL_WRITE_OFF,
    MODEL_RECOVERY,
    MODEL_DIVIDEND,
    MODEL_CONCESSION,
    MODEL_VALUE, /* of what is held when it happens */
    MODEL_DUTY,  /* of the exit or write-off `about`; amount held to account; -1 all, -2 nothing, all exempt; -3 pending
                  */
    MODEL_PAID_IN,
    MODEL_COMMITTED,
    MODEL_DISTRIBUTED,
    MODEL_ENDED
};

struct model_event {                     /* those of one day in the order in which they happen */
    int fund, line, category, kind, day; /* line -1: of the fund */
    int64_t amount, cost, own;
    int about; /* of MODEL_DUTY: number of the event in the world's list, from 1 */
};

enum { MODEL_REALISED, MODEL_TOTAL, MODEL_AT_END };
enum { MODEL_GROSS, MODEL_BY_CATEGORY, MODEL_BY_FUND, MODEL_BY_FAMILY };
enum { MODEL_OVER_INVESTED, MODEL_OVER_PAID_IN, MODEL_OVER_EXITED, MODEL_OVER_SIZE };
enum { MODEL_OF_LINE, MODEL_OF_CATEGORY, MODEL_OF_FUND, MODEL_OF_FAMILY };

struct model_rules {
    int recognition, netting, over;
    int income, before_concession, gated;
    int year_from; /* first day of the year looked at alone; 0: from the beginning */
    int64_t p, q;  /* the limit */
};

struct model_world {
    const struct model_event *event;
    int events, funds, lines, categories;
    int look_through[4];
};

struct model_loss { /* texts of rationals, in fen */
    char tested[160], all_in[160], den[160];
    int verdict; /* 0 PASS, 1 FAIL, 2 NA, 4 PASS with something held to account */
    int64_t excess, headroom;
};
/* The figure of a level at the end of day `on`: fund and line or category where the level has them. */
void model_loss(const struct model_world *world, const struct model_rules *rules, int on, int level, int fund, int at,
                struct model_loss *out);
/* The loss alone, of a fund or the family, by any recognition, netting and income: 1 if a <= b. */
int model_loss_not_above(const char *a, const char *b);
#endif
