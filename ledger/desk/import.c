/* Imports: a file's rows decided one by one, in chunks that are each one transaction.
 *
 * Records of an import in its book: one `import.began` a round (who, which file, how it was read), one record per
 * accepted row, and after the rows of each chunk one `import.chunk` that says what became of every row of it: accepted
 * rows in runs [row, rows per entry, how many, series of vouchers, first number] over consecutive seqs from "s0", rows
 * recorded before as [row, seq], rows that hold no command as [row, last row], refused ones as [row, last row, code,
 * field, arg, arg, clause, commitment]. Arguments that are a field's own content are written "@field": no content of a
 * refused row is kept, only a salted commitment to it. An answer file is built from these records alone, so that
 * repeating a command gives the same one. */
#include "ledger/desk/import.h"
#include "ledger/desk/desk.h"
#include "ledger/general/make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_ROWS  30000
#define CHUNK_BYTES ((size_t)2 << 20)

/* ---- opening ---- */

static enum fpl_status write_began(struct fpl_import *import, const struct fpl_import_spec *spec) {
    struct fpl_json_out out;
    fpl_buf_reset(&import->text);
    fpl_json_begin(&out, &import->text);
    fpl_json_object(&out);
    fpl_json_kstrz(&out, "command", spec->command->name);
    if (spec->delimiter.n)
        fpl_json_kstr(&out, "delimiter", spec->delimiter);
    if (spec->encoding.n)
        fpl_json_kstr(&out, "encoding", spec->encoding);
    fpl_json_kstr(&out, "file", spec->file_sha256);
    if (spec->mapping.n)
        fpl_json_kstr(&out, "mapping", spec->mapping);
    if (spec->file_name.n)
        fpl_json_kstr(&out, "name", spec->file_name);
    fpl_json_kint(&out, "round", import->round);
    fpl_json_kstrz(&out, "submission", import->submission);
    fpl_json_kbool(&out, "take_on", spec->take_on);
    fpl_json_end(&out);
    return fpl_buf_ok(&import->text);
}

/* What the book knows of the submission, and what its actor has begun or had refused, as items of import->made. */
static void make_state(struct fpl_import *import, int done) {
    fpl_make__import(&import->made, &(struct fpl_submission){.submission = fpl_str_of(import->submission),
                                                             .file = fpl_str_of(import->file),
                                                             .mapping = fpl_str_of(import->mapping),
                                                             .what = fpl_str_of(import->command.spec->name),
                                                             .began = import->began,
                                                             .round = import->round,
                                                             .done = done,
                                                             .take_on = import->command.take_on});
}

static void use_made(struct fpl_import *import, struct fpl_draft *draft) {
    draft->extra = fpl_buf_str(&import->text);
    draft->item = import->made.item;
    draft->items = import->made.items;
    draft->tally = import->made.tally;
    draft->tallies = import->made.tallies;
}

/* A file taken in one book is not taken again in another; asked within the transaction that would begin it. */
static enum fpl_status not_elsewhere(struct fpl_import *import, struct fpl_error *error) {
    struct fpl_request_row acted;
    struct fpl_open_book *book = NULL;
    char receipt[48];
    enum fpl_status status =
        fpl_journal__request(import->session, "import", fpl_str_of(import->submission), &acted, error);
    if (status || acted.book < 0 || acted.book == import->book_id)
        return status;
    if ((status = fpl_journal__book(import->session, acted.book, &book, error)))
        return status;
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)acted.book, (long long)acted.seq);
    fpl_error_at_field(error, "book");
    return fpl_fail(error, FPL_E_FILE_ELSEWHERE, book->info.code, receipt, NULL);
}

static enum fpl_status append_began(struct fpl_import *import, const struct fpl_import_spec *spec,
                                    struct fpl_error *error) {
    struct fpl_draft draft;
    struct fpl_appended appended;
    enum fpl_status status = fpl_desk__begin_books(import->session, import->command.spec, import->command.book, error);
    if (status)
        return status;
    fpl_journal__hold_clock(import->session); /* the day it counts for is the day of its t */
    import->call.error = error;
    if ((status = fpl_desk__check_who_again(&import->call))) {
        fpl_journal__rollback(import->session);
        return status;
    }
    status = import->round == 1 ? not_elsewhere(import, error) : FPL_OK;
    if (!status)
        status = fpl_journal__book(import->session, import->book_id, &import->call.book, error);
    import->began = status ? -1 : import->call.book->head.size;
    fpl_decision_begin(&import->made);
    make_state(import, 0);
    fpl_make__count(&import->made, spec->actor, "imports", 1);
    if (!status && (write_began(import, spec) || import->made.outcome != FPL_OK))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = fpl_desk__within(import->session, spec->actor, fpl_journal__today(import->session, import->call.book),
                                  "imports", import->session->limits.imports, error);
    fpl_draft__begin(&draft, fpl_event__import_began.kind);
    draft.actor = spec->actor;
    draft.role = fpl_str_of(import->call.role);
    draft.checker = import->checker;
    draft.auth = spec->auth;
    draft.checker_auth = spec->checker_auth;
    use_made(import, &draft);
    if (!status)
        status = fpl_journal__append(import->session, import->call.book, &draft, &appended, error);
    if (status) {
        fpl_journal__rollback(import->session);
        return status;
    }
    FPL_ASSERT(import->began == appended.seq);
    return fpl_journal__commit(import->session, error);
}

/* Chunks recorded so far: how far the last round has come, and the counts. */
static enum fpl_status load_chunks(struct fpl_import *import, struct fpl_error *error) {
    char prefix[96];
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    snprintf(prefix, sizeof prefix, "%s|", import->submission);
    import->last_row = 0;
    import->counts = (struct fpl_import_counts){0};
    enum fpl_status status = fpl_store__scan_items(import->session->store, import->book_id, FPL_STR("chunk"),
                                                   fpl_str_of(prefix), &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        int64_t round = 0;
        fpl_store__item_row(cursor, &item);
        if (item.key.n != strlen(prefix) + 17 || memcmp(item.key.p, prefix, strlen(prefix)) != 0)
            break;
        if ((status = fpl_json_parse(&import->doc, item.data, error)))
            break;
        const struct fpl_json *data = fpl_json_root(&import->doc);
        round = fpl_json_get_num(data, "round", 0);
        import->counts.accepted += fpl_json_get_num(data, "acc", 0);
        import->counts.already += fpl_json_get_num(data, "alr", 0);
        import->counts.refused +=
            fpl_json_get_num(data, "ref", 0) - (round > 1 ? fpl_json_get_num(data, "rows", 0) : 0);
        if (round == import->round)
            import->last_row = fpl_json_get_num(data, "hi", 0);
    }
    fpl_store__end(cursor);
    return status;
}

/* Were the round's rows given by these people, known as they are now, as its chunks must be? */
static enum fpl_status same_people(struct fpl_import *import, const struct fpl_import_spec *spec, int *same) {
    const struct fpl_json *body = NULL;
    struct desk *desk = import->desk;
    enum fpl_status status =
        fpl_desk__body(&import->call, import->book_id, import->began, &desk->claim_body, &desk->claim_doc, &body);
    if (status)
        return status;
    const struct fpl_json *act = fpl_json_get(body, "act");
    struct fpl_auth known[2];
    fpl_body_auth(body, known);
    *same = fpl_auth_eq(&known[0], &spec->auth) &&
            (import->checker.n == 0 || fpl_auth_eq(&known[1], &spec->checker_auth)) &&
            fpl_str_eq(fpl_json_get_text(act, "by"), spec->actor) &&
            fpl_str_is(fpl_json_get_text(act, "role"), import->call.role) &&
            fpl_str_eq(fpl_json_get_text(body, "chk"), import->checker);
    return FPL_OK;
}

/* As the sender gave it: an institution's own is kept under another name. */
static enum fpl_status is_another(const struct fpl_import *import, const struct fpl_import_spec *spec,
                                  const char *differs, int64_t seq, struct fpl_error *error) {
    const char *what = strcmp(differs, "file") == 0      ? FPL_ZH_EN("文件", "the file")
                       : strcmp(differs, "command") == 0 ? FPL_ZH_EN("导入内容", "what is imported")
                                                         : FPL_ZH_EN("承接历史数据", "taking on (--take-on)");
    char given[FPL_ERROR_ARG_BYTES], receipt[48];
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)import->book_id, (long long)seq);
    fpl_error_at_field(error, differs);
    return fpl_fail(error, FPL_E_SUBMISSION_CHANGED, fpl_error_quote(spec->submission, given), what, receipt);
}

/* *done is 2 where another round is begun: the newest one was read by another mapping, so that refused rows are worth
 * it, or it was left half-way and other people go on. */
static enum fpl_status find_submission(struct fpl_import *import, const struct fpl_import_spec *spec, int *found,
                                       int *done, struct fpl_error *error) {
    struct fpl_item_state state;
    enum fpl_status status = fpl_journal__item(import->session, import->book_id, "import",
                                               fpl_str_of(import->submission), &state, found, error);
    if (status || !*found)
        return status;
    if ((status = fpl_json_parse(&import->doc, state.data, error)))
        return status;
    const struct fpl_json *data = fpl_json_root(&import->doc);
    int mapped = fpl_str_is(fpl_json_get_text(data, "mapping"), import->mapping);
    *done = (int)fpl_json_get_num(data, "done", 0);
    const char *differs = !fpl_str_is(fpl_json_get_text(data, "file"), import->file)          ? "file"
                          : !fpl_str_is(fpl_json_get_text(data, "what"), spec->command->name) ? "command"
                          : fpl_json_num(fpl_json_get(data, "take_on"), 0) != spec->take_on   ? "take_on"
                                                                                              : NULL;
    if (differs)
        return is_another(import, spec, differs, state.seq0, error);
    import->round = fpl_json_get_num(data, "round", 1);
    import->began = fpl_json_get_num(data, "began", -1);
    int same = 1;
    if (!*done && (status = same_people(import, spec, &same)))
        return status;
    *done = !mapped || !same ? 2 : *done;
    return FPL_OK;
}

static enum fpl_status check_spec(struct fpl_import *import, const struct fpl_import_spec *spec,
                                  struct fpl_error *error) {
    import->command.actor = spec->actor;
    import->command.checker = spec->checker;
    import->command.book = spec->book;
    import->command.take_on = spec->take_on;
    struct desk_call *call = &import->call;
    *call = (struct desk_call){.session = import->session,
                               .desk = import->desk,
                               .command = &import->command,
                               .auth = spec->auth,
                               .checker_auth = spec->checker_auth,
                               .submission = -1,
                               .row = -1,
                               .answer = &import->answer,
                               .error = error};
    enum fpl_status status = fpl_desk__check_who(call);
    if (spec->command->flags & FPL_COMMAND_ENTRY) /* nobody checks what posts nothing */
        import->checker = spec->checker;
    if (!status)
        import->book_id = call->book->info.id;
    return status;
}

static enum fpl_status open_import(struct fpl_import *import, const struct fpl_import_spec *spec,
                                   enum fpl_import_state *state, struct fpl_error *error) {
    int found = 0, done = 0;
    enum fpl_status status = fpl_journal__begin(import->session, 0, error);
    if (status)
        return status;
    status = check_spec(import, spec, error);
    if (!status) {
        char own[65];
        struct fpl_str key = fpl_desk__own_key(&import->call, fpl_str_of(import->submission), own);
        if (key.p == own)
            fpl_str_copy(key, import->submission, sizeof import->submission);
        status = find_submission(import, spec, &found, &done, error);
    }
    if (!status && found)
        status = load_chunks(import, error);
    fpl_journal__rollback(import->session);
    if (status)
        return status;
    import->round = found ? import->round : 1;
    int again = spec->again || done == 2;
    *state = !found ? FPL_IMPORT_FRESH : done && !again ? FPL_IMPORT_COMPLETE : FPL_IMPORT_RESUMED;
    if (found && done && again) {
        import->round++;
        import->last_row = 0;
        *state = FPL_IMPORT_FRESH;
    }
    import->complete = *state == FPL_IMPORT_COMPLETE;
    import->settled = import->counts;
    return FPL_OK;
}

enum fpl_status fpl_import_open(struct fpl_session *session, const struct fpl_import_spec *spec,
                                struct fpl_import **out, enum fpl_import_state *state, struct fpl_error *error) {
    FPL_ASSERT(spec->command->flags & (FPL_COMMAND_IMPORT | FPL_COMMAND_LINES));
    struct fpl_import *import = calloc(1, sizeof *import);
    if (!import)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    import->session = session;
    import->desk = fpl_desk__of(session);
    import->chunk_rows = spec->chunk_rows > 0 && spec->chunk_rows < CHUNK_ROWS ? spec->chunk_rows : CHUNK_ROWS;
    fpl_command_begin(&import->command, spec->command);
    fpl_str_copy(spec->submission, import->submission, sizeof import->submission);
    fpl_str_copy(spec->file_sha256, import->file, sizeof import->file);
    fpl_str_copy(spec->mapping, import->mapping, sizeof import->mapping);
    enum fpl_status status = import->desk ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status && spec->submission.n == 0)
        status = fpl_fail(error, FPL_E_USAGE, "submission", NULL, NULL);
    if (!status && (status = fpl_id_check(spec->submission, error)))
        fpl_error_at_field(error, "submission");
    if (!status)
        status = open_import(import, spec, state, error);
    if (!status && *state == FPL_IMPORT_FRESH)
        status = append_began(import, spec, error);
    if (status) {
        fpl_import_close(import);
        return status;
    }
    import->error.status = FPL_OK;
    *out = import;
    return FPL_OK;
}

void fpl_import_close(struct fpl_import *import) {
    if (!import)
        return;
    fpl_import__release_rows(&import->row);
    if (import->open || import->session->depth)
        fpl_journal__rollback(import->session);
    fpl_store__stop_behind(import->session->store);
    import->session->bulk = import->session->set.absent.many = 0;
    fpl_buf_release(&import->text);
    fpl_buf_release(&import->refused);
    fpl_buf_release(&import->runs);
    fpl_buf_release(&import->already);
    fpl_buf_release(&import->skip);
    fpl_buf_release(&import->told.text);
    fpl_json_doc_release(&import->doc);
    fpl_import__release_reader(&import->read);
    fpl_session_close(import->own);
    free(import);
}

/* The machine failed within a chunk: the chunk is gone as a whole, and nothing may follow it, as its rows would be
 * passed over. The same command begins again after the last chunk that was committed. */
static enum fpl_status abandon(struct fpl_import *import, enum fpl_status status) {
    if (import->open)
        fpl_journal__rollback(import->session);
    import->open = 0;
    import->failed = status;
    import->counts = import->settled;
    return status;
}

/* Chunks that were handed over before the one that failed are committed, or not: the file knows. */
static void recount(struct fpl_import *import) {
    struct fpl_session *session = import->session, *own = NULL;
    if (fpl_session_open(fpl_store__path(session->store), FPL_READ, &session->host, &own, NULL) != FPL_OK)
        return;
    import->session = own;
    if (fpl_journal__begin(own, 0, NULL) == FPL_OK && load_chunks(import, NULL) == FPL_OK)
        import->settled = import->counts;
    fpl_journal__rollback(own);
    fpl_session_close(own);
    import->session = session;
}

enum fpl_status fpl_import_again(struct fpl_import *import, struct fpl_error *error) {
    struct fpl_session *session = import->session;
    FPL_ASSERT(import->failed == FPL_E_MEANWHILE && !import->open);
    fpl_journal__rollback(session);
    fpl_store__stop_behind(session->store);
    fpl_store__start_anew(session->store);
    fpl_desk__forget(import->desk);
    import->failed = FPL_OK;
    import->skipped = 0;
    import->flushes++; /* the list of chunks that was read is of before */
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (!status)
        status = load_chunks(import, error);
    fpl_journal__rollback(session);
    import->settled = import->counts;
    return status ? abandon(import, status) : FPL_OK;
}

void fpl_import_count(struct fpl_import *import, struct fpl_import_counts *out) {
    if (import->failed)
        recount(import);
    *out = import->settled;
}

/* ---- rows ---- */

int fpl_import_wants(const struct fpl_import *import, int64_t row) {
    if (import->complete || row <= import->last_row)
        return 0;
    if (import->round == 1)
        return 1;
    struct fpl_row_outcome outcome;
    struct fpl_import *self = (struct fpl_import *)(uintptr_t)import; /* reading moves the outcome cursor only */
    enum fpl_status status = fpl_import__outcome_before(self, row, import->round, &outcome);
    if (status && status != FPL_E_NOT_FOUND && !import->failed)
        self->failed = status;     /* told by whatever is called next: no row may be passed over for it */
    if (status == FPL_E_NOT_FOUND) /* the rounds before were left before they came to it */
        return 1;
    return !status && outcome.status != FPL_OK && outcome.status != FPL_ALREADY;
}

static int64_t next_row(const struct fpl_import *import) {
    return (import->skipped > import->last_row ? import->skipped : import->last_row) + 1;
}

void fpl_import_skip(struct fpl_import *import, int64_t row, int64_t row_last) {
    FPL_ASSERT(row_last >= row && row <= next_row(import));
    if (row_last > import->skipped)
        import->skipped = row_last;
}

/* The rows passed over since the last one that was decided are told in the chunk. */
static void tell_skipped(struct fpl_import *import) {
    struct fpl_buf *list = &import->skip;
    if (import->skipped <= import->last_row)
        return;
    fpl_buf_addf(list, "%s[%lld,%lld]", list->n ? "," : "", (long long)import->last_row + 1,
                 (long long)import->skipped);
    import->last_row = import->chunk.hi = import->skipped;
}

static enum fpl_status begin_chunk(struct fpl_import *import, struct fpl_error *error) {
    struct fpl_fold fold = {import->session->store, &import->session->set};
    if (import->failed)
        return fpl_fail(error, import->failed, NULL, NULL, NULL);
    if (import->open)
        return FPL_OK;
    enum fpl_status status = fpl_desk__begin_books(import->session, import->command.spec, import->command.book, error);
    if (status)
        return abandon(import, status);
    import->session->bulk = import->session->set.absent.many = 1;
    import->open = 1;
    fpl_store__start_behind(import->session->store);
    import->chunk = (struct import_chunk){.lo = import->last_row + 1, .hi = import->last_row};
    fpl_buf_reset(&import->refused);
    fpl_buf_reset(&import->runs);
    fpl_told__begin(&import->told);
    fpl_buf_reset(&import->already);
    fpl_buf_reset(&import->skip);
    import->call.error = error;
    import->call.command = &import->command;
    if (!(status = fpl_journal__salt(import->session, import->chunk.salt, error)))
        status = fpl_journal__book(import->session, import->book_id, &import->call.book, error);
    if (!status)
        status = fpl_desk__check_who_again(&import->call);
    if (!status)
        status = fpl_fold__load_lines(&fold, import->book_id, error);
    if (!status)
        status = fpl_fold__load_kind(&fold, import->book_id, "voucher", error);
    if (!status)
        import->chunk.s0 = import->call.book->head.size;
    return status ? abandon(import, status) : FPL_OK;
}

static void add_triple(struct fpl_buf *list, int64_t a, int64_t b, int64_t c) {
    if (list->n)
        fpl_buf_addc(list, ',');
    fpl_buf_addc(list, '[');
    fpl_buf_addi(list, a);
    fpl_buf_addc(list, ',');
    fpl_buf_addi(list, b);
    fpl_buf_addc(list, ',');
    fpl_buf_addi(list, c);
    fpl_buf_addc(list, ']');
}

/* May the row be given at all? A file is bounded, and so is what is refused to its actor on a day. */
static enum fpl_status check_limits(struct fpl_import *import, int64_t row_last, int fresh, struct fpl_error *error) {
    const struct fpl_limits *limits = &import->session->limits;
    enum fpl_status status = FPL_OK;
    if (row_last > limits->import_rows)
        status = fpl_fail(error, FPL_E_LIMIT, FPL_ZH_EN("单次导入的行数", "rows of one import"), NULL, NULL);
    if (!status && fresh)
        status = fpl_desk__within(import->session, import->command.actor,
                                  fpl_journal__today(import->session, import->call.book), "refused.rows",
                                  limits->refused_rows, error);
    return status ? abandon(import, status) : FPL_OK;
}

static enum fpl_status begin_row(struct fpl_import *import, int64_t row, int64_t row_last, struct fpl_error *error) {
    FPL_ASSERT((row == next_row(import) || import->failed) && row_last >= row);
    int fresh = !import->open;
    enum fpl_status status = begin_chunk(import, error);
    if (!status)
        tell_skipped(import);
    return status ? status : check_limits(import, row_last, fresh, error);
}

static void close_run(struct fpl_import *import) {
    struct import_chunk *chunk = &import->chunk;
    struct fpl_json_out out;
    if (chunk->run_count == 0)
        return;
    if (import->runs.n)
        fpl_buf_addc(&import->runs, ',');
    fpl_json_begin(&out, &import->runs);
    fpl_json_array(&out);
    fpl_json_int(&out, chunk->run_row);
    fpl_json_int(&out, chunk->run_span);
    fpl_json_int(&out, chunk->run_count);
    if (chunk->run_series[0]) {
        fpl_json_strz(&out, chunk->run_series);
        fpl_json_int(&out, chunk->run_number);
    }
    fpl_json_end(&out);
    chunk->run_count = 0;
}

/* "2026-11 记 12" is number 12 of the series "2026-11 记". */
static int64_t split_voucher(const char *voucher, char series[40]) {
    const char *space = strrchr(voucher, ' ');
    int64_t number = 0;
    fpl_str_copy((struct fpl_str){voucher, space ? (size_t)(space - voucher) : 0}, series, 40);
    for (const char *p = space ? space + 1 : ""; *p; p++)
        number = number * 10 + (*p - '0');
    return number;
}

/* A run of accepted rows that take `span` rows each grows while rows, seqs and voucher numbers stay consecutive. */
static void accept_row(struct fpl_import *import, int64_t row, int64_t last) {
    struct import_chunk *chunk = &import->chunk;
    char series[40];
    int64_t span = last - row + 1, number = split_voucher(import->answer.voucher, series);
    if (chunk->run_count &&
        (span != chunk->run_span || row != chunk->run_row + chunk->run_span * chunk->run_count ||
         strcmp(series, chunk->run_series) != 0 || (series[0] && number != chunk->run_number + chunk->run_count)))
        close_run(import);
    if (chunk->run_count == 0) {
        chunk->run_row = row;
        chunk->run_span = span;
        chunk->run_number = number;
        memcpy(chunk->run_series, series, sizeof series);
    }
    chunk->run_count++;
    chunk->accepted++;
    fpl_told__add(&import->told, row, last,
                  fpl_event_told_number(fpl_event_of_command(import->command.spec), &import->desk->facts));
}

static void note_already(struct fpl_import *import, int64_t row, int64_t last, int64_t seq) {
    add_triple(&import->already, row, last, seq);
    import->chunk.already++;
}

static struct import_refusals refusals_of(struct fpl_import *import) {
    return (struct import_refusals){&import->refused, import->session->hasher, import->chunk.salt};
}

static enum fpl_status refuse_row(struct fpl_import *import, const struct refused_row *row, const struct fpl_error *why,
                                  struct fpl_error *error) {
    const struct import_refusals list = refusals_of(import);
    const struct fpl_answer *answer = &import->answer;
    struct fpl_reason only = {.status = why->status};
    int reasons = answer->reasons > 0 ? answer->reasons : 1;
    for (int i = 0; i < 2; i++)
        fpl_str_copy(fpl_str_of(why->arg[i]), only.arg[i], sizeof only.arg[i]);
    struct refused_row own = *row;
    if (row->about) { /* the entry's other rows are told which one is at fault */
        struct refused_row all = *row;
        struct fpl_reason neighbour = {.status = FPL_E_NEIGHBOUR};
        all.about = 0;
        snprintf(neighbour.arg[0], sizeof neighbour.arg[0], "%lld", (long long)row->about);
        if (fpl_import__refusal(&list, &all, &neighbour, ""))
            return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    for (int i = 0; i < reasons; i++) {
        const struct fpl_reason *reason = answer->reasons > 0 ? &answer->reason[i] : &only;
        const char *field = answer->reasons > 0 ? fpl_desk__field_about(row->command->spec, reason) : why->field;
        if (answer->reasons > 0 && row->last > row->row) /* of several lines that are at fault, each has its own */
            own.about = reason->row;
        if (fpl_import__refusal(&list, &own, reason, field))
            return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    import->chunk.refused++;
    return FPL_OK;
}

static enum fpl_status decide_row(struct fpl_import *import, int64_t row, const struct fpl_command *command) {
    struct desk_call *call = &import->call;
    fpl_error_clear(&import->error);
    call->command = command;
    call->submission = import->began;
    call->row = row;
    call->error = &import->error;
    enum fpl_status status = fpl_desk__begin_row(call);
    if (status)
        return status;
    fpl_draft__begin(&call->draft, command->spec->name);
    return fpl_desk__handle(call);
}

enum fpl_status fpl_import_row(struct fpl_import *import, int64_t row, int64_t row_last,
                               const struct fpl_command *command, struct fpl_str raw, struct fpl_answer *answer,
                               struct fpl_error *error) {
    enum fpl_status status = begin_row(import, row, row_last, error);
    if (status)
        return status;
    status = decide_row(import, row, command);
    if (fpl_desk__is_machine(status)) {
        if (error)
            *error = import->error;
        return abandon(import, status);
    }
    struct refused_row refused = {row, row_last, command, raw, 0};
    if (status) {
        if (!fpl_desk__explains(&import->answer, status))
            import->answer.reasons = 0; /* a flag is no reason */
        import->answer.status = status;
        memcpy(import->answer.field, import->error.field, sizeof import->answer.field);
        refused.about = row_last > row ? import->error.row : 0; /* of an entry: the line at fault, if it is one */
        status = refuse_row(import, &refused, &import->error, error);
    } else if (import->answer.status == FPL_ALREADY) {
        note_already(import, row, row_last, import->answer.seq);
    } else {
        accept_row(import, row, row_last);
    }
    import->last_row = import->chunk.hi = row_last;
    import->chunk.bytes += raw.n;
    import->chunk.rows += row_last - row + 1;
    if (answer)
        fpl_desk__copy_answer(&import->answer, answer);
    return status ? abandon(import, status) : FPL_OK;
}

enum fpl_status fpl_import_refuse(struct fpl_import *import, int64_t row, int64_t row_last,
                                  const struct fpl_import_faults *faults, struct fpl_str raw, struct fpl_error *error) {
    FPL_ASSERT(faults->reasons > 0);
    enum fpl_status status = begin_row(import, row, row_last, error);
    if (status)
        return status;
    const struct import_refusals list = refusals_of(import);
    const struct refused_row refused = {row, row_last, NULL, raw, 0};
    if (fpl_import__faults(&list, &refused, faults))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    import->chunk.refused++;
    import->last_row = import->chunk.hi = row_last;
    import->chunk.bytes += raw.n;
    import->chunk.rows += row_last - row + 1;
    return status ? abandon(import, status) : FPL_OK;
}

int fpl_import_is_full(const struct fpl_import *import) {
    return import->open && (import->chunk.rows >= import->chunk_rows || import->chunk.bytes >= CHUNK_BYTES);
}

/* ---- the chunk's own record ---- */

static enum fpl_status write_chunk(struct fpl_import *import, int end) {
    const struct import_chunk *chunk = &import->chunk;
    struct fpl_buf *text = &import->text;
    char salt[48];
    fpl_base64(chunk->salt, FPL_SALT_BYTES, salt);
    fpl_buf_reset(text);
    fpl_buf_addf(text, "{\"already\":[%.*s],\"end\":%s,\"hi\":%lld,\"lo\":%lld,", (int)import->already.n,
                 import->already.n ? import->already.p : "", end ? "true" : "false", (long long)chunk->hi,
                 (long long)chunk->lo);
    fpl_buf_adds(text, "\"refused\":[");
    fpl_buf_add(text, import->refused.p, import->refused.n);
    fpl_buf_adds(text, "],\"runs\":[");
    fpl_buf_add(text, import->runs.p, import->runs.n);
    fpl_buf_addf(text, "],\"s0\":%lld,\"salt\":\"%s\",\"skip\":[", (long long)chunk->s0, salt);
    fpl_buf_add(text, import->skip.p, import->skip.n);
    fpl_buf_addf(text, "],\"sub\":%lld,\"told\":[", (long long)import->began);
    if (fpl_told__end(&import->told))
        return FPL_E_NOMEM;
    fpl_buf_add(text, import->told.text.p, import->told.text.n);
    fpl_buf_adds(text, "]}");
    return fpl_buf_ok(text);
}

static enum fpl_status append_chunk(struct fpl_import *import, int end, struct fpl_error *error) {
    const struct import_chunk *chunk = &import->chunk;
    struct fpl_draft draft;
    struct fpl_appended appended;
    close_run(import);
    fpl_journal__hold_clock(import->session); /* the day it counts for is the day of its t */
    import->call.error = error;
    import->call.command = &import->command;
    enum fpl_status status = fpl_date_cmp(fpl_journal__today(import->session, import->call.book), import->call.who_day)
                                 ? fpl_desk__check_who(&import->call)
                                 : FPL_OK;
    if (status)
        return status;
    fpl_decision_begin(&import->made);
    fpl_make__chunk(&import->made, fpl_str_of(import->submission),
                    &(struct fpl_chunk_counts){.lo = chunk->lo,
                                               .hi = chunk->hi,
                                               .round = import->round,
                                               .accepted = chunk->accepted,
                                               .already = chunk->already,
                                               .refused = chunk->refused});
    if (end)
        make_state(import, 1);
    if (chunk->refused > 0)
        fpl_make__count(&import->made, import->command.actor, "refused.rows", chunk->refused);
    fpl_draft__begin(&draft, fpl_event__import_chunk.kind);
    draft.actor = import->command.actor;
    draft.role = fpl_str_of(import->call.role);
    draft.checker = import->checker;
    if (write_chunk(import, end) || import->made.outcome != FPL_OK)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    use_made(import, &draft);
    if ((status = fpl_journal__append(import->session, import->call.book, &draft, &appended, error)))
        return status;
    struct fpl_open_book *registry = NULL; /* firms that this chunk met first are no news of its people */
    if (!(status = fpl_journal__book(import->session, 0, &registry, error)))
        import->call.who_registry = registry->head.size;
    return status;
}

static enum fpl_status flush(struct fpl_import *import, int end, struct fpl_error *error) {
    if (import->failed)
        return fpl_fail(error, import->failed, NULL, NULL, NULL);
    if (!import->open)
        return FPL_OK;
    enum fpl_status status = append_chunk(import, end, error);
    if (!status && end) /* the posting index catches up */
        status = fpl_journal__index(import->session, import->call.book, 0, error);
    if (status)
        return abandon(import, status);
    import->open = 0;
    if ((status = fpl_journal__commit(import->session, error)))
        return abandon(import, status);
    import->counts.accepted += import->chunk.accepted;
    import->counts.already += import->chunk.already;
    import->counts.refused +=
        import->chunk.refused -
        (import->round > 1 ? import->chunk.accepted + import->chunk.already + import->chunk.refused : 0);
    import->flushes++;
    return FPL_OK;
}

enum fpl_status fpl_import_hand_over(struct fpl_import *import, struct fpl_error *error) {
    return flush(import, 0, error);
}

/* Everything handed over has been committed, or has not: then nothing counts but what was settled before. */
static enum fpl_status settle(struct fpl_import *import, struct fpl_error *error) {
    enum fpl_status status = fpl_store__settle(import->session->store, error);
    if (status)
        return abandon(import, status);
    import->settled = import->counts;
    return FPL_OK;
}

enum fpl_status fpl_import_flush(struct fpl_import *import, struct fpl_error *error) {
    enum fpl_status status = flush(import, 0, error);
    return status ? status : settle(import, error);
}

enum fpl_status fpl_import_finish(struct fpl_import *import, struct fpl_error *error) {
    if (import->complete)
        return FPL_OK;
    enum fpl_status status = FPL_OK;
    if (!import->open) /* the end is recorded even when the last chunk has been flushed, or no row was there */
        status = begin_chunk(import, error);
    if (!status)
        tell_skipped(import);
    if (!status)
        status = flush(import, 1, error);
    if (!status)
        status = settle(import, error);
    fpl_store__stop_behind(import->session->store);
    if (!status)
        import->complete = 1;
    return status;
}
