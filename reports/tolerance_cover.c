/* What made an excess good (E17): what was taken out of the special reserve and what was withheld of carried interest,
 * by the year of the loss, against the excess at the cut-off. Nothing of it is proceeds: the loss is what it is (Q21).
 */
#include "reports/tolerance_walk.h"

#include <stdio.h>
#include <stdlib.h>

struct year {
    int64_t year, reserve, carry;
};
struct cover {
    const struct fpl_tolerance__walk *walk;
    struct fpl_report *report;
    struct year *list;
    size_t n, cap;
    int carry;       /* at hand: withheld of carry */
    int64_t held;    /* left in the reserve */
    int64_t covered; /* of all years */
};

static struct year *of_year(struct cover *c, int64_t year) {
    for (size_t i = 0; i < c->n; i++)
        if (c->list[i].year == year)
            return &c->list[i];
    if (c->n == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 8;
        struct year *wider = realloc(c->list, cap * sizeof *wider);
        if (!wider)
            return NULL;
        c->list = wider;
        c->cap = cap;
    }
    c->list[c->n] = (struct year){.year = year};
    return &c->list[c->n++];
}

static enum fpl_status take(void *ctx, const struct fpl_item *item) {
    struct cover *c = ctx;
    struct fpl_date on;
    int64_t amount = fpl_json_get_num(item->data, "amt", 0);
    if (fpl_json_get_num(item->data, "rev", 0))
        return FPL_OK;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "on"), &on, c->walk->error);
    if (status || fpl_date_cmp(on, fpl_view_as_of(c->walk->view)) > 0)
        return status;
    struct year *year = of_year(c, fpl_json_get_num(item->data, "year", 0));
    if (!year)
        return fpl_fail(c->walk->error, FPL_E_NOMEM, NULL, NULL, NULL);
    status = fpl_reports__add(c->carry ? &year->carry : &year->reserve, amount, c->walk->error);
    return status ? status : fpl_reports__add(&c->covered, amount, c->walk->error);
}

static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    struct cover *c = ctx;
    if (!fpl_str_is(total->account, "410110"))
        return FPL_OK;
    return fpl_reports__add(&c->held, fpl_money_minor(total->credit) - fpl_money_minor(total->debit), c->walk->error);
}

static enum fpl_status read(struct cover *c, const struct fpl_book *book) {
    struct fpl_reports__own own = {.book = book, .take = take_total, .ctx = c};
    enum fpl_status status = fpl_read_items(c->walk->view, book->id, "cover", take, c, c->walk->error);
    c->carry = 1;
    if (!status)
        status = fpl_read_items(c->walk->view, book->id, "withholding", take, c, c->walk->error);
    return status ? status : fpl_reports__own_totals(c->walk->view, &own, c->walk->error);
}

/* The greater of what the fund is over and what its categories are: they test the same loss. */
static int64_t excess_of(const struct cover *c) {
    int64_t fund = 0, categories = 0;
    for (size_t i = 0; i < c->walk->rows.n; i++) {
        const struct fpl_loss_row *row = &c->walk->rows.list[i].row;
        int64_t excess = row->verdict == FPL_LOSS_FAIL ? fpl_money_minor(row->excess) : 0;
        if (row->level == FPL_LOSS_FUND && excess > fund)
            fund = excess;
        if (row->level == FPL_LOSS_CATEGORY)
            categories += excess; /* each at most what was invested */
    }
    return fund > categories ? fund : categories;
}

static int by_year(const void *a, const void *b) {
    int64_t x = ((const struct year *)a)->year, y = ((const struct year *)b)->year;
    return (x > y) - (x < y);
}

static void put_money(const struct cover *c, int64_t amount) {
    fpl_report_money(c->report, fpl_money_of(amount), c->walk->fund[0].book.scale);
}

static void put_years(struct cover *c) {
    struct fpl_report *r = c->report;
    struct year sum = {0};
    fpl_report_table(r, "cover", "超额亏损的弥补", "What made an excess good");
    fpl_report_column(r, "year", "亏损年度", "Year of the loss", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "reserve", "风险准备金弥补", "Out of the reserve", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "carry", "扣减业绩报酬", "Carry withheld", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "covered", "合计", "Together", FPL_COLUMN_MONEY, 0);
    if (c->n)
        qsort(c->list, c->n, sizeof *c->list, by_year);
    for (size_t i = 0; i < c->n; i++) {
        char text[24];
        (void)snprintf(text, sizeof text, "%lld", (long long)c->list[i].year);
        fpl_report_text(r, fpl_str_of(text));
        put_money(c, c->list[i].reserve);
        put_money(c, c->list[i].carry);
        put_money(c, c->list[i].reserve + c->list[i].carry);
        sum.reserve += c->list[i].reserve; /* together what take() has added up */
        sum.carry += c->list[i].carry;
    }
    fpl_report_total(r);
    fpl_report_code(r, "total", "合计", "Total");
    put_money(c, sum.reserve);
    put_money(c, sum.carry);
    put_money(c, c->covered);
}

static void put_open(struct cover *c) {
    struct fpl_report *r = c->report;
    int64_t excess = excess_of(c), open = excess - c->covered;
    fpl_report_table(r, "uncovered", "未弥补的超额", "Excess not made good");
    fpl_report_column(r, "excess", "截止日超额", "Excess at the cut-off", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "covered", "已弥补", "Made good", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "open", "未弥补", "Open", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "over", "超过现有超额", "Beyond the excess", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "reserve", "风险准备金余额", "Left in the reserve", FPL_COLUMN_MONEY, 0);
    put_money(c, excess);
    put_money(c, c->covered);
    put_money(c, open > 0 ? open : 0);
    put_money(c, open < 0 ? -open : 0);
    put_money(c, c->held);
    if (open < 0)
        fpl_report_note(r, "over_covered", "收回后超额减少，已弥补的不退回（另有文件规定的除外）",
                        "an excess that fell after it was made good: nothing is given back unless a document says so");
}

enum fpl_status fpl_tolerance__cover(const struct fpl_tolerance__walk *walk, struct fpl_report *report) {
    struct cover c = {.walk = walk, .report = report};
    enum fpl_status status = walk->funds == 1 ? read(&c, &walk->fund[0].book) : FPL_OK;
    if (!status && (c.n > 0 || c.held != 0)) {
        put_years(&c);
        put_open(&c);
    }
    free(c.list);
    return status;
}
