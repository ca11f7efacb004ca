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

static void test_desk_people__names_change(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t first = city_do(&city, "root user.rename - user=zhang; name=张三; from=2026-06-01; reason=更名");
    city_no(&city, FPL_ALREADY, "root user.rename - user=zhang; name=张三; from=2026-11-01; reason=再报");
    assert_int_equal(city.answer.seq, first); /* the record that gave him the name of that day */
    city_no(&city, FPL_E_FUTURE, "root user.rename - user=zhang; name=张四; from=2026-11-21; reason=更名");
    assert_string_equal(city.error.field, "from");
    city_no(&city, FPL_E_NOT_FOUND, "root user.rename - user=nobody; name=张四; reason=更名");
    city_no(&city, FPL_E_ROLE, "zhang user.rename - user=zhang; name=张四; reason=更名");
    city_no(&city, FPL_E_MISSING, "root user.rename - user=zhang; name=张四");
    city_do(&city,
            "root user.rename - user=zhang; name=张五; from=2026-06-01; reason=前一次写错"); /* the last of a day */
    city_do(&city, "root user.rename - user=zhang; name=张零; from=2026-01-01; reason=补登更早的更名");
    city_do(&city, "zhang party.rename - party=BK-1; name=银行一甲; from=2026-03-01; reason=变更登记");
    city_no(&city, FPL_E_PARTY, "zhang party.rename - party=BK-9; name=银行九; reason=变更登记");
    static const struct {
        const char *kind, *id, *day, *name;
    } borne[] = {
        {"user", "zhang", "2025-12-31", "某zhang"},  {"user", "zhang", "2026-01-01", "张零"},
        {"user", "zhang", "2026-05-31", "张零"},     {"user", "zhang", "2026-06-01", "张五"},
        {"user", "zhang", "2026-11-20", "张五"},     {"party", "BK-1", "2026-02-28", "BK-1名"},
        {"party", "BK-1", "2026-03-01", "银行一甲"}, {"party", "BK-2", "2026-03-01", "BK-2名"},
    };
    for (size_t i = 0; i < sizeof borne / sizeof borne[0]; i++) {
        struct fpl_view_spec spec = {.actor = FPL_STR("root")};
        struct fpl_view *view = NULL;
        const struct fpl_named who = {.kind = borne[i].kind, .id = fpl_str_of(borne[i].id)};
        char name[256];
        assert_int_equal(fpl_date_parse(fpl_str_of(borne[i].day), &spec.as_of, NULL), FPL_OK);
        assert_int_equal(fpl_view_open(city.w.session, &spec, &view, &city.error), FPL_OK);
        assert_int_equal(fpl_read_name(view, &who, name, sizeof name, &city.error), FPL_OK);
        assert_string_equal(name, borne[i].name);
        fpl_view_close(view);
    }
    city_verify(&city);
    city_end(&city);
}

static enum fpl_status give(struct city *city, struct fpl_session *session, struct fpl_batch *batch, const char *text) {
    const struct fpl_command *command = city_parse(city, text);
    city->answer.reasons = 0;
    enum fpl_status status = batch ? fpl_batch_give(batch, command, &city->answer, &city->error)
                                   : fpl_submit(session, command, &city->answer, &city->error);
    return status ? status : city->answer.status;
}

/* What a session keeps of its users ends with the registry's next record, whoever wrote it, and with what is taken
 * back. */
static void test_desk_people__kept_answers(void **state) {
    static const char *const post =
        "zhang journal.post f occurred=2026-03-01; memo=甲; !checker=li; !lines=D6403:5 C100201:5";
    struct city city;
    struct fpl_session *other = NULL;
    struct fpl_batch *batch = NULL;
    (void)state;
    city_begin(&city);
    city_do(&city, "%s", post);
    assert_int_equal(fpl_session_open(city.w.path, FPL_WRITE, &city.w.host, &other, &city.error), FPL_OK);
    assert_int_equal(give(&city, other, NULL, "root user.change - user=zhang; roles=none"), FPL_OK);
    city_no(&city, FPL_E_DISABLED, "%s", post);
    assert_int_equal(give(&city, other, NULL, "root user.change - user=zhang; roles=recorder"), FPL_OK);
    fpl_session_close(other);
    city_do(&city, "%s", post);
    for (int drop = 1; drop >= 0; drop--) {
        assert_int_equal(fpl_batch_begin(city.w.session, &batch, &city.error), FPL_OK);
        assert_int_equal(give(&city, NULL, batch, post), FPL_OK);
        assert_int_equal(give(&city, NULL, batch, "root user.change - user=li; roles=none"), FPL_OK);
        assert_int_equal(give(&city, NULL, batch, post), FPL_E_CHECKER);
        if (drop) {
            fpl_batch_drop(batch);
            city_do(&city, "%s", post);
        } else {
            assert_int_equal(fpl_batch_commit(batch, &city.error), FPL_OK);
            city_no(&city, FPL_E_CHECKER, "%s", post);
        }
    }
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

static void told(const struct city *city, const char *want) {
    char text[FPL_MESSAGE_BYTES];
    if (!strstr(fpl_error_message(&city->error, 0, text, sizeof text), want))
        fail_msg("\"%s\" is not in: %s", want, text);
}

/* Whoever may not check is told who may: others with the role, of that day, none who is disabled. */
static void test_desk_people__who_may_is_told(void **state) {
    static const char *const post = "zhang journal.post f entry=1; occurred=2026-03-01; memo=甲; "
                                    "!lines=D6403:5 C100201:5; !checker=%s";
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "root user.change - user=zhang; roles=recorder approver");
    city_do(&city, "root user.enrol - user=eve; name=夏; roles=approver");
    city_do(&city, "root user.enrol - user=gone; name=去; roles=approver");
    city_do(&city, "root user.change - user=gone; roles=none");
    city_no(&city, FPL_E_SAME_PERSON, post, "zhang");
    told(&city, ": zhang; others who may do it: eve, li, wang");
    city_no(&city, FPL_E_CHECKER, post, "gone");
    told(&city, ": gone; these people may check: eve, li, wang");
    city_no(&city, FPL_E_CHECKER, post, "nobody");
    told(&city, ": nobody; these people may check: eve, li, wang");
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

/* ---- another institution's things look like unknown ones ---- */

struct said {
    enum fpl_status status;
    struct fpl_error error;
    struct fpl_answer answer;
};

/* %s: what is named; once a thing of another's, once one that there is not. The same answer, but for the name. */
static void as_unknown(struct city *city, const char *command, const char *anothers, const char *unknown) {
    const char *const named[] = {anothers, unknown};
    for (int dry = 0; dry < 2; dry++) {
        struct said said[2];
        for (int i = 0; i < 2; i++) {
            char line[512];
            const char *at = strstr(command, "%s");
            snprintf(line, sizeof line, "%.*s%s%s", (int)(at - command), command, named[i], at + 2);
            memset(&said[i], 0, sizeof said[i]);
            fpl_error_clear(&city->error);
            said[i].status = dry ? city_dry(city, "%s", line) : city_try(city, "%s", line);
            said[i].error = city->error;
            said[i].answer = city->answer;
        }
        assert_int_equal(said[0].status, said[1].status);
        assert_int_not_equal(said[0].status, FPL_OK);
        assert_string_equal(said[0].error.field, said[1].error.field);
        assert_int_equal(said[0].answer.reasons, said[1].answer.reasons);
        assert_int_equal(strlen(said[0].error.arg[1]), strlen(said[1].error.arg[1]));
    }
}

static void test_desk_people__no_oracle(void **state) {
    static const char *const loan = "zhang loan.register p bank=BK-2; contract=C-2; iou=1; firm=F-甲; firm_name=甲; "
                                    "type=CREDIT; contract_amount=1000.00; disbursed=1000.00; "
                                    "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-01-10";
    static const char *const rest = "claim_date=2026-10-01; overdue_days=88; five_class=LOSS; repaid=0";
    struct city city;
    char line[512], number[32];
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-01");
    city_do(&city, "%s", loan);
    int64_t seq =
        city_do(&city, "bank2 claim.submit p bank=BK-2; contract=C-2; iou=1; claim_no=K-1; %s; !request=R", rest);
    as_unknown(&city, "bank1 loan.repay p bank=%s; contract=C-2; iou=1; instalment=1; occurred=2026-02-01; amount=1",
               "BK-2", "BK-9");
    as_unknown(&city, "bank1 loan.repay p bank=%s; contract=C-2; iou=1; instalment=1; occurred=2026-02-01; amount=x",
               "BK-2", "BK-9"); /* with a mistake beside it */
    snprintf(line, sizeof line, "bank1 claim.submit p bank=BK-2; contract=%%s; iou=1; claim_no=K-1; %s", rest);
    as_unknown(&city, line, "C-2", "C-9");
    snprintf(line, sizeof line,
             "bank1 claim.submit p bank=BK-2; contract=%%s; iou=1; claim_no=K-2; claim_date=2027-01-01; "
             "overdue_days=8; five_class=LOSS; repaid=0");
    as_unknown(&city, line, "C-2", "C-9");
    snprintf(line, sizeof line, "gua1 claim.submit p claimant=%%s; bank=BK-2; contract=C-2; iou=1; claim_no=K-1; %s",
             rest);
    as_unknown(&city, line, "BK-2", "BK-9");
    snprintf(number, sizeof number, "4/%d", (int)seq);
    as_unknown(&city, "bank1 claim.withdraw p claim=%s; reason=x", number, "4/9999");
    as_unknown(&city, "bank1 claim.withdraw p claim=%s; reason=x", "K-1", "K-9");
    as_unknown(&city, "bank1 claim.withdraw p claim=%s; reason=x", "BK-2|C-2|1|K-1", "BK-2|C-9|1|K-1");
    as_unknown(&city, "bank1 claim.withdraw p claim=%s; reason=x; occurred=2027-01-01", "K-1", "K-9");
    /* a request key and a file of another's */
    city_no(&city, FPL_E_NOT_FOUND, "bank1 claim.withdraw p claim=K-9; reason=x; !request=R");
    struct city_import file = {
        .actor = "bank2", .checker = "li", .book = "p", .command = "loan.repay", .submission = "s-1"};
    static const char *const rows[] = {"bank=BK-2; contract=C-2; iou=1; instalment=7; occurred=2026-02-01; amount=1",
                                       NULL};
    struct fpl_import *import = NULL;
    enum fpl_import_state found;
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    assert_int_equal(city_rows(&city, import, &file, rows, 0), 1);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    assert_int_equal(found, FPL_IMPORT_COMPLETE); /* its own */
    fpl_import_close(import);
    file.actor = "bank1";
    assert_int_equal(city_open(&city, &file, &import, &found), FPL_OK);
    assert_int_equal(found, FPL_IMPORT_FRESH);
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_people__names_change),    cmocka_unit_test(test_desk_people__roles_change),
        cmocka_unit_test(test_desk_people__kept_answers),    cmocka_unit_test(test_desk_people__checkers),
        cmocka_unit_test(test_desk_people__who_may_is_told), cmocka_unit_test(test_desk_people__the_last_administrator),
        cmocka_unit_test(test_desk_people__imports),         cmocka_unit_test(test_desk_people__no_oracle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
