#include "src/ingest/template.h"

#include "fundpool/event.h"
#include "src/ingest/columns.h"

#include <string.h>

/* The row's text for a field; empty if it gives none. */
static struct fpl_str text_of(struct fpl_str row, const char *field) {
    size_t n = strlen(field);
    for (size_t i = 0; i < row.n;) {
        const char *end = memchr(row.p + i, ';', row.n - i);
        size_t length = end ? (size_t)(end - row.p) - i : row.n - i;
        if (length > n && memcmp(row.p + i, field, n) == 0 && row.p[i + n] == '=')
            return (struct fpl_str){row.p + i + n + 1, length - n - 1};
        i += length + 1;
    }
    return (struct fpl_str){NULL, 0};
}

static int columns_of(const struct fpl_command_spec *spec, const struct fpl_field_spec *out[FPL_COMMAND_VALUES]) {
    static const enum ing_line_part parts[] = {ING_LINE_ACCOUNT, ING_LINE_SIDE,     ING_LINE_AMOUNT, ING_LINE_PARTY,
                                               ING_LINE_ITEM,    ING_LINE_CURRENCY, ING_LINE_FLOW};
    int n = 0;
    for (int i = 0; i < spec->field_count; i++)
        out[n++] = &spec->fields[i];
    for (size_t i = 0; (spec->flags & FPL_COMMAND_LINES) && i < sizeof parts / sizeof parts[0]; i++)
        out[n++] = &ing_line_fields()[parts[i]];
    return n;
}

static void add_row(struct fpl_buf *out, const struct fpl_field_spec *const *column, int columns,
                    const struct fpl_str *row) {
    for (int i = 0; i < columns; i++) {
        if (i > 0)
            fpl_buf_addc(out, ',');
        struct fpl_str text = row ? text_of(*row, column[i]->name) : fpl_str_of(column[i]->zh);
        fpl_buf_add(out, text.p, text.n);
    }
    fpl_buf_adds(out, "\r\n");
}

enum fpl_status ing_template(const struct fpl_command_spec *spec, struct fpl_buf *out) {
    const struct fpl_field_spec *column[FPL_COMMAND_VALUES];
    int columns = columns_of(spec, column);
    fpl_buf_adds(out, "\xEF\xBB\xBF"); /* Excel takes a file without it for GBK */
    add_row(out, column, columns, NULL);
    for (const char *p = fpl_event_of_command(spec)->rows; *p;) {
        struct fpl_str row = {p, strcspn(p, "|")};
        add_row(out, column, columns, &row);
        p += row.n + (p[row.n] != 0);
    }
    return fpl_buf_ok(out);
}
