/* Forms of the catalogue without a script: every command by every role, all that is wrong at once, two people from the
 * form to the record. */
#include "service_world.h"

#include "src/service/forms.h"

#define ORIGIN "http://127.0.0.1:8080"

static void get(int role, const char *path) {
    service_ask(&(struct ask){.path = path, .cookie = service_cookies[role]});
}

static void post(int role, const char *path, const char *form) {
    char body[4000];
    snprintf(body, sizeof body, "%s&token=%s", form, service_tokens[role]);
    service_ask(
        &(struct ask){.method = "POST", .path = path, .body = body, .cookie = service_cookies[role], .origin = ORIGIN});
}

#define expect_http(http, text) expect_at((http), (text), __LINE__)
static void expect_at(int http, const char *text, int line) {
    if (got.status != http || !service_body_has(text))
        fail_msg("line %d: %d, expected %d and %s\n%.2500s", line, got.status, http, text, strstr(got.body, "<main"));
}

static const char *hidden(const char *name) {
    static char value[8][200];
    static int next;
    char want[80], *out = value[next++ % 8];
    snprintf(want, sizeof want, "name=\"%s\" value=\"", name);
    const char *at = strstr(got.body, want);
    if (!at)
        fail_msg("no %s in %.800s", name, got.body);
    snprintf(out, 200, "%.*s", (int)strcspn(at + strlen(want), "\""), at + strlen(want));
    return out;
}

static void test_service_forms__every_command_by_every_role(void **state) {
    static const unsigned bits[ROLES] = {FPL_ROLE_ADMIN,     FPL_ROLE_RULES,     FPL_ROLE_RECORDER,
                                         FPL_ROLE_APPROVER,  FPL_ROLE_CASHIER,   FPL_ROLE_BANK,
                                         FPL_ROLE_GUARANTOR, FPL_ROLE_REGULATOR, FPL_ROLE_AUDITOR};
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    char path[128], control[128], link[160];
    (void)state;
    for (int role = 0; role < ROLES; role++)
        service_sign_in(service_users[role], service_cookies[role], service_tokens[role]);
    for (int i = 0; i < count; i++)
        for (int role = 0; role < ROLES; role++) {
            int may = (all[i].roles & bits[role]) != 0;
            snprintf(path, sizeof path, "/new/%s", all[i].name);
            get(role, path);
            if (got.status != (may ? 200 : 403))
                fail_msg("%s by %s: %d", path, service_users[role], got.status);
            for (int f = 0; may && f < all[i].field_count; f++) {
                snprintf(control, sizeof control, "name=\"f.%s\"", all[i].fields[f].name);
                if (!service_body_has(control))
                    fail_msg("%s lacks %s", path, control);
            }
            if (may && (all[i].flags & FPL_COMMAND_BLOB))
                assert_true(service_body_has("<textarea id=\"f-document\""));
            if (may && (all[i].flags & FPL_COMMAND_LINES))
                assert_true(service_body_has("name=\"l.8.credit\""));
        }
    for (int i = 0; i < count; i++) { /* all that is missing, at once, each with a link to its control */
        int role = 0;
        while (!(all[i].roles & bits[role]))
            role++;
        snprintf(path, sizeof path, "/new/%s", all[i].name);
        post(role, path, "action=preview");
        int missing = all[i].book != FPL_BOOK_REGISTRY;
        for (int f = 0; f < all[i].field_count; f++) {
            if (!(all[i].fields[f].flags & FPL_FIELD_REQUIRED))
                continue;
            missing++;
            snprintf(link, sizeof link, "<a href=\"#f-%s\">请填写%s</a>", all[i].fields[f].name, all[i].fields[f].zh);
            if (!service_body_has(link))
                fail_msg("%s does not tell of %s", path, all[i].fields[f].name);
        }
        if (missing && got.status != 422)
            fail_msg("%s with nothing in it: %d", path, got.status);
        snprintf(link, sizeof link, "href=\"/new/%s\"", all[i].name);
        get(role, "/new");
        assert_true(service_body_has(link));
    }
}

#define DEAL(no) "book=f&f.deal=" no "&f.firm=F-甲&f.firm_name=甲&f.paid_date=2026-03-01&f.amount=12345.67"

static void test_service_forms__from_the_form_to_the_record(void **state) {
    char form[1000], path[80], again[120];
    (void)state;
    int64_t before = city_size(&city, "f");
    post(RECORDER, "/new/deal.record", DEAL("FM-1") "&action=preview&own_key=a1b2");
    expect_http(200, "提交复核");
    assert_true(service_body_has("12,345.67") && service_body_has("将记分录")); /* what it would do */
    assert_int_equal(city_size(&city, "f"), before);
    snprintf(form, sizeof form, DEAL("FM-1") "&action=record&acknowledged=1&own_key=%s&expect=%s", hidden("own_key"),
             hidden("expect"));
    post(RECORDER, "/new/deal.record", form);
    assert_int_equal(got.status, 303);
    snprintf(path, sizeof path, "%s", service_header("Location"));
    post(RECORDER, "/new/deal.record", form); /* a second click */
    assert_int_equal(got.status, 303);
    assert_string_equal(service_header("Location"), path);
    get(RECORDER, path);
    expect_http(200, "须由另一人复核");
    assert_false(service_body_has("同意并入账"));
    get(REGULATOR, path);
    assert_false(service_body_has("同意并入账") || service_body_has("<button>退回"));
    get(APPROVER, path);
    expect_http(200, "同意并入账");
    snprintf(form, sizeof form, "version=1&expect=%s", hidden("expect"));
    snprintf(again, sizeof again, "%s/return", path);
    post(APPROVER, again, "version=1&reason=");
    expect_http(400, "缺少必填项：退回原因");
    snprintf(again, sizeof again, "%s/approve", path);
    post(APPROVER, again, "version=1&expect=0000000000000000000000000000000000000000000000000000000000000000");
    expect_http(409, "结果与所见不同");
    post(APPROVER, again, form);
    assert_int_equal(got.status, 303);
    assert_int_equal(city_size(&city, "f"), before + 1);
    post(APPROVER, again, form);
    expect_http(409, "已有变动");
    assert_int_equal(city_size(&city, "f"), before + 1);
    get(APPROVER, "/proposals?show=done");
    expect_http(200, "已入账");
}

static void test_service_forms__returned_and_changed(void **state) {
    char form[1000], path[80], act[120], edit[160];
    (void)state;
    post(RECORDER, "/new/deal.record", DEAL("FM-2") "&action=preview");
    snprintf(form, sizeof form, DEAL("FM-2") "&action=record&acknowledged=1&own_key=%s&expect=%s", hidden("own_key"),
             hidden("expect"));
    post(RECORDER, "/new/deal.record", form);
    snprintf(path, sizeof path, "%s", service_header("Location"));
    snprintf(act, sizeof act, "%s/return", path);
    post(APPROVER, act, "version=1&reason=%3Cscript%3E%E9%87%91%E9%A2%9D");
    assert_int_equal(got.status, 303);
    get(RECORDER, path);
    expect_http(200, "&lt;script&gt;金额");
    assert_true(service_body_has("已退回") && !service_body_has("<script>"));
    snprintf(edit, sizeof edit, "/new/deal.record?proposal=%s", strrchr(path, '/') + 1);
    get(RECORDER, edit);
    expect_http(200, "value=\"12345.67\"");
    assert_true(service_body_has("退回原因：</strong>&lt;script&gt;金额")); /* why it came back stands on the form */
    assert_string_equal(hidden("version"), "1");
    get(APPROVER, edit); /* not his to change */
    assert_true(got.status == 403 || got.status == 404);
    snprintf(form, sizeof form,
             "book=f&f.deal=FM-2&f.firm=F-甲&f.firm_name=甲&f.paid_date=2026-03-01&f.amount=99.00&"
             "action=preview&proposal=%s&version=1",
             strrchr(path, '/') + 1);
    post(RECORDER, "/new/deal.record", form);
    char expect[80], own[80];
    snprintf(expect, sizeof expect, "%s", hidden("expect"));
    snprintf(own, sizeof own, "%s", hidden("own_key"));
    snprintf(form, sizeof form,
             "book=f&f.deal=FM-2&f.firm=F-甲&f.firm_name=甲&f.paid_date=2026-03-01&f.amount=99.00&"
             "action=record&acknowledged=1&proposal=%s&version=1&expect=%s&own_key=%s",
             strrchr(path, '/') + 1, expect, own);
    post(RECORDER, "/new/deal.record", form);
    assert_int_equal(got.status, 303);
    get(APPROVER, path);
    expect_http(200, "<del>12345.67</del> → 99.00　玖拾玖元整"); /* old and new */
}

/* An entry of lines; what does not balance is told, and what was typed is still there. */
static void test_service_forms__lines(void **state) {
    (void)state;
    post(RECORDER, "/new/journal.post",
         "book=f&f.entry=JL-1&f.occurred=2026-03-01&f.memo=费&l.1.account=6403&l.1.debit=5.00&l.2.account=100201&"
         "l.2.credit=4.00&l.2.flow=OPERATING_OUT&action=preview");
    expect_http(422, "借贷不平");
    assert_true(service_body_has("name=\"l.2.credit\" value=\"4.00\""));
    post(RECORDER, "/new/journal.post",
         "book=f&f.entry=JL-1&f.occurred=2026-03-01&f.memo=费&l.1.account=6403&l.1.debit=5.00&l.1.credit=5.00&"
         "action=preview");
    expect_http(422, "一行只填借方或贷方");
    post(RECORDER, "/new/journal.post",
         "book=f&f.entry=JL-1&f.occurred=2026-03-01&f.memo=费&l.1.account=6403&l.1.debit=5.00&l.2.account=100201&"
         "l.2.credit=5.00&l.2.flow=OPERATING_OUT&action=preview");
    expect_http(200, "提交复核");
}

int main(void) {
    service_world_hush();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_service_forms__every_command_by_every_role),
        cmocka_unit_test(test_service_forms__from_the_form_to_the_record),
        cmocka_unit_test(test_service_forms__returned_and_changed),
        cmocka_unit_test(test_service_forms__lines),
    };
    return cmocka_run_group_tests(tests, service_world_begin, service_world_end);
}
