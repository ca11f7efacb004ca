#ifndef FUNDPOOL_TEXT_H
#define FUNDPOOL_TEXT_H
/* Text as the ledger keeps it: UTF-8, NFC, no NUL, bounded. Slices borrow, buffers own. */
#include "fundpool/error.h"

#include <stdarg.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_str { /* borrowed bytes, not NUL-ended; {NULL,0} is the empty string */
    const char *p;
    size_t n;
};
#define FPL_STR(literal) ((struct fpl_str){(literal), sizeof(literal) - 1})

static inline struct fpl_str fpl_str_of(const char *nul_ended) { /* NULL gives the empty string */
    struct fpl_str text;
    text.p = nul_ended;
    text.n = nul_ended ? strlen(nul_ended) : 0;
    return text;
}
static inline int fpl_str_eq(struct fpl_str a, struct fpl_str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
/* 1 if a holds exactly those bytes. */
static inline int fpl_str_is(struct fpl_str a, const char *nul_ended) {
    return fpl_str_eq(a, fpl_str_of(nul_ended));
}
int fpl_str_cmp(struct fpl_str a, struct fpl_str b); /* memcmp order, shorter first */
struct fpl_str fpl_str_trim(struct fpl_str a);       /* ASCII blanks, U+3000, U+00A0 and U+FEFF at both ends */
/* Copies into out[out_size], cut at a character boundary, always NUL-ended; returns out. */
char *fpl_str_copy(struct fpl_str a, char *out, size_t out_size);

struct fpl_buf { /* a growing byte string; {0} is a valid empty one. fpl_buf_release frees */
    char *p;
    size_t n, cap;
    int failed; /* sticky: an append ran out of memory; check once with fpl_buf_ok */
};
void fpl_buf_release(struct fpl_buf *buf); /* frees; the buffer is {0} again */
void fpl_buf_reset(struct fpl_buf *buf);   /* length 0, memory kept */
/* The appending functions do nothing once buf->failed is set. fpl_buf_add is fpl_buf_append without a call where there
 * is room. */
void fpl_buf_append(struct fpl_buf *buf, const void *bytes, size_t n);
static inline void fpl_buf_add(struct fpl_buf *buf, const void *bytes, size_t n) {
    if (n > 0 && n <= buf->cap - buf->n && !buf->failed) {
        memcpy(buf->p + buf->n, bytes, n);
        buf->n += n;
    } else {
        fpl_buf_append(buf, bytes, n);
    }
}
void fpl_buf_adds(struct fpl_buf *buf, const char *nul_ended); /* without the NUL */
static inline void fpl_buf_addc(struct fpl_buf *buf, char c) {
    if (buf->n < buf->cap && !buf->failed)
        buf->p[buf->n++] = c;
    else
        fpl_buf_add(buf, &c, 1);
}
void fpl_buf_addi(struct fpl_buf *buf, int64_t value); /* decimal */
/* As printf. */
void fpl_buf_addf(struct fpl_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void fpl_buf_addv(struct fpl_buf *buf, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static inline struct fpl_str fpl_buf_str(const struct fpl_buf *buf) {
    struct fpl_str text;
    text.p = buf->p;
    text.n = buf->n;
    return text;
}
FPL_MUST_CHECK enum fpl_status fpl_buf_ok(const struct fpl_buf *buf); /* FPL_OK or FPL_E_NOMEM */

#define FPL_NAME_BYTES_MAX  255  /* of a book, party or user */
#define FPL_FIELD_BYTES_MAX 4096 /* one field of one row or command, after decoding */

/* FPL_OK, or FPL_E_ENCODING (not UTF-8; arg 0 = byte offset), FPL_E_NUL, FPL_E_NOT_NFC, FPL_E_TOO_LONG. */
FPL_MUST_CHECK enum fpl_status fpl_text_check(struct fpl_str text, size_t bytes_max, struct fpl_error *error);
/* May the text be an id? Up to FPL_ID_BYTES_MAX bytes of UTF-8 without | " and \, so that ids joined by | are one key;
 * without blanks, control, invisible and unassigned characters, combining marks, digits of other scripts and letters of
 * old scripts drawn as Latin ones; letters of one script, or of Latin and Han with Hiragana and Katakana, with Bopomofo
 * or with Hangul (UTS #39, 5.2, highly restrictive). FPL_E_TOO_LONG;
 * FPL_E_ID (argument 0: the text, 1: the character at fault and why). */
#define FPL_ID_BYTES_MAX 64
FPL_MUST_CHECK enum fpl_status fpl_id_check(struct fpl_str text, struct fpl_error *error);

/* May the text be a key, ids joined by |, up to FPL_KEY_BYTES_MAX bytes? Errors as fpl_id_check; no part is empty. */
#define FPL_KEY_BYTES_MAX 260
FPL_MUST_CHECK enum fpl_status fpl_key_check(struct fpl_str text, struct fpl_error *error);

/* The spelling that an id shares with those that look like it, appended: case, width and presentation (NFKC, case
 * folding, ASCII in capitals); a part all of whose letters are drawn as Latin ones in Latin, one all of whose kana are
 * drawn as Han in Han; every dash "-", every quote "'", every middle dot "·"; what is drawn as a dash, dots included,
 * is
 * "-" between ASCII letters and digits. Folded twice, it stays the same. FPL_E_ENCODING, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_id_fold(struct fpl_str id, struct fpl_buf *out);
/* 1: that is the id itself, or it is no text; 0 also where there is no memory to tell: fpl_id_fold then says so. */
int fpl_id_is_folded(struct fpl_str id);
/* The same for those that may be taken for each other and may be two all the same, so that they are told and never made
 * one: besides, O is 0, I and L are 1 in a number, and З is 3, 〇 is 0. */
FPL_MUST_CHECK enum fpl_status fpl_id_near(struct fpl_str id, struct fpl_buf *out);
int fpl_id_is_near(struct fpl_str id);
/* The spelling that names share which look alike on paper: that of fpl_id_fold, without blanks and whatever is not
 * seen.
 */
FPL_MUST_CHECK enum fpl_status fpl_name_fold(struct fpl_str name, struct fpl_buf *out);

/* Text as people are shown it, on a screen, in a message, in a journal: what cannot be seen, controls, invisible
 * characters, marks of direction, blanks other than U+0020 and U+3000, variation selectors, marks with nothing below
 * them, unassigned and private characters, is written out as ⟨U+200B⟩; what is no UTF-8, as U+FFFD. Shown twice, it
 * stays the same. Data keeps its bytes. The second leaves line feeds alone. Both append. */
#define FPL_SHOWN_BYTES 14 /* of one character, at most */
void fpl_text_show(struct fpl_str text, struct fpl_buf *out);
void fpl_text_show_lines(struct fpl_str text, struct fpl_buf *out);
/* What a text that does not fit ends in, so that nobody takes its beginning for all of it: "…". */
#define FPL_CUT       "\xE2\x80\xA6"
#define FPL_CUT_BYTES 3
/* The same into out[out_size], cut at a character and then ended in FPL_CUT, always NUL-ended; returns out. */
char *fpl_str_show(struct fpl_str text, char *out, size_t out_size);
int fpl_text_is_plain(struct fpl_str text); /* 1: it is shown as it is */
/* 1: a spreadsheet would run it (= + - @ TAB CR first, CWE-1236). An exact fraction, "-1/3", and "-" alone are none; a
 * number is no text and is not asked. */
int fpl_text_is_formula(struct fpl_str text);

/* Normalises to NFC into *out (appended; unchanged on failure). FPL_E_ENCODING (also for more than 256 combining marks
 * in a row, which is no text), FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_text_nfc(struct fpl_str text, struct fpl_buf *out);

/* Columns a terminal needs (East Asian wide = 2, combining = 0, ambiguous = 1); invalid bytes count 1 each. */
int fpl_text_width(struct fpl_str text);
/* The next line of *text on a screen, at most `width` columns wide (width > 0), at least one character; *text becomes
 * what follows it. A line ends at a blank, which neither line keeps, behind a sign that parts, or beside a Chinese
 * character; only a word wider than the line is broken inside. */
struct fpl_str fpl_text_fold(struct fpl_str *text, int width);
/* Columns of the widest piece of text that fpl_text_fold would not break where it can help it. */
int fpl_text_longest_word(struct fpl_str text);

/* 18-character unified social credit code, GB 32100-2015: alphabet without I O S V Z and weighted check character.
 * FPL_OK or FPL_E_USCC. */
FPL_MUST_CHECK enum fpl_status fpl_uscc_check(struct fpl_str code);

/* Lower-case hex of n bytes into out[2n+1]. */
void fpl_hex(const uint8_t *bytes, size_t n, char *out);
/* Back again: exactly 2n digits, else FPL_E_NUMBER_FORMAT. */
FPL_MUST_CHECK enum fpl_status fpl_unhex(struct fpl_str hex, uint8_t *out, size_t n);
/* Standard base64 with padding into out[4*((n+2)/3)+1]; returns how many characters stand before the NUL. */
size_t fpl_base64(const uint8_t *bytes, size_t n, char *out);
/* Back again, strictly: the text must be what fpl_base64 makes of exactly n bytes, else FPL_E_NUMBER_FORMAT. */
FPL_MUST_CHECK enum fpl_status fpl_unbase64(struct fpl_str text, uint8_t *out, size_t n);

/* Whole decimal integer, optional leading '-', no '+', no leading zeros beyond "0". FPL_E_NUMBER_FORMAT,
 * FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_int_parse(struct fpl_str text, int64_t *out);

#ifdef __cplusplus
}
#endif
#endif
