/* The evidence pass: one walk over all records and openings side by side, in order of key. Each leaf is hashed into its
 * book's tree, each opening against its commitment, each body against the book's rules and its decision; at a book's
 * end the tree must be the stored head and tiles. Memory does not grow with the ledger. */
#include "ledger/verify/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
    struct fpl_verify__run *run;
    struct fpl_cursor *records, *openings;
    struct fpl_record_row opening; /* the next one not yet used */
    int more;                      /* `opening` is there */
    struct fpl_verify__registry registry;
    struct fpl_verify__book book;
    struct fpl_frontier frontier;
    struct fpl_verify__tiles tiles;
    struct fpl_verify__salts salts;
    struct fpl_json_doc body_doc;
};

#define AT(walk, format, ...)                                                                                          \
    fpl_verify__differs((walk)->run, "book %d seq %lld " format, (walk)->book.id, (long long)(walk)->book.n,           \
                        __VA_ARGS__)

static enum fpl_status next_opening(struct walk *walk) {
    int row = 0;
    enum fpl_status status = fpl_store__next(walk->openings, &row, walk->run->error);
    walk->more = !status && row;
    if (walk->more)
        fpl_store__opening_row(walk->openings, &walk->opening);
    return status;
}

/* ---- a book's tree against head and tiles ---- */

static enum fpl_status same_tile(void *ctx, int level, int64_t idx, const uint8_t hashes[FPL_TILE_BYTES]) {
    struct walk *walk = ctx;
    struct fpl_str stored;
    enum fpl_status status =
        fpl_store__get_tile(walk->run->session->store, walk->book.id, level, idx, &stored, walk->run->error);
    if (status && status != FPL_E_NOT_FOUND && status != FPL_E_CORRUPT)
        return status;
    if (status || memcmp(stored.p, hashes, FPL_TILE_BYTES) != 0)
        return fpl_verify__differs(walk->run, "book %d tile %d/%lld: %s", walk->book.id, level, (long long)idx,
                                   status ? "missing" : "hashes");
    return FPL_OK;
}

/* A tile is right to be there if its book has that many leaves; that it holds the right hashes was seen on the way. */
static enum fpl_status no_extra_tile(struct walk *walk) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_store *store = walk->run->session->store;
    int row = 1;
    enum fpl_status status = fpl_store__scan_tile_keys(store, &cursor, walk->run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, walk->run->error)) && row) {
        struct fpl_tile_key key;
        struct fpl_head head = {.size = 0};
        fpl_store__tile_key(cursor, &key);
        int sane = key.book >= 0 && key.book <= FPL_BOOK_MAX && key.level >= 0 && key.level < FPL_VERIFY_TILE_LEVELS;
        if (sane)
            status = fpl_store__get_head(store, (int32_t)key.book, &head, walk->run->error);
        if (status == FPL_E_NOT_FOUND)
            status = FPL_OK;
        if (!status && (!sane || key.idx < 0 || key.idx >= head.size >> (8 * (key.level + 1))))
            status = fpl_verify__differs(walk->run, "book %lld tile %lld/%lld: not of this log", (long long)key.book,
                                         (long long)key.level, (long long)key.idx);
    }
    fpl_store__end(cursor);
    return status;
}

static enum fpl_status no_extra_head(struct walk *walk) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status = fpl_store__scan_head_keys(walk->run->session->store, &cursor, walk->run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, walk->run->error)) && row) {
        struct fpl_tile_key key;
        fpl_store__tile_key(cursor, &key);
        if (key.book < 0 || key.book >= walk->run->report->books)
            status = fpl_verify__differs(walk->run, "book %lld head: no records", (long long)key.book);
    }
    fpl_store__end(cursor);
    return status;
}

static enum fpl_status end_book(struct walk *walk) {
    struct fpl_verify__run *run = walk->run;
    struct fpl_head head;
    struct fpl_hash root;
    if (walk->book.id < 0)
        return FPL_OK;
    enum fpl_status status = fpl_store__get_head(run->session->store, walk->book.id, &head, run->error);
    if (status == FPL_E_NOT_FOUND || status == FPL_E_CORRUPT)
        return fpl_verify__differs(run, "book %d head: %s", walk->book.id,
                                   status == FPL_E_CORRUPT ? "damaged" : "missing");
    if (status)
        return status;
    fpl_frontier_root(run->session->hasher, &walk->frontier, &root);
    const char *bad = head.size != walk->book.n                      ? "size"
                      : head.t != walk->book.t                       ? "time"
                      : !fpl_hash_eq(&head.root, &root)              ? "root"
                      : head.indexed < 0 || head.indexed > head.size ? "indexed"
                                                                     : NULL;
    for (int i = 0; !bad && i < fpl_frontier_count(&walk->frontier); i++)
        if (!fpl_hash_eq(&head.frontier.node[i], &walk->frontier.node[i]))
            bad = "frontier";
    return bad ? fpl_verify__differs(run, "book %d head: %s", walk->book.id, bad) : FPL_OK;
}

static enum fpl_status begin_book(struct walk *walk, int32_t id) {
    enum fpl_status status = end_book(walk);
    if (status)
        return status;
    if (id != walk->book.id + 1)
        return fpl_verify__differs(walk->run, "book %d: a book before it is missing", id);
    fpl_verify__book_release(&walk->book);
    walk->book = (struct fpl_verify__book){.id = id, .t = 0};
    walk->frontier = (struct fpl_frontier){0};
    walk->run->report->books++;
    return FPL_OK;
}

/* ---- openings against commitments ---- */

static const char *part_name(int part, char out[16]) {
    if (part == FPL_PART_BODY || part == FPL_PART_PI)
        return part == FPL_PART_BODY ? "body" : "pi";
    snprintf(out, 16, "to.%d", part - 1);
    return out;
}

static enum fpl_status check_opening(struct walk *walk, const struct fpl_leaf *leaf) {
    char name[16];
    struct fpl_hash found;
    const char *part = part_name(walk->opening.part, name);
    if (walk->opening.part != FPL_PART_BODY)
        return AT(walk, "opening %s: not in the leaf", part);
    if (walk->opening.salt.n != FPL_SALT_BYTES)
        return AT(walk, "opening %s: salt", part);
    fpl_commit(walk->run->session->hasher, (const uint8_t *)walk->opening.salt.p, part, walk->opening.bytes, &found);
    if (!fpl_hash_eq(&found, &leaf->body))
        return AT(walk, "opening %s: commitment", part);
    walk->run->report->openings++;
    return fpl_verify__salt(walk->run, &walk->salts, walk->opening.salt.p);
}

static enum fpl_status check_body(struct walk *walk, const struct fpl_leaf *leaf) {
    struct fpl_verify__run *run = walk->run;
    struct fpl_verify__record record = {.seq = walk->book.n, .t = leaf->t, .kind = fpl_str_of(leaf->kind)};
    enum fpl_status status = fpl_json_parse(&walk->body_doc, walk->opening.bytes, run->error);
    if (status == FPL_E_NOMEM)
        return status;
    if (status)
        return AT(walk, "body: %s", "not canonical JSON");
    record.body = fpl_json_root(&walk->body_doc);
    fpl_verify__fields(&record);
    if (record.seq == 0)
        status = fpl_verify__book_begin(run, &walk->registry, &walk->book, record.body);
    if (!status && strcmp(leaf->uid, walk->book.uid) != 0)
        status = AT(walk, "leaf: %s", "book uid");
    if (!status && walk->book.id == 0)
        status = fpl_verify__registry_add(run, &walk->registry, record.seq, record.body);
    return status ? status : fpl_verify__body(run, &walk->registry, &walk->book, &record);
}

/* All openings of the record at hand. No kind writes another part than the body. */
static enum fpl_status check_parts(struct walk *walk, const struct fpl_leaf *leaf) {
    int opened = 0;
    enum fpl_status status = FPL_OK;
    while (!status && walk->more && walk->opening.book == walk->book.id && walk->opening.seq == walk->book.n) {
        if (opened == 0 && walk->opening.part != FPL_PART_BODY)
            break;
        status = check_opening(walk, leaf);
        if (!status)
            status = check_body(walk, leaf);
        opened++;
        if (!status)
            status = next_opening(walk);
    }
    if (status)
        return status;
    return opened ? FPL_OK : AT(walk, "opening %s: missing", "body");
}

static enum fpl_status orphan(struct walk *walk) {
    return fpl_verify__differs(walk->run, "book %d seq %lld opening: no such record", walk->opening.book,
                               (long long)walk->opening.seq);
}

/* A clock that is wrong is no tampering: who reads is warned. */
static void note_ahead(struct walk *walk, int64_t t) {
    struct fpl_verify_report *report = walk->run->report;
    if (t <= walk->run->now)
        return;
    if (report->ahead++ == 0)
        snprintf(report->ahead_where, sizeof report->ahead_where, "book %d seq %lld", walk->book.id,
                 (long long)walk->book.n);
}

static enum fpl_status check_record(struct walk *walk, const struct fpl_record_row *row) {
    struct fpl_verify__run *run = walk->run;
    const struct fpl_leaf *leaf = &row->of;
    struct fpl_hash hash;
    if (row->book < 0)
        return fpl_verify__differs(run, "book %d: no such book", row->book);
    enum fpl_status status = row->book != walk->book.id ? begin_book(walk, row->book) : FPL_OK;
    if (status)
        return status;
    if (row->seq != walk->book.n)
        return fpl_verify__differs(run, "book %d seq %lld: record missing", walk->book.id, (long long)walk->book.n);
    if (walk->more &&
        (walk->opening.book < row->book || (walk->opening.book == row->book && walk->opening.seq < row->seq)))
        return orphan(walk);
    if (row->leaf.n == 0)
        return AT(walk, "leaf: %s", "not one of a record");
    if (leaf->t < walk->book.t)
        return AT(walk, "leaf: %s", "time falls");
    fpl_leaf_hash(run->session->hasher, row->leaf.p, row->leaf.n, &hash);
    fpl_frontier_push(run->session->hasher, &walk->frontier, &hash, fpl_verify__tile_node, &walk->tiles);
    status = check_parts(walk, leaf);
    if (!status)
        status = walk->tiles.status;
    if (status)
        return status;
    if (walk->book.reg > 0 && walk->book.id > 0 && leaf->t < walk->registry.t[walk->book.reg - 1])
        return AT(walk, "leaf: %s", "time before that of the registry it rests on");
    if (walk->book.id > 0 && walk->book.reg < walk->registry.size && leaf->t > walk->registry.t[walk->book.reg])
        return AT(walk, "leaf: %s", "time after that of a registry record it does not know");
    note_ahead(walk, leaf->t);
    walk->book.n++;
    walk->book.t = leaf->t;
    run->report->records++;
    fpl_verify__checked(run, walk->book.id, row->seq);
    fpl_verify__step(run);
    return walk->book.id == 0 ? fpl_verify__registry_time(run, &walk->registry, leaf->t) : FPL_OK;
}

static enum fpl_status walk_all(struct walk *walk) {
    struct fpl_verify__run *run = walk->run;
    int row = 1;
    enum fpl_status status = fpl_store__scan_all_records(run->session->store, &walk->records, run->error);
    if (!status)
        status = fpl_store__scan_all_openings(run->session->store, &walk->openings, run->error);
    if (!status)
        status = next_opening(walk);
    while (!status && !(status = fpl_store__next(walk->records, &row, run->error)) && row) {
        struct fpl_record_row record;
        fpl_store__record_row(walk->records, &record);
        status = check_record(walk, &record);
    }
    if (!status && walk->more)
        status = orphan(walk);
    if (!status)
        status = end_book(walk);
    if (!status && run->report->books == 0)
        status = fpl_verify__differs(run, "book 0: no records");
    if (!status)
        status = fpl_verify__salts_end(run, &walk->salts);
    if (!status)
        status = no_extra_head(walk);
    return status ? status : no_extra_tile(walk);
}

enum fpl_status fpl_verify__evidence(struct fpl_verify__run *run) {
    struct walk *walk = calloc(1, sizeof *walk);
    if (!walk)
        return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    walk->run = run;
    walk->book.id = -1;
    run->registry = &walk->registry;
    fpl_verify__salts_begin(&walk->salts, run->salts_held);
    walk->tiles.full = same_tile;
    walk->tiles.ctx = walk;
    enum fpl_status status = walk_all(walk);
    fpl_store__end(walk->records);
    fpl_store__end(walk->openings);
    fpl_verify__salts_release(&walk->salts);
    fpl_json_doc_release(&walk->body_doc);
    fpl_verify__book_release(&walk->book);
    fpl_verify__registry_release(&walk->registry);
    free(walk);
    return status;
}
