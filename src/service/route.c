/* One table of what there is and who may ask it. A handler runs only when all of this has been asked: the host, the
 * form of the request, who it is, his roles on this day as the ledger has them, and where a form came from. */
#include "src/host/host.h"
#include "src/service/api.h"
#include "src/service/multipart.h"
#include "src/service/page.h"
#include "src/service/service.h"
#include "src/service/tasks.h"
#include "src/service/uploads.h"

#define EVERYONE     ((unsigned)(2 * FPL_ROLE_AUDITOR - 1))
#define INSTITUTIONS ((unsigned)(FPL_ROLE_BANK | FPL_ROLE_GUARANTOR))
/* Who reads all books. An administrator enrols people and reads none. */
#define READERS_ALL (EVERYONE & ~INSTITUTIONS & ~(unsigned)FPL_ROLE_ADMIN)
#define BOOKS       (EVERYONE & ~(unsigned)FPL_ROLE_ADMIN)
#define CLAIMS      (INSTITUTIONS | READERS_ALL)
/* Who may give any command at all. */
#define MAKERS (EVERYONE & ~(unsigned)(FPL_ROLE_REGULATOR | FPL_ROLE_AUDITOR))

static const struct route routes[] = {
    {WEB_GET, "/healthz", 0, ROUTE_OPEN | ROUTE_API, api_health, NULL, NULL},
    {WEB_GET, "/readyz", 0, ROUTE_OPEN | ROUTE_API, api_ready, NULL, NULL},
    {WEB_GET, "/metrics", FPL_ROLE_ADMIN | FPL_ROLE_AUDITOR, ROUTE_API | ROUTE_STATE, api_metrics, NULL, NULL},
    {WEB_GET, "/static/{file}", 0, ROUTE_OPEN | ROUTE_STATIC, show_static_file, NULL, NULL},
    {WEB_GET, "/language", 0, ROUTE_OPEN, show_language, NULL, NULL},
    {WEB_GET, "/login", 0, ROUTE_OPEN, show_login, NULL, NULL},
    {WEB_POST, "/login", 0, ROUTE_OPEN, show_login_post, NULL, NULL},
    {WEB_POST, "/logout", EVERYONE, 0, show_logout, NULL, NULL},

    {WEB_GET, "/", EVERYONE, 0, show_home, "待办", "Tasks"},
    {WEB_GET, "/tasks", EVERYONE, ROUTE_QUIET, show_home, NULL, NULL}, /* the same, asked by the page itself */
    {WEB_GET, "/proposals", MAKERS | READERS_ALL, 0, show_proposals, "复核", "Proposals"},
    {WEB_GET, "/proposals/bulk", FPL_ROLE_APPROVER, 0, show_bulk, NULL, NULL},
    {WEB_POST, "/proposals/bulk", FPL_ROLE_APPROVER, 0, show_bulk_post, NULL, NULL},
    {WEB_GET, "/proposals/{id}", MAKERS | READERS_ALL, 0, show_proposal, NULL, NULL},
    {WEB_POST, "/proposals/{id}/approve", FPL_ROLE_APPROVER, 0, show_approve, NULL, NULL},
    {WEB_POST, "/proposals/{id}/return", FPL_ROLE_APPROVER, 0, show_return, NULL, NULL},
    {WEB_POST, "/proposals/{id}/withdraw", MAKERS, 0, show_withdraw, NULL, NULL},
    {WEB_GET, "/new", MAKERS, 0, show_new_list, "录入", "Enter"},
    {WEB_GET, "/new/{command}", MAKERS, 0, show_new, NULL, NULL},
    {WEB_POST, "/new/{command}", MAKERS, 0, show_new_post, NULL, NULL},
    {WEB_GET, "/uploads", MAKERS | READERS_ALL, 0, show_uploads, "上传", "Uploads"},
    {WEB_GET, "/uploads/new", MAKERS, 0, show_upload_new, NULL, NULL},
    {WEB_POST, "/uploads/new", MAKERS, ROUTE_FILE_FORM, show_upload_post, NULL, NULL},
    {WEB_GET, "/uploads/templates/{command}", MAKERS, 0, show_upload_template, NULL, NULL},
    {WEB_GET, "/uploads/{id}", MAKERS | READERS_ALL, 0, show_upload, NULL, NULL},
    {WEB_GET, "/uploads/{id}/answer", MAKERS | READERS_ALL, 0, show_upload_answer, NULL, NULL},
    {WEB_GET, "/uploads/{id}/precheck", MAKERS | READERS_ALL, 0, show_upload_precheck, NULL, NULL},
    {WEB_POST, "/uploads/{id}/submit", MAKERS, 0, show_upload_submit, NULL, NULL},
    {WEB_POST, "/uploads/{id}/check", MAKERS, 0, show_upload_check, NULL, NULL},
    {WEB_POST, "/uploads/{id}/withdraw", MAKERS, 0, show_upload_withdraw, NULL, NULL},
    {WEB_POST, "/uploads/{id}/approve", FPL_ROLE_APPROVER, 0, show_upload_approve, NULL, NULL},
    {WEB_POST, "/uploads/{id}/return", FPL_ROLE_APPROVER, 0, show_upload_return, NULL, NULL},
    {WEB_GET, "/early", READERS_ALL, 0, show_early, "早期占比", "Early share"},
    {WEB_GET, "/early/{book}", READERS_ALL, 0, show_early_book, NULL, NULL},
    {WEB_GET, "/tolerance", READERS_ALL, 0, show_tolerance, "容错率", "Loss tolerance"},
    {WEB_GET, "/limits", READERS_ALL, 0, show_limits, "限额", "Limits"},
    {WEB_GET, "/funds", READERS_ALL, 0, show_funds, "基金", "Funds"},
    {WEB_GET, "/funds/{report}", READERS_ALL, 0, show_fund_report, NULL, NULL},
    {WEB_GET, "/pools", READERS_ALL, 0, show_pools, "资金池", "Pools"},
    {WEB_GET, "/loans", CLAIMS, 0, show_loans, "贷款", "Loans"},
    {WEB_GET, "/claims", CLAIMS, 0, show_claims, "补偿申请", "Claims"},
    {WEB_GET, "/statements", READERS_ALL, 0, show_statements, "账表", "Statements"},
    {WEB_GET, "/statements/{report}", READERS_ALL, 0, show_statement, NULL, NULL},
    {WEB_GET, "/books", BOOKS, 0, show_books, "账套", "Books"},
    {WEB_GET, "/records/{book}/{seq}", BOOKS, 0, show_record, NULL, NULL},
    {WEB_GET, "/items/{book}/{key}", BOOKS, 0, show_item, NULL, NULL},
    {WEB_GET, "/log", BOOKS, 0, show_log, "操作日志", "Log"},
    {WEB_GET, "/find", BOOKS, 0, show_find, "查找", "Find"},
    {WEB_GET, "/rules", BOOKS, 0, show_rules, "规则", "Rules"},
    {WEB_GET, "/rules/{kind}/{id}", BOOKS, 0, show_rule, NULL, NULL},
    {WEB_GET, "/verify", EVERYONE, 0, show_verify, "校验", "Verify"},
    {WEB_POST, "/verify/compare", EVERYONE, 0, show_compare, NULL, NULL},
    {WEB_POST, "/verify/copy", READERS_ALL, 0, show_copy, NULL, NULL},
    {WEB_GET, "/verify/checkpoints.txt", EVERYONE, 0, show_checkpoints, NULL, NULL},
    {WEB_GET, "/sessions", EVERYONE, 0, show_sessions, NULL, NULL},
    {WEB_POST, "/sessions/end", EVERYONE, 0, show_sessions_end, NULL, NULL},

    {WEB_GET, "/api/v1/books", BOOKS, ROUTE_API, api_books, NULL, NULL},
    {WEB_GET, "/api/v1/books/{book}", BOOKS, ROUTE_API, api_book, NULL, NULL},
    {WEB_GET, "/api/v1/reports", BOOKS, ROUTE_API, api_report_list, NULL, NULL},
    {WEB_GET, "/api/v1/reports/{name}", BOOKS, ROUTE_API, api_report, NULL, NULL},
    {WEB_GET, "/api/v1/records/{book}/{seq}", BOOKS, ROUTE_API, api_record, NULL, NULL},
    {WEB_GET, "/api/v1/records/{book}/{seq}/explain", BOOKS, ROUTE_API, api_explain, NULL, NULL},
    {WEB_GET, "/api/v1/records/{book}/{seq}/proof", BOOKS, ROUTE_API, api_proof, NULL, NULL},
    {WEB_GET, "/api/v1/items/{book}/{kind}", BOOKS, ROUTE_API, api_items, NULL, NULL},
    {WEB_GET, "/api/v1/items/{book}/{kind}/{key}", BOOKS, ROUTE_API, api_item, NULL, NULL},
    {WEB_GET, "/api/v1/parties", READERS_ALL, ROUTE_API, api_parties, NULL, NULL},
    {WEB_GET, "/api/v1/amounts", MAKERS, ROUTE_API, api_amounts, NULL, NULL},
    {WEB_GET, "/api/v1/checkpoints", EVERYONE, ROUTE_API, api_checkpoints, NULL, NULL},
    {WEB_POST, "/api/v1/checkpoints/compare", EVERYONE, ROUTE_API | ROUTE_TEXT_BODY, api_compare, NULL, NULL},
    {WEB_GET, "/api/v1/tasks/events", EVERYONE, ROUTE_API | ROUTE_STATE | ROUTE_QUIET, api_task_events, NULL, NULL},
    {WEB_GET, "/api/v1/uploads", EVERYONE, ROUTE_API | ROUTE_STATE, api_uploads, NULL, NULL},
    {WEB_POST, "/api/v1/uploads", MAKERS, ROUTE_API | ROUTE_FILE_BODY, api_upload_make, NULL, NULL},
    {WEB_GET, "/api/v1/uploads/{id}", EVERYONE, ROUTE_API | ROUTE_STATE, api_upload, NULL, NULL},
    {WEB_GET, "/api/v1/uploads/{id}/events", EVERYONE, ROUTE_API | ROUTE_STATE, api_upload_events, NULL, NULL},
    {WEB_POST, "/api/v1/uploads/{id}/append", MAKERS, ROUTE_API | ROUTE_FILE_BODY, api_upload_append, NULL, NULL},
    {WEB_POST, "/api/v1/uploads/{id}/mapping", MAKERS, ROUTE_API | ROUTE_TEXT_BODY, api_upload_map, NULL, NULL},
    {WEB_POST, "/api/v1/uploads/{id}/finish", MAKERS, ROUTE_API | ROUTE_JSON_BODY, api_upload_finish, NULL, NULL},
    {WEB_POST, "/api/v1/uploads/{id}/submit", MAKERS, ROUTE_API | ROUTE_JSON_BODY, api_upload_submit, NULL, NULL},
    {WEB_POST, "/api/v1/uploads/{id}/check", MAKERS, ROUTE_API | ROUTE_JSON_BODY, api_upload_check, NULL, NULL},
    {WEB_POST, "/api/v1/uploads/{id}/withdraw", MAKERS, ROUTE_API | ROUTE_JSON_BODY, api_upload_withdraw, NULL, NULL},
    {WEB_POST, "/api/v1/uploads/{id}/approve", FPL_ROLE_APPROVER, ROUTE_API | ROUTE_JSON_BODY, api_upload_approve, NULL,
     NULL},
    {WEB_POST, "/api/v1/uploads/{id}/return", FPL_ROLE_APPROVER, ROUTE_API | ROUTE_JSON_BODY, api_upload_return, NULL,
     NULL},
    {WEB_GET, "/api/v1/uploads/{id}/answer", EVERYONE, ROUTE_API | ROUTE_STATE, api_upload_answer, NULL, NULL},
    {WEB_GET, "/api/v1/uploads/{id}/precheck", EVERYONE, ROUTE_API | ROUTE_STATE, api_upload_precheck, NULL, NULL},
    {WEB_GET, "/api/v1/openapi.json", 0, ROUTE_OPEN | ROUTE_API, api_openapi, NULL, NULL},
    {WEB_POST, "/api/v1/commands/{name}", EVERYONE, ROUTE_API | ROUTE_JSON_BODY | ROUTE_CUT_LATER, api_command, NULL,
     NULL},
    {WEB_GET, "/api/v1/proposals", EVERYONE, ROUTE_API | ROUTE_STATE, api_proposals, NULL, NULL},
    {WEB_GET, "/api/v1/proposals/{id}", EVERYONE, ROUTE_API | ROUTE_STATE, api_proposal, NULL, NULL},
    {WEB_POST, "/api/v1/proposals/{id}/approve", FPL_ROLE_APPROVER, ROUTE_API | ROUTE_JSON_BODY, api_approve, NULL,
     NULL},
    {WEB_POST, "/api/v1/proposals/{id}/return", FPL_ROLE_APPROVER, ROUTE_API | ROUTE_JSON_BODY, api_return, NULL, NULL},
    {WEB_POST, "/api/v1/proposals/{id}/withdraw", EVERYONE, ROUTE_API | ROUTE_JSON_BODY, api_withdraw, NULL, NULL},
    {WEB_POST, "/api/v1/proposals/{id}/submit", EVERYONE, ROUTE_API | ROUTE_JSON_BODY, api_resubmit, NULL, NULL},
};
#define FORM_BYTES_MAX 65536 /* of a form with a file: what is not the file */

static const struct route unknown_api = {WEB_GET, "", 0, ROUTE_OPEN | ROUTE_API, NULL, NULL, NULL};

const struct route *route_all(int *count) {
    *count = (int)(sizeof routes / sizeof routes[0]);
    return routes;
}

/* ---- matching ---- */

static size_t segment_length(const char *p) {
    return strcspn(p, "/");
}

/* The path's variables as they stand, not decoded; 0 if it is another path. */
static int match(const char *pattern, const char *path, struct fpl_str variable[CALL_VARIABLES], int *variables) {
    *variables = 0;
    while (*pattern == '/' && *path == '/') {
        size_t n = segment_length(++pattern), m = segment_length(++path);
        if (pattern[0] == '{' && m > 0 && *variables < CALL_VARIABLES)
            variable[(*variables)++] = (struct fpl_str){path, m};
        else if (n != m || memcmp(pattern, path, n) != 0)
            return 0;
        pattern += n;
        path += m;
    }
    return *pattern == '\0' && *path == '\0';
}

static enum fpl_status find_route(struct call *call) {
    const struct web_request *request = call->request;
    int other = 0;
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (!match(routes[i].path, request->path, call->variable, &call->variables))
            continue;
        call->route = &routes[i];
        if (routes[i].method == request->method)
            return FPL_OK;
        other = 1;
    }
    if (other) {
        return fpl_fail(&call->error, FPL_E_METHOD, request->method_name, NULL, NULL);
    }
    call->route = strncmp(request->path, "/api/", 5) == 0 ? &unknown_api : NULL;
    return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, request->path, strlen(request->path));
}

int route_is_page(struct fpl_str path) {
    char own[512];
    struct fpl_str variable[CALL_VARIABLES];
    int variables = 0;
    size_t n = 0;
    while (n < path.n && path.p[n] != '?')
        n++;
    if (n == 0 || n >= sizeof own || path.p[0] != '/')
        return 0;
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] <= 0x20 || path.p[i] == '\\' || path.p[i] == 0x7f)
            return 0;
    (void)fpl_str_copy((struct fpl_str){path.p, n}, own, sizeof own);
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (routes[i].method == WEB_GET && !(routes[i].flags & (ROUTE_OPEN | ROUTE_API)) &&
            match(routes[i].path, own, variable, &variables))
            return 1;
    return 0;
}

/* ---- steps ---- */

static int is_type(const struct web_request *request, const char *type) {
    struct fpl_str given = request->header[WEB_CONTENT_TYPE];
    size_t n = strlen(type);
    return given.n >= n && memcmp(given.p, type, n) == 0 && (given.n == n || given.p[n] == ';' || given.p[n] == ' ');
}

/* The fields before the file are read to memory; the file stays where it is. */
static enum fpl_status read_file_form(struct call *call) {
    const struct web_request *request = call->request;
    struct spool_source source = uploads_source(call);
    size_t n = source.bytes < FORM_BYTES_MAX ? (size_t)source.bytes : FORM_BYTES_MAX;
    char tail[MULTIPART_TAIL_BYTES], piece[4096];
    size_t tail_n = source.bytes < (int64_t)sizeof tail ? (size_t)source.bytes : sizeof tail;
    if (!is_type(request, "multipart/form-data"))
        return fpl_fail(&call->error, FPL_E_MEDIA_TYPE, "multipart/form-data", NULL, NULL);
    for (size_t at = 0; at < n; at += sizeof piece) {
        size_t part = n - at < sizeof piece ? n - at : sizeof piece;
        if (!spool_source_read(&source, (int64_t)at, piece, part))
            return fpl_fail(&call->error, FPL_E_IO, FPL_ZH_EN("上传文件夹", "the folder of uploads"), NULL, NULL);
        fpl_buf_add(&call->form, piece, part);
    }
    if (fpl_buf_ok(&call->form))
        return fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!spool_source_read(&source, source.bytes - (int64_t)tail_n, tail, tail_n))
        return fpl_fail(&call->error, FPL_E_IO, FPL_ZH_EN("上传文件夹", "the folder of uploads"), NULL, NULL);
    struct multipart parts = {.type = request->header[WEB_CONTENT_TYPE],
                              .head = fpl_buf_str(&call->form),
                              .tail = {tail, tail_n},
                              .bytes = source.bytes};
    enum fpl_status status = multipart_read(&parts, &call->args, &call->error);
    call->file_from = parts.file_from;
    call->file_to = parts.file_to;
    return status;
}

static enum fpl_status read_args(struct call *call) {
    const struct web_request *request = call->request;
    enum fpl_status status = FPL_OK;
    fpl_buf_add(&call->decoded, request->path, strlen(request->path) + 1); /* the path itself stays for links */
    status = fpl_buf_ok(&call->decoded);
    for (int i = 0; !status && i < call->variables; i++)
        status = web_segment_decode(call->decoded.p + (call->variable[i].p - request->path), call->variable[i].n,
                                    &call->variable[i], &call->error);
    if (!status && request->method == WEB_GET && request->query)
        status = web_urlencoded_parse(request->query, strlen(request->query), &call->args, &call->error);
    if (status || request->method != WEB_POST)
        return status;
    if (call->route->flags & ROUTE_FILE_FORM)
        return read_file_form(call);
    const char *type = call->route->flags & ROUTE_TEXT_BODY   ? "text/plain"
                       : call->route->flags & ROUTE_FILE_BODY ? "text/csv"
                       : call->route->flags & ROUTE_JSON_BODY ? "application/json"
                                                              : "application/x-www-form-urlencoded";
    int octets = (call->route->flags & ROUTE_FILE_BODY) && is_type(request, "application/octet-stream");
    if (!octets && !is_type(request, type))
        return fpl_fail(&call->error, FPL_E_MEDIA_TYPE, type, NULL, NULL);
    unsigned bodies = ROUTE_TEXT_BODY | ROUTE_JSON_BODY | ROUTE_FILE_BODY;
    if ((call->route->flags & bodies) && request->query)
        return web_urlencoded_parse(request->query, strlen(request->query), &call->args, &call->error);
    if (call->route->flags & bodies)
        return FPL_OK;
    return web_urlencoded_parse(request->body, request->body_bytes, &call->args, &call->error);
}

static void choose_language(struct call *call) {
    struct fpl_str told = web_pairs_get(&call->args, "lang");
    struct fpl_str kept = web_cookie_get(call->request->header[WEB_COOKIE], "lang");
    call->zh = call->service->options->zh;
    if (fpl_str_is(told, "zh") || fpl_str_is(told, "en"))
        call->zh = told.p[0] == 'z';
    else if (fpl_str_is(kept, "zh") || fpl_str_is(kept, "en"))
        call->zh = kept.p[0] == 'z';
}

/* Who asks, and what he may. */
static enum fpl_status look(struct call *call, struct fpl_view_spec *spec) {
    spec->actor = fpl_str_of(call->who.user);
    fpl_view_close(call->view);
    call->view = NULL;
    cut_release(&call->cut);
    enum fpl_status status = fpl_view_open(call->session, spec, &call->view, &call->error);
    if (!status) {
        call->roles = fpl_view_roles(call->view);
        call->institution = fpl_view_institution(call->view); /* a slice of the view */
    }
    return status;
}

static enum fpl_status open_at(struct call *call, struct fpl_view_spec *spec) {
    enum fpl_status status = look(call, spec);
    return status ? status : cut_take(call);
}

/* What was known at a moment after the newest record is all that is known: nothing need be folded for it. */
static enum fpl_status open_view(struct call *call) {
    struct fpl_view_spec spec = {{0}, FPL_DATE_NONE, 0};
    enum fpl_status status = readers_borrow(call->service->readers, &call->session, &call->error);
    if (!status)
        status = cut_read(call, &spec);
    int64_t known_by = spec.known_by;
    spec.known_by = 0;
    if (!status)
        status = call->route->flags & ROUTE_CUT_LATER ? look(call, &spec) : open_at(call, &spec);
    if (!status && known_by && known_by < call->cut.known_by) {
        spec.known_by = known_by;
        status = open_at(call, &spec);
    }
    return status;
}

static void leave_view(struct call *call) {
    fpl_view_close(call->view);
    call->view = NULL;
    call->institution = (struct fpl_str){0};
}

enum fpl_status route_leave_view(struct call *call) {
    leave_view(call);
    return call->session ? FPL_OK : readers_borrow(call->service->readers, &call->session, &call->error);
}

void route_leave_session(struct call *call) {
    leave_view(call);
    if (call->session)
        readers_return(call->service->readers, call->session, FPL_OK);
    call->session = NULL;
}

enum fpl_status route_look_again(struct call *call) {
    struct fpl_view_spec spec = {{0}, FPL_DATE_NONE, 0};
    enum fpl_status status = route_leave_view(call);
    return status ? status : open_at(call, &spec);
}

static enum fpl_status check_role(struct call *call) {
    const struct route *route = call->route;
    char name[FPL_ERROR_ARG_BYTES];
    if (call->roles & route->roles)
        return FPL_OK;
    if (route->zh)
        snprintf(name, sizeof name, FPL_ZH_EN("“%s”", "\"%s\""), route->zh, route->en);
    else
        snprintf(name, sizeof name, "%s", route->path);
    return fpl_fail(&call->error, FPL_E_ROLE, call->who.user, name, NULL);
}

static int is_unchanged(struct call *call) {
    char etag[67];
    if (!(call->route->flags & ROUTE_API) || (call->route->flags & ROUTE_STATE) || call->request->method != WEB_GET)
        return 0;
    cut_etag(call, etag);
    if (!etag[0])
        return 0;
    (void)web_header_add(call->response, "ETag", fpl_str_of(etag));
    cut_headers(call);
    if (!fpl_str_is(call->request->header[WEB_IF_NONE_MATCH], etag))
        return 0;
    call->response->status = 304;
    return 1;
}

static enum fpl_status check_size(struct call *call) {
    const struct web_request *request = call->request;
    char most[24];
    snprintf(most, sizeof most, "%lld",
             request->has_file ? (long long)call->service->upload_most : (long long)WEB_BODY_BYTES_MAX);
    if (request->is_too_large)
        return fpl_fail(&call->error, FPL_E_TOO_LARGE, most, NULL, NULL);
    return request->file_status
               ? fpl_fail(&call->error, request->file_status,
                          request->file_status == FPL_E_BUSY ? "5" : FPL_ZH_EN("上传文件夹", "the folder of uploads"),
                          NULL, NULL)
               : FPL_OK;
}

static enum fpl_status run(struct call *call) {
    enum fpl_status status = find_route(call);
    int routed = !status;
    if (!status)
        status = check_size(call);
    if (!status)
        status = read_args(call);
    choose_language(call);
    if (!routed || status)
        return status;
    int open = (call->route->flags & ROUTE_OPEN) != 0;
    if (!(call->route->flags & ROUTE_STATIC) && call->route->handle != api_health && call->route->handle != api_ready)
        status = identity_check_host(call);
    if (!status && !open)
        status = identity_of(call);
    if (!status && !open && !call->who.user[0])
        status = fpl_fail(&call->error, FPL_E_SIGN_IN, NULL, NULL, NULL);
    if (!status && !open)
        status = rate_check(call->who.session, call->request->began_ms, &call->error);
    if (!status && !open)
        status = open_view(call);
    if (!status && !open)
        status = check_role(call);
    if (!status && call->route->method == WEB_POST)
        status = identity_check_form(call, !open);
    if (status || (call->view && is_unchanged(call)))
        return status;
    return call->route->handle(call);
}

/* What can be asked before the body: where it goes, who sends it, from where. All else is asked when it is there. */
static enum fpl_status admit(struct call *call) {
    enum fpl_status status = identity_check_host(call);
    choose_language(call);
    if (!status)
        status = identity_of(call);
    if (!status && !call->who.user[0])
        status = fpl_fail(&call->error, FPL_E_SIGN_IN, NULL, NULL, NULL);
    return status ? status : identity_check_form(call, 0);
}

static void end_call(struct call *call, enum fpl_status status) {
    cut_release(&call->cut);
    fpl_view_close(call->view);
    fpl_buf_release(&call->decoded);
    fpl_buf_release(&call->form);
    if (call->session)
        readers_return(call->service->readers, call->session, status);
    call->view = NULL;
    call->session = NULL;
}

static void common_headers(struct call *call) {
    struct web_response *response = call->response;
    int is_kept = call->route && (call->route->flags & ROUTE_STATIC) && response->status == 200;
    (void)web_header_add(response, "X-Content-Type-Options", FPL_STR("nosniff"));
    /* not no-referrer, under which a browser sends "Origin: null" with a form of our own */
    (void)web_header_add(response, "Referrer-Policy", FPL_STR("same-origin"));
    (void)web_header_add(response, "Cross-Origin-Opener-Policy", FPL_STR("same-origin"));
    (void)web_header_add(response, "Cross-Origin-Resource-Policy", FPL_STR("same-origin"));
    (void)web_header_add(response, "X-Frame-Options", FPL_STR("DENY"));
    (void)web_header_add(response, "Content-Security-Policy",
                         FPL_STR("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                                 "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"));
    (void)web_header_add(response, "Cache-Control",
                         is_kept ? FPL_STR("public, max-age=31536000, immutable") : FPL_STR("no-store"));
    (void)web_header_add(response, "Fundpool-Request", fpl_str_of(call->request->id));
    if (call->service->is_secure)
        (void)web_header_add(response, "Strict-Transport-Security", FPL_STR("max-age=31536000"));
}

static void finish(struct call *call, enum fpl_status status) {
    common_headers(call);
    end_call(call, status);
    int64_t took = host_ticks_ms() - call->request->began_ms;
    metrics_note(&call->service->metrics, call, took);
    log_request(call, took, status);
}

int64_t route_file_most(struct service *service, struct web_request *request, struct web_response *response,
                        int *answered) {
    struct call call = {.service = service, .request = request, .response = response, .path = request->path};
    if (request->method != WEB_POST || find_route(&call) || !(call.route->flags & (ROUTE_FILE_BODY | ROUTE_FILE_FORM)))
        return 0;
    enum fpl_status status = admit(&call);
    if (!status)
        return service->upload_most + (call.route->flags & ROUTE_FILE_FORM ? FORM_BYTES_MAX : 0);
    problem_answer(&call, status);
    finish(&call, status);
    *answered = 1;
    return 0;
}

void route_answer(struct service *service, struct web_request *request, struct web_response *response) {
    struct call call = {.service = service, .request = request, .response = response, .path = request->path};
    enum fpl_status status = run(&call);
    if (status)
        status = show_sign_in_first(&call, status);
    if (status)
        problem_answer(&call, status);
    finish(&call, status);
}
