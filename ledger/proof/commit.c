/* Salted commitments: HMAC (RFC 2104, FIPS 198-1) over SHA-256 written out over the plain digest, since the key always
 * has the same length and a MAC object per call costs more than the hashing. */
#include "fundpool/proof.h"

#include <openssl/crypto.h>
#include <string.h>

#define BLOCK_BYTES  64 /* of SHA-256; keys shorter than that are padded with zeros */
#define LABEL_PREFIX "fundpool/commit/v1/"
#define PREFIX_BYTES (sizeof LABEL_PREFIX - 1)
/* Part names up to this length are hashed in one piece with the key block; ours are "body", "pi", "to.1", … */
#define PART_BYTES_JOINED 44

static void key_block(const uint8_t salt[FPL_SALT_BYTES], uint8_t pad, uint8_t out[BLOCK_BYTES]) {
    for (size_t i = 0; i < FPL_SALT_BYTES; i++)
        out[i] = (uint8_t)(salt[i] ^ pad);
    memset(out + FPL_SALT_BYTES, pad, BLOCK_BYTES - FPL_SALT_BYTES);
}

/* The label ends in a newline and a part name holds none, so that no two pairs (part, bytes) give the same input. */
static void add_label(struct fpl_hasher *hasher, const uint8_t block[BLOCK_BYTES], const char *part,
                      size_t part_bytes) {
    uint8_t joined[BLOCK_BYTES + PREFIX_BYTES + PART_BYTES_JOINED + 1];
    memcpy(joined, block, BLOCK_BYTES);
    memcpy(joined + BLOCK_BYTES, LABEL_PREFIX, PREFIX_BYTES);
    size_t n = BLOCK_BYTES + PREFIX_BYTES;
    if (part_bytes <= PART_BYTES_JOINED) {
        memcpy(joined + n, part, part_bytes);
        n += part_bytes;
        joined[n++] = '\n';
        fpl_sha256_add(hasher, joined, n);
    } else {
        fpl_sha256_add(hasher, joined, n);
        fpl_sha256_add(hasher, part, part_bytes);
        fpl_sha256_add(hasher, "\n", 1);
    }
    OPENSSL_cleanse(joined, BLOCK_BYTES);
}

void fpl_commit(struct fpl_hasher *hasher, const uint8_t salt[FPL_SALT_BYTES], const char *part, struct fpl_str bytes,
                struct fpl_hash *out) {
    size_t part_bytes = strlen(part);
    FPL_ASSERT(part_bytes > 0);
    FPL_ASSERT(memchr(part, '\n', part_bytes) == NULL);

    uint8_t block[BLOCK_BYTES + FPL_HASH_BYTES];
    struct fpl_hash inner;
    key_block(salt, 0x36, block);
    fpl_sha256_begin(hasher);
    add_label(hasher, block, part, part_bytes);
    fpl_sha256_add(hasher, bytes.p, bytes.n);
    fpl_sha256_end(hasher, &inner);

    key_block(salt, 0x5c, block);
    memcpy(block + BLOCK_BYTES, inner.byte, FPL_HASH_BYTES);
    fpl_sha256(hasher, block, sizeof block, out);
    OPENSSL_cleanse(block, sizeof block); /* the salt is what hides the bytes */
}
