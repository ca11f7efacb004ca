#include "src/service/web.h"

#include <unistd.h>

const char *web_header_name(enum web_header header) {
    static const char *const names[WEB_HEADERS] = {"Host",           "Origin",          "Sec-Fetch-Site", "Cookie",
                                                   "Authorization",  "If-None-Match",   "Content-Type",   "User-Agent",
                                                   "Fundpool-Token", "Idempotency-Key", "Fundpool-Code"};
    FPL_ASSERT(header >= 0 && header < WEB_HEADERS);
    return names[header];
}

void web_response_begin(struct web_response *response) {
    *response = (struct web_response){.status = 200, .type = "text/plain; charset=utf-8", .fd = -1};
}

void web_response_release(struct web_response *response) {
    fpl_buf_release(&response->body);
    fpl_buf_release(&response->headers);
    if (response->fd >= 0)
        close(response->fd);
    response->fd = -1;
    if (response->stream)
        response->stream->end(response->stream);
    response->stream = NULL;
}

int web_header_add(struct web_response *response, const char *name, struct fpl_str value) {
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
            return 0;
    fpl_buf_addf(&response->headers, "%s: %.*s\n", name, (int)value.n, value.p);
    return 1;
}

void web_header_addf(struct web_response *response, const char *name, const char *format, ...) {
    struct fpl_buf value = {0};
    va_list args;
    va_start(args, format);
    fpl_buf_addv(&value, format, args);
    va_end(args);
    (void)web_header_add(response, name, fpl_buf_str(&value));
    response->headers.failed |= value.failed;
    fpl_buf_release(&value);
}

int web_header_next(const struct web_response *response, size_t *at, struct fpl_str *name, struct fpl_str *value) {
    struct fpl_str all = fpl_buf_str(&response->headers);
    if (*at >= all.n)
        return 0;
    const char *line = all.p + *at, *end = memchr(line, '\n', all.n - *at), *colon = memchr(line, ':', all.n - *at);
    FPL_ASSERT(end && colon && colon + 1 < end);
    *name = (struct fpl_str){line, (size_t)(colon - line)};
    *value = (struct fpl_str){colon + 2, (size_t)(end - colon - 2)};
    *at += (size_t)(end - line) + 1;
    return 1;
}

void web_redirect(struct web_response *response, struct fpl_str path) {
    response->status = 303;
    FPL_ASSERT(path.n > 0 && path.p[0] == '/' && !(path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')));
    if (!web_header_add(response, "Location", path))
        (void)web_header_add(response, "Location", FPL_STR("/"));
}

struct fpl_str web_pairs_get(const struct web_pairs *pairs, const char *name) {
    for (int i = 0; i < pairs->n; i++)
        if (fpl_str_is(pairs->at[i].name, name))
            return pairs->at[i].value;
    return (struct fpl_str){0};
}

int web_pairs_has(const struct web_pairs *pairs, const char *name) {
    for (int i = 0; i < pairs->n; i++)
        if (fpl_str_is(pairs->at[i].name, name))
            return 1;
    return 0;
}
