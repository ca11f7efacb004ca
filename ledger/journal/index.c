/* The posting index: which postings of which records touch an account. It follows the log up to a mark kept in the
 * head. A row holds all of an account's postings in a span of FPL_SPAN_RECORDS records, in order of the log, each
 * as three numbers: seq less the one before it (at first: less the span's first), line, day less the one before it
 * (at first: the day), the last zigzag; each number in groups of 7 bits, the lowest first, the high bit set on all but
 * its last. */
#include "ledger/journal/journal.h"

#include <stdlib.h>
#include <string.h>

/* ---- reading a row ---- */

static int take_number(struct fpl_str *rest, uint64_t *out) {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && rest->n > 0; shift += 7) {
        unsigned char byte = (unsigned char)*rest->p++;
        rest->n--;
        value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) {
            *out = value;
            return 1;
        }
    }
    return 0;
}

void fpl_places__begin(struct fpl_places *places, int64_t span, struct fpl_str bytes) {
    *places = (struct fpl_places){.rest = bytes, .last.seq = span * FPL_SPAN_RECORDS};
}

int fpl_places__next(struct fpl_places *places, struct fpl_place *out) {
    uint64_t seq = 0, line = 0, day = 0;
    if (places->rest.n == 0)
        return 0;
    if (!take_number(&places->rest, &seq) || !take_number(&places->rest, &line) || !take_number(&places->rest, &day) ||
        seq >= FPL_SPAN_RECORDS || line > INT32_MAX || day > UINT32_MAX)
        return -1;
    places->last.seq += (int64_t)seq;
    places->last.line = (int32_t)line;
    places->last.day = (int32_t)((uint32_t)places->last.day + (uint32_t)(day >> 1 ^ (0 - (day & 1))));
    *out = places->last;
    return 1;
}

/* ---- writing rows ---- */

static void put_number(struct fpl_buf *out, uint64_t value) {
    for (; value > 127; value >>= 7)
        fpl_buf_addc(out, (char)((value & 127) | 128));
    fpl_buf_addc(out, (char)value);
}

static void put_place(struct fpl_buf *out, const struct fpl_place *last, const struct fpl_place *place) {
    int32_t day = (int32_t)((uint32_t)place->day - (uint32_t)last->day);
    put_number(out, (uint64_t)(place->seq - last->seq));
    put_number(out, (uint64_t)place->line);
    put_number(out, (uint32_t)day << 1 ^ (0u - (uint32_t)(day < 0)));
}

struct writing {
    struct fpl_store *store;
    int32_t book;
    int64_t indexed; /* rows of spans before this seq may be there already */
    struct fpl_buf bytes;
    struct fpl_error *error;
};

/* What the row holds so far, and the last place of it. */
static enum fpl_status load_row(struct writing *w, struct fpl_posting_row *row, struct fpl_place *last, int *exists) {
    struct fpl_places places;
    int more = 1;
    *exists = 0;
    *last = (struct fpl_place){.seq = row->span * FPL_SPAN_RECORDS};
    fpl_buf_reset(&w->bytes);
    if (w->indexed <= last->seq)
        return FPL_OK;
    enum fpl_status status = fpl_store__get_postings(w->store, row, exists, w->error);
    if (status || !*exists)
        return status;
    fpl_buf_add(&w->bytes, row->bytes.p, row->bytes.n);
    fpl_places__begin(&places, row->span, row->bytes);
    while (more == 1)
        more = fpl_places__next(&places, last);
    return more < 0 ? fpl_fail(w->error, FPL_E_CORRUPT, "posting", NULL, NULL) : FPL_OK;
}

/* Places of one account, in order of the log. */
static enum fpl_status write_account(struct writing *w, struct fpl_str account, const struct fpl_place *place,
                                     size_t n) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < n && !status;) {
        struct fpl_posting_row row = {.book = w->book, .account = account, .span = place[i].seq / FPL_SPAN_RECORDS};
        struct fpl_place last;
        int exists = 0;
        status = load_row(w, &row, &last, &exists);
        for (; i < n && !status && place[i].seq / FPL_SPAN_RECORDS == row.span; i++) {
            put_place(&w->bytes, &last, &place[i]);
            last = place[i];
        }
        if (!status && fpl_buf_ok(&w->bytes))
            status = fpl_fail(w->error, FPL_E_NOMEM, NULL, NULL, NULL);
        row.bytes = fpl_buf_str(&w->bytes);
        if (!status)
            status = fpl_store__put_postings(w->store, &row, exists, w->error);
    }
    return status;
}

/* ---- from stored records ---- */

struct fpl_index_row {
    char account[16];
    struct fpl_place place;
};

static int gather(struct fpl_index_builder *b, struct fpl_str account, struct fpl_place place) {
    if (b->n == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 1024;
        struct fpl_index_row *wider = realloc(b->row, cap * sizeof *wider);
        if (!wider)
            return 0;
        b->row = wider;
        b->cap = cap;
    }
    struct fpl_index_row *row = &b->row[b->n++];
    *row = (struct fpl_index_row){.place = place}; /* NULs to the end: accounts are compared as two numbers */
    fpl_str_copy(account, row->account, sizeof row->account);
    return 1;
}

static uint64_t account_word(const struct fpl_index_row *row, int which) {
    uint64_t word = 0;
    for (int i = 0; i < 8; i++)
        word = word << 8 | (unsigned char)row->account[8 * which + i];
    return word;
}

/* By account; those of one account keep their order, which is the log's. */
static void sort_rows(const struct fpl_index_builder *b, struct fpl_keyed *order, struct fpl_keyed *spare) {
    for (size_t i = 0; i < b->n; i++)
        order[i] = (struct fpl_keyed){account_word(&b->row[i], 1), i};
    fpl_keyed__sort(order, spare, b->n);
    for (size_t i = 0; i < b->n; i++)
        order[i].key = account_word(&b->row[order[i].at], 0);
    fpl_keyed__sort(order, spare, b->n);
}

/* Writes what has been gathered of one span. */
static enum fpl_status write_gathered(struct fpl_index_builder *b, struct fpl_error *error) {
    struct writing w = {.store = b->to, .book = b->book, .indexed = b->indexed, .error = error};
    struct fpl_keyed *order = malloc((b->n + 1) * sizeof *order), *spare = malloc((b->n + 1) * sizeof *spare);
    struct fpl_place *place = malloc((b->n + 1) * sizeof *place);
    enum fpl_status status = order && spare && place ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        sort_rows(b, order, spare);
    for (size_t i = 0, n = 0; i < b->n && !status; i += n) {
        const char *account = b->row[order[i].at].account;
        for (n = 0; i + n < b->n && strcmp(b->row[order[i + n].at].account, account) == 0; n++)
            place[n] = b->row[order[i + n].at].place;
        status = write_account(&w, fpl_str_of(account), place, n);
    }
    free(order);
    free(spare);
    free(place);
    fpl_buf_release(&w.bytes);
    b->n = 0;
    return status;
}

void fpl_index__begin(struct fpl_index_builder *b, struct fpl_store *to, int32_t book, int64_t from) {
    *b = (struct fpl_index_builder){.to = to, .book = book, .indexed = from, .span = from / FPL_SPAN_RECORDS};
}

enum fpl_status fpl_index__record(struct fpl_index_builder *b, int64_t seq, const struct fpl_json *body,
                                  struct fpl_error *error) {
    const struct fpl_json *list = fpl_json_get(body, "p");
    struct fpl_place place = {.seq = seq, .day = list ? fpl_body__posted(body).day : 0};
    int ok = 1;
    if (seq / FPL_SPAN_RECORDS != b->span) {
        enum fpl_status status = write_gathered(b, error);
        if (status)
            return status;
        b->span = seq / FPL_SPAN_RECORDS;
    }
    for (const struct fpl_json *p = fpl_json_first(list); p && ok; p = fpl_json_next(list, p)) {
        place.line++;
        ok = gather(b, fpl_json_text(fpl_json_at(p, 0)), place);
    }
    return ok ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
}

enum fpl_status fpl_index__end(struct fpl_index_builder *b, enum fpl_status status, struct fpl_error *error) {
    if (!status)
        status = write_gathered(b, error);
    free(b->row);
    *b = (struct fpl_index_builder){0};
    return status;
}

static enum fpl_status gather_range(struct fpl_index_builder *b, struct fpl_session *session, int64_t until,
                                    struct fpl_error *error) {
    struct fpl_record_scan scan;
    struct fpl_record_row record;
    int row = 1;
    enum fpl_status status = fpl_record_scan__begin(session, b->book, b->indexed, until, &scan, error);
    while (!status && !(status = fpl_record_scan__next(&scan, &record, &row, error)) && row) {
        const struct fpl_json *body = NULL;
        if (!(status = fpl_stored__parse(b->book, record.seq, record.bytes, &session->doc, &body, error)))
            status = fpl_index__record(b, record.seq, body, error);
    }
    fpl_record_scan__end(&scan);
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

enum fpl_status fpl_pending__add(struct fpl_session *session, const struct fpl_open_book *book, int64_t seq,
                                 const struct fpl_draft *draft, struct fpl_date posted) {
    struct fpl_pending_index *pending = &session->pending;
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
        struct fpl_keyed *row = next_row(pending);
        if (!row)
            return FPL_E_NOMEM;
        /* by account alone: those of one account keep their order, which is the log's */
        *row = (struct fpl_keyed){(uint64_t)session->place[i],
                                  ((uint64_t)seq & (FPL_SPAN_RECORDS - 1)) << (LINE_BITS + DAY_BITS) |
                                      (uint64_t)(posted.day + DAY_ZERO) << LINE_BITS | (uint64_t)(i + 1)};
    }
    return FPL_OK;
}

static struct fpl_place place_of(const struct fpl_keyed *row, int64_t first) {
    return (struct fpl_place){.seq = first + (int64_t)(row->at >> (LINE_BITS + DAY_BITS)),
                              .line = (int32_t)(row->at & ((1 << LINE_BITS) - 1)),
                              .day = (int32_t)(row->at >> LINE_BITS & ((1 << DAY_BITS) - 1)) - DAY_ZERO};
}

#define FEW_RECORDS 64

/* The first entries of a book: where nothing before them in the span was posted, no row can be there. */
static enum fpl_status skip_empty(struct fpl_session *session, struct writing *w, int64_t first) {
    struct fpl_index_builder before;
    if (w->indexed <= first || w->indexed > first + FEW_RECORDS)
        return FPL_OK;
    fpl_index__begin(&before, w->store, w->book, first);
    enum fpl_status status = gather_range(&before, session, w->indexed, w->error);
    if (!status && before.n == 0)
        w->indexed = first;
    free(before.row);
    return status;
}

/* All pending rows are of one span. */
static enum fpl_status put_pending(struct fpl_session *session, const struct fpl_open_book *book,
                                   struct fpl_error *error) {
    struct fpl_pending_index *pending = &session->pending;
    struct writing w = {.store = session->store, .book = book->info.id, .indexed = book->head.indexed, .error = error};
    struct fpl_keyed *spare = malloc((pending->n + 1) * sizeof *spare);
    struct fpl_place *place = malloc((pending->n + 1) * sizeof *place);
    int64_t first = pending->from / FPL_SPAN_RECORDS * FPL_SPAN_RECORDS;
    enum fpl_status status = spare && place ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = skip_empty(session, &w, first);
    if (!status)
        fpl_keyed__sort(pending->row, spare, pending->n);
    for (size_t i = 0, n = 0; i < pending->n && !status; i += n) {
        uint64_t account = pending->row[i].key;
        for (n = 0; i + n < pending->n && pending->row[i + n].key == account; n++)
            place[n] = place_of(&pending->row[i + n], first);
        status = write_account(&w, fpl_str_of(book->chart.account[account].code), place, n);
    }
    free(spare);
    free(place);
    fpl_buf_release(&w.bytes);
    pending->from = pending->to;
    pending->n = 0;
    return status;
}

enum fpl_status fpl_journal__index(struct fpl_session *session, struct fpl_open_book *book, int64_t lag,
                                   struct fpl_error *error) {
    const struct fpl_pending_index *pending = &session->pending;
    struct fpl_index_builder builder;
    int64_t from = book->head.indexed, to = book->head.size;
    if (to - from <= lag)
        return FPL_OK;
    int has = pending->book == book->info.id && pending->from >= from && pending->to == to;
    if (has)
        to = pending->from;
    fpl_index__begin(&builder, session->store, book->info.id, from);
    enum fpl_status status = from < to ? gather_range(&builder, session, to, error) : FPL_OK;
    status = fpl_index__end(&builder, status, error);
    if (!status && has) {
        book->head.indexed = to; /* rows of the pending span may have just been made */
        status = put_pending(session, book, error);
    }
    if (!status) {
        book->head.indexed = book->head.size;
        book->head_dirty = 1;
    }
    return status;
}
