/* One pass over the log. A record taken back is left out with what takes it back, whatever their days: it never was. */
#include "reports/flows.h"

#include "fundpool/event.h"

#include <stdlib.h>
#include <string.h>

struct gather {
    struct fpl_flows *out;
    struct fpl_date as_of;
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

static enum fpl_status add(struct gather *g, const struct fpl_flows__flow *flow) {
    struct fpl_flows *out = g->out;
    struct fpl_flows__flow *list = grown(out->list, out->n, &out->cap, sizeof *list);
    if (!list)
        return fpl_fail(g->error, FPL_E_NOMEM, NULL, NULL, NULL);
    out->list = list;
    out->list[out->n++] = *flow;
    return FPL_OK;
}

static enum fpl_status take_back(struct gather *g, int64_t seq) {
    struct fpl_flows *out = g->out;
    int64_t *undone = grown(out->undone, out->undones, &out->undone_cap, sizeof *undone);
    if (!undone)
        return fpl_fail(g->error, FPL_E_NOMEM, NULL, NULL, NULL);
    out->undone = undone;
    out->undone[out->undones++] = seq;
    return FPL_OK;
}

/* What the entry moves on the accounts of money, and the first party that one of its lines names. */
static enum fpl_status read_postings(struct gather *g, const struct fpl_json *body, int64_t *cash,
                                     struct fpl_str *party) {
    const struct fpl_json *lines = fpl_json_get(body, "p");
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *line = fpl_json_first(lines); line && !status; line = fpl_json_next(lines, line)) {
        int64_t amount = fpl_json_num(fpl_json_at(line, 2), 0);
        if (fpl_reports__begins(fpl_json_text(fpl_json_at(line, 0)), "10"))
            status = fpl_reports__add(cash, fpl_str_is(fpl_json_text(fpl_json_at(line, 1)), "D") ? amount : -amount,
                                      g->error);
        if (party->n == 0)
            *party = fpl_json_text(fpl_json_at(line, 3));
    }
    return status;
}

/* The firm, or the party, as the record's own items name it. */
static struct fpl_str named(const struct fpl_json *body, const char *member) {
    const struct fpl_json *items = fpl_json_get(body, "i");
    struct fpl_str name = {"", 0};
    for (const struct fpl_json *item = fpl_json_first(items); item && name.n == 0; item = fpl_json_next(items, item))
        name = fpl_json_get_text(fpl_json_at(item, 2), member);
    return name;
}

/* The kinds of record that move the money of a party or of a project, by the item that they begin. */
static const struct {
    const char *item;
    enum fpl_flows__of of;
    int refund;
} kinds[] = {
    {"capital", FPL_FLOWS_PARTY, 0},    {"deal", FPL_FLOWS_PROJECT, 0},       {"refund", FPL_FLOWS_PROJECT, 1},
    {"exit", FPL_FLOWS_PROJECT, 0},     {"writeoff", FPL_FLOWS_PROJECT, 0},   {"recovery", FPL_FLOWS_PROJECT, 0},
    {"dividend", FPL_FLOWS_PROJECT, 0}, {"settlement", FPL_FLOWS_PROJECT, 0}, {"collection", FPL_FLOWS_PROJECT, 0},
    {"tax", FPL_FLOWS_PARTY, 0},        {"redemption", FPL_FLOWS_PROJECT, 0},
};

/* What opening balances say was paid in, by party, in the fund's own currency. */
static enum fpl_status take_opening(struct gather *g, const struct fpl_record *record) {
    const struct fpl_json *lines = fpl_json_get(record->body, "p");
    struct fpl_flows__flow flow = {.seq = record->seq, .of = FPL_FLOWS_OPENING};
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(record->body, "occ"), &flow.day, g->error);
    for (const struct fpl_json *line = fpl_json_first(lines); line && !status; line = fpl_json_next(lines, line)) {
        int64_t amount = fpl_json_num(fpl_json_at(line, 2), 0);
        if (!fpl_reports__is_capital(fpl_json_text(fpl_json_at(line, 0))) ||
            fpl_json_text(fpl_json_at(line, 5)).n > 0 || fpl_date_cmp(flow.day, g->as_of) > 0)
            continue;
        flow.amount = fpl_str_is(fpl_json_text(fpl_json_at(line, 1)), "C") ? -amount : amount;
        (void)fpl_str_copy(fpl_json_text(fpl_json_at(line, 3)), flow.id, sizeof flow.id);
        status = add(g, &flow);
    }
    return status;
}

static enum fpl_flows__of settled_of(struct fpl_str of) {
    return fpl_str_is(of, "DISTRIBUTION")                          ? FPL_FLOWS_PARTY
           : fpl_str_is(of, "CARRY") || fpl_str_is(of, "CLAWBACK") ? FPL_FLOWS_CARRY
           : fpl_str_is(of, "CONCESSION")                          ? FPL_FLOWS_CONCESSION
                                                                   : FPL_FLOWS_PROJECT;
}

/* Of an event that was taken on, what it moved before the books were opened: it posts nothing. Above 0: it came in. */
static int64_t taken_on(const struct fpl_json *body, const char *item) {
    const struct fpl_json *cmd = fpl_json_get(body, "cmd");
    struct fpl_str of = fpl_json_get_text(cmd, "of"), paid = fpl_json_get_text(cmd, "paid");
    int64_t amount = fpl_json_get_num(cmd, "amount", 0);
    int out = strcmp(item, "deal") == 0 || (strcmp(item, "settlement") == 0 && !fpl_str_is(of, "EXIT") &&
                                            !fpl_str_is(of, "DIVIDEND") && !fpl_str_is(of, "CLAWBACK"));
    if (strcmp(item, "redemption") == 0)
        amount += fpl_json_get_num(cmd, "interest", 0);
    if (strcmp(item, "exit") == 0)
        amount = fpl_json_get_num(cmd, "proceeds", 0) - fpl_json_get_num(cmd, "costs", 0);
    return paid.n > 0 && !fpl_str_is(paid, "RECEIVED") ? 0 : out ? -amount : amount;
}

/* In kind: what the party receives and what the project brings is the fair value on the day, and no money. */
static enum fpl_status take_delivery(struct gather *g, const struct fpl_record *record) {
    struct fpl_flows__flow flow = {.seq = record->seq, .of = FPL_FLOWS_PROJECT, .exit = 1};
    const struct fpl_json *cmd = fpl_json_get(record->body, "cmd"), *items = fpl_json_get(record->body, "i");
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(record->body, "occ"), &flow.day, g->error);
    if (status || fpl_date_cmp(flow.day, g->as_of) > 0)
        return status;
    flow.amount = fpl_json_get_num(cmd, "amount", 0);
    (void)fpl_str_copy(fpl_json_get_text(cmd, "firm"), flow.id, sizeof flow.id);
    if ((status = add(g, &flow)))
        return status;
    flow.of = FPL_FLOWS_PARTY;
    flow.exit = 0;
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "distribution.due"))
            (void)fpl_str_copy(fpl_json_get_text(fpl_json_at(item, 2), "party"), flow.id, sizeof flow.id);
    return add(g, &flow);
}

/* A share transferred: what the seller had paid in is the buyer's from then on, and nobody's money comes in or out. */
static enum fpl_status take_transfer(struct gather *g, const struct fpl_record *record) {
    struct fpl_flows__flow flow = {.seq = record->seq, .of = FPL_FLOWS_PARTY};
    const struct fpl_json *lines = fpl_json_get(record->body, "p");
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(record->body, "occ"), &flow.day, g->error);
    for (const struct fpl_json *line = fpl_json_first(lines); line && !status; line = fpl_json_next(lines, line)) {
        if (!fpl_reports__is_capital(fpl_json_text(fpl_json_at(line, 0))) || fpl_date_cmp(flow.day, g->as_of) > 0)
            continue;
        flow.refund = fpl_str_is(fpl_json_text(fpl_json_at(line, 1)), "D");
        flow.amount = flow.refund ? fpl_json_num(fpl_json_at(line, 2), 0) : -fpl_json_num(fpl_json_at(line, 2), 0);
        (void)fpl_str_copy(fpl_json_text(fpl_json_at(line, 3)), flow.id, sizeof flow.id);
        status = add(g, &flow);
    }
    return status;
}

static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct gather *g = ctx;
    const struct fpl_json *cmd = fpl_json_get(record->body, "cmd");
    int64_t undone = fpl_json_get_num(record->body, "rev", -1);
    if (undone >= 0)
        return take_back(g, undone);
    size_t i = 0, n = sizeof kinds / sizeof kinds[0];
    const struct fpl_event *event = fpl_event_find(record->kind);
    if (event && (event->flags & FPL_EVENT_OPENING))
        return take_opening(g, record);
    if (fpl_event_begins(event, FPL_STR("delivery")))
        return take_delivery(g, record);
    if (fpl_event_begins(event, FPL_STR("lp")))
        return take_transfer(g, record);
    while (i < n && !fpl_event_begins(event, fpl_str_of(kinds[i].item)))
        i++;
    struct fpl_str of = fpl_json_get_text(cmd, "of"), party = fpl_json_get_text(cmd, "firm");
    int settled = i < n && strcmp(kinds[i].item, "settlement") == 0;
    if (i == n || (settled && (fpl_str_is(of, "FEE") || fpl_str_is(of, "TAX"))))
        return FPL_OK;
    struct fpl_flows__flow flow = {.seq = record->seq, .of = kinds[i].of, .refund = kinds[i].refund};
    flow.exit = strcmp(kinds[i].item, "exit") == 0;
    if (settled)
        flow.of = settled_of(of);
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(record->body, "occ"), &flow.day, g->error);
    if (!status)
        status = read_postings(g, record->body, &flow.amount, &party);
    flow.taken_on = fpl_json_get(cmd, "take_on") != NULL;
    if (flow.taken_on)
        flow.amount = taken_on(record->body, kinds[i].item);
    if (strcmp(kinds[i].item, "tax") == 0)
        flow.amount =
            -fpl_json_get_num(cmd, "amount", 0); /* withheld for the party: received, whenever it is handed in */
    if (flow.of != FPL_FLOWS_PROJECT)
        flow.amount = -flow.amount; /* what the fund gets, the party pays */
    if (status || flow.amount == 0 || fpl_date_cmp(flow.day, g->as_of) > 0)
        return status;
    if (party.n == 0)
        party = named(record->body, "firm");
    if (party.n == 0) /* taken on: no posting names it */
        party = named(record->body, "party");
    (void)fpl_str_copy(party, flow.id, sizeof flow.id);
    return add(g, &flow);
}

static int by_id(const void *a, const void *b) {
    const struct fpl_flows__flow *x = a, *y = b;
    int order = (int)x->of - (int)y->of;
    if (order == 0)
        order = strcmp(x->id, y->id);
    if (order == 0)
        order = fpl_date_cmp(x->day, y->day);
    return order ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* What a party paid in before the ledger and has a day of its own is a part of its opening balance. */
static void lay_openings(struct fpl_flows *flows) {
    for (size_t i = 0; i < flows->n; i++) {
        const struct fpl_flows__flow *taken = &flows->list[i];
        int64_t left = taken->of == FPL_FLOWS_PARTY && taken->taken_on && taken->amount < 0 ? -taken->amount : 0;
        for (size_t k = 0; k < flows->n && left > 0; k++) {
            struct fpl_flows__flow *opening = &flows->list[k];
            if (opening->of != FPL_FLOWS_OPENING || opening->amount >= 0 || strcmp(opening->id, taken->id) != 0)
                continue;
            int64_t part = left < -opening->amount ? left : -opening->amount;
            opening->amount += part;
            left -= part;
        }
    }
}

/* A concession to who has paid in is a distribution to it. */
static void lay_concessions(struct fpl_flows *flows) {
    for (size_t i = 0; i < flows->n; i++)
        for (size_t k = 0; k < flows->n && flows->list[i].of == FPL_FLOWS_CONCESSION; k++)
            if ((flows->list[k].of == FPL_FLOWS_PARTY || flows->list[k].of == FPL_FLOWS_OPENING) &&
                flows->list[k].amount < 0 && strcmp(flows->list[k].id, flows->list[i].id) == 0)
                flows->list[i].of = FPL_FLOWS_PARTY;
}

enum fpl_status fpl_flows__read(struct fpl_view *view, const struct fpl_book *fund, struct fpl_flows *out,
                                struct fpl_error *error) {
    struct gather g = {.out = out, .as_of = fpl_view_as_of(view), .error = error};
    enum fpl_status status = fpl_read_records(view, fund->id, 1, fund->size, take_record, &g, error);
    size_t left = 0;
    if (out->undones > 0)
        qsort(out->undone, out->undones, sizeof *out->undone, by_number);
    for (size_t i = 0; i < out->n; i++)
        if (out->undones == 0 || !bsearch(&out->list[i].seq, out->undone, out->undones, sizeof *out->undone, by_number))
            out->list[left++] = out->list[i];
    out->n = left;
    lay_openings(out);
    lay_concessions(out);
    if (left > 0)
        qsort(out->list, left, sizeof *out->list, by_id);
    return status;
}

void fpl_flows__release(struct fpl_flows *flows) {
    free(flows->list);
    free(flows->undone);
    *flows = (struct fpl_flows){.n = 0};
}
