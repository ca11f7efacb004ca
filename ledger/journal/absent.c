/* Items, and numbered states of what several books share, that are known not to be stored. Each row of an import looks
 * up keys that nobody has used; a question to the store costs as much as the row, and waits until what was queued for
 * it is carried out.
 *
 * Files mostly bring keys in rising order, each bank its own: one greater than every stored key that begins like it, up
 * to its first '|', needs no question. Of keys in no order the stored ones are remembered, three bits for each. Nothing
 * here is ever taken for an item: what may be there is asked for. Of the numbered states, which other books write as
 * well, what was taken for absent is compared by the writer (fold_request.c). */
#include "ledger/journal/journal.h"
#include "ledger/journal/key.h"

#include <stdlib.h>
#include <string.h>

struct newest_key {
    struct fpl_str key; /* greatest stored one; in the map's memory */
    size_t room;        /* bytes that it may have where it stands */
    int asked;          /* look-ups so far */
};

/* Single commands ask for the greatest key once many keys that begin alike have been looked up. */
#define ASK_NEWEST_AFTER 32
#define SHARED_BYTES     ((size_t)16 << 20)
#define NEWEST_ROOM      16 /* for a longer key to come */

void fpl_absent__init(struct fpl_absent *absent) {
    *absent = (struct fpl_absent){.newest = {.value_size = sizeof(struct newest_key)},
                                  .shared = {.value_size = sizeof(struct newest_key)}};
    for (int i = 0; i < FPL_ABSENT_KINDS; i++)
        absent->kind[i].book = -1;
}

static void drop(struct fpl_absent_kind *kind) {
    free(kind->bits);
    fpl_buf_release(&kind->upto);
    *kind = (struct fpl_absent_kind){.book = -1};
}

void fpl_absent__reset(struct fpl_absent *absent) {
    fpl_map__reset(&absent->newest);
    fpl_map__reset(&absent->shared);
    for (int i = 0; i < FPL_ABSENT_KINDS; i++)
        drop(&absent->kind[i]);
}

void fpl_absent__release(struct fpl_absent *absent) {
    fpl_absent__reset(absent);
    fpl_map__release(&absent->newest);
    fpl_map__release(&absent->shared);
}

void fpl_absent__carry(struct fpl_absent *absent, const struct fpl_carry *carry) {
    if (!carry->knows(carry->ctx, FPL_ABSENT_SHARED) || absent->shared.arena.bytes > SHARED_BYTES)
        fpl_map__reset(&absent->shared);
    for (int i = 0; i < FPL_ABSENT_KINDS; i++)
        if (absent->kind[i].book >= 0 && !carry->knows(carry->ctx, absent->kind[i].book))
            drop(&absent->kind[i]);
}

/* ---- the greatest key ---- */

static struct fpl_str beginning(struct fpl_str key) {
    const char *bar = key.n ? memchr(key.p, '|', key.n) : NULL;
    return (struct fpl_str){key.p, bar ? (size_t)(bar - key.p) + 1 : 0};
}

static struct fpl_map *newest_of(struct fpl_absent *absent, const struct fpl_item_row *row) {
    return row->book == FPL_ABSENT_SHARED ? &absent->shared : &absent->newest;
}

static void newest_map_key(struct fpl_buf *key, const struct fpl_item_row *row) {
    fpl_key__begin(key);
    fpl_key__int(key, row->book);
    fpl_key__text(key, row->kind);
    fpl_key__text(key, beginning(row->key));
}

/* Takes the place of the one before where it fits: keys that rise are mostly as long as each other. */
static int keep_newest(struct fpl_map *map, struct newest_key *newest, struct fpl_str key) {
    if (key.n > newest->room) {
        char *place = fpl_arena__take(&map->arena, key.n + NEWEST_ROOM);
        if (!place)
            return 0;
        newest->key = (struct fpl_str){place, 0};
        newest->room = key.n + NEWEST_ROOM;
    }
    if (key.n > 0)                                               /* nothing has no place */
        memmove((char *)(uintptr_t)newest->key.p, key.p, key.n); /* the map's own memory */
    newest->key.n = key.n;
    return 1;
}

static enum fpl_status last_key(struct fpl_fold *fold, const struct fpl_item_row *row, struct fpl_str *key,
                                struct fpl_error *error) {
    if (row->book == FPL_ABSENT_SHARED)
        return fpl_store__last_request_key(fold->store, row->kind, beginning(row->key), key, error);
    return fpl_store__last_item_key(fold->store, row->book, row->kind, beginning(row->key), key, error);
}

static enum fpl_status ask_newest(struct fpl_fold *fold, const struct fpl_item_row *row, struct newest_key *newest,
                                  struct fpl_error *error) {
    struct fpl_str key;
    enum fpl_status status = last_key(fold, row, &key, error);
    if (!status && !keep_newest(newest_of(&fold->set->absent, row), newest, key))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    return status;
}

/* *beyond: the key is greater than every stored one that begins like it. */
static enum fpl_status is_beyond(struct fpl_fold *fold, const struct fpl_item_row *row, int *beyond,
                                 struct fpl_error *error) {
    struct fpl_writeset *set = fold->set;
    int made = 0;
    newest_map_key(&set->key, row);
    struct newest_key *newest =
        set->key.failed ? NULL : fpl_map__add(newest_of(&set->absent, row), fpl_buf_str(&set->key), &made);
    if (!newest)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (made && set->absent.many)
        newest->asked = ASK_NEWEST_AFTER - 1;
    if (newest->asked < ASK_NEWEST_AFTER && ++newest->asked == ASK_NEWEST_AFTER) {
        enum fpl_status status = ask_newest(fold, row, newest, error);
        if (status) {
            newest->asked = 0;
            return status;
        }
    }
    *beyond = newest->asked == ASK_NEWEST_AFTER && fpl_str_cmp(row->key, newest->key) > 0;
    return FPL_OK;
}

/* A new item of a beginning whose greatest key is known. */
static void raise_newest(struct fpl_writeset *set, const struct fpl_item_row *row) {
    newest_map_key(&set->key, row);
    struct newest_key *newest =
        set->key.failed ? NULL : fpl_map__find(newest_of(&set->absent, row), fpl_buf_str(&set->key));
    if (!newest || newest->asked < ASK_NEWEST_AFTER || fpl_str_cmp(row->key, newest->key) <= 0)
        return;
    if (!keep_newest(newest_of(&set->absent, row), newest, row->key))
        newest->asked = 0;
}

/* ---- keys in no order ---- */

#define BITS_LOG    24 /* 2 MiB: of a million keys in a hundred that are not stored one is asked for */
#define BITS        3
#define LEARN_FIRST 256 /* questions without an answer before the stored keys are read */
#define LEARN_EACH  16  /* keys read for each, so that reading costs about as much as asking did */

static int place_of(uint64_t hash, int i) {
    return (int)(hash >> (20 * i) & ((1u << BITS_LOG) - 1));
}

static int may_be_stored(const struct fpl_absent_kind *kind, struct fpl_str key) {
    uint64_t hash = fpl_map__hash(key);
    for (int i = 0; i < BITS; i++) {
        int place = place_of(hash, i);
        if (!(kind->bits[place / 64] >> (place % 64) & 1))
            return 0;
    }
    return 1;
}

static void add_key(struct fpl_absent_kind *kind, struct fpl_str key) {
    uint64_t hash = fpl_map__hash(key);
    for (int i = 0; i < BITS; i++) {
        int place = place_of(hash, i);
        kind->bits[place / 64] |= UINT64_C(1) << (place % 64);
    }
}

static struct fpl_absent_kind *find_kind(struct fpl_absent *absent, const struct fpl_item_row *row) {
    for (int i = 0; i < FPL_ABSENT_KINDS; i++)
        if (absent->kind[i].book == row->book && fpl_str_is(row->kind, absent->kind[i].kind))
            return &absent->kind[i];
    return NULL;
}

/* A place for a kind that is not there yet: that of the one least asked for, if nothing has been read of it. */
static struct fpl_absent_kind *take_kind(struct fpl_absent *absent, const struct fpl_item_row *row) {
    struct fpl_absent_kind *least = NULL;
    if (row->kind.n >= sizeof least->kind)
        return NULL;
    for (int i = 0; i < FPL_ABSENT_KINDS; i++)
        if (!absent->kind[i].bits && (!least || absent->kind[i].asked < least->asked))
            least = &absent->kind[i];
    if (!least)
        return NULL;
    *least = (struct fpl_absent_kind){.book = row->book};
    fpl_str_copy(row->kind, least->kind, sizeof least->kind);
    return least;
}

static enum fpl_status scan(struct fpl_fold *fold, const struct fpl_absent_kind *kind, struct fpl_cursor **out,
                            struct fpl_error *error) {
    struct fpl_str name = fpl_str_of(kind->kind), from = fpl_buf_str(&kind->upto);
    return kind->book == FPL_ABSENT_SHARED ? fpl_store__scan_requests(fold->store, name, from, out, error)
                                           : fpl_store__scan_items(fold->store, kind->book, name, from, out, error);
}

static struct fpl_str key_at(const struct fpl_absent_kind *kind, struct fpl_cursor *cursor) {
    struct fpl_item_row item;
    if (kind->book == FPL_ABSENT_SHARED)
        return fpl_store__request_key(cursor);
    fpl_store__item_row(cursor, &item);
    return item.key;
}

/* Reads up to `most` stored keys more. */
static enum fpl_status read_keys(struct fpl_fold *fold, struct fpl_absent_kind *kind, int64_t most,
                                 struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status = scan(fold, kind, &cursor, error);
    for (int64_t n = 0; n < most && !status && !(status = fpl_store__next(cursor, &row, error)) && row; n++) {
        struct fpl_str key = key_at(kind, cursor);
        add_key(kind, key);
        if (n + 1 == most) {
            fpl_buf_reset(&kind->upto);
            fpl_buf_add(&kind->upto, key.p, key.n);
            if (fpl_buf_ok(&kind->upto))
                status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        }
    }
    fpl_store__end(cursor);
    kind->is_whole = !status && !row;
    if (status)
        drop(kind);
    return status;
}

enum fpl_status fpl_absent__learn(struct fpl_fold *fold, const struct fpl_item_row *row, struct fpl_error *error) {
    struct fpl_absent *absent = &fold->set->absent;
    struct fpl_absent_kind *kind = find_kind(absent, row);
    if (!kind && !(kind = take_kind(absent, row)))
        return FPL_OK;
    kind->asked++;
    if (kind->is_whole || kind->asked < LEARN_FIRST || (kind->asked & (kind->asked - 1)))
        return FPL_OK; /* each time that twice as many have been asked for */
    if (!kind->bits && !(kind->bits = calloc((size_t)1 << (BITS_LOG - 6), sizeof *kind->bits)))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    return read_keys(fold, kind, LEARN_EACH * kind->asked, error);
}

/* ---- both ---- */

enum fpl_status fpl_absent__look(struct fpl_fold *fold, const struct fpl_item_row *row, int *absent,
                                 struct fpl_error *error) {
    const struct fpl_absent_kind *kind = find_kind(&fold->set->absent, row);
    if (kind && kind->is_whole && !may_be_stored(kind, row->key)) {
        *absent = 1;
        return FPL_OK;
    }
    return is_beyond(fold, row, absent, error);
}

void fpl_absent__stored(struct fpl_writeset *set, const struct fpl_item_row *row) {
    struct fpl_absent_kind *kind = find_kind(&set->absent, row);
    if (kind && kind->bits)
        add_key(kind, row->key);
    raise_newest(set, row);
}
