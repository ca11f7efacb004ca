/* The answer to one command, as words and as a table: whoever gives commands shows it so. */
#include "reports/common.h"
#include "reports/parts.h"
#include "reports/words.h"

#include <stdio.h>
#include <string.h>

void fpl_report_reason_text(const struct fpl_command_spec *spec, const struct fpl_reason *reason, int zh,
                            struct fpl_buf *out) {
    fpl_words__reason(spec, reason, zh, out);
    int untold = strcmp(reason->arg[0], "?") == 0 || strcmp(reason->arg[1], "?") == 0;
    if ((reason->status == FPL_E_MISSING || untold) && reason->clause[0])
        fpl_buf_adds(out, zh ? "（规则包要求）" : " (asked for by the rule pack)");
    if (reason->clause[0])
        fpl_buf_addf(out, zh ? "（依据 %s）" : " (%s)", reason->clause);
}

const char *fpl_report_outcome_text(enum fpl_status status, int zh) {
    switch ((int)status) {
    case FPL_OK:
        return zh ? "已办理" : "done";
    case FPL_ALREADY:
        return zh ? "已登记，无变化" : "already recorded, nothing changed";
    case FPL_DEFERRED:
        return zh ? "熔断暂缓，已登记备查" : "deferred by the circuit breaker, kept in memo";
    case FPL_QUEUED:
        return zh ? "资金不足，已登记排队" : "queued for lack of money, kept in memo";
    default:
        return zh ? "不予受理" : "refused";
    }
}

static void reasons_text(const struct fpl_command_spec *spec, const struct fpl_answer *answer, int zh,
                         struct fpl_buf *out) {
    for (int i = 0; i < answer->reasons; i++) {
        if (i)
            fpl_buf_adds(out, zh ? "；" : "; ");
        fpl_report_reason_text(spec, &answer->reason[i], zh, out);
    }
}

static void codes_cell(struct fpl_report *report, const struct fpl_answer *answer) {
    struct fpl_buf codes = {0};
    for (int i = 0; i < answer->reasons; i++)
        fpl_buf_addf(&codes, "%s%s", i ? ";" : "", fpl_status_name(answer->reason[i].status));
    fpl_report_text(report, fpl_buf_str(&codes));
    fpl_buf_release(&codes);
}

/* ---- the rows of a list ---- */

struct rows {
    struct fpl_view *view;
    struct fpl_report *report;
    int scale;
    struct fpl_error *error;
};

static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    const struct rows *rows = ctx;
    return fpl_parts__of_record(rows->report, rows->view, record, rows->scale, rows->error);
}

static enum fpl_status put_rows(struct fpl_view *view, const struct fpl_answer *answer, int scale,
                                struct fpl_report *report, struct fpl_error *error) {
    struct rows rows = {view, report, scale < 0 ? 2 : scale, error};
    return fpl_read_record(view, answer->book, answer->seq, take_record, &rows, error);
}

int fpl_report_answers_list(const struct fpl_command_spec *spec, const struct fpl_answer *answer) {
    int done = answer->status == FPL_OK || answer->status == FPL_ALREADY;
    const struct fpl_event *event = spec ? fpl_event_of_command(spec) : NULL;
    return event && done && answer->seq >= 0 && event->shares && !event->undoes; /* what is taken back is no answer */
}

enum fpl_status fpl_report_answer_list(struct fpl_view *view, const struct fpl_answer *answer, int scale,
                                       struct fpl_report **out, struct fpl_error *error) {
    struct fpl_report *report = fpl_reports__begin("answer", error);
    if (!report)
        return FPL_E_NOMEM;
    enum fpl_status status = put_rows(view, answer, scale, report, error);
    return fpl_reports__end(report, status, out, error);
}

enum fpl_status fpl_report_answer(struct fpl_view *view, const struct fpl_command_spec *spec,
                                  const struct fpl_answer *answer, int scale, struct fpl_report **out,
                                  struct fpl_error *error) {
    struct fpl_report *report = fpl_report_new("answer");
    struct fpl_buf zh = {0}, en = {0};
    char receipt[48] = "";
    if (!report)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (answer->seq >= 0)
        snprintf(receipt, sizeof receipt, "%d/%lld", (int)answer->book, (long long)answer->seq);
    reasons_text(spec, answer, 1, &zh);
    reasons_text(spec, answer, 0, &en);
    fpl_report_table(report, "answer", "答复", "Answer");
    fpl_report_column(report, "command", "命令", "command", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "status", "结果", "result", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "receipt", "回执号", "receipt", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "voucher", "凭证号", "voucher", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "amount", "金额", "amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "exposure", "或有补偿责任", "exposure", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "codes", "原因代码", "reason codes", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "reason_zh", "原因", "reason (zh)", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "reason_en", "原因（英文）", "reason", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "left_out", "暂核未计入", "left out", FPL_COLUMN_TEXT, 0);
    fpl_report_text(report, fpl_str_of(spec ? spec->name : ""));
    fpl_report_code(report, fpl_status_name(answer->status), fpl_report_outcome_text(answer->status, 1),
                    fpl_report_outcome_text(answer->status, 0));
    fpl_report_text(report, fpl_str_of(receipt));
    fpl_report_text(report, fpl_str_of(answer->voucher));
    for (int i = 0; i < 2; i++) {
        struct fpl_money amount = i == 0 ? answer->amount : answer->exposure;
        if (scale < 0 || (i > 0 && fpl_money_sign(amount) == 0))
            fpl_report_none(report);
        else
            fpl_report_money(report, amount, scale);
    }
    codes_cell(report, answer);
    fpl_report_text(report, fpl_buf_str(&zh));
    fpl_report_text(report, fpl_buf_str(&en));
    fpl_report_text(report, fpl_str_of(answer->left_out));
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
    enum fpl_status status =
        view && fpl_report_answers_list(spec, answer) ? put_rows(view, answer, scale, report, error) : FPL_OK;
    return fpl_reports__end(report, status, out, error);
}
