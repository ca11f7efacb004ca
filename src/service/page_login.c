/* Signing in and out, and one's own sessions. */
#include "src/host/host.h"
#include "src/service/page.h"
#include "src/service/session.h"

static enum fpl_status show_form(struct call *call, struct fpl_str message, struct fpl_str user) {
    struct page page;
    char moment[40];
    struct fpl_str next = web_pairs_get(&call->args, "next");
    page_begin(&page, call);
    (void)cut_moment(call, host_real_ms(), moment);
    moment[10] = ' ';
    struct page_login login = {.message = message,
                               .user = user,
                               .next = route_is_page(next) ? next : FPL_STR(""),
                               .now = page_format(&page, "%.19s %s", moment, moment + 23),
                               .trial = call->service->is_trial};
    enum fpl_status status =
        page_show(&page, page_say(&page, "登录", "Sign in"), (struct page_part){page_login, &login});
    page_end(&page);
    return status;
}

enum fpl_status show_login(struct call *call) {
    struct page page;
    page_begin(&page, call);
    struct fpl_str message = {0};
    if (web_pairs_has(&call->args, "over"))
        message = page_say(&page, "登录已过期或已结束，请重新登录。", "Your session is over: sign in again.");
    page_end(&page);
    return show_form(call, message, (struct fpl_str){0});
}

/* A user that the ledger does not know, or has disabled, is answered like a wrong password. */
static enum fpl_status check_in_ledger(struct call *call, struct fpl_str user) {
    struct fpl_view *view = NULL;
    struct fpl_view_spec spec = {user, FPL_DATE_NONE, 0};
    enum fpl_status status = readers_borrow(call->service->readers, &call->session, &call->error);
    if (!status)
        status = fpl_view_open(call->session, &spec, &view, &call->error);
    fpl_view_close(view);
    if (status == FPL_E_ACTOR || status == FPL_E_DISABLED) {
        fpl_error_clear(&call->error);
        status = fpl_fail(&call->error, FPL_E_LOGIN, NULL, NULL, NULL);
    }
    return status;
}

enum fpl_status show_login_post(struct call *call) {
    struct fpl_str user = web_pairs_get(&call->args, "user"), next = web_pairs_get(&call->args, "next");
    struct fpl_str code = fpl_str_trim(web_pairs_get(&call->args, "code"));
    char name[WHO_USER_BYTES], text[FPL_MESSAGE_BYTES];
    user = fpl_str_trim(user);
    enum fpl_status status =
        session_check(call->service, user, web_pairs_get(&call->args, "password"), code, &call->error);
    if (!status)
        status = check_in_ledger(call, user);
    if (!status)
        status = session_begin(call, fpl_str_copy(user, name, sizeof name));
    if (!status) {
        web_redirect(call->response, route_is_page(next) ? next : FPL_STR("/"));
        return FPL_OK;
    }
    if (status != FPL_E_LOGIN && status != FPL_E_LOGIN_WAIT)
        return status;
    call->response->status = status == FPL_E_LOGIN ? 401 : 429;
    if (status == FPL_E_LOGIN_WAIT)
        (void)web_header_add(call->response, "Retry-After", fpl_str_of(call->error.arg[0]));
    return show_form(call, fpl_str_of(fpl_error_message(&call->error, call->zh, text, sizeof text)), user);
}

enum fpl_status show_logout(struct call *call) {
    enum fpl_status status = session_end(call);
    if (!status)
        web_redirect(call->response, FPL_STR("/login"));
    return status;
}

/* ---- own sessions ---- */

#define SESSIONS_MOST 100

struct list {
    struct page *page;
    struct page_sessions_session *session;
    size_t n;
};

static enum fpl_status take_session(void *ctx, const struct state_session *session) {
    struct list *list = ctx;
    char id[2 * FPL_HASH_BYTES + 1];
    if (list->n == SESSIONS_MOST)
        return FPL_OK;
    fpl_hex(session->hash, FPL_HASH_BYTES, id);
    list->session[list->n++] = (struct page_sessions_session){
        .id = page_format(list->page, "%s", id),
        .agent = page_format(list->page, "%s", session->agent[0] ? session->agent : "-"),
        .made = page_moment(list->page, session->made_ms),
        .seen = page_moment(list->page, session->seen_ms),
        .this_one = memcmp(session->hash, list->page->call->who.session, FPL_HASH_BYTES) == 0};
    return FPL_OK;
}

enum fpl_status show_sessions(struct call *call) {
    struct page page;
    page_begin(&page, call);
    struct list list = {&page, page_array(&page, SESSIONS_MOST, sizeof *list.session), 0};
    enum fpl_status status =
        list.session ? state_sessions(call->service->state, call->who.user, take_session, &list, &call->error)
                     : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    struct page_sessions out = {.token = fpl_str_of(call->who.token),
                                .caption = page_say(&page, "正在使用的登录", "Sessions in use"),
                                .session = list.session,
                                .session_count = list.n};
    if (!status)
        status = page_show(&page, page_say(&page, "我的登录", "My sessions"), (struct page_part){page_sessions, &out});
    page_end(&page);
    return status;
}

enum fpl_status show_sessions_end(struct call *call) {
    struct fpl_str which = web_pairs_get(&call->args, "session");
    struct state *state = call->service->state;
    uint8_t hash[FPL_HASH_BYTES];
    int ended = 0, others = fpl_str_is(which, "others");
    if (!others && fpl_unhex(which, hash, sizeof hash))
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, which.p, which.n);
    enum fpl_status status = state_session_end(state, call->who.user, others ? NULL : hash,
                                               others ? call->who.session : NULL, &ended, &call->error);
    if (!status && ended)
        status = state_audit(state, host_real_ms(), "session.ended", call->who.user, others ? "others" : "one",
                             &call->error);
    if (!status)
        web_redirect(call->response, FPL_STR("/sessions"));
    return status;
}
