/* Verification: first of all at home. What the server says of itself comes second. */
#include "src/host/host.h"
#include "src/service/api.h"
#include "src/service/page.h"
#include "src/service/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESULTS_MOST 64

struct results {
    struct page *page;
    struct page_verify_result *result;
    size_t n;
};

static enum fpl_status take(void *ctx, const struct compared *compared) {
    struct results *results = ctx;
    struct page *page = results->page;
    const char *zh = !compared->is_found ? "另一账本的" : compared->agrees ? "前缀一致" : "不一致";
    const char *en = !compared->is_found ? "of another ledger" : compared->agrees ? "it is a prefix" : "it differs";
    if (results->n == RESULTS_MOST)
        return FPL_OK;
    results->result[results->n++] = (struct page_verify_result){
        .origin = page_format(page, "%s", compared->earlier.origin),
        .word = page_say(page, zh, en),
        .class_name = compared->agrees ? FPL_STR("pass") : FPL_STR("fail"),
        .detail = compared->is_found
                      ? page_format(page, page->call->zh ? "记录数 %llu，现为 %llu" : "size %llu, now %llu",
                                    (unsigned long long)compared->earlier.size, (unsigned long long)compared->now.size)
                      : page_format(page, page->call->zh ? "记录数 %llu" : "size %llu",
                                    (unsigned long long)compared->earlier.size)};
    return FPL_OK;
}

static enum fpl_status put_logs(struct page *page) {
    struct call *call = page->call;
    struct fpl_report *report = fpl_report_new("checkpoints");
    enum fpl_status status = report ? FPL_OK : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (status)
        return status;
    fpl_report_table(report, "checkpoints", "各账套的日志", "The log of each book");
    fpl_report_column(report, "origin", "来源", "Origin", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "size", "记录数", "Size", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "root", "根", "Root", FPL_COLUMN_TEXT, 0);
    for (int i = 0; !status && i < call->cut.books; i++) {
        struct fpl_checkpoint at;
        char root[48];
        status = fpl_read_checkpoint(call->view, call->cut.book[i].id, &at, &call->error);
        if (status)
            break;
        fpl_base64(at.root.byte, FPL_HASH_BYTES, root);
        fpl_report_text(report, fpl_str_of(at.origin));
        fpl_report_int(report, (int64_t)at.size);
        fpl_report_text(report, fpl_str_of(root));
    }
    struct report_html how = {.page = page};
    if (!status)
        status = report_html(&how, report);
    fpl_report_free(report);
    return status;
}

static enum fpl_status show(struct call *call, struct fpl_str given) {
    struct page page;
    page_begin(&page, call);
    struct results results = {&page, page_array(&page, RESULTS_MOST, sizeof *results.result), 0};
    enum fpl_status status = results.result ? FPL_OK : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status && given.n)
        status = compare_each(call, given, take, &results);
    if (!status)
        status = put_logs(&page);
    struct page_verify out = {.token = fpl_str_of(call->who.token),
                              .may_copy = page_may_copy(call),
                              .given = given,
                              .result = results.result,
                              .result_count = results.n,
                              .logs = {page_put_html, &page.html}};
    if (!status)
        status = page_show(&page, page_say(&page, "校验", "Verify"), (struct page_part){page_verify, &out});
    page_end(&page);
    return status;
}

enum fpl_status show_verify(struct call *call) {
    enum fpl_status status = ask_only(call, "");
    return status ? status : show(call, (struct fpl_str){0});
}

enum fpl_status show_compare(struct call *call) {
    struct fpl_str given = web_pairs_get(&call->args, "checkpoint");
    if (given.n == 0)
        return fpl_fail(&call->error, FPL_E_MISSING, FPL_ZH_EN("存证点", "the checkpoint"), NULL, NULL);
    return show(call, given);
}

enum fpl_status show_checkpoints(struct call *call) {
    struct fpl_buf *out = &call->response->body;
    enum fpl_status status = ask_only(call, "");
    for (int i = 0; !status && i < call->cut.books; i++) {
        struct fpl_checkpoint at;
        status = fpl_read_checkpoint(call->view, call->cut.book[i].id, &at, &call->error);
        if (!status && i)
            fpl_buf_addc(out, '\n');
        if (!status)
            fpl_checkpoint_format(&at, out);
    }
    if (call->service->is_trial)
        fpl_buf_adds(out, "\n试验 TRIAL\n");
    (void)web_header_add(call->response, "Content-Disposition", FPL_STR("attachment; filename=\"checkpoints.txt\""));
    return status ? status : fpl_buf_ok(out);
}

/* ---- the copy ---- */

/* Into a folder of its own among the temporary files, which is gone before the first byte is sent. */
static enum fpl_status copy_into(struct call *call, const char *folder) {
    char file[600];
    struct stat info;
    snprintf(file, sizeof file, "%s/copy.fpl", folder);
    fpl_view_close(call->view);
    call->view = NULL;
    enum fpl_status status = fpl_ledger_copy(call->session, file, &call->error);
    if (!status) {
        call->response->fd = open(file, O_RDONLY | O_CLOEXEC);
        if (call->response->fd < 0 || fstat(call->response->fd, &info) != 0)
            status = fpl_fail(&call->error, FPL_E_IO, "open", NULL, NULL);
        else
            call->response->fd_bytes = info.st_size;
    }
    unlink(file);
    return status;
}

enum fpl_status show_copy(struct call *call) {
    char folder[512], name[64], moment[40];
    const char *temporary = host_environment("TMPDIR");
    (void)cut_moment(call, call->cut.known_by, moment);
    snprintf(name, sizeof name, "fundpool-%.10s.fpl", moment);
    snprintf(folder, sizeof folder, "%.400s/fundpool-copy.XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(folder))
        return fpl_fail(&call->error, errno == ENOSPC ? FPL_E_DISK_FULL : FPL_E_IO, "mkdtemp", NULL, NULL);
    enum fpl_status status = copy_into(call, folder);
    rmdir(folder);
    if (!status)
        status = state_audit(call->service->state, host_real_ms(), "copy", call->who.user, "", &call->error);
    if (status)
        return status;
    call->response->type = "application/octet-stream";
    web_header_addf(call->response, "Content-Disposition", "attachment; filename=\"%s\"", name);
    return FPL_OK;
}
