/* How people are known, and the record that closes the ledger to those who are only named. */
#include "ledger/desk/desk.h"

#include <stdio.h>

/* The earliest day named. Asked again when the registry has grown. */
static enum fpl_status look(struct desk_call *call, int64_t size) {
    struct desk_closing *closing = &call->desk->closing;
    struct fpl_cursor *cursor = NULL;
    int row = 0;
    enum fpl_status status =
        fpl_store__scan_items(call->session->store, 0, FPL_STR(FPL_AUTH_ITEM), FPL_STR(""), &cursor, call->error);
    if (!status)
        status = fpl_store__next(cursor, &row, call->error);
    *closing = (struct desk_closing){.asked = -1, .from = FPL_DATE_NONE};
    if (!status && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        closing->seq = item.seq0;
        status = fpl_date_parse(item.key, &closing->from, call->error) ? FPL_E_CORRUPT : FPL_OK;
    }
    fpl_store__end(cursor);
    if (!status)
        closing->asked = size;
    return status;
}

static enum fpl_status find_closing(struct desk_call *call) {
    struct fpl_open_book *registry = NULL;
    enum fpl_status status = fpl_journal__book(call->session, 0, &registry, call->error);
    if (status || call->desk->closing.asked == registry->head.size)
        return status;
    return look(call, registry->head.size);
}

enum fpl_status fpl_desk__check_auth(struct desk_call *call) {
    const struct fpl_command *command = call->command;
    const struct desk_closing *closing = &call->desk->closing;
    char who[FPL_ERROR_ARG_BYTES], day[12], receipt[32];
    int checks = (command->spec->flags & FPL_COMMAND_ENTRY) && command->checker.n > 0;
    enum fpl_status status = find_closing(call);
    if (status || fpl_date_is_none(closing->from) || fpl_date_cmp(closing->from, call->who_day) > 0)
        return status;
    int actor = call->auth.kind == FPL_AUTH_ASSERTED, checker = checks && call->checker_auth.kind == FPL_AUTH_ASSERTED;
    if (!actor && !checker)
        return FPL_OK;
    snprintf(receipt, sizeof receipt, "0/%lld", (long long)closing->seq);
    return fpl_fail(call->error, FPL_E_AUTH, fpl_error_quote(actor ? command->actor : command->checker, who),
                    fpl_date_format(closing->from, day), receipt);
}

/* Closed once, it stays closed: another day may only be an earlier one. */
enum fpl_status fpl_desk__auth_require(struct desk_call *call) {
    const struct desk_closing *closing = &call->desk->closing; /* as check_auth has found it */
    struct fpl_date given = fpl_desk__date(call, "from"), from = fpl_date_is_none(given) ? call->today : given;
    char day[12], today[FPL_NAMED_DAY], receipt[32];
    int closed = !fpl_date_is_none(closing->from), order = closed ? fpl_date_cmp(closing->from, from) : 1;
    if (order == 0 || (order < 0 && fpl_date_is_none(given))) {
        call->answer->status = FPL_ALREADY;
        call->answer->seq = closing->seq;
        return FPL_OK;
    }
    fpl_error_at_field(call->error, "from");
    if (order < 0) {
        snprintf(receipt, sizeof receipt, "0/%lld", (long long)closing->seq);
        return fpl_fail(call->error, FPL_E_KEY_CHANGED, "from", receipt, NULL);
    }
    if (fpl_date_cmp(from, call->today) < 0) /* what was done until now was done by name */
        return fpl_fail(call->error, FPL_E_DATE_ORDER, fpl_date_format(from, day),
                        fpl_command__named_day("今天", "today,", call->today, today), NULL);
    fpl_error_at_field(call->error, "");
    (void)fpl_desk__making(call);
    fpl_make__auth(&call->desk->decision, from);
    call->draft.memo = fpl_desk__text(call, "reason");
    return fpl_desk__append_made(call);
}
