/* Details of a failure in fixed memory. Arguments often quote hostile input, so what cannot be seen is written out
 * here, before any program shows it. */
#include "fundpool/error.h"

#include "ledger/base/base.h"

#include <string.h>

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
        if (at == n || out_size - used <= FPL_SHOWN_BYTES) /* full, or the run may have been cut */
            return;
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

void fpl_error_at_field(struct fpl_error *error, const char *field) {
    char clean[sizeof((struct fpl_error){0}.field)];
    if (!error)
        return;
    (void)fpl_str_show(fpl_str_of(field), clean, sizeof(clean));
    memcpy(error->field, clean, sizeof(clean));
}

void fpl_error_at(struct fpl_error *error, const char *file, int64_t row, int32_t column) {
    char clean[sizeof((struct fpl_error){0}.file)];
    if (!error)
        return;
    (void)fpl_str_show(fpl_str_of(file), clean, sizeof(clean));
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
            if (run > room || (!plain && out_size - *used <= FPL_SHOWN_BYTES))
                return 0;
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

char *fpl_error_message(const struct fpl_error *error, int zh, char *out, size_t out_size) {
    FPL_ASSERT(out != NULL && out_size > 0);
    const char *text = fpl_status_text(error ? error->status : FPL_OK, zh);
    size_t used = 0;
    int room = 1;
    out[0] = '\0';
    while (*text && room) {
        const char *from = text;
        size_t n = 1;
        if (error && text[0] == '{' && text[1] >= '0' && text[1] < '0' + FPL_ERROR_ARGS && text[2] == '}') {
            from = error->arg[text[1] - '0'];
            if (strcmp(from, "?") == 0) /* a decider's word for a fact that nobody has told */
                from = zh ? "（未填）" : "(not given)";
            n = strlen(from);
            text += 3;
        } else {
            n = strcspn(text + 1, "{") + 1;
            text += n;
        }
        room = add_words(from, n, zh, out, out_size, &used);
    }
    return out;
}
