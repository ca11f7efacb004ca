/* A pool's own affairs: money in, white list, agreements, measures. */
#include "ledger/desk/desk.h"

#include <stdio.h>
#include <string.h>

/* P01: fiscal money 271101, partner institutions' money 271104. */
enum fpl_status fpl_desk__pool_contribute(struct desk_call *call) {
    struct fpl_str key = fpl_desk__text(call, "contribution"), party = fpl_desk__text(call, "party");
    struct fpl_item_write item = {"contribution", key, FPL_STR("{}")};
    char kind[16], name[256];
    int taken = 0;
    enum fpl_status status = fpl_desk__business_key(call, "contribution", key, &taken);
    if (!status && !taken)
        status = fpl_desk__party_kind(call, party, kind, sizeof kind, name, sizeof name);
    if (status || taken)
        return status;
    int partner = strcmp(kind, "bank") == 0 || strcmp(kind, "guarantor") == 0;
    struct fpl_money amount = fpl_money_of(fpl_desk__num(call, "amount", 0));
    struct fpl_posting line[2] = {
        {.account = FPL_STR("100203"), .side = 'D', .amount = amount},
        {.account = partner ? FPL_STR("271104") : FPL_STR("271101"), .side = 'C', .amount = amount, .party = party}};
    call->draft.kind = "pool.contributed";
    call->draft.flags |= FPL_DRAFT_CONTROL;
    call->draft.posting = line;
    call->draft.postings = 2;
    call->draft.occurred = fpl_desk__date(call, "occurred");
    call->draft.memo = FPL_STR("收到风险补偿资金");
    call->draft.item = &item;
    call->draft.items = 1;
    return fpl_desk__append(call);
}

/* Listed firms leave and come back: the same firm with another status, not earlier than the last, is a new fact;
 * anything else under the key must be the same. */
static enum fpl_status whitelist_state(struct desk_call *call, struct fpl_str firm, int *taken) {
    struct fpl_item_state state;
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, "whitelist", firm, &state, taken, call->error);
    if (status || !*taken)
        return status;
    if ((status = fpl_json_parse(&call->desk->doc, state.data, call->error)))
        return status;
    const struct fpl_json *data = fpl_json_root(&call->desk->doc);
    struct fpl_date on = fpl_body__date(data, "on");
    int out_now = fpl_str_is(fpl_desk__text(call, "status"), "OUT"),
        out_before = fpl_str_is(fpl_json_get_text(data, "st"), "OUT");
    if (out_now != out_before && fpl_date_cmp(fpl_desk__date(call, "listed_on"), on) >= 0) {
        *taken = 0;
        return FPL_OK;
    }
    int64_t first = state.seq0, last = state.seq; /* the newest fact, or else the first, may be given again */
    status = fpl_desk__same_command(call, last);
    if (status == FPL_E_KEY_CHANGED && first != last) {
        struct fpl_error newest = *call->error;
        if ((status = fpl_desk__same_command(call, first)) == FPL_E_KEY_CHANGED)
            *call->error = newest;
    }
    return status;
}

enum fpl_status fpl_desk__whitelist_list(struct desk_call *call) {
    struct fpl_str firm = fpl_desk__text(call, "firm"), flag;
    struct fpl_json_out out;
    char date[12];
    int taken = 0;
    enum fpl_status status = whitelist_state(call, firm, &taken);
    if (!status && !taken)
        status = fpl_desk__check_firm_name(call, &flag);
    if (status || taken)
        return status;
    fpl_buf_reset(&call->desk->extra);
    fpl_json_begin(&out, &call->desk->extra);
    fpl_json_object(&out);
    if (fpl_desk__given(call, "class"))
        fpl_json_kstr(&out, "class", fpl_desk__text(call, "class"));
    fpl_json_kbool(&out, "key", fpl_str_is(fpl_desk__text(call, "keylist"), "Y"));
    fpl_json_kstrz(&out, "on", fpl_date_format(fpl_desk__date(call, "listed_on"), date));
    if (fpl_desk__given(call, "region"))
        fpl_json_kstr(&out, "region", fpl_desk__text(call, "region"));
    fpl_json_kstrz(&out, "st", fpl_str_is(fpl_desk__text(call, "status"), "OUT") ? "OUT" : "IN");
    fpl_json_end(&out);
    struct fpl_item_write item = {"whitelist", firm, fpl_buf_str(&call->desk->extra)};
    call->draft.kind = "firm.listed";
    call->draft.occurred = fpl_desk__date(call, "listed_on");
    call->draft.extra = flag;
    call->draft.item = &item;
    call->draft.items = 1;
    return fpl_buf_ok(&call->desk->extra) ? fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL)
                                          : fpl_desk__append(call);
}

enum fpl_status fpl_desk__agreement_sign(struct desk_call *call) {
    struct fpl_str key = fpl_desk__text(call, "agreement"), party = fpl_desk__text(call, "party");
    const struct desk_pack *pack = NULL;
    char pack_key[96], from[12], to[12], kind[16], name[256];
    int taken = 0;
    snprintf(pack_key, sizeof pack_key, "%.*s@%lld", (int)fpl_desk__text(call, "pack").n,
             fpl_desk__text(call, "pack").p, (long long)fpl_desk__num(call, "version", 0));
    enum fpl_status status = fpl_desk__business_key(call, "signed", key, &taken);
    if (!status && !taken)
        status = fpl_desk__pack(call, fpl_str_of(pack_key), &pack);
    if (!status && !taken)
        status = fpl_desk__party_kind(call, party, kind, sizeof kind, name, sizeof name);
    if (status || taken)
        return status;
    if (strcmp(kind, "bank") != 0 && strcmp(kind, "guarantor") != 0)
        return fpl_fail_text(call->error, FPL_E_PARTY, party.p, party.n);
    if (fpl_desk__given(call, "to") && fpl_date_cmp(fpl_desk__date(call, "to"), fpl_desk__date(call, "from")) < 0)
        return fpl_fail(call->error, FPL_E_DATE_INVALID, fpl_date_format(fpl_desk__date(call, "to"), to), NULL, NULL);
    fpl_date_format(fpl_desk__date(call, "from"), from);
    struct fpl_json_out out;
    fpl_buf_reset(&call->desk->extra);
    fpl_json_begin(&out, &call->desk->extra);
    fpl_json_object(&out);
    fpl_json_kstr(&out, "agr", key);
    fpl_json_kstrz(&out, "from", from);
    fpl_json_kstrz(&out, "hash", pack->hash);
    fpl_json_kstrz(&out, "pack", pack_key);
    if (fpl_desk__given(call, "to"))
        fpl_json_kstrz(&out, "to", fpl_date_format(fpl_desk__date(call, "to"), to));
    fpl_json_end(&out);
    struct fpl_str parts[2] = {party, fpl_str_of(from)};
    struct fpl_item_write item[2] = {{"agreement", fpl_desk__key(call, parts, 2), fpl_buf_str(&call->desk->extra)},
                                     {"signed", key, FPL_STR("{}")}};
    call->draft.kind = "agreement.signed";
    call->draft.occurred = fpl_desk__date(call, "signed");
    call->draft.item = item;
    call->draft.items = 2;
    return fpl_desk__append(call);
}

enum fpl_status fpl_desk__measure_record(struct desk_call *call) {
    char date[12], data[64];
    int taken = 0;
    struct fpl_str parts[3] = {fpl_desk__text(call, "measure"), fpl_desk__text(call, "party"),
                               fpl_str_of(fpl_date_format(fpl_desk__date(call, "date"), date))};
    struct fpl_str key = fpl_desk__key(call, parts, 3);
    enum fpl_status status = fpl_desk__business_key(call, "measure", key, &taken);
    if (status || taken)
        return status;
    snprintf(data, sizeof data, "{\"amt\":%lld}", (long long)fpl_desk__num(call, "amount", 0));
    struct fpl_item_write item = {"measure", key, fpl_str_of(data)};
    call->draft.kind = "measure.recorded";
    call->draft.occurred = fpl_desk__date(call, "date");
    call->draft.item = &item;
    call->draft.items = 1;
    return fpl_desk__append(call);
}
