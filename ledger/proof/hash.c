/* SHA-256 through libcrypto. The digest is fetched once and the context reused: an implicit fetch per call (EVP_sha256)
 * costs several times the hashing of a tree node. Once the digest is at hand nothing here
 * can fail for want of memory or because of the input; a libcrypto that refuses all the same is a broken invariant. */
#include "fundpool/proof.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Leaves up to this size are joined with their prefix byte on the stack; one update is cheaper than two. */
#define LEAF_BYTES_JOINED 511

struct fpl_hasher {
    EVP_MD *digest;
    EVP_MD_CTX *context;
    int streaming; /* between begin and end; a one-shot call in between ends it, and the next add is then caught */
};

int fpl_hash_eq(const struct fpl_hash *a, const struct fpl_hash *b) {
    return memcmp(a->byte, b->byte, FPL_HASH_BYTES) == 0;
}

enum fpl_status fpl_hasher_new(struct fpl_hasher **out) {
    struct fpl_hasher *hasher = calloc(1, sizeof *hasher);
    if (hasher == NULL)
        return FPL_E_NOMEM;
    /* No file and no variable of the environment says who computes the digests; reading them is also most of the time
     * that a start takes. Where the host program has set libcrypto up already, its choice stands. */
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    hasher->digest = EVP_MD_fetch(NULL, "SHA256", NULL);
    hasher->context = EVP_MD_CTX_new();
    if (hasher->digest == NULL || hasher->context == NULL ||
        EVP_DigestInit_ex2(hasher->context, hasher->digest, NULL) != 1) {
        fpl_hasher_free(hasher);
        return FPL_E_NOMEM;
    }
    *out = hasher;
    return FPL_OK;
}

void fpl_hasher_free(struct fpl_hasher *hasher) {
    if (hasher == NULL)
        return;
    EVP_MD_CTX_free(hasher->context);
    EVP_MD_free(hasher->digest);
    free(hasher);
}

void fpl_sha256_begin(struct fpl_hasher *hasher) {
    /* A NULL digest keeps the one the context has: no fetch, no allocation. */
    int done = EVP_DigestInit_ex2(hasher->context, NULL, NULL);
    FPL_ASSERT(done == 1);
    hasher->streaming = 1;
}

void fpl_sha256_add(struct fpl_hasher *hasher, const void *bytes, size_t n) {
    FPL_ASSERT(hasher->streaming);
    if (n == 0)
        return;
    int done = EVP_DigestUpdate(hasher->context, bytes, n);
    FPL_ASSERT(done == 1);
}

void fpl_sha256_end(struct fpl_hasher *hasher, struct fpl_hash *out) {
    FPL_ASSERT(hasher->streaming);
    unsigned int n = 0;
    int done = EVP_DigestFinal_ex(hasher->context, out->byte, &n);
    FPL_ASSERT(done == 1);
    FPL_ASSERT(n == FPL_HASH_BYTES);
    hasher->streaming = 0;
}

void fpl_sha256(struct fpl_hasher *hasher, const void *bytes, size_t n, struct fpl_hash *out) {
    fpl_sha256_begin(hasher);
    fpl_sha256_add(hasher, bytes, n);
    fpl_sha256_end(hasher, out);
}

/* RFC 6962 §2.1: the prefixes 0x00 and 0x01 keep a leaf from passing as a node (second preimages). */
void fpl_leaf_hash(struct fpl_hasher *hasher, const void *leaf, size_t n, struct fpl_hash *out) {
    uint8_t joined[1 + LEAF_BYTES_JOINED];
    joined[0] = 0x00;
    fpl_sha256_begin(hasher);
    if (n == 0 || n > LEAF_BYTES_JOINED) {
        fpl_sha256_add(hasher, joined, 1);
        fpl_sha256_add(hasher, leaf, n);
    } else {
        memcpy(joined + 1, leaf, n);
        fpl_sha256_add(hasher, joined, 1 + n);
    }
    fpl_sha256_end(hasher, out);
}

void fpl_node_hash(struct fpl_hasher *hasher, const struct fpl_hash *l, const struct fpl_hash *r,
                   struct fpl_hash *out) {
    uint8_t joined[1 + 2 * FPL_HASH_BYTES];
    joined[0] = 0x01;
    memcpy(joined + 1, l->byte, FPL_HASH_BYTES);
    memcpy(joined + 1 + FPL_HASH_BYTES, r->byte, FPL_HASH_BYTES);
    fpl_sha256(hasher, joined, sizeof joined, out);
}

/* Not all zeros and not the hash of an empty leaf: logs in production have signed both by mistake. */
void fpl_empty_root(struct fpl_hasher *hasher, struct fpl_hash *out) {
    fpl_sha256(hasher, NULL, 0, out);
}
