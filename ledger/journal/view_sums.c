/* Reads of tallies and items. Stored sums hold the newest knowledge; a view of earlier knowledge takes the records
 * after it off again. Totals are in view_totals.c, items of the past in view_items.c. */
#include "ledger/journal/view.h"

#include <stdlib.h>
#include <string.h>

/* ---- tallies ---- */

struct tally_sum {
    int64_t amount, count;
};
struct tally_days {
    struct fpl_map map; /* day as 4 bytes → struct tally_sum */
    const char *name;
    struct fpl_str scope;
    struct fpl_date from, to;
    int sign;
    struct fpl_error *error;
};

static enum fpl_status add_day(struct tally_days *t, int32_t day, int64_t amount, int64_t count) {
    uint32_t v = (uint32_t)day ^ 0x80000000u;
    char key[4] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};
    int made = 0;
    struct tally_sum *sum = fpl_map__add(&t->map, (struct fpl_str){key, 4}, &made);
    if (!sum)
        return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (__builtin_add_overflow(sum->amount, amount, &sum->amount) ||
        __builtin_add_overflow(sum->count, count, &sum->count))
        return fpl_fail(t->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    return FPL_OK;
}

static int has_scope(const struct fpl_json *scopes, struct fpl_str scope) {
    for (const struct fpl_json *s = fpl_json_first(scopes); s; s = fpl_json_next(scopes, s))
        if (fpl_str_eq(fpl_json_text(s), scope))
            return 1;
    return 0;
}

static enum fpl_status add_tallies_of_body(void *ctx, int64_t seq, const struct fpl_json *body) {
    struct tally_days *t = ctx;
    const struct fpl_json *list = fpl_json_get(body, "y");
    enum fpl_status status = FPL_OK;
    (void)seq;
    if (!list)
        return FPL_OK;
    struct fpl_date occurred = fpl_body__date(body, "occ");
    if (fpl_date_cmp(occurred, t->from) < 0 || fpl_date_cmp(occurred, t->to) > 0)
        return FPL_OK;
    for (const struct fpl_json *y = fpl_json_first(list); y && !status; y = fpl_json_next(list, y))
        if (fpl_str_is(fpl_json_text(fpl_json_at(y, 0)), t->name) && has_scope(fpl_json_at(y, 1), t->scope))
            status = add_day(t, occurred.day, t->sign * fpl_json_num(fpl_json_at(y, 2), 0),
                             t->sign * fpl_json_num(fpl_json_at(y, 3), 0));
    return status;
}

static enum fpl_status gather_tally(struct fpl_view *view, int32_t book, struct tally_days *t) {
    struct fpl_open_book *open = NULL;
    struct fpl_cursor *cursor = NULL;
    int64_t size = 0;
    int row = 1;
    enum fpl_status status = fpl_journal__book(view->session, book, &open, t->error);
    if (!status)
        status = fpl_view__size(view, book, &size, t->error);
    if (!status)
        status = fpl_store__scan_tally(view->session->store, book, fpl_str_of(t->name), t->scope, t->from.day,
                                       t->to.day, &cursor, t->error);
    while (!status && !(status = fpl_store__next(cursor, &row, t->error)) && row) {
        struct fpl_tally_row tally;
        fpl_store__tally_row(cursor, &tally);
        status = add_day(t, tally.day, tally.amount, tally.count);
    }
    fpl_store__end(cursor);
    t->sign = -1;
    return status ? status : fpl_view__bodies(view, book, size, open->head.size, add_tallies_of_body, t, t->error);
}

enum fpl_status fpl_read_tally_days(struct fpl_view *view, int32_t book, const char *name, struct fpl_str scope,
                                    struct fpl_date from, struct fpl_date to, fpl_tally_cb cb, void *ctx,
                                    struct fpl_error *error) {
    struct tally_days t = {.map = {.value_size = sizeof(struct tally_sum)},
                           .name = name,
                           .scope = scope,
                           .from = from,
                           .to = to,
                           .error = error};
    struct fpl_map_entry **list = NULL;
    size_t n = 0;
    if (fpl_date_cmp(t.to, view->as_of) > 0)
        t.to = view->as_of;
    enum fpl_status status = fpl_view__need_all(view, error);
    if (!status)
        status = gather_tally(view, book, &t);
    if (!status && fpl_map__sorted(&t.map, NULL, &list, &n))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < n && !status; i++) {
        const unsigned char *p = (const unsigned char *)list[i]->key.p;
        uint32_t v = ((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]) ^ 0x80000000u;
        const struct tally_sum *sum = list[i]->value;
        if (sum->amount || sum->count)
            status = cb(ctx, (struct fpl_date){(int32_t)v}, fpl_money_of(sum->amount), sum->count);
    }
    free(list);
    fpl_map__release(&t.map);
    return status;
}

static enum fpl_status sum_days(void *ctx, struct fpl_date day, struct fpl_money amount, int64_t count) {
    struct tally_sum *sum = ctx;
    (void)day;
    if (__builtin_add_overflow(sum->amount, fpl_money_minor(amount), &sum->amount) ||
        __builtin_add_overflow(sum->count, count, &sum->count))
        return FPL_E_OVERFLOW;
    return FPL_OK;
}

enum fpl_status fpl_read_tally(struct fpl_view *view, int32_t book, const char *name, struct fpl_str scope,
                               struct fpl_date from, struct fpl_date to, struct fpl_money *amount, int64_t *count,
                               struct fpl_error *error) {
    struct tally_sum sum = {0};
    enum fpl_status status = fpl_read_tally_days(view, book, name, scope, from, to, sum_days, &sum, error);
    if (status)
        return status == FPL_E_OVERFLOW ? fpl_fail(error, status, NULL, NULL, NULL) : status;
    *amount = fpl_money_of(sum.amount);
    *count = sum.count;
    return FPL_OK;
}

/* ---- items ---- */

static int is_historical(const struct fpl_view *view) {
    return !view->knows_all || fpl_date_cmp(view->as_of, view->today) < 0;
}

/* An institution sees the loans and claims that name it. */
static int is_own(const struct fpl_view *view, const char *kind, const struct fpl_json *data) {
    static const char *const fields[] = {"bank", "guar"};
    if (!view->institution[0] || strcmp(kind, "currency") == 0)
        return 1;
    if (strcmp(kind, "claim") == 0) /* bank and guarantor have the loan in common, and not their claims */
        return fpl_str_is(fpl_json_get_text(data, "claimant"), view->institution);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fpl_str_is(fpl_json_get_text(data, fields[i]), view->institution))
            return 1;
    return 0;
}

static enum fpl_status give_items(struct fpl_view *view, int32_t book, const char *kind, struct fpl_str only,
                                  fpl_item_cb cb, void *ctx, struct fpl_error *error) {
    struct fpl_store *store = view->session->store;
    struct fpl_cursor *cursor = NULL;
    struct fpl_json_doc doc = {0};
    int row = 1, given = 0;
    enum fpl_status status = FPL_OK;
    if (is_historical(view)) {
        status = fpl_view__fold_items(view, book, error);
        store = view->scratch;
    }
    if (!status)
        status = fpl_store__scan_items(store, book, fpl_str_of(kind), only, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (!fpl_str_eq(item.key, only))
            break;
        if ((status = fpl_json_parse(&doc, item.data, error)))
            break;
        struct fpl_item out = {item.key, item.seq0, item.seq, fpl_json_root(&doc)};
        if (is_own(view, kind, out.data) && !(status = cb(ctx, &out)))
            given = 1;
    }
    fpl_store__end(cursor);
    fpl_json_doc_release(&doc);
    if (!status && !given)
        status = fpl_fail_text(error, FPL_E_NOT_FOUND, only.p, only.n);
    return status;
}

/* Institutions read loans and claims, each its own, and what a currency is. */
static enum fpl_status may_read_items(const struct fpl_view *view, int32_t book, const char *kind,
                                      struct fpl_error *error) {
    if (strcmp(kind, "loan") == 0 || strcmp(kind, "claim") == 0 || (book == 0 && strcmp(kind, "currency") == 0))
        return FPL_OK;
    return fpl_view__need_all(view, error);
}

enum fpl_status fpl_read_items_from(struct fpl_view *view, const struct fpl_begun *first, fpl_item_cb cb, void *ctx,
                                    struct fpl_error *error) {
    struct fpl_store *store = view->session->store;
    struct fpl_cursor *cursor = NULL;
    struct fpl_json_doc doc = {0};
    int row = 1;
    enum fpl_status status = may_read_items(view, first->book, first->kind, error);
    if (!status && is_historical(view)) {
        status = fpl_view__fold_items(view, first->book, error);
        store = view->scratch;
    }
    if (!status)
        status = fpl_store__scan_items(store, first->book, fpl_str_of(first->kind), first->key, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if ((status = fpl_json_parse(&doc, item.data, error)))
            break;
        struct fpl_item out = {item.key, item.seq0, item.seq, fpl_json_root(&doc)};
        if (is_own(view, first->kind, out.data))
            status = cb(ctx, &out);
    }
    fpl_store__end(cursor);
    fpl_json_doc_release(&doc);
    return status;
}

enum fpl_status fpl_read_items(struct fpl_view *view, int32_t book, const char *kind, fpl_item_cb cb, void *ctx,
                               struct fpl_error *error) {
    return fpl_read_items_from(view, &(struct fpl_begun){book, kind, {"", 0}}, cb, ctx, error);
}

enum fpl_status fpl_read_scale(struct fpl_view *view, struct fpl_str currency, int *out, struct fpl_error *error) {
    return fpl_journal__scale(view->session, currency, out, error);
}

enum fpl_status fpl_read_item(struct fpl_view *view, int32_t book, const char *kind, struct fpl_str key, fpl_item_cb cb,
                              void *ctx, struct fpl_error *error) {
    enum fpl_status status = may_read_items(view, book, kind, error);
    if (status)
        return status;
    if (key.n == 0)
        return fpl_fail(error, FPL_E_NOT_FOUND, kind, NULL, NULL);
    return give_items(view, book, kind, key, cb, ctx, error);
}

enum fpl_status fpl_read_beginnings(struct fpl_view *view, const struct fpl_begun *which, fpl_record_cb cb, void *ctx,
                                    struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int64_t size = 0;
    int row = 1;
    int of_own = strcmp(which->kind, "import") == 0; /* an institution's users give files: each record is asked whose */
    enum fpl_status status = of_own ? FPL_OK : fpl_view__need_all(view, error);
    if (!status)
        status = fpl_view__size(view, which->book, &size, error);
    if (!status)
        status = fpl_store__scan_items(view->session->store, which->book, fpl_str_of(which->kind), which->key, &cursor,
                                       error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (which->key.n && !fpl_str_eq(item.key, which->key))
            break;
        if (item.seq0 < size)
            status = fpl_read_record(view, which->book, item.seq0, cb, ctx, error);
        if (status == FPL_E_NOT_FOUND && view->institution[0]) {
            fpl_error_clear(error);
            status = FPL_OK;
        }
    }
    fpl_store__end(cursor);
    return status;
}
