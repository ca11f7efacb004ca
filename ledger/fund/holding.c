/* The holding's figures, the events that change them, and giving back what one of them moved. */
#include "ledger/fund/holding.h"

#include <stdio.h>
#include <string.h>

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

void fpl_fund__holding_load(const struct fpl_facts *facts, struct fpl_fund__holding *h) {
    *h = (struct fpl_fund__holding){
        .state = fpl_fact_text(facts, FPL_FACT_HOLDING_STATE),
        .category = fpl_fact_text(facts, FPL_FACT_HOLDING_CATEGORY),
        .last = fpl_fact_text(facts, FPL_FACT_HOLDING_LAST),
        .first = fpl_fact_date(facts, FPL_FACT_HOLDING_FIRST),
        .paid = fpl_fact_date(facts, FPL_FACT_HOLDING_PAID),
        .on = fpl_fact_date(facts, FPL_FACT_HOLDING_ON),
        .cost = minor(facts, FPL_FACT_HOLDING_COST),
        .fair = minor(facts, FPL_FACT_HOLDING_FAIR),
        .debt = minor(facts, FPL_FACT_HOLDING_DEBT),
        .shares = fpl_fact_int(facts, FPL_FACT_HOLDING_SHARES, 0),
        .pursued = minor(facts, FPL_FACT_HOLDING_PURSUED),
        .no = fpl_fact_int(facts, FPL_FACT_HOLDING_NO, 1),
        .since = fpl_fact_int(facts, FPL_FACT_HOLDING_SINCE, 1),
        .put = minor(facts, fpl_fact_known(facts, FPL_FACT_HOLDING_PUT) ? FPL_FACT_HOLDING_PUT : FPL_FACT_HOLDING_COST),
    };
}

/* Of an entry: nothing for the first. */
static void entry(struct fpl_fund__data *data, const char *member, int64_t no) {
    if (no > 1)
        fpl_fund__data_num(data, member, no);
}

void fpl_fund__holding_write(const struct fpl_facts *facts, const struct fpl_fund__holding *h,
                             struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str firm = fpl_fact_text(facts, FPL_FACT_FIRM_ID);
    if (h->state.n == 0) {
        fpl_decision_item(out, "holding", firm, (struct fpl_str){"", 0});
        return;
    }
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "cat", h->category);
    fpl_fund__data_num(&data, "cost", h->cost);
    if (h->debt != 0)
        fpl_fund__data_num(&data, "debt", h->debt);
    fpl_fund__data_num(&data, "fair", h->fair);
    fpl_fund__data_date(&data, "first", h->first);
    fpl_fund__data_text(&data, "last", h->last);
    entry(&data, "no", h->no);
    fpl_fund__data_date(&data, "on", h->on);
    fpl_fund__data_date(&data, "paid", h->paid);
    fpl_fund__data_num(&data, "pur", h->pursued);
    if (h->put != h->cost)
        fpl_fund__data_num(&data, "put", h->put);
    fpl_fund__data_num(&data, "sh", h->shares);
    entry(&data, "since", h->since);
    fpl_fund__data_text(&data, "st", h->state);
    fpl_fund__data_item(&data, "holding", firm, out);
}

/* ---- one event ---- */

static int later(struct fpl_date a, struct fpl_date b) {
    return fpl_date_is_none(b) || (!fpl_date_is_none(a) && fpl_date_cmp(a, b) > 0);
}

static void check_day(const struct fpl_fund__change *change) {
    struct fpl_date day = fpl_fact_date(change->facts, FPL_FACT_TODAY),
                    newest = later(change->before.on, change->before.paid) ? change->before.on : change->before.paid;
    char given[12], is[12];
    if (!fpl_date_is_none(day) && !fpl_date_is_none(newest) && fpl_date_cmp(day, newest) < 0)
        fpl_decision_refuse(change->out, FPL_E_NEWEST, fpl_date_format(day, given), fpl_date_format(newest, is), NULL);
}

int fpl_fund__change_begin(struct fpl_fund__change *change, const struct fpl_facts *facts, const char *kind,
                           const char *state, struct fpl_decision *out) {
    char firm[FPL_ERROR_ARG_BYTES], is[FPL_ERROR_ARG_BYTES];
    *change = (struct fpl_fund__change){.facts = facts, .out = out, .kind = kind};
    fpl_decision_begin(out);
    fpl_fund__holding_load(facts, &change->before);
    change->now = change->before;
    int any = strcmp(state, FPL_FUND_ANY_HELD) == 0 &&
              (fpl_str_is(change->before.state, "HELD") || fpl_str_is(change->before.state, "CONVERTIBLE"));
    if (!any && !fpl_str_is(change->before.state, state))
        fpl_decision_refuse(out, FPL_E_HOLDING, fpl_error_quote(fpl_fact_text(facts, FPL_FACT_FIRM_ID), firm),
                            change->before.state.n ? fpl_error_quote(change->before.state, is) : "NONE", NULL);
    else
        check_day(change);
    fpl_fund__not_closed(facts, out);
    return out->reasons == 0;
}

void fpl_fund__check_carried(const struct fpl_fund__change *change) {
    if (!fpl_fact_bool(change->facts, FPL_FACT_TAKE_ON, 0) &&
        minor(change->facts, FPL_FACT_HOLDING_CARRIED) != change->before.fair)
        fpl_fund__refuse_money(change->out, FPL_E_FAIR_OPENING, minor(change->facts, FPL_FACT_HOLDING_CARRIED),
                               change->before.fair);
}

/* "exit|X-1" in text[FPL_FUND_NAME]: a kind of item and an id of at most 64 bytes. */
#define FPL_FUND_NAME 96
static struct fpl_str name_of(const struct fpl_facts *facts, const char *kind, char *text) {
    struct fpl_str key = fpl_fact_text(facts, FPL_FACT_EVENT_KEY);
    int n = snprintf(text, FPL_FUND_NAME, "%s|%.*s", kind, (int)key.n, key.n ? key.p : "");
    FPL_ASSERT(n > 0 && n < FPL_FUND_NAME);
    return fpl_str_of(text);
}

void fpl_fund__change_end(struct fpl_fund__change *change, int64_t amount, struct fpl_str deal) {
    const struct fpl_fund__holding *before = &change->before;
    struct fpl_fund__holding *now = &change->now;
    struct fpl_fund__data data;
    char name[FPL_FUND_NAME];
    now->last = name_of(change->facts, change->kind, name);
    now->on = fpl_fact_date(change->facts, FPL_FACT_TODAY);
    fpl_fund__holding_write(change->facts, now, change->out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_date(&data, "day", now->on);
    fpl_fund__data_num(&data, "dc", now->cost - before->cost + now->debt - before->debt);
    if (now->debt != before->debt)
        fpl_fund__data_num(&data, "dd", now->debt - before->debt);
    fpl_fund__data_text(&data, "deal", deal);
    fpl_fund__data_num(&data, "df", now->fair - before->fair);
    fpl_fund__data_num(&data, "dp", now->pursued - before->pursued);
    fpl_fund__data_num(&data, "ds", now->shares - before->shares);
    fpl_fund__data_text(&data, "firm", fpl_fact_text(change->facts, FPL_FACT_FIRM_ID));
    fpl_fund__data_text(&data, "last", before->last);
    fpl_fund__data_date(&data, "on", before->on);
    entry(&data, "since", before->since);
    fpl_fund__data_text(&data, "st", before->state);
    fpl_fund__data_item(&data, change->kind, fpl_fact_text(change->facts, FPL_FACT_EVENT_KEY), change->out);
}

/* ---- taken back ---- */

void fpl_fund__change_back(const struct fpl_facts *facts, const char *kind, struct fpl_decision *out) {
    struct fpl_fund__holding h;
    struct fpl_fund__data data;
    char name[FPL_FUND_NAME];
    int put = strcmp(kind, "refund") == 0 ? 1 : strcmp(kind, "instalment") == 0 ? -1 : 0; /* they alone moved it */
    fpl_decision_begin(out);
    fpl_fund__holding_load(facts, &h);
    fpl_fund__not_closed(facts, out);
    if (!fpl_str_eq(h.last, name_of(facts, kind, name)))
        fpl_fund__refuse_text(out, FPL_E_LATER, h.last);
    fpl_fund__add(out, &h.cost, minor(facts, FPL_FACT_MOVED_DEBT) - minor(facts, FPL_FACT_MOVED_COST));
    fpl_fund__add(out, &h.debt, -minor(facts, FPL_FACT_MOVED_DEBT));
    fpl_fund__add(out, &h.put, put * minor(facts, FPL_FACT_EVENT_AMOUNT));
    fpl_fund__add(out, &h.fair, -minor(facts, FPL_FACT_MOVED_FAIR));
    fpl_fund__add(out, &h.pursued, -minor(facts, FPL_FACT_MOVED_PURSUED));
    fpl_fund__add(out, &h.shares, -fpl_fact_int(facts, FPL_FACT_MOVED_SHARES, 0));
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    if (out->reasons > 0)
        return;
    h.state = fpl_fact_text(facts, FPL_FACT_BEFORE_STATE);
    h.since = fpl_fact_int(facts, FPL_FACT_BEFORE_SINCE, 1);
    h.last = fpl_fact_text(facts, FPL_FACT_BEFORE_LAST);
    h.on = fpl_fact_date(facts, FPL_FACT_BEFORE_ON);
    fpl_fund__holding_write(facts, &h, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_num(&data, "dc", minor(facts, FPL_FACT_MOVED_COST));
    fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, kind, fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

/* ---- what leaves ---- */

/* HALF_UP of a part of an amount of either sign; never past it, because sold < held. */
static int64_t part_of(int64_t amount, int64_t sold, int64_t held) {
    struct fpl_money part = fpl_money_of(0);
    enum fpl_status status = fpl_money_scale(fpl_money_of(amount), (struct fpl_ratio){sold, held}, FPL_HALF_UP, &part);
    FPL_ASSERT(status == FPL_OK);
    return fpl_money_minor(part);
}

struct fpl_fund__relief fpl_fund__relieve(struct fpl_fund__holding *h, int64_t sold, int all,
                                          struct fpl_decision *out) {
    struct fpl_fund__relief relief = {h->cost, h->fair};
    if (!all && (sold <= 0 || sold > h->shares)) {
        fpl_fund__refuse_count(out, FPL_E_HELD, h->shares, sold);
        return relief;
    }
    if (!all && sold < h->shares)
        relief = (struct fpl_fund__relief){part_of(h->cost, sold, h->shares), part_of(h->fair, sold, h->shares)};
    else
        h->state = h->debt > 0 ? FPL_STR("CONVERTIBLE") : FPL_STR("EXITED");
    h->cost -= relief.cost;
    h->fair -= relief.fair;
    h->shares -= all ? h->shares : sold;
    return relief;
}

void fpl_fund__post_relief(const struct fpl_facts *facts, const struct fpl_fund__rows *rows, int64_t money,
                           const struct fpl_fund__relief *relief, struct fpl_decision *out) {
    int64_t gain = money - relief->cost - relief->fair;
    int64_t debit[3] = {money, relief->fair < 0 ? -relief->fair : 0, gain < 0 ? -gain : 0},
            credit[3] = {relief->cost, relief->fair > 0 ? relief->fair : 0, gain > 0 ? gain : 0};
    for (int d = 0, c = 0; d < 3 && c < 3;) {
        int64_t amount = debit[d] < credit[c] ? debit[d] : credit[c];
        if (amount > 0) {
            FPL_ASSERT(rows->row[d][c] != NULL);
            fpl_event_post(out, rows->row[d][c], fpl_money_of(amount), facts);
            debit[d] -= amount;
            credit[c] -= amount;
        }
        if (debit[d] == 0)
            d++;
        else
            c++;
    }
}
