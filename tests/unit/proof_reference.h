#ifndef FUNDPOOL_TESTS_PROOF_REFERENCE_H
#define FUNDPOOL_TESTS_PROOF_REFERENCE_H
/* The Merkle tree as RFC 6962 §2.1 defines it, recursion for recursion, over leaf hashes in memory. Slow and plain on
 * purpose: the library's iterative code is compared with it. Included after cmocka.h. */
#include "fundpool/proof.h"

#include <string.h>

struct ref_path {
    int count;
    struct fpl_hash hash[FPL_PROOF_MAX];
};

/* SHA-256(0x01 || l || r), spelled out once more. */
static inline struct fpl_hash ref_node(struct fpl_hasher *hasher, struct fpl_hash l, struct fpl_hash r) {
    uint8_t bytes[65] = {0x01};
    struct fpl_hash out;
    memcpy(bytes + 1, l.byte, 32);
    memcpy(bytes + 33, r.byte, 32);
    fpl_sha256(hasher, bytes, sizeof bytes, &out);
    return out;
}

static inline uint64_t ref_split(uint64_t n) { /* largest power of two below n */
    uint64_t k = 1;
    while (k < n - k)
        k *= 2;
    return k;
}

static inline struct fpl_hash ref_root(struct fpl_hasher *hasher, const struct fpl_hash *leaf, uint64_t n) {
    if (n == 0) {
        struct fpl_hash empty;
        fpl_sha256(hasher, "", 0, &empty);
        return empty;
    }
    if (n == 1)
        return leaf[0];
    uint64_t k = ref_split(n);
    return ref_node(hasher, ref_root(hasher, leaf, k), ref_root(hasher, leaf + k, n - k));
}

static inline void ref_add(struct ref_path *path, struct fpl_hash hash) {
    assert_true(path->count < FPL_PROOF_MAX);
    path->hash[path->count++] = hash;
}

static inline void ref_inclusion(struct fpl_hasher *hasher, uint64_t m, const struct fpl_hash *leaf, uint64_t n,
                                 struct ref_path *path) {
    if (n == 1)
        return;
    uint64_t k = ref_split(n);
    if (m < k) {
        ref_inclusion(hasher, m, leaf, k, path);
        ref_add(path, ref_root(hasher, leaf + k, n - k));
    } else {
        ref_inclusion(hasher, m - k, leaf + k, n - k, path);
        ref_add(path, ref_root(hasher, leaf, k));
    }
}

/* SUBPROOF(m, D[n], whole) */
static inline void ref_consistency(struct fpl_hasher *hasher, uint64_t m, const struct fpl_hash *leaf, uint64_t n,
                                   int whole, struct ref_path *path) {
    if (m == n) {
        if (!whole)
            ref_add(path, ref_root(hasher, leaf, n));
        return;
    }
    uint64_t k = ref_split(n);
    if (m <= k) {
        ref_consistency(hasher, m, leaf, k, whole, path);
        ref_add(path, ref_root(hasher, leaf + k, n - k));
    } else {
        ref_consistency(hasher, m - k, leaf + k, n - k, 0, path);
        ref_add(path, ref_root(hasher, leaf, k));
    }
}

static inline void assert_hash(const struct fpl_hash *hash, const char *hex) {
    char text[2 * FPL_HASH_BYTES + 1];
    fpl_hex(hash->byte, FPL_HASH_BYTES, text);
    assert_string_equal(text, hex);
}

static inline void assert_same_hash(const struct fpl_hash *a, const struct fpl_hash *b) {
    assert_memory_equal(a->byte, b->byte, FPL_HASH_BYTES);
}

static inline struct fpl_hash hash_of_base64(const char *text) {
    struct fpl_hash hash;
    assert_int_equal(fpl_unbase64(fpl_str_of(text), hash.byte, FPL_HASH_BYTES), FPL_OK);
    return hash;
}

/* Leaf hash of the ASCII text "leaf <n>". */
static inline struct fpl_hash numbered_leaf(struct fpl_hasher *hasher, uint64_t n) {
    struct fpl_buf text = {0};
    struct fpl_hash hash;
    fpl_buf_addf(&text, "leaf %llu", (unsigned long long)n);
    assert_int_equal(fpl_buf_ok(&text), FPL_OK);
    fpl_leaf_hash(hasher, text.p, text.n, &hash);
    fpl_buf_release(&text);
    return hash;
}

static inline int setup_hasher(void **state) {
    struct fpl_hasher *hasher = NULL;
    if (fpl_hasher_new(&hasher) != FPL_OK)
        return -1;
    *state = hasher;
    return 0;
}

static inline int teardown_hasher(void **state) {
    fpl_hasher_free(*state);
    return 0;
}
#endif
