#ifndef SRC_SERVICE_PROGRAM_H
#define SRC_SERVICE_PROGRAM_H
/* fundpool-service: what `fundpool serve` and `fundpool access …` run. A program of its own, so that nothing else waits
 * for TLS and HTTP libraries to be loaded. */
#include "src/service/service.h"

enum program_exit { /* as `fundpool` leaves */
                    PROGRAM_DONE = 0,
                    PROGRAM_NO = 1,
                    PROGRAM_USAGE = 2,
                    PROGRAM_INPUT = 3,
                    PROGRAM_TAMPERED = 4,
                    PROGRAM_RETRY = 5,
                    PROGRAM_BUG = 70
};

struct program {
    struct service_options options;
    const char *verb;        /* "serve", "access set", … */
    const char *subject;     /* the user or key of an access verb; NULL */
    const char *note, *days; /* of a key or a certificate; NULL */
    const char *certificate; /* a PEM file; NULL */
    int no_code;             /* an account without second factor: trial ledgers only */
    char state[4200];        /* the default: LEDGER.service */
    struct fpl_host host;
    struct fpl_error error;
};
/* Reads argv; PROGRAM_DONE, or PROGRAM_USAGE, said already. */
int program_options(struct program *program, int argc, char **argv);

int program_serve(struct program *program);
int program_access(struct program *program);

/* say.c: talk on standard error, in both languages where Chinese is spoken; answers on standard output */
__attribute__((format(printf, 2, 4), format(printf, 3, 4))) void say(const struct program *program, const char *zh,
                                                                     const char *en, ...);
/* Says program->error and answers the exit code. */
int say_failure(const struct program *program);
int say_usage(const struct program *program, const char *zh, const char *en);
void say_output(struct fpl_str text); /* as people are shown it, and a line feed */
void say_data(struct fpl_str text);   /* as it is, on standard output */
int say_output_end(int code);         /* code, or PROGRAM_RETRY if standard output did not take everything */

#endif
