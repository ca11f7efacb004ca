/* Who else may do something: whoever is refused because he may not do it himself is told by name, for a bank's clerk
 * does not know the people of the pool. */
#include "ledger/journal/view.h"

#include <string.h>

static enum fpl_status add(struct fpl_session *session, const struct fpl_wanted_people *wanted, struct fpl_str user,
                           char list[FPL_ERROR_ARG_BYTES], struct fpl_error *error) {
    struct fpl_error ignored = {0};
    unsigned roles = 0;
    char party[65] = "";
    for (size_t i = 0; i < sizeof wanted->but / sizeof wanted->but[0]; i++)
        if (fpl_str_eq(user, wanted->but[i]))
            return FPL_OK;
    enum fpl_status status = fpl_journal__user(session, user, wanted->day, &roles, party, &ignored);
    if (status && status != FPL_E_DISABLED)
        return fpl_fail(error, status, ignored.arg[0], NULL, NULL);
    int own = wanted->institution[0] && strcmp(party, wanted->institution) == 0;
    if (!status && (roles & wanted->roles) && !own)
        fpl_error_list(list, FPL_ZH_EN("、", ", "), user,
                       FPL_ZH_EN(" …（全部见 user list）", " … (all of them: user list)"));
    return FPL_OK;
}

#define NOBODY                                                                                                         \
    FPL_ZH_EN("（没有：由系统管理员登记有此角色的人）", "nobody: an administrator enrols somebody with the role")

enum fpl_status fpl_journal__people(struct fpl_session *session, const struct fpl_wanted_people *wanted,
                                    char list[FPL_ERROR_ARG_BYTES], struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    list[0] = '\0';
    enum fpl_status status = fpl_store__scan_items(session->store, 0, FPL_STR("user"), FPL_STR(""), &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        status = add(session, wanted, item.key, list, error);
    }
    fpl_store__end(cursor);
    if (!status && !list[0])
        memcpy(list, NOBODY, sizeof NOBODY);
    return status;
}

enum fpl_status fpl_read_approvers(struct fpl_view *view, struct fpl_str asker, char list[FPL_ERROR_ARG_BYTES],
                                   struct fpl_error *error) {
    const struct fpl_wanted_people wanted = {FPL_ROLE_APPROVER, view->today, {asker}, view->institution};
    return fpl_journal__people(view->session, &wanted, list, error);
}
