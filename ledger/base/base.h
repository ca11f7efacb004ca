#ifndef LEDGER_BASE_BASE_H
#define LEDGER_BASE_BASE_H
/* What the files of ledger/base share and nobody else needs: 128-bit integers, the inlined way into a growing buffer,
 * and the one UTF-8 decoder. Other folders of ledger/ may use the integer types. */
#include "fundpool/text.h"

__extension__ typedef __int128 fpl__int128;
__extension__ typedef unsigned __int128 fpl__uint128;

/* Checks that cost more than the work they guard; on where -DFPL_VERIFY_BUILD is given, as the sanitizer builds do. */
#ifdef FPL_VERIFY_BUILD
#define FPL_VERIFY(condition) FPL_ASSERT(condition)
#else
#define FPL_VERIFY(condition) ((void)sizeof(condition))
#endif

/* |value| without the overflow that INT64_MIN would give. */
static inline uint64_t fpl_int__abs(int64_t value) {
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* Makes room for n more bytes; 0 and buf->failed if that is impossible. */
int fpl_buf__grow(struct fpl_buf *buf, size_t n);

/* Where the next n bytes go; NULL if there is no memory. The caller writes at most n and adds to buf->n what it wrote.
 */
static inline char *fpl_buf__room(struct fpl_buf *buf, size_t n) {
    if (buf->failed || (buf->cap - buf->n < n && !fpl_buf__grow(buf, n)))
        return NULL;
    return buf->p + buf->n;
}

#define FPL_DECIMAL_BYTES 20 /* digits of UINT64_MAX */
/* Writes the decimal digits of value so that they end right before `end`; returns where they begin. */
char *fpl_int__digits(uint64_t value, char *end);

/* Bytes of the first code point of p[n], n > 0, and its value in *cp; 0 if they are not UTF-8 (overlong forms,
 * surrogates and values past U+10FFFF included). */
size_t fpl_text__decode(const char *p, size_t n, uint32_t *cp);

/* 1 if p[n] begins with a character from U+5000 to U+9FFF: nearly all of Chinese, told by its bytes. */
static inline int fpl_text__is_han(const char *p, size_t n) {
    unsigned char lead = (unsigned char)p[0];
    return lead >= 0xE5 && lead <= 0xE9 && n >= 3 && ((unsigned char)p[1] & 0xC0) == 0x80 &&
           ((unsigned char)p[2] & 0xC0) == 0x80;
}

/* 1 if the character is drawn as nothing, as a blank that is none, or does something else to the text: all that
 * fpl_text_show writes out, but for marks, which need something to stand on. */
int fpl_text__is_unseen(uint32_t cp);

#define FPL_BYTES_RISE   (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) /* the first byte in memory is a word's lowest */
#define FPL_BYTE_ONES    UINT64_C(0x0101010101010101)
#define FPL_BYTE_TOPS    UINT64_C(0x8080808080808080)
#define FPL_JSON_INT_MAX UINT64_C(9007199254740991) /* 2^53-1 */

/* Nonzero if one of the eight bytes is a control character, a quote or a backslash: what JSON must escape. A byte's own
 * borrow can only reach the bytes above it, so a word without any gives exactly 0. */
static inline uint64_t fpl_json__stops(uint64_t word) {
    uint64_t quote = word ^ (FPL_BYTE_ONES * '"');
    uint64_t slash = word ^ (FPL_BYTE_ONES * '\\');
    uint64_t control = (word - FPL_BYTE_ONES * 0x20) & ~word;
    return (control | ((quote - FPL_BYTE_ONES) & ~quote) | ((slash - FPL_BYTE_ONES) & ~slash)) & FPL_BYTE_TOPS;
}

/* By byte: 1 if an object's key may hold it. */
extern const char fpl_json__in_key[256];

/* Checks UTF-8 and NFC in one pass; NUL counts as a character. FPL_OK; FPL_E_ENCODING with the offset in *at;
 * FPL_E_NOT_NFC; FPL_E_NOMEM. */
enum fpl_status fpl_text__scan(struct fpl_str text, size_t *at);

#endif
