/* Which renderer, and how its bytes leave: in pieces, to a callback of the program. */
#include "reports/table.h"

void fpl_render__flush(struct fpl_render__to *to, size_t above) {
    if (to->buf.n <= above)
        return;
    if (!to->status)
        to->status = fpl_buf_ok(&to->buf);
    if (!to->status)
        to->status = to->write(to->ctx, to->buf.p, to->buf.n);
    fpl_buf_reset(&to->buf);
}

enum fpl_status fpl_report_render(const struct fpl_report *report, const struct fpl_render *how, fpl_write_fn write,
                                  void *ctx, struct fpl_error *error) {
    struct fpl_error own = {0};
    struct fpl_render__to to = {.write = write, .ctx = ctx, .how = *how, .error = error ? error : &own};
    enum fpl_status status = FPL_OK;
    switch (how->format) {
    case FPL_FORMAT_TABLE:
        status = fpl_render__table(report, &to);
        break;
    case FPL_FORMAT_CSV:
        status = fpl_render__csv(report, &to);
        break;
    case FPL_FORMAT_JSON:
        status = fpl_render__json(report, &to);
        break;
    case FPL_FORMAT_HTML:
        status = fpl_render__html(report, &to);
        break;
    case FPL_FORMAT_SVG:
        status = fpl_render__svg(report, &to);
        break;
    }
    if (!to.status)
        to.status = status ? status : fpl_buf_ok(&to.buf);
    fpl_render__flush(&to, 0);
    fpl_buf_release(&to.buf);
    if (to.status && to.error->status != to.status) /* what was read meanwhile has said more */
        return fpl_fail(error, to.status, NULL, NULL, NULL);
    return to.status;
}
