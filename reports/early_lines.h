#ifndef REPORTS_EARLY_LINES_H
#define REPORTS_EARLY_LINES_H
/* The deals of a fund one by one, as its own rule counts them. */
#include "reports/early.h"

struct fpl_early__line { /* one deal that stands, or an instalment of it that was paid later */
    char deal[129], firm[129];
    struct fpl_date paid;
    struct fpl_date since; /* what the deal itself was paid on, with `since_seq` its record */
    int64_t since_seq;
    int64_t seq, amount, refunded, agreed;
    int64_t counts; /* in the window, on the basis */
    int64_t entry;  /* of its holding, from 1 */
    int aside;      /* paid to a sub-fund that is looked through: no deal of the fund's own */
    int round;      /* its place in the order of rounds, -1: not told */
    int result;     /* enum fpl_tri, of the deal by itself */
    int told;       /* the amount agreed was said, and covers what was paid later */
};

struct fpl_early__lines {
    struct fpl_view *view;
    int32_t book;
    const struct fpl_early__profile *profile; /* that they are judged by */
    struct fpl_error *error;
    struct fpl_early__line *line; /* by firm, then by day */
    size_t n, cap, deals;         /* deals: while they are read, lines in order of deals, which others are found by */
};
/* What occurred up to the view's day; the caller releases. What the reads answer. */
FPL_MUST_CHECK enum fpl_status fpl_early__lines_read(struct fpl_early__lines *all);
/* As they would be after the decision. */
FPL_MUST_CHECK enum fpl_status fpl_early__lines_plan(struct fpl_early__lines *all, const struct fpl_decision *decision);
void fpl_early__lines_release(struct fpl_early__lines *all);

#endif
