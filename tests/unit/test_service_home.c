/* The first page by role: what somebody is told to do he may do, what others do is told apart; months are closed from
 * the first that is open; a form offers what its reader may give. */
#include "service_world.h"

static void get(int role, const char *path) {
    service_ask(&(struct ask){.path = path, .cookie = service_cookies[role]});
    assert_int_equal(got.status, 200);
}

/* What stands between the two marks of the page that was got last. */
static const char *part(const char *from, const char *to) {
    static char text[16384];
    const char *begin = strstr(got.body, from), *end = begin ? strstr(begin, to) : NULL;
    if (!begin || !end)
        fail_msg("no %s … %s: %s", from, to, got.body);
    snprintf(text, sizeof text, "%.*s", (int)(end - begin), begin);
    return text;
}

static int is_told(int role, const char *section, const char *words) {
    get(role, "/");
    return strstr(part(section, strcmp(section, "id=\"tasks\"") == 0 ? "id=\"notes\"" : "<footer>"), words) != NULL;
}

static void test_service_home__months_are_told_to_who_closes_them(void **state) {
    struct fpl_view *view = NULL;
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = FPL_DATE_NONE};
    struct fpl_error error = {0};
    struct fpl_period first, next;
    struct fpl_book book;
    char text[12], link[100];
    (void)state;
    assert_int_equal(fpl_view_open(city.w.session, &spec, &view, &error), FPL_OK);
    assert_int_equal(fpl_read_book(view, FPL_STR("f"), &book, &error), FPL_OK);
    assert_int_equal(fpl_read_next_close(view, book.id, &first, &error), FPL_OK);
    assert_int_equal(fpl_read_next_close(view, 99, &next, &error), FPL_E_BOOK);
    fpl_view_close(view);
    assert_true(is_told(APPROVER, "id=\"tasks\"", "/new/period.close"));
    assert_false(is_told(RECORDER, "id=\"tasks\"", "period.close"));
    assert_false(is_told(REGULATOR, "id=\"tasks\"", "period.close"));
    get(APPROVER, "/new/period.close");
    snprintf(link, sizeof link, "/new/period.close?book=f&amp;f.period=%s", fpl_period_format(first, text));
    assert_true(service_body_has(link));
    get(APPROVER, "/new/period.close?book=f&f.period=2026-01");
    assert_true(service_body_has("value=\"2026-01\"") && service_body_has("<option value=\"f\" selected>"));
    /* one is closed: the next one is offered, and the first no longer */
    city_do(&city, "li period.close f period=%s", fpl_period_format(first, text));
    assert_int_equal(city.answer.status, FPL_OK);
    assert_int_equal(fpl_view_open(city.w.session, &spec, &view, &error), FPL_OK);
    assert_int_equal(fpl_read_next_close(view, book.id, &next, &error), FPL_OK);
    fpl_view_close(view);
    assert_int_equal(fpl_period_cmp(next, fpl_period_next(first)), 0);
    get(APPROVER, "/new/period.close");
    assert_false(service_body_has(link));
    snprintf(link, sizeof link, "/new/period.close?book=f&amp;f.period=%s", fpl_period_format(next, text));
    assert_true(service_body_has(link));
}

static void test_service_home__a_form_offers_what_may_be_given(void **state) {
    (void)state;
    get(BANK, "/uploads/new");
    assert_true(service_body_has("<option value=\"p\">") && !service_body_has("<option value=\"f\"") &&
                !service_body_has("<option value=\"\">登记簿") && !service_body_has("take_on"));
    get(RECORDER, "/uploads/new");
    assert_true(service_body_has("<option value=\"f\">") && service_body_has("<option value=\"\">登记簿") &&
                service_body_has("take_on"));
    get(BANK, "/new/loan.register");
    assert_false(service_body_has("take_on"));
    get(RECORDER, "/new/loan.register");
    assert_true(service_body_has("take_on"));
    get(BANK, "/new");
    assert_false(service_body_has("loan.register</code>")); /* the programs' words are no words of theirs */
}

static void test_service_home__who_may_download_is_told_so(void **state) {
    (void)state;
    for (int role = 0; role < ROLES; role++) {
        get(role, "/");
        int may = role != BANK && role != GUARANTOR && role != ADMIN;
        if (may != service_body_has("下载副本"))
            fail_msg("%s", service_users[role]);
    }
}

static void test_service_home__a_fraction_is_no_receipt(void **state) {
    (void)state;
    get(AUDITOR, "/log");
    assert_true(service_body_has("href=\"/records/1/0\""));
    get(AUDITOR, "/funds/fund?book=f");
    assert_false(service_body_has("href=\"/records/1/1\">1/1<"));
}

int main(void) {
    service_world_hush();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_service_home__a_fraction_is_no_receipt),
        cmocka_unit_test(test_service_home__who_may_download_is_told_so),
        cmocka_unit_test(test_service_home__a_form_offers_what_may_be_given),
        cmocka_unit_test(test_service_home__months_are_told_to_who_closes_them),
    };
    return cmocka_run_group_tests(tests, service_world_begin, service_world_end);
}
