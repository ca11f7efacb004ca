/* Items whose key ends in a day, one for each day on which something changed. */
#include "ledger/journal/journal.h"

#include <string.h>

#define DATE_BYTES 10 /* YYYY-MM-DD: in order of bytes as in time */

enum fpl_status fpl_journal__newest_dated(struct fpl_store *store, const struct fpl_item_row *prefix,
                                          struct fpl_date day, struct fpl_date *out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_date newest = FPL_DATE_NONE, date;
    size_t n = prefix->key.n;
    int row = 1;
    enum fpl_status status = fpl_store__scan_items(store, prefix->book, prefix->kind, prefix->key, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n != n + DATE_BYTES || memcmp(item.key.p, prefix->key.p, n) != 0)
            break;
        if (fpl_date_parse((struct fpl_str){item.key.p + n, DATE_BYTES}, &date, NULL) || fpl_date_cmp(date, day) > 0)
            break;
        newest = date;
    }
    fpl_store__end(cursor);
    if (!status)
        *out = newest;
    return status;
}
