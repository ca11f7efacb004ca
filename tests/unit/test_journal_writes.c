/* A transaction names the books that it writes to. */
#include "world.h"

static enum fpl_status append_to(struct world *w, int32_t id) {
    struct fpl_open_book *book = NULL;
    struct fpl_draft draft;
    struct fpl_appended appended;
    assert_int_equal(fpl_journal__book(w->session, id, &book, &w->error), FPL_OK);
    fpl_draft__begin(&draft, "user.enrolled");
    draft.actor = FPL_STR("root");
    draft.role = FPL_STR("admin");
    return fpl_journal__append(w->session, book, &draft, &appended, &w->error);
}

static void code_of(struct world *w, int32_t id, char out[65]) {
    struct fpl_open_book *book = NULL;
    assert_int_equal(fpl_journal__begin(w->session, 0, &w->error), FPL_OK);
    assert_int_equal(fpl_journal__book(w->session, id, &book, &w->error), FPL_OK);
    fpl_str_copy(fpl_str_of(book->info.code), out, 65);
    fpl_journal__rollback(w->session);
}

static void test_journal_writes__named_books_and_no_other(void **state) {
    (void)state;
    struct world w;
    char one[65], two[65];
    world_populate(&w);
    code_of(&w, 1, one);
    code_of(&w, 2, two);
    struct fpl_str names[3] = {fpl_str_of(two), FPL_STR("no-such-book"), fpl_str_of(two)};
    assert_int_equal(fpl_journal__begin_books(w.session, names, 3, &w.error), FPL_OK);
    assert_false(fpl_journal__may_write(w.session, 0));
    assert_int_equal(append_to(&w, 2), FPL_OK);
    assert_int_equal(append_to(&w, 1), FPL_E_BUG);
    assert_string_equal(w.error.arg[1], one);
    assert_int_equal(append_to(&w, 0), FPL_E_BUG);
    assert_int_equal(append_to(&w, 2), FPL_OK); /* nothing was written, so the transaction goes on */
    assert_int_equal(fpl_journal__commit(w.session, &w.error), FPL_OK);
    names[1] = FPL_STR("registry");
    names[2] = fpl_str_of(one);
    assert_int_equal(fpl_journal__begin_books(w.session, names, 3, &w.error), FPL_OK);
    assert_int_equal(w.session->writes.n, 3); /* in order, whatever order they are named in */
    for (int i = 0; i < 3; i++)
        assert_int_equal(w.session->writes.book[i], i);
    assert_int_equal(append_to(&w, 1), FPL_OK);
    assert_int_equal(append_to(&w, 0), FPL_OK);
    fpl_journal__rollback(w.session);
    assert_int_equal(fpl_journal__begin(w.session, 0, &w.error), FPL_OK);
    assert_false(fpl_journal__may_write(w.session, 1));
    fpl_journal__rollback(w.session);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_writes__named_books_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
