#ifndef SRC_SERVICE_METRICS_H
#define SRC_SERVICE_METRICS_H
/* How much the service does and how well, for whoever keeps it running: counts since the start and what is open now. No
 * path, user, firm, book or amount is among them. */
#include <stdatomic.h>
#include <stdint.h>

struct call;

enum metrics_door { METRICS_PAGE, METRICS_API, METRICS_STATIC, METRICS_DOORS };
#define METRICS_HTTP_LEAST 100
#define METRICS_HTTP_END   600
#define METRICS_BUCKETS    8 /* the last one without an end */

struct metrics { /* zeroed at the start */
    _Atomic int64_t answers[METRICS_DOORS][METRICS_HTTP_END - METRICS_HTTP_LEAST];
    _Atomic int64_t took[METRICS_DOORS][METRICS_BUCKETS]; /* requests, by how long they took */
    _Atomic int64_t milliseconds[METRICS_DOORS];          /* of all of them together */
};
/* Another request was answered. Any thread. */
void metrics_note(struct metrics *metrics, const struct call *call, int64_t milliseconds);

#endif
