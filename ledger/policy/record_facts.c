/* All facts of a record read back: those it keeps, and those of its own command. */
#include "ledger/policy/command_facts.h"
#include "ledger/policy/facts.h"

#include <stdio.h>

static enum fpl_status malformed(struct fpl_error *error, const char *field) {
    char place[4 + FPL_ERROR_ARG_BYTES];
    (void)snprintf(place, sizeof place, "cmd.%s", field);
    return fpl_fail(error, FPL_E_JSON, place, NULL, NULL);
}

static enum fpl_status read_command(struct fpl_command_facts *command, const struct fpl_json *cmd,
                                    struct fpl_error *error) {
    char field[32];
    for (const struct fpl_json *key = fpl_json_first(cmd); key;) {
        const struct fpl_json *value = fpl_json_next(cmd, key);
        struct fpl_fact fact = {.known = 1};
        enum fpl_fact_type type = fpl_command_facts__wants(command, fpl_str_copy(key->str, field, sizeof field));
        if (type != FPL_FACT_NONE && !fpl_fact__read(value, type, &fact))
            return malformed(error, field);
        if (type != FPL_FACT_NONE)
            fpl_command_facts__put(command, &fact);
        key = fpl_json_next(cmd, value);
    }
    return fpl_command_facts__end(command, error);
}

/* Of a record read back, days in an order that no desk accepts are a malformed command. */
static enum fpl_status read_dates(const struct fpl_command_facts *command, const struct fpl_facts *facts,
                                  struct fpl_date today, struct fpl_error *error) {
    struct fpl_error wrong = {0};
    return fpl_command_facts__dates(command, facts, today, &wrong) ? malformed(error, wrong.field) : FPL_OK;
}

enum fpl_status fpl_facts_of_record(const struct fpl_decided *record, struct fpl_fact_keys *keys, struct fpl_facts *out,
                                    struct fpl_error *error) {
    struct fpl_command_facts command;
    struct fpl_facts facts;
    struct fpl_date occurred = FPL_DATE_NONE;
    const struct fpl_json *cmd = fpl_json_get(record->body, "cmd");
    if (!fpl_command_facts__begin(&command, record->kind, keys))
        return fpl_fail_text(error, FPL_E_JSON, record->kind.p, record->kind.n);
    if (!cmd || cmd->type != FPL_JSON_OBJECT)
        return fpl_fail(error, FPL_E_JSON, "cmd", NULL, NULL);
    if (fpl_date_parse(fpl_json_get_text(record->body, "occ"), &occurred, NULL))
        return fpl_fail(error, FPL_E_JSON, "occ", NULL, NULL);
    enum fpl_status status = fpl_facts_read(fpl_json_get(fpl_json_get(record->body, "dec"), "facts"), &facts, error);
    if (!status)
        status = read_command(&command, cmd, error);
    if (!status)
        status = fpl_command_facts__under(&command, record->pack, &facts, error);
    if (!status)
        status = fpl_command_facts__add(&command, occurred, record->today, &facts, error);
    if (!status)
        status = read_dates(&command, &facts, record->today, error);
    if (!status)
        *out = facts;
    return status;
}
