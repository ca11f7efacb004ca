/* Loans: registration and repayments. */
#include "ledger/desk/desk.h"
#include "ledger/policy/pack.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *field;
    enum fpl_fact_id id;
} loan_facts[] = {
    {"firm", FPL_FACT_FIRM_ID},
    {"bank", FPL_FACT_LOAN_BANK},
    {"guarantor", FPL_FACT_LOAN_GUARANTOR},
    {"type", FPL_FACT_LOAN_TYPE},
    {"contract_amount", FPL_FACT_LOAN_CONTRACT_AMOUNT},
    {"credit_line", FPL_FACT_LOAN_CREDIT_LINE},
    {"disbursed", FPL_FACT_LOAN_DISBURSED},
    {"repaid", FPL_FACT_LOAN_REPAID},
    {"disbursed_on", FPL_FACT_LOAN_DISBURSED_ON},
    {"due_on", FPL_FACT_LOAN_DUE_ON},
    {"rate", FPL_FACT_LOAN_RATE},
    {"lpr", FPL_FACT_LOAN_LPR},
    {"purpose", FPL_FACT_LOAN_PURPOSE},
    {"first_loan", FPL_FACT_LOAN_FIRST},
    {"monetary_tool", FPL_FACT_LOAN_MONETARY_TOOL},
    {"ip_share", FPL_FACT_LOAN_IP_SHARE},
    {"collateral_share", FPL_FACT_LOAN_COLLATERAL_SHARE},
    {"revenue", FPL_FACT_FIRM_REVENUE},
    {"employees", FPL_FACT_FIRM_EMPLOYEES},
    {"established", FPL_FACT_FIRM_ESTABLISHED},
    {"industry", FPL_FACT_FIRM_INDUSTRY},
    {"breach_free_years", FPL_FACT_FIRM_BREACH_FREE_YEARS},
};

void fpl_desk__set_fact(struct desk_call *call, enum fpl_fact_id id, const char *field) {
    const struct desk_typed *value = fpl_desk__get(call, field);
    struct fpl_facts *facts = &call->desk->facts;
    if (!value->given)
        return;
    switch (fpl_fact_type(id)) {
    case FPL_FACT_MONEY:
        fpl_fact_set_money(facts, id, fpl_money_of(value->num));
        break;
    case FPL_FACT_INT:
        fpl_fact_set_int(facts, id, value->num);
        break;
    case FPL_FACT_DATE:
        fpl_fact_set_date(facts, id, (struct fpl_date){(int32_t)value->num});
        break;
    case FPL_FACT_RATIO:
        fpl_fact_set_ratio(facts, id, value->ratio);
        break;
    case FPL_FACT_BOOL:
        fpl_fact_set_bool(facts, id, value->num != 0);
        break;
    case FPL_FACT_TEXT:
        fpl_fact_set_text(facts, id, value->text);
        break;
    case FPL_FACT_NONE:
        break;
    }
}

/* Smallest number of months that reaches `to` from `from`. */
static int months_until(struct fpl_date from, struct fpl_date to) {
    struct fpl_period a = fpl_period_of(from), b = fpl_period_of(to);
    int months = (b.year - a.year) * 12 + b.month - a.month;
    months = months < 0 ? 0 : months;
    while (fpl_date_cmp(fpl_date_add_months(from, months), to) < 0)
        months++;
    return months;
}

static int full_months(struct fpl_date from, struct fpl_date to) {
    int months = months_until(from, to);
    return fpl_date_cmp(fpl_date_add_months(from, months), to) > 0 ? months - 1 : months;
}

static void set_derived(struct desk_call *call, struct fpl_date registered) {
    struct fpl_facts *facts = &call->desk->facts;
    struct fpl_date from = fpl_desk__date(call, "disbursed_on"), due = fpl_desk__date(call, "due_on"),
                    established = fpl_desk__date(call, "established");
    if (fpl_desk__given(call, "mode"))
        fpl_fact_set_text(facts, FPL_FACT_LOAN_MODE, fpl_desk__text(call, "mode"));
    else
        fpl_fact_set_text(facts, FPL_FACT_LOAN_MODE,
                          fpl_desk__given(call, "guarantor") ? FPL_STR("GUARANTEED") : FPL_STR("DIRECT"));
    if (fpl_date_cmp(due, from) >= 0)
        fpl_fact_set_int(facts, FPL_FACT_LOAN_TENOR_MONTHS, months_until(from, due));
    if (!fpl_date_is_none(established) && fpl_date_cmp(established, from) <= 0)
        fpl_fact_set_int(facts, FPL_FACT_FIRM_AGE_MONTHS, full_months(established, from));
    if (fpl_desk__given(call, "listed"))
        fpl_fact_set_bool(facts, FPL_FACT_FIRM_LISTED, fpl_str_is(fpl_desk__text(call, "listed"), "Y"));
    fpl_fact_set_date(facts, FPL_FACT_LOAN_REGISTERED_ON, registered);
    fpl_fact_set_date(facts, FPL_FACT_TODAY, registered);
    if (call->command->take_on)
        fpl_fact_set_bool(facts, FPL_FACT_TAKE_ON, 1);
}

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

static enum fpl_status load_registration(struct desk_call *call, struct fpl_str key, struct fpl_str contract,
                                         int *first, const struct desk_pack **pack) {
    struct fpl_date registered =
        fpl_desk__given(call, "registered_on") ? fpl_desk__date(call, "registered_on") : call->today;
    memset(&call->desk->facts, 0, sizeof call->desk->facts);
    for (size_t i = 0; i < sizeof loan_facts / sizeof loan_facts[0]; i++)
        fpl_desk__set_fact(call, loan_facts[i].id, loan_facts[i].field);
    fpl_fact_set_text(&call->desk->facts, FPL_FACT_LOAN_KEY, key);
    set_derived(call, registered);
    if (fpl_date_cmp(fpl_desk__date(call, "disbursed_on"), call->today) > 0) {
        char date[12];
        fpl_error_at_field(call->error, "disbursed_on");
        return fpl_fail(call->error, FPL_E_FUTURE, fpl_date_format(fpl_desk__date(call, "disbursed_on"), date), NULL,
                        NULL);
    }
    if (fpl_date_cmp(fpl_desk__date(call, "due_on"), fpl_desk__date(call, "disbursed_on")) < 0) {
        char date[12];
        fpl_error_at_field(call->error, "due_on");
        return fpl_fail(call->error, FPL_E_DATE_INVALID, fpl_date_format(fpl_desk__date(call, "due_on"), date), NULL,
                        NULL);
    }
    call->draft.occurred = registered;
    enum fpl_status status = fpl_desk__load_firm(call, fpl_desk__text(call, "firm"), registered);
    if (!status)
        status = load_mode(call, contract, first);
    if (!status)
        status = bind_pack(call, registered, pack);
    if (!status &&
        (*pack)->pack->registered_min) { /* 计入备案金额: what lies above the eligible limit does not count */
        int64_t disbursed = fpl_desk__num(call, "disbursed", 0), limit = (*pack)->pack->max_loan;
        int64_t counted = limit != FPL_PACK_UNSET && limit < disbursed ? limit : disbursed;
        fpl_fact_set_money(&call->desk->facts, FPL_FACT_LOAN_REGISTERED_AMOUNT, fpl_money_of(counted));
    }
    return status ? status : fpl_desk__load_loan_sums(call, (*pack)->pack);
}

enum fpl_status fpl_desk__loan_register(struct desk_call *call) {
    struct fpl_str key = fpl_desk__loan_key(call), flag;
    struct fpl_str contract = {key.p, fpl_desk__text(call, "bank").n + 1 + fpl_desk__text(call, "contract").n};
    const struct desk_pack *pack = NULL;
    int taken = 0, first = 0;
    enum fpl_status status = check_scope(call);
    if (!status)
        status = fpl_desk__business_key(call, "loan", key, &taken);
    if (!status && !taken)
        status = load_registration(call, key, contract, &first, &pack);
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
    struct fpl_str key = fpl_desk__loan_key(call), hash;
    struct fpl_str parts[2] = {key, fpl_desk__text(call, "instalment")}, instalment = fpl_desk__key(call, parts, 2);
    int taken = 0;
    enum fpl_status status = check_scope(call);
    if (!status)
        status = fpl_desk__business_key(call, "repayment", instalment, &taken);
    if (!status && !taken)
        status = fpl_desk__load_loan(call, key, &hash);
    if (!status && !taken)
        status = fpl_desk__not_before(call, "occurred", fpl_fact_date(&call->desk->facts, FPL_FACT_LOAN_DISBURSED_ON));
    if (status || taken)
        return status;
    fpl_fact_set_date(&call->desk->facts, FPL_FACT_TODAY, fpl_desk__date(call, "occurred"));
    fpl_desk__set_fact(call, FPL_FACT_CLAIM_REPAID, "amount");
    if (call->command->take_on)
        fpl_fact_set_bool(&call->desk->facts, FPL_FACT_TAKE_ON, 1);
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
