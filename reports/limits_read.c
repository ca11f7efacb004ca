/* Commitments, deals, capital and cash of a fund as its limits count them, and the breaches that were let through. */
#include "fundpool/fund.h"
#include "reports/limits.h"

#include <stdlib.h>
#include <string.h>

/* Room for one more; NULL: no memory. */
static void *room(void *list, size_t n, size_t *cap, size_t size) {
    if (n < *cap)
        return list;
    size_t wider_cap = *cap ? *cap * 2 : 16;
    void *wider = realloc(list, wider_cap * size);
    if (wider)
        *cap = wider_cap;
    return wider;
}

static enum fpl_status no_memory(struct fpl_limits__fund *fund) {
    return fpl_fail(fund->error, FPL_E_NOMEM, NULL, NULL, NULL);
}

static enum fpl_status read_day(const struct fpl_limits__fund *fund, const struct fpl_item *item, const char *member,
                                struct fpl_date *out) {
    struct fpl_str text = fpl_json_get_text(item->data, member);
    *out = FPL_DATE_NONE;
    return text.n ? fpl_date_parse(text, out, fund->error) : FPL_OK;
}

static int is_later(const struct fpl_limits__fund *fund, struct fpl_date day) {
    return !fpl_date_is_none(day) && fpl_date_cmp(day, fpl_view_as_of(fund->view)) > 0;
}

static enum fpl_status add_line(struct fpl_limits__fund *fund, struct fpl_limits__list *list,
                                const struct fpl_item *item, struct fpl_limits__line **out) {
    void *wider = room(list->line, list->n, &list->cap, sizeof *list->line);
    if (!wider)
        return no_memory(fund);
    list->line = wider;
    *out = &list->line[list->n++];
    **out = (struct fpl_limits__line){.seq = item->seq0, .amount = fpl_json_get_num(item->data, "amt", 0)};
    (void)fpl_str_copy(item->key, (*out)->key, sizeof(*out)->key);
    return FPL_OK;
}

/* ---- the rules, and which of them binds ---- */

struct loading {
    struct fpl_limits__rules *out;
    struct fpl_error *error;
};

static enum fpl_status take_rule(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                 int64_t seq) {
    struct loading *loading = ctx;
    struct fpl_limits__rules *out = loading->out;
    void *wider = room(out->list, out->n, &out->cap, sizeof *out->list);
    (void)source;
    (void)seq;
    if (!wider)
        return fpl_fail(loading->error, FPL_E_NOMEM, NULL, NULL, NULL);
    out->list = wider;
    (void)fpl_str_copy(key, out->list[out->n].name, sizeof out->list[out->n].name);
    enum fpl_status status = fpl_limit_rule_parse(json, &out->list[out->n].rule, loading->error);
    out->n += !status;
    return status;
}

enum fpl_status fpl_limits__rules(struct fpl_view *view, struct fpl_limits__rules *out, struct fpl_error *error) {
    struct loading loading = {out, error};
    return fpl_read_documents(view, "limit", take_rule, &loading, error);
}

void fpl_limits__rules_release(struct fpl_limits__rules *rules) {
    for (size_t i = 0; i < rules->n; i++)
        fpl_limit_rule_free(rules->list[i].rule);
    free(rules->list);
    *rules = (struct fpl_limits__rules){.n = 0};
}

const struct fpl_limit_rule *fpl_limits__rule(const struct fpl_limits__rules *rules, const char *name) {
    for (size_t i = 0; i < rules->n; i++)
        if (strcmp(rules->list[i].name, name) == 0)
            return rules->list[i].rule;
    return NULL;
}

static enum fpl_status read_member(const struct fpl_json *data, const char *name, struct fpl_date *out,
                                   struct fpl_error *error) {
    struct fpl_str day = fpl_json_get_text(data, name);
    *out = FPL_DATE_NONE;
    return day.n ? fpl_date_parse(day, out, error) : FPL_OK;
}

enum fpl_status fpl_limits__read_binding(const struct fpl_json *data, struct fpl_limits__binding *out,
                                         struct fpl_error *error) {
    *out = (struct fpl_limits__binding){.target = fpl_json_get_num(data, "target", 0)};
    enum fpl_status status = read_member(data, "on", &out->on, error);
    if (!status)
        status = read_member(data, "approved", &out->approved, error);
    if (!status)
        status = read_member(data, "est", &out->established, error);
    (void)fpl_str_copy(fpl_json_get_text(data, "id"), out->id, sizeof out->id);
    (void)fpl_str_copy(fpl_json_get_text(data, "rule"), out->rule, sizeof out->rule);
    (void)fpl_str_copy(fpl_json_get_text(data, "doc"), out->document, sizeof out->document);
    return status;
}

static enum fpl_status take_binding(void *ctx, const struct fpl_item *item) {
    struct fpl_limits__fund *fund = ctx;
    struct fpl_limits__binding next;
    enum fpl_status status = fpl_limits__read_binding(item->data, &next, fund->error);
    next.seq = item->seq;
    if (status || is_later(fund, next.on) ||
        (fund->binding.seq && fpl_date_cmp(next.on, fund->binding.on) < 0)) /* one item a day */
        return status;
    fund->binding = next;
    return FPL_OK;
}

enum fpl_status fpl_limits__binding(struct fpl_limits__fund *fund) {
    return fpl_read_items(fund->view, fund->book->id, "limit.since", take_binding, fund, fund->error);
}

/* ---- what was taken back ---- */

static enum fpl_status take_reversed(void *ctx, const struct fpl_item *item) {
    struct fpl_limits__fund *fund = ctx;
    void *wider = room(fund->reversed, fund->reversals, &fund->reversed_cap, sizeof *fund->reversed);
    if (!wider)
        return no_memory(fund);
    fund->reversed = wider;
    return fpl_int_parse(item->key, &fund->reversed[fund->reversals++])
               ? fpl_fail(fund->error, FPL_E_CORRUPT, "reversed", NULL, NULL)
               : FPL_OK;
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int is_reversed(const struct fpl_limits__fund *fund, int64_t seq) {
    return fund->reversals > 0 && bsearch(&seq, fund->reversed, fund->reversals, sizeof seq, by_number) != NULL;
}

/* ---- commitments and their first payments ---- */

static enum fpl_status take_commitment(void *ctx, const struct fpl_item *item) {
    struct fpl_limits__fund *fund = ctx;
    struct fpl_limits__line *line = NULL;
    struct fpl_str capacity = fpl_json_get_text(item->data, "cap");
    struct fpl_date day;
    if (fpl_str_is(fpl_json_get_text(item->data, "st"), "REVERSED"))
        return FPL_OK;
    enum fpl_status status = read_day(fund, item, "on", &day);
    if (status || is_later(fund, day) || (status = add_line(fund, &fund->commitments, item, &line)))
        return status;
    line->day = day;
    line->less = fpl_json_get_num(item->data, "rel", 0);
    line->capacity = (char)(fpl_str_is(capacity, "GUIDANCE") ? 'G' : fpl_str_is(capacity, "GP") ? 'P' : ' ');
    line->government = fpl_json_get(item->data, "lvl") != NULL;
    (void)fpl_str_copy(fpl_json_get_text(item->data, "party"), line->who, sizeof line->who);
    int64_t net = line->amount - line->less;
    status = fpl_reports__add(&fund->committed, net, fund->error);
    if (!status && line->capacity != ' ')
        status = fpl_reports__add(line->capacity == 'G' ? &fund->guidance : &fund->gp, net, fund->error);
    if (!status && line->government)
        status = fpl_reports__add(&fund->government, net, fund->error);
    return status ? status
                  : fpl_reports__add(&fund->unfunded,
                                     net - fpl_json_get_num(item->data, "paid", 0) +
                                         fpl_json_get_num(item->data, "rec", 0),
                                     fund->error);
}

static int by_key(const void *a, const void *b) {
    return strcmp(((const struct fpl_limits__line *)a)->key, ((const struct fpl_limits__line *)b)->key);
}

static struct fpl_limits__line *find(struct fpl_limits__list *list, struct fpl_str key) {
    struct fpl_limits__line like = {.seq = 0};
    (void)fpl_str_copy(key, like.key, sizeof like.key);
    return list->n ? bsearch(&like, list->line, list->n, sizeof like, by_key) : NULL;
}

static void sort(struct fpl_limits__list *list, int (*order)(const void *, const void *)) {
    if (list->n > 0)
        qsort(list->line, list->n, sizeof *list->line, order);
}

struct firsts {
    struct fpl_limits__fund *fund;
    int64_t *seq; /* of the first payment of each commitment */
};

static enum fpl_status take_capital(void *ctx, const struct fpl_item *item) {
    struct firsts *firsts = ctx;
    struct fpl_limits__fund *fund = firsts->fund;
    struct fpl_limits__line *line = find(&fund->commitments, fpl_json_get_text(item->data, "cid"));
    if (!line || !fpl_json_get_num(item->data, "in", 0) || is_reversed(fund, item->seq0))
        return FPL_OK;
    int64_t *seq = &firsts->seq[line - fund->commitments.line];
    if (*seq == 0 || item->seq0 < *seq) {
        *seq = item->seq0;
        line->first = fpl_json_get_num(item->data, "amt", 0);
    }
    return FPL_OK;
}

static enum fpl_status read_firsts(struct fpl_limits__fund *fund) {
    struct firsts firsts = {fund, calloc(fund->commitments.n + 1, sizeof(int64_t))};
    if (!firsts.seq)
        return no_memory(fund);
    enum fpl_status status = fpl_read_items(fund->view, fund->book->id, "capital", take_capital, &firsts, fund->error);
    free(firsts.seq);
    return status;
}

/* ---- deals and refunds ---- */

static enum fpl_status take_deal(void *ctx, const struct fpl_item *item) {
    struct fpl_limits__fund *fund = ctx;
    struct fpl_limits__line *line = NULL;
    struct fpl_date day;
    if (fpl_fund_deal_is_reversed(item->data))
        return FPL_OK;
    enum fpl_status status = read_day(fund, item, "paid", &day);
    if (status || is_later(fund, day) || (status = add_line(fund, &fund->deals, item, &line)))
        return status;
    line->day = day;
    line->direct = fpl_json_num(fpl_json_get(item->data, "dir"), 0) != 0;
    (void)fpl_str_copy(fpl_json_get_text(item->data, "firm"), line->who, sizeof line->who);
    return FPL_OK;
}

/* Of a refund taken back the item names no deal. */
static enum fpl_status take_refund(void *ctx, const struct fpl_item *item) {
    struct fpl_limits__fund *fund = ctx;
    struct fpl_date day;
    enum fpl_status status = read_day(fund, item, "day", &day);
    struct fpl_limits__line *line = find(&fund->deals, fpl_json_get_text(item->data, "deal"));
    if (status || !line || is_later(fund, day))
        return status;
    return fpl_reports__add(&line->less, fpl_json_get_num(item->data, "amt", 0), fund->error);
}

/* What has become payable under a deal is of it, paid or not. */
static enum fpl_status take_instalment(void *ctx, const struct fpl_item *item) {
    struct fpl_limits__fund *fund = ctx;
    struct fpl_date day;
    enum fpl_status status = read_day(fund, item, "day", &day);
    struct fpl_limits__line *line = find(&fund->deals, fpl_json_get_text(item->data, "deal"));
    if (status || !line || is_later(fund, day))
        return status;
    return fpl_reports__add(&line->amount, fpl_json_get_num(item->data, "amt", 0), fund->error);
}

static int by_firm(const void *a, const void *b) {
    const struct fpl_limits__line *x = a, *y = b;
    int order = strcmp(x->who, y->who);
    if (order == 0)
        order = fpl_date_cmp(x->day, y->day);
    return order ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

static enum fpl_status read_deals(struct fpl_limits__fund *fund) {
    enum fpl_status status = fpl_read_items(fund->view, fund->book->id, "deal", take_deal, fund, fund->error);
    sort(&fund->deals, by_key);
    if (!status)
        status = fpl_read_items(fund->view, fund->book->id, "refund", take_refund, fund, fund->error);
    if (!status)
        status = fpl_read_items(fund->view, fund->book->id, "instalment", take_instalment, fund, fund->error);
    sort(&fund->deals, by_firm);
    for (size_t i = 0; i < fund->deals.n && !status; i++) {
        const struct fpl_limits__line *line = &fund->deals.line[i];
        status = fpl_reports__add(&fund->invested, line->amount - line->less, fund->error);
        if (line->direct && !status)
            status = fpl_reports__add(&fund->direct, line->amount - line->less, fund->error);
        if (line->amount > line->less &&
            (fpl_date_is_none(fund->first_deal) || fpl_date_cmp(line->day, fund->first_deal) < 0))
            fund->first_deal = line->day;
    }
    return status;
}

/* ---- capital and cash, by the accounts ---- */

static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    struct fpl_limits__fund *fund = ctx;
    int64_t debit = fpl_money_minor(total->debit), credit = fpl_money_minor(total->credit);
    if (fpl_reports__is_capital(total->account))
        return fpl_reports__add(&fund->paid_in, credit - debit, fund->error);
    if (fpl_str_is(total->account, "224103"))
        return fpl_reports__add(&fund->unpaid, credit - debit, fund->error);
    return fpl_str_is(total->account, "100201") ? fpl_reports__add(&fund->cash, debit - credit, fund->error) : FPL_OK;
}

static enum fpl_status take_first(void *ctx, const struct fpl_posted *posting) {
    struct fpl_limits__fund *fund = ctx;
    if (posting->side == 'C' && fpl_str_is(posting->currency, fund->book->currency) &&
        fpl_money_sign(posting->amount) > 0 && !is_reversed(fund, posting->seq) &&
        (fpl_date_is_none(fund->first_paid) || fpl_date_cmp(posting->occurred, fund->first_paid) < 0))
        fund->first_paid = posting->occurred;
    return FPL_OK;
}

static enum fpl_status take_open(void *ctx, const struct fpl_item *item) {
    struct fpl_limits__fund *fund = ctx;
    return fpl_reports__add(&fund->open, fpl_json_get_num(item->data, "open", 0), fund->error);
}

static enum fpl_status read_money(struct fpl_limits__fund *fund) {
    static const char *const capital[] = {"400101", "400102", "400103"};
    struct fpl_date to = fpl_view_as_of(fund->view);
    struct fpl_reports__own own = {.book = fund->book, .take = take_total, .ctx = fund};
    enum fpl_status status = fpl_reports__own_totals(fund->view, &own, fund->error);
    fund->foreign = own.foreign;
    if (!status)
        status = fpl_read_items(fund->view, fund->book->id, "call.open", take_open, fund, fund->error);
    for (int i = 0; i < 3 && !status; i++)
        status = fpl_read_postings(fund->view, fund->book->id, fpl_str_of(capital[i]), FPL_DATE_MIN, to, take_first,
                                   fund, fund->error);
    return status;
}

/* ---- breaches let through ---- */

static enum fpl_status take_passed(void *ctx, const struct fpl_item *item) {
    struct fpl_limits__fund *fund = ctx;
    struct fpl_limits__passed next = {.seq = item->seq0, .why_at = fund->text.n};
    enum fpl_status status = read_day(fund, item, "day", &next.day);
    if (status || is_later(fund, next.day))
        return status;
    void *wider = room(fund->passed, fund->passes, &fund->passed_cap, sizeof *fund->passed);
    if (!wider)
        return no_memory(fund);
    fund->passed = wider;
    next.reversed = is_reversed(fund, item->seq0);
    next.why = fpl_json_get_text(item->data, "why");
    fpl_buf_add(&fund->text, next.why.p, next.why.n);
    (void)fpl_str_copy(item->key, next.key, sizeof next.key);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "limits"), next.limits, sizeof next.limits);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "by"), next.by, sizeof next.by);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "firm"), next.firm, sizeof next.firm);
    fund->passed[fund->passes++] = next;
    return fpl_buf_ok(&fund->text) ? no_memory(fund) : FPL_OK;
}

enum fpl_status fpl_limits__read(struct fpl_limits__fund *fund) {
    fund->first_paid = fund->first_deal = FPL_DATE_NONE;
    enum fpl_status status = fpl_read_items(fund->view, fund->book->id, "reversed", take_reversed, fund, fund->error);
    if (fund->reversals > 0)
        qsort(fund->reversed, fund->reversals, sizeof *fund->reversed, by_number);
    if (!status)
        status = fpl_read_items(fund->view, fund->book->id, "commitment", take_commitment, fund, fund->error);
    sort(&fund->commitments, by_key);
    if (!status)
        status = read_firsts(fund);
    if (!status)
        status = read_deals(fund);
    if (!status)
        status = read_money(fund);
    if (!status)
        status = fpl_read_items(fund->view, fund->book->id, "limit.passed", take_passed, fund, fund->error);
    for (size_t i = 0; i < fund->passes && !status; i++)
        fund->passed[i].why.p = fund->text.p + fund->passed[i].why_at;
    return status;
}

void fpl_limits__release(struct fpl_limits__fund *fund) {
    free(fund->commitments.line);
    free(fund->deals.line);
    free(fund->passed);
    free(fund->reversed);
    fpl_buf_release(&fund->text);
}
