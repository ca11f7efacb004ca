/* What each command of the table goes through at the one door; see desk_battery.h. */
#include "desk_battery.h"

#include "fundpool/event.h"

static const struct {
    const char *user;
    enum fpl_role role;
} of_role[] = {{"root", FPL_ROLE_ADMIN},     {"ren", FPL_ROLE_RULES},     {"zhang", FPL_ROLE_RECORDER},
               {"li", FPL_ROLE_APPROVER},    {"qian", FPL_ROLE_CASHIER},  {"bank1", FPL_ROLE_BANK},
               {"gua1", FPL_ROLE_GUARANTOR}, {"reg", FPL_ROLE_REGULATOR}, {"aud", FPL_ROLE_AUDITOR}};
static const char *const books[] = {"registry", "f", "c", "s", "p", "q"};
enum { BOOKS = sizeof books / sizeof books[0], ROLES = sizeof of_role / sizeof of_role[0] };

struct battery {
    struct city *city;
    const char *text;
    struct fpl_command command; /* as said */
    int64_t size[BOOKS];
};

static void take_sizes(struct battery *b, int64_t *out) {
    for (int i = 0; i < BOOKS; i++)
        out[i] = city_size(b->city, books[i]);
}

static void nothing_recorded(struct battery *b, const char *what) {
    int64_t now[BOOKS];
    take_sizes(b, now);
    for (int i = 0; i < BOOKS; i++)
        if (now[i] != b->size[i])
            fail_msg("%s: %s: book %s grew", b->command.spec->name, what, books[i]);
}

static void parse(struct battery *b) {
    b->command = *city_parse(b->city, b->text);
}

static void want(struct battery *b, enum fpl_status expected, const char *field, const char *what) {
    enum fpl_status status = city_give(b->city, &b->command);
    const char *named = b->city->error.field[0] ? b->city->error.field : b->city->answer.field;
    if (status != expected)
        fail_msg("%s: %s: %s instead of %s, field \"%s\" [%s] [%s]", b->command.spec->name, what,
                 fpl_status_name(status), fpl_status_name(expected), named, b->city->error.arg[0],
                 b->city->error.arg[1]);
    if (field && strcmp(named, field) != 0)
        fail_msg("%s: %s: %s names \"%s\", not \"%s\"", b->command.spec->name, what, fpl_status_name(status), named,
                 field);
}

static void set_field(struct battery *b, const struct fpl_field_spec *field, struct fpl_str text) {
    assert_int_equal(fpl_command_set(&b->command, fpl_str_of(field->name), text, NULL), FPL_OK);
}

/* ---- who ---- */

static void who(struct battery *b) {
    parse(b);
    for (int i = 0; i < ROLES; i++) {
        parse(b);
        b->command.actor = fpl_str_of(of_role[i].user);
        if (!(b->command.spec->roles & of_role[i].role)) {
            want(b, FPL_E_ROLE, NULL, of_role[i].user);
            continue;
        }
        struct fpl_answer answer;
        struct fpl_error error = {0};
        b->command.checker = b->command.checker.n ? FPL_STR("wang") : b->command.checker;
        enum fpl_status status = fpl_dry_run(b->city->w.session, &b->command, &answer, NULL, &error);
        assert_int_not_equal(status, FPL_E_ROLE);
        assert_int_not_equal(status, FPL_E_ACTOR);
    }
    parse(b);
    b->command.actor = FPL_STR("nobody");
    want(b, FPL_E_ACTOR, NULL, "an actor not enrolled");
    b->command.actor = FPL_STR("");
    want(b, FPL_E_ACTOR, NULL, "no actor");
    parse(b);
    if (b->command.spec->flags & FPL_COMMAND_ENTRY) {
        b->command.checker = FPL_STR("");
        want(b, FPL_E_MISSING, NULL, "no checker");
        b->command.checker = FPL_STR("nobody");
        want(b, FPL_E_CHECKER, NULL, "a checker not enrolled");
        b->command.checker = FPL_STR("wu");
        want(b, b->command.actor.n == 2 ? FPL_E_SAME_PERSON : FPL_E_CHECKER, NULL, "a checker who may not approve");
        b->command.checker = b->command.actor;
        want(b, FPL_E_SAME_PERSON, NULL, "maker = checker");
    }
    nothing_recorded(b, "who");
}

static void where(struct battery *b) {
    static const enum fpl_book_kind kind[BOOKS] = {FPL_BOOK_REGISTRY, FPL_BOOK_FUND, FPL_BOOK_COMPANY,
                                                   FPL_BOOK_FISCAL,   FPL_BOOK_POOL, FPL_BOOK_POOL};
    parse(b);
    enum fpl_book_kind needs = b->command.spec->book;
    if (needs == FPL_BOOK_REGISTRY)
        return;
    b->command.book = FPL_STR("");
    want(b, FPL_E_BOOK, NULL, "no book");
    b->command.book = FPL_STR("nowhere");
    want(b, FPL_E_BOOK, NULL, "an unknown book");
    for (int i = 0; i < BOOKS; i++) {
        if (needs == FPL_BOOK_ANY ? kind[i] != FPL_BOOK_REGISTRY : kind[i] == needs)
            continue;
        b->command.book = fpl_str_of(books[i]);
        want(b, FPL_E_BOOK, NULL, "a book of another kind");
    }
    nothing_recorded(b, "where");
}

/* ---- form ---- */

struct malformed {
    enum fpl_status status;
    struct fpl_str text;
};
#define BAD(status, text)                                                                                              \
    {                                                                                                                  \
        FPL_##status, {                                                                                                \
            text, sizeof text - 1                                                                                      \
        }                                                                                                              \
    }

static const struct malformed bad_text[] = {BAD(E_NUL, "a\0b"), BAD(E_ENCODING, "a\xff"),
                                            BAD(E_ENCODING, "\xed\xa0\x80"), BAD(E_NOT_NFC, "e\xcc\x81")};
static const struct malformed bad_id[] = {BAD(E_ID, "a|b"),  BAD(E_ID, "a b"),  BAD(E_ID, "a\tb"),
                                          BAD(E_ID, "a\"b"), BAD(E_ID, "a\\b"), BAD(E_ID, "\x7f")};
static const struct malformed bad_money[] = {BAD(E_AMOUNT_FORMAT, "1e3"),
                                             BAD(E_AMOUNT_FORMAT, "\xc2\xa5"
                                                                  "5"),
                                             BAD(E_AMOUNT_FORMAT, "NaN"),
                                             BAD(E_AMOUNT_FORMAT, "+5"),
                                             BAD(E_AMOUNT_FORMAT, "5."),
                                             BAD(E_AMOUNT_FORMAT, ".5"),
                                             BAD(E_AMOUNT_FORMAT, "1,000.00"),
                                             BAD(E_AMOUNT_FORMAT, "5 "),
                                             BAD(E_AMOUNT_FORMAT, "0x10"),
                                             BAD(E_AMOUNT_FORMAT, "--5"),
                                             BAD(E_AMOUNT_SCALE, "5.001"),
                                             BAD(E_NEGATIVE, "-5.00"),
                                             BAD(E_AMOUNT_RANGE, "90071992547409.92"),
                                             BAD(E_AMOUNT_RANGE, "99999999999999999999999999")};
static const struct malformed bad_date[] = {
    BAD(E_DATE_INVALID, "2026-02-30"), BAD(E_DATE_INVALID, "2025-02-29"), BAD(E_DATE_INVALID, "2026-13-01"),
    BAD(E_DATE_INVALID, "2026-00-10"), BAD(E_DATE_FORMAT, "2026/01/01"),  BAD(E_DATE_FORMAT, "2026-1-1"),
    BAD(E_DATE_FORMAT, "26-01-01"),    BAD(E_DATE_FORMAT, "2026-01-01x"), BAD(E_DATE_FORMAT, "yesterday")};
static const struct malformed bad_int[] = {BAD(E_NUMBER_FORMAT, "-1"), BAD(E_NUMBER_FORMAT, "1.5"),
                                           BAD(E_NUMBER_FORMAT, "x"), BAD(E_NUMBER_FORMAT, "9007199254740992"),
                                           BAD(E_NUMBER_FORMAT, "1 ")};
static const struct malformed bad_ratio[] = {BAD(E_NUMBER_FORMAT, "x"), BAD(E_NUMBER_FORMAT, "-1%"),
                                             BAD(E_NUMBER_FORMAT, "1e-3"), BAD(E_NUMBER_FORMAT, "%"),
                                             BAD(E_NUMBER_FORMAT, "9223372036854775807/9223372036854775806")};
static const struct malformed bad_enum[] = {BAD(E_ENUM, "nonsense"), BAD(E_ENUM, "="), BAD(E_ENUM, "Y=")};
static const struct malformed bad_uscc[] = {BAD(E_USCC, "91340600XY90000190"), BAD(E_USCC, "x"),
                                            BAD(E_USCC, "91340600xy90000193")};
static const struct malformed bad_period[] = {BAD(E_PERIOD_FORMAT, "2026-3"), BAD(E_PERIOD_FORMAT, "2026"),
                                              BAD(E_PERIOD_FORMAT, "2026-14"), BAD(E_PERIOD_FORMAT, "2026-00")};

static void each_bad(struct battery *b, const struct fpl_field_spec *field, const struct malformed *bad, size_t count) {
    char what[160];
    for (size_t i = 0; i < count; i++) {
        snprintf(what, sizeof what, "%s = \"%.*s\"", field->name, (int)bad[i].text.n, bad[i].text.p);
        parse(b);
        set_field(b, field, bad[i].text);
        want(b, bad[i].status, field->name, what);
    }
}
#define EACH_BAD(list) each_bad(b, field, list, sizeof list / sizeof list[0])

static void too_long(struct battery *b, const struct fpl_field_spec *field, size_t n) {
    static char text[5000];
    memset(text, 'a', sizeof text);
    parse(b);
    set_field(b, field, (struct fpl_str){text, n});
    want(b, FPL_E_TOO_LONG, field->name, field->name);
}

static void form_of(struct battery *b, const struct fpl_field_spec *field) {
    EACH_BAD(bad_text);
    too_long(b, field, (field->flags & FPL_FIELD_NAME ? FPL_NAME_BYTES_MAX : FPL_FIELD_BYTES_MAX) + 1);
    switch (field->type) {
    case FPL_FIELD_TEXT:
        break;
    case FPL_FIELD_ID:
    case FPL_FIELD_PARTY:
        EACH_BAD(bad_id);
        too_long(b, field, 65);
        if (field->type == FPL_FIELD_PARTY) {
            parse(b);
            set_field(b, field, FPL_STR("nobody"));
            want(b, field->flags & FPL_FIELD_REGISTERS ? FPL_E_USCC : FPL_E_PARTY, field->name, "an unknown party");
        }
        break;
    case FPL_FIELD_MONEY:
        EACH_BAD(bad_money);
        if (!(field->flags & FPL_FIELD_ZERO)) {
            parse(b);
            set_field(b, field, FPL_STR("0.00"));
            want(b, FPL_E_AMOUNT_SIGN, field->name, "zero");
        }
        break;
    case FPL_FIELD_DATE:
        EACH_BAD(bad_date);
        break;
    case FPL_FIELD_INT:
        EACH_BAD(bad_int);
        break;
    case FPL_FIELD_RATIO:
        EACH_BAD(bad_ratio);
        break;
    case FPL_FIELD_BOOL:
    case FPL_FIELD_ENUM:
        EACH_BAD(bad_enum);
        break;
    case FPL_FIELD_CLAIM: /* one that is not found is a decided no */
        break;
    case FPL_FIELD_USCC:
        EACH_BAD(bad_uscc);
        break;
    case FPL_FIELD_PERIOD:
        EACH_BAD(bad_period);
        break;
    }
}

static void form(struct battery *b) {
    parse(b);
    const struct fpl_command_spec *spec = b->command.spec;
    for (int i = 0; i < spec->field_count; i++) {
        form_of(b, &spec->fields[i]);
        if (!(spec->fields[i].flags & FPL_FIELD_REQUIRED))
            continue;
        parse(b);
        set_field(b, &spec->fields[i], FPL_STR(""));
        want(b, FPL_E_MISSING, spec->fields[i].name, "left out");
    }
    nothing_recorded(b, "form");
}

/* ---- keys ---- */

/* The codes of an enum have three spellings, in any case. */
static void spellings(struct battery *b, int64_t seq) {
    parse(b);
    const struct fpl_command said = b->command;
    for (int i = 0; i < said.value_count; i++) {
        const struct fpl_field_spec *field = said.value[i].field;
        char code[40], *p;
        if (field->type != FPL_FIELD_ENUM || said.value[i].text.n == 0)
            continue;
        snprintf(code, sizeof code, "%.*s=", (int)said.value[i].text.n, said.value[i].text.p);
        const char *row = field->choices;
        while (strncmp(row, code, strlen(code)) != 0) {
            row = strchr(row, '|');
            assert_non_null(row);
            row++;
        }
        for (int way = 0; way < 3; way++) {
            char spelling[64];
            snprintf(spelling, sizeof spelling, "%.*s", (int)strcspn(row, "=|"), row);
            for (p = spelling; way != 1 && *p; p++)
                if (*p >= 'a' && *p <= 'z')
                    *p = (char)(*p - 32);
            row += strcspn(row, "=|") + 1;
            parse(b);
            set_field(b, field, fpl_str_of(spelling));
            want(b, FPL_ALREADY, NULL, spelling);
            assert_int_equal(b->city->answer.seq, seq);
        }
    }
}

/* others: "field=value\n…" */
static void each_other(struct battery *b, const char *others, enum fpl_status expected, const char *request) {
    char line[256];
    for (const char *p = others; *p; p += strcspn(p, "\n"), p += *p == '\n') {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(p, "\n"), p);
        char *value = strchr(line, '=');
        assert_non_null(value);
        *value++ = '\0';
        parse(b);
        b->command.request = fpl_str_of(request);
        if (strcmp(line, "!lines") == 0) {
            static struct fpl_line changed[2];
            memcpy(changed, b->command.line, sizeof changed);
            changed[0].amount = changed[1].amount = FPL_STR("6.00");
            b->command.line = changed;
            snprintf(line, sizeof line, "amount");
        } else {
            const struct fpl_field_spec *field = fpl_field_find(b->command.spec, fpl_str_of(line));
            assert_non_null(field);
            set_field(b, field, fpl_str_of(value));
        }
        want(b, expected, line, line);
    }
}

/* An event is taken back once: whoever says it otherwise comes too late. */
static enum fpl_status other_content(const struct fpl_command_spec *spec) {
    if (fpl_event_of_command(spec)->again == FPL_AGAIN_UNDONE)
        return FPL_E_REVERSED;
    return FPL_E_KEY_CHANGED;
}

/* A command that is right, and what to change in it; same: "field=value\n…" spelled otherwise. */
int64_t desk_battery(struct city *city, const char *text, const char *others, const char *same) {
    static struct battery b;
    static int number;
    char request[24], line[128];
    b = (struct battery){.city = city, .text = text};
    take_sizes(&b, b.size);
    who(&b);
    where(&b);
    form(&b);
    parse(&b);
    snprintf(request, sizeof request, "R-%d", ++number);
    b.command.request = fpl_str_of(request);
    want(&b, FPL_OK, NULL, "accepted");
    const struct fpl_answer first = city->answer;
    assert_true(first.seq >= 0);
    take_sizes(&b, b.size);
    for (int again = 0; again < 2; again++) { /* by the request key, then by the business key */
        parse(&b);
        b.command.request = again ? FPL_STR("") : fpl_str_of(request);
        want(&b, FPL_ALREADY, NULL, again ? "repeated" : "requested again");
        assert_int_equal(city->answer.seq, first.seq);
        assert_int_equal(city->answer.book, first.book);
        assert_string_equal(city->answer.voucher, first.voucher);
    }
    spellings(&b, first.seq);
    for (const char *p = same; *p; p += strcspn(p, "\n"), p += *p == '\n') {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(p, "\n"), p);
        char *value = strchr(line, '=');
        assert_non_null(value);
        *value++ = '\0';
        parse(&b);
        set_field(&b, fpl_field_find(b.command.spec, fpl_str_of(line)), fpl_str_of(value));
        want(&b, FPL_ALREADY, NULL, p);
    }
    nothing_recorded(&b, "repeated");
    each_other(&b, others, FPL_E_REQUEST_CHANGED, request);
    each_other(&b, others, other_content(b.command.spec), "");
    return first.seq;
}
