/* Keys that act once in the whole ledger: request keys of single commands, submissions of imports. They stand in a
 * table of their own and not among the items of the book where they acted, so that one look-up answers for all books.
 */
#include "ledger/journal/journal.h"
#include "ledger/journal/key.h"

#include <stdlib.h>

struct request_value {
    int32_t book; /* -1: the key has not acted */
    int64_t seq;
    int dirty;
};

size_t fpl_request__value_size(void) {
    return sizeof(struct request_value);
}

int fpl_request__is(struct fpl_str kind) {
    return fpl_str_is(kind, "request") || fpl_str_is(kind, "import");
}

/* The key as the write set knows it, looked up in the store on first use. */
static enum fpl_status find(struct fpl_fold *fold, const struct fpl_request_row *row, struct request_value **out,
                            struct fpl_error *error) {
    struct fpl_buf *key = &fold->set->key;
    struct fpl_request_row stored = {.kind = row->kind, .key = row->key};
    int made = 0, found = 0;
    fpl_key__begin(key);
    fpl_key__text(key, row->kind);
    fpl_key__text(key, row->key);
    struct request_value *value = key->failed ? NULL : fpl_map__find(&fold->set->request, fpl_buf_str(key));
    if (!key->failed && !value) { /* nothing is remembered of a look-up that failed */
        enum fpl_status status = fpl_store__get_request(fold->store, &stored, &found, error);
        if (status)
            return status;
        value = fpl_map__add(&fold->set->request, fpl_buf_str(key), &made);
        if (value)
            *value = (struct request_value){found ? stored.book : -1, found ? stored.seq : -1, 0};
    }
    *out = value;
    return value ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
}

enum fpl_status fpl_fold__find_request(struct fpl_fold *fold, struct fpl_request_row *row, struct fpl_error *error) {
    struct request_value *value = NULL;
    enum fpl_status status = find(fold, row, &value, error);
    if (status)
        return status;
    row->book = value->book;
    row->seq = value->seq;
    return FPL_OK;
}

enum fpl_status fpl_fold__add_request(struct fpl_fold *fold, const struct fpl_request_row *row,
                                      struct fpl_error *error) {
    struct request_value *value = NULL;
    FPL_ASSERT(row->book >= 0 && row->seq >= 0);
    enum fpl_status status = find(fold, row, &value, error);
    if (!status && value->book < 0)
        *value = (struct request_value){row->book, row->seq, 1};
    return status;
}

static int is_dirty(const void *value) {
    return ((const struct request_value *)value)->dirty;
}

enum fpl_status fpl_fold__flush_requests(struct fpl_fold *fold, struct fpl_error *error) {
    struct fpl_map_entry **list = NULL;
    size_t n = 0;
    enum fpl_status status = FPL_OK;
    if (fold->set->request.count == 0)
        return FPL_OK;
    if (fpl_map__sorted(&fold->set->request, is_dirty, &list, &n))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < n && !status; i++) {
        struct request_value *value = list[i]->value;
        struct fpl_str key = list[i]->key;
        struct fpl_request_row row = {.book = value->book, .seq = value->seq};
        row.kind = fpl_key__read_text(&key);
        row.key = fpl_key__read_text(&key);
        status = fpl_store__add_request(fold->store, &row, error);
        value->dirty = 0;
    }
    free(list);
    return status;
}

enum fpl_status fpl_journal__request(struct fpl_session *session, const char *kind, struct fpl_str key,
                                     struct fpl_request_row *out, struct fpl_error *error) {
    struct fpl_request_row row = {.kind = fpl_str_of(kind), .key = key, .book = -1, .seq = -1};
    enum fpl_status status = fpl_fold__find_request(&(struct fpl_fold){session->store, &session->set}, &row, error);
    if (!status)
        *out = row;
    return status;
}
