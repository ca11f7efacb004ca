/* A list page by page is the list: every row once, in its order, at one moment, whoever writes meanwhile. */
#include "desk_world.h"

#include "fundpool/report.h"

typedef enum fpl_status (*make_fn)(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                   struct fpl_error *error);

static enum fpl_status add(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return fpl_buf_ok(ctx);
}

static char next[5000];

/* The rows of one page as CSV, appended, the cursor of the next one in `next`. */
static enum fpl_status page(struct city *city, make_fn make, struct fpl_report_spec spec, const char *after,
                            struct fpl_buf *out) {
    struct fpl_view_spec reader = {FPL_STR("aud"), FPL_DATE_NONE, 0};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf text = {0};
    spec.after = fpl_str_of(after);
    memset(&city->error, 0, sizeof city->error);
    if (after[0] && fpl_report_cursor_cut(spec.after, &reader, &city->error))
        return city->error.status;
    assert_int_equal(fpl_view_open(city->w.session, &reader, &view, &city->error), FPL_OK);
    enum fpl_status status = make(view, &spec, &report, &city->error);
    if (!status) {
        assert_int_equal(
            fpl_report_render(report, &(struct fpl_render){.format = FPL_FORMAT_CSV}, add, &text, &city->error),
            FPL_OK);
        world_uncut(&text);
        fpl_buf_addc(&text, '\0');
        const char *body = strchr(text.p, '\n'); /* behind the heading */
        assert_non_null(body);
        fpl_buf_adds(out, body + 1);
        snprintf(next, sizeof next, "%s", fpl_report_next(report));
        assert_true(strlen(fpl_report_next(report)) < sizeof next);
    }
    fpl_report_free(report);
    fpl_view_close(view);
    fpl_buf_release(&text);
    return status;
}

static void loan(struct city *city, int n) {
    city_do(city, "zhang whitelist.list p firm=F-%d; firm_name=F-%d; listed_on=2025-01-02; keylist=Y", n, n);
    city_do(city,
            "zhang loan.register p bank=BK-%d; contract=C-%02d; iou=1; firm=F-%d; firm_name=F-%d; type=CREDIT; "
            "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
            "registered_on=2026-01-05",
            1 + n % 2, n, n, n);
    city_do(city,
            "zhang claim.submit p bank=BK-%d; contract=C-%02d; iou=1; claim_no=N-%d; claim_date=2026-10-01; "
            "overdue_days=88; five_class=LOSS; repaid=%d",
            1 + n % 2, n, n, n);
}

static void begin(struct city *city) {
    city_begin(city);
    for (int n = 1; n <= 12; n++)
        loan(city, n);
}

/* All pages, with `between` new loans recorded after the first of them. */
static void walk(struct city *city, make_fn make, struct fpl_report_spec spec, int between, struct fpl_buf *out) {
    char after[sizeof next] = "";
    int pages = 0;
    fpl_buf_reset(out);
    do {
        assert_int_equal(page(city, make, spec, after, out), FPL_OK);
        memcpy(after, next, sizeof after);
        for (int i = 0; i < between && pages == 0; i++)
            loan(city, 20 + i);
        assert_true(++pages < 50);
    } while (after[0]);
}

/* The whole list; CSV has no totals. */
static void whole(struct city *city, make_fn make, struct fpl_report_spec spec, struct fpl_buf *out) {
    fpl_buf_reset(out);
    assert_int_equal(page(city, make, spec, "", out), FPL_OK);
    assert_string_equal(next, "");
}

static void test_reports_page__is_the_list(void **state) {
    static const struct {
        make_fn make;
        const char *bank;
    } each[] = {
        {fpl_report_loans, ""}, {fpl_report_loans, "BK-2"}, {fpl_report_claims, ""}, {fpl_report_claims, "BK-1"}};
    struct city city;
    struct fpl_buf all = {0}, pages = {0};
    (void)state;
    begin(&city);
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++)
        for (int limit = 1; limit <= 13; limit += 3) {
            struct fpl_report_spec spec = {.book = FPL_STR("p"), .bank = fpl_str_of(each[i].bank)};
            whole(&city, each[i].make, spec, &all);
            spec.limit = limit;
            walk(&city, each[i].make, spec, 0, &pages);
            if (pages.n != all.n || memcmp(pages.p, all.p, all.n) != 0)
                fail_msg("pages of %d are\n%.*s\nand not\n%.*s", limit, (int)pages.n, pages.p, (int)all.n, all.p);
        }
    fpl_buf_release(&all);
    fpl_buf_release(&pages);
    city_end(&city);
}

static void test_reports_page__stays_at_its_moment(void **state) {
    struct city city;
    struct fpl_buf before = {0}, pages = {0}, now = {0};
    struct fpl_report_spec spec = {.book = FPL_STR("p")};
    (void)state;
    begin(&city);
    whole(&city, fpl_report_loans, spec, &before);
    spec.limit = 5;
    city.w.now += 1000; /* what comes later is later */
    walk(&city, fpl_report_loans, spec, 3, &pages);
    assert_int_equal(before.n, pages.n);
    assert_memory_equal(before.p, pages.p, pages.n);
    walk(&city, fpl_report_loans, spec, 0, &now);
    assert_true(now.n > pages.n);
    fpl_buf_release(&before);
    fpl_buf_release(&pages);
    fpl_buf_release(&now);
    city_end(&city);
}

static void refused(struct city *city, make_fn make, struct fpl_report_spec spec, const char *after) {
    struct fpl_buf out = {0};
    assert_int_equal(page(city, make, spec, after, &out), FPL_E_CURSOR);
    assert_string_equal(city->error.field, "after");
    fpl_buf_release(&out);
}

static void test_reports_page__another_cursor_is_refused(void **state) {
    struct city city;
    struct fpl_buf out = {0};
    struct fpl_report_spec spec = {.book = FPL_STR("p"), .limit = 5}, other = spec;
    struct fpl_view_spec today = {FPL_STR("aud"), FPL_DATE_NONE, 0};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    char good[sizeof next], bad[sizeof next];
    (void)state;
    begin(&city);
    assert_int_equal(page(&city, fpl_report_loans, spec, "", &out), FPL_OK);
    memcpy(good, next, sizeof good);
    assert_int_equal(page(&city, fpl_report_loans, spec, good, &out), FPL_OK);
    other.limit = 2; /* the size of a page is no part of it */
    assert_int_equal(page(&city, fpl_report_loans, other, good, &out), FPL_OK);
    refused(&city, fpl_report_claims, spec, good);
    other.bank = FPL_STR("BK-1");
    refused(&city, fpl_report_loans, other, good);
    other = spec;
    other.book = FPL_STR("q");
    refused(&city, fpl_report_loans, other, good);
    for (size_t i = 0; good[i]; i += 3) { /* each digit counts */
        memcpy(bad, good, sizeof bad);
        bad[i] = bad[i] == '1' ? '2' : '1';
        refused(&city, fpl_report_loans, spec, bad);
        memcpy(bad, good, sizeof bad);
        bad[i + 1] = '\0';
        refused(&city, fpl_report_loans, spec, bad);
    }
    refused(&city, fpl_report_loans, spec, "x");
    assert_int_equal(fpl_view_open(city.w.session, &today, &view, &city.error), FPL_OK); /* at another moment */
    spec.after = fpl_str_of(good);
    assert_int_equal(fpl_report_loans(view, &spec, &report, &city.error), FPL_E_CURSOR);
    spec = (struct fpl_report_spec){.book = FPL_STR("p"), .limit = -1};
    assert_int_equal(fpl_report_loans(view, &spec, &report, &city.error), FPL_E_USAGE);
    fpl_view_close(view);
    fpl_buf_release(&out);
    city_end(&city);
}

/* An account's postings: each page carries the balance forward, also within one day. */
static void test_reports_page__of_a_statement(void **state) {
    struct city city;
    struct fpl_buf all = {0}, part = {0};
    struct fpl_report_spec spec = {.book = FPL_STR("f"), .account = FPL_STR("100201")};
    char after[sizeof next], balance[200] = "";
    (void)state;
    city_begin(&city);
    city_do(
        &city,
        "zhang opening.post f occurred=2025-01-01; memo=启用; entry=Q-1; !lines=D100201:500.00 C400101:500.00@G-CZ");
    for (int n = 1; n <= 11; n++)
        city_do(&city,
                "zhang journal.post f entry=J-%d; occurred=2026-03-%02d; memo=费%d; !lines=D6403:%d.00 C100201:%d.00",
                n, 1 + n / 4, n, n, n);
    for (int from = 0; from < 2; from++) {
        spec.from = from ? world_day("2026-03-02") : FPL_DATE_NONE;
        spec.limit = 0;
        whole(&city, fpl_report_statement, spec, &all);
        fpl_buf_addc(&all, '\0'); /* a text for strchr, and no byte of the list */
        all.n--;
        for (spec.limit = 1; spec.limit <= 12; spec.limit += 2) {
            const char *at = strchr(all.p, '\n') + 1; /* behind the opening balance */
            after[0] = balance[0] = '\0';
            do {
                fpl_buf_reset(&part);
                assert_int_equal(page(&city, fpl_report_statement, spec, after, &part), FPL_OK);
                fpl_buf_addc(&part, '\0');
                char *rows = strchr(part.p, '\n') + 1;
                if (after[0]) {
                    *(rows - 1) = '\0';
                    if (!strstr(part.p, "Carried forward") || !strstr(part.p, balance))
                        fail_msg("%s carries not %s", part.p, balance);
                }
                size_t n = strlen(rows);
                if (strncmp(at, rows, n) != 0)
                    fail_msg("page of %d:\n%s\nwhere\n%s", spec.limit, rows, at);
                at += n;
                const char *last = n > 1 ? rows + n - 2 : rows; /* the row ends in …,side,amount,balance,receipt */
                while (last > rows && *last != ',')
                    last--;
                const char *end = last--;
                while (last > rows && *last != ',')
                    last--;
                snprintf(balance, sizeof balance, "%.*s", (int)(end - last), last);
                memcpy(after, next, sizeof after);
            } while (after[0]);
            assert_int_equal(at - all.p, all.n);
        }
    }
    fpl_buf_release(&all);
    fpl_buf_release(&part);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_page__is_the_list),
        cmocka_unit_test(test_reports_page__stays_at_its_moment),
        cmocka_unit_test(test_reports_page__another_cursor_is_refused),
        cmocka_unit_test(test_reports_page__of_a_statement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
