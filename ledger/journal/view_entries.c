/* Postings of an account and entries in posted-date order: the index up to its high-water mark, and the tail of records
 * behind it. */
#include "ledger/journal/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place { /* one posting (line > 0) or one entry (line 0) */
    int32_t day;
    int line;
    int64_t seq;
};
struct places {
    struct place *place;
    size_t n, cap;
    struct fpl_str account; /* empty: entries */
    struct fpl_date from, to;
    struct fpl_error *error;
};

static enum fpl_status add_place(struct places *places, int32_t day, int64_t seq, int line) {
    if (places->n == places->cap) {
        size_t cap = places->cap ? places->cap * 2 : 256;
        struct place *wider = realloc(places->place, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(places->error, FPL_E_NOMEM, NULL, NULL, NULL);
        places->place = wider;
        places->cap = cap;
    }
    places->place[places->n++] = (struct place){day, line, seq};
    return FPL_OK;
}

static enum fpl_status add_tail(void *ctx, int64_t seq, const struct fpl_json *body) {
    struct places *places = ctx;
    const struct fpl_json *list = fpl_json_get(body, "p");
    enum fpl_status status = FPL_OK;
    int line = 0;
    if (!list)
        return FPL_OK;
    struct fpl_date posted = fpl_body__posted(body);
    if (fpl_date_cmp(posted, places->from) < 0 || fpl_date_cmp(posted, places->to) > 0)
        return FPL_OK;
    if (places->account.n == 0)
        return add_place(places, posted.day, seq, 0);
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p)) {
        line++;
        if (fpl_str_eq(fpl_json_text(fpl_json_at(p, 0)), places->account))
            status = add_place(places, posted.day, seq, line);
    }
    return status;
}

static int by_place(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    int order = (x->day > y->day) - (x->day < y->day);
    if (order == 0)
        order = (x->seq > y->seq) - (x->seq < y->seq);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Those of a row of the index before `size` and within the days wanted. */
static enum fpl_status add_row(struct places *places, const struct fpl_posting_row *row, int64_t size) {
    struct fpl_places reading;
    struct fpl_place place;
    enum fpl_status status = FPL_OK;
    int more = 1;
    fpl_places__begin(&reading, row->span, row->bytes);
    while (!status && (more = fpl_places__next(&reading, &place)) == 1 && place.seq < size)
        if (place.day >= places->from.day && place.day <= places->to.day)
            status = add_place(places, place.day, place.seq, place.line);
    return more < 0 ? fpl_fail(places->error, FPL_E_CORRUPT, "posting", NULL, NULL) : status;
}

static enum fpl_status find_indexed(struct fpl_view *view, int32_t book, struct places *places, int64_t size) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status =
        fpl_store__scan_postings(view->session->store, book, places->account, &cursor, places->error);
    while (!status && !(status = fpl_store__next(cursor, &row, places->error)) && row) {
        struct fpl_posting_row posting;
        fpl_store__posting_row(cursor, &posting);
        status = add_row(places, &posting, size);
    }
    fpl_store__end(cursor);
    return status;
}

static enum fpl_status find_places(struct fpl_view *view, int32_t book, struct places *places) {
    struct fpl_open_book *open = NULL;
    int64_t size = 0;
    enum fpl_status status = fpl_view__need_all(view, places->error);
    if (!status)
        status = fpl_journal__book(view->session, book, &open, places->error);
    if (!status)
        status = fpl_view__size(view, book, &size, places->error);
    if (!status && places->account.n)
        status = find_indexed(view, book, places, size);
    /* entries are not indexed: for them every record is looked at */
    if (!status)
        status = fpl_view__bodies(view, book, places->account.n ? open->head.indexed : 0, size, add_tail, places,
                                  places->error);
    if (!status && places->n)
        qsort(places->place, places->n, sizeof *places->place, by_place);
    return status;
}

static enum fpl_status give_posting(struct fpl_view *view, int32_t book, const struct place *place, fpl_posted_cb cb,
                                    void *ctx, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    struct fpl_posting posting;
    char voucher[64];
    enum fpl_status status = fpl_journal__body(view->session, book, place->seq, &body, error);
    if (!status)
        status = fpl_body__posting(fpl_json_at(fpl_json_get(body, "p"), (uint32_t)place->line - 1), &posting, error);
    if (status)
        return status;
    fpl_body__voucher(body, voucher, sizeof voucher);
    struct fpl_open_book *open = NULL;
    if (posting.currency.n == 0 && !(status = fpl_journal__book(view->session, book, &open, error)))
        posting.currency = fpl_str_of(open->info.currency);
    if (status)
        return status;
    struct fpl_posted out = {.seq = place->seq,
                             .line = place->line,
                             .posted = {place->day},
                             .occurred = fpl_body__date(body, "occ"),
                             .account = posting.account,
                             .party = posting.party,
                             .item = posting.item,
                             .currency = posting.currency,
                             .memo = fpl_body_memo(body),
                             .voucher = fpl_str_of(voucher),
                             .side = posting.side,
                             .amount = posting.amount};
    return cb(ctx, &out);
}

static struct fpl_date earlier(struct fpl_date a, struct fpl_date b) {
    return fpl_date_cmp(a, b) < 0 ? a : b;
}

enum fpl_status fpl_read_postings(struct fpl_view *view, int32_t book, struct fpl_str account, struct fpl_date from,
                                  struct fpl_date to, fpl_posted_cb cb, void *ctx, struct fpl_error *error) {
    struct places places = {.account = account, .from = from, .to = earlier(to, view->as_of), .error = error};
    if (account.n == 0)
        return fpl_fail(error, FPL_E_ACCOUNT, "", NULL, NULL);
    enum fpl_status status = find_places(view, book, &places);
    for (size_t i = 0; i < places.n && !status; i++)
        status = give_posting(view, book, &places.place[i], cb, ctx, error);
    free(places.place);
    return status;
}

struct named {
    const struct fpl_voucher_name *name;
    int64_t seq;
};

static enum fpl_status take_named(void *ctx, int64_t seq, const struct fpl_json *body) {
    struct named *named = ctx;
    if (fpl_body_bears(body, named->name))
        named->seq = seq;
    return FPL_OK;
}

enum fpl_status fpl_find_voucher(struct fpl_view *view, int32_t book, const struct fpl_voucher_name *name, int64_t *seq,
                                 struct fpl_error *error) {
    struct named named = {name, -1};
    char text[64];
    int64_t size = 0;
    enum fpl_status status = fpl_view__need_all(view, error);
    if (!status)
        status = fpl_view__size(view, book, &size, error);
    if (!status)
        status = fpl_view__bodies(view, book, 0, size, take_named, &named, error);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "%s %s %lld", name->month, name->word, (long long)name->number);
    *seq = named.seq;
    return named.seq >= 0 ? FPL_OK : fpl_fail(error, FPL_E_NOT_FOUND, text, NULL, NULL);
}

enum fpl_status fpl_read_entries(struct fpl_view *view, int32_t book, struct fpl_date from, struct fpl_date to,
                                 fpl_record_cb cb, void *ctx, struct fpl_error *error) {
    struct places places = {.from = from, .to = earlier(to, view->as_of), .error = error};
    enum fpl_status status = find_places(view, book, &places);
    for (size_t i = 0; i < places.n && !status; i++)
        status = fpl_read_record(view, book, places.place[i].seq, cb, ctx, error);
    free(places.place);
    return status;
}
