/* What two pools know of a loan together: docs/POOL.md, "One loan in several pools". */
#include "tests/model/world_inner.h"

/* What one pool lets the others know of a loan. */
static int64_t lets_know(const struct wm_world *w, int loan, int what) {
    const struct wm_loan *l = &w->loan[loan];
    int64_t recorded = what == WM_OTHER_GOV   ? wm_paid(w, loan) - l->reclaimed
                       : what == WM_RECOVERED ? l->shares_tell
                                              : 0;
    if (what == WM_REPAID && l->there) /* a withdrawal takes no repayment back */
        recorded = l->repaid;
    return wm__most(recorded, what == WM_OTHER_GOV || what == WM_PAID ? 0 : l->paid_told[what]);
}

static int64_t elsewhere(const struct wm_world *w, int loan, int what) {
    return w->other ? lets_know(w->other, loan, what) : 0;
}

int64_t wm__known(const struct wm_world *w, int loan, int what) {
    return wm__most(lets_know(w, loan, what), elsewhere(w, loan, what));
}

int64_t wm__paid_elsewhere(const struct wm_world *w, int loan) {
    return elsewhere(w, loan, WM_OTHER_GOV);
}

int64_t wm__paid_out_elsewhere(const struct wm_world *w, int loan) {
    int64_t sum = w->other ? -w->other->loan[loan].reclaimed : 0;
    for (int i = 0; w->other && i < WM_MANY; i++)
        if (w->other->claim[i].there && w->other->claim[i].loan == loan)
            sum += w->other->claim[i].paid;
    return sum;
}

int64_t wm__outside(const struct wm_claim *c) {
    return wm__most(0, wm__most(0, c->told[WM_OTHER_GOV]) - c->paid_before);
}

int64_t wm__known_outside(const struct wm_world *w, int loan) {
    return wm__most(w->loan[loan].outside, w->other ? w->other->loan[loan].outside : 0);
}

/* Public money: what the claim and all paid ones tell of other ledgers' comes on top of what the other pools paid. */
int64_t wm__told(const struct wm_world *w, const struct wm_claim *c, int what) {
    int64_t others = elsewhere(w, c->loan, what);
    if (what == WM_OTHER_GOV)
        others += wm__most(wm__outside(c), wm__known_outside(w, c->loan));
    return wm__most(wm__most(c->told[what], wm__told_before(w, c->loan, what)), others);
}
