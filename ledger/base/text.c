/* Slices, and the text rules of the ledger: UTF-8, NFC, no NUL, bounded. Nearly all text is ASCII and plain Chinese,
 * which is known to be in NFC without a table; only runs of other characters reach utf8proc. */
#include "fundpool/text.h"

#include "ledger/base/base.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* More combining marks in a row than any script uses; sorting a longer run is quadratic in utf8proc. */
#define MARKS_MAX 256

int fpl_str_cmp(struct fpl_str a, struct fpl_str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n > 0 ? memcmp(a.p, b.p, n) : 0;
    if (order != 0)
        return order < 0 ? -1 : 1;
    return (a.n > b.n) - (a.n < b.n);
}

static const struct fpl_str blanks[] = {
    {" ", 1},  {"\t", 1},           {"\n", 1},       {"\r", 1},           {"\v", 1},
    {"\f", 1}, {"\xE3\x80\x80", 3}, {"\xC2\xA0", 2}, {"\xEF\xBB\xBF", 3},
};

static size_t blank_at(struct fpl_str a, int at_end) {
    if (a.n == 0)
        return 0;
    unsigned char c = (unsigned char)a.p[at_end ? a.n - 1 : 0];
    if (c > ' ' && (at_end ? c != 0x80 && c != 0xA0 && c != 0xBF : c != 0xE3 && c != 0xC2 && c != 0xEF))
        return 0; /* no blank below begins or ends with it */
    for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
        size_t n = blanks[i].n;
        if (a.n >= n && memcmp(at_end ? a.p + a.n - n : a.p, blanks[i].p, n) == 0)
            return n;
    }
    return 0;
}

struct fpl_str fpl_str_trim(struct fpl_str a) {
    size_t n;
    while ((n = blank_at(a, 0)) > 0) {
        a.p += n;
        a.n -= n;
    }
    while ((n = blank_at(a, 1)) > 0)
        a.n -= n;
    return a;
}

char *fpl_str_copy(struct fpl_str a, char *out, size_t out_size) {
    FPL_ASSERT(out != NULL && out_size > 0);
    size_t n = a.n;
    if (n >= out_size) {
        n = out_size - 1;
        for (int i = 0; i < 3 && n > 0 && ((unsigned char)a.p[n] & 0xC0) == 0x80; i++)
            n--;
    }
    if (n > 0)
        memcpy(out, a.p, n);
    out[n] = '\0';
    return out;
}

static int is_tail(const char *p) {
    return ((unsigned char)*p & 0xC0) == 0x80;
}

size_t fpl_text__decode(const char *p, size_t n, uint32_t *cp) {
    unsigned char lead = (unsigned char)p[0];
    if (lead < 0x80) {
        *cp = lead;
        return 1;
    }
    if (lead >= 0xE0 && lead < 0xF0) { /* first, as nearly all Chinese is here */
        if (n < 3 || !is_tail(p + 1) || !is_tail(p + 2))
            return 0;
        uint32_t c = (uint32_t)(lead & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (uint32_t)(p[2] & 0x3F);
        *cp = c;
        return c < 0x800 || (c >= 0xD800 && c < 0xE000) ? 0 : 3;
    }
    if (lead >= 0xC2 && lead < 0xE0) {
        if (n < 2 || !is_tail(p + 1))
            return 0;
        *cp = (uint32_t)(lead & 0x1F) << 6 | (uint32_t)(p[1] & 0x3F);
        return 2;
    }
    if (lead >= 0xF0 && lead < 0xF5) {
        if (n < 4 || !is_tail(p + 1) || !is_tail(p + 2) || !is_tail(p + 3))
            return 0;
        uint32_t c = (uint32_t)(lead & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6;
        *cp = c | (uint32_t)(p[3] & 0x3F);
        return c < 0x10000 || *cp > 0x10FFFF ? 0 : 4;
    }
    return 0;
}

/* Starters that no normalisation changes and that never join the character before them, so that text may be cut before
 * any of them: Chinese with its punctuation and full-width forms, Latin-1, dashes and quotation marks. The test walks
 * every one of them. */
static int is_plain(uint32_t cp) {
    if (cp < 0x80 || (cp >= 0x4E00 && cp <= 0x9FFF))
        return 1;
    return (cp >= 0x3000 && cp <= 0x3029) || (cp >= 0xFF01 && cp <= 0xFF5E) || (cp >= 0xA0 && cp <= 0xFF) ||
           (cp >= 0x2010 && cp <= 0x2027) || (cp >= 0x3400 && cp <= 0x4DBF) || (cp >= 0xFFE0 && cp <= 0xFFE6) ||
           (cp >= 0x2460 && cp <= 0x24FF);
}

/* NFC of a run of valid UTF-8; *out is from malloc. */
static enum fpl_status run_nfc(struct fpl_str run, utf8proc_uint8_t **out, size_t *out_n) {
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)run.p, (utf8proc_ssize_t)run.n, out,
                                      (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    if (n == UTF8PROC_ERROR_NOMEM)
        return FPL_E_NOMEM;
    if (n < 0)
        return FPL_E_ENCODING;
    *out_n = (size_t)n;
    return FPL_OK;
}

static enum fpl_status run_check(struct fpl_str run) {
    utf8proc_uint8_t *nfc = NULL;
    size_t n = 0;
    enum fpl_status status = run_nfc(run, &nfc, &n);
    if (status == FPL_OK && !fpl_str_eq(run, (struct fpl_str){(const char *)nfc, n}))
        status = FPL_E_NOT_NFC;
    free(nfc);
    return status;
}

/* From the first unusual character at *at to the next plain one; *ordered is cleared if combining marks stand out of
 * their canonical order, which no NFC text does and which costs utf8proc quadratic time. 0 if the bytes are not UTF-8,
 * *at then tells where. *marks gets the longest run of marks. */
static int skip_run(struct fpl_str text, size_t *at, int *ordered, size_t *marks) {
    int before = 0;
    size_t row = 0;
    while (*at < text.n) {
        uint32_t cp = 0;
        size_t n = fpl_text__decode(text.p + *at, text.n - *at, &cp);
        if (n == 0)
            return 0;
        if (is_plain(cp))
            break;
        int class = utf8proc_get_property((utf8proc_int32_t)cp)->combining_class;
        if (class != 0 && before > class)
            *ordered = 0;
        row = class != 0 ? row + 1 : 0;
        *marks = row > *marks ? row : *marks;
        before = class;
        *at += n;
    }
    return 1;
}

/* Bytes of the plain character at p[n], n > 0; 0 if there is none. */
static size_t plain_at(const char *p, size_t n) {
    if ((unsigned char)p[0] < 0x80)
        return 1;
    if (fpl_text__is_han(p, n))
        return 3;
    uint32_t cp = 0;
    size_t bytes = fpl_text__decode(p, n, &cp);
    return is_plain(cp) ? bytes : 0;
}

/* Skips plain characters; the last one begins the run that may follow it, so *base gets its offset. */
static void skip_plain(struct fpl_str text, size_t *at, size_t *base) {
    while (*at < text.n) {
        uint64_t word;
        if (text.n - *at >= sizeof(word)) {
            memcpy(&word, text.p + *at, sizeof(word));
            if ((word & FPL_BYTE_TOPS) == 0) {
                *base = *at + sizeof(word) - 1;
                *at += sizeof(word);
                continue;
            }
        }
        size_t n = plain_at(text.p + *at, text.n - *at);
        if (n == 0)
            return;
        *base = *at;
        *at += n;
    }
}

enum fpl_status fpl_text__scan(struct fpl_str text, size_t *at) {
    enum fpl_status answer = FPL_OK;
    size_t pos = 0;
    size_t base = 0;
    while (pos < text.n) {
        skip_plain(text, &pos, &base);
        if (pos == text.n)
            break;
        size_t marks = 0;
        int ordered = 1;
        if (!skip_run(text, &pos, &ordered, &marks)) {
            *at = pos;
            return FPL_E_ENCODING;
        }
        if (answer != FPL_OK)
            continue; /* a later byte that is not UTF-8 would take precedence */
        answer = ordered ? run_check((struct fpl_str){text.p + base, pos - base}) : FPL_E_NOT_NFC;
        base = pos;
    }
    return answer;
}

enum fpl_status fpl_text_check(struct fpl_str text, size_t bytes_max, struct fpl_error *error) {
    char number[FPL_DECIMAL_BYTES + 1];
    char *end = number + sizeof(number) - 1;
    size_t at = 0;
    *end = '\0';
    enum fpl_status status = fpl_text__scan(text, &at);
    if (status == FPL_E_ENCODING)
        return fpl_fail(error, FPL_E_ENCODING, fpl_int__digits(at, end), NULL, NULL);
    if (status == FPL_E_NOMEM)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (text.n > 0 && memchr(text.p, 0, text.n) != NULL)
        return fpl_fail(error, FPL_E_NUL, NULL, NULL, NULL);
    if (status == FPL_E_NOT_NFC)
        return fpl_fail(error, FPL_E_NOT_NFC, NULL, NULL, NULL);
    if (text.n > bytes_max)
        return fpl_fail(error, FPL_E_TOO_LONG, fpl_int__digits(bytes_max, end), NULL, NULL);
    return FPL_OK;
}

enum fpl_status fpl_text_nfc(struct fpl_str text, struct fpl_buf *out) {
    size_t before = out->n;
    size_t pos = 0;
    size_t base = 0;
    while (pos < text.n) {
        size_t from = pos;
        skip_plain(text, &pos, &base);
        size_t plain = pos == text.n ? pos : (base >= from && pos > from ? base : from);
        fpl_buf_add(out, text.p + from, plain - from);
        if (pos == text.n)
            break;
        int ordered = 1;
        size_t marks = 0;
        size_t n = 0;
        utf8proc_uint8_t *nfc = NULL;
        enum fpl_status status = FPL_E_ENCODING;
        if (skip_run(text, &pos, &ordered, &marks) && marks <= MARKS_MAX)
            status = run_nfc((struct fpl_str){text.p + plain, pos - plain}, &nfc, &n);
        if (status != FPL_OK) {
            out->n = before;
            return status;
        }
        fpl_buf_add(out, nfc, n);
        free(nfc);
    }
    if (out->failed)
        out->n = before;
    return fpl_buf_ok(out);
}

static int is_printable(uint64_t word) {
    uint64_t control = (word - FPL_BYTE_ONES * 0x20) & ~word;
    uint64_t last = (word ^ (FPL_BYTE_ONES * 0x7F)) - FPL_BYTE_ONES; /* DEL borrows into its top bit */
    return ((control | last | word) & FPL_BYTE_TOPS) == 0;
}

/* The bytes text begins with that are printable ASCII, eight at a time, the last ones filled up with blanks. */
static size_t printable(struct fpl_str text) {
    size_t at = 0;
    uint64_t word = 0;
    for (; text.n - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text.p + at, sizeof word);
        if (!is_printable(word))
            return at;
    }
    word = FPL_BYTE_ONES * ' ';
    if (at < text.n)
        memcpy(&word, text.p + at, text.n - at);
    return is_printable(word) ? text.n : at;
}

int fpl_text_width(struct fpl_str text) {
    size_t at = text.n > INT_MAX ? 0 : printable(text);
    int width = (int)at;
    while (at < text.n) {
        uint32_t cp = 0;
        size_t n = fpl_text__decode(text.p + at, text.n - at, &cp);
        int columns = 1;
        if (n > 0 && cp >= 0x80)
            columns = utf8proc_charwidth((utf8proc_int32_t)cp);
        else if (n > 0 && (cp < 0x20 || cp == 0x7F))
            columns = 0;
        if (width > INT_MAX - columns)
            return INT_MAX;
        width += columns;
        at += n > 0 ? n : 1;
    }
    return width;
}

enum fpl_status fpl_int_parse(struct fpl_str text, int64_t *out) {
    int negative = text.n > 0 && text.p[0] == '-';
    size_t at = negative ? 1 : 0;
    if (text.n == at || (text.p[at] == '0' && text.n > 1)) /* "-0" and "07" have another spelling */
        return FPL_E_NUMBER_FORMAT;
    int64_t value = 0;
    int over = 0;
    for (; at < text.n; at++) {
        if (text.p[at] < '0' || text.p[at] > '9')
            return FPL_E_NUMBER_FORMAT;
        int digit = text.p[at] - '0';
        over |= __builtin_mul_overflow(value, 10, &value);
        over |= negative ? __builtin_sub_overflow(value, digit, &value) : __builtin_add_overflow(value, digit, &value);
    }
    if (over)
        return FPL_E_OVERFLOW;
    *out = value;
    return FPL_OK;
}
