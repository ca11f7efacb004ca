#include "src/service/commands.h"
#include "src/service/api.h"
#include "src/service/writer.h"

#include <stdlib.h>
#include <string.h>

struct fpl_auth commands_auth(const struct call *call) {
    struct fpl_auth auth = {.kind = call->who.is_key ? FPL_AUTH_KEY : FPL_AUTH_SESSION};
    _Static_assert(sizeof auth.ref == sizeof call->who.session, "a hash");
    memcpy(auth.ref, call->who.session, sizeof auth.ref);
    return auth;
}

enum fpl_status commands_find(struct call *call, struct fpl_str name, const struct fpl_command_spec **out) {
    char text[64];
    const struct fpl_command_spec *spec =
        name.n < sizeof text ? fpl_command_find(fpl_str_copy(name, text, sizeof text)) : NULL;
    if (!spec)
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, name.p, name.n);
    if (!(spec->roles & call->roles))
        return fpl_fail(&call->error, FPL_E_ROLE, call->who.user, spec->name, NULL);
    *out = spec;
    return FPL_OK;
}

int commands_ask_factor(const struct fpl_command_spec *spec) {
    return !(spec->roles & (FPL_ROLE_RECORDER | FPL_ROLE_BANK | FPL_ROLE_GUARANTOR));
}

enum fpl_status commands_may_check(struct call *call, const char *maker) {
    char list[FPL_ERROR_ARG_BYTES];
    int is_own = strcmp(maker, call->who.user) == 0;
    if (!is_own && (call->roles & FPL_ROLE_APPROVER))
        return FPL_OK;
    enum fpl_status status = fpl_read_approvers(call->view, fpl_str_of(maker), list, &call->error);
    return status ? status
                  : fpl_fail(&call->error, is_own ? FPL_E_SAME_PERSON : FPL_E_CHECKER, call->who.user, NULL, list);
}

int commands_is_yes(enum fpl_status outcome) {
    return outcome == FPL_OK || outcome == FPL_DEFERRED || outcome == FPL_QUEUED;
}

/* The reasons, which are nearly all of it, are there as far as the answer counts them. */
static void begin_answer(struct fpl_answer *answer) {
    memset(answer, 0, offsetof(struct fpl_answer, reason));
}

struct tried *tried_new(void) {
    struct tried *tried = malloc(sizeof *tried);
    if (!tried)
        return NULL;
    begin_answer(&tried->answer);
    fpl_decision_begin(&tried->decision);
    tried->decision.shown[0] = '\0';
    return tried;
}

enum fpl_status commands_try(struct call *call, const struct fpl_command *command, struct tried *out) {
    struct fpl_error error = {0};
    begin_answer(&out->answer);
    fpl_decision_begin(&out->decision);
    out->decision.shown[0] = '\0';
    enum fpl_status status = route_leave_view(call);
    if (status)
        return status;
    status = fpl_dry_run(call->session, command, &out->answer, &out->decision, &error);
    enum fpl_status again = route_look_again(call);
    if (again)
        return again;
    call->error = error; /* of a refusal that was decided as well */
    return status;
}

enum fpl_status commands_preview(struct call *call, const struct fpl_command *command, const struct tried *tried,
                                 struct fpl_report **out) {
    struct fpl_report_spec spec = {.book = command->book};
    struct fpl_report *report = NULL;
    if (!tried->decision.shown[0] || command->book.n == 0) { /* of the registry, or refused before it was decided */
        enum fpl_status status = fpl_report_answer(NULL, command->spec, &tried->answer,
                                                   commands_scale(call, tried->answer.book), out, &call->error);
        return status;
    }
    enum fpl_status status = fpl_report_preview(call->view, &spec, &tried->decision, &report, &call->error);
    if (!status)
        *out = report;
    return status;
}

enum fpl_status commands_give(struct call *call, const struct fpl_command *command, struct fpl_answer *answer) {
    struct fpl_error error = {0};
    begin_answer(answer);
    answer->seq = -1;
    route_leave_session(call);
    enum fpl_status status = writer_give(call->service->writer, command, answer, &error);
    enum fpl_status again = route_look_again(call);
    if (!status && again)
        return again;
    call->error = error;
    return status;
}

int commands_scale(const struct call *call, int32_t book) {
    for (int i = 0; i < call->cut.books; i++)
        if (call->cut.book[i].id == book)
            return call->cut.book[i].kind == FPL_BOOK_REGISTRY ? -1 : call->cut.book[i].scale;
    return -1;
}

void commands_name_field(struct call *call, const struct fpl_command_spec *spec) {
    const struct fpl_field_spec *field =
        call->error.status == FPL_E_MISSING ? fpl_field_find(spec, fpl_str_of(call->error.arg[0])) : NULL;
    if (!field)
        return;
    fpl_error_at_field(&call->error, field->name);
    (void)snprintf(call->error.arg[0], sizeof call->error.arg[0], FPL_ZH_EN("%s", "%s"), field->zh, field->en);
}

/* ---- all that is wrong with the form ---- */

int commands_is_of_form(enum fpl_status status) {
    int http = problem_http_status(status);
    return http == 400 || http == 404;
}

/* Takes the field's value out of the command; 0: it has none, as one that is missing. */
static int drop(struct fpl_command *command, const char *field) {
    struct fpl_value *value = command->value;
    for (int i = 0; i < command->value_count; i++)
        if (strcmp(value[i].field->name, field) == 0 && value[i].text.n > 0) {
            memmove(value + i, value + i + 1, (size_t)(--command->value_count - i) * sizeof *value);
            return 1;
        }
    return 0;
}

int commands_faults(struct call *call, const struct fpl_command *command, struct fpl_error fault[COMMANDS_FAULTS]) {
    struct fpl_command less = *command;
    struct fpl_error first = call->error;
    struct tried *tried = tried_new();
    int n = 0;
    enum fpl_status status = first.status;
    while (tried && n < COMMANDS_FAULTS && commands_is_of_form(status) && drop(&less, call->error.field)) {
        fault[n++] = call->error;
        status = commands_try(call, &less, tried);
    }
    free(tried);
    call->error = first;
    if (n == 0)
        fault[n++] = first;
    return n;
}

/* ---- answers of the API ---- */

static void put_reason(const struct fpl_command_spec *spec, const struct fpl_reason *reason, struct fpl_buf *out) {
    fpl_buf_adds(out, "{\"code\":");
    body_json(fpl_str_of(fpl_status_name(reason->status)), out);
    for (int zh = 1; zh >= 0; zh--) {
        struct fpl_buf text = {0};
        fpl_report_reason_text(spec, reason, zh, &text);
        fpl_buf_adds(out, zh ? ",\"text\":" : ",\"text_en\":");
        body_json(fpl_buf_str(&text), out);
        out->failed |= text.failed;
        fpl_buf_release(&text);
    }
    if (reason->clause[0]) {
        fpl_buf_adds(out, ",\"clause\":");
        body_json(fpl_str_of(reason->clause), out);
    }
    fpl_buf_adds(out, ",\"args\":[");
    for (int i = 0, n = 0; i < 2; i++) {
        char words[FPL_ERROR_ARG_BYTES];
        if (!reason->arg[i][0])
            continue;
        fpl_buf_adds(out, n++ ? "," : "");
        body_json(fpl_str_of(fpl_error_words(reason->arg[i], 0, words, sizeof words)), out);
    }
    fpl_buf_adds(out, "]}");
}

static void put_receipt(const struct fpl_answer *answer, struct fpl_buf *out) {
    if (answer->seq >= 0)
        fpl_buf_addf(out, "\"receipt\":\"%d/%lld\",", (int)answer->book, (long long)answer->seq);
}

void commands_put_reasons(const struct fpl_command_spec *spec, const struct fpl_reason *reason, int reasons,
                          const char *field, struct fpl_buf *out) {
    if (field[0]) {
        fpl_buf_adds(out, "\"field\":");
        body_json(fpl_str_of(field), out);
        fpl_buf_addc(out, ',');
    }
    fpl_buf_adds(out, "\"reasons\":[");
    for (int i = 0; i < reasons; i++) {
        fpl_buf_adds(out, i ? ",\n " : "\n ");
        put_reason(spec, &reason[i], out);
    }
    fpl_buf_addc(out, ']');
}

void commands_put_why_not(const struct fpl_command_spec *spec, const struct fpl_decision *decision,
                          const struct fpl_answer *answer, const struct fpl_error *error, struct fpl_buf *out) {
    struct fpl_reason only = {.status = error->status};
    const struct fpl_reason *list = answer->reason;
    int n = answer->reasons;
    if (decision && decision->reasons > 0 && decision->reasons >= n) {
        list = decision->reason;
        n = decision->reasons;
    } else if (n == 0) {
        for (int i = 0; i < 2; i++)
            (void)fpl_str_copy(fpl_str_of(error->arg[i]), only.arg[i], sizeof only.arg[i]);
        list = &only;
        n = 1;
    }
    commands_put_reasons(spec, list, n, error->field, out);
}

/* A decided no: every failing gate, in both languages, and the receipt of the refusal if it was recorded. */
static enum fpl_status refuse(struct call *call, const struct fpl_command_spec *spec, enum fpl_status refusal,
                              const struct fpl_answer *answer) {
    struct fpl_buf *out = &call->response->body;
    char text[FPL_MESSAGE_BYTES];
    struct fpl_error first = call->error;
    if (first.status != refusal) {
        fpl_error_clear(&first);
        const char *arg1 = answer->reasons ? answer->reason[0].arg[1] : "";
        fpl_fail(&first, refusal, answer->reasons ? answer->reason[0].arg[0] : "", arg1, NULL);
    }
    call->response->type = "application/problem+json";
    call->response->status = problem_http_status(refusal);
    fpl_buf_addf(out, "{\"type\":\"/problems/%s\",\"title\":", fpl_status_name(refusal));
    body_json(fpl_str_of(fpl_error_message(&first, 1, text, sizeof text)), out);
    fpl_buf_adds(out, ",\"title_en\":");
    body_json(fpl_str_of(fpl_error_message(&first, 0, text, sizeof text)), out);
    fpl_buf_addf(out, ",\"status\":%d,", call->response->status);
    put_receipt(answer, out);
    cut_json(call, out);
    fpl_buf_addc(out, ',');
    if (!first.field[0])
        fpl_error_at_field(&first, answer->field);
    commands_put_why_not(spec, NULL, answer, &first, out);
    fpl_buf_adds(out, "}\n");
    cut_headers(call);
    return fpl_buf_ok(out);
}

enum fpl_status commands_fail(struct call *call, const struct fpl_command_spec *spec, enum fpl_status status,
                              const struct fpl_answer *answer) {
    return answer->reasons > 1 && problem_http_status(status) == 422 ? refuse(call, spec, status, answer) : status;
}

enum fpl_status commands_fail_form(struct call *call, const struct fpl_command *command, enum fpl_status status) {
    struct fpl_error *fault = calloc(COMMANDS_FAULTS, sizeof *fault);
    int n = fault && commands_is_of_form(status) ? commands_faults(call, command, fault) : 0;
    if (n > 1) {
        call->response->status = problem_http_status(status);
        problem_json(call, fault, n);
    }
    free(fault);
    return n > 1 ? fpl_buf_ok(&call->response->body) : status;
}

enum fpl_status commands_answer(struct call *call, const struct fpl_command_spec *spec,
                                const struct fpl_answer *answer) {
    struct fpl_report *report = NULL;
    struct fpl_buf members = {0};
    for (int i = 1; i < call->cut.books; i++)
        if (call->cut.book[i].id == answer->book) {
            enum fpl_status status = cut_add_book(call, fpl_str_of(call->cut.book[i].code));
            if (status)
                return status;
        }
    if (!commands_is_yes(answer->status) && answer->status != FPL_ALREADY)
        return refuse(call, spec, answer->status, answer);
    enum fpl_status status =
        fpl_report_answer(call->view, spec, answer, commands_scale(call, answer->book), &report, &call->error);
    if (status)
        return status;
    call->response->status = answer->status == FPL_OK ? 201 : problem_http_status(answer->status);
    fpl_buf_addf(&members, "\"status\":\"%s\",", fpl_status_name(answer->status));
    put_receipt(answer, &members);
    if (answer->seq >= 0)
        web_header_addf(call->response, "Location", "/api/v1/records/%d/%lld", (int)answer->book,
                        (long long)answer->seq);
    cut_headers(call);
    status = fpl_buf_ok(&members);
    if (!status)
        status = ask_answer_with(call, fpl_buf_str(&members), report);
    else
        fpl_report_free(report);
    fpl_buf_release(&members);
    return status;
}
