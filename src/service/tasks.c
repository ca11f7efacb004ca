#include "src/service/tasks.h"
#include "src/service/api.h"
#include "src/service/state.h"

#include <stdlib.h>
#include <sys/stat.h>

struct watched { /* whose tasks */
    struct service *service;
    char user[WHO_USER_BYTES];
    int own_only;    /* of proposals and uploads he sees his own */
    int64_t changes; /* of the state file when `own` was read */
    int64_t own;
};

static uint64_t mix(uint64_t hash, uint64_t value) { /* FNV-1a: a mark, and no proof of anything */
    for (int i = 0; i < 64; i += 8)
        hash = (hash ^ (value >> i & 255)) * 1099511628211u;
    return hash;
}

/* The ledger at work is looked at by stat only. A file that is not there has a mark too. */
static uint64_t mix_file(uint64_t hash, const char *path, const char *ending) {
    char name[4200];
    struct stat info = {.st_size = -1};
    snprintf(name, sizeof name, "%s%s", path, ending);
    if (stat(name, &info) != 0)
        return mix(hash, 0);
    hash = mix(mix(hash, (uint64_t)info.st_ino), (uint64_t)info.st_size);
    return mix(mix(hash, (uint64_t)info.st_mtim.tv_sec), (uint64_t)info.st_mtim.tv_nsec);
}

/* What others make is no business of an institution's: not even that they make something. */
static enum fpl_status mark_of(struct watched *watched, char out[TASKS_MARK_BYTES], struct fpl_error *error) {
    int64_t changes = state_changes(watched->service->state);
    enum fpl_status status = FPL_OK;
    if (watched->own_only && changes != watched->changes)
        status = state_changes_of(watched->service->state, watched->user, &watched->own, error);
    if (status)
        return status;
    watched->changes = changes;
    uint64_t hash = mix(14695981039346656037u, (uint64_t)(watched->own_only ? watched->own : changes));
    hash = mix_file(hash, watched->service->options->ledger, "");
    hash = mix_file(hash, watched->service->options->ledger, "-wal");
    snprintf(out, TASKS_MARK_BYTES, "%016llx", (unsigned long long)hash);
    return FPL_OK;
}

static struct watched watched_by(const struct call *call) {
    struct watched watched = {
        .service = call->service, .own_only = call->institution.n || call->roles == FPL_ROLE_ADMIN, .changes = -1};
    (void)fpl_str_copy(fpl_str_of(call->who.user), watched.user, sizeof watched.user);
    return watched;
}

enum fpl_status tasks_mark(struct call *call, char out[TASKS_MARK_BYTES]) {
    struct watched watched = watched_by(call);
    return mark_of(&watched, out, &call->error);
}

/* ---- the stream ---- */

struct watching {
    struct web_stream stream;
    struct watched watched;
    char told[TASKS_MARK_BYTES];
};

static int look_at(struct web_stream *stream, struct fpl_buf *out) {
    struct watching *watching = (struct watching *)(void *)stream;
    struct fpl_error ignored = {0};
    char mark[TASKS_MARK_BYTES];
    if (mark_of(&watching->watched, mark, &ignored))
        return 1; /* the page asks again, and is told */
    if (strcmp(mark, watching->told) != 0)
        fpl_buf_addf(out, "data: {\"mark\":\"%s\"}\n\n", mark);
    memcpy(watching->told, mark, sizeof mark);
    return 0;
}

static void end_watching(struct web_stream *stream) {
    struct watching *watching = (struct watching *)(void *)stream;
    atomic_fetch_sub(&watching->watched.service->watchers, 1);
    free(watching);
}

enum fpl_status api_task_events(struct call *call) {
    enum fpl_status status = ask_only(call, "");
    if (status)
        return status;
    struct watching *watching = calloc(1, sizeof *watching);
    if (!watching)
        return fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    *watching = (struct watching){{look_at, end_watching}, watched_by(call), ""};
    if (atomic_fetch_add(&call->service->watchers, 1) >= WATCHERS_MOST) {
        end_watching(&watching->stream);
        return fpl_fail(&call->error, FPL_E_BUSY, "30", NULL, NULL);
    }
    call->response->stream = &watching->stream;
    call->response->type = "text/event-stream";
    (void)web_header_add(call->response, "X-Accel-Buffering", FPL_STR("no")); /* a gateway is to hand it on at once */
    return FPL_OK;
}
