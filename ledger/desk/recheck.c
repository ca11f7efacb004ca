/* A sender's file against what its import recorded: each row is looked for among the chunks of a round, and what is
 * told of it is compared with what the row gives. The desk reads the row's fields and compares commands; the reasons of
 * an ill-formed row are written once more and compared byte for byte. */
#include "fundpool/recheck.h"
#include "ledger/desk/desk.h"
#include "ledger/desk/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum told { TOLD_NOTHING, TOLD_ACCEPTED, TOLD_ALREADY, TOLD_REFUSED, TOLD_SKIPPED };
struct told_row {
    enum told told;
    int64_t first, last;
    int64_t seq;                 /* of the row's record; of the chunk where it has none */
    const struct fpl_json *said; /* refused: its first reason */
};

struct fpl_recheck {
    struct fpl_session *session;
    struct desk *desk;
    struct desk_call call;
    struct fpl_answer answer;
    struct fpl_error ignored; /* of what is compared and merely differs */
    struct fpl_import import; /* reads chunks, and what earlier rounds said */
    struct fpl_submitted *round;
    int rounds;
    const struct fpl_submitted *at;
    fpl_difference_cb cb;
    void *ctx;
    int64_t differences, hi;
    char first[FPL_ERROR_ARG_BYTES], sha256[2 * FPL_HASH_BYTES + 1]; /* of the file given */
    struct fpl_recheck_counts counts;
    int chunk; /* of import.read.chunk, the one read; -1: none */
    struct fpl_buf bytes, made;
    struct fpl_json_doc doc;
    uint8_t salt[FPL_SALT_BYTES];
    const struct fpl_json *runs, *already, *refused, *skip; /* its lists */
    const struct fpl_json *run, *old, *no, *gap;            /* and the places reached in them */
    int64_t run_seq;
};

/* ---- which rounds there are ---- */

static int64_t number(const struct fpl_json *array, uint32_t i) {
    return fpl_json_num(fpl_json_at(array, i), -1);
}

static enum fpl_status add_round(struct fpl_recheck *r, int32_t book, int64_t seq, int is_done,
                                 struct fpl_error *error) {
    const struct fpl_body_into into = {&r->bytes, &r->doc};
    const struct fpl_json *body = NULL;
    struct fpl_open_book *open = NULL;
    char name[64];
    struct fpl_submitted *wider = realloc(r->round, ((size_t)r->rounds + 1) * sizeof *wider);
    if (!wider)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    r->round = wider;
    enum fpl_status status = fpl_journal__book(r->session, book, &open, error);
    if (!status)
        status = fpl_journal__body_in(r->session, book, seq, &into, &body, error);
    if (status)
        return status;
    const struct fpl_json *x = fpl_json_get(body, "x");
    struct fpl_submitted *round = &r->round[r->rounds];
    *round = (struct fpl_submitted){.book = book,
                                    .seq = seq,
                                    .round = fpl_json_get_num(x, "round", 0),
                                    .is_done = is_done,
                                    .take_on = fpl_json_num(fpl_json_get(x, "take_on"), 0) != 0};
    fpl_str_copy(fpl_str_of(open->info.code), round->code, sizeof round->code);
    fpl_str_copy(fpl_json_get_text(x, "submission"), round->submission, sizeof round->submission);
    fpl_str_copy(fpl_json_get_text(x, "file"), round->sha256, sizeof round->sha256);
    fpl_str_copy(fpl_json_get_text(x, "mapping"), round->mapping, sizeof round->mapping);
    fpl_str_copy(fpl_json_get_text(x, "encoding"), round->encoding, sizeof round->encoding);
    fpl_str_copy(fpl_json_get_text(x, "name"), round->name, sizeof round->name);
    struct fpl_str delimiter = fpl_json_get_text(x, "delimiter");
    round->delimiter = (char)(delimiter.n == 1 ? delimiter.p[0] : 0);
    round->command = fpl_command_find(fpl_str_copy(fpl_json_get_text(x, "command"), name, sizeof name));
    if (!round->command || round->round < 1)
        return fpl_fail(error, FPL_E_CORRUPT, fpl_event__import_began.kind, NULL, NULL);
    r->rounds++;
    return FPL_OK;
}

static void look_at_submission(struct fpl_recheck *r, int32_t book, const char *submission) {
    r->import.session = r->session;
    r->import.book_id = book;
    r->import.read.loaded = 0;
    fpl_str_copy(fpl_str_of(submission), r->import.submission, sizeof r->import.submission);
}

struct found { /* a submission: its item is read before the next query */
    char submission[65];
    int64_t began;
    int done;
};

/* The round's import.began (no other kind tells a submission) below a record of the submission's book. A round left
 * before its first chunk has nothing else; the next one is begun soon after it. */
static enum fpl_status began_below(struct fpl_recheck *r, int64_t round, int64_t *seq, struct fpl_error *error) {
    const struct fpl_body_into into = {&r->bytes, &r->doc};
    const struct fpl_json *body = NULL;
    while (--*seq >= 0) {
        enum fpl_status status = fpl_journal__body_in(r->session, r->import.book_id, *seq, &into, &body, error);
        if (status)
            return status;
        const struct fpl_json *x = fpl_json_get(body, "x");
        if (fpl_str_is(fpl_json_get_text(x, "submission"), r->import.submission) &&
            fpl_json_get_num(x, "round", 0) == round)
            return FPL_OK;
    }
    return fpl_fail(error, FPL_E_CORRUPT, fpl_event__import_began.kind, NULL, NULL);
}

/* By a chunk of the round, or by the record itself; *seq is that of the round after it. */
static enum fpl_status find_round(struct fpl_recheck *r, int64_t round, int64_t *seq, int *done,
                                  struct fpl_error *error) {
    const struct outcome_reader *read = &r->import.read;
    const struct round_span span = round <= read->rounds ? read->span[round] : (struct round_span){0, 0};
    const struct fpl_body_into into = {&r->bytes, &r->doc};
    const struct fpl_json *body = NULL;
    *done = 0;
    if (span.end == span.first)
        return began_below(r, round, seq, error);
    enum fpl_status status =
        fpl_journal__body_in(r->session, r->import.book_id, read->chunk[span.end - 1].seq, &into, &body, error);
    if (status)
        return status;
    const struct fpl_json *x = fpl_json_get(body, "x");
    *seq = fpl_json_get_num(x, "sub", -1);
    *done = fpl_json_num(fpl_json_get(x, "end"), 0) != 0;
    return FPL_OK;
}

static void first_round_first(struct fpl_submitted *round, int n) {
    for (int i = 0; i < n / 2; i++) {
        struct fpl_submitted swap = round[i];
        round[i] = round[n - 1 - i];
        round[n - 1 - i] = swap;
    }
}

/* The newest round is known by the submission's own item, the others going back from it. */
static enum fpl_status add_rounds(struct fpl_recheck *r, int32_t book, const struct found *found,
                                  struct fpl_error *error) {
    int first = r->rounds, done = found->done;
    int64_t seq = found->began;
    look_at_submission(r, book, found->submission);
    enum fpl_status status = fpl_import__list_chunks(&r->import, error);
    if (!status)
        status = add_round(r, book, seq, done, error);
    for (int64_t k = status ? 0 : r->round[first].round - 1; k > 0 && !status; k--) {
        status = find_round(r, k, &seq, &done, error);
        if (!status)
            status = add_round(r, book, seq, done, error);
    }
    if (!status)
        first_round_first(r->round + first, r->rounds - first);
    return status;
}

static enum fpl_status find_in_book(struct fpl_recheck *r, int32_t book, struct fpl_str sha256,
                                    struct fpl_str submission, struct fpl_error *error) {
    struct found *list = NULL;
    size_t n = 0;
    int row = 1;
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status =
        fpl_store__scan_items(r->session->store, book, FPL_STR("import"), FPL_STR(""), &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if ((status = fpl_json_parse(&r->doc, item.data, error)))
            break;
        const struct fpl_json *data = fpl_json_root(&r->doc);
        if (submission.n ? !fpl_str_eq(item.key, submission) : !fpl_str_eq(fpl_json_get_text(data, "file"), sha256))
            continue;
        struct found *wider = realloc(list, (n + 1) * sizeof *list);
        if (!wider) {
            status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
            break;
        }
        list = wider;
        list[n].began = fpl_json_get_num(data, "began", -1);
        list[n].done = fpl_json_get_num(data, "done", 0) == 1;
        fpl_str_copy(item.key, list[n++].submission, sizeof list->submission);
    }
    fpl_store__end(cursor);
    for (size_t i = 0; i < n && !status; i++)
        status = add_rounds(r, book, &list[i], error);
    free(list);
    return status;
}

enum fpl_status fpl_recheck_open(struct fpl_session *session, struct fpl_str sha256, struct fpl_str submission,
                                 struct fpl_recheck **out, struct fpl_error *error) {
    struct fpl_recheck *r = calloc(1, sizeof *r);
    int32_t last = -1;
    if (!r)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    r->session = session;
    r->chunk = -1;
    fpl_str_copy(sha256, r->sha256, sizeof r->sha256);
    r->desk = fpl_desk__of(session);
    enum fpl_status status =
        r->desk ? fpl_journal__begin(session, 0, error) : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = fpl_journal__last_book(session, &last, error);
    for (int32_t book = 0; book <= last && !status; book++)
        status = find_in_book(r, book, sha256, submission, error);
    if (!status && r->rounds == 0) {
        struct fpl_str what = submission.n ? submission : sha256;
        status = fpl_fail_text(error, FPL_E_NO_SUBMISSION, what.p, what.n);
    }
    if (status) {
        fpl_recheck_close(r);
        return status;
    }
    *out = r;
    return FPL_OK;
}

void fpl_recheck_close(struct fpl_recheck *r) {
    if (!r)
        return;
    if (r->session->depth)
        fpl_journal__rollback(r->session);
    fpl_import__release_reader(&r->import.read);
    fpl_json_doc_release(&r->import.doc);
    fpl_json_doc_release(&r->doc);
    fpl_buf_release(&r->bytes);
    fpl_buf_release(&r->made);
    free(r->round);
    free(r);
}

int fpl_recheck_rounds(const struct fpl_recheck *r) {
    return r->rounds;
}

const struct fpl_submitted *fpl_recheck_round(const struct fpl_recheck *r, int i) {
    return &r->round[i];
}

enum fpl_status fpl_recheck_mapping(struct fpl_recheck *r, const char *sha256, struct fpl_buf *text, int *found,
                                    struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    *found = 0;
    enum fpl_status status =
        fpl_store__scan_items(r->session->store, 0, FPL_STR("mapping"), FPL_STR(""), &cursor, error);
    while (!status && !*found && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        const struct fpl_json *body = NULL;
        struct fpl_hash hash;
        char hex[2 * FPL_HASH_BYTES + 1];
        fpl_store__item_row(cursor, &item);
        if ((status = fpl_journal__body(r->session, 0, item.seq0, &body, error)))
            break;
        struct fpl_str source = fpl_json_get_text(fpl_json_get(body, "x"), "src");
        fpl_sha256_begin(r->session->hasher);
        fpl_sha256_add(r->session->hasher, source.p, source.n);
        fpl_sha256_end(r->session->hasher, &hash);
        fpl_hex(hash.byte, sizeof hash.byte, hex);
        if ((*found = strcmp(hex, sha256) == 0))
            fpl_buf_add(text, source.p, source.n);
    }
    fpl_store__end(cursor);
    if (!status && fpl_buf_ok(text))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    return status;
}

/* ---- what differs ---- */

static const struct {
    const char *zh, *en;
} words[] = {
    {"文件不是报送时的文件", "the file is not the one that was submitted"},
    {"文件不能按所记方式读取", "the file cannot be read in the way that is recorded"},
    {"此行没有记载", "nothing is recorded of the row"},
    {"此行有内容，记为没有内容", "the row holds a command, and is recorded as holding none"},
    {"此行没有内容，记为有内容", "the row holds no command, and is recorded as holding one"},
    {"组成一笔凭证的各行不同", "other rows make up the entry"},
    {"此行有错不能办理，记为已办理", "the row is ill-formed, and is recorded as decided"},
    {"此行可以读取，记为有错", "the row can be read, and is recorded as ill-formed"},
    {"入账的内容不同", "another command was recorded"},
    {"入账的分录不同", "other lines were recorded"},
    {"所指记录不是此类业务", "the record named is of another kind"},
    {"拒绝的不是此行内容", "what was refused is not the content of this row"},
    {"拒绝的原因不同", "other reasons for the refusal are recorded"},
    {"所记的行数不同", "another number of rows is recorded"},
};
enum difference {
    OTHER_FILE,
    UNREADABLE,
    NOT_TOLD,
    TOLD_EMPTY,
    TOLD_FULL,
    OTHER_ENTRY,
    TOLD_DECIDED,
    TOLD_FAULTY,
    OTHER_COMMAND,
    OTHER_LINES,
    OTHER_KIND,
    OTHER_CONTENT,
    OTHER_REASONS,
    OTHER_ROWS
};

static void differs(struct fpl_recheck *r, int64_t row, int64_t seq, enum difference what, const char *detail) {
    const struct fpl_file_difference told = {row, r->at->book, seq, words[what].zh, words[what].en, detail};
    if (r->differences++ == 0)
        snprintf(r->first, sizeof r->first, "%d/%lld", (int)r->at->book, (long long)seq);
    r->cb(r->ctx, &told);
}

void fpl_recheck_unreadable(struct fpl_recheck *r, enum fpl_status why) {
    differs(r, 0, r->at->seq, UNREADABLE, fpl_status_name(why));
}

enum fpl_status fpl_recheck_begin(struct fpl_recheck *r, int i, fpl_difference_cb cb, void *ctx,
                                  struct fpl_error *error) {
    struct desk_call *call = &r->call;
    r->at = &r->round[i];
    r->cb = cb;
    r->ctx = ctx;
    r->differences = r->hi = 0;
    r->counts = (struct fpl_recheck_counts){0};
    r->chunk = -1;
    r->first[0] = '\0';
    look_at_submission(r, r->at->book, r->at->submission);
    r->import.round = r->at->round;
    r->import.failed = FPL_OK;
    fpl_command_begin(&r->import.command, r->at->command);
    *call = (struct desk_call){.session = r->session,
                               .desk = r->desk,
                               .submission = -1,
                               .row = -1,
                               .answer = &r->answer,
                               .error = &r->ignored};
    if (strcmp(r->at->sha256, r->sha256) != 0)
        differs(r, 0, r->at->seq, OTHER_FILE, "SHA-256");
    enum fpl_status status = fpl_journal__book(r->session, r->at->book, &call->book, error);
    return status ? status : fpl_import__list_chunks(&r->import, error);
}

/* ---- what is told of a row ---- */

static enum fpl_status read_chunk(struct fpl_recheck *r, int i, struct fpl_error *error) {
    const struct fpl_body_into into = {&r->bytes, &r->doc};
    const struct fpl_json *body = NULL;
    r->chunk = -1;
    enum fpl_status status =
        fpl_journal__body_in(r->session, r->at->book, r->import.read.chunk[i].seq, &into, &body, error);
    if (status)
        return status;
    const struct fpl_json *x = fpl_json_get(body, "x");
    if (fpl_unbase64(fpl_json_get_text(x, "salt"), r->salt, sizeof r->salt))
        return fpl_fail(error, FPL_E_CORRUPT, "salt", NULL, NULL);
    r->runs = fpl_json_get(x, "runs");
    r->already = fpl_json_get(x, "already");
    r->refused = fpl_json_get(x, "refused");
    r->skip = fpl_json_get(x, "skip");
    r->run = fpl_json_first(r->runs);
    r->old = fpl_json_first(r->already);
    r->no = fpl_json_first(r->refused);
    r->gap = fpl_json_first(r->skip);
    r->run_seq = fpl_json_get_num(x, "s0", 0);
    r->chunk = i;
    return FPL_OK;
}

static int in_runs(struct fpl_recheck *r, int64_t row, struct told_row *out) {
    for (; r->run; r->run = fpl_json_next(r->runs, r->run)) {
        int64_t first = number(r->run, 0), span = number(r->run, 1), count = number(r->run, 2);
        if (span < 1 || row < first)
            return 0;
        if (row < first + span * count) {
            int64_t nth = (row - first) / span;
            *out = (struct told_row){TOLD_ACCEPTED, first + nth * span, first + nth * span + span - 1, r->run_seq + nth,
                                     NULL};
            return 1;
        }
        r->run_seq += count;
    }
    return 0;
}

/* The element of a list that covers the row: elements begin with a row and a last row. */
static const struct fpl_json *covers(const struct fpl_json *list, const struct fpl_json **at, int64_t row) {
    while (*at && number(*at, 1) < row)
        *at = fpl_json_next(list, *at);
    return *at && number(*at, 0) <= row ? *at : NULL;
}

static enum fpl_status find(struct fpl_recheck *r, int64_t row, struct told_row *out, struct fpl_error *error) {
    const struct outcome_reader *read = &r->import.read;
    const struct round_span span = r->at->round <= read->rounds ? read->span[r->at->round] : (struct round_span){0, 0};
    const struct fpl_json *said;
    int i = r->chunk < 0 ? span.first : r->chunk;
    *out = (struct told_row){.told = TOLD_NOTHING, .seq = r->at->seq};
    while (i < span.end && read->chunk[i].hi < row)
        i++;
    if (i == span.end)
        return FPL_OK;
    enum fpl_status status = i == r->chunk ? FPL_OK : read_chunk(r, i, error);
    if (status || in_runs(r, row, out))
        return status;
    out->seq = read->chunk[i].seq;
    if ((said = covers(r->already, &r->old, row)))
        *out = (struct told_row){TOLD_ALREADY, number(said, 0), number(said, 1), number(said, 2), NULL};
    else if ((said = covers(r->refused, &r->no, row)))
        *out = (struct told_row){TOLD_REFUSED, number(said, 0), number(said, 1), out->seq, said};
    else if ((said = covers(r->skip, &r->gap, row)))
        *out = (struct told_row){TOLD_SKIPPED, number(said, 0), number(said, 1), out->seq, NULL};
    return FPL_OK;
}

static int64_t end_of_chunks(const struct fpl_recheck *r) {
    const struct outcome_reader *read = &r->import.read;
    const struct round_span span = r->at->round <= read->rounds ? read->span[r->at->round] : (struct round_span){0, 0};
    return span.end > span.first ? read->chunk[span.end - 1].hi : 0;
}

enum fpl_status fpl_recheck_skip(struct fpl_recheck *r, int64_t row, int64_t row_last, struct fpl_error *error) {
    r->hi = row_last;
    while (row <= row_last) {
        struct told_row told;
        enum fpl_status status = find(r, row, &told, error);
        if (status)
            return status;
        if (told.told == TOLD_NOTHING)
            return FPL_OK; /* fpl_recheck_end compares how far it goes */
        if (told.told != TOLD_SKIPPED)
            differs(r, row, told.seq, TOLD_FULL, "");
        row = told.last + 1;
    }
    return FPL_OK;
}

/* In a later round rows that are recorded are not decided again, nor is an entry that holds one of them. */
static int is_wanted(const struct fpl_recheck *r, int64_t first, int64_t last) {
    for (int64_t row = first; row <= last; row++)
        if (!fpl_import_wants(&r->import, row))
            return 0;
    return 1;
}

/* Is the row told as this entry, and decided? *go: it is to be compared. */
static enum fpl_status find_unit(struct fpl_recheck *r, int64_t row, int64_t row_last, struct told_row *told, int *go,
                                 struct fpl_error *error) {
    enum fpl_status status = find(r, row, told, error);
    r->hi = row_last;
    *go = 0;
    if (status)
        return status;
    if (told->told == TOLD_NOTHING) {
        r->counts.open++;
        if (r->at->is_done)
            differs(r, row, told->seq, NOT_TOLD, "");
    } else if (told->told == TOLD_SKIPPED) {
        int wanted = r->at->round == 1 || is_wanted(r, row, row_last);
        if ((status = r->import.failed))
            return fpl_fail(error, status, fpl_event__import_chunk.kind, NULL, NULL);
        if (wanted)
            differs(r, row, told->seq, TOLD_EMPTY, "");
    } else if (told->first != row || told->last != row_last) {
        differs(r, row, told->seq, OTHER_ENTRY, "");
    } else {
        *go = 1;
    }
    return FPL_OK;
}

/* ---- rows with a command ---- */

/* The row's fields as the desk reads them. What it cannot read is in *form; answers the machine's failures alone. */
static enum fpl_status read_command(struct fpl_recheck *r, const struct fpl_command *command, enum fpl_status *form,
                                    struct fpl_error *error) {
    struct desk_call *call = &r->call;
    fpl_error_clear(&r->ignored);
    call->command = command;
    call->unseen_count = call->hides = 0;
    r->answer.reasons = 0;
    if (fpl_desk__reserve_text(r->desk))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    *form = fpl_desk__read_fields(call);
    if (!fpl_desk__is_machine(*form))
        return FPL_OK;
    if (error)
        *error = r->ignored;
    return *form;
}

/* Is the record at that place of a kind that the command makes? */
static enum fpl_status is_of_kind(struct fpl_recheck *r, const struct fpl_command *command, int64_t seq, int *is,
                                  struct fpl_error *error) {
    const struct fpl_event *event = fpl_event_of_command(command->spec);
    struct fpl_leaf leaf;
    enum fpl_status status = fpl_journal__leaf(r->session, r->at->book, seq, &leaf, error);
    while (!status && event && !fpl_str_is(fpl_str_of(leaf.kind), event->kind))
        event = event->otherwise;
    *is = !status && event != NULL;
    return status;
}

static enum fpl_status compare_record(struct fpl_recheck *r, const struct fpl_command *command,
                                      const struct told_row *told, struct fpl_error *error) {
    enum fpl_status form = FPL_OK, status = read_command(r, command, &form, error);
    int is = 0, differ = 0;
    if (status)
        return status;
    if (form) {
        differs(r, told->first, told->seq, OTHER_COMMAND, fpl_status_name(form));
        return FPL_OK;
    }
    if ((status = is_of_kind(r, command, told->seq, &is, error)))
        return status;
    if (!is) {
        differs(r, told->first, told->seq, OTHER_KIND, "");
        return FPL_OK;
    }
    status = fpl_desk__same_command(&r->call, told->seq);
    if (status == FPL_E_KEY_CHANGED) {
        differs(r, told->first, told->seq, OTHER_COMMAND, r->ignored.arg[0]);
        return FPL_OK;
    }
    if (!status)
        status = fpl_desk__lines_differ(&r->call, fpl_json_root(&r->desk->claim_doc), &differ);
    if (!status && differ)
        differs(r, told->first, told->seq, OTHER_LINES, "");
    if (status && error)
        *error = r->ignored;
    return status;
}

/* ---- refused rows ---- */

static int opens(struct fpl_recheck *r, const struct told_row *told, struct fpl_str raw) {
    char commitment[IMPORT_COMMITMENT_BYTES];
    fpl_import__commitment(r->session->hasher, r->salt, told->first, raw, commitment);
    for (const struct fpl_json *said = told->said; said && number(said, 0) == told->first;
         said = fpl_json_next(r->refused, said))
        if (!fpl_str_is(fpl_json_text(fpl_json_at(said, 7)), commitment))
            return 0;
    return 1;
}

/* The reasons written once more, against the elements of the list as they stand. */
static int same_reasons(struct fpl_recheck *r, const struct told_row *told) {
    const char *made = r->made.p;
    size_t left = r->made.n;
    const struct fpl_json *said = told->said;
    for (; said && number(said, 0) == told->first; said = fpl_json_next(r->refused, said)) {
        size_t comma = said != told->said;
        if (left < said->raw.n + comma || (comma && made[0] != ',') ||
            memcmp(made + comma, said->raw.p, said->raw.n) != 0)
            return 0;
        made += said->raw.n + comma;
        left -= said->raw.n + comma;
    }
    return left == 0;
}

/* Codes that no decider gives: a reader of files gives the first, the reader of fields the others. */
static int is_of_cells(enum fpl_status status) {
    return status == FPL_E_CSV || status == FPL_E_QUOTE || status == FPL_E_GROUPING || status == FPL_E_EXPONENT ||
           status == FPL_E_AMOUNT_UNIT || status == FPL_E_HEADER_ROW || status == FPL_E_TOTAL_ROW ||
           status == FPL_E_NOTE_ROW;
}

static int is_of_fields(enum fpl_status status) {
    return status == FPL_E_AMOUNT_FORMAT || status == FPL_E_AMOUNT_SCALE || status == FPL_E_DATE_FORMAT ||
           status == FPL_E_RATIO_RANGE;
}

/* The reader of fields says the same today, word for word. */
static enum fpl_status compare_form(struct fpl_recheck *r, const struct fpl_command *command, struct fpl_str raw,
                                    const struct told_row *told, struct fpl_error *error) {
    const struct import_refusals list = {&r->made, r->session->hasher, r->salt};
    const struct refused_row row = {told->first, told->last, command, raw, 0};
    struct fpl_reason reason = {.status = r->ignored.status};
    for (int i = 0; i < 2; i++)
        fpl_str_copy(fpl_str_of(r->ignored.arg[i]), reason.arg[i], sizeof reason.arg[i]);
    fpl_buf_reset(&r->made);
    if (fpl_import__refusal(&list, &row, &reason, r->ignored.field))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!same_reasons(r, told))
        differs(r, told->first, told->seq, OTHER_REASONS, fpl_status_name(reason.status));
    return FPL_OK;
}

/* A row that became a command: its content, and whether it is its form that refuses it. Whatever the desk asks of the
 * books comes after a form that is good, but for parties: one that is known today may not have been so then. */
static enum fpl_status compare_refused(struct fpl_recheck *r, const struct fpl_command *command, struct fpl_str raw,
                                       const struct told_row *told, struct fpl_error *error) {
    char name[64];
    enum fpl_status form = FPL_OK, status = read_command(r, command, &form, error);
    enum fpl_status code =
        fpl_status_of_name(fpl_str_copy(fpl_json_text(fpl_json_at(told->said, 2)), name, sizeof name));
    if (status)
        return status;
    int lines = (command->spec->flags & FPL_COMMAND_LINES) != 0;
    if (!opens(r, told, raw))
        differs(r, told->first, told->seq, OTHER_CONTENT, "");
    else if (is_of_cells(code) || (!form && !lines && is_of_fields(code)))
        differs(r, told->first, told->seq, TOLD_FAULTY, name);
    else if (form && form != FPL_E_PARTY && code != FPL_E_PARTY)
        return compare_form(r, command, raw, told, error);
    return FPL_OK;
}

static void count(struct fpl_recheck *r, enum told told) {
    r->counts.accepted += told == TOLD_ACCEPTED;
    r->counts.already += told == TOLD_ALREADY;
    r->counts.refused += told == TOLD_REFUSED;
}

enum fpl_status fpl_recheck_row(struct fpl_recheck *r, int64_t row, int64_t row_last, const struct fpl_command *command,
                                struct fpl_str raw, struct fpl_error *error) {
    struct told_row told;
    int go = 0;
    enum fpl_status status = find_unit(r, row, row_last, &told, &go, error);
    if (status || !go)
        return status;
    count(r, told.told);
    return told.told == TOLD_REFUSED ? compare_refused(r, command, raw, &told, error)
                                     : compare_record(r, command, &told, error);
}

enum fpl_status fpl_recheck_refuse(struct fpl_recheck *r, int64_t row, int64_t row_last,
                                   const struct fpl_import_faults *faults, struct fpl_str raw,
                                   struct fpl_error *error) {
    struct told_row told;
    const struct import_refusals list = {&r->made, r->session->hasher, r->salt};
    const struct refused_row refused = {row, row_last, NULL, raw, 0};
    int go = 0;
    enum fpl_status status = find_unit(r, row, row_last, &told, &go, error);
    if (status || !go)
        return status;
    count(r, told.told);
    if (told.told != TOLD_REFUSED) {
        differs(r, row, told.seq, TOLD_DECIDED, fpl_status_name(faults->reason[0].status));
        return FPL_OK;
    }
    fpl_buf_reset(&r->made);
    if (fpl_import__faults(&list, &refused, faults))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!opens(r, &told, raw))
        differs(r, row, told.seq, OTHER_CONTENT, "");
    else if (!same_reasons(r, &told))
        differs(r, row, told.seq, OTHER_REASONS, fpl_status_name(faults->reason[0].status));
    return FPL_OK;
}

enum fpl_status fpl_recheck_end(struct fpl_recheck *r, struct fpl_recheck_counts *counts, struct fpl_error *error) {
    char rows[64];
    int64_t told = end_of_chunks(r);
    if (r->hi > 0 && (r->at->is_done ? told != r->hi : told > r->hi)) {
        snprintf(rows, sizeof rows, "%lld / %lld", (long long)told, (long long)r->hi);
        differs(r, 0, r->at->seq, OTHER_ROWS, rows);
    }
    *counts = r->counts;
    return r->differences ? fpl_fail(error, FPL_E_FILE_DIFFERS, r->first, NULL, NULL) : FPL_OK;
}
