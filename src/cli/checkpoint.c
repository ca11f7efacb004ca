/* checkpoint show: origin, size and root of each book's log, in the text form that `verify --against` and any C2SP tool
 * reads. */
#include "fundpool/verify.h"
#include "src/cli/cli.h"

#include <string.h>

struct show {
    struct cli *cli;
    struct fpl_report *report; /* NULL: text */
    int64_t only;              /* book id; -1: all */
    int shown;
};

enum fpl_status cli_checkpoint_add(const struct fpl_checkpoint *checkpoint, int is_first, struct fpl_buf *out) {
    if (!is_first)
        fpl_buf_addc(out, '\n');
    fpl_checkpoint_format(checkpoint, out);
    return fpl_buf_ok(out);
}

const char *cli_checkpoint_end(const struct cli *cli) {
    return cli_trial_mark(cli) ? "\n" CLI_TRIAL_BLOCK : "";
}

static enum fpl_status show_one(void *ctx, int32_t book, const struct fpl_checkpoint *checkpoint) {
    struct show *show = ctx;
    struct fpl_buf text = {0};
    char root[48];
    if (show->only >= 0 && book != show->only)
        return FPL_OK;
    if (show->report) {
        fpl_base64(checkpoint->root.byte, FPL_HASH_BYTES, root);
        fpl_report_int(show->report, book);
        fpl_report_text(show->report, fpl_str_of(checkpoint->origin));
        fpl_report_int(show->report, (int64_t)checkpoint->size);
        fpl_report_text(show->report, fpl_str_of(root));
        show->shown++;
        return FPL_OK;
    }
    enum fpl_status status = cli_checkpoint_add(checkpoint, show->shown++ == 0, &text);
    if (!status)
        status = cli_write(show->cli, text.p, text.n);
    fpl_buf_release(&text);
    return status;
}

static struct fpl_report *begin_report(void) {
    struct fpl_report *report = fpl_report_new("checkpoint");
    if (!report)
        return NULL;
    fpl_report_table(report, "checkpoints", "存证点", "Checkpoints");
    fpl_report_column(report, "book", "账套", "book", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "origin", "来源", "origin", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "size", "记录数", "size", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "root", "根", "root", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    return report;
}

/* Evidence needs no actor, the code of a book does; its number does not. */
static int which_book(struct cli *cli, int64_t *only) {
    const char *text = cli_get(cli, "book");
    struct fpl_book book;
    *only = -1;
    if (!text || (fpl_int_parse(fpl_str_of(text), only) == FPL_OK && *only >= 0))
        return CLI_DONE;
    int code = cli->actor ? cli_view(cli)
                          : cli_usage(cli, "账套编号须与 --as 同用；账套序号则不必",
                                      "a book's code needs --as; its number does not");
    if (code == CLI_DONE)
        code = cli_book(cli, &book);
    if (code == CLI_DONE)
        *only = book.id;
    return code;
}

int cli_run_checkpoint(struct cli *cli) {
    struct show show = {cli, NULL, -1, 0};
    int code = cli_open(cli, FPL_READ);
    if (code == CLI_DONE)
        code = which_book(cli, &show.only);
    if (code != CLI_DONE)
        return code;
    fpl_view_close(cli->view);
    cli->view = NULL;
    if (cli->format != FPL_FORMAT_TABLE && !(show.report = begin_report()))
        return cli_show(cli, NULL);
    fpl_error_clear(&cli->error);
    enum fpl_status status = fpl_checkpoints(cli->session, show_one, &show, &cli->error);
    if (!status && show.only >= 0 && show.shown == 0)
        status = fpl_fail(&cli->error, FPL_E_BOOK, cli_get(cli, "book"), NULL, NULL);
    if (status) {
        fpl_report_free(show.report);
        return cli_fail(cli);
    }
    if (show.report)
        return cli_show(cli, show.report);
    (void)cli_write(cli, cli_checkpoint_end(cli), strlen(cli_checkpoint_end(cli)));
    return CLI_DONE;
}
