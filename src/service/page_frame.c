/* The frame of every page: navigation by role, the cut bar, and what to do after an error. */
#include "src/host/host.h"
#include "src/service/page.h"

#include <stdlib.h>

struct page_piece {
    struct page_piece *next;
    max_align_t bytes[];
};

void page_begin(struct page *page, struct call *call) {
    *page = (struct page){.call = call};
}

void page_end(struct page *page) {
    for (struct page_piece *piece = page->pieces, *next; piece; piece = next) {
        next = piece->next;
        free(piece);
    }
    fpl_buf_release(&page->html);
    page->pieces = NULL;
}

void *page_array(struct page *page, size_t n, size_t size) {
    struct page_piece *piece = calloc(1, sizeof *piece + (n ? n : 1) * size);
    if (!piece) {
        page->failed = 1;
        return NULL;
    }
    piece->next = page->pieces;
    page->pieces = piece;
    return piece->bytes;
}

static struct fpl_str keep(struct page *page, struct fpl_buf *text) {
    char *own = page_array(page, text->n + 1, 1);
    struct fpl_str kept = {own, own ? text->n : 0};
    if (own && text->n)
        memcpy(own, text->p, text->n);
    page->failed |= text->failed;
    fpl_buf_release(text);
    return kept;
}

struct fpl_str page_format(struct page *page, const char *format, ...) {
    struct fpl_buf text = {0};
    va_list args;
    va_start(args, format);
    fpl_buf_addv(&text, format, args);
    va_end(args);
    return keep(page, &text);
}

struct fpl_str page_say(const struct page *page, const char *zh, const char *en) {
    return fpl_str_of(page->call->zh ? zh : en);
}

struct fpl_str page_command_words(const struct page *page, const char *name) {
    const struct fpl_command_spec *spec = fpl_command_find(name);
    return spec ? page_say(page, spec->zh, spec->en) : fpl_str_of(name);
}

static int is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct fpl_str page_title(struct page *page, const char *zh, const char *en) {
    static const char *const short_words[] = {"iou", "lpr", "uscc", "ip", "id", "ic", "gp", "lp", "irr"};
    struct fpl_buf out = {0};
    if (page->call->zh)
        return fpl_str_of(zh);
    fpl_buf_adds(&out, en);
    for (size_t at = 0; at < out.n;) {
        size_t n = 0;
        while (at + n < out.n && is_letter(out.p[at + n]))
            n++;
        int is_short = 0;
        for (size_t i = 0; n && i < sizeof short_words / sizeof short_words[0]; i++)
            is_short = is_short || fpl_str_is((struct fpl_str){out.p + at, n}, short_words[i]);
        for (size_t i = 0; i < n && (is_short || (at == 0 && i == 0)); i++)
            if (out.p[at + i] >= 'a')
                out.p[at + i] = (char)(out.p[at + i] - 'a' + 'A');
        at += n ? n : 1;
    }
    return keep(page, &out);
}

/* ---- links ---- */

static void add_pair(struct fpl_buf *out, const char *name, struct fpl_str value) {
    if (value.n == 0)
        return;
    fpl_buf_addc(out, out->n && memchr(out->p, '?', out->n) ? '&' : '?');
    fpl_buf_adds(out, name);
    fpl_buf_addc(out, '=');
    web_urlencode(value, out);
}

static int is_of_cut(struct fpl_str name) {
    return fpl_str_is(name, "as_of") || fpl_str_is(name, "known_by");
}

struct fpl_str page_link(struct page *page, const char *path, const struct web_pair *pairs, int n) {
    struct fpl_buf out = {0};
    fpl_buf_adds(&out, path);
    for (int i = 0; i < n; i++) {
        char name[64];
        add_pair(&out, fpl_str_copy(pairs[i].name, name, sizeof name), pairs[i].value);
    }
    if (page->call->request->method == WEB_GET) {
        add_pair(&out, "as_of", web_pairs_get(&page->call->args, "as_of"));
        add_pair(&out, "known_by", web_pairs_get(&page->call->args, "known_by"));
    }
    return keep(page, &out);
}

struct fpl_str page_same(struct page *page, const char *path, const char *name, const char *value) {
    const struct web_pairs *args = &page->call->args;
    struct fpl_buf out = {0};
    char own[64];
    fpl_buf_adds(&out, path);
    for (int i = 0; i < args->n; i++)
        if (!fpl_str_is(args->at[i].name, "lang") && !fpl_str_is(args->at[i].name, "format") &&
            !(name && fpl_str_is(args->at[i].name, name)))
            add_pair(&out, fpl_str_copy(args->at[i].name, own, sizeof own), args->at[i].value);
    if (name)
        add_pair(&out, name, fpl_str_of(value));
    return keep(page, &out);
}

struct fpl_str page_moment(struct page *page, int64_t t) {
    char moment[40];
    (void)cut_moment(page->call, t, moment);
    moment[10] = ' ';
    return page_format(page, "%.16s", moment);
}

enum fpl_status page_of_book(struct call *call, struct fpl_str code) {
    return cut_add_book(call, code);
}

void page_put_html(struct fpl_buf *out, int zh, const void *html) {
    const struct fpl_buf *buf = html;
    (void)zh;
    fpl_buf_add(out, buf->p, buf->n);
    out->failed |= buf->failed;
}

int page_may_copy(const struct call *call) {
    return (call->roles & ~(unsigned)(FPL_ROLE_BANK | FPL_ROLE_GUARANTOR | FPL_ROLE_ADMIN)) != 0;
}

/* ---- the frame ---- */

static int is_current(const struct call *call, const struct route *route) {
    size_t n = strlen(route->path);
    if (!call->route)
        return 0;
    if (n == 1)
        return strcmp(call->route->path, "/") == 0 || strcmp(call->route->path, "/tasks") == 0;
    return strncmp(call->route->path, route->path, n) == 0 &&
           (call->route->path[n] == '\0' || call->route->path[n] == '/');
}

static void fill_navigation(struct page *page, struct page_frame *frame) {
    int count = 0;
    const struct route *routes = route_all(&count);
    struct page_frame_nav *nav = page_array(page, (size_t)count, sizeof *nav);
    for (int i = 0; nav && i < count; i++) {
        if (!routes[i].zh || !(routes[i].roles & page->call->roles))
            continue;
        nav[frame->nav_count++] = (struct page_frame_nav){.to = page_link(page, routes[i].path, NULL, 0),
                                                          .name = page_say(page, routes[i].zh, routes[i].en),
                                                          .current = is_current(page->call, &routes[i])};
    }
    frame->nav = nav;
}

static struct fpl_str role_names(struct page *page, unsigned roles) {
    struct fpl_buf out = {0};
    for (unsigned role = 1; role <= FPL_ROLE_AUDITOR; role <<= 1)
        if (roles & role)
            fpl_buf_addf(&out, "%s%s", out.n ? (page->call->zh ? "、" : ", ") : "",
                         fpl_role_name((enum fpl_role)role, page->call->zh));
    return keep(page, &out);
}

static void fill_cut(struct page *page, struct page_frame *frame) {
    struct call *call = page->call;
    const struct cut_log *log = &call->cut.log[call->cut.logs - 1];
    char day[12], moment[40], root[48];
    frame->cut = 1;
    fpl_date_format(call->cut.as_of, day);
    frame->as_of = page_format(page, "%s", day);
    frame->known_by = page_format(page, "%s", cut_moment(call, call->cut.known_by, moment));
    moment[10] = ' ';
    frame->known_by_short = page_format(page, "%.19s", moment);
    frame->log = log->book.kind == FPL_BOOK_REGISTRY ? page_say(page, "登记簿", "registry")
                                                     : page_format(page, "%s", log->book.code);
    frame->size = page_format(page, "%llu", (unsigned long long)log->at.size);
    fpl_base64(log->at.root.byte, FPL_HASH_BYTES, root);
    frame->root = page_format(page, "%s", root);
    frame->asked = call->cut.is_asked;
    struct fpl_str as_of = page_same(page, call->path, "as_of", day);
    char known[40];
    struct fpl_buf permanent = {0};
    fpl_buf_add(&permanent, as_of.p, as_of.n);
    if (!call->cut.is_asked)
        add_pair(&permanent, "known_by", fpl_str_of(cut_moment(call, call->cut.known_by, known)));
    frame->permanent = keep(page, &permanent);
    struct page_frame_kept *kept = page_array(page, (size_t)call->args.n, sizeof *kept);
    for (int i = 0; kept && i < call->args.n; i++)
        if (!is_of_cut(call->args.at[i].name) && call->args.at[i].value.n)
            kept[frame->kept_count++] = (struct page_frame_kept){call->args.at[i].name, call->args.at[i].value};
    frame->kept = kept;
    frame->self = page_format(page, "%s", call->path);
}

static struct fpl_str static_url(const char *name) {
    for (size_t i = 0; i < page_static_count; i++)
        if (strcmp(page_statics[i].name, name) == 0)
            return fpl_str_of(page_statics[i].url);
    return FPL_STR("/static/");
}

enum fpl_status page_show(struct page *page, struct fpl_str title, struct page_part main) {
    struct call *call = page->call;
    int is_get = call->request->method == WEB_GET && call->path;
    struct page_frame frame = {.lang = page_say(page, "zh-CN", "en"),
                               .title = title,
                               .failed = call->response->status >= 400,
                               .trial = call->service->is_trial,
                               .css = static_url("app.css"),
                               .icon = static_url("icon.svg"),
                               .script = static_url("app.js"),
                               .refresh = fpl_str_of(page->refresh),
                               .main = main};
    struct fpl_str here = is_get && call->route ? page_same(page, call->path, NULL, NULL) : FPL_STR("/");
    struct web_pair other[] = {{FPL_STR("to"), page_say(page, "en", "zh")}, {FPL_STR("next"), here}};
    struct fpl_buf switch_to = {0};
    fpl_buf_adds(&switch_to, "/language");
    add_pair(&switch_to, "to", other[0].value);
    add_pair(&switch_to, "next", other[1].value);
    frame.other_language = keep(page, &switch_to);
    if (call->who.user[0] && !call->who.is_key) {
        frame.signed_in = 1;
        frame.copies = page_may_copy(page->call);
        frame.user = fpl_str_of(call->who.user);
        frame.role = role_names(page, call->roles);
        frame.token = fpl_str_of(call->who.token);
        fill_navigation(page, &frame);
    }
    if (call->view && call->cut.logs > 0 && is_get)
        fill_cut(page, &frame);
    call->response->type = "text/html; charset=utf-8";
    page_frame(&call->response->body, call->zh, &frame);
    if (page->failed)
        return fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return fpl_buf_ok(&call->response->body);
}

/* ---- errors ---- */

static const struct {
    enum fpl_status status;
    const char *zh, *en;
} next_steps[] = {
    {FPL_E_LOCKED, "稍候按浏览器的“重新载入”。", "Wait a moment and reload the page."},
    {FPL_E_MEANWHILE, "稍候按浏览器的“重新载入”。", "Wait a moment and reload the page."},
    {FPL_E_TAMPERED, "请停止使用本服务并通知审计人员；用最近的副本与存证点比对。",
     "Stop using this service and tell the auditors; compare the latest copy and checkpoints."},
    {FPL_E_UNKNOWN_FIELD, "地址中的参数有误，请从栏目进入。",
     "The address holds a wrong parameter; go in by the navigation."},
    {FPL_E_FORM_TOKEN, "返回上一页，重新载入后再提交。", "Go back, reload the page and send it again."},
    {FPL_E_NOT_FOUND, "请核对地址，或用“查找”。", "Check the address, or use Find."},
};

void show_error(struct call *call) {
    struct page page;
    char text[FPL_MESSAGE_BYTES], english[FPL_MESSAGE_BYTES];
    page_begin(&page, call);
    fpl_report_error_words(NULL, 0, &call->error);
    struct page_error error = {.heading = page_say(&page, "未能办理", "This could not be done"),
                               .message = fpl_str_of(fpl_error_message(&call->error, call->zh, text, sizeof text)),
                               .code = fpl_str_of(fpl_status_name(call->error.status)),
                               .field = fpl_str_of(call->error.field),
                               .clause = fpl_str_of(call->error.clause),
                               .request = fpl_str_of(call->request->id),
                               .back = FPL_STR("/"),
                               .back_name = page_say(&page, "返回首页", "Back to the first page")};
    if (call->zh)
        error.message_en = fpl_str_of(fpl_error_message(&call->error, 0, english, sizeof english));
    if (call->error.status == FPL_E_ROLE && call->route)
        error.next = page_format(&page,
                                 call->zh ? "可用此栏目的角色：%.*s。角色由系统管理员登记。"
                                          : "The roles that may: %.*s. An administrator gives roles.",
                                 (int)role_names(&page, call->route->roles).n, role_names(&page, call->route->roles).p);
    for (size_t i = 0; i < sizeof next_steps / sizeof next_steps[0]; i++)
        if (next_steps[i].status == call->error.status)
            error.next = page_say(&page, next_steps[i].zh, next_steps[i].en);
    enum fpl_status status = page_show(&page, error.heading, (struct page_part){page_error, &error});
    if (status) { /* no memory for a page: the code alone */
        fpl_buf_release(&call->response->body);
        call->response->type = "text/plain; charset=utf-8";
        fpl_buf_addf(&call->response->body, "%s\n", fpl_status_name(call->error.status));
    }
    page_end(&page);
}

static enum fpl_status load_once_more(struct call *call) {
    struct page page;
    page_begin(&page, call);
    struct page_reload reload = {.to = page_same(&page, call->path, NULL, NULL),
                                 .icon = static_url("icon.svg"),
                                 .lang = page_say(&page, "zh-CN", "en")};
    call->response->type = "text/html; charset=utf-8";
    page_reload(&call->response->body, call->zh, &reload);
    page_end(&page);
    return fpl_buf_ok(&call->response->body);
}

enum fpl_status show_sign_in_first(struct call *call, enum fpl_status status) {
    int is_signing = status == FPL_E_SIGN_IN || status == FPL_E_SESSION_OVER;
    if (!is_signing || !call->route || (call->route->flags & ROUTE_API) || call->request->method != WEB_GET)
        return status;
    if (status == FPL_E_SIGN_IN && fpl_str_is(call->request->header[WEB_FETCH_SITE], "cross-site"))
        return load_once_more(call);
    struct page page;
    page_begin(&page, call);
    struct fpl_str here = page_same(&page, call->path, NULL, NULL);
    struct fpl_buf to = {0};
    fpl_buf_adds(&to, "/login");
    add_pair(&to, "next", here);
    if (status == FPL_E_SESSION_OVER)
        add_pair(&to, "over", FPL_STR("1"));
    web_redirect(call->response, fpl_buf_str(&to));
    fpl_buf_release(&to);
    page_end(&page);
    return FPL_OK;
}

/* ---- small ones ---- */

enum fpl_status show_static_file(struct call *call) {
    for (size_t i = 0; i < page_static_count; i++) {
        if (!fpl_str_is(call->variable[0], page_statics[i].name))
            continue;
        call->response->type = page_statics[i].type;
        fpl_buf_add(&call->response->body, page_statics[i].bytes, page_statics[i].n);
        return fpl_buf_ok(&call->response->body);
    }
    return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, call->variable[0].p, call->variable[0].n);
}

enum fpl_status show_language(struct call *call) {
    struct fpl_str to = web_pairs_get(&call->args, "to"), next = web_pairs_get(&call->args, "next");
    if (!fpl_str_is(to, "zh") && !fpl_str_is(to, "en"))
        return fpl_fail(&call->error, FPL_E_ENUM, "to", "zh en", NULL);
    web_header_addf(call->response, "Set-Cookie", "lang=%.2s; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict%s",
                    to.p, call->service->is_secure ? "; Secure" : "");
    int is_login = next.n >= 6 && memcmp(next.p, "/login", 6) == 0 && (next.n == 6 || next.p[6] == '?');
    web_redirect(call->response, route_is_page(next) || is_login ? next : FPL_STR("/"));
    return FPL_OK;
}
