/* One line: what its movements make of it, and its sums at a cut-off.
 *
 * 1. Cost leaves a holding by moving average over shares, rounded HALF_UP to fen, and the share that ends the holding
 *    takes the rest; or the movement says which cost (a specific lot, or what the entry of the day relieved).
 * 2. A valuation is of everything still held. Payments after it raise it, refunds lower it, exits scale it by the
 *    shares left (by cost where there are none): several exits in a row scale the same whole, rounded once, HALF_UP to
 *    fen. Without one a holding stands at cost. Convertibles are no part of what is valued or sold: they stand in V at
 *    cost, untouched by an exit, until they are converted, refunded, paid back or written off.
 * 3. A buy-back counts on cash (its cost in the ratio of all cash so far to its price, rounded once, each by itself) or
 *    on signing.
 *    Until then what was signed away stands at the value that it left the holding with: nobody values it again.
 * 4. A line's loss is cumulative; losses of single exits are never floored by themselves.
 * 5. Whom a loss is laid to is decided of each exit: docs/LOSS.md, "several cases". */
#include "ledger/fund/loss.h"

enum fpl_status fpl_loss_relief(struct fpl_money left, int64_t sold, int64_t held, struct fpl_money *out) {
    FPL_ASSERT(out != NULL && held > 0 && sold >= 0 && sold <= held && fpl_money_sign(left) >= 0);
    return fpl_money_scale(left, (struct fpl_ratio){sold, held}, FPL_HALF_UP, out);
}

/* What an exit leaves of `value`, V without convertibles: of `left` shares, or fen of cost, before it `taken` go. */
static enum fpl_status scale_value(struct fpl_loss__line *line, int by_shares, int64_t left, int64_t taken,
                                   struct fpl_money value, struct fpl_money *gone) {
    struct fpl_money rest;
    if (line->of == 0 || line->by_shares != by_shares || line->part != left) {
        line->whole = value;
        line->of = line->part = left;
        line->by_shares = by_shares;
    }
    line->part -= taken;
    enum fpl_status status = fpl_loss_relief(line->whole, line->part, line->of, &rest);
    return status == FPL_OK ? fpl_money_sub(value, rest, gone) : status;
}

/* Cost and V of what the movement can take: a write-off takes the convertibles too, a sale leaves them. */
static enum fpl_status within_reach(const struct fpl_loss__line *line, const struct fpl_loss_move *move,
                                    struct fpl_money *cost, struct fpl_money *value) {
    struct fpl_money out_of_reach = move->kind == FPL_LOSS_WRITE_OFF ? fpl_money_of(0) : line->debt;
    enum fpl_status status = fpl_money_sub(line->held, out_of_reach, cost);
    *value = line->value;
    return status == FPL_OK && line->valued ? fpl_loss__minus(value, out_of_reach) : status;
}

/* Takes cost, value and shares off what is held. */
static enum fpl_status relieve(struct fpl_loss__line *line, const struct fpl_loss_move *move, struct fpl_money *cost,
                               struct fpl_money *value, const char **why) {
    struct fpl_money held, whole;
    enum fpl_status status = within_reach(line, move, &held, &whole);
    *cost = held;
    *value = whole;
    *why = FPL_ZH_EN("转出多于持有", "relieves more than is held");
    if (status != FPL_OK)
        return status;
    if (move->shares > line->shares || (move->has_cost && fpl_money_cmp(move->cost, held) > 0))
        return FPL_E_LIMIT;
    if (move->has_cost)
        *cost = move->cost;
    else if (move->shares > 0)
        status = fpl_loss_relief(held, move->shares, line->shares, cost);
    if (status == FPL_OK && move->shares > 0)
        status = scale_value(line, 1, line->shares, move->shares, whole, value);
    else if (status == FPL_OK && fpl_money_cmp(*cost, held) < 0)
        status = scale_value(line, 0, fpl_money_minor(held), fpl_money_minor(*cost), whole, value);
    if (status == FPL_OK)
        status = fpl_loss__minus(&line->held, *cost);
    if (status == FPL_OK)
        status = fpl_loss__plus(&line->debt, move->debt);
    if (status == FPL_OK)
        status = fpl_loss__minus(&line->value, *value);
    line->shares = move->shares > 0 || fpl_money_sign(line->held) > 0 ? line->shares - move->shares : 0;
    return status;
}

static enum fpl_status paid(struct fpl_loss__line *line, const struct fpl_loss_move *move, const char **why) {
    *why = FPL_ZH_EN("份额过多", "too many shares");
    line->of = 0;
    if (__builtin_add_overflow(line->shares, move->shares, &line->shares))
        return FPL_E_OVERFLOW;
    enum fpl_status status = fpl_loss__plus(&line->cost, move->amount);
    if (status == FPL_OK)
        status = fpl_loss__plus(&line->held, move->amount);
    if (status == FPL_OK)
        status = fpl_loss__plus(&line->debt, move->debt);
    return status == FPL_OK && line->valued ? fpl_loss__plus(&line->value, move->amount) : status;
}

static enum fpl_status refunded(struct fpl_loss__line *line, const struct fpl_loss_move *move, const char **why) {
    *why = FPL_ZH_EN("退回多于持有", "refunds more than is held");
    if (fpl_money_cmp(move->amount, line->held) > 0 || move->shares > line->shares)
        return FPL_E_LIMIT;
    line->shares -= move->shares;
    line->of = 0;
    struct fpl_money after = line->value; /* the convertibles that stay are worth their cost, whatever goes */
    enum fpl_status status = fpl_loss__minus(&line->cost, move->amount);
    if (status == FPL_OK)
        status = fpl_loss__minus(&line->held, move->amount);
    if (status == FPL_OK)
        status = fpl_loss__plus(&line->debt, move->debt);
    if (status == FPL_OK && line->valued)
        status = fpl_loss__minus(&after, line->debt);
    return status == FPL_OK ? fpl_loss__minus(&line->value, fpl_loss__less(fpl_loss__floor(after), move->amount))
                            : status;
}

/* Paid back at cost: no result, and of no case. */
static enum fpl_status redeemed(struct fpl_loss__line *line, const struct fpl_loss_move *move, const char **why) {
    *why = FPL_ZH_EN("偿还多于持有", "more is paid back than is held");
    if (fpl_money_cmp(move->amount, line->held) > 0)
        return FPL_E_LIMIT;
    line->of = 0;
    enum fpl_status status = fpl_loss__minus(&line->held, move->amount);
    if (status == FPL_OK)
        status = fpl_loss__minus(&line->debt, move->amount);
    if (status == FPL_OK)
        status = fpl_loss__minus(&line->value, fpl_loss__less(line->value, move->amount));
    if (status == FPL_OK)
        status = fpl_loss__plus(&line->gone, move->amount);
    return status == FPL_OK ? fpl_loss__plus(&line->proceeds, move->amount) : status;
}

/* One more exit of the line, which comes with the movement. */
static struct fpl_loss__exit *new_exit(struct fpl_loss__line *line, const struct fpl_loss_move *move) {
    struct fpl_loss__exit *exit = &line->exit[line->exits++];
    *exit = (struct fpl_loss__exit){.seq = move->seq, .kind = move->kind};
    return exit;
}

/* The exit that the movement is about; NULL: the line has none such. */
static struct fpl_loss__exit *exit_of(struct fpl_loss__line *line, const struct fpl_loss_move *move) {
    for (size_t i = line->exits; i-- > 0;)
        if (move->of ? line->exit[i].seq == move->of : line->exit[i].kind == FPL_LOSS_WRITE_OFF)
            return &line->exit[i];
    return NULL;
}

static enum fpl_status gone(struct fpl_loss__line *line, const struct fpl_loss_move *move, const char **why) {
    struct fpl_money cost, value, left;
    enum fpl_status status = relieve(line, move, &cost, &value, why);
    if (status != FPL_OK)
        return status;
    struct fpl_loss__exit *exit = new_exit(line, move);
    exit->cost = cost;
    exit->back = move->amount;
    status = fpl_loss__plus(&line->gone, cost);
    if (status == FPL_OK)
        status = fpl_loss__plus(&line->proceeds, move->amount);
    if (status != FPL_OK || move->kind != FPL_LOSS_WRITE_OFF)
        return status;
    status = fpl_money_sub(cost, move->amount, &left);
    return status == FPL_OK ? fpl_loss__plus(&line->pursued, fpl_loss__floor(left)) : status;
}

static enum fpl_status signed_buyback(struct fpl_loss__line *line, enum fpl_loss_buyback buyback,
                                      const struct fpl_loss_move *move, const char **why) {
    struct fpl_money cost, value;
    enum fpl_status status = relieve(line, move, &cost, &value, why);
    if (status != FPL_OK)
        return status;
    struct fpl_loss__exit *exit = new_exit(line, move);
    exit->owed = exit->sold_for = move->amount;
    if (buyback == FPL_LOSS_SIGNING) {
        exit->cost = cost;
        exit->back = move->amount;
        status = fpl_loss__plus(&line->gone, cost);
        return status == FPL_OK ? fpl_loss__plus(&line->proceeds, move->amount) : status;
    }
    exit->sold = exit->sold_cost = cost;
    exit->valued = line->valued;
    exit->value = exit->sold_at = line->valued ? value : cost;
    status = fpl_loss__plus(&line->sold, cost);
    return status == FPL_OK ? fpl_loss__plus(&line->sold_value, exit->value) : status;
}

/* What is left of a sum that goes with the price, once `owed` of that is still owed: rounded once, on all that went. */
static enum fpl_status off(const struct fpl_loss__exit *exit, struct fpl_money whole, struct fpl_money owed,
                           struct fpl_money left, struct fpl_money *out) {
    struct fpl_money gone, rest;
    int64_t price = fpl_money_minor(exit->sold_for);
    enum fpl_status status = fpl_loss_relief(whole, price - fpl_money_minor(owed), price, &gone);
    if (status == FPL_OK)
        status = fpl_money_sub(whole, gone, &rest);
    return status == FPL_OK ? fpl_money_sub(left, rest, out) : status;
}

/* `part` of what is owed of a buy-back is no longer so: cost and value leave in that ratio, onto `to`. */
static enum fpl_status release(struct fpl_loss__line *line, struct fpl_loss__exit *exit, struct fpl_money part,
                               struct fpl_loss__exit *to) {
    struct fpl_money cost = fpl_money_of(0), value = fpl_money_of(0), owed = fpl_money_of(0);
    enum fpl_status status = fpl_money_sub(exit->owed, part, &owed);
    if (status == FPL_OK)
        status = off(exit, exit->sold_cost, owed, exit->sold, &cost);
    if (status == FPL_OK)
        status = off(exit, exit->sold_at, owed, exit->value, &value);
    if (status == FPL_OK)
        status = fpl_loss__minus(&exit->sold, cost);
    if (status == FPL_OK)
        status = fpl_loss__minus(&exit->value, value);
    if (status == FPL_OK)
        status = fpl_loss__minus(&line->sold, cost);
    if (status == FPL_OK)
        status = fpl_loss__minus(&line->sold_value, value);
    if (status == FPL_OK)
        status = fpl_loss__plus(&line->gone, cost);
    return status == FPL_OK ? fpl_loss__plus(&to->cost, cost) : status;
}

static enum fpl_status instalment(struct fpl_loss__line *line, enum fpl_loss_buyback buyback,
                                  const struct fpl_loss_move *move, const char **why) {
    struct fpl_loss__exit *exit = exit_of(line, move);
    *why = FPL_ZH_EN("分期款多于应收", "an instalment of more than is owed");
    if (!exit || fpl_money_cmp(move->amount, exit->owed) > 0)
        return FPL_E_LIMIT;
    enum fpl_status status = FPL_OK;
    if (buyback == FPL_LOSS_CASH) { /* on signing all of it was counted */
        status = release(line, exit, move->amount, exit);
        if (status == FPL_OK)
            status = fpl_loss__plus(&exit->back, move->amount);
        if (status == FPL_OK)
            status = fpl_loss__plus(&line->proceeds, move->amount);
    }
    return status == FPL_OK ? fpl_loss__minus(&exit->owed, move->amount) : status;
}

/* Money that will not come is a loss of its own, with a case of its own. What was counted when it was signed for is no
 * longer so; of a buy-back on cash, the rest of the cost goes without anything for it. */
static enum fpl_status unpaid(struct fpl_loss__line *line, enum fpl_loss_buyback buyback,
                              const struct fpl_loss_move *move, const char **why) {
    struct fpl_loss__exit *exit = exit_of(line, move);
    *why = FPL_ZH_EN("核销多于应收", "a write-off of more than is owed");
    if (!exit || (exit->kind == FPL_LOSS_BUYBACK && fpl_money_cmp(move->amount, exit->owed) > 0))
        return FPL_E_LIMIT;
    int on_cash = exit->kind == FPL_LOSS_BUYBACK && buyback == FPL_LOSS_CASH;
    struct fpl_loss__exit *loss = new_exit(line, move);
    enum fpl_status status = fpl_loss__plus(&line->pursued, move->amount);
    if (status == FPL_OK && on_cash)
        status = release(line, exit, move->amount, loss);
    else if (status == FPL_OK) {
        loss->cost = move->amount;
        status = fpl_loss__minus(&line->proceeds, move->amount);
    }
    return status == FPL_OK && exit->kind == FPL_LOSS_BUYBACK ? fpl_loss__minus(&exit->owed, move->amount) : status;
}

/* The fair value of what is held, convertibles at cost beside it: nothing else can be valued. */
static enum fpl_status valued(struct fpl_loss__line *line, const struct fpl_loss_move *move) {
    int nothing = fpl_money_sign(line->held) == 0 && line->shares == 0;
    line->valued = 1;
    line->of = 0;
    line->valued_on = move->day;
    line->value = fpl_money_of(0);
    return nothing ? FPL_OK : fpl_money_add(move->amount, line->debt, &line->value);
}

static enum fpl_status recovered(struct fpl_loss__line *line, const struct fpl_loss_move *move) {
    struct fpl_loss__exit *exit = exit_of(line, move);
    enum fpl_status status = fpl_loss__plus(&line->proceeds, move->amount);
    if (status == FPL_OK && exit)
        status = fpl_loss__plus(&exit->back, move->amount);
    return status == FPL_OK ? fpl_loss__minus(&line->pursued, fpl_loss__less(line->pursued, move->amount)) : status;
}

static enum fpl_status judged(struct fpl_loss__line *line, const struct fpl_loss_move *move, const char **why) {
    struct fpl_loss__exit *exit = exit_of(line, move);
    *why = FPL_ZH_EN("认定的业务不在这家企业", "a case of what this line never lost");
    if (!exit)
        return FPL_E_LIMIT;
    exit->duty = move->duty;
    exit->decided = move->amount;
    return FPL_OK;
}

static enum fpl_status form(const struct fpl_loss_move *move, const char **why) {
    int may_be_negative = move->kind == FPL_LOSS_EXIT || move->kind == FPL_LOSS_WRITE_OFF;
    *why = FPL_ZH_EN("金额或份额为负", "an amount or a number of shares below 0");
    if ((fpl_money_sign(move->amount) < 0 && !may_be_negative) || move->shares < 0 ||
        (move->has_cost && fpl_money_sign(move->cost) < 0))
        return FPL_E_NEGATIVE;
    *why = FPL_ZH_EN("回购价格为零", "a buy-back at no price");
    return move->kind == FPL_LOSS_BUYBACK && fpl_money_sign(move->amount) == 0 ? FPL_E_LIMIT : FPL_OK;
}

enum fpl_status fpl_loss__line_move(struct fpl_loss__line *line, enum fpl_loss_buyback buyback,
                                    const struct fpl_loss_move *move, const char **why) {
    FPL_ASSERT(move->kind > FPL_LOSS_ENDED); /* the others are a fund's */
    enum fpl_status status = form(move, why);
    if (status != FPL_OK)
        return status;
    switch (move->kind) {
    case FPL_LOSS_PAID:
        return paid(line, move, why);
    case FPL_LOSS_REFUND:
        return refunded(line, move, why);
    case FPL_LOSS_EXIT:
    case FPL_LOSS_WRITE_OFF:
        return gone(line, move, why);
    case FPL_LOSS_BUYBACK:
        return signed_buyback(line, buyback, move, why);
    case FPL_LOSS_REDEEMED:
        return redeemed(line, move, why);
    case FPL_LOSS_INSTALMENT:
        return instalment(line, buyback, move, why);
    case FPL_LOSS_UNPAID:
        return unpaid(line, buyback, move, why);
    case FPL_LOSS_RECOVERY:
        return recovered(line, move);
    case FPL_LOSS_DIVIDEND:
        return fpl_loss__plus(&line->income, move->amount);
    case FPL_LOSS_CONCESSION:
        return fpl_loss__plus(&line->conceded, move->amount);
    case FPL_LOSS_VALUATION:
        return valued(line, move);
    case FPL_LOSS_DUTY:
        return judged(line, move, why);
    case FPL_LOSS_COMMITMENT:
    case FPL_LOSS_RELEASE:
    case FPL_LOSS_FUND_PAID_IN:
    case FPL_LOSS_DISTRIBUTION:
    case FPL_LOSS_ENDED:
        break;
    }
    return FPL_E_BUG;
}

/* ---- sums ---- */

/* The line's result under each reading, gains negative: c − P, c − P − d, C − P − V, C − P − V − d. */
static enum fpl_status results(const struct fpl_loss__line *line, int pre_concession, struct fpl_money raw[4]) {
    struct fpl_money proceeds = line->proceeds, carried = fpl_money_of(0);
    enum fpl_status status = pre_concession ? FPL_OK : fpl_loss__minus(&proceeds, line->conceded);
    if (status == FPL_OK)
        status = fpl_money_add(line->valued ? line->value : line->held, line->sold_value, &carried);
    if (status == FPL_OK)
        status = fpl_money_sub(line->gone, proceeds, &raw[FPL_LOSS_BY_REALISED]);
    if (status == FPL_OK)
        status = fpl_money_sub(raw[FPL_LOSS_BY_REALISED], line->income, &raw[FPL_LOSS_BY_REALISED_INCOME]);
    if (status == FPL_OK)
        status = fpl_money_sub(line->cost, proceeds, &raw[FPL_LOSS_BY_TOTAL]);
    if (status == FPL_OK)
        status = fpl_loss__minus(&raw[FPL_LOSS_BY_TOTAL], carried);
    return status == FPL_OK ? fpl_money_sub(raw[FPL_LOSS_BY_TOTAL], line->income, &raw[FPL_LOSS_BY_TOTAL_INCOME])
                            : status;
}

/* What the exits lost by themselves, by what was decided of each: at most its own loss that is left (answer 14). */
struct decided {
    struct fpl_money accountable, exempt, open;
};
static enum fpl_status decide(const struct fpl_loss__line *line, int annual, struct decided *out) {
    enum fpl_status status = FPL_OK;
    *out = (struct decided){.open = fpl_money_of(0)};
    for (size_t i = 0; i < line->exits && status == FPL_OK; i++) {
        const struct fpl_loss__exit *exit = &line->exit[i];
        struct fpl_money loss, part = fpl_money_of(0);
        status = fpl_money_sub(exit->cost, exit->back, &loss);
        if (status == FPL_OK && annual)
            status = fpl_loss__minus(&loss, exit->before);
        loss = fpl_loss__floor(loss);
        if (exit->duty == FPL_DUTY_ACCOUNTABLE)
            part = loss;
        else if (exit->duty == FPL_DUTY_PARTIAL)
            part = fpl_loss__less(exit->decided, loss);
        if (status == FPL_OK)
            status = fpl_loss__plus(&out->accountable, part);
        if (status == FPL_OK)
            status = fpl_loss__minus(&loss, part);
        if (status == FPL_OK)
            status = fpl_loss__plus(exit->duty == FPL_DUTY_PENDING ? &out->open : &out->exempt, loss);
    }
    return status;
}

/* The loss of the rule's reading laid apart. Only what is realised can be decided; the rest is pending. What the line
 * gained elsewhere is taken off what is exempt first, then off what nobody has judged, and off what is held to account
 * last. */
static enum fpl_status apart(const struct fpl_loss__line *line, int annual, const struct fpl_loss_terms *terms,
                             struct fpl_money sum[FPL_LOSS_SUMS]) {
    enum fpl_loss_reading realised = terms->income ? FPL_LOSS_BY_REALISED_INCOME : FPL_LOSS_BY_REALISED;
    enum fpl_loss_reading by = terms->recognition == FPL_LOSS_LIQUIDATION ? realised : fpl_loss__reading(terms);
    struct fpl_money full = fpl_loss__floor(sum[FPL_LOSS_SUM_RAW + by]);
    struct fpl_money left = fpl_money_of(0);
    struct fpl_money open = fpl_loss__less(full, fpl_loss__floor(sum[FPL_LOSS_SUM_RAW + realised]));
    struct decided decided;
    enum fpl_status status = decide(line, annual, &decided);
    struct fpl_money to_account = fpl_loss__less(decided.accountable, open);
    if (status == FPL_OK)
        status = fpl_money_sub(open, to_account, &left);
    if (status == FPL_OK)
        status = fpl_loss__minus(&left, decided.open);
    struct fpl_money exempt = fpl_loss__less(decided.exempt, fpl_loss__floor(left));
    sum[FPL_LOSS_SUM_ACCOUNTABLE] = to_account;
    sum[FPL_LOSS_SUM_EXEMPT] = exempt;
    if (status == FPL_OK)
        status = fpl_money_sub(full, exempt, &sum[FPL_LOSS_SUM_PENDING]);
    if (status == FPL_OK)
        status = fpl_loss__minus(&sum[FPL_LOSS_SUM_PENDING], to_account);
    struct fpl_money base = terms->recognition == FPL_LOSS_LIQUIDATION ? fpl_money_of(0) : sum[FPL_LOSS_SUM_RAW + by];
    return status == FPL_OK ? fpl_money_sub(base, to_account, &sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_TEST]) : status;
}

enum fpl_status fpl_loss__line_sums(const struct fpl_loss__line *line, const struct fpl_loss__line *before,
                                    const struct fpl_loss_terms *terms, struct fpl_money sum[FPL_LOSS_SUMS]) {
    struct fpl_money was[4];
    enum fpl_status status = results(line, terms->pre_concession, &sum[FPL_LOSS_SUM_RAW]);
    if (status == FPL_OK && before != NULL)
        status = results(before, terms->pre_concession, was);
    sum[FPL_LOSS_SUM_INVESTED] = line->cost;
    sum[FPL_LOSS_SUM_CASH_OUT] = line->cost;
    sum[FPL_LOSS_SUM_EXITED] = line->gone;
    sum[FPL_LOSS_SUM_PURSUED] = line->pursued;
    if (status == FPL_OK && before != NULL)
        status = fpl_loss__minus(&sum[FPL_LOSS_SUM_EXITED], before->gone);
    for (int i = 0; i < 4 && status == FPL_OK && before != NULL; i++)
        status = fpl_loss__minus(&sum[FPL_LOSS_SUM_RAW + i], was[i]);
    if (status == FPL_OK)
        status = apart(line, before != NULL, terms, sum);
    for (int reading = 0; reading <= (int)FPL_LOSS_BY_TEST && status == FPL_OK; reading++)
        for (int netting = 0; netting < 4; netting++)
            sum[FPL_LOSS_AT(reading, netting)] = fpl_loss__floor(sum[FPL_LOSS_SUM_RAW + reading]);
    return status;
}
