#include "ledger/store/behind.h"
#include "ledger/store/internal.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES (240u << 10) /* a block this full is handed over: mostly before its memory doubles */
#define BLOCKS_MAX  56           /* handed over and not done, 14 MiB: about a chunk; then the caller waits */
#define KEEP_BYTES  (1u << 20)   /* a block that has grown beyond is given back */

/* In a block: operations one after the other, each a head and its values, all aligned to 8 bytes. */
struct op {
    uint32_t what; /* number of a statement, or FPL_SQL_COUNT + a control */
    uint32_t values;
};
enum value_type { VALUE_INT, VALUE_TEXT, VALUE_BLOB };
struct value { /* a text's or blob's bytes follow */
    uint32_t type;
    uint32_t bytes;
    int64_t number;
};

struct block {
    struct block *next;
    struct fpl_buf bytes;
};

struct fpl_behind {
    struct fpl_store *store;
    struct block *current; /* the caller's, being filled */
    int pending;           /* the caller's: something was queued since the last settle */
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t work, done;
    struct block *first, **last, *spare;
    int waiting, busy, stop;
    atomic_int failed;
    struct fpl_error error; /* of the failure, once failed is set */
};

/* ---- carrying out ---- */

static void bind_value(struct fpl_store *store, struct fpl_stmt *stmt, int n, const struct value *value) {
    const char *bytes = (const char *)(value + 1);
    if (value->type == VALUE_INT)
        store->driver->bind_int(stmt, n, value->number);
    else if (value->type == VALUE_TEXT)
        store->driver->bind_text(stmt, n, (struct fpl_str){bytes, value->bytes});
    else
        store->driver->bind_blob(stmt, n, bytes, value->bytes);
}

static const struct value *after(const struct value *value) {
    return (const struct value *)(const void *)((const char *)(value + 1) + ((value->bytes + 7u) & ~7u));
}

static struct fpl_str text_of(const struct value *value) {
    return (struct fpl_str){(const char *)(value + 1), value->bytes};
}

static enum fpl_status count_as_expected(struct fpl_store *store, const struct value *name, struct fpl_error *error) {
    const struct value *scope = after(name), *day = after(scope);
    const struct fpl_tally_row which = {.name = text_of(name), .scope = text_of(scope), .day = (int32_t)day->number};
    return fpl_store__expect_count_now(store, &which, after(day)->number, error);
}

static enum fpl_status carry_out_one(struct fpl_store *store, const struct op *op, struct fpl_error *error) {
    const struct value *value = (const struct value *)(const void *)(op + 1);
    struct fpl_stmt *stmt = NULL;
    int row = 0;
    switch (op->what) {
    case FPL_SQL_COUNT + FPL_BEHIND_BEGIN:
        return fpl_store__begin_now(store, &store->writes, error);
    case FPL_SQL_COUNT + FPL_BEHIND_COMMIT:
        return fpl_store__commit_now(store, error);
    case FPL_SQL_COUNT + FPL_BEHIND_EXPECT:
        return fpl_store__expect_now(store, (int32_t)value->number, after(value)->number, after(after(value))->number,
                                     error);
    case FPL_SQL_COUNT + FPL_BEHIND_MERGE:
        return fpl_store__merge_now(store, value->number, text_of(after(value)), error);
    case FPL_SQL_COUNT + FPL_BEHIND_ROLL:
        return fpl_store__roll_now(store, (int32_t)value->number, (int32_t)after(value)->number,
                                   (int32_t)after(after(value))->number, error);
    case FPL_SQL_COUNT + FPL_BEHIND_COUNT:
        return count_as_expected(store, value, error);
    case FPL_SQL_COUNT + FPL_BEHIND_UNUSED:
        return fpl_store__expect_unused_now(store, text_of(value), text_of(after(value)), error);
    default:
        break;
    }
    enum fpl_status status = fpl_store__statement_now(store, (enum fpl_sql)op->what, &stmt, error);
    for (uint32_t i = 0; i < op->values && !status; i++, value = after(value))
        bind_value(store, stmt, (int)i + 1, value);
    if (!status)
        status = store->driver->step(stmt, &row, error);
    if (stmt)
        store->driver->reset(stmt); /* the values go with the block */
    return status;
}

static const struct op *next_op(const struct op *op) {
    const struct value *value = (const struct value *)(const void *)(op + 1);
    for (uint32_t i = 0; i < op->values; i++)
        value = after(value);
    return (const struct op *)(const void *)value;
}

/* The first failure stays. */
static void fail(struct fpl_behind *behind, const struct fpl_error *error) {
    pthread_mutex_lock(&behind->lock);
    if (!atomic_load(&behind->failed))
        behind->error = *error;
    atomic_store(&behind->failed, 1);
    pthread_mutex_unlock(&behind->lock);
}

static void carry_out(struct fpl_behind *behind, const struct block *block) {
    if (!block->bytes.n)
        return;
    const char *end = block->bytes.p + block->bytes.n;
    const struct op *op = (const struct op *)(const void *)block->bytes.p;
    while ((const char *)op < end && !atomic_load(&behind->failed)) {
        struct fpl_error error = {0};
        enum fpl_status status = carry_out_one(behind->store, op, &error);
        if (status) {
            error.status = status;
            behind->store->driver->rollback(behind->store->db); /* frees the engine's lock */
            fail(behind, &error);
        }
        op = next_op(op);
    }
}

static void recycle(struct fpl_behind *behind, struct block *block) {
    if (block->bytes.cap > KEEP_BYTES)
        fpl_buf_release(&block->bytes);
    fpl_buf_reset(&block->bytes);
    block->next = behind->spare;
    behind->spare = block;
}

static void *run(void *arg) {
    struct fpl_behind *behind = arg;
    pthread_mutex_lock(&behind->lock);
    while (behind->first || !behind->stop) {
        struct block *block = behind->first;
        if (!block) {
            pthread_cond_wait(&behind->work, &behind->lock);
            continue;
        }
        behind->busy = 1;
        pthread_mutex_unlock(&behind->lock);
        carry_out(behind, block);
        pthread_mutex_lock(&behind->lock);
        behind->first = block->next;
        if (!behind->first)
            behind->last = &behind->first;
        recycle(behind, block);
        behind->waiting--;
        behind->busy = 0;
        pthread_cond_broadcast(&behind->done);
    }
    pthread_mutex_unlock(&behind->lock);
    return NULL;
}

/* ---- the caller's side ---- */

static enum fpl_status tell_failure(const struct fpl_behind *behind, struct fpl_error *error) {
    if (!atomic_load(&behind->failed))
        return FPL_OK;
    const struct fpl_error *why = &behind->error; /* does not change any more */
    behind->store->poisoned = 1;
    if (error)
        fpl_error_hint(error, why->hint);
    return fpl_fail(error, why->status, why->arg[0], why->arg[1], why->arg[2]);
}

/* The current block goes to the thread; another one takes its place. */
static enum fpl_status hand_over(struct fpl_behind *behind, struct fpl_error *error) {
    pthread_mutex_lock(&behind->lock);
    while (behind->waiting >= BLOCKS_MAX)
        pthread_cond_wait(&behind->done, &behind->lock);
    struct block *fresh = behind->spare;
    if (fresh)
        behind->spare = fresh->next;
    pthread_mutex_unlock(&behind->lock);
    if (!fresh && !(fresh = calloc(1, sizeof *fresh))) { /* else the thread would go on and commit what is queued */
        fail(behind, &(struct fpl_error){.status = FPL_E_NOMEM});
        return tell_failure(behind, error);
    }
    fresh->next = NULL;
    pthread_mutex_lock(&behind->lock);
    *behind->last = behind->current;
    behind->last = &behind->current->next;
    behind->waiting++;
    pthread_cond_signal(&behind->work);
    pthread_mutex_unlock(&behind->lock);
    behind->current = fresh;
    return FPL_OK;
}

int fpl_behind__is_pending(const struct fpl_behind *behind) {
    return behind->pending;
}

static enum fpl_status begin_op(struct fpl_behind *behind, uint32_t what, struct fpl_error *error) {
    enum fpl_status status = tell_failure(behind, error);
    if (status)
        return status;
    struct op op = {.what = what};
    fpl_buf_add(&behind->current->bytes, (const char *)&op, sizeof op);
    behind->pending = 1;
    return FPL_OK;
}

enum fpl_status fpl_behind__put(struct fpl_behind *behind, int sql, struct fpl_put *put, struct fpl_error *error) {
    put->queue = &behind->current->bytes;
    put->op_at = put->queue->n;
    return begin_op(behind, (uint32_t)sql, error);
}

enum fpl_status fpl_behind__run(struct fpl_behind *behind, struct fpl_put *put, struct fpl_error *error) {
    if (fpl_buf_ok(put->queue)) { /* the block holds half a statement: nothing of it may be carried out */
        fail(behind, &(struct fpl_error){.status = FPL_E_NOMEM});
        return tell_failure(behind, error);
    }
    ((struct op *)(void *)(put->queue->p + put->op_at))->values = (uint32_t)put->n;
    return put->queue->n >= BLOCK_BYTES ? hand_over(behind, error) : FPL_OK;
}

enum fpl_status fpl_behind__control(struct fpl_behind *behind, enum fpl_behind_control what,
                                    const int64_t values[FPL_CONTROL_VALUES], struct fpl_error *error) {
    struct fpl_put put = {.store = behind->store};
    enum fpl_status status = fpl_behind__put(behind, FPL_SQL_COUNT + (int)what, &put, error);
    for (int i = 0; i < FPL_CONTROL_VALUES && values && !status; i++)
        fpl_put__int(&put, values[i]);
    if (!status)
        status = fpl_behind__run(behind, &put, error);
    if (!status && what == FPL_BEHIND_COMMIT && behind->current->bytes.n) /* let it begin */
        status = hand_over(behind, error);
    return status;
}

enum fpl_status fpl_behind__merge(struct fpl_behind *behind, int64_t block, struct fpl_str added,
                                  struct fpl_error *error) {
    struct fpl_put put = {.store = behind->store};
    enum fpl_status status = fpl_behind__put(behind, FPL_SQL_COUNT + FPL_BEHIND_MERGE, &put, error);
    if (status)
        return status;
    fpl_put__int(&put, block);
    fpl_put__blob(&put, added.p, added.n);
    return fpl_behind__run(behind, &put, error);
}

enum fpl_status fpl_behind__expect_count(struct fpl_behind *behind, const struct fpl_tally_row *which, int64_t count,
                                         struct fpl_error *error) {
    struct fpl_put put = {.store = behind->store};
    enum fpl_status status = fpl_behind__put(behind, FPL_SQL_COUNT + FPL_BEHIND_COUNT, &put, error);
    if (status)
        return status;
    fpl_put__text(&put, which->name);
    fpl_put__text(&put, which->scope);
    fpl_put__int(&put, which->day);
    fpl_put__int(&put, count);
    return fpl_behind__run(behind, &put, error);
}

enum fpl_status fpl_behind__expect_unused(struct fpl_behind *behind, struct fpl_str kind, struct fpl_str key,
                                          struct fpl_error *error) {
    struct fpl_put put = {.store = behind->store};
    enum fpl_status status = fpl_behind__put(behind, FPL_SQL_COUNT + FPL_BEHIND_UNUSED, &put, error);
    if (status)
        return status;
    fpl_put__text(&put, kind);
    fpl_put__text(&put, key);
    return fpl_behind__run(behind, &put, error);
}

enum fpl_status fpl_behind__settle(struct fpl_behind *behind, struct fpl_error *error) {
    if (!behind->pending)
        return tell_failure(behind, error);
    pthread_mutex_lock(&behind->lock);
    while (behind->first || behind->busy)
        pthread_cond_wait(&behind->done, &behind->lock);
    pthread_mutex_unlock(&behind->lock);
    carry_out(behind, behind->current); /* the thread sleeps: what little waits is done here */
    if (atomic_load(&behind->failed))   /* perhaps by the caller, with a transaction open */
        behind->store->driver->rollback(behind->store->db);
    fpl_buf_reset(&behind->current->bytes);
    behind->pending = 0;
    return tell_failure(behind, error);
}

void fpl_put__queue_int(struct fpl_put *put, int64_t number) {
    struct value value = {.type = VALUE_INT, .number = number};
    fpl_buf_add(put->queue, (const char *)&value, sizeof value);
}

void fpl_put__queue_bytes(struct fpl_put *put, int is_text, const void *bytes, size_t n) {
    static const char zero[8];
    struct value value = {.type = is_text ? VALUE_TEXT : VALUE_BLOB, .bytes = (uint32_t)n};
    FPL_ASSERT(n <= UINT32_MAX - 8);
    fpl_buf_add(put->queue, (const char *)&value, sizeof value);
    fpl_buf_add(put->queue, bytes, n);
    fpl_buf_add(put->queue, zero, (8 - n % 8) % 8);
}

/* ---- start and stop ---- */

int fpl_store__start_thread(pthread_t *thread, void *(*task)(void *ctx), void *ctx) {
    sigset_t all, before;
    sigfillset(&all);
    if (pthread_sigmask(SIG_BLOCK, &all, &before) != 0)
        return 0;
    int started = pthread_create(thread, NULL, task, ctx) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static void release(struct fpl_behind *behind) {
    while (behind->spare) {
        struct block *next = behind->spare->next;
        fpl_buf_release(&behind->spare->bytes);
        free(behind->spare);
        behind->spare = next;
    }
    if (behind->current)
        fpl_buf_release(&behind->current->bytes);
    free(behind->current);
    free(behind);
}

struct fpl_behind *fpl_behind__start(struct fpl_store *store) {
    struct fpl_behind *behind = calloc(1, sizeof *behind);
    if (!behind)
        return NULL;
    behind->store = store;
    behind->last = &behind->first;
    if (!(behind->current = calloc(1, sizeof *behind->current)) || pthread_mutex_init(&behind->lock, NULL) != 0) {
        release(behind);
        return NULL;
    }
    int work = pthread_cond_init(&behind->work, NULL), done = pthread_cond_init(&behind->done, NULL);
    if (work == 0 && done == 0 && fpl_store__start_thread(&behind->thread, run, behind))
        return behind;
    if (work == 0)
        pthread_cond_destroy(&behind->work);
    if (done == 0)
        pthread_cond_destroy(&behind->done);
    pthread_mutex_destroy(&behind->lock);
    release(behind);
    return NULL;
}

void fpl_behind__stop(struct fpl_behind *behind) {
    if (!behind)
        return;
    pthread_mutex_lock(&behind->lock);
    behind->stop = 1;
    pthread_cond_broadcast(&behind->work);
    pthread_mutex_unlock(&behind->lock);
    pthread_join(behind->thread, NULL);
    pthread_cond_destroy(&behind->work);
    pthread_cond_destroy(&behind->done);
    pthread_mutex_destroy(&behind->lock);
    release(behind);
}
