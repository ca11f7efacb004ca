/* --dry-run: the answer a command would get, its postings and steps, for a deal the share before and after; nothing is
 * recorded. */
#include "src/cli/cli.h"

#include <stdlib.h>

static int preview(struct cli *cli, const struct fpl_command *command, const struct fpl_decision *decision) {
    struct fpl_view_spec view_spec = {command->actor, FPL_DATE_NONE, 0};
    struct fpl_report_spec spec = {.book = command->book};
    struct fpl_report *report = NULL;
    enum fpl_status status = fpl_view_open(cli->session, &view_spec, &cli->view, &cli->error);
    if (!status)
        status = fpl_report_preview(cli->view, &spec, decision, &report, &cli->error);
    if (status) {
        cli->error.status = status;
        return cli_fail(cli);
    }
    return cli_show(cli, report);
}

/* What is remarked beside the decision: a name that differs, a posting day that moved. */
static void say_remarks(struct cli *cli, const struct fpl_answer *answer, const struct fpl_decision *decision) {
    for (int i = decision->reasons; i < answer->reasons; i++)
        cli_say_reason(cli, &answer->reason[i], "");
}

int cli_dry_run(struct cli *cli, const struct fpl_command *command) {
    struct fpl_answer *answer = calloc(1, sizeof *answer);
    struct fpl_decision *decision = calloc(1, sizeof *decision);
    int code = CLI_DONE;
    enum fpl_status status = FPL_OK;
    if (!answer || !decision) {
        fpl_fail(&cli->error, FPL_E_NOMEM, NULL, NULL, NULL);
        code = cli_fail(cli);
        goto done;
    }
    fpl_error_clear(&cli->error);
    status = fpl_dry_run(cli->session, command, answer, decision, &cli->error);
    if (status) {
        code = cli_fail_command(cli, answer);
        goto done;
    }
    cli_say(cli, "试算，未入账。", "Dry run, nothing was recorded.");
    if (answer->status == FPL_ALREADY) {
        cli_say(cli, "已登记，无变化（回执号 %d/%lld）", "already recorded, nothing would change (receipt %d/%lld)",
                (int)answer->book, (long long)answer->seq);
        goto done;
    }
    if (cli_exit_of(answer->status) != CLI_DONE && (answer->reasons == 0 || answer->reasons > decision->reasons))
        (void)cli_fail_command(cli, answer); /* refused before a decision was made */
    else
        code = preview(cli, command, decision);
    if (cli_exit_of(answer->status) == CLI_DONE)
        say_remarks(cli, answer, decision);
    if (code == CLI_DONE && cli_exit_of(answer->status) != CLI_DONE)
        code = CLI_NO;
done:
    free(answer);
    free(decision);
    return code;
}
