#include "src/service/writer.h"
#include "src/host/host.h"

#include <pthread.h>
#include <stdlib.h>

struct waiting { /* one caller, on his own stack */
    struct waiting *next;
    const struct fpl_command *command; /* NULL: a question whether it writes at all */
    struct fpl_answer *answer;
    struct fpl_error *error;
    enum fpl_status status;
    size_t bytes;
    int is_done;
    pthread_cond_t done; /* each wakes by himself: those of the next group sleep on */
};
struct group {
    struct waiting *item[WRITER_GROUP_MOST];
    int n;
};
struct writer {
    pthread_mutex_t mutex;
    pthread_cond_t come, gone;
    pthread_t thread;
    struct waiting *first, *last;
    int closing;        /* nothing more is taken */
    int callers;        /* in writer_give: what they wait with is there until they have left */
    int64_t give_up_ms; /* when closing: the moment after which no lock is waited for */
    struct writer_work *work_first, *work_last;
    int works;
    struct writer_figures figures;
    atomic_int stop; /* the same as closing, for the work */
    /* the thread's own */
    const char *ledger;
    struct fpl_host host;
    struct fpl_session *session;
    int is_working; /* a work holds the session: it stays open until the work has ended */
};

/* ---- the session ---- */

/* What leaves the session in doubt, or the file out of reach; a lock, a clock and randomness pass by themselves. */
static int is_machine(enum fpl_status status) {
    return status < 0 && status > FPL_E_ENCODING && status != FPL_E_LOCKED && status != FPL_E_CLOCK &&
           status != FPL_E_ENTROPY;
}

static void drop_session(struct writer *writer) {
    if (writer->is_working)
        return;
    fpl_session_close(writer->session);
    writer->session = NULL;
}

static int may_wait(struct writer *writer, int64_t until) {
    pthread_mutex_lock(&writer->mutex);
    int64_t last = writer->closing && writer->give_up_ms < until ? writer->give_up_ms : until;
    pthread_mutex_unlock(&writer->mutex);
    return host_ticks_ms() < last;
}

/* Another program that writes is waited for: each try waits as long as the host says. */
static enum fpl_status begin_batch(struct writer *writer, struct fpl_batch **out, struct fpl_error *error) {
    int64_t until = host_ticks_ms() + WRITER_LOCKED_MS;
    enum fpl_status status;
    do {
        fpl_error_clear(error);
        status = writer->session ? FPL_OK
                                 : fpl_session_open(writer->ledger, FPL_WRITE, &writer->host, &writer->session, error);
        if (!status)
            status = fpl_batch_begin(writer->session, out, error);
        if (is_machine(status))
            drop_session(writer);
    } while (status == FPL_E_LOCKED && may_wait(writer, until));
    return status;
}

/* ---- a group ---- */

/* One status for all: nothing of the group can be relied on, and every key is still good. */
static void fail_group(struct group *group, enum fpl_status status, const struct fpl_error *error) {
    for (int i = 0; i < group->n; i++) {
        group->item[i]->status = status;
        *group->item[i]->error = *error;
    }
}

static void give_group(struct writer *writer, struct group *group) {
    struct fpl_error error = {0};
    struct fpl_batch *batch = NULL;
    int commands = 0;
    enum fpl_status status = begin_batch(writer, &batch, &error);
    if (!status) {
        for (int i = 0; i < group->n; i++) {
            struct waiting *item = group->item[i];
            if (item->command)
                item->status = fpl_batch_give(batch, item->command, item->answer, item->error);
            commands += item->command != NULL;
        }
        fpl_error_clear(&error);
        status = fpl_batch_commit(batch, &error);
    }
    if (is_machine(status))
        drop_session(writer);
    if (status)
        fail_group(group, status, &error);
    pthread_mutex_lock(&writer->mutex);
    writer->figures.is_well = !is_machine(status);
    writer->figures.groups++;
    writer->figures.commands += commands;
    for (int i = 0; i < group->n; i++) {
        group->item[i]->is_done = 1;
        pthread_cond_signal(&group->item[i]->done); /* under the mutex: until then his stack is there */
    }
    pthread_mutex_unlock(&writer->mutex);
}

/* Under the mutex. The oldest first. */
static void take_group(struct writer *writer, struct group *group) {
    size_t bytes = 0;
    while (writer->first && group->n < WRITER_GROUP_MOST &&
           (group->n == 0 || bytes + writer->first->bytes <= WRITER_GROUP_BYTES)) {
        struct waiting *item = writer->first;
        writer->first = item->next;
        writer->figures.waiting--;
        bytes += item->bytes;
        group->item[group->n++] = item;
    }
}

void writer_between(struct writer *writer) {
    struct group group = {.n = 0};
    pthread_mutex_lock(&writer->mutex);
    take_group(writer, &group);
    pthread_mutex_unlock(&writer->mutex);
    if (group.n > 0)
        give_group(writer, &group);
}

/* ---- the thread ---- */

static void do_work(struct writer *writer, struct writer_work *work, int begun) {
    struct fpl_error error = {0};
    enum fpl_status status = FPL_OK;
    if (!begun)
        status = fpl_fail(&error, FPL_E_INTERRUPTED, NULL, NULL, NULL);
    else if (!writer->session)
        status = fpl_session_open(writer->ledger, FPL_WRITE, &writer->host, &writer->session, &error);
    writer->is_working = 1;
    if (!status)
        status = work->run(work, writer->session, &writer->stop, &error);
    writer->is_working = 0;
    if (status) /* of whatever kind: to open the session anew costs little */
        drop_session(writer);
    work->ended(work, status, &error);
}

static void *write_all(void *arg) {
    struct writer *writer = arg;
    for (;;) {
        struct group group = {.n = 0};
        struct writer_work *work = NULL;
        pthread_mutex_lock(&writer->mutex);
        while (!writer->first && !writer->work_first && !writer->closing)
            pthread_cond_wait(&writer->come, &writer->mutex);
        take_group(writer, &group);
        if (group.n == 0 && writer->work_first) {
            work = writer->work_first;
            writer->work_first = work->next;
            writer->works--;
        }
        int closing = writer->closing;
        pthread_mutex_unlock(&writer->mutex);
        if (group.n > 0)
            give_group(writer, &group);
        else if (work)
            do_work(writer, work, !closing);
        else
            break;
    }
    drop_session(writer);
    return NULL;
}

/* ---- callers ---- */

static size_t bytes_of(const struct fpl_command *command) {
    size_t bytes = sizeof *command + command->blob.n + command->blob_source.n;
    for (int i = 0; i < command->value_count; i++)
        bytes += command->value[i].text.n;
    for (int i = 0; i < command->line_count; i++)
        bytes += sizeof *command->line + command->line[i].account.n + command->line[i].amount.n +
                 command->line[i].party.n + command->line[i].item.n;
    return bytes;
}

static int is_full(const struct writer *writer, struct fpl_str actor) {
    int own = 0;
    for (const struct waiting *item = writer->first; item; item = item->next)
        own += fpl_str_eq(item->command ? item->command->actor : (struct fpl_str){0}, actor);
    return writer->figures.waiting >= WRITER_WAITING_MOST || own >= WRITER_ACTOR_MOST;
}

/* Under the mutex, which its caller waits with until it is done: so long it is there. */
static void enqueue(struct writer *writer, struct waiting *item) {
    if (writer->first)
        writer->last->next = item;
    else
        writer->first = item;
    writer->last = item;
    if (++writer->figures.waiting > writer->figures.most)
        writer->figures.most = writer->figures.waiting;
}

static enum fpl_status wait_for(struct writer *writer, struct waiting *own, struct fpl_str actor) {
    enum fpl_status status = FPL_OK;
    pthread_cond_init(&own->done, NULL);
    pthread_mutex_lock(&writer->mutex);
    writer->callers++;
    if (writer->closing)
        status = FPL_E_INTERRUPTED;
    else if (is_full(writer, actor))
        status = FPL_E_BUSY;
    if (!status) {
        enqueue(writer, own);
        pthread_cond_signal(&writer->come);
        while (!own->is_done)
            pthread_cond_wait(&own->done, &writer->mutex);
    }
    if (--writer->callers == 0 && writer->closing)
        pthread_cond_signal(&writer->gone);
    pthread_mutex_unlock(&writer->mutex);
    pthread_cond_destroy(&own->done);
    return status ? fpl_fail(own->error, status, "1", NULL, NULL) : own->status;
}

enum fpl_status writer_give(struct writer *writer, const struct fpl_command *command, struct fpl_answer *answer,
                            struct fpl_error *error) {
    struct waiting own = {.command = command, .answer = answer, .error = error, .bytes = bytes_of(command)};
    return wait_for(writer, &own, command->actor);
}

enum fpl_status writer_ask(struct writer *writer, struct fpl_error *error) {
    struct waiting own = {.error = error};
    return wait_for(writer, &own, (struct fpl_str){0});
}

enum fpl_status writer_begin(struct writer *writer, struct writer_work *work, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    pthread_mutex_lock(&writer->mutex);
    if (writer->closing)
        status = FPL_E_INTERRUPTED;
    else if (writer->works >= WRITER_WORKS_MOST)
        status = FPL_E_BUSY;
    if (!status) {
        work->next = NULL;
        if (writer->work_first)
            writer->work_last->next = work;
        else
            writer->work_first = work;
        writer->work_last = work;
        writer->works++;
        pthread_cond_signal(&writer->come);
    }
    pthread_mutex_unlock(&writer->mutex);
    return status ? fpl_fail(error, status, "10", NULL, NULL) : FPL_OK;
}

void writer_look(struct writer *writer, struct writer_figures *out) {
    pthread_mutex_lock(&writer->mutex);
    *out = writer->figures;
    pthread_mutex_unlock(&writer->mutex);
}

/* ---- beginning and end ---- */

static void release(struct writer *writer) {
    pthread_cond_destroy(&writer->gone);
    pthread_cond_destroy(&writer->come);
    pthread_mutex_destroy(&writer->mutex);
    free(writer);
}

enum fpl_status writer_open(const char *ledger, const struct fpl_host *host, struct writer **out,
                            struct fpl_error *error) {
    struct writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    writer->ledger = ledger;
    writer->host = *host;
    writer->figures.is_well = 1;
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->come, NULL);
    pthread_cond_init(&writer->gone, NULL);
    if (pthread_create(&writer->thread, NULL, write_all, writer) != 0) {
        release(writer);
        return fpl_fail(error, FPL_E_IO, FPL_ZH_EN("线程", "a thread"), NULL, NULL);
    }
    *out = writer;
    return FPL_OK;
}

void writer_close(struct writer *writer) {
    if (!writer)
        return;
    atomic_store(&writer->stop, 1);
    pthread_mutex_lock(&writer->mutex);
    writer->closing = 1;
    writer->give_up_ms = host_ticks_ms() + WRITER_STOP_MS;
    pthread_cond_signal(&writer->come);
    pthread_mutex_unlock(&writer->mutex);
    pthread_join(writer->thread, NULL);
    pthread_mutex_lock(&writer->mutex);
    while (writer->callers > 0)
        pthread_cond_wait(&writer->gone, &writer->mutex);
    pthread_mutex_unlock(&writer->mutex);
    release(writer);
}
