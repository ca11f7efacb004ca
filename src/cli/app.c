/* One run of the program, from arguments to exit code. */
#include "src/cli/cli.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static int run(struct cli *cli, int argc, char **argv) {
    cli_language_begin(cli);
    int code = cli_parse(cli, argc, argv);
    if (code != CLI_DONE)
        return code;
    if (cli->version) {
        fputs("fundpool " FUNDPOOL_VERSION "\n", stdout);
        return CLI_DONE;
    }
    code = cli_config_begin(cli);
    if (code != CLI_DONE)
        return code;
    if (cli->help)
        return cli->noun && !cli->command ? cli_help_noun(cli, cli->noun) : cli_help(cli, cli->command);
    if (!cli->command && cli->noun)
        return cli_usage(cli, "命令不完整", "the command is not complete");
    if (!cli->command)
        return cli_usage(cli, "缺少命令", "a command is missing");
    code = cli_paper_begin(cli);
    if (code == CLI_DONE)
        code = cli_host_begin(cli);
    return code == CLI_DONE ? cli->command->run(cli) : code;
}

/* A file of ours must not get a number that something is printed to. The other way round, so that to read from or to
 * write to a stream that is closed still fails. */
static int hold_standard_descriptors(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return 0;
    return 1;
}

int cli_main(int argc, char **argv, const struct cli_papers *papers) {
    if (!hold_standard_descriptors()) /* there may be nowhere to say it */
        return CLI_RETRY;
    struct cli *cli = calloc(1, sizeof *cli);
    if (!cli) {
        fputs("fundpool: 内存不足 / out of memory [E_NOMEM]\n", stderr);
        return CLI_RETRY;
    }
    cli->papers = papers;
    cli->argv = argv;
    signal(SIGPIPE, SIG_IGN); /* a write to a closed pipe answers EPIPE, see output.c */
    signal(SIGXFSZ, SIG_IGN); /* likewise a file over its size limit answers EFBIG */
    int code = cli_check_still(cli, run(cli, argc, argv));
    cli_close(cli);
    code = cli_output_end(cli, code);
    cli_config_end(cli);
    free(cli);
    return code;
}
