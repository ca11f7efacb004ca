/* export: the books as hledger, ledger or beancount journals, so that another program can recompute every balance; as
 * an analysis database; or a book and a year with the elements of the accounting data interface. */
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

/* Of every form, so that a wrong word is told whatever stands beside it. *out 0: not given. */
static int read_year(struct cli *cli, int *out) {
    const char *year = cli_get(cli, "year");
    int64_t number = 0;
    if (year && (fpl_int_parse(fpl_str_of(year), &number) != FPL_OK || number < 1900 || number > 2199)) {
        fpl_error_clear(&cli->error);
        (void)fpl_fail(&cli->error, FPL_E_NUMBER_FORMAT, year, NULL, NULL);
        fpl_error_at_field(&cli->error, "year");
        return cli_fail(cli);
    }
    *out = (int)number;
    return CLI_DONE;
}

static int export_interface(struct cli *cli, int year) {
    struct ana_gbt_asked asked = {.book = fpl_str_of(cli_get(cli, "book")), .year = year};
    if (cli->args == 0 || year == 0 || asked.book.n == 0)
        return cli_usage(
            cli, "--to gbt24589 须写明账套、年度和新文件夹：export --to gbt24589 文件夹 --book 账套 --year 年度",
            "--to gbt24589 needs a book, a year and a new folder: export --to gbt24589 FOLDER --book CODE "
            "--year YYYY");
    int code = cli_view(cli);
    if (code != CLI_DONE)
        return code;
    asked.trial = cli_trial_mark(cli);
    fpl_error_clear(&cli->error);
    if (ana_export_gbt24589(cli->view, &asked, cli->ledger, cli->arg[0], &cli->error) != FPL_OK) {
        code = cli_fail(cli);
        return cli->error.status == FPL_E_NOT_FOUND ? CLI_INPUT : code; /* the folder to write to */
    }
    cli_say(cli, "已导出到 %s：公共档案.xml、总账.xml", "exported to %s: 公共档案.xml, 总账.xml", cli->arg[0]);
    cli_say(
        cli,
        "只取 GB/T 24589.1-2010 的元素名称与次序，依旁证，无 locID 与命名空间，不表示符合标准；见文档 GB/T 24589 一页",
        "names and order of elements as witnesses have GB/T 24589.1-2010, without locID and namespace: no claim to "
        "follow the standard; see docs/GBT24589.md");
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
    int year = 0, wrong = read_year(cli, &year);
    if (wrong != CLI_DONE)
        return wrong;
    if (to && strcmp(to, "gbt24589") == 0)
        return export_interface(cli, year);
    if (year)
        return cli_usage(cli, "--year 只用于 --to gbt24589", "--year is for --to gbt24589");
    if (to && strcmp(to, "sqlite") == 0)
        return export_database(cli);
    while (i < 3 && !(to && strcmp(programs[i].name, to) == 0))
        i++;
    if (i == 3)
        return cli_wrong_word(cli, "--to", "hledger ledger beancount sqlite gbt24589", to ? to : "");
    if (cli->args > 0)
        return cli_usage(cli, "此格式写到标准输出，只有 --to sqlite、--to gbt24589 写文件",
                         "this form goes to standard output; only --to sqlite and --to gbt24589 write files");
    int code = cli_view(cli);
    if (code != CLI_DONE)
        return code;
    struct marked marked = {cli, cli_trial_mark(cli)};
    fpl_error_clear(&cli->error);
    enum fpl_status status =
        fpl_export(cli->view, fpl_str_of(cli_get(cli, "book")), programs[i].to, write_marked, &marked, &cli->error);
    return status ? cli_fail(cli) : CLI_DONE;
}
