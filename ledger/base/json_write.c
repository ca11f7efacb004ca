/* The writer of canonical JSON: commas, escapes and decimal numbers; that keys stand in order is asserted, as a wrong
 * order would be hashed and kept for ever. */
#include "fundpool/json.h"

#include "ledger/base/base.h"

#include <string.h>

/* bits of fpl_json_out.first[] */
#define NOTHING_YET 1u
#define IS_ARRAY    2u
#define KEY_WAITS   4u

/* 0: as it stands; 'u': \u00xx; else the letter after the backslash. RFC 8785 section 3.2.2.2. */
static const char escape[256] = {
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',         'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\',
};

void fpl_json_begin(struct fpl_json_out *out, struct fpl_buf *buf) {
    out->buf = buf;
    out->depth = 0;
}

static unsigned char *level(struct fpl_json_out *out) {
    return &out->first[out->depth - 1];
}

/* What comes before a value: a comma between elements, nothing after a key. */
static void before_value(struct fpl_json_out *out) {
    if (out->depth == 0)
        return;
    unsigned char *at = level(out);
    if (*at & IS_ARRAY) {
        if (!(*at & NOTHING_YET))
            fpl_buf_addc(out->buf, ',');
        *at = IS_ARRAY;
        return;
    }
    FPL_ASSERT(*at & KEY_WAITS); /* a member needs its key */
    *at = 0;
}

static void open_level(struct fpl_json_out *out, char bracket, unsigned flags) {
    before_value(out);
    FPL_ASSERT(out->depth < FPL_JSON_DEPTH);
    fpl_buf_addc(out->buf, bracket);
    out->first[out->depth] = (unsigned char)(flags | NOTHING_YET);
    out->key_at[out->depth] = 0;
    out->key_len[out->depth] = 0;
    out->depth++;
}

void fpl_json_object(struct fpl_json_out *out) {
    open_level(out, '{', 0);
}

void fpl_json_array(struct fpl_json_out *out) {
    open_level(out, '[', IS_ARRAY);
}

void fpl_json_end(struct fpl_json_out *out) {
    FPL_ASSERT(out->depth > 0);
    unsigned char at = *level(out);
    FPL_ASSERT(!(at & KEY_WAITS)); /* the last key has no value */
    fpl_buf_addc(out->buf, at & IS_ARRAY ? ']' : '}');
    out->depth--;
}

static int is_key(const char *key, size_t n) {
    for (size_t i = 0; i < n; i++) {
        char c = key[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'))
            return 0;
    }
    return n > 0;
}

void fpl_json_key(struct fpl_json_out *out, const char *key) {
    size_t n = strlen(key);
    FPL_ASSERT(out->depth > 0);
    unsigned char *at = level(out);
    FPL_ASSERT(!(*at & (IS_ARRAY | KEY_WAITS)));
    FPL_ASSERT(is_key(key, n));
    char *to = fpl_buf__room(out->buf, n + 4);
    if (to) {
        char *p = to;
        size_t *last_at = &out->key_at[out->depth - 1];
        size_t *last_n = &out->key_len[out->depth - 1];
        if (!(*at & NOTHING_YET)) {
            struct fpl_str last = {out->buf->p + *last_at, *last_n};
            FPL_ASSERT(fpl_str_cmp(last, (struct fpl_str){key, n}) < 0); /* byte order, none twice */
            *p++ = ',';
        }
        *p++ = '"';
        *last_at = out->buf->n + (size_t)(p - to);
        *last_n = n;
        memcpy(p, key, n);
        p += n;
        *p++ = '"';
        *p++ = ':';
        out->buf->n += (size_t)(p - to);
    }
    *at = KEY_WAITS;
}

static void put_escape(struct fpl_buf *buf, unsigned char c) {
    static const char hex[] = "0123456789abcdef";
    char text[6] = {'\\', escape[c], '0', '0', hex[c >> 4], hex[c & 15]};
    FPL_ASSERT(c != 0); /* no text of the ledger holds a NUL, and the reader takes none */
    fpl_buf_add(buf, text, escape[c] == 'u' ? 6 : 2);
}

/* Bytes before the first that must be escaped. */
static size_t plain(struct fpl_str text) {
    size_t at = 0;
    uint64_t word;
    for (; text.n - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, text.p + at, sizeof(word));
        if (fpl_json__stops(word))
            break;
    }
    while (at < text.n && escape[(unsigned char)text.p[at]] == 0)
        at++;
    return at;
}

void fpl_json_str(struct fpl_json_out *out, struct fpl_str text) {
    size_t bad = 0;
    FPL_VERIFY(fpl_text__scan(text, &bad) != FPL_E_ENCODING);
    (void)bad;
    before_value(out);
    fpl_buf_addc(out->buf, '"');
    while (text.n > 0) {
        size_t n = plain(text);
        fpl_buf_add(out->buf, text.p, n);
        if (n < text.n)
            put_escape(out->buf, (unsigned char)text.p[n++]);
        text = (struct fpl_str){text.p + n, text.n - n};
    }
    fpl_buf_addc(out->buf, '"');
}

void fpl_json_strz(struct fpl_json_out *out, const char *text) {
    fpl_json_str(out, fpl_str_of(text));
}

void fpl_json_int(struct fpl_json_out *out, int64_t value) {
    FPL_ASSERT(fpl_int__abs(value) <= FPL_JSON_INT_MAX);
    before_value(out);
    fpl_buf_addi(out->buf, value);
}

void fpl_json_bool(struct fpl_json_out *out, int value) {
    before_value(out);
    fpl_buf_add(out->buf, value ? "true" : "false", value ? 4 : 5);
}

void fpl_json_raw(struct fpl_json_out *out, struct fpl_str canonical) {
    FPL_ASSERT(canonical.n > 0);
    before_value(out);
    fpl_buf_add(out->buf, canonical.p, canonical.n);
}

void fpl_json_kstr(struct fpl_json_out *out, const char *key, struct fpl_str text) {
    fpl_json_key(out, key);
    fpl_json_str(out, text);
}

void fpl_json_kstrz(struct fpl_json_out *out, const char *key, const char *text) {
    fpl_json_key(out, key);
    fpl_json_strz(out, text);
}

void fpl_json_kint(struct fpl_json_out *out, const char *key, int64_t value) {
    fpl_json_key(out, key);
    fpl_json_int(out, value);
}

void fpl_json_kbool(struct fpl_json_out *out, const char *key, int value) {
    fpl_json_key(out, key);
    fpl_json_bool(out, value);
}
