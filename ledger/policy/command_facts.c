/* Facts of commands: the table and the derivations. */
#include "ledger/policy/command_facts.h"
#include "ledger/policy/pack.h"

#include <string.h>

struct fpl_command_row {
    const char *field;
    int fact;                   /* fpl_fact_id, or NO_FACT */
    enum fpl_fact_type type;    /* of the value; FPL_FACT_NONE: that of the fact */
    enum fpl_command_slot slot; /* where it is kept as well */
};

#define NO_FACT (-1)
#define SAYS(field, id)                                                                                                \
    { field, FPL_FACT_##id, FPL_FACT_NONE, FPL_SLOT_NONE }
#define SAYS_YES(field, id)                                                                                            \
    { field, FPL_FACT_##id, FPL_FACT_TEXT, FPL_SLOT_NONE } /* "Y" or "N"; absent: open */
#define SAYS_BOTH(field, id, slot)                                                                                     \
    { field, FPL_FACT_##id, FPL_FACT_NONE, FPL_SLOT_##slot }
#define KEEPS(field, type, slot)                                                                                       \
    { field, NO_FACT, FPL_FACT_##type, FPL_SLOT_##slot }

/* In order of the fields' names, as they stand in a canonical command. Fields that are not here (names, references,
 * reasons) decide nothing. */
static const struct fpl_command_row deal_record[] = {
    SAYS("achievement", DEAL_ACHIEVEMENT),
    SAYS("agreement_date", DEAL_AGREEMENT_DATE),
    SAYS("amount", DEAL_AMOUNT),
    SAYS("assets", FIRM_ASSETS),
    SAYS("bachelor", FIRM_BACHELOR),
    SAYS("deal", DEAL_ID),
    SAYS("employees", FIRM_EMPLOYEES),
    SAYS("established", FIRM_ESTABLISHED),
    SAYS("external_round", DEAL_EXT_ROUND),
    SAYS("firm", FIRM_ID),
    SAYS("ic_date", DEAL_IC_DATE),
    SAYS_YES("is_transfer", DEAL_TRANSFER),
    SAYS_YES("listed", FIRM_LISTED),
    SAYS("net_assets", FIRM_NET_ASSETS),
    SAYS_BOTH("paid_date", DEAL_PAID_DATE, OCCURRED),
    SAYS("revenue", FIRM_REVENUE),
    SAYS("rnd_share", FIRM_RND_SHARE),
    SAYS("round", DEAL_ROUND),
    SAYS("take_on", TAKE_ON),
};
static const struct fpl_command_row deal_reverse[] = {
    SAYS("deal", DEAL_ID),
};
static const struct fpl_command_row loan_register[] = {
    SAYS_BOTH("bank", LOAN_BANK, BANK),
    SAYS("breach_free_years", FIRM_BREACH_FREE_YEARS),
    SAYS("collateral_share", LOAN_COLLATERAL_SHARE),
    KEEPS("contract", TEXT, CONTRACT),
    SAYS("contract_amount", LOAN_CONTRACT_AMOUNT),
    SAYS("credit_line", LOAN_CREDIT_LINE),
    SAYS("disbursed", LOAN_DISBURSED),
    SAYS("disbursed_on", LOAN_DISBURSED_ON),
    SAYS("due_on", LOAN_DUE_ON),
    SAYS("employees", FIRM_EMPLOYEES),
    SAYS("established", FIRM_ESTABLISHED),
    SAYS("firm", FIRM_ID),
    SAYS("first_loan", LOAN_FIRST),
    SAYS("guarantor", LOAN_GUARANTOR),
    SAYS("industry", FIRM_INDUSTRY),
    KEEPS("iou", TEXT, IOU),
    SAYS("ip_share", LOAN_IP_SHARE),
    SAYS_YES("listed", FIRM_LISTED),
    SAYS("lpr", LOAN_LPR),
    SAYS("mode", LOAN_MODE),
    SAYS("monetary_tool", LOAN_MONETARY_TOOL),
    SAYS("purpose", LOAN_PURPOSE),
    SAYS("rate", LOAN_RATE),
    KEEPS("registered_on", DATE, OCCURRED),
    SAYS("repaid", LOAN_REPAID),
    SAYS("revenue", FIRM_REVENUE),
    SAYS("take_on", TAKE_ON),
    SAYS("type", LOAN_TYPE),
};
static const struct fpl_command_row loan_repay[] = {
    SAYS("amount", CLAIM_REPAID), KEEPS("bank", TEXT, BANK),         KEEPS("contract", TEXT, CONTRACT),
    KEEPS("iou", TEXT, IOU),      KEEPS("occurred", DATE, OCCURRED), SAYS("take_on", TAKE_ON),
};
static const struct fpl_command_row loan_undo[] = {
    KEEPS("bank", TEXT, BANK),
    KEEPS("contract", TEXT, CONTRACT),
    KEEPS("iou", TEXT, IOU),
};
static const struct fpl_command_row claim_submit[] = {
    KEEPS("bank", TEXT, BANK),
    SAYS_BOTH("claim_date", CLAIM_DATE, OCCURRED),
    KEEPS("claim_no", TEXT, CLAIM_NO),
    SAYS("claimant", CLAIM_CLAIMANT),
    SAYS("collateral", CLAIM_COLLATERAL),
    KEEPS("contract", TEXT, CONTRACT),
    SAYS("counter_guarantee", CLAIM_COUNTER_GUARANTEE),
    SAYS("docs", CLAIM_DOCS),
    SAYS("five_class", CLAIM_CLASS),
    SAYS("guarantor_paid", CLAIM_GUARANTOR_PAID),
    SAYS("insurance", CLAIM_INSURANCE),
    KEEPS("iou", TEXT, IOU),
    SAYS("liability", CLAIM_LIABILITY),
    SAYS("litigation", CLAIM_LITIGATION),
    SAYS("other_gov", CLAIM_OTHER_GOV),
    SAYS("overdue_days", CLAIM_OVERDUE_DAYS),
    SAYS("recovered", CLAIM_RECOVERED),
    SAYS("repaid", CLAIM_REPAID),
    SAYS("take_on", TAKE_ON),
    SAYS("unpaid_interest", CLAIM_UNPAID_INTEREST),
};
static const struct fpl_command_row claim_approve[] = {
    SAYS("expect", CLAIM_EXPECTED),
    KEEPS("occurred", DATE, OCCURRED),
};
static const struct fpl_command_row claim_end[] = {
    KEEPS("occurred", DATE, OCCURRED),
};

static const struct fpl_command_row payout_record[] = {
    SAYS("amount", PAYOUT_AMOUNT),    KEEPS("bank", TEXT, BANK),         KEEPS("claim_no", TEXT, CLAIM_NO),
    SAYS("claimant", CLAIM_CLAIMANT), KEEPS("contract", TEXT, CONTRACT), KEEPS("decided_on", DATE, OCCURRED),
    KEEPS("iou", TEXT, IOU),          SAYS("loss", PAYOUT_LOSS),         SAYS("paid_on", PAYOUT_PAID_ON),
    SAYS("take_on", TAKE_ON),
};

enum makes {
    LOAN_KEY = 1,  /* bank|contract|iou */
    CLAIM_KEY = 2, /* loan key|claim number, or the day of the claim where the institution gives no number */
    TERMS = 4,     /* mode, tenor, the firm's age, day of registration, amount that counts */
    CLAIMANT = 8,  /* the bank, if nobody else is named */
    RECORDED = 16, /* "today" is the day of recording, not the day it occurred */
    UNDOES = 32    /* it occurred on the day of the event it takes back, which is read and not said */
};

struct fpl_command_kind {
    const char *name;
    const struct fpl_command_row *row;
    int rows;
    unsigned makes;
};
#define KIND(name, table, makes)                                                                                       \
    { name, table, (int)(sizeof(table) / sizeof(table)[0]), makes }
static const struct fpl_command_kind kinds[] = {
    KIND("deal.recorded", deal_record, RECORDED),
    KIND("deal.reversed", deal_reverse, UNDOES),
    KIND("loan.registered", loan_register, LOAN_KEY | TERMS),
    KIND("loan.withdrawn", loan_undo, LOAN_KEY | UNDOES),
    KIND("loan.repaid", loan_repay, LOAN_KEY),
    KIND("repayment.reversed", loan_undo, LOAN_KEY | UNDOES),
    KIND("claim.submitted", claim_submit, LOAN_KEY | CLAIM_KEY | CLAIMANT),
    KIND("claim.decided", claim_approve, 0),
    KIND("claim.deferred", claim_approve, 0),
    KIND("claim.refused", claim_end, 0),
    KIND("claim.paid", claim_end, 0),
    KIND("payout.recorded", payout_record, LOAN_KEY | CLAIM_KEY | CLAIMANT),
    KIND("claim.revoked", claim_end, UNDOES),
};

/* ---- fields ---- */

int fpl_command_facts__begin(struct fpl_command_facts *command, struct fpl_str kind, struct fpl_fact_keys *keys) {
    size_t i = 0;
    while (i < sizeof kinds / sizeof kinds[0] && !fpl_str_is(kind, kinds[i].name))
        i++;
    if (i == sizeof kinds / sizeof kinds[0])
        return 0;
    command->kind = &kinds[i];
    command->row = NULL;
    command->next = command->count = 0;
    command->loan_key = command->claim_key = (struct fpl_str){NULL, 0};
    command->keys = keys;
    for (int slot = 0; slot < FPL_SLOT_COUNT; slot++)
        command->slot[slot].known = 0;
    return 1;
}

enum fpl_fact_type fpl_command_facts__wants(struct fpl_command_facts *command, const char *field) {
    const struct fpl_command_kind *kind = command->kind;
    int order = -1;
    command->row = NULL;
    if (command->next > 0 && strcmp(kind->row[command->next - 1].field, field) >= 0)
        command->next = 0; /* out of order */
    while (command->next < kind->rows && (order = strcmp(kind->row[command->next].field, field)) < 0)
        command->next++;
    if (command->next == kind->rows || order != 0)
        return FPL_FACT_NONE;
    command->row = &kind->row[command->next];
    return command->row->type != FPL_FACT_NONE ? command->row->type
                                               : fpl_fact_type((enum fpl_fact_id)command->row->fact);
}

static void say(struct fpl_command_facts *command, enum fpl_fact_id id, const struct fpl_fact *value) {
    FPL_ASSERT(command->count < FPL_COMMAND_FACTS_MAX);
    command->said[command->count].id = id;
    command->said[command->count++].fact = *value;
}

void fpl_command_facts__put(struct fpl_command_facts *command, const struct fpl_fact *value) {
    const struct fpl_command_row *row = command->row;
    FPL_ASSERT(row && value->known);
    if (row->slot != FPL_SLOT_NONE)
        command->slot[row->slot] = *value;
    if (row->fact == NO_FACT)
        return;
    enum fpl_fact_id id = (enum fpl_fact_id)row->fact;
    if (row->type == FPL_FACT_TEXT && fpl_fact_type(id) == FPL_FACT_BOOL)
        say(command, id, &(struct fpl_fact){.known = 1, .v.num = fpl_str_is(value->v.text, "Y")});
    else
        say(command, id, value);
}

/* ---- what follows from them ---- */

static const struct fpl_fact *said(const struct fpl_command_facts *command, enum fpl_fact_id id) {
    for (int i = 0; i < command->count; i++)
        if (command->said[i].id == id)
            return &command->said[i].fact;
    return NULL;
}

static void say_text(struct fpl_command_facts *command, enum fpl_fact_id id, struct fpl_str text) {
    say(command, id, &(struct fpl_fact){.known = 1, .v.text = text});
}

/* "a|b|c" after what stands in *keys already; 0 if it does not fit. */
static int compose(struct fpl_command_facts *command, const struct fpl_str *part, int parts, struct fpl_str *out) {
    struct fpl_fact_keys *keys = command->keys;
    size_t at = command->loan_key.n;
    *out = (struct fpl_str){keys->bytes + at, 0};
    for (int i = 0; i < parts; i++) {
        if (part[i].n + 1 > sizeof keys->bytes - at)
            return 0;
        if (i)
            keys->bytes[at++] = '|';
        if (part[i].n)
            memcpy(keys->bytes + at, part[i].p, part[i].n);
        at += part[i].n;
    }
    out->n = (size_t)(keys->bytes + at - out->p);
    return 1;
}

static struct fpl_str slot_text(const struct fpl_command_facts *command, enum fpl_command_slot slot) {
    return command->slot[slot].known ? command->slot[slot].v.text : (struct fpl_str){"", 0};
}

static struct fpl_date slot_date(const struct fpl_command_facts *command) {
    const struct fpl_fact *day = &command->slot[FPL_SLOT_OCCURRED];
    return day->known ? (struct fpl_date){(int32_t)day->v.num} : FPL_DATE_NONE;
}

static int compose_keys(struct fpl_command_facts *command) {
    const struct fpl_str loan[] = {slot_text(command, FPL_SLOT_BANK), slot_text(command, FPL_SLOT_CONTRACT),
                                   slot_text(command, FPL_SLOT_IOU)};
    struct fpl_str key;
    char day[12];
    if (!compose(command, loan, 3, &key))
        return 0;
    command->loan_key = key;
    say_text(command, FPL_FACT_LOAN_KEY, key);
    if (!(command->kind->makes & CLAIM_KEY))
        return 1;
    const struct fpl_str claim[] = {key, command->slot[FPL_SLOT_CLAIM_NO].known
                                             ? slot_text(command, FPL_SLOT_CLAIM_NO)
                                             : fpl_str_of(fpl_date_format(slot_date(command), day))};
    if (!compose(command, claim, 2, &key))
        return 0;
    command->claim_key = key;
    say_text(command, FPL_FACT_CLAIM_KEY, key);
    return 1;
}

/* Smallest number of months that reaches `to` from `from`. */
static int months_until(struct fpl_date from, struct fpl_date to) {
    struct fpl_period a = fpl_period_of(from), b = fpl_period_of(to);
    int months = (b.year - a.year) * 12 + b.month - a.month;
    months = months < 0 ? 0 : months;
    while (fpl_date_cmp(fpl_date_add_months(from, months), to) < 0)
        months++;
    return months;
}

static int full_months(struct fpl_date from, struct fpl_date to) {
    int months = months_until(from, to);
    return fpl_date_cmp(fpl_date_add_months(from, months), to) > 0 ? months - 1 : months;
}

static struct fpl_date said_date(const struct fpl_command_facts *command, enum fpl_fact_id id) {
    const struct fpl_fact *fact = said(command, id);
    return fact ? (struct fpl_date){(int32_t)fact->v.num} : FPL_DATE_NONE;
}

static void derive_terms(struct fpl_command_facts *command) {
    struct fpl_date from = said_date(command, FPL_FACT_LOAN_DISBURSED_ON),
                    due = said_date(command, FPL_FACT_LOAN_DUE_ON),
                    established = said_date(command, FPL_FACT_FIRM_ESTABLISHED);
    if (!said(command, FPL_FACT_LOAN_MODE))
        say_text(command, FPL_FACT_LOAN_MODE,
                 said(command, FPL_FACT_LOAN_GUARANTOR) ? FPL_STR("GUARANTEED") : FPL_STR("DIRECT"));
    if (fpl_date_is_none(from))
        return;
    if (!fpl_date_is_none(due) && fpl_date_cmp(due, from) >= 0)
        say(command, FPL_FACT_LOAN_TENOR_MONTHS, &(struct fpl_fact){.known = 1, .v.num = months_until(from, due)});
    if (!fpl_date_is_none(established) && fpl_date_cmp(established, from) <= 0)
        say(command, FPL_FACT_FIRM_AGE_MONTHS, &(struct fpl_fact){.known = 1, .v.num = full_months(established, from)});
}

enum fpl_status fpl_command_facts__end(struct fpl_command_facts *command, struct fpl_error *error) {
    if ((command->kind->makes & LOAN_KEY) && !compose_keys(command))
        return fpl_fail(error, FPL_E_JSON, "cmd", NULL, NULL);
    if (command->kind->makes & TERMS)
        derive_terms(command);
    return FPL_OK;
}

/* ---- into a set of facts ---- */

static int add(struct fpl_facts *facts, enum fpl_fact_id id, const struct fpl_fact *value) {
    struct fpl_fact *fact = &facts->fact[id];
    if (fact->known)
        return 0;
    *fact = *value;
    fact->book = FPL_SOURCE_COMMAND;
    fact->seq = 0;
    return 1;
}

static int add_day(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_date day) {
    return add(facts, id, &(struct fpl_fact){.known = !fpl_date_is_none(day), .v.num = day.day});
}

/* The day the event must have occurred on; FPL_DATE_NONE: none is right. */
static struct fpl_date day_of(const struct fpl_command_facts *command, struct fpl_date today,
                              const struct fpl_facts *facts) {
    struct fpl_date told = slot_date(command);
    if (command->kind->makes & UNDOES)
        return fpl_fact_date(facts, FPL_FACT_TODAY);
    return fpl_date_is_none(told) ? today : told;
}

enum fpl_status fpl_command_facts__add(const struct fpl_command_facts *command, struct fpl_date occurred,
                                       struct fpl_date today, struct fpl_facts *facts, struct fpl_error *error) {
    unsigned makes = command->kind->makes;
    struct fpl_date day = day_of(command, today, facts);
    enum fpl_fact_id twice = FPL_FACT_COUNT;
    if (fpl_date_is_none(day) || fpl_date_cmp(occurred, day) != 0)
        return fpl_fail(error, FPL_E_JSON, "occ", NULL, NULL);
    for (int i = 0; i < command->count; i++)
        if (!add(facts, command->said[i].id, &command->said[i].fact))
            twice = command->said[i].id;
    if (!(makes & UNDOES) && !add_day(facts, FPL_FACT_TODAY, makes & RECORDED ? today : occurred))
        twice = FPL_FACT_TODAY;
    if ((makes & TERMS) && !add_day(facts, FPL_FACT_LOAN_REGISTERED_ON, occurred))
        twice = FPL_FACT_LOAN_REGISTERED_ON;
    if ((makes & CLAIMANT) && !fpl_fact_known(facts, FPL_FACT_CLAIM_CLAIMANT) && command->slot[FPL_SLOT_BANK].known)
        (void)add(facts, FPL_FACT_CLAIM_CLAIMANT, &command->slot[FPL_SLOT_BANK]);
    return twice == FPL_FACT_COUNT ? FPL_OK : fpl_fail(error, FPL_E_JSON, fpl_fact_name(twice), NULL, NULL);
}

/* 计入备案金额: what lies above the eligible limit does not count. */
enum fpl_status fpl_command_facts__under(const struct fpl_command_facts *command, const struct fpl_pack *pack,
                                         struct fpl_facts *facts, struct fpl_error *error) {
    const struct fpl_fact *disbursed = said(command, FPL_FACT_LOAN_DISBURSED);
    if (!(command->kind->makes & TERMS))
        return FPL_OK;
    if (fpl_fact_known(facts, FPL_FACT_LOAN_REGISTERED_AMOUNT))
        return fpl_fail(error, FPL_E_JSON, fpl_fact_name(FPL_FACT_LOAN_REGISTERED_AMOUNT), NULL, NULL);
    if (!pack || !pack->registered_min || !disbursed)
        return FPL_OK;
    struct fpl_fact counted = *disbursed;
    if (pack->max_loan != FPL_PACK_UNSET && pack->max_loan < counted.v.num)
        counted.v.num = pack->max_loan;
    (void)add(facts, FPL_FACT_LOAN_REGISTERED_AMOUNT, &counted);
    return FPL_OK;
}

/* ---- days ---- */

/* No first day before its second one; FPL_FACT_COUNT stands for the day of recording. */
static const struct {
    const char *kind, *field;
    enum fpl_fact_id day, earliest;
    enum fpl_status status;
} day_rules[] = {
    {"loan.registered", "due_on", FPL_FACT_LOAN_DUE_ON, FPL_FACT_LOAN_DISBURSED_ON, FPL_E_DATE_INVALID},
    {"loan.repaid", "occurred", FPL_FACT_TODAY, FPL_FACT_LOAN_DISBURSED_ON, FPL_E_DATE_ORDER},
    {"claim.submitted", "claim_date", FPL_FACT_CLAIM_DATE, FPL_FACT_LOAN_DISBURSED_ON, FPL_E_DATE_ORDER},
    /* a decision dated before its claim would count in another year's caps */
    {"claim.decided", "occurred", FPL_FACT_TODAY, FPL_FACT_CLAIM_DATE, FPL_E_DATE_ORDER},
    {"claim.deferred", "occurred", FPL_FACT_TODAY, FPL_FACT_CLAIM_DATE, FPL_E_DATE_ORDER},
    {"claim.refused", "occurred", FPL_FACT_TODAY, FPL_FACT_CLAIM_DATE, FPL_E_DATE_ORDER},
    {"claim.paid", "occurred", FPL_FACT_TODAY, FPL_FACT_CLAIM_DATE, FPL_E_DATE_ORDER},
    {"payout.recorded", "decided_on", FPL_FACT_TODAY, FPL_FACT_LOAN_DISBURSED_ON, FPL_E_DATE_ORDER},
    {"payout.recorded", "paid_on", FPL_FACT_PAYOUT_PAID_ON, FPL_FACT_TODAY, FPL_E_DATE_ORDER},
};

enum fpl_status fpl_command_facts__dates(const struct fpl_command_facts *command, const struct fpl_facts *facts,
                                         struct fpl_date today, struct fpl_error *error) {
    static const struct {
        enum fpl_fact_id day;
        const char *field;
    } past[] = {{FPL_FACT_LOAN_DISBURSED_ON, "disbursed_on"}, {FPL_FACT_PAYOUT_PAID_ON, "paid_on"}};
    char text[12], first[12];
    for (size_t i = 0; i < sizeof past / sizeof past[0]; i++) {
        struct fpl_date day = said_date(command, past[i].day);
        if (fpl_date_is_none(day) || fpl_date_cmp(day, today) <= 0)
            continue;
        fpl_error_at_field(error, past[i].field);
        return fpl_fail(error, FPL_E_FUTURE, fpl_date_format(day, text), NULL, NULL);
    }
    for (size_t i = 0; i < sizeof day_rules / sizeof day_rules[0]; i++) {
        struct fpl_date day = fpl_fact_date(facts, day_rules[i].day),
                        earliest = fpl_fact_date(facts, day_rules[i].earliest);
        int order = day_rules[i].status == FPL_E_DATE_ORDER;
        if (strcmp(command->kind->name, day_rules[i].kind) != 0 || fpl_date_is_none(day) ||
            fpl_date_is_none(earliest) || fpl_date_cmp(day, earliest) >= 0)
            continue;
        fpl_error_at_field(error, day_rules[i].field);
        return fpl_fail(error, day_rules[i].status, fpl_date_format(day, text),
                        order ? fpl_date_format(earliest, first) : NULL, NULL);
    }
    return FPL_OK;
}
