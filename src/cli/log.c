/* log: what was recorded, by whom and when, since a moment or a receipt. */
#include "src/cli/cli.h"

#include <string.h>

static enum fpl_status take_moment(void *ctx, const struct fpl_record *record) {
    struct fpl_report_spec *spec = ctx;
    spec->since = record->t;
    spec->since_book = record->book;
    spec->since_seq = record->seq;
    return FPL_OK;
}

/* "3/17": what was recorded after that; else a moment. */
static int read_since(struct cli *cli, const char *text, struct fpl_report_spec *spec) {
    const char *slash = strrchr(text, '/');
    int64_t seq = -1;
    int32_t book = -1;
    if (!slash)
        return cli_read_instant(cli, text, 1, &spec->since);
    if (fpl_int_parse(fpl_str_of(slash + 1), &seq) != FPL_OK || seq < 0)
        return cli_usage(cli, "--since 应为回执号（如 3/17）或时刻", "--since takes a receipt (like 3/17) or a moment");
    int code = cli_find_book(cli, (struct fpl_str){text, (size_t)(slash - text)}, &book);
    if (code == CLI_DONE && fpl_read_record(cli->view, book, seq, take_moment, spec, &cli->error) != FPL_OK)
        code = cli_fail(cli);
    return code;
}

int cli_run_log(struct cli *cli) {
    struct fpl_report_spec spec = {.book = fpl_str_of(cli_get(cli, "book")),
                                   .who = fpl_str_of(cli_get(cli, "by")),
                                   .kind = fpl_str_of(cli_get(cli, "kind"))};
    const char *last = cli_get(cli, "last"), *since = cli_get(cli, "since");
    struct fpl_report *report = NULL;
    int64_t number = 0;
    if (last && (fpl_int_parse(fpl_str_of(last), &number) != FPL_OK || number < 1 || number > INT32_MAX))
        return cli_usage(cli, "--last 应为 1 以上的行数", "--last takes a number of rows, from 1");
    spec.last = (int)number;
    int code = cli_view(cli);
    if (code == CLI_DONE && since)
        code = read_since(cli, since, &spec);
    if (code != CLI_DONE)
        return code;
    fpl_error_clear(&cli->error);
    if (fpl_report_log(cli->view, &spec, &report, &cli->error) != FPL_OK)
        return cli_fail(cli);
    return cli_show(cli, report);
}
