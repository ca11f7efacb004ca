/* A progress bar for people: on standard error, on a terminal only, and only when the work takes longer than a second.
 */
#include "src/cli/cli.h"
#include "src/host/host.h"

#include <string.h>
#include <unistd.h>

#define FIRST_MS 1000
#define EVERY_MS 100
#define CELLS    30

void cli_progress_begin(struct cli_progress *progress, const struct cli *cli, const char *zh, const char *en) {
    const char *terminal = host_environment("TERM");
    *progress = (struct cli_progress){.cli = cli, .zh = zh, .en = en, .began = host_ticks_ms()};
    progress->is_terminal = isatty(STDERR_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
}

void cli_progress_step(void *ctx, int64_t done, int64_t total) {
    struct cli_progress *progress = ctx;
    if (!progress->is_terminal || total <= 0)
        return;
    int64_t now = host_ticks_ms();
    if (now - progress->began < FIRST_MS || (progress->shown && now - progress->drawn < EVERY_MS))
        return;
    if (done > total)
        done = total;
    int64_t permille = total > 1000000 ? done / (total / 1000) : done * 1000 / total; /* no product may overflow */
    if (permille > 1000)
        permille = 1000;
    int filled = (int)(permille * CELLS / 1000), percent = (int)(permille / 10);
    char bar[CELLS + 1];
    memset(bar, '.', CELLS);
    memset(bar, '#', (size_t)filled);
    bar[CELLS] = '\0';
    int64_t spent = now - progress->began;
    int64_t left = permille > 0 ? spent * (1000 - permille) / permille / 1000 : 0;
    fprintf(stderr, "\r%s [%s] %3d%%  %llds \033[K", progress->cli->zh ? progress->zh : progress->en, bar, percent,
            (long long)left);
    fflush(stderr);
    progress->drawn = now;
    progress->shown = 1;
}

void cli_progress_end(struct cli_progress *progress) {
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = 0;
    progress->is_terminal = 0;
}
