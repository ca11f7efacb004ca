/* timeout: 180 */
/* Each operation that changes a file fails once, or is the last one before the power goes: what was acknowledged is
 * there, the file verifies, and the same commands given again end in the same books. */
#include "cut_vfs.h"
#include "story.h"

static char *base; /* the ledger file before the story */
static size_t base_n;

static void load_base(void) {
    struct world w;
    story_begin(&w);
    FILE *file = fopen(w.path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    base_n = (size_t)ftell(file);
    rewind(file);
    base = malloc(base_n);
    assert_non_null(base);
    assert_int_equal(fread(base, 1, base_n, file), base_n);
    fclose(file);
    world_end(&w);
}

static void fresh(struct world *w) {
    world_begin(w);
    w->random = 1 << 20; /* the ledger that it begins with has used the first ones */
    fpl_session_close(w->session);
    w->session = NULL;
    FILE *file = fopen(w->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(base, 1, base_n, file), base_n);
    assert_int_equal(fclose(file), 0);
    w->now += 100000;
}

/* One run with the fault at operation `at`; 0 when the story ended before it. */
static int run(enum cut_kind kind, int at, int sticky, uint64_t seed) {
    struct world w;
    struct story story = {.acked_rows = 0};
    fresh(&w);
    cut_arm(kind, at, sticky, seed);
    w.host.vfs = CUT_VFS_NAME;
    enum fpl_status status = fpl_session_open(w.path, FPL_WRITE, &w.host, &w.session, &w.error);
    if (!status)
        status = story_run(&w, &story);
    int happened = cut_happened();
    if (!happened)
        assert_int_equal(status, FPL_OK);
    if (status && w.session && !(kind == CUT_POWER)) {
        /* a clean error or a poisoned session, never a session that goes on with half a transaction */
        struct fpl_verify_report report;
        enum fpl_status then = world_verify(&w, FPL_VERIFY_EVIDENCE, &report);
        if (then == FPL_E_TAMPERED)
            fail_msg("after %s at %d: %s", fpl_status_name(status), at, report.where);
        if (status != FPL_E_IO && status != FPL_E_DISK_FULL && status != FPL_E_NOT_FOUND && status != FPL_E_READONLY)
            fail_msg("%s at %d", fpl_status_name(status), at);
    }
    fpl_session_close(w.session);
    w.session = NULL;
    cut_settle();
    w.host.vfs = NULL;
    story_check(&w, &story);
    world_end(&w);
    return happened;
}

static void every_operation(enum cut_kind kind, int sticky, int seeds) {
    int at = 1, happened = 1;
    for (; happened; at++)
        for (int seed = 0; seed < seeds && happened; seed++)
            happened = run(kind, at, sticky, (uint64_t)(at * 131 + seed));
    assert_true(at > 40); /* there were operations to fail */
}

static void test_fault_disk__power_is_cut(void **state) {
    (void)state;
    every_operation(CUT_POWER, 1, 3);
}

static void test_fault_disk__one_operation_fails(void **state) {
    (void)state;
    every_operation(CUT_IO_ERROR, 0, 1);
}

static void test_fault_disk__disk_is_full_from_then_on(void **state) {
    (void)state;
    every_operation(CUT_DISK_FULL, 1, 1);
}

/* A failed commit poisons the session: nothing more is answered until it is opened anew. */
static void test_fault_disk__failed_commit_poisons(void **state) {
    (void)state;
    int poisoned = 0;
    for (int at = 1; at < 60; at++) {
        struct world w;
        struct world_entry entry = {.lines = "D1001:1 C3001:1", .occurred = "2026-01-01"};
        fresh(&w);
        w.host.vfs = CUT_VFS_NAME;
        cut_arm(CUT_NONE, 0, 0, 1);
        assert_int_equal(fpl_session_open(w.path, FPL_WRITE, &w.host, &w.session, &w.error), FPL_OK);
        assert_int_equal(world_try(&w, 1, &entry, NULL), FPL_OK);
        cut_arm(CUT_IO_ERROR, at, 0, 1);
        enum fpl_status status = world_try(&w, 1, &entry, NULL);
        int happened = cut_happened();
        if (status && fpl_store__is_poisoned(w.session->store)) {
            struct fpl_view *view = NULL;
            struct fpl_view_spec spec = {.actor = FPL_STR("root"), .as_of = FPL_DATE_NONE};
            assert_int_equal(world_try(&w, 1, &entry, NULL), FPL_E_POISONED);
            assert_int_equal(fpl_view_open(w.session, &spec, &view, &w.error), FPL_E_POISONED);
            poisoned++;
        } else if (status) {
            assert_int_equal(world_try(&w, 1, &entry, NULL), FPL_OK);
        }
        w.host.vfs = NULL;
        world_reopen(&w, FPL_WRITE);
        struct fpl_verify_report report;
        assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
        world_end(&w);
        if (!happened)
            break;
    }
    assert_true(poisoned > 0);
}

static int setup(void **state) {
    (void)state;
    load_base();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    free(base);
    cut_arm(CUT_NONE, 0, 0, 0);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fault_disk__power_is_cut),
        cmocka_unit_test(test_fault_disk__one_operation_fails),
        cmocka_unit_test(test_fault_disk__disk_is_full_from_then_on),
        cmocka_unit_test(test_fault_disk__failed_commit_poisons),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
