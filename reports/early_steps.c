/* How the share by a fund's own rule follows: every step as an exact number, and the clause that asks for it. Amounts
 * are in the currency's unit, as fractions where they are no whole number of fen. Source: fund rules §3.2; 民法典
 * 第一千二百五十九条. */
#include "reports/early.h"
#include "reports/figures.h"

#include <stdio.h>

#define STEP(code, zh, en)                                                                                             \
    &(const struct fpl_figures__step) {                                                                                \
        code, zh, en                                                                                                   \
    }

struct steps {
    const struct fpl_early__derived *d;
    struct fpl_report *report;
};

static void put(const struct steps *s, const struct fpl_figures__step *step, const char *figures, const char *clause) {
    fpl_figures__put(s->report, step, figures, fpl_str_of(clause));
}

static char *money(const struct steps *s, int64_t minor, char out[FPL_FIGURES__TEXT]) {
    return fpl_figures__money(minor, s->d->scale, out);
}

static void put_share(const struct steps *s) {
    char e[FPL_FIGURES__TEXT], w[FPL_FIGURES__TEXT], q[FPL_FIGURES__TEXT], p[48], text[FPL_FIGURES__STEP];
    put(s, STEP("numerator", "分子", "numerator"), money(s, s->d->early, e), s->d->document);
    put(s, STEP("denominator", "分母", "denominator"), money(s, s->d->whole, w), s->d->document);
    if (s->d->whole <= 0)
        return;
    (void)snprintf(text, sizeof text, "%s ÷ %s = %s", e, w, fpl_figures__quotient(s->d->early, s->d->whole, q));
    put(s, STEP("share", "占比", "share"), text, s->d->document);
    if (s->d->floors)
        return;
    int reached = fpl_share_cmp(s->d->early, s->d->whole, s->d->threshold.num, s->d->threshold.den) >= 0;
    (void)snprintf(text, sizeof text, "%s %s %s", q, reached ? "≥" : "<", fpl_ratio_format(s->d->threshold, p));
    put(s, STEP("test", "比较（以上含本数）", "test, the number itself included"), text, FPL_FIGURES__CIVIL);
}

/* What early money has to reach: a share of the whole, or the larger of two floors. */
static enum fpl_status put_needed(const struct steps *s) {
    struct fpl_q times, needed, of, early;
    char a[FPL_FIGURES__TEXT], b[FPL_FIGURES__TEXT], c[48], text[FPL_FIGURES__STEP];
    fpl_q_set_ratio(&needed, s->d->threshold);
    fpl_q_set(&of, s->d->whole, 1);
    fpl_q_mul(&needed, &needed, &of);
    enum fpl_status status = fpl_figures__amount(&needed, s->d->scale, b);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "%s × %s = %s", fpl_ratio_format(s->d->threshold, c), money(s, s->d->whole, a),
                   b);
    put(s, STEP("needed", "按规模应达到", "needed of the whole"), text, s->d->document);
    if (!s->d->floors)
        return FPL_OK;
    fpl_q_set_ratio(&times, s->d->times);
    fpl_q_set(&of, s->d->guided, 1);
    fpl_q_mul(&times, &times, &of);
    if ((status = fpl_figures__amount(&times, s->d->scale, b)))
        return status;
    (void)snprintf(text, sizeof text, "%s × %s = %s", fpl_ratio_format(s->d->times, c), money(s, s->d->guided, a), b);
    put(s, STEP("guided", "按引导出资应达到", "needed of the guidance money"), text, s->d->document);
    fpl_q_max(&needed, &needed, &times);
    if ((status = fpl_figures__amount(&needed, s->d->scale, b)))
        return status;
    fpl_q_set(&early, s->d->early, 1);
    (void)snprintf(text, sizeof text, "%s %s %s", money(s, s->d->early, a), fpl_q_cmp(&early, &needed) >= 0 ? "≥" : "<",
                   b);
    put(s, STEP("test", "比较（取较大者，以上含本数）", "test against the larger one, itself included"), text,
        FPL_FIGURES__CIVIL);
    return FPL_OK;
}

/* Within the investment period: can what is left to invest still make up for it? */
static enum fpl_status put_left(const struct steps *s) {
    struct fpl_q left, less;
    char a[FPL_FIGURES__TEXT], b[FPL_FIGURES__TEXT], c[FPL_FIGURES__TEXT], d[FPL_FIGURES__TEXT],
        text[FPL_FIGURES__STEP];
    fpl_q_set(&left, s->d->whole, 1);
    fpl_q_set(&less, s->d->invested, 1);
    fpl_q_sub(&left, &left, &less);
    fpl_q_set(&less, s->d->fees, 1);
    fpl_q_sub(&left, &left, &less);
    enum fpl_status status = fpl_figures__amount(&left, s->d->scale, d);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "%s − %s − %s = %s", money(s, s->d->whole, a), money(s, s->d->invested, b),
                   money(s, s->d->fees, c), d);
    put(s,
        STEP("left", "尚可投资：分母 − 已投资 − 已计提费用",
             "left to invest: the whole less what is invested and the fees"),
        text, s->d->document);
    return FPL_OK;
}

static enum fpl_status put_all(void *ctx) {
    const struct steps *s = ctx;
    enum fpl_status status = FPL_OK;
    put_share(s);
    if (s->d->fixed && s->d->whole > 0)
        status = put_needed(s);
    if (!status && s->d->under_way && s->d->whole > 0)
        status = put_left(s);
    return status;
}

enum fpl_status fpl_early__steps(const struct fpl_early__derived *derived, struct fpl_report *report,
                                 struct fpl_error *error) {
    struct steps s = {derived, report};
    fpl_report_table(report, "steps", "结论怎样得出", "How the verdict follows");
    fpl_figures__columns(report);
    enum fpl_status status = fpl_exact(put_all, &s, FPL_EXACT_BYTES);
    return status ? fpl_fail(error, status, NULL, NULL, NULL) : FPL_OK;
}

void fpl_early__name_stage(const struct fpl_fund_buckets *stages, int stage, struct fpl_report *r) {
    const struct fpl_fund_round *last = fpl_fund_round_at(stages->bucket[stage].last);
    char zh[96], en[96];
    (void)snprintf(zh, sizeof zh, "%s及以前", last->zh);
    (void)snprintf(en, sizeof en, "up to %s", last->en);
    if (stage > 0) {
        const struct fpl_fund_round *before = fpl_fund_round_at(stages->bucket[stage - 1].last);
        (void)snprintf(zh, sizeof zh, "%s以后至%s", before->zh, last->zh);
        (void)snprintf(en, sizeof en, "after %s, up to %s", before->en, last->en);
    }
    fpl_report_code(r, last->code, zh, en);
}
