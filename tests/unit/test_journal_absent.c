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

/* ---- numbered states of what several books share ---- */

#define STATE "ledger.thing"

static int64_t newest(struct keys *k, int n) {
    char text[32];
    struct fpl_shared thing = {.kind = STATE, .key = name_of(n, text)};
    assert_int_equal(fpl_journal__newest_state(k->w.session, &thing, &k->w.error), FPL_OK);
    return thing.n;
}

static void write_state(struct keys *k, int n, int64_t number) {
    char text[32], key[64];
    snprintf(key, sizeof key, "%s|%lld", name_of(n, text).p, (long long)number);
    assert_int_equal(
        fpl_fold__item(&k->fold, k->book, number, FPL_STR(STATE), fpl_str_of(key), FPL_STR("{}"), &k->w.error), FPL_OK);
}

static void state_rounds(struct keys *k, int rounds, int each) {
    for (int round = 0; round < rounds; round++) {
        must_begin(k);
        for (int i = 0; i < each; i++) {
            int n = (int)(next(k) % KEYS);
            assert_int_equal(newest(k, n), k->there[n]);
            if (next(k) % 3 == 0 && k->there[n] < 9)
                write_state(k, n, ++k->there[n]);
        }
        commit(k);
    }
}

/* At once and behind: the newest state is found, whether it was written now, before, or by a session before this one.
 */
static void test_journal_absent__states_are_found(void **state) {
    (void)state;
    for (int behind = 0; behind < 2; behind++) {
        struct keys k;
        keys_begin(&k, behind);
        for (int i = 0; i < 3; i++) {
            if (behind)
                fpl_store__start_behind(k.w.session->store);
            state_rounds(&k, 10, 400);
            assert_int_equal(fpl_store__settle(k.w.session->store, &k.w.error), FPL_OK);
            world_reopen(&k.w, FPL_WRITE);
            k.fold = (struct fpl_fold){k.w.session->store, &k.w.session->set};
            k.w.session->set.absent.many = behind;
        }
        must_begin(&k);
        for (int n = 0; n < KEYS; n++)
            assert_int_equal(newest(&k, n), k.there[n]);
        fpl_journal__rollback(k.w.session);
        world_end(&k.w);
    }
}

/* A thing with a number greater than those before: it has no state, and gets its first. */
static void rise(struct keys *k, int n, int write) {
    char text[32], key[64];
    snprintf(text, sizeof text, "b|%06d", n);
    snprintf(key, sizeof key, "%s|1", text);
    struct fpl_shared thing = {.kind = STATE, .key = fpl_str_of(text)};
    assert_int_equal(fpl_journal__newest_state(k->w.session, &thing, &k->w.error), FPL_OK);
    assert_int_equal(thing.n, 0);
    if (write)
        assert_int_equal(
            fpl_fold__item(&k->fold, k->book, n, FPL_STR(STATE), fpl_str_of(key), FPL_STR("{}"), &k->w.error), FPL_OK);
}

/* Keys that rise ask nothing: their greatest one is known. */
static void test_journal_absent__states_that_rise(void **state) {
    (void)state;
    struct keys k;
    keys_begin(&k, 1);
    fpl_store__start_behind(k.w.session->store);
    for (int round = 0; round < 4; round++) {
        must_begin(&k);
        for (int i = 0; i < 1000; i++)
            rise(&k, round * 1000 + i, 1);
        commit(&k);
    }
    for (int i = 0; i < FPL_ABSENT_KINDS; i++)
        assert_false(k.w.session->set.absent.kind[i].book == FPL_ABSENT_SHARED); /* nothing was asked in vain */
    assert_int_equal(fpl_store__settle(k.w.session->store, &k.w.error), FPL_OK);
    world_end(&k.w);
}

/* Another book's session writes a state while this one writes behind and takes it for absent: it must not go through.
 * What the other wrote elsewhere is no hindrance. What was only read
 * counts as what was written. */
static void states_beside(int same, int write) {
    struct keys k;
    struct world other;
    char key[64];
    struct world_entry thing = {
        .item_kind = STATE, .item_key = key, .item_data = "{}", .kind = "thing.noted", .occurred = "2026-01-05"};
    keys_begin(&k, 1);
    int32_t beside = world_book(&k.w, "g");
    world_reopen(&k.w, FPL_WRITE);
    k.fold = (struct fpl_fold){k.w.session->store, &k.w.session->set};
    k.w.session->set.absent.many = 1;
    fpl_store__start_behind(k.w.session->store);
    must_begin(&k);
    for (int n = 0; n < 50; n++)
        rise(&k, n, 1);
    commit(&k);
    assert_int_equal(fpl_store__settle(k.w.session->store, &k.w.error), FPL_OK);
    snprintf(key, sizeof key, "b|%06d|1", same ? 60 : 61);
    other = k.w;
    other.session = NULL;
    world_reopen(&other, FPL_WRITE);
    assert_int_equal(world_try(&other, beside, &thing, NULL), FPL_OK);
    fpl_session_close(other.session);
    must_begin(&k);
    rise(&k, 60, write); /* not asked for: it is beyond all that this session knows */
    enum fpl_status status = fpl_journal__commit(k.w.session, &k.w.error);
    assert_true(status == FPL_OK || status == FPL_E_MEANWHILE); /* told now or by the next call */
    assert_int_equal(fpl_store__settle(k.w.session->store, &k.w.error), same ? FPL_E_MEANWHILE : FPL_OK);
    world_end(&k.w);
}

static void test_journal_absent__states_of_another_book(void **state) {
    (void)state;
    for (int write = 0; write < 2; write++) {
        states_beside(0, write);
        states_beside(1, write);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_absent__what_is_there_is_found),
        cmocka_unit_test(test_journal_absent__few_questions),
        cmocka_unit_test(test_journal_absent__another_session),
        cmocka_unit_test(test_journal_absent__states_are_found),
        cmocka_unit_test(test_journal_absent__states_that_rise),
        cmocka_unit_test(test_journal_absent__states_of_another_book),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
