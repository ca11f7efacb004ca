#ifndef SRC_INGEST_DETECT_H
#define SRC_INGEST_DETECT_H
/* Strict checks of a byte stream against an encoding, block by block. */
#include "src/ingest/intake.h"

struct ing_utf8_check { /* {0} is the start; feed until the end, then ing_utf8_done */
    int64_t at;         /* bytes accepted so far */
    int need;           /* continuation bytes still missing */
    unsigned char lo, hi;
    int64_t began; /* where the open character began */
    int bad;
    int64_t bad_at; /* offset of the first byte of the first invalid character */
};
void ing_utf8_feed(struct ing_utf8_check *check, const unsigned char *bytes, size_t n);
int ing_utf8_done(struct ing_utf8_check *check); /* 1 = the whole stream is valid UTF-8 */

/* Bytes of the mark at the front (0 if none), with its encoding. */
size_t ing_bom(const unsigned char *bytes, size_t n, enum ing_encoding *encoding);
/* What a file is that is certainly no text, by its first bytes, in both languages; NULL if nothing is known of it. */
const char *ing_not_text(const unsigned char *bytes, size_t n);
/* ING_UTF16LE or BE if the NULs of the first block stand on one side only and often enough; 0 otherwise. */
enum ing_encoding ing_utf16_pattern(const unsigned char *bytes, size_t n);
#endif
