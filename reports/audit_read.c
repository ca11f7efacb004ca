/* What several lines of the audit sheet read, and where findings are kept. */
#include "reports/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *fpl_audit__room(struct fpl_audit *audit, void *list, size_t count, size_t *cap, size_t size) {
    if (count < *cap)
        return list;
    size_t wider_cap = *cap ? *cap * 2 : 32;
    void *wider = realloc(list, wider_cap * size);
    if (wider)
        *cap = wider_cap;
    else
        (void)fpl_fail(audit->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return wider;
}

enum fpl_status fpl_audit__add(struct fpl_audit *audit, const struct fpl_audit__found *found) {
    struct fpl_audit__found *list =
        fpl_audit__room(audit, audit->found, audit->founds, &audit->found_cap, sizeof *list);
    if (!list)
        return FPL_E_NOMEM;
    audit->found = list;
    list += audit->founds++;
    *list = *found;
    list->book = audit->book;
    list->line = audit->line;
    return FPL_OK;
}

void fpl_audit__why(struct fpl_audit__outcome *out, const char *zh, const char *en) {
    out->why_zh = zh;
    out->why_en = en;
}

static enum fpl_status take_reversed(void *ctx, const struct fpl_item *item) {
    *(int64_t *)ctx = item->seq0;
    return FPL_OK;
}

enum fpl_status fpl_audit__reversed(struct fpl_audit *audit, int64_t seq, int64_t *by) {
    char key[24];
    struct fpl_error error = {0};
    *by = -1;
    (void)snprintf(key, sizeof key, "%lld", (long long)seq);
    enum fpl_status status =
        fpl_read_item(audit->view, audit->book->id, "reversed", fpl_str_of(key), take_reversed, by, &error);
    if (status == FPL_E_NOT_FOUND)
        return FPL_OK;
    return status ? fpl_fail(audit->error, status, error.arg[0], NULL, NULL) : FPL_OK;
}

static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    int64_t *sum = ctx;
    if (fpl_reports__is_capital(total->account))
        return fpl_reports__add(sum, fpl_money_minor(total->credit) - fpl_money_minor(total->debit), NULL);
    return FPL_OK;
}

enum fpl_status fpl_audit__paid_in(struct fpl_audit *audit, int64_t *out) {
    struct fpl_reports__own totals = {.book = audit->book, .take = take_total, .ctx = out};
    *out = 0;
    return fpl_reports__own_totals(audit->view, &totals, audit->error);
}

/* ---- items with what their records say ---- */

struct each {
    struct fpl_audit *audit;
    fpl_audit__take take;
    void *ctx;
    const struct fpl_item *item;
    struct fpl_facts facts;
    struct fpl_fact_keys keys;
};

static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct each *each = ctx;
    struct fpl_view *view = each->audit->view;
    struct fpl_decided decided = {record->kind, record->body, fpl_view_day_of(view, record->t), NULL};
    struct fpl_date day;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(record->body, "occ"), &day, each->audit->error);
    if (status || fpl_date_cmp(day, fpl_view_as_of(view)) > 0)
        return status;
    fpl_facts_clear(&each->facts);
    status = fpl_facts_of_record(&decided, &each->keys, &each->facts, each->audit->error);
    return status ? status : each->take(each->ctx, each->item, &each->facts);
}

static enum fpl_status take_item(void *ctx, const struct fpl_item *item) {
    struct each *each = ctx;
    int64_t by = -1;
    enum fpl_status status = fpl_audit__reversed(each->audit, item->seq0, &by);
    if (status || by >= 0)
        return status;
    each->item = item;
    return fpl_read_record(each->audit->view, each->audit->book->id, item->seq0, take_record, each, each->audit->error);
}

enum fpl_status fpl_audit__each(struct fpl_audit *audit, const char *kind, fpl_audit__take take, void *ctx) {
    struct each *each = calloc(1, sizeof *each);
    if (!each)
        return fpl_fail(audit->error, FPL_E_NOMEM, NULL, NULL, NULL);
    each->audit = audit;
    each->take = take;
    each->ctx = ctx;
    enum fpl_status status = fpl_read_items(audit->view, audit->book->id, kind, take_item, each, audit->error);
    free(each);
    return status;
}
