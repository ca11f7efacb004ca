/* A decision run again: facts as its command and what it read from books give them, the pack by its hash, the same
 * decider; the outcome, postings, item states and tallies must come out as recorded. The desk may add items of its own
 * (open lists, request keys); items of the kinds that deciders write must be the decider's. */
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

/* The entries' scopes in a row are the decision's tallies; neighbours that differ in scope alone are one entry. */
static int same_tallies(const struct fpl_json *list, const struct fpl_decision *d) {
    int at = 0;
    for (const struct fpl_json *row = fpl_json_first(list); row; row = fpl_json_next(list, row)) {
        const struct fpl_json *name = fpl_json_at(row, 0), *scopes = fpl_json_at(row, 1), *amount = fpl_json_at(row, 2),
                              *count = fpl_json_at(row, 3);
        const struct fpl_json *after = fpl_json_next(list, row);
        if (after && fpl_str_eq(name->raw, fpl_json_at(after, 0)->raw) &&
            fpl_str_eq(amount->raw, fpl_json_at(after, 2)->raw) && fpl_str_eq(count->raw, fpl_json_at(after, 3)->raw))
            return 0;
        for (const struct fpl_json *s = fpl_json_first(scopes); s; s = fpl_json_next(scopes, s), at++) {
            const struct fpl_tally_delta *tally = &d->tally[at];
            if (at == d->tallies || !fpl_str_is(fpl_json_text(name), tally->name) ||
                !fpl_str_eq(fpl_json_text(s), tally->scope) ||
                fpl_json_num(amount, 0) != fpl_money_minor(tally->amount) || fpl_json_num(count, 0) != tally->count)
                return 0;
        }
    }
    return at == d->tallies;
}

/* ---- packs and profiles, parsed once ---- */

enum fpl_status fpl_verify__load_pack(struct fpl_verify__run *run, struct fpl_verify__document *document) {
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

/* ---- facts ---- */

#define DECISION(run, book, record, format, ...)                                                                       \
    fpl_verify__differs((run), "book %d seq %lld decision: " format, (book), (long long)(record)->seq, __VA_ARGS__)

enum fpl_status fpl_verify__facts(struct fpl_verify__run *run, int32_t book, const struct fpl_verify__record *record,
                                  struct fpl_fact_keys *keys, struct fpl_facts *facts, const struct fpl_pack **pack) {
    struct fpl_decided decided = {record->kind, record->body,
                                  fpl_date_of_instant(record->t, run->session->offset_minutes), NULL};
    struct fpl_str hash = fpl_json_get_text(fpl_json_get(record->body, "dec"), "pack");
    struct fpl_verify__document *document = hash.n ? fpl_verify__pack_of(run->registry, hash) : NULL;
    struct fpl_error local = {0};
    int needs_pack = 0;
    (void)fpl_decide__has(record->kind, &needs_pack);
    if ((needs_pack && !hash.n) || (hash.n && !document) ||
        (document && document->seq >= fpl_json_get_num(record->body, "reg", -1)))
        return DECISION(run, book, record, "%s", "pack");
    enum fpl_status status = document ? fpl_verify__load_pack(run, document) : FPL_OK;
    if (status)
        return status;
    *pack = decided.pack = document ? document->pack : NULL;
    if (!(status = fpl_facts_of_record(&decided, keys, facts, &local)))
        return FPL_OK;
    if (status == FPL_E_JSON)
        return DECISION(run, book, record, "fact %s: not as the command and its sources give it", local.arg[0]);
    return fpl_fail(run->error, status, local.arg[0], NULL, NULL);
}

enum fpl_status fpl_verify__redecide(struct fpl_verify__run *run, int32_t book,
                                     const struct fpl_verify__record *record) {
    const struct fpl_json *dec = record->field[FPL_BODY_dec];
    const struct fpl_profile *profile[FPL_PROFILES_MAX];
    struct fpl_verify__decider *decider = run->decider;
    struct fpl_rules rules = {.profile = profile};
    int needs_pack = 0, has_decider = fpl_decide__has(record->kind, &needs_pack);
    if (!dec && !has_decider)
        return FPL_OK;
    const char *bad = !dec                                            ? "missing"
                      : !has_decider                                  ? "no such decider"
                      : fpl_json_get_num(dec, "eng", 0) != FPL_ENGINE ? "engine"
                                                                      : NULL;
    if (bad)
        return DECISION(run, book, record, "%s", bad);
    enum fpl_status status = fpl_verify__facts(run, book, record, &decider->keys, &decider->facts, &rules.pack);
    if (!status)
        status = load_profiles(run, run->registry, record->body, profile, &rules.profiles);
    if (status)
        return status == FPL_E_PROFILE ? DECISION(run, book, record, "%s", "profile") : status;
    fpl_decide__run(record->kind, &decider->facts, &rules, &decider->decision);
    if ((bad = compare(record->body, &decider->decision)))
        return DECISION(run, book, record, "%s", bad);
    run->report->decisions++;
    return FPL_OK;
}
