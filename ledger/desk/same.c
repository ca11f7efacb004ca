#include "ledger/desk/same.h"

#include <stdlib.h>
#include <string.h>

struct mark {
    uint64_t hash[2]; /* no two entries meet by chance */
    int64_t seq;      /* -1: free; INT64_MAX: the entry was reversed */
};
struct fpl_same {
    struct fpl_session *session;
    int32_t book;
    struct mark *mark;
    size_t cap, used; /* cap: a power of two */
    int64_t walked;   /* records below have been looked at */
};

#define FIRST_CAP ((size_t)1 << 8)

static struct mark *make_marks(size_t cap) {
    struct mark *mark = malloc(cap * sizeof *mark);
    for (size_t i = 0; mark && i < cap; i++)
        mark[i] = (struct mark){{0, 0}, -1};
    return mark;
}

struct fpl_same *fpl_same__new(struct fpl_session *session, int32_t book) {
    struct fpl_same *same = calloc(1, sizeof *same);
    struct mark *mark = make_marks(FIRST_CAP);
    if (!same || !mark) {
        free(same);
        free(mark);
        return NULL;
    }
    *same = (struct fpl_same){.session = session, .book = book, .mark = mark, .cap = FIRST_CAP};
    return same;
}

void fpl_same__free(struct fpl_same *same) {
    if (same)
        free(same->mark);
    free(same);
}

/* Where the mark is, or where it belongs. */
static struct mark *place_of(struct mark *mark, size_t cap, const uint64_t hash[2]) {
    size_t at = (size_t)hash[0] & (cap - 1);
    while (mark[at].seq >= 0 && memcmp(mark[at].hash, hash, sizeof mark[at].hash) != 0)
        at = (at + 1) & (cap - 1);
    return &mark[at];
}

static int widen(struct fpl_same *same) {
    struct mark *wide = make_marks(same->cap * 2);
    if (!wide)
        return 0;
    for (size_t i = 0; i < same->cap; i++)
        if (same->mark[i].seq >= 0)
            *place_of(wide, same->cap * 2, same->mark[i].hash) = same->mark[i];
    free(same->mark);
    same->mark = wide;
    same->cap *= 2;
    return 1;
}

/* An entry by hand has postings and makes no decision; one with a number has an item for it. */
static int says(struct fpl_same *same, const struct fpl_json *body, uint64_t hash[2]) {
    const struct fpl_json *postings = fpl_json_get(body, "p"), *items = fpl_json_get(body, "i");
    struct fpl_hasher *hasher = same->session->hasher;
    struct fpl_hash digest;
    if (!postings || fpl_json_get(body, "rev") || fpl_json_get(body, "dec"))
        return 0;
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (!fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "request"))
            return 0;
    fpl_sha256_begin(hasher);
    const struct fpl_str text[] = {fpl_json_get_text(body, "occ"), fpl_body_memo(body)};
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        fpl_sha256_add(hasher, text[i].p, text[i].n);
        fpl_sha256_add(hasher, "", 1);
    }
    fpl_sha256_add(hasher, postings->raw.p, postings->raw.n);
    fpl_sha256_end(hasher, &digest);
    memcpy(hash, digest.byte, 2 * sizeof *hash);
    return 1;
}

static enum fpl_status add(struct fpl_same *same, int64_t seq, const uint64_t hash[2], struct fpl_error *error) {
    if (same->used * 2 > same->cap && !widen(same))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    struct mark *mark = place_of(same->mark, same->cap, hash);
    if (mark->seq >= 0 && mark->seq <= seq)
        return FPL_OK;
    same->used += mark->seq < 0;
    memcpy(mark->hash, hash, sizeof mark->hash);
    mark->seq = seq;
    return FPL_OK;
}

/* The record takes another one back: that one is forgotten. */
static enum fpl_status forget(struct fpl_same *same, int64_t undone, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    uint64_t hash[2];
    enum fpl_status status = fpl_journal__body(same->session, same->book, undone, &body, error);
    if (status || !says(same, body, hash))
        return status;
    struct mark *mark = place_of(same->mark, same->cap, hash);
    if (mark->seq == undone)
        mark->seq = INT64_MAX;
    return FPL_OK;
}

static enum fpl_status walk(struct fpl_same *same, int64_t seq, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    uint64_t hash[2];
    enum fpl_status status = fpl_journal__body(same->session, same->book, seq, &body, error);
    if (status)
        return status;
    int64_t undone = fpl_json_get_num(body, "rev", -1);
    if (undone >= 0)
        return forget(same, undone, error);
    return says(same, body, hash) ? add(same, seq, hash, error) : FPL_OK;
}

enum fpl_status fpl_same__look(struct fpl_same *same, int64_t seq, int64_t *earlier, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    uint64_t hash[2];
    enum fpl_status status = FPL_OK;
    *earlier = -1;
    for (; same->walked < seq && !status; same->walked += !status)
        status = walk(same, same->walked, error);
    if (!status)
        status = fpl_journal__body(same->session, same->book, seq, &body, error);
    if (status || !says(same, body, hash))
        return status;
    const struct mark *mark = place_of(same->mark, same->cap, hash);
    if (mark->seq >= 0 && mark->seq < seq)
        *earlier = mark->seq;
    return FPL_OK;
}
