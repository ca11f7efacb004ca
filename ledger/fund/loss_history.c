/* When one row was over its limit: the walk again at each day on which something happened. Each day is computed from
 * the movements up to it alone, so a later one never changes what an earlier one was.
 * Under ANNUAL the first day of a year is such a day as well, for the year's figure begins anew. */
#include "ledger/fund/loss.h"

#include <stdlib.h>

struct history {
    const struct fpl_loss_terms *terms;
    const struct fpl_loss_world *world;
    const struct fpl_loss_place *place;
    fpl_loss_take_breach take;
    void *ctx;
    struct fpl_date day; /* being computed */
    int fails;           /* on that day */
    int open;
    struct fpl_loss_breach breach;
    struct fpl_buf exact[2], now[2]; /* tested and denominator as rationals, of the highest rate and of today */
    int higher;
};

static enum fpl_status keep_text(struct fpl_buf *buf, struct fpl_str text) {
    fpl_buf_reset(buf);
    fpl_buf_add(buf, text.p, text.n);
    fpl_buf_addc(buf, '\0');
    return fpl_buf_ok(buf);
}

/* Figures of today as rationals, from the row's exact texts or its fen. */
static enum fpl_status keep_exact(struct history *h, const struct fpl_loss_row *row) {
    enum fpl_status status = keep_text(&h->now[0], row->exact[fpl_loss__at_tested(h->terms)]);
    return status == FPL_OK ? keep_text(&h->now[1], row->exact[fpl_loss__at_denominator(h->terms)]) : status;
}

static enum fpl_status compare_exact(void *ctx) {
    struct history *h = ctx;
    struct fpl_q a, b, c, d, left, right;
    enum fpl_status status = fpl_q_of_text(h->now[0].p, &a);
    if (status == FPL_OK)
        status = fpl_q_of_text(h->now[1].p, &b);
    if (status == FPL_OK)
        status = fpl_q_of_text(h->exact[0].p, &c);
    if (status == FPL_OK)
        status = fpl_q_of_text(h->exact[1].p, &d);
    if (status != FPL_OK)
        return status;
    fpl_q_mul(&left, &a, &d);
    fpl_q_mul(&right, &c, &b);
    h->higher = fpl_q_cmp(&left, &right) > 0;
    return FPL_OK;
}

static enum fpl_status fen_text(struct fpl_buf *buf, struct fpl_money amount) {
    fpl_buf_reset(buf);
    fpl_buf_addi(buf, fpl_money_minor(amount));
    fpl_buf_addc(buf, '\0');
    return fpl_buf_ok(buf);
}

static enum fpl_status higher_than_before(struct history *h, const struct fpl_loss_row *row) {
    enum fpl_status status;
    if (row->exact != NULL) {
        status = keep_exact(h, row);
    } else {
        status = fen_text(&h->now[0], row->tested);
        if (status == FPL_OK)
            status = fen_text(&h->now[1], row->denominator);
    }
    if (status != FPL_OK || !h->open) {
        h->higher = 1;
        return status;
    }
    return fpl_exact(compare_exact, h, (size_t)64 << 20);
}

static enum fpl_status look(void *ctx, const struct fpl_loss_row *row) {
    struct history *h = ctx;
    const struct fpl_loss_place *place = h->place;
    if (row->level != place->level || !fpl_str_eq(row->name, place->name) || !fpl_str_eq(row->fund, place->fund))
        return FPL_OK;
    h->fails = row->verdict == FPL_LOSS_FAIL;
    if (!h->fails)
        return FPL_OK;
    enum fpl_status status = higher_than_before(h, row);
    if (status != FPL_OK || !h->higher)
        return status;
    h->breach.highest_on = h->day;
    h->breach.tested = row->tested;
    h->breach.denominator = row->denominator;
    h->breach.exact_tested = h->breach.exact_denominator = FPL_STR("");
    for (int i = 0; i < 2; i++) {
        struct fpl_buf swap = h->exact[i];
        h->exact[i] = h->now[i];
        h->now[i] = swap;
    }
    if (row->exact != NULL) {
        h->breach.exact_tested = (struct fpl_str){h->exact[0].p, h->exact[0].n - 1};
        h->breach.exact_denominator = (struct fpl_str){h->exact[1].p, h->exact[1].n - 1};
    }
    return FPL_OK;
}

static enum fpl_status end_breach(struct history *h, struct fpl_date to) {
    h->breach.to = to;
    h->open = 0;
    return h->take(h->ctx, &h->breach);
}

static enum fpl_status one_day(struct history *h, struct fpl_date day, struct fpl_error *error) {
    struct fpl_loss_world then = *h->world;
    then.cut_off = day;
    h->day = day;
    h->fails = 0;
    enum fpl_status status = fpl_loss_run(h->terms, &then, look, h, error);
    if (status != FPL_OK)
        return status;
    if (h->fails && !h->open) {
        h->open = 1;
        h->breach.from = day;
    } else if (!h->fails && h->open) {
        status = end_breach(h, day);
    }
    return status;
}

/* ---- the days ---- */

static int by_day(const void *a, const void *b) {
    return fpl_date_cmp(*(const struct fpl_date *)a, *(const struct fpl_date *)b);
}

static size_t count_days(const struct history *h, struct fpl_date *first) {
    size_t count = 0;
    *first = h->world->cut_off;
    for (size_t i = 0; i < h->world->holdings; i++)
        for (size_t m = 0; m < h->world->holding[i].moves; m++) {
            struct fpl_date day = h->world->holding[i].move[m].day;
            count += fpl_date_cmp(day, h->world->cut_off) <= 0;
            *first = fpl_date_cmp(day, *first) < 0 ? day : *first;
        }
    return count;
}

static int year_of(struct fpl_date day) {
    int year, month, of_month;
    fpl_date_split(day, &year, &month, &of_month);
    return year;
}

/* Sorted, some of them twice; the caller frees. NULL: out of memory. */
static struct fpl_date *days_of(const struct history *h, size_t *count) {
    struct fpl_date first;
    size_t events = count_days(h, &first), n = 0;
    int from = year_of(first), to = year_of(h->world->cut_off);
    struct fpl_date *days = malloc((events + (size_t)(to - from) + 1) * sizeof *days);
    if (days == NULL)
        return NULL;
    for (size_t i = 0; i < h->world->holdings; i++)
        for (size_t m = 0; m < h->world->holding[i].moves; m++)
            if (fpl_date_cmp(h->world->holding[i].move[m].day, h->world->cut_off) <= 0)
                days[n++] = h->world->holding[i].move[m].day;
    for (int year = from + 1; year <= to && h->terms->timing == FPL_LOSS_ANNUAL; year++)
        n += fpl_date_of(year, 1, 1, &days[n]) == FPL_OK;
    qsort(days, n, sizeof *days, by_day);
    *count = n;
    return days;
}

enum fpl_status fpl_loss_history(const struct fpl_loss_terms *terms, const struct fpl_loss_world *world,
                                 const struct fpl_loss_place *place, fpl_loss_take_breach take, void *ctx,
                                 struct fpl_error *error) {
    FPL_ASSERT(terms != NULL && place != NULL && take != NULL && !fpl_date_is_none(world->cut_off));
    struct history h = {.terms = terms, .world = world, .place = place, .take = take, .ctx = ctx};
    size_t count = 0;
    struct fpl_date *days = days_of(&h, &count);
    if (days == NULL)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < count && status == FPL_OK; i++)
        if (i == 0 || fpl_date_cmp(days[i], days[i - 1]) != 0)
            status = one_day(&h, days[i], error);
    if (status == FPL_OK && h.open)
        status = end_breach(&h, FPL_DATE_NONE);
    free(days);
    for (int i = 0; i < 2; i++) {
        fpl_buf_release(&h.exact[i]);
        fpl_buf_release(&h.now[i]);
    }
    return status;
}
