/* What is done with an upload behind the backs of those who wait: one thread pre-checks, one after the other, on a copy
 * of the ledger; the import itself is a work of the writer, which lets single commands pass between its chunks. What
 * a stop or a kill interrupts is taken up at the next start: the state says what is to be done, and an import goes on
 * after its last chunk. */
#include "src/host/host.h"
#include "src/service/upload_tally.h"
#include "src/service/uploads.h"
#include "src/service/writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define CHUNK_ROWS    2000 /* so that a single command waits for one chunk, about 60 ms */
#define RETRY_MS      5000 /* after a failure that may pass */
#define LOOK_MS       1000 /* how often it looks without being woken */
#define SWEEP_EACH_MS 3600000

struct uploads {
    struct service *service;
    struct spool spool;
    pthread_mutex_t mutex, receiving;
    pthread_cond_t come;
    pthread_t thread;
    int has_thread, closing;
    atomic_int stop;
    int64_t importing; /* the one that the writer has; 0: none */
    int64_t retry_ms, sweep_ms;
    atomic_llong at_work, rows, bytes, all; /* progress: of the upload at_work */
    atomic_llong import_rows, import_bytes, import_all;
};
/* One run over a file. */
struct job {
    struct writer_work work; /* first: the writer gives it back */
    struct uploads *uploads;
    struct state_upload it;
    struct upload_tally *tally;
    struct fpl_buf mapping; /* its text */
    struct ing_import_result result;
    int is_import;
};

/* ---- progress, for those who wait ---- */

int uploads_progress(struct uploads *uploads, int64_t id, int64_t *rows, int64_t *bytes, int64_t *all) {
    pthread_mutex_lock(&uploads->mutex);
    int imports = uploads->importing == id;
    pthread_mutex_unlock(&uploads->mutex);
    if (!imports && atomic_load(&uploads->at_work) != id)
        return 0;
    *rows = atomic_load(imports ? &uploads->import_rows : &uploads->rows);
    *bytes = atomic_load(imports ? &uploads->import_bytes : &uploads->bytes);
    *all = atomic_load(imports ? &uploads->import_all : &uploads->all);
    return 1;
}

static void on_progress(void *ctx, int64_t bytes, int64_t all, int64_t rows) {
    const struct job *job = ctx;
    struct uploads *uploads = job->uploads;
    atomic_store(job->is_import ? &uploads->import_rows : &uploads->rows, rows);
    atomic_store(job->is_import ? &uploads->import_bytes : &uploads->bytes, bytes);
    atomic_store(job->is_import ? &uploads->import_all : &uploads->all, all);
}

static void on_row(void *ctx, const struct ing_row_answer *answer) {
    upload_tally_row(((struct job *)ctx)->tally, answer);
}

static void on_given(void *ctx, const struct fpl_command *command, enum fpl_status outcome) {
    upload_tally_given(((struct job *)ctx)->tally, command, outcome);
}

static void on_between(void *ctx) {
    writer_between(((struct job *)ctx)->uploads->service->writer);
}

/* ---- one run ---- */

static void forget_progress(const struct job *job) {
    on_progress((void *)(uintptr_t)job, 0, job->it.bytes, 0);
}

static enum fpl_status run_import(struct job *job, struct fpl_session *session, const char *ledger,
                                  const atomic_int *stop, struct fpl_error *error) {
    struct uploads *uploads = job->uploads;
    const struct state_upload *it = &job->it;
    char data[SPOOL_PATH_BYTES], answer[SPOOL_PATH_BYTES], currency[4];
    enum spool_file which = job->is_import ? SPOOL_ANSWER : SPOOL_CHECK;
    int scale = 2;
    struct fpl_error ignored = {0};
    if (it->book[0] && fpl_session_currency(session, fpl_str_of(it->book), currency, &scale, &ignored))
        scale = 2; /* the import says what is wrong with the book */
    enum fpl_status status = state_upload_text(uploads->service->state, it->id, UPLOAD_MAPPING, &job->mapping, error);
    if (status)
        return status;
    spool_path(&uploads->spool, it->id, SPOOL_DATA, data);
    if (access(data, F_OK) != 0 && errno == ENOENT) /* a restore without the files */
        return fpl_fail(error, FPL_E_UPLOAD_GONE, it->name, NULL, NULL);
    if (upload_tally_new(it, scale, &job->tally))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    spool_remove(&uploads->spool, it->id, which); /* of an earlier run */
    struct ing_import_options options = {.session = session,
                                         .command = fpl_command_find(it->command),
                                         .book = fpl_str_of(it->book),
                                         .actor = fpl_str_of(it->maker),
                                         .auth = it->auth,
                                         .file = data,
                                         .name = it->name,
                                         .answer = spool_path(&uploads->spool, it->id, which, answer),
                                         .ledger = ledger,
                                         .mapping_text = fpl_buf_str(&job->mapping),
                                         .mapping_name = it->mapping,
                                         .take_on = it->take_on,
                                         .rehearsal = !job->is_import,
                                         .stop = stop,
                                         .progress = on_progress,
                                         .answered = on_row,
                                         .given =
                                             job->is_import ? NULL : on_given, /* a run that goes on has not all rows */
                                         .between = job->is_import ? on_between : NULL,
                                         .chunk_rows = job->is_import ? CHUNK_ROWS : 0,
                                         .ctx = job};
    if (options.command && (options.command->flags & FPL_COMMAND_ENTRY) && it->checker[0]) {
        options.checker = fpl_str_of(it->checker);
        options.checker_auth = it->checker_auth;
    }
    forget_progress(job);
    status = ing_import_run(&options, &job->result, NULL, error);
    if (status && error->file[0]) /* as its sender calls it */
        (void)fpl_str_copy(fpl_str_of(it->name), error->file, sizeof error->file);
    return status;
}

static void release_job(struct job *job) {
    upload_tally_free(job->tally);
    fpl_buf_release(&job->mapping);
    ing_import_result_release(&job->result);
}

/* Waiting helps, or putting the machine in order: the upload stays as it is. */
static int may_pass(enum fpl_status status) {
    return status == FPL_E_NOMEM || status == FPL_E_IO || status == FPL_E_DISK_FULL || status == FPL_E_LOCKED ||
           status == FPL_E_MEANWHILE || status == FPL_E_POISONED || status == FPL_E_UNKNOWN ||
           status == FPL_E_INTERRUPTED || status == FPL_E_CLOCK || status == FPL_E_ENTROPY || status == FPL_E_ANSWER ||
           status == FPL_E_BUSY || status == FPL_E_READONLY || status == FPL_E_FILE_CHANGED;
}

static void put(struct job *job, unsigned from, const char *const text[UPLOAD_TEXTS]) {
    struct fpl_error error = {0};
    job->it.changed_ms = host_real_ms();
    enum fpl_status status = state_upload_put(job->uploads->service->state, &job->it, from, text, &error);
    if (status && status != FPL_E_UPLOAD_STATE) /* withdrawn meanwhile: so it stays */
        log_event("upload not noted", fpl_status_name(status));
}

static void wait_a_while(struct uploads *uploads) {
    pthread_mutex_lock(&uploads->mutex);
    uploads->retry_ms = host_ticks_ms() + RETRY_MS;
    pthread_mutex_unlock(&uploads->mutex);
}

/* The problem is told; what cannot pass by itself ends it. */
static void put_failure(struct job *job, unsigned from, enum fpl_status status, const struct fpl_error *error) {
    struct fpl_buf problem = {0};
    struct fpl_error told = *error;
    if (told.status != status) {
        fpl_error_clear(&told);
        (void)fpl_fail(&told, status, NULL, NULL, NULL);
    }
    if (status == FPL_E_INTERRUPTED) /* a stop: the next start goes on */
        return;
    upload_problem_json(&told, &problem);
    fpl_buf_addc(&problem, '\0');
    const char *const text[UPLOAD_TEXTS] = {[UPLOAD_PROBLEM] = fpl_buf_ok(&problem) ? "" : problem.p};
    if (may_pass(status))
        wait_a_while(job->uploads);
    else
        job->it.state = UPLOAD_FAILED;
    put(job, from, text);
    log_event("upload failed", fpl_status_name(status));
    fpl_buf_release(&problem);
}

/* ---- the pre-check ---- */

static enum fpl_status rehearse(struct job *job, struct fpl_error *error) {
    struct uploads *uploads = job->uploads;
    struct service *service = uploads->service;
    struct fpl_session *session = NULL;
    struct fpl_rehearsal *rehearsal = NULL;
    char copy[SPOOL_PATH_BYTES];
    spool_path(&uploads->spool, job->it.id, SPOOL_COPY, copy);
    enum fpl_status status = readers_borrow(service->readers, &session, error);
    if (status)
        return status;
    status = fpl_rehearsal_begin(session, copy, &rehearsal, error);
    readers_return(service->readers, session, status);
    if (!status)
        status = run_import(job, fpl_rehearsal_session(rehearsal), copy, &uploads->stop, error);
    fpl_rehearsal_end(rehearsal);
    return status;
}

/* Approved, or given in by one person: what was seen must be what comes. */
static void put_checked(struct job *job, struct fpl_buf *text, const char *hash) {
    struct state_upload *it = &job->it;
    struct fpl_buf problem = {0};
    struct fpl_error differs = {0};
    int same = strcmp(it->expect, hash) == 0;
    const char *texts[UPLOAD_TEXTS] = {[UPLOAD_CHECK] = text->p, [UPLOAD_PROBLEM] = ""};
    unsigned from = UPLOAD_BIT(it->state);
    if (it->state == UPLOAD_APPROVED && same) {
        it->state = UPLOAD_RUNNING;
    } else if (it->state == UPLOAD_APPROVED) {
        (void)fpl_fail(&differs, FPL_E_NOT_AS_SHOWN, hash, NULL, NULL);
        upload_problem_json(&differs, &problem);
        fpl_buf_addc(&problem, '\0');
        texts[UPLOAD_PROBLEM] = fpl_buf_ok(&problem) ? "" : problem.p;
        it->state = uploads_needs_checker(it) ? UPLOAD_SUBMITTED : UPLOAD_CHECKED;
        it->checker[0] = '\0';
        it->checker_auth = (struct fpl_auth){.kind = FPL_AUTH_ASSERTED};
    } else {
        it->state = UPLOAD_CHECKED;
    }
    memcpy(it->expect, hash, sizeof it->expect);
    put(job, from, texts);
    fpl_buf_release(&problem);
}

static void check(struct uploads *uploads, const struct state_upload *it) {
    struct job *job = calloc(1, sizeof *job);
    struct fpl_error error = {0};
    struct fpl_buf text = {0};
    char hash[UPLOAD_HEX_BYTES];
    if (!job) {
        wait_a_while(uploads);
        return;
    }
    job->uploads = uploads;
    job->it = *it;
    atomic_store(&uploads->at_work, it->id);
    enum fpl_status status = rehearse(job, &error);
    atomic_store(&uploads->at_work, 0);
    if (!status) {
        upload_tally_hash(job->tally, hash);
        upload_tally_json(job->tally, &job->result, &text);
        fpl_buf_addc(&text, '\0');
        status = fpl_buf_ok(&text) ? fpl_fail(&error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
    }
    if (status)
        put_failure(job, UPLOAD_BIT(it->state), status, &error);
    else
        put_checked(job, &text, hash);
    fpl_buf_release(&text);
    release_job(job);
    free(job);
}

/* ---- the import, in the writer's thread ---- */

static enum fpl_status import_run(struct writer_work *work, struct fpl_session *session, const atomic_int *stop,
                                  struct fpl_error *error) {
    struct job *job = (struct job *)(void *)work;
    return run_import(job, session, job->uploads->service->options->ledger, stop, error);
}

static void import_ended(struct writer_work *work, enum fpl_status status, const struct fpl_error *error) {
    struct job *job = (struct job *)(void *)work;
    struct uploads *uploads = job->uploads;
    struct fpl_buf text = {0};
    char hash[UPLOAD_HEX_BYTES];
    if (!status) {
        upload_tally_hash(job->tally, hash);
        upload_tally_json(job->tally, &job->result, &text);
        text.n -= text.n > 0; /* one member more */
        fpl_buf_addf(&text, ",\"as_prechecked\":%s}", strcmp(hash, job->it.expect) == 0 ? "true" : "false");
        fpl_buf_addc(&text, '\0');
        const char *const texts[UPLOAD_TEXTS] = {
            [UPLOAD_RESULT] = fpl_buf_ok(&text) ? "" : text.p, [UPLOAD_PROBLEM] = ""};
        job->it.state = UPLOAD_DONE;
        put(job, UPLOAD_BIT(UPLOAD_RUNNING), texts);
        spool_remove(&uploads->spool, job->it.id, SPOOL_DATA);
    } else {
        put_failure(job, UPLOAD_BIT(UPLOAD_RUNNING), status, error);
    }
    fpl_buf_release(&text);
    release_job(job);
    free(job);
    pthread_mutex_lock(&uploads->mutex);
    uploads->importing = 0;
    pthread_cond_signal(&uploads->come);
    pthread_mutex_unlock(&uploads->mutex);
}

static void import(struct uploads *uploads, const struct state_upload *it) {
    struct job *job = calloc(1, sizeof *job);
    struct fpl_error error = {0};
    if (!job) {
        wait_a_while(uploads);
        return;
    }
    *job = (struct job){.work = {.run = import_run, .ended = import_ended}, .uploads = uploads, .it = *it};
    job->is_import = 1;
    pthread_mutex_lock(&uploads->mutex);
    uploads->importing = it->id;
    pthread_mutex_unlock(&uploads->mutex);
    if (!writer_begin(uploads->service->writer, &job->work, &error))
        return;
    pthread_mutex_lock(&uploads->mutex);
    uploads->importing = 0;
    pthread_mutex_unlock(&uploads->mutex);
    free(job);
    wait_a_while(uploads);
}

/* ---- time ---- */

struct sweeping {
    struct uploads *uploads;
    int64_t now;
    int is_first;
};

static int keeps(void *ctx, int64_t id, enum spool_file which) {
    const struct sweeping *sweeping = ctx;
    struct state_upload it;
    struct fpl_error error = {0};
    if (!id || which == SPOOL_COPY) /* of a run that goes on now, or did when it was killed */
        return !sweeping->is_first;
    enum fpl_status status = state_upload_get(sweeping->uploads->service->state, id, &it, &error);
    if (status)
        return status != FPL_E_NOT_FOUND;
    if (!(UPLOAD_BIT(it.state) & UPLOAD_CLOSED))
        return 1;
    return which != SPOOL_DATA && sweeping->now - it.changed_ms < UPLOAD_KEEP_MS;
}

static enum fpl_status expire_one(void *ctx, const struct state_upload *upload) {
    const struct sweeping *sweeping = ctx;
    struct state_upload it = *upload;
    struct fpl_error error = {0};
    int64_t most = it.state == UPLOAD_RECEIVING ? UPLOAD_WAIT_MS : UPLOAD_OPEN_MS;
    if (sweeping->now - it.changed_ms < most)
        return FPL_OK;
    it.state = UPLOAD_EXPIRED;
    it.changed_ms = sweeping->now;
    enum fpl_status status =
        state_upload_put(sweeping->uploads->service->state, &it, UPLOAD_BIT(upload->state), NULL, &error);
    return status == FPL_E_UPLOAD_STATE ? FPL_OK : status;
}

static void sweep(struct uploads *uploads, int is_first) {
    struct sweeping sweeping = {uploads, host_real_ms(), is_first};
    struct fpl_error error = {0};
    struct upload_filter filter = {.states = UPLOAD_BIT(UPLOAD_RECEIVING) | UPLOAD_BIT(UPLOAD_CHECKED) |
                                             UPLOAD_BIT(UPLOAD_SUBMITTED) | UPLOAD_BIT(UPLOAD_RETURNED),
                                   .is_oldest = 1,
                                   .limit = 100000};
    enum fpl_status status = state_uploads(uploads->service->state, &filter, expire_one, &sweeping, &error);
    if (status)
        log_event("uploads not swept", fpl_status_name(status));
    spool_sweep(&uploads->spool, keeps, &sweeping);
    uploads->sweep_ms = host_ticks_ms() + SWEEP_EACH_MS;
}

/* ---- the thread ---- */

static enum fpl_status take_one(void *ctx, const struct state_upload *upload) {
    *(struct state_upload *)ctx = *upload;
    return FPL_OK;
}

static int find_work(struct uploads *uploads, unsigned states, struct state_upload *out) {
    struct upload_filter filter = {.states = states, .is_oldest = 1, .limit = 1};
    struct fpl_error error = {0};
    out->id = 0;
    if (state_uploads(uploads->service->state, &filter, take_one, out, &error))
        wait_a_while(uploads);
    return out->id != 0;
}

int uploads_step(struct uploads *uploads) {
    struct state_upload it;
    pthread_mutex_lock(&uploads->mutex);
    int importing = uploads->importing != 0, resting = host_ticks_ms() < uploads->retry_ms;
    pthread_mutex_unlock(&uploads->mutex);
    if (resting || atomic_load(&uploads->stop))
        return 0;
    if (!importing && find_work(uploads, UPLOAD_BIT(UPLOAD_RUNNING), &it)) {
        import(uploads, &it);
        return 1;
    }
    if (find_work(uploads, UPLOAD_BIT(UPLOAD_CHECKING) | UPLOAD_BIT(UPLOAD_APPROVED), &it)) {
        check(uploads, &it);
        return 1;
    }
    return 0;
}

static void rest(struct uploads *uploads) {
    struct timespec until;
    pthread_mutex_lock(&uploads->mutex);
    if (!uploads->closing) {
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += LOOK_MS / 1000;
        pthread_cond_timedwait(&uploads->come, &uploads->mutex, &until);
    }
    pthread_mutex_unlock(&uploads->mutex);
}

static void *work_on(void *arg) {
    struct uploads *uploads = arg;
    while (!atomic_load(&uploads->stop)) {
        if (host_ticks_ms() >= uploads->sweep_ms)
            sweep(uploads, 0);
        if (!uploads_step(uploads))
            rest(uploads);
    }
    return NULL;
}

void uploads_wake(struct uploads *uploads) {
    pthread_mutex_lock(&uploads->mutex);
    pthread_cond_signal(&uploads->come);
    pthread_mutex_unlock(&uploads->mutex);
}

void uploads_hold(struct uploads *uploads) {
    pthread_mutex_lock(&uploads->receiving);
}

void uploads_release(struct uploads *uploads) {
    pthread_mutex_unlock(&uploads->receiving);
}

const struct spool *uploads_spool(const struct uploads *uploads) {
    return &uploads->spool;
}

enum fpl_status uploads_open(struct service *service, struct uploads **out, struct fpl_error *error) {
    struct uploads *uploads = calloc(1, sizeof *uploads);
    pthread_condattr_t attributes;
    if (!uploads)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    uploads->service = service;
    pthread_mutex_init(&uploads->mutex, NULL);
    pthread_mutex_init(&uploads->receiving, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&uploads->come, &attributes);
    pthread_condattr_destroy(&attributes);
    enum fpl_status status = spool_open(&uploads->spool, service->options->state, error);
    if (!status)
        sweep(uploads, 1);
    if (status) {
        uploads_close(uploads);
        return status;
    }
    *out = uploads;
    return FPL_OK;
}

enum fpl_status uploads_start(struct uploads *uploads, struct fpl_error *error) {
    if (pthread_create(&uploads->thread, NULL, work_on, uploads) != 0)
        return fpl_fail(error, FPL_E_IO, FPL_ZH_EN("线程", "a thread"), NULL, NULL);
    uploads->has_thread = 1;
    return FPL_OK;
}

void uploads_stop(struct uploads *uploads) {
    if (!uploads)
        return;
    atomic_store(&uploads->stop, 1);
    pthread_mutex_lock(&uploads->mutex);
    uploads->closing = 1;
    pthread_cond_signal(&uploads->come);
    pthread_mutex_unlock(&uploads->mutex);
    if (uploads->has_thread)
        pthread_join(uploads->thread, NULL);
    uploads->has_thread = 0;
}

void uploads_close(struct uploads *uploads) {
    if (!uploads)
        return;
    pthread_cond_destroy(&uploads->come);
    pthread_mutex_destroy(&uploads->receiving);
    pthread_mutex_destroy(&uploads->mutex);
    free(uploads);
}
