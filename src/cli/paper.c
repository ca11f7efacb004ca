/* --output FILE and the forms that are more than text on a terminal. A file is made in a folder of its own and gets its
 * name when it is whole; it never takes the place of anything. */
#include "src/cli/cli.h"
#include "src/cli/companion.h"

#include "fundpool/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "fundpool-papers"

int cli_paper_of(const char *text, enum cli_paper *out) {
    static const char *const names[] = {
        [CLI_PAPER_HTML] = "html", [CLI_PAPER_SVG] = "svg", [CLI_PAPER_PDF] = "pdf", [CLI_PAPER_XLSX] = "xlsx"};
    for (int i = CLI_PAPER_HTML; i <= CLI_PAPER_XLSX; i++) {
        if (strcmp(text, names[i]) == 0) {
            *out = (enum cli_paper)i;
            return 1;
        }
    }
    *out = CLI_PAPER_NONE; /* the last --format counts */
    return 0;
}

/* Commands that answer with a report and nothing else. */
static int shows_reports(const struct cli *cli) {
    int (*const runs[])(struct cli *) = {
        cli_run_voucher,        cli_run_notice,     cli_run_report,       cli_run_explain,
        cli_run_find,           cli_run_log,        cli_run_sql,          cli_run_book_list,
        cli_run_user_list,      cli_run_party_list, cli_run_account_list, cli_run_period_list,
        cli_run_chart_list,     cli_run_pack_list,  cli_run_rule_show,    cli_run_profile_list,
        cli_run_tolerance_list, cli_run_limit_list, cli_run_policy_show,  cli_run_policy_diff};
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++)
        if (cli->command->run == runs[i])
            return 1;
    return 0;
}

/* ---- becoming the program that draws ---- */

static int become_papers(struct cli *cli) {
    char path[CLI_COMPANION_PATH];
    fpl_error_clear(&cli->error);
    if (cli_companion(PROGRAM, path))
        execv(path, cli->argv);
    (void)fpl_fail(&cli->error, FPL_E_NO_PAPERS, PROGRAM, NULL, NULL);
    return cli_fail(cli);
}

/* A file is of the form that its name ends in: whoever opens x.pdf finds a PDF. A --format that says another is
 * refused. */
static int follow_name(struct cli *cli) {
    static const struct {
        const char *end;
        enum fpl_format format;
    } texts[] = {{"csv", FPL_FORMAT_CSV}, {"json", FPL_FORMAT_JSON}, {"txt", FPL_FORMAT_TABLE}};
    const char *name = cli->output ? strrchr(cli->output, '/') : NULL, *end = NULL;
    enum cli_paper paper = CLI_PAPER_NONE;
    char lower[8] = "";
    size_t at = 0;
    name = name ? name + 1 : cli->output;
    if (!name || !(end = strrchr(name, '.')))
        return CLI_DONE;
    end++;
    for (size_t i = 0; end[i] && i + 1 < sizeof lower; i++) /* X.PDF is a PDF */
        lower[i] = (char)(end[i] >= 'A' && end[i] <= 'Z' ? end[i] - 'A' + 'a' : end[i]);
    if (strlen(end) >= sizeof lower)
        return CLI_DONE;
    if (!cli_paper_of(lower, &paper))
        while (at < sizeof texts / sizeof texts[0] && strcmp(lower, texts[at].end) != 0)
            at++;
    if (at == sizeof texts / sizeof texts[0])
        return CLI_DONE; /* a name that says nothing */
    enum fpl_format format = paper ? cli->format : texts[at].format;
    if (cli->form && (paper != cli->paper || format != cli->format))
        return cli_usage(
            cli, "--format 与 --output 的文件名后缀不是同一格式：改其中一个，或不写 --format",
            "--format is another form than the name of --output ends in: change one, or leave --format out");
    cli->paper = paper;
    cli->format = format;
    return CLI_DONE;
}

int cli_paper_begin(struct cli *cli) {
    int is_notice = cli->command->run == cli_run_notice, code = CLI_DONE;
    if (is_notice && cli->paper && cli->paper != CLI_PAPER_PDF)
        return cli_usage(cli, "决定书稿、核定表、回执只有 pdf 格式", "a notice has the form pdf alone");
    if (is_notice)
        cli->paper = CLI_PAPER_PDF;
    int is_bundle = cli->command->run == cli_run_bundle;
    int draws = is_bundle || cli->paper == CLI_PAPER_PDF || cli->paper == CLI_PAPER_XLSX;
    if (is_bundle && (cli->paper || !cli->output))
        return cli_usage(cli, "季报材料是一个压缩文件：用 --output 指明，不加 --format",
                         "a bundle is one ZIP file: name it with --output, without --format");
    if (!is_bundle && !is_notice && (code = follow_name(cli)) != CLI_DONE)
        return code;
    draws = draws || cli->paper == CLI_PAPER_PDF || cli->paper == CLI_PAPER_XLSX;
    if (!cli->paper && !cli->output)
        return CLI_DONE;
    if (!is_bundle && !shows_reports(cli))
        return cli_usage(cli, "--output 和 html、svg、pdf、xlsx 格式只用于报表和列表",
                         "--output and the forms html, svg, pdf, xlsx are for reports and lists");
    if (draws && !cli->output)
        return cli_usage(cli, "pdf、xlsx 须用 --output 指明文件", "pdf and xlsx go to a file: name it with --output");
    fpl_error_clear(&cli->error);
    if (cli->output && fpl_output_check(cli->ledger, cli->output, &cli->error) != FPL_OK)
        return cli_fail(cli);
    return draws && !cli->papers ? become_papers(cli) : CLI_DONE;
}

/* ---- writing ---- */

enum fpl_status cli_write_file(void *ctx, const char *bytes, size_t n) {
    const int *fd = ctx;
    while (n > 0) {
        ssize_t put = write(*fd, bytes, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? FPL_E_DISK_FULL : FPL_E_IO;
        bytes += put;
        n -= (size_t)put;
    }
    return FPL_OK;
}

static enum fpl_status render_to(struct cli *cli, const struct fpl_report *report, const struct cli_cut *cut,
                                 fpl_write_fn write_fn, void *ctx) {
    struct fpl_render how = {.format = cli->paper == CLI_PAPER_HTML  ? FPL_FORMAT_HTML
                                       : cli->paper == CLI_PAPER_SVG ? FPL_FORMAT_SVG
                                                                     : cli->format,
                             .zh = cli->zh,
                             .foot = cut->text};
    return fpl_report_render(report, &how, write_fn, ctx, &cli->error);
}

static enum fpl_status render_file(struct cli *cli, const struct fpl_report *report, const struct cli_cut *cut,
                                   const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return fpl_fail_errno(&cli->error, errno, cli->output);
    enum fpl_status status = render_to(cli, report, cut, cli_write_file, &fd);
    if (close(fd) != 0 && !status)
        status = fpl_fail_errno(&cli->error, errno, cli->output);
    return status;
}

enum fpl_status cli_paper_write(struct cli *cli, const struct fpl_report *report) {
    struct cli_cut cut;
    struct fpl_new_file file;
    int draws = cli->paper == CLI_PAPER_PDF || cli->paper == CLI_PAPER_XLSX;
    fpl_error_clear(&cli->error);
    enum fpl_status status = cli_cut_of(cli, &cut), missing = FPL_OK;
    if (status)
        return status;
    if (!cli->output)
        return render_to(cli, report, &cut, cli_write_data, cli);
    status = fpl_new_file_begin(cli->output, cli->ledger, &file, &cli->error);
    if (status)
        return status;
    status = !report ? cli->papers->bundle(cli, &cut, file.file)
             : draws ? cli->papers->report(cli, report, &cut, file.file)
                     : render_file(cli, report, &cut, file.file);
    if (status == FPL_E_GLYPH) {
        missing = status;
        status = FPL_OK;
    }
    if (status == FPL_E_DISK_FULL) /* the name that was asked for, not that of the file on the way */
        (void)fpl_fail(&cli->error, status, cli->output, NULL, NULL);
    struct fpl_error named = cli->error;
    status = fpl_new_file_end(&file, status, &cli->error);
    if (!status && missing)
        cli->error = named;
    if (!status)
        cli_say(cli, "已写入 %s", "written to %s", cli->output);
    return status ? status : missing;
}

int cli_run_bundle(struct cli *cli) {
    int code = cli_view(cli);
    if (code != CLI_DONE)
        return code;
    enum fpl_status status = cli_paper_write(cli, NULL);
    cli->error.status = status;
    return status ? cli_fail(cli) : CLI_DONE;
}
