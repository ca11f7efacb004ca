/* The posting index: which entries touch an account, by day. It follows the log up to a mark kept in the head. */
#include "ledger/journal/journal.h"

#include <stdlib.h>
#include <string.h>

/* ---- from stored records ---- */

/* Rows of many records are gathered and sorted before they are inserted: each account's rows then land side by side. */
struct index_row {
    char account[16];
    int32_t day;
    int line;
    int64_t seq;
};
struct index_rows {
    struct index_row *row;
    size_t n, cap;
};

static int by_index_key(const void *a, const void *b) {
    const struct index_row *x = a, *y = b;
    int order = strcmp(x->account, y->account);
    if (order == 0)
        order = (x->day > y->day) - (x->day < y->day);
    if (order == 0)
        order = (x->seq > y->seq) - (x->seq < y->seq);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int gather(struct index_rows *rows, struct fpl_str account, int32_t day, int64_t seq, int line) {
    if (rows->n == rows->cap) {
        size_t cap = rows->cap ? rows->cap * 2 : 1024;
        struct index_row *wider = realloc(rows->row, cap * sizeof *wider);
        if (!wider)
            return 0;
        rows->row = wider;
        rows->cap = cap;
    }
    struct index_row *row = &rows->row[rows->n++];
    *row = (struct index_row){.day = day, .line = line, .seq = seq};
    fpl_str_copy(account, row->account, sizeof row->account);
    return 1;
}

static enum fpl_status gather_record(struct index_rows *rows, int64_t seq, const struct fpl_json *body,
                                     struct fpl_error *error) {
    const struct fpl_json *list = fpl_json_get(body, "p");
    struct fpl_date posted = list ? fpl_body__date(body, "post") : FPL_DATE_NONE;
    int line = 0, ok = 1;
    for (const struct fpl_json *p = fpl_json_first(list); p && ok; p = fpl_json_next(list, p))
        ok = gather(rows, fpl_json_text(fpl_json_at(p, 0)), posted.day, seq, ++line);
    return ok ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
}

static enum fpl_status gather_range(struct fpl_store *store, const struct fpl_index_range *range,
                                    struct fpl_json_doc *doc, struct index_rows *rows, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status = fpl_store__scan_openings(store, range->book, range->from, range->to - 1, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_record_row opening;
        fpl_store__opening_row(cursor, &opening);
        if (opening.part == FPL_PART_BODY && !(status = fpl_json_parse(doc, opening.bytes, error)))
            status = gather_record(rows, opening.seq, fpl_json_root(doc), error);
    }
    fpl_store__end(cursor);
    return status;
}

enum fpl_status fpl_index__build(struct fpl_store *from, struct fpl_store *to, const struct fpl_index_range *range,
                                 struct fpl_json_doc *doc, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    for (int64_t at = range->from; at < range->to && !status; at += FPL_INDEX_BATCH) {
        struct index_rows rows = {0};
        struct fpl_index_range part = {range->book, at,
                                       at + FPL_INDEX_BATCH < range->to ? at + FPL_INDEX_BATCH : range->to};
        status = gather_range(from, &part, doc, &rows, error);
        if (!status && rows.n)
            qsort(rows.row, rows.n, sizeof *rows.row, by_index_key);
        struct fpl_posting_row batch[FPL_ROWS_AT_ONCE];
        for (size_t i = 0; i < rows.n && !status; i += FPL_ROWS_AT_ONCE) {
            int n = rows.n - i < FPL_ROWS_AT_ONCE ? (int)(rows.n - i) : FPL_ROWS_AT_ONCE;
            for (int j = 0; j < n; j++) {
                const struct index_row *row = &rows.row[i + (size_t)j];
                batch[j] = (struct fpl_posting_row){fpl_str_of(row->account), row->day, row->seq, row->line};
            }
            status = fpl_store__add_postings(to, range->book, batch, n, error);
        }
        free(rows.row);
    }
    return status;
}

/* ---- from what this session has just appended ---- */

#define DAY_ZERO  (1 << 17)
#define DAY_BITS  18
#define LINE_BITS 16

void fpl_pending__drop(struct fpl_pending_index *pending) {
    free(pending->row);
    *pending = (struct fpl_pending_index){.book = -1};
}

static struct fpl_keyed *next_row(struct fpl_pending_index *pending) {
    if (pending->n == pending->cap) {
        size_t cap = pending->cap ? pending->cap * 2 : 4096;
        struct fpl_keyed *wider = realloc(pending->row, cap * sizeof *wider);
        if (!wider)
            return NULL;
        pending->row = wider;
        pending->cap = cap;
    }
    return &pending->row[pending->n++];
}

enum fpl_status fpl_pending__add(struct fpl_pending_index *pending, const struct fpl_open_book *book, int64_t seq,
                                 const struct fpl_draft *draft, struct fpl_date posted) {
    if (draft->postings == 0 && pending->book != book->info.id)
        return FPL_OK; /* a party registered on the way: nothing of it is to be indexed */
    if (pending->book != book->info.id || pending->to != seq) {
        pending->book = book->info.id;
        pending->from = seq;
        pending->n = 0;
    }
    pending->to = seq + 1;
    FPL_ASSERT(draft->postings < 1 << LINE_BITS);
    for (int i = 0; i < draft->postings; i++) {
        const struct fpl_account *account = fpl_chart__find(&book->chart, draft->posting[i].account);
        struct fpl_keyed *row = next_row(pending);
        if (!row)
            return FPL_E_NOMEM;
        FPL_ASSERT(account); /* append has checked */
        *row = (struct fpl_keyed){(uint64_t)(account - book->chart.account) << DAY_BITS |
                                      (uint64_t)(posted.day + DAY_ZERO),
                                  (uint64_t)seq << LINE_BITS | (uint64_t)(i + 1)};
    }
    return FPL_OK;
}

/* The chart stands in order of code, so that its places sort as the table's texts do; rows of one day keep their order,
 * which is that of seq and line. */
static enum fpl_status put_pending(struct fpl_session *session, const struct fpl_open_book *book,
                                   struct fpl_error *error) {
    struct fpl_pending_index *pending = &session->pending;
    struct fpl_posting_row batch[FPL_ROWS_AT_ONCE];
    struct fpl_keyed *spare = malloc((pending->n + 1) * sizeof *spare);
    enum fpl_status status = spare ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        fpl_keyed__sort(pending->row, spare, pending->n);
    free(spare);
    for (size_t i = 0; i < pending->n && !status; i += FPL_ROWS_AT_ONCE) {
        int n = pending->n - i < FPL_ROWS_AT_ONCE ? (int)(pending->n - i) : FPL_ROWS_AT_ONCE;
        for (int j = 0; j < n; j++) {
            const struct fpl_keyed *row = &pending->row[i + (size_t)j];
            batch[j] =
                (struct fpl_posting_row){fpl_str_of(book->chart.account[row->key >> DAY_BITS].code),
                                         (int32_t)(row->key & ((1 << DAY_BITS) - 1)) - DAY_ZERO,
                                         (int64_t)(row->at >> LINE_BITS), (int)(row->at & ((1 << LINE_BITS) - 1))};
        }
        status = fpl_store__add_postings(session->store, book->info.id, batch, n, error);
    }
    fpl_pending__drop(pending);
    return status;
}

enum fpl_status fpl_journal__index(struct fpl_session *session, struct fpl_open_book *book, int64_t lag,
                                   struct fpl_error *error) {
    const struct fpl_pending_index *pending = &session->pending;
    struct fpl_index_range range = {book->info.id, book->head.indexed, book->head.size};
    if (range.to - range.from <= lag)
        return FPL_OK;
    int has = pending->book == range.book && pending->from >= range.from && pending->to == range.to;
    if (has)
        range.to = pending->from;
    enum fpl_status status = fpl_index__build(session->store, session->store, &range, &session->doc, error);
    if (!status && has)
        status = put_pending(session, book, error);
    if (!status) {
        book->head.indexed = book->head.size;
        book->head_dirty = 1;
    }
    return status;
}
