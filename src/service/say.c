#include "src/service/program.h"

static void line(struct fpl_buf *text) {
    struct fpl_buf shown = {0};
    fpl_text_show(fpl_buf_str(text), &shown);
    fpl_buf_addc(&shown, '\n');
    if (!text->failed && !shown.failed)
        fwrite(shown.p, 1, shown.n, stderr);
    fpl_buf_release(&shown);
    fpl_buf_release(text);
}

void say(const struct program *program, const char *zh, const char *en, ...) {
    struct fpl_buf text = {0};
    va_list args;
    va_start(args, en);
    fpl_buf_addv(&text, program->options.zh ? zh : en, args);
    va_end(args);
    line(&text);
}

static void error_line(const struct fpl_error *said, int zh) {
    struct fpl_error own = *said;
    const struct fpl_error *error = &own;
    char text[FPL_MESSAGE_BYTES], hint[sizeof own.hint];
    struct fpl_buf out = {0};
    fpl_report_error_words(NULL, 0, &own);
    fpl_buf_addf(&out, "fundpool: %s", fpl_error_message(error, zh, text, sizeof text));
    if (error->hint[0])
        fpl_buf_addf(&out, zh ? "（%s）" : " (%s)", fpl_error_words(error->hint, zh, hint, sizeof hint));
    fpl_buf_addf(&out, " [%s]", fpl_status_name(error->status));
    line(&out);
}

static int exit_of(enum fpl_status status) {
    switch ((int)status) {
    case FPL_E_CORRUPT:
    case FPL_E_TAMPERED:
    case FPL_E_SCHEMA:
        return PROGRAM_TAMPERED;
    case FPL_E_NOT_FOUND:
    case FPL_E_NOT_LEDGER:
    case FPL_E_VERSION:
    case FPL_E_PERMISSION:
    case FPL_E_NOT_FILE:
    case FPL_E_STATE_FILE:
    case FPL_E_CERTIFICATE:
        return PROGRAM_INPUT;
    case FPL_E_USAGE:
    case FPL_E_FILE_NAME:
        return PROGRAM_USAGE;
    case FPL_E_BUG:
        return PROGRAM_BUG;
    default:
        return fpl_status_is_retryable(status) || status == FPL_E_LISTEN ? PROGRAM_RETRY : PROGRAM_NO;
    }
}

int say_failure(const struct program *program) {
    if (program->options.zh)
        error_line(&program->error, 1);
    error_line(&program->error, 0);
    return exit_of(program->error.status);
}

int say_usage(const struct program *program, const char *zh, const char *en) {
    struct fpl_error error = {0};
    if (program->options.zh) {
        fpl_fail(&error, FPL_E_USAGE, zh, NULL, NULL);
        error_line(&error, 1);
    }
    fpl_fail(&error, FPL_E_USAGE, en, NULL, NULL);
    error_line(&error, 0);
    return PROGRAM_USAGE;
}

void say_output(struct fpl_str text) {
    struct fpl_buf shown = {0};
    fpl_text_show_lines(text, &shown);
    fpl_buf_addc(&shown, '\n');
    if (!shown.failed)
        fwrite(shown.p, 1, shown.n, stdout);
    fpl_buf_release(&shown);
}

void say_data(struct fpl_str text) {
    fwrite(text.p, 1, text.n, stdout);
}

int say_output_end(int code) {
    return fflush(stdout) != 0 || ferror(stdout) ? PROGRAM_RETRY : code;
}
