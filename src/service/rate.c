/* How often one session or key may ask: a bucket of REQUESTS_BURST that fills by REQUESTS_SECOND. Buckets stand in a
 * table of fixed size; two that share a place share its bucket, the one that comes second with what the first has left.
 */
#include "src/host/host.h"
#include "src/service/service.h"

#include <pthread.h>

#define REQUESTS_SECOND 60
#define REQUESTS_BURST  600
#define PLACES          4096

static struct {
    int64_t filled_ms; /* when it was reckoned last; 0: never */
    int64_t left;      /* thousandths of a request */
} bucket[PLACES];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

enum fpl_status rate_check(const uint8_t who[FPL_HASH_BYTES], int64_t now_ms, struct fpl_error *error) {
    const int64_t most = (int64_t)REQUESTS_BURST * 1000;
    size_t place = (size_t)(who[0] << 8 | who[1]) % PLACES;
    int good = 0;
    pthread_mutex_lock(&mutex);
    int64_t passed = bucket[place].filled_ms ? now_ms - bucket[place].filled_ms : most;
    int64_t left = bucket[place].left + (passed < most ? passed : most) * REQUESTS_SECOND;
    bucket[place].left = left < most ? left : most;
    bucket[place].filled_ms = now_ms;
    if (bucket[place].left >= 1000) {
        bucket[place].left -= 1000;
        good = 1;
    }
    pthread_mutex_unlock(&mutex);
    return good ? FPL_OK : fpl_fail(error, FPL_E_BUSY, "1", NULL, NULL);
}
