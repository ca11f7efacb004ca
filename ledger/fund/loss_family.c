/* Funds together: a class, the family. A fund looked through counts with our part of it, own paid-in over all paid-in,
 * as an exact rational; our own books count whole. Where no part is a fraction everything stays in int64.
 *
 * The family's net is the floor of the weighted sum of raw results, a weight taken before any rounding; the texts of a
 * row are the sums themselves, its fen are cut towards 0, and the verdict is taken on the rationals. */
#include "ledger/fund/loss.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)64 << 20)
#define TEXT_BYTES  ((size_t)1 << 16) /* of one rational: some thousand different totals of paid-in capital */

struct together {
    const struct fpl_loss_terms *terms;
    struct fpl_loss_row *row;
    const struct fpl_loss__part *part;
    size_t parts;
    int at; /* the sum wanted */
    char *text;
    int na;
};

static int belongs(const struct together *t, const struct fpl_loss__part *part) {
    return t->row->level == FPL_LOSS_FAMILY || fpl_str_eq(part->classes, t->row->name);
}

static int is_fraction(const struct fpl_loss__part *part) {
    return part->look_through && fpl_money_cmp(part->own, part->sum[FPL_LOSS_SUM_PRINCIPAL]) != 0;
}

/* Not a fraction, yet unknown: nothing is paid in. */
static int has_no_share(const struct fpl_loss__part *part) {
    return part->look_through && fpl_money_sign(part->sum[FPL_LOSS_SUM_PRINCIPAL]) == 0;
}

/* The part's sum as it counts before its weight; our own money needs none. */
static struct fpl_money counted(const struct fpl_loss__part *part, int at, int *weighted) {
    *weighted = is_fraction(part) && at != FPL_LOSS_SUM_CASH_OUT;
    if (has_no_share(part))
        return fpl_money_of(0); /* flagged: what our part of it would be is not known */
    return part->look_through && at == FPL_LOSS_SUM_CASH_OUT ? part->own : part->sum[at];
}

/* Of the family's own netting: the raw sum that is floored last; -1 for every other sum. */
static int raw_of(int at) {
    return at < FPL_LOSS_SUM_RAW && at % 4 == (int)FPL_LOSS_NET_FAMILY ? FPL_LOSS_SUM_RAW + at / 4 : -1;
}

static void sum_up(const struct together *t, int at, struct fpl_q *out) {
    int raw = raw_of(at);
    fpl_q_set(out, 0, 1);
    for (size_t i = 0; i < t->parts; i++) {
        const struct fpl_loss__part *part = &t->part[i];
        if (!belongs(t, part))
            continue;
        int weighted;
        struct fpl_q amount, weight, share;
        fpl_q_set_money(&amount, counted(part, raw < 0 ? at : raw, &weighted));
        if (weighted) {
            fpl_q_set(&weight, fpl_money_minor(part->own), fpl_money_minor(part->sum[FPL_LOSS_SUM_PRINCIPAL]));
            fpl_q_mul(&share, &amount, &weight);
            fpl_q_add(out, out, &share);
        } else {
            fpl_q_add(out, out, &amount);
        }
    }
    struct fpl_q zero;
    fpl_q_set(&zero, 0, 1);
    if (raw >= 0)
        fpl_q_max(out, out, &zero);
}

static enum fpl_status exact_sum(void *ctx) {
    struct together *t = ctx;
    struct fpl_q sum;
    sum_up(t, t->at, &sum);
    enum fpl_status status = fpl_q_round(&sum, FPL_DOWN, &t->row->sum[t->at]);
    return status == FPL_OK ? fpl_q_text(&sum, t->text, TEXT_BYTES) : status;
}

/* Verdict, allowance, excess and headroom of rationals. */
static enum fpl_status exact_verdict(void *ctx) {
    struct together *t = ctx;
    struct fpl_loss_row *row = t->row;
    struct fpl_q tested, denominator, tau, limit, rest;
    sum_up(t, fpl_loss__at_tested(t->terms), &tested);
    sum_up(t, fpl_loss__at_denominator(t->terms), &denominator);
    if (fpl_q_sign(&denominator) <= 0) {
        row->verdict = FPL_LOSS_NA;
        return FPL_OK;
    }
    fpl_q_set_ratio(&tau, row->limit->tau);
    fpl_q_mul(&limit, &denominator, &tau);
    int fails = fpl_q_cmp(&tested, &limit) > 0;
    enum fpl_status status = fpl_q_round(&limit, FPL_DOWN, &row->allowed);
    fpl_q_set_money(&limit, row->allowed);
    row->excess = row->headroom = fpl_money_of(0);
    if (fails) {
        row->verdict = FPL_LOSS_FAIL;
        fpl_q_sub(&rest, &tested, &limit);
        return status == FPL_OK ? fpl_q_round(&rest, FPL_UP, &row->excess) : status;
    }
    struct fpl_q accountable;
    sum_up(t, FPL_LOSS_SUM_ACCOUNTABLE, &accountable);
    row->verdict = t->terms->duty_gate && fpl_q_sign(&accountable) > 0 ? FPL_LOSS_PASS_ACCOUNTABLE : FPL_LOSS_PASS;
    fpl_q_sub(&rest, &limit, &tested); /* below 0 by less than a fen where the limit itself has fractions */
    if (fpl_q_sign(&rest) <= 0)
        return status;
    return status == FPL_OK ? fpl_q_round(&rest, FPL_DOWN, &row->headroom) : status;
}

static enum fpl_status whole(struct together *t) {
    struct fpl_money *sum = t->row->sum;
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < t->parts && status == FPL_OK; i++)
        for (int at = 0; at < FPL_LOSS_SUMS && status == FPL_OK && belongs(t, &t->part[i]); at++) {
            int weighted;
            status = fpl_loss__plus(&sum[at], counted(&t->part[i], at, &weighted));
        }
    for (int at = 0; at < FPL_LOSS_SUM_RAW; at++)
        if (raw_of(at) >= 0)
            sum[at] = fpl_loss__floor(sum[raw_of(at)]);
    return status;
}

static enum fpl_status fractions(struct together *t, struct fpl_buf *texts, struct fpl_str exact[FPL_LOSS_SUMS]) {
    size_t at[FPL_LOSS_SUMS + 1] = {0};
    enum fpl_status status = FPL_OK;
    t->text = malloc(TEXT_BYTES);
    if (!t->text)
        return FPL_E_NOMEM;
    for (t->at = 0; t->at < FPL_LOSS_SUMS && status == FPL_OK; t->at++) {
        status = fpl_exact(exact_sum, t, ARENA_BYTES);
        if (status == FPL_OK)
            fpl_buf_add(texts, t->text, strlen(t->text) + 1);
        at[t->at + 1] = texts->n;
    }
    free(t->text);
    if (status == FPL_OK)
        status = fpl_buf_ok(texts);
    for (int i = 0; i < FPL_LOSS_SUMS && status == FPL_OK; i++)
        exact[i] = (struct fpl_str){texts->p + at[i], at[i + 1] - at[i] - 1};
    return status;
}

/* 1 if a part is a fraction; what the parts say together of end, flags and missing figures. */
static int look(struct together *t) {
    const struct fpl_loss_terms *terms = t->terms;
    int any = 0, count = 0, ended = 1;
    for (size_t i = 0; i < t->parts; i++) {
        const struct fpl_loss__part *part = &t->part[i];
        if (!belongs(t, part))
            continue;
        count++;
        any |= is_fraction(part);
        ended &= part->ended;
        t->na |= part->na;
        t->row->flags |= part->flags;
        int holds = fpl_money_sign(part->sum[FPL_LOSS_SUM_INVESTED]) != 0;
        if (has_no_share(part) && holds) {
            t->row->flags |= FPL_LOSS_NO_SHARE;
            t->na = 1;
        }
    }
    t->row->provisional = terms->timing == FPL_LOSS_LIFECYCLE && count > 0 && !ended;
    return any;
}

enum fpl_status fpl_loss__together(const struct fpl_loss_terms *terms, struct fpl_loss_row *row,
                                   const struct fpl_loss__part *part, size_t parts, struct fpl_buf *texts,
                                   struct fpl_str exact[FPL_LOSS_SUMS]) {
    struct together t = {.terms = terms, .row = row, .part = part, .parts = parts};
    int fraction = look(&t);
    enum fpl_status status = fraction ? fractions(&t, texts, exact) : whole(&t);
    if (status == FPL_OK)
        status = fpl_loss__judge(terms, row->name, t.na, row);
    if (status != FPL_OK || !fraction)
        return status;
    row->exact = exact;
    return row->verdict == FPL_LOSS_NOT_TESTED || t.na ? FPL_OK : fpl_exact(exact_verdict, &t, ARENA_BYTES);
}
