/* Reversals of business events against the state they were written on: that they take back what their command names,
 * and that what they kept of it is so. The red image itself and its day are checked with the body. */
#include "ledger/verify/verify.h"

#include "fundpool/fund.h"

#include <stdio.h>
#include <string.h>

static enum fpl_status differs(struct fpl_verify__run *run, int32_t book, const struct fpl_verify__record *record,
                               const char *what) {
    return fpl_verify__differs(run, "book %d seq %lld decision: fact %s", book, (long long)record->seq, what);
}

/* A fact of a record, plain or with its source. */
static const struct fpl_json *fact_of(const struct fpl_verify__record *record, enum fpl_fact_id id) {
    const struct fpl_json *facts = fpl_json_get(record->field[FPL_BODY_dec], "facts"),
                          *node = fpl_json_get(facts, fpl_fact_name(id));
    return node && node->type == FPL_JSON_ARRAY ? fpl_json_at(node, 0) : node;
}

/* ---- which event ---- */

static const struct {
    const char *kind, *item, *field; /* field: of the command, the last part of the item's key */
} events[] = {
    {"deal.reversed", "deal", "deal"},
    {"contribution.reversed", "contribution", "contribution"},
    {"repayment.reversed", "repayment", "instalment"},
};

/* A repayment's key has the loan's before it. */
static enum fpl_status key_of(struct fpl_verify__run *run, const struct fpl_verify__record *record, const char *field,
                              struct fpl_buf *out) {
    const struct fpl_json *cmd = record->field[FPL_BODY_cmd];
    static const char *const loan[] = {"bank", "contract", "iou"};
    struct fpl_str last = fpl_json_get_text(cmd, field);
    for (size_t i = 0; i < sizeof loan / sizeof loan[0] && strcmp(field, "instalment") == 0; i++) {
        struct fpl_str part = fpl_json_get_text(cmd, loan[i]);
        fpl_buf_add(out, part.p, part.n);
        fpl_buf_addc(out, '|');
    }
    fpl_buf_add(out, last.p, last.n);
    return fpl_buf_ok(out) ? fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

/* ---- a deal ---- */

static int is_money(const struct fpl_json *fact, int64_t amount) {
    return fact && fact->type == FPL_JSON_INT && fact->num == amount;
}

static int is_text(const struct fpl_json *fact, struct fpl_str text) {
    return text.n ? fact && fpl_str_eq(fpl_json_text(fact), text) : fact == NULL;
}

/* The name of the first fact that was read elsewhere than in the deal's record; empty if none. */
static struct fpl_str first_elsewhere(const struct fpl_verify__record *record, int32_t book, int64_t rev) {
    const struct fpl_json *facts = fpl_json_get(record->field[FPL_BODY_dec], "facts");
    for (const struct fpl_json *key = fpl_json_first(facts); key;) {
        const struct fpl_json *node = fpl_json_next(facts, key);
        if (node->type == FPL_JSON_ARRAY &&
            (fpl_json_num(fpl_json_at(node, 1), -1) != book || fpl_json_num(fpl_json_at(node, 2), -1) != rev))
            return key->str;
        key = fpl_json_next(facts, node);
    }
    return (struct fpl_str){NULL, 0};
}

/* The name of the first fact that is not the deal's; NULL if all are. TAKE_ON shows in the postings, which must be the
 * red image of the deal's. */
static const char *first_foreign(const struct fpl_verify__record *record, const struct fpl_json *deal,
                                 struct fpl_str results) {
    if (!is_text(fact_of(record, FPL_FACT_FIRM_ID), fpl_json_get_text(deal, "firm")))
        return fpl_fact_name(FPL_FACT_FIRM_ID);
    if (!is_money(fact_of(record, FPL_FACT_DEAL_AMOUNT), fpl_json_get_num(deal, "amt", 0)))
        return fpl_fact_name(FPL_FACT_DEAL_AMOUNT);
    if (!is_text(fact_of(record, FPL_FACT_DEAL_PAID_DATE), fpl_json_get_text(deal, "paid")))
        return fpl_fact_name(FPL_FACT_DEAL_PAID_DATE);
    if (!is_text(fact_of(record, FPL_FACT_DEAL_STATE), fpl_json_get_text(deal, "st")))
        return fpl_fact_name(FPL_FACT_DEAL_STATE);
    return is_text(fact_of(record, FPL_FACT_DEAL_RESULTS), results) ? NULL : fpl_fact_name(FPL_FACT_DEAL_RESULTS);
}

static enum fpl_status check_deal(struct fpl_verify__run *run, int32_t book, const struct fpl_verify__record *record,
                                  struct fpl_str data) {
    struct fpl_json_doc doc = {0};
    struct fpl_buf results = {0};
    const char *foreign = NULL;
    struct fpl_str elsewhere = first_elsewhere(record, book, fpl_json_num(record->field[FPL_BODY_rev], -1));
    enum fpl_status status = fpl_json_parse(&doc, data, run->error);
    if (!status) {
        fpl_fund_deal_results(fpl_json_root(&doc), &results);
        if (fpl_buf_ok(&results))
            status = fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
        else
            foreign = first_foreign(record, fpl_json_root(&doc), fpl_buf_str(&results));
    }
    if (!status && !foreign && elsewhere.n) {
        char name[64];
        status = differs(run, book, record, fpl_str_copy(elsewhere, name, sizeof name));
    }
    if (!status && foreign)
        status = differs(run, book, record, foreign);
    fpl_buf_release(&results);
    fpl_json_doc_release(&doc);
    return status;
}

enum fpl_status fpl_verify__undone(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                   const struct fpl_verify__record *record) {
    struct fpl_item_value *value = NULL;
    struct fpl_buf key = {0};
    size_t which = 0, n = sizeof events / sizeof events[0];
    while (which < n && !fpl_str_is(record->kind, events[which].kind))
        which++;
    if (which == n)
        return FPL_OK;
    enum fpl_status status = key_of(run, record, events[which].field, &key);
    if (!status)
        status =
            fpl_fold__item_value(fold, book, fpl_str_of(events[which].item), fpl_buf_str(&key), &value, run->error);
    if (!status && (value->data.n == 0 || value->seq0 != fpl_json_num(record->field[FPL_BODY_rev], -1)))
        status = fpl_verify__differs(run, "book %d seq %lld body: reversal of another event than the command names",
                                     book, (long long)record->seq);
    if (!status && strcmp(events[which].item, "deal") == 0)
        status = check_deal(run, book, record, value->data);
    fpl_buf_release(&key);
    return status;
}

/* ---- a pool's events ---- */

int fpl_verify__undone_fact(const struct fpl_json *undone, enum fpl_fact_id id, const struct fpl_fact *fact,
                            int *known) {
    static const struct {
        enum fpl_fact_id id, before; /* before: what the undone record read of the time before it */
        const char *field;           /* of the loan's item */
        int sign;
    } moved[] = {
        {FPL_FACT_CLAIM_REPAID, FPL_FACT_LOAN_REPAID, "rep", 1},
        {FPL_FACT_REPAYMENT_RELEASED, FPL_FACT_LOAN_MEMO_SHARE, "exp", -1},
        {FPL_FACT_CLAIM_LOSS, FPL_FACT_LOAN_LOSS, "loss", 1},
    };
    *known = 1;
    if (id == FPL_FACT_TODAY)
        return fact->v.num == fpl_body__date(undone, "occ").day;
    if (id == FPL_FACT_TAKE_ON)
        return fact->v.num == (fpl_json_num(fpl_json_get(fpl_json_get(undone, "cmd"), "take_on"), 0) != 0);
    for (size_t i = 0; i < sizeof moved / sizeof moved[0]; i++)
        if (id == moved[i].id)
            return fact->v.num ==
                   moved[i].sign * fpl_body__moved(undone, fpl_fact_name(moved[i].before), moved[i].field);
    *known = 0;
    return 0;
}

enum fpl_status fpl_verify__pending(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                    const struct fpl_verify__record *record) {
    const struct fpl_fact *fact = &run->decider->facts.fact[FPL_FACT_LOAN_CLAIM_PENDING];
    struct fpl_str loan = fpl_fact_text(&run->decider->facts, FPL_FACT_LOAN_KEY);
    struct fpl_cursor *cursor = NULL;
    struct fpl_json_doc doc = {0};
    struct fpl_buf prefix = {0};
    int64_t seq = record->seq;
    int row = 1, pending = 0;
    fpl_buf_addf(&prefix, "%.*s|", (int)loan.n, loan.p);
    enum fpl_status status = fpl_buf_ok(&prefix) ? fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL)
                                                 : fpl_fold__flush(fold, run->error); /* they are looked up stored */
    if (!status)
        status = fpl_store__scan_items(fold->store, book, FPL_STR("claim"), fpl_buf_str(&prefix), &cursor, run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, run->error)) && row && !pending) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n < prefix.n || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if ((status = fpl_json_parse(&doc, item.data, run->error)))
            break;
        struct fpl_str state = fpl_json_get_text(fpl_json_root(&doc), "st");
        pending = !fpl_str_is(state, "REFUSED") && !fpl_str_is(state, "PAID");
        seq = pending ? item.seq : seq;
    }
    fpl_store__end(cursor);
    fpl_json_doc_release(&doc);
    fpl_buf_release(&prefix);
    if (!status && (fact->v.num != pending || fact->book != book || fact->seq != seq))
        status = differs(run, book, record, fpl_fact_name(FPL_FACT_LOAN_CLAIM_PENDING));
    return status;
}
