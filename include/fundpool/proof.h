#ifndef FUNDPOOL_PROOF_H
#define FUNDPOOL_PROOF_H
/* Evidence as pure bytes: SHA-256, salted commitments, the RFC 6962 Merkle tree and C2SP checkpoints. Knows no ledger,
 * so that a bank or a regulator can check a proof with this file alone (or with any of the independent tools named in
 * docs/FORMAT.md). */
#include "fundpool/text.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FPL_HASH_BYTES 32
struct fpl_hash {
    uint8_t byte[FPL_HASH_BYTES];
};
/* 1 if all bytes are the same. */
int fpl_hash_eq(const struct fpl_hash *a, const struct fpl_hash *b);

struct fpl_hasher; /* a fetched digest and a reused context; one per thread */
/* FPL_E_NOMEM. *out is the caller's, fpl_hasher_free (NULL allowed). The first one of a process starts libcrypto
 * without its configuration file; a program that wants that file read starts libcrypto itself before. */
FPL_MUST_CHECK enum fpl_status fpl_hasher_new(struct fpl_hasher **out);
void fpl_hasher_free(struct fpl_hasher *hasher); /* NULL allowed */
/* SHA-256 of n bytes. */
void fpl_sha256(struct fpl_hasher *hasher, const void *bytes, size_t n, struct fpl_hash *out);
/* Streaming: begin, any number of adds, end. One stream at a time per hasher. */
void fpl_sha256_begin(struct fpl_hasher *hasher);
void fpl_sha256_add(struct fpl_hasher *hasher, const void *bytes, size_t n); /* the next n bytes */
void fpl_sha256_end(struct fpl_hasher *hasher, struct fpl_hash *out);        /* the hash of all of them */

/* Commitment to one part of a record: HMAC-SHA256(key = salt[32], "fundpool/commit/v1/<part>\n" || bytes). Binding and,
 * the salt being secret and random, hiding. A part name is not empty and holds no newline. */
#define FPL_SALT_BYTES 32
/* See above; `bytes` is the part's content. */
void fpl_commit(struct fpl_hasher *hasher, const uint8_t salt[FPL_SALT_BYTES], const char *part, struct fpl_str bytes,
                struct fpl_hash *out);

/* What a leaf says of its record. Its text is canonical JSON, and these bytes are hashed:
 * {"book":"<uid>","c":{"body":"<base64>"},"e":"<kind>","n":<seq>,"t":<t>,"v":1} */
#define FPL_UID_BYTES  16
#define FPL_KIND_BYTES 64
#define FPL_LEAF_BYTES 256
struct fpl_leaf {
    char uid[2 * FPL_UID_BYTES + 1]; /* of its book, hex */
    char kind[FPL_KIND_BYTES];
    int64_t seq, t;
    struct fpl_hash body; /* the commitment to its body */
};
/* Writes the text, without a NUL; returns its length, 0 of a leaf that no record has: no uid, a kind that is empty or
 * holds other characters than a-z 0-9 . _, a number that is negative or above 2^53-1. */
size_t fpl_leaf_text(const struct fpl_leaf *leaf, char out[FPL_LEAF_BYTES]);

/* RFC 6962 §2.1 / RFC 9162 §2.1 */
void fpl_leaf_hash(struct fpl_hasher *hasher, const void *leaf, size_t n,
                   struct fpl_hash *out); /* SHA-256(0x00 || leaf) */
void fpl_node_hash(struct fpl_hasher *hasher, const struct fpl_hash *l, const struct fpl_hash *r,
                   struct fpl_hash *out);                             /* SHA-256(0x01 || l || r) */
void fpl_empty_root(struct fpl_hasher *hasher, struct fpl_hash *out); /* SHA-256("") */

/* The right frontier: roots of the perfect subtrees of `size` leaves, largest first, one per set bit. {0} is the empty
 * tree. Nodes not in use are zero. */
struct fpl_frontier {
    uint64_t size;
    struct fpl_hash node[64];
};
int fpl_frontier_count(const struct fpl_frontier *frontier); /* set bits of size */
/* Appends a leaf hash in O(log n); each perfect node completed (level >= 0, index) is handed to emit (may be NULL), the
 * leaf itself first. */
typedef void (*fpl_node_emit)(void *ctx, int level, uint64_t index, const struct fpl_hash *hash);
/* See fpl_node_emit. The size grows by one. */
void fpl_frontier_push(struct fpl_hasher *hasher, struct fpl_frontier *frontier, const struct fpl_hash *leaf,
                       fpl_node_emit emit, void *ctx);
/* The tree's root; of the empty tree that of fpl_empty_root. */
void fpl_frontier_root(struct fpl_hasher *hasher, const struct fpl_frontier *frontier, struct fpl_hash *out);
/* Storage form: node hashes, 32 bytes each, in order; size is kept beside it. Returns how many bytes it wrote. */
size_t fpl_frontier_pack(const struct fpl_frontier *frontier, uint8_t out[64 * FPL_HASH_BYTES]);
/* Back again. FPL_E_CORRUPT if a frontier of that size does not take n bytes. */
FPL_MUST_CHECK enum fpl_status fpl_frontier_unpack(uint64_t size, const void *bytes, size_t n,
                                                   struct fpl_frontier *out);

/* Proofs are made from perfect nodes that a callback can read: hash of node (level, index), which covers leaves
 * [index*2^level, (index+1)*2^level). */
typedef enum fpl_status (*fpl_node_read)(void *ctx, int level, uint64_t index, struct fpl_hash *out);
#define FPL_PROOF_MAX 64
struct fpl_proof {
    int count;
    struct fpl_hash hash[FPL_PROOF_MAX];
};
/* Root of the first `size` leaves from stored perfect nodes. What `read` answers other than FPL_OK is handed on by all
 * three. */
FPL_MUST_CHECK enum fpl_status fpl_tree_root(struct fpl_hasher *hasher, uint64_t size, fpl_node_read read, void *ctx,
                                             struct fpl_hash *out);
/* FPL_E_NOT_FOUND: no such leaf (index >= size), or no such old tree (old_size > size). FPL_E_LIMIT: more than 2^63
 * leaves. From size 0, and from a size to itself, the proof is empty. */
FPL_MUST_CHECK enum fpl_status fpl_prove_inclusion(struct fpl_hasher *hasher, uint64_t index, uint64_t size,
                                                   fpl_node_read read, void *ctx, struct fpl_proof *out);
/* The same from an old size to a new one. */
FPL_MUST_CHECK enum fpl_status fpl_prove_consistency(struct fpl_hasher *hasher, uint64_t old_size, uint64_t size,
                                                     fpl_node_read read, void *ctx, struct fpl_proof *out);
/* FPL_OK or FPL_E_TAMPERED; a proof of the wrong length is refused before hashing. */
FPL_MUST_CHECK enum fpl_status fpl_check_inclusion(struct fpl_hasher *hasher, uint64_t index, uint64_t size,
                                                   const struct fpl_hash *leaf, const struct fpl_proof *proof,
                                                   const struct fpl_hash *root);
/* old_size 0: only an empty proof is accepted and, if old_root is not NULL, only the empty root. */
FPL_MUST_CHECK enum fpl_status fpl_check_consistency(struct fpl_hasher *hasher, uint64_t old_size, uint64_t size,
                                                     const struct fpl_hash *old_root, const struct fpl_hash *root,
                                                     const struct fpl_proof *proof);

/* Stored tiles (C2SP tlog-tiles): 256 hashes of level 8*L; only full ones are kept. */
#define FPL_TILE_HASHES 256
#define FPL_TILE_BYTES  (FPL_TILE_HASHES * FPL_HASH_BYTES)

/* Checkpoint text (C2SP tlog-checkpoint): "<origin>\n<size>\n<base64 root>\n"; a signed note's text part. Strict both
 * ways: no extension lines, no leading zeros. Parsing accepts a text alone or a signed note (signature lines after a
 * blank line are ignored here). */
#define FPL_ORIGIN_BYTES_MAX 200
struct fpl_checkpoint {
    char origin[FPL_ORIGIN_BYTES_MAX + 1];
    uint64_t size;
    struct fpl_hash root;
};
/* Are these origins of books of one ledger? They then differ in the book's number alone, which stands behind the last
 * '/'. */
int fpl_origin_is_akin(const char *a, const char *b);
/* Appends the text to *out. */
void fpl_checkpoint_format(const struct fpl_checkpoint *checkpoint, struct fpl_buf *out);
/* FPL_E_NUMBER_FORMAT, arg 0 = the number of the line that is wrong. */
FPL_MUST_CHECK enum fpl_status fpl_checkpoint_parse(struct fpl_str text, struct fpl_checkpoint *out,
                                                    struct fpl_error *error);

#ifdef __cplusplus
}
#endif
#endif
