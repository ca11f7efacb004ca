/* E02, the capital call: one decision for all commitments, and what payments under it do. */
#include "fund_sums.h"

#include "fundpool/event.h"

#define CALL(id, number, amount, more)                                                                                 \
    "zhang call.issue " B " call=" id "; number=" number "; notice_date=2023-03-10; due=2023-03-20; "                  \
    "purpose=INVESTMENT; amount=" amount "; document=通知" more
#define PAY(id, of, call, day, amount, more)                                                                           \
    "zhang capital.receive " B " receipt=" id "; commitment=" of "; call=" call "; occurred=" day "; amount=" amount   \
    "; bank_ref=" id more
#define LATE(id, amount, more)                                                                                         \
    "zhang penalty.receive " B " penalty=" id "; commitment=C-G; call=H-1; occurred=2023-04-30; amount=" amount        \
    "; bank_ref=" id more

static void sign(struct city *city) {
    found(city);
    city_do(city, SIGN("C-G", "LP-G", "GUIDANCE", "12000000"));
    city_do(city, SIGN("C-S", "LP-S", "SOCIAL", "27600000"));
    city_do(city, SIGN("C-P", "GP-1", "GP", "400000"));
}

/* ---- shares ---- */

struct item {
    const char *key, *member;
    int64_t number;
    char text[80];
    int found;
};

static enum fpl_status take(void *ctx, const struct fpl_item *got) {
    struct item *item = ctx;
    const struct fpl_json *node = fpl_json_get(got->data, item->member);
    item->found = 1;
    item->number = fpl_json_num(node, -1);
    (void)fpl_str_copy(fpl_json_text(node), item->text, sizeof item->text);
    return FPL_OK;
}

static struct item item_of(struct city *city, const char *kind, const char *key, const char *member) {
    struct item item = {.key = key, .member = member, .number = -1};
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    int32_t book = city_book(city, B);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    enum fpl_status status = fpl_read_item(view, book, kind, fpl_str_of(key), take, &item, &city->error);
    assert_true(status == FPL_OK || status == FPL_E_NOT_FOUND);
    fpl_view_close(view);
    return item;
}

static void has(struct city *city, const char *share, const char *member, int64_t fen) {
    struct item item = item_of(city, "call.share", share, member);
    if (!item.found || item.number != fen)
        fail_msg("%s %s: %lld, not %lld", share, member, (long long)item.number, (long long)fen);
}

/* Fund rules §6, T10: 1,000,000.01 over 12,000,000 : 27,600,000 : 400,000; 100.00 and 0.01 over equal ones. */
static void test_fund_call__t10(void **state) {
    struct city city;
    (void)state;
    sign(&city);
    city_do(&city, CALL("H-1", "1", "1000000.01", ""));
    has(&city, "H-1|C-G", "amt", 30000000);
    has(&city, "H-1|C-S", "amt", 69000001);
    has(&city, "H-1|C-P", "amt", 1000000);
    assert_int_equal(fpl_money_minor(city.answer.amount), 100000001);
    is(&city, "9001", NULL, "2023-12-31", "40000000.00"); /* nothing is posted */
    city_verify(&city);
    city_end(&city);
    found(&city);
    city_do(&city, SIGN("C-1", "LP-S", "SOCIAL", "1000"));
    city_do(&city, SIGN("C-2", "LP-G", "GUIDANCE", "1000"));
    city_do(&city, SIGN("C-3", "GP-1", "GP", "1000"));
    city_do(&city, CALL("H-1", "1", "100", ""));
    has(&city, "H-1|C-3", "amt", 3334); /* the lowest party id, whatever its commitment is called */
    has(&city, "H-1|C-2", "amt", 3333);
    has(&city, "H-1|C-1", "amt", 3333);
    city_do(&city, CALL("H-2", "2", "0.01", ""));
    has(&city, "H-2|C-3", "amt", 1);
    has(&city, "H-2|C-1", "amt", 0);
    city_verify(&city);
    city_end(&city);
}

static void test_fund_call__who_takes_part(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_no(&city, FPL_E_LIST_EMPTY, CALL("H-1", "1", "100", ""));
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "1000"));
    city_do(&city, CALL("H-1", "1", "100", "")); /* one */
    has(&city, "H-1|C-G", "amt", 10000);
    city_do(&city, SIGN("C-S", "LP-S", "SOCIAL", "1000"));
    city_do(&city, SIGN("C-P", "GP-1", "GP", "1000"));
    city_do(&city, "zhang commitment.reverse " B " commitment=C-P; memo=误");
    city_do(&city, "zhang commitment.release " B " release=R-1; commitment=C-S; occurred=2023-03-05; amount=500; "
                   "document=决");
    city_do(&city, CALL("H-2", "2", "300", ""));
    has(&city, "H-2|C-G", "amt", 20000); /* 1,000 to 500: what was released is no part */
    has(&city, "H-2|C-S", "amt", 10000);
    assert_false(item_of(&city, "call.share", "H-2|C-P", "amt").found);
    city_verify(&city);
    city_end(&city);
}

static void test_fund_call__refusals(void **state) {
    struct city city;
    (void)state;
    sign(&city);
    city_no(&city, FPL_E_DATE_ORDER,
            "zhang call.issue " B " call=H-0; number=1; notice_date=2023-03-10; due=2023-03-09; purpose=FEE; amount=1; "
            "document=通");
    city_do(&city, CALL("H-1", "1", "30000000", ""));
    no(&city, FPL_E_CALL_NUMBER, "1", "H-1", CALL("H-2", "1", "100", ""));
    /* 40,000,000 were signed: a quarter is left uncalled, though nothing was paid */
    no(&city, FPL_E_CALL_UNFUNDED, "GP-1（C-P）", "100000.00 < 100000.01", CALL("H-2", "2", "10000001", ""));
    assert_int_equal(city.answer.reasons, 3); /* each of them is named */
    city_do(&city, CALL("H-2", "2", "10000000", ""));
    no(&city, FPL_E_CALL_OPEN, "12000000.00", "0.01",
       "zhang commitment.release " B " release=R-1; commitment=C-G; occurred=2023-03-12; amount=0.01; document=决");
    no(&city, FPL_E_LATER, "call.issued", NULL, "zhang commitment.reverse " B " commitment=C-G; memo=误");
    city_verify(&city);
    city_end(&city);
}

/* What was called and is not paid stays covered, whatever else takes from what is unfunded. */
static void test_fund_call__stays_covered(void **state) {
#define SHARE_OF(id, of, to, amount)                                                                                   \
    "zhang lp.transfer " B " transfer=" id "; commitment=" of "; to=" to "; party=GP-1; capacity=GP; "                 \
    "occurred=2023-03-20; amount=" amount "; document=协议; paid_in=0"
    struct city city;
    (void)state;
    sign(&city);
    city_do(&city, CALL("H-1", "1", "30000000", "")); /* 9,000,000 of C-G's 12,000,000 */
    no(&city, FPL_E_CALL_OPEN, "9000000.00", "3000000.01", SHARE_OF("T-1", "C-G", "C-9", "3000000.01"));
    no(&city, FPL_E_CALL_OPEN, "9000000.00", "3000000.01", PAY("K-1", "C-G", "第一期", "2023-03-21", "3000000.01", ""));
    city_do(&city, PAY("K-1", "C-G", "第一期", "2023-03-21", "1000000", ""));
    city_do(&city, SHARE_OF("T-1", "C-G", "C-9", "2000000"));
    city_do(&city, PAY("K-2", "C-G", "H-1", "2023-03-21", "9000000", "")); /* all that is left, under the call */
    city_verify(&city);
    city_end(&city);
    /* a transfer is not taken back while a call stands under what it made */
    sign(&city);
    city_do(&city, SHARE_OF("T-1", "C-G", "C-9", "2000000"));
    city_do(&city, CALL("H-1", "1", "100", ""));
    no(&city, FPL_E_LATER, "call.issued", NULL, "zhang lp.reverse " B " transfer=T-1; memo=误");
    city_do(&city, "zhang call.reverse " B " call=H-1; memo=误");
    city_do(&city, "zhang lp.reverse " B " transfer=T-1; memo=误");
    /* nor a recallable distribution that a call leans on */
    city_do(&city, PAY("K-1", "C-G", "第一期", "2023-03-21", "12000000", ""));
    city_do(&city, DISTRIBUTE("D-1", "C-G", "1000000", "; recallable=Y"));
    city_do(&city, CALL("H-2", "2", "400", ""));
    no(&city, FPL_E_LATER, "call.issued", NULL, "zhang distribution.reverse " B " distribution=D-1; memo=误");
    city_do(&city, "zhang call.reverse " B " call=H-2; memo=误");
    city_do(&city, "zhang distribution.reverse " B " distribution=D-1; memo=误");
    city_verify(&city);
    city_end(&city);
}

static void test_fund_call__reversal(void **state) {
    struct city city;
    (void)state;
    sign(&city);
    city_do(&city, CALL("H-1", "1", "40000000", ""));
    city_do(&city, PAY("K-1", "C-G", "H-1", "2023-03-15", "0.01", ""));
    no(&city, FPL_E_LATER, "capital.received", NULL, "zhang call.reverse " B " call=H-1; memo=误");
    assert_non_null(strstr(city.error.arg[1], "capital reverse K-1"));
    city_do(&city, "zhang capital.reverse " B " receipt=K-1; memo=误");
    has(&city, "H-1|C-G", "paid", 0);
    city_do(&city, "zhang call.reverse " B " call=H-1; memo=误");
    assert_int_equal(fpl_money_minor(city.answer.amount), 4000000000);
    assert_false(item_of(&city, "call.share", "H-1|C-G", "amt").found);
    assert_false(item_of(&city, "call.open", "C-G", "open").found);
    no(&city, FPL_E_REVERSED, "H-1", NULL, PAY("K-2", "C-G", "H-1", "2023-03-15", "1", ""));
    city_no(&city, FPL_E_KEY_REVERSED, CALL("H-1", "1", "40000000", ""));
    city_do(&city, CALL("H-2", "1", "40000000", "")); /* the number is free again, and so is all that was called */
    city_do(&city, "zhang commitment.sign " B " commitment=C-X; party=G-CZ; capacity=GUIDANCE; level=CITY; "
                   "signed_on=2023-03-01; amount=1");
    city_do(&city, "zhang commitment.reverse " B " commitment=C-X; memo=误");
    city_verify(&city);
    city_end(&city);
}

/* ---- payments ---- */

static void test_fund_call__payments_count(void **state) {
    struct city city;
    (void)state;
    sign(&city);
    city_do(&city, PAY("K-0", "C-G", "H-1", "2023-03-10", "5", "")); /* no call yet: a text */
    city_do(&city, CALL("H-1", "1", "10000000", ""));
    has(&city, "H-1|C-G", "paid", 0);
    city_do(&city, PAY("K-1", "C-G", "第一期", "2023-03-15", "7", "")); /* still one */
    has(&city, "H-1|C-G", "paid", 0);
    city_do(&city, PAY("K-2", "C-G", "H-1", "2023-03-20", "1000000", ""));
    for (int i = 0; i < city.answer.reasons; i++)
        assert_int_not_equal(city.answer.reason[i].status, FPL_CALL_LATE); /* the day due is in time */
    no(&city, FPL_E_CALL_PAID, "2000000.00", "2000000.01", PAY("K-3", "C-G", "H-1", "2023-03-20", "2000000.01", ""));
    assert_string_equal(city.error.field, "amount");
    no(&city, FPL_E_CALL_OUTSIDE, "", NULL, PAY("K-3", "C-G", "H-1", "2023-03-20", "1", "; inside=N"));
    assert_string_equal(city.error.field, "inside");
    city_do(&city, PAY("K-3", "C-G", "H-1", "2023-03-25", "2000000", ""));
    assert_int_equal(city.answer.reason[0].status, FPL_CALL_LATE);
    assert_string_equal(city.answer.reason[0].arg[0], "5");
    has(&city, "H-1|C-G", "paid", 300000000);
    has(&city, "H-1|C-G", "late", 200000000);
    assert_string_equal(item_of(&city, "call.share", "H-1|C-G", "last").text, "2023-03-25");
    city_do(&city, SIGN("C-N", "G-CZ", "GUIDANCE", "100"));
    no(&city, FPL_E_CALL_SHARE, "H-1", "C-N", PAY("K-4", "C-N", "H-1", "2023-03-25", "1", ""));
    city_do(&city, "zhang capital.reverse " B " receipt=K-2; memo=误");
    has(&city, "H-1|C-G", "paid", 200000000);
    has(&city, "H-1|C-G", "late", 200000000);
    city_do(&city, "zhang capital.reverse " B " receipt=K-3; memo=误");
    has(&city, "H-1|C-G", "late", 0);
    assert_string_equal(item_of(&city, "call.share", "H-1|C-G", "last").text, "");
    city_verify(&city);
    city_end(&city);
}

/* Free text may be longer than any key, and may hold what keys are joined by. */
static void test_fund_call__free_text(void **state) {
    struct city city;
    char line[4600], text[4001];
    (void)state;
    sign(&city);
    city_do(&city, CALL("H-1", "1", "10000000", ""));
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    snprintf(line, sizeof line,
             "zhang capital.receive " B " receipt=K-1; commitment=C-G; call=%s; occurred=2023-03-15; amount=1; "
             "bank_ref=K-1",
             text);
    city_do(&city, "%s", line);
    city_do(&city, PAY("K-2", "C-G", "H-1|C-G", "2023-03-15", "1", ""));
    has(&city, "H-1|C-G", "paid", 0);
    city_verify(&city);
    city_end(&city);
}

/* ---- penalties ---- */

static void test_fund_call__penalty_reads_the_call(void **state) {
    struct city city;
    (void)state;
    sign(&city);
    city_do(&city, CALL("H-1", "1", "10000000", "")); /* 3,000,000 of C-G, due on the 20th */
    city_do(&city, PAY("K-1", "C-G", "H-1", "2023-03-20", "1000000", ""));
    no(&city, FPL_E_MISSING, "until", NULL, LATE("W-0", "1", "; rate=0.05%")); /* it still owes */
    no(&city, FPL_E_CALL_TOLD, "2000000.00", "base",
       LATE("W-0", "1", "; base=2000000.01; rate=0.05%; until=2023-03-30"));
    city_do(&city, PAY("K-2", "C-G", "H-1", "2023-03-30", "2000000", ""));
    city_do(&city, "%s", LATE("W-1", "10000", "; rate=0.05%")); /* 2,000,000 x 0.05 % x 10 */
    no(&city, FPL_E_CHANGED, "10000.00", NULL, LATE("W-2", "9999", "; rate=0.05%"));
    no(&city, FPL_E_CALL_TOLD, "2023-03-20", "due", LATE("W-2", "1", "; due=2023-03-19"));
    no(&city, FPL_E_CALL_TOLD, "2023-03-30", "until", LATE("W-2", "1", "; until=2023-03-31"));
    no(&city, FPL_E_CALL_TOLD, "2023-03-20", "until", LATE("W-2", "1", "; until=2023-03-19; rate=1%; base=1"));
    city_do(&city, "%s", LATE("W-2", "7", "")); /* an amount alone, as told */
    city_do(&city, "zhang capital.reverse " B " receipt=K-2; memo=误");
    city_do(&city, PAY("K-3", "C-G", "H-1", "2023-03-20", "2000000", ""));
    no(&city, FPL_E_CALL_ON_TIME, "2023-03-20", NULL, LATE("W-3", "7", ""));
    city_verify(&city);
    city_end(&city);
}

/* The latest late payment is taken back while another stands: nobody knows the one before, and it must be told. */
static void test_fund_call__the_last_day_is_never_guessed(void **state) {
    struct city city;
    (void)state;
    sign(&city);
    city_do(&city, CALL("H-1", "1", "10000000", ""));
    city_do(&city, PAY("K-1", "C-G", "H-1", "2023-03-25", "1000000", ""));
    city_do(&city, PAY("K-2", "C-G", "H-1", "2023-03-30", "1000000", ""));
    city_do(&city, "zhang capital.reverse " B " receipt=K-2; memo=误");
    city_do(&city, PAY("K-3", "C-G", "H-1", "2023-03-22", "2000000", ""));
    no(&city, FPL_E_MISSING, "until", NULL, LATE("W-1", "1", "; rate=0.05%"));
    city_do(&city, "%s", LATE("W-1", "7500", "; rate=0.05%; until=2023-03-25"));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_call__t10),
        cmocka_unit_test(test_fund_call__who_takes_part),
        cmocka_unit_test(test_fund_call__refusals),
        cmocka_unit_test(test_fund_call__reversal),
        cmocka_unit_test(test_fund_call__stays_covered),
        cmocka_unit_test(test_fund_call__payments_count),
        cmocka_unit_test(test_fund_call__free_text),
        cmocka_unit_test(test_fund_call__penalty_reads_the_call),
        cmocka_unit_test(test_fund_call__the_last_day_is_never_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
