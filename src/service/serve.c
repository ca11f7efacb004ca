/* From start to stop: everything is opened before anybody is let in, and what is being answered when SIGTERM or SIGINT
 * comes is answered. */
#include "src/host/host.h"
#include "src/ingest/document.h"
#include "src/service/notify.h"
#include "src/service/program.h"
#include "src/service/state_proposals.h"
#include "src/service/uploads.h"
#include "src/service/writer.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

static enum fpl_status look_at_ledger(struct service *service, struct fpl_error *error) {
    struct fpl_session *session = NULL;
    enum fpl_status status = readers_borrow(service->readers, &session, error);
    if (status)
        return status;
    service->is_trial = fpl_session_is_trial(session);
    service->offset = fpl_session_offset(session);
    readers_return(service->readers, session, FPL_OK);
    return FPL_OK;
}

/* "https://host[:port]" and nothing behind it, as a browser writes an Origin. */
static int take_url(struct service *service, const char *url) {
    struct fpl_str text = fpl_str_of(url);
    const char *host = strstr(url, "//") + 2;
    while (text.n && text.p[text.n - 1] == '/')
        text.n--;
    if (text.n >= sizeof service->origin || strlen(host) == 0 ||
        strcspn(host, "/?#@ ") < (size_t)(text.p + text.n - host))
        return 0;
    (void)fpl_str_copy(text, service->origin, sizeof service->origin);
    return 1;
}

static void tell(const struct program *program, const struct service *service, const struct http *http) {
    struct fpl_buf line = {0};
    if (program->options.unix_path)
        fpl_buf_addf(&line, "%s", http_address(http));
    else if (service->origin[0])
        fpl_buf_addf(&line, "%s (%s)", service->origin, http_address(http));
    else
        fpl_buf_addf(&line, "%s://%s/", program->options.tls_cert ? "https" : "http", http_address(http));
    say_output(fpl_buf_str(&line)); /* the address alone, for programs that wait for it */
    fpl_buf_release(&line);
    (void)say_output_end(0);
    say(program, "fundpool 服务已启动，账本 %s；按 Ctrl+C 停止", "fundpool serves %s; Ctrl+C stops it",
        program->options.ledger);
    if (!service->is_secure)
        say(program, "提示：未加密的 http，登录凭证不带 Secure 标记，只供本机使用",
            "note: plain http, whose cookie bears no Secure: for this machine alone");
    if (service->is_trial)
        say(program, "试验账本 TRIAL", "a trial ledger, TRIAL");
}

/* A sign of life is given while the ledger can be read. */
static void give_sign(struct service *service) {
    struct fpl_session *session = NULL;
    struct fpl_error error = {0};
    if (readers_borrow(service->readers, &session, &error) != FPL_OK)
        return;
    readers_return(service->readers, session, FPL_OK);
    notify_tell("WATCHDOG=1");
}

static int wait_for_end(struct service *service) {
    int every = notify_watchdog_ms(), got = -1;
    struct timespec wait = {every / 1000, every % 1000 * 1000000L};
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    while (got < 0) {
        got = every ? sigtimedwait(&signals, NULL, &wait) : sigwaitinfo(&signals, NULL);
        if (got < 0 && errno == EAGAIN)
            give_sign(service);
    }
    return got;
}

/* Before any thread begins: they all leave these signals to the one that waits for them. */
static void hold_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

/* Readers keep the engine from emptying FILE-wal, and a reader cannot empty it; so it is done when all of ours have
 * gone. Whoever moves or copies the ledger of a service that has stopped then has every record. A ledger that may only
 * be read has nothing beside it that would be ours. */
static void write_back(const struct program *program, const struct service *service) {
    struct fpl_session *session = NULL;
    struct fpl_error error = {0};
    enum fpl_status status = fpl_session_open(program->options.ledger, FPL_WRITE, &service->host, &session, &error);
    if (!status)
        status = fpl_session_write_back(session, &error);
    fpl_session_close(session);
    if (status == FPL_OK || status == FPL_E_READONLY || status == FPL_E_PERMISSION)
        return;
    log_event("wal", fpl_status_name(status));
    say(program, "%s-wal 中还有未写入账本文件的记录：移动或复制账本时，与它一并移动或复制",
        "%s-wal holds records that the ledger's file lacks: move or copy both together", program->options.ledger);
}

int program_serve(struct program *program) {
    struct service service = {.options = &program->options, .host = program->host};
    struct http *http = NULL;
    struct fpl_error *error = &program->error;
    int64_t mb = UPLOAD_MB;
    if (program->options.upload_mb &&
        (fpl_int_parse(fpl_str_of(program->options.upload_mb), &mb) || mb < 1 || mb > UPLOAD_MB_MOST))
        return say_usage(program, "--upload-mb 应为 1 至 65536 的整数", "--upload-mb is a whole number, 1 to 65536");
    service.upload_most = mb << 20;
    hold_signals();
    service.host.translate = ing_document_translate;
    service.is_secure = program->options.tls_cert != NULL;
    if (program->options.url && !take_url(&service, program->options.url))
        return say_usage(program, "--url 应为 https://主机名[:端口]，其后没有路径",
                         "--url is https://HOST[:PORT], without a path behind it");
    if (service.origin[0])
        service.is_secure = strncmp(service.origin, "https://", 8) == 0;
    enum fpl_status status = readers_open(program->options.ledger, &service.host, &service.readers, error);
    if (!status)
        status = look_at_ledger(&service, error);
    if (!status && host_clock_is_test() && !service.is_trial) {
        readers_close(service.readers);
        return say_usage(program, "FUNDPOOL_CLOCK 只对 init --trial 新建的试验账本有效；请撤去此变量",
                         "FUNDPOOL_CLOCK acts only on a trial ledger, made by init --trial; unset it");
    }
    if (!status)
        status = state_open(program->options.state, 1, &service.state, error);
    if (!status)
        status = state_proposals_resume(service.state, host_real_ms(), error);
    if (!status)
        status = writer_open(program->options.ledger, &service.host, &service.writer, error);
    if (!status)
        status = uploads_open(&service, &service.uploads, error);
    if (!status)
        status = uploads_start(service.uploads, error);
    if (!status)
        status = http_start(&service, &http, error);
    if (!status) {
        tell(program, &service, http);
        log_event("started", http_address(http));
        notify_tell("READY=1");
        int got = wait_for_end(&service);
        notify_tell("STOPPING=1");
        http_stop(http);
        log_event("stopped", got == SIGTERM ? "SIGTERM" : "SIGINT");
    }
    uploads_stop(service.uploads);
    writer_close(service.writer);
    uploads_close(service.uploads);
    state_close(service.state);
    readers_close(service.readers);
    if (!status)
        write_back(program, &service);
    return status ? say_failure(program) : PROGRAM_DONE;
}
