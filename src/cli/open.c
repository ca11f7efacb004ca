/* Opening the ledger, a view, a book, each with the words to say when it does not. */
#include "src/cli/cli.h"

#include <string.h>

static void say_difference(void *ctx, const char *object, enum fpl_schema_difference difference) {
    const struct cli *cli = ctx;
    cli_say(cli, "账本结构不符：%s（%s）", "structure altered: %s (%s)", object,
            fpl_schema_difference_text(difference, cli->zh));
}

/* Each time, before anything is shown of such a ledger. */
static enum fpl_status say_schema(struct cli *cli) {
    return fpl_session_schema(cli->session, say_difference, cli, &cli->error);
}

int cli_open(struct cli *cli, enum fpl_mode mode) {
    if (!cli->ledger)
        return cli_usage(cli, "用 --ledger 文件 或环境变量 FUNDPOOL_LEDGER 指明账本",
                         "name the ledger with --ledger FILE or FUNDPOOL_LEDGER");
    if (cli->unsafe && mode == FPL_WRITE)
        return cli_usage(cli, "--unsafe 只用于读取，此命令要写入账本",
                         "--unsafe is for reading; this command writes to the ledger");
    mode = cli->unsafe ? FPL_READ_UNSAFE : mode;
    cli_host_label(cli);
    fpl_error_clear(&cli->error);
    enum fpl_status status = cli_check_streams(cli);
    if (!status)
        status = fpl_session_open(cli->ledger, mode, &cli->host, &cli->session, &cli->error);
    if (status) {
        cli->error.status = status;
        int code = cli_fail(cli);
        if (status == FPL_E_NOT_FOUND) {
            code = CLI_INPUT;
            cli_say(cli, "  新账本：fundpool init --origin … --admin …",
                    "  a new ledger: fundpool init --origin … --admin …");
        }
        return code;
    }
    if (!cli->lang_told)
        cli->zh = !fpl_str_is(fpl_session_lang(cli->session), "en");
    if (mode == FPL_READ_UNSAFE && say_schema(cli))
        return cli_fail(cli);
    int code = cli_clock_allowed(cli, fpl_session_is_trial(cli->session));
    if (code == CLI_DONE)
        cli_say_notes(cli);
    return code;
}

int cli_open_as(struct cli *cli, enum fpl_mode mode) {
    if (!cli->actor)
        return cli_usage(cli, "用 --as 用户 或环境变量 FUNDPOOL_USER 指明操作人",
                         "name yourself with --as USER or FUNDPOOL_USER");
    return cli_open(cli, mode);
}

int cli_permit(struct cli *cli) {
    fpl_error_clear(&cli->error);
    return fpl_session_permit(cli->session, fpl_str_of(cli->actor), cli->command->roles, cli->command->name,
                              &cli->error)
               ? cli_fail(cli)
               : CLI_DONE;
}

int cli_read_instant(struct cli *cli, const char *text, int is_start, int64_t *out) {
    struct fpl_str all = fpl_str_of(text), day = {text, all.n < 10 ? all.n : 10};
    struct fpl_date date;
    struct fpl_error ignored = {0};
    int64_t seconds = is_start ? 0 : 24 * 3600 - 1, part[3] = {0, 0, 0};
    if (fpl_int_parse(all, out) == FPL_OK && *out > 0)
        return CLI_DONE;
    int good = fpl_date_parse(day, &date, &ignored) == FPL_OK && (all.n == 10 || all.n == 16 || all.n == 19);
    if (good && all.n > 10) {
        good = text[10] == 'T' || text[10] == ' ';
        for (size_t i = 0; good && 10 + 3 * i < all.n; i++) {
            const char *two = text + 11 + 3 * i;
            good = two[0] >= '0' && two[0] <= '9' && two[1] >= '0' && two[1] <= '9' && (i == 0 || two[-1] == ':');
            part[i] = (two[0] - '0') * 10 + (two[1] - '0');
        }
        good = good && part[0] < 24 && part[1] < 60 && part[2] < 60;
        seconds = part[0] * 3600 + part[1] * 60 + part[2];
    }
    if (!good) {
        char zh[2 * FPL_ERROR_ARG_BYTES], en[2 * FPL_ERROR_ARG_BYTES], given[FPL_ERROR_ARG_BYTES];
        (void)fpl_error_quote(all, given);
        snprintf(zh, sizeof zh, "时刻应为 YYYY-MM-DD、YYYY-MM-DDThh:mm:ss 或毫秒数：“%s”", given);
        snprintf(en, sizeof en, "a moment is YYYY-MM-DD, YYYY-MM-DDThh:mm:ss or milliseconds: \"%s\"", given);
        return cli_usage(cli, zh, en);
    }
    int64_t offset = (int64_t)fpl_session_offset(cli->session) * 60;
    *out = ((int64_t)date.day * 86400 + seconds - offset) * 1000 + (is_start ? 0 : 999);
    return CLI_DONE;
}

/* Said before anything is looked up, so that to an institution whatever is not its own is alike. */
static enum fpl_status may_not(struct cli *cli) {
    char institution[FPL_ID_BYTES_MAX + 1];
    struct fpl_str own = fpl_view_institution(cli->view);
    return own.n ? fpl_fail(&cli->error, FPL_E_SCOPE, fpl_str_copy(own, institution, sizeof institution), NULL, NULL)
                 : fpl_fail(&cli->error, FPL_E_ROLE, cli->actor, cli->command->name, NULL);
}

int cli_view(struct cli *cli) {
    struct fpl_view_spec spec = {fpl_str_of(cli->actor), FPL_DATE_NONE, 0};
    int code = cli->session ? CLI_DONE : cli_open_as(cli, FPL_READ);
    if (code == CLI_DONE)
        code = cli_get_date(cli, "as-of", FPL_DATE_NONE, &spec.as_of);
    if (code == CLI_DONE && cli_get(cli, "after") && !cli_has(cli, "as-of") && !cli_has(cli, "known-by") &&
        fpl_report_cursor_cut(fpl_str_of(cli_get(cli, "after")), &spec, &cli->error) != FPL_OK)
        return cli_fail(cli);
    if (code == CLI_DONE && cli_get(cli, "known-by"))
        code = cli_read_instant(cli, cli_get(cli, "known-by"), 0, &spec.known_by);
    if (code != CLI_DONE)
        return code;
    spec.actor = fpl_str_of(cli->actor);
    fpl_error_clear(&cli->error);
    enum fpl_status status = fpl_view_open(cli->session, &spec, &cli->view, &cli->error);
    if (!status && cli->command->roles && !(cli->command->roles & fpl_view_roles(cli->view)))
        status = may_not(cli);
    return status ? cli_fail(cli) : CLI_DONE;
}

int cli_book(struct cli *cli, struct fpl_book *out) {
    const char *code = cli_get(cli, "book");
    if (!code)
        return cli_usage(cli, "用 --book 指明账套", "name the book with --book");
    fpl_error_clear(&cli->error);
    return fpl_read_book(cli->view, fpl_str_of(code), out, &cli->error) ? cli_fail(cli) : CLI_DONE;
}

void cli_close(struct cli *cli) {
    fpl_view_close(cli->view);
    fpl_session_close(cli->session);
    cli->view = NULL;
    cli->session = NULL;
}
