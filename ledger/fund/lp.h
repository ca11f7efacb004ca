#ifndef LEDGER_FUND_LP_H
#define LEDGER_FUND_LP_H
/* What of a commitment goes to another party with a transfer of its share. Pure. */
#include "ledger/fund/life.h"

struct fpl_fund__lp {
    int64_t amount, paid, recallable; /* of the commitment, of capital paid in under it, of what may be called again */
};
/* EVENT_AMOUNT of the commitment; LP_PAID_IN of the capital if that was said, else the same part of it as of the
 * commitment, HALF_UP to fen; of what is recallable that part. All of it where the whole commitment goes. Facts
 * COMMITMENT_*, EVENT_AMOUNT, LP_PAID_IN; the amount at most what is left of the commitment. */
struct fpl_fund__lp fpl_fund__lp_moved(const struct fpl_facts *facts);
int64_t fpl_fund__lp_unfunded(const struct fpl_fund__lp *moved);

#endif
