/* Details of a failure in fixed memory. Arguments often quote hostile input, so what cannot be seen is written out
 * here, before any program shows it. */
#include "fundpool/error.h"

#include "ledger/base/base.h"

#include <stdio.h>
#include <string.h>

#define FPL_PATH_TAIL 240 /* bytes of a long path that are told */

enum { ZH = 0x1E, EN = 0x1F, END = 0x1D }; /* the marks of FPL_ZH_EN */

/* 1 if the marks in text come as FPL_ZH_EN writes them, the last END perhaps cut off; typed ones that do not are shown
 * as what they are. */
static int is_paired(const char *text, size_t n) {
    int expected = ZH;
    for (size_t i = 0; i < n; i++) {
        int mark = (unsigned char)text[i];
        if (mark != ZH && mark != EN && mark != END)
            continue;
        if (mark != expected)
            return 0;
        expected = mark == ZH ? EN : mark == EN ? END : ZH;
    }
    return expected == ZH || expected == END;
}

static int ends_cut(const char *out, size_t n) {
    return n >= FPL_CUT_BYTES && memcmp(out + n - FPL_CUT_BYTES, FPL_CUT, FPL_CUT_BYTES) == 0;
}

/* Ends what could not take all of a text in FPL_CUT, over whole characters of it if there is no other room. */
static void mark_cut(char *out, size_t out_size) {
    size_t n = strlen(out);
    if (ends_cut(out, n) || out_size <= FPL_CUT_BYTES)
        return;
    while (n + FPL_CUT_BYTES >= out_size || (n > 0 && ((unsigned char)out[n] & 0xC0) == 0x80))
        n--;
    memcpy(out + n, FPL_CUT, FPL_CUT_BYTES + 1);
}

/* Copies n bytes of text as they are shown, the marks of FPL_ZH_EN left alone, cut at a character so that out holds
 * them and a NUL. */
static void copy_shown(const char *text, size_t n, char *out, size_t out_size) {
    int paired = is_paired(text, n);
    size_t used = 0;
    out[0] = '\0';
    for (size_t at = 0; at < n;) {
        size_t run = 0;
        while (at + run < n && !(paired && text[at + run] >= END && text[at + run] <= EN))
            run++;
        (void)fpl_str_show((struct fpl_str){text + at, run}, out + used, out_size - used);
        used += strlen(out + used);
        at += run;
        if (at == n)
            return;
        if (out_size - used <= FPL_SHOWN_BYTES) { /* full, or the run has been cut */
            mark_cut(out, out_size);
            return;
        }
        out[used++] = text[at++];
        out[used] = '\0';
    }
}

void fpl_error_clear(struct fpl_error *error) {
    if (!error)
        return;
    error->status = FPL_OK;
    for (int i = 0; i < FPL_ERROR_ARGS; i++)
        error->arg[i][0] = '\0';
    error->field[0] = '\0';
    error->file[0] = '\0';
    error->row = 0;
    error->column = 0;
    error->clause[0] = '\0';
    error->hint[0] = '\0';
}

enum fpl_status fpl_fail(struct fpl_error *error, enum fpl_status status, const char *arg0, const char *arg1,
                         const char *arg2) {
    const char *from[FPL_ERROR_ARGS] = {arg0, arg1, arg2};
    char arg[FPL_ERROR_ARGS][FPL_ERROR_ARG_BYTES]; /* the arguments may themselves be error->arg[] */
    if (!error)
        return status;
    for (int i = 0; i < FPL_ERROR_ARGS; i++)
        copy_shown(from[i], from[i] ? strlen(from[i]) : 0, arg[i], sizeof(arg[i]));
    for (int i = 0; i < FPL_ERROR_ARGS; i++)
        memcpy(error->arg[i], arg[i], strlen(arg[i]) + 1);
    error->status = status;
    return status;
}

enum fpl_status fpl_fail_text(struct fpl_error *error, enum fpl_status status, const char *text, size_t length) {
    char arg[FPL_ERROR_ARG_BYTES] = "";
    FPL_ASSERT(text != NULL || length == 0);
    if (!error)
        return status;
    copy_shown(text, length, arg, sizeof(arg));
    return fpl_fail(error, status, arg, NULL, NULL);
}

char *fpl_error_quote(struct fpl_str text, char out[FPL_ERROR_ARG_BYTES]) {
    if (text.n < FPL_ERROR_ARG_BYTES)
        return fpl_str_copy(text, out, FPL_ERROR_ARG_BYTES);
    (void)fpl_str_copy(text, out, FPL_ERROR_ARG_BYTES - FPL_CUT_BYTES);
    size_t n = strlen(out);
    memcpy(out + n, FPL_CUT, FPL_CUT_BYTES + 1);
    return out;
}

void fpl_error_list(char list[FPL_ERROR_ARG_BYTES], const char *between, struct fpl_str word, const char *rest) {
    size_t n = strlen(list), m = n ? strlen(between) : 0, end = strlen(rest);
    FPL_ASSERT(end > 0 && end < FPL_ERROR_ARG_BYTES / 2);
    if (n >= end && memcmp(list + n - end, rest, end) == 0)
        return;
    /* a word is taken only if the rest would still find room behind it */
    if (word.n + n + m + end >= FPL_ERROR_ARG_BYTES) {
        memcpy(list + n, rest, end + 1);
        return;
    }
    memcpy(list + n, between, m);
    (void)fpl_str_copy(word, list + n + m, FPL_ERROR_ARG_BYTES - n - m);
}

/* One spelling of each choice, `name` 0 the code, 1 the Chinese one, a blank between; returns the length it would
 * have. */
static size_t add_choices(const char *choices, int name, char *out, size_t size) {
    size_t n = 0;
    for (const char *p = choices; *p;) {
        size_t whole = strcspn(p, "|"), from = 0;
        for (int i = 0; i < name && memchr(p + from, '=', whole - from); i++)
            from += strcspn(p + from, "=") + 1;
        size_t word = strcspn(p + from, "=|");
        size_t at = n > 0 ? n + 1 : 0; /* behind a blank */
        if (n + word + 1 < size) {
            if (n > 0)
                out[n] = ' ';
            memcpy(out + at, p + from, word);
            out[at + word] = '\0';
        }
        n = at + word;
        p += whole + (p[whole] != '\0');
    }
    return n;
}

void fpl_error_choices(const char *choices, char out[FPL_ERROR_ARG_BYTES]) {
    char zh[FPL_ERROR_ARG_BYTES] = "", codes[FPL_ERROR_ARG_BYTES] = "";
    size_t z = add_choices(choices, 1, zh, sizeof zh), c = add_choices(choices, 0, codes, sizeof codes);
    out[0] = '\0';
    if (z + c + 4 <= FPL_ERROR_ARG_BYTES) {
        int n = snprintf(out, FPL_ERROR_ARG_BYTES, FPL_ZH_EN("%s", "%s"), zh, codes);
        FPL_ASSERT(n > 0 && n < FPL_ERROR_ARG_BYTES);
        return;
    }
    for (const char *p = choices; *p;) {
        fpl_error_list(out, " ", (struct fpl_str){p, strcspn(p, "=|")}, FPL_ERROR_CHOICES_REST);
        p += strcspn(p, "|");
        p += *p != '\0';
    }
}

void fpl_error_at_field(struct fpl_error *error, const char *field) {
    char clean[sizeof((struct fpl_error){0}.field)];
    if (!error)
        return;
    (void)fpl_str_show(fpl_str_of(field), clean, sizeof(clean));
    memcpy(error->field, clean, sizeof(clean));
}

void fpl_error_hint(struct fpl_error *error, const char *text) {
    char hint[sizeof((struct fpl_error){0}.hint)];
    if (!error)
        return;
    copy_shown(text, strlen(text), hint, sizeof(hint));
    memcpy(error->hint, hint, strlen(hint) + 1);
}

void fpl_error_at(struct fpl_error *error, const char *file, int64_t row, int32_t column) {
    char clean[sizeof((struct fpl_error){0}.file)];
    struct fpl_str name = fpl_str_of(file);
    if (!error)
        return;
    (void)fpl_str_show(name, clean, sizeof(clean));
    if (ends_cut(clean, strlen(clean)) && name.n > FPL_PATH_TAIL) { /* of a long path its end tells more */
        size_t from = name.n - FPL_PATH_TAIL;
        while (from < name.n && ((unsigned char)name.p[from] & 0xC0) == 0x80)
            from++;
        memcpy(clean, FPL_CUT, FPL_CUT_BYTES);
        (void)fpl_str_show((struct fpl_str){name.p + from, name.n - from}, clean + FPL_CUT_BYTES,
                           sizeof(clean) - FPL_CUT_BYTES);
    }
    memcpy(error->file, clean, sizeof(clean));
    error->row = row;
    error->column = column;
}

/* Appends n bytes of text to *used bytes of out, of each FPL_ZH_EN one half. 0 when out is full. */
static int add_words(const char *text, size_t n, int zh, char *out, size_t out_size, size_t *used) {
    int part = END;
    for (size_t at = 0; at < n;) {
        size_t run = 0;
        while (at + run < n && (text[at + run] < END || text[at + run] > EN))
            run++;
        size_t room = out_size - *used - 1;
        struct fpl_str words = {text + at, run};
        if (part == END || part == (zh ? ZH : EN)) { /* a reason's argument may stand here as it was stored */
            int plain = fpl_text_is_plain(words);
            (void)fpl_str_show(words, out + *used, room + 1);
            *used += strlen(out + *used);
            if (run > room || (!plain && out_size - *used <= FPL_SHOWN_BYTES)) {
                mark_cut(out, out_size);
                return 0;
            }
        }
        at += run;
        if (at < n)
            part = (unsigned char)text[at++];
    }
    return 1;
}

char *fpl_error_words(const char *text, int zh, char *out, size_t out_size) {
    FPL_ASSERT(text != NULL && out != NULL && out_size > 0);
    size_t used = 0;
    out[0] = '\0';
    (void)add_words(text, strlen(text), zh, out, out_size, &used);
    return out;
}

/* The same of the words of a status themselves, which are plain and in one language: what fits need not be looked at.
 */
static int add_own_words(const char *text, size_t n, int zh, char *out, size_t out_size, size_t *used) {
    if (n + FPL_CUT_BYTES >= out_size - *used)
        return add_words(text, n, zh, out, out_size, used);
    memcpy(out + *used, text, n);
    *used += n;
    out[*used] = '\0';
    return 1;
}

char *fpl_error_message(const struct fpl_error *error, int zh, char *out, size_t out_size) {
    FPL_ASSERT(out != NULL && out_size > 0);
    const char *text = fpl_status_text(error ? error->status : FPL_OK, zh);
    size_t used = 0;
    int room = 1;
    out[0] = '\0';
    while (*text && room) {
        const char *from = text;
        size_t n = 1;
        int own = 1;
        if (error && text[0] == '{' && text[1] >= '0' && text[1] < '0' + FPL_ERROR_ARGS && text[2] == '}') {
            from = error->arg[text[1] - '0'];
            if (strcmp(from, "?") == 0) /* a decider's word for a fact that nobody has told */
                from = zh ? "（未填）" : "(not given)";
            n = strlen(from);
            own = 0;
            text += 3;
        } else {
            n = strcspn(text + 1, "{") + 1;
            text += n;
        }
        room = own ? add_own_words(from, n, zh, out, out_size, &used) : add_words(from, n, zh, out, out_size, &used);
    }
    return out;
}
