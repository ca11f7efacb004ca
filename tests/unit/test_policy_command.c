/* Facts of commands: what each field becomes, what follows from the fields, and which records are malformed. */
#include "fundpool/command.h"
#include "ledger/policy/command.h"
#include "pool_support.h"

static struct fpl_json_doc doc;
static struct fpl_fact_keys keys;
static struct fpl_error error;

static struct fpl_date day_of(const char *text) {
    struct fpl_date date;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &date, NULL), FPL_OK);
    return date;
}

/* The facts of a record with this command and these kept facts, recorded on 2026-11-20. */
static enum fpl_status facts_of(const char *kind, const char *cmd, const char *kept, const char *occ,
                                const struct fpl_pack *pack, struct fpl_facts *out) {
    static char body[8192];
    snprintf(body, sizeof body, "{\"cmd\":%s,\"dec\":{\"facts\":%s},\"occ\":\"%s\"}", cmd, kept, occ);
    assert_int_equal(fpl_json_parse(&doc, fpl_str_of(body), NULL), FPL_OK);
    struct fpl_decided record = {fpl_str_of(kind), fpl_json_root(&doc), day_of("2026-11-20"), pack};
    fpl_error_clear(&error);
    return fpl_facts_of_record(&record, &keys, out, &error);
}

static struct fpl_facts good(const char *kind, const char *cmd, const char *kept, const char *occ) {
    struct fpl_facts facts;
    if (facts_of(kind, cmd, kept, occ, NULL, &facts))
        fail_msg("%s %s: %s", kind, cmd, error.arg[0]);
    return facts;
}

static void bad(const char *named, const char *kind, const char *cmd, const char *kept, const char *occ) {
    struct fpl_facts facts, before;
    memset(&facts, 0x5a, sizeof facts);
    before = facts;
    enum fpl_status status = facts_of(kind, cmd, kept, occ, NULL, &facts);
    if (status != FPL_E_JSON || strcmp(error.arg[0], named) != 0)
        fail_msg("%s %s: %s %s, expected %s", kind, cmd, fpl_status_name(status), error.arg[0], named);
    assert_memory_equal(&facts, &before, sizeof facts);
}

static int is_text(const struct fpl_facts *facts, enum fpl_fact_id id, const char *text) {
    return fpl_str_is(fpl_fact_text(facts, id), text);
}

static int known_facts(const struct fpl_facts *facts) {
    int known = 0;
    for (int id = 0; id < FPL_FACT_COUNT; id++) {
        known += fpl_fact_known(facts, (enum fpl_fact_id)id);
        const struct fpl_fact *fact = fpl_fact_of(facts, (enum fpl_fact_id)id);
        if (fact->known && fact->book < 0)
            assert_int_equal(fact->book, FPL_SOURCE_COMMAND);
    }
    return known;
}

/* ---- fields ---- */

static enum fpl_fact_type type_of(enum fpl_field_type type) {
    switch (type) {
    case FPL_FIELD_MONEY:
        return FPL_FACT_MONEY;
    case FPL_FIELD_DATE:
        return FPL_FACT_DATE;
    case FPL_FIELD_INT:
        return FPL_FACT_INT;
    case FPL_FIELD_RATIO:
        return FPL_FACT_RATIO;
    case FPL_FIELD_BOOL:
        return FPL_FACT_BOOL;
    case FPL_FIELD_TEXT:
    case FPL_FIELD_ID:
    case FPL_FIELD_ENUM:
    case FPL_FIELD_PARTY:
    case FPL_FIELD_USCC:
    case FPL_FIELD_CLAIM:
        return FPL_FACT_TEXT;
    case FPL_FIELD_PERIOD:
        break;
    }
    return FPL_FACT_NONE;
}

/* Every field that says a fact is of a type that makes one. */
static void test_policy_command__fields_say_facts_of_their_type(void **state) {
    (void)state;
    int count = 0, says = 0;
    const struct fpl_command_spec *commands = fpl_command_all(&count);
    for (int i = 0; i < count; i++) {
        for (int f = 0; f < commands[i].field_count; f++) {
            const struct fpl_field_spec *field = &commands[i].fields[f];
            if (!field->says)
                continue;
            enum fpl_fact_type type = fpl_fact_type((enum fpl_fact_id)(field->says - 1));
            int choice = field->type == FPL_FIELD_ENUM && type == FPL_FACT_BOOL &&
                         strncmp(field->choices, "Y=", 2) == 0 && strstr(field->choices, "|N=");
            if (type != type_of(field->type) && !choice)
                fail_msg("%s.%s", commands[i].name, field->name);
            says++;
        }
    }
    assert_true(says > 80);
}

#define LOAN_TERMS "\"contract\":\"C-1\",\"contract_amount\":500,\"disbursed\":400,\"disbursed_on\":\"2025-01-31\","
#define LOAN                                                                                                           \
    "{\"bank\":\"BK-1\"," LOAN_TERMS                                                                                   \
    "\"due_on\":\"2026-02-28\",\"firm\":\"F-1\",\"firm_name\":\"甲\",\"iou\":\"I-1\",\"type\":\"CREDIT\"}"

static void test_policy_command__a_loan(void **state) {
    (void)state;
    struct fpl_facts f = good("loan.registered", LOAN, "{}", "2026-11-20");
    assert_int_equal(known_facts(&f), 15);
    assert_true(is_text(&f, FPL_FACT_LOAN_SPELT, "BK-1|C-1|I-1"));
    assert_true(is_text(&f, FPL_FACT_LOAN_KEY, "BK-1|C-1|I-1") && is_text(&f, FPL_FACT_LOAN_BANK, "BK-1"));
    assert_true(is_text(&f, FPL_FACT_LOAN_MODE, "DIRECT") && is_text(&f, FPL_FACT_LOAN_TYPE, "CREDIT"));
    assert_int_equal(fpl_fact_int(&f, FPL_FACT_LOAN_TENOR_MONTHS, -1), 13);
    assert_int_equal(fpl_fact_date(&f, FPL_FACT_TODAY).day, day_of("2026-11-20").day); /* no day said: of recording */
    assert_int_equal(fpl_fact_date(&f, FPL_FACT_LOAN_REGISTERED_ON).day, day_of("2026-11-20").day);
    f = good("loan.registered",
             "{\"bank\":\"BK-1\",\"breach_free_years\":3,\"collateral_share\":\"1/10\"," LOAN_TERMS
             "\"due_on\":\"2025-01-31\",\"employees\":\"85/4\",\"established\":\"2020-02-29\",\"firm\":\"F-1\","
             "\"firm_name\":\"甲\",\"first_loan\":true,\"guarantor\":\"GU-1\",\"iou\":\"I-1\",\"listed\":\"N\","
             "\"registered_on\":\"2025-03-01\",\"take_on\":true,\"type\":\"CREDIT\"}",
             "{\"firm.class\":[\"甲类\",1,5]}", "2025-03-01");
    assert_true(is_text(&f, FPL_FACT_LOAN_MODE, "GUARANTEED") && is_text(&f, FPL_FACT_FIRM_CLASS, "甲类"));
    assert_int_equal(fpl_fact_int(&f, FPL_FACT_LOAN_TENOR_MONTHS, -1), 0);
    assert_int_equal(fpl_fact_int(&f, FPL_FACT_FIRM_AGE_MONTHS, -1), 59); /* 2020-02-29 to 2025-01-31: 59 full */
    assert_int_equal(fpl_fact_ratio(&f, FPL_FACT_FIRM_EMPLOYEES).num, 85);
    assert_int_equal(fpl_fact_bool(&f, FPL_FACT_FIRM_LISTED, 1), 0);
    assert_int_equal(fpl_fact_bool(&f, FPL_FACT_LOAN_FIRST, 0), 1);
    assert_int_equal(fpl_fact_bool(&f, FPL_FACT_TAKE_ON, 0), 1);
    assert_int_equal(fpl_fact_known(&f, FPL_FACT_LOAN_LATE_DAYS), 0); /* taken on: that is said already */
    assert_int_equal(fpl_fact_date(&f, FPL_FACT_TODAY).day, day_of("2025-03-01").day);
    assert_int_equal(fpl_fact_of(&f, FPL_FACT_FIRM_CLASS)->seq, 5);
    f = good("loan.registered",
             "{\"bank\":\"BK-1\"," LOAN_TERMS
             "\"due_on\":\"2025-02-01\",\"established\":\"2025-02-01\",\"firm\":\"F-1\",\"firm_name\":\"甲\","
             "\"guarantor\":\"GU-1\",\"iou\":\"I-1\",\"mode\":\"DIRECT\",\"registered_on\":\"2025-03-01\","
             "\"type\":\"CREDIT\"}",
             "{}", "2025-03-01");
    assert_true(is_text(&f, FPL_FACT_LOAN_MODE, "DIRECT")); /* said, though there is a guarantor */
    assert_int_equal(fpl_fact_int(&f, FPL_FACT_LOAN_TENOR_MONTHS, -1), 1);
    assert_int_equal(fpl_fact_known(&f, FPL_FACT_FIRM_AGE_MONTHS), 0); /* not yet founded when it borrowed */
    assert_int_equal(fpl_fact_known(&f, FPL_FACT_TAKE_ON), 0);
    assert_int_equal(fpl_fact_int(&f, FPL_FACT_LOAN_LATE_DAYS, -1), 629); /* 2025-03-01 to 2026-11-20, its t */
}

static void test_policy_command__the_amount_that_counts(void **state) {
    (void)state;
    static const struct {
        const char *max;
        int64_t counted;
    } rows[] = {{"{\"amount\":399,\"over\":\"REJECT\"}", 399}, {"{\"amount\":401,\"over\":\"REJECT\"}", 400}};
    struct fpl_facts f;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_pack *pack = pack_of("registered_amount_rule", "\"MIN\"", "max_eligible_loan", rows[i].max, NULL);
        assert_int_equal(facts_of("loan.registered", LOAN, "{}", "2026-11-20", pack, &f), FPL_OK);
        assert_int_equal(fpl_money_minor(fpl_fact_money(&f, FPL_FACT_LOAN_REGISTERED_AMOUNT)), rows[i].counted);
        assert_int_equal(
            facts_of(
                "loan.repaid",
                "{\"amount\":7,\"bank\":\"BK-1\",\"contract\":\"C\",\"instalment\":\"1\",\"iou\":\"I\",\"occurred\":"
                "\"2026-01-01\"}",
                "{\"loan.registered_amount\":[400,1,2]}", "2026-01-01", pack, &f),
            FPL_OK); /* copied from the registration */
        fpl_pack_free(pack);
    }
    struct fpl_pack *full = pack_of(NULL);
    assert_int_equal(facts_of("loan.registered", LOAN, "{}", "2026-11-20", full, &f), FPL_OK);
    assert_int_equal(fpl_fact_known(&f, FPL_FACT_LOAN_REGISTERED_AMOUNT), 0);
    fpl_pack_free(full);
}

#define CLAIM "BK-1|C-1|I-1|K-1" /* a claim is named by its whole key */

static void test_policy_command__claims(void **state) {
    (void)state;
    static const char submit[] =
        "{\"bank\":\"BK-1\",\"claim_date\":\"2026-10-01\",\"contract\":\"C-1\",\"five_class\":\"LOSS\","
        "\"iou\":\"I-1\",\"overdue_days\":88,\"repaid\":0}";
    struct fpl_facts f = good("claim.submitted", submit, "{}", "2026-10-01");
    assert_int_equal(known_facts(&f), 13);
    assert_int_equal(fpl_fact_date(&f, FPL_FACT_CLAIM_RECORDED_ON).day,
                     day_of("2026-11-20").day); /* not what it says */
    char since[12];                             /* claim date less days overdue */
    assert_string_equal(fpl_date_format(fpl_fact_date(&f, FPL_FACT_CLAIM_OVERDUE_SINCE), since), "2026-07-05");
    assert_true(is_text(&f, FPL_FACT_CLAIM_SPELT, "BK-1|C-1|I-1|2026-10-01"));
    assert_true(is_text(&f, FPL_FACT_CLAIM_KEY, "BK-1|C-1|I-1|2026-10-01") &&
                is_text(&f, FPL_FACT_LOAN_KEY, "BK-1|C-1|I-1"));
    assert_true(is_text(&f, FPL_FACT_CLAIM_CLAIMANT, "BK-1") && is_text(&f, FPL_FACT_LOAN_BANK, "BK-1"));
    bad("loan.bank", "claim.submitted", submit, "{\"loan.bank\":[\"BK-1\",1,3]}", "2026-10-01");
    f = good("claim.submitted", submit, "{\"claim.claimant\":[\"GU-1\",0,9]}", "2026-10-01");
    assert_true(is_text(&f, FPL_FACT_CLAIM_CLAIMANT, "GU-1")); /* read from the enrolment: the command names none */
    assert_int_equal(fpl_fact_of(&f, FPL_FACT_CLAIM_CLAIMANT)->seq, 9);
    static const char named[] =
        "{\"bank\":\"BK-1\",\"claim_date\":\"2026-10-01\",\"claim_no\":\"K-1\",\"claimant\":\"GU-1\","
        "\"contract\":\"C-1\",\"five_class\":\"LOSS\",\"iou\":\"I-1\",\"overdue_days\":88,\"repaid\":0}";
    f = good("claim.submitted", named, "{}", "2026-10-01");
    assert_true(is_text(&f, FPL_FACT_CLAIM_KEY, "BK-1|C-1|I-1|K-1") && is_text(&f, FPL_FACT_CLAIM_CLAIMANT, "GU-1"));
    bad("claim.claimant", "claim.submitted", named, "{\"claim.claimant\":[\"GU-1\",0,9]}", "2026-10-01");
    f = good("claim.decided", "{\"claim\":\"" CLAIM "\",\"expect\":7}", "{\"claim.repaid_principal\":[5,1,9]}",
             "2026-11-20");
    assert_int_equal(known_facts(&f), 5);
    assert_true(is_text(&f, FPL_FACT_CLAIM_KEY, CLAIM));
    assert_int_equal(fpl_money_minor(fpl_fact_money(&f, FPL_FACT_CLAIM_EXPECTED)), 7);
    f = good("claim.paid", "{\"bank_ref\":\"S\",\"claim\":\"" CLAIM "\",\"occurred\":\"2026-11-19\"}",
             "{\"event.take_on\":[true,1,9]}", "2026-11-19");
    assert_int_equal(known_facts(&f), 5);
    assert_true(is_text(&f, FPL_FACT_CLAIM_KEY, CLAIM));
    bad("claim.key", "claim.paid", "{\"bank_ref\":\"S\",\"claim\":\"" CLAIM "\"}", "{\"claim.key\":[\"x\",1,9]}",
        "2026-11-20");
    f = good("loan.repaid",
             "{\"amount\":7,\"bank\":\"BK-1\",\"contract\":\"C-1\",\"instalment\":\"1\",\"iou\":\"I-1\",\"occurred\":"
             "\"2026-01-02\"}",
             "{}", "2026-01-02");
    assert_int_equal(known_facts(&f), 6);
    assert_true(is_text(&f, FPL_FACT_LOAN_KEY, "BK-1|C-1|I-1") && is_text(&f, FPL_FACT_LOAN_BANK, "BK-1"));
    assert_true(is_text(&f, FPL_FACT_EVENT_KEY, "BK-1|C-1|I-1|1"));
    assert_int_equal(fpl_money_minor(fpl_fact_money(&f, FPL_FACT_CLAIM_REPAID)), 7);
    assert_int_equal(fpl_fact_date(&f, FPL_FACT_TODAY).day, day_of("2026-01-02").day);
}

static void test_policy_command__a_deal(void **state) {
    (void)state;
    struct fpl_facts f = good("deal.recorded",
                              "{\"amount\":7,\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"甲\",\"is_transfer\":\"Y\","
                              "\"paid_date\":\"2026-01-"
                              "02\"}",
                              "{}", "2026-01-02");
    assert_int_equal(known_facts(&f), 8);
    assert_int_equal(fpl_fact_date(&f, FPL_FACT_TODAY).day, day_of("2026-01-02").day); /* the day of payment */
    assert_int_equal(fpl_fact_date(&f, FPL_FACT_RECORDED_ON).day, day_of("2026-11-20").day);
    assert_int_equal(fpl_fact_bool(&f, FPL_FACT_DEAL_TRANSFER, 0), 1);
    assert_int_equal(fpl_fact_known(&f, FPL_FACT_FIRM_LISTED), 0);
}

/* A reversal occurred on the day of the event it takes back, which is read; its command says none. */
static void test_policy_command__reversals(void **state) {
    (void)state;
    static const char day[] = "{\"event.occurred\":[\"2026-01-02\",1,2]}",
                      loan[] = "{\"bank\":\"BK-1\",\"contract\":\"C-1\",\"iou\":\"I-1\",\"reason\":\"x\"}",
                      repayment[] = "{\"bank\":\"BK-1\",\"contract\":\"C-1\",\"instalment\":\"1\",\"iou\":\"I-1\","
                                    "\"memo\":\"x\"}";
    static const struct {
        const char *kind, *cmd;
        int known;
    } rows[] = {{"deal.reversed", "{\"deal\":\"D\",\"memo\":\"x\"}", 3},
                {"loan.withdrawn", loan, 4},
                {"repayment.reversed", repayment, 5},
                {"claim.revoked", "{\"claim\":\"" CLAIM "\",\"reason\":\"x\"}", 3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_facts f = good(rows[i].kind, rows[i].cmd, day, "2026-01-02");
        assert_int_equal(known_facts(&f), rows[i].known);
        assert_int_equal(fpl_fact_of(&f, FPL_FACT_TODAY)->seq, 2); /* its source stays */
        bad("occ", rows[i].kind, rows[i].cmd, day, "2026-01-03");
        bad("occ", rows[i].kind, rows[i].cmd, day, "2026-11-20"); /* nor is it the day of recording */
        f = good(rows[i].kind, rows[i].cmd, "{}",
                 "2026-11-20"); /* not asked for: the record's day is that of the event */
        assert_int_equal(fpl_fact_of(&f, FPL_FACT_TODAY)->v.num, day_of("2026-11-20").day);
    }
    struct fpl_facts f = good("deal.reversed", rows[0].cmd, day, "2026-01-02");
    assert_true(is_text(&f, FPL_FACT_DEAL_ID, "D"));
    f = good("repayment.reversed", repayment, day, "2026-01-02");
    assert_true(is_text(&f, FPL_FACT_LOAN_KEY, "BK-1|C-1|I-1"));
    bad("deal.id", "deal.reversed", rows[0].cmd, "{\"deal.id\":[\"D\",1,2],\"event.occurred\":[\"2026-01-02\",1,2]}",
        "2026-01-02");
}

static void test_policy_command__malformed(void **state) {
    (void)state;
    static const char deal[] =
        "{\"amount\":7,\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"甲\",\"paid_date\":\"2026-01-02\"}";
    char cmd[2048], name[1001];
    bad("occ", "deal.recorded", deal, "{}", "2026-01-03");
    bad("occ", "deal.recorded", deal, "{}", "2026-01-32");
    bad("occ", "claim.paid", "{\"bank_ref\":\"S\",\"claim\":\"" CLAIM "\"}", "{}",
        "2026-11-19"); /* no day said: that of recording */
    bad("entry.posted", "entry.posted", "{}", "{}", "2026-01-03");
    bad("cmd", "deal.recorded", "7", "{}", "2026-01-02");
    bad("facts", "deal.recorded", deal, "7", "2026-01-02");
    bad("cmd.amount", "deal.recorded", "{\"amount\":true}", "{}", "2026-01-02");
    bad("cmd.paid_date", "deal.recorded", "{\"paid_date\":\"2026-1-2\"}", "{}", "2026-01-02");
    bad("cmd.employees", "deal.recorded", "{\"employees\":\"2/4\"}", "{}", "2026-01-02");
    bad("cmd.listed", "deal.recorded", "{\"listed\":true}", "{}", "2026-01-02");
    bad("cmd.take_on", "deal.recorded", "{\"take_on\":1}", "{}", "2026-01-02");
    static const char *const twice[] = {"\"deal.id\":[\"D\",1,2]", "\"deal.paid\":[7,1,2]", "\"firm.id\":[\"F\",1,2]",
                                        "\"deal.paid_date\":[\"2026-01-02\",1,2]",
                                        "\"event.occurred\":[\"2026-11-20\",1,2]"};
    for (size_t i = 0; i < sizeof twice / sizeof twice[0]; i++) {
        char kept[128];
        snprintf(kept, sizeof kept, "{%s}", twice[i]);
        snprintf(name, sizeof name, "%.*s", (int)(strchr(twice[i] + 1, '"') - twice[i] - 1), twice[i] + 1);
        bad(name, "deal.recorded", deal, kept, "2026-01-02");
    }
    bad("loan.key", "loan.registered", LOAN, "{\"loan.key\":[\"BK-1|C-1|I-1\",1,2]}", "2026-11-20");
    /* That a record keeps a fact which follows from its command, as loan.mode, is told where its body is made again:
     * test_verify_kept. */
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(cmd, sizeof cmd,
             "{\"bank\":\"BK-1\",\"contract\":\"%s\",\"contract_amount\":5,\"disbursed\":4,"
             "\"disbursed_on\":\"2025-01-31\",\"due_on\":\"2026-02-28\",\"firm\":\"F-1\",\"firm_name\":\"甲\","
             "\"iou\":\"I-1234567890123456789012345\",\"type\":\"CREDIT\"}",
             name);
    bad("cmd.contract", "loan.registered", cmd, "{}", "2026-11-20");
    static const char *const no_ids[] = {"C|1", "C 1", "", "C\\u00011", "C\\\\1"};
    for (size_t i = 0; i < sizeof no_ids / sizeof no_ids[0]; i++) { /* composed keys would be ambiguous */
        snprintf(cmd, sizeof cmd, "{\"amount\":7,\"deal\":\"%s\"}", no_ids[i]);
        bad("cmd.deal", "deal.recorded", cmd, "{}", "2026-01-02");
    }
}

/* The grammar is closed: what is required is there, nothing else is, names stand once and in their order. */
static void test_policy_command__closed(void **state) {
    (void)state;
    static const struct {
        const char *named, *cmd;
    } rows[] = {
        {"cmd.amount", "{\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"甲\",\"paid_date\":\"2026-01-02\"}"},
        {"cmd.firm_name", "{\"amount\":7,\"deal\":\"D\",\"firm\":\"F\",\"paid_date\":\"2026-01-02\"}"},
        {"cmd.paid_date", "{\"amount\":7,\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"甲\"}"},
        {"cmd.colour", "{\"amount\":7,\"colour\":1,\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"甲\",\"paid_date\":"
                       "\"2026-01-02\"}"},
        {"cmd.amount",
         "{\"amount\":0,\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"甲\",\"paid_date\":\"2026-01-02\"}"},
        {"cmd.amount",
         "{\"amount\":-7,\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"甲\",\"paid_date\":\"2026-01-02\"}"},
        {"cmd.firm_name",
         "{\"amount\":7,\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"\",\"paid_date\":\"2026-01-02\"}"},
        {"cmd.round", "{\"amount\":7,\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"甲\",\"paid_date\":\"2026-01-02\","
                      "\"round\":\"Q\"}"},
        {"cmd.take_on", "{\"amount\":7,\"deal\":\"D\",\"firm\":\"F\",\"firm_name\":\"甲\",\"paid_date\":\"2026-01-02\","
                        "\"take_on\":false}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        bad(rows[i].named, "deal.recorded", rows[i].cmd, "{}", "2026-01-02");
}

/* Where a record is made: the first of its days that no desk accepts in that order, with what is said of it. */
static void dates(const char *kind, const char *cmd, enum fpl_fact_id read, const char *day, enum fpl_status expected,
                  const char *field) {
    struct fpl_typed typed[FPL_COMMAND_VALUES];
    struct fpl_facts facts;
    const struct fpl_event *event = fpl_event_find(fpl_str_of(kind));
    struct fpl_said said = {.event = event, .typed = typed, .today = day_of("2026-11-20"), .keys = &keys};
    assert_int_equal(fpl_json_parse(&doc, fpl_str_of(cmd), NULL), FPL_OK);
    fpl_facts_clear(&facts);
    facts.asked = NULL;
    fpl_error_clear(&error);
    if (fpl_command__read(fpl_event__plan(event), fpl_json_root(&doc), typed, &said.take_on, &error) ||
        fpl_command__say(&said, &facts, &error))
        fail_msg("%s %s: %s", kind, cmd, error.arg[0]);
    if (day)
        fpl_fact_set_date(&facts, read, day_of(day));
    fpl_command__follow(&said, NULL, &facts);
    fpl_error_clear(&error);
    enum fpl_status status = fpl_command__dates(&said, &facts, &error);
    if (status != expected || strcmp(error.field, field) != 0)
        fail_msg("%s %s: %s of \"%s\", expected %s of \"%s\"", kind, cmd, fpl_status_name(status), error.field,
                 fpl_status_name(expected), field);
}

#define LENT(on, due)                                                                                                  \
    "{\"bank\":\"B\",\"contract\":\"C\",\"contract_amount\":5,\"disbursed\":4,\"disbursed_on\":\"" on                  \
    "\",\"due_on\":\"" due "\",\"firm\":\"F\",\"firm_name\":\"甲\",\"iou\":\"I\",\"type\":\"CREDIT\"}"
#define LOAN_ON FPL_FACT_LOAN_DISBURSED_ON
#define PAYOUT(decided, paid)                                                                                          \
    "{\"amount\":5,\"bank\":\"B\",\"bank_ref\":\"S\",\"claim_no\":\"K\",\"contract\":\"C\",\"decided_on\":\"" decided  \
    "\","                                                                                                              \
    "\"iou\":\"I\",\"loss\":9,\"paid_on\":\"" paid "\",\"take_on\":true}"

static void test_policy_command__days(void **state) {
    (void)state;
    dates("loan.registered", LENT("2025-01-31", "2025-01-30"), 0, NULL, FPL_E_DATE_ORDER, "due_on");
    dates("loan.registered", LENT("2025-01-31", "2025-01-31"), 0, NULL, FPL_OK, "");
    dates("loan.registered", LENT("2026-11-21", "2027-01-31"), 0, NULL, FPL_E_FUTURE, "disbursed_on");
    dates("loan.registered", LENT("2026-11-20", "2027-01-31"), 0, NULL, FPL_OK, "");
    static const char repay[] = "{\"amount\":7,\"bank\":\"B\",\"contract\":\"C\",\"instalment\":\"1\",\"iou\":\"I\","
                                "\"occurred\":\"2026-01-02\"}";
    dates("loan.repaid", repay, LOAN_ON, "2026-01-03", FPL_E_DATE_ORDER, "occurred");
    assert_string_equal(error.arg[0], FPL_ZH_EN("还款日", "occurred") " 2026-01-02");
    assert_string_equal(error.arg[1], FPL_ZH_EN("放款日", "disbursed on") " 2026-01-03");
    dates("loan.repaid", repay, LOAN_ON, "2026-01-02", FPL_OK, "");
    static const char submit[] =
        "{\"bank\":\"B\",\"claim_date\":\"2026-01-02\",\"contract\":\"C\",\"five_class\":\"LOSS\","
        "\"iou\":\"I\",\"overdue_days\":88,\"repaid\":0}";
    dates("claim.submitted", submit, LOAN_ON, "2026-01-03", FPL_E_DATE_ORDER, "claim_date");
    dates("claim.submitted", submit, LOAN_ON, "2026-01-02", FPL_OK, "");
    static const struct {
        const char *kind, *cmd;
    } later[] = {{"claim.decided", "{\"claim\":\"" CLAIM "\",\"expect\":7,\"occurred\":\"2026-01-02\"}"},
                 {"claim.deferred", "{\"claim\":\"" CLAIM "\",\"expect\":7,\"occurred\":\"2026-01-02\"}"},
                 {"claim.refused", "{\"claim\":\"" CLAIM "\",\"occurred\":\"2026-01-02\",\"reason\":\"x\"}"},
                 {"claim.withdrawn", "{\"claim\":\"" CLAIM "\",\"occurred\":\"2026-01-02\",\"reason\":\"x\"}"},
                 {"claim.paid", "{\"bank_ref\":\"S\",\"claim\":\"" CLAIM "\",\"occurred\":\"2026-01-02\"}"}};
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
        dates(later[i].kind, later[i].cmd, FPL_FACT_CLAIM_DATE, "2026-01-03", FPL_E_DATE_ORDER, "occurred");
        dates(later[i].kind, later[i].cmd, FPL_FACT_CLAIM_DATE, "2026-01-02", FPL_OK, "");
    }
    dates("payout.recorded", PAYOUT("2026-01-02", "2026-11-21"), LOAN_ON, "2025-01-01", FPL_E_FUTURE, "paid_on");
    dates("payout.recorded", PAYOUT("2026-01-02", "2026-01-01"), LOAN_ON, "2025-01-01", FPL_E_DATE_ORDER, "paid_on");
    dates("payout.recorded", PAYOUT("2026-01-02", "2026-01-02"), LOAN_ON, "2026-01-03", FPL_E_DATE_ORDER, "decided_on");
    dates("payout.recorded", PAYOUT("2026-01-02", "2026-01-02"), LOAN_ON, "2026-01-02", FPL_OK, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_command__fields_say_facts_of_their_type),
        cmocka_unit_test(test_policy_command__a_loan),
        cmocka_unit_test(test_policy_command__the_amount_that_counts),
        cmocka_unit_test(test_policy_command__claims),
        cmocka_unit_test(test_policy_command__a_deal),
        cmocka_unit_test(test_policy_command__reversals),
        cmocka_unit_test(test_policy_command__malformed),
        cmocka_unit_test(test_policy_command__closed),
        cmocka_unit_test(test_policy_command__days),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fpl_json_doc_release(&doc);
    return failed;
}
