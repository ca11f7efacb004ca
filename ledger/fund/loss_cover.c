/* What makes an excess good, per category and year: the special reserve first, then the manager's bonuses of the year
 * the excess arose in and of the years after it, first in first out; the rest is reported as open (未弥补).
 * Source: 穗开国资规字〔2025〕1号, modelled on.
 *
 * Each year adds the excess not covered so far to what is open. When the excess falls, what is open falls with it, the
 * oldest part first; what was covered is never given back, only reported. */
#include "ledger/fund/loss.h"

#include <string.h>

struct cover {
    struct fpl_money open[FPL_LOSS_YEARS_MAX]; /* by year of origin */
    struct fpl_money covered, reserve;
    int first; /* the oldest year whose part a bonus may still cover */
};

static enum fpl_status sum_open(const struct cover *c, int from, int to, struct fpl_money *out) {
    enum fpl_status status = FPL_OK;
    *out = fpl_money_of(0);
    for (int i = from; i <= to && status == FPL_OK; i++)
        status = fpl_loss__plus(out, c->open[i]);
    return status;
}

/* Takes up to `amount` off the open parts of the years from..to, oldest first; *used is what was taken. */
static enum fpl_status take_off(struct cover *c, int from, int to, struct fpl_money amount, struct fpl_money *used) {
    enum fpl_status status = FPL_OK;
    *used = fpl_money_of(0);
    for (int i = from; i <= to && status == FPL_OK; i++) {
        struct fpl_money now = fpl_loss__less(c->open[i], amount);
        status = fpl_loss__minus(&c->open[i], now);
        if (status == FPL_OK)
            status = fpl_loss__minus(&amount, now);
        if (status == FPL_OK)
            status = fpl_loss__plus(used, now);
    }
    return status;
}

/* The year's excess against what is covered and open: a new part, or less of the old ones. */
static enum fpl_status arise(struct cover *c, int at, struct fpl_loss_cover *out) {
    struct fpl_money due, open, change = fpl_money_of(0), used;
    enum fpl_status status = fpl_money_sub(out->excess, c->covered, &due);
    if (status == FPL_OK)
        status = fpl_money_sub(c->covered, out->excess, &out->over);
    out->over = fpl_loss__floor(out->over);
    due = fpl_loss__floor(due);
    if (status == FPL_OK)
        status = sum_open(c, 0, at, &open);
    if (status == FPL_OK)
        status = fpl_money_sub(due, open, &change);
    if (status != FPL_OK || fpl_money_sign(change) >= 0) {
        c->open[at] = status == FPL_OK ? change : fpl_money_of(0);
        return status;
    }
    status = fpl_money_neg(change, &change);
    return status == FPL_OK ? take_off(c, 0, at, change, &used) : status;
}

static enum fpl_status from_reserve(struct cover *c, struct fpl_ratio share, struct fpl_money gains, int at,
                                    struct fpl_loss_cover *out) {
    enum fpl_status status = fpl_money_scale(fpl_loss__floor(gains), share, FPL_HALF_UP, &out->credited);
    if (status == FPL_OK)
        status = fpl_loss__plus(&c->reserve, out->credited);
    if (status == FPL_OK)
        status = take_off(c, 0, at, c->reserve, &out->reserve_used);
    if (status == FPL_OK)
        status = fpl_loss__minus(&c->reserve, out->reserve_used);
    out->reserve = c->reserve;
    return status == FPL_OK ? fpl_loss__plus(&c->covered, out->reserve_used) : status;
}

static enum fpl_status from_bonus(struct cover *c, struct fpl_money bonus, int at, struct fpl_loss_cover *out) {
    enum fpl_status status = take_off(c, c->first > 0 ? c->first : 0, at, bonus, &out->withheld);
    if (status == FPL_OK)
        status = fpl_money_sub(bonus, out->withheld, &out->paid);
    if (status == FPL_OK)
        status = fpl_loss__plus(&c->covered, out->withheld);
    if (status == FPL_OK)
        status = sum_open(c, 0, at, &out->open);
    /* past its last bonus year, once this year's bonus has been taken */
    return status == FPL_OK ? sum_open(c, 0, c->first < at ? c->first : at, &out->lapsed) : status;
}

static enum fpl_status one_year(struct cover *c, const struct fpl_loss_terms *terms, struct fpl_ratio tau,
                                const struct fpl_loss_year *year, int at, struct fpl_loss_cover *out) {
    struct fpl_money allowed;
    enum fpl_status status = fpl_money_scale(year->denominator, tau, FPL_DOWN, &allowed);
    if (status == FPL_OK)
        status = fpl_money_sub(year->loss, allowed, &out->excess);
    out->excess = fpl_loss__floor(out->excess);
    c->first = at - terms->bonus_years + 1; /* at + 1 where no bonus covers anything */
    if (status == FPL_OK)
        status = arise(c, at, out);
    if (status == FPL_OK)
        status = from_reserve(c, terms->reserve, year->gains, at, out);
    return status == FPL_OK ? from_bonus(c, year->bonus, at, out) : status;
}

enum fpl_status fpl_loss_cover(const struct fpl_loss_terms *terms, struct fpl_ratio tau,
                               const struct fpl_loss_year *year, int years, struct fpl_loss_cover *cover) {
    FPL_ASSERT(terms != NULL && year != NULL && cover != NULL && years >= 0);
    struct cover c = {0};
    struct fpl_loss_cover out[FPL_LOSS_YEARS_MAX] = {{.excess = {0}}};
    if (years > FPL_LOSS_YEARS_MAX)
        return FPL_E_LIMIT;
    for (int i = 0; i < years; i++) {
        FPL_ASSERT(i == 0 || year[i].year == year[i - 1].year + 1);
        if (fpl_money_sign(year[i].loss) < 0 || fpl_money_sign(year[i].denominator) < 0 ||
            fpl_money_sign(year[i].bonus) < 0)
            return FPL_E_NEGATIVE;
        enum fpl_status status = one_year(&c, terms, tau, &year[i], i, &out[i]);
        if (status != FPL_OK)
            return status;
    }
    memcpy(cover, out, (size_t)years * sizeof *cover);
    return FPL_OK;
}
