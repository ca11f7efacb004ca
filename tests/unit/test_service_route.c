/* Who may ask what: every route by every role, forms from everywhere, institutions among each other. Handlers are
 * called through route_answer, as the sockets call it. */
#include "service_world.h"

#include "src/host/host.h"
#include "src/service/password.h"

/* ---- every route by every role ---- */

#define JSON  "application/json"
#define FORM  "multipart/form-data; boundary=x"
#define A     (1 << ADMIN)
#define I     (1 << BANK | 1 << GUARANTOR)
#define ALL   (~0)
#define MAKES (ALL & ~(1 << REGULATOR) & ~(1 << AUDITOR)) /* who gives any command */
#define ONE   (ALL & ~A)                                  /* who reads anything */
#define TWO   (ALL & ~A & ~I)                             /* who reads everything */
static const struct {
    const char *pattern, *path;
    int who; /* bits of roles; 0: everybody, without signing in */
} expected[] = {
    {"/healthz", "/healthz", 0},
    {"/readyz", "/readyz", 0},
    {"/metrics", "/metrics", A | 1 << AUDITOR},
    {"/static/{file}", "/static/app.css", 0},
    {"/language", "/language?to=en&next=/early", 0},
    {"/login", "/login", 0},
    {"/api/v1/openapi.json", "/api/v1/openapi.json", 0},
    {"/", "/", ALL},
    {"/tasks", "/tasks", ALL},
    {"/api/v1/tasks/events", "/api/v1/tasks/events", ALL},
    {"/proposals", "/proposals", ALL},
    {"/proposals/bulk", "/proposals/bulk?command=deal.record", 1 << APPROVER},
    {"/proposals/{id}", "/proposals/99", ALL},
    {"/new", "/new", MAKES},
    {"/uploads", "/uploads", ALL},
    {"/uploads/new", "/uploads/new", MAKES},
    {"/uploads/templates/{command}", "/uploads/templates/no.such", MAKES},
    {"/uploads/{id}", "/uploads/99", ALL},
    {"/uploads/{id}/answer", "/uploads/99/answer", ALL},
    {"/uploads/{id}/precheck", "/uploads/99/precheck", ALL},
    {"/api/v1/uploads", "/api/v1/uploads", ALL},
    {"/api/v1/uploads/{id}", "/api/v1/uploads/99", ALL},
    {"/api/v1/uploads/{id}/answer", "/api/v1/uploads/99/answer", ALL},
    {"/api/v1/uploads/{id}/precheck", "/api/v1/uploads/99/precheck", ALL},
    {"/api/v1/uploads/{id}/events", "/api/v1/uploads/99/events", ALL},
    {"/new/{command}", "/new/no.such", MAKES},
    {"/early", "/early", TWO},
    {"/early/{book}", "/early/f", TWO},
    {"/tolerance", "/tolerance", TWO},
    {"/limits", "/limits", TWO},
    {"/funds", "/funds", TWO},
    {"/funds/{report}", "/funds/deals", TWO},
    {"/pools", "/pools", TWO},
    {"/loans", "/loans", ONE},
    {"/claims", "/claims", ONE},
    {"/statements", "/statements", TWO},
    {"/statements/{report}", "/statements/statement?book=f&account=100201", TWO},
    {"/books", "/books", ONE},
    {"/records/{book}/{seq}", "/records/p/0", ONE},
    {"/items/{book}/{key}", "/items/p/BK-1%7CC-1%7C1", ONE},
    {"/log", "/log", ONE},
    {"/find", "/find?q=C-1", ONE},
    {"/rules", "/rules", ONE},
    {"/rules/{kind}/{id}", "/rules/pack/t@1", ONE},
    {"/verify", "/verify", ALL},
    {"/verify/checkpoints.txt", "/verify/checkpoints.txt", ALL},
    {"/sessions", "/sessions", ALL},
    {"/api/v1/books", "/api/v1/books", ONE},
    {"/api/v1/books/{book}", "/api/v1/books/f", ONE},
    {"/api/v1/reports", "/api/v1/reports", ONE},
    {"/api/v1/reports/{name}", "/api/v1/reports/loans?book=p", ONE},
    {"/api/v1/records/{book}/{seq}", "/api/v1/records/p/0", ONE},
    {"/api/v1/records/{book}/{seq}/explain", "/api/v1/records/p/0/explain", ONE},
    {"/api/v1/records/{book}/{seq}/proof", "/api/v1/records/p/0/proof", ONE},
    {"/api/v1/items/{book}/{kind}", "/api/v1/items/p/loan", ONE},
    {"/api/v1/items/{book}/{kind}/{key}", "/api/v1/items/p/loan/BK-1%7CC-1%7C1", ONE},
    {"/api/v1/parties", "/api/v1/parties?q=BK", TWO},
    {"/api/v1/amounts", "/api/v1/amounts?amount=1", MAKES},
    {"/api/v1/checkpoints", "/api/v1/checkpoints", ALL},
    {"/api/v1/proposals", "/api/v1/proposals", ALL},
    {"/api/v1/proposals/{id}", "/api/v1/proposals/99", ALL},
};
static const struct {
    const char *pattern, *body, *type;
    int who;
} forms[] = {
    {"/login", "user=nobody&password=x&code=", NULL, 0},
    {"/logout", "", NULL, ALL},
    {"/verify/compare", "checkpoint=x", NULL, ALL},
    {"/verify/copy", "", NULL, TWO},
    {"/sessions/end", "session=others", NULL, ALL},
    {"/api/v1/checkpoints/compare", "x", "text/plain", ALL},
    {"/proposals/bulk", "command=deal.record", NULL, 1 << APPROVER},
    {"/proposals/{id}/approve", "version=1", NULL, 1 << APPROVER},
    {"/proposals/{id}/return", "version=1", NULL, 1 << APPROVER},
    {"/proposals/{id}/withdraw", "version=1", NULL, MAKES},
    {"/new/{command}", "action=preview", NULL, MAKES},
    {"/uploads/new",
     "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n\r\n--x\r\nContent-Disposition: "
     "form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na\r\n--x--\r\n",
     FORM, MAKES},
    {"/uploads/{id}/submit", "expect=x", NULL, MAKES},
    {"/uploads/{id}/check", "", NULL, MAKES},
    {"/uploads/{id}/withdraw", "", NULL, MAKES},
    {"/uploads/{id}/approve", "expect=x", NULL, 1 << APPROVER},
    {"/uploads/{id}/return", "reason=x", NULL, 1 << APPROVER},
    {"/api/v1/uploads", "a", "text/csv", MAKES},
    {"/api/v1/uploads/{id}/append", "a", "text/csv", MAKES},
    {"/api/v1/uploads/{id}/mapping", "x", "text/plain", MAKES},
    {"/api/v1/uploads/{id}/finish", "{}", JSON, MAKES},
    {"/api/v1/uploads/{id}/submit", "{}", JSON, MAKES},
    {"/api/v1/uploads/{id}/check", "{}", JSON, MAKES},
    {"/api/v1/uploads/{id}/withdraw", "{}", JSON, MAKES},
    {"/api/v1/uploads/{id}/approve", "{}", JSON, 1 << APPROVER},
    {"/api/v1/uploads/{id}/return", "{}", JSON, 1 << APPROVER},
    {"/api/v1/commands/{name}", "{}", JSON, ALL},
    {"/api/v1/proposals/{id}/approve", "{}", JSON, 1 << APPROVER},
    {"/api/v1/proposals/{id}/return", "{}", JSON, 1 << APPROVER},
    {"/api/v1/proposals/{id}/withdraw", "{}", JSON, ALL},
    {"/api/v1/proposals/{id}/submit", "{}", JSON, ALL},
};

static void test_service_route__the_table_is_whole(void **state) {
    int count = 0;
    const struct route *routes = route_all(&count);
    (void)state;
    for (int i = 0; i < count; i++) {
        int known = 0;
        for (size_t e = 0; e < sizeof expected / sizeof expected[0]; e++)
            known += routes[i].method == WEB_GET && strcmp(routes[i].path, expected[e].pattern) == 0;
        for (size_t e = 0; e < sizeof forms / sizeof forms[0]; e++)
            known += routes[i].method == WEB_POST && strcmp(routes[i].path, forms[e].pattern) == 0;
        if (known != 1)
            fail_msg("%s stands %d times in the tests of who may ask it", routes[i].path, known);
        assert_true((routes[i].flags & ROUTE_OPEN) != 0 || routes[i].roles != 0); /* nobody is let in by an oversight */
    }
}

/* An institution sees of a pool record 0 nothing: that is told as what is not there. */
static int may_be_absent(int role, const char *path) {
    return (role == BANK || role == GUARANTOR) && (strstr(path, "records/p/0") || strstr(path, "C-1"));
}

static int is_absent_for_all(const char *path) {
    return strcmp(path, "/api/v1/proposals/99") == 0 || strcmp(path, "/proposals/99") == 0 ||
           strstr(path, "/no.such") != NULL || strstr(path, "uploads/99") != NULL;
}

static void test_service_route__every_route_by_every_role(void **state) {
    (void)state;
    for (size_t e = 0; e < sizeof expected / sizeof expected[0]; e++) {
        const char *path = expected[e].path;
        int is_api = strncmp(path, "/api/", 5) == 0 || strcmp(path, "/metrics") == 0;
        service_ask(&(struct ask){.path = path});
        if (expected[e].who == 0)
            assert_true(got.status == 200 || got.status == 303);
        else
            assert_int_equal(got.status, is_api ? 401 : 303);
        if (expected[e].who && is_api)
            assert_true(service_body_has("E_SIGN_IN"));
        if (expected[e].who && !is_api)
            assert_true(strncmp(service_header("Location"), "/login?next=%2F", 15) == 0);
        for (int role = 0; expected[e].who && role < ROLES; role++) {
            service_ask(&(struct ask){.path = path, .cookie = service_cookies[role]});
            int want = expected[e].who & 1 << role ? 200 : 403;
            if (got.status != want &&
                !(want == 200 && got.status == 404 && (may_be_absent(role, path) || is_absent_for_all(path))))
                fail_msg("%s for %s: %d, expected %d\n%.600s", path, service_users[role], got.status, want, got.body);
            assert_string_equal(service_header("Cache-Control"), "no-store");
            assert_true(strstr(service_header("Content-Security-Policy"), "default-src 'none'") != NULL);
        }
    }
}

static void test_service_route__forms_come_from_our_pages(void **state) {
    static const char *const origins[] = {NULL,
                                          "null",
                                          "http://evil.example",
                                          "http://127.0.0.1:8081",
                                          "https://127.0.0.1:8080",
                                          "http://127.0.0.1:8080"};
    static const char *const sites[] = {NULL, "same-origin", "same-site", "cross-site", "none"};
    char body[1000];
    (void)state;
    for (size_t f = 2; f < sizeof forms / sizeof forms[0]; f++) { /* behind login and logout */
        int asks = forms[f].who & 1 << AUDITOR ? AUDITOR : APPROVER;
        service_sign_in(service_users[asks], service_cookies[asks],
                        service_tokens[asks]); /* so that it is not too often */
        for (size_t o = 0; o < 6; o++)
            for (size_t s = 0; s < 5; s++)
                for (int token = 0; token < 3; token++) {
                    const char *secret = token == 2   ? service_tokens[asks]
                                         : token == 1 ? service_tokens[REGULATOR]
                                                      : "";
                    int good = o == 5 && s <= 1 && token == 2, is_api = forms[f].type != NULL;
                    snprintf(body, sizeof body, "%s%s%s", forms[f].body, is_api ? "" : "&token=", is_api ? "" : secret);
                    service_ask(&(struct ask){.method = "POST",
                                              .path = forms[f].pattern,
                                              .body = body,
                                              .type = forms[f].type,
                                              .cookie = service_cookies[asks],
                                              .origin = origins[o],
                                              .site = sites[s],
                                              .token = is_api ? secret : NULL});
                    if ((got.status == 403) == good)
                        fail_msg("%s, origin %s, site %s, token %d: %d\n%.400s", forms[f].pattern,
                                 origins[o] ? origins[o] : "-", sites[s] ? sites[s] : "-", token, got.status, got.body);
                    if (!good)
                        assert_true(service_body_has("E_FORM_TOKEN"));
                }
    }
    /* by role, with everything right */
    for (size_t f = 2; f < sizeof forms / sizeof forms[0]; f++)
        for (int role = 0; role < ROLES; role++) {
            int is_api = forms[f].type != NULL;
            snprintf(body, sizeof body, "%s%s%s", forms[f].body,
                     is_api ? "" : "&token=", is_api ? "" : service_tokens[role]);
            service_ask(&(struct ask){.method = "POST",
                                      .path = forms[f].pattern,
                                      .body = body,
                                      .type = forms[f].type,
                                      .cookie = service_cookies[role],
                                      .origin = "http://127.0.0.1:8080",
                                      .token = is_api ? service_tokens[role] : NULL});
            assert_int_equal(got.status == 403, !(forms[f].who & 1 << role));
        }
}

static void test_service_route__what_is_another_s_is_not_there(void **state) {
    static const char *const paths[][2] = {
        /* another bank's loan, and one that nobody has: alike but for the number itself */
        {"/api/v1/items/p/loan/BK-2%7CC-2%7C1", "/api/v1/items/p/loan/BK-2%7CC-9%7C1"},
        {"/items/p/BK-2%7CC-2%7C1", "/items/p/BK-2%7CC-9%7C1"},
    };
    static char first[1 << 16];
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        service_ask(&(struct ask){.path = paths[i][0], .cookie = service_cookies[BANK]});
        assert_int_equal(got.status, 404);
        for (char *p; (p = strstr(got.body, "C-2"));)
            p[2] = '9';
        assert_true(strlen(got.body) < sizeof first);
        memcpy(first, got.body, strlen(got.body) + 1);
        service_ask(&(struct ask){.path = paths[i][1], .cookie = service_cookies[BANK]});
        assert_int_equal(got.status, 404);
        assert_string_equal(got.body, first);
        service_ask(&(struct ask){.path = paths[i][0], .cookie = service_cookies[AUDITOR]});
        assert_int_equal(got.status, 200);
    }
    service_ask(&(struct ask){.path = "/api/v1/items/p/loan", .cookie = service_cookies[BANK]});
    assert_true(service_body_has("BK-1|C-1|1") && !service_body_has("BK-2"));
    service_ask(&(struct ask){.path = "/loans", .cookie = service_cookies[BANK]});
    assert_true(service_body_has("C-1") && !service_body_has("C-2"));
    service_ask(&(struct ask){.path = "/log?last=500", .cookie = service_cookies[BANK]});
    assert_true(!service_body_has("C-2"));
    service_ask(&(struct ask){.path = "/find?q=C-2", .cookie = service_cookies[BANK]});
    assert_true(!service_body_has("BK-2"));
    service_ask(&(struct ask){.path = "/api/v1/reports/early", .cookie = service_cookies[BANK]});
    assert_int_equal(got.status, 404);
    /* a record of another bank, by its number */
    int seen = 0;
    for (int seq = 0; seq < 40; seq++) {
        char path[64];
        snprintf(path, sizeof path, "/api/v1/records/p/%d", seq);
        service_ask(&(struct ask){.path = path, .cookie = service_cookies[BANK]});
        assert_true(!service_body_has("BK-2") && (got.status == 200 || got.status == 404));
        seen += got.status == 200;
        int there = got.status;
        snprintf(path, sizeof path, "/api/v1/records/p/%d/proof", seq);
        service_ask(&(struct ask){.path = path, .cookie = service_cookies[BANK]});
        assert_int_equal(got.status, there);
    }
    assert_true(seen > 0);
}

static void test_service_route__errors_are_told(void **state) {
    static const struct {
        struct ask ask;
        int status;
        const char *code;
    } errors[] = {
        {{.path = "/api/v1/nothing"}, 404, "E_NOT_FOUND"},
        {{.path = "/api/v1/books/zz"}, 404, "E_BOOK"},
        {{.path = "/api/v1/reports/balance"}, 400, "E_MISSING"},
        {{.path = "/api/v1/reports/balance?book=f&from=2026-02-30"}, 400, "E_DATE_INVALID"},
        {{.path = "/api/v1/reports/balance?book=f&form=2026-02-01"}, 400, "E_UNKNOWN_FIELD"},
        {{.path = "/api/v1/reports/balance?book=f&book=p"}, 400, "E_DUPLICATE_FIELD"},
        {{.path = "/api/v1/reports/balance?book=%zz"}, 400, "E_REQUEST"},
        {{.path = "/api/v1/reports/balance?book=f&format=pdf9"}, 400, "E_ENUM"},
        {{.path = "/api/v1/reports/statement?book=f&account=999"}, 404, "E_ACCOUNT"},
        {{.path = "/api/v1/reports/early?as_of=yesterday"}, 400, "E_DATE_FORMAT"},
        {{.path = "/api/v1/reports/early?known_by=yesterday"}, 400, "E_NUMBER_FORMAT"},
        {{.path = "/api/v1/records/p/99999"}, 404, "E_NOT_FOUND"},
        {{.path = "/api/v1/records/p/-1"}, 404, "E_NOT_FOUND"},
        {{.path = "/api/v1/items/p/loan?limit=0"}, 400, "E_NUMBER_FORMAT"},
        {{.path = "/api/v1/items/p/secrets"}, 404, "E_NOT_FOUND"},
        {{.method = "POST", .path = "/api/v1/books"}, 405, "E_METHOD"},
        {{.method = "DELETE", .path = "/early"}, 405, "E_METHOD"},
        {{.path = "/early", .host = "evil.example"}, 421, "E_HOST"},
        {{.path = "/early", .host = "127.0.0.1.evil.example:8080"}, 421, "E_HOST"},
        {{.path = "/early", .body = service_too_large}, 413, "E_TOO_LARGE"},
        {{.method = "POST", .path = "/verify/compare", .type = "multipart/form-data"}, 415, "E_MEDIA_TYPE"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        struct ask it = errors[i].ask;
        it.cookie = service_cookies[AUDITOR];
        service_ask(&it);
        if (got.status != errors[i].status || !service_body_has(errors[i].code))
            fail_msg("%s: %d\n%.500s", it.path, got.status, got.body);
        if (strncmp(it.path, "/api/", 5) == 0)
            assert_true(service_body_has("\"title\":\"") && service_body_has("\"title_en\":\"") &&
                        service_body_has("\"type\":\"/problems/E_"));
        else
            assert_true(service_body_has("<title>出错：") && service_body_has("role=\"alert\""));
    }
}

static void test_service_route__identities(void **state) {
    struct fpl_error error = {0};
    int ended = 0;
    char cookie[80], token[65];
    (void)state;
    service_ask(&(struct ask){.path = "/api/v1/books", .cookie = "sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"});
    assert_int_equal(got.status, 401);
    assert_true(service_body_has("E_SESSION_OVER"));
    service_ask(&(struct ask){.path = "/early", .cookie = "sid=x"});
    assert_true(strstr(service_header("Location"), "over=1") != NULL);
    /* a link from another site comes without the cookie: the page loads itself, and only once */
    service_ask(&(struct ask){.path = "/early?as_of=2026-06-30", .site = "cross-site"});
    assert_int_equal(got.status, 200);
    assert_true(service_body_has("http-equiv=\"refresh\"") && service_body_has("href=\"/early?as_of=2026-06-30\""));
    service_ask(&(struct ask){.path = "/early", .site = "same-origin"});
    assert_int_equal(got.status, 303);
    /* a session that was ended, one that is idle, one that is old */
    service_sign_in("aud", cookie, token);
    assert_int_equal(state_session_end(service.state, "aud", NULL, NULL, &ended, &error), FPL_OK);
    service_ask(&(struct ask){.path = "/api/v1/books", .cookie = cookie});
    assert_true(got.status == 401 && service_body_has("E_SESSION_OVER"));
    service_sign_in("aud", service_cookies[AUDITOR], service_tokens[AUDITOR]);
    struct state_session old = {.user = "aud"};
    char secret[SECRET_CHARACTERS + 1];
    for (int idle = 0; idle < 2; idle++) {
        assert_int_equal(secret_make(secret, old.hash, &error), FPL_OK);
        old.made_ms = host_real_ms() - (idle ? SESSION_IDLE_MS : SESSION_WHOLE_MS) - 1000;
        old.seen_ms = idle ? old.made_ms : host_real_ms();
        assert_int_equal(state_session_put(service.state, &old, &error), FPL_OK);
        snprintf(cookie, sizeof cookie, "sid=%s", secret);
        service_ask(&(struct ask){.path = "/api/v1/books", .cookie = cookie});
        assert_true(got.status == 401 && service_body_has("E_SESSION_OVER"));
    }
    /* what a page asks by itself keeps nobody signed in: he may be away */
    for (int acts = 0; acts < 2; acts++) {
        assert_int_equal(secret_make(secret, old.hash, &error), FPL_OK);
        old.made_ms = old.seen_ms = host_real_ms() - SESSION_IDLE_MS / 2;
        assert_int_equal(state_session_put(service.state, &old, &error), FPL_OK);
        snprintf(cookie, sizeof cookie, "sid=%s", secret);
        service_ask(&(struct ask){.path = acts ? "/" : "/tasks", .cookie = cookie});
        assert_true(got.status == 200 && service_body_has("data-mark="));
        int64_t before = old.seen_ms;
        assert_int_equal(state_session_get(service.state, old.hash, &old, &error), FPL_OK);
        assert_int_equal(old.seen_ms > before, acts);
    }
    /* whoever the ledger has disabled is out at once */
    city_do(&city, "root user.change - user=wu; roles=none; from=2026-11-20");
    service_sign_in("wu", cookie, token);
    service_ask(&(struct ask){.path = "/api/v1/books", .cookie = cookie});
    assert_int_equal(got.status, 401);
    assert_true(service_body_has("E_DISABLED"));
}

static void test_service_route__keys(void **state) {
    struct state_key key = {.id = "0123456789abcdef", .user = "bank1"};
    char secret[SECRET_CHARACTERS + 1], bearer[128], wrong[128];
    struct fpl_error error = {0};
    int ended = 0;
    (void)state;
    assert_int_equal(secret_make(secret, key.hash, &error), FPL_OK);
    key.made_ms = host_real_ms() - 1000;
    key.expires_ms = host_real_ms() + 60000;
    assert_int_equal(state_key_put(service.state, &key, &error), FPL_OK);
    snprintf(bearer, sizeof bearer, "Bearer flk_%s_%s", key.id, secret);
    service_ask(&(struct ask){.path = "/api/v1/items/p/loan", .authorization = bearer});
    assert_true(got.status == 200 && service_body_has("BK-1|C-1|1") && !service_body_has("BK-2"));
    service_ask(&(struct ask){.path = "/api/v1/parties?q=BK", .authorization = bearer});
    assert_int_equal(got.status, 403);
    service_ask(&(struct ask){.path = "/loans", .authorization = bearer}); /* pages are for people */
    assert_int_equal(got.status, 303);
    snprintf(wrong, sizeof wrong, "%s", bearer);
    wrong[strlen(wrong) - 1] = wrong[strlen(wrong) - 1] == 'A' ? 'B' : 'A';
    service_ask(&(struct ask){.path = "/api/v1/books", .authorization = wrong});
    assert_true(got.status == 401 && service_body_has("E_API_KEY"));
    service_ask(
        &(struct ask){.path = "/api/v1/books", .authorization = "Basic eDp5", .cookie = service_cookies[AUDITOR]});
    assert_int_equal(got.status, 401);
    /* no browser sends a key by itself: no form token is asked for */
    service_ask(&(struct ask){.method = "POST",
                              .path = "/api/v1/checkpoints/compare",
                              .type = "text/plain",
                              .body = "test.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                              .authorization = bearer});
    assert_int_equal(got.status, 200);
    assert_true(service_body_has("UNKNOWN_ORIGIN"));
    assert_int_equal(state_key_end(service.state, key.id, &ended, &error), FPL_OK);
    service_ask(&(struct ask){.path = "/api/v1/books", .authorization = bearer});
    assert_int_equal(got.status, 401);
}

static void test_service_route__cut_and_etag(void **state) {
    char etag[128], known[64], before[4096];
    char again[200];
    (void)state;
    service_ask(&(struct ask){.path = "/api/v1/reports/balance?book=f", .cookie = service_cookies[AUDITOR]});
    assert_int_equal(got.status, 200);
    assert_string_equal(service_header("Fundpool-As-Of"), "2026-11-20");
    assert_true(strncmp(service_header("Fundpool-Log"), "f size=", 7) == 0 &&
                strstr(service_header("Fundpool-Log"), "; registry size="));
    snprintf(etag, sizeof etag, "%s", service_header("ETag"));
    snprintf(known, sizeof known, "%s", service_header("Fundpool-Known-By"));
    assert_true(strlen(etag) == 66 && service_body_has("\"cut\":{\"as_of\":\"2026-11-20\",\"known_by\":\"") &&
                service_body_has(known));
    snprintf(before, sizeof before, "%s", strstr(got.body, "\"report\":"));
    service_ask(
        &(struct ask){.path = "/api/v1/reports/balance?book=f", .cookie = service_cookies[AUDITOR], .match = etag});
    assert_int_equal(got.status, 304);
    assert_int_equal(strlen(got.body), 0);
    service_ask(&(struct ask){
        .path = "/api/v1/reports/balance?book=f&format=csv", .cookie = service_cookies[AUDITOR], .match = etag});
    assert_int_equal(got.status, 200);
    service_ask(
        &(struct ask){.path = "/api/v1/reports/balance?book=f", .cookie = service_cookies[REGULATOR], .match = etag});
    assert_int_equal(got.status, 200);
    /* one more entry: another answer, and the old moment still gives the old one */
    city.w.now += 60000;
    city_do(&city, "zhang deal.record f deal=D-2; firm=F-甲; firm_name=甲; paid_date=2026-03-02; amount=7");
    service_ask(
        &(struct ask){.path = "/api/v1/reports/balance?book=f", .cookie = service_cookies[AUDITOR], .match = etag});
    assert_int_equal(got.status, 200);
    assert_true(strstr(got.body, before) == NULL);
    known[23] = '\0'; /* without its offset, whose '+' would be a blank */
    snprintf(again, sizeof again, "/api/v1/reports/balance?book=f&as_of=2026-11-20&known_by=%s", known);
    service_ask(&(struct ask){.path = again, .cookie = service_cookies[AUDITOR]});
    assert_int_equal(got.status, 200);
    const char *rows = strstr(before, "\"rows\":"), *now = strstr(got.body, "\"rows\":");
    assert_true(rows && now && strncmp(rows, now, strcspn(rows, "]")) == 0);
}

static void expect_log_of(const char *path, const char *log) {
    char member[64], start[32];
    snprintf(start, sizeof start, "%s size=", log);
    snprintf(member, sizeof member, "{\"book\":\"%s\",", log);
    service_ask(&(struct ask){.path = path, .cookie = service_cookies[AUDITOR]});
    if (got.status != 200 || strncmp(service_header("Fundpool-Log"), start, strlen(start)) != 0 ||
        !strstr(service_header("Fundpool-Log"), "registry size="))
        fail_msg("%s: %d, read from %s", path, got.status, service_header("Fundpool-Log"));
    if (strncmp(got.body, "{\"cut\":", 7) == 0 && !service_body_has(member))
        fail_msg("%s: its member cut is not over %s", path, log);
}

/* Whatever is read of a book tells how far that book's own log went, however the book was named. */
static void test_service_route__the_cut_names_the_book(void **state) {
    int seen = 0;
    (void)state;
    for (size_t e = 0; e < sizeof expected / sizeof expected[0]; e++)
        if (strncmp(expected[e].pattern, "/api/", 5) == 0 &&
            (strstr(expected[e].pattern, "{book}") || strstr(expected[e].path, "book=")))
            expect_log_of(expected[e].path, strstr(expected[e].path, "/f") ? "f" : "p"), seen++;
    assert_int_equal(seen, 7);
    expect_log_of("/api/v1/records/1/0", "f");
    expect_log_of("/api/v1/records/1/0/explain", "f");
    expect_log_of("/api/v1/records/registry/0", "registry");
    expect_log_of("/api/v1/records/0/0", "registry");
    expect_log_of("/api/v1/reports/limits?book=f", "f");
}

static void test_service_route__next_leads_nowhere_else(void **state) {
    static const char *const good[] = {"/", "/early", "/early?as_of=2026-01-01", "/records/3/17"};
    static const char *const bad[] = {"",        "//evil.example", "/\\evil.example", "https://evil.example",
                                      "/login",  "/nothing",       "/api/v1/books",   "/early\r\nX: y",
                                      "/early/", "evil",           "/static/app.css", "/ early"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(route_is_page(fpl_str_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(route_is_page(fpl_str_of(bad[i])));
    service_ask(&(struct ask){.path = "/language?to=en&next=//evil.example/"});
    assert_string_equal(service_header("Location"), "/");
}

static void test_service_route__text_stays_text(void **state) {
    (void)state;
    city_do(&city,
            "zhang deal.record f deal=D-3; firm=F-乙; firm_name=<script>alert(1)</script>\"'; paid_date=2026-03-03; "
            "amount=7");
    service_ask(&(struct ask){.path = "/early/f", .cookie = service_cookies[AUDITOR]});
    assert_int_equal(got.status, 200);
    assert_true(service_body_has("&lt;script&gt;alert(1)") && !service_body_has("<script>"));
    service_ask(&(struct ask){.path = "/find?q=%3Cscript%3E%22onmouseover%3D1", .cookie = service_cookies[AUDITOR]});
    assert_true(!service_body_has("<script>") && !service_body_has("\"onmouseover"));
}

/* ---- signing in ---- */

static void test_service_route__signing_in(void **state) {
    struct state_account account = {.user = "reg", .has_totp = 1, .totp_step = -1};
    struct fpl_error error = {0};
    char body[300], code[12];
    (void)state;
    memcpy(account.totp, "0123456789abcdefghij", STATE_TOTP_BYTES);
    assert_int_equal(password_hash(FPL_STR("tiandi-xuanhuang-7"), account.password, &error), FPL_OK);
    assert_int_equal(state_account_put(service.state, &account, &error), FPL_OK);
    struct ask login = {.method = "POST", .path = "/login", .body = body, .origin = "http://127.0.0.1:8080"};
    totp_code(account.totp, STATE_TOTP_BYTES, host_real_ms() / 30000, TOTP_DIGITS, code);
    snprintf(body, sizeof body, "user=reg&password=tiandi-xuanhuang-7&code=%s&next=%%2Fearly", code);
    login.origin = "http://evil.example";
    service_ask(&login);
    assert_int_equal(got.status, 403);
    login.origin = "http://127.0.0.1:8080";
    service_ask(&login);
    assert_int_equal(got.status, 303);
    assert_string_equal(service_header("Location"), "/early");
    assert_true(strncmp(service_header("Set-Cookie"), "sid=", 4) == 0 &&
                strstr(service_header("Set-Cookie"), "; Path=/; HttpOnly; SameSite=Strict"));
    service_ask(&login); /* the same code once more */
    assert_int_equal(got.status, 401);
    assert_true(service_body_has("E_LOGIN") || service_body_has("登录未成功"));
    assert_string_equal(service_header("Set-Cookie"), "");
    snprintf(body, sizeof body, "user=reg&password=tiandi-xuanhuang-8&code=");
    for (int i = 0; i < 4; i++) {
        service_ask(&login);
        assert_int_equal(got.status, 401);
    }
    service_ask(&login);
    assert_int_equal(got.status, 429); /* E_LOGIN_WAIT */
    assert_true(service_header("Retry-After")[0] != '\0');
    /* a name that nobody has waits as well, and is answered in the same words */
    snprintf(body, sizeof body, "user=stranger&password=tiandi-xuanhuang-7&code=");
    service_ask(&login);
    assert_int_equal(got.status, 401);
    /* in the state, and not in the ledger */
    snprintf(account.user, sizeof account.user, "ghost");
    account.has_totp = 0;
    assert_int_equal(state_account_put(service.state, &account, &error), FPL_OK);
    snprintf(body, sizeof body, "user=ghost&password=tiandi-xuanhuang-7&code=");
    service_ask(&login);
    assert_int_equal(got.status, 401);
    /* over TLS the cookie says so */
    service.is_secure = 1;
    snprintf(account.user, sizeof account.user, "aud");
    assert_int_equal(state_account_put(service.state, &account, &error), FPL_OK);
    snprintf(body, sizeof body, "user=aud&password=tiandi-xuanhuang-7&code=");
    service_ask(&login);
    assert_int_equal(got.status, 303);
    assert_true(strncmp(service_header("Set-Cookie"), "__Host-sid=", 11) == 0 &&
                strstr(service_header("Set-Cookie"), "; Secure"));
    service.is_secure = 0;
    service.is_trial = 0; /* on a real ledger an account without a code is of no use */
    service_ask(&login);
    assert_int_equal(got.status, 401);
    service.is_trial = 1;
    service_sign_in("aud", service_cookies[AUDITOR], service_tokens[AUDITOR]);
    service_sign_in("reg", service_cookies[REGULATOR], service_tokens[REGULATOR]);
}

static void test_service_route__too_often_is_told(void **state) {
    const uint8_t who[FPL_HASH_BYTES] = {0xfe, 0xdc}, other[FPL_HASH_BYTES] = {0xfe, 0xdd};
    struct fpl_error error = {0};
    int64_t now = 1000000;
    int taken = 0;
    (void)state;
    while (taken < 10000 && rate_check(who, now, &error) == FPL_OK)
        taken++;
    assert_int_equal(taken, 600);
    assert_int_equal(error.status, FPL_E_BUSY);
    assert_int_equal(rate_check(other, now, &error), FPL_OK);
    assert_int_equal(rate_check(who, now + 16, &error), FPL_E_BUSY);
    assert_int_equal(rate_check(who, now + 17, &error), FPL_OK); /* 60 a second */
    assert_int_equal(rate_check(who, now + 17, &error), FPL_E_BUSY);
    for (taken = 0; rate_check(who, now + 3600000, &error) == FPL_OK;)
        taken++;
    assert_int_equal(taken, 600);
}

static void test_service_route__sessions_are_one_s_own(void **state) {
    char cookie[80], token[65], body[300];
    (void)state;
    service_sign_in("bank2", cookie, token);
    service_ask(&(struct ask){.path = "/sessions", .cookie = service_cookies[BANK]});
    assert_true(got.status == 200 && service_body_has("本次登录"));
    /* another's session cannot be ended */
    uint8_t hash[FPL_HASH_BYTES];
    char hex[65];
    secret_hash("secret", fpl_str_of(cookie + 4), hash);
    fpl_hex(hash, sizeof hash, hex);
    snprintf(body, sizeof body, "session=%s&token=%s", hex, service_tokens[BANK]);
    service_ask(&(struct ask){.method = "POST",
                              .path = "/sessions/end",
                              .body = body,
                              .cookie = service_cookies[BANK],
                              .origin = "http://127.0.0.1:8080"});
    service_ask(&(struct ask){.path = "/loans", .cookie = cookie});
    assert_int_equal(got.status, 200);
    snprintf(body, sizeof body, "token=%s", token);
    service_ask(&(struct ask){
        .method = "POST", .path = "/logout", .body = body, .cookie = cookie, .origin = "http://127.0.0.1:8080"});
    assert_int_equal(got.status, 303);
    assert_true(strstr(service_header("Set-Cookie"), "Max-Age=0") != NULL);
    service_ask(&(struct ask){.path = "/loans", .cookie = cookie});
    assert_int_equal(got.status, 303);
}

int main(void) {
    service_world_hush();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_service_route__the_table_is_whole),
        cmocka_unit_test(test_service_route__every_route_by_every_role),
        cmocka_unit_test(test_service_route__what_is_another_s_is_not_there),
        cmocka_unit_test(test_service_route__errors_are_told),
        cmocka_unit_test(test_service_route__identities),
        cmocka_unit_test(test_service_route__keys),
        cmocka_unit_test(test_service_route__cut_and_etag),
        cmocka_unit_test(test_service_route__the_cut_names_the_book),
        cmocka_unit_test(test_service_route__next_leads_nowhere_else),
        cmocka_unit_test(test_service_route__text_stays_text),
        cmocka_unit_test(test_service_route__signing_in),
        cmocka_unit_test(test_service_route__too_often_is_told),
        cmocka_unit_test(test_service_route__sessions_are_one_s_own),
        cmocka_unit_test(test_service_route__forms_come_from_our_pages),
    };
    return cmocka_run_group_tests(tests, service_world_begin, service_world_end);
}
