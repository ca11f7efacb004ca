/* What the library may not touch itself: clock, randomness, environment, signals. */
#include "src/host/host.h"
#include "src/cli/cli.h"
#include "src/ingest/document.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MS 5000

static int test_clock_begin(struct cli *cli) {
    switch (host_clock_begin()) {
    case HOST_CLOCK_GOOD:
        break;
    case HOST_CLOCK_NOT_ALLOWED:
        return cli_usage(cli, "FUNDPOOL_CLOCK 只供试验，须同时设 FUNDPOOL_TEST=1",
                         "FUNDPOOL_CLOCK is a test aid and needs FUNDPOOL_TEST=1");
    case HOST_CLOCK_FORMAT:
        return cli_usage(cli, "FUNDPOOL_CLOCK 应为毫秒数，或毫秒数加“+”",
                         "FUNDPOOL_CLOCK takes milliseconds, or milliseconds and '+'");
    }
    return CLI_DONE;
}

int cli_clock_allowed(struct cli *cli, int trial) {
    if (!host_clock_is_test() || trial)
        return CLI_DONE;
    return cli_usage(cli, "FUNDPOOL_CLOCK 只对 init --trial 新建的试验账本有效；请撤去此变量",
                     "FUNDPOOL_CLOCK acts only on a trial ledger, made by init --trial; unset it");
}

int cli_host_begin(struct cli *cli) {
    cli->host = (struct fpl_host){.now_ms = host_now_ms,
                                  .entropy = host_entropy,
                                  .label = cli->label,
                                  .busy_ms = BUSY_MS,
                                  .translate = ing_document_translate};
    return test_clock_begin(cli);
}

void cli_host_label(struct cli *cli) {
    snprintf(cli->label, sizeof cli->label, "pid %ld %.64s %.64s", (long)getpid(), cli->actor ? cli->actor : "-",
             cli->command ? cli->command->name : "-");
}

void cli_language_begin(struct cli *cli) {
    const char *told = host_environment("FUNDPOOL_LANG");
    if (told && cli_setting_takes(CLI_SET_LANG, told)) { /* wrong options are told in it already */
        cli->zh = told[0] == 'z';
        return;
    }
    const char *lang = host_environment("LC_ALL");
    if (!lang)
        lang = host_environment("LANG");
    cli->zh = !(lang && strncmp(lang, "en", 2) == 0);
}

static atomic_int stop_asked; /* written by a signal handler, read by two threads */
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a signal handler may write it");

static void ask_to_stop(int signal_number) {
    (void)signal_number;
    atomic_store_explicit(&stop_asked, 1, memory_order_relaxed);
}

void cli_signals_catch(void) {
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL); /* the terminal was closed */
}

const atomic_int *cli_stop_flag(void) {
    return &stop_asked;
}
