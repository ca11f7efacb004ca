/* Steps 3 and 4: the rate, and the exact product. */
#include "ledger/pool/room.h"

#include <stdio.h>

/* Full years begun: a tenor of 13 months counts as two. */
static int64_t tenor_years(const struct fpl_pool__run *run) {
    return (fpl_fact_int(run->facts, FPL_FACT_LOAN_TENOR_MONTHS, 0) + 11) / 12;
}

static enum fpl_fact_id measure_fact(enum fpl_policy__measure measure) {
    switch (measure) {
    case FPL_MEASURE_CONTRACT:
        return FPL_FACT_LOAN_CONTRACT_AMOUNT;
    case FPL_MEASURE_CREDIT_LINE:
        return FPL_FACT_LOAN_CREDIT_LINE;
    case FPL_MEASURE_REVENUE:
        return FPL_FACT_FIRM_REVENUE;
    case FPL_MEASURE_CLASS:
        return FPL_FACT_FIRM_CLASS;
    case FPL_MEASURE_LOAN_TYPE:
        return FPL_FACT_LOAN_TYPE;
    case FPL_MEASURE_YEARS:
        return FPL_FACT_LOAN_TENOR_MONTHS;
    case FPL_MEASURE_NONE:
        break;
    }
    fpl_assert_failed("a bounded tier without a measure", __FILE__, __LINE__);
    return FPL_FACT_LOAN_CONTRACT_AMOUNT;
}

static enum fpl_tri in_values(const struct fpl_json *values, struct fpl_str text) {
    for (const struct fpl_json *each = fpl_json_first(values); each; each = fpl_json_next(values, each)) {
        if (fpl_str_eq(each->str, text))
            return FPL_TRUE;
    }
    return FPL_FALSE;
}

/* (over, upto] of the measure, or one of its values. */
static enum fpl_tri tier_bounds(const struct fpl_pool__run *run, const struct fpl_policy__tier *tier) {
    if (!tier->bounded && !tier->values)
        return FPL_TRUE;
    enum fpl_fact_id fact = measure_fact(run->pack->measure);
    if (!fpl_fact_known(run->facts, fact))
        return FPL_UNKNOWN;
    if (tier->values)
        return in_values(tier->values, fpl_fact_text(run->facts, fact));
    int64_t value = run->pack->measure == FPL_MEASURE_YEARS ? tenor_years(run) : fpl_pool__money(run, fact);
    return value > tier->over && value <= tier->upto ? FPL_TRUE : FPL_FALSE;
}

static enum fpl_tri tier_applies(const struct fpl_pool__run *run, const struct fpl_policy__tier *tier) {
    if (tier->to != FPL_ROLE_ANY && tier->to != run->role)
        return FPL_FALSE;
    enum fpl_tri bounds = tier_bounds(run, tier);
    if (!tier->when || bounds == FPL_FALSE)
        return bounds;
    enum fpl_tri when = fpl_predicate_eval(tier->when, run->facts);
    return when == FPL_TRUE ? bounds : when;
}

/* Answers the tier's index, -1 for none, -2 for ambiguous. */
static int choose_tier(const struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    int chosen = -1, matches = 0;
    for (int i = 0; i < pack->tiers; i++) {
        const struct fpl_policy__tier *tier = &pack->tier[i];
        if (tier_applies(run, tier) != FPL_TRUE || (pack->match == FPL_MATCH_FIRST && matches > 0))
            continue;
        int order = chosen < 0 ? 0
                               : fpl_share_cmp(tier->rate.num, tier->rate.den, pack->tier[chosen].rate.num,
                                               pack->tier[chosen].rate.den);
        if (chosen < 0 || (pack->match == FPL_MATCH_MIN ? order < 0 : order > 0))
            chosen = i;
        matches++;
    }
    if (matches > 1 && pack->match == FPL_MATCH_ERROR)
        return -2;
    return chosen;
}

static const char *numbered(int i, char out[12]) {
    char *end = out + 11;
    *end = '\0';
    return fpl_int__digits((uint64_t)i + 1, end);
}

/* Of the add-ons of one group that apply, the first with the greatest rate stands for all. */
static int stands_for_group(const struct fpl_pack *pack, const int *applies, int i) {
    for (int j = 0; j < pack->addons && pack->addon[i].group >= 0; j++) {
        if (j == i || !applies[j] || pack->addon[j].group != pack->addon[i].group)
            continue;
        int order = fpl_share_cmp(pack->addon[j].add.num, pack->addon[j].add.den, pack->addon[i].add.num,
                                  pack->addon[i].add.den);
        if (order > 0 || (order == 0 && j < i))
            return 0;
    }
    return 1;
}

static void add_addons(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    int applies[FPL_PACK_ADDONS];
    char text[12];
    for (int i = 0; i < pack->addons; i++)
        applies[i] = fpl_predicate_eval(pack->addon[i].when, run->facts) == FPL_TRUE;
    for (int i = 0; i < pack->addons; i++) {
        struct fpl_pool__x add;
        if (!applies[i] || !stands_for_group(pack, applies, i))
            continue;
        fpl_x__set(&run->math, &add, pack->addon[i].add.num, pack->addon[i].add.den);
        fpl_x__add(&run->math, &run->rate, &run->rate, &add);
        fpl_pool__step_x(run, "rate.addon", &add, numbered(i, text), FPL_PF_ADDON);
    }
    if (pack->has_per_year && fpl_fact_known(run->facts, FPL_FACT_LOAN_TENOR_MONTHS)) {
        int64_t years = tenor_years(run) - pack->per_year_from;
        struct fpl_pool__x add, per_year;
        if (years <= 0)
            return;
        fpl_x__set(&run->math, &add, years, 1);
        fpl_x__set(&run->math, &per_year, pack->per_year.num, pack->per_year.den);
        fpl_x__mul(&run->math, &add, &add, &per_year);
        fpl_x__add(&run->math, &run->rate, &run->rate, &add);
        fpl_pool__step_x(run, "rate.per_year", &add, NULL, FPL_PF_ADDON_PER_YEAR);
    }
}

/* The tier's rate with what is added to any tier's, as far as the ceiling lets it count. */
static void rate_with(struct fpl_pool__run *run, int i, const struct fpl_pool__x *added, struct fpl_pool__x *out) {
    const struct fpl_pack *pack = run->pack;
    struct fpl_pool__x ceiling;
    fpl_x__set(&run->math, out, pack->tier[i].rate.num, pack->tier[i].rate.den);
    fpl_x__add(&run->math, out, out, added);
    if (!pack->has_ceiling)
        return;
    fpl_x__set(&run->math, &ceiling, pack->ceiling.num, pack->ceiling.den);
    if (fpl_x__cmp(&run->math, &ceiling, out) < 0)
        *out = ceiling;
}

static void added_to_any(struct fpl_pool__run *run, struct fpl_pool__x *out) {
    int bare = run->bare;
    run->bare = 1; /* no steps: this only asks */
    fpl_x__set(&run->math, &run->rate, 0, 1);
    add_addons(run);
    *out = run->rate;
    run->bare = bare;
}

/* Could the tier of which nobody knows whether it applies change the rate of the chosen one? The least rate is taken by
 * a lower tier; the first one, by another rate before it; the only one, by any. */
static int would_change(struct fpl_pool__run *run, int chosen, int unknown) {
    const struct fpl_pack *pack = run->pack;
    struct fpl_pool__x added, rate, other;
    added_to_any(run, &added);
    rate_with(run, chosen, &added, &rate);
    rate_with(run, unknown, &added, &other);
    int order = fpl_x__cmp(&run->math, &other, &rate);
    return pack->match == FPL_MATCH_ERROR || (pack->match == FPL_MATCH_MIN && order < 0) ||
           (pack->match == FPL_MATCH_FIRST && unknown < chosen && order != 0);
}

/* Could any tier that is not known to apply? Under MAX none: the greatest rate is taken from the proven ones alone. */
static int could_change(struct fpl_pool__run *run, int chosen) {
    const struct fpl_pack *pack = run->pack;
    if (pack->match == FPL_MATCH_MAX)
        return 0;
    for (int i = 0; i < pack->tiers; i++) {
        if (tier_applies(run, &pack->tier[i]) == FPL_UNKNOWN && would_change(run, chosen, i))
            return 1;
    }
    return 0;
}

static void whole(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    int chosen = choose_tier(run);
    char text[12];
    if (chosen >= 0 && could_change(run, chosen))
        chosen = -2;
    fpl_x__set(&run->math, &run->rate, 0, 1);
    if (chosen < 0) {
        fpl_pool__refuse(run, chosen == -2 ? FPL_E_GATE_TIER_AMBIGUOUS : FPL_E_GATE_TIER, NULL, NULL,
                         FPL_PF_RATE_TIERS);
        return;
    }
    const struct fpl_policy__tier *tier = &pack->tier[chosen];
    fpl_x__set(&run->math, &run->rate, tier->rate.num, tier->rate.den);
    fpl_pool__step_x(run, "rate.tier", &run->rate, numbered(chosen, text), FPL_PF_RATE_TIERS);
    add_addons(run);
    if (pack->has_ceiling) {
        struct fpl_pool__x ceiling;
        fpl_x__set(&run->math, &ceiling, pack->ceiling.num, pack->ceiling.den);
        if (fpl_x__cmp(&run->math, &ceiling, &run->rate) < 0) {
            run->rate = ceiling;
            fpl_pool__step_x(run, "rate.ceiling", &ceiling, NULL, FPL_PF_RATE_CEILING);
        }
    }
    fpl_pool__step_x(run, "rate", &run->rate, NULL, FPL_PF_RATE_TIERS);
    fpl_x__mul(&run->math, &run->raw, &run->base, &run->rate);
}

#define SLICE_TEXT 200 /* a step keeps what fits */
/* "2 (5000000.00, 15000000.00] 7000000.00×30%": the tier, its interval, how much of the base lies in it, its rate. */
static void slice_text(const struct fpl_policy__tier *tier, int i, int64_t slice, char out[SLICE_TEXT]) {
    char over[FPL_MONEY_TEXT], upto[FPL_MONEY_TEXT] = "…", part[FPL_MONEY_TEXT], rate[48], number[12];
    (void)fpl_money_format(fpl_money_of(tier->over), FPL_UNIT_YUAN, 2, over);
    if (tier->upto <= FPL_MINOR_MAX)
        (void)fpl_money_format(fpl_money_of(tier->upto), FPL_UNIT_YUAN, 2, upto);
    (void)fpl_money_format(fpl_money_of(slice), FPL_UNIT_YUAN, 2, part);
    (void)fpl_percent_trunc(tier->rate.num, tier->rate.den, 4, rate, sizeof rate);
    (void)snprintf(out, SLICE_TEXT, "%s (%s, %s] %s×%s%%", numbered(i, number), over, upto, part, rate);
}

/* Each slice of the base at the rate of its interval; the ceiling holds for the whole. */
static void marginal(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    struct fpl_pool__math *m = &run->math;
    int slices = 0;
    char text[SLICE_TEXT];
    fpl_x__set(m, &run->raw, 0, 1);
    for (int i = 0; i < pack->tiers; i++) {
        struct fpl_pool__x over, upto, slice, rate;
        fpl_x__set(m, &over, pack->tier[i].over, 1);
        fpl_x__set(m, &upto, pack->tier[i].upto, 1);
        if (fpl_x__cmp(m, &run->base, &upto) < 0)
            upto = run->base;
        fpl_x__sub(m, &slice, &upto, &over);
        if (fpl_x__sign(m, &slice) <= 0)
            continue;
        slice_text(&pack->tier[i], i, fpl_x__round(m, &slice, FPL_DOWN), text);
        fpl_x__set(m, &rate, pack->tier[i].rate.num, pack->tier[i].rate.den);
        fpl_x__mul(m, &slice, &slice, &rate);
        fpl_x__add(m, &run->raw, &run->raw, &slice);
        fpl_pool__step_x(run, "rate.slice", &slice, text, FPL_PF_RATE_TIERS);
        slices++;
    }
    if (slices == 0 && m->status == FPL_OK && fpl_x__sign(m, &run->base) > 0) /* of nothing no tier is wanted */
        fpl_pool__refuse(run, FPL_E_GATE_TIER, NULL, NULL, FPL_PF_RATE_TIERS);
    if (pack->has_ceiling) {
        struct fpl_pool__x most;
        fpl_x__set(m, &most, pack->ceiling.num, pack->ceiling.den);
        fpl_x__mul(m, &most, &most, &run->base);
        if (fpl_x__cmp(m, &most, &run->raw) < 0) {
            run->raw = most;
            fpl_pool__step_x(run, "rate.ceiling", &most, NULL, FPL_PF_RATE_CEILING);
        }
    }
}

void fpl_pool__rate(struct fpl_pool__run *run) {
    fpl_x__set(&run->math, &run->raw, 0, 1);
    if (run->pack->marginal)
        marginal(run);
    else
        whole(run);
    fpl_pool__step_x(run, "raw", &run->raw, NULL, FPL_PF_RATE_TIERS);
}
