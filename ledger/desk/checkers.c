/* Who may check what the actor gives: whoever is refused for want of a checker is told by name, for a bank's clerk does
 * not know the people of the pool. */
#include "ledger/desk/desk.h"

#include <string.h>

/* Any other approver, but none who belongs to the actor's own institution. */
static enum fpl_status add(struct desk_call *call, struct fpl_str user, char list[FPL_ERROR_ARG_BYTES]) {
    struct fpl_error ignored = {0};
    unsigned roles = 0;
    char party[65] = "";
    enum fpl_status status = fpl_journal__user(call->session, user, call->who_day, &roles, party, &ignored);
    if (status && status != FPL_E_DISABLED)
        return fpl_fail(call->error, status, ignored.arg[0], NULL, NULL);
    int own = call->institution[0] && strcmp(party, call->institution) == 0;
    if (!status && (roles & FPL_ROLE_APPROVER) && !own && !fpl_str_eq(user, call->command->actor))
        fpl_error_list(list, FPL_ZH_EN("、", ", "), user,
                       FPL_ZH_EN(" …（全部见 user list）", " … (all of them: user list)"));
    return FPL_OK;
}

#define NOBODY FPL_ZH_EN("（没有：由系统管理员登记审批人）", "nobody: an administrator enrols an approver")

enum fpl_status fpl_desk__checkers(struct desk_call *call, char list[FPL_ERROR_ARG_BYTES]) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    list[0] = '\0';
    enum fpl_status status =
        fpl_store__scan_items(call->session->store, 0, FPL_STR("user"), FPL_STR(""), &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        status = add(call, item.key, list);
    }
    fpl_store__end(cursor);
    if (!status && !list[0])
        memcpy(list, NOBODY, sizeof NOBODY);
    return status;
}
