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

/* Is this the command of that record given again? */
static enum fpl_status given_before(struct desk_call *call, int64_t seq, int *same) {
    struct fpl_error keep = *call->error;
    enum fpl_status status = fpl_desk__same_command(call, seq);
    *same = status == FPL_OK;
    if (status == FPL_E_KEY_CHANGED) {
        *call->error = keep;
        status = FPL_OK;
    }
    return status;
}

/* Listed firms leave and come back: the same firm with another status, not earlier than the last, is a new fact, the
 * later recorded of one day being that day's; anything else must be what was recorded for its day. */
static enum fpl_status whitelist_state(struct desk_call *call, struct fpl_str firm, struct fpl_str listing,
                                       int *taken) {
    struct fpl_item_state newest, dated;
    int32_t book = call->book->info.id;
    int has_dated = 0, same = 0;
    enum fpl_status status = fpl_journal__item(call->session, book, "whitelist", firm, &newest, taken, call->error);
    if (!status && *taken)
        status = fpl_json_parse(&call->desk->doc, newest.data, call->error);
    if (status || !*taken)
        return status;
    const struct fpl_json *data = fpl_json_root(&call->desk->doc);
    struct fpl_date on = fpl_body__date(data, "on");
    int64_t first = newest.seq0, last = newest.seq;
    int out_now = fpl_str_is(fpl_desk__text(call, "status"), "OUT"),
        out_before = fpl_str_is(fpl_json_get_text(data, "st"), "OUT");
    if (out_now != out_before && fpl_date_cmp(fpl_desk__date(call, "listed_on"), on) >= 0) {
        *taken = 0;
        return FPL_OK;
    }
    status = fpl_journal__item(call->session, book, "listing", listing, &dated, &has_dated, call->error);
    int64_t earlier = has_dated ? dated.seq : first; /* the first: ledgers written before states were dated */
    if (!status && earlier != last)
        status = given_before(call, earlier, &same);
    return status || same ? status : fpl_desk__same_command(call, last);
}

/* The firm's state from a day on, in desk->extra. */
static enum fpl_status write_listing(struct desk_call *call, const char *date) {
    struct fpl_json_out out;
    fpl_buf_reset(&call->desk->extra);
    fpl_json_begin(&out, &call->desk->extra);
    fpl_json_object(&out);
    if (fpl_desk__given(call, "class"))
        fpl_json_kstr(&out, "class", fpl_desk__text(call, "class"));
    fpl_json_kbool(&out, "key", fpl_str_is(fpl_desk__text(call, "keylist"), "Y"));
    fpl_json_kstrz(&out, "on", date);
    if (fpl_desk__given(call, "region"))
        fpl_json_kstr(&out, "region", fpl_desk__text(call, "region"));
    fpl_json_kstrz(&out, "st", fpl_str_is(fpl_desk__text(call, "status"), "OUT") ? "OUT" : "IN");
    fpl_json_end(&out);
    return fpl_buf_ok(&call->desk->extra) ? fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

enum fpl_status fpl_desk__whitelist_list(struct desk_call *call) {
    struct fpl_str firm = fpl_desk__text(call, "firm"), flag;
    char date[12];
    struct fpl_str parts[2] = {firm, fpl_str_of(fpl_date_format(fpl_desk__date(call, "listed_on"), date))},
                   listing = fpl_desk__key(call, parts, 2);
    int taken = 0;
    enum fpl_status status = whitelist_state(call, firm, listing, &taken);
    if (!status && !taken)
        status = fpl_desk__check_firm_name(call, &flag);
    if (!status && !taken)
        status = write_listing(call, date);
    if (status || taken)
        return status;
    struct fpl_str state = fpl_buf_str(&call->desk->extra);
    struct fpl_item_write item[2] = {{"whitelist", firm, state}, {"listing", listing, state}};
    call->draft.kind = "firm.listed";
    call->draft.occurred = fpl_desk__date(call, "listed_on");
    call->draft.extra = flag;
    call->draft.item = item;
    call->draft.items = 2;
    return fpl_desk__append(call);
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
    call->desk->agreements.book = -1; /* read anew */
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
