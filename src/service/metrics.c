#include "src/service/metrics.h"
#include "src/host/host.h"
#include "src/service/api.h"
#include "src/service/session.h"
#include "src/service/state_figures.h"
#include "src/service/writer.h"

static const int64_t bucket_ms[METRICS_BUCKETS] = {5, 25, 100, 250, 1000, 5000, 30000, INT64_MAX};

/* ---- counting ---- */

static enum metrics_door door_of(const struct call *call) {
    unsigned flags = call->route ? call->route->flags : 0;
    return flags & ROUTE_API ? METRICS_API : flags & ROUTE_STATIC ? METRICS_STATIC : METRICS_PAGE;
}

void metrics_note(struct metrics *metrics, const struct call *call, int64_t milliseconds) {
    enum metrics_door door = door_of(call);
    int http = call->response->status, bucket = 0;
    FPL_ASSERT(http >= METRICS_HTTP_LEAST && http < METRICS_HTTP_END);
    while (milliseconds > bucket_ms[bucket])
        bucket++;
    atomic_fetch_add(&metrics->answers[door][http - METRICS_HTTP_LEAST], 1);
    atomic_fetch_add(&metrics->took[door][bucket], 1);
    atomic_fetch_add(&metrics->milliseconds[door], milliseconds);
}

/* ---- telling: the text format of Prometheus, 0.0.4 ---- */

static const char *const doors[METRICS_DOORS] = {"page", "api", "static"};

static void put_head(struct fpl_buf *out, const char *name, const char *type, const char *help) {
    fpl_buf_addf(out, "# HELP fundpool_%s %s\n# TYPE fundpool_%s %s\n", name, help, name, type);
}

static void put_one(struct fpl_buf *out, const char *name, const char *type, const char *help, int64_t value) {
    put_head(out, name, type, help);
    fpl_buf_addf(out, "fundpool_%s %lld\n", name, (long long)value);
}

static void put_seconds(struct fpl_buf *out, int64_t milliseconds) {
    fpl_buf_addf(out, "%lld.%03lld", (long long)(milliseconds / 1000), (long long)(milliseconds % 1000));
}

static void put_answers(struct fpl_buf *out, struct metrics *metrics) {
    put_head(out, "requests_total", "counter", "Requests answered, by door and HTTP status.");
    for (int door = 0; door < METRICS_DOORS; door++)
        for (int i = 0; i < METRICS_HTTP_END - METRICS_HTTP_LEAST; i++) {
            int64_t n = atomic_load(&metrics->answers[door][i]);
            if (n > 0)
                fpl_buf_addf(out, "fundpool_requests_total{door=\"%s\",status=\"%d\"} %lld\n", doors[door],
                             METRICS_HTTP_LEAST + i, (long long)n);
        }
}

static void put_took(struct fpl_buf *out, struct metrics *metrics) {
    put_head(out, "request_seconds", "histogram", "From the request line to the whole answer, by door.");
    for (int door = 0; door < METRICS_DOORS; door++) {
        int64_t n = 0;
        for (int i = 0; i < METRICS_BUCKETS; i++) {
            n += atomic_load(&metrics->took[door][i]);
            fpl_buf_addf(out, "fundpool_request_seconds_bucket{door=\"%s\",le=\"", doors[door]);
            if (i < METRICS_BUCKETS - 1)
                put_seconds(out, bucket_ms[i]);
            else
                fpl_buf_adds(out, "+Inf");
            fpl_buf_addf(out, "\"} %lld\n", (long long)n);
        }
        fpl_buf_addf(out, "fundpool_request_seconds_sum{door=\"%s\"} ", doors[door]);
        put_seconds(out, atomic_load(&metrics->milliseconds[door]));
        fpl_buf_addf(out, "\nfundpool_request_seconds_count{door=\"%s\"} %lld\n", doors[door], (long long)n);
    }
}

static void put_writer(struct fpl_buf *out, struct writer *writer) {
    struct writer_figures figures;
    writer_look(writer, &figures);
    put_one(out, "writer_waiting", "gauge", "Commands that wait for the writer.", figures.waiting);
    put_one(out, "writer_waiting_most", "gauge", "The most that waited at a time since the start.", figures.most);
    put_one(out, "writer_batches_total", "counter", "Batches given to the ledger, each one commit.", figures.groups);
    put_one(out, "writer_commands_total", "counter", "Commands in them.", figures.commands);
    put_one(out, "writer_well", "gauge", "1: the last batch met no failure of the machine.", figures.is_well);
}

static void put_states(struct fpl_buf *out, const struct state_figures *figures) {
    put_one(out, "sessions", "gauge", "Sessions that are not over.", figures->sessions);
    put_head(out, "proposals", "gauge", "Proposals, by state.");
    for (int i = 1; i < PROPOSAL_STATES; i++)
        fpl_buf_addf(out, "fundpool_proposals{state=\"%s\"} %lld\n", proposal_state_name((enum proposal_state)i, -1),
                     (long long)figures->proposals[i]);
    put_head(out, "uploads", "gauge", "Uploaded files, by state.");
    for (int i = 1; i < UPLOAD_STATES; i++)
        fpl_buf_addf(out, "fundpool_uploads{state=\"%s\"} %lld\n", upload_state_name((enum upload_state)i, -1),
                     (long long)figures->uploads[i]);
}

enum fpl_status api_metrics(struct call *call) {
    struct service *service = call->service;
    struct fpl_buf *out = &call->response->body;
    struct state_figures figures;
    int64_t now = host_real_ms();
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = state_figures(service->state, now - SESSION_WHOLE_MS, now - SESSION_IDLE_MS, &figures, &call->error);
    if (status)
        return status;
    call->response->type = "text/plain; version=0.0.4; charset=utf-8";
    put_answers(out, &service->metrics);
    put_took(out, &service->metrics);
    put_writer(out, service->writer);
    put_states(out, &figures);
    return fpl_buf_ok(out);
}
