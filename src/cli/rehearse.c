/* import --dry-run: the import itself, on a copy of the ledger in a folder of its own that is then removed. So a
 * rehearsal sees the earlier rows of the same file and says what the import would say; the ledger is only read. */
#include "src/cli/cli.h"
#include "src/host/host.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failed(struct cli *cli, const char *what) {
    fpl_error_clear(&cli->error);
    (void)fpl_fail(&cli->error, errno == ENOSPC ? FPL_E_DISK_FULL : FPL_E_IO, what, NULL, NULL);
    fpl_error_hint(&cli->error, strerror(errno));
    return cli_fail(cli);
}

int cli_rehearsal_begin(struct cli *cli, struct cli_rehearsal *rehearsal) {
    const char *temporary = host_environment("TMPDIR");
    rehearsal->ledger = cli->ledger;
    rehearsal->folder[0] = 0;
    rehearsal->held = NULL;
    int code = cli_open_as(cli, FPL_READ);
    if (code != CLI_DONE)
        return code;
    char folder[sizeof rehearsal->folder];
    cli_signals_catch(); /* from now on there is something to remove */
    int n = snprintf(folder, sizeof folder, "%s/fundpool-XXXXXX", temporary ? temporary : "/tmp");
    if (n < 0 || (size_t)n >= sizeof folder || !mkdtemp(folder))
        return failed(cli, folder);
    memcpy(rehearsal->folder, folder, sizeof folder);
    snprintf(rehearsal->copy, sizeof rehearsal->copy, "%s/rehearsal.fpl", folder);
    fpl_error_clear(&cli->error);
    if (fpl_rehearsal_begin(cli->session, rehearsal->copy, &rehearsal->held, &cli->error) != FPL_OK)
        return cli_fail(cli);
    if (atomic_load(cli_stop_flag())) {
        (void)fpl_fail(&cli->error, FPL_E_INTERRUPTED, NULL, NULL, NULL);
        fpl_rehearsal_end(rehearsal->held);
        rehearsal->held = NULL;
        return cli_fail(cli);
    }
    cli_close(cli);
    cli->ledger = rehearsal->copy;
    cli->session = fpl_rehearsal_session(rehearsal->held);
    return CLI_DONE;
}

void cli_rehearsal_end(struct cli *cli, struct cli_rehearsal *rehearsal) {
    if (rehearsal->held) { /* it closes what is its own */
        fpl_view_close(cli->view);
        cli->view = NULL;
        cli->session = NULL;
    }
    cli_close(cli);
    fpl_rehearsal_end(rehearsal->held);
    cli->ledger = rehearsal->ledger;
    if (rehearsal->folder[0])
        (void)rmdir(rehearsal->folder);
}
