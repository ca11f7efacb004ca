/* Roots, inclusion and consistency: published vectors, then every (index, size) and (old, new) up to 130 against the
 * plain recursive definition, then what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof_reference.h"

#define LEAVES 130
#define LEVELS 8

struct nodes { /* every perfect node of a small tree, as a store would hold them */
    struct fpl_hasher *hasher;
    struct fpl_frontier frontier;
    struct fpl_hash at[LEVELS][LEAVES];
    uint64_t size;  /* reading beyond it is a defect of the prover */
    int reads_left; /* then the read fails; -1: never */
};

static void keep_node(void *ctx, int level, uint64_t index, const struct fpl_hash *hash) {
    struct nodes *nodes = ctx;
    nodes->at[level][index] = *hash;
}

static enum fpl_status read_node(void *ctx, int level, uint64_t index, struct fpl_hash *out) {
    struct nodes *nodes = ctx;
    assert_in_range(level, 0, LEVELS - 1);
    assert_true((index + 1) << level <= nodes->size);
    if (nodes->reads_left == 0)
        return FPL_E_IO;
    if (nodes->reads_left > 0)
        nodes->reads_left--;
    *out = nodes->at[level][index];
    return FPL_OK;
}

static void push(struct nodes *nodes, const struct fpl_hash *leaf) {
    fpl_frontier_push(nodes->hasher, &nodes->frontier, leaf, keep_node, nodes);
    nodes->size = nodes->frontier.size;
}

static void init_numbered(struct nodes *nodes, struct fpl_hasher *hasher, uint64_t leaves) {
    memset(nodes, 0, sizeof *nodes);
    nodes->hasher = hasher;
    nodes->reads_left = -1;
    for (uint64_t i = 0; i < leaves; i++) {
        struct fpl_hash leaf = numbered_leaf(hasher, i);
        push(nodes, &leaf);
    }
}

/* The eight leaves that Certificate Transparency implementations share. */
static void init_well_known(struct nodes *nodes, struct fpl_hasher *hasher) {
    static const char *const hex[8] = {
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    memset(nodes, 0, sizeof *nodes);
    nodes->hasher = hasher;
    nodes->reads_left = -1;
    for (int i = 0; i < 8; i++) {
        uint8_t bytes[16];
        size_t n = strlen(hex[i]) / 2;
        struct fpl_hash leaf;
        assert_int_equal(fpl_unhex(fpl_str_of(hex[i]), bytes, n), FPL_OK);
        fpl_leaf_hash(hasher, bytes, n, &leaf);
        push(nodes, &leaf);
    }
}

static struct fpl_hash root_of(struct nodes *nodes, uint64_t size) {
    struct fpl_hash root;
    assert_int_equal(fpl_tree_root(nodes->hasher, size, read_node, nodes, &root), FPL_OK);
    return root;
}

static struct fpl_proof inclusion(struct nodes *nodes, uint64_t index, uint64_t size) {
    struct fpl_proof proof;
    nodes->size = size; /* of a larger tree only what the smaller one had may be read */
    assert_int_equal(fpl_prove_inclusion(nodes->hasher, index, size, read_node, nodes, &proof), FPL_OK);
    return proof;
}

static struct fpl_proof consistency(struct nodes *nodes, uint64_t old_size, uint64_t size) {
    struct fpl_proof proof;
    nodes->size = size;
    assert_int_equal(fpl_prove_consistency(nodes->hasher, old_size, size, read_node, nodes, &proof), FPL_OK);
    return proof;
}

static void test_proof_tree__well_known_roots(void **state) {
    static const char *const roots[9] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    struct nodes nodes;
    init_well_known(&nodes, *state);
    for (uint64_t n = 0; n <= 8; n++) {
        struct fpl_hash root = root_of(&nodes, n);
        assert_hash(&root, roots[n]);
    }
}

static void assert_proof(const struct fpl_proof *proof, const char *const *base64, int count) {
    assert_int_equal(proof->count, count);
    for (int i = 0; i < count; i++) {
        struct fpl_hash expected = hash_of_base64(base64[i]);
        assert_same_hash(&proof->hash[i], &expected);
    }
}

static void test_proof_tree__well_known_proofs(void **state) {
#define LEAF_2  "ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c="
#define LEAF_3  "B1Bqhf2d0vEg62lPhgEeW7RmLlxBWmKRcDPUqWJEh+c="
#define LEAF_4  "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms="
#define NODE_01 "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU="
#define NODE_23 "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4="
#define NODE_45 "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o="
#define NODE_46 "g327FS6bB5AQcX6E6GXaTrwPoZioBtWdMb8VrM7yLQ4="
#define NODE_67 "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA="
#define NODE_03 "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc="
    struct nodes nodes;
    struct fpl_proof proof;
    init_well_known(&nodes, *state);
    proof = inclusion(&nodes, 3, 7);
    assert_proof(&proof, (const char *[]){LEAF_2, NODE_01, NODE_46}, 3);
    proof = inclusion(&nodes, 5, 8);
    assert_proof(&proof, (const char *[]){LEAF_4, NODE_67, NODE_03}, 3);
    proof = consistency(&nodes, 3, 7);
    assert_proof(&proof, (const char *[]){LEAF_2, LEAF_3, NODE_01, NODE_46}, 4);
    proof = consistency(&nodes, 6, 8);
    assert_proof(&proof, (const char *[]){NODE_45, NODE_67, NODE_03}, 3);
    proof = consistency(&nodes, 2, 5);
    assert_proof(&proof, (const char *[]){NODE_23, LEAF_4}, 2);
}

/* RFC 6962 §2.1.3: the tree of 7 leaves d0..d6 with leaf hashes a b c d e f j, g=ab h=cd i=ef k=gh l=ij. */
static void test_proof_tree__rfc_6962_shapes(void **state) {
    struct nodes nodes;
    init_numbered(&nodes, *state, 7);
    struct fpl_hash a = nodes.at[0][0], b = nodes.at[0][1], c = nodes.at[0][2], d = nodes.at[0][3];
    struct fpl_hash e = nodes.at[0][4], f = nodes.at[0][5], j = nodes.at[0][6];
    struct fpl_hash g = ref_node(*state, a, b), h = ref_node(*state, c, d), i = ref_node(*state, e, f);
    struct fpl_hash k = ref_node(*state, g, h), l = ref_node(*state, i, j);
    const struct {
        int is_inclusion;
        uint64_t first;
        int count;
        struct fpl_hash hash[4];
    } cases[] = {
        {1, 0, 3, {b, h, l}},    {1, 3, 3, {c, g, l}}, {1, 4, 3, {f, j, k}}, {1, 6, 2, {i, k}},
        {0, 3, 4, {c, d, g, l}}, {0, 4, 1, {l}},       {0, 6, 3, {i, j, k}},
    };
    for (size_t n = 0; n < sizeof cases / sizeof cases[0]; n++) {
        struct fpl_proof proof =
            cases[n].is_inclusion ? inclusion(&nodes, cases[n].first, 7) : consistency(&nodes, cases[n].first, 7);
        assert_int_equal(proof.count, cases[n].count);
        for (int at = 0; at < proof.count; at++)
            assert_same_hash(&proof.hash[at], &cases[n].hash[at]);
    }
}

static void test_proof_tree__roots_to_130(void **state) {
    struct nodes nodes;
    init_numbered(&nodes, *state, LEAVES);
    for (uint64_t n = 0; n <= LEAVES; n++) {
        nodes.size = n;
        struct fpl_hash root = root_of(&nodes, n), expected = ref_root(*state, nodes.at[0], n);
        assert_same_hash(&root, &expected);
    }
}

/* One bit of each hash in turn, every other length, and another root must all be refused. */
static void refuse_inclusion_variants(struct fpl_hasher *hasher, uint64_t index, uint64_t size,
                                      const struct fpl_hash *leaf, const struct fpl_proof *proof,
                                      const struct fpl_hash *root) {
    unsigned bit = (unsigned)(index * 31 + size) % 256;
    uint8_t mask = (uint8_t)(1u << (bit % 8));
    struct fpl_proof bad = *proof;
    for (int i = 0; i < proof->count; i++, bit = (bit + 97) % 256) {
        bad.hash[i].byte[bit / 8] ^= mask;
        assert_int_equal(fpl_check_inclusion(hasher, index, size, leaf, &bad, root), FPL_E_TAMPERED);
        bad.hash[i].byte[bit / 8] ^= mask;
    }
    for (int count = -1; count <= FPL_PROOF_MAX + 1; count++) {
        bad.count = count;
        if (count != proof->count)
            assert_int_equal(fpl_check_inclusion(hasher, index, size, leaf, &bad, root), FPL_E_TAMPERED);
    }
    struct fpl_hash other = *root;
    other.byte[bit / 8] ^= mask;
    assert_int_equal(fpl_check_inclusion(hasher, index, size, leaf, proof, &other), FPL_E_TAMPERED);
    other = *leaf;
    other.byte[bit / 8] ^= mask;
    assert_int_equal(fpl_check_inclusion(hasher, index, size, &other, proof, root), FPL_E_TAMPERED);
    assert_int_equal(fpl_check_inclusion(hasher, size, size, leaf, proof, root), FPL_E_TAMPERED);
    assert_int_equal(fpl_check_inclusion(hasher, UINT64_MAX, size, leaf, proof, root), FPL_E_TAMPERED);
}

static void test_proof_tree__inclusion_to_130(void **state) {
    struct nodes nodes;
    init_numbered(&nodes, *state, LEAVES);
    for (uint64_t n = 1; n <= LEAVES; n++) {
        nodes.size = n;
        struct fpl_hash root = root_of(&nodes, n);
        for (uint64_t m = 0; m < n; m++) {
            struct ref_path expected = {0};
            struct fpl_proof proof = inclusion(&nodes, m, n);
            ref_inclusion(*state, m, nodes.at[0], n, &expected);
            assert_int_equal(proof.count, expected.count);
            assert_memory_equal(proof.hash, expected.hash, (size_t)proof.count * sizeof proof.hash[0]);
            assert_int_equal(fpl_check_inclusion(*state, m, n, &nodes.at[0][m], &proof, &root), FPL_OK);
            refuse_inclusion_variants(*state, m, n, &nodes.at[0][m], &proof, &root);
        }
    }
}

/* No leaf passes at the place of another, with the proof of either. */
static void test_proof_tree__inclusion_at_another_index(void **state) {
    struct nodes nodes;
    init_numbered(&nodes, *state, 40);
    for (uint64_t n = 2; n <= 40; n++) {
        nodes.size = n;
        struct fpl_hash root = root_of(&nodes, n);
        for (uint64_t m = 0; m < n; m++) {
            struct fpl_proof proof = inclusion(&nodes, m, n);
            for (uint64_t other = 0; other < n; other++) {
                if (other == m)
                    continue;
                assert_int_equal(fpl_check_inclusion(*state, other, n, &nodes.at[0][m], &proof, &root), FPL_E_TAMPERED);
                assert_int_equal(fpl_check_inclusion(*state, m, n, &nodes.at[0][other], &proof, &root), FPL_E_TAMPERED);
            }
        }
    }
}

static void refuse_consistency_variants(struct fpl_hasher *hasher, uint64_t m, uint64_t n,
                                        const struct fpl_hash *old_root, const struct fpl_hash *root,
                                        const struct fpl_proof *proof) {
    unsigned bit = (unsigned)(m * 31 + n) % 256;
    uint8_t mask = (uint8_t)(1u << (bit % 8));
    struct fpl_proof bad = *proof;
    for (int i = 0; i < proof->count; i++, bit = (bit + 97) % 256) {
        bad.hash[i].byte[bit / 8] ^= mask;
        assert_int_equal(fpl_check_consistency(hasher, m, n, old_root, root, &bad), FPL_E_TAMPERED);
        bad.hash[i].byte[bit / 8] ^= mask;
    }
    for (int count = -1; count <= FPL_PROOF_MAX + 1; count++) {
        bad.count = count;
        if (count != proof->count)
            assert_int_equal(fpl_check_consistency(hasher, m, n, old_root, root, &bad), FPL_E_TAMPERED);
    }
    struct fpl_hash other = *root;
    other.byte[bit / 8] ^= mask;
    assert_int_equal(fpl_check_consistency(hasher, m, n, old_root, &other, proof), FPL_E_TAMPERED);
    other = *old_root;
    other.byte[bit / 8] ^= mask;
    assert_int_equal(fpl_check_consistency(hasher, m, n, &other, root, proof), FPL_E_TAMPERED);
    if (m < n) {
        assert_int_equal(fpl_check_consistency(hasher, m, n, root, old_root, proof), FPL_E_TAMPERED);
        assert_int_equal(fpl_check_consistency(hasher, n, m, root, old_root, proof), FPL_E_TAMPERED);
    }
}

static void test_proof_tree__consistency_to_130(void **state) {
    struct nodes nodes;
    struct fpl_hash root[LEAVES + 1];
    init_numbered(&nodes, *state, LEAVES);
    for (uint64_t n = 0; n <= LEAVES; n++)
        root[n] = root_of(&nodes, n);
    for (uint64_t n = 1; n <= LEAVES; n++) {
        for (uint64_t m = 1; m <= n; m++) {
            struct ref_path expected = {0};
            struct fpl_proof proof = consistency(&nodes, m, n);
            ref_consistency(*state, m, nodes.at[0], n, 1, &expected);
            assert_int_equal(proof.count, expected.count);
            assert_memory_equal(proof.hash, expected.hash, (size_t)proof.count * sizeof proof.hash[0]);
            assert_int_equal(fpl_check_consistency(*state, m, n, &root[m], &root[n], &proof), FPL_OK);
            refuse_consistency_variants(*state, m, n, &root[m], &root[n], &proof);
        }
    }
}

/* A log that rewrites one old entry can prove its new tree consistent with no head that was given out before. */
static void test_proof_tree__forked_log(void **state) {
    struct nodes honest, forked;
    init_numbered(&honest, *state, 20);
    memset(&forked, 0, sizeof forked);
    forked.hasher = *state;
    forked.reads_left = -1;
    for (uint64_t i = 0; i < 20; i++) {
        struct fpl_hash leaf = numbered_leaf(*state, i == 4 ? 1000 : i);
        push(&forked, &leaf);
    }
    for (uint64_t n = 5; n <= 20; n++) {
        struct fpl_hash shown = root_of(&forked, n);
        for (uint64_t m = 1; m <= n; m++) {
            struct fpl_hash held = root_of(&honest, m);
            struct fpl_proof proof = consistency(&forked, m, n);
            enum fpl_status wanted = m <= 4 ? FPL_OK : FPL_E_TAMPERED; /* up to there nothing was rewritten */
            assert_int_equal(fpl_check_consistency(*state, m, n, &held, &shown, &proof), wanted);
            proof = consistency(&honest, m, n);
            assert_int_equal(fpl_check_consistency(*state, m, n, &held, &shown, &proof), FPL_E_TAMPERED);
        }
        honest.size = forked.size = 20;
    }
}

static void test_proof_tree__from_the_empty_tree(void **state) {
    struct nodes nodes;
    init_numbered(&nodes, *state, 5);
    struct fpl_hash empty = root_of(&nodes, 0), root = root_of(&nodes, 5), zero = {{0}};
    struct fpl_proof proof = consistency(&nodes, 0, 5);
    assert_hash(&empty, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_int_equal(proof.count, 0);
    assert_int_equal(fpl_check_consistency(*state, 0, 5, &empty, &root, &proof), FPL_OK);
    assert_int_equal(fpl_check_consistency(*state, 0, 5, NULL, &root, &proof), FPL_OK);
    assert_int_equal(fpl_check_consistency(*state, 0, 5, &zero, &root, &proof), FPL_E_TAMPERED);
    assert_int_equal(fpl_check_consistency(*state, 0, 5, &root, &root, &proof), FPL_E_TAMPERED);
    assert_int_equal(fpl_check_consistency(*state, 0, 0, &empty, &empty, &proof), FPL_OK);
    assert_int_equal(fpl_check_consistency(*state, 0, 0, NULL, &empty, &proof), FPL_OK);
    assert_int_equal(fpl_check_consistency(*state, 0, 0, NULL, &zero, &proof), FPL_E_TAMPERED);
    assert_int_equal(fpl_check_consistency(*state, 0, 0, &empty, &root, &proof), FPL_E_TAMPERED);
    proof.count = 1;
    proof.hash[0] = root;
    assert_int_equal(fpl_check_consistency(*state, 0, 5, &empty, &root, &proof), FPL_E_TAMPERED);
    assert_int_equal(fpl_check_consistency(*state, 0, 5, NULL, &root, &proof), FPL_E_TAMPERED);
    proof.count = 0;
    assert_int_equal(fpl_check_inclusion(*state, 0, 0, &empty, &proof, &empty), FPL_E_TAMPERED);
}

/* What cannot be proved is refused and leaves the output alone. */
static void test_proof_tree__nothing_to_prove(void **state) {
    const uint64_t too_many = (UINT64_C(1) << 63) + 1;
    struct nodes nodes;
    struct fpl_proof proof, untouched;
    init_numbered(&nodes, *state, 5);
    memset(&proof, 0x5a, sizeof proof);
    untouched = proof;
    assert_int_equal(fpl_prove_inclusion(*state, 5, 5, read_node, &nodes, &proof), FPL_E_NOT_FOUND);
    assert_int_equal(fpl_prove_inclusion(*state, 0, 0, read_node, &nodes, &proof), FPL_E_NOT_FOUND);
    assert_int_equal(fpl_prove_consistency(*state, 6, 5, read_node, &nodes, &proof), FPL_E_NOT_FOUND);
    assert_int_equal(fpl_prove_inclusion(*state, 0, too_many, read_node, &nodes, &proof), FPL_E_LIMIT);
    assert_int_equal(fpl_prove_consistency(*state, 1, too_many, read_node, &nodes, &proof), FPL_E_LIMIT);
    assert_memory_equal(&proof, &untouched, sizeof proof);
}

/* A read that fails, whichever it is, is handed on. */
static void test_proof_tree__failing_reads(void **state) {
    struct nodes nodes;
    struct fpl_hash root = {{0x5a}}, root_before = root;
    struct fpl_proof proof, untouched;
    init_numbered(&nodes, *state, 107);
    memset(&proof, 0x5a, sizeof proof);
    untouched = proof;
    static const int reads[3] = {5, 10, 11}; /* 107 = 64+32+8+2+1; six siblings and 43 = 32+8+2+1; one more to begin */
    for (int kind = 0; kind < 3; kind++) {
        for (int allowed = 0; allowed <= reads[kind]; allowed++) {
            enum fpl_status status = FPL_OK;
            nodes.reads_left = allowed;
            if (kind == 0)
                status = fpl_tree_root(*state, 107, read_node, &nodes, &root);
            else if (kind == 1)
                status = fpl_prove_inclusion(*state, 41, 107, read_node, &nodes, &proof);
            else
                status = fpl_prove_consistency(*state, 45, 107, read_node, &nodes, &proof);
            assert_int_equal(status, allowed < reads[kind] ? FPL_E_IO : FPL_OK);
            if (status != FPL_OK) {
                assert_memory_equal(&root, &root_before, sizeof root);
                assert_memory_equal(&proof, &untouched, sizeof proof);
            }
        }
        root = root_before;
        proof = untouched;
    }
}

/* Trees of equal leaves: all perfect nodes of a level are equal, so that any size can be had. */
struct uniform {
    struct fpl_hash level[64];
    uint64_t size;
};

static enum fpl_status read_uniform(void *ctx, int level, uint64_t index, struct fpl_hash *out) {
    struct uniform *uniform = ctx;
    assert_in_range(level, 0, 63);
    assert_true(index < uniform->size >> level);
    *out = uniform->level[level];
    return FPL_OK;
}

static struct fpl_hash uniform_root(struct fpl_hasher *hasher, const struct uniform *uniform, uint64_t n) {
    int level = 0;
    while (n >> level != 1)
        level++;
    if (n == UINT64_C(1) << level)
        return uniform->level[level];
    uint64_t left = UINT64_C(1) << level;
    return ref_node(hasher, uniform->level[level], uniform_root(hasher, uniform, n - left));
}

static void check_uniform(struct fpl_hasher *hasher, struct uniform *uniform, uint64_t m, uint64_t n) {
    struct fpl_proof proof;
    struct fpl_hash root, expected = uniform_root(hasher, uniform, n);
    uniform->size = n;
    assert_int_equal(fpl_tree_root(hasher, n, read_uniform, uniform, &root), FPL_OK);
    assert_same_hash(&root, &expected);
    assert_int_equal(fpl_prove_inclusion(hasher, m - 1, n, read_uniform, uniform, &proof), FPL_OK);
    assert_int_equal(fpl_check_inclusion(hasher, m - 1, n, &uniform->level[0], &proof, &root), FPL_OK);
    refuse_inclusion_variants(hasher, m - 1, n, &uniform->level[0], &proof, &root);

    struct fpl_hash old_root = uniform_root(hasher, uniform, m);
    assert_int_equal(fpl_prove_consistency(hasher, m, n, read_uniform, uniform, &proof), FPL_OK);
    assert_int_equal(fpl_check_consistency(hasher, m, n, &old_root, &root, &proof), FPL_OK);
    refuse_consistency_variants(hasher, m, n, &old_root, &root, &proof);
}

static void test_proof_tree__sizes_to_2_63(void **state) {
    struct uniform uniform;
    const uint64_t top = UINT64_C(1) << 63;
    const uint64_t sizes[] = {1,
                              2,
                              3,
                              (UINT64_C(1) << 32) - 1,
                              UINT64_C(1) << 32,
                              top / 2 - 1,
                              top / 2,
                              top / 2 + 1,
                              top / 2 + top / 4,
                              top - 2,
                              top - 1,
                              top,
                              UINT64_C(0x5555555555555555)};
    const size_t count = sizeof sizes / sizeof sizes[0];
    uniform.level[0] = numbered_leaf(*state, 0);
    for (int level = 1; level < 64; level++)
        uniform.level[level] = ref_node(*state, uniform.level[level - 1], uniform.level[level - 1]);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            if (sizes[i] <= sizes[j])
                check_uniform(*state, &uniform, sizes[i], sizes[j]);
        }
    }
}

/* Sizes from a stranger's file may be anything; a leaf in a tree of 2^64-1 has a path of 64. */
static void test_proof_tree__sizes_beyond_2_63(void **state) {
    struct fpl_proof proof = {.count = FPL_PROOF_MAX};
    struct fpl_hash leaf = numbered_leaf(*state, 0), root = leaf;
    for (int i = 0; i < FPL_PROOF_MAX; i++) {
        proof.hash[i] = numbered_leaf(*state, 1 + (uint64_t)i);
        root = ref_node(*state, root, proof.hash[i]);
    }
    assert_int_equal(fpl_check_inclusion(*state, 0, UINT64_MAX, &leaf, &proof, &root), FPL_OK);
    assert_int_equal(fpl_check_inclusion(*state, 1, UINT64_MAX, &leaf, &proof, &root), FPL_E_TAMPERED);
    assert_int_equal(fpl_check_inclusion(*state, UINT64_MAX - 1, UINT64_MAX, &leaf, &proof, &root), FPL_E_TAMPERED);
    for (int count = 0; count <= FPL_PROOF_MAX + 1; count++) {
        proof.count = count; /* 65 hashes would be the right number; the type holds 64 */
        assert_int_equal(fpl_check_consistency(*state, (UINT64_C(1) << 63) - 1, UINT64_MAX, &leaf, &root, &proof),
                         FPL_E_TAMPERED);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proof_tree__well_known_roots),
        cmocka_unit_test(test_proof_tree__well_known_proofs),
        cmocka_unit_test(test_proof_tree__rfc_6962_shapes),
        cmocka_unit_test(test_proof_tree__roots_to_130),
        cmocka_unit_test(test_proof_tree__inclusion_to_130),
        cmocka_unit_test(test_proof_tree__inclusion_at_another_index),
        cmocka_unit_test(test_proof_tree__consistency_to_130),
        cmocka_unit_test(test_proof_tree__forked_log),
        cmocka_unit_test(test_proof_tree__from_the_empty_tree),
        cmocka_unit_test(test_proof_tree__nothing_to_prove),
        cmocka_unit_test(test_proof_tree__failing_reads),
        cmocka_unit_test(test_proof_tree__sizes_to_2_63),
        cmocka_unit_test(test_proof_tree__sizes_beyond_2_63),
    };
    return cmocka_run_group_tests(tests, setup_hasher, teardown_hasher);
}
