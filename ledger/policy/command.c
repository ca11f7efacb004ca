/* Typed fields, their canonical form, and the facts they say. */
#include "ledger/policy/command.h"

#include "ledger/base/base.h"
#include "ledger/policy/facts.h"

#include <stdio.h>
#include <string.h>

#define TAKE_ON "take_on"

/* ---- canonical form ---- */

static void write_value(struct fpl_json_out *out, const struct fpl_field_spec *field, const struct fpl_typed *value) {
    char text[48];
    switch (field->type) {
    case FPL_FIELD_MONEY:
    case FPL_FIELD_INT:
        fpl_json_kint(out, field->name, value->num);
        break;
    case FPL_FIELD_BOOL:
        fpl_json_kbool(out, field->name, value->num != 0);
        break;
    case FPL_FIELD_RATIO:
        fpl_json_kstrz(out, field->name, fpl_ratio_format(value->ratio, text));
        break;
    case FPL_FIELD_TEXT:
    case FPL_FIELD_ID:
    case FPL_FIELD_DATE:
    case FPL_FIELD_ENUM:
    case FPL_FIELD_PARTY:
    case FPL_FIELD_USCC:
    case FPL_FIELD_PERIOD:
    case FPL_FIELD_CLAIM:
        fpl_json_kstr(out, field->name, value->text);
        break;
    }
}

void fpl_command__write(const struct fpl_plan *plan, const struct fpl_typed *typed, int take_on,
                        struct fpl_json_out *out) {
    fpl_json_object(out);
    for (int i = 0; i < plan->spec->field_count; i++) { /* take_on is no field, but content */
        const struct fpl_field_spec *field = &plan->spec->fields[plan->order[i]];
        if (take_on && strcmp(field->name, TAKE_ON) > 0) {
            fpl_json_kbool(out, TAKE_ON, 1);
            take_on = 0;
        }
        if (typed[plan->order[i]].given)
            write_value(out, field, &typed[plan->order[i]]);
    }
    if (take_on)
        fpl_json_kbool(out, TAKE_ON, 1);
    fpl_json_end(out);
}

/* ---- read back ---- */

static int is_code(const char *choices, struct fpl_str code) {
    for (const char *p = choices; *p;) {
        const char *end = strchr(p, '|'), *equals = strchr(p, '=');
        if (equals && fpl_str_eq(code, (struct fpl_str){p, (size_t)(equals - p)}))
            return 1;
        p = end ? end + 1 : p + strlen(p);
    }
    return 0;
}

/* Of numbers and days only the form that the desk writes. */
static int read_number(const struct fpl_field_spec *field, const struct fpl_json *node, struct fpl_typed *out) {
    struct fpl_fact fact = {.known = 0};
    struct fpl_period period;
    char text[16];
    switch (field->type) {
    case FPL_FIELD_MONEY:
    case FPL_FIELD_INT:
        out->num = node->num;
        return node->type == FPL_JSON_INT && node->num >= 0 &&
               (field->type == FPL_FIELD_INT || node->num > 0 || (field->flags & FPL_FIELD_ZERO));
    case FPL_FIELD_BOOL:
        out->num = node->num;
        return node->type == FPL_JSON_BOOL;
    case FPL_FIELD_RATIO:
        if (!fpl_fact__read(node, FPL_FACT_RATIO, &fact))
            return 0;
        out->ratio = fact.v.ratio;
        return fact.v.ratio.num >= 0 && fact.v.ratio.num <= FPL_MINOR_MAX && fact.v.ratio.den <= FPL_MINOR_MAX &&
               (!field->most || fpl_share_cmp(fact.v.ratio.num, fact.v.ratio.den, field->most, 100) <= 0);
    case FPL_FIELD_DATE:
        if (!fpl_fact__read(node, FPL_FACT_DATE, &fact))
            return 0;
        out->num = fact.v.num;
        return fpl_str_is(node->str, fpl_date_format((struct fpl_date){(int32_t)fact.v.num}, text));
    case FPL_FIELD_TEXT:
    case FPL_FIELD_ID:
    case FPL_FIELD_ENUM:
    case FPL_FIELD_PARTY:
    case FPL_FIELD_USCC:
    case FPL_FIELD_CLAIM:
        break;
    case FPL_FIELD_PERIOD:
        if (node->type != FPL_JSON_STRING || fpl_period_parse(node->str, &period, NULL))
            return 0;
        out->num = period.year * 100 + period.month;
        return fpl_str_is(node->str, fpl_period_format(period, text));
    }
    return 0;
}

size_t fpl_field__bytes(const struct fpl_field_spec *field) {
    return field->flags & FPL_FIELD_NAME ? FPL_NAME_BYTES_MAX : FPL_FIELD_BYTES_MAX;
}

static int read_value(const struct fpl_field_spec *field, const struct fpl_json *node, struct fpl_typed *out) {
    *out = (struct fpl_typed){.given = 1, .text = node->type == FPL_JSON_STRING ? node->str : (struct fpl_str){"", 0}};
    switch (field->type) {
    case FPL_FIELD_ID:
    case FPL_FIELD_PARTY:
        return out->text.n > 0 && fpl_id_check(out->text, NULL) == FPL_OK;
    case FPL_FIELD_USCC:
        return out->text.n > 0 && fpl_uscc_check(out->text) == FPL_OK;
    case FPL_FIELD_TEXT:
    case FPL_FIELD_CLAIM:
        return out->text.n > 0 && fpl_text_check(out->text, fpl_field__bytes(field), NULL) == FPL_OK;
    case FPL_FIELD_ENUM:
        return node->type == FPL_JSON_STRING && is_code(field->choices, node->str);
    case FPL_FIELD_MONEY:
    case FPL_FIELD_INT:
    case FPL_FIELD_BOOL:
    case FPL_FIELD_RATIO:
    case FPL_FIELD_DATE:
    case FPL_FIELD_PERIOD:
        return read_number(field, node, out);
    }
    return 0;
}

static enum fpl_status malformed(struct fpl_error *error, struct fpl_str field) {
    char place[4 + 64], name[60];
    (void)snprintf(place, sizeof place, "cmd.%s", fpl_str_copy(field, name, sizeof name));
    return fpl_fail(error, FPL_E_JSON, place, NULL, NULL);
}

/* Both lists are in byte order of names: one pass. */
enum fpl_status fpl_command__read(const struct fpl_plan *plan, const struct fpl_json *cmd, struct fpl_typed *typed,
                                  int *take_on, struct fpl_error *error) {
    const struct fpl_command_spec *spec = plan->spec;
    int at = 0;
    *take_on = 0;
    if (!cmd || cmd->type != FPL_JSON_OBJECT)
        return fpl_fail(error, FPL_E_JSON, "cmd", NULL, NULL);
    for (int i = 0; i < spec->field_count; i++)
        typed[i].given = 0;
    for (const struct fpl_json *key = fpl_json_first(cmd); key;) {
        const struct fpl_json *value = fpl_json_next(cmd, key);
        if (fpl_str_is(key->str, TAKE_ON)) {
            *take_on = value->type == FPL_JSON_BOOL && value->num == 1;
            if (!*take_on)
                return malformed(error, key->str);
            key = fpl_json_next(cmd, value);
            continue;
        }
        while (at < spec->field_count && !fpl_str_is(key->str, spec->fields[plan->order[at]].name))
            at++;
        if (at == spec->field_count || !read_value(&spec->fields[plan->order[at]], value, &typed[plan->order[at]]))
            return malformed(error, key->str);
        at++;
        key = fpl_json_next(cmd, value);
    }
    for (int i = 0; i < spec->field_count; i++)
        if ((spec->fields[i].flags & FPL_FIELD_REQUIRED) && !typed[i].given)
            return malformed(error, fpl_str_of(spec->fields[i].name));
    return FPL_OK;
}

/* ---- as facts ---- */

void fpl_fact__say(struct fpl_facts *facts, enum fpl_fact_id id, const struct fpl_fact *value) {
    struct fpl_fact fact = *value;
    if (fpl_fact_known(facts, id))
        return;
    fact.book = FPL_SOURCE_COMMAND;
    fact.seq = 0;
    fpl_fact_put(facts, id, &fact);
}

void fpl_fact__say_text(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_str text) {
    fpl_fact__say(facts, id, &(struct fpl_fact){.known = text.n > 0, .v.text = text});
}

int fpl_months__until(struct fpl_date from, struct fpl_date to) {
    struct fpl_period a = fpl_period_of(from), b = fpl_period_of(to);
    int months = (b.year - a.year) * 12 + b.month - a.month;
    months = months < 0 ? 0 : months;
    while (fpl_date_cmp(fpl_date_add_months(from, months), to) < 0)
        months++;
    return months;
}

int fpl_months__full(struct fpl_date from, struct fpl_date to) {
    int months = fpl_months__until(from, to);
    return fpl_date_cmp(fpl_date_add_months(from, months), to) > 0 ? months - 1 : months;
}

static struct fpl_fact fact_of(const struct fpl_field_spec *field, const struct fpl_typed *value) {
    enum fpl_fact_type type = fpl_fact_type((enum fpl_fact_id)(field->says - 1));
    struct fpl_fact fact = {.known = 1};
    if (type == FPL_FACT_TEXT)
        fact.v.text = value->text;
    else if (type == FPL_FACT_RATIO)
        fact.v.ratio = value->ratio;
    else if (type == FPL_FACT_BOOL && field->type == FPL_FIELD_ENUM)
        fact.v.num = fpl_str_is(value->text, "Y");
    else
        fact.v.num = value->num;
    return fact;
}

/* A fact that a record keeps and its command says as well is malformed. */
static enum fpl_status say_once(struct fpl_facts *facts, enum fpl_fact_id id, const struct fpl_fact *fact,
                                struct fpl_error *error) {
    if (fact->known && fpl_fact_known(facts, id))
        return fpl_fail(error, FPL_E_JSON, fpl_fact_name(id), NULL, NULL);
    fpl_fact__say(facts, id, fact);
    return FPL_OK;
}

/* The field's text in a key: a day in its form, an amount in minor units. */
static struct fpl_str key_part(const struct fpl_field_spec *field, const struct fpl_typed *value, char day[24]) {
    if (field->type == FPL_FIELD_DATE)
        return fpl_str_of(fpl_date_format((struct fpl_date){(int32_t)value->num}, day));
    if (field->type != FPL_FIELD_INT && field->type != FPL_FIELD_MONEY)
        return value->text;
    char *end = day + 24, *from = fpl_int__digits(fpl_int__abs(value->num), end);
    if (value->num < 0)
        *--from = '-';
    return (struct fpl_str){from, (size_t)(end - from)};
}

/* Its shared spelling, in place of `part` behind keys->bytes + at; 0 if it does not fit. */
static int spell(struct fpl_fact_keys *keys, size_t at, struct fpl_str *part) {
    struct fpl_buf folded = {0};
    int fits = fpl_id_fold(*part, &folded) == FPL_OK && folded.n + 1 <= sizeof keys->bytes - at;
    if (fits) {
        memcpy(keys->bytes + at, folded.p, folded.n);
        *part = (struct fpl_str){keys->bytes + at, folded.n};
    }
    fpl_buf_release(&folded);
    return fits;
}

/* "a|b|c" behind what stands in *keys already, empty if a part is not given that it needs; 0 if it does not fit. */
static int compose(const struct fpl_said *said, const int16_t *parts, size_t *used, struct fpl_str *out) {
    const struct fpl_field_spec *fields = fpl_event__plan(said->event)->spec->fields;
    struct fpl_fact_keys *keys = said->keys;
    size_t from = *used, at = from;
    *out = (struct fpl_str){"", 0};
    for (int i = 0; parts[i] >= 0; i++) {
        int field = parts[i] & (FPL_PLAN_ELSE - 1), other = parts[i + 1] >= 0 && parts[i + 1] & FPL_PLAN_ELSE;
        char day[24];
        if (parts[i] & FPL_PLAN_ELSE)
            continue;
        if (!said->typed[field].given && other)
            field = parts[i + 1] & (FPL_PLAN_ELSE - 1);
        if (!said->typed[field].given && parts[i] & FPL_PLAN_MAY)
            continue;
        if (!said->typed[field].given)
            return 1;
        struct fpl_str part = key_part(&fields[field], &said->typed[field], day);
        if ((parts[i] & FPL_PLAN_ID) && fpl_id_check(part, NULL) != FPL_OK)
            return 1;
        if (part.n + 1 > sizeof keys->bytes - at)
            return 0;
        if (at > from)
            keys->bytes[at++] = parts[i] & FPL_PLAN_AT ? '@' : '|';
        if (!(parts[i] & FPL_PLAN_SPELT) || fpl_id_is_folded(part))
            memcpy(keys->bytes + at, part.p, part.n);
        else if (!spell(keys, at, &part))
            return 0;
        at += part.n;
    }
    *out = (struct fpl_str){keys->bytes + from, at - from};
    *used = at;
    return 1;
}

static enum fpl_status say_keys(const struct fpl_said *said, struct fpl_facts *facts, struct fpl_error *error) {
    const struct fpl_plan *plan = fpl_event__plan(said->event);
    size_t used = 0;
    for (int i = 0; i < FPL_EVENT_KEYS && said->event->keys[i].fields; i++) {
        struct fpl_fact fact = {.known = 1};
        if (!compose(said, plan->key[i], &used, &fact.v.text))
            return fpl_fail(error, FPL_E_JSON, "cmd", NULL, NULL);
        fact.known = fact.v.text.n > 0;
        enum fpl_status status = say_once(facts, (enum fpl_fact_id)said->event->keys[i].fact, &fact, error);
        if (status)
            return status;
    }
    return FPL_OK;
}

struct fpl_date fpl_command__day(const struct fpl_said *said, const struct fpl_facts *facts) {
    int occurred = fpl_event__plan(said->event)->occurred;
    if (said->event->flags & FPL_EVENT_UNDOES)
        return fpl_fact_date(facts, FPL_FACT_TODAY);
    return occurred >= 0 && said->typed[occurred].given ? (struct fpl_date){(int32_t)said->typed[occurred].num}
                                                        : said->today;
}

enum fpl_status fpl_command__say(const struct fpl_said *said, struct fpl_facts *facts, struct fpl_error *error) {
    const struct fpl_command_spec *spec = fpl_event__plan(said->event)->spec;
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < spec->field_count && !status; i++) {
        if (!spec->fields[i].says || !said->typed[i].given)
            continue;
        struct fpl_fact fact = fact_of(&spec->fields[i], &said->typed[i]);
        status = say_once(facts, (enum fpl_fact_id)(spec->fields[i].says - 1), &fact, error);
    }
    if (!status && said->take_on)
        status = say_once(facts, FPL_FACT_TAKE_ON, &(struct fpl_fact){.known = 1, .v.num = 1}, error);
    if (!status)
        status = say_keys(said, facts, error);
    if (!status)
        status = say_once(facts, FPL_FACT_RECORDED_ON,
                          &(struct fpl_fact){.known = !fpl_date_is_none(said->today), .v.num = said->today.day}, error);
    if (!status && !(said->event->flags & FPL_EVENT_UNDOES)) {
        struct fpl_date day = fpl_command__day(said, facts);
        status = say_once(facts, FPL_FACT_TODAY, &(struct fpl_fact){.known = 1, .v.num = day.day}, error);
    }
    return status;
}

void fpl_command__follow(const struct fpl_said *said, const struct fpl_pack *pack, struct fpl_facts *facts) {
    if (said->event->follows)
        said->event->follows(pack, facts);
}

const char *fpl_command__named_day(const char *zh, const char *en, struct fpl_date day, char out[FPL_NAMED_DAY]) {
    char text[12];
    (void)snprintf(out, FPL_NAMED_DAY, FPL_ZH_EN("%s", "%s") " %s", zh, en, fpl_date_format(day, text));
    return out;
}

/* The day of a field is before another one: both are told with their names. */
static enum fpl_status fail_order(const struct fpl_said *said, const char *name, struct fpl_date day, const char *first,
                                  struct fpl_error *error) {
    const struct fpl_field_spec *field = fpl_field_find(fpl_event__plan(said->event)->spec, fpl_str_of(name));
    char text[FPL_NAMED_DAY];
    fpl_error_at_field(error, name);
    return fpl_fail(error, FPL_E_DATE_ORDER,
                    fpl_command__named_day(field ? field->zh : name, field ? field->name : name, day, text), first,
                    NULL);
}

/* What happened before a fund's book was opened is in its opening balances, or is taken on, and nothing else is: what
 * is taken on posts nothing and is held against no limit. A reversal has the day of the event it takes back. */
static enum fpl_status on_its_side_of_opening(const struct fpl_said *said, const struct fpl_facts *facts,
                                              struct fpl_error *error) {
    const struct fpl_event *event = said->event;
    struct fpl_date day = fpl_command__day(said, facts);
    char text[12], first[FPL_NAMED_DAY];
    if (event->command.book != FPL_BOOK_FUND || event->recipes == 0 || (event->flags & FPL_EVENT_UNDOES) ||
        fpl_date_is_none(said->opened) || fpl_date_is_none(day) ||
        (fpl_date_cmp(day, said->opened) < 0) == (said->take_on != 0))
        return FPL_OK;
    if (!said->take_on) {
        size_t n = strlen(fpl_command__named_day(FPL_OPENING_DAY, said->opened, first));
        (void)snprintf(first + n, sizeof first - n, "%s",
                       event->flags & FPL_EVENT_TAKE_ON ? FPL_TAKE_ON_ADVICE : FPL_OPENING_ADVICE);
        return fail_order(said, event->occurred, day, first, error);
    }
    fpl_error_at_field(error, event->occurred);
    return fpl_fail(error, FPL_E_TAKE_ON_DAY, fpl_date_format(day, text), fpl_date_format(said->opened, first), NULL);
}

/* Does the day stand where the rule wants it? A day that is not known breaks none. */
static int keeps_order(const struct fpl_said *said, const struct fpl_facts *facts, const struct fpl_day_rule *rule,
                       struct fpl_date *day, struct fpl_date *other) {
    int future = rule->earliest == FPL_NO_FACT;
    *day = fpl_fact_date(facts, (enum fpl_fact_id)rule->day);
    *other = future ? said->today : fpl_fact_date(facts, (enum fpl_fact_id)rule->earliest);
    return fpl_date_is_none(*day) || fpl_date_is_none(*other) ||
           (future ? fpl_date_cmp(*day, *other) <= 0 : fpl_date_cmp(*day, *other) >= 0);
}

static enum fpl_status fail_day(const struct fpl_said *said, const struct fpl_day_rule *rule, struct fpl_date day,
                                struct fpl_date other, struct fpl_error *error) {
    int future = rule->earliest == FPL_NO_FACT;
    char text[12], first[FPL_NAMED_DAY];
    if (rule->status == FPL_E_DATE_ORDER && !future)
        return fail_order(said, rule->field, day,
                          fpl_command__named_day(fpl_fact_title((enum fpl_fact_id)rule->earliest, 1),
                                                 fpl_fact_title((enum fpl_fact_id)rule->earliest, 0), other, first),
                          error);
    fpl_error_at_field(error, rule->field);
    return fpl_fail(error, rule->status, fpl_date_format(day, text), future ? NULL : fpl_date_format(other, first),
                    NULL);
}

enum fpl_status fpl_command__dates_from(const struct fpl_said *said, const struct fpl_facts *facts, int *at,
                                        struct fpl_error *error) {
    struct fpl_date day, other;
    enum fpl_status status = *at == 0 ? on_its_side_of_opening(said, facts, error) : FPL_OK;
    if (status) {
        *at = 1;
        return status;
    }
    for (int i = *at > 0 ? *at - 1 : 0; i < said->event->days; i++) {
        const struct fpl_day_rule *rule = &said->event->day[i];
        int kept = keeps_order(said, facts, rule, &day, &other);
        if (kept || rule->status == FPL_OK) {
            i += kept && rule->status == FPL_OK;
            continue;
        }
        *at = i + 2;
        return fail_day(said, rule, day, other, error);
    }
    return FPL_OK;
}

enum fpl_status fpl_command__dates(const struct fpl_said *said, const struct fpl_facts *facts,
                                   struct fpl_error *error) {
    int at = 0;
    return fpl_command__dates_from(said, facts, &at, error);
}

/* ---- a record read back ---- */

enum fpl_status fpl_facts_of_record(const struct fpl_decided *record, struct fpl_fact_keys *keys, struct fpl_facts *out,
                                    struct fpl_error *error) {
    struct fpl_typed typed[FPL_COMMAND_VALUES] = {{.given = 0}};
    struct fpl_facts facts;
    struct fpl_date occurred = FPL_DATE_NONE;
    const struct fpl_event *event = fpl_event_find(record->kind);
    struct fpl_said said = {
        .event = event, .typed = typed, .today = record->today, .keys = keys, .opened = FPL_DATE_NONE};
    if (!event || !event->decide)
        return fpl_fail_text(error, FPL_E_JSON, record->kind.p, record->kind.n);
    if (fpl_date_parse(fpl_json_get_text(record->body, "occ"), &occurred, NULL))
        return fpl_fail(error, FPL_E_JSON, "occ", NULL, NULL);
    enum fpl_status status = fpl_facts_read(fpl_json_get(fpl_json_get(record->body, "dec"), "facts"), &facts, error);
    if (!status)
        status =
            fpl_command__read(fpl_event__plan(event), fpl_json_get(record->body, "cmd"), typed, &said.take_on, error);
    if (!status)
        status = fpl_command__say(&said, &facts, error);
    if (status)
        return status;
    fpl_command__follow(&said, record->pack, &facts);
    if ((event->flags & FPL_EVENT_UNDOES) && !fpl_fact_known(&facts, FPL_FACT_TODAY)) /* that of the event taken back */
        fpl_fact__say(&facts, FPL_FACT_TODAY, &(struct fpl_fact){.known = 1, .v.num = occurred.day});
    if (fpl_date_cmp(fpl_command__day(&said, &facts), occurred) != 0)
        return fpl_fail(error, FPL_E_JSON, "occ", NULL, NULL);
    fpl_facts_copy(&facts, out);
    return FPL_OK;
}

unsigned fpl_fact__group(enum fpl_fact_id id) {
    const char *name = fpl_fact_name(id);
    return strncmp(name, "firm.", 5) == 0    ? FPL_GROUP_FIRM
           : strncmp(name, "loan.", 5) == 0  ? FPL_GROUP_LOAN
           : strncmp(name, "claim.", 6) == 0 ? FPL_GROUP_CLAIM
                                             : 0u;
}
