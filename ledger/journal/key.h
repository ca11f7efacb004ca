#ifndef LEDGER_JOURNAL_KEY_H
#define LEDGER_JOURNAL_KEY_H
/* Keys of a write set: the row's key columns in a form whose byte order is the table's: integers big-endian with the
 * sign bit flipped, texts ended by NUL. */
#include "ledger/base/base.h"

#include <string.h>

static inline void fpl_key__begin(struct fpl_buf *key) {
    fpl_buf_reset(key);
}

static inline void fpl_key__int(struct fpl_buf *key, int32_t value) {
    uint32_t v = (uint32_t)value ^ 0x80000000u;
    const unsigned char b[4] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16), (unsigned char)(v >> 8),
                                (unsigned char)v};
    fpl_buf_add(key, b, sizeof b);
}

static inline void fpl_key__text(struct fpl_buf *key, struct fpl_str text) {
    char *to = fpl_buf__room(key, text.n + 1);
    if (!to)
        return;
    if (text.n > 0)
        memcpy(to, text.p, text.n);
    to[text.n] = '\0';
    key->n += text.n + 1;
}

static inline int32_t fpl_key__read_int(struct fpl_str *key) {
    const unsigned char *p = (const unsigned char *)key->p;
    uint32_t v = ((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]) ^ 0x80000000u;
    key->p += 4;
    key->n -= 4;
    return (int32_t)v;
}

static inline struct fpl_str fpl_key__read_text(struct fpl_str *key) {
    struct fpl_str text = {key->p, strlen(key->p)};
    key->p += text.n + 1;
    key->n -= text.n + 1;
    return text;
}

#endif
