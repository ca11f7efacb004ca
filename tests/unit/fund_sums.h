#ifndef FUNDPOOL_TESTS_FUND_SUMS_H
#define FUNDPOOL_TESTS_FUND_SUMS_H
/* Balances of the book of fund_story.h, and refusals with their figures. */
#include "fund_story.h"

struct sum {
    const char *account, *party;
    int64_t balance;
};

static inline enum fpl_status add_total(void *ctx, const struct fpl_total *total) {
    struct sum *sum = ctx;
    size_t n = strlen(sum->account);
    if (total->account.n >= n && memcmp(total->account.p, sum->account, n) == 0 &&
        (!sum->party || fpl_str_is(total->party, sum->party)))
        sum->balance += fpl_money_minor(total->debit) - fpl_money_minor(total->credit);
    return FPL_OK;
}

/* Debit less credit of all accounts that begin so, of one party or of all, up to a day. */
static inline int64_t balance(struct city *city, const char *account, const char *party, const char *day) {
    struct sum sum = {account, party, 0};
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    int32_t id = city_book(city, B);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(
        fpl_read_totals(view, id, FPL_DATE_MIN, world_day(day), party != NULL, add_total, &sum, &city->error), FPL_OK);
    fpl_view_close(view);
    return sum.balance;
}

static inline void is(struct city *city, const char *account, const char *party, const char *day, const char *yuan) {
    struct fpl_money expected;
    char text[FPL_MONEY_TEXT];
    int64_t found = balance(city, account, party, day);
    assert_int_equal(fpl_money_parse(fpl_str_of(yuan), FPL_UNIT_YUAN, 2, &expected, NULL), FPL_OK);
    if (found != fpl_money_minor(expected))
        fail_msg("%s %s at %s: %s, not %s", account, party ? party : "", day,
                 fpl_money_format(fpl_money_of(found), FPL_UNIT_YUAN, 2, text), yuan);
}

/* Refused, with the figures; arg1 NULL: any. */
static inline void no(struct city *city, enum fpl_status status, const char *arg0, const char *arg1, const char *line) {
    city_no(city, status, "%s", line);
    if (strcmp(city->error.arg[0], arg0) != 0 || (arg1 && strcmp(city->error.arg[1], arg1) != 0))
        fail_msg("%s: [%s] [%s]", line, city->error.arg[0], city->error.arg[1]);
}

#endif
