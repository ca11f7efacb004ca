#include "src/host/host.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static struct {
    int64_t start, real_start;
    int set, runs;
} test_clock;

static int64_t clock_ms(clockid_t id) {
    struct timespec now = {0};
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t host_ticks_ms(void) {
    return clock_ms(CLOCK_MONOTONIC);
}

int64_t host_real_ms(void) {
    return clock_ms(CLOCK_REALTIME);
}

int64_t host_now_ms(void *ctx) {
    (void)ctx;
    if (!test_clock.set)
        return host_real_ms();
    return test_clock.start + (test_clock.runs ? host_ticks_ms() - test_clock.real_start : 0);
}

enum fpl_status host_entropy(void *ctx, uint8_t *out, size_t n) {
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

void host_pause_ms(int milliseconds) {
    struct timespec rest = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR)
        ;
}

const char *host_environment(const char *name) {
    const char *text = getenv(name);
    return text && *text ? text : NULL;
}

enum host_clock host_clock_begin(void) {
    const char *text = host_environment("FUNDPOOL_CLOCK"), *allowed = host_environment("FUNDPOOL_TEST");
    struct fpl_str number = fpl_str_of(text);
    if (!text)
        return HOST_CLOCK_GOOD;
    if (!allowed || strcmp(allowed, "1") != 0)
        return HOST_CLOCK_NOT_ALLOWED;
    test_clock.runs = number.p[number.n - 1] == '+';
    number.n -= (size_t)test_clock.runs;
    if (fpl_int_parse(number, &test_clock.start) != FPL_OK || test_clock.start < 0)
        return HOST_CLOCK_FORMAT;
    test_clock.real_start = host_ticks_ms();
    test_clock.set = 1;
    return HOST_CLOCK_GOOD;
}

int host_clock_is_test(void) {
    return test_clock.set;
}
