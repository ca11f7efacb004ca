/* Perfect nodes of a book's tree, from stored tiles where they are full and from leaves below. */
#include "ledger/journal/journal.h"

#include <string.h>

/* Folds the hashes of leaves [first, first + count), count a power of two up to 256. */
static enum fpl_status from_leaves(struct fpl_session *session, int32_t book, int64_t first, int64_t count,
                                   struct fpl_hash *out, struct fpl_error *error) {
    struct fpl_frontier frontier = {0};
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status = fpl_store__scan_records(session->store, book, first, first + count - 1, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_record_row record;
        struct fpl_hash leaf;
        fpl_store__record_row(cursor, &record);
        fpl_leaf_hash(session->hasher, record.leaf.p, record.leaf.n, &leaf);
        fpl_frontier_push(session->hasher, &frontier, &leaf, NULL, NULL);
    }
    fpl_store__end(cursor);
    if (!status && (int64_t)frontier.size != count)
        status = fpl_fail(error, FPL_E_CORRUPT, "record", NULL, NULL);
    if (!status)
        *out = frontier.node[0];
    return status;
}

enum fpl_status fpl_journal__node(struct fpl_session *session, int32_t book, int level, uint64_t index,
                                  struct fpl_hash *out, struct fpl_error *error) {
    FPL_ASSERT(level >= 0 && level < 63);
    int tile_level = level / 8;
    unsigned inside = (unsigned)level % 8;
    int64_t width = INT64_C(1) << inside, first = (int64_t)index * width; /* in hashes of that tile level */
    struct fpl_str hashes = {NULL, 0};
    struct fpl_frontier frontier = {0};
    struct fpl_error ignored = {0};
    enum fpl_status status =
        fpl_store__get_tile(session->store, book, tile_level, first / FPL_TILE_HASHES, &hashes, &ignored);
    if (status == FPL_E_NOT_FOUND && tile_level == 0)
        return from_leaves(session, book, first, width, out, error);
    if (status == FPL_E_NOT_FOUND) { /* the open tile of an upper level: two halves one level down */
        struct fpl_hash left, right;
        status = fpl_journal__node(session, book, level - 1, index * 2, &left, error);
        if (!status)
            status = fpl_journal__node(session, book, level - 1, index * 2 + 1, &right, error);
        if (!status)
            fpl_node_hash(session->hasher, &left, &right, out);
        return status;
    }
    if (status)
        return fpl_fail(error, status, ignored.arg[0], NULL, NULL);
    for (int64_t i = first % FPL_TILE_HASHES; i < first % FPL_TILE_HASHES + width; i++) {
        struct fpl_hash hash;
        memcpy(hash.byte, hashes.p + i * FPL_HASH_BYTES, FPL_HASH_BYTES);
        fpl_frontier_push(session->hasher, &frontier, &hash, NULL, NULL);
    }
    *out = frontier.node[0];
    return FPL_OK;
}
