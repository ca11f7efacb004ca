/* The outcome of a commit may be unknown, as when a connection is lost after COMMIT was sent. The session says so and
 * does nothing more; the same command with the same key, given to a new one, acts once and learns what became of it. */
#include "desk_world.h"
#include "ledger/store/internal.h"

static const struct fpl_driver *real;
static struct fpl_driver lossy; /* the engine, but for one commit whose answer is lost */
static enum outcome { ANSWERED, LOST_AFTER, LOST_BEFORE } next_commit;

static enum fpl_status commit(struct fpl_db *db, struct fpl_error *error) {
    if (next_commit == ANSWERED)
        return real->commit(db, error);
    if (next_commit == LOST_BEFORE)
        real->rollback(db);
    else if (real->commit(db, error))
        return FPL_E_BUG;
    next_commit = ANSWERED;
    return fpl_fail(error, FPL_E_UNKNOWN, NULL, NULL, NULL);
}

static void lose(struct city *city, enum outcome which) {
    real = city->w.session->store->driver;
    lossy = *real;
    lossy.commit = commit;
    city->w.session->store->driver = &lossy;
    next_commit = which;
}

#define ENTRY                                                                                                          \
    "zhang journal.post f entry=J-1; occurred=2026-03-01; memo=费; !lines=D6403:1.00 C100201:1.00; !request=R-1"

static void test_desk_unknown__a_command_is_repeated_by_its_key(void **state) {
    (void)state;
    for (enum outcome which = LOST_AFTER; which <= LOST_BEFORE; which++) {
        struct city city;
        char text[200];
        city_begin(&city);
        int64_t size = city_size(&city, "f");
        lose(&city, which);
        assert_int_equal(city_try(&city, ENTRY), FPL_E_UNKNOWN);
        assert_string_equal(fpl_error_message(&city.error, 0, text, sizeof text),
                            "outcome unknown; repeat with the same key");
        assert_int_equal(city_try(&city, ENTRY), FPL_E_POISONED); /* whatever it holds may not be so */
        world_reopen(&city.w, FPL_WRITE);
        assert_int_equal(city_try(&city, ENTRY), which == LOST_AFTER ? FPL_ALREADY : FPL_OK);
        assert_int_equal(city.answer.seq, size);
        assert_int_equal(city_size(&city, "f"), size + 1);
        city_verify(&city);
        city_end(&city);
    }
}

/* An import has its submission for a key: the same command goes on after the last chunk that is there. */
static void test_desk_unknown__an_import_goes_on(void **state) {
    static const char *const row[] = {"entry=J-1; occurred=2026-03-01; memo=费; !lines=D6403:1.00 C100201:1.00",
                                      "entry=J-2; occurred=2026-03-01; memo=费; !lines=D6403:2.00 C100201:2.00", NULL};
    const struct city_import spec = {
        .actor = "zhang", .checker = "li", .book = "f", .command = "journal.post", .submission = "S-1"};
    (void)state;
    for (enum outcome which = LOST_AFTER; which <= LOST_BEFORE; which++) {
        struct city city;
        struct fpl_import *import = NULL;
        enum fpl_import_state how;
        city_begin(&city);
        assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
        assert_int_equal(city_rows(&city, import, &spec, row, 0), 2);
        lose(&city, which);
        assert_int_equal(fpl_import_flush(import, &city.error), FPL_E_UNKNOWN);
        assert_int_equal(fpl_import_finish(import, &city.error), FPL_E_UNKNOWN); /* nothing may follow it */
        fpl_import_close(import);
        world_reopen(&city.w, FPL_WRITE);
        assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
        assert_int_equal(how, FPL_IMPORT_RESUMED);
        assert_int_equal(city_rows(&city, import, &spec, row, 0), which == LOST_AFTER ? 0 : 2);
        assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
        struct fpl_import_counts counts;
        fpl_import_count(import, &counts);
        assert_int_equal(counts.accepted, 2);
        fpl_import_close(import);
        city_verify(&city);
        city_end(&city);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_unknown__a_command_is_repeated_by_its_key),
        cmocka_unit_test(test_desk_unknown__an_import_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
