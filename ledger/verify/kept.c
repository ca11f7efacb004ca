/* The facts that a pool's decision kept, against the state it was made on: where a loan and a claim stood, what their
 * earlier records said, measures, and every sum that caps and breakers read. Not checked: the command's own facts,
 * which are the claimant's word. */
#include "ledger/verify/verify.h"

#include <stdio.h>
#include <string.h>

struct kept {
    struct fpl_verify__run *run;
    struct fpl_fold *fold;
    int32_t book;
    const struct fpl_verify__record *record;
    const struct fpl_json *facts;
    struct fpl_date on;
    struct fpl_json_doc loan_doc, claim_doc, base_doc;
    const struct fpl_json *loan, *claim,
        *base; /* items' data, and the facts of the record these build on; NULL: none */
    int64_t loan_seq, claim_seq, base_seq;
    struct fpl_str bank, claimant, firm;
    struct fpl_buf scope;
};

static enum fpl_status differs(const struct kept *kept, struct fpl_str fact) {
    return fpl_verify__differs(kept->run, "book %d seq %lld decision: fact %.*s", kept->book,
                               (long long)kept->record->seq, (int)fact.n, fact.p);
}

/* A text fact, plain or with its source. */
static struct fpl_str text_of(const struct kept *kept, enum fpl_fact_id id) {
    const struct fpl_json *node = fpl_json_get(kept->facts, fpl_fact_name(id));
    return fpl_json_text(node && node->type == FPL_JSON_ARRAY ? fpl_json_at(node, 0) : node);
}

/* ---- where things stood ---- */

static enum fpl_status load_item(struct kept *kept, const char *kind, struct fpl_str key, struct fpl_json_doc *doc,
                                 struct fpl_item_value **out) {
    enum fpl_status status = fpl_fold__item_value(kept->fold, kept->book, fpl_str_of(kind), key, out, kept->run->error);
    if (!status && (*out)->data.n)
        status = fpl_json_parse(doc, (*out)->data, kept->run->error);
    return status;
}

static enum fpl_status load_base(struct kept *kept, int64_t seq) {
    struct fpl_str salt, bytes;
    enum fpl_status status = fpl_store__get_opening(kept->run->session->store, kept->book, seq, FPL_PART_BODY, &salt,
                                                    &bytes, kept->run->error);
    if (!status)
        status = fpl_json_parse(&kept->base_doc, bytes, kept->run->error);
    if (status)
        return status;
    kept->base = fpl_json_get(fpl_json_get(fpl_json_root(&kept->base_doc), "dec"), "facts");
    kept->base_seq = seq;
    return FPL_OK;
}

/* The loan's and the claim's item, and the record that the facts were copied from: the loan's registration, or for a
 * claim in hand its submission. */
static enum fpl_status load(struct kept *kept) {
    struct fpl_item_value *loan = NULL, *claim = NULL;
    enum fpl_status status = FPL_OK;
    int64_t base = -1;
    if (fpl_str_is(kept->record->kind, "loan.registered"))
        return FPL_OK;
    status = load_item(kept, "loan", text_of(kept, FPL_FACT_LOAN_KEY), &kept->loan_doc, &loan);
    if (!status && loan->data.n) {
        kept->loan = fpl_json_root(&kept->loan_doc);
        kept->loan_seq = loan->seq;
        base = loan->seq0;
    }
    if (!status && !fpl_str_is(kept->record->kind, "loan.repaid") &&
        !fpl_str_is(kept->record->kind, "claim.submitted")) {
        status = load_item(kept, "claim", text_of(kept, FPL_FACT_CLAIM_KEY), &kept->claim_doc, &claim);
        base = -1;
        if (!status && claim->data.n) {
            kept->claim = fpl_json_root(&kept->claim_doc);
            kept->claim_seq = claim->seq;
            base = claim->seq0;
        }
    }
    if (!status && base < 0)
        return differs(kept, fpl_str_of(fpl_fact_name(FPL_FACT_LOAN_KEY)));
    return status ? status : load_base(kept, base);
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

/* *known = 0 if the fact is none of an item that is there. */
static int same_as_item(const struct kept *kept, int id, const struct fpl_json *value, int64_t seq, int *known) {
    *known = 0;
    for (size_t i = 0; i < sizeof item_facts / sizeof item_facts[0]; i++) {
        const struct fpl_json *item = item_facts[i].of_claim ? kept->claim : kept->loan;
        if ((int)item_facts[i].id != id || !item)
            continue;
        *known = 1;
        const struct fpl_json *field = fpl_json_get(item, item_facts[i].key);
        return field && seq == (item_facts[i].of_claim ? kept->claim_seq : kept->loan_seq) &&
               fpl_str_eq(field->raw, value->raw);
    }
    return 1;
}

/* ---- sums ---- */

enum range { YEAR, PERIOD, ALL };
enum whose { BANK, CLAIMANT, FIRM, POOL };
static const struct {
    enum fpl_fact_id id;
    const char *tally; /* NULL: lending - repaid - closed */
    enum whose whose;
    enum range range;
} sum_facts[] = {
    {FPL_FACT_REGISTERED_BANK_YTD, "registered", BANK, YEAR},
    {FPL_FACT_LOSS_BANK_YTD, "loss", BANK, YEAR},
    {FPL_FACT_PAID_BORROWER_YTD, "paid", FIRM, YEAR},
    {FPL_FACT_PAID_POOL_YTD, "paid", POOL, YEAR},
    {FPL_FACT_PAID_BANK_YTD, "paid", CLAIMANT, YEAR},
    {FPL_FACT_PAID_BANK_PERIOD, "paid", CLAIMANT, PERIOD},
    {FPL_FACT_PAID_PERIOD, "paid", POOL, PERIOD},
    {FPL_FACT_LENDING_PERIOD, "lending", POOL, PERIOD},
    {FPL_FACT_LENDING_BANK_PERIOD, "lending", BANK, PERIOD},
    {FPL_FACT_NPL_BANK, "npl", BANK, ALL},
    {FPL_FACT_BALANCE_BANK, NULL, BANK, ALL},
    {FPL_FACT_FIRM_DEBT, NULL, FIRM, ALL},
    {FPL_FACT_BALANCE_POOL, NULL, POOL, ALL},
};

static enum fpl_status sum(struct kept *kept, const char *name, enum whose whose, struct fpl_date from,
                           struct fpl_date to, int64_t *out) {
    struct fpl_str id = whose == BANK ? kept->bank : whose == CLAIMANT ? kept->claimant : kept->firm;
    int64_t count = 0;
    fpl_buf_reset(&kept->scope);
    if (whose != POOL) {
        fpl_buf_adds(&kept->scope, whose == FIRM ? "firm:" : "bank:");
        fpl_buf_add(&kept->scope, id.p, id.n);
    }
    if (fpl_buf_ok(&kept->scope))
        return fpl_fail(kept->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    struct fpl_tally_row which = {
        .book = kept->book, .name = fpl_str_of(name), .scope = fpl_buf_str(&kept->scope), .day = from.day};
    return fpl_fold__sum_tally(kept->fold, &which, to, out, &count, kept->run->error);
}

/* Start of the claimant's agreement in force, the last by its first day; none: the beginning of time. */
static enum fpl_status period_start(struct kept *kept, struct fpl_date *out) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_json_doc doc = {0};
    struct fpl_buf prefix = {0};
    int row = 1;
    *out = FPL_DATE_MIN;
    fpl_buf_add(&prefix, kept->claimant.p, kept->claimant.n);
    fpl_buf_addc(&prefix, '|');
    enum fpl_status status = fpl_buf_ok(&prefix);
    if (!status)
        status = fpl_store__scan_items(kept->fold->store, kept->book, FPL_STR("agreement"), fpl_buf_str(&prefix),
                                       &cursor, kept->run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, kept->run->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n < prefix.n || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if ((status = fpl_json_parse(&doc, item.data, kept->run->error)))
            break;
        struct fpl_date from = fpl_body__date(fpl_json_root(&doc), "from"),
                        to = fpl_body__date(fpl_json_root(&doc), "to");
        if (fpl_date_cmp(from, kept->on) <= 0 && (fpl_date_is_none(to) || fpl_date_cmp(kept->on, to) <= 0))
            *out = from;
    }
    fpl_store__end(cursor);
    fpl_json_doc_release(&doc);
    fpl_buf_release(&prefix);
    return status;
}

static enum fpl_status range_of(struct kept *kept, enum range range, struct fpl_date *from, struct fpl_date *to) {
    int16_t year = fpl_period_of(kept->on).year;
    *from = FPL_DATE_MIN;
    *to = FPL_DATE_MAX;
    if (range == YEAR) {
        *from = fpl_period_first((struct fpl_period){year, 1});
        *to = fpl_period_last((struct fpl_period){year, 12});
    }
    return range == PERIOD ? period_start(kept, from) : FPL_OK;
}

/* A money fact's value: a number, or decimal text past 2^53-1. */
static int is_amount(const struct fpl_json *value, int64_t amount) {
    int64_t given = 0;
    if (value->type == FPL_JSON_STRING)
        return !fpl_int_parse(value->str, &given) && given == amount;
    return value->type == FPL_JSON_INT && value->num == amount;
}

static enum fpl_status check_sum(struct kept *kept, int id, struct fpl_str name, const struct fpl_json *value) {
    for (size_t i = 0; i < sizeof sum_facts / sizeof sum_facts[0]; i++) {
        struct fpl_date from, to;
        int64_t amount = 0, repaid = 0, closed = 0;
        if ((int)sum_facts[i].id != id)
            continue;
        enum fpl_status status = range_of(kept, sum_facts[i].range, &from, &to);
        if (!status)
            status =
                sum(kept, sum_facts[i].tally ? sum_facts[i].tally : "lending", sum_facts[i].whose, from, to, &amount);
        if (!status && !sum_facts[i].tally) {
            status = sum(kept, "repaid", sum_facts[i].whose, from, to, &repaid);
            if (!status)
                status = sum(kept, "closed", sum_facts[i].whose, from, to, &closed);
            amount -= repaid + closed;
        }
        if (status)
            return status;
        return is_amount(value, amount) ? FPL_OK : differs(kept, name);
    }
    return differs(kept, name); /* nothing else is read at the size of the log */
}

/* ---- money of the pool ---- */

/* Adds debit less credit of everything so far; no more than the gross that append allows. */
static enum fpl_status balance(struct kept *kept, struct fpl_str account, int64_t *sum) {
    int64_t stored = 0;
    enum fpl_status status = fpl_fold__sum_account(kept->fold, kept->book, account, sum, kept->run->error);
    if (!status)
        status = fpl_totals__balance(kept->fold->store, kept->book, account, &stored, kept->run->error);
    *sum += stored;
    return status;
}

static enum fpl_status check_money(struct kept *kept, int id, struct fpl_str name, const struct fpl_json *value) {
    int64_t sum = 0;
    int available = id == FPL_FACT_POOL_AVAILABLE;
    enum fpl_status status = balance(kept, available ? FPL_STR("100203") : FPL_STR("271101"), &sum);
    if (!status)
        status = balance(kept, available ? FPL_STR("224105") : FPL_STR("271104"), &sum);
    if (status)
        return status;
    return is_amount(value, available ? sum : -sum) ? FPL_OK : differs(kept, name);
}

/* ---- what a registration reads of the firm and the contract ---- */

static int is_flag(const struct fpl_json *value, int yes) {
    return value->type == FPL_JSON_BOOL && (value->num != 0) == (yes != 0);
}

/* White list and mode: absent is a fact of its own, read at the size of the log. */
static enum fpl_status check_registration(struct kept *kept, int id, struct fpl_str name, const struct fpl_json *node) {
    struct fpl_str loan = text_of(kept, FPL_FACT_LOAN_KEY), contract = loan;
    const struct fpl_json *value = fpl_json_at(node, 0), *data = NULL;
    struct fpl_item_value *item = NULL;
    int bars = 0, same = 1, of_contract = id == FPL_FACT_LOAN_OTHER_MODE;
    for (contract.n = 0; contract.n < loan.n && bars < 2; contract.n++) /* bank|contract of bank|contract|iou */
        bars += contract.p[contract.n] == '|';
    contract.n -= bars == 2;
    enum fpl_status status = load_item(kept, of_contract ? "contract" : "whitelist",
                                       of_contract ? contract : kept->firm, &kept->loan_doc, &item);
    if (status)
        return status;
    data = item->data.n ? fpl_json_root(&kept->loan_doc) : NULL;
    int listed = data && fpl_str_is(fpl_json_get_text(data, "st"), "IN") &&
                 fpl_date_cmp(fpl_body__date(data, "on"), kept->on) <= 0;
    if (of_contract)
        same = is_flag(value, data && !fpl_str_eq(fpl_json_get_text(data, "mode"), text_of(kept, FPL_FACT_LOAN_MODE)));
    else if (id == FPL_FACT_FIRM_WHITELISTED)
        same = is_flag(value, listed);
    else if (id == FPL_FACT_FIRM_KEYLIST)
        same = is_flag(value, listed && fpl_json_num(fpl_json_get(data, "key"), 0));
    else if (id == FPL_FACT_FIRM_CLASS || id == FPL_FACT_FIRM_REGION)
        same = fpl_str_eq(value->str, fpl_json_get_text(data, id == FPL_FACT_FIRM_CLASS ? "class" : "region"));
    same = same && fpl_json_num(fpl_json_at(node, 2), -1) == (data ? item->seq : kept->record->seq);
    return same ? FPL_OK : differs(kept, name);
}

static int is_of_registration(const struct kept *kept, int id) {
    return !kept->base && (id == FPL_FACT_LOAN_OTHER_MODE || id == FPL_FACT_FIRM_WHITELISTED ||
                           id == FPL_FACT_FIRM_KEYLIST || id == FPL_FACT_FIRM_CLASS || id == FPL_FACT_FIRM_REGION);
}

static enum fpl_status check_scheme_year(struct kept *kept, struct fpl_str name, const struct fpl_json *value) {
    struct fpl_date from;
    int years = 0;
    enum fpl_status status = period_start(kept, &from);
    if (status)
        return status;
    while (fpl_date_cmp(fpl_date_add_months(from, 12 * (years + 1)), kept->on) <= 0 && years < 400)
        years++;
    return value->type == FPL_JSON_INT && value->num == years + 1 ? FPL_OK : differs(kept, name);
}

/* ---- measures ---- */

static const struct {
    enum fpl_fact_id id;
    const char *measure;
} measure_facts[] = {
    {FPL_FACT_PRIOR_YEAR_BALANCE, "prior_year_balance"},
    {FPL_FACT_BANK_DEPOSIT, "bank_deposit"},
    {FPL_FACT_FEES_PERIOD, "guarantee_fees"},
};

/* Is it the claimant's newest measure by the day of the decision (of last year's end: of that day)? */
static enum fpl_status is_measure(struct kept *kept, int id, const struct fpl_json *value, int64_t seq, int *yes) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_json_doc doc = {0};
    struct fpl_buf prefix = {0};
    size_t which = 0;
    int row = 1;
    int16_t last_year = (int16_t)(fpl_period_of(kept->on).year - 1);
    struct fpl_date to = kept->on, from = FPL_DATE_MIN;
    *yes = 0;
    while (which < 3 && (int)measure_facts[which].id != id)
        which++;
    if (which == 3)
        return FPL_OK;
    if (id == FPL_FACT_PRIOR_YEAR_BALANCE)
        from = to = fpl_period_last((struct fpl_period){last_year, 12});
    fpl_buf_addf(&prefix, "%s|%.*s|", measure_facts[which].measure, (int)kept->claimant.n, kept->claimant.p);
    enum fpl_status status = fpl_buf_ok(&prefix);
    if (!status)
        status = fpl_store__scan_items(kept->fold->store, kept->book, FPL_STR("measure"), fpl_buf_str(&prefix), &cursor,
                                       kept->run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, kept->run->error)) && row) {
        struct fpl_item_row item;
        struct fpl_date day;
        fpl_store__item_row(cursor, &item);
        if (item.key.n != prefix.n + 10 || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if (fpl_date_parse((struct fpl_str){item.key.p + prefix.n, 10}, &day, NULL) || fpl_date_cmp(day, from) < 0 ||
            fpl_date_cmp(day, to) > 0)
            continue;
        if (!(status = fpl_json_parse(&doc, item.data, kept->run->error)))
            *yes = item.seq == seq && is_amount(value, fpl_json_get_num(fpl_json_root(&doc), "amt", 0));
    }
    fpl_store__end(cursor);
    fpl_json_doc_release(&doc);
    fpl_buf_release(&prefix);
    return status;
}

/* ---- one fact, all facts ---- */

static enum fpl_status check_fact(struct kept *kept, const struct fpl_json *key, const struct fpl_json *node) {
    const struct fpl_json *value = fpl_json_at(node, 0);
    int64_t book = fpl_json_num(fpl_json_at(node, 1), -1), seq = fpl_json_num(fpl_json_at(node, 2), -1);
    char name[64];
    int id = fpl_fact_find(key->str), known = 0;
    if (id < 0 || book < 0 || (book != kept->book && book != 0) || seq < 0 ||
        (book == kept->book && seq > kept->record->seq))
        return differs(kept, key->str);
    if (is_of_registration(kept, id))
        return check_registration(kept, id, key->str, node);
    if (id == FPL_FACT_SCHEME_YEAR && seq == kept->record->seq)
        return check_scheme_year(kept, key->str, value);
    if (book == kept->book && seq == kept->record->seq)
        return id == FPL_FACT_POOL_AVAILABLE || id == FPL_FACT_POOL_PAID_IN ? check_money(kept, id, key->str, value)
                                                                            : check_sum(kept, id, key->str, value);
    if (!same_as_item(kept, id, value, seq, &known))
        return differs(kept, key->str);
    if (known)
        return FPL_OK;
    const struct fpl_json *before = fpl_json_get(kept->base, fpl_str_copy(key->str, name, sizeof name));
    if (before && (before->type == FPL_JSON_ARRAY ? fpl_str_eq(before->raw, node->raw)
                                                  : seq == kept->base_seq && fpl_str_eq(before->raw, value->raw)))
        return FPL_OK;
    enum fpl_status status = is_measure(kept, id, value, seq, &known);
    return status || known ? status : differs(kept, key->str);
}

/* A decision to pay must be made on the sums of that moment, not on those of the submission. */
static enum fpl_status check_fresh(struct kept *kept) {
    for (size_t i = 0; i < sizeof sum_facts / sizeof sum_facts[0]; i++) {
        const char *name = fpl_fact_name(sum_facts[i].id);
        const struct fpl_json *node = fpl_json_get(kept->facts, name);
        if (!node || node->type != FPL_JSON_ARRAY || fpl_json_num(fpl_json_at(node, 2), -1) != kept->record->seq)
            return differs(kept, fpl_str_of(name));
    }
    return FPL_OK;
}

static enum fpl_status check_all(struct kept *kept) {
    enum fpl_status status = FPL_OK;
    kept->bank = text_of(kept, FPL_FACT_LOAN_BANK);
    kept->claimant = text_of(kept, FPL_FACT_CLAIM_CLAIMANT);
    kept->firm = text_of(kept, FPL_FACT_FIRM_ID);
    if (fpl_date_parse(text_of(kept, FPL_FACT_TODAY), &kept->on, NULL))
        return differs(kept, fpl_str_of(fpl_fact_name(FPL_FACT_TODAY)));
    status = load(kept);
    for (const struct fpl_json *key = fpl_json_first(kept->facts); key && !status;) {
        const struct fpl_json *node = fpl_json_next(kept->facts, key);
        if (node->type == FPL_JSON_ARRAY)
            status = check_fact(kept, key, node);
        key = fpl_json_next(kept->facts, node);
    }
    if (!status &&
        (fpl_str_is(kept->record->kind, "claim.decided") || fpl_str_is(kept->record->kind, "claim.deferred")))
        status = check_fresh(kept);
    return status;
}

enum fpl_status fpl_verify__kept(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                 const struct fpl_verify__record *record) {
    struct kept kept = {.run = run, .fold = fold, .book = book, .record = record};
    struct fpl_str kind = record->kind;
    int is_claim = kind.n > 6 && memcmp(kind.p, "claim.", 6) == 0;
    kept.facts = fpl_json_get(record->field[FPL_BODY_dec], "facts");
    if (fpl_str_is(kind, "agreement.signed") || fpl_str_is(kind, "measure.recorded"))
        run->lookups_pending = 1; /* they are looked up in the store */
    if (!kept.facts || (!is_claim && !fpl_str_is(kind, "loan.registered") && !fpl_str_is(kind, "loan.repaid")))
        return FPL_OK;
    enum fpl_status status = is_claim && run->lookups_pending ? fpl_fold__flush(fold, run->error) : FPL_OK;
    if (is_claim)
        run->lookups_pending = 0;
    if (!status)
        status = check_all(&kept);
    fpl_json_doc_release(&kept.loan_doc);
    fpl_json_doc_release(&kept.claim_doc);
    fpl_json_doc_release(&kept.base_doc);
    fpl_buf_release(&kept.scope);
    return status;
}
