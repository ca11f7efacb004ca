#ifndef TESTS_MODEL_WORLD_INNER_H
#define TESTS_MODEL_WORLD_INNER_H
/* What world_model.c, loans and the worth of a claim, tells world_claims.c, the life of a claim. */
#include "tests/model/world_model.h"

int64_t wm__most(int64_t a, int64_t b);
int64_t wm__least(int64_t a, int64_t b);
int64_t wm__times_over(int64_t a, int64_t b, int64_t c, int half_up);
int wm__is_set(struct model_fraction f);
int64_t wm__amount_of(const struct wm_claim *c);
/* Is a claim on the first loan one on the debt of the second: on it, or on one that it renews? */
int wm__same_debt(const struct wm_world *w, int loan, int of);
/* What the claim tells, or what is known already if that is more; no less than 0 but where nothing is known. */
int64_t wm__told(const struct wm_world *w, const struct wm_claim *c, int what);
/* What all pools know of the loan's repayments and recoveries together: the greatest of each. */
int64_t wm__known(const struct wm_world *w, int loan, int what);
/* Decided by the other pool. Public money of outside: as the claim tells, and as all paid claims have told. */
int64_t wm__paid_elsewhere(const struct wm_world *w, int loan);
int64_t wm__paid_out_elsewhere(const struct wm_world *w, int loan);
int64_t wm__outside(const struct wm_claim *c);
int64_t wm__known_outside(const struct wm_world *w, int loan);
void wm__tell_all(struct wm_world *w, const struct wm_claim *c); /* a claim was paid, or ended with nothing to pay */
int64_t wm__told_before(const struct wm_world *w, int loan, int what);
const char *wm__rule_for(const struct wm_pack *pack, const struct wm_loan *loan, enum wm_whom whom,
                         struct model_rule *out);
int wm__whom_of(const struct wm_loan *loan, int claimant);
int wm__was_paid(const struct wm_world *w, int loan);
int wm__shares(const struct wm_world *w, const struct wm_claim *a, const struct wm_claim *b);
int wm__worth(const struct wm_world *w, const struct wm_claim *claim, int day, struct model_answer *out,
              struct wm_answer *codes);

#endif
