#include "src/service/multipart.h"

#define BOUNDARY_MOST 70

static enum fpl_status bad(struct fpl_error *error) {
    return fpl_fail(error, FPL_E_REQUEST, "multipart/form-data", NULL, NULL);
}

/* Where the needle begins in the text from `at` on; the text's length if nowhere. */
static size_t find(struct fpl_str text, size_t at, struct fpl_str needle) {
    for (; needle.n && at + needle.n <= text.n; at++)
        if (memcmp(text.p + at, needle.p, needle.n) == 0)
            return at;
    return text.n;
}

/* The parameter of a header line, `name="value"` or `name=value`; 0 if it has none. */
static int parameter(struct fpl_str line, const char *name, struct fpl_str *out) {
    size_t at = find(line, 0, fpl_str_of(name)), end;
    while (at < line.n && (at == 0 || (line.p[at - 1] != ' ' && line.p[at - 1] != ';')))
        at = find(line, at + 1, fpl_str_of(name));
    if (at == line.n)
        return 0;
    at += strlen(name);
    if (at < line.n && line.p[at] == '"') {
        end = find(line, ++at, FPL_STR("\""));
        if (end == line.n)
            return 0;
    } else {
        end = at;
        while (end < line.n && line.p[end] != ';' && line.p[end] != ' ' && line.p[end] != '\r')
            end++;
    }
    *out = (struct fpl_str){line.p + at, end - at};
    return 1;
}

static enum fpl_status add(struct web_pairs *out, struct fpl_str name, struct fpl_str value, struct fpl_error *error) {
    char text[64];
    if (name.n == 0)
        return bad(error);
    if (web_pairs_has(out, name.n < sizeof text ? fpl_str_copy(name, text, sizeof text) : ""))
        return fpl_fail_text(error, FPL_E_DUPLICATE_FIELD, name.p, name.n);
    if (out->n == WEB_PAIRS_MAX)
        return fpl_fail(error, FPL_E_LIMIT, "256", NULL, NULL);
    struct fpl_error ignored = {0};
    if (fpl_text_check(value, value.n + 1, &ignored) == FPL_E_ENCODING || fpl_text_check(name, name.n + 1, &ignored))
        return fpl_fail(error, FPL_E_ENCODING, "UTF-8", NULL, NULL);
    out->at[out->n++] = (struct web_pair){name, value};
    return FPL_OK;
}

/* The body ends with the file's last byte, CR LF, the boundary and "--". */
static int find_end(struct multipart *parts, struct fpl_str mark) {
    struct fpl_str tail = parts->tail;
    while (tail.n >= 2 && tail.p[tail.n - 1] == '\n' && tail.p[tail.n - 2] == '\r')
        tail.n -= 2;
    size_t cut = parts->tail.n - tail.n;
    if (tail.n < mark.n + 2 || memcmp(tail.p + tail.n - 2, "--", 2) != 0 ||
        memcmp(tail.p + tail.n - 2 - mark.n, mark.p, mark.n) != 0)
        return 0;
    parts->file_to = parts->bytes - (int64_t)(cut + 2 + mark.n);
    return parts->file_to >= parts->file_from;
}

enum fpl_status multipart_read(struct multipart *parts, struct web_pairs *out, struct fpl_error *error) {
    char marks[BOUNDARY_MOST + 5];
    struct fpl_str boundary, head = parts->head;
    if (!parameter(parts->type, "boundary=", &boundary) || boundary.n == 0 || boundary.n > BOUNDARY_MOST)
        return bad(error);
    int n = snprintf(marks, sizeof marks, "\r\n--%.*s", (int)boundary.n, boundary.p);
    struct fpl_str mark = {marks, (size_t)n}, first = {marks + 2, (size_t)n - 2};
    if (head.n < first.n || memcmp(head.p, first.p, first.n) != 0)
        return bad(error);
    for (size_t at = first.n;;) {
        struct fpl_str name, file;
        size_t end = find(head, at, FPL_STR("\r\n\r\n"));
        if (end == head.n)
            return bad(error);
        struct fpl_str lines = {head.p + at, end - at};
        size_t value = end + 4, next = find(head, value, mark);
        if (!parameter(lines, "name=", &name))
            return bad(error);
        int is_file = parameter(lines, "filename=", &file), is_text = fpl_str_is(name, MULTIPART_TEXT);
        if (is_file && !is_text) {
            parts->file_from = (int64_t)value;
            enum fpl_status status = add(out, FPL_STR("name"), file, error);
            if (!status && !find_end(parts, mark))
                status = bad(error);
            return status;
        }
        if (next == head.n)
            return bad(error);
        enum fpl_status status = add(out, name, (struct fpl_str){head.p + value, next - value}, error);
        if (!status && is_file)
            status = add(out, FPL_STR(MULTIPART_TEXT_NAME), file, error);
        if (status)
            return status;
        at = next + mark.n;
    }
}
