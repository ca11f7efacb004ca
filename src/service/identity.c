/* Who asks, and whether the request comes from where it must. */
#include "src/host/host.h"
#include "src/service/certificate.h"
#include "src/service/password.h"
#include "src/service/session.h"

#define KEY_PREFIX "flk_"

const char *identity_cookie(const struct service *service) {
    return service->is_secure ? "__Host-sid" : "sid"; /* a browser takes the first over TLS alone */
}

/* ---- where it was sent to, and from ---- */

static struct fpl_str without_port(struct fpl_str host) {
    size_t n = host.n;
    while (n > 0 && host.p[n - 1] >= '0' && host.p[n - 1] <= '9')
        n--;
    return n > 0 && host.p[n - 1] == ':' ? (struct fpl_str){host.p, n - 1} : host;
}

/* A page of another site whose name was made to mean this machine must not read what is here. */
enum fpl_status identity_check_host(struct call *call) {
    static const char *const local[] = {"127.0.0.1", "localhost", "[::1]"};
    const struct service *service = call->service;
    struct fpl_str host = call->request->header[WEB_HOST], name = without_port(host);
    if (call->request->repeated[WEB_HOST] || host.n == 0)
        return fpl_fail(&call->error, FPL_E_REQUEST, "Host", NULL, NULL);
    int known = 0;
    if (service->origin[0]) {
        const char *own = strstr(service->origin, "//");
        known = own && fpl_str_is(host, own + 2);
    } else if (service->options->unix_path || service->is_secure || service->options->unencrypted) {
        known = 1;
    } else {
        for (size_t i = 0; i < sizeof local / sizeof local[0]; i++)
            known = known || fpl_str_is(name, local[i]);
    }
    return known ? FPL_OK : fpl_fail_text(&call->error, FPL_E_HOST, host.p, host.n);
}

static int is_own_origin(const struct call *call) {
    struct fpl_str origin = call->request->header[WEB_ORIGIN], host = call->request->header[WEB_HOST];
    const char *scheme = call->request->is_tls ? "https://" : "http://";
    size_t n = strlen(scheme);
    if (call->request->repeated[WEB_ORIGIN])
        return 0;
    if (call->service->origin[0])
        return fpl_str_is(origin, call->service->origin);
    return origin.n == n + host.n && memcmp(origin.p, scheme, n) == 0 && memcmp(origin.p + n, host.p, host.n) == 0;
}

enum fpl_status identity_check_form(struct call *call, int with_token) {
    struct fpl_str site = call->request->header[WEB_FETCH_SITE], token = call->request->header[WEB_TOKEN];
    if (call->who.is_key && !call->who.is_certificate) /* no browser sends a key by itself */
        return FPL_OK;
    if (call->who.is_certificate) /* it shows a certificate, and says then where the request comes from */
        return (call->request->header[WEB_ORIGIN].n == 0 && site.n == 0) ||
                       (is_own_origin(call) && (site.n == 0 || fpl_str_is(site, "same-origin")))
                   ? FPL_OK
                   : fpl_fail(&call->error, FPL_E_FORM_TOKEN, NULL, NULL, NULL);
    if (token.n == 0)
        token = web_pairs_get(&call->args, "token");
    int good = is_own_origin(call) && (site.n == 0 || fpl_str_is(site, "same-origin"));
    if (good && with_token) {
        uint8_t given[FPL_HASH_BYTES], own[FPL_HASH_BYTES];
        good = fpl_unhex(token, given, sizeof given) == FPL_OK &&
               fpl_unhex(fpl_str_of(call->who.token), own, sizeof own) == FPL_OK && secret_is(given, own);
    }
    return good ? FPL_OK : fpl_fail(&call->error, FPL_E_FORM_TOKEN, NULL, NULL, NULL);
}

/* ---- who ---- */

/* A key or certificate that is kept under the id, whose hash is that one, and that is good today. */
static enum fpl_status by_hash(struct call *call, const char *id, const uint8_t hash[FPL_HASH_BYTES]) {
    struct state_key key;
    struct fpl_error ignored = {0};
    int64_t now = host_real_ms();
    enum fpl_status status = state_key_get(call->service->state, id, &key, &ignored);
    if (status && status != FPL_E_NOT_FOUND) {
        call->error = ignored;
        return status;
    }
    if (status || !secret_is(hash, key.hash) || now >= key.expires_ms || now < key.made_ms)
        return fpl_fail(&call->error, FPL_E_API_KEY, NULL, NULL, NULL);
    if (now - key.last_ms > 60000 && (status = state_key_seen(call->service->state, id, now, &call->error)))
        return status;
    call->who = (struct who){.is_key = 1};
    memcpy(call->who.user, key.user, sizeof call->who.user);
    memcpy(call->who.session, hash, sizeof key.hash);
    return FPL_OK;
}

static enum fpl_status by_key(struct call *call, struct fpl_str text) {
    uint8_t hash[FPL_HASH_BYTES];
    char id[STATE_KEY_ID_BYTES];
    size_t prefix = sizeof KEY_PREFIX - 1, length = STATE_KEY_ID_BYTES - 1;
    int shaped = text.n == prefix + length + 1 + SECRET_CHARACTERS && memcmp(text.p, KEY_PREFIX, prefix) == 0 &&
                 text.p[prefix + length] == '_';
    if (!shaped)
        return fpl_fail(&call->error, FPL_E_API_KEY, NULL, NULL, NULL);
    (void)fpl_str_copy((struct fpl_str){text.p + prefix, length}, id, sizeof id);
    secret_hash("secret", (struct fpl_str){text.p + prefix + length + 1, SECRET_CHARACTERS}, hash);
    return by_hash(call, id, hash);
}

/* One that is not enrolled, no longer, or withdrawn, lets nobody in: whoever shows it is nobody, and may sign in. */
static enum fpl_status by_certificate(struct call *call) {
    char id[STATE_KEY_ID_BYTES];
    certificate_id(call->request->certificate, id);
    enum fpl_status status = by_hash(call, id, call->request->certificate);
    if (status == FPL_E_API_KEY) {
        fpl_error_clear(&call->error);
        return FPL_OK;
    }
    call->who.is_certificate = !status;
    return status;
}

enum fpl_status identity_of(struct call *call) {
    struct fpl_str authorization = call->request->header[WEB_AUTHORIZATION];
    struct fpl_str secret = web_cookie_get(call->request->header[WEB_COOKIE], identity_cookie(call->service));
    if (authorization.n && (call->route->flags & ROUTE_API)) {
        int bearer = authorization.n > 7 && memcmp(authorization.p, "Bearer ", 7) == 0;
        if (!bearer || call->request->repeated[WEB_AUTHORIZATION])
            return fpl_fail(&call->error, FPL_E_API_KEY, NULL, NULL, NULL);
        return by_key(call, (struct fpl_str){authorization.p + 7, authorization.n - 7});
    }
    if (secret.n)
        return session_find(call->service, secret, (call->route->flags & ROUTE_QUIET) != 0, &call->who, &call->error);
    return call->request->has_certificate && (call->route->flags & ROUTE_API) ? by_certificate(call) : FPL_OK;
}
