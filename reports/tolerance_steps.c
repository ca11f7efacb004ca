/* How each rate of loss follows: of every firm its result, of every level the sum of what is below it, the floor, the
 * denominator, the comparison, and what is over or left. Whole numbers and fractions; source: fund rules §3.3;
 * docs/LOSS.md §1 to §3. */
#include "reports/figures.h"
#include "reports/tolerance_walk.h"

#include <stdio.h>
#include <string.h>

#define TERMS 8 /* more are counted, and not written out: each has a row of its own */

struct steps {
    const struct fpl_tolerance__walk *walk;
    const struct fpl_tolerance__row *row;
    const struct fpl_loss_terms *terms;
    struct fpl_report *report;
};

/* A rule that was named by hand has no clause. */
static void put(const struct steps *s, const struct fpl_figures__step *step, const char *figures) {
    fpl_tolerance__cell_level(s->report, s->row->row.level);
    fpl_tolerance__cell_of(s->report, s->walk->view, s->row);
    fpl_figures__put(s->report, step, figures,
                     s->walk->by_hand ? (struct fpl_str){"", 0} : fpl_loss_rule_clause(s->row->rule->rule));
}

static void put_civil(const struct steps *s, const struct fpl_figures__step *step, const char *figures) {
    fpl_tolerance__cell_level(s->report, s->row->row.level);
    fpl_tolerance__cell_of(s->report, s->walk->view, s->row);
    fpl_figures__put(s->report, step, figures, fpl_str_of(FPL_FIGURES__CIVIL));
}

static char *text_of(const struct steps *s, struct fpl_money amount, char out[FPL_FIGURES__TEXT]) {
    return fpl_figures__money(fpl_money_minor(amount), s->row->book->scale, out);
}

static struct fpl_money less(struct fpl_money a, struct fpl_money b) {
    return fpl_money_of(fpl_money_minor(a) - fpl_money_minor(b)); /* sums of a line: far within int64 */
}

static enum fpl_loss_reading reading_of(const struct fpl_loss_terms *terms) {
    return terms->recognition == FPL_LOSS_LIQUIDATION
               ? FPL_LOSS_BY_LIQUIDATION
               : (enum fpl_loss_reading)((int)terms->recognition * 2 + (terms->income != 0));
}

/* ---- a firm ---- */

/* c − P, C − P − V, and less d where the rule takes dividends off. Of a year the parts of a valuation are not told
 * apart: the change alone is. */
static void put_result(const struct steps *s) {
    static const struct fpl_figures__step realised = {"result", "已退出成本 − 收回", "cost exited - received"},
                                          total = {"result", "已付成本 − 收回 − 剩余公允价值",
                                                   "cost paid - received - value left"},
                                          change = {"result", "本年变动", "change over the year"},
                                          income = {"income", "减股利利息", "less dividends and interest"};
    const struct fpl_money *sum = s->row->row.sum, *raw = sum + FPL_LOSS_SUM_RAW;
    struct fpl_money back = less(sum[FPL_LOSS_SUM_EXITED], raw[FPL_LOSS_BY_REALISED]);
    struct fpl_money left = less(less(sum[FPL_LOSS_SUM_INVESTED], back), raw[FPL_LOSS_BY_TOTAL]);
    int in_all = s->terms->recognition == FPL_LOSS_TOTAL, by = (int)s->terms->recognition * 2;
    char a[FPL_FIGURES__TEXT], b[FPL_FIGURES__TEXT], c[FPL_FIGURES__TEXT], d[FPL_FIGURES__TEXT];
    char text[FPL_FIGURES__STEP];
    (void)text_of(s, raw[by], d);
    if (in_all && s->terms->timing == FPL_LOSS_ANNUAL) {
        put(s, &change, d);
    } else if (in_all) {
        (void)snprintf(text, sizeof text, "%s − %s − %s = %s", text_of(s, sum[FPL_LOSS_SUM_INVESTED], a),
                       text_of(s, back, b), text_of(s, left, c), d);
        put(s, &total, text);
    } else {
        (void)snprintf(text, sizeof text, "%s − %s = %s", text_of(s, sum[FPL_LOSS_SUM_EXITED], a), text_of(s, back, b),
                       d);
        put(s, &realised, text);
    }
    if (!s->terms->income)
        return;
    (void)snprintf(text, sizeof text, "%s − %s = %s", d, text_of(s, less(raw[by], raw[by + 1]), a),
                   text_of(s, raw[by + 1], b));
    put(s, &income, text);
}

/* What is held to account is taken out before anything is netted. */
static void put_gate(const struct steps *s) {
    static const struct fpl_figures__step gate = {"accountable", "减追责部分", "less what is held to account"};
    const struct fpl_money *sum = s->row->row.sum;
    char a[FPL_FIGURES__TEXT], b[FPL_FIGURES__TEXT], c[FPL_FIGURES__TEXT], text[FPL_FIGURES__STEP];
    if (!s->terms->duty_gate || fpl_money_sign(sum[FPL_LOSS_SUM_ACCOUNTABLE]) == 0)
        return;
    (void)snprintf(text, sizeof text, "%s − %s = %s", text_of(s, sum[FPL_LOSS_SUM_RAW + (int)reading_of(s->terms)], a),
                   text_of(s, sum[FPL_LOSS_SUM_ACCOUNTABLE], b),
                   text_of(s, sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_TEST], c));
    put(s, &gate, text);
}

/* Where the rule's figures stand among the sums of a row. */
static int raw_of(const struct fpl_loss_terms *terms) {
    return FPL_LOSS_SUM_RAW + (terms->duty_gate ? (int)FPL_LOSS_BY_TEST : (int)reading_of(terms));
}

static void put_floor(const struct steps *s, struct fpl_money result) {
    static const struct fpl_figures__step step = {"loss", "损失（盈利不计为负）", "loss, a gain is none"};
    char a[FPL_FIGURES__TEXT], b[FPL_FIGURES__TEXT], text[FPL_FIGURES__STEP];
    (void)snprintf(text, sizeof text, "max(0, %s) = %s", text_of(s, result, a), text_of(s, s->row->row.tested, b));
    put(s, &step, text);
}

/* ---- a level ---- */

/* Does the row below give its part to the row at hand? Nothing nets beyond its own level, so a category adds up its
 * firms; a fund its firms, or its categories where those net by themselves. */
static int is_below(const struct steps *s, const struct fpl_tolerance__row *below) {
    const struct fpl_tolerance__row *row = s->row;
    int by_category = s->terms->netting == FPL_LOSS_NET_CATEGORY;
    if (below->rule != row->rule || strcmp(below->book->currency, row->book->currency) != 0)
        return 0;
    if (row->row.level == FPL_LOSS_CATEGORY)
        return below->row.level == FPL_LOSS_PROJECT && strcmp(below->category, row->name) == 0;
    if (row->row.level == FPL_LOSS_FUND)
        return below->row.level == (by_category ? FPL_LOSS_CATEGORY : FPL_LOSS_PROJECT);
    return below->row.level == FPL_LOSS_FUND && !(below->row.flags & FPL_LOSS_OUT_OF_SCOPE); /* class and family */
}

/* Is what the rows below give floored by itself before it is added up? */
static int floors_below(const struct steps *s) {
    enum fpl_loss_netting netting = s->terms->netting;
    switch (s->row->row.level) {
    case FPL_LOSS_CATEGORY:
        return netting == FPL_LOSS_GROSS;
    case FPL_LOSS_FUND:
        return netting <= FPL_LOSS_NET_CATEGORY;
    case FPL_LOSS_PROJECT:
    case FPL_LOSS_CLASS:
    case FPL_LOSS_FAMILY:
        break;
    }
    return netting <= FPL_LOSS_NET_FUND;
}

struct sum {
    struct fpl_money all;
    struct fpl_buf text;
    int terms;
};

static void add_term(const struct steps *s, struct fpl_money part, struct sum *sum) {
    char text[FPL_FIGURES__TEXT];
    int minus = fpl_money_sign(part) < 0;
    sum->all = fpl_money_of(fpl_money_minor(sum->all) + fpl_money_minor(part)); /* the engine's own sum, which fits */
    if (sum->terms++ > 0)
        fpl_buf_adds(&sum->text, minus ? " − " : " + ");
    else if (minus)
        fpl_buf_adds(&sum->text, "−");
    fpl_buf_adds(&sum->text, text_of(s, minus ? fpl_money_of(-fpl_money_minor(part)) : part, text));
}

/* Adds up the rows below that gave something; what came of it stands in sum->all. */
static enum fpl_status put_sum(const struct steps *s, struct sum *sum) {
    static const struct fpl_figures__step step = {"sum", "相加", "added up"};
    char text[FPL_FIGURES__STEP], all[FPL_FIGURES__TEXT];
    int floored = floors_below(s), rows = 0;
    for (size_t i = 0; i < s->walk->rows.n; i++) {
        const struct fpl_tolerance__row *below = &s->walk->rows.list[i];
        if (!is_below(s, below))
            continue;
        rows++;
        struct fpl_money part = floored ? below->row.tested : below->row.sum[raw_of(s->terms)];
        if (fpl_money_sign(part) != 0)
            add_term(s, part, sum);
    }
    fpl_buf_addc(&sum->text, '\0');
    if (fpl_buf_ok(&sum->text))
        return FPL_E_NOMEM;
    (void)text_of(s, sum->all, all);
    if (sum->terms == 0)
        (void)snprintf(text, sizeof text, "0");
    else if (sum->terms > TERMS)
        (void)snprintf(text, sizeof text, "Σ %d = %s", rows, all);
    else
        (void)snprintf(text, sizeof text, "%s = %s", sum->text.p, all);
    put(s, &step, text);
    return FPL_OK;
}

/* What came in less what went out to the investors. */
static void put_liquidation(const struct steps *s) {
    static const struct fpl_figures__step step = {"result", "实缴 − 全部分配", "paid in - all distributions"};
    const struct fpl_money *sum = s->row->row.sum;
    struct fpl_money end = sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_LIQUIDATION];
    char a[FPL_FIGURES__TEXT], b[FPL_FIGURES__TEXT], c[FPL_FIGURES__TEXT], text[FPL_FIGURES__STEP];
    if (s->row->row.verdict == FPL_LOSS_NA || s->row->row.verdict == FPL_LOSS_NOT_TESTED)
        return;
    (void)snprintf(text, sizeof text, "%s − %s = %s", text_of(s, sum[FPL_LOSS_SUM_PRINCIPAL], a),
                   text_of(s, less(sum[FPL_LOSS_SUM_PRINCIPAL], end), b), text_of(s, end, c));
    put(s, &step, text);
    put_gate(s);
    put_floor(s, sum[raw_of(s->terms)]);
}

static enum fpl_status put_loss(const struct steps *s) {
    struct sum sum = {.all = fpl_money_of(0)};
    if (s->terms->recognition == FPL_LOSS_LIQUIDATION) {
        put_liquidation(s);
        return FPL_OK;
    }
    enum fpl_status status = put_sum(s, &sum);
    int floored = floors_below(s), gain = !floored && fpl_money_sign(sum.all) < 0;
    if (!status && !floored)
        put_floor(s, sum.all);
    fpl_buf_release(&sum.text);
    if (!status && fpl_money_cmp(gain ? fpl_money_of(0) : sum.all, s->row->row.tested) != 0)
        return FPL_E_BUG; /* two computations of one figure */
    return status;
}

static enum fpl_status put_allowed(void *ctx) {
    static const struct fpl_figures__step step = {"allowed", "容许的损失（分以下舍去）",
                                                  "loss allowed, parts of a fen cut"},
                                          excess = {"excess", "超额", "excess"},
                                          left = {"headroom", "余额", "headroom"};
    const struct steps *s = ctx;
    const struct fpl_loss_row *row = &s->row->row;
    int over = row->verdict == FPL_LOSS_FAIL;
    char a[FPL_FIGURES__TEXT], b[FPL_FIGURES__TEXT], c[FPL_FIGURES__TEXT], d[48], text[FPL_FIGURES__STEP];
    struct fpl_q allowed, of;
    fpl_q_set_ratio(&allowed, row->limit->tau);
    fpl_q_set_money(&of, row->denominator);
    fpl_q_mul(&allowed, &allowed, &of);
    enum fpl_status status = fpl_figures__amount(&allowed, s->row->book->scale, b);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "⌊%s × %s⌋ = ⌊%s⌋ = %s", fpl_ratio_format(row->limit->tau, d),
                   text_of(s, row->denominator, a), b, text_of(s, row->allowed, c));
    put(s, &step, text);
    (void)snprintf(text, sizeof text, "%s − %s = %s", text_of(s, over ? row->tested : row->allowed, a),
                   text_of(s, over ? row->allowed : row->tested, b), text_of(s, over ? row->excess : row->headroom, c));
    put(s, over ? &excess : &left, text);
    return FPL_OK;
}

static enum fpl_status put_verdict(struct steps *s) {
    static const struct fpl_figures__step rate = {"rate", "损失 ÷ 分母", "loss / denominator"},
                                          test = {"test", "比较（不超过含本数）", "test, the number itself included"},
                                          not_tested = {"not_tested", "本层级不考核", "this level is not tested"},
                                          none = {"na", "不适用：分母为零，或尚未清算",
                                                  "n/a: nothing in the denominator, or not liquidated yet"};
    const struct fpl_loss_row *row = &s->row->row;
    char a[FPL_FIGURES__TEXT], b[FPL_FIGURES__TEXT], q[FPL_FIGURES__TEXT], p[48], text[FPL_FIGURES__STEP];
    if (row->verdict == FPL_LOSS_NA) {
        put(s, &none, "");
        return FPL_OK;
    }
    if (fpl_money_sign(row->denominator) > 0) {
        (void)fpl_figures__quotient(fpl_money_minor(row->tested), fpl_money_minor(row->denominator), q);
        (void)snprintf(text, sizeof text, "%s ÷ %s = %s", text_of(s, row->tested, a), text_of(s, row->denominator, b),
                       q);
        put(s, &rate, text);
    }
    if (row->verdict == FPL_LOSS_NOT_TESTED) {
        put(s, &not_tested, "");
        return FPL_OK;
    }
    (void)snprintf(text, sizeof text, "%s %s %s", q, row->verdict == FPL_LOSS_FAIL ? ">" : "≤",
                   fpl_ratio_format(row->limit->tau, p));
    put_civil(s, &test, text);
    return fpl_exact(put_allowed, s, FPL_EXACT_BYTES);
}

static enum fpl_status put_row(struct steps *s) {
    if (s->row->row.exact)
        return FPL_OK; /* parts of other funds: their own reports show how they follow */
    if (s->terms->recognition == FPL_LOSS_LIQUIDATION && s->row->row.level < FPL_LOSS_FUND)
        return FPL_OK; /* a liquidation has no lines */
    if (s->row->row.level != FPL_LOSS_PROJECT) {
        enum fpl_status status = put_loss(s);
        return status ? status : put_verdict(s);
    }
    put_result(s);
    put_gate(s);
    put_floor(s, s->row->row.sum[raw_of(s->terms)]);
    return put_verdict(s);
}

enum fpl_status fpl_tolerance__steps(const struct fpl_tolerance__walk *walk, struct fpl_report *report) {
    struct steps s = {.walk = walk, .report = report};
    enum fpl_status status = FPL_OK;
    fpl_report_table(report, "steps", "结论怎样得出", "How the verdict follows");
    fpl_report_column(report, "level", "层级", "Level", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "of", "对象", "Of", FPL_COLUMN_TEXT, 0);
    fpl_figures__columns(report);
    for (size_t i = 0; i < walk->rows.n && !status; i++) {
        s.row = &walk->rows.list[i];
        s.terms = fpl_loss_rule_terms(s.row->rule->rule);
        status = put_row(&s);
    }
    return status ? fpl_fail(walk->error, status, NULL, NULL, NULL) : FPL_OK;
}
