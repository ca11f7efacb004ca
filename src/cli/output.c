/* Data on standard output: through the report renderers, and checked, because a full disk behind a redirection must not
 * look like success. */
#include "src/cli/cli.h"

#include <errno.h>
#include <string.h>

static int write_errno; /* of the first write that failed */

/* The bytes of a mark of colour at the start of text; of those alone that the renderer sets. */
static size_t mark_of(struct fpl_str text) {
    static const char *const marks[] = {FPL_RENDER_RED, FPL_RENDER_GREEN, FPL_RENDER_YELLOW, FPL_RENDER_PLAIN};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (text.n >= strlen(marks[i]) && memcmp(text.p, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

enum fpl_status cli_write(void *ctx, const char *bytes, size_t n) {
    struct fpl_str text = {bytes, n};
    struct fpl_buf shown = {0};
    if (fpl_text_is_plain(text))
        return cli_write_data(ctx, bytes, n);
    while (text.n > 0) {
        size_t mark = cli_terminal_colour() ? mark_of(text) : 0, upto = mark ? mark : 1;
        const char *next = mark ? NULL : memchr(text.p + upto, '\033', text.n - upto);
        upto = mark ? mark : next ? (size_t)(next - text.p) : text.n;
        if (mark)
            fpl_buf_add(&shown, text.p, mark);
        else
            fpl_text_show_lines((struct fpl_str){text.p, upto}, &shown);
        text = (struct fpl_str){text.p + upto, text.n - upto};
    }
    enum fpl_status status = fpl_buf_ok(&shown);
    if (!status)
        status = cli_write_data(ctx, shown.p, shown.n);
    fpl_buf_release(&shown);
    return status;
}

enum fpl_status cli_write_data(void *ctx, const char *bytes, size_t n) {
    struct cli *cli = ctx;
    errno = 0;
    if (fwrite(bytes, 1, n, stdout) == n)
        return FPL_OK;
    if (!write_errno)
        write_errno = errno ? errno : EIO;
    return fpl_fail(&cli->error, write_errno == ENOSPC ? FPL_E_DISK_FULL : FPL_E_IO, strerror(write_errno), NULL, NULL);
}

/* A reader that has seen enough (`| head`) is no failure. What was recorded is told, so that nobody records it again.
 */
static int output_failed(struct cli *cli) {
    if (write_errno == EPIPE)
        return CLI_DONE;
    char what[256];
    (void)snprintf(
        what, sizeof what,
        FPL_ZH_EN("命令已入账，回执号 %s，不必重新办理", "the command was recorded, receipt %s: do not give it again"),
        cli->recorded, cli->recorded);
    fpl_error_clear(&cli->error);
    fpl_fail(&cli->error, FPL_E_STDOUT, strerror(write_errno),
             cli->recorded[0] ? what : FPL_ZH_EN("排除原因后再执行一次", "run it again once that is mended"), NULL);
    return cli_fail(cli);
}

void cli_output_flush(void) {
    errno = 0;
    if (fflush(stdout) != 0 && !write_errno)
        write_errno = errno ? errno : EIO;
}

int cli_output_end(struct cli *cli, int code) {
    cli_output_flush();
    code = cli_pager_end(cli, code);
    if (ferror(stdout) && !write_errno)
        write_errno = EIO;
    if (!write_errno)
        return code;
    int failed = output_failed(cli);
    return failed == CLI_DONE ? code : failed;
}

const char *cli_trial_mark(const struct cli *cli) {
    int trial = cli->trial_file || (cli->session && fpl_session_is_trial(cli->session));
    return trial ? FPL_REPORT_TRIAL_ZH " / " FPL_REPORT_TRIAL_EN : NULL;
}

/* CSV has rows and nothing else, so there the remark is talk. */
static void mark_trial(struct cli *cli, struct fpl_report *report) {
    if (!cli_trial_mark(cli))
        return;
    if (cli->format == FPL_FORMAT_CSV && !cli->paper)
        cli_say(cli, "%s", "%s", cli_trial_mark(cli));
    else
        fpl_report_note(report, "TRIAL", FPL_REPORT_TRIAL_ZH, FPL_REPORT_TRIAL_EN);
}

int cli_show(struct cli *cli, struct fpl_report *report) {
    struct fpl_render how = {.format = cli->format, .zh = cli->zh};
    int to_paper = cli->paper || cli->output;
    if (cli->format == FPL_FORMAT_TABLE && !to_paper) {
        how.width = cli_table_width();
        how.colour = cli_terminal_colour();
        cli_pager_begin(cli);
    }
    if (report) {
        mark_trial(cli, report);
        cli_verified_tell(cli, report);
    }
    enum fpl_status status = report ? fpl_report_ok(report) : fpl_fail(&cli->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = to_paper
                     ? cli_paper_write(cli, report)
                     : fpl_report_render(report, &how, cli->format == FPL_FORMAT_TABLE ? cli_write : cli_write_data,
                                         cli, &cli->error);
    fpl_report_free(report);
    if (write_errno) /* told once, at the end */
        return CLI_DONE;
    if (status) {
        cli->error.status = status;
        int code = cli_fail(cli);
        return cli->output && status == FPL_E_NOT_FOUND ? CLI_INPUT : code; /* the folder to write to */
    }
    return CLI_DONE;
}

static enum fpl_status take_scale(void *ctx, const struct fpl_item *item) {
    *(int *)ctx = (int)fpl_json_get_num(item->data, "scale", -1);
    return FPL_OK;
}

int cli_scale(struct cli *cli, const char *currency) {
    int scale = -1;
    struct fpl_error ignored = {0};
    if (strcmp(currency, "CNY") == 0)
        return 2;
    if (fpl_read_item(cli->view, 0, "currency", fpl_str_of(currency), take_scale, &scale, &ignored) != FPL_OK)
        return -1;
    return scale;
}
