/* How the share by a fund's own rule follows: every step as an exact number, and the clause that asks for it. Amounts
 * are in the currency's unit, as fractions where they are no whole number of fen. Source: fund rules §3.2; 民法典
 * 第一千二百五十九条. */
#include "reports/early.h"

#include <stdio.h>

#define STEP  512
#define CIVIL "民法典第一千二百五十九条"

struct steps {
    const struct fpl_early__derived *d;
    struct fpl_report *report;
};

static void put(const struct steps *s, const char *code, const char *zh, const char *en, const char *figures,
                const char *clause) {
    fpl_report_code(s->report, code, zh, en);
    fpl_report_text(s->report, fpl_str_of(figures));
    fpl_report_text(s->report, fpl_str_of(clause));
}

/* minor / 10^scale, exactly. */
static void unit_of(const struct steps *s, int64_t minor, struct fpl_q *out) {
    int64_t unit = 1;
    for (int i = 0; i < s->d->scale; i++)
        unit *= 10;
    fpl_q_set(out, minor, unit);
}

static enum fpl_status put_share(const struct steps *s) {
    struct fpl_q early, whole, share, least;
    char e[64], w[64], q[96], p[48], text[STEP];
    unit_of(s, s->d->early, &early);
    unit_of(s, s->d->whole, &whole);
    enum fpl_status status = fpl_q_text(&early, e, sizeof e);
    if (!status)
        status = fpl_q_text(&whole, w, sizeof w);
    if (status)
        return status;
    put(s, "numerator", "分子", "numerator", e, s->d->document);
    put(s, "denominator", "分母", "denominator", w, s->d->document);
    if (s->d->whole <= 0)
        return FPL_OK;
    fpl_q_set(&share, s->d->early, s->d->whole);
    fpl_q_set_ratio(&least, s->d->threshold);
    if ((status = fpl_q_text(&share, q, sizeof q)))
        return status;
    (void)snprintf(text, sizeof text, "%s ÷ %s = %s", e, w, q);
    put(s, "share", "占比", "share", text, s->d->document);
    if (s->d->floors)
        return FPL_OK;
    (void)snprintf(text, sizeof text, "%s %s %s", q, fpl_q_cmp(&share, &least) >= 0 ? "≥" : "<",
                   fpl_ratio_format(s->d->threshold, p));
    put(s, "test", "比较（以上含本数）", "test, the number itself included", text, CIVIL);
    return FPL_OK;
}

/* What early money has to reach: a share of the whole, or the larger of two floors. */
static enum fpl_status put_needed(const struct steps *s) {
    struct fpl_q part, times, whole, guided, needed, early;
    char a[96], b[96], c[48], text[STEP];
    unit_of(s, s->d->whole, &whole);
    unit_of(s, s->d->guided, &guided);
    unit_of(s, s->d->early, &early);
    fpl_q_set_ratio(&part, s->d->threshold);
    fpl_q_mul(&needed, &part, &whole);
    enum fpl_status status = fpl_q_text(&whole, a, sizeof a);
    if (!status)
        status = fpl_q_text(&needed, b, sizeof b);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "%s × %s = %s", fpl_ratio_format(s->d->threshold, c), a, b);
    put(s, "needed", "按规模应达到", "needed of the whole", text, s->d->document);
    if (!s->d->floors)
        return FPL_OK;
    fpl_q_set_ratio(&part, s->d->times);
    fpl_q_mul(&times, &part, &guided);
    if ((status = fpl_q_text(&guided, a, sizeof a)) || (status = fpl_q_text(&times, b, sizeof b)))
        return status;
    (void)snprintf(text, sizeof text, "%s × %s = %s", fpl_ratio_format(s->d->times, c), a, b);
    put(s, "guided", "按引导出资应达到", "needed of the guidance money", text, s->d->document);
    fpl_q_max(&needed, &needed, &times);
    if ((status = fpl_q_text(&early, a, sizeof a)) || (status = fpl_q_text(&needed, b, sizeof b)))
        return status;
    (void)snprintf(text, sizeof text, "%s %s %s", a, fpl_q_cmp(&early, &needed) >= 0 ? "≥" : "<", b);
    put(s, "test", "比较（取较大者，以上含本数）", "test against the larger one, itself included", text, CIVIL);
    return FPL_OK;
}

/* Within the investment period: can what is left to invest still make up for it? */
static enum fpl_status put_left(const struct steps *s) {
    struct fpl_q whole, invested, fees, left;
    char a[64], b[64], c[64], d[64], text[STEP];
    unit_of(s, s->d->whole, &whole);
    unit_of(s, s->d->invested, &invested);
    unit_of(s, s->d->fees, &fees);
    fpl_q_sub(&left, &whole, &invested);
    fpl_q_sub(&left, &left, &fees);
    enum fpl_status status = fpl_q_text(&whole, a, sizeof a);
    if (!status)
        status = fpl_q_text(&invested, b, sizeof b);
    if (!status)
        status = fpl_q_text(&fees, c, sizeof c);
    if (!status)
        status = fpl_q_text(&left, d, sizeof d);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "%s − %s − %s = %s", a, b, c, d);
    put(s, "left", "尚可投资：分母 − 已投资 − 已计提费用",
        "left to invest: the whole less what is invested and the fees", text, s->d->document);
    return FPL_OK;
}

static enum fpl_status put_all(void *ctx) {
    const struct steps *s = ctx;
    enum fpl_status status = put_share(s);
    if (!status && s->d->fixed && s->d->whole > 0)
        status = put_needed(s);
    if (!status && s->d->under_way && s->d->whole > 0)
        status = put_left(s);
    return status;
}

enum fpl_status fpl_early__steps(const struct fpl_early__derived *derived, struct fpl_report *report,
                                 struct fpl_error *error) {
    struct steps s = {derived, report};
    fpl_report_table(report, "steps", "结论怎样得出", "How the verdict follows");
    fpl_report_column(report, "step", "步骤", "Step", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "figures", "算式", "Figures", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
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
