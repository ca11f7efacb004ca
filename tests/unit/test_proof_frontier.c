/* The writer's side of the tree: the frontier, what it emits, and its stored form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof_reference.h"

#define LEAVES 300
#define LEVELS 9 /* 2^8 <= LEAVES */

static const struct {
    uint64_t size;
    const char *root;
} numbered[] = {
    {1, "1bb97dcc21635d47e2663efdfd0a174686d98dd701352dd2cd06e8b43fd3d305"},
    {2, "fc5f6b88ff8554f75bb2f9e6f39c31b1936d44b69276edf7b1205a955b9761e3"},
    {3, "d4f92c8fbb89720eb3b55677c7d7efaddfeb10d11a1a84a0ba8f1a23337faa95"},
    {7, "5a61fc2b54f9cfa71774f2432143dd40c6cb2b11947faf65a7d3da5cb65199c8"},
    {100, "13f88915c560dc911a1da0fb209d84a20971051f294ebeb428fb3fc293af2743"},
    {255, "d71592a219d4067663eede247f9b54c3f9e0290682d55de09b495b07f1de41c9"},
    {256, "cf5effdb11d0927a2edf53b0e73c7837f659414e00537da5d90eb5c4c49ff274"},
    {257, "855b936aa00cb98b5114484249ad39d78a6be93623e26c01e8e487dc02184a5a"},
    {1000, "2ff33fb9d8f14f89ca306289633336a168ff3f4532e8f741a0019dcb4c1d60a1"},
    {65536, "e100ba54d69a91012fc13b7890feac78d6996a097268b6f735d17311c7402a60"},
    {65537, "689b22742cab2adeb36ba622ff2736336464858f5de4a2c02f33bf163e7dca5f"},
    {70000, "da0532ff7b2ee56f4067110fc964e9f27b5959f9527bfff3fa501aa7584deaf3"},
};

static void test_proof_frontier__numbered_leaves(void **state) {
    struct fpl_frontier frontier = {0};
    struct fpl_hash root;
    size_t met = 0;
    for (uint64_t i = 0; i < 70000; i++) {
        struct fpl_hash leaf = numbered_leaf(*state, i);
        fpl_frontier_push(*state, &frontier, &leaf, NULL, NULL);
        if (frontier.size != numbered[met].size)
            continue;
        fpl_frontier_root(*state, &frontier, &root);
        assert_hash(&root, numbered[met].root);
        met++;
    }
    assert_int_equal(met, sizeof numbered / sizeof numbered[0]);
}

static void test_proof_frontier__empty_tree(void **state) {
    struct fpl_frontier frontier = {0};
    struct fpl_hash root;
    uint8_t packed[64 * FPL_HASH_BYTES];
    fpl_frontier_root(*state, &frontier, &root);
    assert_hash(&root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_int_equal(fpl_frontier_count(&frontier), 0);
    assert_int_equal(fpl_frontier_pack(&frontier, packed), 0);
    memset(&frontier, 0xff, sizeof frontier);
    assert_int_equal(fpl_frontier_unpack(0, NULL, 0, &frontier), FPL_OK);
    assert_int_equal(frontier.size, 0);
}

/* At every size: root and every frontier node as the definition gives them, and the same again after pack and unpack.
 */
static void test_proof_frontier__every_size(void **state) {
    struct fpl_hash leaf[LEAVES];
    struct fpl_frontier frontier = {0};
    for (uint64_t n = 1; n <= LEAVES; n++) {
        leaf[n - 1] = numbered_leaf(*state, n - 1);
        fpl_frontier_push(*state, &frontier, &leaf[n - 1], NULL, NULL);
        assert_int_equal(frontier.size, n);

        struct fpl_hash root, expected = ref_root(*state, leaf, n);
        fpl_frontier_root(*state, &frontier, &root);
        assert_same_hash(&root, &expected);

        int count = 0;
        uint64_t begin = 0;
        for (int level = LEVELS; level >= 0; level--) {
            if (((n >> level) & 1) == 0)
                continue;
            expected = ref_root(*state, leaf + begin, UINT64_C(1) << level);
            assert_same_hash(&frontier.node[count], &expected);
            begin += UINT64_C(1) << level;
            count++;
        }
        assert_int_equal(fpl_frontier_count(&frontier), count);

        uint8_t packed[64 * FPL_HASH_BYTES];
        struct fpl_frontier again;
        memset(&again, 0xff, sizeof again);
        size_t bytes = fpl_frontier_pack(&frontier, packed);
        assert_int_equal(bytes, count * FPL_HASH_BYTES);
        assert_memory_equal(packed, frontier.node, bytes);
        assert_int_equal(fpl_frontier_unpack(n, packed, bytes, &again), FPL_OK);
        assert_memory_equal(&again, &frontier, sizeof again);
    }
}

static void test_proof_frontier__unpack_refuses_other_lengths(void **state) {
    (void)state;
    uint8_t packed[65 * FPL_HASH_BYTES] = {0};
    static const uint64_t sizes[] = {0, 1, 2, 3, 255, 256, UINT64_C(1) << 63, UINT64_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t right = (size_t)__builtin_popcountll(sizes[i]) * FPL_HASH_BYTES;
        for (size_t n = 0; n <= sizeof packed; n++) {
            struct fpl_frontier frontier, untouched;
            memset(&frontier, 0x5a, sizeof frontier);
            untouched = frontier;
            enum fpl_status status = fpl_frontier_unpack(sizes[i], packed, n, &frontier);
            assert_int_equal(status, n == right ? FPL_OK : FPL_E_CORRUPT);
            if (n != right)
                assert_memory_equal(&frontier, &untouched, sizeof frontier);
        }
    }
}

struct emitted {
    struct fpl_hasher *hasher;
    const struct fpl_hash *leaf;
    uint64_t leaves; /* pushed so far, the current one included */
    uint64_t next[LEVELS];
    int last_level; /* of this push, -1 before its first node */
    uint64_t total;
};

static void check_emitted(void *ctx, int level, uint64_t index, const struct fpl_hash *hash) {
    struct emitted *seen = ctx;
    assert_in_range(level, 0, LEVELS - 1);
    assert_int_equal(level, seen->last_level + 1);        /* leaf first, then upwards without a gap */
    assert_int_equal(index, seen->next[level]);           /* in order, each once */
    assert_int_equal((index + 1) << level, seen->leaves); /* completed by this very leaf */
    struct fpl_hash expected = ref_root(seen->hasher, seen->leaf + (index << level), UINT64_C(1) << level);
    assert_same_hash(hash, &expected);
    seen->next[level]++;
    seen->last_level = level;
    seen->total++;
}

static void test_proof_frontier__emits_every_perfect_node_once(void **state) {
    struct fpl_hash leaf[LEAVES];
    struct fpl_frontier frontier = {0};
    struct emitted seen = {.hasher = *state, .leaf = leaf};
    for (uint64_t i = 0; i < LEAVES; i++) {
        leaf[i] = numbered_leaf(*state, i);
        seen.leaves = i + 1;
        seen.last_level = -1;
        fpl_frontier_push(*state, &frontier, &leaf[i], check_emitted, &seen);
        uint64_t perfect = 0;
        for (int level = 0; level < LEVELS; level++) {
            assert_int_equal(seen.next[level], (i + 1) >> level);
            perfect += (i + 1) >> level;
        }
        assert_int_equal(seen.total, perfect);
    }
}

static void count_emitted(void *ctx, int level, uint64_t index, const struct fpl_hash *hash) {
    struct emitted *seen = ctx;
    (void)hash;
    assert_int_equal(level, seen->last_level + 1);
    assert_int_equal(index, (seen->leaves - 1) >> level);
    seen->last_level = level;
}

/* Equal leaves make every perfect subtree of one level equal, so trees of any size can be had. */
static void test_proof_frontier__largest_trees(void **state) {
    struct fpl_hash level_hash[64], root;
    level_hash[0] = numbered_leaf(*state, 0);
    for (int level = 1; level < 64; level++)
        level_hash[level] = ref_node(*state, level_hash[level - 1], level_hash[level - 1]);

    struct fpl_frontier frontier = {.size = (UINT64_C(1) << 63) - 1};
    for (int i = 0; i < 63; i++)
        frontier.node[i] = level_hash[62 - i];
    struct emitted seen = {.leaves = UINT64_C(1) << 63, .last_level = -1};
    fpl_frontier_push(*state, &frontier, &level_hash[0], count_emitted, &seen);
    assert_int_equal(seen.last_level, 63);
    assert_int_equal(frontier.size, UINT64_C(1) << 63);
    assert_int_equal(fpl_frontier_count(&frontier), 1);
    fpl_frontier_root(*state, &frontier, &root);
    assert_same_hash(&root, &level_hash[63]);

    frontier.size = UINT64_MAX - 1;
    for (int i = 0; i < 63; i++)
        frontier.node[i] = level_hash[63 - i];
    fpl_frontier_push(*state, &frontier, &level_hash[0], NULL, NULL);
    assert_int_equal(fpl_frontier_count(&frontier), 64);
    struct fpl_hash expected = level_hash[0];
    for (int level = 1; level < 64; level++)
        expected = ref_node(*state, level_hash[level], expected);
    fpl_frontier_root(*state, &frontier, &root);
    assert_same_hash(&root, &expected);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proof_frontier__numbered_leaves),
        cmocka_unit_test(test_proof_frontier__empty_tree),
        cmocka_unit_test(test_proof_frontier__every_size),
        cmocka_unit_test(test_proof_frontier__unpack_refuses_other_lengths),
        cmocka_unit_test(test_proof_frontier__emits_every_perfect_node_once),
        cmocka_unit_test(test_proof_frontier__largest_trees),
    };
    return cmocka_run_group_tests(tests, setup_hasher, teardown_hasher);
}
