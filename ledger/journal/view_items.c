/* Items of the past. An item's stored state is the newest; as of an earlier day, or known by an earlier moment, it is
 * made again from the records.
 *
 * A record holds the whole state after it, as it was known when it was recorded: one that came late, or that takes an
 * early event back, holds what later days had brought as well. So what a record did is the difference between the state
 * it holds and the one recorded before it, and a view as of a day adds up the differences of what had occurred by then.
 */
#include "ledger/journal/view.h"

#include <string.h>

#define MEMBERS_MAX 128 /* of three states of one item */

struct states {                            /* of one item; NULL: there is none */
    const struct fpl_json *before, *after; /* of all that is known, around the record at hand */
    const struct fpl_json *seen;           /* of what had occurred */
};

static int64_t int_of(const struct fpl_json *value) {
    return value ? fpl_json_num(value, 0) : 0;
}

static const struct fpl_json *member(const struct fpl_json *object, const char *name) {
    return object ? fpl_json_get(object, name) : NULL;
}

/* Adds the names of an object that are not there yet, in canonical order. */
static int add_names(struct fpl_str name[MEMBERS_MAX], int n, const struct fpl_json *object) {
    for (const struct fpl_json *key = object ? fpl_json_first(object) : NULL; key && n < MEMBERS_MAX;) {
        struct fpl_str text = fpl_json_text(key);
        int at = n;
        while (at > 0 && fpl_str_cmp(name[at - 1], text) > 0)
            at--;
        if (at == 0 || !fpl_str_eq(name[at - 1], text)) {
            memmove(&name[at + 1], &name[at], (size_t)(n - at) * sizeof *name);
            name[at] = text;
            n++;
        }
        key = fpl_json_next(object, key);
        key = key ? fpl_json_next(object, key) : NULL;
    }
    return n;
}

static int is_int(const struct fpl_json *value) {
    return value && value->type == FPL_JSON_INT;
}

/* A number moves by as much as it did; anything else that the record changed is as the record says. */
static enum fpl_status put_member(struct fpl_json_out *out, const struct states *s, struct fpl_str name,
                                  struct fpl_error *error) {
    char text[64];
    FPL_ASSERT(name.n < sizeof text);
    fpl_str_copy(name, text, sizeof text);
    const struct fpl_json *after = member(s->after, text), *before = member(s->before, text),
                          *seen = member(s->seen, text);
    if (is_int(after) || is_int(before) || is_int(seen)) {
        int64_t sum = 0;
        if (__builtin_add_overflow(int_of(seen), int_of(after) - int_of(before), &sum))
            return fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
        if (sum != 0 || after)
            fpl_json_kint(out, text, sum);
        return FPL_OK;
    }
    const struct fpl_json *kept = after && before && seen && fpl_str_eq(after->raw, before->raw) ? seen : after;
    if (kept) {
        fpl_json_key(out, text);
        fpl_json_raw(out, kept->raw);
    }
    return FPL_OK;
}

static enum fpl_status merge(const struct states *s, struct fpl_buf *text, struct fpl_error *error) {
    struct fpl_str name[MEMBERS_MAX];
    struct fpl_json_out out;
    enum fpl_status status = FPL_OK;
    int n = add_names(name, add_names(name, add_names(name, 0, s->after), s->before), s->seen);
    FPL_ASSERT(n < MEMBERS_MAX);
    fpl_buf_reset(text);
    fpl_json_begin(&out, text);
    fpl_json_object(&out);
    for (int i = 0; i < n && !status; i++)
        status = put_member(&out, s, name[i], error);
    fpl_json_end(&out);
    return status ? status : fpl_buf_ok(text) ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

struct history {
    struct fpl_view *view;
    struct fpl_fold seen, known; /* what had occurred by the view's day; all that is known by its moment */
    struct fpl_json_doc before, after;
    struct fpl_buf text;
    struct fpl_error *error;
};

static enum fpl_status parse(struct fpl_json_doc *doc, struct fpl_str data, const struct fpl_json **out,
                             struct fpl_error *error) {
    enum fpl_status status = data.n ? fpl_json_parse(doc, data, error) : FPL_OK;
    *out = data.n && !status ? fpl_json_root(doc) : NULL;
    return status;
}

/* One item as a record left it. As long as nothing was passed over both worlds are one, and the state is the record's.
 */
static enum fpl_status fold_item(struct history *h, int64_t seq, const struct fpl_json *write, int occurred) {
    struct fpl_str kind = fpl_json_text(fpl_json_at(write, 0)), key = fpl_json_text(fpl_json_at(write, 1));
    const struct fpl_json *data = fpl_json_at(write, 2);
    struct fpl_str after = data ? data->raw : FPL_STR(""), state = after;
    struct fpl_item_value *known = NULL, *seen = NULL;
    struct states s = {.after = data};
    int32_t book = h->view->folded_book;
    enum fpl_status status = fpl_fold__item_value(&h->known, book, kind, key, &known, h->error);
    if (!status)
        status = fpl_fold__item_value(&h->seen, book, kind, key, &seen, h->error);
    if (!status && occurred && data && !fpl_str_eq(known->data, seen->data)) {
        status = parse(&h->before, known->data, &s.before, h->error);
        if (!status)
            status = parse(&h->after, seen->data, &s.seen, h->error);
        if (!status)
            status = merge(&s, &h->text, h->error);
        state = fpl_buf_str(&h->text);
    }
    if (!status && occurred)
        status = fpl_fold__item(&h->seen, book, seq, kind, key, state, h->error);
    return status ? status : fpl_fold__item(&h->known, book, seq, kind, key, after, h->error);
}

static enum fpl_status fold_known(void *ctx, int64_t seq, const struct fpl_json *body) {
    struct history *h = ctx;
    const struct fpl_json *list = fpl_json_get(body, "i");
    int occurred = fpl_date_cmp(fpl_body__date(body, "occ"), h->view->as_of) <= 0;
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *i = fpl_json_first(list); i && !status; i = fpl_json_next(list, i))
        status = fold_item(h, seq, i, occurred);
    return status;
}

enum fpl_status fpl_view__fold_items(struct fpl_view *view, int32_t book, struct fpl_error *error) {
    struct fpl_store_options options = {.write = 1, .scratch = 1};
    struct history h = {.view = view, .error = error};
    struct fpl_writeset known;
    int64_t size = 0;
    if (view->folded_book == book)
        return FPL_OK;
    fpl_store__close(view->scratch);
    view->scratch = NULL;
    view->folded_book = -1;
    fpl_writeset__init(&known);
    enum fpl_status status = fpl_view__size(view, book, &size, error);
    if (!status)
        status = fpl_store__open("", &options, &view->scratch, error);
    if (!status)
        status = fpl_store__begin(view->scratch, 1, error);
    h.seen = (struct fpl_fold){view->scratch, &view->set};
    h.known = (struct fpl_fold){view->scratch, &known}; /* never flushed: the store stays empty until the end */
    view->folded_book = book;
    if (!status)
        status = fpl_view__bodies(view, book, 0, size, fold_known, &h, error);
    if (!status)
        status = fpl_fold__flush(&h.seen, error);
    fpl_fold__reset(&h.seen);
    fpl_writeset__release(&known);
    fpl_json_doc_release(&h.before);
    fpl_json_doc_release(&h.after);
    fpl_buf_release(&h.text);
    if (status)
        view->folded_book = -1;
    return status;
}
