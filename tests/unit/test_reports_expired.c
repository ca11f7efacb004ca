/* A pack or profile whose text has expired says so under every table that rests on it, as of a day after it, and not as
 * of its last day. */
#include "desk_world.h"

#include "fundpool/report.h"

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static int count(const char *text, const char *what) {
    int n = 0;
    for (; (text = strstr(text, what)) != NULL; text += strlen(what))
        n++;
    return n;
}

typedef enum fpl_status (*report_fn)(struct fpl_view *, const struct fpl_report_spec *, struct fpl_report **,
                                     struct fpl_error *);
/* How many tables say it as of the day. */
static int told(struct city *city, report_fn make, const char *book, const char *as_of, const char *what) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = {.book = fpl_str_of(book)};
    const struct fpl_render how = {.format = FPL_FORMAT_TABLE, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf out = {0};
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(make(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &out, &city->error), FPL_OK);
    fpl_buf_addc(&out, '\0');
    int n = count(out.p, what);
    fpl_report_free(report);
    fpl_view_close(view);
    fpl_buf_release(&out);
    return n;
}

static void test_reports_expired__packs(void **state) {
    static const char what[] = "old@1 的文件已于 2026-06-30 失效";
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "old",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\neffective_to: 2026-06-30\n");
    city_do(&city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=old; version=1; from=2026-01-01; signed=2026-01-01");
    assert_int_equal(told(&city, fpl_report_pool, "p", "2026-06-30", what), 0);
    assert_int_equal(told(&city, fpl_report_pool, "p", "2026-11-20", what), 3);
    assert_int_equal(told(&city, fpl_report_loans, "p", "2026-11-20", what), 1);
    assert_int_equal(told(&city, fpl_report_claims, "p", "2026-11-20", what), 1);
    assert_int_equal(told(&city, fpl_report_loans, "p", "2026-06-30", what), 0);
    assert_int_equal(told(&city, fpl_report_claims, "q", "2026-11-20", what), 0); /* no agreement under it */
    city_end(&city);
}

/* 淮政〔2022〕46号 ends on 2025-12-31. */
static void test_reports_expired__profiles(void **state) {
    static const char what[] = "TRANSFER@1 的文件已于 2025-12-31 失效";
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2025-03-01; amount=1000");
    assert_int_equal(told(&city, fpl_report_early, "f", "2025-12-31", what), 0);
    assert_int_equal(told(&city, fpl_report_early, "f", "2026-11-20", what), 3);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_expired__packs),
        cmocka_unit_test(test_reports_expired__profiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
