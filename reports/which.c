/* Which record a key means: a receipt, a voucher number, or the number of a business: a claim, a contract, an IOU, a
 * deal … All commands that take one record ask here. */
#include "fundpool/event.h"
#include "reports/common.h"

#include <string.h>

struct which {
    struct fpl_view *view;
    const struct fpl_wanted_record *wanted;
    struct fpl_which at;
    struct fpl_error *error;
};

/* "BOOK/SEQ", the book by number or code; a book that was named must be that one. */
static int read_receipt(struct which *e, struct fpl_str key) {
    const char *slash = memchr(key.p, '/', key.n);
    struct fpl_str name = {key.p, slash ? (size_t)(slash - key.p) : 0};
    struct fpl_book book;
    int64_t id = -1, seq = -1;
    if (!slash || fpl_int_parse((struct fpl_str){slash + 1, key.n - name.n - 1}, &seq) || seq < 0)
        return 0;
    if (fpl_int_parse(name, &id) != FPL_OK) {
        if (fpl_read_book(e->view, name, &book, NULL))
            return 0;
        id = book.id;
    }
    if (id < 0 || id > INT32_MAX || (e->at.book.id != (int32_t)id && e->wanted->book.n))
        return 0;
    e->at.book.id = (int32_t)id;
    e->at.seq = seq;
    return 1;
}

static enum fpl_status find_book(void *ctx, const struct fpl_book *book) {
    struct which *e = ctx;
    if (book->id == e->at.book.id)
        e->at.book = *book;
    return FPL_OK;
}

/* A claim's records: its submission, or the decision if there is one; and its payment. */
static enum fpl_status take_approved(void *ctx, const struct fpl_record *record) {
    struct which *e = ctx;
    const struct fpl_json *facts = fpl_json_get(fpl_json_get(record->body, "dec"), "facts");
    const struct fpl_event *event = fpl_event_find(record->kind);
    e->at.taken_on = event && (event->flags & FPL_EVENT_TAKEN_ON);
    if (!e->at.taken_on)
        e->at.seq = fpl_json_num(fpl_json_at(fpl_json_get(facts, "claim.approved"), 2), -1);
    return FPL_OK;
}

static enum fpl_status take_claim(void *ctx, const struct fpl_item *item) {
    struct which *e = ctx;
    e->at.seq = item->seq;
    (void)fpl_str_copy(item->key, e->at.claim, sizeof e->at.claim);
    if (!fpl_str_is(fpl_json_get_text(item->data, "st"), "PAID"))
        return FPL_OK;
    e->at.paid = item->seq;
    return fpl_read_record(e->view, e->at.book.id, item->seq, take_approved, e, e->error);
}

static enum fpl_status take_first(void *ctx, const struct fpl_item *item) {
    ((struct which *)ctx)->at.seq = item->seq0;
    return FPL_OK;
}

static enum fpl_status take_last(void *ctx, const struct fpl_item *item) {
    ((struct which *)ctx)->at.seq = item->seq;
    return FPL_OK;
}

/* What a number means, among the items whose key has several parts: one is it, several are told. */
struct match {
    struct which *e;
    fpl_item_cb take;
    int from; /* the first part of the key that may be it */
    int64_t found;
    char list[FPL_ERROR_ARG_BYTES]; /* their keys */
};

/* Is it one of the parts of the key from that on? */
static int has_part(struct fpl_str key, struct fpl_str sought, int from) {
    const char *end = key.p + key.n, *at = key.p;
    for (int part = 0; at <= end; part++) {
        const char *bar = at < end ? memchr(at, '|', (size_t)(end - at)) : NULL;
        struct fpl_str one = {at, (size_t)((bar ? bar : end) - at)};
        if (part >= from && fpl_str_eq(one, sought))
            return 1;
        at = bar ? bar + 1 : end + 1;
    }
    return 0;
}

static enum fpl_status match_item(void *ctx, const struct fpl_item *item) {
    struct match *match = ctx;
    if (!has_part(item->key, match->e->wanted->key, match->from))
        return FPL_OK;
    match->found++;
    fpl_error_list(match->list, ", ", item->key, FPL_ZH_EN("…", "…"));
    return match->take(match->e, item);
}

/* A claim by its number, a loan by its contract or its IOU. */
static enum fpl_status find_part(struct which *e) {
    static const struct {
        const char *kind;
        fpl_item_cb take;
        int from;
    } kinds[] = {{"claim", take_claim, 3}, {"loan", take_first, 1}};
    struct match match = {.e = e};
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && !status && match.found == 0; i++) {
        match.take = kinds[i].take;
        match.from = kinds[i].from;
        status = fpl_read_items(e->view, e->at.book.id, kinds[i].kind, match_item, &match, e->error);
    }
    if (status || match.found == 1)
        return status;
    char key[FPL_ERROR_ARG_BYTES];
    (void)fpl_str_copy(e->wanted->key, key, sizeof key);
    return match.found ? fpl_fail(e->error, FPL_E_AMBIGUOUS, key, match.list, NULL)
                       : fpl_fail_text(e->error, FPL_E_NOT_FOUND, key, strlen(key));
}

/* How the item of an event is explained: by the record that began it; a claim by where it stands, and what has no
 * number of its own by its newest state. NULL: the event begins no item under a key. */
static fpl_item_cb taker_of(const struct fpl_event *event, enum fpl_book_kind book) {
    enum fpl_book_kind of = event->command.name ? event->command.book : FPL_BOOK_REGISTRY;
    if (!event->item || of == FPL_BOOK_REGISTRY || (of != book && of != FPL_BOOK_ANY))
        return NULL;
    if (event->again == FPL_AGAIN_STATE)
        return take_last;
    if (event->again != FPL_AGAIN_KEY)
        return NULL;
    return strcmp(event->item, "claim") == 0 ? take_claim : take_first;
}

static enum fpl_status find_item(struct which *e) {
    struct fpl_str key = e->wanted->key;
    enum fpl_status status = FPL_E_NOT_FOUND;
    int count = 0;
    const struct fpl_event *const *all = fpl_event_all(&count);
    for (int i = 0; i < count && status == FPL_E_NOT_FOUND; i++) {
        fpl_item_cb take = taker_of(all[i], e->at.book.kind);
        if (take && key.n)
            status = fpl_read_item(e->view, e->at.book.id, all[i]->item, key, take, e, e->error);
        if (status == FPL_E_SCOPE) /* an institution sees no item of this kind: to it there is none */
            status = FPL_E_NOT_FOUND;
    }
    if (status == FPL_E_NOT_FOUND && e->at.book.kind == FPL_BOOK_POOL && key.n) {
        fpl_error_clear(e->error);
        status = find_part(e);
    }
    if ((!status && e->at.seq < 0) || status == FPL_E_NOT_FOUND)
        status = fpl_fail_text(e->error, FPL_E_NOT_FOUND, key.p, key.n);
    return status;
}

/* The receipt that an institution holds is its submission's: what it wants explained is the claim. */
static enum fpl_status take_submission(void *ctx, const struct fpl_record *record) {
    struct which *e = ctx;
    const struct fpl_event *event = fpl_event_find(record->kind);
    const struct fpl_json *items = fpl_json_get(record->body, "i");
    if (!event || !event->item || strcmp(event->item, "claim") != 0 || event->again != FPL_AGAIN_KEY)
        return FPL_OK; /* another record than one that began a claim is explained by itself */
    for (const struct fpl_json *i = fpl_json_first(items); i; i = fpl_json_next(items, i))
        if (fpl_str_is(fpl_json_text(fpl_json_at(i, 0)), "claim"))
            (void)fpl_str_copy(fpl_json_text(fpl_json_at(i, 1)), e->at.claim, sizeof e->at.claim);
    return FPL_OK;
}

/* By its voucher number, or the number of a business, which may look like one. */
static enum fpl_status find_in_book(struct which *e) {
    struct fpl_voucher_name name;
    if (fpl_voucher_parse(e->wanted->key, &name)) {
        enum fpl_status status = fpl_find_voucher(e->view, e->at.book.id, &name, &e->at.seq, e->error);
        if (status != FPL_E_NOT_FOUND && status != FPL_E_SCOPE)
            return status;
        fpl_error_clear(e->error);
    }
    return find_item(e);
}

/* ---- in whichever book it stands ---- */

struct search {
    struct which *e, found;
    int count;
    char list[FPL_ERROR_ARG_BYTES]; /* the books */
};

static enum fpl_status look_in_book(void *ctx, const struct fpl_book *book) {
    struct search *search = ctx;
    struct which *e = search->e;
    if (book->id == 0)
        return FPL_OK;
    e->at.book = *book;
    enum fpl_status status = find_in_book(e);
    if (!status) {
        search->count++;
        search->found = *e;
        fpl_error_list(search->list, ", ", fpl_str_of(book->code), FPL_ZH_EN("…", "…"));
    } else if (status == FPL_E_NOT_FOUND || status == FPL_E_SCOPE) {
        fpl_error_clear(e->error);
        status = FPL_OK;
    }
    e->at.seq = e->at.paid = -1;
    e->at.claim[0] = '\0';
    return status;
}

static enum fpl_status find_anywhere(struct which *e) {
    struct search search = {.e = e};
    struct fpl_str key = e->wanted->key;
    char text[FPL_ERROR_ARG_BYTES];
    enum fpl_status status = fpl_read_books(e->view, look_in_book, &search, e->error);
    if (status)
        return status;
    (void)fpl_str_copy(key, text, sizeof text);
    if (search.count == 0)
        return fpl_fail_text(e->error, FPL_E_NOT_FOUND, key.p, key.n);
    if (search.count > 1) {
        fpl_error_at_field(e->error, "book");
        enum fpl_status several = fpl_fail(e->error, FPL_E_AMBIGUOUS, text, search.list, NULL);
        fpl_error_hint(e->error, FPL_ZH_EN("用 --book 指明账套", "--book says which book"));
        return several;
    }
    *e = search.found;
    return FPL_OK;
}

static enum fpl_status find(struct which *e) {
    enum fpl_status status = FPL_OK;
    e->at.book.id = -1;
    if (e->wanted->book.n)
        status = fpl_read_book(e->view, e->wanted->book, &e->at.book, e->error);
    if (status)
        return status;
    if (!read_receipt(e, e->wanted->key))
        return e->wanted->book.n ? find_in_book(e) : find_anywhere(e);
    status = fpl_read_books(e->view, find_book, e, e->error);
    if (!status)
        status = fpl_read_record(e->view, e->at.book.id, e->at.seq, take_submission, e, e->error);
    if (!status && e->at.claim[0] && !e->wanted->very) /* a proof is of the very record that was asked for */
        status = fpl_read_item(e->view, e->at.book.id, "claim", fpl_str_of(e->at.claim), take_claim, e, e->error);
    if (status == FPL_E_NOT_FOUND || status == FPL_E_BOOK) /* name what was asked for */
        status = fpl_fail_text(e->error, FPL_E_NOT_FOUND, e->wanted->key.p, e->wanted->key.n);
    return status;
}

enum fpl_status fpl_report_which(struct fpl_view *view, const struct fpl_wanted_record *wanted, struct fpl_which *out,
                                 struct fpl_error *error) {
    struct which e = {.view = view, .wanted = wanted, .at = {.seq = -1, .paid = -1}, .error = error};
    enum fpl_status status = find(&e);
    if (!status)
        *out = e.at;
    return status;
}
