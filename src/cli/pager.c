/* A long table or page of help on a terminal goes through a pager: $FUNDPOOL_PAGER, the configured one, $PAGER, else
 * `less -FRX`, which shows at once what fits on the screen. "cat" or an empty name: none. */
#include "src/cli/cli.h"
#include "src/host/host.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_FOUND 127 /* how a shell leaves that found no such program */

static pid_t pager;      /* 0: none runs */
static int was_terminal; /* standard output, before the pager stood behind it */
static int columns;
static int settled; /* the above is known */

static void settle(void) {
    struct winsize size = {0};
    if (settled)
        return;
    settled = 1;
    was_terminal = isatty(STDOUT_FILENO);
    if (was_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= CLI_LEAST_COLUMNS)
        columns = size.ws_col;
}

int cli_terminal_width(void) {
    settle();
    return columns;
}

int cli_table_width(void) {
    const char *told = host_environment("COLUMNS");
    int64_t n = 0;
    if (cli_terminal_width() > 0)
        return columns;
    if (told && fpl_int_parse(fpl_str_of(told), &n) == FPL_OK && n >= CLI_LEAST_COLUMNS && n <= INT_MAX)
        return (int)n;
    return CLI_PIPE_COLUMNS;
}

int cli_terminal_colour(void) {
    const char *term = host_environment("TERM");
    settle();
    return was_terminal && !host_environment("NO_COLOR") && !(term && strcmp(term, "dumb") == 0);
}

const char *cli_pager_name(const struct cli *cli) {
    const char *told = getenv("FUNDPOOL_PAGER"); /* set and empty says none */
    const char *name = told ? told : cli->pager ? cli->pager : getenv("PAGER");
    return name ? name : CLI_PAGER;
}

/* As the child: less gets what git gives it, unless the environment says otherwise. Where there is no less, cat. */
static void become(const char *name, int from) {
    static char fallback[] = "if command -v less >/dev/null; then exec " CLI_PAGER "; else exec cat; fi";
    char shell[] = "sh", dash[] = "-c", *command = strcmp(name, CLI_PAGER) == 0 ? fallback : strdup(name);
    char *const words[] = {shell, dash, command, NULL};
    if (!command || dup2(from, STDIN_FILENO) < 0)
        _exit(NOT_FOUND);
    close(from);
    setenv("LESS", "FRX", 0);
    setenv("LESSCHARSET", "utf-8", 0);
    setenv("LV", "-c", 0);
    execv("/bin/sh", words);
    _exit(NOT_FOUND);
}

void cli_pager_begin(const struct cli *cli) {
    int ends[2];
    const char *name = cli_pager_name(cli);
    settle();
    if (pager || !was_terminal || !*name || strcmp(name, "cat") == 0)
        return;
    cli_output_flush();
    if (pipe(ends) != 0)
        return; /* shown all the same, without */
    pager = fork();
    if (pager == 0) {
        signal(SIGPIPE, SIG_DFL);
        close(ends[1]);
        become(name, ends[0]);
    }
    close(ends[0]);
    if (pager > 0 && dup2(ends[1], STDOUT_FILENO) >= 0)
        signal(SIGINT, SIG_IGN); /* it is the pager's while that is on the screen */
    else
        pager = 0;
    close(ends[1]);
}

int cli_pager_end(struct cli *cli, int code) {
    int how = 0;
    if (!pager)
        return code;
    cli_output_flush();
    close(STDOUT_FILENO);
    while (waitpid(pager, &how, 0) < 0 && errno == EINTR)
        ;
    pager = 0;
    if (!WIFEXITED(how) || WEXITSTATUS(how) != NOT_FOUND)
        return code;
    cli_say(cli, "分页程序不能运行：%s。请改 FUNDPOOL_PAGER，或设为 cat",
            "the pager cannot be run: %s. Set FUNDPOOL_PAGER, or set it to cat", cli_pager_name(cli));
    return code == CLI_DONE ? CLI_RETRY : code;
}
