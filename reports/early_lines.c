/* Deals, what was refunded of them and paid under them later, in the order that shares are counted in. */
#include "reports/early_lines.h"

#include <stdlib.h>
#include <string.h>

static enum fpl_status read_day(const struct fpl_early__lines *all, const struct fpl_item *item, const char *member,
                                struct fpl_date *out) {
    struct fpl_str text = fpl_json_get_text(item->data, member);
    *out = FPL_DATE_NONE;
    return text.n ? fpl_date_parse(text, out, all->error) : FPL_OK;
}

static enum fpl_status judge(void *ctx, const struct fpl_record *record) {
    struct fpl_early__lines *all = ctx;
    struct fpl_decided decided = {record->kind, record->body, fpl_view_day_of(all->view, record->t), NULL};
    struct fpl_facts kept;
    struct fpl_fact_keys keys;
    enum fpl_status status = fpl_facts_of_record(&decided, &keys, &kept, all->error);
    if (!status)
        all->line[all->n].result = (int)fpl_profile_eval(all->profile->profile, &kept);
    return status;
}

static enum fpl_status make_room(struct fpl_early__lines *all) {
    if (all->n < all->cap)
        return FPL_OK;
    size_t cap = all->cap ? all->cap * 2 : 64;
    struct fpl_early__line *wider = realloc(all->line, cap * sizeof *wider);
    if (!wider)
        return fpl_fail(all->error, FPL_E_NOMEM, NULL, NULL, NULL);
    all->line = wider;
    all->cap = cap;
    return FPL_OK;
}

static enum fpl_status take_deal(void *ctx, const struct fpl_item *item) {
    struct fpl_early__lines *all = ctx;
    if (fpl_fund_deal_is_reversed(item->data))
        return FPL_OK;
    if (make_room(all))
        return FPL_E_NOMEM;
    struct fpl_early__line *line = &all->line[all->n];
    *line = (struct fpl_early__line){.seq = item->seq0,
                                     .amount = fpl_json_get_num(item->data, "amt", 0),
                                     .entry = fpl_json_get_num(item->data, "no", 1),
                                     .round = fpl_fund_round_place(fpl_json_get_text(item->data, "rd"))};
    line->told = fpl_json_get(item->data, "agr") != NULL;
    line->agreed = fpl_json_get_num(item->data, "agr", line->amount);
    (void)fpl_str_copy(item->key, line->deal, sizeof line->deal);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "firm"), line->firm, sizeof line->firm);
    enum fpl_status status = read_day(all, item, "paid", &line->paid);
    line->since = line->paid;
    line->since_seq = line->seq;
    if (status || fpl_date_cmp(line->paid, fpl_view_as_of(all->view)) > 0)
        return status;
    line->result = fpl_fund_deal_result(item->data, fpl_str_of(all->profile->name));
    if (line->result < 0) /* recorded while the profile was not in force */
        status = fpl_read_record(all->view, all->book, item->seq0, judge, all, all->error);
    all->n += !status;
    return status;
}

static int by_deal(const void *a, const void *b) {
    return strcmp(((const struct fpl_early__line *)a)->deal, ((const struct fpl_early__line *)b)->deal);
}

static int by_deal_and_day(const void *a, const void *b) {
    const struct fpl_early__line *x = a, *y = b;
    int order = by_deal(a, b);
    if (order == 0)
        order = fpl_date_cmp(x->paid, y->paid);
    return order ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

static int by_firm(const void *a, const void *b) {
    const struct fpl_early__line *x = a, *y = b;
    int order = strcmp(x->firm, y->firm);
    if (order == 0)
        order = fpl_date_cmp(x->paid, y->paid);
    return order ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

/* The line of the deal that a refund or a payment of the day asked for is of; NULL: of none. What was taken back names
 * no deal. */
static enum fpl_status find_deal(const struct fpl_early__lines *all, const struct fpl_item *item, struct fpl_date *day,
                                 struct fpl_early__line **out) {
    struct fpl_early__line key = {.seq = 0};
    struct fpl_str deal = fpl_json_get_text(item->data, "deal");
    enum fpl_status status = read_day(all, item, "day", day);
    *out = NULL;
    if (status || deal.n == 0 || fpl_date_cmp(*day, fpl_view_as_of(all->view)) > 0 || all->deals == 0)
        return status;
    (void)fpl_str_copy(deal, key.deal, sizeof key.deal);
    *out = bsearch(&key, all->line, all->deals, sizeof key, by_deal);
    return FPL_OK;
}

static enum fpl_status take_refund(void *ctx, const struct fpl_item *item) {
    struct fpl_early__lines *all = ctx;
    struct fpl_date day;
    struct fpl_early__line *line;
    enum fpl_status status = find_deal(all, item, &day, &line);
    return !status && line ? fpl_reports__add(&line->refunded, fpl_json_get_num(item->data, "amt", 0), all->error)
                           : status;
}

/* An instalment counts as its deal was judged, on the day that it was paid. */
static enum fpl_status take_instalment(void *ctx, const struct fpl_item *item) {
    struct fpl_early__lines *all = ctx;
    struct fpl_date day;
    struct fpl_early__line *line;
    enum fpl_status status = find_deal(all, item, &day, &line);
    if (status || !line)
        return status;
    size_t at = (size_t)(line - all->line);
    if ((status = make_room(all)))
        return status;
    line = &all->line[all->n++];
    *line = all->line[at];
    line->amount = fpl_json_get_num(item->data, "amt", 0);
    line->agreed = line->told ? 0 : line->amount;
    line->refunded = 0;
    line->paid = day;
    line->seq = item->seq0;
    return FPL_OK;
}

static void sort_deals(struct fpl_early__lines *all) {
    if (all->n > 0)
        qsort(all->line, all->n, sizeof *all->line, by_deal_and_day);
    all->deals = all->n;
}

/* A refund gives back what was paid first of the deal, and then what was paid later. */
static void lay_refunds(struct fpl_early__lines *all) {
    sort_deals(all);
    for (size_t i = 0, next; i < all->n; i = next) {
        int64_t refunded = 0;
        for (next = i; next < all->n && by_deal(&all->line[i], &all->line[next]) == 0; next++)
            refunded += all->line[next].refunded; /* at most what the deal got: 2^53 */
        for (size_t k = i; k < next; k++) {
            struct fpl_early__line *line = &all->line[k];
            line->refunded = refunded < line->amount || k + 1 == next ? refunded : line->amount;
            refunded -= line->refunded;
        }
    }
    if (all->n > 0)
        qsort(all->line, all->n, sizeof *all->line, by_firm);
}

enum fpl_status fpl_early__lines_read(struct fpl_early__lines *all) {
    enum fpl_status status = fpl_read_items(all->view, all->book, "deal", take_deal, all, all->error);
    sort_deals(all);
    if (!status)
        status = fpl_read_items(all->view, all->book, "refund", take_refund, all, all->error);
    if (!status)
        status = fpl_read_items(all->view, all->book, "instalment.paid", take_instalment, all, all->error);
    lay_refunds(all);
    return status;
}

/* ---- what a dry run would add or take back ---- */

static void forget(struct fpl_early__lines *all, struct fpl_str deal) {
    size_t kept = 0;
    for (size_t i = 0; i < all->n; i++)
        if (!fpl_str_is(deal, all->line[i].deal))
            all->line[kept++] = all->line[i];
    all->n = kept;
}

enum fpl_status fpl_early__lines_plan(struct fpl_early__lines *all, const struct fpl_decision *decision) {
    struct fpl_json_doc doc = {0};
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < decision->items && !status; i++) {
        const struct fpl_item_write *write = &decision->item[i];
        int deal = strcmp(write->kind, "deal") == 0, refund = strcmp(write->kind, "refund") == 0;
        if (!deal && !refund && strcmp(write->kind, "instalment.paid") != 0)
            continue;
        if ((status = fpl_json_parse(&doc, write->data, all->error)))
            break;
        struct fpl_item item = {.key = write->key, .seq0 = INT64_MAX, .data = fpl_json_root(&doc)};
        if (deal)
            forget(all, write->key);
        sort_deals(all);
        status = deal ? take_deal(all, &item) : refund ? take_refund(all, &item) : take_instalment(all, &item);
    }
    lay_refunds(all);
    fpl_json_doc_release(&doc);
    return status;
}

void fpl_early__lines_release(struct fpl_early__lines *all) {
    free(all->line);
    all->line = NULL;
    all->n = all->cap = all->deals = 0;
}
