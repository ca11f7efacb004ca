/* Uploads through route_answer: what each step answers and to whom, the form with a file, what becomes of files after
 * their time, a full disk, a state file of the version before. */
#include "service_world.h"

#include "src/service/multipart.h"
#include "src/service/uploads.h"
#include "src/service/writer.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/service/state_sql.h"

#define ORIGIN "http://127.0.0.1:8080"
/* A file of parties, which one person gives in; one of deals, which needs two. */
#define PARTIES "主体编号,名称,类别\nU-1,甲,其他\nU-2,乙,其他\n"
#define DEALS                                                                                                          \
    "投资编号,统一社会信用代码,企业名称,付款日,实付额\nU-1,F-甲,甲,2026-03-02,7.00\nU-2,F-甲,甲,2026-13-02,8.00\n"

static void call(int role, const char *method, const char *path, const char *type, const char *body, const char *key) {
    service_ask(&(struct ask){.method = method,
                              .path = path,
                              .body = body,
                              .type = type,
                              .key = key,
                              .cookie = service_cookies[role],
                              .token = service_tokens[role],
                              .origin = ORIGIN});
}

static void get(int role, const char *path) {
    service_ask(&(struct ask){.path = path, .cookie = service_cookies[role]});
}

static int64_t number_at(const char *at) {
    int64_t value = 0;
    assert_int_equal(fpl_int_parse((struct fpl_str){at, strspn(at, "0123456789")}, &value), FPL_OK);
    return value;
}

static int64_t number(const char *member) {
    char name[64];
    snprintf(name, sizeof name, "\"%s\":", member);
    const char *at = strstr(got.body, name);
    assert_non_null(at);
    return number_at(at + strlen(name));
}

static const char *expect_of(void) {
    static char text[65];
    const char *at = strstr(got.body, "\"expect\":\"");
    assert_non_null(at);
    snprintf(text, sizeof text, "%.64s", at + 10);
    return text;
}

/* Everything that waits is done; the import ends in the writer's thread. */
static void settle(int64_t id) {
    struct state_upload it;
    struct fpl_error error = {0};
    for (int i = 0; i < 1000; i++) {
        while (uploads_step(service.uploads))
            ;
        assert_int_equal(state_upload_get(service.state, id, &it, &error), FPL_OK);
        if (it.state != UPLOAD_CHECKING && it.state != UPLOAD_APPROVED && it.state != UPLOAD_RUNNING)
            return;
        host_pause_ms(10);
    }
    fail_msg("upload %lld does not end", (long long)id);
}

static int64_t upload(int role, const char *query, const char *body, const char *key) {
    char path[300];
    snprintf(path, sizeof path, "/api/v1/uploads?%s", query);
    call(role, "POST", path, "text/csv", body, key);
    if (got.status != 202)
        fail_msg("%s: %d %s", query, got.status, got.body);
    return number("id");
}

static const char *path_of(int64_t id, const char *what) {
    static char path[4][100];
    static int next;
    char *out = path[next++ % 4];
    snprintf(out, 100, "/api/v1/uploads/%lld%s", (long long)id, what);
    return out;
}

static void expect_problem(int http, const char *code) {
    if (got.status != http || !service_body_has(code))
        fail_msg("%d, expected %d %s: %s", got.status, http, code, got.body);
}

static void test_service_uploads__one_person(void **state) {
    char body[200];
    (void)state;
    int64_t id = upload(RECORDER, "command=parties&name=%E4%B8%BB%E4%BD%93.csv", PARTIES, "p1");
    assert_true(service_body_has("\"state\":\"CHECKING\"") && service_body_has("\"needs_checker\":false"));
    call(RECORDER, "POST", path_of(id, "/submit"), "application/json", "{\"expect\":\"x\"}", NULL);
    expect_problem(409, "E_UPLOAD_STATE"); /* before it is pre-checked */
    settle(id);
    get(RECORDER, path_of(id, ""));
    assert_true(service_body_has("\"state\":\"CHECKED\"") && service_body_has("\"accepted\":2"));
    snprintf(body, sizeof body, "{\"expect\":\"%s\"}", expect_of());
    call(RECORDER, "POST", path_of(id, "/submit"), "application/json", "{\"expect\":\"x\"}", NULL);
    expect_problem(409, "E_NOT_AS_SHOWN");
    call(RECORDER, "POST", path_of(id, "/submit"), "application/json", "{\"expect\":\"x\",\"more\":\"\"}", NULL);
    expect_problem(400, "E_UNKNOWN_FIELD");
    call(RECORDER, "POST", path_of(id, "/submit"), "application/json", body, NULL);
    assert_int_equal(got.status, 202);
    settle(id);
    get(RECORDER, path_of(id, ""));
    assert_true(service_body_has("\"state\":\"DONE\"") && service_body_has("\"as_prechecked\":true"));
    get(RECORDER, path_of(id, "/answer"));
    assert_true(got.status == 200 && service_body_has("U-2,乙,其他,接受 accepted"));
    assert_string_equal(service_header("Content-Disposition"),
                        "attachment; filename*=UTF-8''%E4%B8%BB%E4%BD%93.answer.csv");
    get(RECORDER, "/uploads");
    assert_true(service_body_has("主体.csv") && service_body_has("已办结"));
    /* the answer is there for half a year, the file itself no longer */
    assert_int_not_equal(
        access(spool_path(uploads_spool(service.uploads), id, SPOOL_DATA, (char[SPOOL_PATH_BYTES]){0}), F_OK), 0);
    spool_remove(uploads_spool(service.uploads), id, SPOOL_ANSWER);
    get(RECORDER, path_of(id, "/answer"));
    expect_problem(410, "E_UPLOAD_GONE");
}

static void test_service_uploads__two_people(void **state) {
    char body[200];
    (void)state;
    int64_t id = upload(RECORDER, "command=deal.record&book=f&name=d.csv", DEALS, "d1");
    settle(id);
    get(RECORDER, path_of(id, ""));
    assert_true(service_body_has("\"accepted\":1") && service_body_has("\"refused\":1") &&
                service_body_has("E_DATE_INVALID"));
    assert_true(service_body_has("\"amount\":\"7.00\""));
    snprintf(body, sizeof body, "{\"expect\":\"%s\"}", expect_of());
    call(RECORDER, "POST", path_of(id, "/submit"), "application/json", body, NULL);
    assert_true(got.status == 202 && service_body_has("\"state\":\"SUBMITTED\""));
    call(RECORDER, "POST", path_of(id, "/approve"), "application/json", body, NULL);
    assert_int_equal(got.status, 403);
    call(APPROVER, "POST", path_of(id, "/approve"), "application/json", "{}", NULL);
    expect_problem(400, "E_SHOWN_MISSING");
    call(APPROVER, "POST", path_of(id, "/return"), "application/json", "{\"reason\":\" \"}", NULL);
    expect_problem(400, "E_MISSING");
    /* what it was shown is not what there is any more: the deal is recorded by another way */
    city_do(&city, "zhang deal.record f deal=U-1; firm=F-甲; firm_name=甲; paid_date=2026-03-02; amount=7.00");
    call(APPROVER, "POST", path_of(id, "/approve"), "application/json", body, NULL);
    assert_true(got.status == 202 && service_body_has("\"state\":\"APPROVED\""));
    settle(id);
    get(APPROVER, path_of(id, ""));
    assert_true(service_body_has("\"state\":\"SUBMITTED\"") && service_body_has("E_NOT_AS_SHOWN"));
    assert_true(service_body_has("\"already\":1") && !service_body_has("\"checker\":"));
    snprintf(body, sizeof body, "{\"expect\":\"%s\"}", expect_of());
    call(APPROVER, "POST", path_of(id, "/approve"), "application/json", body, NULL);
    settle(id);
    get(APPROVER, path_of(id, ""));
    assert_true(service_body_has("\"state\":\"DONE\"") && service_body_has("\"already\":1"));
    get(BANK, path_of(id, ""));
    expect_problem(404, "E_NOT_FOUND");
    get(BANK, "/api/v1/uploads");
    assert_true(service_body_has("\"uploads\":[]"));
}

static void test_service_uploads__pieces(void **state) {
    (void)state;
    int64_t id = upload(RECORDER, "command=parties&name=p.csv&part=1", "主体编号,", "q1");
    assert_string_equal(service_header("Upload-Offset"), "13");
    call(RECORDER, "POST", path_of(id, "/append?offset=12"), "text/csv", "x", NULL);
    expect_problem(409, "E_UPLOAD_OFFSET");
    call(RECORDER, "POST", path_of(id, "/append"), "text/csv", "x", NULL);
    expect_problem(400, "E_MISSING");
    call(APPROVER, "POST", path_of(id, "/append?offset=13"), "text/csv", "x", NULL);
    expect_problem(404, "E_NOT_FOUND"); /* another's */
    call(RECORDER, "POST", path_of(id, "/append?offset=13"), "application/octet-stream", "名称,类别\nQ-1,丙,其他\n",
         NULL);
    assert_int_equal(got.status, 200);
    call(RECORDER, "POST", path_of(id, "/finish"), "application/json", "{\"sha256\":\"00\"}", NULL);
    expect_problem(422, "E_UPLOAD_HASH");
    upload(RECORDER, "command=parties&name=p.csv&part=1", "主体编号,", "q1"); /* the first request once more */
    assert_true(number("id") == id && number("received") > 13);
    call(RECORDER, "POST", path_of(id, "/withdraw"), "application/json", "{}", NULL);
    assert_true(got.status == 202 && service_body_has("WITHDRAWN"));
    call(RECORDER, "POST", path_of(id, "/finish"), "application/json", "{\"sha256\":\"00\"}", NULL);
    expect_problem(409, "E_UPLOAD_STATE");
}

static void test_service_uploads__so_many_and_no_more(void **state) {
    char key[20];
    (void)state;
    for (int i = 0; i < UPLOAD_OPEN_MOST; i++) {
        snprintf(key, sizeof key, "m%d", i);
        upload(GUARANTOR, "command=claims&book=p&name=c.csv&part=1", "x", key);
    }
    call(GUARANTOR, "POST", "/api/v1/uploads?command=claims&book=p&name=c.csv&part=1", "text/csv", "x", "more");
    expect_problem(409, "E_UPLOAD_MOST");
}

/* ---- the form ---- */

#define PART(name, value) "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, bytes)                                                                                         \
    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" name                                           \
    "\"\r\nContent-Type: text/csv\r\n\r\n" bytes "\r\n"

static enum fpl_status parse(const char *text, struct multipart *parts, struct web_pairs *pairs) {
    size_t n = strlen(text), tail = n < MULTIPART_TAIL_BYTES ? n : MULTIPART_TAIL_BYTES;
    struct fpl_error error = {0};
    *pairs = (struct web_pairs){.n = 0};
    *parts = (struct multipart){.type = FPL_STR("multipart/form-data; boundary=b"),
                                .head = {text, n},
                                .tail = {text + n - tail, tail},
                                .bytes = (int64_t)n};
    return multipart_read(parts, pairs, &error);
}

static void test_service_uploads__a_form_with_a_file(void **state) {
    static const char *const bad[] = {
        "",
        "--b",
        "--b\r\n",
        "x" PART("a", "1") FILE_PART("f", "x") "--b--\r\n",
        PART("a", "1") "--b--\r\n",
        PART("a", "1") FILE_PART("f", "half"),
        PART("a", "1") FILE_PART("f", "x") "--c--\r\n",
        PART("a", "1") FILE_PART("f", "x") PART("late", "2") "--b--\r\n"
                                                             "tail",
        "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n" FILE_PART("f", "x") "--b--\r\n"};
    struct multipart parts;
    struct web_pairs pairs;
    const char *text = PART("token", "t") PART("command", "贷款") FILE_PART("甲.csv", "a,b\r\n--bound\r\n") "--b--\r\n";
    (void)state;
    assert_int_equal(parse(text, &parts, &pairs), FPL_OK);
    assert_true(fpl_str_is(web_pairs_get(&pairs, "command"), "贷款") &&
                fpl_str_is(web_pairs_get(&pairs, "name"), "甲.csv"));
    assert_true(parts.file_to - parts.file_from == 14 && memcmp(text + parts.file_from, "a,b\r\n--bound\r\n", 14) == 0);
    assert_int_equal(parse(FILE_PART("e.csv", "") "--b--", &parts, &pairs), FPL_OK);
    assert_true(parts.file_to == parts.file_from);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (parse(bad[i], &parts, &pairs) != FPL_E_REQUEST)
            fail_msg("case %zu", i);
    assert_int_equal(parse(PART("a", "1") PART("a", "2") FILE_PART("f", "x") "--b--\r\n", &parts, &pairs),
                     FPL_E_DUPLICATE_FIELD);
    assert_int_equal(parse(PART("a", "\xff") FILE_PART("f", "x") "--b--\r\n", &parts, &pairs), FPL_E_ENCODING);
}

#define TEXT_PART(name, body)                                                                                          \
    "--b\r\nContent-Disposition: form-data; name=\"mapping_file\"; filename=\"" name "\"\r\n\r\n" body "\r\n"

static void test_service_uploads__a_form_with_a_mapping(void **state) {
    struct multipart parts;
    struct web_pairs pairs;
    (void)state;
    assert_int_equal(
        parse(PART("book", "f") TEXT_PART("m.yaml", "id: m\r\n") FILE_PART("d.csv", "a") "--b--\r\n", &parts, &pairs),
        FPL_OK);
    assert_true(fpl_str_is(web_pairs_get(&pairs, "mapping_file"), "id: m\r\n") &&
                fpl_str_is(web_pairs_get(&pairs, "mapping_name"), "m.yaml") &&
                fpl_str_is(web_pairs_get(&pairs, "name"), "d.csv") && parts.file_to - parts.file_from == 1);
    assert_int_equal(parse(TEXT_PART("", "") FILE_PART("d.csv", "a") "--b--\r\n", &parts, &pairs), FPL_OK);
    assert_int_equal(web_pairs_get(&pairs, "mapping_file").n, 0);
    assert_int_equal(parse(TEXT_PART("m", "1") TEXT_PART("m", "2") FILE_PART("f", "x") "--b--\r\n", &parts, &pairs),
                     FPL_E_DUPLICATE_FIELD);
    assert_int_equal(parse(TEXT_PART("m", "\xff") FILE_PART("f", "x") "--b--\r\n", &parts, &pairs), FPL_E_ENCODING);
    assert_int_equal(parse(TEXT_PART("m", "1") "--b--\r\n", &parts, &pairs), FPL_E_REQUEST); /* no file */
}

/* What is wrong with a mapping is told before anything is kept. */
static void test_service_uploads__mapped(void **state) {
    static const char own[] = "\xef\xbb\xbfid: m\ncommand: party.register\ncolumns: {party: 号, name: 名}\n"
                              "constants: {kind: 其他}\n";
    static const char *const wrong[] = {"", "id: m\n", "command: nothing\n", "\xff"};
    char path[100];
    (void)state;
    int64_t id = upload(RECORDER, "command=parties&name=m.csv&part=1", "号,名\nM-1,丙\n", "m1");
    snprintf(path, sizeof path, "%s?name=own.yaml", path_of(id, "/mapping"));
    for (size_t i = 1; i < sizeof wrong / sizeof wrong[0]; i++) {
        call(RECORDER, "POST", path, "text/plain", wrong[i], NULL);
        if (got.status != 400 || !service_body_has("\"field\":\"mapping\""))
            fail_msg("mapping %zu: %d %s", i, got.status, got.body);
    }
    call(RECORDER, "POST", path, "text/plain", "command: deal.record\ncolumns: {firm: 号}\n", NULL);
    expect_problem(422, "E_MAPPING_COMMAND");
    call(APPROVER, "POST", path, "text/plain", own, NULL);
    expect_problem(404, "E_NOT_FOUND"); /* another person's */
    call(RECORDER, "POST", path, "text/plain", own, NULL);
    assert_true(got.status == 200 && service_body_has("\"name\":\"own.yaml\""));
    call(RECORDER, "POST", path, "text/plain", wrong[0], NULL); /* none again */
    assert_true(got.status == 200 && !service_body_has("own.yaml"));
    call(RECORDER, "POST", path, "text/plain", own, NULL);
    call(RECORDER, "POST", path_of(id, "/finish"), "application/json",
         "{\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\"}", NULL);
    expect_problem(422, "E_UPLOAD_HASH");
    call(RECORDER, "POST", path_of(id, "/withdraw"), "application/json", "{}", NULL);
    id = upload(RECORDER, "command=parties&name=m.csv", "号,名\nM-1,丙\n", "m2");
    settle(id);
    get(RECORDER, path_of(id, ""));
    assert_true(service_body_has("E_HEADER")); /* the same file without its mapping */
    call(RECORDER, "POST", "/api/v1/uploads?command=parties&name=m.csv&mapping=m@1", "text/csv", "x", "m3");
    expect_problem(404, "E_NOT_FOUND");
}

static void test_service_uploads__pages(void **state) {
    char body[2000], path[60];
    (void)state;
    get(RECORDER, "/uploads/new");
    assert_true(service_body_has("enctype=\"multipart/form-data\"") && service_body_has("value=\"deal.record\""));
    assert_false(service_body_has("value=\"rules.enact\"")); /* nothing that no file gives */
    assert_true(service_body_has("href=\"/uploads/templates/deal.record\""));
    get(RECORDER, "/uploads/templates/deal.record"); /* what the form offers begins as the import's own sample does */
    assert_int_equal(got.status, 200);
    assert_true(service_body_has("\xEF\xBB\xBF投资编号,") && service_body_has("示例-TZ-001,"));
    get(RECORDER, "/uploads/templates/rules.enact");
    assert_int_equal(got.status, 404);
    get(BANK, "/uploads/templates/deal.record"); /* not his to give */
    assert_int_equal(got.status, 404);
    get(BANK, "/uploads/new");
    assert_true(service_body_has("value=\"loan.register\"") && !service_body_has("value=\"deal.record\""));
    for (int wrong = 1; wrong >= 0; wrong--) {
        snprintf(
            body, sizeof body,
            PART("token", "%s") PART("own_key", "form-1") PART("command", "deal.record") PART("book", "%s") FILE_PART(
                "f.csv",
                "投资编号,统一社会信用代码,企业名称,付款日,实付额\r\nF-9,F-甲,<b>,2026-03-02,7.00\r\n") "--b--\r\n",
            service_tokens[RECORDER], wrong ? "p" : "f");
        service_ask(&(struct ask){.method = "POST",
                                  .path = "/uploads/new",
                                  .body = body,
                                  .type = "multipart/form-data; boundary=b",
                                  .cookie = service_cookies[RECORDER],
                                  .origin = ORIGIN});
        if (wrong)
            assert_true(got.status == 404 && service_body_has("error-summary") && service_body_has("#f-book"));
    }
    assert_int_equal(got.status, 303);
    snprintf(path, sizeof path, "%s", service_header("Location"));
    /* a mapping that was chosen and one that was sent along: E_MAPPING_TWICE, told beside the field */
    snprintf(body, sizeof body,
             PART("token", "%s") PART("own_key", "form-2") PART("command", "deal.record") PART("book", "f")
                 PART("mapping", "m@1") TEXT_PART("own.yaml", "id: m\r\n") FILE_PART("f.csv", "x") "--b--\r\n",
             service_tokens[RECORDER]);
    service_ask(&(struct ask){.method = "POST",
                              .path = "/uploads/new",
                              .body = body,
                              .type = "multipart/form-data; boundary=b",
                              .cookie = service_cookies[RECORDER],
                              .origin = ORIGIN});
    assert_true(got.status == problem_http_status(FPL_E_MAPPING_TWICE) && got.status == 400 &&
                service_body_has("#f-mapping-file") && service_body_has("只能用一个"));
    int64_t id = number_at(path + strlen("/uploads/"));
    get(RECORDER, path);
    assert_true(service_body_has("排队等候") &&
                service_body_has("<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>"));
    settle(id);
    get(RECORDER, path);
    assert_true(service_body_has("提交复核") && !service_body_has("http-equiv") && !service_body_has("<b>"));
    get(BANK, path);
    assert_int_equal(got.status, 404);
}

/* ---- time, machine, versions ---- */

static void age(int64_t id, int64_t by) {
    struct state_upload it;
    struct fpl_error error = {0};
    assert_int_equal(state_upload_get(service.state, id, &it, &error), FPL_OK);
    it.changed_ms -= by;
    assert_int_equal(state_upload_put(service.state, &it, UPLOAD_BIT(it.state), NULL, &error), FPL_OK);
}

static void begin_anew(void) {
    struct fpl_error error = {0};
    uploads_close(service.uploads);
    assert_int_equal(uploads_open(&service, &service.uploads, &error), FPL_OK);
}

static void test_service_uploads__after_their_time(void **state) {
    char path[SPOOL_PATH_BYTES];
    (void)state;
    int64_t waits = upload(RECORDER, "command=parties&name=a.csv&part=1", "x", "t1");
    int64_t half = upload(RECORDER, "command=parties&name=a.csv&part=1", "x", "t2");
    age(waits, UPLOAD_WAIT_MS + 1);
    age(half, UPLOAD_WAIT_MS / 2);
    snprintf(path, sizeof path, "%s/body.none", uploads_spool(service.uploads)->folder);
    FILE *left = fopen(path, "w"); /* by a kill */
    assert_non_null(left);
    fclose(left);
    begin_anew();
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_not_equal(access(spool_path(uploads_spool(service.uploads), waits, SPOOL_DATA, path), F_OK), 0);
    assert_int_equal(access(spool_path(uploads_spool(service.uploads), half, SPOOL_DATA, path), F_OK), 0);
    get(RECORDER, path_of(waits, ""));
    assert_true(service_body_has("EXPIRED"));
    get(RECORDER, path_of(half, ""));
    assert_true(service_body_has("RECEIVING"));
}

static void test_service_uploads__the_disk_is_full(void **state) {
    static const char bytes[8192];
    struct spool_source source = {-1, bytes, 0, sizeof bytes};
    struct rlimit before, few = {4096, RLIM_INFINITY};
    struct fpl_error error = {0};
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    few.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
    enum fpl_status status = spool_append(uploads_spool(service.uploads), 424242, 0, &source, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, FPL_E_DISK_FULL);
    assert_int_equal(problem_http_status(status), 503);
    /* what was half written is cut off by the next try */
    source.bytes = 100;
    assert_int_equal(spool_append(uploads_spool(service.uploads), 424242, 0, &source, &error), FPL_OK);
    int fd = -1;
    int64_t n = 0;
    assert_int_equal(spool_read(uploads_spool(service.uploads), 424242, SPOOL_DATA, &fd, &n, &error), FPL_OK);
    assert_int_equal(n, 100);
    close(fd);
}

static void test_service_uploads__a_folder_that_others_read(void **state) {
    struct fpl_error error = {0};
    struct spool spool;
    (void)state;
    assert_int_equal(chmod(uploads_spool(service.uploads)->folder, 0750), 0);
    assert_int_equal(spool_open(&spool, service.options->state, &error), FPL_E_PERMISSION);
    assert_int_equal(chmod(uploads_spool(service.uploads)->folder, 0700), 0);
    assert_int_equal(spool_open(&spool, service.options->state, &error), FPL_OK);
}

static void test_service_uploads__a_state_file_of_version_3(void **state) {
    static const char *const gone[] = {"mapping", "mapping_adopted", "mapping_sha256", "mapping_text"};
    char path[500], sql[100];
    struct state *old = NULL;
    struct fpl_error error = {0};
    struct fpl_buf text = {0};
    struct state_upload it = {.state = UPLOAD_CHECKED, .maker = "m", .own_key = "k", .command = "c", .name = "n"};
    (void)state;
    snprintf(path, sizeof path, "%s.three", service.options->state);
    assert_int_equal(state_open(path, 1, &old, &error), FPL_OK);
    assert_int_equal(state_upload_make(old, &it, "", &error), FPL_OK);
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        snprintf(sql, sizeof sql, "ALTER TABLE upload DROP COLUMN %s", gone[i]);
        assert_int_equal(state_end(old, state_begin(old, sql), NULL, &error), FPL_OK);
    }
    assert_int_equal(state_end(old, state_begin(old, "PRAGMA user_version=3"), NULL, &error), FPL_OK);
    state_close(old);
    assert_int_equal(state_open(path, 0, &old, &error), FPL_OK);
    assert_int_equal(state_upload_get(old, 1, &it, &error), FPL_OK);
    assert_true(it.state == UPLOAD_CHECKED && it.mapping[0] == '\0' && it.mapping_sha256[0] == '\0');
    assert_int_equal(state_upload_text(old, 1, UPLOAD_MAPPING, &text, &error), FPL_OK);
    assert_int_equal(text.n, 0);
    fpl_buf_release(&text);
    state_close(old);
    unlink(path);
}

static void test_service_uploads__a_state_file_of_version_2(void **state) {
    char path[500];
    struct state *old = NULL;
    struct fpl_error error = {0};
    struct state_account account = {.user = "old", .password = "x"};
    (void)state;
    snprintf(path, sizeof path, "%s.two", service.options->state);
    assert_int_equal(state_open(path, 1, &old, &error), FPL_OK);
    assert_int_equal(state_account_put(old, &account, &error), FPL_OK);
    assert_int_equal(state_end(old, state_begin(old, "DROP TABLE upload"), NULL, &error), FPL_OK);
    assert_int_equal(state_end(old, state_begin(old, "PRAGMA user_version=2"), NULL, &error), FPL_OK);
    state_close(old);
    assert_int_equal(state_open(path, 0, &old, &error), FPL_OK);
    int64_t id = -1;
    assert_int_equal(state_upload_find(old, "old", "k", &id, &error), FPL_OK);
    assert_int_equal(id, 0);
    assert_int_equal(state_account_get(old, "old", &account, &error), FPL_OK);
    state_close(old);
    unlink(path);
}

int main(void) {
    service_world_hush();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_service_uploads__one_person),
        cmocka_unit_test(test_service_uploads__two_people),
        cmocka_unit_test(test_service_uploads__pieces),
        cmocka_unit_test(test_service_uploads__so_many_and_no_more),
        cmocka_unit_test(test_service_uploads__a_form_with_a_file),
        cmocka_unit_test(test_service_uploads__a_form_with_a_mapping),
        cmocka_unit_test(test_service_uploads__mapped),
        cmocka_unit_test(test_service_uploads__pages),
        cmocka_unit_test(test_service_uploads__after_their_time),
        cmocka_unit_test(test_service_uploads__the_disk_is_full),
        cmocka_unit_test(test_service_uploads__a_folder_that_others_read),
        cmocka_unit_test(test_service_uploads__a_state_file_of_version_2),
        cmocka_unit_test(test_service_uploads__a_state_file_of_version_3),
    };
    return cmocka_run_group_tests(tests, service_world_begin, service_world_end);
}
