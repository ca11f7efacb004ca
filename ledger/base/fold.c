/* Lines of a text on a screen of few columns. */
#include "ledger/base/base.h"

#include <string.h>

static size_t after(struct fpl_str text, size_t at) {
    size_t next = at + 1;
    while (next < text.n && ((unsigned char)text.p[next] & 0xC0) == 0x80)
        next++;
    return next;
}

/* Chinese letters and signs take three bytes or more. */
static int is_wide(struct fpl_str text, size_t at) {
    return (unsigned char)text.p[at] >= 0xE3;
}

static int is_one_of(struct fpl_str text, size_t at, const char *const *signs) {
    for (; *signs; signs++) {
        size_t n = strlen(*signs);
        if (text.n - at >= n && memcmp(text.p + at, *signs, n) == 0)
            return 1;
    }
    return 0;
}

/* May a line end before the character at `at`? `before` is the one before it. A closing sign stays with what it closes,
 * an opening one with what follows, a number is one. */
static int may_break(struct fpl_str text, size_t before, size_t at) {
    static const char *const closing[] = {"，", "。", "；", "：", "、", "）", "”", "》", "〕", "％", NULL};
    static const char *const opening[] = {"（", "“", "《", "〔", NULL};
    if (is_one_of(text, at, closing) || is_one_of(text, before, opening))
        return 0;
    if (text.p[before] == ',' && text.p[at] >= '0' && text.p[at] <= '9')
        return 0;
    return text.p[at] == ' ' || strchr(" ,;|/", text.p[before]) != NULL || is_wide(text, before) || is_wide(text, at);
}

struct fpl_str fpl_text_fold(struct fpl_str *text, int width) {
    struct fpl_str all = *text, line;
    size_t fits = 0, best = 0, before = 0;
    int used = 0;
    FPL_ASSERT(width > 0);
    while (fits < all.n) {
        size_t next = after(all, fits);
        used += fpl_text_width((struct fpl_str){all.p + fits, next - fits});
        if (fits > 0 && may_break(all, before, fits))
            best = fits;
        if (used > width && fits > 0)
            break;
        before = fits;
        fits = next;
    }
    if (fits < all.n && best > 0)
        fits = best;
    line = (struct fpl_str){all.p, fits};
    while (line.n > 0 && line.p[line.n - 1] == ' ')
        line.n--;
    while (fits < all.n && all.p[fits] == ' ')
        fits++;
    *text = (struct fpl_str){all.p + fits, all.n - fits};
    return line;
}

int fpl_text_longest_word(struct fpl_str text) {
    int longest = 0;
    for (size_t from = 0, at = 0, before = 0; at < text.n; before = at, at = after(text, at)) {
        if (at > from && may_break(text, before, at))
            from = at;
        int width = fpl_text_width((struct fpl_str){text.p + from, after(text, at) - from});
        longest = width > longest ? width : longest;
    }
    return longest;
}
