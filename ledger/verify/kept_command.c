/* What of a command is no fact, and what a record says of its own beside the decision: for whom an institution's user
 * claims, which claim is decided, and the keys and notes that the desk adds. */
#include "ledger/verify/kept.h"

#include <stdio.h>
#include <string.h>

static enum fpl_status command_differs(const struct fpl_kept *kept, const char *field) {
    return fpl_verify__differs(kept->run, "book %d seq %lld decision: command's %s", kept->book,
                               (long long)kept->record->seq, field);
}

static struct fpl_str text_of(const struct fpl_kept *kept, enum fpl_fact_id id) {
    return fpl_fact_text(&kept->now->facts, id);
}

static int is_kind(const struct fpl_kept *kept, const char *kind) {
    return fpl_str_is(kept->record->kind, kind);
}

static struct fpl_str said(const struct fpl_kept *kept, const char *field) {
    return fpl_json_get_text(kept->record->field[FPL_BODY_cmd], field);
}

/* ---- who claims, and for what ---- */

/* An institution's user claims for the institution, whatever gave the claimant: only where it is neither named nor the
 * loan's bank is it read from the enrolment. */
static enum fpl_status check_claimant(struct fpl_kept *kept) {
    const struct fpl_fact *fact = &kept->now->facts.fact[FPL_FACT_CLAIM_CLAIMANT];
    const struct fpl_json *act = kept->record->field[FPL_BODY_act];
    struct fpl_str role = fpl_json_get_text(act, "role");
    struct fpl_item_value *user = NULL;
    int institution = fpl_str_is(role, "bank") || fpl_str_is(role, "guarantor"), read = fact->book >= 0;
    if (!institution)
        return read ? fpl_kept__differs(kept, FPL_FACT_CLAIM_CLAIMANT) : FPL_OK;
    enum fpl_status status =
        fpl_fold__item_value(kept->fold, 0, FPL_STR("user"), fpl_json_get_text(act, "by"), &user, kept->run->error);
    if (!status && user->data.n)
        status = fpl_json_parse(&kept->claim_doc, user->data, kept->run->error);
    if (status)
        return status;
    const struct fpl_json *data = user->data.n ? fpl_json_root(&kept->claim_doc) : NULL;
    int same = fpl_str_eq(fpl_json_get_text(data, "party"), kept->claimant) &&
               (!read || (fact->book == 0 && fact->seq == user->seq0 && !fpl_str_eq(kept->claimant, kept->bank)));
    return same ? FPL_OK : fpl_kept__differs(kept, FPL_FACT_CLAIM_CLAIMANT);
}

static enum fpl_status check_firm(const struct fpl_kept *kept) {
    struct fpl_str firm = said(kept, "firm");
    return firm.n == 0 || fpl_str_eq(firm, kept->firm) ? FPL_OK : command_differs(kept, "firm");
}

/* The claim that a command names, by the receipt of one of its records or by its own number (the last part of its key),
 * is the one decided. */
static enum fpl_status check_claim(struct fpl_kept *kept) {
    struct fpl_str named = said(kept, "claim"), key = text_of(kept, FPL_FACT_CLAIM_KEY), salt, bytes;
    const char *slash = memchr(named.p ? named.p : "", '/', named.n);
    int64_t book = -1, seq = -1;
    int same = named.p && named.n && key.n > named.n && key.p[key.n - named.n - 1] == '|' &&
               memcmp(key.p + key.n - named.n, named.p, named.n) == 0;
    if (slash && !fpl_int_parse((struct fpl_str){named.p, (size_t)(slash - named.p)}, &book) &&
        !fpl_int_parse((struct fpl_str){slash + 1, named.n - (size_t)(slash - named.p) - 1}, &seq)) {
        if (book != kept->book || seq < 0 || seq >= kept->record->seq)
            return command_differs(kept, "claim");
        enum fpl_status status = fpl_store__get_opening(kept->run->session->store, kept->book, seq, FPL_PART_BODY,
                                                        &salt, &bytes, kept->run->error);
        if (!status)
            status = fpl_json_parse(&kept->base_doc, bytes, kept->run->error);
        if (status)
            return status;
        same = fpl_str_eq(fpl_json_get_text(fpl_json_get(fpl_json_root(&kept->base_doc), "x"), "claim"), key);
    }
    return same ? FPL_OK : command_differs(kept, "claim");
}

/* ---- what the desk adds ---- */

static const struct fpl_json *own_item(const struct fpl_kept *kept, const char *kind) {
    const struct fpl_json *list = kept->record->field[FPL_BODY_i], *found = NULL;
    for (const struct fpl_json *i = fpl_json_first(list); i; i = fpl_json_next(list, i))
        if (fpl_str_is(fpl_json_text(fpl_json_at(i, 0)), kind))
            found = i;
    return found;
}

static int is_text(const struct fpl_json *object, const char *key, struct fpl_str text) {
    return fpl_str_eq(fpl_json_get_text(object, key), text);
}

/* The first loan under a contract says its mode. */
static enum fpl_status check_contract(struct fpl_kept *kept) {
    const struct fpl_json *item = own_item(kept, "contract");
    struct fpl_item_value *before = NULL;
    struct fpl_str contract = fpl_kept__contract(text_of(kept, FPL_FACT_LOAN_KEY));
    enum fpl_status status =
        fpl_fold__item_value(kept->fold, kept->book, FPL_STR("contract"), contract, &before, kept->run->error);
    if (status)
        return status;
    int same = before->data.n ? !item
                              : item && fpl_str_eq(fpl_json_text(fpl_json_at(item, 1)), contract) &&
                                    is_text(fpl_json_at(item, 2), "mode", text_of(kept, FPL_FACT_LOAN_MODE));
    return same ? FPL_OK : command_differs(kept, "contract");
}

/* loan key|instalment, the key that a repayment consumes */
static enum fpl_status check_instalment(const struct fpl_kept *kept) {
    struct fpl_str key = fpl_json_text(fpl_json_at(own_item(kept, "repayment"), 1)),
                   loan = text_of(kept, FPL_FACT_LOAN_KEY), instalment = said(kept, "instalment");
    int same = instalment.n && key.n == loan.n + 1 + instalment.n && memcmp(key.p, loan.p, loan.n) == 0 &&
               key.p[loan.n] == '|' && memcmp(key.p + loan.n + 1, instalment.p, instalment.n) == 0;
    return same ? FPL_OK : command_differs(kept, "instalment");
}

/* A claim waits in the list of open ones, under the number of its record, until it is first decided or refused; and
 * again, in its old place, once the decision is revoked. */
static enum fpl_status check_open(const struct fpl_kept *kept) {
    const struct fpl_json *item = own_item(kept, "claim.open"), *data = fpl_json_at(item, 2);
    int submitted = is_kind(kept, "claim.submitted"), opens = submitted || is_kind(kept, "claim.revoked"),
        leaves = fpl_str_is(text_of(kept, FPL_FACT_CLAIM_STATE), "SUBMITTED");
    char place[24];
    (void)snprintf(place, sizeof place, "%012lld", (long long)(submitted ? kept->record->seq : kept->base_seq));
    int same = opens || leaves ? item && fpl_str_is(fpl_json_text(fpl_json_at(item, 1)), place) : !item;
    if (same && opens)
        same = is_text(data, "bank", kept->claimant) && is_text(data, "firm", kept->firm) &&
               is_text(data, "claim", text_of(kept, FPL_FACT_CLAIM_KEY));
    else if (same)
        same = !data;
    return same ? FPL_OK : command_differs(kept, "place among the open claims");
}

static enum fpl_status check_notes(const struct fpl_kept *kept) {
    const struct fpl_json *x = kept->record->field[FPL_BODY_x];
    int same = is_text(x, "claim", text_of(kept, FPL_FACT_CLAIM_KEY)) && is_text(x, "claimant", kept->claimant);
    return same ? FPL_OK : command_differs(kept, "claim");
}

enum fpl_status fpl_kept__command(struct fpl_kept *kept) {
    enum fpl_status status = FPL_OK;
    if (is_kind(kept, "deal.recorded") || is_kind(kept, "deal.reversed") || is_kind(kept, "loan.withdrawn") ||
        is_kind(kept, "repayment.reversed")) /* which event a reversal takes back: by fpl_verify__undone */
        return FPL_OK;
    if (is_kind(kept, "loan.registered"))
        return check_contract(kept);
    if (is_kind(kept, "loan.repaid"))
        return check_instalment(kept);
    if (is_kind(kept, "payout.recorded"))
        return check_notes(kept);
    if (!is_kind(kept, "claim.submitted"))
        status = check_claim(kept);
    else if (!(status = check_claimant(kept)))
        status = check_firm(kept);
    if (!status)
        status = check_notes(kept);
    return status ? status : check_open(kept);
}
