#ifndef FUNDPOOL_BENCH_COMMON_H
#define FUNDPOOL_BENCH_COMMON_H
/* Shared by the measuring programs: a clock, a host for sessions, and an end when something fails. */
#include "fundpool/session.h"

double bench_seconds(void); /* monotonic */
void bench_host(struct fpl_host *host);
/* Prints what failed and exits with 1 unless status is FPL_OK. */
void bench_must(enum fpl_status status, const struct fpl_error *error, const char *what);
int bench_number(const char *text);

#endif
