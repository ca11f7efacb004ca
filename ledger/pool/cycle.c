/* Life cycles as tables. An event that has no row for a state is refused.
 *
 *            register        claim             compensate
 *     (none) ────────▶ REGISTERED ────────▶ CLAIMED ────────▶ COMPENSATED
 *                      ▲ │    ▲   release      │ ▲                │
 *            repay     │ │    └────────────────┤ └── claim ───────┤ a further claim on the same loan
 *                      └─┤                     │                  │ counts what was paid before
 *                        │ repay all           │ repay all        │
 *                        └──────▶ PAID_OFF ◀───┘   release old ──▶┘
 *     withdraw: REGISTERED ──▶ WITHDRAWN, the end. A repayment taken back leaves REGISTERED and CLAIMED as they are and
 *     leads from PAID_OFF to REGISTERED, or to CLAIMED while a claim is pending. Revoking a decision leaves the loan.
 *
 *            submit              decide              pay
 *     (none) ──────▶ SUBMITTED ─────────▶ DECIDED ────────▶ PAID
 *                      │  │                 ▲
 *               refuse │  │ defer   decide  │
 *        REFUSED ◀─────┤  └─────▶ DEFERRED ─┤
 *                      └───────────────┘ ▲  │
 *                            refuse      └──┘ defer again
 *     revoke: DECIDED ──▶ SUBMITTED, in its old place.
 *
 * A payout made before the ledger and taken on leads from (none) to PAID, and its loan from REGISTERED, or COMPENSATED
 * by an earlier one, to COMPENSATED.
 */
#include "ledger/pool/room.h"

struct move {
    const char *from;
    int event;
    const char *to;
};

static const struct move loan_moves[] = {
    {"", FPL_LOAN_REGISTER, "REGISTERED"},
    {"REGISTERED", FPL_LOAN_REPAY, "REGISTERED"},
    {"REGISTERED", FPL_LOAN_REPAY_ALL, "PAID_OFF"},
    {"REGISTERED", FPL_LOAN_CLAIM, "CLAIMED"},
    {"CLAIMED", FPL_LOAN_REPAY, "CLAIMED"},
    {"CLAIMED", FPL_LOAN_REPAY_ALL, "PAID_OFF"},
    {"CLAIMED", FPL_LOAN_RELEASE, "REGISTERED"},
    {"CLAIMED", FPL_LOAN_RELEASE_OLD, "COMPENSATED"},
    {"CLAIMED", FPL_LOAN_COMPENSATE, "COMPENSATED"},
    {"PAID_OFF", FPL_LOAN_RELEASE, "PAID_OFF"}, /* paid off while its claim was pending */
    {"COMPENSATED", FPL_LOAN_CLAIM, "CLAIMED"},
    {"REGISTERED", FPL_LOAN_TAKE_ON, "COMPENSATED"},
    {"COMPENSATED", FPL_LOAN_TAKE_ON, "COMPENSATED"}, /* paid out more than once */
    {"REGISTERED", FPL_LOAN_WITHDRAW, "WITHDRAWN"},
    {"REGISTERED", FPL_LOAN_UNREPAY, "REGISTERED"},
    {"CLAIMED", FPL_LOAN_UNREPAY, "CLAIMED"},
    {"PAID_OFF", FPL_LOAN_UNREPAY, "REGISTERED"},
    {"PAID_OFF", FPL_LOAN_UNREPAY_CLAIMED, "CLAIMED"},
    {"CLAIMED", FPL_LOAN_REVOKE, "CLAIMED"},
    {"PAID_OFF", FPL_LOAN_REVOKE, "PAID_OFF"}, /* decided at nothing, paid off since */
};

static const struct move claim_moves[] = {
    {"", FPL_CLAIM_SUBMIT, "SUBMITTED"},
    {"SUBMITTED", FPL_CLAIM_DECIDE, "DECIDED"},
    {"SUBMITTED", FPL_CLAIM_DEFER, "DEFERRED"},
    {"SUBMITTED", FPL_CLAIM_REFUSE, "REFUSED"},
    {"DEFERRED", FPL_CLAIM_DECIDE, "DECIDED"},
    {"DEFERRED", FPL_CLAIM_DEFER, "DEFERRED"},
    {"DEFERRED", FPL_CLAIM_REFUSE, "REFUSED"},
    {"DECIDED", FPL_CLAIM_PAY, "PAID"},
    {"", FPL_CLAIM_TAKE_ON, "PAID"},
    {"DECIDED", FPL_CLAIM_REVOKE, "SUBMITTED"},
};

static const char *next(const struct move *moves, size_t count, struct fpl_str state, int event) {
    for (size_t i = 0; i < count; i++) {
        if (moves[i].event == event && fpl_str_is(state, moves[i].from))
            return moves[i].to;
    }
    return NULL;
}

const char *fpl_pool__loan_next(struct fpl_str state, enum fpl_pool__loan_event event) {
    return next(loan_moves, sizeof loan_moves / sizeof loan_moves[0], state, (int)event);
}

const char *fpl_pool__claim_next(struct fpl_str state, enum fpl_pool__claim_event event) {
    return next(claim_moves, sizeof claim_moves / sizeof claim_moves[0], state, (int)event);
}
