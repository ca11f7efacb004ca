/* Request keys and business keys where the table's batteries do not reach: refusals repeated, what counts as the same
 * content, and facts that may follow one another under one key. */
#include "desk_world.h"

#define LOAN                                                                                                           \
    "bank=BK-1; contract=C-1; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; disbursed=100; "     \
    "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-02-01"

/* A refusal under a request key is the answer for ever: every reason, with its arguments. */
static void test_desk_keys__a_refusal_again(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "strict",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nwhitelist_id: t\nbase_kind: OUTSTANDING_PRINCIPAL\n"
              "rate_tiers:\n  - {rate: 40%}\nloan_type: [GUARANTEE]\ntenor_min: 12\n");
    city_do(
        &city,
        "ren agreement.sign p agreement=S-1; party=BK-1; pack=strict; version=1; from=2026-01-01; signed=2026-01-01");
    city_no(&city, FPL_E_GATE_WHITELIST, "zhang loan.register p " LOAN "; !request=R-1");
    const struct fpl_answer first = city.answer;
    assert_int_equal(first.reasons, 3);
    assert_true(first.seq >= 0);
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01");
    int64_t size = city_size(&city, "p");
    for (int i = 0; i < 2; i++) {
        city_no(&city, FPL_E_GATE_WHITELIST, "zhang loan.register p " LOAN "; !request=R-1");
        assert_int_equal(city.answer.seq, first.seq);
        assert_int_equal(city.answer.reasons, 3);
        for (int j = 0; j < 3; j++) {
            assert_int_equal(city.answer.reason[j].status, first.reason[j].status);
            assert_string_equal(city.answer.reason[j].arg[0], first.reason[j].arg[0]);
            assert_string_equal(city.answer.reason[j].arg[1], first.reason[j].arg[1]);
            assert_string_equal(city.answer.reason[j].clause, first.reason[j].clause);
        }
    }
    city_no(&city, FPL_E_REQUEST_CHANGED, "zhang loan.register p " LOAN "; rate=4%%; !request=R-1");
    assert_string_equal(city.error.field, "rate");
    assert_int_equal(city_size(&city, "p"), size);
    city_no(&city, FPL_E_GATE_TENOR, "zhang loan.register p " LOAN); /* another wish: decided anew, and recorded anew */
    assert_int_equal(city_size(&city, "p"), size + 1);
    city_verify(&city);
    city_end(&city);
}

/* A flag stands beside a refusal's reason in no answer, the first or a repeated one. */
static void test_desk_keys__a_flag_is_no_reason(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01");
    for (int i = 0; i < 2; i++) {
        city_no(&city, FPL_E_FUTURE,
                "zhang whitelist.list p firm=F-甲; firm_name=假甲; listed_on=2027-06-01; status=OUT; !request=R-1");
        assert_int_equal(city.answer.reasons, 1);
        assert_int_equal(city.answer.reason[0].status, FPL_E_FUTURE);
        assert_string_equal(city.answer.reason[0].arg[0], "2027-06-01");
    }
    city_verify(&city);
    city_end(&city);
}

/* A request key is the whole ledger's: used in one book, it is other content in every other, whatever the answer was.
 */
static void test_desk_keys__a_request_has_one_book(void **state) {
    struct city city;
    char where[64];
    (void)state;
    city_begin(&city);
    int64_t seq = city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01; !request=R-1");
    snprintf(where, sizeof where, "book %d/%d p", (int)city_book(&city, "p"), (int)seq);
    int64_t q = city_size(&city, "q"), registry = city_size(&city, "registry");
    city_no(&city, FPL_E_REQUEST_CHANGED,
            "zhang whitelist.list q firm=F-甲; firm_name=甲; listed_on=2025-06-01; !request=R-1");
    assert_string_equal(city.error.field, "book");
    assert_string_equal(city.error.arg[0], where);
    city_no(&city, FPL_E_REQUEST_CHANGED, "zhang party.register - party=F-乙; name=乙; kind=foreign; !request=R-1");
    assert_string_equal(city.error.field, "book");
    city_no(&city, FPL_ALREADY, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01; !request=R-1");
    city_no(&city, FPL_E_AGREEMENT, "zhang loan.register q " LOAN "; !request=R-2"); /* a refusal holds it as well */
    city_no(&city, FPL_E_REQUEST_CHANGED, "zhang loan.register p " LOAN "; !request=R-2");
    assert_string_equal(city.error.field, "book");
    city_no(&city, FPL_E_AGREEMENT, "zhang loan.register q " LOAN "; !request=R-2");
    assert_int_equal(city_size(&city, "q"), q + 1);
    assert_int_equal(city_size(&city, "registry"), registry);
    city_verify(&city);
    city_end(&city);
}

#define CHART(code)                                                                                                    \
    "ren chart.adopt - id=k; version=1; !request=R-3; !blob={\"accounts\":[{\"code\":\"" code                          \
    "\",\"nature\":\"A\",\"side\":\"D\"}],\"id\":\"k\",\"kind\":\"fund\",\"version\":1}"

/* The same key is the same command in every part of it, fields or not. */
static void test_desk_keys__what_is_the_same_request(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang journal.post f occurred=2025-01-01; memo=甲; !lines=D6403:5.00 C100201:5.00; !request=R-1");
    city_no(&city, FPL_E_REQUEST_CHANGED,
            "zhang opening.post f occurred=2025-01-01; memo=甲; !lines=D6403:5.00 C100201:5.00; !request=R-1");
    assert_string_equal(city.error.field, "command");
    city_no(
        &city, FPL_E_REQUEST_CHANGED,
        "zhang journal.post f occurred=2025-01-01; memo=甲; !lines=D6403:5.00 C100201:4.00 C6403:1.00; !request=R-1");
    city_no(&city, FPL_ALREADY,
            "zhang journal.post f occurred=2025-01-01; memo=甲; !lines=D6403:5.00 C100201:5.00; !request=R-1");
    city_no(&city, FPL_E_UNBALANCED,
            "zhang journal.post f occurred=2025-01-01; memo=甲; !lines=D6403:5.00 C100201:4.00; !request=R-2");
    city_no(&city, FPL_E_UNBALANCED,
            "zhang journal.post f occurred=2025-01-01; memo=甲; !lines=D6403:5.00 C100201:4.00; !request=R-2");
    city_no(&city, FPL_E_REQUEST_CHANGED,
            "zhang journal.post f occurred=2025-01-01; memo=甲; !lines=D6403:5.00 C100201:5.00; !request=R-2");
    city_no(&city, FPL_E_REQUEST_CHANGED,
            "zhang opening.post f occurred=2025-01-01; memo=甲; !lines=D6403:5.00 C100201:4.00; !request=R-2");
    city_do(&city, CHART("1001"));
    city_no(&city, FPL_ALREADY, CHART("1001"));
    city_no(&city, FPL_E_REQUEST_CHANGED, CHART("1002"));
    assert_string_equal(city.error.field, "document");
    city_no(&city, FPL_E_REQUEST_CHANGED,
            "ren mapping.adopt - id=k; version=1; !request=R-3; !blob={\"id\":\"k\",\"version\":1}");
    city_verify(&city);
    city_end(&city);
}

static void test_desk_keys__documents_never_change(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "ren mapping.adopt - id=m; version=1; !blob={\"id\":\"m\",\"version\":1}");
    city_no(&city, FPL_E_PACK_EXISTS,
            "ren mapping.adopt - id=m; version=1; !blob={\"id\":\"m\",\"version\":1,\"x\":1}");
    city_no(&city, FPL_E_PACK_INVALID, "ren mapping.adopt - id=m; version=2; !blob={\"id\":\"m\",\"version\":1}");
    city_no(&city, FPL_E_PACK_INVALID, "ren mapping.adopt - id=n; version=1; !blob={\"id\":\"m\",\"version\":1}");
    city_no(&city, FPL_E_JSON, "ren mapping.adopt - id=m; version=3; !blob={\"version\":3,\"id\":\"m\"}");
    city_no(&city, FPL_E_JSON, "ren mapping.adopt - id=m; version=3");
    city_do(&city, "ren mapping.adopt - id=m; version=3; !blob={\"id\":\"m\",\"version\":3}");
    city_verify(&city);
    city_end(&city);
}

/* What was taken on is another fact than what has just happened. */
static void test_desk_keys__take_on_is_content(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01");
    city_do(&city, "zhang loan.register p " LOAN "; !take_on=1");
    assert_string_equal(city.answer.voucher, "");
    city_no(&city, FPL_ALREADY, "zhang loan.register p " LOAN "; !take_on=1");
    city_no(&city, FPL_E_KEY_CHANGED, "zhang loan.register p " LOAN);
    assert_string_equal(city.error.field, "take_on");
    city_do(&city, "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-03-01; amount=5");
    /* another deal under a used number: all that differs as the form has it, not whatever comes first by letter */
    city_no(&city, FPL_E_KEY_CHANGED,
            "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-03-02; amount=6; achievement=A-1");
    assert_string_equal(city.error.field, "paid_date");
    assert_string_equal(city.error.arg[0], "paid_date amount achievement");
    city_no(&city, FPL_E_KEY_CHANGED,
            "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-03-02; amount=6; achievement=A-1; "
            "ic_date=2026-02-01; agreement_date=2026-02-02; round=A; employees=5");
    assert_non_null(strstr(city.error.arg[0], "paid_date amount round "));
    assert_non_null(strstr(city.error.arg[0], " …"));
    city_no(&city, FPL_E_KEY_CHANGED,
            "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-03-01; amount=5; !take_on=1");
    city_verify(&city);
    city_end(&city);
}

/* The last record kept the fact with this record of the book as its source. */
static void has_source(struct city *city, const char *fact, int64_t seq) {
    const struct fpl_json *body = NULL;
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_journal__body(city->w.session, city->answer.book, city->answer.seq, &body, &city->error),
                     FPL_OK);
    const struct fpl_json *node = fpl_json_get(fpl_json_get(fpl_json_get(body, "dec"), "facts"), fact);
    assert_int_equal(fpl_json_num(fpl_json_at(node, 2), -1), seq);
    fpl_journal__rollback(city->w.session);
}

/* A firm leaves the list and comes back; each time is a fact of its own, and each can be given again. */
static void test_desk_keys__whitelist_in_and_out(void **state) {
    static const char *const times[] = {
        "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01",
        "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-07-01; status=OUT",
        "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-08-01; status=IN"};
    struct city city;
    int64_t seq[3];
    (void)state;
    city_begin(&city);
    city_no(&city, FPL_E_GATE_WHITELIST, "zhang loan.register p " LOAN);
    for (int i = 0; i < 3; i++) {
        seq[i] = city_do(&city, "%s", times[i]);
        for (int j = i; j >= 0; j -= i > 1 ? 2 : 1) { /* the newest and the first are known again */
            city_no(&city, FPL_ALREADY, "%s", times[j]);
            assert_int_equal(city.answer.seq, seq[j]);
        }
        if (i == 1)
            city_no(&city, FPL_E_GATE_WHITELIST, "zhang loan.register p " LOAN);
    }
    city_no(&city, FPL_E_KEY_CHANGED,
            "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-08-02; status=IN");
    assert_string_equal(city.error.field, "listed_on");
    city_no(&city, FPL_E_KEY_CHANGED,
            "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-07-02; status=OUT");
    city_do(&city, "zhang loan.register p " LOAN);
    city_verify(&city);
    city_end(&city);
}

/* The white list is asked for the day of registration, whatever it says by now; the facts name the record that said so,
 * and verify finds the same one. */
static void test_desk_keys__whitelist_as_of_the_day(void **state) {
    static const struct {
        const char *registered_on;
        enum fpl_status status;
        int seq; /* which of the records below stands behind it */
    } loan[] = {{"2025-01-04", FPL_E_GATE_WHITELIST, -1},
                {"2025-01-05", FPL_OK, 0},
                {"2025-03-01", FPL_OK, 0},
                {"2025-05-31", FPL_OK, 0},
                {"2025-06-01", FPL_E_GATE_WHITELIST, 1},
                {"2025-07-01", FPL_E_GATE_WHITELIST, 1},
                {"2025-08-01", FPL_OK, 3},
                {"2025-09-01", FPL_OK, 3}};
    struct city city;
    int64_t seq[4];
    (void)state;
    city_begin(&city);
    city_do(&city,
            "ren agreement.sign p agreement=A-8; party=BK-1; pack=t; version=1; from=2024-01-01; signed=2024-01-01");
    seq[0] = city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-05; class=甲类");
    seq[1] = city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01; status=OUT");
    seq[2] = city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-08-01; class=乙类");
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-08-01; status=OUT");
    seq[3] = city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-08-01; class=丙类");
    city_do(&city, "zhang whitelist.list p firm=F-乙; firm_name=乙; listed_on=2025-02-01"); /* a neighbour's history */
    (void)seq[2];
    for (size_t i = 0; i < sizeof loan / sizeof loan[0]; i++) {
        city_no(&city, loan[i].status,
                "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
                "contract_amount=100; disbursed=100; disbursed_on=2024-12-05; due_on=2026-07-05; registered_on=%s",
                (int)i, loan[i].registered_on);
        if (loan[i].status == FPL_OK)
            has_source(&city, "firm.whitelisted", seq[loan[i].seq]);
    }
    for (int i = 0; i < 2; i++) /* every state can be given again, the overtaken one of a day apart */
        city_no(&city, FPL_ALREADY, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=%s",
                i ? "2025-08-01; class=丙类" : "2025-01-05; class=甲类");
    city_no(&city, FPL_ALREADY, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01; status=OUT");
    city_no(&city, FPL_E_KEY_CHANGED,
            "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-05; class=乙类");
    city_verify(&city);
    city_end(&city);
}

static void test_desk_keys__parties(void **state) {
    struct city city;
    char one[20], two[20];
    (void)state;
    city_begin(&city);
    snprintf(one, sizeof one, "%s", city_firm(1));
    snprintf(two, sizeof two, "%s", city_firm(2));
    city_no(&city, FPL_E_MISSING, "zhang party.register - name=某; kind=soe");
    city_no(&city, FPL_E_MISSING, "zhang party.register - party=X; name=某; kind=soe");
    city_do(&city, "zhang party.register - party=F-1; name=某; kind=foreign; alias=外");
    city_no(&city, FPL_E_EXISTS, "zhang party.register - party=F-2; name=某; kind=foreign; alias=外");
    city_no(&city, FPL_E_EXISTS, "zhang party.register - party=F-2; name=某; kind=foreign; alias=F-1");
    city_do(&city, "zhang whitelist.list p firm=%s; firm_name=甲; listed_on=2025-06-01",
            one); /* met first by a listing */
    city_no(&city, FPL_ALREADY, "zhang party.register - uscc=%s; name=甲; kind=investee", one);
    city_no(&city, FPL_E_PARTY_NAME, "zhang party.register - uscc=%s; name=乙; kind=investee", one);
    city_no(&city, FPL_E_EXISTS, "zhang party.register - party=P-9; uscc=%s; name=甲; kind=investee", one);
    city_do(&city, "zhang party.register - party=P-2; uscc=%s; name=丙; kind=investee", two);
    city_do(&city, "zhang whitelist.list p firm=%s; firm_name=丙; listed_on=2025-06-01", two); /* known by its id now */
    city_no(&city, FPL_ALREADY, "zhang whitelist.list p firm=P-2; firm_name=丙; listed_on=2025-06-01");
    city_no(&city, FPL_E_MISSING, "root user.enrol - user=b; name=某; roles=bank");
    city_no(&city, FPL_E_ROLES, "root user.enrol - user=b; name=某; roles=admin recorder");
    static const char *const others[] = {"admin", "rules", "recorder", "approver", "cashier", "regulator", "auditor"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        city_no(&city, FPL_E_ROLES, "root user.enrol - user=b; name=某; roles=bank %s; party=BK-1", others[i]);
        city_no(&city, FPL_E_ROLES, "root user.enrol - user=b; name=某; roles=%s,guarantor; party=GU-1", others[i]);
        assert_string_equal(city.error.field, "roles");
    }
    city_no(&city, FPL_E_MISSING, "root user.enrol - user=b; name=某; roles=,");
    city_no(&city, FPL_E_ENUM, "root user.enrol - user=b; name=某; roles=king");
    city_do(&city, "root user.enrol - user=b; name=某; roles=recorder approver");
    city_no(&city, FPL_E_SAME_PERSON,
            "b journal.post f occurred=2026-03-01; memo=甲; !checker=b; !lines=D6403:5 C100201:5");
    city_no(&city, FPL_E_CURRENCY, "root currency.add - currency=RMBY; scale=2");
    city_no(&city, FPL_E_CURRENCY, "root currency.add - currency=JPY; scale=5");
    city_no(&city, FPL_E_NOT_FOUND,
            "root book.open - code=y; kind=fund; name=y; name_en=y; chart=none@1; opened=2025-01-01");
    city_no(&city, FPL_E_CURRENCY,
            "root book.open - code=y; kind=fund; name=y; name_en=y; chart=fund@1; currency=JPY; opened=2025-01-01");
    city_verify(&city);
    city_end(&city);
}

/* A book that cannot be founded is not in the registry either. */
static void test_desk_keys__a_book_opens_whole(void **state) {
    struct city city;
    struct fpl_item_state item;
    int found = 1;
    (void)state;
    city_begin(&city);
    city_do(
        &city,
        "ren chart.adopt - id=w; version=1; !blob={\"accounts\":[{\"code\":\"1001\",\"nature\":\"A\",\"side\":\"D\"}],"
        "\"id\":\"w\",\"kind\":\"fund\",\"version\":1}");
    enum fpl_status status =
        city_try(&city, "root book.open - code=y; kind=pool; name=y; name_en=y; chart=w@1; opened=2025-01-01");
    assert_int_not_equal(status, FPL_OK);
    assert_int_equal(fpl_journal__begin(city.w.session, 0, &city.error), FPL_OK);
    assert_int_equal(fpl_journal__item(city.w.session, 0, "book", FPL_STR("y"), &item, &found, &city.error), FPL_OK);
    fpl_journal__rollback(city.w.session);
    assert_int_equal(found, 0);
    city_do(&city, "root book.open - code=y; kind=pool; name=y; name_en=y; chart=pool@1; opened=2025-01-01");
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_keys__a_refusal_again),
        cmocka_unit_test(test_desk_keys__a_flag_is_no_reason),
        cmocka_unit_test(test_desk_keys__what_is_the_same_request),
        cmocka_unit_test(test_desk_keys__a_request_has_one_book),
        cmocka_unit_test(test_desk_keys__documents_never_change),
        cmocka_unit_test(test_desk_keys__take_on_is_content),
        cmocka_unit_test(test_desk_keys__whitelist_in_and_out),
        cmocka_unit_test(test_desk_keys__whitelist_as_of_the_day),
        cmocka_unit_test(test_desk_keys__parties),
        cmocka_unit_test(test_desk_keys__a_book_opens_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
