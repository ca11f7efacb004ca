#ifndef LEDGER_JOURNAL_STORED_H
#define LEDGER_JOURNAL_STORED_H
/* Records read back. Whoever reads a record or its body does it through here: the bytes have been found to open the
 * commitment of their leaf, and the leaf to stand in the tree of its book. What does not is FPL_E_TAMPERED, "book 3 seq
 * 17 opening body: commitment". Only `verify`, whose evidence pass compares the same things in its own way, and
 * `rebuild` read rows from the store themselves (tools/lint.py holds this).
 *
 * The tree of a full tile is the tile as stored: whether that belongs to the root is `verify`'s to say. Leaves of the
 * open tile are hashed and folded, and compared with the frontier of the head. */
#include "ledger/store/store.h"

struct fpl_session;

#define FPL_LEAF_TILE   256
#define FPL_KNOWN_TILES 32 /* as many as the days of a month: an account in order of day goes to and fro in the log */
struct fpl_known_leaves {  /* of a tile read before: hashes that stand in the tree */
    int32_t book;
    int64_t idx;
    int n; /* how many of its leaves are known; 0: no tile has been read */
    struct fpl_frontier low;
    uint8_t hash[FPL_LEAF_TILE * FPL_HASH_BYTES];
    uint16_t from[FPL_LEAF_TILE],
        to[FPL_LEAF_TILE]; /* leaves of the subtree that differs from the head's; to 0: none */
};

/* Records of one book that a scan of this transaction has found true: it sees the same bytes until it ends, so that who
 * looks for records and then shows them in another order has them compared once. */
struct fpl_checked_records {
    int32_t book;   /* -1: of none */
    uint64_t *bits; /* by seq */
    size_t words;
};

/* Is `leaf` what the tree has at this place? */
FPL_MUST_CHECK enum fpl_status fpl_stored__leaf(struct fpl_session *session, int32_t book, int64_t seq,
                                                struct fpl_str leaf, struct fpl_error *error);
/* When a transaction begins that follows no other of ours, or one is rolled back. */
void fpl_stored__forget(struct fpl_session *session);
/* When any transaction begins: what was found true of records is asked again. */
void fpl_stored__begin(struct fpl_session *session);
/* Do salt and bytes open the leaf's commitment to the body? Without a look at the tree. */
FPL_MUST_CHECK enum fpl_status fpl_stored__opens(struct fpl_hasher *hasher, const struct fpl_record_row *row,
                                                 struct fpl_error *error);
/* Both, of one record: leaf, salt and body. The slices live until the next read of a record. */
FPL_MUST_CHECK enum fpl_status fpl_stored__record(struct fpl_session *session, int32_t book, int64_t seq,
                                                  struct fpl_record_row *out, struct fpl_error *error);
/* The same of a record whose place in the tree is left to others: a ledger whose tiles are damaged can be opened, to
 * verify or rebuild it. */
FPL_MUST_CHECK enum fpl_status fpl_stored__identity(struct fpl_session *session, int32_t book,
                                                    struct fpl_record_row *out, struct fpl_error *error);
/* The records of a book in order, likewise, up to the first that is missing. What cb answers. */
typedef enum fpl_status (*fpl_stored_cb)(void *ctx, const struct fpl_record_row *row);
FPL_MUST_CHECK enum fpl_status fpl_stored__each(struct fpl_session *session, int32_t book, fpl_stored_cb cb, void *ctx,
                                                struct fpl_error *error);
/* Parses what has been read of a body; what is not canonical JSON is damaged. */
struct fpl_json;
struct fpl_json_doc;
FPL_MUST_CHECK enum fpl_status fpl_stored__parse(int32_t book, int64_t seq, struct fpl_str bytes,
                                                 struct fpl_json_doc *doc, const struct fpl_json **out,
                                                 struct fpl_error *error);
/* "book 3 seq 17 WHAT" as FPL_E_TAMPERED. */
enum fpl_status fpl_stored__damaged(int32_t book, int64_t seq, const char *what, struct fpl_error *error);

/* Records [from, to) of a book with their bodies, in order. */
struct fpl_record_scan {
    struct fpl_session *session;
    struct fpl_cursor *records, *openings;
    int32_t book;
    int64_t seq, end; /* the next, and the one after the last */
};
FPL_MUST_CHECK enum fpl_status fpl_record_scan__begin(struct fpl_session *session, int32_t book, int64_t from,
                                                      int64_t to, struct fpl_record_scan *out, struct fpl_error *error);
/* *row = 0 after the last. */
FPL_MUST_CHECK enum fpl_status fpl_record_scan__next(struct fpl_record_scan *scan, struct fpl_record_row *out, int *row,
                                                     struct fpl_error *error);
void fpl_record_scan__end(struct fpl_record_scan *scan);
#endif
