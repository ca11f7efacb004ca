/* Deals of a fund. */
#include "ledger/desk/desk.h"

#include <string.h>

/* A name that differs from the registered one is flagged in the record and the answer; the registry keeps its own. */
enum fpl_status fpl_desk__check_firm_name(struct desk_call *call, struct fpl_str *flag) {
    char kind[16], name[256];
    struct fpl_str given = fpl_desk__text(call, "firm_name");
    *flag = (struct fpl_str){NULL, 0};
    for (int i = 0; i < call->unseen_count; i++)
        if (call->unseen[i].name.n == 0) {
            call->unseen[i].name = given;
            return FPL_OK;
        }
    enum fpl_status status =
        fpl_desk__party_kind(call, fpl_desk__text(call, "firm"), kind, sizeof kind, name, sizeof name);
    if (!status && !fpl_str_is(given, name)) {
        struct fpl_reason *reason = &call->answer->reason[call->answer->reasons++];
        *reason = (struct fpl_reason){.status = FPL_E_PARTY_NAME};
        fpl_str_copy(fpl_str_of(name), reason->arg[0], sizeof reason->arg[0]);
        *flag = FPL_STR("{\"flag\":\"E_PARTY_NAME\"}");
    }
    return status;
}

enum fpl_status fpl_desk__deal_record(struct desk_call *call) {
    struct fpl_str key = fpl_desk__text(call, "deal"), fund = fpl_desk__text(call, "fund"), flag;
    int taken = 0;
    if (fund.n && !fpl_str_is(fund, call->book->info.code)) {
        fpl_error_at_field(call->error, "fund");
        return fpl_fail_text(call->error, FPL_E_BOOK, fund.p, fund.n);
    }
    enum fpl_status status = fpl_desk__business_key(call, "deal", key, &taken);
    if (!status && !taken)
        status = fpl_desk__profiles(call);
    if (status || taken)
        return status;
    memset(&call->desk->facts, 0, sizeof call->desk->facts);
    if ((status = fpl_desk__say(call, "deal.recorded")) ||
        (status = fpl_desk__add_said(call, fpl_desk__date(call, "paid_date"))))
        return status;
    fpl_fund_decide_deal(&call->desk->facts, (const struct fpl_profile *const *)call->desk->profile,
                         call->desk->profiles, &call->desk->decision);
    if ((status = fpl_desk__decided(call)))
        return status;
    if ((status = fpl_desk__check_firm_name(call, &flag)))
        return status;
    fpl_desk__use_decision(call, (struct fpl_str){NULL, 0});
    call->draft.kind = "deal.recorded";
    call->draft.occurred = fpl_desk__date(call, "paid_date");
    call->draft.memo = fpl_desk__given(call, "memo") ? fpl_desk__text(call, "memo") : FPL_STR("支付投资款");
    call->draft.extra = flag;
    return fpl_desk__append(call);
}
