/* Records read back, each compared with its leaf and its place in the tree. */
#include "ledger/journal/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum fpl_status fpl_stored__damaged(int32_t book, int64_t seq, const char *what, struct fpl_error *error) {
    char where[160];
    snprintf(where, sizeof where, "book %d seq %lld%s", (int)book, (long long)seq, what);
    return fpl_fail(error, FPL_E_TAMPERED, where, NULL, NULL);
}

/* ---- the leaf in the tree ---- */

/* The head as the open transaction has it, not written yet perhaps. */
static enum fpl_status head_of(struct fpl_session *session, int32_t book, struct fpl_head *out,
                               struct fpl_error *error) {
    const struct fpl_open_book *open = book < session->book_cap ? session->book[book] : NULL;
    if (!open || !open->head_loaded)
        return fpl_store__get_head(session->store, book, out, error);
    *out = open->head;
    return FPL_OK;
}

/* The perfect subtrees of the open tile against the last ones of the head's frontier. */
static void compare_subtrees(struct fpl_known_leaves *known, const struct fpl_frontier *frontier) {
    int n = fpl_frontier_count(&known->low), above = fpl_frontier_count(frontier) - n, at = 0;
    for (int i = 0; i < n; i++) {
        int width = FPL_LEAF_TILE;
        while (width > known->n - at)
            width /= 2;
        if (!fpl_hash_eq(&known->low.node[i], &frontier->node[above + i]))
            for (int leaf = at; leaf < at + width; leaf++) {
                known->from[leaf] = (uint16_t)at;
                known->to[leaf] = (uint16_t)(at + width);
            }
        at += width;
    }
}

static enum fpl_status hash_open_tile(struct fpl_session *session, struct fpl_known_leaves *known,
                                      const struct fpl_head *head, struct fpl_error *error) {
    int64_t first = known->idx * FPL_LEAF_TILE;
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status =
        fpl_store__scan_records(session->store, known->book, first + known->n, head->size - 1, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_record_row record;
        struct fpl_hash hash;
        fpl_store__record_row(cursor, &record);
        if (record.seq != first + known->n)
            break;
        fpl_leaf_hash(session->hasher, record.leaf.p, record.leaf.n, &hash);
        memcpy(known->hash + (size_t)known->n++ * FPL_HASH_BYTES, hash.byte, FPL_HASH_BYTES);
        fpl_frontier_push(session->hasher, &known->low, &hash, NULL, NULL);
    }
    fpl_store__end(cursor);
    if (!status && first + known->n != head->size)
        status = fpl_stored__damaged(known->book, first + known->n, ": record missing", error);
    if (!status)
        compare_subtrees(known, &head->frontier);
    return status;
}

/* Makes known what the tile of seq holds: as stored where it is full, from the leaves where it is open. */
static enum fpl_status know_tile(struct fpl_session *session, struct fpl_known_leaves *known, int64_t seq,
                                 struct fpl_error *error) {
    struct fpl_str hashes = {NULL, 0};
    struct fpl_error why = {0};
    struct fpl_head head;
    enum fpl_status status = fpl_store__get_tile(session->store, known->book, 0, known->idx, &hashes, &why);
    if (!status) {
        memcpy(known->hash, hashes.p, sizeof known->hash);
        memset(known->to, 0, sizeof known->to);
        known->n = FPL_LEAF_TILE;
        return FPL_OK;
    }
    if (status == FPL_E_CORRUPT)
        return fpl_stored__damaged(known->book, seq, " leaf: tile damaged", error);
    if (status != FPL_E_NOT_FOUND)
        return fpl_fail(error, status, why.arg[0], why.arg[1], why.arg[2]);
    if ((status = head_of(session, known->book, &head, error)))
        return status == FPL_E_NOT_FOUND ? fpl_stored__damaged(known->book, seq, " leaf: no head", error) : status;
    if (head.frontier.size != (uint64_t)head.size)
        return fpl_stored__damaged(known->book, seq, " leaf: head damaged", error);
    if (seq >= head.size)
        return fpl_stored__damaged(known->book, seq, " leaf: past the head", error);
    if (head.size / FPL_LEAF_TILE != known->idx)
        return fpl_stored__damaged(known->book, seq, " leaf: tile missing", error);
    return hash_open_tile(session, known, &head, error);
}

static enum fpl_status not_in_tree(const struct fpl_known_leaves *known, int64_t seq, struct fpl_error *error) {
    int at = (int)(seq % FPL_LEAF_TILE);
    long long first = seq - at;
    char what[80];
    if (known->to[at] - known->from[at] <= 1)
        return fpl_stored__damaged(known->book, seq, " leaf: tree", error);
    snprintf(what, sizeof what, " leaf: tree of seq %lld to %lld", first + known->from[at], first + known->to[at] - 1);
    return fpl_stored__damaged(known->book, seq, what, error);
}

enum fpl_status fpl_stored__leaf(struct fpl_session *session, int32_t book, int64_t seq, struct fpl_str leaf,
                                 struct fpl_error *error) {
    struct fpl_known_leaves *known = &session->known[(book + seq / FPL_LEAF_TILE) % FPL_KNOWN_TILES];
    int at = (int)(seq % FPL_LEAF_TILE);
    struct fpl_hash hash;
    if (known->n == 0 || known->book != book || known->idx != seq / FPL_LEAF_TILE) {
        known->n = 0;
        known->book = book;
        known->idx = seq / FPL_LEAF_TILE;
        known->low = (struct fpl_frontier){0};
        memset(known->to, 0, sizeof known->to);
    }
    enum fpl_status status = at < known->n ? FPL_OK : know_tile(session, known, seq, error);
    if (status) {
        known->n = 0;
        return status;
    }
    fpl_leaf_hash(session->hasher, leaf.p, leaf.n, &hash);
    if (known->to[at] || memcmp(hash.byte, known->hash + (size_t)at * FPL_HASH_BYTES, FPL_HASH_BYTES) != 0)
        return not_in_tree(known, seq, error);
    return FPL_OK;
}

/* ---- the body under its commitment ---- */

enum fpl_status fpl_stored__opens(struct fpl_hasher *hasher, const struct fpl_record_row *row,
                                  struct fpl_error *error) {
    struct fpl_hash found;
    if (row->salt.n != FPL_SALT_BYTES)
        return fpl_stored__damaged(row->book, row->seq, " opening body: salt", error);
    fpl_commit(hasher, (const uint8_t *)row->salt.p, "body", row->bytes, &found);
    return row->leaf.n && fpl_hash_eq(&found, &row->of.body)
               ? FPL_OK
               : fpl_stored__damaged(row->book, row->seq, " opening body: commitment", error);
}

/* As it stands in the store, compared with nothing. */
static enum fpl_status fetch(struct fpl_session *session, int32_t book, int64_t seq, struct fpl_record_row *out,
                             struct fpl_error *error) {
    struct fpl_record_row row;
    struct fpl_error why = {0};
    if (seq < 0 || seq > FPL_SEQ_MAX)
        return fpl_stored__damaged(book, seq, ": no such record", error);
    enum fpl_status status = fpl_store__get_record(session->store, book, seq, &row, &why);
    if (status == FPL_E_NOT_FOUND)
        return fpl_stored__damaged(book, seq, ": record missing", error);
    if (!status)
        status = fpl_store__get_opening(session->store, book, seq, FPL_PART_BODY, &row.salt, &row.bytes, &why);
    if (status == FPL_E_NOT_FOUND)
        return fpl_stored__damaged(book, seq, " opening body: missing", error);
    if (status)
        return fpl_fail(error, status, why.arg[0], why.arg[1], why.arg[2]);
    *out = row;
    return FPL_OK;
}

/* ---- what has been compared already ---- */

#define WORD_BITS         64
#define CHECKED_WORDS_MAX ((size_t)1 << 21) /* 134 million records: those beyond are compared each time */

static int was_checked(const struct fpl_session *session, int32_t book, int64_t seq) {
    const struct fpl_checked_records *checked = &session->checked;
    size_t word = (size_t)seq / WORD_BITS;
    return checked->book == book && word < checked->words &&
           (checked->bits[word] >> ((uint64_t)seq % WORD_BITS) & 1) != 0;
}

/* Without memory for it the record is compared again. */
static void note_checked(struct fpl_session *session, int32_t book, int64_t seq) {
    struct fpl_checked_records *checked = &session->checked;
    size_t word = (size_t)seq / WORD_BITS;
    if (checked->book != book) /* two scans at a time: of the other book */
        return;
    if (word >= checked->words) {
        size_t words = checked->words ? checked->words : 64;
        while (words <= word)
            words *= 2;
        uint64_t *wider = words > CHECKED_WORDS_MAX ? NULL : realloc(checked->bits, words * sizeof *wider);
        if (!wider)
            return;
        memset(wider + checked->words, 0, (words - checked->words) * sizeof *wider);
        checked->bits = wider;
        checked->words = words;
    }
    checked->bits[word] |= UINT64_C(1) << ((uint64_t)seq % WORD_BITS);
}

void fpl_stored__begin(struct fpl_session *session) {
    if (session->checked.book >= 0 && session->checked.words)
        memset(session->checked.bits, 0, session->checked.words * sizeof *session->checked.bits);
    session->checked.book = -1;
}

/* Do the bytes open the commitment, and does the leaf stand in the tree? Not asked again of what a scan has asked. */
static enum fpl_status check(struct fpl_session *session, const struct fpl_record_row *row, struct fpl_error *error) {
    if (was_checked(session, row->book, row->seq))
        return FPL_OK;
    enum fpl_status status = fpl_stored__opens(session->hasher, row, error);
    return status ? status : fpl_stored__leaf(session, row->book, row->seq, row->leaf, error);
}

enum fpl_status fpl_stored__identity(struct fpl_session *session, int32_t book, struct fpl_record_row *out,
                                     struct fpl_error *error) {
    struct fpl_record_row row;
    enum fpl_status status = fetch(session, book, 0, &row, error);
    if (!status && !(status = fpl_stored__opens(session->hasher, &row, error)))
        *out = row;
    return status;
}

enum fpl_status fpl_stored__each(struct fpl_session *session, int32_t book, fpl_stored_cb cb, void *ctx,
                                 struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status = fpl_store__scan_records(session->store, book, 0, FPL_SEQ_MAX, &cursor, error);
    for (int64_t seq = 0; !status && !(status = fpl_store__next(cursor, &row, error)) && row; seq++) {
        struct fpl_record_row record;
        fpl_store__record_row(cursor, &record);
        if (record.seq != seq)
            break;
        if (!(status = fetch(session, book, seq, &record, error)))
            status = cb(ctx, &record);
    }
    fpl_store__end(cursor);
    return status;
}

enum fpl_status fpl_stored__record(struct fpl_session *session, int32_t book, int64_t seq, struct fpl_record_row *out,
                                   struct fpl_error *error) {
    struct fpl_record_row row;
    enum fpl_status status = fetch(session, book, seq, &row, error);
    if (!status && !(status = check(session, &row, error)))
        *out = row;
    return status;
}

void fpl_stored__forget(struct fpl_session *session) {
    for (int i = 0; i < FPL_KNOWN_TILES; i++)
        session->known[i].n = 0;
}

/* ---- as readers take it ---- */

enum fpl_status fpl_stored__parse(int32_t book, int64_t seq, struct fpl_str bytes, struct fpl_json_doc *doc,
                                  const struct fpl_json **out, struct fpl_error *error) {
    struct fpl_error why = {0};
    enum fpl_status status = fpl_json_parse(doc, bytes, &why);
    if (status == FPL_E_NOMEM)
        return fpl_fail(error, status, NULL, NULL, NULL);
    if (status)
        return fpl_stored__damaged(book, seq, " body: not canonical JSON", error);
    *out = fpl_json_root(doc);
    return FPL_OK;
}

enum fpl_status fpl_journal__body_in(struct fpl_session *session, int32_t book, int64_t seq,
                                     const struct fpl_body_into *into, const struct fpl_json **out,
                                     struct fpl_error *error) {
    struct fpl_record_row row;
    enum fpl_status status = fpl_stored__record(session, book, seq, &row, error);
    if (status)
        return status;
    fpl_buf_reset(into->bytes);
    fpl_buf_add(into->bytes, row.bytes.p, row.bytes.n);
    if (fpl_buf_ok(into->bytes))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    return fpl_stored__parse(book, seq, fpl_buf_str(into->bytes), into->doc, out, error);
}

enum fpl_status fpl_journal__body(struct fpl_session *session, int32_t book, int64_t seq, const struct fpl_json **out,
                                  struct fpl_error *error) {
    const struct fpl_body_into into = {&session->read, &session->doc2};
    return fpl_journal__body_in(session, book, seq, &into, out, error);
}

enum fpl_status fpl_journal__leaf(struct fpl_session *session, int32_t book, int64_t seq, struct fpl_leaf *out,
                                  struct fpl_error *error) {
    struct fpl_record_row row;
    struct fpl_error why = {0};
    enum fpl_status status = fpl_store__get_record(session->store, book, seq, &row, &why);
    if (status == FPL_E_NOT_FOUND)
        return fpl_stored__damaged(book, seq, ": record missing", error);
    if (status)
        return fpl_fail(error, status, why.arg[0], why.arg[1], why.arg[2]);
    if (!(status = fpl_stored__leaf(session, book, seq, row.leaf, error)))
        *out = row.of;
    return status;
}

/* ---- many of them ---- */

enum fpl_status fpl_record_scan__begin(struct fpl_session *session, int32_t book, int64_t from, int64_t to,
                                       struct fpl_record_scan *out, struct fpl_error *error) {
    *out = (struct fpl_record_scan){.session = session, .book = book, .seq = from, .end = to > from ? to : from};
    if (out->seq == out->end)
        return FPL_OK;
    if (session->checked.book != book) {
        fpl_stored__begin(session);
        session->checked.book = book;
    }
    enum fpl_status status = fpl_store__scan_records(session->store, book, from, to - 1, &out->records, error);
    return status ? status : fpl_store__scan_openings(session->store, book, from, to - 1, &out->openings, error);
}

enum fpl_status fpl_record_scan__next(struct fpl_record_scan *scan, struct fpl_record_row *out, int *row,
                                      struct fpl_error *error) {
    struct fpl_record_row record, opening = {.seq = -1};
    int more = 1;
    *row = scan->seq < scan->end;
    if (!*row)
        return FPL_OK;
    enum fpl_status status = fpl_store__next(scan->records, &more, error);
    if (status)
        return status;
    if (more)
        fpl_store__record_row(scan->records, &record);
    if (!more || record.seq != scan->seq)
        return fpl_stored__damaged(scan->book, scan->seq, ": record missing", error);
    while (more && (opening.seq < scan->seq || opening.part != FPL_PART_BODY)) {
        if ((status = fpl_store__next(scan->openings, &more, error)))
            return status;
        if (more)
            fpl_store__opening_row(scan->openings, &opening);
    }
    if (!more || opening.seq != scan->seq)
        return fpl_stored__damaged(scan->book, scan->seq, " opening body: missing", error);
    record.salt = opening.salt;
    record.bytes = opening.bytes;
    status = check(scan->session, &record, error);
    if (!status)
        note_checked(scan->session, scan->book, scan->seq);
    scan->seq++;
    *out = record;
    return status;
}

void fpl_record_scan__end(struct fpl_record_scan *scan) {
    fpl_store__end(scan->records);
    fpl_store__end(scan->openings);
    scan->records = scan->openings = NULL;
}
