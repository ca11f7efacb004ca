/* What an error is over HTTP: a status code, and a problem (RFC 9457) or a page, one type for each status of
 * status.def, in both languages. The request's id is a header and not in the body: what may not be seen and what does
 * not exist are the same bytes. */
#include "src/service/page.h"
#include "src/service/service.h"

/* Which code each status is; what is not named by itself goes by its group. */
static const struct {
    enum fpl_status status;
    int http;
} own[] = {
    {FPL_E_NOMEM, 503},
    {FPL_E_DISK_FULL, 503},
    {FPL_E_LOCKED, 503},
    {FPL_E_POISONED, 503},
    {FPL_E_ENTROPY, 503},
    {FPL_E_NOT_FOUND, 404},
    {FPL_E_FILE_CHANGED, 503},
    {FPL_E_INTERRUPTED, 503},
    {FPL_E_UNKNOWN, 503},
    {FPL_E_EXISTS, 409},
    {FPL_E_CLOCK, 503},
    {FPL_E_FILE_DIFFERS, 422},
    {FPL_E_NO_SUBMISSION, 404},
    {FPL_E_ACTOR, 401},
    {FPL_E_DISABLED, 401},
    {FPL_E_CLAIM_RECORDED, 422},
    {FPL_E_OWN_DAY, 422},
    {FPL_E_CHANGED, 409},
    {FPL_E_NOT_AS_SHOWN, 409},
    {FPL_E_AUTH, 403},
    {FPL_E_STATE, 409},
    {FPL_E_ORDER, 409},
    {FPL_E_STALE, 409},
    {FPL_E_STALE_ELSEWHERE, 409},
    {FPL_ALREADY, 200},
    {FPL_DEFERRED, 202},
    {FPL_QUEUED, 202},
    {FPL_E_BOOK, 404},
    {FPL_E_PARTY, 404},
    {FPL_E_ACCOUNT, 404},
    {FPL_E_PROFILE, 404},
    {FPL_E_TOLERANCE, 404},
    {FPL_E_LIMIT_RULE, 404},
    {FPL_E_PACK, 404},
    {FPL_E_SIGN_IN, 401},
    {FPL_E_LOGIN, 401},
    {FPL_E_LOGIN_WAIT, 429},
    {FPL_E_SESSION_OVER, 401},
    {FPL_E_API_KEY, 401},
    {FPL_E_FORM_TOKEN, 403},
    {FPL_E_METHOD, 405},
    {FPL_E_REQUEST, 400},
    {FPL_E_TOO_LARGE, 413},
    {FPL_E_MEDIA_TYPE, 415},
    {FPL_E_HOST, 421},
    {FPL_E_BUSY, 429},
    {FPL_E_PASSWORD, 422},
    {FPL_E_STATE_FILE, 500},
    {FPL_E_LISTEN, 500},
    {FPL_E_CERTIFICATE, 500},
    {FPL_E_BUG, 500},
    {FPL_E_FACTOR, 403},
    {FPL_E_PROPOSAL_CHANGED, 409},
    {FPL_E_SHOWN_MISSING, 400},
    {FPL_E_UPLOAD_STATE, 409},
    {FPL_E_UPLOAD_OFFSET, 409},
    {FPL_E_UPLOAD_HASH, 422},
    {FPL_E_UPLOAD_MOST, 409},
    {FPL_E_UPLOAD_GONE, 410},
    {FPL_E_MEANWHILE, 503},
    {FPL_E_MAPPING_COMMAND, 422},
    {FPL_E_MAPPING_TWICE, 400},
};
static const struct {
    int last; /* the least number of the group */
    int http;
} groups[] = {
    {-39, 500},   /* the machine */
    {-99, 400},   /* form of the input */
    {-109, 422},  /* arithmetic */
    {-119, 403},  /* who */
    {-259, 422},  /* keys, books, packs, gates, funds: the rules */
    {-9999, 422}, /* the rest of the rules; those of the machine and of the service stand above, each by itself */
};

int problem_http_status(enum fpl_status status) {
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (own[i].status == status)
            return own[i].http;
    if (status == FPL_OK)
        return 200;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if ((int)status >= groups[i].last)
            return groups[i].http;
    return 500;
}

static void add_reason(const struct fpl_error *error, int only, struct fpl_buf *out) {
    fpl_buf_adds(out, "{\"code\":");
    body_json(fpl_str_of(fpl_status_name(error->status)), out);
    for (int zh = 1; zh >= 0 && !only; zh--) { /* of a single one they are the title */
        char text[FPL_MESSAGE_BYTES];
        fpl_buf_adds(out, zh ? ",\"text\":" : ",\"text_en\":");
        body_json(fpl_str_of(fpl_error_message(error, zh, text, sizeof text)), out);
    }
    if (error->field[0]) {
        fpl_buf_adds(out, ",\"field\":");
        body_json(fpl_str_of(error->field), out);
    }
    if (error->clause[0]) {
        fpl_buf_adds(out, ",\"clause\":");
        body_json(fpl_str_of(error->clause), out);
    }
    fpl_buf_adds(out, ",\"args\":[");
    for (int i = 0, n = 0; i < FPL_ERROR_ARGS; i++) {
        char words[FPL_ERROR_ARG_BYTES];
        if (!error->arg[i][0])
            continue;
        fpl_buf_adds(out, n++ ? "," : "");
        body_json(fpl_str_of(fpl_error_words(error->arg[i], 0, words, sizeof words)), out);
    }
    fpl_buf_adds(out, "]}");
}

void problem_json(struct call *call, const struct fpl_error *error, int n) {
    struct fpl_buf *out = &call->response->body;
    char text[FPL_MESSAGE_BYTES];
    call->response->type = "application/problem+json";
    fpl_buf_addf(out, "{\"type\":\"/problems/%s\",\"title\":", fpl_status_name(error->status));
    body_json(fpl_str_of(fpl_error_message(error, 1, text, sizeof text)), out);
    fpl_buf_adds(out, ",\"title_en\":");
    body_json(fpl_str_of(fpl_error_message(error, 0, text, sizeof text)), out);
    fpl_buf_addf(out, ",\"status\":%d,\"reasons\":[", call->response->status);
    for (int i = 0; i < n; i++) {
        fpl_buf_adds(out, i ? "," : "");
        add_reason(&error[i], n == 1, out);
    }
    fpl_buf_adds(out, "]}\n");
}

/* Whatever a user may not see answers as what is not there: the words name no institution. */
static void hide(struct call *call) {
    if (call->error.status != FPL_E_SCOPE)
        return;
    fpl_error_clear(&call->error);
    fpl_fail(&call->error, FPL_E_NOT_FOUND, FPL_ZH_EN("您可见的范围内没有", "nothing that you may see"), NULL, NULL);
}

void problem_answer(struct call *call, enum fpl_status status) {
    struct web_response *response = call->response;
    if (call->error.status != status) { /* a callback's own status, without words */
        fpl_error_clear(&call->error);
        fpl_fail(&call->error, status, NULL, NULL, NULL);
    }
    hide(call);
    fpl_buf_reset(&response->body);
    fpl_buf_reset(&response->headers);
    if (response->fd >= 0) {
        web_response_release(response);
        *response = (struct web_response){.fd = -1};
    }
    response->status = problem_http_status(call->error.status);
    if (response->status == 503)
        (void)web_header_add(response, "Retry-After", FPL_STR("1"));
    if (response->status == 429)
        (void)web_header_add(response, "Retry-After", fpl_str_of(call->error.arg[0]));
    if (call->route && (call->route->flags & ROUTE_API)) {
        if (response->status == 401)
            (void)web_header_add(response, "WWW-Authenticate", FPL_STR("Bearer realm=\"fundpool\""));
        problem_json(call, &call->error, 1);
    } else {
        show_error(call);
    }
}
