/* copy: a consistent copy while others write. */
#include "src/cli/cli.h"

int cli_run_copy(struct cli *cli) {
    int code = cli_open_as(cli, FPL_READ);
    if (code == CLI_DONE)
        code = cli_permit(cli);
    if (code != CLI_DONE)
        return code;
    fpl_error_clear(&cli->error);
    if (fpl_ledger_copy(cli->session, cli->arg[0], &cli->error) != FPL_OK) {
        code = cli_fail(cli);
        return cli->error.status == FPL_E_NOT_FOUND ? CLI_INPUT : code; /* the folder to copy to */
    }
    cli_say(cli, "已复制到 %s", "copied to %s", cli->arg[0]);
    return CLI_DONE;
}
