/* What the rows of a form come to, in one currency, and the periods that are asked for. */
#include "fundpool/cash_flow.h"
#include "reports/financial.h"

#include <string.h>

/* ---- what a form's rows come to ---- */

static enum fpl_status more(struct fpl_financial__statement *s, int64_t *sum, int64_t amount, int sign) {
    if (sign > 0)
        return fpl_reports__add(sum, amount, s->error);
    return __builtin_sub_overflow(*sum, amount, sum) ? fpl_fail(s->error, FPL_E_OVERFLOW, NULL, NULL, NULL) : FPL_OK;
}

/* sum ± the amounts of either period */
enum fpl_status fpl_financial__add(struct fpl_financial__statement *s, struct fpl_financial__amounts *sum,
                                   const struct fpl_financial__amounts *amounts, int sign) {
    enum fpl_status status = more(s, &sum->of[0], amounts->of[0], sign);
    return status ? status : more(s, &sum->of[1], amounts->of[1], sign);
}

int fpl_financial__is_shown(const struct fpl_financial__statement *s, const struct fpl_financial__entry *entry) {
    if (strcmp(entry->currency, s->currency) != 0)
        return 0;
    if (s->which == FPL_FINANCIAL_CASH)
        return entry->nature == 'F';
    return s->which == FPL_FINANCIAL_INCOME ? entry->nature == 'P' : entry->nature != 'F' && entry->nature != 'M';
}

/* START and OPENED: what was there when the period began. */
enum fpl_status fpl_financial__began_with(struct fpl_financial__statement *s, const struct fpl_financial__entry *entry,
                                          struct fpl_financial__amounts *out) {
    enum fpl_status status = FPL_OK;
    for (int k = 0; k < 2 && !status; k++) {
        out->of[k] = entry->sum[k][FPL_FINANCIAL_START];
        status = more(s, &out->of[k], entry->sum[k][FPL_FINANCIAL_OPENED], 1);
    }
    return status;
}

/* What moved within the period, without what 结转 moved. */
enum fpl_status fpl_financial__turned_over(struct fpl_financial__statement *s, const struct fpl_financial__entry *entry,
                                           struct fpl_financial__amounts *out) {
    struct fpl_financial__amounts begin = {{0, 0}};
    enum fpl_status status = fpl_financial__began_with(s, entry, &begin);
    for (int k = 0; k < 2 && !status; k++) {
        out->of[k] = entry->sum[k][FPL_FINANCIAL_END];
        status = more(s, &out->of[k], begin.of[k], -1);
        if (!status)
            status = more(s, &out->of[k], entry->sum[k][FPL_FINANCIAL_CARRIED], -1);
    }
    return status;
}

enum fpl_status fpl_financial__amounts(struct fpl_financial__statement *s, const struct fpl_financial__entry *entry,
                                       struct fpl_financial__amounts *out) {
    *out = (struct fpl_financial__amounts){{entry->sum[0][FPL_FINANCIAL_FLOW], entry->sum[1][FPL_FINANCIAL_FLOW]}};
    if (s->which == FPL_FINANCIAL_CASH)
        return FPL_OK;
    if (s->which == FPL_FINANCIAL_INCOME)
        return fpl_financial__turned_over(s, entry, out);
    enum fpl_status status = fpl_financial__began_with(s, entry, out);
    out->of[1] = out->of[0]; /* the year's beginning is what it is compared with */
    out->of[0] = entry->sum[0][FPL_FINANCIAL_END];
    return status;
}

int fpl_financial__is_line(const struct fpl_financial__line *line) {
    return line->group >= 'a' && line->group <= 'z';
}

/* The line of the form that takes the entry; -1: none does. */
int fpl_financial__place(const struct fpl_financial__statement *s, const struct fpl_financial__entry *entry) {
    int best = -1, place = -1;
    for (size_t i = 0; i < s->form->n; i++) {
        int match = fpl_financial__is_line(&s->form->line[i])
                        ? fpl_financial__match(s->form->line[i].takes, fpl_str_of(entry->code), entry->nature)
                        : -1;
        if (match > best) {
            best = match;
            place = (int)i;
        }
    }
    return place;
}

static enum fpl_status add_entry(struct fpl_financial__statement *s, const struct fpl_financial__entry *entry) {
    struct fpl_financial__amounts amounts = {{0, 0}};
    int place = fpl_financial__place(s, entry);
    enum fpl_status status = fpl_financial__amounts(s, entry, &amounts);
    if (!status && place >= 0)
        status = fpl_financial__add(s, &s->row[place], &amounts, 1);
    for (size_t i = 0; i < s->form->n && !status; i++)
        if (s->form->line[i].group == FPL_FINANCIAL_OF_WHICH &&
            fpl_financial__match(s->form->line[i].takes, fpl_str_of(entry->code), entry->nature) >= 0)
            status = fpl_financial__add(s, &s->row[i], &amounts, 1);
    return status;
}

static enum fpl_status add_cash(struct fpl_financial__statement *s, const struct fpl_financial__entry *entry) {
    struct fpl_financial__amounts begin = {{0, 0}},
                                  end = {{entry->sum[0][FPL_FINANCIAL_END], entry->sum[1][FPL_FINANCIAL_END]}};
    enum fpl_status status = fpl_financial__began_with(s, entry, &begin);
    if (!status)
        status = fpl_financial__add(s, &s->opening, &begin, 1);
    return status ? status : fpl_financial__add(s, &s->closing, &end, 1);
}

static enum fpl_status add_sums(struct fpl_financial__statement *s) {
    const struct fpl_financial__line *line = s->form->line;
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < s->form->n && !status; i++) {
        if (line[i].group == FPL_FINANCIAL_OPENING)
            s->row[i] = s->opening;
        if (line[i].group == FPL_FINANCIAL_CLOSING)
            s->row[i] = s->closing;
        for (size_t j = 0; line[i].group == FPL_FINANCIAL_SUM && j < s->form->n && !status; j++)
            if (fpl_financial__is_line(&line[j]) && strchr(line[i].takes, line[j].group))
                status = fpl_financial__add(s, &s->row[i], &s->row[j], 1);
    }
    return status;
}

const struct fpl_financial__amounts *fpl_financial__row(const struct fpl_financial__statement *s, const char *code) {
    size_t i = 0;
    while (strcmp(s->form->line[i].code, code) != 0)
        i++;
    return &s->row[i];
}

/* What the form's lines lack: assets less the other side; cash at the end less what flowed; profit and loss that no
 * line takes. */
static enum fpl_status find_difference(struct fpl_financial__statement *s) {
    enum fpl_status status = FPL_OK;
    s->difference = (struct fpl_financial__amounts){{0, 0}};
    if (s->which == FPL_FINANCIAL_INCOME) {
        for (size_t i = 0; i < s->sums.n && !status; i++) {
            struct fpl_financial__amounts amounts;
            if (!fpl_financial__is_shown(s, &s->sums.entry[i]) || fpl_financial__place(s, &s->sums.entry[i]) >= 0)
                continue;
            status = fpl_financial__amounts(s, &s->sums.entry[i], &amounts);
            if (!status)
                status = fpl_financial__add(s, &s->difference, &amounts, 1);
        }
        return status;
    }
    s->difference = s->which == FPL_FINANCIAL_CASH ? s->closing : *fpl_financial__row(s, s->form->left);
    if (s->which == FPL_FINANCIAL_SHEET)
        return fpl_financial__add(s, &s->difference, fpl_financial__row(s, s->form->right),
                                  1); /* it stands in credit */
    status = fpl_financial__add(s, &s->difference, &s->opening, -1);
    return status ? status : fpl_financial__add(s, &s->difference, fpl_financial__row(s, s->form->left), -1);
}

enum fpl_status fpl_financial__fill(struct fpl_financial__statement *s, const char *currency) {
    enum fpl_status status = fpl_reports__scale(s->view, &s->book, fpl_str_of(currency), &s->scale, s->error);
    s->scale += s->spec->unit == FPL_UNIT_WAN ? 4 : 0;
    s->currency = currency;
    memset(s->row, 0, sizeof s->row);
    s->opening = s->closing = (struct fpl_financial__amounts){{0, 0}};
    for (size_t i = 0; i < s->sums.n && !status; i++) {
        const struct fpl_financial__entry *entry = &s->sums.entry[i];
        if (fpl_financial__is_shown(s, entry))
            status = add_entry(s, entry);
        if (!status && s->which == FPL_FINANCIAL_CASH && entry->nature != 'F' &&
            strcmp(entry->currency, currency) == 0 && fpl_account_is_cash(fpl_str_of(entry->code)))
            status = add_cash(s, entry);
    }
    if (!status)
        status = add_sums(s);
    return status ? status : find_difference(s);
}

/* ---- the periods ---- */

/* The same days of the year before; the last day of a month stays one. */
static struct fpl_date year_before(struct fpl_date day) {
    struct fpl_date before = fpl_date_add_months(day, -12);
    return fpl_date_cmp(day, fpl_date_month_end(day)) == 0 ? fpl_date_month_end(before) : before;
}

enum fpl_status fpl_financial__set_periods(struct fpl_financial__statement *s) {
    struct fpl_report_spec spec = *s->spec;
    struct fpl_financial__asked *asked = &s->asked;
    int year, month, day;
    if (s->which == FPL_FINANCIAL_SHEET)
        spec.from = FPL_DATE_NONE;
    enum fpl_status status = fpl_reports__range(s->view, &spec, &asked->from[0], &asked->to[0], s->error);
    if (status)
        return status;
    if (fpl_reports__no_date(spec.from)) {
        fpl_date_split(asked->to[0], &year, &month, &day);
        asked->from[0] = fpl_period_first((struct fpl_period){(int16_t)year, 1});
    }
    asked->from[1] = asked->to[1] = FPL_DATE_NONE;
    if (s->which == FPL_FINANCIAL_SHEET || fpl_days_between(FPL_DATE_MIN, asked->from[0]) < 367)
        return FPL_OK;
    asked->from[1] = fpl_date_add_months(asked->from[0], -12);
    asked->to[1] = year_before(asked->to[0]);
    return FPL_OK;
}
