/* E18 for a whole fund: one decision, a distribution of its own for each party, and property tests of the division. */
#include "forger.h"
#include "fund_sums.h"

#include "fundpool/event.h"

#define ALLOCATE(id, amount, source, more)                                                                             \
    "zhang distribution.allocate " B " allocation=" id "; occurred=2024-10-31; amount=" amount "; source=" source more
#define MANY 37

static void pay_all(struct city *city) {
    found(city);
    city_do(city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    city_do(city, SIGN("C-S", "LP-S", "SOCIAL", "138000000"));
    city_do(city, SIGN("C-P", "GP-1", "GP", "2000000"));
    city_do(city, PAY_IN("K-G", "C-G", "12000000"));
    city_do(city, PAY_IN("K-S", "C-S", "27600000"));
    city_do(city, PAY_IN("K-P", "C-P", "400000"));
}

/* Fund rules §6, T6 and T10: as the three single distributions of that year, and all that follows of each works. */
static void test_fund_allocation__is_what_single_ones_are(void **state) {
    struct city city;
    (void)state;
    pay_all(&city);
    int64_t before = city_size(&city, B);
    city_do(&city, ALLOCATE("A-1", "1000000.01", "RETURN_OF_CAPITAL", "; round=一"));
    assert_int_equal(city_size(&city, B), before + 4);
    is(&city, "2232", "LP-G", "2024-12-31", "-300000.00");
    is(&city, "2232", "LP-S", "2024-12-31", "-690000.01");
    is(&city, "2232", "GP-1", "2024-12-31", "-10000.00");
    is(&city, "410401", NULL, "2024-12-31", "1000000.01");
    city_do(&city, SETTLE("Z-1", "DISTRIBUTION", "A-1-C-S", "2024-11-01", "690000.01"));
    no(&city, FPL_E_DUE, "0.00", NULL, SETTLE("Z-2", "DISTRIBUTION", "A-1-C-S", "2024-11-01", "0.01"));
    city_do(&city, "zhang distribution.reverse " B " distribution=A-1-C-G; memo=误");
    is(&city, "2232", "LP-G", "2024-12-31", "0.00");
    city_do(&city, ALLOCATE("A-2", "100", "GAIN", ""));
    city_do(&city, "zhang tax.withhold " B " tax=T-1; distribution=A-2-C-S; occurred=2024-11-02; amount=13.80; "
                   "base=69; rate=20%%; document=表");
    city_verify(&city);
    /* the same command again is the same answer, and nothing more is recorded */
    int64_t size = city_size(&city, B);
    assert_int_equal(city_try(&city, ALLOCATE("A-2", "100", "GAIN", "")), FPL_ALREADY);
    city_no(&city, FPL_E_KEY_CHANGED, ALLOCATE("A-2", "101", "GAIN", ""));
    assert_int_equal(city_size(&city, B), size + 1); /* the refusal */
    city_verify(&city);
    city_end(&city);
}

static void test_fund_allocation__refusals(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    city_no(&city, FPL_E_LIST_EMPTY, ALLOCATE("A-1", "1", "GAIN", "")); /* signed, and nothing was paid in */
    city_do(&city, PAY_IN("K-G", "C-G", "12000000"));
    city_no(&city, FPL_E_ALLOCATE_RECALLABLE, ALLOCATE("A-1", "1", "GAIN", "; recallable=Y"));
    city_do(&city, DISTRIBUTE("A-1-C-G", "C-G", "5", ""));
    int64_t size = city_size(&city, B);
    city_no(&city, FPL_E_KEY_CHANGED, ALLOCATE("A-1", "1", "GAIN", "")); /* the number of one of them is taken */
    city_no(&city, FPL_E_EACH_ID,
            ALLOCATE("A-12345678901234567890123456789012345678901234567890123456789", "1", "GAIN", ""));
    assert_true(city_size(&city, B) <= size + 2); /* refusals alone */
    city_do(&city, "zhang capital.reverse " B " receipt=K-G; memo=误");
    city_no(&city, FPL_E_LIST_EMPTY, ALLOCATE("A-2", "1", "GAIN", ""));
    city_verify(&city);
    city_end(&city);
}

/* A distribution of 0.01 to three: two get nothing, and nothing is declared to them. */
static void test_fund_allocation__parts_of_nothing(void **state) {
    struct city city;
    (void)state;
    pay_all(&city);
    int64_t before = city_size(&city, B);
    city_do(&city, ALLOCATE("A-1", "0.01", "GAIN", ""));
    assert_int_equal(city_size(&city, B), before + 2);
    is(&city, "2232", "LP-S", "2024-12-31", "-0.01");
    city_verify(&city);
    city_end(&city);
}

/* ---- forged ---- */

/* Whoever rewrites the whole file: the list as it was read, a share, what is recorded for one, and one too few or too
 * many. */
static void test_fund_allocation__forged(void **state) {
    struct city city;
    struct forger forger;
    struct fpl_verify_report report;
    char id[64], more[128];
    (void)state;
    pay_all(&city);
    city_do(&city, "zhang call.issue " B " call=H-1; number=1; notice_date=2023-03-16; due=2023-03-20; purpose=FEE; "
                   "amount=100; document=通");
    city_do(&city, DISTRIBUTE("D-0", "C-G", "5", ""));
    int64_t seq = city_do(&city, ALLOCATE("A-1", "100", "GAIN", "; round=一"));
    int32_t book = city_book(&city, B);
    snprintf(id, sizeof id, "\"ev\":\"%d/%lld\",", (int)book, (long long)seq);
    snprintf(more, sizeof more, ",%s\"i\":[[\"distribution\"", id);
    forger_begin(&forger, &city);
    forger_replace(&forger, "call.issued", "\"list.commitments\":[\"3:", "\"list.commitments\":[\"2:");
    forger_replace(&forger, "call.issued", "\"list.called\":[\"0:e3", "\"list.called\":[\"0:e4");
    forger_replace(&forger, "call.issued", "\"amt\":3000,", "\"amt\":3001,"); /* and of all: the others stay */
    forger_replace(&forger, "call.issued", "\"open\":3000", "\"open\":2999");
    forger_replace(&forger, "distribution.allocated", "\"3:", "\"4:");
    forger_replace(&forger, "distribution.allocated", "\"amt\":6900", "\"amt\":6899");
    forger_replace(&forger, "distribution.allocated", "{\"each\":3}", "{\"each\":4}");
    forger_replace(&forger, "distribution.allocated", ",\"x\":{\"each\":3}", "");
    forger_replace(&forger, "distribution.allocated", id, "");
    forger_replace(&forger, "distribution.declared", ",\"i\":[[\"distribution\"", more); /* D-0 is none of its */
    forger_restore(&forger);
    for (int i = 0; i < forger.records; i++) { /* each of the three */
        struct forger_record *r = &forger.record[i];
        if (strcmp(r->kind, "distribution.declared") != 0 || r->seq <= seq)
            continue;
        snprintf(r->kind, sizeof r->kind, "one.%lld", (long long)(r->seq - seq));
    }
    forger_replace(&forger, "one.1", id, "");
    forger_replace(&forger, "one.1", "\"amount\":100,", "\"amount\":101,");
    forger_replace(&forger, "one.2", "GAIN", "DIVIDEND");
    forger_replace(&forger, "one.3", "\"round\":\"一\"", "\"round\":\"二\"");
    forger_replace(&forger, "one.3", "\"by\":\"zhang\"", "\"by\":\"wu\"");
    forger_restore(&forger);
    int last = forger_record_of(&forger, "one.3"); /* one of them twice */
    snprintf(forger.record[last].kind, sizeof forger.record[last].kind, "distribution.declared");
    assert_int_equal(forger_append(&forger, last, &report), FPL_E_TAMPERED);
    forger_cut(&forger, last);
    city_verify(&city);
    forger_shorten(&forger, book, 1);
    assert_int_equal(forger_verify(&city.w, &report), FPL_E_TAMPERED);
    if (!strstr(report.where, "is not there"))
        fail_msg("%s", report.where);
    forger_end(&forger);
    city_end(&city);
}

/* ---- properties ---- */

struct party {
    char commitment[16], party[16];
    int64_t committed, share;
    int found;
};

static enum fpl_status take_share(void *ctx, const struct fpl_item *item) {
    struct party *party = ctx;
    struct fpl_str key = item->key;
    for (int i = 0; i < MANY; i++) {
        size_t n = strlen(party[i].commitment);
        if (key.n > n && memcmp(key.p + key.n - n, party[i].commitment, n) == 0 && key.p[key.n - n - 1] == '|') {
            party[i].share = fpl_json_get_num(item->data, "amt", -1);
            party[i].found++;
        }
    }
    return FPL_OK;
}

static void read_shares(struct city *city, struct party *party) {
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    int32_t book = city_book(city, B);
    for (int i = 0; i < MANY; i++)
        party[i].found = 0;
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_read_items(view, book, "call.share", take_share, party, &city->error), FPL_OK);
    fpl_view_close(view);
}

static uint32_t next(uint32_t *seed) {
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* The division reckoned apart: whole parts first; then as long as fen are left the greatest remainder that has none
 * yet, and of equal ones the lowest party, takes one. */
static void check_shares(const struct party *party, int64_t total) {
    int64_t whole = 0;
    int64_t sum = 0, left = total;
    int extra[MANY] = {0};
    for (int i = 0; i < MANY; i++)
        whole += party[i].committed;
    for (int i = 0; i < MANY; i++)
        left -= (int64_t)(total * party[i].committed / whole);
    for (; left > 0; left--) {
        int best = -1;
        for (int i = 0; i < MANY; i++) {
            if (extra[i])
                continue;
            int64_t rest = total * party[i].committed % whole,
                    other = best < 0 ? -1 : total * party[best].committed % whole;
            if (rest > other || (rest == other && strcmp(party[i].party, party[best].party) < 0))
                best = i;
        }
        extra[best] = 1;
    }
    for (int i = 0; i < MANY; i++) {
        int64_t exact = total * party[i].committed; /* times whole */
        assert_int_equal(party[i].found, 1);
        if (party[i].share != (int64_t)(exact / whole) + extra[i])
            fail_msg("%s of %lld: %lld", party[i].party, (long long)total, (long long)party[i].share);
        int64_t off = exact - party[i].share * whole;
        assert_true(off < whole && off > -whole); /* within a fen of the exact share */
        sum += party[i].share;
    }
    assert_int_equal(sum, total);
}

/* Signed in one order and in another one, called by the same amounts: the same parties get the same. */
static void test_fund_allocation__property(void **state) {
    static struct party first[MANY], again[MANY];
    uint32_t seed = 20260301;
    (void)state;
    for (int order = 0; order < 2; order++) {
        struct party *party = order ? again : first;
        struct city city;
        found(&city);
        for (int at = 0; at < MANY; at++) {
            int i = order ? MANY - 1 - at : at;
            snprintf(party[i].party, sizeof party[i].party, "N-%d", (i * 7) % MANY);
            snprintf(party[i].commitment, sizeof party[i].commitment, "%s-%d", order ? "Q" : "C", i);
            party[i].committed =
                order ? first[i].committed : 1 + (int64_t)next(&seed) % 100000 * (i % 5 == 0 ? 1 : 977);
            if (i % 6 == 1 && i > 1)
                party[i].committed = order ? first[i].committed : first[1].committed; /* equal ones */
            city_do(&city, "zhang party.register - party=%s; name=%s名; kind=lp; uscc=%s", party[i].party,
                    party[i].party, city_firm(400 + i));
            city_do(&city,
                    "zhang commitment.sign " B " commitment=%s; party=%s; capacity=SOCIAL; signed_on=2023-03-01; "
                    "amount=%lld.%02lld",
                    party[i].commitment, party[i].party, (long long)(party[i].committed / 100),
                    (long long)(party[i].committed % 100));
        }
        for (int n = 0; n < 12; n++) {
            static const int64_t totals[] = {1, 2, 36, 37, 38, 99, 1000, 7919, 123456, 999983, 1000003, 5000001};
            city_do(&city,
                    "zhang call.issue " B " call=H-%d; number=%d; notice_date=2023-03-10; due=2023-03-20; purpose=FEE; "
                    "amount=%lld.%02lld; document=通",
                    n, n, (long long)(totals[n] / 100), (long long)(totals[n] % 100));
            read_shares(&city, party);
            check_shares(party, totals[n]);
            city_do(&city, "zhang call.reverse " B " call=H-%d; memo=误", n);
        }
        city_verify(&city);
        city_end(&city);
    }
}

/* ---- the bound ---- */

/* 4,096 commitments are one decision, and one more is refused; what is taken back is in the list as well. */
static void test_fund_allocation__bound(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_group(256);
    for (int i = 0; i < FPL_LIST_MAX; i++)
        city_do(&city,
                "zhang commitment.sign " B " commitment=C-%d; party=LP-S; capacity=SOCIAL; signed_on=2023-03-01; "
                "amount=100",
                i);
    city_group(0);
    city_do(&city, "zhang call.issue " B " call=H-1; number=1; notice_date=2023-03-10; due=2023-03-20; purpose=FEE; "
                   "amount=4097; document=通");
    city_do(&city, SIGN("C-X", "LP-G", "GUIDANCE", "1"));
    no(&city, FPL_E_LIST_LONG, "commitment", "4096",
       "zhang call.issue " B " call=H-2; number=2; notice_date=2023-03-10; due=2023-03-20; purpose=FEE; amount=1; "
       "document=通");
    no(&city, FPL_E_LIST_LONG, "commitment", "4096", ALLOCATE("A-1", "1", "GAIN", ""));
    city_do(&city, "zhang call.reverse " B " call=H-1; memo=误");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_allocation__is_what_single_ones_are),
        cmocka_unit_test(test_fund_allocation__refusals),
        cmocka_unit_test(test_fund_allocation__parts_of_nothing),
        cmocka_unit_test(test_fund_allocation__forged),
        cmocka_unit_test(test_fund_allocation__property),
        cmocka_unit_test(test_fund_allocation__bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
