/* SHA-256 against FIPS 180-4 examples, and the leaf and node prefixes of RFC 6962 against published values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof_reference.h"

static void test_proof_hash__fips_examples(void **state) {
    struct fpl_hash hash;
    fpl_sha256(*state, "abc", 3, &hash);
    assert_hash(&hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    struct fpl_str two_blocks = FPL_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    fpl_sha256(*state, two_blocks.p, two_blocks.n, &hash);
    assert_hash(&hash, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    fpl_sha256(*state, NULL, 0, &hash);
    assert_hash(&hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_proof_hash__stream(void **state) {
    char piece[1000];
    struct fpl_hash hash;
    memset(piece, 'a', sizeof piece);
    fpl_sha256_begin(*state);
    for (int i = 0; i < 1000; i++)
        fpl_sha256_add(*state, piece, sizeof piece);
    fpl_sha256_add(*state, NULL, 0);
    fpl_sha256_end(*state, &hash);
    assert_hash(&hash, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* The pieces a stream comes in do not matter, and a stream that was given up leaves nothing behind. */
static void test_proof_hash__stream_split_anywhere(void **state) {
    uint8_t bytes[200];
    struct fpl_hash whole, split;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    fpl_sha256(*state, bytes, sizeof bytes, &whole);
    for (size_t cut = 0; cut <= sizeof bytes; cut++) {
        fpl_sha256_begin(*state);
        fpl_sha256_add(*state, "given up", 8);
        fpl_sha256_begin(*state);
        fpl_sha256_add(*state, bytes, cut);
        fpl_sha256_add(*state, bytes + cut, sizeof bytes - cut);
        fpl_sha256_end(*state, &split);
        assert_same_hash(&whole, &split);
    }
}

static void test_proof_hash__leaf_and_node(void **state) {
    struct fpl_hash hash;
    fpl_leaf_hash(*state, "L123456", 7, &hash);
    assert_hash(&hash, "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    fpl_leaf_hash(*state, NULL, 0, &hash);
    assert_hash(&hash, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");

    struct fpl_hash l, r;
    fpl_leaf_hash(*state, "l", 1, &l);
    fpl_leaf_hash(*state, "r", 1, &r);
    struct fpl_hash expected = ref_node(*state, l, r);
    fpl_node_hash(*state, &l, &r, &hash);
    assert_same_hash(&hash, &expected);
    fpl_node_hash(*state, &l, &r, &l); /* the output may be an input */
    assert_same_hash(&l, &expected);
}

/* The published node value has operands of 4 bytes; our nodes always have 32, so the prefix is checked through a
 * stream. */
static void test_proof_hash__node_prefix(void **state) {
    struct fpl_hash hash;
    fpl_sha256(*state, "\x01N123N456", 9, &hash);
    assert_hash(&hash, "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
}

/* Around the length at which a leaf is no longer joined with its prefix (values by sha256sum). */
static void test_proof_hash__long_leaves(void **state) {
    static const struct {
        size_t n;
        const char *hex;
    } cases[] = {
        {510, "6fafee23dbc30d445691f38ec8b2e10ba54e188b5b10b551f6a762d532c07bff"},
        {511, "7299cca5c9e2c04c4c9be0522c34e1883a6e6c2b9e9aa7c92ae1abb9e22dee7b"},
        {512, "b4e94c67762010c469497221e2df6f60b1ffc33839668108607439322b22787b"},
        {1000, "9e4385b5314ff3d0ff450cba3283151a55f09f7323b47499dca214e96a8f6f92"},
    };
    char leaf[1000];
    memset(leaf, 'x', sizeof leaf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_hash hash;
        fpl_leaf_hash(*state, leaf, cases[i].n, &hash);
        assert_hash(&hash, cases[i].hex);
    }
}

/* A log that signs zeros, or the hash of an empty leaf, for its empty tree has signed something else. */
static void test_proof_hash__empty_root(void **state) {
    struct fpl_hash empty, leaf;
    struct fpl_hash zero = {{0}};
    fpl_empty_root(*state, &empty);
    assert_hash(&empty, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    fpl_leaf_hash(*state, "", 0, &leaf);
    assert_false(fpl_hash_eq(&empty, &leaf));
    assert_false(fpl_hash_eq(&empty, &zero));
}

static void test_proof_hash__eq_looks_at_every_byte(void **state) {
    (void)state;
    struct fpl_hash a = {{0}};
    assert_true(fpl_hash_eq(&a, &a));
    for (int i = 0; i < FPL_HASH_BYTES; i++) {
        struct fpl_hash b = a;
        b.byte[i] = 0x80;
        assert_false(fpl_hash_eq(&a, &b));
    }
}

static void test_proof_hash__free_null(void **state) {
    (void)state;
    fpl_hasher_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proof_hash__fips_examples),
        cmocka_unit_test(test_proof_hash__stream),
        cmocka_unit_test(test_proof_hash__stream_split_anywhere),
        cmocka_unit_test(test_proof_hash__leaf_and_node),
        cmocka_unit_test(test_proof_hash__node_prefix),
        cmocka_unit_test(test_proof_hash__long_leaves),
        cmocka_unit_test(test_proof_hash__empty_root),
        cmocka_unit_test(test_proof_hash__eq_looks_at_every_byte),
        cmocka_unit_test(test_proof_hash__free_null),
    };
    return cmocka_run_group_tests(tests, setup_hasher, teardown_hasher);
}
