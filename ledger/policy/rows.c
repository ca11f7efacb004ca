/* Rows of a list, and how many there are with what hash. */
#include "ledger/policy/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fpl_rows__begin(struct fpl_rows *rows) {
    rows->n = 0;
    fpl_buf_reset(&rows->lines);
}

void fpl_rows__release(struct fpl_rows *rows) {
    free(rows->row);
    fpl_buf_release(&rows->lines);
    *rows = (struct fpl_rows){.row = NULL};
}

static enum fpl_status grow(struct fpl_rows *rows, struct fpl_error *error) {
    int cap = rows->cap ? rows->cap * 2 : 64;
    struct fpl_list_row *wider = realloc(rows->row, (size_t)cap * sizeof *wider);
    if (!wider)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    rows->row = wider;
    rows->cap = cap;
    return FPL_OK;
}

enum fpl_status fpl_rows__add(struct fpl_rows *rows, const struct fpl_read *read, struct fpl_str key,
                              struct fpl_str data, const struct fpl_json *parsed, struct fpl_error *error) {
    struct fpl_json_out out;
    char most[16];
    (void)snprintf(most, sizeof most, "%d", FPL_LIST_MAX);
    if (rows->n == FPL_LIST_MAX)
        return fpl_fail(error, FPL_E_LIST_LONG, read->name, most, NULL);
    enum fpl_status status = rows->n == rows->cap ? grow(rows, error) : FPL_OK;
    if (status)
        return status;
    struct fpl_list_row *row = &rows->row[rows->n++];
    FPL_ASSERT(key.n < sizeof row->key); /* at most two ids */
    memset(row, 0, sizeof *row);
    (void)fpl_str_copy(key, row->key, sizeof row->key);
    read->row(parsed, row);
    fpl_json_begin(&out, &rows->lines);
    fpl_json_array(&out);
    fpl_json_str(&out, key);
    fpl_json_raw(&out, data);
    fpl_json_end(&out);
    fpl_buf_addc(&rows->lines, '\n');
    return fpl_buf_ok(&rows->lines) ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

const char *fpl_rows__text(const struct fpl_rows *rows, struct fpl_hasher *hasher, char out[FPL_ROWS_TEXT]) {
    struct fpl_hash hash;
    char hex[2 * FPL_HASH_BYTES + 1];
    fpl_sha256(hasher, rows->lines.p, rows->lines.n, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, hex);
    (void)snprintf(out, FPL_ROWS_TEXT, "%d:%s", rows->n, hex);
    return out;
}
