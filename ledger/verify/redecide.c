/* A kept decision run again: facts as the record keeps them, the pack by its hash, the same decider; the outcome,
 * postings, item states and tallies must come out as recorded. The desk may add items of its own (open lists, request
 * keys); items of the kinds that deciders write must be the decider's. */
#include "ledger/desk/decide.h"
#include "ledger/verify/verify.h"

#include <string.h>

static int same_posting(const struct fpl_json *row, const struct fpl_posting *expected) {
    struct fpl_posting p;
    return !fpl_body__posting(row, &p, NULL) && fpl_str_eq(p.account, expected->account) && p.side == expected->side &&
           fpl_money_cmp(p.amount, expected->amount) == 0 && fpl_str_eq(p.currency, expected->currency) &&
           fpl_str_eq(p.party, expected->party) && fpl_str_eq(p.item, expected->item);
}

static int same_postings(const struct fpl_json *list, const struct fpl_decision *d) {
    const struct fpl_json *row = fpl_json_first(list);
    if ((int)fpl_json_count(list) != d->postings)
        return 0;
    for (int i = 0; i < d->postings; i++, row = fpl_json_next(list, row))
        if (!same_posting(row, &d->posting[i]))
            return 0;
    return 1;
}

static int is_decided_kind(struct fpl_str kind) {
    return fpl_str_is(kind, "deal") || fpl_str_is(kind, "loan") || fpl_str_is(kind, "claim");
}

/* Items of deciders stand in the decider's order; others may stand anywhere between. */
static int same_items(const struct fpl_json *list, const struct fpl_decision *d) {
    int at = 0;
    for (const struct fpl_json *row = fpl_json_first(list); row; row = fpl_json_next(list, row)) {
        const struct fpl_json *data = fpl_json_at(row, 2);
        if (!is_decided_kind(fpl_json_text(fpl_json_at(row, 0))))
            continue;
        if (at == d->items || !fpl_str_is(fpl_json_text(fpl_json_at(row, 0)), d->item[at].kind) ||
            !fpl_str_eq(fpl_json_text(fpl_json_at(row, 1)), d->item[at].key) ||
            !fpl_str_eq(data ? data->raw : (struct fpl_str){NULL, 0}, d->item[at].data))
            return 0;
        at++;
    }
    return at == d->items;
}

static int same_tallies(const struct fpl_json *list, const struct fpl_decision *d) {
    const struct fpl_json *row = fpl_json_first(list);
    if ((int)fpl_json_count(list) != d->tallies)
        return 0;
    for (int i = 0; i < d->tallies; i++, row = fpl_json_next(list, row)) {
        const struct fpl_tally_delta *tally = &d->tally[i];
        if (!fpl_str_is(fpl_json_text(fpl_json_at(row, 0)), tally->name) ||
            !fpl_str_eq(fpl_json_text(fpl_json_at(row, 1)), tally->scope) ||
            fpl_json_num(fpl_json_at(row, 2), 0) != fpl_money_minor(tally->amount) ||
            fpl_json_num(fpl_json_at(row, 3), 0) != tally->count)
            return 0;
    }
    return 1;
}

/* ---- packs and profiles, parsed once ---- */

static enum fpl_status load_pack(struct fpl_verify__run *run, struct fpl_verify__document *document) {
    struct fpl_str json;
    if (document->pack)
        return FPL_OK;
    enum fpl_status status = fpl_verify__document_json(run, document, &json);
    return status ? status : fpl_pack_parse(json, &document->pack, run->error);
}

static enum fpl_status load_profile(struct fpl_verify__run *run, struct fpl_verify__document *document) {
    struct fpl_str json;
    if (document->profile)
        return FPL_OK;
    enum fpl_status status = fpl_verify__document_json(run, document, &json);
    return status ? status : fpl_profile_parse(json, &document->profile, run->error);
}

/* The profiles named in the deal item's "pr". */
static enum fpl_status load_profiles(struct fpl_verify__run *run, struct fpl_verify__registry *registry,
                                     const struct fpl_json *body, const struct fpl_profile *list[FPL_PROFILES_MAX],
                                     int *count) {
    const struct fpl_json *items = fpl_json_get(body, "i"), *pr = NULL;
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *i = fpl_json_first(items); i; i = fpl_json_next(items, i))
        if (fpl_str_is(fpl_json_text(fpl_json_at(i, 0)), "deal"))
            pr = fpl_json_get(fpl_json_at(i, 2), "pr");
    *count = 0;
    for (const struct fpl_json *row = fpl_json_first(pr); row && !status; row = fpl_json_next(pr, row)) {
        struct fpl_verify__document *document =
            fpl_verify__document_of(registry, "profile", fpl_json_text(fpl_json_at(row, 0)));
        if (!document || *count == FPL_PROFILES_MAX || document->seq >= fpl_json_get_num(body, "reg", -1))
            return FPL_E_PROFILE;
        if (!(status = load_profile(run, document)))
            list[(*count)++] = document->profile;
        for (int i = 0; !status && i + 1 < *count; i++)
            if (list[i] == document->profile)
                return FPL_E_PROFILE;
    }
    return status;
}

static const char *compare(const struct fpl_json *body, const struct fpl_decision *d) {
    int may_be_recorded = d->outcome == FPL_OK || d->outcome == FPL_DEFERRED;
    if (!may_be_recorded ||
        !fpl_str_is(fpl_json_get_text(fpl_json_get(body, "dec"), "out"), fpl_status_name(d->outcome)))
        return "outcome";
    if (!same_postings(fpl_json_get(body, "p"), d))
        return "postings";
    if (!same_items(fpl_json_get(body, "i"), d))
        return "items";
    return same_tallies(fpl_json_get(body, "y"), d) ? NULL : "tallies";
}

enum fpl_status fpl_verify__redecide(struct fpl_verify__run *run, struct fpl_verify__registry *registry,
                                     struct fpl_verify__decider *decider, int32_t book,
                                     const struct fpl_verify__record *record) {
    const struct fpl_json *dec = record->field[FPL_BODY_dec];
    const struct fpl_profile *profile[FPL_PROFILES_MAX];
    struct fpl_rules rules = {.profile = profile};
    struct fpl_str hash = fpl_json_get_text(dec, "pack");
    const char *bad = NULL;
    int needs_pack = 0;
    enum fpl_status status = FPL_OK;
    int has_decider = fpl_decide__has(record->kind, &needs_pack);
    if (!dec && !has_decider)
        return FPL_OK;
    if (!dec)
        bad = "missing";
    else if (!has_decider)
        bad = "no such decider";
    else if (fpl_json_get_num(dec, "eng", 0) != FPL_ENGINE)
        bad = "engine";
    else if ((status = fpl_facts_read(fpl_json_get(dec, "facts"), &decider->facts, run->error)))
        bad = status == FPL_E_NOMEM ? NULL : "facts";
    struct fpl_verify__document *pack = hash.n ? fpl_verify__pack_of(registry, hash) : NULL;
    if (!bad && status)
        return status;
    if (!bad && ((needs_pack && !hash.n) || (hash.n && !pack) ||
                 (pack && pack->seq >= fpl_json_get_num(record->body, "reg", -1))))
        bad = "pack";
    if (!bad && pack && !(status = load_pack(run, pack)))
        rules.pack = pack->pack;
    if (!bad && !status) {
        status = load_profiles(run, registry, record->body, profile, &rules.profiles);
        bad = status == FPL_E_PROFILE ? "profile" : NULL;
    }
    if (!bad && !status) {
        fpl_decide__run(record->kind, &decider->facts, &rules, &decider->decision);
        bad = compare(record->body, &decider->decision);
    }
    if (bad)
        return fpl_verify__differs(run, "book %d seq %lld decision: %s", book, (long long)record->seq, bad);
    run->report->decisions += !status;
    return status;
}
