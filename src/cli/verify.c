/* verify and rebuild. */
#include "fundpool/verify.h"
#include "src/cli/cli.h"
#include "src/ingest/intake.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AGAINST_BYTES_MAX ((size_t)1 << 20)

/* A message, in data as well: what it quotes of a file that was altered may be anything. */
static void put_place(struct fpl_report *report, const char *where) {
    struct fpl_buf shown = {0};
    fpl_text_show(fpl_str_of(where), &shown);
    fpl_report_text(report, fpl_buf_ok(&shown) ? fpl_str_of("") : fpl_buf_str(&shown));
    fpl_buf_release(&shown);
}

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
    return cli_show(cli, report);
}

static int verify_passes(struct cli *cli) {
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
        return show_found(cli, &found, "OK");
    int code = cli_fail(cli);
    if (code == CLI_TAMPERED && cli->format != FPL_FORMAT_TABLE)
        (void)show_found(cli, &found, fpl_status_name(status));
    return code;
}

/* ---- a file of checkpoints ---- */

struct lines { /* of a text whose lines may end in CR LF: auditors keep these files in mail and in Notepad */
    struct fpl_str rest;
    struct fpl_str line; /* the one come to, without its end */
    int64_t row;         /* its number, 1 = first */
};

static int next_line(struct lines *lines) {
    if (lines->rest.n == 0)
        return 0;
    const char *end = memchr(lines->rest.p, '\n', lines->rest.n);
    size_t n = end ? (size_t)(end - lines->rest.p) : lines->rest.n, past = end ? n + 1 : n;
    lines->line = (struct fpl_str){lines->rest.p, n > 0 && lines->rest.p[n - 1] == '\r' ? n - 1 : n};
    lines->rest.p += past;
    lines->rest.n -= past;
    lines->row++;
    return 1;
}

/* Blank lines, signatures of a signed note ("— name base64"), and what ends the checkpoints of a trial ledger. */
static int is_passed_over(struct fpl_str line) {
    static const char trial[] = CLI_TRIAL_BLOCK;
    int is_signature = line.n >= 4 && memcmp(line.p, "\xe2\x80\x94 ", 4) == 0;
    int is_trial = line.n == sizeof trial - 2 && memcmp(line.p, trial, line.n) == 0;
    return line.n == 0 || is_signature || is_trial;
}

/* Reads the checkpoint whose first line is come to. An error names the line that is wrong or lacking. */
static enum fpl_status read_checkpoint(struct lines *lines, struct fpl_checkpoint *out, struct fpl_error *error) {
    static const char *const part[3] = {"origin", "size", "root"};
    struct fpl_str line[3] = {lines->line};
    int64_t first = lines->row;
    struct fpl_buf text = {0};
    for (int i = 1; i < 3; i++) {
        if (!next_line(lines) || is_passed_over(lines->line)) {
            error->row = first + i;
            return fpl_fail(error, FPL_E_MISSING, part[i], NULL, NULL);
        }
        line[i] = lines->line;
    }
    for (int i = 0; i < 3; i++) {
        fpl_buf_add(&text, line[i].p, line[i].n);
        fpl_buf_addc(&text, '\n');
    }
    enum fpl_status status = fpl_buf_ok(&text);
    if (!status)
        status = fpl_checkpoint_parse(fpl_buf_str(&text), out, error);
    fpl_buf_release(&text);
    int wrong = status ? error->arg[0][0] - '1' : -1; /* the parser tells its number */
    if (status && wrong >= 0 && wrong < 3) {
        error->row = first + wrong;
        fpl_error_at_field(error, part[wrong]);
        return fpl_fail_text(error, status, line[wrong].p, line[wrong].n);
    }
    return status;
}

static int compare_one(struct cli *cli, struct lines *lines, const char *file) {
    struct fpl_checkpoint earlier;
    struct fpl_verify_report found = {0};
    fpl_error_clear(&cli->error);
    if (read_checkpoint(lines, &earlier, &cli->error)) {
        fpl_error_at(&cli->error, file, cli->error.row, 0);
        return cli_fail(cli);
    }
    if (fpl_verify_against(cli->session, &earlier, &found, &cli->error))
        return cli_fail(cli);
    cli_say(cli, "与存证点一致：%s　%llu 条记录", "agrees with the checkpoint: %s, %llu records", earlier.origin,
            (unsigned long long)earlier.size);
    return CLI_DONE;
}

/* Checkpoints one after the other, with or without a blank line between them. */
static int verify_against(struct cli *cli, const char *file) {
    struct fpl_buf text = {0};
    char sha256[65];
    int compared = 0;
    fpl_error_clear(&cli->error);
    int code = ing_document_load(file, AGAINST_BYTES_MAX, &text, sha256, &cli->error) ? cli_fail(cli) : CLI_DONE;
    struct lines lines = {.rest = fpl_buf_str(&text)};
    while (code == CLI_DONE && next_line(&lines)) {
        if (is_passed_over(lines.line))
            continue;
        code = compare_one(cli, &lines, file);
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

/* A file that cannot be read is told before the work of hours. It is read behind that, for it may be a pipe. */
static int check_against(struct cli *cli, const char *file) {
    struct fpl_buf text = {0};
    char sha256[65];
    if (!file || access(file, R_OK) == 0)
        return CLI_DONE;
    fpl_error_clear(&cli->error);
    int code = ing_document_load(file, AGAINST_BYTES_MAX, &text, sha256, &cli->error) ? cli_fail(cli) : CLI_DONE;
    fpl_buf_release(&text);
    return code;
}

int cli_run_verify(struct cli *cli) {
    const char *against = cli_get(cli, "against");
    if (!cli_has(cli, "file") && (cli_has(cli, "mapping") || cli_has(cli, "set") || cli_has(cli, "submission")))
        return cli_usage(cli, "--mapping、--set、--submission 与 --file 同用",
                         "--mapping, --set and --submission go with --file");
    int code = check_against(cli, against);
    if (code == CLI_DONE)
        code = cli_open(cli, FPL_READ_UNSAFE); /* an altered schema is one of the things to be found */
    if (code == CLI_DONE)
        code = verify_passes(cli);
    if (code == CLI_DONE && against)
        code = verify_against(cli, against);
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
