#ifndef REPORTS_FLOWS_H
#define REPORTS_FLOWS_H
/* A fund's cash as its records tell it: paid in and out by each party, paid for and received of each project. */
#include "fundpool/irr.h"
#include "reports/common.h"

/* CARRY: carried interest and clawback, which no party and no project has. OPENING: capital of opening balances, which
 * the party has paid in on days that nobody knows; its day is that of the book. CONCESSION: what was conceded to
 * somebody who paid nothing in; to a party it is the party's. */
enum fpl_flows__of { FPL_FLOWS_PARTY, FPL_FLOWS_PROJECT, FPL_FLOWS_CARRY, FPL_FLOWS_OPENING, FPL_FLOWS_CONCESSION };

struct fpl_flows__flow {
    int64_t seq;
    enum fpl_flows__of of;
    char id[65];  /* of the party, of the firm */
    int refund;   /* given back of what was paid: it lowers that, and is nothing received */
    int taken_on; /* it moved before the books were opened */
    int exit;     /* it counts as received, also where its costs are above the proceeds */
    struct fpl_date day;
    int64_t amount; /* out of its pocket < 0: a party's payment in, a payment for a project */
};
struct fpl_flows { /* in order of `of`, id, day, seq; what was taken back is left out */
    struct fpl_flows__flow *list;
    size_t n, cap;
    int64_t *undone;
    size_t undones, undone_cap;
};
/* Those that occurred up to the view's day. What is taken on counts with its amount and day, and lowers what the
 * opening balances hold of the party's capital. What the reads answer. */
FPL_MUST_CHECK enum fpl_status fpl_flows__read(struct fpl_view *view, const struct fpl_book *fund,
                                               struct fpl_flows *out, struct fpl_error *error);
void fpl_flows__release(struct fpl_flows *flows);

#endif
