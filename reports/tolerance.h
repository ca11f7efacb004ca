#ifndef REPORTS_TOLERANCE_H
#define REPORTS_TOLERANCE_H
/* What a fund's records say for loss tolerance: its movements, and the rule that binds it. */
#include "fundpool/loss.h"
#include "reports/bound.h"

/* ---- the movements of a fund ---- */

struct fpl_tolerance__move {
    struct fpl_loss_move move; /* its texts are those below, once all are gathered */
    char line[FPL_LOSS_NAME_BYTES];
    char category[16];
    char event[FPL_LOSS_NAME_BYTES]; /* its own name, "EXIT|X-1", where a case or a payment may be about it */
    char about[FPL_LOSS_NAME_BYTES]; /* the name of the one that it is about */
    int left_out;                    /* it tells of nothing, or of what was taken back */
};
struct fpl_tolerance__moves { /* in order of line, day, seq */
    struct fpl_tolerance__move *list;
    struct fpl_loss_move *move; /* the same for the engine */
    size_t n, cap;
    int64_t *reversed; /* seqs of records taken back */
    size_t reversals, reversal_cap;
};
/* Every movement that the view knows, whatever its day: the engine cuts. Memory: one fund's movements. What the reads
 * answer; FPL_E_LIMIT for a firm's id that is too long. */
FPL_MUST_CHECK enum fpl_status fpl_tolerance__moves(struct fpl_view *view, const struct fpl_book *fund,
                                                    struct fpl_tolerance__moves *out, struct fpl_error *error);
/* A write-off that is not recorded: of the firm's whole holding, or of a part of its cost, on that day. Nothing is
 * recovered with it. */
FPL_MUST_CHECK enum fpl_status fpl_tolerance__write_off(struct fpl_tolerance__moves *moves, struct fpl_str firm,
                                                        const struct fpl_money *cost, struct fpl_date day,
                                                        struct fpl_error *error);
void fpl_tolerance__moves_release(struct fpl_tolerance__moves *moves);

/* Once all are gathered: leaves out what was taken back, with what is about it, gives what is about an event its line
 * and number, orders (reports/tolerance_duty.c). order() alone after one more was added. */
FPL_MUST_CHECK enum fpl_status fpl_tolerance__settle(struct fpl_tolerance__moves *moves, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_tolerance__order(struct fpl_tolerance__moves *moves, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_tolerance__add(struct fpl_tolerance__moves *moves,
                                                  const struct fpl_tolerance__move *move, struct fpl_error *error);

/* ---- the rules ---- */

struct fpl_tolerance__rule {
    char name[80]; /* "ID@VERSION" */
    struct fpl_loss_rule *rule;
};
struct fpl_tolerance__rules { /* every version adopted, in key order */
    struct fpl_tolerance__rule *list;
    size_t n, cap;
};
FPL_MUST_CHECK enum fpl_status fpl_tolerance__rules(struct fpl_view *view, struct fpl_tolerance__rules *out,
                                                    struct fpl_error *error);
void fpl_tolerance__rules_release(struct fpl_tolerance__rules *rules);
/* "ID@VERSION", or "ID" for its newest version; NULL: not adopted. */
const struct fpl_tolerance__rule *fpl_tolerance__rule(const struct fpl_tolerance__rules *rules, struct fpl_str name);

/* Which rule binds a fund on the view's day: the newest binding that has begun; with the one that a dry run would make
 * (NULL: none is planned). */
struct fpl_tolerance__binding {
    char id[65];
    char rule[80];    /* empty: none */
    char classes[16]; /* of the fund; empty: unknown */
    char document[256];
    struct fpl_date from;
    int64_t seq;
};
FPL_MUST_CHECK enum fpl_status fpl_tolerance__binding(struct fpl_view *view, int32_t fund,
                                                      const struct fpl_bound *planned,
                                                      struct fpl_tolerance__binding *out, struct fpl_error *error);

#endif
