/* Views: opening, cuts, and reads of books, accounts, parties, records and documents. Sums are in view_sums.c. */
#include "ledger/journal/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum fpl_status load_actor(struct fpl_view *view, struct fpl_str actor, struct fpl_error *error) {
    char party[65];
    enum fpl_status status = fpl_journal__user(view->session, actor, view->today, &view->roles, party, error);
    if (!status && !(view->roles & ~(unsigned)(FPL_ROLE_BANK | FPL_ROLE_GUARANTOR)))
        memcpy(view->institution, party, sizeof view->institution);
    return status;
}

enum fpl_status fpl_view_open(struct fpl_session *session, const struct fpl_view_spec *spec, struct fpl_view **out,
                              struct fpl_error *error) {
    struct fpl_view *view = calloc(1, sizeof *view);
    if (!view)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    view->session = session;
    view->today = fpl_session_today(session);
    view->as_of = fpl_date_is_none(spec->as_of) ? view->today : spec->as_of;
    view->known_by = spec->known_by;
    view->folded_book = -1;
    fpl_writeset__init(&view->set);
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (!status)
        status = load_actor(view, spec->actor, error);
    if (!status)
        status = fpl_store__last_t(session->store, &view->newest, error);
    view->knows_all = view->known_by == 0 || view->known_by >= view->newest;
    if (status) {
        fpl_view_close(view);
        return status;
    }
    *out = view;
    return FPL_OK;
}

enum fpl_status fpl_view_on_day(const struct fpl_view *view, struct fpl_date day, struct fpl_view **out,
                                struct fpl_error *error) {
    struct fpl_view *other = malloc(sizeof *other);
    if (!other)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    *other = *view;
    other->as_of = day;
    other->borrowed = 1;
    other->scratch = NULL;
    other->folded_book = -1;
    fpl_writeset__init(&other->set);
    *out = other;
    return FPL_OK;
}

void fpl_view_close(struct fpl_view *view) {
    if (!view)
        return;
    fpl_store__close(view->scratch);
    fpl_writeset__release(&view->set);
    if (!view->borrowed)
        fpl_journal__rollback(view->session);
    free(view);
}

struct fpl_date fpl_view_as_of(const struct fpl_view *view) {
    return view->as_of;
}

struct fpl_date fpl_view_day_of(const struct fpl_view *view, int64_t t) {
    return fpl_date_of_instant(t, view->session->offset_minutes);
}

int64_t fpl_view_local(const struct fpl_view *view, int64_t t) {
    return t + (int64_t)view->session->offset_minutes * 60000;
}

int64_t fpl_view_known_by(const struct fpl_view *view) {
    return view->known_by;
}

int64_t fpl_view_moment(const struct fpl_view *view) {
    return view->known_by ? view->known_by : view->newest;
}

unsigned fpl_view_roles(const struct fpl_view *view) {
    return view->roles;
}

struct fpl_str fpl_view_institution(const struct fpl_view *view) {
    return fpl_str_of(view->institution);
}

enum fpl_status fpl_view__need_all(const struct fpl_view *view, struct fpl_error *error) {
    return view->institution[0] ? fpl_fail(error, FPL_E_SCOPE, view->institution, NULL, NULL) : FPL_OK;
}

static enum fpl_status time_of(struct fpl_view *view, int32_t book, int64_t seq, int64_t *out,
                               struct fpl_error *error) {
    struct fpl_leaf leaf = {0};
    enum fpl_status status = fpl_journal__leaf(view->session, book, seq, &leaf, error);
    if (!status)
        *out = leaf.t;
    return status;
}

static enum fpl_status size_of(struct fpl_view *view, int32_t book, const struct fpl_head *head, int64_t *out,
                               struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    int64_t low = 0, high = head->size;
    if (view->known_by == 0 || head->t <= view->known_by)
        low = high;
    while (low < high && !status) { /* first record with t > known_by */
        int64_t middle = low + (high - low) / 2, t = 0;
        status = time_of(view, book, middle, &t, error);
        if (t > view->known_by)
            high = middle;
        else
            low = middle + 1;
    }
    if (!status)
        *out = low;
    return status;
}

enum fpl_status fpl_view__size(struct fpl_view *view, int32_t book, int64_t *out, struct fpl_error *error) {
    struct fpl_open_book *open = NULL;
    enum fpl_status status = fpl_journal__book(view->session, book, &open, error);
    return status ? status : size_of(view, book, &open->head, out, error);
}

enum fpl_status fpl_view__bodies(struct fpl_view *view, int32_t book, int64_t from, int64_t to, fpl_body_cb cb,
                                 void *ctx, struct fpl_error *error) {
    struct fpl_record_scan scan;
    struct fpl_record_row record;
    struct fpl_json_doc doc = {0};
    int row = 1;
    enum fpl_status status = fpl_record_scan__begin(view->session, book, from, to, &scan, error);
    while (!status && !(status = fpl_record_scan__next(&scan, &record, &row, error)) && row) {
        const struct fpl_json *body = NULL;
        if (!(status = fpl_stored__parse(book, record.seq, record.bytes, &doc, &body, error)))
            status = cb(ctx, record.seq, body);
    }
    fpl_record_scan__end(&scan);
    fpl_json_doc_release(&doc);
    return status;
}

/* ---- books, accounts, parties ---- */

static enum fpl_status view_of_book(struct fpl_view *view, int32_t id, struct fpl_book *out, struct fpl_error *error) {
    struct fpl_open_book *book = NULL;
    enum fpl_status status = fpl_journal__book(view->session, id, &book, error);
    if (status)
        return status;
    struct fpl_book info = book->info;
    info.scale = book->scale;
    if ((status = fpl_view__size(view, id, &info.size, error)))
        return status;
    *out = info;
    return FPL_OK;
}

struct listing {
    struct fpl_view *view;
    fpl_book_cb cb;
    void *ctx;
    struct fpl_error *error;
};

static enum fpl_status list_book(void *ctx, const struct fpl_book *book, const struct fpl_head *head) {
    struct listing *listing = ctx;
    struct fpl_book shown = *book;
    enum fpl_status status = size_of(listing->view, book->id, head, &shown.size, listing->error);
    return status || shown.size == 0 ? status : listing->cb(listing->ctx, &shown);
}

enum fpl_status fpl_read_books(struct fpl_view *view, fpl_book_cb cb, void *ctx, struct fpl_error *error) {
    struct listing listing = {view, cb, ctx, error};
    return fpl_journal__books(view->session, list_book, &listing, error);
}

enum fpl_status fpl_read_book(struct fpl_view *view, struct fpl_str code, struct fpl_book *out,
                              struct fpl_error *error) {
    struct fpl_open_book *book = NULL;
    enum fpl_status status = fpl_journal__book_by_code(view->session, code, &book, error);
    return status ? status : view_of_book(view, book->info.id, out, error);
}

enum fpl_status fpl_read_accounts(struct fpl_view *view, int32_t book, fpl_account_cb cb, void *ctx,
                                  struct fpl_error *error) {
    struct fpl_open_book *open = NULL;
    enum fpl_status status = fpl_journal__book(view->session, book, &open, error);
    for (int i = 0; !status && i < open->chart.count; i++)
        status = cb(ctx, &open->chart.account[i]);
    return status;
}

enum fpl_status fpl_read_account(struct fpl_view *view, int32_t book, struct fpl_str code, struct fpl_account *out,
                                 struct fpl_error *error) {
    struct fpl_open_book *open = NULL;
    enum fpl_status status = fpl_journal__book(view->session, book, &open, error);
    if (status)
        return status;
    const struct fpl_account *account = fpl_chart__find(&open->chart, code);
    if (!account)
        return fpl_fail_text(error, FPL_E_ACCOUNT, code.p, code.n);
    *out = *account;
    return FPL_OK;
}

/* What a reader has looked up is kept, but no more than this: a list may name as many parties as a fund has deals. */
#define ITEMS_KNOWN 4096

static void bound_known(struct fpl_session *session) {
    if (session->mode != FPL_WRITE && session->set.item.count >= ITEMS_KNOWN && session->set.wholes == 0)
        fpl_map__reset(&session->set.item);
}

enum fpl_status fpl_read_party(struct fpl_view *view, struct fpl_str id, struct fpl_party *out,
                               struct fpl_error *error) {
    struct fpl_item_state state;
    int found = 0;
    bound_known(view->session);
    enum fpl_status status = fpl_journal__item(view->session, 0, "party", id, &state, &found, error);
    if (!status && !found)
        status = fpl_fail_text(error, FPL_E_PARTY, id.p, id.n);
    if (!status)
        status = fpl_json_parse(&view->session->doc, state.data, error);
    if (status)
        return status;
    const struct fpl_json *data = fpl_json_root(&view->session->doc);
    fpl_str_copy(id, out->id, sizeof out->id);
    fpl_str_copy(fpl_json_get_text(data, "uscc"), out->uscc, sizeof out->uscc);
    fpl_str_copy(fpl_json_get_text(data, "kind"), out->kind, sizeof out->kind);
    const struct fpl_named who = {.kind = "party", .id = id};
    return fpl_read_name(view, &who, out->name, sizeof out->name, error);
}

static enum fpl_status bearer_of(struct fpl_view *view, const struct fpl_named *who, struct fpl_bearer *out,
                                 struct fpl_error *error) {
    *out = (struct fpl_bearer){who->kind, who->id, view->as_of, 0};
    if (strcmp(who->kind, "user") == 0 && fpl_view__need_all(view, error))
        return FPL_E_SCOPE;
    if (!who->then)
        return fpl_view__size(view, 0, &out->size, error);
    out->day = who->then->day;
    out->size = who->then->registry;
    return FPL_OK;
}

struct fpl_then fpl_view_then(const struct fpl_view *view, const struct fpl_record *record) {
    return (struct fpl_then){fpl_view_day_of(view, record->t),
                             record->book == 0 ? record->seq : fpl_json_get_num(record->body, "reg", INT64_MAX)};
}

enum fpl_status fpl_read_name(struct fpl_view *view, const struct fpl_named *who, char *out, size_t size,
                              struct fpl_error *error) {
    struct fpl_bearer bearer;
    struct fpl_buf name = {0};
    bound_known(view->session);
    enum fpl_status status = bearer_of(view, who, &bearer, error);
    if (!status)
        status = fpl_journal__name(view->session, &bearer, &name, error);
    if (!status)
        (void)fpl_str_copy(name.n ? fpl_buf_str(&name) : who->id, out, size);
    fpl_buf_release(&name);
    return status;
}

struct changes {
    fpl_name_cb cb;
    void *ctx;
};

static enum fpl_status give_change(void *ctx, const struct fpl_rename *one) {
    const struct changes *changes = ctx;
    const struct fpl_name_change change = {one->from, one->seq, one->name};
    return changes->cb(changes->ctx, &change);
}

enum fpl_status fpl_read_names(struct fpl_view *view, const struct fpl_named *who, fpl_name_cb cb, void *ctx,
                               struct fpl_error *error) {
    struct fpl_bearer bearer;
    struct changes changes = {cb, ctx};
    int renamed = 0;
    enum fpl_status status = bearer_of(view, who, &bearer, error);
    if (!status)
        status = fpl_journal__is_renamed(view->session, &bearer, &renamed, error);
    return status || !renamed ? status : fpl_name__each(view->session->store, &bearer, give_change, &changes, error);
}

/* ---- records ---- */

static int names(const struct fpl_view *view, const struct fpl_json *object, const char *const *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (fpl_str_is(fpl_json_get_text(object, fields[i]), view->institution))
            return 1;
    return 0;
}

/* Whose is the claim that the record is about? Others see it as a number that the book does not have: a bank and a
 * guarantor have the loan in common, and not their claims. NULL: it is about none. */
static const struct fpl_json *claim_of(const struct fpl_json *body) {
    const struct fpl_json *items = fpl_json_get(body, "i");
    for (const struct fpl_json *i = fpl_json_first(items); i; i = fpl_json_next(items, i))
        if (fpl_str_is(fpl_json_text(fpl_json_at(i, 0)), "claim"))
            return fpl_json_at(i, 2);
    return NULL;
}

/* Of a renewal the record is about the new loan, "BANK|CONTRACT|IOU" of its command: the other one changes with it, and
 * may be another guarantor's. */
static int is_other_loan(const struct fpl_json *cmd, const struct fpl_json *item) {
    static const char *const parts[] = {"bank", "contract", "iou"};
    struct fpl_str key = fpl_json_text(fpl_json_at(item, 1));
    if (!fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "loan") || !fpl_json_get(cmd, "iou"))
        return 0;
    for (int i = 0; i < 3; i++) {
        struct fpl_str part = fpl_json_get_text(cmd, parts[i]);
        if (key.n < part.n || memcmp(key.p, part.p, part.n) != 0)
            return 1;
        key = (struct fpl_str){key.p + part.n, key.n - part.n};
        if (i < 2 && (key.n == 0 || key.p[0] != '|'))
            return 1;
        key = (struct fpl_str){key.p + (i < 2), key.n - (size_t)(i < 2)};
    }
    return key.n > 0;
}

/* Was it given by a user of the institution, in its name? An import and a refusal may name no party. Whose a user is
 * never changes, so that of the last one asked for is kept. */
static int is_given_by_own(struct fpl_view *view, const struct fpl_json *body) {
    const struct fpl_json *act = fpl_json_get(body, "act");
    struct fpl_str by = fpl_json_get_text(act, "by"), role = fpl_json_get_text(act, "role");
    struct fpl_item_state state;
    struct fpl_json_doc doc = {0};
    struct fpl_error ignored = {0};
    int found = 0;
    if (!fpl_str_is(role, "bank") && !fpl_str_is(role, "guarantor"))
        return 0;
    if (fpl_str_is(by, view->asked))
        return view->asked_is_own;
    int is_own = fpl_journal__item(view->session, 0, "user", by, &state, &found, &ignored) == FPL_OK && found &&
                 fpl_json_parse(&doc, state.data, &ignored) == FPL_OK &&
                 fpl_str_is(fpl_json_get_text(fpl_json_root(&doc), "party"), view->institution);
    fpl_json_doc_release(&doc);
    (void)fpl_str_copy(by, view->asked, sizeof view->asked);
    view->asked_is_own = is_own;
    return is_own;
}

/* An institution sees the records whose command names it, that change a loan or a claim of its own, or that its own
 * users gave. */
static int may_see(struct fpl_view *view, const struct fpl_json *body) {
    static const char *const said[] = {"bank", "claimant", "guarantor", "party"}, *const written[] = {
                                                                                      "bank", "claimant", "guar"};
    const struct fpl_json *items = fpl_json_get(body, "i"), *claim = claim_of(body);
    if (view->institution[0] && claim)
        return fpl_str_is(fpl_json_get_text(claim, "claimant"), view->institution);
    if (!view->institution[0] || names(view, fpl_json_get(body, "cmd"), said, sizeof said / sizeof said[0]))
        return 1;
    for (const struct fpl_json *i = fpl_json_first(items); i; i = fpl_json_next(items, i))
        if (!is_other_loan(fpl_json_get(body, "cmd"), i) &&
            names(view, fpl_json_at(i, 2), written, sizeof written / sizeof written[0]))
            return 1;
    return is_given_by_own(view, body);
}

/* The same words for a number that the book does not have and for a record that this view may not see. */
static enum fpl_status no_record(int32_t book, int64_t seq, struct fpl_error *error) {
    char receipt[48];
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)book, (long long)seq);
    return fpl_fail(error, FPL_E_NOT_FOUND, receipt, NULL, NULL);
}

static enum fpl_status give_record(struct fpl_view *view, const struct fpl_record_row *row, struct fpl_json_doc *doc,
                                   fpl_record_cb cb, void *ctx, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    enum fpl_status status = fpl_stored__parse(row->book, row->seq, row->bytes, doc, &body, error);
    if (status)
        return status;
    struct fpl_record record = {.book = row->book,
                                .seq = row->seq,
                                .t = row->of.t,
                                .leaf = row->leaf,
                                .kind = fpl_str_of(row->of.kind),
                                .body_bytes = row->bytes,
                                .body = body};
    if (!may_see(view, record.body)) /* as a number that the book does not have */
        return no_record(row->book, row->seq, error);
    return cb(ctx, &record);
}

enum fpl_status fpl_read_records(struct fpl_view *view, int32_t book, int64_t from, int64_t to, fpl_record_cb cb,
                                 void *ctx, struct fpl_error *error) {
    struct fpl_record_scan scan;
    struct fpl_json_doc doc = {0};
    int64_t size = 0;
    int row = 1;
    enum fpl_status status = fpl_view__size(view, book, &size, error);
    to = to >= size ? size - 1 : to;
    if (status || from > to)
        return status;
    status = fpl_record_scan__begin(view->session, book, from, to + 1, &scan, error);
    while (!status) {
        struct fpl_record_row record;
        if ((status = fpl_record_scan__next(&scan, &record, &row, error)) || !row)
            break;
        status = give_record(view, &record, &doc, cb, ctx, error);
    }
    fpl_record_scan__end(&scan);
    fpl_json_doc_release(&doc);
    return status;
}

enum fpl_status fpl_read_record(struct fpl_view *view, int32_t book, int64_t seq, fpl_record_cb cb, void *ctx,
                                struct fpl_error *error) {
    int64_t size = 0;
    enum fpl_status status = fpl_view__size(view, book, &size, error);
    if (!status && (seq < 0 || seq >= size))
        status = no_record(book, seq, error);
    return status ? status : fpl_read_records(view, book, seq, seq, cb, ctx, error);
}

enum fpl_status fpl_read_auth(struct fpl_view *view, const struct fpl_record *record, struct fpl_auth out[2],
                              struct fpl_error *error) {
    struct fpl_buf bytes = {0};
    struct fpl_json_doc doc = {0};
    const struct fpl_body_into into = {&bytes, &doc};
    const struct fpl_json *began = NULL;
    int64_t seq = fpl_body_began(record->body);
    fpl_body_auth(record->body, out);
    if (seq < 0)
        return FPL_OK;
    enum fpl_status status = fpl_journal__body_in(view->session, record->book, seq, &into, &began, error);
    if (!status)
        fpl_body_auth(began, out);
    fpl_buf_release(&bytes);
    fpl_json_doc_release(&doc);
    return status;
}

static enum fpl_status take_closed(void *ctx, const struct fpl_item *item) {
    return fpl_period_parse(fpl_json_get_text(item->data, "p"), ctx, NULL);
}

enum fpl_status fpl_read_next_close(struct fpl_view *view, int32_t book, struct fpl_period *out,
                                    struct fpl_error *error) {
    struct fpl_open_book *open = NULL;
    struct fpl_period closed = {0, 0};
    struct fpl_error none = {0};
    enum fpl_status status = fpl_journal__book(view->session, book, &open, error);
    if (status)
        return status;
    struct fpl_date opened = open->opened; /* the reading below may take the book's place */
    status = fpl_read_item(view, book, "closed", FPL_STR("last"), take_closed, &closed, &none);
    if (status && status != FPL_E_NOT_FOUND) {
        if (error)
            *error = none;
        return status;
    }
    *out = closed.year ? fpl_period_next(closed) : fpl_period_of(opened);
    return FPL_OK;
}

enum fpl_status fpl_read_documents(struct fpl_view *view, const char *kind, fpl_document_cb cb, void *ctx,
                                   struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    int64_t size = 0;
    enum fpl_status status = fpl_view__size(view, 0, &size, error);
    if (!status)
        status = fpl_store__scan_items(view->session->store, 0, fpl_str_of(kind), FPL_STR(""), &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        const struct fpl_json *body = NULL;
        fpl_store__item_row(cursor, &item);
        if (item.seq0 >= size)
            continue;
        if ((status = fpl_journal__body(view->session, 0, item.seq0, &body, error)))
            break;
        const struct fpl_json *x = fpl_json_get(body, "x"), *doc = fpl_json_get(x, "doc");
        if (!doc)
            status = fpl_fail(error, FPL_E_CORRUPT, kind, NULL, NULL);
        else
            status = cb(ctx, item.key, doc->raw, fpl_json_get_text(x, "src"), item.seq0);
    }
    fpl_store__end(cursor);
    return status;
}

/* The tree of an older size: its frontier from the perfect nodes, which are leaf hashes and tiles read back. */
static enum fpl_status node_of(void *ctx, int level, uint64_t index, struct fpl_hash *out) {
    struct fpl_node_source *source = ctx;
    return fpl_journal__node(source->session, source->book, level, index, out, NULL);
}

enum fpl_status fpl_read_checkpoint(struct fpl_view *view, int32_t book, struct fpl_checkpoint *out,
                                    struct fpl_error *error) {
    int64_t size = 0;
    enum fpl_status status = fpl_view__size(view, book, &size, error);
    return status ? status : fpl_read_checkpoint_at(view, book, size, out, error);
}

enum fpl_status fpl_read_checkpoint_at(struct fpl_view *view, int32_t book, int64_t size, struct fpl_checkpoint *out,
                                       struct fpl_error *error) {
    struct fpl_open_book *open = NULL;
    struct fpl_node_source source = {view->session, book};
    enum fpl_status status = fpl_journal__book(view->session, book, &open, error);
    if (status)
        return status;
    if (size < 0 || size > open->head.size)
        return fpl_fail(error, FPL_E_NOT_FOUND, "size", NULL, NULL);
    struct fpl_checkpoint checkpoint = {.size = (uint64_t)size, .root = open->head.root};
    memcpy(checkpoint.origin, open->info.origin, sizeof checkpoint.origin);
    if (size != open->head.size &&
        (status = fpl_tree_root(view->session->hasher, (uint64_t)size, node_of, &source, &checkpoint.root)))
        return fpl_fail(error, status, "tile", NULL, NULL);
    *out = checkpoint;
    return FPL_OK;
}

enum fpl_status fpl_read_inclusion(struct fpl_view *view, int32_t book, int64_t seq, int64_t size,
                                   struct fpl_proof *out, struct fpl_error *error) {
    struct fpl_open_book *open = NULL;
    struct fpl_node_source source = {view->session, book};
    enum fpl_status status = fpl_journal__book(view->session, book, &open, error);
    if (status)
        return status;
    if (seq < 0 || size > open->head.size)
        return fpl_fail(error, FPL_E_NOT_FOUND, "size", NULL, NULL);
    status = fpl_prove_inclusion(view->session->hasher, (uint64_t)seq, (uint64_t)size, node_of, &source, out);
    return status ? fpl_fail(error, status, status == FPL_E_NOT_FOUND ? "size" : "tile", NULL, NULL) : FPL_OK;
}
