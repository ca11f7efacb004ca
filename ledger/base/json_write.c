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

/* A value begins: 1 if a comma comes before it, as between elements; nothing comes after a key. */
static int starts_value(struct fpl_json_out *out) {
    if (out->depth == 0)
        return 0;
    unsigned char *at = level(out);
    unsigned char was = *at;
    if (was & IS_ARRAY) {
        *at = IS_ARRAY;
        return !(was & NOTHING_YET);
    }
    FPL_ASSERT(was & KEY_WAITS); /* a member needs its key */
    *at = 0;
    return 0;
}

static void before_value(struct fpl_json_out *out) {
    if (starts_value(out))
        fpl_buf_addc(out->buf, ',');
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

const char fpl_json__in_key[256] = {
    ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1,
    ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1,
    ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1,
    ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1, ['_'] = 1, ['.'] = 1,
};

/* Byte order, none twice. */
static int follows(struct fpl_str last, const char *key, size_t n) {
    return last.p[0] < key[0] || (last.p[0] == key[0] && fpl_str_cmp(last, (struct fpl_str){key, n}) < 0);
}

void fpl_json_key(struct fpl_json_out *out, const char *key) {
    size_t n = 0;
    while (fpl_json__in_key[(unsigned char)key[n]])
        n++;
    FPL_ASSERT(n > 0 && key[n] == '\0');
    FPL_ASSERT(out->depth > 0);
    unsigned char *at = level(out);
    FPL_ASSERT(!(*at & (IS_ARRAY | KEY_WAITS)));
    char *to = fpl_buf__room(out->buf, n + 4);
    if (to) {
        char *p = to;
        size_t *last_at = &out->key_at[out->depth - 1];
        size_t *last_n = &out->key_len[out->depth - 1];
        if (!(*at & NOTHING_YET)) {
            FPL_ASSERT(follows((struct fpl_str){out->buf->p + *last_at, *last_n}, key, n));
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

/* Copies up to the first byte that must be escaped, eight at a time; how many. */
static size_t copy_plain(char *to, struct fpl_str text) {
    size_t at = 0;
    uint64_t word;
    for (; text.n - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, text.p + at, sizeof(word));
        if (fpl_json__stops(word))
            break;
        memcpy(to + at, &word, sizeof(word));
    }
    for (; at < text.n && escape[(unsigned char)text.p[at]] == 0; at++)
        to[at] = text.p[at];
    return at;
}

/* The rest of a string from a byte on that must be escaped, with its closing quote. */
static void put_rest(struct fpl_buf *buf, struct fpl_str text) {
    while (text.n > 0) {
        put_escape(buf, (unsigned char)text.p[0]);
        text = (struct fpl_str){text.p + 1, text.n - 1};
        char *to = fpl_buf__room(buf, text.n);
        if (!to) /* out of memory, which the buffer remembers */
            return;
        size_t n = copy_plain(to, text);
        buf->n += n;
        text = (struct fpl_str){text.p + n, text.n - n};
    }
    fpl_buf_addc(buf, '"');
}

void fpl_json_str(struct fpl_json_out *out, struct fpl_str text) {
    size_t bad = 0;
    FPL_VERIFY(fpl_text__scan(text, &bad) != FPL_E_ENCODING);
    (void)bad;
    int comma = starts_value(out);
    char *to = fpl_buf__room(out->buf, text.n + 3), *p = to;
    if (!to)
        return;
    if (comma)
        *p++ = ',';
    *p++ = '"';
    size_t n = copy_plain(p, text);
    p += n;
    if (n == text.n)
        *p++ = '"';
    out->buf->n += (size_t)(p - to);
    if (n < text.n)
        put_rest(out->buf, (struct fpl_str){text.p + n, text.n - n});
}

void fpl_json_strz(struct fpl_json_out *out, const char *text) {
    fpl_json_str(out, fpl_str_of(text));
}

void fpl_json_int(struct fpl_json_out *out, int64_t value) {
    char text[FPL_DECIMAL_BYTES + 2], *end = text + sizeof(text);
    uint64_t size = fpl_int__abs(value);
    FPL_ASSERT(size <= FPL_JSON_INT_MAX);
    char *p = fpl_int__digits(size, end);
    if (value < 0)
        *--p = '-';
    if (starts_value(out))
        *--p = ',';
    fpl_buf_add(out->buf, p, (size_t)(end - p));
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
