/* Imports row by row: chunks, resuming, rounds, outcomes read back, and what a failing machine leaves. */
#include "desk_world.h"

static const char *const loans[] = {
    "bank=BK-1; contract=C-1; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; disbursed=100; "
    "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-02-01",
    "bank=BK-1; contract=C-2; iou=1; firm=F-乙; firm_name=乙; type=CREDIT; contract_amount=100; disbursed=100; "
    "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-02-01", /* not listed at first */
    "!bad E_AMOUNT_FORMAT",
    "bank=BK-1; contract=C-1; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; disbursed=100; "
    "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-02-01", /* row 1 again */
    "bank=BK-1; contract=C-1; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; disbursed=99; "
    "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-02-01", /* row 1 changed */
    "bank=BK-1; contract=C-3; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; disbursed=100; "
    "disbursed_on=2027-01-05; due_on=2027-07-05", /* in the future */
    "bank=BK-1; contract=C-4; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; disbursed=100; "
    "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-02-01",
    NULL};
static const struct city_import loan_file = {
    .actor = "zhang", .checker = "li", .book = "p", .command = "loan.register", .submission = "sub-loans"};

static void city_with_list(struct city *city) {
    city_begin(city);
    city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01");
}

static struct fpl_import *open_as(struct city *city, const struct city_import *spec, enum fpl_import_state expected) {
    struct fpl_import *import = NULL;
    enum fpl_import_state state;
    enum fpl_status status = city_open(city, spec, &import, &state);
    if (status)
        fail_msg("open: %s %s", fpl_status_name(status), city->error.arg[0]);
    assert_int_equal(state, expected);
    return import;
}

static void counts_are(struct fpl_import *import, int accepted, int already, int refused) {
    struct fpl_import_counts counts;
    fpl_import_count(import, &counts);
    assert_int_equal(counts.accepted, accepted);
    assert_int_equal(counts.already, already);
    assert_int_equal(counts.refused, refused);
    assert_int_equal(counts.deferred, 0);
}

struct expected {
    enum fpl_status status;
    const char *field, *arg;
};

static void outcomes_are(struct city *city, struct fpl_import *import, const struct expected *expected, int rows) {
    for (int pass = 0; pass < 2; pass++) /* in order; and again, which is not in order any more */
        for (int64_t row = 1; row <= rows; row++) {
            struct fpl_row_outcome outcome;
            const struct expected *e = &expected[row - 1];
            assert_int_equal(fpl_import_outcome(import, row, &outcome, &city->error), FPL_OK);
            if (outcome.status != e->status)
                fail_msg("row %d: %s instead of %s", (int)row, fpl_status_name(outcome.status),
                         fpl_status_name(e->status));
            assert_int_equal(outcome.row, row);
            assert_int_equal(outcome.seq >= 0, e->status == FPL_OK || e->status == FPL_ALREADY);
            if (e->field)
                assert_string_equal(outcome.field[0], e->field);
            if (e->arg)
                assert_string_equal(outcome.reason[0].arg[0], e->arg);
        }
}

static const struct expected first_round[] = {{FPL_OK, NULL, NULL},
                                              {FPL_E_GATE_WHITELIST, "firm", NULL},
                                              {FPL_E_AMOUNT_FORMAT, "amount", "@amount"},
                                              {FPL_ALREADY, NULL, NULL},
                                              {FPL_E_KEY_CHANGED, "disbursed", "disbursed"},
                                              {FPL_E_FUTURE, "disbursed_on", "@disbursed_on"},
                                              {FPL_OK, NULL, NULL}};

static void test_desk_import__outcomes(void **state) {
    struct city city;
    (void)state;
    city_with_list(&city);
    int64_t size = city_size(&city, "p");
    struct fpl_import *import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &loan_file, loans, 0), 7);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    counts_are(import, 2, 1, 4);
    outcomes_are(&city, import, first_round, 7);
    fpl_import_close(import);
    assert_int_equal(city_size(&city, "p"), size + 4);        /* began, two loans, the chunk */
    import = open_as(&city, &loan_file, FPL_IMPORT_COMPLETE); /* the same file again changes nothing */
    assert_int_equal(city_rows(&city, import, &loan_file, loans, 0), 0);
    counts_are(import, 2, 1, 4);
    outcomes_are(&city, import, first_round, 7);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    assert_int_equal(city_size(&city, "p"), size + 4);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_import__another_file_under_the_key(void **state) {
    struct city city;
    struct fpl_import *import = NULL;
    enum fpl_import_state found;
    (void)state;
    city_with_list(&city);
    import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &loan_file, loans, 0), 7);
    assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK); /* and is left half way */
    fpl_import_close(import);
    for (int i = 0; i < 3; i++) {
        struct fpl_import_spec spec = {.command = fpl_command_find(i == 1 ? "loan.repay" : "loan.register"),
                                       .book = FPL_STR("p"),
                                       .actor = FPL_STR("zhang"),
                                       .checker = FPL_STR("li"),
                                       .submission = FPL_STR("sub-loans"),
                                       .take_on = i == 2};
        spec.file_sha256 =
            i == 0 ? FPL_STR("00") : FPL_STR("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
        import = NULL;
        if (fpl_import_open(city.w.session, &spec, &import, &found, &city.error) != FPL_E_SUBMISSION_CHANGED)
            fail_msg("change %d went unseen", i);
        assert_string_equal(city.error.field, i == 0 ? "file" : i == 1 ? "command" : "take_on");
        assert_null(import);
    }
    fpl_import_close(open_as(&city, &loan_file, FPL_IMPORT_RESUMED));
    struct city_import spec = loan_file; /* who may, is looked at here */
    spec.actor = "qian";
    assert_int_equal(city_open(&city, &spec, &import, &found), FPL_E_ROLE);
    spec.actor = "li";
    assert_int_equal(city_open(&city, &spec, &import, &found), FPL_E_ROLE);
    spec.actor = "zhang";
    spec.checker = "zhang";
    assert_int_equal(city_open(&city, &spec, &import, &found), FPL_E_SAME_PERSON);
    spec.checker = "li";
    spec.book = "f";
    assert_int_equal(city_open(&city, &spec, &import, &found), FPL_E_BOOK);
    city_end(&city);
}

/* An import left half-way goes on by whoever began it; by other people, or read by a corrected mapping, it is another
 * round, which leaves the old answers as they were. */
static void test_desk_import__others_go_on(void **state) {
    struct city city;
    struct city_import other = loan_file;
    (void)state;
    city_with_list(&city);
    struct fpl_import *import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &loan_file, loans, 3), 3);
    assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
    fpl_import_close(import);
    other.actor = "wu";
    import = open_as(&city, &other, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &other, loans, 5), 5);
    assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
    fpl_import_close(import);
    other.checker = "wang";
    import = open_as(&city, &other, FPL_IMPORT_FRESH);
    (void)city_rows(&city, import, &other, loans, 0);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    outcomes_are(&city, import, first_round, 7);
    fpl_import_close(import);
    fpl_import_close(open_as(&city, &loan_file, FPL_IMPORT_COMPLETE));
    city_verify(&city);
    city_end(&city);
}

static void test_desk_import__another_mapping_half_way(void **state) {
    struct city city;
    struct fpl_import *import = NULL;
    enum fpl_import_state found;
    struct fpl_import_spec spec = {
        .command = fpl_command_find("loan.register"),
        .book = FPL_STR("p"),
        .actor = FPL_STR("zhang"),
        .checker = FPL_STR("li"),
        .submission = FPL_STR("sub-loans"),
        .mapping = FPL_STR("1111111111111111111111111111111111111111111111111111111111111111"),
        .file_sha256 = FPL_STR("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")};
    (void)state;
    city_with_list(&city);
    import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &loan_file, loans, 3), 3);
    assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
    fpl_import_close(import);
    assert_int_equal(fpl_import_open(city.w.session, &spec, &import, &found, &city.error), FPL_OK);
    assert_int_equal(found, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &loan_file, loans, 0), 6); /* all but the one that was accepted */
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

/* A submission is the whole ledger's: the same one in another book, the registry among them, begins nothing there. */
static void test_desk_import__one_submission_one_book(void **state) {
    static const struct city_import lists[] = {
        {.actor = "zhang", .checker = "", .book = "p", .command = "whitelist.list", .submission = "sub-list"},
        {.actor = "zhang", .checker = "", .book = "q", .command = "whitelist.list", .submission = "sub-list"},
        {.actor = "zhang", .checker = "", .book = "registry", .command = "party.register", .submission = "sub-list"}};
    static const char *const firms[] = {"firm=F-甲; firm_name=甲; listed_on=2025-06-01", NULL};
    static const char *const parties[] = {"party=F-甲; name=甲; kind=foreign", NULL};
    struct city city;
    char where[64];
    (void)state;
    for (int first = 0; first < 3; first++) {
        city_begin(&city);
        int64_t seq = city_size(&city, lists[first].book);
        snprintf(where, sizeof where, "%d/%d", (int)city_book(&city, lists[first].book), (int)seq);
        struct fpl_import *import = open_as(&city, &lists[first], FPL_IMPORT_FRESH);
        (void)city_rows(&city, import, &lists[first], first == 2 ? parties : firms, 0);
        assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
        fpl_import_close(import);
        for (int other = 0; other < 3; other++) {
            enum fpl_import_state found;
            int64_t size = city_size(&city, lists[other].book);
            if (other == first) {
                fpl_import_close(open_as(&city, &lists[other], FPL_IMPORT_COMPLETE));
                continue;
            }
            import = NULL;
            assert_int_equal(city_open(&city, &lists[other], &import, &found), FPL_E_FILE_ELSEWHERE);
            assert_string_equal(city.error.field, "book");
            assert_string_equal(city.error.arg[0], lists[first].book);
            assert_string_equal(city.error.arg[1], where);
            assert_null(import);
            assert_int_equal(city_size(&city, lists[other].book), size);
        }
        city_verify(&city); /* and what is known of submissions can be rebuilt: */
        struct city_import again = lists[first == 0];
        enum fpl_import_state found;
        assert_int_equal(city_open(&city, &again, &import, &found), FPL_E_FILE_ELSEWHERE);
        city_end(&city);
    }
}

/* Another pool registers a loan of a later row while chunks are written behind: what was decided without knowing it is
 * not recorded, the counts say what is, and given again the row says where the loan stands. */
static void test_desk_import__overtaken(void **state) {
    enum { ROWS = 40, MET = 30, FIRST = 20 };
    static char text[ROWS][256];
    struct fpl_row_outcome outcome;
    struct fpl_store *store;
    struct city city, other;
    (void)state;
    city_with_list(&city);
    city_do(&city, "zhang whitelist.list q firm=F-甲; firm_name=甲; listed_on=2025-06-01");
    city_do(&city, "ren agreement.sign q agreement=Q-1; party=BK-1; pack=t; version=1; from=2026-01-01; to=2027-12-31; "
                   "signed=2025-12-25");
    for (int i = 0; i < ROWS; i++)
        snprintf(text[i], sizeof text[i],
                 "bank=BK-1; contract=C-%03d; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; "
                 "disbursed=100; disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-02-01",
                 i + 1);
    struct fpl_import *import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
    for (int i = 0; i < FIRST; i++)
        city_row(&city, import, &loan_file, i + 1, text[i]);
    assert_int_equal(fpl_import_hand_over(import, &city.error), FPL_OK);
    store = city.w.session->store;
    assert_int_equal(fpl_store__settle(store, &city.error), FPL_OK);
    other = city;
    other.w.session = NULL;
    world_reopen(&other.w, FPL_WRITE);
    city_do(&other, "zhang loan.register q %s", text[MET - 1]);
    fpl_session_close(other.w.session);
    for (int i = FIRST; i < ROWS; i++)
        city_row(&city, import, &loan_file, i + 1, text[i]);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_E_MEANWHILE);
    assert_true(fpl_status_is_retryable(FPL_E_MEANWHILE));
    counts_are(import, FIRST, 0, 0);
    assert_int_equal(fpl_import_again(import, &city.error), FPL_OK);
    for (int i = 0; i < ROWS; i++) {
        assert_int_equal(fpl_import_wants(import, i + 1), i >= FIRST);
        if (i >= FIRST)
            city_row(&city, import, &loan_file, i + 1, text[i]);
    }
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    counts_are(import, ROWS, 0, 0);
    for (int i = 0; i < ROWS; i++) {
        int told = 0;
        assert_int_equal(fpl_import_outcome(import, i + 1, &outcome, &city.error), FPL_OK);
        for (int j = 0; j < outcome.reasons; j++)
            told |= outcome.reason[j].status == FPL_OTHER_POOL;
        assert_int_equal(told, i + 1 == MET);
    }
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

/* Stopped after any row, flushed or not: the same command goes on and ends the same. */
static void test_desk_import__resumed_anywhere(void **state) {
    (void)state;
    for (int stop = 1; stop <= 7; stop++) {
        for (int flush = 0; flush < 2; flush++) {
            struct city city;
            city_with_list(&city);
            struct fpl_import *import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
            assert_int_equal(city_rows(&city, import, &loan_file, loans, stop), stop);
            if (flush)
                assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
            fpl_import_close(import);
            world_reopen(&city.w, FPL_WRITE);
            import = open_as(&city, &loan_file, FPL_IMPORT_RESUMED);
            assert_int_equal(city_rows(&city, import, &loan_file, loans, 0), flush ? 7 - stop : 7);
            assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
            counts_are(import, 2, 1, 4);
            outcomes_are(&city, import, first_round, 7);
            fpl_import_close(import);
            city_verify(&city);
            city_end(&city);
        }
    }
}

static void test_desk_import__rounds(void **state) {
    static const struct expected second[] = {{FPL_OK, NULL, NULL},
                                             {FPL_OK, NULL, NULL},
                                             {FPL_E_AMOUNT_FORMAT, "amount", "@amount"},
                                             {FPL_ALREADY, NULL, NULL},
                                             {FPL_E_KEY_CHANGED, "disbursed", "disbursed"},
                                             {FPL_E_FUTURE, "disbursed_on", NULL},
                                             {FPL_OK, NULL, NULL}};
    struct expected third[7];
    struct city city;
    struct city_import again = loan_file;
    (void)state;
    again.again = 1;
    city_with_list(&city);
    struct fpl_import *import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &loan_file, loans, 0), 7);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    city_do(&city, "zhang whitelist.list p firm=F-乙; firm_name=乙; listed_on=2025-06-01");
    import = open_as(&city, &again, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &again, loans, 1), 1); /* stopped in the middle of the round */
    assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
    counts_are(import, 3, 1, 3);
    fpl_import_close(import);
    import = open_as(&city, &again, FPL_IMPORT_RESUMED);
    counts_are(import, 3, 1, 3);
    assert_int_equal(city_rows(&city, import, &again, loans, 0), 3);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    counts_are(import, 3, 1, 3);
    outcomes_are(&city, import, second, 7);
    fpl_import_close(import);
    city_day(&city, "2027-02-01"); /* row 6 lies in the past by now */
    city_do(&city,
            "ren agreement.sign p agreement=A-9; party=BK-1; pack=t; version=1; from=2027-01-01; signed=2027-01-01");
    import = open_as(&city, &again, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &again, loans, 0), 3);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    memcpy(third, second, sizeof third);
    third[5] = (struct expected){FPL_OK, NULL, NULL};
    counts_are(import, 4, 1, 2);
    outcomes_are(&city, import, third, 7);
    fpl_import_close(import);
    import = open_as(&city, &loan_file, FPL_IMPORT_COMPLETE);
    counts_are(import, 4, 1, 2);
    outcomes_are(&city, import, third, 7);
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

static void sees(struct fpl_import *follower, int64_t row, enum fpl_status expected, enum fpl_status outcome_expected) {
    struct fpl_row_outcome outcome = {.status = FPL_OK};
    assert_int_equal(fpl_import_outcome(follower, row, &outcome, NULL), expected);
    if (!expected)
        assert_int_equal(outcome.status, outcome_expected);
}

/* A follower sees a row once its chunk is committed and it has looked again, and never the outcome of a round before.
 */
static void test_desk_import__followed(void **state) {
    struct city city;
    struct city_import again = loan_file;
    struct fpl_import *follower = NULL;
    (void)state;
    again.again = 1;
    city_with_list(&city);
    struct fpl_import *import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
    assert_int_equal(fpl_import_follow(import, &follower, &city.error), FPL_OK);
    sees(follower, 1, FPL_E_NOT_FOUND, FPL_OK);
    assert_int_equal(city_rows(&city, import, &loan_file, loans, 2), 2);
    fpl_import_refresh(follower);
    sees(follower, 1, FPL_E_NOT_FOUND, FPL_OK); /* decided, not committed */
    assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
    sees(follower, 1, FPL_E_NOT_FOUND, FPL_OK); /* committed, not looked */
    fpl_import_refresh(follower);
    sees(follower, 1, FPL_OK, FPL_OK);
    sees(follower, 2, FPL_OK, FPL_E_GATE_WHITELIST);
    sees(follower, 3, FPL_E_NOT_FOUND, FPL_OK);
    assert_int_equal(city_rows(&city, import, &loan_file, loans, 0), 5);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_refresh(follower);
    sees(follower, 7, FPL_OK, FPL_OK);
    sees(follower, 8, FPL_E_NOT_FOUND, FPL_OK);
    fpl_import_close(follower);
    fpl_import_close(import);
    city_do(&city, "zhang whitelist.list p firm=F-乙; firm_name=乙; listed_on=2025-06-01");
    import = open_as(&city, &again, FPL_IMPORT_FRESH);
    assert_int_equal(fpl_import_follow(import, &follower, &city.error), FPL_OK);
    sees(follower, 1, FPL_E_NOT_FOUND, FPL_OK); /* of this round nothing is known */
    assert_int_equal(city_rows(&city, import, &again, loans, 1), 1);
    assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
    fpl_import_refresh(follower);
    sees(follower, 1, FPL_OK, FPL_OK);
    sees(follower, 2, FPL_OK, FPL_OK);
    sees(follower, 3, FPL_E_NOT_FOUND, FPL_OK);
    assert_int_equal(city_rows(&city, import, &again, loans, 0), 3);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_refresh(follower);
    sees(follower, 3, FPL_OK, FPL_E_AMOUNT_FORMAT);
    sees(follower, 4, FPL_OK, FPL_ALREADY);
    sees(follower, 7, FPL_OK, FPL_OK);
    fpl_import_close(follower);
    fpl_import_close(import);
    city_end(&city);
}

/* What each row's answer tells of the days it came late stands in the chunk: of neighbours in one list. */
static void test_desk_import__days_late(void **state) {
    static const struct {
        const char *registered; /* "": on the day of the record; NULL: refused */
        const char *late;
    } each[] = {{"2026-11-18", "2"}, {"2026-11-10", "10"}, {NULL, NULL},
                {"2026-11-19", "1"}, {"", NULL},           {"2026-10-21", "30"}};
    enum { ROWS = sizeof each / sizeof each[0] };
    char text[ROWS][256];
    const char *rows[ROWS + 1] = {NULL};
    struct city city;
    (void)state;
    for (int i = 0; i < ROWS; i++) {
        (void)snprintf(text[i], sizeof text[i],
                       "bank=BK-1; contract=D-%d; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; "
                       "disbursed=%d%s; disbursed_on=2026-01-05; due_on=2026-07-05%s%s",
                       i, i + 1, each[i].registered ? "" : ".001",
                       each[i].registered && each[i].registered[0] ? "; registered_on=" : "",
                       each[i].registered ? each[i].registered : "");
        rows[i] = text[i];
    }
    city_with_list(&city);
    city_day(&city, "2026-11-20");
    struct fpl_import *import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &loan_file, rows, 0), ROWS);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    for (int pass = 0; pass < 2; pass++) /* in order; and again, which is not in order any more */
        for (int64_t row = 1; row <= ROWS; row++) {
            struct fpl_row_outcome outcome;
            const char *late = each[row - 1].late;
            assert_int_equal(fpl_import_outcome(import, row, &outcome, &city.error), FPL_OK);
            if ((outcome.status == FPL_OK) != (each[row - 1].registered != NULL))
                fail_msg("row %d: %s %s", (int)row, fpl_status_name(outcome.status), outcome.reason[0].arg[0]);
            if (!each[row - 1].registered)
                continue;
            assert_int_equal(outcome.reasons, late != NULL);
            if (late) {
                assert_int_equal(outcome.reason[0].status, FPL_LATE);
                assert_string_equal(outcome.reason[0].arg[0], late);
            }
        }
    fpl_import_close(import);
    struct fpl_buf body = {0};
    world_body(&city.w, city_book(&city, "p"), city_size(&city, "p") - 1, &body);
    assert_int_equal(fpl_buf_ok(&body), FPL_OK);
    fpl_buf_addc(&body, '\0');
    assert_non_null(strstr(body.p, "\"told\":[[1,2,10],[4,1],[6,30]]}"));
    fpl_buf_release(&body);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_import__nothing(void **state) {
    struct city city;
    struct fpl_row_outcome outcome;
    (void)state;
    city_begin(&city);
    struct fpl_import *import = open_as(&city, &loan_file, FPL_IMPORT_FRESH);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    counts_are(import, 0, 0, 0);
    assert_int_equal(fpl_import_outcome(import, 1, &outcome, &city.error), FPL_E_NOT_FOUND);
    fpl_import_close(import);
    fpl_import_close(open_as(&city, &loan_file, FPL_IMPORT_COMPLETE));
    city_verify(&city);
    city_end(&city);
}

/* Entries of several rows: each of their rows has the entry's outcome. */
static void test_desk_import__entries_of_several_rows(void **state) {
    static const char *const rows[] = {
        "*3 entry=E-1; occurred=2026-03-01; memo=甲; !lines=D6403:5.00 D6605:1.00 C100201:6.00",
        "*2 entry=E-2; occurred=2026-03-01; memo=乙; !lines=D6403:5.00 C100201:4.00",
        "*2 entry=E-3; occurred=2026-03-01; memo=丙; !lines=D6403:5.00 C100201:5.00",
        "*2 entry=E-1; occurred=2026-03-01; memo=甲; !lines=D6403:6.00 C100201:6.00",
        "*3 entry=E-1; occurred=2026-03-01; memo=甲; !lines=D6403:5.00 D6605:1.00 C100201:6.00",
        "*2 entry=E-4; occurred=2026-03-01; memo=丁; !lines=D6403:5.00 C100201:5.00",
        NULL};
    static const enum fpl_status expected[] = {FPL_OK,
                                               FPL_OK,
                                               FPL_OK,
                                               FPL_E_UNBALANCED,
                                               FPL_E_UNBALANCED,
                                               FPL_OK,
                                               FPL_OK,
                                               FPL_E_KEY_CHANGED,
                                               FPL_E_KEY_CHANGED,
                                               FPL_ALREADY,
                                               FPL_ALREADY,
                                               FPL_ALREADY,
                                               FPL_OK,
                                               FPL_OK};
    struct city city;
    const struct city_import file = {
        .actor = "zhang", .checker = "li", .book = "f", .command = "journal.post", .submission = "sub-j"};
    int64_t seq[14];
    (void)state;
    city_begin(&city);
    struct fpl_import *import = open_as(&city, &file, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &file, rows, 0), 6);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    counts_are(import, 3, 1, 2);
    for (int i = 0; i < 14; i++) {
        struct fpl_row_outcome outcome;
        assert_int_equal(fpl_import_outcome(import, i + 1, &outcome, &city.error), FPL_OK);
        assert_int_equal(outcome.status, expected[i]);
        seq[i] = outcome.seq;
        if (outcome.seq >= 0)
            assert_non_null(strstr(outcome.voucher, "2026-03 记 "));
    }
    assert_int_equal(seq[0], seq[2]);
    assert_int_equal(seq[9], seq[0]);
    assert_int_equal(seq[5], seq[0] + 1);
    assert_int_equal(seq[12], seq[0] + 2);
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

/* A row that fails several gates keeps every reason; contents of the row are kept by name only. */
static void test_desk_import__many_reasons(void **state) {
    static const char *const rows[] = {
        "bank=BK-1; contract=C-1; iou=1; firm=F-密; firm_name=密; type=OTHER; contract_amount=500; disbursed=500; "
        "disbursed_on=2026-01-05; due_on=2026-02-05; purpose=炒股",
        "bank=BK-1; contract=C-2; iou=1; firm=F-密; firm_name=密; type=CREDIT; contract_amount=300; disbursed=301; "
        "repaid=302; disbursed_on=2026-01-05; due_on=2027-01-05",
        NULL};
    struct city city;
    struct fpl_row_outcome outcome;
    struct fpl_buf body = {0};
    const struct city_import file = {
        .actor = "bank2", .checker = "li", .book = "p", .command = "loan.register", .submission = "sub-m"};
    (void)state;
    city_begin(&city);
    city_pack(&city, "strict",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nwhitelist_id: t\nbase_kind: OUTSTANDING_PRINCIPAL\n"
              "rate_tiers:\n  - {rate: 40%}\nloan_type: [CREDIT]\ntenor_min: 6\nmax_eligible_loan: {amount: 400元, "
              "over: REJECT}\n");
    city_do(
        &city,
        "ren agreement.sign p agreement=S-1; party=BK-1; pack=strict; version=1; from=2026-01-01; signed=2026-01-01");
    struct city_import by_bank = file;
    struct fpl_import *import = open_as(&city, &by_bank, FPL_IMPORT_FRESH); /* another bank's loan: refused for scope */
    assert_int_equal(city_rows(&city, import, &by_bank, rows, 0), 2);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    assert_int_equal(fpl_import_outcome(import, 1, &outcome, &city.error), FPL_OK);
    assert_int_equal(outcome.status, FPL_E_PARTY); /* as an unknown one */
    assert_string_equal(outcome.field[0], "bank");
    fpl_import_close(import);
    by_bank.actor = "bank1";
    by_bank.submission = "sub-n";
    import = open_as(&city, &by_bank, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &by_bank, rows, 0), 2);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    assert_int_equal(fpl_import_outcome(import, 1, &outcome, &city.error), FPL_OK);
    static const enum fpl_status gates[] = {FPL_E_GATE_WHITELIST, FPL_E_GATE_AMOUNT, FPL_E_GATE_TENOR, FPL_E_GATE_TYPE};
    assert_int_equal(outcome.reasons, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(outcome.reason[i].status, gates[i]);
    assert_string_equal(outcome.reason[0].arg[0], "@firm");
    /* the reason that comes first by precedence stands second: neither is lost */
    assert_int_equal(fpl_import_outcome(import, 2, &outcome, &city.error), FPL_OK);
    assert_int_equal(outcome.reasons, 3); /* and the gates beside a wrong form */
    assert_int_equal(outcome.reason[0].status, FPL_E_GATE_DISBURSED);
    assert_int_equal(outcome.reason[1].status, FPL_E_GATE_REPAID);
    assert_int_equal(outcome.reason[2].status, FPL_E_GATE_WHITELIST);
    fpl_import_close(import);
    world_body(&city.w, city_book(&city, "p"), city_size(&city, "p") - 1, &body);
    assert_null(strstr(body.p, "F-密"));
    assert_null(strstr(body.p, "炒股"));
    assert_non_null(strstr(body.p, "E_GATE_TENOR"));
    fpl_buf_release(&body);
    city_verify(&city);
    city_end(&city);
}

/* Two days of one month begin alike: each is told as it is, the sender's own by its place, today's in full. */
static void test_desk_import__a_like_day_is_another(void **state) {
    static const char *const rows[] = {
        "bank=BK-1; contract=C-1; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=500; disbursed=500; "
        "disbursed_on=2026-11-05; due_on=2027-01-05; registered_on=2026-11-10",
        "bank=BK-1; contract=C-2; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=500; disbursed=500; "
        "disbursed_on=2026-11-05; due_on=2026-11-04",
        NULL};
    struct city city;
    struct fpl_row_outcome outcome;
    static const struct city_import by_bank = {
        .actor = "bank1", .checker = "li", .book = "p", .command = "loan.register", .submission = "sub-d"};
    (void)state;
    city_with_list(&city);
    struct fpl_import *import = open_as(&city, &by_bank, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &by_bank, rows, 0), 2);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    assert_int_equal(fpl_import_outcome(import, 2, &outcome, &city.error), FPL_OK);
    assert_int_equal(outcome.status, FPL_E_DATE_ORDER); /* each day with its name, and by its place */
    assert_string_equal(outcome.reason[0].arg[0], FPL_ZH_EN("到期日", "due_on") " @due_on");
    assert_string_equal(outcome.reason[0].arg[1], FPL_ZH_EN("放款日", "disbursed on") " @disbursed_on");
    assert_int_equal(fpl_import_outcome(import, 1, &outcome, &city.error), FPL_OK);
    assert_int_equal(outcome.status, FPL_E_OWN_DAY);
    assert_string_equal(outcome.reason[0].arg[0], "2026-11-20");
    assert_string_equal(outcome.reason[0].arg[1], "@registered_on");
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

/* A name other than the registered one is a flag, never the reason of a refusal. */
static void test_desk_import__a_flag_is_no_reason(void **state) {
    static const char *const rows[] = {"firm=F-甲; firm_name=假甲; listed_on=2027-03-01; status=OUT",
                                       "firm=F-乙; firm_name=乙; listed_on=2026-03-01",
                                       "firm=F-乙; firm_name=假乙; listed_on=2026-03-02; status=OUT", NULL};
    static const struct expected expected[] = {
        {FPL_E_FUTURE, NULL, "@listed_on"}, {FPL_OK, NULL, NULL}, {FPL_OK, NULL, NULL}};
    struct city city;
    const struct city_import file = {
        .actor = "zhang", .checker = "li", .book = "p", .command = "whitelist.list", .submission = "sub-w"};
    (void)state;
    city_with_list(&city);
    struct fpl_import *import = open_as(&city, &file, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &file, rows, 0), 3);
    assert_int_equal(city.answer.reasons, 1); /* the flag of the last row */
    assert_int_equal(city.answer.reason[0].status, FPL_E_PARTY_NAME);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    outcomes_are(&city, import, expected, 3);
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

/* ---- the machine fails ---- */

static int entropy_left;

static enum fpl_status failing(void *ctx, uint8_t *out, size_t n) {
    (void)ctx;
    memset(out, 0x5a, n);
    return entropy_left-- > 0 ? FPL_OK : FPL_E_ENTROPY;
}

/* Salts are drawn 128 at a time: the row whose draw fails is answered by the machine, and its chunk is gone as a whole.
 */
static void test_desk_import__entropy_fails_in_a_chunk(void **state) {
    struct city city;
    struct fpl_import *import = NULL;
    struct fpl_answer answer;
    struct fpl_buf before = {0}, after = {0};
    const struct city_import file = {
        .actor = "zhang", .checker = "li", .book = "f", .command = "deal.record", .submission = "sub-e"};
    (void)state;
    city_begin(&city);
    import = open_as(&city, &file, FPL_IMPORT_FRESH);
    fpl_import_close(import);
    city_tables(&city, &before);
    city.w.host.entropy = failing;
    entropy_left = 1;
    world_reopen(&city.w, FPL_WRITE);
    import = open_as(&city, &file, FPL_IMPORT_RESUMED);
    enum fpl_status status = FPL_OK;
    int64_t row = 1;
    for (; row < 300 && !status; row++) {
        char text[200];
        snprintf(text, sizeof text,
                 "zhang deal.record f deal=D-%d; firm=F-%d; firm_name=某%d; paid_date=2026-03-01; amount=5", (int)row,
                 (int)row, (int)row);
        status = fpl_import_row(import, row, row, city_parse(&city, text), FPL_STR("raw"), &answer, &city.error);
    }
    assert_int_equal(status, FPL_E_ENTROPY);
    assert_true(row > 50 && row < 300);
    entropy_left = 1000; /* nothing of the chunk can be committed any more, though the machine is well again */
    assert_int_not_equal(fpl_import_flush(import, &city.error), FPL_OK);
    assert_int_not_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    city_tables(&city, &after);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    import = open_as(&city, &file, FPL_IMPORT_RESUMED);
    assert_true(fpl_import_wants(import, 1));
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    city_verify(&city);
    fpl_buf_release(&before);
    fpl_buf_release(&after);
    city_end(&city);
}

/* Sums that rules read have room for an int64, as totals have: the row that would go past it is refused, and nothing of
 * it stays in the chunk. Taken-on loans have no postings, so only these sums grow. */
static void test_desk_import__sums_past_int64(void **state) {
    struct city city;
    struct city_import file = {.actor = "zhang",
                               .checker = "li",
                               .book = "p",
                               .command = "loan.register",
                               .submission = "sub-o",
                               .take_on = 1};
    struct fpl_answer answer;
    int accepted = 0, refused = 0;
    (void)state;
    city_with_list(&city);
    struct fpl_import *import = open_as(&city, &file, FPL_IMPORT_FRESH);
    for (int64_t row = 1; row <= 1030; row++) {
        char text[400];
        snprintf(text, sizeof text,
                 "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
                 "contract_amount=90071992547409.91; disbursed=90071992547409.91; disbursed_on=2026-01-05; "
                 "due_on=2026-07-05; "
                 "registered_on=2026-02-01; !take_on=1",
                 (int)row);
        assert_int_equal(
            fpl_import_row(import, row, row, city_parse(&city, text), FPL_STR("raw"), &answer, &city.error), FPL_OK);
        if (answer.status == FPL_OK) {
            accepted++;
        } else {
            assert_int_equal(answer.status, FPL_E_OVERFLOW);
            refused++;
        }
    }
    assert_int_equal(accepted, 1024); /* 1024 x (2^53 - 1) < 2^63 */
    assert_int_equal(refused, 6);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    counts_are(import, 1024, 0, 6);
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_import__outcomes),
        cmocka_unit_test(test_desk_import__another_file_under_the_key),
        cmocka_unit_test(test_desk_import__others_go_on),
        cmocka_unit_test(test_desk_import__another_mapping_half_way),
        cmocka_unit_test(test_desk_import__one_submission_one_book),
        cmocka_unit_test(test_desk_import__resumed_anywhere),
        cmocka_unit_test(test_desk_import__overtaken),
        cmocka_unit_test(test_desk_import__rounds),
        cmocka_unit_test(test_desk_import__followed),
        cmocka_unit_test(test_desk_import__days_late),
        cmocka_unit_test(test_desk_import__nothing),
        cmocka_unit_test(test_desk_import__entries_of_several_rows),
        cmocka_unit_test(test_desk_import__many_reasons),
        cmocka_unit_test(test_desk_import__a_like_day_is_another),
        cmocka_unit_test(test_desk_import__a_flag_is_no_reason),
        cmocka_unit_test(test_desk_import__entropy_fails_in_a_chunk),
        cmocka_unit_test(test_desk_import__sums_past_int64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
