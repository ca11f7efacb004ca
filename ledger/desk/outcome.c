/* What became of each row, read back from the chunk records of an import. */
#include "ledger/base/base.h"
#include "ledger/desk/import.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the list of chunks ---- */

static int add_place(struct outcome_reader *read, const struct chunk_place *place) {
    if (read->chunks % 64 == 0) {
        struct chunk_place *wider = realloc(read->chunk, ((size_t)read->chunks + 64) * sizeof *wider);
        if (!wider)
            return 0;
        read->chunk = wider;
    }
    read->chunk[read->chunks++] = *place;
    return 1;
}

static void forget_parsed(struct outcome_reader *read) {
    for (int i = 0; read->parsed && i < ROUNDS_PARSED; i++)
        read->parsed[i].round = 0;
}

/* Where each round's chunks stand in the list, which is by round and row. */
static int span_rounds(struct outcome_reader *read) {
    read->rounds = read->chunks ? read->chunk[read->chunks - 1].round : 0;
    struct round_span *span = realloc(read->span, ((size_t)read->rounds + 1) * sizeof *span);
    if (!span)
        return 0;
    read->span = span;
    memset(span, 0, ((size_t)read->rounds + 1) * sizeof *span);
    for (int i = 0; i < read->chunks; i++) {
        struct round_span *of = &span[read->chunk[i].round];
        if (of->end == 0)
            of->first = i;
        of->end = i + 1;
    }
    if (!read->parsed)
        read->parsed = calloc(ROUNDS_PARSED, sizeof *read->parsed);
    forget_parsed(read);
    return read->parsed != NULL;
}

static enum fpl_status read_place(struct fpl_import *import, const struct fpl_item_row *item, struct chunk_place *out,
                                  struct fpl_error *error) {
    enum fpl_status status = fpl_json_parse(&import->doc, item->data, error);
    if (status)
        return status;
    const struct fpl_json *data = fpl_json_root(&import->doc);
    *out = (struct chunk_place){
        .round = fpl_json_get_num(data, "round", 0), .hi = fpl_json_get_num(data, "hi", 0), .seq = item->seq0};
    for (const char *p = item->key.p + item->key.n - 12; p < item->key.p + item->key.n; p++)
        out->lo = out->lo * 10 + (*p - '0');
    if (out->round < 1 || (import->read.chunks && out->round < import->read.chunk[import->read.chunks - 1].round))
        return fpl_fail(error, FPL_E_CORRUPT, "chunk", NULL, NULL);
    return FPL_OK;
}

enum fpl_status fpl_import__list_chunks(struct fpl_import *import, struct fpl_error *error) {
    struct outcome_reader *read = &import->read;
    char prefix[96];
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    if (read->loaded && read->list_for == import->flushes)
        return FPL_OK;
    snprintf(prefix, sizeof prefix, "%s|", import->submission);
    read->chunks = 0;
    enum fpl_status status = fpl_store__scan_items(import->session->store, import->book_id, FPL_STR("chunk"),
                                                   fpl_str_of(prefix), &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        struct chunk_place place;
        fpl_store__item_row(cursor, &item);
        if (item.key.n != strlen(prefix) + 17 || memcmp(item.key.p, prefix, strlen(prefix)) != 0)
            break;
        status = read_place(import, &item, &place, error);
        if (!status && !add_place(read, &place))
            status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    fpl_store__end(cursor);
    if (!status && !span_rounds(read))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    read->loaded = !status;
    read->list_for = import->flushes;
    return status;
}

void fpl_import__release_reader(struct outcome_reader *read) {
    for (int i = 0; read->parsed && i < ROUNDS_PARSED; i++) {
        fpl_buf_release(&read->parsed[i].bytes);
        fpl_json_doc_release(&read->parsed[i].doc);
    }
    free(read->parsed);
    free(read->span);
    free(read->chunk);
}

static void rewind_chunk(struct round_reader *read);

static enum fpl_status parse_chunk(struct fpl_import *import, struct round_reader *read, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    if (read->current == read->at)
        return FPL_OK;
    read->current = -1;
    const struct fpl_body_into into = {&read->bytes, &read->doc};
    enum fpl_status status =
        fpl_journal__body_in(import->session, import->book_id, import->read.chunk[read->at].seq, &into, &body, error);
    if (status)
        return status;
    read->current = read->at;
    rewind_chunk(read);
    return FPL_OK;
}

/* ---- one row in one chunk ---- */

static int64_t number(const struct fpl_json *array, uint32_t i) {
    return fpl_json_num(fpl_json_at(array, i), -1);
}

/* Rows are asked in ascending order: each list is read on from where the last row was found. */
static void rewind_chunk(struct round_reader *read) {
    const struct fpl_json *x = fpl_json_get(fpl_json_root(&read->doc), "x");
    read->runs = fpl_json_get(x, "runs");
    read->old = fpl_json_get(x, "already");
    read->no = fpl_json_get(x, "refused");
    read->told = fpl_json_get(x, "told");
    read->run = fpl_json_first(read->runs);
    read->old_at = fpl_json_first(read->old);
    read->no_at = fpl_json_first(read->no);
    read->told_at = fpl_json_first(read->told);
    read->told_number = NULL;
    read->run_seq = fpl_json_get_num(x, "s0", 0);
}

/* The voucher of a run's nth entry. */
static void write_voucher(const struct fpl_json *run, int64_t nth, char *out, size_t size) {
    struct fpl_str series = fpl_json_text(fpl_json_at(run, 3));
    if (!series.n)
        return;
    char digits[24], *end = digits + sizeof digits, *from = fpl_int__digits((uint64_t)(number(run, 4) + nth), end);
    *--from = ' ';
    fpl_str_copy(series, out, size - sizeof digits);
    fpl_str_copy((struct fpl_str){from, (size_t)(end - from)}, out + strlen(out), sizeof digits);
}

/* What the row's list tells of it; a list begins with the row of its first number. */
static int64_t told_of(struct round_reader *read, int64_t row) {
    while (read->told_at) {
        if (!read->told_number) {
            const struct fpl_json *first = fpl_json_first(read->told_at);
            read->told_row = fpl_json_num(first, INT64_MAX);
            read->told_number = fpl_json_next(read->told_at, first);
        }
        for (; read->told_number && read->told_row < row; read->told_row++)
            read->told_number = fpl_json_next(read->told_at, read->told_number);
        if (read->told_number)
            return read->told_row == row ? fpl_json_num(read->told_number, 0) : 0;
        read->told_at = fpl_json_next(read->told, read->told_at);
    }
    return 0;
}

static int in_runs(struct round_reader *read, int64_t row, struct fpl_row_outcome *out) {
    while (read->run) {
        int64_t first = number(read->run, 0), span = number(read->run, 1), count = number(read->run, 2);
        if (span <= 0 || row < first)
            return 0;
        if (row < first + span * count) {
            out->status = FPL_OK;
            out->seq = read->run_seq + (row - first) / span;
            out->told = told_of(read, row);
            write_voucher(read->run, (row - first) / span, out->voucher, sizeof out->voucher);
            return 1;
        }
        read->run_seq += count;
        read->run = fpl_json_next(read->runs, read->run);
    }
    return 0;
}

static int in_already(struct round_reader *read, int64_t row, struct fpl_row_outcome *out) {
    while (read->old_at && number(read->old_at, 1) < row)
        read->old_at = fpl_json_next(read->old, read->old_at);
    if (!read->old_at || number(read->old_at, 0) > row)
        return 0;
    out->status = FPL_ALREADY;
    out->seq = number(read->old_at, 2);
    return 1;
}

static int in_refused(struct round_reader *read, int64_t row, struct fpl_row_outcome *out) {
    char name[64];
    while (read->no_at && number(read->no_at, 1) < row)
        read->no_at = fpl_json_next(read->no, read->no_at);
    for (const struct fpl_json *entry = read->no_at; entry && number(entry, 0) <= row;
         entry = fpl_json_next(read->no, entry)) {
        int64_t about = fpl_json_num(fpl_json_at(entry, 8), 0);
        if (about && about != row)
            continue;
        if (out->reasons == FPL_DECISION_REASONS)
            break;
        out->own += about != 0;
        struct fpl_reason *reason = &out->reason[out->reasons];
        *reason = (struct fpl_reason){
            .status = fpl_status_of_name(fpl_str_copy(fpl_json_text(fpl_json_at(entry, 2)), name, sizeof name))};
        fpl_str_copy(fpl_json_text(fpl_json_at(entry, 3)), out->field[out->reasons], sizeof out->field[0]);
        fpl_str_copy(fpl_json_text(fpl_json_at(entry, 4)), reason->arg[0], sizeof reason->arg[0]);
        fpl_str_copy(fpl_json_text(fpl_json_at(entry, 5)), reason->arg[1], sizeof reason->arg[1]);
        fpl_str_copy(fpl_json_text(fpl_json_at(entry, 6)), reason->clause, sizeof reason->clause);
        out->reasons++;
        out->status = out->reason[0].status;
    }
    return out->reasons > 0;
}

static int found_in_chunk(struct fpl_import *import, struct round_reader *read, int64_t row,
                          struct fpl_row_outcome *out) {
    memset(out, 0, offsetof(struct fpl_row_outcome, reason)); /* the reasons are large: those in use are written */
    out->row = row;
    out->book = import->book_id;
    out->seq = -1;
    out->reasons = out->own = 0;
    return in_runs(read, row, out) || in_already(read, row, out) || in_refused(read, row, out);
}

static void copy_outcome(const struct fpl_row_outcome *from, struct fpl_row_outcome *out) {
    memcpy(out, from, offsetof(struct fpl_row_outcome, reason));
    memcpy(out->reason, from->reason, (size_t)from->reasons * sizeof from->reason[0]);
    memcpy(out->field, from->field, (size_t)from->reasons * sizeof from->field[0]);
    out->reasons = from->reasons;
    out->own = from->own;
}

/* What a round says of a row; *found = 0: nothing. Rows are mostly asked in ascending order, and so each chunk is
 * parsed once. */
static enum fpl_status look_in_round(struct fpl_import *import, int64_t round, int64_t row, int *found,
                                     struct fpl_row_outcome *out, struct fpl_error *error) {
    const struct round_span *span = &import->read.span[round];
    struct round_reader *read = &import->read.parsed[round % ROUNDS_PARSED];
    *found = 0;
    if (read->round != round) {
        read->round = round;
        read->current = -1;
        read->at = span->first;
    } else if (row < read->asked) {
        read->at = span->first;
        if (read->current >= 0)
            rewind_chunk(read);
    }
    read->asked = row;
    while (read->at < span->end && import->read.chunk[read->at].hi < row)
        read->at++;
    if (read->at == span->end || import->read.chunk[read->at].lo > row)
        return FPL_OK;
    enum fpl_status status = parse_chunk(import, read, error);
    if (!status)
        *found = found_in_chunk(import, read, row, out);
    return status;
}

/* An accepted row is decided for good; a refused one may have been decided again by a later round, of those below. */
static enum fpl_status find_row(struct fpl_import *import, int64_t row, int64_t below, struct fpl_row_outcome *out,
                                struct fpl_error *error) {
    struct fpl_row_outcome later;
    int any = 0, found = 0;
    enum fpl_status status = fpl_import__list_chunks(import, error);
    for (int64_t round = 1; !status && round <= import->read.rounds && round < below; round++) {
        status = look_in_round(import, round, row, &found, any ? &later : out, error);
        if (!status && found && any)
            copy_outcome(&later, out);
        any |= found;
        if (!status && any && (out->status == FPL_OK || out->status == FPL_ALREADY))
            return FPL_OK;
    }
    if (!status && !any)
        status = fpl_fail(error, FPL_E_NOT_FOUND, "row", NULL, NULL);
    return status;
}

enum fpl_status fpl_import__outcome_before(struct fpl_import *import, int64_t row, int64_t round,
                                           struct fpl_row_outcome *out) {
    struct fpl_error ignored = {0};
    int own = !import->session->depth;
    if (own && fpl_journal__begin(import->session, 0, &ignored))
        return ignored.status;
    enum fpl_status status = find_row(import, row, round, out, &ignored);
    if (own)
        fpl_journal__rollback(import->session);
    return status;
}

/* What the chunk does not say of a row comes from its record: the voucher of one recorded before, and what a claim is
 * provisionally worth. */
static enum fpl_status read_record(struct fpl_import *import, struct fpl_row_outcome *out, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    enum fpl_status status = fpl_journal__body(import->session, import->book_id, out->seq, &body, error);
    if (status)
        return status;
    const struct fpl_json *items = fpl_json_get(body, "i");
    fpl_body__voucher(body, out->voucher, sizeof out->voucher);
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "claim")) {
            const struct fpl_json *data = fpl_json_at(item, 2);
            out->amount = fpl_money_of(fpl_json_get_num(data, "prov", 0));
            (void)fpl_str_copy(fpl_json_get_text(data, "left"), out->left_out, sizeof out->left_out);
        }
    return FPL_OK;
}

/* What its record began, compared with what was there before it: the same whenever it is asked. */
static enum fpl_status compare_begun(struct fpl_import *import, struct fpl_str kind, struct fpl_row_outcome *out,
                                     struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    struct fpl_alike ask = {.book = import->book_id, .kind = kind, .below = out->seq, .seq = -1};
    enum fpl_status status = fpl_journal__body(import->session, import->book_id, out->seq, &body, error);
    const struct fpl_json *items = status ? NULL : fpl_json_get(body, "i");
    for (const struct fpl_json *item = fpl_json_first(items); item && ask.seq < 0; item = fpl_json_next(items, item)) {
        ask.key = fpl_json_text(fpl_json_at(item, 1));
        if (fpl_str_eq(fpl_json_text(fpl_json_at(item, 0)), kind) &&
            (status = fpl_journal__alike(import->session, &ask, error)))
            return status;
    }
    if (ask.seq < 0 || out->reasons == FPL_DECISION_REASONS)
        return status;
    struct fpl_reason *reason = &out->reason[out->reasons];
    *reason = (struct fpl_reason){.status = FPL_E_ALIKE};
    fpl_str_copy(fpl_str_of(ask.other), reason->arg[0], sizeof reason->arg[0]);
    snprintf(reason->arg[1], sizeof reason->arg[1], "%d/%lld", (int)import->book_id, (long long)ask.seq);
    out->field[out->reasons++][0] = '\0';
    return FPL_OK;
}

static enum fpl_status tell_alike(struct fpl_import *import, struct fpl_row_outcome *out, struct fpl_error *error) {
    struct fpl_str kind = fpl_str_of(fpl_event_of_command(import->command.spec)->item);
    if (out->status != FPL_OK || out->seq < 0 || kind.n == 0)
        return FPL_OK;
    if (import->any_alike < 0) {
        enum fpl_status status =
            fpl_journal__any_alike(import->session, import->book_id, kind, &import->any_alike, error);
        if (status)
            return status;
    }
    return import->any_alike ? compare_begun(import, kind, out, error) : FPL_OK;
}

static void end_rows(struct row_reader *reader) {
    if (reader->going)
        fpl_record_scan__end(&reader->scan);
    reader->going = 0;
    reader->seq = -1;
}

void fpl_import__release_rows(struct row_reader *reader) {
    end_rows(reader);
    fpl_buf_release(&reader->bytes);
    fpl_json_doc_release(&reader->doc);
}

/* The bytes of a row's record. A follower goes from one to the next: to look each one up would cost more than to check
 * it. */
static enum fpl_status row_bytes(struct fpl_import *import, int64_t seq, struct fpl_error *error) {
    struct row_reader *reader = &import->row;
    struct fpl_record_row record;
    enum fpl_status status = FPL_OK;
    int more = 1;
    if (reader->going && reader->seq == seq)
        return FPL_OK;
    reader->body = NULL;
    if (!reader->going || reader->scan.seq != seq) {
        end_rows(reader);
        reader->going = 1;
        status = fpl_record_scan__begin(import->session, import->book_id, seq, FPL_SEQ_MAX, &reader->scan, error);
    }
    if (!status)
        status = fpl_record_scan__next(&reader->scan, &record, &more, error);
    fpl_buf_reset(&reader->bytes);
    if (!status)
        fpl_buf_add(&reader->bytes, record.bytes.p, record.bytes.n);
    if (!status && fpl_buf_ok(&reader->bytes))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (status)
        end_rows(reader);
    else
        reader->seq = seq;
    return status;
}

static enum fpl_status row_body(struct fpl_import *import, int64_t seq, const struct fpl_json **out,
                                struct fpl_error *error) {
    struct row_reader *reader = &import->row;
    if (!import->own)
        return fpl_journal__body(import->session, import->book_id, seq, out, error);
    enum fpl_status status = row_bytes(import, seq, error);
    if (!status && !reader->body)
        status =
            fpl_stored__parse(import->book_id, seq, fpl_buf_str(&reader->bytes), &reader->doc, &reader->body, error);
    if (status) {
        end_rows(reader);
        return status;
    }
    *out = reader->body;
    return FPL_OK;
}

/* Has the book any item of the kind? Asked once a reading; known < 0: not yet. */
static enum fpl_status any_item(struct fpl_import *import, const char *kind, int *known, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    if (*known >= 0)
        return FPL_OK;
    *known = 0;
    enum fpl_status status =
        fpl_store__scan_items(import->session->store, import->book_id, fpl_str_of(kind), FPL_STR(""), &cursor, error);
    if (!status)
        status = fpl_store__next(cursor, known, error);
    fpl_store__end(cursor);
    return status;
}

/* The fact as the record tells it, which was read and so is kept with the decision. */
static struct fpl_fact told_by(const struct fpl_json *body, const struct fpl_tell *tell) {
    const struct fpl_json *kept =
        fpl_json_get(fpl_json_get(fpl_json_get(body, "dec"), "facts"), fpl_fact_name((enum fpl_fact_id)tell->fact));
    if (!kept)
        return (struct fpl_fact){.known = 0};
    return (struct fpl_fact){.known = 1,
                             .book = (int32_t)number(kept, 1),
                             .seq = number(kept, 2),
                             .v.text = fpl_json_text(fpl_json_at(kept, 0))};
}

/* Does the body write an item of the kind? A text of the ledger holds no bare quotation mark, so that nothing that was
 * typed can look like this; to look at the bytes costs a tenth of taking them apart. */
static int has_item(struct fpl_str bytes, const char *kind) {
    const char *end = bytes.p + bytes.n;
    size_t n = strlen(kind);
    for (const char *p = bytes.p; (p = memchr(p, '[', (size_t)(end - p))) != NULL; p++)
        if ((size_t)(end - p) >= n + 6 && p[1] == '"' && memcmp(p + 2, kind, n) == 0 &&
            memcmp(p + 2 + n, "\",\"", 3) == 0)
            return 1;
    return 0;
}

/* One thing that the row's record may tell. */
static enum fpl_status tell_one(struct fpl_import *import, const struct fpl_tell *tell, int64_t seq,
                                struct fpl_fact *out, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    *out = (struct fpl_fact){.known = 0};
    if (import->own) {
        enum fpl_status status = row_bytes(import, seq, error);
        if (status || !has_item(fpl_buf_str(&import->row.bytes), tell->item))
            return status;
    }
    enum fpl_status status = row_body(import, seq, &body, error);
    if (!status)
        *out = told_by(body, tell);
    return status;
}

/* What the answer tells beside the receipt: a number stands in the chunk, a text in the record; where the book has no
 * such record, none is opened. */
static enum fpl_status tell(struct fpl_import *import, struct fpl_row_outcome *out, struct fpl_error *error) {
    const struct fpl_event *event = fpl_event_of_command(import->command.spec);
    enum fpl_status status = FPL_OK;
    if (out->status != FPL_OK || out->seq < 0)
        return FPL_OK;
    for (int i = 0; i < FPL_EVENT_TELLS && event->tells[i].as && out->reasons < FPL_DECISION_REASONS; i++) {
        const struct fpl_tell *tell = &event->tells[i];
        struct fpl_fact fact = {.known = out->told > 0, .v.num = out->told};
        if (tell->item) {
            fact.known = 0;
            status = any_item(import, tell->item, &import->any_told[i], error);
            if (!status && import->any_told[i])
                status = tell_one(import, tell, out->seq, &fact, error);
        }
        if (status)
            return status;
        if (!fact.known)
            continue;
        out->field[out->reasons][0] = '\0';
        fpl_desk__tell(tell, &fact, &out->reason[out->reasons++]);
    }
    return FPL_OK;
}

static struct fpl_reason *add_note(struct fpl_row_outcome *out, enum fpl_status status) {
    if (out->reasons == FPL_DECISION_REASONS)
        return NULL;
    out->field[out->reasons][0] = '\0';
    struct fpl_reason *note = &out->reason[out->reasons++];
    *note = (struct fpl_reason){.status = status};
    return note;
}

/* The firm bore another name in the registry, which keeps its own: the one of then, so that the answer stays the same.
 */
static enum fpl_status tell_name(struct fpl_import *import, const struct fpl_json *body, struct fpl_row_outcome *out,
                                 struct fpl_error *error) {
    struct fpl_leaf leaf = {0};
    struct fpl_buf name = {0};
    const struct fpl_json *items = fpl_json_get(body, "i"), *named = fpl_json_first(items);
    while (named && !fpl_str_is(fpl_json_text(fpl_json_at(named, 0)), "named"))
        named = fpl_json_next(items, named);
    if (!named)
        return FPL_OK;
    struct fpl_str firm = fpl_json_text(fpl_json_at(named, 1)),
                   role = fpl_json_get_text(fpl_json_get(body, "act"), "role");
    int withheld =
        fpl_str_is(role, fpl_role_name(FPL_ROLE_BANK, -1)) || fpl_str_is(role, fpl_role_name(FPL_ROLE_GUARANTOR, -1));
    enum fpl_status status = fpl_journal__leaf(import->session, import->book_id, out->seq, &leaf, error);
    const struct fpl_bearer who = {"party", firm, fpl_date_of_instant(leaf.t, import->session->offset_minutes),
                                   fpl_json_get_num(body, "reg", INT64_MAX)};
    if (!status)
        status = fpl_journal__name(import->session, &who, &name, error);
    struct fpl_reason *note = status ? NULL : add_note(out, FPL_E_PARTY_NAME);
    if (note && name.n)
        fpl_str_copy(withheld ? fpl_str_of(FPL_DESK_NAME_WITHHELD) : fpl_buf_str(&name), note->arg[0],
                     sizeof note->arg[0]);
    fpl_buf_release(&name);
    return status;
}

/* Posted on a later day than its own, whose month was closed: as fpl_desk__append notes it. */
static enum fpl_status tell_day(struct fpl_import *import, const struct fpl_json *body, struct fpl_row_outcome *out,
                                struct fpl_error *error) {
    struct fpl_str occurred = fpl_json_get_text(body, "occ"), posted = fpl_body_posted(body);
    struct fpl_open_book *book = NULL;
    char opened[12];
    if (posted.n == 0 || fpl_json_get(body, "per") || fpl_str_cmp(posted, occurred) <= 0)
        return FPL_OK;
    enum fpl_status status = fpl_journal__book(import->session, import->book_id, &book, error);
    if (status || fpl_str_cmp(occurred, fpl_str_of(fpl_date_format(book->opened, opened))) < 0)
        return status;
    struct fpl_reason *note = add_note(out, FPL_POSTED_LATER);
    if (note) {
        fpl_str_copy(occurred, note->arg[0], sizeof note->arg[0]);
        fpl_str_copy(posted, note->arg[1], sizeof note->arg[1]);
    }
    return FPL_OK;
}

/* An entry without a number that says what another one says. */
static enum fpl_status tell_same(struct fpl_import *import, const struct fpl_json *body, struct fpl_row_outcome *out,
                                 struct fpl_error *error) {
    int64_t before = fpl_desk__says_after(body);
    enum fpl_status status = fpl_desk__said_before(import->session, import->book_id, out->seq, &before, error);
    struct fpl_reason *note = status || before < 0 ? NULL : add_note(out, FPL_SAME_ENTRY);
    if (note)
        snprintf(note->arg[0], sizeof note->arg[0], "%d/%lld", (int)import->book_id, (long long)before);
    return status;
}

/* What the desk remarks on a command that it takes, of a row: from its record, which is opened only where there may be
 * a remark. */
static enum fpl_status tell_remarks(struct fpl_import *import, struct fpl_row_outcome *out, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    const struct fpl_event *event = fpl_event_of_command(import->command.spec);
    int is_entry = event == &fpl_event__entry_posted, names = (event->flags & FPL_EVENT_NAMES_FIRM) != 0;
    enum fpl_status status = FPL_OK;
    if (out->status != FPL_OK || out->seq < 0)
        return FPL_OK;
    if (is_entry)
        status = any_item(import, "said", &import->any_said, error);
    if (!status && names)
        status = any_item(import, "named", &import->any_named, error);
    if (!status && out->voucher[0])
        status = any_item(import, "closed", &import->any_closed, error);
    is_entry = is_entry && import->any_said > 0;
    names = names && import->any_named > 0;
    int may_move = out->voucher[0] && import->any_closed > 0;
    if (status || (!is_entry && !names && !may_move))
        return status;
    status = row_body(import, out->seq, &body, error);
    if (!status && may_move)
        status = tell_day(import, body, out, error);
    if (!status && names)
        status = tell_name(import, body, out, error);
    if (!status && is_entry) /* last: it reads other records */
        status = tell_same(import, body, out, error);
    return status;
}

static int is_told_whole(const struct fpl_import *import, const struct fpl_row_outcome *outcome) {
    return outcome->seq < 0 || (outcome->status == FPL_OK && strncmp(import->command.spec->name, "claim.", 6) != 0);
}

/* ---- following ---- */

enum fpl_status fpl_import_follow(const struct fpl_import *import, struct fpl_import **out, struct fpl_error *error) {
    struct fpl_import *follower = calloc(1, sizeof *follower);
    if (!follower)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    enum fpl_status status = fpl_session_open(fpl_store__path(import->session->store), FPL_READ, &import->session->host,
                                              &follower->own, error);
    if (status) {
        free(follower);
        return status;
    }
    follower->session = follower->own;
    fpl_command_begin(&follower->command, import->command.spec);
    memcpy(follower->submission, import->submission, sizeof follower->submission);
    follower->book_id = import->book_id;
    follower->round = import->round;
    *out = follower;
    return FPL_OK;
}

void fpl_import_refresh(struct fpl_import *follower) {
    follower->read.loaded = 0;
    end_rows(&follower->row);
    if (follower->session->depth)
        fpl_journal__rollback(follower->session);
}

/* How far the import has come; rows behind may still get another outcome than one of an earlier round. */
static enum fpl_status look(struct fpl_import *follower, struct fpl_error *error) {
    struct outcome_reader *read = &follower->read;
    struct fpl_item_state state;
    int found = 0;
    enum fpl_status status = fpl_import__list_chunks(follower, error);
    follower->covered = 0;
    for (int i = 0; i < read->chunks && !status; i++)
        if (read->chunk[i].round == follower->round && read->chunk[i].hi > follower->covered)
            follower->covered = read->chunk[i].hi;
    if (!status)
        status = fpl_journal__item(follower->session, follower->book_id, "import", fpl_str_of(follower->submission),
                                   &state, &found, error);
    if (!status && found && !(status = fpl_json_parse(&follower->doc, state.data, error)))
        follower->complete = fpl_json_get_num(fpl_json_root(&follower->doc), "done", 0) == 1;
    return status;
}

static enum fpl_status begin_reading(struct fpl_import *import, struct fpl_error *error) {
    if (import->session->depth)
        return FPL_OK;
    enum fpl_status status = fpl_journal__begin(import->session, 0, error);
    import->any_alike = -1;
    for (int i = 0; i < FPL_EVENT_TELLS; i++)
        import->any_told[i] = -1;
    import->any_closed = -1;
    import->any_said = -1;
    import->any_named = -1;
    return !status && import->own ? look(import, error) : status;
}

enum fpl_status fpl_import_outcome(struct fpl_import *import, int64_t row, struct fpl_row_outcome *out,
                                   struct fpl_error *error) {
    struct fpl_row_outcome local;
    FPL_ASSERT(!import->open);
    enum fpl_status status = begin_reading(import, error);
    if (!status && import->own && !import->complete && row > import->covered)
        status = fpl_fail(error, FPL_E_NOT_FOUND, "row", NULL, NULL);
    if (!status)
        status = find_row(import, row, INT64_MAX, &local, error);
    if (!status && !is_told_whole(import, &local))
        status = read_record(import, &local, error);
    if (!status)
        status = tell_alike(import, &local, error);
    if (!status)
        status = tell(import, &local, error);
    if (!status)
        status = tell_remarks(import, &local, error);
    if (status)
        return status; /* the read transaction stays open for the next row; fpl_import_close ends it */
    copy_outcome(&local, out);
    return FPL_OK;
}
