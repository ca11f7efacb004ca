/* Keys that act once in the whole ledger: request keys of single commands, submissions of imports, and the numbered
 * states of what several books share (fundpool/event.h). They stand in a table of their own and not among the items of
 * the book where they acted, so that one look-up answers for all books. */
#include "ledger/journal/journal.h"
#include "ledger/journal/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request_value {
    int32_t book; /* -1: the key has not acted */
    int64_t seq;
    uint8_t dirty;
    uint8_t assumed; /* taken for unused without a question */
};

size_t fpl_request__value_size(void) {
    return sizeof(struct request_value);
}

int fpl_request__is(struct fpl_str kind) {
    static const char shared[] = "ledger.";
    return fpl_str_is(kind, "request") || fpl_str_is(kind, "import") ||
           (kind.n > sizeof shared - 1 && memcmp(kind.p, shared, sizeof shared - 1) == 0);
}

static void request_key(struct fpl_buf *key, const struct fpl_request_row *row) {
    fpl_key__begin(key);
    fpl_key__text(key, row->kind);
    fpl_key__text(key, row->key);
}

/* Of numbered states alone: a request key acts once whatever else is true. */
static enum fpl_status look_up(struct fpl_fold *fold, struct fpl_request_row *row, int *found, int *assumed,
                               struct fpl_error *error) {
    const struct fpl_item_row state = {.book = FPL_ABSENT_SHARED, .kind = row->kind, .key = row->key};
    int numbered = fpl_request__is(row->kind) && memchr(row->kind.p, '.', row->kind.n) != NULL;
    enum fpl_status status = numbered ? fpl_absent__look(fold, &state, assumed, error) : FPL_OK;
    if (status || *assumed)
        return status;
    status = fpl_store__get_request(fold->store, row, found, error);
    return status || *found || !numbered ? status : fpl_absent__learn(fold, &state, error);
}

/* The key as the write set knows it, looked up in the store on first use. */
static enum fpl_status find(struct fpl_fold *fold, const struct fpl_request_row *row, struct request_value **out,
                            struct fpl_error *error) {
    struct fpl_buf *key = &fold->set->key;
    struct fpl_request_row stored = {.kind = row->kind, .key = row->key};
    int made = 0, found = 0, assumed = 0;
    request_key(key, row);
    struct request_value *value = key->failed ? NULL : fpl_map__find(&fold->set->request, fpl_buf_str(key));
    if (!key->failed && !value) { /* nothing is remembered of a look-up that failed */
        enum fpl_status status = look_up(fold, &stored, &found, &assumed, error);
        if (status)
            return status;
        request_key(key, row);
        value = fpl_map__add(&fold->set->request, fpl_buf_str(key), &made);
        if (value)
            *value = (struct request_value){found ? stored.book : -1, found ? stored.seq : -1, 0, assumed != 0};
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
        *value = (struct request_value){row->book, row->seq, 1, value->assumed};
    return status;
}

static int is_to_tell(const void *value) {
    const struct request_value *request = value;
    return request->dirty || request->assumed;
}

/* New rows wait here to be written together; texts stand in the write set. */
struct fresh_requests {
    struct fpl_request_row row[FPL_ROWS_AT_ONCE];
    int n;
};

static enum fpl_status put_fresh(struct fpl_fold *fold, struct fresh_requests *fresh, struct fpl_error *error) {
    enum fpl_status status = fpl_store__add_requests(fold->store, fresh->row, fresh->n, error);
    fresh->n = 0;
    return status;
}

/* What was taken for unused was so when this connection last looked; another may have written since its last commit. */
static enum fpl_status flush_one(struct fpl_fold *fold, const struct fpl_request_row *row, struct request_value *value,
                                 struct fresh_requests *fresh, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    if (value->assumed && fpl_store__is_behind(fold->store))
        status = fpl_store__expect_unused(fold->store, row->kind, row->key, error);
    if (!status && value->dirty) {
        fpl_absent__stored(fold->set,
                           &(struct fpl_item_row){.book = FPL_ABSENT_SHARED, .kind = row->kind, .key = row->key});
        fresh->row[fresh->n++] = *row;
        status = fresh->n == FPL_ROWS_AT_ONCE ? put_fresh(fold, fresh, error) : FPL_OK;
    }
    value->dirty = value->assumed = 0;
    return status;
}

enum fpl_status fpl_fold__flush_requests(struct fpl_fold *fold, struct fpl_error *error) {
    struct fpl_map_entry **list = NULL;
    struct fresh_requests fresh = {.n = 0};
    size_t n = 0;
    enum fpl_status status = FPL_OK;
    if (fold->set->request.count == 0)
        return FPL_OK;
    if (fpl_map__sorted(&fold->set->request, is_to_tell, &list, &n))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < n && !status; i++) {
        struct request_value *value = list[i]->value;
        struct fpl_str key = list[i]->key;
        struct fpl_request_row row = {.book = value->book, .seq = value->seq};
        row.kind = fpl_key__read_text(&key);
        row.key = fpl_key__read_text(&key);
        status = flush_one(fold, &row, value, &fresh, error);
    }
    if (!status)
        status = put_fresh(fold, &fresh, error);
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

/* ---- numbered states ---- */

static enum fpl_status state_at(struct fpl_session *session, const struct fpl_shared *thing, int64_t n,
                                struct fpl_request_row *out, struct fpl_error *error) {
    struct fpl_buf *key = &session->set.text;
    fpl_buf_reset(key);
    fpl_buf_add(key, thing->key.p, thing->key.n);
    fpl_buf_addc(key, '|');
    fpl_buf_addi(key, n);
    return fpl_buf_ok(key) ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL)
                           : fpl_journal__request(session, thing->kind, fpl_buf_str(key), out, error);
}

/* Numbers have no gap, so the last is found by doubling and halving: of n states about 2 log n are looked up. */
enum fpl_status fpl_journal__newest_state(struct fpl_session *session, struct fpl_shared *thing,
                                          struct fpl_error *error) {
    struct fpl_request_row row = {.book = -1};
    int64_t step = 1, beyond = 1;
    enum fpl_status status = FPL_OK;
    thing->n = thing->seq = 0;
    thing->book = -1;
    while (!(status = state_at(session, thing, beyond, &row, error)) && row.book >= 0) {
        thing->n = beyond;
        thing->book = row.book;
        thing->seq = row.seq;
        beyond += step;
        step *= 2;
    }
    while (!status && beyond - thing->n > 1) {
        int64_t middle = thing->n + (beyond - thing->n) / 2;
        status = state_at(session, thing, middle, &row, error);
        if (row.book < 0) {
            beyond = middle;
            continue;
        }
        thing->n = middle;
        thing->book = row.book;
        thing->seq = row.seq;
    }
    return status;
}

const struct fpl_json *fpl_body__state(const struct fpl_json *body, const struct fpl_shared *thing) {
    const struct fpl_json *list = fpl_json_get(body, "i");
    char number[24];
    (void)snprintf(number, sizeof number, "|%lld", (long long)thing->n);
    for (const struct fpl_json *i = fpl_json_first(list); i; i = fpl_json_next(list, i)) {
        struct fpl_str key = fpl_json_text(fpl_json_at(i, 1));
        if (fpl_str_is(fpl_json_text(fpl_json_at(i, 0)), thing->kind) && key.n > thing->key.n &&
            memcmp(key.p, thing->key.p, thing->key.n) == 0 &&
            fpl_str_is((struct fpl_str){key.p + thing->key.n, key.n - thing->key.n}, number))
            return fpl_json_at(i, 2);
    }
    return NULL;
}
