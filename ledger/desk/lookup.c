/* What the desk looks up in the registry and in a pool's agreements, with caches that live as long as the session:
 * adopted documents never change. */
#include "ledger/desk/document.h"
#include "ledger/desk/giving.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void forget_documents(struct desk *desk) {
    for (int i = 0; i < desk->packs; i++)
        fpl_pack_free(desk->pack[i].pack);
    for (int i = 0; i < desk->profiles; i++)
        fpl_profile_free(desk->profile[i]);
    for (int i = 0; i < DESK_LIMITS; i++) {
        fpl_limit_rule_free(desk->limits[i].rule);
        desk->limits[i].rule = NULL;
    }
    desk->packs = desk->profiles = 0;
    desk->profiles_at = desk->closing.asked = -1;
    desk->agreements.book = -1;
}

void fpl_desk__forget(struct desk *desk) {
    if (!desk)
        return;
    forget_documents(desk);
    for (int i = 0; i < FPL_SIDES_MAX; i++)
        if (desk->side[i])
            forget_documents(&desk->side[i]->desk);
}

void fpl_desk__release(struct desk *desk) {
    forget_documents(desk);
    fpl_buf_release(&desk->cmd);
    fpl_buf_release(&desk->extra);
    fpl_buf_release(&desk->party_name);
    fpl_buf_release(&desk->text);
    fpl_json_doc_release(&desk->doc);
    fpl_json_doc_release(&desk->item_doc);
    fpl_json_doc_release(&desk->blob_doc);
    fpl_json_doc_release(&desk->claim_doc);
    fpl_json_doc_release(&desk->undone_doc);
    fpl_buf_release(&desk->claim_body);
    fpl_buf_release(&desk->shared_body);
    fpl_json_doc_release(&desk->shared_doc);
    fpl_buf_release(&desk->undone_body);
    for (int i = 0; i < DESK_ORIGINS; i++) {
        fpl_buf_release(&desk->origin[i].body);
        fpl_json_doc_release(&desk->origin[i].doc);
    }
    free(desk->agreements.row);
    for (int i = 0; i < FPL_LISTS; i++)
        fpl_rows__release(&desk->rows[i]);
    free(desk->shares);
}

static void free_desk(void *ctx) {
    struct desk *desk = ctx;
    if (!desk)
        return;
    fpl_desk__free_sides(desk);
    fpl_desk__release(desk);
    free(desk);
}

struct desk *fpl_desk__of(struct fpl_session *session) {
    if (!session->desk) {
        struct desk *desk = calloc(1, sizeof *desk);
        if (!desk)
            return NULL;
        desk->profiles_at = desk->closing.asked = -1;
        desk->agreements.book = -1;
        session->desk = desk;
        session->desk_free = free_desk;
    }
    return session->desk;
}

enum fpl_status fpl_desk__elsewhere(struct fpl_session *session, int32_t own, const struct fpl_request_row *request,
                                    char where[DESK_WHERE_BYTES], struct fpl_error *error) {
    struct fpl_open_book *book = NULL;
    where[0] = '\0';
    if (request->book < 0 || request->book == own)
        return FPL_OK;
    enum fpl_status status = fpl_journal__book(session, request->book, &book, error);
    if (!status)
        snprintf(where, DESK_WHERE_BYTES, "book %d/%lld %s", (int)request->book, (long long)request->seq,
                 book->info.code);
    return status;
}

enum fpl_status fpl_desk__party(struct desk_call *call, struct fpl_str text, struct fpl_str *id, int *found) {
    struct fpl_item_state state;
    enum fpl_status status = fpl_journal__item(call->session, 0, "party", text, &state, found, call->error);
    if (status || *found) {
        *id = text;
        return status;
    }
    status = fpl_journal__item(call->session, 0, "alias", text, &state, found, call->error);
    if (!status && !*found && !fpl_party__may_be_unseen(text)) /* what looks like a code is no name */
        return fpl_desk__party_named(call, text, id, found);
    if (status || !*found)
        return status;
    if (!(status = fpl_json_parse(&call->desk->doc, state.data, call->error))) {
        struct fpl_str party = fpl_json_get_text(fpl_json_root(&call->desk->doc), "party");
        *id = fpl_desk__key(call, &party, 1); /* the document is used again before the id is */
    }
    return status;
}

enum fpl_status fpl_desk__party_kind(struct desk_call *call, struct fpl_str id, char *kind, size_t kind_size,
                                     char *name, size_t name_size) {
    struct fpl_item_state state;
    int found = 0;
    enum fpl_status status = fpl_journal__item(call->session, 0, "party", id, &state, &found, call->error);
    if (!status && !found)
        status = fpl_fail_text(call->error, FPL_E_PARTY, id.p, id.n);
    if (!status)
        status = fpl_json_parse(&call->desk->doc, state.data, call->error);
    if (status)
        return status;
    fpl_str_copy(fpl_json_get_text(fpl_json_root(&call->desk->doc), "kind"), kind, kind_size);
    if ((status = fpl_desk__party_name(call, id)))
        return status;
    fpl_str_copy(fpl_buf_str(&call->desk->party_name), name, name_size);
    return FPL_OK;
}

enum fpl_status fpl_desk__party_name(struct desk_call *call, struct fpl_str id) {
    const struct fpl_bearer who = {"party", id, call->today, INT64_MAX};
    return fpl_journal__name(call->session, &who, &call->desk->party_name, call->error);
}

/* The document of a registry record, in session->doc2. */
static enum fpl_status document(struct desk_call *call, int64_t seq, const struct fpl_json **out) {
    const struct fpl_json *body = NULL;
    enum fpl_status status = fpl_journal__body(call->session, 0, seq, &body, call->error);
    if (status)
        return status;
    *out = fpl_json_get(fpl_json_get(body, "x"), "doc");
    return *out ? FPL_OK : fpl_fail(call->error, FPL_E_CORRUPT, "document", NULL, NULL);
}

enum fpl_status fpl_desk__document_until(struct desk_call *call, const char *kind, struct fpl_str key,
                                         struct fpl_date *out) {
    struct fpl_item_state state;
    const struct fpl_json *doc = NULL;
    int found = 0;
    *out = FPL_DATE_NONE;
    enum fpl_status status = fpl_journal__item(call->session, 0, kind, key, &state, &found, call->error);
    if (!status && found)
        status = document(call, state.seq0, &doc);
    if (!status && doc)
        *out = fpl_document__until(doc);
    return status;
}

enum fpl_status fpl_desk__pack(struct desk_call *call, struct fpl_str key, const struct desk_pack **out) {
    struct desk *desk = call->desk;
    struct fpl_item_state state;
    const struct fpl_json *doc = NULL;
    struct fpl_hash hash;
    int found = 0;
    for (int i = 0; i < desk->packs; i++) {
        if (fpl_str_is(key, desk->pack[i].key)) {
            *out = &desk->pack[i];
            return FPL_OK;
        }
    }
    enum fpl_status status = fpl_journal__item(call->session, 0, "pack", key, &state, &found, call->error);
    if (!status && (!found || key.n >= sizeof desk->pack[0].key))
        status = fpl_fail_text(call->error, FPL_E_PACK, key.p, key.n);
    if (!status && desk->packs == DESK_PACKS)
        status = fpl_fail(call->error, FPL_E_LIMIT, "packs", NULL, NULL);
    if (!status)
        status = document(call, state.seq0, &doc);
    struct desk_pack *pack = &desk->pack[desk->packs];
    if (!status)
        status = fpl_pack_parse(doc->raw, &pack->pack, call->error);
    if (status)
        return status;
    fpl_str_copy(key, pack->key, sizeof pack->key);
    fpl_sha256(call->session->hasher, doc->raw.p, doc->raw.n, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, pack->hash);
    desk->packs++;
    *out = pack;
    return FPL_OK;
}

enum fpl_status fpl_desk__pack_by_hash(struct desk_call *call, struct fpl_str hash, const struct desk_pack **out) {
    struct fpl_item_state state;
    int found = 0;
    char key[96];
    for (int i = 0; i < call->desk->packs; i++) {
        if (fpl_str_is(hash, call->desk->pack[i].hash)) {
            *out = &call->desk->pack[i];
            return FPL_OK;
        }
    }
    enum fpl_status status = fpl_journal__item(call->session, 0, "packhash", hash, &state, &found, call->error);
    if (!status && !found)
        status = fpl_fail_text(call->error, FPL_E_PACK, hash.p, hash.n);
    if (!status)
        status = fpl_json_parse(&call->desk->doc, state.data, call->error);
    if (status)
        return status;
    fpl_str_copy(fpl_json_get_text(fpl_json_root(&call->desk->doc), "pack"), key, sizeof key);
    return fpl_desk__pack(call, fpl_str_of(key), out);
}

/* The newest version of every adopted profile. */
enum fpl_status fpl_desk__profiles(struct desk_call *call) {
    struct desk *desk = call->desk;
    struct fpl_item_state state;
    int found = 0, row = 1;
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status =
        fpl_journal__item(call->session, 0, "profiles", FPL_STR("last"), &state, &found, call->error);
    if (status || (found && state.seq == desk->profiles_at))
        return status;
    for (int i = 0; i < desk->profiles; i++)
        fpl_profile_free(desk->profile[i]);
    desk->profiles = 0;
    desk->profiles_at = -1;
    if (!found)
        return FPL_OK;
    status = fpl_store__scan_items(call->session->store, 0, FPL_STR("profile"), FPL_STR(""), &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row) {
        struct fpl_item_row item;
        const struct fpl_json *doc = NULL;
        struct fpl_profile *profile = NULL;
        fpl_store__item_row(cursor, &item);
        if (!(status = document(call, item.seq0, &doc)))
            status = fpl_profile_parse(doc->raw, &profile, call->error);
        if (status)
            break;
        int at = 0;
        while (at < desk->profiles && !fpl_str_eq(fpl_profile_id(desk->profile[at]), fpl_profile_id(profile)))
            at++;
        if (at == FPL_PROFILES_MAX) {
            fpl_profile_free(profile);
            status = fpl_fail(call->error, FPL_E_LIMIT, "profiles", NULL, NULL);
        } else if (at == desk->profiles) {
            desk->profile[desk->profiles++] = profile;
        } else if (fpl_profile_version(profile) > fpl_profile_version(desk->profile[at])) {
            fpl_profile_free(desk->profile[at]);
            desk->profile[at] = profile;
        } else {
            fpl_profile_free(profile);
        }
    }
    fpl_store__end(cursor);
    if (!status)
        desk->profiles_at = state.seq;
    return status;
}

enum fpl_status fpl_desk__limits(struct desk_call *call, struct fpl_str key, const struct fpl_limit_rule **out) {
    struct desk *desk = call->desk;
    struct desk_limits *place = &desk->limits[desk->limits_next];
    struct fpl_limit_rule *rule = NULL;
    struct fpl_item_state state;
    const struct fpl_json *doc = NULL;
    int found = 0;
    for (int i = 0; i < DESK_LIMITS; i++)
        if (desk->limits[i].rule && fpl_str_is(key, desk->limits[i].key)) {
            *out = desk->limits[i].rule;
            return FPL_OK;
        }
    enum fpl_status status = fpl_journal__item(call->session, 0, "limit", key, &state, &found, call->error);
    if (!status && (!found || key.n >= sizeof place->key))
        status = fpl_fail_text(call->error, FPL_E_LIMIT_RULE, key.p, key.n);
    if (!status)
        status = document(call, state.seq0, &doc);
    if (!status)
        status = fpl_limit_rule_parse(doc->raw, &rule, call->error);
    if (status)
        return status;
    fpl_limit_rule_free(place->rule);
    place->rule = rule;
    fpl_str_copy(key, place->key, sizeof place->key);
    desk->limits_next = (desk->limits_next + 1) % DESK_LIMITS;
    *out = rule;
    return FPL_OK;
}

static enum fpl_status keep_agreement(struct desk_call *call, const struct fpl_item_row *item) {
    struct desk_agreements *list = &call->desk->agreements;
    enum fpl_status status = fpl_json_parse(&call->desk->doc, item->data, call->error);
    if (status)
        return status;
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 16;
        struct desk_signed *wider = realloc(list->row, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL);
        list->row = wider;
        list->cap = cap;
    }
    const struct fpl_json *root = fpl_json_root(&call->desk->doc);
    const char *bar = memchr(item->key.p, '|', item->key.n);
    struct desk_signed *row = &list->row[list->n++];
    *row = (struct desk_signed){.agreement = {.from = fpl_body__date(root, "from"), .to = fpl_body__date(root, "to")}};
    fpl_str_copy((struct fpl_str){item->key.p, bar ? (size_t)(bar - item->key.p) : 0}, row->party, sizeof row->party);
    fpl_str_copy(fpl_json_get_text(root, "pack"), row->agreement.pack, sizeof row->agreement.pack);
    return FPL_OK;
}

/* All agreements of the book, in order of party and first day; kept as long as the write set lives. */
static enum fpl_status load_agreements(struct desk_call *call) {
    struct desk_agreements *list = &call->desk->agreements;
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    if (list->book == call->book->info.id && list->resets == call->session->set.resets)
        return FPL_OK;
    list->n = 0;
    list->book = -1;
    enum fpl_status status = fpl_store__scan_items(call->session->store, call->book->info.id, FPL_STR("agreement"),
                                                   FPL_STR(""), &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        status = keep_agreement(call, &item);
    }
    fpl_store__end(cursor);
    if (!status) {
        list->book = call->book->info.id;
        list->resets = call->session->set.resets;
    }
    return status;
}

/* Agreements are items "<party>|<from>": the last one that covers the day wins. */
enum fpl_status fpl_desk__agreement(struct desk_call *call, struct fpl_str party, struct fpl_date on,
                                    struct desk_agreement *out, int *found) {
    const struct desk_agreements *list = &call->desk->agreements;
    enum fpl_status status = load_agreements(call);
    *found = 0;
    for (size_t i = 0; i < list->n && !status; i++) {
        const struct desk_agreement *one = &list->row[i].agreement;
        if (fpl_str_is(party, list->row[i].party) && fpl_date_cmp(one->from, on) <= 0 &&
            (fpl_date_is_none(one->to) || fpl_date_cmp(on, one->to) <= 0)) {
            *out = *one;
            *found = 1;
        }
    }
    return status;
}

/* ---- claims by name ---- */

/* Of an institution's user: is the claim with these data another's? */
static enum fpl_status is_anothers(struct desk_call *call, struct fpl_str data, int *anothers) {
    *anothers = 0;
    if (!call->institution[0])
        return FPL_OK;
    enum fpl_status status = fpl_json_parse(&call->desk->item_doc, data, call->error);
    if (!status)
        *anothers = !fpl_str_is(fpl_json_get_text(fpl_json_root(&call->desk->item_doc), "claimant"), call->institution);
    return status;
}

/* A claim by its own number (the last part of its key), if no other bank gave the same one. */
static enum fpl_status claim_numbered(struct desk_call *call, struct fpl_str number, struct fpl_str *key) {
    struct fpl_cursor *cursor = NULL;
    int row = 1, matches = 0;
    enum fpl_status status = fpl_store__scan_items(call->session->store, call->book->info.id, FPL_STR("claim"),
                                                   FPL_STR(""), &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n <= number.n || item.key.p[item.key.n - number.n - 1] != '|' ||
            memcmp(item.key.p + item.key.n - number.n, number.p, number.n) != 0)
            continue;
        int anothers = 0;
        if ((status = is_anothers(call, item.data, &anothers)))
            break;
        if (!anothers && matches++ == 0)
            *key = fpl_desk__key(call, &item.key, 1);
    }
    fpl_store__end(cursor);
    if (!status && matches == 0)
        status = fpl_fail_text(call->error, FPL_E_NOT_FOUND, number.p, number.n);
    if (!status && matches > 1)
        status = fpl_fail(call->error, FPL_E_NOT_FOUND,
                          FPL_ZH_EN("多于一笔，请用回执号", "more than one; give the receipt number"), NULL, NULL);
    return status;
}

/* The claim that a record wrote. */
static enum fpl_status claim_of_record(struct desk_call *call, int64_t seq, struct fpl_str *key) {
    const struct fpl_json *body = NULL;
    enum fpl_status status =
        fpl_desk__body(call, call->book->info.id, seq, &call->desk->claim_body, &call->desk->claim_doc, &body);
    const struct fpl_json *items = fpl_json_get(body, "i");
    key->n = 0;
    for (const struct fpl_json *i = status ? NULL : fpl_json_first(items); i && key->n == 0;
         i = fpl_json_next(items, i)) {
        struct fpl_str written = fpl_json_text(fpl_json_at(i, 1));
        if (fpl_str_is(fpl_json_text(fpl_json_at(i, 0)), "claim"))
            *key = fpl_desk__key(call, &written, 1);
    }
    return status;
}

static enum fpl_status find_claim(struct desk_call *call, struct fpl_str text, struct fpl_str *key) {
    const char *slash = memchr(text.p, '/', text.n);
    int64_t book = -1, seq = -1;
    struct fpl_item_state state;
    int found = 0;
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, "claim", text, &state, &found, call->error);
    if (status || found) {
        *key = text;
        return status;
    }
    if (!slash || fpl_int_parse((struct fpl_str){text.p, (size_t)(slash - text.p)}, &book) ||
        fpl_int_parse((struct fpl_str){slash + 1, text.n - (size_t)(slash - text.p) - 1}, &seq))
        return claim_numbered(call, text, key);
    if (book == call->book->info.id && seq >= 0 && seq < call->book->head.size)
        status = claim_of_record(call, seq, key);
    else
        key->n = 0;
    return status || key->n ? status : fpl_fail_text(call->error, FPL_E_NOT_FOUND, text.p, text.n);
}

enum fpl_status fpl_desk__claim(struct desk_call *call, struct fpl_str text, struct fpl_str *key) {
    struct fpl_str mine = {"", 0};
    struct fpl_item_state state = {0};
    int found = 0;
    enum fpl_status status = find_claim(call, text, &mine);
    if (!status && call->institution[0])
        status = fpl_journal__item(call->session, call->book->info.id, "claim", mine, &state, &found, call->error);
    if (!status && found)
        status = is_anothers(call, state.data, &call->hides);
    if (!status && call->hides)
        status = fpl_fail_text(call->error, FPL_E_NOT_FOUND, text.p, text.n);
    if (!status)
        *key = mine;
    return status;
}

/* ---- likely repeats ---- */

static enum fpl_status tell(struct desk_call *call, struct fpl_alike *ask, enum fpl_status as) {
    struct fpl_answer *answer = call->answer;
    enum fpl_status status = fpl_journal__alike(call->session, ask, call->error);
    if (status || ask->seq < 0 || answer->reasons == FPL_DECISION_REASONS)
        return status;
    struct fpl_reason *reason = &answer->reason[answer->reasons++];
    *reason = (struct fpl_reason){.status = as};
    fpl_str_copy(fpl_str_of(ask->other), reason->arg[0], sizeof reason->arg[0]);
    snprintf(reason->arg[1], sizeof reason->arg[1], "%d/%lld", (int)ask->book, (long long)ask->seq);
    return FPL_OK;
}

enum fpl_status fpl_desk__tell_namesake(struct desk_call *call, struct fpl_str id, struct fpl_str name) {
    struct fpl_alike ask = {.kind = FPL_STR(FPL_NAMED), .key = name, .own = id, .below = INT64_MAX};
    return call->submission >= 0 || name.n == 0 || call->institution[0] ? FPL_OK : tell(call, &ask, FPL_E_NAMESAKE);
}

enum fpl_status fpl_desk__tell_alike(struct desk_call *call, int32_t book, const char *kind, struct fpl_str key) {
    struct fpl_alike ask = {.book = book, .kind = fpl_str_of(kind), .key = key, .below = INT64_MAX};
    return call->submission >= 0 || key.n == 0 ? FPL_OK : tell(call, &ask, FPL_E_ALIKE);
}

/* ---- firms ---- */

/* A name that differs from the one that the firm bears today is flagged in the record and the answer; the registry
 * keeps its own. */
enum fpl_status fpl_desk__check_firm_name(struct desk_call *call, int *differs) {
    struct fpl_str given = fpl_desk__text(call, "firm_name");
    *differs = 0;
    for (int i = 0; i < call->unseen_count; i++)
        if (call->unseen[i].name.n == 0) {
            call->unseen[i].name = given;
            return FPL_OK;
        }
    enum fpl_status status = fpl_desk__party_name(call, fpl_desk__text(call, "firm"));
    struct fpl_str name = fpl_buf_str(&call->desk->party_name);
    if (!status && !fpl_str_eq(given, name)) {
        struct fpl_reason *reason = &call->answer->reason[call->answer->reasons++];
        *reason = (struct fpl_reason){.status = FPL_E_PARTY_NAME};
        fpl_str_copy(call->institution[0] ? fpl_str_of(FPL_DESK_NAME_WITHHELD) : name, reason->arg[0],
                     sizeof reason->arg[0]);
        *differs = 1;
    }
    return status;
}
