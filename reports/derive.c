/* Decisions run again on the facts of their records. */
#include "reports/derive.h"
#include "fundpool/event.h"
#include "fundpool/proof.h"
#include "reports/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct known_pack {
    char hash[2 * FPL_HASH_BYTES + 1];
    struct fpl_pack *pack;
    int told; /* by the note under way */
};
struct fpl_derive {
    struct fpl_view *view;
    struct fpl_hasher *hasher;
    struct known_pack *pack;
    size_t packs, cap;
    int loaded;
    const struct fpl_pack *used;
    struct fpl_limits__rules limits; /* loaded when a fund has some */
    struct fpl_facts facts;
    struct fpl_fact_keys keys;
    struct fpl_decision decision;
    int found;
    struct fpl_error *error; /* of the call under way */
};

enum fpl_status fpl_derive__new(struct fpl_view *view, struct fpl_derive **out, struct fpl_error *error) {
    struct fpl_derive *derive = calloc(1, sizeof *derive);
    if (!derive || fpl_hasher_new(&derive->hasher)) {
        free(derive);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    derive->view = view;
    *out = derive;
    return FPL_OK;
}

void fpl_derive__free(struct fpl_derive *derive) {
    if (!derive)
        return;
    for (size_t i = 0; i < derive->packs; i++)
        fpl_pack_free(derive->pack[i].pack);
    free(derive->pack);
    fpl_limits__rules_release(&derive->limits);
    fpl_hasher_free(derive->hasher);
    free(derive);
}

static enum fpl_status take_pack(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                 int64_t seq) {
    struct fpl_derive *derive = ctx;
    struct fpl_hash hash;
    (void)key;
    (void)source;
    (void)seq;
    if (derive->packs == derive->cap) {
        size_t cap = derive->cap ? derive->cap * 2 : 8;
        struct known_pack *wider = realloc(derive->pack, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(derive->error, FPL_E_NOMEM, NULL, NULL, NULL);
        derive->pack = wider;
        derive->cap = cap;
    }
    struct known_pack *known = &derive->pack[derive->packs];
    known->told = 0;
    enum fpl_status status = fpl_pack_parse(json, &known->pack, derive->error);
    if (status)
        return status;
    fpl_sha256(derive->hasher, json.p, json.n, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, known->hash);
    derive->packs++;
    return FPL_OK;
}

enum fpl_status fpl_derive__pack_of(struct fpl_derive *derive, struct fpl_str hash, const struct fpl_pack **out,
                                    struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    derive->error = error;
    if (!derive->loaded)
        status = fpl_read_documents(derive->view, "pack", take_pack, derive, error);
    if (status)
        return status;
    derive->loaded = 1;
    for (size_t i = 0; i < derive->packs; i++) {
        if (fpl_str_is(hash, derive->pack[i].hash)) {
            *out = derive->pack[i].pack;
            return FPL_OK;
        }
    }
    return fpl_fail_text(error, FPL_E_PACK, hash.p, hash.n);
}

/* ---- texts that have expired ---- */

struct expired {
    struct fpl_derive *derive;
    struct fpl_report *report;
    struct fpl_error *error;
};

static enum fpl_status note_pack(void *ctx, const struct fpl_item *item) {
    struct expired *x = ctx;
    const struct fpl_pack *pack = NULL;
    char name[160];
    enum fpl_status status = fpl_derive__pack_of(x->derive, fpl_json_get_text(item->data, "hash"), &pack, x->error);
    for (size_t i = 0; i < x->derive->packs && !status; i++) {
        struct known_pack *known = &x->derive->pack[i];
        struct fpl_str id = fpl_pack_id(pack);
        if (known->pack != pack || known->told)
            continue;
        known->told = 1;
        (void)snprintf(name, sizeof name, "%.*s@%lld", (int)id.n, id.p, (long long)fpl_pack_version(pack));
        fpl_reports__note_not_tested(x->report, fpl_str_of(name), pack);
        fpl_reports__note_expired(x->report, fpl_str_of(name), fpl_pack_to(pack), fpl_view_as_of(x->derive->view));
    }
    return status;
}

enum fpl_status fpl_derive__note_expired(struct fpl_derive *derive, int32_t book, struct fpl_report *report,
                                         struct fpl_error *error) {
    struct expired x = {derive, report, error};
    for (size_t i = 0; i < derive->packs; i++)
        derive->pack[i].told = 0;
    struct fpl_error own = {0};
    x.error = &own;
    enum fpl_status status = fpl_read_items(derive->view, book, "agreement", note_pack, &x, &own);
    if (status == FPL_E_SCOPE) /* an institution sees no agreements of others; explain tells it of its own decisions */
        return FPL_OK;
    return status ? fpl_fail(error, status, own.arg[0], own.arg[1], own.arg[2]) : FPL_OK;
}

/* ---- running again ---- */

/* Those that the record was judged by. */
static enum fpl_status find_limits(struct fpl_derive *derive, struct fpl_rules *rules, struct fpl_error *error) {
    struct fpl_str wanted = fpl_fact_text(&derive->facts, FPL_FACT_LIMIT_RULE);
    char name[160];
    enum fpl_status status =
        wanted.n && derive->limits.n == 0 ? fpl_limits__rules(derive->view, &derive->limits, error) : FPL_OK;
    if (!status && wanted.n)
        rules->limits = fpl_limits__rule(&derive->limits, fpl_str_copy(wanted, name, sizeof name));
    return status;
}

/* The profiles' results of a deal stand in its item: no profile is read here. */
static enum fpl_status run(struct fpl_derive *derive, const struct fpl_event *event, struct fpl_error *error) {
    struct fpl_rules rules = {.pack = derive->used};
    if (event->binds != FPL_BINDS_NONE && !derive->used)
        return fpl_fail(error, FPL_E_PACK, "", NULL, NULL);
    enum fpl_status status = event->approver ? find_limits(derive, &rules, error) : FPL_OK;
    if (status)
        return status;
    if (event->shares) { /* its lists are not in the record, and its answer for each row is: the items */
        fpl_decision_begin(&derive->decision);
        derive->decision.amount = fpl_fact_money(&derive->facts, FPL_FACT_EVENT_AMOUNT);
        if (event->limits)
            event->limits(&derive->facts, &rules, &derive->decision);
        return FPL_OK;
    }
    event->decide(&derive->facts, &rules, &derive->decision);
    struct fpl_str institution = fpl_view_institution(derive->view);
    if (institution.n)
        fpl_event_withhold(event, &derive->facts, institution, &derive->decision);
    return FPL_OK;
}

enum fpl_status fpl_derive__record(struct fpl_derive *derive, const struct fpl_record *record,
                                   const struct fpl_decision **out, struct fpl_error *error) {
    const struct fpl_json *dec = fpl_json_get(record->body, "dec");
    struct fpl_str hash = fpl_json_get_text(dec, "pack");
    const struct fpl_event *event = fpl_event_find(record->kind);
    enum fpl_status status = FPL_OK;
    derive->used = NULL;
    if (!dec || !event || !event->decide) {
        *out = NULL;
        return FPL_OK;
    }
    if (hash.n)
        status = fpl_derive__pack_of(derive, hash, &derive->used, error);
    struct fpl_decided decided = {record->kind, record->body, fpl_view_day_of(derive->view, record->t), derive->used};
    if (!status)
        status = fpl_facts_of_record(&decided, &derive->keys, &derive->facts, error);
    if (!status)
        status = run(derive, event, error);
    if (!status)
        *out = &derive->decision;
    return status;
}

static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct fpl_derive *derive = ctx;
    const struct fpl_decision *decision = NULL;
    enum fpl_status status = fpl_derive__record(derive, record, &decision, derive->error);
    derive->found = decision != NULL;
    return status;
}

enum fpl_status fpl_derive__seq(struct fpl_derive *derive, int32_t book, int64_t seq, const struct fpl_decision **out,
                                struct fpl_error *error) {
    derive->error = error;
    derive->found = 0;
    enum fpl_status status = fpl_read_record(derive->view, book, seq, take_record, derive, error);
    if (!status)
        *out = derive->found ? &derive->decision : NULL;
    return status;
}

const struct fpl_facts *fpl_derive__facts(const struct fpl_derive *derive) {
    return &derive->facts;
}

const struct fpl_pack *fpl_derive__pack(const struct fpl_derive *derive) {
    return derive->used;
}
