/* Commands about users: who is enrolled, and what he may do from a day on; and other names of users and parties. */
#include "ledger/general/people.h"
#include "ledger/desk/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum fpl_status at_roles(struct desk_call *call, enum fpl_status status, const char *a, const char *b) {
    fpl_error_at_field(call->error, "roles");
    return fpl_fail(call->error, status, a, b, NULL);
}

static enum fpl_status check_roles(struct desk_call *call, unsigned roles, struct fpl_str unknown) {
    char given[FPL_ERROR_ARG_BYTES];
    struct fpl_str text = fpl_desk__text(call, "roles");
    if (unknown.n)
        return at_roles(call, FPL_E_ENUM, fpl_error_quote(unknown, given),
                        FPL_ZH_EN("系统管理员 规则管理员 记账 复核 出纳 合作银行 合作担保机构 主管部门 审计",
                                  "admin rules recorder approver cashier bank guarantor regulator auditor"));
    if (roles == 0)
        return at_roles(call, FPL_E_MISSING, "roles", NULL);
    return fpl_roles__go_together(roles) ? FPL_OK : at_roles(call, FPL_E_ROLES, fpl_error_quote(text, given), NULL);
}

static enum fpl_status lacks_party(struct desk_call *call) {
    fpl_error_at_field(call->error, "party");
    return fpl_fail(call->error, FPL_E_MISSING, "party", NULL, NULL);
}

/* ---- roles over time ---- */

struct tenures {
    struct fpl_tenure *list;
    size_t n, cap;
};

static enum fpl_status keep(struct desk_call *call, const struct fpl_item_row *item, int enrolled,
                            struct tenures *out) {
    struct fpl_tenure one = {.from = FPL_DATE_NONE, .seq = item->seq0};
    enum fpl_status status = fpl_json_parse(&call->desk->item_doc, item->data, call->error);
    if (status)
        return status;
    const struct fpl_json *data = fpl_json_root(&call->desk->item_doc);
    one.roles = (unsigned)fpl_json_get_num(data, "roles", 0);
    fpl_str_copy(item->key, one.user, sizeof one.user);
    if (!enrolled && !fpl_people__read(item->key, data, &one))
        return fpl_fail(call->error, FPL_E_CORRUPT, "user.roles", NULL, NULL);
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 64;
        struct fpl_tenure *wider = realloc(out->list, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL);
        out->list = wider;
        out->cap = cap;
    }
    out->list[out->n++] = one;
    return FPL_OK;
}

static enum fpl_status load(struct desk_call *call, const char *kind, int enrolled, struct tenures *out) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status =
        fpl_store__scan_items(call->session->store, 0, fpl_str_of(kind), FPL_STR(""), &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        status = keep(call, &item, enrolled, out);
    }
    fpl_store__end(cursor);
    return status;
}

static enum fpl_status load_changes(struct desk_call *call, struct tenures *out) {
    return load(call, "user.roles", 0, out);
}

/* ---- who looks like another ---- */

/* A maker and a checker who look alike on paper are one person to its reader: refused, in a file as well. */
static enum fpl_status looks_like_another(struct desk_call *call) {
    struct fpl_alike ask = {.kind = FPL_STR("user"), .key = fpl_desk__text(call, "user"), .below = INT64_MAX};
    char receipt[48];
    struct fpl_fold fold = {call->session->store, &call->session->set};
    enum fpl_status status = fpl_fold__flush(&fold, call->error); /* another row of the same file */
    if (!status)
        status = fpl_journal__alike(call->session, &ask, call->error);
    if (status || ask.seq < 0)
        return status;
    fpl_error_at_field(call->error, "user");
    snprintf(receipt, sizeof receipt, "0/%lld", (long long)ask.seq);
    return fpl_fail(call->error, FPL_E_USER_ALIKE, ask.other, receipt, NULL);
}

/* So are two of one name, for papers say names: also in a file, also when somebody acts again. */
static enum fpl_status is_called_like_another(struct desk_call *call, struct fpl_str user, struct fpl_str name,
                                              const char *field) {
    const struct fpl_bearer who = {"user", user, call->today, INT64_MAX};
    struct fpl_fold fold = {call->session->store, &call->session->set};
    struct tenures changes = {0};
    struct fpl_alike ask = {.seq = -1};
    char receipt[48];
    enum fpl_status status = fpl_fold__flush(&fold, call->error);
    if (!status)
        status = load_changes(call, &changes);
    const struct fpl_tenures all = {changes.list, changes.n};
    if (!status)
        status = fpl_people__called(call->session->store, &all, &who, name, &ask, call->error);
    free(changes.list);
    if (status || ask.seq < 0)
        return status;
    fpl_error_at_field(call->error, field);
    snprintf(receipt, sizeof receipt, "0/%lld", (long long)ask.seq);
    return fpl_fail(call->error, FPL_E_USER_NAMED, ask.other, receipt, NULL);
}

/* ---- enrolments ---- */

enum fpl_status fpl_desk__user_enrol(struct desk_call *call) {
    struct fpl_making making = fpl_desk__making(call);
    struct fpl_str unknown;
    int taken = 0;
    unsigned roles = fpl_roles__parse(fpl_desk__text(call, "roles"), &unknown);
    enum fpl_status status = check_roles(call, roles, unknown);
    if (!status && (roles & (FPL_ROLE_BANK | FPL_ROLE_GUARANTOR)) && !fpl_desk__given(call, "party"))
        status = lacks_party(call);
    if (!status)
        status = fpl_desk__business_key(call, "user", fpl_desk__text(call, "user"), &taken);
    if (!status && !taken)
        status = looks_like_another(call);
    if (!status && !taken)
        status = is_called_like_another(call, fpl_desk__text(call, "user"), fpl_desk__text(call, "name"), "name");
    if (status || taken)
        return status;
    fpl_make__user(&making, roles);
    return fpl_desk__append_made(call);
}

/* ---- changes ---- */

/* The newest change of the same user for the same day; NULL if there is none. */
static const struct fpl_tenure *same_day(const struct tenures *all, const struct fpl_tenure *change) {
    const struct fpl_tenure *last = NULL;
    for (size_t i = 0; i < all->n; i++)
        if (fpl_date_cmp(all->list[i].from, change->from) == 0 && strcmp(all->list[i].user, change->user) == 0 &&
            (!last || all->list[i].seq > last->seq))
            last = &all->list[i];
    return last;
}

static enum fpl_status append_change(struct desk_call *call, const struct fpl_tenure *change) {
    struct tenures all = {0};
    enum fpl_status status = load(call, "user", 1, &all);
    if (!status)
        status = load_changes(call, &all);
    const struct fpl_tenure *last = status ? NULL : same_day(&all, change);
    if (last && last->roles == change->roles) {
        call->answer->status = FPL_ALREADY;
        call->answer->seq = last->seq;
    } else if (!status && !fpl_people__has_admin(all.list, all.n, change->seq, change)) {
        status = fpl_fail(call->error, FPL_E_LAST_ADMIN, change->user, NULL, NULL);
    } else if (!status) {
        (void)fpl_desk__making(call);
        fpl_make__tenure(&call->desk->decision, fpl_str_of(change->user), change->from, change->seq, change->roles);
        call->draft.memo = fpl_desk__text(call, "reason");
        status = fpl_desk__append_made(call);
    }
    free(all.list);
    return status;
}

enum fpl_status fpl_desk__user_change(struct desk_call *call) {
    struct fpl_str user = fpl_desk__text(call, "user"), unknown;
    struct fpl_item_state state;
    struct fpl_tenure change = {.from = fpl_desk__date(call, "from"), .seq = call->book->head.size};
    char day[12], today[FPL_NAMED_DAY];
    int found = 0, disables = 0;
    change.roles = fpl_people__parse(fpl_desk__text(call, "roles"), &unknown, &disables);
    enum fpl_status status = disables ? FPL_OK : check_roles(call, change.roles, unknown);
    if (!status)
        status = fpl_journal__item(call->session, 0, "user", user, &state, &found, call->error);
    if (!status && !found)
        status = fpl_fail_text(call->error, FPL_E_NOT_FOUND, user.p, user.n);
    if (!status)
        status = fpl_json_parse(&call->desk->item_doc, state.data, call->error);
    if (status)
        return status;
    if ((change.roles & (FPL_ROLE_BANK | FPL_ROLE_GUARANTOR)) &&
        !fpl_json_get(fpl_json_root(&call->desk->item_doc), "party"))
        return lacks_party(call);
    if (fpl_date_is_none(change.from))
        change.from = call->today;
    if (fpl_date_cmp(change.from, call->today) < 0) { /* what was done until now was done with the roles of then */
        fpl_error_at_field(call->error, "from");
        return fpl_fail(call->error, FPL_E_DATE_ORDER, fpl_date_format(change.from, day),
                        fpl_command__named_day("今天", "today,", call->today, today), NULL);
    }
    if (change.roles) {
        const struct fpl_bearer who = {"user", user, call->today, INT64_MAX};
        if (!(status = fpl_journal__name(call->session, &who, &call->desk->extra, call->error)))
            status = is_called_like_another(call, user, fpl_buf_str(&call->desk->extra), "user");
        if (status)
            return status;
    }
    fpl_str_copy(user, change.user, sizeof change.user);
    return append_change(call, &change);
}

/* ---- another name ---- */

/* The record that gave the bearer the name of the day. */
static enum fpl_status name_given_by(struct desk_call *call, const struct fpl_bearer *who, int64_t *seq) {
    struct fpl_item_state state = {0};
    int found = 0;
    enum fpl_status status = fpl_name__on(call->session->store, who, &call->desk->extra, seq, call->error);
    if (!status && *seq < 0)
        status = fpl_journal__item(call->session, 0, who->kind, who->id, &state, &found, call->error);
    if (!status && found)
        *seq = state.seq0;
    return status;
}

/* The name that it bears on that day already is no news. */
enum fpl_status fpl_desk__rename(struct desk_call *call) {
    const char *kind = fpl_event_of_command(call->command->spec) == &fpl_event__user_renamed ? "user" : "party";
    struct fpl_bearer who = {kind, fpl_desk__text(call, kind), fpl_desk__date(call, "from"), INT64_MAX};
    struct fpl_str name = fpl_desk__text(call, "name");
    struct fpl_buf *now = &call->desk->extra;
    char day[12];
    if (fpl_date_is_none(who.day))
        who.day = call->today;
    if (fpl_date_cmp(who.day, call->today) > 0) {
        fpl_error_at_field(call->error, "from");
        return fpl_fail(call->error, FPL_E_FUTURE, fpl_date_format(who.day, day), NULL, NULL);
    }
    enum fpl_status status = fpl_journal__name(call->session, &who, now, call->error);
    if (!status && now->n == 0)
        status = fpl_fail_text(call->error, FPL_E_NOT_FOUND, who.id.p, who.id.n);
    if (status)
        return status;
    if (fpl_str_eq(fpl_buf_str(now), name)) {
        call->answer->status = FPL_ALREADY;
        return name_given_by(call, &who, &call->answer->seq);
    }
    status = strcmp(kind, "party") == 0 ? fpl_desk__tell_namesake(call, who.id, name)
                                        : is_called_like_another(call, who.id, name, "name");
    if (status)
        return status;
    (void)fpl_desk__making(call);
    fpl_make__renamed(&call->desk->decision, &who, call->book->head.size, name);
    call->draft.memo = fpl_desk__text(call, "reason");
    return fpl_desk__append_made(call);
}
