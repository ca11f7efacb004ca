/* XML into a file, 64 KiB at a time. */
#include "src/analysis/xml.h"

#include "fundpool/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)

enum fpl_status ana_xml_open(struct ana_xml *xml, const char *path, const char *name, struct fpl_error *error) {
    *xml = (struct ana_xml){.name = name, .error = error};
    xml->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    return xml->fd < 0 ? fpl_fail_errno(error, errno, name) : FPL_OK;
}

static void flush(struct ana_xml *xml, size_t above) {
    size_t at = 0;
    if (!xml->status && fpl_buf_ok(&xml->out))
        xml->status = fpl_fail(xml->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!xml->status && xml->out.n <= above)
        return;
    while (!xml->status && at < xml->out.n) {
        ssize_t put = write(xml->fd, xml->out.p + at, xml->out.n - at);
        if (put < 0 && errno != EINTR)
            xml->status = fpl_fail_errno(xml->error, errno, xml->name);
        at += put > 0 ? (size_t)put : 0;
    }
    fpl_buf_reset(&xml->out);
}

void ana_xml_raw(struct ana_xml *xml, const char *markup) {
    fpl_buf_adds(&xml->out, markup);
}

static struct fpl_str shown(struct ana_xml *xml, struct fpl_str text) {
    if (fpl_text_is_plain(text))
        return text;
    fpl_buf_reset(&xml->shown);
    fpl_text_show(text, &xml->shown);
    xml->out.failed |= xml->shown.failed;
    return fpl_buf_str(&xml->shown);
}

void ana_xml_remark(struct ana_xml *xml, struct fpl_str text) {
    struct fpl_str plain = shown(xml, text);
    for (size_t i = 0; i < plain.n; i++) {
        fpl_buf_addc(&xml->out, plain.p[i]);
        if (plain.p[i] == '-')
            fpl_buf_adds(&xml->out, i + 1 == plain.n || plain.p[i + 1] == '-' ? " " : "");
    }
}

static void add_escaped(struct fpl_str text, struct fpl_buf *out) {
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *entity = text.p[i] == '&' ? "&amp;" : text.p[i] == '<' ? "&lt;" : text.p[i] == '>' ? "&gt;" : NULL;
        if (!entity)
            continue;
        fpl_buf_add(out, text.p + from, i - from);
        fpl_buf_adds(out, entity);
        from = i + 1;
    }
    fpl_buf_add(out, text.p + from, text.n - from);
}

void ana_xml_element(struct ana_xml *xml, struct fpl_str name, struct fpl_str text) {
    fpl_buf_addc(&xml->out, '<');
    fpl_buf_add(&xml->out, name.p, name.n);
    if (text.n == 0) {
        fpl_buf_adds(&xml->out, "/>");
    } else {
        fpl_buf_addc(&xml->out, '>');
        add_escaped(shown(xml, text), &xml->out);
        fpl_buf_adds(&xml->out, "</");
        fpl_buf_add(&xml->out, name.p, name.n);
        fpl_buf_addc(&xml->out, '>');
    }
    flush(xml, PIECE);
}

enum fpl_status ana_xml_close(struct ana_xml *xml) {
    flush(xml, 0);
    if (close(xml->fd) != 0 && !xml->status)
        xml->status = fpl_fail_errno(xml->error, errno, xml->name);
    fpl_buf_release(&xml->out);
    fpl_buf_release(&xml->shown);
    return xml->status;
}
