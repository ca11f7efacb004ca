/* How the people of a record were known stands in it, and a ledger can be closed to those who are only named: from then
 * on the desk takes nothing of theirs, and verification names a record that is there all the same. */
#include "desk_world.h"
#include "forger.h"

#include "fundpool/report.h"

#define ENTRY(no) "zhang journal.post f entry=" no "; occurred=2026-03-01; memo=费; !lines=D6403:1.00 C100201:1.00"
#define S7        "[\"session\",\"0707070707070707070707070707070707070707070707070707070707070707\"]"
#define K9        "[\"key\",\"0909090909090909090909090909090909090909090909090909090909090909\"]"

static const char *const rows[] = {"entry=J-1; occurred=2026-03-01; memo=费; !lines=D6403:1.00 C100201:1.00",
                                   "entry=J-2; occurred=2026-03-01; memo=费; !lines=D6403:2.00 C100201:2.00", NULL};

static void has(struct city *city, const char *code, int64_t seq, const char *auth) {
    struct fpl_buf body = {0};
    char text[400];
    world_body(&city->w, city_book(city, code), seq, &body);
    snprintf(text, sizeof text, "\"auth\":%s,", auth ? auth : "");
    if (auth ? !strstr(body.p, text) : strstr(body.p, "\"auth\"") != NULL)
        fail_msg("%s/%lld: %s in %s", code, (long long)seq, text, body.p);
    fpl_buf_release(&body);
}

static void test_desk_auth__stands_in_the_record(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    has(&city, "f", city_do(&city, ENTRY("J-1")), NULL);
    has(&city, "f", city_do(&city, ENTRY("J-2") "; !auth=session:7; !checker_auth=key:9"), "[" S7 "," K9 "]");
    has(&city, "f", city_do(&city, ENTRY("J-3") "; !auth=key:9"), "[" K9 ",[]]");
    has(&city, "f", city_do(&city, ENTRY("J-4") "; !checker_auth=session:7"), "[[]," S7 "]");
    /* a refusal has no checker, and neither has what posts nothing */
    city_no(&city, FPL_E_KEY_CHANGED, ENTRY("J-1") "; attachments=2; !auth=session:7; !checker_auth=key:9");
    has(&city, "f", city.answer.seq, "[" S7 "]");
    has(&city, "registry", city_do(&city, "root user.enrol - user=neu; name=新; roles=recorder; !auth=key:9"),
        "[" K9 "]");
    /* the same command is the same, however its people are known */
    city_no(&city, FPL_ALREADY, ENTRY("J-2"));
    city_verify(&city);
    city_end(&city);
}

/* A firm met on the way has no people of its own, and the sides in other books have those of the event. */
static void test_desk_auth__of_what_comes_with_it(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "ren mirror.set f party=G-CZ; kind=fiscal; other=s; fund=BK-1; agreed=2025-01-01");
    int64_t registry = city_size(&city, "registry"), side = city_size(&city, "s");
    city_do(&city,
            "zhang commitment.sign f commitment=R-1; party=G-CZ; capacity=GUIDANCE; level=CITY; signed_on=2025-02-01; "
            "amount=100.00; document=x; !auth=session:7; !checker_auth=key:9");
    assert_int_equal(city.answer.sides, 1);
    has(&city, "s", side, "[" S7);
    int64_t listed = city_do(&city,
                             "zhang whitelist.list p firm=%s; firm_name=新企业; listed_on=2025-01-02; keylist=Y; "
                             "!auth=session:7",
                             city_firm(3));
    has(&city, "p", listed, "[" S7 "]");
    assert_int_equal(city_size(&city, "registry"), registry + 1);
    has(&city, "registry", registry, NULL);
    city_verify(&city);
    city_end(&city);
}

/* ---- shown ---- */

static enum fpl_status add(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return fpl_buf_ok(ctx);
}

static void shows(struct city *city, const char *key, const char *const *words) {
    struct fpl_view_spec reader = {FPL_STR("aud"), FPL_DATE_NONE, 0};
    struct fpl_report_spec spec = {.key = fpl_str_of(key ? key : "")};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    struct fpl_buf text = {0};
    assert_int_equal(fpl_view_open(city->w.session, &reader, &view, &city->error), FPL_OK);
    assert_int_equal(key ? fpl_report_explain(view, &spec, &report, &city->error)
                         : fpl_report_log(view, &spec, &report, &city->error),
                     FPL_OK);
    assert_int_equal(
        fpl_report_render(report, &(struct fpl_render){.format = FPL_FORMAT_TABLE, .zh = 1}, add, &text, &city->error),
        FPL_OK);
    fpl_buf_addc(&text, '\0');
    for (; *words; words++)
        if ((**words == '!') == (strstr(text.p, *words + (**words == '!')) != NULL))
            fail_msg("%s: %s in\n%s", key ? key : "log", *words, text.p);
    fpl_report_free(report);
    fpl_view_close(view);
    fpl_buf_release(&text);
}

/* Of a row as well, whose own record does not say it. */
static void test_desk_auth__is_shown(void **state) {
    static const char *const named[] = {"仅凭姓名", "!登录", NULL},
                             *const proven[] = {"登录 0707070707070707", "密钥 0909090909090909", "!仅凭姓名", NULL},
                             *const log[] = {"经办身份", "复核身份", "登录 0707070707070707", "!仅凭姓名", NULL},
                             *const open_log[] = {"!经办身份", NULL};
    struct city city;
    const struct city_import spec = {.actor = "zhang",
                                     .checker = "li",
                                     .book = "f",
                                     .command = "journal.post",
                                     .submission = "S-1",
                                     .auth = city_auth("session:7"),
                                     .checker_auth = city_auth("key:9")};
    struct fpl_import *import = NULL;
    enum fpl_import_state how;
    char key[40];
    (void)state;
    city_begin(&city);
    int32_t book = city_book(&city, "f");
    snprintf(key, sizeof key, "%d/%lld", (int)book, (long long)city_do(&city, ENTRY("J-0")));
    shows(&city, key, named);
    shows(&city, NULL, open_log);
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
    assert_int_equal(city_rows(&city, import, &spec, rows, 0), 2);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    snprintf(key, sizeof key, "%d/%lld", (int)book, (long long)city_size(&city, "f") - 2);
    shows(&city, key, proven);
    shows(&city, NULL, log);
    city_end(&city);
}

/* ---- closed ---- */

static void test_desk_auth__who_may_close(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_no(&city, FPL_E_ROLE, "li auth.require - from=2026-12-01");
    city_no(&city, FPL_E_DATE_ORDER, "root auth.require - from=2026-11-19");
    int64_t seq = city_do(&city, "root auth.require - from=2026-12-01; reason=启用网上办理");
    city_no(&city, FPL_ALREADY, "root auth.require - from=2026-12-01; reason=启用网上办理");
    assert_int_equal(city.answer.seq, seq);
    city_no(&city, FPL_E_KEY_CHANGED, "root auth.require - from=2026-12-02");
    city_do(&city, "root auth.require - from=2026-11-30"); /* earlier: yes */
    city_do(&city, ENTRY("J-1"));
    city_day(&city, "2026-11-30");
    city_no(&city, FPL_E_AUTH, ENTRY("J-2"));
    assert_string_equal(city.error.arg[0], "zhang");
    assert_string_equal(city.error.arg[1], "2026-11-30");
    city_no(&city, FPL_E_AUTH, "root auth.require - reason=x");
    city_no(&city, FPL_ALREADY, "root auth.require - reason=x; !auth=key:9");
    city_verify(&city);
    city_end(&city);
}

static void test_desk_auth__takes_no_names(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, ENTRY("J-1"));
    city_do(&city, "root auth.require -"); /* from this record on */
    int64_t size = city_size(&city, "f"), registry = city_size(&city, "registry");
    city_no(&city, FPL_E_AUTH, ENTRY("J-2"));
    city_no(&city, FPL_E_AUTH, ENTRY("J-1")); /* given before, and no answer to a mere name */
    city_no(&city, FPL_E_AUTH, ENTRY("J-2") "; !auth=session:7");
    assert_string_equal(city.error.arg[0], "li");
    city_no(&city, FPL_E_AUTH, ENTRY("J-2") "; !checker_auth=session:7");
    assert_string_equal(city.error.arg[0], "zhang");
    city_no(&city, FPL_E_AUTH, "root user.enrol - user=neu; name=新; roles=recorder");
    assert_int_equal(city_dry(&city, ENTRY("J-2")), FPL_E_AUTH);
    assert_int_equal(city_size(&city, "f"), size); /* not even a refusal */
    assert_int_equal(city_size(&city, "registry"), registry);
    city_do(&city, ENTRY("J-2") "; !auth=session:7; !checker_auth=key:9");
    city_do(&city, "root user.enrol - user=neu; name=新; roles=recorder; !auth=key:9");
    city_do(&city, "zhang whitelist.list p firm=%s; firm_name=新; listed_on=2025-01-02; keylist=Y; !auth=session:7",
            city_firm(3));
    city_do(&city,
            "root book.open - code=z; kind=pool; name=z; name_en=z; chart=pool@1; opened=2025-01-01; !auth=key:9");
    city_verify(&city);
    city_end(&city);
}

/* The beginning says it for all rows; the same people known otherwise begin a round of their own. */
static void test_desk_auth__of_an_import(void **state) {
    struct city city;
    struct city_import spec = {
        .actor = "zhang", .checker = "li", .book = "f", .command = "journal.post", .submission = "S-1"};
    struct fpl_import *import = NULL;
    enum fpl_import_state how;
    (void)state;
    city_begin(&city);
    int64_t size = city_size(&city, "f");
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
    assert_int_equal(city_rows(&city, import, &spec, rows, 1), 1);
    assert_int_equal(fpl_import_flush(import, &city.error), FPL_OK);
    city_do(&city, "root auth.require -"); /* while it runs */
    struct fpl_command *next = (struct fpl_command *)(uintptr_t)city_parse(&city, ENTRY("J-2"));
    assert_int_equal(fpl_import_row(import, 2, 2, next, FPL_STR("x"), &city.answer, &city.error), FPL_E_AUTH);
    fpl_import_close(import);
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_E_AUTH);
    spec.auth = city_auth("session:7");
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_E_AUTH);
    spec.checker_auth = city_auth("key:9");
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
    assert_int_equal(how, FPL_IMPORT_FRESH);
    assert_int_equal(city_rows(&city, import, &spec, rows, 0), 1); /* the first stands */
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    has(&city, "f", size, NULL);
    has(&city, "f", size + 3, "[" S7 "," K9 "]");
    has(&city, "f", size + 4, NULL);
    assert_int_equal(city_size(&city, "f"), size + 6);
    city_verify(&city);
    city_end(&city);
}

/* Known so, it goes on where it stopped. */
static void test_desk_auth__an_import_goes_on(void **state) {
    struct city city;
    const struct city_import spec = {.actor = "zhang",
                                     .checker = "li",
                                     .book = "f",
                                     .command = "journal.post",
                                     .submission = "S-1",
                                     .auth = city_auth("session:7"),
                                     .checker_auth = city_auth("key:9")};
    struct fpl_import *import = NULL;
    enum fpl_import_state how;
    (void)state;
    city_begin(&city);
    city_do(&city, "root auth.require -");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
        assert_int_equal(how, i ? FPL_IMPORT_RESUMED : FPL_IMPORT_FRESH);
        assert_int_equal(city_rows(&city, import, &spec, rows, 1), 1);
        assert_int_equal(i ? fpl_import_finish(import, &city.error) : fpl_import_flush(import, &city.error), FPL_OK);
        fpl_import_close(import);
    }
    city_verify(&city);
    city_end(&city);
}

/* ---- forged ---- */

static void names(struct city *city, const char *what) {
    struct fpl_verify_report report;
    assert_int_equal(world_verify(&city->w, FPL_VERIFY_ALL, &report), FPL_E_TAMPERED);
    if (!strstr(report.where, what))
        fail_msg("%s instead of %s", report.where, what);
}

static void forge_entry(const char *auth, const char *what) {
    struct city city;
    char body[1000];
    city_begin(&city);
    city_do(&city, "root auth.require -");
    city_do(&city, ENTRY("J-1") "; !auth=session:7; !checker_auth=key:9");
    snprintf(body, sizeof body,
             "{\"act\":{\"by\":\"zhang\",\"role\":\"recorder\"},%s\"chk\":\"li\",\"cmd\":{\"entry\":\"J-2\",\"memo\":"
             "\"m\",\"occurred\":\"2026-03-01\"},\"i\":[[\"entry\",\"J-2\",{}]],\"occ\":\"2026-03-01\",\"p\":[["
             "\"6403\",\"D\",100],[\"100201\",\"C\",100,\"\",\"\",\"\",\"OPERATING_OUT\"]],\"reg\":%lld,\"vno\":["
             "\"2026-03\",\"记\",2]}",
             auth, (long long)city_size(&city, "registry"));
    world_forge(&city.w, city_book(&city, "f"), "entry.posted", body);
    if (what)
        names(&city, what);
    else
        city_verify(&city);
    city_end(&city);
}

static void test_desk_auth__verify_names_names(void **state) {
    (void)state;
    forge_entry("\"auth\":[" S7 "," K9 "],", NULL); /* as the desk would have written it */
    forge_entry("", "body: the actor is only asserted");
    forge_entry("\"auth\":[[]," K9 "],", "body: the actor is only asserted");
    forge_entry("\"auth\":[" S7 ",[]],", "body: the checker is only asserted");
    forge_entry("\"auth\":[" S7 "],", "body: the checker is only asserted");
    forge_entry("\"auth\":[" S7 "," K9 "," K9 "],", "body: auth");
    forge_entry("\"auth\":[[\"session\",\"07\"]," K9 "],", "body: the actor is only asserted");
    forge_entry("\"auth\":[[\"asserted\"]," K9 "],", "body: the actor is only asserted");
    forge_entry("\"auth\":[[\"session\",\"0707070707070707070707070707070707070707070707070707070707070707\",1]," K9
                "],",
                "body: auth");
}

/* A row that the import's people, known by name, are said to have given after the closing. */
static void test_desk_auth__verify_names_rows(void **state) {
    struct city city;
    struct forger forger;
    const struct city_import spec = {
        .actor = "zhang", .checker = "li", .book = "f", .command = "journal.post", .submission = "S-1"};
    struct fpl_import *import = NULL;
    struct fpl_verify_report report;
    enum fpl_import_state how;
    (void)state;
    city_begin(&city);
    city_do(&city, "root auth.require - from=2026-11-21");
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
    assert_int_equal(city_rows(&city, import, &spec, rows, 0), 2);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    city_day(&city, "2026-11-25");
    city_verify(&city);
    forger_begin(&forger, &city);
    for (int i = 0; i < forger.records; i++) {
        if (forger.record[i].book != city_book(&city, "f") || forger.record[i].seq < city_size(&city, "f") - 3)
            continue;
        assert_int_equal(forger_set(&forger, i, "t = t + 86400000", &report), FPL_E_TAMPERED);
        if (forger.record[i].seq > city_size(&city, "f") - 2) /* else the time of those after it falls */
            assert_non_null(strstr(report.where, "the actor is only asserted"));
    }
    forger_restore(&forger);
    forger_end(&forger);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_auth__stands_in_the_record),
        cmocka_unit_test(test_desk_auth__of_what_comes_with_it),
        cmocka_unit_test(test_desk_auth__is_shown),
        cmocka_unit_test(test_desk_auth__who_may_close),
        cmocka_unit_test(test_desk_auth__takes_no_names),
        cmocka_unit_test(test_desk_auth__of_an_import),
        cmocka_unit_test(test_desk_auth__an_import_goes_on),
        cmocka_unit_test(test_desk_auth__verify_names_names),
        cmocka_unit_test(test_desk_auth__verify_names_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
