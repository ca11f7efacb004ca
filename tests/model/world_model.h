#ifndef TESTS_MODEL_WORLD_MODEL_H
#define TESTS_MODEL_WORLD_MODEL_H
/* A whole pool, computed a second time from the pool rules: packs, agreements, loans, claims from submission to
 * payment, money that comes back. Slow and plain: no sum is kept, each is added up from the loans and claims when it is
 * read. Shares nothing with ledger/. Amounts in fen, days since 1970-01-01, parties, firms and packs by index; a code
 * is the name of a status, as "E_GATE_BASE". */
#include "tests/model/pool_model.h"

#include <stddef.h>

enum { WM_BANKS = 3, WM_PARTIES = 6, WM_FIRMS = 4, WM_PACKS = 4, WM_MANY = 400, WM_CODES = 12, WM_PARTS = 40 };
#define WM_NONE (-1) /* no party, no cap, an amount that is not told */

enum wm_whom { WM_BANK = 1, WM_GUARANTOR = 2, WM_BOTH = 3 };
enum wm_base { WM_OUTSTANDING, WM_ACTUAL_LOSS, WM_WITH_INTEREST, WM_GUARANTOR_PAID };
enum wm_told {
    WM_REPAID,
    WM_RECOVERED,
    WM_COLLATERAL,
    WM_INSURANCE,
    WM_OTHER_GOV,
    WM_PAID,
    WM_COUNTER,
    WM_KEPT,
    WM_INTEREST = WM_KEPT,
    WM_LIABILITY,
    WM_TOLD
};
/* What a short pool cannot pay queues or lapses; or the claim waits whole until all of it can be paid. */
enum wm_shortage { WM_QUEUES, WM_BEARS, WM_WAITS };
enum wm_match { WM_MAX, WM_MIN, WM_FIRST };
enum wm_measure { WM_YEAR_END, WM_DEPOSIT, WM_FEES, WM_MEASURES };
enum wm_answer_yes { WM_UNKNOWN = -1, WM_NO, WM_YES };

struct wm_tier {
    struct model_slice slice;
    enum wm_whom whom; /* 0: anybody */
    int first_loan;    /* 1: only where it is the firm's first loan */
};

struct wm_pack {
    int by_disbursement, stacked, effective_to; /* effective_to 0: without end */
    enum wm_whom whom;
    enum wm_base base;
    enum wm_match match; /* of several brackets */
    struct wm_tier tier[6];
    int tiers;
    struct model_fraction keylist, tool; /* add-ons: on the key list; monetary tool */
    struct model_rule rule;              /* without slices and add-on: the rest of the arithmetic */
    int64_t eligible_most;               /* a larger contract is refused */
    int deducts;                         /* bits 1 << WM_INSURANCE, 1 << WM_OTHER_GOV, 1 << WM_COLLATERAL */
    int registered_min;                  /* registered_amount_rule: MIN */
    int64_t cap_scheme;
    struct model_fraction balance;                                  /* of what the pool has */
    struct model_fraction lending_all, lending_bank, deposit, fees; /* rate × measure */
    int64_t ramp[2];                                                /* a borrower's cap in year 1 and later; WM_NONE */
    int cohort;                                                     /* breaker by the loans' year of registration */
    int npl, warns;                             /* breaker by what is bad of what is outstanding; it only warns */
    int overdue, class_min, litigation, window; /* WM_NONE: no gate */
    int whitelist;
    enum wm_shortage shortage;
};

struct wm_agreement {
    int party, pack, from, to; /* to 0: without end */
};

enum wm_loan_state { WM_REGISTERED, WM_PAID_OFF, WM_CLAIMED, WM_WITHDRAWN, WM_COMPENSATED, WM_RENEWED };
struct wm_loan {
    int there, bank, guarantor, firm, pack, listed, keylist;
    int renews;                 /* 1 + the loan that it renews; 0: none */
    int debt_of;                /* 1 + the last loan that had renewed it, and was withdrawn; 0: none */
    int withdrawn_as;           /* restores, as said when it was withdrawn */
    int64_t told_then[WM_KEPT]; /* what was told of it by then */
    int64_t moved;              /* the exposure that left it when it was renewed */
    enum wm_answer_yes first_loan, tool;
    int disbursed_on, due_on, registered_on;
    int64_t contract, disbursed, repaid, registered; /* registered WM_NONE: not given */
    struct model_fraction ip_share;
    enum wm_loan_state state;
    int64_t exposure;
    int64_t paid_of;                           /* the loss that its last payout compensated a part of */
    int64_t back_before;                       /* recoveries that were taken off to get there, and not shared */
    int64_t net, returned, reclaimed, pursued; /* recoveries shared; memo 9005 */
    int64_t shares_tell;                       /* recovered in all, as the last share or its reversal told all pools */
    int64_t paid_told[WM_KEPT];                /* what its claims that were paid told all pools */
    int64_t outside;                           /* of other public money, what came from outside the ledger */
    int64_t charged, set_off;                  /* final loss: borne by contributors; set against recoveries */
};

enum wm_claim_state {
    WM_SUBMITTED,
    WM_DEFERRED,
    WM_QUEUED,
    WM_DECIDED,
    WM_REFUSED,
    WM_PAID_OUT,
    WM_CLOSED,
    WM_CLAIM_WITHDRAWN
};
struct wm_part { /* a decision that stands: the whole claim, or what a short pool had of it */
    int day;
    int64_t amount, loss, lapsed;
    int64_t back_before, of_before; /* what its last payout had taken off before it; the loss that the last payout
                                       before it had compensated */
};
struct wm_claim {
    int recorded; /* the day the pool learned of it: nothing is decided before */
    int there, loan, claimant, date, overdue, five_class, litigation, interest_since; /* 0: not told */
    int64_t told[WM_TOLD];                                                            /* WM_NONE */
    enum wm_claim_state state;
    struct wm_part part[WM_PARTS];
    int parts;
    int kept;                              /* 1: what it told stays with the loan */
    int64_t lapsed, not_lapsed;            /* of decisions revoked: what lapsed for good; what had not, of the last */
    int looked_on;                         /* day of the last deferral, queueing or payment */
    int64_t paid, memo, decided_repaid;    /* memo: in 9008, deferred or waiting for money */
    int64_t paid_before;                   /* by the other pool at its submission */
    int64_t known[WM_KEPT], known_outside; /* as all pools knew at the decision */
};

struct wm_repayment {
    int there, loan, day, reversed;
    int64_t amount, released;
};

struct wm_back { /* a recovery shared back */
    int there, loan, reversed, day;
    int64_t net, amount, pursued;
};

struct wm_figure {
    int there, party, date;
    enum wm_measure measure;
    int64_t amount;
};

struct wm_listing { /* on the white list from the day on, or off it */
    int firm, day, in;
};

struct wm_world {
    const struct wm_world
        *other; /* another pool of the ledger, in which the loan of an index is the same; NULL: none */
    struct wm_pack pack[WM_PACKS];
    struct wm_agreement agreement[WM_PARTIES * 3];
    int packs, agreements;
    int keylist[WM_FIRMS];
    struct wm_listing listing[WM_MANY];
    int listings;
    struct wm_loan loan[WM_MANY];
    struct wm_claim claim[WM_MANY]; /* in the order of submission */
    struct wm_repayment repayment[WM_MANY];
    struct wm_figure figure[WM_MANY];
    struct wm_back back[WM_MANY];
    int64_t cash, payable, compensated, returned; /* 100203, 224105, 271105, 271103 */
    int64_t reclaimable, placed, contributed;     /* 122103, 101201, 271101 */
    int today;
    struct {
        int day;
        int64_t amount;
    } came[WM_MANY * 2]; /* what raised 100203, and what took it back */
    int comes;
};
void wm_came(struct wm_world *w, int day, int64_t amount);

struct wm_answer {
    const char *code[WM_CODES]; /* none: accepted */
    int codes;
    int64_t amount;
};

int wm_has(const struct wm_answer *out, const char *code);
void wm_say(struct wm_answer *out, const char *code); /* once */

int wm_day(int year, int month, int day);
int wm_year(int day);
const char *wm_text(int day); /* "2026-01-31"; static, one of eight in turn */

/* What the pool answers; the world is changed only where it accepts. The caller fills the new loan, claim, repayment or
 * figure, unused before, and gives its index. */
void wm_register(struct wm_world *w, int loan, struct wm_answer *out);
void wm_repay(struct wm_world *w, int repayment, struct wm_answer *out);
void wm_unrepay(struct wm_world *w, int repayment, struct wm_answer *out);
/* restores: 1 the loan renewed is open again, 0 it is not, WM_NONE not said. */
void wm_withdraw_loan(struct wm_world *w, int loan, int restores, struct wm_answer *out);
void wm_submit(struct wm_world *w, int claim, struct wm_answer *out);
/* wrong: another amount is expected than the right one. */
void wm_approve(struct wm_world *w, int claim, int day, int wrong, struct wm_answer *out);
void wm_refuse(struct wm_world *w, int claim, struct wm_answer *out);
void wm_revoke(struct wm_world *w, int claim, struct wm_answer *out);
void wm_pay(struct wm_world *w, int claim, int reasoned, struct wm_answer *out); /* why the cash is not there is said */
void wm_withdraw_claim(struct wm_world *w, int claim, struct wm_answer *out);
void wm_share(struct wm_world *w, int back, int loan, int64_t gross, int64_t cost, int wrong, struct wm_answer *out);
void wm_unshare(struct wm_world *w, int back, struct wm_answer *out);
/* own: a contributor bears it; otherwise it is set against recoveries. */
void wm_charge(struct wm_world *w, int loan, int own, int64_t amount, struct wm_answer *out);
void wm_reclaim(struct wm_world *w, int loan, int64_t amount, struct wm_answer *out);

int64_t wm_unpaid(const struct wm_world *w, int loan,
                  const struct wm_claim *claim);     /* claim NULL: as known without it */
int64_t wm_paid(const struct wm_world *w, int loan); /* decided or paid for the loan, less nothing that came back */
/* What stands in a memo account: "9003", "9004", "9005" or "9008". */
int64_t wm_memo(const struct wm_world *w, const char *account);

#endif
