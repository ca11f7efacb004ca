#include "src/service/service.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* A file below the folder of temporary files that nobody else can open: its name is gone before it holds anything. */
static enum fpl_status spool_begin(struct call *call) {
    char name[] = "/tmp/fundpool-service.XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0)
        return fpl_fail(&call->error, errno == ENOSPC ? FPL_E_DISK_FULL : FPL_E_IO, "mkstemp", NULL, NULL);
    unlink(name);
    call->response->fd = fd;
    return FPL_OK;
}

static enum fpl_status spool(struct call *call, const char *bytes, size_t n) {
    while (n > 0) {
        ssize_t wrote = write(call->response->fd, bytes, n);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return fpl_fail(&call->error, errno == ENOSPC ? FPL_E_DISK_FULL : FPL_E_IO, "write", NULL, NULL);
        bytes += wrote;
        n -= (size_t)wrote;
        call->response->fd_bytes += wrote;
    }
    return FPL_OK;
}

enum fpl_status body_write(void *ctx, const char *bytes, size_t n) {
    struct call *call = ctx;
    struct fpl_buf *body = &call->response->body;
    if (call->response->fd < 0 && body->n + n <= BODY_BYTES_MAX) {
        fpl_buf_add(body, bytes, n);
        return fpl_buf_ok(body);
    }
    enum fpl_status status = FPL_OK;
    if (call->response->fd < 0) {
        status = spool_begin(call);
        if (!status)
            status = spool(call, body->p, body->n);
        fpl_buf_reset(body);
    }
    return status ? status : spool(call, bytes, n);
}

void body_json(struct fpl_str text, struct fpl_buf *out) {
    static const char hex[] = "0123456789abcdef";
    fpl_buf_addc(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '"' || c == '\\') {
            char escape[2] = {'\\', (char)c};
            fpl_buf_add(out, escape, sizeof escape);
        } else if (c < 0x20 || c == 0x7f) {
            char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            fpl_buf_add(out, escape, sizeof escape);
        } else {
            fpl_buf_addc(out, (char)c);
        }
    }
    fpl_buf_addc(out, '"');
}

void body_member(const char *name, const char *text, struct fpl_buf *out) {
    fpl_buf_addf(out, ",\"%s\":", name);
    body_json(fpl_str_of(text), out);
}
