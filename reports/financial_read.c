/* What fills the statements: totals at the ends of either period, opening balances, entries of 结转 and cash flows. */
#include "fundpool/event.h"
#include "reports/financial.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    const struct fpl_financial__asked *asked;
    struct fpl_financial__sums *out;
    int period;
    enum fpl_financial__sum which; /* that totals are added to */
    int64_t *seq;                  /* records that post on the accounts of `carry` */
    size_t n, cap;
    struct fpl_error *error;
};

static void *grown(void *list, size_t n, size_t *cap, size_t each) {
    if (n < *cap)
        return list;
    size_t wider = *cap ? *cap * 2 : 64;
    void *moved = realloc(list, wider * each);
    if (moved)
        *cap = wider;
    return moved;
}

static enum fpl_status add_seq(int64_t **list, size_t *n, size_t *cap, int64_t seq, struct fpl_error *error) {
    int64_t *wider = grown(*list, *n, cap, sizeof **list);
    if (!wider)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    *list = wider;
    wider[(*n)++] = seq;
    return FPL_OK;
}

/* An amount of its own; those of one account and currency are added up when all are there. */
static enum fpl_status add(struct reading *r, struct fpl_str code, struct fpl_str currency,
                           enum fpl_financial__sum which, int64_t amount) {
    struct fpl_financial__sums *out = r->out;
    struct fpl_financial__entry entry = {.nature = which == FPL_FINANCIAL_FLOW ? 'F' : '?'};
    struct fpl_financial__entry *wider = grown(out->entry, out->n, &out->cap, sizeof *wider);
    if (!wider)
        return fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL);
    out->entry = wider;
    (void)fpl_str_copy(code, entry.code, sizeof entry.code);
    (void)fpl_str_copy(currency.n ? currency : fpl_str_of(r->asked->book->currency), entry.currency,
                       sizeof entry.currency);
    entry.sum[r->period][which] = amount;
    out->entry[out->n++] = entry;
    return FPL_OK;
}

static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    struct reading *r = ctx;
    int64_t balance = 0;
    if (__builtin_sub_overflow(fpl_money_minor(total->debit), fpl_money_minor(total->credit), &balance))
        return fpl_fail(r->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    return add(r, total->account, total->currency, r->which, balance);
}

static enum fpl_status take_opened(void *ctx, const struct fpl_reports__opened *opened) {
    return add(ctx, opened->account, opened->currency, FPL_FINANCIAL_OPENED, opened->balance);
}

/* ---- entries of 结转 ---- */

static enum fpl_status take_posted(void *ctx, const struct fpl_posted *posting) {
    struct reading *r = ctx;
    return add_seq(&r->seq, &r->n, &r->cap, posting->seq, r->error);
}

/* 1: profit and loss, 2: an account of `carry`, 4: another. */
static int side_of(const struct reading *r, struct fpl_str code) {
    const struct fpl_account *account = fpl_reports__account(r->asked->accounts, code);
    if (account && account->nature == 'P')
        return 1;
    return fpl_financial__match(r->asked->carry, code, account ? account->nature : '?') >= 0 ? 2 : 4;
}

/* All its lines are 结转, or none is: an entry that does something else as well is named. Opening balances, and what
 * takes them back, are none. */
static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct reading *r = ctx;
    const struct fpl_json *list = fpl_json_get(record->body, "p");
    const struct fpl_event *event = fpl_event_find(record->kind);
    enum fpl_status status = FPL_OK;
    int sides = 0;
    for (const struct fpl_json *p = fpl_json_first(list); p; p = fpl_json_next(list, p))
        sides |= side_of(r, fpl_json_text(fpl_json_at(p, 0)));
    if ((event && event->flags & FPL_EVENT_OPENING) || (sides & 3) != 3)
        return FPL_OK;
    if (sides & 4)
        return add_seq(&r->out->mixed, &r->out->mixed_n, &r->out->mixed_cap, record->seq, r->error);
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p)) {
        int64_t amount = fpl_json_num(fpl_json_at(p, 2), 0);
        status = add(r, fpl_json_text(fpl_json_at(p, 0)), fpl_json_text(fpl_json_at(p, 5)), FPL_FINANCIAL_CARRIED,
                     fpl_str_is(fpl_json_text(fpl_json_at(p, 1)), "D") ? amount : -amount);
    }
    return status;
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static enum fpl_status read_carried(struct reading *r) {
    const struct fpl_financial__asked *asked = r->asked;
    enum fpl_status status = FPL_OK;
    r->n = 0;
    for (size_t i = 0; i < asked->accounts->n && !status; i++) {
        struct fpl_str code = fpl_str_of(asked->accounts->account[i]->code);
        if (fpl_financial__match(asked->carry, code, '?') >= 0)
            status = fpl_read_postings(asked->view, asked->book->id, code, asked->from[r->period], asked->to[r->period],
                                       take_posted, r, r->error);
    }
    if (r->n > 0)
        qsort(r->seq, r->n, sizeof *r->seq, by_number);
    for (size_t i = 0; i < r->n && !status; i++) {
        if (i == 0 || r->seq[i] != r->seq[i - 1])
            status = fpl_read_record(asked->view, asked->book->id, r->seq[i], take_record, r, r->error);
    }
    return status;
}

/* ---- all of it, added up ---- */

static enum fpl_status read_period(struct reading *r) {
    const struct fpl_financial__asked *asked = r->asked;
    struct fpl_date from = asked->from[r->period], to = asked->to[r->period];
    enum fpl_status status = FPL_OK;
    r->which = FPL_FINANCIAL_START;
    if (fpl_date_cmp(from, FPL_DATE_MIN) > 0)
        status = fpl_read_totals(asked->view, asked->book->id, FPL_DATE_MIN, fpl_date_add_days(from, -1), 0, take_total,
                                 r, r->error);
    r->which = FPL_FINANCIAL_END;
    if (!status)
        status = fpl_read_totals(asked->view, asked->book->id, FPL_DATE_MIN, to, 0, take_total, r, r->error);
    r->which = FPL_FINANCIAL_FLOW;
    if (!status && asked->flows)
        status = fpl_read_flow_totals(asked->view, asked->book->id, (const struct fpl_date[2]){from, to}, take_total, r,
                                      r->error);
    if (!status)
        status = fpl_reports__openings(asked->view, asked->book, (const struct fpl_date[2]){from, to}, take_opened, r,
                                       r->error);
    return status || !asked->carry ? status : read_carried(r);
}

static int by_code(const void *a, const void *b) {
    const struct fpl_financial__entry *x = a, *y = b;
    int order = strcmp(x->currency, y->currency);
    if (order == 0)
        order = (x->nature == 'F') - (y->nature == 'F');
    return order ? order : strcmp(x->code, y->code);
}

static enum fpl_status add_up(struct reading *r) {
    struct fpl_financial__sums *out = r->out;
    enum fpl_status status = FPL_OK;
    size_t n = 0;
    if (out->n > 0)
        qsort(out->entry, out->n, sizeof *out->entry, by_code);
    for (size_t i = 0; i < out->n && !status; i++) {
        if (n == 0 || by_code(&out->entry[n - 1], &out->entry[i]) != 0) {
            out->entry[n++] = out->entry[i];
            continue;
        }
        for (int k = 0; k < 2 * FPL_FINANCIAL_SUMS && !status; k++)
            status = fpl_reports__add(&out->entry[n - 1].sum[k / FPL_FINANCIAL_SUMS][k % FPL_FINANCIAL_SUMS],
                                      out->entry[i].sum[k / FPL_FINANCIAL_SUMS][k % FPL_FINANCIAL_SUMS], r->error);
    }
    out->n = n;
    for (size_t i = 0; i < n; i++) {
        struct fpl_financial__entry *entry = &out->entry[i];
        if (entry->nature == 'F')
            continue;
        entry->account = fpl_reports__account(r->asked->accounts, fpl_str_of(entry->code));
        entry->nature = entry->account ? entry->account->nature : '?';
    }
    return status;
}

enum fpl_status fpl_financial__read(const struct fpl_financial__asked *asked, struct fpl_financial__sums *out,
                                    struct fpl_error *error) {
    struct reading r = {.asked = asked, .out = out, .error = error};
    enum fpl_status status = FPL_OK;
    for (r.period = 0; r.period < 2 && !status; r.period++)
        if (!fpl_reports__no_date(asked->from[r.period]))
            status = read_period(&r);
    free(r.seq);
    return status ? status : add_up(&r);
}

void fpl_financial__release(struct fpl_financial__sums *sums) {
    free(sums->entry);
    free(sums->mixed);
    *sums = (struct fpl_financial__sums){.n = 0};
}
