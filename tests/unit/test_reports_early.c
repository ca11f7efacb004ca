/* 早期投资占比 on a small fund: shares, unknown amounts, cut-offs, a profile adopted after the deals, a profile
 * superseded, and what a dry run shows. */
#include "fundpool/report.h"
#include "src/ingest/document.h"
#include "world.h"

static const char profile_round[] =
    "{\"as_of\":\"ic_decision\",\"id\":\"ROUND\",\"predicate\":{\"field\":\"deal.round\",\"op\":\"<=\",\"value\":\"A\"}"
    ","
    "\"source\":{\"clause\":\"\",\"doc\":\"测试\"},\"title\":{\"en\":\"Round A\",\"zh\":\"A轮及以前\"},\"version\":1}";
static const char profile_small[] =
    "{\"as_of\":\"ic_decision\",\"id\":\"SMALL\",\"predicate\":{\"all\":[{\"field\":\"deal.as_of\",\"op\":\"<\","
    "\"value\":{"
    "\"field\":\"firm.established\",\"months\":60}},{\"field\":\"firm.employees\",\"op\":\"<=\",\"value\":\"300\"}]},"
    "\"source\":{\"clause\":\"一\",\"doc\":\"测试\"},\"title\":{\"en\":\"Small\",\"zh\":\"小企业\"},\"version\":1}";

struct fund {
    struct world w;
    int deals;
};

static void submit(struct world *w, const char *command, const char *actor, const char *const *fields,
                   struct fpl_str blob) {
    struct fpl_command c;
    struct fpl_answer answer;
    fpl_command_begin(&c, fpl_command_find(command));
    c.actor = fpl_str_of(actor);
    c.checker = FPL_STR("fh");
    c.book = FPL_STR("KC");
    c.blob = blob;
    c.blob_source = blob;
    for (; *fields; fields += 2)
        assert_int_equal(fpl_command_set(&c, fpl_str_of(fields[0]), fpl_str_of(fields[1]), &w->error), FPL_OK);
    enum fpl_status status = fpl_submit(w->session, &c, &answer, &w->error);
    if (status)
        print_error("%s: %s %s %s\n", command, fpl_status_name(status), w->error.arg[0], w->error.field);
    assert_int_equal(status, FPL_OK);
    assert_int_equal(answer.status, FPL_OK);
}

#define SUBMIT(w, command, actor, ...) submit(w, command, actor, (const char *const[]){__VA_ARGS__, NULL}, FPL_STR(""))

static void adopt(struct world *w, const char *id, const char *version, const char *json) {
    submit(w, "profile.adopt", "gz", (const char *const[]){"id", id, "version", version, NULL}, fpl_str_of(json));
}

static void begin(struct fund *f) {
    struct world *w = &f->w;
    struct ing_document chart = {.id = ""};
    f->deals = 0;
    world_begin(w);
    SUBMIT(w, "user.enrol", "root", "user", "zd", "name", "制单", "roles", "recorder");
    SUBMIT(w, "user.enrol", "root", "user", "fh", "name", "复核", "roles", "approver");
    SUBMIT(w, "user.enrol", "root", "user", "gz", "name", "规则", "roles", "rules");
    assert_int_equal(ing_document_read("policies/charts/fund.yaml", ING_CHART, &chart, &w->error), FPL_OK);
    submit(w, "chart.adopt", "gz", (const char *const[]){"id", "fund", "version", "1", NULL}, fpl_buf_str(&chart.json));
    ing_document_release(&chart);
    SUBMIT(w, "book.open", "root", "code", "KC", "kind", "fund", "name", "科创基金", "name_en", "Sci-tech fund",
           "chart", "fund@1", "opened", "2025-01-01");
}

/* established "" leaves it unknown */
static void deal(struct fund *f, const char *paid, const char *amount, const char *round, const char *established) {
    static const char *const firms[] = {"91340603XY0000047K", "91340603XY0001314F", "91340602XY0001322U",
                                        "91340604XY0001330K", "91340604XY0001349G", "91340604XY0001357B"};
    char id[16];
    (void)snprintf(id, sizeof id, "D%d", ++f->deals);
    const char *fields[20] = {
        "deal", id,      "firm", firms[f->deals % 6], "firm_name",  id,          "paid_date", paid, "amount",
        amount, "round", round,  "ic_date",           "2025-01-15", "employees", "40"};
    if (established[0]) {
        fields[16] = "established";
        fields[17] = established;
    }
    submit(&f->w, "deal.record", "zd", fields, FPL_STR(""));
}

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

struct asked {
    const char *as_of;
    int64_t known_by;
    struct fpl_report_spec spec;
};

static char *answer(struct world *w, const struct asked *asked, enum fpl_format format) {
    struct fpl_view_spec who = {.actor = FPL_STR("zd"), .as_of = FPL_DATE_NONE, .known_by = asked->known_by};
    struct fpl_render how = {.format = format, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf out = {0};
    if (asked->as_of)
        who.as_of = world_day(asked->as_of);
    assert_int_equal(fpl_view_open(w->session, &who, &view, &w->error), FPL_OK);
    enum fpl_status status = fpl_report_early(view, &asked->spec, &report, &w->error);
    if (status)
        print_error("%s %s\n", fpl_status_name(status), w->error.arg[0]);
    assert_int_equal(status, FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, &out, &w->error), FPL_OK);
    fpl_report_free(report);
    fpl_view_close(view);
    world_uncut(&out);
    fpl_buf_addc(&out, '\0');
    return out.p;
}

static void has(struct world *w, const struct asked *asked, enum fpl_format format, const char *wanted) {
    char *got = answer(w, asked, format);
    if (!strstr(got, wanted))
        print_error("lacks: %s\nin: %s\n", wanted, got);
    assert_non_null(strstr(got, wanted));
    free(got);
}

/* Early 100 + 49.99, not 120, unknown 30.01: 149.99 of 300 is one fen short of half. */
static void story(struct fund *f) {
    begin(f);
    adopt(&f->w, "SMALL", "1", profile_small);
    deal(f, "2025-02-10", "100.00", "A", "2022-01-01");
    deal(f, "2025-05-10", "120.00", "B", "2010-01-01");
    deal(f, "2025-08-10", "30.01", "B", "");
    deal(f, "2026-02-10", "49.99", "A", "2024-01-01");
}

static void test_reports_early__share(void **state) {
    struct fund f;
    (void)state;
    story(&f);
    struct asked asked = {.spec = {.book = FPL_STR("KC")}};
    has(&f.w, &asked, FPL_FORMAT_CSV, "KC,科创基金,CNY,SMALL@1,149.99,30.01,300.00,49.9966,未达标,0.02,0.00,2,1,1\r\n");
    has(&f.w, &asked, FPL_FORMAT_JSON,
        "\"share\":{\"ratio\":\"14999/30000\",\"percent\":\"49.9966\"},\"verdict\":\"FAIL\",\"shortfall\":\"0.02\"");
    asked.spec.threshold = (struct fpl_ratio){14999, 30000}; /* exactly met: 以上 includes the number */
    has(&f.w, &asked, FPL_FORMAT_CSV, "300.00,49.9966,达标,0.00,0.00,");
    world_end(&f.w);
}

static void test_reports_early__over_time(void **state) {
    struct fund f;
    (void)state;
    story(&f);
    struct asked asked = {.as_of = "2026-02-28", .spec = {.book = FPL_STR("KC")}};
    has(&f.w, &asked, FPL_FORMAT_CSV,
        "2025-03-31,SMALL@1,100.00,0.00,100.00,100.0000,达标,0.00,100.00\r\n"
        "2025-06-30,SMALL@1,100.00,0.00,220.00,45.4545,未达标,20.00,0.00\r\n"
        "2025-09-30,SMALL@1,100.00,30.01,250.01,39.9984,未达标,50.01,0.00\r\n"
        "2025-12-31,SMALL@1,100.00,30.01,250.01,39.9984,未达标,50.01,0.00\r\n"
        "2026-02-28,SMALL@1,149.99,30.01,300.00,49.9966,未达标,0.02,0.00\r\n");
    world_end(&f.w);
}

static void test_reports_early__deals(void **state) {
    struct fund f;
    (void)state;
    story(&f);
    struct asked asked = {.spec = {.book = FPL_STR("KC")}};
    has(&f.w, &asked, FPL_FORMAT_CSV, "D2,91340602XY0001322U,D2,2025-05-10,120.00,,否,不符：投决日、设立日\r\n");
    has(&f.w, &asked, FPL_FORMAT_CSV, "D3,91340604XY0001330K,D3,2025-08-10,30.01,,不明,缺：设立日\r\n");
    has(&f.w, &asked, FPL_FORMAT_CSV, "D4,91340604XY0001349G,D4,2026-02-10,49.99,,是,\r\n");
    asked.spec.deals = -1;
    char *got = answer(&f.w, &asked, FPL_FORMAT_CSV);
    assert_null(strstr(got, "D4,"));
    free(got);
    world_end(&f.w);
}

/* Cut on the day it occurred, and on what was known. */
static void test_reports_early__cuts(void **state) {
    struct fund f;
    (void)state;
    story(&f);
    int64_t before = f.w.now;
    f.w.now += WORLD_DAY_MS;
    deal(&f, "2025-02-11", "1000.00", "A", "2024-01-01");
    struct asked asked = {.as_of = "2025-06-30", .spec = {.book = FPL_STR("KC")}};
    has(&f.w, &asked, FPL_FORMAT_CSV, "SMALL@1,1100.00,0.00,1220.00,90.1639,达标,");
    asked.known_by = before;
    has(&f.w, &asked, FPL_FORMAT_CSV, "SMALL@1,100.00,0.00,220.00,45.4545,未达标,");
    world_end(&f.w);
}

/* Deals older than a profile are judged by it now, from the facts they kept; those after it have their tally. */
static void test_reports_early__profile_adopted_late(void **state) {
    struct fund f;
    (void)state;
    story(&f);
    adopt(&f.w, "ROUND", "1", profile_round);
    deal(&f, "2026-03-10", "10.00", "B", "2024-01-01");
    struct asked asked = {.spec = {.book = FPL_STR("KC"), .profile = FPL_STR("ROUND")}};
    has(&f.w, &asked, FPL_FORMAT_CSV, "ROUND@1,149.99,0.00,310.00,48.3838,未达标,10.02,0.00,2,3,0\r\n");
    has(&f.w, &asked, FPL_FORMAT_JSON, "\"notes\":[\"judged_from_kept_facts\"]");
    has(&f.w, &asked, FPL_FORMAT_TABLE, "KC：4 笔投资登记时口径 ROUND@1 不在用");
    asked.spec.profile = FPL_STR("SMALL");
    char *got = answer(&f.w, &asked, FPL_FORMAT_JSON);
    assert_null(strstr(got, "judged_from_kept_facts"));
    free(got);
    world_end(&f.w);
}

/* A new version takes over: it is what is shown; the old one, asked for, judges the later deals as well. */
static void test_reports_early__profile_superseded(void **state) {
    struct fund f;
    char second[sizeof profile_small];
    (void)state;
    story(&f);
    memcpy(second, profile_small, sizeof second);
    memcpy(strstr(second, "\"version\":1"), "\"version\":2", 11);
    memcpy(strstr(second, "300"), "299", 3);
    adopt(&f.w, "SMALL", "2", second);
    deal(&f, "2026-03-10", "10.00", "B", "2024-01-01");
    struct asked asked = {.spec = {.book = FPL_STR("KC")}};
    has(&f.w, &asked, FPL_FORMAT_CSV, "SMALL@2,159.99,30.01,310.00,51.6096,达标,");
    char *got = answer(&f.w, &asked, FPL_FORMAT_CSV);
    assert_null(strstr(got, "SMALL@1"));
    free(got);
    asked.spec.profile = FPL_STR("SMALL@1");
    has(&f.w, &asked, FPL_FORMAT_CSV, "SMALL@1,159.99,30.01,310.00,51.6096,达标,");
    has(&f.w, &asked, FPL_FORMAT_TABLE, "KC：1 笔投资登记时口径 SMALL@1 不在用");
    world_end(&f.w);
}

static void test_reports_early__nothing_invested(void **state) {
    struct fund f;
    (void)state;
    begin(&f);
    adopt(&f.w, "SMALL", "1", profile_small);
    struct asked asked = {.spec = {.book = FPL_STR("KC")}};
    has(&f.w, &asked, FPL_FORMAT_CSV, "SMALL@1,0.00,0.00,0.00,,不适用,0.00,0.00,0,0,0\r\n");
    world_end(&f.w);
}

static void test_reports_early__refusals(void **state) {
    struct fund f;
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    (void)state;
    story(&f);
    struct fpl_view_spec who = {.actor = FPL_STR("zd"), .as_of = FPL_DATE_NONE};
    assert_int_equal(fpl_view_open(f.w.session, &who, &view, &f.w.error), FPL_OK);
    struct fpl_report_spec spec = {.book = FPL_STR("KC"), .profile = FPL_STR("NONE")};
    assert_int_equal(fpl_report_early(view, &spec, &report, &f.w.error), FPL_E_PROFILE);
    spec.profile = FPL_STR("SMAL");
    assert_int_equal(fpl_report_early(view, &spec, &report, &f.w.error), FPL_E_PROFILE);
    spec.profile = FPL_STR("");
    spec.threshold = (struct fpl_ratio){3, 2};
    assert_int_equal(fpl_report_early(view, &spec, &report, &f.w.error), FPL_E_NUMBER_FORMAT);
    assert_null(report);
    fpl_view_close(view);
    world_end(&f.w);
}

/* The dry run's decision, and the share before and after it. */
static void test_reports_early__preview(void **state) {
    static const char *const fields[] = {
        "deal",   "D9",   "firm",        "91340604XY0001357B", "firm_name", "X",          "paid_date", "2026-03-01",
        "amount", "0.02", "established", "2024-01-01",         "ic_date",   "2026-02-01", "employees", "5"};
    struct fund f;
    struct fpl_command c;
    struct fpl_answer reply;
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf out = {0};
    (void)state;
    story(&f);
    struct fpl_decision *decision = calloc(1, sizeof *decision);
    assert_non_null(decision);
    fpl_command_begin(&c, fpl_command_find("deal.record"));
    c.actor = FPL_STR("zd");
    c.checker = FPL_STR("fh");
    c.book = FPL_STR("KC");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i += 2)
        assert_int_equal(fpl_command_set(&c, fpl_str_of(fields[i]), fpl_str_of(fields[i + 1]), &f.w.error), FPL_OK);
    assert_int_equal(fpl_dry_run(f.w.session, &c, &reply, decision, &f.w.error), FPL_OK);
    struct fpl_view_spec who = {.actor = FPL_STR("zd"), .as_of = FPL_DATE_NONE};
    assert_int_equal(fpl_view_open(f.w.session, &who, &view, &f.w.error), FPL_OK);
    struct fpl_report_spec spec = {.book = FPL_STR("KC")};
    assert_int_equal(fpl_report_preview(view, &spec, decision, &report, &f.w.error), FPL_OK);
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    assert_int_equal(fpl_report_render(report, &how, to_buf, &out, &f.w.error), FPL_OK);
    world_uncut(&out);
    fpl_buf_addc(&out, '\0');
    assert_non_null(strstr(out.p, "SMALL@1,是,计入前,149.99,30.01,300.00,49.9966,未达标,0.02,0.00\r\n"
                                  "SMALL@1,是,计入后,150.01,30.01,300.02,50.0000,达标,0.00,0.00\r\n"));
    fpl_buf_release(&out);
    fpl_report_free(report);
    fpl_view_close(view);
    free(decision);
    world_end(&f.w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_early__share),
        cmocka_unit_test(test_reports_early__over_time),
        cmocka_unit_test(test_reports_early__deals),
        cmocka_unit_test(test_reports_early__cuts),
        cmocka_unit_test(test_reports_early__profile_adopted_late),
        cmocka_unit_test(test_reports_early__profile_superseded),
        cmocka_unit_test(test_reports_early__nothing_invested),
        cmocka_unit_test(test_reports_early__refusals),
        cmocka_unit_test(test_reports_early__preview),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
