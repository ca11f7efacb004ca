#include "src/service/session.h"
#include "src/host/host.h"
#include "src/service/password.h"

#define FAILS_FREE        4 /* attempts that cost no waiting */
#define WAIT_SECONDS_MOST 900
#define FORGET_MS         (24 * 3600000LL)
#define SEEN_STEP_MS      60000 /* how often a session's last use is written down */

/* After the fifth failure 2 seconds, then twice as long each time, a quarter of an hour at most. */
static int64_t wait_ms(int fails) {
    int64_t seconds = 1;
    for (int i = FAILS_FREE; i < fails && seconds < WAIT_SECONDS_MOST; i++)
        seconds *= 2;
    if (fails <= FAILS_FREE)
        return 0;
    return (seconds < WAIT_SECONDS_MOST ? seconds : WAIT_SECONDS_MOST) * 1000;
}

struct proof { /* what was typed */
    struct fpl_str password, code;
    int is_again; /* somebody signed in gives the second factor once more: the code alone, where there is one */
};

/* The password is looked at in any case, so that an unknown name costs the same time. */
static enum fpl_status is_right(struct service *service, const char *user, const struct proof *proof, int *right,
                                struct fpl_error *error) {
    struct state_account account = {.user = ""};
    struct fpl_error unknown = {0};
    enum fpl_status status = state_account_get(service->state, user, &account, &unknown);
    if (status && status != FPL_E_NOT_FOUND) {
        *error = unknown;
        return status;
    }
    int good = (proof->is_again && account.has_totp) || password_is(proof->password, account.password);
    if (good && account.has_totp) {
        int64_t step = totp_find(account.totp, proof->code, host_real_ms());
        int fresh = 0;
        status = step < 0 ? FPL_OK : state_totp_use(service->state, user, step, &fresh, error);
        if (status && status != FPL_E_NOT_FOUND)
            return status;
        good = fresh;
    } else if (!account.has_totp) {
        good = good && service->is_trial;
    }
    *right = good;
    return FPL_OK;
}

static enum fpl_status check(struct service *service, struct fpl_str user, const struct proof *proof,
                             struct fpl_error *error) {
    char name[STATE_USER_BYTES], seconds[24];
    static const char *const words[2][2] = {{"login.failed", "login"}, {"factor.failed", "factor"}};
    int fails = 0, right = 0;
    int64_t last = 0, now = host_real_ms();
    if (user.n == 0 || user.n >= sizeof name)
        return fpl_fail(error, FPL_E_LOGIN, NULL, NULL, NULL);
    (void)fpl_str_copy(user, name, sizeof name);
    enum fpl_status status = state_attempts_get(service->state, name, &fails, &last, error);
    if (status)
        return status;
    if (now - last > FORGET_MS || now < last)
        fails = 0;
    int64_t left = last + wait_ms(fails) - now;
    if (left > 0) {
        snprintf(seconds, sizeof seconds, "%lld", (long long)(left + 999) / 1000);
        return fpl_fail(error, FPL_E_LOGIN_WAIT, seconds, NULL, NULL);
    }
    status = is_right(service, name, proof, &right, error);
    if (!status)
        status = state_attempts_put(service->state, name, right ? 0 : fails + 1, now, error);
    if (!status)
        status = state_audit(service->state, now, words[proof->is_again][right], name, "", error);
    if (!status && !right)
        status = fpl_fail(error, FPL_E_LOGIN, NULL, NULL, NULL);
    return status;
}

enum fpl_status session_check(struct service *service, struct fpl_str user, struct fpl_str password,
                              struct fpl_str code, struct fpl_error *error) {
    return check(service, user, &(struct proof){.password = password, .code = code}, error);
}

enum fpl_status session_factor(struct call *call, struct fpl_str given) {
    int64_t now = host_real_ms(), age = now - call->who.factor_ms;
    if (call->who.is_key)
        return fpl_fail(&call->error, FPL_E_FACTOR, NULL, NULL, NULL);
    if (age >= 0 && age <= SESSION_FACTOR_MS)
        return FPL_OK;
    fpl_error_at_field(&call->error, "code");
    if (given.n == 0)
        return fpl_fail(&call->error, FPL_E_FACTOR, NULL, NULL, NULL);
    struct proof proof = {.password = given, .code = given, .is_again = 1};
    enum fpl_status status = check(call->service, fpl_str_of(call->who.user), &proof, &call->error);
    if (status == FPL_E_LOGIN)
        return fpl_fail(&call->error, FPL_E_FACTOR, NULL, NULL, NULL);
    if (!status)
        status = state_session_factor(call->service->state, call->who.session, now, &call->error);
    if (status)
        return status;
    call->who.factor_ms = now;
    fpl_error_at_field(&call->error, "");
    return FPL_OK;
}

int session_factor_is_old(const struct call *call) {
    int64_t age = host_real_ms() - call->who.factor_ms;
    return call->who.is_key || age < 0 || age > SESSION_FACTOR_MS;
}

static void set_cookie(struct call *call, const char *secret) {
    web_header_addf(call->response, "Set-Cookie", "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                    identity_cookie(call->service), secret, call->service->is_secure ? "; Secure" : "",
                    secret[0] ? "" : "; Max-Age=0");
}

enum fpl_status session_begin(struct call *call, const char *user) {
    struct state_session session = {.made_ms = host_real_ms()};
    char secret[SECRET_CHARACTERS + 1];
    struct state *state = call->service->state;
    session.seen_ms = session.factor_ms = session.made_ms;
    (void)fpl_str_copy(fpl_str_of(user), session.user, sizeof session.user);
    (void)fpl_str_show(call->request->header[WEB_USER_AGENT], session.agent, sizeof session.agent);
    enum fpl_status status = secret_make(secret, session.hash, &call->error);
    if (!status)
        status = state_sessions_forget(state, session.made_ms - SESSION_WHOLE_MS, session.made_ms - SESSION_IDLE_MS,
                                       &call->error);
    if (!status)
        status = state_session_put(state, &session, &call->error);
    if (!status)
        set_cookie(call, secret);
    return status;
}

enum fpl_status session_end(struct call *call) {
    int ended = 0;
    enum fpl_status status = FPL_OK;
    if (call->who.user[0] && !call->who.is_key)
        status = state_session_end(call->service->state, call->who.user, call->who.session, NULL, &ended, &call->error);
    if (!status && ended)
        status = state_audit(call->service->state, host_real_ms(), "logout", call->who.user, "", &call->error);
    if (!status)
        set_cookie(call, "");
    return status;
}

enum fpl_status session_find(struct service *service, struct fpl_str secret, int is_quiet, struct who *out,
                             struct fpl_error *error) {
    struct state_session session;
    uint8_t hash[FPL_HASH_BYTES], token[FPL_HASH_BYTES];
    int64_t now = host_real_ms();
    if (secret.n != SECRET_CHARACTERS)
        return fpl_fail(error, FPL_E_SESSION_OVER, NULL, NULL, NULL);
    secret_hash("secret", secret, hash);
    enum fpl_status status = state_session_get(service->state, hash, &session, error);
    if (status)
        return status;
    if (now - session.made_ms > SESSION_WHOLE_MS || now - session.seen_ms > SESSION_IDLE_MS || now < session.made_ms)
        return fpl_fail(error, FPL_E_SESSION_OVER, NULL, NULL, NULL);
    if (!is_quiet && now - session.seen_ms > SEEN_STEP_MS &&
        (status = state_session_seen(service->state, hash, now, error)))
        return status;
    secret_hash("token", secret, token);
    *out = (struct who){.factor_ms = session.factor_ms};
    memcpy(out->user, session.user, sizeof out->user);
    memcpy(out->session, hash, FPL_HASH_BYTES);
    fpl_hex(token, sizeof token, out->token);
    return FPL_OK;
}
