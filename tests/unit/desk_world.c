#include "desk_world.h"

#include "fundpool/cash_flow.h"
#include "src/ingest/document.h"

#define TEXT_MAX  65536
#define LINES_MAX 4200

/* ---- one command from one line of text ---- */

static struct {
    char text[TEXT_MAX], lines[TEXT_MAX], blob[TEXT_MAX];
    char actor[80], name[40], book[80];
    struct fpl_command command;
    struct fpl_line line[LINES_MAX];
    int dry;
} said;

static char *word(char **p, char stop) {
    char *begin = *p, *end = strchr(begin, stop);
    *p = end ? end + 1 : begin + strlen(begin);
    if (end)
        *end = '\0';
    return begin;
}

static struct fpl_str cut(char **p, const char *stops) {
    size_t n = strcspn(*p, stops);
    struct fpl_str text = {*p, n};
    *p += n;
    return text;
}

/* A line of the cash-flow statement that fits, whatever the kind of book. */
static struct fpl_str flow_of(char side, int alone) {
    static const char *const flow[2][2] = {{"OPERATING_OUT", "OPERATING_IN"}, {"POOL_OTHER_OUT", "POOL_OTHER_IN"}};
    const char *code = fpl_str_is(said.command.book, "p") ? flow[1][side == 'D'] : flow[0][side == 'D'];
    return fpl_str_of(alone ? FPL_CASH_TRANSFER : code);
}

static void fill_flows(struct fpl_command *command) {
    int alone = 1;
    for (int i = 0; i < command->line_count; i++)
        alone = alone && fpl_account_is_cash(command->line[i].account);
    for (int i = 0; i < command->line_count; i++)
        if (fpl_account_is_cash(command->line[i].account) && command->line[i].flow.p == NULL)
            said.line[i].flow = flow_of(command->line[i].side.p[0], alone);
}

/* "D1001:5.00@party#item=USD~FLOW C3001:5.00". A line of a journal on cash whose ~FLOW is not said has one that fits;
 * "~" alone: none. */
static void parse_lines(char *p) {
    struct fpl_command *command = &said.command;
    command->line = said.line;
    while (*p) {
        struct fpl_line *line = &said.line[command->line_count++];
        assert_true(command->line_count <= LINES_MAX);
        *line = (struct fpl_line){.side = {p, 1}};
        p++;
        line->account = cut(&p, ":");
        p += *p == ':';
        line->amount = cut(&p, "@#=~ ");
        while (*p && *p != ' ') {
            char mark = *p++;
            struct fpl_str text = cut(&p, "@#=~ ");
            *(mark == '@'   ? &line->party
              : mark == '#' ? &line->item
              : mark == '~' ? &line->flow
                            : &line->currency) = text;
        }
        p += *p == ' ';
    }
    if (strcmp(command->spec->name, "journal.post") == 0)
        fill_flows(command);
}

/* "KIND:PATH" of a document that is shipped, as canonical JSON. */
static struct fpl_str read_blob(const char *what) {
    static struct ing_document document;
    struct fpl_error error = {0};
    char command[32];
    const char *colon = strchr(what, ':');
    assert_non_null(colon);
    snprintf(command, sizeof command, "%.*s.adopt", (int)(colon - what), what);
    ing_document_release(&document);
    memset(&document, 0, sizeof document);
    assert_int_equal(ing_document_read(colon + 1, ing_document_kind_of(command), &document, &error), FPL_OK);
    snprintf(said.blob, sizeof said.blob, "%.*s", (int)document.json.n, document.json.p);
    assert_true(document.json.n < sizeof said.blob);
    ing_document_release(&document);
    return fpl_str_of(said.blob);
}

struct fpl_auth city_auth(const char *text) {
    struct fpl_auth auth = {.kind = strncmp(text, "key:", 4) == 0 ? FPL_AUTH_KEY : FPL_AUTH_SESSION};
    const char *colon = strchr(text, ':');
    assert_non_null(colon);
    memset(auth.ref, colon[1] - '0', sizeof auth.ref);
    return auth;
}

static void set_value(const char *name, const char *value) {
    struct fpl_command *command = &said.command;
    struct fpl_error error = {0};
    if (strcmp(name, "!request") == 0) {
        command->request = fpl_str_of(value);
    } else if (strcmp(name, "!checker") == 0) {
        command->checker = fpl_str_of(value);
    } else if (strcmp(name, "!auth") == 0) {
        command->auth = city_auth(value);
    } else if (strcmp(name, "!checker_auth") == 0) {
        command->checker_auth = city_auth(value);
    } else if (strcmp(name, "!take_on") == 0) {
        command->take_on = *value == '1';
    } else if (strcmp(name, "!blob") == 0) {
        command->blob = *value == '@' ? read_blob(value + 1) : fpl_str_of(value);
    } else if (strcmp(name, "!lines") == 0) {
        snprintf(said.lines, sizeof said.lines, "%s", value);
        parse_lines(said.lines);
    } else if (fpl_command_set(command, fpl_str_of(name), fpl_str_of(value), &error)) {
        fail_msg("%s: no field %s", said.name, name);
    }
}

const struct fpl_command *city_parse(struct city *city, const char *text) {
    char *p = said.text;
    (void)city;
    assert_true(strlen(text) < sizeof said.text);
    memcpy(said.text, text, strlen(text) + 1);
    snprintf(said.actor, sizeof said.actor, "%s", word(&p, ' '));
    snprintf(said.name, sizeof said.name, "%s", word(&p, ' '));
    snprintf(said.book, sizeof said.book, "%s", word(&p, ' '));
    const struct fpl_command_spec *spec = fpl_command_find(said.name);
    if (!spec)
        fail_msg("no command %s", said.name);
    fpl_command_begin(&said.command, spec);
    said.command.actor = fpl_str_of(said.actor);
    if (strcmp(said.book, "-") != 0)
        said.command.book = fpl_str_of(said.book);
    if (spec->flags & FPL_COMMAND_ENTRY)
        said.command.checker = FPL_STR("li");
    while (*p) {
        char *end = strstr(p, "; "), *next = end ? end + 2 : p + strlen(p), *value;
        if (end)
            *end = '\0';
        value = strchr(p, '=');
        if (!value)
            fail_msg("%s: \"%s\" is no field=value", said.name, p);
        *value = '\0';
        set_value(p, value + 1);
        p = next;
    }
    return &said.command;
}

static struct {
    struct fpl_batch *open;
    int most, n;
} group;

void city_group(int most) {
    assert_null(group.open);
    group.most = most;
}

void city_settle(struct city *city) {
    struct fpl_batch *batch = group.open;
    struct fpl_error error = {0};
    group.open = NULL;
    group.n = 0;
    if (batch && fpl_batch_commit(batch, &error))
        fail_msg("batch: %s [%s]", fpl_status_name(error.status), error.arg[0]);
    (void)city;
}

static int looks_first;

void city_look_first(int on) {
    looks_first = on;
}

/* Looks at what would come of it, lets the book grow by a refusal, and gives it as it was shown. */
static enum fpl_status look_and_submit(struct city *city, const struct fpl_command *command, struct fpl_error *error) {
    static struct fpl_command other;
    static struct fpl_decision decision;
    struct fpl_answer answer;
    struct fpl_error ignored = {0};
    struct fpl_command same = *command;
    memset(&decision, 0, sizeof decision);
    enum fpl_status status = fpl_dry_run(city->w.session, command, &answer, &decision, &ignored);
    same.expect = status ? FPL_STR("") : fpl_str_of(decision.shown);
    if (command->spec->book != FPL_BOOK_REGISTRY && same.expect.n) {
        fpl_command_begin(&other, fpl_command_find("period.close"));
        other.actor = FPL_STR("li");
        other.book = command->book;
        assert_int_equal(fpl_command_set(&other, FPL_STR("period"), FPL_STR("2199-01"), &ignored), FPL_OK);
        assert_int_equal(fpl_submit(city->w.session, &other, &answer, &ignored), FPL_OK);
    }
    return fpl_submit(city->w.session, &same, &city->answer, error);
}

static enum fpl_status submit(struct city *city, const struct fpl_command *command, struct fpl_error *error) {
    if (looks_first)
        return look_and_submit(city, command, error);
    if (!group.most)
        return fpl_submit(city->w.session, command, &city->answer, error);
    if (!group.open)
        assert_int_equal(fpl_batch_begin(city->w.session, &group.open, error), FPL_OK);
    enum fpl_status status = fpl_batch_give(group.open, command, &city->answer, error);
    if (++group.n == group.most)
        city_settle(city);
    return status;
}

enum fpl_status city_give(struct city *city, const struct fpl_command *command) {
    memset(&city->error, 0, sizeof city->error);
    memset(&city->answer, 0, sizeof city->answer);
    memset(city->answer.reason, 0xA5, sizeof city->answer.reason); /* a reason that is told is written whole */
    city->answer.seq = -1;
    if (said.dry)
        city_settle(city);
    enum fpl_status status = said.dry ? fpl_dry_run(city->w.session, command, &city->answer, NULL, &city->error)
                                      : submit(city, command, &city->error);
    return status ? status : city->answer.status;
}

__attribute__((format(printf, 2, 0))) static enum fpl_status give(struct city *city, const char *format, va_list args) {
    static char text[TEXT_MAX];
    int n = vsnprintf(text, sizeof text, format, args);
    assert_true(n > 0 && (size_t)n < sizeof text);
    return city_give(city, city_parse(city, text));
}

enum fpl_status city_try(struct city *city, const char *format, ...) {
    va_list args;
    said.dry = 0;
    va_start(args, format);
    enum fpl_status status = give(city, format, args);
    va_end(args);
    return status;
}

enum fpl_status city_dry(struct city *city, const char *format, ...) {
    va_list args;
    said.dry = 1;
    va_start(args, format);
    enum fpl_status status = give(city, format, args);
    va_end(args);
    return status;
}

int64_t city_do(struct city *city, const char *format, ...) {
    va_list args;
    said.dry = 0;
    va_start(args, format);
    enum fpl_status status = give(city, format, args);
    va_end(args);
    if (status)
        fail_msg("%s %s: %s field \"%s\" [%s] [%s]", said.actor, said.name, fpl_status_name(status), city->error.field,
                 city->error.arg[0], city->error.arg[1]);
    assert_true(city->answer.seq >= 0);
    return city->answer.seq;
}

/* What no field of the command can mend: who gives it, the machine, what was done before, a line of an entry (its row
 * is told), what nobody has recorded, and what a pack or a document leaves open. */
static int has_no_field(enum fpl_status status) {
    static const enum fpl_status without[] = {
        FPL_ALREADY,         FPL_DEFERRED,
        FPL_QUEUED,          FPL_E_ACTOR,
        FPL_E_ROLE,          FPL_E_SAME_PERSON,
        FPL_E_CHECKER,       FPL_E_AUTH,
        FPL_E_DISABLED,      FPL_E_OWN_INSTITUTION,
        FPL_E_CLOCK,         FPL_E_ENTROPY,
        FPL_E_READONLY,      FPL_E_OVERFLOW,
        FPL_E_ACCOUNT,       FPL_E_CONTROL,
        FPL_E_DIMENSION,     FPL_E_UNBALANCED,
        FPL_E_MISSING,       FPL_E_GATE_TIER,
        FPL_E_JSON,          FPL_E_GATE_TIER_AMBIGUOUS,
        FPL_E_PACK_EXISTS,   FPL_E_PACK_INVALID,
        FPL_E_BOOK,          FPL_E_PARTY_NAME,
        FPL_E_CASH_TRANSFER, FPL_E_CASH_ALONE}; /* of a journal: its line is named */
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
        if (without[i] == status)
            return 1;
    return 0;
}

void city_expect(struct city *city, enum fpl_status expected, const char *file, int line, const char *format, ...) {
    va_list args;
    said.dry = 0;
    va_start(args, format);
    enum fpl_status status = give(city, format, args);
    va_end(args);
    if (status != expected)
        fail_msg("%s:%d: %s %s: %s instead of %s, field \"%s\" [%s] [%s]", file, line, said.actor, said.name,
                 fpl_status_name(status), fpl_status_name(expected), city->error.field, city->error.arg[0],
                 city->error.arg[1]);
    /* given again, a refusal is answered from its record, and the error stays empty */
    if (status && city->error.status == status && !city->error.field[0] && !has_no_field(status))
        fail_msg("%s:%d: %s: the refusal %s names no field [%s] [%s]", file, line, said.name, fpl_status_name(status),
                 city->error.arg[0], city->error.arg[1]);
}

/* ---- documents ---- */

void city_yaml(struct city *city, const char *command, const char *path_or_text) {
    static struct fpl_command adopt;
    struct ing_document document = {0};
    struct fpl_error error = {0};
    enum ing_document_kind kind = ing_document_kind_of(command);
    enum fpl_status status = strchr(path_or_text, '\n')
                                 ? ing_document_convert(fpl_str_of(path_or_text), "text", kind, &document, &error)
                                 : ing_document_read(path_or_text, kind, &document, &error);
    if (!status) {
        fpl_command_begin(&adopt, fpl_command_find(command));
        adopt.actor = FPL_STR("ren");
        adopt.blob = fpl_buf_str(&document.json);
        adopt.blob_source = fpl_buf_str(&document.source);
        assert_int_equal(fpl_command_set(&adopt, FPL_STR("id"), fpl_str_of(document.id), &error), FPL_OK);
        assert_int_equal(fpl_command_set(&adopt, FPL_STR("version"), fpl_str_of(document.version), &error), FPL_OK);
        status = submit(city, &adopt, &error);
        status = status ? status : city->answer.status;
    }
    if (status)
        fail_msg("%s: %s [%s] [%s]\n%s", command, fpl_status_name(status), error.arg[0], error.arg[1], path_or_text);
    ing_document_release(&document);
}

void city_pack(struct city *city, const char *id, const char *lines) {
    char text[4096];
    snprintf(text, sizeof text,
             "scheme_id: %s\nversion: 1\ntitle: {zh: 测试, en: test}\ndoc_no: 测试〔2025〕1号\n"
             "effective_from: 2025-01-01\n%s%s",
             id, strstr(lines, "family:") ? "" : "family: [COMPENSATE_RATE]\n", lines);
    city_yaml(city, "pack.adopt", text);
}

/* ---- the city ---- */

const char *city_firm(int i) {
    static const char digit[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static char text[8][20];
    static int turn;
    char *out = text[turn = (turn + 1) % 8];
    for (int c = 0; c < 31; c++) {
        snprintf(out, 20, "91340600XY%07u%c", (1000000u + (unsigned)i) % 10000000u, digit[c]);
        if (!fpl_uscc_check(fpl_str_of(out)))
            return out;
    }
    fail();
    return NULL;
}

static void people(struct city *city) {
    static const char *const user[][3] = {
        {"ren", "rules", ""},      {"zhang", "recorder", ""}, {"wu", "recorder", ""},       {"li", "approver", ""},
        {"wang", "approver", ""},  {"qian", "cashier", ""},   {"reg", "regulator", ""},     {"aud", "auditor", ""},
        {"bank1", "bank", "BK-1"}, {"bank2", "bank", "BK-2"}, {"gua1", "guarantor", "GU-1"}};
    static const char *const party[][3] = {{"G-CZ", "fiscal", ""},
                                           {"BK-1", "bank", "银行一"},
                                           {"BK-2", "bank", "银行二"},
                                           {"GU-1", "guarantor", "担保一"}};
    for (size_t i = 0; i < sizeof user / sizeof user[0]; i++) {
        if (i == 8) /* the institutions' users come after their parties */
            for (int j = 0; j < 4; j++)
                city_do(city, "zhang party.register - party=%s; name=%s名; kind=%s; %s%s; %s%s", party[j][0],
                        party[j][0], party[j][1], j ? "uscc=" : "region=340600", j ? city_firm(900 + j) : "",
                        party[j][2][0] ? "alias=" : "region=340600", party[j][2]);
        city_do(city, "root user.enrol - user=%s; name=某%s; roles=%s%s%s", user[i][0], user[i][0], user[i][1],
                user[i][2][0] ? "; party=" : "", user[i][2]);
    }
}

void city_begin(struct city *city) {
    static const char *const chart[] = {"policies/charts/fund.yaml", "policies/charts/company.yaml",
                                        "policies/charts/fiscal.yaml", "policies/charts/pool.yaml"};
    static const char *const book[][3] = {{"f", "fund", "fund@1"},
                                          {"c", "company", "company@1"},
                                          {"s", "fiscal", "fiscal@1"},
                                          {"p", "pool", "pool@1"},
                                          {"q", "pool", "pool@1"}};
    memset(city, 0, sizeof *city);
    world_begin(&city->w);
    people(city);
    for (size_t i = 0; i < sizeof chart / sizeof chart[0]; i++)
        city_yaml(city, "chart.adopt", chart[i]);
    city_yaml(city, "profile.adopt", "policies/profiles/TRANSFER.yaml");
    for (size_t i = 0; i < sizeof book / sizeof book[0]; i++)
        city_do(city, "root book.open - code=%s; kind=%s; name=账套%s; name_en=Book %s; chart=%s; opened=2025-01-01",
                book[i][0], book[i][1], book[i][0], book[i][0], book[i][2]);
    city_pack(city, "t",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nwhitelist_id: t\nbase_kind: OUTSTANDING_PRINCIPAL\n"
              "rate_tiers:\n  - {rate: 40%}\ncap_pool_year: {amount: 1000万元}\n"
              "overdue_days_min: 60\nclass_min: SUBSTANDARD\nround_mode: HALF_UP\n");
    for (int i = 0; i < 3; i++)
        city_do(city,
                "ren agreement.sign p agreement=A-%d; party=%s; pack=t; version=1; from=2025-01-01; signed=2025-01-01",
                i,
                i == 0   ? "BK-1"
                : i == 1 ? "BK-2"
                         : "GU-1");
    city_do(
        city,
        "zhang pool.contribute p contribution=Z-1; party=G-CZ; occurred=2025-01-10; amount=30000000.00; bank_ref=S1");
}

void city_end(struct city *city) {
    city_settle(city);
    world_end(&city->w);
}

void city_day(struct city *city, const char *day) {
    city->w.now = (int64_t)world_day(day).day * WORLD_DAY_MS + INT64_C(4) * 3600 * 1000;
}

/* ---- imports ---- */

enum fpl_status city_open(struct city *city, const struct city_import *spec, struct fpl_import **out,
                          enum fpl_import_state *state) {
    static const char file[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    struct fpl_import_spec open = {.command = fpl_command_find(spec->command),
                                   .book = fpl_str_of(spec->book),
                                   .actor = fpl_str_of(spec->actor),
                                   .checker = fpl_str_of(spec->checker),
                                   .submission = fpl_str_of(spec->submission),
                                   .file_sha256 = fpl_str_of(file),
                                   .file_name = FPL_STR("t.csv"),
                                   .encoding = FPL_STR("UTF-8"),
                                   .delimiter = FPL_STR(","),
                                   .auth = spec->auth,
                                   .checker_auth = spec->checker_auth,
                                   .take_on = spec->take_on,
                                   .chunk_rows = spec->chunk_rows,
                                   .again = spec->again};
    memset(&city->error, 0, sizeof city->error);
    city_settle(city);
    return fpl_import_open(city->w.session, &open, out, state, &city->error);
}

void city_row(struct city *city, struct fpl_import *import, const struct city_import *spec, int64_t row,
              const char *text) {
    char line[4096];
    struct fpl_error reason = {0};
    int span = 1;
    if (text[0] == '*') { /* "*3 …": one entry of three rows */
        span = text[1] - '0';
        text += 3;
    }
    if (strncmp(text, "!bad ", 5) == 0) {
        (void)fpl_fail(&reason, fpl_status_of_name(text + 5), "12x", NULL, NULL);
        fpl_error_at_field(&reason, "amount");
        assert_int_equal(fpl_import_refuse(import, row, row, &(struct fpl_import_faults){&reason, 1}, fpl_str_of(text),
                                           &city->error),
                         FPL_OK);
        return;
    }
    snprintf(line, sizeof line, "%s %s %s %s", spec->actor, spec->command, spec->book, text);
    struct fpl_command *command = (struct fpl_command *)(uintptr_t)city_parse(city, line);
    command->checker = fpl_str_of(spec->checker);
    command->take_on = spec->take_on;
    assert_int_equal(
        fpl_import_row(import, row, row + span - 1, command, fpl_str_of(text), &city->answer, &city->error), FPL_OK);
}

int city_rows(struct city *city, struct fpl_import *import, const struct city_import *spec, const char *const *row,
              int stop_after) {
    int wanted = 0;
    for (int64_t i = 0, at = 1; row[i] && (stop_after == 0 || wanted < stop_after); i++) {
        int span = row[i][0] == '*' ? row[i][1] - '0' : 1;
        if (fpl_import_wants(import, at)) {
            city_row(city, import, spec, at, row[i]);
            wanted++;
        } else {
            fpl_import_skip(import, at, at + span - 1);
        }
        at += span;
    }
    return wanted;
}

/* ---- looking ---- */

int32_t city_book(struct city *city, const char *code) {
    struct fpl_open_book *book = NULL;
    city_settle(city);
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_journal__book_by_code(city->w.session, fpl_str_of(code), &book, &city->error), FPL_OK);
    int32_t id = book->info.id;
    fpl_journal__rollback(city->w.session);
    return id;
}

int64_t city_size(struct city *city, const char *book) {
    return world_size(&city->w, city_book(city, book));
}

static void index_all(struct city *city) {
    struct fpl_session *session = city->w.session;
    struct fpl_open_book *book = NULL;
    int32_t last = 0;
    assert_int_equal(fpl_journal__begin(session, 1, &city->error), FPL_OK);
    assert_int_equal(fpl_store__last_book(session->store, &last, &city->error), FPL_OK);
    for (int32_t id = 1; id <= last; id++) {
        assert_int_equal(fpl_journal__book(session, id, &book, &city->error), FPL_OK);
        assert_int_equal(fpl_journal__index(session, book, 0, &city->error), FPL_OK);
    }
    assert_int_equal(fpl_journal__commit(session, &city->error), FPL_OK);
}

void city_tables(struct city *city, struct fpl_buf *out) {
    static const char *const table[] = {"total", "item", "tally", "posting", "tile", "head"};
    fpl_buf_reset(out);
    city_settle(city);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        fpl_buf_addf(out, "-- %s\n", table[i]);
        world_table(&city->w, table[i], out);
    }
}

void city_verify(struct city *city) {
    struct fpl_verify_report report;
    struct fpl_buf before = {0}, after = {0};
    memset(&report, 0, sizeof report);
    city_settle(city);
    enum fpl_status status = world_verify(&city->w, FPL_VERIFY_ALL, &report);
    if (status)
        fail_msg("verify: %s at %s [%s]", fpl_status_name(status), report.where, city->w.error.arg[0]);
    index_all(city);
    city_tables(city, &before);
    assert_int_equal(fpl_rebuild(city->w.session, NULL, NULL, &city->w.error), FPL_OK);
    city_tables(city, &after);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    fpl_buf_release(&before);
    fpl_buf_release(&after);
}
