/* What an actor has had refused, or has begun, on a day, over all books. */
#include "ledger/desk/desk.h"

#include <stdio.h>

struct fpl_tally_delta fpl_desk__count_one(struct fpl_str actor, const char *name, int64_t count,
                                           char scope[DESK_SCOPE_BYTES]) {
    snprintf(scope, DESK_SCOPE_BYTES, "user:%.*s", (int)actor.n, actor.p);
    return (struct fpl_tally_delta){
        .name = name, .scope = fpl_str_of(scope), .amount = fpl_money_of(0), .count = count};
}

enum fpl_status fpl_desk__within(struct fpl_session *session, struct fpl_str actor, struct fpl_date today,
                                 const char *name, int64_t most, struct fpl_error *error) {
    char scope[DESK_SCOPE_BYTES], text[96];
    struct fpl_tally_delta which = fpl_desk__count_one(actor, name, 0, scope);
    int64_t count = 0;
    enum fpl_status status = fpl_journal__count_books(session, name, which.scope, today, &count, error);
    if (status || count < most)
        return status;
    snprintf(text, sizeof text, FPL_ZH_EN("%s，每日 %lld", "%s, %lld a day"), name, (long long)most, name,
             (long long)most);
    return fpl_fail(error, FPL_E_LIMIT, text, NULL, NULL);
}
