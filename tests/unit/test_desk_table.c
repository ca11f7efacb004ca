/* Every command of the table through the one door: who may give it, what each field takes, and the two keys. */
#include "desk_world.h"

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
                                             BAD(E_NUMBER_FORMAT, "1e-3"), BAD(E_NUMBER_FORMAT, "%")};
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
static int64_t battery(struct city *city, const char *text, const char *others, const char *same) {
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

/* ---- the table ---- */

static void test_desk_table__registry(void **state) {
    struct city city;
    char text[512], others[256];
    (void)state;
    city_begin(&city);
    battery(&city, "root user.enrol - user=sun; name=孙; roles=recorder; party=BK-1",
            "name=孙二\nroles=recorder,approver\nparty=BK-2", "party=银行一");
    battery(&city, "root user.change - user=sun; roles=approver; from=2026-12-01; reason=调岗", "", "");
    battery(&city, "root user.rename - user=sun; name=孙四; from=2026-11-01; reason=更名", "", "");
    battery(&city, "zhang party.rename - party=BK-2; name=银行二甲; from=2026-11-01; reason=变更登记", "",
            "party=银行二");
    battery(&city, "root auth.require - from=2027-01-01; reason=启用网上办理", "", "");
    battery(&city, "root currency.add - currency=USD; scale=2", "scale=3", "");
    battery(&city,
            "root book.open - code=z; kind=fund; name=账套z; name_en=Z; currency=CNY; chart=fund@1; opened=2025-01-01",
            "kind=company\nname=账套y\nname_en=Y\ncurrency=USD\nchart=company@1\nopened=2025-02-01", "");
    snprintf(text, sizeof text,
             "zhang party.register - party=X-1; uscc=%s; name=某公司; kind=investee; alias=某; region=340600",
             city_firm(500));
    snprintf(others, sizeof others, "uscc=%s\nname=别的\nkind=soe\nalias=别\nregion=340601", city_firm(501));
    battery(&city, text, others, "");
    battery(
        &city,
        "ren chart.adopt - id=k; version=1; !blob={\"accounts\":[{\"code\":\"1001\",\"nature\":\"A\",\"side\":\"D\"}],"
        "\"id\":\"k\",\"kind\":\"fund\",\"version\":1}",
        "", "");
    battery(&city, "ren profile.adopt - id=ROUND_BASED; version=1; !blob=@profile:policies/profiles/ROUND_BASED.yaml",
            "", "");
    battery(&city, "ren tolerance.adopt - id=HUBEI; version=1; !blob=@tolerance:policies/loss/HUBEI.yaml", "", "");
    battery(&city, "ren limit.adopt - id=MOF_210; version=1; !blob=@limit:policies/limits/MOF_210.yaml", "", "");
    battery(&city, "ren pack.adopt - id=anhui-2022; version=1; !blob=@pack:policies/packs/anhui-2022.yaml", "", "");
    battery(&city,
            "ren calendar.adopt - id=cal; version=1; !blob={\"id\":\"cal\",\"rest\":[\"2026-10-01\"],\"version\":1}",
            "", "");
    battery(&city, "ren mapping.adopt - id=m; version=1; !blob={\"id\":\"m\",\"version\":1}", "", "");
    city_verify(&city);
    city_end(&city);
}

static void test_desk_table__entries(void **state) {
    struct city city;
    char text[256];
    (void)state;
    city_begin(&city);
    int64_t seq = battery(&city,
                          "zhang journal.post f entry=E-1; occurred=2026-03-01; memo=付款; period13=N; attachments=2; "
                          "!lines=D6403:5.00 C100201:5.00",
                          "occurred=2026-03-02\nmemo=收款\nperiod13=Y\nattachments=3\n!lines=", "");
    battery(&city, "zhang opening.post f entry=Q-1; occurred=2025-01-01; memo=启用; !lines=D100201:5.00 C4103:5.00",
            "memo=别的\n!lines=", "");
    battery(&city, "zhang opening.reverse f entry=Q-1; memo=录错", "memo=别的", "");
    snprintf(text, sizeof text, "zhang journal.reverse f receipt=%lld; occurred=2026-03-05; memo=冲销", (long long)seq);
    battery(&city, text, "occurred=2026-03-06\nmemo=别的", "");
    battery(&city, "li period.close f period=2025-01", "", "");
    battery(&city, "ren mirror.set f party=BK-1; kind=company; other=c; fund=BK-2; stake=LTEI; agreed=2026-01-01",
            "kind=fiscal\nother=s\nfund=GU-1\nstake=FVTPL\nagreed=2026-01-02", "party=银行一");
    city_yaml(&city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    city_yaml(&city, "tolerance.adopt", "policies/loss/SICHUAN.yaml");
    battery(&city,
            "ren tolerance.bind f binding=SY-1; rule=HUBEI; version=1; from=2026-01-01; class=SEED; document=协议",
            "rule=SICHUAN\nversion=2\nfrom=2026-01-02\nclass=ANGEL\ndocument=别的", "");
    battery(&city,
            "ren early.bind f binding=ZB-1; profile=TRANSFER; version=1; from=2026-01-01; until=2026-12-31; basis=B1; "
            "followon=INHERIT_FIRST; threshold=50%; investment_end=2028-01-01; window=CUMULATIVE; scope=DIRECT; "
            "document=协议",
            "profile=HB_EARLY\nversion=2\nfrom=2026-01-02\nuntil=2026-12-30\nbasis=B2\nfollowon=REASSESS\n"
            "threshold=51%\ninvestment_end=2028-01-02\nwindow=OUTSTANDING\nscope=L3\ndocument=别的",
            "threshold=1/2\nthreshold=0.5");
    city_yaml(&city, "limit.adopt", "policies/limits/MOF_128.yaml");
    city_yaml(&city, "limit.adopt", "policies/limits/MOF_176.yaml");
    battery(&city,
            "ren limit.bind f binding=XE-1; limits=MOF_128; version=1; from=2026-01-01; target=100.00; "
            "approved_on=2025-01-01; established_on=2025-02-01; document=协议",
            "limits=MOF_176\nversion=2\nfrom=2026-01-02\ntarget=100.01\napproved_on=2025-01-02\n"
            "established_on=2025-02-02\ndocument=别的",
            "target=100");
    battery(
        &city,
        "zhang deal.record f deal=D-1; fund=f; firm=F-甲; firm_name=甲; paid_date=2026-04-01; amount=1000.00; "
        "round=A; external_round=2; is_transfer=Y; achievement=AH1; ic_date=2026-03-01; agreement_date=2026-03-02; "
        "established=2020-01-01; employees=12.5; bachelor=30%; assets=5000.00; net_assets=0; revenue=7.5; "
        "rnd_share=4.35%; listed=N; category=SEED; shares=10; direct=Y; fixed_return=N; fixed_buyback=N; "
        "guarantees=N; agreed=2000.00; limit_reason=追; limit_approver=wang; memo=投",
        "firm_name=乙\npaid_date=2026-04-02\namount=1000.01\nround=B\nexternal_round=3\nis_transfer=N\n"
        "achievement=AH2\nic_date=2026-03-03\nagreement_date=2026-03-04\nestablished=2020-01-02\nemployees=13\n"
        "bachelor=31%\nassets=5000.01\nnet_assets=1\nrevenue=7.51\nrnd_share=4.36%\nlisted=Y\ncategory="
        "ANGEL\nshares=11\ndirect=N\nfixed_return=Y\nfixed_buyback=Y\nguarantees=Y\nagreed=2000.01\nlimit_reason=加\n"
        "limit_approver=li\nmemo=资\nfirm=F-"
        "乙\nfund=",
        "amount=1000\nemployees=25/2\nbachelor=0.3\nrnd_share=0.0435\nrevenue=7.50\nassets=5000");
    battery(&city, "zhang deal.reverse f deal=D-1; memo=录错", "memo=别的", "");
    city_verify(&city);
    city_end(&city);
}

/* Money of the pool that no claim moves. */
static void pool_money(struct city *city) {
    battery(city,
            "zhang receivable.record p receivable=S-1; way=INTEREST_ACCRUED; party=BK-1; occurred=2026-03-31; "
            "amount=5.00; bank_ref=单",
            "way=INTEREST_COLLECTED\nparty=BK-2\noccurred=2026-04-01\namount=5.01\nbank_ref=别的",
            "party=银行一\namount=5");
    battery(city, "zhang receivable.reverse p receivable=S-1; memo=录错", "memo=别的", "");
    battery(city, "zhang surplus.declare p surplus=T-1; party=G-CZ; occurred=2026-04-01; amount=7.00; document=文",
            "party=BK-1\noccurred=2026-04-02\namount=7.01\ndocument=别的", "amount=7");
    battery(city,
            "zhang cost.accrue p cost=Y-1; cost_kind=AUDIT; party=BK-1; occurred=2026-04-01; amount=9.00; document=约",
            "cost_kind=BANK\nparty=BK-2\noccurred=2026-04-02\namount=9.01\ndocument=别的", "party=银行一\namount=9");
    battery(city, "zhang payable.pay p payment=K-1; of=COST; party=BK-1; occurred=2026-04-05; amount=9.00; bank_ref=S6",
            "of=SURPLUS\nparty=BK-2\noccurred=2026-04-06\namount=9.01\nbank_ref=S7", "party=银行一\namount=9");
    battery(city, "zhang payment.reverse p payment=K-1; memo=录错", "memo=别的", "");
    battery(city, "zhang cost.reverse p cost=Y-1; memo=录错", "memo=别的", "");
    battery(city, "zhang surplus.reverse p surplus=T-1; memo=录错", "memo=别的", "");
    city_do(city,
            "zhang transfer.record p transfer=H-0; way=BANKS; to=BK-1; occurred=2026-04-01; amount=50; bank_ref=S");
    battery(city,
            "zhang transfer.record p transfer=H-1; way=BANKS; from=BK-1; to=BK-2; occurred=2026-04-01; amount=20.00; "
            "bank_ref=S8",
            "way=PLACE\nfrom=BK-2\nto=BK-1\noccurred=2026-04-02\namount=20.01\nbank_ref=S9", "from=银行一\namount=20");
    battery(city, "zhang transfer.reverse p transfer=H-1; memo=录错", "memo=别的", "");
}

/* What comes back of a paid claim: 320 were paid of 800 unpaid. */
static void pool_returns(struct city *city) {
    battery(city,
            "zhang recovery.share p bank=BK-1; contract=C-1; iou=J-1; share=01; occurred=2026-11-24; gross=100.00; "
            "cost=20.00; amount=32.00; bank_ref=L-3",
            "occurred=2026-11-23\ngross=100.01\ncost=20.01\namount=32.01\nbank_ref=L-4", "bank=银行一\namount=32");
    battery(city, "zhang share.reverse p bank=BK-1; contract=C-1; iou=J-1; share=01; memo=录错", "memo=别的",
            "bank=银行一");
    battery(city,
            "zhang payout.reclaim p bank=BK-1; contract=C-1; iou=J-1; reclaim=01; occurred=2026-11-24; amount=20.00; "
            "interest=1.00; document=文",
            "occurred=2026-11-23\namount=20.01\ninterest=1.01\ndocument=别的", "bank=银行一\namount=20");
    battery(city, "zhang reclaim.reverse p bank=BK-1; contract=C-1; iou=J-1; reclaim=01; memo=录错", "memo=别的",
            "bank=银行一");
    battery(city,
            "zhang loss.charge p bank=BK-1; contract=C-1; iou=J-1; charge=01; party=G-CZ; occurred=2026-11-24; "
            "amount=20.00; document=文",
            "party=GU-1\noccurred=2026-11-23\namount=20.01\ndocument=别的", "bank=银行一\namount=20");
    battery(city, "zhang charge.reverse p bank=BK-1; contract=C-1; iou=J-1; charge=01; memo=录错", "memo=别的",
            "bank=银行一");
}

static void test_desk_table__pool(void **state) {
    struct city city;
    char text[512];
    int64_t claim[3];
    (void)state;
    city_begin(&city);
    battery(&city,
            "zhang pool.contribute p contribution=Z-2; party=GU-1; occurred=2026-01-10; amount=500.00; bank_ref=S2",
            "party=G-CZ\noccurred=2026-01-11\namount=500.01\nbank_ref=S3", "party=担保一\namount=500");
    battery(&city, "zhang contribution.reverse p contribution=Z-2; memo=录错", "memo=别的", "");
    battery(&city, "zhang interest.record p interest=LX-1; occurred=2026-03-21; amount=123.45; bank_ref=S4",
            "occurred=2026-03-22\namount=123.46\nbank_ref=S5", "");
    battery(&city, "zhang interest.reverse p interest=LX-1; memo=录错", "memo=别的", "");
    pool_money(&city);
    battery(&city,
            "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01; class=高企; region=340600; "
            "keylist=N; status=IN",
            "firm_name=乙\nlisted_on=2025-06-02\nclass=中小\nregion=340601\nkeylist=Y", "");
    battery(&city,
            "ren agreement.sign p agreement=B-1; party=BK-1; pack=t; version=1; from=2026-01-01; to=2027-12-31; "
            "signed=2025-12-25",
            "party=BK-2\npack=u\nversion=2\nfrom=2026-01-02\nto=2027-12-30\nsigned=2025-12-26", "party=银行一");
    battery(&city, "zhang measure.record p measure=bank_deposit; party=BK-1; date=2026-06-30; amount=0", "amount=1.00",
            "party=银行一\namount=0.00");
    battery(
        &city,
        "zhang loan.register p bank=BK-1; contract=C-1; iou=J-1; firm=F-甲; firm_name=甲; guarantor=GU-1; type=CREDIT; "
        "mode=DIRECT; contract_amount=1000.00; credit_line=2000.00; disbursed=900.00; repaid=0; "
        "disbursed_on=2026-02-01; "
        "due_on=2026-08-01; registered_on=2026-02-10; rate=4.35%; lpr=3.1%; purpose=流动; first_loan=Y; "
        "monetary_tool=N; "
        "ip_share=0%; collateral_share=0; revenue=0; employees=3; established=2020-01-01; listed=N; industry=制造; "
        "breach_free_years=4",
        "firm=F-乙\nfirm_name=乙\ntype=OTHER\nmode=GUARANTEED\ncontract_amount=1000.01\ncredit_line=1\ndisbursed=900."
        "01\n"
        "repaid=1\ndisbursed_on=2026-02-02\ndue_on=2026-08-02\nregistered_on=2026-02-11\nrate=4.36%\nlpr=3%\npurpose="
        "设备\n"
        "first_loan=N\nmonetary_tool=Y\nip_share=1%\ncollateral_share=1%\nrevenue=1\nemployees=4\nestablished=2020-01-"
        "02\n"
        "listed=Y\nindustry=农业\nbreach_free_years=5\nguarantor=",
        "bank=银行一\nfirst_loan=是\nmonetary_tool=false\nrate=0.0435\nrevenue=0.00");
    battery(&city,
            "zhang loan.repay p bank=BK-1; contract=C-1; iou=J-1; instalment=01; occurred=2026-03-01; amount=100.00",
            "occurred=2026-03-02\namount=100.01", "bank=银行一\namount=100");
    city_do(&city,
            "zhang loan.repay p bank=BK-1; contract=C-1; iou=J-1; instalment=02; occurred=2026-03-02; amount=1.00");
    battery(&city, "zhang repayment.reverse p bank=BK-1; contract=C-1; iou=J-1; instalment=02; memo=录错", "memo=别的",
            "bank=银行一");
    for (int i = 2; i <= 4; i++)
        city_do(&city,
                "zhang loan.register p bank=BK-1; contract=C-%d; iou=J-1; firm=F-甲; firm_name=甲; type=CREDIT; "
                "contract_amount=1000.00; disbursed=900.00; disbursed_on=2026-02-01; due_on=2026-08-01",
                i);
    battery(&city, "zhang loan.withdraw p bank=BK-1; contract=C-4; iou=J-1; reason=未取得入库编号", "reason=别的",
            "bank=银行一");
    claim[0] = battery(
        &city,
        "bank1 claim.submit p claimant=BK-1; bank=BK-1; contract=C-1; iou=J-1; claim_no=K-1; firm=F-甲; "
        "claim_date=2026-11-01; "
        "overdue_days=92; five_class=DOUBTFUL; litigation=FILED; repaid=100.00; recovered=0; unpaid_interest=1; "
        "collateral=0; "
        "insurance=0; other_gov=0; liability=800.00; guarantor_paid=0; counter_guarantee=0; court_case=1号; docs=表",
        "claim_date=2026-11-02\noverdue_days=93\nfive_class=LOSS\nlitigation=JUDGED\nrepaid=101\nrecovered=1\nunpaid_"
        "interest=2\n"
        "collateral=1\ninsurance=1\nother_gov=1\nliability=801\nguarantor_paid=1\ncounter_guarantee=1\ncourt_case="
        "2号\ndocs=册\nfirm=",
        "claimant=银行一\nbank=银行一\nrepaid=100");
    for (int i = 2; i <= 3; i++)
        claim[i - 1] =
            city_do(&city,
                    "bank1 claim.submit p bank=BK-1; contract=C-%d; iou=J-1; claim_date=2026-11-01; overdue_days=92; "
                    "five_class=LOSS; repaid=0",
                    i);
    city_day(&city, "2026-11-25"); /* the claims were recorded on the 20th: nothing is decided before */
    snprintf(text, sizeof text, "li claim.approve p claim=4/%lld; expect=320.00; occurred=2026-11-21",
             (long long)claim[0]);
    battery(&city, text, "expect=320.01\noccurred=2026-11-22", "expect=320");
    snprintf(text, sizeof text, "li claim.revoke p claim=4/%lld; reason=材料有误", (long long)claim[0]);
    battery(&city, text, "reason=别的", "");
    city_do(&city, "li claim.approve p claim=4/%lld; expect=320.00; occurred=2026-11-21", (long long)claim[0]);
    snprintf(text, sizeof text, "qian claim.pay p claim=4/%lld; bank_ref=L-1; occurred=2026-11-23",
             (long long)claim[0]);
    battery(&city, text, "bank_ref=L-2\noccurred=2026-11-24", "");
    pool_returns(&city);
    snprintf(text, sizeof text, "li claim.refuse p claim=4/%lld; reason=不符; occurred=2026-11-21",
             (long long)claim[1]);
    battery(&city, text, "reason=别的\noccurred=2026-11-22", "");
    snprintf(text, sizeof text, "bank1 claim.withdraw p claim=4/%lld; reason=撤回; occurred=2026-11-21",
             (long long)claim[2]);
    battery(&city, text, "reason=别的\noccurred=2026-11-22", "");
    city_do(
        &city,
        "zhang loan.register p bank=BK-1; contract=C-9; iou=J-1; firm=F-甲; firm_name=甲; guarantor=GU-1; mode=DIRECT; "
        "type=CREDIT; contract_amount=1000.00; disbursed=900.00; disbursed_on=2026-02-01; due_on=2026-08-01; "
        "!take_on=1");
    battery(&city,
            "zhang payout.record p bank=BK-1; contract=C-9; iou=J-1; claim_no=P-1; claimant=BK-1; "
            "decided_on=2026-03-01; paid_on=2026-03-05; amount=100.00; loss=250.00; bank_ref=L-9; !take_on=1",
            "claimant=GU-1\ndecided_on=2026-03-02\npaid_on=2026-03-06\namount=100.01\nloss=250.01\nbank_ref=L-8",
            "bank=银行一\nclaimant=银行一\namount=100");
    city_verify(&city);
    city_end(&city);
}
#define TAKEN_BACK(what) battery(city, what "; memo=录错; limit_approver=wang", "memo=别的\nlimit_approver=li", "")
#define FUND_HASH        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
/* Rules and events of money back: shares of a result, reserve, carry, clawback, reinvestment. */
static void fund_money_back(struct city *city) {
    battery(city,
            "zhang result.attribute f result=SY-1; commitment=C-1; occurred=2026-03-01; outcome=PROFIT; amount=30.00; "
            "total=100.00; share=30%; document=审",
            "commitment=C-9\noccurred=2026-03-02\noutcome=LOSS\namount=30.01\ntotal=100.01\nshare=31%\ndocument=别的",
            "share=3/10");
    battery(city, "zhang result.reverse f result=SY-1; memo=录错", "memo=别的", "");
    battery(city,
            "ren waterfall.bind f binding=PB-1; from=2026-01-01; hurdle=8%; growth=SIMPLE; catch_up=100%; carry=20%; "
            "document=协议",
            "from=2026-01-02\nhurdle=7%\ngrowth=COMPOUND\ncatch_up=99%\ncarry=19%\ndocument=别的", "hurdle=2/25");
    battery(city,
            "ren reinvest.bind f binding=FT-1; from=2026-01-01; times=1.5; base=PAID_IN; affiliates=Y; document=协议",
            "from=2026-01-02\ntimes=2\nbase=COMMITTED\naffiliates=N\ndocument=别的", "times=3/2");
    battery(city,
            "zhang reserve.appropriate f reserve=ZB-1; occurred=2026-03-01; amount=5.00; base=100.00; rate=5%; "
            "document=办法",
            "occurred=2026-03-02\namount=5.01\nbase=100.01\nrate=6%\ndocument=别的", "amount=5");
    battery(city, "zhang reserve.use f cover=MB-1; occurred=2026-03-02; amount=4.00; year=2025; approval=批",
            "occurred=2026-03-03\namount=4.01\nyear=2026\napproval=别的", "amount=4");
    battery(city, "zhang cover.reverse f cover=MB-1; memo=录错", "memo=别的", "");
    battery(city, "zhang reserve.reverse f reserve=ZB-1; memo=录错", "memo=别的", "");
    battery(city,
            "zhang carry.declare f carry=YJ-1; kind=CARRY; payee=G-CZ; occurred=2026-03-01; amount=5.00; document=协议",
            "kind=CONCESSION\npayee=BK-1\noccurred=2026-03-02\namount=5.01\ndocument=别的\ngain=1\nhurdle_gain=1\n"
            "qualifying=1%\nconceded=1%",
            "amount=5");
    battery(city,
            "zhang carry.withhold f withholding=KJ-1; carry=YJ-1; occurred=2026-03-02; amount=4.00; year=2025; "
            "approval=批",
            "carry=YJ-9\noccurred=2026-03-03\namount=4.01\nyear=2026\napproval=别的", "amount=4");
    battery(city, "zhang withholding.reverse f withholding=KJ-1; memo=录错", "memo=别的", "");
    battery(city, "zhang carry.reverse f carry=YJ-1; memo=录错", "memo=别的", "");
    battery(city, "zhang clawback.claim f clawback=HB-1; payer=G-CZ; occurred=2026-03-01; amount=5.00; document=算",
            "payer=BK-1\noccurred=2026-03-02\namount=5.01\ndocument=别的", "amount=5");
    battery(city, "zhang clawback.reverse f clawback=HB-1; memo=录错", "memo=别的", "");
    battery(city,
            "zhang reinvest.recognise f recognition=RD-1; firm=BK-2; situation=MOVED_IN; occurred=2026-03-01; "
            "amount=5.00; multiplier=1.5; lock_years=5; document=函",
            "firm=BK-1\nsituation=LANDED\noccurred=2026-03-02\namount=5.01\nmultiplier=2\nlock_years=6\ndocument=别的",
            "multiplier=3/2");
    battery(city, "zhang reinvest.revoke f revocation=CX-1; recognition=RD-1; occurred=2026-03-03; document=迁",
            "recognition=RD-9\noccurred=2026-03-04\ndocument=别的", "");
    battery(city, "zhang fund.describe f description=Q; from=2026-01-01; class=ANGEL; level=CITY; region=3; document=D",
            "from=2026-01-02\nclass=SEED\nlevel=COUNTY\nregion=4\namac=S\nterm_end=2030-01-02\ndocument=E", "");
    battery(city, "zhang subfund.record f subfund=Z; party=GU-1; occurred=2026-01-05; class=ANGEL; document=协",
            "party=BK-1\noccurred=2026-01-06\nclass=SEED\nearly_part=1/2\ndocument=别\nholder=Z9", "");
    battery(city,
            "zhang lookthrough.record f report=C; subfund=Z; occurred=2026-02-01; own_paid_in=3; paid_in=9; "
            "document=" FUND_HASH,
            "subfund=Z9\noccurred=2026-02-02\nown_paid_in=4\npaid_in=8", "paid_in=9.00");
    battery(city, "zhang underlying.record f underlying=U; report=C; occurred=2026-02-01; firm=F; amount=60; early=Y",
            "report=C9\noccurred=2026-02-02\nfirm=F-2\namount=61\nearly=U", "amount=60.00");
    battery(city, "zhang underlying.reverse f underlying=U; memo=录错", "memo=别的", "");
    battery(city, "zhang lookthrough.reverse f report=C; memo=录错", "memo=别的", "");
    battery(city, "zhang subfund.reverse f subfund=Z; memo=录错", "memo=别的", "");
    battery(city, "zhang bankline.record f no=B-1; account=100201; date=2026-03-02; in=5; balance=9",
            "date=2026-03-03\nin=6\nout=6\nbalance=8\nref=R\ncounterparty=户\nmemo=摘", "in=5.00");
    battery(city, "zhang bankline.reverse f no=B-1; account=100201; reason=录错", "reason=别的", "");
    battery(city, "zhang revocation.reverse f revocation=CX-1; memo=录错", "memo=别的", "");
    battery(city, "zhang recognition.reverse f recognition=RD-1; memo=录错", "memo=别的", "");
}

static void fund_money(struct city *city) {
    battery(city,
            "zhang commitment.sign f commitment=C-1; party=GU-1; capacity=SOE; level=CITY; signed_on=2026-01-05; "
            "amount=1000.00; document=协议; guaranteed=N; limit_reason=追; limit_approver=wang",
            "party=BK-1\ncapacity=GP\nlevel=COUNTY\nsigned_on=2026-01-06\namount=1000.01\ndocument=别的\n"
            "guaranteed=Y\nlimit_reason=加\nlimit_approver=li",
            "party=担保一\namount=1000");
    battery(city,
            "zhang capital.receive f receipt=S-1; commitment=C-1; call=一; occurred=2026-01-10; amount=100.00; "
            "inside=Y; bank_ref=S1; limit_reason=追; limit_approver=wang",
            "commitment=C-9\ncall=二\noccurred=2026-01-11\namount=100.01\ninside=N\nbank_ref=S2\nlimit_reason=加\n"
            "limit_approver=li",
            "amount=100");
    battery(city, "zhang penalty.receive f penalty=W-1; commitment=C-1; occurred=2026-01-20; amount=5; bank_ref=S9",
            "commitment=C-9\noccurred=2026-01-21\namount=5.01\nbank_ref=S8\ncall=二\nbase=1\nrate=1%\n"
            "due=2026-01-07\nuntil=2026-01-17",
            "amount=5.00");
    battery(city,
            "zhang commitment.release f release=H-1; commitment=C-1; occurred=2026-02-01; amount=50.00; document=决议",
            "commitment=C-9\noccurred=2026-02-02\namount=50.01\ndocument=别的", "");
    battery(city,
            "zhang distribution.declare f distribution=P-1; commitment=C-1; round=一; occurred=2026-02-10; "
            "amount=10.00; source=GAIN; recallable=Y",
            "commitment=C-9\nround=二\noccurred=2026-02-11\namount=10.01\nsource=DIVIDEND\nrecallable=N", "");
    battery(city, "zhang tax.withhold f tax=K-1; distribution=P-1; occurred=2026-02-11; amount=2; document=表",
            "distribution=P-9\noccurred=2026-02-12\namount=3\nbase=10\nrate=20%\ndocument=别", "amount=2.00");
    battery(city, "zhang tax.reverse f tax=K-1; memo=录错", "memo=别的", "");
    battery(city,
            "zhang fee.accrue f fee=Y-1; kind=MANAGEMENT; occurred=2026-06-30; amount=177534.25; base_kind=PAID_IN; "
            "base=40000000.00; rate=1.5%; from=2026-03-15; to=2026-06-30",
            "kind=CUSTODY\noccurred=2026-07-01\namount=1\nbase_kind=NAV\nbase=1\nrate=2%\nfrom=2026-03-16\n"
            "to=2026-07-01",
            "rate=3/200");
    battery(city,
            "zhang due.settle f settlement=T-1; of=FEE; event=Y-1; occurred=2026-07-10; amount=7.00; bank_ref=S3; "
            "limit_reason=追; limit_approver=wang",
            "of=EXIT\nevent=Y-2\noccurred=2026-07-11\namount=8\nbank_ref=S4\nlimit_reason=加\nlimit_approver=li", "");
    fund_money_back(city);
    TAKEN_BACK("zhang settlement.reverse f settlement=T-1");
    battery(city, "zhang fee.reverse f fee=Y-1; memo=录错", "memo=别的", "");
    battery(city, "zhang distribution.reverse f distribution=P-1; memo=录错", "memo=别的", "");
    TAKEN_BACK("zhang release.reverse f release=H-1");
    TAKEN_BACK("zhang capital.reverse f receipt=S-1");
    TAKEN_BACK("zhang penalty.reverse f penalty=W-1");
    TAKEN_BACK("zhang commitment.reverse f commitment=C-1");
}

static void fund_holding(struct city *city) {
    battery(city,
            "zhang deal.refund f refund=R-1; deal=D-1; occurred=2026-03-05; amount=100.00; shares=10; bank_ref=S3",
            "deal=D-2\noccurred=2026-03-06\namount=100.01\nshares=11\nbank_ref=S4", "amount=100");
    TAKEN_BACK("zhang refund.reverse f refund=R-1");
    battery(city,
            "zhang valuation.record f valuation=V-1; firm=F-甲; occurred=2026-04-01; fair_value=1200.00; method=COST; "
            "level=3; calibration=注; audited=N",
            "firm=F-乙\noccurred=2026-04-02\nfair_value=1200.01\nmethod=DCF\nlevel=2\ncalibration=别的\naudited=Y", "");
    battery(city,
            "zhang dividend.record f dividend=G-1; firm=F-甲; occurred=2026-04-02; amount=10.00; paid=DECLARED; "
            "document=决; bank_ref=S5",
            "firm=F-乙\noccurred=2026-04-03\namount=10.01\npaid=RECEIVED\ndocument=别的\nbank_ref=S6", "");
    TAKEN_BACK("zhang dividend.reverse f dividend=G-1");
    battery(city,
            "zhang exit.record f exit=X-1; firm=F-甲; type=TRANSFER; occurred=2026-05-01; shares=50; whole=N; "
            "proceeds=700.00; costs=1.00; paid=RECEIVED; appraisal=备; approval=批; bank_ref=S7",
            "firm=F-乙\ntype=IPO\noccurred=2026-05-02\nshares=51\nwhole=Y\nproceeds=700.01\ncosts=1.01\npaid=DUE\n"
            "appraisal=别\napproval=别\nbank_ref=S8",
            "");
    TAKEN_BACK("zhang exit.reverse f exit=X-1");
    city_do(city, "zhang exit.record f exit=X-2; firm=F-甲; type=BUYBACK; occurred=2026-05-01; shares=5; proceeds=7; "
                  "paid=DUE");
    battery(city,
            "zhang baddebt.record f baddebt=H-1; exit=X-2; occurred=2026-05-10; ground=CEASED; approval=批; "
            "evidence=" FUND_HASH,
            "exit=X-1\noccurred=2026-05-11\nground=BANKRUPTCY\napproval=别的\nevidence=别的", "");
    battery(city, "zhang baddebt.recover f collection=Z-1; baddebt=H-1; occurred=2026-05-12; amount=2.00; bank_ref=S1",
            "baddebt=H-2\noccurred=2026-05-13\namount=2.01\nbank_ref=S2", "");
    TAKEN_BACK("zhang collection.reverse f collection=Z-1");
    battery(city, "zhang baddebt.reverse f baddebt=H-1; memo=录错", "memo=别的", "");
    city_do(city, "zhang exit.reverse f exit=X-2; memo=录错");
    battery(city, "zhang valuation.reverse f valuation=V-1; memo=录错", "memo=别的", "");
    battery(city,
            "zhang writeoff.record f writeoff=W-1; firm=F-甲; occurred=2026-06-01; ground=CEASED; recovered=1.00; "
            "approval=批; evidence=" FUND_HASH "; bank_ref=S9",
            "firm=F-乙\noccurred=2026-06-02\nground=BANKRUPTCY\nrecovered=2\napproval=别\nevidence=别\nbank_ref=S0",
            "");
    battery(city,
            "zhang duty.judge f case=J-1; of=WRITEOFF; event=W-1; occurred=2026-06-03; result=PARTIAL; "
            "accountable=5.00; evaluator=评; authority=办; document=" FUND_HASH,
            "of=EXIT\nevent=W\noccurred=2026-06-04\nresult=EXEMPT\naccountable=6\nevaluator=x\nauthority=x\ndocument=x",
            "");
    battery(city, "zhang writeoff.recover f recovery=K-1; firm=F-甲; occurred=2026-06-05; amount=2.00; bank_ref=S1",
            "firm=F-乙\noccurred=2026-06-06\namount=2.01\nbank_ref=S2", "");
    TAKEN_BACK("zhang recovery.reverse f recovery=K-1");
    TAKEN_BACK("zhang writeoff.reverse f writeoff=W-1");
}

static void test_desk_table__fund(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    fund_money(&city);
    city_do(&city,
            "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-03-01; amount=1000; shares=100");
    city_do(&city, "zhang deal.record f deal=D-2; firm=F-乙; firm_name=乙; paid_date=2026-03-01; amount=1000");
    fund_holding(&city);
    city_verify(&city);
    city_end(&city);
}

/* The registry keeps its own; the rest of the table has been through a battery above. */
static void test_desk_table__every_command_has_a_battery(void **state) {
    FILE *file = fopen(__FILE__, "r");
    char line[600];
    int count = 0, seen[256] = {0};
    (void)state;
    const struct fpl_command_spec *spec = fpl_command_all(&count);
    assert_non_null(file);
    assert_true(count <= 256);
    while (fgets(line, sizeof line, file))
        for (int i = 0; i < count; i++) {
            char name[64];
            snprintf(name, sizeof name, " %s ", spec[i].name);
            seen[i] += strstr(line, name) != NULL;
        }
    fclose(file);
    for (int i = 0; i < count; i++)
        if (!seen[i])
            fail_msg("%s has no battery", spec[i].name);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_table__registry),
        cmocka_unit_test(test_desk_table__entries),
        cmocka_unit_test(test_desk_table__pool),
        cmocka_unit_test(test_desk_table__fund),
        cmocka_unit_test(test_desk_table__every_command_has_a_battery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
