/* Keys that look alike are likely one thing written twice. Each has a spelling that they share (fpl_id_near; of users,
 * whom it keeps from being enrolled, fpl_id_fold; of names, fpl_name_fold); what is spelled so itself, as nearly all
 * keys are, needs no row to be found. Of every other one an item "alike" is folded
 * beside its own, key "KIND|SHARED SPELLING|KEY" where parts are joined by U+001F, so that a shared spelling finds all.
 * It follows from the records' items alone and is made again with them. */
#include "ledger/journal/journal.h"

#include <string.h>

#define JOIN           '\x1f'
#define NAME_BYTES_MAX 256 /* a longer one is no name: its spelling would not fit a key */

/* Things whose key holds numbers that people give. */
static int is_compared(struct fpl_str kind) {
    static const char *const kinds[] = {
        "agreement",  "book",       "capital",  "charge",    "claim",     "commitment", "contribution", "conversion",
        "cost",       "deal",       "delivery", "dividend",  "entry",     "exit",       "distribution", "fee",
        "instalment", "interest",   "loan",     "lp",        FPL_NAMED,   "opening",    "party",        "payment",
        "recovery",   "redemption", "refund",   "release",   "repayment", "settlement", "surplus",      "tranche",
        "transfer",   "user",       FPL_CALLED, "valuation", "writeoff"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kind.n && kind.p[0] == kinds[i][0] && fpl_str_is(kind, kinds[i]))
            return 1;
    return 0;
}

static int is_of_names(struct fpl_str kind) {
    return fpl_str_is(kind, FPL_NAMED) || fpl_str_is(kind, FPL_CALLED);
}

static enum fpl_status spell(struct fpl_str kind, struct fpl_str key, struct fpl_buf *out) {
    return is_of_names(kind)          ? fpl_name_fold(key, out)
           : fpl_str_is(kind, "user") ? fpl_id_fold(key, out)
                                      : fpl_id_near(key, out);
}

/* "KIND JOIN SHARED JOIN" into out; *shared gets the shared spelling within it. */
static enum fpl_status prefix_of(struct fpl_str kind, struct fpl_str key, struct fpl_buf *out, struct fpl_str *shared) {
    fpl_buf_reset(out);
    fpl_buf_add(out, kind.p, kind.n);
    fpl_buf_addc(out, JOIN);
    enum fpl_status status = spell(kind, key, out);
    size_t from = kind.n + 1, n = out->n - from;
    fpl_buf_addc(out, JOIN);
    if (!status)
        status = fpl_buf_ok(out);
    if (!status)
        *shared = (struct fpl_str){out->p + from, n};
    return status;
}

/* The item of `key` under the spelling that `spelt` shares; a key that is spelled so itself needs none. */
static enum fpl_status fold_beside(struct fpl_fold *fold, const struct fpl_item_row *item, struct fpl_str spelt,
                                   struct fpl_error *error) {
    struct fpl_buf text = {0};
    struct fpl_str shared;
    enum fpl_status status = prefix_of(item->kind, spelt, &text, &shared);
    if (status == FPL_E_ENCODING) /* what is no text is told by whoever reads it */
        status = FPL_OK;
    else if (!status && (spelt.p != item->key.p || !fpl_str_eq(shared, spelt))) {
        fpl_buf_add(&text, item->key.p, item->key.n);
        status = fpl_buf_ok(&text);
        if (!status)
            status = fpl_fold__item(fold, item->book, item->seq, FPL_STR(FPL_ALIKE), fpl_buf_str(&text), FPL_STR("{}"),
                                    error);
    }
    fpl_buf_release(&text);
    return status == FPL_E_NOMEM ? fpl_fail(error, status, NULL, NULL, NULL) : status;
}

/* A name, which is no key: every one has a row, and so has each that its bearer came to bear later. */
static enum fpl_status fold_name(struct fpl_fold *fold, const struct fpl_item_row *bearer, const char *kind,
                                 struct fpl_error *error) {
    struct fpl_json_doc doc = {0};
    struct fpl_item_row named = *bearer;
    struct fpl_date from;
    (void)fpl_name_key__read(bearer->key, &named.key, &from);
    enum fpl_status status = fpl_json_parse(&doc, bearer->data, error);
    struct fpl_str name = status ? FPL_STR("") : fpl_json_get_text(fpl_json_root(&doc), "name");
    named.kind = fpl_str_of(kind);
    if (!status && name.n > 0 && name.n <= NAME_BYTES_MAX)
        status = fold_beside(fold, &named, name, error);
    fpl_json_doc_release(&doc);
    return status;
}

/* The kind under which the name that an item gives is found; NULL: it gives none. */
static const char *names(struct fpl_str kind) {
    return fpl_str_is(kind, "party") || fpl_str_is(kind, "party.name") ? FPL_NAMED
           : fpl_str_is(kind, "user") || fpl_str_is(kind, "user.name") ? FPL_CALLED
                                                                       : NULL;
}

enum fpl_status fpl_fold__alike(struct fpl_fold *fold, const struct fpl_item_row *item, struct fpl_error *error) {
    const char *named = names(item->kind);
    enum fpl_status status = named ? fold_name(fold, item, named, error) : FPL_OK;
    return status || !is_compared(item->kind) || fpl_id_is_near(item->key) ? status
                                                                           : fold_beside(fold, item, item->key, error);
}

/* The first of those that were folded beside their own, but for the key itself. */
static enum fpl_status find_beside(struct fpl_store *store, struct fpl_alike *ask, struct fpl_str prefix,
                                   struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status = fpl_store__scan_items(store, ask->book, FPL_STR(FPL_ALIKE), prefix, &cursor, error);
    while (!status && ask->seq < 0 && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n <= prefix.n || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        struct fpl_str other = {item.key.p + prefix.n, item.key.n - prefix.n};
        if (item.seq0 >= ask->below || fpl_str_eq(other, ask->own.n ? ask->own : ask->key) ||
            (ask->after.n && fpl_str_cmp(other, ask->after) <= 0))
            continue;
        ask->seq = item.seq0;
        fpl_str_copy(other, ask->other, sizeof ask->other);
    }
    fpl_store__end(cursor);
    return status;
}

enum fpl_status fpl_journal__alike(struct fpl_session *session, struct fpl_alike *ask, struct fpl_error *error) {
    return fpl_alike__find(session->store, ask, error);
}

enum fpl_status fpl_alike__find(struct fpl_store *store, struct fpl_alike *ask, struct fpl_error *error) {
    struct fpl_item_row row = {.book = ask->book, .kind = ask->kind};
    struct fpl_buf text = {0};
    int found = 0;
    ask->seq = -1;
    if (!is_compared(ask->kind))
        return FPL_OK;
    enum fpl_status status = prefix_of(ask->kind, ask->key, &text, &row.key);
    if (status) {
        fpl_buf_release(&text);
        return status == FPL_E_NOMEM ? fpl_fail(error, status, NULL, NULL, NULL) : FPL_OK;
    }
    if (!ask->own.n && !fpl_str_eq(row.key, ask->key))
        status = fpl_store__get_item(store, &row, &found, error);
    if (!status && found && row.seq0 < ask->below) {
        ask->seq = row.seq0;
        fpl_str_copy(row.key, ask->other, sizeof ask->other);
    } else if (!status) {
        status = find_beside(store, ask, fpl_buf_str(&text), error);
    }
    fpl_buf_release(&text);
    return status;
}

enum fpl_status fpl_journal__any_alike(struct fpl_session *session, int32_t book, struct fpl_str kind, int *any,
                                       struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int row = 0;
    enum fpl_status status = fpl_store__scan_items(session->store, book, FPL_STR(FPL_ALIKE), kind, &cursor, error);
    if (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        row = item.key.n > kind.n && item.key.p[kind.n] == JOIN && memcmp(item.key.p, kind.p, kind.n) == 0;
    }
    fpl_store__end(cursor);
    if (!status)
        *any = row;
    return status;
}
