/* Deals of a fund. */
#include "ledger/desk/desk.h"

#include <string.h>

static const struct {
    const char *field;
    enum fpl_fact_id id;
} deal_facts[] = {
    {"deal", FPL_FACT_DEAL_ID},
    {"firm", FPL_FACT_FIRM_ID},
    {"amount", FPL_FACT_DEAL_AMOUNT},
    {"paid_date", FPL_FACT_DEAL_PAID_DATE},
    {"ic_date", FPL_FACT_DEAL_IC_DATE},
    {"agreement_date", FPL_FACT_DEAL_AGREEMENT_DATE},
    {"round", FPL_FACT_DEAL_ROUND},
    {"external_round", FPL_FACT_DEAL_EXT_ROUND},
    {"achievement", FPL_FACT_DEAL_ACHIEVEMENT},
    {"established", FPL_FACT_FIRM_ESTABLISHED},
    {"employees", FPL_FACT_FIRM_EMPLOYEES},
    {"bachelor", FPL_FACT_FIRM_BACHELOR},
    {"assets", FPL_FACT_FIRM_ASSETS},
    {"net_assets", FPL_FACT_FIRM_NET_ASSETS},
    {"revenue", FPL_FACT_FIRM_REVENUE},
    {"rnd_share", FPL_FACT_FIRM_RND_SHARE},
};

/* A yes or no that may also be left open. */
static void set_flag(struct desk_call *call, enum fpl_fact_id id, const char *field) {
    if (fpl_desk__given(call, field))
        fpl_fact_set_bool(&call->desk->facts, id, fpl_str_is(fpl_desk__text(call, field), "Y"));
}

static void load_deal(struct desk_call *call) {
    struct fpl_facts *facts = &call->desk->facts;
    memset(facts, 0, sizeof *facts);
    fpl_fact_set_date(facts, FPL_FACT_TODAY, call->today);
    if (call->command->take_on)
        fpl_fact_set_bool(facts, FPL_FACT_TAKE_ON, 1);
    for (size_t i = 0; i < sizeof deal_facts / sizeof deal_facts[0]; i++)
        fpl_desk__set_fact(call, deal_facts[i].id, deal_facts[i].field);
    set_flag(call, FPL_FACT_DEAL_TRANSFER, "is_transfer");
    set_flag(call, FPL_FACT_FIRM_LISTED, "listed");
}

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
    load_deal(call);
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
