#include "src/service/uploads.h"
#include "src/host/host.h"
#include "src/service/session.h"
#include "src/service/upload_mapping.h"

#include <unistd.h>

#define COUNTS_MOST 1000

static struct state *state_of(const struct call *call) {
    return call->service->state;
}

/* ---- who ---- */

int uploads_is_own(const struct call *call, const struct state_upload *upload) {
    return strcmp(upload->maker, call->who.user) == 0;
}

int uploads_may_see(const struct call *call, const struct state_upload *upload) {
    unsigned reads = ~(unsigned)FPL_ROLE_ADMIN;
    return uploads_is_own(call, upload) || (call->institution.n == 0 && (call->roles & reads));
}

int uploads_needs_checker(const struct state_upload *upload) {
    const struct fpl_command_spec *spec = fpl_command_find(upload->command);
    return spec && (spec->flags & FPL_COMMAND_ENTRY);
}

int uploads_may_decide(const struct call *call, const struct state_upload *upload) {
    return (call->roles & FPL_ROLE_APPROVER) && !uploads_is_own(call, upload);
}

static enum fpl_status unknown(struct call *call, int64_t id) {
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)id);
    return fpl_fail(&call->error, FPL_E_NOT_FOUND, text, NULL, NULL);
}

enum fpl_status uploads_find(struct call *call, int64_t id, struct state_upload *out) {
    enum fpl_status status = state_upload_get(state_of(call), id, out, &call->error);
    return !status && !uploads_may_see(call, out) ? unknown(call, id) : status;
}

static enum fpl_status find_own(struct call *call, int64_t id, struct state_upload *out) {
    enum fpl_status status = uploads_find(call, id, out);
    return !status && !uploads_is_own(call, out) ? unknown(call, id) : status;
}

static enum fpl_status stale(struct call *call, int64_t id) {
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)id);
    return fpl_fail(&call->error, FPL_E_UPLOAD_STATE, text, NULL, NULL);
}

static enum fpl_status note(struct call *call, const char *what, int64_t id) {
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)id);
    uploads_wake(call->service->uploads);
    return state_audit(state_of(call), host_real_ms(), what, call->who.user, text, &call->error);
}

/* ---- receiving ---- */

struct spool_source uploads_source(const struct call *call) {
    const struct web_request *request = call->request;
    struct spool_source source = {-1, request->body, 0, (int64_t)request->body_bytes};
    if (request->has_file)
        source = (struct spool_source){request->file_fd, NULL, 0, request->file_bytes};
    if (call->file_to > 0) { /* a part of a form */
        source.from = call->file_from;
        source.bytes = call->file_to - call->file_from;
    }
    return source;
}

static enum fpl_status too_large(struct call *call) {
    char most[24];
    snprintf(most, sizeof most, "%lld", (long long)call->service->upload_most);
    return fpl_fail(&call->error, FPL_E_TOO_LARGE, most, NULL, NULL);
}

static const struct fpl_command_spec *by_plural(struct fpl_str what) {
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    for (int i = 0; i < count; i++)
        if (all[i].plural && fpl_str_is(what, all[i].plural))
            return &all[i];
    return NULL;
}

static enum fpl_status find_command(struct call *call, struct fpl_str what, const struct fpl_command_spec **out) {
    const struct fpl_command_spec *spec = by_plural(what);
    enum fpl_status status = commands_find(call, spec ? fpl_str_of(spec->name) : what, out);
    if (!status && !((*out)->flags & (FPL_COMMAND_IMPORT | FPL_COMMAND_LINES)))
        status = fpl_fail_text(&call->error, FPL_E_NOT_FOUND, what.p, what.n);
    if (status)
        fpl_error_at_field(&call->error, "command");
    return status;
}

static enum fpl_status find_book(struct call *call, const struct fpl_command_spec *spec, struct fpl_str *code) {
    if (spec->book == FPL_BOOK_REGISTRY) {
        *code = FPL_STR("");
        return FPL_OK;
    }
    fpl_error_at_field(&call->error, "book");
    for (int i = 0; i < call->cut.books; i++) {
        const struct fpl_book *book = &call->cut.book[i];
        if (!fpl_str_is(*code, book->code))
            continue;
        if (spec->book == FPL_BOOK_ANY ? book->kind == FPL_BOOK_REGISTRY : book->kind != spec->book)
            return fpl_book_wrong_kind(&call->error, book, spec->book);
        fpl_error_at_field(&call->error, "");
        return FPL_OK;
    }
    return fpl_fail_text(&call->error, code->n ? FPL_E_BOOK : FPL_E_MISSING, code->n ? code->p : "book",
                         code->n ? code->n : 4);
}

struct fpl_str uploads_last_part(struct fpl_str name) {
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
            return (struct fpl_str){name.p + i, name.n - i};
    return name;
}

static enum fpl_status take_name(struct call *call, struct fpl_str name, char out[UPLOAD_NAME_BYTES]) {
    name = uploads_last_part(name);
    fpl_error_at_field(&call->error, "name");
    if (name.n == 0)
        return fpl_fail(&call->error, FPL_E_MISSING, "name", NULL, NULL);
    if (name.n >= UPLOAD_NAME_BYTES)
        return fpl_fail(&call->error, FPL_E_TOO_LONG, "120", NULL, NULL);
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f)
            return fpl_fail(&call->error, FPL_E_REQUEST, "name", NULL, NULL);
    (void)fpl_str_copy(name, out, UPLOAD_NAME_BYTES);
    fpl_error_at_field(&call->error, "");
    return FPL_OK;
}

static enum fpl_status count_one(void *ctx, const struct state_upload *upload) {
    int *count = ctx;
    (void)upload;
    ++*count;
    return FPL_OK;
}

static enum fpl_status has_room(struct call *call) {
    struct upload_filter filter = {.states = ~UPLOAD_CLOSED, .maker = call->who.user, .limit = UPLOAD_OPEN_MOST};
    int open = 0;
    char text[24];
    enum fpl_status status = state_uploads(state_of(call), &filter, count_one, &open, &call->error);
    snprintf(text, sizeof text, "%d", open);
    return !status && open >= UPLOAD_OPEN_MOST ? fpl_fail(&call->error, FPL_E_UPLOAD_MOST, text, NULL, NULL) : status;
}

static enum fpl_status take_key(struct call *call, struct fpl_str key, char out[UPLOAD_KEY_BYTES]) {
    fpl_error_at_field(&call->error, "Idempotency-Key");
    enum fpl_status status = key.n == 0 ? fpl_fail(&call->error, FPL_E_MISSING, "Idempotency-Key", NULL, NULL)
                             : key.n >= UPLOAD_KEY_BYTES ? fpl_fail(&call->error, FPL_E_TOO_LONG, "64", NULL, NULL)
                                                         : fpl_id_check(key, &call->error);
    if (status)
        return status;
    (void)fpl_str_copy(key, out, UPLOAD_KEY_BYTES);
    fpl_error_at_field(&call->error, "");
    return FPL_OK;
}

/* Under the key stands the same wish, and if it is finished, the same bytes. */
static enum fpl_status same_wish(struct call *call, const struct state_upload *next, const struct upload_wish *wish,
                                 const struct spool_source *source, const struct state_upload *it) {
    char hash[UPLOAD_HEX_BYTES] = "";
    enum fpl_status status = FPL_OK;
    int same = strcmp(it->command, next->command) == 0 && strcmp(it->book, next->book) == 0 &&
               strcmp(it->name, next->name) == 0 && it->take_on == next->take_on &&
               (wish->is_part || strcmp(it->mapping_sha256, next->mapping_sha256) == 0);
    if (same && !wish->is_part && it->sha256[0]) {
        status = spool_source_hash(source, hash, &call->error);
        same = strcmp(hash, it->sha256) == 0;
    }
    return status || same ? status : fpl_fail(&call->error, FPL_E_REQUEST_CHANGED, it->own_key, NULL, NULL);
}

static enum fpl_status add_bytes(struct call *call, struct state_upload *upload, const struct spool_source *source) {
    if (upload->bytes + source->bytes > call->service->upload_most)
        return too_large(call);
    enum fpl_status status =
        spool_append(uploads_spool(call->service->uploads), upload->id, upload->bytes, source, &call->error);
    if (status)
        return status;
    upload->bytes += source->bytes;
    upload->changed_ms = host_real_ms();
    return state_upload_put(state_of(call), upload, UPLOAD_BIT(UPLOAD_RECEIVING), NULL, &call->error);
}

static enum fpl_status finish(struct call *call, struct state_upload *upload, struct fpl_str told) {
    char hash[UPLOAD_HEX_BYTES];
    if (upload->state != UPLOAD_RECEIVING)
        return told.n && !fpl_str_is(told, upload->sha256)
                   ? fpl_fail(&call->error, FPL_E_UPLOAD_HASH, upload->sha256, NULL, NULL)
                   : FPL_OK;
    if (upload->bytes == 0)
        return fpl_fail(&call->error, FPL_E_EMPTY_FILE, NULL, NULL, NULL);
    enum fpl_status status = spool_hash(uploads_spool(call->service->uploads), upload->id, hash, &call->error);
    if (!status && told.n && !fpl_str_is(told, hash))
        status = fpl_fail(&call->error, FPL_E_UPLOAD_HASH, hash, NULL, NULL);
    if (status)
        return status;
    memcpy(upload->sha256, hash, sizeof hash);
    upload->state = UPLOAD_CHECKING;
    upload->changed_ms = host_real_ms();
    status = state_upload_put(state_of(call), upload, UPLOAD_BIT(UPLOAD_RECEIVING), NULL, &call->error);
    return status ? status : note(call, "upload.received", upload->id);
}

static enum fpl_status make_or_find(struct call *call, const struct upload_wish *wish,
                                    const struct spool_source *source, const char *mapping, struct state_upload *next) {
    int64_t id = 0;
    enum fpl_status status = state_upload_find(state_of(call), next->maker, next->own_key, &id, &call->error);
    if (!status && id) {
        struct state_upload it;
        status = state_upload_get(state_of(call), id, &it, &call->error);
        if (!status)
            status = same_wish(call, next, wish, source, &it);
        if (!status)
            *next = it;
        return status;
    }
    if (!status)
        status = has_room(call);
    return status ? status : state_upload_make(state_of(call), next, mapping, &call->error);
}

static enum fpl_status make_held(struct call *call, const struct upload_wish *wish, const struct spool_source *source,
                                 const char *mapping, struct state_upload *next) {
    enum fpl_status status = make_or_find(call, wish, source, mapping, next);
    if (status || next->state != UPLOAD_RECEIVING)
        return status;
    if (!wish->is_part && next->bytes > 0) { /* the whole once more: what came of it before is written over */
        next->bytes = 0;
    }
    if (next->bytes == 0 && source->bytes > 0)
        status = add_bytes(call, next, source);
    return status || wish->is_part ? status : finish(call, next, wish->sha256);
}

enum fpl_status uploads_make(struct call *call, const struct upload_wish *wish, const struct spool_source *source,
                             struct state_upload *out) {
    const struct fpl_command_spec *spec = NULL;
    struct state_upload next = {
        .state = UPLOAD_RECEIVING, .take_on = wish->take_on, .made_ms = host_real_ms(), .auth = commands_auth(call)};
    struct upload_mapping mapping = {.is_adopted = 0};
    struct fpl_str book = wish->book;
    enum fpl_status status = find_command(call, wish->command, &spec);
    if (!status)
        status = find_book(call, spec, &book);
    if (!status)
        status = take_name(call, wish->name, next.name);
    if (!status)
        status = take_key(call, wish->own_key, next.own_key);
    if (!status && wish->take_on && !(spec->flags & FPL_COMMAND_TAKE_ON))
        status = fpl_fail(&call->error, FPL_E_UNKNOWN_FIELD, "take_on", NULL, NULL);
    if (!status && !wish->is_part && source->bytes == 0)
        status = fpl_fail(&call->error, FPL_E_EMPTY_FILE, NULL, NULL, NULL);
    if (!status && source->bytes > call->service->upload_most)
        status = too_large(call);
    if (!status)
        status = upload_mapping_find(call, wish, spec, &mapping);
    if (status)
        return status;
    upload_mapping_put(&mapping, &next);
    (void)fpl_str_copy(fpl_str_of(spec->name), next.command, sizeof next.command);
    (void)fpl_str_copy(book, next.book, sizeof next.book);
    (void)fpl_str_copy(fpl_str_of(call->who.user), next.maker, sizeof next.maker);
    uploads_hold(call->service->uploads);
    status = make_held(call, wish, source, mapping.text.p, &next);
    uploads_release(call->service->uploads);
    upload_mapping_release(&mapping);
    if (!status)
        *out = next;
    return status;
}

/* Given a second time as it was, it is answered as before, whatever has become of the upload. */
static enum fpl_status map_held(struct call *call, const struct upload_mapping *mapping, struct state_upload *it) {
    const char *const texts[UPLOAD_TEXTS] = {[UPLOAD_MAPPING] = mapping->text.p};
    int same = strcmp(it->mapping_sha256, mapping->sha256) == 0 && strcmp(it->mapping, mapping->name) == 0;
    if (it->state != UPLOAD_RECEIVING)
        return same ? FPL_OK : stale(call, it->id);
    upload_mapping_put(mapping, it);
    it->changed_ms = host_real_ms();
    return state_upload_put(state_of(call), it, UPLOAD_BIT(UPLOAD_RECEIVING), texts, &call->error);
}

enum fpl_status uploads_map(struct call *call, int64_t id, struct fpl_str name, struct fpl_str text,
                            struct state_upload *out) {
    struct upload_wish wish = {.mapping_text = text, .mapping_name = name};
    struct upload_mapping mapping = {.is_adopted = 0};
    enum fpl_status status = find_own(call, id, out);
    if (!status)
        status = upload_mapping_find(call, &wish, fpl_command_find(out->command), &mapping);
    if (status)
        return status;
    uploads_hold(call->service->uploads);
    status = find_own(call, id, out); /* as it is now */
    if (!status)
        status = map_held(call, &mapping, out);
    uploads_release(call->service->uploads);
    upload_mapping_release(&mapping);
    return status;
}

enum fpl_status uploads_append(struct call *call, int64_t id, int64_t offset, const struct spool_source *source,
                               struct state_upload *out) {
    char text[24];
    uploads_hold(call->service->uploads);
    enum fpl_status status = find_own(call, id, out);
    if (!status && out->state != UPLOAD_RECEIVING)
        status = stale(call, id);
    snprintf(text, sizeof text, "%lld", status ? 0LL : (long long)out->bytes);
    if (!status && offset != out->bytes)
        status = fpl_fail(&call->error, FPL_E_UPLOAD_OFFSET, text, NULL, NULL);
    if (!status)
        status = add_bytes(call, out, source);
    uploads_release(call->service->uploads);
    return status;
}

enum fpl_status uploads_finish(struct call *call, int64_t id, struct fpl_str sha256, struct state_upload *out) {
    uploads_hold(call->service->uploads);
    enum fpl_status status = find_own(call, id, out);
    if (!status && (1u << out->state & (UPLOAD_BIT(UPLOAD_WITHDRAWN) | UPLOAD_BIT(UPLOAD_EXPIRED))))
        status = stale(call, id);
    if (!status)
        status = finish(call, out, sha256);
    uploads_release(call->service->uploads);
    return status;
}

/* ---- deciding ---- */

static enum fpl_status as_shown(struct call *call, const struct step *act, const struct state_upload *it) {
    if (act->expect.n == 0)
        return fpl_fail(&call->error, FPL_E_SHOWN_MISSING, NULL, NULL, NULL);
    return fpl_str_is(act->expect, it->expect) ? FPL_OK
                                               : fpl_fail(&call->error, FPL_E_NOT_AS_SHOWN, it->expect, NULL, NULL);
}

static enum fpl_status move_to(struct call *call, struct state_upload *it, unsigned from, enum upload_state to,
                               const char *what) {
    static const char *const no_problem[UPLOAD_TEXTS] = {[UPLOAD_PROBLEM] = ""};
    it->state = to;
    it->changed_ms = host_real_ms();
    enum fpl_status status = state_upload_put(state_of(call), it, from, no_problem, &call->error);
    return status ? status : note(call, what, it->id);
}

enum fpl_status uploads_submit(struct call *call, const struct step *act) {
    struct state_upload it;
    enum fpl_status status = find_own(call, act->id, &it);
    if (status)
        return status;
    if (it.state != UPLOAD_CHECKED)
        return stale(call, act->id);
    status = as_shown(call, act, &it);
    if (!status && !uploads_needs_checker(&it) && commands_ask_factor(fpl_command_find(it.command)))
        status = session_factor(call, act->factor);
    if (status)
        return status;
    it.auth = commands_auth(call);
    it.note[0] = '\0';
    return move_to(call, &it, UPLOAD_BIT(UPLOAD_CHECKED),
                   uploads_needs_checker(&it) ? UPLOAD_SUBMITTED : UPLOAD_APPROVED, "upload.submit");
}

static enum fpl_status may_check(struct call *call, const struct state_upload *it) {
    enum fpl_status status = commands_may_check(call, it->maker);
    if (status)
        return status;
    return it->state == UPLOAD_SUBMITTED ? FPL_OK : stale(call, it->id);
}

enum fpl_status uploads_approve(struct call *call, const struct step *act) {
    struct state_upload it;
    enum fpl_status status = uploads_find(call, act->id, &it);
    if (!status)
        status = may_check(call, &it);
    if (!status)
        status = as_shown(call, act, &it);
    if (!status)
        status = session_factor(call, act->factor);
    if (status)
        return status;
    it.checker_auth = commands_auth(call);
    (void)fpl_str_copy(fpl_str_of(call->who.user), it.checker, sizeof it.checker);
    return move_to(call, &it, UPLOAD_BIT(UPLOAD_SUBMITTED), UPLOAD_APPROVED, "upload.approve");
}

enum fpl_status uploads_return(struct call *call, const struct step *act) {
    struct state_upload it;
    struct fpl_str reason = fpl_str_trim(act->reason);
    enum fpl_status status = uploads_find(call, act->id, &it);
    if (!status)
        status = may_check(call, &it);
    if (status)
        return status;
    fpl_error_at_field(&call->error, "reason");
    if (reason.n == 0)
        return fpl_fail(&call->error, FPL_E_MISSING, FPL_ZH_EN("退回原因", "the reason"), NULL, NULL);
    if (reason.n >= sizeof it.note)
        return fpl_fail(&call->error, FPL_E_TOO_LONG, "1000", NULL, NULL);
    fpl_error_at_field(&call->error, "");
    (void)fpl_str_copy(reason, it.note, sizeof it.note);
    (void)fpl_str_copy(fpl_str_of(call->who.user), it.checker, sizeof it.checker);
    return move_to(call, &it, UPLOAD_BIT(UPLOAD_SUBMITTED), UPLOAD_RETURNED, "upload.return");
}

/* What the maker may still take back, or look at once more: nobody has approved it. */
#define OWN_BITS (UPLOAD_BIT(UPLOAD_CHECKED) | UPLOAD_BIT(UPLOAD_SUBMITTED) | UPLOAD_BIT(UPLOAD_RETURNED))

enum fpl_status uploads_withdraw(struct call *call, const struct step *act) {
    struct state_upload it;
    unsigned from = OWN_BITS | UPLOAD_BIT(UPLOAD_RECEIVING) | UPLOAD_BIT(UPLOAD_CHECKING);
    enum fpl_status status = find_own(call, act->id, &it);
    return status ? status : move_to(call, &it, from, UPLOAD_WITHDRAWN, "upload.withdraw");
}

enum fpl_status uploads_check_again(struct call *call, const struct step *act) {
    struct state_upload it;
    enum fpl_status status = find_own(call, act->id, &it);
    return status ? status : move_to(call, &it, OWN_BITS, UPLOAD_CHECKING, "upload.check");
}

/* ---- counting ---- */

struct counting {
    struct call *call;
    int others;
};

static enum fpl_status count_others(void *ctx, const struct state_upload *upload) {
    struct counting *counting = ctx;
    counting->others += uploads_may_decide(counting->call, upload);
    return FPL_OK;
}

enum fpl_status uploads_count(struct call *call, int *to_check, int *to_give) {
    struct upload_filter check = {.states = UPLOAD_BIT(UPLOAD_SUBMITTED), .limit = COUNTS_MOST};
    struct upload_filter own = {.states = UPLOAD_BIT(UPLOAD_CHECKED) | UPLOAD_BIT(UPLOAD_RETURNED),
                                .maker = call->who.user,
                                .limit = COUNTS_MOST};
    struct counting counting = {.call = call};
    enum fpl_status status = FPL_OK;
    *to_give = 0;
    if (call->roles & FPL_ROLE_APPROVER)
        status = state_uploads(state_of(call), &check, count_others, &counting, &call->error);
    *to_check = counting.others;
    return status ? status : state_uploads(state_of(call), &own, count_one, to_give, &call->error);
}

/* ---- files ---- */

/* "loans.csv" → "loans.answer.csv"; other than ASCII goes encoded (RFC 6266). */
static void name_download(struct call *call, const struct state_upload *it, enum spool_file which) {
    struct fpl_buf name = {0};
    size_t n = strlen(it->name);
    if (n > 4 && strcmp(it->name + n - 4, ".csv") == 0)
        n -= 4;
    fpl_buf_adds(&name, "attachment; filename*=UTF-8''");
    web_urlencode((struct fpl_str){it->name, n}, &name);
    fpl_buf_adds(&name, which == SPOOL_ANSWER ? ".answer.csv" : ".rehearsal.csv");
    if (!fpl_buf_ok(&name))
        (void)web_header_add(call->response, "Content-Disposition", fpl_buf_str(&name));
    fpl_buf_release(&name);
}

enum fpl_status uploads_send(struct call *call, int64_t id, enum spool_file which) {
    struct state_upload it;
    int fd = -1;
    int64_t bytes = 0;
    enum fpl_status status = uploads_find(call, id, &it);
    if (!status && (which == SPOOL_ANSWER ? it.state != UPLOAD_DONE : !it.expect[0]))
        status = stale(call, id);
    if (!status)
        status = spool_read(uploads_spool(call->service->uploads), id, which, &fd, &bytes, &call->error);
    if (!status)
        status = note(call, which == SPOOL_ANSWER ? "upload.answer" : "upload.precheck", id);
    if (status) {
        if (fd >= 0)
            close(fd);
        return status;
    }
    name_download(call, &it, which);
    call->response->type = "text/csv";
    call->response->fd = fd;
    call->response->fd_bytes = bytes;
    return FPL_OK;
}
