/* serve and access: the service is a program of its own, which stands beside this one; nothing else that `fundpool`
 * does waits for TLS and HTTP libraries to be loaded. */
#include "src/cli/cli.h"
#include "src/cli/companion.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define SERVICE    "fundpool-service"
#define WORDS_MOST 40

/* The options of the command as they were given, under the same names. */
static int add_given(const struct cli *cli, const char **word, int n, char names[CLI_GIVEN_MAX][32]) {
    const struct cli_option *options = cli->command->options;
    int used = 0;
    for (const struct cli_option *option = options; option && option->name; option++) {
        if (!cli_has(cli, option->name))
            continue;
        snprintf(names[used], sizeof names[used], "--%s", option->name);
        word[n++] = names[used++];
        if (option->value)
            word[n++] = cli_get(cli, option->name);
    }
    return n;
}

static int run_service(struct cli *cli, const char *subject) {
    char path[CLI_COMPANION_PATH], names[CLI_GIVEN_MAX][32];
    const char *word[WORDS_MOST] = {SERVICE,     cli->command->name, "--ledger",
                                    cli->ledger, "--lang",           cli->zh ? "zh" : "en"};
    int n = add_given(cli, word, 6, names);
    if (subject) {
        word[n++] = "--subject";
        word[n++] = subject;
    }
    word[n] = NULL;
    fpl_error_clear(&cli->error);
    if (!cli_companion(SERVICE, path)) {
        fpl_fail(&cli->error, FPL_E_NO_SERVICE, SERVICE, NULL, NULL);
        return cli_fail(cli);
    }
    cli_output_flush();
    execv(path, (char *const *)(uintptr_t)word);
    fpl_fail(&cli->error, FPL_E_IO, strerror(errno), NULL, NULL);
    return cli_fail(cli);
}

int cli_run_serve(struct cli *cli) {
    if (cli->args == 1)
        cli->ledger = cli->arg[0];
    if (!cli->ledger)
        return cli_usage(cli, "指明账本：fundpool serve 文件，或 --ledger",
                         "name the ledger: fundpool serve FILE, or --ledger");
    return run_service(cli, NULL);
}

int cli_run_access(struct cli *cli) {
    if (!cli->ledger)
        return cli_usage(cli, "用 --ledger 文件 或环境变量 FUNDPOOL_LEDGER 指明账本",
                         "name the ledger with --ledger FILE or FUNDPOOL_LEDGER");
    return run_service(cli, cli->args == 1 ? cli->arg[0] : NULL);
}
