/* Runs foreign Merkle proofs through our verifiers: merkle DIR.
 *
 * DIR/inclusion and DIR/consistency hold the probes of transparency-dev/merkle (testdata/, Apache-2.0), one JSON file
 * each with the answer in "wantErr"; DIR/golden.json, if there, holds roots and all proofs over the eight leaves that
 * Certificate Transparency implementations share. Exit status 0 only if every answer agrees, but for the differences of
 * policy below, which are named on the way: P1  a hash that is not 32 bytes is refused when it is read, whatever would
 * be done with it; P2  from size 0 an empty proof is accepted, provided that the old root is that of the empty tree;
 * some refuse every such proof as meaningless. */
#include "fundpool/proof.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES     4096
#define GOLDEN_LEAVES  8
#define GOLDEN_LEVELS  4
#define NUMBERED_SIZES 70000

enum kind { INCLUSION, CONSISTENCY };

struct tally {
    struct fpl_hasher *hasher;
    int probes[2]; /* by kind */
    int refused, refused_wanted;
    int accepted, accepted_wanted;
    int by_policy, wrong;
    int golden;
};

struct probe { /* one file */
    enum kind kind;
    uint64_t first, second; /* leaf index and tree size, or old and new size */
    struct fpl_hash hash;   /* leaf hash, or old root */
    struct fpl_hash root;
    struct fpl_proof proof;
    int well_formed; /* every hash is base64 of 32 bytes */
    int want_error;
};

static int read_hash(const json_t *text, struct fpl_hash *out) {
    const char *base64 = json_string_value(text); /* NULL if it is no string, which then is the empty one */
    return fpl_unbase64(fpl_str_of(base64), out->byte, FPL_HASH_BYTES) == FPL_OK;
}

/* The files hold 2^64-1 for "one less than 0", which jansson takes only with every number read as a real: exact up to
 * 2^53, and beyond that only this one value is in use. */
static int read_size(const json_t *number, uint64_t *out) {
    double value = json_number_value(number);
    if (!json_is_number(number) || value < 0)
        return 0;
    if (value >= 18446744073709551615.0)
        *out = UINT64_MAX;
    else
        *out = (uint64_t)value;
    return value >= 18446744073709551615.0 || (value <= 9007199254740992.0 && (double)*out >= value);
}

/* 0 if an element is no hash or there are too many; null is an empty proof. */
static int read_proof(const json_t *list, struct fpl_proof *out) {
    size_t count = json_array_size(list);
    if (count > FPL_PROOF_MAX)
        return 0;
    out->count = (int)count;
    for (size_t i = 0; i < count; i++) {
        if (!read_hash(json_array_get(list, i), &out->hash[i]))
            return 0;
    }
    return 1;
}

static int read_probe(const json_t *file, enum kind kind, struct probe *out) {
    static const char *const names[2][4] = {{"leafIdx", "treeSize", "leafHash", "root"},
                                            {"size1", "size2", "root1", "root2"}};
    const json_t *want_error = json_object_get(file, "wantErr");
    memset(out, 0, sizeof *out);
    out->kind = kind;
    if (!json_is_boolean(want_error) || !read_size(json_object_get(file, names[kind][0]), &out->first) ||
        !read_size(json_object_get(file, names[kind][1]), &out->second))
        return 0;
    out->want_error = json_is_true(want_error);
    out->well_formed = read_hash(json_object_get(file, names[kind][2]), &out->hash) &&
                       read_hash(json_object_get(file, names[kind][3]), &out->root) &&
                       read_proof(json_object_get(file, "proof"), &out->proof);
    return 1;
}

static int is_accepted(struct fpl_hasher *hasher, const struct probe *probe) {
    if (!probe->well_formed)
        return 0;
    if (probe->kind == INCLUSION)
        return fpl_check_inclusion(hasher, probe->first, probe->second, &probe->hash, &probe->proof, &probe->root) ==
               FPL_OK;
    return fpl_check_consistency(hasher, probe->first, probe->second, &probe->hash, &probe->root, &probe->proof) ==
           FPL_OK;
}

/* The policy that explains a difference, NULL if none does. */
static const char *policy(struct fpl_hasher *hasher, const struct probe *probe, int accepted) {
    struct fpl_hash empty;
    fpl_empty_root(hasher, &empty);
    if (!accepted && !probe->well_formed)
        return "P1 not a 32-byte hash, refused";
    if (accepted && probe->kind == CONSISTENCY && probe->first == 0 && probe->proof.count == 0 &&
        fpl_hash_eq(&probe->hash, &empty))
        return "P2 from the empty tree, accepted";
    return NULL;
}

static void run_probe(struct tally *tally, const char *path, enum kind kind) {
    json_error_t error;
    struct probe probe;
    json_t *file = json_load_file(path, JSON_DECODE_INT_AS_REAL, &error);
    tally->probes[kind]++;
    if (file == NULL || !read_probe(file, kind, &probe)) {
        printf("merkle: %s: not a probe\n", path);
        tally->wrong++;
        json_decref(file);
        return;
    }
    json_decref(file);
    int accepted = is_accepted(tally->hasher, &probe);
    if (probe.want_error)
        tally->refused_wanted++;
    else
        tally->accepted_wanted++;
    if (accepted != probe.want_error) {
        tally->refused += !accepted;
        tally->accepted += accepted;
        return;
    }
    const char *why = policy(tally->hasher, &probe, accepted);
    printf("merkle: %s: %s\n", path, why != NULL ? why : accepted ? "WRONGLY ACCEPTED" : "WRONGLY REFUSED");
    if (why != NULL)
        tally->by_policy++;
    else
        tally->wrong++;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && memcmp(text + n - m, end, m) == 0;
}

/* Every .json below path, in the order of names. */
static void walk(struct tally *tally, const char *path, enum kind kind) {
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_visible, alphasort);
    if (count < 0) {
        printf("merkle: %s: cannot be read\n", path);
        tally->wrong++;
        return;
    }
    for (int i = 0; i < count; i++) {
        char below[PATH_BYTES];
        int n = snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
        if (n < 0 || (size_t)n >= sizeof below)
            tally->wrong++;
        else if (ends_with(below, ".json"))
            run_probe(tally, below, kind);
        else
            walk(tally, below, kind);
        free(entries[i]);
    }
    free(entries);
}

struct tree {
    struct fpl_frontier frontier;
    struct fpl_hash node[GOLDEN_LEVELS][GOLDEN_LEAVES];
};

static void keep_node(void *ctx, int level, uint64_t index, const struct fpl_hash *hash) {
    struct tree *tree = ctx;
    tree->node[level][index] = *hash;
}

static enum fpl_status read_node(void *ctx, int level, uint64_t index, struct fpl_hash *out) {
    const struct tree *tree = ctx;
    if (level < 0 || level >= GOLDEN_LEVELS || (index + 1) << level > tree->frontier.size)
        return FPL_E_NOT_FOUND;
    *out = tree->node[level][index];
    return FPL_OK;
}

static void expect(struct tally *tally, int good, const char *what, size_t at) {
    tally->golden++;
    if (good)
        return;
    printf("merkle: golden.json: %s %zu differs\n", what, at);
    tally->wrong++;
}

static void golden_tree(struct tally *tally, const json_t *golden, struct tree *tree) {
    const json_t *leaves = json_object_get(golden, "leaves_hex");
    const json_t *hashes = json_object_get(golden, "leaf_hashes");
    const json_t *roots = json_object_get(golden, "roots");
    struct fpl_hash expected, root;
    for (size_t i = 0; i <= GOLDEN_LEAVES; i++) {
        int good = read_hash(json_array_get(roots, i), &expected) &&
                   fpl_tree_root(tally->hasher, i, read_node, tree, &root) == FPL_OK;
        expect(tally, good && fpl_hash_eq(&root, &expected), "root", i);
        if (i == GOLDEN_LEAVES)
            return;
        struct fpl_str hex = fpl_str_of(json_string_value(json_array_get(leaves, i)));
        uint8_t bytes[64];
        struct fpl_hash leaf = {{0}};
        good = hex.n / 2 <= sizeof bytes && fpl_unhex(hex, bytes, hex.n / 2) == FPL_OK &&
               read_hash(json_array_get(hashes, i), &expected);
        if (good)
            fpl_leaf_hash(tally->hasher, bytes, hex.n / 2, &leaf);
        expect(tally, good && fpl_hash_eq(&leaf, &expected), "leaf", i);
        fpl_frontier_push(tally->hasher, &tree->frontier, &leaf, keep_node, tree);
    }
}

static int same_proof(const struct fpl_proof *a, const struct fpl_proof *b) {
    int same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++)
        same = fpl_hash_eq(&a->hash[i], &b->hash[i]);
    return same;
}

/* With one bit of either hash or of any hash of the proof turned, the probe is accepted no more. */
static int refuses_changes(struct fpl_hasher *hasher, const struct probe *probe) {
    for (int i = -2; i < probe->proof.count; i++) {
        struct probe changed = *probe;
        struct fpl_hash *hash = i == -2 ? &changed.hash : i == -1 ? &changed.root : &changed.proof.hash[i];
        hash->byte[FPL_HASH_BYTES - 1] ^= 1;
        if (is_accepted(hasher, &changed))
            return 0;
    }
    return 1;
}

/* The proof we make is the one given, and ours is accepted, but nothing close to it. */
static int golden_proof(struct tally *tally, struct tree *tree, enum kind kind, const json_t *entry) {
    struct fpl_hasher *hasher = tally->hasher;
    struct probe probe = {.kind = kind, .well_formed = 1};
    struct fpl_proof ours;
    if (!read_size(json_object_get(entry, kind == INCLUSION ? "index" : "old"), &probe.first) ||
        !read_size(json_object_get(entry, "size"), &probe.second) ||
        !read_proof(json_object_get(entry, "proof"), &probe.proof) || probe.first > GOLDEN_LEAVES ||
        fpl_tree_root(hasher, probe.second, read_node, tree, &probe.root) != FPL_OK)
        return 0;
    enum fpl_status made;
    if (kind == INCLUSION) {
        probe.hash = tree->node[0][probe.first % GOLDEN_LEAVES];
        made = fpl_prove_inclusion(hasher, probe.first, probe.second, read_node, tree, &ours);
    } else {
        if (fpl_tree_root(hasher, probe.first, read_node, tree, &probe.hash) != FPL_OK)
            return 0;
        made = fpl_prove_consistency(hasher, probe.first, probe.second, read_node, tree, &ours);
    }
    return made == FPL_OK && same_proof(&ours, &probe.proof) && is_accepted(hasher, &probe) &&
           refuses_changes(hasher, &probe);
}

/* Roots over the leaves "leaf 0", "leaf 1", … at the sizes the file names. */
static void golden_numbered(struct tally *tally, json_t *roots) {
    struct fpl_frontier frontier = {0};
    size_t met = 0;
    for (uint64_t i = 0; i < NUMBERED_SIZES; i++) {
        char text[32], size[32], hex[2 * FPL_HASH_BYTES + 1];
        struct fpl_hash hash;
        int n = snprintf(text, sizeof text, "leaf %llu", (unsigned long long)i);
        fpl_leaf_hash(tally->hasher, text, (size_t)n, &hash);
        fpl_frontier_push(tally->hasher, &frontier, &hash, NULL, NULL);
        snprintf(size, sizeof size, "%llu", (unsigned long long)frontier.size);
        const char *expected = json_string_value(json_object_get(roots, size));
        if (expected == NULL)
            continue;
        fpl_frontier_root(tally->hasher, &frontier, &hash);
        fpl_hex(hash.byte, FPL_HASH_BYTES, hex);
        expect(tally, strcmp(hex, expected) == 0, "root of numbered leaves", (size_t)frontier.size);
        met++;
    }
    expect(tally, met == json_object_size(roots), "number of sizes", met);
}

static void run_golden(struct tally *tally, const char *dir) {
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/golden.json", dir);
    json_t *golden = json_load_file(path, 0, NULL);
    if (golden == NULL) {
        printf("merkle: %s: not there or not JSON, skipped\n", path);
        return;
    }
    struct tree tree = {.frontier = {.size = 0}};
    golden_tree(tally, golden, &tree);
    static const char *const names[2] = {"inclusion", "consistency"};
    for (int kind = INCLUSION; kind <= CONSISTENCY; kind++) {
        const json_t *list = json_object_get(golden, names[kind]);
        for (size_t i = 0; i < json_array_size(list); i++)
            expect(tally, golden_proof(tally, &tree, (enum kind)kind, json_array_get(list, i)), names[kind], i);
    }
    golden_numbered(tally, json_object_get(golden, "roots_leaf_decimal"));
    json_decref(golden);
}

int main(int argc, char **argv) {
    struct tally tally = {.hasher = NULL};
    static const char *const names[2] = {"inclusion", "consistency"};
    if (argc != 2) {
        fputs("usage: merkle DIR\n", stderr);
        return 2;
    }
    if (fpl_hasher_new(&tally.hasher) != FPL_OK)
        return 1;
    for (int kind = INCLUSION; kind <= CONSISTENCY; kind++) {
        char path[PATH_BYTES];
        snprintf(path, sizeof path, "%s/%s", argv[1], names[kind]);
        walk(&tally, path, (enum kind)kind);
        if (tally.probes[kind] == 0) /* an empty folder proves nothing */
            tally.wrong++;
    }
    run_golden(&tally, argv[1]);
    printf("merkle: inclusion %d consistency %d refused %d of %d accepted %d of %d by policy %d golden %d wrong %d\n",
           tally.probes[INCLUSION], tally.probes[CONSISTENCY], tally.refused, tally.refused_wanted, tally.accepted,
           tally.accepted_wanted, tally.by_policy, tally.golden, tally.wrong);
    fpl_hasher_free(tally.hasher);
    return tally.wrong == 0 ? 0 : 1;
}
