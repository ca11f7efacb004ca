/* Reading totals: stored cells of days, months and years are added up or taken off, whichever way to the cut is
 * shorter. The cells hold the newest knowledge; a view of earlier knowledge takes the records after it off again, or
 * adds up from the start when that is shorter. */
#include "ledger/base/base.h"
#include "ledger/journal/view.h"

#include <stdlib.h>
#include <string.h>

/* What a scan of a month's or a year's cells costs, in days' cells: most lines have one on few days, but in most
 * months. The sums do not depend on it, only how soon they are there. */
#define MONTH_COST 6
#define YEAR_COST  12

struct sum { /* wide, so that what is taken off again cannot overflow on the way */
    fpl__int128 debit, credit;
};
struct gathering {
    struct fpl_view *view;
    const struct fpl_open_book *book;
    struct sum *own;      /* per account, by its place in the chart: no party, the book's own currency */
    struct fpl_map other; /* all else: account NUL party NUL currency NUL → struct sum; by_flow: the flow for account */
    struct fpl_lines lines;
    struct sum **of_line; /* where the cells of each stored line are added up; NULL: not met yet */
    struct fpl_buf key;
    struct fpl_str own_currency; /* what an empty currency means */
    int by_party;
    int by_flow;              /* of the lines of the cash-flow statement, whatever the account */
    struct sum unseen;        /* by_flow: of all that is no cash */
    struct fpl_date from, to; /* posted range wanted, for records */
    int sign;                 /* of records */
    struct fpl_error *error;
};

static void add_text(struct fpl_buf *key, struct fpl_str text) {
    fpl_buf_add(key, text.p, text.n);
    fpl_buf_addc(key, '\0');
}

static struct sum *sum_at(struct gathering *g, struct fpl_str what, struct fpl_str party, struct fpl_str currency) {
    int made = 0;
    fpl_buf_reset(&g->key);
    add_text(&g->key, what);
    add_text(&g->key, party);
    add_text(&g->key, currency);
    return fpl_buf_ok(&g->key) ? NULL : fpl_map__add(&g->other, fpl_buf_str(&g->key), &made);
}

/* Where a line is added up; NULL: out of memory. */
static struct sum *sum_of(struct gathering *g, const struct fpl_line_text *line) {
    const struct fpl_chart *chart = &g->book->chart;
    const struct fpl_account *account = NULL;
    struct fpl_str party = g->by_party ? line->party : FPL_STR("");
    struct fpl_str currency = line->currency.n ? line->currency : g->own_currency;
    if (g->by_flow)
        return line->flow.n ? sum_at(g, line->flow, FPL_STR(""), currency) : &g->unseen;
    if (party.n == 0 && fpl_str_eq(currency, g->own_currency))
        account = fpl_chart__find(chart, line->account);
    if (account)
        return &g->own[account - chart->account];
    return sum_at(g, line->account, party, currency);
}

static enum fpl_status add_to(struct gathering *g, struct sum *sum, int64_t debit, int64_t credit, int sign) {
    if (!sum)
        return fpl_fail(g->error, FPL_E_NOMEM, NULL, NULL, NULL);
    sum->debit += (fpl__int128)debit * sign;
    sum->credit += (fpl__int128)credit * sign;
    return FPL_OK;
}

struct adding {
    struct gathering *g;
    int sign;
};

static enum fpl_status add_cell(void *ctx, const struct fpl_cell *cell) {
    struct adding *adding = ctx;
    struct sum **sum = &adding->g->of_line[cell->line];
    if (!*sum)
        *sum = sum_of(adding->g, &adding->g->lines.line[cell->line]);
    return add_to(adding->g, *sum, cell->debit, cell->credit, adding->sign);
}

static enum fpl_status add_range(struct gathering *g, int grain, struct fpl_date from, struct fpl_date to, int sign) {
    const struct fpl_totals_range range = {g->book->info.id, grain, from.day, to.day};
    struct adding adding = {g, sign};
    return fpl_totals__each(g->view->session->store, &range, &g->lines, add_cell, &adding, g->error);
}

/* ---- the way to a cut ---- */

/* Whole years are added up to the one before the cut's, or with it; then `months` of its months are in: those added, or
 * those left when the later ones are taken off; then days are added, or the later ones of the last month taken off. */
struct way {
    int year_off, days_off; /* 1: from the whole year, month back to the cut */
    int months;
};

/* The cheapest of the four ways; nothing is stored after `last`, so that going back over it costs nothing. */
static struct way way_to(struct fpl_date to, struct fpl_date last) {
    int year, month, day, last_year, last_month, last_day, least = INT32_MAX;
    struct way best = {0, 0, 0};
    fpl_date_split(to, &year, &month, &day);
    fpl_date_split(last, &last_year, &last_month, &last_day);
    int ends = last_year > year ? 12 : last_month;
    int later = last_year > year || last_month > month ? fpl_days_between(to, fpl_date_month_end(to)) : last_day - day;
    for (int i = 0; i < 4; i++) {
        struct way way = {.year_off = i & 1, .days_off = i >> 1, .months = month - 1 + (i >> 1)};
        int cost = (way.days_off ? later : day) + MONTH_COST * (way.year_off ? ends - way.months : way.months) +
                   YEAR_COST * way.year_off;
        if (cost < least) {
            least = cost;
            best = way;
        }
    }
    return best;
}

static struct fpl_date month_first(int year, int month) {
    return fpl_period_first((struct fpl_period){(int16_t)year, (int8_t)month});
}

/* Everything posted up to and on `to`. */
static enum fpl_status add_until(struct gathering *g, struct fpl_date to, int sign) {
    int32_t open = 0;
    int year, month, day;
    enum fpl_status status = fpl_totals__open_month(g->view->session->store, g->book->info.id, &open, g->error);
    if (status || open == INT32_MAX)
        return status;
    if (to.day >= open)
        status = add_range(g, 0, (struct fpl_date){open}, to, sign);
    if (status || to.day >= open - 1)
        return status ? status : add_range(g, 2, FPL_DATE_MIN, FPL_DATE_MAX, sign);
    struct way way = way_to(to, (struct fpl_date){open - 1});
    fpl_date_split(to, &year, &month, &day);
    struct fpl_date year_first = month_first(year, 1),
                    year_end = fpl_period_last((struct fpl_period){(int16_t)year, 12});
    status = add_range(g, 2, FPL_DATE_MIN, way.year_off ? year_end : (struct fpl_date){year_first.day - 1}, sign);
    if (!status && way.year_off && way.months < 12)
        status = add_range(g, 1, month_first(year, way.months + 1), year_end, -sign);
    else if (!status && !way.year_off && way.months > 0)
        status = add_range(g, 1, year_first, fpl_date_month_end(month_first(year, way.months)), sign);
    if (status)
        return status;
    return way.days_off ? add_range(g, 0, fpl_date_add_days(to, 1), fpl_date_month_end(to), -sign)
                        : add_range(g, 0, month_first(year, month), to, sign);
}

static enum fpl_status add_body(void *ctx, int64_t seq, const struct fpl_json *body) {
    struct gathering *g = ctx;
    const struct fpl_json *list = fpl_json_get(body, "p");
    enum fpl_status status = FPL_OK;
    (void)seq;
    if (!list)
        return FPL_OK;
    struct fpl_date posted = fpl_body__posted(body);
    if (fpl_date_cmp(posted, g->from) < 0 || fpl_date_cmp(posted, g->to) > 0)
        return FPL_OK;
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p)) {
        struct fpl_posting posting;
        if ((status = fpl_body__posting(p, &posting, g->error)))
            break;
        int64_t amount = fpl_money_minor(posting.amount);
        struct sum *sum =
            sum_of(g, &(struct fpl_line_text){posting.account, posting.party, posting.currency, posting.flow});
        status = add_to(g, sum, posting.side == 'D' ? amount : 0, posting.side == 'C' ? amount : 0, g->sign);
    }
    return status;
}

static enum fpl_status gather_totals(struct gathering *g) {
    struct fpl_view *view = g->view;
    int32_t book = g->book->info.id;
    int64_t size = 0, all = g->book->head.size;
    enum fpl_status status = fpl_view__size(view, book, &size, g->error);
    if (status)
        return status;
    if (size < all / 2)
        return fpl_view__bodies(view, book, 0, size, add_body, g, g->error);
    status = fpl_lines__load(view->session->store, book, &g->lines, g->error);
    if (!status && !(g->of_line = calloc(g->lines.count + 1, sizeof(struct sum *))))
        status = fpl_fail(g->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = add_until(g, g->to, 1);
    if (!status && fpl_date_cmp(g->from, FPL_DATE_MIN) > 0)
        status = add_until(g, fpl_date_add_days(g->from, -1), -1);
    g->sign = -1;
    if (!status)
        status = fpl_view__bodies(view, book, size, all, add_body, g, g->error);
    return status;
}

/* ---- giving them ---- */

struct receiver {
    fpl_total_cb cb;
    void *ctx;
    struct fpl_error *error;
};

static enum fpl_status give(const struct receiver *to, struct fpl_total *total, const struct sum *sum) {
    if (sum->debit == 0 && sum->credit == 0)
        return FPL_OK;
    if (sum->debit != (int64_t)sum->debit || sum->credit != (int64_t)sum->credit)
        return fpl_fail(to->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    total->debit = fpl_money_of((int64_t)sum->debit);
    total->credit = fpl_money_of((int64_t)sum->credit);
    return to->cb(to->ctx, total);
}

static int total_cmp(const struct fpl_total *a, const struct fpl_total *b) {
    int order = fpl_str_cmp(a->account, b->account);
    if (order == 0)
        order = fpl_str_cmp(a->party, b->party);
    return order ? order : fpl_str_cmp(a->currency, b->currency);
}

/* Merges the accounts' own sums with those beside them. */
static enum fpl_status give_totals(const struct gathering *g, const struct receiver *to) {
    const struct fpl_chart *chart = &g->book->chart;
    struct fpl_map_entry **list = NULL;
    size_t n = 0, at = 0;
    int place = 0;
    enum fpl_status status = FPL_OK;
    if (fpl_map__sorted(&g->other, NULL, &list, &n))
        return fpl_fail(g->error, FPL_E_NOMEM, NULL, NULL, NULL);
    while (!status && (at < n || place < chart->count)) {
        struct fpl_total own = {.party = FPL_STR(""), .currency = g->own_currency}, other = own;
        if (place < chart->count)
            own.account = fpl_str_of(chart->account[place].code);
        if (at < n) {
            other.account = fpl_str_of(list[at]->key.p);
            other.party = fpl_str_of(other.account.p + other.account.n + 1);
            other.currency = fpl_str_of(other.party.p + other.party.n + 1);
        }
        if (at == n || (place < chart->count && total_cmp(&own, &other) <= 0))
            status = give(to, &own, &g->own[place++]);
        else
            status = give(to, &other, list[at++]->value);
    }
    free(list);
    return status;
}

static enum fpl_status read_totals(struct gathering *g, int32_t book, const struct receiver *to) {
    struct fpl_view *view = g->view;
    struct fpl_open_book *open = NULL;
    enum fpl_status status = fpl_view__need_all(view, g->error);
    if (!status)
        status = fpl_journal__book(view->session, book, &open, g->error);
    g->to = fpl_date_cmp(g->to, view->as_of) > 0 ? view->as_of : g->to;
    if (status || fpl_date_cmp(g->from, g->to) > 0)
        return status;
    g->book = open;
    g->own_currency = fpl_str_of(open->info.currency);
    if (!(g->own = calloc((size_t)open->chart.count + 1, sizeof *g->own)))
        return fpl_fail(g->error, FPL_E_NOMEM, NULL, NULL, NULL);
    status = gather_totals(g);
    if (!status)
        status = give_totals(g, to);
    free(g->own);
    free(g->of_line);
    fpl_lines__release(&g->lines);
    fpl_map__release(&g->other);
    fpl_buf_release(&g->key);
    return status;
}

enum fpl_status fpl_read_totals(struct fpl_view *view, int32_t book, struct fpl_date from, struct fpl_date to,
                                int by_party, fpl_total_cb cb, void *ctx, struct fpl_error *error) {
    struct gathering g = {.view = view,
                          .other = {.value_size = sizeof(struct sum)},
                          .by_party = by_party,
                          .from = from,
                          .to = to,
                          .sign = 1,
                          .error = error};
    return read_totals(&g, book, &(struct receiver){cb, ctx, error});
}

enum fpl_status fpl_read_flow_totals(struct fpl_view *view, int32_t book, const struct fpl_date days[2],
                                     fpl_total_cb cb, void *ctx, struct fpl_error *error) {
    struct gathering g = {.view = view,
                          .other = {.value_size = sizeof(struct sum)},
                          .by_flow = 1,
                          .from = days[0],
                          .to = days[1],
                          .sign = 1,
                          .error = error};
    return read_totals(&g, book, &(struct receiver){cb, ctx, error});
}
