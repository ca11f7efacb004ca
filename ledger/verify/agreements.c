/* Agreements of the book at hand: nearly every record of a pool asks for one, and few are ever signed. They are read
 * together and hold until the next is folded, or a record of another book asks. */
#include "ledger/verify/remake.h"

#include <stdlib.h>

#define DAY_BYTES ((size_t)10) /* the key: "<party>|<first day>" */

static void clear(struct fpl_verify__agreements *list) {
    for (size_t i = 0; i < list->n; i++) {
        fpl_buf_release(&list->row[i].bytes);
        fpl_json_doc_release(&list->row[i].doc);
    }
    list->n = 0;
}

void fpl_agreements__release(struct fpl_verify__agreements *list) {
    clear(list);
    free(list->row);
    *list = (struct fpl_verify__agreements){0};
}

static enum fpl_status add(struct fpl_verify__agreements *list, const struct fpl_item_row *item,
                           struct fpl_error *error) {
    if (item->key.n <= DAY_BYTES || item->key.p[item->key.n - DAY_BYTES - 1] != '|') /* no party has it */
        return FPL_OK;
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 16;
        struct fpl_verify__signed *wider = realloc(list->row, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        list->row = wider;
        list->cap = cap;
    }
    struct fpl_verify__signed *row = &list->row[list->n++];
    *row = (struct fpl_verify__signed){.seq = item->seq};
    fpl_buf_add(&row->bytes, item->key.p, item->key.n);
    fpl_buf_add(&row->bytes, item->data.p, item->data.n);
    if (fpl_buf_ok(&row->bytes))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    row->party = (struct fpl_str){row->bytes.p, item->key.n - DAY_BYTES - 1};
    enum fpl_status status =
        fpl_json_parse(&row->doc, (struct fpl_str){row->bytes.p + item->key.n, item->data.n}, error);
    if (status)
        return status;
    row->from = fpl_body__date(fpl_json_root(&row->doc), "from");
    row->to = fpl_body__date(fpl_json_root(&row->doc), "to");
    return FPL_OK;
}

static enum fpl_status load(struct fpl_remake *m, struct fpl_verify__agreements *list) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    if (list->book == m->book && list->folded == m->run->agreements)
        return FPL_OK;
    clear(list);
    list->book = -1;
    enum fpl_status status = fpl_remake__flush(m);
    if (!status)
        status =
            fpl_store__scan_items(m->fold->store, m->book, FPL_STR("agreement"), FPL_STR(""), &cursor, m->run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, m->run->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        status = add(list, &item, m->run->error);
    }
    fpl_store__end(cursor);
    if (status)
        return status;
    list->book = m->book;
    list->folded = m->run->agreements;
    return FPL_OK;
}

/* The last one by its first day that covers the day. */
enum fpl_status fpl_remake__agreement(struct fpl_remake *m, struct fpl_str party, struct fpl_date on,
                                      const struct fpl_json **data, int64_t *seq) {
    struct fpl_verify__agreements *list = &m->maker->agreements;
    enum fpl_status status = load(m, list);
    *data = NULL;
    for (size_t i = 0; !status && i < list->n; i++) {
        const struct fpl_verify__signed *one = &list->row[i];
        if (fpl_date_cmp(one->from, on) > 0 || (!fpl_date_is_none(one->to) && fpl_date_cmp(on, one->to) > 0) ||
            !fpl_str_eq(one->party, party))
            continue;
        *data = fpl_json_root(&one->doc);
        *seq = one->seq;
    }
    return status;
}
