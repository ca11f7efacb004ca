#include "bench/common.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

double bench_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Trial ledgers stand at 2026-11-20 10:00 +08:00, as run.py has them. */
static int64_t now_ms(void *ctx) {
    (void)ctx;
    return INT64_C(1795140000000) + 3600000;
}

static enum fpl_status entropy(void *ctx, uint8_t *out, size_t n) {
    (void)ctx;
    return getrandom(out, n, 0) == (ssize_t)n ? FPL_OK : FPL_E_ENTROPY;
}

void bench_host(struct fpl_host *host) {
    *host = (struct fpl_host){.now_ms = now_ms, .entropy = entropy, .label = "bench", .busy_ms = 5000};
}

void bench_must(enum fpl_status status, const struct fpl_error *error, const char *what) {
    char text[512];
    if (status == FPL_OK)
        return;
    fprintf(stderr, "%s: %s %s\n", what, fpl_status_name(status),
            error ? fpl_error_message(error, 0, text, sizeof text) : "");
    exit(1);
}

int bench_number(const char *text) {
    int64_t n = 0;
    bench_must(fpl_int_parse(fpl_str_of(text), &n), NULL, text);
    return (int)n;
}
