/* See words.h. The nearest word is the one that fewest bytes have to be changed in, added or left out, capitals or not;
 * of equal ones the first. */
#include "ledger/policy/words.h"

#include "fundpool/command.h"
#include "ledger/policy/command.h"

#include <stdio.h>
#include <string.h>

const char *fpl_policy__words_of(enum fpl_fact_id id) {
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    if (fpl_fact_type(id) != FPL_FACT_TEXT)
        return NULL;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < all[i].field_count; k++)
            if (all[i].fields[k].says == 1 + (int)id)
                return all[i].fields[k].type == FPL_FIELD_ENUM ? all[i].fields[k].choices : NULL;
    return NULL;
}

/* ---- one word after the other ---- */

static struct fpl_str cut(struct fpl_str *rest, char by) {
    size_t n = 0;
    while (n < rest->n && rest->p[n] != by)
        n++;
    struct fpl_str head = {rest->p, n};
    size_t gone = n + (n < rest->n);
    *rest = (struct fpl_str){rest->p + gone, rest->n - gone};
    return head;
}

/* The next word with all its spellings. */
static struct fpl_str next_word(struct fpl_str *rest, const char *words) {
    return cut(rest, strchr(words, '=') ? '|' : ' ');
}

int fpl_policy__is_word(struct fpl_str text, const char *words) {
    for (struct fpl_str rest = fpl_str_of(words); rest.n > 0;) {
        struct fpl_str word = next_word(&rest, words);
        if (text.n > 0 && fpl_str_eq(cut(&word, '='), text))
            return 1;
    }
    return 0;
}

/* ---- how near ---- */

#define QUOTED   40 /* bytes of a wrong word that are told */
#define WORD_MAX 64 /* bytes that are compared; what is longer is no typing error */

static char small(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c == '-' || c == ' ' ? '_' : c);
}

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

static unsigned distance(struct fpl_str a, struct fpl_str b) {
    unsigned row[WORD_MAX + 1];
    size_t n = b.n < WORD_MAX ? b.n : WORD_MAX;
    for (size_t k = 0; k <= n; k++)
        row[k] = (unsigned)k;
    for (size_t i = 0; i < a.n && i < WORD_MAX; i++) {
        unsigned corner = row[0];
        row[0] = (unsigned)i + 1;
        for (size_t k = 0; k < n; k++) {
            unsigned changed = corner + (small(a.p[i]) != small(b.p[k]));
            corner = row[k + 1];
            row[k + 1] = least(changed, least(row[k], row[k + 1]) + 1);
        }
    }
    return row[n];
}

/* A part of a word ("保险" of 保证保险) is nearer than a word of another meaning that looks like it. */
static int is_part(struct fpl_str part, struct fpl_str of) {
    for (size_t i = 0; part.n > 1 && i + part.n <= of.n; i++)
        if (memcmp(of.p + i, part.p, part.n) == 0)
            return 1;
    return 0;
}

static unsigned nearest_spelling(struct fpl_str text, struct fpl_str word) {
    unsigned best = 2 * WORD_MAX;
    while (word.n > 0) {
        struct fpl_str each = cut(&word, '=');
        unsigned d = distance(text, each);
        best = least(best, is_part(text, each) || is_part(each, text) ? (d + 3) / 4 : d);
    }
    return best;
}

struct fpl_str fpl_policy__nearest(struct fpl_str text, const char *words) {
    struct fpl_str best = {NULL, 0};
    unsigned nearest = 2 * WORD_MAX;
    for (struct fpl_str rest = fpl_str_of(words); rest.n > 0;) {
        struct fpl_str word = next_word(&rest, words);
        unsigned d = nearest_spelling(text, word);
        if (d < nearest) {
            nearest = d;
            best = word;
        }
    }
    return best;
}

char *fpl_policy__no_word(struct fpl_str text, const char *words, char out[FPL_ERROR_ARG_BYTES]) {
    char quoted[QUOTED + 1]; /* cut at a character */
    struct fpl_str best = fpl_policy__nearest(text, words), code = cut(&best, '='), zh = cut(&best, '=');
    (void)fpl_str_copy(text, quoted, sizeof quoted);
    (void)snprintf(out, FPL_ERROR_ARG_BYTES,
                   "%s: " FPL_ZH_EN("没有这个取值，最接近的是 %.*s%s%.*s%s", "no such value; the nearest is %.*s"),
                   quoted, (int)code.n, code.p, zh.n ? "（" : "", (int)zh.n, zh.n ? zh.p : "", zh.n ? "）" : "",
                   (int)code.n, code.p);
    return out;
}

enum fpl_status fpl_policy__check_word(enum fpl_fact_id id, struct fpl_str text, const char *place,
                                       struct fpl_error *error) {
    char what[FPL_ERROR_ARG_BYTES];
    const char *words = fpl_policy__words_of(id);
    if (!words || fpl_policy__is_word(text, words))
        return FPL_OK;
    return fpl_fail(error, FPL_E_PACK_INVALID, place, fpl_policy__no_word(text, words, what), NULL);
}
