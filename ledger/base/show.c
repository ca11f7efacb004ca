/* Texts as people are shown them. What cannot be seen is written out as its code point, ⟨U+200B⟩: two names that look
 * alike are alike, no text reaches over into another one, and none of it is a command to the terminal. */
#include "ledger/base/base.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Marks that are drawn as nothing (Unicode, Default_Ignorable_Code_Point): the grapheme joiner, inherent vowels of
 * Khmer, variation selectors. The others of that property are controls and formats, which their category tells. */
static int is_empty_mark(uint32_t cp) {
    return cp == 0x034F || cp == 0x17B4 || cp == 0x17B5 || (cp >= 0x180B && cp <= 0x180F) ||
           (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF);
}

/* Letters and a symbol that are drawn as nothing: Hangul fillers, the empty Braille pattern. */
static int is_empty_letter(uint32_t cp) {
    return cp == 0x115F || cp == 0x1160 || cp == 0x3164 || cp == 0xFFA0 || cp == 0x2800;
}

int fpl_text__is_unseen(uint32_t cp) {
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    if (category == UTF8PROC_CATEGORY_ZS) /* other blanks look like these two, or like nothing */
        return cp != ' ' && cp != 0x3000;
    if (category == UTF8PROC_CATEGORY_CN) /* planes 2 and 3 are kept for Han: names have them before the tables do */
        return cp < 0x20000 || cp > 0x3FFFD || (cp & 0xFFFE) == 0xFFFE;
    return category >= UTF8PROC_CATEGORY_ZL || is_empty_mark(cp) || is_empty_letter(cp);
}

static int is_mark(uint32_t cp) {
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ME;
}

/* Printable ASCII, Han and the punctuation of Chinese: nearly all there is. */
static int is_common(uint32_t cp) {
    return (cp >= ' ' && cp < 0x7F) || (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3000 && cp <= 0x3029) ||
           (cp >= 0xFF01 && cp <= 0xFF5E) || (cp >= 0x2013 && cp <= 0x2027);
}

/* Is the character at text.p[at] shown as it is? *n gets its bytes, 0 if they are no character; *base, told from one to
 * the next, whether a mark may stand upon it. */
static int is_shown(struct fpl_str text, size_t at, uint32_t *cp, size_t *n, int *base) {
    unsigned char c = (unsigned char)text.p[at];
    int plain = 1;
    if (c >= ' ' && c < 0x7F) {
        *cp = c;
        *n = 1;
        *base = c != ' ';
        return 1;
    }
    if (fpl_text__is_han(text.p + at, text.n - at)) {
        *cp = 0x5000; /* which one is not asked */
        *n = 3;
        *base = 1;
        return 1;
    }
    *n = fpl_text__decode(text.p + at, text.n - at, cp);
    if (*n == 0)
        plain = 0;
    else if (is_common(*cp)) {
        *base = *cp != 0x3000;
        return 1;
    } else if (is_mark(*cp)) /* a mark by itself stands upon whatever comes before it on the screen */
        plain = *base && !fpl_text__is_unseen(*cp);
    else
        plain = !fpl_text__is_unseen(*cp) && *cp != 0x3000;
    *base = plain;
    return plain;
}

static int is_ascii(uint64_t word) { /* printable, all eight */
    return !((word | (word - FPL_BYTE_ONES * ' ') | (word + FPL_BYTE_ONES)) & FPL_BYTE_TOPS);
}

/* Bytes from `at` on that are printable ASCII, looked at eight by eight: nearly all of a report, and of an answer file.
 * *base as is_shown has it after the last of them. */
static size_t ascii_run(struct fpl_str text, size_t at, int *base) {
    size_t end = at;
    uint64_t word;
    for (; text.n - end >= sizeof word; end += sizeof word) {
        memcpy(&word, text.p + end, sizeof word);
        if (!is_ascii(word))
            break;
    }
    if (end < text.n && text.n - end < sizeof word) { /* what is left of it, filled up with blanks */
        word = FPL_BYTE_ONES * ' ';
        memcpy(&word, text.p + end, text.n - end);
        end = is_ascii(word) ? text.n : end;
    }
    if (end > at)
        *base = text.p[end - 1] != ' ';
    return end - at;
}

/* What is shown for the character instead. */
static struct fpl_str tag(uint32_t cp, size_t n, char out[FPL_SHOWN_BYTES + 1]) {
    if (n == 0)
        return FPL_STR(REPLACEMENT);
    (void)snprintf(out, FPL_SHOWN_BYTES + 1, "⟨U+%04X⟩", (unsigned)cp);
    return fpl_str_of(out);
}

/* "-1/3": digits on both sides of one slash. */
static int is_negative_fraction(struct fpl_str text) {
    size_t slash = 0;
    for (size_t i = 1; i < text.n; i++) {
        if (text.p[i] == '/' && slash == 0 && i > 1 && i + 1 < text.n)
            slash = i;
        else if (text.p[i] < '0' || text.p[i] > '9')
            return 0;
    }
    return text.p[0] == '-' && slash > 0;
}

int fpl_text_is_formula(struct fpl_str text) {
    if (text.n == 0 || !memchr("=+-@\t\r", text.p[0], 6))
        return 0;
    return !fpl_str_is(text, "-") && !is_negative_fraction(text);
}

int fpl_text_is_plain(struct fpl_str text) {
    uint32_t cp = 0;
    size_t n = 0;
    int base = 0;
    for (size_t at = 0; at < text.n; at += n)
        if (!(n = ascii_run(text, at, &base)) && !is_shown(text, at, &cp, &n, &base))
            return 0;
    return 1;
}

char *fpl_str_show(struct fpl_str text, char *out, size_t out_size) {
    FPL_ASSERT(out != NULL && out_size > 0);
    char instead[FPL_SHOWN_BYTES + 1];
    uint32_t cp = 0;
    size_t n = 0, used = 0, whole = 0; /* whole: what is left if the mark of a cut must find room */
    int base = 0;
    for (size_t at = 0; at < text.n; at += n ? n : 1) {
        size_t run = ascii_run(text, at, &base);
        if (run > 0 && run + FPL_CUT_BYTES < out_size - used) { /* there is room for it and for the mark of a cut */
            memcpy(out + used, text.p + at, run);
            whole = used += run;
            n = run;
            continue;
        }
        int plain = is_shown(text, at, &cp, &n, &base);
        struct fpl_str piece = plain ? (struct fpl_str){text.p + at, n} : tag(cp, n, instead);
        if (piece.n >= out_size - used) {
            used = whole;
            if (used + FPL_CUT_BYTES < out_size) {
                memcpy(out + used, FPL_CUT, FPL_CUT_BYTES);
                used += FPL_CUT_BYTES;
            }
            break;
        }
        memcpy(out + used, piece.p, piece.n);
        used += piece.n;
        if (used + FPL_CUT_BYTES < out_size)
            whole = used;
    }
    out[used] = '\0';
    return out;
}

static void show(struct fpl_str text, int lines, struct fpl_buf *out) {
    char instead[FPL_SHOWN_BYTES + 1];
    uint32_t cp = 0;
    size_t n = 0, from = 0, at = 0;
    int base = 0;
    for (; at < text.n; at += n ? n : 1) {
        if ((n = ascii_run(text, at, &base)) || is_shown(text, at, &cp, &n, &base) || (lines && n && cp == '\n'))
            continue;
        struct fpl_str piece = tag(cp, n, instead);
        fpl_buf_add(out, text.p + from, at - from);
        fpl_buf_add(out, piece.p, piece.n);
        from = at + (n ? n : 1);
    }
    fpl_buf_add(out, text.p + from, text.n - from);
}

void fpl_text_show(struct fpl_str text, struct fpl_buf *out) {
    show(text, 0, out);
}

void fpl_text_show_lines(struct fpl_str text, struct fpl_buf *out) {
    show(text, 1, out);
}
