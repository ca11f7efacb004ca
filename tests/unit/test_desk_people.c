/* Who may do what, and since when: roles that change, users that are disabled, the last administrator. */
#include "desk_world.h"

#define LISTED "whitelist.list p firm=F-甲; firm_name=甲; listed_on="

static void test_desk_people__roles_change(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang " LISTED "2026-01-01");
    int64_t seq = city_do(&city, "root user.change - user=zhang; roles=none; from=2026-11-22; reason=离职");
    city_no(&city, FPL_ALREADY, "root user.change - user=zhang; roles=停用; from=2026-11-22");
    assert_int_equal(city.answer.seq, seq);
    city_do(&city, "zhang whitelist.list p firm=F-乙; firm_name=乙; listed_on=2026-01-01"); /* not yet */
    city_day(&city, "2026-11-22");
    city_no(&city, FPL_E_DISABLED, "zhang whitelist.list p firm=F-丙; firm_name=丙; listed_on=2026-01-01");
    assert_string_equal(city.error.arg[0], "zhang");
    assert_string_equal(city.error.arg[1], "2026-11-22");
    struct fpl_view_spec spec = {.actor = FPL_STR("zhang"), .as_of = FPL_DATE_NONE};
    struct fpl_view *view = NULL;
    assert_int_equal(fpl_view_open(city.w.session, &spec, &view, &city.error), FPL_E_DISABLED);
    city_do(&city, "root user.change - user=zhang; roles=approver"); /* from today, of this record on */
    city_no(&city, FPL_E_ROLE, "zhang whitelist.list p firm=F-丙; firm_name=丙; listed_on=2026-01-01");
    city_do(&city, "root user.change - user=zhang; roles=recorder"); /* the last of several for one day holds */
    city_do(&city, "zhang whitelist.list p firm=F-丙; firm_name=丙; listed_on=2026-01-01");
    city_no(&city, FPL_E_DATE_ORDER, "root user.change - user=zhang; roles=approver; from=2026-11-21");
    assert_string_equal(city.error.field, "from");
    city_no(&city, FPL_E_NOT_FOUND, "root user.change - user=nobody; roles=approver");
    city_no(&city, FPL_E_ROLES, "root user.change - user=bank1; roles=bank cashier");
    city_no(&city, FPL_E_MISSING, "root user.change - user=zhang; roles=bank"); /* enrolled for no institution */
    city_no(&city, FPL_E_ENUM, "root user.change - user=zhang; roles=king");
    city_no(&city, FPL_E_ROLE, "zhang user.change - user=wu; roles=none");
    city_verify(&city);
    city_end(&city);
}

static void test_desk_people__checkers(void **state) {
    static const char *const post = "occurred=2026-03-01; memo=甲; !checker=li; !lines=D6403:5 C100201:5";
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang journal.post f entry=1; %s", post);
    city_do(&city, "root user.change - user=li; roles=none");
    city_no(&city, FPL_E_CHECKER, "zhang journal.post f entry=2; %s", post);
    city_do(&city, "root user.change - user=li; roles=approver auditor");
    city_do(&city, "zhang journal.post f entry=3; %s", post);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_people__the_last_administrator(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_no(&city, FPL_E_LAST_ADMIN, "root user.change - user=root; roles=none");
    city_no(&city, FPL_E_LAST_ADMIN, "root user.change - user=root; roles=auditor; from=2030-01-01");
    city_do(&city, "root user.change - user=root; roles=admin rules"); /* keeps it */
    city_do(&city, "root user.enrol - user=eva; name=伊; roles=admin");
    city_do(&city, "root user.change - user=eva; roles=none; from=2027-01-01");
    city_no(&city, FPL_E_LAST_ADMIN, "eva user.change - user=root; roles=none"); /* on 2027-01-01 there would be none */
    city_do(&city, "root user.change - user=eva; roles=admin; from=2027-01-01");
    city_do(&city, "eva user.change - user=root; roles=none");
    city_no(&city, FPL_E_DISABLED, "root user.enrol - user=x; name=x; roles=auditor");
    city_no(&city, FPL_E_LAST_ADMIN, "eva user.change - user=eva; roles=auditor; from=2027-06-01");
    city_verify(&city);
    city_end(&city);
}

/* Between two chunks, and between opening and the first one, another session may have disabled the importer. */
static void test_desk_people__imports(void **state) {
    struct city_import file = {
        .actor = "zhang", .checker = "", .book = "p", .command = "whitelist.list", .submission = "s-1"};
    static const char *const rows[] = {"firm=F-甲; firm_name=甲; listed_on=2026-01-01",
                                       "firm=F-乙; firm_name=乙; listed_on=2026-01-01", NULL};
    struct city city;
    struct fpl_import *import = NULL;
    enum fpl_import_state found;
    (void)state;
    city_begin(&city);
    city_do(&city, "root user.change - user=zhang; roles=none; from=2026-11-21");
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    assert_int_equal(city_rows(&city, import, &file, rows, 1), 1);
    city_day(&city, "2026-11-21"); /* midnight passes before the chunk is recorded */
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_E_DISABLED);
    fpl_import_close(import);
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_E_DISABLED);
    city_do(&city, "root user.change - user=zhang; roles=recorder");
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    assert_int_equal(found, FPL_IMPORT_RESUMED);
    assert_int_equal(city_rows(&city, import, &file, rows, 0), 2);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_people__roles_change),
        cmocka_unit_test(test_desk_people__checkers),
        cmocka_unit_test(test_desk_people__the_last_administrator),
        cmocka_unit_test(test_desk_people__imports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
