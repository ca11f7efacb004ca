#include "service_world.h"

#include "src/ingest/document.h"
#include "src/service/password.h"
#include "src/service/uploads.h"
#include "src/service/writer.h"

#include <fcntl.h>

#define LOAN                                                                                                           \
    "iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=1000000; disbursed=1000000; "                      \
    "disbursed_on=2026-03-01; "                                                                                        \
    "due_on=2027-02-01; registered_on=2026-03-05; rate=4%%; mode=DIRECT"

const char *const service_users[ROLES] = {"root", "ren", "zhang", "li", "qian", "bank1", "gua1", "reg", "aud"};

struct city city;
struct service service;
static struct service_options options;
struct http_answer got;
static char state_path[400];

#define FEW 8

const char service_too_large[] = "a body that http.c did not keep";

void service_ask(const struct ask *ask) {
    struct web_request request = {.method = WEB_OTHER, .id = "0123456789abcdef0123456789abcdef"};
    struct web_response response;
    char path[4096], body[8192];
    const char *method = ask->method ? ask->method : "GET";
    snprintf(path, sizeof path, "%s", ask->path);
    snprintf(body, sizeof body, "%s", ask->body ? ask->body : "");
    snprintf(request.method_name, sizeof request.method_name, "%s", method);
    if (strcmp(method, "GET") == 0)
        request.method = WEB_GET;
    if (strcmp(method, "POST") == 0)
        request.method = WEB_POST;
    char *mark = strchr(path, '?');
    if (mark)
        *mark = '\0';
    request.path = path;
    request.query = mark ? mark + 1 : NULL;
    request.body = body;
    request.body_bytes = strlen(body);
    request.is_too_large = ask->body == service_too_large;
    request.began_ms = host_ticks_ms();
    request.header[WEB_HOST] = fpl_str_of(ask->host ? ask->host : "127.0.0.1:8080");
    request.header[WEB_COOKIE] = fpl_str_of(ask->cookie);
    request.header[WEB_ORIGIN] = fpl_str_of(ask->origin);
    request.header[WEB_FETCH_SITE] = fpl_str_of(ask->site);
    request.header[WEB_AUTHORIZATION] = fpl_str_of(ask->authorization);
    request.header[WEB_IF_NONE_MATCH] = fpl_str_of(ask->match);
    request.header[WEB_TOKEN] = fpl_str_of(ask->token);
    request.header[WEB_CONTENT_TYPE] = fpl_str_of(ask->type ? ask->type : "application/x-www-form-urlencoded");
    request.header[WEB_IDEMPOTENCY_KEY] = fpl_str_of(ask->key);
    request.header[WEB_CODE] = fpl_str_of(ask->code);
    web_response_begin(&response);
    route_answer(&service, &request, &response);
    got.status = response.status;
    assert_true(response.body.n < sizeof got.body && response.headers.n < sizeof got.headers);
    memcpy(got.body, response.body.n ? response.body.p : "", response.body.n);
    got.body[response.body.n] = '\0';
    memcpy(got.headers, response.headers.n ? response.headers.p : "", response.headers.n);
    got.headers[response.headers.n] = '\0';
    if (response.fd >= 0) { /* a file that is sent */
        ssize_t n = pread(response.fd, got.body, sizeof got.body - 1, 0);
        assert_true(n == response.fd_bytes);
        got.body[n] = '\0';
        close(response.fd);
        response.fd = -1;
    }
    web_response_release(&response);
}

int service_body_has(const char *text) {
    return strstr(got.body, text) != NULL;
}

/* The value of a response header, in one of a few buffers. */
const char *service_header(const char *name) {
    static char value[FEW][1024];
    static int next;
    char *out = value[next++ % FEW], want[64];
    snprintf(want, sizeof want, "%s: ", name);
    const char *at = got.headers;
    while (at && strncmp(at, want, strlen(want)) != 0)
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
    if (!at)
        return "";
    snprintf(out, 1024, "%.*s", (int)strcspn(at + strlen(want), "\n"), at + strlen(want));
    return out;
}

/* ---- people ---- */

char service_cookies[ROLES][80], service_tokens[ROLES][65];

void service_sign_in(const char *user, char cookie[80], char token[65]) {
    struct state_session session = {.made_ms = 0};
    char secret[SECRET_CHARACTERS + 1];
    uint8_t hash[FPL_HASH_BYTES];
    struct fpl_error error = {0};
    snprintf(session.user, sizeof session.user, "%s", user);
    session.made_ms = session.seen_ms = session.factor_ms = host_real_ms();
    assert_int_equal(secret_make(secret, session.hash, &error), FPL_OK);
    assert_int_equal(state_session_put(service.state, &session, &error), FPL_OK);
    snprintf(cookie, 80, "sid=%s", secret);
    secret_hash("token", fpl_str_of(secret), hash);
    fpl_hex(hash, sizeof hash, token);
}

int service_world_begin(void **state) {
    (void)state;
    struct fpl_error error = {0};
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-02");
    city_do(&city, "zhang loan.register p bank=BK-1; contract=C-1; " LOAN);
    city_do(&city, "zhang loan.register p bank=BK-2; contract=C-2; " LOAN);
    city_do(&city, "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-03-01; amount=5");
    snprintf(state_path, sizeof state_path, "%s.service", city.w.path);
    options = (struct service_options){.ledger = city.w.path, .state = state_path, .listen = "127.0.0.1:8080", .zh = 1};
    service = (struct service){
        .options = &options, .host = city.w.host, .is_trial = 1, .offset = 480, .upload_most = 1 << 20};
    service.host.translate = ing_document_translate;
    service.host.entropy = host_entropy; /* the city's own counts, for one thread */
    assert_int_equal(password_begin(&error), FPL_OK);
    assert_int_equal(readers_open(city.w.path, &service.host, &service.readers, &error), FPL_OK);
    assert_int_equal(state_open(state_path, 1, &service.state, &error), FPL_OK);
    assert_int_equal(uploads_open(&service, &service.uploads, &error), FPL_OK);
    assert_int_equal(writer_open(city.w.path, &service.host, &service.writer, &error), FPL_OK);
    for (int role = 0; role < ROLES; role++)
        service_sign_in(service_users[role], service_cookies[role], service_tokens[role]);
    return 0;
}

static int keep_none(void *ctx, int64_t id, enum spool_file which) {
    (void)ctx;
    (void)id;
    (void)which;
    return 0;
}

int service_world_end(void **state) {
    char beside[420];
    (void)state;
    uploads_stop(service.uploads);
    writer_close(service.writer);
    spool_sweep(uploads_spool(service.uploads), keep_none, NULL);
    rmdir(uploads_spool(service.uploads)->folder);
    uploads_close(service.uploads);
    state_close(service.state);
    readers_close(service.readers);
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        snprintf(beside, sizeof beside, "%s%s", state_path, ends[i]);
        unlink(beside);
    }
    city_end(&city);
    return 0;
}

void service_world_hush(void) {
    if (!getenv("FPL_SHOW_LOG")) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDERR_FILENO);
    }
}
