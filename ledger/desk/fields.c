/* From texts to typed values: every field of a command, its form, and the command's canonical JSON. */
#include "fundpool/cash_flow.h"
#include "ledger/desk/desk.h"

#include <stdio.h>
#include <string.h>

static int index_of(const struct desk_call *call, const char *name) {
    const struct fpl_command_spec *spec = call->command->spec;
    for (int i = 0; i < spec->field_count; i++)
        if (spec->fields[i].name[0] == name[0] && strcmp(spec->fields[i].name, name) == 0)
            return i;
    fpl_assert_failed(name, __FILE__, __LINE__);
}

const struct fpl_typed *fpl_desk__get(const struct desk_call *call, const char *name) {
    return &call->desk->typed[index_of(call, name)];
}

int fpl_desk__given(const struct desk_call *call, const char *name) {
    return fpl_desk__get(call, name)->given;
}

int64_t fpl_desk__num(const struct desk_call *call, const char *name, int64_t absent) {
    const struct fpl_typed *value = fpl_desk__get(call, name);
    return value->given ? value->num : absent;
}

struct fpl_str fpl_desk__text(const struct desk_call *call, const char *name) {
    const struct fpl_typed *value = fpl_desk__get(call, name);
    return value->given ? value->text : (struct fpl_str){"", 0};
}

struct fpl_date fpl_desk__date(const struct desk_call *call, const char *name) {
    const struct fpl_typed *value = fpl_desk__get(call, name);
    return value->given ? (struct fpl_date){(int32_t)value->num} : FPL_DATE_NONE;
}

/* ---- one field ---- */

static int same_word(struct fpl_str a, const char *b, size_t n) {
    if (a.n != n)
        return 0;
    for (size_t i = 0; i < n; i++) {
        char x = a.p[i], y = b[i];
        x = (char)(x >= 'A' && x <= 'Z' ? x + 32 : x);
        y = (char)(y >= 'A' && y <= 'Z' ? y + 32 : y);
        if (x != y)
            return 0;
    }
    return 1;
}

/* "CODE=中文=english|…": any spelling, ignoring ASCII case; the code is kept. */
static enum fpl_status read_enum(const struct fpl_field_spec *field, struct fpl_str text, struct fpl_typed *out,
                                 struct fpl_error *error) {
    for (const char *p = field->choices; *p;) {
        const char *end = strchr(p, '|');
        size_t n = end ? (size_t)(end - p) : strlen(p), code_n = (size_t)((const char *)memchr(p, '=', n) - p), at = 0;
        while (at <= n) {
            const char *stop = memchr(p + at, '=', n - at);
            size_t word = stop ? (size_t)(stop - p) - at : n - at;
            if (same_word(text, p + at, word)) {
                out->text = (struct fpl_str){p, code_n};
                return FPL_OK;
            }
            at += word + 1;
        }
        p += n + (end != NULL);
    }
    char given[FPL_ERROR_ARG_BYTES], all[FPL_ERROR_ARG_BYTES];
    fpl_error_choices(field->choices, all);
    return fpl_fail(error, FPL_E_ENUM, fpl_error_quote(text, given), all, NULL);
}

static enum fpl_status read_bool(struct fpl_str text, struct fpl_typed *out, struct fpl_error *error) {
    static const char *const yes[] = {"y", "yes", "true", "1", "是"}, *const no[] = {"n", "no", "false", "0", "否"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (same_word(text, yes[i], strlen(yes[i])) || same_word(text, no[i], strlen(no[i]))) {
            out->num = same_word(text, yes[i], strlen(yes[i]));
            return FPL_OK;
        }
    }
    char given[FPL_ERROR_ARG_BYTES];
    return fpl_fail(error, FPL_E_ENUM, fpl_error_quote(text, given), "Y N 是 否", NULL);
}

static enum fpl_status read_money(const struct desk_call *call, const struct fpl_field_spec *field, struct fpl_str text,
                                  struct fpl_typed *out, struct fpl_error *error) {
    struct fpl_money money;
    enum fpl_status status = fpl_money_parse(text, FPL_UNIT_YUAN, call->book ? call->book->scale : 2, &money, error);
    if (status)
        return status;
    if (fpl_money_sign(money) < 0)
        return fpl_fail(error, FPL_E_NEGATIVE, NULL, NULL, NULL);
    if (fpl_money_sign(money) == 0 && !(field->flags & FPL_FIELD_ZERO))
        return fpl_fail(error, FPL_E_AMOUNT_SIGN, NULL, NULL, NULL);
    out->num = fpl_money_minor(money);
    return FPL_OK;
}

/* Above the field's bound: 3.10 was meant as 3.10 %. */
static enum fpl_status check_range(const struct fpl_field_spec *field, struct fpl_str text, struct fpl_ratio ratio,
                                   struct fpl_error *error) {
    char given[FPL_ERROR_ARG_BYTES], most[16], advice[FPL_RATIO_ADVICE];
    if ((field->flags & FPL_FIELD_PLAIN) && memchr(text.p, '%', text.n))
        return fpl_fail_text(error, FPL_E_NUMBER_FORMAT, text.p, text.n);
    if (!field->most || fpl_share_cmp(ratio.num, ratio.den, field->most, 100) <= 0)
        return FPL_OK;
    snprintf(most, sizeof most, "%d%%", field->most);
    return fpl_fail(error, FPL_E_RATIO_RANGE, fpl_error_quote(text, given), most,
                    fpl_ratio_advice(text, fpl_str_of(most), advice));
}

static enum fpl_status read_number(const struct fpl_field_spec *field, struct fpl_str text, struct fpl_typed *out,
                                   struct fpl_error *error) {
    struct fpl_date date;
    struct fpl_period period;
    enum fpl_status status = FPL_OK;
    if (field->type == FPL_FIELD_DATE) {
        if (!(status = fpl_date_parse(text, &date, error)))
            out->num = date.day;
    } else if (field->type == FPL_FIELD_PERIOD) {
        if (!(status = fpl_period_parse(text, &period, error)))
            out->num = period.year * 100 + period.month;
    } else if (field->type == FPL_FIELD_RATIO) { /* an item keeps both of its numbers */
        if (!(status = fpl_ratio_parse(text, &out->ratio, error)) &&
            (out->ratio.num < 0 || out->ratio.num > FPL_MINOR_MAX || out->ratio.den > FPL_MINOR_MAX))
            status = fpl_fail_text(error, FPL_E_NUMBER_FORMAT, text.p, text.n);
        if (!status)
            status = check_range(field, text, out->ratio, error);
    } else if (fpl_int_parse(text, &out->num) || out->num < 0 || out->num > FPL_MINOR_MAX) {
        status = fpl_fail_text(error, FPL_E_NUMBER_FORMAT, text.p, text.n);
    }
    return status;
}

/* An institution acts for itself alone: whom else the field names, it does not know. */
static int is_anothers(const struct desk_call *call, const struct fpl_field_spec *field, struct fpl_str party) {
    const char *scope = fpl_event_of_command(call->command->spec)->scope_field;
    return call->institution[0] && scope && strcmp(field->name, scope) == 0 && !fpl_str_is(party, call->institution);
}

static enum fpl_status read_party(struct desk_call *call, const struct fpl_field_spec *field, struct fpl_str text,
                                  struct fpl_typed *out) {
    int found = 0;
    enum fpl_status status = fpl_desk__party(call, text, &out->text, &found);
    if (!status && !found) /* a name may hold what an id may not */
        status = fpl_id_check(text, call->error);
    if (status || (found && !is_anothers(call, field, out->text)))
        return status;
    if (found || !(field->flags & FPL_FIELD_REGISTERS))
        return fpl_fail_text(call->error, FPL_E_PARTY, text.p, text.n);
    if (!fpl_party__may_be_unseen(text))
        return fpl_fail_text(call->error, FPL_E_USCC, text.p, text.n);
    FPL_ASSERT(call->unseen_count < 2);
    call->unseen[call->unseen_count++] = (struct desk_party){text, {NULL, 0}};
    out->text = text;
    return FPL_OK;
}

/* A claim that is not found is told once it is decided on: a decided no is a record. */
static enum fpl_status read_claim(struct desk_call *call, struct fpl_str text, struct fpl_typed *out) {
    struct fpl_error keep = *call->error;
    enum fpl_status status = fpl_key_check(text, call->error);
    if (!status)
        status = fpl_desk__claim(call, text, &out->text);
    if (status != FPL_E_NOT_FOUND)
        return status;
    *call->error = keep;
    out->text = text;
    return FPL_OK;
}

/* What names no record is told by the handler; what could name none, here. */
static enum fpl_status read_voucher(struct desk_call *call, struct fpl_str text, struct fpl_typed *out) {
    int64_t seq = -1;
    char receipt[48];
    enum fpl_status status = fpl_desk__voucher(call, text, &seq);
    out->text = text;
    if (!status && seq < 0) {
        int begins_with_year = text.n > 5 && text.p[0] == '2' && text.p[4] == '-' && memchr(text.p, ' ', text.n);
        return begins_with_year ? FPL_OK : fpl_id_check(text, call->error);
    }
    if (status)
        return status;
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)call->book->info.id, (long long)seq);
    struct fpl_str part = fpl_str_of(receipt);
    out->text = fpl_desk__key(call, &part, 1);
    return FPL_OK;
}

static enum fpl_status read_cash_account(struct desk_call *call, struct fpl_str text, struct fpl_typed *out) {
    const struct fpl_chart *chart = &call->book->chart;
    const struct fpl_account *found = fpl_chart__find(chart, text);
    int named = 0;
    for (int i = 0; !found && i < chart->count; i++)
        named += fpl_str_is(text, chart->account[i].zh) || fpl_str_is(text, chart->account[i].en);
    for (int i = 0; named == 1 && !found && i < chart->count; i++)
        if (fpl_str_is(text, chart->account[i].zh) || fpl_str_is(text, chart->account[i].en))
            found = &chart->account[i];
    if (found && fpl_account_is_cash(fpl_str_of(found->code))) {
        out->text = fpl_str_of(found->code);
        return FPL_OK;
    }
    enum fpl_status status = found ? FPL_OK : fpl_id_check(text, call->error);
    return status ? status : fpl_fail_text(call->error, FPL_E_NOT_CASH, text.p, text.n);
}

static enum fpl_status read_id(struct desk_call *call, const struct fpl_field_spec *field, struct fpl_str text,
                               struct fpl_typed *out) {
    if (field->flags & FPL_FIELD_VOUCHER)
        return read_voucher(call, text, out);
    return field->flags & FPL_FIELD_CASH ? read_cash_account(call, text, out) : fpl_id_check(text, call->error);
}

static enum fpl_status read_field(struct desk_call *call, const struct fpl_field_spec *field, struct fpl_str text,
                                  struct fpl_typed *out) {
    enum fpl_status status = fpl_text_check(text, fpl_field__bytes(field), call->error);
    out->text = text;
    if (status)
        return status;
    switch (field->type) {
    case FPL_FIELD_TEXT:
        return FPL_OK;
    case FPL_FIELD_ID:
        return read_id(call, field, text, out);
    case FPL_FIELD_MONEY:
        return read_money(call, field, text, out, call->error);
    case FPL_FIELD_DATE:
    case FPL_FIELD_INT:
    case FPL_FIELD_RATIO:
    case FPL_FIELD_PERIOD:
        return read_number(field, text, out, call->error);
    case FPL_FIELD_BOOL:
        return read_bool(text, out, call->error);
    case FPL_FIELD_ENUM:
        return read_enum(field, text, out, call->error);
    case FPL_FIELD_PARTY:
        return read_party(call, field, text, out);
    case FPL_FIELD_CLAIM:
        return read_claim(call, text, out);
    case FPL_FIELD_USCC:
        return fpl_uscc_check(text) ? fpl_fail_text(call->error, FPL_E_USCC, text.p, text.n) : FPL_OK;
    }
    return fpl_fail(call->error, FPL_E_BUG, field->name, NULL, NULL);
}

/* ---- the canonical command ---- */

static void write_command(struct desk_call *call) {
    const struct fpl_plan *plan = fpl_event__plan(fpl_event_of_command(call->command->spec));
    struct fpl_json_out out;
    fpl_buf_reset(&call->desk->cmd);
    fpl_json_begin(&out, &call->desk->cmd);
    fpl_command__write(plan, call->desk->typed, call->command->take_on, &out);
}

/* The fields that were given; bad[] says which of the command's could not be read. */
static enum fpl_status read_given(struct desk_call *call, struct desk_faults *faults, char *bad) {
    const struct fpl_command *command = call->command;
    for (int i = 0; i < command->value_count; i++) {
        const struct fpl_value *value = &command->value[i];
        size_t at = (size_t)(value->field - command->spec->fields);
        if (value->text.n == 0)
            continue;
        enum fpl_status status = read_field(call, value->field, value->text, &call->desk->typed[at]);
        call->desk->typed[at].given = !status;
        bad[at] = status != FPL_OK;
        if (status)
            fpl_error_at_field(call->error, value->field->name);
        if ((status = fpl_desk__fault(call, faults, status)))
            return status;
    }
    return FPL_OK;
}

static enum fpl_status find_missing(struct desk_call *call, struct desk_faults *faults, const char *bad) {
    const struct fpl_command_spec *spec = call->command->spec;
    for (int i = 0; i < spec->field_count; i++) {
        const struct fpl_field_spec *field = &spec->fields[i];
        if (!(field->flags & FPL_FIELD_REQUIRED) || call->desk->typed[i].given || bad[i])
            continue;
        fpl_error_at_field(call->error, field->name);
        enum fpl_status status =
            fpl_desk__fault(call, faults, fpl_fail(call->error, FPL_E_MISSING, field->name, NULL, NULL));
        if (status)
            return status;
    }
    return FPL_OK;
}

enum fpl_status fpl_desk__read_fields(struct desk_call *call) {
    struct desk_faults faults;
    char bad[FPL_COMMAND_VALUES] = {0};
    FPL_ASSERT(call->command->spec->field_count <= FPL_COMMAND_VALUES);
    for (int i = 0; i < call->command->spec->field_count; i++)
        call->desk->typed[i].given = 0;
    fpl_desk__faults_begin(call, &faults);
    enum fpl_status status = read_given(call, &faults, bad);
    if (!status)
        status = find_missing(call, &faults, bad);
    if (status || (status = fpl_desk__faults_end(call, &faults)))
        return status;
    write_command(call);
    return fpl_buf_ok(&call->desk->cmd) ? fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}
