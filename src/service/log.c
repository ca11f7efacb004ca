/* What an operator may keep: which route, who, how it ended, how long it took. No path, query, body, cookie or name of
 * a firm stands here. */
#include "src/host/host.h"
#include "src/service/service.h"

#include <unistd.h>

static void put(struct fpl_buf *line) {
    fpl_buf_addc(line, '\n');
    if (fpl_buf_ok(line) == FPL_OK) {
        ssize_t wrote = write(STDERR_FILENO, line->p, line->n); /* one call, so that lines of threads do not mix */
        (void)wrote;
    }
    fpl_buf_release(line);
}

void log_request(const struct call *call, int64_t milliseconds, enum fpl_status status) {
    struct fpl_buf line = {0};
    fpl_buf_addf(&line, "{\"t\":%lld,\"event\":\"request\",\"id\":\"%s\",\"route\":", (long long)host_real_ms(),
                 call->request->id);
    body_json(fpl_str_of(call->route ? call->route->path : ""), &line);
    fpl_buf_addf(&line, ",\"method\":\"%s\",\"http\":%d,\"status\":\"%s\",\"ms\":%lld,\"user\":",
                 call->request->method == WEB_GET    ? "GET"
                 : call->request->method == WEB_POST ? "POST"
                                                     : "OTHER",
                 call->response->status, fpl_status_name(status), (long long)milliseconds);
    body_json(fpl_str_of(call->who.user), &line);
    fpl_buf_addf(&line, ",\"by\":\"%s\"}", !call->who.user[0] ? "nobody" : call->who.is_key ? "key" : "session");
    put(&line);
}

void log_event(const char *event, const char *detail) {
    struct fpl_buf line = {0};
    fpl_buf_addf(&line, "{\"t\":%lld,\"event\":\"%s\",\"detail\":", (long long)host_real_ms(), event);
    body_json(fpl_str_of(detail), &line);
    fpl_buf_addc(&line, '}');
    put(&line);
}
