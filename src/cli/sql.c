/* sql: one SELECT over an analysis database, made of the ledger on the spot or exported before. */
#include "src/analysis/analysis.h"
#include "src/cli/cli.h"
#include "src/host/host.h"

#include <string.h>

#define SECONDS_MOST 86400

static int read_bounds(struct cli *cli, struct ana_bounds *out) {
    const char *text = cli_get(cli, "seconds");
    int64_t seconds = 60;
    if (text && (fpl_int_parse(fpl_str_of(text), &seconds) != FPL_OK || seconds < 1 || seconds > SECONDS_MOST)) {
        fpl_error_clear(&cli->error);
        fpl_fail(&cli->error, FPL_E_NUMBER_FORMAT, text, NULL, NULL);
        fpl_error_at_field(&cli->error, "seconds");
        return cli_fail(cli);
    }
    *out = (struct ana_bounds){host_ticks_ms, seconds * 1000};
    return CLI_DONE;
}

/* A file has the cut it was exported with. */
static int open_file(struct cli *cli, const char *path, struct ana_db **out) {
    static const char *const cuts[] = {"book", "as-of", "known-by"};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++)
        if (cli_has(cli, cuts[i]))
            return cli_usage(cli, "分析库文件在导出时已按账套、日期截取，查询时不能再给 --book、--as-of、--known-by",
                             "a file has the cut it was exported with: no --book, --as-of, --known-by");
    fpl_error_clear(&cli->error);
    if (ana_open(path, out, &cli->error) != FPL_OK) {
        int code = cli_fail(cli);
        return cli->error.status == FPL_E_NOT_FOUND ? CLI_INPUT : code;
    }
    cli->trial_file = ana_is_trial(*out);
    return CLI_DONE;
}

static int make(struct cli *cli, struct ana_db **out) {
    struct ana_cut cut = {.book = fpl_str_of(cli_get(cli, "book"))};
    int code = cli_view(cli);
    if (code != CLI_DONE)
        return code;
    cut.trial = cli_trial_mark(cli);
    fpl_error_clear(&cli->error);
    return ana_build(cli->view, &cut, out, &cli->error) ? cli_fail(cli) : CLI_DONE;
}

int cli_run_sql(struct cli *cli) {
    struct ana_db *db = NULL;
    struct ana_bounds bounds;
    struct fpl_report *report = NULL;
    int code = read_bounds(cli, &bounds);
    if (code == CLI_DONE)
        code = cli->args > 1 ? open_file(cli, cli->arg[1], &db) : make(cli, &db);
    if (code == CLI_DONE) {
        fpl_error_clear(&cli->error);
        enum fpl_status status = ana_ask(db, cli->arg[0], &bounds, &report, &cli->error);
        code = !status ? cli_show(cli, report) : cli_fail(cli);
    }
    ana_close(db);
    return code;
}
