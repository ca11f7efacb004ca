/* B7: the early-stage share of a fund under every adopted profile, and a pool's position, in a session that is open:
 * from taking the view to the finished report. Usage: reads LEDGER share|position RUNS */
#include "bench/common.h"
#include "fundpool/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double run(struct fpl_session *session, int share) {
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_error error = {0};
    struct fpl_view_spec spec = {.actor = FPL_STR("shen"), .as_of = FPL_DATE_NONE};
    struct fpl_report_spec what = {.book = share ? FPL_STR("f") : FPL_STR("pool"), .deals = -1};
    double start = bench_seconds();
    bench_must(fpl_view_open(session, &spec, &view, &error), &error, "view");
    bench_must(share ? fpl_report_early(view, &what, &report, &error) : fpl_report_pool(view, &what, &report, &error),
               &error, "report");
    double seconds = bench_seconds() - start;
    fpl_report_free(report);
    fpl_view_close(view);
    return seconds;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    struct fpl_session *session = NULL;
    struct fpl_error error = {0};
    struct fpl_host host;
    double seconds[99];
    if (argc != 4)
        return 2;
    int runs = bench_number(argv[3]);
    bench_host(&host);
    bench_must(fpl_session_open(argv[1], FPL_READ, &host, &session, &error), &error, argv[1]);
    for (int i = 0; i < runs && i < 99; i++)
        seconds[i] = run(session, strcmp(argv[2], "share") == 0);
    qsort(seconds, (size_t)runs, sizeof *seconds, by_value);
    printf("ms %.3f\n", seconds[runs / 2] * 1e3);
    fpl_session_close(session);
    return 0;
}
