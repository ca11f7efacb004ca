/* verify and rebuild. */
#include "fundpool/verify.h"
#include "src/cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* A message, in data as well: what it quotes of a file that was altered may be anything. */
static void put_place(struct fpl_report *report, const char *where) {
    struct fpl_buf words = {0}, zh = {0}, en = {0};
    fpl_verify_words(where, &words);
    fpl_text_show(fpl_buf_str(&words), &zh);
    fpl_text_show(fpl_str_of(where), &en);
    fpl_buf_addc(&zh, '\0');
    fpl_buf_addc(&en, '\0');
    if (fpl_buf_ok(&words) || fpl_buf_ok(&zh) || fpl_buf_ok(&en))
        fpl_report_none(report);
    else
        fpl_report_code(report, en.p, zh.p, en.p);
    fpl_buf_release(&words);
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

static struct fpl_report *report_of(const struct cli *cli, const struct fpl_verify_report *found, const char *code) {
    struct fpl_report *report = fpl_report_new("verify");
    if (!report)
        return NULL;
    fpl_report_table(report, "verify", "校验结果", "Verification");
    fpl_report_column(report, "books", "账套", "books", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "records", "记录", "records", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "openings", "原文", "openings", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "postings", "分录", "postings", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "decisions", "重算的决定", "decisions", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "derived_rows", "派生行", "derived rows", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "result", "结果", "result", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "where", "第一处差异", "first difference", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    int is_data = cli->format != FPL_FORMAT_TABLE; /* people are warned */
    if (is_data) {
        fpl_report_column(report, "ahead", "晚于时钟的记录", "records ahead of the clock", FPL_COLUMN_INT, 0);
        fpl_report_column(report, "ahead_where", "其第一条", "the first of them", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    }
    fpl_report_int(report, found->books);
    fpl_report_int(report, found->records);
    fpl_report_int(report, found->openings);
    fpl_report_int(report, found->postings);
    fpl_report_int(report, found->decisions);
    fpl_report_int(report, found->derived_rows);
    fpl_report_code(report, code, strcmp(code, "OK") == 0 ? "一致" : "不一致",
                    strcmp(code, "OK") == 0 ? "ok" : "differs");
    put_place(report, found->where);
    if (is_data) {
        fpl_report_int(report, found->ahead);
        put_place(report, found->ahead_where);
    }
    return report;
}

/* The ledger agrees with itself; with what was kept of it earlier as well? */
static int show_whole(struct cli *cli, const struct fpl_verify_report *found, struct cli_against *against) {
    struct fpl_report *report = report_of(cli, found, "OK");
    int code = report && against->file ? cli_against_put(cli, against, report) : CLI_DONE;
    if (code != CLI_DONE) {
        fpl_report_free(report);
        return code;
    }
    code = cli_show(cli, report);
    return code == CLI_DONE ? against->code : code;
}

static int verify_passes(struct cli *cli, struct cli_against *against) {
    unsigned passes = (cli_has(cli, "evidence") ? FPL_VERIFY_EVIDENCE : 0u) |
                      (cli_has(cli, "state") ? FPL_VERIFY_STATE | FPL_VERIFY_BODIES : 0u);
    struct fpl_verify_report found = {0};
    struct cli_progress progress;
    struct fpl_buf noted = {0};
    if (!passes)
        cli_verified_begin(cli, &noted);
    cli_progress_begin(&progress, cli, "校验", "verify");
    fpl_error_clear(&cli->error);
    enum fpl_status status = fpl_verify(
        cli->session,
        &(struct fpl_verify_spec){passes ? passes : FPL_VERIFY_ALL, cli->host.now_ms(cli->host.ctx) + AHEAD_TOLD_MS},
        cli_progress_step, &progress, &found, &cli->error);
    cli_progress_end(&progress);
    if (found.ahead)
        cli_say(cli, "警告：%lld 条记录晚于本机时钟，第一条 %s。请核对时钟。",
                "warning: %lld records are later than this clock, the first is %s. Check the clock.",
                (long long)found.ahead, found.ahead_where);
    if (!status && noted.n > 0)
        cli_verified_end(cli, &noted);
    fpl_buf_release(&noted);
    if (!status)
        return show_whole(cli, &found, against);
    int code = cli_fail(cli);
    if (code == CLI_TAMPERED && cli->format != FPL_FORMAT_TABLE)
        (void)cli_show(cli, report_of(cli, &found, fpl_status_name(status)));
    return code;
}

int cli_run_verify(struct cli *cli) {
    struct cli_against against = {.file = NULL};
    if (!cli_has(cli, "file") && (cli_has(cli, "mapping") || cli_has(cli, "set") || cli_has(cli, "submission")))
        return cli_usage(cli, "--mapping、--set、--submission 与 --file 同用",
                         "--mapping, --set and --submission go with --file");
    int code = cli_open(cli, FPL_READ_UNSAFE); /* an altered schema is one of the things to be found */
    if (code == CLI_DONE)
        code = cli_against_read(cli, cli_get(cli, "against"), &against);
    if (code == CLI_DONE)
        code = verify_passes(cli, &against);
    cli_against_release(&against);
    return code == CLI_DONE ? cli_verify_files(cli) : code;
}

int cli_run_rebuild(struct cli *cli) {
    struct cli_progress progress;
    int code = cli_open_as(cli, FPL_WRITE);
    if (code == CLI_DONE)
        code = cli_permit(cli);
    if (code != CLI_DONE)
        return code;
    cli_progress_begin(&progress, cli, "重建", "rebuild");
    fpl_error_clear(&cli->error);
    enum fpl_status status = fpl_rebuild(cli->session, cli_progress_step, &progress, &cli->error);
    cli_progress_end(&progress);
    if (status)
        return cli_fail(cli);
    cli_say(cli, "派生表已由记录重建。", "everything derived was rebuilt from the records.");
    return CLI_DONE;
}
