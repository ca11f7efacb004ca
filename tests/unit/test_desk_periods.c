/* Raw entries through the desk: periods, opening balances, currencies, reversals, limits, and a machine that fails. */
#include "desk_world.h"

#define ENTRY "zhang journal.post f memo=某; "

/* The day a record was posted on. */
static const char *posted(struct city *city, int32_t book, int64_t seq) {
    static char day[16];
    struct fpl_buf body = {0};
    world_body(&city->w, book, seq, &body);
    const char *at = strstr(body.p, "\"post\":\"");
    if (!at) /* on its own day */
        at = strstr(body.p, "\"occ\":\"") - 1;
    assert_non_null(strstr(body.p, "\"p\":["));
    snprintf(day, sizeof day, "%.10s", at + 8);
    fpl_buf_release(&body);
    return day;
}

static void test_desk_periods__closing(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_day(&city, "2027-02-10");
    city_no(&city, FPL_E_PERIOD_ORDER, "li period.close f period=2025-02");
    assert_string_equal(city.error.arg[0], "2025-01");
    city_no(&city, FPL_E_PERIOD_CLOSED, "li period.close f period=2024-12");
    for (int i = 0; i < 12; i++) {
        int64_t seq = city_do(&city, ENTRY "occurred=2025-%02d-15; !lines=D6403:1 C100201:1", i + 1);
        assert_int_equal(strncmp(posted(&city, 1, seq), "2025-", 5), 0);
        city_do(&city, "li period.close f period=2025-%02d", i + 1);
        seq = city_do(&city, ENTRY "occurred=2025-%02d-15; !lines=D6403:1 C100201:1", i + 1); /* too late for it */
        char first[40];
        snprintf(first, sizeof first, "%d-%02d-01", i == 11 ? 2026 : 2025, i == 11 ? 1 : i + 2);
        assert_string_equal(posted(&city, 1, seq), first);
    }
    /* period 13 stays open for adjustments of the year */
    city_no(&city, FPL_E_PERIOD_ORDER, "li period.close f period=2026-01");
    int64_t seq = city_do(&city, ENTRY "occurred=2025-06-01; period13=Y; !lines=D6403:1 C100201:1");
    assert_string_equal(posted(&city, 1, seq), "2025-12-31");
    assert_string_equal(city.answer.voucher, "2025-13 记 1");
    city_do(&city, "li period.close f period=2025-13");
    city_no(&city, FPL_E_PERIOD_CLOSED, ENTRY "occurred=2025-06-01; period13=Y; !lines=D6403:1 C100201:1");
    seq = city_do(&city, ENTRY "occurred=2025-06-01; !lines=D6403:1 C100201:1");
    assert_string_equal(posted(&city, 1, seq), "2026-01-01");
    for (int i = 1; i <= 13; i++)
        city_do(&city, "li period.close f period=2026-%02d", i);
    city_do(&city, "li period.close f period=2027-01");
    city_no(&city, FPL_E_FUTURE, "li period.close f period=2027-02"); /* not over yet */
    seq = city_do(&city, ENTRY "occurred=2026-12-31; !lines=D6403:1 C100201:1");
    assert_string_equal(posted(&city, 1, seq), "2027-02-01");
    assert_int_equal(city.answer.reasons, 1); /* whoever gives it is told where it went */
    assert_int_equal(city.answer.reason[0].status, FPL_POSTED_LATER);
    assert_string_equal(city.answer.reason[0].arg[0], "2026-12-31");
    assert_string_equal(city.answer.reason[0].arg[1], "2027-02-01");
    city_no(&city, FPL_E_FUTURE, ENTRY "occurred=2027-02-11; !lines=D6403:1 C100201:1");
    city_no(&city, FPL_E_FUTURE, ENTRY "occurred=2027-02-09; period13=Y; !lines=D6403:1 C100201:1");
    city_verify(&city);
    city_end(&city);
}

/* Before the first day of a book nothing is posted, adjustments of an earlier year neither. */
static void test_desk_periods__before_the_book(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_no(&city, FPL_E_DATE_ORDER, ENTRY "occurred=2020-05-05; !lines=D6403:1 C100201:1");
    city_no(&city, FPL_E_DATE_ORDER, ENTRY "occurred=2024-12-31; !lines=D6403:1 C100201:1");
    city_no(&city, FPL_E_DATE_ORDER, ENTRY "occurred=2024-05-05; period13=Y; !lines=D6403:1 C100201:1");
    int64_t seq = city_do(&city, ENTRY "occurred=2025-01-01; !lines=D6403:1 C100201:1");
    assert_string_equal(posted(&city, 1, seq), "2025-01-01");
    seq = city_do(&city, ENTRY "occurred=2025-05-05; period13=Y; !lines=D6403:1 C100201:1");
    assert_string_equal(posted(&city, 1, seq), "2025-12-31");
    city_verify(&city);
    city_end(&city);
}

static void test_desk_periods__opening(void **state) {
    static const char *const lines[] = {"f D100201:5 C400101:5@G-CZ", "c D100202:5 C4001:5", "s D1001:5 C3001:5",
                                        "p D100203:5 D271105:3 C271101:8@G-CZ"};
    struct city city;
    char text[200];
    (void)state;
    city_begin(&city);
    for (size_t i = 0; i < 4; i++) {
        snprintf(text, sizeof text, "zhang opening.post %c memo=启用; !lines=%s; occurred=", lines[i][0], lines[i] + 2);
        city_no(&city, FPL_E_OPENING, "%s2025-01-02", text);
        assert_string_equal(city.error.field, "occurred");
        city_no(&city, FPL_E_OPENING, "%s2024-12-31", text);
        city_do(&city, "%s2025-01-01", text);
        assert_non_null(strstr(city.answer.voucher, "2025-01 初 "));
    }
    city_no(&city, FPL_E_BOOK, "zhang opening.post registry memo=启用; occurred=2025-01-01; !lines=D1:5 C2:5");
    city_no(&city, FPL_E_MISSING, "zhang opening.post f memo=启用; !lines=D100201:5 C4103:5");
    city_no(&city, FPL_E_CONTROL, "zhang journal.post p memo=某; occurred=2025-01-01; !lines=D271105:3 C271101:3@G-CZ");
    city_no(&city, FPL_E_CONTROL, ENTRY "occurred=2025-01-01; !lines=D110101:3@G-CZ#x C100201:3");
    /* the first month closed: the opening day takes nothing more */
    city_do(&city, "li period.close c period=2025-01");
    city_no(&city, FPL_E_PERIOD_CLOSED,
            "zhang opening.post c memo=启用; occurred=2025-01-01; !lines=D100202:6 C4001:6");
    city_verify(&city);
    city_end(&city);
}

#define OPENING "zhang opening.post f occurred=2025-01-01; memo=启用; "
/* Opening balances given twice are not doubled: a voucher is known by its number, without one by its lines. */
static void test_desk_periods__opening_twice(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t plain = city_do(&city, OPENING "!lines=D100201:5 C400101:5@G-CZ");
    int64_t size = city_size(&city, "f");
    city_no(&city, FPL_ALREADY, OPENING "!lines=D100201:5.00 C400101:5.00@G-CZ");
    assert_int_equal(city.answer.seq, plain);
    assert_non_null(strstr(city.answer.voucher, "2025-01 初 "));
    city_no(&city, FPL_E_KEY_CHANGED,
            "zhang opening.post f occurred=2025-01-01; memo=别的; !lines=D100201:5 C400101:5@G-CZ");
    assert_string_equal(city.error.field, "memo");
    assert_int_equal(city_size(&city, "f"), size + 1); /* the refusal */
    int64_t first = city_do(&city, OPENING "entry=Q-1; !lines=D100201:7 C400101:7@G-CZ");
    int64_t second = city_do(&city, OPENING "entry=Q-2; !lines=D100201:7 C400101:7@G-CZ"); /* a voucher of its own */
    assert_int_not_equal(first, second);
    size = city_size(&city, "f");
    city_no(&city, FPL_ALREADY, OPENING "entry=Q-1; !lines=D100201:7 C400101:7@G-CZ");
    assert_int_equal(city.answer.seq, first);
    city_no(&city, FPL_E_KEY_CHANGED, OPENING "entry=Q-1; !lines=D100201:8 C400101:8@G-CZ");
    assert_string_equal(city.error.field, "amount");
    city_no(&city, FPL_E_KEY_CHANGED, OPENING "!lines=D100201:7 C400101:7@G-CZ"); /* the number left out: no new one */
    assert_string_equal(city.error.field, "entry");
    assert_int_equal(city_size(&city, "f"), size + 2); /* two refusals */
    city_do(&city, OPENING "!lines=D100201:9 C400101:9@G-CZ");
    city_no(&city, FPL_ALREADY, OPENING "entry=Q-2; !lines=D100201:7 C400101:7@G-CZ");
    city_do(&city, "zhang opening.post c occurred=2025-01-01; memo=启用; entry=Q-1; !lines=D100202:5 C4001:5");
    city_verify(&city);
    city_end(&city);
}

static void test_desk_periods__lines(void **state) {
    static const struct {
        enum fpl_status status;
        const char *lines, *field;
    } bad[] = {{FPL_E_UNBALANCED, "D6403:1", ""},
               {FPL_E_UNBALANCED, "D6403:1 C100201:2", ""},
               {FPL_E_UNBALANCED, "D6403:1=KWD C100201:1", ""},
               {FPL_E_ENUM, "X6403:1 C100201:1", "side"},
               {FPL_E_ACCOUNT, "D6403:1 C999:1", ""},
               {FPL_E_ACCOUNT, "D6403:1 C1002:1", ""},
               {FPL_E_MISSING, "D:1 C100201:1", "account"},
               {FPL_E_CONTROL, "D1501:1 C100201:1", ""},
               {FPL_E_CONTROL, "D100201:1 C400101:1@G-CZ", ""},
               {FPL_E_CONTROL, "D100201:1 C2232:1@G-CZ", ""},
               {FPL_E_CONTROL, "D1131:1 C611102:1", ""},
               {FPL_E_CONTROL, "D122101:1 C611101:1", ""},
               {FPL_E_CONTROL, "D9001:1@G-CZ C9101:1", ""},
               {FPL_E_PARTY, "D100201:1 C400101:1@nobody", "party"},
               {FPL_E_CURRENCY, "D6403:1=XYZ C100201:1=XYZ", "currency"},
               {FPL_E_AMOUNT_SIGN, "D6403:0 C100201:0", "amount"},
               {FPL_E_NEGATIVE, "D6403:-1 C100201:-1", "amount"},
               {FPL_E_AMOUNT_FORMAT, "D6403:1e3 C100201:1", "amount"},
               {FPL_E_AMOUNT_SCALE, "D6403:1.001 C100201:1.001", "amount"},
               {FPL_E_AMOUNT_SCALE, "D6403:1.0001=KWD C100201:1.0001=KWD", "amount"},
               {FPL_E_AMOUNT_SCALE, "D6403:1.1=JPY C100201:1.1=JPY", "amount"},
               {FPL_E_AMOUNT_RANGE, "D6403:90071992547409.92 C100201:90071992547409.92", "amount"}};
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "root currency.add - currency=KWD; scale=3");
    city_do(&city, "root currency.add - currency=JPY; scale=0");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        city_no(&city, bad[i].status, ENTRY "occurred=2026-03-01; !lines=%s", bad[i].lines);
        if (bad[i].field[0])
            assert_string_equal(city.error.field, bad[i].field);
    }
    city_no(&city, FPL_E_DIMENSION, OPENING "entry=Q-9; !lines=D1501:1 C400101:1@G-CZ");
    city_do(&city, ENTRY "occurred=2026-03-01; !lines=D6403:1.001=KWD C100201:1.001=KWD D6403:2 C100201:2");
    city_do(&city, ENTRY "occurred=2026-03-01; !lines=D6403:7=JPY C100201:7=JPY");
    city_do(&city, ENTRY "occurred=2026-03-01; !lines=D6403:5=CNY C100201:5");    /* the book's own by name */
    city_do(&city, ENTRY "occurred=2026-03-01; !lines=D100201:1 C6011:1@银行一"); /* a party by its alias */
    city_verify(&city);
    city_end(&city);
}

static void test_desk_periods__reversal(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t seq = city_do(&city, ENTRY "occurred=2026-03-01; !lines=D6403:1.25 C100201:1.25");
    int64_t deal =
        city_do(&city, "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-03-01; amount=5");
    city_no(&city, FPL_E_REVERSED, "zhang journal.reverse f receipt=%d; memo=冲", (int)deal);
    city_no(&city, FPL_E_REVERSED, "zhang journal.reverse f receipt=0; memo=冲");
    city_no(&city, FPL_E_NOT_FOUND, "zhang journal.reverse f receipt=9999; memo=冲");
    city_no(&city, FPL_E_NOT_FOUND, "zhang journal.reverse f receipt=2/%d; memo=冲", (int)seq);
    city_no(&city, FPL_E_NOT_FOUND, "zhang journal.reverse f receipt=x; memo=冲");
    city_do(&city, "li period.close f period=2025-01");
    int64_t red = city_do(&city, "zhang journal.reverse f receipt=1/%d; memo=冲; occurred=2025-01-15", (int)seq);
    assert_string_equal(posted(&city, 1, red), "2025-02-01");
    struct fpl_buf body = {0};
    world_body(&city.w, 1, red, &body);
    assert_non_null(strstr(body.p, "[\"6403\",\"D\",-125]"));
    assert_non_null(strstr(body.p, "[\"100201\",\"C\",-125,\"\",\"\",\"\",\"OPERATING_OUT\"]"));
    fpl_buf_release(&body);
    city_no(&city, FPL_E_REVERSED, "zhang journal.reverse f receipt=%d; memo=冲", (int)red);
    city_no(&city, FPL_E_KEY_CHANGED, "zhang journal.reverse f receipt=%d; memo=再冲", (int)seq);
    city_no(&city, FPL_E_BOOK, "zhang journal.reverse registry receipt=1; memo=冲");
    int64_t opening = city_do(&city, "zhang opening.post c memo=启用; occurred=2025-01-01; !lines=D100202:5 C4001:5");
    city_no(&city, FPL_E_REVERSED, "zhang journal.reverse c receipt=%d; memo=冲", (int)opening);
    city_verify(&city);
    city_end(&city);
}

/* ---- limits ---- */

static void unchanged(struct city *city, const struct fpl_buf *before) {
    struct fpl_buf after = {0};
    city_tables(city, &after);
    assert_int_equal(before->n, after.n);
    assert_memory_equal(before->p, after.p, after.n);
    fpl_buf_release(&after);
}

/* 2^53 - 1 fen is the largest posting; 1024 of them fit into a cell, and a cell must have room for the whole entry. */
static void test_desk_periods__near_int64(void **state) {
    static char lines[60000];
    struct city city;
    struct fpl_buf before = {0};
    size_t n = 0;
    int cell = 0;
    (void)state;
    city_begin(&city);
    int64_t seq = city_do(&city, ENTRY "occurred=2026-03-01; !lines=D6403:90071992547409.91 C100201:90071992547409.91");
    city_do(&city, "zhang journal.reverse f receipt=%d; memo=冲; occurred=2026-03-01", (int)seq);
    for (int i = 0; i < 255; i++)
        n += (size_t)snprintf(lines + n, sizeof lines - n, "%sD6403:90071992547409.91 C100201:90071992547409.91",
                              i ? " " : "");
    for (; cell + 2 * 255 <= 1024; cell += 255)
        city_do(&city, ENTRY "occurred=2026-03-01; !lines=%s", lines);
    city_no(&city, FPL_E_OVERFLOW, ENTRY "occurred=2026-03-01; !lines=%s", lines);
    for (; cell + 2 <= 1024; cell++)
        city_do(&city, ENTRY "occurred=2026-03-0%d; !lines=D6403:90071992547409.91 C100201:90071992547409.91",
                1 + cell % 9);
    city_tables(&city, &before);
    int64_t size = city_size(&city, "f");
    city_no(&city, FPL_E_OVERFLOW,
            ENTRY "occurred=2026-03-01; !lines=D6403:90071992547409.91 C100201:90071992547409.91");
    city_no(&city, FPL_E_OVERFLOW,
            ENTRY "occurred=2026-05-01; !lines=D6403:90071992547409.91 C100201:90071992547409.91");
    assert_int_equal(city_size(&city, "f"), size);
    unchanged(&city, &before);
    city_do(&city, ENTRY "occurred=2025-03-02; !lines=D6403:1 C100201:1"); /* another year has a cell of its own */
    city_verify(&city);
    fpl_buf_release(&before);
    city_end(&city);
}

/* ---- the machine ---- */

static int entropy_left;

static enum fpl_status failing(void *ctx, uint8_t *out, size_t n) {
    static uint64_t drawn; /* no salt twice */
    (void)ctx;
    for (size_t i = 0; i < n; i += sizeof drawn) {
        drawn++;
        memcpy(out + i, &drawn, n - i < sizeof drawn ? n - i : sizeof drawn);
    }
    return entropy_left-- > 0 ? FPL_OK : FPL_E_ENTROPY;
}

/* Without random bytes nothing is recorded, of two records neither; afterwards life goes on. */
static void test_desk_periods__no_entropy(void **state) {
    struct city city;
    struct fpl_buf before = {0};
    (void)state;
    city_begin(&city);
    city_tables(&city, &before);
    city.w.host.entropy = failing;
    entropy_left = 0;
    world_reopen(&city.w, FPL_WRITE);
    city_no(&city, FPL_E_ENTROPY, ENTRY "occurred=2026-03-01; !lines=D6403:1 C100201:1");
    city_no(&city, FPL_E_ENTROPY,
            "zhang deal.record f deal=D-1; firm=F-新; firm_name=新; paid_date=2026-03-01; amount=5");
    city_no(&city, FPL_E_ENTROPY,
            "root book.open - code=z; kind=fund; name=z; name_en=z; chart=fund@1; opened=2025-01-01");
    unchanged(&city, &before);
    entropy_left = 1000;
    /* draws the 127 salts left of a batch, so that the party's record has one and the deal's has none */
    for (int i = 0; i < 127; i++)
        city_do(&city, ENTRY "occurred=2026-03-01; !lines=D6403:1 C100201:1");
    entropy_left = 0;
    city_tables(&city, &before);
    city_no(&city, FPL_E_ENTROPY,
            "zhang deal.record f deal=D-1; firm=F-新; firm_name=新; paid_date=2026-03-01; amount=5");
    unchanged(&city, &before);
    entropy_left = 1000;
    city_do(&city, "zhang deal.record f deal=D-1; firm=F-新; firm_name=新; paid_date=2026-03-01; amount=5");
    city_verify(&city);
    fpl_buf_release(&before);
    city_end(&city);
}

/* The clock goes back: t never falls. On the day of the newest record it goes on, and today is the day of t; before
 * that day the book takes nothing, because it would be dated after the real day. Another book's records do not count.
 */
static void test_desk_periods__clock_goes_back(void **state) {
    struct city city;
    struct fpl_buf before = {0};
    (void)state;
    city_begin(&city);
    int64_t seq = city_do(&city, ENTRY "occurred=2026-11-20; !lines=D6403:1 C100201:1");
    int64_t last = city.w.now;
    city.w.now -= 2 * 3600 * 1000;
    city_do(&city, "zhang journal.reverse f receipt=%d; memo=冲", (int)seq); /* today */
    assert_string_equal(posted(&city, 1, city.answer.seq), "2026-11-20");
    city_no(&city, FPL_E_FUTURE, ENTRY "occurred=2026-11-21; !lines=D6403:1 C100201:1");
    city_tables(&city, &before);
    city_day(&city, "2026-11-19");
    city_no(&city, FPL_E_CLOCK, ENTRY "occurred=2026-11-19; !lines=D6403:1 C100201:1");
    city_no(&city, FPL_E_CLOCK, ENTRY "occurred=2026-11-21; !lines=D6403:1 C100201:1");
    city_no(&city, FPL_E_CLOCK,
            "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-11-18; amount=5");
    city_no(&city, FPL_E_CLOCK, "li period.close f period=2025-01");
    assert_int_equal(city_dry(&city, ENTRY "occurred=2026-11-19; !lines=D6403:1 C100201:1"), FPL_E_CLOCK);
    unchanged(&city, &before);
    city.w.now = last;
    city_do(&city, "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-11-20; amount=5");
    city_verify(&city);
    fpl_buf_release(&before);
    city_end(&city);
}

/* What is refused, tried or read leaves every table as it was. */
static void test_desk_periods__no_leaves_no_trace(void **state) {
    struct city city;
    struct fpl_buf before = {0};
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01");
    city_tables(&city, &before);
    city_no(&city, FPL_E_AMOUNT_SIGN,
            "zhang deal.record f deal=D-1; firm=F-新; firm_name=新; paid_date=2026-03-01; amount=0");
    assert_int_equal(
        city_dry(&city, "zhang deal.record f deal=D-1; firm=F-新; firm_name=新; paid_date=2026-03-01; amount=5"),
        FPL_OK);
    assert_int_equal(
        city_dry(&city, "root book.open - code=z; kind=fund; name=z; name_en=z; chart=fund@1; opened=2025-01-01"),
        FPL_OK);
    assert_int_equal(
        city_dry(&city, "zhang loan.register p bank=BK-1; contract=C-1; iou=1; firm=F-新; firm_name=新; type=CREDIT; "
                        "contract_amount=1; disbursed=1; disbursed_on=2026-01-05; due_on=2026-07-05"),
        FPL_E_GATE_WHITELIST);
    assert_int_equal(city_dry(&city, "li period.close f period=2025-01"), FPL_OK);
    unchanged(&city, &before);
    world_reopen(&city.w, FPL_READ);
    city_no(&city, FPL_E_READONLY, "li period.close f period=2025-01");
    assert_int_equal(city_dry(&city, "li period.close f period=2025-01"), FPL_OK);
    unchanged(&city, &before);
    world_reopen(&city.w, FPL_WRITE);
    city_verify(&city);
    fpl_buf_release(&before);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_periods__closing),         cmocka_unit_test(test_desk_periods__before_the_book),
        cmocka_unit_test(test_desk_periods__opening),         cmocka_unit_test(test_desk_periods__opening_twice),
        cmocka_unit_test(test_desk_periods__lines),           cmocka_unit_test(test_desk_periods__reversal),
        cmocka_unit_test(test_desk_periods__near_int64),      cmocka_unit_test(test_desk_periods__no_entropy),
        cmocka_unit_test(test_desk_periods__clock_goes_back), cmocka_unit_test(test_desk_periods__no_leaves_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
