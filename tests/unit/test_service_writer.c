/* The one thread that writes: many callers, each with his own answer, on the disk before he has it; queues that are
 * full, another program that writes, a disk that fails, and a stop that loses nothing. */
#include "desk_world.h"

#include "src/host/host.h"
#include "src/service/writer.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

#define CALLERS 8
#define EACH    25

static struct city city;
static struct writer *writer;
static struct fpl_host host; /* the city's own counts its random bytes, for one thread */

static int begin(void **state) {
    struct fpl_error error = {0};
    (void)state;
    city_begin(&city);
    host = city.w.host;
    host.entropy = host_entropy;
    assert_int_equal(writer_open(city.w.path, &host, &writer, &error), FPL_OK);
    return 0;
}

static int end(void **state) {
    (void)state;
    writer_close(writer);
    city_verify(&city);
    city_end(&city);
    return 0;
}

/* An entry of its own number, under a request key of its own. */
static enum fpl_status post(const char *actor, int number, struct fpl_answer *answer, struct fpl_error *error) {
    static const struct fpl_line lines[] = {
        {.account = {"6403", 4}, .side = {"D", 1}, .amount = {"5.00", 4}},
        {.account = {"100201", 6}, .side = {"C", 1}, .amount = {"5.00", 4}, .flow = {"OPERATING_OUT", 13}}};
    struct fpl_command *command = calloc(1, sizeof *command);
    char entry[32], key[48];
    snprintf(entry, sizeof entry, "W-%d", number);
    snprintf(key, sizeof key, "%s:%d", actor, number);
    fpl_command_begin(command, fpl_command_find("journal.post"));
    command->actor = fpl_str_of(actor);
    command->checker = FPL_STR("li");
    command->book = FPL_STR("f");
    command->request = fpl_str_of(key);
    command->auth = city_auth("session:7");
    command->checker_auth = city_auth("session:8");
    command->line = lines;
    command->line_count = 2;
    assert_int_equal(fpl_command_set(command, FPL_STR("entry"), fpl_str_of(entry), error), FPL_OK);
    assert_int_equal(fpl_command_set(command, FPL_STR("occurred"), FPL_STR("2026-03-01"), error), FPL_OK);
    assert_int_equal(fpl_command_set(command, FPL_STR("memo"), FPL_STR("费"), error), FPL_OK);
    enum fpl_status status = writer_give(writer, command, answer, error);
    free(command);
    return status;
}

struct caller {
    pthread_t thread;
    int at, wrong;
    int64_t seq[EACH];
};

static void *call(void *arg) {
    struct caller *caller = arg;
    struct fpl_answer *answer = calloc(1, sizeof *answer);
    for (int i = 0; i < EACH; i++) {
        struct fpl_error error = {0};
        enum fpl_status status = post(i % 2 ? "zhang" : "wu", caller->at * EACH + i, answer, &error);
        caller->wrong += status != FPL_OK || answer->status != FPL_OK;
        caller->seq[i] = answer->seq;
    }
    free(answer);
    return NULL;
}

static void test_service_writer__many_callers(void **state) {
    static struct caller caller[CALLERS];
    static char seen[100000];
    struct fpl_error error = {0};
    struct writer_figures figures;
    (void)state;
    int64_t before = city_size(&city, "f");
    for (int i = 0; i < CALLERS; i++) {
        caller[i].at = i;
        assert_int_equal(pthread_create(&caller[i].thread, NULL, call, &caller[i]), 0);
    }
    for (int i = 0; i < CALLERS; i++)
        pthread_join(caller[i].thread, NULL);
    for (int i = 0; i < CALLERS; i++) {
        assert_int_equal(caller[i].wrong, 0);
        for (int k = 0; k < EACH; k++) {
            assert_false(seen[caller[i].seq[k]]);
            seen[caller[i].seq[k]] = 1;
        }
    }
    assert_int_equal(city_size(&city, "f"), before + (int64_t)CALLERS * EACH);
    writer_look(writer, &figures);
    assert_true(figures.groups < figures.commands); /* some went together */
    assert_int_equal(figures.commands, CALLERS * EACH);
    assert_int_equal(figures.waiting, 0);
    struct fpl_answer answer = {0}; /* a key once more */
    assert_int_equal(post("wu", 0, &answer, &error), FPL_OK);
    assert_int_equal(answer.status, FPL_ALREADY);
    assert_int_equal(answer.seq, caller[0].seq[0]);
}

/* A refusal of form is its own caller's alone. */
static void test_service_writer__a_question_records_nothing(void **state) {
    struct fpl_error error = {0};
    struct fpl_answer answer = {0};
    struct writer_figures before, after;
    char away[500];
    (void)state;
    int64_t size = city_size(&city, "f");
    writer_look(writer, &before);
    assert_int_equal(writer_ask(writer, &error), FPL_OK);
    writer_look(writer, &after);
    assert_true(after.commands == before.commands && after.groups == before.groups + 1 && after.is_well);
    assert_int_equal(city_size(&city, "f"), size);
    /* a writer whose file is away says so, until it is back */
    struct writer *other = NULL;
    snprintf(away, sizeof away, "%s.away", city.w.path);
    assert_int_equal(writer_open(away, &host, &other, &error), FPL_OK);
    assert_int_equal(writer_ask(other, &error), FPL_E_NOT_FOUND);
    assert_int_equal(symlink(city.w.path, away), 0);
    assert_int_equal(writer_ask(other, &error), FPL_OK);
    writer_close(other);
    assert_int_equal(unlink(away), 0);
    assert_int_equal(post("wu", 77777, &answer, &error), FPL_OK);
}

static void test_service_writer__one_refusal_is_one_caller_s(void **state) {
    struct fpl_answer answer = {0};
    struct fpl_error error = {0};
    (void)state;
    assert_int_equal(post("nobody", 900, &answer, &error), FPL_E_ACTOR);
    assert_int_equal(post("reg", 901, &answer, &error), FPL_E_ROLE);
    assert_int_equal(post("zhang", 902, &answer, &error), FPL_OK);
    assert_int_equal(answer.status, FPL_OK);
}

/* ---- another program writes ---- */

static void *call_one(void *arg) {
    struct caller *caller = arg;
    struct fpl_answer *answer = calloc(1, sizeof *answer);
    struct fpl_error error = {0};
    enum fpl_status status = post("zhang", caller->at, answer, &error);
    caller->wrong = (int)(status ? status : answer->status);
    caller->seq[0] = answer->seq;
    free(answer);
    return NULL;
}

static void sleep_ms(long ms) {
    nanosleep(&(struct timespec){0, ms * 1000000}, NULL);
}

static void wait_until_waiting(int n) {
    struct writer_figures figures;
    do {
        sleep_ms(1);
        writer_look(writer, &figures);
    } while (figures.waiting < n);
}

static void test_service_writer__another_program_is_waited_for(void **state) {
    static struct caller caller[WRITER_ACTOR_MOST + 1];
    struct fpl_batch *batch = NULL;
    struct fpl_answer answer = {0};
    struct fpl_error error = {0};
    (void)state;
    assert_int_equal(fpl_batch_begin(city.w.session, &batch, &error), FPL_OK); /* as the command line would */
    for (int i = 0; i <= WRITER_ACTOR_MOST; i++) { /* the first is taken, the others wait behind it */
        caller[i].at = 1000 + i;
        assert_int_equal(pthread_create(&caller[i].thread, NULL, call_one, &caller[i]), 0);
        if (i == 0)
            sleep_ms(100);
    }
    wait_until_waiting(WRITER_ACTOR_MOST);
    assert_int_equal(post("zhang", 2000, &answer, &error), FPL_E_BUSY); /* he has enough in it */
    fpl_batch_drop(batch);
    for (int i = 0; i <= WRITER_ACTOR_MOST; i++) {
        pthread_join(caller[i].thread, NULL);
        assert_int_equal(caller[i].wrong, FPL_OK);
        assert_true(caller[i].seq[0] > 0);
    }
    assert_int_equal(post("zhang", 2000, &answer, &error), FPL_OK);
    assert_int_equal(answer.status, FPL_OK); /* what was too much has left nothing */
}

/* ---- a longer work ---- */

struct chunks {
    struct writer_work work;
    struct caller *caller;
    int between, ended;
    enum fpl_status status;
    pthread_mutex_t mutex;
    pthread_cond_t cond;
};

/* A work of three chunks; before the second a command comes, which must not wait for the third. */
static enum fpl_status run_chunks(struct writer_work *work, struct fpl_session *session, const atomic_int *stop,
                                  struct fpl_error *error) {
    struct chunks *chunks = (struct chunks *)(void *)work;
    (void)session;
    (void)stop;
    (void)error;
    assert_int_equal(pthread_create(&chunks->caller->thread, NULL, call_one, chunks->caller), 0);
    wait_until_waiting(1);
    writer_between(writer);
    chunks->between = 1;
    return FPL_OK;
}

static void end_chunks(struct writer_work *work, enum fpl_status status, const struct fpl_error *error) {
    struct chunks *chunks = (struct chunks *)(void *)work;
    (void)error;
    pthread_mutex_lock(&chunks->mutex);
    chunks->ended = 1;
    chunks->status = status;
    pthread_cond_signal(&chunks->cond);
    pthread_mutex_unlock(&chunks->mutex);
}

static void test_service_writer__commands_pass_a_work(void **state) {
    static struct caller caller = {.at = 3000};
    static struct chunks chunks = {.work = {run_chunks, end_chunks, NULL},
                                   .caller = &caller,
                                   .mutex = PTHREAD_MUTEX_INITIALIZER,
                                   .cond = PTHREAD_COND_INITIALIZER};
    struct fpl_error error = {0};
    (void)state;
    assert_int_equal(writer_begin(writer, &chunks.work, &error), FPL_OK);
    pthread_mutex_lock(&chunks.mutex);
    while (!chunks.ended)
        pthread_cond_wait(&chunks.cond, &chunks.mutex);
    pthread_mutex_unlock(&chunks.mutex);
    pthread_join(caller.thread, NULL);
    assert_int_equal(chunks.status, FPL_OK);
    assert_int_equal(chunks.between, 1);
    assert_int_equal(caller.wrong, FPL_OK);
}

/* ---- the stop ---- */

static void test_service_writer__a_stop_empties_the_queue(void **state) {
    static struct caller caller[6];
    struct fpl_batch *batch = NULL;
    struct fpl_error error = {0};
    (void)state;
    assert_int_equal(fpl_batch_begin(city.w.session, &batch, &error), FPL_OK);
    for (int i = 0; i < 6; i++) {
        caller[i].at = 4000 + i;
        assert_int_equal(pthread_create(&caller[i].thread, NULL, call_one, &caller[i]), 0);
        if (i == 0)
            sleep_ms(100);
    }
    wait_until_waiting(5);
    fpl_batch_drop(batch);
    writer_close(writer);
    for (int i = 0; i < 6; i++) {
        pthread_join(caller[i].thread, NULL);
        assert_int_equal(caller[i].wrong, FPL_OK);
    }
    assert_int_equal(writer_open(city.w.path, &host, &writer, &error), FPL_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_service_writer__many_callers),
        cmocka_unit_test(test_service_writer__a_question_records_nothing),
        cmocka_unit_test(test_service_writer__one_refusal_is_one_caller_s),
        cmocka_unit_test(test_service_writer__another_program_is_waited_for),
        cmocka_unit_test(test_service_writer__commands_pass_a_work),
        cmocka_unit_test(test_service_writer__a_stop_empties_the_queue),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
