/* Under which rule packs an institution's loans stand. A loan is claimed under the pack of the agreement that it was
 * registered under, however many were signed since, so the caps and breakers of each of them are in force until its
 * last loan is settled. Loans are looked at only where an institution has agreements under several packs, or none in
 * force. */
#include "reports/position.h"

#include <stdlib.h>
#include <string.h>

static struct fpl_position__under *find(struct fpl_position *p, const char *party, const struct fpl_pack *pack) {
    for (size_t i = 0; i < p->unders; i++)
        if (p->under[i].pack == pack && strcmp(p->under[i].party, party) == 0)
            return &p->under[i];
    return NULL;
}

/* Of several agreements under one pack the last one signed for counts. */
enum fpl_status fpl_position__note_under(struct fpl_position *p, const struct fpl_position__under *one) {
    struct fpl_position__under *known = find(p, one->party, one->pack);
    if (known) {
        int in_force = known->in_force || one->in_force;
        if (fpl_date_cmp(one->from, known->from) > 0)
            *known = *one;
        known->in_force = in_force;
        return FPL_OK;
    }
    if (p->unders == p->under_cap) {
        size_t cap = p->under_cap ? p->under_cap * 2 : 16;
        struct fpl_position__under *wider = realloc(p->under, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(p->error, FPL_E_NOMEM, NULL, NULL, NULL);
        p->under = wider;
        p->under_cap = cap;
    }
    p->under[p->unders++] = *one;
    return FPL_OK;
}

static int by_party(const void *a, const void *b) {
    const struct fpl_position__under *x = a, *y = b;
    int order = strcmp(x->party, y->party);
    return order ? order : fpl_date_cmp(x->from, y->from);
}

/* ---- which of them still have loans ---- */

static enum fpl_status take_kind(void *ctx, const struct fpl_item *item) {
    *(int *)ctx = fpl_str_is(fpl_json_get_text(item->data, "kind"), "guarantor");
    return FPL_OK;
}

static enum fpl_status know_guarantors(struct fpl_position *p) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < p->parties && !status; i++) {
        struct fpl_position__party *party = &p->party[i];
        status = fpl_read_item(p->view, 0, "party", fpl_str_of(party->id), take_kind, &party->is_guarantor, p->error);
        if (status == FPL_E_NOT_FOUND) {
            fpl_error_clear(p->error);
            status = FPL_OK;
        }
    }
    return status;
}

static int is_guarantor(const struct fpl_position *p, const char *id) {
    for (size_t i = 0; i < p->parties; i++)
        if (strcmp(p->party[i].id, id) == 0)
            return p->party[i].is_guarantor;
    return 0;
}

struct search {
    struct fpl_position *p;
    const char *bank;
    size_t open; /* packs that its loans may stand under and that were not met yet */
    int ended;   /* by us */
};

static enum fpl_status mark(struct fpl_position *p, const char *bank, const struct fpl_pack *pack, int *is_new) {
    struct fpl_position__under one = {.from = FPL_DATE_NONE, .pack = pack};
    struct fpl_position__under *known = find(p, bank, pack);
    *is_new = !known || !known->has_loans;
    if (known) {
        known->has_loans = 1;
        return FPL_OK;
    }
    (void)fpl_str_copy(fpl_str_of(bank), one.party, sizeof one.party);
    one.has_loans = one.by_guarantor = 1;
    return fpl_position__note_under(p, &one);
}

static enum fpl_status take_registration(void *ctx, const struct fpl_record *record) {
    struct search *search = ctx;
    const struct fpl_pack *pack = NULL;
    struct fpl_str hash = fpl_json_get_text(fpl_json_get(record->body, "dec"), "pack");
    int is_new = 0;
    enum fpl_status status = hash.n ? fpl_derive__pack_of(search->p->derive, hash, &pack, search->p->error) : FPL_OK;
    if (!status && pack)
        status = mark(search->p, search->bank, pack, &is_new);
    search->open -= is_new && search->open;
    return status;
}

static int may_be_claimed(const struct fpl_json *loan) {
    struct fpl_str state = fpl_json_get_text(loan, "st");
    return fpl_str_is(state, "REGISTERED") || fpl_str_is(state, "CLAIMED");
}

/* Ends the reading with a status that is no failure when nothing is left to find. */
static enum fpl_status take_loan(void *ctx, const struct fpl_item *item) {
    struct search *search = ctx;
    search->ended = search->open == 0 || !fpl_str_is(fpl_json_get_text(item->data, "bank"), search->bank);
    if (search->ended)
        return FPL_E_NOT_FOUND;
    if (!may_be_claimed(item->data))
        return FPL_OK;
    return fpl_read_record(search->p->view, search->p->book.id, item->seq0, take_registration, search,
                           search->p->error);
}

static enum fpl_status look(struct fpl_position *p, const char *bank, size_t packs) {
    struct search search = {p, bank, packs, 0};
    char key[80];
    (void)fpl_str_copy(fpl_str_of(bank), key, sizeof key - 1);
    size_t n = strlen(key);
    key[n] = '|';
    struct fpl_begun first = {p->book.id, "loan", {key, n + 1}};
    enum fpl_status status = fpl_read_items_from(p->view, &first, take_loan, &search, p->error);
    if (status == FPL_E_NOT_FOUND && search.ended) {
        fpl_error_clear(p->error);
        status = FPL_OK;
    }
    return status;
}

/* The packs of its own agreements and of all guarantors': their number, and one of them. */
static size_t candidates(const struct fpl_position *p, const char *bank, const struct fpl_pack **one) {
    size_t count = 0;
    for (size_t i = 0; i < p->unders; i++) {
        int seen = 0, may = strcmp(p->under[i].party, bank) == 0 || is_guarantor(p, p->under[i].party);
        for (size_t j = 0; j < i && may && !seen; j++)
            seen = p->under[j].pack == p->under[i].pack &&
                   (strcmp(p->under[j].party, bank) == 0 || is_guarantor(p, p->under[j].party));
        if (!may || seen)
            continue;
        *one = p->under[i].pack;
        count++;
    }
    return count;
}

static enum fpl_status look_at_bank(struct fpl_position *p, const char *bank) {
    const struct fpl_pack *one = NULL;
    int is_new = 0;
    size_t packs = candidates(p, bank, &one);
    if (packs == 1)
        return mark(p, bank, one, &is_new);
    return packs ? look(p, bank, packs) : FPL_OK;
}

/* A guarantor's pack has loans if a bank's loans stand under it. */
static int has_loans(const struct fpl_position *p, const struct fpl_position__under *under) {
    int found = under->has_loans;
    for (size_t i = 0; i < p->unders && !found && is_guarantor(p, under->party); i++)
        found = p->under[i].has_loans && p->under[i].pack == under->pack;
    return found;
}

enum fpl_status fpl_position__unders(struct fpl_position *p) {
    enum fpl_status status = know_guarantors(p);
    for (size_t i = 0; i < p->parties && !status; i++)
        if (p->party[i].balance[FPL_POSITION__LOANS] != 0)
            status = look_at_bank(p, p->party[i].id);
    for (size_t i = 0; i < p->unders && !status; i++)
        p->under[i].has_loans = has_loans(p, &p->under[i]);
    size_t kept = 0;
    for (size_t i = 0; i < p->unders && !status; i++)
        if (p->under[i].in_force || p->under[i].has_loans)
            p->under[kept++] = p->under[i];
    p->unders = kept;
    if (!status && kept)
        qsort(p->under, kept, sizeof *p->under, by_party);
    return status;
}
