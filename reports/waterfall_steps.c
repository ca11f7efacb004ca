/* How the tiers of a waterfall follow: flow by flow what came to be owed, what each tier took, what is owed then; in
 * the end what is whose and what is to be clawed back. Source: fund rules §3.7. */
#include "reports/waterfall.h"

#include "reports/figures.h"

#include <stdio.h>
#include <string.h>

struct steps {
    const struct fpl_waterfall_steps *of;
    struct fpl_report *report;
    size_t seen; /* flows told so far */
};
#define N FPL_FIGURES__TEXT

static void put(const struct steps *s, struct fpl_date day, const struct fpl_figures__step *step, const char *figures) {
    fpl_report_date(s->report, day);
    fpl_figures__put(s->report, step, figures, fpl_str_of(s->of->document));
}

/* Exactly; what compounding has cut at 2^-320 is cut at a hundredth of a fen here, and bears an ellipsis. */
static enum fpl_status text_of(const struct steps *s, const struct fpl_q *minor, char out[N]) {
    enum { DIGITS = 40 };
    char exact[N], text[FPL_MONEY_TEXT];
    struct fpl_q scaled;
    struct fpl_money cut;
    if (fpl_q_text(minor, exact, sizeof exact) == FPL_OK && strlen(exact) <= DIGITS)
        return fpl_figures__amount(minor, s->of->scale, out);
    fpl_q_set(&scaled, 100, 1);
    fpl_q_mul(&scaled, &scaled, minor);
    enum fpl_status status = fpl_q_round(&scaled, FPL_DOWN, &cut);
    if (!status)
        (void)snprintf(out, N, "%s…", fpl_money_format(cut, FPL_UNIT_YUAN, s->of->scale + 2, text));
    return status;
}

static enum fpl_status texts_of(const struct steps *s, const struct fpl_q *const *minor, int n, char (*out)[N]) {
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < n && !status; i++)
        status = text_of(s, minor[i], out[i]);
    return status;
}

/* The hurdle on what is owed, over the days since the flow before. */
static enum fpl_status put_growth(const struct steps *s, const struct fpl_waterfall_step *step) {
    static const struct fpl_figures__step words = {"hurdle_runs", "门槛收益滚算", "the hurdle runs"};
    const struct fpl_q *const owed[] = {&step->capital, &step->hurdle, &step->grown};
    char t[3][N], h[48], text[FPL_FIGURES__STEP];
    if (step->days <= 0 || (fpl_q_sign(&step->capital) == 0 && fpl_q_sign(&step->grown) == 0))
        return FPL_OK;
    enum fpl_status status = texts_of(s, owed, 3, t);
    if (status)
        return status;
    (void)fpl_ratio_format(s->of->rule->hurdle, h);
    switch (s->of->rule->growth) {
    case FPL_GROWTH_SIMPLE:
        (void)snprintf(text, sizeof text, "%s + %s × %s × %ld/365 = %s", t[1], t[0], h, step->days, t[2]);
        break;
    case FPL_GROWTH_COMPOUND:
        (void)snprintf(text, sizeof text, "(%s + %s) × (1 + %s)^(%ld/365) − %s = %s", t[0], t[1], h, step->days, t[0],
                       t[2]);
        break;
    case FPL_GROWTH_YEARS:
        (void)snprintf(text, sizeof text, "Σ × (1 + %s)^n − %s = %s", h, t[0], t[2]);
        break;
    }
    put(s, step->day, &words, text);
    return FPL_OK;
}

/* capital + amount */
static enum fpl_status put_paid_in(const struct steps *s, const struct fpl_waterfall_step *step) {
    static const struct fpl_figures__step words = {"paid_in", "实缴：未返还本金", "paid in: capital to be returned"};
    const struct fpl_q *const owed[] = {&step->capital, &step->capital_open};
    char t[2][N], amount[N], text[FPL_FIGURES__STEP];
    enum fpl_status status = texts_of(s, owed, 2, t);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "%s + %s = %s", t[0],
                   fpl_figures__money(-fpl_money_minor(step->amount), s->of->scale, amount), t[1]);
    put(s, step->day, &words, text);
    return FPL_OK;
}

/* Tiers 1 and 2: the smaller of what is left of the flow and of what is owed. */
static enum fpl_status put_return(const struct steps *s, const struct fpl_waterfall_step *step, int tier,
                                  struct fpl_q *left) {
    static const struct fpl_figures__step words[] = {{"tier_1", "第一层：返还本金", "tier 1: capital"},
                                                     {"tier_2", "第二层：门槛收益", "tier 2: hurdle"}};
    const struct fpl_q *const shown[] = {left, tier == 0 ? &step->capital : &step->grown, &step->took[tier]};
    char t[3][N], text[FPL_FIGURES__STEP];
    enum fpl_status status = texts_of(s, shown, 3, t);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "min(%s, %s) = %s", t[0], t[1], t[2]);
    put(s, step->day, &words[tier], text);
    fpl_q_sub(left, left, &step->took[tier]);
    return FPL_OK;
}

/* Tier 3: until the general partner has k of tiers 2 and 3, u of each yuan going to it. */
static enum fpl_status put_catch_up(const struct steps *s, const struct fpl_waterfall_step *step, struct fpl_q *left) {
    static const struct fpl_figures__step words = {"tier_3", "第三层：追补", "tier 3: catch-up"};
    char t[4][N], k[48], u[48], text[FPL_FIGURES__STEP];
    struct fpl_q before;
    fpl_q_sub(&before, &step->tier[2], &step->took[2]);
    const struct fpl_q *const shown[] = {left, &step->tier[1], &before, &step->took[2]};
    enum fpl_status status = texts_of(s, shown, 4, t);
    if (status || s->of->rule->catch_up.num == 0)
        return status;
    (void)fpl_ratio_format(s->of->rule->carry, k);
    (void)fpl_ratio_format(s->of->rule->catch_up, u);
    (void)snprintf(text, sizeof text, "min(%s, %s × %s ÷ (%s − %s) − %s) = %s", t[0], k, t[1], u, k, t[2], t[3]);
    if (fpl_share_cmp(s->of->rule->catch_up.num, s->of->rule->catch_up.den, s->of->rule->carry.num,
                      s->of->rule->carry.den) <= 0)
        (void)snprintf(text, sizeof text, "%s ≤ %s: 0", u, k);
    put(s, step->day, &words, text);
    fpl_q_sub(left, left, &step->took[2]);
    return FPL_OK;
}

static enum fpl_status put_rest(const struct steps *s, const struct fpl_waterfall_step *step) {
    static const struct fpl_figures__step words = {"tier_4", "第四层：按比例分成", "tier 4: the rest"};
    char rest[N];
    enum fpl_status status = text_of(s, &step->took[3], rest);
    if (!status)
        put(s, step->day, &words, rest);
    return status;
}

/* ---- what is whose ---- */

static char *money(const struct steps *s, struct fpl_money amount, char out[N]) {
    return fpl_figures__money(fpl_money_minor(amount), s->of->scale, out);
}

/* The partner has u of tier 3 and k of tier 4, the investors all else. */
static enum fpl_status put_shares(const struct steps *s, const struct fpl_waterfall_step *last) {
    static const struct fpl_figures__step partner = {"partner", "归普通合伙人（业绩报酬）",
                                                     "to the general partner, carry"},
                                          investors = {"investors", "归出资人", "to the investors"};
    struct fpl_q carry, rest, given;
    char t[5][N], u[48], k[48], text[FPL_FIGURES__STEP];
    fpl_q_set_ratio(&carry, s->of->rule->catch_up);
    fpl_q_mul(&carry, &carry, &last->tier[2]);
    fpl_q_set_ratio(&rest, s->of->rule->carry);
    fpl_q_mul(&rest, &rest, &last->tier[3]);
    fpl_q_add(&carry, &carry, &rest);
    fpl_q_add(&given, &last->tier[0], &last->tier[1]);
    fpl_q_add(&given, &given, &last->tier[2]);
    fpl_q_add(&given, &given, &last->tier[3]);
    fpl_q_sub(&rest, &given, &carry);
    const struct fpl_q *const shown[] = {&last->tier[2], &last->tier[3], &carry, &given, &rest};
    enum fpl_status status = texts_of(s, shown, 5, t);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "%s × %s + %s × %s = %s", fpl_ratio_format(s->of->rule->catch_up, u), t[0],
                   fpl_ratio_format(s->of->rule->carry, k), t[1], t[2]);
    put(s, s->of->on, &partner, text);
    (void)snprintf(text, sizeof text, "%s − %s = %s", t[3], t[2], t[4]);
    put(s, s->of->on, &investors, text);
    return FPL_OK;
}

static enum fpl_status take_step(void *ctx, const struct fpl_waterfall_step *step) {
    struct steps *s = ctx;
    enum fpl_status status = put_growth(s, step);
    if (!status && s->seen++ == s->of->n)
        return put_shares(s, step);
    if (!status && fpl_money_sign(step->amount) < 0)
        return put_paid_in(s, step);
    struct fpl_q left;
    fpl_q_set_money(&left, step->amount);
    if (status || fpl_money_sign(step->amount) == 0)
        return status;
    for (int tier = 0; tier < 2 && !status; tier++)
        status = put_return(s, step, tier, &left);
    if (!status)
        status = put_catch_up(s, step, &left);
    return status ? status : put_rest(s, step);
}

/* What was received beyond k of the profit, at least 0. */
static void put_clawback(const struct steps *s, const struct fpl_waterfall *w) {
    static const struct fpl_figures__step step = {"clawback", "应回拨的业绩报酬", "carry to be clawed back"};
    char a[N], b[N], c[N], d[N], k[48], text[FPL_FIGURES__STEP];
    (void)snprintf(text, sizeof text, "max(0, %s − %s × max(0, %s − %s)) = %s", money(s, s->of->received, a),
                   fpl_ratio_format(s->of->rule->carry, k), money(s, s->of->given, b), money(s, w->paid_in, c),
                   money(s, s->of->clawback, d));
    put(s, s->of->on, &step, text);
}

enum fpl_status fpl_waterfall__steps(const struct fpl_waterfall_steps *of, struct fpl_report *report) {
    struct steps s = {.of = of, .report = report};
    struct fpl_waterfall w;
    fpl_report_table(report, "steps", "各层怎样得出", "How the tiers follow");
    fpl_report_column(report, "day", "日期", "Day", FPL_COLUMN_DATE, 0);
    fpl_figures__columns(report);
    const struct fpl_waterfall_watch watch = {take_step, &s};
    enum fpl_status status = fpl_waterfall_watched(of->rule, of->flow, of->n, of->on, &watch, &w);
    if (status)
        return status;
    put_clawback(&s, &w);
    return FPL_OK;
}
