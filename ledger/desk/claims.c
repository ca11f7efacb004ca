/* Claims: submitted, decided by another person, paid; a decision revoked before that. */
#include "ledger/desk/desk.h"

#include <stdio.h>
#include <string.h>

/* For whom an institution's user claims: for the institution. Where neither the command nor the loan's bank says so,
 * the claimant is a fact read from the user's enrolment. */
static enum fpl_status add_claimant(struct desk_call *call) {
    struct fpl_str own = fpl_str_of(call->institution);
    struct fpl_facts *facts = &call->desk->facts;
    struct fpl_item_state state;
    int found = 0;
    if (own.n == 0 || fpl_desk__given(call, "claimant") || fpl_str_eq(own, fpl_desk__text(call, "bank")))
        return FPL_OK;
    enum fpl_status status =
        fpl_journal__item(call->session, 0, "user", call->command->actor, &state, &found, call->error);
    if (status || !found)
        return status ? status : fpl_fail(call->error, FPL_E_ACTOR, NULL, NULL, NULL);
    fpl_fact_set_text(facts, FPL_FACT_CLAIM_CLAIMANT, fpl_desk__key(call, &own, 1));
    fpl_fact_source(facts, FPL_FACT_CLAIM_CLAIMANT, 0, state.seq0);
    return FPL_OK;
}

static enum fpl_status check_claimant(struct desk_call *call) {
    struct fpl_str claimant = fpl_desk__text(call, "claimant");
    if (call->institution[0] && claimant.n && !fpl_str_is(claimant, call->institution)) {
        fpl_error_at_field(call->error, "claimant");
        return fpl_fail_text(call->error, FPL_E_SCOPE, call->command->actor.p, call->command->actor.n);
    }
    return FPL_OK;
}

/* The claim waits in registration order: its place is the number of the record that submits it. */
static void open_claim(struct desk_call *call, struct fpl_str key, int64_t submitted) {
    struct fpl_decision *decision = &call->desk->decision;
    const struct fpl_facts *facts = &call->desk->facts;
    char place[16];
    struct fpl_buf data = {0};
    struct fpl_json_out out;
    snprintf(place, sizeof place, "%012lld", (long long)submitted);
    fpl_json_begin(&out, &data);
    fpl_json_object(&out);
    fpl_json_kstr(&out, "bank", fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT));
    fpl_json_kstr(&out, "claim", key);
    fpl_json_kstr(&out, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID));
    fpl_json_end(&out);
    fpl_decision_item(decision, "claim.open", fpl_str_of(place), fpl_buf_str(&data));
    fpl_buf_release(&data);
}

static enum fpl_status write_claimant(struct desk_call *call, struct fpl_str preparer) {
    struct fpl_json_out out;
    fpl_buf_reset(&call->desk->extra);
    fpl_json_begin(&out, &call->desk->extra);
    fpl_json_object(&out);
    fpl_json_kstr(&out, "claim", fpl_fact_text(&call->desk->facts, FPL_FACT_CLAIM_KEY));
    fpl_json_kstr(&out, "claimant", fpl_fact_text(&call->desk->facts, FPL_FACT_CLAIM_CLAIMANT));
    if (preparer.n)
        fpl_json_kstr(&out, "prep", preparer);
    fpl_json_end(&out);
    call->draft.extra = fpl_buf_str(&call->desk->extra);
    return fpl_buf_ok(&call->desk->extra) ? fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

/* The loan's facts as registered and as it stands, and the claim's own. */
static enum fpl_status load_submission(struct desk_call *call, const struct desk_pack **pack) {
    struct fpl_facts *facts = &call->desk->facts;
    struct fpl_str loan = call->desk->said.loan_key;
    enum fpl_status status = fpl_desk__load_loan(call, loan, pack);
    if (!status)
        status = add_claimant(call);
    if (!status)
        status = fpl_desk__add_said(call, fpl_desk__date(call, "claim_date"));
    if (!status)
        status = fpl_desk__load_sums(call, fpl_desk__date(call, "claim_date"));
    if (!status && fpl_desk__given(call, "firm") &&
        !fpl_str_eq(fpl_desk__text(call, "firm"), fpl_fact_text(facts, FPL_FACT_FIRM_ID))) {
        fpl_error_at_field(call->error, "firm");
        status = fpl_fail_text(call->error, FPL_E_GATE_LOAN, loan.p, loan.n);
    }
    return status;
}

enum fpl_status fpl_desk__claim_submit(struct desk_call *call) {
    const struct desk_pack *pack = NULL;
    struct fpl_facts *facts = &call->desk->facts;
    int taken = 0;
    enum fpl_status status = check_claimant(call);
    if (!status)
        status = fpl_desk__say(call, "claim.submitted");
    if (!status)
        status = fpl_desk__business_key(call, "claim", call->desk->said.claim_key, &taken);
    if (!status && !taken)
        status = load_submission(call, &pack);
    if (status || taken)
        return status;
    fpl_pool_decide_claim(facts, pack->pack, 0, &call->desk->decision);
    if ((status = fpl_desk__decided(call)))
        return status;
    open_claim(call, call->desk->said.claim_key, call->book->head.size);
    fpl_desk__use_decision(call, fpl_str_of(pack->hash));
    call->draft.kind = "claim.submitted";
    call->draft.occurred = fpl_desk__date(call, "claim_date");
    status = write_claimant(call, (struct fpl_str){NULL, 0});
    return status ? status : fpl_desk__append(call);
}

/* ---- an existing claim ---- */

struct known_claim {
    struct fpl_str key; /* in desk->text */
    int64_t submitted;  /* seq of claim.submitted */
    const struct desk_pack *pack;
    char submitter[65];
    struct fpl_str state; /* in desk->text */
    int64_t last;         /* seq of the last record that wrote it */
};

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
        if (matches++ == 0)
            *key = fpl_desk__key(call, &item.key, 1);
    }
    fpl_store__end(cursor);
    if (!status && matches == 0)
        status = fpl_fail_text(call->error, FPL_E_NOT_FOUND, number.p, number.n);
    if (!status && matches > 1)
        status = fpl_fail(call->error, FPL_E_NOT_FOUND, "多于一笔，请用回执号 more than one; give the receipt number",
                          NULL, NULL);
    return status;
}

/* A claim by its receipt number "book/seq", of the submission or any later record of it, or by its own number. */
static enum fpl_status claim_named(struct desk_call *call, struct fpl_str text, struct fpl_str *key) {
    const char *slash = memchr(text.p, '/', text.n);
    int64_t book = -1, seq = -1;
    const struct fpl_json *body = NULL;
    if (!slash || fpl_int_parse((struct fpl_str){text.p, (size_t)(slash - text.p)}, &book) ||
        fpl_int_parse((struct fpl_str){slash + 1, text.n - (size_t)(slash - text.p) - 1}, &seq))
        return claim_numbered(call, text, key);
    if (book != call->book->info.id || seq < 0 || seq >= call->book->head.size)
        return fpl_fail_text(call->error, FPL_E_NOT_FOUND, text.p, text.n);
    enum fpl_status status =
        fpl_desk__body(call, (int32_t)book, seq, &call->desk->claim_body, &call->desk->claim_doc, &body);
    struct fpl_str named = status ? (struct fpl_str){NULL, 0} : fpl_json_get_text(fpl_json_get(body, "x"), "claim");
    if (!status && named.n == 0)
        return fpl_fail_text(call->error, FPL_E_NOT_FOUND, text.p, text.n);
    if (!status)
        *key = fpl_desk__key(call, &named, 1);
    return status;
}

/* Facts as at submission, with the claim's and the loan's states of now. */
static enum fpl_status load_claim(struct desk_call *call, struct known_claim *out) {
    struct fpl_item_state state = {0};
    const struct fpl_json *body = NULL;
    int found = 0;
    int32_t book = call->book->info.id;
    enum fpl_status status = claim_named(call, fpl_desk__text(call, "claim"), &out->key);
    if (!status)
        status = fpl_journal__item(call->session, book, "claim", out->key, &state, &found, call->error);
    if (!status && !found)
        status = fpl_fail_text(call->error, FPL_E_NOT_FOUND, out->key.p, out->key.n);
    if (!status)
        status = fpl_desk__body(call, book, state.seq0, &call->desk->claim_body, &call->desk->claim_doc, &body);
    if (!status && fpl_json_get_text(fpl_json_get(body, "dec"), "pack").n == 0) /* a payout taken on has no pack */
        status = fpl_fail(call->error, FPL_E_STATE, "PAID", NULL, NULL);        /* and nothing left to be decided */
    if (!status)
        status = fpl_desk__facts_of(call, state.seq0, "claim.submitted", body, &call->desk->claim_keys, &out->pack);
    if (!status)
        status = fpl_json_parse(&call->desk->doc, state.data, call->error);
    if (status)
        return status;
    struct fpl_facts *facts = &call->desk->facts;
    fpl_str_copy(fpl_json_get_text(fpl_json_get(body, "act"), "by"), out->submitter, sizeof out->submitter);
    const struct fpl_json *data = fpl_json_root(&call->desk->doc);
    struct fpl_str st = fpl_json_get_text(data, "st");
    out->state = fpl_desk__key(call, &st, 1);
    out->submitted = state.seq0;
    out->last = state.seq;
    fpl_fact_set_text(facts, FPL_FACT_CLAIM_STATE, out->state);
    fpl_fact_source(facts, FPL_FACT_CLAIM_STATE, book, state.seq);
    fpl_fact_set_money(facts, FPL_FACT_CLAIM_APPROVED, fpl_money_of(fpl_json_get_num(data, "amt", 0)));
    fpl_fact_source(facts, FPL_FACT_CLAIM_APPROVED, book, state.seq);
    fpl_fact_set_money(facts, FPL_FACT_CLAIM_PROVISIONAL, fpl_money_of(fpl_json_get_num(data, "prov", 0)));
    fpl_fact_source(facts, FPL_FACT_CLAIM_PROVISIONAL, book, state.seq);
    return fpl_desk__refresh_loan(call);
}

/* The same, and what a command says that makes a record of this kind. */
static enum fpl_status load_claim_for(struct desk_call *call, const char *kind, struct known_claim *out) {
    enum fpl_status status = load_claim(call, out);
    if (!status)
        status = fpl_desk__say(call, kind);
    if (!status)
        status = fpl_desk__add_said(call,
                                    fpl_desk__given(call, "occurred") ? fpl_desk__date(call, "occurred") : call->today);
    return status;
}

/* The place is the key's number. A claim that was opened again has kept its own. */
static int64_t place_of(struct fpl_str key) {
    int64_t place = 0;
    for (size_t i = 0; i < key.n && key.p[i] >= '0' && key.p[i] <= '9'; i++)
        place = place * 10 + (key.p[i] - '0');
    return place;
}

/* Claims that share a cap are decided in registration order (pool rules §4, ambiguity 2). */
static enum fpl_status check_order(struct desk_call *call, const struct known_claim *claim, unsigned shared) {
    struct fpl_cursor *cursor = NULL;
    const struct fpl_facts *facts = &call->desk->facts;
    int row = 1;
    enum fpl_status status = fpl_store__scan_items(call->session->store, call->book->info.id, FPL_STR("claim.open"),
                                                   FPL_STR(""), &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        int64_t place = place_of(item.key);
        if (place >= claim->submitted)
            break;
        if ((status = fpl_json_parse(&call->desk->doc, item.data, call->error)))
            break;
        const struct fpl_json *data = fpl_json_root(&call->desk->doc);
        int same_bank = fpl_str_eq(fpl_json_get_text(data, "bank"), fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT));
        int same_firm = fpl_str_eq(fpl_json_get_text(data, "firm"), fpl_fact_text(facts, FPL_FACT_FIRM_ID));
        if ((shared & FPL_SHARES_POOL) || ((shared & FPL_SHARES_BANK) && same_bank) ||
            ((shared & FPL_SHARES_BORROWER) && same_firm)) {
            char receipt[48];
            snprintf(receipt, sizeof receipt, "%d/%lld", (int)call->book->info.id, (long long)place);
            status = fpl_fail(call->error, FPL_E_ORDER, receipt, NULL, NULL);
        }
    }
    fpl_store__end(cursor);
    return status;
}

static void close_open(struct desk_call *call, const struct known_claim *claim) {
    char place[16];
    snprintf(place, sizeof place, "%012lld", (long long)claim->submitted);
    fpl_decision_item(&call->desk->decision, "claim.open", fpl_str_of(place), (struct fpl_str){NULL, 0});
}

static enum fpl_status not_submitter(struct desk_call *call, const struct known_claim *claim) {
    if (fpl_str_is(call->command->actor, claim->submitter))
        return fpl_fail(call->error, FPL_E_SAME_PERSON, claim->submitter, NULL, NULL);
    return FPL_OK;
}

static enum fpl_status append_claim(struct desk_call *call, const struct known_claim *claim, const char *kind,
                                    struct fpl_str memo) {
    fpl_desk__use_decision(call, fpl_str_of(claim->pack->hash));
    call->draft.kind = kind;
    call->draft.occurred = fpl_fact_date(&call->desk->facts, FPL_FACT_TODAY);
    call->draft.memo = memo;
    enum fpl_status status = write_claimant(call, fpl_str_of(claim->submitter));
    return status ? status : fpl_desk__append(call);
}

enum fpl_status fpl_desk__claim_approve(struct desk_call *call) {
    struct known_claim claim;
    int done = 0;
    enum fpl_status status = load_claim_for(call, "claim.decided", &claim);
    if (!status)
        status = not_submitter(call, &claim);
    if (!status)
        status = fpl_desk__done_before(call, claim.last, "claim.decided", &done);
    if (status || done)
        return status;
    if (fpl_str_is(claim.state, "SUBMITTED"))
        status = check_order(call, &claim, fpl_pack_shared_caps(claim.pack->pack));
    if (!status)
        status = fpl_desk__load_sums(call, fpl_fact_date(&call->desk->facts, FPL_FACT_TODAY));
    if (status)
        return status;
    fpl_pool_decide_claim(&call->desk->facts, claim.pack->pack, 1, &call->desk->decision);
    if ((status = fpl_desk__decided(call)))
        return status;
    int deferred = call->desk->decision.outcome == FPL_DEFERRED;
    if (fpl_str_is(claim.state, "SUBMITTED"))
        close_open(call, &claim);
    if (deferred)
        call->answer->status = FPL_DEFERRED;
    return append_claim(call, &claim, deferred ? "claim.deferred" : "claim.decided",
                        deferred ? FPL_STR("熔断暂缓补偿") : FPL_STR("核定风险补偿"));
}

enum fpl_status fpl_desk__claim_refuse(struct desk_call *call) {
    struct known_claim claim;
    int done = 0;
    enum fpl_status status = load_claim_for(call, "claim.refused", &claim);
    if (!status)
        status = not_submitter(call, &claim);
    if (!status)
        status = fpl_desk__done_before(call, claim.last, "claim.refused", &done);
    if (status || done)
        return status;
    fpl_pool_decide_refusal(&call->desk->facts, &call->desk->decision);
    if ((status = fpl_desk__decided(call)))
        return status;
    if (fpl_str_is(claim.state, "SUBMITTED"))
        close_open(call, &claim);
    return append_claim(call, &claim, "claim.refused", fpl_desk__text(call, "reason"));
}

enum fpl_status fpl_desk__claim_pay(struct desk_call *call) {
    struct known_claim claim;
    const struct fpl_json *body = NULL;
    int done = 0;
    enum fpl_status status = load_claim_for(call, "claim.paid", &claim);
    if (!status)
        status = not_submitter(call, &claim);
    if (!status)
        status = fpl_desk__done_before(call, claim.last, "claim.paid", &done);
    if (status || done)
        return status;
    status = /* who decided does not pay */
        fpl_desk__body(call, call->book->info.id, claim.last, &call->desk->loan_body, &call->desk->loan_doc, &body);
    if (!status && fpl_str_eq(fpl_json_get_text(fpl_json_get(body, "act"), "by"), call->command->actor))
        status = fpl_fail_text(call->error, FPL_E_SAME_PERSON, call->command->actor.p, call->command->actor.n);
    if (status)
        return status;
    fpl_pool_decide_payment(&call->desk->facts, &call->desk->decision);
    if ((status = fpl_desk__decided(call)))
        return status;
    struct fpl_str parts[2] = {FPL_STR("拨付风险补偿款"), fpl_desk__text(call, "bank_ref")};
    return append_claim(call, &claim, "claim.paid", fpl_desk__key(call, parts, 2));
}

/* What the decision was made of: its own day, and the loss it recognised. */
static enum fpl_status load_decision(struct desk_call *call, const struct known_claim *claim) {
    struct fpl_facts *facts = &call->desk->facts;
    const struct fpl_json *body = NULL;
    int32_t book = call->book->info.id;
    enum fpl_status status =
        fpl_desk__body(call, book, claim->last, &call->desk->loan_body, &call->desk->loan_doc, &body);
    if (status)
        return status;
    fpl_fact_set_date(facts, FPL_FACT_TODAY, fpl_body__date(body, "occ"));
    fpl_fact_source(facts, FPL_FACT_TODAY, book, claim->last);
    fpl_fact_set_money(facts, FPL_FACT_CLAIM_LOSS,
                       fpl_money_of(fpl_body__moved(body, fpl_fact_name(FPL_FACT_LOAN_LOSS), "loss")));
    fpl_fact_source(facts, FPL_FACT_CLAIM_LOSS, book, claim->last);
    status = fpl_desk__say(call, "claim.revoked");
    return status ? status : fpl_desk__add_said(call, fpl_fact_date(facts, FPL_FACT_TODAY));
}

/* The claim is open again, in its old place. */
enum fpl_status fpl_desk__claim_revoke(struct desk_call *call) {
    struct known_claim claim = {.last = -1};
    int done = 0;
    enum fpl_status status = fpl_desk__not_taken_on(call);
    if (!status)
        status = load_claim(call, &claim);
    if (!status)
        status = not_submitter(call, &claim);
    if (!status)
        status = fpl_desk__done_before(call, claim.last, "claim.revoked", &done);
    if (!status && !done && fpl_str_is(claim.state, "DECIDED"))
        status = load_decision(call, &claim);
    if (status || done)
        return status;
    fpl_pool_decide_revocation(&call->desk->facts, &call->desk->decision);
    if ((status = fpl_desk__decided(call)))
        return status;
    open_claim(call, claim.key, claim.submitted);
    return append_claim(call, &claim, "claim.revoked", fpl_desk__text(call, "reason"));
}
