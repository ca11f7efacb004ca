/* verify and rebuild. */
#include "fundpool/verify.h"
#include "src/cli/cli.h"
#include "src/ingest/intake.h"

#include <stdlib.h>
#include <string.h>

#define AGAINST_BYTES_MAX ((size_t)1 << 20)

static int show_found(struct cli *cli, const struct fpl_verify_report *found, const char *code) {
    struct fpl_report *report = fpl_report_new("verify");
    if (!report)
        return cli_show(cli, NULL);
    fpl_report_table(report, "verify", "校验结果", "Verification");
    fpl_report_column(report, "books", "账套", "books", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "records", "记录", "records", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "openings", "原文", "openings", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "postings", "分录", "postings", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "decisions", "重算的决定", "decisions", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "derived_rows", "派生行", "derived rows", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "result", "结果", "result", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "where", "第一处差异", "first difference", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_int(report, found->books);
    fpl_report_int(report, found->records);
    fpl_report_int(report, found->openings);
    fpl_report_int(report, found->postings);
    fpl_report_int(report, found->decisions);
    fpl_report_int(report, found->derived_rows);
    fpl_report_code(report, code, strcmp(code, "OK") == 0 ? "一致" : "不一致",
                    strcmp(code, "OK") == 0 ? "ok" : "differs");
    fpl_report_text(report, fpl_str_of(found->where));
    return cli_show(cli, report);
}

static int verify_passes(struct cli *cli) {
    unsigned passes =
        (cli_has(cli, "evidence") ? FPL_VERIFY_EVIDENCE : 0u) | (cli_has(cli, "state") ? FPL_VERIFY_STATE : 0u);
    struct fpl_verify_report found = {0};
    struct cli_progress progress;
    cli_progress_begin(&progress, cli, "校验", "verify");
    fpl_error_clear(&cli->error);
    enum fpl_status status = fpl_verify(cli->session, passes ? passes : FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE,
                                        cli_progress_step, &progress, &found, &cli->error);
    cli_progress_end(&progress);
    if (!status)
        return show_found(cli, &found, "OK");
    int code = cli_fail(cli);
    if (code == CLI_TAMPERED && cli->format != FPL_FORMAT_TABLE)
        (void)show_found(cli, &found, fpl_status_name(status));
    return code;
}

/* Where the checkpoint at `text` ends: at the blank line that follows it, or at the end. */
static struct fpl_str next_block(struct fpl_str *rest) {
    while (rest->n > 0 && rest->p[0] == '\n') {
        rest->p++;
        rest->n--;
    }
    size_t n = 0;
    while (n < rest->n && !(rest->p[n] == '\n' && (n + 1 == rest->n || rest->p[n + 1] == '\n')))
        n++;
    if (n < rest->n)
        n++; /* the newline belongs to the block */
    struct fpl_str block = {rest->p, n};
    rest->p += n;
    rest->n -= n;
    return block;
}

static int is_signatures(struct fpl_str block) { /* of a signed note: "— name base64" */
    return block.n >= 4 && memcmp(block.p, "\xe2\x80\x94 ", 4) == 0;
}

static int compare_one(struct cli *cli, struct fpl_str block, const char *file) {
    struct fpl_checkpoint earlier;
    struct fpl_verify_report found = {0};
    fpl_error_clear(&cli->error);
    enum fpl_status status = fpl_checkpoint_parse(block, &earlier, &cli->error);
    if (status) {
        fpl_error_at(&cli->error, file, 0, 0);
        return cli_fail(cli);
    }
    status = fpl_verify_against(cli->session, &earlier, &found, &cli->error);
    if (status)
        return cli_fail(cli);
    cli_say(cli, "与存证点一致：%s　%llu 条记录", "agrees with the checkpoint: %s, %llu records", earlier.origin,
            (unsigned long long)earlier.size);
    return CLI_DONE;
}

static int verify_against(struct cli *cli, const char *file) {
    struct fpl_buf text = {0};
    char sha256[65];
    int compared = 0;
    fpl_error_clear(&cli->error);
    int code = ing_document_load(file, AGAINST_BYTES_MAX, &text, sha256, &cli->error) ? cli_fail(cli) : CLI_DONE;
    struct fpl_str rest = fpl_buf_str(&text);
    while (code == CLI_DONE && rest.n > 0) {
        struct fpl_str block = next_block(&rest);
        if (block.n == 0 || is_signatures(block))
            continue;
        code = compare_one(cli, block, file);
        compared++;
    }
    if (code == CLI_DONE && compared == 0) {
        fpl_fail(&cli->error, FPL_E_EMPTY_FILE, NULL, NULL, NULL);
        fpl_error_at(&cli->error, file, 0, 0);
        code = cli_fail(cli);
    }
    fpl_buf_release(&text);
    return code;
}

int cli_run_verify(struct cli *cli) {
    const char *against = cli_get(cli, "against");
    int code = cli_open(cli, FPL_READ_UNSAFE); /* an altered schema is one of the things to be found */
    if (code == CLI_DONE)
        code = verify_passes(cli);
    return code == CLI_DONE && against ? verify_against(cli, against) : code;
}

int cli_run_rebuild(struct cli *cli) {
    struct cli_progress progress;
    int code = cli_open(cli, FPL_WRITE);
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
