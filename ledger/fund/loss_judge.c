/* From sums to a verdict: which limit holds, and whether the tested loss is within it.
 *
 * PASS is L × q <= p × Den, the limit p/q included (民法典 第一千二百五十九条), never a rounded percentage. What may be
 * lost is ⌊tau × Den⌋ in fen, so excess and headroom are whole fen. */
#include "ledger/fund/loss.h"

#include <string.h>

/* The next word of *rest, which gets shorter; empty when there is none. */
static struct fpl_str next_word(struct fpl_str *rest) {
    while (rest->n > 0 && rest->p[0] == ' ') {
        rest->p++;
        rest->n--;
    }
    struct fpl_str word = {rest->p, 0};
    while (word.n < rest->n && word.p[word.n] != ' ')
        word.n++;
    rest->p += word.n;
    rest->n -= word.n;
    return word;
}

int fpl_loss__covers(struct fpl_str in, struct fpl_str words) {
    if (in.n == 0)
        return 1;
    for (struct fpl_str rest = words, word = next_word(&rest); word.n > 0; word = next_word(&rest))
        for (struct fpl_str list = in, one = next_word(&list); one.n > 0; one = next_word(&list))
            if (fpl_str_eq(one, word))
                return 1;
    return 0;
}

static int stricter(const struct fpl_loss_limit *a, const struct fpl_loss_limit *b) {
    if (b == NULL || a->tested != b->tested)
        return b == NULL || a->tested;
    return fpl_share_cmp(a->tau.num, a->tau.den, b->tau.num, b->tau.den) < 0;
}

const struct fpl_loss_limit *fpl_loss__limit(const struct fpl_loss_terms *terms, enum fpl_loss_level level,
                                             struct fpl_str classes, int *unknown) {
    const struct fpl_loss_limit *found = NULL;
    int by_class = 0;
    for (int i = 0; i < terms->limits; i++) {
        const struct fpl_loss_limit *limit = &terms->limit[i];
        if (limit->level != level)
            continue;
        by_class |= limit->classes.n > 0;
        if (level == FPL_LOSS_FAMILY || classes.n > 0) {
            if (fpl_loss__covers(limit->classes, classes))
                return limit;
        } else if (stricter(limit, found)) {
            found = limit;
        }
    }
    *unknown = found != NULL && by_class;
    return found;
}

int fpl_loss__at_all_in(const struct fpl_loss_terms *terms) {
    return FPL_LOSS_AT(fpl_loss__reading(terms), terms->netting);
}

int fpl_loss__at_tested(const struct fpl_loss_terms *terms) {
    return terms->duty_gate ? FPL_LOSS_AT(FPL_LOSS_BY_TEST, terms->netting) : fpl_loss__at_all_in(terms);
}

int fpl_loss__at_denominator(const struct fpl_loss_terms *terms) {
    switch (terms->denominator) {
    case FPL_LOSS_PRINCIPAL:
        return FPL_LOSS_SUM_PRINCIPAL;
    case FPL_LOSS_EXITED_COST:
        return FPL_LOSS_SUM_EXITED;
    case FPL_LOSS_FUND_SIZE:
        return FPL_LOSS_SUM_SIZE;
    case FPL_LOSS_TOTAL_INVESTED:
        break;
    }
    return FPL_LOSS_SUM_INVESTED;
}

enum fpl_status fpl_loss__judge(const struct fpl_loss_terms *terms, struct fpl_str classes, int na,
                                struct fpl_loss_row *row) {
    int unknown = 0;
    row->limit = fpl_loss__limit(terms, row->level, classes, &unknown);
    row->flags |= unknown ? FPL_LOSS_CLASS_UNKNOWN : 0;
    row->all_in = row->sum[fpl_loss__at_all_in(terms)];
    row->tested = row->sum[fpl_loss__at_tested(terms)];
    row->denominator = row->sum[fpl_loss__at_denominator(terms)];
    row->allowed = row->excess = row->headroom = fpl_money_of(0);
    row->verdict = FPL_LOSS_NOT_TESTED;
    if (row->limit == NULL || !row->limit->tested || (row->flags & FPL_LOSS_OUT_OF_SCOPE))
        return FPL_OK;
    row->verdict = FPL_LOSS_NA;
    if (na || fpl_money_sign(row->denominator) <= 0)
        return FPL_OK;
    int accountable = terms->duty_gate && fpl_money_sign(row->sum[FPL_LOSS_SUM_ACCOUNTABLE]) > 0;
    enum fpl_status status = fpl_money_scale(row->denominator, row->limit->tau, FPL_DOWN, &row->allowed);
    if (status != FPL_OK)
        return status;
    if (fpl_money_cmp(row->tested, row->allowed) > 0) { /* whole fen: above the floor is above tau × Den */
        row->verdict = FPL_LOSS_FAIL;
        return fpl_money_sub(row->tested, row->allowed, &row->excess);
    }
    row->verdict = accountable ? FPL_LOSS_PASS_ACCOUNTABLE : FPL_LOSS_PASS;
    return fpl_money_sub(row->allowed, row->tested, &row->headroom);
}

const char *fpl_loss_verdict_name(enum fpl_loss_verdict verdict, int lang) {
    static const char *const names[FPL_LOSS_VERDICTS][3] = {
        {"PASS", "within the limit", "未超"},
        {"FAIL", "over the limit", "超限"},
        {"NA", "not applicable", "不适用"},
        {"NOT_TESTED", "not tested", "不考核"},
        {"PASS_ACCOUNTABLE", "within the limit, some loss held to account", "未超，有追责"},
    };
    FPL_ASSERT((int)verdict >= 0 && verdict < FPL_LOSS_VERDICTS);
    return names[verdict][lang < 0 ? 0 : lang == 0 ? 1 : 2];
}

enum fpl_loss_verdict fpl_loss_together(enum fpl_loss_verdict a, enum fpl_loss_verdict b) {
    static const enum fpl_loss_verdict order[] = {FPL_LOSS_FAIL, FPL_LOSS_PASS_ACCOUNTABLE, FPL_LOSS_PASS, FPL_LOSS_NA,
                                                  FPL_LOSS_NOT_TESTED};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return FPL_LOSS_NOT_TESTED;
}
