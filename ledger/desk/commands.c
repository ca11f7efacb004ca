/* A command being filled in; the names of roles and of kinds of books. */
#include "fundpool/command.h"

#include "fundpool/reader.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

const struct fpl_field_spec *fpl_field_find(const struct fpl_command_spec *command, struct fpl_str name) {
    for (int i = 0; i < command->field_count; i++)
        if (fpl_str_is(name, command->fields[i].name))
            return &command->fields[i];
    return NULL;
}

void fpl_command_begin(struct fpl_command *command, const struct fpl_command_spec *spec) {
    memset(command, 0, sizeof *command);
    command->spec = spec;
}

enum fpl_status fpl_command_set(struct fpl_command *command, struct fpl_str name, struct fpl_str text,
                                struct fpl_error *error) {
    const struct fpl_field_spec *field = fpl_field_find(command->spec, name);
    if (!field)
        return fpl_fail_text(error, FPL_E_UNKNOWN_FIELD, name.p, name.n);
    for (int i = 0; i < command->value_count; i++) {
        if (command->value[i].field == field) {
            command->value[i].text = text;
            return FPL_OK;
        }
    }
    if (command->value_count == FPL_COMMAND_VALUES)
        return fpl_fail(error, FPL_E_LIMIT, "fields", NULL, NULL);
    command->value[command->value_count++] = (struct fpl_value){field, text};
    return FPL_OK;
}

enum fpl_status fpl_book_wrong_kind(struct fpl_error *error, const struct fpl_book *book, enum fpl_book_kind wanted) {
    char text[FPL_ERROR_ARG_BYTES];
    int any = wanted == FPL_BOOK_ANY;
    (void)snprintf(text, sizeof text, FPL_ZH_EN("%s 是%s，此处只用%s", "%s is a %s book, and this is of %s books"),
                   book->code, fpl_book_kind_name(book->kind, 1), any ? "记账的账套" : fpl_book_kind_name(wanted, 1),
                   book->code, fpl_book_kind_name(book->kind, 0), any ? "posted" : fpl_book_kind_name(wanted, 0));
    return fpl_fail(error, FPL_E_BOOK, text, NULL, NULL);
}

struct fpl_str fpl_command_get(const struct fpl_command *command, const char *name) {
    for (int i = 0; i < command->value_count; i++)
        if (strcmp(command->value[i].field->name, name) == 0)
            return command->value[i].text;
    return (struct fpl_str){NULL, 0};
}

static const struct {
    enum fpl_role role;
    const char *id, *zh, *en;
} roles[] = {
    {FPL_ROLE_ADMIN, "admin", "系统管理员", "administrator"},
    {FPL_ROLE_RULES, "rules", "规则管理员", "rule keeper"},
    {FPL_ROLE_RECORDER, "recorder", "记账", "recorder"},
    {FPL_ROLE_APPROVER, "approver", "复核", "approver"},
    {FPL_ROLE_CASHIER, "cashier", "出纳", "cashier"},
    {FPL_ROLE_BANK, "bank", "合作银行", "partner bank"},
    {FPL_ROLE_GUARANTOR, "guarantor", "合作担保机构", "partner guarantor"},
    {FPL_ROLE_REGULATOR, "regulator", "主管部门", "regulator"},
    {FPL_ROLE_AUDITOR, "auditor", "审计", "auditor"},
};

const char *fpl_role_name(enum fpl_role role, int zh) {
    for (int i = 0; i < COUNT(roles); i++)
        if (roles[i].role == role)
            return zh < 0 ? roles[i].id : zh ? roles[i].zh : roles[i].en;
    return "";
}

unsigned fpl_role_of(struct fpl_str identifier) {
    for (int i = 0; i < COUNT(roles); i++)
        if (fpl_str_is(identifier, roles[i].id) || fpl_str_is(identifier, roles[i].zh))
            return roles[i].role;
    return 0;
}

static const char *const auths[][3] = {[FPL_AUTH_ASSERTED] = {"asserted", "仅凭姓名", "asserted"},
                                       [FPL_AUTH_SESSION] = {"session", "登录", "session"},
                                       [FPL_AUTH_KEY] = {"key", "密钥", "key"}};

const char *fpl_auth_name(enum fpl_auth_kind kind, int zh) {
    if ((unsigned)kind >= COUNT(auths))
        return "";
    return auths[kind][zh < 0 ? 0 : zh ? 1 : 2];
}

int fpl_auth_eq(const struct fpl_auth *a, const struct fpl_auth *b) {
    return a->kind == b->kind && (a->kind == FPL_AUTH_ASSERTED || memcmp(a->ref, b->ref, sizeof a->ref) == 0);
}

const char *fpl_book_kind_name(enum fpl_book_kind kind, int zh) {
    static const char *const names[][3] = {{"registry", "登记簿", "registry"},
                                           {"fund", "基金账套", "fund"},
                                           {"company", "公司账套", "company"},
                                           {"fiscal", "财政账套", "fiscal"},
                                           {"pool", "资金池账套", "pool"}};
    if ((unsigned)kind >= COUNT(names))
        return "";
    return names[kind][zh < 0 ? 0 : zh ? 1 : 2];
}
