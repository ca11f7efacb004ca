/* The facts that a decision read from books, against the state it was made on: where a loan and a claim stood, what
 * their earlier records say (their commands included), the claimant's enrolment, and by kept_sums.c every sum that caps
 * and breakers read. What the command itself says is the claimant's word; that it is the command recorded is seen to by
 * taking it from there, and by kept_command.c. */
#include "ledger/verify/kept.h"
#include "ledger/desk/decide.h"

#include <stdio.h>
#include <string.h>

enum fpl_status fpl_kept__differs(const struct fpl_kept *kept, enum fpl_fact_id id) {
    return fpl_verify__differs(kept->run, "book %d seq %lld decision: fact %s", kept->book,
                               (long long)kept->record->seq, fpl_fact_name(id));
}

static struct fpl_str text_of(const struct fpl_kept *kept, enum fpl_fact_id id) {
    return fpl_fact_text(&kept->now->facts, id);
}

static int is_kind(const struct fpl_kept *kept, const char *kind) {
    return fpl_str_is(kept->record->kind, kind);
}

static int is_of_claim(struct fpl_str kind) {
    return kind.n > 6 && memcmp(kind.p, "claim.", 6) == 0;
}

static int is_of_deal(struct fpl_str kind) {
    return kind.n > 5 && memcmp(kind.p, "deal.", 5) == 0;
}

/* ---- where things stood ---- */

static enum fpl_status load_item(struct fpl_kept *kept, const char *kind, struct fpl_str key, struct fpl_json_doc *doc,
                                 struct fpl_item_value **out) {
    enum fpl_status status = fpl_fold__item_value(kept->fold, kept->book, fpl_str_of(kind), key, out, kept->run->error);
    if (!status && (*out)->data.n)
        status = fpl_json_parse(doc, (*out)->data, kept->run->error);
    return status;
}

/* The facts of an earlier record, as its own command and kept facts give them. */
static enum fpl_status load_base(struct fpl_kept *kept, int64_t seq, const char *kind) {
    struct fpl_store *store = kept->run->session->store;
    struct fpl_str salt, bytes;
    struct fpl_leaf leaf = {.t = 0};
    enum fpl_status status = fpl_store__get_record(store, kept->book, seq, &bytes, kept->run->error);
    if (!status)
        status = fpl_leaf__parse(&kept->base_doc, bytes, &leaf, kept->run->error);
    struct fpl_verify__record base = {.seq = seq, .t = leaf.t, .kind = fpl_str_of(kind)};
    if (!status)
        status = fpl_store__get_opening(store, kept->book, seq, FPL_PART_BODY, &salt, &bytes, kept->run->error);
    if (!status)
        status = fpl_json_parse(&kept->base_doc, bytes, kept->run->error);
    if (status)
        return status;
    base.body = fpl_json_root(&kept->base_doc);
    status = fpl_verify__facts(kept->run, kept->book, &base, &kept->base_keys, &kept->base, &kept->base_pack);
    kept->has_base = !status;
    kept->base_seq = seq;
    return status;
}

/* The record taken back, if this is a reversal: the registration, a repayment (which the body names and has been
 * checked by), a decision. Its bytes are copied: a look-up in the store lasts until the next one. */
static enum fpl_status load_undone(struct fpl_kept *kept, int64_t registration) {
    int64_t seq = is_kind(kept, "loan.withdrawn")       ? registration
                  : is_kind(kept, "claim.revoked")      ? kept->claim_seq
                  : is_kind(kept, "repayment.reversed") ? fpl_json_num(kept->record->field[FPL_BODY_rev], -1)
                                                        : -1;
    struct fpl_str salt, bytes;
    if (seq < 0)
        return FPL_OK;
    enum fpl_status status = fpl_store__get_opening(kept->run->session->store, kept->book, seq, FPL_PART_BODY, &salt,
                                                    &bytes, kept->run->error);
    if (status)
        return status;
    fpl_buf_reset(&kept->undone_bytes);
    fpl_buf_add(&kept->undone_bytes, bytes.p, bytes.n);
    if (fpl_buf_ok(&kept->undone_bytes))
        return fpl_fail(kept->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if ((status = fpl_json_parse(&kept->undone_doc, fpl_buf_str(&kept->undone_bytes), kept->run->error)))
        return status;
    kept->undone = fpl_json_root(&kept->undone_doc);
    kept->undone_seq = seq;
    return FPL_OK;
}

/* The loan's and the claim's item, and the record that the facts were copied from: the loan's registration, or for a
 * claim in hand its submission. */
static enum fpl_status load(struct fpl_kept *kept) {
    struct fpl_item_value *loan = NULL, *claim = NULL;
    int of_claim = is_of_claim(kept->record->kind) && !is_kind(kept, "claim.submitted");
    int64_t base = -1;
    if (is_kind(kept, "loan.registered") || is_of_deal(kept->record->kind))
        return FPL_OK;
    enum fpl_status status = load_item(kept, "loan", text_of(kept, FPL_FACT_LOAN_KEY), &kept->loan_doc, &loan);
    if (!status && loan->data.n) {
        kept->loan = fpl_json_root(&kept->loan_doc);
        kept->loan_seq = loan->seq;
        base = loan->seq0;
    }
    if (!status && of_claim) {
        status = load_item(kept, "claim", text_of(kept, FPL_FACT_CLAIM_KEY), &kept->claim_doc, &claim);
        base = -1;
        if (!status && claim->data.n) {
            kept->claim = fpl_json_root(&kept->claim_doc);
            kept->claim_seq = claim->seq;
            base = claim->seq0;
        }
    }
    if (!status && base < 0)
        return fpl_kept__differs(kept, FPL_FACT_LOAN_KEY);
    if (!status)
        status = load_undone(kept, base);
    return status ? status : load_base(kept, base, of_claim ? "claim.submitted" : "loan.registered");
}

/* ---- facts of items ---- */

static const struct {
    enum fpl_fact_id id;
    const char *key;
    int of_claim;
} item_facts[] = {
    {FPL_FACT_LOAN_BALANCE, "bal", 0},       {FPL_FACT_LOAN_PAID, "cmp", 0},  {FPL_FACT_LOAN_DISBURSED, "disb", 0},
    {FPL_FACT_LOAN_MEMO_SHARE, "exp", 0},    {FPL_FACT_LOAN_LOSS, "loss", 0}, {FPL_FACT_LOAN_REPAID, "rep", 0},
    {FPL_FACT_LOAN_STATE, "st", 0},          {FPL_FACT_CLAIM_STATE, "st", 1}, {FPL_FACT_CLAIM_APPROVED, "amt", 1},
    {FPL_FACT_CLAIM_PROVISIONAL, "prov", 1},
};

/* An amount that an item does not hold is 0. *known = 0 if the fact is none of an item that is there. */
static int same_as_item(const struct fpl_kept *kept, enum fpl_fact_id id, const struct fpl_fact *fact, int *known) {
    *known = 0;
    for (size_t i = 0; i < sizeof item_facts / sizeof item_facts[0]; i++) {
        const struct fpl_json *item = item_facts[i].of_claim ? kept->claim : kept->loan;
        if (item_facts[i].id != id || !item)
            continue;
        *known = 1;
        if (fact->book != kept->book || fact->seq != (item_facts[i].of_claim ? kept->claim_seq : kept->loan_seq))
            return 0;
        return fpl_fact_type(id) == FPL_FACT_TEXT ? fpl_str_eq(fpl_json_get_text(item, item_facts[i].key), fact->v.text)
                                                  : fpl_json_get_num(item, item_facts[i].key, 0) == fact->v.num;
    }
    return 1;
}

/* ---- what a registration reads of the firm and the contract ---- */

static const enum fpl_fact_id registration_facts[] = {FPL_FACT_LOAN_OTHER_MODE, FPL_FACT_FIRM_WHITELISTED,
                                                      FPL_FACT_FIRM_KEYLIST, FPL_FACT_FIRM_CLASS, FPL_FACT_FIRM_REGION};
#define REGISTRATION_FACTS (sizeof registration_facts / sizeof registration_facts[0])

static int is_of_registration(const struct fpl_kept *kept, enum fpl_fact_id id) {
    for (size_t i = 0; i < REGISTRATION_FACTS; i++)
        if (registration_facts[i] == id)
            return is_kind(kept, "loan.registered");
    return 0;
}

struct fpl_str fpl_kept__contract(struct fpl_str loan) {
    struct fpl_str contract = loan;
    int bars = 0;
    for (contract.n = 0; contract.n < loan.n && bars < 2; contract.n++)
        bars += contract.p[contract.n] == '|';
    contract.n -= bars == 2;
    return contract;
}

/* The white list's state of the firm on the day: the newest, or the newest dated one by then; empty data: none. */
static enum fpl_status load_listing(struct fpl_kept *kept, struct fpl_item_value **out) {
    struct fpl_date since = FPL_DATE_NONE;
    char date[12];
    enum fpl_status status = load_item(kept, "whitelist", kept->firm, &kept->loan_doc, out);
    if (status || !(*out)->data.n || fpl_date_cmp(fpl_body__date(fpl_json_root(&kept->loan_doc), "on"), kept->on) <= 0)
        return status;
    fpl_buf_reset(&kept->scope);
    fpl_buf_addf(&kept->scope, "%.*s|", (int)kept->firm.n, kept->firm.p);
    struct fpl_item_row prefix = {.book = kept->book, .kind = FPL_STR("listing"), .key = fpl_buf_str(&kept->scope)};
    if (fpl_buf_ok(&kept->scope))
        return fpl_fail(kept->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    status = fpl_journal__newest_dated(kept->fold->store, &prefix, kept->on, &since, kept->run->error);
    if (!fpl_date_is_none(since)) /* else no item has the key */
        fpl_buf_adds(&kept->scope, fpl_date_format(since, date));
    if (fpl_buf_ok(&kept->scope))
        return fpl_fail(kept->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return status ? status : load_item(kept, "listing", fpl_buf_str(&kept->scope), &kept->loan_doc, out);
}

/* White list and mode: absent is a fact of its own, read at the size of the log; class, region and key list are unknown
 * where there is nothing to read. */
static enum fpl_status check_registration(struct fpl_kept *kept, enum fpl_fact_id id, const struct fpl_fact *fact) {
    int of_contract = id == FPL_FACT_LOAN_OTHER_MODE, same = 0;
    struct fpl_item_value *item = NULL;
    enum fpl_status status =
        of_contract
            ? load_item(kept, "contract", fpl_kept__contract(text_of(kept, FPL_FACT_LOAN_KEY)), &kept->loan_doc, &item)
            : load_listing(kept, &item);
    if (status)
        return status;
    const struct fpl_json *data = item->data.n ? fpl_json_root(&kept->loan_doc) : NULL;
    struct fpl_str text = fpl_json_get_text(data, id == FPL_FACT_FIRM_CLASS ? "class" : "region");
    int listed = data && fpl_str_is(fpl_json_get_text(data, "st"), "IN");
    if (of_contract)
        same = fact->v.num == (data && !fpl_str_eq(fpl_json_get_text(data, "mode"), text_of(kept, FPL_FACT_LOAN_MODE)));
    else if (id == FPL_FACT_FIRM_WHITELISTED)
        same = fact->v.num == listed;
    else if (id == FPL_FACT_FIRM_KEYLIST)
        same = fact->v.num == (listed && fpl_json_num(fpl_json_get(data, "key"), 0));
    else
        same = fpl_str_eq(text_of(kept, id), text);
    same = same && fact->known && fact->book == kept->book && fact->seq == (data ? item->seq : kept->record->seq);
    if (!fact->known)
        same = id == FPL_FACT_FIRM_CLASS || id == FPL_FACT_FIRM_REGION ? text.n == 0
                                                                       : id == FPL_FACT_FIRM_KEYLIST && !data;
    return same ? FPL_OK : fpl_kept__differs(kept, id);
}

/* ---- one fact, all facts ---- */

static int same_value(enum fpl_fact_id id, const struct fpl_fact *a, const struct fpl_fact *b) {
    if (fpl_fact_type(id) == FPL_FACT_TEXT)
        return fpl_str_eq(a->v.text, b->v.text);
    if (fpl_fact_type(id) == FPL_FACT_RATIO)
        return a->v.ratio.num == b->v.ratio.num && a->v.ratio.den == b->v.ratio.den;
    return a->v.num == b->v.num;
}

/* Copied from the record these build on: what that one had read, with that source; what its command said, with that
 * record for the source. */
static int same_as_base(const struct fpl_kept *kept, enum fpl_fact_id id, const struct fpl_fact *fact) {
    const struct fpl_fact *before = &kept->base.fact[id];
    if (!kept->has_base || !before->known || !same_value(id, before, fact))
        return 0;
    return before->book == FPL_SOURCE_COMMAND ? fact->book == kept->book && fact->seq == kept->base_seq
                                              : fact->book == before->book && fact->seq == before->seq;
}

/* Was the loan taken on? Its registration's command says so. */
static int same_as_registration(const struct fpl_kept *kept, const struct fpl_fact *fact) {
    const struct fpl_fact *said = &kept->base.fact[FPL_FACT_TAKE_ON];
    return kept->has_base && fact->book == kept->book && fact->seq == kept->base_seq &&
           fact->v.num == (said->known && said->v.num);
}

static enum fpl_status check_fact(struct fpl_kept *kept, enum fpl_fact_id id, const struct fpl_fact *fact) {
    int known = 0;
    if ((fact->book != kept->book && fact->book != 0) || (fact->book == kept->book && fact->seq > kept->record->seq))
        return fpl_kept__differs(kept, id);
    if (is_of_registration(kept, id))
        return FPL_OK; /* by check_registered */
    if (is_kind(kept, "deal.reversed"))
        return FPL_OK; /* by fpl_verify__undone */
    if (kept->undone && id == FPL_FACT_LOAN_CLAIM_PENDING)
        return fpl_verify__pending(kept->run, kept->fold, kept->book, kept->record);
    if (kept->undone && fact->book == kept->book && fact->seq == kept->undone_seq) {
        int same = fpl_verify__undone_fact(kept->undone, id, fact, &known);
        if (known)
            return same ? FPL_OK : fpl_kept__differs(kept, id);
    }
    if (fact->book == kept->book && fact->seq == kept->record->seq)
        return fpl_kept__sum(kept, id, fact);
    if (!same_as_item(kept, id, fact, &known))
        return fpl_kept__differs(kept, id);
    if (known || same_as_base(kept, id, fact) || (id == FPL_FACT_LOAN_TAKE_ON && same_as_registration(kept, fact)))
        return FPL_OK;
    if (id == FPL_FACT_CLAIM_CLAIMANT && is_kind(kept, "claim.submitted"))
        return FPL_OK; /* by fpl_kept__command */
    enum fpl_status status = fpl_kept__measure(kept, id, fact, &known);
    return status || known ? status : fpl_kept__differs(kept, id);
}

/* A fact left out would be unknown to the decider, or nothing: what the item holds and what the earlier record was
 * decided on must all be there. */
static enum fpl_status check_missing(const struct fpl_kept *kept) {
    const struct fpl_fact *now = kept->now->facts.fact;
    for (size_t i = 0; i < sizeof item_facts / sizeof item_facts[0]; i++)
        if ((item_facts[i].of_claim ? kept->claim : kept->loan) && !now[item_facts[i].id].known)
            return fpl_kept__differs(kept, item_facts[i].id);
    for (int id = 0; id < FPL_FACT_COUNT && kept->has_base; id++) {
        int of_event = id == FPL_FACT_TAKE_ON && !kept->claim; /* of each event its own */
        if (kept->base.fact[id].known && !now[id].known && !of_event)
            return fpl_kept__differs(kept, (enum fpl_fact_id)id);
    }
    return FPL_OK;
}

static enum fpl_status check_registered(struct fpl_kept *kept, const struct fpl_pack *pack) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < REGISTRATION_FACTS && !status; i++)
        status = check_registration(kept, registration_facts[i], &kept->now->facts.fact[registration_facts[i]]);
    if (!status)
        status = fpl_kept__fresh_for(kept, pack);
    return status ? status : fpl_kept__bound(kept, pack);
}

static enum fpl_status check_all(struct fpl_kept *kept) {
    const struct fpl_pack *pack = NULL;
    enum fpl_status status =
        fpl_verify__facts(kept->run, kept->book, kept->record, &kept->now->keys, &kept->now->facts, &pack);
    if (status)
        return status;
    kept->bank = text_of(kept, FPL_FACT_LOAN_BANK);
    kept->claimant = text_of(kept, FPL_FACT_CLAIM_CLAIMANT);
    kept->firm = text_of(kept, FPL_FACT_FIRM_ID);
    kept->on = fpl_fact_date(&kept->now->facts, FPL_FACT_TODAY);
    status = load(kept);
    if (!status && kept->has_base && pack && pack != kept->base_pack) /* bound once, at the registration */
        status = fpl_verify__differs(kept->run, "book %d seq %lld decision: pack is not the loan's", kept->book,
                                     (long long)kept->record->seq);
    for (int id = 0; id < FPL_FACT_COUNT && !status; id++)
        if (kept->now->facts.fact[id].known && kept->now->facts.fact[id].book >= 0)
            status = check_fact(kept, (enum fpl_fact_id)id, &kept->now->facts.fact[id]);
    if (!status)
        status = check_missing(kept);
    if (!status &&
        (is_kind(kept, "claim.submitted") || is_kind(kept, "claim.decided") || is_kind(kept, "claim.deferred")))
        status = fpl_kept__fresh(kept);
    if (!status && is_kind(kept, "loan.registered"))
        status = check_registered(kept, pack);
    return status ? status : fpl_kept__command(kept);
}

enum fpl_status fpl_verify__kept(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                 const struct fpl_verify__record *record) {
    struct fpl_str kind = record->kind;
    int looks_up = is_of_claim(kind) || fpl_str_is(kind, "loan.registered");
    int needs_pack = 0;
    if (fpl_str_is(kind, "agreement.signed") || fpl_str_is(kind, "measure.recorded") || fpl_str_is(kind, "firm.listed"))
        run->lookups_pending = 1; /* they are looked up in the store */
    if (!record->field[FPL_BODY_dec] || !fpl_decide__has(kind, &needs_pack))
        return FPL_OK;
    struct fpl_kept kept = {.run = run, .fold = fold, .book = book, .record = record, .now = run->decider};
    enum fpl_status status = looks_up && run->lookups_pending ? fpl_fold__flush(fold, run->error) : FPL_OK;
    if (looks_up)
        run->lookups_pending = 0;
    if (!status)
        status = check_all(&kept);
    fpl_json_doc_release(&kept.loan_doc);
    fpl_json_doc_release(&kept.claim_doc);
    fpl_json_doc_release(&kept.base_doc);
    fpl_json_doc_release(&kept.undone_doc);
    fpl_buf_release(&kept.undone_bytes);
    fpl_buf_release(&kept.scope);
    return status;
}
