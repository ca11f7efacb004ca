#include "ledger/desk/decide.h"

enum decider {
    DEAL,
    DEAL_REVERSAL,
    LOAN,
    WITHDRAWAL,
    REPAYMENT,
    REPAYMENT_REVERSAL,
    SUBMISSION,
    CLAIM,
    REFUSAL,
    PAYMENT,
    PAYOUT,
    REVOCATION
};

static const struct {
    const char *kind;
    enum decider decider;
    int needs_pack;
} deciders[] = {
    {"deal.recorded", DEAL, 0},        {"loan.registered", LOAN, 1},
    {"loan.repaid", REPAYMENT, 0},     {"claim.submitted", SUBMISSION, 1},
    {"claim.decided", CLAIM, 1},       {"claim.deferred", CLAIM, 1},
    {"claim.refused", REFUSAL, 0},     {"claim.paid", PAYMENT, 0},
    {"payout.recorded", PAYOUT, 0},    {"deal.reversed", DEAL_REVERSAL, 0},
    {"loan.withdrawn", WITHDRAWAL, 0}, {"repayment.reversed", REPAYMENT_REVERSAL, 0},
    {"claim.revoked", REVOCATION, 0},
};
#define DECIDERS ((int)(sizeof deciders / sizeof deciders[0]))

static int find(struct fpl_str kind) {
    int i = 0;
    while (i < DECIDERS && !fpl_str_is(kind, deciders[i].kind))
        i++;
    return i;
}

int fpl_decide__has(struct fpl_str kind, int *needs_pack) {
    int i = find(kind);
    if (i == DECIDERS)
        return 0;
    *needs_pack = deciders[i].needs_pack;
    return 1;
}

void fpl_decide__run(struct fpl_str kind, const struct fpl_facts *facts, const struct fpl_rules *rules,
                     struct fpl_decision *out) {
    int i = find(kind);
    FPL_ASSERT(i < DECIDERS);
    FPL_ASSERT(!deciders[i].needs_pack || rules->pack);
    switch (deciders[i].decider) {
    case DEAL:
        fpl_fund_decide_deal(facts, rules->profile, rules->profiles, out);
        break;
    case DEAL_REVERSAL:
        fpl_fund_decide_deal_reversal(facts, out);
        break;
    case LOAN:
        fpl_pool_decide_loan(facts, rules->pack, out);
        break;
    case WITHDRAWAL:
        fpl_pool_decide_withdrawal(facts, out);
        break;
    case REPAYMENT:
        fpl_pool_decide_repayment(facts, out);
        break;
    case REPAYMENT_REVERSAL:
        fpl_pool_decide_repayment_reversal(facts, out);
        break;
    case SUBMISSION:
        fpl_pool_decide_claim(facts, rules->pack, 0, out);
        break;
    case CLAIM:
        fpl_pool_decide_claim(facts, rules->pack, 1, out);
        break;
    case REFUSAL:
        fpl_pool_decide_refusal(facts, out);
        break;
    case PAYMENT:
        fpl_pool_decide_payment(facts, out);
        break;
    case PAYOUT:
        fpl_pool_decide_payout(facts, out);
        break;
    case REVOCATION:
        fpl_pool_decide_revocation(facts, out);
        break;
    }
}
