/* Money that lies idle, a fund that does not invest, contributions paid late, state money that is ahead of the rest.
 *
 * Idle: what was paid out first is what came in first (a choice: no text says which money was spent). So the balance of
 * the custody account and of cash management is what came in last, and each sum that came in bears its own age. Money
 * moved between the two accounts neither comes nor goes; an opening balance is as old as the day of the opening, at the
 * least. */
#include "reports/audit.h"

#include <stdlib.h>
#include <string.h>

struct inflow {
    int64_t seq, net; /* of the record, over both accounts */
    struct fpl_date day;
};
struct cash {
    struct fpl_audit *audit;
    struct inflow *list;
    size_t n, cap;
    int64_t balance;
};

static enum fpl_status take_posting(void *ctx, const struct fpl_posted *posting) {
    struct cash *cash = ctx;
    if (posting->currency.n && !fpl_str_is(posting->currency, cash->audit->book->currency))
        return FPL_OK;
    struct inflow *list = fpl_audit__room(cash->audit, cash->list, cash->n, &cash->cap, sizeof *list);
    if (!list)
        return FPL_E_NOMEM;
    cash->list = list;
    int64_t amount = fpl_money_minor(posting->amount);
    list[cash->n++] =
        (struct inflow){.seq = posting->seq, .net = posting->side == 'D' ? amount : -amount, .day = posting->posted};
    return fpl_reports__add(&cash->balance, list[cash->n - 1].net, cash->audit->error);
}

static int by_seq(const void *a, const void *b) {
    const struct inflow *x = a, *y = b;
    return (x->seq > y->seq) - (x->seq < y->seq);
}

/* The newest first. */
static int by_age(const void *a, const void *b) {
    const struct inflow *x = a, *y = b;
    int order = fpl_date_cmp(y->day, x->day);
    return order ? order : (y->seq > x->seq) - (y->seq < x->seq);
}

/* One line a record. */
static void merge(struct cash *cash) {
    size_t n = 0;
    for (size_t i = 0; i < cash->n; i++) {
        if (n > 0 && cash->list[n - 1].seq == cash->list[i].seq)
            cash->list[n - 1].net += cash->list[i].net; /* of one record: each within 2^53 */
        else
            cash->list[n++] = cash->list[i];
    }
    cash->n = n;
}

static enum fpl_status read_cash(struct cash *cash) {
    static const char *const accounts[] = {"100201", "101201"};
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0] && !status; i++)
        status = fpl_read_postings(cash->audit->view, cash->audit->book->id, fpl_str_of(accounts[i]), FPL_DATE_MIN,
                                   fpl_view_as_of(cash->audit->view), take_posting, cash, cash->audit->error);
    if (status || cash->n == 0)
        return status;
    qsort(cash->list, cash->n, sizeof *cash->list, by_seq);
    merge(cash);
    qsort(cash->list, cash->n, sizeof *cash->list, by_age);
    return FPL_OK;
}

static enum fpl_status keep_idle(struct fpl_audit *audit, const struct inflow *inflow, int64_t amount) {
    struct fpl_audit__idle *list = fpl_audit__room(audit, audit->idle, audit->idles, &audit->idle_cap, sizeof *list);
    if (!list)
        return FPL_E_NOMEM;
    audit->idle = list;
    list[audit->idles++] =
        (struct fpl_audit__idle){.book = audit->book, .seq = inflow->seq, .day = inflow->day, .amount = amount};
    return FPL_OK;
}

/* Was it taken back by a record that is posted up to the cut? Where that was posted later, for its month was closed,
 * the balance of the day still has the money. */
static enum fpl_status is_back(struct cash *cash, int64_t seq, int *out) {
    int64_t by = -1;
    enum fpl_status status = fpl_audit__reversed(cash->audit, seq, &by);
    *out = 0;
    for (size_t i = 0; i < cash->n && by >= 0 && !*out; i++)
        *out = cash->list[i].seq == by;
    return status;
}

/* What is left of each sum that came in, from the newest on, until the balance is told. */
static enum fpl_status spread(struct cash *cash, struct fpl_audit__outcome *out) {
    struct fpl_audit *audit = cash->audit;
    struct fpl_date as_of = fpl_view_as_of(audit->view);
    enum fpl_status status = FPL_OK;
    int64_t left = cash->balance;
    for (size_t i = 0; i < cash->n && left > 0 && !status; i++) {
        const struct inflow *in = &cash->list[i];
        int reversed = 0;
        if (in->net <= 0 || (status = is_back(cash, in->seq, &reversed)) || reversed)
            continue;
        int64_t part = in->net < left ? in->net : left;
        left -= part;
        out->tested++;
        status = keep_idle(audit, in, part);
        if (status || fpl_date_cmp(fpl_date_add_months(in->day, (int)audit->line->limit), as_of) >= 0)
            continue;
        status = fpl_reports__add(&out->amount, part, audit->error);
        if (!status)
            status = fpl_audit__add(
                audit, &(struct fpl_audit__found){.seq = in->seq, .day = in->day, .amount = part, .has_amount = 1});
    }
    return status;
}

enum fpl_status fpl_audit__idle_money(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct cash cash = {.audit = audit};
    enum fpl_status status = read_cash(&cash);
    if (!status)
        status = fpl_audit__paid_in(audit, &out->whole);
    if (!status)
        status = spread(&cash, out);
    out->has_amount = out->has_whole = 1;
    if (!status && out->tested == 0)
        fpl_audit__why(out, "没有资金", "there is no money");
    free(cash.list);
    return status;
}

/* ---- no investment within a year of the first payment ---- */

struct first {
    struct fpl_date paid, deal; /* FPL_DATE_NONE: none */
    int64_t seq;
    char key[65];
    struct fpl_error *error;
};

static int earlier(struct fpl_date day, struct fpl_date than) {
    return fpl_date_is_none(than) || fpl_date_cmp(day, than) < 0;
}

static enum fpl_status take_capital(void *ctx, const struct fpl_item *item, const struct fpl_facts *facts) {
    struct first *first = ctx;
    struct fpl_date day = fpl_fact_date(facts, FPL_FACT_TODAY);
    if (earlier(day, first->paid)) {
        first->paid = day;
        first->seq = item->seq0;
        (void)fpl_str_copy(item->key, first->key, sizeof first->key);
    }
    return FPL_OK;
}

static enum fpl_status take_deal(void *ctx, const struct fpl_item *item, const struct fpl_facts *facts) {
    struct first *first = ctx;
    struct fpl_date day = fpl_fact_date(facts, FPL_FACT_DEAL_PAID_DATE);
    (void)item;
    if (earlier(day, first->deal))
        first->deal = day;
    return FPL_OK;
}

enum fpl_status fpl_audit__no_deal(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct first first = {.paid = FPL_DATE_NONE, .deal = FPL_DATE_NONE, .error = audit->error};
    struct fpl_date as_of = fpl_view_as_of(audit->view);
    enum fpl_status status = fpl_audit__each(audit, "capital", take_capital, &first);
    if (!status)
        status = fpl_audit__each(audit, "deal", take_deal, &first);
    if (status)
        return status;
    if (fpl_date_is_none(first.paid)) {
        fpl_audit__why(out, "没有登记实缴", "no capital was recorded");
        return FPL_OK;
    }
    out->tested = 1;
    struct fpl_date due = fpl_date_add_months(first.paid, (int)audit->line->limit);
    struct fpl_date until = fpl_date_is_none(first.deal) ? as_of : first.deal;
    if (fpl_date_cmp(until, due) <= 0)
        return FPL_OK;
    struct fpl_audit__found found = {.seq = first.seq, .day = first.paid};
    (void)memcpy(found.key, first.key, sizeof first.key);
    return fpl_audit__add(audit, &found);
}

/* ---- contributions paid late ---- */

struct late {
    struct fpl_audit *audit;
    struct fpl_audit__outcome *out;
    int64_t calls; /* shares of standing calls, due or not */
};

/* A party's share of a call whose day has passed: what it paid behind that day, and what it has not paid. The day due
 * is in time. */
static enum fpl_status take_called(void *ctx, const struct fpl_item *item) {
    struct late *l = ctx;
    struct fpl_audit__found found = {.seq = item->seq0, .has_amount = 1};
    int64_t called = fpl_json_get_num(item->data, "amt", 0), unpaid = called - fpl_json_get_num(item->data, "paid", 0);
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "due"), &found.day, l->audit->error);
    l->calls++;
    if (status || fpl_date_cmp(fpl_view_as_of(l->audit->view), found.day) <= 0)
        return status;
    l->out->tested++;
    status = fpl_reports__add(&l->out->whole, called, l->audit->error);
    found.amount = unpaid;
    if (!status)
        status = fpl_reports__add(&found.amount, fpl_json_get_num(item->data, "late", 0), l->audit->error);
    if (!status)
        status = fpl_reports__add(&l->out->amount, found.amount, l->audit->error);
    if (status || found.amount <= 0)
        return status;
    (void)fpl_str_copy(item->key, found.key, sizeof found.key);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "party"), found.party, sizeof found.party);
    found.zh = unpaid > 0 ? "逾期未缴" : "逾期缴付";
    found.en = unpaid > 0 ? "overdue and not paid" : "paid behind the day due";
    return fpl_audit__add(l->audit, &found);
}

enum fpl_status fpl_audit__paid_late(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct late l = {.audit = audit, .out = out};
    enum fpl_status status = fpl_read_items(audit->view, audit->book->id, "call.share", take_called, &l, audit->error);
    out->has_amount = out->has_whole = l.calls > 0;
    if (l.calls == 0)
        fpl_audit__why(out, "没有登记缴款通知（call issue）", "no capital call is recorded (call issue)");
    else if (out->tested == 0)
        fpl_audit__why(out, "缴款通知都未过到期日", "no capital call is past its day");
    return status;
}

/* ---- state money ahead of the others ---- */

struct shares {
    int64_t state_due, state_paid, other_due, other_paid, commitments;
    struct fpl_error *error;
};

static enum fpl_status take_commitment(void *ctx, const struct fpl_item *item) {
    struct shares *s = ctx;
    if (fpl_str_is(fpl_json_get_text(item->data, "st"), "REVERSED"))
        return FPL_OK;
    int state = fpl_str_is(fpl_json_get_text(item->data, "cap"), "GUIDANCE");
    int64_t due = fpl_json_get_num(item->data, "amt", 0) - fpl_json_get_num(item->data, "rel", 0);
    s->commitments++;
    enum fpl_status status = fpl_reports__add(state ? &s->state_due : &s->other_due, due, s->error);
    return status ? status
                  : fpl_reports__add(state ? &s->state_paid : &s->other_paid, fpl_json_get_num(item->data, "paid", 0),
                                     s->error);
}

/* Paid over committed: of the guidance money against that of everybody else. */
enum fpl_status fpl_audit__state_ahead(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct shares s = {.error = audit->error};
    enum fpl_status status =
        fpl_read_items(audit->view, audit->book->id, "commitment", take_commitment, &s, audit->error);
    if (status)
        return status;
    if (s.state_due <= 0 || s.other_due <= 0) {
        fpl_audit__why(out, "没有引导出资与其他出资并存的认缴", "not both guidance money and other money committed");
        return FPL_OK;
    }
    out->tested = s.commitments;
    out->amount = s.state_paid;
    out->whole = s.state_due;
    out->has_amount = out->has_whole = 1;
    if (fpl_share_cmp(s.state_paid, s.state_due, s.other_paid, s.other_due) <= 0)
        return FPL_OK;
    return fpl_audit__add(audit, &(struct fpl_audit__found){.seq = -1,
                                                            .day = FPL_DATE_NONE,
                                                            .amount = s.other_paid,
                                                            .has_amount = 1,
                                                            .zh = "其他出资的实缴，比例低于引导出资",
                                                            .en = "paid in by the others, a smaller share"});
}
