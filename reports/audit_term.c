/* What a fund says of itself (term, number with the industry body), and its fees. */
#include "reports/audit.h"

#include <stdlib.h>
#include <string.h>

struct described {
    struct fpl_audit *audit;
    struct fpl_date from, term; /* FPL_DATE_NONE: not described; no term */
    int64_t seq;
    char key[65];
    int filed;
};

/* The newest description that has begun. */
static enum fpl_status take_description(void *ctx, const struct fpl_item *item) {
    struct described *d = ctx;
    struct fpl_date from;
    struct fpl_str term = fpl_json_get_text(item->data, "term");
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "from"), &from, d->audit->error);
    if (status || fpl_date_cmp(from, fpl_view_as_of(d->audit->view)) > 0)
        return status;
    int order = fpl_date_is_none(d->from) ? 1 : fpl_date_cmp(from, d->from);
    if (order < 0 || (order == 0 && item->seq0 < d->seq))
        return FPL_OK;
    d->from = from;
    d->seq = item->seq0;
    d->term = FPL_DATE_NONE;
    d->filed = fpl_json_get_text(item->data, "amac").n > 0;
    (void)fpl_str_copy(item->key, d->key, sizeof d->key);
    return term.n ? fpl_date_parse(term, &d->term, d->audit->error) : FPL_OK;
}

/* An extension sets the term from the day of its decision on, as a description that began then would. */
static enum fpl_status take_extension(void *ctx, const struct fpl_item *item) {
    struct described *d = ctx;
    struct fpl_date on, end;
    if (fpl_json_get_num(item->data, "rev", 0))
        return FPL_OK;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "on"), &on, d->audit->error);
    if (!status)
        status = fpl_date_parse(fpl_json_get_text(item->data, "end"), &end, d->audit->error);
    if (status || fpl_date_cmp(on, fpl_view_as_of(d->audit->view)) > 0 || fpl_date_cmp(on, d->from) < 0)
        return status;
    if (fpl_date_is_none(d->term) || fpl_date_cmp(end, d->term) > 0)
        d->term = end;
    return FPL_OK;
}

static enum fpl_status describe(struct fpl_audit *audit, struct described *out) {
    *out = (struct described){.audit = audit, .from = FPL_DATE_NONE, .term = FPL_DATE_NONE, .seq = -1};
    enum fpl_status status =
        fpl_read_items(audit->view, audit->book->id, "fund.description", take_description, out, audit->error);
    if (status || fpl_date_is_none(out->from))
        return status;
    return fpl_read_items(audit->view, audit->book->id, "extension", take_extension, out, audit->error);
}

static enum fpl_status add(struct fpl_audit *audit, const struct described *d, const char *zh, const char *en) {
    struct fpl_audit__found found = {.seq = d->seq, .day = d->from, .zh = zh, .en = en};
    (void)memcpy(found.key, d->key, sizeof d->key);
    return fpl_audit__add(audit, &found);
}

enum fpl_status fpl_audit__no_term(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct described d;
    enum fpl_status status = describe(audit, &d);
    out->tested = 1;
    if (status || !fpl_date_is_none(d.term))
        return status;
    return fpl_date_is_none(d.from)
               ? add(audit, &d, "没有登记基金情况（fund describe）", "the fund is not described (fund describe)")
               : add(audit, &d, "基金情况没有写明存续期届满日", "the description names no end of the term");
}

enum fpl_status fpl_audit__not_filed(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct described d;
    enum fpl_status status = describe(audit, &d);
    out->tested = 1;
    if (status || d.filed)
        return status;
    return fpl_date_is_none(d.from)
               ? add(audit, &d, "没有登记基金情况（fund describe）", "the fund is not described (fund describe)")
               : add(audit, &d, "基金情况没有写明备案编号", "the description has no number with the industry body");
}

/* ---- past its term ---- */

struct held {
    int64_t cost;
    struct fpl_error *error;
};

static enum fpl_status take_holding(void *ctx, const struct fpl_item *item) {
    struct held *held = ctx;
    return fpl_reports__add(&held->cost, fpl_json_get_num(item->data, "cost", 0), held->error);
}

static void without_term(struct fpl_audit__outcome *out) {
    fpl_audit__why(out, "没有登记存续期届满日", "no end of the term is recorded");
}

/* Its term is over and it still holds investments. */
enum fpl_status fpl_audit__past_term(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct described d;
    struct held held = {.error = audit->error};
    enum fpl_status status = describe(audit, &d);
    if (!status)
        status = fpl_read_items(audit->view, audit->book->id, "holding", take_holding, &held, audit->error);
    if (status)
        return status;
    if (fpl_date_is_none(d.term)) {
        without_term(out);
        return FPL_OK;
    }
    out->tested = 1;
    out->amount = held.cost;
    out->has_amount = 1;
    if (held.cost <= 0 || fpl_date_cmp(fpl_view_as_of(audit->view), d.term) <= 0)
        return FPL_OK;
    struct fpl_audit__found found = {.seq = d.seq, .day = d.term, .amount = held.cost, .has_amount = 1};
    (void)memcpy(found.key, d.key, sizeof d.key);
    return fpl_audit__add(audit, &found);
}

/* ---- fees ---- */

struct fee {
    char key[65];
    struct fpl_str kind; /* static: one of two words */
    int64_t seq, amount;
    struct fpl_date day, from, to; /* FPL_DATE_NONE: not told */
    int has_basis;
};
struct fees {
    struct fpl_audit *audit;
    struct fee *list;
    size_t n, cap;
};

static enum fpl_status take_fee(void *ctx, const struct fpl_item *item, const struct fpl_facts *facts) {
    struct fees *fees = ctx;
    struct fee *list = fpl_audit__room(fees->audit, fees->list, fees->n, &fees->cap, sizeof *list);
    if (!list)
        return FPL_E_NOMEM;
    fees->list = list;
    list += fees->n++;
    *list = (struct fee){.seq = item->seq0,
                         .amount = fpl_json_get_num(item->data, "amt", 0),
                         .day = fpl_fact_date(facts, FPL_FACT_TODAY),
                         .from = fpl_fact_date(facts, FPL_FACT_FEE_FROM),
                         .to = fpl_fact_date(facts, FPL_FACT_FEE_TO),
                         .has_basis = fpl_fact_known(facts, FPL_FACT_FEE_RATE)};
    list->kind =
        fpl_str_is(fpl_fact_text(facts, FPL_FACT_FEE_KIND), "CUSTODY") ? FPL_STR("CUSTODY") : FPL_STR("MANAGEMENT");
    (void)fpl_str_copy(item->key, list->key, sizeof list->key);
    return FPL_OK;
}

/* Tells the fee, and counts its amount as at issue. */
static enum fpl_status add_fee(struct fees *fees, const struct fee *fee, struct fpl_audit__outcome *out) {
    struct fpl_audit__found found = {.seq = fee->seq, .day = fee->day, .amount = fee->amount, .has_amount = 1};
    (void)memcpy(found.key, fee->key, sizeof fee->key);
    enum fpl_status status = fpl_reports__add(&out->amount, fee->amount, fees->audit->error);
    return status ? status : fpl_audit__add(fees->audit, &found);
}

/* All fees in the order of their records; what they come to is what a line's amount is of. */
static enum fpl_status read_fees(struct fpl_audit *audit, struct fees *fees, struct fpl_audit__outcome *out) {
    *fees = (struct fees){.audit = audit};
    enum fpl_status status = fpl_audit__each(audit, "fee", take_fee, fees);
    for (size_t i = 0; i < fees->n && !status; i++)
        status = fpl_reports__add(&out->whole, fees->list[i].amount, audit->error);
    out->has_amount = out->has_whole = 1;
    if (fees->n == 0)
        fpl_audit__why(out, "没有计提费用", "no fee was accrued");
    return status;
}

/* Base, rate and days are told together, or not at all; without them nobody can compute the fee again. */
enum fpl_status fpl_audit__fee_basis(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct fees fees;
    enum fpl_status status = read_fees(audit, &fees, out);
    out->tested = (int64_t)fees.n;
    for (size_t i = 0; i < fees.n && !status; i++)
        if (!fees.list[i].has_basis)
            status = add_fee(&fees, &fees.list[i], out);
    free(fees.list);
    return status;
}

static int has_days(const struct fee *fee) {
    return !fpl_date_is_none(fee->from) && !fpl_date_is_none(fee->to);
}

static int overlaps(const struct fee *a, const struct fee *b) {
    return fpl_str_eq(a->kind, b->kind) && fpl_date_cmp(a->from, b->to) <= 0 && fpl_date_cmp(b->from, a->to) <= 0;
}

static int by_kind_and_day(const void *a, const void *b) {
    const struct fee *x = a, *y = b;
    int order = fpl_str_cmp(x->kind, y->kind);
    if (order == 0)
        order = fpl_date_cmp(x->from, y->from);
    return order ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

/* Days that were paid for twice: in order of their first day, against the one that reaches farthest. */
enum fpl_status fpl_audit__fee_overlap(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct fees fees;
    const struct fee *farthest = NULL;
    enum fpl_status status = read_fees(audit, &fees, out);
    if (fees.n > 0)
        qsort(fees.list, fees.n, sizeof *fees.list, by_kind_and_day);
    for (size_t i = 0; i < fees.n && !status; i++) {
        const struct fee *fee = &fees.list[i];
        if (!has_days(fee)) {
            out->untested++;
            continue;
        }
        out->tested++;
        if (farthest && overlaps(farthest, fee))
            status = add_fee(&fees, fee, out);
        if (!farthest || !fpl_str_eq(farthest->kind, fee->kind) || fpl_date_cmp(fee->to, farthest->to) > 0)
            farthest = fee;
    }
    if (out->untested > 0)
        fpl_audit__why(out, "有的费用没有写明计费起止日", "some fees do not say which days they are of");
    free(fees.list);
    return status;
}

/* A fee of days behind the end of the term; where no days are told, accrued behind it. */
enum fpl_status fpl_audit__fee_after_term(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct described d;
    struct fees fees = {.audit = audit};
    enum fpl_status status = describe(audit, &d);
    if (!status && fpl_date_is_none(d.term)) {
        without_term(out);
        return FPL_OK;
    }
    if (!status)
        status = read_fees(audit, &fees, out);
    out->tested = (int64_t)fees.n;
    for (size_t i = 0; i < fees.n && !status; i++) {
        const struct fee *fee = &fees.list[i];
        if (fpl_date_cmp(has_days(fee) ? fee->to : fee->day, d.term) > 0)
            status = add_fee(&fees, fee, out);
    }
    free(fees.list);
    return status;
}
