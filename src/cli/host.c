/* What the library may not touch itself: clock, randomness, environment, signals. */
#include "src/cli/cli.h"
#include "src/ingest/document.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define BUSY_MS 5000

/* The test clock: FUNDPOOL_CLOCK=MS stands still at that instant, MS+ runs on from it. A wrong clock could back-date a
 * decision, so it needs FUNDPOOL_TEST=1 and acts on no ledger but one that `init --trial` made, which says so in all
 * that it puts out. */
static struct {
    int64_t start, real_start;
    int set, runs;
} test_clock;

static int64_t clock_ms(clockid_t id) {
    struct timespec now = {0};
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t cli_ticks_ms(void) {
    return clock_ms(CLOCK_MONOTONIC);
}

static int64_t now_ms(void *ctx) {
    (void)ctx;
    if (!test_clock.set)
        return clock_ms(CLOCK_REALTIME);
    return test_clock.start + (test_clock.runs ? cli_ticks_ms() - test_clock.real_start : 0);
}

static enum fpl_status entropy(void *ctx, uint8_t *out, size_t n) {
    (void)ctx;
    while (n > 0) {
        ssize_t got = getrandom(out, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return FPL_E_ENTROPY;
        out += got;
        n -= (size_t)got;
    }
    return FPL_OK;
}

const char *cli_environment(const char *name) {
    const char *text = getenv(name);
    return text && *text ? text : NULL;
}

static int test_clock_begin(struct cli *cli) {
    const char *text = cli_environment("FUNDPOOL_CLOCK");
    if (!text)
        return CLI_DONE;
    const char *allowed = cli_environment("FUNDPOOL_TEST");
    struct fpl_str number = fpl_str_of(text);
    test_clock.runs = number.n > 0 && number.p[number.n - 1] == '+';
    number.n -= (size_t)test_clock.runs;
    if (!allowed || strcmp(allowed, "1") != 0)
        return cli_usage(cli, "FUNDPOOL_CLOCK 只供试验，须同时设 FUNDPOOL_TEST=1",
                         "FUNDPOOL_CLOCK is a test aid and needs FUNDPOOL_TEST=1");
    if (fpl_int_parse(number, &test_clock.start) != FPL_OK || test_clock.start < 0)
        return cli_usage(cli, "FUNDPOOL_CLOCK 应为毫秒数，或毫秒数加“+”",
                         "FUNDPOOL_CLOCK takes milliseconds, or milliseconds and '+'");
    test_clock.real_start = cli_ticks_ms();
    test_clock.set = 1;
    return CLI_DONE;
}

int cli_clock_allowed(struct cli *cli, int trial) {
    if (!test_clock.set || trial)
        return CLI_DONE;
    return cli_usage(cli, "FUNDPOOL_CLOCK 只对 init --trial 新建的试验账本有效；请撤去此变量",
                     "FUNDPOOL_CLOCK acts only on a trial ledger, made by init --trial; unset it");
}

int cli_host_begin(struct cli *cli) {
    cli->host = (struct fpl_host){.now_ms = now_ms,
                                  .entropy = entropy,
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
    const char *told = cli_environment("FUNDPOOL_LANG");
    if (told && cli_setting_takes(CLI_SET_LANG, told)) { /* wrong options are told in it already */
        cli->zh = told[0] == 'z';
        return;
    }
    const char *lang = cli_environment("LC_ALL");
    if (!lang)
        lang = cli_environment("LANG");
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
