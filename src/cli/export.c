/* export: the books as hledger, ledger or beancount journals, so that another program can recompute every balance; or
 * as an analysis database. */
#include "src/analysis/analysis.h"
#include "src/cli/cli.h"

#include <string.h>

static int export_database(struct cli *cli) {
    struct ana_cut cut = {.book = fpl_str_of(cli_get(cli, "book"))};
    if (cli->args == 0)
        return cli_usage(cli, "--to sqlite 须写明文件：export --to sqlite 文件",
                         "--to sqlite needs a file: export --to sqlite FILE");
    int code = cli_view(cli);
    if (code != CLI_DONE)
        return code;
    cut.trial = cli_trial_mark(cli);
    fpl_error_clear(&cli->error);
    if (ana_export(cli->view, &cut, cli->ledger, cli->arg[0], &cli->error) != FPL_OK) {
        code = cli_fail(cli);
        return cli->error.status == FPL_E_NOT_FOUND ? CLI_INPUT : code; /* the folder to write to */
    }
    cli_say(cli, "已导出到 %s；表与列见其中的表 readme", "exported to %s; its table readme says what stands in it",
            cli->arg[0]);
    return CLI_DONE;
}

struct marked {
    struct cli *cli;
    const char *mark; /* of a trial ledger; NULL once it is written */
};

/* The mark goes before the first bytes: a refused export writes none. It is a remark in all three programs. */
static enum fpl_status write_marked(void *ctx, const char *bytes, size_t n) {
    struct marked *m = ctx;
    const char *mark = m->mark;
    m->mark = NULL;
    enum fpl_status status = mark ? cli_write(m->cli, "; ", 2) : FPL_OK;
    if (!status && mark)
        status = cli_write(m->cli, mark, strlen(mark));
    if (!status && mark)
        status = cli_write(m->cli, "\n", 1);
    return status ? status : cli_write(m->cli, bytes, n);
}

int cli_run_export(struct cli *cli) {
    static const struct {
        const char *name;
        enum fpl_export to;
    } programs[] = {
        {"hledger", FPL_EXPORT_HLEDGER}, {"ledger", FPL_EXPORT_LEDGER}, {"beancount", FPL_EXPORT_BEANCOUNT}};
    const char *to = cli_get(cli, "to");
    size_t i = 0;
    if (to && strcmp(to, "sqlite") == 0)
        return export_database(cli);
    if (to && strcmp(to, "gbt24589") == 0) { /* docs/GBT24589.md says why */
        fpl_error_clear(&cli->error);
        (void)fpl_fail(&cli->error, FPL_E_NOT_BUILT, "GB/T 24589", NULL, NULL);
        return cli_fail(cli);
    }
    while (i < 3 && !(to && strcmp(programs[i].name, to) == 0))
        i++;
    if (i == 3)
        return cli_wrong_word(cli, "--to", "hledger ledger beancount sqlite", to ? to : "");
    if (cli->args > 0)
        return cli_usage(cli, "此格式写到标准输出，只有 --to sqlite 写文件",
                         "this form goes to standard output; only --to sqlite writes a file");
    int code = cli_view(cli);
    if (code != CLI_DONE)
        return code;
    struct marked marked = {cli, cli_trial_mark(cli)};
    fpl_error_clear(&cli->error);
    enum fpl_status status =
        fpl_export(cli->view, fpl_str_of(cli_get(cli, "book")), programs[i].to, write_marked, &marked, &cli->error);
    return status ? cli_fail(cli) : CLI_DONE;
}
