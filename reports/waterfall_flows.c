/* From the flows of parties and of carry to what goes through the tiers, day by day. */
#include "reports/waterfall_flows.h"

#include <stdlib.h>
#include <string.h>

struct event { /* cash of the fund on a day */
    struct fpl_date day;
    int64_t amount; /* below 0: paid in */
    enum { TO_ALL, CARRY, BACK } of;
};
struct pour {
    const struct fpl_waterfall_rule *rule;
    struct fpl_waterfall__cash *out;
    struct event *event;
    size_t n;
    int64_t early;
    struct fpl_error *error;
};

/* By day; of one day what is paid in or clawed back comes first, carry last. */
static int by_day(const void *a, const void *b) {
    const struct event *x = a, *y = b;
    int order = fpl_date_cmp(x->day, y->day);
    if (order == 0)
        order = (x->amount > 0) - (y->amount > 0);
    return order ? order : (int)x->of - (int)y->of;
}

/* What is clawed back was never due: it comes off what the same payee was paid before, the last first. */
static void take_off(struct pour *p, size_t since, int64_t amount) {
    for (size_t i = p->n; i > since && amount > 0; i--) {
        struct event *event = &p->event[i - 1];
        int64_t part = event->of != CARRY ? 0 : event->amount < amount ? event->amount : amount;
        event->amount -= part;
        amount -= part;
    }
}

/* Carry comes in order of its payees. */
static enum fpl_status take_flows(struct pour *p, const struct fpl_flows *flows) {
    enum fpl_status status = FPL_OK;
    size_t since = 0; /* the first carry of this payee */
    for (size_t i = 0; i < flows->n && !status; i++) {
        const struct fpl_flows__flow *flow = &flows->list[i];
        int carry = flow->of == FPL_FLOWS_CARRY;
        if (flow->of == FPL_FLOWS_PROJECT)
            continue;
        if (carry && (i == 0 || flow[-1].of != flow->of || strcmp(flow[-1].id, flow->id) != 0))
            since = p->n;
        if (carry)
            status = fpl_reports__add(&p->out->carried, flow->amount, p->error);
        if (!status && flow->of == FPL_FLOWS_OPENING) {
            status = fpl_reports__add(&p->out->opening, -flow->amount, p->error);
            p->out->opened = flow->day;
        }
        if (carry && flow->amount < 0)
            take_off(p, since, -flow->amount);
        p->event[p->n++] = (struct event){flow->day, flow->amount, !carry ? TO_ALL : flow->amount < 0 ? BACK : CARRY};
    }
    if (p->n > 0)
        qsort(p->event, p->n, sizeof *p->event, by_day);
    return status;
}

/* One flow for a day and a direction. */
static enum fpl_status add(struct pour *p, struct fpl_date day, int64_t amount) {
    struct fpl_waterfall__cash *out = p->out;
    FPL_ASSERT(out->flow != NULL);
    struct fpl_irr_flow *last = out->n > 0 ? &out->flow[out->n - 1] : NULL;
    if (amount == 0)
        return FPL_OK;
    if (last && fpl_date_cmp(last->day, day) == 0 && (fpl_money_sign(last->amount) > 0) == (amount > 0)) {
        enum fpl_status status = fpl_money_add(last->amount, fpl_money_of(amount), &last->amount);
        return status ? fpl_fail(p->error, status, NULL, NULL, NULL) : FPL_OK;
    }
    out->flow[out->n++] = (struct fpl_irr_flow){day, fpl_money_of(amount)};
    return FPL_OK;
}

/* Carry that waits goes through the tiers once the investors have capital and hurdle. */
static enum fpl_status let_in(struct pour *p, struct fpl_date day) {
    struct fpl_waterfall w;
    if (p->early == 0)
        return FPL_OK;
    enum fpl_status status = fpl_waterfall(p->rule, p->out->flow, p->out->n, day, &w);
    if (status)
        return fpl_fail(p->error, status, NULL, NULL, NULL);
    if (!fpl_waterfall__is_whole(&w))
        return FPL_OK;
    status = add(p, day, p->early);
    p->early = 0;
    return status;
}

static enum fpl_status pour(struct pour *p, const struct event *event) {
    struct fpl_waterfall__cash *out = p->out;
    if (event->of == BACK)
        return fpl_reports__add(&out->undistributed, -event->amount, p->error);
    if (event->amount > 0)
        out->undistributed -= event->amount < out->undistributed ? event->amount : out->undistributed;
    enum fpl_status status =
        event->of == CARRY ? fpl_reports__add(&p->early, event->amount, p->error) : add(p, event->day, event->amount);
    return !status && event->amount > 0 ? let_in(p, event->day) : status;
}

enum fpl_status fpl_waterfall__cash(struct fpl_view *view, const struct fpl_book *fund,
                                    const struct fpl_waterfall_rule *rule, struct fpl_waterfall__cash *out,
                                    struct fpl_error *error) {
    struct pour p = {.rule = rule, .out = out, .error = error};
    struct fpl_flows flows = {.n = 0};
    enum fpl_status status = fpl_flows__read(view, fund, &flows, error);
    if (!status) {
        p.event = calloc(flows.n + 1, sizeof *p.event);
        out->flow = calloc(flows.n + 2, sizeof *out->flow);
        if (!p.event || !out->flow)
            status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    if (!status)
        status = take_flows(&p, &flows);
    for (size_t i = 0; i < p.n && !status; i++)
        status = pour(&p, &p.event[i]);
    out->early = p.early;
    fpl_flows__release(&flows);
    free(p.event);
    return status;
}

void fpl_waterfall__cash_release(struct fpl_waterfall__cash *cash) {
    free(cash->flow);
    *cash = (struct fpl_waterfall__cash){.n = 0};
}
