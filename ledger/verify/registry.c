/* What the registry's records add up to, as far as the other books are checked against it. */
#include "ledger/general/make.h"
#include "ledger/verify/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fpl_verify__registry_release(struct fpl_verify__registry *registry) {
    for (size_t i = 0; i < registry->documents; i++) {
        fpl_pack_free(registry->document[i].pack);
        fpl_profile_free(registry->document[i].profile);
        fpl_limit_rule_free(registry->document[i].limits);
    }
    free(registry->document);
    free(registry->currency);
    free(registry->tenure);
    free(registry->closing);
    free(registry->t);
}

struct fpl_verify__document *fpl_verify__document_of(struct fpl_verify__registry *registry, const char *kind,
                                                     struct fpl_str key) {
    for (size_t i = 0; i < registry->documents; i++)
        if (strcmp(registry->document[i].kind, kind) == 0 && fpl_str_is(key, registry->document[i].key))
            return &registry->document[i];
    return NULL;
}

struct fpl_verify__document *fpl_verify__pack_of(struct fpl_verify__registry *registry, struct fpl_str hash_hex) {
    struct fpl_hash hash;
    if (fpl_unhex(hash_hex, hash.byte, sizeof hash.byte))
        return NULL;
    for (size_t i = 0; i < registry->documents; i++)
        if (strcmp(registry->document[i].kind, "pack") == 0 && fpl_hash_eq(&registry->document[i].hash, &hash))
            return &registry->document[i];
    return NULL;
}

int fpl_verify__has_currency(const struct fpl_verify__registry *registry, struct fpl_str code) {
    for (size_t i = 0; i < registry->currencies; i++)
        if (fpl_str_is(code, registry->currency[i]))
            return 1;
    return 0;
}

enum fpl_status fpl_verify__document_json(struct fpl_verify__run *run, const struct fpl_verify__document *document,
                                          struct fpl_str *out) {
    struct fpl_session *session = run->session;
    struct fpl_str salt, stored;
    enum fpl_status status = /* these bytes have been seen to open their leaf */
        fpl_store__get_opening(session->store, 0, document->seq, FPL_PART_BODY, &salt, &stored, run->error);
    fpl_buf_reset(&session->read);
    if (!status)
        fpl_buf_add(&session->read, stored.p, stored.n);
    if (!status && fpl_buf_ok(&session->read))
        status = fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = fpl_json_parse(&session->doc2, fpl_buf_str(&session->read), run->error);
    if (status)
        return status;
    const struct fpl_json *doc = fpl_json_get(fpl_json_get(fpl_json_root(&session->doc2), "x"), "doc");
    if (!doc)
        return fpl_fail(run->error, FPL_E_CORRUPT, document->key, NULL, NULL);
    *out = doc->raw;
    return FPL_OK;
}

/* The list with room for one more element of `size` bytes; NULL: out of memory. */
static void *room(void *list, size_t count, size_t *cap, size_t size) {
    if (count < *cap)
        return list;
    size_t wider_cap = *cap ? *cap * 2 : 16;
    void *wider = realloc(list, wider_cap * size);
    if (wider)
        *cap = wider_cap;
    return wider;
}

enum fpl_status fpl_verify__registry_time(struct fpl_verify__run *run, struct fpl_verify__registry *registry,
                                          int64_t t) {
    void *list = room(registry->t, (size_t)registry->size, &registry->t_cap, sizeof *registry->t);
    if (!list)
        return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    registry->t = list;
    registry->t[registry->size++] = t;
    return FPL_OK;
}

static enum fpl_status add_document(struct fpl_verify__run *run, struct fpl_verify__registry *registry, int64_t seq,
                                    const struct fpl_json *item, const struct fpl_json *doc) {
    struct fpl_str kind = fpl_json_text(fpl_json_at(item, 0)), key = fpl_json_text(fpl_json_at(item, 1));
    struct fpl_verify__document document = {.seq = seq};
    if (kind.n >= sizeof document.kind || key.n >= sizeof document.key)
        return fpl_verify__differs(run, "book 0 seq %lld body: document", (long long)seq);
    fpl_str_copy(kind, document.kind, sizeof document.kind);
    fpl_str_copy(key, document.key, sizeof document.key);
    fpl_sha256(run->session->hasher, doc->raw.p, doc->raw.n, &document.hash);
    const struct fpl_verify__document *old = fpl_verify__document_of(registry, document.kind, key);
    if (old && !fpl_hash_eq(&old->hash, &document.hash)) /* (id, version) is immutable */
        return fpl_verify__differs(run, "book 0 seq %lld body: %s %s adopted before", (long long)seq, document.kind,
                                   document.key);
    if (old)
        return FPL_OK;
    void *list = room(registry->document, registry->documents, &registry->document_cap, sizeof document);
    if (!list)
        return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    registry->document = list;
    registry->document[registry->documents++] = document;
    return FPL_OK;
}

static enum fpl_status add_currency(struct fpl_verify__run *run, struct fpl_verify__registry *registry, int64_t seq,
                                    struct fpl_str code) {
    if (code.n != 3)
        return fpl_verify__differs(run, "book 0 seq %lld body: currency", (long long)seq);
    if (fpl_verify__has_currency(registry, code))
        return FPL_OK;
    void *list = room(registry->currency, registry->currencies, &registry->currency_cap, sizeof *registry->currency);
    if (!list)
        return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    registry->currency = list;
    fpl_str_copy(code, registry->currency[registry->currencies++], sizeof *registry->currency);
    return FPL_OK;
}

/* Of enrolments those of administrators are kept: there must always be one. */
static enum fpl_status add_tenure(struct fpl_verify__run *run, struct fpl_verify__registry *registry, int64_t seq,
                                  const struct fpl_json *item) {
    const struct fpl_json *data = fpl_json_at(item, 2);
    struct fpl_tenure one = {.from = FPL_DATE_NONE, .seq = seq, .roles = (unsigned)fpl_json_get_num(data, "roles", 0)};
    struct fpl_str key = fpl_json_text(fpl_json_at(item, 1));
    fpl_str_copy(key, one.user, sizeof one.user);
    if (fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "user")) {
        if (!(one.roles & FPL_ROLE_ADMIN))
            return FPL_OK;
    } else if (!fpl_people__read(key, data, &one) || one.seq != seq) {
        return fpl_verify__differs(run, "book 0 seq %lld body: change of roles", (long long)seq);
    }
    void *list = room(registry->tenure, registry->tenures, &registry->tenure_cap, sizeof one);
    if (!list)
        return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    registry->tenure = list;
    registry->tenure[registry->tenures++] = one;
    return FPL_OK;
}

static int is_document(struct fpl_str kind) {
    static const char *const kinds[] = {"chart", "pack", "profile", "tolerance", "limit", "calendar", "mapping"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (fpl_str_is(kind, kinds[i]))
            return 1;
    return 0;
}

static enum fpl_status add_closing(struct fpl_verify__run *run, struct fpl_verify__registry *registry, int64_t seq,
                                   const struct fpl_json *item) {
    if (registry->closings == registry->closing_cap) {
        size_t cap = registry->closing_cap ? registry->closing_cap * 2 : 4;
        struct fpl_verify__closing *wider = realloc(registry->closing, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
        registry->closing = wider;
        registry->closing_cap = cap;
    }
    struct fpl_verify__closing *one = &registry->closing[registry->closings++];
    one->seq = seq;
    if (fpl_date_parse(fpl_json_text(fpl_json_at(item, 1)), &one->from, NULL)) /* named when it is made again */
        one->from = FPL_DATE_MIN;
    return FPL_OK;
}

enum fpl_status fpl_verify__registry_add(struct fpl_verify__run *run, struct fpl_verify__registry *registry,
                                         int64_t seq, const struct fpl_json *body) {
    const struct fpl_json *list = fpl_json_get(body, "i"), *doc = fpl_json_get(fpl_json_get(body, "x"), "doc");
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *i = fpl_json_first(list); i && !status; i = fpl_json_next(list, i)) {
        struct fpl_str kind = fpl_json_text(fpl_json_at(i, 0));
        if (doc && is_document(kind))
            status = add_document(run, registry, seq, i, doc);
        else if (fpl_str_is(kind, "currency"))
            status = add_currency(run, registry, seq, fpl_json_text(fpl_json_at(i, 1)));
        else if (fpl_str_is(kind, "user") || fpl_str_is(kind, "user.roles"))
            status = add_tenure(run, registry, seq, i);
        else if (fpl_str_is(kind, FPL_AUTH_ITEM))
            status = add_closing(run, registry, seq, i);
    }
    return status;
}

enum fpl_status fpl_verify__load_pack(struct fpl_verify__run *run, struct fpl_verify__document *document) {
    struct fpl_str json;
    if (document->pack)
        return FPL_OK;
    enum fpl_status status = fpl_verify__document_json(run, document, &json);
    return status ? status : fpl_pack_parse(json, &document->pack, run->error);
}

enum fpl_status fpl_verify__load_profile(struct fpl_verify__run *run, struct fpl_verify__document *document) {
    struct fpl_str json;
    if (document->profile)
        return FPL_OK;
    enum fpl_status status = fpl_verify__document_json(run, document, &json);
    return status ? status : fpl_profile_parse(json, &document->profile, run->error);
}

enum fpl_status fpl_verify__load_limits(struct fpl_verify__run *run, struct fpl_verify__document *document) {
    struct fpl_str json;
    if (document->limits)
        return FPL_OK;
    enum fpl_status status = fpl_verify__document_json(run, document, &json);
    return status ? status : fpl_limit_rule_parse(json, &document->limits, run->error);
}
