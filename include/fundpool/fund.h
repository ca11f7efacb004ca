#ifndef FUNDPOOL_FUND_H
#define FUNDPOOL_FUND_H
/* Funds: what a deal posts, and the early-stage share it is counted in. Pure. */
#include "fundpool/pack.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FPL_PROFILES_MAX 16

/* Decides one deal: facts DEAL_*, FIRM_*, TODAY, TAKE_ON. Posts 110101 (party = firm, item = deal) D / 100201 C for the
 * amount paid, nothing with TAKE_ON (event E05, fund accounts). Writes item "deal" (key = deal id) with the firm, the
 * amount, the payment date and each profile's result
 * ("T" "F" "U"), and per profile the tally "early.<id>@<version>" with scope "T", "F" or "U", amount and count 1.
 * Derived facts (FIRM_AGE_MONTHS at the profile's as_of date) are computed here. The order of `profiles` does not
 * matter; each (id, version) stands in it once (asserted). One step "deal.profile" per profile: value = result, arg =
 * "<id>@<version>", clause = its source. Refuses, naming the fact as an argument: FPL_E_MISSING (id, firm, amount,
 * payment date, today), FPL_E_AMOUNT_SIGN, FPL_E_AMOUNT_RANGE, FPL_E_TOO_LONG (an id past 128 bytes), FPL_E_FUTURE (a
 * date after today). Item data: {"amt":minor,"firm":id,"paid":"YYYY-MM-DD","pr":[["AH_ANGEL_2025@1","T"],…]}, "pr" by
 * profile id and version. */
void fpl_fund_decide_deal(const struct fpl_facts *facts, const struct fpl_profile *const *profiles, int profile_count,
                          struct fpl_decision *out);
/* Takes a deal back (event E25): facts DEAL_ID, FIRM_ID, DEAL_AMOUNT, DEAL_PAID_DATE, DEAL_RESULTS, TAKE_ON as the deal
 * was recorded, DEAL_STATE as it stands. Posts the red image of the deal's postings (same sides and dimensions,
 * negative amounts), nothing for a deal taken on. Takes out of every tally what the deal put in, under the profiles
 * that judged it then; the record bears the deal's own day, so that the deal counts at no cut. The item stays, with
 * "st":"REVERSED". amount = the deal's. Refuses E_MISSING naming the fact, E_REVERSED (arg 0 = the deal). */
void fpl_fund_decide_deal_reversal(const struct fpl_facts *facts, struct fpl_decision *out);
/* DEAL_RESULTS of a deal's item data, "AH_ANGEL_2025@1=T TRANSFER@1=U", empty if no profile judged it; out is emptied
 * first. */
void fpl_fund_deal_results(const struct fpl_json *deal, struct fpl_buf *out);
/* 1 if the item data are of a deal that was taken back. */
int fpl_fund_deal_is_reversed(const struct fpl_json *deal);

/* The result kept in a deal's item data under "<id>@<version>": FPL_TRUE, FPL_FALSE, FPL_UNKNOWN; -1 if it was never
 * judged under that profile. */
int fpl_fund_deal_result(const struct fpl_json *deal, struct fpl_str profile);

/* The early-stage share on basis B1 by_invested: numerator = TRUE, denominator = all, UNKNOWN in the denominator only.
 */
struct fpl_share_sums {
    struct fpl_money yes, no, unknown; /* TRUE, FALSE, UNKNOWN amounts */
    int64_t yes_count, no_count, unknown_count;
};
enum fpl_verdict { FPL_PASS, FPL_FAIL, FPL_NOT_APPLICABLE };
struct fpl_share {
    struct fpl_money numerator, denominator;
    enum fpl_verdict verdict;   /* num*q >= p*den; NOT_APPLICABLE when den = 0 */
    struct fpl_money shortfall; /* max(0, ceil((p*T - q*E)/(q-p))): further early money needed */
    struct fpl_money headroom;  /* floor((q*E - p*T)/p): non-early money still allowed; 0 when failing */
    int shortfall_unreachable;  /* p = q and E < T: no amount of early money reaches it */
    int headroom_unlimited;     /* p = 0 */
};
/* Threshold p/q with 0 <= p <= q, q > 0 (asserted). FPL_E_OVERFLOW (a sum, shortfall or headroom past int64),
 * FPL_E_NEGATIVE (a sum below 0). Source: fund rules §3.2; 民法典 1259 (以上 includes). */
FPL_MUST_CHECK enum fpl_status fpl_fund_share(const struct fpl_share_sums *sums, struct fpl_ratio threshold,
                                              struct fpl_share *out);

/* ---- the early-stage share by buckets (basis B7): each stage of the portfolio has its own least share ---- */

struct fpl_fund_round { /* of financing, as deals say it */
    const char *code, *zh, *en;
};
/* Its place in the order of rounds from 0, -1 if there is none of that code. Source: fund rules §3.1, ROUND_BASED. */
int fpl_fund_round_place(struct fpl_str code);
const struct fpl_fund_round *fpl_fund_round_at(int place); /* asserted to be one */

#define FPL_FUND_BUCKETS 9 /* no more than there are rounds */
struct fpl_fund_bucket {
    int last;               /* place of its last round, itself included; it begins after the bucket before it */
    struct fpl_ratio least; /* of all that was invested */
};
struct fpl_fund_buckets {
    struct fpl_fund_bucket bucket[FPL_FUND_BUCKETS];
    int n;
};
/* "A:40%|B:20%": rounds from early to late, shares above 0 and at most 1 in all. FPL_E_EARLY_BUCKETS. Source: fund
 * rules §3.2, B7. */
FPL_MUST_CHECK enum fpl_status fpl_fund_buckets_parse(struct fpl_str text, struct fpl_fund_buckets *out);
/* Which bucket a round stands in, by its place; -1: in none. */
int fpl_fund_bucket_of(const struct fpl_fund_buckets *buckets, int place);

#ifdef __cplusplus
}
#endif
#endif
