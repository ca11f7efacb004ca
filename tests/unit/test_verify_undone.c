/* Reversals of business events that someone wrote or changed past the desk, with right hashes and derived tables: each
 * broken rule is named. */
#include "desk_world.h"

#define FORGED 8192

struct change {        /* one tampering: up to four places, changed together so that they fit each other */
    const char *where; /* NULL: nothing is wrong */
    const char *change[4][2];
};

static void replace(char *text, const char *from, const char *to) {
    char copy[FORGED];
    char *at = strstr(text, from);
    if (!at)
        fail_msg("no %s in %s", from, text);
    snprintf(copy, sizeof copy, "%s%s", to, at + strlen(from));
    assert_true(strlen(copy) + (size_t)(at - text) < FORGED);
    memcpy(at, copy, strlen(copy) + 1);
}

/* Puts another body in the place of the book's last record. */
static void put(struct city *city, int32_t book, int64_t seq, const char *kind, const char *body) {
    char sql[256];
    long long id = ((long long)book << 36) | (long long)seq;
    snprintf(sql, sizeof sql, "DELETE FROM record WHERE id = %lld; DELETE FROM opening WHERE id / 256 = %lld", id, id);
    world_sql(&city->w, sql);
    world_forge(&city->w, book, kind, body);
}

static enum fpl_status verified(struct city *city, struct fpl_verify_report *report) {
    memset(report, 0, sizeof *report);
    return world_verify(&city->w, FPL_VERIFY_ALL, report);
}

static void each_change(struct city *city, int32_t book, int64_t seq, const char *kind, const struct change *changes,
                        size_t count) {
    struct fpl_buf body = {0};
    struct fpl_verify_report report;
    world_body(&city->w, book, seq, &body);
    for (size_t i = 0; i < count; i++) {
        char text[FORGED], where[200] = "";
        assert_true(body.n < sizeof text);
        memcpy(text, body.p, body.n + 1);
        for (int k = 0; k < 4 && changes[i].change[k][0]; k++)
            replace(text, changes[i].change[k][0], changes[i].change[k][1]);
        put(city, book, seq, kind, text);
        enum fpl_status status = verified(city, &report);
        if (changes[i].where)
            snprintf(where, sizeof where, "book %d seq %lld %s", (int)book, (long long)seq, changes[i].where);
        if (status != (changes[i].where ? FPL_E_TAMPERED : FPL_OK) || strcmp(report.where, where) != 0)
            fail_msg("%s %zu: %s, named \"%s\", expected \"%s\" in %s", kind, i, fpl_status_name(status), report.where,
                     where, text);
    }
    put(city, book, seq, kind, body.p);
    fpl_buf_release(&body);
}

/* The body with its n-th sourced fact changed: the value, or the record it was read from. 0: there is no n-th. */
static int change_fact(struct fpl_str body, int n, int source, char *name, struct fpl_buf *out) {
    struct fpl_json_doc doc = {0};
    int at = 0, done = 0;
    assert_int_equal(fpl_json_parse(&doc, body, NULL), FPL_OK);
    const struct fpl_json *facts = fpl_json_get(fpl_json_get(fpl_json_root(&doc), "dec"), "facts");
    for (const struct fpl_json *key = fpl_json_first(facts); key && !done;) {
        const struct fpl_json *node = fpl_json_next(facts, key);
        if (node->type == FPL_JSON_ARRAY && at++ == n) {
            const struct fpl_json *part = fpl_json_at(node, source ? 2 : 0);
            size_t before = (size_t)(part->raw.p - body.p);
            fpl_buf_reset(out);
            fpl_buf_add(out, body.p, before);
            if (part->type == FPL_JSON_INT)
                fpl_buf_addi(out, part->num + (source && part->num > 0 ? -1 : 1));
            else if (part->type == FPL_JSON_BOOL)
                fpl_buf_adds(out, part->num ? "false" : "true");
            else if (part->str.n == 10 && part->str.p[4] == '-')
                fpl_buf_adds(out, "\"2025-02-03\"");
            else
                fpl_buf_addf(out, "\"%.*sx\"", (int)part->str.n, part->str.p);
            fpl_buf_add(out, part->raw.p + part->raw.n, body.n - before - part->raw.n);
            fpl_buf_addc(out, '\0');
            fpl_str_copy(key->str, name, 64);
            done = 1;
        }
        key = fpl_json_next(facts, node);
    }
    fpl_json_doc_release(&doc);
    return done;
}

/* Every fact that the reversal read, by itself: either the decision comes out otherwise, or the state shows it. */
static void each_fact(struct city *city, int32_t book, int64_t seq, const char *kind, int facts) {
    struct fpl_buf body = {0}, changed = {0};
    struct fpl_verify_report report;
    char name[64];
    int count = 0;
    world_body(&city->w, book, seq, &body);
    struct fpl_str whole = {body.p, strlen(body.p)};
    for (int source = 0; source < 2; source++)
        for (int n = 0; change_fact(whole, n, source, name, &changed); n++, count++) {
            put(city, book, seq, kind, changed.p);
            if (verified(city, &report) != FPL_E_TAMPERED)
                fail_msg("%s: %s of %s changed, and nothing is named", kind, source ? "source" : "value", name);
        }
    if (count != 2 * facts) /* as many as its decider asks for */
        fail_msg("%s: %d changes", kind, count);
    put(city, book, seq, kind, body.p);
    assert_int_equal(verified(city, &report), FPL_OK);
    fpl_buf_release(&body);
    fpl_buf_release(&changed);
}
#define EACH_CHANGE(city, book, seq, kind, list) each_change(city, book, seq, kind, list, sizeof list / sizeof list[0])

/* ---- deals and contributions ---- */

static void test_verify_undone__deal(void **state) {
    static const struct change changes[] = {
        {NULL, {{NULL, NULL}}},
        {"body: reversal is not the red image of the entry", {{"\"rev\":1", "\"rev\":2"}}},
        {"body: reversal is not the red image of the entry",
         {{"\"p\":[[\"110101\",\"D\",-10000,\"F-1\",\"D-1\"]", "\"p\":[[\"110101\",\"C\",10000,\"F-1\",\"D-1\"]"}}},
        {"body: negative amount outside a reversal", {{",\"rev\":1", ""}}},
        {"body: reversal", {{"\"rev\":1", "\"rev\":7"}}},
        {"body: reversal of another kind of event", {{"\"rev\":1", "\"rev\":0"}}},
        {"body: reversal on another day than the event", {{"\"occ\":\"2026-03-10\"", "\"occ\":\"2026-03-11\""}}},
        {"body: reversal does not mark the event", {{",[\"reversed\",\"1\",{}]", ""}}},
        {"body: reversal does not mark the event", {{"[\"reversed\",\"1\",{}]", "[\"reversed\",\"2\",{}]"}}},
        /* D-2, which seq 2 wrote, has a tranche before it: the first fact by name */
        {"decision: fact before.last_paid", {{"\"deal\":\"D-1\"", "\"deal\":\"D-2\""}}},
        {"decision: fact deal.results", {{"TRANSFER@1=T", "TRANSFER@1=F"}}},
        {"decision: items", {{"[\"TRANSFER@1\",\"T\"]", "[\"TRANSFER@1\",\"F\"]"}}},
        {"decision: tallies",
         {{"[\"early.TRANSFER@1\",[\"T\"],-10000,-1]", "[\"early.TRANSFER@1\",[\"T\"],-10000,0]"}}},
        {"decision: fact deal.results",
         {{"TRANSFER@1=T", "TRANSFER@1=F"},
          {"[\"TRANSFER@1\",\"T\"]", "[\"TRANSFER@1\",\"F\"]"},
          {"[\"early.TRANSFER@1\",[\"T\"],", "[\"early.TRANSFER@1\",[\"F\"],"}}},
        {"decision: dec", {{"\"dec\":{", "\"dac\":{"}}},
    };
    struct city city;
    struct fpl_verify_report report;
    struct fpl_buf body = {0};
    (void)state;
    city_begin(&city);
    for (int i = 1; i <= 2; i++)
        city_do(&city,
                "zhang deal.record f deal=D-%d; firm=F-1; firm_name=甲; paid_date=2026-03-10; amount=100.00; "
                "is_transfer=Y; achievement=AH1",
                i);
    city_do(&city, "zhang deal.record f deal=D-OLD; firm=F-1; firm_name=甲; paid_date=2024-03-10; amount=7.00; "
                   "!take_on=1");
    city_do(&city, "zhang deal.reverse f deal=D-OLD; memo=x");
    int64_t seq = city_do(&city, "zhang deal.reverse f deal=D-1; memo=x");
    EACH_CHANGE(&city, 1, seq, "deal.reversed", changes);
    each_fact(&city, 1, seq, "deal.reversed", 11); /* four of the deal, seven of its holding */
    /* the one taken on once more, which posts nothing and so needs no voucher number */
    world_body(&city.w, 1, seq - 1, &body);
    world_forge(&city.w, 1, "deal.reversed", body.p);
    assert_int_equal(verified(&city, &report), FPL_E_TAMPERED);
    assert_non_null(strstr(report.where, "recorded before in seq"));
    fpl_buf_release(&body);
    city_end(&city);
}

static void test_verify_undone__contribution(void **state) {
    static const struct change changes[] = {
        {NULL, {{NULL, NULL}}},
        {"decision: fact event.amount", /* the mark is on another event than the one the command names */
         {{"\"contribution\":\"Z-2\"", "\"contribution\":\"Z-3\""}}},
        {"body: reversal is not the red image of the entry", {{"-50000,\"G-CZ\"", "-50000,\"BK-1\""}}},
        {"body: reversal is not the red image of the entry",
         {{"[\"100203\",\"D\",-50000,", "[\"100203\",\"D\",-49999,"}, {"-50000,\"G-CZ\"", "-49999,\"G-CZ\""}}},
    };
    struct city city;
    (void)state;
    city_begin(&city);
    for (int i = 2; i <= 3; i++)
        city_do(&city,
                "zhang pool.contribute p contribution=Z-%d; party=G-CZ; occurred=2026-01-10; amount=500.00; bank_ref=S",
                i);
    int64_t seq = city_do(&city, "zhang contribution.reverse p contribution=Z-2; memo=x");
    EACH_CHANGE(&city, 4, seq, "contribution.reversed", changes);
    city_end(&city);
}

/* ---- a pool's events ---- */

static void begin_loan(struct city *city) {
    city_begin(city);
    city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-02");
    city_do(city, "zhang loan.register p bank=BK-1; contract=C-1; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
                  "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
                  "registered_on=2026-01-06");
}

static void repay(struct city *city, int instalment, const char *amount) {
    city_do(city, "zhang loan.repay p bank=BK-1; contract=C-1; iou=1; instalment=%d; occurred=2026-02-01; amount=%s",
            instalment, amount);
}

static int64_t submit(struct city *city) {
    return city_do(city, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=1; claim_date=2026-10-01; "
                         "overdue_days=88; five_class=LOSS; repaid=0");
}

static void test_verify_undone__withdrawal(void **state) {
    static const struct change changes[] = {
        {NULL, {{NULL, NULL}}},
        {"decision: occ", {{"\"occ\":\"2026-01-06\"", "\"occ\":\"2026-01-07\""}}},
        {"decision: fact event.occurred",
         {{"\"occ\":\"2026-01-06\"", "\"occ\":\"2026-01-07\""},
          {"\"firm.id\":[", "\"event.occurred\":[\"2026-01-07\",4,7],\"firm.id\":["}}},
        {"decision: postings",
         {{"[\"9103\",\"D\",80000", "[\"9103\",\"D\",70000"}, {"[\"9003\",\"C\",80000", "[\"9003\",\"C\",70000"}}},
        {"decision: tallies", {{"\"\"],-100000,-1]", "\"\"],-99999,-1]"}}},
        {"decision: items", {{"\"st\":\"WITHDRAWN\"", "\"st\":\"REGISTERED\""}}},
    };
    struct city city;
    (void)state;
    begin_loan(&city);
    repay(&city, 1, "200.00");
    int64_t seq = city_do(&city, "zhang loan.withdraw p bank=BK-1; contract=C-1; iou=1; reason=x");
    EACH_CHANGE(&city, 4, seq, "loan.withdrawn", changes);
    each_fact(&city, 4, seq, "loan.withdrawn", 14);
    city_end(&city);
}

static void test_verify_undone__repayment(void **state) {
    static const struct change changes[] = {
        {NULL, {{NULL, NULL}}},
        {"decision: fact claim.repaid_principal", {{"\"instalment\":\"1\"", "\"instalment\":\"2\""}}},
        {"decision: nothing under the key", {{"\"iou\":\"1\"", "\"iou\":\"2\""}}},
        {"decision: tallies", {{"[\"npl\",[\"bank:BK-1\"],60000,0]", "[\"npl\",[\"bank:BK-1\"],60000,1]"}}},
        {"decision: fact loan.claim_pending",
         {{"\"loan.claim_pending\":[true", "\"loan.claim_pending\":[false"},
          {"\"st\":\"CLAIMED\"", "\"st\":\"REGISTERED\""},
          {",[\"npl\",[\"bank:BK-1\"],60000,0]", ""}}},
    };
    struct city city;
    (void)state;
    begin_loan(&city);
    submit(&city);
    repay(&city, 1, "600.00");
    repay(&city, 2, "400.00");
    int64_t seq = city_do(&city, "zhang repayment.reverse p bank=BK-1; contract=C-1; iou=1; instalment=1; memo=x");
    EACH_CHANGE(&city, 4, seq, "repayment.reversed", changes);
    each_fact(&city, 4, seq, "repayment.reversed", 15);
    city_end(&city);
}

static void test_verify_undone__decision(void **state) {
    static const struct change changes[] = {
        {NULL, {{NULL, NULL}}},
        {"decision: occ", {{"\"occ\":\"2026-11-20\"", "\"occ\":\"2026-11-19\""}}},
        {"decision: fact event.occurred",
         {{"\"occ\":\"2026-11-20\"", "\"occ\":\"2026-11-19\""},
          {"\"firm.id\":[", "\"event.occurred\":[\"2026-11-19\",4,8],\"firm.id\":["}}},
        {"decision: fact claim.loss",
         {{"\"claim.loss\":[100000,", "\"claim.loss\":[99999,"},
          {"\"st\":\"CLAIMED\"", "\"loss\":1,\"st\":\"CLAIMED\""},
          {"\"cohort:BK-1|2026\"],-100000,-1]", "\"cohort:BK-1|2026\"],-99999,-1]"}}},
        {"decision: items", {{"\"st\":\"SUBMITTED\"", "\"st\":\"REFUSED\""}}},
        {"decision: tallies", {{"\"\"],-40000,-1]", "\"\"],-40000,0]"}}},
        {"decision: items", {{"[\"claim.open\"", "[\"claim.opan\""}}},
        {"decision: items", {{"\"000000000007\"", "\"000000000008\""}}},
        {"decision: nothing under the key", {{"{\"claim\":\"BK-1|C-1|1|1\"", "{\"claim\":\"BK-1|C-1|1|2\""}}},
        {"decision: nothing under the key", {{"{\"claim\":\"BK-1|C-1|1|1\"", "{\"claim\":\"4/7\""}}},
    };
    struct city city;
    (void)state;
    begin_loan(&city);
    int64_t claim = submit(&city);
    city_do(&city, "li claim.approve p claim=4/%d; expect=400; occurred=2026-11-20", (int)claim);
    int64_t seq = city_do(&city, "li claim.revoke p claim=4/%d; reason=x", (int)claim);
    EACH_CHANGE(&city, 4, seq, "claim.revoked", changes);
    each_fact(&city, 4, seq, "claim.revoked", 25);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_undone__deal),       cmocka_unit_test(test_verify_undone__contribution),
        cmocka_unit_test(test_verify_undone__withdrawal), cmocka_unit_test(test_verify_undone__repayment),
        cmocka_unit_test(test_verify_undone__decision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
