/* export: the books as hledger, ledger or beancount journals, so that another program can recompute every balance. */
#include "src/cli/cli.h"

#include <string.h>

int cli_run_export(struct cli *cli) {
    static const struct {
        const char *name;
        enum fpl_export to;
    } programs[] = {
        {"hledger", FPL_EXPORT_HLEDGER}, {"ledger", FPL_EXPORT_LEDGER}, {"beancount", FPL_EXPORT_BEANCOUNT}};
    const char *to = cli_get(cli, "to");
    size_t i = 0;
    while (i < 3 && !(to && strcmp(programs[i].name, to) == 0))
        i++;
    if (i == 3)
        return cli_wrong_word(cli, "--to", "hledger ledger beancount", to ? to : "");
    int code = cli_view(cli);
    if (code != CLI_DONE)
        return code;
    const char *mark = cli_trial_mark(cli);
    fpl_error_clear(&cli->error);
    if (mark) { /* a remark in all three programs */
        (void)cli_write(cli, "; ", 2);
        (void)cli_write(cli, mark, strlen(mark));
        (void)cli_write(cli, "\n", 1);
    }
    enum fpl_status status =
        fpl_export(cli->view, fpl_str_of(cli_get(cli, "book")), programs[i].to, cli_write, cli, &cli->error);
    return status ? cli_fail(cli) : CLI_DONE;
}
