/* Lines that other reports decide: the share of early-stage money, losses, limits, valuations; and what the fund asks
 * to be reinvested. The figures are those reports' own. */
#include "reports/audit.h"
#include "reports/borrow.h"
#include "reports/tolerance.h"

#include <string.h>

struct rows {
    struct fpl_audit *audit;
    struct fpl_audit__outcome *out;
};

static enum fpl_status read_rows(struct fpl_audit *audit, struct fpl_audit__outcome *out, fpl_borrow__make make,
                                 const char *table, fpl_borrow__take take) {
    const struct fpl_report_spec spec = {.book = fpl_str_of(audit->book->code), .deals = -1};
    const struct fpl_borrow__source source = {make, &spec, table};
    struct rows rows = {audit, out};
    return fpl_borrow__read(audit->view, &source, take, &rows, audit->error);
}

static int is_money(const struct fpl_borrow__row *row, const char *column) {
    const struct fpl_report_cell *cell = fpl_borrow__at(row, column);
    return cell && cell->type == FPL_CELL_MONEY;
}

/* The figures of the row as those of the line. */
static void take_figures(const struct fpl_borrow__row *row, const char *amount, const char *whole,
                         struct fpl_audit__outcome *out) {
    out->amount = fpl_borrow__number(row, amount);
    out->whole = fpl_borrow__number(row, whole);
    out->has_amount = is_money(row, amount);
    out->has_whole = is_money(row, whole);
}

static enum fpl_status add_row(const struct rows *rows, const struct fpl_borrow__row *row, const char *key,
                               const char *amount) {
    struct fpl_audit__found found = {.seq = -1, .day = FPL_DATE_NONE};
    fpl_borrow__text(row, key, found.key, sizeof found.key);
    found.amount = fpl_borrow__number(row, amount);
    found.has_amount = is_money(row, amount);
    return fpl_audit__add(rows->audit, &found);
}

/* ---- early-stage money ---- */

static enum fpl_status take_early(void *ctx, const struct fpl_borrow__row *row) {
    const struct rows *rows = ctx;
    if (fpl_borrow__is(row, "binding", "NONE"))
        return FPL_OK;
    take_figures(row, "numerator", "denominator", rows->out);
    if (fpl_borrow__is(row, "verdict", "NOT_APPLICABLE")) {
        fpl_audit__why(rows->out, "没有投资", "there are no deals");
        return FPL_OK;
    }
    if (fpl_borrow__is(row, "verdict", "UNDISCLOSED")) {
        rows->out->untested++;
        fpl_audit__why(rows->out, "子基金的金额没有披露", "amounts of sub-funds are not disclosed");
        return FPL_OK;
    }
    int found = fpl_borrow__is(row, "verdict", "FAIL") || fpl_borrow__is(row, "verdict", "UNREACHABLE");
    rows->out->tested += found || fpl_borrow__is(row, "verdict", "PASS") || fpl_borrow__is(row, "verdict", "ON_TRACK");
    return found ? add_row(rows, row, "binding", "shortfall") : FPL_OK;
}

enum fpl_status fpl_audit__early_short(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    fpl_audit__why(out, "没有适用早期占比规则", "no rule of the early-stage share binds it");
    return read_rows(audit, out, fpl_report_early, "rule", take_early);
}

/* ---- losses ---- */

static enum fpl_status take_loss(void *ctx, const struct fpl_borrow__row *row) {
    const struct rows *rows = ctx;
    if (fpl_borrow__is(row, "level", "FUND"))
        take_figures(row, "loss", "denominator", rows->out);
    if (fpl_borrow__is(row, "verdict", "NOT_TESTED") || fpl_borrow__is(row, "verdict", "NA"))
        return FPL_OK;
    if (fpl_borrow__is(row, "level", "CLASS") || fpl_borrow__is(row, "level", "FAMILY")) {
        rows->out->untested++; /* rows of one fund's report: this fund alone, which decides nothing */
        fpl_audit__why(rows->out, "基金类别、基金群层级由全部基金一并考核，见 report tolerance",
                       "levels of class and family are tested of all funds together, see report tolerance");
        return FPL_OK;
    }
    rows->out->tested++;
    return fpl_borrow__is(row, "verdict", "FAIL") ? add_row(rows, row, "level", "excess") : FPL_OK;
}

static enum fpl_status take_line_loss(void *ctx, const struct fpl_borrow__row *row) {
    const struct rows *rows = ctx;
    rows->out->tested += !fpl_borrow__is(row, "verdict", "NOT_TESTED") && !fpl_borrow__is(row, "verdict", "NA");
    return fpl_borrow__is(row, "verdict", "FAIL") ? add_row(rows, row, "firm", "realised") : FPL_OK;
}

static void without_rule(struct fpl_audit__outcome *out) {
    fpl_audit__why(out, "没有适用的容错规则，或没有可考核的层级",
                   "no rule of loss tolerance binds it, or no level of it can be tested");
}

enum fpl_status fpl_audit__loss_over(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    without_rule(out);
    enum fpl_status status = read_rows(audit, out, fpl_report_tolerance, "tolerance", take_loss);
    return status ? status : read_rows(audit, out, fpl_report_tolerance, "lines", take_line_loss);
}

/* ---- valuations ---- */

static enum fpl_status take_valuation(void *ctx, const struct fpl_borrow__row *row) {
    const struct rows *rows = ctx;
    char flags[160];
    fpl_borrow__text(row, "flags", flags, sizeof flags);
    int unvalued = strstr(flags, "UNVALUED") != NULL, stale = strstr(flags, "STALE") != NULL;
    rows->out->tested++;
    if (!unvalued && !stale)
        return FPL_OK;
    struct fpl_audit__found found = {.seq = -1,
                                     .day = FPL_DATE_NONE,
                                     .amount = fpl_borrow__number(row, "invested"),
                                     .has_amount = 1,
                                     .zh = unvalued ? "没有估值" : "估值过期",
                                     .en = unvalued ? "never valued" : "valued too long ago"};
    fpl_borrow__text(row, "firm", found.key, sizeof found.key);
    fpl_borrow__text(row, "firm", found.party, sizeof found.party);
    return fpl_audit__add(rows->audit, &found);
}

/* Days after which the fund's own rule calls a valuation old; 0: never, or no rule binds it. */
static enum fpl_status days_of_rule(struct fpl_audit *audit, int *out) {
    struct fpl_tolerance__rules rules = {.n = 0};
    struct fpl_tolerance__binding binding = {0};
    enum fpl_status status = fpl_tolerance__rules(audit->view, &rules, audit->error);
    if (!status)
        status = fpl_tolerance__binding(audit->view, audit->book->id, NULL, &binding, audit->error);
    const struct fpl_tolerance__rule *rule =
        !status && binding.rule[0] ? fpl_tolerance__rule(&rules, fpl_str_of(binding.rule)) : NULL;
    *out = rule ? fpl_loss_rule_terms(rule->rule)->stale_days : 0;
    fpl_tolerance__rules_release(&rules);
    return status;
}

enum fpl_status fpl_audit__stale(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    int days = 0;
    enum fpl_status status = days_of_rule(audit, &days);
    without_rule(out);
    if (!status)
        status = read_rows(audit, out, fpl_report_tolerance, "lines", take_valuation);
    if (status || out->tested == 0 || days > 0)
        return status;
    out->untested = out->tested; /* whether there is a valuation was looked at, how old it is was not */
    out->tested = 0;
    fpl_audit__why(out, "规则没有写明估值有效的天数（stale_days）", "the rule does not say how long a valuation holds");
    return FPL_OK;
}

/* ---- limits ---- */

/* A fund that no limits bind has a row that says so, and one of what holds for every fund. */
static enum fpl_status take_limit(void *ctx, const struct fpl_borrow__row *row) {
    const struct rows *rows = ctx;
    const struct fpl_report_cell *rule = fpl_borrow__at(row, "rule");
    int bound = rule && rule->type == FPL_CELL_TEXT;
    int broken = fpl_borrow__is(row, "status", "BROKEN") || fpl_borrow__is(row, "status", "TRIGGERED");
    if (fpl_borrow__is(row, "status", "MISSING")) {
        rows->out->untested++;
        fpl_audit__why(rows->out, "有的限额缺事实", "of some limits a fact is missing");
    }
    rows->out->tested +=
        broken || (bound && (fpl_borrow__is(row, "status", "KEPT") || fpl_borrow__is(row, "status", "PASSED") ||
                             fpl_borrow__is(row, "status", "NEXT_CALL_WAITS")));
    return broken ? add_row(rows, row, "limit", "numerator") : FPL_OK;
}

enum fpl_status fpl_audit__limit_broken(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    fpl_audit__why(out, "没有适用的限额规则", "no limits bind it");
    return read_rows(audit, out, fpl_report_limits, "limits", take_limit);
}

/* ---- what is to be reinvested ---- */

static enum fpl_status take_requirement(void *ctx, const struct fpl_item *item) {
    const struct rows *rows = ctx;
    struct fpl_audit *audit = rows->audit;
    struct fpl_audit__found found = {.seq = item->seq0};
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "from"), &found.day, audit->error);
    if (status || fpl_date_cmp(found.day, fpl_view_as_of(audit->view)) > 0)
        return status;
    int year = 0, month = 0, day = 0;
    fpl_date_split(found.day, &year, &month, &day);
    rows->out->tested++;
    if ((int64_t)year * 10000 + (int64_t)month * 100 + day < audit->line->limit)
        return FPL_OK;
    (void)fpl_str_copy(item->key, found.key, sizeof found.key);
    return fpl_audit__add(audit, &found);
}

enum fpl_status fpl_audit__reinvest_clause(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct rows rows = {audit, out};
    fpl_audit__why(out, "没有登记返投要求", "no requirement to reinvest is recorded");
    return fpl_read_items(audit->view, audit->book->id, "reinvest.rule", take_requirement, &rows, audit->error);
}
