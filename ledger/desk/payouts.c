/* Payouts made before the ledger, taken on. */
#include "ledger/desk/desk.h"

/* Was the loan itself taken on? Its registration says so; its body is the one that load_loan has read last. */
static enum fpl_status load_taken_on(struct desk_call *call, struct fpl_str loan) {
    const struct fpl_json *cmd = fpl_json_get(fpl_json_root(&call->desk->loan_doc), "cmd");
    struct fpl_item_state state;
    int found = 0;
    int32_t book = call->book->info.id;
    enum fpl_status status = fpl_journal__item(call->session, book, "loan", loan, &state, &found, call->error);
    if (status)
        return status;
    fpl_fact_set_bool(&call->desk->facts, FPL_FACT_LOAN_TAKE_ON, fpl_json_num(fpl_json_get(cmd, "take_on"), 0) != 0);
    fpl_fact_source(&call->desk->facts, FPL_FACT_LOAN_TAKE_ON, book, state.seq0);
    return FPL_OK;
}

static enum fpl_status append_payout(struct desk_call *call) {
    struct fpl_json_out out;
    fpl_buf_reset(&call->desk->extra);
    fpl_json_begin(&out, &call->desk->extra);
    fpl_json_object(&out);
    fpl_json_kstr(&out, "claim", fpl_fact_text(&call->desk->facts, FPL_FACT_CLAIM_KEY));
    fpl_json_kstr(&out, "claimant", fpl_fact_text(&call->desk->facts, FPL_FACT_CLAIM_CLAIMANT));
    fpl_json_end(&out);
    fpl_desk__use_decision(call, (struct fpl_str){NULL, 0});
    call->draft.kind = "payout.recorded";
    call->draft.occurred = fpl_desk__date(call, "decided_on");
    call->draft.memo = FPL_STR("承接历史补偿");
    call->draft.extra = fpl_buf_str(&call->desk->extra);
    call->draft.checker = call->command->checker; /* no posting, yet money that caps count */
    return fpl_buf_ok(&call->desk->extra) ? fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL)
                                          : fpl_desk__append(call);
}

/* The loan's facts as registered and as it stands, and what the command says. */
static enum fpl_status load_payout(struct desk_call *call) {
    struct fpl_str loan = call->desk->said.loan_key;
    const struct desk_pack *pack = NULL;
    enum fpl_status status = fpl_desk__load_loan(call, loan, &pack);
    if (!status)
        status = load_taken_on(call, loan);
    return status ? status : fpl_desk__add_said(call, fpl_desk__date(call, "decided_on"));
}

enum fpl_status fpl_desk__payout_record(struct desk_call *call) {
    int taken = 0;
    if (!call->command->take_on) { /* what is paid today is claimed first */
        fpl_error_at_field(call->error, "take_on");
        return fpl_fail(call->error, FPL_E_MISSING, "--take-on", NULL, NULL);
    }
    enum fpl_status status = fpl_desk__say(call, "payout.recorded");
    if (!status)
        status = fpl_desk__business_key(call, "claim", call->desk->said.claim_key, &taken);
    if (!status && !taken)
        status = load_payout(call);
    if (status || taken)
        return status;
    fpl_pool_decide_payout(&call->desk->facts, &call->desk->decision);
    status = fpl_desk__decided(call);
    return status ? status : append_payout(call);
}
