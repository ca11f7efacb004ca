/* Uploads over the API: made, appended to, finished; looked at, given in, approved; their files. */
#include "src/host/host.h"
#include "src/service/api.h"
#include "src/service/uploads.h"

#include <stdlib.h>

#define LIST_USUAL 100
#define LIST_MOST  500

static void put_links(const struct state_upload *it, struct fpl_buf *out) {
    if (it->expect[0])
        fpl_buf_addf(out, ",\"precheck_file\":\"/api/v1/uploads/%lld/precheck\"", (long long)it->id);
    if (it->state == UPLOAD_DONE)
        fpl_buf_addf(out, ",\"answer_file\":\"/api/v1/uploads/%lld/answer\"", (long long)it->id);
}

static void put_upload(const struct call *call, const struct state_upload *it, struct fpl_buf *out) {
    char moment[40];
    int64_t rows = 0, bytes = 0, all = 0;
    fpl_buf_addf(out, "{\"id\":%lld,\"received\":%lld", (long long)it->id, (long long)it->bytes);
    body_member("state", upload_state_name(it->state, -1), out);
    body_member("command", it->command, out);
    body_member("book", it->book, out);
    body_member("name", it->name, out);
    body_member("maker", it->maker, out);
    body_member("made", cut_moment(call, it->made_ms, moment), out);
    body_member("changed", cut_moment(call, it->changed_ms, moment), out);
    fpl_buf_addf(out, ",\"take_on\":%s,\"needs_checker\":%s", it->take_on ? "true" : "false",
                 uploads_needs_checker(it) ? "true" : "false");
    if (it->mapping[0]) {
        fpl_buf_addf(out, ",\"mapping\":{\"adopted\":%s", it->mapping_adopted ? "true" : "false");
        body_member("name", it->mapping, out);
        body_member("sha256", it->mapping_sha256, out);
        fpl_buf_addc(out, '}');
    }
    if (it->sha256[0])
        body_member("sha256", it->sha256, out);
    if (it->expect[0])
        body_member("expect", it->expect, out);
    if (it->checker[0])
        body_member("checker", it->checker, out);
    if (it->note[0])
        body_member("note", it->note, out);
    if (uploads_progress(call->service->uploads, it->id, &rows, &bytes, &all))
        fpl_buf_addf(out, ",\"progress\":{\"rows\":%lld,\"bytes\":%lld,\"of\":%lld}", (long long)rows, (long long)bytes,
                     (long long)all);
    put_links(it, out);
    fpl_buf_addc(out, '}');
}

static enum fpl_status put_stored(struct call *call, int64_t id, enum upload_text which, const char *name) {
    struct fpl_buf text = {0}, *out = &call->response->body;
    enum fpl_status status = state_upload_text(call->service->state, id, which, &text, &call->error);
    if (!status && text.n > 0) {
        fpl_buf_addf(out, ",\"%s\":", name);
        fpl_buf_add(out, text.p, text.n);
    }
    fpl_buf_release(&text);
    return status;
}

static enum fpl_status answer(struct call *call, const struct state_upload *it, int http) {
    struct fpl_buf *out = &call->response->body;
    call->response->status = http;
    call->response->type = "application/json";
    web_header_addf(call->response, "Location", "/api/v1/uploads/%lld", (long long)it->id);
    web_header_addf(call->response, "Upload-Offset", "%lld", (long long)it->bytes);
    fpl_buf_adds(out, "{\"upload\":");
    put_upload(call, it, out);
    enum fpl_status status = put_stored(call, it->id, UPLOAD_CHECK, "precheck");
    if (!status)
        status = put_stored(call, it->id, UPLOAD_RESULT, "result");
    if (!status)
        status = put_stored(call, it->id, UPLOAD_PROBLEM, "problem");
    fpl_buf_adds(out, "}\n");
    return status ? status : fpl_buf_ok(out);
}

static enum fpl_status read_flag(struct call *call, const char *name, int *out) {
    struct fpl_str text = web_pairs_get(&call->args, name);
    *out = fpl_str_is(text, "1");
    return text.n == 0 || *out || fpl_str_is(text, "0") ? FPL_OK
                                                        : fpl_fail(&call->error, FPL_E_ENUM, name, "0 1", NULL);
}

/* ---- in ---- */

enum fpl_status api_upload_make(struct call *call) {
    struct state_upload it;
    struct spool_source source = uploads_source(call);
    struct upload_wish wish = {.command = web_pairs_get(&call->args, "command"),
                               .book = web_pairs_get(&call->args, "book"),
                               .name = web_pairs_get(&call->args, "name"),
                               .sha256 = web_pairs_get(&call->args, "sha256"),
                               .mapping = web_pairs_get(&call->args, "mapping"),
                               .own_key = call->request->header[WEB_IDEMPOTENCY_KEY]};
    enum fpl_status status = ask_only(call, "command book name sha256 take_on part mapping");
    if (!status)
        status = read_flag(call, "take_on", &wish.take_on);
    if (!status)
        status = read_flag(call, "part", &wish.is_part);
    if (!status && call->request->repeated[WEB_IDEMPOTENCY_KEY])
        status = fpl_fail(&call->error, FPL_E_DUPLICATE_FIELD, "Idempotency-Key", NULL, NULL);
    if (!status)
        status = uploads_make(call, &wish, &source, &it);
    return status ? status : answer(call, &it, 202);
}

enum fpl_status api_upload_append(struct call *call) {
    struct state_upload it;
    struct spool_source source = uploads_source(call);
    int64_t id = 0, offset = -1;
    enum fpl_status status = ask_only(call, "offset");
    if (!status)
        status = step_id(call, &id);
    if (!status)
        status = ask_number(call, "offset", 0, INT64_MAX, &offset);
    if (!status && offset < 0) {
        fpl_error_at_field(&call->error, "offset");
        status = fpl_fail(&call->error, FPL_E_MISSING, "offset", NULL, NULL);
    }
    if (!status)
        status = uploads_append(call, id, offset, &source, &it);
    return status ? status : answer(call, &it, 200);
}

enum fpl_status api_upload_map(struct call *call) {
    struct state_upload it;
    int64_t id = 0;
    struct fpl_str text = {call->request->body, call->request->body_bytes};
    enum fpl_status status = ask_only(call, "name");
    if (!status)
        status = step_id(call, &id);
    if (!status)
        status = uploads_map(call, id, web_pairs_get(&call->args, "name"), text, &it);
    return status ? status : answer(call, &it, 200);
}

enum fpl_status api_upload_finish(struct call *call) {
    struct state_upload it;
    struct step step;
    enum fpl_status status = step_of_json(call, STEP_SHA256, &step);
    if (!status && step.sha256.n == 0) {
        fpl_error_at_field(&call->error, "sha256");
        status = fpl_fail(&call->error, FPL_E_MISSING, "sha256", NULL, NULL);
    }
    if (!status)
        status = uploads_finish(call, step.id, step.sha256, &it);
    step_release(&step);
    return status ? status : answer(call, &it, 202);
}

/* ---- decisions ---- */

static enum fpl_status decide(struct call *call, unsigned members,
                              enum fpl_status (*act_on)(struct call *call, const struct step *act)) {
    struct state_upload it;
    struct step act;
    enum fpl_status status = step_of_json(call, members, &act);
    if (!status)
        status = act_on(call, &act);
    if (!status)
        status = uploads_find(call, act.id, &it);
    step_release(&act);
    return status ? status : answer(call, &it, 202);
}

enum fpl_status api_upload_submit(struct call *call) {
    return decide(call, STEP_EXPECT, uploads_submit);
}

enum fpl_status api_upload_approve(struct call *call) {
    return decide(call, STEP_EXPECT, uploads_approve);
}

enum fpl_status api_upload_return(struct call *call) {
    return decide(call, STEP_REASON, uploads_return);
}

enum fpl_status api_upload_withdraw(struct call *call) {
    return decide(call, STEP_REASON, uploads_withdraw);
}

enum fpl_status api_upload_check(struct call *call) {
    return decide(call, STEP_REASON, uploads_check_again);
}

/* ---- out ---- */

enum fpl_status api_upload(struct call *call) {
    struct state_upload it;
    int64_t id = 0;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = step_id(call, &id);
    if (!status)
        status = uploads_find(call, id, &it);
    return status ? status : answer(call, &it, 200);
}

/* ---- how far it has come, while it goes on ---- */

#define STREAMS_MOST 32 /* at the same time; who comes later asks again and again */
#define AT_WORK                                                                                                        \
    (UPLOAD_BIT(UPLOAD_RECEIVING) | UPLOAD_BIT(UPLOAD_CHECKING) | UPLOAD_BIT(UPLOAD_APPROVED) |                        \
     UPLOAD_BIT(UPLOAD_RUNNING))

struct following {
    struct web_stream stream;
    struct service *service;
    int64_t id;
    char told[160]; /* the last event */
};

static int look_at(struct web_stream *stream, struct fpl_buf *out) {
    struct following *following = (struct following *)(void *)stream;
    struct state_upload it;
    struct fpl_error ignored = {0};
    int64_t rows = 0, bytes = 0, all = 0;
    char event[160];
    if (state_upload_get(following->service->state, following->id, &it, &ignored))
        return 1;
    (void)uploads_progress(following->service->uploads, it.id, &rows, &bytes, &all);
    snprintf(event, sizeof event, "data: {\"state\":\"%s\",\"rows\":%lld,\"bytes\":%lld,\"of\":%lld}\n\n",
             upload_state_name(it.state, -1), (long long)rows, (long long)bytes, (long long)all);
    if (strcmp(event, following->told) != 0)
        fpl_buf_adds(out, event);
    memcpy(following->told, event, sizeof event);
    return !(UPLOAD_BIT(it.state) & AT_WORK);
}

static void end_following(struct web_stream *stream) {
    struct following *following = (struct following *)(void *)stream;
    atomic_fetch_sub(&following->service->streams, 1);
    free(following);
}

enum fpl_status api_upload_events(struct call *call) {
    struct state_upload it;
    int64_t id = 0;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = step_id(call, &id);
    if (!status)
        status = uploads_find(call, id, &it);
    if (status)
        return status;
    struct following *following = calloc(1, sizeof *following);
    if (!following)
        return fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    *following = (struct following){{look_at, end_following}, call->service, id, ""};
    if (atomic_fetch_add(&call->service->streams, 1) >= STREAMS_MOST) {
        end_following(&following->stream);
        return fpl_fail(&call->error, FPL_E_BUSY, "5", NULL, NULL);
    }
    call->response->stream = &following->stream;
    call->response->type = "text/event-stream";
    (void)web_header_add(call->response, "X-Accel-Buffering", FPL_STR("no")); /* a gateway is to hand it on at once */
    return FPL_OK;
}

struct listing {
    struct call *call;
    int64_t limit, shown, last;
    int more;
};

static enum fpl_status list_one(void *ctx, const struct state_upload *upload) {
    struct listing *listing = ctx;
    struct fpl_buf *out = &listing->call->response->body;
    if (!uploads_may_see(listing->call, upload))
        return FPL_OK;
    if (listing->shown == listing->limit) {
        listing->more = 1;
        return FPL_OK;
    }
    fpl_buf_adds(out, listing->shown++ ? ",\n " : "\n ");
    put_upload(listing->call, upload, out);
    listing->last = upload->id;
    return fpl_buf_ok(out);
}

enum fpl_status api_uploads(struct call *call) {
    struct fpl_buf *out = &call->response->body;
    struct listing listing = {.call = call, .limit = LIST_USUAL};
    struct upload_filter filter = {.states = ~0u};
    enum fpl_status status = ask_only(call, "after limit");
    if (!status)
        status = ask_number(call, "limit", 1, LIST_MOST, &listing.limit);
    if (!status)
        status = ask_number(call, "after", 1, INT64_MAX, &filter.after);
    if (status)
        return status;
    if (call->institution.n || call->roles == FPL_ROLE_ADMIN)
        filter.maker = call->who.user;
    filter.limit = (int)listing.limit + 1;
    call->response->type = "application/json";
    fpl_buf_adds(out, "{\"uploads\":[");
    status = state_uploads(call->service->state, &filter, list_one, &listing, &call->error);
    if (listing.more)
        fpl_buf_addf(out, "],\"next\":%lld}\n", (long long)listing.last);
    else
        fpl_buf_adds(out, "],\"next\":null}\n");
    return status ? status : fpl_buf_ok(out);
}

static enum fpl_status send_file(struct call *call, enum spool_file which) {
    int64_t id = 0;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = step_id(call, &id);
    return status ? status : uploads_send(call, id, which);
}

enum fpl_status api_upload_answer(struct call *call) {
    return send_file(call, SPOOL_ANSWER);
}

enum fpl_status api_upload_precheck(struct call *call) {
    return send_file(call, SPOOL_CHECK);
}
