/* Reads as of any day and as known by any moment, against sums made the slow way from a list kept beside the ledger. */
#include "world.h"

#define ENTRIES 400

static const char *const accounts[] = {"1001", "100201", "2001", "3001", "9001"};
static const char *const parties[] = {"", "lp-a", "lp-b"};
#define ACCOUNTS 5
#define PARTIES  3

struct made { /* one entry of two lines, as the test remembers it */
    int debit, credit, party, thing;
    int64_t amount, t, seq;
    struct fpl_date occurred, posted;
};

struct story {
    struct world w;
    int32_t book;
    struct made made[ENTRIES];
    uint64_t x;
};

static unsigned next(struct story *s, unsigned below) {
    s->x = s->x * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)(s->x >> 33) % below;
}

static void tell(struct story *s, int i) {
    struct made *m = &s->made[i];
    char lines[128], day[12], data[40], key[8];
    struct fpl_appended out;
    *m = (struct made){
        .debit = (int)next(s, ACCOUNTS), .party = 1 + (int)next(s, PARTIES - 1), .thing = (int)next(s, 9)};
    do
        m->credit = (int)next(s, ACCOUNTS);
    while (m->credit == m->debit);
    m->amount = 1 + next(s, 100000);
    m->occurred = fpl_date_add_days(world_day("2024-01-01"), (int32_t)next(s, 1000));
    snprintf(lines, sizeof lines, "D%s:%lld%s%s C%s:%lld%s%s", accounts[m->debit], (long long)m->amount,
             m->debit == 2 ? "@" : "", m->debit == 2 ? parties[m->party] : "", accounts[m->credit],
             (long long)m->amount, m->credit == 2 ? "@" : "", m->credit == 2 ? parties[m->party] : "");
    snprintf(data, sizeof data, "{\"amt\":%lld}", (long long)m->amount);
    snprintf(key, sizeof key, "k%d", m->thing);
    struct world_entry entry = {.lines = lines,
                                .occurred = fpl_date_format(m->occurred, day),
                                .item_kind = "thing",
                                .item_key = key,
                                .item_data = m->amount % 10 ? data : NULL,
                                .tally = "sum",
                                .scope = m->party == 1 ? "a" : "b",
                                .tally_amount = m->amount};
    s->w.now += 1000;
    if (world_try(&s->w, s->book, &entry, &out))
        fail_msg("%s: %s %s", lines, fpl_status_name(s->w.error.status), s->w.error.arg[0]);
    m->posted = out.posted;
    m->t = out.t;
    m->seq = out.seq;
}

static void index_now(struct story *s) {
    struct fpl_open_book *book = NULL;
    assert_int_equal(fpl_journal__begin(s->w.session, 1, &s->w.error), FPL_OK);
    assert_int_equal(fpl_journal__book(s->w.session, s->book, &book, &s->w.error), FPL_OK);
    assert_int_equal(fpl_journal__index(s->w.session, book, 0, &s->w.error), FPL_OK);
    assert_int_equal(fpl_journal__commit(s->w.session, &s->w.error), FPL_OK);
}

static void begin(struct story *s) {
    memset(s, 0, sizeof *s);
    s->x = 42;
    world_begin(&s->w);
    s->book = world_book(&s->w, "f");
    for (int i = 0; i < ENTRIES; i++) {
        if (i == 150) /* postings from here on may land on another day than they occurred */
            for (int m = 1; m <= 4; m++) {
                char period[24];
                snprintf(period, sizeof period, "2024-%02d", m);
                world_close_period(&s->w, s->book, period);
            }
        if (i == 250)
            index_now(s); /* part of the postings is in the index, part behind it */
        tell(s, i);
    }
}

struct cut { /* what a question asks */
    struct fpl_date as_of, from, to;
    int64_t known_by;
};

static struct cut random_cut(struct story *s) {
    struct cut cut = {.as_of = FPL_DATE_NONE, .from = FPL_DATE_MIN, .to = FPL_DATE_MAX};
    if (next(s, 2))
        cut.as_of = fpl_date_add_days(world_day("2024-01-01"), (int32_t)next(s, 1060));
    if (next(s, 2))
        cut.from = fpl_date_add_days(world_day("2024-01-01"), (int32_t)next(s, 1000));
    if (next(s, 2))
        cut.to = fpl_date_add_days(world_day("2024-01-01"), (int32_t)next(s, 1000));
    if (next(s, 2))
        cut.known_by = s->made[next(s, ENTRIES)].t + (int64_t)next(s, 2) - 1;
    return cut;
}

static struct fpl_view *look(struct story *s, const struct cut *cut) {
    struct fpl_view *view = NULL;
    struct fpl_view_spec spec = {.actor = FPL_STR("root"), .as_of = cut->as_of, .known_by = cut->known_by};
    assert_int_equal(fpl_view_open(s->w.session, &spec, &view, &s->w.error), FPL_OK);
    return view;
}

static int is_seen(const struct cut *cut, const struct made *m, struct fpl_date day) {
    return (!cut->known_by || m->t <= cut->known_by) &&
           (fpl_date_is_none(cut->as_of) || fpl_date_cmp(day, cut->as_of) <= 0) && fpl_date_cmp(day, cut->from) >= 0 &&
           fpl_date_cmp(day, cut->to) <= 0;
}

struct sums {
    int64_t debit[ACCOUNTS][PARTIES], credit[ACCOUNTS][PARTIES];
    int rows;
};

static int index_of(const char *const *list, int n, struct fpl_str text) {
    for (int i = 0; i < n; i++)
        if (fpl_str_is(text, list[i]))
            return i;
    fail_msg("unexpected %.*s", (int)text.n, text.p);
    return -1;
}

static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    struct sums *sums = ctx;
    int a = index_of(accounts, ACCOUNTS, total->account), p = index_of(parties, PARTIES, total->party);
    assert_true(fpl_str_is(total->currency, "CNY")); /* the book's own, by name */
    sums->debit[a][p] += fpl_money_minor(total->debit);
    sums->credit[a][p] += fpl_money_minor(total->credit);
    sums->rows++;
    return FPL_OK;
}

static void expected_sums(const struct story *s, const struct cut *cut, int by_party, struct sums *out) {
    memset(out, 0, sizeof *out);
    for (int i = 0; i < ENTRIES; i++) {
        const struct made *m = &s->made[i];
        if (!is_seen(cut, m, m->posted))
            continue;
        out->debit[m->debit][by_party && m->debit == 2 ? m->party : 0] += m->amount;
        out->credit[m->credit][by_party && m->credit == 2 ? m->party : 0] += m->amount;
    }
    for (int a = 0; a < ACCOUNTS; a++)
        for (int p = 0; p < PARTIES; p++)
            out->rows += out->debit[a][p] || out->credit[a][p];
}

static void test_journal_view__totals(void **state) {
    struct story *s = *state;
    for (int i = 0; i < 400; i++) {
        struct cut cut = random_cut(s);
        struct sums got, expected;
        int by_party = (int)next(s, 2);
        memset(&got, 0, sizeof got);
        struct fpl_view *view = look(s, &cut);
        assert_int_equal(fpl_read_totals(view, s->book, cut.from, cut.to, by_party, take_total, &got, &s->w.error),
                         FPL_OK);
        fpl_view_close(view);
        expected_sums(s, &cut, by_party, &expected);
        assert_memory_equal(&got, &expected, sizeof got);
    }
}

static void test_journal_view__tallies(void **state) {
    struct story *s = *state;
    for (int i = 0; i < 400; i++) {
        struct cut cut = random_cut(s);
        int scope = (int)next(s, 2);
        int64_t expected = 0, expected_count = 0, count = -1;
        struct fpl_money amount = fpl_money_of(-1);
        struct fpl_view *view = look(s, &cut);
        assert_int_equal(fpl_read_tally(view, s->book, "sum", scope ? FPL_STR("b") : FPL_STR("a"), cut.from, cut.to,
                                        &amount, &count, &s->w.error),
                         FPL_OK);
        fpl_view_close(view);
        for (int k = 0; k < ENTRIES; k++) { /* rule figures go by the day something occurred */
            if (s->made[k].party - 1 != scope || !is_seen(&cut, &s->made[k], s->made[k].occurred))
                continue;
            expected += s->made[k].amount;
            expected_count++;
        }
        assert_int_equal(fpl_money_minor(amount), expected);
        assert_int_equal(count, expected_count);
    }
}

struct postings {
    struct story *s;
    struct cut cut;
    int account, n;
    struct fpl_date last_day;
    int64_t last_seq, sum;
};

static enum fpl_status take_posting(void *ctx, const struct fpl_posted *posting) {
    struct postings *p = ctx;
    assert_true(fpl_str_is(posting->account, accounts[p->account]));
    int later = fpl_date_cmp(posting->posted, p->last_day);
    assert_true(later > 0 || (later == 0 && posting->seq > p->last_seq));
    p->last_day = posting->posted;
    p->last_seq = posting->seq;
    p->sum += posting->side == 'D' ? fpl_money_minor(posting->amount) : -fpl_money_minor(posting->amount);
    p->n++;
    assert_true(posting->voucher.n > 0);
    assert_true(fpl_str_is(posting->memo, "摘要"));
    return FPL_OK;
}

static void test_journal_view__postings_in_order(void **state) {
    struct story *s = *state;
    for (int i = 0; i < 150; i++) {
        struct postings got = {
            .s = s, .cut = random_cut(s), .account = (int)next(s, ACCOUNTS), .last_day = FPL_DATE_MIN};
        int64_t sum = 0;
        int n = 0;
        struct fpl_view *view = look(s, &got.cut);
        assert_int_equal(fpl_read_postings(view, s->book, fpl_str_of(accounts[got.account]), got.cut.from, got.cut.to,
                                           take_posting, &got, &s->w.error),
                         FPL_OK);
        fpl_view_close(view);
        for (int k = 0; k < ENTRIES; k++) {
            const struct made *m = &s->made[k];
            if (!is_seen(&got.cut, m, m->posted) || (m->debit != got.account && m->credit != got.account))
                continue;
            sum += m->debit == got.account ? m->amount : -m->amount;
            n++;
        }
        assert_int_equal(got.n, n);
        assert_int_equal(got.sum, sum);
    }
}

struct items {
    int64_t seq0[9], seq[9], amount[9];
    int last;
};

static enum fpl_status take_item(void *ctx, const struct fpl_item *item) {
    struct items *items = ctx;
    assert_int_equal(item->key.n, 2);
    int k = item->key.p[1] - '0';
    assert_true(k > items->last); /* key order */
    items->last = k;
    items->seq0[k] = item->seq0;
    items->seq[k] = item->seq;
    items->amount[k] = fpl_json_get_num(item->data, "amt", -1);
    return FPL_OK;
}

/* An item's number is the sum of what the records seen did to it, each the difference between what it wrote and what
 * the one recorded before it wrote, be that seen or not (fund rules §1 and §11: at the same cut the same answer,
 * whatever came late). One written as gone begins anew. */
static void test_journal_view__items(void **state) {
    struct story *s = *state;
    for (int i = 0; i < 60; i++) {
        struct cut cut = random_cut(s);
        struct items got = {.last = -1}, expected = {.last = -1};
        int64_t known[9] = {0};
        cut.from = FPL_DATE_MIN;
        cut.to = FPL_DATE_MAX;
        struct fpl_view *view = look(s, &cut);
        assert_int_equal(fpl_read_items(view, s->book, "thing", take_item, &got, &s->w.error), FPL_OK);
        for (int k = 0; k < ENTRIES; k++) {
            const struct made *m = &s->made[k];
            int gone = m->amount % 10 == 0, t = m->thing;
            int64_t change = (gone ? 0 : m->amount) - known[t];
            if (!cut.known_by || m->t <= cut.known_by)
                known[t] = gone ? 0 : m->amount;
            if (!is_seen(&cut, m, m->occurred))
                continue;
            expected.seq0[t] = gone ? 0 : expected.seq0[t] ? expected.seq0[t] : m->seq;
            expected.seq[t] = gone ? 0 : m->seq;
            expected.amount[t] = gone ? 0 : expected.amount[t] + change;
        }
        expected.last = got.last;
        assert_memory_equal(&got, &expected, sizeof got);
        struct items one = {.last = -1};
        enum fpl_status status = fpl_read_item(view, s->book, "thing", FPL_STR("k3"), take_item, &one, &s->w.error);
        assert_int_equal(status, expected.seq[3] ? FPL_OK : FPL_E_NOT_FOUND);
        assert_int_equal(one.amount[3], expected.amount[3]);
        fpl_view_close(view);
    }
}

struct entries {
    int n;
    struct fpl_date day;
    int64_t seq;
};

static enum fpl_status take_entry(void *ctx, const struct fpl_record *record) {
    struct entries *entries = ctx;
    struct fpl_date day = fpl_body__posted(record->body);
    int later = fpl_date_cmp(day, entries->day);
    assert_true(later > 0 || (later == 0 && record->seq > entries->seq));
    assert_true(fpl_str_is(record->kind, "entry.posted"));
    *entries = (struct entries){entries->n + 1, day, record->seq};
    return FPL_OK;
}

static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    int64_t *seq = ctx;
    assert_int_equal(record->seq, *seq);
    assert_true(record->leaf.n > 0);
    assert_non_null(record->body);
    *seq += 1;
    return FPL_OK;
}

static void test_journal_view__entries_and_records(void **state) {
    struct story *s = *state;
    for (int i = 0; i < 60; i++) {
        struct cut cut = random_cut(s);
        struct entries got = {.day = FPL_DATE_MIN};
        int n = 0;
        struct fpl_book info;
        int64_t size = 1;
        struct fpl_view *view = look(s, &cut);
        assert_int_equal(fpl_read_entries(view, s->book, cut.from, cut.to, take_entry, &got, &s->w.error), FPL_OK);
        for (int k = 0; k < ENTRIES; k++)
            n += is_seen(&cut, &s->made[k], s->made[k].posted);
        assert_int_equal(got.n, n);
        assert_int_equal(fpl_read_book(view, FPL_STR("f"), &info, &s->w.error), FPL_OK);
        assert_int_equal(fpl_read_records(view, s->book, 1, INT64_MAX - 1, take_record, &size, &s->w.error), FPL_OK);
        assert_int_equal(size, info.size);
        assert_int_equal(fpl_read_record(view, s->book, info.size, take_record, &size, &s->w.error), FPL_E_NOT_FOUND);
        fpl_view_close(view);
    }
}

static enum fpl_status stop(void *ctx, const struct fpl_total *total) {
    (void)total;
    ++*(int *)ctx;
    return FPL_E_INTERRUPTED;
}

static void test_journal_view__callbacks_stop_a_cursor(void **state) {
    struct story *s = *state;
    struct cut cut = {.as_of = FPL_DATE_NONE};
    int calls = 0;
    struct fpl_view *view = look(s, &cut);
    assert_int_equal(fpl_read_totals(view, s->book, FPL_DATE_MIN, FPL_DATE_MAX, 0, stop, &calls, &s->w.error),
                     FPL_E_INTERRUPTED);
    assert_int_equal(calls, 1);
    fpl_view_close(view);
    struct fpl_view_spec spec = {.actor = FPL_STR("nobody"), .as_of = FPL_DATE_NONE};
    assert_int_equal(fpl_view_open(s->w.session, &spec, &view, &s->w.error), FPL_E_ACTOR);
}

/* Whichever way to a cut is taken, forwards or back, over days, months or years, the sums are those of its postings. */
static void test_journal_view__totals_of_every_day(void **state) {
    struct story *s = *state;
    struct fpl_date first = fpl_date_add_days(world_day("2024-01-01"), -40);
    struct cut cut = {.as_of = FPL_DATE_NONE, .from = FPL_DATE_MIN, .to = FPL_DATE_MAX};
    struct fpl_view *view = look(s, &cut);
    for (int i = 0; i < 1200; i++) {
        struct sums got = {.rows = 0}, expected;
        cut.to = fpl_date_add_days(first, i);
        assert_int_equal(fpl_read_totals(view, s->book, cut.from, cut.to, i % 2, take_total, &got, &s->w.error),
                         FPL_OK);
        expected_sums(s, &cut, i % 2, &expected);
        assert_memory_equal(&got, &expected, sizeof got);
    }
    fpl_view_close(view);
}

static int setup(void **state) {
    static struct story story;
    begin(&story);
    *state = &story;
    return 0;
}

static int teardown(void **state) {
    struct story *s = *state;
    world_end(&s->w);
    return 0;
}

/* A list may name as many parties as a fund has deals: what a reader has looked up is kept up to a bound. */
static void test_journal_view__parties_are_not_gathered(void **state) {
    struct story *s = *state;
    struct fpl_view_spec spec = {.actor = FPL_STR("root"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    struct fpl_party party;
    char id[24];
    world_reopen(&s->w, FPL_READ);
    assert_int_equal(fpl_view_open(s->w.session, &spec, &view, &s->w.error), FPL_OK);
    for (int i = 0; i < 20000; i++) {
        snprintf(id, sizeof id, "F-%d", i);
        assert_int_equal(fpl_read_party(view, fpl_str_of(id), &party, NULL), FPL_E_PARTY);
        assert_true(s->w.session->set.item.count <= 4096);
    }
    fpl_view_close(view);
    world_reopen(&s->w, FPL_WRITE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_view__totals),
        cmocka_unit_test(test_journal_view__tallies),
        cmocka_unit_test(test_journal_view__postings_in_order),
        cmocka_unit_test(test_journal_view__items),
        cmocka_unit_test(test_journal_view__parties_are_not_gathered),
        cmocka_unit_test(test_journal_view__entries_and_records),
        cmocka_unit_test(test_journal_view__callbacks_stop_a_cursor),
        cmocka_unit_test(test_journal_view__totals_of_every_day),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
