/* The sums that a pool's decision kept, against the state it was made on: tallies, the pool's money, the agreement's
 * year, measures. */
#include "ledger/policy/pack.h"
#include "ledger/verify/kept.h"

#include <string.h>

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

static enum fpl_status sum(struct fpl_kept *kept, const char *name, enum whose whose, struct fpl_date from,
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

struct agreement { /* of an institution, in force on a day; from FPL_DATE_MIN: none */
    struct fpl_date from;
    char pack[96]; /* "<id>@<version>" */
};

/* The last one by its first day that covers the day. */
static enum fpl_status agreement_on(struct fpl_kept *kept, struct fpl_str party, struct fpl_date on,
                                    struct agreement *out) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_json_doc doc = {0};
    struct fpl_buf prefix = {0};
    int row = 1;
    *out = (struct agreement){.from = FPL_DATE_MIN};
    fpl_buf_addf(&prefix, "%.*s|", (int)party.n, party.p);
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
        const struct fpl_json *data = fpl_json_root(&doc);
        struct fpl_date from = fpl_body__date(data, "from"), to = fpl_body__date(data, "to");
        if (fpl_date_cmp(from, on) > 0 || (!fpl_date_is_none(to) && fpl_date_cmp(on, to) > 0))
            continue;
        out->from = from;
        fpl_str_copy(fpl_json_get_text(data, "pack"), out->pack, sizeof out->pack);
    }
    fpl_store__end(cursor);
    fpl_json_doc_release(&doc);
    fpl_buf_release(&prefix);
    return status;
}

static enum fpl_status period_start(struct fpl_kept *kept, struct fpl_date *out) {
    struct agreement agreement;
    enum fpl_status status = agreement_on(kept, kept->claimant, kept->on, &agreement);
    *out = agreement.from;
    return status;
}

/* The pack agreed on for a loan of that party on a day; NULL: none. */
static enum fpl_status agreed_pack(struct fpl_kept *kept, struct fpl_str party, struct fpl_date on,
                                   const struct fpl_pack **out) {
    struct agreement agreement;
    enum fpl_status status = agreement_on(kept, party, on, &agreement);
    struct fpl_verify__document *document =
        status ? NULL : fpl_verify__document_of(kept->run->registry, "pack", fpl_str_of(agreement.pack));
    if (document)
        status = fpl_verify__load_pack(kept->run, document);
    *out = document && !status ? document->pack : NULL;
    return status;
}

enum fpl_status fpl_kept__bound(struct fpl_kept *kept, const struct fpl_pack *pack) {
    const struct fpl_facts *now = &kept->now->facts;
    const struct fpl_pack *agreed = NULL;
    struct fpl_str guarantor = fpl_fact_text(now, FPL_FACT_LOAN_GUARANTOR);
    int guaranteed = guarantor.n && fpl_str_is(fpl_fact_text(now, FPL_FACT_LOAN_MODE), "GUARANTEED");
    struct fpl_str party = guaranteed ? guarantor : kept->bank;
    struct fpl_date disbursed = fpl_fact_date(now, FPL_FACT_LOAN_DISBURSED_ON);
    enum fpl_status status = agreed_pack(kept, party, kept->on, &agreed);
    if (!status && agreed && !agreed->by_registration && fpl_date_cmp(disbursed, kept->on) != 0)
        status = agreed_pack(kept, party, disbursed, &agreed);
    if (!status && agreed != pack)
        return fpl_verify__differs(kept->run, "book %d seq %lld decision: pack not agreed on", kept->book,
                                   (long long)kept->record->seq);
    return status;
}

static enum fpl_status range_of(struct fpl_kept *kept, enum range range, struct fpl_date *from, struct fpl_date *to) {
    int16_t year = fpl_period_of(kept->on).year;
    *from = FPL_DATE_MIN;
    *to = FPL_DATE_MAX;
    if (range == YEAR) {
        *from = fpl_period_first((struct fpl_period){year, 1});
        *to = fpl_period_last((struct fpl_period){year, 12});
    }
    return range == PERIOD ? period_start(kept, from) : FPL_OK;
}

static enum fpl_status tally_sum(struct fpl_kept *kept, size_t which, int64_t *amount) {
    struct fpl_date from, to;
    int64_t repaid = 0, closed = 0;
    enum whose whose = sum_facts[which].whose;
    const char *tally = sum_facts[which].tally;
    enum fpl_status status = range_of(kept, sum_facts[which].range, &from, &to);
    if (!status)
        status = sum(kept, tally ? tally : "lending", whose, from, to, amount);
    if (status || tally)
        return status;
    status = sum(kept, "repaid", whose, from, to, &repaid);
    if (!status)
        status = sum(kept, "closed", whose, from, to, &closed);
    *amount -= repaid + closed;
    return status;
}

/* ---- money of the pool ---- */

/* Adds debit less credit of everything so far; no more than the gross that append allows. */
static enum fpl_status balance(struct fpl_kept *kept, struct fpl_str account, int64_t *sum) {
    int64_t one = 0;
    enum fpl_status status = fpl_fold__balance(kept->fold, kept->book, account, &one, kept->run->error);
    *sum += one;
    return status;
}

/* 224105 stands on the credit side, and so do the contributions. */
static enum fpl_status pool_money(struct fpl_kept *kept, int available, int64_t *amount) {
    int64_t total = 0;
    enum fpl_status status = balance(kept, available ? FPL_STR("100203") : FPL_STR("271101"), &total);
    if (!status)
        status = balance(kept, available ? FPL_STR("224105") : FPL_STR("271104"), &total);
    *amount = available ? total : -total;
    return status;
}

static enum fpl_status scheme_year(struct fpl_kept *kept, int64_t *out) {
    struct fpl_date from;
    int years = 0;
    enum fpl_status status = period_start(kept, &from);
    if (status)
        return status;
    while (fpl_date_cmp(fpl_date_add_months(from, 12 * (years + 1)), kept->on) <= 0 && years < 400)
        years++;
    *out = years + 1;
    return FPL_OK;
}

enum fpl_status fpl_kept__sum(struct fpl_kept *kept, enum fpl_fact_id id, const struct fpl_fact *fact) {
    int64_t amount = 0;
    size_t which = 0, sums = sizeof sum_facts / sizeof sum_facts[0];
    enum fpl_status status = FPL_OK;
    while (which < sums && sum_facts[which].id != id)
        which++;
    if (which < sums)
        status = tally_sum(kept, which, &amount);
    else if (id == FPL_FACT_POOL_AVAILABLE || id == FPL_FACT_POOL_PAID_IN)
        status = pool_money(kept, id == FPL_FACT_POOL_AVAILABLE, &amount);
    else if (id == FPL_FACT_SCHEME_YEAR)
        status = scheme_year(kept, &amount);
    else /* nothing else is read at the size of the log */
        return fpl_kept__differs(kept, id);
    return status || amount == fact->v.num ? status : fpl_kept__differs(kept, id);
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

#define MEASURES (sizeof measure_facts / sizeof measure_facts[0])

/* The claimant's newest one by the day of the decision (of last year's end: of that day); unknown if there is none. */
static enum fpl_status newest_measure(struct fpl_kept *kept, size_t which, struct fpl_fact *out) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_json_doc doc = {0};
    struct fpl_buf prefix = {0};
    int row = 1;
    int16_t last_year = (int16_t)(fpl_period_of(kept->on).year - 1);
    struct fpl_date to = kept->on, from = FPL_DATE_MIN;
    *out = (struct fpl_fact){.known = 0};
    if (measure_facts[which].id == FPL_FACT_PRIOR_YEAR_BALANCE)
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
            *out = (struct fpl_fact){.known = 1,
                                     .book = kept->book,
                                     .seq = item.seq,
                                     .v.num = fpl_json_get_num(fpl_json_root(&doc), "amt", 0)};
    }
    fpl_store__end(cursor);
    fpl_json_doc_release(&doc);
    fpl_buf_release(&prefix);
    return status;
}

static int same_fact(const struct fpl_fact *a, const struct fpl_fact *b) {
    return a->known && b->known && a->book == b->book && a->seq == b->seq && a->v.num == b->v.num;
}

enum fpl_status fpl_kept__measure(struct fpl_kept *kept, enum fpl_fact_id id, const struct fpl_fact *fact, int *yes) {
    struct fpl_fact newest;
    size_t which = 0;
    *yes = 0;
    while (which < MEASURES && measure_facts[which].id != id)
        which++;
    if (which == MEASURES)
        return FPL_OK;
    enum fpl_status status = newest_measure(kept, which, &newest);
    *yes = !status && same_fact(fact, &newest);
    return status;
}

/* ---- what must have been read ---- */

static int is_fresh(const struct fpl_kept *kept, enum fpl_fact_id id) {
    const struct fpl_fact *fact = &kept->now->facts.fact[id];
    return fact->known && fact->book == kept->book && fact->seq == kept->record->seq;
}

enum fpl_status fpl_kept__fresh(struct fpl_kept *kept) {
    struct fpl_date from = FPL_DATE_MIN;
    for (size_t i = 0; i < sizeof sum_facts / sizeof sum_facts[0]; i++)
        if (!is_fresh(kept, sum_facts[i].id))
            return fpl_kept__differs(kept, sum_facts[i].id);
    if (!is_fresh(kept, FPL_FACT_POOL_AVAILABLE) || !is_fresh(kept, FPL_FACT_POOL_PAID_IN))
        return fpl_kept__differs(kept, FPL_FACT_POOL_AVAILABLE);
    enum fpl_status status = period_start(kept, &from);
    if (!status && fpl_date_cmp(from, FPL_DATE_MIN) > 0 && !is_fresh(kept, FPL_FACT_SCHEME_YEAR))
        return fpl_kept__differs(kept, FPL_FACT_SCHEME_YEAR);
    for (size_t i = 0; i < MEASURES && !status; i++) {
        struct fpl_fact newest;
        status = newest_measure(kept, i, &newest);
        if (!status && newest.known && !same_fact(&kept->now->facts.fact[measure_facts[i].id], &newest))
            return fpl_kept__differs(kept, measure_facts[i].id);
    }
    return status;
}

enum fpl_status fpl_kept__fresh_for(const struct fpl_kept *kept, const struct fpl_pack *pack) {
    static const enum fpl_fact_id capacity[] = {FPL_FACT_BALANCE_POOL, FPL_FACT_POOL_AVAILABLE, FPL_FACT_POOL_PAID_IN};
    if (pack->firm_debt_max != FPL_PACK_UNSET && !is_fresh(kept, FPL_FACT_FIRM_DEBT))
        return fpl_kept__differs(kept, FPL_FACT_FIRM_DEBT);
    for (size_t i = 0; i < sizeof capacity / sizeof capacity[0]; i++)
        if (pack->capacity != FPL_CAPACITY_NONE && !is_fresh(kept, capacity[i]))
            return fpl_kept__differs(kept, capacity[i]);
    return FPL_OK;
}
