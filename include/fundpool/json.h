#ifndef FUNDPOOL_JSON_H
#define FUNDPOOL_JSON_H
/* Restricted canonical JSON (a subset of RFC 8785, "integer profile"): UTF-8, NFC, objects with keys [a-z0-9_.]+ in
 * byte order and no duplicates, strings, arrays, booleans, integers with |n| <= 2^53-1; no null, no fractions, no
 * blanks, only mandatory escapes. A value has exactly one encoding, so the stored bytes are what is hashed and any JCS
 * library gives the same ones. */
#include "fundpool/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writer. Appends to a buffer; commas are its business, key order is asserted. */
#define FPL_JSON_DEPTH 16
struct fpl_json_out {
    struct fpl_buf *buf;
    int depth;
    unsigned char first[FPL_JSON_DEPTH]; /* bits per level: 1 nothing written yet, 2 array, 4 a key awaits its value */
    size_t key_at[FPL_JSON_DEPTH];       /* where the level's last key stands in buf, for the order assert; 0 = none */
    size_t key_len[FPL_JSON_DEPTH];
};
/* Appends to *buf, which the caller owns and asks with fpl_buf_ok when all is written. */
void fpl_json_begin(struct fpl_json_out *out, struct fpl_buf *buf);
void fpl_json_object(struct fpl_json_out *out);               /* opens an object: keys with values until fpl_json_end */
void fpl_json_array(struct fpl_json_out *out);                /* opens an array: values until fpl_json_end */
void fpl_json_end(struct fpl_json_out *out);                  /* closes the innermost object or array */
void fpl_json_key(struct fpl_json_out *out, const char *key); /* inside an object, before its value */
void fpl_json_str(struct fpl_json_out *out,
                  struct fpl_str text); /* text must be valid UTF-8 (asserted in check builds), no NUL (asserted) */
void fpl_json_strz(struct fpl_json_out *out, const char *text);        /* the same of a text that ends in NUL */
void fpl_json_int(struct fpl_json_out *out, int64_t value);            /* |value| <= 2^53-1 asserted */
void fpl_json_bool(struct fpl_json_out *out, int value);               /* false if 0, else true */
void fpl_json_raw(struct fpl_json_out *out, struct fpl_str canonical); /* a value already in canonical form */
/* key and value at once */
void fpl_json_kstr(struct fpl_json_out *out, const char *key, struct fpl_str text);
void fpl_json_kstrz(struct fpl_json_out *out, const char *key, const char *text); /* fpl_json_strz */
void fpl_json_kint(struct fpl_json_out *out, const char *key, int64_t value);     /* fpl_json_int */
void fpl_json_kbool(struct fpl_json_out *out, const char *key, int value);        /* fpl_json_bool */

/* Reader. A document is a flat array of nodes over the caller's bytes, which must outlive it; strings are unescaped
 * into the document's own memory only where they hold an escape. */
enum fpl_json_type { FPL_JSON_OBJECT, FPL_JSON_ARRAY, FPL_JSON_STRING, FPL_JSON_INT, FPL_JSON_BOOL };
struct fpl_json { /* one node; children of an object alternate key (STRING), value */
    enum fpl_json_type type;
    uint32_t next;      /* index of the node after this subtree */
    uint32_t count;     /* members or elements */
    struct fpl_str raw; /* the bytes of this value in the input */
    struct fpl_str str; /* STRING: unescaped */
    int64_t num;        /* INT, BOOL */
};
struct fpl_json_doc { /* {0} is valid; reusable: parsing again reuses its memory */
    struct fpl_json *nodes;
    uint32_t count, cap;
    struct fpl_buf text; /* unescaped strings */
};
#define FPL_JSON_BYTES_MAX (16u << 20)
#define FPL_JSON_NODES_MAX (1u << 20)
/* Strict: bytes that are not their own canonical encoding, deeper than FPL_JSON_DEPTH or with a NUL in a string are
 * refused with FPL_E_JSON (arg 0 = byte offset). FPL_E_NOMEM; FPL_E_LIMIT past FPL_JSON_BYTES_MAX or FPL_JSON_NODES_MAX
 * (arg 0 = the limit). A document that was refused is empty and may be used again. */
FPL_MUST_CHECK enum fpl_status fpl_json_parse(struct fpl_json_doc *doc, struct fpl_str bytes, struct fpl_error *error);
/* The same for a document with one long list: the elements of the array at `path` (keys from the root on, with dots
 * between them: "x.doc.accounts") are given to take() one after the other as they are read and not kept, so that memory
 * does not grow with the list; in the document the array is empty then. What comes after an element is not yet read
 * when it is given. A status of take() other than FPL_OK ends the reading and is returned, error being take()'s own
 * business. Nothing is given where no such array is. */
struct fpl_json_each {
    struct fpl_str path;
    enum fpl_status (*take)(void *ctx, const struct fpl_json *element); /* element is borrowed for the call */
    void *ctx;
};
/* See struct fpl_json_each. Errors as fpl_json_parse, and what take() answers. */
FPL_MUST_CHECK enum fpl_status fpl_json_parse_each(struct fpl_json_doc *doc, struct fpl_str bytes,
                                                   const struct fpl_json_each *each, struct fpl_error *error);
/* Frees the document's memory, not the bytes it was parsed from; {0} allowed. */
void fpl_json_doc_release(struct fpl_json_doc *doc);
/* The document's value; NULL if nothing was parsed or the last bytes were refused. Borrowed until the next parse. */
const struct fpl_json *fpl_json_root(const struct fpl_json_doc *doc);

/* Navigation; borrowed. A NULL node gives NULL, the empty string, 0 or the fallback, so that paths can be chained. */
const struct fpl_json *fpl_json_get(const struct fpl_json *object,
                                    const char *key);                    /* NULL if absent or not an object */
const struct fpl_json *fpl_json_first(const struct fpl_json *container); /* first element or first key; NULL if empty */
const struct fpl_json *fpl_json_next(const struct fpl_json *container,
                                     const struct fpl_json *child); /* sibling after child; NULL at the end */
/* The values of n keys, which stand in byte order, in one walk: value[i] is that of key[i], NULL if absent. */
void fpl_json_pick(const struct fpl_json *object, const struct fpl_str *key, const struct fpl_json **value, size_t n);
const struct fpl_json *fpl_json_at(const struct fpl_json *array, uint32_t index); /* NULL past the end */
struct fpl_str fpl_json_text(const struct fpl_json *node);                        /* of a STRING; else empty */
int64_t fpl_json_num(const struct fpl_json *node, int64_t fallback); /* of an INT or BOOL; else the fallback */
/* fpl_json_text and fpl_json_num of the member `key`. */
struct fpl_str fpl_json_get_text(const struct fpl_json *object, const char *key);
int64_t fpl_json_get_num(const struct fpl_json *object, const char *key, int64_t fallback); /* see above */
uint32_t fpl_json_count(const struct fpl_json *container); /* members of an object, elements of an array; else 0 */
/* Are both absent, or both the same bytes? A value that must be there is asked for besides. */
int fpl_json_same(const struct fpl_json *a, const struct fpl_json *b);

#ifdef __cplusplus
}
#endif
#endif
