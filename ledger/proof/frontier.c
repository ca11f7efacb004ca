/* The right frontier of an append-only tree: all a writer needs to go on, at most 64 hashes. Bit l of size set means
 * that the list holds the root of a perfect subtree of 2^l leaves; a push is a binary increment with a hash for every
 * carry. */
#include "fundpool/proof.h"

#include <string.h>

static int bit_count(uint64_t bits) {
    return __builtin_popcountll(bits);
}

int fpl_frontier_count(const struct fpl_frontier *frontier) {
    return bit_count(frontier->size);
}

void fpl_frontier_push(struct fpl_hasher *hasher, struct fpl_frontier *frontier, const struct fpl_hash *leaf,
                       fpl_node_emit emit, void *ctx) {
    uint64_t index = frontier->size;
    FPL_ASSERT(index < UINT64_MAX);
    int count = bit_count(index);
    struct fpl_hash hash = *leaf;
    if (emit != NULL)
        emit(ctx, 0, index, &hash);
    for (int level = 0; (index >> level) & 1; level++) {
        count--;
        fpl_node_hash(hasher, &frontier->node[count], &hash, &hash);
        memset(&frontier->node[count], 0, sizeof frontier->node[count]); /* unused nodes stay zero */
        if (emit != NULL)
            emit(ctx, level + 1, index >> (level + 1), &hash);
    }
    frontier->node[count] = hash;
    frontier->size = index + 1;
    FPL_ASSERT(bit_count(frontier->size) == count + 1);
}

void fpl_frontier_root(struct fpl_hasher *hasher, const struct fpl_frontier *frontier, struct fpl_hash *out) {
    int count = bit_count(frontier->size);
    if (count == 0) {
        fpl_empty_root(hasher, out);
        return;
    }
    struct fpl_hash hash = frontier->node[count - 1];
    for (int i = count - 2; i >= 0; i--)
        fpl_node_hash(hasher, &frontier->node[i], &hash, &hash);
    *out = hash;
}

size_t fpl_frontier_pack(const struct fpl_frontier *frontier, uint8_t out[64 * FPL_HASH_BYTES]) {
    size_t count = (size_t)bit_count(frontier->size);
    for (size_t i = 0; i < count; i++)
        memcpy(out + i * FPL_HASH_BYTES, frontier->node[i].byte, FPL_HASH_BYTES);
    return count * FPL_HASH_BYTES;
}

enum fpl_status fpl_frontier_unpack(uint64_t size, const void *bytes, size_t n, struct fpl_frontier *out) {
    size_t count = (size_t)bit_count(size);
    if (n != count * FPL_HASH_BYTES)
        return FPL_E_CORRUPT;
    const uint8_t *from = bytes;
    memset(out, 0, sizeof *out);
    out->size = size;
    for (size_t i = 0; i < count; i++)
        memcpy(out->node[i].byte, from + i * FPL_HASH_BYTES, FPL_HASH_BYTES);
    return FPL_OK;
}
