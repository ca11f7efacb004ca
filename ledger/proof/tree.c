/* RFC 6962 §2.1 (tree, audit path, consistency proof) and the checks of RFC 9162 §2.1, without recursion.
 *
 * The path of leaf `index` in a tree of `size` leaves has two stretches. Let `inner` be the bit length of index XOR
 * (size-1), the level at which the paths of this leaf and of the last one meet. Below it the siblings lie on both sides
 * and are perfect, but for the topmost, whose right end may be cut off by `size`. Above it the leaf is on the right
 * edge: there is a sibling, a perfect one on the left, for every set bit of index >> inner ("border"). So the length of
 * a proof is known before anything is hashed, and no other is looked at.
 *
 * A consistency proof from m to n is the path, in the tree of n, of the last perfect subtree of the old tree: the one
 * at level ctz(m) that holds leaf m-1. Unless that subtree is the whole old tree, its hash comes first. */
#include "fundpool/proof.h"

/* With more than 2^63 leaves a consistency proof could have 65 hashes. */
#define SIZE_MAX_PROVABLE (UINT64_C(1) << 63)

struct shape {
    int shift;  /* level at which the path starts */
    int inner;  /* level at which it reaches the right edge */
    int border; /* left siblings above */
};

static int bit_length(uint64_t bits) {
    return bits == 0 ? 0 : 64 - __builtin_clzll(bits);
}

static uint64_t shifted(uint64_t bits, int by) {
    return by < 64 ? bits >> by : 0; /* a shift by 64 is undefined */
}

static struct shape shape_of(uint64_t index, int shift, uint64_t size) {
    FPL_ASSERT(index < size);
    struct shape shape = {.shift = shift, .inner = bit_length(index ^ (size - 1))};
    shape.border = __builtin_popcountll(shifted(index, shape.inner));
    return shape;
}

static int path_length(struct shape shape) {
    return shape.inner - shape.shift + shape.border;
}

struct source { /* where perfect nodes come from */
    struct fpl_hasher *hasher;
    fpl_node_read read;
    void *ctx;
};

/* Root of the leaves [begin, begin+count), begin being a multiple of the largest power of two in count: its perfect
 * subtrees, one per set bit of count, joined from the right. */
static enum fpl_status range_root(const struct source *source, uint64_t begin, uint64_t count, struct fpl_hash *out) {
    FPL_ASSERT(count > 0);
    FPL_ASSERT((begin & ((UINT64_C(1) << (bit_length(count) - 1)) - 1)) == 0);
    struct fpl_hash root = {{0}};
    int joined = 0;
    for (int level = 0; level < bit_length(count); level++) {
        if (((count >> level) & 1) == 0)
            continue;
        struct fpl_hash left;
        enum fpl_status status = source->read(source->ctx, level, (begin >> level) + (count >> level) - 1, &left);
        if (status != FPL_OK)
            return status;
        if (joined)
            fpl_node_hash(source->hasher, &left, &root, &root);
        else
            root = left;
        joined = 1;
    }
    *out = root;
    return FPL_OK;
}

enum fpl_status fpl_tree_root(struct fpl_hasher *hasher, uint64_t size, fpl_node_read read, void *ctx,
                              struct fpl_hash *out) {
    struct source source = {hasher, read, ctx};
    if (size > 0)
        return range_root(&source, 0, size, out);
    fpl_empty_root(hasher, out);
    return FPL_OK;
}

static enum fpl_status add_path(const struct source *source, uint64_t index, struct shape shape, uint64_t size,
                                struct fpl_proof *proof) {
    for (int level = shape.shift; level < shape.inner; level++) {
        uint64_t sibling = (index >> level) ^ 1;
        uint64_t begin = sibling << level;
        uint64_t covered = UINT64_C(1) << level;
        FPL_ASSERT(begin < size);
        if (covered > size - begin)
            covered = size - begin;
        enum fpl_status status = range_root(source, begin, covered, &proof->hash[proof->count]);
        if (status != FPL_OK)
            return status;
        proof->count++;
    }
    for (int level = shape.inner; shifted(index, level) != 0; level++) {
        if (((index >> level) & 1) == 0)
            continue;
        enum fpl_status status = source->read(source->ctx, level, (index >> level) - 1, &proof->hash[proof->count]);
        if (status != FPL_OK)
            return status;
        proof->count++;
    }
    return FPL_OK;
}

enum fpl_status fpl_prove_inclusion(struct fpl_hasher *hasher, uint64_t index, uint64_t size, fpl_node_read read,
                                    void *ctx, struct fpl_proof *out) {
    if (size > SIZE_MAX_PROVABLE)
        return FPL_E_LIMIT;
    if (index >= size)
        return FPL_E_NOT_FOUND;
    struct source source = {hasher, read, ctx};
    struct shape shape = shape_of(index, 0, size);
    struct fpl_proof proof = {0};
    enum fpl_status status = add_path(&source, index, shape, size, &proof);
    if (status != FPL_OK)
        return status;
    FPL_ASSERT(proof.count == path_length(shape));
    *out = proof;
    return FPL_OK;
}

static int is_power_of_two(uint64_t n) {
    return n != 0 && (n & (n - 1)) == 0;
}

enum fpl_status fpl_prove_consistency(struct fpl_hasher *hasher, uint64_t old_size, uint64_t size, fpl_node_read read,
                                      void *ctx, struct fpl_proof *out) {
    if (size > SIZE_MAX_PROVABLE)
        return FPL_E_LIMIT;
    if (old_size > size)
        return FPL_E_NOT_FOUND;
    struct fpl_proof proof = {0};
    if (old_size == 0 || old_size == size) {
        *out = proof;
        return FPL_OK;
    }
    struct source source = {hasher, read, ctx};
    int shift = __builtin_ctzll(old_size);
    struct shape shape = shape_of(old_size - 1, shift, size);
    enum fpl_status status = FPL_OK;
    if (!is_power_of_two(old_size)) {
        status = read(ctx, shift, (old_size - 1) >> shift, &proof.hash[0]);
        proof.count = 1;
    }
    if (status == FPL_OK)
        status = add_path(&source, old_size - 1, shape, size, &proof);
    if (status == FPL_OK)
        *out = proof;
    return status;
}

/* Climbs from *hash, the subtree of `index` at shape.shift, to the root of the whole tree. */
static void climb(struct fpl_hasher *hasher, uint64_t index, struct shape shape, const struct fpl_hash *path,
                  struct fpl_hash *hash) {
    for (int level = shape.shift; level < shape.inner; level++, path++) {
        if ((index >> level) & 1)
            fpl_node_hash(hasher, path, hash, hash);
        else
            fpl_node_hash(hasher, hash, path, hash);
    }
    for (int i = 0; i < shape.border; i++, path++)
        fpl_node_hash(hasher, path, hash, hash);
}

/* The same climb inside the old tree, whose last leaf is `index`: of the siblings only those on the left were there. */
static void climb_old(struct fpl_hasher *hasher, uint64_t index, struct shape shape, const struct fpl_hash *path,
                      struct fpl_hash *hash) {
    for (int level = shape.shift; level < shape.inner; level++, path++) {
        if ((index >> level) & 1)
            fpl_node_hash(hasher, path, hash, hash);
    }
    for (int i = 0; i < shape.border; i++, path++)
        fpl_node_hash(hasher, path, hash, hash);
}

enum fpl_status fpl_check_inclusion(struct fpl_hasher *hasher, uint64_t index, uint64_t size,
                                    const struct fpl_hash *leaf, const struct fpl_proof *proof,
                                    const struct fpl_hash *root) {
    if (index >= size)
        return FPL_E_TAMPERED;
    struct shape shape = shape_of(index, 0, size);
    if (proof->count != path_length(shape) || proof->count > FPL_PROOF_MAX)
        return FPL_E_TAMPERED;
    struct fpl_hash hash = *leaf;
    climb(hasher, index, shape, proof->hash, &hash);
    return fpl_hash_eq(&hash, root) ? FPL_OK : FPL_E_TAMPERED;
}

/* From the empty tree everything follows, so there is nothing to prove; the specifications leave the case open. */
static enum fpl_status check_from_empty(struct fpl_hasher *hasher, uint64_t size, const struct fpl_hash *old_root,
                                        const struct fpl_hash *root, const struct fpl_proof *proof) {
    struct fpl_hash empty;
    fpl_empty_root(hasher, &empty);
    if (proof->count != 0)
        return FPL_E_TAMPERED;
    if (old_root != NULL && !fpl_hash_eq(old_root, &empty))
        return FPL_E_TAMPERED;
    if (size == 0 && !fpl_hash_eq(root, &empty))
        return FPL_E_TAMPERED;
    return FPL_OK;
}

enum fpl_status fpl_check_consistency(struct fpl_hasher *hasher, uint64_t old_size, uint64_t size,
                                      const struct fpl_hash *old_root, const struct fpl_hash *root,
                                      const struct fpl_proof *proof) {
    if (old_size > size)
        return FPL_E_TAMPERED;
    if (old_size == 0)
        return check_from_empty(hasher, size, old_root, root, proof);
    FPL_ASSERT(old_root != NULL);
    if (old_size == size)
        return proof->count == 0 && fpl_hash_eq(old_root, root) ? FPL_OK : FPL_E_TAMPERED;

    struct shape shape = shape_of(old_size - 1, __builtin_ctzll(old_size), size);
    int given = is_power_of_two(old_size) ? 0 : 1; /* hashes before the path */
    if (proof->count != given + path_length(shape) || proof->count > FPL_PROOF_MAX)
        return FPL_E_TAMPERED;
    const struct fpl_hash *path = proof->hash + given;
    struct fpl_hash before = given ? proof->hash[0] : *old_root;
    struct fpl_hash after = before;
    climb_old(hasher, old_size - 1, shape, path, &before);
    climb(hasher, old_size - 1, shape, path, &after);
    return fpl_hash_eq(&before, old_root) && fpl_hash_eq(&after, root) ? FPL_OK : FPL_E_TAMPERED;
}
