/* Percent-encoding (WHATWG URL, application/x-www-form-urlencoded; RFC 3986 for segments of a path). */
#include "src/service/web.h"

static int digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static enum fpl_status malformed(struct fpl_error *error, const char *words) {
    return fpl_fail(error, FPL_E_REQUEST, words, NULL, NULL);
}

/* In place; what is decoded is never longer. */
static enum fpl_status decode(char *text, size_t n, int is_form, struct fpl_str *out, struct fpl_error *error) {
    size_t to = 0;
    struct fpl_error ignored = {0};
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '%') {
            int high = n - i > 2 ? digit(text[i + 1]) : -1, low = n - i > 2 ? digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return malformed(error, FPL_ZH_EN("“%” 之后应为两位十六进制数", "'%' takes two hexadecimal digits"));
            c = (unsigned char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && is_form) {
            c = ' ';
        }
        if (c == 0x7f || (c < 0x20 && c != '\t' && c != '\r' && c != '\n'))
            return malformed(error, FPL_ZH_EN("含控制字符", "it holds a control character"));
        text[to++] = (char)c;
    }
    *out = (struct fpl_str){text, to};
    enum fpl_status status = fpl_text_check(*out, n > 0 ? n : 1, &ignored);
    if (status == FPL_E_ENCODING)
        return malformed(error, FPL_ZH_EN("文字不是 UTF-8", "the text is not UTF-8"));
    return FPL_OK;
}

enum fpl_status web_segment_decode(char *text, size_t n, struct fpl_str *out, struct fpl_error *error) {
    return decode(text, n, 0, out, error);
}

static enum fpl_status take_pair(char *text, size_t n, struct web_pairs *pairs, struct fpl_error *error) {
    char *equals = memchr(text, '=', n);
    size_t name = equals ? (size_t)(equals - text) : n, value = equals ? n - name - 1 : 0;
    struct web_pair pair = {0};
    if (pairs->n == WEB_PAIRS_MAX)
        return fpl_fail(error, FPL_E_LIMIT, FPL_ZH_EN("栏目过多", "too many fields"), NULL, NULL);
    enum fpl_status status = decode(text, name, 1, &pair.name, error);
    if (!status && equals)
        status = decode(equals + 1, value, 1, &pair.value, error);
    if (!status && pair.name.n == 0)
        status = malformed(error, FPL_ZH_EN("栏目没有名称", "a field without a name"));
    for (int i = 0; !status && i < pairs->n; i++)
        if (fpl_str_eq(pairs->at[i].name, pair.name))
            status = fpl_fail_text(error, FPL_E_DUPLICATE_FIELD, pair.name.p, pair.name.n);
    if (!status)
        pairs->at[pairs->n++] = pair;
    return status;
}

enum fpl_status web_urlencoded_parse(char *text, size_t n, struct web_pairs *out, struct fpl_error *error) {
    struct web_pairs pairs = {.n = 0};
    size_t at = 0;
    while (at < n) {
        char *end = memchr(text + at, '&', n - at);
        size_t piece = end ? (size_t)(end - text) - at : n - at;
        if (piece > 0) {
            enum fpl_status status = take_pair(text + at, piece, &pairs, error);
            if (status)
                return status;
        }
        at += piece + 1;
    }
    *out = pairs;
    return FPL_OK;
}

void web_urlencode(struct fpl_str text, struct fpl_buf *out) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        int plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                    c == '.' || c == '_' || c == '~';
        if (plain) {
            fpl_buf_addc(out, (char)c);
        } else {
            char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
            fpl_buf_add(out, escape, sizeof escape);
        }
    }
}
