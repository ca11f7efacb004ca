/* Items known not to be stored: whatever the order of keys, a look-up finds what is there, and the store is asked for
 * less and less of what is not. */
#include "world.h"

#define KEYS 4000

struct keys {
    struct world w;
    struct fpl_fold fold;
    int32_t book;
    uint8_t there[KEYS];
    unsigned seed;
};

static void keys_begin(struct keys *k, int many) {
    *k = (struct keys){.seed = 7};
    world_begin(&k->w);
    k->book = world_book(&k->w, "f");
    world_reopen(&k->w, FPL_WRITE);
    k->fold = (struct fpl_fold){k->w.session->store, &k->w.session->set};
    k->w.session->set.absent.many = many;
}

static unsigned next(struct keys *k) {
    k->seed = k->seed * 1103515245u + 12345u;
    return k->seed >> 8;
}

/* Seven beginnings; numbers in no order, of different lengths. */
static struct fpl_str name_of(int n, char text[32]) {
    snprintf(text, 32, "b%d|%x", n % 7, (unsigned)n * 2654435761u);
    return fpl_str_of(text);
}

static int look_up(struct keys *k, int n) {
    struct fpl_item_value *value = NULL;
    char text[32];
    assert_int_equal(fpl_fold__item_value(&k->fold, k->book, FPL_STR("thing"), name_of(n, text), &value, &k->w.error),
                     FPL_OK);
    return value->data.n > 0;
}

static void must_begin(struct keys *k) {
    struct fpl_open_book *book = NULL;
    assert_int_equal(fpl_journal__begin(k->w.session, 1, &k->w.error), FPL_OK);
    assert_int_equal(fpl_journal__book(k->w.session, k->book, &book, &k->w.error), FPL_OK);
}

static void commit(struct keys *k) {
    assert_int_equal(fpl_journal__commit(k->w.session, &k->w.error), FPL_OK);
}

static void some_rounds(struct keys *k, int rounds, int each) {
    char text[32];
    for (int round = 0; round < rounds; round++) {
        must_begin(k);
        for (int i = 0; i < each; i++) {
            int n = (int)(next(k) % KEYS);
            assert_int_equal(look_up(k, n), k->there[n]);
            if (next(k) % 3)
                continue;
            assert_int_equal(fpl_fold__item(&k->fold, k->book, round, FPL_STR("thing"), name_of(n, text), FPL_STR("{}"),
                                            &k->w.error),
                             FPL_OK);
            k->there[n] = 1;
        }
        commit(k);
    }
}

static void test_journal_absent__what_is_there_is_found(void **state) {
    (void)state;
    for (int many = 0; many < 2; many++) {
        struct keys k;
        keys_begin(&k, many);
        for (int i = 0; i < 4; i++) {
            some_rounds(&k, 10, 150);
            world_reopen(&k.w, FPL_WRITE); /* nothing is known any more but what is stored */
            k.fold = (struct fpl_fold){k.w.session->store, &k.w.session->set};
            k.w.session->set.absent.many = many;
        }
        world_end(&k.w);
    }
}

static const struct fpl_absent_kind *learnt(const struct keys *k) {
    for (int i = 0; i < FPL_ABSENT_KINDS; i++)
        if (k->w.session->set.absent.kind[i].bits)
            return &k->w.session->set.absent.kind[i];
    return NULL;
}

/* Once the stored keys are read, nearly no key that is not there costs a question. */
static void test_journal_absent__few_questions(void **state) {
    (void)state;
    struct keys k;
    char text[32];
    keys_begin(&k, 1);
    must_begin(&k);
    for (int n = 0; n < KEYS; n += 2) {
        assert_int_equal(
            fpl_fold__item(&k.fold, k.book, 1, FPL_STR("thing"), name_of(n, text), FPL_STR("{}"), &k.w.error), FPL_OK);
        k.there[n] = 1;
    }
    commit(&k);
    world_reopen(&k.w, FPL_WRITE);
    k.fold = (struct fpl_fold){k.w.session->store, &k.w.session->set};
    must_begin(&k);
    for (int n = 1; n < KEYS / 2; n += 2)
        assert_false(look_up(&k, n));
    const struct fpl_absent_kind *kind = learnt(&k);
    assert_non_null(kind);
    assert_true(kind->is_whole);
    int64_t asked = kind->asked;
    for (int n = KEYS / 2; n < KEYS; n++)
        assert_int_equal(look_up(&k, n), k.there[n]);
    assert_in_range(kind->asked, asked, asked + 5);
    commit(&k);
    world_end(&k.w);
}

/* What another session has written since is met again. */
static void test_journal_absent__another_session(void **state) {
    (void)state;
    struct keys k;
    struct world other;
    char text[32];
    struct world_entry thing = {
        .item_kind = "thing", .item_key = text, .item_data = "{}", .kind = "thing.noted", .occurred = "2026-01-05"};
    keys_begin(&k, 1);
    some_rounds(&k, 8, 500);
    assert_non_null(learnt(&k));
    int n = 0;
    while (k.there[n])
        n++;
    must_begin(&k);
    assert_false(look_up(&k, n));
    fpl_journal__rollback(k.w.session);
    some_rounds(&k, 4, 500);
    while (k.there[n])
        n++;
    other = k.w;
    other.session = NULL;
    world_reopen(&other, FPL_WRITE);
    (void)name_of(n, text);
    assert_int_equal(world_try(&other, k.book, &thing, NULL), FPL_OK);
    fpl_session_close(other.session);
    must_begin(&k);
    assert_true(look_up(&k, n));
    fpl_journal__rollback(k.w.session);
    world_end(&k.w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_absent__what_is_there_is_found),
        cmocka_unit_test(test_journal_absent__few_questions),
        cmocka_unit_test(test_journal_absent__another_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
