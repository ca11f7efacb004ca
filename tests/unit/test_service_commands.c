/* What the API records: commands from the catalogue, proposals of two people, and every way that a request can be
 * wrong. */
#include "service_world.h"

#include "src/service/password.h"
#include "src/service/state_proposals.h"

#define ORIGIN "http://127.0.0.1:8080"

static void post(int role, const char *path, const char *key, const char *body) {
    service_ask(&(struct ask){.method = "POST",
                              .path = path,
                              .body = body,
                              .type = "application/json",
                              .cookie = service_cookies[role],
                              .token = service_tokens[role],
                              .origin = ORIGIN,
                              .key = key});
}

static void get(int role, const char *path) {
    service_ask(&(struct ask){.path = path, .cookie = service_cookies[role]});
}

#define expect_http(http, text) expect_at((http), (text), __LINE__)
static void expect_at(int http, const char *text, int line) {
    if (got.status != http || !service_body_has(text))
        fail_msg("line %d: %d, expected %d and %s\n%.1500s", line, got.status, http, text, got.body);
}

/* The text behind `"name":"`, in one of a few buffers. */
static const char *member(const char *name) {
    static char value[8][200];
    static int next;
    char want[80], *out = value[next++ % 8];
    snprintf(want, sizeof want, "\"%s\":", name);
    const char *at = strstr(got.body, want);
    if (!at) {
        fail_msg("no %s in %.800s", name, got.body);
        return "";
    }
    at += strlen(want);
    at += *at == '"';
    snprintf(out, 200, "%.*s", (int)strcspn(at, "\",}"), at);
    return out;
}

#define CURRENCY(code) "{\"fields\":{\"currency\":\"" code "\",\"scale\":2}}"

/* ---- commands that need no checker ---- */

static void test_service_commands__a_key_acts_once(void **state) {
    (void)state;
    int64_t before = city_size(&city, "registry");
    post(ADMIN, "/api/v1/commands/currency.add", NULL, CURRENCY("USD"));
    expect_http(400, "\"E_MISSING\"");
    assert_true(service_body_has("Idempotency-Key"));
    post(ADMIN, "/api/v1/commands/currency.add", "k 1", CURRENCY("USD"));
    expect_http(400, "\"E_ID\"");
    post(ADMIN, "/api/v1/commands/currency.add?dry=1", NULL, CURRENCY("USD"));
    expect_http(200, "\"dry\":true,\"status\":\"OK\"");
    assert_int_equal(city_size(&city, "registry"), before);
    post(ADMIN, "/api/v1/commands/currency.add", "k-1", CURRENCY("USD"));
    expect_http(201, "\"status\":\"OK\"");
    char receipt[40], location[80];
    snprintf(receipt, sizeof receipt, "%s", member("receipt"));
    snprintf(location, sizeof location, "/api/v1/records/%s", receipt);
    assert_string_equal(service_header("Location"), location);
    assert_true(strstr(service_header("Fundpool-Log"), "registry size=") != NULL);
    assert_int_equal(city_size(&city, "registry"), before + 1);
    post(ADMIN, "/api/v1/commands/currency.add", "k-1", CURRENCY("USD"));
    expect_http(200, "\"status\":\"ALREADY\"");
    assert_string_equal(member("receipt"), receipt);
    post(ADMIN, "/api/v1/commands/currency.add", "k-1", CURRENCY("EUR"));
    expect_http(422, "\"E_REQUEST_CHANGED\"");
    assert_int_equal(city_size(&city, "registry"), before + 1);
    /* how he was known stands in the record */
    get(AUDITOR, location);
    expect_http(200, "\"auth\":[[\"session\",\"");
}

static void test_service_commands__bad_bodies_are_told(void **state) {
    static const struct {
        const char *body;
        int status;
        const char *code;
    } bad[] = {
        {"", 400, "E_REQUEST"},
        {"[]", 400, "E_REQUEST"},
        {"{\"fields\":{\"currency\":\"X\"}", 400, "E_REQUEST"},
        {"{\"fields\":{\"currency\":\"X\",\"currency\":\"Y\"}}", 400, "E_DUPLICATE_FIELD"},
        {"{\"fields\":{},\"fields\":{}}", 400, "E_DUPLICATE_FIELD"},
        {"{\"feilds\":{}}", 400, "E_UNKNOWN_FIELD"},
        {"{\"fields\":{\"kode\":\"X\"}}", 400, "E_UNKNOWN_FIELD"},
        {"{\"fields\":{\"currency\":\"USD\",\"scale\":2.0}}", 400, "E_NUMBER_FORMAT"},
        {"{\"fields\":{\"currency\":7}}", 400, "E_NUMBER_FORMAT"},
        {"{\"fields\":{\"currency\":null}}", 400, "E_REQUEST"},
        {"{\"fields\":{\"currency\":[\"X\"]}}", 400, "E_REQUEST"},
        {"{\"fields\":\"currency\"}", 400, "E_REQUEST"},
        {"{\"book\":\"f\",\"fields\":{}}", 400, "E_UNKNOWN_FIELD"},
        {"{\"lines\":[]}", 400, "E_UNKNOWN_FIELD"},
        {"{\"document\":\"a: 1\"}", 400, "E_UNKNOWN_FIELD"},
        {"{\"take_on\":true}", 400, "E_UNKNOWN_FIELD"},
        {"{\"expect\":\"zz\"}", 422, "E_HASH"},
        {"{\"fields\":{}}", 400, "E_MISSING"},
        {"{\"fields\":{\"currency\":[[[[[[1]]]]]]}}", 400, "E_REQUEST"},
        {"{\"fields\":{\"currency\":\"\\u0000\"}}", 400, "E_REQUEST"},
        {"{\"fields\":{\"currency\":\"\xff\"}}", 400, "E_REQUEST"},
    };
    (void)state;
    int64_t before = city_size(&city, "registry");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        post(ADMIN, "/api/v1/commands/currency.add", "bad", bad[i].body);
        if (got.status != bad[i].status || !service_body_has(bad[i].code))
            fail_msg("%s: %d\n%.600s", bad[i].body, got.status, got.body);
        assert_true(service_body_has("\"title\":\"") && service_body_has("\"title_en\":\""));
    }
    post(ADMIN, "/api/v1/commands/no.such", "bad", "{}");
    expect_http(404, "E_NOT_FOUND");
    post(ADMIN, "/api/v1/commands/currency.add?dry=2", "bad", "{}");
    expect_http(400, "E_ENUM");
    assert_int_equal(city_size(&city, "registry"), before); /* and nothing half-done */
}

/* Every command by every role: who may not give it is told so, whatever he sends. */
static void test_service_commands__every_command_by_every_role(void **state) {
    static const unsigned bits[ROLES] = {FPL_ROLE_ADMIN,     FPL_ROLE_RULES,     FPL_ROLE_RECORDER,
                                         FPL_ROLE_APPROVER,  FPL_ROLE_CASHIER,   FPL_ROLE_BANK,
                                         FPL_ROLE_GUARANTOR, FPL_ROLE_REGULATOR, FPL_ROLE_AUDITOR};
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    char path[128];
    (void)state;
    int64_t before[] = {city_size(&city, "registry"), city_size(&city, "f"), city_size(&city, "p")};
    for (int i = 0; i < count; i++)
        for (int role = 0; role < ROLES; role++) {
            snprintf(path, sizeof path, "/api/v1/commands/%s?dry=1", all[i].name);
            post(role, path, "matrix", "{\"fields\":{}}");
            int may = (all[i].roles & bits[role]) != 0;
            if ((got.status == 403 && service_body_has("\"E_ROLE\"")) == may || (!may && got.status < 400))
                fail_msg("%s by %s: %d %.300s", all[i].name, service_users[role], got.status, got.body);
        }
    assert_int_equal(city_size(&city, "registry"), before[0]);
    assert_int_equal(city_size(&city, "f"), before[1]);
    assert_int_equal(city_size(&city, "p"), before[2]);
}

/* ---- proposals ---- */

#define DEAL(no, amount)                                                                                               \
    "{\"book\":\"f\",\"fields\":{\"deal\":\"" no "\",\"firm\":\"F-甲\",\"firm_name\":\"甲\","                        \
    "\"paid_date\":\"2026-03-01\",\"amount\":\"" amount "\"}}"

static int64_t number_of(const char *id) {
    int64_t number = 0;
    assert_int_equal(fpl_int_parse(fpl_str_of(id), &number), FPL_OK);
    return number;
}

static char *path_of(const char *id, const char *what) {
    static char path[8][120];
    static int next;
    char *out = path[next++ % 8];
    snprintf(out, 120, "/api/v1/proposals/%s%s", id, what);
    return out;
}

static void submit(const char *key, const char *body, char id[24]) {
    post(RECORDER, "/api/v1/commands/deal.record", key, body);
    expect_http(202, "\"state\":\"SUBMITTED\"");
    snprintf(id, 24, "%s", member("id"));
    char want[80];
    snprintf(want, sizeof want, "/api/v1/proposals/%s", id);
    assert_string_equal(service_header("Location"), want);
}

static const char *expect_of(const char *id) {
    get(APPROVER, path_of(id, ""));
    expect_http(200, "\"outcome\":\"OK\"");
    return member("expect");
}

static void decide(int role, const char *id, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static void decide(int role, const char *id, const char *what, const char *format, ...) {
    char body[400];
    va_list args;
    va_start(args, format);
    vsnprintf(body, sizeof body, format, args);
    va_end(args);
    post(role, path_of(id, what), NULL, body);
}

static void test_service_commands__two_people_make_an_entry(void **state) {
    char id[24], again[24], expect[80], receipt[40];
    (void)state;
    int64_t before = city_size(&city, "f");
    submit("p-1", DEAL("PR-1", "1000000.00"), id);
    submit("p-1", DEAL("PR-1", "1000000.00"), again); /* the connection was lost: the same proposal */
    assert_string_equal(id, again);
    post(RECORDER, "/api/v1/commands/deal.record", "p-1", DEAL("PR-1", "2000000.00"));
    expect_http(422, "\"E_REQUEST_CHANGED\"");
    assert_int_equal(city_size(&city, "f"), before); /* nobody's act yet */
    snprintf(expect, sizeof expect, "%s", expect_of(id));
    assert_true(service_body_has("\"preview\":{") && service_body_has("\"postings\""));
    decide(APPROVER, id, "/approve", "{\"version\":1}");
    expect_http(400, "\"E_SHOWN_MISSING\"");
    decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%064d\"}", 0);
    expect_http(409, "\"E_NOT_AS_SHOWN\"");
    decide(APPROVER, id, "/approve", "{\"version\":2,\"expect\":\"%s\"}", expect);
    expect_http(409, "\"E_PROPOSAL_CHANGED\"");
    decide(RECORDER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
    expect_http(403, "\"E_ROLE\"");
    city_do(&city, "root user.change - user=zhang; roles=recorder approver");
    decide(RECORDER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
    expect_http(403, "\"E_SAME_PERSON\"");
    assert_true(service_body_has("others who may do it: ") && service_body_has("li"));
    city_do(&city, "root user.change - user=zhang; roles=recorder");
    assert_int_equal(city_size(&city, "f"), before);
    decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
    expect_http(201, "\"status\":\"OK\"");
    snprintf(receipt, sizeof receipt, "%s", member("receipt"));
    assert_int_equal(city_size(&city, "f"), before + 1);
    decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
    expect_http(409, "\"E_PROPOSAL_CHANGED\""); /* a second click */
    assert_int_equal(city_size(&city, "f"), before + 1);
    get(REGULATOR, path_of(id, ""));
    expect_http(200, "\"state\":\"APPROVED\"");
    assert_string_equal(member("receipt"), receipt);
    assert_string_equal(member("checker"), "li");
    char path[80];
    snprintf(path, sizeof path, "/api/v1/records/%s", receipt);
    get(AUDITOR, path);
    expect_http(200, "\"auth\":[[\"session\",\"");
    assert_true(service_body_has("\"],[\"session\",\"") && service_body_has("\"chk\":\"li\"") &&
                service_body_has("\"zhang\""));
}

/* What came in between is compared at the moment of the approval. */
static void test_service_commands__what_changed_is_not_approved(void **state) {
    char id[24], expect[80];
    (void)state;
    submit("p-2", DEAL("PR-2", "1000000.00"), id);
    snprintf(expect, sizeof expect, "%s", expect_of(id));
    city_do(&city, "zhang deal.record f deal=PR-2; firm=F-甲; firm_name=甲; paid_date=2026-03-01; amount=1000000.00");
    int64_t before = city_size(&city, "f");
    decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
    assert_true(got.status == 409 || got.status == 200); /* it stands there already */
    assert_int_equal(city_size(&city, "f"), before);
}

static void test_service_commands__returned_and_submitted_again(void **state) {
    char id[24], expect[80];
    (void)state;
    submit("p-3", DEAL("PR-3", "1000000.00"), id);
    decide(APPROVER, id, "/return", "{\"version\":1}");
    expect_http(400, "\"E_MISSING\"");
    decide(APPROVER, id, "/return", "{\"version\":1,\"reason\":\"  \"}");
    expect_http(400, "\"E_MISSING\"");
    snprintf(expect, sizeof expect, "%s", expect_of(id));
    decide(APPROVER, id, "/return", "{\"version\":1,\"reason\":\"金额与合同不符\"}");
    expect_http(200, "\"RETURNED\"");
    decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
    expect_http(409, "\"E_PROPOSAL_CHANGED\"");
    post(APPROVER, path_of(id, "/submit?version=1"), "p-3b", DEAL("PR-3", "1500000.00")); /* not his */
    expect_http(404, "E_NOT_FOUND");
    post(RECORDER, path_of(id, "/submit?version=1"), "p-3b", DEAL("PR-3", "1500000.00"));
    expect_http(202, "\"version\":2");
    post(RECORDER, path_of(id, "/submit?version=1"), "p-3c", DEAL("PR-3", "1700000.00"));
    expect_http(409, "\"E_PROPOSAL_CHANGED\"");
    decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
    expect_http(409, "\"E_PROPOSAL_CHANGED\"");
    snprintf(expect, sizeof expect, "%s", expect_of(id));
    assert_true(service_body_has("金额与合同不符") && service_body_has("1500000.00"));
    decide(APPROVER, id, "/approve", "{\"version\":2,\"expect\":\"%s\"}", expect);
    expect_http(201, "\"status\":\"OK\"");
}

static void test_service_commands__withdrawn_and_expired(void **state) {
    char id[24];
    struct fpl_error error = {0};
    struct state_proposal it;
    (void)state;
    submit("p-4", DEAL("PR-4", "1000000.00"), id);
    decide(APPROVER, id, "/withdraw", "{\"version\":1}");
    expect_http(403, "\"E_ROLE\"");
    decide(RECORDER, id, "/withdraw", "{\"version\":1,\"reason\":\"重复\"}");
    expect_http(200, "\"WITHDRAWN\"");
    decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%064d\"}", 0);
    expect_http(409, "\"E_PROPOSAL_CHANGED\"");
    submit("p-5", DEAL("PR-5", "1000000.00"), id);
    int64_t later = host_real_ms() + (PROPOSAL_DAYS + 1) * WORLD_DAY_MS;
    assert_int_equal(state_proposal_get(service.state, number_of(id), later, &it, &error), FPL_OK);
    assert_int_equal(it.state, PROPOSAL_EXPIRED);
    get(RECORDER, path_of(id, ""));
    expect_http(200, "\"EXPIRED\"");
    decide(APPROVER, id, "/return", "{\"version\":1,\"reason\":\"x\"}");
    expect_http(409, "\"E_PROPOSAL_CHANGED\"");
}

/* What was in the writer's hands when the service was killed: whether it was recorded, the ledger knows. */
static void test_service_commands__killed_while_recording(void **state) {
    char id[24], expect[80];
    struct fpl_error error = {0};
    (void)state;
    for (int recorded = 0; recorded < 2; recorded++) {
        submit(recorded ? "p-6" : "p-7", recorded ? DEAL("PR-6", "6.00") : DEAL("PR-7", "7.00"), id);
        snprintf(expect, sizeof expect, "%s", expect_of(id));
        if (recorded)
            decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
        int64_t before = city_size(&city, "f");
        struct proposal_move back = {.id = number_of(id),
                                     .version = 1,
                                     .from = 1u << PROPOSAL_APPROVED | 1u << PROPOSAL_SUBMITTED,
                                     .to = PROPOSAL_DECIDING,
                                     .user = "li"};
        assert_int_equal(state_proposal_move(service.state, &back, &error), FPL_OK);
        decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
        expect_http(409, "\"E_PROPOSAL_CHANGED\""); /* somebody is at it */
        assert_int_equal(state_proposals_resume(service.state, host_real_ms(), &error), FPL_OK);
        get(APPROVER, path_of(id, ""));
        expect_http(200, "\"UNSURE\"");
        decide(RECORDER, id, "/withdraw", "{\"version\":1}");
        expect_http(409, "\"E_PROPOSAL_CHANGED\"");
        decide(APPROVER, id, "/approve", "{\"version\":1}");
        expect_http(recorded ? 200 : 201, recorded ? "\"ALREADY\"" : "\"OK\"");
        assert_int_equal(city_size(&city, "f"), before + !recorded);
        get(APPROVER, path_of(id, ""));
        expect_http(200, "\"APPROVED\"");
    }
}

/* What would be refused is not submitted: every reason at once. */
static void test_service_commands__refusals_are_told_at_once(void **state) {
    (void)state;
    post(RECORDER, "/api/v1/commands/deal.record", "p-8",
         "{\"book\":\"f\",\"fields\":{\"deal\":\"PR-8\",\"firm\":\"F-甲\",\"firm_name\":\"甲\",\"paid_date\":"
         "\"2027-03-01\",\"amount\":\"5.00\"}}");
    expect_http(422, "\"E_FUTURE\"");
    get(RECORDER, "/api/v1/proposals?state=SUBMITTED");
    assert_true(!service_body_has("PR-8"));
    post(RECORDER, "/api/v1/commands/deal.record", "p-9", DEAL("PR-9", "5.001"));
    expect_http(400, "\"E_AMOUNT_SCALE\"");
    assert_string_equal(member("field"), "amount");
}

/* Three fields that cannot be read are told at once, by the API, dry or not, and on the form; what is right is not. */
static void test_service_commands__every_bad_field_is_told(void **state) {
    static const char bad[] =
        "{\"book\":\"f\",\"fields\":{\"deal\":\"PR-8\",\"firm\":\"F-甲\",\"firm_name\":\"甲\",\"paid_date\":"
        "\"2026-02-30\",\"amount\":\"1,000\",\"employees\":\"many\"}}";
    char body[500];
    (void)state;
    for (int dry = 0; dry < 2; dry++) {
        post(RECORDER, dry ? "/api/v1/commands/deal.record?dry=1" : "/api/v1/commands/deal.record", "p-20", bad);
        expect_http(400, "\"E_DATE_INVALID\"");
        expect_http(400, "\"field\":\"paid_date\"");
        expect_http(400, "\"field\":\"amount\"");
        expect_http(400, "\"field\":\"employees\"");
        assert_true(service_body_has("\"text\":\"") && service_body_has("\"text_en\":\""));
        assert_false(service_body_has("\"field\":\"deal\"") || service_body_has("E_MISSING"));
    }
    snprintf(body, sizeof body,
             "token=%s&action=preview&book=f&f.deal=PR-8&f.firm=F-甲&f.firm_name=甲&f.paid_date=2026-02-30&f.amount=1,"
             "000&f.employees=many",
             service_tokens[RECORDER]);
    service_ask(&(struct ask){.method = "POST",
                              .path = "/new/deal.record",
                              .body = body,
                              .cookie = service_cookies[RECORDER],
                              .origin = ORIGIN});
    expect_http(422, "<a href=\"#f-paid_date\">");
    expect_http(422, "<a href=\"#f-amount\">");
    expect_http(422, "<a href=\"#f-employees\">");
    assert_false(service_body_has("<a href=\"#f-deal\">"));
}

/* A dry run of what would be refused answers with every reason in words, and nothing in it says yes: neither for what
 * is refused before its decider is asked, nor for what that refuses. */
static void test_service_commands__a_dry_run_says_why_not(void **state) {
    (void)state;
    int64_t before = city_size(&city, "f");
    post(RECORDER, "/api/v1/commands/deal.record?dry=1", NULL,
         "{\"book\":\"f\",\"fields\":{\"deal\":\"PR-8\",\"firm\":\"F-甲\",\"firm_name\":\"甲\",\"paid_date\":"
         "\"2027-03-01\",\"amount\":\"5.00\"}}");
    expect_http(200, "\"dry\":true,\"status\":\"E_FUTURE\",\"field\":\"paid_date\",\"reasons\":[");
    expect_http(200, "{\"code\":\"E_FUTURE\",\"text\":\"日期晚于今天");
    expect_http(200, "2027-03-01");
    expect_http(200, "\"args\":[\"2027-03-01\"");
    assert_false(service_body_has("\"OK\"") || service_body_has("Postings it would make"));
    post(RECORDER, "/api/v1/commands/claim.submit?dry=1", NULL,
         "{\"book\":\"p\",\"fields\":{\"bank\":\"BK-1\",\"contract\":\"NOSUCH\",\"iou\":\"1\",\"claim_no\":\"Q-1\","
         "\"claim_date\":\"2026-10-01\",\"overdue_days\":\"88\",\"five_class\":\"LOSS\",\"repaid\":\"0\"}}");
    expect_http(200, "\"status\":\"E_GATE_LOAN\"");
    expect_http(200, "{\"code\":\"E_GATE_LOAN\",\"text\":\"");
    assert_false(service_body_has("\"OK\""));
    post(RECORDER, "/api/v1/commands/deal.record?dry=1", NULL, DEAL("PR-8", "5.00"));
    expect_http(200, "\"dry\":true,\"status\":\"OK\",\"expect\"");
    assert_false(service_body_has("\"reasons\":"));
    assert_int_equal(city_size(&city, "f"), before);
}

/* What is decided for a list has a row a party: in the dry run, in what the checker sees, and in the answer. */
static void test_service_commands__a_list_has_a_row_a_party(void **state) {
#define CALL                                                                                                           \
    "{\"book\":\"f\",\"fields\":{\"call\":\"H-1\",\"number\":\"1\",\"notice_date\":\"2026-03-01\",\"due\":\"2026-03-"  \
    "15\","                                                                                                            \
    "\"purpose\":\"FEE\",\"amount\":\"100.00\",\"document\":\"通知\"}}"
    static const char *const rows[] = {"\"amount\":\"66.67\"", "\"amount\":\"33.33\"", "\"remainder\":\"2/3\""};
    char id[24], expect[80];
    (void)state;
    city_do(&city, "zhang commitment.sign f commitment=CL-1; party=BK-1; capacity=SOCIAL; signed_on=2026-01-01; "
                   "amount=2000");
    city_do(&city, "zhang commitment.sign f commitment=CL-2; party=GU-1; capacity=SOCIAL; signed_on=2026-01-01; "
                   "amount=1000");
    post(RECORDER, "/api/v1/commands/call.issue?dry=1", NULL, CALL);
    for (int i = 0; i < 3; i++)
        expect_http(200, rows[i]);
    post(RECORDER, "/api/v1/commands/call.issue", "p-call", CALL);
    expect_http(202, "\"state\":\"SUBMITTED\"");
    snprintf(id, sizeof id, "%s", member("id"));
    snprintf(expect, sizeof expect, "%s", expect_of(id));
    for (int i = 0; i < 3; i++)
        assert_true(service_body_has(rows[i]));
    decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect);
    for (int i = 0; i < 3; i++)
        expect_http(201, rows[i]);
    post(RECORDER, "/api/v1/commands/distribution.allocate?dry=1", NULL,
         "{\"book\":\"f\",\"fields\":{\"allocation\":\"FZ-1\",\"occurred\":\"2026-03-01\",\"amount\":\"1\",\"source\":"
         "\"GAIN\"}}");
    expect_http(200, "\"status\":\"E_LIST_EMPTY\"");
}

static void test_service_commands__an_old_factor_is_asked_for_again(void **state) {
    char id[24], expect[80], cookie[80], token[65];
    struct state_session old = {.user = "li"};
    char secret[SECRET_CHARACTERS + 1];
    struct fpl_error error = {0};
    uint8_t hash[FPL_HASH_BYTES];
    struct state_account account = {.user = "li"};
    (void)state;
    assert_int_equal(password_hash(FPL_STR("tiandi-xuanhuang-7"), account.password, &error), FPL_OK);
    assert_int_equal(state_account_put(service.state, &account, &error), FPL_OK);
    submit("p-10", DEAL("PR-10", "10.00"), id);
    service_sign_in("li", service_cookies[APPROVER], service_tokens[APPROVER]);
    snprintf(expect, sizeof expect, "%s", expect_of(id));
    assert_int_equal(secret_make(secret, old.hash, &error), FPL_OK);
    old.made_ms = old.seen_ms = host_real_ms();
    old.factor_ms = old.made_ms - SESSION_FACTOR_MS - 1000;
    assert_int_equal(state_session_put(service.state, &old, &error), FPL_OK);
    snprintf(cookie, sizeof cookie, "sid=%s", secret);
    secret_hash("token", fpl_str_of(secret), hash);
    fpl_hex(hash, sizeof hash, token);
    char body[200];
    snprintf(body, sizeof body, "{\"version\":1,\"expect\":\"%s\"}", expect);
    struct ask approve = {.method = "POST", .path = path_of(id, "/approve"), .body = body, .type = "application/json"};
    approve.cookie = cookie;
    approve.token = token;
    approve.origin = ORIGIN;
    service_ask(&approve);
    expect_http(403, "\"E_FACTOR\"");
    approve.code = "wrong-password";
    service_ask(&approve);
    expect_http(403, "\"E_FACTOR\"");
    approve.code = "tiandi-xuanhuang-7"; /* a trial account without a code gives its password */
    service_ask(&approve);
    expect_http(201, "\"OK\"");
}

/* An institution sees its own, and what it does not see is not there. */
static void test_service_commands__institutions_see_their_own(void **state) {
    char id[24];
    (void)state;
    submit("p-11", DEAL("PR-11", "11.00"), id);
    get(BANK, path_of(id, ""));
    expect_http(404, "E_NOT_FOUND");
    get(BANK, "/api/v1/proposals");
    expect_http(200, "\"proposals\":[],\"next\":null");
    get(ADMIN, "/api/v1/proposals");
    expect_http(200, "\"proposals\":[],\"next\":null");
    get(AUDITOR, "/api/v1/proposals?limit=1");
    assert_string_equal(member("next"), id);
    post(BANK, "/api/v1/commands/loan.register", "b-1",
         "{\"book\":\"p\",\"fields\":{\"bank\":\"BK-1\",\"contract\":\"C-11\",\"iou\":\"1\",\"firm\":\"F-甲\","
         "\"firm_name\":\"甲\",\"type\":\"CREDIT\",\"contract_amount\":\"1000000\",\"disbursed\":\"1000000\","
         "\"disbursed_on\":\"2026-11-01\",\"due_on\":\"2027-02-01\",\"rate\":\"4%\",\"mode\":\"DIRECT\"}}");
    expect_http(202, "\"maker\":\"bank1\"");
    get(BANK, "/api/v1/proposals");
    expect_http(200, "\"maker\":\"bank1\"");
    assert_true(!service_body_has("\"zhang\""));
}

/* ---- amounts in words ---- */

static void test_service_commands__amounts_stand_in_capitals(void **state) {
    static const struct {
        const char *query, *want;
    } amounts[] = {
        {"amount=1409.50", "{\"amount\":\"1,409.50\",\"capitals\":\"壹仟肆佰零玖元伍角整\"}"},
        {"amount=6007.14", "{\"amount\":\"6,007.14\",\"capitals\":\"陆仟零柒元壹角肆分\"}"},
        {"amount=107000.53&book=f", "{\"amount\":\"107,000.53\",\"capitals\":\"壹拾万零柒仟元零伍角叁分\"}"},
        {"amount=+12+", "{\"amount\":\"12.00\",\"capitals\":\"壹拾贰元整\"}"},
        {"amount=12.", "{\"amount\":null,\"capitals\":null}"},
        {"amount=1.234", "{\"amount\":null,\"capitals\":null}"},
        {"amount=", "{\"amount\":null,\"capitals\":null}"},
        {"amount=99999999999999999999", "{\"amount\":null,\"capitals\":null}"},
    };
    char path[200], body[700], id[24];
    (void)state;
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        snprintf(path, sizeof path, "/api/v1/amounts?%s", amounts[i].query);
        get(RECORDER, path);
        expect_http(200, amounts[i].want);
    }
    get(RECORDER, "/api/v1/amounts?amount=1&book=none");
    expect_http(404, "E_BOOK");
    /* on the page before it is sent, and on the checker's */
    snprintf(body, sizeof body,
             "token=%s&action=preview&book=f&f.deal=PR-13&f.firm=F-甲&f.firm_name=甲&f.paid_date=2026-03-01&f.amount="
             "1409.50",
             service_tokens[RECORDER]);
    service_ask(&(struct ask){.method = "POST",
                              .path = "/new/deal.record",
                              .body = body,
                              .cookie = service_cookies[RECORDER],
                              .origin = ORIGIN});
    expect_http(200, "<dd>1,409.50　壹仟肆佰零玖元伍角整</dd>");
    submit("p-13", DEAL("PR-13", "1409.50"), id);
    snprintf(path, sizeof path, "/proposals/%s", id);
    get(APPROVER, path);
    expect_http(200, "1,409.50　壹仟肆佰零玖元伍角整</dd>");
}

/* ---- several at once ---- */

static void tick(const char *ticks, const char *code) {
    char body[2000];
    snprintf(body, sizeof body, "token=%s&command=deal.record&code=%s%s", service_tokens[APPROVER], code, ticks);
    service_ask(&(struct ask){.method = "POST",
                              .path = "/proposals/bulk",
                              .body = body,
                              .cookie = service_cookies[APPROVER],
                              .origin = ORIGIN});
}

/* How often it stands on the page. */
static int times(const char *text) {
    int n = 0;
    for (const char *p = got.body; (p = strstr(p, text)); p += strlen(text))
        n++;
    return n;
}

static void test_service_commands__several_are_decided_each_by_itself(void **state) {
    char id[4][24], seen[4][80], ticks[600], loan[24];
    (void)state;
    for (int i = 0; i < 4; i++) {
        char key[24], body[600];
        snprintf(key, sizeof key, "bulk-%d", i);
        /* of four firms: a second deal with the same one changes what it has got in all, which is part of what is seen
         */
        snprintf(body, sizeof body,
                 "{\"book\":\"f\",\"fields\":{\"deal\":\"BULK-%d\",\"firm\":\"F-B%d\",\"firm_name\":\"乙%d\","
                 "\"paid_date\":\"2026-03-01\",\"amount\":\"1%d.00\"}}",
                 i, i, i, i);
        submit(key, body, id[i]);
        snprintf(seen[i], sizeof seen[i], "1.%s", expect_of(id[i]));
    }
    post(RECORDER, "/api/v1/commands/loan.register", "bulk-l",
         "{\"book\":\"p\",\"fields\":{\"bank\":\"BK-1\",\"contract\":\"C-31\",\"iou\":\"1\",\"firm\":\"F-甲\","
         "\"firm_name\":\"甲\",\"type\":\"CREDIT\",\"contract_amount\":\"1000000\",\"disbursed\":\"1000000\","
         "\"disbursed_on\":\"2026-11-01\",\"due_on\":\"2027-02-01\",\"rate\":\"4%\",\"mode\":\"DIRECT\"}}");
    expect_http(202, "\"state\":\"SUBMITTED\"");
    snprintf(loan, sizeof loan, "%s", member("id"));
    get(APPROVER, "/proposals");
    expect_http(200, "/proposals/bulk?command=deal.record");
    assert_true(service_body_has("贷款备案（2）")); /* the bank's of the case before, and this one */
    get(RECORDER, "/proposals");
    assert_true(!service_body_has("/proposals/bulk"));
    /* each with what it does, and what was seen in its tick; no loan among them */
    get(APPROVER, "/proposals/bulk?command=deal.record");
    expect_http(200, "BULK-0");
    for (int i = 0; i < 4; i++)
        assert_true(service_body_has(seen[i]));
    assert_true(service_body_has("13.00　壹拾叁元整") && !service_body_has("C-31"));
    assert_true(times("<details><summary>") >= 4 && times("110101") >= 4);
    /* nothing is ticked */
    int64_t before = city_size(&city, "f");
    tick("", "");
    expect_http(400, "勾选");
    /* one as seen; one that was withdrawn; one seen otherwise; a loan, which is of another kind; one not ticked */
    post(RECORDER, path_of(id[1], "/withdraw"), NULL, "{\"version\":1}");
    expect_http(200, "WITHDRAWN");
    snprintf(ticks, sizeof ticks, "&t.%s=%s&t.%s=%s&t.%s=1.%064d&t.%s=1.%064d", id[0], seen[0], id[1], seen[1], id[2],
             7, loan, 7);
    tick(ticks, "");
    expect_http(200, "办理结果");
    assert_int_equal(times(">已入账</td>"), 1);
    assert_int_equal(times(">未入账</td>"), 3);
    assert_int_equal(city_size(&city, "f"), before + 1);
    assert_true(service_body_has(seen[2]) && service_body_has(seen[3]) && !service_body_has(seen[0]));
    assert_int_equal(times(" checked"), 0);
    get(AUDITOR, path_of(id[0], ""));
    expect_http(200, "\"state\":\"APPROVED\"");
    get(AUDITOR, path_of(id[2], ""));
    expect_http(200, "\"state\":\"SUBMITTED\"");
    get(AUDITOR, path_of(loan, ""));
    expect_http(200, "\"state\":\"SUBMITTED\"");
    /* both that are left, in one step */
    snprintf(ticks, sizeof ticks, "&t.%s=%s&t.%s=%s", id[2], seen[2], id[3], seen[3]);
    tick(ticks, "");
    expect_http(200, "办理结果");
    assert_int_equal(times(">已入账</td>"), 2);
    assert_int_equal(city_size(&city, "f"), before + 3);
    /* the same form once more: each says that it has gone on, and nothing is recorded */
    tick(ticks, "");
    assert_int_equal(times(">未入账</td>"), 2);
    assert_int_equal(city_size(&city, "f"), before + 3);
    get(APPROVER, "/proposals/bulk?command=no.such");
    expect_http(404, "no.such");
}

/* ---- metrics ---- */

/* The value of that line of /metrics; -1: there is no such line. */
static int64_t figure(const char *line) {
    char want[120];
    int64_t value = -1;
    get(AUDITOR, "/metrics");
    expect_http(200, "# TYPE fundpool_requests_total counter");
    snprintf(want, sizeof want, "\n%s ", line);
    const char *at = strstr(got.body, want);
    if (at)
        assert_int_equal(fpl_int_parse((struct fpl_str){at + strlen(want), strcspn(at + strlen(want), "\n")}, &value),
                         FPL_OK);
    return value;
}

static void test_service_commands__metrics_count_and_name_nobody(void **state) {
    static const char *const silent[] = {"zhang", "bank1", "PR-12", "BK-1", "F-甲", "\"f\"", "commands/"};
    static const char absent[] = "fundpool_requests_total{door=\"api\",status=\"404\"}";
    char id[24];
    (void)state;
    get(BANK, "/metrics");
    expect_http(403, "E_ROLE");
    int64_t proposals = figure("fundpool_proposals{state=\"SUBMITTED\"}"), absents = figure(absent);
    int64_t batches = figure("fundpool_writer_batches_total"), commands = figure("fundpool_writer_commands_total");
    int64_t pages = figure("fundpool_request_seconds_count{door=\"page\"}");
    int64_t sessions = figure("fundpool_sessions");
    assert_true(proposals >= 0 && batches > 0 && commands >= batches && sessions >= ROLES);
    submit("p-12", DEAL("PR-12", "12.00"), id);
    get(AUDITOR, "/api/v1/proposals/999999");
    get(AUDITOR, "/early");
    service_ask(&(struct ask){.path = "/healthz"});
    assert_int_equal(figure("fundpool_proposals{state=\"SUBMITTED\"}"), proposals + 1);
    assert_int_equal(figure(absent), (absents < 0 ? 0 : absents) + 1);
    assert_int_equal(figure("fundpool_request_seconds_count{door=\"page\"}"), pages + 1);
    assert_int_equal(figure("fundpool_request_seconds_bucket{door=\"page\",le=\"+Inf\"}"), pages + 1);
    decide(APPROVER, id, "/approve", "{\"version\":1,\"expect\":\"%s\"}", expect_of(id));
    expect_http(201, "\"status\":\"OK\"");
    assert_int_equal(figure("fundpool_writer_batches_total"), batches + 1);
    assert_int_equal(figure("fundpool_writer_commands_total"), commands + 1);
    assert_int_equal(figure("fundpool_writer_waiting"), 0);
    assert_int_equal(figure("fundpool_proposals{state=\"SUBMITTED\"}"), proposals);
    assert_int_equal(figure("fundpool_uploads{state=\"DONE\"}"), 0);
    assert_int_equal(figure("fundpool_sessions"), sessions);
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++)
        assert_true(!service_body_has(silent[i]));
}

int main(void) {
    service_world_hush();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_service_commands__a_key_acts_once),
        cmocka_unit_test(test_service_commands__bad_bodies_are_told),
        cmocka_unit_test(test_service_commands__every_command_by_every_role),
        cmocka_unit_test(test_service_commands__two_people_make_an_entry),
        cmocka_unit_test(test_service_commands__what_changed_is_not_approved),
        cmocka_unit_test(test_service_commands__returned_and_submitted_again),
        cmocka_unit_test(test_service_commands__withdrawn_and_expired),
        cmocka_unit_test(test_service_commands__killed_while_recording),
        cmocka_unit_test(test_service_commands__refusals_are_told_at_once),
        cmocka_unit_test(test_service_commands__every_bad_field_is_told),
        cmocka_unit_test(test_service_commands__a_dry_run_says_why_not),
        cmocka_unit_test(test_service_commands__a_list_has_a_row_a_party),
        cmocka_unit_test(test_service_commands__an_old_factor_is_asked_for_again),
        cmocka_unit_test(test_service_commands__institutions_see_their_own),
        cmocka_unit_test(test_service_commands__amounts_stand_in_capitals),
        cmocka_unit_test(test_service_commands__several_are_decided_each_by_itself),
        cmocka_unit_test(test_service_commands__metrics_count_and_name_nobody),
    };
    return cmocka_run_group_tests(tests, service_world_begin, service_world_end);
}
