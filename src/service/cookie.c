/* RFC 6265 §4.2: "name=value; name=value". */
#include "src/service/web.h"

static struct fpl_str trim(struct fpl_str text) {
    while (text.n > 0 && (text.p[0] == ' ' || text.p[0] == '\t'))
        text.p++, text.n--;
    while (text.n > 0 && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t'))
        text.n--;
    return text;
}

struct fpl_str web_cookie_get(struct fpl_str header, const char *name) {
    struct fpl_str found = {0};
    int times = 0;
    for (size_t at = 0; at < header.n;) {
        const char *end = memchr(header.p + at, ';', header.n - at);
        struct fpl_str piece = {header.p + at, end ? (size_t)(end - header.p) - at : header.n - at};
        const char *equals = piece.n ? memchr(piece.p, '=', piece.n) : NULL;
        at += piece.n + 1;
        if (!equals)
            continue;
        struct fpl_str key = trim((struct fpl_str){piece.p, (size_t)(equals - piece.p)});
        if (!fpl_str_is(key, name))
            continue;
        found = trim((struct fpl_str){equals + 1, piece.n - (size_t)(equals - piece.p) - 1});
        times++;
    }
    return times == 1 ? found : (struct fpl_str){0};
}
