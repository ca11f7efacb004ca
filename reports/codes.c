/* Codes in words: what a record, a refusal or an error holds as a code is read by people in their language. Chinese has
 * a word for each; English readers type the codes, so theirs stay. */
#include "reports/words.h"

#include "fundpool/event.h"
#include "fundpool/pack.h"
#include "fundpool/report.h"
#include "fundpool/verify.h"

#include <string.h>

#define CODE_BYTES 200

/* ---- states ---- */

/* Each state has one word, as the lists print it; a record keeps the code. */
const char *fpl_words__state(struct fpl_str code) {
    static const struct {
        const char *code, *zh;
    } states[] = {{"REGISTERED", "已备案"},    {"PAID_OFF", "已结清"},
                  {"CLAIMED", "已申请补偿"},   {"COMPENSATED", "已补偿"},
                  {"RENEWED", "已续贷"},       {"WITHDRAWN", "已撤回"},
                  {"SUBMITTED", "已受理"},     {"DECIDED", "已核定待拨付"},
                  {"DEFERRED", "熔断暂缓"},    {"QUEUED", "资金不足排队"},
                  {"CLOSED", "核定为零办结"},  {"REFUSED", "不予补偿"},
                  {"PAID", "已拨付"},          {"HELD", "在持"},
                  {"EXITED", "已退出"},        {"WRITTEN_OFF", "已核销"},
                  {"CONVERTIBLE", "仅可转债"}, {"RECOGNISED", "已认定"},
                  {"REVOKED", "已取消认定"},   {"SIGNED", "已签订"},
                  {"REVERSED", "已冲销"},      {"IN", "在库"},
                  {"OUT", "已移出"},           {"NONE", "没有"}};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (fpl_str_is(code, states[i].code))
            return states[i].zh;
    return NULL;
}

static int is_state(enum fpl_fact_id id) {
    static const enum fpl_fact_id states[] = {
        FPL_FACT_RENEWED_STATE,    FPL_FACT_REINVEST_STATE, FPL_FACT_FIRM_NAMESAKE_STATE, FPL_FACT_LOAN_STATE,
        FPL_FACT_CLAIM_STATE,      FPL_FACT_HOLDING_STATE,  FPL_FACT_BEFORE_STATE,        FPL_FACT_DEAL_STATE,
        FPL_FACT_COMMITMENT_STATE, FPL_FACT_LISTING_STATUS, FPL_FACT_LISTING_LAST_STATUS};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (states[i] == id)
            return 1;
    return 0;
}

/* ---- choices of fields ---- */

/* "CODE=中文=english|CODE=…" */
static int add_choice(const char *choices, struct fpl_str code, int zh, struct fpl_buf *out) {
    while (*choices) {
        const char *end = strchr(choices, '|'), *name = memchr(choices, '=', strlen(choices));
        size_t n = end ? (size_t)(end - choices) : strlen(choices);
        const char *english = name ? strchr(name + 1, '=') : NULL;
        if (name && english && fpl_str_eq(code, (struct fpl_str){choices, (size_t)(name - choices)})) {
            const char *from = zh ? name + 1 : english + 1;
            fpl_buf_add(out, from, (size_t)((zh ? english : choices + n) - from));
            return 1;
        }
        choices += n + (end != NULL);
    }
    return 0;
}

/* The field whose choices a fact holds that no field says: it was read from what an earlier command said. */
static const char *told_by(enum fpl_fact_id id) {
    static const struct {
        enum fpl_fact_id id;
        const char *field;
    } others[] = {{FPL_FACT_EVENT_PARTY_KIND, "kind"}, {FPL_FACT_LISTING_LAST_STATUS, "status"}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (others[i].id == id)
            return others[i].field;
    const char *dot = strchr(fpl_fact_name(id), '.');
    return dot ? dot + 1 : "";
}

/* Of the field that says the fact, whatever command it belongs to, or else of one by that name. */
static int add_word(enum fpl_fact_id id, struct fpl_str code, int zh, struct fpl_buf *out) {
    int count = 0;
    const char *name = told_by(id);
    const struct fpl_command_spec *commands = fpl_command_all(&count);
    for (int by_name = 0; by_name < 2; by_name++)
        for (int i = 0; i < count; i++)
            for (int j = 0; j < commands[i].field_count; j++) {
                const struct fpl_field_spec *field = &commands[i].fields[j];
                int means = by_name ? strcmp(field->name, name) == 0 : field->says == 1 + (int)id;
                if (means && add_choice(field->choices, code, zh, out))
                    return 1;
            }
    return 0;
}

/* "DIRECT scheme excluded|GUARANTEED scheme": what a contract is registered as, with the modes in words. */
static void add_registered_as(struct fpl_str list, int zh, struct fpl_buf *out) {
    while (list.n > 0) {
        size_t n = 0, end = 0;
        while (n < list.n && list.p[n] != ' ' && list.p[n] != '|')
            n++;
        if (!add_word(FPL_FACT_LOAN_MODE, (struct fpl_str){list.p, n}, zh, out))
            fpl_buf_add(out, list.p, n);
        for (end = n; end < list.n && list.p[end] != '|'; end++)
            fpl_buf_addc(out, list.p[end]);
        end += end < list.n;
        list = (struct fpl_str){list.p + end, list.n - end};
        if (list.n > 0)
            fpl_buf_adds(out, zh ? "；" : "; ");
    }
}

void fpl_words__choice(enum fpl_fact_id id, struct fpl_str code, int zh, struct fpl_buf *out) {
    if (id == FPL_FACT_LOAN_CONTRACT_AS || id == FPL_FACT_RENEWED_CONTRACT_AS) {
        add_registered_as(code, zh, out);
        return;
    }
    const char *state = zh && is_state(id) ? fpl_words__state(code) : NULL;
    if (state)
        fpl_buf_adds(out, state);
    else if (is_state(id) || !add_word(id, code, zh, out))
        fpl_buf_add(out, code.p, code.n);
}

int fpl_words__field_choice(const struct fpl_field_spec *field, struct fpl_str code, int zh, struct fpl_buf *out) {
    return add_choice(field->choices, code, zh, out);
}

void fpl_report_choice(struct fpl_report *report, const char *command, const char *field, struct fpl_str code) {
    const struct fpl_command_spec *spec = fpl_command_find(command);
    const struct fpl_field_spec *of = spec ? fpl_field_find(spec, fpl_str_of(field)) : NULL;
    struct fpl_buf zh = {0}, en = {0};
    char id[CODE_BYTES];
    if (of && add_choice(of->choices, code, 1, &zh) && add_choice(of->choices, code, 0, &en)) {
        fpl_buf_addc(&zh, '\0');
        fpl_buf_addc(&en, '\0');
    }
    if (zh.n && fpl_buf_ok(&zh) == FPL_OK && fpl_buf_ok(&en) == FPL_OK)
        fpl_report_code(report, fpl_str_copy(code, id, sizeof id), zh.p, en.p);
    else
        fpl_report_text(report, code);
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

/* ---- fields, kinds, commands, roles ---- */

/* As the command calls it; one that is not known is looked for by the fact that it says, then by its name anywhere. */
static const char *field_title(const struct fpl_command_spec *spec, int about, struct fpl_str name) {
    static const char *const of_line[][2] = {
        {"account", "科目"}, {"side", "方向"},     {"amount", "金额"},           {"party", "往来"},
        {"item", "项目"},    {"currency", "币种"}, {"cash_flow", "现金流量项目"}};
    const struct fpl_field_spec *own = spec ? fpl_field_find(spec, name) : NULL;
    int count = 0, fact = fpl_fact_find(name);
    if (own)
        return own->zh;
    for (size_t i = 0; spec && (spec->flags & FPL_COMMAND_LINES) && i < sizeof of_line / sizeof of_line[0]; i++)
        if (fpl_str_is(name, of_line[i][0]))
            return of_line[i][1];
    if (fact >= 0)
        return fpl_fact_title((enum fpl_fact_id)fact, 1);
    const struct fpl_command_spec *commands = fpl_command_all(&count);
    for (int any = about == 0; any < 2; any++)
        for (int i = 0; i < count; i++) {
            const struct fpl_field_spec *field = fpl_field_find(&commands[i], name);
            if (field && (any || field->says == about))
                return field->zh;
        }
    return NULL;
}

/* "capital.received", "exit|TC-1": the event as people call it, with its number if it is told. */
static int add_event(struct fpl_str text, struct fpl_buf *out) {
    int count = 0;
    const char *bar = text.n ? memchr(text.p, '|', text.n) : NULL;
    struct fpl_str name = {text.p, bar ? (size_t)(bar - text.p) : text.n};
    const struct fpl_event *const *all = fpl_event_all(&count);
    for (int i = 0; i < count; i++) {
        if (!fpl_str_is(name, all[i]->kind) && !(all[i]->item && !all[i]->undoes && fpl_str_is(name, all[i]->item)))
            continue;
        fpl_buf_adds(out, all[i]->zh);
        if (bar)
            fpl_buf_addf(out, " %.*s", (int)(text.p + text.n - bar - 1), bar + 1);
        return 1;
    }
    return 0;
}

/* "A,B" of the choices of a field; what is none of them stays as it is. */
static int add_choices(enum fpl_fact_id id, struct fpl_str text, struct fpl_buf *out) {
    int known = 0;
    for (size_t at = 0; at < text.n;) {
        const char *comma = memchr(text.p + at, ',', text.n - at);
        size_t n = comma ? (size_t)(comma - text.p) - at : text.n - at;
        struct fpl_str word = {text.p + at, n};
        if (at)
            fpl_buf_adds(out, "、");
        if (add_word(id, word, 1, out))
            known = 1;
        else
            fpl_buf_add(out, word.p, word.n);
        at += n + 1;
    }
    return known;
}

/* "recorder,approver" */
static int add_roles(struct fpl_str text, struct fpl_buf *out) {
    int known = 0;
    for (size_t at = 0; at < text.n; at++) {
        size_t stop = at;
        while (stop < text.n && !strchr(", ;|", text.p[stop]))
            stop++;
        struct fpl_str word = {text.p + at, stop - at};
        unsigned role = fpl_role_of(word);
        if (word.n && known)
            fpl_buf_adds(out, "、");
        if (role)
            fpl_buf_adds(out, fpl_role_name((enum fpl_role)role, 1));
        else
            fpl_buf_add(out, word.p, word.n);
        known |= word.n > 0;
        at = stop;
    }
    return known;
}

/* "firm amount": each as its command calls it. */
static int add_fields(const struct fpl_command_spec *spec, int about, struct fpl_str list, struct fpl_buf *out) {
    int known = 0, first = 1;
    while (list.n > 0) {
        const char *end = memchr(list.p, ' ', list.n);
        size_t n = end ? (size_t)(end - list.p) : list.n;
        const char *title = field_title(spec, about, (struct fpl_str){list.p, n});
        known |= title != NULL;
        fpl_buf_adds(out, first ? "" : "、");
        if (title)
            fpl_buf_adds(out, title);
        else
            fpl_buf_add(out, list.p, n);
        first = 0;
        list = (struct fpl_str){list.p + n + (end != NULL), list.n - n - (end != NULL)};
    }
    return known;
}

/* ---- the arguments of a status ---- */

enum means { NOTHING, STATE, FIELD, EVENT, COMMAND, ROLES, CHOICE, CHOICES, PATH, PLACE };

static const struct argument {
    enum fpl_status status;
    int which;
    enum means means;
    enum fpl_fact_id fact; /* CHOICE, CHOICES */
} arguments[] = {
    {FPL_E_STATE, 0, STATE, 0},
    {FPL_E_GATE_LOAN_STATE, 0, STATE, 0},
    {FPL_E_HOLDING, 1, STATE, 0},
    {FPL_E_MISSING, 0, FIELD, 0},
    {FPL_E_TAMPERED, 0, PLACE, 0},
    {FPL_E_PACK_INVALID, 0, PATH, 0},
    {FPL_E_PACK_FIELD, 0, PATH, 0},
    {FPL_E_KEY_CHANGED, 0, FIELD, 0},
    {FPL_E_REQUEST_CHANGED, 0, FIELD, 0},
    {FPL_E_GATE_TOLD_LESS, 0, FIELD, 0},
    {FPL_E_GATE_TOLD_MORE, 0, FIELD, 0},
    {FPL_E_LATER, 0, EVENT, 0},
    {FPL_E_ROLE, 1, COMMAND, 0},
    {FPL_E_ROLES, 0, ROLES, 0},
    {FPL_E_FROZEN, 0, CHOICE, FPL_FACT_DEAL_CATEGORY},
    {FPL_E_FROZEN, 1, CHOICE, FPL_FACT_DEAL_CATEGORY},
    {FPL_E_GATE_CLASS, 0, CHOICE, FPL_FACT_CLAIM_CLASS},
    {FPL_E_GATE_CLASS, 1, CHOICE, FPL_FACT_CLAIM_CLASS},
    {FPL_E_GATE_LITIGATION, 0, CHOICE, FPL_FACT_CLAIM_LITIGATION},
    {FPL_E_GATE_LITIGATION, 1, CHOICE, FPL_FACT_CLAIM_LITIGATION},
    {FPL_E_GATE_TYPE, 0, CHOICE, FPL_FACT_LOAN_TYPE},
    {FPL_E_GATE_TYPE, 1, CHOICES, FPL_FACT_LOAN_TYPE},
    {FPL_E_GATE_EXCLUSIVE, 0, CHOICE, FPL_FACT_LOAN_MODE},
};

/* "rate_tiers.0.rate" as its author wrote it, with what it is called behind it. */
static int add_path(struct fpl_str path, struct fpl_buf *out) {
    char name[CODE_BYTES];
    const struct fpl_pack_field *field = fpl_pack_field(fpl_str_copy(path, name, sizeof name));
    if (field)
        fpl_buf_addf(out, "%s（%s）", name, field->zh);
    return field != NULL;
}

static int add_argument(const struct argument *a, const struct fpl_command_spec *spec, int about, struct fpl_str code,
                        struct fpl_buf *out) {
    char name[CODE_BYTES];
    const char *word = NULL;
    const struct fpl_command_spec *command = NULL;
    switch (a->means) {
    case STATE:
        word = fpl_words__state(code);
        break;
    case FIELD:
        return add_fields(spec, about, code, out);
    case COMMAND:
        command = fpl_command_find(fpl_str_copy(code, name, sizeof name));
        word = command ? command->zh : NULL;
        break;
    case EVENT:
        return add_event(code, out);
    case ROLES:
        return add_roles(code, out);
    case PATH:
        return add_path(code, out);
    case PLACE:
        fpl_verify_words(code.p, out);
        return 1;
    case CHOICE:
        return add_word(a->fact, code, 1, out);
    case CHOICES:
        return add_choices(a->fact, code, out);
    case NOTHING:
        break;
    }
    if (word)
        fpl_buf_adds(out, word);
    return word != NULL;
}

void fpl_report_error_words(const struct fpl_command_spec *spec, int about, struct fpl_error *error) {
    for (size_t i = 0; i < sizeof arguments / sizeof arguments[0]; i++) {
        const struct argument *a = &arguments[i];
        if (a->status != error->status)
            continue;
        char *arg = error->arg[a->which];
        struct fpl_buf word = {0}, both = {0};
        int has = !strchr(arg, '\x1e') && add_argument(a, spec, about, fpl_str_of(arg), &word);
        if (has && fpl_buf_ok(&word) == FPL_OK)
            fpl_buf_addf(&both, FPL_ZH_EN("%.*s", "%s"), (int)word.n, word.p, arg);
        if (both.n > 0 && fpl_buf_ok(&both) == FPL_OK && both.n < FPL_ERROR_ARG_BYTES)
            (void)fpl_str_copy(fpl_buf_str(&both), arg, FPL_ERROR_ARG_BYTES);
        fpl_buf_release(&word);
        fpl_buf_release(&both);
    }
}

/* Names the field that the reason is about, unless its text does. A clause of a pack says what it judges. */
static void add_about(const struct fpl_command_spec *spec, const struct fpl_reason *reason, int zh, const char *text,
                      struct fpl_buf *out) {
    int fact = reason->about - 1;
    const struct fpl_field_spec *own = spec && reason->field ? fpl_field_find(spec, fpl_str_of(reason->field)) : NULL;
    if (own && !own->says) {
        if (!strstr(text, zh ? own->zh : own->name))
            fpl_buf_addf(out, zh ? "（%s）" : " (%s)", zh ? own->zh : own->name);
        return;
    }
    for (int i = 0; i < 2 && fact < 0; i++) /* of a dry run: the decider's own word */
        fact = reason->arg[i][0] ? fpl_fact_find(fpl_str_of(reason->arg[i])) : -1;
    if (fact < 0 || reason->clause[0])
        return;
    const char *title = fpl_fact_title((enum fpl_fact_id)fact, zh);
    for (int i = 0; spec && i < spec->field_count; i++)
        if (spec->fields[i].says == 1 + fact)
            title = zh ? spec->fields[i].zh : spec->fields[i].name;
    const char *day = spec && fact == FPL_FACT_TODAY ? fpl_event_of_command(spec)->occurred : NULL;
    const struct fpl_field_spec *field = day ? fpl_field_find(spec, fpl_str_of(day)) : NULL;
    if (field)
        title = zh ? field->zh : field->name;
    if (!strstr(text, title) && !strstr(text, fpl_fact_name((enum fpl_fact_id)fact)))
        fpl_buf_addf(out, zh ? "（%s）" : " (%s)", title);
}

void fpl_words__reason(const struct fpl_command_spec *spec, const struct fpl_reason *reason, int zh,
                       struct fpl_buf *out) {
    struct fpl_error error = {.status = reason->status};
    char text[FPL_MESSAGE_BYTES];
    for (int i = 0; i < 2; i++)
        (void)fpl_str_copy(fpl_str_of(reason->arg[i]), error.arg[i], sizeof error.arg[i]);
    fpl_report_error_words(spec, reason->about, &error);
    fpl_buf_adds(out, fpl_error_message(&error, zh, text, sizeof text));
    add_about(spec, reason, zh, text, out);
}
