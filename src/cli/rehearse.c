/* import --dry-run: the import itself, on a copy of the ledger in a folder of its own that is then removed. So a
 * rehearsal sees the earlier rows of the same file and says what the import would say; the ledger is only read. */
#include "src/cli/cli.h"

#include <errno.h>
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
    const char *temporary = cli_environment("TMPDIR");
    rehearsal->ledger = cli->ledger;
    rehearsal->folder[0] = 0;
    int code = cli_open_as(cli, FPL_READ);
    if (code != CLI_DONE)
        return code;
    char folder[sizeof rehearsal->folder];
    int n = snprintf(folder, sizeof folder, "%s/fundpool-XXXXXX", temporary ? temporary : "/tmp");
    if (n < 0 || (size_t)n >= sizeof folder || !mkdtemp(folder))
        return failed(cli, folder);
    memcpy(rehearsal->folder, folder, sizeof folder);
    snprintf(rehearsal->copy, sizeof rehearsal->copy, "%s/rehearsal.fpl", folder);
    fpl_error_clear(&cli->error);
    if (fpl_ledger_copy(cli->session, rehearsal->copy, &cli->error) != FPL_OK)
        return cli_fail(cli);
    cli_close(cli);
    cli->ledger = rehearsal->copy;
    return cli_open_as(cli, FPL_WRITE);
}

void cli_rehearsal_end(struct cli *cli, struct cli_rehearsal *rehearsal) {
    static const char *const ends[] = {"", "-wal", "-shm", ".writer", "-journal"};
    char path[sizeof rehearsal->copy + 16];
    cli_close(cli);
    cli->ledger = rehearsal->ledger;
    if (!rehearsal->folder[0])
        return;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(path, sizeof path, "%s%s", rehearsal->copy, ends[i]);
        (void)unlink(path);
    }
    (void)rmdir(rehearsal->folder);
}
