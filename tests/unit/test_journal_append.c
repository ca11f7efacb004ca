/* What append refuses before a row is written, and what it numbers and dates by itself. */
#include "world.h"

static void test_journal_append__refusals_leave_nothing(void **state) {
    (void)state;
    static const struct {
        enum fpl_status status;
        const char *arg;
        struct world_entry entry;
    } cases[] = {
        {FPL_E_ACCOUNT, "1009", {.lines = "D1009:5 C3001:5"}},
        {FPL_E_ACCOUNT, "90", {.lines = "D90:5 C3001:5"}}, /* a heading takes no postings */
        {FPL_E_CONTROL, "110101", {.lines = "D110101:5@a#b C3001:5"}},
        {FPL_E_DIMENSION, "2001", {.lines = "D1001:5 C2001:5"}},
        {FPL_E_DIMENSION, "110101", {.lines = "D110101:5@a C3001:5", .flags = FPL_DRAFT_CONTROL}},
        {FPL_E_DIMENSION, "110101", {.lines = "D110101:5 C3001:5", .flags = FPL_DRAFT_OPENING}},
        {FPL_E_AMOUNT_SIGN, "", {.lines = "D1001:0 C3001:0"}},
        {FPL_E_AMOUNT_SIGN, "", {.lines = "D1001:-5 C3001:-5"}},
        {FPL_E_AMOUNT_RANGE, "", {.lines = "D1001:9007199254740992 C3001:9007199254740992"}},
        {FPL_E_UNBALANCED, "0.01", {.lines = "D1001:6 C3001:5"}},
        {FPL_E_UNBALANCED, "0.05", {.lines = "D1001:5"}},
        {FPL_E_UNBALANCED, "0.05 USD", {.lines = "D1001:5=USD C3001:5"}}, /* each currency by itself */
        {FPL_E_FUTURE, "2026-11-21", {.lines = "D1001:5 C3001:5", .occurred = "2026-11-21"}},
        {FPL_E_FUTURE, "2026-11-21", {.occurred = "2026-11-21"}},
        {FPL_E_FUTURE, "2026-12-31", {.lines = "D1001:5 C3001:5", .occurred = "2026-03-01", .period13 = 1}},
        {FPL_E_PERIOD_CLOSED, "2024-13", {.lines = "D1001:5 C3001:5", .occurred = "2024-03-01", .period13 = 1}},
    };
    struct world w;
    world_begin(&w);
    world_currency(&w, "USD");
    int32_t book = world_book(&w, "f");
    for (int m = 1; m <= 13; m++) {
        char period[24];
        snprintf(period, sizeof period, "2024-%02d", m);
        world_close_period(&w, book, period);
    }
    struct fpl_buf before = {0}, after = {0};
    world_table(&w, "head", &before);
    world_table(&w, "total", &before);
    world_table(&w, "item", &before);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_appended out = {.seq = -7};
        fpl_error_clear(&w.error);
        enum fpl_status status = world_try(&w, book, &cases[i].entry, &out);
        if (status != cases[i].status || strcmp(w.error.arg[0], cases[i].arg) != 0)
            fail_msg("%zu %s: %s \"%s\"", i, cases[i].entry.lines, fpl_status_name(status), w.error.arg[0]);
        assert_int_equal(out.seq, -7);
    }
    world_table(&w, "head", &after);
    world_table(&w, "total", &after);
    world_table(&w, "item", &after);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    fpl_buf_release(&before);
    fpl_buf_release(&after);
    world_end(&w);
}

static void test_journal_append__vouchers_per_month_and_word(void **state) {
    (void)state;
    static const struct {
        struct world_entry entry;
        const char *voucher;
    } cases[] = {
        {{.lines = "D1001:5 C3001:5", .occurred = "2026-01-31"}, "2026-01 记 1"},
        {{.lines = "D1001:5 C3001:5", .occurred = "2026-02-01"}, "2026-02 记 1"},
        {{.lines = "D1001:5 C3001:5", .occurred = "2026-01-01"}, "2026-01 记 2"},
        {{.lines = "D1001:5 C3001:5", .occurred = "2026-01-01", .word = "收"}, "2026-01 收 1"},
        {{.lines = "D1001:5 C3001:5", .occurred = "2026-01-01", .word = "收"}, "2026-01 收 2"},
        {{.lines = "D1001:5 C3001:5", .occurred = "2025-12-31"}, "2025-12 记 1"},
        {{.lines = "D1001:5 C3001:5", .occurred = "2025-06-30", .period13 = 1}, "2025-13 记 1"},
        {{.lines = "D1001:5 C3001:5", .occurred = "2025-12-31", .period13 = 1}, "2025-13 记 2"},
        {{.lines = "D1001:5 C3001:5", .occurred = "2025-12-31"}, "2025-12 记 2"},
        {{.occurred = "2026-01-01"}, ""}, /* no postings, no number */
        {{.lines = "D1001:5 C3001:5", .occurred = "2026-01-01"}, "2026-01 记 3"},
        {{.lines = "D1001:5 C3001:5"}, "2026-11 记 1"}, /* today */
    };
    struct world w;
    struct fpl_verify_report report;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_appended out;
        if (i % 4 == 3) /* the counter is stored, not remembered */
            world_reopen(&w, FPL_WRITE);
        assert_int_equal(world_try(&w, book, &cases[i].entry, &out), FPL_OK);
        assert_string_equal(out.voucher, cases[i].voucher);
        assert_int_equal(out.seq, i + 1);
    }
    /* a refused entry takes no number */
    struct fpl_appended out;
    struct world_entry bad = {.lines = "D1001:5 C3001:6", .occurred = "2026-01-01"},
                       good = {.lines = "D1001:5 C3001:5", .occurred = "2026-01-01"};
    assert_int_equal(world_try(&w, book, &bad, &out), FPL_E_UNBALANCED);
    assert_int_equal(world_try(&w, book, &good, &out), FPL_OK);
    assert_string_equal(out.voucher, "2026-01 记 4");
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&w);
}

static struct fpl_date posted_on(struct world *w, int32_t book, const char *occurred, int period13) {
    struct world_entry entry = {.lines = "D1001:5 C3001:5", .occurred = occurred, .period13 = period13};
    struct fpl_appended out;
    assert_int_equal(world_try(w, book, &entry, &out), FPL_OK);
    return out.posted;
}

static void test_journal_append__posting_day(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    world_begin(&w);
    int32_t book = world_book(&w, "f"); /* opened 2024-01-01 */
    assert_int_equal(posted_on(&w, book, "2024-02-29", 0).day, world_day("2024-02-29").day);
    assert_int_equal(posted_on(&w, book, "2023-05-05", 0).day, world_day("2024-01-01").day); /* before the book */
    world_close_period(&w, book, "2024-01");
    assert_int_equal(posted_on(&w, book, "2024-01-31", 0).day, world_day("2024-02-01").day);
    assert_int_equal(posted_on(&w, book, "2024-02-01", 0).day, world_day("2024-02-01").day);
    for (int m = 2; m <= 12; m++) {
        char period[24];
        snprintf(period, sizeof period, "2024-%02d", m);
        world_close_period(&w, book, period);
    }
    /* December closed: ordinary entries go to January, year-end adjustments still to period 13 */
    assert_int_equal(posted_on(&w, book, "2024-12-31", 0).day, world_day("2025-01-01").day);
    assert_int_equal(posted_on(&w, book, "2024-12-31", 1).day, world_day("2024-12-31").day);
    world_close_period(&w, book, "2024-13");
    struct world_entry late = {.lines = "D1001:5 C3001:5", .occurred = "2024-12-31", .period13 = 1};
    assert_int_equal(world_try(&w, book, &late, NULL), FPL_E_PERIOD_CLOSED);
    assert_int_equal(posted_on(&w, book, "2024-12-31", 0).day, world_day("2025-01-01").day);
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&w);
}

static void test_journal_append__time_never_falls(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    struct fpl_appended first, second, third;
    struct world_entry note = {.kind = "note"};
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    w.now += 5000;
    assert_int_equal(world_try(&w, book, &note, &first), FPL_OK);
    assert_int_equal(first.t, w.now);
    w.now -= 4000; /* the clock was set back */
    assert_int_equal(world_try(&w, book, &note, &second), FPL_OK);
    assert_int_equal(second.t, first.t);
    w.now += 9000;
    assert_int_equal(world_try(&w, book, &note, &third), FPL_OK);
    assert_int_equal(third.t, w.now);
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE, &report), FPL_OK);
    world_end(&w);
}

/* 1,030 entries of nearly 2^53 fen on one day and account: the total passes int64, which is a refusal of that entry. */
static void test_journal_append__total_past_int64_is_refused(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    struct fpl_appended out;
    struct world_entry entry = {.lines = "D1001:9007199254740991 C3001:9007199254740991", .occurred = "2026-01-01"};
    int accepted = 0;
    enum fpl_status status = FPL_OK;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
    while (accepted < 1100 && !(status = world_append(&w, book, &entry, &out)))
        accepted++;
    assert_int_equal(status, FPL_E_OVERFLOW);
    assert_int_equal(fpl_journal__commit(w.session, &w.error), FPL_OK); /* the entries before it stand */
    assert_true(accepted == 1023 || accepted == 1022); /* room is kept for the whole entry on either side */
    assert_int_equal(world_size(&w, book), 1 + accepted);
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    struct world_entry next_year = {.lines = "D1001:9007199254740991 C3001:9007199254740991", .occurred = "2025-01-01"};
    assert_int_equal(world_try(&w, book, &next_year, &out), FPL_OK); /* another year has room of its own */
    assert_int_equal(world_try(&w, book, &entry, &out), FPL_E_OVERFLOW);
    world_end(&w);
}

/* The same for a tally: stored ones and those of the open transaction are both counted. */
static void test_journal_append__tally_past_int64_is_refused(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    struct fpl_appended out;
    struct world_entry entry = {
        .kind = "note", .occurred = "2026-01-01", .tally = "t", .scope = "a", .tally_amount = 9007199254740991};
    struct world_entry other = entry;
    int accepted = 0;
    other.scope = "b";
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    for (int part = 0; part < 2; part++) { /* the second begins on what the first has stored */
        assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
        for (int i = 0; i < 512; i++, accepted++)
            assert_int_equal(world_append(&w, book, &entry, &out), FPL_OK);
        assert_int_equal(fpl_journal__commit(w.session, &w.error), FPL_OK);
    }
    assert_int_equal(accepted, 1024); /* 1,024 times 2^53 - 1 is within int64 */
    assert_int_equal(world_try(&w, book, &entry, &out), FPL_E_OVERFLOW);
    assert_int_equal(world_try(&w, book, &other, &out), FPL_OK); /* another scope has room of its own */
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    entry.tally_amount = -9007199254740991;
    assert_int_equal(world_try(&w, book, &entry, &out), FPL_OK);
    entry.tally_amount = 9007199254740991;
    assert_int_equal(world_try(&w, book, &entry, &out), FPL_OK);
    assert_int_equal(world_try(&w, book, &entry, &out), FPL_E_OVERFLOW);
    world_end(&w);
}

/* A book may have so many lines and no more: what would need one more is refused before anything is written, wherever
 * in the draft the new line stands, and the book goes on with the lines it has. */
static void test_journal_append__lines_past_the_limit_are_refused_whole(void **state) {
    (void)state;
    static const struct {
        const char *lines;
        enum fpl_status status;
    } cases[] = {
        {"D1001:5 C3001:5", FPL_OK},                          /* two lines */
        {"D2001:5@a C2001:5@a", FPL_OK},                      /* the third, met twice */
        {"D1001:5 C3001:2 C2001:2@b C2001:1@c", FPL_E_LIMIT}, /* the fourth and a fifth */
        {"D2001:9@b C2001:4@b C3001:5", FPL_OK}, /* the fourth; nothing of the refused one took its place */
        {"D1001:5 C2001:5@c", FPL_E_LIMIT},
        {"D1001:5 C2001:5@b", FPL_OK},
    };
    struct world w;
    struct fpl_verify_report report;
    struct fpl_appended out;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    assert_int_equal(w.session->limits.lines, FPL_LINES_MAX);
    for (int together = 0; together < 2; together++) { /* a transaction each, then all in one */
        int32_t id = together ? world_book(&w, "g") : book;
        int64_t recorded = 1;
        w.session->limits.lines = 4;
        if (together)
            assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct world_entry entry = {.lines = cases[i].lines, .occurred = "2026-01-01"};
            enum fpl_status status = together ? world_append(&w, id, &entry, &out) : world_try(&w, id, &entry, &out);
            assert_int_equal(status, cases[i].status);
            recorded += status == FPL_OK;
        }
        if (together)
            assert_int_equal(fpl_journal__commit(w.session, &w.error), FPL_OK);
        assert_int_equal(world_size(&w, id), recorded);
    }
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&w);
}

/* Half a record stands in the transaction: it cannot be added to, nor committed, whatever the caller does. */
static void test_journal_append__failure_after_the_first_row_abandons(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    struct fpl_appended out = {.seq = -7};
    struct world_entry entry = {.lines = "D1001:5 C3001:5", .occurred = "2026-01-01"};
    char sql[160];
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    snprintf(sql, sizeof sql, "INSERT INTO opening VALUES ((%d << 44) | (2 << 8), zeroblob(32), x'7b7d')", (int)book);
    world_sql(&w, sql); /* in the way of the body of record 2 */
    assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
    assert_int_equal(world_append(&w, book, &entry, &out), FPL_OK);
    assert_int_equal(fpl_journal__abandoned(w.session, &w.error), FPL_OK);
    enum fpl_status first = world_append(&w, book, &entry, &out);
    assert_int_equal(first, FPL_E_CORRUPT);
    assert_int_equal(out.seq, 1);
    assert_int_equal(world_append(&w, book, &entry, &out), first);
    assert_int_equal(world_append(&w, 0, &(struct world_entry){.kind = "note"}, &out), first); /* nor to another book */
    fpl_error_clear(&w.error);
    assert_int_equal(fpl_journal__commit(w.session, &w.error), first);
    assert_int_equal(w.error.status, first);
    assert_int_equal(world_size(&w, book), 1);
    snprintf(sql, sizeof sql, "DELETE FROM opening WHERE id = (%d << 44) | (2 << 8)", (int)book);
    world_sql(&w, sql);
    for (int i = 0; i < 2; i++) /* the session is as good as new */
        assert_int_equal(world_try(&w, book, &entry, &out), FPL_OK);
    assert_int_equal(out.seq, 2);
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&w);
}

static void test_journal_append__check_is_append_without_writing(void **state) {
    (void)state;
    struct world w;
    struct fpl_open_book *book = NULL;
    struct fpl_draft draft;
    struct fpl_date posted = FPL_DATE_NONE;
    struct fpl_posting line[2] = {
        {.account = FPL_STR("1001"), .side = 'D', .amount = fpl_money_of(5), .flow = FPL_STR("SALES")},
        {.account = FPL_STR("3001"), .side = 'C', .amount = fpl_money_of(5)}};
    world_begin(&w);
    int32_t id = world_book(&w, "f");
    world_reopen(&w, FPL_READ); /* a dry run needs no writer */
    assert_int_equal(fpl_journal__begin(w.session, 0, &w.error), FPL_OK);
    assert_int_equal(fpl_journal__book(w.session, id, &book, &w.error), FPL_OK);
    fpl_draft__begin(&draft, "entry.posted");
    draft.posting = line;
    draft.postings = 2;
    draft.occurred = world_day("2026-04-30");
    assert_int_equal(fpl_journal__check(w.session, book, &draft, &posted, &w.error), FPL_OK);
    assert_int_equal(posted.day, world_day("2026-04-30").day);
    line[1].amount = fpl_money_of(6);
    assert_int_equal(fpl_journal__check(w.session, book, &draft, &posted, &w.error), FPL_E_UNBALANCED);
    fpl_journal__rollback(w.session);
    assert_int_equal(world_size(&w, id), 1);
    world_end(&w);
}

static void test_journal_append__next_close_is_in_order(void **state) {
    (void)state;
    struct world w;
    struct fpl_open_book *book = NULL;
    struct fpl_period next;
    static const char *const order[] = {"2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07",
                                        "2024-08", "2024-09", "2024-10", "2024-11", "2024-12", "2024-13", "2025-01"};
    world_begin(&w);
    int32_t id = world_book(&w, "f");
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        char text[12];
        assert_int_equal(fpl_journal__begin(w.session, 0, &w.error), FPL_OK);
        assert_int_equal(fpl_journal__book(w.session, id, &book, &w.error), FPL_OK);
        assert_int_equal(fpl_journal__next_close(w.session, book, &next, &w.error), FPL_OK);
        fpl_journal__rollback(w.session);
        assert_string_equal(fpl_period_format(next, text), order[i]);
        world_close_period(&w, id, order[i]);
    }
    world_end(&w);
}

/* 256 full tiles make one of the level above, of roots that the session knows or reads again. */
static void test_journal_append__tiles_of_tiles(void **state) {
    (void)state;
    struct world w;
    struct fpl_appended out;
    struct fpl_verify_report report;
    const struct world_entry note = {.kind = "note", .occurred = "2026-01-01"};
    const int many = 2 * 65536 + 300;
    world_begin(&w);
    int32_t book = world_book(&w, "f");
    for (int n = 0, batch = 0; n < many; batch++) {
        if (batch == 3)
            world_reopen(&w, FPL_WRITE); /* part of the first one's roots is not known any more */
        assert_int_equal(fpl_journal__begin(w.session, 1, &w.error), FPL_OK);
        for (int i = 0; i < 9000; i++)
            assert_int_equal(world_append(&w, book, &note, &out), FPL_OK);
        if (batch % 4 == 2) {
            fpl_journal__rollback(w.session);
            continue;
        }
        assert_int_equal(fpl_journal__commit(w.session, &w.error), FPL_OK);
        n += 9000;
    }
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_append__refusals_leave_nothing),
        cmocka_unit_test(test_journal_append__vouchers_per_month_and_word),
        cmocka_unit_test(test_journal_append__posting_day),
        cmocka_unit_test(test_journal_append__time_never_falls),
        cmocka_unit_test(test_journal_append__total_past_int64_is_refused),
        cmocka_unit_test(test_journal_append__tally_past_int64_is_refused),
        cmocka_unit_test(test_journal_append__lines_past_the_limit_are_refused_whole),
        cmocka_unit_test(test_journal_append__failure_after_the_first_row_abandons),
        cmocka_unit_test(test_journal_append__check_is_append_without_writing),
        cmocka_unit_test(test_journal_append__next_close_is_in_order),
        cmocka_unit_test(test_journal_append__tiles_of_tiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
