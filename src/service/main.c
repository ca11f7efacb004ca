#include "src/host/host.h"
#include "src/service/openapi.h"
#include "src/service/password.h"
#include "src/service/program.h"

#include <signal.h>

static int clock_is_wrong(const struct program *program) {
    switch (host_clock_begin()) {
    case HOST_CLOCK_GOOD:
        return PROGRAM_DONE;
    case HOST_CLOCK_NOT_ALLOWED:
        return say_usage(program, "FUNDPOOL_CLOCK 只供试验，须同时设 FUNDPOOL_TEST=1",
                         "FUNDPOOL_CLOCK is a test aid and needs FUNDPOOL_TEST=1");
    case HOST_CLOCK_FORMAT:
        break;
    }
    return say_usage(program, "FUNDPOOL_CLOCK 应为毫秒数，或毫秒数加“+”",
                     "FUNDPOOL_CLOCK takes milliseconds, or milliseconds and '+'");
}

/* The description of the API, for programs that are made from it. */
static int program_openapi(void) {
    struct fpl_buf text = {0};
    enum fpl_status status = openapi_write(&text);
    if (!status)
        say_data(fpl_buf_str(&text));
    fpl_buf_release(&text);
    return status ? PROGRAM_RETRY : PROGRAM_DONE;
}

int main(int argc, char **argv) {
    static struct program program;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    program.host =
        (struct fpl_host){.now_ms = host_now_ms, .entropy = host_entropy, .label = "fundpool-service", .busy_ms = 5000};
    int code = program_options(&program, argc, argv);
    if (code == PROGRAM_DONE)
        code = clock_is_wrong(&program);
    if (code != PROGRAM_DONE)
        return code;
    if (strcmp(program.verb, "openapi") == 0)
        return say_output_end(program_openapi());
    if (password_begin(&program.error))
        return say_failure(&program);
    code = strcmp(program.verb, "serve") == 0 ? program_serve(&program) : program_access(&program);
    return say_output_end(code);
}
