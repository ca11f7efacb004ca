#ifndef FUNDPOOL_TESTS_FUND_TELLS_H
#define FUNDPOOL_TESTS_FUND_TELLS_H
/* What reports say of the book of fund_story.h. */
#include "fund_sums.h"
#include "fundpool/report.h"

typedef enum fpl_status (*report_fn)(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error);

static enum fpl_status fund_tells_add(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

/* The report of the book as of the day, in CSV, has this text. */
static inline void tells(struct city *city, report_fn make, const char *as_of, const char *wanted) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = {.book = FPL_STR(B)};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf buf = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(make(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, fund_tells_add, &buf, &city->error), FPL_OK);
    fpl_report_free(report);
    fpl_view_close(view);
    world_uncut(&buf);
    fpl_buf_addc(&buf, '\0');
    if (!strstr(buf.p, wanted))
        fail_msg("lacks: %s\nin: %s", wanted, buf.p);
    fpl_buf_release(&buf);
}

/* A balance of another book, of the newest day, in fen. */
static inline void in(struct city *city, const char *book, const char *account, const char *party, int64_t fen) {
    struct sum sum = {account, party, 0};
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    int32_t id = city_book(city, book);
    assert_int_equal(fpl_view_open(city->w.session, &spec, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_read_totals(view, id, FPL_DATE_MIN, world_day("2026-11-20"), 1, add_total, &sum, &city->error),
                     FPL_OK);
    fpl_view_close(view);
    if (sum.balance != fen)
        fail_msg("%s %s %s: %lld, not %lld", book, account, party ? party : "", (long long)sum.balance, (long long)fen);
}

#endif
