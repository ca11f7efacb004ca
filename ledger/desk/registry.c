/* Commands of the registry: currencies, books, parties, documents. */
#include "ledger/desk/desk.h"
#include "ledger/desk/document.h"

#include <stdio.h>
#include <string.h>

struct fpl_making fpl_desk__making(struct desk_call *call) {
    fpl_decision_begin(&call->desk->decision);
    return (struct fpl_making){call->command->spec, call->desk->typed, &call->desk->decision};
}

enum fpl_status fpl_desk__append_made(struct desk_call *call) {
    const struct fpl_decision *made = &call->desk->decision;
    if (made->outcome != FPL_OK)
        return fpl_fail(call->error, made->outcome, NULL, NULL, NULL);
    call->draft.kind = fpl_event_of_command(call->command->spec)->kind;
    call->draft.item = made->item;
    call->draft.items = made->items;
    return fpl_desk__append(call);
}

enum fpl_status fpl_desk__currency_add(struct desk_call *call) {
    struct fpl_making making = fpl_desk__making(call);
    int taken = 0;
    struct fpl_str code = fpl_desk__text(call, "currency");
    if (code.n != 3 || fpl_desk__num(call, "scale", 2) > 4)
        return fpl_fail_text(call->error, FPL_E_CURRENCY, code.p, code.n);
    enum fpl_status status = fpl_desk__business_key(call, "currency", code, &taken);
    if (status || taken)
        return status;
    fpl_make__currency(&making);
    return fpl_desk__append_made(call);
}

/* ---- books ---- */

/* A rule's 300万元 is 300,000,000 hundredths: of a currency without decimals it would be a hundred times as much. */
static enum fpl_status check_decimals(struct desk_call *call, struct fpl_str kind, struct fpl_str currency,
                                      const struct fpl_item_state *state) {
    char code[16], has[16];
    if (currency.n == 0 || (!fpl_str_is(kind, "fund") && !fpl_str_is(kind, "pool")))
        return FPL_OK;
    enum fpl_status status = fpl_json_parse(&call->desk->item_doc, state->data, call->error);
    int64_t scale = status ? 2 : fpl_json_get_num(fpl_json_root(&call->desk->item_doc), "scale", 2);
    if (status || scale == 2)
        return status;
    snprintf(has, sizeof has, "%lld", (long long)scale);
    fpl_error_at_field(call->error, "currency");
    return fpl_fail(call->error, FPL_E_BOOK_CURRENCY, fpl_str_copy(currency, code, sizeof code), has, NULL);
}

static enum fpl_status plan_book(struct desk_call *call, struct fpl_founding *founding, char event[40]) {
    struct fpl_item_state state;
    uint8_t uid[FPL_SALT_BYTES];
    int32_t last = 0;
    int found = 0;
    struct fpl_str kind = fpl_desk__text(call, "kind"), chart = fpl_desk__text(call, "chart"),
                   currency = fpl_desk__text(call, "currency");
    struct fpl_book *info = &founding->info;
    *founding = (struct fpl_founding){.opened = fpl_desk__date(call, "opened"), .actor = call->command->actor};
    enum fpl_status status = fpl_journal__item(call->session, 0, "chart", chart, &state, &found, call->error);
    if (!status && !found) {
        fpl_error_at_field(call->error, "chart");
        status = fpl_fail_text(call->error, FPL_E_NOT_FOUND, chart.p, chart.n);
    }
    if (!status && currency.n)
        status = fpl_journal__item(call->session, 0, "currency", currency, &state, &found, call->error);
    if (!status && !found)
        status = fpl_fail_text(call->error, FPL_E_CURRENCY, currency.p, currency.n);
    if (!status)
        status = check_decimals(call, kind, currency, &state);
    if (!status)
        status = fpl_journal__last_book(call->session, &last, call->error);
    if (!status)
        status = fpl_journal__salt(call->session, uid, call->error);
    if (status)
        return status;
    fpl_hex(uid, 16, info->uid);
    fpl_hex(uid + 16, 16, event);
    info->id = last + 1;
    info->kind = fpl_str_is(kind, "fund")      ? FPL_BOOK_FUND
                 : fpl_str_is(kind, "company") ? FPL_BOOK_COMPANY
                 : fpl_str_is(kind, "fiscal")  ? FPL_BOOK_FISCAL
                                               : FPL_BOOK_POOL;
    fpl_str_copy(fpl_desk__text(call, "code"), info->code, sizeof info->code);
    fpl_str_copy(fpl_desk__text(call, "name"), info->name, sizeof info->name);
    fpl_str_copy(fpl_desk__text(call, "name_en"), info->name_en, sizeof info->name_en);
    fpl_str_copy(currency.n ? currency : FPL_STR("CNY"), info->currency, sizeof info->currency);
    fpl_str_copy(chart, founding->chart, sizeof founding->chart);
    snprintf(info->origin, sizeof info->origin, "%.*s/%d", FPL_ORIGIN_BYTES_MAX - 12, call->session->origin,
             (int)info->id);
    founding->event = fpl_str_of(event);
    return FPL_OK;
}

enum fpl_status fpl_desk__book_open(struct desk_call *call) {
    struct fpl_founding founding;
    struct fpl_open_book *book = NULL;
    char event[40];
    int taken = 0;
    struct fpl_str code = fpl_desk__text(call, "code");
    enum fpl_status status = fpl_desk__business_key(call, "book", code, &taken);
    if (status || taken)
        return status;
    if ((status = plan_book(call, &founding, event)))
        return status;
    if ((status = fpl_desk__tell_alike(call, 0, "book", code)))
        return status;
    struct fpl_making making = fpl_desk__making(call);
    fpl_make__book(&making, founding.info.id, founding.info.uid);
    call->draft.event = founding.event;
    status = fpl_desk__append_made(call);
    if (!status && !call->dry)
        status = fpl_journal__found(call->session, &founding, &book, call->error);
    return status;
}

/* ---- parties ---- */

static enum fpl_status free_name(struct desk_call *call, struct fpl_str name) {
    struct fpl_str id;
    int found = 0;
    enum fpl_status status = name.n ? fpl_desk__party(call, name, &id, &found) : FPL_OK;
    if (!status && found)
        status = fpl_fail_text(call->error, FPL_E_EXISTS, name.p, name.n);
    return status;
}

/* Known already, perhaps through an import that met it first: the same name is no news, another one is flagged and not
 * taken over. */
static enum fpl_status known_party(struct desk_call *call, struct fpl_str id, int *taken) {
    char kind[16], name[256];
    struct fpl_item_state state;
    const struct fpl_json *body = NULL;
    enum fpl_status status = fpl_journal__item(call->session, 0, "party", id, &state, taken, call->error);
    if (status || !*taken)
        return status;
    status = fpl_desk__body(call, 0, state.seq0, &call->desk->claim_body, &call->desk->claim_doc, &body);
    if (!status && fpl_json_get(body, "cmd"))
        return fpl_desk__business_key(call, "party", id, taken);
    if (!status)
        status = fpl_desk__party_kind(call, id, kind, sizeof kind, name, sizeof name);
    if (!status && !fpl_str_is(fpl_desk__text(call, "name"), name))
        return fpl_fail(call->error, FPL_E_PARTY_NAME, name, NULL, NULL);
    call->answer->status = FPL_ALREADY;
    call->answer->seq = state.seq0;
    return status;
}

enum fpl_status fpl_desk__party_register(struct desk_call *call) {
    struct fpl_making making = fpl_desk__making(call);
    struct fpl_str uscc = fpl_desk__text(call, "uscc"), id = fpl_party__id(&making);
    int taken = 0;
    if (id.n == 0 || (uscc.n == 0 && !fpl_party__may_lack_uscc(fpl_desk__text(call, "kind"))))
        return fpl_fail(call->error, FPL_E_MISSING, "uscc",
                        FPL_ZH_EN("（只有财政、自然人、境外机构、其他可以没有）",
                                  " (it may be lacking of the kinds fiscal, person, foreign and other alone)"),
                        NULL);
    enum fpl_status status = known_party(call, id, &taken);
    if (!status && !taken) /* nor another's alias, which would mean this party from now on */
        status = free_name(call, id);
    if (!status && !taken && uscc.n && !fpl_str_eq(uscc, id))
        status = free_name(call, uscc);
    if (!status && !taken)
        status = free_name(call, fpl_desk__text(call, "alias"));
    if (!status && !taken)
        status = fpl_desk__tell_alike(call, 0, "party", id);
    if (!status && !taken)
        status = fpl_desk__tell_namesake(call, id, fpl_desk__text(call, "name"));
    if (status || taken)
        return status;
    fpl_make__party(&making);
    return fpl_desk__append_made(call);
}

/* ---- documents: charts, packs, profiles, rules of tolerance, calendars, mappings ---- */

static enum fpl_status write_document(struct desk_call *call) {
    struct fpl_str source = call->command->blob_source;
    struct fpl_json_out out;
    fpl_buf_reset(&call->desk->extra);
    fpl_json_begin(&out, &call->desk->extra);
    fpl_json_object(&out);
    fpl_json_key(&out, "doc");
    fpl_json_raw(&out, call->command->blob);
    if (source.n)
        fpl_json_kstr(&out, "src", source);
    fpl_json_end(&out);
    call->draft.extra = fpl_buf_str(&call->desk->extra);
    return fpl_buf_ok(&call->desk->extra) ? fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

/* What verification would refuse is not taken. */
static enum fpl_status check_document(struct desk_call *call, const char *kind) {
    const struct fpl_command *command = call->command;
    int agrees = 1;
    enum fpl_status status = fpl_document__check(kind, command->blob, command->blob_source, call->error);
    if (!status)
        status = fpl_document__translated(&call->session->host, kind, command->blob, command->blob_source, &agrees,
                                          call->error);
    if (!status && !agrees)
        status = fpl_fail(call->error, FPL_E_PACK_INVALID, "src",
                          FPL_ZH_EN("文件与其原文不一致", "the document is not what its text says"), NULL);
    return status;
}

enum fpl_status fpl_desk__document_adopt(struct desk_call *call) {
    const struct fpl_command *command = call->command;
    struct fpl_item_state state;
    struct fpl_hash hash;
    char kind[16], key[160], hex[65], data[96];
    int found = 0;
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(command->spec->name, "."), command->spec->name);
    enum fpl_status status = fpl_json_parse(&call->desk->blob_doc, command->blob, call->error);
    const struct fpl_json *doc = status ? NULL : fpl_json_root(&call->desk->blob_doc);
    snprintf(key, sizeof key, "%.*s@%lld", (int)fpl_desk__text(call, "id").n, fpl_desk__text(call, "id").p,
             (long long)fpl_desk__num(call, "version", 0));
    struct fpl_str id = fpl_json_get_text(doc, strcmp(kind, "pack") == 0 ? "scheme_id" : "id");
    if (!status && (!fpl_str_eq(id, fpl_desk__text(call, "id")) ||
                    fpl_json_get_num(doc, "version", -1) != fpl_desk__num(call, "version", 0)))
        status = fpl_fail(call->error, FPL_E_PACK_INVALID, "id, version",
                          FPL_ZH_EN("文件所写与命令不同", "the document says another"), NULL);
    if (!status)
        status = check_document(call, kind);
    if (!status)
        status = fpl_journal__item(call->session, 0, kind, fpl_str_of(key), &state, &found, call->error);
    if (status)
        return status;
    fpl_sha256(call->session->hasher, command->blob.p, command->blob.n, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, hex);
    snprintf(data, sizeof data, "{\"hash\":\"%s\"}", hex);
    if (found) {
        if (!fpl_str_is(state.data, data))
            return fpl_fail(call->error, FPL_E_PACK_EXISTS, key, NULL, NULL);
        call->answer->status = FPL_ALREADY;
        call->answer->seq = state.seq0;
        return FPL_OK;
    }
    if ((status = write_document(call)))
        return status;
    struct fpl_making making = fpl_desk__making(call);
    fpl_make__document(&making, kind, hex);
    fpl_desk__tell_expired(call, fpl_str_of(key), fpl_document__until(doc), call->today);
    return fpl_desk__append_made(call);
}
