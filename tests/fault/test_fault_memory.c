/* timeout: 240 */
/* Each allocation, ours and SQLite's, fails once: the answer is a status, nothing is half done, and the same work done
 * again succeeds. The program is linked with --wrap for malloc and its kin. There are thousands of them: FPL_WHOLE=1
 * takes every fifth, third, or second, from another one on each time: those that follow each other mostly belong to one
 * call, which ends by the same way. A usual run takes every eighth of those. */
#include "story.h"
#include "tests/unit/base_support.h"

#include <sqlite3.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *text);

static int armed, left, failed;

static int fails(void) {
    if (!armed || failed || --left > 0)
        return 0;
    failed = 1;
    return 1;
}

void *__wrap_malloc(size_t n) {
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size) {
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n) {
    return fails() ? NULL : __real_realloc(p, n);
}

char *__wrap_strdup(const char *text) {
    return fails() ? NULL : __real_strdup(text);
}

static sqlite3_mem_methods plain;

static void *sqlite_malloc(int n) {
    return fails() ? NULL : plain.xMalloc(n);
}

static void *sqlite_realloc(void *p, int n) {
    return fails() ? NULL : plain.xRealloc(p, n);
}

static void arm(int at) {
    left = at;
    failed = 0;
    armed = 1;
}

static int disarm(void) {
    armed = 0;
    return failed;
}

/* ---- what is done ---- */

typedef enum fpl_status (*work)(struct world *w);

static enum fpl_status whole_story(struct world *w) {
    struct story story;
    enum fpl_status status = fpl_session_open(w->path, FPL_WRITE, &w->host, &w->session, &w->error);
    return status ? status : story_run(w, &story);
}

static enum fpl_status verify_and_rebuild(struct world *w) {
    struct fpl_verify_report report;
    enum fpl_status status = fpl_session_open(w->path, FPL_WRITE, &w->host, &w->session, &w->error);
    if (!status)
        status = world_verify(w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report);
    if (status == FPL_E_TAMPERED)
        fail_msg("%s", report.where);
    return status ? status : fpl_rebuild(w->session, NULL, NULL, &w->error);
}

static enum fpl_status ignore_total(void *ctx, const struct fpl_total *total) {
    (void)ctx;
    (void)total;
    return FPL_OK;
}

static enum fpl_status ignore_posting(void *ctx, const struct fpl_posted *posting) {
    (void)ctx;
    (void)posting;
    return FPL_OK;
}

static enum fpl_status ignore_item(void *ctx, const struct fpl_item *item) {
    (void)ctx;
    (void)item;
    return FPL_OK;
}

static enum fpl_status reads(struct world *w) {
    struct fpl_view *view = NULL;
    struct fpl_checkpoint checkpoint;
    struct fpl_view_spec spec = {.actor = FPL_STR("root"), .as_of = world_day("2026-05-01"), .known_by = w->now};
    enum fpl_status status = fpl_session_open(w->path, FPL_READ, &w->host, &w->session, &w->error);
    if (!status)
        status = fpl_view_open(w->session, &spec, &view, &w->error);
    if (!status)
        status = fpl_read_totals(view, 1, FPL_DATE_MIN, FPL_DATE_MAX, 1, ignore_total, NULL, &w->error);
    if (!status)
        status =
            fpl_read_postings(view, 1, FPL_STR("1001"), FPL_DATE_MIN, FPL_DATE_MAX, ignore_posting, NULL, &w->error);
    if (!status)
        status = fpl_read_items(view, 1, "entry", ignore_item, NULL, &w->error);
    if (!status)
        status = fpl_read_checkpoint(view, 1, &checkpoint, &w->error);
    fpl_view_close(view);
    return status;
}

/* ---- each allocation in turn ---- */

static char *read_file(const char *path, size_t *n) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *n = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*n);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *n, file), *n);
    fclose(file);
    return bytes;
}

static void fresh(struct world *w, const char *base, size_t n) {
    static const char *const suffix[] = {"-wal", "-shm"};
    for (int i = 0; i < 2; i++) {
        char name[400];
        snprintf(name, sizeof name, "%s%s", w->path, suffix[i]);
        unlink(name);
    }
    FILE *file = fopen(w->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(base, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static uint64_t turned; /* where this run begins */

static void each_allocation(work do_work, int told_before, int step) {
    struct world w;
    struct story none = {.acked_rows = 0}, story;
    size_t n = 0;
    if (!sweep_is_whole())
        step *= 8;
    int at = 1 + (int)random_below(&turned, step), rounds = 0, happened = 1;
    story_begin(&w);
    w.now += 100000;
    if (told_before) {
        world_reopen(&w, FPL_WRITE);
        assert_int_equal(story_run(&w, &story), FPL_OK);
        fpl_session_close(w.session);
        w.session = NULL;
    }
    char *base = read_file(w.path, &n);
    int64_t now = w.now;
    for (; happened; at += step) {
        fresh(&w, base, n);
        w.now = now;
        arm(at);
        enum fpl_status status = do_work(&w);
        happened = disarm();
        if (status && status != FPL_E_NOMEM && status != FPL_E_IO)
            fail_msg("allocation %d: %s %s", at, fpl_status_name(status), w.error.arg[0]);
        if (!happened)
            assert_int_equal(status, FPL_OK);
        fpl_session_close(w.session);
        w.session = NULL;
        if (!told_before && rounds++ % 5 == 0)
            story_check(&w, &none);
    }
    assert_true(at > 100);
    free(base);
    world_end(&w);
}

static void test_fault_memory__commands_and_import(void **state) {
    (void)state;
    each_allocation(whole_story, 0, 5);
}

static void test_fault_memory__verify_and_rebuild(void **state) {
    (void)state;
    each_allocation(verify_and_rebuild, 1, 3);
}

static void test_fault_memory__reads(void **state) {
    (void)state;
    each_allocation(reads, 1, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fault_memory__commands_and_import),
        cmocka_unit_test(test_fault_memory__verify_and_rebuild),
        cmocka_unit_test(test_fault_memory__reads),
    };
    if (sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain) != SQLITE_OK)
        return 1;
    turned = random_seed("test_fault_memory");
    sqlite3_mem_methods failing = plain;
    failing.xMalloc = sqlite_malloc;
    failing.xRealloc = sqlite_realloc;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &failing) != SQLITE_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
