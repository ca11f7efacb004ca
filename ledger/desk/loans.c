/* Loans: registration and repayments. */
#include "ledger/desk/desk.h"
#include "ledger/policy/pack.h"

#include <stdio.h>
#include <string.h>

/* A contract stands in one mode only: the first registration under it says which (pool rules §4 note 15). */
static enum fpl_status load_mode(struct desk_call *call, struct fpl_str contract, int *first) {
    struct fpl_item_state state;
    int found = 0, other = 0;
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, "contract", contract, &state, &found, call->error);
    if (!status && found && !(status = fpl_json_parse(&call->desk->doc, state.data, call->error)))
        other = !fpl_str_eq(fpl_json_get_text(fpl_json_root(&call->desk->doc), "mode"),
                            fpl_fact_text(&call->desk->facts, FPL_FACT_LOAN_MODE));
    if (status)
        return status;
    fpl_fact_set_bool(&call->desk->facts, FPL_FACT_LOAN_OTHER_MODE, other);
    fpl_fact_source(&call->desk->facts, FPL_FACT_LOAN_OTHER_MODE, call->book->info.id,
                    found ? state.seq : call->book->head.size);
    *first = !found;
    return FPL_OK;
}

/* The pack of the agreement in force: with the guarantor for a guaranteed loan, with the bank else; the binding day is
 * the pack's own choice. */
static enum fpl_status bind_pack(struct desk_call *call, struct fpl_date registered, const struct desk_pack **out) {
    struct desk_agreement agreement;
    int guaranteed = fpl_str_is(fpl_fact_text(&call->desk->facts, FPL_FACT_LOAN_MODE), "GUARANTEED") &&
                     fpl_desk__given(call, "guarantor");
    struct fpl_str party = guaranteed ? fpl_desk__text(call, "guarantor") : fpl_desk__text(call, "bank");
    enum fpl_status status = fpl_desk__agreement(call, party, registered, &agreement);
    if (!status)
        status = fpl_desk__pack(call, fpl_str_of(agreement.pack), out);
    if (status || (*out)->pack->by_registration || fpl_date_cmp(fpl_desk__date(call, "disbursed_on"), registered) == 0)
        return status;
    status = fpl_desk__agreement(call, party, fpl_desk__date(call, "disbursed_on"), &agreement);
    return status ? status : fpl_desk__pack(call, fpl_str_of(agreement.pack), out);
}

static enum fpl_status check_scope(struct desk_call *call) {
    if (call->institution[0] && !fpl_str_is(fpl_desk__text(call, "bank"), call->institution)) {
        fpl_error_at_field(call->error, "bank");
        return fpl_fail_text(call->error, FPL_E_SCOPE, call->command->actor.p, call->command->actor.n);
    }
    return FPL_OK;
}

static enum fpl_status load_registration(struct desk_call *call, struct fpl_str contract, int *first,
                                         const struct desk_pack **pack) {
    struct fpl_date registered =
        fpl_desk__given(call, "registered_on") ? fpl_desk__date(call, "registered_on") : call->today;
    memset(&call->desk->facts, 0, sizeof call->desk->facts);
    enum fpl_status status = fpl_desk__add_said(call, registered);
    if (status)
        return status;
    call->draft.occurred = registered;
    status = fpl_desk__load_firm(call, fpl_desk__text(call, "firm"), registered);
    if (!status)
        status = load_mode(call, contract, first);
    if (!status)
        status = bind_pack(call, registered, pack);
    if (!status)
        status = fpl_command_facts__under(&call->desk->said, (*pack)->pack, &call->desk->facts, call->error);
    return status ? status : fpl_desk__load_loan_sums(call, (*pack)->pack);
}

enum fpl_status fpl_desk__loan_register(struct desk_call *call) {
    struct fpl_str key, contract, flag;
    const struct desk_pack *pack = NULL;
    int taken = 0, first = 0;
    enum fpl_status status = check_scope(call);
    if (!status)
        status = fpl_desk__say(call, "loan.registered");
    if (status)
        return status;
    key = call->desk->said.loan_key;
    contract = (struct fpl_str){key.p, fpl_desk__text(call, "bank").n + 1 + fpl_desk__text(call, "contract").n};
    status = fpl_desk__business_key(call, "loan", key, &taken);
    if (!status && !taken)
        status = load_registration(call, contract, &first, &pack);
    if (status || taken)
        return status;
    fpl_pool_decide_loan(&call->desk->facts, pack->pack, &call->desk->decision);
    if ((status = fpl_desk__decided(call)) || (status = fpl_desk__check_firm_name(call, &flag)))
        return status;
    if (first) {
        char data[64];
        struct fpl_str mode = fpl_fact_text(&call->desk->facts, FPL_FACT_LOAN_MODE);
        snprintf(data, sizeof data, "{\"mode\":\"%.*s\"}", (int)mode.n, mode.p);
        fpl_decision_item(&call->desk->decision, "contract", contract, fpl_str_of(data));
    }
    fpl_desk__use_decision(call, fpl_str_of(pack->hash));
    call->draft.kind = "loan.registered";
    call->draft.memo = FPL_STR("贷款备案");
    call->draft.extra = flag;
    return fpl_desk__append(call);
}

enum fpl_status fpl_desk__loan_repay(struct desk_call *call) {
    const struct desk_pack *pack = NULL;
    int taken = 0;
    enum fpl_status status = check_scope(call);
    if (!status)
        status = fpl_desk__say(call, "loan.repaid");
    if (status)
        return status;
    struct fpl_str parts[2] = {call->desk->said.loan_key, fpl_desk__text(call, "instalment")},
                   instalment = fpl_desk__key(call, parts, 2);
    status = fpl_desk__business_key(call, "repayment", instalment, &taken);
    if (!status && !taken)
        status = fpl_desk__load_loan(call, parts[0], &pack);
    if (!status && !taken)
        status = fpl_desk__add_said(call, fpl_desk__date(call, "occurred"));
    if (status || taken)
        return status;
    fpl_pool_decide_repayment(&call->desk->facts, &call->desk->decision);
    if ((status = fpl_desk__decided(call)))
        return status;
    fpl_decision_item(&call->desk->decision, "repayment", instalment, FPL_STR("{}"));
    fpl_desk__use_decision(call, (struct fpl_str){NULL, 0});
    call->draft.kind = "loan.repaid";
    call->draft.occurred = fpl_desk__date(call, "occurred");
    call->draft.memo = FPL_STR("归还贷款本金");
    return fpl_desk__append(call);
}
