/* Several commands in one commit are what they are one by one: every answer, every byte. What the machine fails is gone
 * as a whole, and its keys are as good as before. */
#include "desk_world.h"
#include "forger.h"
#include "ledger/store/internal.h"

#define ENTRY(no, yuan, key)                                                                                           \
    "zhang journal.post f entry=" no "; occurred=2026-03-01; memo=费; !lines=D6403:" yuan " C100201:" yuan             \
    "; !request=" key

/* ---- as one by one ---- */

static void bodies(struct city *city, struct fpl_buf *out) {
    struct fpl_buf body = {0};
    int32_t last = 0;
    city_settle(city);
    fpl_buf_reset(out);
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_store__last_book(city->w.session->store, &last, &city->error), FPL_OK);
    fpl_journal__rollback(city->w.session);
    for (int32_t book = 0; book <= last; book++)
        for (int64_t seq = 0, size = world_size(&city->w, book); seq < size; seq++) {
            world_body(&city->w, book, seq, &body);
            fpl_buf_addf(out, "%d/%lld %s\n", (int)book, (long long)seq, body.p);
        }
    fpl_buf_release(&body);
}

/* The story that has a record of every kind. */
static void test_desk_batch__is_as_one_by_one(void **state) {
    static const int most[] = {0, 2, 7, 1000};
    struct fpl_buf single = {0}, grouped = {0};
    (void)state;
    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
        struct city city;
        city_group(most[i]);
        forger_story(&city);
        bodies(&city, i ? &grouped : &single);
        if (i && (single.n != grouped.n || memcmp(single.p, grouped.p, single.n) != 0))
            fail_msg("%d commands a commit: other bodies", most[i]);
        city_verify(&city);
        city_end(&city);
    }
    city_group(0);
    fpl_buf_release(&single);
    fpl_buf_release(&grouped);
}

static enum fpl_status give(struct city *city, struct fpl_batch *batch, const char *text) {
    memset(&city->answer, 0, sizeof city->answer);
    memset(&city->error, 0, sizeof city->error);
    enum fpl_status status = fpl_batch_give(batch, city_parse(city, text), &city->answer, &city->error);
    return status ? status : city->answer.status;
}

static struct fpl_batch *begin(struct city *city) {
    struct fpl_batch *batch = NULL;
    assert_int_equal(fpl_batch_begin(city->w.session, &batch, &city->error), FPL_OK);
    return batch;
}

/* A refusal is a record, a fault of form is none, a key acts once, and each sees those before it. */
static void test_desk_batch__each_has_its_own_answer(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t size = city_size(&city, "f"), registry = city_size(&city, "registry");
    struct fpl_batch *batch = begin(&city);
    assert_int_equal(give(&city, batch, ENTRY("J-1", "1.00", "R-1")), FPL_OK);
    assert_int_equal(city.answer.seq, size);
    assert_int_equal(give(&city, batch, "zhang journal.post f occurred=2026-13-01; memo=x; !lines=D6403:1 C100201:1"),
                     FPL_E_DATE_INVALID);
    assert_int_equal(give(&city, batch, "li journal.post f occurred=2026-03-01; memo=x; !lines=D6403:1 C100201:1"),
                     FPL_E_ROLE);
    assert_int_equal(give(&city, batch, ENTRY("J-1", "2.00", "R-2")), FPL_E_KEY_CHANGED);
    assert_int_equal(city.answer.seq, size + 1);
    assert_int_equal(give(&city, batch, ENTRY("J-1", "1.00", "R-1")), FPL_ALREADY);
    assert_int_equal(city.answer.seq, size);
    assert_int_equal(give(&city, batch, ENTRY("J-1", "2.00", "R-2")), FPL_E_KEY_CHANGED); /* by its key */
    assert_int_equal(city.answer.seq, size + 1);
    assert_int_equal(give(&city, batch, "root user.enrol - user=neu; name=新; roles=recorder"), FPL_OK);
    assert_int_equal(give(&city, batch,
                          "neu journal.post f entry=J-2; occurred=2026-03-02; memo=y; "
                          "!lines=D6403:3.00 C100201:3.00"),
                     FPL_OK);
    assert_int_equal(city.answer.seq, size + 2);
    assert_int_equal(fpl_batch_commit(batch, &city.error), FPL_OK);
    assert_int_equal(city_size(&city, "f"), size + 3);
    assert_int_equal(city_size(&city, "registry"), registry + 1);
    city_verify(&city);
    batch = begin(&city); /* of which nothing is left */
    assert_int_equal(give(&city, batch, "li journal.post f occurred=2026-03-01; memo=x; !lines=D6403:1 C100201:1"),
                     FPL_E_ROLE);
    assert_int_equal(fpl_batch_commit(batch, &city.error), FPL_OK);
    assert_int_equal(city_size(&city, "f"), size + 3);
    city_end(&city);
}

/* ---- the machine ---- */

static const struct fpl_driver *real;
static struct fpl_driver failing; /* the engine, but for one commit, or for a statement */
static enum fpl_status commit_answer;
static int commit_happens, steps_left;

static enum fpl_status commit(struct fpl_db *db, struct fpl_error *error) {
    if (commit_happens && real->commit(db, error))
        return FPL_E_BUG;
    if (!commit_happens)
        real->rollback(db);
    failing.commit = real->commit;
    return fpl_fail(error, commit_answer, "test", NULL, NULL);
}

static enum fpl_status step(struct fpl_stmt *stmt, int *row, struct fpl_error *error) {
    if (steps_left > 0 && --steps_left == 0)
        return fpl_fail(error, FPL_E_IO, "test", NULL, NULL);
    return real->step(stmt, row, error);
}

static void fail_next(struct city *city, enum fpl_status answer, int happens, int steps) {
    real = city->w.session->store->driver;
    failing = *real;
    commit_answer = answer;
    commit_happens = happens;
    steps_left = steps;
    if (steps)
        failing.step = step;
    else
        failing.commit = commit;
    city->w.session->store->driver = &failing;
}

static const char *const three[] = {ENTRY("J-1", "1.00", "R-1"),
                                    "zhang party.register - party=N-9; name=某人; kind=person; !request=R-2",
                                    ENTRY("J-2", "2.00", "R-3")};

static void give_three(struct city *city, enum fpl_status expected, enum fpl_status end) {
    struct fpl_batch *batch = begin(city);
    for (int i = 0; i < 3; i++)
        assert_int_equal(give(city, batch, three[i]), expected);
    assert_int_equal(fpl_batch_commit(batch, &city->error), end);
}

static void test_desk_batch__a_commit_fails(void **state) {
    static const struct {
        enum fpl_status answer;
        int happens;
    } each[] = {{FPL_E_UNKNOWN, 1}, {FPL_E_UNKNOWN, 0}, {FPL_E_DISK_FULL, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        struct city city;
        struct fpl_batch *batch = NULL;
        city_begin(&city);
        int64_t size = city_size(&city, "f");
        fail_next(&city, each[i].answer, each[i].happens, 0);
        give_three(&city, FPL_OK, each[i].answer);
        assert_int_equal(fpl_batch_begin(city.w.session, &batch, &city.error), FPL_E_POISONED);
        assert_null(batch);
        world_reopen(&city.w, FPL_WRITE);
        assert_int_equal(city_size(&city, "f"), each[i].happens ? size + 2 : size);
        give_three(&city, each[i].happens ? FPL_ALREADY : FPL_OK, FPL_OK);
        assert_int_equal(city_size(&city, "f"), size + 2);
        city_verify(&city);
        city_end(&city);
    }
}

/* Wherever a statement fails, the batch answers that from then on, nothing is recorded, and the keys act later. */
static void test_desk_batch__a_statement_fails(void **state) {
    int failed = 0;
    (void)state;
    for (int steps = 1; steps < 400; steps += 1 + steps / 8) {
        struct city city;
        enum fpl_status met = FPL_OK;
        city_begin(&city);
        int64_t size = city_size(&city, "f");
        fail_next(&city, FPL_OK, 0, steps);
        struct fpl_batch *batch = NULL;
        if (fpl_batch_begin(city.w.session, &batch, &city.error) == FPL_OK) {
            for (int i = 0; i < 3; i++) {
                enum fpl_status status = give(&city, batch, three[i]);
                if (status && !met)
                    met = status;
                assert_int_equal(status, met);
            }
            enum fpl_status end = fpl_batch_commit(batch, &city.error);
            assert_true(met == FPL_OK || end == met);
            met = end;
        } else {
            met = FPL_E_IO;
        }
        failed += met != FPL_OK;
        city.w.session->store->driver = real;
        world_reopen(&city.w, FPL_WRITE);
        assert_int_equal(city_size(&city, "f"), met ? size : size + 2);
        give_three(&city, met ? FPL_OK : FPL_ALREADY, FPL_OK);
        assert_int_equal(city_size(&city, "f"), size + 2);
        if (failed % 4 == 1)
            city_verify(&city);
        city_end(&city);
    }
    assert_true(failed > 10);
}

/* ---- what was dropped is not remembered ---- */

static void adopt(struct city *city, struct fpl_batch *batch, const char *rate) {
    char text[2000];
    snprintf(
        text, sizeof text,
        "ren pack.adopt - id=z; version=1; !blob={\"base_kind\":\"OUTSTANDING_PRINCIPAL\",\"beneficiary\":\"BANK\","
        "\"doc_no\":\"测试〔2025〕1号\",\"effective_from\":\"2025-01-01\",\"family\":[\"COMPENSATE_RATE\"],"
        "\"rate_tiers\":[{\"rate\":\"%s\"}],\"rule_binding\":\"BY_REGISTRATION\",\"scheme_id\":\"z\","
        "\"title\":{\"en\":\"test\",\"zh\":\"测试\"},\"version\":1}",
        rate);
    assert_int_equal(give(city, batch, text), FPL_OK);
}

static int64_t claim_in(struct city *city, struct fpl_batch *batch) {
    static const char *const text[] = {
        "ren agreement.sign p agreement=Z-1; party=BK-1; pack=z; version=1; from=2025-06-01; signed=2025-06-01",
        "zhang whitelist.list p firm=X-1; firm_name=X-1; listed_on=2025-01-02; keylist=Y",
        "zhang loan.register p bank=BK-1; contract=C-1; iou=1; firm=X-1; firm_name=X-1; type=CREDIT; "
        "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
        "registered_on=2026-01-05",
        ("zhang claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=C-1; claim_date=2026-10-01; overdue_days=88; "
         "five_class=LOSS; repaid=0")};
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        enum fpl_status status = give(city, batch, text[i]);
        if (status)
            fail_msg("%s: %s [%s] [%s]", text[i], fpl_status_name(status), city->error.arg[0], city->error.arg[1]);
    }
    return fpl_money_minor(city->answer.amount);
}

static void test_desk_batch__what_was_dropped_is_forgotten(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t size = city_size(&city, "p");
    struct fpl_batch *batch = begin(&city);
    adopt(&city, batch, "2/5");
    assert_int_equal(claim_in(&city, batch), 40000);
    fpl_batch_drop(batch);
    fpl_batch_drop(NULL);
    assert_int_equal(city_size(&city, "p"), size);
    batch = begin(&city);
    adopt(&city, batch, "1/2");
    assert_int_equal(claim_in(&city, batch), 50000);
    assert_int_equal(fpl_batch_commit(batch, &city.error), FPL_OK);
    city_verify(&city);
    city_end(&city);
}

/* ---- beside a file ---- */

static const char *const rows[] = {"entry=I-1; occurred=2026-03-01; memo=费; !lines=D6403:1.00 C100201:1.00",
                                   "entry=I-2; occurred=2026-03-01; memo=费; !lines=D6403:2.00 C100201:2.00",
                                   "!bad E_AMOUNT_FORMAT",
                                   "entry=I-4; occurred=2026-03-01; memo=费; !lines=D6403:4.00 C100201:4.00",
                                   "entry=I-5; occurred=2026-03-01; memo=费; !lines=D6403:5.00 C100201:5.00",
                                   NULL};

static void give_between(struct city *city, int chunk) {
    char text[300];
    struct fpl_batch *batch = begin(city);
    snprintf(text, sizeof text,
             "zhang journal.post f entry=B-%d; occurred=2026-03-01; memo=费; !lines=D6403:7.00 C100201:7.00", chunk);
    if (chunk == 2) { /* one that comes to nothing */
        assert_int_equal(give(city, batch, text), FPL_OK);
        fpl_batch_drop(batch);
        batch = begin(city);
    }
    assert_int_equal(give(city, batch, text), FPL_OK);
    snprintf(text, sizeof text, "zhang party.register - party=N-%d; name=某人; kind=person", chunk);
    assert_int_equal(give(city, batch, text), FPL_OK);
    assert_int_equal(fpl_batch_commit(batch, &city->error), FPL_OK);
}

/* The file goes on as if nobody had come between, on the same session; its chunks are as small as was asked. */
static void test_desk_batch__between_two_chunks(void **state) {
    const struct city_import spec = {.actor = "zhang",
                                     .checker = "li",
                                     .book = "f",
                                     .command = "journal.post",
                                     .submission = "S-1",
                                     .chunk_rows = 2};
    struct city city;
    struct fpl_import *import = NULL;
    enum fpl_import_state how;
    struct fpl_import_counts counts;
    struct fpl_row_outcome outcome;
    int chunks = 0;
    (void)state;
    city_begin(&city);
    int64_t size = city_size(&city, "f");
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
    for (int64_t at = 1; rows[at - 1]; at++) {
        city_row(&city, import, &spec, at, rows[at - 1]);
        assert_int_equal(fpl_import_is_full(import), at % 2 == 0);
        if (!fpl_import_is_full(import))
            continue;
        assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
        give_between(&city, ++chunks);
        fpl_import_count(import, &counts);
        assert_int_equal(counts.accepted + counts.refused, at);
    }
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    for (int64_t at = 1; rows[at - 1]; at++) {
        assert_int_equal(fpl_import_outcome(import, at, &outcome, &city.error), FPL_OK);
        assert_int_equal(outcome.status, at == 3 ? FPL_E_AMOUNT_FORMAT : FPL_OK);
    }
    fpl_import_close(import);
    assert_int_equal(chunks, 2);
    assert_int_equal(city_size(&city, "f"), size + 1 + 4 + 3 + 2); /* began, rows, chunks, between them */
    city_verify(&city);
    city_end(&city);
}

/* ---- on a copy ---- */

static void test_desk_batch__a_rehearsal_records_nothing(void **state) {
    const struct city_import spec = {
        .actor = "zhang", .checker = "li", .book = "f", .command = "journal.post", .submission = "S-1"};
    struct city city;
    struct fpl_rehearsal *rehearsal = NULL;
    struct fpl_import *import = NULL;
    enum fpl_import_state how;
    struct fpl_row_outcome outcome;
    char path[400];
    (void)state;
    city_begin(&city);
    int64_t size = city_size(&city, "f");
    snprintf(path, sizeof path, "%s/copy.fpl", city.w.dir);
    assert_int_equal(fpl_rehearsal_begin(city.w.session, path, &rehearsal, &city.error), FPL_OK);
    struct fpl_session *own = city.w.session;
    city.w.session = fpl_rehearsal_session(rehearsal);
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
    for (int64_t at = 1; rows[at - 1]; at++)
        city_row(&city, import, &spec, at, rows[at - 1]);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    assert_int_equal(fpl_import_outcome(import, 5, &outcome, &city.error), FPL_OK);
    assert_int_equal(outcome.status, FPL_OK);
    fpl_import_close(import);
    city.w.session = own;
    city_do(&city, ENTRY("J-1", "1.00", "R-1")); /* nobody waits for it */
    fpl_rehearsal_end(rehearsal);
    fpl_rehearsal_end(NULL);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(city_size(&city, "f"), size + 1);
    assert_int_equal(fpl_rehearsal_begin(city.w.session, city.w.path, &rehearsal, &city.error), FPL_E_EXISTS);
    assert_int_equal(access(city.w.path, F_OK), 0);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_batch__is_as_one_by_one),
        cmocka_unit_test(test_desk_batch__each_has_its_own_answer),
        cmocka_unit_test(test_desk_batch__a_commit_fails),
        cmocka_unit_test(test_desk_batch__a_statement_fails),
        cmocka_unit_test(test_desk_batch__what_was_dropped_is_forgotten),
        cmocka_unit_test(test_desk_batch__between_two_chunks),
        cmocka_unit_test(test_desk_batch__a_rehearsal_records_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
