/* Books: their identity, chart, open periods. */
#include "ledger/journal/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- charts ---- */

static int by_code(const void *a, const void *b) {
    return strcmp(((const struct fpl_account *)a)->code, ((const struct fpl_account *)b)->code);
}

/* The slot of a code, or the empty one where it would stand. */
static struct fpl_chart_slot *slot_of(const struct fpl_chart *chart, const char code[16]) {
    uint64_t word[2];
    memcpy(word, code, sizeof word);
    uint64_t h = word[0] ^ word[1] * 31;
    h = (h ^ h >> 32) * 0x9fb21c651e98df25u; /* the digits after the fourth count as much as those before */
    uint32_t i = (uint32_t)(h >> 32) & (chart->slots - 1);
    while (chart->slot[i].place && memcmp(chart->slot[i].code, code, 16) != 0)
        i = (i + 1) & (chart->slots - 1);
    return &chart->slot[i];
}

static int make_slots(struct fpl_chart *chart) {
    chart->slots = 16;
    while (chart->slots < (uint32_t)chart->count * 2)
        chart->slots *= 2;
    chart->slot = calloc(chart->slots, sizeof *chart->slot);
    for (int i = 0; chart->slot && i < chart->count; i++) {
        char code[16] = {0};
        fpl_str_copy(fpl_str_of(chart->account[i].code), code, sizeof code);
        struct fpl_chart_slot *slot = slot_of(chart, code);
        memcpy(slot->code, code, sizeof code);
        slot->place = i + 1;
    }
    return chart->slot != NULL;
}

const struct fpl_account *fpl_chart__find(const struct fpl_chart *chart, struct fpl_str code) {
    char whole[16] = {0};
    if (chart->count == 0 || code.n == 0 || code.n >= sizeof whole)
        return NULL;
    memcpy(whole, code.p, code.n);
    int32_t place = slot_of(chart, whole)->place;
    return place ? &chart->account[place - 1] : NULL;
}

void fpl_chart__release(struct fpl_chart *chart) {
    fpl_arena__release(&chart->names);
    free(chart->slot);
    free(chart->account);
    *chart = (struct fpl_chart){0};
}

static const char *keep_name(struct fpl_chart *chart, struct fpl_str name) {
    char *p = fpl_arena__take(&chart->names, name.n + 1);
    return p ? fpl_str_copy(name, p, name.n + 1) : NULL;
}

static enum fpl_status parse_account(const struct fpl_json *row, struct fpl_chart *chart, struct fpl_account *out,
                                     struct fpl_error *error) {
    enum { CODE, CONTROL, EN, NATURE, NEEDS, SIDE, ZH, FIELDS };
    static const struct fpl_str keys[FIELDS] = {{"code", 4},  {"control", 7}, {"en", 2}, {"nature", 6},
                                                {"needs", 5}, {"side", 4},    {"zh", 2}};
    const struct fpl_json *field[FIELDS];
    fpl_json_pick(row, keys, field, FIELDS);
    struct fpl_str code = fpl_json_text(field[CODE]), nature = fpl_json_text(field[NATURE]),
                   side = fpl_json_text(field[SIDE]), control = fpl_json_text(field[CONTROL]);
    if (code.n == 0 || code.n >= sizeof out->code || nature.n != 1 || !strchr("ALEPM", nature.p[0]) || side.n != 1 ||
        (side.p[0] != 'D' && side.p[0] != 'C'))
        return fpl_fail_text(error, FPL_E_ACCOUNT, code.p, code.n);
    out->nature = nature.p[0];
    out->side = side.p[0];
    fpl_str_copy(code, out->code, sizeof out->code);
    out->zh = keep_name(chart, fpl_json_text(field[ZH]));
    out->en = keep_name(chart, fpl_json_text(field[EN]));
    if (!out->zh || !out->en)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    out->control = control.n > 0 && !fpl_str_is(control, "none");
    out->needs_party = out->needs_item = 0;
    for (const struct fpl_json *d = fpl_json_first(field[NEEDS]); d; d = fpl_json_next(field[NEEDS], d)) {
        out->needs_party |= fpl_str_is(fpl_json_text(d), "party");
        out->needs_item |= fpl_str_is(fpl_json_text(d), "item");
    }
    return FPL_OK;
}

struct chart_reader {
    struct fpl_chart chart;
    int cap, rows; /* rows: of the list, headings included */
    struct fpl_error *error;
};

static enum fpl_status take_account(void *ctx, const struct fpl_json *row) {
    struct chart_reader *r = ctx;
    r->rows++;
    if (!fpl_json_get_num(row, "posting", 1))
        return FPL_OK;
    if (r->chart.count == r->cap) {
        int cap = r->cap ? r->cap * 2 : 64;
        struct fpl_account *wider = realloc(r->chart.account, (size_t)cap * sizeof *wider);
        if (!wider)
            return fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL);
        r->chart.account = wider;
        r->cap = cap;
    }
    return parse_account(row, &r->chart, &r->chart.account[r->chart.count++], r->error);
}

/* Puts the accounts in order of their codes; each may be there once. */
static enum fpl_status put_in_order(struct fpl_chart *chart, struct fpl_error *error) {
    int in_order = 1;
    for (int i = 1; i < chart->count && in_order; i++)
        in_order = by_code(&chart->account[i - 1], &chart->account[i]) < 0;
    if (in_order)
        return FPL_OK;
    qsort(chart->account, (size_t)chart->count, sizeof *chart->account, by_code);
    for (int i = 1; i < chart->count; i++)
        if (by_code(&chart->account[i - 1], &chart->account[i]) == 0)
            return fpl_fail(error, FPL_E_ACCOUNT, chart->account[i].code, NULL, NULL);
    return FPL_OK;
}

/* A chart is for books of one kind: "fund chart, pool book". */
static enum fpl_status wrong_kind(struct fpl_str is, enum fpl_book_kind wanted, struct fpl_error *error) {
    char text[96];
    snprintf(text, sizeof text, "%.*s chart, %s book", (int)(is.n < 32 ? is.n : 32), is.n ? is.p : "",
             fpl_book_kind_name(wanted, -1));
    fpl_error_at_field(error, "chart");
    return fpl_fail(error, FPL_E_ACCOUNT, text, NULL, NULL);
}

/* The chart document that is `bytes`, or in a record's body its x.doc. */
static enum fpl_status read_chart(struct fpl_str bytes, int in_body, enum fpl_book_kind kind, struct fpl_chart *out,
                                  struct fpl_error *error) {
    struct fpl_json_doc doc = {0};
    struct chart_reader r = {.error = error};
    struct fpl_json_each each = {in_body ? FPL_STR("x.doc.accounts") : FPL_STR("accounts"), take_account, &r};
    enum fpl_status status = fpl_json_parse_each(&doc, bytes, &each, error);
    const struct fpl_json *root = status ? NULL : fpl_json_root(&doc);
    if (in_body)
        root = fpl_json_get(fpl_json_get(root, "x"), "doc");
    if (!status && in_body && !root)
        status = fpl_fail(error, FPL_E_CORRUPT, "chart", NULL, NULL);
    if (!status && (!fpl_str_is(fpl_json_get_text(root, "kind"), fpl_book_kind_name(kind, -1)) || r.rows == 0))
        status = wrong_kind(fpl_json_get_text(root, "kind"), kind, error);
    if (!status)
        status = put_in_order(&r.chart, error);
    if (!status && !make_slots(&r.chart))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_json_doc_release(&doc);
    if (status)
        fpl_chart__release(&r.chart);
    else
        *out = r.chart;
    return status;
}

enum fpl_status fpl_chart__parse(struct fpl_str json, enum fpl_book_kind kind, struct fpl_chart *out,
                                 struct fpl_error *error) {
    return read_chart(json, 0, kind, out, error);
}

/* ---- loading ---- */

enum fpl_status fpl_journal__last_book(struct fpl_session *session, int32_t *out, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    if (session->last_book == -2)
        status = fpl_store__last_book(session->store, &session->last_book, error);
    if (status)
        session->last_book = -2;
    else
        *out = session->last_book;
    return status;
}

void fpl_journal__free_book(struct fpl_open_book *book) {
    if (!book)
        return;
    free(book->plain);
    free(book->plain_no);
    free(book);
}

static enum fpl_status room_for(struct fpl_session *session, int32_t id, struct fpl_error *error) {
    if (id < session->book_cap)
        return FPL_OK;
    int32_t cap = id + 16;
    struct fpl_open_book **wider = realloc(session->book, (size_t)cap * sizeof(struct fpl_open_book *));
    if (!wider)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (int32_t i = session->book_cap; i < cap; i++)
        wider[i] = NULL;
    session->book = wider;
    session->book_cap = cap;
    return FPL_OK;
}

static enum fpl_status keep_chart(struct fpl_session *session, const struct fpl_record_row *row,
                                  enum fpl_book_kind kind, struct fpl_error *error) {
    struct fpl_kept_chart *kept = calloc(1, sizeof *kept);
    if (!kept)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    enum fpl_status status = read_chart(row->bytes, 1, kind, &kept->chart, error);
    if (status) {
        free(kept);
        return status;
    }
    kept->body = row->of.body;
    kept->kind = kind;
    kept->next = session->charts;
    session->charts = kept;
    return FPL_OK;
}

static enum fpl_status load_chart(struct fpl_session *session, struct fpl_str key, struct fpl_open_book *book,
                                  struct fpl_error *error) {
    struct fpl_item_state state;
    struct fpl_leaf leaf;
    struct fpl_record_row row;
    int found = 0;
    if (key.n == 0)
        return FPL_OK;
    enum fpl_status status = fpl_journal__item(session, 0, "chart", key, &state, &found, error);
    if (!status && !found)
        status = fpl_fail_text(error, FPL_E_NOT_FOUND, key.p, key.n);
    if (!status)
        status = fpl_journal__leaf(session, 0, state.seq0, &leaf, error);
    if (status)
        return status;
    const struct fpl_kept_chart *kept = session->charts;
    while (kept && !(kept->kind == book->info.kind && fpl_hash_eq(&kept->body, &leaf.body)))
        kept = kept->next;
    if (!kept) {
        if ((status = fpl_stored__record(session, 0, state.seq0, &row, error)) ||
            (status = keep_chart(session, &row, book->info.kind, error)))
            return status;
        kept = session->charts;
    }
    book->chart = kept->chart;
    return FPL_OK;
}

void fpl_journal__free_charts(struct fpl_session *session) {
    while (session->charts) {
        struct fpl_kept_chart *kept = session->charts;
        session->charts = kept->next;
        fpl_chart__release(&kept->chart);
        free(kept);
    }
}

enum fpl_status fpl_journal__scale(struct fpl_session *session, struct fpl_str code, int *out,
                                   struct fpl_error *error) {
    struct fpl_item_state state;
    struct fpl_json_doc doc = {0};
    int found = 0;
    enum fpl_status status = fpl_journal__item(session, 0, "currency", code, &state, &found, error);
    if (!status && !found)
        status = fpl_fail_text(error, FPL_E_CURRENCY, code.p, code.n);
    if (!status)
        status = fpl_json_parse(&doc, state.data, error);
    if (!status)
        *out = (int)fpl_json_get_num(fpl_json_root(&doc), "scale", 2);
    fpl_json_doc_release(&doc);
    return status;
}

static enum fpl_book_kind kind_of(struct fpl_str name) {
    for (int kind = 0; kind <= FPL_BOOK_POOL; kind++)
        if (fpl_str_is(name, fpl_book_kind_name((enum fpl_book_kind)kind, -1)))
            return (enum fpl_book_kind)kind;
    return FPL_BOOK_ANY;
}

static void read_identity(const struct fpl_json *x, struct fpl_book *out) {
    out->kind = kind_of(fpl_json_get_text(x, "kind"));
    fpl_str_copy(fpl_json_get_text(x, "uid"), out->uid, sizeof out->uid);
    fpl_str_copy(fpl_json_get_text(x, "code"), out->code, sizeof out->code);
    fpl_str_copy(fpl_json_get_text(x, "name"), out->name, sizeof out->name);
    fpl_str_copy(fpl_json_get_text(x, "name_en"), out->name_en, sizeof out->name_en);
    fpl_str_copy(fpl_json_get_text(x, "currency"), out->currency, sizeof out->currency);
    fpl_str_copy(fpl_json_get_text(x, "origin"), out->origin, sizeof out->origin);
}

/* A book's identity is its own leaf 0; its chart comes from the registry. */
static enum fpl_status load_book(struct fpl_session *session, int32_t id, struct fpl_open_book *book,
                                 struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    char chart[96];
    enum fpl_status status = fpl_journal__body(session, id, 0, &body, error);
    if (status)
        return status;
    const struct fpl_json *x = fpl_json_get(body, "x");
    book->info.id = id;
    read_identity(x, &book->info);
    book->opened = fpl_body__date(x, "opened");
    fpl_str_copy(fpl_json_get_text(x, "chart"), chart, sizeof chart);
    book->scale = 2;
    book->tile_from = -1;
    if (id > 0)
        status = fpl_journal__scale(session, fpl_str_of(book->info.currency), &book->scale, error);
    return status ? status : load_chart(session, fpl_str_of(chart), book, error);
}

/* The number may be one that a person gave. */
static enum fpl_status check_number(struct fpl_session *session, int32_t id, struct fpl_error *error) {
    char text[24];
    int32_t last = 0;
    enum fpl_status status = id > 0 && id <= FPL_BOOK_MAX ? fpl_journal__last_book(session, &last, error) : FPL_OK;
    if (status || (id >= 0 && id <= last))
        return status;
    snprintf(text, sizeof text, "%d", (int)id);
    return fpl_fail(error, FPL_E_BOOK, text, NULL, NULL);
}

enum fpl_status fpl_journal__book(struct fpl_session *session, int32_t id, struct fpl_open_book **out,
                                  struct fpl_error *error) {
    int is_known = id >= 0 && id < session->book_cap && session->book[id];
    enum fpl_status status = is_known ? FPL_OK : check_number(session, id, error);
    if (!status)
        status = room_for(session, id, error);
    if (status)
        return status;
    struct fpl_open_book *book = session->book[id];
    if (!book) {
        if (!(book = calloc(1, sizeof *book)))
            return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        if ((status = load_book(session, id, book, error))) {
            fpl_journal__free_book(book);
            return status;
        }
        session->book[id] = book;
    }
    if (!book->head_loaded) {
        int64_t size = book->head.size;
        struct fpl_open_book *registry = NULL; /* no record is older than the registry that it rests on */
        if (id > 0 && (status = fpl_journal__book(session, 0, &registry, error)))
            return status;
        if ((status = fpl_store__get_head(session->store, id, &book->head, error)))
            return status;
        if (book->head.size != size)
            book->tile_from = -1; /* another process has appended */
        book->head_loaded = 1;
    }
    book->info.size = book->head.size;
    book->info.t_last = book->head.t;
    *out = book;
    return FPL_OK;
}

#define LISTED_MOST 4096 /* books that a session keeps for its next list */

/* Where the row's book is kept, if its first record is the one that was looked at; *out gets it with the head of now.
 */
static int is_listed(const struct fpl_session *session, const struct fpl_book_row *row, struct fpl_book *out) {
    const struct fpl_listed *kept =
        row->book >= 0 && row->book < session->listed_n ? &session->listed[row->book] : NULL;
    if (!kept || !fpl_str_eq((struct fpl_str){kept->leaf, kept->leaf_n}, row->founded.leaf))
        return 0;
    *out = kept->book;
    out->size = row->head.size;
    out->t_last = row->head.t;
    return 1;
}

/* Keeps it; a list asked for once, as by a command line, costs no memory. */
static void keep_listed(struct fpl_session *session, const struct fpl_book_row *row, const struct fpl_book *book) {
    struct fpl_str leaf = row->founded.leaf;
    if (session->lists < 2 || book->id > session->listed_n || book->id >= LISTED_MOST || leaf.n > FPL_LEAF_BYTES)
        return;
    if (book->id == session->listed_n && (book->id & (book->id - 1)) == 0) { /* full at each power of two */
        size_t room = book->id ? 2 * (size_t)book->id : 1;
        struct fpl_listed *wider = realloc(session->listed, room * sizeof *wider);
        if (!wider)
            return; /* it is read again */
        session->listed = wider;
    }
    struct fpl_listed *kept = &session->listed[book->id];
    session->listed_n += book->id == session->listed_n;
    *kept = (struct fpl_listed){.book = *book, .leaf_n = leaf.n};
    memcpy(kept->leaf, leaf.p, leaf.n);
}

static enum fpl_status read_book_row(struct fpl_session *session, const struct fpl_book_row *row, struct fpl_book *out,
                                     struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    if (is_listed(session, row, out))
        return FPL_OK;
    enum fpl_status status = row->book < 0 || row->book > FPL_BOOK_MAX
                                 ? fpl_fail(error, FPL_E_CORRUPT, "head", NULL, NULL)
                                 : fpl_stored__opens(session->hasher, &row->founded, error);
    if (!status)
        status = fpl_stored__parse(row->founded.book, 0, row->founded.bytes, &session->doc2, &body, error);
    if (status)
        return status;
    *out = (struct fpl_book){.id = (int32_t)row->book, .size = row->head.size, .t_last = row->head.t, .scale = 2};
    read_identity(fpl_json_get(body, "x"), out);
    status = out->id == 0 ? FPL_OK : fpl_journal__scale(session, fpl_str_of(out->currency), &out->scale, error);
    if (!status)
        keep_listed(session, row, out);
    return status;
}

enum fpl_status fpl_journal__books(struct fpl_session *session, fpl_head_cb cb, void *ctx, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_book_row row = {.book = -1};
    int32_t last = -1, next = 0;
    int more = 1;
    enum fpl_status status = fpl_store__last_book(session->store, &last, error);
    session->lists += session->lists < 2;
    if (!status)
        status = fpl_store__scan_books(session->store, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &more, error)) && more) {
        struct fpl_book book;
        if (!(status = fpl_store__book_row(cursor, &row, error)) && row.book != next++)
            status = fpl_fail(error, FPL_E_CORRUPT, "head", NULL, NULL);
        if (!status && !(status = read_book_row(session, &row, &book, error)))
            status = cb(ctx, &book, &row.head);
    }
    fpl_store__end(cursor);
    return status || next == last + 1 ? status : fpl_fail(error, FPL_E_CORRUPT, "head", NULL, NULL);
}

enum fpl_status fpl_journal__book_by_code(struct fpl_session *session, struct fpl_str code, struct fpl_open_book **out,
                                          struct fpl_error *error) {
    struct fpl_item_state state;
    int found = 0;
    int64_t id = -1;
    if (code.n == 0 || fpl_str_is(code, "registry"))
        return fpl_journal__book(session, 0, out, error);
    enum fpl_status status = fpl_journal__item(session, 0, "book", code, &state, &found, error);
    if (!status && found && !(status = fpl_json_parse(&session->doc, state.data, error)))
        id = fpl_json_get_num(fpl_json_root(&session->doc), "id", -1);
    if (!status && id < 0)
        status = fpl_fail_text(error, FPL_E_BOOK, code.p, code.n);
    return status ? status : fpl_journal__book(session, (int32_t)id, out, error);
}

/* ---- founding ---- */

static void write_identity(struct fpl_session *session, const struct fpl_open_book *book, const char *chart,
                           struct fpl_buf *out) {
    struct fpl_json_out json;
    char date[12];
    fpl_json_begin(&json, out);
    fpl_json_object(&json);
    if (chart[0])
        fpl_json_kstrz(&json, "chart", chart);
    fpl_json_kstrz(&json, "code", book->info.code);
    fpl_json_kstrz(&json, "currency", book->info.currency);
    fpl_json_kint(&json, "id", book->info.id);
    fpl_json_kstrz(&json, "kind", fpl_book_kind_name(book->info.kind, -1));
    if (book->info.id == 0) {
        fpl_json_kstrz(&json, "lang", session->lang);
        fpl_json_kstrz(&json, "ledger", session->origin);
    }
    fpl_json_kstrz(&json, "name", book->info.name);
    fpl_json_kstrz(&json, "name_en", book->info.name_en);
    if (book->info.id == 0)
        fpl_json_kint(&json, "offset", session->offset_minutes);
    if (!fpl_date_is_none(book->opened))
        fpl_json_kstrz(&json, "opened", fpl_date_format(book->opened, date));
    fpl_json_kstrz(&json, "origin", book->info.origin);
    if (book->info.id == 0 && session->trial)
        fpl_json_kbool(&json, "trial", 1);
    fpl_json_kstrz(&json, "uid", book->info.uid);
    fpl_json_end(&json);
}

/* Leaf 0 of the registry also enrols the administrator and the currency CNY. */
static void registry_items(struct fpl_str admin_name, struct fpl_str admin, struct fpl_buf *data,
                           struct fpl_item_write item[2]) {
    struct fpl_json_out json;
    fpl_json_begin(&json, data);
    fpl_json_object(&json);
    fpl_json_kstr(&json, "name", admin_name);
    fpl_json_kint(&json, "roles", FPL_ROLE_ADMIN);
    fpl_json_end(&json);
    item[0] = (struct fpl_item_write){"user", admin, fpl_buf_str(data)};
    item[1] = (struct fpl_item_write){"currency", FPL_STR("CNY"), FPL_STR("{\"scale\":2}")};
}

enum fpl_status fpl_journal__found(struct fpl_session *session, const struct fpl_founding *founding,
                                   struct fpl_open_book **out, struct fpl_error *error) {
    struct fpl_buf identity = {0}, admin = {0};
    struct fpl_item_write item[2];
    struct fpl_draft draft;
    struct fpl_appended appended;
    enum fpl_status status = room_for(session, founding->info.id, error);
    struct fpl_open_book *book = status ? NULL : calloc(1, sizeof *book);
    if (!book)
        return status ? status : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    FPL_ASSERT(!session->book[founding->info.id]);
    book->info = founding->info;
    book->opened = founding->opened;
    book->scale = 2;
    book->tile_from = 0;
    session->last_book = -2;
    book->head_loaded = book->born = 1;
    session->book[book->info.id] = book;
    fpl_journal__name_book(session, book->info.id);
    write_identity(session, book, founding->chart, &identity);
    fpl_draft__begin(&draft, FPL_KIND_FOUNDED);
    draft.actor = founding->actor;
    draft.role = FPL_STR("admin");
    draft.extra = fpl_buf_str(&identity);
    draft.event = founding->event;
    if (book->info.id == 0) {
        registry_items(founding->actor_name, founding->actor, &admin, item);
        draft.item = item;
        draft.items = 2;
    }
    status = fpl_journal__append(session, book, &draft, &appended, error);
    if (!status && founding->chart[0])
        status = load_chart(session, fpl_str_of(founding->chart), book, error);
    if (!status && book->info.id > 0)
        status = fpl_journal__scale(session, fpl_str_of(book->info.currency), &book->scale, error);
    fpl_buf_release(&identity);
    fpl_buf_release(&admin);
    if (!status && out)
        *out = book;
    return status;
}

/* ---- periods ---- */

static enum fpl_status load_closed(struct fpl_session *session, struct fpl_open_book *book, struct fpl_error *error) {
    struct fpl_item_state state;
    int found = 0;
    if (book->closed_loaded)
        return FPL_OK;
    book->closed = (struct fpl_period){0, 0};
    enum fpl_status status =
        fpl_journal__item(session, book->info.id, "closed", FPL_STR("last"), &state, &found, error);
    if (!status && found && !(status = fpl_json_parse(&session->doc, state.data, error)))
        status = fpl_period_parse(fpl_json_get_text(fpl_json_root(&session->doc), "p"), &book->closed, error);
    book->closed_loaded = !status;
    return status;
}

/* First day that still takes ordinary entries: after the last closed month, and never before the book was opened. */
static struct fpl_date first_open_day(const struct fpl_open_book *book) {
    struct fpl_date first = fpl_date_is_none(book->opened) ? FPL_DATE_MIN : book->opened;
    if (book->closed.year) {
        struct fpl_period next = fpl_period_next(book->closed);
        if (next.month == 13)
            next = fpl_period_next(next);
        if (fpl_date_cmp(fpl_period_first(next), first) > 0)
            first = fpl_period_first(next);
    }
    return first;
}

enum fpl_status fpl_journal__posting_day(struct fpl_session *session, struct fpl_open_book *book,
                                         struct fpl_date occurred, int period13, struct fpl_date *out,
                                         struct fpl_error *error) {
    char text[12];
    struct fpl_date today = fpl_journal__today(session, book), day = occurred;
    enum fpl_status status = load_closed(session, book, error);
    if (status)
        return status;
    if (period13) {
        struct fpl_period period = {fpl_period_of(occurred).year, 13};
        if ((book->closed.year && fpl_period_cmp(book->closed, period) >= 0) ||
            (!fpl_date_is_none(book->opened) && period.year < fpl_period_of(book->opened).year))
            return fpl_fail(error, FPL_E_PERIOD_CLOSED, fpl_period_format(period, text), NULL, NULL);
        day = fpl_period_last(period);
    } else if (fpl_date_cmp(day, first_open_day(book)) < 0) {
        day = first_open_day(book);
    }
    if (fpl_date_cmp(day, today) > 0)
        return fpl_fail(error, FPL_E_FUTURE, fpl_date_format(day, text), NULL, NULL);
    *out = day;
    return FPL_OK;
}

enum fpl_status fpl_journal__next_close(struct fpl_session *session, struct fpl_open_book *book, struct fpl_period *out,
                                        struct fpl_error *error) {
    enum fpl_status status = load_closed(session, book, error);
    if (status)
        return status;
    *out = book->closed.year ? fpl_period_next(book->closed) : fpl_period_of(book->opened);
    return FPL_OK;
}
