/* One command from wish to record, within an open transaction: request keys, the decision, refusals. */
#include "ledger/desk/giving.h"
#include "ledger/general/make.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fpl_str request_of(struct desk_call *call) {
    return fpl_desk__own_key(call, call->command->request, call->own_request);
}

/* Of the events that the command may end in, the one of this kind; NULL: none. */
static const struct fpl_event *event_of_kind(const struct fpl_command_spec *spec, struct fpl_str kind) {
    const struct fpl_event *event = fpl_event_of_command(spec);
    while (event && !fpl_str_is(kind, event->kind))
        event = event->otherwise;
    return event;
}

/* ---- refusals and request keys of single commands ---- */

static void write_reason(struct fpl_json_out *out, const struct fpl_reason *reason) {
    fpl_json_array(out);
    fpl_json_strz(out, fpl_status_name(reason->status));
    fpl_json_strz(out, reason->arg[0]);
    fpl_json_strz(out, reason->arg[1]);
    fpl_json_strz(out, reason->clause);
    fpl_json_end(out);
}

/* Every reason with its arguments: the same request key gets the same answer again. */
static void write_codes(struct fpl_json_out *out, const struct desk_call *call) {
    fpl_json_key(out, "codes");
    fpl_json_array(out);
    for (int i = 0; i < call->answer->reasons; i++)
        write_reason(out, &call->answer->reason[i]);
    fpl_json_end(out);
}

static void read_reason(const struct fpl_json *entry, struct fpl_reason *out) {
    char name[64];
    *out = (struct fpl_reason){
        .status = fpl_status_of_name(fpl_str_copy(fpl_json_text(fpl_json_at(entry, 0)), name, sizeof name))};
    fpl_str_copy(fpl_json_text(fpl_json_at(entry, 1)), out->arg[0], sizeof out->arg[0]);
    fpl_str_copy(fpl_json_text(fpl_json_at(entry, 2)), out->arg[1], sizeof out->arg[1]);
    fpl_str_copy(fpl_json_text(fpl_json_at(entry, 3)), out->clause, sizeof out->clause);
}

void fpl_desk__copy_answer(const struct fpl_answer *from, struct fpl_answer *to) {
    memcpy(to, from, offsetof(struct fpl_answer, reason) + (size_t)from->reasons * sizeof from->reason[0]);
}

int fpl_desk__explains(const struct fpl_answer *answer, enum fpl_status refusal) {
    for (int i = 0; i < answer->reasons; i++)
        if (answer->reason[i].status == refusal)
            return 1;
    return 0;
}

/* A refusal without reasons of a decider has the error itself for its one reason. */
static void reason_of_error(struct desk_call *call, const struct fpl_error *error, enum fpl_status refusal) {
    if (fpl_desk__explains(call->answer, refusal))
        return;
    struct fpl_reason *reason = &call->answer->reason[0]; /* what stood there was a flag */
    call->answer->reasons = 1;
    *reason = (struct fpl_reason){.status = refusal, .about = fpl_desk__about_field(call->command->spec, error->field)};
    for (int i = 0; i < 2; i++)
        fpl_str_copy(fpl_str_of(error->arg[i]), reason->arg[i], sizeof reason->arg[i]);
    fpl_str_copy(fpl_str_of(error->clause), reason->clause, sizeof reason->clause);
}

static void digest_blob(const struct desk_call *call, char hex[65]) {
    struct fpl_hash hash;
    fpl_sha256(call->session->hasher, call->command->blob.p, call->command->blob.n, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, hex);
}

/* A decided no is a record of its own: the command, its codes, no effect on any state but the request key. */
static enum fpl_status record_refusal(struct desk_call *call, enum fpl_status refusal) {
    struct fpl_error keep = call->error ? *call->error : (struct fpl_error){0};
    struct fpl_json_out out;
    struct fpl_buf *extra = &call->desk->extra;
    char scope[DESK_SCOPE_BYTES];
    struct fpl_tally_delta counted = fpl_desk__count_one(call->command->actor, "refused", 1, scope);
    reason_of_error(call, &keep, refusal);
    fpl_buf_reset(extra);
    fpl_json_begin(&out, extra);
    fpl_json_object(&out);
    if (call->command->spec->flags & FPL_COMMAND_BLOB) {
        char hash[65];
        digest_blob(call, hash);
        fpl_json_kstrz(&out, "blob", hash);
    }
    fpl_json_kstrz(&out, "cmd", call->command->spec->name);
    write_codes(&out, call);
    if (keep.field[0])
        fpl_json_kstrz(&out, "field", keep.field);
    if (call->command->line_count) {
        char lines[65];
        fpl_desk__digest_lines(call, lines);
        fpl_json_kstrz(&out, "lines", lines);
    }
    fpl_json_end(&out);
    fpl_draft__begin(&call->draft, fpl_event__command_refused.kind);
    call->draft.extra = fpl_buf_str(extra);
    call->draft.request = request_of(call);
    call->draft.tally = &counted;
    call->draft.tallies = 1;
    call->unseen_count = 0;
    enum fpl_status status = fpl_buf_ok(extra) ? FPL_E_NOMEM : fpl_desk__append(call);
    call->draft.tally = NULL;
    call->draft.tallies = 0;
    if (!status) {
        if (call->error)
            *call->error = keep;
        call->answer->status = refusal;
        memcpy(call->answer->field, keep.field, sizeof call->answer->field);
    }
    return status;
}

/* Recorded, unless its actor has had too many refused today: then it is answered only. */
static enum fpl_status answer_refusal(struct desk_call *call, enum fpl_status refusal) {
    struct fpl_error error = {0};
    enum fpl_status status = fpl_desk__within(call->session, call->command->actor, call->today, "refused",
                                              call->session->limits.refusals, &error);
    if (status == FPL_E_LIMIT)
        return refusal;
    if (status)
        *call->error = error;
    return status ? status : record_refusal(call, refusal);
}

/* What of a command is no field: its name, its document. The field that differs, or NULL. */
static const char *request_differs(const struct desk_call *call, struct fpl_str kind, const struct fpl_json *body) {
    const struct fpl_command_spec *spec = call->command->spec;
    const struct fpl_json *x = fpl_json_get(body, "x"), *item = fpl_json_at(fpl_json_get(body, "i"), 0);
    int refused = fpl_str_is(kind, fpl_event__command_refused.kind);
    char hex[65];
    if (refused ? !fpl_str_is(fpl_json_get_text(x, "cmd"), spec->name) : !event_of_kind(spec, kind))
        return "command";
    if (!(spec->flags & FPL_COMMAND_BLOB))
        return NULL;
    digest_blob(call, hex);
    return fpl_str_is(refused ? fpl_json_get_text(x, "blob") : fpl_json_get_text(fpl_json_at(item, 2), "hash"), hex)
               ? NULL
               : "document";
}

static enum fpl_status compare_requests(struct desk_call *call, const struct fpl_json *body, int64_t seq,
                                        enum fpl_status *outcome) {
    struct fpl_leaf leaf;
    int differ = 0;
    enum fpl_status status = fpl_journal__leaf(call->session, call->book->info.id, seq, &leaf, call->error);
    if (status)
        return status;
    const struct fpl_event *event = event_of_kind(call->command->spec, fpl_str_of(leaf.kind));
    *outcome = event ? event->outcome : FPL_OK;
    const char *field = request_differs(call, fpl_str_of(leaf.kind), body);
    fpl_draft__begin(&call->draft, call->command->spec->name);
    if (!field)
        status = fpl_desk__lines_differ(call, body, &differ);
    if (differ)
        field = "amount";
    if (!status && field) {
        fpl_error_at_field(call->error, field);
        return fpl_fail(call->error, FPL_E_REQUEST_CHANGED, field, NULL, NULL);
    }
    return status ? status : fpl_desk__compare_commands(call, body, FPL_E_REQUEST_CHANGED, seq);
}

/* The request key was used before: the original answer, if the command is the same. */
static enum fpl_status repeat_request(struct desk_call *call, int64_t seq) {
    const struct fpl_json *body = NULL;
    enum fpl_status outcome = FPL_OK;
    enum fpl_status status =
        fpl_desk__body(call, call->book->info.id, seq, &call->desk->claim_body, &call->desk->claim_doc, &body);
    if (!status)
        status = compare_requests(call, body, seq, &outcome);
    if (!status)
        status = fpl_desk__in_force(call, seq);
    if (status)
        return status;
    if (outcome)
        call->answer->status = outcome;
    const struct fpl_json *codes = fpl_json_get(fpl_json_get(body, "x"), "codes");
    for (const struct fpl_json *code = fpl_json_first(codes); code && call->answer->reasons < FPL_DECISION_REASONS;
         code = fpl_json_next(codes, code))
        read_reason(code, &call->answer->reason[call->answer->reasons++]);
    if (call->answer->reasons)
        call->answer->status = call->answer->reason[0].status;
    return FPL_OK;
}

/* Was the request key used before? In this book: *found and the original answer; in another: other content. */
static enum fpl_status check_request(struct desk_call *call, int *found) {
    struct fpl_request_row acted;
    struct fpl_str request = request_of(call);
    int32_t book = call->book->info.id;
    char where[DESK_WHERE_BYTES];
    if (request.n == 0 || call->dry)
        return FPL_OK;
    enum fpl_status status = fpl_journal__request(call->session, "request", request, &acted, call->error);
    *found = !status && acted.book == book;
    if (status || *found)
        return status ? status : repeat_request(call, acted.seq);
    status = fpl_desk__elsewhere(call->session, book, &acted, where, call->error);
    if (status || !where[0])
        return status;
    fpl_error_at_field(call->error, "book");
    return fpl_fail(call->error, FPL_E_REQUEST_CHANGED, where, NULL, NULL);
}

static int is_hash(struct fpl_str text) { /* in hex, or nothing */
    struct fpl_hash hash;
    return text.n == 0 || fpl_unhex(text, hash.byte, sizeof hash.byte) == FPL_OK;
}

static enum fpl_status decide_and_append(struct desk_call *call) {
    int found = 0;
    struct fpl_str request = request_of(call);
    enum fpl_status status = fpl_id_check(call->command->request, call->error);
    if (status) {
        fpl_error_at_field(call->error, "request");
        return status;
    }
    if (!is_hash(call->command->expect)) {
        fpl_error_at_field(call->error, "expect");
        return fpl_fail(call->error, FPL_E_USAGE, "expect", NULL, NULL);
    }
    status = check_request(call, &found);
    if (status || found)
        return status;
    fpl_draft__begin(&call->draft, call->command->spec->name);
    call->draft.request = request;
    status = fpl_desk__handle(call);
    if (!fpl_desk__is_decided(status) || call->recorded) /* it is undone as a whole */
        return status;
    enum fpl_status shown = fpl_desk__refused_as_shown(call, status);
    if (shown)
        return shown;
    return call->dry ? status : answer_refusal(call, status);
}

enum fpl_status fpl_desk__begin_books(struct fpl_session *session, const struct fpl_command_spec *spec,
                                      struct fpl_str book, struct fpl_error *error) {
    const struct fpl_event *event = fpl_event_of_command(spec);
    struct desk_books books;
    books.n = books.all = 0;
    books.code[books.n++] = spec->book == FPL_BOOK_REGISTRY ? FPL_STR("registry") : book;
    if (event->flags & FPL_EVENT_NAMES_FIRM) /* an unseen one is registered */
        books.code[books.n++] = FPL_STR("registry");
    enum fpl_status status = fpl_desk__side_books(session, event, book, &books, error);
    if (!status && books.all)
        return fpl_journal__begin(session, 1, error);
    return status ? status : fpl_journal__begin_books(session, books.code, books.n, error);
}

enum fpl_status fpl_desk__give(struct fpl_session *session, const struct fpl_command *command, int dry,
                               struct fpl_answer *answer, struct fpl_error *error) {
    struct desk *desk = fpl_desk__of(session);
    if (!desk)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    struct desk_call call = {.session = session,
                             .desk = desk,
                             .command = command,
                             .auth = command->auth,
                             .checker_auth = command->checker_auth,
                             .dry = dry,
                             .submission = -1,
                             .row = -1,
                             .answer = answer,
                             .error = error};
    memset(answer, 0, offsetof(struct fpl_answer, reason));
    enum fpl_status status = fpl_desk__check_who(&call);
    if (!status)
        status = fpl_desk__begin_row(&call);
    return status ? status : decide_and_append(&call);
}
