/* 更名 What parties and users are called, over time. The registration keeps the first name for ever; each change is an
 * item of its own, "party.name" or "user.name", key "ID|DATE|SEQ" with the seq in 12 digits: of those up to a day the
 * last one holds. Beside it stands the mark "renamed", key "KIND|ID", so that of a bearer whose name never changed, as
 * of nearly all, nothing is looked for. */
#include "ledger/journal/journal.h"

#include <stdio.h>
#include <string.h>

#define DATE_BYTES 10 /* YYYY-MM-DD: in order of bytes as in time */
#define KEY_BYTES  (FPL_KEY_BYTES_MAX + 16)

int fpl_name_key__read(struct fpl_str key, struct fpl_str *id, struct fpl_date *from) {
    const size_t tail = 1 + DATE_BYTES + 1 + FPL_NAME_SEQ_DIGITS;
    if (key.n <= tail || key.p[key.n - tail] != '|' || key.p[key.n - 1 - FPL_NAME_SEQ_DIGITS] != '|')
        return 0;
    *id = (struct fpl_str){key.p, key.n - tail};
    return fpl_date_parse((struct fpl_str){key.p + id->n + 1, DATE_BYTES}, from, NULL) == FPL_OK;
}

const char *fpl_name__kind(const struct fpl_bearer *who, char out[32]) {
    snprintf(out, 32, "%s.name", who->kind);
    return out;
}

struct fpl_str fpl_name__mark(const struct fpl_bearer *who, char *out, size_t size) {
    int n = snprintf(out, size, "%s|%.*s", who->kind, (int)who->id.n, who->id.p);
    return n > 0 && (size_t)n < size ? (struct fpl_str){out, (size_t)n} : FPL_STR("");
}

static enum fpl_status take(const struct fpl_item_row *item, struct fpl_json_doc *doc, struct fpl_rename *out,
                            struct fpl_error *error) {
    enum fpl_status status = fpl_json_parse(doc, item->data, error);
    if (!status) {
        out->seq = item->seq0;
        out->name = fpl_json_get_text(fpl_json_root(doc), "name");
    }
    return status;
}

enum fpl_status fpl_name__each(struct fpl_store *store, const struct fpl_bearer *who, fpl_rename_cb cb, void *ctx,
                               struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_json_doc doc = {0};
    char prefix[KEY_BYTES], kind[32];
    int row = 1, n = snprintf(prefix, sizeof prefix, "%.*s|", (int)who->id.n, who->id.p);
    if (n <= 0 || (size_t)n >= sizeof prefix)
        return FPL_OK;
    enum fpl_status status = fpl_store__scan_items(store, 0, fpl_str_of(fpl_name__kind(who, kind)),
                                                   (struct fpl_str){prefix, (size_t)n}, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        struct fpl_rename one = {.seq = -1};
        struct fpl_str id;
        fpl_store__item_row(cursor, &item);
        if (item.key.n < (size_t)n || memcmp(item.key.p, prefix, (size_t)n) != 0)
            break;
        if (!fpl_name_key__read(item.key, &id, &one.from) || !fpl_str_eq(id, who->id) || item.seq0 >= who->size)
            continue;
        if (fpl_date_cmp(one.from, who->day) > 0)
            break;
        if (!(status = take(&item, &doc, &one, error)))
            status = cb(ctx, &one);
    }
    fpl_store__end(cursor);
    fpl_json_doc_release(&doc);
    return status;
}

struct last {
    struct fpl_buf *name;
    int64_t *seq;
};

static enum fpl_status keep_last(void *ctx, const struct fpl_rename *one) {
    const struct last *last = ctx;
    fpl_buf_reset(last->name);
    fpl_buf_add(last->name, one->name.p, one->name.n);
    *last->seq = one->seq;
    return fpl_buf_ok(last->name);
}

enum fpl_status fpl_name__on(struct fpl_store *store, const struct fpl_bearer *who, struct fpl_buf *name, int64_t *seq,
                             struct fpl_error *error) {
    struct last last = {name, seq};
    *seq = -1;
    return fpl_name__each(store, who, keep_last, &last, error);
}

enum fpl_status fpl_journal__is_renamed(struct fpl_session *session, const struct fpl_bearer *who, int *is,
                                        struct fpl_error *error) {
    struct fpl_item_state state;
    char mark[KEY_BYTES];
    struct fpl_str key = fpl_name__mark(who, mark, sizeof mark);
    *is = 0;
    return key.n ? fpl_journal__item(session, 0, FPL_RENAMED, key, &state, is, error) : FPL_OK;
}

enum fpl_status fpl_journal__name(struct fpl_session *session, const struct fpl_bearer *who, struct fpl_buf *name,
                                  struct fpl_error *error) {
    struct fpl_item_state state;
    int found = 0, renamed = 0;
    int64_t seq = -1;
    fpl_buf_reset(name);
    enum fpl_status status = fpl_journal__is_renamed(session, who, &renamed, error);
    if (!status && renamed)
        status = fpl_name__on(session->store, who, name, &seq, error);
    if (status || seq >= 0)
        return status;
    status = fpl_journal__item(session, 0, who->kind, who->id, &state, &found, error);
    if (!status && found)
        status = fpl_json_parse(&session->doc, state.data, error);
    if (status || !found)
        return status;
    struct fpl_str first = fpl_json_get_text(fpl_json_root(&session->doc), "name");
    fpl_buf_add(name, first.p, first.n);
    return fpl_buf_ok(name) ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}
