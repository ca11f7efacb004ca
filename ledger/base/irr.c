/* With x = (1 + r)^(1/365) and D the last day the sum is a polynomial f(x) = Σ a_i x^(D - d_i) with few terms and high
 * powers. All its positive roots are found, and none besides:
 *
 * 1. Descartes: no change of sign among the terms, no root; one change, one root.
 * 2. Else f is looked at in steps of about 2 % a year. Between two points of unlike sign stands at least one root. The
 *    changes of sign among the sums of the first terms at ξ bound the roots below ξ, those among the sums of the last
 *    terms the roots above it (Laguerre). Where the bound is what was found, nothing was missed.
 * 3. Else the roots of the derivative, which has a term less, cut the line into pieces of at most one root each; a
 *    root of the derivative where f is 0 is a double root. This goes down until 1 or 2 answers, and up again.
 *
 * Of the level k, terms k.. are left, each times (E_i - E_0) … (E_i - E_(k-1)); so one array serves all levels. */
#include "fundpool/irr.h"

#include "fundpool/ratio.h"
#include "ledger/base/base.h"

#include <gmp.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BITS = 512,    /* of every number on the way */
    SURE = 400,    /* a sum smaller than its terms by so many bits counts as 0 */
    FINE = 280,    /* bits of a root that cuts the line for the level above: a double root shows */
    ENOUGH = 128,  /* bits of a root that is answered */
    GRID = 768,    /* points looked at: x from 1 - GRID / 2^15 in steps of 2^-14, rates from -99.98 % to 5 million % */
    YEAR = 365,    /* days, the convention of XIRR */
    COST = 2000000 /* terms computed before the answer is "undecided" */
};
#define ARENA_BYTES ((size_t)64 << 20)

struct solver {
    const struct fpl_irr_flow *flow; /* latest day first */
    size_t flows, n, level;
    int32_t *power;      /* E_i, rising from 0; n of them, as of the next three */
    mpz_t *factor;       /* of the level's terms */
    mpf_t *term;         /* at the point looked at last */
    mpf_t *below, *here; /* roots of the level below, and of this one, rising */
    size_t belows, heres;
    mpf_t sum, size, part, part_size, small, power_of_x, step; /* of look() and what it calls */
    mpf_t lo, hi, mid, from, low, high, point;
    int64_t cost;
    struct fpl_irr *out;
};

/* ---- one point ---- */

static int sign_of(struct solver *s, mpf_srcptr sum, mpf_srcptr size) {
    mpf_abs(s->small, sum);
    mpf_mul_2exp(s->small, s->small, SURE);
    return mpf_cmp(s->small, size) > 0 ? mpf_sgn(sum) : 0;
}

static void add(struct solver *s, mpf_ptr sum, mpf_ptr size, mpf_srcptr term) {
    mpf_add(sum, sum, term);
    mpf_abs(s->small, term);
    mpf_add(size, size, s->small);
}

/* The sign of f at x, 0 if it cannot be told from 0; leaves the terms. */
static int look(struct solver *s, mpf_srcptr x) {
    mpf_set_ui(s->sum, 0);
    mpf_set_ui(s->size, 0);
    mpf_set_ui(s->power_of_x, 1);
    for (size_t i = s->level; i < s->n; i++) {
        if (i > s->level) {
            mpf_pow_ui(s->step, x, (unsigned long)(s->power[i] - s->power[i - 1]));
            mpf_mul(s->power_of_x, s->power_of_x, s->step);
        }
        mpf_set_z(s->term[i], s->factor[i]);
        mpf_mul(s->term[i], s->term[i], s->power_of_x);
        add(s, s->sum, s->size, s->term[i]);
    }
    s->cost += (int64_t)(s->n - s->level);
    return sign_of(s, s->sum, s->size);
}

/* Changes of sign among the sums of the first terms, or of the last ones; -1 if one cannot be told from 0. */
static int changes(struct solver *s, int from_last) {
    int before = 0, found = 0;
    mpf_set_ui(s->part, 0);
    mpf_set_ui(s->part_size, 0);
    for (size_t i = s->level; i < s->n; i++) {
        add(s, s->part, s->part_size, s->term[from_last ? s->n - 1 - (i - s->level) : i]);
        int sign = sign_of(s, s->part, s->part_size);
        if (sign == 0)
            return -1;
        found += before != 0 && sign != before;
        before = sign;
    }
    return found;
}

/* At most so many roots besides the point looked at last. */
static int bound(struct solver *s) {
    int below = changes(s, 0), above = changes(s, 1);
    return below < 0 || above < 0 ? INT_MAX : below + above;
}

/* ---- one level ---- */

static int changes_of_terms(const struct solver *s) {
    int found = 0;
    for (size_t i = s->level + 1; i < s->n; i++)
        found += mpz_sgn(s->factor[i]) != mpz_sgn(s->factor[i - 1]);
    return found;
}

/* Every root lies between (Cauchy). */
static void set_ends(struct solver *s) {
    size_t largest = 0;
    for (size_t i = s->level; i < s->n; i++) {
        size_t bits = mpz_sizeinbase(s->factor[i], 2);
        largest = bits > largest ? bits : largest;
    }
    mpf_set_ui(s->low, 1);
    mpf_div_2exp(s->low, s->low, largest - mpz_sizeinbase(s->factor[s->level], 2) + 2);
    mpf_set_ui(s->high, 1);
    mpf_mul_2exp(s->high, s->high, largest - mpz_sizeinbase(s->factor[s->n - 1], 2) + 2);
}

/* Narrows lo..hi, f of unlike sign at its ends and `sign` at lo, down to a root, which it adds. */
static void narrow(struct solver *s, int sign) {
    mp_bitcnt_t bits = s->level > 0 ? FINE : ENOUGH;
    for (;;) {
        mpf_div_2exp(s->small, s->hi, 2);
        if (mpf_cmp(s->small, s->lo) > 0) { /* far apart: the middle of the exponents */
            mpf_mul(s->mid, s->lo, s->hi);
            mpf_sqrt(s->mid, s->mid);
        } else {
            mpf_add(s->mid, s->lo, s->hi);
            mpf_div_2exp(s->mid, s->mid, 1);
        }
        mpf_sub(s->small, s->hi, s->lo);
        mpf_mul_2exp(s->small, s->small, bits);
        int at = mpf_cmp(s->small, s->hi) < 0 ? 0 : look(s, s->mid);
        if (at == 0)
            break;
        mpf_set(at == sign ? s->lo : s->hi, s->mid);
    }
    mpf_set(s->here[s->heres++], s->mid);
}

/* Looks at the grid; 1 if the roots found are sure to be all. */
static int scan(struct solver *s) {
    int best = INT_MAX, before;
    unsigned long every = 1 + 4 * GRID * (s->n - s->level) / COST; /* a long sum is looked at in fewer places */
    set_ends(s);
    s->heres = 0;
    mpf_set(s->from, s->low);
    before = look(s, s->from);
    for (unsigned long i = 0, end = 0; !end && before != 0; i += every) {
        end = i >= GRID;
        if (!end) {
            mpf_set_ui(s->point, (1UL << 15) - GRID + 1 + 2 * i);
            mpf_div_2exp(s->point, s->point, 15);
        } else {
            mpf_set(s->point, s->high);
        }
        int sign = look(s, s->point);
        if (sign == 0)
            return 0;
        int most = bound(s);
        best = most < best ? most : best;
        if (sign != before) {
            mpf_set(s->lo, s->from);
            mpf_set(s->hi, s->point);
            narrow(s, before);
            best = look(s, s->lo) != 0 && (most = bound(s)) < best ? most : best;
        }
        before = sign;
        mpf_set(s->from, s->point);
    }
    return before != 0 && (size_t)best == s->heres;
}

/* Between two neighbours of low, the roots of the level below, and high, f only rises or only falls. */
static void cut(struct solver *s) {
    set_ends(s);
    s->heres = 0;
    mpf_set(s->from, s->low);
    int before = look(s, s->from);
    for (size_t i = 0; i <= s->belows; i++) {
        mpf_set(s->point, i < s->belows ? s->below[i] : s->high);
        int sign = look(s, s->point);
        if (sign == 0) {
            mpf_set(s->here[s->heres++], s->point);
        } else if (before != 0 && sign != before) {
            mpf_set(s->lo, s->from);
            mpf_set(s->hi, s->point);
            narrow(s, before);
        }
        before = sign;
        mpf_set(s->from, s->point);
    }
}

/* Finds the level's roots without the level below; 0 if it takes that. */
static int alone(struct solver *s) {
    int found = changes_of_terms(s);
    s->heres = 0;
    if (found > 1)
        return scan(s);
    if (found == 1) {
        set_ends(s);
        mpf_set(s->lo, s->low);
        mpf_set(s->hi, s->high);
        narrow(s, mpz_sgn(s->factor[s->level]));
    }
    return 1;
}

/* (1 + r) = x^365, in units, half away from zero; no rate is -1, where the sum has no meaning: one that is nearer to it
 * than half a unit is given with the digits that there are. */
static int64_t rate_of(struct solver *s, mpf_srcptr x) {
    mpz_t whole;
    mpz_init(whole);
    mpf_pow_ui(s->sum, x, YEAR);
    mpf_sub_ui(s->sum, s->sum, 1);
    mpf_set_ui(s->size, FPL_IRR_UNIT);
    mpf_mul(s->sum, s->sum, s->size);
    int below = mpf_sgn(s->sum) < 0;
    mpf_abs(s->sum, s->sum);
    mpf_set_ui(s->size, 1);
    mpf_div_2exp(s->size, s->size, 1);
    mpf_add(s->sum, s->sum, s->size);
    mpz_set_f(whole, s->sum);
    int64_t size = mpz_fits_slong_p(whole) ? mpz_get_si(whole) : INT64_MAX;
    if (below && size >= FPL_IRR_UNIT)
        size = FPL_IRR_UNIT - 1;
    return below ? -size : size;
}

static void give(struct solver *s) {
    s->out->rates = s->heres;
    for (size_t i = 0; i < s->heres && i < FPL_IRR_RATES_MAX; i++)
        s->out->rate[i] = rate_of(s, s->here[i]);
}

/* 0 when it costs too much: the roots that the first look found are given. */
static int solve(struct solver *s) {
    while (!alone(s)) {
        if (s->level == 0)
            give(s);
        for (size_t i = s->level + 1; i < s->n; i++)
            mpz_mul_si(s->factor[i], s->factor[i], s->power[i] - s->power[s->level]);
        s->level++;
        if (s->cost > COST)
            return 0;
    }
    while (s->level > 0) {
        mpf_t *swap = s->below;
        s->below = s->here;
        s->belows = s->heres;
        s->here = swap;
        s->level--;
        for (size_t i = s->level + 1; i < s->n; i++)
            mpz_divexact_ui(s->factor[i], s->factor[i], (unsigned long)(s->power[i] - s->power[s->level]));
        cut(s);
        if (s->cost > COST)
            return 0;
    }
    return 1;
}

/* ---- the whole ---- */

static int later_first(const void *a, const void *b) {
    return -fpl_date_cmp(((const struct fpl_irr_flow *)a)->day, ((const struct fpl_irr_flow *)b)->day);
}

/* Sums of the days; those of 0 have no term. */
static void set_terms(struct solver *s) {
    int32_t last = 0;
    for (size_t i = 0; i < s->flows;) {
        struct fpl_date day = s->flow[i].day;
        mpz_t *factor = &s->factor[s->n];
        mpz_init(*factor);
        for (; i < s->flows && fpl_date_cmp(s->flow[i].day, day) == 0; i++) {
            mpz_t amount;
            mpz_init_set_si(amount, (long)fpl_money_minor(s->flow[i].amount));
            mpz_add(*factor, *factor, amount);
            mpz_clear(amount);
        }
        if (mpz_sgn(*factor) == 0)
            continue;
        last = s->n == 0 ? day.day : last;
        s->power[s->n++] = last - day.day;
    }
}

static void init_all(mpf_t *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        mpf_init2(list[i], BITS);
}

static enum fpl_status run(void *ctx) {
    struct solver *s = ctx;
    set_terms(s);
    mpf_ptr numbers[] = {s->sum, s->size, s->part, s->part_size, s->small, s->power_of_x, s->step,
                         s->lo,  s->hi,   s->mid,  s->from,      s->low,   s->high,       s->point};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        mpf_init2(numbers[i], BITS);
    init_all(s->term, s->n);
    init_all(s->below, s->n);
    init_all(s->here, s->n);
    if (s->n > 0 && !solve(s)) {
        s->out->answer = FPL_IRR_UNDECIDED;
        return FPL_OK;
    }
    give(s);
    s->out->answer = s->heres == 0 ? FPL_IRR_NONE : s->heres == 1 ? FPL_IRR_ONE : FPL_IRR_MULTIPLE;
    return FPL_OK;
}

enum fpl_status fpl_irr(const struct fpl_irr_flow *flow, size_t n, struct fpl_irr *out) {
    FPL_ASSERT(out != NULL && (flow != NULL || n == 0));
    *out = (struct fpl_irr){.answer = FPL_IRR_NONE};
    if (n == 0)
        return FPL_OK;
    struct fpl_irr_flow *sorted = calloc(n, sizeof *sorted);
    int32_t *power = calloc(n, sizeof *power);
    mpz_t *factor = calloc(n + 1, sizeof *factor);
    mpf_t *numbers = calloc(3 * n, sizeof *numbers);
    enum fpl_status status = FPL_E_NOMEM;
    if (sorted && power && factor && numbers) {
        memcpy(sorted, flow, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, later_first);
        struct solver s = {.flow = sorted, .flows = n, .power = power, .factor = factor, .out = out};
        s.term = numbers;
        s.below = numbers + n;
        s.here = numbers + 2 * n;
        status = fpl_exact(run, &s, ARENA_BYTES);
        if (status == FPL_E_LIMIT) {
            out->answer = FPL_IRR_UNDECIDED;
            status = FPL_OK;
        }
    }
    free(sorted);
    free(power);
    free(factor);
    free(numbers);
    return status;
}

char *fpl_irr_format(int64_t rate, char *out) {
    int64_t size = rate < 0 ? -rate : rate;
    if (rate == INT64_MAX)
        (void)snprintf(out, 32, ">9000000");
    else
        (void)snprintf(out, 32, "%s%" PRId64 ".%012" PRId64, rate < 0 ? "-" : "", size / FPL_IRR_UNIT,
                       size % FPL_IRR_UNIT);
    return out;
}
